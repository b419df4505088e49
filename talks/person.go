package talks

import "slices"

// Seat is what a person does at the table.
type Seat string

// The seats. Those of a delegation belong to a party; see docs/talks.md for
// what each may do.
const (
	Mediator   Seat = "mediator"    // chairs the talks, owns the single text
	CoMediator Seat = "co_mediator" // chairs with the mediator
	Custodian  Seat = "custodian"   // keeps the text and issues drafts
	Mandator   Seat = "mandator"    // sets a party's mandate: owns its red lines and fallback, names its head
	Head       Seat = "head"        // of delegation: alone consents for the party
	Delegate   Seat = "delegate"    // negotiates
	Adviser    Seat = "adviser"     // reads what the party reads
	Guarantor  Seat = "guarantor"   // of a party that commits something of its own
	Observer   Seat = "observer"    // is present
	Auditor    Seat = "auditor"     // checks commitments, reads no content
)

// Seats lists all seats.
func Seats() []Seat {
	return []Seat{Mediator, CoMediator, Custodian, Mandator, Head, Delegate, Adviser, Guarantor, Observer, Auditor}
}

// Delegation reports whether who has the seat belongs to a party.
func (s Seat) Delegation() bool {
	return s == Mandator || s == Head || s == Delegate || s == Adviser || s == Guarantor
}

// Chair reports whether who has the seat leads the talks.
func (s Seat) Chair() bool { return s == Mediator || s == CoMediator }

// Person is somebody with a seat. A person who was removed stays in the list,
// and the id is never given again.
type Person struct {
	ID      string `json:"id,omitempty"`
	Name    string `json:"name,omitempty"`
	Party   string `json:"party,omitempty"` // empty for seats outside delegations
	Seat    Seat   `json:"seat,omitempty"`
	Removed bool   `json:"removed,omitempty"`
}

// Place is a seat, and the party that it belongs to.
type Place struct {
	Seat  Seat
	Party string // empty for seats outside delegations
}

// String writes delegate of north.
func (p Place) String() string {
	if p.Party == "" {
		return string(p.Seat)
	}
	return string(p.Seat) + " of " + p.Party
}

// Place returns where the person sits.
func (p Person) Place() Place { return Place{p.Seat, p.Party} }

// Person returns who has the id, removed or not.
func (s *State) Person(id string) (Person, bool) {
	if i := slices.IndexFunc(s.People, func(p Person) bool { return p.ID == id }); i >= 0 {
		return s.People[i], true
	}
	return Person{}, false
}

// seated returns who has the seat in the party now, in order of invitation.
func (s *State) seated(party string, seat Seat) []Person {
	var all []Person
	for _, p := range s.People {
		if !p.Removed && p.Party == party && p.Seat == seat {
			all = append(all, p)
		}
	}
	return all
}

// Head returns who may consent for the party now.
func (s *State) Head(party string) (Person, bool) {
	if heads := s.seated(party, Head); len(heads) > 0 {
		return heads[0], true
	}
	return Person{}, false
}
