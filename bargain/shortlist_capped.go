package bargain

import (
	"math/big"
	"slices"
)

// What a cap cuts off has no order among sums, so that packages are put in order
// one by one, where they are few, and a weighted product is read off a frontier.

// maxRanked is up to how many packages that nobody tells apart are gone through
// for a shortlist.
const maxRanked = 200_000

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
	product := y.weighted(weights)
	if product == nil || slices.ContainsFunc(product.who, func(q int) bool { return !y.gains(q) }) {
		return picked{}, false, nil
	}
	f, err := p.search.frontier(a.ctx, mask{}, y, nil)
	if err != nil || f.cut != "" || f.empty() {
		return picked{}, false, err
	}
	cs := f.candidates
	if f.vectors != nil {
		cs = p.candidates(f.vectors, f.vectors.indices())
	}
	cs = slices.DeleteFunc(cs, func(c candidate) bool { return product.of(c.utility) == nil })
	exactly := func(c candidate) *big.Rat { return product.of(c.utility) }
	roughly := func(c candidate) float64 { return product.log(product.of(c.utility)) }
	out := picked{candidates: greatest(cs, roughly, exactly), proven: true}
	return out, len(out.candidates) > 0, nil
}
