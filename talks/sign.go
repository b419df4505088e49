package talks

import (
	"slices"

	"parley/phrase"
)

// state attaches a statement: an interpretation, a reservation, an explanation
// of position. It says what its party thinks and changes nothing.
func (d *decision) state() {
	d.must(SeatEntitled, d.who.Seat == Head || d.who.Seat.Chair() || d.who.Seat == Guarantor, "seat", d.who.ID, d.who.Place())
	d.must(FormFields, d.c.Says != "", "says.none")
	d.must(FormExists, d.c.Point == "" || d.s.point(d.c.Point) >= 0, "point.none", phrase.Quote(d.c.Point))
	d.must(FormBounds, len(d.s.Statements) < MaxRecords, "many")
	d.happens()
}

// final demands the head of a party whose consent is needed, and the adopted
// text in exactly its words.
func (d *decision) final(marks []Mark) {
	s := d.s
	d.head()
	table, ok := s.Table()
	d.must(ConsentWords, ok && d.c.Draft == table.Hash, "table.none", phrase.Quote(d.c.Draft))
	d.still()
	status := s.WholeStatus()
	d.must(SignAdopted, status == Adopted || status == Initialled, "sign.status", status)
	d.must(SilenceIssued, !s.unissued(), "sign.announce")
	d.must(FormOnce, !slices.ContainsFunc(marks, func(m Mark) bool { return m.Party == d.who.Party }), "party.marked", d.who.Party)
}

func (d *decision) initial() {
	d.final(d.s.Initials)
	d.happens()
}

func (d *decision) sign() {
	d.final(d.s.Signatures)
	d.must(SignInitialed, d.s.WholeStatus() == Initialled, "sign.status", d.s.WholeStatus())
	d.happens()
}
