package bargain_test

import (
	"testing"

	"parley"
	"parley/bargain"
)

// Nash, The Bargaining Problem, Econometrica 18 (1950), pp. 160-161: Bill and
// Jack barter nine goods. The published answer is a gain of 12 and 5.
func TestNash1950(t *testing.T) {
	goods := []struct {
		name       string
		bills      bool
		bill, jack int64
	}{
		{"book", true, 2, 4}, {"whip", true, 2, 2}, {"ball", true, 2, 1}, {"bat", true, 2, 2}, {"box", true, 4, 1},
		{"pen", false, 10, 1}, {"toy", false, 4, 1}, {"knife", false, 6, 2}, {"hat", false, 2, 2},
	}
	c := &parley.Case{Parties: []parley.Party{{ID: "bill"}, {ID: "jack"}}}
	bill, jack := parley.Position{Party: "bill"}, parley.Position{Party: "jack"}
	like := parley.Package{}
	for _, g := range goods {
		c.Issues = append(c.Issues, parley.Issue{ID: g.name, Options: []parley.Option{{ID: "bill"}, {ID: "jack"}}})
		value := func(to string, worth int64) parley.Value {
			v := parley.Value{Issue: g.name}
			for _, o := range []string{"bill", "jack"} {
				w := int64(0)
				if o == to {
					w = worth
				}
				v.Options = append(v.Options, parley.OptionValue{Option: o, Worth: parley.Just(parley.Int(w))})
			}
			return v
		}
		bill.Values = append(bill.Values, value("bill", g.bill))
		jack.Values = append(jack.Values, value("jack", g.jack))
		like[g.name] = parley.Choice{Option: map[bool]string{true: "bill", false: "jack"}[g.bills]}
	}
	bill.Fallback, jack.Fallback = &parley.Fallback{Like: like}, &parley.Fallback{Like: like}
	c.Positions = []parley.Position{bill, jack}

	a := analyze(t, c, bargain.Options{})
	if len(a.Nash.Outcomes) != 1 {
		t.Fatalf("%d outcomes, want 1: the exchange is unique", len(a.Nash.Outcomes))
	}
	o := a.Nash.Outcomes[0]
	if o.Ties.String() != "1" || o.Gain["bill"].String() != "12" || o.Gain["jack"].String() != "5" {
		t.Errorf("gains %v, %s packages; want 12 and 5, one package", o.Gain, o.Ties)
	}
	owner := map[string]string{"book": "jack", "whip": "jack", "ball": "jack", "bat": "jack", "box": "bill",
		"pen": "bill", "toy": "bill", "knife": "bill", "hat": "jack"}
	for good, who := range owner {
		if got := o.Package[good].Option; got != who {
			t.Errorf("the %s goes to %s, want %s", good, got, who)
		}
	}
}

// Points on the line x + y = 1, one for each hundredth: the product is
// greatest in the middle, and so are the shares' and the fractions' minimum.
// Fails if a grid is read or rescaled wrongly.
func TestSplitThePie(t *testing.T) {
	step := parley.Fraction(1, 100)
	curve := func(from, to int64) []parley.CurvePoint {
		return []parley.CurvePoint{{At: parley.Int(0), Worth: parley.Just(parley.Int(from))}, {At: parley.Int(1), Worth: parley.Just(parley.Int(to))}}
	}
	zero := parley.Just(parley.Int(0))
	c := &parley.Case{
		Parties: []parley.Party{{ID: "a"}, {ID: "b"}},
		Issues:  []parley.Issue{{ID: "pie", Range: &parley.Range{Min: parley.Int(0), Max: parley.Int(1), Step: &step}}},
		Positions: []parley.Position{
			{Party: "a", Values: []parley.Value{{Issue: "pie", Curve: curve(0, 1)}}, Fallback: &parley.Fallback{Value: &zero}},
			{Party: "b", Values: []parley.Value{{Issue: "pie", Curve: curve(3, 0)}}, Fallback: &parley.Fallback{Value: &zero}},
		},
	}
	a := analyze(t, c, bargain.Options{})
	if n := a.Frontier.Outcomes.Len(); n != 101 {
		t.Errorf("the frontier has %d outcomes, want all 101", n)
	}
	for name, s := range map[string]*bargain.Solution{"nash": a.Nash, "kalai-smorodinsky": a.KalaiSmorodinsky, "egalitarian": a.Egalitarian} {
		if got := s.Outcomes[0].Package["pie"].String(); len(s.Outcomes) != 1 || got != "0.5" {
			t.Errorf("%s splits at %s, want 0.5 alone", name, got)
		}
	}
	if n := a.Utilitarian.Size; n != 101 {
		t.Errorf("the utilitarian sum ties at %d outcomes, want all 101", n)
	}
}
