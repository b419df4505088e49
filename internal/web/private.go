package web

import (
	"slices"
	"strings"

	"parley"
	"parley/text"
)

// privateNotes lists what the visitor's own position says of points, brackets
// and issues: by point, or "issue" and its id, or "bracket" and its id. A
// mediator has here what the parties let mediators read of their brackets.
func (v *visit) privateNotes() map[string][]textPrivate {
	all := map[string][]textPrivate{}
	c, err := v.advice()
	if err != nil {
		return all
	}
	if v.Chair() {
		for _, r := range text.ReasonsForMediator(c) {
			all["bracket "+r.Bracket] = append(all["bracket "+r.Bracket], textPrivate{"bracket", v.Say("text.mine.of", "party", v.Party(r.Party), "why", v.bracketReason(r.BracketReason)), string(parley.GradeMediator)})
		}
		return all
	}
	if v.Me.Party == "" {
		return all
	}
	for i := range c.Positions {
		p := &c.Positions[i]
		if p.Party != v.Me.Party {
			continue
		}
		for _, issue := range c.Issues {
			if says := v.ownView(c, p, issue); says != "" {
				all["issue "+issue.ID] = append(all["issue "+issue.ID], textPrivate{"view", says, string(parley.GradeParty)})
			}
		}
		for _, b := range p.Brackets {
			all["bracket "+b.Bracket] = append(all["bracket "+b.Bracket], textPrivate{"bracket", v.bracketReason(b), string(p.GradeOfBracket(b))})
		}
		for _, d := range p.Demands() {
			says := v.holds(c, d.Pattern)
			if len(d.If) > 0 {
				says = v.Say("text.mine.if", "accept", says, "if", v.holds(c, d.If))
			}
			for _, issue := range d.Scope() {
				all["issue "+issue] = append(all["issue "+issue], textPrivate{string(d.Kind), says + because(d.Because), string(p.GradeOf(d.Grade))})
			}
		}
	}
	return all
}

// ownView says how the side's own position takes each option of an issue: what it
// refuses whatever else is agreed, what it takes under a condition, and the rest.
// Nothing where it says none of that.
func (v *visit) ownView(c *parley.Case, p *parley.Position, issue parley.Issue) string {
	refused := p.Refusals()
	var not, under, open []string
	for _, o := range issue.Options {
		choice := parley.Choice{Option: o.ID}
		switch conditional := slices.ContainsFunc(p.OnlyIf, func(d parley.Demand) bool {
			scope := d.Pattern.Issues()
			return len(scope) == 1 && scope[0] == issue.ID && d.Pattern.Matches(parley.Package{issue.ID: choice})
		}); {
		case refused.Bar(issue.ID, choice):
			not = append(not, optionText(issue, o.ID))
		case conditional:
			under = append(under, optionText(issue, o.ID))
		default:
			open = append(open, optionText(issue, o.ID))
		}
	}
	if len(not)+len(under) == 0 {
		return ""
	}
	var says []string
	for _, part := range []struct {
		key  string
		list []string
	}{{"open", open}, {"if", under}, {"not", not}} {
		if len(part.list) > 0 {
			says = append(says, v.Say("text.mine.view."+part.key, "options", strings.Join(part.list, "; ")))
		}
	}
	return strings.Join(says, " ")
}

func because(s string) string {
	if s == "" {
		return ""
	}
	return " – " + s
}

// bracketReason says why a bracket is held, and since when that is so.
func (v *visit) bracketReason(b parley.BracketReason) string {
	says := v.Say("text.reason." + string(b.Reason))
	if b.Since != "" {
		says = v.Say("text.reason.since", "why", says, "since", v.Date(b.Since))
	}
	return says + because(b.Because)
}
