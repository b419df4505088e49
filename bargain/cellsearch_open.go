package bargain

import (
	"context"
	"errors"
	"math/big"
	"slices"

	"parley"
	"parley/bargain/internal/network"
)

// openBetween finds which choices occur in the possible zone where an issue is
// continuous. Of an issue with options each is tried in the place of what known
// packages take there, and asked about by itself where that does not do. Of a
// continuous issue what boxes leave possible are intervals: those of known boxes
// leave gaps, and in each a number that occurs is looked for by bounds, as if how
// far it is from either end were a party's utility. If there is none, the gap is
// closed, up to its ends; else the box it is found in has another interval.
type openBetween struct {
	x     *treeSurvey
	s     *network.Space
	known [][]int // boxes that hold a package of the zone
	list  []OpenIssue
}

// Limits: known boxes in which a choice is tried, and gaps of one issue that are
// looked into.
const (
	maxTriedBoxes = 24
	maxGaps       = 40
)

// stretchOf is an interval of a continuous issue's numbers.
type stretchOf struct{ low, high *big.Rat }

// open sorts the choices of all issues, given packages of the possible zone.
// When the context ends, what is not settled is undecided.
func (x *treeSurvey) open(ctx context.Context, packages []parley.Package, report func(float64)) ([]OpenIssue, error) {
	v, err := x.sight(ctx, x.p.everything())
	if err != nil || v.pkg == nil {
		return nil, err
	}
	o := &openBetween{x: x, known: [][]int{v.cells}}
	if o.s, err = x.p.tree.space(x.p.everything()); err != nil {
		return nil, err
	}
	for _, pkg := range packages {
		if cells := x.p.cellsOf(pkg); o.holds(ctx, cells) {
			o.known = append(o.known, cells)
		}
	}
	for at := range x.p.issues {
		if report != nil {
			report(float64(at) / float64(len(x.p.issues)))
		}
		one := OpenIssue{Issue: x.p.issues[at].ID}
		var failed error
		if x.p.issues[at].Continuous() {
			failed = o.numbers(ctx, at, &one)
		} else {
			failed = o.options(ctx, at, &one)
		}
		if err == nil {
			err = failed
		}
		o.list = append(o.list, one)
	}
	return o.list, err
}

// region is the part of a box of these cells in the possible zone; nil where
// there is none.
func (o *openBetween) region(ctx context.Context, cells []int) *region {
	t := o.x.p.tree
	dots := make([]int, len(cells))
	for at, k := range cells {
		if dots[at] = k; t.of[at] != nil {
			dots[at], _ = slices.BinarySearch(t.of[at], k)
		}
	}
	local, ok := o.s.Local(dots)
	if !ok {
		return nil
	}
	for b := range o.s.Buckets {
		if o.s.Buckets[b].Barred[o.s.Entry(b, local)] {
			return nil
		}
	}
	r := o.x.w.boxOf(slices.Clone(cells), t.base(cells)).region(o.x.p.markItems())
	if r == nil {
		return nil
	}
	if point, _, err := r.find(ctx, r.floorConditions(), false); point == nil || err != nil {
		return nil
	}
	return r
}

func (o *openBetween) holds(ctx context.Context, cells []int) bool {
	return !slices.Contains(cells, -1) && o.region(ctx, cells) != nil
}

// options settles an issue with options or steps.
func (o *openBetween) options(ctx context.Context, at int, one *OpenIssue) error {
	i := &o.x.p.issues[at]
	const open, closed, undecided = 1, 2, 3
	state := make([]int, len(i.cells))
	var failed error
	for k := range i.cells {
		switch occurs, err := o.occurs(ctx, at, k); {
		case err != nil:
			state[k], failed = undecided, err
		case occurs:
			state[k] = open
		default:
			state[k] = closed
		}
	}
	in := func(s int) []Span { return i.spans(func(k int) bool { return state[k] == s }) }
	one.Open, one.Closed, one.Undecided = in(open), in(closed), in(undecided)
	return failed
}

// occurs reports whether a package of the possible zone takes the cell.
func (o *openBetween) occurs(ctx context.Context, at, k int) (bool, error) {
	if slices.ContainsFunc(o.known, func(cells []int) bool { return cells[at] == k }) {
		return true, nil
	}
	if !slices.Contains(o.s.Places[at].Cells, k) {
		return false, nil
	}
	for n, cells := range slices.Backward(o.known) {
		if len(o.known)-n > maxTriedBoxes {
			break
		}
		cells = slices.Clone(cells)
		if cells[at] = k; o.holds(ctx, cells) {
			o.known = append(o.known, cells)
			return true, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	none := o.x.p.everything()
	s := spaceOf(choosing(o.x.p.tree.ends.net, map[int]int{at: k}), none)
	if s.TooWide {
		return false, tooWide()
	}
	v, err := o.x.sightIn(ctx, s, none, excessOf, nil)
	if err == nil && v.pkg != nil {
		o.known = append(o.known, v.cells)
	}
	return err == nil && v.pkg != nil, err
}

// numbers settles a continuous issue.
func (o *openBetween) numbers(ctx context.Context, at int, to *OpenIssue) error {
	i := &o.x.p.issues[at]
	var open, closed, undecided []stretchOf
	for n, cells := range slices.Backward(o.known) {
		if len(o.known)-n > maxTriedBoxes {
			break
		}
		if r := o.region(ctx, cells); r != nil {
			s, err := r.stretch(ctx, at)
			if err != nil {
				return err
			}
			open = append(open, s)
		}
	}
	open = joined(open)
	all := stretchOf{i.Range.Min.Rat(), i.Range.Max.Rat()}
	wide := stretchOf{new(big.Rat).Sub(all.low, one), new(big.Rat).Add(all.high, one)} // so that its ends are inside
	gaps := gapsOf(wide, open)
	m, err := o.measuring(at)
	var failed error
	for asked := 0; len(gaps) > 0; asked++ {
		gap := gaps[len(gaps)-1]
		gaps = gaps[:len(gaps)-1]
		if gap.high.Cmp(all.low) <= 0 || gap.low.Cmp(all.high) >= 0 {
			continue
		}
		if err != nil || failed != nil || asked >= maxGaps {
			undecided = append(undecided, gap)
			continue
		}
		found, any, err := m.inside(ctx, at, gap)
		if failed = err; err != nil {
			undecided = append(undecided, gap)
			continue
		}
		if !any {
			closed = append(closed, gap)
			continue
		}
		open = append(open, found)
		gaps = append(gaps, gapsOf(gap, []stretchOf{{greater(found.low, gap.low), lesser(found.high, gap.high)}})...)
	}
	spans := func(list []stretchOf) []Span {
		var out []Span
		for _, s := range joined(list) {
			s = stretchOf{greater(s.low, all.low), lesser(s.high, all.high)}
			out = append(out, Span{parley.Choice{Number: parley.Exactly(s.low)}, parley.Choice{Number: parley.Exactly(s.high)}})
		}
		return out
	}
	to.Open, to.Closed, to.Undecided = spans(open), spans(closed), spans(undecided)
	if err == nil {
		err = failed
	}
	return err
}

// stretch returns which numbers of a continuous issue the region leaves, ends
// that are only approached included.
func (r *region) stretch(ctx context.Context, at int) (stretchOf, error) {
	c := &r.p.issues[at].cells[r.cells[at]]
	j := slices.Index(r.free, at)
	if j < 0 {
		return stretchOf{c.choice.Number.Rat(), c.choice.Number.Rat()}, nil
	}
	var ends [2]*big.Rat
	for n, sign := range []*big.Rat{minusOne, one} {
		objective := make([]*big.Rat, len(r.free))
		objective[j] = sign
		s, _, err := r.programme(objective, r.floorConditions()).Solve(ctx)
		if err != nil {
			return stretchOf{}, err
		}
		low, high := c.low.Rat(), c.high.Rat()
		ends[n] = new(big.Rat).Sub(high, low)
		ends[n].Add(ends[n].Mul(ends[n], s.X[j]), low)
	}
	return stretchOf{ends[0], ends[1]}, nil
}

// joined sorts stretches and joins those that touch.
func joined(list []stretchOf) []stretchOf {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b stretchOf) int { return a.low.Cmp(b.low) })
	var out []stretchOf
	for _, s := range list {
		if last := len(out) - 1; last >= 0 && out[last].high.Cmp(s.low) >= 0 {
			out[last].high = greater(out[last].high, s.high)
			continue
		}
		out = append(out, s)
	}
	return out
}

// gapsOf returns what joined stretches leave of one.
func gapsOf(all stretchOf, list []stretchOf) []stretchOf {
	var gaps []stretchOf
	from := all.low
	for _, s := range list {
		if from.Cmp(s.low) < 0 {
			gaps = append(gaps, stretchOf{from, s.low})
		}
		from = s.high
	}
	if from.Cmp(all.high) < 0 {
		gaps = append(gaps, stretchOf{from, all.high})
	}
	return gaps
}

// numbered is the problem with the number of a continuous issue, and less it, as
// two more columns.
type numbered struct {
	cellSearch
	w     *worths
	g     ground
	plus  int
	known [][]int
}

func (o *openBetween) measuring(at int) (*numbered, error) {
	p := o.x.p
	number := func(sign int64) func(n, k int) (low, high *big.Rat) {
		return func(n, k int) (low, high *big.Rat) {
			c := &p.issues[n].cells[k]
			switch {
			case n != at:
				return zero, zero
			case !c.interval():
				low, high = c.choice.Number.Rat(), c.choice.Number.Rat()
			default:
				low, high = c.low.Rat(), c.high.Rat()
			}
			s := big.NewRat(sign, 1)
			return new(big.Rat).Mul(low, s), new(big.Rat).Mul(high, s)
		}
	}
	q := p.beside(number(1), number(-1))
	m := &numbered{plus: len(p.columns), known: slices.Clip(o.known[max(0, len(o.known)-maxTriedBoxes):])}
	m.cellSearch = cellSearch{Problem: q, tree: q.newPieces()}
	m.w = m.newWorths()
	var err error
	m.g, err = m.ground(context.Background(), mask{})
	return m, err
}

// inside finds a box that leaves a number strictly within the gap, and which
// numbers it leaves in all; false where there is none. It is far from both ends,
// by the less of the two: a least of two columns.
func (m *numbered) inside(ctx context.Context, at int, gap stretchOf) (stretchOf, bool, error) {
	n := len(m.columns)
	far := measures{who: []int{m.plus, m.plus + 1}, origin: make([]*big.Rat, n), scale: make([]*big.Rat, n)}
	far.origin[m.plus], far.origin[m.plus+1] = gap.low, new(big.Rat).Neg(gap.high)
	far.scale[m.plus], far.scale[m.plus+1] = one, one
	h := &hunt{w: m.w, marks: m.markItems(), ties: maxTied, known: m.known, aim: leastOf(far)}
	for _, q := range far.who {
		h.even(far, q)
	}
	var found *region
	err := h.run(ctx, m.g, func(b *box) error {
		r := b.region(h.marks)
		if r == nil {
			return nil
		}
		l, err := r.leximin(ctx, far, zero)
		if err != nil {
			return err
		}
		if l.t == nil {
			h.infeasible(r, l.dual)
			return nil
		}
		h.bound(r, far, l.dual)
		if h.seal == nil && l.levels[0].Sign() == 0 { // others that only touch the gap are no better
			h.seal = r.sealLevel(far, l)
		}
		if l.levels[0].Sign() <= 0 {
			return nil
		}
		if none, err := r.empty(ctx); none || err != nil {
			return err
		}
		found = r
		return errSeen
	})
	if errors.Is(err, errSeen) {
		err = nil
	}
	if err != nil || found == nil {
		return stretchOf{}, false, err
	}
	m.known = append(m.known, found.cells)
	s, err := found.stretch(ctx, at)
	return s, true, err
}
