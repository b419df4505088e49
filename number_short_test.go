package parley_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"parley"
)

// Whatever fits a machine word and whatever does not, numbers are compared,
// added and multiplied as fractions are, and stay in lowest terms. It fails if a
// short way overflows, mistakes a sign or leaves a common divisor.
func TestShortNumbers(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	ends := []int64{0, 1, -1, 2, 3, 6, 10, 1 << 31, 1 << 32, 1e12, 1e18, math.MaxInt64, math.MaxInt64 - 1, -math.MaxInt64, math.MinInt64}
	pick := func() *big.Int {
		switch rng.IntN(4) {
		case 0:
			return big.NewInt(ends[rng.IntN(len(ends))])
		case 1:
			return big.NewInt(rng.Int64N(20) - 10)
		case 2:
			return big.NewInt(int64(rng.Uint64()))
		}
		return new(big.Int).Mul(big.NewInt(rng.Int64()), big.NewInt(ends[rng.IntN(len(ends))]))
	}
	fraction := func() *big.Rat {
		for {
			if num, den := pick(), pick(); den.Sign() != 0 {
				return new(big.Rat).SetFrac(num, den)
			}
		}
	}
	for range 20000 {
		x, y := fraction(), fraction()
		if rng.IntN(4) == 0 {
			y.Set(x)
		}
		n, m := parley.Exactly(x), parley.Exactly(y)
		if rng.IntN(20) == 0 {
			m, y = parley.Number{}, new(big.Rat)
		}
		if got, want := n.Cmp(m), x.Cmp(y); got != want {
			t.Fatalf("%v against %v is %d, want %d", x, y, got, want)
		}
		for _, c := range []struct {
			name string
			got  parley.Number
			want *big.Rat
		}{{"+", n.Add(m), new(big.Rat).Add(x, y)}, {"-", n.Sub(m), new(big.Rat).Sub(x, y)}, {"×", n.Mul(m), new(big.Rat).Mul(x, y)}} {
			r := c.got.Rat()
			if r.Num().Cmp(c.want.Num()) != 0 || r.Denom().Cmp(c.want.Denom()) != 0 {
				t.Fatalf("%v %s %v is %v, want %v", x, c.name, y, r, c.want)
			}
		}
		if !n.Equal(parley.Exactly(x)) || !m.Equal(parley.Exactly(y)) {
			t.Fatalf("%v or %v was changed", x, y)
		}
	}
}
