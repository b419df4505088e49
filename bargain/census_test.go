package bargain_test

import (
	"math/rand/v2"
	"testing"

	"parley"
	"parley/bargain"
	"parley/synthetic"
)

// Taking the last issues together finds what going leaf by leaf does: how many
// packages break just which items, the first of them, and how far utilities go.
// It fails if a block is used where a pattern stands otherwise, a strip is
// judged by a box that does not hold it, or a first package is missed.
func TestBlocksCountAsLeavesDo(t *testing.T) {
	blocks := 0
	compare := func(c *parley.Case, name string, seed uint64) {
		t.Helper()
		if parley.HasErrors(c.Check()) {
			return
		}
		p, err := bargain.Compile(c)
		if err != nil {
			t.Fatalf("%s %d: %v", name, seed, err)
		}
		if !bargain.Enumerable(p) {
			return
		}
		together, singly, used := bargain.Counts(p)
		if together != singly {
			t.Fatalf("%s %d:\n%s together\n%s singly", name, seed, together, singly)
		}
		if used {
			blocks++
		}
	}
	for seed := range seeds(1500) {
		compare(randomCase(rand.New(rand.NewPCG(seed, 12))), "random", seed)
	}
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 13))
		compare(treaty(1+rng.IntN(4), 4+rng.IntN(3), 2+rng.IntN(4), 20+rng.IntN(50), seed), "treaty", seed)
		c, err := synthetic.Case(synthetic.Spec{Parties: 1 + rng.IntN(4), Issues: 5, Options: 5, Seed: seed, Conflict: rng.Float64(), Fallback: 30 + 40*rng.Float64(),
			RedLines: rng.IntN(3), Linkage: rng.IntN(3), Grid: synthetic.Fine, Clash: true})
		if err != nil {
			t.Fatal(err)
		}
		compare(c, "synthetic", seed)
	}
	if blocks < int(seeds(300)) {
		t.Errorf("only %d problems with blocks", blocks)
	}
}
