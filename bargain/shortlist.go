package bargain

import (
	"fmt"
	"math/big"
	"slices"

	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
)

// shortlist finds several good packages: those with the greatest products of
// gains, and good ones that differ.
func (a *analysis) shortlist() error {
	p, y := a.p, a.y
	a.start("choosing a shortlist")
	apart := a.o.Apart
	if apart == 0 {
		apart = max(1, len(p.issues)/4)
	}
	out := &Shortlist{Apart: min(apart, len(p.issues))}
	if p.total == nil {
		return a.shortlistOfCells(out)
	}
	s, err := a.explore().space(p.everything())
	if err != nil {
		return err
	}
	if p.capped() && p.leaves.Cmp(big.NewInt(maxRanked)) <= 0 {
		return a.shortlistByWalk(out)
	}
	goal := p.gains(y, nil)
	best, err := dual.Top(a.ctx, s, goal, a.o.Best, 0, dual.Options{})
	if err == nil && !p.uncutAt(s, best.Best) {
		a.refuse(whyCappedList, AskShortlist)
		return nil
	}
	out.Best = a.ranked(s, best.Best)
	proven := err == nil && best.Proven
	if out.Apart <= 1 { // all packages differ in an issue
		out.Diverse = out.Best
	} else if err == nil {
		var diverse dual.Ranking
		diverse, err = dual.Top(a.ctx, s, goal, a.o.Best, out.Apart, dual.Options{})
		if err == nil && !p.uncutAt(s, diverse.Best) {
			a.refuse(whyCappedList, AskShortlist)
			return nil
		}
		out.Diverse = a.ranked(s, diverse.Best)
		proven = proven && err == nil && diverse.Proven
	}
	a.out.Shortlist = out
	a.certify(AskShortlist, Certificate{Proven: proven, Method: "by the product of gains, within what a bound leaves open"})
	return err
}

// gains is the goal of Nash's product, with weights, by party, where given.
func (p *Problem) gains(y *yardstick, weights []*big.Rat) dual.Goal {
	origin := make([]*big.Rat, len(y.parties))
	for q := range origin {
		origin[q] = p.origin(y.reservation[q], q)
	}
	return dual.Product(allOf(y), origin, weights)
}

// weightedNash maximises the product of gains, each to the power of the
// party's weight (Kalai 1977).
func (a *analysis) weightedNash() error {
	p, y := a.p, a.y
	weights := make([]*big.Rat, len(y.parties))
	for _, w := range a.o.Weights {
		q := slices.Index(y.parties, w.Party)
		if q < 0 {
			return fmt.Errorf("a weight is given for %q, which is no party whose consent counts", w.Party)
		}
		if w.Weight.Sign() <= 0 {
			return fmt.Errorf("the weight of %s is %s; weights are above 0", w.Party, w.Weight)
		}
		weights[q] = w.Weight.Rat()
	}
	if p.total == nil {
		return a.weightedOfCells(weights)
	}
	e := a.explore()
	s, err := e.space(p.everything())
	if err != nil {
		return err
	}
	a.start("finding weighted_nash")
	r, err := dual.Maximise(a.ctx, s, p.gains(y, weights), dual.Options{Ties: maxTiedOutcomes})
	out := byNetwork{Problem: p, e: e}.picked(s, r)
	if len(out.candidates) == 0 {
		return err
	}
	if p.capped() && !p.uncut(out.candidates) {
		var known bool
		if out, known, err = a.weightedOfFrontier(weights); !known {
			a.refuse(whyCappedList, AskWeightedNash)
			return err
		}
		r.Proven = true
	}
	if out.gaining(y) < len(y.parties) {
		a.nothing(whyNobodyGains, AskWeightedNash)
		return err
	}
	sol := &Solution{Outcomes: y.outcomes(out.candidates), Size: len(out.candidates), Assumed: y.assumedParties()}
	if tied := a.fillTied(sol.Outcomes, mask{}); err == nil {
		err = tied
	}
	a.check(sol.Outcomes, mask{})
	a.out.WeightedNash = sol
	a.certify(AskWeightedNash, Certificate{Proven: r.Proven, Method: "branch and bound, compared exactly"})
	return err
}

const whyNobodyGains = "No package of the zone leaves every party better off than its fallback, so that every product is 0."

// ranked spells out packages in their order, once the oracle has seen them.
func (a *analysis) ranked(s *network.Space, locals [][]int) []Outcome {
	l := &listing{y: a.y, gauges: a.y.gauges(), width: s.Parties * s.Limbs, ties: someOf(s)}
	for n, local := range locals {
		l.which = append(l.which, n)
		l.amounts = append(l.amounts, s.Sum(local)[:l.width]...)
		for _, k := range s.Chosen(local) {
			l.cells = append(l.cells, uint32(k))
		}
	}
	if a.judge.err == nil {
		a.judge.err = l.check(a.judge.judge, mask{})
	}
	return Outcomes{from: l}.Slice()
}
