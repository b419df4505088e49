package tally

import (
	"context"
	"math"
	"math/big"
)

// bounded narrows the bounds of a count that is too large to be exact, and
// estimates it.
func bounded(ctx context.Context, r *reduced, t Tally, o Options) (Tally, error) {
	c, err := tilt(r).bound(ctx)
	if err != nil {
		return t, err
	}
	if c.upper < 0 {
		return exactly(new(big.Int), "exponential tilting: the weights prove that no package reaches the floors"), nil
	}
	t.raise(nil, atMost(c.upper))
	for _, beyond := range []float64{1, 1.5, 2, 2.5, 3} {
		log, err := c.t.lower(ctx, c.theta, beyond)
		if err != nil {
			return t, err
		}
		t.raise(atLeast(log), nil)
	}
	t.Method = "too large to be exact: bounds by exponential tilting"
	d, err := newDrawer(ctx, c)
	if err != nil {
		return t, err
	}
	t.raise(nil, atMost(c.upper+math.Log(d.most)))
	if o.Draws < 0 {
		return t, nil
	}
	e, kept, err := d.estimate(ctx, o)
	t.raise(distinct(r, kept), nil)
	t.Estimate = e
	return t, err
}

// raise narrows the bounds; nil is for none.
func (t *Tally) raise(lower, upper *big.Int) {
	if lower != nil && lower.Cmp(t.Lower) > 0 {
		t.Lower = lower
	}
	if upper != nil && upper.Cmp(t.Upper) < 0 {
		t.Upper = upper
	}
}

// distinct returns how many packages the distinct ones of some members stand
// for.
func distinct(r *reduced, members [][]int) *big.Int {
	n := new(big.Int)
	seen := map[string]bool{}
	for _, local := range members {
		key := make([]byte, 0, 4*len(local))
		ways := big.NewInt(1)
		for i, k := range local {
			key = append(key, byte(k), byte(k>>8), byte(k>>16), byte(k>>24))
			ways.Mul(ways, big.NewInt(r.space.Places[i].Counts[k]))
		}
		if !seen[string(key)] {
			seen[string(key)] = true
			n.Add(n, ways)
		}
	}
	return n
}
