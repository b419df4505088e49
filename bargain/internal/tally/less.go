package tally

import (
	"context"
	"fmt"
	"math/big"

	"parley/bargain/internal/network"
)

// CountLess counts the packages of a space that reach its floors and break
// none of some further rules, which tie too much to be a part of the space.
// Each space of broken holds the packages that break one of these as well; holds
// says of local cells of s whether a package breaks none of them.
//
// What breaks one rule or another is at most the sum of what breaks each and at
// least the most of it (Bonferroni 1936), and that is taken off. Both bounds
// are proven, by exponential tilting, and the nearer the fewer packages break
// anything. The estimate draws from s and leaves out what does not hold.
func CountLess(ctx context.Context, s *network.Space, broken []*network.Space, holds func(local []int) bool, o Options) (Tally, error) {
	o = o.filled()
	t := Tally{Lower: new(big.Int), Upper: s.Packages()}
	t.Method = fmt.Sprintf("all but %d statements, which tie too much for tables: bounds by exponential tilting, less what breaks each of those", len(broken))
	if o.Witness {
		t.Lower.SetInt64(1)
	}
	err := t.less(ctx, s, broken, o.Report)
	if err == nil && o.Draws > 0 && !o.Exactly && t.Lower.Cmp(t.Upper) < 0 {
		err = t.estimateLess(ctx, s, holds, o)
	}
	if t.Lower.Cmp(t.Upper) == 0 {
		t.Exact = t.Lower
	}
	if err != nil {
		t.Method = "stopped early; bounds that are proven by then"
	}
	return t, err
}

// less narrows the bounds.
func (t *Tally) less(ctx context.Context, s *network.Space, broken []*network.Space, report func(float64)) error {
	all, err := bracket(ctx, s)
	t.raise(nil, all.Upper)
	if err != nil {
		return err
	}
	lost, most := new(big.Int), Tally{Upper: new(big.Int)}
	var where *network.Space
	for n, b := range broken {
		part, err := ceiling(ctx, b)
		if err != nil {
			return err
		}
		lost.Add(lost, part.Upper)
		if part.Upper.Cmp(most.Upper) > 0 {
			most, where = part, b
		}
		report(float64(n+1) / float64(2*len(broken)))
	}
	t.raise(new(big.Int).Sub(all.Lower, lost), nil)
	if where == nil {
		return nil
	}
	some, err := bracket(ctx, where)
	t.raise(nil, new(big.Int).Sub(all.Upper, some.Lower))
	return err
}

// ceiling bounds a count from above alone.
func ceiling(ctx context.Context, s *network.Space) (Tally, error) {
	t, _, err := tilting(ctx, s)
	return t, err
}

// bracket bounds a count by exponential tilting alone, without a look for an
// exact one.
func bracket(ctx context.Context, s *network.Space) (Tally, error) {
	t, c, err := tilting(ctx, s)
	if err != nil || c == nil {
		return t, err
	}
	for _, beyond := range lowerTilts {
		log, err := c.t.lower(ctx, c.theta, beyond)
		if err != nil {
			return t, err
		}
		t.raise(atLeast(log), nil)
	}
	return t, nil
}

// tilting returns the upper bound and the tilt that gives it; no tilt where no
// floor can be missed or none can be reached, and the count is exact.
func tilting(ctx context.Context, s *network.Space) (Tally, *chernoff, error) {
	t := Tally{Lower: new(big.Int), Upper: s.Packages()}
	none := Tally{Lower: new(big.Int), Upper: new(big.Int)}
	switch {
	case s.Barred:
		return none, nil, nil
	case s.TooWide:
		return t, nil, nil
	}
	r := reduce(s)
	if r.hopeless {
		return none, nil, nil
	}
	all, err := product(ctx, s)
	if err != nil {
		return t, nil, err
	}
	t.Upper = all
	if len(r.columns) == 0 || all.Sign() == 0 {
		t.Lower = all
		return t, nil, nil
	}
	c, err := tilt(r).bound(ctx)
	switch {
	case err != nil:
		return t, nil, err
	case c.upper < 0:
		return none, nil, nil
	}
	t.raise(nil, atMost(c.upper))
	return t, c, nil
}

// estimateLess estimates what holds by draws from a space, and counts the
// distinct ones among them.
func (t *Tally) estimateLess(ctx context.Context, s *network.Space, holds func(local []int) bool, o Options) error {
	r := reduce(s)
	if s.Barred || r.hopeless {
		return nil
	}
	c, err := tilt(r).bound(ctx)
	if err != nil || c.upper < 0 {
		return err
	}
	d, err := newDrawer(ctx, c)
	if err != nil {
		if ctx.Err() == nil { // only the tables for drawing are too large
			return nil
		}
		return err
	}
	d.holds = holds
	e, kept, err := d.estimate(ctx, o)
	t.raise(distinct(r, kept), nil)
	if e != nil && e.Count.Sign() > 0 {
		t.Estimate = e
		t.Method += fmt.Sprintf("; estimate by %d draws under a tilt", e.Draws)
	}
	return err
}
