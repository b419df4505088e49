package word

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/text"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// fifty is a treaty of fifty points in three documents, with brackets three deep,
// a footnote and a table, and with what South puts forward to it.
func fifty(t *testing.T) text.Log {
	t.Helper()
	var log text.Log
	insert := func(document, under, point string, kind text.Kind, words string) {
		o := text.Op{Author: "chair", Do: text.DoInsert, Document: document, Under: under, Point: point, Kind: kind, Words: text.Wordings{"": words}}
		if under != "" {
			o.Document = ""
		}
		log = added(t, log, o)
	}
	for d, name := range []string{"treaty", "protocol", "letter"} {
		log = added(t, log, text.Op{Author: "chair", Do: text.DoDocument, Document: name, Title: text.Wordings{"": "The " + name}})
		for i := range []int{30, 12, 4}[d] {
			words := fmt.Sprintf("The parties keep the river clean under rule %d of the %s and tell each other in time what they plan under rule %d.", i+1, name, i+1)
			switch {
			case d == 0 && i+1 == 20:
				words = "The parties [shall [keep the [innermost]{#b3 +south} pool]{#b2 north} clean]{#b1 +north -south} under rule 20, as {@treaty.1} says.{^treaty.note}"
			case i%7 == 5:
				insert(name, fmt.Sprintf("%s.%d", name, i), fmt.Sprintf("%s.%d", name, i+1), "", words)
				continue
			}
			insert(name, "", fmt.Sprintf("%s.%d", name, i+1), "", words)
		}
	}
	insert("treaty", "", "treaty.note", text.Note, "As of old.")
	insert("letter", "", "letter.table", text.Table, "Shares")
	insert("letter", "letter.table", "letter.row1", text.Row, "North{|}two thirds")
	insert("letter", "letter.table", "letter.row2", text.Row, "South{|}a third")
	return log
}

// putForward adds what South puts forward.
func putForward(t *testing.T, log text.Log) text.Log {
	t.Helper()
	x := unrolled(t, log)
	for _, c := range [][3]string{{"treaty.5", "in time", "twice a season"}, {"treaty.7", "clean", "clean at night"}, {"treaty.11", "clean", "very clean"}} {
		p, _ := x.Point(c[0])
		log = added(t, log, text.Op{Author: "south", Do: text.DoPropose, Point: c[0], Words: text.Wordings{"": strings.Replace(p.Words["und"].String(), c[1], c[2], 1)}})
	}
	return log
}

func added(t *testing.T, log text.Log, ops ...text.Op) text.Log {
	t.Helper()
	longer, err := log.Append(ops...)
	if err != nil {
		t.Fatal(err)
	}
	return longer
}

// sixDrafts takes the treaty through six drafts, by Word documents that each of
// two parties works on without knowing of the other's. It returns every word
// that a party put in, too.
func sixDrafts(t *testing.T) (text.Log, []string) {
	t.Helper()
	log := fifty(t)
	cut := func() (text.Draft, *text.Text) {
		t.Helper()
		o, err := unrolled(t, log).Cut(text.Rev, "chair")
		if err != nil {
			t.Fatal(err)
		}
		log = added(t, log, o)
		x := unrolled(t, log)
		return x.Drafts[len(x.Drafts)-1], x
	}
	var said []string
	draft, sent := cut()
	for round := range 5 {
		file := goesOut(t, sent, Options{Basis: draft.Name, Log: log, Case: villages()})
		for _, party := range []string{"north", "south"} {
			changed := file
			for _, rule := range []int{1, 4, 9, 15, 30} { // the same sentences, at the same place
				word := fmt.Sprintf("%s%d%s", party, round, strings.Repeat("x", rule))
				at := fmt.Sprintf(" under rule %d of the treaty", rule)
				changed = edited(t, changed, body, at, " "+word+at)
				said = append(said, word)
			}
			own := fmt.Sprintf("%sown%d", party, round)
			changed = edited(t, changed, body, "<w:sectPr>", "<w:p><w:r><w:t>A new point: "+own+".</w:t></w:r></w:p><w:sectPr>")
			said = append(said, own)
			ops, _, notices := comesBack(t, changed, Back{Sent: sent, Now: unrolled(t, log), Log: log, Case: villages(), Party: party})
			if len(ops) != 6 || len(notices) > 0 {
				t.Fatalf("round %d: %s changed %d things: %v", round, party, len(ops), notices)
			}
			for i := range ops {
				ops[i].Basis = draft.Name
			}
			log = added(t, log, ops...)
		}
		for _, p := range unrolled(t, log).Pending() {
			log = added(t, log, text.Op{Author: "chair", Do: text.DoTake, Proposal: p.ID})
		}
		draft, sent = cut()
	}
	return log, said
}

func unrolled(t *testing.T, log text.Log) *text.Text {
	t.Helper()
	x, err := text.Fold(log)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// Nothing of what either party said in six drafts is lost, and where both
// changed the same words both stand in brackets.
func TestSixDraftsThroughWord(t *testing.T) {
	log, said := sixDrafts(t)
	x := unrolled(t, log)
	if len(x.Drafts) != 6 || len(x.Documents) != 3 || x.Count().Points < 50 {
		t.Fatalf("%d drafts, %d documents, %d points", len(x.Drafts), len(x.Documents), x.Count().Points)
	}
	var file bytes.Buffer
	if err := x.Edition("").Markdown(&file); err != nil {
		t.Fatal(err)
	}
	for _, word := range said {
		if !strings.Contains(file.String(), word) {
			t.Errorf("%s is lost", word)
		}
	}
	if c := x.Count(); c.By["north"] < 5 || c.By["south"] < 5 {
		t.Errorf("both sides' words do not stand in brackets: %+v", c)
	}
	untouched, _ := x.Point("letter.4")
	if len(untouched.Revisions) != 1 {
		t.Error("a point that nobody changed has changed")
	}
}

// Files that LibreOffice saved, after edits by testdata/libreoffice/edit.py with
// and without tracking, and after none. What comes back is written down word by
// word; fails if a word more or less does. Run with -update, with LibreOffice at
// hand, to make them again.
func TestLibreOffice(t *testing.T) {
	log := putForward(t, fifty(t))
	x := unrolled(t, log)
	for _, how := range []string{"kept", "tracked", "untracked"} {
		name := filepath.Join("testdata/libreoffice", how+".docx")
		if *update {
			data := libreOffice(t, goesOut(t, x, Options{Basis: log[len(log)-1].ID, Log: log, Case: villages()}), how)
			if err := os.WriteFile(name, data, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, filepath.Join("testdata/libreoffice", how+".txt"), outcome(t, log, x, data))
	}
}

// The same with LibreOffice itself, where it is installed: its next version may
// do otherwise.
func TestLibreOfficeItself(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a while")
	}
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Skip("LibreOffice is not here")
	}
	log := putForward(t, fifty(t))
	x := unrolled(t, log)
	file := goesOut(t, x, Options{Basis: log[len(log)-1].ID, Log: log, Case: villages()})
	for _, how := range []string{"kept", "tracked", "untracked"} {
		want, err := os.ReadFile(filepath.Join("testdata/libreoffice", how+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), outcome(t, log, x, libreOffice(t, file, how))); diff != "" {
			t.Errorf("%s: -want +got\n%s", how, diff)
		}
	}
	// The sixth draft with all that changed since the third, saved as it is.
	log, _ = sixDrafts(t)
	log = putForward(t, log)
	x = unrolled(t, log)
	before, err := log.Until("Rev.3")
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Basis: log[len(log)-1].ID, Log: log, Since: unrolled(t, before), SinceName: "Rev.3", Case: villages()}
	kept := libreOffice(t, goesOut(t, x, o), "kept")
	ops, r, notices := comesBack(t, kept, Back{Sent: x, Since: o.Since, Now: x, Log: log, Case: villages(), Party: "north"})
	if len(ops)+len(r.Remarks)+len(r.Withdrawn)+len(notices) > 0 {
		t.Errorf("of the sixth draft %+v came back: %v %v", ops, r, notices)
	}
}

// libreOffice has a file edited, by the Python that has LibreOffice's bridge.
func libreOffice(t *testing.T, file []byte, how string) []byte {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.docx"), filepath.Join(dir, "out.docx")
	if err := os.WriteFile(in, file, 0o600); err != nil {
		t.Fatal(err)
	}
	python := ""
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(name, "-c", "import uno").Run() == nil {
			python = name
			break
		}
	}
	if python == "" {
		t.Skip("LibreOffice's bridge to Python is not here")
	}
	cmd := exec.Command(python, "testdata/libreoffice/edit.py", in, out, how, filepath.Join(dir, "profile"))
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %s", err, said)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// outcome writes what comes back of a file that North sends.
func outcome(t *testing.T, log text.Log, x *text.Text, file []byte) string {
	t.Helper()
	f, notices, err := Read(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f.Record.Hash = "" // kept files outlive changes of what is hashed
	ops, r, notices := compared(t, f, notices, Back{Sent: x, Now: x, Log: log, Case: villages(), Party: "north"})
	var b strings.Builder
	for _, o := range ops {
		fmt.Fprintf(&b, "%s %s", o.Do, o.Point)
		for _, s := range []string{o.Number, o.After} {
			if s != "" {
				fmt.Fprintf(&b, " %s", s)
			}
		}
		if words, ok := o.Words["und"]; ok {
			fmt.Fprintf(&b, "\n  %s", strings.ReplaceAll(words, "\n", "\n  "))
		}
		if p, ok := x.Point(o.Point); ok && o.Do == text.DoPropose {
			words, err := text.Parse(o.Words["und"])
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "\n  %s", strings.ReplaceAll(text.PlainRuns(x.Compare(p, p.Words["und"], words, villages())), "\n", "\n  "))
		}
		b.WriteByte('\n')
	}
	for _, id := range r.Withdrawn {
		fmt.Fprintf(&b, "withdraw %s\n", id)
	}
	for _, m := range r.Remarks {
		fmt.Fprintf(&b, "comment %s\n  %s\n", m.Point, m.Words)
	}
	for _, n := range notices {
		fmt.Fprintf(&b, "notice %s\n", n.What)
	}
	for i := range ops {
		ops[i].Author = "north"
	}
	if _, err := log.Append(ops...); err != nil {
		t.Errorf("the text refuses it: %s", err)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: -want +got\n%s", name, diff)
	}
}
