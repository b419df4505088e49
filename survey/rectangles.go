package survey

import (
	"errors"
	"math/big"
	"slices"

	"parley"
	"parley/internal/rectangles"
	"parley/scenario"
)

// field is a scenario of hyper-rectangles as whole numbers: every utility is a
// number of the problem divided by a denominator.
type field struct {
	s       *scenario.Scenario
	problem *rectangles.Problem
	per     []*big.Int          // by party: utilities are numbers of the problem divided by it
	cells   [][]scenario.Choice // by issue: a choice in each cell
}

// fieldOf takes a scenario apart whose utilities are all sums of
// hyper-rectangles. It reports false for any other, and for one whose numbers
// or rectangles are beyond what can be searched.
func fieldOf(s *scenario.Scenario) (*field, bool) {
	f := &field{s: s}
	var boxes []rectangles.Box
	var caps []*int64
	f.cut()
	for q := range s.Profiles {
		u, ok := s.Profiles[q].Utility.(*scenario.Rectangles)
		if !ok {
			return nil, false
		}
		flat, ok := u.Flat()
		if !ok {
			return nil, false
		}
		denominator, most := big.NewInt(1), s.Cap(q)
		if most != nil {
			widen(denominator, most)
		}
		for _, b := range flat {
			widen(denominator, b.Utility.Rat())
		}
		f.per = append(f.per, denominator)
		for _, b := range flat {
			pays := new(big.Rat).Mul(b.Utility.Rat(), new(big.Rat).SetInt(denominator))
			if !pays.Num().IsInt64() {
				return nil, false
			}
			box := rectangles.Box{Party: q, Pays: pays.Num().Int64(), Outside: b.Excludes && len(b.Bounds) > 0}
			for _, x := range b.Bounds {
				low, high := f.between(x)
				box.Bounds = append(box.Bounds, rectangles.Bound{Issue: x.Issue, Low: low, High: high})
			}
			boxes = append(boxes, box)
		}
		var limit *int64
		if most != nil {
			whole := new(big.Rat).Mul(most, new(big.Rat).SetInt(denominator)).Num()
			if !whole.IsInt64() {
				return nil, false
			}
			n := whole.Int64()
			limit = &n
		}
		caps = append(caps, limit)
	}
	count := make([]int, len(f.cells))
	for i := range count {
		count[i] = len(f.cells[i])
	}
	var err error
	f.problem, err = rectangles.Compile(count, len(s.Profiles), boxes, caps)
	return f, err == nil
}

// cut divides every issue into cells that no bound divides. A discrete or
// stepped issue of few choices has a cell for each; any other has cells that
// are single numbers, at the ends of bounds, and what lies between them.
func (f *field) cut() {
	ends := make([][]parley.Number, len(f.s.Issues))
	for q := range f.s.Profiles {
		if u, ok := f.s.Profiles[q].Utility.(*scenario.Rectangles); ok {
			flat, _ := u.Flat()
			for _, b := range flat {
				for _, x := range b.Bounds {
					ends[x.Issue] = append(ends[x.Issue], x.Low, x.High)
				}
			}
		}
	}
	for n := range f.s.Issues {
		issue := &f.s.Issues[n]
		if issue.Kind == scenario.Discrete {
			var all []scenario.Choice
			for k := range issue.Values {
				all = append(all, issue.At(k))
			}
			f.cells = append(f.cells, all)
			continue
		}
		var inside []parley.Number
		for _, x := range append(ends[n], issue.Low, issue.High) {
			if x.Cmp(issue.Low) >= 0 && x.Cmp(issue.High) <= 0 {
				inside = append(inside, x)
			}
		}
		slices.SortFunc(inside, parley.Number.Cmp)
		inside = slices.CompactFunc(inside, parley.Number.Equal)
		var all []scenario.Choice
		for k, x := range inside {
			if issue.Kind == scenario.Real || issue.On(x) {
				all = append(all, scenario.Choice{Number: x})
			}
			if k+1 == len(inside) {
				break
			}
			if y, ok := issue.Inside(x, inside[k+1]); ok {
				all = append(all, scenario.Choice{Number: y})
			}
		}
		f.cells = append(f.cells, all)
	}
}

// between returns the cells that a bound lets through: from more than to where
// it lets none.
func (f *field) between(x scenario.Bound) (low, high int) {
	cells := f.cells[x.Issue]
	low, high = len(cells), -1
	for k, c := range cells {
		if c.Number.Cmp(x.Low) >= 0 && c.Number.Cmp(x.High) <= 0 {
			low, high = min(low, k), k
		}
	}
	return low, high
}

// states is how many states counting holds at once: fewer where there are more
// than ten issues, each of which takes as many steps.
func states(issues int) int {
	n := 50_000
	for k := 10; k < issues && n > 300; k++ {
		n -= n / 7
	}
	return n
}

// countPaid counts the rational outcomes of a scenario of hyper-rectangles, or
// bounds how many they are, and finds the least utilities.
func (m *measuring) countPaid(f *field) error {
	sizes := make([][]*big.Int, len(f.cells))
	for i := range f.cells {
		if sizes[i] = f.sizes(i); sizes[i] == nil {
			return nil // of a real issue there is no count
		}
	}
	limit := states(len(f.cells))
	tally := func(least func(*numbers) int64) (rectangles.Tally, error) {
		var floor []int64
		for _, of := range m.of {
			floor = append(floor, max(least(of), -rectangles.MaxTotal))
		}
		return f.problem.Count(m.ctx, sizes, floor, limit)
	}
	rational, err := tally(func(of *numbers) int64 { return of.reserved })
	m.sp.RationalLeast, m.sp.RationalMost = rational.Least, rational.Most
	if rational.Exact() && err == nil {
		m.sp.Rational = rational.Least
	}
	if err != nil {
		return err
	}
	better, err := tally(func(of *numbers) int64 { return of.above })
	if better.Exact() && err == nil {
		m.sp.Better = better.Least
	}
	return errors.Join(err, m.leastPaid(f, sizes, limit))
}

// leastPaid finds the least utilities: the greatest numbers that all outcomes
// are worth. They stay unknown where too many states leave a count undecided.
func (m *measuring) leastPaid(f *field, sizes [][]*big.Int, limit int) error {
	var least []float64
	for q, of := range m.of {
		floor := slices.Repeat([]int64{-rectangles.MaxTotal}, len(m.of))
		most := of.whole(new(big.Rat).SetFloat64(m.sp.Max[q]))
		low, high := min(f.problem.Base(q), most), most+1
		for high-low > 1 { // all are worth low, and not all high
			floor[q] = low + (high-low)/2
			some, err := f.problem.Count(m.ctx, sizes, floor, limit)
			switch {
			case err != nil:
				return err
			case some.Least.Cmp(m.sp.Outcomes) == 0:
				low = floor[q]
			case some.Most.Cmp(m.sp.Outcomes) < 0:
				high = floor[q]
			default:
				return nil
			}
		}
		least = append(least, of.float(low))
	}
	m.sp.Min = least
	return nil
}

// sizes returns how many choices each cell of an issue stands for, nil for a
// real issue. The number of a cell is the least in it.
func (f *field) sizes(i int) []*big.Int {
	issue := &f.s.Issues[i]
	if issue.Kind == scenario.Real {
		return nil
	}
	var all []*big.Int
	for k, c := range f.cells[i] {
		if issue.Kind == scenario.Discrete {
			all = append(all, big.NewInt(1))
			continue
		}
		next := issue.High.Add(issue.Step)
		if k+1 < len(f.cells[i]) {
			next = f.cells[i][k+1].Number
		}
		all = append(all, next.Sub(c.Number).Div(issue.Step).Rat().Num())
	}
	return all
}
