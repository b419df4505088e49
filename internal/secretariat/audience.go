package secretariat

import (
	"slices"

	"parley"
	"parley/talks"
)

// whoSees lists the keys of those who may see that an event happened, as
// talks.State.View has it; none: everybody at the table. The state is the one
// before the event.
func whoSees(s *talks.State, e *talks.Event) []string {
	party := partyOf(s, e.Author)
	switch e.Do {
	case talks.DoSubmit, talks.DoTick:
		return []string{party}
	case talks.DoNote:
		return whoReads(s, e)
	case talks.DoMessage:
		return []string{mediators, e.From}
	case talks.DoPermit:
		return []string{mediators, messageOf(s, e).From}
	case talks.DoDeliver:
		return []string{mediators, messageOf(s, e).From, e.Party}
	case talks.DoReadBack:
		return []string{mediators, messageOf(s, e).From, party}
	case talks.DoEnter:
		return append([]string{mediators}, own(partyOf(s, e.For))...)
	case talks.DoConfirm, talks.DoDisown:
		return append([]string{mediators}, own(party)...)
	case talks.DoBlind, talks.DoReveal, talks.DoForetell, talks.DoRelease:
		return append([]string{mediators}, s.Required()...)
	}
	return nil
}

// whoReads lists the keys of those who may read the content that goes with an
// event.
func whoReads(s *talks.State, e *talks.Event) []string {
	switch e.Do {
	case talks.DoSubmit:
		// The mediators read of it what its grades allow, and get that from the
		// secretariat: so the party's key, once destroyed, destroys it for all.
		return own(partyOf(s, e.Author))
	case talks.DoEnter:
		return own(partyOf(s, e.For))
	case talks.DoNote:
		var keys []string
		if partyOf(s, e.Author) == e.Party {
			keys = own(e.Party)
		}
		if e.Grade.Reaches(parley.GradeMediator) {
			keys = append(keys, mediators)
		}
		if e.Grade.Reaches(parley.GradeJoint) {
			keys = append(keys, table)
		}
		return keys
	case talks.DoMessage:
		return []string{mediators, e.From}
	case talks.DoDeliver:
		return []string{e.Party}
	}
	// Ticks, the order in which packages are looked at, and what the engine
	// answered at length are for nobody.
	return []string{machine}
}

// own is the key of a party, if it is one.
func own(party string) []string {
	if party == "" {
		return nil
	}
	return []string{party}
}

func partyOf(s *talks.State, person string) string {
	p, _ := s.Person(person)
	return p.Party
}

func messageOf(s *talks.State, e *talks.Event) talks.Message {
	i := slices.IndexFunc(s.Messages, func(m talks.Message) bool { return m.ID == e.Message })
	if i < 0 {
		return talks.Message{}
	}
	return s.Messages[i]
}

// keysOf lists the keys that a person reads with.
func keysOf(p talks.Person) []string {
	if p.ID == "" || p.Removed || p.Seat == talks.Auditor {
		return nil
	}
	keys := own(p.Party)
	if p.Seat.Chair() {
		keys = append(keys, mediators)
	}
	return append(keys, table)
}
