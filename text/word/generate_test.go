package word

import (
	"bytes"
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"parley"
	"parley/text"
)

// someWords draws words, signs that mean something to the notation, to Word or
// to nobody included.
func someWords(t *rapid.T) string {
	list := rapid.SliceOfN(rapid.SampledFrom([]string{"the", "parties", "shall", "meet", "each", "year", "each", "year", "5.3", "co-operate", "don't", ",", ".",
		"[", "]", "{", "<w:t>", "&", "*", `\`, "#", "水", "의", "كل", "  ", "a\u0301", "\u00a0", "\u200f", "\u00ad", "\u2011", "+North village", "(*)"}), 1, 8).Draw(t, "words")
	return strings.Join(list, rapid.SampledFrom([]string{" ", " ", ""}).Draw(t, "glue"))
}

var (
	anyParty = rapid.SampledFrom([]string{"north", "south", "fund"})
	anyIssue = rapid.SampledFrom([]string{"water", "toll", "unknown"})
)

// somePassage draws a passage that refers to some of the points.
func somePassage(t *rapid.T, depth int, points []string) text.Passage {
	var p text.Passage
	for range rapid.IntRange(0, 4).Draw(t, "spans") {
		kind := rapid.IntRange(0, 10).Draw(t, "kind")
		if depth == 0 && kind >= 7 {
			kind = 0
		}
		switch kind {
		case 1:
			p = append(p, text.Break{Cell: rapid.Bool().Draw(t, "cell")})
		case 2:
			p = append(p, text.Ref{Point: rapid.SampledFrom(points).Draw(t, "point")})
		case 3:
			p = append(p, text.NoteRef{Point: rapid.SampledFrom(points).Draw(t, "note")})
		case 4:
			p = append(p, text.Amount{Issue: anyIssue.Draw(t, "issue")})
		case 5:
			if w := strings.TrimSpace(someWords(t)); w != "" {
				p = append(p, text.Term{Words: w, Defines: rapid.Bool().Draw(t, "defines")})
			}
		case 7:
			p = append(p, text.Emphasis{Strong: rapid.Bool().Draw(t, "strong"), Body: somePassage(t, depth-1, points)})
		case 8:
			p = append(p, text.Alternative{Issue: anyIssue.Draw(t, "issue"), Option: "half", Body: somePassage(t, depth-1, points)})
		case 9, 10:
			b := text.Bracket{Body: somePassage(t, depth-1, points)}
			for _, party := range rapid.SliceOfNDistinct(anyParty, 0, 2, rapid.ID).Draw(t, "holders") {
				b.By = append(b.By, text.Holder{Party: party, Stance: rapid.SampledFrom([]text.Stance{text.Reserves, text.For, text.Against}).Draw(t, "stance")})
			}
			p = append(p, b)
		default:
			p = append(p, text.Words(someWords(t)))
		}
	}
	return p
}

// villages is the case that the texts belong to.
func villages() *parley.Case {
	return &parley.Case{
		Parties: []parley.Party{{ID: "north", Name: "North village"}, {ID: "south", Name: "South village"}, {ID: "fund"}},
		Issues:  []parley.Issue{{ID: "water", Name: "The water"}, {ID: "toll"}},
	}
}

// someLog draws the log of a text of three documents in two languages, with
// points of every kind below each other, and changes of every kind, taken and
// pending. What the text refuses is left out.
func someLog(t *rapid.T, changes int) text.Log {
	log, err := text.Log(nil).Append(
		text.Op{Author: "chair", Do: text.DoText, Title: text.Wordings{"": "Talks"}, Languages: []string{"en", "fr"}},
		text.Op{Author: "chair", Do: text.DoDocument, Document: "pact", Title: text.Wordings{"en": "Pact", "fr": "Pacte # {x}"}},
		text.Op{Author: "chair", Do: text.DoDocument, Document: "protocol"},
		text.Op{Author: "chair", Do: text.DoDocument, Document: "ours", Of: "pact"},
	)
	if err != nil {
		t.Fatal(err)
	}
	points := []string{"nowhere"}
	var proposals []string
	wordings := func() text.Wordings {
		w := text.Wordings{}
		for _, lang := range []string{"en", "fr"} {
			if rapid.IntRange(0, 3).Draw(t, lang) > 0 {
				w[lang] = somePassage(t, 3, points).String()
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
	for i := range changes {
		o := text.Op{ID: fmt.Sprintf("n-%d", i), Author: anyParty.Draw(t, "author"), At: rapid.SampledFrom([]string{"", "2026-01-02T03:04:05Z", "yesterday"}).Draw(t, "at"),
			Do: rapid.SampledFrom([]text.Do{text.DoInsert, text.DoInsert, text.DoInsert, text.DoInsert, text.DoMove, text.DoRemove, text.DoPropose, text.DoPropose, text.DoTake, text.DoDecline,
				text.DoBracket, text.DoChoose, text.DoStatus, text.DoComment}).Draw(t, "do")}
		switch o.Do {
		case text.DoInsert:
			o.Point = "p" + o.ID
			o.Under, o.After = some(points, "under"), some(points, "after")
			if o.Under == "" {
				o.Document = rapid.SampledFrom([]string{"pact", "protocol", "ours"}).Draw(t, "document")
			}
			o.Kind = rapid.SampledFrom(append(text.Kinds(), "", "", text.Note)).Draw(t, "kind of point")
			o.Words, o.Proposed = wordings(), rapid.IntRange(0, 3).Draw(t, "proposed") == 0
			if rapid.Bool().Draw(t, "headed") {
				o.Heading = text.Wordings{"en": someWords(t)}
			}
		case text.DoMove:
			o.Point, o.Under, o.After, o.Document = some(points, "point"), some(points, "under"), some(points, "after"), "pact"
			o.Proposed = rapid.Bool().Draw(t, "proposed")
		case text.DoRemove:
			o.Point, o.Proposed = some(points, "point"), rapid.Bool().Draw(t, "proposed")
		case text.DoPropose:
			o.Point, o.Words = some(points, "point"), wordings()
			if rapid.IntRange(0, 3).Draw(t, "headed") == 0 {
				o.Heading = text.Wordings{"en": someWords(t)}
			}
			if rapid.Bool().Draw(t, "because") {
				o.Because = "It says so."
			}
		case text.DoTake, text.DoDecline:
			o.Proposal = some(proposals, "proposal")
		case text.DoBracket:
			o.Point, o.Holders = some(points, "point"), []string{"+north"}
		case text.DoChoose:
			o.Issue, o.Choice = anyIssue.Draw(t, "issue"), "half"
		case text.DoStatus:
			o.Point, o.Status, o.Among = some(points, "point"), rapid.SampledFrom([]string{"agreed", "open"}).Draw(t, "status"), []string{"north", "south"}
		case text.DoComment:
			o.Point, o.Words = some(points, "point"), text.Wordings{"": "A  remark <of> & ours."}
		}
		longer, err := log.Append(o)
		if err != nil {
			continue
		}
		log = longer
		if o.Do == text.DoInsert && !o.Proposed {
			points = append(points, o.Point)
		}
		if o.Do == text.DoPropose || o.Proposed {
			proposals = append(proposals, o.ID)
		}
	}
	return log
}

func fold(t interface{ Fatal(...any) }, log text.Log) *text.Text {
	x, err := text.Fold(log)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// goesOut writes a text.
func goesOut(t interface{ Fatal(...any) }, x *text.Text, o Options) []byte {
	var b bytes.Buffer
	if err := Write(&b, x, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// comesBack reads a file and compares it.
func comesBack(t interface{ Fatal(...any) }, data []byte, o Back) (text.Log, *Returned, []text.Notice) {
	f, notices, err := Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return compared(t, f, notices, o)
}

// compared compares a file that has been read.
func compared(t interface{ Fatal(...any) }, f *File, notices []text.Notice, o Back) (text.Log, *Returned, []text.Notice) {
	r, more, err := f.Edition(o)
	if err != nil {
		t.Fatal(err)
	}
	ops, last := o.Now.Changes(o.Sent, r.Edition, text.Op{Author: o.Party})
	notices = append(notices, more...)
	return ops, r, append(notices, last...)
}
