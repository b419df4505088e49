package survey

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"parley"
	"parley/scenario"
)

// drawn makes a small scenario: additive profiles whose weights may exceed 1 or
// have long denominators, or hyper-rectangles, inside and outside, of either
// sign, in groups or not; integer issues, discrete ones, a real one.
func drawn(r *rand.Rand, rectangles bool) *scenario.Scenario {
	s := &scenario.Scenario{Name: "drawn", Semantics: scenario.SemanticsGenius}
	if r.IntN(3) == 0 {
		s.Semantics = scenario.SemanticsNegMAS
	}
	for n := range 1 + r.IntN(3) {
		i := scenario.Issue{Index: n + 1, Name: fmt.Sprint("i", n)}
		switch k := r.IntN(4); {
		case k == 0 && n == 0:
			i.Kind, i.Low, i.High = scenario.Real, parley.Int(0), parley.Int(1)
		case k < 2 || rectangles:
			i.Kind, i.Low, i.High, i.Step = scenario.Stepped, parley.Int(2), parley.Int(int64(2+r.IntN(5))), parley.Int(1)
		default:
			for v := range 1 + r.IntN(4) {
				i.Values = append(i.Values, fmt.Sprint("v", v))
			}
		}
		s.Issues = append(s.Issues, i)
	}
	for n := range 1 + r.IntN(4) {
		p := scenario.Profile{Name: fmt.Sprint("p", n)}
		if rectangles {
			p.Utility = drawnRectangles(r, s)
		} else {
			p.Utility = drawnAdditive(r, s)
		}
		if r.IntN(2) == 0 {
			v := parley.Fraction(int64(r.IntN(11)), 10)
			p.Reservation = &v
		}
		s.Profiles = append(s.Profiles, p)
	}
	return s
}

func drawnAdditive(r *rand.Rand, s *scenario.Scenario) *scenario.Additive {
	u := &scenario.Additive{}
	fine := []int64{4, 10, 7, 1_000_003, 10_000_000_000_000_000}[r.IntN(5)]
	for n := range s.Issues {
		i := &s.Issues[n]
		w := parley.Fraction(r.Int64N(fine+1), fine)
		t := scenario.Term{Weight: &w}
		if i.Kind == scenario.Discrete {
			table := &scenario.Table{}
			for range i.Values {
				v := parley.Int(int64(r.IntN(9) - 1))
				table.Values = append(table.Values, &v)
			}
			t.Eval = table
		} else {
			t.Eval = &scenario.Linear{Slope: parley.Fraction(int64(r.IntN(5)-2), 4), Offset: parley.Fraction(int64(r.IntN(5)), 4), Origin: i.Low, Clip: true}
		}
		u.Terms = append(u.Terms, t)
	}
	return u
}

func drawnRectangles(r *rand.Rand, s *scenario.Scenario) *scenario.Rectangles {
	u := &scenario.Rectangles{Max: parley.Int(int64(5 + r.IntN(30))), Root: scenario.Group{Weight: parley.Int(1), How: scenario.Sum}}
	u.Root.Boxes = drawnBoxes(r, s)
	if r.IntN(3) == 0 {
		how := []scenario.Aggregation{scenario.Sum, scenario.Min, scenario.Max}[r.IntN(3)]
		u.Root.Groups = []scenario.Group{{Weight: parley.Int(int64(r.IntN(4) - 1)), How: how, Boxes: drawnBoxes(r, s)}}
	}
	return u
}

func drawnBoxes(r *rand.Rand, s *scenario.Scenario) []scenario.Rectangle {
	var all []scenario.Rectangle
	for range r.IntN(5) {
		b := scenario.Rectangle{Utility: parley.Int(int64(r.IntN(12) - 2)), Weight: parley.Int(1), Excludes: r.IntN(4) == 0}
		for range r.IntN(4) {
			i := r.IntN(len(s.Issues))
			low := parley.Fraction(int64(r.IntN(14)), 2)
			b.Bounds = append(b.Bounds, scenario.Bound{Issue: i, Low: low, High: low.Add(parley.Fraction(int64(r.IntN(8)), 2))})
		}
		all = append(all, b)
	}
	return all
}

// simple is what Measure finds, from the definitions: every outcome's utilities
// as package scenario gives them.
type simple struct {
	size, rational, better int64
	front                  [][]float64
	min, max, mean         []float64
}

func simply(s *scenario.Scenario) *simple {
	p := &simple{}
	var all [][]*big.Rat
	n := len(s.Profiles)
	p.min, p.max, p.mean = slices.Repeat([]float64{math.Inf(1)}, n), slices.Repeat([]float64{math.Inf(-1)}, n), make([]float64, n)
	for o := range s.Outcomes() {
		var u []*big.Rat
		rational, better := true, true
		for q := range s.Profiles {
			v := s.Utility(q, o)
			if r := s.Reservation(q); r != nil {
				rational, better = rational && v.Cmp(r) >= 0, better && v.Cmp(r) > 0
			}
			f, _ := v.Float64()
			p.min[q], p.max[q], p.mean[q] = min(p.min[q], f), max(p.max[q], f), p.mean[q]+f
			u = append(u, round(v))
		}
		if p.size++; rational {
			p.rational++
		}
		if better {
			p.better++
		}
		all = append(all, u)
	}
	covered := func(a, b []*big.Rat) bool { // b is as good as a
		for q := range a {
			if b[q].Cmp(a[q]) < 0 {
				return false
			}
		}
		return true
	}
	same := func(a, b []*big.Rat) bool { return covered(a, b) && covered(b, a) }
	for k, a := range all {
		keep := true
		for m, b := range all {
			if k != m && covered(a, b) && (!same(a, b) || m < k) {
				keep = false
			}
		}
		if keep {
			var f []float64
			for _, v := range a {
				x, _ := v.Float64()
				f = append(f, x)
			}
			p.front = append(p.front, f)
		}
	}
	for q := range p.mean {
		p.mean[q] /= float64(p.size)
	}
	return p
}

// round rounds to nine decimals, a half upwards.
func round(r *big.Rat) *big.Rat {
	s := new(big.Rat).Mul(r, big.NewRat(1_000_000_000, 1))
	s.Add(s, big.NewRat(1, 2))
	return new(big.Rat).SetFrac(new(big.Int).Div(s.Num(), s.Denom()), big.NewInt(1_000_000_000))
}

func matches(t *testing.T, seed uint64, how string, sp *Space, want *simple, averaged bool) {
	t.Helper()
	got := sp.all()
	within := func(v []float64, of [][]float64) bool { // of vectors one of which rounds to the other
		return slices.ContainsFunc(of, func(w []float64) bool {
			for q := range v {
				if math.Abs(v[q]-w[q]) > 0.6e-9 {
					return false
				}
			}
			return true
		})
	}
	if len(got) != len(want.front) || !sp.Proven || slices.ContainsFunc(got, func(v []float64) bool { return !within(v, want.front) }) {
		t.Fatalf("seed %d by %s: the frontier is\n%v\nwant\n%v", seed, how, got, want.front)
	}
	for k, p := range sp.Frontier {
		for q := range p.Utility {
			if exact, _ := sp.Scenario.Utility(q, p.Outcome).Float64(); math.Abs(exact-p.Utility[q]) > 1e-12 {
				t.Fatalf("seed %d by %s: point %d: %v is worth %v, and %v was said", seed, how, k, p.Outcome, exact, p.Utility[q])
			}
		}
	}
	if sp.Rational.Int64() != want.rational || sp.Better.Int64() != want.better || sp.Outcomes.Int64() != want.size {
		t.Fatalf("seed %d by %s: %s rational and %s better of %s, want %d, %d of %d", seed, how, sp.Rational, sp.Better, sp.Outcomes, want.rational, want.better, want.size)
	}
	for q := range want.min {
		mean := want.mean[q]
		if averaged {
			mean = sp.Mean[q]
		}
		if math.Abs(sp.Min[q]-want.min[q])+math.Abs(sp.Max[q]-want.max[q])+math.Abs(mean-want.mean[q]) > 1e-9 {
			t.Fatalf("seed %d by %s: %v to %v, mean %v; want %v to %v, mean %v", seed, how, sp.Min, sp.Max, sp.Mean, want.min, want.max, want.mean)
		}
	}
}

// What is found by sums, by a walk and by rectangles is what the definitions
// give. It would not be if a cap came too early, a denominator were rounded
// where it fits, or an interval of a bound were off by one.
func TestMeasureAgainstDefinitions(t *testing.T) {
	seeds := uint64(120)
	if testing.Short() {
		seeds = 20
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 4))
		s := drawn(r, seed%2 == 1)
		want := simply(s)
		sp, err := Measure(context.Background(), s)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		matches(t, seed, sp.Method, sp, want, true)
		real := slices.ContainsFunc(s.Issues, func(i scenario.Issue) bool { return i.Kind == scenario.Real })
		countedTwice(t, seed, s, want)
		f, ok := fieldOf(s)
		if !ok || real { // a walk stops at 21 numbers of a real issue, a search at all that matter
			continue
		}
		m := &measuring{ctx: context.Background(), s: s, sp: &Space{Scenario: s, Outcomes: big.NewInt(want.size)}, of: make([]*numbers, len(s.Profiles))}
		if err := m.byRectangles(f); err != nil {
			t.Fatal(err)
		}
		matches(t, seed, m.sp.Method, m.sp, want, false)
	}
}

// countedTwice counts by halves that meet, which takes over where going through
// beginnings is too long.
func countedTwice(t *testing.T, seed uint64, s *scenario.Scenario, want *simple) {
	t.Helper()
	m := &measuring{ctx: context.Background(), s: s}
	for i := range s.Issues {
		m.count = append(m.count, choices(&s.Issues[i]))
	}
	var least []int64
	for q := range s.Profiles {
		n := numbersOf(s, q, true)
		if n.parts == nil || n.reserved > n.cap {
			return
		}
		m.of, least = append(m.of, n), append(least, max(n.reserved, -room.Int64()))
	}
	if got := m.countPairs(least); (got == nil) != (len(least) > 2) || got != nil && got.Int64() != want.rational {
		t.Fatalf("seed %d: %s rational outcomes by halves, want %d", seed, got, want.rational)
	}
}

// Undominated vectors of any number of parties are those that none covers.
func TestUndominated(t *testing.T) {
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 5))
		parties := 1 + r.IntN(5)
		var all []entry
		for k := range r.IntN(40) {
			u := make([]int64, parties)
			for q := range u {
				u[q] = r.Int64N(6)
			}
			all = append(all, entry{u: u, from: k})
		}
		want := map[string]bool{}
		for _, a := range all {
			if !slices.ContainsFunc(all, func(b entry) bool { return covers(b.u, a.u) && !covers(a.u, b.u) }) {
				want[fmt.Sprint(a.u)] = true
			}
		}
		got := undominated(slices.Clone(all))
		for _, e := range got {
			if !want[fmt.Sprint(e.u)] {
				t.Fatalf("seed %d: %v is dominated", seed, e.u)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("seed %d: %d vectors, want %d", seed, len(got), len(want))
		}
	}
}

// A survey that stops keeps whole rows, and one that breaks on a scenario says
// so in its row.
func TestRunStops(t *testing.T) {
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	rows, err := s.Run(ctx, t.TempDir(), []Folder{{Name: "a"}, {Name: "b"}}, 2, nil, nil)
	if len(rows) != 0 || err == nil {
		t.Errorf("%d rows and the error %v of a run that was stopped before it began", len(rows), err)
	}
	known := make(Row, len(s.Columns))
	known[0], known[len(known)-1] = "a", "digest"
	rows, err = s.Run(context.Background(), t.TempDir(), []Folder{{"a", "digest"}, {"b", ""}}, 2, map[string]Row{"a": known}, nil)
	if err != nil || len(rows) != 2 || s.Cell(rows[0], ColumnError) != "" || s.Cell(rows[1], ColumnError) == "" {
		t.Errorf("rows %q, error %v", rows, err)
	}
}

// BenchmarkAdditive measures scenarios of two parties whose evaluations and
// weights are drawn from whole percents: the full analysis.
func BenchmarkAdditive(b *testing.B) {
	for _, size := range []struct{ issues, values int }{{6, 5}, {5, 11}, {6, 10}, {7, 10}, {10, 10}} {
		r := rand.New(rand.NewPCG(1, uint64(size.issues)))
		s := &scenario.Scenario{Semantics: scenario.SemanticsGenius}
		for n := range size.issues {
			i := scenario.Issue{Index: n + 1, Name: fmt.Sprint("i", n)}
			for v := range size.values {
				i.Values = append(i.Values, fmt.Sprint("v", v))
			}
			s.Issues = append(s.Issues, i)
		}
		reserved := parley.Fraction(1, 2)
		for range 2 {
			u := &scenario.Additive{}
			for range s.Issues {
				w := parley.Fraction(1+r.Int64N(100), int64(50*size.issues))
				table := &scenario.Table{}
				for range size.values {
					v := parley.Int(r.Int64N(101))
					table.Values = append(table.Values, &v)
				}
				u.Terms = append(u.Terms, scenario.Term{Weight: &w, Eval: table})
			}
			s.Profiles = append(s.Profiles, scenario.Profile{Utility: u, Reservation: &reserved})
		}
		b.Run(s.Size().String()+" packages", func(b *testing.B) {
			for b.Loop() {
				sp, err := Measure(context.Background(), s)
				if err != nil {
					b.Fatal(err)
				}
				for _, d := range Definitions() {
					d.Of(sp)
				}
				b.ReportMetric(float64(len(sp.Frontier)), "vectors")
			}
		})
	}
}

// Discounted utilities fall, and reservation values with them by GENIUS's
// definition and not by NegMAS's, where outcomes stop being rational.
func TestAt(t *testing.T) {
	half, quarter := parley.Fraction(1, 2), parley.Fraction(1, 4)
	one, weight := parley.Int(1), parley.Int(1)
	s := &scenario.Scenario{Semantics: scenario.SemanticsGenius, Issues: []scenario.Issue{{Index: 1, Name: "i", Values: []string{"a", "b"}}}}
	s.Profiles = []scenario.Profile{{Utility: &scenario.Additive{Terms: []scenario.Term{{Weight: &weight, Eval: &scenario.Table{Values: []*parley.Number{&one, &half}}}}},
		Reservation: &half, Discount: &quarter}}
	sp, err := Measure(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	later := sp.At(0.5) // a quarter to the power of a half is a half
	if p := later.Frontier[0]; p.Utility[0] != 0.5 || !p.Rational || later.Reserved[0] != 0.25 || later.Rational == nil || sp.Frontier[0].Utility[0] != 1 {
		t.Errorf("by GENIUS: %+v, reserved %v", p, later.Reserved)
	}
	if sp, err = Measure(context.Background(), s.Under(scenario.SemanticsNegMAS)); err != nil {
		t.Fatal(err)
	}
	later = sp.At(1)
	if p := later.Frontier[0]; p.Utility[0] != 0.25 || p.Rational || later.Reserved[0] != 0.5 || later.Rational != nil {
		t.Errorf("by NegMAS: %+v, reserved %v", p, later.Reserved)
	}
}
