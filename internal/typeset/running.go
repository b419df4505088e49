package typeset

import (
	"fmt"
	"strings"
)

// ink is the colour of what stands at the head and the foot of pages.
const ink = Colour(0x515c6b)

// running puts the head and the foot on each page.
func (d *Document) running(pages []*page) {
	_, height := d.paper()
	small := Style{Family: Sans, Size: 8, Colour: ink}
	for i, p := range pages {
		right := d.Measure([]Span{{Words: d.Info.Right, Style: small}})
		right = min(right, d.Width()/2)
		left := []Span{{Words: d.short(d.Info.Left, small, d.Width()-right-20), Style: small}}
		count := []Span{{Words: fmt.Sprintf("%d of %d", i+1, len(pages)), Style: small}}
		foot := []Span{{Words: d.short(d.Info.Foot, small, d.Width()-80), Style: small}}
		for _, x := range []struct {
			y     float64
			cells []Cell
		}{
			{marginTop - 36, []Cell{{Width: d.Width() - right - 20, Spans: left}, {X: d.Width() - right, Width: right, Spans: []Span{{Words: d.short(d.Info.Right, small, right), Style: small}}, Right: true}}},
			{height - marginBottom + 22, []Cell{{Width: d.Width() - 80, Spans: foot}, {X: d.Width() - 70, Width: 70, Spans: count, Right: true}}},
		} {
			if rows := d.rows(&Block{Cells: x.cells, RuleEnd: x.y < marginTop}); len(rows) > 0 {
				p.head = append(p.head, placed{rows[0], x.y})
			}
		}
	}
}

// short cuts words to a width, in points.
func (d *Document) short(words string, style Style, width float64) string {
	if d.Measure([]Span{{Words: words, Style: style}}) <= width {
		return words
	}
	runes := []rune(words)
	low, high := 0, len(runes)-1
	for low < high {
		middle := (low + high + 1) / 2
		if d.Measure([]Span{{Words: string(runes[:middle]) + "…", Style: style}}) <= width {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return strings.TrimSpace(string(runes[:low])) + "…"
}
