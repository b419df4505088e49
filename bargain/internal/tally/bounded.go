package tally

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
)

// bounded narrows the bounds of a count that is too large to be exact, and
// estimates it. The pieces may be nil, where there are too many to write out.
func bounded(ctx context.Context, r *reduced, sp *split, t Tally, o Options) (Tally, error) {
	c, err := tilt(r).bound(ctx)
	if err != nil {
		return t, err
	}
	if c.upper < 0 {
		return exactly(new(big.Int), "exponential tilting: the weights prove that no package reaches the floors"), nil
	}
	t.raise(nil, atMost(c.upper))
	for _, beyond := range lowerTilts {
		log, err := c.t.lower(ctx, c.theta, beyond)
		if err != nil {
			return t, err
		}
		t.raise(atLeast(log), nil)
	}
	t.Method = "too many to be counted exactly: bounds by exponential tilting"
	if sp != nil {
		var theta []float64
		for _, q := range sp.of {
			theta = append(theta, c.theta[q]*c.t.scale[q])
		}
		lower, upper, err := sp.lines(ctx, theta)
		if err != nil {
			return t, err
		}
		t.raise(lower, upper)
		t.Method += " and by counting along one floor at a time"
	}
	d, err := newDrawer(ctx, c)
	if errors.Is(err, ErrWide) {
		t.Method += "; no estimate, for which the tables are too large"
		return t, nil
	}
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
	if e != nil {
		t.Method += fmt.Sprintf("; estimate by %d draws under the tilt", e.Draws)
	}
	return t, err
}

// lowerTilts are how far beyond the floors, in standard deviations, lower
// bounds are about best, with few floors and with many.
var lowerTilts = [...]float64{2, 2.5}

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
