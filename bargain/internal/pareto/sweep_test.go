package pareto

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network/networktest"
)

// Frontiers of three coordinates with more limbs, with and without floors, are
// united as by sorting, origins included: with carries into the leading limbs,
// and with leading limbs that are often equal. It fails if the sieve passes over
// what is not covered, or if a doubt goes unseen.
func TestLongUnions(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 9))
	sorted, points := 0, 0
	for range 1500 {
		limbs := 1 + rng.IntN(3)
		most := []uint64{0, 2, 50, 1 << 33, 1 << 60}[rng.IntN(5)]
		near := rng.IntN(2) // 1: numbers so long that they are cut, and many differ in what is cut off alone
		vector := func() []uint64 {
			v := make([]uint64, 3*limbs)
			for at := range v {
				switch {
				case at%limbs == 0 && near == 1:
					v[at] = rng.Uint64N(3)<<58 | rng.Uint64N(1<<30)
				case at%limbs == 0:
					v[at] = rng.Uint64N(most + 1)
				case rng.IntN(2) == 0:
					v[at] = ^uint64(0) - rng.Uint64N(3)
				default:
					v[at] = rng.Uint64N(3)
				}
			}
			return v
		}
		k := kernelFor(3)
		k.limbs = limbs
		one := &vectors{n: 1, at: make([][]uint64, 3*limbs)}
		for w := range one.at {
			one.at[w] = []uint64{0}
		}
		var singles []shifted
		for range 1 + rng.IntN(60) {
			singles = append(singles, shifted{one, vector()})
		}
		u, err := k.uniteSorted(singles, bounds{})
		if err != nil {
			t.Fatal(err)
		}
		of := newVectors(3*limbs, u.n)
		for w := range of.at {
			copy(of.at[w], u.at[w])
		}
		var list []shifted
		for range 1 + rng.IntN(8) {
			list = append(list, shifted{&of, vector()})
		}
		var b bounds
		if rng.IntN(3) == 0 {
			b.least = vector()
			for q := range 3 {
				b.least[q*limbs] /= 2
			}
		}
		got, err := k.uniteThree(list, b)
		if err != nil {
			t.Fatal(err)
		}
		other := kernelFor(3)
		other.limbs = limbs
		want, err := other.uniteSorted(list, b)
		if err != nil {
			t.Fatal(err)
		}
		if got.n != want.n || !slices.Equal(got.which[:got.n], want.which[:want.n]) || !slices.Equal(got.from[:got.n], want.from[:want.n]) {
			t.Fatalf("%d points of %v and %v, want %d of %v and %v", got.n, got.which[:got.n], got.from[:got.n], want.n, want.which[:want.n], want.from[:want.n])
		}
		for i := range got.n {
			if !amount.Same(got.row(nil, i), want.row(nil, i)) {
				t.Fatalf("point %d is %v, want %v", i, got.row(nil, i), want.row(nil, i))
			}
		}
		points += got.n
		if len(k.sweep.heap) > 0 { // it was given up for sorting
			sorted++
		}
	}
	if sorted < 10 || points < 10_000 {
		t.Errorf("%d were sorted in doubt, of %d points: the test tested little", sorted, points)
	}
}

// Merging a few issues at a time finds the points, and of each the package, that
// merging one after the other finds, however many are merged together. It fails
// if what is put together before loses a point, or if ties are broken in another
// order.
func TestIssuesTogether(t *testing.T) {
	defer func(most int) { mostTogether = most }(mostTogether)
	rng := rand.New(rand.NewPCG(4, 9))
	points := 0
	for range 60 {
		n := networktest.Draw(rng, networktest.Spec{Parties: 3, Issues: 9, Cells: 6, Most: 1 + rng.IntN(40), Links: rng.IntN(2), Rules: rng.IntN(2), Scope: 2,
			Floors: rng.IntN(2) == 0, Limbs: 1 + rng.IntN(2)})
		s := n.Space(nil)
		var single *Front
		for _, most := range []int{0, 5, 30, 120} {
			mostTogether = most
			f, err := Frontier(context.Background(), s, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if single == nil {
				single = f
				points += f.Len()
			}
			if f.Len() != single.Len() {
				t.Fatalf("%d points with %d together, %d one by one", f.Len(), most, single.Len())
			}
			for i := range f.Len() {
				if !slices.Equal(f.Amounts(i), single.Amounts(i)) || !slices.Equal(f.Local(i), single.Local(i)) {
					t.Fatalf("point %d is %v by %v with %d together, %v by %v one by one", i, f.Amounts(i), f.Local(i), most, single.Amounts(i), single.Local(i))
				}
			}
		}
	}
	if points < 3000 {
		t.Errorf("%d points: the test tested little", points)
	}
}
