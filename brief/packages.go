package brief

import (
	"math/big"
	"slices"
	"strconv"

	"parley/bargain"
)

// pick is a package that the report shows, with how it was chosen. Several
// ways of choosing may come to the same one.
type pick struct {
	name      string // A, B, …
	outcome   bargain.Outcome
	chosen    []Prose            // plain words
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
	add := func(o bargain.Outcome, q bargain.Question, how Prose, party string) {
		for i := range ps {
			if ps[i].outcome.Package.Equal(o.Package) {
				if len(how) > 0 {
					ps[i].chosen = append(ps[i].chosen, how)
					ps[i].questions = append(ps[i].questions, q)
				}
				return
			}
		}
		p := pick{outcome: o, party: party, questions: []bargain.Question{q}}
		if len(how) > 0 {
			p.chosen = []Prose{how}
		}
		ps = append(ps, p)
	}
	for _, x := range []struct {
		solution *bargain.Solution
		how      Prose
		question bargain.Question
	}{
		{s.a.Nash, write("the gains multiply to the most (Nash)"), bargain.AskNash},
		{s.a.KalaiSmorodinsky, write("all come as far as they can together towards the most that each could gain (Kalai-Smorodinsky)"), bargain.AskKalaiSmorodinsky},
		{s.a.Egalitarian, write("whoever comes off worst comes off as well as can be (egalitarian)"), bargain.AskEgalitarian},
		{s.a.Utilitarian, write("the gains add up to the most (utilitarian)"), bargain.AskUtilitarian},
		{s.a.WeightedNash, write("the gains, counted with the weights asked for (%s), multiply to the most (weighted Nash)", s.weighed()), bargain.AskWeightedNash},
	} {
		if x.solution != nil {
			how := x.how
			if c := s.certificate(x.question); c != "exact" && c != "" {
				how = append(how, write(" [%s]", c)...)
			}
			outcomes := x.solution.Outcomes
			if n := len(outcomes); n > enoughPicks { // both ends and the middle
				outcomes = []bargain.Outcome{outcomes[0], outcomes[n/2], outcomes[n-1]}
				how = append(how, write(", one of %s that tie", grouped(strconv.Itoa(max(n, x.solution.Size))))...)
			}
			for _, o := range outcomes {
				add(o, x.question, how, "")
			}
		}
	}
	if f := s.a.Frontier; f != nil && len(ps) < enoughPicks && f.Outcomes.Len() > 0 {
		figures := f.Outcomes.Figures()
		for _, party := range f.Parties {
			if at := most(figures, party); at >= 0 {
				add(f.Outcomes.At(at), bargain.AskFrontier, nil, party)
			}
		}
	}
	slices.SortStableFunc(ps, func(a, b pick) int { return s.fileOrder(a.outcome.Package, b.outcome.Package) })
	for i := range ps {
		ps[i].name = letter(i)
	}
	return ps
}

// most returns the place of the outcome with the greatest utility for the
// party, the first of those that tie; -1 where it has none.
func most(all []bargain.Outcome, party string) int {
	at := -1
	for i, o := range all {
		u, ok := o.Utility[party]
		if ok && (at < 0 || u.Cmp(all[at].Utility[party]) > 0) {
			at = i
		}
	}
	return at
}

// how says how a package was chosen.
func (s *subject) how(p pick) Prose {
	var parts []Prose
	parts = append(parts, p.chosen...)
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
			sec.Blocks = append(sec.Blocks, s.packageTable([]pick{{name: "One of them", outcome: bargain.Outcome{Package: s.a.Zone.Example}}})...)
		}
		for _, extra := range []func([]pick) (Section, bool){s.shortlist, s.sample} {
			if x, ok := extra(nil); ok {
				sec.Sections = append(sec.Sections, x)
			}
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
		text = append(text, tied(p.outcome.Ties)...)
		if p.outcome.Limit {
			text = append(text, write(" An issue is continuous: this is approached as near as one likes, not reached.")...)
		}
		list.Items = append(list.Items, Item{Text: text, More: s.tiedList(p.outcome)})
	}
	sec.Blocks = append(append(sec.Blocks, list), s.packageTable(picks)...)
	if f, ok := s.bars(picks); ok {
		sec.Blocks = append(sec.Blocks, f)
	}
	if t, ok := s.worthTable(picks); ok {
		sec.Blocks = append(sec.Blocks, t)
	}
	sec.Blocks = append(sec.Blocks, s.packageNotes()...)
	for _, extra := range []func([]pick) (Section, bool){s.shortlist, s.sample} {
		if x, ok := extra(picks); ok {
			sec.Sections = append(sec.Sections, x)
		}
	}
	if f, ok := s.frontier(s.a.Frontier, picks); ok {
		sec.Sections = append(sec.Sections, f)
	}
	return sec
}

// tied says how many packages are worth the same to everybody.
func tied(c bargain.Count) Prose {
	if isOne(c) || c.Zero() {
		return nil
	}
	if !c.Infinite() {
		if least, most := bounds(c); least.Cmp(big.NewInt(1)) <= 0 && (most == nil || most.Cmp(big.NewInt(1)) > 0) {
			return write(" Whether others are worth exactly the same to everybody is not settled.")
		}
	}
	return write(" %s are worth exactly the same to everybody; this is one of them.", capital(write("%s", packages(c))))
}

// packageNotes says what the criteria had to leave out or to assume.
func (s *subject) packageNotes() []Block {
	var left, assumed []string
	for _, x := range []*bargain.Solution{s.a.Nash, s.a.KalaiSmorodinsky, s.a.Egalitarian, s.a.Utilitarian, s.a.WeightedNash} {
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
	if s.blind && (s.asked(bargain.AskShortlist) || len(s.o.Weights) > 0) {
		out = append(out, aside("The shortlist and weighted Nash are left out, and so are packages that tie: by asking with other numbers one could work out those that are undisclosed."))
		return append(out, s.why(bargain.AskNash, bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian, bargain.AskUtilitarian)...)
	}
	return append(out, s.why(bargain.AskNash, bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian, bargain.AskUtilitarian, bargain.AskWeightedNash, bargain.AskShortlist)...)
}

// weights are those asked for, in the order of the file.
func (s *subject) weights() []bargain.Weight {
	var out []bargain.Weight
	for _, p := range s.c.Parties {
		for _, w := range s.o.Weights {
			if w.Party == p.ID {
				out = append(out, w)
			}
		}
	}
	return out
}

// weighed lists the weights asked for.
func (s *subject) weighed() Prose {
	var parts []Prose
	for _, w := range s.weights() {
		parts = append(parts, write("%s %s", s.name(w.Party), w.Weight.String()))
	}
	if len(parts) < len(s.consenting()) {
		parts = append(parts, write("any other 1"))
	}
	return joinWith(parts, ", ")
}
