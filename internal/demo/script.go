package demo

import (
	"time"

	"parley"
	"parley/internal/secretariat"
	"parley/talks"
	"parley/text"
)

// step is something that one of the cast does.
type step struct {
	who    string
	act    talks.Act
	sealed *secretariat.Content
	draft  bool   // it is about the draft on the table
	clause string // it is about the words of that point
	at     time.Time
}

// begin is when the talks were opened.
func begin(now time.Time) time.Time { return now.AddDate(0, 0, -7) }

// script is what happens, in order. The text that is added is procedure and no
// substance, and says of itself that it is made up.
func script(c *parley.Case, now time.Time) []step {
	const chair, russia, ukraine = "mediator", "head-russia", "head-ukraine"
	on := func(issue, choice string) talks.Item { return talks.Item{Issue: issue, Choices: []string{choice}} }
	position := func(party string) *secretariat.Content {
		for i := range c.Positions {
			if c.Positions[i].Party == party {
				return &secretariat.Content{Position: &c.Positions[i]}
			}
		}
		return nil
	}
	english := func(s string) text.Wordings { return text.Wordings{"": s} }
	insert := func(point, heading, words string) talks.Act {
		return talks.Act{Do: talks.DoText, Op: &text.Op{Do: text.DoInsert, Document: "framework", Point: point, Heading: english(heading), Words: english(words)}}
	}
	var all []step
	do := func(who string, a talks.Act) *step {
		all = append(all, step{who: who, act: a})
		return &all[len(all)-1]
	}
	for _, p := range cast[1:] {
		do(chair, talks.Act{Do: talks.DoInvite, Person: p.ID, Name: p.Name, Party: p.Party, Seat: p.Seat})
	}
	do(chair, talks.Act{Do: talks.DoRules, Rules: &talks.Rules{
		Consent: []string{"russia", "ukraine"}, Silence: 72, Public: []string{"rounds", "statuses", "signatures"}, Questions: questions(),
	}})
	do(russia, talks.Act{Do: talks.DoAgree, Version: 1})
	do(ukraine, talks.Act{Do: talks.DoAgree, Version: 1})

	// A first meeting, at which the positions were handed in.
	do(chair, talks.Act{Do: talks.DoRound, Date: now.AddDate(0, 0, -7).Format(time.DateOnly), Place: "A neutral place (illustrative)", Agenda: []string{"How we work", "Positions"}})
	do(russia, talks.Act{Do: talks.DoSubmit}).sealed = position("russia")
	do(ukraine, talks.Act{Do: talks.DoSubmit}).sealed = position("ukraine")
	do(chair, insert("framework.go-on", "Talks go on", "Illustrative: the parties go on talking until all points are agreed or one of them ends the talks."))
	do(chair, insert("framework.no-prejudice", "No prejudice", "Illustrative: nothing said in these talks prejudices a position of either side."))
	do(chair, talks.Act{Do: talks.DoDraft})
	do(russia, talks.Act{Do: talks.DoSeen}).draft = true
	do(ukraine, talks.Act{Do: talks.DoSeen}).draft = true
	do(chair, talks.Act{Do: talks.DoAdjourn})

	// The meeting that is under way.
	do(chair, talks.Act{Do: talks.DoRound, Date: now.Format(time.DateOnly), Place: "A neutral place (illustrative)", Agenda: []string{"Procedure", "Guarantees and alliance", "Territory and forces"}})
	do(russia, talks.Act{Do: talks.DoRespond, Answer: talks.Accept}).clause = "framework.go-on"
	do(ukraine, talks.Act{Do: talks.DoRespond, Answer: talks.Accept}).clause = "framework.go-on"
	do(russia, talks.Act{Do: talks.DoRespond, Answer: talks.InGroup}).clause = "framework.no-prejudice"
	do(ukraine, talks.Act{Do: talks.DoRespond, Answer: talks.AdReferendum, Until: now.AddDate(0, 0, 3).Format(time.DateOnly)}).clause = "framework.no-prejudice"
	do(ukraine, talks.Act{Do: talks.DoTable, Package: []talks.Item{on("alliance", "forgone"), on("guarantees", "given")}, Says: "One for the other, as reported."})
	do(russia, talks.Act{Do: talks.DoTable, Package: []talks.Item{on("territory", "relinquished"), on("withdrawal", "withdrawn")}, Says: "As reported."})
	do(russia, talks.Act{Do: talks.DoRespond, Proposal: "p1", Answer: talks.Noted})
	do(ukraine, talks.Act{Do: talks.DoRespond, Proposal: "p2", Answer: talks.Reject, Because: "As reported: the constitution does not allow it."})
	do(chair, talks.Act{Do: talks.DoTable, Package: []talks.Item{on("reconstruction", "plan")}, Says: "Illustrative: to begin where views are near."})
	do(russia, talks.Act{Do: talks.DoRespond, Proposal: "p3", Answer: talks.Accept})
	do(ukraine, talks.Act{Do: talks.DoRespond, Proposal: "p3", Answer: talks.Accept})
	do(ukraine, talks.Act{Do: talks.DoText, Op: &text.Op{Do: text.DoPropose, Point: "framework.go-on", Words: english("Illustrative: the parties meet at least once a month until all points are agreed or one of them ends the talks.")}})
	do(russia, talks.Act{Do: talks.DoText, Op: &text.Op{Do: text.DoComment, Point: "framework.no-prejudice", Words: english("Illustrative: we read this as including what mediators carry.")}})

	// In confidence.
	do(chair, talks.Act{Do: talks.DoNote, Party: "russia", Grade: parley.GradeMediator}).sealed = &secretariat.Content{Says: "Illustrative note of a caucus: asked again what would have to be in place first."}
	do(ukraine, talks.Act{Do: talks.DoNote, Party: "ukraine", Grade: parley.GradeParty}).sealed = &secretariat.Content{Says: "Illustrative note of our own: wait for instructions on the second clause."}
	do(ukraine, talks.Act{Do: talks.DoMessage, From: "ukraine", To: []string{"russia"}}).sealed = &secretariat.Content{Says: "Illustrative message: we would like to hear what stands against a monthly meeting."}

	// One step after the other, the first meeting a week ago and the second over
	// the last hour.
	first := begin(now)
	second := 0
	for i, s := range all {
		if s.act.Do == talks.DoRound {
			second = i
		}
	}
	for i := range all {
		at := first.Add(time.Duration(i+1) * time.Minute)
		if i >= second {
			at = now.Add(-time.Hour).Add(time.Duration(i-second) * time.Minute)
		}
		all[i].at = at
	}
	return all
}

// questions are those that may be put to the engine, each once.
func questions() []talks.Question {
	var all []talks.Question
	for _, ask := range parley.Shareable() {
		all = append(all, talks.Question{ID: ask, Ask: ask})
	}
	return all
}
