package bargain

import "math/bits"

// mask is a set of items of a problem: statements that a package breaks, and
// owners that it commits.
type mask [maskWords]uint64

const (
	maskWords = 4
	maxItems  = 64 * maskWords
)

func (m *mask) add(i int)        { m[i>>6] |= 1 << (i & 63) }
func (m *mask) remove(i int)     { m[i>>6] &^= 1 << (i & 63) }
func (m mask) has(i int) bool    { return m[i>>6]&(1<<(i&63)) != 0 }
func (m mask) empty() bool       { return m == mask{} }
func (m mask) or(o mask) mask    { return mask{m[0] | o[0], m[1] | o[1], m[2] | o[2], m[3] | o[3]} }
func (m mask) and(o mask) mask   { return mask{m[0] & o[0], m[1] & o[1], m[2] & o[2], m[3] & o[3]} }
func (m mask) minus(o mask) mask { return mask{m[0] &^ o[0], m[1] &^ o[1], m[2] &^ o[2], m[3] &^ o[3]} }

// within reports whether every item of m is in o.
func (m mask) within(o mask) bool { return m.minus(o).empty() }

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

func (m mask) hash() uint64 {
	h := uint64(0x9E3779B97F4A7C15)
	for _, w := range m {
		h = (h ^ w) * 0xD6E8FEB86659FD93
		h ^= h >> 32
	}
	return h
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
