package clash

import (
	"cmp"
	"encoding/binary"
	"math/bits"
)

// set is a set of statements, one bit each. All sets of a search are equally
// long.
type set []uint64

func newSet(n int, items ...int) set {
	s := make(set, (n+63)/64)
	for _, i := range items {
		s.add(i)
	}
	return s
}

func (s set) add(i int)      { s[i>>6] |= 1 << (i & 63) }
func (s set) remove(i int)   { s[i>>6] &^= 1 << (i & 63) }
func (s set) has(i int) bool { return s[i>>6]>>(i&63)&1 == 1 }

func (s set) combine(o set, f func(a, b uint64) uint64) set {
	r := make(set, len(s))
	for w := range s {
		r[w] = f(s[w], o[w])
	}
	return r
}

func (s set) or(o set) set    { return s.combine(o, func(a, b uint64) uint64 { return a | b }) }
func (s set) and(o set) set   { return s.combine(o, func(a, b uint64) uint64 { return a & b }) }
func (s set) minus(o set) set { return s.combine(o, func(a, b uint64) uint64 { return a &^ b }) }

func (s set) empty() bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

func (s set) size() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// within reports whether all of s is in o.
func (s set) within(o set) bool {
	for w := range s {
		if s[w]&^o[w] != 0 {
			return false
		}
	}
	return true
}

// only returns the statement of s that is not in o, or -1 if these are none or
// several.
func (s set) only(o set) int {
	found := -1
	for w := range s {
		d := s[w] &^ o[w]
		if d == 0 {
			continue
		}
		if found >= 0 || d&(d-1) != 0 {
			return -1
		}
		found = w*64 + bits.TrailingZeros64(d)
	}
	return found
}

// items returns the statements, ascending.
func (s set) items() []int {
	list := make([]int, 0, s.size())
	for n, w := range s {
		for ; w != 0; w &= w - 1 {
			list = append(list, n*64+bits.TrailingZeros64(w))
		}
	}
	return list
}

// compareSets orders by size, then by the statements, lower numbers first.
func compareSets(a, b set) int {
	if d := cmp.Compare(a.size(), b.size()); d != 0 {
		return d
	}
	for w := range a {
		if d := a[w] ^ b[w]; d != 0 {
			if a[w]&(d&-d) != 0 {
				return -1
			}
			return 1
		}
	}
	return 0
}

// key is equal for equal sets.
func (s set) key() string {
	b := make([]byte, 0, 8*len(s))
	for _, w := range s {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	return string(b)
}
