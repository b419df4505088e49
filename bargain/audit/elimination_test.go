package audit

import (
	"context"
	"math/rand/v2"
	"testing"

	"parley"
	"parley/bargain"
	"parley/synthetic"
)

// Fails if elimination finds another greatest sum than a look at all packages,
// with linkages and norms that tie issues, or calls something possible that
// is not.
func TestGreatestIsThatOfAllPackages(t *testing.T) {
	none := 0
	for seed := range uint64(25) {
		rng := rand.New(rand.NewPCG(seed, 1))
		c, err := synthetic.Case(synthetic.Spec{Parties: 3, Issues: 5, Options: 3, Conflict: 0.5, Linkage: 2, Density: 0.2, Barred: 0.3,
			RedLines: 6, Clash: true, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		k := newAuditor(context.Background(), c, bargain.Options{}, &bargain.Answer{})
		k.gather()
		weights := map[string]parley.Number{}
		for _, p := range k.parties {
			weights[p] = parley.Fraction(rng.Int64N(7)-2, 3)
		}
		var hold []parley.Ref
		for _, s := range k.hard {
			if rng.IntN(4) > 0 {
				hold = append(hold, s.ref)
			}
		}
		most, state := k.greatest(weights, hold)
		want, some := parley.Number{}, false
		for _, w := range k.witnesses {
			if setOf(w.broken).common(setOf(hold)) > 0 {
				continue
			}
			sum := parley.Int(0)
			for q, p := range k.parties {
				sum = sum.Add(w.utility[q].Mul(weights[p]))
			}
			if !some || sum.Cmp(want) > 0 {
				want, some = sum, true
			}
		}
		if !some {
			none++
		}
		if some != (state == exact) || some && !most.Equal(want) || !some && state != nothing {
			t.Fatalf("seed %d: the most is %s (%d), want %s, %v", seed, most, state, want, some)
		}
		switch k.together(hold) {
		case perhaps:
			t.Fatalf("seed %d: it is not known whether demands hold together", seed)
		case yes:
			if !some {
				t.Fatalf("seed %d: demands are said to hold together", seed)
			}
		case no:
			if some {
				t.Fatalf("seed %d: demands are said to clash", seed)
			}
		}
	}
	if none == 0 || none == 25 {
		t.Fatalf("%d of 25 cases had no package left: the test tests too little", none)
	}
}
