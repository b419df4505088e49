package clash

import (
	"context"
	"fmt"
	"math/bits"
	"math/rand"
	"slices"
	"testing"
)

// small is a case of at most 12 statements in which everything can be tried:
// bit s of holds says whether the statements whose bits s has hold together.
type small struct {
	n     int
	fixed []int
	holds []bool
}

// randomSmall makes a monotone case, from sets that clash or from the
// statements that each of some packages keeps.
func randomSmall(rng *rand.Rand) *small {
	c := &small{n: rng.Intn(13)}
	full := 1 << c.n
	c.holds = make([]bool, full)
	dense := 1 + rng.Intn(4)
	any := func() int { // about 1 in 2 to 1 in 16 of the statements
		m := full - 1
		for range dense {
			m &= rng.Intn(full)
		}
		return m
	}
	sets := make([]int, rng.Intn(14))
	byConflict := rng.Intn(2) == 0
	for n := range sets {
		sets[n] = any()
		if byConflict && sets[n] == 0 && rng.Intn(20) > 0 {
			sets[n] = full >> 1 // that nothing at all holds should be rare
		}
	}
	for s := range full {
		if byConflict {
			c.holds[s] = !slices.ContainsFunc(sets, func(m int) bool { return m&^s == 0 })
		} else { // here the sets are what a package breaks
			c.holds[s] = slices.ContainsFunc(sets, func(m int) bool { return m&s == 0 })
		}
	}
	for i := range c.n {
		if rng.Intn(5) == 0 {
			c.fixed = append(c.fixed, i)
		}
	}
	if rng.Intn(3) == 0 {
		c.fixed = nil
	}
	return c
}

func mask(items []int) int {
	m := 0
	for _, i := range items {
		m |= 1 << i
	}
	return m
}

func unmask(m int) []int {
	list := []int{}
	for ; m != 0; m &= m - 1 {
		list = append(list, bits.TrailingZeros(uint(m)))
	}
	return list
}

// all returns the conflicts and the ways out by trying all sets, in order.
func (c *small) all() (conflicts, waysOut [][]int) {
	full, fixed := len(c.holds)-1, mask(c.fixed)
	for s := range c.holds {
		conflict, wayOut := !c.holds[s], s&fixed == 0 && c.holds[full&^s]
		for _, i := range unmask(s) {
			conflict = conflict && c.holds[s&^(1<<i)]
			wayOut = wayOut && !c.holds[full&^s|1<<i]
		}
		if conflict {
			conflicts = append(conflicts, unmask(s))
		}
		if wayOut {
			waysOut = append(waysOut, unmask(s))
		}
	}
	slices.SortFunc(conflicts, bySize)
	slices.SortFunc(waysOut, bySize)
	return conflicts, waysOut
}

func bySize(a, b []int) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return slices.Compare(a, b)
}

// manner is how much an oracle tells beyond yes and no.
type manner int

const (
	lazy      manner = iota // want itself
	random                  // anything the contract allows
	clever                  // as much as there is
	narrowing               // want itself, and more where it is asked to
	manners
)

// asked answers from the case, and fails the test if it is asked what follows
// from its answers or what it was told at the start.
type asked struct {
	t       *testing.T
	c       *small
	how     manner
	rng     *rand.Rand
	kept    []int // all answers
	cores   []int
	calls   int
	stopAt  int // call at which the context ends, if not 0
	stop    context.CancelFunc
	failure error // returned at stopAt
}

func (a *asked) Together(ctx context.Context, want []int) (bool, []int, []int, error) {
	a.calls++
	if !slices.IsSorted(want) {
		a.t.Errorf("asked for %v, which is not in ascending order", want)
	}
	if a.calls == a.stopAt {
		if a.failure != nil {
			return false, nil, nil, a.failure
		}
		a.stop()
		return false, nil, nil, ctx.Err()
	}
	m := mask(want)
	for _, k := range a.kept {
		if m&^k == 0 {
			a.t.Errorf("asked for %v, though it had said that %v hold together", want, unmask(k))
		}
	}
	for _, k := range a.cores {
		if k&^m == 0 {
			a.t.Errorf("asked for %v, though it had said that %v clash", want, unmask(k))
		}
	}
	ok := a.c.holds[m]
	for _, i := range a.rng.Perm(a.c.n) {
		if a.how == lazy || a.how == narrowing || a.how == random && a.rng.Intn(2) == 0 {
			continue
		}
		if ok && a.c.holds[m|1<<i] {
			m |= 1 << i
		} else if !ok && !a.c.holds[m&^(1<<i)] {
			m &^= 1 << i
		}
	}
	list := unmask(m)
	a.rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	if ok {
		a.kept = append(a.kept, m)
		return true, list, nil, nil
	}
	a.cores = append(a.cores, m)
	return false, nil, list, nil
}

// Narrow tells a smaller part that clashes, if that is its manner.
func (a *asked) Narrow(_ context.Context, clash []int) ([]int, error) {
	m := mask(clash)
	if a.c.holds[m] {
		a.t.Errorf("asked what clashes of %v, which hold together", clash)
	}
	if a.how != narrowing {
		return clash, nil
	}
	for _, i := range a.rng.Perm(a.c.n) {
		if a.rng.Intn(3) > 0 && !a.c.holds[m&^(1<<i)] {
			m &^= 1 << i
		}
	}
	a.cores = append(a.cores, m)
	return unmask(m), nil
}

// prepare returns a search about the case, with the oracle that it asks.
func (c *small) prepare(t *testing.T, how manner, seed int64) (*Search, *asked) {
	t.Helper()
	rng := rand.New(rand.NewSource(seed))
	o := &asked{t: t, c: c, how: how, rng: rng}
	q := Question{Statements: c.n, Fixed: c.fixed}
	if rng.Intn(2) == 0 {
		q.Sooner = unmask(rng.Intn(1 << c.n))
	}
	for range rng.Intn(3) {
		if m := rng.Intn(len(c.holds)); !c.holds[m] {
			q.Clashing = append(q.Clashing, unmask(m))
			o.cores = append(o.cores, m)
		} else if how != clever { // it is to be seen how little that one is asked
			q.Holding = append(q.Holding, unmask(m))
			o.kept = append(o.kept, m)
		}
	}
	s, err := NewSearch(o, q)
	if err != nil {
		t.Fatal(err)
	}
	if rng.Intn(2) == 0 { // otherwise there are too few for a conflict to be put together
		s.gatherFrom = 1 + rng.Intn(3)
	}
	return s, o
}

func same(a, b [][]int) bool { return slices.EqualFunc(a, b, slices.Equal) }

// whole checks a list that should be everything.
func whole(t *testing.T, what string, got List, want [][]int) {
	t.Helper()
	if !got.Complete || !same(got.Sets, want) {
		t.Errorf("%s: got %v (complete: %v), want %v", what, got.Sets, got.Complete, want)
	}
}

// partly checks a list that was cut off: nothing in it that is not in want,
// nothing missing that it says is there, everything in order.
func partly(t *testing.T, what string, got List, want [][]int) {
	t.Helper()
	if !slices.IsSortedFunc(got.Sets, bySize) {
		t.Errorf("%s: %v are out of order", what, got.Sets)
	}
	listed := map[string]bool{}
	for _, s := range got.Sets {
		if !slices.ContainsFunc(want, func(w []int) bool { return slices.Equal(w, s) }) {
			t.Errorf("%s: %v is none of %v: it was taken for minimal too early", what, s, want)
		}
		if listed[fmt.Sprint(s)] {
			t.Errorf("%s: %v comes twice", what, s)
		}
		listed[fmt.Sprint(s)] = true
	}
	for _, w := range want {
		if (got.Complete || len(w) < got.From) && !listed[fmt.Sprint(w)] {
			t.Errorf("%s: %v says complete: %v, and all below %d statements, but lacks %v", what, got.Sets, got.Complete, got.From, w)
		}
	}
}

// trials runs f for many random cases, each with every manner of oracle.
func trials(t *testing.T, cases int, f func(t *testing.T, rng *rand.Rand, c *small, how manner, seed int64)) {
	if testing.Short() { // the race detector makes it ten times as long
		cases /= 5
	}
	rng := rand.New(rand.NewSource(7))
	for n := range cases {
		c := randomSmall(rng)
		for how := range manners {
			f(t, rng, c, how, int64(n))
			if t.Failed() {
				t.Fatalf("case %d (%d statements, fixed %v), oracle %d", n, c.n, c.fixed, how)
			}
		}
	}
}

// Fails if a conflict or a way out is missing, not minimal, listed twice or out
// of order, or a question is asked whose answer is known, with or without the
// proofs of size, which the second run forgoes.
func TestAllAgainstTryingEverything(t *testing.T) {
	trials(t, 1500, func(t *testing.T, _ *rand.Rand, c *small, how manner, seed int64) {
		conflicts, waysOut := c.all()
		for _, hard := range []bool{false, true} {
			s, _ := c.prepare(t, how, seed)
			if hard {
				s.atStart, s.perAsked = 0, 0
			}
			var found [2][][]int
			s.Found = func(f Finding) { found[f.Kind] = append(found[f.Kind], f.Statements) }
			got, err := s.All(context.Background(), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			whole(t, "conflicts", got.Conflicts, conflicts)
			whole(t, "ways out", got.WaysOut, waysOut)
			for k, want := range [][][]int{conflicts, waysOut} {
				slices.SortFunc(found[k], bySize)
				if !same(found[k], want) {
					t.Errorf("%v: %v were reported as they were found, want %v", Kind(k), found[k], want)
				}
			}
		}
	})
}

// Fails if what is looked for alone is not all found, or the kind that is not
// wanted is said to be complete.
func TestOneKindAlone(t *testing.T) {
	trials(t, 400, func(t *testing.T, _ *rand.Rand, c *small, how manner, seed int64) {
		conflicts, waysOut := c.all()
		for _, hard := range []bool{false, true} {
			s, _ := c.prepare(t, how, seed)
			if hard {
				s.atStart, s.perAsked = 0, 0
			}
			got, err := s.All(context.Background(), Limits{Conflicts: -1})
			if err != nil || got.Conflicts.Complete || got.Conflicts.Sets != nil {
				t.Errorf("conflicts were not wanted: got %v, %v", got.Conflicts, err)
			}
			whole(t, "ways out alone", got.WaysOut, waysOut)
			// The same search goes on to the other kind, and asks nothing twice.
			got, err = s.All(context.Background(), Limits{WaysOut: -1})
			if err != nil || got.WaysOut.Complete {
				t.Errorf("ways out were not wanted: got %v, %v", got.WaysOut, err)
			}
			whole(t, "conflicts after", got.Conflicts, conflicts)
		}
	})
}

// Fails if a limit cuts off a smaller set for a larger one, or a cut list
// claims more than it has.
func TestLimits(t *testing.T) {
	trials(t, 500, func(t *testing.T, rng *rand.Rand, c *small, how manner, seed int64) {
		conflicts, waysOut := c.all()
		limits := Limits{Conflicts: 1 + rng.Intn(6), WaysOut: 1 + rng.Intn(6)}
		s, _ := c.prepare(t, how, seed)
		got, err := s.All(context.Background(), limits)
		if err != nil {
			t.Fatal(err)
		}
		for k, list := range []List{got.Conflicts, got.WaysOut} {
			want := [][][]int{conflicts, waysOut}[k]
			partly(t, Kind(k).String(), list, want)
			if n := min(limits.of(Kind(k)), len(want)); len(list.Sets) != n {
				t.Fatalf("%v: got %d, want %d of %v", Kind(k), len(list.Sets), n, want)
			}
			for n, s := range list.Sets {
				if len(s) != len(want[n]) {
					t.Errorf("%v: the smallest %d are %v, got %v", Kind(k), len(list.Sets), want[:len(list.Sets)], list.Sets)
					break
				}
			}
		}
	})
}

// Fails if what was found is lost when the context ends or the oracle fails at
// any call, if a cut list claims more than it has, or if the search does not
// go on from there without asking again.
func TestCutOff(t *testing.T) {
	trials(t, 500, func(t *testing.T, rng *rand.Rand, c *small, how manner, seed int64) {
		conflicts, waysOut := c.all()
		s, o := c.prepare(t, how, seed)
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		o.stopAt, o.stop = 1+rng.Intn(12), cancel
		want := context.Canceled
		if rng.Intn(2) == 0 {
			o.failure, want = errOutage, errOutage
		}
		got, err := s.All(ctx, Limits{})
		if o.calls >= o.stopAt != (err == want) {
			t.Fatalf("call %d of %d was to end it: got error %v", o.stopAt, o.calls, err)
		}
		partly(t, "conflicts", got.Conflicts, conflicts)
		partly(t, "ways out", got.WaysOut, waysOut)
		got, err = s.All(context.Background(), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		whole(t, "conflicts, gone on", got.Conflicts, conflicts)
		whole(t, "ways out, gone on", got.WaysOut, waysOut)
	})
}

var errOutage = fmt.Errorf("the oracle is out")

// Fails if what is called smallest is not, or is not minimal, or what does not
// exist is reported.
func TestSmallest(t *testing.T) {
	trials(t, 1000, func(t *testing.T, rng *rand.Rand, c *small, how manner, seed int64) {
		s, _ := c.prepare(t, how, seed)
		conflicts, waysOut := c.all()
		kinds := []Kind{Conflict, WayOut}
		if rng.Intn(2) == 0 {
			slices.Reverse(kinds)
		}
		for _, k := range kinds {
			want := [][][]int{conflicts, waysOut}[k]
			got, err := s.Smallest(context.Background(), k)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Proven || got.Exists != (len(want) > 0) {
				t.Fatalf("smallest %v: got %+v, want one of %v", k, got, want)
			}
			if got.Exists && (len(got.Statements) != len(want[0]) || got.From != len(want[0])) {
				t.Errorf("smallest %v: got %+v, want %d statements", k, got, len(want[0]))
			}
			partly(t, "smallest", List{Sets: [][]int{got.Statements}[:min(1, len(want))]}, want)
		}
	})
}

// Fails if the first conflict is none, or is found though there is none.
func TestFirst(t *testing.T) {
	trials(t, 1000, func(t *testing.T, _ *rand.Rand, c *small, how manner, seed int64) {
		s, o := c.prepare(t, how, seed)
		seeds := len(o.cores)
		conflicts, _ := c.all()
		got, exists, err := s.First(context.Background())
		if err != nil || exists != (len(conflicts) > 0) {
			t.Fatalf("got %v, %v, %v; conflicts are %v", got, exists, err, conflicts)
		}
		if !exists {
			return
		}
		partly(t, "first", List{Sets: [][]int{got}}, conflicts)
		if how == clever && seeds == 0 && o.calls > 1+len(got) {
			t.Errorf("it took %d questions to prove %v, though the oracle named it at the first: one for each statement is enough", o.calls, got)
		}
	})
}

// Fails if a conflict is made of statements that are better left out, where
// others clash without them.
func TestSooner(t *testing.T) {
	sets := [][]int{{0, 1}, {1, 3}, {2, 3}, {0, 2}}
	for n, sooner := range sets {
		p := &planted{n: 4}
		for _, s := range sets {
			p.conflicts = append(p.conflicts, newSet(4, s...))
		}
		s, err := NewSearch(p, Question{Statements: 4, Sooner: sooner})
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := s.First(context.Background())
		if want := sets[(n+2)%4]; err != nil || !slices.Equal(got, want) {
			t.Errorf("%v are better left out: got %v, %v, not %v", sooner, got, err, want)
		}
	}
}

// Fails if a conflict is found by leaving out, time and again with the answer
// that all of the rest may matter, and not put together: of sixty statements
// seven clash. To leave out more and more at a time takes more than ten such
// answers.
func TestGather(t *testing.T) {
	o := &grudging{planted: planted{n: 60, conflicts: []set{newSet(60, 3, 11, 19, 27, 35, 43, 51)}}}
	s, err := NewSearch(o, Question{Statements: 60})
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := s.First(context.Background())
	if want := o.conflicts[0].items(); err != nil || !slices.Equal(got, want) || o.clashes > 3 {
		t.Errorf("got %v, %v, not %v, after %d answers that statements clash", got, err, want, o.clashes)
	}
}

// grudging tells of a clash nothing but that there is one, and of what holds
// all but one statement of its only conflict.
type grudging struct {
	planted
	clashes int
}

func (g *grudging) Together(ctx context.Context, want []int) (bool, []int, []int, error) {
	ok, _, core, err := g.planted.Together(ctx, want)
	if !ok {
		g.clashes++
		return ok, nil, core, err
	}
	lacking := g.conflicts[0].minus(newSet(g.n, want...)).items()[0]
	var kept []int
	for i := range g.n {
		if i != lacking {
			kept = append(kept, i)
		}
	}
	return true, kept, nil, nil
}
