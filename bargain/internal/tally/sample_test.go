package tally

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"parley/bargain/internal/network"
	"parley/bargain/internal/network/networktest"
)

// Members must come equally often, cells weighing by their choices: Pearson's
// χ² over all members, with fixed seeds. With 60 zones the bound at which a
// uniform sampler fails is beyond one in a thousand. It fails if the tilt is
// not taken back, if the last group's choices are not drawn evenly, or if a
// tree is drawn wrongly, by the sampler or by Draw.
func TestMembersComeEvenly(t *testing.T) {
	inPieces(t, 6, 4)
	before := maxRows
	defer func() { maxRows = before }()
	rng := rand.New(rand.NewPCG(3, 3))
	tested, trees := 0, 0
	for tested < rounds(60) {
		n, s, want := drawn(rng)
		if s.Barred || tested%2 == 0 && len(s.Buckets) == 0 || want.Cmp(big.NewInt(6)) < 0 || want.Cmp(big.NewInt(150)) > 0 {
			continue
		}
		maxRows = before * (tested / 2 % 2) // with rows, and without
		const draws = 6000
		seen := map[string]int{}
		members, err := one(s, draws, rng.Uint64(), tested%4 < 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, local := range members {
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
	if trees < rounds(10) {
		t.Errorf("only %d of the zones had ties between issues", trees)
	}
}

// one draws members one by one, or all at once.
func one(s *network.Space, n int, seed uint64, single bool) ([][]int, error) {
	ctx := context.Background()
	if !single {
		members, _, err := Draw(ctx, s, n, Options{Seed: seed})
		return members, err
	}
	sampler, err := NewSampler(ctx, s, seed)
	if err != nil {
		return nil, err
	}
	var members [][]int
	for range n {
		local, err := sampler.Draw(ctx, 0)
		if err != nil {
			return nil, err
		}
		members = append(members, local)
	}
	return members, nil
}

// The bound must leave no draw a probability above 1 to stay, in whole
// numbers, and floats must decide as whole numbers do. With what chances_test
// holds, that is all it takes for members to come exactly evenly: a draw of
// probability p stays with bound·n/p. It fails if the crest, a margin or a
// logarithm is off by more than is allowed for.
func TestDrawsStayWithTheirExactPart(t *testing.T) {
	inPieces(t, 6, 4)
	rng := rand.New(rand.NewPCG(9, 9))
	hits, stayed, most := 0, 0, 0.0
	for range rounds(1200) {
		_, s, _ := drawn(rng)
		d, err := prepare(context.Background(), s)
		if err != nil {
			continue
		}
		a, drafts := newAcceptance(d), d.drafts(1)
		exact := *a
		exact.tolerance = 1e9 // floats never tell
		pcg := rand.NewPCG(rng.Uint64(), 1)
		for range 100 {
			d.draw(pcg, drafts)
			f := &drafts[0]
			ways := d.ways(f)
			if ways == 0 {
				continue
			}
			part := exact.part(f, ways)
			if part.Cmp(big.NewRat(1, 1)) > 0 {
				x, _ := part.Float64()
				t.Fatalf("a draw would have to stay with probability %v", x)
			}
			x, _ := part.Float64()
			hits, most = hits+1, max(most, x)
			same := *pcg
			stays := a.stays(pcg, f, ways)
			if stays != exact.stays(&same, f, ways) {
				t.Fatalf("floats say %v, whole numbers do not", stays)
			}
			if stays {
				stayed++
			}
		}
	}
	if hits < rounds(10_000) || stayed < rounds(1000) || most < 0.9 {
		t.Errorf("%d hits, %d of them stayed, the most likely with %v: the test tested little", hits, stayed, most)
	}
}

// part is the probability with which a draw stays, by the definition.
func (a *acceptance) part(f *draft, ways int64) *big.Rat {
	p := new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(int64(a.mantissa)), 1100))
	p.Quo(p, new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), uint(1100-a.exponent))))
	p.Mul(p, big.NewRat(ways, 1))
	times := func(count int64, parts uint64) {
		p.Mul(p, new(big.Rat).SetFrac(new(big.Int).Lsh(big.NewInt(count), 63), new(big.Int).SetUint64(parts)))
	}
	for n, c := range f.choice {
		times(a.d.groups[n].counts[c], a.d.groups[n].parts[c])
	}
	for i := range a.d.trees {
		a.d.trees[i].outcomes(f, times)
	}
	return p
}

// A random number that cannot be told from the bound by its first 64 bits
// must be settled by more of them. It fails if the bits are put together in
// the wrong order, or if a tie of the first bits decides.
func TestCloseDrawsAreSettledByMoreBits(t *testing.T) {
	inPieces(t, 6, 4)
	s := drawing{Parties: 2, Issues: 4, Cells: 3, Share: 0.5}.on(percents).space(1)
	d, err := prepare(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	a, drafts := newAcceptance(d), d.drafts(1)
	pcg := rand.NewPCG(1, 1)
	stayed, settled := 0, 0
	for range 4000 {
		d.draw(pcg, drafts)
		f := &drafts[0]
		ways := d.ways(f)
		if ways == 0 {
			continue
		}
		part := new(big.Rat).Mul(a.part(f, ways), new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), 64)))
		first := new(big.Int).Quo(part.Num(), part.Denom()) // the first 64 bits of the bound
		if !first.IsUint64() {
			continue
		}
		same := *pcg
		second := same.Uint64()
		rest := new(big.Rat).Sub(part, new(big.Rat).SetInt(first))
		want := new(big.Rat).SetFrac(new(big.Int).SetUint64(second), new(big.Int).Lsh(big.NewInt(1), 64)).Cmp(rest) < 0
		if got := a.settle(pcg, first.Uint64(), f, ways); got != want {
			t.Fatalf("stays: %v, by more bits %v", got, want)
		}
		settled++
		if want {
			stayed++
		}
	}
	if stayed < 10 || settled-stayed < 10 {
		t.Errorf("%d of %d stayed: the test tested little", stayed, settled)
	}
}

// The same seed must draw the same members on one processor and on two, fewer
// of them being the first of more, and another seed others. It fails if
// streams are put together as they come.
func TestDrawOwesNothingToProcessors(t *testing.T) {
	s := drawing{Parties: 4, Issues: 30, Cells: 4, Share: 0.6}.on(reals).space(1)
	draw := func(processors, n int, seed uint64) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		members, _, err := Draw(context.Background(), s, n, Options{Seed: seed})
		if err != nil || len(members) != n {
			t.Fatalf("%d members, %v", len(members), err)
		}
		for _, local := range members {
			if !s.Holds(local) {
				t.Fatalf("%v is not a member", local)
			}
		}
		return fmt.Sprint(members[:100])
	}
	first := draw(1, 100, 7)
	if second := draw(2, 600, 7); first != second {
		t.Errorf("one processor: %s\ntwo: %s", first, second)
	}
	if first == draw(2, 100, 8) {
		t.Error("another seed made no difference")
	}
}

// Draws that are stopped, or that use up their work, must return the members
// drawn by then and say so.
func TestStoppedDrawsKeepWhatTheyHave(t *testing.T) {
	s := drawing{Parties: 3, Issues: 30, Cells: 4, Share: 0.6}.on(reals).space(1)
	full, _, err := Draw(context.Background(), s, 600, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	some := 0
	for left := 1; left < 100; left *= 2 {
		ctx := &runsOut{Context: context.Background()}
		ctx.left.Store(int64(left))
		members, _, err := Draw(ctx, s, 600, Options{Seed: 1})
		if !errors.Is(err, context.Canceled) && len(members) < 600 {
			t.Fatalf("%d members, %v", len(members), err)
		}
		for _, local := range members {
			if !s.Holds(local) {
				t.Fatalf("%v is not a member", local)
			}
		}
		if len(members) > 0 && len(members) < 600 {
			some++
		}
	}
	if some == 0 {
		t.Error("never stopped on the way: the test tested little")
	}
	members, _, err := Draw(context.Background(), s, 600, Options{Seed: 1, Work: 1})
	if !errors.Is(err, ErrRare) || len(members) == 0 || !slices.EqualFunc(members, full[:len(members)], slices.Equal[[]int]) {
		t.Errorf("%d members, %v", len(members), err)
	}
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
