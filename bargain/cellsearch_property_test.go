package bargain_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/bargain"
	"parley/bargain/oracle"
)

// loosen makes the numeric issues of a random case continuous, keeping one on
// its grid now and then, and gives values in points so that grids of any step
// have the same scales. It returns nil where no issue is continuous.
func loosen(rng *rand.Rand, c *parley.Case) *parley.Case {
	any := false
	for i := range c.Issues {
		if c.Issues[i].Numeric() && rng.IntN(6) > 0 {
			c.Issues[i].Range.Step = nil
			any = true
		}
	}
	if !any {
		return nil
	}
	for i := range c.Positions {
		c.Positions[i].Importance = nil
	}
	return c
}

// onGrid returns the case with a step on every continuous issue.
func onGrid(c *parley.Case, step parley.Number) *parley.Case {
	g := *c
	g.Issues = slices.Clone(c.Issues)
	for i := range g.Issues {
		if g.Issues[i].Continuous() {
			r := *g.Issues[i].Range
			r.Step = &step
			g.Issues[i].Range = &r
		}
	}
	return &g
}

func refsKey(refs []parley.Ref) string {
	var at []string
	for _, r := range refs {
		at = append(at, r.At())
	}
	slices.Sort(at)
	return strings.Join(at, " ")
}

func compiled(t *testing.T, c *parley.Case) *bargain.Problem {
	t.Helper()
	p, err := bargain.Compile(c)
	if err != nil {
		t.Skip(err)
	}
	return p
}

// TestCellsAgainstGrids holds the answers to random cases with continuous
// issues against the enumeration of the same cases on grids that contain all
// corners. It fails if a combination of broken statements is missed or made
// up, if a grid's package is better than what is called the best, if a grid's
// package is beyond the frontier, or if a reported package is not what is said
// of it (Analyze checks that).
func TestCellsAgainstGrids(t *testing.T) {
	tried := 0
	for seed := uint64(0); seed < 900; seed++ {
		rng := rand.New(rand.NewPCG(seed, 7))
		c := loosen(rng, randomCase(rng))
		if c == nil {
			continue
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			p := compiled(t, c)
			tried++
			kinds := checkKinds(t, c, p)
			exact := analyze(t, c, bargain.Options{Only: []bargain.Question{bargain.AskZone, bargain.AskFrontier, bargain.AskNash,
				bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian, bargain.AskUtilitarian, bargain.AskConflicts, bargain.AskConcessions, bargain.AskPrices}})
			for _, step := range []parley.Number{parley.Int(2), parley.Int(1), parley.Fraction(2, 7)} {
				g := onGrid(c, step)
				if size := g.Size(); size == nil || size.Cmp(big.NewInt(40_000)) > 0 {
					continue
				}
				checkGrid(t, c, compiled(t, g), kinds, exact)
			}
			checkMiddles(t, c, p)
		})
	}
	if tried < 100 {
		t.Errorf("only %d cases were tried", tried)
	}
}

// checkKinds holds each kind's example to the oracle.
func checkKinds(t *testing.T, c *parley.Case, p *bargain.Problem) map[string]string {
	t.Helper()
	list, err := bargain.KindsOf(p)
	if err != nil {
		t.Fatal(err)
	}
	judge := oracle.New(c)
	kinds := map[string]string{}
	for _, k := range list {
		kinds[refsKey(k.Refs)] = larger(kinds[refsKey(k.Refs)], k.Count)
		if got := refsKey(judge.Broken(k.Package)); got != refsKey(k.Refs) {
			t.Errorf("package %v is to break %q and breaks %q", k.Package, refsKey(k.Refs), got)
		}
		for _, i := range c.Issues {
			if !i.Has(k.Package[i.ID]) {
				t.Errorf("package %v: %s is not in range", k.Package, i.ID)
			}
		}
		if k.Count == "0" {
			t.Errorf("no packages break %q, although %v does", refsKey(k.Refs), k.Package)
		}
	}
	return kinds
}

// larger returns the larger of two counts.
func larger(a, b string) string {
	if a == "infinite" || b == "infinite" {
		return "infinite"
	}
	x, y := new(big.Int), new(big.Int)
	x.SetString("0"+a, 10)
	y.SetString("0"+b, 10)
	if x.Cmp(y) < 0 {
		return b
	}
	return a
}

func checkGrid(t *testing.T, c *parley.Case, g *bargain.Problem, kinds map[string]string, exact *bargain.Answer) {
	t.Helper()
	list, err := bargain.KindsOf(g)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range list {
		switch count := kinds[refsKey(k.Refs)]; {
		case count == "":
			t.Errorf("%v breaks %q, which the cells have missed", k.Package, refsKey(k.Refs))
		case larger(count, k.Count) != count:
			t.Errorf("%s packages of a grid break %q, and %s of all", k.Count, refsKey(k.Refs), count)
		}
	}
	if exact.Frontier == nil || exact.Frontier.Outcomes.Len() == 0 {
		return
	}
	parties := exact.Frontier.Parties
	judge := oracle.New(c)
	grid, err := g.Analyze(t.Context(), bargain.Options{Only: []bargain.Question{bargain.AskFrontier}})
	if err != nil {
		t.Fatal(err)
	}
	if grid.Frontier == nil {
		return // the grid's zone is empty
	}
	for _, o := range grid.Frontier.Outcomes.All() {
		u := make([]parley.Number, len(parties))
		for q, party := range parties {
			u[q], _ = judge.Utility(party, o.Package)
		}
		if exact.Frontier.Complete && !covered(exact.Frontier, u) {
			t.Errorf("%v, worth %v, is beyond the frontier", o.Package, u)
		}
		if exact.Frontier.Within != nil && !comesNear(exact.Frontier, u, rangesOf(t, exact.Frontier)) {
			t.Errorf("nothing listed comes as near as %s to %v, worth %v", exact.Frontier.Within.Decimal(4), o.Package, u)
		}
		for _, e := range exact.Frontier.Outcomes.All() {
			if !e.Limit && beats(parties, u, e) {
				t.Errorf("%v, worth %v, dominates the outcome %v", o.Package, u, e.Utility)
			}
		}
		checkLevels(t, exact, parties, u)
	}
}

func beats(parties []string, u []parley.Number, e bargain.Outcome) bool {
	more := false
	for q, party := range parties {
		switch u[q].Cmp(e.Utility[party]) {
		case -1:
			return false
		case 1:
			more = true
		}
	}
	return more
}

// covered reports whether the frontier has an outcome at least as good for all.
func covered(f *bargain.Frontier, u []parley.Number) bool {
	at := func(o bargain.Outcome, q int) parley.Number { return o.Utility[f.Parties[q]] }
	for _, o := range f.Outcomes.All() {
		all := true
		for q := range u {
			all = all && at(o, q).Cmp(u[q]) >= 0
		}
		if all {
			return true
		}
	}
	for _, s := range f.Segments {
		right, left := f.Outcomes.At(s[0]), f.Outcomes.At(s[1])
		if at(right, 0).Cmp(u[0]) < 0 || at(left, 1).Cmp(u[1]) < 0 || at(left, 0).Cmp(u[0]) > 0 {
			continue
		}
		along := u[0].Sub(at(left, 0)).Div(at(right, 0).Sub(at(left, 0)))
		if at(left, 1).Add(along.Mul(at(right, 1).Sub(at(left, 1)))).Cmp(u[1]) >= 0 {
			return true
		}
	}
	return false
}

// checkLevels holds what a criterion picked against one package of a grid.
func checkLevels(t *testing.T, a *bargain.Answer, parties []string, u []parley.Number) {
	t.Helper()
	any := func(s *bargain.Solution) bargain.Outcome { return s.Outcomes[0] }
	if a.Nash != nil {
		o := any(a.Nash)
		best, here := parley.Int(1), parley.Int(1)
		for q, party := range parties {
			best = best.Mul(o.Gain[party])
			gain := u[q].Sub(o.Utility[party]).Add(o.Gain[party])
			here = here.Mul(gain)
		}
		slack := best.Mul(parley.Fraction(1, 1_000_000_000))
		if here.Cmp(best.Add(slack)) > 0 || a.Certificates[bargain.AskNash].Proven && here.Cmp(best) > 0 {
			t.Errorf("a product of %s on the grid, and %s is the greatest", here.Decimal(9), best.Decimal(9))
		}
	}
	scaled := func(s *bargain.Solution, of func(bargain.Outcome) map[string]parley.Number) (levels, here []parley.Number) {
		o := any(s)
		for q, party := range parties {
			x, ok := of(o)[party]
			if !ok || slices.Contains(s.LeftOut, party) {
				continue
			}
			// the measure of u by the same scale; where the measure here is 0, the gain says nothing of the scale
			gain := o.Gain[party]
			if gain.Sign() == 0 {
				return nil, nil
			}
			levels = append(levels, x)
			here = append(here, u[q].Sub(o.Utility[party]).Add(gain).Mul(x).Div(gain))
		}
		slices.SortFunc(levels, parley.Number.Cmp)
		slices.SortFunc(here, parley.Number.Cmp)
		return levels, here
	}
	share := func(o bargain.Outcome) map[string]parley.Number { return o.Share }
	fraction := func(o bargain.Outcome) map[string]parley.Number { return o.Fraction }
	if a.KalaiSmorodinsky != nil {
		if best, here := scaled(a.KalaiSmorodinsky, share); slices.CompareFunc(here, best, parley.Number.Cmp) > 0 {
			t.Errorf("shares %v on the grid, and %v are the leximin", here, best)
		}
	}
	if a.Egalitarian != nil {
		if best, here := scaled(a.Egalitarian, fraction); slices.CompareFunc(here, best, parley.Number.Cmp) > 0 {
			t.Errorf("fractions %v on the grid, and %v are the leximin", here, best)
		}
	}
	if a.Utilitarian != nil {
		best, here := scaled(a.Utilitarian, fraction)
		sum := func(list []parley.Number) parley.Number {
			s := parley.Int(0)
			for _, x := range list {
				s = s.Add(x)
			}
			return s
		}
		if sum(here).Cmp(sum(best)) > 0 {
			t.Errorf("fractions that sum to %s on the grid, and %s is the greatest", sum(here), sum(best))
		}
	}
}

// checkMiddles holds inner points of the frontier's lines to the oracle.
func checkMiddles(t *testing.T, c *parley.Case, p *bargain.Problem) {
	t.Helper()
	for _, party := range c.Consenting() {
		if pos := c.Position(party.ID); pos == nil || len(pos.Values) == 0 || pos.Cap != nil { // with a cap no lines are asked for
			return
		}
	}
	middles, err := bargain.MiddlesOf(p)
	if err != nil {
		t.Fatal(err)
	}
	judge := oracle.New(c)
	for _, o := range middles {
		if o.Package == nil {
			t.Errorf("no package for the middle %v of a line", o.Utility)
		}
		if o.Limit {
			continue
		}
		if broken := judge.Broken(o.Package); len(broken) > 0 {
			t.Errorf("the middle of a line, %v, breaks %s", o.Package, refsKey(broken))
		}
		for party, u := range o.Utility {
			if v, _ := judge.Utility(party, o.Package); !v.Equal(u) {
				t.Errorf("the middle of a line, %v, is worth %s to %s and not %s", o.Package, v, party, u)
			}
		}
	}
}

// TestTwoWays answers cases of two parties by linear programmes over all boxes
// too, as it is done for more parties. It fails if the two ways differ: they
// share the boxes and nothing else.
func TestTwoWays(t *testing.T) {
	tried := 0
	for seed := uint64(0); seed < 5000; seed++ {
		rng := rand.New(rand.NewPCG(seed, 11))
		c := randomCase(rng)
		if len(c.Consenting()) != 2 {
			continue
		}
		for i := range c.Positions {
			c.Positions[i].Cap = nil // with which no frontier is found
		}
		for i := range c.Issues {
			if c.Issues[i].Numeric() {
				c.Issues[i].Range.Step = nil
			}
		}
		if c.Size() != nil {
			continue
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			p := compiled(t, c)
			questions := []bargain.Question{bargain.AskNash, bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian, bargain.AskUtilitarian}
			a := analyze(t, c, bargain.Options{Only: append([]bargain.Question{bargain.AskFrontier}, questions...)})
			if a.Frontier == nil || a.Nash == nil {
				return
			}
			tried++
			for n, s := range []*bargain.Solution{a.Nash, a.KalaiSmorodinsky, a.Egalitarian, a.Utilitarian} {
				other, found, err := bargain.ByProgrammes(p, questions[n])
				if err != nil {
					t.Fatal(err)
				}
				if upper := found.Upper(); upper != nil {
					if x := a.Certificates[questions[n]].Lower; x.Cmp(*upper) > 0 || x.Float() < upper.Float()*(1-1e-8) {
						t.Errorf("%s: %v by lines, at most %v by programmes", questions[n], x.Float(), upper.Float())
					}
					continue
				}
				if got, want := outcomesKey(other), outcomesKey(s.Outcomes); got != want {
					t.Errorf("%s: %s by lines, %s by programmes", questions[n], want, got)
				}
			}
			most, err := bargain.EndsOf(p)
			if err != nil {
				t.Fatal(err)
			}
			first, last := a.Frontier.Outcomes.At(0), a.Frontier.Outcomes.At(a.Frontier.Outcomes.Len()-1)
			if x, y := first.Utility[a.Frontier.Parties[0]], last.Utility[a.Frontier.Parties[1]]; !x.Equal(most[0]) || !y.Equal(most[1]) {
				t.Errorf("the frontier ends at %s and %s, the zone at %v", x, y, most[:2])
			}
		})
	}
	if tried < 60 {
		t.Errorf("only %d cases were tried", tried)
	}
}

func outcomesKey(list []bargain.Outcome) string {
	var keys []string
	for _, o := range list {
		var parts []string
		for party, u := range o.Utility {
			parts = append(parts, party+"="+u.String())
		}
		slices.Sort(parts)
		keys = append(keys, fmt.Sprint(parts, o.Limit, o.Ties))
	}
	slices.Sort(keys)
	return strings.Join(keys, "; ")
}
