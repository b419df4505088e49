package tally

import (
	"cmp"
	"math/bits"
	"slices"

	"parley/bargain/internal/amount"
)

// digit is how many bits of a value are sorted by at a time.
const digit = 11

// order returns the entries of a list by the amount at a word of their sums,
// ascending, ties as they come. Amounts of one limb are sorted digit by digit,
// the least significant first (radix sort; Knuth 1998, 5.2.5), which moves
// through the memory in order.
func (l *list) order(at int) []int32 {
	n := l.len()
	by := make([]int32, n)
	for i := range by {
		by[i] = int32(i)
	}
	if l.limbs > 1 {
		value := func(i int32) []uint64 { return l.sum(int(i))[at : at+l.limbs] }
		slices.SortFunc(by, func(x, y int32) int { return cmp.Or(amount.Compare(value(x), value(y)), int(x-y)) })
		return by
	}
	keys := make([]uint64, n)
	var all uint64
	for i := range keys {
		keys[i] = l.sums[i*l.width+at]
		all |= keys[i]
	}
	nextKeys, next := make([]uint64, n), make([]int32, n)
	for shift := 0; shift < bits.Len64(all); shift += digit {
		var start [1<<digit + 1]int
		for _, k := range keys {
			start[k>>shift&(1<<digit-1)+1]++
		}
		for v := 1; v < len(start); v++ {
			start[v] += start[v-1]
		}
		for i, k := range keys {
			v := k >> shift & (1<<digit - 1)
			nextKeys[start[v]], next[start[v]] = k, by[i]
			start[v]++
		}
		keys, nextKeys, by, next = nextKeys, keys, next, by
	}
	return by
}

// by returns the list in an order.
func (l *list) by(order []int32) *list {
	out := &list{limbs: l.limbs, width: l.width, words: l.words,
		sums: make([]uint64, 0, len(l.sums)), weights: make([]uint64, 0, len(l.weights))}
	for _, i := range order {
		out.sums = append(out.sums, l.sum(int(i))...)
		out.weights = append(out.weights, l.weight(int(i))...)
	}
	return out
}

func reversed(order []int32) []int32 {
	slices.Reverse(order)
	return order
}

// sortBy sorts by a number, ascending, ties by the place in the list.
func sortBy(list []int, key func(int) float64) {
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(key(a), key(b)) })
}

// indices returns 0 … n−1.
func indices(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}
