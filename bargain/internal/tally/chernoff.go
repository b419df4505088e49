package tally

import (
	"context"
	"math"
	"math/big"
)

// chernoff is what a tilt proves about the number of packages that reach the
// needs (Chernoff 1952): each of them weighs at least e^(θ·1), the needs being
// 1 each, so that there are at most e^(log Σ e^(θ·x) − θ·1).
type chernoff struct {
	t      *tilted
	theta  []float64
	m      moments
	upper  float64 // natural logarithm of the bound, margin included; −∞ where nothing breaks no rule
	margin float64
}

// margin bounds the rounding of the logarithm of the sum of all weights at θ.
// An amount as a part of its need is right to within 2^-48 of itself, and θ·x
// to within (d+2)·2^-48 of what it is at most; a sum of exponentials over k
// cells and its logarithm to within (k+8)·2^-52, plus 2^-52 of itself; and in
// a tree the error of a message is an average of those below it, so that
// every place enters but once. 10^-12, far above d·2^-48 for any d up to a
// hundred, leaves room for all of this.
func (t *tilted) margin(theta []float64, log float64) float64 {
	reach, cells, places := 0.0, 0, 1
	for _, x := range theta {
		reach += x
	}
	for i, x := range t.place {
		high := 0.0
		n := len(t.r.space.Places[i].Cells)
		for k := range n {
			high = max(high, dot(theta, x[k*t.columns:(k+1)*t.columns]))
		}
		reach, cells, places = reach+high, cells+n, places+1
	}
	for b, list := range t.bonus {
		for n, x := range list {
			high := 0.0
			for _, v := range x {
				high = max(high, v)
			}
			reach += high * theta[t.r.bonus[b][n].column]
		}
	}
	return 1e-12 * (float64(cells) + float64(places)*(1+math.Abs(log)+reach))
}

// bound finds the best upper bound. A logarithm below zero proves that nothing
// reaches the needs.
func (t *tilted) bound(ctx context.Context) (*chernoff, error) {
	target := ones(t.columns)
	theta, m, err := t.best(ctx, make([]float64, t.columns), target, -1)
	if err != nil {
		return nil, err
	}
	if math.IsInf(m.log, -1) { // every combination breaks a rule
		return &chernoff{t: t, theta: theta, m: m, upper: m.log}, nil
	}
	c := &chernoff{t: t, theta: theta, m: m, margin: t.margin(theta, m.log)}
	c.upper = m.log - dot(theta, target) + c.margin
	if math.IsNaN(c.upper) || math.IsInf(c.upper, 1) { // the tilt ran away: back to none
		c.theta = make([]float64, t.columns)
		if c.m, err = t.at(ctx, c.theta); err != nil {
			return nil, err
		}
		c.margin = t.margin(c.theta, c.m.log)
		c.upper = c.m.log + c.margin
	}
	return c, nil
}

func ones(n int) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = 1
	}
	return list
}

// lower returns the natural logarithm of a lower bound on how many packages
// reach the needs, margin included; −∞ where it proves nothing.
//
// Tilt so far that most of the weight lies beyond the needs: p is the part
// that does, at least 1 less the Chernoff bound of what falls short of each
// column. The packages beyond number Z·E[e^(−θ·x); x ≥ 1], which is at least
// Z·p·e^(−E[θ·x | x ≥ 1]) (Jensen), and by Cauchy and Schwarz the mean there is
// at most θ·μ + σ·√(1−p)/p, with μ and σ² the mean and the variance of x and
// θ·x under the tilt.
func (t *tilted) lower(ctx context.Context, start []float64, beyond float64) (float64, error) {
	nothing := math.Inf(-1)
	if !t.full { // the variance is not known
		return nothing, nil
	}
	theta, target := start, ones(t.columns)
	var m moments
	for range 3 { // the spread belongs to the tilt, and the tilt to the target
		var err error
		if m, err = t.at(ctx, theta); err != nil {
			return nothing, err
		}
		for q := range target {
			target[q] = 1 + beyond*math.Sqrt(m.cov[t.diagonal(q)])
		}
		if theta, m, err = t.best(ctx, theta, target, -1e3); err != nil {
			return nothing, err
		}
	}
	short := 0.0
	for q := range t.columns {
		x, err := t.shortfall(ctx, theta, m, q)
		if err != nil {
			return nothing, err
		}
		if short += x; short >= 1 {
			return nothing, nil
		}
	}
	p := (1 - short) * (1 - 1e-9)
	variance, at := 0.0, 0
	for q := range t.columns {
		for s := q; s < t.columns; s++ {
			double := 2.0
			if s == q {
				double = 1
			}
			variance += double * theta[q] * theta[s] * m.cov[at]
			at++
		}
	}
	mean := dot(theta, m.mean) + math.Sqrt(max(0, variance)*(1-p))/p
	// The moments are averages, right to within the margin of the logarithm;
	// a millionth of them is far more than that.
	log := m.log + math.Log(p) - mean - 1e-6*(1+mean) - 2*t.margin(theta, m.log)
	if math.IsNaN(log) || math.IsInf(log, 0) || m.log > 1e6 { // the tilt ran away
		return nothing, nil
	}
	return log, nil
}

func (t *tilted) diagonal(q int) int { return q*t.columns - q*(q-1)/2 }

// shortfall bounds from above the part of the weight at θ that does not reach
// the need of a column: at most e^(s + log Z(θ − s·e) − log Z(θ)) for any s ≥ 0.
func (t *tilted) shortfall(ctx context.Context, theta []float64, m moments, q int) (float64, error) {
	gap, spread := m.mean[q]-1, m.cov[t.diagonal(q)]
	if gap <= 0 || spread <= 0 {
		if gap > 0 { // the column is the same in all packages of any weight
			return 0, nil
		}
		return 1, nil
	}
	least := 1.0
	moved := append([]float64(nil), theta...)
	s := gap / spread
	for range 4 { // Newton's method in s
		moved[q] = theta[q] - s
		n, err := t.at(ctx, moved)
		if err != nil {
			return 1, err
		}
		exponent := s + n.log - m.log
		absolute := append([]float64(nil), moved...)
		for i, x := range absolute {
			absolute[i] = math.Abs(x)
		}
		exponent += t.margin(theta, m.log) + t.margin(absolute, n.log)
		least = min(least, math.Exp(exponent)*(1+1e-9))
		if v := n.cov[t.diagonal(q)]; v > 0 {
			s = max(0, s+(n.mean[q]-1)/v)
		}
	}
	return least, nil
}

// atMost returns a whole number that no count of at most e^log is above.
func atMost(log float64) *big.Int { return power(log+1e-15*math.Abs(log), 1+1e-12) }

// atLeast returns a whole number that every count of at least e^log reaches:
// at least one, however small the logarithm.
func atLeast(log float64) *big.Int {
	if math.IsInf(log, -1) {
		return new(big.Int)
	}
	n := power(log-1e-15*math.Abs(log), 1-1e-12)
	return n.Add(n, big.NewInt(1))
}

// power returns e^log × factor, rounded down.
func power(log, factor float64) *big.Int {
	if math.IsInf(log, -1) || log < -700 {
		return new(big.Int)
	}
	// 2^n·e^rest: the product n·ln 2 is split into a part that is exact and a
	// small one (Cody and Waite 1980).
	n := math.Floor(log / math.Ln2)
	rest := (log - n*0x1.62e42feep-1) - n*1.9082149292705877e-10
	f := new(big.Float).SetFloat64(math.Exp(rest) * factor)
	f.SetMantExp(f, int(n))
	x, _ := f.Int(nil)
	return x
}
