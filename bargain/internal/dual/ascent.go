package dual

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Packages to start from are found by local search. Its merit is the goal
// where that is smooth; of a least, it is how little the columns fall short of
// the bound, in the fourth power, so that the lowest count most and the others
// still do. Merit is concave in what a package is worth: a swap can only gain
// if it gains by the slope, and just those are tried.

// ascent has the buffers of the local search.
type ascent struct {
	worth, next, slope []float64
	local, trial       []int
	bonus, other       []float64
	swaps              []swap
	rng                *rand.Rand
	price              []float64 // by row: what falling short of a floor costs
	target             float64
	scale              float64
}

// swap is another cell for a place and what the slope promises of it.
type swap struct {
	place int
	cell  int32
	gain  float64
}

func (x *search) prepareAscent() {
	a := &x.ascent
	n := x.o.dims
	a.worth, a.next, a.slope = make([]float64, n), make([]float64, n), make([]float64, n)
	a.bonus, a.other = make([]float64, n), make([]float64, n)
	a.local, a.trial = make([]int, len(x.s.Places)), make([]int, len(x.s.Places))
	a.price = make([]float64, len(x.p.rows))
	a.rng = rand.New(rand.NewPCG(1, 2))
	levels := 0.0
	for j := range x.p.rows {
		if x.p.rows[j].form == levelRow {
			a.scale += x.p.rows[j].scale
			levels++
		}
	}
	a.scale /= max(1, levels)
}

// low is the gain below which the logarithm of a product is continued as its
// tangent, so that packages below an origin have a merit too.
func (r *row) low() float64 { return max(r.least, 0.01) }

// merit judges what a package is worth.
func (x *search) merit(worth []float64) float64 {
	a := &x.ascent
	total := dot(x.p.base, worth)
	for j := range x.p.rows {
		r := &x.p.rows[j]
		u := worth[r.column] - r.origin
		switch {
		case r.form == levelRow:
			if short := a.target - u/r.scale; short > 0 {
				short *= short
				total -= short * short
			}
		case r.form == logRow:
			if low := r.low(); u < low {
				total += r.weight * (math.Log(low) + u/low - 1)
			} else {
				total += r.weight * math.Log(u)
			}
		case u < 0 && x.p.kind == least:
			short := u / a.scale
			short *= short
			total -= short * short
		case u < 0:
			total += a.price[j] * u
		}
	}
	return total
}

// tilt writes the slope of the merit.
func (x *search) tilt(worth, slope []float64) {
	a := &x.ascent
	copy(slope, x.p.base)
	for j := range x.p.rows {
		r := &x.p.rows[j]
		u := worth[r.column] - r.origin
		switch {
		case r.form == levelRow:
			if short := a.target - u/r.scale; short > 0 {
				slope[r.column] += 4 * short * short * short / r.scale
			}
		case r.form == logRow:
			slope[r.column] += r.weight / max(u, r.low())
		case u < 0 && x.p.kind == least:
			short := -u / a.scale
			slope[r.column] += 4 * short * short * short / a.scale
		case u < 0:
			slope[r.column] += a.price[j]
		}
	}
}

// rough writes what a package is worth, and its bonus, as floats.
func (x *search) rough(local []int, worth, bonus []float64) {
	clear(worth)
	dims := x.o.dims
	for i, k := range local {
		for q, w := range x.o.worth[(int(x.o.start[i])+k)*dims:][:dims] {
			worth[q] += w
		}
	}
	x.extras(local, bonus)
	for q, w := range bonus {
		worth[q] += w
	}
}

// extras writes the bonus of a package; false if it breaks a rule.
func (x *search) extras(local []int, bonus []float64) bool {
	clear(bonus)
	for n := range x.o.tree {
		b := &x.o.tree[n]
		e := x.s.Entry(n, local)
		if b.Barred[e] {
			return false
		}
		for _, c := range b.bonus {
			bonus[c.dim] += c.rough[e]
		}
	}
	return true
}

// climb swaps cells within the domain, one at a time and then two, as long as
// merit rises, from a package that breaks no rule, and considers what it finds.
func (x *search) climb(from []int, pairs bool) {
	a := &x.ascent
	a.target = x.bound
	copy(a.local, from)
	x.rough(a.local, a.worth, a.bonus)
	merit := x.merit(a.worth)
	moved := false
	for range 30 {
		rose := false
		for _, i := range x.o.open {
			if next, ok := x.ascend(i, merit); ok {
				merit, rose = next, true
			}
		}
		if pairs {
			for n := range x.o.tree {
				if i := x.o.tree[n].Place; !x.s.Places[i].Hidden && x.d.size[i] > 1 {
					if next, ok := x.ascendTied(i, merit); ok {
						merit, rose = next, true
					}
				}
			}
		}
		if !rose && pairs {
			merit, rose = x.both(merit)
		}
		if !rose || x.halted() {
			break
		}
		moved = true
	}
	if moved {
		x.consider(a.local)
	}
}

// ascend gives a place that nothing ties the cell with which merit is highest.
func (x *search) ascend(place int, merit float64) (float64, bool) {
	a, dims := &x.ascent, x.o.dims
	x.tilt(a.worth, a.slope)
	now := x.o.start[place] + int32(a.local[place])
	old := x.o.worth[int(now)*dims:][:dims]
	base := dot(a.slope, old)
	best := int32(-1)
	for _, k := range x.d.allowed(place) {
		worth := x.o.worth[int(k)*dims:][:dims]
		if k == now || dot(a.slope, worth) <= base {
			continue
		}
		for q, w := range a.worth {
			a.next[q] = w + worth[q] - old[q]
		}
		if m := x.merit(a.next); m > merit {
			merit, best = m, k
		}
	}
	if best < 0 {
		return merit, false
	}
	for q, w := range x.o.worth[int(best)*dims:][:dims] {
		a.worth[q] += w - old[q]
	}
	a.local[place] = int(best - x.o.start[place])
	return merit, true
}

// ascendTied is ascend for a tied place: whether a cell breaks a rule, and the
// bonus with it, is looked up.
func (x *search) ascendTied(place int, merit float64) (float64, bool) {
	a, dims := &x.ascent, x.o.dims
	from := int(x.o.start[place])
	old := x.o.worth[(from+a.local[place])*dims:][:dims]
	best := -1
	for k := range x.s.Places[place].Cells {
		if k == a.local[place] || !x.d.Allows(place, k) {
			continue
		}
		copy(a.trial, a.local)
		a.trial[place] = k
		x.s.Settle(a.trial)
		if !x.extras(a.trial, a.other) {
			continue
		}
		worth := x.o.worth[(from+k)*dims:][:dims]
		for q, w := range a.worth {
			a.next[q] = w + worth[q] - old[q] + a.other[q] - a.bonus[q]
		}
		if m := x.merit(a.next); m > merit {
			merit, best = m, k
		}
	}
	if best < 0 {
		return merit, false
	}
	a.local[place] = best
	x.s.Settle(a.local)
	x.rough(a.local, a.worth, a.bonus)
	return merit, true
}

// couples is how many swaps are tried with each other.
const couples = 48

// both makes the best of two swaps at once among those that lose least by the
// slope.
func (x *search) both(merit float64) (float64, bool) {
	a, dims := &x.ascent, x.o.dims
	x.tilt(a.worth, a.slope)
	a.swaps = a.swaps[:0]
	most := 0.0
	for _, i := range x.o.open {
		now := x.o.start[i] + int32(a.local[i])
		base := dot(a.slope, x.o.worth[int(now)*dims:][:dims])
		for _, k := range x.d.allowed(i) {
			if k != now {
				gain := dot(a.slope, x.o.worth[int(k)*dims:][:dims]) - base
				most = max(most, gain)
				a.swaps = append(a.swaps, swap{i, k, gain})
			}
		}
	}
	slices.SortFunc(a.swaps, func(s, t swap) int {
		switch {
		case s.gain > t.gain:
			return -1
		case s.gain < t.gain:
			return 1
		}
		return int(s.cell - t.cell)
	})
	swaps := a.swaps[:min(len(a.swaps), couples)]
	first, second := -1, -1
	for n := range swaps {
		if swaps[n].gain+most <= 0 {
			break
		}
		one := x.o.worth[int(swaps[n].cell)*dims:][:dims]
		was := x.o.worth[(int(x.o.start[swaps[n].place])+a.local[swaps[n].place])*dims:][:dims]
		for q, w := range a.worth {
			a.other[q] = w + one[q] - was[q]
		}
		for m := range n {
			if swaps[m].place == swaps[n].place || swaps[n].gain+swaps[m].gain <= 0 {
				continue
			}
			two := x.o.worth[int(swaps[m].cell)*dims:][:dims]
			left := x.o.worth[(int(x.o.start[swaps[m].place])+a.local[swaps[m].place])*dims:][:dims]
			for q, w := range a.other {
				a.next[q] = w + two[q] - left[q]
			}
			if v := x.merit(a.next); v > merit {
				merit, first, second = v, n, m
			}
		}
	}
	if first < 0 {
		return merit, false
	}
	for _, n := range []int{first, second} {
		a.local[swaps[n].place] = int(swaps[n].cell - x.o.start[swaps[n].place])
	}
	x.rough(a.local, a.worth, a.bonus)
	return merit, true
}

// draw sets the open places that nothing ties by chance, each cell as likely
// as its score at a temperature makes it (Gibbs).
func (x *search) draw(local []int, tau float64) {
	for _, i := range x.o.open {
		cells := x.d.allowed(i)
		best := math.Inf(-1)
		for _, k := range cells {
			best = max(best, x.o.score[k])
		}
		sum := 0.0
		for _, k := range cells {
			sum += math.Exp((x.o.score[k] - best) / tau)
		}
		at := x.ascent.rng.Float64() * sum
		chosen := cells[0]
		for _, k := range cells {
			chosen = k
			if at -= math.Exp((x.o.score[k] - best) / tau); at < 0 {
				break
			}
		}
		local[i] = int(chosen - x.o.start[i])
	}
}
