package secretariat

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/casefile"
	"parley/internal/seal"
	"parley/ledger"
	"parley/talks"
	"parley/text"
)

// hall is talks over the spring, with a clock that tests set.
type hall struct {
	*Secretariat
	t      *testing.T
	ctx    context.Context
	config Config
	clock  time.Time
	file   *parley.Case
}

const spring = "spring-2026"

// master is one for tests. It wraps nothing that anybody else keeps.
var master = func() seal.Master {
	m, err := seal.ParseMaster(seal.NewMaster())
	if err != nil {
		panic(err)
	}
	return m
}()

// newHall opens talks, seats people and agrees on rules.
func newHall(t *testing.T) *hall {
	t.Helper()
	f, err := casefile.Open("../../examples/spring/case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	h := &hall{t: t, ctx: t.Context(), clock: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), file: f.Case}
	h.config = Config{Folder: filepath.Join(t.TempDir(), "talks"), Master: master, Now: func() time.Time { return h.clock }, Poll: 20 * time.Millisecond}
	h.Secretariat = h.another()
	if _, err := h.Convene(h.ctx, spring, f.Case, talks.Person{ID: "anna", Name: "Anna"}); err != nil {
		t.Fatal(err)
	}
	for _, a := range []talks.Act{
		{Author: "anna", Do: talks.DoInvite, Person: "ada", Name: "Ada", Party: "north", Seat: talks.Head},
		{Author: "anna", Do: talks.DoInvite, Person: "sam", Name: "Sam", Party: "south", Seat: talks.Head},
		{Author: "anna", Do: talks.DoInvite, Person: "olga", Name: "Olga", Seat: talks.Observer},
		{Author: "anna", Do: talks.DoInvite, Person: "axel", Name: "Axel", Seat: talks.Auditor},
		{Author: "ada", Do: talks.DoInvite, Person: "nina", Name: "Nina", Party: "north", Seat: talks.Delegate},
		{Author: "anna", Do: talks.DoRules, Rules: &talks.Rules{Consent: []string{"north", "south"}, Silence: 72, Questions: []talks.Question{{ID: "q1", Ask: "zone"}}}},
		{Author: "ada", Do: talks.DoAgree, Version: 1},
		{Author: "sam", Do: talks.DoAgree, Version: 1},
		{Author: "anna", Do: talks.DoRound, Date: "2026-03-01"},
	} {
		h.do(a, nil)
	}
	return h
}

// another is a second secretariat of the same talks, as another process is.
func (h *hall) another() *Secretariat {
	h.t.Helper()
	s, err := Open(h.ctx, h.config)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { s.Close() })
	return s
}

func (h *hall) try(a talks.Act, c *Content) (Done, error) {
	return h.Do(h.ctx, spring, Ask{Command: talks.Command{Act: a, Saw: -1}, Content: c})
}

func (h *hall) do(a talks.Act, c *Content) Done {
	h.t.Helper()
	h.clock = h.clock.Add(time.Minute)
	done, err := h.try(a, c)
	if err != nil {
		h.t.Fatalf("%s by %s: %v", a.Do, a.Author, err)
	}
	return done
}

// no expects a refusal by the rule, and a journal that is as it was.
func (h *hall) no(rule talks.RuleID, a talks.Act, c *Content) {
	h.t.Helper()
	before, err := h.store.Tip(h.ctx, spring)
	if err != nil {
		h.t.Fatal(err)
	}
	_, err = h.try(a, c)
	var refusal *talks.Refusal
	if !errors.As(err, &refusal) || refusal.Rule != rule {
		h.t.Errorf("%s by %s: %v, and should be refused by %s", a.Do, a.Author, err, rule)
	}
	if after, _ := h.store.Tip(h.ctx, spring); after != before {
		h.t.Errorf("%s was refused, and the journal went from %d to %d", a.Do, before.Number, after.Number)
	}
}

// position is that of a party in the example, to be changed.
func (h *hall) position(party string) *parley.Position {
	p := *h.file.Position(party)
	return &p
}

func (h *hall) state() *talks.State {
	h.t.Helper()
	s, err := h.State(h.ctx, spring)
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

// Everything that was done is there for another process, byte by byte the same.
func TestAnotherProcessReplaysTheSame(t *testing.T) {
	h := newHall(t)
	h.do(talks.Act{Author: "ada", Do: talks.DoSubmit}, &Content{Position: h.position("north")})
	h.do(talks.Act{Author: "anna", Do: talks.DoNote, Party: "north", Grade: parley.GradeMediator}, &Content{Says: "They hurry."})
	h.do(talks.Act{Author: "ada", Do: talks.DoMessage, From: "north", To: []string{"south"}}, &Content{Says: "We could meet."})
	other := h.another()
	for _, person := range []string{"anna", "ada", "sam", "olga", "axel", "nobody"} {
		a, err := h.View(h.ctx, spring, person)
		if err != nil {
			t.Fatal(err)
		}
		b, err := other.View(h.ctx, spring, person)
		if err != nil {
			t.Fatal(err)
		}
		x, _ := encode(a)
		y, _ := encode(b)
		if !bytes.Equal(x, y) {
			t.Errorf("%s sees %s here and %s there", person, x, y)
		}
	}
}

func TestWhoReadsWhat(t *testing.T) {
	h := newHall(t)
	position := h.do(talks.Act{Author: "ada", Do: talks.DoSubmit}, &Content{Position: h.position("north")}).Seq
	kept := h.do(talks.Act{Author: "nina", Do: talks.DoNote, Party: "north", Grade: parley.GradeParty}, &Content{Says: "among us"}).Seq
	graded := h.do(talks.Act{Author: "ada", Do: talks.DoNote, Party: "north", Grade: parley.GradeMediator}, &Content{Says: "for Anna"}).Seq
	joint := h.do(talks.Act{Author: "ada", Do: talks.DoNote, Party: "north", Grade: parley.GradeJoint}, &Content{Says: "for all"}).Seq
	hers := h.do(talks.Act{Author: "anna", Do: talks.DoNote, Party: "north", Grade: parley.GradeMediator}, &Content{Says: "on them"}).Seq
	message := h.do(talks.Act{Author: "ada", Do: talks.DoMessage, From: "north", To: []string{"south"}}, &Content{Says: "to you"}).Seq
	check := func(seq int, says string, readers ...string) {
		t.Helper()
		for _, person := range []string{"anna", "ada", "nina", "sam", "olga", "axel", "nobody"} {
			c, err := h.Read(h.ctx, spring, person, seq)
			may := strings.Contains(" "+strings.Join(readers, " ")+" ", " "+person+" ")
			if may != (err == nil) {
				t.Errorf("event %d, %s: %v", seq, person, err)
			}
			if err == nil && c.Says != says {
				t.Errorf("event %d says %q to %s", seq, c.Says, person)
			}
		}
	}
	check(position, "", "ada", "nina")
	check(kept, "among us", "ada", "nina")
	check(graded, "for Anna", "ada", "nina", "anna")
	check(joint, "for all", "ada", "nina", "anna", "sam", "olga")
	check(hers, "on them", "anna")
	check(message, "to you", "ada", "nina", "anna")
	h.do(talks.Act{Author: "ada", Do: talks.DoPermit, Message: "m1", Grade: parley.GradeJoint}, nil)
	h.do(talks.Act{Author: "anna", Do: talks.DoDeliver, Message: "m1", Party: "south"}, nil)
	check(message, "to you", "ada", "nina", "anna", "sam")
	if c, err := h.Message(h.ctx, spring, "sam", "m1"); err != nil || c.Says != "to you" {
		t.Errorf("the message is carried: %q, %v", c.Says, err)
	}
	if _, err := h.Message(h.ctx, spring, "olga", "m1"); err == nil {
		t.Error("an observer reads a message")
	}
	h.do(talks.Act{Author: "sam", Do: talks.DoReadBack, Message: "m1"}, nil)
}

// What somebody's history lists is what their view is made of, and the numbers
// of what others did in private are missing from it.
func TestHistory(t *testing.T) {
	h := newHall(t)
	before := h.state().Seq
	h.do(talks.Act{Author: "ada", Do: talks.DoSubmit}, &Content{Position: h.position("north")})
	h.do(talks.Act{Author: "anna", Do: talks.DoTable, Package: []talks.Item{{Issue: "water", Choices: []string{"half"}}}}, nil)
	h.do(talks.Act{Author: "anna", For: "ada", Do: talks.DoRespond, Proposal: "p1", Answer: talks.Accept}, nil)
	for person, want := range map[string]string{"anna": "table enter", "ada": "submit table enter", "nina": "submit table", "sam": "table", "olga": "table"} {
		past, err := h.History(h.ctx, spring, person, before)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range past {
			got = append(got, string(p.Event.Do))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s sees %q happen, want %q", person, got, want)
		}
	}
	if _, err := h.History(h.ctx, spring, "axel", 0); err == nil {
		t.Error("an auditor reads the history")
	}
	whole, err := h.History(h.ctx, spring, "anna", 0)
	if err != nil || whole[0].Event.Do != talks.DoOpen {
		t.Errorf("it begins with %v, %v", whole[0].Event.Do, err)
	}
}

// With more parties than one sealed part has readers, an event stands in several.
// Fails if a party whose key is not in the first one is not told what happened.
func TestHistoryOfManyParties(t *testing.T) {
	h := newHall(t)
	const talk, parties = "many", ledger.MaxReaders + 4
	c := &parley.Case{Title: "Many", Issues: []parley.Issue{{ID: "water", Options: []parley.Option{{ID: "half"}, {ID: "meter"}}}}}
	for n := range parties {
		c.Parties = append(c.Parties, parley.Party{ID: fmt.Sprintf("p%02d", n)})
	}
	if _, err := h.Convene(h.ctx, talk, c, talks.Person{ID: "anna", Name: "Anna"}); err != nil {
		t.Fatal(err)
	}
	do := func(a talks.Act) {
		t.Helper()
		if _, err := h.Do(h.ctx, talk, Ask{Command: talks.Command{Act: a, Saw: -1}}); err != nil {
			t.Fatalf("%s by %s: %v", a.Do, a.Author, err)
		}
	}
	rules := &talks.Rules{}
	for _, p := range c.Parties {
		do(talks.Act{Author: "anna", Do: talks.DoInvite, Person: "head-" + p.ID, Name: p.ID, Party: p.ID, Seat: talks.Head})
		rules.Consent = append(rules.Consent, p.ID)
	}
	do(talks.Act{Author: "anna", Do: talks.DoRules, Rules: rules})
	for _, p := range c.Parties {
		do(talks.Act{Author: "head-" + p.ID, Do: talks.DoAgree, Version: 1})
	}
	do(talks.Act{Author: "anna", Do: talks.DoRound, Date: "2026-03-01"})
	on := func(choice string) []talks.Item { return []talks.Item{{Issue: "water", Choices: []string{choice}}} }
	do(talks.Act{Author: "anna", Do: talks.DoBlind, Packages: [][]talks.Item{on("half"), on("meter")}})
	for _, p := range c.Parties {
		past, err := h.History(h.ctx, talk, "head-"+p.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		if last := past[len(past)-1].Event; last.Do != talks.DoBlind {
			t.Errorf("the last thing that %s is told is %s, and not of the blind acceptance", p.ID, last.Do)
		}
	}
}

func TestMandatorOwnsLimits(t *testing.T) {
	h := newHall(t)
	h.do(talks.Act{Author: "ada", Do: talks.DoInvite, Person: "mo", Name: "Mo", Party: "north", Seat: talks.Mandator}, nil)
	h.no(talks.PositionMandate, talks.Act{Author: "ada", Do: talks.DoSubmit}, &Content{Position: h.position("north")})
	h.do(talks.Act{Author: "mo", Do: talks.DoSubmit}, &Content{Position: h.position("north")})
	same := h.position("north")
	same.About = "The same red lines, said with more words."
	h.do(talks.Act{Author: "ada", Do: talks.DoSubmit}, &Content{Position: same})
	fewer := h.position("north")
	fewer.Insists = nil
	h.no(talks.PositionMandate, talks.Act{Author: "ada", Do: talks.DoSubmit}, &Content{Position: fewer})
}

func TestEnteredPositionIsConfirmed(t *testing.T) {
	h := newHall(t)
	entered := h.do(talks.Act{Author: "anna", For: "sam", Do: talks.DoSubmit}, &Content{Position: h.position("south")})
	if _, err := h.Read(h.ctx, spring, "sam", entered.Seq); err != nil {
		t.Errorf("sam is to confirm what sam cannot read: %v", err)
	}
	if _, err := h.Read(h.ctx, spring, "ada", entered.Seq); err == nil {
		t.Error("ada reads what was entered for sam")
	}
	done := h.do(talks.Act{Author: "sam", Do: talks.DoConfirm, Entry: entered.Seq}, nil)
	c, err := h.Read(h.ctx, spring, "sam", done.Seq)
	if err != nil || c.Position == nil || len(c.Position.Demands()) != len(h.position("south").Demands()) {
		t.Errorf("what was confirmed is read as %+v, %v", c.Position, err)
	}
}

func TestCase(t *testing.T) {
	h := newHall(t)
	ours := h.position("north")
	ours.Interests = append([]parley.Interest{{Text: "a secret of the party", Grade: parley.GradeParty}, {Text: "said openly", Grade: parley.GradeJoint}}, ours.Interests...)
	h.do(talks.Act{Author: "ada", Do: talks.DoSubmit}, &Content{Position: ours})
	h.do(talks.Act{Author: "sam", Do: talks.DoSubmit}, &Content{Position: h.position("south")})
	write := func(s *Secretariat, person string) string {
		c, err := s.Case(h.ctx, spring, person)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := casefile.Write(&b, c); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	// The same as the case with both positions gives each of them.
	whole := *h.file
	whole.Share = nil
	whole.Positions = []parley.Position{*ours, *h.position("south")}
	for person, want := range map[string]*parley.Case{"anna": whole.Mediator(), "ada": whole.View("north"), "sam": whole.View("south"), "olga": whole.Common()} {
		var b bytes.Buffer
		if err := casefile.Write(&b, want); err != nil {
			t.Fatal(err)
		}
		if got := write(h.another(), person); got != b.String() {
			t.Errorf("%s computes with\n%s\nwant\n%s", person, got, b.String())
		}
	}
	if strings.Contains(write(h.Secretariat, "sam"), "secret") || !strings.Contains(write(h.Secretariat, "sam"), "said openly") {
		t.Error("south sees of north's position what it should not, or not what it should")
	}
	// What the text takes, the engine takes as given.
	h.do(talks.Act{Author: "anna", Do: talks.DoText, Op: &text.Op{Do: text.DoChoose, Issue: "water", Choice: "meter"}}, nil)
	h.do(talks.Act{Author: "anna", Do: talks.DoText, Op: &text.Op{Do: text.DoChoose, Issue: "toll", Choice: "60"}}, nil)
	c, err := h.Case(h.ctx, spring, "anna")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(c.Norms) - len(h.file.Norms); n != 3 {
		t.Errorf("two choices taken make %d norms, want one for water, and two for a toll below and above", n)
	}
	for _, problem := range c.Check() {
		if problem.Severity == parley.Error {
			t.Error(problem)
		}
	}
}

func TestBlindAcceptance(t *testing.T) {
	h := newHall(t)
	on := func(choice string) []talks.Item { return []talks.Item{{Issue: "water", Choices: []string{choice}}} }
	h.do(talks.Act{Author: "anna", Do: talks.DoBlind, Packages: [][]talks.Item{on("half"), on("season"), on("meter")}}, nil)
	h.no(talks.BlindTold, talks.Act{Author: "ada", Do: talks.DoTick, Blind: "b1"}, &Content{Ticks: []int{1}})
	h.no(talks.ConsentHead, talks.Act{Author: "nina", Do: talks.DoTick, Blind: "b1", Told: true}, &Content{Ticks: []int{1}})
	ticked := h.do(talks.Act{Author: "ada", Do: talks.DoTick, Blind: "b1", Told: true}, &Content{Ticks: []int{3, 1}})
	h.no(talks.BlindAll, talks.Act{Author: "anna", Do: talks.DoReveal, Blind: "b1"}, nil)
	if _, err := h.try(talks.Act{Author: "sam", Do: talks.DoTick, Blind: "b1", Told: true}, &Content{Ticks: []int{4}}); err == nil {
		t.Error("a tick on a package that is not there is taken")
	}
	h.do(talks.Act{Author: "sam", Do: talks.DoTick, Blind: "b1", Told: true}, &Content{Ticks: []int{2, 3}})
	for _, person := range []string{"anna", "ada", "sam", "axel"} {
		if _, err := h.Read(h.ctx, spring, person, ticked.Seq); err == nil {
			t.Errorf("%s reads ticks", person)
		}
	}
	h.no(talks.SeatChair, talks.Act{Author: "sam", Do: talks.DoReveal, Blind: "b1"}, nil)
	done := h.do(talks.Act{Author: "anna", Do: talks.DoReveal, Blind: "b1"}, nil)
	if got := done.Events[0].Common; got != 3 {
		t.Errorf("package %d is common, want 3", got)
	}
	h.no(talks.FormOnce, talks.Act{Author: "anna", Do: talks.DoReveal, Blind: "b1"}, nil)
}

func TestRelease(t *testing.T) {
	h := newHall(t)
	h.do(talks.Act{Author: "ada", Do: talks.DoSubmit}, &Content{Position: h.position("north")})
	h.no(talks.ReleaseLocked, talks.Act{Author: "anna", Do: talks.DoRelease, Question: "q1"}, nil)
	h.do(talks.Act{Author: "sam", Do: talks.DoSubmit}, &Content{Position: h.position("south")})
	h.do(talks.Act{Author: "anna", Do: talks.DoLock}, nil)
	h.no(talks.PositionLocked, talks.Act{Author: "sam", Do: talks.DoSubmit}, &Content{Position: h.position("south")})
	h.no(talks.ReleaseTold, talks.Act{Author: "anna", Do: talks.DoRelease, Question: "q1"}, nil)
	h.do(talks.Act{Author: "anna", Do: talks.DoForetell, Question: "q1"}, nil)
	if _, err := h.try(talks.Act{Author: "anna", Do: talks.DoRelease, Question: "q1", Says: "Nothing is acceptable."}, nil); err == nil {
		t.Error("an answer is taken that is not the engine's")
	}
	h.no(talks.SeatChair, talks.Act{Author: "sam", Do: talks.DoRelease, Question: "q1"}, nil)
	done := h.do(talks.Act{Author: "anna", Do: talks.DoRelease, Question: "q1"}, nil)
	if says := done.Events[0].Says; !strings.Contains(says, "acceptable to all") || strings.Contains(says, "Charter") {
		t.Errorf("the release says %q", says)
	}
	h.no(talks.ReleaseOnce, talks.Act{Author: "anna", Do: talks.DoRelease, Question: "q1"}, nil)
	for person, want := range map[string]int{"anna": 1, "ada": 1, "sam": 1, "olga": 0, "axel": 0} {
		v, err := h.View(h.ctx, spring, person)
		if err != nil || len(v.Releases) != want {
			t.Errorf("%s sees %d releases, want %d (%v)", person, len(v.Releases), want, err)
		}
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	h := newHall(t)
	err := filepath.Walk(h.config.Folder, func(name string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
