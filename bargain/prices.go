package bargain

import (
	"context"
	"errors"
	"math/big"
	"slices"

	"parley"
	"parley/bargain/internal/amount"
)

func (a *analysis) prices(empty bool) error {
	switch {
	case empty:
		a.nothing("The zone is empty; see the ways out.", AskPrices)
		return nil
	case a.y == nil:
		a.refuse("Utilities are not known for every party whose consent counts.", AskPrices)
		return nil
	case a.p.total == nil && a.p.capped():
		a.refuse(whyCappedCells, AskPrices)
		return nil
	}
	a.start("pricing demands")
	prices, err := a.p.prices(a.ctx, a.survey, a.y)
	if large := tooLarge(""); errors.As(err, &large) {
		return err
	}
	if prices == nil && err == nil && slices.ContainsFunc(a.p.items, func(it item) bool { return it.demand }) {
		a.nothing("No party can be better or worse off by any package, so there is nothing to measure a price by.", AskPrices)
		return nil
	}
	a.out.Prices = prices
	a.certify(AskPrices, Certificate{Proven: err == nil, Method: "the egalitarian minimum again, without each demand"})
	return err
}

// prices measures what each demand costs: the rise of the egalitarian
// minimum, over all parties that have a range, when it alone is lifted.
func (p *Problem) prices(ctx context.Context, c survey, y *yardstick) ([]Price, error) {
	from, err := p.search.highestMinimum(ctx, mask{}, y, nil)
	if err != nil || from == nil {
		return nil, err
	}
	var list []Price
	for i := range p.items {
		if !p.items[i].demand {
			continue
		}
		var alone mask
		alone.add(i)
		var to *big.Rat
		if to, err = p.search.highestMinimum(ctx, alone, y, from); err != nil {
			break
		}
		var opens Count
		if opens, err = c.count(ctx, filter{none: p.everything().without(i), some: alone}); err != nil {
			break
		}
		list = append(list, Price{Ref: p.items[i].ref, Rise: parley.Exactly(new(big.Rat).Sub(to, from)),
			From: parley.Exactly(from), To: parley.Exactly(to), Opens: opens})
	}
	slices.SortStableFunc(list, func(a, b Price) int { return b.Rise.Cmp(a.Rise) })
	return list, err
}

// highestMinimum returns the greatest, over the packages that break nothing
// but items of ignore, of the least fraction of any party; nil where there is
// no package or no party with a range. It need not look below atLeast, which
// is known to be reached.
//
// Floats decide what is clear; what is within their error is decided exactly.
func (p enumeration) highestMinimum(ctx context.Context, ignore mask, y *yardstick, atLeast *big.Rat) (*big.Rat, error) {
	who := y.withRange()
	if len(who) == 0 {
		return nil, nil
	}
	ignore = ignore.or(p.markItems())
	best := atLeast
	bestFloat := 0.0
	if best != nil {
		bestFloat, _ = best.Float64()
	}
	t := p.table
	rough := p.newPreselector(y, who, func(q int) *big.Rat { return y.width[q] })
	exact := func(amounts []uint64) *big.Rat {
		var least *big.Rat
		for _, q := range who {
			if f := y.fraction(t.rat(amounts, q), q); least == nil || f.Cmp(least) < 0 {
				least = f
			}
		}
		return least
	}
	// beats reports whether the amounts' minimum is above the best so far.
	beats := func(amounts []uint64) bool {
		if best == nil {
			return true
		}
		switch low, high := rough.least(amounts); {
		case high < bestFloat-near:
			return false
		case low > bestFloat+near:
			return true
		}
		return exact(amounts).Cmp(best) > 0
	}
	w, allowed := p.newWalker(t), ignore.flags()
	w.cellOrder = p.jointOrder()
	bound := make([]uint64, t.width)
	w.enter = func(d int) bool {
		if !w.broken[d].within(allowed) {
			return false
		}
		amount.Add(bound, w.amounts[d], t.most[d], t.limbs)
		if !p.reachesFloors(bound, ignore) {
			return false
		}
		t.cut(bound)
		return beats(bound)
	}
	w.leaf = func() bool {
		if !w.brokenItems().within(allowed) {
			return true
		}
		copy(bound, w.utilities())
		if t.cut(bound); beats(bound) {
			best = exact(bound)
			bestFloat, _ = best.Float64()
		}
		return true
	}
	err := w.run(ctx)
	return best, err
}

// float returns the whole number in column q.
func (t *table) float(amounts []uint64, q int) float64 { return amount.Float(t.column(amounts, q)) }
