package typeset

import (
	"io"
	"strings"
	"testing"
)

// A hundred pages of plain words.
func BenchmarkHundredPages(b *testing.B) {
	for b.Loop() {
		d := New(Info{Title: "T"}, nil)
		e := d.Root.Add(Text, "")
		for range 500 {
			d.Add(Block{Before: 9, Cells: []Cell{{Width: 430, Element: e, Spans: []Span{{Words: strings.Repeat("Each village draws by meter, and the share is reviewed each January. ", 9), Style: Style{Size: 10.5}}}}}})
		}
		if err := d.Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
