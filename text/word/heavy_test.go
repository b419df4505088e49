package word

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"parley/text"
)

// Files that are made to take long, within the bounds, are read in little time:
// a test that hangs here shows work that grows with the square of a file.
func TestStrangeSizes(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a while")
	}
	many := func(n int, of string) string { // different, for what is packed too tightly is refused
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, of, uint32(i)*2654435761)
		}
		return b.String()
	}
	for name, words := range map[string]string{
		"runs of one paragraph": "<w:p>" + many(18_000, `<w:r><w:t xml:space="preserve">[%d] </w:t></w:r>`) + "</w:p>",
		"brackets not closed":   "<w:p><w:r><w:t>" + strings.Repeat("[", 100_000) + "</w:t></w:r></w:p>",
		"brackets not opened":   "<w:p><w:r><w:t>" + strings.Repeat("]", 100_000) + "</w:t></w:r></w:p>",
		"paragraphs":            many(40_000, "<w:p><w:r><w:t>7\tword %d</w:t></w:r></w:p>"),
		"tables":                strings.Repeat("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>word</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", 20_000),
		"footnotes":             "<w:p><w:r>" + strings.Repeat(`<w:footnoteReference w:id="1"/><w:footnoteReference w:id="x"/>`, 10_000) + "</w:r></w:p>",
	} {
		t.Run(name, func(t *testing.T) {
			log := small(t)
			x, err := text.Fold(log)
			if err != nil {
				t.Fatal(err)
			}
			l := lay(x, Options{Basis: "5"}, nil)
			d := newDocument("en")
			d.blocks(l.blocks)
			d.body.WriteString(words)
			var file bytes.Buffer
			if err := d.archive(&file, "Pact", l.record().properties()); err != nil {
				t.Fatal(err)
			}
			f, _, err := Read(bytes.NewReader(file.Bytes()), int64(file.Len()))
			if err != nil {
				t.Fatal(err)
			}
			r, _, err := f.Edition(Back{Sent: x, Now: x, Party: "north"})
			if err != nil {
				t.Fatal(err)
			}
			if ops, _ := x.Changes(x, r.Edition, text.Op{Author: "north"}); len(ops) == 0 {
				t.Error("nothing of it came back")
			}
		})
	}
}
