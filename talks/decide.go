package talks

import (
	"slices"

	"parley/phrase"
)

// Decide says what happens if the command is carried out, or refuses it with
// a *Refusal that names the rule. It changes nothing. Its cost grows with the
// number of people, points and proposals, and for an operation on the text or
// a draft with the size of the text's log.
func Decide(s *State, c Command) ([]Event, error) {
	d := &decision{s: s, c: &c}
	c.At = c.At.UTC().Round(0)
	// An objection is never refused because something else happened meanwhile:
	// it could be the last moment.
	hurry := c.Do == DoObject && 0 <= c.Saw && c.Saw <= s.Seq
	d.must(OrderSaw, c.Saw == s.Seq || hurry, "saw", c.Saw, s.Seq)
	d.must(OrderTime, !c.At.Before(s.At) && c.At.Year() > 1 && c.At.Year() < 10000, "time", phrase.Time(c.At), phrase.Time(s.At))
	d.form(&c.Act)
	d.must(FormFields, len(c.Opened) == 0 || c.Do == DoReveal, "opens", c.Do)
	if c.For != "" && c.Do != DoObject {
		d.enter()
	} else {
		d.act()
	}
	if d.err != nil {
		return nil, d.err
	}
	for i := range d.events {
		d.events[i].Seq = s.Seq + 1 + i
	}
	return d.events, nil
}

// decision is a command on its way. What refuses first is kept; what comes
// after it changes nothing.
type decision struct {
	s      *State
	c      *Command
	who    Person
	events []Event
	err    error
}

// must refuses by the rule unless the condition is met. What was found has a
// code in findings; none is needed where the rule says it all.
func (d *decision) must(rule RuleID, ok bool, code string, args ...any) {
	if ok || d.err != nil || !holds(rule) {
		return
	}
	var found *phrase.Phrase
	if code != "" {
		found = phrase.New("talks."+code, findings[code], args...)
	}
	d.err = &Refusal{rule, found}
}

// senseless refuses what the text does not allow, for its reason.
func (d *decision) senseless(err error) {
	if d.err == nil && holds(TextSense) {
		d.err = &Refusal{TextSense, phrase.Of(err)}
	}
}

// happens records that what was asked for happens, and returns the event for
// what is to be added to it. It must be called last.
func (d *decision) happens() *Event {
	d.events = append(d.events, Event{Act: d.c.Act})
	return &d.events[len(d.events)-1]
}

// acts says how each act is decided.
var acts map[Do]func(*decision)

func init() { // the acts that are confirmed are decided again by this table
	acts = map[Do]func(*decision){
		DoInvite: (*decision).invite, DoReplace: (*decision).replace, DoRemove: (*decision).remove,
		DoRules: (*decision).rules, DoAgree: (*decision).agree,
		DoRound: (*decision).round, DoAdjourn: (*decision).adjourn, DoLock: (*decision).lock,
		DoSubmit: (*decision).submit, DoText: (*decision).text, DoDraft: (*decision).draft, DoSeen: (*decision).seen,
		DoTable: (*decision).table, DoRetract: (*decision).retract, DoRespond: (*decision).respond, DoReopen: (*decision).reopen,
		DoSilence: (*decision).silence, DoCirculate: (*decision).circulate, DoObject: (*decision).object,
		DoConclude: (*decision).conclude, DoAnnounce: (*decision).announce,
		DoState: (*decision).state, DoInitial: (*decision).initial, DoSign: (*decision).sign,
		DoNote: (*decision).note, DoMessage: (*decision).message, DoPermit: (*decision).permit,
		DoDeliver: (*decision).deliver, DoReadBack: (*decision).readBack,
		DoBlind: (*decision).blind, DoTick: (*decision).tick, DoReveal: (*decision).reveal,
		DoForetell: (*decision).foretell, DoRelease: (*decision).release,
		DoUndertake: (*decision).undertake, DoTakeOn: (*decision).takeOn, DoReport: (*decision).report,
		DoConfirm: (*decision).confirm, DoDisown: (*decision).disown,
	}
}

// beforeRules lists what can be done before the rules of the talks are agreed.
var beforeRules = []Do{DoInvite, DoReplace, DoRemove, DoRules, DoAgree, DoConfirm, DoDisown}

// afterSigning lists what can be done when all have signed.
var afterSigning = []Do{DoInvite, DoReplace, DoRemove, DoRound, DoAdjourn, DoState, DoNote, DoMessage, DoPermit, DoDeliver, DoReadBack,
	DoUndertake, DoTakeOn, DoReport, DoConfirm, DoDisown}

// act decides what an actor asks for in their own name.
func (d *decision) act() {
	if d.c.Do == DoOpen {
		d.open()
		return
	}
	d.must(OrderOpen, d.s.Seq > 0, "")
	who, ok := d.s.Person(d.c.Author)
	d.who = who
	d.must(SeatActive, ok && !who.Removed, "seat.none", phrase.Quote(d.c.Author))
	d.must(OrderRules, d.s.Rules != nil || slices.Contains(beforeRules, d.c.Do), "")
	d.must(OrderSigned, !d.s.Ended() || slices.Contains(afterSigning, d.c.Do), "")
	if decide := acts[d.c.Do]; decide != nil && d.err == nil {
		decide(d)
	}
}

// chair demands that the actor leads the talks.
func (d *decision) chair() {
	d.must(SeatChair, d.who.Seat.Chair(), "seat", d.who.ID, d.who.Place())
}

// head demands that the actor is the head of the delegation of a party whose
// consent counts: nobody else binds it.
func (d *decision) head() {
	d.must(ConsentHead, d.who.Seat == Head, "seat", d.who.ID, d.who.Place())
	d.must(ConsentParty, slices.Contains(d.s.Required(), d.who.Party), "party.counts", phrase.Quote(d.who.Party), d.s.Required())
}

// enterable lists what a mediator may enter for a person, who then confirms it.
var enterable = []Do{DoAgree, DoSeen, DoTable, DoRetract, DoRespond, DoReopen, DoState, DoInitial, DoSign, DoSubmit, DoPermit, DoReadBack, DoTakeOn, DoReport}

// enter decides what a mediator asks for in somebody's name: it is kept, and
// counts when that person has confirmed it. What that person could not do is
// refused at once.
func (d *decision) enter() {
	s, act := d.s, d.c.Act
	d.must(SeatEntitled, slices.Contains(enterable, act.Do), "enter.act", act.Do)
	who, ok := s.Person(act.Author)
	d.must(SeatActive, ok && !who.Removed, "seat.none", phrase.Quote(act.Author))
	d.must(SeatChair, who.Seat.Chair(), "seat", who.ID, who.Place())
	d.must(FormBounds, len(s.Entries) < maxEntries, "many.entries", len(s.Entries))
	act.Author, act.For = act.For, ""
	trial := &decision{s: s, c: &Command{Act: act, Saw: d.c.Saw}, err: d.err}
	trial.act()
	if d.err = trial.err; d.err != nil {
		return
	}
	if !holds(ConsentConfirm) {
		d.events = trial.events
		return
	}
	d.events = []Event{{Act: Act{At: d.c.At, Author: d.c.Author, For: d.c.For, Do: DoEnter}, Entered: &act}}
}

// entry finds what was entered for the actor.
func (d *decision) entry() Entry {
	i := slices.IndexFunc(d.s.Entries, func(e Entry) bool { return e.Seq == d.c.Entry && e.Act.Author == d.c.Author })
	d.must(FormExists, i >= 0, "entry.none", d.c.Entry, d.c.Author)
	if i < 0 {
		return Entry{}
	}
	return d.s.Entries[i]
}

func (d *decision) confirm() {
	entry := d.entry()
	if d.err != nil {
		return
	}
	act := entry.Act
	act.At = d.c.At
	inner := &decision{s: d.s, c: &Command{Act: act, Saw: d.c.Saw}}
	if inner.act(); inner.err != nil {
		d.err = inner.err
		return
	}
	d.happens()
	d.events = append(d.events, inner.events...)
}

func (d *decision) disown() {
	d.entry()
	d.happens()
}
