package tally

import (
	"math"
	"math/rand/v2"
	"testing"
)

// What slots and aliases give an outcome must be the parts written down, to
// the last one, and those its due. It fails if a slot is dealt twice, or if
// rounding takes from an outcome what is not given to another.
func TestChancesAddUpExactly(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range rounds(3000) {
		logs := make([]float64, 1+rng.IntN(70))
		for i := range logs {
			if logs[i] = rng.NormFloat64() * []float64{0, 1, 30, 1000}[rng.IntN(4)]; rng.IntN(5) == 0 {
				logs[i] = math.Inf(-1)
			}
		}
		logs[rng.IntN(len(logs))] = 0
		c, log := newChances(logs)
		got := make([]uint64, len(logs))
		size := uint64(allParts) / uint64(len(c.slots))
		var all uint64
		for at, slot := range c.slots {
			if slot.keep > 0 {
				got[at] += slot.keep
			}
			got[slot.alias] += size - slot.keep
		}
		for i, parts := range c.parts {
			if all += parts; parts != got[i] {
				t.Fatalf("outcome %d has %d parts, and is drawn in %d", i, parts, got[i])
			}
			due := math.Exp(logs[i]-log) * allParts
			if float64(parts) < due*(1-short) || math.IsInf(logs[i], -1) != (parts == 0) {
				t.Fatalf("outcome %d has %d parts, due %v", i, parts, due)
			}
		}
		if all != allParts {
			t.Fatalf("the parts add up to %d", all)
		}
	}
}

// A toss must reach every slot and leave bits that are below a slot's size.
func TestTossStaysInSlots(t *testing.T) {
	rng := rand.NewPCG(8, 8)
	for n := 1; n <= 1<<12; n *= 2 {
		for range 100 {
			if slot, rest := toss(rng, n); slot < 0 || slot >= n || rest >= uint64(allParts)/uint64(n) {
				t.Fatalf("slot %d of %d, %d left", slot, n, rest)
			}
		}
	}
}
