package brief

import (
	"slices"

	"parley"
	"parley/bargain"
)

// incentives says with which contributions of guarantors there could be an
// agreement.
func (s *subject) incentives() Section {
	sec := Section{ID: "incentives", Title: "What guarantors could give"}
	x := s.a.Incentives
	switch {
	case !s.asked(bargain.AskIncentives) || !s.wanted && !s.hasGuarantors():
		return Section{}
	case s.withholdsIncentives():
		sec.Blocks = []Block{aside("Left out: it would tell what is undisclosed.")}
		return sec
	case x == nil:
		sec.Blocks = s.why(bargain.AskIncentives)
		return sec
	}
	sec.Blocks = []Block{Paragraph{Text: s.noted(s.need(x), bargain.AskIncentives)}}
	if len(x.Sets) == 0 {
		sec.Blocks = append(sec.Blocks, s.why(bargain.AskIncentives)...)
		return sec
	}
	givers := s.givers(x)
	t := Table{
		Caption: write("Contributions, none of which costs every guarantor at most as much as another and one less"),
		Columns: []Column{{Title: write("What is given")}},
		Short:   2 * shortList,
	}
	for _, id := range givers {
		t.Columns = append(t.Columns, Column{Title: write("Costs %s", s.name(id)), Numeric: true})
	}
	if x.Unit != "" {
		t.Columns = append(t.Columns, Column{Title: write("In all, %s", said(x.Unit)), Numeric: true})
	}
	t.Columns = append(t.Columns, Column{Title: write("Packages it opens"), Numeric: true})
	for _, i := range x.Sets {
		t.Rows = append(t.Rows, s.incentive(x, i, givers))
	}
	sec.Blocks = append(sec.Blocks, t)
	note := write("Each guarantor’s cost is on its own scale and cannot be compared with another’s; they are in no rank.")
	if x.Unit != "" {
		note = write("All guarantors state their numbers in one unit, %s, so that costs can be added.", said(x.Unit))
	}
	if slices.ContainsFunc(s.c.Issues, func(i parley.Issue) bool { return i.By != "" && i.Continuous() }) {
		note = append(note, write(" Where any amount can be given, it is the least that will do.")...)
	}
	if !x.Complete {
		note = append(note, write(" There may be more than are listed.")...)
	}
	sec.Blocks = append(sec.Blocks, Paragraph{Role: Aside, Text: note})
	return sec
}

// hasGuarantors reports whether there is an issue that one party alone decides.
func (s *subject) hasGuarantors() bool {
	return slices.ContainsFunc(s.c.Issues, func(i parley.Issue) bool { return i.By != "" })
}

// need says whether anything has to be given.
func (s *subject) need(x *bargain.Incentives) Prose {
	what, cannot := write("there to be a package that nobody’s statement excludes"), write("no package is left that nobody’s statement excludes")
	if len(x.Want) > 0 {
		what, cannot = write("a package with %s to be acceptable", s.packageProse(x.Want)), write("no package with %s is acceptable to all", s.packageProse(x.Want))
	}
	switch {
	case !x.Needed:
		return write("Nothing has to be given for %s.", what)
	case len(x.Sets) == 0 && x.Complete:
		return write("Without a contribution of a guarantor %s, and with none either.", cannot)
	case len(x.Sets) == 0:
		return write("Without a contribution of a guarantor %s; none that changes this was found.", cannot)
	}
	return write("Without a contribution of a guarantor %s. With any one of these there is one.", cannot)
}

// givers lists the guarantors whose losses are known.
func (s *subject) givers(x *bargain.Incentives) []string {
	var ids []string
	for _, p := range s.c.Parties {
		if slices.ContainsFunc(x.Sets, func(i bargain.Incentive) bool {
			_, ok := i.Loss[p.ID]
			return ok || slices.Contains(i.Unknown, p.ID)
		}) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func (s *subject) incentive(x *bargain.Incentives, i bargain.Incentive, givers []string) Row {
	gives := s.packageProse(s.given(i.Gives))
	if len(gives) == 0 {
		gives = write("nothing")
	}
	if i.Limit {
		gives = append(gives, write(" (what does comes as near to this as one likes; this itself does not do)")...)
	}
	if i.Cheapest && x.Unit != "" {
		gives = append(gives, Span{Text: " "}, marked("costs least in all"))
	}
	row := Row{Cells: []Prose{gives}}
	for _, id := range givers {
		cell := write("nothing")
		if n, ok := i.Loss[id]; ok && n.Sign() != 0 {
			cell = write("%s", amount(n))
		} else if slices.Contains(i.Unknown, id) {
			cell = write("not known")
		}
		row.Cells = append(row.Cells, cell)
	}
	if x.Unit != "" {
		cell := write("–")
		if i.Total != nil {
			cell = write("%s", amount(*i.Total))
		}
		row.Cells = append(row.Cells, cell)
	}
	return Row{Cells: append(row.Cells, write("%s", countCell(i.Opens)))}
}

// given is the part of a contribution that commits anybody to something.
func (s *subject) given(p parley.Package) parley.Package {
	part := parley.Package{}
	for _, i := range s.c.Issues {
		if c, ok := p[i.ID]; ok && i.Commits(c) {
			part[i.ID] = c
		}
	}
	return part
}

// withholdsIncentives reports whether the incentives would tell something
// undisclosed: what a guarantor keeps back, or, where a package was named, by
// asking for one after another what anybody does.
func (s *subject) withholdsIncentives() bool {
	if s.sealed && s.wanted {
		return true
	}
	return slices.ContainsFunc(s.c.Issues, func(i parley.Issue) bool { return i.By != "" && s.veiled[i.By].any() })
}

func (s *subject) jsonIncentives() any {
	x := s.a.Incentives
	if x == nil {
		return nil
	}
	sets := make([]object, len(x.Sets))
	for n, i := range x.Sets {
		sets[n] = object{
			{"gives", s.jsonPackage(i.Gives)}, {"loss", s.byParty(i.Loss)}, {"unknown", list(i.Unknown)}, {"opens", jsonCount(i.Opens)},
			{"example", s.jsonPackage(i.Example)}, {"total", optional(i.Total)}, {"cheapest", i.Cheapest},
		}
		if i.Limit {
			sets[n] = append(sets[n], field{"limit", true})
		}
	}
	return object{{"needed", x.Needed}, {"want", s.jsonPackage(x.Want)}, {"unit", x.Unit}, {"sets", sets}, {"complete", x.Complete}}
}
