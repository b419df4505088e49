package tally

import (
	"context"
	"math"

	"parley/bargain/internal/amount"
)

// tilted is a space under exponential tilting: a package that adds x to the
// columns, each as a part of its need, weighs e^(θ·x) times its count (Esscher
// 1932; for sums Petrov 1975). What makes a floor rare becomes usual under the
// right θ, while the sum of all weights is still a product over the issues, or
// a message up the tree of what ties them.
type tilted struct {
	r       *reduced
	columns int
	place   [][]float64   // by place: cells × columns, as parts of the need
	bonus   [][][]float64 // by bucket, by extra: entries
	scale   []float64     // by column: 1/need
	full    bool          // covariances across the tree fit in memory
}

// moments are a logarithm of a sum of weights, the mean of the columns under
// those weights, and their covariance, the upper triangle row by row.
type moments struct {
	log  float64
	mean []float64
	cov  []float64
}

// maxMoments is how many numbers messages with covariances may have.
const maxMoments = 1 << 23

func tilt(r *reduced) *tilted {
	t := &tilted{r: r, columns: len(r.columns)}
	for q := range t.columns {
		t.scale = append(t.scale, 1/amount.Float(r.need[q*r.limbs:(q+1)*r.limbs]))
	}
	for _, amounts := range r.places {
		t.place = append(t.place, t.parts(amounts))
	}
	entries := 0
	for b := range r.space.Buckets {
		var list [][]float64
		for _, x := range r.bonus[b] {
			parts := make([]float64, len(x.amounts)/r.limbs)
			for e := range parts {
				parts[e] = amount.Float(x.amounts[e*r.limbs:(e+1)*r.limbs]) * t.scale[x.column]
			}
			list = append(list, parts)
		}
		t.bonus = append(t.bonus, list)
		entries += r.space.Buckets[b].Entries(r.space)
	}
	t.full = entries*(1+t.columns+t.triangle()) <= maxMoments
	return t
}

// parts turns sums of the columns into parts of the needs.
func (t *tilted) parts(amounts []uint64) []float64 {
	list := make([]float64, len(amounts)/t.r.limbs)
	for at := range list {
		list[at] = amount.Float(amounts[at*t.r.limbs:(at+1)*t.r.limbs]) * t.scale[at%t.columns]
	}
	return list
}

func (t *tilted) triangle() int { return t.columns * (t.columns + 1) / 2 }

func (t *tilted) moments() moments {
	return moments{math.Inf(-1), make([]float64, t.columns), make([]float64, t.triangle())}
}

// cells returns the moments of a choice among some cells of a place.
func (t *tilted) cells(theta []float64, place int, members []int) moments {
	m := t.moments()
	logs := make([]float64, len(members))
	x, d := t.place[place], t.columns
	for i, k := range members {
		logs[i] = math.Log(float64(t.r.space.Places[place].Counts[k])) + dot(theta, x[k*d:(k+1)*d])
	}
	mix(&m, logs, func(i int) ([]float64, []float64) {
		k := members[i]
		return x[k*d : (k+1)*d], nil
	})
	return m
}

// mix sets m to the moments of a choice among parts whose logarithms are
// given; part returns the mean and covariance of each, nil for none.
func mix(m *moments, logs []float64, part func(int) (mean, cov []float64)) {
	high := math.Inf(-1)
	for _, l := range logs {
		high = max(high, l)
	}
	clear(m.mean)
	clear(m.cov)
	m.log = high
	if math.IsInf(high, -1) {
		return
	}
	sum := 0.0
	for _, l := range logs {
		sum += math.Exp(l - high)
	}
	m.log = high + math.Log(sum)
	for i, l := range logs {
		if p := math.Exp(l - m.log); p > 0 {
			mean, _ := part(i)
			for q, x := range mean {
				m.mean[q] += p * x
			}
		}
	}
	for i, l := range logs {
		p := math.Exp(l - m.log)
		if p == 0 {
			continue
		}
		mean, cov := part(i)
		at := 0
		for q := range mean {
			dq := p * (mean[q] - m.mean[q])
			for s := q; s < len(mean); s++ {
				m.cov[at] += dq * (mean[s] - m.mean[s])
				if cov != nil {
					m.cov[at] += p * cov[at]
				}
				at++
			}
		}
	}
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

// at returns the moments of the whole space under a tilt. Where covariances
// across a tree would not fit, tied places count there as if they were not
// tied; the logarithm and the mean are right all the same.
func (t *tilted) at(ctx context.Context, theta []float64) (moments, error) {
	all := t.moments()
	all.log = 0
	for i := range t.r.space.Places {
		p := &t.r.space.Places[i]
		if p.Bucket < 0 {
			all.plus(t.cells(theta, i, p.Members[0]))
		} else if !t.full {
			m := t.cells(theta, i, indices(len(p.Cells)))
			m.log = 0
			clear(m.mean)
			all.plus(m)
		}
	}
	messages := make([][]moments, len(t.r.space.Buckets))
	for b := range t.r.space.Buckets {
		m, err := t.message(ctx, theta, b, messages)
		if err != nil {
			return all, err
		}
		messages[b] = m
		for _, c := range t.r.space.Buckets[b].Children {
			messages[c.Bucket] = nil
		}
		if t.r.space.Buckets[b].Parent < 0 {
			all.plus(m[0])
		}
	}
	return all, nil
}

// plus adds what is independent.
func (m *moments) plus(o moments) {
	m.log += o.log
	for q, x := range o.mean {
		m.mean[q] += x
	}
	for i, x := range o.cov {
		m.cov[i] += x
	}
}

// message returns the moments of all that a bucket and those below it settle,
// for each entry of its separator (sum-product over the expectation semiring,
// Li and Eisner 2009).
func (t *tilted) message(ctx context.Context, theta []float64, b int, messages [][]moments) ([]moments, error) {
	s := t.r.space
	bucket := &s.Buckets[b]
	p := &s.Places[bucket.Place]
	classes := make([]moments, p.Classes)
	for c, members := range p.Members {
		classes[c] = t.cells(theta, bucket.Place, members)
	}
	parts := make([]moments, p.Classes)
	for c := range parts {
		parts[c] = t.moments()
	}
	logs := make([]float64, p.Classes)
	out := make([]moments, bucket.Entries(s))
	for at := range out {
		if at&0xfff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for c := range p.Classes {
			e := at*p.Classes + c
			logs[c] = math.Inf(-1)
			if bucket.Barred[e] {
				continue
			}
			m := &parts[c]
			m.log = classes[c].log
			copy(m.mean, classes[c].mean)
			copy(m.cov, classes[c].cov)
			for n, x := range t.r.bonus[b] {
				m.log += theta[x.column] * t.bonus[b][n][e]
				m.mean[x.column] += t.bonus[b][n][e]
			}
			for _, child := range bucket.Children {
				below := messages[child.Bucket][child.Entry[e]]
				if !t.full {
					below.cov = nil
				}
				m.plus(below)
			}
			logs[c] = m.log
		}
		out[at] = moments{mean: make([]float64, t.columns), cov: make([]float64, t.triangle())}
		mix(&out[at], logs, func(c int) ([]float64, []float64) { return parts[c].mean, parts[c].cov })
		if !t.full {
			out[at].cov = nil
		}
	}
	return out, nil
}

// best returns the θ ≥ 0 that makes log Σ e^(θ·x) − θ·target least, nearly:
// the function is convex, and Newton's method projected on θ ≥ 0 (Bertsekas
// 1982) takes a few steps. If nothing reaches the target there is no least;
// then it stops at a θ at which the value is below floor.
func (t *tilted) best(ctx context.Context, start, target []float64, floor float64) ([]float64, moments, error) {
	d := t.columns
	theta := append([]float64(nil), start...)
	m, err := t.at(ctx, theta)
	if err != nil {
		return theta, m, err
	}
	value := m.log - dot(theta, target)
	for range 60 {
		if value < floor {
			break
		}
		gradient := make([]float64, d)
		var free []int
		gain := 0.0
		for q := range d {
			gradient[q] = m.mean[q] - target[q]
			if theta[q] > 0 || gradient[q] < 0 {
				free = append(free, q)
			}
		}
		step := newton(m.cov, gradient, free, d)
		for _, q := range free {
			gain += step[q] * gradient[q]
		}
		if gain < 1e-9 {
			break
		}
		moved := false
		for length := 1.0; length > 1e-6; length /= 2 {
			next := make([]float64, d)
			for q := range d {
				next[q] = max(0, theta[q]-length*step[q])
			}
			nm, err := t.at(ctx, next)
			if err != nil {
				return theta, m, err
			}
			if nv := nm.log - dot(next, target); nv < value-1e-4*length*gain || nv < value && length < 1e-3 {
				theta, m, value, moved = next, nm, nv, true
				break
			}
		}
		if !moved {
			break
		}
	}
	return theta, m, nil
}

// newton solves cov·step = gradient in the free columns by Cholesky's method,
// with a little added to the diagonal, so that it is always a descent.
func newton(cov, gradient []float64, free []int, d int) []float64 {
	n := len(free)
	a := make([][]float64, n)
	trace := 0.0
	for i := range a {
		a[i] = make([]float64, n+1)
		for j := range a {
			low, high := min(free[i], free[j]), max(free[i], free[j])
			a[i][j] = cov[low*d-low*(low-1)/2+high-low]
		}
		trace += a[i][i]
		a[i][n] = gradient[free[i]]
	}
	for i := range a {
		a[i][i] += 1e-10*trace + 1e-14
	}
	for i := range a { // elimination is Cholesky's for what is symmetric and positive
		for j := i + 1; j < n; j++ {
			f := a[j][i] / a[i][i]
			for k := i; k <= n; k++ {
				a[j][k] -= f * a[i][k]
			}
		}
	}
	step := make([]float64, d)
	for i := n - 1; i >= 0; i-- {
		x := a[i][n]
		for j := i + 1; j < n; j++ {
			x -= a[i][j] * step[free[j]]
		}
		step[free[i]] = x / a[i][i]
	}
	return step
}
