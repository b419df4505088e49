package brief

import (
	"parley"
	"parley/bargain"
)

func (s *subject) jsonPackages() any {
	z := s.a.Zone
	if z == nil {
		return nil
	}
	yes, unknown := object{}, object{}
	for _, x := range z.Accepts {
		yes = append(yes, field{x.Party, jsonCount(x.Yes)})
		unknown = append(unknown, field{x.Party, jsonCount(x.Unknown)})
	}
	pairs := make([]object, len(z.Pairs))
	for i, p := range z.Pairs {
		pairs[i] = object{{"parties", []string{p.A, p.B}}, {"acceptable", jsonCount(p.Both)}, {"possible", jsonCount(p.Possible)}}
	}
	return object{{"total", jsonCount(z.Total)}, {"acceptable", yes}, {"unknown", unknown}, {"pairs", pairs}}
}

func (s *subject) jsonZone() any {
	z := s.a.Zone
	if z == nil {
		return nil
	}
	return object{
		{"count", jsonCount(z.Count)},
		{"possible", jsonCount(z.Possible)},
		{"exact", s.a.Certificates[bargain.AskZone].Proven},
		{"assumed", list(z.Assumed)},
		{"unvalued", list(z.Unvalued)},
		{"unconfirmed", list(z.Unconfirmed)},
		{"confirmed", jsonCount(z.Confirmed)},
		{"example", s.jsonPackage(z.Example)},
		{"reach", s.jsonReach(z)},
		{"open", s.jsonOpen(z)},
		{"proof", s.jsonProof(z)},
		{"sample", s.jsonList(z.Sample)},
	}
}

func (s *subject) jsonFrontiers() []field {
	out := []field{{"frontier", s.jsonOutcomes(nil)}}
	if f := s.a.Frontier; f != nil {
		out[0].value = s.jsonFrontier(f.Outcomes)
		out = append(out, field{"frontier_size", max(f.Size, f.Outcomes.Len())})
		if len(f.Segments) > 0 {
			out = append(out, field{"frontier_segments", f.Segments})
		}
		if f.Within != nil {
			out = append(out, field{"frontier_within", f.Within.Float()})
		}
	}
	if f := s.a.FrontierPossible; f != nil {
		out = append(out, field{"frontier_possible", s.jsonFrontier(f.Outcomes)},
			field{"frontier_possible_size", max(f.Size, f.Outcomes.Len())})
		if len(f.Segments) > 0 {
			out = append(out, field{"frontier_possible_segments", f.Segments})
		}
		if f.Within != nil {
			out = append(out, field{"frontier_possible_within", f.Within.Float()})
		}
	}
	return out
}

func (s *subject) jsonOutcomes(all []bargain.Outcome) []object {
	out := make([]object, len(all))
	for i, o := range all {
		out[i] = s.jsonOutcome(o, s.jsonPackage(o.Package))
	}
	return out
}

// jsonFrontier writes outcomes one after the other, as they are spelled out.
func (s *subject) jsonFrontier(all bargain.Outcomes) any {
	return sequence(func(yield func(any) bool) {
		for o, choices := range all.Rows() {
			pkg := s.jsonPackage(o.Package)
			if choices != nil {
				pkg = chosen{choices, s.c.Issues}
			}
			if !yield(s.jsonOutcome(o, pkg)) {
				return
			}
		}
	})
}

// jsonOutcome writes an outcome with its package.
func (s *subject) jsonOutcome(o bargain.Outcome, pkg any) object {
	out := object{
		{"package", pkg},
		{"ties", jsonCount(o.Ties)},
		{"utility", s.byParty(o.Utility)},
		{"gain", s.byParty(o.Gain)},
		{"share", s.byParty(o.Share)},
		{"fraction", s.byParty(o.Fraction)},
	}
	if len(o.Tied) > 0 {
		tied := make([]any, len(o.Tied))
		for i, p := range o.Tied {
			tied[i] = s.jsonPackage(p)
		}
		out = append(out, field{"tied", tied})
	}
	if o.Limit {
		out = append(out, field{"limit", true})
	}
	return out
}

// jsonSolutions has a list for each criterion that was asked for.
func (s *subject) jsonSolutions() object {
	out := object{}
	var left, assumed []string
	for _, x := range []struct {
		question bargain.Question
		solution *bargain.Solution
	}{
		{bargain.AskNash, s.a.Nash},
		{bargain.AskKalaiSmorodinsky, s.a.KalaiSmorodinsky},
		{bargain.AskEgalitarian, s.a.Egalitarian},
		{bargain.AskUtilitarian, s.a.Utilitarian},
		{bargain.AskWeightedNash, s.a.WeightedNash},
	} {
		if !s.asked(x.question) {
			continue
		}
		outcomes := s.jsonOutcomes(nil)
		if x.solution != nil {
			outcomes = s.jsonOutcomes(x.solution.Outcomes)
			left, assumed = union(left, x.solution.LeftOut), union(assumed, x.solution.Assumed)
		}
		out = append(out, field{string(x.question), outcomes})
	}
	if s.asked(bargain.AskWeightedNash) && len(s.o.Weights) > 0 {
		weights := object{}
		for _, w := range s.weights() {
			weights = append(weights, field{w.Party, w.Weight.Float()})
		}
		out = append(out, field{"weights", weights})
	}
	if len(left) > 0 {
		out = append(out, field{"left_out", left})
	}
	if len(assumed) > 0 {
		out = append(out, field{"assumed", assumed})
	}
	return out
}

func (s *subject) jsonContention() any {
	out := make([]object, len(s.a.Contention))
	for i, x := range s.a.Contention {
		stakes := make([]object, len(x.Stakes))
		for j, k := range x.Stakes {
			stakes[j] = object{
				{"party", k.Party},
				{"importance", optional(k.Importance)},
				{"loss", optional(k.Loss)},
				{"best", list(k.Best)},
				{"bars", list(k.Bars)},
				{"demands", s.jsonStatements(k.Refs)},
			}
		}
		out[i] = object{
			{"issue", x.Issue}, {"score", optional(x.Score)}, {"hard_clash", x.HardClash},
			{"mildest", list(x.Mildest)}, {"settled", x.Settled}, {"stakes", stakes},
		}
	}
	return out
}

func (s *subject) jsonAgenda() any {
	a := s.a.Agenda
	if a == nil {
		return nil
	}
	together := make([]object, len(a.Together))
	for i, b := range a.Together {
		linkages := make([]string, len(b.Linkages))
		for j, l := range b.Linkages {
			linkages[j] = (parley.Path{"positions", l.Party, "linkage"}).Index(l.Index).String()
		}
		together[i] = object{{"issues", list(b.Issues)}, {"demands", s.jsonStatements(b.Demands)}, {"linkages", linkages}, {"offers", b.Offers}}
	}
	return object{{"hardest_first", list(a.HardestFirst)}, {"easiest_first", list(a.EasiestFirst)}, {"together", together}}
}

// jsonProgress counts points and lists them with their standing.
func (s *subject) jsonProgress() any {
	p := s.a.Progress
	docs := []object{}
	for _, d := range s.c.Documents {
		o := object{{"document", d.ID}, {"status", string(d.Status)}, {"among", list(d.Among)}, {"reported_by", d.ReportedBy}}
		for _, x := range p.Documents {
			if x.Document == d.ID {
				o = append(o, field{"points", x.Points}, field{"settled", x.Settled}, field{"reported", x.Reported})
			}
		}
		points := make([]object, len(d.Points))
		for j, q := range d.Points {
			points[j] = object{{"point", q.ID}, {"issue", q.Issue}, {"status", string(q.Status)}, {"among", list(q.Among)}, {"reported_by", q.ReportedBy}}
		}
		docs = append(docs, append(o, field{"list", points}))
	}
	return object{{"points", p.Points}, {"settled", p.Settled}, {"reported", p.Reported}, {"weighted", optional(p.Weighted)}, {"documents", docs}}
}
