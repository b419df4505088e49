package cover

import "math"

// maxMixed is the most packages that the mixture's cells are combined to.
const maxMixed = 256

// round makes packages of the mixture where a ray leaves the hull, which
// attain it but for what is not divisible: all combinations of their cells in
// the few places where they differ, and from the best of them one place at a
// time as long as the least gain grows.
func (h *hunt) round(got *reach) {
	for _, v := range got.vertices {
		h.offer(v)
	}
	if h.x.tied || len(got.mixture) == 0 {
		return
	}
	n := len(h.x.columns)
	first := got.mixture[0]
	v := &vertex{choice: append([]int32(nil), first.choice...), worth: append([]float64(nil), first.worth...)}
	var places []int
	var cells [][]int32
	count := 1
	for i := range v.choice {
		var differ []int32
		for _, w := range got.mixture {
			k := w.choice[i]
			known := false
			for _, d := range differ {
				known = known || d == k
			}
			if !known {
				differ = append(differ, k)
			}
		}
		if len(differ) > 1 && count*len(differ) <= maxMixed {
			count *= len(differ)
			places, cells = append(places, i), append(cells, differ)
		}
	}
	best := &vertex{choice: make([]int32, len(v.choice)), worth: make([]float64, n)}
	gain := math.Inf(-1)
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
		i := places[at]
		for _, k := range cells[at] {
			h.x.swap(v, i, k)
			mix(at + 1)
		}
	}
	mix(0)
	h.climb(best)
	h.x.evaluate(best) // without the rounding of many swaps
	h.offer(best)
}

// swap puts a cell into a package whose place stands alone.
func (x *scaled) swap(v *vertex, place int, cell int32) {
	n := len(v.worth)
	old, new := x.worth[place][int(v.choice[place])*n:], x.worth[place][int(cell)*n:]
	for q := range v.worth {
		v.worth[q] += new[q] - old[q]
	}
	v.choice[place] = cell
}

// climb changes the one place by which the least gain grows most, again and
// again.
func (h *hunt) climb(v *vertex) {
	n := len(v.worth)
	now := h.x.short(h.aim, v.worth)
	trial := make([]float64, n)
	for range 20 {
		best, place, cell := now+1e-12, -1, int32(0)
		for i, k := range v.choice {
			old := h.x.worth[i][int(k)*n : int(k)*n+n]
			for _, j := range h.x.alive[i] {
				new := h.x.worth[i][int(j)*n : int(j)*n+n]
				for q, u := range v.worth {
					trial[q] = u + (new[q] - old[q])
				}
				if g := h.x.short(h.aim, trial); g > best {
					best, place, cell = g, i, j
				}
			}
		}
		if place < 0 {
			return
		}
		h.x.swap(v, place, cell)
		now = best
	}
}
