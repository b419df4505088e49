package brief

import (
	"slices"

	"parley"
	"parley/bargain"
)

// shortlist lays several packages side by side that a mediator could put
// before the parties. They stand in the order of the file, which is no rank.
func (s *subject) shortlist(picks []pick) (Section, bool) {
	x := s.a.Shortlist
	if x == nil || len(x.Best)+len(x.Diverse) == 0 {
		return Section{}, false
	}
	sec := Section{ID: "shortlist", Title: "Several packages to lay on the table"}
	sec.Blocks = []Block{Paragraph{Role: Aside, Text: s.noted(write("Several, so that people can talk about what differs; in no rank, for the columns follow the order of the case file. Each keeps the product of gains high."), bargain.AskShortlist)}}
	apart := write("Far from each other: any two differ on at least %s", plural(x.Apart, "issue", "issues"))
	if slices.ContainsFunc(s.c.Issues, parley.Issue.Continuous) {
		sec.Blocks = append(sec.Blocks, aside("Of packages that take the same options and differ in numbers alone, the one is shown at which that product is greatest."))
		apart = append(apart, write(", numbers that may be anything in a range not counted")...)
	}
	before, taken := picks, len(picks)
	lay := func(outcomes []bargain.Outcome, caption Prose) {
		shown := s.lettered(outcomes, picks, &taken)
		if len(shown) == 0 {
			return
		}
		list := List{}
		for _, p := range shown {
			if who := s.worthMostTo(p, shown); len(who) > 0 {
				list.Items = append(list.Items, Item{Text: write("%s is worth, of these, most to %s.", strong("Package "+p.name), who)})
			}
			if p.outcome.Limit {
				list.Items = append(list.Items, Item{Text: write("%s is approached as near as one likes, not reached.", strong("Package "+p.name))})
			}
		}
		blocks := s.compared(shown, len(before) == 0)
		if t, ok := blocks[0].(Table); ok {
			t.Caption = caption
			blocks[0] = t
		}
		sec.Blocks = append(sec.Blocks, blocks...)
		if len(list.Items) > 0 {
			sec.Blocks = append(sec.Blocks, list)
		}
		picks = append(picks[:len(picks):len(picks)], shown...)
	}
	lay(x.Diverse, apart)
	lay(x.Best, write("With the greatest products of gains"))
	return sec, true
}

// lettered names outcomes after the packages shown before, and keeps the name
// of one that was.
func (s *subject) lettered(outcomes []bargain.Outcome, before []pick, taken *int) []pick {
	sorted := slices.Clone(outcomes)
	slices.SortStableFunc(sorted, func(a, b bargain.Outcome) int { return s.fileOrder(a.Package, b.Package) })
	var out []pick
	for _, o := range sorted {
		if len(o.Package) == 0 {
			continue
		}
		p := pick{outcome: o}
		for _, q := range before {
			if q.outcome.Package.Equal(o.Package) {
				p.name = q.name
			}
		}
		if p.name == "" {
			p.name = letter(*taken)
			*taken++
		}
		out = append(out, p)
	}
	return out
}

// worthMostTo names the parties to whom a package is worth more than any
// other that is shown with it.
func (s *subject) worthMostTo(p pick, shown []pick) Prose {
	var names []Prose
	for _, id := range s.consenting() {
		u, ok := p.outcome.Utility[id]
		if !ok || len(shown) < 2 {
			continue
		}
		if !slices.ContainsFunc(shown, func(q pick) bool {
			v, ok := q.outcome.Utility[id]
			return q.name != p.name && (!ok || v.Cmp(u) >= 0)
		}) {
			names = append(names, s.name(id))
		}
	}
	return few(names, shortList, "and")
}

// tiedList lists packages that are worth the same to everybody as the one
// shown, if that was asked for.
func (s *subject) tiedList(o bargain.Outcome) []Block {
	list := List{Short: shortList}
	for _, p := range o.Tied {
		if !p.Equal(o.Package) {
			list.Items = append(list.Items, Item{Text: append(s.difference(p, o.Package), Span{Text: "."})})
		}
	}
	if len(list.Items) == 0 {
		return nil
	}
	return []Block{aside("%s that tie with it, by what they take instead:", capital(write("%s", plural(len(list.Items), "package", "packages")))), list}
}

// difference says what a package takes where it differs from another.
func (s *subject) difference(p, from parley.Package) Prose {
	part := parley.Package{}
	for id, c := range p {
		if !from[id].Equal(c) {
			part[id] = c
		}
	}
	return s.packageProse(part)
}

func (s *subject) jsonShortlist() any {
	x := s.a.Shortlist
	if x == nil {
		return nil
	}
	return object{{"apart", x.Apart}, {"best", s.jsonOutcomes(x.Best)}, {"diverse", s.jsonOutcomes(x.Diverse)}}
}

// sample lists packages that were drawn from the possible zone.
func (s *subject) sample([]pick) (Section, bool) {
	if s.a.Zone == nil || len(s.a.Zone.Sample) == 0 {
		return Section{}, false
	}
	drawn := s.a.Zone.Sample
	sec := Section{ID: "sample", Title: "Packages drawn from what is possible"}
	sec.Blocks = []Block{aside("%s, each as likely as every other of the possible zone. They show what it is like, and nothing speaks for one of them.", capital(write("%s", plural(len(drawn), "package", "packages"))))}
	list := List{Short: shortList}
	for _, p := range drawn {
		list.Items = append(list.Items, Item{Text: append(s.packageProse(p), Span{Text: "."})})
	}
	sec.Blocks = append(sec.Blocks, list)
	return sec, true
}

func (s *subject) jsonList(all []parley.Package) any {
	out := make([]any, len(all))
	for i, p := range all {
		out[i] = s.jsonPackage(p)
	}
	return out
}
