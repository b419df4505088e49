package bargain_test

import (
	"fmt"
	"math/rand/v2"

	"parley"
)

// randomCase draws a small case with everything that the engine reasons with:
// red lines, insistences, conditions, norms, linkages of either sign, missed ones
// and ones made of parts, caps, discounts, guarantors, words, orders, intervals, ties, missing fallbacks and positions.
// Few distinct numbers are used, so that ties and empty zones are common.
func randomCase(rng *rand.Rand) *parley.Case {
	c := &parley.Case{Title: "random"}
	parties := 1 + rng.IntN(4)
	for i := range parties {
		c.Parties = append(c.Parties, parley.Party{ID: fmt.Sprintf("p%d", i)})
	}
	if rng.IntN(3) == 0 {
		c.Parties = append(c.Parties, parley.Party{ID: "fund", Roles: []parley.Role{parley.RoleGuarantor}})
	}
	for i := range 1 + rng.IntN(4) {
		issue := parley.Issue{ID: fmt.Sprintf("i%d", i)}
		switch {
		case rng.IntN(4) == 0:
			step := parley.Int(int64(1 + rng.IntN(2)))
			issue.Range = &parley.Range{Min: parley.Int(0), Max: parley.Int(4), Step: &step}
		default:
			for k := range 1 + rng.IntN(6)%4 { // one option alone is rarer
				issue.Options = append(issue.Options, parley.Option{ID: fmt.Sprintf("o%d", k)})
			}
		}
		if len(c.Parties) > parties && rng.IntN(2) == 0 {
			issue.By = "fund"
			nothing := issue.At(0)
			issue.Nothing = &nothing
		}
		c.Issues = append(c.Issues, issue)
	}
	if rng.IntN(2) == 0 {
		c.Time = parley.Fraction(rng.Int64N(5), 4)
	}
	for range rng.IntN(2) {
		c.Norms = append(c.Norms, parley.Norm{Pattern: randomPatterns(rng, c)})
	}
	for _, p := range c.Parties {
		if rng.IntN(8) > 0 {
			c.Positions = append(c.Positions, randomPosition(rng, c, p.ID))
		}
	}
	return c
}

func randomPosition(rng *rand.Rand, c *parley.Case, party string) parley.Position {
	p := parley.Position{Party: party}
	for range rng.IntN(3) {
		p.Never = append(p.Never, parley.Demand{Kind: parley.RedLine, Pattern: randomPatterns(rng, c), Stated: rng.IntN(2) == 0})
	}
	for range rng.IntN(2) {
		p.Insists = append(p.Insists, parley.Demand{Kind: parley.Insistence, Pattern: randomPatterns(rng, c)})
	}
	for range rng.IntN(2) {
		p.OnlyIf = append(p.OnlyIf, parley.Demand{Kind: parley.Condition, Pattern: randomPatterns(rng, c), If: randomPatterns(rng, c)})
	}
	if rng.IntN(6) == 0 {
		return p // demands alone
	}
	weighed := rng.IntN(3) // 0 points, 1 numbers, 2 words
	for _, i := range c.Issues {
		if rng.IntN(8) == 0 {
			continue
		}
		switch weighed {
		case 1:
			p.Importance = append(p.Importance, parley.Importance{Issue: i.ID, Weight: randomInterval(rng, 1, 4)})
		case 2:
			p.Importance = append(p.Importance, parley.Importance{Issue: i.ID, Word: parley.Words()[rng.IntN(5)]})
		}
		p.Values = append(p.Values, randomValue(rng, i))
	}
	if len(p.Values) == 0 {
		return p
	}
	for range rng.IntN(3) {
		p.Linkages = append(p.Linkages, randomLinkage(rng, c))
	}
	if rng.IntN(3) == 0 {
		p.Cap = &parley.Cap{At: randomInterval(rng, -2, 7).Low}
	}
	if rng.IntN(3) == 0 {
		p.Discount = &parley.Discount{Factor: parley.Fraction(1+rng.Int64N(8), 9)}
	}
	switch rng.IntN(4) {
	case 0: // not stated
	case 1:
		like := parley.Package{}
		for _, i := range c.Issues {
			like[i.ID] = i.At(rng.IntN(int(i.Count().Int64())))
		}
		p.Fallback = &parley.Fallback{Like: like}
	default:
		v := randomInterval(rng, -2, 6)
		p.Fallback = &parley.Fallback{Value: &v, Lasting: rng.IntN(3) == 0}
	}
	return p
}

// randomLinkage draws one that pays where a pattern matches, or where none does,
// or one made of parts.
func randomLinkage(rng *rand.Rand, c *parley.Case) parley.Linkage {
	switch rng.IntN(5) {
	case 0, 1:
		return parley.Linkage{When: randomPatterns(rng, c), Worth: randomInterval(rng, -3, 4)}
	case 2:
		return parley.Linkage{Unless: randomPatterns(rng, c), Worth: randomInterval(rng, -3, 4)}
	}
	return randomParts(rng, c, 0)
}

func randomParts(rng *rand.Rand, c *parley.Case, depth int) parley.Linkage {
	l := parley.Linkage{Combine: parley.Combinations()[rng.IntN(3)]}
	for range 1 + rng.IntN(3) {
		worth := parley.Just(parley.Int(rng.Int64N(7) - 3))
		switch rng.IntN(6) {
		case 0, 1:
			l.Parts = append(l.Parts, parley.Linkage{Unless: randomPatterns(rng, c), Worth: worth})
		case 2:
			if depth < 2 {
				l.Parts = append(l.Parts, randomParts(rng, c, depth+1))
				continue
			}
			fallthrough
		default:
			l.Parts = append(l.Parts, parley.Linkage{When: randomPatterns(rng, c), Worth: worth})
		}
	}
	return l
}

func randomValue(rng *rand.Rand, i parley.Issue) parley.Value {
	v := parley.Value{Issue: i.ID}
	switch {
	case i.Numeric():
		at := []int64{0, 2, 4}
		if rng.IntN(2) == 0 {
			at = []int64{0, 4}
		}
		for _, x := range at {
			v.Curve = append(v.Curve, parley.CurvePoint{At: parley.Int(x), Worth: randomInterval(rng, 0, 4)})
		}
	case rng.IntN(3) == 0:
		for _, k := range rng.Perm(len(i.Options)) {
			v.Order = append(v.Order, i.Options[k].ID)
		}
	default:
		for _, o := range i.Options {
			v.Options = append(v.Options, parley.OptionValue{Option: o.ID, Worth: randomInterval(rng, 0, 4)})
		}
	}
	return v
}

// awkward makes utilities need several words of 64 bits: no two of these
// denominators share a factor.
var awkward = []int64{1, 999999937, 998244353, 1000000007, 2147483647}

func randomInterval(rng *rand.Rand, from, to int64) parley.Interval {
	low := from + rng.Int64N(to-from)
	high := low
	if rng.IntN(4) == 0 {
		high += rng.Int64N(3)
	}
	d := int64(1)
	if rng.IntN(6) == 0 {
		d = awkward[rng.IntN(len(awkward))]
	}
	return parley.Interval{Low: parley.Fraction(low, d), High: parley.Fraction(high, d)}
}

func randomPatterns(rng *rand.Rand, c *parley.Case) parley.Patterns {
	var ps parley.Patterns
	for range 1 + rng.IntN(2) {
		var p parley.Pattern
		for _, at := range rng.Perm(len(c.Issues))[:1+rng.IntN(min(3, len(c.Issues)))] {
			i := c.Issues[at]
			t := parley.Term{Issue: i.ID}
			if i.Numeric() {
				limit := parley.Int(int64(2 * rng.IntN(2)))
				if limit.Sign() > 0 {
					t.Min = &limit
				} else {
					t.Max = &limit
				}
			} else {
				for _, k := range rng.Perm(len(i.Options))[:max(1, rng.IntN(len(i.Options)))] {
					t.Options = append(t.Options, i.Options[k].ID)
				}
			}
			p = append(p, t)
		}
		ps = append(ps, p)
	}
	return ps
}
