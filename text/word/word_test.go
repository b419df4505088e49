package word

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"testing"

	"pgregory.net/rapid"

	"parley/text"
)

// A file that nobody changed comes back without a change, whatever the text,
// whoever sends it back, and whatever of it went out; and it is the same bytes
// when it is written again. Fails if anything that is shown is read as
// something else.
func TestNothingComesBackOfWhatNobodyChanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := someLog(t, rapid.IntRange(5, 40).Draw(t, "changes"))
		x := fold(t, log)
		o := Options{Basis: log[len(log)-1].ID, Log: log, Case: villages()}
		back := Back{Sent: x, Now: x, Log: log, Case: villages(), Party: anyParty.Draw(t, "party")}
		if rapid.Bool().Draw(t, "one language") {
			o.Languages = []string{rapid.SampledFrom([]string{"en", "fr"}).Draw(t, "language")}
		}
		if rapid.Bool().Draw(t, "one document") {
			o.Documents = []string{"pact"}
		}
		if rapid.Bool().Draw(t, "since") {
			n := rapid.IntRange(4, len(log)).Draw(t, "n")
			o.Since, o.SinceName = fold(t, log[:n]), log[n-1].ID
			back.Since = o.Since
		}
		file := goesOut(t, x, o)
		if !bytes.Equal(file, goesOut(t, x, o)) {
			t.Fatal("written again it is not the same")
		}
		ops, r, notices := comesBack(t, file, back)
		if len(ops) > 0 || len(r.Remarks) > 0 || len(r.Withdrawn) > 0 {
			for _, op := range ops {
				if p, ok := x.Point(op.Point); ok {
					t.Logf("%s %q %q\n%s", op.Do, op.Words, op.Heading, fmt.Sprintf("%s %q %q", p.Kind, p.Words, p.Heading))
				} else {
					t.Logf("%s %s %q %q", op.Do, op.Point, op.Words, op.Heading)
				}
			}
			debugUnits(t, file, x, o)
			dump(t, file, "word/document.xml")
			t.Fatalf("it came back with %d changes, %+v, %v", len(ops), r.Remarks, r.Withdrawn)
		}
		if len(notices) > 0 {
			debugUnits(t, file, x, o)
			dump(t, file, "word/document.xml")
			t.Fatalf("it came back with notices: %v", notices)
		}
	})
}

var _ = text.Words("")

func dump(t interface{ Logf(string, ...any) }, data []byte, part string) {
	z, _ := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	f, _ := z.Open(part)
	b, _ := io.ReadAll(f)
	t.Logf("%s", b)
}

func debugUnits(t interface{ Logf(string, ...any) }, data []byte, x *text.Text, o Options) {
	f, _, _ := Read(bytes.NewReader(data), int64(len(data)))
	l := lay(x, o, f.Record.Names)
	for i := range l.blocks {
		for j := range f.paragraphs {
			for _, m := range f.paragraphs[j].marks {
				if m.name == l.blocks[i].name {
					a, b := sent(l.blocks[i].atoms), returned(f.paragraphs[j].runs, func(s string) string { return s })
					bad := len(a) != len(b)
					for k := range a {
						if !bad && (a[k].key(true) != b[k].key(true) && a[k].note == "" || a[k].space != b[k].space) {
							bad = true
						}
					}
					if bad {
						for k := range a {
							t.Logf("out %d %q %q %v %v", k, a[k].space, a[k].word, a[k].ins, a[k].del)
						}
						for k := range b {
							t.Logf("back %d %q %q %v %v", k, b[k].space, b[k].word, b[k].ins, b[k].del)
						}
					}
				}
			}
		}
	}
}
