package cover

import (
	"slices"

	"parley/bargain/internal/amount"
)

// The search region: what no listed point reaches in every party column. It
// is the union of zones {u : u > corner in every column}, whose corners are the
// local bounds of the listed points (Klamroth, Lacour and Vanderpooten 2015).
// Each zone knows the points that define it, so that an insertion makes no
// zone that lies within another and nothing has to be filtered (their
// "redundancy avoidance" without general position; Dächert, Klamroth, Lacour
// and Vanderpooten 2017 go from zone to neighbouring zone along the same
// definers, which pays when millions of zones are open). Here utilities are
// maximised, and corners are exact whole numbers.

// zone is a part of the search region that may still hold packages.
type zone struct {
	corner   []uint64  // party columns covered × limbs; 0 where the column is free
	definers [][]int32 // by column: points that share the corner's amount there and exceed it elsewhere; none: the column is free
	bound    float64   // no package of the space exceeds the corner by more, in the column where it does so least
	serial   int       // in the order of making
	aim      *aim      // the corner in parts of the ranges; of a new zone that of the zone that it was split from
	column   int       // in which the corners differ
	support  int       // how many supports of the pool have been asked for the bound
	tight    int       // the support that said so; -1: none
	gone     bool      // closed or split
}

// free reports whether the zone is not bounded in a column: it lies above
// anything there.
func (z *zone) free(column int) bool { return len(z.definers[column]) == 0 }

// region is the zones that are open, and all points ever inserted.
type region struct {
	columns, limbs int
	points         []uint64 // columns × limbs each
	open           []*zone
	made           int
}

// newRegion returns the region without points: one zone, free in all columns.
func newRegion(columns, limbs int) *region {
	r := &region{columns: columns, limbs: limbs, made: 1}
	r.open = []*zone{{corner: make([]uint64, columns*limbs), definers: make([][]int32, columns), bound: inf, tight: -1}}
	return r
}

// touch is how a point lies to a zone.
type touch int

const (
	outside touch = iota
	inside        // it exceeds the corner in every column
	beside        // it equals the corner in one column and exceeds it in the others
)

// lies says how w lies to the zone, and in which column it is beside it.
func (r *region) lies(z *zone, w []uint64) (touch, int) {
	equal := -1
	if r.limbs == 1 {
		for p, x := range z.corner {
			if w[p] <= x && len(z.definers[p]) > 0 {
				if w[p] < x || equal >= 0 {
					return outside, 0
				}
				equal = p
			}
		}
	} else {
		for p := range r.columns {
			if z.free(p) {
				continue
			}
			c := amount.Compare(w[p*r.limbs:(p+1)*r.limbs], z.corner[p*r.limbs:(p+1)*r.limbs])
			if c < 0 || c == 0 && equal >= 0 {
				return outside, 0
			}
			if c == 0 {
				equal = p
			}
		}
	}
	if equal >= 0 {
		return beside, equal
	}
	return inside, 0
}

// holds reports whether the point exceeds the zone's corner in every column.
func (r *region) holds(z *zone, w []uint64) bool {
	how, _ := r.lies(z, w)
	return how == inside
}

// insert adds a point: zones that hold it give way to smaller ones, which keep
// their bound. Zones that are no longer open may be missing; what is said of
// them stays true. O(zones × columns) and O(columns²) for each zone split.
func (r *region) insert(w []uint64) {
	me := int32(len(r.points) / (r.columns * r.limbs))
	r.points = append(r.points, w...)
	var split []*zone
	kept := r.open[:0]
	for _, z := range r.open {
		if z.gone {
			continue
		}
		how, column := r.lies(z, w)
		switch how {
		case inside:
			z.gone = true
			split = append(split, z)
			continue
		case beside:
			z.definers[column] = append(z.definers[column], me)
		}
		kept = append(kept, z)
	}
	r.open = kept
	for _, z := range split {
		for p := range r.columns {
			if child := r.child(z, p, me); child != nil {
				r.open = append(r.open, child)
			}
		}
	}
}

// child returns the part of the zone that lies above the point in a column;
// nil if another zone contains it, which is so where some other column has no
// definer that exceeds the point.
func (r *region) child(z *zone, column int, me int32) *zone {
	definers := make([][]int32, r.columns)
	for k, list := range z.definers {
		switch {
		case k == column:
			definers[k] = []int32{me}
		case len(list) == 1: // nearly always
			if !r.exceeds(list[0], me, column) {
				return nil
			}
			definers[k] = list[:1:1]
		case len(list) > 1:
			var left []int32
			for _, y := range list {
				if r.exceeds(y, me, column) {
					left = append(left, y)
				}
			}
			if left == nil {
				return nil
			}
			definers[k] = left
		}
	}
	corner := slices.Clone(z.corner)
	copy(corner[column*r.limbs:(column+1)*r.limbs], r.at(me, column))
	r.made++
	return &zone{corner: corner, definers: definers, bound: z.bound, serial: r.made - 1, aim: z.aim, column: column, tight: z.tight}
}

func (r *region) at(point int32, column int) []uint64 {
	from := (int(point)*r.columns + column) * r.limbs
	return r.points[from : from+r.limbs]
}

func (r *region) exceeds(a, b int32, column int) bool {
	return amount.Compare(r.at(a, column), r.at(b, column)) > 0
}
