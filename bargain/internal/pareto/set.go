package pareto

import "math/bits"

// vectors is a list of vectors, limb by limb of each coordinate; in a frontier
// they are in lexicographic order, the highest first.
type vectors struct {
	n  int
	at [][]uint64 // coordinates × limbs, the most significant limb of each first
}

func newVectors(width, n int) vectors {
	v := vectors{n: n, at: make([][]uint64, width)}
	all := make([]uint64, width*n)
	for w := range v.at {
		v.at[w] = all[w*n : (w+1)*n : (w+1)*n]
	}
	return v
}

// set is a frontier whose points remember where they come from: each is a
// point of an earlier set shifted by one of several amounts.
//
// A set made by a step knows its shifts as terms, one a cell of its place. In
// a set made by a join, the shifts are the points of the set right, and all of
// them shift the set left. A set with neither is the start: nothing is chosen
// and the only vector is zero.
type set struct {
	vectors
	trace
	place       int
	terms       []term
	left, right *set
	counts      []uint64 // by point: how many choices it stands for, in limbs of the run's counter; nil if not asked
	firsts      []uint64 // by point: the number of the first of them; nil if not known
}

// term is a cell of a place and the set that it shifts.
type term struct {
	of   *set
	cell int
}

// trace says of each point by which shift it came and from which point: the
// shift above the point, in 32 bits where they fit.
type trace struct {
	short []uint32
	long  []uint64
	low   int // bits for the point
}

func (t *trace) remember(which, from []uint32) {
	w, f := uint32(0), uint32(0)
	for i := range which {
		w, f = max(w, which[i]), max(f, from[i])
	}
	t.low = bits.Len32(f)
	if t.low+bits.Len32(w) <= 32 {
		t.short = make([]uint32, len(which))
		for i := range which {
			t.short[i] = which[i]<<t.low | from[i]
		}
		return
	}
	t.long = make([]uint64, len(which))
	for i := range which {
		t.long[i] = uint64(which[i])<<t.low | uint64(from[i])
	}
}

func (t *trace) of(i int) (which, from int) {
	var x uint64
	if t.long != nil {
		x = t.long[i]
	} else {
		x = uint64(t.short[i])
	}
	return int(x >> t.low), int(x & (1<<t.low - 1))
}

// row copies a vector.
func (v *vectors) row(dst []uint64, i int) []uint64 {
	dst = dst[:0]
	for _, column := range v.at {
		dst = append(dst, column[i])
	}
	return dst
}
