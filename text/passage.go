package text

import (
	"slices"
	"strings"
)

// Passage is a run of words with what is marked in it. A passage is never
// changed in place: texts of different times share them.
type Passage []Span

// Span is one part of a passage: Words, Bracket, Alternative, Amount, Ref,
// NoteRef, Term, Emphasis or Break.
type Span interface {
	// inside returns the passage that the span wraps, if it wraps one.
	inside() Passage
	// with returns the span around another passage.
	with(Passage) Span
}

// Words is plain text: no line breaks, no control characters.
type Words string

// Bracket is a span that is not agreed. Brackets nest.
type Bracket struct {
	ID   string   // unique over the text and the same in every language; empty until an operation gives one
	By   []Holder // who holds it, in the order in which they came to
	Body Passage
}

// Alternative is how the text reads if a package takes Option on Issue. The
// alternatives of one issue that stand side by side are one choice.
type Alternative struct {
	Issue, Option string
	Body          Passage
}

// Amount is a blank that the choice on an issue fills: a number with its unit,
// or what the option says.
type Amount struct{ Issue string }

// Ref is a cross-reference. It names a point by id and reads as the number
// that the point has now.
type Ref struct{ Point string }

// NoteRef is the mark of a footnote, which is a point of kind Note.
type NoteRef struct{ Point string }

// Term is a word that the text defines or uses in the sense defined.
type Term struct {
	Words   string
	Defines bool // here it is defined; otherwise it is used
}

// Emphasis is italic text, as the first words of a preamble are set, or, where
// Strong, bold.
type Emphasis struct {
	Strong bool
	Body   Passage
}

// Break ends a line or, in a row of a table, a cell.
type Break struct{ Cell bool }

func (Words) inside() Passage         { return nil }
func (b Bracket) inside() Passage     { return b.Body }
func (a Alternative) inside() Passage { return a.Body }
func (Amount) inside() Passage        { return nil }
func (Ref) inside() Passage           { return nil }
func (NoteRef) inside() Passage       { return nil }
func (Term) inside() Passage          { return nil }
func (e Emphasis) inside() Passage    { return e.Body }
func (Break) inside() Passage         { return nil }

func (w Words) with(Passage) Span         { return w }
func (b Bracket) with(p Passage) Span     { b.Body = p; return b }
func (a Alternative) with(p Passage) Span { a.Body = p; return a }
func (a Amount) with(Passage) Span        { return a }
func (r Ref) with(Passage) Span           { return r }
func (n NoteRef) with(Passage) Span       { return n }
func (t Term) with(Passage) Span          { return t }
func (e Emphasis) with(p Passage) Span    { e.Body = p; return e }
func (b Break) with(Passage) Span         { return b }

// Stance is what a party that holds a bracket says of the words in it.
type Stance string

// The stances. A reservation says no more than: not agreed yet.
const (
	Reserves Stance = ""
	For      Stance = "+" // it wants these words
	Against  Stance = "-" // it wants them out
)

// Holder is a party that holds a bracket.
type Holder struct {
	Party  string
	Stance Stance
}

// String writes north, +north or -north.
func (h Holder) String() string { return string(h.Stance) + h.Party }

// Walk calls visit for every span, outermost first, in reading order. Where
// visit returns false, what the span wraps is passed over.
func (p Passage) Walk(visit func(Span) bool) {
	for _, s := range p {
		if visit(s) {
			s.inside().Walk(visit)
		}
	}
}

// rewrite returns the passage with each span replaced by what change makes of
// it, innermost first.
func (p Passage) rewrite(change func(Span) Passage) Passage {
	var q Passage
	for _, s := range p {
		if body := s.inside(); body != nil {
			s = s.with(body.rewrite(change))
		}
		q = append(q, change(s)...)
	}
	return q.normal()
}

// replace puts what by returns, and what by makes of that, in the place of the
// spans for which it returns true, the outer before the inner. Where nothing
// comes in the place of a span, only one of the spaces around it stays, and none
// before a comma or a full stop.
func (p Passage) replace(by func(Span) (Passage, bool)) Passage {
	return p.replaced(by).trim()
}

func (p Passage) replaced(by func(Span) (Passage, bool)) Passage {
	var q Passage
	gone := false
	for _, s := range p {
		if w, ok := s.(Words); ok && gone {
			n := len(q) - 1
			before, plain := Words(" "), n < 0 // at the head, as behind a space
			if !plain {
				before, plain = q[n].(Words)
			}
			if plain && strings.HasSuffix(string(before), " ") {
				w = Words(strings.TrimLeft(string(w), " "))
				if n >= 0 && w != "" && strings.IndexByte(",.;:)", w[0]) >= 0 {
					q[n] = Words(strings.TrimRight(string(before), " "))
				}
			}
			s = w
		}
		r, ok := by(s)
		switch body := s.inside(); {
		case ok:
			q = append(q, r.replaced(by)...)
		case body != nil:
			q = append(q, s.with(body.replaced(by)))
		default:
			q = append(q, s)
		}
		gone = ok && len(r) == 0 || gone && s == Span(Words(""))
	}
	return q
}

// normal joins words that stand side by side and drops what says nothing, so
// that a passage has one form only.
func (p Passage) normal() Passage {
	q := p.joined()
	for i := range q { // no white space around a line break
		if b, ok := q[i].(Break); !ok || b.Cell {
			continue
		}
		if i > 0 {
			if w, ok := q[i-1].(Words); ok {
				q[i-1] = Words(strings.TrimRight(string(w), " \t"))
			}
		}
		if i+1 < len(q) {
			if w, ok := q[i+1].(Words); ok {
				q[i+1] = Words(strings.TrimLeft(string(w), " \t"))
			}
		}
	}
	return slices.DeleteFunc(q, func(s Span) bool { return s == Span(Words("")) })
}

// joined is normal but for white space.
func (p Passage) joined() Passage {
	var q Passage
	var words strings.Builder
	flush := func() {
		if words.Len() > 0 {
			q = append(q, Words(words.String()))
			words.Reset()
		}
	}
	for i, s := range p {
		switch s := s.(type) {
		case Words:
			next := i + 1
			before := words.Len() > 0 || len(q) > 0 && isWords(q[len(q)-1])
			if !before && s != "" && (next == len(p) || !isWords(p[next])) {
				q = append(q, s) // alone, as nearly always
				continue
			}
			if n := len(q) - 1; words.Len() == 0 && before {
				words.WriteString(string(q[n].(Words)))
				q = q[:n]
			}
			words.WriteString(string(s))
			continue
		case Emphasis:
			body := s.Body.within(s.Strong).normal()
			if len(body) == 0 {
				continue
			}
			flush()
			if n := len(q); n > 0 {
				if before, ok := q[n-1].(Emphasis); ok && before.Strong == s.Strong {
					q[n-1] = Emphasis{s.Strong, slices.Concat(before.Body, body).normal()}
					continue
				}
			}
			q = append(q, Emphasis{s.Strong, body})
			continue
		}
		flush()
		if body := s.inside(); body != nil {
			s = s.with(body.normal())
		}
		q = append(q, s)
	}
	flush()
	return q
}

func isWords(s Span) bool {
	_, ok := s.(Words)
	return ok
}

// within takes out emphasis of the kind that already surrounds the passage.
func (p Passage) within(strong bool) Passage {
	var q Passage
	for _, s := range p {
		if e, ok := s.(Emphasis); ok && e.Strong == strong {
			q = append(q, e.Body.within(strong)...)
			continue
		}
		if body := s.inside(); body != nil {
			s = s.with(body.within(strong))
		}
		q = append(q, s)
	}
	return q
}

// trim takes white space off both ends.
func (p Passage) trim() Passage {
	q := slices.Clone(p.normal())
	for len(q) > 0 {
		w, ok := q[0].(Words)
		if !ok {
			break
		}
		if w = Words(strings.TrimLeft(string(w), " \t")); w != "" {
			q[0] = w
			break
		}
		q = q[1:]
	}
	for len(q) > 0 {
		w, ok := q[len(q)-1].(Words)
		if !ok {
			break
		}
		if w = Words(strings.TrimRight(string(w), " \t")); w != "" {
			q[len(q)-1] = w
			break
		}
		q = q[:len(q)-1]
	}
	if len(q) == 0 {
		return nil // there is one empty passage
	}
	return q
}

// Plain returns the words alone: all that stand in brackets and all
// alternatives included, marks, amounts and references left out.
func (p Passage) Plain() string {
	var b strings.Builder
	p.Walk(func(s Span) bool {
		switch s := s.(type) {
		case Words:
			b.WriteString(string(s))
		case Term:
			b.WriteString(s.Words)
		case Break:
			b.WriteByte('\n')
		}
		return true
	})
	return b.String()
}

// Equal reports whether two passages are the same, marks included.
func (p Passage) Equal(q Passage) bool { return p.String() == q.String() }

// Brackets returns the brackets in reading order, the outer before the inner.
func (p Passage) Brackets() []Bracket {
	var all []Bracket
	p.Walk(func(s Span) bool {
		if b, ok := s.(Bracket); ok {
			all = append(all, b)
		}
		return true
	})
	return all
}

// Issues returns the ids of the issues that the passage has alternatives or
// amounts of, each once, in reading order.
func (p Passage) Issues() []string {
	var all []string
	p.Walk(func(s Span) bool {
		issue := ""
		switch s := s.(type) {
		case Alternative:
			issue = s.Issue
		case Amount:
			issue = s.Issue
		}
		if issue != "" && !slices.Contains(all, issue) {
			all = append(all, issue)
		}
		return true
	})
	return all
}

// Refs returns the ids of the points that the passage refers to, each once.
func (p Passage) Refs() []string {
	var all []string
	p.Walk(func(s Span) bool {
		if r, ok := s.(Ref); ok && !slices.Contains(all, r.Point) {
			all = append(all, r.Point)
		}
		return true
	})
	return all
}

// depth returns how deep spans are nested in the passage.
func (p Passage) depth() int {
	deepest := 0
	for _, s := range p {
		if body := s.inside(); body != nil {
			deepest = max(deepest, 1+body.depth())
		}
	}
	return deepest
}
