package simplex

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"testing"
)

// nums reads numbers such as "1 -2/3 0.5"; "-" stands for nil.
func nums(s string) []*big.Rat {
	var rs []*big.Rat
	for _, f := range strings.Fields(s) {
		if f == "-" {
			rs = append(rs, nil)
			continue
		}
		r, ok := new(big.Rat).SetString(f)
		if !ok {
			panic("not a number: " + f)
		}
		rs = append(rs, r)
	}
	return rs
}

// row reads a constraint such as "1 2 <= 3".
func row(s string) Row {
	for sign, op := range map[string]Op{"<=": LE, ">=": GE, "==": EQ} {
		if left, right, ok := strings.Cut(s, sign); ok {
			return Row{Coef: nums(left), Op: op, RHS: nums(right)[0]}
		}
	}
	panic("not a row: " + s)
}

func show(rs []*big.Rat) string {
	var b strings.Builder
	for i, r := range rs {
		if i > 0 {
			b.WriteByte(' ')
		}
		if r == nil {
			b.WriteByte('-')
		} else {
			b.WriteString(r.RatString())
		}
	}
	return b.String()
}

// Each case was solved by hand, and fails if its own corner of the method is
// wrong. An x, y or w is given where it is unique. No case needs near the 100
// looks at the context, one a pivot, that a circle would take.
func TestByHand(t *testing.T) {
	cases := []struct {
		name, why string
		maximize  string
		rows      []string
		upper     string
		free      []bool
		status    Status
		value     string
		x, y, w   string
	}{
		{name: "textbook", why: "fails if a plain primal pivot is wrong",
			// Hillier and Lieberman's Wyndor Glass Co.: the corner of rows 1 and 2.
			maximize: "3 5", rows: []string{"1 0 <= 4", "0 2 <= 12", "3 2 <= 18"},
			status: Optimal, value: "36", x: "2 6", y: "0 3/2 1", w: "0 0"},
		{name: "fractions", why: "fails if scaling to whole numbers is not undone",
			// x = (2/3, 5/7): both bounds bind.
			maximize: "1/2 1/3", rows: []string{"3/4 0 <= 1/2"}, upper: "- 5/7",
			status: Optimal, value: "4/7", x: "2/3 5/7", y: "2/3", w: "0 1/3"},
		{name: "at least", why: "fails if phase one or the sign of a GE row's dual is wrong",
			// Least 2x+3y with x+y ≥ 4 and x+3y ≥ 6: the corner (3, 1).
			maximize: "-2 -3", rows: []string{"1 1 >= 4", "1 3 >= 6"},
			status: Optimal, value: "-9", x: "3 1", y: "-3/2 -1/2"},
		{name: "equality", why: "fails if the slack of an EQ row may move",
			maximize: "1 2", rows: []string{"1 1 == 3", "1 -1 >= 1"},
			status: Optimal, value: "4", x: "2 1", y: "3/2 -1/2"},
		{name: "negative equality", why: "fails if an EQ row is only met from one side",
			maximize: "-1 -1", rows: []string{"-2 -1 == -4", "1 0 <= 1"},
			status: Optimal, value: "-3", x: "1 2", y: "1 1"},
		{name: "redundant rows", why: "fails if a dependent EQ row is taken for a contradiction",
			maximize: "1 1", rows: []string{"1 2 == 4", "2 4 == 8", "1 2 <= 4", "1 2 >= 4"},
			status: Optimal, value: "4", x: "4 0"},
		{name: "degenerate", why: "fails if ties in the ratio test leave the feasible set",
			// Three lines through the best corner (1, 1).
			maximize: "1 1", rows: []string{"1 0 <= 1", "0 1 <= 1", "1 1 <= 2"},
			status: Optimal, value: "2", x: "1 1"},
		{name: "Beale", why: "the classic cycle of the largest-coefficient rule; fails if phase two stalls at 0",
			maximize: "3/4 -150 1/50 -6",
			rows:     []string{"1/4 -60 -1/25 9 <= 0", "1/2 -90 -1/50 3 <= 0", "0 0 1 0 <= 1"},
			status:   Optimal, value: "1/20", x: "1/25 0 1 0"},
		{name: "Chvátal's cycle", why: "as Beale's; fails if a basis that comes back is taken for the best",
			maximize: "10 -57 -9 -24",
			rows:     []string{"0.5 -5.5 -2.5 9 <= 0", "0.5 -1.5 -0.5 1 <= 0", "1 0 0 0 <= 1"},
			status:   Optimal, value: "1", x: "1 0 1 0"},
		{name: "entering by index", why: "runs for ever if the last column enters, not the least variable",
			maximize: "3 -4 3 -2", rows: []string{"2 -4 -5 -3 <= 0", "1 -4 5 4 <= 0", "2 -2 -2 1 <= 0"},
			status: Unbounded}, // along (12, 8, 4, 0), which gains 16
		{name: "leaving by index", why: "runs for ever if ties go to the greatest variable, not the least",
			maximize: "1 -3 1 1 3",
			rows:     []string{"3 3 0 4 2 <= 0", "-4 4 -5 -2 -5 <= 0", "3 -1 -5 -4 -2 <= 0"},
			status:   Unbounded}, // along x2, the only one that row 0 does not hold at 0
		{name: "upper bounds", why: "fails if a variable cannot go to its other bound and stay there",
			maximize: "2 1", rows: []string{"1 1 <= 4"}, upper: "3 3",
			status: Optimal, value: "7", x: "3 1", y: "1", w: "1 0"},
		{name: "no rows", why: "fails if a flip needs a row",
			maximize: "2 -1 0", upper: "3/2 1 -", status: Optimal, value: "3", x: "3/2 0 0", w: "2 0 0"},
		{name: "basic at its bound", why: "fails if the ratio test forgets the spans of basic variables",
			// x enters first; then y pushes it up to 2, its bound.
			maximize: "1 1", rows: []string{"1 -1 <= 1", "0 1 <= 5"}, upper: "2 -",
			status: Optimal, value: "7", x: "2 5", y: "0 1", w: "1 0"},
		{name: "fixed at zero", why: "fails if the bound 0 has no price",
			maximize: "5 1", rows: []string{"1 1 <= 2"}, upper: "0 -",
			status: Optimal, value: "2", x: "0 2", y: "1", w: "4 0"},
		{name: "max-min", why: "fails if a free variable cannot be negative",
			// Most z with z ≤ x-4 and z ≤ y-5 and x+y ≤ 3: both are -3.
			maximize: "0 0 1", rows: []string{"-1 0 1 <= -4", "0 -1 1 <= -5", "1 1 0 <= 3"},
			free: []bool{false, false, true}, status: Optimal, value: "-3", x: "1 2 -3", y: "1/2 1/2 1/2"},
		{name: "free downwards", why: "fails if a free variable can only enter upwards",
			maximize: "-1", rows: []string{"1 >= -7/2"}, free: []bool{true},
			status: Optimal, value: "7/2", x: "-7/2", y: "-1"},
		{name: "free with an upper bound", why: "fails if such a variable is held at 0 or has no price",
			maximize: "1 -1", rows: []string{"1 1 >= -9"}, upper: "-2 5", free: []bool{true, true},
			status: Optimal, value: "5", x: "-2 -7", y: "-1", w: "2 0"},
		{name: "nil is zero", why: "fails on a nil number",
			maximize: "- 1", rows: []string{"- 1 <= 2", "1 1 >= -"}, status: Optimal, value: "2"},
		{name: "infeasible rows", why: "fails if phase one stops at a point that breaks a row",
			maximize: "1 1", rows: []string{"1 1 <= 1", "1 1 >= 2"}, status: Infeasible},
		{name: "infeasible equality", why: "fails if EQ rows are not checked against each other",
			maximize: "0 0", rows: []string{"1 1 == 1", "2 2 == 3"}, free: []bool{true, true}, status: Infeasible},
		{name: "infeasible bounds", why: "fails if an upper bound is not part of the proof",
			maximize: "1 1", rows: []string{"1 1 >= 5"}, upper: "2 2", status: Infeasible, y: "-1", w: "1 1"},
		{name: "empty range", why: "fails if an upper bound below 0 is let through",
			maximize: "1", upper: "-1", status: Infeasible, w: "1"},
		{name: "unbounded", why: "fails if a column without a stop is pivoted on",
			maximize: "1 1", rows: []string{"1 -1 <= 1"}, status: Unbounded},
		{name: "unbounded but idle", why: "fails if an unbounded set is taken for an unbounded objective",
			maximize: "-1 0", rows: []string{"1 -1 <= 1"}, status: Optimal, value: "0"},
		{name: "unbounded downwards", why: "fails if the ray of a free variable has the wrong sign",
			maximize: "-2 0", rows: []string{"1 1 <= 1"}, free: []bool{true, false}, status: Unbounded},
		{name: "nothing", why: "fails if an empty problem is out of range", status: Optimal, value: "0"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := &Problem{Maximize: nums(c.maximize), Upper: nums(c.upper), Free: c.free}
			for _, r := range c.rows {
				p.Rows = append(p.Rows, row(r))
			}
			s, status, err := p.Solve(&countdown{context.Background(), 100})
			if err != nil || status != c.status {
				t.Fatalf("status %v, error %v, want %v: %s", status, err, c.status, c.why)
			}
			if err := proof(p, s, status); err != nil {
				t.Errorf("%v: %s", err, c.why)
			}
			if c.value != "" && s.Value.Cmp(nums(c.value)[0]) != 0 {
				t.Errorf("value %s, want %s: %s", s.Value.RatString(), c.value, c.why)
			}
			for _, g := range []struct {
				name, want string
				got        []*big.Rat
			}{{"x", c.x, s.X}, {"y", c.y, s.Dual}, {"w", c.w, s.DualUpper}} {
				if g.want != "" && show(g.got) != g.want {
					t.Errorf("%s = %s, want %s: %s", g.name, show(g.got), g.want, c.why)
				}
			}
		})
	}
}

// Fails if a problem of the wrong shape is read out of range, or is solved as
// if it were another problem.
func TestShape(t *testing.T) {
	for name, p := range map[string]*Problem{
		"short row":   {Maximize: nums("1 1"), Rows: []Row{row("1 <= 1")}},
		"short upper": {Maximize: nums("1 1"), Upper: nums("1")},
		"short free":  {Maximize: nums("1 1"), Free: []bool{true}},
		"unknown op":  {Maximize: nums("1"), Rows: []Row{{Coef: nums("1"), Op: 7, RHS: nums("1")[0]}}},
	} {
		if _, status, err := p.Solve(context.Background()); err == nil || status != 0 {
			t.Errorf("%s: status %v, error %v, want an error", name, status, err)
		}
	}
}

// countdown is a context that ends after it was looked at some times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// Fails if either phase does not look at its context before each pivot, or
// if a stopped solve passes for an answer.
func TestCancel(t *testing.T) {
	p := &Problem{Maximize: nums("3 5 1"), Rows: []Row{row("1 1 1 >= 2"), row("1 0 2 <= 4"), row("0 2 1 <= 12"), row("3 2 0 <= 18")}}
	whole := &countdown{context.Background(), 1000}
	if _, status, err := p.Solve(whole); status != Optimal || err != nil {
		t.Fatalf("status %v, error %v", status, err)
	}
	looks := 1000 - whole.left
	if looks < 4 {
		t.Fatalf("the context was looked at %d times; the problem needs a pivot in each phase", looks)
	}
	for n := range looks {
		s, status, err := p.Solve(&countdown{context.Background(), n})
		if !errors.Is(err, context.Canceled) || status != 0 || s.X != nil {
			t.Errorf("stopped at look %d: solution %v, status %v, error %v", n, s, status, err)
		}
	}
}
