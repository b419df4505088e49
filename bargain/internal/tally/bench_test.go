package tally

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"sync"
	"testing"
	"time"

	"parley/bargain/internal/network"
)

// drawing is a formula for spaces; its amounts are weight × value.
//
// Each party weighs the issues by w_i = E_i / ΣE with E_i exponential
// (Dirichlet(1)), in whole parts of Weights (rounded down, the rest going to
// the first issues). Its value of cell k of n is c·position + (1 − c)·uniform,
// where position is k/(n−1), or for every second party 1 − k/(n−1), stretched
// so that the worst of an issue is 0 and the best 1, in whole parts of Grades.
// A floor is Share × Weights × Grades.
//
// With Width, windows of Width+1 issues in a row are tied to each other: in
// each, 8 combinations of cells are barred, and 8 add a tenth of Weights ×
// Grades / Issues to a party at random.
//
// Random numbers: PCG(seed, parties), and PCG(seed, 2^32) for the windows.
type drawing struct {
	Parties, Issues, Cells int
	Weights, Grades        int64
	Conflict, Share        float64
	Width                  int
}

// Grids of amounts, as they are written down in cases and as real numbers.
const (
	thousandths = 10      // percent × 0 … 10
	percents    = 100     // percent × 0 … 100
	reals       = 1 << 20 // parts of 2^20 × 2^20
)

// on returns the drawing with amounts on a grid.
func (d drawing) on(grades int64) drawing {
	d.Weights, d.Grades = 100, grades
	if grades == reals {
		d.Weights = reals
	}
	return d
}

func (d drawing) String() string {
	grid := map[int64]string{thousandths: "percent×10", percents: "percent×100", reals: "real"}[d.Grades]
	name := fmt.Sprintf("%d_parties_10^%.0f_%s_c=%g_%g%%", d.Parties, float64(d.Issues)*math.Log10(float64(d.Cells)), grid, d.Conflict, 100*d.Share)
	if d.Width > 0 {
		name += fmt.Sprintf("_width_%d", d.Width)
	}
	return name
}

// space draws a space.
func (d drawing) space(seed uint64) *network.Space { return d.network(seed).Space(nil) }

func (d drawing) network(seed uint64) *network.Network {
	rng := rand.New(rand.NewPCG(seed, uint64(d.Parties)))
	n := &network.Network{Limbs: 1, Parties: d.Parties, Issues: make([]network.Issue, d.Issues)}
	for i := range n.Issues {
		n.Issues[i].Counts = slices.Repeat([]int64{1}, d.Cells)
		n.Issues[i].Amounts = make([]uint64, d.Cells*d.Parties)
	}
	top := d.Weights * d.Grades
	for q := range d.Parties {
		for i, w := range d.weigh(rng) {
			value := make([]float64, d.Cells)
			low, high := 1.0, 0.0
			for k := range value {
				position := float64(k) / float64(d.Cells-1)
				if q%2 == 1 {
					position = 1 - position
				}
				value[k] = d.Conflict*position + (1-d.Conflict)*rng.Float64()
				low, high = min(low, value[k]), max(high, value[k])
			}
			for k, v := range value {
				n.Issues[i].Amounts[k*d.Parties+q] = uint64(w * int64(math.Round((v-low)/(high-low)*float64(d.Grades))))
			}
		}
		n.Columns = append(n.Columns, network.Column{Item: q, Top: big.NewInt(top), Floor: []uint64{uint64(d.Share * float64(top))}})
	}
	if d.Width > 0 {
		d.tie(n, rand.New(rand.NewPCG(seed, 1<<32)))
	}
	return n
}

// weigh draws what a party's issues weigh.
func (d drawing) weigh(rng *rand.Rand) []int64 {
	w, sum := make([]float64, d.Issues), 0.0
	for i := range w {
		w[i] = rng.ExpFloat64()
		sum += w[i]
	}
	whole, rest := make([]int64, d.Issues), d.Weights
	for i := range w {
		whole[i] = int64(w[i] / sum * float64(d.Weights))
		rest -= whole[i]
	}
	for i := range rest {
		whole[i]++
	}
	return whole
}

func (d drawing) tie(n *network.Network, rng *rand.Rand) {
	window := func(i int) []network.Row {
		var row network.Row
		for at := i; at <= i+d.Width; at++ {
			lets := make([]bool, d.Cells)
			lets[rng.IntN(d.Cells)] = true
			row = append(row, network.Term{Issue: at, Lets: lets})
		}
		return []network.Row{row}
	}
	gain := d.Weights * d.Grades / int64(d.Issues) / 10
	for i := range d.Issues - d.Width {
		for range 8 {
			n.Rules = append(n.Rules, network.Rule{Item: d.Parties + len(n.Rules), When: window(i)})
		}
		for range 8 {
			q := rng.IntN(d.Parties)
			n.Columns[q].Top.Add(n.Columns[q].Top, big.NewInt(gain))
			n.Links = append(n.Links, network.Link{Column: q, Rows: window(i), Amount: []uint64{uint64(gain)}})
		}
	}
}

// peak returns the most memory that a call holds, in bytes, looked at every
// two milliseconds: what the runtime has and has not given back.
func peak(call func()) uint64 {
	debug.FreeOSMemory()
	done := make(chan struct{})
	var most uint64
	var wait sync.WaitGroup
	wait.Go(func() {
		sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		for {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64()-sample[1].Value.Uint64())
			select {
			case <-done:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	})
	call()
	close(done)
	wait.Wait()
	return most
}

// seeds of every drawing.
const seeds = 5

// measure counts five spaces of a drawing: the median and the worst time, the
// most memory, and for estimates the worst half width.
func measure(b *testing.B, d drawing, o Options) {
	b.Helper()
	b.Run(d.String(), func(b *testing.B) {
		var times []float64
		var memory uint64
		wide, exact := 0.0, 0
		for b.Loop() {
			for seed := range uint64(seeds) {
				s := d.space(seed + 1)
				var t Tally
				memory = max(memory, peak(func() {
					start := time.Now()
					var err error
					if t, err = Count(context.Background(), s, o); err != nil {
						b.Fatal(err)
					}
					times = append(times, time.Since(start).Seconds())
				}))
				if t.Exact != nil {
					exact++
				} else if e := t.Estimate; e != nil {
					part, _ := new(big.Float).Quo(new(big.Float).SetInt(e.HalfWidth), new(big.Float).SetInt(e.Count)).Float64()
					wide = max(wide, 100*part)
				}
				b.Logf("%.2f s: %s", times[len(times)-1], t.describe())
			}
		}
		slices.Sort(times)
		b.ReportMetric(times[len(times)/2], "median-s")
		b.ReportMetric(times[len(times)-1], "worst-s")
		b.ReportMetric(float64(memory)/1e6, "MB")
		b.ReportMetric(wide, "±%")
		b.ReportMetric(float64(exact)/float64(len(times)), "exact")
	})
}

func (t *Tally) describe() string {
	short := func(n *big.Int) string { return fmt.Sprintf("%.4g", new(big.Float).SetInt(n)) }
	if t.Exact != nil {
		return "exactly " + short(t.Exact) + ": " + t.Method
	}
	line := short(t.Lower) + " … " + short(t.Upper)
	if e := t.Estimate; e != nil {
		line = short(e.Count) + " ± " + short(e.HalfWidth) + ", " + line
	}
	return line + ": " + t.Method
}

// Exact counts with one and two parties.
func BenchmarkExact(b *testing.B) {
	one, two, large := drawing{Parties: 1, Issues: 100, Cells: 10, Share: 0.6}, drawing{Parties: 2, Issues: 50, Cells: 5, Share: 0.6}, drawing{Parties: 2, Issues: 100, Cells: 10, Share: 0.6}
	measure(b, one.on(percents), Options{})
	measure(b, two.on(thousandths), Options{})
	measure(b, two.on(percents), Options{})
	measure(b, large.on(thousandths), Options{})
	for _, conflict := range []float64{0.5, 1} {
		two.Conflict = conflict
		measure(b, two.on(percents), Options{})
	}
	two.Conflict, two.Cells = 0, 10
	measure(b, two.on(percents), Options{})
}

// Exact counts of amounts that are on no grid.
func BenchmarkExactReal(b *testing.B) {
	for _, d := range []drawing{
		{Parties: 2, Issues: 14, Cells: 5, Share: 0.6},
		{Parties: 2, Issues: 19, Cells: 5, Share: 0.6},
		{Parties: 3, Issues: 14, Cells: 5, Share: 0.6},
		{Parties: 3, Issues: 16, Cells: 5, Share: 0.6},
		{Parties: 4, Issues: 14, Cells: 5, Share: 0.6},
	} {
		measure(b, d.on(reals), Options{})
	}
}

// Three parties and more: estimates within 3 %, with bounds that are proven.
func BenchmarkEstimate(b *testing.B) {
	for parties := 3; parties <= 5; parties++ {
		for _, cells := range []int{5, 10} {
			for _, grid := range []int64{percents, reals} {
				d := drawing{Parties: parties, Issues: 50, Cells: cells, Share: 0.6}
				measure(b, d.on(grid), Options{})
			}
		}
		d := drawing{Parties: parties, Issues: 50, Cells: 10, Conflict: 0.5, Share: 0.5}
		measure(b, d.on(percents), Options{})
	}
	for _, d := range []drawing{
		{Parties: 7, Issues: 50, Cells: 10, Share: 0.6},
		{Parties: 10, Issues: 50, Cells: 10, Share: 0.4},
	} {
		measure(b, d.on(reals), Options{})
	}
}

// Zones that are tiny, or almost everything.
func BenchmarkExtremes(b *testing.B) {
	for _, share := range []float64{0.1, 0.2, 0.8, 0.85, 0.9} {
		d := drawing{Parties: 2, Issues: 50, Cells: 5, Share: share}
		measure(b, d.on(percents), Options{})
	}
	for _, share := range []float64{0.1, 0.2, 0.7, 0.75} {
		d := drawing{Parties: 5, Issues: 50, Cells: 10, Share: share}
		measure(b, d.on(percents), Options{})
	}
}

// Issues that are tied to each other.
func BenchmarkLinked(b *testing.B) {
	for _, d := range []drawing{
		drawing{Parties: 1, Issues: 50, Cells: 5, Share: 0.6, Width: 2}.on(thousandths),
		drawing{Parties: 2, Issues: 14, Cells: 5, Share: 0.6, Width: 2}.on(reals),
		drawing{Parties: 2, Issues: 50, Cells: 5, Share: 0.6, Width: 2}.on(thousandths),
		drawing{Parties: 3, Issues: 50, Cells: 5, Share: 0.6, Width: 3}.on(reals),
		drawing{Parties: 5, Issues: 50, Cells: 10, Share: 0.5, Width: 2}.on(percents),
	} {
		measure(b, d, Options{})
	}
}

// Members drawn evenly: what it takes to prepare, and how many tries a member.
func BenchmarkSampler(b *testing.B) {
	for parties := 2; parties <= 5; parties++ {
		b.Run(fmt.Sprint(parties), func(b *testing.B) {
			d := drawing{Parties: parties, Issues: 50, Cells: 10, Share: 0.6}
			s, err := NewSampler(context.Background(), d.on(reals).space(1), 1)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := s.Draw(context.Background(), 0); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(s.Tries())/float64(b.N), "tries")
		})
	}
}
