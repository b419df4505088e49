package talks

import (
	"slices"

	"parley"
	"parley/text"
)

// View is what one person may see of the talks, and nothing else. Two talks
// that differ only in what is confidential to others have equal views: numbers
// of events (Seq) tell that something happened and not what.
//
// Sealed content is not in it. Sealed lists which sealed content the person
// may open.
type View struct {
	For      string     `json:"for"`
	Seq      int        `json:"seq"`
	Title    string     `json:"title,omitempty"`
	Parties  []Party    `json:"parties"`
	Issues   []Issue    `json:"issues,omitempty"`
	People   []Person   `json:"people"`
	Rules    *Rules     `json:"rules,omitempty"`
	OnTable  *Rules     `json:"on_table,omitempty"`
	Version  int        `json:"version,omitempty"`
	AgreedBy []string   `json:"agreed_by,omitempty"`
	Rounds   []Round    `json:"rounds,omitempty"`
	Text     text.Log   `json:"text,omitempty"`
	Drafts   []Draft    `json:"drafts,omitempty"`
	Status   Status     `json:"status,omitempty"` // of the whole; none where it is not for the reader
	Points   []Standing `json:"points,omitempty"`
	Whole    []Response `json:"whole,omitempty"`

	Reopenings  []Reopening  `json:"reopenings,omitempty"`
	Proposals   []Tabled     `json:"proposals,omitempty"`
	Silences    []Silence    `json:"silences,omitempty"`
	Statements  []Statement  `json:"statements,omitempty"`
	Initials    []Mark       `json:"initials,omitempty"`
	Signatures  []Mark       `json:"signatures,omitempty"`
	Blinds      []Blind      `json:"blinds,omitempty"`
	Releases    []Release    `json:"releases,omitempty"`
	Commitments []Commitment `json:"commitments,omitempty"`
	Messages    []Message    `json:"messages,omitempty"`
	ToConfirm   []Entry      `json:"to_confirm,omitempty"`
	Submitted   []string     `json:"submitted,omitempty"` // mediators: the parties that have submitted a position
	Sealed      []Sealed     `json:"sealed,omitempty"`
}

// Standing is a point with how far it has come.
type Standing struct {
	Point
	Status Status `json:"status"`
}

// Tabled is a proposal with how far it has come, whole and by issue in the
// order of its package.
type Tabled struct {
	Proposal
	Status Status   `json:"status"`
	Issues []Status `json:"issues"`
}

// Sealed names sealed content by the event that holds it.
type Sealed struct {
	Seq    int    `json:"seq"`
	Do     Do     `json:"do"`
	Party  string `json:"party"`
	Hash   string `json:"hash"`
	Limits string `json:"limits,omitempty"`
}

// View returns what the person may see. Somebody without a seat sees what the
// rules make public, see Public.
func (s *State) View(person string) *View {
	p, ok := s.Person(person)
	if !ok || p.Removed {
		return s.Public(person)
	}
	v := &View{For: person, Seq: s.Seq, Title: s.Title, Parties: s.Parties, People: s.People, Version: s.Version, Status: s.WholeStatus()}
	if p.Seat == Auditor {
		v.Sealed = s.commitments()
		v.Initials, v.Signatures, v.Drafts = s.Initials, s.Signatures, s.Drafts
		return v
	}
	v.Issues, v.Rules, v.OnTable, v.AgreedBy, v.Rounds = s.Issues, s.Rules, s.OnTable, s.AgreedBy, s.Rounds
	v.Text, v.Drafts, v.Whole, v.Reopenings, v.Silences = s.Text, s.Drafts, s.Whole, s.Reopenings, s.Silences
	v.Statements, v.Initials, v.Signatures, v.Commitments = s.Statements, s.Initials, s.Signatures, s.Commitments
	for _, point := range s.Points {
		if !point.Struck {
			v.Points = append(v.Points, Standing{point, s.PointStatus(point.Point)})
		} else if len(point.Unseen) > 0 {
			v.Points = append(v.Points, Standing{point, Open})
		}
	}
	for _, proposal := range s.Proposals {
		t := Tabled{proposal, s.ProposalStatus(proposal.ID, ""), nil}
		for _, item := range proposal.Package {
			t.Issues = append(t.Issues, s.ProposalStatus(proposal.ID, item.Issue))
		}
		v.Proposals = append(v.Proposals, t)
	}
	for _, b := range s.Blinds {
		if !s.answersTo(p) {
			break
		}
		b.Sheets = slices.Clone(b.Sheets)
		for i := range b.Sheets {
			if b.Sheets[i].Party != p.Party {
				b.Sheets[i].Hash = "" // that it has ticked is known, and nothing of what
			}
		}
		v.Blinds = append(v.Blinds, b)
	}
	if s.answersTo(p) {
		v.Releases = s.Releases
	}
	for _, m := range s.Messages {
		if m.reaches(p) {
			v.Messages = append(v.Messages, m.as(p))
		}
	}
	for _, e := range s.Entries {
		if of, _ := s.Person(e.Act.Author); of.ID == p.ID || p.Seat.Chair() {
			v.ToConfirm = append(v.ToConfirm, e)
		}
	}
	for _, x := range s.Positions {
		if p.Seat.Chair() && !slices.Contains(v.Submitted, x.Party) {
			v.Submitted = append(v.Submitted, x.Party)
		}
		if p.Party == x.Party {
			v.Sealed = append(v.Sealed, Sealed{x.Seq, DoSubmit, x.Party, x.Hash, x.Limits})
		}
	}
	for _, x := range s.Notes {
		if x.readBy(p) {
			v.Sealed = append(v.Sealed, Sealed{Seq: x.Seq, Do: DoNote, Party: x.Party, Hash: x.Hash})
		}
	}
	return v
}

// answersTo reports whether what is worked out from sealed positions, or from
// ticks, is for the person: it rests on what the parties whose consent counts
// keep back, and goes to them and to the mediators alone.
func (s *State) answersTo(p Person) bool {
	return p.Seat.Chair() || p.Party != "" && slices.Contains(s.Required(), p.Party)
}

// readBy reports whether the person may read the note: a delegation its own;
// the mediators theirs and, from mediator on, a delegation's; everybody at the
// table, from joint on. What mediators write for themselves of a caucus the
// party does not read.
func (n Note) readBy(p Person) bool {
	by, chair := p.Party == n.Party, p.Seat.Chair()
	switch {
	case n.Grade.Reaches(parley.GradeJoint):
		return true
	case n.Grade.Reaches(parley.GradeMediator):
		return by && n.Own || chair
	}
	return by && n.Own
}

// as returns the message as the person may see it: to whom else it was carried
// is for its source and the mediators.
func (m Message) as(p Person) Message {
	if p.Seat.Chair() || p.Party == m.From {
		return m
	}
	m.To = []string{p.Party}
	m.Delivered = without(m.Delivered, func(x Delivery) bool { return x.Party != p.Party })
	for i := range m.Delivered {
		m.Delivered[i].Seq = 0
	}
	m.ReadBack = without(m.ReadBack, func(party string) bool { return party != p.Party && party != m.From })
	return m
}

// Public returns what anybody may see: what the rules of the talks make
// public, and no position and no proposal in any case.
func (s *State) Public(person string) *View {
	v := &View{For: person, Title: s.Title, Parties: s.Parties}
	if s.Rules == nil {
		return v
	}
	if slices.Contains(s.Rules.Public, "rounds") {
		for _, r := range s.Rounds {
			v.Rounds = append(v.Rounds, Round{Date: r.Date, Place: r.Place, Agenda: r.Agenda, Open: r.Open})
		}
	}
	if slices.Contains(s.Rules.Public, "statuses") {
		v.Status = s.WholeStatus()
		for _, p := range s.Points {
			if !p.Struck {
				v.Points = append(v.Points, Standing{Point{Clause: Clause{Point: p.Point, Document: p.Document}}, s.PointStatus(p.Point)})
			}
		}
	}
	if slices.Contains(s.Rules.Public, "signatures") {
		v.Signatures = s.Signatures
	}
	if slices.Contains(s.Rules.Public, "statements") {
		for _, x := range s.Statements {
			v.Statements = append(v.Statements, Statement{Party: x.Party, Point: x.Point, Says: x.Says})
		}
	}
	return v
}

// Published returns what anybody may see, and whether the parties agreed that
// anybody may see anything.
func (s *State) Published() (*View, bool) {
	return s.Public(""), s.Rules != nil && len(s.Rules.Public) > 0
}

// commitments lists every commitment, in the order of events: what an auditor
// checks, and no content.
func (s *State) commitments() []Sealed {
	var all []Sealed
	for _, x := range s.Positions {
		all = append(all, Sealed{x.Seq, DoSubmit, x.Party, x.Hash, x.Limits})
	}
	for _, x := range s.Notes {
		all = append(all, Sealed{Seq: x.Seq, Do: DoNote, Party: x.Party, Hash: x.Hash})
	}
	for _, b := range s.Blinds {
		for _, m := range b.Sheets {
			all = append(all, Sealed{Seq: m.Seq, Do: DoTick, Party: m.Party, Hash: m.Hash})
		}
	}
	slices.SortFunc(all, func(a, b Sealed) int { return a.Seq - b.Seq })
	return all
}
