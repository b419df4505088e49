package dual

import "parley/bargain/internal/amount"

// Before a search for values, and not for packages, the cells that another
// makes superfluous are put aside: one that is worth the same in every column,
// and in a leximin one that is worth no more in any column that matters and
// less in one that is judged, by which every package with it is worse than that
// with the other.

// maxSifted is the most cells of a place that are compared with each other.
const maxSifted = 256

// sift puts superfluous cells aside: those no different from an earlier one
// and, where dominated says so, those worse than another.
func (x *search) sift(dominated bool) {
	s := x.s
	judged, held := make([]bool, s.Columns), make([]bool, s.Columns)
	for _, q := range x.m.who {
		judged[q] = true
	}
	for q, floor := range x.floors {
		held[q] = floor != nil
	}
	for i := range s.Places {
		p := &s.Places[i]
		if p.Hidden || len(p.Cells) > maxSifted {
			continue
		}
		for k := range p.Cells {
			for other := range p.Cells {
				if other != k && p.Class[other] == p.Class[k] && x.d.Allows(i, other) && x.beaten(p.Amounts, k, other, judged, held, dominated) {
					x.d.Remove(i, k)
					break
				}
			}
		}
	}
}

// beaten reports whether a cell is superfluous beside another of its class.
func (x *search) beaten(amounts []uint64, k, other int, judged, held []bool, dominated bool) bool {
	limbs, width := x.s.Limbs, x.s.Columns*x.s.Limbs
	same, worse := true, false
	for q := range judged {
		order := amount.Compare(amounts[k*width+q*limbs:][:limbs], amounts[other*width+q*limbs:][:limbs])
		if order != 0 {
			same = false
		}
		if order > 0 && (judged[q] || held[q]) {
			return false
		}
		worse = worse || order < 0 && judged[q]
	}
	return same && other < k || dominated && worse
}
