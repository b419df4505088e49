package bargain_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/bargain"
	"parley/synthetic"
)

// TestTreeAgainstCells answers random cases with continuous issues twice: with
// all boxes listed, and by the search that lists none. It fails if the two
// differ in whether there is a zone, in who accepts how much, in the outcomes
// of a solution or its ties, in what a demand costs, or if a bound of the
// search is passed by what the list has.
func TestTreeAgainstCells(t *testing.T) {
	againstCells(t, 7, func(t *testing.T, q bargain.Question, want, got *bargain.Solution, _ bargain.Certificate) {
		if a, b := outcomesKey(want.Outcomes), outcomesKey(got.Outcomes); a != b {
			t.Errorf("%s:\n%s by cells,\n%s by the tree", q, a, b)
		}
	})
}

// TestTreeSealed does the same where the search looks at no box that ties, but
// closes what does by a proof in fractions, and goes on to the next level. It
// fails if what it finds is not among what ties, or is the best of a level and
// not of all, or if more or fewer packages are said to tie than do.
func TestTreeSealed(t *testing.T) {
	defer bargain.MostTied(0)()
	againstCells(t, 8, func(t *testing.T, q bargain.Question, want, got *bargain.Solution, c bargain.Certificate) {
		among := outcomesKey(want.Outcomes)
		for _, o := range got.Outcomes {
			ties := o.Ties
			o.Ties = bargain.Count{}
			same := false
			for _, w := range want.Outcomes {
				if n := w.Ties; fmt.Sprint(w.Utility) == fmt.Sprint(o.Utility) && n.Exact() && (ties.Infinite() || ties.Exact() && ties.Int.Cmp(n.Int) != 0 || ties.Least != nil && ties.Least.Cmp(n.Int) > 0) {
					t.Errorf("%s: %s packages tie, and %s by cells", q, ties, n)
				}
				w.Ties = bargain.Count{}
				same = same || outcomesKey([]bargain.Outcome{o}) == outcomesKey([]bargain.Outcome{w})
			}
			// Of a utilitarian optimum that infinitely many share, the cells show one.
			if !same && q != bargain.AskUtilitarian {
				t.Errorf("%s: %v is not among %s", q, outcomesKey([]bargain.Outcome{o}), among)
			}
		}
		if len(got.Outcomes) < len(want.Outcomes) && !strings.Contains(c.Why, "tie") {
			t.Errorf("%s: %d of %d outcomes and not a word of others: %+v", q, len(got.Outcomes), len(want.Outcomes), c)
		}
	})
}

// TestTreeForks answers cases in which the first level of a leximin is one
// party's in one place and another's in another, as it often is with values in
// percent, where the search looks at no box that ties. It fails if the leximin
// is not found and proven, or is another than by cells.
func TestTreeForks(t *testing.T) {
	defer bargain.MostTied(0)()
	forked := 0
	for seed := range uint64(150) {
		c, err := synthetic.Case(synthetic.Spec{Parties: 3 + int(seed%2), Issues: 4, Options: 3, Numeric: 1 + int(seed%2), Seed: seed, Conflict: float64(seed%3) / 2, Fallback: 10})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.Positions { // few values and one weight, so that many packages tie
			for n := range p.Importance {
				p.Importance[n].Weight = parley.Interval{Low: parley.Int(25), High: parley.Int(25)}
			}
			for _, v := range p.Values {
				for n := range v.Options {
					v.Options[n].Worth = coarse(v.Options[n].Worth)
				}
				for n := range v.Curve {
					v.Curve[n].Worth = coarse(v.Curve[n].Worth)
				}
			}
		}
		questions := []bargain.Question{bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian}
		want := analyze(t, c, bargain.Options{Only: questions})
		got := analyze(t, c, bargain.ByBounds(bargain.Options{Only: questions}))
		back := bargain.MostForks(0)
		plain := analyze(t, c, bargain.ByBounds(bargain.Options{Only: questions}))
		back()
		for _, q := range questions {
			w, g := solutionOf(want, q), solutionOf(got, q)
			if w == nil {
				continue
			}
			if plain.Certificates[q].Proven {
				continue
			}
			if forked++; !got.Certificates[q].Proven {
				t.Errorf("%d, %s: not proven: %+v", seed, q, got.Certificates[q])
			}
			for _, o := range g.Outcomes {
				if !slices.ContainsFunc(w.Outcomes, func(x bargain.Outcome) bool { return fmt.Sprint(x.Utility) == fmt.Sprint(o.Utility) }) {
					t.Errorf("%d, %s: %v is not among %s", seed, q, o.Utility, picksKey(w))
				}
			}
		}
	}
	if forked < 10 {
		t.Errorf("only %d leximins forked", forked)
	}
}

// coarse rounds to 0, 5 or 10.
func coarse(x parley.Interval) parley.Interval {
	n := parley.Int(int64(x.Low.Float()+2.5) / 5 * 5)
	return parley.Interval{Low: n, High: n}
}

func againstCells(t *testing.T, stream uint64, compare func(*testing.T, bargain.Question, *bargain.Solution, *bargain.Solution, bargain.Certificate)) {
	tried, zones := 0, 0
	for seed := uint64(0); seed < 900; seed++ {
		rng := rand.New(rand.NewPCG(seed, stream))
		c := loosen(rng, randomCase(rng))
		if c == nil {
			continue
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			compiled(t, c)
			tried++
			if answeredAlike(t, c, stream == 8, compare) {
				zones++
			}
		})
	}
	if tried < 100 || zones < 30 {
		t.Errorf("only %d cases were tried, %d with a zone", tried, zones)
	}
}

// answeredAlike reports whether the case has solutions. Unsure is for answers
// that may prove no more than their bounds.
func answeredAlike(t *testing.T, c *parley.Case, unsure bool, compare func(*testing.T, bargain.Question, *bargain.Solution, *bargain.Solution, bargain.Certificate)) bool {
	t.Helper()
	questions := []bargain.Question{bargain.AskZone, bargain.AskNash, bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian, bargain.AskUtilitarian, bargain.AskPrices, bargain.AskReach}
	want := analyze(t, c, bargain.Options{Only: questions})
	got := analyze(t, c, bargain.ByBounds(bargain.Options{Only: questions}))
	if w, g := zoneKey(want.Zone), zoneKey(got.Zone); w != g {
		t.Errorf("the zone is\n%s by cells and\n%s by the tree", w, g)
	}
	for n, pair := range [][2]*bargain.Solution{{want.Nash, got.Nash}, {want.KalaiSmorodinsky, got.KalaiSmorodinsky},
		{want.Egalitarian, got.Egalitarian}, {want.Utilitarian, got.Utilitarian}} {
		q := questions[n+1]
		w, g := pair[0], pair[1]
		if (w == nil) != (g == nil) {
			t.Errorf("%s: %v by cells, %v by the tree", q, w, g)
			continue
		}
		if w == nil {
			continue
		}
		cw, cg := want.Certificates[q], got.Certificates[q]
		switch {
		case cw.Proven && cg.Proven:
			compare(t, q, w, g, cg)
		case cw.Proven && !unsure:
			t.Errorf("%s: proven by cells, and by the tree only %+v", q, cg)
		}
		if cw.Lower == nil {
			continue // nobody can gain
		}
		if a, b := cw.Lower.Float(), cg.Lower.Float(); a > b*(1+1e-9)+1e-12 || b > a*(1+1e-9)+1e-12 {
			t.Errorf("%s: %v by cells, %v by the tree", q, a, b)
		}
		if cg.Upper == nil || cw.Lower.Float() > cg.Upper.Float()*(1+1e-9) {
			t.Errorf("%s: the bound %v of the tree is passed by %v", q, cg.Upper, cw.Lower)
		}
	}
	if len(want.Zone.Unvalued) == 0 && !want.Zone.Possible.Zero() {
		most, err := bargain.EndsOf(compiled(t, c))
		if err != nil {
			t.Fatal(err)
		}
		for q, r := range got.Zone.Reach {
			if !r.Proven || !r.Most.Equal(most[q]) || !r.Least.Equal(most[len(most)/2+q]) {
				t.Errorf("%s reaches from %s to %s by the tree (proven: %v), and %v by cells", r.Party, r.Least, r.Most, r.Proven, most)
			}
		}
	}
	if a, b := fmt.Sprint(want.Prices), fmt.Sprint(got.Prices); a != b {
		t.Errorf("prices are\n%s by cells and\n%s by the tree", a, b)
	}
	return want.Nash != nil
}

func zoneKey(z *bargain.Zone) string {
	return fmt.Sprint(z.Possible, z.Count, z.Confirmed, z.Accepts, z.Pairs, z.Example != nil)
}

// Fails if a search that closes what ties by a proof says that just the packages
// it met tie. Here two do: north can have its way on either of two issues.
func TestTiesAtLeast(t *testing.T) {
	a, b := oneOf("a", "north", "south"), oneOf("b", "north", "south")
	c := between([]parley.Issue{a, b, span("toll", 0, 10)},
		position("north", 0, worths(a, 40, 0), worths(b, 40, 0), curve("toll", 0, 10, 10, 0)),
		position("south", 0, worths(a, 0, 40), worths(b, 0, 40), curve("toll", 0, 0, 10, 10)))
	questions := []bargain.Question{bargain.AskNash, bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian}
	check := func(what string, o bargain.Options, want string) {
		t.Helper()
		a := analyze(t, c, o)
		for _, q := range questions {
			for _, x := range solutionOf(a, q).Outcomes {
				if got := x.Ties.String(); got != want && (want != "at least" || x.Ties.Least == nil || x.Ties.Least.Int64() > 2) {
					t.Errorf("%s: %s: %s packages tie with %v, want %s", what, q, got, x.Package, want)
				}
			}
		}
	}
	o := bargain.Options{Only: questions}
	check("boxes", o, "2")
	check("the tree", bargain.ByBounds(o), "2")
	defer bargain.MostTied(0)()
	check("the tree, closed by a proof", bargain.ByBounds(o), "at least")
}
