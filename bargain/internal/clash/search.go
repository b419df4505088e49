package clash

import (
	"context"
	"fmt"
	"slices"
)

// Question is about which statements conflicts and ways out are sought.
type Question struct {
	Statements int   // how many; they are numbered from 0
	Fixed      []int // those that cannot be given up
	// Sooner are statements that are left out before others where a conflict
	// is minimised: those without which it is easier to tell what clashes.
	Sooner []int
	// Clashing are sets of statements that are known to clash, minimal or
	// not. They are taken on trust, and spare the oracle questions.
	Clashing [][]int
	// Holding are sets of statements that are known to hold together, such as
	// those that some package keeps. They too are taken on trust.
	Holding [][]int
}

// Kind says which of the two a set of statements is.
type Kind int8

// Conflict statements cannot hold together; WayOut statements are to be given
// up. Both are minimal.
const (
	Conflict Kind = iota
	WayOut
)

// String returns the kind in words.
func (k Kind) String() string {
	if k == Conflict {
		return "conflict"
	}
	return "way out"
}

// Finding is a conflict or a way out as it is found, proven minimal.
type Finding struct {
	Kind       Kind
	Statements []int // ascending; the receiver's own
}

// Progress is how far a search is. Bounds only rise.
type Progress struct {
	Questions int // put to the oracle
	Spared    int // answered by what was known
	Conflicts int // found
	WaysOut   int // found
	// Of the conflicts, or ways out, that were not found yet, none has fewer
	// statements than this. More than there are statements: none is missing.
	ConflictsFrom, WaysOutFrom int
}

// Search finds conflicts and ways out. It keeps what it learnt: a question
// that was once answered, or whose answer follows, is never put again, whatever
// is looked for next and even if a context ended in between. It is not for use
// by several goroutines at a time.
//
// The same question and oracle give the same calls and findings. Where it is
// cut off, which of several equally small sets it has found by then depends on
// the order of the statements.
type Search struct {
	known      knowledge
	fixed      set
	sooner     set
	freeFirst  []int
	fixedFirst []int

	conflicts []set // minimal, each once
	waysOut   []set // minimal and without fixed statements, each once
	aways     []set // minimal sets without which all others hold, fixed or not
	seen      map[string]bool
	seeds     []set // given as clashing, the smallest first, and not yet minimised

	// What a conflict must meet: every minimal set without which all others
	// hold, fixed or not. What a way out must meet: of every conflict what is
	// not fixed.
	toClash, toOpen direction
	plain           *plain // nil until it is needed
	// See workAtStart.
	atStart, perAsked int
	gatherFrom        int // see there

	// Found, if set, is called with each conflict and way out when it is
	// found, in that order.
	Found func(Finding)
	// Step, if set, is called after every step, which asks one question or
	// some dozens.
	Step func(Progress)
}

// direction is one of the two ways to search: for conflicts by what they must
// meet, or for ways out.
type direction struct {
	*hitting
	hard  bool // the last try to find a smallest set took more work than it was given
	whole bool // nothing is missing
	asked int  // questions put on its account
}

// NewSearch prepares a search. It asks nothing yet. It is an error to name a
// statement that there is not, and ErrOracle to say that what holds clashes.
func NewSearch(oracle Oracle, q Question) (*Search, error) {
	n := q.Statements
	s := &Search{
		known:   knowledge{oracle: oracle, n: n, every: newSet(n), holds: family{words: words(n)}, clash: family{words: words(n)}},
		fixed:   newSet(n),
		seen:    map[string]bool{},
		toClash: direction{hitting: newHitting(n)},
		toOpen:  direction{hitting: newHitting(n)},
		atStart: workAtStart, perAsked: workPerAsked, gatherFrom: gatherFrom,
	}
	for i := range n {
		s.known.every.add(i)
	}
	for _, list := range slices.Concat([][]int{q.Fixed, q.Sooner}, q.Clashing, q.Holding) {
		for _, i := range list {
			if i < 0 || i >= n {
				return nil, fmt.Errorf("statement %d is none of the %d", i, n)
			}
		}
	}
	for _, i := range q.Fixed {
		s.fixed.add(i)
	}
	for i := n - 1; i >= 0; i-- { // of equally small conflicts those of low numbers are met first
		if s.fixed.has(i) {
			s.fixedFirst = append(s.fixedFirst, i)
		} else {
			s.freeFirst = append(s.freeFirst, i)
		}
	}
	free, fixed := s.freeFirst, s.fixedFirst
	s.freeFirst, s.fixedFirst = slices.Concat(free, fixed), slices.Concat(fixed, free)
	s.sooner = newSet(n, q.Sooner...).minus(s.fixed)
	s.freeFirst = slices.Concat(keep(s.freeFirst, s.sooner), keep(s.freeFirst, s.known.every.minus(s.sooner)))
	for _, list := range q.Clashing {
		s.seeds = append(s.seeds, newSet(n, list...))
	}
	slices.SortStableFunc(s.seeds, compareSets)
	s.seeds = slices.DeleteFunc(s.seeds, func(seed set) bool {
		if s.known.clash.within(seed) != nil {
			return true
		}
		s.known.clash.add(seed)
		return false
	})
	for _, list := range q.Holding {
		h := newSet(n, list...)
		if s.known.holds.around(h) != nil {
			continue
		}
		if err := s.known.learnHolds(h); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Progress tells how far the search is.
func (s *Search) Progress() Progress {
	return Progress{
		Questions: s.known.calls, Spared: s.known.spared,
		Conflicts: len(s.conflicts), WaysOut: len(s.waysOut),
		ConflictsFrom: s.from(Conflict), WaysOutFrom: s.from(WayOut),
	}
}

// from returns the least size that a set not yet found may have.
func (s *Search) from(k Kind) int {
	d := s.direction(k)
	if s.settle(); d.whole {
		return s.known.n + 1
	}
	return d.bound
}

func (s *Search) direction(k Kind) *direction {
	if k == Conflict {
		return &s.toClash
	}
	return &s.toOpen
}

func (s *Search) list(k Kind) []set {
	if k == Conflict {
		return s.conflicts
	}
	return s.waysOut
}

// settle draws what follows where a direction is at its end. No set is left
// that meets what a conflict must and contains no conflict: then every set of
// statements is known to clash or to hold, and nothing of either kind is
// missing. No set is left that meets what a way out must and contains none:
// then the same is known of the sets that have all fixed statements, and that
// is all sets where none is fixed.
func (s *Search) settle() {
	if s.toClash.done {
		s.toClash.whole, s.toOpen.whole = true, true
	}
	if s.toOpen.done {
		s.toOpen.whole = true
		s.toClash.whole = s.toClash.whole || s.fixed.empty()
	}
}

// recordConflict takes in a set that was shown to be a conflict.
func (s *Search) recordConflict(c set) {
	if s.seen["c"+c.key()] {
		return
	}
	s.seen["c"+c.key()] = true
	s.conflicts = append(s.conflicts, c)
	s.toClash.pass(c)
	s.toOpen.hit(c.minus(s.fixed))
	if s.plain != nil {
		s.plain.conflict(c)
	}
	if s.Found != nil {
		s.Found(Finding{Conflict, c.items()})
	}
}

// recordAway takes in a minimal set without which all others hold. It is a way
// out if nothing of it is fixed.
func (s *Search) recordAway(a set) {
	if s.seen["a"+a.key()] {
		return
	}
	s.seen["a"+a.key()] = true
	s.aways = append(s.aways, a)
	s.toClash.hit(a)
	if s.plain != nil {
		s.plain.away(a)
	}
	if !a.and(s.fixed).empty() {
		return
	}
	s.waysOut = append(s.waysOut, a)
	s.toOpen.pass(a)
	if s.Found != nil {
		s.Found(Finding{WayOut, a.items()})
	}
}

// ask puts one question, and records what is minimal of the answer.
func (s *Search) ask(ctx context.Context, want set) (clash bool, result set, err error) {
	ok, answer, err := s.known.together(ctx, want)
	if err != nil {
		return false, nil, err
	}
	if ok {
		a, err := s.opening().minimise(ctx, s.known.every.minus(answer))
		if err != nil {
			return false, nil, err
		}
		s.recordAway(a)
		return false, a, nil
	}
	c, err := s.clashing().minimise(ctx, answer)
	if err != nil {
		return false, nil, err
	}
	s.recordConflict(c)
	return true, c, nil
}

// seed minimises a set that was given as clashing, and reports whether there
// was one left.
func (s *Search) seed(ctx context.Context) (bool, error) {
	for len(s.seeds) > 0 {
		seed := s.seeds[0]
		if !slices.ContainsFunc(s.conflicts, func(c set) bool { return c.within(seed) }) {
			c, err := s.clashing().minimise(ctx, seed)
			if err != nil {
				return false, err
			}
			s.recordConflict(c)
			s.seeds = s.seeds[1:]
			return true, nil
		}
		s.seeds = s.seeds[1:]
	}
	return false, nil
}

// towards takes a step of one direction: it finds a smallest candidate and
// pursues it. Every step finds something new or ends the direction.
func (s *Search) towards(ctx context.Context, k Kind, effort, limit int) (outcome, error) {
	candidate, how, err := s.direction(k).next(ctx, effort, limit)
	if err != nil || how != found {
		return how, err
	}
	return how, s.pursue(ctx, k, candidate)
}

// pursue asks about a candidate. If it is none, what it lacks is added to it
// and it is asked again, until it is one. So it ends in a set of the kind that
// is sought, and what was lacking on the way is as varied as can be: no
// statement comes twice.
func (s *Search) pursue(ctx context.Context, k Kind, candidate set) error {
	for {
		want := candidate
		if k == WayOut {
			want = s.known.every.minus(candidate)
		}
		clash, lacking, err := s.ask(ctx, want)
		if err != nil {
			return err
		}
		if k == WayOut {
			lacking = lacking.minus(s.fixed)
		}
		if clash == (k == Conflict) || lacking.empty() {
			return nil
		}
		candidate = candidate.or(lacking)
	}
}
