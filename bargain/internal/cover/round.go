package cover

import (
	"math"
	"slices"
)

// maxMixed is the most packages that the mixture's cells are combined to.
const maxMixed = 256

// round makes packages of the mixture where a ray leaves the hull, which
// attain it but for what is not divisible: all combinations of their cells in
// the few places where they differ, and from the best of them one place at a
// time as long as the least gain grows. Where places are tied, combinations
// may break rules, and only the vertices are taken.
func (h *hunt) round(got *reach) {
	for _, v := range got.vertices {
		h.offer(v)
	}
	if len(got.mixture) == 0 {
		return
	}
	var best *vertex
	if h.x.tied {
		best = h.highest(got.mixture)
	} else {
		best = h.mixed(got.mixture)
	}
	h.climb(best)
	h.x.evaluate(best) // without the rounding of many swaps
	h.offer(best)
}

// highest returns a copy of the vertex with the greatest least gain, of equal
// ones the first.
func (h *hunt) highest(list []*vertex) *vertex {
	at, gain := 0, math.Inf(-1)
	for i, v := range list {
		if g := h.x.short(h.aim, v.worth); g > gain {
			at, gain = i, g
		}
	}
	return list[at].clone()
}

// mixed returns the best combination of the vertices' cells.
func (h *hunt) mixed(list []*vertex) *vertex {
	v := list[0].clone()
	var places []int
	var cells [][]int32
	count := 1
	for i := range v.choice {
		var differ []int32
		for _, w := range list {
			if k := w.choice[i]; !slices.Contains(differ, k) {
				differ = append(differ, k)
			}
		}
		if len(differ) > 1 && count*len(differ) <= maxMixed {
			count *= len(differ)
			places, cells = append(places, i), append(cells, differ)
		}
	}
	best, gain := v.clone(), math.Inf(-1)
	var mix func(at int)
	mix = func(at int) {
		if at == len(places) {
			if g := h.x.short(h.aim, v.worth); g > gain {
				gain = g
				copy(best.choice, v.choice)
				copy(best.worth, v.worth)
			}
			return
		}
		for _, k := range cells[at] {
			h.x.swap(v, places[at], k)
			mix(at + 1)
		}
	}
	mix(0)
	return best
}

func (v *vertex) clone() *vertex { return &vertex{slices.Clone(v.choice), slices.Clone(v.worth)} }

// swap puts a cell into a package in place of one of the same class, which
// nothing that ties places tells apart.
func (x *scaled) swap(v *vertex, place int, cell int32) {
	n := len(v.worth)
	old, new := x.worth[place][int(v.choice[place])*n:], x.worth[place][int(cell)*n:]
	for q := range v.worth {
		v.worth[q] += new[q] - old[q]
	}
	v.choice[place] = cell
}

// alike reports whether one cell of a place may be swapped for the other.
func (x *scaled) alike(place int, a, b int32) bool {
	class := x.space.Places[place].Class
	return !x.tied || class[a] == class[b]
}

// climb changes the one place by which the least gain grows most, again and
// again.
func (h *hunt) climb(v *vertex) {
	gain := h.x.short(h.aim, v.worth)
	trial := make([]float64, len(v.worth))
	for range 20 {
		best, place, cell := gain+1e-12, -1, int32(0)
		h.swaps(v, func(i int, k int32, old, new []float64) {
			for q, u := range v.worth {
				trial[q] = u + (new[q] - old[q])
			}
			if g := h.x.short(h.aim, trial); g > best {
				best, place, cell = g, i, k
			}
		})
		if place < 0 {
			return
		}
		h.x.swap(v, place, cell)
		gain = best
	}
}

// lift returns the best package changed in the one place by which the sum over
// all covered columns grows most, again and again, as long as the least gain
// keeps a part of what it was. So it gives those too to whom the zone does not
// look: points that are good for everybody cover far more, and far fewer of
// them are needed. It still is a package in question.
func (h *hunt) lift(part float64) *vertex {
	v := h.best.clone()
	least := part * h.gain
	trial := make([]float64, len(v.worth))
	for range 100 {
		best, place, cell := 1e-9, -1, int32(0)
		h.swaps(v, func(i int, k int32, old, new []float64) {
			sum := 0.0
			for q := range h.x.covered {
				sum += new[q] - old[q]
			}
			if sum <= best {
				return
			}
			for q, u := range v.worth {
				trial[q] = u + (new[q] - old[q])
			}
			if h.x.short(h.aim, trial) >= least {
				best, place, cell = sum, i, k
			}
		})
		if place < 0 {
			break
		}
		h.x.swap(v, place, cell)
	}
	h.x.evaluate(v)
	if !h.admit(v) {
		return h.best
	}
	return v
}

// swaps calls visit for every cell that may be swapped for the package's, with
// what the two are worth.
func (h *hunt) swaps(v *vertex, visit func(place int, cell int32, old, new []float64)) {
	n := len(v.worth)
	for i, k := range v.choice {
		old := h.x.worth[i][int(k)*n : int(k)*n+n]
		for _, j := range h.x.alive[i] {
			if j != k && h.x.alike(i, j, k) {
				visit(i, j, old, h.x.worth[i][int(j)*n:int(j)*n+n])
			}
		}
	}
}
