package web

import (
	"html/template"
	"strings"

	"parley"
	"parley/brief"
)

// statement says a demand, a fallback or a norm in a sentence. What is
// undisclosed is named as that.
func (v *visit) statement(d *brief.Disclosed, r parley.Ref) template.HTML {
	if d.Hides(r) {
		if r.Kind != parley.NormKind && r.Kind != parley.FallbackKind {
			return v.T("says.hidden.demand", "party", v.Party(r.Party))
		}
		return v.T("says.hidden."+string(r.Kind), "party", v.Party(r.Party))
	}
	return v.states(d.Case, r)
}

// states says a statement that the visitor may read.
func (v *visit) states(c *parley.Case, r parley.Ref) template.HTML {
	switch r.Kind {
	case parley.NormKind:
		return v.T("says.norm", "pattern", v.describe(c, c.Norms[r.Index].Pattern))
	case parley.FallbackKind:
		return v.T("says.fallback", "party", v.Party(r.Party))
	}
	d := c.Demand(r)
	return v.T("says."+string(r.Kind), "party", v.Party(r.Party), "pattern", v.describe(c, d.Pattern), "if", v.describe(c, d.If))
}

// standing says what a demand rests on and who owns it, and whether it may not
// be firm; nothing for what is undisclosed.
func (v *visit) standing(d *brief.Disclosed, r parley.Ref) []template.HTML {
	var all []template.HTML
	if d.Hides(r) || r.Kind == parley.FallbackKind {
		return nil
	}
	if r.Kind == parley.NormKind {
		if n := d.Case.Norms[r.Index]; n.Basis != "" {
			all = append(all, v.T("says.basis", "basis", n.Basis))
		}
		return all
	}
	x := d.Case.Demand(r)
	if x.Stated {
		all = append(all, v.T("says.stated"))
	}
	if x.Basis != "" {
		all = append(all, v.T("says.basis", "basis", x.Basis))
	}
	if x.Owner != "" {
		all = append(all, v.T("says.owner", "owner", x.Owner))
	}
	return all
}

// mostAlternatives is how many patterns a sentence can bear.
const mostAlternatives = 4

// describe says patterns in words: By season for Share of the spring, together
// with at least 50 k€ for Yearly toll.
func (v *visit) describe(c *parley.Case, ps parley.Patterns) string {
	var all []string
	for i, p := range ps {
		if i == mostAlternatives {
			all = append(all, v.Say("says.more", "n", len(ps)-i))
			break
		}
		var terms []string
		for _, t := range p {
			terms = append(terms, v.Say("says.term", "choices", v.allowed(c, t), "issue", issueName(c, t.Issue)))
		}
		all = append(all, strings.Join(terms, ", "+v.Say("says.with")+" "))
	}
	return strings.Join(all, ", "+v.Say("says.or")+" ")
}

// holds says patterns as what is so: Share of the spring is By season, and
// Yearly toll is at least 50 k€.
func (v *visit) holds(c *parley.Case, ps parley.Patterns) string {
	var all []string
	for _, p := range ps {
		var terms []string
		for _, t := range p {
			terms = append(terms, v.Say("says.is", "issue", issueName(c, t.Issue), "choices", v.allowed(c, t)))
		}
		all = append(all, strings.Join(terms, " "+v.Say("says.and")+" "))
	}
	return strings.Join(all, ", "+v.Say("says.or")+" ")
}

// allowed says what a term lets through.
func (v *visit) allowed(c *parley.Case, t parley.Term) string {
	number := func(n parley.Number) string { return v.choice(c, t.Issue, parley.Choice{Number: n}) }
	switch {
	case t.Min != nil && t.Max != nil:
		return v.Say("says.between", "from", t.Min.Decimal(4), "to", number(*t.Max))
	case t.Min != nil:
		return v.Say("says.least", "from", number(*t.Min))
	case t.Max != nil:
		return v.Say("says.most", "to", number(*t.Max))
	}
	var all []string
	for _, o := range t.Options {
		all = append(all, v.choice(c, t.Issue, parley.Choice{Option: o}))
	}
	for _, n := range t.Numbers {
		all = append(all, number(n))
	}
	return strings.Join(all, ", "+v.Say("says.or")+" ")
}

func issueName(c *parley.Case, id string) string {
	if i, ok := c.Issue(id); ok {
		return i.Label()
	}
	return id
}

// choice says what is taken on an issue: the words of an option, in quotation
// marks, or a number with its unit.
func (v *visit) choice(c *parley.Case, issue string, choice parley.Choice) string {
	i, ok := c.Issue(issue)
	if !ok {
		return choice.String()
	}
	if choice.Option != "" {
		words := choice.Option
		if o, ok := i.Option(choice.Option); ok && o.Text != "" {
			words = strings.TrimSuffix(o.Text, ".")
		}
		return v.Say("says.quoted", "words", words)
	}
	if i.Range != nil && i.Range.Unit != "" {
		return choice.Number.Decimal(4) + " " + i.Range.Unit
	}
	return choice.Number.Decimal(4)
}

// amount writes a number on a party's own scale.
func amount(n parley.Number) string {
	if n.Rat().IsInt() {
		return n.String()
	}
	return n.Decimal(2)
}
