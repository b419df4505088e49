package bargain_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"parley"
	"parley/bargain"
	"parley/bargain/audit"
)

// supported draws a case in which guarantors decide one issue or two, now and
// then continuous ones, and what the others fall back on is hard to reach.
func supported(rng *rand.Rand) *parley.Case {
	c := &parley.Case{Title: "supported"}
	parties := 1 + rng.IntN(3)
	for n := range parties {
		c.Parties = append(c.Parties, parley.Party{ID: fmt.Sprintf("p%d", n)})
	}
	c.Parties = append(c.Parties, parley.Party{ID: "fund", Roles: []parley.Role{parley.RoleGuarantor}})
	if rng.IntN(3) == 0 {
		c.Parties = append(c.Parties, parley.Party{ID: "bank", Roles: []parley.Role{parley.RoleGuarantor}})
	}
	givers := len(c.Parties) - parties
	for n := range 2 + rng.IntN(3) {
		i := oneOf(fmt.Sprintf("i%d", n), "o0", "o1", "o2")
		if rng.IntN(2) == 0 {
			i = span(i.ID, 0, 4)
		}
		if n < 1+rng.IntN(3) {
			i.By = c.Parties[parties+rng.IntN(givers)].ID
			if nothing := (parley.Choice{Option: "o0"}); !i.Numeric() {
				i.Nothing = &nothing
			} else if rng.IntN(4) > 0 {
				i.Nothing = &parley.Choice{}
			}
		}
		c.Issues = append(c.Issues, i)
	}
	for range rng.IntN(2) {
		c.Norms = append(c.Norms, parley.Norm{Pattern: randomPatterns(rng, c)})
	}
	for n, p := range c.Parties {
		x := parley.Position{Party: p.ID}
		if n >= parties && rng.IntN(5) == 0 {
			continue
		}
		most := int64(0)
		for _, i := range c.Issues {
			if i.Numeric() {
				x.Values = append(x.Values, curve(i.ID, 0, rng.Int64N(6), 2, rng.Int64N(6), 4, rng.Int64N(6)))
			} else {
				x.Values = append(x.Values, worths(i, rng.Int64N(6), rng.Int64N(6), rng.Int64N(6)))
			}
			most += 5
		}
		r := parley.Just(parley.Int(most/3 + rng.Int64N(most/2)))
		if n >= parties {
			r = parley.Just(parley.Int(rng.Int64N(3)))
		}
		x.Fallback = &parley.Fallback{Value: &r}
		for range rng.IntN(2) {
			x.Never = append(x.Never, parley.Demand{Kind: parley.RedLine, Pattern: randomPatterns(rng, c)})
		}
		c.Positions = append(c.Positions, x)
	}
	return c
}

// TestIncentivesOfCells holds contributions with continuous issues to those on
// grids of the same cases, and to the audit. It fails if a contribution of a grid
// costs less than all that are listed, if one that is listed does not do or costs
// something else than is said, or if something is called needed that is not.
func TestIncentivesOfCells(t *testing.T) {
	tried, loose, refused, wants := 0, 0, 0, 0
	for seed := range seeds(500) {
		rng := rand.New(rand.NewPCG(seed, 31))
		c := supported(rng)
		if parley.HasErrors(c.Check()) || c.Size() != nil {
			continue
		}
		o := bargain.Options{Only: []bargain.Question{bargain.AskIncentives, bargain.AskZone}}
		if rng.IntN(3) == 0 {
			i := c.Issues[rng.IntN(len(c.Issues))]
			o.Want = parley.Package{i.ID: parley.Choice{Option: "o1"}}
			if i.Numeric() {
				o.Want[i.ID] = parley.Choice{Number: parley.Fraction(2*rng.Int64N(15), 7)}
			}
			wants++
		}
		a := analyze(t, c, o)
		x := a.Incentives
		if x == nil {
			if !a.Certificates[bargain.AskIncentives].Proven {
				refused++
			}
			continue
		}
		if tried++; !x.Complete {
			t.Errorf("seed %d: not complete: %+v", seed, a.Certificates[bargain.AskIncentives])
		}
		findings, err := audit.Check(t.Context(), c, o, a)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Kind == audit.Wrong {
				t.Errorf("seed %d: %s", seed, f)
			}
		}
		g := onGrid(c, parley.Fraction(2, 7))
		if size := g.Size(); size == nil || !size.IsInt64() || size.Int64() > 20_000 {
			continue
		}
		grid, err := compiled(t, g).Analyze(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if grid.Incentives == nil {
			t.Errorf("seed %d: none on a grid: %+v", seed, grid.Certificates[bargain.AskIncentives])
			continue
		}
		if x.Needed && !grid.Incentives.Needed {
			t.Errorf("seed %d: something has to be given, and on a grid nothing", seed)
		}
		for _, s := range grid.Incentives.Sets {
			covered, same := false, false
			for _, e := range x.Sets {
				all, as := true, true
				for party, loss := range e.Loss {
					all = all && loss.Cmp(s.Loss[party]) <= 0
					as = as && loss.Equal(s.Loss[party])
				}
				covered, same = covered || all, same || as
			}
			if !covered {
				t.Errorf("seed %d: %v costs %v on a grid, less than what is listed: %v", seed, s.Gives, s.Loss, x.Sets)
			}
			if !same {
				loose++
			}
		}
	}
	if tried < int(seeds(150)) || loose < int(seeds(20)) || refused == 0 || wants == 0 {
		t.Errorf("only %d cases were tried, %d contributions were less than on a grid, %d refused, %d wanted", tried, loose, refused, wants)
	}
}

// With a fund that pays what it has to. By hand: north has 4 less the toll and
// the aid, and wants 7; south has the toll, and wants 3: so the aid is 6. Where
// north never takes an aid of 6 or less, it is approached.
func TestLeastAid(t *testing.T) {
	aid := span("aid", 0, 10)
	aid.By, aid.Nothing = "fund", &parley.Choice{}
	c := between([]parley.Issue{span("toll", 0, 4), aid},
		position("north", 7, curve("toll", 0, 4, 4, 0), curve("aid", 0, 0, 10, 10)),
		position("south", 3, curve("toll", 0, 0, 4, 4)))
	c.Parties = append(c.Parties, parley.Party{ID: "fund", Roles: []parley.Role{parley.RoleGuarantor}})
	c.Positions = append(c.Positions, parley.Position{Party: "fund", Unit: "M€", Values: []parley.Value{curve("aid", 0, 0, 10, -20)}})
	for _, limit := range []bool{false, true} {
		if limit {
			c.Positions[0].Never = []parley.Demand{never(atMost("aid", 6))}
		}
		x := analyze(t, c, bargain.Options{Only: []bargain.Question{bargain.AskIncentives}}).Incentives
		if x == nil || len(x.Sets) != 1 || !x.Needed || !x.Complete {
			t.Fatalf("limit %v: %+v", limit, x)
		}
		s := x.Sets[0]
		if s.Limit != limit || s.Loss["fund"].String() != "12" || s.Gives["aid"].String() != "6" || s.Total == nil || !s.Cheapest || s.Opens.Zero() != limit {
			t.Errorf("limit %v: %+v", limit, s)
		}
	}
}
