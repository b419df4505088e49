package bargain

import (
	"math"
	"math/big"
	"testing"
)

// What saves the search for common divisors comes to the same: it fails if a
// product of words is cut off, if a sign is forgotten, or if one or nothing is
// taken for what it is not.
func TestShortArithmetic(t *testing.T) {
	most := new(big.Rat).SetInt64(math.MaxInt64)
	long := new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(3), 70))
	list := []*big.Rat{new(big.Rat), big.NewRat(1, 1), big.NewRat(1, 3), big.NewRat(1, math.MaxInt64), big.NewRat(2, math.MaxInt64),
		big.NewRat(math.MaxInt64, 2), big.NewRat(math.MaxInt64-2, 2), big.NewRat(999_999_999_999, 1_000_000_000_000), most,
		new(big.Rat).Mul(most, big.NewRat(2, 1)), long, new(big.Rat).Inv(long)}
	for _, x := range list {
		list = append(list, new(big.Rat).Neg(x))
	}
	for _, x := range list {
		for _, y := range list {
			if got, want := compare(x, y), x.Cmp(y); got != want {
				t.Errorf("compare(%s, %s) is %d, not %d", x, y, got, want)
			}
			if got, want := minus(x, y), new(big.Rat).Sub(x, y); got.Cmp(want) != 0 {
				t.Errorf("%s - %s is %s, not %s", x, y, got, want)
			}
			if got, want := times(x, y), new(big.Rat).Mul(x, y); got.Cmp(want) != 0 {
				t.Errorf("%s × %s is %s, not %s", x, y, got, want)
			}
		}
	}
}
