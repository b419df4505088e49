package talks

import "parley/phrase"

// undertake lists a commitment that the signed text holds.
func (d *decision) undertake() {
	s, c := d.s, d.c
	d.chair()
	d.must(AfterSigned, s.Ended(), "text.status", s.WholeStatus())
	_, ok := s.Party(c.Owner)
	d.must(FormExists, ok, "party.none", phrase.Quote(c.Owner))
	verifier, ok := s.Person(c.Verifier)
	d.must(FormExists, ok && !verifier.Removed, "person.none", phrase.Quote(c.Verifier))
	d.must(AfterOwner, verifier.Party != c.Owner, "commitment.verifier", phrase.Quote(c.Verifier))
	d.must(FormFields, c.Says != "" && c.Deadline != "", "commitment.what")
	for _, p := range c.Points {
		d.must(FormExists, s.point(p) >= 0, "point.none", phrase.Quote(p))
	}
	d.must(FormBounds, len(s.Commitments) < MaxRecords, "many")
	d.happens().number(commitments, len(s.Commitments))
}

func (d *decision) commitment() Commitment {
	return named(d, d.s.Commitments, commitments, d.c.Commitment, "commitment.none")
}

func (d *decision) takeOn() {
	c := d.commitment()
	d.must(AfterOwner, d.who.Party == c.Owner && (d.who.Seat == Head || d.who.Seat == Guarantor), "seat", d.who.ID, d.who.Place())
	d.must(FormOnce, !c.TakenOn, "commitment.taken")
	d.happens()
}

func (d *decision) report() {
	c := d.commitment()
	entitled := d.who.ID == c.Verifier || d.who.Seat.Chair() || d.who.Party == c.Owner && (d.who.Seat == Head || d.who.Seat == Delegate || d.who.Seat == Guarantor)
	d.must(AfterReport, entitled && c.TakenOn, "seat", d.who.ID, d.who.Place())
	d.must(FormBounds, 1 <= d.c.Level && d.c.Level <= 4 && len(c.Reports) < MaxList, "commitment.level")
	d.must(FormFields, d.c.Says != "", "says.none")
	d.happens()
}
