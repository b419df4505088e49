package pareto_test

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
	"parley/bargain/internal/network/networktest"
	"parley/bargain/internal/pareto"
)

// point is one of the frontier by the definition: the amounts of the parties,
// how many packages have them, and the first that does.
type point struct {
	amounts []uint64
	count   int64
	cells   []int
}

// byDefinition goes through all packages.
func byDefinition(n *network.Network) []point {
	index := map[string]int{}
	var all []point
	width := n.Parties * n.Limbs
	networktest.Walk(n, func(cells []int, count int64) {
		if len(n.Broken(cells)) > 0 {
			return
		}
		sum := n.Sum(cells)[:width]
		key := fmt.Sprint(sum)
		at, seen := index[key]
		if !seen {
			at = len(all)
			index[key] = at
			all = append(all, point{amounts: sum, cells: slices.Clone(cells)})
		}
		all[at].count += count
	})
	var front []point
	for i := range all {
		if !slices.ContainsFunc(all, func(p point) bool {
			return amount.AtLeast(p.amounts, all[i].amounts, n.Limbs) && !amount.Same(p.amounts, all[i].amounts)
		}) {
			front = append(front, all[i])
		}
	}
	slices.SortFunc(front, func(a, b point) int { return amount.Compare(b.amounts, a.amounts) })
	return front
}

// check compares a frontier with the definition.
func check(t *testing.T, n *network.Network, s *network.Space, f *pareto.Front, want []point, ties, first bool) {
	t.Helper()
	if f.Len() != len(want) {
		t.Fatalf("%d points, want %d (%s)", f.Len(), len(want), f.Method())
	}
	every := make([]int, f.Len()) // from the last, to see that rows stay with their points
	for i := range every {
		every[i] = f.Len() - 1 - i
	}
	together, at := f.Cells(every), s.Issues
	for i, w := range want {
		if got := f.Amounts(i); !slices.Equal(got, w.amounts) {
			t.Fatalf("point %d has %v, want %v (%s)", i, got, w.amounts, f.Method())
		}
		local := f.Local(i)
		if !s.Holds(local) {
			t.Fatalf("the package %v of point %d does not hold", local, i)
		}
		cells := s.Chosen(local)
		if got := n.Sum(cells)[:n.Parties*n.Limbs]; !slices.Equal(got, w.amounts) {
			t.Fatalf("the package %v of point %d has %v, want %v", local, i, got, w.amounts)
		}
		for place, k := range cells {
			if got := int(together[(f.Len()-1-i)*at+place]); got != k {
				t.Fatalf("point %d chooses %d at place %d, and %d together with others", i, k, place, got)
			}
		}
		if again, ok := s.Local(cells); !ok || !slices.Equal(again, local) {
			t.Fatalf("the hidden places of %v are not settled: %v", local, again)
		}
		if first && !slices.Equal(cells, w.cells) {
			t.Fatalf("point %d has the package %v, and the first is %v", i, cells, w.cells)
		}
		if got := f.Ties(i); ties && got.Cmp(big.NewInt(w.count)) != 0 {
			t.Fatalf("point %d has %v packages, want %d (%s)", i, got, w.count, f.Method())
		} else if !ties && got != nil {
			t.Fatal("ties were not asked")
		}
	}
}

// Frontiers, packages and ties are those of the definition, for any number of
// parties, held columns, limbs, rules, links and floors. It fails if a label is
// dropped that could still matter, kept that cannot, or leads to another
// package than the one it stands for.
func TestFrontierIsThatOfTheDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	testFrontiers(t, rng, 6000, func() networktest.Spec {
		return networktest.Spec{Parties: rng.IntN(6), Held: rng.IntN(3), Issues: 1 + rng.IntN(6), Cells: 1 + rng.IntN(4), Most: 1 + rng.IntN(12),
			Links: rng.IntN(4) * rng.IntN(2), Rules: rng.IntN(4) * rng.IntN(2), Scope: 1 + rng.IntN(4), Floors: rng.IntN(2) == 0, Limbs: 1 + rng.IntN(2)}
	})
}

// The same with patterns so long that they are followed along chains of hidden
// places.
func TestFrontierAlongChains(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	hidden := testFrontiers(t, rng, 120, func() networktest.Spec {
		return networktest.Spec{Parties: 1 + rng.IntN(3), Held: rng.IntN(2), Issues: 7, Cells: 4, Most: 6,
			Links: rng.IntN(2), Rules: 1 + rng.IntN(2), Scope: 10, Floors: true, Limbs: 1 + rng.IntN(2)}
	})
	if hidden == 0 {
		t.Error("no chain was drawn")
	}
}

func testFrontiers(t *testing.T, rng *rand.Rand, rounds int, draw func() networktest.Spec) (hidden int) {
	empty, points, tied, held, wide := 0, 0, 0, 0, 0
	for range rounds {
		spec := draw()
		if spec.Parties+spec.Held == 0 {
			spec.Links = 0
		}
		n := networktest.Draw(rng, spec)
		if spec.Limbs == 2 && rng.IntN(2) == 0 {
			fray(rng, n)
			wide++
		}
		s := n.Space(nil)
		want := byDefinition(n)
		ties := rng.IntN(2) == 0
		f, err := pareto.Frontier(context.Background(), s, pareto.Options{Ties: ties})
		if err != nil {
			t.Fatal(err)
		}
		heldTo := slices.ContainsFunc(s.Floors[s.Parties:], func(f []uint64) bool { return f != nil })
		check(t, n, s, f, want, ties, ties || len(s.Buckets) == 0 && !heldTo && !strings.Contains(f.Method(), "on a table"))
		if len(want) == 0 {
			empty++
		}
		points += len(want)
		tied += len(s.Buckets)
		hidden += len(s.Places) - s.Issues
		if heldTo {
			held++
		}
	}
	if empty == 0 || points < rounds || tied == 0 || held == 0 || wide == 0 {
		t.Errorf("%d empty, %d points, %d buckets, %d held, %d wide: the test tested little", empty, points, tied, held, wide)
	}
	return hidden
}

// fray adds something small to all amounts of cells, so that no common divisor
// brings them back into one limb.
func fray(rng *rand.Rand, n *network.Network) {
	added := make([]uint64, len(n.Columns))
	for i := range n.Issues {
		for at := 1; at < len(n.Issues[i].Amounts); at += 2 {
			x := uint64(rng.IntN(3))
			n.Issues[i].Amounts[at] += x
			added[(at/2)%len(n.Columns)] += x
		}
	}
	for q := range n.Columns {
		n.Columns[q].Top.Add(n.Columns[q].Top, new(big.Int).SetUint64(added[q]))
	}
}
