package dual

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// synthetic returns a network by the generator of the performance table: each
// party's weights are Dirichlet(1) over the issues, its value of an option is
// c × position + (1 − c) × uniform, where position is the option's place in an
// order that half of the parties like upwards and the others downwards, and
// the values of an issue are brought to 0 … 1. Amounts are weight × value in
// parts of 2^40, floors 20 % of the range unless said otherwise.
func synthetic(parties, issues, options int, conflict, reserve float64, seed uint64) *network.Network {
	rng := rand.New(rand.NewPCG(seed, 17))
	n := &network.Network{Limbs: 1, Parties: parties}
	weight := make([][]float64, parties)
	for q := range weight {
		total := 0.0
		for range issues {
			w := rng.ExpFloat64()
			weight[q] = append(weight[q], w)
			total += w
		}
		for i := range weight[q] {
			weight[q][i] /= total
		}
	}
	tops := make([]uint64, parties)
	for i := range issues {
		issue := network.Issue{Counts: make([]int64, options), Amounts: make([]uint64, options*parties)}
		for k := range issue.Counts {
			issue.Counts[k] = 1
		}
		for q := range parties {
			value := make([]float64, options)
			low, high := math.Inf(1), math.Inf(-1)
			for k := range value {
				position := float64(k) / float64(options-1)
				if q%2 == 1 {
					position = 1 - position
				}
				value[k] = conflict*position + (1-conflict)*rng.Float64()
				low, high = min(low, value[k]), max(high, value[k])
			}
			most := uint64(0)
			for k, v := range value {
				x := uint64(math.Round(weight[q][i] * (v - low) / (high - low) * 0x1p40))
				issue.Amounts[k*parties+q] = x
				most = max(most, x)
			}
			tops[q] += most
		}
		n.Issues = append(n.Issues, issue)
	}
	for q := range parties {
		c := network.Column{Item: q, Top: new(big.Int).SetUint64(tops[q])}
		if reserve > 0 {
			c.Floor = []uint64{uint64(reserve * float64(tops[q]))}
		}
		n.Columns = append(n.Columns, c)
	}
	return n
}

// link ties the issues of a network in a random partial tree of a width: issue
// i with up to width of those before it that are tied together, a fifth of
// the parties' values of every pair more, a twentieth of the pairs barred.
func link(n *network.Network, width int, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 23))
	cliques := [][]int{}
	first := []int{}
	for i := 0; i <= width && i < len(n.Issues); i++ {
		first = append(first, i)
	}
	cliques = append(cliques, first)
	pair := func(i, j int) {
		ki, kj := rng.IntN(n.Issues[i].Cells()), rng.IntN(n.Issues[j].Cells())
		row := network.Row{only(n, i, ki), only(n, j, kj)}
		if rng.IntN(4) == 0 {
			n.Rules = append(n.Rules, network.Rule{Item: n.Parties + len(n.Rules), When: []network.Row{row}})
			return
		}
		q := rng.IntN(n.Parties)
		x := uint64(0x1p40 / float64(len(n.Issues)) * rng.Float64())
		n.Links = append(n.Links, network.Link{Column: q, Rows: []network.Row{row}, Amount: []uint64{x}})
		n.Columns[q].Top.Add(n.Columns[q].Top, new(big.Int).SetUint64(x))
	}
	for i := range first {
		for j := range i {
			for range 3 {
				pair(i, j)
			}
		}
	}
	for i := width + 1; i < len(n.Issues); i++ {
		from := cliques[rng.IntN(len(cliques))]
		out := rng.IntN(len(from))
		clique := []int{i}
		for at, j := range from {
			if at != out {
				clique = append(clique, j)
				for range 3 {
					pair(i, j)
				}
			}
		}
		cliques = append(cliques, clique)
	}
}

func only(n *network.Network, issue, cell int) network.Term {
	t := network.Term{Issue: issue, Lets: make([]bool, n.Issues[issue].Cells())}
	t.Lets[cell] = true
	return t
}

// nash, utilitarian and shares are the goals of the table: gains over floors,
// and shares of the best gain that a party can have beside the others' floors.
func nash(s *network.Space) Goal { return Product(everybody(s), floorsOf(s), nil) }

func utilitarian(s *network.Space) Goal {
	weights := make([]*big.Rat, s.Columns)
	for q := range weights {
		top := new(big.Rat).SetFloat64(s.Tops[q])
		weights[q] = top.Inv(top)
	}
	return Sum(weights)
}

func everybody(s *network.Space) []int {
	who := make([]int, s.Parties)
	for q := range who {
		who[q] = q
	}
	return who
}

func floorsOf(s *network.Space) []*big.Rat {
	origin := make([]*big.Rat, s.Columns)
	for q, f := range s.Floors {
		if f != nil {
			origin[q] = new(big.Rat).SetInt(amount.Int(f))
		}
	}
	return origin
}

// ranges are the scales of the egalitarian solution.
func ranges(s *network.Space) []*big.Rat {
	scale := make([]*big.Rat, s.Columns)
	for q := range scale {
		scale[q] = new(big.Rat).SetFloat64(s.Tops[q])
	}
	return scale
}

func egalitarian(s *network.Space) Goal { return Least(everybody(s), floorsOf(s), ranges(s)) }

// smorodinsky finds the ideals, and returns the goal with their gains as
// scales.
func smorodinsky(tb testing.TB, s *network.Space) Goal {
	scale := make([]*big.Rat, s.Columns)
	for q := range scale {
		weights := make([]*big.Rat, s.Columns)
		weights[q] = big.NewRat(1, 1)
		r, err := Maximise(context.Background(), s, Sum(weights), Options{Gap: 0})
		if err != nil || !r.Proven {
			tb.Fatal("no ideal")
		}
		scale[q] = new(big.Rat).Sub(r.Lower, floorsOf(s)[q])
	}
	return Least(everybody(s), floorsOf(s), scale)
}

func benchmarkGoal(b *testing.B, parties, issues int, goal func(testing.TB, *network.Space) Goal, limit time.Duration) {
	b.Run(fmt.Sprintf("%dparties/10^%d", parties, issues), func(b *testing.B) {
		nodes, proven, gap, runs := 0, 0, 0.0, 0
		for b.Loop() {
			s := synthetic(parties, issues, 10, 0.5, 0.2, uint64(1+runs%5)).Space(nil)
			ctx, cancel := context.WithTimeout(context.Background(), limit)
			r, _ := Maximise(ctx, s, goal(b, s), Options{})
			cancel()
			runs++
			nodes += r.Nodes
			gap = max(gap, r.Upper-r.Floor)
			if r.Proven {
				proven++
			}
		}
		b.ReportMetric(float64(nodes)/float64(runs), "nodes/op")
		b.ReportMetric(float64(proven)/float64(runs), "proven/op")
		b.ReportMetric(gap, "gap")
	})
}

func plain(g func(*network.Space) Goal) func(testing.TB, *network.Space) Goal {
	return func(_ testing.TB, s *network.Space) Goal { return g(s) }
}

func BenchmarkNash(b *testing.B) {
	benchmarkGoal(b, 10, 100, plain(nash), time.Minute)
	benchmarkGoal(b, 30, 100, plain(nash), time.Minute)
	benchmarkGoal(b, 10, 200, plain(nash), time.Minute)
}

func BenchmarkUtilitarian(b *testing.B) {
	benchmarkGoal(b, 10, 100, plain(utilitarian), time.Minute)
	benchmarkGoal(b, 30, 100, plain(utilitarian), time.Minute)
	benchmarkGoal(b, 10, 200, plain(utilitarian), time.Minute)
}

func BenchmarkEgalitarian(b *testing.B) {
	benchmarkGoal(b, 5, 100, plain(egalitarian), 10*time.Second)
	benchmarkGoal(b, 7, 100, plain(egalitarian), 10*time.Second)
	benchmarkGoal(b, 10, 50, plain(egalitarian), 10*time.Second)
	benchmarkGoal(b, 10, 100, plain(egalitarian), 10*time.Second)
	benchmarkGoal(b, 30, 100, plain(egalitarian), 10*time.Second)
}

func BenchmarkSmorodinsky(b *testing.B) {
	benchmarkGoal(b, 5, 100, smorodinsky, 10*time.Second)
	benchmarkGoal(b, 7, 100, smorodinsky, 10*time.Second)
	benchmarkGoal(b, 10, 50, smorodinsky, 10*time.Second)
}
