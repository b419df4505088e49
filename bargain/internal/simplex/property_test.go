package simplex

import (
	"context"
	"fmt"
	"math/big"
	"math/rand"
	"reflect"
	"testing"
)

// proof checks a solution by what Solution promises of it, with nothing of
// the solver. By weak duality and Farkas's lemma no wrong answer can pass.
func proof(p *Problem, s Solution, status Status) error {
	n := len(p.Maximize)
	dot := func(a, b []*big.Rat) *big.Rat {
		sum := new(big.Rat)
		for i := range a {
			if a[i] != nil && b[i] != nil {
				sum.Add(sum, new(big.Rat).Mul(a[i], b[i]))
			}
		}
		return sum
	}
	zero := new(big.Rat)
	// feasible checks a point; with home, a direction instead.
	feasible := func(x []*big.Rat, home bool) error {
		if len(x) != n {
			return fmt.Errorf("a point of %d numbers for %d variables", len(x), n)
		}
		for j := range x {
			if !p.free(j) && x[j].Sign() < 0 {
				return fmt.Errorf("x%d = %s is negative", j, x[j].RatString())
			}
			u := p.upper(j)
			if home && u != nil {
				u = zero
			}
			if u != nil && x[j].Cmp(u) > 0 {
				return fmt.Errorf("x%d = %s is above %s", j, x[j].RatString(), u.RatString())
			}
		}
		for i, r := range p.Rows {
			rhs := r.RHS
			if home || rhs == nil {
				rhs = zero
			}
			cmp := dot(r.Coef, x).Cmp(rhs)
			if cmp < 0 && r.Op != LE || cmp > 0 && r.Op != GE {
				return fmt.Errorf("row %d is broken at %s", i, show(x))
			}
		}
		return nil
	}
	// dual checks Aᵀy + w ≥ c and the signs, and returns b·y + u·w.
	dual := func(c []*big.Rat) (*big.Rat, error) {
		y, w := s.Dual, s.DualUpper
		if len(y) != len(p.Rows) || len(w) != n {
			return nil, fmt.Errorf("%d and %d duals for %d rows and %d variables", len(y), len(w), len(p.Rows), n)
		}
		bound := new(big.Rat)
		for i, r := range p.Rows {
			if y[i].Sign() < 0 && r.Op == LE || y[i].Sign() > 0 && r.Op == GE {
				return nil, fmt.Errorf("dual %s of a %v row", y[i].RatString(), r.Op)
			}
			bound.Add(bound, dot([]*big.Rat{r.RHS}, y[i:i+1]))
		}
		for j := range n {
			if w[j].Sign() < 0 || w[j].Sign() > 0 && p.upper(j) == nil {
				return nil, fmt.Errorf("dual %s of an upper bound", w[j].RatString())
			}
			if u := p.upper(j); u != nil {
				bound.Add(bound, new(big.Rat).Mul(u, w[j]))
			}
			sum := new(big.Rat).Set(w[j])
			for i, r := range p.Rows {
				sum.Add(sum, dot(r.Coef[j:j+1], y[i:i+1]))
			}
			want := c[j]
			if want == nil {
				want = zero
			}
			if cmp := sum.Cmp(want); cmp < 0 || cmp > 0 && p.free(j) {
				return nil, fmt.Errorf("column %d: Aᵀy + w = %s against %s", j, sum.RatString(), want.RatString())
			}
		}
		return bound, nil
	}
	switch status {
	case Optimal:
		if err := feasible(s.X, false); err != nil {
			return err
		}
		bound, err := dual(p.Maximize)
		if err != nil {
			return err
		}
		if v := dot(p.Maximize, s.X); v.Cmp(s.Value) != 0 || bound.Cmp(s.Value) != 0 {
			return fmt.Errorf("c·x = %s, value %s, bound %s", v.RatString(), s.Value.RatString(), bound.RatString())
		}
	case Infeasible:
		bound, err := dual(make([]*big.Rat, n))
		if err != nil {
			return err
		}
		if bound.Sign() >= 0 {
			return fmt.Errorf("contradiction bound %s is not negative", bound.RatString())
		}
	case Unbounded:
		if err := feasible(s.X, false); err != nil {
			return err
		}
		if err := feasible(s.Ray, true); err != nil {
			return fmt.Errorf("ray: %w", err)
		}
		if dot(p.Maximize, s.Ray).Sign() <= 0 {
			return fmt.Errorf("the ray %s gains nothing", show(s.Ray))
		}
	default:
		return fmt.Errorf("status %v", status)
	}
	return nil
}

// clone copies p with all its numbers.
func clone(p *Problem) *Problem {
	rats := func(rs []*big.Rat) []*big.Rat {
		if rs == nil {
			return nil
		}
		out := make([]*big.Rat, len(rs))
		for i, r := range rs {
			if r != nil {
				out[i] = new(big.Rat).Set(r)
			}
		}
		return out
	}
	q := &Problem{Maximize: rats(p.Maximize), Upper: rats(p.Upper), Free: append([]bool(nil), p.Free...)}
	for _, r := range p.Rows {
		q.Rows = append(q.Rows, Row{rats(r.Coef), r.Op, rats([]*big.Rat{r.RHS})[0]})
	}
	return q
}

// Fails if the solver's status or value differs from a search of all vertices
// (in exact arithmetic, and sharing no code), if an answer's proof does not
// hold, if the input is changed, or if a second run answers differently.
// Rational scaling of each row and of the units makes it fail as well if the
// solver's own scaling is wrong.
func TestAgainstAllVertices(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	rounds := 6000
	if testing.Short() {
		rounds = 600
	}
	seen := map[Status]int{}
	positive := func() *big.Rat { return big.NewRat(1+rng.Int63n(9), 1+rng.Int63n(9)) }
	for round := range rounds {
		b := randomBrute(rng)
		want, value := b.solve()
		seen[want]++
		// The same problem in other units: x by xUnit, c by cUnit.
		xUnit, cUnit := positive(), positive()
		mul := func(n int64, rs ...*big.Rat) *big.Rat {
			z := new(big.Rat).SetInt64(n)
			for _, r := range rs {
				z.Mul(z, r)
			}
			return z
		}
		p := &Problem{Free: b.free, Upper: make([]*big.Rat, b.n)}
		for j := range b.n {
			p.Maximize = append(p.Maximize, mul(b.c[j], cUnit))
			if b.hasUpper[j] {
				p.Upper[j] = mul(b.upper[j], xUnit)
			}
		}
		for _, r := range b.rows {
			scale := positive()
			row := Row{Op: r.op, RHS: mul(r.rhs, scale, xUnit)}
			for _, a := range r.a[:b.n] {
				row.Coef = append(row.Coef, mul(a, scale))
			}
			p.Rows = append(p.Rows, row)
		}
		before := clone(p)
		s, status, err := p.Solve(context.Background())
		if err != nil || status != want {
			t.Fatalf("round %d: status %v, error %v, want %v: %+v", round, status, err, want, b)
		}
		if err := proof(p, s, status); err != nil {
			t.Fatalf("round %d: %v: %+v", round, err, b)
		}
		if want == Optimal {
			if v := value.Mul(value, mul(1, xUnit, cUnit)); v.Cmp(s.Value) != 0 {
				t.Fatalf("round %d: value %s, want %s: %+v", round, s.Value.RatString(), v.RatString(), b)
			}
		}
		if !reflect.DeepEqual(before, clone(p)) {
			t.Fatalf("round %d: the input was changed: %+v", round, b)
		}
		again, _, _ := p.Solve(context.Background())
		if !reflect.DeepEqual(s, again) {
			t.Fatalf("round %d: two runs differ: %+v", round, b)
		}
	}
	for _, s := range []Status{Optimal, Infeasible, Unbounded} {
		if seen[s] < rounds/20 {
			t.Errorf("only %d of %d problems were %v: the test is too weak", seen[s], rounds, s)
		}
	}
}

// Fails if something goes wrong only when cells outgrow a machine word, or
// when there are more pivots than a small problem needs. All vertices are too
// many here, so the proof alone is checked.
func TestLarger(t *testing.T) {
	rng := rand.New(rand.NewSource(2))
	seen := map[Status]int{}
	for round := range 300 {
		p := randomDense(rng, 6+rng.Intn(15), 4+rng.Intn(12), round%2 == 0)
		s, status, err := p.Solve(context.Background())
		if err == nil {
			err = proof(p, s, status)
		}
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		seen[status]++
	}
	if seen[Optimal] < 100 || seen[Infeasible] < 15 || seen[Unbounded] < 15 {
		t.Errorf("%v: the test is too weak", seen)
	}
}

// Fails if either phase goes round in a circle, or wanders: nearly every step
// here has length 0, since all numbers are -1, 0 or 1 and most right-hand
// sides are 0. The limit on steps is far above what any of these needs.
func TestDegenerate(t *testing.T) {
	rng := rand.New(rand.NewSource(4))
	small := func() *big.Rat { return big.NewRat(rng.Int63n(3)-1, 1) }
	seen := map[Status]int{}
	for round := range 2000 {
		n, m := 3+rng.Intn(8), 3+rng.Intn(8)
		p := &Problem{Upper: make([]*big.Rat, n), Free: make([]bool, n)}
		for j := range n {
			p.Maximize = append(p.Maximize, small())
			if rng.Intn(3) > 0 {
				p.Upper[j] = big.NewRat(rng.Int63n(2), 1)
			}
			p.Free[j] = rng.Intn(6) == 0
		}
		for range m {
			r := Row{Op: Op(rng.Intn(3)), RHS: new(big.Rat)}
			if rng.Intn(6) == 0 {
				r.RHS = small()
			}
			for range n {
				r.Coef = append(r.Coef, small())
			}
			p.Rows = append(p.Rows, r)
		}
		s, status, err := p.Solve(&countdown{context.Background(), 1000})
		if err == nil {
			err = proof(p, s, status)
		}
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		seen[status]++
	}
	if seen[Optimal] < 100 || seen[Infeasible] < 100 || seen[Unbounded] < 100 {
		t.Errorf("%v: the test is too weak", seen)
	}
}
