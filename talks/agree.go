package talks

import (
	"slices"

	"parley"
	"parley/text"
)

// Publics lists what Rules.Public may name.
func Publics() []string { return []string{"rounds", "statuses", "signatures", "statements"} }

// rules puts rules of the talks forward, in place of any that were.
func (d *decision) rules() {
	s, r := d.s, d.c.Rules
	d.chair()
	d.still()
	d.must(FormFields, r != nil, "there are no rules in it")
	if r == nil {
		return
	}
	for i, party := range r.Consent {
		p, ok := s.Party(party)
		d.must(FormExists, ok, "there is no party %s", show(party))
		d.must(FormFields, !slices.Contains(r.Consent[:i], party), "%s is named twice", show(party))
		d.must(RulesParties, p.Consents() || slices.Contains(p.Roles, parley.RoleGuarantor), "%s is neither", show(party))
	}
	for _, party := range s.consenting() {
		d.must(RulesParties, slices.Contains(r.Consent, party), "%s is missing", party)
	}
	d.must(FormBounds, 0 <= r.Silence && r.Silence <= 24*366, "silence for %d hours", r.Silence)
	d.must(FormBounds, 0 <= r.Keep && r.Keep <= 366*100, "kept for %d days", r.Keep)
	for _, what := range r.Public {
		d.must(FormKnown, slices.Contains(Publics(), what), "%s cannot be made public: there are %s", show(what), Publics())
	}
	d.must(FormBounds, len(r.Questions) <= MaxQuestions && len(r.Legend) <= 100, "too many questions or colours")
	for i, q := range r.Questions {
		d.must(FormKnown, slices.Contains(parley.Shareable(), q.Ask), "%s cannot be released: there are %s", show(q.Ask), parley.Shareable())
		d.must(FormFields, text.ValidID(q.ID) && !slices.ContainsFunc(r.Questions[:i], func(o Question) bool { return o.ID == q.ID }), "the question %s has no id of its own", show(q.ID))
	}
	if len(r.Legend) > 0 {
		if _, err := s.Text.Append(text.Op{Author: "rules", Do: text.DoLegend, Legend: r.Legend}); err != nil {
			d.must(TextSense, false, "%s", err)
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
	d.must(FormExists, s.OnTable != nil, "no rules have been put forward")
	d.must(RulesVersion, d.c.Version == s.Version, "version %d is on the table", s.Version)
	d.must(ConsentHead, d.who.Seat == Head, "%s is %s", d.who.ID, d.who.describe())
	d.must(ConsentParty, slices.Contains(s.bound(), d.who.Party), "%s is not among %s", show(d.who.Party), s.bound())
	d.must(FormOnce, !slices.Contains(s.AgreedBy, d.who.Party), "%s has agreed", d.who.Party)
	d.still()
	if e := d.happens(); d.err == nil && s.completes(d.who.Party) && len(s.OnTable.Legend) > 0 {
		log, err := s.Text.Append(text.Op{Author: "rules", Do: text.DoLegend, Legend: s.OnTable.Legend})
		if err != nil {
			d.must(TextSense, false, "%s", err)
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
	d.must(OrderRound, d.s.meeting() == 0, "round %d is open", d.s.meeting())
	d.must(FormBounds, len(d.s.Rounds) < MaxRecords, "too many rounds")
	d.must(FormFields, d.c.Date != "", "it has no date")
	d.happens()
}

// adjourn closes the round. A silence procedure that was proposed goes on; a
// release that was foretold and not made has to be foretold again.
func (d *decision) adjourn() {
	d.chair()
	d.must(OrderRound, d.s.meeting() > 0, "no round is open")
	d.happens()
}

func (d *decision) lock() {
	d.chair()
	n := d.s.meeting()
	d.must(OrderRound, n > 0, "no round is open")
	d.must(FormOnce, n == 0 || !d.s.Rounds[n-1].Locked, "they are locked")
	d.happens()
}

// submit takes a position, known by a commitment to it.
func (d *decision) submit() {
	s, who := d.s, d.who
	d.must(PositionOwn, who.Seat == Head || who.Seat == Mandator, "%s is %s", who.ID, who.describe())
	d.must(FormFields, d.c.Hash != "", "it has no commitment")
	d.must(PositionMandate, d.c.Limits == "" || who.Seat == Mandator || len(s.seated(who.Party, Mandator)) == 0, "%s is %s", who.ID, who.describe())
	n := s.meeting()
	d.must(PositionLocked, n == 0 || !s.Rounds[n-1].Locked, "round %d", n)
	d.must(FormBounds, len(s.Positions) < MaxRecords, "too many")
	d.happens()
}
