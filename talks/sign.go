package talks

import (
	"slices"
)

// state attaches a statement: an interpretation, a reservation, an explanation
// of position. It says what its party thinks and changes nothing.
func (d *decision) state() {
	d.must(SeatEntitled, d.who.Seat == Head || d.who.Seat.Chair() || d.who.Seat == Guarantor, "%s is %s", d.who.ID, d.who.describe())
	d.must(FormFields, d.c.Says != "", "it says nothing")
	d.must(FormExists, d.c.Point == "" || d.s.point(d.c.Point) >= 0, "no point %s is on the table", show(d.c.Point))
	d.must(FormBounds, len(d.s.Statements) < MaxRecords, "too many")
	d.happens()
}

// final demands the head of a party whose consent is needed, and the adopted
// text in exactly its words.
func (d *decision) final(marks []Mark) {
	s := d.s
	d.head()
	table, ok := s.Table()
	d.must(ConsentWords, ok && d.c.Draft == table.Hash, "%s is not on the table", show(d.c.Draft))
	d.still()
	status := s.WholeStatus()
	d.must(SignAdopted, status == Adopted || status == Initialled, "it is %s", status)
	d.must(SilenceIssued, !s.unissued(), "announce it at the next meeting")
	d.must(FormOnce, !slices.ContainsFunc(marks, func(m Mark) bool { return m.Party == d.who.Party }), "%s has done so", d.who.Party)
}

func (d *decision) initial() {
	d.final(d.s.Initials)
	d.happens()
}

func (d *decision) sign() {
	d.final(d.s.Signatures)
	d.must(SignInitialed, d.s.WholeStatus() == Initialled, "it is %s", d.s.WholeStatus())
	d.happens()
}
