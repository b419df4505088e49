package clash

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
)

// set is a set of statements, one bit each. All sets of a search are equally
// long.
type set []uint64

// words is how long a set of n statements is: never 0, so that sets can be
// counted where there are no statements.
func words(n int) int { return max(1, (n+63)/64) }

func newSet(n int, items ...int) set {
	s := make(set, words(n))
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

// family is a list of sets, all in one piece: most of the time of a long
// search goes into looking through what is known.
type family struct {
	words int
	flat  []uint64
}

func (f *family) add(s set) { f.flat = append(f.flat, s...) }

func (f *family) at(n int) set { return f.flat[n : n+f.words : n+f.words] }

// all yields the sets, which are part of the family and not to be kept.
func (f *family) all(yield func(set) bool) {
	for n := 0; n < len(f.flat); n += f.words {
		if !yield(f.at(n)) {
			return
		}
	}
}

// within returns a copy of a set of the family that is within s, or nil.
func (f *family) within(s set) set {
	for n := 0; n < len(f.flat); n += f.words {
		if f.at(n).within(s) {
			return slices.Clone(f.at(n))
		}
	}
	return nil
}

// around returns a copy of a set of the family that s is within, or nil.
func (f *family) around(s set) set {
	for n := 0; n < len(f.flat); n += f.words {
		if s.within(f.at(n)) {
			return slices.Clone(f.at(n))
		}
	}
	return nil
}

// last returns the set added last, or nil.
func (f *family) last() set {
	if len(f.flat) == 0 {
		return nil
	}
	return f.at(len(f.flat) - f.words)
}

// drop takes out the set added last.
func (f *family) drop() { f.flat = f.flat[:len(f.flat)-f.words] }
