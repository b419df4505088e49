package bargain

import (
	"context"
	"slices"
)

// Where a cap cuts utilities off and issues are continuous, packages are found by
// what they add up to, as cap.go has it: no utility is above its sum, so what
// bounds sums bounds utilities. How far the least of some utilities can rise is
// bounded by the caps besides, which is all that a cover has to know of them.

// cappedFrontier lists packages that come near to the frontier of the utilities,
// the first of them some that are efficient by the sums.
func (p cellSearch) cappedFrontier(ctx context.Context, w *worths, g ground, ignore mask, y *yardstick, report func(float64)) (front, error) {
	some, err := p.corners(ctx, w, g, ignore.or(p.markItems()), y, nil)
	if err != nil {
		return front{}, err
	}
	for n, c := range some.candidates {
		some.candidates[n] = p.cutOff(c)
	}
	f, err := p.covered(ctx, w, ignore, y, some, report)
	if f.within == nil && err == nil { // they need be no outcomes of the frontier
		return front{}, tooLarge(whyCappedCells)
	}
	return f, err
}

// cutOff returns a candidate that was found by its sums with its utilities. What
// ties by the sums does so by the utilities, and there may be more.
func (p cellSearch) cutOff(c candidate) candidate {
	c.utility = slices.Clone(c.utility)
	for q, u := range c.utility {
		c.utility[q] = p.voters[p.columns[q]].cut(u)
	}
	return tiesAtLeast([]candidate{c})[0]
}

// belowCaps reports whether all utilities are below the caps: packages that are
// the best by the sums are then the best.
func (p cellSearch) belowCaps(list []candidate) bool {
	for _, c := range list {
		for q, u := range c.utility {
			if v := &p.voters[p.columns[q]]; v.most != nil && u.Cmp(v.most) >= 0 {
				return false
			}
		}
	}
	return true
}
