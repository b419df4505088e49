package text

import (
	"strings"

	"parley"
)

// Difference is one stretch of two texts that are compared word by word.
type Difference struct {
	Same     bool   // the words are the same; the white space may differ
	Old, New string // what stands in the one and in the other; where not Same, either may be empty
}

// Differences compares two texts word by word. The Old of all of it, one after
// the other, is the one text, and the New the other, to the byte. Changes with
// few words between them are shown as one.
func Differences(old, now string) []Difference {
	a, b := Passage{Words(old)}.tokens(), Passage{Words(now)}.tokens()
	var all []Difference
	at := hunk{}
	for _, h := range readable(compare(a, b)) {
		if at.aHigh < h.aLow {
			all = append(all, Difference{true, written(a[at.aHigh:h.aLow]), written(b[at.bHigh:h.bLow])})
		}
		all = append(all, Difference{false, written(a[h.aLow:h.aHigh]), written(b[h.bLow:h.bHigh])})
		at = h
	}
	if at.aHigh < len(a) {
		all = append(all, Difference{true, written(a[at.aHigh:]), written(b[at.bHigh:])})
	}
	return all
}

// Piece is a word or a sign of punctuation, the unit in which texts are
// compared, with the white space before it. The last piece of a text may have
// no word.
type Piece struct{ Space, Word string }

// Pieces takes words apart. Their spaces and words, one after the other, are the
// words to the byte.
func Pieces(words string) []Piece {
	tokens := Passage{Words(words)}.tokens()
	all := make([]Piece, len(tokens))
	for i, t := range tokens {
		w, _ := t.span.(Words)
		all[i] = Piece{t.space, string(w)}
	}
	return all
}

// Hunk is where two sequences differ: a[ALow:AHigh] stands in the one where
// b[BLow:BHigh] stands in the other. Either may be empty, not both.
type Hunk struct{ ALow, AHigh, BLow, BHigh int }

// Hunks compares two sequences and returns where they differ, in order. Between
// hunks they are equal; that there are as few differences as can be is promised
// for short sequences only.
func Hunks(a, b []string) []Hunk {
	number := make(map[string]int32, len(a))
	x, y := symbols(number, a), symbols(number, b)
	found := differences(x, y, len(number))
	all := make([]Hunk, len(found))
	for i, h := range found {
		all[i] = Hunk{h.aLow, h.aHigh, h.bLow, h.bHigh}
	}
	return all
}

// symbols numbers what stands in a sequence.
func symbols(number map[string]int32, list []string) []int32 {
	all := make([]int32, len(list))
	for i, s := range list {
		n, ok := number[s]
		if !ok {
			n = int32(len(number))
			number[s] = n
		}
		all[i] = n
	}
	return all
}

// written joins words with the white space before them.
func written(list []token) string {
	var b strings.Builder
	for _, t := range list {
		b.WriteString(t.space)
		if w, ok := t.span.(Words); ok {
			b.WriteString(string(w))
		}
	}
	return b.String()
}

// Compare shows how one passage of a point became another: what is gone as
// deleted, what is new as inserted. The case gives names and may be nil.
func (t *Text) Compare(p *Point, old, now Passage, c *parley.Case) []Run {
	return t.at(p, c).compared(old, now)
}

// Runs shows a passage of a point as it stands: with every bracket, and with
// what the text has taken.
func (t *Text) Runs(p *Point, words Passage, c *parley.Case) []Run { return t.at(p, c).runs(words) }

// at looks at the text from one point, for the marks of footnotes.
func (t *Text) at(p *Point, c *parley.Case) *viewer {
	v := &viewer{t: t, l: Look{View: Bracketed, Languages: t.Languages, Case: c}}
	if p != nil && p.document != nil {
		v.notes = t.notes(p.document)
	}
	return v
}
