package bargain_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"parley"
	"parley/bargain"
	"parley/synthetic"
)

// TestOpenBetween finds what is open in random cases with continuous issues, and
// looks at all their boxes for the same. It fails if a choice is called open
// that no box leaves, or closed that one does; of a continuous issue, if the
// open stretches are not those that the boxes leave together.
func TestOpenBetween(t *testing.T) {
	tried, closed, gaps := 0, 0, 0
	check := func(name string, c *parley.Case) {
		t.Run(name, func(t *testing.T) {
			p := compiled(t, c)
			want, err := bargain.OpenOfBoxes(p)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range []bargain.Options{{}, bargain.ByBounds(bargain.Options{})} {
				o.Only = []bargain.Question{bargain.AskZone, bargain.AskOpen}
				a := analyze(t, c, o)
				if a.Zone.Possible.Zero() || a.Certificates[bargain.AskOpen].Method == "none" {
					continue
				}
				tried++
				if !a.Certificates[bargain.AskOpen].Proven {
					t.Errorf("not proven: %+v", a.Certificates)
				}
				for n, x := range a.Zone.Open {
					closed += len(x.Closed)
					if c.Issues[n].Continuous() && len(x.Open) > 1 {
						gaps++
					}
					if got := spansKey(x.Open); got != want[n] {
						t.Errorf("%s: open is %s, and by the boxes %s; closed is %s", x.Issue, got, want[n], spansKey(x.Closed))
					}
				}
			}
		})
	}
	seeds := uint64(1200)
	if testing.Short() {
		seeds = 300
	}
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(seed, 13))
		if c := loosen(rng, randomCase(rng)); c != nil {
			check(fmt.Sprint("random ", seed), c)
		}
	}
	for seed := range seeds / 20 {
		c, err := synthetic.Case(synthetic.Spec{Parties: 2 + int(seed%2), Issues: 4, Options: 4, Numeric: 1 + int(seed%2), Seed: seed, Conflict: 0.8,
			Fallback: 55 + float64(seed%4)*5, Linkage: int(seed % 3), RedLines: int(seed / 3 % 3)})
		if err != nil {
			t.Fatal(err)
		}
		check(fmt.Sprint("synthetic ", seed), c)
	}
	if !testing.Short() && (tried < 150 || closed < 50 || gaps < 3) {
		t.Errorf("only %d were tried, %d stretches closed, %d issues with gaps", tried, closed, gaps)
	}
}

func spansKey(list []bargain.Span) string {
	var key []string
	for _, s := range list {
		key = append(key, s.From.String()+"–"+s.To.String())
	}
	slices.Sort(key)
	return fmt.Sprint(key)
}
