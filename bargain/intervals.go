package bargain

import (
	"math/big"
	"slices"

	"parley"
)

// intervals cuts the range of a continuous issue into single numbers and
// intervals such that on each of them every pattern of the case is constant
// and every curve is linear. Where no pattern changes its mind at a cut, the
// intervals on both sides keep their end; otherwise they are open there.
func (p *Problem) intervals(i parley.Issue, terms []parley.Term) []cell {
	r := i.Range
	if r.Min.Equal(r.Max) {
		return []cell{{choice: parley.Choice{Number: r.Min}, count: 1}}
	}
	cuts := []parley.Number{r.Min, r.Max}
	for _, v := range p.voters {
		if v.position != nil {
			value, _ := v.position.ValueOf(i.ID)
			for _, corner := range value.Curve {
				cuts = append(cuts, corner.At)
			}
		}
	}
	for _, t := range terms {
		cuts = append(cuts, t.Numbers...)
		if t.Min != nil {
			cuts = append(cuts, *t.Min)
		}
		if t.Max != nil {
			cuts = append(cuts, *t.Max)
		}
	}
	if i.Nothing != nil {
		cuts = append(cuts, i.Nothing.Number)
	}
	cuts = slices.DeleteFunc(cuts, func(n parley.Number) bool { return !r.Has(n) })
	slices.SortFunc(cuts, parley.Number.Cmp)
	cuts = slices.CompactFunc(cuts, parley.Number.Equal)

	alike := func(a, b parley.Number) bool { // whether every pattern treats the two the same
		x, y := parley.Choice{Number: a}, parley.Choice{Number: b}
		return i.Commits(x) == i.Commits(y) &&
			!slices.ContainsFunc(terms, func(t parley.Term) bool { return t.Allows(x) != t.Allows(y) })
	}
	var cells []cell
	for k, cut := range cuts {
		var before, after parley.Number // within the intervals on both sides
		joined := false
		if k > 0 {
			before = cuts[k-1].Add(cut).Div(parley.Int(2))
			joined = alike(cut, before)
			cells[len(cells)-1].highIn = joined
		}
		if k+1 < len(cuts) {
			after = cut.Add(cuts[k+1]).Div(parley.Int(2))
			lowIn := alike(cut, after)
			if !joined && !lowIn {
				cells = append(cells, cell{choice: parley.Choice{Number: cut}, count: 1})
			}
			cells = append(cells, cell{choice: parley.Choice{Number: after}, low: cut, high: cuts[k+1], lowIn: lowIn})
		} else if !joined {
			cells = append(cells, cell{choice: parley.Choice{Number: cut}, count: 1})
		}
	}
	return cells
}

// holds reports whether the number is in the cell.
func (c cell) holds(n parley.Number) bool {
	if !c.interval() {
		return c.choice.Number.Equal(n)
	}
	above, below := n.Cmp(c.low), n.Cmp(c.high)
	return (above > 0 || above == 0 && c.lowIn) && (below < 0 || below == 0 && c.highIn)
}

// along returns how far into the interval the number lies, from 0 to 1.
func (c cell) along(n parley.Number) *big.Rat {
	return n.Sub(c.low).Div(c.high.Sub(c.low)).Rat()
}

// between returns the form part of the way from a to b.
func between(a, b form, along *big.Rat) form {
	rest := new(big.Rat).Sub(one, along)
	f := form{constant: new(big.Rat).Add(new(big.Rat).Mul(rest, a.constant), new(big.Rat).Mul(along, b.constant)), refused: a.refused}
	by := map[int]*big.Rat{}
	for _, part := range []struct {
		form
		by *big.Rat
	}{{a, rest}, {b, along}} {
		for _, t := range part.terms {
			if by[t.param] == nil {
				by[t.param] = new(big.Rat)
			}
			by[t.param].Add(by[t.param], new(big.Rat).Mul(part.by, t.by))
		}
	}
	for param := range by {
		f.terms = append(f.terms, formTerm{param, by[param]})
	}
	slices.SortFunc(f.terms, func(x, y formTerm) int { return x.param - y.param })
	return f
}
