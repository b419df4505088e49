// Package board makes the one page of talks on which each document is a row and
// each point a cell with its status, in the words and colours of the legend that
// the parties agreed on. It is made from a view (talks.View), so it shows nothing
// that its reader may not see; for the public, a view of nobody.
package board

import (
	"slices"
	"strings"

	"parley"
	"parley/talks"
	"parley/text"
)

// Board is where talks stand, on a page.
type Board struct {
	Title     string
	Reader    string // for whom it is, in words
	Whole     Status
	Draft     string // on the table; empty: none
	Round     string // the last, in words
	Documents []Document
	Legend    []Status // those that occur, in the order of the legend
	Rounds    []talks.Tally
	Hidden    bool // the reader sees no statuses: the rules do not make them public
}

// Document is a row.
type Document struct {
	ID, Title string
	Cells     []Cell
}

// Cell is a point.
type Cell struct {
	ID, Label string // what it is called, in a few words
	Status    Status
}

// Status is a status as it is shown.
type Status struct {
	Word   string // of the legend
	Note   string // what the talks say beyond the word, such as rejected; may be empty
	Colour string // #rrggbb
}

// New makes the board of a view. The tallies are those of the rounds; they are
// shown where the statuses are.
func New(v *talks.View, reader string, rounds []talks.Tally) (*Board, error) {
	b := &Board{Title: v.Title, Reader: reader}
	legend := text.DefaultLegend()
	if v.Rules != nil && len(v.Rules.Legend) > 0 {
		legend = v.Rules.Legend
	}
	if v.Status != "" { // else it is not for the reader
		b.Whole = shown(legend, v.Status, false)
	}
	if n := len(v.Drafts); n > 0 {
		b.Draft = v.Drafts[n-1].Name
	}
	if n := len(v.Rounds); n > 0 {
		b.Round = strings.Trim(v.Rounds[n-1].Date+", "+v.Rounds[n-1].Place, ", ")
	}
	t, err := text.Fold(v.Text)
	if err != nil {
		return nil, err
	}
	if len(v.Text) > 0 {
		b.fromText(t, v, legend)
	} else {
		b.fromPoints(v, legend)
	}
	b.Hidden = len(v.Points) == 0 && len(v.Text) == 0
	b.count(v, rounds)
	b.use(legend)
	return b, nil
}

// count takes the tallies as far as the reader may know them: who sees no text
// does not learn how much of it is in brackets, nor how many rounds there were
// where they are not public.
func (b *Board) count(v *talks.View, rounds []talks.Tally) {
	if b.Hidden {
		return
	}
	if len(v.Rounds) == 0 && len(rounds) > 0 {
		rounds = slices.Clone(rounds[len(rounds)-1:])
		rounds[0].Current = true
	}
	for _, t := range rounds {
		if len(v.Text) == 0 {
			t.Left, t.Bracketed = t.Left+t.Bracketed, 0
		}
		t.Bracketed += t.Disputed
		b.Rounds = append(b.Rounds, t)
	}
}

// fromText takes documents and points as they stand in the text: what is in no
// draft yet is open.
func (b *Board) fromText(t *text.Text, v *talks.View, legend text.Legend) {
	for _, d := range t.Documents {
		if d.Of != "" { // a base text beside another
			continue
		}
		row := Document{ID: d.ID, Title: d.Label(t.Languages...)}
		d.Walk(func(p *text.Point, _ int) {
			if !p.Stands() || p.Kind != text.Provision && p.Kind != text.Preamble && p.Kind != text.Chapeau {
				return
			}
			status, open := talks.Open, false
			if i := slices.IndexFunc(v.Points, func(s talks.Standing) bool { return s.Point.Point == p.ID && !s.Struck }); i >= 0 {
				status, open = v.Points[i].Status, v.Points[i].Open
			}
			label := p.Label(t.Languages...)
			if p.Number != "" && label != p.Number {
				label = p.Number + " " + label
			}
			row.Cells = append(row.Cells, Cell{p.ID, label, shown(legend, status, open)})
		})
		b.Documents = append(b.Documents, row)
	}
}

// fromPoints takes the points of a view that holds no text: their ids stand for
// them.
func (b *Board) fromPoints(v *talks.View, legend text.Legend) {
	for _, p := range v.Points {
		i := slices.IndexFunc(b.Documents, func(d Document) bool { return d.ID == p.Document })
		if i < 0 {
			i = len(b.Documents)
			b.Documents = append(b.Documents, Document{ID: p.Document, Title: p.Document})
		}
		b.Documents[i].Cells = append(b.Documents[i].Cells, Cell{p.Point.Point, p.Point.Point, shown(legend, p.Status, p.Open)})
	}
}

// shown is a status in the words of the legend. Open words in brackets are shown
// as such. Where the legend has no word for it, the talks' own is shown.
func shown(legend text.Legend, s talks.Status, bracketed bool) Status {
	means := s.Means()
	if means == parley.StatusOpen && bracketed {
		means = parley.StatusBracketed
	}
	is := Status{Word: strings.ReplaceAll(string(s), "_", " "), Colour: "#6b7280"}
	if i := slices.IndexFunc(legend, func(x text.Status) bool { return x.Means == means }); i >= 0 {
		is.Word = legend[i].Label()
		if legend[i].Colour != "" {
			is.Colour = legend[i].Colour
		}
	}
	switch s {
	case talks.Rejected, talks.Reserved, talks.Group:
		is.Note = strings.ReplaceAll(string(s), "_", " ")
	}
	return is
}

// use lists the statuses that occur.
func (b *Board) use(legend text.Legend) {
	all := []Status{b.Whole}
	for _, d := range b.Documents {
		for _, c := range d.Cells {
			all = append(all, c.Status)
		}
	}
	for _, x := range legend {
		if i := slices.IndexFunc(all, func(s Status) bool { return s.Word == x.Label() }); i >= 0 {
			b.Legend = append(b.Legend, Status{Word: all[i].Word, Colour: all[i].Colour})
		}
	}
}

// Count counts the cells of a document by status, in the order of first mention.
func (d Document) Count() []Counted {
	var all []Counted
	for _, c := range d.Cells {
		i := slices.IndexFunc(all, func(x Counted) bool { return x.Word == c.Status.Word })
		if i < 0 {
			i = len(all)
			all = append(all, Counted{Word: c.Status.Word})
		}
		all[i].N++
	}
	return all
}

// Counted is how often a status occurs.
type Counted struct {
	Word string
	N    int
}
