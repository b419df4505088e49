package brief

import (
	"slices"

	"strconv"

	"parley"
	"parley/bargain"
	"parley/chart"
)

// maxHeatRows is how many issues the picture of contention shows: more are in
// the table.
const maxHeatRows = 40

// contention is the map of contention, issue by party, and what to take
// first.
func (s *subject) contention() Section {
	if len(s.a.Contention) == 0 {
		return Section{}
	}
	sec := Section{ID: "contention", Title: "The map of contention"}
	intro := write("For every issue and party: what the party most wants, what it refuses outright, how much of its weight lies there, and what it loses at the choice that hurts least. A hard clash is an issue each of whose choices somebody refuses.")
	sec.Blocks = append(sec.Blocks, Paragraph{Role: Aside, Text: s.noted(intro, bargain.AskContention)})
	if f, ok := s.heat(); ok {
		sec.Blocks = append(sec.Blocks, f)
	}
	sec.Blocks = append(sec.Blocks, s.contentionTable())
	sec.Blocks = append(sec.Blocks, s.why(bargain.AskContention)...)
	if a, ok := s.agenda(); ok {
		sec.Sections = append(sec.Sections, a)
	}
	return sec
}

func (s *subject) stake(x bargain.Contention, party string) bargain.Stake {
	for _, k := range x.Stakes {
		if k.Party == party {
			return k
		}
	}
	return bargain.Stake{Party: party}
}

// heat shows where each party's weight lies and what it refuses.
func (s *subject) heat() (Figure, bool) {
	h := chart.Heat{ID: "heat", Title: "Map of contention"}
	parties := s.consenting()
	for _, id := range parties {
		h.Columns = append(h.Columns, s.name(id).String())
	}
	known, weights, clashes := false, false, 0
	for n, x := range s.a.Contention {
		if n == maxHeatRows {
			break
		}
		issue, _ := s.c.Issue(x.Issue)
		row := chart.HeatRow{Label: s.issueName(x.Issue).String()}
		if x.HardClash {
			row.Sign = "✕"
			clashes++
		}
		for _, id := range parties {
			k := s.stake(x, id)
			cell := chart.HeatCell{Level: -1, Text: "–"}
			switch {
			case k.Importance != nil:
				cell.Level, cell.Text = k.Importance.Float(), percent(*k.Importance)
				known, weights = true, true
			case s.veiled[id].numbers:
				cell.Text = "undisclosed"
			}
			if n := len(k.Bars); n > 0 {
				cell.Sign = "refuses " + strconv.Itoa(n)
				if c := issue.Count(); c != nil {
					cell.Sign += "/" + c.String()
				}
				known = true
			} else if len(k.Refs) > 0 {
				cell.Sign = plural(len(k.Refs), "demand", "demands")
				known = true
			}
			if cell.Text == "–" && cell.Sign != "" {
				cell.Text, cell.Sign = cell.Sign, ""
			}
			cell.Name = row.Label + ", " + s.name(id).String() + ": " + s.stakeProse(x, id).String()
			row.Cells = append(row.Cells, cell)
		}
		h.Rows = append(h.Rows, row)
	}
	h.Desc = "A grid of " + plural(len(h.Rows), "issue", "issues") + " by " + plural(len(parties), "party", "parties") + ", hardest issue first. Each cell gives the issue’s share of the party’s weight, with a stronger shade for more, and how many choices the party refuses. Hard clashes: " + number(clashes) + ". The table that follows says the same in words."
	caption := write("Where each party’s weight lies, hardest issue first. The stronger the shade, the greater the share; dashed: not known; ✕: a hard clash.")
	if !weights {
		caption = write("What each party refuses, hardest issue first. Weights are not known. ✕: a hard clash.")
	}
	if more := len(s.a.Contention) - len(h.Rows); more > 0 {
		caption = append(caption, write(" The %s less contested issues are in the table only.", number(more))...)
	}
	return Figure{Caption: caption, Heat: &h}, known && len(parties) > 0
}

func (s *subject) contentionTable() Table {
	t := Table{
		Caption: write("Issue by party, hardest first"),
		Columns: []Column{{Title: write("Issue")}},
		Short:   2 * shortList,
	}
	parties := s.consenting()
	for _, id := range parties {
		t.Columns = append(t.Columns, Column{Title: s.name(id)})
	}
	scored := false
	for _, x := range s.a.Contention {
		scored = scored || x.Score != nil
	}
	if scored {
		t.Columns = append(t.Columns, Column{Title: write("What hurts least")})
	}
	for _, x := range s.a.Contention {
		issue := bold(s.issueName(x.Issue))
		if x.HardClash {
			issue = append(issue, Span{Text: " "}, marked("hard clash"))
		}
		if x.Settled {
			issue = append(issue, Span{Text: " "}, marked("settled"))
		}
		row := Row{Cells: []Prose{issue}}
		for _, id := range parties {
			row.Cells = append(row.Cells, s.stakeProse(x, id))
		}
		if scored {
			row.Cells = append(row.Cells, s.mildest(x))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (s *subject) mildest(x bargain.Contention) Prose {
	switch {
	case x.HardClash:
		return write("all are refused")
	case x.Score == nil || len(x.Mildest) == 0:
		return write("not known")
	}
	choices := s.choices(x.Issue, x.Mildest, "or", 4)
	known := ""
	for _, id := range s.consenting() {
		if s.stake(x, id).Importance == nil {
			known = ", as far as is known"
		}
	}
	if x.Score.Sign() == 0 {
		return write("%s: costs nobody anything%s", choices, known)
	}
	return write("%s: costs nobody more than %s of its weight%s", choices, percent(*x.Score), known)
}

// stakeProse says what an issue means to a party.
func (s *subject) stakeProse(x bargain.Contention, party string) Prose {
	k := s.stake(x, party)
	var parts []Prose
	if k.Importance != nil {
		parts = append(parts, write("%s of its weight", percent(*k.Importance)))
	} else if s.veiled[party].numbers {
		parts = append(parts, write("weight undisclosed"))
	}
	if len(k.Best) > 0 {
		parts = append(parts, write("most wants %s", s.choices(x.Issue, k.Best, "or", 4)))
	}
	if len(k.Bars) > 0 {
		parts = append(parts, write("refuses %s", s.choices(x.Issue, k.Bars, "and", 4)))
	} else if d := s.otherDemands(k.Refs); len(d) > 0 {
		parts = append(parts, d)
	}
	if k.Loss != nil && len(x.Mildest) == 1 && x.Score != nil && x.Score.Sign() > 0 {
		loss := "nothing"
		if k.Loss.Sign() > 0 {
			loss = percent(*k.Loss)
		}
		parts = append(parts, write("loses %s at what hurts least", loss))
	}
	if len(parts) == 0 {
		return write("not known")
	}
	return joinWith(parts, "; ")
}

// otherDemands counts the demands that name the issue without refusing a
// choice of it outright.
func (s *subject) otherDemands(refs []parley.Ref) Prose {
	n := map[parley.Kind]int{}
	for _, r := range refs {
		n[r.Kind]++
	}
	var parts []Prose
	for _, k := range []struct {
		kind parley.Kind
		many string
	}{{parley.RedLine, "red lines"}, {parley.Insistence, "insistences"}, {parley.Condition, "conditions"}} {
		if c := n[k.kind]; c > 0 {
			parts = append(parts, write("%s", plural(c, kindName(k.kind), k.many)))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return append(join(parts, "and"), Span{Text: " about it"})
}

// agenda says what could be taken first, with the reason.
func (s *subject) agenda() (Section, bool) {
	a := s.a.Agenda
	if a == nil || len(s.c.Issues) < 2 || len(a.HardestFirst)+len(a.Together) == 0 {
		return Section{}, false
	}
	sec := Section{ID: "agenda", Title: "What to take first"}
	if len(a.EasiestFirst) > 1 && s.anyHardness(a.HardestFirst) {
		sec.Blocks = append(sec.Blocks,
			Paragraph{Text: write("%s It shows soon whether the rest is worth the work.", strong("Hardest first."))}, s.inTurn(a.HardestFirst),
			Paragraph{Text: write("%s Early agreement builds trust and shows what is left.", strong("Easiest first."))}, s.inTurn(a.EasiestFirst))
	}
	if len(a.Together) > 0 {
		var items []Item
		for _, b := range a.Together {
			items = append(items, Item{Text: write("%s: %s.", few(s.issueNames(b.Issues), shortList, "and"), s.bundle(b))})
		}
		sec.Blocks = append(sec.Blocks,
			Paragraph{Text: write("%s What statements tie is hard to settle apart.", strong("Together."))}, List{Items: items, Short: shortList})
	}
	return sec, len(sec.Blocks) > 0
}

// inTurn lists issues in the order in which they could be taken, each with
// what puts it there.
func (s *subject) inTurn(ids []string) List {
	list := List{Ordered: true, Short: shortList}
	for _, id := range ids {
		list.Items = append(list.Items, Item{Text: write("%s: %s.", s.issueName(id), s.hardness(id))})
	}
	return list
}

// anyHardness reports whether anything is known that puts the issues in order.
func (s *subject) anyHardness(ids []string) bool {
	return slices.ContainsFunc(s.a.Contention, func(x bargain.Contention) bool {
		return slices.Contains(ids, x.Issue) && (x.HardClash || x.Score != nil)
	})
}

// hardness says in a clause how hard an issue is.
func (s *subject) hardness(id string) Prose {
	for _, x := range s.a.Contention {
		switch {
		case x.Issue != id:
		case x.HardClash:
			return write("somebody refuses each of its choices outright")
		case x.Score == nil:
			return write("nothing stated says how hard it is")
		case x.Score.Sign() == 0:
			return write("one of its choices costs nobody anything")
		default:
			return write("even its mildest choice costs one party %s of its weight", percent(*x.Score))
		}
	}
	return write("nothing stated says how hard it is")
}

func (s *subject) issueNames(ids []string) []Prose {
	ps := make([]Prose, len(ids))
	for i, id := range ids {
		ps[i] = s.issueName(id)
	}
	return ps
}

// bundle says what ties issues together.
func (s *subject) bundle(b bargain.Bundle) Prose {
	var parts []Prose
	type owned struct {
		party string
		kind  parley.Kind
	}
	many := map[owned]int{}
	for _, r := range b.Demands {
		many[owned{r.Party, r.Kind}]++
	}
	for _, r := range b.Demands { // each kind where its first stands
		key := owned{r.Party, r.Kind}
		n := many[key]
		delete(many, key)
		switch {
		case n == 0:
		case r.Kind == parley.NormKind && n == 1:
			parts = append(parts, write("a norm"))
		case r.Kind == parley.NormKind:
			parts = append(parts, write("%s norms", number(n)))
		case n == 1:
			parts = append(parts, write("%s %s", s.owner(r.Party), kindName(r.Kind)))
		default:
			parts = append(parts, write("%s %ss of %s", number(n), kindName(r.Kind), s.name(r.Party)))
		}
	}
	for _, l := range b.Linkages {
		parts = append(parts, write("a linkage of %s", s.name(l.Party)))
	}
	if len(parts) == 0 {
		return write("statements tie them")
	}
	verb := " ties them"
	if len(b.Demands)+len(b.Linkages) > 1 {
		verb = " tie them"
	}
	p := append(few(parts, 4, "and"), Span{Text: verb})
	if b.Offers {
		p = append(p, Span{Text: "; one offers to give on one for something on another"})
	}
	return p
}
