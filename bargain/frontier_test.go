package bargain_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"parley"
	"parley/bargain"
)

// Going through packages and putting the frontier together issue by issue find
// the same outcomes, as many packages of each and the same first one. It fails
// if either leaves out or invents an outcome, a package or a tie.
func TestFrontiersWalkedAndUnited(t *testing.T) {
	outcomes := 0
	for seed := range seeds(1500) {
		c := randomCase(rand.New(rand.NewPCG(seed, 11)))
		if parley.HasErrors(c.Check()) {
			continue
		}
		p, err := bargain.Compile(c)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if bargain.Valued(p) {
			outcomes += compareFrontiers(t, p, true, seed) + compareFrontiers(t, p, false, seed)
		}
	}
	for seed := range uint64(3) { // blocks of many packages
		p, err := bargain.Compile(treaty(3, 5+int(seed), 6, 30, seed))
		if err != nil {
			t.Fatal(err)
		}
		outcomes += compareFrontiers(t, p, true, seed) + compareFrontiers(t, p, false, seed)
	}
	if outcomes < int(seeds(1000)) {
		t.Errorf("only %d outcomes", outcomes)
	}
}

func compareFrontiers(t *testing.T, p *bargain.Problem, fallbacks bool, seed uint64) int {
	t.Helper()
	walked, err := bargain.FrontierWalked(p, fallbacks)
	if err != nil {
		t.Fatal(err)
	}
	united, err := bargain.FrontierUnited(p, fallbacks)
	if err != nil {
		t.Fatal(err)
	}
	if len(walked) != len(united) {
		t.Fatalf("seed %d: %d outcomes walked, %d united", seed, len(walked), len(united))
	}
	for i, w := range walked {
		u := united[i]
		if !slices.Equal(w.Amounts, u.Amounts) || w.Ties != u.Ties || !w.Package.Equal(u.Package) {
			t.Fatalf("seed %d: outcome %d is %v walked, %v united", seed, i, w, u)
		}
	}
	return len(walked)
}
