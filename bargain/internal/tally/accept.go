package tally

import (
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
)

// acceptance takes the tilt back by rejecting (von Neumann 1951): a draw of
// probability p that n choices complete stays with probability bound·n/p, so
// that every choice of a cell everywhere is as likely as every other. Chances
// are whole parts of 2^63 and the bound is a float, so that the probability
// is a known fraction; where floats cannot tell whether a random number is
// below it, whole numbers do, with more random bits if need be. So members
// come exactly evenly, as far as the random bits do.
//
// No probability is above 1: n/p is at most what the tilt and the crest
// prove, their margins, and what an outcome may have got less than its due.
type acceptance struct {
	d         *drawer
	mantissa  uint64 // the bound is mantissa × 2^exponent
	exponent  int
	log       float64     // of the bound
	tolerance float64     // of logarithms in floats
	odds      [][]float64 // by group and combination: the logarithm of its choices over its probability
}

func newAcceptance(d *drawer) *acceptance {
	tables := len(d.groups)
	for i := range d.trees {
		tables += 2 * len(d.trees[i].buckets)
	}
	a := &acceptance{d: d}
	log := -d.scale() - math.Log(d.most) - d.c.margin - short*float64(tables+1) - 1e-9
	whole := math.Floor(log / math.Ln2)
	a.mantissa = uint64(math.Exp2(log/math.Ln2-whole) * (1 << 52))
	a.exponent = int(whole) - 52
	a.log = math.Log(float64(a.mantissa)) + float64(a.exponent)*math.Ln2
	// No term is above 64·ln 2 but for the bound, and each sum is rounded.
	a.tolerance = 1e-9 + 1e-14*float64(tables*tables) + 1e-14*math.Abs(a.log)
	for _, g := range d.groups {
		odds := make([]float64, len(g.counts))
		for i, c := range g.counts {
			odds[i] = math.Log(float64(c)) - math.Log(float64(g.parts[i])/allParts)
		}
		a.odds = append(a.odds, odds)
	}
	return a
}

// stays decides about a draw that so many choices of the last group complete.
func (a *acceptance) stays(rng *rand.PCG, f *draft, ways int64) bool {
	log := a.log + math.Log(float64(ways))
	for n, c := range f.choice {
		log += a.odds[n][c]
	}
	for i := range a.d.trees {
		a.d.trees[i].outcomes(f, func(count int64, parts uint64) {
			log += math.Log(float64(count)) - math.Log(float64(parts)/allParts)
		})
	}
	x := rng.Uint64()
	// The number drawn is within x/2^64 … (x+1)/2^64.
	switch part := math.Exp(log) * 0x1p64; {
	case (float64(x)+1)*(1+2*a.tolerance) <= part:
		return true
	case float64(x)*(1-2*a.tolerance) >= part:
		return false
	}
	return a.settle(rng, x, f, ways)
}

// settle decides in whole numbers.
func (a *acceptance) settle(rng *rand.PCG, x uint64, f *draft, ways int64) bool {
	over, under := new(big.Int).SetUint64(a.mantissa), big.NewInt(1)
	over.Mul(over, big.NewInt(ways))
	shift := a.exponent
	outcome := func(count int64, parts uint64) {
		over.Mul(over, big.NewInt(count))
		under.Mul(under, new(big.Int).SetUint64(parts))
		shift += bits.Len64(allParts) - 1
	}
	for n, c := range f.choice {
		outcome(a.d.groups[n].counts[c], a.d.groups[n].parts[c])
	}
	for i := range a.d.trees {
		a.d.trees[i].outcomes(f, outcome)
	}
	drawn := new(big.Int).SetUint64(x)
	for digits := 64; ; digits += 64 {
		// drawn/2^digits against over·2^shift/under
		left, right := new(big.Int).Set(drawn), new(big.Int).Set(over)
		step := new(big.Int).Set(under)
		if by := shift + digits; by >= 0 {
			right.Lsh(right, uint(by))
		} else {
			step.Lsh(step, uint(-by))
		}
		left.Mul(left, step)
		if left.Cmp(right) >= 0 {
			return false
		}
		if left.Add(left, step).Cmp(right) <= 0 {
			return true
		}
		drawn.Lsh(drawn, 64).Or(drawn, new(big.Int).SetUint64(rng.Uint64()))
	}
}
