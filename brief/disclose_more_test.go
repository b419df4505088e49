package brief_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/bargain"
	"parley/brief"
)

// sealExtra gives the sealed answer everything that an answer about a large
// space holds, each part of it depending on what the mill keeps from the
// mediator (n is 0 or 1).
func sealExtra(a *bargain.Answer, n int64, best bargain.Outcome) {
	choice := parley.Choice{Option: []string{"low", "mid"}[n]}
	span := func(c parley.Choice) []bargain.Span { return []bargain.Span{{From: c, To: c}} }
	a.Zone.Reach = []bargain.Reach{
		{Party: "mill", Least: parley.Int(40 + n), Most: parley.Int(70 + n), LeastAt: parley.Package{"height": choice}, Proven: n > 0},
		{Party: "fishery", Least: parley.Int(44), Most: parley.Fraction(6013+n, 100), MostAt: parley.Package{"height": choice}, Proven: true},
	}
	a.Zone.Open = []bargain.OpenIssue{
		{Issue: "height", Open: span(choice), Closed: span(parley.Choice{Option: []string{"mid", "low"}[n]})},
		{Issue: "fee", Open: []bargain.Span{{From: level(0), To: level(30 - 10*n)}}, Closed: span(level(40)), Undecided: span(level(40 - 10*n))},
	}
	a.Zone.Sample = []parley.Package{{"height": choice}}
	a.Certificates[bargain.AskSample] = bargain.Certificate{Proven: n > 0, Method: []string{"draws of which 0.3 stay", "draws of which 0.5 stay"}[n]}
	a.Zone.Proof = &bargain.Proof{Weights: []bargain.Weight{{Party: "mill", Weight: parley.Fraction(3+n, 7)}, {Party: "fishery", Weight: parley.Int(1)}}, Needed: parley.Int(61 + n), Most: parley.Int(60 + n)}
	a.WeightedNash = &bargain.Solution{Outcomes: []bargain.Outcome{best}, Size: 1 + int(n)}
	one, two := best, outcome("low", 10*n, 44+n, 4+n, 50, 6, frac(1, 8), frac(1, 3))
	one.Tied = []parley.Package{one.Package, {"height": choice}}
	a.Nash.Outcomes[0].Tied = []parley.Package{{"height": choice}}
	a.Shortlist = &bargain.Shortlist{Best: []bargain.Outcome{one, two}, Diverse: []bargain.Outcome{two}, Apart: 1 + int(n)}
	if n > 0 {
		slices.Reverse(a.Shortlist.Best)
	}
	a.Robustness.Regret = &bargain.Regret{Package: parley.Package{"height": choice}, Least: parley.Fraction(1+n, 10), Most: parley.Fraction(3+n, 10), Rival: one.Package}
	a.Certificates[bargain.AskWeightedNash] = bargain.Certificate{Proven: n > 0, Method: "search", Why: []string{"", "The zone is empty."}[n]}
	a.Certificates[bargain.AskShortlist] = bargain.Certificate{Proven: true, Method: "search"}
	for q, c := range a.Certificates {
		c.Because = []string{"A red line of the mill names two issues.", "No statement ties issues."}[n]
		if c.Method != "none" {
			c.Method = fmt.Sprintf("dynamic programming in %d steps", 1000+n)
		}
		a.Certificates[q] = c
	}
}

// The same bytes too where everything that can be asked for is: a package to
// be made acceptable, weights, reasons for methods.
func TestUndisclosedTwinsOfEveryFlag(t *testing.T) {
	o := brief.Options{Explain: true, All: true, Weights: []bargain.Weight{{Party: "mill", Weight: parley.Int(2)}}, Want: parley.Package{"height": {Option: "low"}}}
	forms := func(n int64, text string) map[string]string {
		a := sealedAnswer(n)
		a.Certificates[bargain.AskIncentives] = bargain.Certificate{Proven: n > 0, Method: "search", Why: []string{"", "Nothing makes it acceptable."}[n]}
		if n > 0 {
			a.Incentives = &bargain.Incentives{Needed: true, Complete: true, Want: o.Want, Sets: []bargain.Incentive{{Opens: count(n)}}}
		}
		return everyForm(t, sealed(n, text), a, o)
	}
	one, two := forms(0, canary), forms(1, "OTHER")
	for form, got := range one {
		if got != two[form] {
			t.Errorf("the %s report tells undisclosed items apart:\n%s", form, firstDifference(got, two[form]))
		}
		if strings.Contains(got, "red line of the mill") || strings.Contains(got, "ties issues.") {
			t.Errorf("the %s report says how undisclosed statements are built", form)
		}
	}
	if text := strings.Join(strings.Fields(one["text"]), " "); strings.Count(text, "it would tell what is undisclosed") < 2 {
		t.Errorf("the mediator is not told that something is left out:\n%s", text)
	}
}

// A guarantor that keeps its numbers from the mediator keeps what its
// contributions cost, and which of them cost least; another's are shown.
func TestUndisclosedGuarantor(t *testing.T) {
	secret := func(n int64) (*parley.Case, *bargain.Answer) {
		c, a := delta(), deltaAnswer()
		p := c.Position("bank")
		p.Grade = parley.GradeEngine
		p.Unit = []string{"EUR million", "USD million"}[n]
		p.Values = []parley.Value{{Issue: "loan", Curve: []parley.CurvePoint{{At: parley.Int(0)}, {At: parley.Int(60), Worth: parley.Just(parley.Int(-15 - n))}}}}
		for i := range a.Incentives.Sets {
			s := &a.Incentives.Sets[i]
			s.Loss["bank"] = s.Loss["bank"].Add(parley.Int(n))
			total := parley.Int(5 + n)
			s.Total, s.Cheapest = &total, n == int64(i)
		}
		if n > 0 {
			a.Incentives.Unit = ""
			slices.Reverse(a.Incentives.Sets)
		}
		a.Zone.Open[0].Closed = a.Zone.Open[0].Closed[:1+n]
		return c, a
	}
	c, a := secret(0)
	one := everyForm(t, c, a, brief.Options{})
	c, a = secret(1)
	for form, got := range everyForm(t, c, a, brief.Options{}) {
		if got != one[form] {
			t.Errorf("the %s report tells an undisclosed guarantor apart:\n%s", form, firstDifference(one[form], got))
		}
	}
	if got := everyForm(t, delta(), deltaAnswer(), brief.Options{})["text"]; !strings.Contains(got, "COSTS") {
		t.Error("where nothing is undisclosed the cheapest is not named")
	}
}

// The numbers of parties that keep nothing back stay in the shortlist, and
// those of the others go, where a party that need not consent keeps its own.
func TestUndisclosedDemand(t *testing.T) {
	c, a := delta(), deltaAnswer()
	c.Positions[0].Never = []parley.Demand{{Kind: parley.RedLine, Pattern: pattern("season", "spring"), Note: parley.Note{Grade: parley.GradeEngine, Because: canary}}}
	for form, got := range everyForm(t, c, a, deltaOptions()) {
		if strings.Contains(got, canary) {
			t.Errorf("%s shows the reason of an undisclosed demand", form)
		}
		if form == "text" && (strings.Contains(got, "No longer") || !strings.Contains(got, "Several packages to lay on the table")) {
			t.Error("the text shows which choices are closed, or no shortlist")
		}
	}
}

// What a party or everybody is handed speaks of no package as of the one to
// take, whatever was asked for.
func TestShortlistToParties(t *testing.T) {
	for _, o := range []brief.Options{{Audience: brief.ForParty, Party: "hills", Explain: true, Weights: deltaWeights()}, {Audience: brief.ForAll}} {
		for form, got := range everyForm(t, delta(), deltaAnswer(), o) {
			if form == "json" {
				continue // its keys are fixed
			}
			for _, word := range []string{" best", "fair", "optimal", "optimum"} {
				if strings.Contains(strings.ToLower(got), word) {
					t.Errorf("%s for %v says %q", form, o.Audience, word)
				}
			}
		}
	}
}

// A shortlist that the case shares shows the packages that are far from each
// other, in the order of the file, and nobody's numbers.
func TestDeclaredShortlist(t *testing.T) {
	c := mill()
	c.Share = []string{"shortlist"}
	a := &bargain.Answer{Shortlist: &bargain.Shortlist{
		Best:    []bargain.Outcome{outcome("high", 40, 7318987, 947, 57, 13, frac(1, 2), frac(1, 2))},
		Diverse: []bargain.Outcome{outcome("mid", 20, 7318987, 947, 57, 13, frac(1, 2), frac(1, 2)), outcome("low", 0, 7318986, 946, 60, 16, frac(1, 2), frac(1, 2))},
	}, Certificates: map[bargain.Question]bargain.Certificate{bargain.AskShortlist: {Proven: true, Because: canary}}}
	v := c.View("fishery")
	o := brief.Options{Audience: brief.ForParty, Party: "fishery", Shared: a, Explain: true}
	for form, got := range everyForm(t, v, analyzed(t, v), o) {
		// Long numbers: a certificate tells how many seconds an answer took.
		for _, leak := range []string{"7318987", "7318986", "Two metres; Yearly fee: 40", canary} {
			if strings.Contains(got, leak) {
				t.Errorf("%s shows %q", form, leak)
			}
		}
		low, mid := strings.Index(got, "Half a metre; Yearly fee: 0"), strings.Index(got, "One metre; Yearly fee: 20")
		if form == "text" && (low < 0 || mid < low) {
			t.Errorf("the shared packages stand at %d and %d", low, mid)
		}
	}
}

// Long tables of packages show where they differ, and say so.
func TestPackagesOfManyIssues(t *testing.T) {
	text := strings.Join(strings.Fields(everyForm(t, delta(), deltaAnswer(), brief.Options{})["text"]), " ")
	if !strings.Contains(text, "On the other 21 of 28 issues, all of them take the same: ") {
		t.Error("the text does not say where the packages take the same")
	}
	all := everyForm(t, delta(), deltaAnswer(), brief.Options{All: true})["text"]
	if strings.Contains(all, "take the same") || !strings.Contains(all, "Gauge station 24 ") {
		t.Error("with All the packages are cut")
	}
	a := deltaAnswer()
	a.Zone.Count = bargain.Count{Least: big.NewInt(0), Most: big.NewInt(5)}
	everyForm(t, delta(), a, brief.Options{})
}
