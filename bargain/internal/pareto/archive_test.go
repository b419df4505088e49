package pareto

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"testing"
)

// kernelFor returns one without a limit that anything here reaches.
func kernelFor(columns int) *kernel {
	return &kernel{ctx: context.Background(), columns: columns, parties: columns, limbs: 1, limit: 1 << 30}
}

// frontier keeps what is not dominated, the highest first, by comparing all.
func frontier(rows [][]uint64) [][]uint64 {
	slices.SortFunc(rows, func(a, b []uint64) int { return slices.Compare(b, a) })
	rows = slices.CompactFunc(rows, slices.Equal)
	var kept [][]uint64
	for _, v := range rows {
		if !slices.ContainsFunc(kept, func(o []uint64) bool { return dominates(o, v) }) {
			kept = append(kept, v)
		}
	}
	return kept
}

func dominates(a, b []uint64) bool {
	for q := range a {
		if a[q] < b[q] {
			return false
		}
	}
	return true
}

func vectorsOf(rows [][]uint64, columns int) *vectors {
	v := newVectors(columns, len(rows))
	for i, row := range rows {
		for q, x := range row {
			v.at[q][i] = x
		}
	}
	return &v
}

// drawShifted draws frontiers, some of them shared and shifted several times.
func drawShifted(rng *rand.Rand, columns, lists, points int, most uint64) []shifted {
	vector := func() []uint64 {
		v := make([]uint64, columns)
		for q := range v {
			v[q] = rng.Uint64N(most + 1)
		}
		return v
	}
	var list []shifted
	var of *vectors
	for range lists {
		if of == nil || rng.IntN(3) == 0 {
			var rows [][]uint64
			for range points {
				rows = append(rows, vector())
			}
			of = vectorsOf(frontier(rows), columns)
		}
		list = append(list, shifted{of, vector()})
	}
	return list
}

// checkUnion compares a union with the comparison of all with all, and its
// origins with what they stand for.
func checkUnion(t *testing.T, list []shifted, u *union, columns int) {
	t.Helper()
	var rows [][]uint64
	for _, s := range list {
		for i := range s.of.n {
			row := s.of.row(nil, i)
			for q := range row {
				row[q] += s.by[q]
			}
			rows = append(rows, row)
		}
	}
	want := frontier(rows)
	if u.n != len(want) {
		t.Fatalf("%d points, want %d", u.n, len(want))
	}
	for i, w := range want {
		got := u.row(nil, i)
		if !slices.Equal(got, w) {
			t.Fatalf("point %d is %v, want %v", i, got, w)
		}
		first := slices.IndexFunc(list, func(s shifted) bool {
			for j := range s.of.n {
				row := s.of.row(nil, j)
				for q := range row {
					row[q] += s.by[q]
				}
				if slices.Equal(row, w) {
					return true
				}
			}
			return false
		})
		if int(u.which[i]) != first {
			t.Fatalf("point %d is from frontier %d, and the first with it is %d", i, u.which[i], first)
		}
		for q, x := range list[first].of.row(nil, int(u.from[i])) {
			if x+list[first].by[q] != w[q] {
				t.Fatalf("point %d is not point %d of frontier %d", i, u.from[i], first)
			}
		}
	}
}

// All ways to unite agree with comparing all with all, many ties or none. It
// fails if a staircase, a tree of boxes, a merge or a strip loses or keeps a
// point wrongly, or names another than the first origin.
func TestUnions(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		columns := 2 + rng.IntN(4)
		most := []uint64{1, 4, 30, 1000, 1 << 40, 1 << 61}[rng.IntN(6)]
		list := drawShifted(rng, columns, 1+rng.IntN(6), 1+rng.IntN(120), most)
		testUnion(t, list, columns)
	}
}

func testUnion(t *testing.T, list []shifted, columns int) {
	k := kernelFor(columns)
	ways := []func([]shifted, bounds) (*union, error){k.unite, k.uniteSorted, k.uniteMerged}
	if columns == 2 {
		inParts := func(list []shifted, b bounds) (*union, error) {
			defer func(most int) { mostSpread = most }(mostSpread)
			mostSpread = 50
			return k.uniteSpread(list, b)
		}
		ways = append(ways, k.uniteSpread, inParts, k.mergeAll)
	}
	for _, unite := range ways {
		u, err := unite(list, bounds{})
		if err != nil {
			t.Fatal(err)
		}
		checkUnion(t, list, u, columns)
	}
}

// A staircase and a tree of boxes say the same of long lists, as would
// comparing with all before.
func TestArchives(t *testing.T) {
	for seed := range uint64(40) {
		testArchives(t, seed, 3000, []uint64{3, 50, 3000, 1 << 50}[seed%4])
	}
}

func testArchives(t *testing.T, seed uint64, points int, most uint64) {
	rng := rand.New(rand.NewPCG(seed, 3))
	stairs, boxes := newStaircase(false), newForest(2)
	stairs.reset(most, [2]int{}, points)
	var kept [][]uint64
	for range points {
		y := rng.Uint64N(most + 1)
		v := []uint64{y, (most - y) + rng.Uint64N(most/8+1)}
		want := slices.ContainsFunc(kept, func(o []uint64) bool { return dominates(o, v) })
		if got := stairs.covers(v[0], v[1]) != none; got != want {
			t.Fatalf("the staircase covers %v: %v", v, got)
		}
		if got := boxes.covers(v) != none; got != want {
			t.Fatalf("the boxes cover %v: %v", v, got)
		}
		if !want {
			stairs.add(v[0], v[1], len(kept))
			boxes.add(v, len(kept))
			kept = append(slices.DeleteFunc(kept, func(o []uint64) bool { return dominates(v, o) }), v)
		}
	}
	steps := 0
	for c, h := range stairs.chunks {
		steps += h.n
		if stairs.ends[c] != h.first[h.n-1] || !slices.IsSorted(h.first[:h.n]) || !slices.IsSortedFunc(h.second[:h.n], func(a, b uint64) int { return cmp.Compare(b, a) }) {
			t.Fatalf("chunk %d is out of order: %v %v", c, h, stairs.ends[c])
		}
	}
	if steps != len(kept) {
		t.Fatalf("%d steps, want %d", steps, len(kept))
	}
}

// FuzzArchives looks for lists on which a staircase or the boxes go wrong.
func FuzzArchives(f *testing.F) {
	f.Add(uint64(1), uint16(100), uint64(10))
	f.Fuzz(func(t *testing.T, seed uint64, points uint16, most uint64) {
		testArchives(t, seed, int(points%4000), most%(1<<60))
	})
}

// FuzzTwo looks for frontiers of two coordinates that are united wrongly.
func FuzzTwo(f *testing.F) {
	f.Add(uint64(1), uint8(3), uint8(100), uint64(10))
	f.Fuzz(func(t *testing.T, seed uint64, lists, points uint8, most uint64) {
		rng := rand.New(rand.NewPCG(seed, 4))
		testUnion(t, drawShifted(rng, 2, 1+int(lists%8), 1+int(points), most%(1<<60)), 2)
	})
}
