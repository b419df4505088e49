package bargain

import (
	"context"
	"fmt"
	"math/big"
	"slices"
)

// weightedOfCells is weightedNash where an issue is continuous: the search for
// Nash's product, with powers. With two parties the greatest product of a box
// is at fractions, and proven; with more it need not be, and is then bounded.
func (a *analysis) weightedOfCells(weights []*big.Rat) error {
	p, y := a.p, a.y
	f := y.weighted(weights)
	if f == nil {
		a.refuse(fmt.Sprintf("An issue is continuous; weights are then compared as whole numbers that are to each other as those given, and these come to more than %d in all. Rounder weights would do.", maxPowers), AskWeightedNash)
		return nil
	}
	cells, ok := p.search.(cellSearch)
	if !ok || slices.ContainsFunc(f.who, func(q int) bool { return !y.gains(q) }) {
		a.nothing(whyNobodyGains, AskWeightedNash)
		return nil
	}
	a.start("finding weighted_nash")
	out, err := cells.weighted(a.ctx, f)
	switch {
	case len(out.candidates) > 0:
	case err != nil:
		return err
	default:
		a.nothing(whyNobodyGains, AskWeightedNash)
		return nil
	}
	slices.SortStableFunc(out.candidates, func(x, y candidate) int { return compareUtility(y, x) })
	sol := &Solution{Outcomes: y.outcomes(evenly(out.candidates, maxTiedOutcomes)), Size: len(out.candidates), Assumed: y.assumedParties()}
	a.check(sol.Outcomes, mask{})
	a.out.WeightedNash = sol
	a.certify(AskWeightedNash, Certificate{Proven: out.proven, Why: out.whyMore(), Method: p.search.method() + ", compared exactly",
		Lower: numberOf(out.lower), Upper: numberOf(out.upper)})
	return err
}

// weighted finds the greatest product over the zone.
func (p cellSearch) weighted(ctx context.Context, f *nashProduct) (picked, error) {
	g, err := p.ground(ctx, mask{})
	if err != nil {
		return picked{}, err
	}
	found, err := p.nashOf(ctx, p.newWorths(), g, p.markItems(), f)
	out, failed := found.picked(ctx, g, f.mean)
	if err == nil {
		err = failed
	}
	if len(out.candidates) > 0 {
		out.lower = new(big.Rat).SetFloat64(f.mean(out.candidates[0]))
		if out.proven {
			out.upper = out.lower
		}
	}
	return out, err
}
