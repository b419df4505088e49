package bargain

import (
	"context"
	"math/big"
	"math/rand/v2"
	"slices"

	"parley/bargain/internal/amount"
	"parley/internal/rectangles"
)

// boxed is a problem as hyper-rectangles: what a linkage adds is paid in the
// boxes that its pattern is made of, and so is what a choice is worth. Cells of
// the boxes are the issues' choices, in their order, so that a pattern about
// numbers is one box.
type boxed struct {
	p       *Problem
	problem *rectangles.Problem
	counts  []int
	list    []rectangles.Box // of the parties' whole numbers
	caps    []*int64
}

// Limits on what boxes are made of; beyond them there are none.
const (
	maxBoxedChoices = 1 << 20 // of one issue
	maxBoxesOfRow   = 64      // of one row of a pattern
	maxJoinedRows   = 6       // of one linkage: each subset of them is a box
)

// boxes states the problem as hyper-rectangles; nil where more than fallbacks
// rules packages out, where an issue is continuous or numbers are open or too
// fine, or where there would be too many.
func (p *Problem) boxes() *boxed {
	t := p.table
	if p.total == nil || t.limbs != 1 || len(p.voters) != p.consenting || len(p.unvalued()) > 0 ||
		slices.ContainsFunc(p.items, func(it item) bool { return !it.isFallback() }) ||
		slices.ContainsFunc(p.voters, func(v voter) bool { return p.uncertain(&v) }) {
		return nil
	}
	x := &boxed{p: p}
	for at := range p.issues {
		if len(p.issues[at].cellOf) > maxBoxedChoices {
			return nil
		}
		x.counts = append(x.counts, len(p.issues[at].cellOf))
	}
	for q := range t.columns {
		if amount.Int(t.column(t.most[0], q)).Cmp(big.NewInt(rectangles.MaxTotal)) > 0 {
			return nil
		}
		var most *int64
		if t.caps != nil && t.caps[q] <= rectangles.MaxTotal {
			n := int64(t.caps[q])
			most = &n
		}
		x.caps = append(x.caps, most)
		for at := range p.issues {
			x.values(q, at)
		}
	}
	for i := range t.links {
		if !x.link(&t.links[i]) {
			return nil
		}
	}
	var err error
	if x.problem, err = rectangles.Compile(x.counts, t.columns, x.list, x.caps); err != nil {
		return nil
	}
	return x
}

// values adds what the choices of an issue are worth: a box for each stretch of
// choices that are worth the same.
func (x *boxed) values(q, at int) {
	i, t := &x.p.issues[at], x.p.table
	worth := func(n int) uint64 { return t.worth[at][i.cellOf[n]*t.width+q] }
	for from := 0; from < len(i.cellOf); {
		to := from
		for to+1 < len(i.cellOf) && worth(to+1) == worth(from) {
			to++
		}
		if worth(from) > 0 {
			x.list = append(x.list, rectangles.Box{Party: q, Pays: int64(worth(from)), Bounds: []rectangles.Bound{{Issue: at, Low: from, High: to}}})
		}
		from = to + 1
	}
}

// link adds what a linkage adds, and reports false where that takes too many
// boxes. That one of several rows matches is, counted by inclusion and
// exclusion, that each does, less that two of them do, and so on.
func (x *boxed) link(l *tableLink) bool {
	pays := int64(l.amount[l.column])
	if len(l.rows) > maxJoinedRows {
		return false
	}
	if !l.matched { // paid everywhere, and taken where a row matches
		x.list = append(x.list, rectangles.Box{Party: l.column, Pays: pays, Outside: true, Bounds: []rectangles.Bound{{Issue: 0, Low: 1, High: 0}}})
		pays = -pays
	}
	for set := 1; set < 1<<len(l.rows); set++ {
		var both row
		sign, possible := int64(-1), true
		for n, r := range l.rows {
			if set>>n&1 == 1 && possible {
				both, possible = meet(both, r)
				sign = -sign
			}
		}
		if possible && !x.row(l.column, sign*pays, both) {
			return false
		}
	}
	return true
}

// row adds boxes, none of which meets another, that make up a row.
func (x *boxed) row(party int, pays int64, r row) bool {
	boxes := [][]rectangles.Bound{nil}
	for _, t := range r {
		var next [][]rectangles.Bound
		for _, s := range x.stretches(t) {
			for _, b := range boxes {
				if next = append(next, append(slices.Clip(b), s)); len(next) > maxBoxesOfRow {
					return false
				}
			}
		}
		boxes = next
	}
	for _, b := range boxes {
		if len(b) == 0 { // it matches always
			b = []rectangles.Bound{{Issue: 0, Low: 0, High: x.counts[0] - 1}}
		}
		x.list = append(x.list, rectangles.Box{Party: party, Pays: pays, Bounds: b})
	}
	return true
}

// stretches are the choices that a term lets through.
func (x *boxed) stretches(t term) []rectangles.Bound {
	cellOf := x.p.issues[t.issue].cellOf
	var list []rectangles.Bound
	for n, k := range cellOf {
		switch last := len(list) - 1; {
		case !t.cells[k]:
		case last >= 0 && list[last].High == n-1:
			list[last].High = n
		default:
			list = append(list, rectangles.Bound{Issue: t.issue, Low: n, High: n})
		}
	}
	return list
}

// end returns the most that a party can have, whatever the others get, or with
// sign -1 the least: minus the best of what the boxes pay with the other sign.
func (x *boxed) end(ctx context.Context, q int, sign int64) (int64, error) {
	var list []rectangles.Box
	for _, b := range x.list {
		if b.Party == q {
			b.Party, b.Pays = 0, sign*b.Pays
			list = append(list, b)
		}
	}
	if sign < 0 && x.paysNothing(list) {
		return 0, nil // and no amount is below
	}
	alone, err := rectangles.Compile(x.counts, 1, list, nil)
	if err != nil {
		return 0, tooLarge("How far one party's utilities go is too large a question for hyper-rectangles.")
	}
	f, err := alone.Frontier(ctx, nil)
	if err != nil {
		return 0, err
	}
	return sign * f.Points[0].Utility[0], nil
}

// Work of looking for an outcome that pays nothing, which most often there is:
// to prove what is least otherwise is hard.
const (
	lookStarts  = 8
	lookSweeps  = 6
	lookChoices = 200 // of one issue
)

// paysNothing looks for an outcome at which the boxes pay nothing together. It
// goes downhill from a few starts, issue by issue, and may miss one.
func (x *boxed) paysNothing(list []rectangles.Box) bool {
	by := make([][]int, len(x.counts)) // boxes by the issues that bound them
	for n, b := range list {
		for _, bound := range b.Bounds {
			by[bound.Issue] = append(by[bound.Issue], n)
		}
	}
	pays := func(boxes []int, o []int) int64 {
		sum := int64(0)
		for _, n := range boxes {
			inside := true
			for _, b := range list[n].Bounds {
				inside = inside && o[b.Issue] >= b.Low && o[b.Issue] <= b.High
			}
			if inside != list[n].Outside {
				sum += list[n].Pays
			}
		}
		return sum
	}
	all := make([]int, len(list))
	for n := range all {
		all[n] = n
	}
	rng := rand.New(rand.NewPCG(1, uint64(len(list))))
	o := make([]int, len(x.counts))
	for range lookStarts {
		for at, n := range x.counts {
			if n > lookChoices {
				return false
			}
			o[at] = rng.IntN(n)
		}
		for range lookSweeps {
			if pays(all, o) == 0 {
				return true
			}
			for at, n := range x.counts {
				best, least := o[at], -pays(by[at], o) // they pay with the other sign
				for k := range n {
					if o[at] = k; -pays(by[at], o) < least {
						best, least = k, -pays(by[at], o)
					}
				}
				o[at] = best
			}
		}
	}
	return false
}

// against is the problem in which one party's pay has the other sign, and counts
// without a cap.
func (x *boxed) against(q int) (*rectangles.Problem, error) {
	list, caps := slices.Clone(x.list), slices.Clone(x.caps)
	for n := range list {
		if list[n].Party == q {
			list[n].Pays = -list[n].Pays
		}
	}
	caps[q] = nil
	other, err := rectangles.Compile(x.counts, len(x.caps), list, caps)
	if err != nil {
		return nil, tooLarge("The least that a party can have in the zone is too large a question for hyper-rectangles.")
	}
	return other, nil
}

// cells returns the cells of choices.
func (x *boxed) cells(choices []int) []int {
	cells := make([]int, len(choices))
	for at, n := range choices {
		cells[at] = x.p.issues[at].cellOf[n]
	}
	return cells
}
