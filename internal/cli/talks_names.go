package cli

import (
	"errors"
	"fmt"

	"parley/phrase"
	"parley/talks"
	"parley/text"
)

// named adds to a refusal what there is instead of a name that there is not: what
// everybody at the table knows, and nothing that is sealed.
func (s *sitting) named(f *failure, found error) error {
	var what *phrase.Phrase
	for errors.As(found, &what) && what.Code == "" { // somebody else's words: there may be another in it
		found = what.Unwrap()
	}
	if what == nil || len(what.Args) == 0 || s.state == nil {
		return f
	}
	word, all := fmt.Sprint(what.Args[0]), []string(nil)
	if quoted, ok := what.Args[0].(phrase.Quote); ok {
		word = string(quoted)
	}
	switch what.Code {
	case "talks.party.none", "content.party":
		for _, p := range s.state.Parties {
			all = append(all, p.ID)
		}
	case "talks.package.issue":
		for _, i := range s.state.Issues {
			all = append(all, i.ID)
		}
	case "talks.package.choice":
		for _, i := range s.state.Issues {
			if len(what.Args) > 1 && phrase.Quote(i.ID) == what.Args[1] {
				all = i.Options
			}
		}
	case "talks.point.none", "text.point.none", "text.document.none":
		t, err := text.Fold(s.state.Text)
		if err != nil {
			return f
		}
		for _, d := range t.Documents {
			if what.Code == "text.document.none" {
				all = append(all, d.ID)
				continue
			}
			for _, p := range d.Points {
				all = append(all, p.ID)
			}
		}
	case "talks.proposal.none", "text.proposal.none":
		for _, p := range s.state.Proposals {
			all = append(all, p.ID)
		}
	case "talks.procedure.none":
		for _, x := range s.state.Silences {
			all = append(all, x.ID)
		}
	case "talks.commitment.none":
		for _, c := range s.state.Commitments {
			all = append(all, c.ID)
		}
	case "talks.person.none":
		for _, p := range s.state.People {
			if !p.Removed {
				all = append(all, p.ID)
			}
		}
	case "talks.seat.known":
		for _, x := range talks.Seats() {
			all = append(all, string(x))
		}
	case "talks.answer.none":
		all = []string{"accept", "ad_referendum", "in_group", "noted", "reserve", "reject", "withdraw"}
	}
	return suggest(f, word, "there are", all)
}
