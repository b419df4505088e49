package dual

import (
	"context"
	"math"
	"math/big"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// Verdict says whether a package of a space reaches all floors.
type Verdict struct {
	// Witness is such a package, by local cells; nil where there is none, or
	// none was found before the context ended.
	Witness []int
	// Weights, by column of the space and not below 0, show that there is
	// none: with them every package that breaks no rule comes to at most Most,
	// and the floors to Needed, which is more (Farkas's lemma for what an
	// elimination can maximise). Both are exact: Short recomputes them. Nil
	// where there is a package, or where it took a search to show that there
	// is none: then all of Nodes nodes ended below the floors.
	Weights      []*big.Rat
	Most, Needed *big.Rat
	Nodes        int
	// Excess bounds by how much packages can exceed the floors at best: of one
	// that reaches them all, the least of its excesses, each as a part of the
	// column's Top, is not above it. +Inf where nothing is known of it, -Inf
	// where no package reaches them.
	Excess float64
	// Undecided says that a search gave up: there may be a package.
	Undecided bool
}

// Feasible decides whether a package of the space breaks no rule and reaches
// the floors, by making the least excess over them as great as need be. When
// the context ends first, it returns its error with the bound so far. Only
// Floors, Known, Start and Report of the options count; Report is of the least
// excess. The space must not be TooWide.
func Feasible(ctx context.Context, s *network.Space, opt Options) (Verdict, error) {
	opt.Tries = 0
	x, v, err := decide(ctx, s, opt)
	if x != nil && err == nil && v.Witness == nil && x.first != nil {
		v.Weights, v.Most, v.Needed = x.weighing()
		if v.Weights == nil && x.colder() {
			v.Weights, v.Most, v.Needed = x.weighing()
		}
	}
	return v, err
}

// Decide is Feasible without a look for weights: for where it matters whether
// there is a package, and not how to show that there is none. Tries of the
// options counts too.
func Decide(ctx context.Context, s *network.Space, opt Options) (Verdict, error) {
	_, v, err := decide(ctx, s, opt)
	return v, err
}

// decide returns the search too, where there are floors.
func decide(ctx context.Context, s *network.Space, opt Options) (*search, Verdict, error) {
	floors := opt.Floors
	if floors == nil {
		floors = s.Floors
	}
	var who []int
	origin := make([]*big.Rat, s.Columns)
	for q, floor := range floors {
		if floor != nil {
			who = append(who, q)
			origin[q] = new(big.Rat).SetInt(amount.Int(floor))
		}
	}
	if len(who) == 0 {
		r, err := Maximise(ctx, s, Sum(nil), Options{Floors: floors})
		v := verdict(r)
		if err != nil {
			v.Excess = math.Inf(1)
		}
		return nil, v, err
	}
	none := new(big.Rat)
	x := newSearch(ctx, s, Least(who, origin, excess(s)),
		Options{Floors: floors, Known: opt.Known, Start: opt.Start, Report: opt.Report, AtLeast: none, Enough: none, Tries: opt.Tries})
	r, err := x.result()
	v := verdict(r)
	v.Undecided = v.Witness == nil && !r.Proven
	return x, v, err
}

func verdict(r Result) Verdict {
	v := Verdict{Nodes: r.Nodes, Excess: r.Upper}
	if len(r.Best) > 0 {
		v.Witness, v.Excess = r.Best[0], math.Inf(1)
	}
	return v
}

// colder looks for multipliers of the root under which all packages together
// fall short, where the search closed it cell by cell; false if it finds none.
func (x *search) colder() bool {
	x.d.Reset()
	copy(x.y, x.first)
	short := false
	if !x.o.gather(x.d) {
		return false
	}
	for tau := x.spread(); tau > 1e-7 && !short && !x.halted(); tau /= 8 {
		x.p.minimise(x.d, x.y, tau, tau, 12, func(y []float64, sharp float64) bool {
			demand, _ := x.demand(y)
			offset, _ := x.p.offset(y)
			short = sharp-offset < demand-x.slack
			return short || x.halted()
		})
	}
	x.p.normal(x.y)
	x.first = x.y
	return short
}

// weighing rounds the multipliers of the root to whole numbers, as short as
// they come, until they show that no package reaches the floors.
func (x *search) weighing() (weights []*big.Rat, most, needed *big.Rat) {
	share := make([]float64, x.s.Columns)
	top, largest := 0.0, 0.0
	for j, r := range x.p.rows {
		q := x.columns[r.column]
		share[q] += x.first[j]
		largest = max(largest, share[q])
		top = max(top, x.s.Tops[q])
	}
	for bits := 8; bits <= 48; bits += 8 {
		whole := make([]*big.Int, x.s.Columns)
		list := make([]*big.Rat, x.s.Columns)
		for q, y := range share {
			if y > 0 { // by unit of amount, so that one of the largest share and top is 2^bits
				f := new(big.Float).SetFloat64(math.Ldexp(y/largest, bits))
				f.Mul(f, big.NewFloat(top))
				f.Quo(f, big.NewFloat(x.s.Tops[q]))
				whole[q], _ = f.Add(f, big.NewFloat(0.5)).Int(nil)
				list[q] = new(big.Rat).SetInt(whole[q])
			}
		}
		value, _, ok := x.o.BestExact(whole, nil)
		if !ok {
			return nil, nil, nil
		}
		if floor := weigh(x.floors, whole); value.Cmp(floor) < 0 {
			return list, new(big.Rat).SetInt(value), new(big.Rat).SetInt(floor)
		}
	}
	return nil, nil, nil
}

// weigh returns the weighted sum of the floors.
func weigh(floors [][]uint64, weights []*big.Int) *big.Int {
	sum := new(big.Int)
	for q, floor := range floors {
		if floor != nil && q < len(weights) && weights[q] != nil {
			sum.Add(sum, weighted(weights[q], floor))
		}
	}
	return sum
}

// Short reports whether the weights, by column and not below 0, show that no
// package of the space reaches its floors: whether every package that breaks
// no rule comes to less than the floors do. It is exact. The space must not be
// TooWide.
func Short(s *network.Space, weights []*big.Rat) bool {
	var given []*big.Rat
	for _, w := range weights {
		if w != nil {
			if w.Sign() < 0 {
				return false
			}
			given = append(given, w)
		}
	}
	unit := common(given)
	scaled := make([]*big.Int, len(weights))
	for q, w := range weights {
		if w == nil || w.Sign() == 0 {
			continue
		}
		scaled[q] = whole(w, unit)
	}
	if s.TooWide {
		return false
	}
	most, _, ok := newOracle(s, nil, nil).BestExact(scaled, nil)
	return !ok || most.Cmp(weigh(s.Floors, scaled)) < 0
}
