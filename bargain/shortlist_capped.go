package bargain

import (
	"math/big"
	"slices"
)

// What a cap cuts off has no order among sums, so that packages are put in order
// one by one, where they are few, and a weighted product is read off a frontier.

// maxRanked is up to how many packages that nobody tells apart are gone through
// for a shortlist, and maxPowers how great whole exponents may be in all.
const (
	maxRanked = 200_000
	maxPowers = 300
)

// productAt is the product of gains of a package of the zone.
type productAt struct {
	cells   []int
	id      uint64
	product *big.Rat
	utility []*big.Rat
}

// shortlistByWalk answers as shortlist does, of packages cut off by caps.
func (a *analysis) shortlistByWalk(out *Shortlist) error {
	p, y := a.p, a.y
	var list []productAt
	marks := p.markItems().flags()
	w := p.newWalker(p.table)
	w.leaf = func() bool {
		if !w.brokenItems().within(marks) {
			return true
		}
		x := productAt{cells: slices.Clone(w.cells), id: w.id(), product: big.NewRat(1, 1)}
		for q := range y.parties {
			u := p.table.rat(w.utilities(), q)
			x.utility = append(x.utility, u)
			x.product.Mul(x.product, y.gain(u, q))
		}
		list = append(list, x)
		return true
	}
	if err := w.run(a.ctx); err != nil {
		return err
	}
	slices.SortFunc(list, func(x, y productAt) int {
		if order := y.product.Cmp(x.product); order != 0 {
			return order
		}
		return slices.Compare(x.cells, y.cells)
	})
	if len(list) > 0 && list[0].product.Sign() > 0 { // some leave everybody better off, and the others have no order
		list = slices.DeleteFunc(list, func(x productAt) bool { return x.product.Sign() == 0 })
	}
	pick := func(apart int) []Outcome {
		var chosen []productAt
		for _, x := range list {
			near := slices.ContainsFunc(chosen, func(c productAt) bool {
				differ := 0
				for at, k := range c.cells {
					if x.cells[at] != k {
						differ++
					}
				}
				return differ < apart
			})
			if !near {
				if chosen = append(chosen, x); len(chosen) == a.o.Best {
					break
				}
			}
		}
		var outcomes []Outcome
		for _, x := range chosen {
			c := candidate{pkg: packageAt(p, x.cells), ties: Count{Least: one.Num(), Most: p.total}, utility: x.utility}
			outcomes = append(outcomes, y.outcome(c))
		}
		return outcomes
	}
	out.Best, out.Diverse = pick(1), pick(max(1, out.Apart))
	a.check(out.Best, mask{})
	a.check(out.Diverse, mask{})
	a.out.Shortlist = out
	a.certify(AskShortlist, Certificate{Proven: true, Method: "by the product of gains, package by package"})
	return nil
}

// weightedOfFrontier picks the greatest product of gains, each to the power of a
// weight, from a frontier that is known whole; it reports false where there is
// none, or the powers are too great to compare exactly.
func (a *analysis) weightedOfFrontier(weights []*big.Rat) (picked, bool, error) {
	p, y := a.p, a.y
	denominator := big.NewInt(1)
	for _, w := range weights {
		if w != nil {
			denominator.Mul(denominator, new(big.Int).Quo(w.Denom(), new(big.Int).GCD(nil, nil, denominator, w.Denom())))
		}
	}
	powers, all := make([]int64, len(y.parties)), new(big.Int)
	for q := range powers {
		x := new(big.Int).Set(denominator) // a weight of 1
		if weights[q] != nil {
			x.Mul(weights[q].Num(), new(big.Int).Quo(denominator, weights[q].Denom()))
		}
		if all.Add(all, x); all.Cmp(big.NewInt(maxPowers)) > 0 {
			return picked{}, false, nil
		}
		powers[q] = x.Int64()
	}
	f, err := p.search.frontier(a.ctx, mask{}, y, nil)
	if err != nil || f.cut != "" || f.empty() {
		return picked{}, false, err
	}
	cs := f.candidates
	if f.vectors != nil {
		cs = p.candidates(f.vectors, f.vectors.indices())
	}
	cs = slices.DeleteFunc(cs, func(c candidate) bool {
		for q := range y.parties {
			if y.gain(c.utility[q], q).Sign() <= 0 {
				return true
			}
		}
		return false
	})
	product := func(c candidate) *big.Rat {
		x := big.NewRat(1, 1)
		for q, n := range powers {
			g := y.gain(c.utility[q], q)
			x.Mul(x, new(big.Rat).SetFrac(new(big.Int).Exp(g.Num(), big.NewInt(n), nil), new(big.Int).Exp(g.Denom(), big.NewInt(n), nil)))
		}
		return x
	}
	rough := func(c candidate) float64 {
		sum := 0.0
		for q, n := range powers {
			sum += float64(n) * logOf(y.gain(c.utility[q], q))
		}
		return sum
	}
	out := picked{candidates: greatest(cs, rough, product), proven: true}
	return out, len(out.candidates) > 0, nil
}
