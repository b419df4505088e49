package brief

import (
	"parley/bargain"
)

// counts says who accepts how many packages, alone, two by two and together.
func (s *subject) counts() Section {
	z := s.a.Zone
	if z == nil {
		return Section{Blocks: s.why(bargain.AskZone), ID: "counts", Title: "Who can accept what"}
	}
	sec := Section{ID: "counts", Title: "Who can accept what"}
	sec.Blocks = append(sec.Blocks, s.countsTable(z))
	if len(z.Pairs) > 1 {
		sec.Blocks = append(sec.Blocks, s.pairsTable(z))
	}
	for _, p := range s.countsNotes(z) {
		sec.Blocks = append(sec.Blocks, Paragraph{Text: p})
	}
	sec.Blocks = append(sec.Blocks, s.why(bargain.AskZone)...)
	if x, ok := s.reach(z); ok {
		sec.Sections = append(sec.Sections, x)
	}
	return sec
}

func (s *subject) countsTable(z *bargain.Zone) Table {
	t := Table{
		Caption: s.noted(write("Of %s", packages(z.Total)), bargain.AskZone),
		Columns: []Column{{Title: write("Who")}, {Title: write("Acceptable"), Numeric: true}, {Title: write("Not known"), Numeric: true}, {Title: write("Excluded"), Numeric: true}},
	}
	shown := map[string]bool{}
	for _, x := range z.Accepts {
		shown[x.Party] = true
		t.Rows = append(t.Rows, Row{Cells: []Prose{s.name(x.Party), write("%s", countCell(x.Yes)), write("%s", countCell(x.Unknown)), write("%s", countCell(x.No))}})
	}
	for _, id := range s.consenting() {
		if !shown[id] && s.veiled[id].any() {
			u := write("undisclosed")
			t.Rows = append(t.Rows, Row{Cells: []Prose{s.name(id), u, u, u}})
		}
	}
	open, excluded := s.betweenCounts(z)
	t.Rows = append(t.Rows, Row{Cells: []Prose{{strong("All whose consent counts")}, {strong(countCell(z.Count))}, {strong(open)}, {strong(excluded)}}})
	return t
}

// betweenCounts says how many packages are neither in the zone nor excluded,
// and how many are excluded. The possible zone holds the zone.
func (s *subject) betweenCounts(z *bargain.Zone) (open, excluded string) {
	open, excluded = "–", "–"
	if n, ok := minus(z.Possible, z.Count); ok {
		open = countCell(n)
	}
	if equalCounts(z.Possible, z.Count) && len(s.allMissing()) == 0 { // they are the same packages, however many
		open = "none"
	}
	if n, ok := minus(z.Total, z.Possible); ok {
		excluded = countCell(n)
	}
	if z.Possible.Zero() {
		excluded = "all"
	}
	return open, excluded
}

func (s *subject) pairsTable(z *bargain.Zone) Table {
	t := Table{
		Caption: write("What any two have in common"),
		Columns: []Column{{Title: write("Two parties")}, {Title: write("Acceptable to both"), Numeric: true}, {Title: write("Excluded by neither"), Numeric: true}},
		Short:   2 * shortList,
	}
	for _, p := range z.Pairs {
		t.Rows = append(t.Rows, Row{Cells: []Prose{write("%s and %s", s.name(p.A), s.name(p.B)), write("%s", countCell(p.Both)), write("%s", countCell(p.Possible))}})
	}
	return t
}

// countsNotes says exactly whose acceptance is not known, and why.
func (s *subject) countsNotes(z *bargain.Zone) []Prose {
	var out []Prose
	here := ""
	if s.o.Audience != ForMediator {
		here = " in this report"
	}
	for _, id := range s.consenting() {
		if m := s.missing(id); len(m) > 0 {
			out = append(out, write("Not known%s of %s: %s. Packages that its statements do not exclude count as not known.", here, s.name(id), join(m, "and")))
		}
	}
	if len(z.Unconfirmed) > 0 {
		p := write("Not known%s: what %s would commit. Packages that ask for it are counted, and not confirmed", here, few(s.names(z.Unconfirmed), 3, "and"))
		if !z.Count.Zero() {
			p = append(p, write(": of the zone, %s %s confirmed", zeroPackages(z.Confirmed), be(z.Confirmed))...)
		}
		out = append(out, append(p, Span{Text: "."}))
	}
	return out
}
