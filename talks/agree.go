package talks

import (
	"slices"

	"parley"
	"parley/phrase"
	"parley/text"
)

// Publics lists what Rules.Public may name.
func Publics() []string { return []string{"rounds", "statuses", "signatures", "statements"} }

// rules puts rules of the talks forward, in place of any that were.
func (d *decision) rules() {
	s, r := d.s, d.c.Rules
	d.chair()
	d.still()
	d.must(FormFields, r != nil, "rules.none")
	if r == nil {
		return
	}
	for i, party := range r.Consent {
		p, ok := s.Party(party)
		d.must(FormExists, ok, "party.none", phrase.Quote(party))
		d.must(FormFields, !slices.Contains(r.Consent[:i], party), "twice", phrase.Quote(party))
		d.must(RulesParties, p.Consents() || slices.Contains(p.Roles, parley.RoleGuarantor), "party.neither", phrase.Quote(party))
	}
	for _, party := range s.consenting() {
		d.must(RulesParties, slices.Contains(r.Consent, party), "party.missing", party)
	}
	d.must(FormBounds, 0 <= r.Silence && r.Silence <= 24*366, "rules.silence", r.Silence)
	d.must(FormBounds, 0 <= r.Keep && r.Keep <= 366*100, "rules.keep", r.Keep)
	for _, what := range r.Public {
		d.must(FormKnown, slices.Contains(Publics(), what), "rules.public", phrase.Quote(what), Publics())
	}
	d.must(FormBounds, len(r.Questions) <= MaxQuestions && len(r.Legend) <= 100, "many.rules")
	for i, q := range r.Questions {
		d.must(FormKnown, slices.Contains(parley.Shareable(), q.Ask), "rules.ask", phrase.Quote(q.Ask), parley.Shareable())
		d.must(FormFields, text.ValidID(q.ID) && !slices.ContainsFunc(r.Questions[:i], func(o Question) bool { return o.ID == q.ID }), "rules.question", phrase.Quote(q.ID))
	}
	if len(r.Legend) > 0 {
		if _, err := s.Text.Append(text.Op{Author: "rules", Do: text.DoLegend, Legend: r.Legend}); err != nil {
			d.senseless(err)
		}
	}
	d.happens()
}

// bound lists the parties whose heads have to agree to the rules put forward.
func (s *State) bound() []string {
	all := slices.Clone(s.Required())
	if s.OnTable != nil {
		for _, party := range s.OnTable.Consent {
			if !slices.Contains(all, party) {
				all = append(all, party)
			}
		}
	}
	return all
}

func (d *decision) agree() {
	s := d.s
	d.must(FormExists, s.OnTable != nil, "rules.absent")
	d.must(RulesVersion, d.c.Version == s.Version, "rules.version", s.Version)
	d.must(ConsentHead, d.who.Seat == Head, "seat", d.who.ID, d.who.Place())
	d.must(ConsentParty, slices.Contains(s.bound(), d.who.Party), "party.counts", phrase.Quote(d.who.Party), s.bound())
	d.must(FormOnce, !slices.Contains(s.AgreedBy, d.who.Party), "party.agreed", d.who.Party)
	d.still()
	if e := d.happens(); d.err == nil && s.completes(d.who.Party) && len(s.OnTable.Legend) > 0 {
		log, err := s.Text.Append(text.Op{Author: "rules", Do: text.DoLegend, Legend: s.OnTable.Legend})
		if err != nil {
			d.senseless(err)
			return
		}
		e.Ops = log[len(s.Text):]
	}
}

// completes reports whether the rules put forward come into force when this
// party agrees too.
func (s *State) completes(party string) bool {
	for _, p := range s.bound() {
		if p != party && !slices.Contains(s.AgreedBy, p) && holds(RulesAll) {
			return false
		}
	}
	return true
}

// still demands that no silence runs.
func (d *decision) still() {
	d.must(SilenceFrozen, d.s.running() < 0, "")
}

func (d *decision) round() {
	d.chair()
	d.must(OrderRound, d.s.meeting() == 0, "round.open", d.s.meeting())
	d.must(FormBounds, len(d.s.Rounds) < MaxRecords, "many.rounds")
	d.must(FormFields, d.c.Date != "", "date.none")
	d.happens()
}

// adjourn closes the round. A silence procedure that was proposed goes on; a
// release that was foretold and not made has to be foretold again.
func (d *decision) adjourn() {
	d.chair()
	d.must(OrderRound, d.s.meeting() > 0, "round.none")
	d.happens()
}

func (d *decision) lock() {
	d.chair()
	n := d.s.meeting()
	d.must(OrderRound, n > 0, "round.none")
	d.must(FormOnce, n == 0 || !d.s.Rounds[n-1].Locked, "round.locked")
	d.happens()
}

// submit takes a position, known by a commitment to it.
func (d *decision) submit() {
	s, who := d.s, d.who
	d.must(PositionOwn, who.Seat == Head || who.Seat == Mandator, "seat", who.ID, who.Place())
	d.must(FormFields, d.c.Hash != "", "hash.none")
	d.must(PositionMandate, d.c.Limits == "" || who.Seat == Mandator || len(s.seated(who.Party, Mandator)) == 0, "seat", who.ID, who.Place())
	n := s.meeting()
	d.must(PositionLocked, n == 0 || !s.Rounds[n-1].Locked, "round.which", n)
	d.must(FormBounds, len(s.Positions) < MaxRecords, "many")
	d.happens()
}
