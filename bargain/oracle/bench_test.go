package oracle_test

import (
	"math/big"
	"testing"

	"parley"
	"parley/bargain/oracle"
)

// The bench says of every package of the spring what the judge says of it: what
// it breaks, and that it is worth what it is worth and not one more. It fails if
// a rule is looked up under another combination, if a guarantor is bound by what
// does not commit it, or if a sum forgets a linkage or an offset.
func TestBench(t *testing.T) { testBench(t, spring()) }

// With a cap that cuts some packages off, half of everything lost to time, a
// linkage that pays where a pattern is missed and, in a second round, one made
// of parts.
func TestBenchOfCutUtilities(t *testing.T) {
	c := spring()
	north := &c.Positions[0]
	north.Cap = &parley.Cap{At: parley.Int(61)}
	north.Discount, c.Time = &parley.Discount{Factor: parley.Fraction(1, 2)}, parley.Int(1)
	missed := parley.Linkage{Unless: parley.Patterns{{{Issue: "water", Options: []string{"half"}}, {Issue: "repair", Options: []string{"all"}}}}, Worth: parley.Just(parley.Int(-3))}
	north.Linkages = append(north.Linkages, missed)
	testBench(t, c)
	missed.Worth = parley.Just(parley.Int(7))
	north.Linkages = append(north.Linkages, parley.Linkage{Combine: parley.CombineMax, Parts: []parley.Linkage{missed, north.Linkages[0]}})
	testBench(t, c)
}

func testBench(t *testing.T, c *parley.Case) {
	t.Helper()
	choices := make([][]parley.Choice, len(c.Issues))
	for at, i := range c.Issues {
		for n := range int(i.Count().Int64()) {
			choices[at] = append(choices[at], i.At(n))
		}
	}
	j := oracle.New(c)
	claim := oracle.Claim{Party: "north", Denominator: big.NewInt(16), Offset: big.NewInt(1000)}
	b := j.NewBench(choices, []oracle.Claim{claim})
	broken := 0
	for p := range oracle.Packages(c) {
		cells := make([]uint32, len(choices))
		for at := range choices {
			for k, x := range choices[at] {
				if x.Equal(p[c.Issues[at].ID]) {
					cells[at] = uint32(k)
				}
			}
		}
		u, _ := j.Utility("north", p)
		said := new(big.Rat).Mul(u.Rat(), big.NewRat(16, 1))
		n := said.Num().Int64() + 1000
		if !said.IsInt() || n < 0 {
			t.Fatalf("%v is worth %s: the claim is to be a whole number", p, u)
		}
		refs := map[parley.Ref]bool{}
		for _, ref := range j.Broken(p) {
			refs[ref] = true
		}
		allow := func(ref parley.Ref) bool { return refs[ref] }
		if err := b.Check(cells, [][]uint64{{0, uint64(n)}}, allow); err != nil {
			t.Errorf("%v is what it is said to be: %v", p, err)
		}
		if b.Check(cells, [][]uint64{{uint64(n + 1)}}, allow) == nil {
			t.Errorf("%v is not worth %d", p, n+1)
		}
		if b.Check(cells, [][]uint64{{1, uint64(n)}}, allow) == nil {
			t.Errorf("%v is not worth so very much", p)
		}
		for missing := range refs {
			broken++
			if b.Check(cells, [][]uint64{{uint64(n)}}, func(ref parley.Ref) bool { return ref != missing && refs[ref] }) == nil {
				t.Errorf("that %v breaks %s was not noticed", p, missing.At())
			}
		}
	}
	if broken < 50 {
		t.Errorf("only %d statements were broken", broken)
	}
}

// Where the unit claimed does not divide what choices are worth, the judge is
// asked: it fails if the bench takes its own rounding for the truth.
func TestBenchWithoutCommonUnit(t *testing.T) {
	fallback := parley.Just(parley.Fraction(5, 6))
	third := func(n int64) parley.Interval { return parley.Just(parley.Fraction(n, 3)) }
	c := &parley.Case{
		Parties: []parley.Party{{ID: "a"}},
		Issues:  []parley.Issue{{ID: "x", Options: []parley.Option{{ID: "p"}, {ID: "q"}}}},
		Positions: []parley.Position{{Party: "a", Values: []parley.Value{{Issue: "x",
			Options: []parley.OptionValue{{Option: "p", Worth: third(3)}, {Option: "q", Worth: third(2)}}}},
			Fallback: &parley.Fallback{Value: &fallback}}},
	}
	b := oracle.New(c).NewBench([][]parley.Choice{{{Option: "p"}, {Option: "q"}}}, []oracle.Claim{{Party: "a", Denominator: big.NewInt(1), Offset: new(big.Int)}})
	none, all := func(parley.Ref) bool { return false }, func(parley.Ref) bool { return true }
	if err := b.Check([]uint32{0}, [][]uint64{{1}}, none); err != nil {
		t.Error(err)
	}
	if b.Check([]uint32{1}, [][]uint64{{1}}, all) == nil || b.Check([]uint32{1}, [][]uint64{{0}}, all) == nil {
		t.Error("two thirds were taken for a whole number")
	}
	if b.Check([]uint32{0}, [][]uint64{{1}}, all) != nil {
		t.Error("the first option is worth 1")
	}
}
