package pareto

import (
	"math/bits"
	"slices"

	"parley/bargain/internal/amount"
)

// Three coordinates: the shifted frontiers are merged by the first, the highest
// first, under a staircase of the other two (three.go), as in many.go. Nearly
// all vectors are covered, and most of those clearly. So of every frontier the
// last two coordinates are copied into one word for each vector, cut to 32 bits
// each where they are longer; one addition shifts both, and one look at the
// staircase's rough copy passes over what it surely covers. Only what is left,
// of which nearly all is kept, is put in order, and compared in full.
//
// Uniting c vectors of which m come through takes O(c + m log k).

// sieve is a list of frontiers as the rough copy takes them.
type sieve struct {
	rough  *rough
	of     []*vectors
	words  [][]uint64 // by frontier, then by vector: the second coordinate above the third
	source []int      // by shifted frontier: which of them
	by     []uint64   // by shifted frontier: what is added to each word
	cut    [2]int     // how many bits were cut off
}

// halfBits are the bits of a coordinate in a word, with one to spare for what
// carrying adds.
const halfBits = 31

// sift prepares the sieve, and the staircase for what comes through.
func (f *sieve) sift(list []shifted, stairs *staircase, limbs int) {
	f.rough = &stairs.rough
	f.of, f.source, f.by = f.of[:0], slices.Grow(f.source[:0], len(list)), slices.Grow(f.by[:0], len(list))
	carried := uint64(0)
	if limbs > 1 {
		carried = 1
	}
	var ends [][2]uint64 // by frontier: the most
	var top [2]uint64
	for w := range list {
		s := &list[w]
		at := len(f.of) - 1
		if at < 0 || f.of[at] != s.of {
			if at = slices.Index(f.of, s.of); at < 0 {
				at = len(f.of)
				f.of = append(f.of, s.of)
				ends = append(ends, [2]uint64{largest(s.of.at[limbs][:s.of.n]), largest(s.of.at[2*limbs][:s.of.n])})
			}
		}
		f.source = append(f.source, at)
		for c := range top {
			top[c] = max(top[c], ends[at][c]+s.by[(c+1)*limbs]+carried)
		}
	}
	for c := range top {
		f.cut[c] = max(0, bits.Len64(top[c])-halfBits)
	}
	total := 0
	for w := range list {
		total += list[w].of.n
		word := uint64(0)
		for c, cut := range f.cut {
			x := (list[w].by[(c+1)*limbs] + carried) >> cut
			if cut > 0 {
				x++ // what was cut off of both may come to one more
			}
			word = word<<32 | x
		}
		f.by = append(f.by, word)
	}
	f.words = slices.Grow(f.words, max(0, len(f.of)-len(f.words)))[:max(len(f.words), len(f.of))]
	for i, of := range f.of {
		y, z := of.at[limbs][:of.n], of.at[2*limbs][:of.n]
		words := slices.Grow(f.words[i][:0], of.n)[:of.n]
		for at := range words {
			words[at] = y[at]>>f.cut[0]<<32 | z[at]>>f.cut[1]
		}
		f.words[i] = words
	}
	stairs.reset(top[0], f.cut, total)
}

func largest(list []uint64) uint64 {
	m := uint64(0)
	for _, x := range list {
		m = max(m, x)
	}
	return m
}

// skip returns the first vector of a shifted frontier, from at on, that is not
// surely covered.
func (f *sieve) skip(which, at int) int {
	words, by := f.words[f.source[which]], f.by[which]
	places, blocks, shift := f.rough.places, f.rough.blocks, f.rough.shift
	for ; at < len(words); at++ {
		v := words[at] + by
		p := v >> shift
		if z := uint32(v); p >= uint64(len(places)) || z >= places[p] && z >= blocks[p/roughBlock] {
			break
		}
	}
	return at
}

// front is the next vector of a shifted frontier that came through.
type front struct {
	x         uint64 // the leading limb of its first coordinate
	which, at uint32
}

// sweep is a union of three coordinates on the way.
type sweep struct {
	list   []shifted
	limbs  int
	least  bounds
	sieve  sieve
	heap   []front
	row, b []uint64 // of vectors that are compared
}

// uniteThree unites frontiers of three coordinates.
func (k *kernel) uniteThree(list []shifted, b bounds) (*union, error) {
	w := &k.sweep
	if w.row == nil {
		w.row, w.b = make([]uint64, 3*k.limbs), make([]uint64, 3*k.limbs)
		k.stairs = newStaircase(k.limbs > 1)
	}
	w.list, w.limbs, w.least, w.heap = list, k.limbs, b, w.heap[:0]
	w.sieve.sift(list, k.stairs, k.limbs)
	u := k.result(3 * k.limbs)
	for i := range list {
		if at := w.next(i, 0); at < list[i].of.n {
			w.heap = append(w.heap, front{w.first(i, at), uint32(i), uint32(at)})
		}
	}
	for i := len(w.heap)/2 - 1; i >= 0; i-- {
		w.down(i)
	}
	for len(w.heap) > 0 {
		top := w.heap[0]
		which, at := int(top.which), int(top.at)
		s := &list[which]
		y, z := s.of.at[k.limbs][at]+s.by[k.limbs], s.of.at[2*k.limbs][at]+s.by[2*k.limbs]
		if k.limbs > 1 {
			s.sum(w.row, at, k.limbs)
			y, z = w.row[k.limbs], w.row[2*k.limbs]
		}
		covered := k.stairs.covers(y, z)
		if covered != none && k.limbs > 1 && !w.sure(u, covered) {
			return k.uniteSorted(list, b)
		}
		if covered == none {
			if u.n == k.limit {
				return nil, tooMany{}
			}
			k.stairs.add(y, z, u.n)
			u.note(which, at)
		}
		after := w.next(which, at+1)
		if err := k.busy(8 * (after - at)); err != nil {
			return nil, err
		}
		if after < s.of.n {
			w.heap[0].x, w.heap[0].at = w.first(which, after), uint32(after)
		} else {
			w.heap[0] = w.heap[len(w.heap)-1]
			w.heap = w.heap[:len(w.heap)-1]
		}
		w.down(0)
	}
	u.fill(list, k.limbs)
	return u, nil
}

// next returns the first vector of a shifted frontier, from at on, that may be
// kept.
func (w *sweep) next(which, at int) int {
	s := &w.list[which]
	at = w.sieve.skip(which, at)
	for w.least.least != nil && at < s.of.n {
		s.sum(w.b, at, w.limbs)
		if !w.least.below(w.b, w.limbs) {
			break
		}
		at = w.sieve.skip(which, at+1)
	}
	return at
}

// first returns the leading limb of a shifted vector's first coordinate.
func (w *sweep) first(which, at int) uint64 {
	s := &w.list[which]
	if w.limbs == 1 {
		return s.of.at[0][at] + s.by[0]
	}
	var sum, carry uint64
	for l := w.limbs - 1; l >= 0; l-- {
		sum, carry = bits.Add64(s.of.at[l][at], s.by[l], carry)
	}
	return sum
}

// sure reports whether the vector in row is covered by one that was kept and is
// at least as high in the leading limbs, the other limbs considered.
func (w *sweep) sure(u *union, by int) bool {
	w.list[u.which[by]].sum(w.b, int(u.from[by]), w.limbs)
	return amount.AtLeast(w.b[w.limbs:], w.row[w.limbs:], w.limbs)
}

// before reports whether one vector comes before another in the union: it is
// higher, or as high and of an earlier frontier.
func (w *sweep) before(a, b *front) bool {
	if a.x != b.x {
		return a.x > b.x
	}
	w.list[a.which].sum(w.row, int(a.at), w.limbs)
	w.list[b.which].sum(w.b, int(b.at), w.limbs)
	if c := amount.Compare(w.row, w.b); c != 0 {
		return c > 0
	}
	return a.which < b.which
}

// down puts a front where it belongs in the heap below it.
func (w *sweep) down(i int) {
	heap := w.heap
	if i >= len(heap) {
		return
	}
	moved := heap[i]
	for {
		c := 2*i + 1
		if c >= len(heap) {
			break
		}
		if c+1 < len(heap) && w.before(&heap[c+1], &heap[c]) {
			c++
		}
		if w.before(&moved, &heap[c]) {
			break
		}
		heap[i] = heap[c]
		i = c
	}
	heap[i] = moved
}
