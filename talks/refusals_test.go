package talks

import (
	"strings"
	"testing"
	"time"

	"parley"
	"parley/text"
)

// Every rule refuses something, or, where it is no refusal, is seen at work by
// the explorer. A rule that nothing runs into is no rule.
func TestEveryRuleRefuses(t *testing.T) {
	p := newPlayer(t)
	p.no(OrderOpen, "m", Act{Do: DoAdjourn})
	p.no(RulesParties, "m", Act{Do: DoOpen, Opening: opening("north"), Person: "m", Name: "M"})
	p.no(FormOnce, "north", Act{Do: DoOpen, Opening: opening("north", "south"), Person: "north", Name: "M"})
	broken := opening("north", "south")
	broken.Text = append(broken.Text, text.Op{ID: "9", Author: "x", Do: text.DoRemove, Point: "none"})
	p.no(TextSense, "m", Act{Do: DoOpen, Opening: broken, Person: "m", Name: "M"})
	p.seat("north", "south")
	p.no(FormKnown, "m", Act{Do: "mend"})
	p.no(FormFields, "m", Act{Do: DoAdjourn, Place: "here"})
	p.no(FormSafe, "m", Act{Do: DoInvite, Person: "z", Name: "Ann\u202ennA", Seat: Observer})
	p.no(FormSafe, "m", Act{Do: DoInvite, Person: "z", Name: "Ann\x07", Seat: Observer})
	p.no(FormSafe, "m", Act{Do: DoInvite, Person: "z", Name: "Ann\nHead of north", Seat: Observer})
	p.no(FormBounds, "m", Act{Do: DoInvite, Person: "z", Name: strings.Repeat("n", MaxName+1), Seat: Observer})
	p.no(FormFields, "m", Act{Do: DoInvite, Person: "z z", Name: "Z", Seat: Observer})
	p.no(FormOnce, "m", Act{Do: DoInvite, Person: "n", Name: "Z", Seat: Observer})
	p.no(FormOnce, "m", Act{Do: DoInvite, Person: "south", Name: "Not South", Seat: CoMediator})
	p.no(FormOnce, "m", Act{Do: DoReplace, Person: "cm", With: "north", Name: "Not North"})
	p.no(FormExists, "m", Act{Do: DoInvite, Person: "z", Name: "Z", Party: "west", Seat: Head})
	p.no(SeatActive, "stranger", Act{Do: DoAdjourn})
	p.no(SeatChair, "n", Act{Do: DoInvite, Person: "z", Name: "Z", Seat: Observer})
	p.no(PeopleNames, "m", Act{Do: DoInvite, Person: "z", Name: "Z", Party: "north", Seat: Delegate})
	p.no(PeopleHead, "m", Act{Do: DoReplace, Person: "n", With: "z", Name: "Z"})
	p.no(PeopleVacant, "m", Act{Do: DoRemove, Person: "m"})
	p.no(OrderRules, "m", Act{Do: DoRound, Date: "2026-01-05"})
	rules := &Rules{Consent: []string{"north", "south"}, Silence: 72, Questions: []Question{{"zone", "zone"}}}
	p.no(RulesParties, "m", Act{Do: DoRules, Rules: &Rules{Consent: []string{"north"}}})
	p.no(FormKnown, "m", Act{Do: DoRules, Rules: &Rules{Consent: rules.Consent, Questions: []Question{{"r", "robustness"}}}})
	p.do("m", Act{Do: DoRules, Rules: rules})
	p.no(RulesVersion, "n", Act{Do: DoAgree, Version: 2})
	p.do("n", Act{Do: DoAgree, Version: 1})
	p.do("s", Act{Do: DoAgree, Version: 1})
	late := p.command("m", Act{Do: DoDraft})
	late.Saw--
	p.refused(OrderSaw, late)
	early := p.command("m", Act{Do: DoDraft})
	early.At = early.At.Add(-time.Second)
	p.refused(OrderTime, early)

	p.no(SeatText, "n", Act{Do: DoDraft})
	p.no(TextPropose, "n", Act{Do: DoText, Op: &text.Op{Do: text.DoRemove, Point: "a"}})
	p.no(TextPropose, "nd", Act{Do: DoText, Op: &text.Op{Do: text.DoBracket, Point: "a", Holders: []string{"-south"}}})
	p.no(TextStatus, "m", Act{Do: DoText, Op: &text.Op{Do: text.DoStatus, Point: "a", Status: "agreed"}})
	p.no(TextSense, "m", Act{Do: DoText, Op: &text.Op{Do: text.DoRemove, Point: "none"}})
	p.no(FormExists, "m", Act{Do: DoText, Op: &text.Op{Do: text.DoChoose, Issue: "none", Choice: "x"}})
	p.no(FormExists, "m", Act{Do: DoText, Op: &text.Op{Do: text.DoChoose, Issue: p.s.Issues[0].ID, Choice: "none"}})
	p.no(SeatEntitled, "o", Act{Do: DoText, Op: &text.Op{Do: text.DoComment, Point: "a", Words: text.Wordings{"": "x"}}})
	p.do("nd", Act{Do: DoText, Op: &text.Op{Do: text.DoBracket, Point: "a", Bracket: "br", Holders: []string{"-north"}}})
	p.do("m", Act{Do: DoDraft})
	p.no(ConsentClean, "n", Act{Do: DoRespond, Point: "a", Words: p.words("a"), Answer: Accept})
	p.do("m", Act{Do: DoText, Op: &text.Op{Do: text.DoUnbracket, Bracket: "br"}})
	p.do("m", Act{Do: DoDraft})
	p.no(ConsentWords, "n", Act{Do: DoRespond, Point: "a", Words: hash("other"), Answer: Accept})
	p.no(SeatEntitled, "f", Act{Do: DoRespond, Point: "a", Words: p.words("a"), Answer: Noted})
	p.do("f", Act{Do: DoInvite, Person: "fh", Name: "Head of the fund", Party: "fund", Seat: Head})
	p.no(ConsentParty, "fh", Act{Do: DoRespond, Point: "a", Words: p.words("a"), Answer: Noted})
}

// Positions, notes, messages, blind acceptance and releases refuse what
// would tell a party something of another's.
func TestConfidentialActs(t *testing.T) {
	p := newPlayer(t)
	p.begin("north", "south")
	p.no(PositionOwn, "nd", Act{Do: DoSubmit, Hash: hash("x")})
	p.no(FormHash, "n", Act{Do: DoSubmit, Hash: "x"})
	p.no(PositionMandate, "n", Act{Do: DoSubmit, Hash: hash("x"), Limits: hash("y")})
	p.do("n", Act{Do: DoSubmit, Hash: hash("x")})
	p.no(OrderRound, "m", Act{Do: DoForetell, Question: "zone"})
	p.do("m", Act{Do: DoRound, Date: "2026-01-05"})
	p.do("m", Act{Do: DoLock})
	p.no(PositionLocked, "s", Act{Do: DoSubmit, Hash: hash("x")})
	p.no(ReleaseLocked, "m", Act{Do: DoForetell, Question: "zone"})
	p.do("m", Act{Do: DoAdjourn})
	p.do("s", Act{Do: DoSubmit, Hash: hash("x")})
	p.no(OrderRound, "m", Act{Do: DoLock})
	p.do("m", Act{Do: DoRound, Date: "2026-01-06"})
	p.do("m", Act{Do: DoLock})
	p.no(ReleaseFixed, "m", Act{Do: DoForetell, Question: "nash"})
	p.no(ReleaseTold, "m", Act{Do: DoRelease, Question: "zone", Says: "7 packages", Hash: hash("7")})
	p.do("m", Act{Do: DoForetell, Question: "zone"})
	if said := p.s.Releases[0].Infer; !strings.Contains(said, "by subtraction") {
		t.Errorf("with two parties it does not say what follows: %s", said)
	}
	p.do("m", Act{Do: DoRelease, Question: "zone", Says: "7 packages", Hash: hash("7")})
	p.no(ReleaseOnce, "m", Act{Do: DoForetell, Question: "zone"})

	p.no(CaucusOwn, "n", Act{Do: DoNote, Party: "south", Grade: parley.GradeParty, Hash: hash("note")})
	p.no(CaucusOwn, "m", Act{Do: DoNote, Party: "south", Grade: parley.GradeJoint, Hash: hash("note")})
	p.no(CarryParties, "m", Act{Do: DoMessage, From: "north", To: []string{"north"}, Hash: hash("words")})
	p.do("m", Act{Do: DoMessage, From: "north", To: []string{"south"}, Hash: hash("words")})
	p.no(CarryPermit, "m", Act{Do: DoDeliver, Message: "m1", Party: "south"})
	p.no(FormExists, "s", Act{Do: DoReadBack, Message: "m1", Hash: hash("words")}) // not carried to it: there is none
	p.no(CarrySource, "nd", Act{Do: DoPermit, Message: "m1", Grade: parley.GradeJoint})
	p.do("n", Act{Do: DoPermit, Message: "m1", Grade: parley.GradeHint})
	p.no(CarryPermit, "m", Act{Do: DoDeliver, Message: "m1", Party: "south"})
	p.do("n", Act{Do: DoPermit, Message: "m1", Grade: parley.GradeJoint})
	p.do("n", Act{Do: DoSeen, Draft: p.draft()})
	p.do("m", Act{Do: DoDeliver, Message: "m1", Party: "south"})
	p.no(ConsentWords, "s", Act{Do: DoReadBack, Message: "m1", Hash: hash("other words")})
	p.do("s", Act{Do: DoReadBack, Message: "m1", Hash: hash("words")})
	p.do("n", Act{Do: DoReadBack, Message: "m1", Hash: hash("words")})
	if d := p.s.Messages[0].Delivered[0]; d.FromSaw != 1 || d.ToSaw != 0 || len(p.s.Messages[0].ReadBack) != 2 {
		t.Errorf("what each side had seen, or read back, is wrong: %+v", p.s.Messages[0])
	}
}

func TestBlindAcceptance(t *testing.T) {
	p := newPlayer(t)
	p.begin("north", "south")
	salt := strings.Repeat("5a", 16)
	one := func(choice string) []Item { return []Item{{"water", []string{choice}}} }
	toll := []Item{{"toll", []string{"30"}}}
	order := []int{3, 1, 2}
	p.no(FormExists, "m", Act{Do: DoReveal, Blind: "b1"}) // neither is there, nor an order
	p.no(FormExists, "m", Act{Do: DoBlind, Packages: [][]Item{one("half"), one("none")}, Hash: CommitOrder(salt, order)})
	p.no(FormExists, "m", Act{Do: DoBlind, Packages: [][]Item{one("half"), {{"toll", []string{"35"}}}}, Hash: CommitOrder(salt, order)})
	p.no(BlindOrder, "m", Act{Do: DoBlind, Packages: [][]Item{one("half"), one("meter"), toll}})
	p.do("m", Act{Do: DoBlind, Packages: [][]Item{one("half"), one("meter"), toll}, Hash: CommitOrder(salt, order)})
	ticks := map[string][]int{"north": {1, 2, 3}, "south": {1, 2}}
	p.no(BlindTold, "n", Act{Do: DoTick, Blind: "b1", Hash: hash("x")})
	p.no(ConsentHead, "nd", Act{Do: DoTick, Blind: "b1", Hash: hash("x"), Told: true})
	p.no(SeatEntitled, "m", Act{Do: DoTick, For: "n", Blind: "b1", Hash: hash("x"), Told: true})
	p.do("n", Act{Do: DoTick, Blind: "b1", Hash: CommitTicks("b1", "north", salt, ticks["north"]), Told: true})
	reveal := func(order []int, north []int) Command {
		c := p.command("m", Act{Do: DoReveal, Blind: "b1", Order: order, Salt: salt})
		c.Opened = []Ticks{{"south", salt, ticks["south"]}, {"north", salt, north}}
		return c
	}
	p.refused(BlindAll, reveal(order, ticks["north"]))
	p.do("s", Act{Do: DoTick, Blind: "b1", Hash: CommitTicks("b1", "south", salt, ticks["south"]), Told: true})
	p.no(FormOnce, "s", Act{Do: DoTick, Blind: "b1", Hash: hash("y"), Told: true})
	p.refused(BlindOrder, reveal([]int{2, 1, 3}, ticks["north"]))
	p.refused(BlindTicks, reveal(order, []int{2}))
	if err := p.try(reveal(order, ticks["north"])); err != nil {
		t.Fatal(err)
	}
	if b := p.s.Blinds[0]; b.Common != 1 {
		t.Errorf("package %d is the common one, and 3 stands first but south did not tick it", b.Common)
	}
	if p.s.ProposalStatus("p1", "") != Open || p.s.WholeStatus() != Open {
		t.Error("a tick became a consent")
	}
	sameAgain(t, p)
}

// After these tests every rule has refused something. Rules in force through
// Apply alone are the explorer's.
func TestNoRuleIsIdle(t *testing.T) {
	for _, test := range []func(*testing.T){TestEveryRuleRefuses, TestConfidentialActs, TestBlindAcceptance, TestStory, TestRefusalsSayTheRule, TestFromDraftToSignature, TestTheRest} {
		test(t)
	}
	byApply := map[RuleID]bool{ConsentReopen: true, ConsentDraft: true, ConsentConfirm: true, TextStruck: true, RulesAll: true}
	for _, r := range AllRules() {
		if !covered[r.ID] && !byApply[r.ID] {
			t.Errorf("nothing is refused by %s", r.ID)
		}
	}
}

func TestTheRest(t *testing.T) {
	p := newPlayer(t)
	p.begin("north", "south")
	p.no(ReopenReason, "n", Act{Do: DoReopen})
	p.no(SilenceMeeting, "m", Act{Do: DoSilence, Draft: p.draft(), Expires: p.now.Add(72 * time.Hour)})
	p.do("m", Act{Do: DoRound, Date: "2026-01-05"})
	p.no(OrderRound, "m", Act{Do: DoRound, Date: "2026-01-05"})
	p.do("s", Act{Do: DoRespond, Point: "a", Words: p.words("a"), Answer: Reject, Because: "no"})
	p.do("s", Act{Do: DoSeen, Draft: p.draft()})
	p.no(ConsentWhole, "s", Act{Do: DoRespond, Draft: p.draft(), Answer: Accept})
	p.no(SilenceRejected, "m", Act{Do: DoSilence, Draft: p.draft(), Expires: p.now.Add(72 * time.Hour)})
	p.do("s", Act{Do: DoRespond, Point: "a", Words: p.words("a"), Answer: Withdraw})
	p.do("nm", Act{Do: DoRemove, Person: "n"})
	p.no(SilenceHeads, "m", Act{Do: DoSilence, Draft: p.draft(), Expires: p.now.Add(72 * time.Hour)})
	p.do("nm", Act{Do: DoInvite, Person: "n2", Name: "Second", Party: "north", Seat: Head})
	p.no(SeatActive, "n", Act{Do: DoSeen, Draft: p.draft()})
	p.do("m", Act{Do: DoSilence, Draft: p.draft(), Expires: p.now.Add(72 * time.Hour)})
	p.no(SilenceOne, "m", Act{Do: DoSilence, Draft: p.draft(), Expires: p.now.Add(72 * time.Hour)})
	p.no(SilenceCirculate, "m", Act{Do: DoConclude, Silence: "s1"})
	p.no(SilenceObject, "o", Act{Do: DoObject, Silence: "s1", Because: "no"})
	p.no(SilenceFrozen, "s", Act{Do: DoReopen, Because: "no"})
	p.do("m", Act{Do: DoCirculate, Silence: "s1"})
	p.now = p.now.Add(72 * time.Hour)
	p.do("m", Act{Do: DoConclude, Silence: "s1"})
	p.no(SilenceNext, "m", Act{Do: DoAnnounce, Silence: "s1"})
	p.no(AfterSigned, "m", Act{Do: DoUndertake, Says: "x", Owner: "north", Verifier: "o", Deadline: "2026-12-31"})
	p.do("m", Act{Do: DoRules, Rules: &Rules{Consent: []string{"north", "south"}}})
	for _, head := range []string{"n2", "s"} {
		p.do(head, Act{Do: DoAgree, Version: 2})
	}
	p.no(SilenceRules, "m", Act{Do: DoSilence, Draft: p.draft(), Expires: p.now.Add(72 * time.Hour)})
	p.do("s", Act{Do: DoReopen, Because: "new facts"})
	p.no(SignAdopted, "s", Act{Do: DoInitial, Draft: p.draft()})
	p.adopt("n2")
	p.do("s", Act{Do: DoRespond, Draft: p.draft(), Answer: Accept})
	for _, do := range []Do{DoInitial, DoSign} {
		for _, head := range []string{"n2", "s"} {
			p.do(head, Act{Do: do, Draft: p.draft()})
		}
	}
	p.do("m", Act{Do: DoUndertake, Says: "x", Owner: "north", Verifier: "o", Deadline: "2026-12-31"})
	p.no(AfterOwner, "s", Act{Do: DoTakeOn, Commitment: "c1"})
	sameAgain(t, p)
}
