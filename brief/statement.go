package brief

import (
	"fmt"
	"strings"

	"parley"
)

// statement says a demand, a fallback or a norm in a sentence without its
// full stop: “North refuses “By season” for Share of the spring”.
func (s *subject) statement(r parley.Ref) Prose {
	if s.isHidden(r) {
		return s.undisclosed(r)
	}
	return s.stated(s.name(r.Party), r)
}

// stated is statement with other words for the party.
func (s *subject) stated(who Prose, r parley.Ref) Prose {
	switch r.Kind {
	case parley.NormKind:
		return write("no package may have %s", s.describe(s.c.Norms[r.Index].Pattern))
	case parley.FallbackKind:
		p := write("%s wants at least what no agreement is worth to it", who)
		if f := s.fallback(r.Party); len(f) > 0 {
			p = append(p, write(": %s", f)...)
		}
		return p
	}
	d := s.c.Demand(r)
	switch r.Kind {
	case parley.RedLine:
		return write("%s refuses %s", who, s.describe(d.Pattern))
	case parley.Insistence:
		return write("%s insists on %s", who, s.describe(d.Pattern))
	}
	return write("%s accepts %s only with %s", who, s.describe(d.Pattern), s.describe(d.If))
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

// giveUp says the statement given up: “North no longer insists on …”.
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
		return write("%s no longer refuses %s", s.name(r.Party), s.describe(d.Pattern))
	case parley.Insistence:
		return write("%s no longer insists on %s", s.name(r.Party), s.describe(d.Pattern))
	}
	return write("%s accepts %s even without %s", s.name(r.Party), s.describe(d.Pattern), s.describe(d.If))
}

// describe says patterns in words: “By season” for Share of the spring
// together with at least 50 k€ for Yearly toll.
func (s *subject) describe(ps parley.Patterns) Prose {
	alternatives := make([]Prose, len(ps))
	for i, p := range ps {
		terms := make([]Prose, len(p))
		for j, t := range p {
			terms[j] = write("%s for %s", s.allowed(t), s.issueName(t.Issue))
		}
		alternatives[i] = joinWith(terms, " together with ")
	}
	if n := len(alternatives); n > maxAlternatives+1 {
		return append(joinWith(alternatives[:maxAlternatives], ", or "), write(", or %s more combinations", number(n-maxAlternatives))...)
	}
	return joinWith(alternatives, ", or ")
}

// maxAlternatives is how many combinations a sentence can bear.
const maxAlternatives = 3

// allowed says what a term lets through.
func (s *subject) allowed(t parley.Term) Prose {
	switch {
	case t.Min != nil && t.Max != nil:
		return write("%s to %s", t.Min.Decimal(4), s.choice(t.Issue, parley.Choice{Number: *t.Max}))
	case t.Min != nil:
		return write("at least %s", s.choice(t.Issue, parley.Choice{Number: *t.Min}))
	case t.Max != nil:
		return write("at most %s", s.choice(t.Issue, parley.Choice{Number: *t.Max}))
	}
	var cs []parley.Choice
	for _, o := range t.Options {
		cs = append(cs, parley.Choice{Option: o})
	}
	for _, n := range t.Numbers {
		cs = append(cs, parley.Choice{Number: n})
	}
	return s.choices(t.Issue, cs, "or", len(cs))
}

// choices lists choices of an issue, at most so many: three or more numbers in
// a row are said as a range.
func (s *subject) choices(issue string, cs []parley.Choice, conjunction string, most int) Prose {
	i, _ := s.c.Issue(issue)
	var ps []Prose
	for n := 0; n < len(cs); {
		end := n + 1
		if i.Numeric() && !i.Continuous() {
			for end < len(cs) && cs[end].Number.Equal(cs[end-1].Number.Add(*i.Range.Step)) {
				end++
			}
		}
		if end-n < 3 {
			end = n + 1
			ps = append(ps, s.choice(issue, cs[n]))
		} else {
			ps = append(ps, write("%s to %s", cs[n].Number.Decimal(4), s.choice(issue, cs[end-1])))
		}
		n = end
	}
	return few(ps, most, conjunction)
}

// fallback says how the fallback was stated.
func (s *subject) fallback(party string) Prose {
	p := s.c.Position(party)
	if p == nil || p.Fallback == nil {
		return nil
	}
	f := p.Fallback
	if f.Value != nil {
		return write("%s on its own scale", interval(*f.Value))
	}
	if len(f.Like) == 0 {
		return nil
	}
	if len(f.Like) > 4 {
		return write("about as much as a package that its position describes")
	}
	var terms []Prose
	for _, i := range s.c.Issues {
		if c, ok := f.Like[i.ID]; ok {
			terms = append(terms, write("%s %s", s.issueName(i.ID), s.choice(i.ID, c)))
		}
	}
	return write("about as much as the package with %s", join(terms, "and"))
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
