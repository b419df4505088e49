package pdf

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Fails if the cells of a row do not fill it, or one is narrower than its longest
// word though there is room.
func TestCellsShareTheRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cells []cellWidth
		least := 0.0
		for range rapid.IntRange(1, 8).Draw(t, "cells") {
			c := cellWidth{least: rapid.Float64Range(20, 200).Draw(t, "least")}
			c.most = c.least + rapid.SampledFrom([]float64{0, 1, 500}).Draw(t, "more")
			cells = append(cells, c)
			least += c.least
		}
		width := rapid.Float64Range(50, 1000).Draw(t, "width")
		sum := 0.0
		for i, w := range share(cells, width) {
			sum += w
			if w <= 0 || least <= width && w < cells[i].least-.001 {
				t.Fatalf("cell %d has %.1f, and needs %.1f", i, w, cells[i].least)
			}
		}
		if math.Abs(sum-width) > .001 {
			t.Fatalf("the cells take %.3f of %.3f", sum, width)
		}
	})
}
