package talks

// undertake lists a commitment that the signed text holds.
func (d *decision) undertake() {
	s, c := d.s, d.c
	d.chair()
	d.must(AfterSigned, s.Ended(), "the text is %s", s.WholeStatus())
	_, ok := s.Party(c.Owner)
	d.must(FormExists, ok, "there is no party %s", show(c.Owner))
	verifier, ok := s.Person(c.Verifier)
	d.must(FormExists, ok && !verifier.Removed, "nobody with a seat is %s", show(c.Verifier))
	d.must(AfterOwner, verifier.Party != c.Owner, "%s is of its owner, and verifies", show(c.Verifier))
	d.must(FormFields, c.Says != "" && c.Deadline != "", "it does not say what, or until when")
	for _, p := range c.Points {
		d.must(FormExists, s.point(p) >= 0, "no point %s is on the table", show(p))
	}
	d.must(FormBounds, len(s.Commitments) < MaxRecords, "too many")
	d.happens().number(commitments, len(s.Commitments))
}

func (d *decision) commitment() Commitment {
	return named(d, d.s.Commitments, commitments, d.c.Commitment, "commitment")
}

func (d *decision) takeOn() {
	c := d.commitment()
	d.must(AfterOwner, d.who.Party == c.Owner && (d.who.Seat == Head || d.who.Seat == Guarantor), "%s is %s", d.who.ID, d.who.describe())
	d.must(FormOnce, !c.TakenOn, "it was taken on")
	d.happens()
}

func (d *decision) report() {
	c := d.commitment()
	entitled := d.who.ID == c.Verifier || d.who.Seat.Chair() || d.who.Party == c.Owner && (d.who.Seat == Head || d.who.Seat == Delegate || d.who.Seat == Guarantor)
	d.must(AfterReport, entitled && c.TakenOn, "%s is %s", d.who.ID, d.who.describe())
	d.must(FormBounds, 1 <= d.c.Level && d.c.Level <= 4 && len(c.Reports) < MaxList, "a level is 1 (not begun) to 4 (kept)")
	d.must(FormFields, d.c.Says != "", "it says nothing")
	d.happens()
}
