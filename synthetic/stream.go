package synthetic

import (
	"cmp"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// purpose says what a stream of draws is for. The numbers are part of the
// formula: cases that have been measured depend on them.
type purpose uint64

const (
	ofWeights  purpose = iota + 1 // by party
	ofPlaces                      // of options on an issue's line, by issue
	ofOrder                       // of parties along an issue's line, by issue
	ofValues                      // a party's own, by party
	ofSpared                      // the package that red lines spare, by party
	ofBags                        // one for the case
	ofLinkages                    // by party
	ofRedLines                    // by party
	ofBarred                      // by bag
)

// unit is 1 on [0, 1]: places and values are drawn as multiples of 2⁻⁴⁰, which
// is finer than twelve decimals and leaves room to weigh them in 64 bits.
const unit = 1 << 40

// stream is a source of draws. The methods of rand.Rand are not used: what
// they make of the same bits has changed between versions.
type stream struct{ pcg *rand.PCG }

func (s Spec) stream(p purpose, i int) stream {
	return stream{rand.NewPCG(s.Seed, uint64(p)<<32+uint64(i))}
}

// below draws a number from 0 to n-1. The bias, below n/2⁶⁴, is no concern
// here.
func (s stream) below(n int64) int64 {
	high, _ := bits.Mul64(s.pcg.Uint64(), uint64(n))
	return int64(high)
}

func (s stream) index(n int) int { return int(s.below(int64(n))) }

// coin is true with chance 1/2.
func (s stream) coin() bool { return s.below(2) == 1 }

// chance is true with chance p, given in millionths.
func (s stream) chance(p int64) bool { return s.below(1e6) < p }

// order draws an order of 0 to n-1 (Fisher and Yates, after Durstenfeld).
func (s stream) order(n int) []int {
	o := make([]int, n)
	for i := range o {
		j := s.index(i + 1)
		o[i] = o[j]
		o[j] = i
	}
	return o
}

// some draws k of the items, in the order in which they are given.
func (s stream) some(items []int, k int) []int {
	chosen := s.order(len(items))[:k]
	slices.Sort(chosen)
	for i, j := range chosen {
		chosen[i] = items[j]
	}
	return chosen
}

// weights draws m shares of a whole from Dirichlet(1, …, 1), in whole numbers
// that sum to whole, which is at most 2⁵⁰.
func (s stream) weights(m int, whole int64) []int64 {
	points := make([]int64, m+1)
	for i := range m - 1 {
		points[i+1] = s.below(unit)
	}
	points[m] = unit
	slices.Sort(points)
	shares, rests := make([]int64, m), make([]int64, m)
	left := whole
	for i := range shares {
		high, low := bits.Mul64(uint64(points[i+1]-points[i]), uint64(whole))
		shares[i] = int64(high<<24 | low>>40)
		rests[i] = int64(low % unit)
		left -= shares[i]
	}
	// What rounding down has left goes to the largest remainders.
	by := make([]int, m)
	for i := range by {
		by[i] = i
	}
	slices.SortStableFunc(by, func(i, j int) int { return cmp.Compare(rests[j], rests[i]) })
	for _, i := range by[:left] {
		shares[i]++
	}
	return shares
}

// rescaled puts raw values, not negative, on 0 (the least) to top (the
// greatest), rounded to the nearest.
func rescaled(raw []int64, top int64) []int64 {
	least, greatest := slices.Min(raw), slices.Max(raw)
	values := make([]int64, len(raw))
	if least == greatest { // all drawn alike: as good as never, and still no division by 0
		values[len(values)-1] = top
		return values
	}
	width := uint64(greatest - least)
	for i, v := range raw {
		high, low := bits.Mul64(uint64(v-least), uint64(top))
		low, carry := bits.Add64(low, width/2, 0)
		q, _ := bits.Div64(high+carry, low, width)
		values[i] = int64(q)
	}
	return values
}
