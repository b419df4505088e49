package pareto_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley/bargain/internal/pareto"
)

// Tables of many windows, with short and long entries, with floors and without,
// find what merging (which counting ties asks for) finds. It fails if an option
// is left out of a window in which it matters, a block's index is wrong or a
// package is not recovered.
func TestTables(t *testing.T) {
	tables := 0
	for seed := range uint64(24) {
		rng := rand.New(rand.NewPCG(seed, 9))
		n := draw(seed, 2, 14+rng.IntN(8), 3+rng.IntN(9), []float64{0.6, 0.9, 1}[seed%3], fine, false)
		if seed%2 == 1 { // long entries: fine differences between large amounts of the second
			n.Columns[1].Top = new(big.Int)
			for i := range n.Issues {
				most := uint64(0)
				for at := 1; at < len(n.Issues[i].Amounts); at += 2 {
					x := &n.Issues[i].Amounts[at]
					*x = *x<<20 + rng.Uint64N(1<<10)
					most = max(most, *x)
				}
				n.Columns[1].Top.Add(n.Columns[1].Top, new(big.Int).SetUint64(most))
			}
		}
		if seed%4 >= 2 {
			for q := range n.Columns {
				floor := new(big.Int).Mul(n.Columns[q].Top, big.NewInt(20+rng.Int64N(30)))
				n.Columns[q].Floor, n.Columns[q].Item = []uint64{floor.Div(floor, big.NewInt(100)).Uint64()}, q
			}
		}
		table := mustFind(t, n, pareto.Options{})
		if strings.Contains(table.Method(), "on a table") {
			tables++
		}
		same(t, table, mustFind(t, n, pareto.Options{Ties: true}))
		s := n.Space(nil)
		for i := range table.Len() {
			if local := table.Local(i); !s.Holds(local) || !slices.Equal(s.Sum(local), table.Amounts(i)) {
				t.Fatalf("the package %v is worth %v, not %v", local, s.Sum(local), table.Amounts(i))
			}
		}
	}
	if tables < 12 {
		t.Errorf("only %d tables", tables)
	}
}
