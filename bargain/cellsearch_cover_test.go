package bargain_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"parley"
	"parley/bargain"
	"parley/bargain/oracle"
	"parley/synthetic"
)

// comesNear reports whether some outcome falls short of the utilities, for any party,
// by at most what the frontier says; widths are the parties' ranges.
func comesNear(f *bargain.Frontier, u, widths []parley.Number) bool {
	return slices.ContainsFunc(f.Outcomes.Slice(), func(o bargain.Outcome) bool {
		for q, party := range f.Parties {
			if u[q].Cmp(o.Utility[party].Add(widths[q].Mul(*f.Within))) > 0 {
				return false
			}
		}
		return true
	})
}

// rangesOf reads the parties' ranges off the outcomes: gain ÷ fraction.
func rangesOf(t *testing.T, f *bargain.Frontier) []parley.Number {
	t.Helper()
	widths := make([]parley.Number, len(f.Parties))
	for q, party := range f.Parties {
		for _, o := range f.Outcomes.All() {
			if x, ok := o.Fraction[party]; ok && x.Sign() != 0 {
				widths[q] = o.Gain[party].Div(x)
				break
			}
		}
	}
	return widths
}

// ranges are those widths over the packages of a grid, of cases in which nobody
// refuses anything outright: they are no more than over all packages.
func ranges(c *parley.Case, grid *parley.Case) []parley.Number {
	judge := oracle.New(c)
	var low, high, widths []parley.Number
	for pkg := range oracle.Packages(grid) {
		for q, p := range c.Consenting() {
			u, _ := judge.Utility(p.ID, pkg)
			if len(low) == q {
				low, high = append(low, u), append(high, u)
			}
			if u.Cmp(low[q]) < 0 {
				low[q] = u
			}
			if u.Cmp(high[q]) > 0 {
				high[q] = u
			}
		}
	}
	for q := range low {
		widths = append(widths, high[q].Sub(low[q]))
	}
	return widths
}

// Fails if an acceptable package of a fine grid is further from all that is listed
// than the frontier says, however the boxes were gone through and whenever the
// search was ended; if what is listed is not acceptable (Analyze checks that) or
// is dominated; or if a search that was not ended does not come as near as asked.
func TestCoverWithContinuousIssuesAgainstGrids(t *testing.T) {
	specs := []synthetic.Spec{
		{Parties: 3, Issues: 3, Options: 3, Conflict: 0.5, Fallback: 20, Numeric: 1, Seed: 1},
		{Parties: 3, Issues: 3, Options: 2, Conflict: 0.9, Fallback: 10, Numeric: 2, Seed: 2},
		{Parties: 3, Issues: 3, Options: 3, Conflict: 0.5, Fallback: 30, Numeric: 1, Linkage: 1, Seed: 3},
		{Parties: 4, Issues: 4, Options: 3, Conflict: 0.5, Fallback: 20, Numeric: 1, Seed: 12},
	}
	for n, s := range specs {
		c, err := synthetic.Case(s)
		if err != nil {
			t.Fatal(err)
		}
		grid := onGrid(c, parley.Fraction(1, 8))
		if s.Parties == 4 || testing.Short() {
			grid = onGrid(c, parley.Fraction(1, 2))
		}
		least := ranges(c, onGrid(c, parley.Fraction(1, 2)))
		o := bargain.Options{Only: []bargain.Question{bargain.AskFrontier}, Epsilon: 0.04}
		for _, by := range []bargain.Options{o, bargain.ByBounds(o)} {
			whole := analyze(t, c, by)
			if within := whole.Frontier.Within; within == nil || within.Cmp(parley.Fraction(4, 100)) > 0 {
				t.Errorf("case %d: it comes as near as %v", n, within)
			}
			checkNear(t, c, grid, least, whole)
		}
		for looks := 0; looks < 4000; looks = 2*looks + 1 {
			p, err := bargain.Compile(c)
			if err != nil {
				t.Fatal(err)
			}
			a, err := p.Analyze(lookedAt(looks), o)
			if err != nil && !errors.Is(err, context.DeadlineExceeded) {
				t.Fatal(err)
			}
			if a.Frontier != nil && a.Frontier.Within != nil {
				checkNear(t, c, grid, least, a)
			}
		}
	}
}

func checkNear(t *testing.T, c, grid *parley.Case, least []parley.Number, a *bargain.Answer) {
	t.Helper()
	f := a.Frontier
	judge := oracle.New(c)
	for q, x := range rangesOf(t, f) {
		if x.Cmp(least[q]) < 0 || x.Cmp(least[q].Mul(parley.Fraction(11, 10))) > 0 {
			t.Errorf("the range of %s is %s, and that of a grid %s", f.Parties[q], x, least[q])
		}
	}
	widths := rangesOf(t, f)
	zone, far := 0, 0
	for pkg := range oracle.Packages(grid) {
		if !judge.InZone(pkg) {
			continue
		}
		zone++
		var u []parley.Number
		for _, party := range f.Parties {
			x, _ := judge.Utility(party, pkg)
			u = append(u, x)
		}
		if !comesNear(f, u, widths) {
			if far++; far < 3 {
				t.Errorf("nothing listed is within %s of %v, worth %v", f.Within.Decimal(4), pkg, u)
			}
		}
	}
	if zone == 0 {
		t.Error("no package of the grid is acceptable")
	}
	for n, o := range f.Outcomes.All() {
		if !judge.InZone(o.Package) {
			t.Errorf("outcome %d, %v, is not acceptable", n, o.Package)
		}
		for _, other := range f.Outcomes.All() {
			u := make([]parley.Number, len(f.Parties))
			for q, party := range f.Parties {
				u[q] = other.Utility[party]
			}
			if beats(f.Parties, u, o) {
				t.Errorf("outcome %d is dominated by another", n)
			}
		}
	}
}
