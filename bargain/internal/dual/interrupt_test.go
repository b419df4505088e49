package dual

import (
	"context"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// ending is a context that ends after so many looks at it.
type ending struct {
	context.Context
	left int
}

func (c *ending) Err() error {
	if c.left--; c.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// eachEnding calls visit with small spaces, goals and contexts that end after
// more and more looks, until one does not end before the answer: visit says
// whether it did. Nodes are small, so that there is something to interrupt: at
// least so many looks.
func eachEnding(t *testing.T, seed uint64, looksAtLeast int, visit func(ctx context.Context, n *network.Network, s *network.Space, g Goal) (ended bool)) {
	defer func(f, m, p int) { few, many, plateau = f, m, p }(few, many, plateau)
	few, many, plateau = 2, 32, 1
	rng := rand.New(rand.NewPCG(seed, 99))
	most := 0
	for range 250 {
		n, s := drawSpace(rng, true)
		g := drawGoal(rng, s)
		for looks := 0; ; looks += 1 + looks/3 {
			if !visit(&ending{context.Background(), looks}, n, s, g) {
				most = max(most, looks)
				break
			}
		}
	}
	if most < looksAtLeast {
		t.Errorf("no search looked at its context more than %d times: the test tested little", most)
	}
}

// exceeds reports whether an exact value of a goal is above a bound in the unit
// of Result.Upper.
func exceeds(m *measure, powers float64, score *big.Int, bound float64) bool {
	if math.IsInf(bound, 0) {
		return bound < 0
	}
	if m.kind == product {
		if score.Sign() <= 0 {
			return false
		}
		return (logarithm(score)-logarithm(m.unit))/powers > bound+1e-13*(1+math.Abs(bound))
	}
	return m.value(score).Cmp(new(big.Rat).SetFloat64(bound)) > 0
}

func powersOf(g Goal) float64 {
	f, _ := new(big.Float).SetInt(common(g.weight)).Float64()
	return f
}

// Whenever the context ends, Maximise must say so, and its bounds must hold
// what a scan finds between them. It fails if an unfinished node is forgotten.
func TestMaximiseInterrupted(t *testing.T) {
	eachEnding(t, 1, 15, func(ctx context.Context, n *network.Network, s *network.Space, g Goal) bool {
		best, _ := scan(s, g, packages(n, s))
		m := g.measure(s)
		r, err := Maximise(ctx, s, g, Options{Ties: 3})
		if err != nil && (!errors.Is(err, context.DeadlineExceeded) || r.Proven || r.Complete) {
			t.Fatalf("%+v %v", r, err)
		}
		if (r.Lower == nil) != (len(r.Best) == 0) {
			t.Fatalf("%d packages, but the value %v", len(r.Best), r.Lower)
		}
		for _, local := range r.Best {
			if !s.Holds(local) || m.value(m.score(s.Sum(local))).Cmp(r.Lower) != 0 {
				t.Fatalf("a package that is not in the space or not worth %v", r.Lower)
			}
		}
		if best == nil {
			if len(r.Best) > 0 {
				t.Fatal("a package where there is none")
			}
			return err != nil
		}
		if r.Lower != nil && (r.Lower.Cmp(m.value(best)) > 0 || r.Floor > r.Upper) {
			t.Fatalf("lower %v, floor %v, upper %v, where the best is %v", r.Lower, r.Floor, r.Upper, m.value(best))
		}
		if exceeds(m, powersOf(g), best, r.Upper) {
			t.Fatalf("upper %v, where the best is %v", r.Upper, m.value(best))
		}
		return err != nil
	})
}

// Leximin must return levels that are those of a scan, as far as it got, and
// bounds on the first.
func TestLeximinInterrupted(t *testing.T) {
	eachEnding(t, 2, 15, func(ctx context.Context, n *network.Network, s *network.Space, _ Goal) bool {
		who := everybody(s)
		m := Least(who, nil, nil).measure(s)
		x := &lexical{s: s, who: who, m: m, opt: Options{Ties: 1}}
		for _, local := range packages(n, s) {
			if s.Holds(local) {
				x.meet(local)
			}
		}
		r, err := Leximin(ctx, s, who, nil, nil, Options{})
		if err != nil && (!errors.Is(err, context.DeadlineExceeded) || r.Proven) {
			t.Fatalf("%+v %v", r, err)
		}
		if len(x.best) == 0 {
			return err != nil
		}
		want := x.best[0].scores
		for i, level := range r.Levels {
			if level.Cmp(m.value(want[i])) != 0 {
				t.Fatalf("levels %v, want %v", r.Levels, want)
			}
		}
		if r.Lower != nil && r.Lower.Cmp(m.value(want[0])) > 0 || exceeds(m, 1, want[0], r.Upper) {
			t.Fatalf("the least is between %v and %v, want %v", r.Lower, r.Upper, want[0])
		}
		for _, local := range r.Best {
			if y := m.value(m.score(s.Sum(local))); !s.Holds(local) || y.Cmp(r.Lower) < 0 {
				t.Fatalf("a package with a least of %v, where %v is said", y, r.Lower)
			}
		}
		return err != nil
	})
}

// Top must list packages of the space, and bound what it does not list, with a
// distance and without.
func TestTopInterrupted(t *testing.T) {
	for apart := range 3 {
		eachEnding(t, 3, 15, func(ctx context.Context, n *network.Network, s *network.Space, g Goal) bool {
			r, err := Top(ctx, s, g, 3, apart, Options{})
			if err != nil && (!errors.Is(err, context.DeadlineExceeded) || r.Proven) {
				t.Fatalf("%+v %v", r, err)
			}
			m := g.measure(s)
			var listed []string
			for i, local := range r.Best {
				if !s.Holds(local) || m.value(m.score(s.Sum(local))).Cmp(r.Values[i]) != 0 {
					t.Fatalf("rank %d is not in the space or not worth %v", i, r.Values[i])
				}
				listed = append(listed, cells(local))
			}
			if apart > 0 {
				return err != nil
			}
			for _, local := range packages(n, s) {
				if slices.Contains(listed, cells(local)) {
					continue
				}
				if score, _ := scan(s, g, [][]int{local}); score != nil && (m.kind != product || score.Sign() > 0) && exceeds(m, powersOf(g), score, r.Upper) {
					t.Fatalf("%v is not listed, but above %v", m.value(score), r.Upper)
				}
			}
			return err != nil
		})
	}
}

// Feasible must not say yes or no before it knows, and bound the least excess.
func TestFeasibleInterrupted(t *testing.T) {
	eachEnding(t, 4, 2, func(ctx context.Context, n *network.Network, s *network.Space, _ Goal) bool {
		v, err := Feasible(ctx, s, Options{})
		if err != nil && (!errors.Is(err, context.DeadlineExceeded) || v.Witness != nil || v.Weights != nil) {
			t.Fatalf("%+v %v", v, err)
		}
		if v.Witness != nil && !s.Holds(v.Witness) {
			t.Fatal("a witness that is none")
		}
		var who []int
		origin := make([]*big.Rat, s.Columns)
		for q, floor := range s.Floors {
			if floor != nil {
				who = append(who, q)
				origin[q] = new(big.Rat).SetInt(amount.Int(floor))
			}
		}
		m := Least(who, origin, excess(s)).measure(s)
		for _, local := range packages(n, s) {
			if score := m.score(s.Sum(local)); s.Holds(local) && exceeds(m, 1, score, v.Excess) {
				t.Fatalf("an excess of %v, above %v", m.value(score), v.Excess)
			}
		}
		return err != nil
	})
}
