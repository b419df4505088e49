// Package typeset sets words on pages and writes them as PDF: paragraphs in
// columns side by side, in any script that the fonts have, with footnotes at the
// foot of the page, headings that stay with what they head, an outline, and tags
// that tell a screen reader what is what.
//
// It knows paragraphs, blocks and pages, and nothing of what they say. The same
// blocks make the same bytes.
package typeset

import (
	"io"
	"time"
)

// Colour is a colour as 0xRRGGBB.
type Colour uint32

// Style is how words look.
type Style struct {
	Family    Family
	Bold      bool
	Italic    bool
	Size      float64 // points
	Rise      float64 // points above the line; below it if negative
	Colour    Colour
	Underline bool
	Strike    bool
	Stroke    Colour // of the line under or through; 0: that of the words
}

// Span is words of one look. A line feed ends the line.
type Span struct {
	Words string
	Style
	Apart bool   // its direction is its own and turns nothing around it: a name, a label
	Note  string // the footnote that its words are the mark of
	Link  string // the place that they lead to
}

// Role says what an element is to whoever has the page read out, in the words of
// the PDF standard.
type Role string

// The roles.
const (
	Section   Role = "Sect"
	Heading1  Role = "H1"
	Heading2  Role = "H2"
	Heading3  Role = "H3"
	Text      Role = "P"
	Footnote  Role = "Note"
	TableRole Role = "Table"
	TableRow  Role = "TR"
	TableCell Role = "TD"
)

// Element is a part of the document's structure. What is set in cells of the
// same element is read out together, in the order in which it was set.
type Element struct {
	role   Role
	lang   string
	parent *Element
	kids   []kid
	object ref
	look   string // attributes: struck through, underlined
}

// Add adds a part behind the others. The language may be empty: that of the
// whole.
func (e *Element) Add(role Role, lang string) *Element {
	n := &Element{role: role, lang: lang, parent: e}
	e.kids = append(e.kids, kid{element: n})
	return n
}

// Cell is words in a column of a block.
type Cell struct {
	X, Width float64 // points from the left margin
	Spans    []Span
	Element  *Element // nil: decoration, which is not read out
	Language string   // BCP 47; empty: not known
	Right    bool     // the lines end at the right edge
}

// Block is a row of cells, with its lines side by side. It may be broken between
// lines where pages end, but not so that one line stands alone.
type Block struct {
	Before   float64 // points of space above, but not at the head of a page
	Cells    []Cell
	Keep     bool   // it stands on the page on which the next begins
	NewPage  bool   // it begins a page
	Place    string // a name for links to lead to
	Outline  string // its title in the outline; empty: none
	Level    int    // in the outline, from 0
	Bar      Colour // a line down the left side
	BarX     float64
	BarWidth float64 // 0: none
	RuleTop  bool    // a line above, from margin to margin
	RuleEnd  bool    // a line below
	Sides    bool    // lines between the cells and around
}

// Info is said about a document.
type Info struct {
	Title    string
	Language string    // BCP 47
	Date     time.Time // zero: none is given
	Left     string    // at the head of each page
	Right    string
	Foot     string // at the foot of each page, before the number
	Wide     bool   // the long side of the paper lies below
	Mirrored bool   // the page runs from right to left
}

// Document is pages in the making.
type Document struct {
	Info   Info
	Root   *Element
	set    setter
	blocks []Block
	notes  map[string][]Block
	banner map[int]*Block // by the number of blocks before: from there on at the head of each page
}

// New begins a document. Fonts that are given are asked for letters that the
// program's own lack.
func New(info Info, fonts []*Font) *Document {
	return &Document{Info: info, Root: &Element{role: "Document", lang: info.Language}, set: setter{faces: faces{more: fonts}}, notes: map[string][]Block{}, banner: map[int]*Block{}}
}

// Add puts a block behind the others.
func (d *Document) Add(b Block) { d.blocks = append(d.blocks, b) }

// Banner has a block stand at the head of each page that begins after the blocks
// added so far; nil ends that. It is not read out again.
func (d *Document) Banner(b *Block) { d.banner[len(d.blocks)] = b }

// Note says what a footnote reads. It stands at the foot of the page on which its
// mark stands, and goes on on the next if there is no room; where nothing has its
// mark, nowhere.
func (d *Document) Note(id string, blocks []Block) { d.notes[id] = blocks }

// Width is how wide the space between the margins is, in points.
func (d *Document) Width() float64 {
	w, _ := d.paper()
	return w - 2*marginSide
}

func (d *Document) paper() (width, height float64) {
	const short, long = 595.28, 841.89 // A4
	if d.Info.Wide {
		return long, short
	}
	return short, long
}

// Measure returns how wide words would be on one line, in points.
func (d *Document) Measure(spans []Span) float64 {
	p := d.set.set(spans, "")
	w := 0.0
	for i := range p.pieces {
		w += p.pieces[i].length()
	}
	return w
}

// Write sets the pages and writes the file. Letters that no font has are refused
// with a *Missing before anything is written. The cost is linear in the letters.
func (d *Document) Write(w io.Writer) (err error) {
	// Fonts from outside are read by a library that is written for sound ones.
	defer func() {
		if len(d.set.faces.more) == 0 {
			return
		}
		if r := recover(); r != nil {
			err = errShaping
		}
	}()
	f := &flow{d: d}
	f.place()
	d.running(f.pages)
	if len(d.set.missing) > 0 {
		return &Missing{d.set.missing}
	}
	return d.file(f.pages, w)
}
