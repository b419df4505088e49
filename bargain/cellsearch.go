package bargain

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
)

// cellSearch answers for problems with continuous issues. A cell of every
// issue is a box: each interval among the cells is a variable from 0 to 1,
// each utility is linear in the variables, each statement but the fallbacks is
// constant, and each fallback is a half-space. So every question about one box
// is a small linear programme, solved in rationals, and every answer is the
// best over the boxes. Floats only say which boxes cannot matter, by a margin
// far above their rounding.
//
// An end of an interval that belongs to another cell is approached and not
// reached. What is best there is a limit, and is marked as one.
//
// Where there are few boxes they are listed. Where there are very many, tree
// finds those that matter by bounds (cellsearch_tree.go).
type cellSearch struct {
	*Problem
	tree    *pieces // nil: boxes are listed
	epsilon float64 // how near to a frontier to come, as given
	brief   bool    // rougher will do
}

// Limits on the work of one question; beyond them it is refused in words.
const (
	maxWalkedBoxes = 5_000_000_000 // in all
	maxBoxes       = 2_000_000     // that may hold a package to be looked at
	maxSolved      = 200_000       // of those, that bounds cannot leave out
)

func (p cellSearch) method() string {
	if p.tree != nil {
		return "branch and bound by weighings over combinations of intervals, each that matters solved in exact fractions"
	}
	return "all combinations of intervals on which every statement is constant or linear, each solved in exact fractions"
}

// boxes lists, by id, the boxes that may hold a package that breaks nothing
// but items of ignore.
func (p cellSearch) boxes(ctx context.Context, ignore mask, report func(float64)) ([]uint64, error) {
	ignore = ignore.or(p.markItems())
	t := p.endsTable()
	w, allowed := p.newWalker(t), ignore.flags()
	w.report = report
	bound := make([]uint64, t.width)
	reaches := func(amounts []uint64) bool {
		for q := range p.consentingColumns() {
			if item := p.fallbackOf(q); item >= 0 && !ignore.has(item) && amount.Compare(t.column(amounts, q), t.column(t.floors, q)) < 0 {
				return false
			}
		}
		return true
	}
	w.enter = func(d int) bool {
		if !w.broken[d].within(allowed) {
			return false
		}
		amount.Add(bound, w.amounts[d], t.most[d], t.limbs)
		return reaches(bound)
	}
	var ids []uint64
	full := false
	w.leaf = func() bool {
		if !w.brokenItems().within(allowed) || !reaches(w.utilities()) {
			return true
		}
		if full = len(ids) == maxBoxes; full {
			return false
		}
		ids = append(ids, w.id())
		return true
	}
	err := w.run(ctx)
	if err == nil && full {
		err = errTooMany(maxBoxes)
	}
	slices.Sort(ids) // in file order, whatever the order of the walk
	return ids, err
}

func errTooMany(n int) error {
	return tooLarge(fmt.Sprintf("With the continuous issues there are more than %d combinations of intervals to compare, and this version does not go further; fewer corners in the value curves, or a step on one of the issues, would help.", n))
}

// fallbackOf returns the item of the column's fallback, or -1.
func (p *Problem) fallbackOf(column int) int { return p.voters[p.columns[column]].fallback }

// endsTable holds, for the walker, the most that each column's utility can be
// on a box, and in as many columns again the least.
func (p *Problem) endsTable() *table {
	var quantities []quantity
	for _, most := range []bool{true, false} {
		for _, v := range p.columns {
			voter := &p.voters[v]
			q := quantity{floor: voter.floor, item: -1}
			q.worth = func(issue, cell int) *big.Rat {
				m := voter.measures[issue]
				low, high := m.mid(m.forms[2*cell]), m.mid(m.forms[2*cell+1])
				if (low.Cmp(high) < 0) == most {
					return high
				}
				return low
			}
			for _, l := range voter.links {
				q.links = append(q.links, valuedRows{l.rows, l.missed, l.worth.mid})
			}
			quantities = append(quantities, q)
		}
	}
	return p.newTable(quantities)
}
