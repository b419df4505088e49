package text

import (
	"cmp"
	"maps"
	"slices"
)

// Undetermined is the language of words of which nobody said in which language
// they are.
const Undetermined = "und"

// Text is the whole as it stands after some number of operations. It is made
// by Fold and is to be read, not written to.
type Text struct {
	Title     string
	Languages []string // BCP 47, in the order in which they stand side by side; the first is the default
	Legend    Legend
	Documents []*Document
	Standing                 // of the whole
	Terms     []string       // words that the text has to define if it uses them
	Taken     []Taken        // issues on which the text has taken a choice, in the order of taking
	Proposals []*Proposal    // in the order of the log
	Bases     []Basis        // which text governs: every decision, in order
	Drafts    []Draft        // issued so far, in order
	Comments  []Comment      // in the order of the log
	Seen      map[string]int // party to the count of operations that it has seen
	Seq       int            // how many operations have been folded

	points map[string]*Point // by id, removed ones included
	ops    map[string]int    // id to place in the log, from 1
}

// Taken is a choice that the text has taken on an issue: its points read so
// from then on, and the engine takes it as given.
type Taken struct {
	Issue, Choice string // the option's id, or the number as written
	Op            string
}

// Basis is a decision on which of several base texts governs a document.
type Basis struct {
	Document string
	Base     string // the base text, or the document itself
	Because  string
	Author   string
	Op       string
}

// Comment is what somebody remarked on a point, for everybody to read.
type Comment struct {
	Op, Author, Point, Words string
}

// Draft is a numbered draft. It is the text as it was at Seq, for ever: Fold
// refuses a log in which that text has not the hash.
type Draft struct {
	Name   string // Rev.1, Rev.1/Add.1, Rev.1/Corr.1
	Hash   string // SHA-256 over the canonical form, in hexadecimal
	Op     string
	Author string
	At     string
	Seq    int   // the operations before it; the draft holds what they made
	Count  Count // what was open in it
}

// Point returns the point with the id, removed or not.
func (t *Text) Point(id string) (*Point, bool) {
	p, ok := t.points[id]
	return p, ok
}

// Document returns the document with the id.
func (t *Text) Document(id string) (*Document, bool) {
	for _, d := range t.Documents {
		if d.ID == id {
			return d, true
		}
	}
	return nil, false
}

// Language returns the default language.
func (t *Text) Language() string { return t.Languages[0] }

// Draft returns the draft with the name.
func (t *Text) Draft(name string) (Draft, bool) {
	for _, d := range t.Drafts {
		if d.Name == name {
			return d, true
		}
	}
	return Draft{}, false
}

// TakenOn returns the choice that the text has taken on the issue.
func (t *Text) TakenOn(issue string) (string, bool) {
	for _, x := range t.Taken {
		if x.Issue == issue {
			return x.Choice, true
		}
	}
	return "", false
}

// Walk calls visit for every point of the document, depth first, with its depth
// from 0. Removed points come too; see Point.Stands.
func (d *Document) Walk(visit func(p *Point, depth int)) { walk(d.Points, 0, visit) }

func walk(list []*Point, depth int, visit func(*Point, int)) {
	for _, p := range list {
		visit(p, depth)
		walk(p.Points, depth+1, visit)
	}
}

// Each calls visit for every point of every document that stands.
func (t *Text) Each(visit func(d *Document, p *Point)) {
	for _, d := range t.Documents {
		var below func([]*Point)
		below = func(list []*Point) {
			for _, p := range list {
				if p.Removed == "" {
					visit(d, p)
					below(p.Points)
				}
			}
		}
		below(d.Points)
	}
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
