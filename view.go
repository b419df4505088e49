package parley

import "slices"

// Mediator returns the case as the mediator's analysis may use it: without
// what a party keeps to itself. Items graded engine are in it, for the engine
// reasons with them; whoever shows them must not (see Position.Undisclosed).
func (c *Case) Mediator() *Case {
	v := *c
	v.Positions = nil
	for i := range c.Positions {
		v.Positions = appendStated(v.Positions, c.reaching(&c.Positions[i], GradeEngine))
	}
	// A source that only withheld items cite is withheld with them.
	before, after := c.Cited(), v.Cited()
	v.Sources = filter(c.Sources, func(s Source) bool {
		return s.Grade.or(GradeMediator).Reaches(GradeEngine) && (after[s.ID] || !before[s.ID])
	})
	v.dropCitations()
	return &v
}

// Readable returns the case as the mediator may read it: without what a party
// keeps to itself and without what only the engine may use. So nothing that is
// computed from it depends on that, however often it is asked. A scale of which
// a number is withheld is no scale: it is left out whole, with the fallback.
func (c *Case) Readable() *Case {
	v := *c.Mediator()
	stated := v.Positions
	v.Positions = nil
	for i := range stated {
		p := c.reaching(&stated[i], GradeMediator)
		if stated[i].UndisclosedNumbers() {
			p.Importance, p.Values, p.Anchors, p.Linkages, p.Cap, p.Discount, p.Fallback = nil, nil, nil, nil, nil, nil, nil
		}
		v.Positions = appendStated(v.Positions, p)
	}
	v.Norms = filter(v.Norms, func(n Norm) bool { return n.Grade.or(GradeJoint).Reaches(GradeMediator) })
	v.Documents = filter(v.Documents, func(d Document) bool { return d.Grade.or(GradeJoint).Reaches(GradeMediator) })
	for i, d := range v.Documents {
		v.Documents[i].Points = filter(d.Points, func(p Point) bool { return p.Grade.or(d.Grade).or(GradeJoint).Reaches(GradeMediator) })
	}
	before, after := c.Cited(), v.Cited()
	v.Sources = filter(v.Sources, func(s Source) bool {
		return s.Grade.or(GradeMediator).Reaches(GradeMediator) && (after[s.ID] || !before[s.ID])
	})
	v.dropCitations()
	return &v
}

// View returns the case as the party may see it: its own position in full,
// and of everything else what is joint or public. Nothing in it, and so
// nothing computed from it, depends on another's more confidential items.
// Sources are kept where something that is kept cites them.
func (c *Case) View(party string) *Case { return c.reduced(party) }

// Common returns the case as anybody at the table may see it: joint and
// public items alone.
func (c *Case) Common() *Case { return c.reduced("") }

func (c *Case) reduced(party string) *Case {
	v := &Case{Title: c.Title, About: c.About, Parties: c.Parties, Issues: c.Issues, Time: c.Time, Share: c.Share}
	open := func(g Grade) bool { return g.or(GradeJoint).Reaches(GradeJoint) }
	v.Norms = filter(c.Norms, func(n Norm) bool { return open(n.Grade) })
	for _, d := range c.Documents {
		points := filter(d.Points, func(p Point) bool { return open(p.Grade.or(d.Grade)) })
		switch {
		case open(d.Grade):
			d.Points = points
			v.Documents = append(v.Documents, d)
		case len(points) > 0: // an open point of a document that is not: nothing else of it
			for i := range points {
				if points[i].Status == "" {
					points[i].Standing = d.Standing
				}
			}
			v.Documents = append(v.Documents, Document{ID: d.ID, Points: points})
		}
	}
	for i := range c.Positions {
		p := &c.Positions[i]
		if p.Party == party && party != "" {
			v.Positions = append(v.Positions, *p)
			continue
		}
		v.Positions = appendStated(v.Positions, c.reaching(p, GradeJoint))
	}
	cited := v.Cited()
	v.Sources = filter(c.Sources, func(s Source) bool {
		if s.Grade == "" {
			return cited[s.ID]
		}
		return s.Grade.Reaches(GradeJoint)
	})
	v.dropCitations()
	return v
}

// appendStated leaves a position out that says nothing any more: it must look
// as if it had never been stated.
func appendStated(ps []Position, p Position) []Position {
	if len(p.Interests)+len(p.Importance)+len(p.Values)+len(p.Never)+len(p.Insists)+len(p.OnlyIf)+len(p.Linkages)+len(p.Brackets) == 0 &&
		p.Cap == nil && p.Discount == nil && p.Fallback == nil {
		return ps
	}
	return append(ps, p)
}

// reaching returns the position reduced to its items that may be known where
// g is the least grade let through.
func (c *Case) reaching(p *Position, g Grade) Position {
	keep := func(grade Grade) bool { return p.GradeOf(grade).Reaches(g) }
	r := Position{Party: p.Party, Grade: p.Grade}
	if keep("") {
		r.About, r.Assumed, r.Anchors, r.Unit = p.About, p.Assumed, p.Anchors, p.Unit
	}
	kept := func(ds []Demand) []Demand {
		return filter(ds, func(d Demand) bool { return keep(d.Grade) })
	}
	r.Interests = filter(p.Interests, func(i Interest) bool { return keep(i.Grade) })
	r.Never, r.Insists, r.OnlyIf = kept(p.Never), kept(p.Insists), kept(p.OnlyIf)
	r.Importance = filter(p.Importance, func(i Importance) bool { return keep(i.Grade) })
	r.Values = filter(p.Values, func(v Value) bool { return keep(v.Grade) })
	r.Linkages = filter(p.Linkages, func(l Linkage) bool { return keep(l.Grade) })
	if p.Cap != nil && keep(p.Cap.Grade) {
		r.Cap = p.Cap
	}
	if p.Discount != nil && keep(p.Discount.Grade) {
		r.Discount = p.Discount
	}
	if p.Fallback != nil && keep(p.Fallback.Grade) {
		r.Fallback = p.Fallback
	}
	r.Brackets = filter(p.Brackets, func(b BracketReason) bool { return p.GradeOfBracket(b).Reaches(g) })
	if g.Reaches(GradeJoint) && !keep("") {
		// A part of a scale is not that scale: it is shown whole, where the
		// position as a whole is, or not at all.
		r.Values, r.Linkages, r.Cap, r.Discount = nil, nil, nil, nil
	}
	// Nor can a value be used that says nothing of an option refused outright
	// by a demand that is not shown.
	r.Values = filter(r.Values, func(v Value) bool { return c.complete(v, &r) })
	return r
}

// complete reports whether the value covers every option of its issue that
// the position does not refuse outright.
func (c *Case) complete(v Value, p *Position) bool {
	issue, ok := c.Issue(v.Issue)
	return ok && !slices.ContainsFunc(issue.Options, func(o Option) bool {
		valued := slices.Contains(v.Order, o.ID) ||
			slices.ContainsFunc(v.Options, func(w OptionValue) bool { return w.Option == o.ID })
		return !valued && !p.Refuses(issue.ID, Choice{Option: o.ID})
	})
}

func filter[T any](items []T, keep func(T) bool) []T {
	var kept []T
	for _, x := range items {
		if keep(x) {
			kept = append(kept, x)
		}
	}
	return kept
}

// Cited returns the ids of all sources that anything in the case cites.
func (c *Case) Cited() map[string]bool {
	cited := map[string]bool{}
	seen := *c // eachSources replaces what it looks at
	seen.eachSources(func(ids []string) []string {
		for _, id := range ids {
			cited[id] = true
		}
		return ids
	})
	return cited
}

// dropCitations replaces the case's parts by copies that cite no source that
// it does not hold.
func (c *Case) dropCitations() {
	held := map[string]bool{}
	for _, s := range c.Sources {
		held[s.ID] = true
	}
	c.eachSources(func(ids []string) []string { return filter(ids, func(id string) bool { return held[id] }) })
}

// eachSources puts copies in place of whatever cites sources, with the lists
// that change makes of theirs.
func (c *Case) eachSources(change func([]string) []string) {
	c.Issues = slices.Clone(c.Issues)
	for i := range c.Issues {
		issue := &c.Issues[i]
		issue.Sources = change(issue.Sources)
		issue.Options = slices.Clone(issue.Options)
		for j := range issue.Options {
			issue.Options[j].Sources = change(issue.Options[j].Sources)
		}
	}
	c.Norms = slices.Clone(c.Norms)
	for i := range c.Norms {
		c.Norms[i].Sources = change(c.Norms[i].Sources)
	}
	c.Documents = slices.Clone(c.Documents)
	for i := range c.Documents {
		d := &c.Documents[i]
		d.Sources = change(d.Sources)
		d.Points = slices.Clone(d.Points)
		for j := range d.Points {
			d.Points[j].Sources = change(d.Points[j].Sources)
		}
	}
	c.Positions = slices.Clone(c.Positions)
	for i := range c.Positions {
		c.Positions[i].eachSources(change)
	}
}

func (p *Position) eachSources(change func([]string) []string) {
	p.Interests = slices.Clone(p.Interests)
	for i := range p.Interests {
		p.Interests[i].Sources = change(p.Interests[i].Sources)
	}
	p.Importance = slices.Clone(p.Importance)
	for i := range p.Importance {
		p.Importance[i].Sources = change(p.Importance[i].Sources)
	}
	p.Values = slices.Clone(p.Values)
	for i := range p.Values {
		p.Values[i].Sources = change(p.Values[i].Sources)
	}
	for _, ds := range []*[]Demand{&p.Never, &p.Insists, &p.OnlyIf} {
		*ds = slices.Clone(*ds)
		for i := range *ds {
			(*ds)[i].Sources = change((*ds)[i].Sources)
		}
	}
	p.Linkages = slices.Clone(p.Linkages)
	for i := range p.Linkages {
		p.Linkages[i].Sources = change(p.Linkages[i].Sources)
	}
	if p.Cap != nil {
		x := *p.Cap
		x.Sources = change(x.Sources)
		p.Cap = &x
	}
	if p.Discount != nil {
		x := *p.Discount
		x.Sources = change(x.Sources)
		p.Discount = &x
	}
	if p.Fallback != nil {
		f := *p.Fallback
		f.Sources = change(f.Sources)
		p.Fallback = &f
	}
	p.Brackets = slices.Clone(p.Brackets)
	for i := range p.Brackets {
		p.Brackets[i].Sources = change(p.Brackets[i].Sources)
	}
}
