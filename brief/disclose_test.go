package brief_test

import (
	"regexp"
	"strings"
	"testing"

	"parley"
	"parley/bargain"
	"parley/brief"
)

// canary marks words that must never be read in a report.
const canary = "CANARY"

// sealed is the mill's case with everything confidential of the mill graded so
// that the engine uses it and the mediator may not read it. The numbers are n
// more than they were, the words carry the text.
func sealed(n int64, text string) *parley.Case {
	c := mill()
	secret := parley.Note{Grade: parley.GradeEngine, Because: text + " reason", Sources: []string{"secret"}, Assumed: text + " assumed"}
	p := &c.Positions[0]
	p.Grade, p.About, p.Assumed = parley.GradeEngine, text+" about", text+" assumption"
	p.Interests = []parley.Interest{{Text: text + " interest"}}
	p.Importance = weigh("height", 60, "fee", 40)
	p.Importance[0].Weight = parley.Just(parley.Int(60 + n))
	p.Importance[0].Note = secret
	p.Values[1].Note = secret
	p.Insists = []parley.Demand{{Kind: parley.Insistence, Pattern: parley.Patterns{{{Issue: "fee", Max: num(30 - 10*n)}}}, Basis: text + " basis", Owner: text + " owner", Stated: n > 0, Note: secret}}
	p.Linkages = []parley.Linkage{{When: pattern("height", "low"), Worth: parley.Just(parley.Int(3 + n)), Note: secret},
		{Unless: pattern("height", "low"), Worth: parley.Interval{Low: parley.Int(3), High: parley.Int(4 + n)}, Note: secret},
		{Combine: parley.CombineMax, Parts: []parley.Linkage{{When: pattern("height", "low"), Worth: parley.Just(parley.Int(n))}}, Note: secret}}
	p.Cap = &parley.Cap{At: parley.Int(7000 + n), Note: secret}
	p.Discount = &parley.Discount{Factor: parley.Fraction(1, 7+n), Note: secret}
	p.Fallback = fallback(40 + n)
	p.Fallback.Note = secret
	c.Norms = append(c.Norms, parley.Norm{Pattern: pattern("height", "low"), Because: text + " norm", Basis: text, Grade: parley.GradeEngine})
	c.Documents = append(c.Documents, parley.Document{ID: "annex", Title: text + " annex", Grade: parley.GradeEngine})
	c.Sources = append(c.Sources, parley.Source{ID: "secret", Who: text + " who", Says: text + " says"})
	return c
}

// sealedAnswer is an answer whose every number of the mill depends on n, and
// every number of all from which the mill's could be worked out.
func sealedAnswer(n int64) *bargain.Answer {
	a := millAnswer()
	mine := func(m map[string]parley.Number) { m["mill"] = m["mill"].Add(parley.Fraction(7919*n+71, 1000)) }
	change := func(os []bargain.Outcome) {
		for i := range os {
			o := &os[i]
			u, g, s, f := map[string]parley.Number{}, map[string]parley.Number{}, map[string]parley.Number{}, map[string]parley.Number{}
			for _, p := range []string{"mill", "fishery"} {
				u[p], g[p], s[p], f[p] = o.Utility[p], o.Gain[p], o.Share[p], o.Fraction[p]
			}
			o.Utility, o.Gain, o.Share, o.Fraction = u, g, s, f
			for _, m := range []map[string]parley.Number{u, g, s, f} {
				mine(m)
			}
		}
	}
	listed := a.Frontier.Outcomes.Slice()
	change(listed)
	if n > 0 { // another order by the mill's utility
		listed[0], listed[1] = listed[1], listed[0]
	}
	a.Frontier.Outcomes = bargain.Listed(listed...)
	for _, s := range []*bargain.Solution{a.Nash, a.KalaiSmorodinsky, a.Egalitarian, a.Utilitarian} {
		change(s.Outcomes)
		if n > 0 {
			s.LeftOut = []string{"mill"}
		}
	}
	a.Zone.Accepts[0].Yes = count(3000 + n)
	a.Zone.Pairs[0].Both = count(4000 + n)
	for i := range a.Contention {
		x := &a.Contention[i]
		x.Score = frac(300+n, 1000)
		x.Stakes[0].Importance, x.Stakes[0].Loss = frac(610+n, 1000), frac(310+n, 1000)
		x.Stakes[0].Best = []parley.Choice{{Option: []string{"low", "mid"}[n]}}
		x.Stakes[0].Bars = []parley.Choice{{Option: []string{"mid", "low"}[n]}}
		if x.Issue == "fee" {
			x.Stakes[0].Best, x.Stakes[0].Bars = []parley.Choice{{Number: parley.Int(10 * n)}}, []parley.Choice{{Number: parley.Int(20 + 10*n)}}
		}
	}
	hidden := parley.Ref{Party: "mill", Kind: parley.Insistence}
	a.Inquiries = append(a.Inquiries,
		bargain.Inquiry{Kind: bargain.InquireInterval, Party: "mill", At: parley.Path{"positions", "mill", "importance", []string{"fee", "height"}[n]}, Now: count(5000 + n), Least: count(n), Most: count(n)},
		bargain.Inquiry{Kind: bargain.InquireFallback, Party: "mill", Now: count(6000 + n)})
	a.Prices[0].Rise, a.Prices[1].Rise = parley.Fraction(123+n, 1000), parley.Fraction(223+n, 1000)
	a.Trades[0].RateA = parley.Fraction(777+n, 1000)
	a.Robustness.Zone.Hits = int(900 + n)
	a.Progress.Weighted = frac(500+n, 1000)
	a.Conflicts = &bargain.Conflicts{Complete: true, Sets: []bargain.Conflict{{Items: []parley.Ref{hidden, {Party: "mill", Kind: parley.FallbackKind}, {Party: "fishery", Kind: parley.RedLine}, {Kind: parley.NormKind, Index: 1}}}}}
	best := outcome("mid", 20, 50+n, 10+n, 57, 13, frac(1+n, 2), frac(3, 4))
	a.Concessions = &bargain.Concessions{Complete: true, Ways: []bargain.WayOut{
		{GiveUp: []bargain.Concession{{Ref: hidden}, {Ref: parley.Ref{Party: "mill", Kind: parley.FallbackKind}, By: num(17 + n)}}, Movers: []string{"mill"}, Opens: count(7000 + n), Example: parley.Package{"height": {Option: []string{"low", "mid"}[n]}}, Best: &best},
		{GiveUp: []bargain.Concession{{Ref: parley.Ref{Party: "fishery", Kind: parley.RedLine}}}, Movers: []string{"fishery"}, Opens: count(2), Best: &best},
	}}
	a.Reshapings = []bargain.Reshaping{{Issue: []string{"fee", "height"}[n], Drafts: []bargain.Draft{{Technique: bargain.Split, Option: "split", Parties: []string{"mill"}, Admit: []parley.Ref{hidden}}}}}
	a.Agenda.Together = append(a.Agenda.Together, bargain.Bundle{Issues: []string{"height", "fee"}, Demands: []parley.Ref{hidden}, Linkages: []bargain.LinkageRef{{Party: "mill"}}})
	sealExtra(a, n, best)
	for q, c := range a.Certificates {
		if c.Proven {
			c.Lower, c.Upper = frac(333+n, 1000), frac(333+n, 1000)
			a.Certificates[q] = c
		}
	}
	return a
}

// A reader could learn an undisclosed item from any byte that changes with it:
// two cases that differ in nothing else must give the same bytes.
func TestUndisclosedTwins(t *testing.T) {
	for _, empty := range []bool{false, true} {
		answer := func(n int64) *bargain.Answer {
			a := sealedAnswer(n)
			if empty {
				a.Zone.Count, a.Zone.Possible = count(0), count(0)
				a.FrontierPossible, a.Frontier = a.Frontier, nil
			}
			return a
		}
		one := everyForm(t, sealed(0, canary), answer(0), brief.Options{})
		two := everyForm(t, sealed(1, "OTHER"), answer(1), brief.Options{})
		for form, got := range one {
			if got != two[form] {
				t.Errorf("empty zone %v: the %s report tells undisclosed items apart:\n%s", empty, form, firstDifference(got, two[form]))
			}
		}
	}
}

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range as {
		if i >= len(bs) || as[i] != bs[i] {
			other := ""
			if i < len(bs) {
				other = bs[i]
			}
			return "- " + as[i] + "\n+ " + other
		}
	}
	return "one is longer"
}

// Words of undisclosed items must not be read in any form, and the mediator
// must be told that something is not shown.
func TestUndisclosedWords(t *testing.T) {
	c, a := sealed(0, canary), sealedAnswer(0)
	a.Zone.Count, a.Zone.Possible = count(0), count(0)
	for form, got := range everyForm(t, c, a, brief.Options{}) {
		if i := strings.Index(got, canary); i >= 0 {
			t.Errorf("%s: … %s …", form, got[max(0, i-80):min(len(got), i+80)])
		}
		plain := regexp.MustCompile(`</?bdi>`).ReplaceAllString(got, "")
		if form == "html" {
			plain = strings.Join(strings.Fields(plain), " ")
		}
		for _, want := range []string{"undisclosed demand of The mill", "undisclosed fallback of The mill", "undisclosed norm"} {
			if !strings.Contains(strings.Join(strings.Fields(plain), " "), want) {
				t.Errorf("%s does not name %q", form, want)
			}
		}
	}
}

// The same with answers of the engine itself, whose wording the fixtures
// cannot foresee, for every audience.
func TestUndisclosedWithEngine(t *testing.T) {
	c := sealed(0, canary)
	m := c.Mediator()
	for form, got := range everyForm(t, m, analyzed(t, m), brief.Options{}) {
		if strings.Contains(got, canary) {
			t.Errorf("%s shows an undisclosed item", form)
		}
	}
	v := c.View("fishery")
	for form, got := range everyForm(t, v, analyzed(t, v), brief.Options{Audience: brief.ForParty, Party: "fishery"}) {
		if strings.Contains(got, canary) {
			t.Errorf("the fishery’s %s report shows an item of the mill", form)
		}
	}
	own := c.View("mill")
	if got := everyForm(t, own, analyzed(t, own), brief.Options{Audience: brief.ForParty, Party: "mill"})["text"]; !strings.Contains(got, canary) {
		t.Error("the mill does not see its own items")
	}
	w := c.Common()
	for form, got := range everyForm(t, w, analyzed(t, w), brief.Options{Audience: brief.ForAll}) {
		if strings.Contains(got, canary) {
			t.Errorf("the common %s report shows a confidential item", form)
		}
	}
}

// Should a caller pass the whole case by mistake, the report for a party must
// still not show what is another's alone.
func TestWholeCaseToParty(t *testing.T) {
	for form, got := range everyForm(t, sealed(0, canary), sealedAnswer(0), brief.Options{Audience: brief.ForParty, Party: "fishery"}) {
		if strings.Contains(got, canary) {
			t.Errorf("%s shows an item of the mill", form)
		}
	}
}

// What the case declares under share is shown; what it does not is not, nor
// anybody's numbers or statements.
func TestDeclaredOutputs(t *testing.T) {
	c := mill()
	c.Share = []string{"zone", "nash", "conflicts", "contention"}
	v := c.View("fishery")
	o := brief.Options{Audience: brief.ForParty, Party: "fishery", Shared: millAnswer()}
	o.Shared.Conflicts = &bargain.Conflicts{Complete: true, Sets: []bargain.Conflict{{Items: []parley.Ref{{Party: "mill", Kind: parley.Insistence}}}}}
	o.Shared.Nash.Outcomes[0].Utility["mill"] = parley.Fraction(987654, 1000)
	forms := everyForm(t, v, analyzed(t, v), o)
	if got := forms["text"]; !strings.Contains(got, "Declared outputs") || !strings.Contains(got, "Height of the weir: One metre; Yearly fee: 20 k€") || !strings.Contains(got, "one minimal conflict") {
		t.Errorf("the declared outputs are not shown:\n%s", got)
	}
	for form, got := range forms {
		for _, leak := range []string{"987.6", "Utilitarian: Height", "Said at the fair"} {
			if strings.Contains(got, leak) {
				t.Errorf("%s shows %q", form, leak)
			}
		}
	}
	c.Share = nil
	v = c.View("fishery")
	if got := everyForm(t, v, analyzed(t, v), o)["text"]; strings.Contains(got, "Declared outputs") {
		t.Error("outputs are shown that the case does not declare")
	}
}

// Words that recommend do not belong in what a party or everybody is handed.
func TestWordsToParties(t *testing.T) {
	judgement := regexp.MustCompile(`(?i)\b(best|fair|fairly|fairness|fairest|optimal|optimum)\b`)
	c := mill()
	c.Positions[0].Insists[0].Because, c.Positions[0].Insists[0].Sources, c.Sources = "", nil, nil // “Said at the fair”
	for _, a := range []*bargain.Answer{millAnswer(), passAnswer()} {
		for _, o := range []brief.Options{{Audience: brief.ForParty, Party: "mill"}, {Audience: brief.ForAll}} {
			x := c
			if a.Nash == nil {
				x = pass()
			}
			for form, got := range everyForm(t, x, a, o) {
				if form == "json" {
					continue // its keys are fixed
				}
				if w := judgement.FindString(got); w != "" {
					t.Errorf("%s for %v says %q", form, o.Audience, w)
				}
			}
		}
	}
	if got := everyForm(t, c, millAnswer(), brief.Options{})["text"]; strings.Contains(strings.ToLower(got), "best deal") {
		t.Error("the mediator’s report speaks of a best deal")
	}
}
