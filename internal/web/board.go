package web

import (
	"fmt"
	"html/template"
	"slices"

	"parley"
	"parley/chart"
	"parley/talks"
	"parley/text"
)

var boardPage = page{name: "board", group: "table", show: (*visit).board}

// board is where the talks stand.
type board struct {
	Todo      []Todo
	Whole     Status
	Draft     *talks.Draft
	Since     bool // the text has changed since the draft
	Documents []boardDocument
	Counts    []statusCount
	Inside    []template.HTML // what of the text is still open, within its points
	Holders   []holderCount
	Line      template.HTML // brackets over drafts
	Round     *talks.Round
	Silence   *talks.Silence
}

type boardDocument struct {
	ID, Title string
	Cells     []cell
}

// cell is a point on the board.
type cell struct {
	Label  string
	Says   string // what it is about, for who cannot see the board
	Path   string
	Status Status
}

type statusCount struct {
	Status Status
	N      int
}

type holderCount struct {
	Party string
	N     int
}

func (v *visit) board() (any, error) {
	t, err := v.Text()
	if err != nil {
		return nil, err
	}
	b := &board{Todo: v.todo(t), Whole: v.Status(v.View.Status)}
	if n := len(v.View.Drafts); n > 0 {
		b.Draft = &v.View.Drafts[n-1]
		b.Since = len(t.Drafts) > 0 && t.Seq > t.Drafts[len(t.Drafts)-1].Seq+1
	}
	if len(v.View.Text) == 0 { // an auditor sees none
		return b, nil
	}
	all := map[Status]int{}
	for _, d := range t.Documents {
		if d.Of != "" {
			continue
		}
		doc := boardDocument{ID: d.ID, Title: d.Label(t.Languages...)}
		d.Walk(func(p *text.Point, _ int) {
			if !p.Stands() || p.Kind != text.Provision && p.Kind != text.Preamble && p.Kind != text.Chapeau {
				return
			}
			st := v.pointStatus(p)
			all[st]++
			label := p.Number
			if label == "" {
				label = "¶"
			}
			doc.Cells = append(doc.Cells, cell{label, p.Label(t.Languages...), v.Path("point", "point", p.ID), st})
		})
		b.Documents = append(b.Documents, doc)
	}
	b.Counts = v.ordered(all)
	count := t.Count()
	for _, x := range []struct {
		key string
		n   int
	}{{"board.brackets", count.Brackets}, {"board.choices", count.Issues}, {"board.proposals", count.Proposals}} {
		if x.n > 0 {
			b.Inside = append(b.Inside, v.T(x.key, "n", x.n))
		}
	}
	for _, p := range v.View.Parties {
		if n := count.By[p.ID]; n > 0 {
			b.Holders = append(b.Holders, holderCount{v.Party(p.ID), n})
		}
	}
	b.Line = v.line(t)
	if n := len(v.View.Rounds); n > 0 {
		b.Round = &v.View.Rounds[n-1]
	}
	b.Silence = v.running()
	return b, nil
}

// pointStatus returns how far a point of the text has come. What is in brackets
// says so where nobody has said more of it.
func (v *visit) pointStatus(p *text.Point) Status {
	status, open := talks.Open, false
	if i := slices.IndexFunc(v.View.Points, func(s talks.Standing) bool { return s.Point.Point == p.ID }); i >= 0 {
		status, open = v.View.Points[i].Status, v.View.Points[i].Open
	}
	if status == talks.Open && !open {
		for _, words := range p.Words {
			open = open || len(words.Brackets()) > 0
		}
	}
	if status == talks.Open && open {
		return v.bracketed()
	}
	return v.Status(status)
}

// bracketed is open, and in brackets.
func (v *visit) bracketed() Status {
	st := Status{Word: "bracketed", Label: v.Say("status.bracketed"), Sign: "[…]"}
	if v.View.Rules != nil {
		for _, entry := range v.View.Rules.Legend {
			if name := v.named(entry); entry.Means == parley.StatusBracketed && name != "" {
				st.Label = name
			}
		}
	}
	return st
}

// ordered lists counts from open to signed.
func (v *visit) ordered(counts map[Status]int) []statusCount {
	var list []statusCount
	add := func(st Status) {
		if n := counts[st]; n > 0 {
			list = append(list, statusCount{st, n})
		}
	}
	add(v.Status(talks.Open))
	add(v.bracketed())
	for _, s := range statuses[1:] {
		add(v.Status(s))
	}
	return list
}

// line draws how many brackets there were in each draft, and are now.
func (v *visit) line(t *text.Text) template.HTML {
	if len(t.Drafts) < 2 {
		return ""
	}
	var names []string
	var counts []int
	for _, d := range t.Drafts {
		names, counts = append(names, d.Name), append(counts, d.Count.Brackets)
	}
	most := max(1, slices.Max(counts))
	const width, height, edge = 240.0, 48.0, 6.0
	at := func(i int) chart.Point {
		return chart.Point{X: edge + (width-2*edge)*float64(i)/float64(len(counts)-1), Y: height - edge - (height-2*edge)*float64(counts[i])/float64(most)}
	}
	desc := ""
	s := chart.Scene{ID: "brackets", Width: width, Height: height, Title: v.Say("board.line")}
	for i := range counts {
		if i > 0 {
			s.Items = append(s.Items, chart.Line{From: at(i - 1), To: at(i), Class: "edge"})
			desc += "; "
		}
		desc += fmt.Sprintf("%s: %d", names[i], counts[i])
	}
	for i := range counts {
		s.Items = append(s.Items, chart.Group{Title: fmt.Sprintf("%s: %d", names[i], counts[i]), Items: []chart.Item{chart.Circle{At: at(i), Radius: 3, Class: "marker"}}})
	}
	s.Desc = desc
	return template.HTML(s.SVG())
}

// running returns the silence procedure that is proposed or runs, or nil.
func (v *visit) running() *talks.Silence {
	for i := range v.View.Silences {
		if s := &v.View.Silences[i]; s.Stage == talks.Proposed || s.Stage == talks.Running {
			return s
		}
	}
	return nil
}
