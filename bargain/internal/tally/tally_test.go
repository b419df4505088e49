package tally

import (
	"context"
	"math/big"
	"math/rand/v2"
	"testing"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
	"parley/bargain/internal/network/networktest"
)

// rounds is how often something is tried, an eighth of it in a short run: the
// race detector takes its time.
func rounds(n int) int {
	if testing.Short() {
		return n / 8
	}
	return n
}

// drawn returns a small random space and how many packages reach its floors,
// by going through all of them. One in four has floors near the most that its
// columns can add up to: there it takes what the rules leave together, and not
// just the best cell of every issue, to see that nothing reaches them. Half of
// those with amounts of two limbs have nothing that divides them all, so that
// two limbs they remain.
func drawn(rng *rand.Rand) (*network.Network, *network.Space, *big.Int) {
	spec := networktest.Spec{Parties: 1 + rng.IntN(4), Held: rng.IntN(3), Issues: 1 + rng.IntN(6), Cells: 4, Most: 1 + rng.IntN(12),
		Links: rng.IntN(4), Rules: rng.IntN(4), Scope: 1 + rng.IntN(5), Floors: rng.IntN(8) > 0, Limbs: 1 + rng.IntN(2)}
	if rng.IntN(2) == 0 {
		spec.Links, spec.Rules = 0, 0
	}
	n := networktest.Draw(rng, spec)
	if rng.IntN(4) == 0 {
		high := big.NewInt(int64(70 + rng.IntN(31)))
		for q := range n.Columns {
			if c := &n.Columns[q]; c.Floor != nil {
				most := new(big.Int).Mul(c.Top, high)
				amount.Put(c.Floor, most.Quo(most, big.NewInt(100)))
			}
		}
	}
	if n.Limbs > 1 && rng.IntN(2) == 0 {
		for i := range n.Issues {
			amounts := n.Issues[i].Amounts
			for at := n.Limbs - 1; at < len(amounts); at += n.Limbs {
				amounts[at] += uint64(rng.IntN(3))
			}
		}
		for q := range n.Columns {
			n.Columns[q].Top.Add(n.Columns[q].Top, big.NewInt(int64(2*len(n.Issues))))
		}
	}
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
	for range rounds(4000) {
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
		if r.limbs > 1 {
			used["limbs"]++
		}
		if r.hopeless {
			check("hopeless", new(big.Int), nil)
			continue
		}
		if len(r.columns) == 0 {
			got, err := product(ctx, s)
			check("product", got, err)
		}
		sp, err := r.pieces(ctx, 1<<20, nil)
		if err != nil {
			t.Fatal(err)
		}
		if sp.hopeless {
			check("pieces", new(big.Int), nil)
			continue
		}
		if sp.columns() == 0 {
			check("certain", new(big.Int).Mul(sp.factor, sp.total(indices(len(sp.pieces)))), nil)
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
		if len(s.Buckets) > 0 {
			got, _, err := r.conditioned(ctx, Options{}.filled())
			check("conditioned", got, err)
		}
		tally, err := Count(ctx, s, Options{})
		check("Count", tally.Exact, err)
		if tally.Exact == nil {
			t.Fatal("a small space was not counted exactly")
		}
	}
	for _, method := range []string{"hopeless", "product", "pieces", "certain", "meet", "dense", "dense modulo", "conditioned", "Count", "limbs"} {
		if used[method] < rounds(20) {
			t.Errorf("%s was used only %d times: the test tested little of it", method, used[method])
		}
	}
	t.Log(used)
}

// Conditioning on a separator must count what writing out the whole tree does,
// in spaces whose halves are longer than one class. It fails if a piece that
// stands for itself is joined as well, or belongs to another combination.
func TestConditioningAgreesWithWholeTrees(t *testing.T) {
	ctx := context.Background()
	for seed := range uint64(4) {
		d := drawing{Parties: 1 + int(seed)%3, Issues: 9, Cells: 4, Share: 0.55, Width: 1 + int(seed)%2}.on(percents)
		r := reduce(d.space(seed))
		sp, err := r.pieces(ctx, maxTied, nil)
		if err != nil {
			t.Fatal(err)
		}
		want, _, err := exact(ctx, sp, Options{}.filled())
		if err != nil || want == nil || want.Sign() == 0 {
			t.Fatal(want, err)
		}
		if got, how, err := r.conditioned(ctx, Options{}.filled()); err != nil || got == nil || got.Cmp(want) != 0 {
			t.Errorf("%v: %v by %s, %v in one piece (%v)", d, got, how, want, err)
		}
	}
}

// On spaces too large to go through, the grid, in plain numbers and modulo
// primes, and meeting in the middle with pieces set aside must agree, and the
// bounds and the estimate must hold what they find. It fails if a method is
// right only where halves are tiny and nothing overflows.
func TestMethodsAgreeOnLargerSpaces(t *testing.T) {
	ctx := context.Background()
	o := Options{}.filled()
	for parties := 1; parties <= 3; parties++ {
		s := drawing{Parties: parties, Issues: 12, Cells: 4, Weights: 40, Grades: 5, Share: 0.55}.space(uint64(parties))
		r := reduce(s)
		sp, err := r.pieces(ctx, maxTied, nil)
		if err != nil {
			t.Fatal(err)
		}
		want, err := sp.meet(ctx, maxHalf, o)
		if err != nil || want == nil || want.Sign() == 0 {
			t.Fatal(want, err)
		}
		aside, err := sp.meet(ctx, 1<<9, o)
		if err != nil || aside != nil && aside.Cmp(want) != 0 {
			t.Errorf("%d parties: %v with pieces set aside, %v without (%v)", parties, aside, want, err)
		}
		for _, runs := range []int{0, 3} {
			d := sp.dense()
			d.runs = runs
			if got, err := d.count(ctx); err != nil || got.Cmp(want) != 0 {
				t.Errorf("%d parties: %v on the grid, %v in the middle (%v)", parties, got, want, err)
			}
		}
		got, err := bounded(ctx, r, sp, Tally{Lower: new(big.Int), Upper: s.Packages()}, Options{Draws: 1 << 14}.filled())
		if err != nil || got.Exact != nil || got.Lower.Cmp(want) > 0 || got.Upper.Cmp(want) < 0 {
			t.Fatalf("%d parties: %v … %v, truly %v (%v)", parties, got.Lower, got.Upper, want, err)
		}
		off := new(big.Int).Sub(got.Estimate.Count, want)
		if off.CmpAbs(got.Estimate.HalfWidth) > 0 {
			t.Errorf("%d parties: estimate %v ± %v, truly %v", parties, got.Estimate.Count, got.Estimate.HalfWidth, want)
		}
	}
}
