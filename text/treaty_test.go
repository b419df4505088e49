package text

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// A treaty of fifty points in three documents goes through six drafts. Each
// round both parties work on the last draft, in files of their own, without
// knowing of each other; everything that both say is taken. Fails if a word of
// either is lost, if a draft changes afterwards, or if anything else than what
// they changed changes.
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
	for d, name := range []string{"treaty", "protocol", "letter"} {
		add(Op{Author: "chair", Do: DoDocument, Document: name})
		for i := range []int{30, 15, 5}[d] {
			o := Op{Author: "chair", Do: DoInsert, Document: name, Point: fmt.Sprintf("%s.%d", name, i+1),
				Words: Wordings{"": fmt.Sprintf("Under rule %d the parties shall keep the river clean and tell each other in time what they plan.", i+1)}}
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
		draft = cut()
	}
	x := folded(t, log)
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
	if len(untouched.Revisions) != 1 {
		t.Error("a point that nobody changed has changed")
	}
	if c := x.Count(); c.By["north"] == 0 || c.By["south"] == 0 {
		t.Errorf("neither side's words stand in brackets: %+v", c)
	}
}
