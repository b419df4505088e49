package bargain

import (
	"context"
	"math/big"
	"slices"

	"parley"
	"parley/bargain/internal/dual"
)

// regretting finds the package of the zone whose greatest regret is least:
// packages are weighed against a few rivals, and against the chosen one the
// strongest rival is sought among all, until none is stronger than those known
// (constraint generation; Boutilier, Patrascu, Poupart and Schuurmans 2006).
//
// What a rival gains over a package is a sum over the issues, for whatever the
// statements permit on one issue has nothing to do with another; so both
// searches are over sums, and exact.
type regretting struct {
	p      *Problem
	y      *yardstick
	rivals [][]int // cells
}

// maxRivals bounds the rivals; beyond, the bounds say what is certain.
const maxRivals = 60

// ahead is the most that one cell of an issue can be worth beyond another, in
// fractions, over all parties.
func (x *regretting) ahead(at, rival, own int) *big.Rat {
	sum := new(big.Rat)
	for q, w := range x.y.width {
		if w == nil {
			continue
		}
		m := x.p.voters[x.p.columns[q]].measures[at]
		_, most := m.reach(m.forms[2*rival], &m.forms[2*own])
		sum.Add(sum, new(big.Rat).Quo(most, w))
	}
	return sum
}

// linksAhead restates what linkages can add for a package against a fixed
// other one. sign is 1 where the package is the rival, and they add to regret;
// -1 where it is regretted, and they take from it.
func (x *regretting) linksAhead(fixed []int, sign int) []valuedRows {
	var list []valuedRows
	for q, w := range x.y.width {
		if w == nil {
			continue
		}
		for i := range x.p.voters[x.p.columns[q]].links {
			l := &x.p.voters[x.p.columns[q]].links[i]
			// Matched by one of the two alone, a linkage is for the rival what
			// it can be worth at most, or costs it what it can be at least.
			matched := l.applies(fixed)
			worth := l.worth.high
			if matched == (sign > 0) {
				worth = l.worth.low
			}
			list = append(list, valuedRows{l.rows, l.missed, new(big.Rat).Quo(worth, w)})
		}
	}
	return list
}

// constant is what linkages that the fixed package matches come to, where the
// other matches none.
func (x *regretting) constant(fixed []int, sign int) *big.Rat {
	sum := new(big.Rat)
	for q, w := range x.y.width {
		if w == nil {
			continue
		}
		for _, l := range x.p.voters[x.p.columns[q]].links {
			if !l.applies(fixed) {
				continue
			}
			worth := l.worth.high // matched by the rival, which is fixed
			if sign > 0 {
				worth = l.worth.low
			}
			part := new(big.Rat).Quo(worth, w)
			if sign > 0 {
				part.Neg(part)
			}
			sum.Add(sum, part)
		}
	}
	return sum
}

// strongest returns the package that breaks no demand and no norm at which the
// given one is regretted most, and how much.
func (x *regretting) strongest(own []int) ([]int, *big.Rat) {
	t := x.p.newTable([]quantity{{
		worth: func(at, k int) *big.Rat { return x.ahead(at, k, own[at]) },
		links: x.linksAhead(own, 1), base: x.constant(own, 1), item: -1,
	}})
	s := spaceOf(x.p.network(t, 1), x.p.hardItems())
	if s.Barred || s.TooWide {
		return nil, nil
	}
	most, local, ok := dual.NewOracle(s).BestAmount(0, false)
	if !ok {
		return nil, nil
	}
	return s.Chosen(local), t.units[0].number(most).Rat()
}

// mildest returns the package of the zone whose regret against the rivals is
// least, and that regret.
func (x *regretting) mildest(ctx context.Context) ([]int, *big.Rat, bool, error) {
	quantities := x.p.utilities()
	first := len(quantities)
	var who []int
	for n, rival := range x.rivals {
		quantities = append(quantities, quantity{
			worth: func(at, k int) *big.Rat { return new(big.Rat).Neg(x.ahead(at, rival[at], k)) },
			links: x.linksAhead(rival, -1), base: new(big.Rat).Neg(x.constant(rival, -1)), item: -1,
		})
		who = append(who, first+n)
	}
	t := x.p.newTable(quantities)
	s := spaceOf(x.p.network(t, len(quantities)), x.p.everything())
	origin, scale := make([]*big.Rat, len(quantities)), make([]*big.Rat, len(quantities))
	for _, q := range who {
		origin[q] = new(big.Rat).SetInt(t.units[q].offset)
		scale[q] = new(big.Rat).SetInt(t.units[q].denominator)
	}
	r, err := dual.Maximise(ctx, s, dual.Least(who, origin, scale), dual.Options{})
	if err != nil || len(r.Best) == 0 {
		return nil, nil, false, err
	}
	return s.Chosen(r.Best[0]), new(big.Rat).Neg(r.Lower), r.Proven, nil
}

// leastRegret starts from a package of the zone.
func (a *analysis) leastRegret(from parley.Package) (*Regret, error) {
	x := &regretting{p: a.p, y: a.y}
	if !slices.ContainsFunc(a.y.width, func(w *big.Rat) bool { return w != nil }) {
		return nil, nil
	}
	own := a.p.cellsOf(from)
	var best *Regret
	least := new(big.Rat)
	for len(x.rivals) < maxRivals {
		rival, most := x.strongest(own)
		if rival == nil {
			return nil, nil
		}
		if best == nil || parley.Exactly(most).Cmp(best.Most) < 0 {
			best = &Regret{Package: packageAt(a.p, own), Most: parley.Exactly(most), Rival: packageAt(a.p, rival)}
		}
		best.Least = parley.Exactly(least)
		if most.Cmp(least) <= 0 {
			break
		}
		x.rivals = append(x.rivals, rival)
		next, level, proven, err := x.mildest(a.ctx)
		if err != nil || next == nil || !proven {
			return best, err
		}
		own, least = next, level
		if best.Least = parley.Exactly(least); best.Most.Cmp(best.Least) <= 0 {
			break
		}
	}
	return best, nil
}
