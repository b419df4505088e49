package tally

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"parley/bargain/internal/network"
)

// independent is a space of issues that stand alone. Each party weighs the
// issues by w_i = E_i / ΣE with E_i exponential (Dirichlet(1)), in whole parts
// of weights (rounded down, the rest going to the first issues); the values
// of an issue are uniform in 0 … 1, stretched so that the worst is 0 and the
// best 1, in whole parts of grades; an amount is weight × value, and a floor
// share × weights × grades. Random numbers: PCG(seed, parties).
func independent(parties, issues, cells int, weights, grades int64, share float64, seed uint64) *network.Space {
	return independentNetwork(parties, issues, cells, weights, grades, share, seed).Space(nil)
}

func independentNetwork(parties, issues, cells int, weights, grades int64, share float64, seed uint64) *network.Network {
	rng := rand.New(rand.NewPCG(seed, uint64(parties)))
	n := &network.Network{Limbs: 1, Parties: parties, Issues: make([]network.Issue, issues)}
	for i := range n.Issues {
		for range cells {
			n.Issues[i].Counts = append(n.Issues[i].Counts, 1)
		}
		n.Issues[i].Amounts = make([]uint64, cells*parties)
	}
	for q := range parties {
		w, sum := make([]float64, issues), 0.0
		for i := range w {
			w[i] = rng.ExpFloat64()
			sum += w[i]
		}
		whole, rest := make([]int64, issues), weights
		for i := range w {
			whole[i] = int64(w[i] / sum * float64(weights))
			rest -= whole[i]
		}
		for i := range rest {
			whole[i]++
		}
		for i := range w {
			v := make([]float64, cells)
			low, high := 1.0, 0.0
			for k := range v {
				v[k] = rng.Float64()
				low, high = min(low, v[k]), max(high, v[k])
			}
			for k := range v {
				n.Issues[i].Amounts[k*parties+q] = uint64(whole[i] * int64(math.Round((v[k]-low)/(high-low)*float64(grades))))
			}
		}
		n.Columns = append(n.Columns, network.Column{Item: q, Top: big.NewInt(weights * grades), Floor: []uint64{uint64(share * float64(weights*grades))}})
	}
	return n
}

func benchmarkCount(b *testing.B, s *network.Space, o Options) {
	b.Helper()
	b.ReportAllocs()
	var t Tally
	for b.Loop() {
		var err error
		if t, err = Count(context.Background(), s, o); err != nil {
			b.Fatal(err)
		}
	}
	if t.Exact != nil {
		b.Logf("exactly %.6g: %s", new(big.Float).SetInt(t.Exact), t.Method)
		return
	}
	if e := t.Estimate; e != nil {
		b.Logf("%.4g ± %.2g", new(big.Float).SetInt(e.Count), new(big.Float).SetInt(e.HalfWidth))
	}
	b.Logf("%.4g … %.4g: %s", new(big.Float).SetInt(t.Lower), new(big.Float).SetInt(t.Upper), t.Method)
}

func BenchmarkExactTwoParties(b *testing.B) {
	for _, at := range []struct {
		name            string
		issues, cells   int
		weights, grades int64
		share           float64
	}{
		{"10^35_percent×10_60%", 50, 5, 100, 10, 0.6},
		{"10^35_percent×100_60%", 50, 5, 100, 100, 0.6},
		{"10^35_percent×100_50%", 50, 5, 100, 100, 0.5},
		{"10^50_percent×100_60%", 50, 10, 100, 100, 0.6},
		{"10^100_percent×10_60%", 100, 10, 100, 10, 0.6},
		{"10^10_real_60%", 14, 5, 1 << 20, 1 << 20, 0.6},
		{"10^13_real_60%", 19, 5, 1 << 20, 1 << 20, 0.6},
	} {
		b.Run(at.name, func(b *testing.B) {
			benchmarkCount(b, independent(2, at.issues, at.cells, at.weights, at.grades, at.share, 1), Options{})
		})
	}
}

func BenchmarkExactOneParty(b *testing.B) {
	b.Run("10^35_million_60%", func(b *testing.B) {
		benchmarkCount(b, independent(1, 50, 5, 1000, 1000, 0.6, 1), Options{})
	})
}

func BenchmarkExactManyParties(b *testing.B) {
	b.Run("3_10^10_real", func(b *testing.B) {
		benchmarkCount(b, independent(3, 14, 5, 1<<20, 1<<20, 0.6, 1), Options{})
	})
	b.Run("3_10^11_real", func(b *testing.B) {
		benchmarkCount(b, independent(3, 16, 5, 1<<20, 1<<20, 0.6, 1), Options{})
	})
	b.Run("4_10^10_real", func(b *testing.B) {
		benchmarkCount(b, independent(4, 14, 5, 1<<20, 1<<20, 0.6, 1), Options{})
	})
	b.Run("3_10^14_percent×10", func(b *testing.B) {
		benchmarkCount(b, independent(3, 20, 5, 100, 10, 0.6, 1), Options{})
	})
}

func BenchmarkEstimate(b *testing.B) {
	for _, at := range []struct {
		name    string
		parties int
		share   float64
	}{
		{"2_60%", 2, 0.6}, {"3_60%", 3, 0.6}, {"4_60%", 4, 0.6}, {"5_60%", 5, 0.6}, {"5_50%", 5, 0.5}, {"7_60%", 7, 0.6}, {"10_40%", 10, 0.4},
	} {
		b.Run(at.name, func(b *testing.B) {
			s := independent(at.parties, 50, 10, 1<<20, 1<<20, at.share, 1)
			b.ReportAllocs()
			var t Tally
			for b.Loop() {
				t, _ = Count(context.Background(), s, Options{})
			}
			count, half := new(big.Float).SetInt(t.Estimate.Count), new(big.Float).SetInt(t.Estimate.HalfWidth)
			part, _ := new(big.Float).Quo(half, count).Float64()
			b.ReportMetric(100*part, "±%")
			b.Logf("%.4g … %.4g, %.5g ± %.2f %% after %d draws", new(big.Float).SetInt(t.Lower), new(big.Float).SetInt(t.Upper), count, 100*part, t.Estimate.Draws)
		})
	}
}

func BenchmarkSampler(b *testing.B) {
	for _, parties := range []int{2, 3, 4, 5} {
		b.Run(string(rune('0'+parties)), func(b *testing.B) {
			s, err := NewSampler(context.Background(), independent(parties, 50, 10, 1<<20, 1<<20, 0.6, 1), 1)
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

// linked is independent with windows of width+1 issues in a row tied to each
// other: in each window, of any combinations of cells, forbidden are barred and
// bonus add a tenth of weights × grades / issues to a party at random.
func linked(parties, issues, cells, width, forbidden, bonus int, weights, grades int64, share float64, seed uint64) *network.Space {
	n := independentNetwork(parties, issues, cells, weights, grades, share, seed)
	rng := rand.New(rand.NewPCG(seed, 1<<32))
	window := func(i int) []network.Row {
		var row network.Row
		for at := i; at <= i+width; at++ {
			lets := make([]bool, cells)
			lets[rng.IntN(cells)] = true
			row = append(row, network.Term{Issue: at, Lets: lets})
		}
		return []network.Row{row}
	}
	for i := range issues - width {
		for range forbidden {
			n.Rules = append(n.Rules, network.Rule{Item: parties + len(n.Rules), When: window(i)})
		}
		for range bonus {
			q := rng.IntN(parties)
			gain := weights * grades / int64(issues) / 10
			n.Columns[q].Top.Add(n.Columns[q].Top, big.NewInt(gain))
			n.Links = append(n.Links, network.Link{Column: q, Rows: window(i), Amount: []uint64{uint64(gain)}})
		}
	}
	return n.Space(nil)
}

func BenchmarkLinked(b *testing.B) {
	for _, at := range []struct {
		name                          string
		parties, issues, cells, width int
		weights, grades               int64
	}{
		{"1_10^35_width2_percent×10", 1, 50, 5, 2, 100, 10},
		{"2_10^35_width2_percent×10", 2, 50, 5, 2, 100, 10},
		{"2_10^10_width2_real", 2, 14, 5, 2, 1 << 20, 1 << 20},
		{"3_10^35_width3_real", 3, 50, 5, 3, 1 << 20, 1 << 20},
	} {
		b.Run(at.name, func(b *testing.B) {
			s := linked(at.parties, at.issues, at.cells, at.width, 8, 8, at.weights, at.grades, 0.6, 1)
			b.ResetTimer()
			benchmarkCount(b, s, Options{})
		})
	}
}
