package bargain_test

import (
	"context"
	"math/rand/v2"
	"reflect"
	"testing"

	"parley"
	"parley/bargain"
)

// Rows tell of every outcome what it says when it is spelled out, and choose
// what its package does, whether or not the outcomes were changed. It fails if
// a number, a choice or the order differs, or a number from what fractions say.
func TestRows(t *testing.T) {
	seen := 0
	for seed := range seeds(3000) {
		c := randomCase(rand.New(rand.NewPCG(seed, 31)))
		if parley.HasErrors(c.Check()) {
			continue
		}
		p, err := bargain.Compile(c)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		a, err := p.Analyze(context.Background(), bargain.Options{Only: []bargain.Question{bargain.AskFrontier}})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, f := range []*bargain.Frontier{a.Frontier, a.FrontierPossible} {
			if f == nil {
				continue
			}
			for i, o := range f.Outcomes.All() {
				if want, ok := bargain.Remeasured(f.Outcomes, i); ok && !reflect.DeepEqual(o, want) {
					t.Fatalf("seed %d: outcome %d is %v, in fractions %v", seed, i, o, want)
				}
			}
			listed := bargain.Listed(f.Outcomes.Slice()...)
			less := f.Outcomes.Each(func(o bargain.Outcome) bargain.Outcome { o.Gain = nil; return o })
			for _, list := range []bargain.Outcomes{f.Outcomes, listed, less} {
				i := 0
				for row, choices := range list.Rows() {
					want := list.At(i)
					for at, choice := range choices {
						if !want.Package[c.Issues[at].ID].Equal(choice) {
							t.Fatalf("seed %d: outcome %d chooses %v for %s, spelled out %v", seed, i, choice, c.Issues[at].ID, want.Package)
						}
						seen++
					}
					if choices != nil {
						want.Package = nil
					}
					if !reflect.DeepEqual(row, want) {
						t.Fatalf("seed %d: outcome %d is %v, spelled out %v", seed, i, row, want)
					}
					i++
				}
				if i != list.Len() {
					t.Fatalf("seed %d: %d rows of %d outcomes", seed, i, list.Len())
				}
			}
		}
	}
	if seen < 1000 && !testing.Short() {
		t.Errorf("only %d choices in rows", seen)
	}
}
