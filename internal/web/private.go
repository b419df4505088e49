package web

import (
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

func because(s string) string {
	if s == "" {
		return ""
	}
	return " – " + s
}

// bracketReason says why a bracket is held.
func (v *visit) bracketReason(b parley.BracketReason) string {
	return v.Say("text.reason."+string(b.Reason)) + because(b.Because)
}
