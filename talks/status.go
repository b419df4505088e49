package talks

import (
	"slices"

	"parley"
)

// Status is how far something has come. It is never stored.
type Status string

// The statuses, from open to final. Everything below Signed is provisional:
// nothing is agreed until everything is agreed.
const (
	Open        Status = "open"
	Reopened    Status = "reopened"
	Rejected    Status = "rejected"        // a party whose consent counts rejects it
	Reserved    Status = "reserved"        // one has a reservation
	Group       Status = "agreed_in_group" // by every delegation, binding nobody
	Referendum  Status = "ad_referendum"   // by every head, one at least pending instructions
	Provisional Status = "agreed"          // by every head, until everything is
	Adopted     Status = "adopted"         // the whole is
	Initialled  Status = "initialled"
	Signed      Status = "signed"
	Withdrawn   Status = "withdrawn" // a proposal that was taken back
)

// Means returns the status of a text that it stands for.
func (s Status) Means() parley.Status {
	switch s {
	case Reopened:
		return parley.StatusReopened
	case Rejected, Reserved:
		return parley.StatusBracketed
	case Group:
		return parley.StatusProposed
	case Referendum:
		return parley.StatusAdReferendum
	case Provisional:
		return parley.StatusAgreed
	case Adopted:
		return parley.StatusAdopted
	case Initialled:
		return parley.StatusInitialled
	case Signed:
		return parley.StatusSigned
	}
	return parley.StatusOpen
}

// settled combines how every party whose consent is needed took something: it
// has come as far as with the party that went least far.
func (s *State) settled(answer func(party string) Answer) Status {
	if s.Rules == nil {
		return Open
	}
	status := Provisional
	for _, party := range s.Required() {
		if one := reached(answer(party)); slices.Index(ladder, one) < slices.Index(ladder, status) {
			status = one
		}
	}
	return status
}

// ladder is the order in which settled looks.
var ladder = []Status{Rejected, Reserved, Open, Group, Referendum, Provisional}

// reached returns how far something comes by one answer.
func reached(a Answer) Status {
	switch a {
	case Accept:
		return Provisional
	case AdReferendum:
		return Referendum
	case InGroup:
		return Group
	case Reserve:
		return Reserved
	case Reject:
		return Rejected
	}
	return Open
}

// answered returns how the party answered in the list on the issue; an answer
// to a whole proposal speaks for every issue that has none of its own.
func answered(list []Response, party, issue string) Answer {
	whole := Answer("")
	for _, r := range list {
		switch {
		case r.Party != party:
		case r.Issue == issue:
			return r.Answer
		case r.Issue == "":
			whole = r.Answer
		}
	}
	return whole
}

// WholeStatus returns how far the draft on the table has come: Adopted when
// every party whose consent is needed has accepted exactly it, by its head or
// by silence.
func (s *State) WholeStatus() Status {
	table, ok := s.Table()
	if !ok {
		return Open
	}
	marked := func(marks []Mark) bool {
		for _, party := range s.Required() {
			if !slices.ContainsFunc(marks, func(m Mark) bool { return m.Party == party && m.Draft == table.Hash }) {
				return false
			}
		}
		return true
	}
	status := s.settled(func(party string) Answer { return answered(s.Whole, party, "") })
	switch {
	case status != Provisional:
		return status
	case marked(s.Signatures):
		return Signed
	case marked(s.Initials):
		return Initialled
	}
	return Adopted
}

// PointStatus returns how far a point of the draft on the table has come.
func (s *State) PointStatus(id string) Status {
	i := s.point(id)
	if i < 0 {
		return Open
	}
	switch whole := s.WholeStatus(); whole {
	case Adopted, Initialled, Signed:
		return whole
	}
	p := &s.Points[i]
	status := s.settled(func(party string) Answer {
		if own := answered(p.Responses, party, ""); own != "" {
			return own
		}
		return answered(s.Whole, party, "")
	})
	if status == Open && p.Reopened {
		return Reopened
	}
	return status
}

// ProposalStatus returns how far a proposal has come, or one issue of it.
func (s *State) ProposalStatus(id, issue string) Status {
	i := place(proposals, id, len(s.Proposals))
	if i < 0 {
		return Open
	}
	p := &s.Proposals[i]
	if p.Retracted {
		return Withdrawn
	}
	if issue != "" {
		return s.settled(func(party string) Answer { return answered(p.Responses, party, issue) })
	}
	return s.settled(func(party string) Answer { return s.tookAll(p, party) })
}

// tookAll returns how a party took a proposal as a whole: an answer on an
// issue that is less than its answer to the whole speaks against the whole.
func (s *State) tookAll(p *Proposal, party string) Answer {
	order := []Answer{Reject, Reserve, "", Noted, InGroup, AdReferendum, Accept}
	least := Accept
	for _, item := range p.Package {
		if a := answered(p.Responses, party, item.Issue); slices.Index(order, a) < slices.Index(order, least) {
			least = a
		}
	}
	return least
}

// Ended reports whether every party whose consent is needed has signed.
func (s *State) Ended() bool { return s.WholeStatus() == Signed }
