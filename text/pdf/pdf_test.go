package pdf_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/internal/typeset/typesettest"
	"parley/text"
	"parley/text/pdf"
)

// treaty is a text with something of everything.
func treaty(t testing.TB) *text.Text {
	t.Helper()
	data, err := os.ReadFile("../testdata/treaty.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var log text.Log
	for line := range strings.Lines(string(data)) {
		var o text.Op
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatal(err)
		}
		if o.Do == text.DoDraft {
			now, err := text.Fold(log)
			if err != nil {
				t.Fatal(err)
			}
			o.Hash = now.Hash(o.Draft)
		}
		log = append(log, o)
	}
	return fold(t, log)
}

func fold(t testing.TB, log text.Log) *text.Text {
	t.Helper()
	x, err := text.Fold(log)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func print(t testing.TB, s *text.Sheet) (*typesettest.File, []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := pdf.Write(&b, s, pdf.Options{}); err != nil {
		t.Fatal(err)
	}
	f, err := typesettest.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return f, b.Bytes()
}

// views are all views of a text.
func views(x *text.Text) []text.Look {
	var all []text.Look
	for _, v := range text.Views() {
		l := text.Look{View: v}
		switch v {
		case text.ByParty:
			l.Party = "alvan"
		case text.AsPackage:
			l.Package = parley.Package{"filling": {Number: parley.Int(7)}}
		}
		all = append(all, l)
		l.Languages = []string{"fr"}
		all = append(all, l)
	}
	return all
}

// Every word that a sheet shows stands in its print, in each view: numbers,
// headings, words in every language, holders of brackets, remarks, footnotes,
// statuses.
func TestPrintHoldsEveryWord(t *testing.T) {
	x := treaty(t)
	for _, l := range views(x) {
		s := x.Look(l)
		f, _ := print(t, s)
		got := strings.Join(strings.Fields(f.Text()), "")
		missing := func(what, words string) {
			for _, w := range strings.Fields(words) {
				if !strings.Contains(got, w) {
					t.Errorf("%s %v: %s: %q is not printed", l.View, l.Languages, what, w)
				}
			}
		}
		runs := func(what string, list []text.Run) {
			for _, r := range list {
				missing(what, r.Text)
			}
		}
		missing("title", s.Title+" "+s.Subtitle+" "+s.DraftWords()+" "+s.HistoryWords())
		for _, d := range s.Documents {
			missing(d.ID, d.Title+" "+d.Count.Words(s.Parties)+" "+d.Basis)
			for _, line := range slices.Concat(d.Lines, d.Notes) {
				missing(line.Point, line.Number)
				if len(s.Languages) == 1 {
					runs(line.Point, line.Heading)
				}
				if line.Status != nil {
					missing(line.Point, line.Status.Words())
				}
				for _, c := range line.Columns {
					if c.Missing {
						missing(line.Point, c.Language+" is missing")
					}
					runs(line.Point, c.Heading)
					runs(line.Point, c.Runs)
				}
				for _, r := range line.Remarks {
					missing(line.Point, r.Title)
					runs(line.Point, r.Runs)
				}
			}
		}
	}
}

// With more languages than go side by side, each has its words and its heading.
func TestManyLanguages(t *testing.T) {
	var languages []string
	heading, words := text.Wordings{}, text.Wordings{}
	for i := range 9 {
		lang := "q" + string(rune('a'+i))
		languages = append(languages, lang)
		heading[lang], words[lang] = "heading-"+lang, "words-"+lang
	}
	for _, n := range []int{1, 2, 3, 6, 7, 9} {
		s := fold(t, text.Log{{ID: "l", Author: "chair", Do: text.DoText, Languages: languages}, {ID: "d", Author: "chair", Do: text.DoDocument, Document: "d"},
			{ID: "p", Author: "chair", Do: text.DoInsert, Document: "d", Point: "p", Heading: heading, Words: words}}).Look(text.Look{Languages: languages[:n]})
		f, _ := print(t, s)
		for i, lang := range languages {
			for _, w := range []string{"heading-" + lang, "words-" + lang} {
				if got := strings.Count(f.Text(), w); i < n && got != 1 || i >= n && got != 0 {
					t.Errorf("%d languages: %s is printed %d times", n, w, got)
				}
			}
		}
	}
}

// The same sheet makes the same bytes, and another view others.
func TestPrintIsTheSameEachTime(t *testing.T) {
	x := treaty(t)
	seen := map[string]text.View{}
	for _, l := range views(x) {
		_, first := print(t, x.Look(l))
		if _, again := print(t, x.Look(l)); !bytes.Equal(first, again) {
			t.Errorf("%s %v: other bytes", l.View, l.Languages)
		}
		if other, there := seen[string(first)]; there {
			t.Errorf("%s and %s print alike", other, l.View)
		}
		seen[string(first)] = l.View
	}
}

// A print says its title and language, has an outline of its documents and points,
// numbers its pages, and is dated as its draft is: not at all where the text has
// changed since.
func TestPrintSaysWhatItIs(t *testing.T) {
	x := treaty(t)
	f, _ := print(t, x.Look(text.Look{}))
	all := f.Everything()
	for _, want := range []string{"/Lang <656E>", "/Lang <6672>", "Treaty on the River Tessa", "Financing letter", "1  Use", "I  Costs", "/Marked true", "/S/Note", "/S/Table", "/S/H1"} {
		if !strings.Contains(all, want) {
			t.Errorf("there is no %q", want)
		}
	}
	for i, p := range f.Pages {
		if want := fmt.Sprintf("%d of %d", i+1, len(f.Pages)); !strings.Contains(p, want) || !strings.Contains(p, "Rev.1, changed since") || !strings.Contains(p, "2026-03-02") {
			t.Errorf("page %d is not numbered %s, or has no draft or date:\n%s", i+1, want, p)
		}
	}
	if strings.Contains(all, "CreationDate") {
		t.Error("a text that has changed since its draft is dated as the draft")
	}
}

// A footnote stands on the page with its mark, at its foot.
func TestFootnotesStandBelow(t *testing.T) {
	log := text.Log{{ID: "d", Author: "chair", Do: text.DoDocument, Document: "d"}}
	for i := range 60 {
		log = append(log, text.Op{ID: fmt.Sprintf("p%d", i), Author: "chair", Do: text.DoInsert, Document: "d", Point: fmt.Sprintf("p%d", i),
			Words: text.Wordings{"": fmt.Sprintf("Mark%d stands here.{^n%d} %s", i, i, strings.Repeat("The villages meet. ", i%9))}})
	}
	for i := range 60 {
		log = append(log, text.Op{ID: fmt.Sprintf("n%d", i), Author: "chair", Do: text.DoInsert, Document: "d", Point: fmt.Sprintf("n%d", i), Kind: text.Note,
			Words: text.Wordings{"": fmt.Sprintf("Footnote%d.", i)}})
	}
	f, _ := print(t, fold(t, log).Look(text.Look{}))
	if len(f.Pages) < 3 {
		t.Fatalf("only %d pages", len(f.Pages))
	}
	for n, p := range f.Pages {
		notes := strings.Index(p, "Footnote")
		for i := range 60 {
			mark, note := strings.Contains(p, fmt.Sprintf("Mark%d stands", i)), strings.Contains(p, fmt.Sprintf("Footnote%d.", i))
			if mark != note {
				t.Errorf("page %d: mark %d is there: %v; its footnote: %v", n+1, i, mark, note)
			}
			if at := strings.Index(p, fmt.Sprintf("Mark%d stands", i)); at > notes {
				t.Errorf("page %d: a footnote stands above the words of point %d", n+1, i)
			}
		}
	}
}

// What nobody but the reader may know says so on every page; without it, no page
// does.
func TestPrivatePrintsSaySo(t *testing.T) {
	x := treaty(t)
	held := []text.HeldFor{{Party: "alvan", BracketReason: parley.BracketReason{Bracket: "b1", Reason: parley.ReasonTrading, Note: parley.Note{Because: "FINCH"}}}}
	f, _ := print(t, x.Look(text.Look{Reasons: held}))
	for i, p := range f.Pages {
		if !strings.Contains(p, "Confidential") {
			t.Errorf("page %d does not say that it is confidential", i+1)
		}
	}
	if !strings.Contains(f.Text(), "FINCH") {
		t.Error("the reason is not printed for its reader")
	}
	f, _ = print(t, x.Look(text.Look{}))
	if all := f.Everything(); strings.Contains(all, "onfidential") || strings.Contains(all, "FINCH") {
		t.Error("a print for everybody calls itself confidential, or has a reason in it")
	}
}

// Letters that no font has are refused, with where they stand, and nothing is
// written; right-to-left scripts are printed.
func TestScripts(t *testing.T) {
	one := func(words string) *text.Sheet {
		return fold(t, text.Log{{ID: "d", Author: "chair", Do: text.DoDocument, Document: "d"},
			{ID: "p", Author: "chair", Do: text.DoInsert, Document: "d", Point: "p", Words: text.Wordings{"": words}}}).Look(text.Look{})
	}
	var b bytes.Buffer
	var missing *pdf.Missing
	err := pdf.Write(&b, one("The spring is 水."), pdf.Options{})
	if !errors.As(err, &missing) || b.Len() > 0 || !strings.Contains(err.Error(), "水 (U+6C34): the first is in point p of d") {
		t.Errorf("%v, %d bytes", err, b.Len())
	}
	for _, words := range []string{"ΕΛΛΗΝΙΚΆ ύδωρ", "Вода и мир", "المياه للجميع [كل عام]{#b1 +north}", "מים לכל", "Żółć, ő, ệ, “…” − – — ¶ § 5°"} {
		f, _ := print(t, one(words))
		text := f.Text()
		for _, r := range strings.NewReplacer("{#b1 +north}", "").Replace(words) {
			if !strings.ContainsRune(text, r) {
				t.Errorf("%s: %c is not printed", words, r)
			}
		}
	}
}

// crowded is a text of 300 points with 1,000 brackets, about 60 words a point.
func crowded(t testing.TB) *text.Text {
	log := text.Log{{ID: "d", Author: "chair", Do: text.DoDocument, Document: "d"}}
	n := 0
	for i := range 300 {
		var b strings.Builder
		for k := range 60 {
			if k%18 == 5 && n < 1000 {
				n += 2
				fmt.Fprintf(&b, "[word%d or [more]{#n%d -south} words]{#b%d +north} ", k, n, n)
				continue
			}
			fmt.Fprintf(&b, "word%d ", (i*7+k*13)%900)
		}
		log = append(log, text.Op{ID: fmt.Sprintf("i%d", i), Author: "chair", Do: text.DoInsert, Document: "d", Point: fmt.Sprintf("p%d", i), Words: text.Wordings{"": b.String()}})
	}
	return fold(t, log)
}

// 300 points with 1,000 brackets, of which some are nested.
func BenchmarkPrintBrackets(b *testing.B) {
	s := crowded(b).Look(text.Look{})
	for b.Loop() {
		if err := pdf.Write(io.Discard, s, pdf.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// A text of a hundred pages.
func BenchmarkPrintHundredPages(b *testing.B) {
	log := text.Log{{ID: "d", Author: "chair", Do: text.DoDocument, Document: "d"}}
	for i := range 700 {
		log = append(log, text.Op{ID: fmt.Sprintf("i%d", i), Author: "chair", Do: text.DoInsert, Document: "d", Point: fmt.Sprintf("p%d", i),
			Words: text.Wordings{"": strings.Repeat("Each village draws by meter, and the share is reviewed each January. ", 6)}})
	}
	s := fold(b, log).Look(text.Look{})
	for b.Loop() {
		if err := pdf.Write(io.Discard, s, pdf.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
