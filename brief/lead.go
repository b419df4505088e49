package brief

import (
	"slices"

	"parley"
	"parley/bargain"
)

// finding is the shape of the answer: what the whole report is about.
type finding int

const (
	notAsked  finding = iota // whether there is common ground
	common                   // the zone has packages
	maybe                    // nobody's statement excludes some packages, and not all say yes to one
	none                     // every package is excluded
	unsettled                // whether there is any is not known
)

func (s *subject) finding() finding {
	z := s.a.Zone
	switch {
	case z == nil:
		return notAsked
	case exists(z.Count):
		return common
	case z.Possible.Zero():
		return none
	case z.Count.Zero() && exists(z.Possible):
		return maybe
	}
	return unsettled
}

// lead is the answer in three sentences: is there common ground, how much is
// settled, what stands in the way.
func (s *subject) lead() Section {
	sec := Section{ID: "answer", Title: "The answer"}
	for _, p := range []Prose{s.leadGround(), s.leadSettled(), s.leadObstacle()} {
		if len(p) > 0 {
			sec.Blocks = append(sec.Blocks, Paragraph{Role: Lead, Text: p})
		}
	}
	if len(sec.Blocks) > 0 && s.finding() != notAsked {
		worth := "Exact for the positions as stated here; positions may be strategic."
		switch z := s.a.Zone; {
		case s.a.Certificates[bargain.AskZone].Proven:
		case s.finding() == common && !z.Count.Exact():
			worth = "That there is common ground is proven, and so are the bounds; for the positions as stated here, which may be strategic."
		default:
			worth = "Not all of this is proven: the last section says what is. It is for the positions as stated here; positions may be strategic."
		}
		if s.c.Time.Sign() > 0 {
			worth += " Packages are taken to be agreed at the time " + s.c.Time.Decimal(4) + " of the talks, which run from 0 to 1."
		}
		sec.Blocks = append(sec.Blocks, aside("%s Nothing is agreed until everything is agreed, by every party whose consent counts.", worth))
	}
	return sec
}

func (s *subject) leadGround() Prose {
	z := s.a.Zone
	if c, ok := s.a.Certificates[bargain.AskZone]; ok && z == nil {
		p := write("%s", strong("Whether there is common ground was not answered."))
		if c.Why != "" {
			p = append(p, write(" %s", said(sentence(c.Why)))...)
		}
		return p
	}
	all := "all " + plural(len(s.consenting()), "party whose consent counts", "parties whose consent counts")
	switch len(s.consenting()) {
	case 1:
		all = "the one party whose consent counts"
	case 2:
		all = "both parties whose consent counts"
	}
	switch s.finding() {
	case common:
		of := ofPackages(z.Total)
		if z.Count.Infinite() {
			of = " packages"
		}
		p := write("%s %s%s %s acceptable to %s", strong("There is common ground:"), count(z.Count), of, be(z.Count), all)
		if len(z.Unconfirmed) > 0 {
			p = append(p, write(" (%s without a commitment that %s not confirmed)", count(z.Confirmed), s.have(z.Unconfirmed))...)
		}
		return s.noted(append(append(p, Span{Text: "."}), drawn(z.Count)...), bargain.AskZone)
	case maybe:
		p := write("%s no package is known to be acceptable to %s, but nobody’s statement excludes %s%s.", strong("Common ground is possible and not confirmed:"), all, count(z.Possible), ofPackages(z.Total))
		return s.noted(append(p, drawn(z.Possible)...), bargain.AskZone)
	case unsettled:
		p := write("%s %s%s %s acceptable to %s, and perhaps none.", strong("Whether there is common ground is not settled:"), count(z.Count), ofPackages(z.Total), be(z.Count), all)
		if z.Count.Zero() {
			p = write("%s no package is known to be acceptable to %s, and of those that nobody’s statement excludes there %s %s, perhaps none.", strong("Whether there is common ground is not settled:"), all, be(z.Possible), count(z.Possible))
		}
		return s.noted(p, bargain.AskZone)
	case none:
		why := "excluded by somebody’s demand or fallback, or by a norm"
		return s.noted(write("%s each%s is %s.", strong("There is no common ground as things are stated:"), ofPackages(z.Total), why), bargain.AskZone)
	}
	return nil
}

// drawn is a sentence with what draws say of a count, behind its bounds.
func drawn(c bargain.Count) Prose {
	if e := estimated(c); e != "" {
		return write(" Draws say %s.", e)
	}
	return nil
}

func (s *subject) leadSettled() Prose {
	p := s.a.Progress
	docs := len(s.c.Documents)
	if docs == 0 {
		return nil
	}
	if p.Points == 0 {
		settled := 0
		for _, d := range s.c.Documents {
			if d.Status.Settled() {
				settled++
			}
		}
		if docs == 1 {
			return write("There is one document, without points: its status is %s.", statusName(s.c.Documents[0].Status))
		}
		return write("Of %s, %s reported as agreed or beyond.", plural(docs, "document", "documents"), numberWithBe(settled))
	}
	open := p.Points - p.Settled - p.Reported
	parts := []Prose{write("%s agreed among all whose consent counts", numberWithBe(p.Settled))}
	if p.Reported > 0 {
		parts = append(parts, write("%s reported as agreed among some only or without saying among whom", numberWithBe(p.Reported)))
	}
	if open > 0 {
		parts = append(parts, write("%s open", numberWithBe(open)))
	}
	text := write("Of %s in %s, %s", plural(p.Points, "point", "points"), plural(docs, "document", "documents"), join(parts, "and"))
	if p.Weighted != nil && p.Weighted.Sign() > 0 {
		text = append(text, write("; what is settled carries %s of the contention", percent(*p.Weighted))...)
	}
	return append(text, Span{Text: "."})
}

func numberWithBe(n int) string {
	if n == 0 {
		return "none is"
	}
	if n == 1 {
		return "one is"
	}
	return number(n) + " are"
}

// leadObstacle says what stands in the way.
func (s *subject) leadObstacle() Prose {
	switch s.finding() {
	case none:
		return s.leadConflict()
	case maybe:
		if m := s.allMissing(); len(m) > 0 {
			return write("What is not known: %s.", joinWith(m, "; "))
		}
		return nil
	}
	return s.leadHardest()
}

func (s *subject) leadConflict() Prose {
	if s.a.Conflicts == nil || len(s.a.Conflicts.Sets) == 0 {
		return s.leadHardest()
	}
	sets := s.a.Conflicts.Sets
	first := sets[0]
	parts := s.clashParts(first)
	between := "between "
	if len(parts) > 2 {
		between = "among "
	}
	where := append(write("%s", between), few(parts, 5, "and")...)
	if over := s.over(first); len(over) > 0 {
		where = append(where, write(", over %s", few(over, 3, "and"))...)
	}
	var p Prose
	if len(sets) == 1 && s.a.Conflicts.Complete {
		p = write("What stands in the way is one conflict, %s", where)
	} else {
		n := number(len(sets))
		if !s.a.Conflicts.Complete {
			n = "at least " + n
		}
		p = write("%s minimal conflicts stand in the way; the first is %s", capital(write("%s", n)), where)
	}
	if s.allStated(first) {
		p = append(p, Span{Text: "; its demands were only stated in public and may or may not be firm"})
	}
	return s.noted(append(p, Span{Text: "."}), bargain.AskConflicts)
}

// clashParts names whose statements clash, each once, counting them.
func (s *subject) clashParts(x bargain.Conflict) []Prose {
	var parts []Prose
	var seen []string
	for _, r := range x.Items {
		if slices.Contains(seen, r.Party) {
			continue
		}
		seen = append(seen, r.Party)
		n := 0
		for _, q := range x.Items {
			if q.Party == r.Party {
				n++
			}
		}
		what := kindName(r.Kind)
		switch {
		case s.isHidden(r):
			what = "undisclosed statement"
		case n > 1 && r.Party == "":
			what = "norms"
		case n > 1:
			what = number(n) + " statements"
		}
		switch {
		case r.Party == "" && n == 1:
			parts = append(parts, write("a norm"))
		case r.Party == "":
			parts = append(parts, write("%s norms", number(n)))
		default:
			parts = append(parts, write("%s %s", s.owner(r.Party), what))
		}
	}
	return parts
}

// over names the issues that several items of a conflict are about.
func (s *subject) over(x bargain.Conflict) []Prose {
	var names []Prose
	for _, i := range s.c.Issues {
		n := 0
		for _, r := range x.Items {
			if !s.isHidden(r) && slices.Contains(s.scope(r), i.ID) {
				n++
			}
		}
		if n > 1 {
			names = append(names, s.issueName(i.ID))
		}
	}
	return names
}

// allStated reports whether every demand in the conflict was only stated.
func (s *subject) allStated(x bargain.Conflict) bool {
	any := false
	for _, r := range x.Items {
		switch {
		case s.isHidden(r):
			return false
		case r.Kind == parley.NormKind:
			continue
		case r.Kind == parley.FallbackKind || !s.c.Demand(r).Stated:
			return false
		}
		any = true
	}
	return any
}

func (s *subject) leadHardest() Prose {
	if s.a.Agenda == nil || len(s.a.Agenda.HardestFirst) == 0 || len(s.c.Issues) < 2 {
		return nil
	}
	id := s.a.Agenda.HardestFirst[0]
	for _, x := range s.a.Contention {
		if x.Issue != id {
			continue
		}
		switch {
		case x.HardClash:
			return write("The hardest open issue is %s: somebody refuses each of its choices outright.", s.issueName(id))
		case x.Score != nil && x.Score.Sign() > 0:
			return write("The hardest open issue is %s: even the choice that hurts least costs somebody %s of all that it weighs.", s.issueName(id), percent(*x.Score))
		}
	}
	return nil
}

// allMissing says, party by party, what keeps its acceptance from being known.
func (s *subject) allMissing() []Prose {
	var out []Prose
	for _, id := range s.consenting() {
		if m := s.missing(id); len(m) > 0 {
			out = append(out, write("of %s, %s", s.name(id), join(m, "and")))
		}
	}
	return out
}

// missing says what a party has not said, if its acceptance rests on it.
func (s *subject) missing(id string) []Prose {
	z := s.a.Zone
	if z == nil || s.veiled[id].numbers {
		return nil
	}
	if s.c.Position(id) == nil {
		return []Prose{write("its position")}
	}
	var m []Prose
	if slices.Contains(z.Unvalued, id) {
		m = append(m, write("what the choices are worth to it"))
	}
	if s.c.Position(id).Fallback == nil {
		m = append(m, write("what no agreement is worth to it"))
	}
	return m
}

func (s *subject) have(parties []string) Prose {
	p := few(s.names(parties), 3, "and")
	if len(parties) == 1 {
		return append(p, Span{Text: " has"})
	}
	return append(p, Span{Text: " have"})
}
