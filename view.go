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
	v := &Case{Title: c.Title, About: c.About, Parties: c.Parties, Issues: c.Issues, Share: c.Share}
	for _, n := range c.Norms {
		if n.Grade.or(GradeJoint).Reaches(GradeJoint) {
			v.Norms = append(v.Norms, n)
		}
	}
	for _, d := range c.Documents {
		d.Points = slices.DeleteFunc(slices.Clone(d.Points), func(p Point) bool {
			return !p.Grade.or(d.Grade.or(GradeJoint)).Reaches(GradeJoint)
		})
		if d.Grade.or(GradeJoint).Reaches(GradeJoint) || len(d.Points) > 0 {
			v.Documents = append(v.Documents, d)
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
	v.Sources = v.citedSources(c.Sources)
	return v
}

// appendStated leaves a position out that says nothing any more: it must look
// as if it had never been stated.
func appendStated(ps []Position, p Position) []Position {
	if len(p.Interests)+len(p.Importance)+len(p.Values)+len(p.Never)+len(p.Insists)+len(p.OnlyIf)+len(p.Linkages) == 0 && p.Fallback == nil {
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
		r.About, r.Assumed, r.Anchors = p.About, p.Assumed, p.Anchors
	}
	kept := func(ds []Demand) []Demand {
		return filter(ds, func(d Demand) bool { return keep(d.Grade) })
	}
	r.Interests = filter(p.Interests, func(i Interest) bool { return keep(i.Grade) })
	r.Never, r.Insists, r.OnlyIf = kept(p.Never), kept(p.Insists), kept(p.OnlyIf)
	r.Importance = filter(p.Importance, func(i Importance) bool { return keep(i.Grade) })
	r.Values = filter(p.Values, func(v Value) bool { return keep(v.Grade) })
	r.Linkages = filter(p.Linkages, func(l Linkage) bool { return keep(l.Grade) })
	if p.Fallback != nil && keep(p.Fallback.Grade) {
		r.Fallback = p.Fallback
	}
	if !keep("") {
		// Values mean something else without the importance that they were
		// stated with: shown apart from it they would be taken for points.
		r.Values = filter(r.Values, func(v Value) bool {
			_, weighed := r.ImportanceOf(v.Issue)
			return weighed
		})
		// Nor can they be used if they say nothing of an option that is refused
		// outright by a demand that is not shown.
		r.Values = filter(r.Values, func(v Value) bool { return c.complete(v, &r) })
	}
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

// citedSources returns those of all sources that anything in the case cites,
// or that are joint or public themselves.
func (c *Case) citedSources(all []Source) []Source {
	cited := map[string]bool{}
	add := func(ids ...string) {
		for _, id := range ids {
			cited[id] = true
		}
	}
	for _, i := range c.Issues {
		add(i.Sources...)
		for _, o := range i.Options {
			add(o.Sources...)
		}
	}
	for _, n := range c.Norms {
		add(n.Sources...)
	}
	for _, d := range c.Documents {
		add(d.Sources...)
		for _, p := range d.Points {
			add(p.Sources...)
		}
	}
	for i := range c.Positions {
		p := &c.Positions[i]
		for _, x := range p.Interests {
			add(x.Sources...)
		}
		for _, x := range p.Importance {
			add(x.Sources...)
		}
		for _, x := range p.Values {
			add(x.Sources...)
		}
		for _, x := range p.Demands() {
			add(x.Sources...)
		}
		for _, x := range p.Linkages {
			add(x.Sources...)
		}
		if p.Fallback != nil {
			add(p.Fallback.Sources...)
		}
	}
	return filter(all, func(s Source) bool {
		if s.Grade == "" {
			return cited[s.ID]
		}
		return s.Grade.Reaches(GradeJoint)
	})
}
