package brief

import (
	"maps"
	"slices"

	"parley"
	"parley/bargain"
)

// discloseAnswer takes out of the answer every number of a party that keeps
// its numbers undisclosed, and every number of the others from which they
// could be worked out: a level that is the least of all parties' or a product
// of them tells, with the rest known, the one that is missing.
func (s *subject) discloseAnswer(a *bargain.Answer) *bargain.Answer {
	d := *a
	if !s.sealed {
		return &d
	}
	d.Zone = s.discloseZone(a.Zone)
	d.Frontier = s.discloseFrontier(a.Frontier)
	d.FrontierPossible = s.discloseFrontier(a.FrontierPossible)
	for _, x := range []**bargain.Solution{&d.Nash, &d.KalaiSmorodinsky, &d.Egalitarian, &d.Utilitarian, &d.WeightedNash} {
		*x = s.discloseSolution(*x)
	}
	d.Shortlist = s.discloseShortlist(a.Shortlist)
	if s.blind {
		// Who may choose the weights, or how many packages are listed by the
		// product of gains, learns undisclosed gains by asking again.
		d.WeightedNash, d.Shortlist = nil, nil
	}
	if s.withholdsIncentives() {
		d.Incentives = nil
	}
	d.Contention, d.Agenda = s.discloseContention(a)
	if s.blind {
		d.Progress.Weighted = nil
		d.Prices = nil
		d.Robustness = nil
	}
	d.Prices = slices.DeleteFunc(slices.Clone(d.Prices), func(p bargain.Price) bool { return s.isHidden(p.Ref) })
	d.Trades = slices.DeleteFunc(slices.Clone(a.Trades), func(t bargain.Trade) bool {
		return s.veiled[t.A].numbers || s.veiled[t.B].numbers
	})
	d.Inquiries = slices.DeleteFunc(slices.Clone(a.Inquiries), s.tellsTooMuch)
	d.Concessions = s.discloseConcessions(a.Concessions)
	d.Reshapings = s.discloseReshapings(a.Reshapings)
	d.Certificates = maps.Clone(a.Certificates)
	for q, c := range d.Certificates {
		// Why a method was picked, and how it went, say how the statements are
		// built, those too: how many steps a count took, how many issues are tied.
		c.Because = ""
		if c.Method != "" && c.Method != "none" {
			c.Method = "left out, for it would tell how undisclosed statements are built"
		}
		if s.blind {
			c.Lower, c.Upper = nil, nil
		}
		if s.withholds(q) { // why there is no answer is an answer
			c = bargain.Certificate{Why: "Left out: it would tell what is undisclosed.", Method: "none", Seconds: c.Seconds}
		}
		d.Certificates[q] = c
	}
	return &d
}

// withholds reports whether the answer to a question is left out whole.
func (s *subject) withholds(q bargain.Question) bool {
	switch q {
	case bargain.AskWeightedNash, bargain.AskShortlist:
		return s.blind
	case bargain.AskIncentives:
		return s.withholdsIncentives()
	case bargain.AskSample:
		return s.sealed
	}
	return false
}

func (s *subject) anyVeil() bool {
	for _, v := range s.veiled {
		if v.any() {
			return true
		}
	}
	return false
}

func (s *subject) discloseZone(z *bargain.Zone) *bargain.Zone {
	if z == nil {
		return nil
	}
	d := *z
	d.Accepts = slices.DeleteFunc(slices.Clone(z.Accepts), func(x bargain.Acceptance) bool { return s.veiled[x.Party].any() })
	d.Pairs = slices.DeleteFunc(slices.Clone(z.Pairs), func(x bargain.Pair) bool {
		return s.veiled[x.A].any() || s.veiled[x.B].any()
	})
	// A choice that is no longer possible although no open statement refuses
	// it, the ends of what the others could get, and the sum that shows that
	// fallbacks are out of reach each tell what an undisclosed statement says.
	// Packages drawn from the zone draw it.
	d.Reach, d.Open, d.Proof, d.Sample = nil, nil, nil, nil
	return &d
}

func (s *subject) discloseOutcome(o bargain.Outcome) bargain.Outcome {
	o.Utility, o.Gain = s.numbersOf(o.Utility), s.numbersOf(o.Gain)
	o.Share, o.Fraction = s.numbersOf(o.Share), s.numbersOf(o.Fraction)
	if s.blind { // that two choices are worth the same to a party is a number too
		o.Tied = nil
	}
	return o
}

// discloseFrontier also gives the outcomes another order where numbers are
// taken out: that of the frontier ranks them by every party's utility.
func (s *subject) discloseFrontier(f *bargain.Frontier) *bargain.Frontier {
	if f == nil {
		return nil
	}
	d := *f
	d.Outcomes = f.Outcomes.Each(s.discloseOutcome)
	d.Parties = slices.DeleteFunc(slices.Clone(f.Parties), func(p string) bool { return s.veiled[p].numbers })
	if len(d.Parties) == len(f.Parties) {
		return &d
	}
	d.Segments = nil
	list := d.Outcomes.Slice()
	slices.SortStableFunc(list, func(x, y bargain.Outcome) int { return s.fileOrder(x.Package, y.Package) })
	d.Outcomes = bargain.Listed(list...)
	return &d
}

// fileOrder compares two packages by their choices, issues and options as in
// the file.
func (s *subject) fileOrder(p, q parley.Package) int {
	for _, i := range s.c.Issues {
		a, b := p[i.ID], q[i.ID]
		if a.Equal(b) {
			continue
		}
		if i.Numeric() {
			return a.Number.Cmp(b.Number)
		}
		at := func(id string) int {
			return slices.IndexFunc(i.Options, func(o parley.Option) bool { return o.ID == id })
		}
		return at(a.Option) - at(b.Option)
	}
	return 0
}

func (s *subject) discloseSolution(x *bargain.Solution) *bargain.Solution {
	if x == nil {
		return nil
	}
	d := *x
	d.Outcomes = make([]bargain.Outcome, len(x.Outcomes))
	for i, o := range x.Outcomes {
		d.Outcomes[i] = s.discloseOutcome(o)
	}
	d.LeftOut = slices.DeleteFunc(slices.Clone(x.LeftOut), func(p string) bool { return s.veiled[p].numbers })
	return &d
}

// discloseShortlist goes through its outcomes as through any others.
func (s *subject) discloseShortlist(x *bargain.Shortlist) *bargain.Shortlist {
	if x == nil {
		return nil
	}
	d := *x
	for _, list := range []*[]bargain.Outcome{&d.Best, &d.Diverse} {
		*list = slices.Clone(*list)
		for i, o := range *list {
			(*list)[i] = s.discloseOutcome(o)
		}
	}
	return &d
}

// discloseContention empties the stakes of those who keep something
// undisclosed, and, where anybody keeps numbers, everybody's loss and the
// score: the score is the greatest loss, so that it would tell the one that is
// not shown.
func (s *subject) discloseContention(a *bargain.Answer) ([]bargain.Contention, *bargain.Agenda) {
	all := slices.Clone(a.Contention)
	for i, x := range all {
		if s.blind {
			x.Score, x.Mildest = nil, nil
		}
		x.Stakes = slices.Clone(x.Stakes)
		for j, k := range x.Stakes {
			v := s.veiled[k.Party]
			if v.numbers {
				k.Importance = nil
			}
			if v.any() {
				k.Best = nil
			}
			if v.any() || s.blind {
				k.Loss = nil
			}
			k.Refs = s.open(k.Refs)
			if v.demands {
				k.Bars = slices.DeleteFunc(slices.Clone(k.Bars), func(c parley.Choice) bool { return !s.refuses(x.Issue, c, k.Refs) })
			}
			x.Stakes[j] = k
		}
		all[i] = x
	}
	if s.blind { // the order would tell the scores
		slices.SortStableFunc(all, func(x, y bargain.Contention) int {
			if x.HardClash != y.HardClash {
				return map[bool]int{true: -1, false: 1}[x.HardClash]
			}
			return s.issueRank(x.Issue) - s.issueRank(y.Issue)
		})
	}
	if a.Agenda == nil {
		return all, nil
	}
	agenda := *a.Agenda
	if s.blind {
		agenda.HardestFirst, agenda.EasiestFirst = nil, nil
		for _, x := range all {
			if !x.Settled {
				agenda.HardestFirst = append(agenda.HardestFirst, x.Issue)
			}
		}
		for _, clash := range []bool{false, true} {
			for _, x := range all {
				if !x.Settled && x.HardClash == clash {
					agenda.EasiestFirst = append(agenda.EasiestFirst, x.Issue)
				}
			}
		}
	}
	agenda.Together = nil
	for _, b := range a.Agenda.Together {
		if b, ok := s.discloseBundle(b); ok {
			agenda.Together = append(agenda.Together, b)
		}
	}
	return all, &agenda
}

// issueRank is the issue's place in the case.
func (s *subject) issueRank(id string) int {
	return slices.IndexFunc(s.c.Issues, func(i parley.Issue) bool { return i.ID == id })
}

// refuses reports whether one of the demands refuses the choice outright.
func (s *subject) refuses(issue string, c parley.Choice, refs []parley.Ref) bool {
	for _, r := range refs {
		if r.Kind != parley.RedLine && r.Kind != parley.Insistence {
			continue
		}
		d := s.c.Demand(r)
		if scope := d.Scope(); len(scope) == 1 && scope[0] == issue && d.Broken(parley.Package{issue: c}) {
			return true
		}
	}
	return false
}

// discloseBundle keeps of a bundle the issues that open statements name.
func (s *subject) discloseBundle(b bargain.Bundle) (bargain.Bundle, bool) {
	demands := s.open(b.Demands)
	linkages := slices.DeleteFunc(slices.Clone(b.Linkages), func(l bargain.LinkageRef) bool {
		return s.linkage(l).Empty()
	})
	if len(demands) == len(b.Demands) && len(linkages) == len(b.Linkages) {
		return b, true
	}
	named := map[string]bool{}
	b.Demands, b.Linkages, b.Offers = demands, linkages, false
	for _, r := range demands {
		for _, i := range s.scope(r) {
			named[i] = true
		}
		b.Offers = b.Offers || r.Kind == parley.Condition
	}
	for _, l := range linkages {
		for _, i := range s.linkage(l).Issues() {
			named[i] = true
		}
	}
	b.Issues = slices.DeleteFunc(slices.Clone(b.Issues), func(i string) bool { return !named[i] })
	return b, len(b.Issues) > 1
}

func (s *subject) linkage(l bargain.LinkageRef) parley.Linkage {
	if p := s.c.Position(l.Party); p != nil && l.Index < len(p.Linkages) {
		return p.Linkages[l.Index]
	}
	return parley.Linkage{}
}

// scope lists the issues that a demand or a norm names.
func (s *subject) scope(r parley.Ref) []string {
	switch r.Kind {
	case parley.NormKind:
		return s.c.Norms[r.Index].Pattern.Issues()
	case parley.FallbackKind:
		return nil
	}
	return s.c.Demand(r).Scope()
}

// tellsTooMuch reports whether asking this is asking about something
// undisclosed.
func (s *subject) tellsTooMuch(q bargain.Inquiry) bool {
	if q.Ref != nil && s.isHidden(*q.Ref) {
		return true
	}
	switch q.Kind {
	case bargain.InquireFirmness, bargain.InquirePosition:
		return false
	}
	return s.veiled[q.Party].numbers
}

// discloseConcessions does not show what giving up something undisclosed
// would open: the packages would tell what it is.
func (s *subject) discloseConcessions(x *bargain.Concessions) *bargain.Concessions {
	if x == nil {
		return nil
	}
	d := *x
	d.Ways = slices.Clone(x.Ways)
	for i, w := range d.Ways {
		if s.givesUpHidden(w) {
			d.Ways[i] = bargain.WayOut{GiveUp: slices.Clone(w.GiveUp), Movers: w.Movers}
			for j := range w.GiveUp {
				d.Ways[i].GiveUp[j].By = nil
			}
			continue
		}
		w.GiveUp = slices.Clone(w.GiveUp)
		for j, g := range w.GiveUp {
			if s.veiled[g.Ref.Party].numbers {
				w.GiveUp[j].By = nil
			}
		}
		if w.Best != nil {
			o := s.discloseOutcome(*w.Best)
			w.Best = &o
		}
		w.Frontier = s.discloseFrontier(w.Frontier)
		d.Ways[i] = w
	}
	return &d
}

func (s *subject) givesUpHidden(w bargain.WayOut) bool {
	return slices.ContainsFunc(w.GiveUp, func(g bargain.Concession) bool { return s.isHidden(g.Ref) })
}

// discloseReshapings keeps the drafts that open statements call for.
func (s *subject) discloseReshapings(all []bargain.Reshaping) []bargain.Reshaping {
	var out []bargain.Reshaping
	for _, r := range all {
		drafts := r.Drafts
		r.Drafts = nil
		for _, d := range drafts {
			before := len(d.Admit)
			d.Admit = s.open(d.Admit)
			if len(d.Admit) < before {
				d.Parties = slices.DeleteFunc(slices.Clone(d.Parties), func(p string) bool {
					return !slices.ContainsFunc(d.Admit, func(x parley.Ref) bool { return x.Party == p })
				})
				if len(d.Admit) == 0 {
					continue
				}
			}
			r.Drafts = append(r.Drafts, d)
		}
		if len(r.Drafts) > 0 {
			out = append(out, r)
		}
	}
	return out
}
