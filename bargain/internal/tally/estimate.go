package tally

import "math/big"

// Estimate is a count by random draws. It is unbiased, and with the given
// confidence it is off by no more than HalfWidth. It proves nothing.
type Estimate struct {
	Count      *big.Int
	HalfWidth  *big.Int
	Confidence float64
	Draws      int
	Seed       uint64
}
