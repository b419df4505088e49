package talks

import (
	"slices"

	"parley"
	"parley/phrase"
	"parley/text"
)

// FromCase returns what talks take over from a case: its parties, its issues
// and the documents that everybody at the table may read. Nothing of any
// position is in it.
func FromCase(c *parley.Case) *Opening {
	o := &Opening{Title: c.Title, Text: text.FromCase(c)}
	for _, p := range c.Parties {
		o.Parties = append(o.Parties, Party{ID: p.ID, Name: p.Name, Roles: p.Roles})
	}
	for _, i := range c.Issues {
		issue := Issue{ID: i.ID, Name: i.Name}
		for _, option := range i.Options {
			issue.Options = append(issue.Options, option.ID)
		}
		if r := i.Range; r != nil {
			issue.Min, issue.Max = r.Min.String(), r.Max.String()
			if r.Step != nil {
				issue.Step = r.Step.String()
			}
		}
		o.Issues = append(o.Issues, issue)
	}
	return o
}

// open begins the talks. Who opens them is their mediator.
func (d *decision) open() {
	o := d.c.Opening
	d.must(OrderOpen, d.s.Seq == 0, "open.already")
	d.must(FormFields, o != nil && d.c.Person == d.c.Author && d.c.Author != "", "open.fields")
	if d.err != nil {
		return
	}
	d.must(FormBounds, len(o.Parties) <= MaxParties && len(o.Issues) <= MaxIssues, "many.opening")
	counted := 0
	for i, p := range o.Parties {
		d.must(FormOnce, p.ID != d.c.Person, "person.taken.party", phrase.Quote(p.ID))
		d.must(FormFields, text.ValidID(p.ID) && !slices.ContainsFunc(o.Parties[:i], func(q Party) bool { return q.ID == p.ID }), "party.id", phrase.Quote(p.ID))
		for _, r := range p.Roles {
			d.must(FormKnown, slices.Contains(parley.Roles(), r), "party.role", phrase.Quote(r))
		}
		if p.Consents() {
			counted++
		}
	}
	d.must(RulesParties, counted >= 2, "party.few", counted)
	ids := map[string]bool{}
	for _, i := range o.Issues {
		_, err := i.span()
		d.must(FormFields, i.ID != "" && !ids[i.ID] && err == nil, "open.issue", phrase.Quote(i.ID))
		ids[i.ID] = true
	}
	if _, err := text.Fold(o.Text); err != nil {
		d.senseless(err)
	}
	d.happens()
}
