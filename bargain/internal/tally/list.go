package tally

import (
	"context"
	"math/big"
	"math/bits"

	"parley/bargain/internal/amount"
)

// list is a distribution: distinct sums, each with how many choices have it.
// It is in the order in which the sums were first met.
type list struct {
	limbs   int      // of an amount
	width   int      // words of a sum: columns × limbs
	words   int      // of a weight
	sums    []uint64 // entries × width
	weights []uint64 // entries × words
}

func (l *list) len() int { return len(l.weights) / l.words }

func (l *list) sum(i int) []uint64 { return l.sums[i*l.width : (i+1)*l.width] }

func (l *list) weight(i int) []uint64 { return l.weights[i*l.words : (i+1)*l.words] }

// total returns how many choices the list stands for.
func (l *list) total() *big.Int {
	all := new(big.Int)
	if l.words == 1 {
		var p piled
		for _, w := range l.weights {
			p.add(w, 1)
		}
		return p.int()
	}
	sum := make([]uint64, l.words+1)
	for i := range l.len() {
		add(sum, l.weight(i))
	}
	return all.Or(all, amount.Int(sum))
}

// bounds returns the least and the most of every column.
func (l *list) bounds() (low, high []uint64) {
	low, high = make([]uint64, l.width), make([]uint64, l.width)
	for i := range l.len() {
		for at := 0; at < l.width; at += l.limbs {
			x := l.sum(i)[at : at+l.limbs]
			if i == 0 || amount.Compare(x, low[at:at+l.limbs]) < 0 {
				copy(low[at:], x)
			}
			if i == 0 || amount.Compare(x, high[at:at+l.limbs]) > 0 {
				copy(high[at:], x)
			}
		}
	}
	return low, high
}

// window says which sums still matter once some choices are made: one that
// is below low cannot reach the need any more, and one above high does
// whatever follows, like one that is at high.
type window struct{ low, high []uint64 }

// merger collects sums into a list without doubles. The sums lie one after
// the other as they come, found again through a table of their positions
// (open addressing), so that the order owes nothing to the hash.
type merger struct {
	list
	w     window
	slots []int32 // position + 1
	most  int     // entries; a list that would grow beyond is given up
}

func newMerger(limbs, width, words int, w window, most int) *merger {
	return &merger{list: list{limbs: limbs, width: width, words: words}, w: w, slots: make([]int32, 64), most: most}
}

// add puts weight at a sum, which it may clip; false if the list is full.
func (m *merger) add(sum, weight []uint64) bool {
	if m.limbs == 1 {
		for q, x := range sum {
			if x < m.w.low[q] {
				return true
			}
			if x > m.w.high[q] {
				sum[q] = m.w.high[q]
			}
		}
	} else {
		for at := 0; at < len(sum); at += m.limbs {
			if amount.Compare(sum[at:at+m.limbs], m.w.low[at:at+m.limbs]) < 0 {
				return true
			}
			if amount.Compare(sum[at:at+m.limbs], m.w.high[at:at+m.limbs]) > 0 {
				copy(sum[at:at+m.limbs], m.w.high[at:at+m.limbs])
			}
		}
	}
	mask := uint64(len(m.slots) - 1)
	for at := hash(sum) & mask; ; at = (at + 1) & mask {
		n := int(m.slots[at])
		if n == 0 {
			if m.len() >= m.most {
				return false
			}
			m.sums = append(m.sums, sum...)
			m.weights = append(m.weights, weight...)
			m.slots[at] = int32(m.len())
			if 2*m.len() > len(m.slots) {
				m.rehash()
			}
			return true
		}
		if amount.Same(m.sum(n-1), sum) {
			if m.words == 1 {
				m.weights[n-1] += weight[0]
			} else {
				add(m.weight(n-1), weight)
			}
			return true
		}
	}
}

func (m *merger) rehash() {
	m.slots = make([]int32, 4*len(m.slots))
	mask := uint64(len(m.slots) - 1)
	for i := range m.len() {
		at := hash(m.sum(i)) & mask
		for m.slots[at] != 0 {
			at = (at + 1) & mask
		}
		m.slots[at] = int32(i + 1)
	}
}

func hash(sum []uint64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, x := range sum {
		h = (h ^ x) * 0xff51afd7ed558ccd
		h ^= h >> 32
	}
	return h
}

// times returns the distribution of the sum of one choice of each list, as
// far as the window lets it matter; nil if it has more than most entries, or
// if the context ends.
func times(ctx context.Context, a, b *list, words int, w window, most int) *list {
	m := newMerger(a.limbs, a.width, words, w, most)
	if n := a.len() * b.len(); n <= most {
		m.sums, m.weights = make([]uint64, 0, n*a.width), make([]uint64, 0, n*words)
		m.slots = make([]int32, max(64, 2<<bits.Len(uint(n))))
	}
	sum, weight := make([]uint64, a.width), make([]uint64, words)
	for j := range b.len() {
		y, u := b.sum(j), b.weight(j)
		for i := range a.len() {
			if i&0xffff == 0 && ctx.Err() != nil {
				return nil
			}
			amount.Add(sum, a.sum(i), y, a.limbs)
			multiply(weight, a.weight(i), u)
			if !m.add(sum, weight) {
				return nil
			}
		}
	}
	return &m.list
}

// unit is the distribution of no choice at all: nothing, once.
func unit(limbs, width int) *list {
	return &list{limbs: limbs, width: width, words: 1, sums: make([]uint64, width), weights: []uint64{1}}
}
