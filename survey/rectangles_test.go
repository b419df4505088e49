package survey

import (
	"context"
	"testing"

	"parley"
	"parley/scenario"
)

// Ten thousand million outcomes are counted by hand: the first party wants the
// first issue below 50000, the second one from 25000 on, and the other issue has
// 100000 numbers. Fails if cells that stand for many numbers count as one, if the
// end of a bound goes to the wrong side, or a cap lets anybody have more than 1.
func TestRationalOutcomesOfRectangles(t *testing.T) {
	number := func(n int64) *parley.Number { x := parley.Int(n); return &x }
	half := parley.Fraction(1, 2)
	box := func(pays int64, excludes bool, bounds ...scenario.Bound) scenario.Rectangle {
		return scenario.Rectangle{Utility: parley.Int(pays), Weight: parley.Int(1), Excludes: excludes, Bounds: bounds}
	}
	bound := func(issue int, low, high int64) scenario.Bound {
		return scenario.Bound{Issue: issue, Low: parley.Int(low), High: parley.Int(high)}
	}
	sums := func(boxes ...scenario.Rectangle) *scenario.Rectangles {
		return &scenario.Rectangles{Max: parley.Int(100), Root: scenario.Group{Weight: parley.Int(1), How: scenario.Sum, Boxes: boxes}}
	}
	s := &scenario.Scenario{Semantics: scenario.SemanticsGenius}
	for n := range 2 {
		s.Issues = append(s.Issues, scenario.Issue{Index: n + 1, Name: string(rune('a' + n)), Kind: scenario.Stepped, Low: parley.Int(0), High: parley.Int(99_999), Step: parley.Int(1)})
	}
	s.Profiles = []scenario.Profile{
		{Utility: sums(box(60, false, bound(0, 0, 49_999)), box(70, false, bound(1, 0, 9)), box(10, false)), Reservation: &half},
		{Utility: sums(box(100, true, bound(0, 0, 24_999)), box(20, false, bound(1, 99_999, 99_999))), Reservation: number(1)},
	}
	sp, err := Measure(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	// 0.5 is met below 50000 or with the other issue below 10, and 1 from 25000 on.
	for name, want := range map[string]string{
		"rational":        "2500500000", // 25000 × 100000 + 50000 × 10
		"rational_least":  "2500500000",
		"rational_most":   "2500500000",
		"rational:negmas": "0", // more than 1 there is not
		"min":             "0.1 0",
	} {
		d, err := Define(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Of(sp).String(); got != want {
			t.Errorf("%s is %s, want %s (%s)", name, got, want, sp.Method)
		}
	}
}
