package brief

import (
	"parley"
	"parley/bargain"
)

// Compose writes the report on a case and the engine's answer about it. Parts
// that were not asked for, or that have nothing to say, are left out.
//
// The case must be the one that the answer was computed from, reduced to what
// the reader may know; a nil answer gives the report of the case alone.
func Compose(c *parley.Case, a *bargain.Answer, o Options) *Report {
	s := disclose(c, a, o)
	title := s.c.Title
	if title == "" {
		title = "Untitled negotiation"
	}
	r := &Report{Title: Prose{said(title)}, Audience: o.Audience, Head: s.head(), Note: s.note(), All: o.All}
	picks := s.picks()
	for _, sec := range []Section{
		s.lead(),
		s.questions(),
		s.standings(),
		s.contention(),
		s.deadlock(),
		s.counts(),
		s.stillOpen(),
		s.packages(picks),
		s.incentives(),
		s.prices(),
		s.trades(),
		s.declared(),
		s.robustness(picks),
		s.field(),
		s.positions(),
		s.assumptions(),
		s.sources(),
		s.definitions(picks),
		s.certificates(),
	} {
		if len(sec.Blocks)+len(sec.Sections) > 0 {
			r.Sections = append(r.Sections, sec)
		}
	}
	return r
}
