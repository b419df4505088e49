package text

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

// crowded is a text of 300 points with 1,000 brackets: each point has about 60
// words and three or four brackets, some nested, held by two parties.
func crowded(t testing.TB) *Text {
	t.Helper()
	log := Log{{ID: "d", Author: "chair", Do: DoDocument, Document: "d"}}
	n := 0
	for i := range 300 {
		var b strings.Builder
		for k := range 60 {
			if k%18 == 5 && n < 1000 {
				n++
				fmt.Fprintf(&b, "[word%d or [more]{#n%d -south} words]{#b%d +north} ", k, n, n)
				n++
				continue
			}
			fmt.Fprintf(&b, "word%d ", (i*7+k*13)%900)
		}
		log = append(log, Op{ID: fmt.Sprintf("i%d", i), Author: "chair", Do: DoInsert, Document: "d", Point: fmt.Sprintf("p%d", i), Words: Wordings{"": b.String()}})
	}
	x := folded(t, log)
	if c := x.Count(); c.Points != 300 || c.Brackets != 1000 {
		t.Fatalf("%d points, %d brackets", c.Points, c.Brackets)
	}
	return x
}

func BenchmarkRenderBrackets(b *testing.B) {
	x := crowded(b)
	b.ResetTimer()
	for b.Loop() {
		if err := x.Look(Look{}).HTML(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHash(b *testing.B) {
	x := crowded(b)
	b.ResetTimer()
	for b.Loop() {
		x.Hash("Rev.1")
	}
}

func BenchmarkReadMarkdown(b *testing.B) {
	var file bytes.Buffer
	if err := crowded(b).Edition("").Markdown(&file); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for b.Loop() {
		if _, _, err := ReadMarkdown(bytes.NewReader(file.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
}
