// Package amount is arithmetic on whole numbers of any fixed size.
//
// An amount is a non-negative whole number of a fixed count of 64-bit limbs,
// the most significant first. The utilities of all parties stand one after
// the other in one slice, so that adding what a choice is worth to everybody
// is one loop. One limb is enough for nearly every case; denominators of a
// hundred digits take a few more, and nothing is ever rounded.
package amount

import (
	"math/big"
	"math/bits"
	"slices"
)

// Add sets dst to a + b; all three hold the same parties. The caller sees to
// it that no sum exceeds its limbs.
func Add(dst, a, b []uint64, limbs int) {
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

// Sub sets dst to a - b, of one party; b is at most a.
func Sub(dst, a, b []uint64) {
	var borrow uint64
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i], borrow = bits.Sub64(a[i], b[i], borrow)
	}
}

// Compare compares two amounts; of several that stand one after the other,
// the first that differ decide.
func Compare(a, b []uint64) int {
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

// AtLeast reports whether every amount of a is at least that of b.
func AtLeast(a, b []uint64, limbs int) bool {
	if limbs == 1 {
		for i := range a {
			if a[i] < b[i] {
				return false
			}
		}
		return true
	}
	for at := 0; at < len(a); at += limbs {
		if Compare(a[at:at+limbs], b[at:at+limbs]) < 0 {
			return false
		}
	}
	return true
}

// Same reports whether all amounts are equal.
func Same(a, b []uint64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Put writes n, which is not negative and fits, into dst.
func Put(dst []uint64, n *big.Int) {
	if bits.UintSize == 64 {
		words := n.Bits()
		for i := range dst {
			dst[i] = 0
			if at := len(dst) - 1 - i; at < len(words) {
				dst[i] = uint64(words[at])
			}
		}
		return
	}
	word := new(big.Int)
	rest := new(big.Int).Set(n)
	mask := new(big.Int).SetUint64(^uint64(0))
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = word.And(rest, mask).Uint64()
		rest.Rsh(rest, 64)
	}
}

// Int returns the amount.
func Int(src []uint64) *big.Int { return Set(new(big.Int), src) }

// Set sets n to the amount and returns it.
func Set(n *big.Int, src []uint64) *big.Int {
	switch {
	case len(src) == 1:
		return n.SetUint64(src[0])
	case bits.UintSize == 64:
		words := slices.Grow(n.Bits()[:0], len(src))
		for i := len(src) - 1; i >= 0; i-- {
			words = append(words, big.Word(src[i]))
		}
		return n.SetBits(words)
	}
	n.SetUint64(0)
	for _, w := range src {
		n.Lsh(n, 64)
		n.Or(n, new(big.Int).SetUint64(w))
	}
	return n
}

// Float returns the amount to within one part in 2^50 of itself.
func Float(src []uint64) float64 {
	x := 0.0
	for _, limb := range src {
		x = x*18446744073709551616 + float64(limb)
	}
	return x
}
