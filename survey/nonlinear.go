package survey

import (
	"math"
	"math/big"
	"sort"
	"strings"

	"parley"
	"parley/scenario"
)

// choices returns at how many choices of an issue outcomes are looked at.
func choices(i *scenario.Issue) int {
	if i.Kind == scenario.Real {
		if i.Low.Equal(i.High) {
			return 1
		}
		return scenario.RealSteps
	}
	n := i.Count()
	if !n.IsInt64() || n.Int64() > math.MaxInt32 {
		return math.MaxInt32
	}
	return int(n.Int64())
}

// rectangles prepares hyper-rectangles to be evaluated outcome by outcome,
// however they are put together, and cut off at the most, if that is not nil.
func (n *numbers) rectangles(s *scenario.Scenario, u *scenario.Rectangles, most *big.Rat) {
	var all []*big.Rat
	total := big.NewRat(1, 1)
	one := parley.Int(1).Div(u.Max)
	each(&u.Root, one, func(pays *big.Rat) {
		all = append(all, pays)
		total.Add(total, new(big.Rat).Abs(pays))
	})
	if most != nil {
		all = append(all, most)
		total.Add(total, new(big.Rat).Abs(most))
	}
	n.scale(all, total)
	if most != nil {
		n.cap = n.whole(most)
	}
	root := n.group(s, &u.Root, one)
	n.at = func(o []int) int64 { return min(root.at(o), n.cap) }
}

// each goes through what the rectangles pay in the end.
func each(g *scenario.Group, factor parley.Number, do func(*big.Rat)) {
	factor = factor.Mul(g.Weight)
	for _, b := range g.Boxes {
		do(b.Utility.Mul(b.Weight).Mul(factor).Rat())
	}
	for i := range g.Groups {
		each(&g.Groups[i], factor, do)
	}
}

// group is a function of rectangles in whole numbers, all weights multiplied
// in. Of a group with a negative weight the least part is the greatest of the
// products.
type group struct {
	how    scenario.Aggregation
	boxes  []box
	groups []group
}

type box struct {
	pays    int64
	outside bool
	bounds  []span
}

// span is the choices from low to high of an issue.
type span struct{ issue, low, high int }

func (n *numbers) group(s *scenario.Scenario, g *scenario.Group, factor parley.Number) group {
	factor = factor.Mul(g.Weight)
	out := group{how: g.How}
	if factor.Sign() < 0 && g.How != scenario.Sum {
		out.how = map[scenario.Aggregation]scenario.Aggregation{scenario.Min: scenario.Max, scenario.Max: scenario.Min}[g.How]
	}
	for _, from := range g.Boxes {
		b := box{pays: n.whole(from.Utility.Mul(from.Weight).Mul(factor).Rat()), outside: from.Excludes && len(from.Bounds) > 0}
		for _, x := range from.Bounds {
			issue := &s.Issues[x.Issue]
			b.bounds = append(b.bounds, spanOf(issue, x))
		}
		out.boxes = append(out.boxes, b)
	}
	for i := range g.Groups {
		out.groups = append(out.groups, n.group(s, &g.Groups[i], factor))
	}
	return out
}

// spanOf returns the choices that a bound lets through.
func spanOf(issue *scenario.Issue, x scenario.Bound) span {
	n := choices(issue) // ascending
	return span{
		issue: x.Issue,
		low:   sort.Search(n, func(k int) bool { return issue.At(k).Number.Cmp(x.Low) >= 0 }),
		high:  sort.Search(n, func(k int) bool { return issue.At(k).Number.Cmp(x.High) > 0 }) - 1,
	}
}

func (g *group) at(o []int) int64 {
	var total int64
	first := true
	add := func(v int64) {
		switch {
		case first:
			total = v
		case g.how == scenario.Sum:
			total += v
		case g.how == scenario.Min:
			total = min(total, v)
		default:
			total = max(total, v)
		}
		first = false
	}
	for i := range g.boxes {
		add(g.boxes[i].at(o))
	}
	for i := range g.groups {
		add(g.groups[i].at(o))
	}
	return total
}

func (b *box) at(o []int) int64 {
	inside := true
	for _, x := range b.bounds {
		if o[x.issue] < x.low || o[x.issue] > x.high {
			inside = false
			break
		}
	}
	if inside != b.outside {
		return b.pays
	}
	return 0
}

// ranked prepares the constraint utility to be evaluated outcome by outcome.
func (n *numbers) ranked(s *scenario.Scenario, u *scenario.Ranked) {
	share := func(r scenario.Ranks, k int) *big.Rat {
		most := parley.Int(0)
		for _, v := range r.Ranks {
			if v != nil && v.Cmp(most) > 0 {
				most = *v
			}
		}
		if r.Ranks[k] == nil || most.Sign() == 0 {
			return new(big.Rat)
		}
		return r.Ranks[k].Div(most).Div(parley.Int(int64(len(u.Ranks)))).Rat()
	}
	var all []*big.Rat
	total := big.NewRat(1, 1)
	for _, r := range u.Ranks {
		for k := range r.Ranks {
			v := share(r, k)
			all = append(all, v)
			total.Add(total, new(big.Rat).Abs(v))
		}
	}
	n.scale(all, total)
	t := &rankTable{}
	for _, r := range u.Ranks {
		row := rankRow{issue: r.Issue}
		for k := range r.Ranks {
			row.pays = append(row.pays, n.whole(share(r, k)))
		}
		t.rows = append(t.rows, row)
	}
	for i := range u.Rules {
		x, ok := ruleOf(s, u.Rules[i].Tests)
		if !ok {
			return
		}
		if u.Rules[i].Issue == scenario.Whole {
			t.whole = append(t.whole, x)
		}
		for k := range t.rows {
			if t.rows[k].issue == u.Rules[i].Issue {
				t.rows[k].rules = append(t.rows[k].rules, x)
			}
		}
	}
	n.at = t.at
}

type rankTable struct {
	whole []rule
	rows  []rankRow
}

type rankRow struct {
	issue int
	pays  []int64
	rules []rule
}

func (t *rankTable) at(o []int) int64 {
	for i := range t.whole {
		if t.whole[i].holds(o) {
			return 0
		}
	}
	var total int64
rows:
	for i := range t.rows {
		row := &t.rows[i]
		for k := range row.rules {
			if row.rules[k].holds(o) {
				continue rows
			}
		}
		total += row.pays[o[row.issue]]
	}
	return total
}

// rule holds where all its tests do.
type rule struct {
	tests []test
	sums  []sumTest
}

type test struct {
	issue  int
	passes []bool // by choice
}

// sumTest holds where the numbers of some issues, brought to whole ones, add
// up to low … high.
type sumTest struct {
	issues    []int
	numbers   [][]int64 // by place in issues and choice
	low, high int64
}

func (r *rule) holds(o []int) bool {
	for i := range r.tests {
		if !r.tests[i].passes[o[r.tests[i].issue]] {
			return false
		}
	}
	for i := range r.sums {
		t, sum := &r.sums[i], int64(0)
		for k, issue := range t.issues {
			sum += t.numbers[k][o[issue]]
		}
		if sum < t.low || sum > t.high {
			return false
		}
	}
	return true
}

// sumOf brings the numbers of a test to whole ones. It reports false where they
// are too fine for that.
func sumOf(s *scenario.Scenario, t *scenario.Test) (sumTest, bool) {
	denominator := big.NewInt(1)
	widen(denominator, t.Low.Rat())
	widen(denominator, t.High.Rat())
	for _, issue := range t.Sum {
		for k := range choices(&s.Issues[issue]) {
			widen(denominator, numberOf(&s.Issues[issue], k))
		}
	}
	fits := true
	whole := func(r *big.Rat) int64 {
		n := new(big.Rat).Mul(r, new(big.Rat).SetInt(denominator)).Num()
		fits = fits && n.CmpAbs(room) <= 0
		return n.Int64()
	}
	x := sumTest{issues: t.Sum, low: whole(t.Low.Rat()), high: whole(t.High.Rat())}
	total := new(big.Int)
	for _, issue := range t.Sum {
		var numbers []int64
		most := new(big.Int)
		for k := range choices(&s.Issues[issue]) {
			numbers = append(numbers, whole(numberOf(&s.Issues[issue], k)))
			if n := big.NewInt(numbers[k]); n.CmpAbs(most) > 0 {
				most = n.Abs(n)
			}
		}
		x.numbers = append(x.numbers, numbers)
		fits = fits && total.Add(total, most).Cmp(room) <= 0
	}
	return x, fits
}

func ruleOf(s *scenario.Scenario, tests []scenario.Test) (rule, bool) {
	var r rule
	for i := range tests {
		t := &tests[i]
		if t.Sum != nil {
			x, ok := sumOf(s, t)
			if !ok {
				return r, false
			}
			r.sums = append(r.sums, x)
			continue
		}
		x := test{issue: t.Issue}
		for k := range choices(&s.Issues[t.Issue]) {
			x.passes = append(x.passes, passes(&s.Issues[t.Issue], t, k))
		}
		r.tests = append(r.tests, x)
	}
	return r, true
}

// numberOf returns the number of a choice, whose text the reader has found to
// be one where a test asks for it.
func numberOf(issue *scenario.Issue, k int) *big.Rat {
	c := issue.At(k)
	if issue.Kind != scenario.Discrete {
		return c.Number.Rat()
	}
	r, ok := new(big.Rat).SetString(strings.TrimSpace(issue.Values[c.Value]))
	if !ok {
		return new(big.Rat)
	}
	return r
}

func passes(issue *scenario.Issue, t *scenario.Test, k int) bool {
	if t.Sign != nil {
		sign := numberOf(issue, k).Sign()
		switch *t.Sign {
		case scenario.Positive:
			return sign > 0
		case scenario.Negative:
			return sign < 0
		case scenario.NotNegative:
			return sign >= 0
		}
		return sign <= 0
	}
	text := issue.Say(issue.At(k))
	switch {
	case t.Is != nil:
		return text == *t.Is
	case t.Lacks != nil:
		return !strings.Contains(text, *t.Lacks)
	}
	for _, c := range t.Contains {
		if strings.Contains(text, c) {
			return true
		}
	}
	return false
}
