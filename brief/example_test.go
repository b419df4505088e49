package brief_test

import (
	"fmt"
	"os"

	"parley/bargain"
	"parley/brief"
)

// A report of one question: parts that were not asked for are left out.
func ExampleCompose() {
	answer := millAnswer()
	answer = &bargain.Answer{
		Zone:         answer.Zone,
		Certificates: map[bargain.Question]bargain.Certificate{bargain.AskZone: {Proven: true, Method: "every package"}},
	}
	report := brief.Compose(mill(), answer, brief.Options{})
	for _, s := range report.Sections {
		fmt.Println(s.Title)
	}
	// Output:
	// The answer
	// What is agreed, what is open
	// Who can accept what
	// What each party has said
	// Assumptions, and where each comes from
	// Sources
	// Words used here
	// What each answer is worth
}

// JSON for programs has what was asked for.
func ExampleJSON() {
	answer := &bargain.Answer{
		Conflicts:    &bargain.Conflicts{Complete: true},
		Certificates: map[bargain.Question]bargain.Certificate{bargain.AskConflicts: {Proven: true, Method: "every package"}},
	}
	if err := brief.JSON(os.Stdout, mill(), answer, brief.Options{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {
	//   "case": {
	//     "title": "The mill and the weir"
	//   },
	//   "audience": "mediator",
	//   "conflicts": [],
	//   "certificates": {
	//     "conflicts": {
	//       "proven": true,
	//       "lower": null,
	//       "upper": null,
	//       "method": "every package",
	//       "seconds": 0
	//     }
	//   }
	// }
}
