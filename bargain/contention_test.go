package bargain_test

import (
	"fmt"
	"testing"

	"parley"
)

// Fails if of numbers that nobody tells apart only one is shown: a mediator
// would read that the rest is neither wanted nor refused.
func TestStakesNameAllNumbers(t *testing.T) {
	ten, twenty, eighty := parley.Int(10), parley.Int(20), parley.Int(80)
	at := func(x, worth int64) parley.CurvePoint {
		return parley.CurvePoint{At: parley.Int(x), Worth: parley.Just(parley.Int(worth))}
	}
	c := &parley.Case{
		Parties: []parley.Party{{ID: "ann"}, {ID: "bob"}},
		Issues:  []parley.Issue{{ID: "toll", Range: &parley.Range{Min: parley.Int(0), Max: parley.Int(100), Step: &ten}}},
		Positions: []parley.Position{
			{Party: "ann", Values: []parley.Value{{Issue: "toll", Curve: []parley.CurvePoint{at(0, 0), at(60, 100), at(100, 100)}}},
				Insists: []parley.Demand{{Kind: parley.Insistence, Pattern: parley.Patterns{{{Issue: "toll", Min: &twenty}}}}}},
			{Party: "bob", Values: []parley.Value{{Issue: "toll", Curve: []parley.CurvePoint{at(0, 100), at(100, 0)}}},
				Never: []parley.Demand{{Kind: parley.RedLine, Pattern: parley.Patterns{{{Issue: "toll", Min: &eighty}}}}}},
		},
	}
	s := analyze(t, c, bargainOnly("contention")).Contention[0].Stakes
	for _, test := range []struct {
		what string
		got  []parley.Choice
		want string
	}{
		{"ann wants", s[0].Best, "[60 70 80 90 100]"},
		{"ann refuses", s[0].Bars, "[0 10]"},
		{"bob wants", s[1].Best, "[0]"},
		{"bob refuses", s[1].Bars, "[80 90 100]"},
	} {
		if got := fmt.Sprint(test.got); got != test.want {
			t.Errorf("%s %s, want %s", test.what, got, test.want)
		}
	}
}

// Fails if one of several choices that hurt equally little is picked by file
// order, or if a choice is called mild that somebody refuses where all are.
func TestMildestChoicesTie(t *testing.T) {
	worth := func(x, y int64) []parley.Value {
		return []parley.Value{{Issue: "seat", Options: []parley.OptionValue{
			{Option: "x", Worth: parley.Just(parley.Int(x))}, {Option: "y", Worth: parley.Just(parley.Int(y))}}}}
	}
	c := &parley.Case{
		Parties:   []parley.Party{{ID: "ann"}, {ID: "bob"}},
		Issues:    []parley.Issue{{ID: "seat", Options: []parley.Option{{ID: "x"}, {ID: "y"}}}},
		Positions: []parley.Position{{Party: "ann", Values: worth(1, 0)}, {Party: "bob", Values: worth(0, 1)}},
	}
	if x := analyze(t, c, bargainOnly("contention")).Contention[0]; fmt.Sprint(x.Mildest) != "[x y]" {
		t.Errorf("the mildest are %v, want both", x.Mildest)
	}
	bar := func(option string) []parley.Demand {
		return []parley.Demand{{Kind: parley.RedLine, Pattern: parley.Patterns{{{Issue: "seat", Options: []string{option}}}}}}
	}
	c.Positions[0].Never, c.Positions[1].Never = bar("y"), bar("x")
	if x := analyze(t, c, bargainOnly("contention")).Contention[0]; !x.HardClash || x.Mildest != nil {
		t.Errorf("of a hard clash (%v) %v is called mild", x.HardClash, x.Mildest)
	}
}

// Fails if nobody asks a guarantor that has said nothing, or forgets how many
// packages hang on it.
func TestSilentGuarantorIsAsked(t *testing.T) {
	none := parley.Choice{Option: "none"}
	zero := parley.Just(parley.Int(0))
	c := &parley.Case{
		Parties: []parley.Party{{ID: "ann"}, {ID: "fund", Roles: []parley.Role{parley.RoleGuarantor}}},
		Issues: []parley.Issue{
			{ID: "aid", Options: []parley.Option{{ID: "none"}, {ID: "some"}, {ID: "all"}}, By: "fund", Nothing: &none},
		},
		Positions: []parley.Position{{Party: "ann", Values: []parley.Value{{Issue: "aid", Order: []string{"all", "some", "none"}}},
			Fallback: &parley.Fallback{Value: &zero}}},
	}
	got := analyze(t, c, bargainOnly("questions")).Inquiries
	if len(got) != 1 || got[0].Party != "fund" || got[0].Least.String() != "1" || got[0].Most.String() != "3" || got[0].Decides {
		t.Errorf("the inquiries are %+v, want one to the fund, on which 1 to 3 packages hang", got)
	}
}
