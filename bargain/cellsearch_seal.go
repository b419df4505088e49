package bargain

import (
	"context"
	"math/big"
	"slices"

	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
	"parley/bargain/internal/simplex"
)

// seal is a weighing under which nothing in a part of a tree is better than the
// best known. Bounds in floats leave open what is as good as the best to within
// their rounding; a seal closes it, in fractions. Σ base × utility +
// Σ multiplier × (utility − origin) over its rows is at most the value.
type seal struct {
	base  []*big.Rat // by column; nil for 0
	rows  []sealRow
	value *big.Rat     // what the best known has
	seen  [][]*big.Rat // utilities of packages that a weighing had for its greatest, by column
	at    []*network.Space
	local [][]int // and these packages
}

// sealRow is a party's measure, or a floor that is in force.
type sealRow struct {
	column     int
	origin     *big.Rat
	scale      *big.Rat // of a measure; the multipliers of measures add up to 1 by their scales; nil: a floor
	multiplier *big.Rat // not below 0
}

// sealSum takes the multipliers of where a sum is greatest on the region for a
// proof that no package has more of it.
func (r *region) sealSum(sum []*big.Rat, top best) *seal {
	s := &seal{base: sum, value: top.value}
	s.keep(r, top.dual)
	return s
}

// sealLevel takes the multipliers of the first level of a leximin for a proof
// that no package has a higher one: the least of some measures is at most any
// mean of them.
func (r *region) sealLevel(m measures, l levelled) *seal {
	s := &seal{value: l.levels[0]}
	for i, q := range m.who {
		y := new(big.Rat).Neg(l.dual[len(r.floors)+i])
		if y.Sign() < 0 {
			y.SetInt64(0)
		}
		s.rows = append(s.rows, sealRow{q, m.origin[q], m.scale[q], y})
	}
	s.keep(r, l.dual)
	return s
}

// keep adds the floors that are in force on the region, by their multipliers.
func (s *seal) keep(r *region, dual []*big.Rat) {
	for i, f := range r.floors {
		s.rows = append(s.rows, sealRow{f.column, f.at, nil, new(big.Rat).Neg(dual[i])})
	}
}

// weights returns what the columns weigh, and what the rows' origins come to.
func (s *seal) weights(columns int) (weights []*big.Rat, origins *big.Rat) {
	weights, origins = make([]*big.Rat, columns), new(big.Rat)
	for q := range weights {
		weights[q] = new(big.Rat)
		if q < len(s.base) && s.base[q] != nil {
			weights[q].Set(s.base[q])
		}
	}
	x := new(big.Rat)
	for _, r := range s.rows {
		weights[r.column].Add(weights[r.column], r.multiplier)
		origins.Add(origins, x.Mul(r.multiplier, r.origin))
	}
	return weights, origins
}

// weighs reports whether the measure of a party has a multiplier above 0.
func (s *seal) weighs(q int) bool {
	return slices.ContainsFunc(s.rows, func(r sealRow) bool { return r.column == q && r.scale != nil && r.multiplier.Sign() > 0 })
}

// over says how the greatest that the weighing gives over a part of a tree
// compares with the value; -1 also where the part has no package.
func (s *seal) over(g ground, o *dual.Oracle, d *dual.Domain) int {
	most, local := s.greatest(g, o, d)
	if local == nil {
		return -1
	}
	return most.Cmp(s.value)
}

// greatest returns the greatest that the weighing gives over a part of a tree,
// and a package that has it; none where there is none.
func (s *seal) greatest(g ground, o *dual.Oracle, d *dual.Domain) (*big.Rat, []int) {
	t := g.tree.ends.table
	weights, origins := s.weights(t.columns)
	unit := big.NewInt(1)
	constant := origins.Neg(origins)
	for q, w := range weights {
		u := t.units[q]
		w.Quo(w, new(big.Rat).SetInt(u.denominator))
		constant.Sub(constant, new(big.Rat).Mul(w, new(big.Rat).SetInt(u.offset)))
		n := new(big.Int).GCD(nil, nil, unit, w.Denom())
		unit.Mul(unit, n.Quo(w.Denom(), n))
	}
	whole := make([]*big.Int, len(weights))
	for q, w := range weights {
		whole[q] = new(big.Int).Quo(unit, w.Denom())
		whole[q].Mul(whole[q], w.Num())
	}
	value, local, ok := o.BestExact(whole, d)
	if !ok {
		return nil, nil
	}
	return constant.Add(constant, new(big.Rat).SetFrac(value, unit)), local
}

// sealRounds is how often the multipliers of a seal are changed for one part of
// a tree.
const sealRounds = 60

// tighten looks for multipliers that seal a part of a tree, where those of one
// box do not: some that do for the packages met, and again with the package that
// is greatest under these, until none is new (Kelley 1960). It says what over
// would under the last.
func (s *seal) tighten(ctx context.Context, g ground, o *dual.Oracle, d *dual.Domain) int {
	t := g.tree.ends.table
	var met [][]*big.Rat
	for n, local := range s.local {
		if s.at[n] == g.space && allowed(d, local) {
			met = append(met, s.seen[n])
		}
	}
	tried := *s
	tried.rows = append([]sealRow(nil), s.rows...)
	for q, floor := range g.space.Floors {
		if floor != nil && !slices.ContainsFunc(s.rows, func(r sealRow) bool { return r.column == q && r.scale == nil }) {
			tried.rows = append(tried.rows, sealRow{q, g.tree.p.voters[g.tree.p.columns[q]].floor, nil, zero})
		}
	}
	for range sealRounds {
		if !tried.refit(ctx, met) {
			return 1
		}
		most, local := tried.greatest(g, o, d)
		switch {
		case local == nil:
			return -1
		case most.Cmp(s.value) <= 0:
			s.rows = tried.rows
			return most.Cmp(s.value)
		}
		sum := g.space.Sum(local)
		u := make([]*big.Rat, t.columns)
		for q := range u {
			u[q] = t.rat(sum, q)
		}
		met = append(met, u)
		s.seen, s.local, s.at = append(s.seen, u), append(s.local, local), append(s.at, g.space)
	}
	return 1
}

func allowed(d *dual.Domain, local []int) bool {
	for place, k := range local {
		if !d.Allows(place, k) {
			return false
		}
	}
	return true
}

// refit sets the multipliers to some under which none of the utilities comes to
// more than the value; false if there are none. Of measures the least multiplier
// is as great as can be, so that no party weighs nothing without need; the
// multipliers of floors are as small as can be where there are no measures.
func (s *seal) refit(ctx context.Context, met [][]*big.Rat) bool {
	n := len(s.rows)
	lp := &simplex.Problem{Maximize: make([]*big.Rat, n+1), Upper: make([]*big.Rat, n+1)}
	levels := simplex.Row{Coef: make([]*big.Rat, n+1), Op: simplex.EQ, RHS: one}
	scaled := false
	for j, r := range s.rows {
		if r.scale == nil {
			continue
		}
		levels.Coef[j], scaled = r.scale, true
		above := simplex.Row{Coef: make([]*big.Rat, n+1), Op: simplex.GE}
		above.Coef[j], above.Coef[n] = r.scale, minusOne
		lp.Rows = append(lp.Rows, above)
	}
	if scaled {
		lp.Rows = append(lp.Rows, levels)
		lp.Maximize[n] = one
	} else {
		for j := range n {
			lp.Maximize[j] = minusOne
		}
		lp.Upper[n] = zero
	}
	for _, u := range met {
		row := simplex.Row{Coef: make([]*big.Rat, n+1), Op: simplex.LE, RHS: new(big.Rat).Set(s.value)}
		for q, w := range s.base {
			if w != nil {
				row.RHS.Sub(row.RHS, new(big.Rat).Mul(w, u[q]))
			}
		}
		for j, r := range s.rows {
			row.Coef[j] = new(big.Rat).Sub(u[r.column], r.origin)
		}
		lp.Rows = append(lp.Rows, row)
	}
	x, status, err := lp.Solve(ctx)
	if err != nil || status != simplex.Optimal {
		return false
	}
	for j := range s.rows {
		s.rows[j].multiplier = x.X[j]
	}
	return true
}

// productSeal bounds a product of shares by those of one package, of which it
// is the product: by the inequality of the means another with shares s' has at
// most that times (Σ s'/s ÷ n)^n, and the greatest Σ s'/s is a sum of utilities.
// With powers, each party counts as often as its power says.
type productSeal struct {
	seal    *seal
	shares  []*big.Rat
	product *big.Rat
	of      *nashProduct
}

// maxProducts is how many ways of dividing are kept at a time, and sealSlack by
// how much the logarithm of a product that is at no fraction may be passed
// where a proof that it is not would be in vain.
const (
	maxProducts = 16
	sealSlack   = 1e-10
)

// remember keeps a box as good as the best, or nearly, for seals.
func (h *hunt) remember(x *nashBox, f *nashProduct, greatest *big.Rat) {
	h.greatestProduct = greatest
	p := &productSeal{seal: &seal{base: make([]*big.Rat, len(x.r.base)), value: new(big.Rat)}, product: x.product, of: f}
	y := f.y
	for i, q := range f.who {
		s := y.share(x.u[q], q)
		p.shares = append(p.shares, s)
		w := new(big.Rat).Mul(s, y.bestGain[q])
		p.seal.base[q] = w.Quo(big.NewRat(f.power[i], 1), w)
		p.seal.value.Add(p.seal.value, new(big.Rat).Mul(w, y.reservation[q])) // what the sum has more than that of Σ s'/s
	}
	if slices.ContainsFunc(h.products, func(o *productSeal) bool {
		return slices.EqualFunc(o.shares, p.shares, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
	}) {
		return
	}
	h.products = append([]*productSeal{p}, h.products[:min(len(h.products), maxProducts-1)]...)
}

// closedByProduct reports whether one of the seals shows that a part of a tree
// holds no greater product.
func (h *hunt) closedByProduct(g ground, o *dual.Oracle, d *dual.Domain) bool {
	loosely := false
	for n, p := range h.products {
		most, local := p.seal.greatest(g, o, d)
		if local == nil {
			return true
		}
		ratio := most.Sub(most, p.seal.value)
		ratio.Quo(ratio, big.NewRat(p.of.all, 1))
		bound := new(big.Rat).Mul(p.product, power(ratio, p.of.all))
		order := bound.Cmp(h.greatestProduct)
		if order <= 0 || ratio.Sign() <= 0 {
			copy(h.products[1:n+1], h.products[:n])
			h.products[0] = p
			h.more = h.more || order == 0
			return true
		}
		loosely = loosely || p.of.log(bound.Quo(bound, h.greatestProduct)) <= sealSlack/2
	}
	if loosely && !h.exactProduct {
		h.slack, h.more = true, true
	}
	return loosely && !h.exactProduct
}
