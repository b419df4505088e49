package bargain_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"parley"
	"parley/bargain"
	"parley/synthetic"
)

// treaty draws a case of parties that value issues × options at 0 … 100 with
// importance 1 … 20, each with a red line on two issues and a fallback at the
// given percentage of its scale.
func treaty(parties, issues, options, fallback int, seed uint64) *parley.Case {
	rng := rand.New(rand.NewPCG(seed, 7))
	c := &parley.Case{Title: "treaty"}
	for i := range issues {
		issue := parley.Issue{ID: fmt.Sprintf("i%d", i)}
		for k := range options {
			issue.Options = append(issue.Options, parley.Option{ID: fmt.Sprintf("o%d", k)})
		}
		c.Issues = append(c.Issues, issue)
	}
	for n := range parties {
		p := parley.Position{Party: fmt.Sprintf("p%d", n)}
		c.Parties = append(c.Parties, parley.Party{ID: p.Party})
		sum := int64(0)
		for _, i := range c.Issues {
			w := 1 + rng.Int64N(20)
			sum += w
			p.Importance = append(p.Importance, parley.Importance{Issue: i.ID, Weight: parley.Just(parley.Int(w))})
			v := parley.Value{Issue: i.ID}
			for _, o := range i.Options {
				v.Options = append(v.Options, parley.OptionValue{Option: o.ID, Worth: parley.Just(parley.Int(rng.Int64N(101)))})
			}
			p.Values = append(p.Values, v)
		}
		a, b := rng.IntN(issues), rng.IntN(issues-1)
		if b >= a {
			b++
		}
		p.Never = []parley.Demand{{Kind: parley.RedLine, Pattern: parley.Patterns{{
			{Issue: c.Issues[a].ID, Options: []string{"o0", "o1"}}, {Issue: c.Issues[b].ID, Options: []string{"o0"}}}}}}
		r := parley.Just(parley.Fraction(sum*int64(fallback), 100))
		p.Fallback = &parley.Fallback{Value: &r}
		c.Positions = append(c.Positions, p)
	}
	return c
}

// The whole analysis of ten million packages.
func BenchmarkAnalyze(b *testing.B) {
	for _, parties := range []int{2, 3, 5} { // 5 with a low fallback: a frontier of 14 000 points
		b.Run(fmt.Sprintf("%d parties, 10^7 packages", parties), func(b *testing.B) {
			p, err := bargain.Compile(treaty(parties, 7, 10, 45, 3))
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := p.Analyze(context.Background(), bargain.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Going through packages on one core, with the frontier kept: three parties,
// 10^8 packages on a grid of a thousandth by a thousandth (the formula is that
// of package synthetic). First the way it is done: every package is counted by
// what it breaks, be it one of three fallbacks at 40 % of the scales or one of
// six red lines over two issues, and the frontier is put together issue by
// issue. Then the way for packages that are tied too widely for that: depth
// first, where blocks that are all worse than what was found are left out.
func BenchmarkEnumerate(b *testing.B) {
	measure := func(name string, s synthetic.Spec, through func(p *bargain.Problem) (int, error)) {
		b.Run(fmt.Sprintf("%s, c=%v", name, s.Conflict), func(b *testing.B) {
			s.Parties, s.Issues, s.Options, s.Grid, s.Seed = 3, 8, 10, synthetic.PerMille, 1
			c, err := synthetic.Case(s)
			if err != nil {
				b.Fatal(err)
			}
			p, err := bargain.Compile(c)
			if err != nil {
				b.Fatal(err)
			}
			points := 0
			for b.Loop() {
				if points, err = through(p); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(1e8*float64(b.N)/b.Elapsed().Seconds(), "packages/s")
			b.ReportMetric(float64(points), "points")
		})
	}
	for _, conflict := range []float64{0, 0.5, 1} {
		measure("counted", synthetic.Spec{Conflict: conflict, Fallback: 40}, bargain.GoThrough)
		measure("counted, red lines", synthetic.Spec{Conflict: conflict, Fallback: 40, RedLines: 2}, bargain.GoThrough)
	}
	for _, conflict := range []float64{0, 0.5} {
		measure("walked", synthetic.Spec{Conflict: conflict, NoFallback: true}, func(p *bargain.Problem) (int, error) {
			list, err := bargain.FrontierWalked(p, false)
			return len(list), err
		})
	}
}
