package brief

import (
	"slices"

	"parley"
	"parley/bargain"
	"parley/chart"
)

// scaleOf is what the bars and axes of a party need: its fallback and the most
// that any outcome shown could give it.
type scaleOf struct {
	fallback *parley.Number
	low, top float64
}

func (s *subject) scale(party string, outcomes []bargain.Outcome) (scaleOf, bool) {
	var x scaleOf
	known := false
	extend := func(v float64) {
		if !known {
			x.low, x.top, known = v, v, true
		}
		x.low, x.top = min(x.low, v), max(x.top, v)
	}
	for _, o := range outcomes {
		u, ok := o.Utility[party]
		if !ok {
			continue
		}
		extend(u.Float())
		if g, ok := o.Gain[party]; ok {
			f := u.Sub(g)
			x.fallback = &f
			extend(f.Float())
			if share, ok := o.Share[party]; ok && share.Sign() > 0 {
				extend(f.Add(g.Div(share)).Float()) // the most it could get in the zone
			}
		}
	}
	return x, known
}

// bars sets, for each party, the packages side by side on its own scale.
func (s *subject) bars(picks []pick) (Figure, bool) {
	outcomes := make([]bargain.Outcome, len(picks))
	for i, p := range picks {
		outcomes[i] = p.outcome
	}
	all := outcomes
	if s.a.Frontier != nil {
		all = append(slices.Clone(all), s.a.Frontier.Outcomes.Figures()...)
	}
	f := Figure{Caption: write("What each package is worth to each party, on the party’s own scale; the line marks its fallback, what no agreement is worth to it.")}
	var dark []Prose
	for n, id := range s.consenting() {
		x, ok := s.scale(id, all)
		if !ok {
			if s.veiled[id].numbers {
				dark = append(dark, s.name(id))
			}
			continue
		}
		name := s.name(id).String()
		b := chart.Bars{ID: "bars-" + letter(n), Title: name, Low: min(0, x.low), High: x.top, FloorName: "no agreement"}
		if x.fallback != nil {
			v := x.fallback.Float()
			b.Floor = &v
			b.Desc = "On its own scale, no agreement is worth " + amount(*x.fallback) + " to " + name + "."
		}
		for i, p := range picks {
			u, ok := p.outcome.Utility[id]
			if !ok {
				continue
			}
			b.Rows = append(b.Rows, chart.Bar{Label: p.name, Name: "Package " + p.name + ": " + amount(u), Value: u.Float(), Shape: i, Note: amount(u)})
			b.Desc += " Package " + p.name + ": " + amount(u) + "."
		}
		f.Bars = append(f.Bars, b)
	}
	if len(dark) > 0 {
		f.Caption = append(f.Caption, write(" Undisclosed: %s.", join(dark, "and"))...)
	}
	return f, len(f.Bars) > 0
}

// worthTable says in numbers what the bars show, with each gain and share.
func (s *subject) worthTable(picks []pick) (Table, bool) {
	t := Table{Caption: write("What each package is worth to each party, on its own scale"), Columns: []Column{{Title: write("Party")}}}
	for _, p := range picks {
		t.Columns = append(t.Columns, Column{Title: write("%s", p.name)})
	}
	any := false
	for _, id := range s.consenting() {
		row := Row{Cells: []Prose{bold(s.name(id))}}
		for _, p := range picks {
			cell := write("not known")
			if s.veiled[id].numbers {
				cell = write("undisclosed")
			} else if u, ok := p.outcome.Utility[id]; ok {
				any = true
				cell = write("%s", amount(u))
				if g, ok := p.outcome.Gain[id]; ok {
					cell = append(cell, write("; gain %s", amount(g))...)
				}
				if x, ok := p.outcome.Share[id]; ok {
					cell = append(cell, write("; share %s", percent(x))...)
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t, any
}
