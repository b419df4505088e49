package cover

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"parley/bargain/internal/network"
)

// line draws a network like the family Line of package synthetic: each party's
// weights are Dirichlet(1, …, 1); option o of an issue, at x on the issue's
// line, is worth c·(1 - |x - t|) + (1 - c)·r to a party at t, with x and r
// uniform and the parties evenly on the line in an order drawn for the issue;
// then from 0, the worst, to 1, the best. Amounts are weight × value × 2^40;
// the floors, if any, a share of the parties' best. NewPCG(seed, seed).
func line(parties, issues, options int, conflict, floor float64, seed uint64) (*network.Network, []*big.Int) {
	rng := rand.New(rand.NewPCG(seed, seed))
	n := &network.Network{Limbs: 1, Parties: parties}
	weights := make([][]float64, parties)
	for p := range weights {
		sum := 0.0
		for range issues {
			w := rng.ExpFloat64()
			weights[p] = append(weights[p], w)
			sum += w
		}
		for i := range weights[p] {
			weights[p][i] /= sum
		}
	}
	tops := make([]uint64, parties)
	for i := range issues {
		places := make([]float64, options)
		for o := range places {
			places[o] = rng.Float64()
		}
		at := rng.Perm(parties)
		issue := network.Issue{Counts: make([]int64, options), Amounts: make([]uint64, options*parties)}
		for p := range parties {
			t := float64(at[p]) / math.Max(1, float64(parties-1))
			values := make([]float64, options)
			low, high := inf, -inf
			for o := range values {
				values[o] = conflict*(1-math.Abs(places[o]-t)) + (1-conflict)*rng.Float64()
				low, high = min(low, values[o]), max(high, values[o])
			}
			most := uint64(0)
			for o, v := range values {
				x := uint64(weights[p][i] * (v - low) / (high - low) * (1 << 40))
				issue.Amounts[o*parties+p] = x
				issue.Counts[o] = 1
				most = max(most, x)
			}
			tops[p] += most
		}
		n.Issues = append(n.Issues, issue)
	}
	var scales []*big.Int
	for p := range parties {
		c := network.Column{Item: -1, Top: new(big.Int).SetUint64(tops[p])}
		if floor > 0 {
			c.Floor, c.Item = []uint64{uint64(floor * float64(tops[p]))}, p
		}
		n.Columns = append(n.Columns, c)
		scales = append(scales, c.Top)
	}
	return n, scales
}

func BenchmarkCover(b *testing.B) {
	for _, k := range []struct {
		parties, issues int
		epsilon         float64
	}{
		{2, 50, 0.001}, {3, 50, 0.02}, {3, 50, 0.01}, {3, 50, 0.005}, {3, 100, 0.02}, {3, 200, 0.01},
		{4, 50, 0.05}, {4, 50, 0.03}, {4, 100, 0.03}, {5, 50, 0.1}, {5, 50, 0.07}, {5, 50, 0.05}, {5, 100, 0.1}, {6, 30, 0.1}, {4, 50, 0.02}, {10, 50, 0.15},
	} {
		b.Run(fmt.Sprintf("%dx%d@%g", k.parties, k.issues, k.epsilon), func(b *testing.B) {
			n, scales := line(k.parties, k.issues, 10, 0.5, 0, 1)
			s := n.Space(nil)
			for b.Loop() {
				ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
				c, err := Find(ctx, s, Options{Epsilon: k.epsilon, Scales: scales})
				stop()
				if err != nil {
					b.Logf("%v: ε %g", err, c.Epsilon)
				}
				b.ReportMetric(float64(len(c.Points)), "points")
				efficient := 0
				for _, p := range c.Points {
					if p.Efficient {
						efficient++
					}
				}
				b.ReportMetric(float64(efficient), "efficient")
				b.ReportMetric(float64(c.Zones), "zones")
				b.ReportMetric(float64(c.Nodes), "nodes")
			}
		})
	}
}

// chained ties the issues of a network in overlapping bags of three: of each
// bag each party links one combination of half the options with chance 1/2,
// worth up to 2 % of its best, and one combination of two is ruled out with
// chance 1/4.
func chained(n *network.Network, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 2))
	half := func(issue int) network.Term {
		t := network.Term{Issue: issue, Lets: make([]bool, n.Issues[issue].Cells())}
		for _, k := range rng.Perm(len(t.Lets))[:len(t.Lets)/2] {
			t.Lets[k] = true
		}
		return t
	}
	for i := range len(n.Issues) - 2 {
		for p := range n.Columns {
			if c := &n.Columns[p]; rng.IntN(2) == 0 {
				worth := c.Top.Uint64() / 5000 * uint64(1+rng.IntN(100))
				n.Links = append(n.Links, network.Link{Column: p, Amount: []uint64{worth}, Rows: []network.Row{{half(i), half(i + 1), half(i + 2)}}})
			}
		}
		if rng.IntN(4) == 0 {
			n.Rules = append(n.Rules, network.Rule{Item: len(n.Rules), When: []network.Row{{half(i), half(i + 2)}}})
		}
	}
	for p := range n.Columns {
		top := new(big.Int).Set(n.Columns[p].Top)
		for _, l := range n.Links {
			if l.Column == p {
				top.Add(top, new(big.Int).SetUint64(l.Amount[0]))
			}
		}
		n.Columns[p].Top = top
	}
}

func BenchmarkTied(b *testing.B) {
	for _, k := range []struct {
		parties, issues, options int
		epsilon                  float64
	}{{2, 50, 5, 0.005}, {3, 20, 5, 0.03}, {3, 50, 5, 0.02}, {4, 50, 5, 0.05}, {5, 50, 5, 0.1}} {
		b.Run(fmt.Sprintf("%dx%d@%g", k.parties, k.issues, k.epsilon), func(b *testing.B) {
			n, scales := line(k.parties, k.issues, k.options, 0.5, 0, 1)
			chained(n, 1)
			s := n.Space(nil)
			for b.Loop() {
				ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
				c, err := Find(ctx, s, Options{Epsilon: k.epsilon, Scales: scales})
				stop()
				if err != nil {
					b.Logf("%v: ε %g", err, c.Epsilon)
				}
				b.ReportMetric(float64(len(c.Points)), "points")
				b.ReportMetric(float64(c.Zones), "zones")
				b.ReportMetric(float64(c.Nodes), "nodes")
				b.ReportMetric(float64(s.Width), "treewidth")
			}
		})
	}
}
