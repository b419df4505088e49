package text

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata/golden", name)
	if *update {
		if err := os.WriteFile(name, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: -want +got\n%s", name, diff)
	}
}

// treaty is the text of testdata/treaty.jsonl, which has something of
// everything. The hashes of its drafts are filled in.
func treaty(t testing.TB) Log {
	t.Helper()
	data, err := os.ReadFile("testdata/treaty.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	log := logged(t, string(data))
	for i := range log {
		if log[i].Do == DoDraft {
			log[i].Hash = folded(t, log[:i]).Hash(log[i].Draft)
		}
	}
	return log
}

// river is the case that the treaty belongs to.
func river() *parley.Case {
	step := parley.Int(1)
	return &parley.Case{
		Parties: []parley.Party{{ID: "alvan", Name: "Alvan"}, {ID: "corland", Name: "Corland"}},
		Issues: []parley.Issue{
			{ID: "data", Name: "Exchange of data", Options: []parley.Option{{ID: "seasonal", Text: "By season"}, {ID: "daily", Text: "Daily"}}},
			{ID: "filling", Name: "Filling", Range: &parley.Range{Min: parley.Int(4), Max: parley.Int(12), Step: &step, Unit: "years"}},
		},
		Positions: []parley.Position{
			{Party: "alvan", Brackets: []parley.BracketReason{
				{Bracket: "b1", Reason: parley.ReasonTrading, Note: parley.Note{Because: "CANARY for the loan"}},
				{Bracket: "b4", Reason: parley.ReasonWaiting, Since: "2026-02-11", Note: parley.Note{Grade: parley.GradeMediator}}}},
			{Party: "corland", Brackets: []parley.BracketReason{{Bracket: "b5", Reason: parley.ReasonUncertain, Note: parley.Note{Because: "FINCH what the convention says"}}}},
		},
	}
}

// The golden files show what readers see of one text in each view. Run with
// -update and look at the difference.
func TestSheets(t *testing.T) {
	log := treaty(t)
	x := folded(t, log)
	rev1, err := log.Until("Rev.1")
	if err != nil {
		t.Fatal(err)
	}
	c := river()
	for name, l := range map[string]Look{
		"clean":     {View: Clean},
		"bracketed": {View: Bracketed, Reasons: ReasonsFor(c, "alvan")},
		"mediator":  {View: Bracketed, Reasons: ReasonsForMediator(c), Languages: []string{"en"}, Documents: []string{"treaty"}},
		"party":     {View: ByParty, Party: "corland"},
		"changed":   {View: Changed, Since: folded(t, rev1)},
		"package":   {View: AsPackage, Package: parley.Package{"filling": {Number: parley.Int(7)}}},
		"engine":    {View: AsEngine, Languages: []string{"en"}},
	} {
		l.Case = c
		s := x.Look(l)
		var text, page bytes.Buffer
		if err := s.Text(&text, 80); err != nil {
			t.Fatal(err)
		}
		if err := s.HTML(&page); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".txt", text.Bytes())
		golden(t, name+".html", page.Bytes())
	}
}

// The same text in the forms in which it leaves the program.
func TestForms(t *testing.T) {
	x := folded(t, treaty(t))
	var md, akn, log bytes.Buffer
	if err := x.Edition("Rev.1").Markdown(&md); err != nil {
		t.Fatal(err)
	}
	if err := x.AkomaNtoso(&akn, river()); err != nil {
		t.Fatal(err)
	}
	if err := WriteLog(&log, treaty(t)); err != nil {
		t.Fatal(err)
	}
	golden(t, "treaty.md", md.Bytes())
	golden(t, "treaty.xml", akn.Bytes())
	golden(t, "treaty.json", x.Canonical(""))
	var warnings bytes.Buffer
	for _, w := range append(x.Warnings(), x.Check(river())...) {
		warnings.WriteString(w.String() + "\n")
	}
	golden(t, "warnings.txt", warnings.Bytes())
}
