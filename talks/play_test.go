package talks

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/text"
)

// day is when the talks of the tests begin.
var day = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// player plays talks: commands are given with everything seen, at the time of
// its clock.
type player struct {
	t      testing.TB
	s      *State
	events []Event
	now    time.Time
}

func newPlayer(t testing.TB) *player { return &player{t: t, s: &State{}, now: day} }

func (p *player) command(who string, a Act) Command {
	a.Author, a.At = who, p.now
	return Command{Act: a, Saw: p.s.Seq}
}

func (p *player) try(c Command) error {
	events, err := Decide(p.s, c)
	if err != nil {
		return err
	}
	for _, e := range events {
		s, err := Apply(p.s, e)
		if err != nil {
			p.t.Fatalf("%s was decided and cannot be applied: %v", e.Do, err)
		}
		p.s = s
		p.events = append(p.events, e)
	}
	return nil
}

// do does what has to be allowed.
func (p *player) do(who string, a Act) {
	p.t.Helper()
	if err := p.try(p.command(who, a)); err != nil {
		p.t.Fatalf("%s by %s: %v", a.Do, who, err)
	}
}

// refused does what has to be refused by the rule, and sees that nothing
// happens.
func (p *player) refused(rule RuleID, c Command) {
	p.t.Helper()
	before := p.s.Seq
	err := p.try(c)
	var r *Refusal
	if !errors.As(err, &r) || r.Rule != rule {
		p.t.Errorf("%s by %s: %v, and %s should refuse it", c.Do, c.Author, err, rule)
	}
	if p.s.Seq != before {
		p.t.Errorf("%s by %s was refused, and something happened", c.Do, c.Author)
	}
	covered[rule] = true
}

func (p *player) no(rule RuleID, who string, a Act) {
	p.t.Helper()
	p.refused(rule, p.command(who, a))
}

// covered are the rules that a test has seen refusing something.
var covered = map[RuleID]bool{}

// opening is of small talks: parties north, south and, with three, east; a
// fund that guarantees; points a and b; one issue of options and one of
// numbers.
func opening(parties ...string) *Opening {
	o := &Opening{Title: "A spring", Issues: []Issue{{ID: "water", Options: []string{"half", "meter"}}, {ID: "toll", Min: "0", Max: "100", Step: "10"}}}
	for _, p := range parties {
		o.Parties = append(o.Parties, Party{ID: p})
	}
	o.Parties = append(o.Parties, Party{ID: "fund", Roles: []parley.Role{parley.RoleGuarantor}})
	log, err := text.Log{}.Append(
		text.Op{Author: "case", Do: text.DoDocument, Document: "pact"},
		text.Op{Author: "case", Do: text.DoInsert, Document: "pact", Point: "a", Words: text.Wordings{"": "The spring is shared."}},
		text.Op{Author: "case", Do: text.DoInsert, Document: "pact", Point: "b", Words: text.Wordings{"": "The channel is repaired."}},
	)
	if err != nil {
		panic(err)
	}
	o.Text = log
	return o
}

// seat opens talks with heads n, s … named after their parties, and the first
// party's delegate nd, adviser na and mandator nm.
func (p *player) seat(parties ...string) {
	p.do("m", Act{Do: DoOpen, Opening: opening(parties...), Person: "m", Name: "Mediator"})
	p.do("m", Act{Do: DoInvite, Person: "cm", Name: "Second", Seat: CoMediator})
	p.do("m", Act{Do: DoInvite, Person: "t", Name: "Custodian", Seat: Custodian})
	p.do("m", Act{Do: DoInvite, Person: "o", Name: "Observer", Seat: Observer})
	p.do("m", Act{Do: DoInvite, Person: "x", Name: "Auditor", Seat: Auditor})
	p.do("m", Act{Do: DoInvite, Person: "f", Name: "Fund", Party: "fund", Seat: Guarantor})
	for _, party := range parties {
		p.do("m", Act{Do: DoInvite, Person: party[:1], Name: "Head of " + party, Party: party, Seat: Head})
	}
	n := parties[0][:1]
	p.do(n, Act{Do: DoInvite, Person: n + "m", Name: "Mandator", Party: parties[0], Seat: Mandator})
	p.do(n, Act{Do: DoInvite, Person: n + "d", Name: "Delegate", Party: parties[0], Seat: Delegate})
	p.do(n, Act{Do: DoInvite, Person: n + "a", Name: "Adviser", Party: parties[0], Seat: Adviser})
}

// begin seats people, agrees on rules and issues the first draft.
func (p *player) begin(parties ...string) {
	p.seat(parties...)
	p.do("m", Act{Do: DoRules, Rules: &Rules{Consent: parties, Silence: 72, Public: []string{"statuses"}, Questions: []Question{{"zone", "zone"}}}})
	for _, party := range parties {
		p.do(party[:1], Act{Do: DoAgree, Version: 1})
	}
	p.do("m", Act{Do: DoDraft})
}

func (p *player) draft() string {
	d, _ := p.s.Table()
	return d.Hash
}

func (p *player) words(point string) string { return p.s.Points[p.s.point(point)].Words }

// adopt has every head see the draft and accept it.
func (p *player) adopt(heads ...string) {
	p.t.Helper()
	for _, head := range heads {
		p.do(head, Act{Do: DoSeen, Draft: p.draft()})
		p.do(head, Act{Do: DoRespond, Draft: p.draft(), Answer: Accept})
	}
}

func (p *player) status(want Status) {
	p.t.Helper()
	if got := p.s.WholeStatus(); got != want {
		p.t.Errorf("the whole is %s, and should be %s", got, want)
	}
}

// edit puts other words into a point, as the mediator.
func (p *player) edit(point, words string) {
	p.t.Helper()
	p.do("m", Act{Do: DoText, Op: &text.Op{ID: fmt.Sprint("e", p.s.Seq), Do: text.DoPropose, Point: point, Words: text.Wordings{"": words}}})
	p.do("m", Act{Do: DoText, Op: &text.Op{Do: text.DoTake, Proposal: fmt.Sprint("e", p.s.Seq-1)}})
}

func TestRefusalsSayTheRule(t *testing.T) {
	p := newPlayer(t)
	p.begin("north", "south")
	err := p.try(p.command("nd", Act{Do: DoRespond, Point: "a", Words: p.words("a"), Answer: Accept}))
	want := "rule consent.head: only the head of a delegation consents for its party (nd is delegate of north)"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// Signing ends it, and everything up to it can be undone.
func TestFromDraftToSignature(t *testing.T) {
	p := newPlayer(t)
	p.begin("north", "south")
	p.adopt("n", "s")
	p.status(Adopted)
	p.do("n", Act{Do: DoInitial, Draft: p.draft()})
	p.no(SignInitialed, "n", Act{Do: DoSign, Draft: p.draft()})
	p.do("s", Act{Do: DoInitial, Draft: p.draft()})
	p.status(Initialled)
	p.do("n", Act{Do: DoSign, Draft: p.draft()})
	p.do("s", Act{Do: DoReopen, Because: "the capital"})
	p.status(Open)
	if len(p.s.Signatures)+len(p.s.Initials) > 0 {
		t.Error("a reopened text is signed")
	}
	for _, head := range []string{"n", "s"} {
		p.do(head, Act{Do: DoRespond, Draft: p.draft(), Answer: Accept})
	}
	for _, act := range []Do{DoInitial, DoSign} {
		p.do("n", Act{Do: act, Draft: p.draft()})
		p.do("s", Act{Do: act, Draft: p.draft()})
	}
	p.status(Signed)
	p.no(OrderSigned, "s", Act{Do: DoReopen, Because: "again"})
	if !strings.Contains(string(p.s.PointStatus("a")), "signed") {
		t.Error("a point of a signed text is not signed")
	}
}
