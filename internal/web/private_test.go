package web

import (
	"html"
	"net/url"
	"strings"
	"testing"

	"parley"
	"parley/internal/secretariat"
	"parley/talks"
)

func only(issue, option string) parley.Patterns {
	return parley.Patterns{{{Issue: issue, Options: []string{option}}}}
}

// It would fail if a side did not find beside a point how its own position takes
// each option there, and that it awaits instructions; or if anybody else did.
func TestOwnViewOfAPoint(t *testing.T) {
	h := spring(t).agreed(t)
	h.seal(t, "ann", talks.Act{Do: talks.DoSubmit}, &secretariat.Content{Position: &parley.Position{Party: "north",
		Never:  []parley.Demand{{Kind: parley.RedLine, Pattern: only("water", "season")}},
		OnlyIf: []parley.Demand{{Kind: parley.Condition, Pattern: only("water", "meter"), If: only("repair", "all")}}}})
	site := serve(t, h)
	ann := browser{t, site, "ann", ""}
	ann.sent("/talks/spring/text", "answer-pact.1", url.Values{"answer": {"ad_referendum"}, "until": {"2026-04-01"}})
	own := []string{"Acceptable to us?", "Nothing we said speaks against: Half each.", "Only under a condition of ours: By meter", "Not acceptable: By season", "We await instructions"}
	for _, who := range everybody {
		page := html.UnescapeString(browser{t, site, who, ""}.get("/talks/spring/text"))
		for _, words := range own {
			if mine := who == "ann" || who == "nia"; strings.Contains(page, words) != mine {
				t.Errorf("%s reads %q: %v", who, words, !mine)
			}
		}
	}
}
