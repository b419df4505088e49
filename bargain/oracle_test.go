package bargain_test

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/bargain"
	"parley/bargain/oracle"
)

// brute holds every package of a small case with the oracle's judgement.
type brute struct {
	c        *parley.Case
	judge    *oracle.Judge
	packages []parley.Package
	broken   [][]string        // places, by package
	vectors  [][]parley.Number // utilities of the parties whose consent counts, by package; nil where not known
	verdicts map[string][]oracle.Verdict
}

func newBrute(c *parley.Case) *brute {
	b := &brute{c: c, judge: oracle.New(c), verdicts: map[string][]oracle.Verdict{}}
	for pkg := range oracle.Packages(c) {
		b.packages = append(b.packages, pkg)
		var at []string
		for _, ref := range b.judge.Broken(pkg) {
			at = append(at, ref.At())
		}
		b.broken = append(b.broken, at)
		b.vectors = append(b.vectors, b.utilities(pkg))
		for _, p := range c.Parties {
			v := oracle.Yes
			if b.judge.Concerned(p.ID, pkg) {
				v = b.judge.Verdict(p.ID, pkg)
			}
			b.verdicts[p.ID] = append(b.verdicts[p.ID], v)
		}
	}
	return b
}

func (b *brute) count(is func(n int) bool) string {
	k := 0
	for n := range b.packages {
		if is(n) {
			k++
		}
	}
	return fmt.Sprint(k)
}

// possible returns the packages that break nothing but places in ignore.
func (b *brute) possible(ignore ...string) []int {
	var list []int
	for n := range b.packages {
		if !slices.ContainsFunc(b.broken[n], func(at string) bool { return !slices.Contains(ignore, at) }) {
			list = append(list, n)
		}
	}
	return list
}

func (b *brute) utilities(pkg parley.Package) []parley.Number {
	var v []parley.Number
	for _, p := range b.c.Consenting() {
		u, ok := b.judge.Utility(p.ID, pkg)
		if !ok {
			return nil
		}
		v = append(v, u)
	}
	return v
}

func key(v []parley.Number) string {
	var words []string
	for _, x := range v {
		words = append(words, x.String())
	}
	return strings.Join(words, " ")
}

// frontier returns the utility vectors that no other of the packages
// dominates, with how many packages have each.
func (b *brute) frontier(of []int) map[string]int {
	ties := map[string]int{}
	for _, n := range of {
		v := b.vectors[n]
		dominated := slices.ContainsFunc(of, func(m int) bool {
			w, better := b.vectors[m], false
			for q := range v {
				if w[q].Cmp(v[q]) < 0 {
					return false
				}
				better = better || w[q].Cmp(v[q]) > 0
			}
			return better
		})
		if !dominated {
			ties[key(v)]++
		}
	}
	return ties
}

func outcomeKeys(c *parley.Case, list []bargain.Outcome) map[string]int {
	got := map[string]int{}
	for _, o := range list {
		var v []parley.Number
		for _, p := range c.Consenting() {
			v = append(v, o.Utility[p.ID])
		}
		got[key(v)] = int(o.Ties.Int.Int64())
	}
	return got
}

// Fails if any answer about any of many random cases differs from what a
// search of all their packages by the oracle finds.
func TestAgainstOracle(t *testing.T) {
	o := bargain.Options{Draws: 20, Ties: 3, Weights: []bargain.Weight{{Party: "p0", Weight: parley.Int(2)}}}
	t.Run("walking", func(t *testing.T) { testAgainstOracle(t, o) })
	t.Run("bounds", func(t *testing.T) { testAgainstOracle(t, bargain.ByBounds(o)) })
}

func testAgainstOracle(t *testing.T, o bargain.Options) {
	many := 1200
	if testing.Short() {
		many = 200
	}
	valid, deadlocks, solved := 0, 0, 0
	for seed := range uint64(many) {
		c := randomCase(rand.New(rand.NewPCG(seed, 1)))
		if parley.HasErrors(c.Check()) {
			continue
		}
		valid++
		p, err := bargain.Compile(c)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		a, err := p.Analyze(context.Background(), o)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		b := newBrute(c)
		checkZone(t, b, a)
		checkFrontier(t, b, a)
		checkConflicts(t, b, a)
		checkSolutions(t, b, a)
		checkPrices(t, b, a)
		checkRobustness(t, b, a)
		checkContention(t, b, a)
		checkScope(t, b, a)
		checkTied(t, b, a)
		checkProducts(t, b, a)
		checkIncentives(t, b, a)
		checkRegret(t, b, a)
		if a.Conflicts != nil {
			deadlocks++
		}
		if a.Nash != nil {
			solved++
		}
		if t.Failed() {
			t.Fatalf("the case of seed %d", seed)
		}
	}
	if valid < many/3 || deadlocks < many/20 || solved < many/20 {
		t.Fatalf("of %d random cases %d were valid, %d deadlocked, %d solved: the test tests too little", many, valid, deadlocks, solved)
	}
}

// Fails if the engine counts a package on the wrong side for anybody.
func checkZone(t *testing.T, b *brute, a *bargain.Answer) {
	t.Helper()
	verdict := func(party string, v oracle.Verdict) string {
		return b.count(func(n int) bool { return b.verdicts[party][n] == v })
	}
	z := a.Zone
	for _, got := range z.Accepts {
		for v, count := range map[oracle.Verdict]bargain.Count{oracle.Yes: got.Yes, oracle.No: got.No, oracle.Unknown: got.Unknown} {
			if want := verdict(got.Party, v); count.String() != want {
				t.Errorf("%s has verdict %d on %s packages, want %s", got.Party, v, count, want)
			}
		}
	}
	if want := b.count(func(n int) bool { return b.judge.InZone(b.packages[n]) }); z.Count.String() != want {
		t.Errorf("zone has %s packages, want %s", z.Count, want)
	}
	if want := fmt.Sprint(len(b.possible())); z.Possible.String() != want {
		t.Errorf("possible zone has %s packages, want %s", z.Possible, want)
	}
	for _, pair := range z.Pairs {
		want := b.count(func(n int) bool {
			return b.verdicts[pair.A][n] == oracle.Yes && b.verdicts[pair.B][n] == oracle.Yes
		})
		if pair.Both.String() != want {
			t.Errorf("%s and %s both accept %s packages, want %s", pair.A, pair.B, pair.Both, want)
		}
	}
}

// Fails if a frontier lacks a vector, has a dominated one, or counts its
// packages wrongly.
func checkFrontier(t *testing.T, b *brute, a *bargain.Answer) {
	t.Helper()
	if b.vectors[0] == nil {
		if a.Frontier != nil || a.FrontierPossible != nil {
			t.Error("a frontier of utilities that are not known")
		}
		return
	}
	of, got := b.possible(), a.Frontier
	if len(of) == 0 {
		of, got = b.possible(b.fallbacks()...), a.FrontierPossible
	}
	if want, keys := b.frontier(of), outcomeKeys(b.c, got.Outcomes.Slice()); !maps.Equal(keys, want) {
		t.Errorf("frontier %v, want %v", keys, want)
	}
}

// Fails if a conflict is not minimal or missing, or a way out is.
func checkConflicts(t *testing.T, b *brute, a *bargain.Answer) {
	t.Helper()
	if len(b.possible()) > 0 {
		if a.Conflicts != nil || a.Concessions != nil {
			t.Error("a conflict although the possible zone is not empty")
		}
		return
	}
	// Over all subsets of what is ever broken: a set clashes if every
	// package breaks one of it.
	var items []string
	for _, broken := range b.broken {
		for _, at := range broken {
			if !slices.Contains(items, at) {
				items = append(items, at)
			}
		}
	}
	slices.Sort(items)
	if len(items) > 9 {
		return
	}
	subset := func(bits int) []string {
		var s []string
		for i, at := range items {
			if bits&(1<<i) != 0 {
				s = append(s, at)
			}
		}
		return s
	}
	clashes := func(bits int) bool {
		s := subset(bits)
		for _, broken := range b.broken {
			if !slices.ContainsFunc(broken, func(at string) bool { return slices.Contains(s, at) }) {
				return false
			}
		}
		return true
	}
	opens := func(bits int) bool {
		s := subset(bits)
		return !slices.ContainsFunc(s, func(at string) bool { return strings.HasPrefix(at, "norms") }) && len(b.possible(s...)) > 0
	}
	minimal := func(is func(int) bool) map[string]bool {
		sets := map[string]bool{}
		for bits := range 1 << len(items) {
			if !is(bits) {
				continue
			}
			least := true
			for i := range items {
				if bits&(1<<i) != 0 && is(bits&^(1<<i)) {
					least = false
				}
			}
			if least {
				sets[strings.Join(subset(bits), " ")] = true
			}
		}
		return sets
	}
	got := map[string]bool{}
	for _, s := range a.Conflicts.Sets {
		var at []string
		for _, ref := range s.Items {
			at = append(at, ref.At())
		}
		slices.Sort(at)
		got[strings.Join(at, " ")] = true
	}
	if want := minimal(clashes); !maps.Equal(got, want) {
		t.Errorf("conflicts %v, want %v", got, want)
	}
	got = map[string]bool{}
	for _, w := range a.Concessions.Ways {
		var at []string
		for _, g := range w.GiveUp {
			at = append(at, g.Ref.At())
		}
		slices.Sort(at)
		got[strings.Join(at, " ")] = true
		if want := fmt.Sprint(len(b.possible(at...))); w.Opens.String() != want {
			t.Errorf("giving up %v opens %s packages, want %s", at, w.Opens, want)
		}
		if w.Frontier != nil {
			if keys, want := outcomeKeys(b.c, w.Frontier.Outcomes.Slice()), b.frontier(b.possible(at...)); !maps.Equal(keys, want) {
				t.Errorf("giving up %v has frontier %v, want %v", at, keys, want)
			}
		}
	}
	if want := minimal(opens); !maps.Equal(got, want) {
		t.Errorf("ways out %v, want %v", got, want)
	}
}

// criteria scans all packages of the zone by the definitions.
type criteria struct {
	vectors           [][]*big.Rat
	gain, share, part [][]*big.Rat // share and part: fraction; nil entries for those who leave
}

func (b *brute) criteria(of []int) criteria {
	var c criteria
	free := b.possible(b.fallbacks()...)
	parties := b.c.Consenting()
	for _, n := range of {
		c.gain, c.share, c.part = append(c.gain, make([]*big.Rat, len(parties))), append(c.share, make([]*big.Rat, len(parties))), append(c.part, make([]*big.Rat, len(parties)))
		var v []*big.Rat
		for _, x := range b.vectors[n] {
			v = append(v, x.Rat())
		}
		c.vectors = append(c.vectors, v)
	}
	for q, p := range parties {
		least := func(of []int, sign int) *big.Rat {
			var m *big.Rat
			for _, n := range of {
				if x := b.vectors[n][q].Rat(); m == nil || x.Cmp(m) == sign {
					m = x
				}
			}
			return m
		}
		var r *big.Rat
		if x, ok := b.judge.Reservation(p.ID); ok {
			r = x.Rat()
		} else {
			r = least(of, -1)
		}
		width := new(big.Rat).Sub(least(free, 1), least(free, -1))
		best := new(big.Rat).Sub(least(of, 1), r)
		for i := range of {
			g := new(big.Rat).Sub(c.vectors[i][q], r)
			c.gain[i][q] = g
			if best.Sign() > 0 {
				c.share[i][q] = new(big.Rat).Quo(g, best)
				if width.Sign() > 0 {
					c.part[i][q] = new(big.Rat).Quo(g, width)
				}
			}
		}
	}
	return c
}

func sortedValues(list []*big.Rat) []*big.Rat {
	list = slices.DeleteFunc(slices.Clone(list), func(x *big.Rat) bool { return x == nil })
	slices.SortFunc(list, (*big.Rat).Cmp)
	return list
}

// best returns the vectors at which the key is greatest, lexicographically.
func (c criteria) best(keyOf func(i int) []*big.Rat) map[string]bool {
	var top []*big.Rat
	set := map[string]bool{}
	for i := range c.vectors {
		k := keyOf(i)
		order := 1
		if set := top != nil; set {
			order = slices.CompareFunc(k, top, (*big.Rat).Cmp)
		}
		if order > 0 {
			top, set = k, map[string]bool{}
			if k == nil {
				top = []*big.Rat{}
			}
		}
		if order >= 0 {
			var v []parley.Number
			for _, x := range c.vectors[i] {
				v = append(v, parley.Exactly(x))
			}
			set[key(v)] = true
		}
	}
	return set
}

// Fails if a solution is not the one that the definition of design picks
// from a scan of every package of the zone, ties included.
func checkSolutions(t *testing.T, b *brute, a *bargain.Answer) {
	t.Helper()
	of := b.possible()
	if len(of) == 0 || b.vectors[0] == nil {
		if a.Nash != nil {
			t.Error("a solution without a zone or without utilities")
		}
		return
	}
	cr := b.criteria(of)
	nash := func(i int) []*big.Rat {
		count, product, shares := int64(0), big.NewRat(1, 1), big.NewRat(1, 1)
		for q, g := range cr.gain[i] {
			if g.Sign() > 0 {
				count++
				product.Mul(product, g)
				shares.Mul(shares, cr.share[i][q])
			}
		}
		if count == int64(len(cr.gain[i])) {
			return []*big.Rat{big.NewRat(count, 1), product}
		}
		return append([]*big.Rat{big.NewRat(count, 1), shares}, sortedValues(cr.share[i])...)
	}
	for _, test := range []struct {
		name string
		got  *bargain.Solution
		key  func(i int) []*big.Rat
	}{
		{"nash", a.Nash, nash},
		{"kalai-smorodinsky", a.KalaiSmorodinsky, func(i int) []*big.Rat { return sortedValues(cr.share[i]) }},
		{"egalitarian", a.Egalitarian, func(i int) []*big.Rat { return sortedValues(cr.part[i]) }},
		{"utilitarian", a.Utilitarian, func(i int) []*big.Rat {
			sum := new(big.Rat)
			for _, x := range cr.part[i] {
				if x != nil {
					sum.Add(sum, x)
				}
			}
			return []*big.Rat{sum}
		}},
	} {
		want := cr.best(test.key)
		got := map[string]bool{}
		for k := range outcomeKeys(b.c, test.got.Outcomes) {
			got[k] = true
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s picks %v, want %v", test.name, got, want)
		}
	}
}
