package clash

import (
	"context"
	"slices"
)

// Limits say how many of each kind are wanted. 0: all. Below 0: none, and
// nothing is done for their sake.
type Limits struct {
	Conflicts, WaysOut int
	// Questions, if above 0, ends the search after the step in which so many
	// were put to the oracle since the search was made. It is no error. Unlike
	// a deadline it cuts off at the same place on every machine.
	Questions int
}

func (l Limits) of(k Kind) int {
	if k == Conflict {
		return l.Conflicts
	}
	return l.WaysOut
}

// List is what was found of one kind.
type List struct {
	Sets     [][]int // the smallest first, then by numbers; each ascending
	Complete bool    // nothing is missing
	// From is the least size of a set that may be missing: those with fewer
	// statements are all in the list. Where it is Complete, From is one more
	// than there are statements.
	From int
}

// Answer is what All found.
type Answer struct {
	Conflicts, WaysOut List
}

// How much work the search for smallest sets may take, in conflicts of the
// solver: some at the start, and some for every question asked on the
// direction's account. A question and ten conflicts take about as long as each
// other, with an oracle that takes a millisecond. Where that is used up, steps
// without order are taken, whose questions earn more, until a try is worth it.
const (
	workAtStart  = 10_000
	workPerAsked = 10
	worthATry    = 1000
)

// All finds all conflicts and all ways out within the limits, the smallest
// first as far as sizes can be proven; see List.From. Where there is a limit,
// it stops when it knows that so many are found and none that is missing is
// smaller, or, while that is too hard to prove, when so many are found. If the
// context ends, or the oracle fails, it returns what was found so far and the
// error; it can then be called again and goes on.
//
// If all statements hold together there is no conflict, and one way out: to
// give up nothing. If the fixed ones cannot hold together there is no way out.
//
// To know that no conflict is missing takes all broadest sets that hold, and
// to know that no way out is, all conflicts: either can be millions where the
// other kind are few. So have a deadline or a limit on questions, too.
//
// The number of questions is at most about one for each way out, one for each
// conflict, and those by which each was minimised (see Oracle on how core and
// kept help there); where some are fixed, the minimal sets that contain fixed
// statements count like ways out, if conflicts are wanted.
func (s *Search) All(ctx context.Context, limits Limits) (Answer, error) {
	err := s.all(ctx, limits)
	return Answer{s.answer(Conflict, limits), s.answer(WayOut, limits)}, err
}

func (s *Search) all(ctx context.Context, limits Limits) error {
	for !s.satisfied(Conflict, limits) && !s.tired(limits) {
		more, err := s.seed(ctx)
		if err != nil {
			return err
		}
		if !more {
			break
		}
		s.report()
	}
	if !s.satisfied(Conflict, limits) && len(s.conflicts) == 0 && !s.tired(limits) {
		// All at once: a part of them that clashes is easier found than by what
		// can be added one by one to what holds.
		if _, _, err := s.ask(ctx, s.known.every); err != nil {
			return err
		}
		s.report()
	}
	for {
		conflicts, waysOut := !s.satisfied(Conflict, limits), !s.satisfied(WayOut, limits)
		if !conflicts && !waysOut || s.tired(limits) {
			return nil
		}
		k := WayOut
		if !waysOut || conflicts && s.toClash.asked < s.toOpen.asked {
			k = Conflict
		}
		d, before := s.direction(k), s.known.calls
		var err error
		if effort := s.effort(d); effort < worthATry {
			err = s.unordered(ctx, k)
		} else {
			var how outcome
			how, err = s.towards(ctx, k, effort, -1)
			d.hard = how == spent
		}
		if err != nil {
			return err
		}
		d.asked += s.known.calls - before + 1 // a step that asked nothing took its time too
		s.report()
	}
}

// effort returns how many conflicts the solver may have to find a smallest set.
func (s *Search) effort(d *direction) int {
	return s.atStart + s.perAsked*d.asked - d.solver.Conflicts()
}

func (s *Search) report() {
	if s.Step != nil {
		s.Step(s.Progress())
	}
}

func (s *Search) tired(limits Limits) bool {
	return limits.Questions > 0 && s.known.calls >= limits.Questions
}

// satisfied reports whether enough of the kind is found.
func (s *Search) satisfied(k Kind, limits Limits) bool {
	limit := limits.of(k)
	d := s.direction(k)
	if s.settle(); limit < 0 || d.whole {
		return true
	}
	list := s.list(k)
	if limit == 0 || len(list) < limit {
		return false
	}
	if d.hard || s.effort(d) < worthATry {
		return true
	}
	certain := 0
	for _, f := range list {
		if f.size() <= d.bound {
			certain++
		}
	}
	return certain >= limit
}

func (s *Search) answer(k Kind, limits Limits) List {
	limit := limits.of(k)
	if limit < 0 {
		return List{}
	}
	list := slices.SortedFunc(slices.Values(s.list(k)), compareSets)
	out := List{From: s.from(k)}
	if limit > 0 && len(list) > limit {
		out.From = min(out.From, list[limit].size())
		list = list[:limit]
	}
	out.Complete = out.From > s.known.n
	for _, f := range list {
		out.Sets = append(out.Sets, f.items())
	}
	return out
}

// First returns a conflict with few questions: one, and those to minimise what
// the oracle says clashes. It is the smallest of those known, if there are any.
// exists is false if all statements hold together.
func (s *Search) First(ctx context.Context) (conflict []int, exists bool, err error) {
	if len(s.conflicts) == 0 {
		seeded, err := s.seed(ctx)
		if err != nil {
			return nil, false, err
		}
		if !seeded {
			if _, _, err := s.ask(ctx, s.known.every); err != nil {
				return nil, false, err
			}
		}
	}
	if len(s.conflicts) == 0 {
		return nil, false, nil
	}
	return slices.MinFunc(s.conflicts, compareSets).items(), true, nil
}

// Smallest is a set of the least size, or the least that was found.
type Smallest struct {
	Statements []int // ascending; where several are as small, one of them
	Exists     bool  // one was found
	// Proven says that there is none with fewer statements, or, if none
	// exists, that there is none at all.
	Proven bool
	From   int // none has fewer statements than this
}

// Smallest returns a conflict, or a way out, with the least number of
// statements, by implicit hitting sets (Ignatiev et al. 2015). It goes on until
// that is proven, however hard; if the context ends or the oracle fails, it
// returns the smallest found with the error.
func (s *Search) Smallest(ctx context.Context, k Kind) (Smallest, error) {
	var err error
	if k == Conflict && len(s.conflicts) == 0 {
		_, err = s.seed(ctx)
	}
	for {
		best := Smallest{From: s.from(k)}
		limit := -1
		if list := s.list(k); len(list) > 0 {
			m := slices.MinFunc(list, compareSets)
			limit = m.size()
			best.Statements, best.Exists = m.items(), true
			best.From = min(best.From, limit)
			best.Proven = best.From == limit
		}
		best.Proven = best.Proven || s.direction(k).whole
		if best.Proven || err != nil {
			return best, err
		}
		_, err = s.towards(ctx, k, -1, limit)
		s.report()
	}
}
