package pareto

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
}

// term is a cell of a place and the set that it shifts.
type term struct {
	of   *set
	cell int
}

// trace says of each point by which shift it came and from which point.
// Shifts mostly fit a byte.
type trace struct {
	narrow []uint8
	broad  []uint32
	from   []uint32
}

func (t *trace) remember(which, from []uint32, shifts int) {
	t.from = append(make([]uint32, 0, len(from)), from...)
	if shifts > 256 {
		t.broad = append(make([]uint32, 0, len(which)), which...)
		return
	}
	t.narrow = make([]uint8, len(which))
	for i, w := range which {
		t.narrow[i] = uint8(w)
	}
}

func (t *trace) which(i int) int {
	if t.broad != nil {
		return int(t.broad[i])
	}
	return int(t.narrow[i])
}

// choose sets the places that have been settled in the set to what point i
// chooses.
func (s *set) choose(i int, local []int) {
	for {
		switch {
		case s.terms != nil:
			t := s.terms[s.which(i)]
			local[s.place] = t.cell
			s, i = t.of, int(s.from[i])
		case s.right != nil:
			s.right.choose(s.which(i), local)
			s, i = s.left, int(s.from[i])
		default:
			return
		}
	}
}

// row copies a vector.
func (v *vectors) row(dst []uint64, i int) []uint64 {
	dst = dst[:0]
	for _, column := range v.at {
		dst = append(dst, column[i])
	}
	return dst
}
