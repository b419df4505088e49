package dual

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
	"parley/bargain/internal/network/networktest"
)

// drawGoal returns a random goal over some parties.
func drawGoal(rng *rand.Rand, s *network.Space) Goal {
	unit := new(big.Int).Lsh(big.NewInt(1), uint(70*(s.Limbs-1)))
	rat := func(low, high, by int64) *big.Rat {
		x := big.NewRat(low+rng.Int64N(high-low+1), 1+rng.Int64N(by))
		return x.Mul(x, new(big.Rat).SetInt(unit))
	}
	var who []int
	for q := range s.Parties {
		if rng.IntN(4) > 0 {
			who = append(who, q)
		}
	}
	if len(who) == 0 {
		who = append(who, rng.IntN(s.Parties))
	}
	weights, origin, scale := make([]*big.Rat, s.Columns), make([]*big.Rat, s.Columns), make([]*big.Rat, s.Columns)
	for q := range s.Columns {
		origin[q] = rat(-3, 8, 2)
		scale[q] = rat(1, 5, 3)
		weights[q] = big.NewRat(1+rng.Int64N(3), 1+rng.Int64N(2))
	}
	if rng.IntN(3) == 0 {
		origin, weights = nil, nil
	}
	switch rng.IntN(3) {
	case 0:
		w := make([]*big.Rat, s.Columns)
		for _, q := range who {
			w[q] = big.NewRat(rng.Int64N(7)-2, 1+rng.Int64N(3))
		}
		return Sum(w)
	case 1:
		return Product(who, origin, weights)
	}
	return Least(who, origin, scale)
}

// scan returns the best score over the packages that reach the floors, and the
// worths that have it; nil where there is none.
func scan(s *network.Space, g Goal, all [][]int) (best *big.Int, worths map[string]bool) {
	m := g.measure(s)
next:
	for _, local := range all {
		if !s.Holds(local) {
			continue
		}
		worth := s.Sum(local)
		if g.kind == product {
			for j, q := range g.who {
				if m.reach(j, new(big.Int)).Cmp(amount.Int(worth[q*s.Limbs:(q+1)*s.Limbs])) > 0 {
					continue next
				}
			}
		}
		score := m.score(worth)
		if best == nil || score.Cmp(best) > 0 {
			best, worths = score, map[string]bool{}
		}
		if score.Cmp(best) == 0 {
			worths[key(worth)] = true
		}
	}
	return best, worths
}

func key(worth []uint64) string {
	var b []byte
	for _, w := range worth {
		for n := range 8 {
			b = append(b, byte(w>>(8*n)))
		}
	}
	return string(b)
}

// Maximise must find the best value of every goal and every worth that has it,
// with or without ties between issues, floors and held columns, and prove it:
// by going through all that is left at the root or, every other time, by
// splitting down to nodes of next to nothing. It fails if a bound cuts a best
// package off, a tie is lost, or a goal is judged by something else than its
// definition.
func TestMaximiseAgreesWithAScan(t *testing.T) {
	defer func(f, m int) { few, many = f, m }(few, many)
	few0, many0 := few, many
	rng := rand.New(rand.NewPCG(5, 6))
	found, none, split := 0, 0, 0
	for run := range 6000 {
		if few, many = few0, many0; run%2 == 0 {
			few, many = 2, 32
		}
		n, s := drawSpace(rng, true)
		g := drawGoal(rng, s)
		all := packages(n, s)
		best, worths := scan(s, g, all)
		opt := Options{Ties: 1000}
		opt.hook = boundHolds(t, s, g, all)
		r, err := Maximise(context.Background(), s, g, opt)
		if err != nil || !r.Proven || !r.Complete {
			t.Fatalf("run %d: %+v %v", run, r, err)
		}
		if r.Nodes > 1 {
			split++
		}
		if best == nil {
			none++
			if len(r.Best) > 0 || !math.IsInf(r.Upper, -1) {
				t.Fatalf("run %d: no package reaches the floors, but %+v", run, r)
			}
			continue
		}
		found++
		if r.Lower == nil || r.Lower.Cmp(g.measure(s).value(best)) != 0 {
			t.Fatalf("run %d: goal %+v value %v, want %v", run, g, r.Lower, g.measure(s).value(best))
		}
		got := map[string]bool{}
		for _, local := range r.Best {
			if !s.Holds(local) {
				t.Fatalf("run %d: a package that is not in the space", run)
			}
			got[key(s.Sum(local))] = true
		}
		if len(got) != len(r.Best) || len(got) != len(worths) {
			t.Fatalf("run %d: goal %+v: %d packages with %d worths, want %d", run, g, len(r.Best), len(got), len(worths))
		}
		if r.Floor > r.Upper || best.Sign() > 0 && r.Upper-r.Floor > 1e-9*(1+math.Abs(r.Upper)) {
			t.Fatalf("run %d: goal %+v: between %v and %v", run, g, r.Floor, r.Upper)
		}
	}
	if found < 1000 || none < 100 || split < 400 {
		t.Errorf("%d spaces with and %d without packages, %d searches that split: the test tested little", found, none, split)
	}
}

// boundHolds checks at every node that no package left there is above its
// bound.
func boundHolds(t *testing.T, s *network.Space, g Goal, all [][]int) func(d *Domain, bound float64) {
	m := g.measure(s)
	value := make([]float64, len(all))
	for n, local := range all {
		value[n] = math.Inf(-1)
		if s.Holds(local) {
			value[n] = float(m.score(s.Sum(local)), m.unit)
		}
		if g.kind == product {
			value[n] = math.Inf(-1)
			if score, positive := m.score(s.Sum(local)), true; s.Holds(local) {
				for j, q := range g.who {
					positive = positive && m.reach(j, big.NewInt(1)).Cmp(amount.Int(s.Sum(local)[q*s.Limbs:(q+1)*s.Limbs])) <= 0
				}
				if powers, _ := new(big.Float).SetInt(common(g.weight)).Float64(); positive {
					value[n] = (logarithm(score) - logarithm(m.unit)) / powers
				}
			}
		}
	}
	return func(d *Domain, bound float64) {
	next:
		for n, local := range all {
			for i, k := range local {
				if !d.Allows(i, k) {
					continue next
				}
			}
			if value[n] > bound+1e-13*math.Abs(bound) {
				t.Fatalf("a package with %v in a node under %v", value[n], bound)
			}
		}
	}
}

// A search that is given a best package, or the multipliers of another space,
// or nonsense for multipliers, must end with the same value and bounds that
// hold it. It fails if what is known is forgotten when the root closes at once.
func TestMaximiseFromWhatIsKnown(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 16))
	for run := range 1000 {
		_, s := drawSpace(rng, true)
		g := drawGoal(rng, s)
		want, err := Maximise(context.Background(), s, g, Options{})
		if err != nil || len(want.Best) == 0 {
			continue
		}
		opt := Options{Known: append([][]int{nil, {-1}}, want.Best...), Start: slices.Clone(want.Multipliers)}
		for j := range opt.Start {
			switch rng.IntN(8) {
			case 0:
				opt.Start[j] = math.NaN()
			case 1:
				opt.Start[j] = -1
			case 2:
				opt.Start[j] *= 1e6
			}
		}
		got, err := Maximise(context.Background(), s, g, opt)
		if err != nil || !got.Proven || got.Lower == nil || got.Lower.Cmp(want.Lower) != 0 || got.Upper < got.Floor {
			t.Fatalf("run %d: %+v %v, want %v", run, got, err, want.Lower)
		}
	}
}

// A search that ends after so many nodes must say that it is not proven, and
// bound what it did not look at. It fails if a cut-off answer passes for
// proven, or its bound misses a better package.
func TestFewNodes(t *testing.T) {
	defer func(f int) { few = f }(few)
	few = 2 // so that nodes are split
	rng := rand.New(rand.NewPCG(17, 1))
	cut := 0
	for range 400 {
		n := networktest.Draw(rng, networktest.Spec{Parties: 2, Issues: 8, Cells: 4, Most: 1 << 30, Floors: true, Limbs: 1})
		s := n.Space(nil)
		if s.Barred {
			continue
		}
		goal := Sum([]*big.Rat{big.NewRat(-1, 1)})
		whole, err := Maximise(context.Background(), s, goal, Options{})
		if err != nil {
			t.Fatal(err)
		}
		some, err := Maximise(context.Background(), s, goal, Options{Nodes: 1})
		if err != nil {
			t.Fatal(err)
		}
		if whole.Lower == nil {
			continue
		}
		best, _ := whole.Lower.Float64()
		if some.Upper < best-1e-9*math.Abs(best) || some.Proven && some.Lower.Cmp(whole.Lower) != 0 {
			t.Fatalf("%v to %v, proven %v, and the best is %v", some.Lower, some.Upper, some.Proven, whole.Lower)
		}
		if !some.Proven {
			cut++
		}
	}
	if cut == 0 {
		t.Error("no search was cut off")
	}
}
