// Package pdf prints sheets of a negotiating text: pages to hand round in a room,
// that can be read in black and white, searched, copied and read out.
//
// A page shows what the sheet shows and nothing else: whoever the sheet was made
// for may have the print. The same sheet makes the same bytes; a date stands in
// it only if the draft has one.
package pdf

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"parley/internal/typeset"
	"parley/text"
)

// Font is a font that has been found sound.
type Font = typeset.Font

// MaxFont is how many bytes a font file may have.
const MaxFont = typeset.MaxFont

// ReadFont reads a TrueType font. Its errors say what is the matter with the file
// and go on from its name: "it is damaged".
func ReadFont(data []byte) (*Font, error) { return typeset.ReadFont(data) }

// Missing is the error of a sheet with letters that no font has.
type Missing = typeset.Missing

// Options say how to print.
type Options struct {
	Fonts []*Font // asked, in this order, for letters that the program's own fonts lack
}

// Write prints the sheet. It refuses, with a *Missing, letters that no font has;
// then nothing is written. The cost is linear in the sheet.
func Write(w io.Writer, s *text.Sheet, o Options) error {
	p := newPrinter(s, o)
	p.front()
	for i := range s.Documents {
		p.document(&s.Documents[i], i == 0)
	}
	err := p.doc.Write(w)
	var missing *Missing
	if errors.As(err, &missing) {
		return fmt.Errorf("%w%s", missing, p.where(missing.Letters))
	}
	return err
}

// where says where in the sheet the first of the letters stands.
func (p *printer) where(letters []rune) string {
	has := func(runs []text.Run) bool {
		return slices.ContainsFunc(runs, func(r text.Run) bool { return strings.ContainsAny(r.Text, string(letters)) })
	}
	for i := range p.s.Documents {
		d := &p.s.Documents[i]
		for _, l := range slices.Concat(d.Lines, d.Notes) {
			if has(l.Heading) || slices.ContainsFunc(l.Columns, func(c text.Column) bool { return has(c.Heading) || has(c.Runs) }) ||
				slices.ContainsFunc(l.Remarks, func(r text.Remark) bool { return has(r.Runs) }) {
				return fmt.Sprintf(": the first is in point %s of %s", l.Point, d.ID)
			}
		}
	}
	return ""
}

// Sizes and distances, in points.
const (
	step    = 15.0 // that a point below another stands further in
	between = 18.0 // columns
	maxStep = 8    // deeper points stand no further in
)

// mostBeside is how many languages stand side by side; more stand one above the
// other.
const mostBeside = 6

// Colours.
const (
	black  = typeset.Colour(0x14181e)
	muted  = typeset.Colour(0x515c6b)
	green  = typeset.Colour(0x0b6b3a)
	red    = typeset.Colour(0xa3242a)
	amber  = typeset.Colour(0x5f3a04)
	silver = typeset.Colour(0xb8c0ca)
)

// printer makes blocks of a sheet.
type printer struct {
	s        *text.Sheet
	doc      *typeset.Document
	size     float64 // of the words
	beside   bool    // languages stand side by side
	mirrored bool    // the one language runs from right to left: so does the page
	section  *typeset.Element
	table    *typeset.Element
	widths   [][]cellWidth // of the table at hand, by language and cell
	gutter   float64       // for numbers
	first    bool          // nothing stands in the document yet
}

func newPrinter(s *text.Sheet, o Options) *printer {
	p := &printer{s: s, size: 10.5, beside: len(s.Languages) > 1 && len(s.Languages) <= mostBeside}
	title := clean(s.Title)
	if title == "" {
		title = "Negotiating text"
	}
	info := typeset.Info{Title: title + " – " + clean(s.Subtitle), Language: "en", Left: title, Foot: clean(s.Subtitle) + "  ·  Nothing is agreed until everything is agreed"}
	if len(s.Languages) > 0 && s.Languages[0] != text.Undetermined {
		info.Language = s.Languages[0]
	}
	if p.beside && len(s.Languages) > 2 {
		info.Wide, p.size = true, 9.5
		if len(s.Languages) > 4 {
			p.size = 8.5
		}
	}
	p.mirrored = len(s.Languages) == 1 && rightToLeft(s.Languages[0])
	info.Mirrored = p.mirrored
	info.Right = s.Draft
	if s.Draft != "" {
		if s.Changed {
			info.Right += ", changed since"
		}
		if at, err := time.Parse(time.RFC3339, s.Drafts[len(s.Drafts)-1].At); err == nil {
			info.Right += "  ·  " + at.Format("2006-01-02")
			if !s.Changed {
				info.Date = at
			}
		}
	}
	if p.private() {
		info.Right = strings.TrimSuffix("Confidential  ·  "+info.Right, "  ·  ")
	}
	p.doc = typeset.New(info, o.Fonts)
	return p
}

// private reports whether the sheet has anything that is for its reader alone.
func (p *printer) private() bool {
	for i := range p.s.Documents {
		for _, l := range slices.Concat(p.s.Documents[i].Lines, p.s.Documents[i].Notes) {
			if slices.ContainsFunc(l.Remarks, func(r text.Remark) bool { return r.Private }) {
				return true
			}
		}
	}
	return false
}

// rightToLeft reports whether the language is written from right to left.
func rightToLeft(language string) bool {
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	return slices.Contains([]string{"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"}, primary)
}

// clean makes a name from outside the text safe to print on one line.
func clean(s string) string {
	s, _ = text.Neutralise(s)
	return strings.ReplaceAll(s, "\n", " ")
}

// add puts a block on the page, turned round where the page runs from right to
// left.
func (p *printer) add(b typeset.Block) { p.doc.Add(p.turned(b)) }

func (p *printer) turned(b typeset.Block) typeset.Block {
	if !p.mirrored {
		return b
	}
	for i := range b.Cells {
		c := &b.Cells[i]
		c.X, c.Right = p.doc.Width()-c.X-c.Width, true
	}
	b.BarX = p.doc.Width() - b.BarX - b.BarWidth
	return b
}

func sans(words string, size float64, colour typeset.Colour) typeset.Span {
	return typeset.Span{Words: words, Style: typeset.Style{Family: typeset.Sans, Size: size, Colour: colour}}
}

// apart keeps the direction of a span to itself.
func apart(s typeset.Span) typeset.Span {
	s.Apart = true
	return s
}

// whole is a block across the page.
func (p *printer) whole(before float64, e *typeset.Element, spans ...typeset.Span) typeset.Block {
	return typeset.Block{Before: before, Cells: []typeset.Cell{{Width: p.doc.Width(), Spans: spans, Element: e}}}
}

// front sets what stands above the first document.
func (p *printer) front() {
	top := p.doc.Root.Add(typeset.Section, "en")
	s := p.s
	p.add(p.whole(0, top.Add(typeset.Text, ""), sans("Negotiating text  ·  "+clean(s.Subtitle), 8.5, muted)))
	title := clean(s.Title)
	if title == "" {
		title = "Negotiating text"
	}
	p.add(p.whole(3, top.Add(typeset.Heading1, p.language()), typeset.Span{Words: title, Style: typeset.Style{Bold: true, Size: 21, Colour: black}}))
	count := s.DraftWords() + " " + s.Count.Words(p.names()) + "."
	if words := s.HistoryWords(); words != "" {
		count += " " + words + "."
	}
	p.add(p.whole(5, top.Add(typeset.Text, ""), sans(clean(count), 8.5, muted)))
	if len(s.Legend) > 0 {
		var spans []typeset.Span
		for i, st := range s.Legend {
			if i > 0 {
				spans = append(spans, sans("    ", 8.5, muted))
			}
			spans = append(spans, chip(&text.SheetStatus{Status: st})...)
		}
		p.add(p.whole(5, top.Add(typeset.Text, ""), spans...))
	}
	p.add(p.whole(5, top.Add(typeset.Text, ""), sans(key(s.View), 8, muted)))
}

// key says how to read the marks of a view where they have no colours.
func key(v text.View) string {
	const brackets = "In [brackets] is what is not agreed, with those who hold it: + wants the words, − wants them out."
	switch v {
	case text.Clean:
		return "Where […] stands, something is left out that is not agreed."
	case text.ByParty:
		return brackets + " Underlined is what the party would put in, struck through what it would take out."
	case text.Changed:
		return brackets + " Underlined is new, struck through is gone."
	case text.AsPackage, text.AsEngine:
		return brackets
	}
	return brackets + " In proposals, underlined is what is put in, struck through what is taken out."
}

// language is that of names and titles: the first that is shown.
func (p *printer) language() string {
	if len(p.s.Languages) == 0 || p.s.Languages[0] == text.Undetermined {
		return ""
	}
	return p.s.Languages[0]
}

func (p *printer) names() map[string]string {
	names := map[string]string{}
	for id, n := range p.s.Parties {
		names[id] = clean(n)
	}
	return names
}
