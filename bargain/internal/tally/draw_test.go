package tally

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"testing"

	"parley/bargain/internal/network"
	"parley/bargain/internal/network/networktest"
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
	for range 1500 {
		n, s, want := drawn(rng)
		if s.Barred {
			continue
		}
		r := reduce(s)
		if r.hopeless || len(r.columns) == 0 {
			continue
		}
		sp, err := r.pieces(ctx, 1<<20)
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
	if tight < 100 || inside < 100 {
		t.Errorf("%d lower bounds above zero and %d estimates of zones: the test tested little", tight, inside)
	}
}

// some draws n times, for tests.
func (d *drawer) some(n int, rng *rand.PCG) block {
	var b block
	f := d.draft()
	for range n {
		d.draw(rng, f)
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

// Members must come equally often, cells weighing by their choices: Pearson's
// χ² over all members, with fixed seeds. With 60 zones the bound at which a
// uniform sampler fails is beyond one in a thousand. It fails if the tilt is
// not taken back, if the last group's choices are not drawn evenly, or if a
// tree is drawn wrongly.
func TestSamplerIsUniform(t *testing.T) {
	inPieces(t, 6, 4)
	rng := rand.New(rand.NewPCG(3, 3))
	ctx := context.Background()
	tested, trees := 0, 0
	for tested < 60 {
		n, s, want := drawn(rng)
		if s.Barred || tested%2 == 0 && len(s.Buckets) == 0 || want.Cmp(big.NewInt(6)) < 0 || want.Cmp(big.NewInt(150)) > 0 {
			continue
		}
		sampler, err := NewSampler(ctx, s, rng.Uint64())
		if err != nil {
			t.Fatal(err)
		}
		const draws = 6000
		seen := map[string]int{}
		for range draws {
			local, err := sampler.Draw(ctx, 0)
			if err != nil {
				t.Fatal(err)
			}
			if !s.Holds(local) {
				t.Fatalf("%v is not a member", local)
			}
			seen[fmt.Sprint(s.Chosen(local))]++
		}
		chi, cells := 0.0, 0
		total, _ := want.Float64()
		networktest.Walk(n, func(chosen []int, times int64) {
			local, left := s.Local(chosen)
			if !left || !s.Holds(local) {
				return
			}
			expected := draws * float64(times) / total
			chi += math.Pow(float64(seen[fmt.Sprint(chosen)])-expected, 2) / expected
			cells++
		})
		// Wilson and Hilferty 1931: the 10^-5 point of χ².
		k := float64(cells - 1)
		if limit := k * math.Pow(1-2/(9*k)+4.26*math.Sqrt(2/(9*k)), 3); chi > limit {
			t.Errorf("χ² is %.1f over %d members, limit %.1f\n%+v", chi, cells, limit, n)
		}
		tested++
		if len(s.Buckets) > 0 {
			trees++
		}
	}
	if trees < 10 {
		t.Errorf("only %d of the zones had ties between issues", trees)
	}
}

// The same seed must give the same estimate on one processor and on two, and
// another seed another. It fails if blocks are put together as they come.
func TestEstimateOwesNothingToProcessors(t *testing.T) {
	s := drawing{Parties: 4, Issues: 30, Cells: 4, Share: 0.55}.on(reals).space(1)
	count := func(processors int, seed uint64) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		tally, err := Count(context.Background(), s, Options{Seed: seed, Draws: 4 * blockDraws, Precision: 1e-9})
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

// A count that is stopped must return bounds that hold, with the context's
// error, whenever it is; and one that runs through must owe nothing to how
// often it asks. It fails if a half-finished table is taken for an answer, if
// a loop swallows the end of the context, or if what is known is forgotten.
func TestStoppedCountsStillBound(t *testing.T) {
	spaces := map[string]*network.Space{
		"linked": drawing{Parties: 2, Issues: 8, Cells: 3, Share: 0.6, Width: 2}.on(reals).space(1),
		"modulo": drawing{Parties: 1, Issues: 60, Cells: 8, Share: 0.6}.on(thousandths).space(1),
		"dense":  drawing{Parties: 2, Issues: 20, Cells: 4, Weights: 100, Grades: 30, Share: 0.6}.space(1),
		"sparse": drawing{Parties: 3, Issues: 10, Cells: 4, Share: 0.6}.on(reals).space(1),
		"tilted": drawing{Parties: 4, Issues: 20, Cells: 4, Share: 0.6}.on(reals).space(1),
	}
	for name, s := range spaces {
		full, err := Count(context.Background(), s, Options{Draws: 4 * blockDraws})
		if err != nil {
			t.Fatal(err)
		}
		stopped, through := 0, 0
		for left := 0; left < 1<<22; left += left + 1 {
			ctx := &runsOut{Context: context.Background()}
			ctx.left.Store(int64(left))
			got, err := Count(ctx, s, Options{Draws: 4 * blockDraws, Witness: true})
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Fatal(name, err)
			}
			if ctx.left.Load() < 0 != (err != nil) {
				t.Fatalf("%s: the context ended after %d questions, and the error is %v", name, left, err)
			}
			if got.Lower == nil || got.Lower.Sign() == 0 {
				t.Fatalf("%s: a lower bound of %v, though a package is known", name, got.Lower)
			}
			if err != nil {
				stopped++
			} else {
				through++
			}
			if got.Lower == nil || got.Upper == nil || got.Lower.Cmp(full.Upper) > 0 || got.Upper.Cmp(full.Lower) < 0 {
				t.Fatalf("%s: stopped with %v … %v, yet %v … %v hold", name, got.Lower, got.Upper, full.Lower, full.Upper)
			}
			if err == nil && got.Exact == nil && full.Exact != nil || got.Exact != nil && got.Exact.Cmp(full.Exact) != 0 {
				t.Fatalf("%s: stopped with %v, truly %v", name, got.Exact, full.Exact)
			}
		}
		if stopped < 5 || through < 1 {
			t.Errorf("%s: stopped %d times, run through %d times: the test tested little", name, stopped, through)
		}
	}
}

// runsOut is a context that ends after it has been asked so often.
type runsOut struct {
	context.Context
	left atomic.Int64
}

func (r *runsOut) Err() error {
	if r.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// Zones without a single package, with one, and spaces that cannot be used
// must be named as what they are.
func TestSamplerSaysWhyNot(t *testing.T) {
	ctx := context.Background()
	if _, err := NewSampler(ctx, &network.Space{Barred: true}, 1); !errors.Is(err, ErrEmpty) {
		t.Errorf("a barred space: %v", err)
	}
	if _, err := NewSampler(ctx, &network.Space{TooWide: true}, 1); !errors.Is(err, ErrWide) {
		t.Errorf("a space that is too wide: %v", err)
	}
	s := drawing{Parties: 2, Issues: 8, Cells: 3, Share: 1}.on(percents).space(1) // both parties want their best everywhere
	sampler, err := NewSampler(ctx, s, 1)
	if err == nil {
		_, err = sampler.Draw(ctx, 1000)
	}
	if !errors.Is(err, ErrEmpty) && !errors.Is(err, ErrRare) {
		t.Errorf("a zone that is empty: %v", err)
	}
}

// Whoever knows a package must hear of at least one, in a space that cannot
// be counted as well. It fails if a bound starts from nothing all the same.
func TestWitnessIsCounted(t *testing.T) {
	wide := &network.Space{TooWide: true, Issues: 1, Places: []network.Place{{Cells: []int{0, 1}, Counts: []int64{1, 1}, Bucket: -1}}}
	rare := drawing{Parties: 5, Issues: 50, Cells: 10, Share: 0.78}.on(percents).space(1)
	for _, s := range []*network.Space{wide, rare} {
		for witness, want := range map[bool]int64{false: 0, true: 1} {
			got, err := Count(context.Background(), s, Options{Draws: -1, Witness: witness})
			if err != nil || got.Lower.Int64() != want {
				t.Errorf("%v, %v, want at least %d", got.Lower, err, want)
			}
		}
	}
}
