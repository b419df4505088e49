package cli

import (
	"regexp"

	"parley/talks"
	"parley/text"
)

// unknown is what a refusal says of a name that there is not. What the name is of
// stands in front of it, or behind.
var unknown = regexp.MustCompile(`(?:no|a seat) (party|issue|point|document|proposal|commitment|silence procedure|is) "([^"]*)"|"([^"]*)" is no (choice|seat|grade|answer)(?: on "([^"]*)")?`)

// named adds to a refusal what there is instead of a name that there is not: what
// everybody at the table knows, and nothing that is sealed.
func (s *sitting) named(f *failure, detail string) error {
	m := unknown.FindStringSubmatch(detail)
	if m == nil || s.state == nil {
		return f
	}
	word, all := m[2]+m[3], []string(nil)
	switch m[1] + m[4] {
	case "party":
		for _, p := range s.state.Parties {
			all = append(all, p.ID)
		}
	case "issue":
		for _, i := range s.state.Issues {
			all = append(all, i.ID)
		}
	case "choice":
		for _, i := range s.state.Issues {
			if i.ID == m[5] {
				all = i.Options
			}
		}
	case "point", "document":
		t, err := text.Fold(s.state.Text)
		if err != nil {
			return f
		}
		for _, d := range t.Documents {
			if m[1] == "document" {
				all = append(all, d.ID)
				continue
			}
			for _, p := range d.Points {
				all = append(all, p.ID)
			}
		}
	case "proposal":
		for _, p := range s.state.Proposals {
			all = append(all, p.ID)
		}
	case "silence procedure":
		for _, x := range s.state.Silences {
			all = append(all, x.ID)
		}
	case "commitment":
		for _, c := range s.state.Commitments {
			all = append(all, c.ID)
		}
	case "is":
		for _, p := range s.state.People {
			if !p.Removed {
				all = append(all, p.ID)
			}
		}
	case "seat":
		for _, x := range talks.Seats() {
			all = append(all, string(x))
		}
	case "answer":
		all = []string{"accept", "ad_referendum", "in_group", "noted", "reserve", "reject", "withdraw"}
	}
	return suggest(f, word, "there are", all)
}
