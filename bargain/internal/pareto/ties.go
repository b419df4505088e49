package pareto

import (
	"math/big"
	"math/bits"
	"sort"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// counter counts the packages behind each point, step by step beside the
// search: a label that reaches a point of the frontier comes only from labels
// that are points themselves, so that the counts of a set follow from those of
// the sets that it was made of. Counts have as many limbs as the number of all
// packages needs, the least significant first.
type counter struct{ limbs int }

func newCounter(s *network.Space) *counter {
	return &counter{(s.Packages().BitLen() + 63) / 64}
}

func (c *counter) one() []uint64 {
	n := make([]uint64, max(1, c.limbs))
	n[0] = 1
	return n
}

func (c *counter) zero(n int) []uint64 { return make([]uint64, n*max(1, c.limbs)) }

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

// add counts in what comes to the points of s by shifting those of another set,
// each so many times.
func (c *counter) add(k *kernel, s, of *set, by, times []uint64, b bounds) error {
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
