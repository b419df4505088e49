package talks_test

import (
	"errors"
	"fmt"
	"time"

	"parley/talks"
	"parley/text"
)

// Two villages agree on a sentence. A delegate's word binds nobody; the heads'
// does, and it is to exactly the words on the table.
func Example() {
	state := &talks.State{}
	at := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	do := func(who string, a talks.Act) {
		a.Author, a.At = who, at
		events, err := talks.Decide(state, talks.Command{Act: a, Saw: state.Seq})
		var refusal *talks.Refusal
		if errors.As(err, &refusal) {
			fmt.Println(refusal.Rule)
			return
		}
		for _, e := range events {
			if state, err = talks.Apply(state, e); err != nil {
				fmt.Println(err)
			}
		}
	}
	pact, err := text.Log{}.Append(
		text.Op{Author: "case", Do: text.DoDocument, Document: "pact"},
		text.Op{Author: "case", Do: text.DoInsert, Document: "pact", Point: "spring", Words: text.Wordings{"": "The spring is shared."}},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	do("chair", talks.Act{Do: talks.DoOpen, Person: "chair", Name: "The mediator", Opening: &talks.Opening{
		Parties: []talks.Party{{ID: "north"}, {ID: "south"}}, Text: pact}})
	do("chair", talks.Act{Do: talks.DoInvite, Person: "ann", Name: "Ann", Party: "north", Seat: talks.Head})
	do("chair", talks.Act{Do: talks.DoInvite, Person: "bo", Name: "Bo", Party: "south", Seat: talks.Head})
	do("bo", talks.Act{Do: talks.DoInvite, Person: "cy", Name: "Cy", Party: "south", Seat: talks.Delegate})
	do("chair", talks.Act{Do: talks.DoRules, Rules: &talks.Rules{Consent: []string{"north", "south"}}})
	do("ann", talks.Act{Do: talks.DoAgree, Version: 1})
	do("bo", talks.Act{Do: talks.DoAgree, Version: 1})
	do("chair", talks.Act{Do: talks.DoDraft})

	accept := talks.Act{Do: talks.DoRespond, Point: "spring", Words: state.Points[0].Words, Answer: talks.Accept}
	do("ann", accept)
	do("cy", accept)
	fmt.Println(state.PointStatus("spring"))
	do("bo", accept)
	fmt.Println(state.PointStatus("spring"))
	do("ann", talks.Act{Do: talks.DoReopen, Point: "spring", Because: "The well ran dry."})
	fmt.Println(state.PointStatus("spring"))
	// Output:
	// consent.head
	// open
	// agreed
	// reopened
}
