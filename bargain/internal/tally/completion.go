package tally

import (
	"cmp"
	"math/bits"
	"slices"
	"sort"

	"parley/bargain/internal/amount"
)

// completion says how many combinations of a group add at least so much to
// every column. For each column and each value in it there is a set of bits,
// the combinations that add at least that value: the intersection of one set a
// column is the answer (a bitmap index; O'Neil and Quass 1997).
type completion struct {
	limbs   int
	words   int // of a set
	columns []ladder
	counts  []int64
	single  bool // every combination counts once
}

// ladder is the distinct values of a column, ascending, and for each the set
// of the combinations that are at least it.
type ladder struct {
	values []uint64 // × limbs
	sets   []uint64 // by value: words
}

func newCompletion(g *group, width, limbs int) *completion {
	n := len(g.counts)
	c := &completion{limbs: limbs, words: (n + 63) / 64, counts: g.counts, single: true}
	for _, times := range g.counts {
		c.single = c.single && times == 1
	}
	order := make([]int, n)
	for q := 0; q < width; q += limbs {
		value := func(i int) []uint64 { return g.sums[i*width+q : i*width+q+limbs] }
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(x, y int) int { return cmp.Or(amount.Compare(value(y), value(x)), x-y) })
		var l ladder
		set := make([]uint64, c.words)
		for at, i := range order { // from the greatest down
			set[i/64] |= 1 << (i % 64)
			if at+1 < n && amount.Same(value(i), value(order[at+1])) {
				continue
			}
			l.values = append(l.values, value(i)...)
			l.sets = append(l.sets, set...)
		}
		l.values, l.sets = backwards(l.values, limbs), backwards(l.sets, c.words)
		c.columns = append(c.columns, l)
	}
	return c
}

// backwards returns a list of rows of a width, the last first.
func backwards(list []uint64, width int) []uint64 {
	out := make([]uint64, 0, len(list))
	for at := len(list) - width; at >= 0; at -= width {
		out = append(out, list[at:at+width]...)
	}
	return out
}

// ways returns how many choices add at least what is lacking; room is scratch
// space for a set.
func (c *completion) ways(lacking, room []uint64) int64 {
	for q := range c.columns {
		l := &c.columns[q]
		at := c.rung(l, lacking[q*c.limbs:(q+1)*c.limbs])
		from := at * c.words
		if from == len(l.sets) {
			return 0
		}
		set := l.sets[from : from+c.words][:len(room)]
		if q == 0 {
			copy(room, set)
			continue
		}
		for i := range room {
			room[i] &= set[i]
		}
	}
	var n int64
	if c.single {
		for _, w := range room {
			n += int64(bits.OnesCount64(w))
		}
		return n
	}
	for i, w := range room {
		for ; w != 0; w &= w - 1 {
			n += c.counts[i*64+bits.TrailingZeros64(w)]
		}
	}
	return n
}

// rung returns how many values of the ladder are below x.
func (c *completion) rung(l *ladder, x []uint64) int {
	if c.limbs == 1 {
		low, high := 0, len(l.values)
		for low < high {
			if middle := int(uint(low+high) / 2); l.values[middle] < x[0] {
				low = middle + 1
			} else {
				high = middle
			}
		}
		return low
	}
	return sort.Search(len(l.values)/c.limbs, func(i int) bool {
		return amount.Compare(l.values[i*c.limbs:(i+1)*c.limbs], x) >= 0
	})
}

// nth returns the combination that the nth of the choices in a set belongs to.
func (c *completion) nth(set []uint64, n int64) int {
	for i, w := range set {
		for ; w != 0; w &= w - 1 {
			at := i*64 + bits.TrailingZeros64(w)
			if n -= c.counts[at]; n < 0 {
				return at
			}
		}
	}
	return -1
}
