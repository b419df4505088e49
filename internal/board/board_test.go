package board

import (
	"bytes"
	"strings"
	"testing"

	"parley/talks"
	"parley/text"
)

// text of two documents, one point of which is in brackets.
func words(t *testing.T) text.Log {
	t.Helper()
	log, err := text.Log(nil).Append(
		text.Op{Author: "case", Do: text.DoText, Title: text.Wordings{"": "A pact"}},
		text.Op{Author: "case", Do: text.DoDocument, Document: "pact", Title: text.Wordings{"": "Pact <b>"}},
		text.Op{Author: "case", Do: text.DoInsert, Document: "pact", Point: "a", Heading: text.Wordings{"": "Shares"}, Words: text.Wordings{"": "Half each."}},
		text.Op{Author: "case", Do: text.DoInsert, Document: "pact", Point: "b", Words: text.Wordings{"": "Later."}},
		text.Op{Author: "case", Do: text.DoDocument, Document: "letter", Title: text.Wordings{"": "Letter"}},
	)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

func view(t *testing.T) *talks.View {
	standing := func(id string, open bool, s talks.Status) talks.Standing {
		return talks.Standing{Point: talks.Point{Clause: talks.Clause{Point: id, Document: "pact", Open: open}}, Status: s}
	}
	return &talks.View{For: "anna", Title: "A pact", Text: words(t), Rounds: []talks.Round{{Date: "2026-03-01", Place: "Here"}}, Status: talks.Open,
		Drafts: []talks.Draft{{Name: "Rev.1"}}, Points: []talks.Standing{standing("a", false, talks.Referendum), standing("b", true, talks.Open)},
		Rules: &talks.Rules{Legend: text.Legend{{Word: "green", Name: "Green", Colour: "#00ff00", Means: "ad_referendum"}, {Word: "bracketed", Name: "Yellow", Colour: "#ffff00", Means: "bracketed"}}}}
}

var rounds = []talks.Tally{{Round: 1, Bracketed: 1, Disputed: 1}, {Round: 1, Current: true, UnderWay: 1, Bracketed: 1}}

// Statuses are in the legend's words and colours; brackets of what is open are
// shown; what is written is shown as text.
func TestBoard(t *testing.T) {
	b, err := New(view(t), "Anna", rounds)
	if err != nil {
		t.Fatal(err)
	}
	var plain, page bytes.Buffer
	if err := b.Text(&plain, 60); err != nil {
		t.Fatal(err)
	}
	if err := b.HTML(&page); err != nil {
		t.Fatal(err)
	}
	want := `A pact
══════
For Anna. The whole: open. On the table: Rev.1. Last round: 2026-03-01, Here.

Pact <b>
  [1 Shares: Green] [2: Yellow]

Letter
  no points yet

Points on the table   agreed  under way  in brackets  open
after round 1              0          0            2     0
now                        0          1            1     0
`
	if plain.String() != want {
		t.Errorf("got\n%s\nwant\n%s", plain.String(), want)
	}
	for _, want := range []string{`<li style="--c: #00ff00"><b>1 Shares</b><span>Green</span></li>`, `Pact &lt;b&gt;`, `1 × Green, 1 × Yellow`} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// The public board holds no words of the text, no brackets and no rounds that are
// not public, whatever the tallies say.
func TestPublicBoard(t *testing.T) {
	v := view(t)
	v.Text, v.Rules, v.Drafts, v.Rounds = nil, nil, nil, nil
	v.Points[1].Open = false // as talks.State.Public has it
	b, err := New(v, "anybody", rounds)
	if err != nil {
		t.Fatal(err)
	}
	var plain bytes.Buffer
	if err := b.Text(&plain, 60); err != nil {
		t.Fatal(err)
	}
	if s := plain.String(); strings.Contains(s, "Shares") || strings.Contains(s, "after round") || !strings.Contains(s, "now                        0          1            0     1") {
		t.Errorf("anybody sees\n%s", s)
	}
	v.Points, v.Status = nil, talks.Open
	if b, err = New(v, "anybody", rounds); err != nil || !b.Hidden || b.Rounds != nil {
		t.Errorf("statuses that are not public are shown: %+v, %v", b, err)
	}
}
