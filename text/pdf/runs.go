package pdf

import (
	"strings"

	"parley/internal/typeset"
	"parley/text"
)

// depths are the colours of brackets, by how deep they are.
var depths = [3]typeset.Colour{0xb45309, 0x6d28d9, 0x0e7490}

// runs sets runs in a look. Brackets are signs, and those who hold them stand
// behind them; what is new is underlined, what is gone struck through.
func (p *printer) runs(runs []text.Run, look typeset.Style, removed bool) []typeset.Span {
	var spans []typeset.Span
	for i, r := range runs {
		s := typeset.Span{Words: clean(r.Text), Style: look}
		s.Bold, s.Italic = look.Bold || r.Strong, look.Italic || r.Emphasis
		switch {
		case r.Deleted || removed:
			s.Strike, s.Colour, s.Stroke = true, red, red
		case r.Inserted:
			s.Underline, s.Colour, s.Stroke = true, green, green
		}
		switch r.Role {
		case text.OpenMark, text.EndMark:
			s.Bold, s.Italic = true, false
			s.Colour = depths[(max(r.Depth, 1)-1)%len(depths)]
		case text.HeldBy:
			s.Family, s.Size, s.Rise, s.Apart = typeset.Sans, look.Size*.7, -look.Size*.18, true
			s.Bold, s.Italic = false, false
			if !s.Strike && !s.Underline {
				s.Colour = muted
			}
			if i+1 < len(runs) && stuck(&runs[i+1]) {
				s.Words += "\u2009"
			}
		case text.Gap, text.Blank:
			s.Colour = muted
		case text.NoteMark:
			s.Size, s.Rise, s.Note, s.Link, s.Apart = look.Size*.7, look.Size*.33, r.Target, r.Target, true
		case text.RefMark:
			s.Link = r.Target
		case text.Defined:
			s.Bold = true
		case text.LineEnd:
			s = typeset.Span{Words: "\n", Style: look}
		case text.CellEnd:
			s.Words = " | "
		}
		if s.Words != "" {
			spans = append(spans, s)
		}
	}
	return spans
}

// stuck reports whether a run begins with a letter, so that it would run into a
// label in front of it.
func stuck(r *text.Run) bool {
	return r.Role == text.Plain && r.Text != "" && !strings.ContainsAny(r.Text[:1], " ,.;:)!?")
}

// marks are the footnotes that something in the document refers to.
func marks(d *text.SheetDocument) map[string]bool {
	all := map[string]bool{}
	note := func(runs []text.Run) {
		for _, r := range runs {
			if r.Role == text.NoteMark {
				all[r.Target] = true
			}
		}
	}
	for i := range d.Lines {
		l := &d.Lines[i]
		note(l.Heading)
		for _, c := range l.Columns {
			note(c.Heading)
			note(c.Runs)
		}
		for _, r := range l.Remarks {
			note(r.Runs)
		}
	}
	return all
}

// note has a footnote stand at the foot of the page with its mark.
func (p *printer) note(l *text.Line) {
	blocks := p.noteBlocks(l, p.section)
	for i := range blocks {
		blocks[i] = p.turned(blocks[i])
	}
	p.doc.Note(l.Point, blocks)
}

func (p *printer) noteBlocks(l *text.Line, section *typeset.Element) []typeset.Block {
	size := p.size - 2
	left := 16.0
	e := section.Add(typeset.Footnote, "")
	mark := clean(l.Number)
	if mark == "" {
		mark = "*"
	}
	number := typeset.Cell{Width: left - 4, Spans: []typeset.Span{{Words: mark, Style: typeset.Style{Size: size, Colour: black}}}, Element: e}
	var all []typeset.Block
	if head := p.head(l); len(head) > 0 {
		all = append(all, typeset.Block{Cells: []typeset.Cell{{X: left, Width: p.doc.Width() - left, Spans: head, Element: e}}, Keep: true})
	}
	all = append(all, p.columns(l, left, typeset.Style{Size: size, Colour: black}, func(lang string) *typeset.Element { return e.Add(typeset.Text, lang) })...)
	for _, r := range l.Remarks {
		all = append(all, p.remarkBlocks(r, left, e, size)...)
	}
	if len(all) == 0 {
		all = append(all, typeset.Block{})
	}
	all[0].Cells = append([]typeset.Cell{number}, all[0].Cells...)
	all[0].Before, all[0].Place = 3, l.Point
	return all
}
