package talks

import (
	"time"

	"parley"
	"parley/text"
)

// Do says what is asked for, or what was done.
type Do string

// What can be asked for. Enter is what happens, and is not asked for: it
// records what a mediator entered for a person, until that person confirms it.
const (
	DoOpen Do = "open" // the talks, from a case

	DoInvite  Do = "invite"  // gives a person a seat
	DoReplace Do = "replace" // gives somebody's seat to another person
	DoRemove  Do = "remove"  // takes a seat away

	DoRules Do = "rules" // puts rules of the talks forward
	DoAgree Do = "agree" // a head agrees to them

	DoRound   Do = "round"   // opens a round: a meeting
	DoAdjourn Do = "adjourn" // closes it
	DoLock    Do = "lock"    // no position changes until the round is closed

	DoSubmit Do = "submit" // a sealed position, or a revision of it

	DoText  Do = "text"  // an operation on the text
	DoDraft Do = "draft" // issues the text as a numbered draft: it is then on the table
	DoSeen  Do = "seen"  // a party has seen the draft on the table

	DoTable   Do = "table"   // tables a proposal
	DoRetract Do = "retract" // takes one's own proposal back
	DoRespond Do = "respond" // to a point, to the whole draft, to a proposal or an issue of it
	DoReopen  Do = "reopen"  // a point, or the whole

	DoSilence   Do = "silence"   // the chair proposes adoption by silence, at a meeting
	DoCirculate Do = "circulate" // sends the text round: from now on silence runs
	DoObject    Do = "object"    // breaks it
	DoConclude  Do = "conclude"  // the chair notifies adoption after it ran out unbroken
	DoAnnounce  Do = "announce"  // at the next meeting: the text is issued

	DoState   Do = "state"   // attaches a statement or a reservation
	DoInitial Do = "initial" // a head initials the adopted text
	DoSign    Do = "sign"    // and signs it

	DoNote     Do = "note"     // of a caucus, sealed
	DoMessage  Do = "message"  // to be carried between parties, sealed
	DoPermit   Do = "permit"   // its source says how far it may be carried
	DoDeliver  Do = "deliver"  // it was carried
	DoReadBack Do = "readback" // this is what was said

	DoBlind  Do = "blind"  // puts packages to blind acceptance
	DoTick   Do = "tick"   // a head seals which ones the party could live with
	DoReveal Do = "reveal" // at most one common package

	DoForetell Do = "foretell" // says what a release will tell
	DoRelease  Do = "release"  // an answer of the engine, to all together

	DoUndertake Do = "undertake" // lists a commitment that the signed text holds
	DoTakeOn    Do = "take_on"   // its owner agrees to owner, deadline and verifier
	DoReport    Do = "report"    // how far it has been kept

	DoEnter   Do = "enter"
	DoConfirm Do = "confirm" // what was entered on one's behalf
	DoDisown  Do = "disown"  // it was not so
)

// Dos lists everything that can be asked for.
func Dos() []Do {
	return []Do{DoOpen, DoInvite, DoReplace, DoRemove, DoRules, DoAgree, DoRound, DoAdjourn, DoLock, DoSubmit, DoText, DoDraft, DoSeen,
		DoTable, DoRetract, DoRespond, DoReopen, DoSilence, DoCirculate, DoObject, DoConclude, DoAnnounce, DoState, DoInitial, DoSign,
		DoNote, DoMessage, DoPermit, DoDeliver, DoReadBack, DoBlind, DoTick, DoReveal, DoForetell, DoRelease,
		DoUndertake, DoTakeOn, DoReport, DoConfirm, DoDisown}
}

// Act is one thing asked for or done. Which fields mean something depends on
// Do; docs/talks.md has the table, and what an act does not need must be empty.
type Act struct {
	At     time.Time `json:"at"`            // UTC
	Author string    `json:"author"`        // the person who acts
	For    string    `json:"for,omitempty"` // the person in whose name a mediator enters it
	Do     Do        `json:"do"`

	Opening *Opening `json:"opening,omitempty"`

	Person string `json:"person,omitempty"`
	With   string `json:"with,omitempty"` // replace: the new person's id
	Name   string `json:"name,omitempty"`
	Party  string `json:"party,omitempty"`
	Seat   Seat   `json:"seat,omitempty"`

	Rules   *Rules `json:"rules,omitempty"`
	Version int    `json:"version,omitempty"`

	Date   string   `json:"date,omitempty"`
	Place  string   `json:"place,omitempty"`
	Agenda []string `json:"agenda,omitempty"`

	Hash   string `json:"hash,omitempty"`   // a commitment: SHA-256, in hexadecimal
	Limits string `json:"limits,omitempty"` // submit: a commitment to red lines and fallback, where they are set or changed

	Op     *text.Op       `json:"op,omitempty"`
	Kind   text.DraftKind `json:"kind,omitempty"`
	Draft  string         `json:"draft,omitempty"` // the hash of the draft
	Point  string         `json:"point,omitempty"`
	Points []string       `json:"points,omitempty"`
	Words  string         `json:"words,omitempty"` // of a point: the hash of exactly these words

	Package  []Item `json:"package,omitempty"`
	Proposal string `json:"proposal,omitempty"`
	Issue    string `json:"issue,omitempty"`
	Answer   Answer `json:"answer,omitempty"`
	Because  string `json:"because,omitempty"`
	Until    string `json:"until,omitempty"` // ad referendum: when instructions are expected, as a date

	Silence string    `json:"silence,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
	Says    string    `json:"says,omitempty"` // a statement, an amendment, an answer, what is undertaken, a report

	Grade   parley.Grade `json:"grade,omitempty"`
	From    string       `json:"from,omitempty"` // parties
	To      []string     `json:"to,omitempty"`
	Message string       `json:"message,omitempty"`

	Blind    string   `json:"blind,omitempty"`
	Packages [][]Item `json:"packages,omitempty"`
	Told     bool     `json:"told,omitempty"` // tick: I was told what the result reveals
	Order    []int    `json:"order,omitempty"`
	Salt     string   `json:"salt,omitempty"`
	Question string   `json:"question,omitempty"`

	Commitment string `json:"commitment,omitempty"`
	Owner      string `json:"owner,omitempty"`    // a party
	Verifier   string `json:"verifier,omitempty"` // a person
	Deadline   string `json:"deadline,omitempty"`
	Level      int    `json:"level,omitempty"` // report: 1 not begun, 2 begun, 3 kept in part, 4 kept

	Entry int `json:"entry,omitempty"` // confirm, disown: the event that entered it
}

// Command is what somebody asks for.
type Command struct {
	Act
	Saw    int     `json:"saw"`              // how many events the actor had seen
	Opened []Ticks `json:"opened,omitempty"` // reveal: the ticks, opened by whoever computes; they go into no event
}

// Ticks are the packages that a party could live with, by their numbers from
// 1, with the salt of the commitment to them.
type Ticks struct {
	Party string `json:"party"`
	Salt  string `json:"salt"`
	Ticks []int  `json:"ticks"`
}

// Event is what happened. Events are numbered from 1 without a gap.
type Event struct {
	Seq int `json:"seq"`
	Act
	ID      string   `json:"id,omitempty"`      // of what it makes: a proposal, a silence procedure …
	Ops     text.Log `json:"ops,omitempty"`     // what is appended to the text
	Changed []Clause `json:"changed,omitempty"` // draft: points that are new or read otherwise
	Struck  []string `json:"struck,omitempty"`  // draft: points that are gone
	Open    bool     `json:"open,omitempty"`    // draft: brackets, alternatives or proposals are left in it
	Infer   string   `json:"infer,omitempty"`   // what can be inferred, in plain words
	Common  int      `json:"common,omitempty"`  // reveal: the number of the package; 0: none
	Entered *Act     `json:"entered,omitempty"` // enter: what is to be confirmed
}

// Opening is what the talks take over from a case.
type Opening struct {
	Title   string   `json:"title,omitempty"`
	Parties []Party  `json:"parties"`
	Issues  []Issue  `json:"issues,omitempty"`
	Text    text.Log `json:"text,omitempty"` // the operations that open the text
}

// Party is a party of the talks.
type Party struct {
	ID    string        `json:"id"`
	Name  string        `json:"name,omitempty"`
	Roles []parley.Role `json:"roles,omitempty"` // none: its consent counts
}

// Issue is one thing to be settled.
type Issue struct {
	ID      string   `json:"id"`
	Name    string   `json:"name,omitempty"`
	Options []string `json:"options,omitempty"` // of a discrete issue
	Min     string   `json:"min,omitempty"`     // of a numeric one
	Max     string   `json:"max,omitempty"`
	Step    string   `json:"step,omitempty"`
}

// Item is what a package says on one issue: one choice, or alternatives.
type Item struct {
	Issue   string   `json:"issue"`
	Choices []string `json:"choices"`
}

// Clause is a point as a draft has it.
type Clause struct {
	Point    string `json:"point"`
	Document string `json:"document"`
	Words    string `json:"words"`          // the hash of its words in every language, heading and choices taken
	Open     bool   `json:"open,omitempty"` // something in it is in brackets or has open alternatives
}

// Rules are what the parties agree on before anything else.
type Rules struct {
	Consent   []string    `json:"consent"`           // the parties whose consent is needed
	Silence   int         `json:"silence,omitempty"` // hours a silence procedure runs at least; 0: there is none
	Keep      int         `json:"keep,omitempty"`    // days after the last event, from which mediators may destroy what is sealed; 0: they never may
	Legend    text.Legend `json:"legend,omitempty"`  // words and colours of statuses
	Public    []string    `json:"public,omitempty"`  // what anybody may see: rounds, statuses, signatures, statements
	Questions []Question  `json:"questions,omitempty"`
}

// Question is an answer of the engine that may be released, once.
type Question struct {
	ID  string `json:"id"`
	Ask string `json:"ask"` // one of parley.Shareable
}
