// Package tally counts the packages of a space that reach its floors: exactly
// wherever that can be done, and else within proven bounds, with an estimate
// whose error is stated. It also draws members of the zone, each as likely as
// every other, and finds which cells still occur in it.
//
// Counts weigh a cell by how many choices it stands for. Everything that
// decides whether a package is a member is done in whole numbers; floats only
// steer, except in bounds, where they are rounded outwards by a margin that
// chernoff.go accounts for.
package tally

import (
	"context"
	"fmt"
	"math/big"

	"parley/bargain/internal/network"
)

// Options are how much may be done. Zero values mean the defaults.
type Options struct {
	Seed      uint64             // of the draws of an estimate
	Work      float64            // steps that a count, or else an estimate, may be expected to take: 6e9
	Memory    int                // bytes that tables may take: 400 MB
	Draws     int                // the most draws of an estimate: 32 million; negative: none
	Precision float64            // an estimate this close, as a part of itself, is close enough: 0.03
	Exactly   bool               // only an exact count is of use: without one, bounds are as they come, and nothing is estimated
	Witness   bool               // the caller knows a package that reaches the floors: no lower bound is below one
	Report    func(done float64) // hears which part is done, from time to time; nil: nobody does
}

func (o Options) filled() Options {
	if o.Work == 0 {
		o.Work = 6e9
	}
	if o.Memory == 0 {
		o.Memory = 400e6
	}
	if o.Draws == 0 {
		o.Draws = 32 << 20
	}
	if o.Precision == 0 {
		o.Precision = 0.03
	}
	if o.Report == nil {
		o.Report = func(float64) {}
	}
	return o
}

// Tally is how many packages reach the floors.
type Tally struct {
	Exact        *big.Int  // nil: not known exactly
	Lower, Upper *big.Int  // proven; equal to Exact where it is known
	Estimate     *Estimate // where it is not, if there were draws; never a proof
	Method       string    // how it was found, and why that way, in plain words
}

// Count counts the packages of a space that reach its floors. It chooses the
// method by the work that each is expected to take, without regard to time,
// so that the same space and options have the same answer. If the context
// ends first, it returns the bounds that are proven by then, with what has
// been estimated, and the context's error; Method says that it was stopped.
func Count(ctx context.Context, s *network.Space, o Options) (Tally, error) {
	o = o.filled()
	if s.Barred {
		return exactly(new(big.Int), "a rule cannot but be broken: there is no package"), nil
	}
	t := Tally{Lower: new(big.Int), Upper: s.Packages()}
	if o.Witness {
		t.Lower.SetInt64(1)
	}
	if s.TooWide {
		t.Method = "what ties the issues is too wide for tables: only the number of all combinations is known"
		return t, nil
	}
	t, err := count(ctx, s, t, o)
	if err != nil {
		t.Method = "stopped early; bounds that are proven by then"
	}
	return t, err
}

// count narrows the bounds of t until they meet, or as far as they can be.
func count(ctx context.Context, s *network.Space, t Tally, o Options) (Tally, error) {
	r := reduce(s)
	r.work = o.Work
	if r.hopeless {
		return exactly(new(big.Int), "even the best cell of every issue does not reach a floor"), nil
	}
	all, err := product(ctx, s)
	if err != nil {
		return t, err
	}
	t.Upper = all
	if all.Sign() == 0 {
		return exactly(all, "sum-product over the tree of rules: every combination breaks one"), nil
	}
	if len(r.columns) == 0 {
		return exactly(all, "sum-product over issues and the tree of what ties them: no floor can be missed"), nil
	}
	sp, err := r.pieces(ctx, maxTied, nil)
	if err != nil {
		return t, err
	}
	var n *big.Int
	method := ""
	if sp != nil {
		n, method, err = exact(ctx, sp, o)
	}
	if n == nil && err == nil {
		n, method, err = r.conditioned(ctx, o)
	}
	if err != nil {
		t.raise(n, nil)
		return t, err
	}
	if n != nil {
		return exactly(n, method), nil
	}
	if o.Exactly {
		t.Method = "too large to count within the work allowed"
		return t, nil
	}
	return bounded(ctx, r, sp, t, o)
}

func exactly(n *big.Int, method string) Tally {
	return Tally{Exact: n, Lower: n, Upper: n, Method: method}
}

// Limits of what is written out, in entries.
const (
	maxTied  = 1 << 20 // messages of tied issues
	maxHalf  = 1 << 21 // sums of a half that are bound to fit
	maxTrial = 1 << 17 // and of one that is not

	leastTrial = 1 << 10 // whatever the work
	trying     = 1000    // steps that one sum of a trial may cost
)

// exact counts where the pieces allow it, nil where they do not; with an
// error, it may return a part of the count.
func exact(ctx context.Context, sp *split, o Options) (*big.Int, string, error) {
	if sp.hopeless {
		return new(big.Int), "distributions of sums up the tree of what ties the issues: even the best that they leave does not reach the floors", nil
	}
	if sp.columns() == 0 {
		return sp.factor.Mul(sp.factor, sp.total(indices(len(sp.pieces)))), "distributions of sums up the tree of what ties the issues; with what that leaves, no floor can be missed", nil
	}
	d := sp.dense()
	sparse, likely := sp.sparseWork(o)
	if d != nil && d.work <= o.Work && d.memory() <= o.Memory && (!likely || d.work <= sparse) {
		n, err := d.count(ctx)
		how := "in plain 64-bit numbers"
		if d.runs > 0 {
			how = fmt.Sprintf("modulo %d primes", d.runs)
		}
		return n, fmt.Sprintf("dynamic programming over a grid of sums, met in the middle, %s: %d floors, %d pieces, about %.1g steps",
			how, sp.columns(), len(sp.pieces), d.work), err
	}
	most := sp.mostHalf(o)
	if !likely { // only if many sums merge, which soon shows
		most = min(most, maxTrial, max(leastTrial, int(o.Work/trying)))
	}
	n, err := sp.meet(ctx, most, o)
	if n == nil {
		return nil, "", err
	}
	return n, fmt.Sprintf("meeting in the middle: the distinct sums of two halves of %d pieces, joined by dominance in %d columns",
		len(sp.pieces), sp.columns()), err
}
