package scenario

import (
	"math/big"

	"parley"
)

// scale takes over what bounds and discounts a party's utility.
func (f *caseReader) scale(name string, pos *parley.Position, p *Profile) {
	if pos.Cap != nil {
		most := pos.Cap.At
		p.Cap = &most
	}
	if pos.Discount != nil {
		factor := pos.Discount.Factor
		p.Discount, p.Dynamic = &factor, pos.Fallback == nil || !pos.Fallback.Lasting
	}
}

// rectangles returns the linkages of a position as hyper-rectangles, where its
// values tell no packages apart, and false where they do or a linkage is about
// more than bounds on numbers.
func (f *caseReader) rectangles(name string, pos *parley.Position) (*Rectangles, bool) {
	if len(pos.Linkages) == 0 || len(pos.Importance) > 0 {
		return nil, false
	}
	constant := parley.Int(0)
	for _, v := range pos.Values {
		worth, same := level(v)
		if !same {
			return nil, false
		}
		constant = constant.Add(worth)
	}
	root := Group{Weight: parley.Int(1), How: Sum}
	for _, l := range pos.Linkages {
		if !f.boxed(&root, l) {
			return nil, false
		}
	}
	for _, l := range pos.Linkages {
		f.middle(name, l.Worth) // to tell of an interval
	}
	if constant.Sign() != 0 {
		root.Boxes = append(root.Boxes, Rectangle{Utility: constant, Weight: parley.Int(1)})
	}
	u := &Rectangles{Max: parley.Int(1), Root: root}
	u.wholly()
	return u, true
}

// level returns what all choices are worth, and false where that differs.
func level(v parley.Value) (parley.Number, bool) {
	var all []parley.Interval
	for _, o := range v.Options {
		all = append(all, o.Worth)
	}
	for _, c := range v.Curve {
		all = append(all, c.Worth)
	}
	if len(all) == 0 { // an order
		return parley.Number{}, false
	}
	for _, i := range all {
		if !i.Exact() || !i.Equal(all[0]) {
			return parley.Number{}, false
		}
	}
	return all[0].Low, true
}

// boxed adds a linkage to a group of hyper-rectangles, if it can be.
func (f *caseReader) boxed(g *Group, l parley.Linkage) bool {
	if l.Combined() {
		inner := Group{Weight: parley.Int(1), How: Aggregation(l.Combine)}
		for _, part := range l.Parts {
			if !f.boxed(&inner, part) {
				return false
			}
		}
		g.Groups = append(g.Groups, inner)
		return true
	}
	r := Rectangle{Utility: l.Worth.Mid(), Weight: parley.Int(1), Excludes: len(l.Unless) > 0}
	patterns := l.When
	if r.Excludes {
		patterns = l.Unless
	}
	if len(patterns) != 1 {
		return false
	}
	for _, t := range patterns[0] {
		n := f.place(t.Issue)
		low, high, ok := f.bounds(n, t)
		if !ok {
			return false
		}
		r.Bounds = append(r.Bounds, Bound{Issue: n, Low: low, High: high})
	}
	g.Boxes = append(g.Boxes, r)
	return true
}

func (f *caseReader) place(issue string) int {
	for n := range f.c.Issues {
		if f.c.Issues[n].ID == issue {
			return n
		}
	}
	return -1
}

// bounds returns the ends of what a term lets through, and false where that is
// no stretch of numbers.
func (f *caseReader) bounds(n int, t parley.Term) (low, high parley.Number, ok bool) {
	i := &f.s.Issues[n]
	switch {
	case i.Kind == Discrete || len(t.Numbers) > 1:
		return low, high, false
	case len(t.Numbers) == 1:
		return t.Numbers[0], t.Numbers[0], true
	}
	low, high = i.Low, i.High
	if t.Min != nil {
		low = *t.Min
	}
	if t.Max != nil {
		high = *t.Max
	}
	return low, high, true
}

// maxUtility bounds the number by which utilities are made whole.
const maxUtility = 1_000_000_000_000

// wholly makes the utilities whole numbers and Max what they are divided by, if
// that is not too great, as the files of GENIUS have it.
func (u *Rectangles) wholly() {
	common := big.NewInt(1)
	var each func(g *Group, do func(*Rectangle))
	each = func(g *Group, do func(*Rectangle)) {
		for n := range g.Boxes {
			do(&g.Boxes[n])
		}
		for n := range g.Groups {
			each(&g.Groups[n], do)
		}
	}
	each(&u.Root, func(r *Rectangle) {
		d := r.Utility.Rat().Denom()
		common.Mul(common, new(big.Int).Quo(d, new(big.Int).GCD(nil, nil, common, d)))
	})
	if common.Cmp(big.NewInt(maxUtility)) > 0 {
		return
	}
	u.Max = parley.Exactly(new(big.Rat).SetInt(common))
	each(&u.Root, func(r *Rectangle) { r.Utility = r.Utility.Mul(u.Max) })
}
