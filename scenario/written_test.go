package scenario_test

import (
	"flag"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley"
	"parley/casefile"
	"parley/scenario"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The files under testdata/written have been read by the programs themselves,
// with the utilities that Parley reads (docs/formats.md names the versions). A
// change of a byte here is to be read by them again.
func TestWrittenFilesAreThoseThatWereRead(t *testing.T) {
	s := written(t)
	for _, to := range []scenario.Format{scenario.Genius, scenario.GeniusWeb, scenario.GeniusWebPython, scenario.NegMAS, scenario.NegoLog} {
		files, _, err := s.Write(to)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join("testdata", "written", string(to))
		for _, f := range files {
			golden(t, filepath.Join(dir, f.Name), f.Data)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != len(files) {
			t.Errorf("%s holds %d files, and %d were written: %v", dir, len(entries), len(files), err)
		}
		back, err := scenario.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		wantScaled(t, string(to), s, back)
	}
}

func written(t *testing.T) *scenario.Scenario {
	t.Helper()
	f, err := casefile.Open("testdata/written/case.yaml")
	if err != nil || f.Diagnostics.Errors() > 0 {
		t.Fatal(err, f)
	}
	s, _ := scenario.FromCase(f.Case)
	return s
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s has changed; with -update it is written anew\n%s", name, got)
	}
}

// wantScaled checks that the utilities of each party, in its place, are those
// of the scenario but for their unit: shifted and divided.
func wantScaled(t *testing.T, what string, s, back *scenario.Scenario) {
	t.Helper()
	for p := range s.Profiles {
		var was, is []*big.Rat
		for o := range s.Outcomes() {
			was = append(was, s.Utility(p, o))
		}
		for o := range back.Outcomes() {
			is = append(is, back.Utility(p, o))
		}
		if len(was) != len(is) {
			t.Fatalf("%s: %d outcomes became %d", what, len(was), len(is))
		}
		low, high := 0, 0
		for k := range was {
			if was[k].Cmp(was[low]) < 0 {
				low = k
			}
			if was[k].Cmp(was[high]) > 0 {
				high = k
			}
		}
		slope := new(big.Rat).Sub(is[high], is[low])
		slope.Quo(slope, new(big.Rat).Sub(was[high], was[low]))
		for k := range was {
			x := new(big.Rat).Sub(was[k], was[low])
			x.Mul(x, slope).Add(x, is[low]).Sub(x, is[k])
			if slope.Sign() <= 0 || x.Abs(x).Cmp(tiny) > 0 {
				t.Fatalf("%s: outcome %d, worth %s to %s, was written as %s", what, k, was[k].FloatString(9), s.Profiles[p].Name, is[k].FloatString(9))
			}
		}
	}
}

// GeniusWeb writes a range as a list, and reads the ends as doubles. Between
// them it rounds the place of a number to eight digits: 1/3 is 0.33333333, and
// the utility 0.1 + 0.9 × 0.33333333. Fails if another form is written, or the
// line is not rounded.
func TestGeniusWebRanges(t *testing.T) {
	const domain = `{"name": "d", "issuesValues": {"n": {"range": [1, 4, 1]}}}`
	const profile = `{"LinearAdditiveUtilitySpace": {"issueUtilities": {"n": {"numberutils": {"lowValue": 1, "lowUtility": 0.1, "highValue": 4, "highUtility": 1}}},
	"issueWeights": {"n": 1}, "domain": ` + domain + `, "name": "p"}}`
	s, err := scenario.Read(scenario.Source{Name: "d.json", Data: []byte(domain)}, scenario.Source{Name: "p.json", Data: []byte(profile)})
	if err != nil {
		t.Fatal(err)
	}
	at := func(n int64) string {
		return s.Utility(0, scenario.Outcome{{Number: parley.Int(n)}}).FloatString(12)
	}
	for n, want := range map[int64]string{1: "0.100000000000", 2: "0.399999997000", 3: "0.700000003000", 4: "1.000000000000"} {
		if got := at(n); got != want {
			t.Errorf("%d is worth %s, want %s", n, got, want)
		}
	}
	// Thirds of a range would be rounded, so the numbers are listed; quarters stay.
	for high, want := range map[int64]string{4: `"values": ["1", "2", "3", "4"]`, 5: `"range": [1, 5, 1]`} {
		one := parley.Int(1)
		line := &scenario.Linear{Slope: parley.Fraction(1, 10)}
		wide := &scenario.Scenario{Name: "d", Format: scenario.NegMAS, Semantics: scenario.SemanticsNegMAS,
			Issues:   []scenario.Issue{{Index: 1, Name: "n", Kind: scenario.Stepped, Low: one, High: parley.Int(high), Step: one}},
			Profiles: []scenario.Profile{{Name: "p", Utility: &scenario.Additive{Terms: []scenario.Term{{Weight: &one, Eval: line}}}}}}
		files, _, err := wide.Write(scenario.GeniusWeb)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(files[0].Data), want) {
			t.Errorf("up to %d: %s has no %s", high, files[0].Data, want)
		}
	}
}

// GeniusWeb takes letters and digits of ASCII for a name. Fails if a name has
// anything else, or two files have one name.
func TestGeniusWebNames(t *testing.T) {
	zero := parley.Int(0)
	s := &scenario.Scenario{Name: "ä-_ ", Semantics: scenario.SemanticsNegMAS, Issues: []scenario.Issue{{Index: 1, Name: "i", Values: []string{"v"}}}}
	for _, name := range []string{"Zoë", "Zo", "é", strings.Repeat("x", 500), ""} {
		s.Profiles = append(s.Profiles, scenario.Profile{Name: name, Utility: &scenario.Additive{Terms: []scenario.Term{{Weight: &zero, Eval: &scenario.Constant{}}}}})
	}
	files, _, err := s.Write(scenario.GeniusWeb)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"domain.json", "1Zo.json", "2Zon2.json", "3profile3.json", "4" + strings.Repeat("x", 56) + ".json", "5profile5.json"}
	for i, f := range files {
		if f.Name != want[i] {
			t.Errorf("file %d is called %s, want %s", i, f.Name, want[i])
		}
	}
}
