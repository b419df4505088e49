package talks

import (
	"slices"
	"time"

	"parley"
	"parley/text"
)

// State is all that follows from the events so far. It is to be read, not
// written to; Decide reads it, Apply makes the next one.
type State struct {
	Seq     int       // how many events there are
	At      time.Time // of the last
	Title   string
	Parties []Party
	Issues  []Issue
	People  []Person // in order of invitation

	Rules    *Rules // in force; nil before any are
	Version  int    // of the rules put forward last
	OnTable  *Rules // put forward and not in force yet
	AgreedBy []string

	Rounds []Round

	Text   text.Log // every operation so far; text.Fold makes it the text
	Drafts []Draft  // issued so far; the last is on the table
	Points []Point  // of the draft on the table, and those struck from earlier ones
	Whole  []Response
	Seen   map[string]int // party to the number of the draft that it has seen, from 1

	Reopenings []Reopening
	Proposals  []Proposal
	Silences   []Silence
	Statements []Statement
	Initials   []Mark // on the draft on the table
	Signatures []Mark

	Positions   []Submission // every one, in order
	Notes       []Note
	Messages    []Message
	Blinds      []Blind
	Releases    []Release
	Commitments []Commitment
	Entries     []Entry // entered for somebody and not confirmed yet
}

// Round is a phase of talks; while it is open, a meeting takes place.
type Round struct {
	Date   string   `json:"date,omitempty"`
	Place  string   `json:"place,omitempty"`
	Agenda []string `json:"agenda,omitempty"`
	Open   bool     `json:"open,omitempty"`
	Locked bool     `json:"locked,omitempty"` // positions do not change
}

// Draft is a text that was issued.
type Draft struct {
	Name string    `json:"name,omitempty"`
	Hash string    `json:"hash,omitempty"`
	At   time.Time `json:"at,omitzero"`
	Open bool      `json:"open,omitempty"` // something in it is in brackets, has open alternatives or a proposal beside it
}

// Point is a point of the text on the table.
type Point struct {
	Clause
	Struck    bool       `json:"struck,omitempty"`
	Unseen    []string   `json:"unseen,omitempty"` // of a struck point: the parties that have not seen that it is gone
	Reopened  bool       `json:"reopened,omitempty"`
	Responses []Response `json:"responses,omitempty"` // at most one a party, to these words
}

// Answer is how a party takes something.
type Answer string

// The answers. Accept, AdReferendum and Withdraw are the head's alone.
const (
	Accept       Answer = "accept"
	AdReferendum Answer = "ad_referendum" // accepted, pending instructions
	InGroup      Answer = "in_group"      // agreed in the working group, which binds nobody
	Noted        Answer = "noted"
	Reserve      Answer = "reserve"
	Reject       Answer = "reject"
	Withdraw     Answer = "withdraw" // takes back what the party answered before
)

// Response is how a party took something.
type Response struct {
	Party   string `json:"party,omitempty"`
	By      string `json:"by,omitempty"` // the person; empty where silence speaks
	Seq     int    `json:"seq,omitempty"`
	Answer  Answer `json:"answer,omitempty"`
	Issue   string `json:"issue,omitempty"` // of a proposal; empty: all of it
	Because string `json:"because,omitempty"`
	Until   string `json:"until,omitempty"`
	Silence string `json:"silence,omitempty"` // the silence procedure by which it counts
}

// Proposal is a package, whole or in part, that somebody tabled.
type Proposal struct {
	ID        string     `json:"id,omitempty"`
	Party     string     `json:"party,omitempty"` // empty: the mediators'
	By        string     `json:"by,omitempty"`
	Package   []Item     `json:"package,omitempty"`
	Says      string     `json:"says,omitempty"`
	Retracted bool       `json:"retracted,omitempty"`
	Responses []Response `json:"responses,omitempty"` // at most one a party and issue
}

// Silence is a silence procedure.
type Silence struct {
	ID         string    `json:"id,omitempty"`
	Points     []string  `json:"points,omitempty"` // none: the whole draft
	Draft      string    `json:"draft,omitempty"`  // its hash
	Round      int       `json:"round,omitempty"`  // at whose meeting it was proposed
	Expires    time.Time `json:"expires,omitzero"`
	Circulated time.Time `json:"circulated,omitzero"`
	Stage      Stage     `json:"stage,omitempty"`
	Party      string    `json:"party,omitempty"` // that broke it; empty: the chair took it back
	Because    string    `json:"because,omitempty"`
	Amendment  string    `json:"amendment,omitempty"`
}

// Stage is how far a silence procedure has come.
type Stage string

// The stages.
const (
	Proposed  Stage = "proposed"
	Running   Stage = "running"
	Broken    Stage = "broken"
	Lapsed    Stage = "lapsed" // a party had no head any more
	Concluded Stage = "adopted"
	Announced Stage = "announced"
)

// Reopening is on record for ever.
type Reopening struct {
	Point   string `json:"point,omitempty"` // empty: the whole
	By      string `json:"by,omitempty"`
	Seq     int    `json:"seq,omitempty"`
	Because string `json:"because,omitempty"`
}

// Statement is attached to the text: an interpretation or a reservation.
type Statement struct {
	Seq   int    `json:"seq,omitempty"`
	Party string `json:"party,omitempty"`
	By    string `json:"by,omitempty"`
	Point string `json:"point,omitempty"`
	Says  string `json:"says,omitempty"`
}

// Mark is an initial or a signature of a party.
type Mark struct {
	Party string `json:"party,omitempty"`
	By    string `json:"by,omitempty"`
	Draft string `json:"draft,omitempty"`
	Seq   int    `json:"seq,omitempty"`
}

// Submission is a position that was submitted, known by a commitment to it.
type Submission struct {
	Seq    int       `json:"seq,omitempty"`
	At     time.Time `json:"at,omitzero"`
	Party  string    `json:"party,omitempty"`
	By     string    `json:"by,omitempty"`
	Hash   string    `json:"hash,omitempty"`
	Limits string    `json:"limits,omitempty"`
}

// Note is a note of a caucus, known by a commitment to it.
type Note struct {
	Seq   int          `json:"seq,omitempty"`
	Party string       `json:"party,omitempty"`
	By    string       `json:"by,omitempty"`
	Own   bool         `json:"own,omitempty"` // the delegation wrote it; otherwise a mediator did
	Grade parley.Grade `json:"grade,omitempty"`
	Hash  string       `json:"hash,omitempty"`
}

// Message is carried from one party to others in exactly its words.
type Message struct {
	ID        string       `json:"id,omitempty"`
	From      string       `json:"from,omitempty"`
	To        []string     `json:"to,omitempty"`
	By        string       `json:"by,omitempty"`
	Hash      string       `json:"hash,omitempty"`
	Permit    parley.Grade `json:"permit,omitempty"` // empty: not permitted yet
	Delivered []Delivery   `json:"delivered,omitempty"`
	ReadBack  []string     `json:"read_back,omitempty"` // parties that confirmed the words
}

// Delivery says to whom a message was carried, and which drafts the two sides
// had seen by then (0: none).
type Delivery struct {
	Party   string `json:"party,omitempty"`
	Seq     int    `json:"seq,omitempty"`
	FromSaw int    `json:"from_saw,omitempty"`
	ToSaw   int    `json:"to_saw,omitempty"`
}

// Blind is a blind acceptance.
type Blind struct {
	ID       string    `json:"id,omitempty"`
	Packages [][]Item  `json:"packages,omitempty"`
	Order    string    `json:"order,omitempty"` // the commitment to the order
	Infer    string    `json:"infer,omitempty"`
	Expires  time.Time `json:"expires,omitzero"` // no tick is taken from then on; zero: there is no end
	Sheets   []Sheet   `json:"sheets,omitempty"`
	Done     bool      `json:"done,omitempty"`
	Lapsed   bool      `json:"lapsed,omitempty"` // it was over before all had ticked: no tick was opened
	Common   int       `json:"common,omitempty"` // 0: none
	Looked   []int     `json:"looked,omitempty"` // the order, when it was revealed
}

// Sheet is what a party ticked, known by a commitment to it.
type Sheet struct {
	Party string `json:"party"`
	By    string `json:"by,omitempty"`
	Hash  string `json:"hash,omitempty"` // in a view, the own one alone
	Seq   int    `json:"seq"`
}

// Release is an answer of the engine that all parties got together.
type Release struct {
	Question string `json:"question,omitempty"`
	Round    int    `json:"round,omitempty"`
	Infer    string `json:"infer,omitempty"`
	Done     bool   `json:"done,omitempty"`
	Says     string `json:"says,omitempty"`
	Hash     string `json:"hash,omitempty"`
}

// Commitment is something to be done that the signed text holds.
type Commitment struct {
	ID       string   `json:"id,omitempty"`
	Owner    string   `json:"owner,omitempty"`
	Verifier string   `json:"verifier,omitempty"`
	Deadline string   `json:"deadline,omitempty"`
	Says     string   `json:"says,omitempty"`
	Points   []string `json:"points,omitempty"`
	TakenOn  bool     `json:"taken_on,omitempty"`
	Reports  []Report `json:"reports,omitempty"`
}

// Report says how far a commitment was kept.
type Report struct {
	By    string `json:"by,omitempty"`
	Seq   int    `json:"seq,omitempty"`
	Level int    `json:"level,omitempty"`
	Says  string `json:"says,omitempty"`
}

// Entry is what a mediator entered for a person.
type Entry struct {
	Seq int `json:"seq,omitempty"`
	Act Act `json:"act,omitempty"`
}

// clone returns a copy that can be changed without changing s. Lists within
// records are never written to, only replaced, so one level is enough.
func (s *State) clone() *State {
	c := *s
	c.People = slices.Clone(s.People)
	c.Rounds = slices.Clone(s.Rounds)
	c.Drafts = slices.Clone(s.Drafts)
	c.Points = slices.Clone(s.Points)
	c.Proposals = slices.Clone(s.Proposals)
	c.Silences = slices.Clone(s.Silences)
	c.Messages = slices.Clone(s.Messages)
	c.Blinds = slices.Clone(s.Blinds)
	c.Releases = slices.Clone(s.Releases)
	c.Commitments = slices.Clone(s.Commitments)
	c.Seen = make(map[string]int, len(s.Seen))
	for party, n := range s.Seen {
		c.Seen[party] = n
	}
	c.AgreedBy = slices.Clip(c.AgreedBy)
	c.Text = slices.Clip(c.Text)
	c.Reopenings, c.Statements = slices.Clip(c.Reopenings), slices.Clip(c.Statements)
	c.Initials, c.Signatures = slices.Clip(c.Initials), slices.Clip(c.Signatures)
	c.Positions, c.Notes, c.Entries = slices.Clip(c.Positions), slices.Clip(c.Notes), slices.Clip(c.Entries)
	return &c
}

// with returns a new list with one element more.
func with[T any](list []T, x T) []T { return append(slices.Clip(list), x) }

// without returns a new list of what does not match.
func without[T any](list []T, match func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), match)
}

// Party returns the party with the id.
func (s *State) Party(id string) (Party, bool) {
	i := slices.IndexFunc(s.Parties, func(p Party) bool { return p.ID == id })
	if i < 0 {
		return Party{}, false
	}
	return s.Parties[i], true
}

// Required returns the parties whose consent is needed: those of the rules in
// force, or, before there are any, those of the case.
func (s *State) Required() []string {
	if s.Rules != nil {
		return s.Rules.Consent
	}
	return s.consenting()
}

func (s *State) consenting() []string {
	var all []string
	for _, p := range s.Parties {
		if p.Consents() {
			all = append(all, p.ID)
		}
	}
	return all
}

// Table returns the draft on the table.
func (s *State) Table() (Draft, bool) {
	if len(s.Drafts) == 0 {
		return Draft{}, false
	}
	return s.Drafts[len(s.Drafts)-1], true
}

// point returns the index of a point that stands on the table, or -1.
func (s *State) point(id string) int {
	return slices.IndexFunc(s.Points, func(p Point) bool { return p.Point == id && !p.Struck })
}

// meeting returns the number of the open round, from 1, or 0.
func (s *State) meeting() int {
	if n := len(s.Rounds); n > 0 && s.Rounds[n-1].Open {
		return n
	}
	return 0
}

// unissued reports whether the draft on the table was accepted by a silence
// procedure that has not been announced.
func (s *State) unissued() bool {
	return slices.ContainsFunc(s.Whole, func(r Response) bool {
		return slices.ContainsFunc(s.Silences, func(x Silence) bool { return x.ID == r.Silence && x.Stage == Concluded })
	})
}

// running returns the index of the silence procedure that is proposed or
// running, or -1.
func (s *State) running() int {
	return slices.IndexFunc(s.Silences, func(x Silence) bool { return x.Stage == Proposed || x.Stage == Running })
}
