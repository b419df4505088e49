package bargain_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"parley"
	"parley/bargain"
)

// A small vocabulary for cases with continuous issues.

func span(id string, low, high int64) parley.Issue {
	return parley.Issue{ID: id, Range: &parley.Range{Min: parley.Int(low), Max: parley.Int(high)}}
}

func oneOf(id string, options ...string) parley.Issue {
	i := parley.Issue{ID: id}
	for _, o := range options {
		i.Options = append(i.Options, parley.Option{ID: o})
	}
	return i
}

// curve takes pairs of a number and what it is worth.
func curve(id string, points ...int64) parley.Value {
	v := parley.Value{Issue: id}
	for n := 0; n < len(points); n += 2 {
		v.Curve = append(v.Curve, parley.CurvePoint{At: parley.Int(points[n]), Worth: parley.Just(parley.Int(points[n+1]))})
	}
	return v
}

func worths(i parley.Issue, worth ...int64) parley.Value {
	v := parley.Value{Issue: i.ID}
	for n, o := range i.Options {
		v.Options = append(v.Options, parley.OptionValue{Option: o.ID, Worth: parley.Just(parley.Int(worth[n]))})
	}
	return v
}

func position(party string, fallback int64, values ...parley.Value) parley.Position {
	r := parley.Just(parley.Int(fallback))
	return parley.Position{Party: party, Values: values, Fallback: &parley.Fallback{Value: &r}}
}

func between(issues []parley.Issue, positions ...parley.Position) *parley.Case {
	c := &parley.Case{Title: "continuous", Issues: issues, Positions: positions}
	for _, p := range positions {
		c.Parties = append(c.Parties, parley.Party{ID: p.Party})
	}
	return c
}

func atLeast(issue string, n int64) parley.Term {
	x := parley.Int(n)
	return parley.Term{Issue: issue, Min: &x}
}

func atMost(issue string, n int64) parley.Term {
	x := parley.Int(n)
	return parley.Term{Issue: issue, Max: &x}
}

func never(terms ...parley.Term) parley.Demand {
	return parley.Demand{Kind: parley.RedLine, Pattern: parley.Patterns{terms}}
}

// wantOutcomes compares utilities, and whether they are limits, in order.
func wantOutcomes(t *testing.T, what string, got []bargain.Outcome, parties []string, want ...[]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d outcomes, want %d", what, len(got), len(want))
		for _, o := range got {
			t.Logf("  %v %v %v", o.Package, o.Utility, o.Limit)
		}
		return
	}
	for n, o := range got {
		for q, party := range parties {
			if u := o.Utility[party].String(); u != want[n][q] {
				t.Errorf("%s: outcome %d is worth %s to %s, want %s", what, n, u, party, want[n][q])
			}
		}
		if limit := len(want[n]) > len(parties); o.Limit != limit {
			t.Errorf("%s: outcome %d: limit is %t, want %t", what, n, o.Limit, limit)
		}
	}
}

const limit = "limit"

// Brams and Taylor, Fair Division (1996), and Brams and Togman (1996): the
// points of Camp David. Adjusted Winner leaves each side 65.83 of its points
// and splits Sinai alone, a sixth of it to Israel. It fails if a variable is
// rounded, or the order of exchange is not by the ratio of the points.
func TestCampDavid(t *testing.T) {
	points := []struct {
		issue         string
		israel, egypt int64
	}{{"sinai", 35, 55}, {"recognition", 10, 5}, {"west_bank", 20, 10}, {"linkage", 10, 5}, {"rights", 5, 20}, {"jerusalem", 20, 5}}
	var issues []parley.Issue
	var israel, egypt []parley.Value
	for _, p := range points {
		issues = append(issues, span(p.issue, 0, 1))
		israel = append(israel, curve(p.issue, 0, 0, 1, p.israel))
		egypt = append(egypt, curve(p.issue, 0, p.egypt, 1, 0))
	}
	c := between(issues, position("israel", 0, israel...), position("egypt", 0, egypt...))
	both := []string{"israel", "egypt"}
	a := analyze(t, c, bargain.Options{})
	for _, s := range []*bargain.Solution{a.Egalitarian, a.KalaiSmorodinsky} {
		wantOutcomes(t, "leximin", s.Outcomes, both, []string{"395/6", "395/6"})
		if o := s.Outcomes[0]; o.Package["sinai"].String() != "1/6" || o.Ties.String() != "1" {
			t.Errorf("Sinai %s to Israel, %s packages; want 1/6 and one", o.Package["sinai"], o.Ties)
		}
	}
	wantOutcomes(t, "nash", a.Nash.Outcomes, both, []string{"60", "75"})
	wantOutcomes(t, "utilitarian", a.Utilitarian.Outcomes, both, []string{"60", "75"})
	// One corner for each ratio of points: 1/4, 7/11, 2 (three issues) and 4.
	wantOutcomes(t, "frontier", a.Frontier.Outcomes.Slice(), both, []string{"100", "0"}, []string{"95", "20"}, []string{"60", "75"}, []string{"20", "95"}, []string{"0", "100"})
	if len(a.Frontier.Segments) != 4 || !a.Frontier.Complete {
		t.Errorf("%v, complete %t; want four lines, complete", a.Frontier.Segments, a.Frontier.Complete)
	}
	if !a.Certificates[bargain.AskNash].Proven || a.Zone.Count.String() != "infinite" {
		t.Errorf("Nash %+v, zone %s", a.Certificates[bargain.AskNash], a.Zone.Count)
	}
}

// By hand: to the first, x is worth 8/5 x up to 50 and 60 + 2/5 x from there,
// to the other 100 - x. The product is greatest at the corner, 80 × 50; the
// shares are equal where 8/5 x = 100 - x. It fails if corners of curves are
// no ends of cells.
func TestPiecewiseLinearPie(t *testing.T) {
	c := between([]parley.Issue{span("x", 0, 100)},
		position("a", 0, curve("x", 0, 0, 50, 80, 100, 100)), position("b", 0, curve("x", 0, 100, 100, 0)))
	a := analyze(t, c, bargain.Options{})
	both := []string{"a", "b"}
	wantOutcomes(t, "nash", a.Nash.Outcomes, both, []string{"80", "50"})
	wantOutcomes(t, "kalai_smorodinsky", a.KalaiSmorodinsky.Outcomes, both, []string{"800/13", "800/13"})
	wantOutcomes(t, "frontier", a.Frontier.Outcomes.Slice(), both, []string{"100", "0"}, []string{"80", "50"}, []string{"0", "100"})
	if got := a.Nash.Outcomes[0].Ties.String(); got != "1" {
		t.Errorf("%s packages tie at the corner, which two cells share; want 1", got)
	}
}

// A red line from 50 up leaves everything below 50 and not 50 itself. It fails
// if the open end is taken for a package, or the limit for nothing.
func TestOpenRedLine(t *testing.T) {
	b := position("b", 0, curve("x", 0, 100, 100, 0))
	b.Never = []parley.Demand{never(atLeast("x", 50))}
	c := between([]parley.Issue{span("x", 0, 100)}, position("a", 0, curve("x", 0, 0, 100, 100)), b)
	a := analyze(t, c, bargain.Options{})
	both := []string{"a", "b"}
	wantOutcomes(t, "frontier", a.Frontier.Outcomes.Slice(), both, []string{"50", "50", limit}, []string{"0", "100"})
	wantOutcomes(t, "nash", a.Nash.Outcomes, both, []string{"50", "50", limit})
	// a can gain nearly 50, b 100: x/50 = (100 - x)/100
	wantOutcomes(t, "kalai_smorodinsky", a.KalaiSmorodinsky.Outcomes, both, []string{"100/3", "200/3"})
}

// By hand: with a site in the east the two share 14, in the west 13, but only
// in the west has the second more than 10. At (3, 10) the west ends, for the
// east has (4, 10). It fails if pieces of different boxes are not cut by one
// another, or the end that is cut off is called efficient.
func TestMixedPieces(t *testing.T) {
	site := oneOf("site", "east", "west")
	c := between([]parley.Issue{site, span("wage", 0, 10)},
		position("a", 0, worths(site, 4, 0), curve("wage", 0, 0, 10, 10)),
		position("b", 0, worths(site, 0, 3), curve("wage", 0, 10, 10, 0)))
	a := analyze(t, c, bargain.Options{})
	both := []string{"a", "b"}
	wantOutcomes(t, "frontier", a.Frontier.Outcomes.Slice(), both, []string{"14", "0"}, []string{"4", "10"}, []string{"3", "10", limit}, []string{"0", "13"})
	if s := a.Frontier.Segments; len(s) != 2 || s[0] != [2]int{0, 1} || s[1] != [2]int{2, 3} {
		t.Errorf("lines %v, want 0-1 and 2-3", s)
	}
	wantOutcomes(t, "nash", a.Nash.Outcomes, both, []string{"7", "7"})
}

// Near (10, 10) there are packages, but none is worth just 10 to the second;
// so (6, 10), which is a package, is efficient although the limit is above it.
// It fails if limits dominate as packages do.
func TestLimitDominatesNothing(t *testing.T) {
	way := oneOf("way", "now", "later")
	now := parley.Term{Issue: "way", Options: []string{"now"}}
	later := parley.Term{Issue: "way", Options: []string{"later"}}
	a := position("a", 0, worths(way, 6, 0), curve("x", 0, 0, 10, 10))
	a.Never = []parley.Demand{never(later, atLeast("x", 10))}
	a.OnlyIf = []parley.Demand{{Kind: parley.Condition, Pattern: parley.Patterns{{now}}, If: parley.Patterns{{atMost("x", 0)}}}}
	c := between([]parley.Issue{way, span("x", 0, 10)}, a, position("b", 0, worths(way, 10, 0), curve("x", 0, 0, 10, 10)))
	got := analyze(t, c, bargain.Options{Only: []bargain.Question{bargain.AskFrontier}})
	wantOutcomes(t, "frontier", got.Frontier.Outcomes.Slice(), []string{"a", "b"}, []string{"10", "10", limit}, []string{"6", "10"})
}

// By hand: the middle party trades with both others. By symmetry each of those
// has 60 s and the middle one 60 (1 - s): equal at a half, the product
// greatest at two thirds, the sum at one.
func TestThreeParties(t *testing.T) {
	c := between([]parley.Issue{span("x", 0, 1), span("y", 0, 1)},
		position("a", 0, curve("x", 0, 0, 1, 60)),
		position("b", 0, curve("x", 0, 30, 1, 0), curve("y", 0, 0, 1, 30)),
		position("c", 0, curve("y", 0, 60, 1, 0)))
	a := analyze(t, c, bargain.Options{})
	all := []string{"a", "b", "c"}
	wantOutcomes(t, "nash", a.Nash.Outcomes, all, []string{"40", "20", "40"})
	wantOutcomes(t, "egalitarian", a.Egalitarian.Outcomes, all, []string{"30", "30", "30"})
	wantOutcomes(t, "utilitarian", a.Utilitarian.Outcomes, all, []string{"60", "0", "60"})
	if x := a.Certificates[bargain.AskNash]; !x.Proven || !x.Lower.Equal(*x.Upper) {
		t.Errorf("Nash %+v: the optimum is a fraction, and the mean proves it", x)
	}
	if a.Frontier.Complete || a.Certificates[bargain.AskFrontier].Why == "" {
		t.Error("a list of points is called the whole frontier of three parties")
	}
}

// The product (1 - x)(2 - x)(1 + 2x) is greatest at no fraction: its slope is
// 6x² - 10x + 1. The answer must say that it is not proven, and bound it.
func TestNashWithoutFraction(t *testing.T) {
	c := between([]parley.Issue{span("x", 0, 1)},
		position("a", 0, curve("x", 0, 1, 1, 0)), position("b", 0, curve("x", 0, 2, 1, 1)), position("c", 0, curve("x", 0, 1, 1, 3)))
	a := analyze(t, c, bargain.Options{Only: []bargain.Question{bargain.AskNash}})
	x := a.Certificates[bargain.AskNash]
	if x.Proven || x.Lower.Cmp(*x.Upper) >= 0 || x.Upper.Float() > x.Lower.Float()*(1+1e-9) {
		t.Errorf("%+v; want a gap that is there and small", x)
	}
	const root = 0.10685017607
	if got := a.Nash.Outcomes[0].Package["x"].Number.Float(); got < root-1e-8 || got > root+1e-8 {
		t.Errorf("x is %v, want %v", got, root)
	}
}

// The fallbacks exclude each other. It fails if a combination of fallbacks that
// no package breaks is made up, or one that some does is missed.
func TestFallbacksApart(t *testing.T) {
	c := between([]parley.Issue{span("x", 0, 10)}, position("a", 7, curve("x", 0, 0, 10, 10)), position("b", 5, curve("x", 0, 10, 10, 0)))
	a := analyze(t, c, bargain.Options{})
	if a.Zone.Possible.String() != "0" || len(a.Conflicts.Sets) != 1 || len(a.Conflicts.Sets[0].Items) != 2 {
		t.Fatalf("possible %s, conflicts %+v; want none, and the two fallbacks", a.Zone.Possible, a.Conflicts.Sets)
	}
	if len(a.Concessions.Ways) != 2 {
		t.Fatalf("%d ways out, want 2", len(a.Concessions.Ways))
	}
	way := a.Concessions.Ways[0]
	wantOutcomes(t, "best", []bargain.Outcome{*way.Best}, []string{"a", "b"}, []string{"5", "5"})
	if way.Opens.String() != "infinite" || way.GiveUp[0].By.String() != "2" {
		t.Errorf("opens %s, a falls by %s; want infinitely many and 2", way.Opens, way.GiveUp[0].By)
	}
}

// The fallbacks leave one number. It fails if regions without inside are taken
// for empty, or a single package for infinitely many.
func TestSinglePoint(t *testing.T) {
	c := between([]parley.Issue{span("x", 0, 10)}, position("a", 5, curve("x", 0, 0, 10, 10)), position("b", 5, curve("x", 0, 10, 10, 0)))
	a := analyze(t, c, bargain.Options{})
	if a.Zone.Count.String() != "1" || a.Zone.Example["x"].String() != "5" {
		t.Errorf("%s packages, such as %v; want one, 5", a.Zone.Count, a.Zone.Example)
	}
	wantOutcomes(t, "nash", a.Nash.Outcomes, []string{"a", "b"}, []string{"5", "5"})
	// Without that number nothing is left, although all around it is approached.
	five := parley.Term{Issue: "x", Numbers: []parley.Number{parley.Int(5)}}
	c.Norms = []parley.Norm{{Pattern: parley.Patterns{{five}}}}
	a = analyze(t, c, bargain.Options{})
	if a.Zone.Count.String() != "0" || len(a.Conflicts.Sets) != 1 || len(a.Conflicts.Sets[0].Items) != 3 {
		t.Errorf("%s packages, conflicts %+v; want none, and the norm with both fallbacks", a.Zone.Count, a.Conflicts.Sets)
	}
}

// By hand: below the red line the first has at most 3, which is all of its
// range, and the second has more; without it both have 5 of the same range. It
// fails if the end that is only approached does not count.
func TestPriceOfContinuousDemand(t *testing.T) {
	b := position("b", 0, curve("x", 0, 10, 10, 0))
	b.Never = []parley.Demand{never(atLeast("x", 3))}
	like := parley.Package{"x": {Number: parley.Int(0)}}
	a := position("a", 0, curve("x", 0, 0, 10, 10))
	a.Fallback = &parley.Fallback{Like: like}
	c := between([]parley.Issue{span("x", 0, 10)}, a, b)
	got := analyze(t, c, bargain.Options{Only: []bargain.Question{bargain.AskPrices}})
	if p := got.Prices[0]; p.From.String() != "1" || p.To.String() != "5/3" {
		t.Errorf("from %s to %s, want 1 to 5/3", p.From, p.To)
	}
}

// An end of the context ends the work with the context's error.
func TestCellsInterrupted(t *testing.T) {
	c := between([]parley.Issue{span("x", 0, 10)}, position("a", 5, curve("x", 0, 0, 10, 10)), position("b", 5, curve("x", 0, 10, 10, 0)))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := compiled(t, c).Analyze(ctx, bargain.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want canceled", err)
	}
}

// The share matters to nobody but by what it allows, so the frontier of three
// parties is a list after all: the site at which all is best for someone. It
// fails if a continuous issue alone makes the list incomplete.
func TestContinuousWithoutWorth(t *testing.T) {
	site := oneOf("site", "a", "b", "c", "none")
	p := position("p", 0, worths(site, 3, 2, 0, 0))
	p.OnlyIf = []parley.Demand{{Kind: parley.Condition, Pattern: parley.Patterns{{{Issue: "site", Options: []string{"b"}}}},
		If: parley.Patterns{{atLeast("x", 4)}}}}
	c := between([]parley.Issue{site, span("x", 0, 10)}, p, position("q", 0, worths(site, 0, 2, 3, 0)), position("r", 0, worths(site, 1, 1, 1, 1)))
	a := analyze(t, c, bargain.Options{})
	if !a.Frontier.Complete {
		t.Error("the frontier is a list and is called incomplete")
	}
	wantOutcomes(t, "frontier", a.Frontier.Outcomes.Slice(), []string{"p", "q", "r"}, []string{"3", "0", "1"}, []string{"2", "2", "1"}, []string{"0", "3", "1"})
}

// Fails if a space with a continuous issue that is too large to go through is
// not answered, or if what is not found at that size is refused without a word
// on what would help.
func TestTooManyIntervals(t *testing.T) {
	c := treaty(2, 30, 6, 20, 1)
	c.Issues[0].Options, c.Issues[0].Range = nil, &parley.Range{Min: parley.Int(0), Max: parley.Int(1)}
	for n := range c.Positions {
		c.Positions[n].Values[0] = parley.Value{Issue: c.Issues[0].ID, Curve: []parley.CurvePoint{
			{At: parley.Int(0), Worth: parley.Just(parley.Int(int64(n)))}, {At: parley.Int(1), Worth: parley.Just(parley.Int(int64(1 - n)))}}}
	}
	a := analyze(t, c, bargain.Options{Only: []bargain.Question{bargain.AskZone, bargain.AskReach, bargain.AskNash, bargain.AskUtilitarian}})
	for _, q := range []bargain.Question{bargain.AskZone, bargain.AskReach, bargain.AskNash, bargain.AskUtilitarian} {
		if got := a.Certificates[q]; !got.Proven {
			t.Errorf("%s: %+v", q, got)
		}
	}
	much := parley.Just(parley.Int(1_000_000))
	for n := range c.Positions {
		c.Positions[n].Fallback = &parley.Fallback{Value: &much}
	}
	a = analyze(t, c, bargain.Options{Only: []bargain.Question{bargain.AskZone, bargain.AskConflicts}})
	if got := a.Certificates[bargain.AskZone]; !got.Proven || !a.Zone.Possible.Zero() || a.Zone.Proof == nil {
		t.Errorf("an empty zone: %+v, %+v", got, a.Zone)
	}
	if got := a.Certificates[bargain.AskConflicts]; got.Proven || !strings.Contains(got.Why, "With a step") {
		t.Errorf("conflicts: %+v", got)
	}
}
