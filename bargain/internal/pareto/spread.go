package pareto

import (
	"cmp"
	"math/bits"
	"slices"
)

// Two coordinates, many shifts: nearly all of the shifted points are dominated
// by a point whose first coordinate is clearly higher. So the first coordinate
// is cut into as many strips as there are points; one pass finds the highest
// point of each strip, a second drops what some strip above dominates, and the
// few that are left are put in order strip by strip (the ideal case of bucket
// sort: Dobosiewicz, Information Processing Letters 7, 1978) and swept.
//
// It takes O(c) for c shifted points if those that are left lie evenly, and
// O(c log c) at worst; merging would take O(c) for every shift.
type spread struct {
	above  []uint64 // by strip: one more than the highest second coordinate above it, 0 for none
	starts []uint32 // by strip, from the highest down: where its points start
	points []spot
	sorted []spot
}

// spot is a shifted point and its origin, as in run2.
type spot struct{ x, y, tag uint64 }

const (
	fewSpread  = 128     // fewer points are merged
	mostSpread = 1 << 24 // as many would take much memory
	fullStrip  = 12      // a strip with more points is sorted in another way
)

// uniteSpread unites frontiers of two coordinates that have points.
func (k *kernel) uniteSpread(list []shifted, b bounds) (*union, error) {
	low, high := ^uint64(0), uint64(0)
	longest := 0
	for _, s := range list {
		if n := s.of.n; n > 0 {
			low, high = min(low, s.of.at[0][n-1]+s.by[0]), max(high, s.of.at[0][0]+s.by[0])
			longest = max(longest, n)
		}
	}
	strips := uint64(4 * longest)
	down := max(0, bits.Len64(high-low)-bits.Len64(strips))
	n := int((high-low)>>down) + 1
	w := &k.spread
	w.above = cleared(w.above, n)
	for _, s := range list {
		x, y := s.of.at[0][:s.of.n], s.of.at[1][:s.of.n]
		y = y[:len(x)]
		dx, dy := s.by[0]-low, s.by[1]+1
		for i := range x {
			strip := &w.above[(x[i]+dx)>>down]
			*strip = max(*strip, y[i]+dy)
		}
		if err := k.busy(s.of.n); err != nil {
			return nil, err
		}
	}
	var highest uint64
	for i := n - 1; i >= 0; i-- {
		w.above[i], highest = highest, max(highest, w.above[i])
	}
	w.starts = cleared(w.starts, n+1)
	points := slices.Grow(w.points[:0], 2*longest)
	for which, s := range list {
		x, y := s.of.at[0][:s.of.n], s.of.at[1][:s.of.n]
		y = y[:len(x)]
		dx, dy := s.by[0]-low, s.by[1]
		for i := range x {
			strip := (x[i] + dx) >> down
			if y[i]+dy >= w.above[strip] {
				w.starts[n-int(strip)]++
				points = append(points, spot{x[i] + dx + low, y[i] + dy, uint64(which)<<32 | uint64(i)})
			}
		}
		if err := k.busy(s.of.n); err != nil {
			return nil, err
		}
	}
	w.points = points
	w.order(n, low, down)
	u := &k.out
	u.reset(2)
	u.grow(len(w.sorted))
	outX, outY, m := u.at[0], u.at[1], 0
	var next uint64 // the least second coordinate that is kept
	if b.least != nil {
		next = b.least[1]
	}
	for _, p := range w.sorted {
		if p.y >= next && (b.least == nil || p.x >= b.least[0]) {
			next = p.y + 1
			outX[m], outY[m], u.which[m], u.from[m] = p.x, p.y, uint32(p.tag>>32), uint32(p.tag)
			m++
		}
	}
	if u.n = m; m > k.limit {
		return nil, tooMany{}
	}
	return u, nil
}

// cleared returns a list of n zeros, in the same place where it fits.
func cleared[T any](list []T, n int) []T {
	list = slices.Grow(list[:0], n)[:n]
	clear(list)
	return list
}

// order sorts the points: the highest first coordinate first, then the highest
// second, then the first origin.
func (w *spread) order(strips int, low uint64, down int) {
	for i := range strips {
		w.starts[i+1] += w.starts[i]
	}
	w.sorted = slices.Grow(w.sorted[:0], len(w.points))[:len(w.points)]
	for _, p := range w.points {
		at := &w.starts[strips-1-int((p.x-low)>>down)]
		w.sorted[*at] = p
		*at++
	}
	// Each start is now where its strip ends.
	from := uint32(0)
	for _, to := range w.starts[:strips] {
		strip := w.sorted[from:to]
		from = to
		if len(strip) > fullStrip {
			slices.SortFunc(strip, compareSpots)
			continue
		}
		for i := 1; i < len(strip); i++ {
			p := strip[i]
			j := i
			for ; j > 0 && compareSpots(p, strip[j-1]) < 0; j-- {
				strip[j] = strip[j-1]
			}
			strip[j] = p
		}
	}
}

func compareSpots(a, b spot) int {
	if a.x != b.x {
		return cmp.Compare(b.x, a.x)
	}
	if a.y != b.y {
		return cmp.Compare(b.y, a.y)
	}
	return cmp.Compare(a.tag, b.tag)
}
