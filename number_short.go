package parley

import (
	"math"
	"math/big"
	"math/bits"
)

// Nearly all numbers of a case have a numerator and a denominator that fit a
// machine word, and what is done with them then needs none of the ways of long
// numbers.

// short returns numerator and denominator, both of at most 63 bits; false where
// they are longer.
func (n Number) short() (num, den int64, ok bool) {
	if n.rat == nil {
		return 0, 1, true
	}
	a := n.rat.Num()
	if !a.IsInt64() || a.Int64() == math.MinInt64 {
		return 0, 0, false
	}
	if n.rat.IsInt() {
		return a.Int64(), 1, true
	}
	b := n.rat.Denom()
	return a.Int64(), b.Int64(), b.IsInt64()
}

// compareProducts returns -1, 0 or 1 as a×b is less than, equal to or greater
// than c×d; b and d are above 0.
func compareProducts(a, b, c, d int64) int {
	switch {
	case a < 0 && c < 0:
		a, b, c, d = -c, d, -a, b
	case a < 0 || c < 0:
		if a < c {
			return -1
		}
		return 1
	}
	high, low := bits.Mul64(uint64(a), uint64(b))
	high2, low2 := bits.Mul64(uint64(c), uint64(d))
	switch {
	case high == high2 && low == low2:
		return 0
	case high < high2 || high == high2 && low < low2:
		return -1
	}
	return 1
}

// product returns a/b × c/d, both in lowest terms: what one has in common with
// the other is taken out before, so that nothing is left in common after.
func product(a, b, c, d int64) Number {
	if a == 0 || c == 0 {
		return Int(0)
	}
	x, y := uint64(max(a, -a)), uint64(max(c, -c))
	g, h := divisor(x, uint64(d)), divisor(y, uint64(b))
	r := new(big.Rat).SetInt64(1)
	multiply(r.Num(), x/g, y/h)
	multiply(r.Denom(), uint64(b)/h, uint64(d)/g) // in lowest terms, as a Rat has to be
	if (a < 0) != (c < 0) {
		r.Neg(r)
	}
	return Number{r}
}

// multiply sets z to a × b.
func multiply(z *big.Int, a, b uint64) {
	high, low := bits.Mul64(a, b)
	if high == 0 {
		z.SetUint64(low)
		return
	}
	z.SetUint64(high).Lsh(z, 64).Or(z, new(big.Int).SetUint64(low))
}
