package word

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley/text"
)

// Whatever somebody makes of the words, the order and the number of points, in a
// file that keeps its bookmarks or in one that has lost some: when what comes
// back is taken, the text reads as the file did, word by word. The file is
// written from the text as it should become, and compared as if it had been made
// from the one before. Fails if a word, a point or a place is lost.
func TestWhatIsTakenReadsAsTheFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sentence := func() text.Wordings {
			words := rapid.SliceOfN(rapid.SampledFrom(strings.Fields("the parties shall meet each year and keep the river clean , or . 5 (a) northern banks while every spring lasts")), 3, 14).Draw(t, "words")
			return text.Wordings{"": strings.Join(words, " ")}
		}
		apply := func(log text.Log, o text.Op) text.Log {
			if longer, err := log.Append(o); err == nil {
				return longer
			}
			return log
		}
		log := text.Log{}
		for _, d := range []string{"pact", "protocol"} {
			log = apply(log, text.Op{Author: "chair", Do: text.DoDocument, Document: d})
		}
		n := rapid.IntRange(3, 14).Draw(t, "points")
		point := func(i int) string { return fmt.Sprintf("p%d", i) }
		for i := range n {
			o := text.Op{Author: "chair", Do: text.DoInsert, Document: rapid.SampledFrom([]string{"pact", "protocol"}).Draw(t, "document"), Point: point(i), Words: sentence()}
			if rapid.IntRange(0, 3).Draw(t, "headed") == 0 {
				o.Heading = text.Wordings{"": "On " + point(i)}
			}
			log = apply(log, o)
		}
		before := fold(t, log)
		later := log
		for range rapid.IntRange(0, 8).Draw(t, "edits") {
			id := point(rapid.IntRange(0, n-1).Draw(t, "point"))
			switch rapid.SampledFrom([]int{0, 1, 2, 3}).Draw(t, "edit") {
			case 0:
				p, _ := before.Point(id)
				words := strings.Fields(p.Words[text.Undetermined].Plain())
				at := rapid.IntRange(0, len(words)-1).Draw(t, "word")
				words[at] = rapid.SampledFrom([]string{"otherwise", "never again", ""}).Draw(t, "instead")
				later = apply(later, text.Op{ID: fmt.Sprintf("e%d", len(later)), Author: "chair", Do: text.DoPropose, Point: id, Words: text.Wordings{"": strings.Join(words, " ")}})
				later = apply(later, text.Op{Author: "chair", Do: text.DoTake, Proposal: later[len(later)-1].ID})
			case 1:
				later = apply(later, text.Op{Author: "chair", Do: text.DoRemove, Point: id})
			case 2:
				later = apply(later, text.Op{Author: "chair", Do: text.DoMove, Point: id, After: point(rapid.IntRange(0, n-1).Draw(t, "after"))})
			case 3:
				later = apply(later, text.Op{Author: "chair", Do: text.DoInsert, Point: fmt.Sprintf("n%d", len(later)), After: id, Words: sentence()})
			}
		}
		takenReads(t, log, later)
	})
}

// takenReads takes what comes back when a text becomes another, and fails where it
// does not read as the other does. The log is what went out.
func takenReads(t interface{ Fatal(...any) }, log, later text.Log) {
	basis, before, after := log[len(log)-1].ID, fold(t, log), fold(t, later)
	data := goesOut(t, after, Options{Case: villages()})
	f, _, err := Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f.Record.Basis, f.Record.Hash = basis, ""
	ops, _, _ := compared(t, f, nil, Back{Sent: before, Now: before, Log: log, Case: villages(), Party: "north"})
	taken, err := log.Append(ops...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range fold(t, taken).Pending() {
		if taken, err = taken.Append(text.Op{Author: "chair", Do: text.DoTake, Proposal: p.ID}); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := reads(fold(t, taken)), reads(after); got != want {
		t.Fatal(fmt.Sprintf("it reads\n%s\nand the file\n%s", got, want))
	}
}

// A new point that has a number is not the words below a heading that went, however
// alike they are. Fails if its number becomes words.
func TestNewPointBesideWordsThatWent(t *testing.T) {
	add := func(log text.Log, ops ...text.Op) text.Log {
		for i := range ops {
			ops[i].Author = "chair"
		}
		longer, err := log.Append(ops...)
		if err != nil {
			t.Fatal(err)
		}
		return longer
	}
	words := func(s string) text.Wordings { return text.Wordings{"": s} }
	log := add(nil,
		text.Op{Do: text.DoDocument, Document: "pact"},
		text.Op{Do: text.DoInsert, Document: "pact", Point: "p0", Words: words("the the the"), Heading: words("On p0")},
		text.Op{Do: text.DoInsert, Document: "pact", Point: "p1", Words: words("the parties parties"), Heading: words("On p1")},
		text.Op{Do: text.DoInsert, Document: "pact", Point: "p2", Words: words("the the the"), Heading: words("On p2")},
		text.Op{Do: text.DoInsert, Document: "pact", Point: "p3", Words: words("the the the the the the")})
	takenReads(t, log, add(log,
		text.Op{Do: text.DoRemove, Point: "p3"},
		text.Op{Do: text.DoInsert, Point: "n", After: "p0", Words: words("parties the the")},
		text.Op{Do: text.DoRemove, Point: "p0"},
		text.Op{Do: text.DoRemove, Point: "p1"}))
}

// reads is what a text reads, without ids and numbers.
func reads(x *text.Text) string {
	var b strings.Builder
	for _, d := range x.Documents {
		fmt.Fprintf(&b, "# %s\n", d.ID)
		x.Each(func(in *text.Document, p *text.Point) {
			if in == d {
				fmt.Fprintf(&b, "%s | %s\n", p.Heading[text.Undetermined], p.Words[text.Undetermined])
			}
		})
	}
	return b.String()
}

// Words that are written from right to left are marked so, in a text whose
// language says so and in one whose letters do.
func TestRightToLeft(t *testing.T) {
	for lang, paragraphs := range map[string]int{"ar": 2, "und": 1} { // with the title, or without
		log, err := text.Log(nil).Append(
			text.Op{Author: "chair", Do: text.DoText, Languages: []string{lang, "en"}},
			text.Op{Author: "chair", Do: text.DoDocument, Document: "pact"},
			text.Op{Author: "chair", Do: text.DoInsert, Document: "pact", Point: "one", Words: text.Wordings{lang: "الماء [للجميع]{#b +north} OK", "en": "Water for all."}},
		)
		if err != nil {
			t.Fatal(err)
		}
		file := goesOut(t, unrolled(t, log), Options{Basis: "3"})
		rezipped(t, file, func(name, data string) *string {
			if name == body {
				for _, want := range []string{`<w:bidi/>`, `<w:rtl/>`, `<w:t xml:space="preserve">الماء </w:t>`} {
					if !strings.Contains(data, want) {
						t.Errorf("%s: there is no %s", lang, want)
					}
				}
				_, english, _ := strings.Cut(data, "Water for all")
				if strings.Contains(english, "rtl") || strings.Count(data, "<w:bidi/>") != paragraphs {
					t.Errorf("%s: English is marked as written from right to left", lang)
				}
			}
			return &data
		})
		if ops, _, notices := comesBack(t, file, Back{Sent: unrolled(t, log), Now: unrolled(t, log), Party: "north"}); len(ops)+len(notices) > 0 {
			t.Errorf("%s: %v %v", lang, ops, notices)
		}
	}
}

// The same bytes, for what the file is checked by: a change of the form shows
// here. Run with -update.
func TestParts(t *testing.T) {
	file, _ := sentOut(t, "north")
	var all strings.Builder
	rezipped(t, file, func(name, data string) *string {
		if name != "word/styles.xml" {
			fmt.Fprintf(&all, "== %s\n%s\n", name, data)
		}
		return &data
	})
	golden(t, "testdata/parts.txt", all.String())
}

// Whatever stands in the words' part, nothing panics and what comes back is
// accepted.
func FuzzBody(f *testing.F) {
	file, _ := sentOut(f, "north")
	rezipped(f, file, func(name, data string) *string {
		if name == body {
			_, data, _ = strings.Cut(data, "<w:body>")
			f.Add(data)
		}
		return &data
	})
	f.Add(`<w:p><w:ins w:author="South village"><w:del><w:r><w:t>x</w:t></w:r></w:del></w:ins><w:r><w:footnoteReference w:id="1"/><w:footnoteReference w:id="1"/></w:r></w:p>`)
	f.Add(`<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>[</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>`)
	f.Fuzz(func(t *testing.T, words string) {
		file, back := sentOut(t, "north")
		file = rezipped(t, file, func(name, data string) *string {
			if name == body {
				head, _, _ := strings.Cut(data, "<w:body>")
				data = head + "<w:body>" + words
			}
			return &data
		})
		r, _, err := Read(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		got, _, err := r.Edition(back)
		if err != nil {
			t.Fatal(err)
		}
		ops, _ := back.Now.Changes(back.Sent, got.Edition, text.Op{Author: "north"})
		if _, err := back.Log.Append(ops...); err != nil {
			t.Fatalf("%s: %+v", err, ops)
		}
	})
}

// A hundred pages: three hundred points with a thousand brackets.
func BenchmarkHundredPages(b *testing.B) {
	log, err := text.Log(nil).Append(text.Op{Author: "chair", Do: text.DoDocument, Document: "pact"})
	if err != nil {
		b.Fatal(err)
	}
	var ops text.Log
	for i := range 300 {
		words := strings.Repeat("The parties [shall]{+north -south} keep the [northern]{south} bank clean and [always] tell each other what they plan. ", 1+i%2*2) + strings.Repeat("They act in good faith. ", 20)
		ops = append(ops, text.Op{Author: "chair", Do: text.DoInsert, Document: "pact", Point: fmt.Sprintf("p%d", i), Words: text.Wordings{"": words}})
	}
	if log, err = log.Append(ops...); err != nil {
		b.Fatal(err)
	}
	x, err := text.Fold(log)
	if err != nil {
		b.Fatal(err)
	}
	o := Options{Basis: log[len(log)-1].ID, Case: villages()}
	file := goesOut(b, x, o)
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			goesOut(b, x, o)
		}
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if ops, _, _ := comesBack(b, file, Back{Sent: x, Now: x, Case: villages(), Party: "north"}); len(ops) > 0 {
				b.Fatal(ops)
			}
		}
	})
}
