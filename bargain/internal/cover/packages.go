package cover

import (
	"math"

	"parley/bargain/internal/dual"
)

// packages is the packages of a space whose cells a branch of a search has not
// removed.
type packages interface {
	// best returns the most that a weighted sum may be, proven, and a package
	// that attains it up to rounding; not ok: there is none left.
	best(weights []float64) (most float64, v *vertex, ok bool)
	// cells lists the cells of a place that are left.
	cells(place int) []int32
	// down starts a branch, in which some cells are removed.
	down()
	// fix leaves one cell of a place.
	fix(place int, cell int32)
	// tighten removes the cells that no package has whose weighted sum comes
	// within the gap of the most.
	tighten(weights []float64, gap float64)
	// up ends the branch.
	up()
}

// table is the cells of one branch where nothing ties places, close together.
type table struct {
	from  []int32 // by place; one more at the end
	cell  []int32
	worth []float64 // cells × columns
}

// alone is the packages of a space whose places stand alone: the best cell of
// each place is a best package.
type alone struct {
	x     *scaled
	now   *table
	stack []*table
	spare []*table
	pick  []int32 // by place: position in now
}

func newAlone(x *scaled) *alone {
	a := &alone{x: x, now: &table{}, pick: make([]int32, len(x.worth))}
	n := len(x.columns)
	for i, list := range x.alive {
		a.now.from = append(a.now.from, int32(len(a.now.cell)))
		for _, k := range list {
			a.now.cell = append(a.now.cell, k)
			a.now.worth = append(a.now.worth, x.worth[i][int(k)*n:int(k)*n+n]...)
		}
	}
	a.now.from = append(a.now.from, int32(len(a.now.cell)))
	return a
}

func (a *alone) cells(place int) []int32 { return a.now.cell[a.now.from[place]:a.now.from[place+1]] }

func (a *alone) best(weights []float64) (float64, *vertex, bool) {
	t := a.now
	total := 0.0
	switch len(weights) {
	case 2:
		total = best2(t, a.pick, weights)
	case 3:
		total = best3(t, a.pick, weights)
	case 4:
		total = best4(t, a.pick, weights)
	case 5:
		total = best5(t, a.pick, weights)
	default:
		total = bestN(t, a.pick, weights)
	}
	n := len(weights)
	v := &vertex{choice: make([]int32, len(a.pick)), worth: make([]float64, n)}
	for i, at := range a.pick {
		if at < 0 {
			return 0, nil, false
		}
		v.choice[i] = t.cell[at]
		for q, u := range t.worth[int(at)*n : int(at)*n+n] {
			v.worth[q] += u
		}
	}
	return total + a.x.slack*total, v, true
}

// The loops over all cells, which take most of the time, for the usual numbers
// of columns. Conversions keep machines from fusing what others round twice.

func best2(t *table, pick []int32, w []float64) float64 {
	w0, w1 := w[0], w[1]
	total := 0.0
	for i := range pick {
		best, at := -1.0, int32(-1)
		for k := t.from[i]; k < t.from[i+1]; k++ {
			u := t.worth[2*k : 2*k+2 : 2*k+2]
			if s := float64(w0*u[0]) + float64(w1*u[1]); s > best {
				best, at = s, k
			}
		}
		total, pick[i] = total+best, at
	}
	return total
}

func best3(t *table, pick []int32, w []float64) float64 {
	w0, w1, w2 := w[0], w[1], w[2]
	total := 0.0
	for i := range pick {
		best, at := -1.0, int32(-1)
		for k := t.from[i]; k < t.from[i+1]; k++ {
			u := t.worth[3*k : 3*k+3 : 3*k+3]
			if s := float64(w0*u[0]) + float64(w1*u[1]) + float64(w2*u[2]); s > best {
				best, at = s, k
			}
		}
		total, pick[i] = total+best, at
	}
	return total
}

func best4(t *table, pick []int32, w []float64) float64 {
	w0, w1, w2, w3 := w[0], w[1], w[2], w[3]
	total := 0.0
	for i := range pick {
		best, at := -1.0, int32(-1)
		for k := t.from[i]; k < t.from[i+1]; k++ {
			u := t.worth[4*k : 4*k+4 : 4*k+4]
			if s := (float64(w0*u[0]) + float64(w1*u[1])) + (float64(w2*u[2]) + float64(w3*u[3])); s > best {
				best, at = s, k
			}
		}
		total, pick[i] = total+best, at
	}
	return total
}

func best5(t *table, pick []int32, w []float64) float64 {
	w0, w1, w2, w3, w4 := w[0], w[1], w[2], w[3], w[4]
	total := 0.0
	for i := range pick {
		best, at := -1.0, int32(-1)
		for k := t.from[i]; k < t.from[i+1]; k++ {
			u := t.worth[5*k : 5*k+5 : 5*k+5]
			if s := (float64(w0*u[0]) + float64(w1*u[1])) + (float64(w2*u[2]) + float64(w3*u[3])) + float64(w4*u[4]); s > best {
				best, at = s, k
			}
		}
		total, pick[i] = total+best, at
	}
	return total
}

func bestN(t *table, pick []int32, w []float64) float64 {
	total := 0.0
	n := int32(len(w))
	for i := range pick {
		best, at := -1.0, int32(-1)
		for k := t.from[i]; k < t.from[i+1]; k++ {
			s := dot(w, t.worth[n*k:n*k+n])
			if s > best {
				best, at = s, k
			}
		}
		total, pick[i] = total+best, at
	}
	return total
}

func dot(w, u []float64) float64 {
	s := 0.0
	for q := range w {
		s += float64(w[q] * u[q])
	}
	return s
}

func (a *alone) down() {
	next := &table{}
	if n := len(a.spare); n > 0 {
		next, a.spare = a.spare[n-1], a.spare[:n-1]
	}
	a.stack = append(a.stack, a.now)
	next.from = append(next.from[:0], a.now.from...)
	next.cell = append(next.cell[:0], a.now.cell...)
	next.worth = append(next.worth[:0], a.now.worth...)
	a.now = next
}

func (a *alone) up() {
	last := len(a.stack) - 1
	a.spare = append(a.spare, a.now)
	a.now, a.stack = a.stack[last], a.stack[:last]
}

func (a *alone) fix(place int, cell int32) {
	a.keep(func(i int, k int32) bool { return i != place || a.now.cell[k] == cell })
}

// keep drops the positions that it is not told to keep.
func (a *alone) keep(stays func(place int, at int32) bool) {
	t := a.now
	n := int32(len(a.x.columns))
	to := int32(0)
	start := t.from[0]
	for i := range a.pick {
		end := t.from[i+1]
		t.from[i] = to
		for k := start; k < end; k++ {
			if stays(i, k) {
				t.cell[to] = t.cell[k]
				copy(t.worth[n*to:n*to+n], t.worth[n*k:n*k+n])
				to++
			}
		}
		start = end
	}
	t.from[len(a.pick)] = to
	t.cell, t.worth = t.cell[:to], t.worth[:n*to]
}

func (a *alone) tighten(weights []float64, gap float64) {
	t := a.now
	n := int32(len(weights))
	best := make([]float64, len(a.pick))
	total := 0.0
	for i := range a.pick {
		best[i] = -1
		for k := t.from[i]; k < t.from[i+1]; k++ {
			best[i] = max(best[i], dot(weights, t.worth[n*k:n*k+n]))
		}
		total += best[i]
	}
	gap += 2 * a.x.slack * total
	a.keep(func(i int, k int32) bool { return best[i]-dot(weights, t.worth[n*k:n*k+n]) <= gap })
}

// tied is the packages of a space some of whose places are tied.
type tied struct {
	x        *scaled
	oracle   *dual.Oracle
	domain   *dual.Domain
	marks    []int
	weights  []float64   // by column of the space
	marginal [][]float64 // by place and cell
	list     []int32
}

func newTied(x *scaled) *tied {
	t := &tied{x: x, oracle: dual.NewOracle(x.space), weights: make([]float64, x.space.Columns)}
	t.domain = t.oracle.Domain()
	for i, list := range x.alive {
		t.marginal = append(t.marginal, make([]float64, len(x.space.Places[i].Cells)))
		for k, next := 0, 0; k < len(x.space.Places[i].Cells); k++ {
			if next < len(list) && int(list[next]) == k {
				next++
			} else {
				t.domain.Remove(i, k)
			}
		}
	}
	return t
}

// weigh restates the weights for the whole space.
func (t *tied) weigh(weights []float64) {
	clear(t.weights)
	for n, q := range t.x.columns {
		t.weights[q] = weights[n] * t.x.unit[n]
	}
}

func (t *tied) best(weights []float64) (float64, *vertex, bool) {
	t.weigh(weights)
	most, local, ok := t.oracle.Best(t.weights, t.domain)
	if !ok {
		return 0, nil, false
	}
	v := &vertex{choice: make([]int32, len(local)), worth: make([]float64, len(weights))}
	for i, k := range local {
		v.choice[i] = int32(k)
	}
	t.x.evaluate(v)
	most += t.oracle.Margin(t.weights)
	return most + t.x.slack*math.Abs(most), v, true
}

func (t *tied) cells(place int) []int32 {
	t.list = t.list[:0]
	for k := range t.marginal[place] {
		if t.domain.Allows(place, k) {
			t.list = append(t.list, int32(k))
		}
	}
	return t.list
}

func (t *tied) down() { t.marks = append(t.marks, t.domain.Mark()) }

func (t *tied) up() {
	last := len(t.marks) - 1
	t.domain.Undo(t.marks[last])
	t.marks = t.marks[:last]
}

func (t *tied) fix(place int, cell int32) { t.domain.Fix(place, int(cell)) }

func (t *tied) tighten(weights []float64, gap float64) {
	t.weigh(weights)
	t.oracle.Marginals(t.weights, t.domain, t.marginal)
	top := math.Inf(-1)
	for i := range t.marginal {
		for _, m := range t.marginal[i] {
			top = max(top, m)
		}
	}
	margin := 2*t.oracle.Margin(t.weights) + 2*t.x.slack*math.Abs(top)
	for i := range t.marginal {
		for k, m := range t.marginal[i] {
			if m < top-gap-margin && t.domain.Allows(i, k) {
				t.domain.Remove(i, k)
			}
		}
	}
}
