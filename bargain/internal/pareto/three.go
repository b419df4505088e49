package pareto

import (
	"math"
	"slices"
)

// staircase is an archive of pairs: those that none other is at least, with
// the first rising and the second falling. It is the sweep of Kung, Luccio and
// Preparata (1975) for three coordinates. The steps stand in short chunks, so
// that one goes in by moving few others.
//
// Most questions are about pairs well below the steps. For them a rough copy
// over evenly spaced firsts says in one look that they are covered; it only
// ever says so where a step proves it. A question takes O(log n) otherwise,
// and a step at most O(n / chunk + chunk).
type staircase struct {
	ends   []uint64 // by chunk: the first of its last step
	chunks []chunk
	shift  uint   // from a first to its place in rough
	found  uint64 // the first that was searched last, unless steps changed since; and where it is
	chunk  int
	step   int
	rough  []uint64 // by place: what is below it surely is covered there, by a step of the same block of places
	beyond []uint64 // by block: the same, by a step of a later block
	equal  uint64   // 1: what is equal to a step is covered by it; 0: not surely, for limbs follow
}

// chunk holds some steps that follow each other, with their numbers.
type chunk struct {
	first, second []uint64
	number        []uint32
}

// cut takes steps out.
func (c *chunk) cut(from, to int) {
	if from == to {
		return
	}
	c.first, c.second, c.number = slices.Delete(c.first, from, to), slices.Delete(c.second, from, to), slices.Delete(c.number, from, to)
}

const (
	chunkSteps = 64
	roughSize  = 1 << 14
	roughBlock = 1 << 6
)

// newStaircase returns one without steps; long says that the pairs are leading
// limbs of longer amounts.
func newStaircase(long bool) *staircase {
	s := &staircase{found: math.MaxUint64, rough: make([]uint64, roughSize), beyond: make([]uint64, roughSize/roughBlock), equal: 1}
	if long {
		s.equal = 0
	}
	return s
}

// reset takes all steps out.
func (s *staircase) reset() {
	s.ends, s.chunks, s.shift, s.found = s.ends[:0], s.chunks[:0], 0, math.MaxUint64
	s.smooth()
}

// smooth makes the rough copy one of no steps.
func (s *staircase) smooth() {
	clear(s.rough)
	clear(s.beyond)
}

// at returns the chunk and position of the first step whose first is at least
// y; the chunk is past the last if there is none.
func (s *staircase) at(y uint64) (c, i int) {
	c = lowerBound(s.ends, y)
	if c < len(s.chunks) {
		i = lowerBound(s.chunks[c].first, y)
	}
	return c, i
}

// lowerBound returns how many numbers of an ascending list are below y,
// without branches on what they are.
func lowerBound(list []uint64, y uint64) int {
	low, n := 0, len(list)
	for n > 1 {
		half := n / 2
		next := low
		if list[low+half-1] < y {
			next += half
		}
		low, n = next, n-half
	}
	if n == 1 && list[low] < y {
		low++
	}
	return low
}

// wellBelow reports whether the rough copy says that a pair is covered, and by
// one that is higher.
func (s *staircase) wellBelow(y, z uint64) bool {
	p := y >> s.shift
	return p < roughSize && (z < s.rough[p] || z < s.beyond[p/roughBlock])
}

func (s *staircase) covers(v []uint64) int {
	y, z := v[0], v[1]
	if s.wellBelow(y, z) {
		return higher
	}
	s.found = y
	s.chunk, s.step = s.at(y)
	if s.chunk < len(s.chunks) {
		if c := &s.chunks[s.chunk]; c.second[s.step] >= z {
			return int(c.number[s.step])
		}
	}
	return none
}

func (s *staircase) add(v []uint64, number int) {
	y, z := v[0], v[1]
	s.roughen(y, z)
	c, i := s.chunk, s.step
	if s.found != y {
		c, i = s.at(y)
	}
	s.found = math.MaxUint64
	if c == len(s.chunks) {
		if c == 0 || len(s.chunks[c-1].first) >= chunkSteps {
			s.ends, s.chunks = append(s.ends, 0), append(s.chunks, chunk{})
		} else {
			c--
		}
		i = len(s.chunks[c].first)
		if i == 0 && c == 0 {
			s.insert(c, i, y, z, number)
			return
		}
	}
	// The steps that it covers are those just before it with lower seconds, and
	// the one at it with the same first.
	h := &s.chunks[c]
	to := i
	if to < len(h.first) && h.first[to] == y {
		to++
	}
	for i > 0 && h.second[i-1] <= z {
		i--
	}
	inPlace := i < to // of one that it covers: as many steps come as go
	if inPlace {
		h.first[i], h.second[i], h.number[i] = y, z, uint32(number)
		h.cut(i+1, to)
		s.ends[c] = h.first[len(h.first)-1]
	}
	for i == 0 && c > 0 {
		b := &s.chunks[c-1]
		n := len(b.first)
		for n > 0 && b.second[n-1] <= z {
			n--
		}
		if n == len(b.first) {
			break
		}
		b.cut(n, len(b.first))
		if n > 0 {
			s.ends[c-1] = b.first[n-1]
			break
		}
		s.ends, s.chunks = slices.Delete(s.ends, c-1, c), slices.Delete(s.chunks, c-1, c)
		c--
	}
	if !inPlace {
		s.insert(c, i, y, z, number)
	}
}

func (s *staircase) insert(c, i int, y, z uint64, number int) {
	h := &s.chunks[c]
	h.first, h.second, h.number = slices.Insert(h.first, i, y), slices.Insert(h.second, i, z), slices.Insert(h.number, i, uint32(number))
	if n := len(h.first); n > chunkSteps {
		half := n / 2
		more := chunk{append(make([]uint64, 0, chunkSteps+1), h.first[half:]...), append(make([]uint64, 0, chunkSteps+1), h.second[half:]...),
			append(make([]uint32, 0, chunkSteps+1), h.number[half:]...)}
		h.cut(half, n)
		s.chunks, s.ends = slices.Insert(s.chunks, c+1, more), slices.Insert(s.ends, c+1, more.first[len(more.first)-1])
		h = &s.chunks[c]
	}
	s.ends[c] = h.first[len(h.first)-1]
}

// roughen notes a step in the rough copy: it covers what is at the places
// wholly at or below its first.
func (s *staircase) roughen(y, z uint64) {
	if y>>s.shift >= roughSize { // make places as much wider as it takes
		for y>>s.shift >= roughSize {
			s.shift++
		}
		s.smooth()
		for _, c := range s.chunks {
			for i := range c.first {
				s.note(c.first[i], c.second[i])
			}
		}
	}
	s.note(y, z)
}

// note goes down from the step's place as far as the copy says less: to the
// start of the block, and block by block.
func (s *staircase) note(y, z uint64) {
	p := int((y+s.equal)>>s.shift) - 1
	if p < 0 {
		return
	}
	block := p / roughBlock
	for z += s.equal; p >= block*roughBlock && s.rough[p] < z; p-- {
		s.rough[p] = z
	}
	for block--; block >= 0 && s.beyond[block] < z; block-- {
		s.beyond[block] = z
	}
}

// skip passes over the vectors of three coordinates that are well below the
// steps, whatever is carried into their leading limbs, and returns where the
// first is that may not be.
func (s *shifted) skip(at int, below *staircase, limbs int) int {
	carried := uint64(0)
	if limbs > 1 {
		carried = 1
	}
	y, z := s.of.at[limbs][:s.of.n], s.of.at[2*limbs][:s.of.n]
	dy, dz := s.by[limbs]+carried, s.by[2*limbs]+carried
	for at < len(y) && at < len(z) && below.wellBelow(y[at]+dy, z[at]+dz) {
		at++
	}
	return at
}
