package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley"
	"parley/phrase"
)

// Warning is something about the text that its keepers should look at. None
// stops anything.
type Warning struct {
	Document string
	Point    string // empty: the document, or the whole
	Says     *phrase.Phrase
	Hint     *phrase.Phrase // what to do; nil: nothing to be said of it
}

// String writes pact, 5 bis: the message (the hint).
func (w Warning) String() string {
	s := w.Says.Error()
	if w.Hint != nil {
		s += " (" + w.Hint.Error() + ")"
	}
	switch {
	case w.Point != "":
		return w.Point + ": " + s
	case w.Document != "":
		return w.Document + ": " + s
	}
	return s
}

// Warnings returns, in the order of the text:
//
//   - agreed points that still have brackets, alternatives or proposals, whose
//     translation is not confirmed, or that lean on a point that is not agreed,
//     by a reference to it or by a term that it defines;
//   - references to points that do not exist or have been removed, footnotes
//     without a mark and marks without a footnote;
//   - terms that are used and nowhere defined, or defined more than once;
//   - numbers that stand twice in one document.
func (t *Text) Warnings() []Warning {
	w := &warner{t: t, defined: map[string][]*Point{}, spelt: slices.Clone(t.Terms)}
	t.Each(func(_ *Document, p *Point) {
		if p.document.Of != "" {
			return
		}
		for _, term := range defines(p) {
			key := strings.ToLower(term)
			if !slices.Contains(w.spelt, term) {
				w.spelt = append(w.spelt, term)
			}
			if !slices.Contains(w.defined[key], p) {
				w.defined[key] = append(w.defined[key], p)
			}
		}
	})
	for _, d := range t.Documents {
		if d.Of == "" {
			w.document(d)
		}
	}
	return w.list
}

type warner struct {
	t       *Text
	defined map[string][]*Point // term in lower case to where it is defined
	spelt   []string            // declared and defined terms, as they are written
	list    []Warning
}

func (w *warner) warn(p *Point, says, hint *phrase.Phrase) {
	w.list = append(w.list, Warning{p.document.ID, p.ID, says, hint})
}

func (w *warner) document(d *Document) {
	numbers := map[string]*Point{}
	marks := w.t.notes(d)
	w.t.Each(func(in *Document, p *Point) {
		if in != d {
			return
		}
		if p.Number != "" && (p.Kind == Annex || p.parent == nil) {
			key := string(p.Kind) + " " + p.Number
			if other := numbers[key]; other != nil {
				w.warn(p, phrase.New("text.warning.number", "%s has the number %s too", other.ID, p.Number),
					phrase.New("text.hint.number", "renumber the document, or one of them"))
			}
			numbers[key] = p
		}
		if p.Kind == Note && marks[p.ID] == "" {
			w.warn(p, phrase.New("text.warning.note", "the footnote has no mark in the text"),
				phrase.New("text.hint.note", "put %s where its mark belongs", "{^"+p.ID+"}"))
		}
		w.references(p)
		w.terms(p)
		if w.t.Legend.Settled(p.Status) {
			w.agreed(p)
		}
	})
}

// words calls visit with the words of the point in each language.
func (p *Point) eachLanguage(visit func(Passage)) {
	for _, lang := range sortedKeys(p.Words) {
		visit(p.Words[lang])
	}
}

func (w *warner) references(p *Point) {
	var bad []string
	p.eachLanguage(func(q Passage) {
		q.Walk(func(s Span) bool {
			id, note := "", false
			switch s := s.(type) {
			case Ref:
				id = s.Point
			case NoteRef:
				id, note = s.Point, true
			}
			if id == "" || slices.Contains(bad, id) {
				return true
			}
			switch to, ok := w.t.Point(id); {
			case !ok:
				w.warn(p, phrase.New("text.warning.refers.none", "it refers to %s, and there is no such point", id), nil)
			case !to.Stands():
				w.warn(p, phrase.New("text.warning.refers.removed", "it refers to %s, which has been removed", id), nil)
			case note && to.Kind != Note:
				w.warn(p, phrase.New("text.warning.mark", "it has a mark for %s, which is no footnote", id), nil)
			default:
				return true
			}
			bad = append(bad, id)
			return true
		})
	})
}

// agreed looks at what an agreed point leaves open.
func (w *warner) agreed(p *Point) {
	brackets := map[string]bool{}
	p.eachLanguage(func(q Passage) {
		for _, b := range q.Brackets() {
			brackets[b.ID] = true
		}
	})
	if len(brackets) > 0 {
		w.warn(p, phrase.New("text.warning.agreed.brackets", "it counts as agreed, and brackets stand in it: %d", len(brackets)), nil)
	}
	for _, issue := range p.Issues() {
		if _, taken := w.t.TakenOn(issue); !taken {
			w.warn(p, phrase.New("text.warning.agreed.issue", "it counts as agreed, and the issue %s is open", issue), nil)
		}
	}
	for _, q := range w.t.Pending() {
		if q.Op.Point == p.ID {
			w.warn(p, phrase.New("text.warning.agreed.proposal", "it counts as agreed, and %s has put a change forward (%s)", q.Author, q.ID), nil)
		}
	}
	for _, lang := range w.t.Languages {
		if p.Stale(lang) {
			w.warn(p, phrase.New("text.warning.agreed.stale", "it counts as agreed, and its words in %s have not been confirmed since another language changed", lang),
				phrase.New("text.hint.stale", "confirm the translation"))
		}
	}
	w.leans(p)
}

// leans finds open points that an agreed one leans on.
func (w *warner) leans(p *Point) {
	on := map[string]bool{}
	open := func(q *Point) bool { return q != p && q.Stands() && q.Kind != Note && !w.t.settledAt(q) && !on[q.ID] }
	p.eachLanguage(func(q Passage) {
		for _, id := range q.Refs() {
			if to, ok := w.t.Point(id); ok && open(to) {
				on[id] = true
				w.warn(p, phrase.New("text.warning.agreed.leans", "it counts as agreed and leans on %s, which does not", to.called()), nil)
			}
		}
	})
	for _, term := range w.used(p) {
		for _, q := range w.defined[strings.ToLower(term)] {
			if open(q) {
				on[q.ID] = true
				w.warn(p, phrase.New("text.warning.agreed.term", "it counts as agreed and uses “%s”, which %s defines and which is not agreed", term, q.called()), nil)
			}
		}
	}
}

// called names a point by its number and its id.
func (p *Point) called() string {
	if p.Number == "" || p.Number == p.ID {
		return p.ID
	}
	return p.Number + " (" + p.ID + ")"
}

// settledAt reports whether the point, one above it, its document or the whole
// counts as agreed.
func (t *Text) settledAt(p *Point) bool {
	for q := p; q != nil; q = q.parent {
		if q.Status != "" {
			return t.Legend.Settled(q.Status)
		}
	}
	if p.document.Status != "" {
		return t.Legend.Settled(p.document.Status)
	}
	return t.Legend.Settled(t.Status)
}

// defines lists the terms that the point defines.
func defines(p *Point) []string {
	var all []string
	p.eachLanguage(func(q Passage) {
		q.Walk(func(s Span) bool {
			if d, ok := s.(Term); ok && d.Defines {
				all = append(all, d.Words)
			}
			return true
		})
	})
	return all
}

// used lists the terms that the point uses, each once: those that are marked
// so, and the words that are declared as terms or defined somewhere.
func (w *warner) used(p *Point) []string {
	var all []string
	add := func(term string) {
		if !slices.ContainsFunc(all, func(s string) bool { return strings.EqualFold(s, term) }) {
			all = append(all, term)
		}
	}
	p.eachLanguage(func(q Passage) {
		q.Walk(func(s Span) bool {
			if u, ok := s.(Term); ok && !u.Defines {
				add(u.Words)
			}
			return true
		})
		plain := q.Plain()
		for _, term := range w.spelt {
			if holds(plain, term) {
				add(term)
			}
		}
	})
	return all
}

// holds reports whether the words stand in the text as whole words, as they are
// written: with capitals, as defined terms are.
func holds(text, words string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(words)
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if !(i > 0 && unicode.IsLetter(before)) && !(end < len(text) && unicode.IsLetter(after)) {
			return true
		}
		from = end
	}
}

func (w *warner) terms(p *Point) {
	for _, term := range w.used(p) {
		if len(w.defined[strings.ToLower(term)]) == 0 {
			w.warn(p, phrase.New("text.warning.term", "“%s” is used and nowhere defined", term),
				phrase.New("text.hint.term", "define it with %s where it is introduced", "{\""+term+"}"))
		}
	}
	for _, term := range defines(p) {
		if at := w.defined[strings.ToLower(term)]; len(at) > 1 && at[0] != p {
			w.warn(p, phrase.New("text.warning.term.twice", "“%s” is defined here and in %s", term, at[0].called()), nil)
		}
	}
}

// Check holds the text to a case: that the parties that hold brackets, the
// issues and the options are the case's. What is wrong is a warning, for the
// text stands as it is written.
func (t *Text) Check(c *parley.Case) []Warning {
	w := &warner{t: t}
	_, strange := t.Package(c)
	for _, x := range strange {
		w.list = append(w.list, Warning{Says: phrase.New("text.warning.case.taken", "the text has taken %s on %s, which is no choice of the case", x.Choice, x.Issue)})
	}
	t.Each(func(_ *Document, p *Point) {
		said := map[string]bool{}
		warn := func(key string, says *phrase.Phrase) {
			if !said[key] {
				said[key] = true
				w.warn(p, says, nil)
			}
		}
		if _, ok := c.Issue(p.Issue); p.Issue != "" && !ok {
			warn(p.Issue, phrase.New("text.warning.case.issue", "the case has no issue %s", p.Issue))
		}
		p.eachLanguage(func(q Passage) {
			q.Walk(func(s Span) bool {
				switch s := s.(type) {
				case Amount:
					if _, ok := c.Issue(s.Issue); !ok {
						warn(s.Issue, phrase.New("text.warning.case.issue", "the case has no issue %s", s.Issue))
					}
				case Alternative:
					issue, ok := c.Issue(s.Issue)
					choice, err := readChoice(issue, s.Option)
					switch {
					case !ok:
						warn(s.Issue, phrase.New("text.warning.case.issue", "the case has no issue %s", s.Issue))
					case err != nil || !issue.Has(choice):
						warn(s.Issue+":"+s.Option, phrase.New("text.warning.case.option", "the issue %s has no option %s", s.Issue, s.Option))
					}
				case Bracket:
					for _, h := range s.By {
						if _, ok := c.Party(h.Party); !ok {
							warn("party "+h.Party, phrase.New("text.warning.case.party", "the case has no party %s, which holds %s", h.Party, s.ID))
						}
					}
				}
				return true
			})
		})
	})
	return w.list
}
