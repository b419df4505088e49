package text

import "slices"

// hunk is where two sequences differ: a[ALow:AHigh] stands in the one where
// b[BLow:BHigh] stands in the other. Either may be empty, not both.
type hunk struct{ aLow, aHigh, bLow, bHigh int }

// differences compares two sequences of symbols, which are numbered from 0 to
// below kinds, and returns the hunks in order. Between hunks, the sequences
// are equal, whatever the input; that there are as few differences as can be
// is promised for short sequences only.
//
// It anchors on what occurs once in both, in the longest order that both have
// (patience difference, B. Cohen, as in Bazaar, 2005), because unusual words
// tell what belongs together where "the" and "of" do not. What lies between
// anchors is compared by the greedy algorithm that works from both ends and
// needs linear space (E. W. Myers, An O(ND) Difference Algorithm and Its
// Variations, Algorithmica 1, 1986), which stops at a bound on its work and
// splits there, as GNU diff does. All searches together have a bound too, which
// grows with the sequences; two texts that have nothing in order reach it, and are
// compared in less depth from there on. Texts of which one came from the other do
// not.
func differences(a, b []int32, kinds int) []hunk {
	d := &differ{a: a, b: b, inA: make([]int32, kinds), inB: make([]int32, kinds), at: make([]int32, kinds)}
	d.compare(0, len(a), 0, len(b), 0)
	return d.hunks
}

type differ struct {
	a, b          []int32
	inA, inB, at  []int32 // scratch by symbol: how often in each window, where in b
	forward, back []int32 // scratch of the middle search
	work          int     // steps that middle searches have taken
	hunks         []hunk
}

// maxAnchoring is how often windows are anchored again within windows.
const maxAnchoring = 48

// emit notes that the windows differ, joined with the hunk before if they
// touch.
func (d *differ) emit(aLow, aHigh, bLow, bHigh int) {
	if aLow == aHigh && bLow == bHigh {
		return
	}
	if n := len(d.hunks); n > 0 && d.hunks[n-1].aHigh == aLow && d.hunks[n-1].bHigh == bLow {
		d.hunks[n-1].aHigh, d.hunks[n-1].bHigh = aHigh, bHigh
		return
	}
	d.hunks = append(d.hunks, hunk{aLow, aHigh, bLow, bHigh})
}

func (d *differ) compare(aLow, aHigh, bLow, bHigh, level int) {
	for aLow < aHigh && bLow < bHigh && d.a[aLow] == d.b[bLow] {
		aLow, bLow = aLow+1, bLow+1
	}
	for aLow < aHigh && bLow < bHigh && d.a[aHigh-1] == d.b[bHigh-1] {
		aHigh, bHigh = aHigh-1, bHigh-1
	}
	if aLow == aHigh || bLow == bHigh {
		d.emit(aLow, aHigh, bLow, bHigh)
		return
	}
	if level < maxAnchoring {
		if anchors := d.anchors(aLow, aHigh, bLow, bHigh); len(anchors) > 0 {
			for _, x := range anchors {
				d.compare(aLow, x[0], bLow, x[1], level+1)
				aLow, bLow = x[0]+1, x[1]+1
			}
			d.compare(aLow, aHigh, bLow, bHigh, level+1)
			return
		}
	}
	d.myers(aLow, aHigh, bLow, bHigh)
}

// anchors returns the pairs of places of symbols that occur once in each
// window, in the longest sequence that ascends in both.
func (d *differ) anchors(aLow, aHigh, bLow, bHigh int) [][2]int {
	a, b := d.a[aLow:aHigh], d.b[bLow:bHigh]
	for _, x := range a {
		d.inA[x]++
	}
	for i, x := range b {
		d.inB[x]++
		d.at[x] = int32(bLow + i)
	}
	var pairs [][2]int
	for i, x := range a {
		if d.inA[x] == 1 && d.inB[x] == 1 {
			pairs = append(pairs, [2]int{aLow + i, int(d.at[x])})
		}
	}
	for _, x := range a {
		d.inA[x] = 0
	}
	for _, x := range b {
		d.inB[x] = 0
	}
	return ascending(pairs)
}

// ascending returns the longest part of the pairs, which ascend in their first
// entry, that ascends in the second too: patience sorting (C. L. Mallows,
// 1962), the last card of each pile by binary search.
func ascending(pairs [][2]int) [][2]int {
	var last []int // by pile: the index of its top card
	before := make([]int, len(pairs))
	for i, p := range pairs {
		pile, _ := slices.BinarySearchFunc(last, p[1], func(j, want int) int { return pairs[j][1] - want })
		before[i] = -1
		if pile > 0 {
			before[i] = last[pile-1]
		}
		if pile == len(last) {
			last = append(last, i)
		} else {
			last[pile] = i
		}
	}
	if len(last) == 0 {
		return nil
	}
	longest := make([][2]int, len(last))
	for i, n := last[len(last)-1], len(last)-1; n >= 0; i, n = before[i], n-1 {
		longest[n] = pairs[i]
	}
	return longest
}

// myers compares two windows, which begin and end with different symbols or
// are empty, by halving them at a place that lies on a shortest path.
func (d *differ) myers(aLow, aHigh, bLow, bHigh int) {
	for aLow < aHigh && bLow < bHigh && d.a[aLow] == d.b[bLow] {
		aLow, bLow = aLow+1, bLow+1
	}
	for aLow < aHigh && bLow < bHigh && d.a[aHigh-1] == d.b[bHigh-1] {
		aHigh, bHigh = aHigh-1, bHigh-1
	}
	if aLow == aHigh || bLow == bHigh {
		d.emit(aLow, aHigh, bLow, bHigh)
		return
	}
	x, y := d.middle(aLow, aHigh, bLow, bHigh)
	if x == aLow && y == bLow || x == aHigh && y == bHigh { // nothing in common was found
		d.emit(aLow, aHigh, bLow, bHigh)
		return
	}
	d.myers(aLow, x, bLow, y)
	d.myers(x, aHigh, y, bHigh)
}

// maxEdits bounds the search for a middle: beyond so many edits from either
// end, the farthest place reached is taken.
const maxEdits = 512

// fewEdits is that bound once all searches together have taken more steps than
// freeWork and stepWork for each symbol.
const (
	fewEdits = 32
	freeWork = 1 << 20
	stepWork = 8
)

// most is how many edits from either end are searched.
func (d *differ) most() int {
	if d.work > freeWork+stepWork*(len(d.a)+len(d.b)) {
		return fewEdits
	}
	return maxEdits
}

// middle returns a place on a shortest path from the low to the high corner of
// the window, about half way.
func (d *differ) middle(aLow, aHigh, bLow, bHigh int) (int, int) {
	n, m := aHigh-aLow, bHigh-bLow
	most := min((n+m+1)/2, d.most())
	size := 2*most + 3
	if len(d.forward) < size {
		d.forward, d.back = make([]int32, size), make([]int32, size)
	}
	// forward[most+1+k] is how far into a the path on diagonal k = x-y comes;
	// back the same from the high corner, on diagonals k-(n-m).
	f, r, zero := d.forward, d.back, most+1
	f[zero+1], r[zero+1] = 0, 0
	delta := n - m
	odd := delta%2 != 0
	for e := 0; e <= most; e++ {
		d.work += 2 * (e + 1)
		for k := -e; k <= e; k += 2 {
			var x int
			if k == -e || k != e && f[zero+k-1] < f[zero+k+1] {
				x = int(f[zero+k+1])
			} else {
				x = int(f[zero+k-1]) + 1
			}
			y := x - k
			for x < n && y < m && x >= 0 && y >= 0 && d.a[aLow+x] == d.b[bLow+y] {
				x, y = x+1, y+1
			}
			f[zero+k] = int32(x)
			if other := delta - k; odd && -e < other && other < e && x+int(r[zero+other]) >= n && x <= n && y <= m && y >= 0 {
				return aLow + x, bLow + y
			}
		}
		for k := -e; k <= e; k += 2 {
			var x int
			if k == -e || k != e && r[zero+k-1] < r[zero+k+1] {
				x = int(r[zero+k+1])
			} else {
				x = int(r[zero+k-1]) + 1
			}
			y := x - k
			for x < n && y < m && x >= 0 && y >= 0 && d.a[aHigh-1-x] == d.b[bHigh-1-y] {
				x, y = x+1, y+1
			}
			r[zero+k] = int32(x)
			if other := delta - k; !odd && -e <= other && other <= e && x+int(f[zero+other]) >= n && x <= n && y <= m && y >= 0 {
				return aHigh - x, bHigh - y
			}
		}
	}
	// Too different: split at the place that is farthest along.
	bestX, bestY := 0, 0
	for k := -most; k <= most; k += 2 {
		x := int(f[zero+k])
		if y := x - k; x <= n && y >= 0 && y <= m && x+y > bestX+bestY {
			bestX, bestY = x, y
		}
	}
	return aLow + bestX, bLow + bestY
}
