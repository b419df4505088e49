package pareto

import (
	"math"
	"math/big"
	"math/bits"
	"slices"
	"sort"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// counter counts the packages behind each point and finds the first of them,
// step by step beside the search: a label that reaches a point of the frontier
// comes only from labels that are points themselves, so that what is known of
// a set follows from the sets that it was made of. Counts have as many limbs as
// the number of all packages needs, the least significant first.
//
// The first package is known by its number in file order, to which every cell
// adds its part; where such numbers go beyond 64 bits it is not looked for.
type counter struct {
	limbs   int
	strides []uint64 // by issue: what a cell adds to the number; nil: not numbered
}

func newCounter(s *network.Space) *counter {
	c := &counter{limbs: (s.Packages().BitLen() + 63) / 64, strides: make([]uint64, s.Issues)}
	next := uint64(1)
	for i := s.Issues - 1; i >= 0; i-- {
		c.strides[i] = next
		high, low := bits.Mul64(next, uint64(len(s.Places[i].Cells)))
		if high > 0 {
			c.strides = nil
			break
		}
		next = low
	}
	return c
}

// start makes the set of nothing chosen one package.
func (c *counter) start(s *set) {
	c.ready(s)
	s.counts[0] = 1
	if s.firsts != nil {
		s.firsts[0] = 0
	}
}

// ready makes room for what is known of the points.
func (c *counter) ready(s *set) {
	s.counts = make([]uint64, s.n*max(1, c.limbs))
	if c.strides != nil {
		s.firsts = slices.Repeat([]uint64{math.MaxUint64}, s.n)
	}
}

// number is what a cell adds to the numbers of packages.
func (c *counter) number(place, cell int) uint64 {
	if place >= len(c.strides) { // it is hidden, or there are no numbers
		return 0
	}
	return uint64(cell) * c.strides[place]
}

// first returns the number of the first package of a point; 0 without numbers.
func (c *counter) first(s *set, i int) uint64 {
	if s.firsts == nil {
		return 0
	}
	return s.firsts[i]
}

// of returns the count of a point.
func (c *counter) of(s *set, i int) []uint64 {
	w := max(1, c.limbs)
	return s.counts[i*w : (i+1)*w]
}

func (c *counter) int(s *set, i int) *big.Int {
	n := new(big.Int)
	for l := max(1, c.limbs) - 1; l >= 0; l-- {
		n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(c.of(s, i)[l]))
	}
	return n
}

// add counts in what comes to the points of s by shifting those of another set
// by so much, each so many times and with so much added to its number.
func (c *counter) add(k *kernel, s, of *set, by, times []uint64, number uint64, b bounds) error {
	row, sum, mine := make([]uint64, 0, len(by)), make([]uint64, len(by)), make([]uint64, 0, len(by))
	at := 0
	for i := range of.n {
		row = of.row(row, i)
		amount.Add(sum, row, by, k.limbs)
		if b.enough == nil { // the order is that of the points
			for at < s.n && amount.Compare(s.row(mine, at), sum) > 0 {
				at++
			}
		} else {
			k.cut(sum, b.enough)
			at = sort.Search(s.n, func(j int) bool { return amount.Compare(s.row(mine, j), sum) <= 0 })
		}
		if at < s.n && amount.Same(s.row(mine, at), sum) {
			multiplyAdd(c.of(s, at), c.of(of, i), times)
			if s.firsts != nil {
				s.firsts[at] = min(s.firsts[at], of.firsts[i]+number)
			}
		}
	}
	return k.busy(8 * (of.n + s.n))
}

// multiplyAdd adds a × b to dst, which has room for the result.
func multiplyAdd(dst, a, b []uint64) {
	for i, x := range a {
		if x == 0 {
			continue
		}
		var carry uint64
		for j := 0; i+j < len(dst); j++ {
			y := uint64(0)
			if j < len(b) {
				y = b[j]
			}
			high, low := bits.Mul64(x, y)
			var c uint64
			low, c = bits.Add64(low, carry, 0)
			high += c
			dst[i+j], c = bits.Add64(dst[i+j], low, 0)
			carry = high + c
		}
	}
}
