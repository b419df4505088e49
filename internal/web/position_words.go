package web

import (
	"html/template"
	"strings"

	"parley"
	"parley/elicit"
	"parley/internal/web/catalogue"
)

// questionWords says a question, and how to think of it.
func (v *visit) questionWords(s *elicit.Sheet, q elicit.Question) (ask, help template.HTML) {
	key, about, args := v.questionKeys(s, q)
	return v.T(key, args...), v.T(about, args...)
}

// questionKeys returns what to say for a question and about it, and what is
// filled in.
func (v *visit) questionKeys(s *elicit.Sheet, q elicit.Question) (ask, help string, args []any) {
	issue, _ := s.Case.Issue(q.Issue)
	args = []any{"issue", issue.Label()}
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
			return key, "position.help.swing", args
		}
		args = append(args, "worst", v.choice(s.Case, issue.ID, *q.Worst), "best", v.choice(s.Case, issue.ID, *q.Best))
	case elicit.Offer:
		if q.Number > 1 {
			key += "_more"
		}
	}
	return key, "position.help." + string(q.Kind), args
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

// onPaper says the questions on paper in the language of the page.
type onPaper struct{ v *visit }

func (p onPaper) Question(s *elicit.Sheet, q elicit.Question) elicit.Words {
	key, about, args := p.v.questionKeys(s, q)
	// There is nothing to open and to pick on paper.
	if own := "paper.help." + string(q.Kind); p.v.words.Has(own) {
		about = own
	}
	return elicit.Words{Ask: p.v.Say(key, args...), Help: p.v.Say(about, args...)}
}

func (p onPaper) Holds(s *elicit.Sheet, ps parley.Patterns) string { return p.v.holds(s.Case, ps) }

func (p onPaper) Choice(s *elicit.Sheet, issue string, c parley.Choice) string {
	return p.v.choice(s.Case, issue, c)
}

func (p onPaper) Say(key string) string {
	switch key {
	case "language":
		return p.v.words.Language
	case "direction":
		return p.v.words.Dir
	}
	return p.v.Say(paperKey(p.v.words, key))
}

// paperKey is where the catalogue has a word of the form: among those of the
// questions, or of the paper itself.
func paperKey(words *catalogue.Catalogue, key string) string {
	if words.Has("paper." + key) {
		return "paper." + key
	}
	return "position." + key
}
