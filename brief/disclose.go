package brief

import (
	"maps"

	"parley"
	"parley/bargain"
)

// subject is what a report is about, after everything its reader may not
// know has been taken out. All renderers work from it and from nothing else.
type subject struct {
	c      *parley.Case
	a      *bargain.Answer
	o      Options
	hidden map[string]bool // the places (Ref.At) of the statements that are named only as undisclosed
	veiled map[string]veil // by party
	blind  bool            // some party whose consent counts has undisclosed numbers
	sealed bool            // something undisclosed bears on who accepts what: a demand, a number or a norm
	wanted bool            // the incentives are for a package that somebody named
}

// veil says what of a party's position stays undisclosed.
type veil struct {
	demands bool // some demand
	numbers bool // some number that its utility is computed from
}

func (v veil) any() bool { return v.demands || v.numbers }

// disclose returns copies of the case and the answer without what the reader
// may not know. The order of work matters: the case is emptied first, so that
// what the answer still refers to has no words left.
func disclose(c *parley.Case, a *bargain.Answer, o Options) *subject {
	s := &subject{o: o, hidden: map[string]bool{}, veiled: map[string]veil{}}
	if a == nil {
		a = &bargain.Answer{}
	}
	s.c = s.discloseCase(c)
	for _, p := range s.c.Consenting() {
		s.blind = s.blind || s.veiled[p.ID].numbers
	}
	s.sealed = len(s.hidden) > 0 || s.anyVeil()
	s.wanted = len(o.Want) > 0 || a.Incentives != nil && len(a.Incentives.Want) > 0
	s.a = s.discloseAnswer(a)
	return s
}

// mayKnow reports whether the reader may know an item of the party (none for
// a norm or a document) with the grade.
func (s *subject) mayKnow(party string, g parley.Grade) bool {
	switch s.o.Audience {
	case ForMediator:
		return g.Reaches(parley.GradeMediator)
	case ForParty:
		return party == s.o.Party && party != "" || g.Reaches(parley.GradeJoint)
	}
	return g.Reaches(parley.GradeJoint)
}

// citations collects which sources are cited by what the reader may know and
// by what not.
type citations struct{ open, closed map[string]bool }

func (x citations) add(known bool, ids []string) {
	for _, id := range ids {
		if known {
			x.open[id] = true
		} else {
			x.closed[id] = true
		}
	}
}

func gradeOr(g, otherwise parley.Grade) parley.Grade {
	if g != "" {
		return g
	}
	return otherwise
}

func (s *subject) discloseCase(c *parley.Case) *parley.Case {
	d := *c
	cited := citations{map[string]bool{}, map[string]bool{}}
	for _, i := range c.Issues {
		cited.add(true, i.Sources)
		for _, o := range i.Options {
			cited.add(true, o.Sources)
		}
	}
	d.Norms = nil
	for n, x := range c.Norms {
		known := s.mayKnow("", gradeOr(x.Grade, parley.GradeJoint))
		cited.add(known, x.Sources)
		if !known {
			s.hidden[parley.Ref{Kind: parley.NormKind, Index: n}.At()] = true
			x = parley.Norm{}
		}
		d.Norms = append(d.Norms, x)
	}
	d.Documents = nil
	for _, x := range c.Documents {
		grade := gradeOr(x.Grade, parley.GradeJoint)
		known := s.mayKnow("", grade)
		cited.add(known, x.Standing.Sources)
		var points []parley.Point
		for _, p := range x.Points {
			pointKnown := s.mayKnow("", gradeOr(p.Grade, grade))
			cited.add(pointKnown, p.Standing.Sources)
			if pointKnown {
				points = append(points, p)
			}
		}
		x.Points = points
		if known || len(points) > 0 {
			d.Documents = append(d.Documents, x)
		}
	}
	d.Positions = nil
	for _, p := range c.Positions {
		d.Positions = append(d.Positions, s.disclosePosition(p, cited))
	}
	d.Sources = nil
	for _, x := range c.Sources {
		known := x.Grade == "" || s.mayKnow("", x.Grade)
		if known && (cited.open[x.ID] || !cited.closed[x.ID]) {
			d.Sources = append(d.Sources, x)
		}
	}
	return &d
}

// disclosePosition keeps a place for every demand, so that references still
// count right, and empties those that stay undisclosed.
func (s *subject) disclosePosition(p parley.Position, cited citations) parley.Position {
	var v veil
	known := func(n parley.Note) bool {
		k := s.mayKnow(p.Party, p.GradeOf(n.Grade))
		cited.add(k, n.Sources)
		return k
	}
	demands := func(all []parley.Demand) []parley.Demand {
		out := make([]parley.Demand, len(all))
		for i, x := range all {
			if known(x.Note) {
				out[i] = x
				continue
			}
			v.demands = true
			out[i] = parley.Demand{Kind: x.Kind}
			s.hidden[parley.Ref{Party: p.Party, Kind: x.Kind, Index: i}.At()] = true
		}
		return out
	}
	q := p
	q.Interests = nil
	for _, x := range p.Interests {
		if known(parley.Note{Sources: x.Sources, Grade: x.Grade}) {
			q.Interests = append(q.Interests, x)
		}
	}
	q.Never, q.Insists, q.OnlyIf = demands(p.Never), demands(p.Insists), demands(p.OnlyIf)
	q.Importance = nil
	for _, x := range p.Importance {
		if known(x.Note) {
			q.Importance = append(q.Importance, x)
		} else {
			v.numbers = true
		}
	}
	q.Values, q.Anchors = nil, nil
	for _, x := range p.Values {
		if known(x.Note) {
			q.Values = append(q.Values, x)
			if a, ok := p.AnchorOf(x.Issue); ok {
				q.Anchors = append(q.Anchors, a)
			}
		} else {
			v.numbers = true
		}
	}
	q.Linkages = make([]parley.Linkage, len(p.Linkages))
	for i, x := range p.Linkages {
		if known(x.Note) {
			q.Linkages[i] = x
		} else {
			v.numbers = true
		}
	}
	if p.Cap != nil && !known(p.Cap.Note) {
		v.numbers, q.Cap = true, nil
	}
	if p.Discount != nil && !known(p.Discount.Note) {
		v.numbers, q.Discount = true, nil
	}
	if p.Fallback != nil && !known(p.Fallback.Note) {
		v.numbers = true
		q.Fallback = nil
		s.hidden[parley.Ref{Party: p.Party, Kind: parley.FallbackKind}.At()] = true
	}
	if !s.mayKnow(p.Party, p.GradeOf("")) {
		q.About, q.Assumed, q.Unit = "", "", ""
	}
	s.veiled[p.Party] = v
	return q
}

// isHidden reports whether the statement is named only as undisclosed.
func (s *subject) isHidden(r parley.Ref) bool { return s.hidden[r.At()] }

// open keeps the references that the reader may follow.
func (s *subject) open(refs []parley.Ref) []parley.Ref {
	var out []parley.Ref
	for _, r := range refs {
		if !s.isHidden(r) {
			out = append(out, r)
		}
	}
	return out
}

// numbersOf keeps the numbers of the parties that disclose theirs.
func (s *subject) numbersOf(m map[string]parley.Number) map[string]parley.Number {
	m = maps.Clone(m)
	for party, v := range s.veiled {
		if v.numbers {
			delete(m, party)
		}
	}
	return m
}
