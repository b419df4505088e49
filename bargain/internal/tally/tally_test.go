package tally

import (
	"context"
	"math/big"
	"math/rand/v2"
	"testing"

	"parley/bargain/internal/network"
	"parley/bargain/internal/network/networktest"
)

// drawn returns a small random space and how many packages reach its floors,
// by going through all of them.
func drawn(rng *rand.Rand) (*network.Network, *network.Space, *big.Int) {
	spec := networktest.Spec{Parties: 1 + rng.IntN(4), Held: rng.IntN(3), Issues: 1 + rng.IntN(6), Cells: 4, Most: 1 + rng.IntN(12),
		Links: rng.IntN(4), Rules: rng.IntN(4), Scope: 1 + rng.IntN(5), Floors: rng.IntN(8) > 0, Limbs: 1 + rng.IntN(2)}
	if rng.IntN(2) == 0 {
		spec.Links, spec.Rules = 0, 0
	}
	n := networktest.Draw(rng, spec)
	broken := map[int]bool{}
	for item := range spec.Rules + spec.Parties + spec.Held {
		broken[item] = rng.IntN(5) == 0
	}
	may := func(item int) bool { return broken[item] }
	s := n.Space(may)
	count := new(big.Int)
	networktest.Walk(n, func(cells []int, times int64) {
		for _, item := range n.Broken(cells) {
			if !broken[item] {
				return
			}
		}
		count.Add(count, big.NewInt(times))
	})
	return n, s, count
}

// Every exact method must count what going through all packages counts. It
// fails if a reduction, a message, a window, a merge or a join loses or
// doubles anything.
func TestExactMethodsAgreeWithEnumeration(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	ctx := context.Background()
	used := map[string]int{}
	for range 6000 {
		n, s, want := drawn(rng)
		if s.Barred {
			if want.Sign() != 0 {
				t.Fatalf("barred, yet there are %v packages", want)
			}
			continue
		}
		check := func(method string, got *big.Int, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(method, err)
			}
			if got == nil {
				return
			}
			used[method]++
			if got.Cmp(want) != 0 {
				t.Fatalf("%s: %v, enumeration %v\n%+v", method, got, want, n)
			}
		}
		r := reduce(s)
		if r.hopeless {
			check("hopeless", new(big.Int), nil)
			continue
		}
		if len(r.columns) == 0 {
			got, err := product(ctx, s)
			check("product", got, err)
		}
		sp, err := r.pieces(ctx, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if sp.hopeless {
			check("pieces", new(big.Int), nil)
			continue
		}
		if sp.columns() == 0 {
			check("certain", new(big.Int).Mul(sp.factor, sp.total(upToInt(len(sp.pieces)))), nil)
			continue
		}
		got, err := sp.meet(ctx, 1<<20, Options{}.filled())
		check("meet", got, err)
		if d := sp.dense(); d != nil {
			got, err := d.count(ctx)
			check("dense", got, err)
			d.runs = 2
			got, err = d.count(ctx)
			check("dense modulo", got, err)
		}
		tally, err := Count(ctx, s, Options{})
		check("Count", tally.Exact, err)
		if tally.Exact == nil {
			t.Fatal("a small space was not counted exactly")
		}
	}
	for _, method := range []string{"hopeless", "product", "pieces", "certain", "meet", "dense", "dense modulo", "Count"} {
		if used[method] < 20 {
			t.Errorf("%s was used only %d times: the test tested little of it", method, used[method])
		}
	}
	t.Log(used)
}
