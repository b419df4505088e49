package scenario_test

import (
	"bytes"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"parley"
	"parley/bargain/oracle"
	"parley/casefile"
	"parley/scenario"
)

// As a case, every outcome is worth what it was, judged by the evaluator that
// checks the engine; and the case can be written and read.
func TestCase(t *testing.T) {
	for _, dir := range own {
		for _, semantics := range scenario.AllSemantics() {
			s := open(t, dir).Under(semantics)
			c, losses := s.Case()
			for _, p := range c.Check() {
				if p.Severity == parley.Error {
					t.Errorf("%s: %s", dir, p)
				}
			}
			lost := map[string]bool{}
			for _, l := range losses {
				lost[l.Where] = lost[l.Where] || !l.Rounding
			}
			var file bytes.Buffer
			if err := casefile.Write(&file, c); err != nil {
				t.Fatal(err)
			}
			read, ds := casefile.Read("case.yaml", file.Bytes())
			if ds.Errors() > 0 {
				t.Fatalf("%s: %s\n%s", dir, ds, file.String())
			}
			judge := oracle.New(read)
			late := *read
			late.Time = parley.Int(1)
			end := oracle.New(&late)
			for o := range s.Outcomes() {
				pkg := parley.Package{}
				for i := range c.Issues {
					if s.Issues[i].Kind == scenario.Discrete {
						pkg[c.Issues[i].ID] = parley.Choice{Option: c.Issues[i].Options[o[i].Value].ID}
					} else {
						pkg[c.Issues[i].ID] = parley.Choice{Number: o[i].Number}
					}
				}
				for p := range s.Profiles {
					if lost[s.Profiles[p].Name] {
						continue
					}
					want := parley.Exactly(s.Utility(p, o))
					if got, known := judge.Utility(c.Parties[p].ID, pkg); !known || !got.Equal(want) {
						t.Fatalf("%s under %s: %v is worth %s to %s, want %s\n%s", dir, semantics, pkg, got, c.Parties[p].ID, want, file.String())
					}
					want = want.Mul(parley.Exactly(s.Discount(p)))
					if got, _ := end.Utility(c.Parties[p].ID, pkg); !got.Equal(want) {
						t.Fatalf("%s under %s: at the end %v is worth %s to %s, want %s", dir, semantics, pkg, got, c.Parties[p].ID, want)
					}
				}
			}
		}
	}
}

func TestCaseLosses(t *testing.T) {
	for _, x := range []struct {
		dir  string
		want string // of the first loss; empty: none
	}{
		{"genius/flat", ""},
		{"genius/curves", ""},
		{"genius/boxes", ""},
		{"genius/ranks", ""},
		{"geniusweb/new", ""},
		{"negolog/two", ""},
		{"negmas/yaml", ""},
		{"negmas/json", ""},
	} {
		_, losses := open(t, x.dir).Case()
		switch {
		case x.want == "" && len(losses) > 0:
			t.Errorf("%s loses %v", x.dir, losses)
		case x.want != "" && (len(losses) == 0 || !strings.HasPrefix(losses[0].String(), x.want)):
			t.Errorf("%s loses %v, want %s", x.dir, losses, x.want)
		}
	}
}

// A case and back: the scenario that comes out of a case that came out of a
// scenario has its utilities.
func TestFromCaseOfCase(t *testing.T) {
	for _, dir := range []string{"genius/flat", "genius/boxes", "genius/curves", "geniusweb/new", "geniusweb/old", "negolog/two", "negmas/yaml", "negmas/json"} {
		s := open(t, dir)
		c, _ := s.Case()
		back, losses := scenario.FromCase(c)
		if err := scenario.Refuse("a scenario", losses); err != nil {
			t.Errorf("%s: %v", dir, err)
		}
		wantSame(t, dir, s, back, true)
		for i := range s.Issues {
			if s.Issues[i].Name != back.Issues[i].Name || strings.Join(s.Issues[i].Values, "\n") != strings.Join(back.Issues[i].Values, "\n") {
				t.Errorf("%s: issue %v became %v", dir, s.Issues[i], back.Issues[i])
			}
		}
	}
}

// Through a case, and out of it again: what GENIUS can hold is the same after
// reading, converting, converting back, writing and reading once more, with the
// reservation values, the discounts and where utilities are cut off.
func TestThroughACase(t *testing.T) {
	for _, dir := range []string{"genius/flat", "genius/boxes", "negmas/yaml"} {
		s := open(t, dir)
		c, losses := s.Case()
		back, more := scenario.FromCase(c)
		if err := scenario.Refuse("it", append(losses, more...)); err != nil {
			t.Fatalf("%s: %v", dir, err)
		}
		again, lost := again(t, back, s.Format)
		if whole, _ := lossless(lost); !whole {
			t.Fatalf("%s: %v", dir, lost)
		}
		wantSame(t, dir, s, again, false)
		for p := range s.Profiles {
			was, is := s.Reservation(p), again.Reservation(p)
			if was != nil && was.Cmp(is) != 0 {
				t.Errorf("%s: no agreement was worth %v to %s, and is worth %v", dir, was, s.Profiles[p].Name, is)
			}
			if s.Discount(p).Cmp(again.Discount(p)) != 0 || s.Profiles[p].Dynamic != again.Profiles[p].Dynamic {
				t.Errorf("%s: the discount of %s changed", dir, s.Profiles[p].Name)
			}
		}
	}
}

// The published domains of hyper-rectangles and of ranks come into a case whole,
// and those of hyper-rectangles out of it. Outcomes are drawn, for there are up
// to 10^40.
func TestPublishedThroughACase(t *testing.T) {
	folders, _ := filepath.Glob(filepath.Join(published(t), "genius", "anac", "y2014", "*"))
	folders = append(folders, filepath.Join(published(t), "genius", "Railway"))
	rng := rand.New(rand.NewPCG(1, 2))
	for _, dir := range folders {
		s, err := scenario.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		c, losses := s.Case()
		if err := scenario.Refuse("a case", losses); err != nil {
			t.Errorf("%s: %v", dir, err)
			continue
		}
		if parley.HasErrors(c.Check()) {
			t.Errorf("%s: the case has errors: %v", dir, c.Check())
			continue
		}
		judge := oracle.New(c)
		var written *scenario.Scenario
		if _, ranked := s.Profiles[0].Utility.(*scenario.Ranked); !ranked {
			back, more := scenario.FromCase(c)
			if err := scenario.Refuse("it", more); err != nil {
				t.Errorf("%s: %v", dir, err)
			}
			var lost []scenario.Loss
			if written, lost = again(t, back, scenario.Genius); len(lost) > 0 {
				t.Errorf("%s: %v", dir, lost)
			}
		}
		for range 40 {
			o, pkg := make(scenario.Outcome, len(s.Issues)), parley.Package{}
			for i := range s.Issues {
				k := rng.IntN(int(s.Issues[i].Count().Int64()))
				o[i], pkg[c.Issues[i].ID] = s.Issues[i].At(k), c.Issues[i].At(k)
			}
			for p := range s.Profiles {
				want := s.Utility(p, o)
				if got, _ := judge.Utility(c.Parties[p].ID, pkg); got.Rat().Cmp(want) != 0 {
					t.Fatalf("%s: an outcome is worth %s, and %s in the case", dir, want, got)
				}
				if written != nil && written.Utility(p, o).Cmp(want) != 0 {
					t.Fatalf("%s: an outcome was worth %s, and is worth %s", dir, want, written.Utility(p, o))
				}
			}
		}
	}
}

const orchard = `
parley: 1
title: Two farms and an orchard
parties:
  elm: {name: Elm farm}
  oak: {name: Oak farm}
  fund: {name: Fund, roles: [guarantor]}
issues:
  harvest:
    name: Who picks
    options: {elm: Elm picks, oak: Oak picks, turns: They take turns}
  rent: {name: Rent, range: [0, 100], step: 10, unit: k€}
norms:
  - {pattern: {harvest: oak, rent: 0}, because: Not lawful.}
positions:
  elm:
    importance: {harvest: 70, rent: 30}
    value:
      harvest: {elm: 100, turns: 60, oak: 0}
      rent: {0: 0, 50: 20, 100: 100}
    never:
      - {pattern: {rent: {max: 10}}, because: That does not pay for the fence.}
    fallback: {like: {harvest: oak, rent: 60}, because: What the old lease gives.}
  oak:
    importance: {harvest: very, rent: minor}
    value:
      harvest: [oak, turns, elm]
      rent: {0: 100, 100: 20±10}
    linkage:
      - {when: {harvest: turns, rent: {max: 50}}, worth: 5}
`

// What a scenario cannot say of a case is named; what it says is what the
// evaluator that checks the engine says, where no demand shapes a scale.
func TestFromCase(t *testing.T) {
	c, ds := casefile.Read("orchard.yaml", []byte(orchard))
	if ds.Errors() > 0 {
		t.Fatal(ds)
	}
	s, losses := scenario.FromCase(c)
	got := scenario.Refuse("it", losses).Error()
	for _, want := range []string{
		"norms: what no package may match is not said",
		"Elm farm: its red lines (1) are left out",
		"Oak farm: its linkages (1) are left out",
		"Oak farm: some of its statements are uncertain; the middle of each is taken",
		"Oak farm: what no agreement is worth to it is not known; anything is taken to be better",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	c.Position("oak").Linkages = nil
	judge := oracle.New(c)
	for o := range s.Outcomes() {
		pkg := parley.Package{"harvest": c.Issues[0].At(o[0].Value), "rent": {Number: o[1].Number}}
		want, _ := judge.Utility("oak", pkg)
		if got := parley.Exactly(s.Utility(1, o)); !got.Equal(want) {
			t.Errorf("%v is worth %s to oak, want %s", pkg, got, want)
		}
	}
	if s.Issues[0].Values[2] != "They take turns" {
		t.Errorf("the values are %q", s.Issues[0].Values)
	}
}
