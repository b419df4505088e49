package brief

import "parley/chart"

// Report is a document for people: a tree that every renderer walks.
type Report struct {
	Title    Prose
	Audience Audience
	Head     []Block // for whom it is, and what the case is about
	Note     string  // the same in a line, for the head of a page
	All      bool    // long lists are not cut
	Sections []Section
}

// Section is a part of a report with a heading.
type Section struct {
	ID       string // unique in the report; an anchor
	Title    string
	Blocks   []Block
	Sections []Section
}

// Block is a part of a section: Paragraph, List, Table, Definitions, Code or
// Figure.
type Block interface{ block() }

// Role says what a paragraph is for.
type Role string

// The roles.
const (
	Plain  Role = ""       // a paragraph
	Lead   Role = "lead"   // a sentence of the answer, set larger
	Notice Role = "notice" // must be seen: for whom the report is, what is withheld
	Aside  Role = "aside"  // how to read what stands beside it; may be skipped
)

// Paragraph is a paragraph.
type Paragraph struct {
	Role Role
	Text Prose
}

// List is a list of items, each of which may hold further blocks.
type List struct {
	Ordered bool
	Items   []Item
	Short   int // how many items a short rendering shows; 0: all
}

// Item is an entry of a list.
type Item struct {
	ID   string // an anchor; may be empty
	Text Prose
	More []Block
}

// Table is a table whose first column heads its rows.
type Table struct {
	Caption Prose
	Columns []Column
	Rows    []Row
	Short   int // how many rows a short rendering shows; 0: all
}

// Column is the head of a column.
type Column struct {
	Title   Prose
	Numeric bool // set flush right
}

// Row is one row, a cell for each column.
type Row struct {
	Cells []Prose
}

// Definitions explains words.
type Definitions struct {
	Entries []Definition
}

// Definition is one word with what it means.
type Definition struct {
	Term string
	Text Prose
}

// Code is text to be copied as it stands.
type Code struct {
	Text string
}

// Figure is one or several charts of the same kind, with what they show. One
// of the three is set.
type Figure struct {
	Caption  Prose
	Bars     []chart.Bars
	Scatters []chart.Scatter
	Heat     *chart.Heat
}

func (Paragraph) block()   {}
func (List) block()        {}
func (Table) block()       {}
func (Definitions) block() {}
func (Code) block()        {}
func (Figure) block()      {}

// Style says how a span is set.
type Style string

// The styles.
const (
	Normal Style = ""
	Strong Style = "strong"
	Marked Style = "mark" // a short label that must not be missed: hard clash, only stated
	Small  Style = "small"
	Fixed  Style = "code" // as it stands in the case file
)

// Span is a run of text in one style.
type Span struct {
	Text  string
	Style Style
	Said  bool   // from the case: it may run in any direction and is never markup
	Link  string // an address, or #id of a place in the report; may be empty
}

// Prose is text of several spans.
type Prose []Span

// String returns the text without its styles.
func (p Prose) String() string {
	s := ""
	for _, x := range p {
		s += x.Text
	}
	return s
}
