package brief

import (
	"slices"

	"parley"
	"parley/bargain"
)

// deadlock explains an empty zone: what cannot hold together, what could be
// reshaped before anybody is asked to concede, and the ways out.
func (s *subject) deadlock() Section {
	sec := Section{ID: "deadlock", Title: "Why there is none yet, and what would open one"}
	switch s.finding() {
	case common, maybe, unsettled:
		return Section{}
	case notAsked:
		if s.a.Conflicts == nil && s.a.Concessions == nil {
			return Section{}
		}
	}
	if x, ok := s.conflicts(); ok {
		sec.Sections = append(sec.Sections, x)
	}
	if x, ok := s.proof(); ok {
		sec.Sections = append(sec.Sections, x)
	}
	if x, ok := s.reshapings(); ok {
		sec.Sections = append(sec.Sections, x)
	}
	if x, ok := s.waysOut(); ok {
		sec.Sections = append(sec.Sections, x)
	}
	if f, ok := s.frontierPossible(); ok {
		sec.Sections = append(sec.Sections, f)
	}
	if len(sec.Sections) > 0 {
		sec.Blocks = append(sec.Blocks, aside("An empty zone is an answer, not a failure: it shows where the work lies. It follows from what was stated, and would change with it."))
	}
	return sec
}

func (s *subject) conflicts() (Section, bool) {
	sec := Section{ID: "conflicts", Title: "What cannot hold together"}
	x := s.a.Conflicts
	if x == nil || len(x.Sets) == 0 {
		sec.Blocks = s.why(bargain.AskConflicts)
		return sec, len(sec.Blocks) > 0
	}
	intro := write("Each of these sets cannot hold together; without any one of its statements, the rest could.")
	if !x.Complete {
		intro = append(intro, write(" There may be more sets than are listed.")...)
	}
	sec.Blocks = append(sec.Blocks, Paragraph{Role: Aside, Text: s.noted(intro, bargain.AskConflicts)})
	list := List{Ordered: true, Short: shortList}
	for _, set := range x.Sets {
		list.Items = append(list.Items, s.conflict(set))
	}
	sec.Blocks = append(sec.Blocks, list)
	return sec, true
}

func (s *subject) conflict(x bargain.Conflict) Item {
	item := Item{Text: write("These cannot all hold:")}
	if len(x.Items) == 1 {
		item.Text = write("This cannot hold by itself:")
	}
	sub := List{}
	for _, r := range x.Items {
		sub.Items = append(sub.Items, s.withStanding(r))
	}
	item.More = []Block{sub}
	return item
}

func (s *subject) waysOut() (Section, bool) {
	sec := Section{ID: "ways-out", Title: "Ways out"}
	x := s.a.Concessions
	if x == nil || len(x.Ways) == 0 {
		sec.Blocks = s.why(bargain.AskConcessions)
		return sec, len(sec.Blocks) > 0
	}
	intro := write("It would be enough that any one of these came about; nothing less than one of them is. They are in no rank between the parties: those in which several move come first, then the smaller.")
	if !x.Complete {
		intro = append(intro, write(" There may be more than are listed.")...)
	}
	sec.Blocks = append(sec.Blocks, Paragraph{Role: Aside, Text: s.noted(intro, bargain.AskConcessions)})
	list := List{Ordered: true, Short: shortList}
	for _, w := range x.Ways {
		list.Items = append(list.Items, s.wayOut(w))
	}
	sec.Blocks = append(sec.Blocks, list)
	return sec, true
}

func (s *subject) wayOut(w bargain.WayOut) Item {
	var moves, marks []Prose
	for _, g := range w.GiveUp {
		move := s.giveUp(g.Ref, g.By)
		if m := s.firmness(g.Ref); len(m) > 0 {
			move = append(move, write(" (%s)", m)...)
		}
		moves = append(moves, move)
	}
	item := Item{Text: append(write("It would be enough that %s", joinWith(moves, ", and that ")), Span{Text: "."})}
	switch {
	case s.givesUpHidden(w):
		marks = append(marks, write("What it would open is not shown: it would tell what is undisclosed"))
	case !w.Opens.Infinite() || w.Best != nil || len(w.Example) > 0:
		marks = append(marks, write("It opens %s", packages(w.Opens)))
	}
	if len(marks) > 0 {
		item.More = append(item.More, Paragraph{Role: Aside, Text: append(joinWith(marks, "; "), Span{Text: "."})})
	}
	pkg := w.Example
	if w.Best != nil && len(w.Best.Package) > 0 {
		pkg = w.Best.Package
	}
	if w.Best == nil && len(pkg) > 0 {
		// Without values no package stands for the rest: show only what it
		// takes where statements clash.
		if c := s.clashing(pkg); len(c) > 0 {
			item.More = append(item.More, Paragraph{Role: Aside, Text: write("It lets through, for example: %s.", c)})
		}
	} else if len(pkg) > 0 {
		item.More = append(item.More, Paragraph{Role: Aside, Text: write("For example: %s.", s.packageProse(pkg))})
	}
	if w.Best != nil {
		if p := s.worth(*w.Best); len(p) > 0 {
			item.More = append(item.More, Paragraph{Role: Aside, Text: p})
		}
	}
	return item
}

// clashing is the part of a package that conflicts are about.
func (s *subject) clashing(p parley.Package) Prose {
	if s.a.Conflicts == nil {
		return s.packageProse(p)
	}
	part := parley.Package{}
	for _, set := range s.a.Conflicts.Sets {
		for _, r := range set.Items {
			if s.isHidden(r) {
				continue
			}
			for _, i := range s.scope(r) {
				part[i] = p[i]
			}
		}
	}
	return s.packageProse(part)
}

// firmness marks what may make a demand easier or harder to give up.
func (s *subject) firmness(r parley.Ref) Prose {
	if s.isHidden(r) || r.Kind == parley.FallbackKind || r.Kind == parley.NormKind {
		return nil
	}
	d := s.c.Demand(r)
	var parts []Prose
	if d.Stated {
		parts = append(parts, Prose{marked("only stated in public")})
	}
	parts = append(parts, basis(d.Basis)...)
	if d.Owner != "" {
		parts = append(parts, write("owner: %s", said(d.Owner)))
	}
	return joinWith(parts, "; ")
}

// packageProse writes a package in a sentence: issue by issue, at most eight.
func (s *subject) packageProse(p parley.Package) Prose {
	var terms []Prose
	for _, i := range s.c.Issues {
		if c, ok := p[i.ID]; ok {
			terms = append(terms, write("%s: %s", s.issueName(i.ID), s.bareChoice(i, c)))
		}
	}
	if len(terms) > shortList {
		more := len(terms) - shortList
		return append(joinWith(terms[:shortList], "; "), Span{Text: "; and " + plural(more, "more issue", "more issues")})
	}
	return joinWith(terms, "; ")
}

// worth says what a package is worth to each party whose numbers may be shown,
// against no agreement.
func (s *subject) worth(o bargain.Outcome) Prose {
	var parts []Prose
	for _, id := range s.consenting() {
		u, ok := o.Utility[id]
		if !ok {
			continue
		}
		g, ok := o.Gain[id]
		switch {
		case !ok:
			parts = append(parts, write("%s to %s", amount(u), s.name(id)))
		case g.Sign() < 0:
			parts = append(parts, write("%s to %s, %s below its fallback", amount(u), s.name(id), amount(parley.Int(0).Sub(g))))
		case g.Sign() == 0:
			parts = append(parts, write("%s to %s, as much as its fallback", amount(u), s.name(id)))
		default:
			parts = append(parts, write("%s to %s, %s above its fallback", amount(u), s.name(id), amount(g)))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return append(write("It is worth, each on its own scale, %s", joinWith(parts, "; ")), Span{Text: "."})
}

// frontierPossible plots what breaks no demand and no norm where the zone is
// empty.
func (s *subject) frontierPossible() (Section, bool) {
	f := s.a.FrontierPossible
	if f == nil || f.Outcomes.Len() == 0 {
		return Section{}, false
	}
	sec := Section{ID: "frontier-possible", Title: "What breaks no demand"}
	text := write("%s break no demand and no norm and cannot be bettered for somebody at nobody’s cost; where one lies left of or below a dashed line, somebody would rather have no agreement.", capital(write("%s", plural(f.Outcomes.Len(), "outcome", "outcomes"))))
	if f.Outcomes.Len() == 1 {
		text = write("One outcome breaks no demand and no norm and cannot be bettered for somebody at nobody’s cost; left of or below a dashed line, somebody would rather have no agreement.")
	}
	if f.Within != nil {
		text = append(s.within(f, "package that breaks no demand and no norm"), write(" Where one lies left of or below a dashed line, somebody would rather have no agreement.")...)
	}
	sec.Blocks = append(sec.Blocks, Paragraph{Text: s.noted(text, bargain.AskFrontier)})
	if fig, ok := s.scatters("frontier-possible", f, nil); ok {
		sec.Blocks = append(sec.Blocks, fig)
	}
	first := f.Outcomes.At(0).Package
	if len(first) > 0 && !slices.ContainsFunc(sec.Blocks, func(b Block) bool { _, ok := b.(Figure); return ok }) {
		sec.Blocks = append(sec.Blocks, paragraph("One of them: %s.", s.packageProse(first)))
	}
	return sec, true
}
