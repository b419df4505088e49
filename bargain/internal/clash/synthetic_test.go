package clash

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
)

// census is an oracle over packages of which each breaks some statements. It
// tells what the first that will do keeps, and nothing of what clashes.
type census struct {
	n      int
	every  set
	broken []set
}

func (c *census) Together(_ context.Context, want []int) (bool, []int, []int, error) {
	w := newSet(c.n, want...)
	for _, b := range c.broken {
		if !slices.ContainsFunc(want, b.has) {
			return true, c.every.minus(b).items(), nil, nil
		}
	}
	return false, nil, w.items(), nil
}

// randomCensus makes packages over issues of five options. The statements are
// fallbacks, one for each party, which want more than most packages give, and
// refusals of an option or of two together.
func randomCensus(seed int64, packages, issues, parties, refusals int) *census {
	rng := rand.New(rand.NewSource(seed))
	value := make([][5]int, parties*issues)
	for v := range value {
		for o := range 5 {
			value[v][o] = rng.Intn(100)
		}
	}
	type refusal struct{ i, a, j, b int }
	refused := make([]refusal, refusals)
	for n := range refused {
		refused[n] = refusal{rng.Intn(issues), rng.Intn(5), rng.Intn(issues), rng.Intn(5)}
		if n%2 == 0 {
			refused[n].j, refused[n].b = refused[n].i, refused[n].a
		}
	}
	c := &census{n: parties + refusals}
	c.every = newSet(c.n)
	for i := range c.n {
		c.every.add(i)
	}
	pkg := make([]int, issues)
	for range packages {
		for i := range pkg {
			pkg[i] = rng.Intn(5)
		}
		b := newSet(c.n)
		for p := range parties {
			sum := 0
			for i, o := range pkg {
				sum += value[p*issues+i][o]
			}
			if sum < 57*issues {
				b.add(p)
			}
		}
		for n, r := range refused {
			if pkg[r.i] == r.a && pkg[r.j] == r.b {
				b.add(parties + n)
			}
		}
		if !slices.ContainsFunc(c.broken, func(m set) bool { return m.within(b) }) {
			c.broken = append(slices.DeleteFunc(c.broken, b.within), b)
		}
	}
	return c
}

// planted is an oracle that knows the conflicts, and tells them or nothing.
type planted struct {
	n         int
	conflicts []set
	tells     bool
	log       strings.Builder
}

func (p *planted) Together(_ context.Context, want []int) (bool, []int, []int, error) {
	fmt.Fprintln(&p.log, want)
	w := newSet(p.n, want...)
	for _, x := range p.conflicts {
		if x.within(w) {
			if p.tells {
				return false, nil, x.items(), nil
			}
			return false, nil, want, nil
		}
	}
	return true, want, nil, nil
}

// Fails if a way out of 40 statements, of 300, cannot be proven smallest, or a
// smaller conflict is missed. There are 40 conflicts apart from each other, so
// that a way out has at least 40 statements; the others are made so that the
// first statements of these are one.
func TestSmallestOfMany(t *testing.T) {
	for _, tells := range []bool{false, true} {
		rng := rand.New(rand.NewSource(2))
		const n, apart = 300, 40
		p := &planted{n: n, tells: tells}
		order := rng.Perm(n)
		for k := range apart {
			p.conflicts = append(p.conflicts, newSet(n, order[3*k:3*k+3]...))
		}
		for range 300 {
			x := newSet(n, order[3*rng.Intn(apart)])
			for x.size() < 4 {
				x.add(order[rng.Intn(n)])
			}
			p.conflicts = append(p.conflicts, x)
		}
		s, err := NewSearch(p, Question{Statements: n})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Smallest(context.Background(), WayOut)
		if err != nil || !got.Proven || len(got.Statements) != apart {
			t.Fatalf("tells %v: smallest way out %+v (%v), want %d statements", tells, got, err, apart)
		}
		way := newSet(n, got.Statements...)
		for _, x := range p.conflicts {
			if x.and(way).empty() {
				t.Fatalf("tells %v: with %v given up, %v still clash", tells, got.Statements, x.items())
			}
		}
		if got, err := s.Smallest(context.Background(), Conflict); err != nil || !got.Proven || len(got.Statements) != 3 {
			t.Fatalf("tells %v: smallest conflict %+v (%v), want 3 statements", tells, got, err)
		}
	}
}

// Fails if it is not the smallest ones that are there first: with 2,000 wanted
// of far more, those listed must be the least in size, and so many.
func TestManyWaysOut(t *testing.T) {
	const apart = 12 // conflicts of 3 without a common statement: 3^12 ways out, all of 12
	p := &planted{n: 50, tells: true}
	for k := range apart {
		p.conflicts = append(p.conflicts, newSet(50, 3*k, 3*k+1, 3*k+2))
	}
	s, err := NewSearch(p, Question{Statements: 50})
	if err != nil {
		t.Fatal(err)
	}
	steps, bound := 0, 0
	s.Step = func(p Progress) {
		steps++
		if p.WaysOutFrom < bound || p.Questions != s.known.calls {
			t.Errorf("step %d: %+v after a bound of %d", steps, p, bound)
		}
		bound = p.WaysOutFrom
	}
	got, err := s.All(context.Background(), Limits{Conflicts: -1, WaysOut: 500})
	if err != nil || len(got.WaysOut.Sets) != 500 || got.WaysOut.Complete || got.WaysOut.From != apart {
		t.Errorf("got %d ways out from %d on, complete %v (%v); want 500 of size %d, of which more may be missing",
			len(got.WaysOut.Sets), got.WaysOut.From, got.WaysOut.Complete, err, apart)
	}
	if steps == 0 || s.known.calls > 600 {
		t.Errorf("%d steps and %d questions: each way out takes one, and the twelve conflicts four each", steps, s.known.calls)
	}
}

// Fails if, for ways out alone, sets are looked at that lack fixed statements:
// ten norms hold together, each two of them clash with the one demand, and to
// know that the demand is the only way out takes one of these 45 conflicts.
func TestWaysOutAloneKeepToTheFixed(t *testing.T) {
	for _, ordered := range []bool{true, false} {
		p := &planted{n: 11, tells: true}
		q := Question{Statements: 11}
		for i := range 10 {
			q.Fixed = append(q.Fixed, i)
			for j := range i {
				p.conflicts = append(p.conflicts, newSet(11, i, j, 10))
			}
		}
		s, err := NewSearch(p, q)
		if err != nil {
			t.Fatal(err)
		}
		if !ordered {
			s.atStart, s.perAsked = 0, 0
		}
		got, err := s.All(context.Background(), Limits{Conflicts: -1})
		if err != nil {
			t.Fatal(err)
		}
		whole(t, "ways out", got.WaysOut, [][]int{{10}})
		if len(s.conflicts) != 1 || s.known.calls > 6 {
			t.Errorf("ordered %v: %d conflicts and %d questions, want 1 and at most 6", ordered, len(s.conflicts), s.known.calls)
		}
	}
}

// Fails if map order or anything else but the calls decides what is asked, or
// where a limit on questions cuts off.
func TestSearchIsDeterministic(t *testing.T) {
	var first string
	for range 2 {
		rng := rand.New(rand.NewSource(9))
		p := &planted{n: 40}
		for range 60 {
			p.conflicts = append(p.conflicts, newSet(40, rng.Perm(40)[:2+rng.Intn(4)]...))
		}
		s, err := NewSearch(p, Question{Statements: 40, Fixed: []int{3, 5, 8}})
		if err != nil {
			t.Fatal(err)
		}
		s.Found = func(f Finding) { fmt.Fprintln(&p.log, f.Kind, f.Statements) }
		got, err := s.All(context.Background(), Limits{WaysOut: 200, Questions: 3000})
		if err != nil {
			t.Fatal(err)
		}
		if over := s.Progress().Questions - 3000; over < 0 || over > 1000 {
			t.Errorf("%d questions, the limit is 3000 and what the step takes", 3000+over)
		}
		fmt.Fprint(&p.log, got, s.Progress())
		if first == "" {
			first = p.log.String()
		}
		if p.log.String() != first {
			t.Fatal("the same question was searched in another way")
		}
	}
}

// answer is what an oracle says to everything.
type answer struct {
	ok   bool
	list []int
}

func (a answer) Together(context.Context, []int) (bool, []int, []int, error) {
	return a.ok, a.list, a.list, nil
}

// widens is an oracle that, asked for less, says more.
type widens struct{ answer }

func (widens) Narrow(context.Context, []int) ([]int, error) { return []int{0, 1, 2}, nil }

// Fails if an oracle that breaks its contract is believed, or sends the search
// round in circles, instead of being named.
func TestOracleThatErrs(t *testing.T) {
	for name, a := range map[string]answer{
		"keeps less than was asked for": {true, []int{0}},
		"keeps what there is not":       {true, []int{0, 1, 2, 3}},
		"blames what was not asked":     {false, []int{-1}},
	} {
		s, err := NewSearch(a, Question{Statements: 3})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.All(context.Background(), Limits{}); !errors.Is(err, ErrOracle) {
			t.Errorf("%s: got %v, want ErrOracle", name, err)
		}
	}
	s, err := NewSearch(widens{answer{false, []int{0, 1}}}, Question{Statements: 3})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.All(context.Background(), Limits{}); !errors.Is(err, ErrOracle) {
		t.Errorf("narrows to more than it was asked about: got %v, want ErrOracle", err)
	}
	s, err = NewSearch(answer{true, []int{0, 1, 2}}, Question{Statements: 3, Clashing: [][]int{{0, 1}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.All(context.Background(), Limits{}); !errors.Is(err, ErrOracle) {
		t.Errorf("holds what was given as clashing: got %v, want ErrOracle", err)
	}
}

// Fails if statements that there are not, or sets that both hold and clash, go
// unnoticed.
func TestNewSearchRefuses(t *testing.T) {
	for _, q := range []Question{
		{Statements: 3, Fixed: []int{3}},
		{Statements: 3, Sooner: []int{3}},
		{Statements: 3, Clashing: [][]int{{0, -1}}},
		{Statements: 3, Holding: [][]int{{7}}},
		{Statements: 3, Clashing: [][]int{{0, 1}}, Holding: [][]int{{0, 1, 2}}},
	} {
		if _, err := NewSearch(answer{}, q); err == nil {
			t.Errorf("%+v was accepted", q)
		}
	}
}

func BenchmarkAll(b *testing.B) {
	c := randomCensus(1, 3000, 10, 5, 40)
	var p Progress
	for b.Loop() {
		s, err := NewSearch(c, Question{Statements: c.n})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.All(context.Background(), Limits{}); err != nil {
			b.Fatal(err)
		}
		p = s.Progress()
	}
	b.ReportMetric(float64(p.Questions), "questions")
	b.ReportMetric(float64(p.Conflicts), "conflicts")
	b.ReportMetric(float64(p.WaysOut), "ways")
}

// Compare with BenchmarkAll: what the proofs of size cost, and save.
func BenchmarkAllWithoutOrder(b *testing.B) {
	c := randomCensus(1, 3000, 10, 5, 40)
	var p Progress
	for b.Loop() {
		s, err := NewSearch(c, Question{Statements: c.n})
		if err != nil {
			b.Fatal(err)
		}
		s.atStart, s.perAsked = 0, 0
		if _, err := s.All(context.Background(), Limits{}); err != nil {
			b.Fatal(err)
		}
		p = s.Progress()
	}
	b.ReportMetric(float64(p.Questions), "questions")
}

func BenchmarkSmallestWayOutOf300(b *testing.B) {
	rng := rand.New(rand.NewSource(5))
	p := &planted{n: 300, tells: true}
	for range 200 {
		p.conflicts = append(p.conflicts, newSet(300, rng.Perm(300)[:2+rng.Intn(4)]...))
	}
	questions := 0
	for b.Loop() {
		s, err := NewSearch(p, Question{Statements: 300})
		if err != nil {
			b.Fatal(err)
		}
		if got, err := s.Smallest(context.Background(), WayOut); err != nil || !got.Proven {
			b.Fatal(got, err)
		}
		questions = s.known.calls
	}
	b.ReportMetric(float64(questions), "questions")
}
