package oracle_test

import (
	"fmt"
	"testing"

	"parley"
	"parley/bargain/oracle"
)

// spring is two villages, a toll in steps of 10 and a fund; every number below
// was worked out by hand.
func spring() *parley.Case {
	ten, fifty, eighty, twenty := parley.Int(10), parley.Int(50), parley.Int(80), parley.Int(20)
	none := parley.Choice{Option: "none"}
	num := func(n int64) parley.Interval { return parley.Just(parley.Int(n)) }
	water := func(options ...string) parley.Term { return parley.Term{Issue: "water", Options: options} }
	return &parley.Case{
		Parties: []parley.Party{{ID: "north"}, {ID: "south"}, {ID: "fund", Roles: []parley.Role{parley.RoleGuarantor}}},
		Issues: []parley.Issue{
			{ID: "water", Options: []parley.Option{{ID: "half"}, {ID: "season"}, {ID: "meter"}}},
			{ID: "toll", Range: &parley.Range{Min: parley.Int(0), Max: parley.Int(100), Step: &ten}},
			{ID: "repair", Options: []parley.Option{{ID: "none"}, {ID: "all"}}, By: "fund", Nothing: &none},
		},
		Norms: []parley.Norm{{Pattern: parley.Patterns{{water("meter"), {Issue: "repair", Options: []string{"all"}}}}}},
		Positions: []parley.Position{{
			Party:      "north",
			Importance: []parley.Importance{{Issue: "water", Weight: num(60)}, {Issue: "toll", Weight: num(40)}},
			Values: []parley.Value{
				{Issue: "water", Options: []parley.OptionValue{{Option: "half", Worth: num(100)}, {Option: "season", Worth: num(40)}, {Option: "meter", Worth: num(70)}}},
				{Issue: "toll", Curve: []parley.CurvePoint{{At: parley.Int(0), Worth: num(100)}, {At: parley.Int(100), Worth: num(0)}}},
			},
			Never:    []parley.Demand{{Kind: parley.RedLine, Pattern: parley.Patterns{{water("season")}}}},
			Insists:  []parley.Demand{{Kind: parley.Insistence, Pattern: parley.Patterns{{{Issue: "toll", Max: &eighty}}}}},
			OnlyIf:   []parley.Demand{{Kind: parley.Condition, Pattern: parley.Patterns{{{Issue: "toll", Min: &fifty}}}, If: parley.Patterns{{water("half")}}}},
			Linkages: []parley.Linkage{{When: parley.Patterns{{water("meter"), {Issue: "toll", Max: &twenty}}}, Worth: num(10)}},
			Fallback: &parley.Fallback{Like: parley.Package{"water": {Option: "meter"}, "toll": {Number: parley.Int(40)}, "repair": none}},
		}, {
			Party:  "fund",
			Values: []parley.Value{{Issue: "repair", Options: []parley.OptionValue{{Option: "none", Worth: num(0)}, {Option: "all", Worth: num(-5)}}}},
			Never:  []parley.Demand{{Kind: parley.RedLine, Pattern: parley.Patterns{{water("half")}}}},
		}},
	}
}

func pkg(water string, toll int64, repair string) parley.Package {
	return parley.Package{"water": {Option: water}, "toll": {Number: parley.Int(toll)}, "repair": {Option: repair}}
}

// Of water, half is best (1) and meter worst (0), for season is refused and
// counts 0. Of the toll, 0 is best (100) and 80 worst (20), for more is
// refused: 50 is worth (50-20)/80 of 40.
func TestUtility(t *testing.T) {
	j := oracle.New(spring())
	for _, test := range []struct {
		p    parley.Package
		want string
	}{
		{pkg("half", 0, "none"), "100"},
		{pkg("half", 80, "none"), "60"},
		{pkg("meter", 50, "none"), "15"},
		{pkg("meter", 20, "none"), "40"}, // 30 and the linkage's 10
		{pkg("season", 0, "none"), "40"},
		{pkg("half", 100, "none"), "60"}, // refused: counts 0
	} {
		if u, ok := j.Utility("north", test.p); !ok || u.String() != test.want {
			t.Errorf("%v is worth %s to north, want %s", test.p, u, test.want)
		}
	}
	if r, ok := j.Reservation("north"); !ok || r.String() != "20" { // meter at 40: (60-20)/80 of 40
		t.Errorf("north's reservation value is %s, want 20", r)
	}
	if _, ok := j.Utility("south", pkg("half", 0, "none")); ok {
		t.Error("a party that has said nothing has a utility")
	}
	if _, ok := j.Reservation("fund"); ok {
		t.Error("a fallback that was not stated has a value")
	}
}

func TestBroken(t *testing.T) {
	j := oracle.New(spring())
	for _, test := range []struct {
		p    parley.Package
		want string
	}{
		{pkg("half", 50, "none"), "[]"},
		{pkg("season", 0, "none"), "[positions.north.never[0]]"},
		{pkg("meter", 90, "none"), "[positions.north.insists[0] positions.north.only_if[0] positions.north.fallback]"},
		{pkg("meter", 60, "none"), "[positions.north.only_if[0] positions.north.fallback]"},
		{pkg("meter", 0, "all"), "[norms[0]]"},
		{pkg("half", 0, "all"), "[positions.fund.never[0]]"}, // the fund is committed, so its red line binds
		{pkg("half", 0, "none"), "[]"},                       // and here it has no say
	} {
		var at []string
		for _, ref := range j.Broken(test.p) {
			at = append(at, ref.At())
		}
		if got := fmt.Sprint(at); got != test.want {
			t.Errorf("%v breaks %s, want %s", test.p, got, test.want)
		}
	}
}

func TestVerdict(t *testing.T) {
	j := oracle.New(spring())
	for _, test := range []struct {
		party string
		p     parley.Package
		want  oracle.Verdict
	}{
		{"north", pkg("half", 50, "none"), oracle.Yes},
		{"north", pkg("meter", 40, "none"), oracle.Yes}, // just as good as no deal
		{"north", pkg("season", 0, "none"), oracle.No},
		{"south", pkg("half", 50, "none"), oracle.Unknown},
		{"fund", pkg("meter", 0, "all"), oracle.Unknown}, // no fallback
		{"fund", pkg("half", 0, "all"), oracle.No},
	} {
		if got := j.Verdict(test.party, test.p); got != test.want {
			t.Errorf("the verdict of %s on %v is %d, want %d", test.party, test.p, got, test.want)
		}
	}
	if j.InZone(pkg("half", 50, "none")) {
		t.Error("a package is in the zone although south has not said yes")
	}
}

func TestPackages(t *testing.T) {
	n := 0
	var first, second parley.Package
	for p := range oracle.Packages(spring()) {
		switch n++; n {
		case 1:
			first = p
		case 2:
			second = p
		}
	}
	if n != 3*11*2 {
		t.Errorf("%d packages, want 66", n)
	}
	if !first.Equal(pkg("half", 0, "none")) || !second.Equal(pkg("half", 0, "all")) {
		t.Errorf("they begin with %v and %v: the last issue must change fastest", first, second)
	}
}
