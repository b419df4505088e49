package bargain_test

import (
	"fmt"
	"testing"

	"parley/bargain"
	"parley/synthetic"
)

// TestUnprovenEnds ends the search for how far each party can get at its first
// node, and holds the answers against those of all packages. It fails if a
// bound on an end is passed, if an end is called proven that is none, or if
// anything that is measured by an unproven end is called proven all the same
// and differs.
func TestUnprovenEnds(t *testing.T) {
	questions := []bargain.Question{bargain.AskReach, bargain.AskNash, bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian, bargain.AskUtilitarian}
	loose, unsure := 0, 0
	for seed := range uint64(24) {
		spec := synthetic.Spec{Parties: 3 + int(seed%3), Issues: 12, Options: 5, Seed: seed, Conflict: 0.9, Grid: synthetic.PerMille,
			Fallback: 50 + float64(seed%4)*4}
		c, err := synthetic.Case(spec)
		if err != nil {
			t.Fatal(err)
		}
		if seed%3 == 0 {
			c.Positions[0].Fallback = nil
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			want := analyze(t, c, bargain.Options{Only: questions})
			back := bargain.MostEndNodes(1)
			defer back()
			got := analyze(t, c, bargain.ByBounds(bargain.Options{Only: questions}))
			if want.Nash == nil {
				return
			}
			exact := true
			for n, r := range got.Zone.Reach {
				w := want.Zone.Reach[n]
				if !w.Proven {
					t.Fatalf("%s: what is compared with is not proven", r.Party)
				}
				if r.AtMost.Cmp(w.Most) < 0 || r.Most.Cmp(w.Most) > 0 || r.AtLeast.Cmp(w.Least) > 0 || r.Least.Cmp(w.Least) < 0 ||
					r.Proven && !(r.Most.Equal(w.Most) && r.Least.Equal(w.Least)) {
					t.Errorf("%+v is not about %+v", r, w)
				}
				exact = exact && r.AtMost.Equal(r.Most) && (c.Positions[n].Fallback != nil || r.AtLeast.Equal(r.Least))
			}
			if !exact {
				loose++
			}
			for _, q := range questions[1:] {
				w, g := solutionOf(want, q), solutionOf(got, q)
				if !got.Certificates[q].Proven {
					unsure++
					if exact {
						t.Errorf("%s: all ends are proven, and yet %+v", q, got.Certificates[q])
					}
					continue
				}
				if a, b := fmt.Sprint(w.Outcomes[0].Utility), fmt.Sprint(g.Outcomes[0].Utility); a != b || len(w.Outcomes) != len(g.Outcomes) {
					t.Errorf("%s is called proven, and is %v in place of %v", q, b, a)
				}
			}
		})
	}
	if loose < 5 || unsure < 8 {
		t.Errorf("only %d cases had an end unproven, and %d solutions", loose, unsure)
	}
}

func solutionOf(a *bargain.Answer, q bargain.Question) *bargain.Solution {
	switch q {
	case bargain.AskNash:
		return a.Nash
	case bargain.AskKalaiSmorodinsky:
		return a.KalaiSmorodinsky
	case bargain.AskEgalitarian:
		return a.Egalitarian
	}
	return a.Utilitarian
}
