package bargain

import (
	"math/big"
	"slices"

	"parley"
)

// A numeric issue can have ten thousand steps, and most curves are stated in
// single numbers. Between two corners of such a curve the worths of the steps
// are evenly spaced: on one denominator they are whole numbers that grow by the
// same each time, which is all that is worked out here.

// onGrid reports whether the position values the issue by a curve of single
// numbers, and the issue has steps.
func onGrid(issue parley.Issue, value parley.Value) bool {
	return len(value.Curve) > 0 && issue.Numeric() && !issue.Continuous() &&
		!slices.ContainsFunc(value.Curve, func(c parley.CurvePoint) bool { return !c.Worth.Exact() })
}

// readGrid fills in what each step is worth: two forms each, both constants.
func (m *measure) readGrid(p *parley.Position, issue parley.Issue, curve []parley.CurvePoint, refused []bool, weighed bool) {
	for _, corner := range curve {
		m.params = append(m.params, spreadOf(corner.Worth))
	}
	heights, unit := gridHeights(issue, curve, len(refused)/2)
	m.forms = make([]form, len(refused))
	scale, shift := new(big.Rat).SetFrac(big.NewInt(1), unit), zero // worth = height × scale + shift
	if weighed {
		var least, most *big.Int
		for k, h := range heights {
			if refused[2*k] {
				continue
			}
			if least == nil || h.Cmp(least) < 0 {
				least = h
			}
			if most == nil || h.Cmp(most) > 0 {
				most = h
			}
		}
		if least != nil {
			m.worst, m.best = new(big.Rat).SetFrac(least, unit), new(big.Rat).SetFrac(most, unit)
		}
		if a, ok := p.AnchorOf(issue.ID); ok {
			m.worst, m.best = a.Worst.Rat(), a.Best.Rat()
		}
		if m.worst == nil || m.worst.Cmp(m.best) == 0 {
			scale = zero // nothing is better than anything else
		} else {
			scale.Quo(scale, new(big.Rat).Sub(m.best, m.worst))
			shift = new(big.Rat).Neg(m.worst)
			shift.Quo(shift, new(big.Rat).Sub(m.best, m.worst))
		}
	}
	// Both on one denominator, so that a step is one product and one fraction.
	common := new(big.Int).Mul(scale.Denom(), shift.Denom())
	by := new(big.Int).Mul(scale.Num(), shift.Denom())
	plus := new(big.Int).Mul(shift.Num(), scale.Denom())
	for k, h := range heights {
		worth := zero
		if !(weighed && (refused[2*k] || scale.Sign() == 0)) {
			n := new(big.Int).Mul(h, by)
			worth = new(big.Rat).SetFrac(n.Add(n, plus), common)
		}
		m.forms[2*k] = form{constant: worth, refused: refused[2*k]}
		m.forms[2*k+1] = m.forms[2*k]
	}
	m.findMids()
}

// gridHeights returns what the curve comes to at each step, in parts of a unit
// to the whole: worth = height ÷ unit.
func gridHeights(issue parley.Issue, curve []parley.CurvePoint, steps int) ([]*big.Int, *big.Int) {
	type line struct{ start, step *big.Rat } // worth of step k: start + k × step
	lines := make([]line, max(1, len(curve)-1))
	first, step := issue.Range.Min.Rat(), issue.Range.Step.Rat()
	unit := big.NewInt(1)
	for n := range lines {
		a := curve[n]
		slope := new(big.Rat)
		if n+1 < len(curve) {
			b := curve[n+1]
			slope = b.Worth.Low.Sub(a.Worth.Low).Div(b.At.Sub(a.At)).Rat()
		}
		start := new(big.Rat).Sub(first, a.At.Rat())
		start.Mul(start, slope)
		lines[n] = line{start.Add(start, a.Worth.Low.Rat()), new(big.Rat).Mul(slope, step)}
		for _, x := range []*big.Rat{lines[n].start, lines[n].step} {
			g := new(big.Int).GCD(nil, nil, unit, x.Denom())
			unit.Mul(unit, new(big.Int).Quo(x.Denom(), g))
		}
	}
	whole := func(x *big.Rat) *big.Int {
		n := new(big.Int).Quo(unit, x.Denom())
		return n.Mul(n, x.Num())
	}
	heights := make([]*big.Int, steps)
	at := 0
	for n, l := range lines {
		end := steps // the first step beyond the line
		if n+1 < len(lines) {
			reach := new(big.Rat).Sub(curve[n+1].At.Rat(), first)
			reach.Quo(reach, step)
			if k := floorInt(reach).Int64() + 1; k < int64(steps) {
				end = int(max(k, 0))
			}
		}
		height := whole(l.start)
		rise := whole(l.step)
		height.Add(height, new(big.Int).Mul(rise, big.NewInt(int64(at))))
		for ; at < end; at++ {
			heights[at] = new(big.Int).Set(height)
			height.Add(height, rise)
		}
	}
	return heights, unit
}
