package cover

import (
	"context"
	"math"
)

// ray finds how far one can go from an aim's base, by equal steps in all
// columns that count, before leaving the convex hull of all packages: the best
// bound that weights can give. It is column generation (Dantzig and Wolfe
// 1960) on
//
//	max t  where  Σ α_v worth_v[q] ≥ base[q] + t·counts[q] in each bound column q,  Σ α_v = 1,  α ≥ 0:
//
// a simplex basis of at most one vertex more than there are bound columns
// prices all packages by its multipliers ν, one call of best finds the vertex
// that is worth most under them, which bounds t by D(ν) and joins the basis.
type ray struct {
	x       *scaled
	rows    []int // the bound columns
	size    int   // of the basis: rows + 1
	inverse []float64
	basis   []int // by position: a vertex ≥ 0, theT, or slackOf(row)
	atT     int   // the position of t
	columns [][]float64
	usable  []*vertex // by vertex of the basis; nil for the artificial one
	enter   []float64
	weights []float64 // by column of the space
	memory  []float64
	used    int
}

const theT = -1

func slackOf(row int) int { return -2 - row }

// reach is what a ray found.
type reach struct {
	bound    float64   // no package gains more; proven
	weights  []float64 // that prove it
	most     float64   // and the most that a sum under them can be
	inner    float64   // what the mixture below gains
	mixture  []*vertex // vertices around the point where the ray leaves the hull
	vertices []*vertex // all that took part
	none     bool      // there is no package at all
	calls    int
}

// far is how much the artificial vertex, with which the basis starts, falls
// short of the base: far more than any package does.
const far = 1000

// cast goes from the aim's base, with some vertices to start from. It stops
// where the bound is no more than enough, so little above what the mixture
// gains that more calls do not pay, or the context has ended; the bound is
// proven wherever it stops.
func (r *ray) cast(ctx context.Context, p packages, a *aim, start []*vertex, enough float64) reach {
	r.rows = r.rows[:0]
	for n := range a.base {
		if a.bound[n] {
			r.rows = append(r.rows, n)
		}
	}
	r.size = len(r.rows) + 1
	r.begin(a)
	got := reach{bound: inf, inner: math.Inf(-1)}
	for _, v := range start {
		r.add(v, a)
		got.vertices = append(got.vertices, v)
	}
	limit := 30 + 15*len(r.rows)
	for got.calls < limit && ctx.Err() == nil {
		r.settle()
		most, v, ok := p.best(r.prices())
		if !ok {
			got.none = true
			return got
		}
		got.calls++
		if b := r.x.gain(most, r.weights, a); b < got.bound {
			got.bound, got.most = b, most
			got.weights = append(got.weights[:0], r.weights...)
		}
		got.vertices = append(got.vertices, v)
		if got.bound <= enough || got.bound < a.least {
			break
		}
		got.inner = r.inverse[r.atT*r.size+r.size-1]
		if got.bound-got.inner <= 1e-9+0.004*math.Abs(got.bound) {
			break
		}
		if !r.improves(v, a) {
			break
		}
		r.add(v, a)
	}
	for pos, k := range r.basis {
		if k >= 0 && r.usable[k] != nil && r.inverse[pos*r.size+r.size-1] > 1e-9 {
			got.mixture = append(got.mixture, r.usable[k])
		}
	}
	return got
}

// begin starts with the artificial vertex, t and slacks in the basis.
func (r *ray) begin(a *aim) {
	n := r.size
	r.columns, r.usable, r.used = r.columns[:0], r.usable[:0], 0
	r.inverse = resize(r.inverse, n*n)
	r.enter = resize(r.enter, n)
	r.weights = resize(r.weights, len(a.base))
	clear(r.weights)
	r.basis = r.basis[:0]
	column := r.room(n)
	tight := -1
	for i, q := range r.rows {
		column[i] = float64(i) / 64
		if a.counts[q] > 0 {
			column[i] -= far
			if tight < 0 {
				tight = i
			}
		}
	}
	column[n-1] = 1
	r.columns, r.usable = append(r.columns, column), append(r.usable, nil)
	// Rows read column·α - counts·t - slack = 0, the last α = 1. The first that
	// counts is tight, and t = column there.
	clear(r.inverse)
	for i, q := range r.rows {
		at := r.inverse[i*n : i*n+n]
		if i == tight {
			r.basis = append(r.basis, theT)
			r.atT = i
			at[i], at[n-1] = -1, column[i]
			continue
		}
		r.basis = append(r.basis, slackOf(i))
		at[i], at[n-1] = -1, column[i]
		if a.counts[q] > 0 { // slack = column - t
			at[tight] += 1
			at[n-1] -= column[tight]
		}
	}
	r.basis = append(r.basis, 0)
	r.inverse[n*n-1] = 1
}

// room returns memory for a column.
func (r *ray) room(n int) []float64 {
	if r.used+n > len(r.memory) {
		r.memory = make([]float64, 256*n)
		r.used = 0
	}
	r.used += n
	return r.memory[r.used-n : r.used : r.used]
}

func resize(list []float64, n int) []float64 {
	if cap(list) < n {
		return make([]float64, n)
	}
	return list[:n]
}

func (r *ray) add(v *vertex, a *aim) {
	column := r.room(r.size)
	for i, q := range r.rows {
		column[i] = v.worth[q] - a.base[q]
	}
	column[r.size-1] = 1
	r.columns, r.usable = append(r.columns, column), append(r.usable, v)
}

// score is by how much a vertex exceeds what the prices allow.
func (r *ray) score(column []float64) float64 {
	y := r.inverse[r.atT*r.size : r.atT*r.size+r.size]
	s := 0.0
	for i, c := range column {
		s -= float64(y[i] * c)
	}
	return s
}

const tolerance = 1e-11

func (r *ray) improves(v *vertex, a *aim) bool {
	y := r.inverse[r.atT*r.size : r.atT*r.size+r.size]
	s := -y[r.size-1]
	for i, q := range r.rows {
		s -= float64(y[i] * (v.worth[q] - a.base[q]))
	}
	return s > tolerance
}

// settle exchanges until no vertex at hand and no slack improves t.
func (r *ray) settle() {
	n := r.size
	for range 50 + 20*n {
		y := r.inverse[r.atT*n : r.atT*n+n]
		best, who := tolerance, theT
		for i := range r.rows {
			if y[i] > best {
				best, who = y[i], slackOf(i)
			}
		}
		if who == theT {
			for k, column := range r.columns {
				if s := r.score(column); s > best {
					best, who = s, k
				}
			}
		}
		if who == theT || !r.exchange(who) {
			return
		}
	}
}

// exchange brings a vertex or slack into the basis.
func (r *ray) exchange(who int) bool {
	n := r.size
	for pos := range n {
		row := r.inverse[pos*n : pos*n+n]
		d := 0.0
		if who >= 0 {
			for i, c := range r.columns[who] {
				d += float64(row[i] * c)
			}
		} else {
			d = -row[-2-who]
		}
		r.enter[pos] = d
	}
	leave, ratio := -1, inf
	for pos, d := range r.enter {
		if pos == r.atT || d < 1e-10 {
			continue
		}
		x := max(0, r.inverse[pos*n+n-1]) / d
		if x < ratio || x == ratio && r.basis[pos] < r.basis[leave] {
			leave, ratio = pos, x
		}
	}
	if leave < 0 {
		return false
	}
	pivot := r.inverse[leave*n : leave*n+n]
	f := 1 / r.enter[leave]
	for i := range pivot {
		pivot[i] *= f
	}
	for pos := range n {
		if d := r.enter[pos]; pos != leave && d != 0 {
			row := r.inverse[pos*n : pos*n+n]
			for i := range row {
				row[i] -= float64(d * pivot[i])
			}
		}
	}
	r.basis[leave] = who
	return true
}

// prices returns the basis' multipliers as weights.
func (r *ray) prices() []float64 {
	y := r.inverse[r.atT*r.size : r.atT*r.size+r.size]
	for i, q := range r.rows {
		r.weights[q] = max(0, -y[i])
	}
	return r.weights
}
