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
