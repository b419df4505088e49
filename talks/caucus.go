package talks

import (
	"slices"

	"parley"
	"parley/phrase"
)

// note keeps a note of a caucus with a party, sealed under its grade. A
// delegation's own note is of the party alone unless it says otherwise.
func (d *decision) note() {
	s, c := d.s, d.c
	_, ok := s.Party(c.Party)
	d.must(FormExists, ok, "party.none", phrase.Quote(c.Party))
	d.must(CaucusOwn, d.who.Seat.Chair() || d.who.Party == c.Party, "seat", d.who.ID, d.who.Place())
	d.must(FormKnown, slices.Contains(parley.Grades(), c.Grade), "grade.none", phrase.Quote(c.Grade))
	d.must(CaucusOwn, d.who.Party == c.Party || c.Grade != parley.GradeParty && c.Grade != parley.GradeEngine, "grade.chair")
	d.must(CaucusOwn, d.who.Party == c.Party || !c.Grade.Reaches(parley.GradeJoint), "grade.caucus")
	d.must(FormFields, c.Hash != "", "hash.none")
	d.must(FormBounds, len(s.Notes) < MaxRecords, "many")
	d.happens()
}

// message takes down what one party has to say to others, in exactly its
// words.
func (d *decision) message() {
	s, c := d.s, d.c
	d.must(CarrySource, d.who.Seat.Chair() || d.who.Party == c.From && (d.who.Seat == Head || d.who.Seat == Delegate), "seat", d.who.ID, d.who.Place())
	for _, party := range append([]string{c.From}, c.To...) {
		_, ok := s.Party(party)
		d.must(FormExists, ok, "party.none", phrase.Quote(party))
	}
	d.must(CarryParties, len(c.To) > 0 && len(c.To) <= MaxParties && !slices.Contains(c.To, c.From), "message.parties", c.From, (c.To[:min(len(c.To), MaxParties)]))
	d.must(FormFields, c.Hash != "", "hash.none")
	d.must(FormBounds, len(s.Messages) < MaxRecords, "many")
	d.happens().number(messages, len(s.Messages))
}

func (d *decision) carried() Message {
	i := place(messages, d.c.Message, len(d.s.Messages))
	// A message that is none of the actor's business is no message to them.
	mine := i >= 0 && d.s.Messages[i].reaches(d.who)
	d.must(FormExists, mine, "message.none", phrase.Quote(d.c.Message))
	if !mine {
		return Message{}
	}
	return d.s.Messages[i]
}

// reaches reports whether the person may know of the message: its source, the
// mediators, and those to whom it was carried.
func (m Message) reaches(p Person) bool {
	return p.Seat.Chair() || p.Party != "" && (p.Party == m.From || slices.ContainsFunc(m.Delivered, func(x Delivery) bool { return x.Party == p.Party }))
}

// permit says how far a message may be carried: mediator is not at all, hint
// is in substance and without its source, joint is word for word to those it
// is for.
func (d *decision) permit() {
	m := d.carried()
	d.must(CarrySource, d.who.Seat == Head && d.who.Party == m.From, "seat", d.who.ID, d.who.Place())
	d.must(FormKnown, slices.Contains([]parley.Grade{parley.GradeMediator, parley.GradeHint, parley.GradeJoint}, d.c.Grade), "message.permit", phrase.Quote(d.c.Grade))
	d.happens()
}

func (d *decision) deliver() {
	m := d.carried()
	d.chair()
	d.must(CarryParties, slices.Contains(m.To, d.c.Party), "message.for", m.To)
	d.must(CarryPermit, m.Permit == parley.GradeJoint, "message.permitted", m.From, phrase.Quote(m.Permit))
	d.must(FormOnce, !slices.ContainsFunc(m.Delivered, func(x Delivery) bool { return x.Party == d.c.Party }), "message.delivered", d.c.Party)
	d.happens()
}

// readBack confirms that the words kept are the words said, or heard.
func (d *decision) readBack() {
	m := d.carried()
	d.must(SeatEntitled, d.who.Seat == Head || d.who.Seat == Delegate, "seat", d.who.ID, d.who.Place())
	d.must(ConsentWords, d.c.Hash == m.Hash, "message.words")
	d.must(FormOnce, !slices.Contains(m.ReadBack, d.who.Party), "party.confirmed", d.who.Party)
	d.happens()
}
