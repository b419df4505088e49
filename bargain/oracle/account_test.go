package oracle

import (
	"math/rand/v2"
	"testing"

	"parley"
)

// Utilities are the sums of their fractions, whatever order packages are judged
// in. Fails where a term that was worked out over one denominator is added to
// those over another that it has grown to since, or where a linkage or a
// continuous issue is left out.
func TestUtilitiesAddUpOverGrowingDenominators(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	denominators := []int64{1, 2, 3, 7, 12, 1000, 1e12, 999_999_937}
	number := func() parley.Number {
		return parley.Fraction(rng.Int64N(2001)-1000, denominators[rng.IntN(len(denominators))])
	}
	for range 200 {
		c := &parley.Case{Parties: []parley.Party{{ID: "a"}}}
		p := parley.Position{Party: "a"}
		for i := range 6 {
			issue := parley.Issue{ID: string(rune('p' + i))}
			v := parley.Value{Issue: issue.ID}
			if i == 5 {
				issue.Range = &parley.Range{Min: parley.Int(0), Max: parley.Int(1)}
				v.Curve = []parley.CurvePoint{{At: parley.Int(0), Worth: parley.Just(number())}, {At: parley.Int(1), Worth: parley.Just(number())}}
			} else {
				for _, o := range []string{"x", "y", "z"} {
					issue.Options = append(issue.Options, parley.Option{ID: o})
					v.Options = append(v.Options, parley.OptionValue{Option: o, Worth: parley.Just(number())})
				}
			}
			c.Issues, p.Values = append(c.Issues, issue), append(p.Values, v)
		}
		when := parley.Patterns{{{Issue: "p", Options: []string{"x"}}, {Issue: "q", Options: []string{"y", "z"}}}}
		p.Linkages = []parley.Linkage{{When: when, Worth: parley.Just(number())}}
		c.Positions = []parley.Position{p}
		j := New(c)
		for range 30 {
			pkg, want := parley.Package{}, parley.Int(0)
			for i, v := range p.Values {
				if i == 5 {
					x := parley.Fraction(rng.Int64N(98), 97)
					pkg[v.Issue] = parley.Choice{Number: x}
					a, b := v.Curve[0].Worth.Low, v.Curve[1].Worth.Low
					want = want.Add(a).Add(b.Sub(a).Mul(x))
					continue
				}
				o := v.Options[rng.IntN(3)]
				pkg[v.Issue] = parley.Choice{Option: o.Option}
				want = want.Add(o.Worth.Low)
			}
			if pkg["p"].Option == "x" && pkg["q"].Option != "x" {
				want = want.Add(p.Linkages[0].Worth.Low)
			}
			if got, known := j.Utility("a", pkg); !known || !got.Equal(want) {
				t.Fatalf("%v is worth %s, want %s", pkg, got, want)
			}
		}
	}
}
