package dual

import (
	"math/rand/v2"
	"slices"
	"testing"

	"parley/bargain/internal/network"
	"parley/bargain/internal/network/networktest"
)

// weighed are demands on all packages of a network: its floors, and its rules
// over one issue.
func weighed(n *network.Network) (s *network.Space, demands []Demand, items []int) {
	s = n.Space(func(int) bool { return true }).Refloored(n, func(int) bool { return false })
	for q, c := range n.Columns {
		if c.Floor != nil {
			demands, items = append(demands, Demand{Column: q}), append(items, c.Item)
		}
	}
	for r := range n.Rules {
		if place, cells, alone := n.Bars(&n.Rules[r]); alone {
			d := Demand{Column: -1}
			for _, k := range cells {
				d.Bars = append(d.Bars, Cell{place, k})
			}
			demands, items = append(demands, d), append(items, n.Rules[r].Item)
		}
	}
	return s, demands, items
}

// Fails if a balance says of demands that some package meets that they clash,
// of others than those asked about, or hardly ever finds that any do. What it
// was asked before must not matter to that, so each one is asked many times.
func TestBalanceAgreesWithAScan(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 1))
	clashes, shown, fewer := 0, 0, 0
	for run := range 1500 {
		n := networktest.Draw(rng, networktest.Spec{Parties: 1 + rng.IntN(4), Held: rng.IntN(2), Issues: 1 + rng.IntN(5), Cells: 4, Most: 6,
			Links: rng.IntN(3), Rules: rng.IntN(8), Scope: 1 + rng.IntN(2), Floors: true, Limbs: 1 + rng.IntN(2)})
		s, demands, items := weighed(n)
		if s.TooWide || len(demands) == 0 {
			continue
		}
		var broken [][]int
		networktest.Walk(n, func(cells []int, _ int64) { broken = append(broken, slices.Clone(n.Broken(cells))) })
		holds := func(some []int) bool {
			return slices.ContainsFunc(broken, func(items2 []int) bool {
				return !slices.ContainsFunc(some, func(d int) bool { return slices.Contains(items2, items[d]) })
			})
		}
		b := NewBalance(s, demands)
		for range 12 {
			var want []int
			for d := range demands {
				if rng.IntN(4) > 0 {
					want = append(want, d)
				}
			}
			if !holds(want) {
				clashes++
			}
			part, start := b.Clash(want)
			if part == nil {
				if slices.ContainsFunc(start, func(y float64) bool { return !(y > 0) }) {
					t.Fatalf("run %d: a search cannot start from %v", run, start)
				}
				continue
			}
			shown++
			if len(part) < len(want) {
				fewer++
			}
			if !slices.IsSorted(part) || slices.ContainsFunc(part, func(d int) bool { return !slices.Contains(want, d) }) {
				t.Fatalf("run %d: of %v it said that %v clash", run, want, part)
			}
			if holds(part) {
				t.Fatalf("run %d: it said that %v of %v clash, and a package meets them all\n%+v", run, part, demands, n)
			}
		}
	}
	if shown < clashes/2 || fewer < shown/2 {
		t.Errorf("of %d that clash %d were shown, %d by a part: the test tested little", clashes, shown, fewer)
	}
}
