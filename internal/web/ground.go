package web

import (
	"html/template"
	"slices"

	"parley"
	"parley/bargain"
	"parley/brief"
	"parley/internal/counsel"
	"parley/talks"
)

var groundPage = page{name: "ground", group: "private", whom: hasPart, show: (*visit).ground, post: (*visit).askWhatIf}

// hasPart reports whether there is something of the visitor's own to compute
// with: mediators have all parties', a delegation its own.
func hasPart(v *visit) bool { return v.Chair() || v.Me.Party != "" }

// ground is what all could agree to, as far as the visitor may have it computed.
type ground struct {
	Mediator    bool
	Finding     template.HTML
	Exact       template.HTML // what the finding is worth
	Late        bool
	Withheld    []string // parties that keep something from the mediators on which answers rest
	Accepts     []accepts
	Packages    *packages
	Frontier    *frontier
	Inquiries   []inquiry
	Trades      []template.HTML
	Reshapings  []reshaping
	Releases    []released
	Proposals   *packages // a party's: what is on the table, on its own scale
	WhatIf      *whatIf
	Nothing     bool // there is nothing to compute for this seat
	TextAlone   bool // there is no issue: the talks are about a text alone, and nothing can be computed
	HasPosition bool
}

// accepts is how one party sees all packages.
type accepts struct{ Party, Yes, No, Unknown string }

// inquiry is a question to ask, with what the answer could change.
type inquiry struct {
	Says    template.HTML
	Effect  template.HTML
	Decides bool
}

// released is an answer that all parties got together.
type released struct {
	Question template.HTML
	Round    int
	Tells    foretold
	Says     string
}

// reader says for whom the engine is asked.
func (v *visit) reader() brief.Options {
	switch {
	case v.Chair():
		return brief.Options{Audience: brief.ForMediator}
	case v.Me.Party != "":
		return brief.Options{Audience: brief.ForParty, Party: v.Me.Party}
	}
	return brief.Options{Audience: brief.ForAll}
}

// counselled asks the engine over what may be computed for the visitor.
func (v *visit) counselled() (*counsel.Advice, error) {
	c, err := v.advice()
	if err != nil {
		return nil, err
	}
	return v.site.Counsel.Ask(v.ctx(), c, v.reader())
}

func (v *visit) ground() (any, error) {
	x := &ground{Mediator: v.Chair()}
	for _, r := range v.View.Releases {
		if !r.Done {
			continue
		}
		y := released{v.T("ground.question", "id", r.Question), r.Round, v.releaseTells(r.Infer), r.Says}
		if rules := v.View.Rules; rules != nil {
			if i := slices.IndexFunc(rules.Questions, func(q talks.Question) bool { return q.ID == r.Question }); i >= 0 {
				y.Question = v.T("rules.ask." + rules.Questions[i].Ask)
			}
		}
		x.Releases = append(x.Releases, y)
	}
	if !hasPart(v) || len(v.View.Issues) == 0 {
		x.Nothing, x.TextAlone = true, len(v.View.Issues) == 0
		return x, nil
	}
	a, err := v.counselled()
	if err != nil {
		return nil, err
	}
	x.Late = a.Late
	x.Accepts = v.accepted(a.Answer.Zone)
	if x.WhatIf, err = v.whatIf(); err != nil {
		return nil, err
	}
	if !x.Mediator {
		own := a.Case.Position(v.Me.Party)
		x.HasPosition = own != nil
		x.Accepts = slices.DeleteFunc(x.Accepts, func(y accepts) bool { return y.Party != v.Party(v.Me.Party) })
		x.Proposals = v.onTheTable(a.Case)
		return x, nil
	}
	x.Finding, x.Exact = v.finding(a)
	for _, id := range a.Withholds() {
		x.Withheld = append(x.Withheld, v.Party(id))
	}
	x.Packages, x.Frontier = v.suggestions(a, "all")
	for _, q := range a.Answer.Inquiries {
		x.Inquiries = append(x.Inquiries, v.inquiry(a, q))
	}
	for _, t := range a.Answer.Trades {
		x.Trades = append(x.Trades, v.T("ground.trade", "a", v.Party(t.A), "b", v.Party(t.B), "x", issueName(a.Case, t.IssueA), "y", issueName(a.Case, t.IssueB),
			"ratea", v.words.Number(t.RateA.Decimal(1)), "rateb", v.words.Number(t.RateB.Decimal(2))))
	}
	x.Reshapings = v.reshapings(a, -1)
	return x, nil
}

// count writes how many packages there are, as far as it is known.
func (v *visit) count(c bargain.Count) string {
	switch {
	case c.Exact():
		return v.words.Number(c.Int.String())
	case c.Infinite():
		return v.Say("ground.infinite")
	}
	return v.Say("ground.bounds", "least", v.words.Number(c.Least.String()), "most", v.words.Number(c.Most.String()))
}

func (v *visit) accepted(z *bargain.Zone) []accepts {
	var all []accepts
	if z == nil {
		return nil
	}
	for _, p := range z.Accepts {
		all = append(all, accepts{v.Party(p.Party), v.count(p.Yes), v.count(p.No), v.count(p.Unknown)})
	}
	return all
}

// finding says whether there is common ground, and what that is worth.
func (v *visit) finding(a *counsel.Advice) (says, exact template.HTML) {
	z := a.Answer.Zone
	if z == nil {
		return v.T("ground.unanswered"), ""
	}
	total := v.count(z.Total)
	switch {
	case certain(z.Count):
		says = v.T("ground.common", "count", v.count(z.Count), "total", total)
	case z.Possible.Zero():
		says = v.T("ground.empty", "total", total)
	case z.Count.Zero():
		says = v.T("ground.perhaps", "count", v.count(z.Possible), "total", total)
	default:
		says = v.T("ground.unsettled", "total", total)
	}
	if a.Answer.Certificates[bargain.AskZone].Proven {
		return says, v.T("ground.exact")
	}
	return says, v.T("ground.bounded")
}

// certain reports whether there is one at least.
func certain(c bargain.Count) bool {
	return c.Infinite() || c.Int != nil && c.Int.Sign() > 0 || c.Least != nil && c.Least.Sign() > 0
}

// inquiry puts a question to a party in words.
func (v *visit) inquiry(a *counsel.Advice, q bargain.Inquiry) inquiry {
	x := inquiry{Decides: q.Decides, Says: v.T("ground.ask."+string(q.Kind), "party", v.Party(q.Party))}
	if q.Ref != nil && q.Kind == bargain.InquireFirmness {
		x.Says = v.T("ground.ask.firmness", "party", v.Party(q.Party), "statement", v.statement(a.Disclosed, *q.Ref))
	}
	if q.Kind == bargain.InquireInterval && len(q.At) > 3 {
		x.Says = v.T("ground.ask.interval", "party", v.Party(q.Party), "issue", issueName(a.Case, q.At[3]))
	}
	now, least, most := v.count(q.Now), v.count(q.Least), v.count(q.Most)
	if least != now || most != now {
		x.Effect = v.T("ground.effect", "now", now, "least", least, "most", most)
	}
	return x
}

// onTheTable sets the whole packages that are tabled side by side on the
// visitor's own scale; nil where there are none.
func (v *visit) onTheTable(c *parley.Case) *packages {
	var shown []suggestion
	var whole []parley.Package
	for _, p := range v.View.Proposals {
		if pkg, ok := packageOf(c, p.Package); ok && !p.Retracted {
			shown = append(shown, suggestion{pkg: pkg, why: []template.HTML{v.T("ground.tabled", "id", p.ID, "party", v.Voice(p.Party))}})
			whole = append(whole, pkg)
		}
	}
	if len(shown) == 0 {
		return nil
	}
	for i, account := range counsel.Accounts(c, v.Me.Party, whole) {
		shown[i].utility, shown[i].fallback = map[string]parley.Number{}, map[string]parley.Number{}
		if account.Utility != nil {
			shown[i].utility[v.Me.Party] = *account.Utility
		}
		if account.Fallback != nil {
			shown[i].fallback[v.Me.Party] = *account.Fallback
		}
		for _, r := range account.Breaks {
			shown[i].breaks = append(shown[i].breaks, v.states(c, r))
		}
	}
	return v.sideBySide(c, shown, []string{v.Me.Party}, "own")
}
