package brief

import (
	"slices"

	"parley"
	"parley/bargain"
)

func union(a, b []string) []string {
	for _, x := range b {
		if !slices.Contains(a, x) {
			a = append(a, x)
		}
	}
	return a
}

// jsonConflicts marks every entry complete or not, as the list as a whole is.
func (s *subject) jsonConflicts() any {
	out := []object{}
	if x := s.a.Conflicts; x != nil {
		for _, set := range x.Sets {
			out = append(out, object{{"demands", s.jsonStatements(set.Items)}, {"complete", x.Complete}})
		}
	}
	return out
}

func (s *subject) jsonConcessions() any {
	out := []object{}
	x := s.a.Concessions
	if x == nil {
		return out
	}
	for _, w := range x.Ways {
		give := make([]object, len(w.GiveUp))
		for i, g := range w.GiveUp {
			o := s.jsonStatement(g.Ref)
			if g.Ref.Kind == parley.FallbackKind {
				o = append(o, field{"by", optional(g.By)})
			} else if !s.isHidden(g.Ref) {
				d := s.c.Demand(g.Ref)
				o = append(o, field{"stated", d.Stated}, field{"basis", d.Basis})
			}
			give[i] = o
		}
		var opens, best any
		if !s.givesUpHidden(w) {
			opens = jsonCount(w.Opens)
			if w.Best != nil {
				best = s.jsonOutcome(*w.Best, s.jsonPackage(w.Best.Package))
			}
		}
		o := object{{"give_up", give}, {"movers", list(w.Movers)}, {"opens", opens}, {"best", best}, {"example", s.jsonPackage(w.Example)}}
		if w.Frontier != nil {
			o = append(o, field{"frontier", s.jsonFrontier(w.Frontier.Outcomes)})
			if w.Frontier.Within != nil {
				o = append(o, field{"frontier_within", w.Frontier.Within.Float()})
			}
		}
		out = append(out, append(o, field{"complete", x.Complete}))
	}
	return out
}

func (s *subject) jsonPrices() any {
	out := []object{}
	for _, p := range s.a.Prices {
		out = append(out, append(s.jsonStatement(p.Ref), field{"rise", p.Rise.Float()}, field{"from", p.From.Float()}, field{"to", p.To.Float()}, field{"opens", jsonCount(p.Opens)}))
	}
	return out
}

func (s *subject) jsonRobustness() any {
	r := s.a.Robustness
	if r == nil {
		return nil
	}
	packages := make([]object, len(r.Packages))
	for i, p := range r.Packages {
		solutions := make([]string, len(p.Solutions))
		for j, q := range p.Solutions {
			solutions[j] = string(q)
		}
		packages[i] = object{{"package", s.jsonPackage(p.Package)}, {"solutions", solutions}, {"acceptable_for_all", p.ForAll}, {"accepted", jsonShare(p.Accepted)}}
	}
	var zone any
	if r.Zone != nil {
		zone = jsonShare(*r.Zone)
	}
	var regret any
	if x := r.Regret; x != nil {
		regret = object{{"package", s.jsonPackage(x.Package)}, {"least", x.Least.Float()}, {"most", x.Most.Float()}, {"rival", s.jsonPackage(x.Rival)}}
	}
	return object{
		{"uncertain", r.Uncertain}, {"acceptable_for_all", optionalCount(r.All)}, {"acceptable_for_some", optionalCount(r.Some)},
		{"draws", r.Draws}, {"seed", r.Seed}, {"zone", zone}, {"packages", packages},
		{"regret", regret},
	}
}

// jsonShare is a share of draws with its interval.
func jsonShare(x bargain.Share) object {
	return object{{"hits", x.Hits}, {"draws", x.Draws}, {"rate", x.Rate}, {"low", x.Low}, {"high", x.High}}
}

func (s *subject) jsonQuestions() any {
	out := []object{}
	for _, q := range s.a.Inquiries {
		var statement any
		if q.Ref != nil {
			statement = s.jsonStatement(*q.Ref)
		}
		out = append(out, object{
			{"kind", string(q.Kind)}, {"party", q.Party}, {"at", q.At.String()}, {"text", clean(s.ask(q).String())}, {"statement", statement},
			{"now", jsonCount(q.Now)}, {"least", jsonCount(q.Least)}, {"most", jsonCount(q.Most)}, {"decides", q.Decides}, {"breaks", list(q.Breaks)},
		})
	}
	return out
}

func (s *subject) jsonTrades() any {
	out := []object{}
	for _, t := range s.a.Trades {
		out = append(out, object{
			{"parties", []string{t.A, t.B}}, {"issues", []string{t.IssueA, t.IssueB}}, {"rates", []float64{t.RateA.Float(), t.RateB.Float()}},
		})
	}
	return out
}

func (s *subject) jsonReshapings() any {
	out := []object{}
	for _, r := range s.a.Reshapings {
		drafts := make([]object, len(r.Drafts))
		for i, d := range r.Drafts {
			drafts[i] = object{
				{"technique", string(d.Technique)}, {"option", draftKey(d)}, {"text", s.draftText(d)},
				{"parties", list(d.Parties)}, {"with", d.With}, {"admit", s.jsonStatements(d.Admit)},
			}
		}
		out = append(out, object{{"conflict", r.Conflict}, {"issue", r.Issue}, {"drafts", drafts}})
	}
	return out
}

// jsonDeclared writes the declared outputs: packages and counts, and no
// party's numbers.
func (s *subject) jsonDeclared(rs []release) object {
	out := object{}
	for _, r := range rs {
		o := object{{"proven", r.proven}}
		switch {
		case r.count != nil:
			o = append(o, field{"count", jsonCount(*r.count)}, field{"possible", jsonCount(*r.possible)})
		case r.sets != nil:
			o = append(o, field{"sets", *r.sets}, field{"complete", r.complete})
		case len(r.issues) > 0:
			o = append(o, field{"hardest_first", r.issues}, field{"hard_clashes", list(r.clashes)})
		default:
			packages := make([]any, len(r.packages))
			for i, p := range r.packages {
				packages[i] = s.jsonPackage(p)
			}
			o = append(o, field{"packages", packages})
		}
		out = append(out, field{string(r.question), o})
	}
	return out
}
