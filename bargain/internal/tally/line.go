package tally

import (
	"context"
	"math"
	"math/big"
	"math/bits"

	"parley/bargain/internal/amount"
)

// A line looks at one floor at a time: it counts, in floats, what reaches it
// on a line of so many steps up to the need, all amounts rounded up to steps
// for an upper bound and down for a lower one. Where the need has no more
// steps than the line, nothing is rounded at all.
//
// Two bounds come of it. What reaches all floors reaches this one, and the
// others may be held by exponential tilting meanwhile, so that the count is at
// most what reaches this floor, weighed by e^(θ·(x − need)) over the others.
// And it is at least all packages less those that miss one floor or another
// (Bonferroni 1936), which is close where floors are rarely missed.

// maxSteps is the most steps of a line, and lineWork how many moves along it
// may be made in all.
const (
	maxSteps = 1 << 14
	lineWork = 3e8
)

// lines returns the bounds that the lines of all floors give; theta is the
// tilt by column, of one unit.
func (sp *split) lines(ctx context.Context, theta []float64) (lower, upper *big.Int, err error) {
	entries := 0
	for _, p := range sp.pieces {
		entries += p.len()
	}
	steps := min(maxSteps, int(lineWork/float64(2*entries*sp.columns())))
	if steps < 64 {
		return nil, nil, nil
	}
	missed := 0.0
	log := math.Inf(1)
	for q := range sp.columns() {
		up, err := sp.line(ctx, q, steps, theta, true)
		if err != nil {
			return nil, nil, err
		}
		// Beyond what floats hold, above or below, a line bounds nothing.
		if at := up.log + math.Log(up.reached); !math.IsNaN(at) && !math.IsInf(at, 0) {
			log = min(log, at)
		}
		down, err := sp.line(ctx, q, steps, make([]float64, len(theta)), false)
		if err != nil {
			return nil, nil, err
		}
		missed += down.missed
	}
	// Each of the sums has as many additions of positive numbers as there are
	// entries and steps, each right to within 2^-53; exponents are right as
	// margin of a tilt says.
	const slack = 1e-8
	if upper = sp.total(indices(len(sp.pieces))); !math.IsInf(log, 1) {
		upper = atMost(log + slack + 1e-12*math.Abs(log))
	}
	upper.Mul(upper, sp.factor)
	if part := 1 - missed*(1+slack) - slack; part > 0 {
		all := sp.total(indices(len(sp.pieces)))
		share, _ := new(big.Float).SetInt(all).SetMode(big.ToZero).Mul(
			new(big.Float).SetPrec(uint(all.BitLen()+64)).SetInt(all), new(big.Float).SetFloat64(part)).Int(nil)
		lower = share.Mul(share, sp.factor)
	}
	return lower, upper, nil
}

// reach is what a line comes to: the parts of all weight that reach the need
// and miss it, and the logarithm of what all of it stands for.
type reach struct {
	reached, missed float64
	log             float64
}

// line sums the weights along one column, all others tilted.
func (sp *split) line(ctx context.Context, column, steps int, theta []float64, up bool) (reach, error) {
	at := column * sp.limbs
	need := sp.need[at : at+sp.limbs]
	if sp.limbs == 1 && need[0] < uint64(steps) {
		steps = int(need[0])
	}
	var out reach
	for q := range sp.columns() {
		if q != column {
			out.log -= theta[q] * amount.Float(sp.need[q*sp.limbs:(q+1)*sp.limbs])
		}
	}
	now, next := make([]float64, steps+1), make([]float64, steps+1)
	now[0] = 1
	end := 0 // nothing is beyond it
	for _, p := range sp.pieces {
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		logs := make([]float64, p.len())
		for i := range logs {
			logs[i] = math.Log(amount.Float(p.weight(i)))
			for q := range sp.columns() {
				if q != column {
					logs[i] += theta[q] * amount.Float(p.sum(i)[q*sp.limbs:(q+1)*sp.limbs])
				}
			}
		}
		var m moments
		mix(&m, logs, func(int) (mean, cov []float64) { return nil, nil })
		out.log += m.log
		clear(next)
		far := 0
		for i, l := range logs {
			w, move := math.Exp(l-m.log), sp.steps(p.sum(i)[at:at+sp.limbs], need, steps, up)
			far = max(far, move)
			inside := min(end, steps-move)
			dst := next[move:]
			for x := 0; x <= inside; x++ {
				dst[x] += w * now[x]
			}
			for x := inside + 1; x <= end; x++ {
				next[steps] += w * now[x]
			}
		}
		end = min(steps, end+far)
		now, next = next, now
	}
	for _, x := range now[:steps] {
		out.missed += x
	}
	out.reached = now[steps]
	return out, nil
}

// steps returns how many of the steps up to the need an amount is, rounded up
// or down.
func (sp *split) steps(x, need []uint64, steps int, up bool) int {
	if amount.Compare(x, need) >= 0 {
		return steps
	}
	if sp.limbs == 1 {
		high, low := bits.Mul64(x[0], uint64(steps))
		n, rest := bits.Div64(high, low, need[0])
		if up && rest > 0 {
			n++
		}
		return int(n)
	}
	part := amount.Float(x) / amount.Float(need) * float64(steps)
	if up {
		return min(steps, int(math.Ceil(part*(1+1e-12))))
	}
	return int(part * (1 - 1e-12))
}
