package form

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley"
	"parley/elicit"
)

var update = flag.Bool("update", false, "write the golden files anew")

func valley() *parley.Case {
	step := parley.Int(5)
	return &parley.Case{Title: "A valley <and> its toll", About: "Two sides of a stream.",
		Parties: []parley.Party{{ID: "p", Name: "Upstream"}, {ID: "q", Name: "Downstream"}},
		Issues: []parley.Issue{
			{ID: "water", Name: "Water", Options: []parley.Option{{ID: "half", Text: "Half each"}, {ID: "season", Text: "By season"}, {ID: "meter", Text: "By meter"}}},
			{ID: "toll", Name: "Toll", Range: &parley.Range{Min: parley.Int(0), Max: parley.Int(100), Step: &step, Unit: "k€"}},
			{ID: "warden", Name: "Warden", Options: []parley.Option{{ID: "us", Text: "Upstream"}, {ID: "them", Text: "Downstream"}}},
		}}
}

var answers = []elicit.Answer{
	{Question: "interests", Texts: []string{"Water in the dry month"}, Grade: parley.GradeHint},
	{Question: "stance.water", Stances: map[string]elicit.Stance{"half": elicit.Acceptable, "season": elicit.Never, "meter": elicit.OnlyIf}},
	{Question: "reason.water.season", Because: "The well <dries>.", Basis: "Charter, art. 4"},
	{Question: "condition.water.meter", If: []elicit.Pick{{Issue: "toll", Max: "20"}}},
	{Question: "limits.toll", Skip: true},
	{Question: "order.water", Tiers: [][]string{{"half"}, {"meter"}}},
	{Question: "curve.toll", Rated: []elicit.Rated{{At: "0", Level: elicit.LevelBest}, {At: "40", Level: elicit.LevelGood}, {At: "100", Level: elicit.LevelWorst}}},
	{Question: "order.warden", Tiers: [][]string{{"us", "them"}}},
	{Question: "importance.water", Word: "vital"}, {Question: "importance.toll", Word: "very"}, {Question: "importance.warden", Word: elicit.NoMatter},
	{Question: "offer.1", Accept: []elicit.Pick{{Issue: "toll", Min: "50"}}, If: []elicit.Pick{{Issue: "water", Options: []string{"half"}}}},
	{Question: "fallback", Way: elicit.WayWorth}, {Question: "worth", Low: "30", High: "40"},
}

func formOf(t *testing.T, log ...elicit.Answer) *Form {
	t.Helper()
	s, err := elicit.Fold(valley(), &elicit.Log{Party: "p", Answers: log})
	if err != nil {
		t.Fatal(err)
	}
	return Of(s)
}

// The form is as it was last looked at, blank and filled in, as text and as a
// page.
func TestGolden(t *testing.T) {
	for name, f := range map[string]*Form{"blank": formOf(t), "filled": formOf(t, answers...)} {
		var text, page bytes.Buffer
		if err := f.Text(&text); err != nil {
			t.Fatal(err)
		}
		if err := f.HTML(&page); err != nil {
			t.Fatal(err)
		}
		for ending, got := range map[string][]byte{".txt": text.Bytes(), ".html": page.Bytes()} {
			file := filepath.Join("testdata", name+ending)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s is not as it was; go test ./elicit/form -update writes it anew, to be looked at", file)
			}
		}
	}
}

// Every question that can be answered on paper is on it, and what was answered
// is ticked or written there. Fails where a kind of question is left out.
func TestEverythingIsOnPaper(t *testing.T) {
	for name, log := range map[string][]elicit.Answer{"blank": nil, "filled": answers} {
		s, err := elicit.Fold(valley(), &elicit.Log{Party: "p", Answers: log})
		if err != nil {
			t.Fatal(err)
		}
		var text, page bytes.Buffer
		f := Of(s)
		if err := f.Text(&text); err != nil {
			t.Fatal(err)
		}
		if err := f.HTML(&page); err != nil {
			t.Fatal(err)
		}
		said := strings.Join(strings.Fields(text.String()), " ")
		for _, q := range s.Asked {
			if q.Kind == elicit.Importance || q.Kind == elicit.Like || q.Kind == elicit.Worth || q.Kind == elicit.Offer && q.Number > 1 {
				continue // in a table with others
			}
			if ask := strings.Join(strings.Fields(s.Words(q.Question).Ask), " "); !strings.Contains(said, ask) {
				t.Errorf("%s: %s is not on paper: %s", name, q.ID, ask)
			}
		}
		if name == "filled" {
			for _, want := range []string{"[x] never", "The well <dries>.", "Charter, art. 4", "[1] Half each", "[2] By meter", "Water: [x] vital", "Warden: [ ] vital", "[x] does not matter to us",
				"Toll is at most 20 k€", "Toll is at least 50 k€", "40 k€: [ ] as good as it gets [x] good", "30 to 40", "[x] as a hint"} {
				if !strings.Contains(said, want) {
					t.Errorf("%q was answered and is not on paper", want)
				}
			}
		}
		for _, bad := range []string{"<script", "src=", "href=", "http", "<dries>", "ZgotmplZ"} {
			if strings.Contains(page.String(), bad) {
				t.Errorf("%s: the page holds %s", name, bad)
			}
		}
		if n := strings.Count(page.String(), "<li>"); n != len(f.Items) {
			t.Errorf("%s: the page has %d questions and the text %d", name, n, len(f.Items))
		}
	}
}

// Whoever brings other words knows from Keys what is asked for; and English has
// each.
func TestEnglishHasAllKeys(t *testing.T) {
	for _, key := range Keys() {
		says := (English{}).Say(key)
		if says == "" || says == elicit.GradeWords("") && key != "grade.mediator.says" {
			t.Errorf("%s says %q", key, says)
		}
	}
}
