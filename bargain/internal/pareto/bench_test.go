package pareto_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"parley/bargain/internal/network"
	"parley/bargain/internal/pareto"
)

// grids: what a weight and a value are rounded to.
var (
	percent  = [2]float64{100, 10}
	fine     = [2]float64{100, 100}
	permille = [2]float64{1000, 1000}
	real40   = [2]float64{1, 1 << 40}
)

// draw draws a case with issues that stand alone:
//
//	v[o] of the first party: uniform, rescaled to 0 … 1 over the options of the issue
//	v[o] of another party p: rescaled conflict × (p odd: 1 − v[o] of the first, else v[o] of the first) + (1 − conflict) × a uniform draw
//	weights: Dirichlet(1), that is exponential draws over their sum; zeroSum: all parties have those of the first
//	amounts: round(weight × grid[0]) × round(v × grid[1]); on real40, round(weight × v × 2^40)
func draw(seed uint64, parties, issues, cells int, conflict float64, grid [2]float64, zeroSum bool) *network.Network {
	rng := rand.New(rand.NewPCG(seed, 7))
	n := &network.Network{Limbs: 1, Parties: parties, Issues: make([]network.Issue, issues)}
	top := make([]uint64, parties)
	weights := make([][]float64, parties)
	for p := range weights {
		sum := 0.0
		for range issues {
			x := rng.ExpFloat64()
			weights[p] = append(weights[p], x)
			sum += x
		}
		for i := range weights[p] {
			weights[p][i] /= sum
		}
		if zeroSum {
			weights[p] = weights[0]
		}
	}
	rescale := func(v []float64) []float64 {
		low, high := slices.Min(v), slices.Max(v)
		for i := range v {
			if high > low {
				v[i] = (v[i] - low) / (high - low)
			}
		}
		return v
	}
	for i := range n.Issues {
		issue := network.Issue{Counts: slices.Repeat([]int64{1}, cells), Amounts: make([]uint64, cells*parties)}
		first := make([]float64, cells)
		for o := range first {
			first[o] = rng.Float64()
		}
		rescale(first)
		for p := range parties {
			v := slices.Clone(first)
			if p > 0 {
				for o := range v {
					pole := first[o]
					if p%2 == 1 {
						pole = 1 - first[o]
					}
					v[o] = conflict*pole + (1-conflict)*rng.Float64()
				}
				rescale(v)
			}
			most := uint64(0)
			for o := range v {
				var x uint64
				if grid == real40 {
					x = uint64(math.Round(weights[p][i] * v[o] * grid[1]))
				} else {
					x = uint64(math.Round(weights[p][i]*grid[0])) * uint64(math.Round(v[o]*grid[1]))
				}
				issue.Amounts[o*parties+p] = x
				most = max(most, x)
			}
			top[p] += most
		}
		n.Issues[i] = issue
	}
	for p := range parties {
		n.Columns = append(n.Columns, network.Column{Item: -1, Top: new(big.Int).SetUint64(top[p])})
	}
	return n
}

func BenchmarkTwo(b *testing.B) {
	for _, c := range []struct {
		name          string
		issues, cells int
		conflict      float64
		grid          [2]float64
		zero          bool
	}{
		{"typical 10^30", 30, 10, 0.5, real40, false},
		{"typical 10^30 percent", 30, 10, 0.5, percent, false},
		{"typical 10^30 1e6", 30, 10, 0.5, permille, false},
		{"10^100", 100, 10, 0.5, real40, false},
		{"10^200", 200, 10, 0.5, real40, false},
		{"opposed 10^30", 30, 10, 1, real40, false},
		{"opposed 10^100", 100, 10, 1, real40, false},
		{"opposed 10^100 1e6", 100, 10, 1, permille, false},
		{"10^260 c=0.5 1e6", 200, 20, 0.5, permille, false},
		{"10^260 c=0.9 1e6", 200, 20, 0.9, permille, false},
		{"opposed 10^260 1e6", 200, 20, 1, permille, false},
		{"zero-sum 10^260 1e6", 200, 20, 1, permille, true},
		{"zero-sum 10^260 1e4", 200, 20, 1, fine, true},
	} {
		benchmark(b, c.name, func(seed uint64) *network.Network {
			return draw(seed, 2, c.issues, c.cells, c.conflict, c.grid, c.zero)
		})
	}
}

func BenchmarkThree(b *testing.B) {
	for _, c := range []struct {
		name   string
		issues int
		c      float64
		grid   [2]float64
	}{
		{"10^20", 20, 0.5, real40}, {"10^30", 30, 0.5, real40}, {"10^30 c=0", 30, 0, real40}, {"10^50", 50, 0.5, real40}, {"10^100 percent", 100, 0.5, percent},
	} {
		benchmark(b, c.name, func(seed uint64) *network.Network { return draw(seed, 3, c.issues, 10, c.c, c.grid, false) })
	}
}

// Amounts of two and of six limbs, as from decimals with twelve places and from
// fractions with a hundred digits: those of draw on real40, each with random
// limbs of 56 bits after it.
func BenchmarkLong(b *testing.B) {
	for _, c := range []struct {
		name                   string
		parties, issues, limbs int
	}{
		{"two 10^30, 2 limbs", 2, 30, 2}, {"two 10^30, 6 limbs", 2, 30, 6}, {"two 10^100, 2 limbs", 2, 100, 2},
		{"three 10^30, 2 limbs", 3, 30, 2}, {"three 10^30, 6 limbs", 3, 30, 6}, {"four 10^10, 2 limbs", 4, 10, 2},
	} {
		benchmark(b, c.name, func(seed uint64) *network.Network {
			rng := rand.New(rand.NewPCG(seed, 10))
			n := draw(seed, c.parties, c.issues, 10, 0.5, real40, false)
			n.Limbs = c.limbs
			for i := range n.Issues {
				var list []uint64
				for _, x := range n.Issues[i].Amounts {
					list = append(list, x)
					for range c.limbs - 1 {
						list = append(list, rng.Uint64()>>8)
					}
				}
				n.Issues[i].Amounts = list
			}
			for q := range n.Columns {
				top := n.Columns[q].Top
				top.Lsh(top.Add(top, big.NewInt(1)), uint(64*(c.limbs-1)))
			}
			return n
		})
	}
}

func BenchmarkMore(b *testing.B) {
	for _, c := range []struct {
		name                   string
		parties, issues, cells int
		conflict               float64
	}{
		{"four 10^10", 4, 10, 10, 0.5}, {"four 10^14 c=0", 4, 20, 5, 0}, {"five 10^8", 5, 12, 5, 0.5}, {"six 10^7", 6, 10, 5, 0.5},
	} {
		benchmark(b, c.name, func(seed uint64) *network.Network {
			return draw(seed, c.parties, c.issues, c.cells, c.conflict, real40, false)
		})
	}
}

// benchmark finds the frontiers of five drawn cases in turn, and a hundred
// packages of each. The metrics are the median and the worst of the five, each
// in its fastest run, and the points of the largest frontier. A case whose
// frontier has more points than the limit counts with the time until that is
// known, and is counted.
func benchmark(b *testing.B, name string, draw func(seed uint64) *network.Network) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		var spaces [5]*network.Space
		for seed := range spaces {
			spaces[seed] = draw(uint64(seed + 1)).Space(nil)
			if spaces[seed].Barred || spaces[seed].TooWide {
				b.Fatal("no space")
			}
		}
		points, tooMany := 0, 0
		var fastest [len(spaces)]time.Duration
		for b.Loop() {
			tooMany = 0
			for i, s := range spaces {
				start := time.Now()
				f, err := pareto.Frontier(context.Background(), s, pareto.Options{})
				var many *pareto.ErrTooMany
				if errors.As(err, &many) {
					tooMany++
				} else if err != nil {
					b.Fatal(err)
				} else {
					for i := 0; i < f.Len(); i += 1 + f.Len()/100 {
						f.Local(i)
					}
					points = max(points, f.Len())
				}
				if took := time.Since(start); fastest[i] == 0 || took < fastest[i] {
					fastest[i] = took
				}
			}
		}
		slices.Sort(fastest[:])
		b.ReportMetric(fastest[len(fastest)/2].Seconds()*1000, "median-ms")
		b.ReportMetric(fastest[len(fastest)-1].Seconds()*1000, "worst-ms")
		b.ReportMetric(float64(points), "points")
		b.ReportMetric(float64(tooMany), "too-many")
		b.ReportMetric(0, "ns/op")
	})
}

// tie adds ties to a case: a random partial k-tree, in which each issue after
// the first k is tied to k that are tied to each other, by a table over both
// cells for each pair. Of its rows 20 % add to the amounts of one party, by up
// to the mean weight of an issue, and 5 % are forbidden.
func tie(seed uint64, n *network.Network, k int) *network.Network {
	rng := rand.New(rand.NewPCG(seed, 8))
	item := 0
	var unit []float64
	for _, c := range n.Columns {
		unit = append(unit, float64(c.Top.Uint64())/float64(len(n.Issues)))
	}
	only := func(issue, cell int) network.Term {
		lets := make([]bool, n.Issues[issue].Cells())
		lets[cell] = true
		return network.Term{Issue: issue, Lets: lets}
	}
	var cliques [][]int
	for i := range n.Issues {
		var near []int
		if i < k {
			for j := range i {
				near = append(near, j)
			}
		} else {
			near = cliques[rng.IntN(len(cliques))]
			for out := range near {
				cliques = append(cliques, append(slices.Delete(slices.Clone(near), out, out+1), i))
			}
		}
		if i == k-1 {
			cliques = append(cliques, append(slices.Clone(near), i))
		}
		for _, j := range near {
			for a := range n.Issues[i].Cells() {
				for b := range n.Issues[j].Cells() {
					row := network.Row{only(j, b), only(i, a)} // j is before i
					switch x := rng.Float64(); {
					case x < 0.2:
						p := rng.IntN(n.Parties)
						add := uint64(rng.Float64() * unit[p])
						top := n.Columns[p].Top
						top.Add(top, new(big.Int).SetUint64(add))
						n.Links = append(n.Links, network.Link{Column: p, Rows: []network.Row{row}, Amount: []uint64{add}})
					case x < 0.25:
						n.Rules = append(n.Rules, network.Rule{Item: item, When: []network.Row{row}})
						item++
					}
				}
			}
		}
	}
	return n
}

func BenchmarkTied(b *testing.B) {
	for k := 1; k <= 5; k++ {
		benchmark(b, fmt.Sprintf("50x5 width %d 1e4", k), func(seed uint64) *network.Network {
			return tie(seed, draw(seed, 2, 50, 5, 0.5, fine, false), k)
		})
	}
	for k := 2; k <= 4; k++ {
		benchmark(b, fmt.Sprintf("50x5 width %d 1e6 c=0.9", k), func(seed uint64) *network.Network {
			return tie(seed, draw(seed, 2, 50, 5, 0.9, permille, false), k)
		})
	}
}
