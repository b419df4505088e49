package word

import (
	"slices"
	"strings"

	"parley"
	"parley/text"
)

// role says what an atom is.
type role int8

const (
	plain    role = iota // words of the text
	opens                // the [ of a bracket or an alternative
	closes               // its ]
	solid                // a span that is shown as words: a reference, a term, an amount
	lineEnd              // a line break
	cellEnd              // the end of a cell
	noteMark             // the mark of a footnote
	label                // shown, and not of the text: a number, holders, a status
)

// mark is a tracked change.
type mark struct {
	party    string // whose it is
	author   string // the party's name
	at       string // when; empty: not known
	proposal string // the proposal that it shows; empty: a change that was made
	move     string // the name of the move that it belongs to
}

// atom is a stretch of words, or a sign, with one look and one meaning.
type atom struct {
	role       role
	text       string
	span       text.Span // of brackets and alternatives without what stands in them
	strong, em bool
	style      string // character style; empty: none
	ins, del   *mark
	now        bool   // it belongs to the text as it stands
	hunk       int    // the change put forward that it belongs to, from 1; 0: none
	footnote   *block // of a mark whose footnote stands at the foot of the page
}

// The character styles.
const (
	styleNumber = "ParleyNumber"
	styleHolder = "ParleyHolder"
	styleStatus = "ParleyStatus"
	styleRef    = "ParleyReference"
	styleTerm   = "ParleyTerm"
	styleBlank  = "ParleyBlank"
	styleSign   = "ParleyBracket"
	styleGap    = "ParleyGap"
)

// namer gives parties and issues the names under which they are shown.
type namer struct {
	t     *text.Text
	c     *parley.Case
	names map[string]string // from the record of a file; empty: the case's
	used  map[string]string // the names that were given, by key
}

// The keys of names: what they name and its id.
const (
	partyKey = "party "
	issueKey = "issue "
	takenKey = "taken "
)

// name returns what is recorded under the key, or else otherwise, safe to show
// on a line and not so long that a property cannot hold it.
func (n *namer) name(key, otherwise string) string {
	s, ok := n.names[key]
	if !ok {
		s, _ = text.Neutralise(otherwise)
		s = strings.Join(strings.Fields(s), " ")
		if r := []rune(s); len(r) > 120 {
			s = string(r[:119]) + "…"
		}
	}
	n.used[key] = s
	return s
}

func (n *namer) party(id string) string {
	name := id
	if n.c != nil {
		if p, ok := n.c.Party(id); ok {
			name = p.Label()
		}
	}
	return n.name(partyKey+id, name)
}

func (n *namer) issue(id string) string {
	name := id
	if n.c != nil {
		if i, ok := n.c.Issue(id); ok {
			name = i.Label()
		}
	}
	return n.name(issueKey+id, name)
}

// holders writes who holds a bracket: +North, −South, Fund.
func (n *namer) holders(by []text.Holder) string {
	var names []string
	for _, h := range by {
		sign := map[text.Stance]string{text.For: "+", text.Against: "−"}[h.Stance]
		names = append(names, sign+n.party(h.Party))
	}
	return strings.Join(names, ", ")
}

// option says of which option an alternative is the words.
func (n *namer) option(a text.Alternative) string {
	s := n.issue(a.Issue) + ": " + a.Option
	if taken, ok := n.t.TakenOn(a.Issue); ok {
		s += map[bool]string{true: ", taken", false: ", not taken"}[taken == a.Option]
	}
	return s
}

// amount shows a blank: what fills it in brackets, with what has been taken.
func (n *namer) amount(issue string) string {
	s := n.issue(issue)
	if taken, ok := n.t.TakenOn(issue); ok {
		s += ": " + taken
	}
	return "[" + s + "]"
}

// number returns how a point is referred to: by its number, behind that of the
// annex that it stands in, or, where it has none, as it is called.
func (n *namer) number(id string, languages []string) string {
	p, ok := n.t.Point(id)
	switch {
	case !ok:
		return id
	case p.Number == "":
		s, _ := text.Neutralise(p.Label(languages...))
		return strings.Join(strings.Fields(s), " ")
	}
	for q := p.Parent(); q != nil; q = q.Parent() {
		if q.Kind == text.Annex && q.Number != "" {
			return q.Number + ", " + p.Number
		}
	}
	return p.Number
}

// passage makes atoms of a passage: a word each, so that they can be compared,
// or the white space before one.
func (n *namer) passage(p text.Passage, lang string) []atom {
	a := &atomizer{n: n, lang: lang}
	a.passage(p, false, false)
	return a.list
}

type atomizer struct {
	n    *namer
	lang string
	list []atom
}

func (a *atomizer) add(x atom) {
	x.now = true
	a.list = append(a.list, x)
}

func (a *atomizer) passage(p text.Passage, strong, em bool) {
	for _, s := range p {
		switch s := s.(type) {
		case text.Words:
			for _, piece := range text.Pieces(string(s)) {
				for _, words := range []string{piece.Space, piece.Word} { // apart, for a change may come between them
					if words != "" {
						a.add(atom{text: words, strong: strong, em: em})
					}
				}
			}
		case text.Emphasis:
			a.passage(s.Body, strong || s.Strong, em || !s.Strong)
		case text.Bracket:
			bare := s
			bare.Body = nil
			a.enclosed(bare, s.Body, a.n.holders(s.By), strong, em)
		case text.Alternative:
			bare := s
			bare.Body = nil
			a.enclosed(bare, s.Body, a.n.option(s), strong, em)
		case text.Amount:
			a.add(atom{role: solid, text: a.n.amount(s.Issue), span: s, strong: strong, em: em, style: styleBlank})
		case text.Ref:
			a.add(atom{role: solid, text: a.n.number(s.Point, []string{a.lang}), span: s, strong: strong, em: em, style: styleRef})
		case text.NoteRef:
			a.add(atom{role: noteMark, text: "(*)", span: s, strong: strong, em: em})
		case text.Term:
			shown, style := s.Words, ""
			if s.Defines {
				shown, style = "“"+s.Words+"”", styleTerm
			}
			a.add(atom{role: solid, text: shown, span: s, strong: strong, em: em, style: style})
		case text.Break:
			if s.Cell {
				a.add(atom{role: cellEnd, text: "\t", span: s, strong: strong, em: em})
			} else {
				a.add(atom{role: lineEnd, text: "\n", span: s, strong: strong, em: em})
			}
		}
	}
}

// enclosed writes what stands in a bracket, and behind it whose it is.
func (a *atomizer) enclosed(bare text.Span, body text.Passage, whose string, strong, em bool) {
	a.add(atom{role: opens, text: "[", span: bare, strong: strong, em: em, style: styleSign})
	a.passage(body, strong, em)
	a.add(atom{role: closes, text: "]", span: bare, strong: strong, em: em, style: styleSign})
	if whose != "" {
		a.add(atom{role: label, text: whose, style: styleHolder})
	}
}

// key says of an atom what makes it the same as another. How wide white space is
// and emphasis do not count.
func (a *atom) key() string {
	k := string(rune('a'+a.role)) + strings.TrimSpace(a.text)
	if a.span != nil {
		k += "\x00" + text.Passage{a.span}.String()
	}
	return k
}

func keys(list []atom) []string {
	all := make([]string, len(list))
	for i := range list {
		all[i] = list[i].key()
	}
	return all
}

// differences compares two lists of atoms. Changes between which only white
// space stays are one.
func differences(a, b []atom) []text.Hunk {
	var all []text.Hunk
	for _, h := range text.Hunks(keys(a), keys(b)) {
		if n := len(all) - 1; n >= 0 && blank(a[all[n].AHigh:h.ALow]) {
			all[n].AHigh, all[n].BHigh = h.AHigh, h.BHigh
			continue
		}
		all = append(all, h)
	}
	return all
}

// blank reports whether atoms are white space.
func blank(list []atom) bool {
	return !slices.ContainsFunc(list, func(a atom) bool { return a.role != plain || strings.TrimSpace(a.text) != "" })
}

// heading makes atoms of plain words.
func (n *namer) heading(s string) []atom {
	if s == "" {
		return nil
	}
	return n.passage(text.Passage{text.Words(s)}, "")
}
