package bargain

import (
	"slices"

	"parley/bargain/internal/amount"
)

// archive keeps the points of a set that no other point of it dominates, with
// how many packages have each. It is a k-d tree (Bentley 1975) with the box of
// its points at every node, so that a question whether a point is dominated
// looks only where a dominating one can be; Jaszkiewicz and Lust (2018) study
// such trees for this use. Where there are three columns of one limb, many
// points are kept as terraces instead.
type archive struct {
	width, limbs int
	root         *archiveNode
	terraces     *terraces // nil: there are few points, or not three columns
	points       []*point
	dead         int
	recent       [16]*point // what dominated lately: the next candidate is often no better
	next         int
}

// point is one utility vector.
type point struct {
	amounts []uint64
	ties    tally
	first   uint64 // id of the first package that has it
	dead    bool   // dominated by a later one
}

type archiveNode struct {
	low, high []uint64 // box; never too small, too large after removals
	points    []*point // of a leaf
	below     *archiveNode
	above     *archiveNode
	split     int      // first limb of the column
	at        []uint64 // points below it are less in that column
}

const archiveLeaf = 24

func newArchive(columns, limbs int) *archive {
	return &archive{width: columns * limbs, limbs: limbs, root: &archiveNode{}}
}

// dominated reports whether a point is at least v in every column and more in
// one, and otherwise returns the point equal to v, if there is one.
func (a *archive) dominated(v []uint64) (bool, *point) {
	if a.terraces != nil {
		return a.terraces.dominated(v)
	}
	for i, p := range a.recent {
		if p == nil {
			continue
		}
		if amount.AtLeast(p.amounts, v, a.limbs) && !amount.Same(p.amounts, v) {
			if i > 0 {
				a.recent[i], a.recent[i/2] = a.recent[i/2], p
			}
			return true, nil
		}
	}
	by, equal := a.root.dominatedBy(v, a.limbs)
	if by != nil {
		a.recent[len(a.recent)/2+a.next] = by
		a.next = (a.next + 1) % (len(a.recent) / 2)
	}
	return by != nil, equal
}

// atLeast is amount.AtLeast, at once where amounts have one limb: most of the
// time of a long walk goes into it.
func atLeast(x, y []uint64, limbs int) bool {
	if limbs > 1 {
		return amount.AtLeast(x, y, limbs)
	}
	y = y[:len(x)]
	for q, a := range x {
		if a < y[q] {
			return false
		}
	}
	return true
}

func (n *archiveNode) dominatedBy(v []uint64, limbs int) (by, equal *point) {
	if n.high == nil || !atLeast(n.high, v, limbs) {
		return nil, nil
	}
	if n.below != nil {
		// The point that dominates is likelier above.
		if by, equal := n.above.dominatedBy(v, limbs); by != nil || equal != nil {
			return by, equal
		}
		return n.below.dominatedBy(v, limbs)
	}
	for i, p := range n.points {
		if atLeast(p.amounts, v, limbs) {
			if i > 0 { // what dominated once soon does again
				n.points[i], n.points[i/2] = n.points[i/2], n.points[i]
			}
			if amount.Same(p.amounts, v) {
				return nil, p
			}
			return p, nil
		}
	}
	return nil, nil
}

// add puts a point that no other dominates into the archive and removes those
// that it dominates. The amounts are copied.
func (a *archive) add(v []uint64, first uint64) *point {
	p := &point{amounts: slices.Clone(v), first: first}
	if a.terraces != nil {
		a.terraces.add(p)
		return p
	}
	a.remove(a.root, v)
	a.points = append(a.points, p)
	if a.width == 3 && a.limbs == 1 && len(a.points)-a.dead > fewTerraces {
		a.terraces = newTerraces(a.alive())
		a.root, a.points = nil, nil
		return p
	}
	a.root.insert(p, a.width, a.limbs)
	if a.dead > 1000 && a.dead > len(a.points)/2 {
		a.rebuild()
	}
	return p
}

func (a *archive) remove(n *archiveNode, v []uint64) {
	if n.low == nil || !amount.AtLeast(v, n.low, a.limbs) {
		return
	}
	if n.below != nil {
		a.remove(n.below, v)
		a.remove(n.above, v)
		return
	}
	n.points = slices.DeleteFunc(n.points, func(p *point) bool {
		if amount.AtLeast(v, p.amounts, a.limbs) {
			p.dead = true
			a.dead++
		}
		return p.dead
	})
}

func (n *archiveNode) insert(p *point, width, limbs int) {
	for {
		n.include(p.amounts, limbs)
		if n.below == nil {
			break
		}
		if amount.Compare(p.amounts[n.split:n.split+limbs], n.at) < 0 {
			n = n.below
		} else {
			n = n.above
		}
	}
	n.points = append(n.points, p)
	if len(n.points) > archiveLeaf {
		n.divide(width, limbs)
	}
}

func (n *archiveNode) include(v []uint64, limbs int) {
	if n.low == nil {
		n.low, n.high = slices.Clone(v), slices.Clone(v)
		return
	}
	for at := 0; at < len(v); at += limbs {
		if amount.Compare(v[at:at+limbs], n.low[at:at+limbs]) < 0 {
			copy(n.low[at:at+limbs], v[at:at+limbs])
		}
		if amount.Compare(v[at:at+limbs], n.high[at:at+limbs]) > 0 {
			copy(n.high[at:at+limbs], v[at:at+limbs])
		}
	}
}

// divide splits a leaf at the middle of the column that has the most
// different values; a leaf whose points are equal in every column cannot be,
// for they would be one point.
func (n *archiveNode) divide(width, limbs int) {
	bestColumn, bestSpread := 0, -1
	for at := 0; at < width; at += limbs {
		sortPoints(n.points, at, limbs)
		different := 0
		for i := 1; i < len(n.points); i++ {
			if amount.Compare(n.points[i-1].amounts[at:at+limbs], n.points[i].amounts[at:at+limbs]) != 0 {
				different++
			}
		}
		if different > bestSpread {
			bestColumn, bestSpread = at, different
		}
	}
	sortPoints(n.points, bestColumn, limbs)
	column := func(p *point) []uint64 { return p.amounts[bestColumn : bestColumn+limbs] }
	middle := len(n.points) / 2
	for middle < len(n.points)-1 && amount.Compare(column(n.points[middle-1]), column(n.points[middle])) == 0 {
		middle++
	}
	if amount.Compare(column(n.points[middle-1]), column(n.points[middle])) == 0 {
		middle = slices.IndexFunc(n.points, func(p *point) bool { return amount.Compare(column(p), column(n.points[middle])) == 0 })
	}
	if middle == 0 {
		return
	}
	n.split, n.at = bestColumn, column(n.points[middle])
	n.below, n.above = &archiveNode{}, &archiveNode{}
	for i, p := range n.points {
		half := n.below
		if i >= middle {
			half = n.above
		}
		half.include(p.amounts, limbs)
		half.points = append(half.points, p)
	}
	n.points = nil
}

func sortPoints(points []*point, at, limbs int) {
	slices.SortFunc(points, func(p, q *point) int {
		return amount.Compare(p.amounts[at:at+limbs], q.amounts[at:at+limbs])
	})
}

func (a *archive) rebuild() {
	a.points = a.alive()
	a.root, a.dead = &archiveNode{}, 0
	for _, p := range a.points {
		a.root.insert(p, a.width, a.limbs)
	}
}

func (a *archive) alive() []*point {
	return slices.DeleteFunc(slices.Clone(a.points), func(p *point) bool { return p.dead })
}

// sorted returns the points, the highest in the first column first, then in
// the next.
func (a *archive) sorted() []*point {
	if a.terraces != nil {
		a.terraces.sweep()
		return a.terraces.points
	}
	points := a.alive()
	slices.SortFunc(points, func(p, q *point) int { return amount.Compare(q.amounts, p.amounts) })
	return points
}
