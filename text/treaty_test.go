package text

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// A treaty of fifty points in three documents and two languages, with brackets
// nested three deep, goes through six drafts. Each round both parties work on the
// last draft, in files of their own, without knowing of each other; everything that
// both say is taken, and half way the treaty is numbered anew. Fails if a word of
// either is lost, if a draft changes afterwards, if anything else than what they
// changed changes, if two points have one number, or if French counts as in line with
// English that has changed.
func TestSixDraftsOfATreaty(t *testing.T) {
	log := Log{}
	add := func(ops ...Op) {
		t.Helper()
		longer, err := log.Append(ops...)
		if err != nil {
			t.Fatal(err)
		}
		log = longer
	}
	add(Op{Author: "chair", Do: DoText, Languages: []string{"en", "fr"}})
	for d, name := range []string{"treaty", "protocol", "letter"} {
		add(Op{Author: "chair", Do: DoDocument, Document: name})
		for i := range []int{30, 15, 5}[d] {
			id := fmt.Sprintf("%s.%d", name, i+1)
			held := ""
			if i%3 == 0 {
				held = strings.ReplaceAll(" [at all times [and [everywhere]{#ID.c south}]{#ID.b -north +south}]{#ID.a +north}", "ID", id)
			}
			o := Op{Author: "chair", Do: DoInsert, Document: name, Point: id, Words: Wordings{
				"en": fmt.Sprintf("Under rule %d the parties shall keep the river clean%s and tell each other in time what they plan.", i+1, held),
				"fr": fmt.Sprintf("Selon la règle %d les parties gardent la rivière propre et se disent à temps ce qu’elles prévoient.", i+1)}}
			add(o)
		}
	}
	cut := func() Draft {
		t.Helper()
		o, err := folded(t, log).Cut(Rev, "chair")
		if err != nil {
			t.Fatal(err)
		}
		add(o)
		x := folded(t, log)
		return x.Drafts[len(x.Drafts)-1]
	}
	draft := cut()
	var said []string // every word that a party put in
	for round := range 5 {
		sent := folded(t, log[:draft.Seq+1])
		var file bytes.Buffer
		if err := sent.Edition(draft.Name).Markdown(&file); err != nil {
			t.Fatal(err)
		}
		for _, party := range []string{"north", "south"} {
			edited := file.String()
			for _, rule := range []int{1, 4, 9, 15, 30} { // the same sentences, at the same place
				word := fmt.Sprintf("%s%d%s", party, round, strings.Repeat("x", rule))
				before := fmt.Sprintf("Under rule %d the", rule)
				edited = strings.Replace(edited, before, before+" "+word, 1)
				said = append(said, word)
			}
			own := fmt.Sprintf("%sown%d", party, round)
			edited = strings.Replace(edited, "\n**2** ", "\n**1 bis** A new point: "+own+".\n\n**2** ", 1)
			said = append(said, own)
			e, notices, err := ReadMarkdown(strings.NewReader(edited))
			if err != nil || len(notices) > 0 {
				t.Fatal(err, notices)
			}
			ops, notices := folded(t, log).Changes(sent, e, Op{Author: party, Basis: e.Basis})
			if len(ops) < 5 || len(notices) > 0 {
				t.Fatalf("round %d: %s changed %d things: %v", round, party, len(ops), notices)
			}
			add(ops...)
		}
		for _, p := range folded(t, log).Pending() {
			add(Op{Author: "chair", Do: DoTake, Proposal: p.ID})
		}
		if round == 2 {
			add(Op{Author: "chair", Do: DoRenumber, Document: "treaty"})
		}
		draft = cut()
	}
	x := folded(t, log)
	numbers := map[string]string{}
	x.Each(func(d *Document, p *Point) {
		at := d.ID + " " + p.Number
		if numbers[at] != "" || p.Number == "" {
			t.Errorf("%s and %s both have the number %q", numbers[at], p.ID, at)
		}
		numbers[at] = p.ID
	})
	// Each round both put a point behind 1, as 1 bis; before the fourth, the six that
	// were there by then became 2 to 7.
	for number, point := range map[string]string{"treaty 1": "treaty.1", "treaty 8": "treaty.2", "treaty 36": "treaty.30", "letter 5": "letter.5"} {
		if numbers[number] != point {
			t.Errorf("%s is %s, want %s", number, numbers[number], point)
		}
	}
	for _, number := range []string{"treaty 1 bis", "treaty 1 ter", "treaty 1 quater", "treaty 1 quinquies"} {
		if p, ok := x.Point(numbers[number]); !ok || !strings.HasPrefix(p.Words["en"].Plain(), "A new point") {
			t.Errorf("there is no new point %s", number)
		}
	}
	changed, _ := x.Point("treaty.1")
	unchanged, _ := x.Point("treaty.2")
	if !changed.Stale("fr") || unchanged.Stale("fr") {
		t.Errorf("French is behind: of what changed %v, of what did not %v", changed.Stale("fr"), unchanged.Stale("fr"))
	}
	if n := len(unchanged.Revisions); n != 2 {
		t.Errorf("a point that nobody changed has %d revisions", n)
	}
	if p, _ := x.Point("treaty.4"); p.Words["en"].depth() < 3 {
		t.Error("brackets three deep have gone")
	}
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
	for _, d := range x.Drafts {
		if got := folded(t, log[:d.Seq]).Hash(d.Name); got != d.Hash {
			t.Errorf("%s has changed", d.Name)
		}
	}
	untouched, _ := x.Point("letter.5")
	if len(untouched.Revisions) != 2 { // one in each language
		t.Error("a point that nobody changed has changed")
	}
	if c := x.Count(); c.By["north"] == 0 || c.By["south"] == 0 {
		t.Errorf("neither side's words stand in brackets: %+v", c)
	}
}
