package pdf

import (
	"parley/internal/typeset"
	"parley/text"
)

// pad is the space on either side of what a cell says.
const pad = 4.0

// measure finds how wide the cells of a table are: as their words are, no line
// of them counted longer than a third of the page.
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
					p.widths[k] = append(p.widths[k], 30)
				}
				w := p.doc.Measure(p.runs(cell, typeset.Style{Size: p.size}, false))
				p.widths[k][n] = max(p.widths[k][n], min(w, p.doc.Width()/3))
			}
		}
	}
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
		weights := make([]float64, len(list))
		sum := 0.0
		for n := range list {
			weights[n] = 30
			if i < len(p.widths) && n < len(p.widths[i]) {
				weights[n] = p.widths[i][n]
			}
			sum += weights[n]
		}
		if i < len(p.widths) { // cells that this row does not have
			for n := len(list); n < len(p.widths[i]); n++ {
				list, weights = append(list, nil), append(weights, p.widths[i][n])
				sum += p.widths[i][n]
			}
		}
		for n, cell := range list {
			w := width * weights[n] / sum
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
