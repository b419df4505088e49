package cover

import (
	"context"
	"math"
	"slices"
)

// hunt looks for the package with the greatest gain over an aim's base, by
// branch and bound: a ray bounds a branch, the mixture where it leaves the hull
// is rounded to packages, cells that no better package can hold are removed,
// and what is left is gone through or branched on.
type hunt struct {
	x     *scaled
	all   packages
	pool  *supports
	ray   *ray
	stock *within
	aim   *aim
	admit func(v *vertex) bool // in whole numbers: a package in question
	any   bool                 // one is as good as another

	enough  float64 // gains that are proven to be no more need no search
	content float64 // a gain that, times this, is as much as the bound is as good as the best
	best    *vertex // the best package so far; nil: none
	gain    float64 // of it
	proven  float64 // no package in the branches that are closed gains more
	bound   float64 // nor in the whole, whatever happened
	nodes   int
	ended   error // the context's, where it stopped the search
}

// level is the gain up to which nothing is looked for any more.
func (h *hunt) level() float64 {
	switch {
	case h.best == nil || h.gain <= h.enough && !h.any:
		return h.enough
	case h.any:
		return inf
	}
	return h.gain * h.content
}

// run searches everything, from some vertices and a bound that are known. Then
// bound is proven, and where ended is nil, there is no best only if no package
// in question gains more than enough but for rounding.
func (h *hunt) run(ctx context.Context, start []*vertex, bound float64) {
	h.best, h.gain, h.proven, h.bound, h.ended = nil, math.Inf(-1), 0, bound, nil
	h.branch(ctx, start, bound, true)
	if h.best != nil {
		h.proven = max(h.proven, h.gain+h.x.margin)
	}
	if h.ended == nil {
		h.bound = min(h.bound, h.proven)
	}
}

// branch searches the packages whose cells are left; no package among them
// gains more than outer. The root's ray lowers the bound of the whole and joins
// the pool.
func (h *hunt) branch(ctx context.Context, start []*vertex, outer float64, root bool) {
	if h.ended = ctx.Err(); h.ended != nil {
		return
	}
	h.nodes++
	got := h.ray.cast(ctx, h.all, h.aim, start, h.level())
	if got.none {
		return
	}
	upper := min(outer, got.bound)
	if root {
		h.bound = upper
		if got.weights != nil {
			h.pool.add(got.weights, got.most, got.vertices[len(got.vertices)-1])
		}
	}
	if h.closed(upper) {
		return
	}
	if h.ended = ctx.Err(); h.ended != nil {
		return
	}
	h.round(&got)
	if h.closed(upper) {
		return
	}
	h.all.down()
	defer h.all.up()
	if got.weights != nil && h.sift(&got, upper) {
		return
	}
	place := h.split(&got)
	if place < 0 {
		h.leaf(upper)
		return
	}
	for _, k := range h.order(place, &got) {
		h.all.down()
		h.all.fix(place, k)
		h.branch(ctx, slices.DeleteFunc(slices.Clone(got.vertices), func(v *vertex) bool { return v.choice[place] != k }), upper, false)
		h.all.up()
		if h.ended != nil || h.closed(upper) {
			return
		}
	}
}

// sift removes the cells that no package which gains more than the level can
// hold, and goes through what is left if it is little; then it reports true.
func (h *hunt) sift(got *reach, upper float64) bool {
	counting := dot(got.weights, h.aim.counts)
	gap := (got.bound - h.level()) * counting
	gap += h.x.slack * (math.Abs(gap) + math.Abs(got.most))
	h.all.tighten(got.weights, gap)
	h.proven = max(h.proven, min(upper, h.level())) // what is removed gains no more
	if a, ok := h.all.(*alone); !ok || !h.stock.search(h, a.now, got.weights, gap) {
		return false
	}
	h.proven = max(h.proven, min(upper, h.level()))
	return true
}

// closed reports whether nothing is to be looked for in a branch with this
// bound.
func (h *hunt) closed(upper float64) bool {
	if upper < h.aim.least {
		return true // and there is nothing at all
	}
	if upper <= h.level() || h.best != nil && upper <= h.gain+4*h.x.margin {
		h.proven = max(h.proven, upper)
		return true
	}
	return false
}

// offer takes a package for the best if it gains more and is one in question.
func (h *hunt) offer(v *vertex) bool {
	gain := h.x.short(h.aim, v.worth)
	if gain <= h.gain || gain < -h.x.margin || !h.admit(v) {
		return false
	}
	h.best, h.gain = &vertex{slices.Clone(v.choice), slices.Clone(v.worth)}, max(gain, 0)
	return true
}

// leaf settles a branch in which one package is left.
func (h *hunt) leaf(upper float64) {
	v := &vertex{choice: make([]int32, len(h.x.worth)), worth: make([]float64, len(h.x.columns))}
	for i := range v.choice {
		v.choice[i] = h.all.cells(i)[0]
	}
	h.settle(v)
	if h.admit(v) { // its gain lies within rounding of the bound
		h.proven = max(h.proven, min(upper, max(0, h.x.short(h.aim, v.worth))+h.x.margin))
		h.offer(v)
	}
}

// settle sets hidden places and the worth of a package.
func (h *hunt) settle(v *vertex) {
	s := h.x.space
	if s.Issues < len(s.Places) {
		local := h.x.local(v.choice)
		s.Settle(local)
		for i := s.Issues; i < len(local); i++ {
			v.choice[i] = int32(local[i])
		}
	}
	h.x.evaluate(v)
}

// split returns the place to branch on: where the mixture disagrees, that with
// the widest differences; else the place with the most cells; -1: one package
// is left.
func (h *hunt) split(got *reach) int {
	n := len(h.x.columns)
	best, widest := -1, -1.0
	for i := range h.x.worth {
		wide, differ := 0.0, false
		for _, v := range got.mixture {
			k := v.choice[i]
			if k == got.mixture[0].choice[i] {
				continue
			}
			differ = true
			for q := range n {
				wide += math.Abs(h.x.worth[i][int(k)*n+q] - h.x.worth[i][int(got.mixture[0].choice[i])*n+q])
			}
		}
		if differ && wide > widest && len(h.all.cells(i)) > 1 {
			best, widest = i, wide
		}
	}
	if best >= 0 {
		return best
	}
	most := 1
	for i := range h.x.worth {
		if c := len(h.all.cells(i)); c > most {
			best, most = i, c
		}
	}
	return best
}

// order returns the cells of a place, those of the mixture first.
func (h *hunt) order(place int, got *reach) []int32 {
	var list []int32
	all := slices.Clone(h.all.cells(place))
	slices.Sort(all)
	for _, v := range got.mixture {
		if k := v.choice[place]; slices.Contains(all, k) && !slices.Contains(list, k) {
			list = append(list, k)
		}
	}
	for _, k := range all {
		if !slices.Contains(list, k) {
			list = append(list, k)
		}
	}
	return list
}
