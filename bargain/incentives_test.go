package bargain_test

import (
	"testing"

	"parley"
)

// Fails if giving nothing is called enough because nobody looked at it: a
// guarantor that gains by giving makes it dearer than what it gains by, and a
// wanted package may name what is given.
func TestWhetherAnythingHasToBeGiven(t *testing.T) {
	none := parley.Choice{Option: "none"}
	number := func(n int64) *parley.Interval { x := parley.Just(parley.Int(n)); return &x }
	values := func(none, some int64) []parley.Value {
		return []parley.Value{{Issue: "aid", Options: []parley.OptionValue{{Option: "none", Worth: *number(none)}, {Option: "some", Worth: *number(some)}}}}
	}
	for _, test := range []struct {
		name     string
		fallback int64
		gains    int64 // what giving is worth to the fund
		want     parley.Package
		needed   bool
	}{
		{"nothing is enough", 0, -1, nil, false},
		{"nothing is enough, and giving is a gain", 0, 5, nil, false},
		{"too little without, and giving is a loss", 1, -1, nil, true},
		{"too little without, and giving is a gain", 1, 5, nil, true},
		{"what is wanted is given", 0, -1, parley.Package{"aid": parley.Choice{Option: "some"}}, true},
	} {
		c := &parley.Case{
			Parties: []parley.Party{{ID: "ann"}, {ID: "fund", Roles: []parley.Role{parley.RoleGuarantor}}},
			Issues:  []parley.Issue{{ID: "aid", Options: []parley.Option{{ID: "none"}, {ID: "some"}}, By: "fund", Nothing: &none}},
			Positions: []parley.Position{
				{Party: "ann", Values: values(0, 1), Fallback: &parley.Fallback{Value: number(test.fallback)}},
				{Party: "fund", Values: values(0, test.gains), Fallback: &parley.Fallback{Value: number(-9)}},
			},
		}
		o := bargainOnly("incentives")
		o.Want = test.want
		if x := analyze(t, c, o).Incentives; x == nil || x.Needed != test.needed {
			t.Errorf("%s: that something has to be given is said to be %v, want %v", test.name, x != nil && x.Needed, test.needed)
		}
	}
}
