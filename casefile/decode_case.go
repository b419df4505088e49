package casefile

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"parley"
)

// decode reads everything but the positions that have files of their own.
func (d *decoder) decode(n *yaml.Node, root *place) *parley.Case {
	c := &parley.Case{
		Title: d.text(n, "title"),
		About: d.text(n, "about"),
		Share: d.texts(n, "share"),
	}
	if t := d.number(n, "time"); t != nil {
		c.Time = *t
	}
	for id, v := range d.entries(d.get(n, "parties")) {
		c.Parties = append(c.Parties, d.party(id.Value, v))
	}
	issues := root.under("issues", nil)
	for id, v := range d.entries(d.get(n, "issues")) {
		c.Issues = append(c.Issues, d.issue(id.Value, v, issues.under(id.Value, id)))
	}
	d.issues = make(map[string]*parley.Issue, len(c.Issues))
	for i := range c.Issues {
		d.issues[c.Issues[i].ID] = &c.Issues[i]
	}
	for v := range d.list(d.get(n, "norms")) {
		c.Norms = append(c.Norms, parley.Norm{
			Pattern: d.patterns(d.get(v, "pattern")),
			Because: d.text(v, "because"),
			Basis:   d.text(v, "basis"),
			Sources: d.sources(v),
			Grade:   d.grade(v),
		})
	}
	for id, v := range d.entries(d.get(n, "documents")) {
		c.Documents = append(c.Documents, d.document(id.Value, v))
	}
	for id, v := range d.entries(d.get(n, "sources")) {
		c.Sources = append(c.Sources, parley.Source{
			ID:    id.Value,
			Who:   d.text(v, "who"),
			When:  d.text(v, "when"),
			Where: d.text(v, "where"),
			URL:   d.text(v, "url"),
			Says:  d.text(v, "says"),
			Grade: d.grade(v),
		})
	}
	return c
}

func (d *decoder) party(id string, n *yaml.Node) parley.Party {
	p := parley.Party{ID: id, Name: d.text(n, "name"), Head: d.text(n, "head"), About: d.text(n, "about")}
	for _, r := range d.texts(n, "roles") {
		p.Roles = append(p.Roles, parley.Role(r))
	}
	return p
}

func (d *decoder) issue(id string, n *yaml.Node, p *place) parley.Issue {
	i := parley.Issue{ID: id, Name: d.text(n, "name"), About: d.text(n, "about"), By: d.text(n, "by"), Sources: d.sources(n)}
	if low, high, ok := d.pair(d.get(n, "range")); ok {
		i.Range = &parley.Range{Min: low, Max: high, Step: d.step(n, p), Unit: d.text(n, "unit")}
	}
	for option, v := range d.entries(d.get(n, "options")) {
		i.Options = append(i.Options, parley.Option{
			ID:      option.Value,
			Text:    d.own(v),
			Sources: d.sources(v),
			Assumed: d.text(v, "assumed"),
		})
	}
	if v := d.get(n, "nothing"); v != nil {
		c := choice(&i, v.Value)
		i.Nothing = &c
	}
	return i
}

// step reads a step. One that is not positive is refused here rather than
// left to Check, because no grid can be built on it.
func (d *decoder) step(n *yaml.Node, p *place) *parley.Number {
	step := d.number(n, "step")
	if step != nil && step.Sign() <= 0 {
		d.refuse(d.get(n, "step"), p.under("step", nil), "leave the step out for a continuous issue", "the step %s is not positive", step)
		return nil
	}
	return step
}

func (d *decoder) standing(n *yaml.Node) parley.Standing {
	return parley.Standing{
		Status:     parley.Status(d.text(n, "status")),
		Among:      d.texts(n, "among"),
		ReportedBy: d.text(n, "reported_by"),
		Sources:    d.sources(n),
	}
}

func (d *decoder) document(id string, n *yaml.Node) parley.Document {
	doc := parley.Document{
		ID:       id,
		Title:    d.text(n, "title"),
		About:    d.text(n, "about"),
		Standing: d.standing(n),
		Grade:    d.grade(n),
	}
	for v := range d.list(d.get(n, "points")) {
		p := parley.Point{
			ID:       d.text(v, "id"),
			Title:    d.text(v, "title"),
			Text:     d.text(v, "text"),
			Issue:    d.text(v, "issue"),
			Standing: d.standing(v),
			Grade:    d.grade(v),
		}
		for option, t := range d.entries(d.get(v, "text")) {
			p.Alternatives = append(p.Alternatives, parley.Alternative{Option: option.Value, Text: t.Value})
		}
		doc.Points = append(doc.Points, p)
	}
	return doc
}

// inOrder sorts positions as the parties are; those of unknown parties come
// last.
func inOrder(c *parley.Case) {
	at := make(map[string]int, len(c.Parties))
	for i, p := range c.Parties {
		at[p.ID] = i
	}
	place := func(p parley.Position) int {
		if i, ok := at[p.Party]; ok {
			return i
		}
		return len(at)
	}
	slices.SortStableFunc(c.Positions, func(p, q parley.Position) int { return place(p) - place(q) })
}
