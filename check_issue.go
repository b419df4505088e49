package parley

import (
	"fmt"
	"slices"
)

func (k *checker) checkParties() {
	at := Path{"parties"}
	if len(k.c.Consenting()) == 0 {
		k.errorf(at, "a party without roles is one whose consent counts", "no party's consent counts")
	}
	k.unique("party", k.parties, "parties")
	for _, p := range k.c.Parties {
		k.id(at.At(p.ID), "party", p.ID)
		for i, r := range p.Roles {
			oneOfTyped(k, at.At(p.ID, "roles").Index(i), "role", r, Roles())
		}
	}
}

func (k *checker) checkIssues() {
	at := Path{"issues"}
	switch {
	case len(k.c.Issues) > 0:
	case slices.ContainsFunc(k.c.Documents, func(d Document) bool { return len(d.Points) > 0 }):
		k.warnf(at, "", "there is no issue to settle: its text can be negotiated, and nothing be analysed")
	default:
		k.errorf(at, "give it issues, or documents with points to negotiate", "there is no issue to settle")
	}
	k.unique("issue", k.issues, "issues")
	for i := range k.c.Issues {
		issue := &k.c.Issues[i]
		here := at.At(issue.ID)
		k.id(here, "issue", issue.ID)
		k.cited(here, issue.Sources)
		switch {
		case issue.Range != nil && len(issue.Options) > 0:
			k.unsound[issue.ID] = true
			k.errorf(here, "an issue has either named options or a range of numbers", "issue %s has both options and a range", issue.ID)
		case issue.Range != nil:
			k.unsound[issue.ID] = !k.checkRange(here, *issue.Range)
		case len(issue.Options) == 0:
			k.unsound[issue.ID] = true
			k.errorf(here, "add options, or a range of numbers", "issue %s has nothing to choose from", issue.ID)
		case len(issue.Options) == 1:
			k.warnf(here, "", "issue %s has one option only: there is nothing to choose", issue.ID)
		}
		var options []string
		for _, o := range issue.Options {
			options = append(options, o.ID)
			k.id(here.At("options", o.ID), "option", o.ID)
			k.cited(here.At("options", o.ID), o.Sources)
		}
		if len(options) > maxOptions {
			k.errorf(here.At("options"), "group them, or make it a range of numbers", "issue %s has %d options; at most %d can be told apart", issue.ID, len(options), maxOptions)
		}
		k.unique("option", options, "issues", issue.ID, "options")
		if issue.By != "" {
			k.party(here.At("by"), issue.By)
		}
		if issue.Nothing != nil && !k.unsound[issue.ID] {
			if issue.By == "" {
				k.errorf(here.At("nothing"), "say by whom, or leave it out", "only an issue that one party alone can give has a choice that commits nothing")
			}
			k.choice(here.At("nothing"), issue, *issue.Nothing)
		}
	}
}

// maxOptions bounds the options of a discrete issue.
const maxOptions = 10_000

// maxSteps bounds the grid of a numeric issue.
const maxSteps = 100_000

// checkRange reports whether the range is sound.
func (k *checker) checkRange(at Path, r Range) bool {
	if r.Min.Cmp(r.Max) > 0 {
		k.errorf(at.At("range"), fmt.Sprintf("write [%s, %s]", r.Max, r.Min), "the range runs from %s down to %s", r.Min, r.Max)
		return false
	}
	if r.Min.Equal(r.Max) {
		k.warnf(at.At("range"), "", "the range holds one number only: there is nothing to choose")
	}
	if r.Step == nil {
		return true
	}
	if r.Step.Sign() <= 0 {
		k.errorf(at.At("step"), "leave the step out for a continuous issue", "the step %s is not positive", r.Step)
		return false
	}
	width := r.Max.Sub(r.Min)
	steps := width.Div(*r.Step)
	if !steps.get().IsInt() {
		below := r.Min.Add(r.Step.Mul(Number{floor(steps)}))
		k.errorf(at.At("step"), fmt.Sprintf("end the range at %s or %s, or take another step", below, below.Add(*r.Step)),
			"the step %s does not divide the range from %s to %s", r.Step, r.Min, r.Max)
		return false
	}
	if steps.Cmp(Int(maxSteps)) > 0 {
		k.errorf(at.At("step"), "take a greater step, or leave it out for a continuous issue", "the range has more than %d steps", maxSteps)
		return false
	}
	return true
}

// choice reports a choice that the issue does not have.
func (k *checker) choice(at Path, issue *Issue, c Choice) bool {
	if issue.Numeric() && issue.Has(c) {
		return true
	}
	if !issue.Numeric() {
		if c.Option == "" {
			k.errorf(at, "", "issue %s has named options, and %s is a number", issue.ID, c)
			return false
		}
		return k.option(at, issue, c.Option)
	}
	r := issue.Range
	switch {
	case c.Option != "":
		k.errorf(at, "", "issue %s takes a number, and this is %q", issue.ID, c.Option)
	case c.Number.Cmp(r.Min) < 0 || c.Number.Cmp(r.Max) > 0:
		k.errorf(at, "", "%s is outside the range of %s, from %s to %s", c, issue.ID, r.Min, r.Max)
	default:
		k.errorf(at, "", "%s is not on a step of %s: the steps are %s, from %s to %s", c, issue.ID, r.Step, r.Min, r.Max)
	}
	return false
}

// option reports an option that a discrete issue does not have.
func (k *checker) option(at Path, issue *Issue, id string) bool {
	return k.optionsOf(issue)[id] || k.oneOf(at, "option of "+issue.ID, id, optionIDs(issue))
}

// optionsOf returns the ids of the issue's options, as a set that is made once.
func (k *checker) optionsOf(issue *Issue) map[string]bool {
	known := k.options[issue.ID]
	if known == nil {
		known = make(map[string]bool, len(issue.Options))
		for _, o := range issue.Options {
			known[o.ID] = true
		}
		k.options[issue.ID] = known
	}
	return known
}

func optionIDs(i *Issue) []string {
	ids := make([]string, len(i.Options))
	for n, o := range i.Options {
		ids[n] = o.ID
	}
	return ids
}
