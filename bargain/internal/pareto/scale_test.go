package pareto

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"parley/bargain/internal/amount"
)

// What a scaled amount stands for is (amount >> shift) × unit + base, of
// however many limbs each is. It fails if a carry or a limb is lost.
func TestRestore(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 71))
	wide := func(limbs int) (n *big.Int, words []uint64) {
		words = make([]uint64, limbs)
		for i := range words {
			words[i] = rng.Uint64() >> rng.IntN(64)
		}
		return amount.Int(words), words
	}
	for range 20_000 {
		limbs := 1 + rng.IntN(3)
		x, words := wide(limbs)
		unit, _ := wide(1 + rng.IntN(5)/4)
		base, _ := wide(1 + rng.IntN(limbs+1))
		shift := uint(rng.IntN(64 * limbs))
		want := new(big.Int).Rsh(x, shift)
		want.Add(want.Mul(want, unit), base)
		c := &scale{limbs: limbs, unit: []*big.Int{unit}, base: []*big.Int{base}, shift: []uint{shift}}
		dst := make([]uint64, want.BitLen()/64+1+rng.IntN(2))
		c.restore(dst, 0, words)
		if got := amount.Int(dst); got.Cmp(want) != 0 {
			t.Fatalf("(%s >> %d) × %s + %s is %s, want %s", x, shift, unit, base, got, want)
		}
	}
}
