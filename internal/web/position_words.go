package web

import (
	"html/template"
	"strings"

	"parley"
	"parley/elicit"
)

// questionWords says a question, and how to think of it.
func (v *visit) questionWords(s *elicit.Sheet, q elicit.Question) (ask, help template.HTML) {
	issue, _ := s.Case.Issue(q.Issue)
	args := []any{"issue", issue.Label()}
	key := "position.ask." + string(q.Kind)
	switch q.Kind {
	case elicit.Limits:
		args = append(args, "low", v.choice(s.Case, issue.ID, parley.Choice{Number: issue.Range.Min}), "high", v.choice(s.Case, issue.ID, parley.Choice{Number: issue.Range.Max}))
	case elicit.Reason, elicit.Condition:
		args = append(args, "what", v.holds(s.Case, q.Claim.Pattern()))
		if q.Claim.Stance == elicit.Never && len(q.Claim.Term.Options) == 0 {
			key += "_limit"
		}
	case elicit.Importance, elicit.Levels:
		if q.Worst == nil || q.Best == nil {
			return v.T(key, args...), v.T("position.help.swing")
		}
		args = append(args, "worst", v.choice(s.Case, issue.ID, *q.Worst), "best", v.choice(s.Case, issue.ID, *q.Best))
	case elicit.Offer:
		if q.Number > 1 {
			key += "_more"
		}
	}
	return v.T(key, args...), v.T("position.help."+string(q.Kind), args...)
}

// warningWords says what looks wrong.
func (v *visit) warningWords(s *elicit.Sheet, w elicit.Warning) template.HTML {
	var names, demands []string
	for _, id := range w.Issues {
		i, _ := s.Case.Issue(id)
		names = append(names, i.Label())
	}
	for _, d := range w.Demands {
		demands = append(demands, v.demand(s.Case, d))
	}
	args := []any{"issues", strings.Join(names, ", "), "demands", strings.Join(demands, v.Say("semicolon")+" ")}
	switch w.Kind {
	case elicit.WarnFirst:
		args = append(args, "first", names[0], "others", strings.Join(names[1:], ", "))
	case elicit.WarnOrder:
		args = append(args, "first", v.differing(s, w.Packages[0], w.Issues), "second", v.differing(s, w.Packages[1], w.Issues))
	}
	return v.T("position.warn."+string(w.Kind), args...)
}

// differing says what a package has on some issues.
func (v *visit) differing(s *elicit.Sheet, p parley.Package, issues []string) string {
	var parts []string
	for _, id := range issues {
		parts = append(parts, v.Say("deadlock.choice", "issue", issueName(s.Case, id), "choice", v.choice(s.Case, id, p[id])))
	}
	return strings.Join(parts, ", ")
}

// demand says a demand in a line.
func (v *visit) demand(c *parley.Case, d parley.Demand) string {
	what := v.holds(c, d.Pattern)
	switch d.Kind {
	case parley.RedLine:
		return v.Say("position.line.never", "what", what)
	case parley.Insistence:
		return v.Say("position.line.insists", "what", what)
	}
	return v.Say("position.line.only_if", "what", what, "if", v.holds(c, d.If))
}
