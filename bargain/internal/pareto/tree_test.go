package pareto_test

import (
	"math/rand/v2"
	"testing"

	"parley/bargain/internal/network"
	"parley/bargain/internal/network/networktest"
	"parley/bargain/internal/pareto"
)

// Issues that are tied three at a time along a tree (a random 2-tree), so that
// a bucket has several below it, which are joined one after the other. It
// fails if what only some of them give is held to what all of them have to.
func TestSeveralBelowOne(t *testing.T) {
	several := 0
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 9))
		n := networktest.Draw(rng, networktest.Spec{Parties: 1 + rng.IntN(3), Issues: 10, Cells: 3, Most: 6, Floors: true})
		bags := [][]int{{0, 1}}
		for i := 2; i < len(n.Issues); i++ {
			to := bags[rng.IntN(len(bags))]
			row := network.Row{}
			for _, issue := range []int{to[0], to[1], i} {
				x := network.Term{Issue: issue, Lets: make([]bool, n.Issues[issue].Cells())}
				x.Lets[rng.IntN(len(x.Lets))] = true
				row = append(row, x)
			}
			n.Rules = append(n.Rules, network.Rule{Item: 100 + i, When: []network.Row{row}})
			bags = append(bags, []int{to[0], i}, []int{to[1], i})
		}
		s := n.Space(nil)
		for b := range s.Buckets {
			if len(s.Buckets[b].Children) > 2 {
				several++
			}
		}
		want := byDefinition(n)
		check(t, n, s, mustFind(t, n, pareto.Options{}), want, false, false)
		check(t, n, s, mustFind(t, n, pareto.Options{Ties: true}), want, true, true)
	}
	if several < 5 {
		t.Errorf("only %d buckets had more than two below them", several)
	}
}
