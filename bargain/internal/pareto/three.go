package pareto

import (
	"math/bits"
	"slices"
)

// staircase is an archive of pairs: those that none other is at least, with
// the first rising and the second falling. It is the sweep of Kung, Luccio and
// Preparata (1975) for three coordinates. The steps stand in short chunks, so
// that one goes in by moving few others. A question takes O(log n), and a step
// at most O(n / chunk + chunk).
//
// Most questions are about pairs well below the steps. For them a rough copy
// says in one look that they are covered.
type staircase struct {
	ends   []uint64 // by chunk: the first of its last step
	chunks []*chunk
	unused []*chunk
	rough  rough
	equal  uint64 // 1: what is equal to a step is covered by it; 0: not surely, for limbs follow
	chunk  int    // where the step is that the last question was about
	step   int
}

// chunk holds some steps that follow each other, with their numbers.
type chunk struct {
	n             int
	first, second [chunkSteps]uint64
	number        [chunkSteps]uint32
}

// rough is a copy of a staircase for evenly spaced firsts. It only ever says of
// a pair that it is covered where a step proves it.
type rough struct {
	places []uint32 // by place: seconds below it surely are covered there, by a step of the same block of places
	blocks []uint32 // by block: the same, by a step of a later block
	shift  int      // of a word with a pair, to the place
	wide   int      // of a first, to the place
	cut    int      // of a second, to what places say
}

const (
	chunkSteps = 64
	roughMost  = 1 << 14
	roughBlock = 1 << 6
)

// newStaircase returns one that is to be reset; long says that the pairs are
// leading limbs of longer amounts.
func newStaircase(long bool) *staircase {
	s := &staircase{equal: 1}
	if long {
		s.equal = 0
	}
	return s
}

// reset takes all steps out and makes ready for pairs whose first is at most
// top, and of which many may be asked about. Cut says how many bits of each are
// cut off in the words that the rough copy sees.
func (s *staircase) reset(top uint64, cut [2]int, many int) {
	s.unused = append(s.unused, s.chunks...)
	s.ends, s.chunks = s.ends[:0], s.chunks[:0]
	r := &s.rough
	places := roughBlock
	for places < roughMost && places < many {
		places *= 2
	}
	r.places, r.blocks = cleared(r.places, places), cleared(r.blocks, places/roughBlock)
	r.wide = max(cut[0], bits.Len64(top)-bits.Len(uint(places-1)))
	r.shift, r.cut = 32+r.wide-cut[0], cut[1]
}

// note goes down from the step's place as far as the copy says less: to the
// start of the block, and block by block. A step covers what is at the places
// wholly at or below its first. Equal is as in the staircase.
func (r *rough) note(y, z, equal uint64) {
	p := int(min((y+equal)>>r.wide, uint64(len(r.places)))) - 1
	if p < 0 {
		return
	}
	below := uint32((z + equal) >> r.cut)
	block := p / roughBlock
	for ; p >= block*roughBlock && r.places[p] < below; p-- {
		r.places[p] = below
	}
	for block--; block >= 0 && r.blocks[block] < below; block-- {
		r.blocks[block] = below
	}
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

// covers returns the number of a step that is at least the pair, none if there
// is none. The next step to be added is this pair, if any.
func (s *staircase) covers(y, z uint64) int {
	s.chunk, s.step = lowerBound(s.ends, y), 0
	if s.chunk == len(s.chunks) {
		return none
	}
	c := s.chunks[s.chunk]
	s.step = lowerBound(c.first[:c.n], y)
	if c.second[s.step] >= z {
		return int(c.number[s.step])
	}
	return none
}

// add puts in the pair that the last question was about, which nothing covers.
func (s *staircase) add(y, z uint64, number int) {
	s.rough.note(y, z, s.equal)
	c, i := s.chunk, s.step
	if c == len(s.chunks) { // beyond all steps
		if c == 0 || s.chunks[c-1].n == chunkSteps {
			s.insertChunk(c)
		} else {
			c--
		}
		i = s.chunks[c].n
	}
	// The steps that it covers are those just before it with lower seconds, and
	// the one at it with the same first.
	h := s.chunks[c]
	to := i
	if to < h.n && h.first[to] == y {
		to++
	}
	for i > 0 && h.second[i-1] <= z {
		i--
	}
	if i < to { // as many steps come as go
		h.first[i], h.second[i], h.number[i] = y, z, uint32(number)
		h.cut(i+1, to)
	} else {
		c, i = s.room(c, i)
		h = s.chunks[c]
		h.insert(i, y, z, number)
	}
	s.ends[c] = h.first[h.n-1]
	if i == 0 {
		s.cutBefore(c, z)
	}
}

// cutBefore takes out the steps before a chunk that a pair with this second,
// at its start, covers.
func (s *staircase) cutBefore(c int, z uint64) {
	from := c
	for from > 0 {
		b := s.chunks[from-1]
		n := b.n
		for n > 0 && b.second[n-1] <= z {
			n--
		}
		if n == b.n {
			break
		}
		b.n = n
		if n > 0 {
			s.ends[from-1] = b.first[n-1]
			break
		}
		from--
	}
	if from < c {
		s.unused = append(s.unused, s.chunks[from:c]...)
		s.ends, s.chunks = slices.Delete(s.ends, from, c), slices.Delete(s.chunks, from, c)
	}
}

// insertChunk puts an empty chunk in.
func (s *staircase) insertChunk(c int) *chunk {
	var h *chunk
	if n := len(s.unused); n > 0 {
		h, s.unused = s.unused[n-1], s.unused[:n-1]
		h.n = 0
	} else {
		h = new(chunk)
	}
	s.ends, s.chunks = slices.Insert(s.ends, c, 0), slices.Insert(s.chunks, c, h)
	return h
}

// room makes room for a step at place i of a chunk, which is divided if it is
// full, and returns where that is then.
func (s *staircase) room(c, i int) (int, int) {
	h := s.chunks[c]
	if h.n < chunkSteps {
		return c, i
	}
	const half = chunkSteps / 2
	more := s.insertChunk(c + 1)
	more.n = copy(more.first[:], h.first[half:])
	copy(more.second[:], h.second[half:])
	copy(more.number[:], h.number[half:])
	h.n = half
	s.ends[c], s.ends[c+1] = h.first[half-1], more.first[more.n-1]
	if i <= half {
		return c, i
	}
	return c + 1, i - half
}

// insert puts a step in; there is room.
func (c *chunk) insert(i int, y, z uint64, number int) {
	copy(c.first[i+1:c.n+1], c.first[i:c.n])
	copy(c.second[i+1:c.n+1], c.second[i:c.n])
	copy(c.number[i+1:c.n+1], c.number[i:c.n])
	c.first[i], c.second[i], c.number[i] = y, z, uint32(number)
	c.n++
}

// cut takes steps out.
func (c *chunk) cut(from, to int) {
	if from == to {
		return
	}
	copy(c.first[from:], c.first[to:c.n])
	copy(c.second[from:], c.second[to:c.n])
	copy(c.number[from:], c.number[to:c.n])
	c.n -= to - from
}
