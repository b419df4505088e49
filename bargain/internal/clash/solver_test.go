package clash

import (
	"context"
	"errors"
	"math/rand"
	"slices"
	"testing"
)

// satisfies reports whether the bits of values, one a variable, meet the clause.
func satisfies(values int, clause []Lit) bool {
	return slices.ContainsFunc(clause, func(l Lit) bool { return (values>>l.Var()&1 == 1) == (l == Pos(l.Var())) })
}

// possible reports by trying everything whether the clauses can be met, each
// of the assumptions being a clause too.
func possible(vars int, clauses [][]Lit, assumed []Lit) bool {
next:
	for values := range 1 << vars {
		for _, a := range assumed {
			if !satisfies(values, []Lit{a}) {
				continue next
			}
		}
		for _, c := range clauses {
			if !satisfies(values, c) {
				continue next
			}
		}
		return true
	}
	return false
}

// anyLits returns so many random literals, twice the same among them.
func anyLits(rng *rand.Rand, vars, n int) []Lit {
	list := make([]Lit, n)
	for i := range list {
		list[i] = Lit(rng.Intn(2 * vars))
	}
	return list
}

// checkSolve compares one solve with trying everything.
func checkSolve(t *testing.T, s *Solver, vars int, clauses [][]Lit, assumed []Lit) {
	t.Helper()
	status, err := s.Solve(context.Background(), assumed...)
	if err != nil {
		t.Fatal(err)
	}
	switch want := possible(vars, clauses, assumed); {
	case status == Satisfiable && !want:
		t.Fatalf("clauses %v under %v: got Satisfiable, but nothing meets them: a clause or an assumption was lost", clauses, assumed)
	case status == Unsatisfiable && want:
		t.Fatalf("clauses %v under %v: got Unsatisfiable, but they can be met: something was learnt that does not follow", clauses, assumed)
	case status == Unknown:
		t.Fatalf("clauses %v under %v: got Unknown without a limit", clauses, assumed)
	case status == Satisfiable:
		values := 0
		for v := range vars {
			if s.Model(Pos(v)) {
				values |= 1 << v
			}
			if s.Model(Pos(v)) == s.Model(Neg(v)) {
				t.Fatalf("variable %d is both or neither", v)
			}
		}
		for _, c := range clauses {
			if !satisfies(values, c) {
				t.Fatalf("clauses %v under %v: the model %b breaks %v", clauses, assumed, values, c)
			}
		}
		for _, a := range assumed {
			if !satisfies(values, []Lit{a}) {
				t.Fatalf("clauses %v: the model %b breaks the assumption %v", clauses, values, a)
			}
		}
	default:
		core := s.Core()
		for _, l := range core {
			if !slices.Contains(assumed, l) {
				t.Fatalf("clauses %v under %v: the core %v has %v, which was not assumed", clauses, assumed, core, l)
			}
		}
		if possible(vars, clauses, core) {
			t.Fatalf("clauses %v under %v: the core %v is no contradiction", clauses, assumed, core)
		}
	}
}

// Fails if a model, a refusal or a core is wrong in any of 30,000 solves, with
// clauses, and now and then variables, added between them.
func TestSolverAgainstTryingEverything(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	solves := 0
	for solves < 30_000 {
		vars := 1 + rng.Intn(9)
		s := NewSolver()
		for range vars {
			s.NewVar(rng.Intn(2) == 0)
		}
		var clauses [][]Lit
		for range 4 + rng.Intn(12) {
			for range rng.Intn(2 + vars) {
				c := anyLits(rng, vars, 1+rng.Intn(4))
				if len(c) < 3 && rng.Intn(3) > 0 { // short clauses end it soon
					c = anyLits(rng, vars, 3)
				}
				clauses = append(clauses, c)
				s.Add(c...)
			}
			if rng.Intn(8) == 0 && vars < 10 {
				vars++
				s.NewVar(rng.Intn(2) == 0)
			}
			if rng.Intn(4) == 0 { // what is cut off must leave the solver sound
				if _, err := s.SolveWithin(context.Background(), rng.Intn(3), anyLits(rng, vars, rng.Intn(3))...); err != nil {
					t.Fatal(err)
				}
			}
			checkSolve(t, s, vars, clauses, anyLits(rng, vars, rng.Intn(vars+2)))
			solves++
		}
	}
}

// random3 adds random clauses of three different variables.
func random3(rng *rand.Rand, s *Solver, vars, clauses int) [][]Lit {
	for range vars {
		s.NewVar(false)
	}
	var list [][]Lit
	for range clauses {
		v := rng.Perm(vars)[:3]
		c := []Lit{Lit(2*v[0] + rng.Intn(2)), Lit(2*v[1] + rng.Intn(2)), Lit(2*v[2] + rng.Intn(2))}
		list = append(list, c)
		s.Add(c...)
	}
	return list
}

// Fails if learning, forgetting or restarting is unsound where there is enough
// to do: near the threshold of 4.26 clauses a variable, half can be met. What
// is said to be met is verified; what is said not to be must stay so when
// another solver splits it on four variables.
func TestSolverAtTheThreshold(t *testing.T) {
	met := 0
	const rounds, vars = 24, 110
	for seed := range int64(rounds) {
		s := NewSolver()
		clauses := random3(rand.New(rand.NewSource(seed)), s, vars, 468)
		s.allowance = 50 // forget early
		status, err := s.Solve(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if status == Satisfiable {
			met++
			for _, c := range clauses {
				if !slices.ContainsFunc(c, s.Model) {
					t.Fatalf("seed %d: the model breaks %v", seed, c)
				}
			}
			continue
		}
		other := NewSolver()
		random3(rand.New(rand.NewSource(seed)), other, vars, 468)
		for split := range 16 {
			var assumed []Lit
			for n := range 4 {
				assumed = append(assumed, Lit(2*(17*n)+split>>n&1))
			}
			if status, err := other.Solve(context.Background(), assumed...); err != nil || status != Unsatisfiable {
				t.Fatalf("seed %d: one solver says that the clauses cannot be met, the other meets them under %v", seed, assumed)
			}
		}
	}
	if met < rounds/5 || met > rounds*4/5 {
		t.Errorf("%d of %d could be met: near the threshold about half should be, so one of the answers is too frequent", met, rounds)
	}
}

// pigeons demands that each of n+1 sits alone in one of n places.
func pigeons(s *Solver, n int) {
	for range (n + 1) * n {
		s.NewVar(false)
	}
	for p := range n + 1 {
		var c []Lit
		for h := range n {
			c = append(c, Pos(p*n+h))
			for q := range p {
				s.Add(Neg(p*n+h), Neg(q*n+h))
			}
		}
		s.Add(c...)
	}
}

// Fails if clauses are forgotten that are still needed, or if assumptions
// behind which a long proof stands come back wrong.
func TestSolverPigeons(t *testing.T) {
	s := NewSolver()
	on := s.NewVar(true)
	const n = 7
	base := s.Vars()
	for range (n + 1) * n {
		s.NewVar(false)
	}
	at := func(p, h int) int { return base + p*n + h }
	for p := range n + 1 {
		c := []Lit{Neg(on)}
		for h := range n {
			c = append(c, Pos(at(p, h)))
			for q := range p {
				s.Add(Neg(at(p, h)), Neg(at(q, h)))
			}
		}
		s.Add(c...)
	}
	s.allowance = 30
	ctx := context.Background()
	if status, _ := s.Solve(ctx, Pos(on), Pos(at(2, 3))); status != Unsatisfiable || !slices.Contains(s.Core(), Pos(on)) {
		t.Errorf("eight in seven places: got %v with core %v, want Unsatisfiable because of %v", status, s.Core(), Pos(on))
	}
	if status, _ := s.Solve(ctx, Pos(on)); status != Unsatisfiable || !slices.Equal(s.Core(), []Lit{Pos(on)}) {
		t.Errorf("asked again: got %v with core %v", status, s.Core())
	}
	if status, _ := s.Solve(ctx, Neg(on), Pos(at(2, 3))); status != Satisfiable {
		t.Errorf("nobody need sit: got %v", status)
	}
	if status, _ := s.Solve(ctx); status != Satisfiable || s.Model(Pos(on)) {
		t.Errorf("free to choose: got %v, want a model that gives up the demand", status)
	}
}

// Fails if an assumption next to its opposite, or one that level 0 excludes,
// gives a core with anything else in it, or if the solver is unusable after.
func TestSolverContraryAssumptions(t *testing.T) {
	s := NewSolver()
	a, b := s.NewVar(false), s.NewVar(false)
	ctx := context.Background()
	if status, _ := s.Solve(ctx, Pos(b), Pos(a), Neg(a)); status != Unsatisfiable {
		t.Errorf("a and not a: got %v", status)
	}
	core := s.Core()
	slices.Sort(core)
	if !slices.Equal(core, []Lit{Pos(a), Neg(a)}) {
		t.Errorf("core %v, want a and not a", core)
	}
	s.Add(Neg(a))
	if status, _ := s.Solve(ctx, Pos(b), Pos(a)); status != Unsatisfiable || !slices.Equal(s.Core(), []Lit{Pos(a)}) {
		t.Errorf("a, which is excluded: got %v with core %v", status, s.Core())
	}
	if status, _ := s.Solve(ctx, Pos(b)); status != Satisfiable {
		t.Errorf("b: got %v", status)
	}
	s.Add()
	if status, _ := s.Solve(ctx, Pos(b)); status != Unsatisfiable || len(s.Core()) != 0 {
		t.Errorf("after a clause of nothing: got %v with core %v, want a contradiction without assumptions", status, s.Core())
	}
}

// Fails if the search goes on after its context has ended, or loses it when
// asked again.
func TestSolverStops(t *testing.T) {
	s := NewSolver()
	pigeons(s, 9)
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if status, err := s.Solve(ended); status != Unknown || !errors.Is(err, context.Canceled) {
		t.Errorf("ended before: got %v, %v", status, err)
	}
	// The first look is at the start, so this one ends in the midst of the search.
	if status, err := s.Solve(&endsAfter{Context: context.Background(), looks: 2}); status != Unknown || !errors.Is(err, context.Canceled) {
		t.Errorf("ended in the search: got %v, %v; ten in nine places take more than %d steps", status, err, checkEvery)
	}
	before := s.Conflicts()
	if status, err := s.SolveWithin(context.Background(), 50); status != Unknown || err != nil || s.Conflicts() != before+50 {
		t.Errorf("50 conflicts: got %v, %v after %d", status, err, s.Conflicts()-before)
	}
}

// endsAfter is a context that ends at the look of the number given.
type endsAfter struct {
	context.Context
	looks int
}

func (c *endsAfter) Err() error {
	c.looks--
	if c.looks > 0 {
		return nil
	}
	return context.Canceled
}

// Fails if anything but the calls made decides the answer.
func TestSolverIsDeterministic(t *testing.T) {
	var first []bool
	for range 3 {
		s := NewSolver()
		random3(rand.New(rand.NewSource(1)), s, 100, 390)
		status, err := s.Solve(context.Background())
		if err != nil || status != Satisfiable {
			t.Fatal(status, err)
		}
		got := append(slices.Clone(s.model), s.Conflicts()%2 == 0)
		if first == nil {
			first = got
		}
		if !slices.Equal(first, got) {
			t.Fatal("the same calls gave another model")
		}
	}
}

// Fails if the restarts leave the sequence that their guarantee is about.
func TestLuby(t *testing.T) {
	var got []int
	for n := 1; n <= 15; n++ {
		got = append(got, luby(n))
	}
	if want := []int{1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// FuzzSolver reads a run off the bytes: clauses, additions and solves.
func FuzzSolver(f *testing.F) {
	f.Add([]byte("\x03\x01\x02\xff\x00\x05\x04\xff\xfe\x01\xff"))
	f.Add([]byte{6, 0, 2, 4, 255, 1, 3, 255, 5, 7, 254, 0, 9, 255, 8, 1, 254, 4, 254})
	f.Fuzz(func(t *testing.T, run []byte) {
		if len(run) == 0 || len(run) > 400 {
			return
		}
		vars := 1 + int(run[0])%9
		s := NewSolver()
		for v := range vars {
			s.NewVar(v%2 == 0)
		}
		var clauses [][]Lit
		var lits []Lit
		for _, b := range run[1:] {
			switch {
			case b == 255: // a clause ends
				clauses = append(clauses, lits)
				s.Add(lits...)
				lits = nil
			case b == 254: // what was read is assumed
				checkSolve(t, s, vars, clauses, lits)
				lits = nil
			default:
				lits = append(lits, Lit(int(b)%(2*vars)))
			}
		}
		checkSolve(t, s, vars, clauses, nil)
	})
}

func BenchmarkSolverThreshold200(b *testing.B) {
	conflicts := 0
	for b.Loop() {
		conflicts = 0
		for seed := range int64(5) {
			s := NewSolver()
			random3(rand.New(rand.NewSource(seed)), s, 200, 852)
			if _, err := s.Solve(context.Background()); err != nil {
				b.Fatal(err)
			}
			conflicts += s.Conflicts()
		}
	}
	b.ReportMetric(float64(conflicts)/5, "conflicts/instance")
}
