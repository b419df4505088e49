package tally

import (
	"math"
	"math/bits"
	"math/rand/v2"
)

// chances are the probabilities of a few outcomes as whole parts of 2^63, so
// that what is drawn has exactly the probability that is written down, and
// whoever needs to can settle the rest exactly. A draw takes one random number:
// its first bits pick a slot, the others stay or go to the slot's alias
// (Walker 1977, built as by Vose 1991; in whole numbers nothing is rounded).
type chances struct {
	parts []uint64 // by outcome; they add up to 2^63
	slots []slot   // a power of two of them
}

// slot is where a draw lands first: numbers whose other bits are below keep
// stay, the rest go to the alias.
type slot struct {
	keep  uint64
	alias int32
}

// allParts is what the parts of all outcomes add up to, and short how much
// less than its due, as a part of it, an outcome may get.
const (
	allParts = 1 << 63
	short    = 2e-10
)

// slotsFor returns how many slots n outcomes need.
func slotsFor(n int) int { return 1 << bits.Len(uint(n-1)) }

// newChances sets the probabilities in proportion to e^logs: each outcome has
// at least 1 − short of its due, and at least one part; −∞ is never drawn, and
// not all are. It also returns the logarithm of the sum.
func newChances(logs []float64) (chances, float64) {
	high, best := math.Inf(-1), 0
	for i, l := range logs {
		if l > high {
			high, best = l, i
		}
	}
	sum := 0.0
	for _, l := range logs {
		sum += math.Exp(l - high)
	}
	log := high + math.Log(sum)
	c := chances{parts: make([]uint64, len(logs))}
	left := uint64(allParts)
	for i, l := range logs {
		if math.IsInf(l, -1) {
			continue
		}
		// The sum of the quotients is 1 to within a few units of 2^-52 an
		// outcome; with the one part more, that is far below the 10^-10 that
		// are held back.
		c.parts[i] = uint64(math.Exp(l-high)/sum*(1-1e-10)*allParts) + 1
		left -= c.parts[i]
	}
	c.parts[best] += left
	c.fill()
	return c, log
}

// fill deals the parts to slots of the same size.
func (c *chances) fill() {
	n := slotsFor(len(c.parts))
	size := uint64(allParts) / uint64(n)
	rest := make([]uint64, n)
	copy(rest, c.parts)
	c.slots = make([]slot, n)
	var small, large []int32
	for i, x := range rest {
		if x < size {
			small = append(small, int32(i))
		} else {
			large = append(large, int32(i))
		}
	}
	for len(small) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		c.slots[s] = slot{rest[s], l}
		if rest[l] -= size - rest[s]; rest[l] < size {
			large = large[:len(large)-1]
			small = append(small, l)
		}
	}
	for _, l := range large { // full, all of them
		c.slots[l] = slot{size, l}
	}
}

// pick draws an outcome from the slots of chances.
func pick(rng *rand.PCG, slots []slot) int {
	at, rest := toss(rng, len(slots))
	if x := &slots[at]; rest >= x.keep {
		return int(x.alias)
	}
	return at
}

// toss draws one of n slots, a power of two, and the other bits.
func toss(rng *rand.PCG, n int) (at int, rest uint64) {
	x := rng.Uint64() >> 1
	shift := 64 - bits.Len(uint(n)) // 63 bits less those of the slot
	return int(x >> shift), x & (1<<shift - 1)
}
