package text

import (
	"slices"

	"parley"
)

// Kind says what a point is in its document.
type Kind string

// The kinds. Only provisions and annexes have numbers.
const (
	Provision Kind = ""         // a numbered point: an article, a paragraph, a sub-paragraph
	Preamble  Kind = "preamble" // a paragraph before the first provision
	Chapeau   Kind = "chapeau"  // opening words that govern the points below their parent
	Heading   Kind = "heading"  // a title between points
	Annex     Kind = "annex"    // holds points of its own
	Note      Kind = "note"     // a footnote, shown where a NoteRef names it
	Table     Kind = "table"    // holds rows
	Row       Kind = "row"      // cells, divided by Break{Cell: true}
)

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{Provision, Preamble, Chapeau, Heading, Annex, Note, Table, Row}
}

// Numbered reports whether points of the kind have numbers.
func (k Kind) Numbered() bool { return k == Provision || k == Annex }

// Document is one of the texts under negotiation, or a base text laid beside
// it.
type Document struct {
	ID     string
	Title  map[string]string // by language
	Of     string            // the document that this is a base text of; empty: it stands for itself
	Points []*Point          // removed ones included, where they stood
	Standing
}

// Label returns the title in the first of the languages that has one, or the
// id.
func (d *Document) Label(languages ...string) string { return label(d.Title, d.ID, languages) }

// Point is one provision, heading, footnote or row. Its id never changes:
// not when it is renumbered, moved, even to another document, or removed.
type Point struct {
	ID      string
	Kind    Kind
	Number  string             // as negotiators write it: 5, 5 bis, (a); empty: it has none
	Heading map[string]string  // by language
	Words   map[string]Passage // by language
	Issue   string             // the issue that the whole point is about; see Issues for all
	Points  []*Point           // below it, removed ones included
	Removed string             // the operation that removed it; empty: it stands
	Standing

	// Revisions are all states of the words, in order: who changed what, when.
	Revisions []Revision

	document *Document
	parent   *Point
	entered  int            // how many operations the log had when it was put in
	version  map[string]int // language to the count of operations at which its words last changed
	checked  map[string]int // language to the count at which it was last found in line with the others
}

// Revision is a state of a point's words in one language.
type Revision struct {
	Op       string // the operation that made it
	Author   string
	Seq      int // how many operations the log then had
	Language string
	Words    Passage
}

// Label returns the heading in the first of the languages that has one, or
// the number, or the id.
func (p *Point) Label(languages ...string) string {
	if p.Number != "" {
		return label(p.Heading, p.Number, languages)
	}
	return label(p.Heading, p.ID, languages)
}

// Document returns the document that the point stands in.
func (p *Point) Document() *Document { return p.document }

// Parent returns the point that this one stands below, or nil.
func (p *Point) Parent() *Point { return p.parent }

// Stands reports whether neither the point nor one that it stands below has
// been removed.
func (p *Point) Stands() bool {
	for q := p; q != nil; q = q.parent {
		if q.Removed != "" {
			return false
		}
	}
	return true
}

// Issues returns the ids of the issues that the point is about or has
// alternatives of, each once.
func (p *Point) Issues() []string {
	var all []string
	if p.Issue != "" {
		all = append(all, p.Issue)
	}
	for _, lang := range sortedKeys(p.Words) {
		for _, issue := range p.Words[lang].Issues() {
			if !slices.Contains(all, issue) {
				all = append(all, issue)
			}
		}
	}
	return all
}

// Stale reports whether the words in the language are behind those in
// another: the other's changed later and nobody has confirmed this one since.
func (p *Point) Stale(language string) bool {
	if _, ok := p.Words[language]; !ok {
		return false
	}
	for other, changed := range p.version {
		if other != language && changed > max(p.version[language], p.checked[language]) {
			return true
		}
	}
	return false
}

// At returns the words as they were when the log had seq operations, or nil
// if the point had none in that language.
func (p *Point) At(language string, seq int) Passage {
	var words Passage
	for _, r := range p.Revisions {
		if r.Seq > seq {
			break
		}
		if r.Language == language {
			words = r.Words
		}
	}
	return words
}

// siblings returns the list that the point stands in.
func (p *Point) siblings() *[]*Point {
	if p.parent != nil {
		return &p.parent.Points
	}
	return &p.document.Points
}

// Standing is a status with what it is worth nothing without: among whom, and
// as reported by whom.
type Standing struct {
	Status     string   // a word of the legend; empty: none has been set
	Among      []string // parties
	ReportedBy string   // the author of the operation that set it
	Op         string   // that operation
}

func label(by map[string]string, otherwise string, languages []string) string {
	for _, lang := range languages {
		if s := by[lang]; s != "" {
			return s
		}
	}
	for _, lang := range sortedKeys(by) {
		if by[lang] != "" {
			return by[lang]
		}
	}
	return otherwise
}

// Status is a word of the legend: a status with the name and the colour that
// this process gives it.
type Status struct {
	Word   string        `json:"word"`
	Name   string        `json:"name,omitempty"`
	Colour string        `json:"colour,omitempty"` // #rrggbb
	Means  parley.Status `json:"means,omitempty"`  // which of the statuses that all processes share it stands for; empty: none
}

// Label returns the name, or the word.
func (s Status) Label() string {
	if s.Name != "" {
		return s.Name
	}
	return s.Word
}

// Legend lists the statuses of a process, from open to final.
type Legend []Status

// DefaultLegend is the legend where a process configures none: the statuses of
// package parley under their own names.
func DefaultLegend() Legend {
	names := map[parley.Status][2]string{
		parley.StatusOpen:         {"Open", "#6b7280"},
		parley.StatusProposed:     {"Proposed", "#4b6a9b"},
		parley.StatusBracketed:    {"In brackets", "#b45309"},
		parley.StatusReopened:     {"Reopened", "#a3242a"},
		parley.StatusAdReferendum: {"Agreed ad referendum", "#a16207"},
		parley.StatusAgreed:       {"Agreed", "#15803d"},
		parley.StatusInitialled:   {"Initialled", "#0f766e"},
		parley.StatusAdopted:      {"Adopted", "#1d4ed8"},
		parley.StatusSigned:       {"Signed", "#1e3a8a"},
	}
	var l Legend
	for _, s := range parley.Statuses() {
		l = append(l, Status{Word: string(s), Name: names[s][0], Colour: names[s][1], Means: s})
	}
	return l
}

// Find returns the entry of the word.
func (l Legend) Find(word string) (Status, bool) {
	for _, s := range l {
		if s.Word == word {
			return s, true
		}
	}
	return Status{}, false
}

// Settled reports whether the word stands for agreed or beyond.
func (l Legend) Settled(word string) bool {
	s, ok := l.Find(word)
	return ok && s.Means.Settled()
}

// meaning returns the first word of the legend that stands for the status.
func (l Legend) meaning(s parley.Status) string {
	for _, e := range l {
		if e.Means == s {
			return e.Word
		}
	}
	return ""
}
