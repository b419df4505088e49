package dual

import (
	"math"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// root improves the multipliers of the whole space, from warm to cold, and
// looks for good packages on the way; false if the space holds nothing that is
// wanted. When the search is to end, it leaves the bound that it has.
func (x *search) root(y []float64) bool {
	if len(y) == 0 {
		return true
	}
	if x.m.kind == sum && !x.regardless(y) {
		return false
	}
	if x.any() && !x.guess(y) {
		return false
	}
	if x.budget <= 16*x.slack || x.halted() {
		return true
	}
	warm := x.spread() / 32
	for j, r := range x.p.rows {
		x.ascent.price[j] = 3*y[j] + r.weight
	}
	for tau := warm; ; {
		if !x.anneal(y, tau) {
			return false
		}
		before := x.bar
		if _, ok := x.o.best(x.p.weigh(y), x.d, x.local); !ok {
			return false
		}
		x.consider(x.local)
		x.climb(x.local, true)
		if x.bar != before && !x.sharpen(y) {
			return false
		}
		if x.halted() {
			return true
		}
		cold := x.budget / coldness
		if math.IsInf(x.budget, 1) {
			cold = warm / 4096
		}
		if tau <= cold || x.budget <= 16*x.slack {
			break
		}
		tau = max(cold, tau/8)
	}
	if x.best == nil && x.m.kind != least {
		return x.enter(y)
	}
	if x.any() && x.enumerate(y, quick) {
		return false // any package will do: to draw some would take longer
	}
	return x.sample(y)
}

// any reports whether any package that reaches the floors will do.
func (x *search) any() bool { return x.opt.AtLeast != nil && x.opt.AtLeast == x.opt.Enough }

// guess climbs from the best package under the multipliers at hand: where the
// floors leave much room, that is all that it takes to find one that reaches
// them. False if the space holds none.
func (x *search) guess(y []float64) bool {
	if _, ok := x.o.best(x.p.weigh(y), x.d, x.local); !ok {
		return false
	}
	x.consider(x.local)
	if !x.halted() {
		x.climb(x.local, true)
	}
	return true
}

// regardless takes the package with the greatest sum whatever the floors: where
// it reaches them, nothing is left to do but to prove it. It leaves the
// multipliers as they are where it does not; false if nothing wanted is left.
func (x *search) regardless(y []float64) bool {
	before := slices.Clone(y)
	for j := range y {
		y[j] *= 0x1p-40
	}
	best := x.best
	if _, ok := x.o.best(x.p.weigh(y), x.d, x.local); !ok {
		return false
	}
	x.consider(x.local)
	if x.best != best {
		return x.sharpen(y)
	}
	copy(y, before)
	return true
}

// enter finds a first package that reaches the floors by making the least
// excess over them as great as need be: any other goal has nothing to go by
// before there is one (phase 1). False if there is none.
func (x *search) enter(y []float64) bool {
	var who []int
	var origin []*big.Rat
	for q, floor := range x.floors {
		var at *big.Rat
		if floor != nil {
			who = append(who, q)
			at = new(big.Rat).SetInt(amount.Int(floor))
		}
		origin = append(origin, at)
	}
	if len(who) == 0 && len(x.apart) == 0 {
		return true
	}
	none := new(big.Rat)
	first := newSearch(x.ctx, x.s, Least(who, origin, excess(x.s)), Options{Floors: x.floors, AtLeast: none, Enough: none, apart: x.apart})
	r, err := first.result()
	x.nodes += r.Nodes
	switch {
	case len(r.Best) > 0:
		x.consider(r.Best[0])
		return x.sharpen(y) && x.sample(y)
	case err == nil:
		return false
	}
	return true
}

// excess returns scales by which excesses over floors are compared: the
// columns' tops.
func excess(s *network.Space) []*big.Rat {
	scale := make([]*big.Rat, s.Columns)
	for q, top := range s.Tops {
		scale[q] = new(big.Rat).SetFloat64(top)
	}
	return scale
}

// anneal is cool without a budget.
func (x *search) anneal(y []float64, tau float64) bool {
	for j := range x.p.rows {
		x.ascent.price[j] = max(x.ascent.price[j], 3*y[j])
	}
	x.p.minimise(x.d, y, tau, tau, 12, func(y []float64, sharp float64) bool {
		demand, _ := x.demand(y)
		offset, _ := x.p.offset(y)
		return sharp-offset < demand-x.slack || x.halted()
	})
	x.p.normal(y)
	return x.sharpen(y)
}

// spread returns how far the scores of an open place are apart, on average.
func (x *search) spread() float64 {
	total, n := 0.0, 0
	for i := range x.d.size {
		cells := x.d.allowed(i)
		if len(cells) < 2 {
			continue
		}
		least, most := math.Inf(1), math.Inf(-1)
		for _, k := range cells {
			least, most = min(least, x.o.score[k]), max(most, x.o.score[k])
		}
		total += most - least
		n++
	}
	if n == 0 || total == 0 {
		return 1
	}
	return total / float64(n)
}

// sample draws packages around the best multipliers and climbs from each.
func (x *search) sample(y []float64) bool {
	draws := x.opt.draws
	if x.m.kind == least {
		draws *= 4
	}
	tau := x.budget / 20
	for range draws {
		if math.IsInf(tau, 0) || x.budget <= 16*x.slack || len(x.o.open) == 0 || x.halted() {
			break
		}
		before := x.bar
		if _, ok := x.o.best(x.p.weigh(y), x.d, x.local); !ok {
			return false
		}
		x.draw(x.local, tau)
		x.consider(x.local)
		x.climb(x.local, true)
		if x.bar != before && !x.sharpen(y) {
			return false
		}
	}
	return true
}
