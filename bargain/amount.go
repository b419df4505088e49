package bargain

import (
	"math/big"
	"math/bits"

	"parley"
)

// An amount is a non-negative whole number of a fixed count of 64-bit limbs,
// the most significant first. The utilities of all parties stand one after
// the other in one slice, so that adding what a choice is worth to everybody
// is one loop. One limb is enough for nearly every case; denominators of a
// hundred digits take a few more, and nothing is ever rounded.

// addAmounts sets dst to a + b; all three hold the same parties.
func addAmounts(dst, a, b []uint64, limbs int) {
	if limbs == 1 {
		for i := range dst {
			dst[i] = a[i] + b[i]
		}
		return
	}
	for at := 0; at < len(dst); at += limbs {
		var carry uint64
		for i := at + limbs - 1; i >= at; i-- {
			dst[i], carry = bits.Add64(a[i], b[i], carry)
		}
	}
}

// cmpAmount compares two amounts.
func cmpAmount(a, b []uint64) int {
	for i := range a {
		if a[i] != b[i] {
			if a[i] < b[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

// atLeast reports whether every amount of a is at least that of b.
func atLeast(a, b []uint64, limbs int) bool {
	if limbs == 1 {
		for i := range a {
			if a[i] < b[i] {
				return false
			}
		}
		return true
	}
	for at := 0; at < len(a); at += limbs {
		if cmpAmount(a[at:at+limbs], b[at:at+limbs]) < 0 {
			return false
		}
	}
	return true
}

// same reports whether all amounts are equal.
func same(a, b []uint64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// unit maps a party's utilities to whole numbers and back: the whole number
// is utility × denominator + offset.
type unit struct {
	denominator *big.Int
	offset      *big.Int
}

// putInt writes n, which fits, into dst.
func putInt(dst []uint64, n *big.Int) {
	word := new(big.Int)
	rest := new(big.Int).Set(n)
	mask := new(big.Int).SetUint64(^uint64(0))
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = word.And(rest, mask).Uint64()
		rest.Rsh(rest, 64)
	}
}

func getInt(src []uint64) *big.Int {
	n := new(big.Int)
	for _, w := range src {
		n.Lsh(n, 64)
		n.Or(n, new(big.Int).SetUint64(w))
	}
	return n
}

// number returns the utility that the whole number stands for.
func (u unit) number(src []uint64) parley.Number {
	n := getInt(src)
	n.Sub(n, u.offset)
	return parley.Exactly(new(big.Rat).SetFrac(n, u.denominator))
}
