package cover

import (
	"context"

	"parley/bargain/internal/amount"
)

// push returns a package that is worth at least as much in every covered
// column, and whether it is proven efficient: that no package is worth as much
// everywhere and more somewhere. A ray from the package gives weights under
// which little is left between it and the most that any package can be; what
// is at least as good as the package lies in that gap, and is gone through
// unless it is too much. Where places are tied, only packages that attain the
// most are proven efficient.
func (h *hunt) push(ctx context.Context, v *vertex) (*vertex, bool) {
	if h.x.covered == 0 {
		return v, true
	}
	a := &aim{base: make([]float64, len(v.worth)), bound: make([]bool, len(v.worth)), counts: make([]float64, len(v.worth))}
	for q, u := range v.worth {
		a.base[q], a.bound[q] = u, true
		if q < h.x.covered {
			a.counts[q] = 1
		} else { // not more than the floor
			a.base[q] = h.x.floor[q]
		}
	}
	got := h.ray.cast(ctx, h.all, a, h.pool.nearest(a, 2*len(v.worth)+2), -1)
	if got.none || got.weights == nil {
		return v, false
	}
	h.pool.add(got.weights, got.most, got.vertices[len(got.vertices)-1])
	gap := got.most - dot(got.weights, a.base)
	gap += h.x.slack * (got.most + got.most)
	unit := inf
	for q := range h.x.covered {
		unit = min(unit, got.weights[q]*h.x.least[q])
	}
	if gap < unit { // one whole unit more would exceed the most
		return v, true
	}
	if h.x.tied {
		return v, false
	}
	h.all.down()
	defer h.all.up()
	h.all.tighten(got.weights, gap)
	w := h.stock
	w.prepare(h.all.(*alone).now, got.weights)
	w.need = resize(w.need, len(v.worth))
	needs := func() {
		for q, u := range a.base {
			w.need[q] = u - h.x.grain[q]
		}
	}
	needs()
	sum := h.x.space.Sum(h.x.local(v.choice))
	done := w.walk(0, 0, &gap, func(worth []float64) {
		local := h.x.local(w.choice)
		now := h.x.space.Sum(local)
		mine, its := h.x.amounts(sum), h.x.amounts(now)
		if !amount.AtLeast(its, mine, h.x.space.Limbs) || amount.Same(its, mine) || !h.x.space.Holds(local) {
			return
		}
		sum = now
		v = (&vertex{w.choice, worth}).clone()
		gap -= dot(got.weights[:h.x.covered], worth) - dot(got.weights[:h.x.covered], a.base) - 4*h.x.slack*got.most
		copy(a.base[:h.x.covered], worth)
		needs()
	})
	return v, done
}
