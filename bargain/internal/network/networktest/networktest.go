// Package networktest draws small networks and goes through all packages of
// them, for tests of the algorithms on networks.
package networktest

import (
	"math/big"
	"math/rand/v2"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// Spec says what a drawn network is like.
type Spec struct {
	Parties int  // columns that are utilities
	Held    int  // further columns that are only held to a floor
	Issues  int  // at least 1
	Cells   int  // the most of an issue
	Most    int  // amounts are 0 … Most; few of them make many ties
	Links   int  // links
	Rules   int  // rules
	Scope   int  // the most issues that one of these names
	Floors  bool // every column may have a floor
	Limbs   int  // of amounts; with more than one they are also large
}

// Draw returns a network. Rules have the items 0, 1, …; the floors have the
// items after them, one a column.
func Draw(rng *rand.Rand, spec Spec) *network.Network {
	n := &network.Network{Limbs: max(1, spec.Limbs), Parties: spec.Parties}
	columns := spec.Parties + spec.Held
	whole := func(most int) *big.Int {
		x := big.NewInt(int64(rng.IntN(most + 1)))
		if n.Limbs > 1 { // the same order, and ties stay ties
			x.Mul(x, new(big.Int).Lsh(big.NewInt(1), 70)).Add(x, x)
		}
		return x
	}
	top := make([]*big.Int, columns)
	for q := range top {
		top[q] = new(big.Int)
	}
	put := func(x *big.Int) []uint64 {
		out := make([]uint64, n.Limbs)
		amount.Put(out, x)
		return out
	}
	for range spec.Issues {
		var issue network.Issue
		most := make([]*big.Int, columns)
		for q := range most {
			most[q] = new(big.Int)
		}
		for range 1 + rng.IntN(spec.Cells) {
			issue.Counts = append(issue.Counts, int64(1+rng.IntN(2)))
			for q := range columns {
				x := whole(spec.Most)
				if x.Cmp(most[q]) > 0 {
					most[q] = x
				}
				issue.Amounts = append(issue.Amounts, put(x)...)
			}
		}
		for q := range top {
			top[q].Add(top[q], most[q])
		}
		n.Issues = append(n.Issues, issue)
	}
	for range spec.Links {
		x := whole(spec.Most)
		q := rng.IntN(columns)
		top[q].Add(top[q], x)
		n.Links = append(n.Links, network.Link{Column: q, Rows: rows(rng, n, spec.Scope), Missed: rng.IntN(4) == 0, Amount: put(x)})
	}
	for i := range spec.Rules {
		r := network.Rule{Item: i}
		switch rng.IntN(4) {
		case 0:
			r.When = rows(rng, n, spec.Scope)
		case 1:
			r.Unless = rows(rng, n, spec.Scope)
		case 2:
			r.When, r.Unless = rows(rng, n, spec.Scope), rows(rng, n, spec.Scope)
		default:
			r.Only, r.When = rows(rng, n, spec.Scope), rows(rng, n, spec.Scope)
		}
		n.Rules = append(n.Rules, r)
	}
	for q := range columns {
		c := network.Column{Item: -1, Top: top[q]}
		if spec.Floors && rng.IntN(4) > 0 {
			floor := new(big.Int).Div(new(big.Int).Mul(top[q], big.NewInt(int64(rng.IntN(70)))), big.NewInt(100))
			c.Floor, c.Item = put(floor), spec.Rules+q
		}
		n.Columns = append(n.Columns, c)
	}
	return n
}

func rows(rng *rand.Rand, n *network.Network, scope int) []network.Row {
	var list []network.Row
	for range 1 + rng.IntN(2) {
		var row network.Row
		for range 1 + rng.IntN(scope) {
			t := network.Term{Issue: rng.IntN(len(n.Issues))}
			for range n.Issues[t.Issue].Cells() {
				t.Lets = append(t.Lets, rng.IntN(5) < 3)
			}
			row = append(row, t)
		}
		list = append(list, row)
	}
	return list
}

// Walk calls visit with the cells of every package, the last issue changing
// fastest, and how many choices they stand for. The cells are only valid
// during the call.
func Walk(n *network.Network, visit func(cells []int, count int64)) {
	cells := make([]int, len(n.Issues))
	var from func(i int, count int64)
	from = func(i int, count int64) {
		if i == len(cells) {
			visit(cells, count)
			return
		}
		for k := range n.Issues[i].Cells() {
			cells[i] = k
			from(i+1, count*n.Issues[i].Counts[k])
		}
	}
	from(0, 1)
}
