package outline_test

import (
	"strings"
	"testing"

	"parley"
	"parley/internal/outline"
)

// Ids come from names in the same way each time: fails where a script other than
// Latin is lost, where two names share an id, or where the rules of a case refuse one.
func TestID(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"Côte d'Ivoire", "côte-d-ivoire"},
		{"Employer, Inc.", "employer-inc"},
		{"...", "party-1"},
		{"no", "no"},
		{strings.Repeat("a", 100), strings.Repeat("a", 40)},
	} {
		if got := outline.ID(test.name, "party", nil); got != test.want {
			t.Errorf("%q: got %q, want %q", test.name, got, test.want)
		}
	}
	if got := outline.ID("A", "party", []string{"a", "a-2"}); got != "a-3" {
		t.Errorf("got %q, want a-3", got)
	}
	c := parley.Case{Parties: []parley.Party{{ID: outline.ID("\u0301", "party", nil)}}, Issues: []parley.Issue{{ID: "i"}}}
	for _, p := range c.Check() {
		if p.Path[0] == "parties" {
			t.Error(p)
		}
	}
}
