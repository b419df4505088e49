package dual

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// The benchmarks measure the lines of the performance table that are answered
// by bounds, one conflict of interests after the other, five seeds each. An
// operation is all five; median-ms and worst-ms are of one of them, space not
// counted. proven says how many of the five were proven within the limit, and
// gap is the widest between the bounds of one that was not.
//
//	go test -run - -bench . -benchtime 1x ./bargain/internal/dual

const seeds = 5

// ties is how many packages that tie are asked for, as a report does.
const ties = 100

// answer is what a task found.
type answer struct {
	proven bool
	gap    float64
	nodes  int
}

type task func(ctx context.Context, s *network.Space) answer

// overSeeds runs a task on instances of every conflict.
func overSeeds(b *testing.B, in instance, conflicts []float64, limit time.Duration, do task) {
	for _, c := range conflicts {
		in.conflict = c
		grid := ""
		if in.percent {
			grid = "/percent"
		}
		b.Run(fmt.Sprintf("parties=%d/%d^%d/c=%v%s", in.parties, in.options, in.issues, c, grid), func(b *testing.B) {
			var times []float64
			proven, nodes, gap := 0, 0, 0.0
			for b.Loop() {
				times, proven, nodes, gap = times[:0], 0, 0, 0
				for seed := range seeds {
					in.seed = uint64(seed)
					s := in.network().Space(nil)
					if s.TooWide {
						b.Fatal("the instance is too wide")
					}
					ctx, cancel := context.WithTimeout(context.Background(), limit)
					start := time.Now()
					a := do(ctx, s)
					times = append(times, time.Since(start).Seconds()*1e3)
					cancel()
					nodes += a.nodes
					if a.proven {
						proven++
					} else {
						gap = max(gap, a.gap)
					}
				}
			}
			slices.Sort(times)
			b.ReportMetric(times[seeds/2], "median-ms")
			b.ReportMetric(times[seeds-1], "worst-ms")
			b.ReportMetric(float64(proven), "proven")
			b.ReportMetric(gap, "gap")
			b.ReportMetric(float64(nodes)/seeds, "nodes")
		})
	}
}

// every is the conflicts of the table's lines.
var every = []float64{0, 0.5, 0.9}

// maximising is the task of one goal.
func maximising(goal func(*network.Space) Goal) task {
	return func(ctx context.Context, s *network.Space) answer {
		r, _ := Maximise(ctx, s, goal(s), Options{Ties: ties})
		return answer{r.Proven, r.Upper - r.Floor, r.Nodes}
	}
}

// nash and utilitarian are the goals of the table: gains over floors, and parts
// of what a party can have at best.
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

// egalitarian finds the leximin of fractions: gains over floors by what a
// party can have at best.
func egalitarian(ctx context.Context, s *network.Space) answer {
	r, _ := Leximin(ctx, s, everybody(s), floorsOf(s), excess(s), Options{Ties: ties})
	return answer{r.Proven, r.Upper - r.Floor, r.Nodes}
}

// smorodinsky finds the leximin of shares, the ideals included.
func smorodinsky(ctx context.Context, s *network.Space) answer {
	origin, scale := floorsOf(s), make([]*big.Rat, s.Columns)
	nodes := 0
	for q := range scale {
		weights := make([]*big.Rat, s.Columns)
		weights[q] = big.NewRat(1, 1)
		r, err := Maximise(ctx, s, Sum(weights), Options{})
		if err != nil {
			return answer{gap: math.Inf(1)}
		}
		nodes += r.Nodes
		scale[q] = new(big.Rat).Sub(r.Lower, origin[q])
	}
	r, _ := Leximin(ctx, s, everybody(s), origin, scale, Options{Ties: ties})
	return answer{r.Proven, r.Upper - r.Floor, nodes + r.Nodes}
}

// Target: 0.15 s, 0.5 s, 0.7 s.
func BenchmarkNash(b *testing.B)        { benchmarkEasy(b, maximising(nash)) }
func BenchmarkUtilitarian(b *testing.B) { benchmarkEasy(b, maximising(utilitarian)) }

func benchmarkEasy(b *testing.B, do task) {
	for _, in := range []instance{
		{parties: 10, issues: 100, options: 10, reserve: 0.2},
		{parties: 30, issues: 100, options: 10, reserve: 0.2},
		{parties: 10, issues: 200, options: 10, reserve: 0.2},
		{parties: 10, issues: 100, options: 10, reserve: 0.2, percent: true},
	} {
		overSeeds(b, in, every, 10*time.Second, do)
	}
}

// Target: 0.25 s, 2 s, 2 s.
func BenchmarkLeximin(b *testing.B)     { benchmarkHard(b, egalitarian) }
func BenchmarkSmorodinsky(b *testing.B) { benchmarkHard(b, smorodinsky) }

func benchmarkHard(b *testing.B, do task) {
	for _, in := range []instance{
		{parties: 5, issues: 100, options: 10, reserve: 0.2},
		{parties: 7, issues: 100, options: 10, reserve: 0.2},
		{parties: 10, issues: 50, options: 10, reserve: 0.2},
		{parties: 5, issues: 100, options: 10, reserve: 0.2, percent: true},
	} {
		overSeeds(b, in, every, 10*time.Second, do)
	}
}

// Target: a gap of 0.002, of 0.02 after 10 s.
func BenchmarkGap(b *testing.B) {
	for _, in := range []instance{
		{parties: 10, issues: 100, options: 10, reserve: 0.2},
		{parties: 30, issues: 100, options: 10, reserve: 0.2},
	} {
		b.Run("leximin", func(b *testing.B) { overSeeds(b, in, every, 10*time.Second, egalitarian) })
		b.Run("smorodinsky", func(b *testing.B) { overSeeds(b, in, every, 10*time.Second, smorodinsky) })
	}
}

// Target: 0.5 s.
func BenchmarkLinked(b *testing.B) {
	overSeeds(b, instance{parties: 10, issues: 100, options: 5, reserve: 0.2, width: 4}, every, 20*time.Second, maximising(nash))
}

// Target: 50 ms.
func BenchmarkTop(b *testing.B) {
	for _, parties := range []int{3, 5, 10} {
		overSeeds(b, instance{parties: parties, issues: 50, options: 10, reserve: 0.2}, every, 10*time.Second,
			func(ctx context.Context, s *network.Space) answer {
				r, _ := Top(ctx, s, nash(s), 1000, 0, Options{})
				return answer{proven: r.Proven && len(r.Best) == 1000, nodes: r.Nodes}
			})
	}
}

// Target: 20 ms, with a weighing where the zone is empty. The threshold is the
// greatest part of their tops that all parties can have; it is searched for
// some seconds, and floors are set a hundredth of the tops below the best found
// and above the bound on it.
func BenchmarkZone(b *testing.B) {
	in := instance{parties: 30, issues: 50, options: 10}
	for _, below := range []bool{true, false} {
		b.Run(map[bool]string{true: "open", false: "empty"}[below], func(b *testing.B) {
			for _, c := range every {
				in.conflict = c
				b.Run(fmt.Sprintf("c=%v", c), func(b *testing.B) {
					var list []*network.Space
					for seed := range seeds {
						in.seed = uint64(seed)
						s := in.network().Space(nil)
						ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
						r, _ := Maximise(ctx, s, Least(everybody(s), nil, excess(s)), Options{})
						cancel()
						level := r.Upper + 0.01
						if below {
							level = r.Floor - 0.01
						}
						s.Floors = make([][]uint64, s.Columns)
						for q := range s.Floors {
							s.Floors[q] = []uint64{uint64(level * s.Tops[q])}
						}
						list = append(list, s)
					}
					var times []float64
					right := 0
					for b.Loop() {
						times, right = times[:0], 0
						for _, s := range list {
							start := time.Now()
							v, _ := Feasible(context.Background(), s, Options{})
							times = append(times, time.Since(start).Seconds()*1e3)
							if (v.Witness != nil) == below && (v.Weights != nil) == !below {
								right++
							}
						}
					}
					slices.Sort(times)
					b.ReportMetric(times[seeds/2], "median-ms")
					b.ReportMetric(times[seeds-1], "worst-ms")
					b.ReportMetric(float64(right), "right")
				})
			}
		})
	}
}

// Target: 2000 a second. One party's amounts change by up to a twentieth each
// time, and the search starts from the multipliers and the package of before.
func BenchmarkSolveAgain(b *testing.B) {
	for _, c := range every {
		b.Run(fmt.Sprintf("c=%v", c), func(b *testing.B) {
			var list []*network.Space
			for seed := range seeds {
				n := instance{parties: 5, issues: 50, options: 10, reserve: 0.2, conflict: c, seed: uint64(seed)}.network()
				list = append(list, n.Space(nil))
				rng := rand.New(rand.NewPCG(uint64(seed), 29))
				for range 40 {
					list = append(list, vary(rng, n).Space(nil))
				}
			}
			runs := 0
			start := time.Now()
			for b.Loop() {
				var opt Options
				for n, s := range list {
					if n%41 == 0 {
						opt = Options{}
					}
					r, err := Maximise(context.Background(), s, nash(s), opt)
					if err != nil || !r.Proven {
						b.Fatal(err)
					}
					opt.Start, opt.Known = r.Multipliers, r.Best
					runs++
				}
			}
			b.ReportMetric(float64(runs)/time.Since(start).Seconds(), "solved/s")
		})
	}
}

// vary changes what one party's cells are worth.
func vary(rng *rand.Rand, n *network.Network) *network.Network {
	m := *n
	m.Issues = slices.Clone(n.Issues)
	q := rng.IntN(n.Parties)
	for i := range m.Issues {
		a := slices.Clone(m.Issues[i].Amounts)
		for at := q; at < len(a); at += len(m.Columns) {
			a[at] -= a[at] / 20 * rng.Uint64N(1000) / 1000
		}
		m.Issues[i].Amounts = a
	}
	return &m
}
