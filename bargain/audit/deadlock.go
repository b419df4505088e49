package audit

import (
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/bargain"
)

// set is statements, by their places in the case.
type set map[string]bool

func setOf(list []parley.Ref) set {
	s := set{}
	for _, r := range list {
		s[r.At()] = true
	}
	return s
}

// common returns how many statements two sets share.
func (s set) common(t set) int {
	n := 0
	for at := range s {
		if t[at] {
			n++
		}
	}
	return n
}

func (s set) within(t set) bool { return s.common(t) == len(s) }

func (s set) text() string {
	var list []string
	for at := range s {
		list = append(list, at)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// refs returns what a way out gives up.
func refs(w bargain.WayOut) []parley.Ref {
	var list []parley.Ref
	for _, g := range w.GiveUp {
		list = append(list, g.Ref)
	}
	return list
}

// conflicts checks that every witness breaks something of each conflict, and
// that each could not do without any of its statements: some package breaks
// that one alone.
func (k *auditor) conflicts() {
	q := bargain.AskConflicts
	x := k.a.Conflicts
	if x == nil {
		return
	}
	if len(k.among()) > 0 {
		k.wrong(q, "there are conflicts, and a package that nobody's statement excludes")
	}
	breaks := k.breaches()
	listed := map[string]bool{}
	for n, c := range x.Sets {
		s := setOf(c.Items)
		if listed[s.text()] || len(s) != len(c.Items) || !k.inOrder(c.Items) || n > 0 && len(c.Items) < len(x.Sets[n-1].Items) {
			k.wrong(q, "conflict %d is out of order, or listed twice", n)
		}
		listed[s.text()] = true
		alone := map[string]bool{}
		for _, b := range breaks {
			switch s.common(b) {
			case 0:
				k.wrong(q, "some package breaks nothing of conflict %d", n)
			case 1:
				for at := range b {
					alone[at] = true
				}
			}
		}
		if !k.complete && k.together(c.Items) != no {
			k.unchecked(q, "that no package satisfies all of conflict %d", n)
		}
		for i, r := range c.Items {
			if alone[r.At()] {
				continue
			}
			switch rest := slices.Delete(slices.Clone(c.Items), i, i+1); {
			case k.complete || k.together(rest) == no:
				k.wrong(q, "conflict %d is one without %s", n, r.At())
			case k.together(rest) == perhaps:
				k.unchecked(q, "that conflict %d needs %s", n, r.At())
			}
		}
	}
	if k.complete && x.Complete {
		k.same(q, "conflicts", transversals(breaks), listed)
	} else if !k.complete {
		k.unchecked(q, "that there are no other conflicts")
	}
}

// breaches returns the minimal sets that witnesses break.
func (k *auditor) breaches() []set {
	known := map[string]bool{}
	var list []set
	for _, w := range k.witnesses {
		if s := setOf(w.broken); !known[s.text()] {
			known[s.text()] = true
			list = append(list, s)
		}
	}
	return minimal(list)
}

// waysOut checks that each way out opens what it says and that none of what it
// gives up could be kept; and, against the conflicts, that it breaks them all.
func (k *auditor) waysOut() {
	q := bargain.AskConcessions
	x := k.a.Concessions
	if x == nil {
		return
	}
	var lawful []set
	for _, w := range k.witnesses {
		if w.lawful() {
			lawful = append(lawful, setOf(w.broken))
		}
	}
	var conflicts []set
	if k.a.Conflicts != nil {
		for _, c := range k.a.Conflicts.Sets {
			conflicts = append(conflicts, setOf(c.Items))
		}
	}
	listed := map[string]bool{}
	for n, w := range x.Ways {
		given := refs(w)
		s := setOf(given)
		if listed[s.text()] || !k.inOrder(given) || n > 0 && wayOrder(x.Ways[n-1], w) > 0 {
			k.wrong(q, "way out %d is out of order, or listed twice", n)
		}
		listed[s.text()] = true
		if slices.ContainsFunc(given, func(r parley.Ref) bool { return r.Kind == parley.NormKind }) {
			k.wrong(q, "way out %d gives up a norm", n)
		}
		if slices.ContainsFunc(lawful, func(b set) bool { return b.within(s) && len(b) < len(s) }) {
			k.wrong(q, "way out %d gives up more than it has to", n)
		}
		if slices.ContainsFunc(conflicts, func(c set) bool { return c.common(s) == 0 }) {
			k.wrong(q, "way out %d leaves a conflict", n)
		}
		for at := range s {
			if !k.complete && !slices.ContainsFunc(conflicts, func(c set) bool { return c[at] && c.common(s) == 1 }) {
				k.unchecked(q, "that way out %d has to give up as much as it does", n)
			}
		}
		var movers []string
		for _, p := range k.c.Parties {
			if slices.ContainsFunc(given, func(r parley.Ref) bool { return r.Party == p.ID }) {
				movers = append(movers, p.ID)
			}
		}
		if !slices.Equal(movers, w.Movers) {
			k.wrong(q, "in way out %d %v move, and not %v", n, movers, w.Movers)
		}
		k.opening(fmt.Sprintf("way out %d", n), w, k.among(given...))
	}
	switch {
	case !x.Complete:
	case k.complete:
		want := map[string]bool{}
		for _, s := range minimal(lawful) {
			want[s.text()] = true
		}
		k.same(q, "ways out", want, listed)
	case k.a.Conflicts != nil && k.a.Conflicts.Complete:
		// With all conflicts known, the ways out are the minimal sets that
		// share something other than a norm with each (Reiter 1987).
		for _, c := range conflicts {
			for _, r := range k.norms() {
				delete(c, r.At())
			}
		}
		k.same(q, "ways out", transversals(minimal(conflicts)), listed)
	default:
		k.unchecked(q, "that there are no other ways out")
	}
}

// opening checks what a way out is said to open.
func (k *auditor) opening(what string, w bargain.WayOut, opened []witness) {
	q := bargain.AskConcessions
	k.count(q, "what "+what+" opens", w.Opens, len(opened))
	if w.Frontier != nil {
		k.frontier(q, w.Frontier, w.Frontier.Complete, opened)
	}
	if w.Best == nil {
		return
	}
	if slices.ContainsFunc(k.measures, func(m measure) bool { return !m.fallback.known || !m.width.known }) {
		k.unchecked(q, "what is best of the ways out, for ranges are not known")
		return
	}
	k.outcomes(q, []bargain.Outcome{*w.Best}, opened, true)
	top := k.burdens(k.vector(*w.Best))
	for _, o := range opened {
		if o.utility != nil && compare(k.burdens(o.utility), top) > 0 {
			k.wrong(q, "%v is better than what is best of %s", o.pkg, what)
		}
	}
	for _, g := range w.GiveUp {
		if g.By == nil || g.Ref.Kind != parley.FallbackKind {
			if g.By != nil || g.Ref.Kind == parley.FallbackKind {
				k.wrong(q, "how far %s falls is said of what does not fall, or not said", g.Ref.At())
			}
			continue
		}
		u, _ := k.judge.Utility(g.Ref.Party, w.Best.Package)
		if r, _ := k.judge.Reservation(g.Ref.Party); !w.Best.Limit && !r.Sub(u).Equal(*g.By) {
			k.wrong(q, "%s falls by %s and not by %s", g.Ref.Party, r.Sub(u), g.By)
		}
	}
	if !k.complete {
		k.unchecked(q, "that nothing better opens than what is best of the ways out")
	}
}

// burdens returns the fractions of all parties with a range, ascending.
func (k *auditor) burdens(v []parley.Number) []parley.Number {
	var list []parley.Number
	for n, m := range k.measures {
		if m.width.is && m.fallback.is {
			list = append(list, v[n].Sub(m.fallback.n).Div(m.width.n))
		}
	}
	slices.SortFunc(list, parley.Number.Cmp)
	return list
}

// wayOrder puts those in which several parties move first, then the smaller.
func wayOrder(a, b bargain.WayOut) int {
	if several := len(a.Movers) > 1; several != (len(b.Movers) > 1) {
		if several {
			return -1
		}
		return 1
	}
	return len(a.GiveUp) - len(b.GiveUp)
}

// inOrder reports whether statements are in file order, each once.
func (k *auditor) inOrder(list []parley.Ref) bool {
	place := func(r parley.Ref) int {
		return slices.IndexFunc(k.c.Parties, func(p parley.Party) bool { return p.ID == r.Party }) // -1: norms first
	}
	kinds := []parley.Kind{parley.NormKind, parley.RedLine, parley.Insistence, parley.Condition, parley.FallbackKind}
	compare := func(a, b parley.Ref) int {
		return slices.Compare([]int{place(a), slices.Index(kinds, a.Kind), a.Index}, []int{place(b), slices.Index(kinds, b.Kind), b.Index})
	}
	return slices.IsSortedFunc(list, compare)
}

// same checks that just the wanted sets are listed.
func (k *auditor) same(q bargain.Question, what string, want, listed map[string]bool) {
	if want == nil {
		k.unchecked(q, "that these are all %s, of which there are many", what)
		return
	}
	for s := range want {
		if !listed[s] {
			k.wrong(q, "of the %s this one is missing: %s", what, s)
		}
	}
	for s := range listed {
		if !want[s] {
			k.wrong(q, "of the %s this is none: %s", what, s)
		}
	}
}

// minimal keeps the sets that contain no other.
func minimal(sets []set) []set {
	slices.SortStableFunc(sets, func(a, b set) int { return len(a) - len(b) })
	var kept []set
	for _, s := range sets {
		if !slices.ContainsFunc(kept, func(t set) bool { return t.within(s) }) {
			kept = append(kept, s)
		}
	}
	return kept
}

// maxTransversals bounds the sets that are put together.
const maxTransversals = 5000

// transversals returns the minimal sets that share a statement with each of
// the sets, taking in one of them after the other (Berge 1989); nil if there
// are too many.
func transversals(sets []set) map[string]bool {
	list := []set{{}}
	for _, s := range sets {
		var next []set
		for _, t := range list {
			if t.common(s) > 0 {
				next = append(next, t)
				continue
			}
			for at := range s {
				with := set{at: true}
				for x := range t {
					with[x] = true
				}
				next = append(next, with)
			}
		}
		if list = minimal(next); len(list) > maxTransversals {
			return nil
		}
	}
	out := map[string]bool{}
	for _, t := range list {
		out[t.text()] = true
	}
	return out
}

// answer says whether statements can be held together.
type answer int

const (
	perhaps answer = iota
	yes
	no
)

// together decides by elimination whether some package satisfies all of the
// statements: exactly with one fallback at most, for that is one sum; with
// more, no is still certain where one of them alone cannot be reached.
func (k *auditor) together(items []parley.Ref) answer {
	var hard []parley.Ref
	var fallbacks []string
	for _, r := range items {
		if r.Kind == parley.FallbackKind {
			fallbacks = append(fallbacks, r.Party)
		} else {
			hard = append(hard, r)
		}
	}
	result := perhaps
	if len(fallbacks) == 0 {
		if _, state := k.greatest(nil, hard); state == exact {
			result = yes
		} else if state == nothing {
			result = no
		}
	}
	for _, party := range fallbacks {
		if p, _ := k.c.Party(party); !p.Consents() { // it binds only where the party gives something
			continue
		}
		r, _ := k.judge.Reservation(party)
		switch most, state := k.greatest(map[string]parley.Number{party: parley.Int(1)}, hard); {
		case state == nothing || state != unknown && most.Cmp(r) < 0:
			return no
		case state == exact && len(fallbacks) == 1:
			result = yes
		}
	}
	return result
}
