package talks

import (
	"slices"

	"parley/phrase"
)

// invite gives a person a seat.
func (d *decision) invite() {
	s, c := d.s, d.c
	d.must(FormFields, c.Person != "" && c.Name != "", "person.unnamed")
	d.free(c.Person, c.Party)
	d.must(FormKnown, slices.Contains(Seats(), c.Seat), "seat.known", phrase.Quote(c.Seat))
	d.must(FormBounds, len(s.People) < MaxPeople, "person.many", len(s.People))
	d.must(FormFields, (c.Party != "") == c.Seat.Delegation(), map[bool]string{true: "seat.delegation", false: "seat.outside"}[c.Seat.Delegation()], c.Seat)
	if !c.Seat.Delegation() {
		d.chair()
		d.happens()
		return
	}
	_, ok := s.Party(c.Party)
	d.must(FormExists, ok, "party.none", phrase.Quote(c.Party))
	if c.Seat == Head || c.Seat == Mandator {
		d.must(PeopleHead, len(s.seated(c.Party, c.Seat)) == 0, "seat.occupied", c.Party)
	}
	d.must(PeopleNames, d.names(c.Party, c.Seat), "seat", d.who.ID, d.who.Place())
	d.happens()
}

// free demands an id that nobody has had. That of a party is for its own people
// alone: in the text, what a mediator writes stands under the mediator's id, and
// must not read as if a party had written it.
func (d *decision) free(id, party string) {
	_, taken := d.s.Person(id)
	d.must(FormOnce, !taken, "person.taken", phrase.Quote(id))
	_, other := d.s.Party(id)
	d.must(FormOnce, !other || id == party, "person.taken.party", phrase.Quote(id))
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
	d.must(FormExists, ok && !p.Removed, "person.none", phrase.Quote(d.c.Person))
	return p
}

// replace gives somebody's seat to another person, in one step.
func (d *decision) replace() {
	s, c := d.s, d.c
	p := d.other()
	d.must(FormFields, c.With != "" && c.Name != "", "person.with")
	d.free(c.With, p.Party)
	d.must(FormBounds, len(s.People) < MaxPeople, "person.many", len(s.People))
	d.over(p)
	d.happens()
}

// remove takes a seat away.
func (d *decision) remove() {
	s := d.s
	p := d.other()
	switch p.Seat {
	case Head:
		d.must(PeopleHead, d.who.Seat == Mandator && d.who.Party == p.Party, "seat", d.who.ID, d.who.Place())
	case Mandator:
		_, led := s.Head(p.Party)
		d.must(PeopleVacant, led, "head.none", p.Party)
		d.over(p)
	case Mediator:
		d.must(PeopleVacant, len(s.seated("", Mediator)) > 1, "person.hand_over")
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
		d.must(PeopleHead, self || who.Seat == Mandator && who.Party == p.Party, "seat", who.ID, who.Place())
	case p.Seat == Mandator:
		d.must(PeopleNames, self, "seat", who.ID, who.Place())
	case p.Seat.Delegation():
		d.must(PeopleNames, self || who.Party == p.Party && (who.Seat == Head || who.Seat == Mandator) || p.Seat == Guarantor && who.Seat.Chair() && len(d.s.seated(p.Party, Head)) == 0,
			"seat", who.ID, who.Place())
	case p.Seat == Mediator:
		d.must(PeopleNames, self || who.Seat == Mediator, "seat", who.ID, who.Place())
	default:
		d.must(PeopleNames, self || who.Seat.Chair(), "seat", who.ID, who.Place())
	}
}
