package pdf

import (
	"strings"

	"parley/internal/typeset"
	"parley/text"
)

// pad is the space on either side of what a cell says.
const pad = 4.0

// cellWidth is how wide a cell has to be for its longest word, and how wide it
// would be for all its words on one line, in points.
type cellWidth struct{ least, most float64 }

// measure finds how wide the cells of a table want to be.
func (p *printer) measure(lines []text.Line) {
	p.widths = nil
	for i := range lines {
		l := &lines[i]
		if l.Kind != text.Row {
			break
		}
		for k, c := range l.Columns {
			for len(p.widths) <= k {
				p.widths = append(p.widths, nil)
			}
			for n, cell := range cells(c.Runs) {
				if n == len(p.widths[k]) {
					p.widths[k] = append(p.widths[k], cellWidth{20, 20})
				}
				w := &p.widths[k][n]
				spans := p.runs(cell, typeset.Style{Size: p.size}, false)
				w.most = max(w.most, p.doc.Measure(spans)+2*pad+1)
				for _, s := range spans {
					for _, word := range strings.Fields(s.Words) {
						s.Words = word
						w.least = max(w.least, p.doc.Measure([]typeset.Span{s})+2*pad+1)
					}
				}
			}
		}
	}
}

// share divides a width among the cells of a row: each gets what its longest word
// needs, and of the rest in proportion to what it lacks for one line. Where there is
// not even room for the longest words, all get in proportion to those.
func share(cells []cellWidth, width float64) []float64 {
	least, most := 0.0, 0.0
	for _, c := range cells {
		least, most = least+c.least, most+c.most
	}
	all := make([]float64, len(cells))
	for i, c := range cells {
		switch {
		case least >= width:
			all[i] = width * c.least / least
		case most > least:
			all[i] = c.least + (width-least)*(c.most-c.least)/(most-least)
		default:
			all[i] = c.least + (width-least)/float64(len(cells))
		}
	}
	return all
}

// cells divides a row.
func cells(runs []text.Run) [][]text.Run {
	all := [][]text.Run{nil}
	for _, r := range runs {
		if r.Role == text.CellEnd {
			all = append(all, nil)
			continue
		}
		all[len(all)-1] = append(all[len(all)-1], r)
	}
	return all
}

// row sets a row of a table, in each language.
func (p *printer) row(l *text.Line, left float64) []typeset.Block {
	if p.table == nil {
		p.table = p.section.Add(typeset.TableRole, "")
	}
	tr := p.table.Add(typeset.TableRow, "")
	var blocks []typeset.Block
	b := typeset.Block{Sides: true}
	for i, c := range l.Columns {
		if len(c.Runs) == 0 {
			continue
		}
		lang := c.Language
		if lang == text.Undetermined {
			lang = ""
		}
		x, width := p.column(i, left)
		list := cells(c.Runs)
		wanted := make([]cellWidth, 0, len(list))
		if i < len(p.widths) {
			wanted = append(wanted, p.widths[i]...)
		}
		for len(wanted) < len(list) { // a row that stands in no table
			wanted = append(wanted, cellWidth{20, 20})
		}
		for len(list) < len(wanted) { // cells that this row does not have
			list = append(list, nil)
		}
		widths := share(wanted, width)
		for n, cell := range list {
			w := widths[n]
			spans := p.runs(cell, typeset.Style{Size: p.size, Colour: black}, l.Change == text.LineRemoved)
			if len(spans) == 0 {
				spans = []typeset.Span{{Words: " ", Style: typeset.Style{Size: p.size, Colour: black}}}
			}
			b.Cells = append(b.Cells, typeset.Cell{X: x + pad, Width: max(w-2*pad, 1), Spans: spans, Element: tr.Add(typeset.TableCell, lang), Language: lang})
			x += w
		}
		if !p.beside {
			blocks, b = append(blocks, b), typeset.Block{Sides: true, Before: 6}
		}
	}
	if len(b.Cells) > 0 {
		blocks = append(blocks, b)
	}
	return blocks
}
