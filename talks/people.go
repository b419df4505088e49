package talks

import "slices"

// invite gives a person a seat.
func (d *decision) invite() {
	s, c := d.s, d.c
	d.must(FormFields, c.Person != "" && c.Name != "", "it names no person, or an id without a name")
	d.free(c.Person, c.Party)
	d.must(FormKnown, slices.Contains(Seats(), c.Seat), "%s is no seat", show(c.Seat))
	d.must(FormBounds, len(s.People) < MaxPeople, "there have been %d people", len(s.People))
	d.must(FormFields, (c.Party != "") == c.Seat.Delegation(), "a %s %s", c.Seat, map[bool]string{true: "belongs to a party", false: "belongs to none"}[c.Seat.Delegation()])
	if !c.Seat.Delegation() {
		d.chair()
		d.happens()
		return
	}
	_, ok := s.Party(c.Party)
	d.must(FormExists, ok, "there is no party %s", show(c.Party))
	if c.Seat == Head || c.Seat == Mandator {
		d.must(PeopleHead, len(s.seated(c.Party, c.Seat)) == 0, "%s has one", c.Party)
	}
	d.must(PeopleNames, d.names(c.Party, c.Seat), "%s is %s", d.who.ID, d.who.describe())
	d.happens()
}

// free demands an id that nobody has had. That of a party is for its own people
// alone: in the text, what a mediator writes stands under the mediator's id, and
// must not read as if a party had written it.
func (d *decision) free(id, party string) {
	_, taken := d.s.Person(id)
	d.must(FormOnce, !taken, "there is, or was, a person %s", show(id))
	_, other := d.s.Party(id)
	d.must(FormOnce, !other || id == party, "%s is the id of a party", show(id))
}

// names reports whether the actor may give a seat in the party's delegation.
// A mediator begins a delegation, and puts nobody into one that has been able
// to speak for itself: who names a head could consent.
func (d *decision) names(party string, seat Seat) bool {
	s, who := d.s, d.who
	led := func(seats ...Seat) bool {
		return slices.ContainsFunc(s.People, func(p Person) bool { return p.Party == party && slices.Contains(seats, p.Seat) })
	}
	switch {
	case who.Party == party && who.Seat == Mandator:
		return seat != Mandator
	case who.Party == party && who.Seat == Head:
		return seat != Head && (seat != Mandator || !led(Mandator))
	case who.Party == party && who.Seat == Guarantor:
		return seat == Head && !led(Head, Mandator)
	case who.Seat.Chair() && (seat == Head || seat == Mandator || seat == Guarantor):
		return !led(Head, Mandator, Guarantor)
	}
	return false
}

// other finds whom an act is about.
func (d *decision) other() Person {
	p, ok := d.s.Person(d.c.Person)
	d.must(FormExists, ok && !p.Removed, "nobody with a seat is %s", show(d.c.Person))
	return p
}

// replace gives somebody's seat to another person, in one step.
func (d *decision) replace() {
	s, c := d.s, d.c
	p := d.other()
	d.must(FormFields, c.With != "" && c.Name != "", "it does not say with whom, or has no name")
	d.free(c.With, p.Party)
	d.must(FormBounds, len(s.People) < MaxPeople, "there have been %d people", len(s.People))
	d.over(p)
	d.happens()
}

// remove takes a seat away.
func (d *decision) remove() {
	s := d.s
	p := d.other()
	switch p.Seat {
	case Head:
		d.must(PeopleHead, d.who.Seat == Mandator && d.who.Party == p.Party, "%s is %s", d.who.ID, d.who.describe())
	case Mandator:
		_, led := s.Head(p.Party)
		d.must(PeopleVacant, led, "%s has no head", p.Party)
		d.over(p)
	case Mediator:
		d.must(PeopleVacant, len(s.seated("", Mediator)) > 1, "hand over instead")
		d.over(p)
	default:
		d.over(p)
	}
	d.happens()
}

// over demands that the actor may replace or remove the person.
func (d *decision) over(p Person) {
	who := d.who
	self := who.ID == p.ID
	switch {
	case p.Seat == Head:
		d.must(PeopleHead, self || who.Seat == Mandator && who.Party == p.Party, "%s is %s", who.ID, who.describe())
	case p.Seat == Mandator:
		d.must(PeopleNames, self, "%s is %s", who.ID, who.describe())
	case p.Seat.Delegation():
		d.must(PeopleNames, self || who.Party == p.Party && (who.Seat == Head || who.Seat == Mandator) || p.Seat == Guarantor && who.Seat.Chair() && len(d.s.seated(p.Party, Head)) == 0,
			"%s is %s", who.ID, who.describe())
	case p.Seat == Mediator:
		d.must(PeopleNames, self || who.Seat == Mediator, "%s is %s", who.ID, who.describe())
	default:
		d.must(PeopleNames, self || who.Seat.Chair(), "%s is %s", who.ID, who.describe())
	}
}
