package text_test

import (
	"fmt"
	"os"
	"strings"

	"parley/text"
)

// Two villages change the same sentence of one draft. Both changes are taken:
// where they are about the same words, both stay, in brackets.
func Example() {
	var log text.Log
	log, err := log.Append(
		text.Op{Author: "chair", Do: text.DoDocument, Document: "pact", Title: text.Wordings{"": "Pact"}},
		text.Op{Author: "chair", Do: text.DoInsert, Document: "pact", Point: "clean", Words: text.Wordings{"": "North cleans the channel each year."}},
		text.Op{ID: "n", Author: "north", Basis: "2", Do: text.DoPropose, Point: "clean", Words: text.Wordings{"": "North cleans the channel twice a year."}},
		text.Op{ID: "s", Author: "south", Basis: "2", Do: text.DoPropose, Point: "clean", Words: text.Wordings{"": "North cleans the whole channel every month."}},
		text.Op{Author: "chair", Do: text.DoTake, Proposal: "n"},
		text.Op{Author: "chair", Do: text.DoTake, Proposal: "s"},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	t, err := text.Fold(log)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := t.Look(text.Look{View: text.Bracketed}).Text(os.Stdout, 80); err != nil {
		fmt.Println(err)
	}
	// Output:
	// With brackets, and who holds them. No draft has been issued.
	// 1 point, 2 brackets, north holds 1, south holds 1
	//
	// PACT
	// 1 point, 2 brackets, north holds 1, south holds 1
	//
	// 1   North cleans the whole channel [twice a year](+north) [every month](+south).
}

// What somebody changed in a file comes back as proposals.
func ExampleText_Changes() {
	var log text.Log
	log, _ = log.Append(
		text.Op{Author: "chair", Do: text.DoDocument, Document: "pact"},
		text.Op{Author: "chair", Do: text.DoInsert, Document: "pact", Point: "clean", Words: text.Wordings{"": "North cleans the channel each year."}})
	sent, _ := text.Fold(log)

	var file strings.Builder
	_ = sent.Edition("2").Markdown(&file)
	worked := strings.Replace(file.String(), "North cleans", "Both clean", 1) + "\nAnd look after the mill.\n"

	edition, _, err := text.ReadMarkdown(strings.NewReader(worked))
	if err != nil {
		fmt.Println(err)
		return
	}
	ops, _ := sent.Changes(sent, edition, text.Op{Author: "north", Basis: edition.Basis})
	for _, o := range ops {
		fmt.Println(o.Author, o.Do, o.Point, o.Words["und"])
	}
	// Output:
	// north propose clean Both clean the channel each year.
	// north insert pact.new1 And look after the mill.
}

// A passage is written as people write brackets, and read back.
func ExampleParse() {
	p, err := text.Parse("The parties [shall]{#b1 +north -south} meet [each year]{=meeting:yearly}.")
	fmt.Println(p.Plain(), err)
	for _, b := range p.Brackets() {
		fmt.Println(b.ID, b.By)
	}
	fmt.Println(p.Issues())
	// Output:
	// The parties shall meet each year. <nil>
	// b1 [+north -south]
	// [meeting]
}
