package talks

import (
	"fmt"
	"slices"

	"parley"
)

// Apply returns the state after the event. It changes nothing of s. Events
// are those that Decide made, in their order: one that is out of order or
// names what does not exist is an error, and whether it was allowed is not
// asked again. Its cost grows with the state; to make a state from many events
// use Replay.
func Apply(s *State, e Event) (*State, error) {
	c := s.clone()
	if err := c.record(&e); err != nil {
		return s, err
	}
	return c, nil
}

// Replay makes the state that the events amount to.
func Replay(events []Event) (*State, error) {
	return Watch(events, func(*State, *Event) {})
}

// Watch is Replay, and shows the state after each event. What is shown goes on
// changing: it is to be looked at and not kept.
func Watch(events []Event, look func(*State, *Event)) (*State, error) {
	s := (&State{}).clone()
	for i := range events {
		if err := s.record(&events[i]); err != nil {
			return nil, err
		}
		look(s, &events[i])
	}
	return s, nil
}

// records says what each event does to a state. It returns whether what the
// event names exists.
var records = map[Do]func(*State, *Event) bool{
	DoOpen: (*State).opened, DoInvite: (*State).invited, DoReplace: (*State).replaced, DoRemove: (*State).removed,
	DoRules: (*State).ruled, DoAgree: (*State).agreed, DoRound: (*State).met, DoAdjourn: (*State).adjourned, DoLock: (*State).locked,
	DoSubmit: (*State).submitted, DoText: (*State).edited, DoDraft: (*State).issued, DoSeen: (*State).saw,
	DoTable: (*State).tabled, DoRetract: (*State).retracted, DoRespond: (*State).responded, DoReopen: (*State).reopened,
	DoSilence: (*State).silenced, DoCirculate: (*State).circulated, DoObject: (*State).objected, DoConclude: (*State).concluded, DoAnnounce: (*State).announced,
	DoState: (*State).stated, DoInitial: (*State).initialled, DoSign: (*State).signed,
	DoNote: (*State).noted, DoMessage: (*State).messaged, DoPermit: (*State).permitted, DoDeliver: (*State).delivered, DoReadBack: (*State).readBack,
	DoBlind: (*State).blinded, DoTick: (*State).ticked, DoReveal: (*State).revealed, DoForetell: (*State).foretold, DoRelease: (*State).released,
	DoUndertake: (*State).undertaken, DoTakeOn: (*State).takenOn, DoReport: (*State).reported,
	DoEnter: (*State).entered, DoConfirm: (*State).confirmed, DoDisown: (*State).confirmed,
}

func (s *State) record(e *Event) error {
	record := records[e.Do]
	switch {
	case record == nil:
		return fmt.Errorf("event %d: there is no %q", e.Seq, e.Do)
	case e.Seq != s.Seq+1:
		return fmt.Errorf("event %d stands where event %d belongs", e.Seq, s.Seq+1)
	case (e.Do == DoOpen) != (s.Seq == 0):
		return fmt.Errorf("event %d: talks begin with %s, and open once", e.Seq, DoOpen)
	}
	if !record(s, e) {
		return fmt.Errorf("event %d: what %s names does not exist", e.Seq, e.Do)
	}
	s.Seq, s.At = e.Seq, e.At
	return nil
}

// party returns the party of who made the event.
func (s *State) party(e *Event) string {
	p, _ := s.Person(e.Author)
	return p.Party
}

// change applies a change to the first record that matches, if there is one.
func change[T any](list []T, match func(T) bool, do func(*T)) bool {
	i := slices.IndexFunc(list, match)
	if i >= 0 {
		do(&list[i])
	}
	return i >= 0
}

func (s *State) opened(e *Event) bool {
	if e.Opening == nil {
		return false
	}
	s.Title, s.Parties, s.Issues, s.Text = e.Opening.Title, e.Opening.Parties, e.Opening.Issues, slices.Clone(e.Opening.Text)
	s.People = append(s.People, Person{ID: e.Person, Name: e.Name, Seat: Mediator})
	return true
}

func (s *State) invited(e *Event) bool {
	s.People = append(s.People, Person{ID: e.Person, Name: e.Name, Party: e.Party, Seat: e.Seat})
	return true
}

func (s *State) replaced(e *Event) bool {
	old, ok := s.Person(e.Person)
	if !ok {
		return false
	}
	s.leave(old.ID)
	s.People = append(s.People, Person{ID: e.With, Name: e.Name, Party: old.Party, Seat: old.Seat})
	return true
}

func (s *State) removed(e *Event) bool {
	p, ok := s.Person(e.Person)
	if !ok {
		return false
	}
	s.leave(p.ID)
	if i := s.running(); i >= 0 && p.Seat == Head && slices.Contains(s.Required(), p.Party) && holds(SilenceHeads) {
		s.Silences[i].Stage = Lapsed
	}
	return true
}

// leave takes a person's seat. What was entered in their name and not
// confirmed goes too: nobody can confirm it any more.
func (s *State) leave(id string) {
	change(s.People, func(p Person) bool { return p.ID == id }, func(p *Person) { p.Removed = true })
	s.Entries = without(s.Entries, func(x Entry) bool { return x.Act.Author == id })
}

func (s *State) ruled(e *Event) bool {
	s.OnTable, s.AgreedBy = e.Rules, nil
	s.Version++
	return e.Rules != nil
}

func (s *State) agreed(e *Event) bool {
	if s.OnTable == nil {
		return false
	}
	complete := s.completes(s.party(e))
	s.AgreedBy = with(s.AgreedBy, s.party(e))
	s.Text = append(s.Text, e.Ops...)
	if complete {
		s.Rules, s.OnTable, s.AgreedBy = s.OnTable, nil, nil
	}
	return true
}

func (s *State) met(e *Event) bool {
	s.Rounds = append(s.Rounds, Round{Date: e.Date, Place: e.Place, Agenda: e.Agenda, Open: true})
	return true
}

func (s *State) adjourned(*Event) bool {
	if len(s.Rounds) == 0 {
		return false
	}
	last := &s.Rounds[len(s.Rounds)-1]
	last.Open, last.Locked = false, false
	return true
}

func (s *State) locked(*Event) bool {
	if len(s.Rounds) == 0 {
		return false
	}
	s.Rounds[len(s.Rounds)-1].Locked = true
	return true
}

func (s *State) submitted(e *Event) bool {
	s.Positions = append(s.Positions, Submission{e.Seq, e.At, s.party(e), e.Author, e.Hash, e.Limits})
	return true
}

func (s *State) edited(e *Event) bool {
	s.Text = append(s.Text, e.Ops...)
	return true
}

// issued puts a draft on the table. What reads otherwise has lost its
// consents; what is gone is shown as struck until each party has seen it.
func (s *State) issued(e *Event) bool {
	s.Text = append(s.Text, e.Ops...)
	s.Drafts = append(s.Drafts, Draft{Name: e.ID, Hash: e.Draft, At: e.At, Open: e.Open})
	place := make(map[string]int, len(s.Points))
	for i, p := range s.Points {
		place[p.Point] = i
	}
	lost := slices.ContainsFunc(s.Whole, binds)
	for _, c := range e.Changed {
		i, there := place[c.Point]
		if !there {
			place[c.Point] = len(s.Points)
			s.Points = append(s.Points, Point{Clause: c})
			continue
		}
		p := &s.Points[i]
		if p.Words != c.Words && holds(ConsentDraft) {
			was := slices.ContainsFunc(p.Responses, binds)
			p.Reopened, lost = p.Reopened || was, lost || was
			p.Responses = nil
		}
		p.Clause, p.Struck, p.Unseen = c, false, nil
	}
	for _, id := range e.Struck {
		i, there := place[id]
		if !there {
			return false
		}
		lost = lost || slices.ContainsFunc(s.Points[i].Responses, binds)
		s.Points[i].Struck, s.Points[i].Responses = true, nil
		if holds(TextStruck) {
			s.Points[i].Unseen = slices.Clone(s.Required())
		}
	}
	if lost {
		s.Reopenings = append(s.Reopenings, Reopening{"", e.Author, e.Seq, e.Because})
	}
	if holds(ConsentDraft) {
		s.Whole = nil
	}
	s.unmark()
	return true
}

// unmark takes initials and signatures away: they are on a text that was
// adopted, and it is not any more.
func (s *State) unmark() { s.Initials, s.Signatures = nil, nil }

func (s *State) saw(e *Event) bool {
	party := s.party(e)
	s.Seen[party] = len(s.Drafts)
	for i := range s.Points {
		if p := &s.Points[i]; len(p.Unseen) > 0 {
			p.Unseen = without(p.Unseen, func(x string) bool { return x == party })
		}
	}
	return true
}

func (s *State) tabled(e *Event) bool {
	s.Proposals = append(s.Proposals, Proposal{ID: e.ID, Party: s.party(e), By: e.Author, Package: e.Package, Says: e.Says})
	return e.ID == numbered(proposals, len(s.Proposals)-1)
}

func (s *State) retracted(e *Event) bool {
	return alter(s.Proposals, proposals, e.Proposal, func(p *Proposal) { p.Retracted = true })
}

func (s *State) responded(e *Event) bool {
	r := Response{Party: s.party(e), By: e.Author, Seq: e.Seq, Answer: e.Answer, Issue: e.Issue, Because: e.Because, Until: e.Until}
	switch {
	case e.Proposal != "":
		return alter(s.Proposals, proposals, e.Proposal, func(p *Proposal) { p.Responses = taken(p.Responses, r) })
	case e.Point != "":
		// Who has anything against a part has it against the whole.
		if r.Answer == Reject || r.Answer == Reserve || r.Answer == Withdraw {
			s.Whole = without(s.Whole, func(x Response) bool { return x.Party == r.Party && x.Answer.binding() })
			s.unmark()
		}
		i := s.point(e.Point)
		if i < 0 {
			return false
		}
		s.Points[i].Responses = taken(s.Points[i].Responses, r)
		return true
	}
	s.Whole = taken(s.Whole, r)
	if r.Answer != Accept {
		s.unmark()
	}
	return true
}

// taken returns the list with a party's new response in place of its old one.
func taken(list []Response, r Response) []Response {
	list = without(list, func(x Response) bool { return x.Party == r.Party && x.Issue == r.Issue })
	if r.Answer != Withdraw {
		list = append(list, r)
	}
	return list
}

func (s *State) reopened(e *Event) bool {
	s.Reopenings = append(s.Reopenings, Reopening{e.Point, e.Author, e.Seq, e.Because})
	if holds(ConsentReopen) {
		s.Whole = nil
	}
	s.unmark()
	for i := range s.Points {
		if p := &s.Points[i]; !p.Struck && (e.Point == "" || p.Point == e.Point) {
			p.Reopened = true
			if holds(ConsentReopen) {
				p.Responses = nil
			}
		}
	}
	return true
}

func (s *State) silenced(e *Event) bool {
	s.Silences = append(s.Silences, Silence{ID: e.ID, Points: e.Points, Draft: e.Draft, Round: s.meeting(), Expires: e.Expires.UTC(), Stage: Proposed})
	return e.ID == numbered(procedures, len(s.Silences)-1)
}

// silenceOf changes the silence procedure that the event names.
func (s *State) silenceOf(e *Event, do func(*Silence)) bool {
	return alter(s.Silences, procedures, e.Silence, do)
}

func (s *State) circulated(e *Event) bool {
	return s.silenceOf(e, func(x *Silence) { x.Circulated, x.Stage = e.At, Running })
}

func (s *State) objected(e *Event) bool {
	person, _ := s.Person(e.Author)
	if e.For != "" {
		person, _ = s.Person(e.For)
	}
	return s.silenceOf(e, func(x *Silence) { x.Stage, x.Party, x.Because, x.Amendment = Broken, person.Party, e.Because, e.Says })
}

// concluded counts the silence of each party whose consent counts as its
// acceptance of exactly the text that was circulated. What a head had accepted
// before stays the head's.
func (s *State) concluded(e *Event) bool {
	return s.silenceOf(e, func(x *Silence) {
		x.Stage = Concluded
		tacit := func(list []Response) []Response {
			for _, party := range s.Required() {
				if answered(list, party, "") != Accept {
					list = taken(list, Response{Party: party, Seq: e.Seq, Answer: Accept, Silence: x.ID})
				}
			}
			return list
		}
		for _, point := range x.Points {
			if i := s.point(point); i >= 0 {
				s.Points[i].Responses = tacit(s.Points[i].Responses)
			}
		}
		if len(x.Points) == 0 && len(s.Drafts) > 0 {
			s.Whole = tacit(slices.Clone(s.Whole))
		}
	})
}

func (s *State) announced(e *Event) bool {
	return s.silenceOf(e, func(x *Silence) { x.Stage = Announced })
}

func (s *State) stated(e *Event) bool {
	s.Statements = append(s.Statements, Statement{e.Seq, s.party(e), e.Author, e.Point, e.Says})
	return true
}

func (s *State) initialled(e *Event) bool {
	s.Initials = append(s.Initials, Mark{s.party(e), e.Author, e.Draft, e.Seq})
	return true
}

func (s *State) signed(e *Event) bool {
	s.Signatures = append(s.Signatures, Mark{s.party(e), e.Author, e.Draft, e.Seq})
	return true
}

func (s *State) noted(e *Event) bool {
	s.Notes = append(s.Notes, Note{e.Seq, e.Party, e.Author, s.party(e) == e.Party, e.Grade, e.Hash})
	return true
}

func (s *State) messaged(e *Event) bool {
	m := Message{ID: e.ID, From: e.From, To: e.To, By: e.Author, Hash: e.Hash}
	if p, _ := s.Person(e.Author); p.Party == e.From {
		m.ReadBack = []string{e.From} // in its own words
	}
	s.Messages = append(s.Messages, m)
	return e.ID == numbered(messages, len(s.Messages)-1)
}

func (s *State) messageOf(e *Event, do func(*Message)) bool {
	return alter(s.Messages, messages, e.Message, do)
}

func (s *State) permitted(e *Event) bool {
	return s.messageOf(e, func(m *Message) { m.Permit = e.Grade })
}

func (s *State) delivered(e *Event) bool {
	return s.messageOf(e, func(m *Message) {
		m.Delivered = with(m.Delivered, Delivery{e.Party, e.Seq, s.Seen[m.From], s.Seen[e.Party]})
	})
}

func (s *State) readBack(e *Event) bool {
	return s.messageOf(e, func(m *Message) { m.ReadBack = with(m.ReadBack, s.party(e)) })
}

func (s *State) blinded(e *Event) bool {
	s.Blinds = append(s.Blinds, Blind{ID: e.ID, Packages: e.Packages, Order: e.Hash, Infer: e.Infer, Expires: e.Expires.UTC()})
	return e.ID == numbered(blinds, len(s.Blinds)-1)
}

func (s *State) ticked(e *Event) bool {
	return alter(s.Blinds, blinds, e.Blind, func(b *Blind) {
		b.Sheets = with(b.Sheets, Sheet{s.party(e), e.Author, e.Hash, e.Seq})
	})
}

func (s *State) revealed(e *Event) bool {
	return alter(s.Blinds, blinds, e.Blind, func(b *Blind) {
		b.Done, b.Common, b.Looked = true, e.Common, e.Order
		b.Lapsed = !s.allTicked(b)
	})
}

func (s *State) foretold(e *Event) bool {
	s.Releases = append(s.Releases, Release{Question: e.Question, Round: s.meeting(), Infer: e.Infer})
	return true
}

func (s *State) released(e *Event) bool {
	return change(s.Releases, func(r Release) bool { return r.Question == e.Question && r.Round == s.meeting() }, func(r *Release) {
		r.Done, r.Says, r.Hash = true, e.Says, e.Hash
	})
}

func (s *State) undertaken(e *Event) bool {
	s.Commitments = append(s.Commitments, Commitment{ID: e.ID, Owner: e.Owner, Verifier: e.Verifier, Deadline: e.Deadline, Says: e.Says, Points: e.Points})
	return e.ID == numbered(commitments, len(s.Commitments)-1)
}

func (s *State) commitmentOf(e *Event, do func(*Commitment)) bool {
	return alter(s.Commitments, commitments, e.Commitment, do)
}

func (s *State) takenOn(e *Event) bool {
	return s.commitmentOf(e, func(c *Commitment) { c.TakenOn = true })
}

func (s *State) reported(e *Event) bool {
	return s.commitmentOf(e, func(c *Commitment) { c.Reports = with(c.Reports, Report{e.Author, e.Seq, e.Level, e.Says}) })
}

func (s *State) entered(e *Event) bool {
	if e.Entered == nil {
		return false
	}
	s.Entries = append(s.Entries, Entry{e.Seq, *e.Entered})
	return true
}

// confirmed takes what was entered off the list; where it was confirmed, the
// event of what it does comes next.
func (s *State) confirmed(e *Event) bool {
	n := len(s.Entries)
	s.Entries = without(s.Entries, func(x Entry) bool { return x.Seq == e.Entry })
	return len(s.Entries) < n
}

// Consents reports whether the party's consent counts by its roles in the case.
func (p Party) Consents() bool { return parley.Party{Roles: p.Roles}.Consents() }
