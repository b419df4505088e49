package rectangles

import (
	"context"
	"math/big"
	"math/rand/v2"
	"testing"
)

// Counts are those of all outcomes, and bounds have them between them: with room
// for one state, for a few, for all, and where counting is stopped. They would
// not be if two beginnings were taken for one that leave different things
// possible, if a claim that nobody needs any more still told states apart and
// was counted twice, or if a state that was left out were forgotten.
func TestCountAgainstAllOutcomes(t *testing.T) {
	seeds := uint64(6000)
	if testing.Short() {
		seeds = 500
	}
	open := 0
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 7))
		cells, parties, boxes, caps := draw(r)
		p, err := Compile(cells, parties, boxes, caps)
		if err != nil {
			t.Fatal(err)
		}
		var sizes [][]*big.Int
		if seed%2 == 0 { // a cell may stand for several choices
			for _, n := range cells {
				var of []*big.Int
				for range n {
					of = append(of, big.NewInt(1+r.Int64N(5)))
				}
				sizes = append(sizes, of)
			}
		}
		least := make([]int64, parties)
		for q := range least {
			least[q] = int64(r.IntN(45)) - 10
		}
		want := int64(0)
		each(cells, func(o []int) {
			if !atLeast(worth(parties, boxes, caps, o), least) {
				return
			}
			n := int64(1)
			for i, cell := range o {
				if sizes != nil {
					n *= sizes[i][cell].Int64()
				}
			}
			want += n
		})
		got, err := p.Count(context.Background(), sizes, least, 1<<20)
		if err != nil || !got.Exact() || got.Least.Int64() != want {
			t.Fatalf("seed %d: %v to %v and the error %v, want %d", seed, got.Least, got.Most, err, want)
		}
		looks := r.IntN(3)
		for limit, ctx := range map[int]context.Context{1: context.Background(), 3: context.Background(), 1000: ending{context.Background(), &looks}} {
			got, _ := p.Count(ctx, sizes, least, limit)
			if got.Least.Int64() > want || got.Most.Int64() < want {
				t.Fatalf("seed %d, %d states: from %v to %v, and it is %d", seed, limit, got.Least, got.Most, want)
			}
			if !got.Exact() {
				open++
			}
		}
	}
	if open < int(seeds)/50 {
		t.Errorf("only %d counts were left open, too few to tell", open)
	}
}

// The same problem gives the same bounds.
func TestBoundsAreTheSameEachTime(t *testing.T) {
	cells, boxes := large(rand.New(rand.NewPCG(3, 3)), 10, 40)
	p, err := Compile(cells, 2, boxes, nil)
	if err != nil {
		t.Fatal(err)
	}
	var first Tally
	for k := range 3 {
		got, err := p.Count(context.Background(), nil, []int64{200, 200}, 200)
		if err != nil || got.Exact() {
			t.Fatalf("%v to %v, error %v", got.Least, got.Most, err)
		}
		if k == 0 {
			first = got
		}
		if got.Least.Cmp(first.Least) != 0 || got.Most.Cmp(first.Most) != 0 {
			t.Fatalf("from %v to %v, and then from %v to %v", first.Least, first.Most, got.Least, got.Most)
		}
	}
}

// BenchmarkCount counts what leaves both parties a share of what their
// rectangles pay together, in domains as BenchmarkFrontier has them.
func BenchmarkCount(b *testing.B) {
	for name, share := range map[string]int64{"a tenth": 10, "a quarter": 4} {
		b.Run(name, func(b *testing.B) {
			cells, boxes := large(rand.New(rand.NewPCG(0, 10)), 10, 40)
			p, err := Compile(cells, 2, boxes, nil)
			if err != nil {
				b.Fatal(err)
			}
			var total [2]int64
			for _, x := range boxes {
				total[x.Party] += x.Pays
			}
			for b.Loop() {
				if _, err := p.Count(context.Background(), nil, []int64{total[0] / share, total[1] / share}, 50_000); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
