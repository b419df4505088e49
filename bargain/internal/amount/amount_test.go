package amount

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// An amount that was put into limbs is read out of them again, into a number
// that is new or was larger before. It fails if limbs are taken in another
// order, or something is left of the number before.
func TestPutAndSet(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 9))
	used := new(big.Int)
	for range 20_000 {
		limbs := 1 + rng.IntN(4)
		n := new(big.Int)
		for range 1 + rng.IntN(limbs) {
			n.Or(n.Lsh(n, 64), new(big.Int).SetUint64(rng.Uint64()>>rng.IntN(64)))
		}
		src := make([]uint64, limbs)
		Put(src, n)
		if Int(src).Cmp(n) != 0 || Set(used, src).Cmp(n) != 0 {
			t.Fatalf("%s in %d limbs is read as %s and %s", n, limbs, Int(src), used)
		}
		used.Mul(used, used)
	}
}
