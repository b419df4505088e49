package network_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
	"parley/bargain/internal/network/networktest"
)

// Every package of a network must be in a space exactly if it breaks nothing
// in force, be worth the same there, and nothing else may be in it. It fails
// if a simplification, a class, a chain or a table loses or invents anything.
func TestSpaceHoldsThePackagesThatBreakNothing(t *testing.T) {
	t.Run("tables", func(t *testing.T) { testSpaces(t, 1) })
	t.Run("chains", func(t *testing.T) {
		defer network.WriteOut(4, 4)()
		testSpaces(t, 2)
	})
	t.Run("the smaller", func(t *testing.T) {
		defer network.WriteOut(4, 60)()
		testSpaces(t, 3)
	})
}

func testSpaces(t *testing.T, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	hidden, tied := 0, 0
	for range 4000 {
		spec := networktest.Spec{Parties: 1 + rng.IntN(3), Held: rng.IntN(2), Issues: 1 + rng.IntN(6), Cells: 3, Most: 6,
			Links: rng.IntN(4), Rules: rng.IntN(5), Scope: 1 + rng.IntN(5), Floors: true, Limbs: 1 + rng.IntN(2)}
		n := networktest.Draw(rng, spec)
		broken := map[int]bool{}
		for item := range spec.Rules + spec.Parties + spec.Held {
			broken[item] = rng.IntN(3) == 0
		}
		may := func(item int) bool { return broken[item] }
		s := n.Space(may)
		hidden += len(s.Places) - s.Issues
		tied += len(s.Buckets)
		networktest.Walk(n, func(cells []int, _ int64) {
			breaks := slices.ContainsFunc(n.Broken(cells), func(item int) bool { return !broken[item] })
			local, left := []int(nil), false
			if !s.Barred {
				local, left = s.Local(cells)
			}
			if holds := left && s.Holds(local); holds == breaks {
				t.Fatalf("cells %v: breaks %v, in the space %v\nnetwork %+v", cells, breaks, holds, n)
			}
			if !left {
				return
			}
			if got, want := s.Sum(local), n.Sum(cells); !amount.Same(got, want) {
				t.Fatalf("cells %v are worth %v in the space and %v in the network", cells, got, want)
			}
			if !slices.Equal(s.Chosen(local), cells) {
				t.Fatalf("cells %v came back as %v", cells, s.Chosen(local))
			}
		})
	}
	if tied == 0 || seed > 1 && hidden == 0 {
		t.Errorf("%d buckets and %d hidden places in all: the test tested little", tied, hidden)
	}
}

// A rule over twenty issues must not need a table over all of them.
func TestLongPatternsAreFollowedAlongAChain(t *testing.T) {
	n := &network.Network{Limbs: 1, Parties: 1}
	var long network.Row
	for i := range 20 {
		n.Issues = append(n.Issues, network.Issue{Counts: []int64{1, 1, 1}, Amounts: []uint64{0, 1, 2}})
		long = append(long, network.Term{Issue: i, Lets: []bool{true, false, true}})
	}
	n.Columns = []network.Column{{Item: -1, Top: big.NewInt(40)}}
	n.Rules = []network.Rule{{Item: 0, When: []network.Row{long}}}
	s := n.Space(nil)
	if s.TooWide || s.Width > 2 {
		t.Fatalf("width %d, too wide %v: a conjunction needs 2", s.Width, s.TooWide)
	}
	cells := make([]int, 20)
	local, _ := s.Local(cells)
	if s.Holds(local) {
		t.Error("a package that the rule forbids is in the space")
	}
	cells[13] = 1
	local, _ = s.Local(cells)
	if !s.Holds(local) {
		t.Error("a package that the rule lets through is not in the space")
	}
}

// Five issues of five options that much is said of are one table; four of nine
// options that one row names are cheaper to follow. It fails if what is tied
// anyway gets hidden places, or a single row a table of 6561 entries.
func TestWhatMakesSmallerTables(t *testing.T) {
	build := func(issues, cells int, rows []network.Row) *network.Space {
		n := &network.Network{Limbs: 1, Parties: 1, Columns: []network.Column{{Item: -1, Top: big.NewInt(1)}}}
		for range issues {
			n.Issues = append(n.Issues, network.Issue{Counts: slices.Repeat([]int64{1}, cells), Amounts: make([]uint64, cells)})
		}
		for _, row := range rows {
			n.Rules = append(n.Rules, network.Rule{Item: -1, When: []network.Row{row}})
		}
		return n.Space(nil)
	}
	only := func(issue, cell, cells int) network.Term {
		lets := make([]bool, cells)
		lets[cell] = true
		return network.Term{Issue: issue, Lets: lets}
	}
	var rows []network.Row
	for r := range 40 {
		var row network.Row
		for i := range 5 {
			row = append(row, only(i, (r*(i+1)+i)%5, 5))
		}
		rows = append(rows, row)
	}
	if s := build(5, 5, rows); len(s.Places) > s.Issues || s.Width != 4 {
		t.Errorf("%d hidden places, width %d for one table of 3125 entries", len(s.Places)-s.Issues, s.Width)
	}
	rows = []network.Row{{only(0, 0, 9), only(1, 0, 9), only(2, 0, 9), only(3, 0, 9)}}
	for i := range 4 { // each with one more issue that tells all its options apart
		for k := range 9 {
			rows = append(rows, network.Row{only(i, k, 9), only(4+i, k, 9)})
		}
	}
	size := 0
	for _, b := range build(8, 9, rows).Buckets {
		size += b.Size
	}
	if size > 1000 {
		t.Errorf("%d entries in all for one row over four issues", size)
	}
}

// A space that keeps some cells must hold just the packages whose cells at
// places that stand alone are kept. It fails if a cell's amounts, counts or
// number go astray when cells before it are left out.
func TestKeepingCells(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	dropped := 0
	for range 1000 {
		n := networktest.Draw(rng, networktest.Spec{Parties: 2, Issues: 5, Cells: 4, Most: 6, Links: rng.IntN(2), Rules: rng.IntN(3), Scope: 2, Floors: true, Limbs: 1})
		s := n.Space(func(int) bool { return false })
		if s.Barred {
			continue
		}
		kept := make([][]bool, len(s.Places))
		for i := range kept {
			for range s.Places[i].Cells {
				kept[i] = append(kept[i], rng.IntN(3) > 0)
			}
		}
		few := s.Keeping(func(i, k int) bool { return kept[i][k] })
		networktest.Walk(n, func(cells []int, _ int64) {
			local, held := s.Local(cells)
			if held = held && s.Holds(local); held {
				for i, k := range local {
					held = held && (s.Places[i].Bucket >= 0 || kept[i][k])
				}
			}
			again, still := few.Local(cells)
			if still = still && !few.Barred && few.Holds(again); still != held {
				t.Fatalf("cells %v: kept %v, want %v", cells, still, held)
			}
			if !still {
				dropped++
				return
			}
			if !amount.Same(few.Sum(again), n.Sum(cells)) || !slices.Equal(few.Chosen(again), cells) {
				t.Fatalf("cells %v come back as %v, worth %v", cells, few.Chosen(again), few.Sum(again))
			}
		})
	}
	if dropped == 0 {
		t.Error("nothing was left out")
	}
}
