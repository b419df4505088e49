package brief

import (
	"slices"
	"strconv"

	"parley"
	"parley/bargain"
)

// pick is a package that the report shows, with how it was chosen. Several
// ways of choosing may come to the same one.
type pick struct {
	name      string // A, B, …
	outcome   bargain.Outcome
	chosen    []string           // plain words
	questions []bargain.Question // the criteria, or the frontier
	party     string             // the party to whom it is worth most on the frontier, where it was picked for that
}

// enoughPicks is how many different packages a report shows, where there are
// so many, before it stops adding the ends of the frontier; and how many of
// those that tie by one criterion.
const enoughPicks = 3

// picks collects the packages to show: what the four criteria choose and,
// where that is little choice, the packages at the ends of the frontier, which
// favour different parties. They are in file order: no rank.
func (s *subject) picks() []pick {
	var ps []pick
	add := func(o bargain.Outcome, q bargain.Question, how, party string) {
		for i := range ps {
			if ps[i].outcome.Package.Equal(o.Package) {
				if how != "" {
					ps[i].chosen = append(ps[i].chosen, how)
					ps[i].questions = append(ps[i].questions, q)
				}
				return
			}
		}
		p := pick{outcome: o, party: party, questions: []bargain.Question{q}}
		if how != "" {
			p.chosen = []string{how}
		}
		ps = append(ps, p)
	}
	for _, x := range []struct {
		solution *bargain.Solution
		how      string
		question bargain.Question
	}{
		{s.a.Nash, "the gains multiply to the most (Nash)", bargain.AskNash},
		{s.a.KalaiSmorodinsky, "all come as far as they can together towards the most that each could gain (Kalai-Smorodinsky)", bargain.AskKalaiSmorodinsky},
		{s.a.Egalitarian, "whoever comes off worst comes off as well as can be (egalitarian)", bargain.AskEgalitarian},
		{s.a.Utilitarian, "the gains add up to the most (utilitarian)", bargain.AskUtilitarian},
	} {
		if x.solution != nil {
			how := x.how
			if c := s.certificate(x.question); c != "exact" && c != "" {
				how += " [" + c + "]"
			}
			outcomes := x.solution.Outcomes
			if n := len(outcomes); n > enoughPicks { // both ends and the middle
				outcomes = []bargain.Outcome{outcomes[0], outcomes[n/2], outcomes[n-1]}
				how += ", one of " + grouped(strconv.Itoa(max(n, x.solution.Size))) + " that tie"
			}
			for _, o := range outcomes {
				add(o, x.question, how, "")
			}
		}
	}
	if f := s.a.Frontier; f != nil && len(ps) < enoughPicks && len(f.Outcomes) > 0 {
		for _, party := range f.Parties {
			if o, ok := most(f.Outcomes, party); ok {
				add(o, bargain.AskFrontier, "", party)
			}
		}
	}
	slices.SortStableFunc(ps, func(a, b pick) int { return s.fileOrder(a.outcome.Package, b.outcome.Package) })
	for i := range ps {
		ps[i].name = letter(i)
	}
	return ps
}

// most returns the outcome with the greatest utility for the party, the first
// of those that tie.
func most(all []bargain.Outcome, party string) (bargain.Outcome, bool) {
	at := -1
	for i, o := range all {
		u, ok := o.Utility[party]
		if ok && (at < 0 || u.Cmp(all[at].Utility[party]) > 0) {
			at = i
		}
	}
	if at < 0 {
		return bargain.Outcome{}, false
	}
	return all[at], true
}

// how says how a package was chosen.
func (s *subject) how(p pick) Prose {
	var parts []Prose
	for _, c := range p.chosen {
		parts = append(parts, write("%s", c))
	}
	if p.party != "" {
		parts = append(parts, write("the end of the frontier that is worth most to %s", s.name(p.party)))
	}
	return joinWith(parts, "; ")
}

// exactly reports whether everything by which a package was chosen is proven.
func (s *subject) exactly(p pick) bool {
	for _, q := range p.questions {
		if !s.a.Certificates[q].Proven {
			return false
		}
	}
	return len(p.questions) > 0
}

// packages shows packages side by side, and the frontier.
func (s *subject) packages(picks []pick) Section {
	sec := Section{ID: "packages", Title: "Packages side by side"}
	if len(picks) == 0 {
		if s.finding() != none {
			sec.Blocks = append(sec.Blocks, s.why(bargain.AskFrontier, bargain.AskNash, bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian, bargain.AskUtilitarian)...)
		}
		if s.finding() == common && len(s.a.Zone.Example) > 0 && len(sec.Blocks) > 0 {
			sec.Blocks = append(sec.Blocks, s.packageTable([]pick{{name: "One of them", outcome: bargain.Outcome{Package: s.a.Zone.Example}}}))
		}
		if f, ok := s.frontierPossible(); ok && s.finding() == maybe {
			sec.Sections = append(sec.Sections, f)
		}
		return sec
	}
	sec.Blocks = append(sec.Blocks, aside("Several packages, in no rank: their letters follow the order of the case file. Each was chosen by a different yardstick; none is a recommendation, and nothing is decided by it. Each party’s numbers are on its own scale and cannot be compared with another’s."))
	list := List{}
	for _, p := range picks {
		text := write("%s – %s.", strong("Package "+p.name), s.how(p))
		if s.exactly(p) {
			text = append(text, small(" [exact]"))
		}
		if !isOne(p.outcome.Ties) && !p.outcome.Ties.Zero() {
			text = append(text, write(" %s are worth exactly the same to everybody; this is the first of them.", capital(write("%s", packages(p.outcome.Ties))))...)
		}
		if p.outcome.Limit {
			text = append(text, write(" An issue is continuous: this is approached as near as one likes, not reached.")...)
		}
		list.Items = append(list.Items, Item{Text: text})
	}
	sec.Blocks = append(sec.Blocks, list, s.packageTable(picks))
	if f, ok := s.bars(picks); ok {
		sec.Blocks = append(sec.Blocks, f)
	}
	if t, ok := s.worthTable(picks); ok {
		sec.Blocks = append(sec.Blocks, t)
	}
	sec.Blocks = append(sec.Blocks, s.packageNotes()...)
	if f, ok := s.frontier(s.a.Frontier, picks); ok {
		sec.Sections = append(sec.Sections, f)
	}
	return sec
}

// packageTable says what each package takes, issue by issue.
func (s *subject) packageTable(picks []pick) Table {
	t := Table{Caption: write("What each package takes"), Columns: []Column{{Title: write("Issue")}}, Short: 4 * shortList}
	for _, p := range picks {
		t.Columns = append(t.Columns, Column{Title: write("%s", p.name)})
	}
	for _, i := range s.c.Issues {
		row := Row{Cells: []Prose{bold(s.issueName(i.ID))}}
		for _, p := range picks {
			c, ok := p.outcome.Package[i.ID]
			if !ok {
				row.Cells = append(row.Cells, write("–"))
				continue
			}
			row.Cells = append(row.Cells, s.bareChoice(i, c))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// bareChoice is a choice for a cell of its own, without quotation marks.
func (s *subject) bareChoice(i parley.Issue, c parley.Choice) Prose {
	if o, ok := i.Option(c.Option); ok && o.Text != "" {
		return Prose{said(period(o.Text))}
	}
	return s.choice(i.ID, c)
}

// packageNotes says what the criteria had to leave out or to assume.
func (s *subject) packageNotes() []Block {
	var left, assumed []string
	for _, x := range []*bargain.Solution{s.a.Nash, s.a.KalaiSmorodinsky, s.a.Egalitarian, s.a.Utilitarian} {
		if x == nil {
			continue
		}
		for _, p := range x.LeftOut {
			if !slices.Contains(left, p) {
				left = append(left, p)
			}
		}
		for _, p := range x.Assumed {
			if !slices.Contains(assumed, p) {
				assumed = append(assumed, p)
			}
		}
	}
	var out []Block
	if len(left) > 0 {
		verb := "is"
		if len(left) > 1 {
			verb = "are"
		}
		out = append(out, paragraph("%s can gain nothing over no agreement in any of these packages and %s left out of the proportions.", join(s.names(left), "and"), verb))
	}
	if len(assumed) > 0 {
		out = append(out, paragraph("%s not said what no agreement is worth to them: it is assumed to be as little as the package, among those that nobody’s statement excludes, that is worth least to them.", s.have(assumed)))
	}
	out = append(out, s.why(bargain.AskNash, bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian, bargain.AskUtilitarian)...)
	return out
}
