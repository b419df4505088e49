package brief

import (
	"strings"
)

// columnGap stands between the columns of a table.
const columnGap = 2

// tallest is how many lines a row of a table may have before the table is
// written as a list instead.
const tallest = 5

// table writes a table in columns where it fits and as a list of rows where
// it does not.
func (t *textWriter) table(b Table, indent int) {
	n := t.shown(len(b.Rows), b.Short)
	if len(b.Caption) > 0 {
		t.prose(bold(b.Caption), indent, "", "")
	}
	widths, ok := t.columns(b, n, t.width-indent)
	if !ok {
		t.stacked(b, n, indent)
		t.more(len(b.Rows)-n, indent)
		return
	}
	margin := strings.Repeat(" ", indent)
	head := make([]Prose, len(b.Columns))
	total := -columnGap
	for i, c := range b.Columns {
		head[i] = bold(c.Title)
		total += widths[i] + columnGap
	}
	t.row(b, head, widths, margin)
	t.line(margin + strings.Repeat("─", total))
	for _, r := range b.Rows[:n] {
		t.row(b, r.Cells, widths, margin)
	}
	t.more(len(b.Rows)-n, indent)
}

// columns finds widths for the columns, or says that the table does not fit.
func (t *textWriter) columns(b Table, rows, width int) ([]int, bool) {
	natural := make([]int, len(b.Columns))
	least := make([]int, len(b.Columns))
	measure := func(i int, p Prose) {
		line, widest := proseWidth(p)
		natural[i], least[i] = max(natural[i], line), max(least[i], widest)
	}
	for i, c := range b.Columns {
		measure(i, c.Title)
	}
	for _, r := range b.Rows[:rows] {
		for i, c := range r.Cells {
			measure(i, c)
		}
	}
	room := width - columnGap*(len(b.Columns)-1)
	sum, sumLeast := 0, 0
	for i := range natural {
		sum += natural[i]
		sumLeast += least[i]
	}
	if sum <= room {
		return natural, true
	}
	if sumLeast > room {
		return nil, false
	}
	widths := make([]int, len(natural))
	spare := room - sumLeast
	for i := range widths {
		widths[i] = least[i] + spare*(natural[i]-least[i])/max(sum-sumLeast, 1)
	}
	for _, r := range b.Rows[:rows] {
		for i, c := range r.Cells {
			if len(wrap(c, widths[i])) > tallest {
				return nil, false
			}
		}
	}
	return widths, true
}

func (t *textWriter) row(b Table, cells []Prose, widths []int, margin string) {
	wrapped := make([][][]Span, len(cells))
	height := 1
	for i, c := range cells {
		wrapped[i] = wrap(c, widths[i])
		height = max(height, len(wrapped[i]))
	}
	for l := range height {
		var line strings.Builder
		line.WriteString(margin)
		for i := range cells {
			var spans []Span
			if l < len(wrapped[i]) {
				spans = wrapped[i][l]
			}
			fill := strings.Repeat(" ", max(0, widths[i]-displayWidth(Prose(spans).String())))
			if b.Columns[i].Numeric {
				line.WriteString(fill + t.spans(spans))
			} else {
				line.WriteString(t.spans(spans) + fill)
			}
			if i < len(cells)-1 {
				line.WriteString(strings.Repeat(" ", columnGap))
			}
		}
		t.line(line.String())
	}
}

// stacked writes each row as its first cell with the others under it, each
// after the title of its column.
func (t *textWriter) stacked(b Table, rows, indent int) {
	for i, r := range b.Rows[:rows] {
		if i > 0 {
			t.line("")
		}
		t.prose(r.Cells[0], indent, "", "")
		for j, c := range r.Cells[1:] {
			p := append(Prose{}, b.Columns[j+1].Title...)
			p = append(append(p, Span{Text: ": "}), c...)
			t.prose(p, indent+2, "", "  ")
		}
	}
}
