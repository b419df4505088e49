package counsel_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"parley"
	"parley/bargain"
	"parley/bargain/oracle"
	"parley/brief"
	"parley/casefile"
	"parley/internal/counsel"
)

func spring(t *testing.T) *parley.Case {
	t.Helper()
	f, err := casefile.Open("../../examples/spring-folder")
	if err != nil {
		t.Fatal(err)
	}
	return f.Case
}

// acceptable counts by going through all packages.
func acceptable(c *parley.Case, party string) (yes int, packages []parley.Package) {
	judge := oracle.New(c)
	for p := range oracle.Packages(c) {
		if judge.Verdict(party, p) == oracle.Yes {
			yes++
			packages = append(packages, p)
		}
	}
	return yes, packages
}

// Fails if lifting a demand re-prices what it does not concern: then a package
// that was acceptable before would not be any more, or one that breaks nothing
// but the demand would not become so.
func TestLiftingLetsInWhatTheDemandAloneKeptOut(t *testing.T) {
	c := spring(t)
	for i := range c.Positions {
		p := &c.Positions[i]
		for _, ds := range [][]parley.Demand{p.Never, p.Insists, p.OnlyIf} {
			for k, d := range ds {
				before, after, err := counsel.Vary(c, []string{p.Party}, counsel.Variation{Lift: []parley.Ref{{Party: p.Party, Kind: d.Kind, Index: k}}})
				if err != nil {
					t.Fatal(err)
				}
				sound(t, after)
				was, is := oracle.New(before), oracle.New(after)
				gained := 0
				for pkg := range oracle.Packages(c) {
					u, _ := was.Utility(p.Party, pkg)
					w, _ := is.Utility(p.Party, pkg)
					if !d.Broken(pkg) && !u.Equal(w) {
						t.Fatalf("without %s, %v is worth %s and not %s", d.Kind, pkg, w, u)
					}
					x, y := was.Verdict(p.Party, pkg), is.Verdict(p.Party, pkg)
					if x == oracle.Yes && y != oracle.Yes {
						t.Fatalf("without %s, %v is not acceptable any more", d.Kind, pkg)
					}
					if x != y {
						gained++
						if !d.Broken(pkg) {
							t.Fatalf("without %s, %v is acceptable, and the demand did not keep it out", d.Kind, pkg)
						}
					}
				}
				t.Logf("%s without %s %d: %d packages more", p.Party, d.Kind, k, gained)
			}
		}
	}
}

// An option that is like another to a party is worth as much to it and is
// treated alike; and nothing else changes.
func TestAnOptionLikeAnother(t *testing.T) {
	c := spring(t)
	before, after, err := counsel.Vary(c, []string{"north", "south"}, counsel.Variation{Add: &counsel.Addition{Issue: "water", Text: "Half each, with a meter", Like: map[string]string{"north": "half", "south": "meter"}}})
	if err != nil {
		t.Fatal(err)
	}
	sound(t, after)
	issue, _ := after.Issue("water")
	added := issue.Options[len(issue.Options)-1]
	if added.Text != "Half each, with a meter" {
		t.Fatalf("the last option is %v", added)
	}
	was, is := oracle.New(before), oracle.New(after)
	for pkg := range oracle.Packages(after) {
		for party, like := range map[string]string{"north": "half", "south": "meter"} {
			as := parley.Package{}
			for k, v := range pkg {
				as[k] = v
			}
			if pkg["water"].Option == added.ID {
				as["water"] = parley.Choice{Option: like}
			}
			u, _ := was.Utility(party, as)
			w, _ := is.Utility(party, pkg)
			if !u.Equal(w) || was.Verdict(party, as) != is.Verdict(party, pkg) {
				t.Fatalf("%v to %s: %s and %v, like %v: %s and %v", pkg, party, w, is.Verdict(party, pkg), as, u, was.Verdict(party, as))
			}
		}
	}
}

// A fallback that is moved draws the line elsewhere, and at that place exactly.
func TestAnotherFallback(t *testing.T) {
	c := spring(t)
	_, after, err := counsel.Vary(c, []string{"north"}, counsel.Variation{Fallback: map[string]parley.Interval{"north": parley.Just(parley.Int(60))}})
	if err != nil {
		t.Fatal(err)
	}
	judge := oracle.New(after)
	n, packages := acceptable(after, "north")
	for _, p := range packages {
		if u, _ := judge.Utility("north", p); u.Cmp(parley.Int(60)) < 0 {
			t.Errorf("%v is worth %s", p, u)
		}
	}
	if most, _ := acceptable(c, "north"); n == 0 || n >= most {
		t.Errorf("%d packages are acceptable with a better fallback, and %d were before", n, most)
	}
}

func sound(t *testing.T, c *parley.Case) {
	t.Helper()
	for _, p := range c.Check() {
		if p.Severity == parley.Error {
			t.Fatal(p)
		}
	}
}

// Nobody varies what they may not: another's statements, what is not there, and
// what they may not read; and the refusal is the same for all of these.
func TestOutside(t *testing.T) {
	c := spring(t)
	secret := *c
	secret.Positions = slices.Clone(c.Positions)
	south := slices.IndexFunc(secret.Positions, func(p parley.Position) bool { return p.Party == "south" })
	secret.Positions[south].Never = append(slices.Clip(secret.Positions[south].Never), parley.Demand{Kind: parley.RedLine, Pattern: parley.Patterns{{{Issue: "water", Options: []string{"meter"}}}}, Note: parley.Note{Grade: parley.GradeEngine}})
	hidden := len(secret.Positions[south].Never) - 1
	for name, x := range map[string]struct {
		of      *parley.Case
		parties []string
		v       counsel.Variation
	}{
		"another's demand":     {c.View("north"), []string{"north"}, counsel.Variation{Lift: []parley.Ref{{Party: "south", Kind: parley.RedLine}}}},
		"another's fallback":   {c.View("north"), []string{"north"}, counsel.Variation{Fallback: map[string]parley.Interval{"south": parley.Just(parley.Int(1))}}},
		"another's liking":     {c.View("north"), []string{"north"}, counsel.Variation{Add: &counsel.Addition{Issue: "water", Text: "x", Like: map[string]string{"south": "half"}}}},
		"a demand that is not": {c, []string{"north"}, counsel.Variation{Lift: []parley.Ref{{Party: "north", Kind: parley.RedLine, Index: 99}}}},
		"an undisclosed one":   {secret.Mediator().Readable(), []string{"north", "south"}, counsel.Variation{Lift: []parley.Ref{{Party: "south", Kind: parley.RedLine, Index: hidden}}}},
		"an issue that is not": {c, []string{"north"}, counsel.Variation{Add: &counsel.Addition{Issue: "sky", Text: "x"}}},
		"a norm":               {c, []string{"north", ""}, counsel.Variation{Lift: []parley.Ref{{Kind: parley.NormKind}}}},
	} {
		_, _, err := counsel.Vary(x.of, x.parties, x.v)
		var outside *counsel.Outside
		if !errors.As(err, &outside) {
			t.Errorf("%s is varied: %v", name, err)
		}
	}
}

// Vary leaves the case that it was given as it was.
func TestVaryChangesNothing(t *testing.T) {
	c, same := spring(t), spring(t)
	_, _, err := counsel.Vary(c, []string{"north", "south"}, counsel.Variation{
		Lift:     []parley.Ref{{Party: "north", Kind: parley.RedLine}},
		Fallback: map[string]parley.Interval{"south": parley.Just(parley.Int(10))},
		Add:      &counsel.Addition{Issue: "water", Text: "x", Like: map[string]string{"north": "half"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(c, same) {
		t.Error("the case was written to")
	}
}

// The same is computed once, and shared by nobody who may not compute with it.
func TestAskKeeps(t *testing.T) {
	c := spring(t)
	k := counsel.New(counsel.Config{})
	ask := func(of *parley.Case, o brief.Options) *counsel.Advice {
		a, err := k.Ask(context.Background(), of, o)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	first := ask(c.Mediator(), brief.Options{})
	if again := ask(spring(t).Mediator(), brief.Options{}); again != first {
		t.Error("the same case is computed twice")
	}
	if other := ask(c.Mediator(), brief.Options{Audience: brief.ForAll}); other == first {
		t.Error("another reader is given the mediator's answer")
	}
	if north := ask(c.View("north"), brief.Options{Audience: brief.ForParty, Party: "north"}); north == first || north.Case.Position("south") != nil && len(north.Case.Position("south").Values) > 0 {
		t.Error("a party is given more than its view")
	}
	if !first.Answer.Certificates[bargain.AskZone].Proven {
		t.Error("the zone of a small case is not proven")
	}
}

// Whoever gives up is told so at once and holds nobody else up; a budget that is
// over leaves what is certain.
func TestAskEnds(t *testing.T) {
	c := spring(t)
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	k := counsel.New(counsel.Config{})
	if _, err := k.Ask(gone, c, brief.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("who has gone is answered: %v", err)
	}
	if _, err := k.Ask(context.Background(), c, brief.Options{}); err != nil {
		t.Errorf("after somebody gave up: %v", err)
	}
	short := counsel.New(counsel.Config{Budget: time.Nanosecond})
	a, err := short.Ask(context.Background(), c, brief.Options{})
	if err != nil || !a.Late {
		t.Fatalf("a budget of nothing is kept: %v", err)
	}
	for q, x := range a.Answer.Certificates {
		if x.Proven && q == bargain.AskFrontier {
			t.Errorf("%s is called proven, and there was no time for it", q)
		}
	}
}
