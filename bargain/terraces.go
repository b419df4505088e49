package bargain

import (
	"cmp"
	"math/bits"
	"slices"
	"sort"
)

// terraces keep points of three columns of one limb. The first two columns are
// cut into strips, and at every crossing of two strips stands how high the
// points come, in the third column, that are at least there. So it mostly takes
// one look to say that something is dominated, by a point of higher strips, or
// that nothing is; and else the points of two strips are gone through.
//
// What is dominated by a point that comes later stays until there are twice as
// many points as were on the frontier, for it does no harm: whatever it
// dominates is dominated by its dominator too. Then all are sorted and swept
// (Kung, Luccio and Preparata 1975), and the strips are cut anew.
type terraces struct {
	points []*point
	room   int       // how many points until they are swept
	list   []terrace // of the points, when they were last swept
	strips int
	low    [2]uint64 // of the first strip, and how wide strips are: 1 << wide
	wide   [2]int
	// height is by strips of both columns, strips+1 a row: one more than the
	// greatest third amount of the points at or beyond both; 0: there is none.
	height []uint64
	along  [2][][]terrace // by column and strip: its points
}

// terrace is a point's amounts, and its place among the points.
type terrace struct {
	x, y, z uint64
	at      int
}

const (
	fewTerraces  = 256 // fewer points are kept in a tree
	mostStrips   = 512 // of a column
	pointsAStrip = 32  // as many as strips would hold if points lay evenly
)

// newTerraces takes points over.
func newTerraces(points []*point) *terraces {
	t := &terraces{points: points}
	t.sweep()
	return t
}

// sweep drops what is dominated and cuts the strips anew.
func (t *terraces) sweep() {
	t.keepHighest()
	t.room = 2*len(t.points) + fewTerraces
	t.strips = min(mostStrips, 1<<bits.Len(uint(len(t.points)/pointsAStrip)))
	var least, most [2]uint64
	least[0], most[0] = t.list[len(t.list)-1].x, t.list[0].x
	least[1] = ^uint64(0)
	for _, s := range t.list {
		least[1], most[1] = min(least[1], s.y), max(most[1], s.y)
	}
	for c := range t.along {
		t.low[c], t.wide[c] = least[c], bits.Len64((most[c]-least[c])/uint64(t.strips))
		t.along[c] = make([][]terrace, t.strips)
	}
	t.height = slices.Grow(t.height[:0], (t.strips+1)*(t.strips+1))[:(t.strips+1)*(t.strips+1)]
	clear(t.height)
	row := t.strips + 1
	for _, s := range t.list {
		i, j := t.file(s)
		t.height[i*row+j] = max(t.height[i*row+j], s.z+1)
	}
	for i := t.strips - 1; i >= 0; i-- {
		for at := i*row + t.strips - 1; at >= i*row; at-- {
			t.height[at] = max(t.height[at], t.height[at+1], t.height[at+row])
		}
	}
}

// strip returns the strip that an amount of column c is in; those beyond the
// ends are in the first and the last.
func (t *terraces) strip(c int, x uint64) int {
	if x < t.low[c] {
		return 0
	}
	return int(min(uint64(t.strips-1), (x-t.low[c])>>t.wide[c]))
}

// dominated is archive.dominated.
func (t *terraces) dominated(v []uint64) (bool, *point) {
	x, y, z := v[0], v[1], v[2]
	i, j := t.strip(0, x), t.strip(1, y)
	at := i*(t.strips+1) + j
	if t.height[at+t.strips+2] > z { // strictly more in both columns
		return true, nil
	}
	if t.height[at] <= z {
		return false, nil
	}
	for c, strip := range [2]int{i, j} {
		for n := range t.along[c][strip] {
			if p := &t.along[c][strip][n]; p.x >= x && p.y >= y && p.z >= z {
				if p.x == x && p.y == y && p.z == z {
					return false, t.points[p.at]
				}
				return true, nil
			}
		}
	}
	return false, nil
}

// add puts in a point that none of the others dominates.
func (t *terraces) add(p *point) {
	t.points = append(t.points, p)
	if len(t.points) > t.room {
		t.sweep()
		return
	}
	s := terrace{p.amounts[0], p.amounts[1], p.amounts[2], len(t.points) - 1}
	i, j := t.file(s)
	// Heights only fall with the strips, so that where one is high enough all
	// before it are.
	for ; i >= 0; i-- {
		row := t.height[i*(t.strips+1):][:j+1]
		at := j
		for at >= 0 && row[at] <= s.z {
			row[at] = s.z + 1
			at--
		}
		if at == j {
			break
		}
	}
}

// file puts a point into its strips.
func (t *terraces) file(s terrace) (i, j int) {
	i, j = t.strip(0, s.x), t.strip(1, s.y)
	t.along[0][i] = append(t.along[0][i], s)
	t.along[1][j] = append(t.along[1][j], s)
	return i, j
}

// keepHighest drops the points that another dominates, and sorts the rest: the
// highest in the first column first, then in the next.
func (t *terraces) keepHighest() {
	t.list = slices.Grow(t.list[:0], len(t.points))
	for at, p := range t.points {
		t.list = append(t.list, terrace{p.amounts[0], p.amounts[1], p.amounts[2], at})
	}
	slices.SortFunc(t.list, func(p, q terrace) int {
		switch {
		case p.x != q.x:
			return cmp.Compare(q.x, p.x)
		case p.y != q.y:
			return cmp.Compare(q.y, p.y)
		}
		return cmp.Compare(q.z, p.z)
	})
	points := make([]*point, 0, len(t.points))
	kept := t.list[:0]
	var y, z []uint64 // steps, the one rising and the other falling: what is kept comes up to them
	for _, s := range t.list {
		at, _ := slices.BinarySearch(y, s.y)
		if at < len(y) && z[at] >= s.z {
			continue
		}
		from := sort.Search(at, func(n int) bool { return z[n] <= s.z })
		if at < len(y) && y[at] == s.y {
			at++
		}
		y, z = slices.Replace(y, from, at, s.y), slices.Replace(z, from, at, s.z)
		points = append(points, t.points[s.at])
		s.at = len(points) - 1
		kept = append(kept, s)
	}
	t.points, t.list = points, kept
}
