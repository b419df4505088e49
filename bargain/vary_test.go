package bargain_test

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"parley"
	"parley/bargain"
)

// Fails if a varied problem answers otherwise than one compiled afresh, that
// is, if something is taken over that the change touched.
func TestVariedIsCompiledAfresh(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for n := range 300 {
		c := randomCase(rng)
		if faulty(c) {
			continue
		}
		p, err := bargain.Compile(c)
		if err != nil {
			t.Fatal(err)
		}
		changed := change(rng, p.Pinned())
		if faulty(changed) {
			continue
		}
		varied, err := p.Vary(changed)
		if err != nil {
			t.Fatal(err)
		}
		a, err := varied.Analyze(context.Background(), bargain.Options{})
		if err != nil {
			t.Fatalf("case %d: %v", n, err)
		}
		itself := func(id string) string { return id }
		got, want := gist(changed, a, itself), gist(changed, analyze(t, changed, bargain.Options{}), itself)
		if !maps.Equal(got, want) {
			t.Fatalf("case %d: varied %v\ncompiled afresh %v", n, got, want)
		}
	}
}

func faulty(c *parley.Case) bool {
	return slices.ContainsFunc(c.Check(), func(p parley.Problem) bool { return p.Severity == parley.Error })
}

// change lifts a red line, moves a fallback or adds an option.
func change(rng *rand.Rand, c *parley.Case) *parley.Case {
	if len(c.Positions) == 0 {
		return c
	}
	at := rng.IntN(len(c.Positions))
	p := &c.Positions[at]
	switch rng.IntN(3) {
	case 0:
		if len(p.Never) > 0 {
			k := rng.IntN(len(p.Never))
			p.Never = slices.Delete(slices.Clone(p.Never), k, k+1)
		}
	case 1:
		if len(p.Values) > 0 {
			v := parley.Just(parley.Int(int64(rng.IntN(8))))
			p.Fallback = &parley.Fallback{Value: &v}
		}
	default:
		n := rng.IntN(len(c.Issues))
		if c.Issues[n].Numeric() {
			return c
		}
		c.Issues = slices.Clone(c.Issues)
		c.Issues[n].Options = append(slices.Clip(c.Issues[n].Options), parley.Option{ID: "added"})
		for i := range c.Positions {
			q := &c.Positions[i]
			for k, v := range q.Values {
				if v.Issue != c.Issues[n].ID {
					continue
				}
				q.Values = slices.Clone(q.Values)
				if len(v.Order) > 0 {
					q.Values[k].Order = append(slices.Clip(v.Order), "added")
				} else {
					q.Values[k].Options = append(slices.Clip(v.Options), parley.OptionValue{Option: "added", Worth: parley.Just(parley.Int(1))})
				}
			}
		}
	}
	return c
}

// What a what-if costs beside compiling the case again.
func BenchmarkVary(b *testing.B) {
	c := treaty(10, 100, 10, 20, 3)
	p, err := bargain.Compile(c)
	if err != nil {
		b.Fatal(err)
	}
	pinned := p.Pinned()
	q := pinned.Positions[3]
	q.Never = nil
	changed := *pinned
	changed.Positions = slices.Clone(pinned.Positions)
	changed.Positions[3] = q
	p, _ = bargain.Compile(pinned)
	for _, how := range []struct {
		name string
		do   func() (*bargain.Problem, error)
	}{{"varied", func() (*bargain.Problem, error) { return p.Vary(&changed) }},
		{"compiled", func() (*bargain.Problem, error) { return bargain.Compile(&changed) }}} {
		b.Run(how.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := how.do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
