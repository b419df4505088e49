package scenario_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"parley"
	"parley/scenario"
)

// open reads a folder of testdata.
func open(t *testing.T, dir string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Open(filepath.Join("testdata", filepath.FromSlash(dir)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// outcome reads an outcome such as "Attic | no | 12".
func outcome(t *testing.T, s *scenario.Scenario, text string) scenario.Outcome {
	t.Helper()
	var o scenario.Outcome
	for i, value := range strings.Split(text, " | ") {
		c := scenario.Choice{Value: s.Issues[i].ValueOf(value)}
		if s.Issues[i].Kind != scenario.Discrete {
			n, err := parley.ParseNumber(value)
			if err != nil {
				t.Fatal(err)
			}
			c = scenario.Choice{Number: n}
		} else if c.Value < 0 {
			t.Fatalf("%s has no value %q", s.Issues[i].Name, value)
		}
		o = append(o, c)
	}
	return o
}

// The utilities were worked out by hand from the definitions in Semantics and
// the files.
func TestUtility(t *testing.T) {
	for _, x := range []struct {
		dir, profile string
		semantics    scenario.Semantics // empty: the files' own
		outcome      string
		want         string
	}{
		{"genius/flat", "landlord", "", "Attic | no | 12", "1"},
		{"genius/flat", "landlord", "", "Garden & terrace | yes | 8", "11/30"}, // .5×10/30 + .2×.1/.4 + .3×.5
		{"genius/flat", "landlord", "", "Attic | no | 11", "1"},                // .2×5+.1 clipped
		{"genius/flat", "tenant", "", "Garden & terrace | yes | 6", "1"},       // 1.06 cut off
		{"genius/flat", "tenant", "", "Street | no | 12", "1/25"},
		{"genius/flat", "tenant", "negmas", "Garden & terrace | yes | 6", "2.14"}, // raw, line from 0
		{"genius/flat", "tenant", "negmas", "Street | no | 12", "-0.08"},
		{"genius/flat", "tenant", "geniusweb", "Garden & terrace | yes | 6", "2.14"},
		{"genius/curves", "buyer", "", "160 | 2.5", "5/16"}, // .75×.25 + .25×.5
		{"genius/curves", "buyer", "", "190 | 1", "1/4"},    // the line is below 0
		{"genius/curves", "buyer", "", "100 | 0", "3/4"},
		{"genius/curves", "seller", "", "160 | 3", "0.59"},
		{"genius/boxes", "capped", "", "5 | 0", "1"},
		{"genius/boxes", "capped", "negmas", "5 | 0", "1.1"},
		{"genius/boxes", "capped", "", "3 | 9", "0.6"},
		{"genius/boxes", "capped", "", "9 | 3", "0.5"}, // bounds are included
		{"genius/boxes", "capped", "", "7 | 4", "0"},
		{"genius/boxes", "nested", "", "0 | 0", "0.5"},  // 2×min(20, 30) + max(10, 0)
		{"genius/boxes", "nested", "", "0 | 9", "0.16"}, // 2×min(20, 0) + max(10, 2×8)
		{"genius/boxes", "nested", "", "9 | 0", "0.1"},
		{"genius/boxes", "outside", "", "4 | 4", "0.2"}, // both bounds hold, so 40 is not paid
		{"genius/boxes", "outside", "", "4 | 7", "1"},
		{"genius/boxes", "outside", "", "0 | 0", "0.7"},
		{"genius/ranks", "a", "", "A=clears | 10 | 1", "0"},
		{"genius/ranks", "a", "", "A=clears | 0 | 1", "0"}, // 0 is not negative
		{"genius/ranks", "a", "", "A=clears | -5 | 1", "11/18"},
		{"genius/ranks", "a", "", "B=clears | 0 | 1", "5/9"},
		{"genius/ranks", "a", "", "B=clears | 10 | 7", "4/9"},
		{"genius/ranks", "a", "", "A=clears+B=clears | 10 | 7", "0"},
		{"genius/ranks", "b", "", "B=clears | -5 | 1", "0"},
		{"genius/ranks", "b", "", "A=clears | -5 | 7", "2/3"},
		{"genius/ranks", "b", "", "B=clears | 10 | 7", "1/3"},
		{"genius/tree", "first", "", "high | 5 days", "0.65"}, // 8/10, as huge is worth 10
		{"genius/tree", "first", "", "low | 0 days", "0.1"},
		{"genius/tree", "second", "", "high | 5 days", "-0.5"}, // all of the second issue is 0
		{"geniusweb/new", "elm", "", "elm | 10", "1"},
		{"geniusweb/new", "elm", "", "oak | 5", "0.35"},
		{"geniusweb/new", "oak", "", "oak | 2.5", "0.86"},
		{"geniusweb/old", "oak", "", "oak | 2.5", "0.86"},
		{"negolog/two", "profileA", "", "y | q", "0.425"},
		{"negolog/two", "profileB", "", "y | q", "0.95"},
		{"negmas/yaml", "buyer", "", "2 | no | 20", "21.75"},
		{"negmas/yaml", "buyer", "", "4 | 1.0 | 10", "9.75"},
		{"negmas/yaml", "seller", "", "3 | yes | 40", "1.525"},
		{"negmas/json", "one", "", "1.5 | 2", "0.375"},
		{"negmas/json", "two", "", "0.5 | 1", "1.5"},
	} {
		s := open(t, x.dir)
		if x.semantics != "" {
			s = s.Under(x.semantics)
		}
		got := parley.Exactly(s.Utility(profile(t, s, x.profile), outcome(t, s, x.outcome)))
		want, err := parley.ParseNumber(x.want)
		if err != nil {
			t.Fatal(err)
		}
		if !got.Equal(want) {
			t.Errorf("%s %s %s: %s is worth %s, want %s", x.dir, x.profile, x.semantics, x.outcome, got, want)
		}
	}
}

func profile(t *testing.T, s *scenario.Scenario, name string) int {
	t.Helper()
	for n := range s.Profiles {
		if s.Profiles[n].Name == name {
			return n
		}
	}
	t.Fatalf("there is no profile %s", name)
	return -1
}

// What no agreement is worth, and what is left of a utility at the end.
func TestReservationAndDiscount(t *testing.T) {
	for _, x := range []struct{ dir, profile, reservation, discount string }{
		{"genius/flat", "landlord", "0.35", "1"},
		{"genius/flat", "tenant", "0", "0.9"},
		{"genius/tree", "second", "7", "1"}, // a discount factor that is no number is none
		{"geniusweb/new", "elm", "0.35", "1"},
		{"geniusweb/new", "oak", "none", "1"},
		{"geniusweb/old", "oak", "none", "1"},
		{"negolog/two", "profileA", "0.3", "1"},
		{"negmas/yaml", "buyer", "none", "1"},
		{"negmas/yaml", "seller", "0.5", "0.9"}, // the outer value counts
		{"negmas/json", "one", "none", "1"},
	} {
		s := open(t, x.dir)
		n := profile(t, s, x.profile)
		got := "none"
		if r := s.Reservation(n); r != nil {
			got = parley.Exactly(r).String()
		}
		if got != x.reservation {
			t.Errorf("%s %s: no agreement is worth %s, want %s", x.dir, x.profile, got, x.reservation)
		}
		if got := parley.Exactly(s.Discount(n)).String(); got != x.discount {
			t.Errorf("%s %s: discount %s, want %s", x.dir, x.profile, got, x.discount)
		}
	}
}

func TestShape(t *testing.T) {
	for _, x := range []struct {
		dir      string
		size     string
		outcomes int // that Outcomes stops at
		profiles int
	}{
		{"genius/flat", "42", 42, 2},
		{"genius/curves", "infinite", 441, 2},
		{"genius/boxes", "100", 100, 3},
		{"genius/ranks", "18", 18, 2},
		{"genius/tree", "4", 4, 2},
		{"geniusweb/new", "10", 10, 2},
		{"negolog/two", "6", 6, 2},
		{"negmas/yaml", "36", 36, 2},
		{"negmas/json", "infinite", 63, 2},
	} {
		s := open(t, x.dir)
		size := "infinite"
		if n := s.Size(); n != nil {
			size = n.String()
		}
		n := 0
		for range s.Outcomes() {
			n++
		}
		if size != x.size || n != x.outcomes || len(s.Profiles) != x.profiles {
			t.Errorf("%s: %s outcomes, %d of them visited, %d profiles; want %+v", x.dir, size, n, len(s.Profiles), x)
		}
	}
}

// Parts add up to Utility everywhere.
func TestPartsAddUp(t *testing.T) {
	for _, dir := range []string{"genius/flat", "genius/curves", "genius/tree", "geniusweb/new", "negolog/two", "negmas/yaml", "negmas/json"} {
		for _, semantics := range scenario.AllSemantics() {
			s := open(t, dir).Under(semantics)
			for p := range s.Profiles {
				parts, ok := s.Parts(p, 1000)
				if !ok {
					t.Fatalf("%s: profile %d cannot be taken apart", dir, p)
				}
				at := make([]int, len(s.Issues))
				for o := range s.Outcomes() {
					sum := parley.Exactly(parts.Constant)
					for i, k := range at {
						sum = sum.Add(parley.Exactly(parts.Of[i][k]))
					}
					if parts.Cap != nil && sum.Cmp(parley.Exactly(parts.Cap)) > 0 {
						sum = parley.Exactly(parts.Cap)
					}
					if want := parley.Exactly(s.Utility(p, o)); !sum.Equal(want) {
						t.Fatalf("%s: parts %v give %s, and the utility is %s", dir, at, sum, want)
					}
					for i := len(at) - 1; i >= 0; i-- {
						if at[i]++; at[i] < countOf(s, i) {
							break
						}
						at[i] = 0
					}
				}
			}
		}
	}
}

// What a folder needs to have repaired or left out is said.
func TestWarningsOfAFolder(t *testing.T) {
	got := open(t, "genius/tree").Warnings.String()
	for _, want := range []string{
		"tree.xml:9:7: warning: <stateissue> of the old dialect",
		"tree.xml:11:5: warning: <optout> of the old dialect",
		"first.xml:2:3: warning: <weightmultiplyer> of the old dialect",
		`first.xml:8:7: warning: issue 3 is called "Wage" here and "Pay" in the domain; the index counts`,
		`first.xml:9:114: warning: the domain has no value "huge"`,
		`first.xml:13:98: warning: the value " 5 days" is taken for "5 days"`,
		`second.xml:9:20: warning: <discount_factor>: "s" is not a number; it counts as 1`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no warning %q in\n%s", want, got)
		}
	}
	for _, quiet := range []string{"genius/flat", "genius/curves", "genius/boxes", "genius/ranks", "geniusweb/new", "negolog/two"} {
		if w := open(t, quiet).Warnings; len(w) > 0 {
			t.Errorf("%s: unwanted warnings\n%s", quiet, w)
		}
	}
}

func TestParseSemantics(t *testing.T) {
	for _, s := range scenario.AllSemantics() {
		if got, err := scenario.ParseSemantics(string(s)); got != s || err != nil {
			t.Errorf("%s: %v, %v", s, got, err)
		}
	}
	if _, err := scenario.ParseSemantics("numpy"); err == nil {
		t.Error("numpy is taken for semantics")
	}
}

func ExampleRead() {
	s, err := scenario.Read(
		scenario.Source{Name: "profileA.json", Data: []byte(`{"reservationValue": 0.1, "issueWeights": {"rent": 1}, "issues": {"rent": {"low": 0.2, "high": 1}}}`)},
		scenario.Source{Name: "profileB.json", Data: []byte(`{"reservationValue": 0, "issueWeights": {"rent": 1}, "issues": {"rent": {"low": 1, "high": 0.3}}}`)},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	for o := range s.Outcomes() {
		fmt.Println(s.Issues[0].Say(o[0]), s.Utility(0, o), s.Utility(1, o))
	}
	// Output:
	// low 1/5 1/1
	// high 1/1 3/10
}
