package survey

import (
	"math"
	"slices"

	"parley/scenario"
)

// At returns the space as it is at a time from 0, the start, to 1, the end: a
// utility is then worth utility × discount^time. So is a reservation value with
// GENIUS, and with NegMAS where the file says so; where it is not, fewer
// outcomes are rational as time goes by, and they are not counted. Outcomes do
// not change places: the frontier stays what it is.
func (sp *Space) At(time float64) *Space {
	later := *sp
	factor := make([]float64, len(sp.Discount))
	counted := true
	for q, d := range sp.Discount {
		factor[q] = math.Pow(d, time)
		if factor[q] <= 0 { // nothing is left to compare
			later.Proven = false
		}
		if later.Reserved = slices.Clone(later.Reserved); sp.reservationFalls(q) {
			later.Reserved[q] *= factor[q]
		} else if sp.Said[q] && factor[q] != 1 {
			counted = false
		}
	}
	scaled := func(v []float64) []float64 {
		v = slices.Clone(v)
		for q := range v {
			v[q] *= factor[q]
		}
		return v
	}
	later.Min, later.Max, later.Mean = scaled(sp.Min), scaled(sp.Max), scaled(sp.Mean)
	later.Frontier = slices.Clone(sp.Frontier)
	for k := range later.Frontier {
		p := &later.Frontier[k]
		p.Utility = scaled(p.Utility)
		if counted {
			continue
		}
		p.Rational = true
		for q, u := range p.Utility {
			p.Rational = p.Rational && (!sp.Said[q] || u >= later.Reserved[q])
		}
	}
	if !counted {
		later.Rational, later.Better, later.RationalLeast, later.RationalMost = nil, nil, nil, nil
	}
	return &later
}

// reservationFalls reports whether a party's reservation value is discounted as
// its utilities are.
func (sp *Space) reservationFalls(party int) bool {
	return sp.Scenario.Semantics == scenario.SemanticsGenius || sp.Scenario.Profiles[party].Dynamic
}

// Distance returns how far a vector of utilities is from the nearest of the
// vectors that a measure gives, and false if it gives none.
func (sp *Space) Distance(utility []float64, measure *Definition) (float64, bool) {
	r := measure.Of(sp)
	if !r.Found || r.Kind != Points {
		return 0, false
	}
	least := math.Inf(1)
	for _, p := range r.Points {
		least = min(least, distance(utility, p))
	}
	return least, true
}
