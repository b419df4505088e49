package bargain_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"parley"
	"parley/bargain"
	"parley/synthetic"
)

// TestTwofoldAgainstCells finds the frontiers of random cases of two parties
// with continuous issues twice: with all boxes listed, and put together issue
// by issue. It fails if the two differ in an outcome, in whether it is reached,
// or in what joins them.
func TestTwofoldAgainstCells(t *testing.T) {
	tried, drawn := 0, 0
	twoParties(t, func(t *testing.T, c *parley.Case) {
		o := bargain.Options{Only: []bargain.Question{bargain.AskFrontier, bargain.AskNash, bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian, bargain.AskUtilitarian}}
		want := analyze(t, c, o)
		got := analyze(t, c, bargain.ByBounds(o))
		w, g := want.Frontier, got.Frontier
		if w == nil {
			w, g = want.FrontierPossible, got.FrontierPossible
		}
		if (w == nil) != (g == nil) {
			t.Fatalf("%v by cells, %v put together", w, g)
		}
		if w == nil {
			return
		}
		if tried++; !g.Complete {
			if len(c.Parties) == 2 {
				t.Errorf("not complete: %+v", got.Certificates)
			}
			return
		}
		if drawn++; frontierKey(w) != frontierKey(g) {
			t.Errorf("\n%s by cells,\n%s put together", frontierKey(w), frontierKey(g))
		}
		for _, q := range o.Only[1:] {
			w, g := solutionOf(want, q), solutionOf(got, q)
			if w == nil {
				continue
			}
			if a, b := picksKey(w), picksKey(g); a != b || !got.Certificates[q].Proven {
				t.Errorf("%s: %s by cells, %s read off what was put together (%+v)", q, a, b, got.Certificates[q])
			}
		}
	})
	if !testing.Short() && (tried < 180 || drawn < 170) {
		t.Errorf("only %d frontiers were compared of %d", drawn, tried)
	}
}

// TestTwofoldNear lets few boxes be drawn, so that sums stand for others near to
// them. It fails if an efficient outcome is further from what is listed than is
// said.
func TestTwofoldNear(t *testing.T) {
	defer bargain.MostDrawnBoxes(12)()
	near := 0
	twoParties(t, func(t *testing.T, c *parley.Case) {
		o := bargain.Options{Only: []bargain.Question{bargain.AskFrontier}}
		want, got := analyze(t, c, o).Frontier, analyze(t, c, bargain.ByBounds(o)).Frontier
		if want == nil || got.Within == nil {
			return
		}
		near++
		w, g := want.Outcomes.Slice(), got.Outcomes.Slice()
		var room [2]float64 // what is allowed, from a gain and the fraction that it is
		for q, p := range want.Parties {
			for _, o := range w {
				if f := o.Fraction[p]; f.Sign() != 0 {
					room[q] = o.Gain[p].Float() / f.Float() * got.Within.Float() * (1 + 1e-9)
				}
			}
		}
		at := func(o bargain.Outcome) [2]float64 {
			return [2]float64{o.Utility[want.Parties[0]].Float(), o.Utility[want.Parties[1]].Float()}
		}
		for _, o := range w {
			u := at(o)
			low := [2]float64{u[0] - room[0] - 1e-9, u[1] - room[1] - 1e-9}
			covered := false
			for _, x := range g {
				v := at(x)
				covered = covered || v[0] >= low[0] && v[1] >= low[1]
			}
			for _, s := range got.Segments {
				a, b := at(g[s[0]]), at(g[s[1]])
				for n := range 1001 {
					f := float64(n) / 1000
					covered = covered || a[0]+(b[0]-a[0])*f >= low[0] && a[1]+(b[1]-a[1])*f >= low[1]
				}
			}
			if !covered {
				t.Errorf("%v is further than %v from all of %v", u, room, g)
			}
		}
	})
	if !testing.Short() && near < 15 {
		t.Errorf("only %d frontiers were come near to", near)
	}
}

// twoParties runs random cases of two parties with continuous issues.
func twoParties(t *testing.T, check func(*testing.T, *parley.Case)) {
	run := func(name string, c *parley.Case) {
		for i := range c.Positions {
			c.Positions[i].Cap = nil // with which no lines are drawn
		}
		t.Run(name, func(t *testing.T) {
			compiled(t, c)
			check(t, c)
		})
	}
	seeds := uint64(8000)
	if testing.Short() {
		seeds = 800
	}
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(seed, 11))
		if c := loosen(rng, randomCase(rng)); c != nil && len(c.Consenting()) == 2 {
			run(fmt.Sprint("random ", seed), c)
		}
	}
	for seed := range seeds / 133 {
		c, err := synthetic.Case(synthetic.Spec{Parties: 2, Issues: 5, Options: 4, Numeric: 1 + int(seed%3), Seed: seed, Conflict: float64(seed%5) / 4,
			Fallback: float64(seed%4) * 20, Linkage: int(seed % 3), RedLines: int(seed / 3 % 3)})
		if err != nil {
			t.Fatal(err)
		}
		run(fmt.Sprint("synthetic ", seed), c)
	}
}

// frontierKey names the outcomes of a frontier, how many tie apart, and what
// joins them.
func frontierKey(f *bargain.Frontier) string {
	var key []string
	outcome := func(i int) string {
		o := f.Outcomes.At(i)
		return fmt.Sprint(list(f.Parties, o.Utility), o.Limit)
	}
	for i := range f.Outcomes.Len() {
		key = append(key, outcome(i))
	}
	for _, s := range f.Segments {
		key = append(key, outcome(s[0])+"–"+outcome(s[1]))
	}
	return fmt.Sprint(key)
}

func picksKey(s *bargain.Solution) string {
	var key []string
	for _, o := range s.Outcomes {
		key = append(key, fmt.Sprint(o.Utility, o.Limit))
	}
	return fmt.Sprint(key)
}

func list(parties []string, of map[string]parley.Number) []string {
	var out []string
	for _, p := range parties {
		out = append(out, of[p].String())
	}
	return out
}
