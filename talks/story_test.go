package talks

import (
	"testing"
	"time"

	"parley/casefile"
	"parley/text"
)

// The peace-talks example, played: two rounds, a rejection over territory, a
// bridging proposal, an acceptance ad referendum, silence broken once and
// completed once, and at a third meeting the signature of all. Who says what
// here is made up, and illustrates nothing but the rules.
func TestStory(t *testing.T) {
	file, err := casefile.Open("../examples/peace-talks")
	if err != nil {
		t.Fatal(err)
	}
	p := newPlayer(t)
	on := func(issue string, choices ...string) Item { return Item{issue, choices} }
	whole := func(a Act) func() Act {
		return func() Act { a.Draft = p.draft(); return a }
	}
	is := func(a Act) func() Act { return func() Act { return a } }
	put := func(o text.Op) func() Act { return func() Act { return Act{Do: DoText, Op: &o} } }
	silence := func() Act { return Act{Do: DoSilence, Draft: p.draft(), Expires: p.now.Add(72 * time.Hour)} }
	for i, step := range []struct {
		after   int // hours since the step before
		who     string
		act     func() Act
		refused RuleID
		status  Status // of the whole, where it is looked at
	}{
		{0, "chair", is(Act{Do: DoOpen, Opening: FromCase(file.Case), Person: "chair", Name: "A mediator"}), "", Open},
		{0, "chair", is(Act{Do: DoInvite, Person: "r", Name: "Head of one delegation", Party: "russia", Seat: Head}), "", ""},
		{0, "chair", is(Act{Do: DoInvite, Person: "u", Name: "Head of the other", Party: "ukraine", Seat: Head}), "", ""},
		{0, "chair", is(Act{Do: DoInvite, Person: "ud", Name: "Delegate", Party: "ukraine", Seat: Delegate}), PeopleNames, ""},
		{0, "u", is(Act{Do: DoInvite, Person: "ud", Name: "Delegate", Party: "ukraine", Seat: Delegate}), "", ""},
		{0, "r", is(Act{Do: DoInvite, Person: "rm", Name: "Mandator", Party: "russia", Seat: Mandator}), "", ""},
		{1, "chair", is(Act{Do: DoRound, Date: "2026-01-05"}), OrderRules, ""},
		{1, "chair", is(Act{Do: DoRules, Rules: &Rules{Consent: []string{"russia", "ukraine"}, Silence: 72, Public: []string{"rounds", "statuses"}}}), "", ""},
		{0, "r", is(Act{Do: DoAgree, Version: 1}), "", ""},
		{0, "ud", is(Act{Do: DoAgree, Version: 1}), ConsentHead, ""},
		{0, "u", is(Act{Do: DoAgree, Version: 1}), "", ""},
		// Round 1.
		{1, "chair", is(Act{Do: DoRound, Date: "2026-01-05", Place: "A neutral place", Agenda: []string{"Territory", "Guarantees"}}), "", ""},
		{0, "u", is(Act{Do: DoSubmit, Hash: hash("a sealed position"), Limits: hash("its red lines")}), "", ""},
		{0, "r", is(Act{Do: DoSubmit, Hash: hash("another"), Limits: hash("others")}), PositionMandate, ""},
		{0, "rm", is(Act{Do: DoSubmit, Hash: hash("another"), Limits: hash("others")}), "", ""},
		{0, "r", is(Act{Do: DoTable, Package: []Item{on("territory", "relinquished")}}), "", ""},
		{0, "u", is(Act{Do: DoRespond, Proposal: "p1", Issue: "territory", Answer: Reject}), ConsentReason, ""},
		{0, "u", is(Act{Do: DoRespond, Proposal: "p1", Issue: "territory", Answer: Reject, Because: "The constitution does not allow it."}), "", ""},
		{0, "chair", put(text.Op{Do: text.DoRemove, Point: "final_proposals.territory"}), "", ""},
		{0, "chair", put(text.Op{Do: text.DoInsert, Document: "framework", Point: "talks-go-on", Words: text.Wordings{"": "The parties go on talking about territory. No position is prejudiced by this."}}), "", ""},
		{0, "chair", is(Act{Do: DoDraft}), "", Open},
		{0, "chair", silence, "", ""},
		{1, "chair", is(Act{Do: DoCirculate, Silence: "s1"}), SilenceHours, ""},
		{0, "chair", is(Act{Do: DoObject, Silence: "s1", Because: "Taken back: the hour of expiry was too early."}), "", ""},
		{0, "chair", func() Act { a := silence(); a.Expires = a.Expires.Add(time.Hour); return a }, "", ""},
		{1, "chair", is(Act{Do: DoCirculate, Silence: "s2"}), "", ""},
		{0, "chair", put(text.Op{Do: text.DoComment, Point: "talks-go-on", Words: text.Wordings{"": "Under silence."}}), "", ""},
		{0, "chair", is(Act{Do: DoDraft}), SilenceFrozen, ""},
		{0, "chair", is(Act{Do: DoAdjourn}), "", ""},
		{40, "r", is(Act{Do: DoObject, Silence: "s2"}), SilenceWritten, ""},
		{1, "r", is(Act{Do: DoObject, Silence: "s2", Says: "Add: within six months."}), "", Open},
		{40, "chair", is(Act{Do: DoConclude, Silence: "s2"}), SilenceUnbroken, Open},
		// Round 2.
		{1, "chair", is(Act{Do: DoRound, Date: "2026-01-12", Place: "A neutral place"}), "", ""},
		{0, "chair", is(Act{Do: DoTable, Package: []Item{on("alliance", "forgone"), on("guarantees", "given")}, Says: "One for the other."}), "", ""},
		{0, "u", is(Act{Do: DoRespond, Proposal: "p2", Answer: Accept}), "", ""},
		{0, "r", is(Act{Do: DoRespond, Proposal: "p2", Answer: AdReferendum, Until: "2026-01-15"}), "", ""},
		{0, "chair", put(text.Op{ID: "six", Do: text.DoPropose, Point: "talks-go-on", Words: text.Wordings{"": "The parties go on talking about territory within six months. No position is prejudiced by this."}}), "", ""},
		{0, "chair", put(text.Op{Do: text.DoTake, Proposal: "six"}), "", ""},
		{0, "chair", is(Act{Do: DoDraft}), "", ""},
		{0, "u", whole(Act{Do: DoRespond, Answer: Accept}), ConsentSeen, ""},
		{0, "u", whole(Act{Do: DoSeen}), "", ""},
		{0, "ud", whole(Act{Do: DoRespond, Answer: Accept}), ConsentHead, ""},
		{0, "u", whole(Act{Do: DoRespond, Answer: AdReferendum}), "", Open},
		{48, "r", is(Act{Do: DoRespond, Proposal: "p2", Answer: Accept}), "", ""},
		{0, "chair", silence, "", ""},
		{0, "chair", is(Act{Do: DoCirculate, Silence: "s3"}), "", ""},
		{0, "chair", is(Act{Do: DoAdjourn}), "", ""},
		{71, "chair", is(Act{Do: DoConclude, Silence: "s3"}), SilenceExpired, Open},
		{1, "ud", is(Act{Do: DoObject, Silence: "s3", Because: "Too late."}), SilenceInTime, ""},
		{0, "chair", is(Act{Do: DoConclude, Silence: "s3"}), "", Adopted},
		{0, "u", whole(Act{Do: DoInitial}), SilenceIssued, ""},
		// The meeting that signs.
		{24, "chair", is(Act{Do: DoRound, Date: "2026-01-20"}), "", ""},
		{0, "chair", is(Act{Do: DoAnnounce, Silence: "s3"}), "", ""},
		{0, "u", is(Act{Do: DoState, Point: "talks-go-on", Says: "We read six months as from today."}), "", ""},
		{0, "u", whole(Act{Do: DoInitial}), "", ""},
		{0, "u", whole(Act{Do: DoSign}), SignInitialed, ""},
		{0, "chair", func() Act { return Act{Do: DoInitial, For: "r", Draft: p.draft()} }, "", Adopted},
		{0, "r", func() Act { return Act{Do: DoConfirm, Entry: p.s.Seq} }, "", Initialled},
		{0, "r", whole(Act{Do: DoSign}), "", Initialled},
		{0, "u", whole(Act{Do: DoSign}), "", Signed},
		{24, "chair", is(Act{Do: DoUndertake, Owner: "russia", Verifier: "ud", Deadline: "2026-07-20", Says: "Name negotiators.", Points: []string{"talks-go-on"}}), "", ""},
		{0, "ud", is(Act{Do: DoReport, Commitment: "c1", Level: 1, Says: "Nothing yet."}), AfterReport, ""},
		{0, "r", is(Act{Do: DoTakeOn, Commitment: "c1"}), "", ""},
		{24, "ud", is(Act{Do: DoReport, Commitment: "c1", Level: 4, Says: "They are named."}), "", Signed},
	} {
		p.now = p.now.Add(time.Duration(step.after) * time.Hour)
		if step.refused != "" {
			p.no(step.refused, step.who, step.act())
		} else if err := p.try(p.command(step.who, step.act())); err != nil {
			t.Fatalf("step %d: %v", i+1, err)
		}
		if got := p.s.WholeStatus(); step.status != "" && got != step.status {
			t.Errorf("step %d: the whole is %s, and should be %s", i+1, got, step.status)
		}
	}
	if got := p.s.ProposalStatus("p1", ""); got != Rejected {
		t.Errorf("the proposal on territory is %s", got)
	}
	if got := p.s.ProposalStatus("p2", ""); got != Provisional {
		t.Errorf("the bridging proposal is %s", got)
	}
	sameAgain(t, p)
}
