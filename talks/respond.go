package talks

import (
	"slices"

	"parley/phrase"
)

func (d *decision) table() {
	s, who := d.s, d.who
	d.must(SeatEntitled, who.Seat.Chair() || who.Seat == Head || who.Seat == Delegate || who.Seat == Guarantor, "seat", who.ID, who.Place())
	d.must(FormBounds, len(s.Proposals) < MaxRecords, "many.proposals")
	d.items(d.c.Package)
	d.happens().number(proposals, len(s.Proposals))
}

func (d *decision) retract() {
	p := d.proposal()
	own := p.Party == d.who.Party && (d.who.Seat == Head || d.who.ID == p.By) || p.Party == "" && d.who.Seat.Chair()
	d.must(SeatEntitled, own, "seat.tabled", d.who.ID, d.who.Place(), p.By)
	d.happens()
}

// proposal finds the proposal that an act is about.
func (d *decision) proposal() Proposal {
	p := named(d, d.s.Proposals, proposals, d.c.Proposal, "proposal.none")
	d.must(FormExists, !p.Retracted, "proposal.retracted", d.c.Proposal)
	return p
}

// respond answers a point, the whole draft or a proposal.
func (d *decision) respond() {
	s, c := d.s, d.c
	switch c.Answer {
	case Accept, AdReferendum, Withdraw:
		d.head()
	case InGroup, Noted, Reserve, Reject:
		d.must(SeatEntitled, d.who.Seat == Head || d.who.Seat == Delegate, "seat", d.who.ID, d.who.Place())
		d.must(ConsentParty, slices.Contains(s.Required(), d.who.Party), "party.counts", phrase.Quote(d.who.Party), s.Required())
	default:
		d.must(FormKnown, false, "answer.none", phrase.Quote(c.Answer))
	}
	d.must(ConsentReason, c.Because != "" || c.Answer != Reserve && c.Answer != Reject, "reason")
	d.must(FormFields, c.Until == "" || c.Answer == AdReferendum, "field.until")
	switch {
	case c.Proposal != "" && c.Point == "" && c.Draft == "" && c.Words == "":
		d.respondToProposal()
	case c.Point != "" && c.Proposal == "" && c.Draft == "" && c.Issue == "":
		d.respondToPoint()
	case c.Draft != "" && c.Proposal == "" && c.Point == "" && c.Issue == "" && c.Words == "":
		d.respondToWhole()
	default:
		d.must(FormFields, false, "answer.about")
	}
	d.happens()
}

// binding reports whether the answer leans towards consent.
func (a Answer) binding() bool { return a == Accept || a == AdReferendum || a == InGroup }

func binds(r Response) bool { return r.Answer.binding() }

func (d *decision) respondToPoint() {
	s, c := d.s, d.c
	d.still()
	i := s.point(c.Point)
	d.must(FormExists, i >= 0, "point.none", phrase.Quote(c.Point))
	if i < 0 {
		return
	}
	p := &s.Points[i]
	d.must(ConsentWords, c.Words == p.Words, "point.words")
	d.must(ConsentClean, !c.Answer.binding() || !p.Open, "point.which", Ref(c.Point))
	d.withdrawn(answered(p.Responses, d.who.Party, ""))
	d.overrule(answered(p.Responses, d.who.Party, ""))
	if !c.Answer.binding() && c.Answer != Noted { // it would undo an acceptance of the whole
		d.overrule(answered(s.Whole, d.who.Party, ""))
	}
}

func (d *decision) respondToWhole() {
	s, c := d.s, d.c
	d.still()
	table, ok := s.Table()
	d.must(ConsentWords, ok && c.Draft == table.Hash, "table.none", phrase.Quote(c.Draft))
	if !ok {
		return
	}
	party := d.who.Party
	d.must(ConsentSeen, !c.Answer.binding() || s.Seen[party] == len(s.Drafts), "party.unseen", party, table.Name)
	d.must(ConsentClean, !c.Answer.binding() || !table.Open, "table.draft", table.Name)
	for _, p := range s.Points {
		a := answered(p.Responses, party, "")
		d.must(ConsentWhole, p.Struck || !c.Answer.binding() || a != Reject && a != Reserve, "point.which", Ref(p.Point))
	}
	d.withdrawn(answered(s.Whole, party, ""))
	d.overrule(answered(s.Whole, party, ""))
}

func (d *decision) respondToProposal() {
	p := d.proposal()
	d.must(FormExists, d.c.Issue == "" || slices.ContainsFunc(p.Package, func(i Item) bool { return i.Issue == d.c.Issue }), "proposal.issue", p.ID, phrase.Quote(d.c.Issue))
	i := slices.IndexFunc(p.Responses, func(r Response) bool { return r.Party == d.who.Party && r.Issue == d.c.Issue })
	before := Answer("")
	if i >= 0 {
		before = p.Responses[i].Answer
	}
	d.withdrawn(before)
	d.overrule(before)
}

// withdrawn demands something to withdraw.
func (d *decision) withdrawn(before Answer) {
	d.must(FormExists, d.c.Answer != Withdraw || before != "", "party.unanswered", d.who.Party)
}

// overrule demands a head where an answer of the head's would be replaced: a
// delegate's word does not undo it.
func (d *decision) overrule(before Answer) {
	d.must(ConsentHead, d.who.Seat == Head || before != Accept && before != AdReferendum, "seat", d.who.ID, d.who.Place())
}

// reopen takes every consent to a point, or to the whole, away.
func (d *decision) reopen() {
	s, c := d.s, d.c
	required := d.who.Seat == Head && slices.Contains(s.Required(), d.who.Party)
	d.must(SeatEntitled, required || d.who.Seat.Chair(), "seat", d.who.ID, d.who.Place())
	d.must(ReopenReason, c.Because != "", "reason")
	d.must(FormExists, len(s.Drafts) > 0 && (c.Point == "" || s.point(c.Point) >= 0), "table.none", phrase.Quote(c.Point))
	d.must(FormBounds, len(s.Reopenings) < MaxRecords, "many")
	d.still()
	d.happens()
}
