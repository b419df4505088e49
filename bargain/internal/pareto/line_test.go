package pareto_test

import (
	"context"
	"math/big"
	"math/rand/v2"
	"testing"

	"parley/bargain/internal/network"
	"parley/bargain/internal/pareto"
)

// division is a network in which one party gets, in a ratio, what the other
// loses.
func division(rng *rand.Rand, issues, cells, most int) *network.Network {
	n := &network.Network{Limbs: 1, Parties: 2}
	a, b := uint64(1+rng.IntN(3)), uint64(1+rng.IntN(3))
	var top uint64
	for range issues {
		var issue network.Issue
		for range 1 + rng.IntN(cells) {
			x := uint64(rng.IntN(most + 1))
			issue.Counts = append(issue.Counts, 1)
			issue.Amounts = append(issue.Amounts, a*x, b*(uint64(most)-x))
		}
		n.Issues = append(n.Issues, issue)
		top += 3 * uint64(most)
	}
	for q := range 2 {
		c := network.Column{Item: -1, Top: new(big.Int).SetUint64(top)}
		if rng.IntN(2) == 0 {
			c.Floor, c.Item = []uint64{uint64(rng.IntN(int(top)/4 + 1))}, q
		}
		n.Columns = append(n.Columns, c)
	}
	return n
}

// A pure division is that of the definition too, in any ratio and with floors.
// It fails if a shift of bits drops or invents a sum, or a package is not the
// first.
func TestDivision(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	for range 2000 {
		n := division(rng, 1+rng.IntN(5), 4, 1+rng.IntN(70))
		s := n.Space(nil)
		f, err := pareto.Frontier(context.Background(), s, pareto.Options{})
		if err != nil {
			t.Fatal(err)
		}
		check(t, n, s, f, byDefinition(n), false, true)
	}
}
