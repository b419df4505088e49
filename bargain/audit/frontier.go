package audit

import (
	"slices"

	"parley"
	"parley/bargain"
)

// frontiers checks the frontier of the zone or, where that is empty, of what
// breaks no demand and no norm.
func (k *auditor) frontiers() {
	if f := k.a.Frontier; f != nil {
		k.frontier(bargain.AskFrontier, f, k.proven(bargain.AskFrontier), k.among())
		if z := k.a.Zone; z != nil && z.Possible.Exact() {
			var all []bargain.Count
			for _, o := range f.Outcomes.All() {
				all = append(all, o.Ties)
			}
			if least, _ := sums(all...); least.Cmp(z.Possible.Int) > 0 {
				k.wrong(bargain.AskFrontier, "its outcomes have more packages than the zone")
			}
		}
	}
	if f := k.a.FrontierPossible; f != nil {
		k.frontier(bargain.AskFrontier, f, k.proven(bargain.AskFrontier), k.among(k.fallbacks...))
	}
}

// frontier checks the frontier of a set: no outcome dominates another and,
// where it is known whole or comes near to all, no witness of the set is left
// out.
func (k *auditor) frontier(q bargain.Question, f *bargain.Frontier, whole bool, of []witness) {
	outcomes := f.Outcomes.Slice()
	k.outcomes(q, outcomes, of, true)
	listed := make([][]parley.Number, len(outcomes))
	for n, o := range outcomes {
		listed[n] = k.vector(o)
	}
	var others [][]parley.Number
	for _, w := range of {
		if w.utility != nil {
			others = append(others, w.utility)
		}
	}
	others = distinct(others)
	switch {
	case !slices.Equal(f.Parties, k.parties):
		k.wrong(q, "it does not compare the parties whose consent counts")
	case f.Size < len(listed) || f.Complete && f.Size > len(listed):
		k.wrong(q, "%d outcomes are listed, and %d counted", len(listed), f.Size)
	}
	r := ranks(len(k.parties), listed, others)
	for n := range listed {
		// Sorted downwards, an outcome is dominated by none after it; and by
		// none that is only approached.
		for m := range n {
			if !outcomes[m].Limit && !outcomes[n].Limit && reaches(r[m], r[n]) {
				k.wrong(q, "outcome %d is dominated by another", n)
				break
			}
		}
	}
	switch {
	case f.Within != nil:
		k.near(q, f, listed, others)
	case f.Complete:
		for n, v := range others {
			if !slices.ContainsFunc(r[:len(listed)], func(x []int) bool { return reaches(x, r[len(listed)+n]) }) && !k.onSegment(f, v) {
				k.wrong(q, "an outcome is missing that no other dominates: %v", v)
			}
		}
	case whole: // listed in part for its length: nothing of the set is above what is listed
		for n := range listed {
			if slices.ContainsFunc(r[len(listed):], func(x []int) bool { return reaches(x, r[n]) && !slices.Equal(x, r[n]) }) {
				k.wrong(q, "outcome %d is dominated by a package", n)
			}
		}
	}
	if !k.complete {
		k.unchecked(q, "that no package that is not named here would belong to the frontier")
	}
}

// near checks that no vector exceeds every outcome, for some party, by more
// than the stated part of its range.
func (k *auditor) near(q bargain.Question, f *bargain.Frontier, listed, others [][]parley.Number) {
	margin := make([]parley.Number, len(k.parties))
	for n, m := range k.measures {
		if !m.width.known {
			k.unchecked(q, "how near it comes, for the range of %s is not known", k.parties[n])
			return
		}
		margin[n] = m.width.n.Mul(*f.Within)
	}
	for n := range listed { // others do not change
		listed[n] = slices.Clone(listed[n])
		for p := range margin {
			listed[n][p] = listed[n][p].Add(margin[p])
		}
	}
	r := ranks(len(k.parties), listed, others)
	for n, v := range others {
		if !slices.ContainsFunc(r[:len(listed)], func(x []int) bool { return reaches(x, r[len(listed)+n]) }) {
			k.wrong(q, "no outcome comes near to %v", v)
		}
	}
}

// onSegment reports whether the vector lies on or below a line between two
// outcomes of two parties.
func (k *auditor) onSegment(f *bargain.Frontier, v []parley.Number) bool {
	return slices.ContainsFunc(f.Segments, func(s [2]int) bool {
		a, b := k.vector(f.Outcomes.At(s[0])), k.vector(f.Outcomes.At(s[1]))
		if v[0].Cmp(a[0]) > 0 || v[1].Cmp(b[1]) > 0 || a[0].Equal(b[0]) { // a gives the first party more
			return false
		}
		along := parley.Int(0)
		if v[0].Cmp(b[0]) > 0 {
			along = v[0].Sub(b[0]).Div(a[0].Sub(b[0]))
		}
		return v[1].Cmp(b[1].Add(a[1].Sub(b[1]).Mul(along))) <= 0
	})
}

// ranks restates vectors, party by party, by the place of each number among
// all of them, so that they compare as whole numbers do.
func ranks(parties int, lists ...[][]parley.Number) [][]int {
	all := slices.Concat(lists...)
	r := make([][]int, len(all))
	for n := range r {
		r[n] = make([]int, parties)
	}
	order := make([]int, len(all))
	for p := range parties {
		for n := range order {
			order[n] = n
		}
		slices.SortFunc(order, func(a, b int) int { return all[a][p].Cmp(all[b][p]) })
		for i, n := range order {
			if i > 0 {
				r[n][p] = r[order[i-1]][p] + all[n][p].Cmp(all[order[i-1]][p])
			}
		}
	}
	return r
}

// reaches reports whether a is at least b in every place.
func reaches(a, b []int) bool {
	for p := range a {
		if a[p] < b[p] {
			return false
		}
	}
	return true
}

// distinct keeps each vector once.
func distinct(list [][]parley.Number) [][]parley.Number {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(v []parley.Number) bool {
		id := text(v)
		again := seen[id]
		seen[id] = true
		return again
	})
}
