package text

import (
	"strings"

	"pgregory.net/rapid"
)

// words draws plain words, signs that mean something included.
func words(t *rapid.T) string {
	list := rapid.SliceOfN(rapid.SampledFrom([]string{"the", "parties", "shall", "meet", "each", "year", "5.3", "co-operate", "don't", ",", ".",
		"[", "]", "{", "}", "*", "**", "_", `\`, `\#`, "#", ">", "-", "+", "<", "水", "의", "كل", "  ", "{fr}", "{#a}", "a\u0301", "\u00a0"}), 1, 6).Draw(t, "words")
	glue := rapid.SampledFrom([]string{" ", ""}).Draw(t, "glue")
	return strings.Join(list, glue)
}

var (
	someID    = rapid.SampledFrom([]string{"b1", "b2", "n-7.1", "x", "水"})
	someParty = rapid.SampledFrom([]string{"north", "south", "fund"})
)

// passage draws a passage in its normal form.
func passage(t *rapid.T, depth int) Passage {
	var p Passage
	for range rapid.IntRange(0, 4).Draw(t, "spans") {
		kind := rapid.IntRange(0, 9).Draw(t, "kind")
		if depth == 0 && kind >= 6 {
			kind = 0
		}
		switch kind {
		case 1:
			p = append(p, Break{Cell: rapid.Bool().Draw(t, "cell")})
		case 2:
			p = append(p, Ref{someID.Draw(t, "point")})
		case 3:
			p = append(p, NoteRef{someID.Draw(t, "note")})
		case 4:
			p = append(p, Amount{someID.Draw(t, "issue")})
		case 5:
			if w := strings.TrimSpace(words(t)); w != "" {
				p = append(p, Term{w, rapid.Bool().Draw(t, "defines")})
			}
		case 6:
			p = append(p, Emphasis{rapid.Bool().Draw(t, "strong"), passage(t, depth-1)})
		case 7:
			p = append(p, Alternative{someID.Draw(t, "issue"), rapid.SampledFrom([]string{"half", "-5", "1.5"}).Draw(t, "option"), passage(t, depth-1)})
		case 8, 9:
			b := Bracket{Body: passage(t, depth-1)}
			if rapid.Bool().Draw(t, "named") {
				b.ID = someID.Draw(t, "id")
			}
			for _, party := range rapid.SliceOfNDistinct(someParty, 0, 2, rapid.ID).Draw(t, "holders") {
				b.By = append(b.By, Holder{party, rapid.SampledFrom([]Stance{Reserves, For, Against}).Draw(t, "stance")})
			}
			p = append(p, b)
		default:
			p = append(p, Words(words(t)))
		}
	}
	return p.trim()
}

// edited draws a log that makes a text of several documents with points below
// points, in two languages, with changes of every kind made at random, those
// that are refused left out.
func edited(t *rapid.T, changes int) Log {
	log, err := Log(nil).Append(
		Op{Author: "chair", Do: DoText, Title: Wordings{"": "Talks"}, Languages: []string{"en", "fr"}},
		Op{Author: "chair", Do: DoDocument, Document: "pact", Title: Wordings{"en": "Pact", "fr": "Pacte # {x}"}},
		Op{Author: "chair", Do: DoDocument, Document: "annex"},
		Op{Author: "chair", Do: DoDocument, Document: "ours", Of: "pact"},
	)
	if err != nil {
		t.Fatal(err)
	}
	points := []string{}
	wordings := func() Wordings {
		w := Wordings{}
		for _, lang := range []string{"en", "fr"} {
			if rapid.Bool().Draw(t, lang) {
				w[lang] = passage(t, 2).String()
			}
		}
		return w
	}
	some := func(list []string, what string) string {
		if len(list) == 0 || rapid.IntRange(0, 3).Draw(t, "no "+what) == 0 {
			return ""
		}
		return rapid.SampledFrom(list).Draw(t, what)
	}
	var proposals []string
	for i := range changes {
		o := Op{ID: "n-" + string(rune('a'+i/26)) + string(rune('a'+i%26)), Author: someParty.Draw(t, "author"), Do: rapid.SampledFrom(append(Dos(), DoInsert, DoInsert, DoInsert, DoInsert, DoPropose)).Draw(t, "do")}
		if len(log) > 6 && rapid.IntRange(0, 3).Draw(t, "old") == 0 {
			o.Basis = log[rapid.IntRange(4, len(log)-1).Draw(t, "basis")].ID
		}
		switch o.Do {
		case DoInsert:
			o.Point = "p" + o.ID
			o.Under, o.After = some(points, "under"), some(points, "after")
			if o.Under == "" {
				o.Document = rapid.SampledFrom([]string{"pact", "annex", "ours"}).Draw(t, "document")
			}
			o.Kind = rapid.SampledFrom(append(Kinds(), "", "", "")).Draw(t, "kind of point")
			o.Words, o.Proposed = wordings(), rapid.IntRange(0, 4).Draw(t, "proposed") == 0
			if rapid.Bool().Draw(t, "headed") {
				o.Heading = Wordings{"en": words(t)}
			}
		case DoMove:
			o.Point, o.Under, o.After, o.Document = some(points, "point"), some(points, "under"), some(points, "after"), "pact"
			o.Proposed = rapid.Bool().Draw(t, "proposed")
		case DoRemove, DoRestore:
			o.Point = some(points, "point")
		case DoRenumber:
			o.Document = "pact"
		case DoPropose:
			o.Point, o.Words = some(points, "point"), wordings()
			if o.Words["fr"] != "" && o.Words["en"] == "" && rapid.Bool().Draw(t, "follows") {
				o.Follows = "en"
			}
			if rapid.IntRange(0, 3).Draw(t, "headed") == 0 {
				o.Heading = Wordings{"en": rapid.SampledFrom([]string{"", "Use"}).Draw(t, "heading")}
			}
		case DoTake, DoDecline, DoWithdraw:
			o.Proposal = some(proposals, "proposal")
		case DoBracket:
			o.Point, o.Holders = some(points, "point"), []string{"+north"}
		case DoUnbracket, DoAttribute:
			o.Bracket = someID.Draw(t, "bracket")
		case DoChoose:
			o.Issue, o.Choice = someID.Draw(t, "issue"), "half"
		case DoConfirm:
			o.Point, o.Languages = some(points, "point"), []string{"fr"}
		case DoStatus:
			o.Point, o.Status, o.Among = some(points, "point"), rapid.SampledFrom([]string{"agreed", "open"}).Draw(t, "status"), []string{"north", "south"}
		case DoComment:
			o.Point, o.Words = some(points, "point"), Wordings{"": "A remark."}
		case DoDraft:
			x, err := Fold(log)
			if err != nil {
				t.Fatal(err)
			}
			o, _ = x.Cut(Rev, "chair")
			o.ID = "d" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		}
		longer, err := log.Append(o)
		if err != nil {
			continue
		}
		log = longer
		switch {
		case o.Do == DoInsert && !o.Proposed:
			points = append(points, o.Point)
		case o.Do == DoPropose || o.Proposed:
			proposals = append(proposals, o.ID)
		}
	}
	return log
}
