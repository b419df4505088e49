package brief

import (
	"fmt"
	"strings"

	"parley"
)

// statement says a demand, a fallback or a norm in a sentence without its
// full stop: “North refuses any package where …”.
func (s *subject) statement(r parley.Ref) Prose {
	if s.isHidden(r) {
		return s.undisclosed(r)
	}
	switch r.Kind {
	case parley.NormKind:
		return write("no package may have that %s", s.describe(s.c.Norms[r.Index].Pattern))
	case parley.FallbackKind:
		return write("%s wants at least what no agreement is worth to it%s", s.name(r.Party), s.fallback(r.Party))
	}
	d := s.c.Demand(r)
	switch r.Kind {
	case parley.RedLine:
		return write("%s refuses any package where %s", s.name(r.Party), s.describe(d.Pattern))
	case parley.Insistence:
		return write("%s insists that %s", s.name(r.Party), s.describe(d.Pattern))
	}
	return write("%s accepts that %s only if %s", s.name(r.Party), s.describe(d.Pattern), s.describe(d.If))
}

// undisclosed names a statement that the reader may not know.
func (s *subject) undisclosed(r parley.Ref) Prose {
	switch r.Kind {
	case parley.NormKind:
		return write("an undisclosed norm")
	case parley.FallbackKind:
		return write("an undisclosed fallback of %s", s.name(r.Party))
	}
	return write("an undisclosed demand of %s", s.name(r.Party))
}

// giveUp says the statement given up: “North no longer insists that …”.
func (s *subject) giveUp(r parley.Ref, by *parley.Number) Prose {
	if s.isHidden(r) {
		if r.Kind == parley.FallbackKind {
			return write("%s settles for less than an undisclosed fallback", s.name(r.Party))
		}
		return write("%s gives up an undisclosed demand", s.name(r.Party))
	}
	if r.Kind == parley.FallbackKind {
		p := write("%s settles for less than its fallback", s.name(r.Party))
		if by != nil && by.Sign() > 0 {
			p = append(p, write(", by %s on its own scale at the package shown", amount(*by))...)
		}
		return p
	}
	d := s.c.Demand(r)
	switch r.Kind {
	case parley.RedLine:
		return write("%s no longer refuses packages where %s", s.name(r.Party), s.describe(d.Pattern))
	case parley.Insistence:
		return write("%s no longer insists that %s", s.name(r.Party), s.describe(d.Pattern))
	}
	return write("%s accepts that %s even where it is not so that %s", s.name(r.Party), s.describe(d.Pattern), s.describe(d.If))
}

func (s *subject) describe(p parley.Patterns) Prose { return Prose{said(s.c.Describe(p))} }

// fallback says how the fallback was stated.
func (s *subject) fallback(party string) Prose {
	p := s.c.Position(party)
	if p == nil || p.Fallback == nil {
		return nil
	}
	f := p.Fallback
	if f.Value != nil {
		return write(": %s on its own scale", interval(*f.Value))
	}
	if len(f.Like) == 0 {
		return nil
	}
	if len(f.Like) > 4 {
		return write(", about what a package is worth to it that its position describes")
	}
	var terms []Prose
	for _, i := range s.c.Issues {
		if c, ok := f.Like[i.ID]; ok {
			terms = append(terms, write("%s %s", s.issueName(i.ID), s.choice(i.ID, c)))
		}
	}
	return write(", about as much as the package with %s", join(terms, "and"))
}

func interval(i parley.Interval) string {
	if i.Exact() {
		return amount(i.Low)
	}
	return "between " + amount(i.Low) + " and " + amount(i.High)
}

// kindName is what the glossary calls the statement.
func kindName(k parley.Kind) string {
	switch k {
	case parley.RedLine:
		return "red line"
	case parley.FallbackKind:
		return "fallback"
	case parley.NormKind:
		return "norm"
	case parley.Condition:
		return "condition"
	}
	return "insistence"
}

// standing says what a statement rests on: whether it was only stated, its
// legal basis, its owner, its reason and sources.
func (s *subject) standing(r parley.Ref) Prose {
	if s.isHidden(r) {
		return nil
	}
	var parts []Prose
	note := parley.Note{}
	switch r.Kind {
	case parley.NormKind:
		n := s.c.Norms[r.Index]
		note.Because, note.Sources = n.Because, n.Sources
		parts = append(parts, basis(n.Basis)...)
	case parley.FallbackKind:
		if p := s.c.Position(r.Party); p != nil && p.Fallback != nil {
			note = p.Fallback.Note
		}
	default:
		d := s.c.Demand(r)
		note = d.Note
		if d.Stated {
			parts = append(parts, Prose{marked("only stated in public")})
		}
		parts = append(parts, basis(d.Basis)...)
		if d.Owner != "" {
			parts = append(parts, write("owner: %s", said(d.Owner)))
		}
	}
	if note.Assumed != "" {
		parts = append(parts, write("%s: %s", marked("assumed"), said(period(note.Assumed))))
	}
	if note.Because != "" {
		parts = append(parts, write("reason given: %s", quoted(note.Because)))
	}
	if src := s.cite(note.Sources); len(src) > 0 {
		parts = append(parts, src)
	}
	return joinWith(parts, "; ")
}

func basis(b string) []Prose {
	if b == "" {
		return nil
	}
	return []Prose{write("%s %s", marked("legal basis"), said(period(b)))}
}

// cite refers to the sources that the report lists.
func (s *subject) cite(ids []string) Prose {
	var refs []Prose
	for _, id := range ids {
		if _, ok := s.c.Source(id); ok {
			refs = append(refs, Prose{{Text: "[" + id + "]", Said: true, Link: "#" + sourceAnchor(id)}})
		}
	}
	return joinWith(refs, " ")
}

// sourceAnchor is the place of a source in the report.
func sourceAnchor(id string) string { return "source-" + slug(id) }

// slug makes an id fit for an address: other characters than letters, digits
// and - are written by their code, so that two ids never meet.
func slug(id string) string {
	var b strings.Builder
	for _, r := range id {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-':
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "_%x_", r)
		}
	}
	return b.String()
}

// withStanding is a statement with what it rests on, as an item of a list.
func (s *subject) withStanding(r parley.Ref) Item {
	item := Item{Text: append(capital(s.statement(r)), Span{Text: "."})}
	if st := s.standing(r); len(st) > 0 {
		item.More = []Block{Paragraph{Role: Aside, Text: append(capital(st), Span{Text: "."})}}
	}
	return item
}
