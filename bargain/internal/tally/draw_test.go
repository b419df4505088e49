package tally

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"runtime"
	"testing"
)

// inPieces makes groups small, so that small networks have several.
func inPieces(t *testing.T, group, last int) {
	g, l := maxGroup, maxLast
	maxGroup, maxLast = group, last
	t.Cleanup(func() { maxGroup, maxLast = g, l })
}

// Bounds must hold on either side of what going through all packages counts,
// estimates must be within their half width (at 99.9 %, with bounds that are
// far from tight, none of these should be outside), and the packages kept must
// be members. It fails if a margin, a weight or the crest is wrong.
func TestBoundsAndEstimatesHold(t *testing.T) {
	inPieces(t, 6, 4)
	rng := rand.New(rand.NewPCG(2, 2))
	ctx := context.Background()
	tight, inside := 0, 0
	for range rounds(1500) {
		n, s, want := drawn(rng)
		if s.Barred {
			continue
		}
		r := reduce(s)
		if r.hopeless || len(r.columns) == 0 {
			continue
		}
		sp, err := r.pieces(ctx, 1<<20, nil)
		if err != nil {
			t.Fatal(err)
		}
		if sp.hopeless || sp.columns() == 0 || rng.IntN(4) == 0 {
			sp = nil
		}
		got, err := bounded(ctx, r, sp, Tally{Lower: new(big.Int), Upper: s.Packages()}, Options{Draws: -1}.filled())
		if err != nil {
			t.Fatal(err)
		}
		if got.Lower.Cmp(want) > 0 || got.Upper.Cmp(want) < 0 {
			t.Fatalf("%v … %v, enumeration %v (%s)\n%+v", got.Lower, got.Upper, want, got.Method, n)
		}
		if got.Lower.Sign() > 0 {
			tight++
		}
		c, err := tilt(r).bound(ctx)
		if err != nil || c.upper < 0 {
			continue
		}
		d, err := newDrawer(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		b := d.some(400, rand.NewPCG(rng.Uint64(), 1))
		mean := b.sum / 400
		l := math.Log(3 / 1e-6)
		half := math.Sqrt(2*max(0, b.squares/400-mean*mean)*l/400) + 3*d.most*l/400
		truth, _ := new(big.Float).SetInt(want).Float64()
		if truth *= math.Exp(-d.scale()); math.Abs(truth-mean) > half {
			t.Fatalf("share %v ± %v, truly %v\n%+v", mean, half, truth, n)
		}
		if truth > 0 {
			inside++
		}
		for _, local := range b.kept {
			if s.Settle(local); !s.Holds(local) {
				t.Fatalf("%v was kept as a member\n%+v", local, n)
			}
		}
	}
	if tight < rounds(100) || inside < rounds(100) {
		t.Errorf("%d lower bounds above zero and %d estimates of zones: the test tested little", tight, inside)
	}
}

// some draws n times, for tests.
func (d *drawer) some(n int, rng *rand.PCG) block {
	var b block
	drafts := d.drafts(1)
	f := &drafts[0]
	for range n {
		d.draw(rng, drafts)
		share, ways := d.share(f)
		if share > d.most*(1+1e-9) {
			panic(fmt.Sprintf("a share of %v, above %v", share, d.most))
		}
		b.sum += share
		b.squares += share * share
		if ways > 0 && len(b.kept) < maxKept {
			b.kept = append(b.kept, d.member(f, ways-1))
		}
	}
	return b
}

// The same seed must give the same estimate on one processor and on two, and
// another seed another. It fails if blocks are put together as they come.
func TestEstimateOwesNothingToProcessors(t *testing.T) {
	s := drawing{Parties: 4, Issues: 30, Cells: 4, Share: 0.55}.on(reals).space(1)
	count := func(processors int, seed uint64) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		tally, err := Count(context.Background(), s, Options{Seed: seed, Draws: 3 * blockDraws, Precision: 1e-9})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(tally.Lower, tally.Upper, tally.Exact, tally.Method, *tally.Estimate)
	}
	one := count(1, 7)
	if two := count(2, 7); one != two {
		t.Errorf("one processor: %s\ntwo: %s", one, two)
	}
	if other := count(2, 8); one == other {
		t.Error("another seed made no difference")
	}
}
