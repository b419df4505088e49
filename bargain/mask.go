package bargain

import "math/bits"

// flags is a set of the first items, small enough for the inner loop of a
// walk; a problem with more items is not walked.
type flags [4]uint64

const maxWalkedItems = 64 * 4

func (f *flags) add(i int)        { f[i>>6] |= 1 << (i & 63) }
func (f *flags) has(i int) bool   { return f[i>>6]&(1<<(i&63)) != 0 }
func (f flags) empty() bool       { return f == flags{} }
func (f flags) or(o flags) flags  { return flags{f[0] | o[0], f[1] | o[1], f[2] | o[2], f[3] | o[3]} }
func (f flags) and(o flags) flags { return flags{f[0] & o[0], f[1] & o[1], f[2] & o[2], f[3] & o[3]} }
func (f flags) minus(o flags) flags {
	return flags{f[0] &^ o[0], f[1] &^ o[1], f[2] &^ o[2], f[3] &^ o[3]}
}

// within reports whether every item of f is in o.
func (f flags) within(o flags) bool { return f.minus(o).empty() }

func (f flags) mask() (m mask) {
	copy(m[:], f[:])
	return m
}

func (f flags) hash() uint64 {
	h := uint64(0x9E3779B97F4A7C15)
	for _, w := range f {
		h = (h ^ w) * 0xD6E8FEB86659FD93
		h ^= h >> 32
	}
	return h
}

// mask is a set of items of a problem: statements that a package breaks, and
// owners that it commits.
type mask [maskWords]uint64

const (
	maskWords = 16
	maxItems  = 64 * maskWords
)

func (m *mask) add(i int)     { m[i>>6] |= 1 << (i & 63) }
func (m *mask) remove(i int)  { m[i>>6] &^= 1 << (i & 63) }
func (m mask) has(i int) bool { return m[i>>6]&(1<<(i&63)) != 0 }
func (m mask) empty() bool    { return m == mask{} }

// meets reports whether the sets share an item. Those that do mostly share one
// of the first.
func (m *mask) meets(o *mask) bool {
	for w := range m {
		if m[w]&o[w] != 0 {
			return true
		}
	}
	return false
}

func (m mask) or(o mask) mask {
	for w := range m {
		m[w] |= o[w]
	}
	return m
}

func (m mask) and(o mask) mask {
	for w := range m {
		m[w] &= o[w]
	}
	return m
}

func (m mask) minus(o mask) mask {
	for w := range m {
		m[w] &^= o[w]
	}
	return m
}

// within reports whether every item of m is in o.
func (m mask) within(o mask) bool {
	for w := range m {
		if m[w]&^o[w] != 0 {
			return false
		}
	}
	return true
}

func (m mask) size() int {
	n := 0
	for _, w := range m {
		n += bits.OnesCount64(w)
	}
	return n
}

// items returns the items, ascending.
func (m mask) items() []int {
	var list []int
	for w, word := range m {
		for ; word != 0; word &= word - 1 {
			list = append(list, w*64+bits.TrailingZeros64(word))
		}
	}
	return list
}

// flags returns the set as flags; what a walk cannot hold is not in it.
func (m mask) flags() (f flags) {
	copy(f[:], m[:])
	return f
}

// compareMasks orders by size, then by the items, first difference first.
func compareMasks(a, b mask) int {
	if d := a.size() - b.size(); d != 0 {
		return d
	}
	for w := range a {
		if diff := a[w] ^ b[w]; diff != 0 {
			if a[w]&(diff&-diff) != 0 {
				return -1
			}
			return 1
		}
	}
	return 0
}
