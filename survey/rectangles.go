package survey

import (
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
