package board

import (
	_ "embed"
	"html/template"
	"io"

	"parley/talks"
)

//go:embed board.html
var pageText string

var page = template.Must(template.New("board").Funcs(template.FuncMap{
	"when": when,
	"bar":  bar,
}).Parse(pageText))

// HTML writes the board as one page that needs nothing else: no script, no
// request, and no colour that is not also a word.
func (b *Board) HTML(w io.Writer) error {
	return page.Execute(w, struct {
		*Board
		Heading, Standing string
	}{b, b.title(), b.standing()})
}

// Words are those of the legend, and what the talks say beyond.
func (s Status) Words() string { return s.words() }

// part is a stretch of a bar, in hundredths.
type part struct {
	Name  string
	Class string
	N     int
	Wide  float64
}

// bar divides the points of a tally.
func bar(t talks.Tally) []part {
	sum := t.Agreed + t.UnderWay + t.Bracketed + t.Left
	var all []part
	for _, p := range []part{{"agreed", "a", t.Agreed, 0}, {"under way", "u", t.UnderWay, 0}, {"in brackets", "b", t.Bracketed, 0}, {"open", "o", t.Left, 0}} {
		if p.N > 0 {
			p.Wide = float64(p.N) * 100 / float64(sum)
			all = append(all, p)
		}
	}
	return all
}
