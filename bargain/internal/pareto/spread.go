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
	kept   []spot // the frontier so far
}

// spot is a shifted point and its origin, as in run2.
type spot struct{ x, y, tag uint64 }

const (
	fewSpread = 128 // fewer points are merged
	fullStrip = 12  // a strip with more points is sorted in another way
)

// mostSpread is how many points are spread at a time: more of them one part
// after the other, for memory's sake. Tests set it.
var mostSpread = 1 << 21

// uniteSpread unites frontiers of two coordinates.
func (k *kernel) uniteSpread(list []shifted, b bounds) (*union, error) {
	w := &k.spread
	w.kept = w.kept[:0]
	for from := 0; from < len(list); {
		to, total := from, 0
		for to < len(list) && (to == from || total+list[to].of.n <= mostSpread) {
			total += list[to].of.n
			to++
		}
		if total > 0 {
			if err := k.spreadPart(list[from:to], from); err != nil {
				return nil, err
			}
		}
		if len(w.kept) > k.limit {
			return nil, tooMany{}
		}
		from = to
	}
	kept := w.kept
	if b.least != nil { // what reaches both floors is in one piece
		for len(kept) > 0 && kept[len(kept)-1].x < b.least[0] {
			kept = kept[:len(kept)-1]
		}
		for len(kept) > 0 && kept[0].y < b.least[1] {
			kept = kept[1:]
		}
	}
	u := k.result(2)
	u.grow(len(kept))
	u.n = len(kept)
	x, y := u.at[0][:u.n], u.at[1][:u.n]
	for i, p := range kept {
		x[i], y[i], u.which[i], u.from[i] = p.x, p.y, uint32(p.tag>>32), uint32(p.tag)
	}
	return u, nil
}

// spreadPart unites the list, whose numbers start at first, with what has been
// kept.
func (k *kernel) spreadPart(list []shifted, first int) error {
	w := &k.spread
	low, high := ^uint64(0), uint64(0)
	longest := len(w.kept)
	if longest > 0 {
		low, high = w.kept[longest-1].x, w.kept[0].x
	}
	for _, s := range list {
		if n := s.of.n; n > 0 {
			low, high = min(low, s.of.at[0][n-1]+s.by[0]), max(high, s.of.at[0][0]+s.by[0])
			longest = max(longest, n)
		}
	}
	down := max(0, bits.Len64(high-low)-bits.Len64(uint64(4*longest)))
	n := int((high-low)>>down) + 1
	w.above = cleared(w.above, n)
	for _, p := range w.kept {
		strip := &w.above[(p.x-low)>>down]
		*strip = max(*strip, p.y+1)
	}
	for _, s := range list {
		x, y := s.of.at[0][:s.of.n], s.of.at[1][:s.of.n]
		y = y[:len(x)]
		dx, dy := s.by[0]-low, s.by[1]+1
		for i := range x {
			strip := &w.above[(x[i]+dx)>>down]
			*strip = max(*strip, y[i]+dy)
		}
		if err := k.busy(s.of.n); err != nil {
			return err
		}
	}
	var highest uint64
	for i := n - 1; i >= 0; i-- {
		w.above[i], highest = highest, max(highest, w.above[i])
	}
	w.starts = cleared(w.starts, n+1)
	points := slices.Grow(w.points[:0], 2*longest)
	for _, p := range w.kept {
		if strip := (p.x - low) >> down; p.y >= w.above[strip] {
			w.starts[n-int(strip)]++
			points = append(points, p)
		}
	}
	for which, s := range list {
		x, y := s.of.at[0][:s.of.n], s.of.at[1][:s.of.n]
		y = y[:len(x)]
		dx, dy := s.by[0]-low, s.by[1]
		tag := uint64(first+which) << 32
		for i := range x {
			strip := (x[i] + dx) >> down
			if y[i]+dy >= w.above[strip] {
				w.starts[n-int(strip)]++
				points = append(points, spot{x[i] + dx + low, y[i] + dy, tag | uint64(i)})
			}
		}
		if err := k.busy(s.of.n); err != nil {
			return err
		}
	}
	w.points = points
	w.order(n, low, down)
	kept := slices.Grow(w.kept[:0], len(w.sorted))
	var next uint64 // the least second coordinate that is kept
	for _, p := range w.sorted {
		if p.y >= next {
			next = p.y + 1
			kept = append(kept, p)
		}
	}
	w.kept = kept
	return nil
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
