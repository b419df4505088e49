package cover

import "slices"

// support is a half-space that holds all packages: their sum under the weights
// is nowhere above most. With the vertex that attains it, it bounds the convex
// hull of all packages, which is the same for every zone, so that whatever is
// computed for one zone prices all others.
type support struct {
	most   float64
	vertex *vertex
}

// supports is the pool of them.
type supports struct {
	x       *scaled
	weights []float64 // supports × columns
	list    []support
}

func (s *supports) add(weights []float64, most float64, v *vertex) {
	s.weights = append(s.weights, weights...)
	s.list = append(s.list, support{most, v})
}

// price lowers the zone's bound to what the supports that were not asked yet
// say. Which of them says most is found without regard to rounding; what it
// says is proven.
func (s *supports) price(z *zone) {
	n := len(s.x.columns)
	best, tight := inf, -1
	base, counts := z.aim.base[:n], z.aim.counts[:n]
	for k := z.support; k < len(s.list); k++ {
		w := s.weights[k*n : k*n+n : k*n+n]
		over, counting := s.list[k].most, 0.0
		for q, b := range base {
			over -= float64(w[q] * b)
			counting += float64(w[q] * counts[q])
		}
		if over < best*counting {
			best, tight = over/counting, k
		}
	}
	z.support = len(s.list)
	if tight >= 0 {
		s.ask(z, tight)
	}
}

// ask lowers the zone's bound to what one support says.
func (s *supports) ask(z *zone, k int) {
	n := len(s.x.columns)
	if b := s.x.gain(s.list[k].most, s.weights[k*n:k*n+n], z.aim); b < z.bound || z.tight < 0 {
		z.bound, z.tight = min(z.bound, b), k
	}
}

// nearest returns the vertices of the supports that say most about the zone,
// those that say most first, of equal ones the oldest; no vertex twice.
func (s *supports) nearest(a *aim, many int) []*vertex {
	type judged struct {
		bound float64
		v     *vertex
	}
	best := make([]judged, 0, many+1)
	limit := inf
	n := len(s.x.columns)
	base, counts := a.base[:n], a.counts[:n]
	for k := range s.list {
		w := s.weights[k*n : k*n+n : k*n+n]
		over, counting := s.list[k].most, 0.0
		for q, b := range base {
			over -= float64(w[q] * b)
			counting += float64(w[q] * counts[q])
		}
		if !(over < limit*counting) {
			continue
		}
		j := judged{over / counting, s.list[k].vertex}
		if at := slices.IndexFunc(best, func(o judged) bool { return same(o.v, j.v) }); at >= 0 {
			if j.bound >= best[at].bound {
				continue
			}
			best = slices.Delete(best, at, at+1) // the same vertex, nearer
		}
		at, _ := slices.BinarySearchFunc(best, j.bound, func(o judged, bound float64) int {
			if o.bound <= bound {
				return -1
			}
			return 1
		})
		best = slices.Insert(best, at, j)
		if len(best) >= many {
			best = best[:many]
			limit = best[many-1].bound
		}
	}
	list := make([]*vertex, len(best))
	for i := range best {
		list[i] = best[i].v
	}
	return list
}

func same(a, b *vertex) bool { return a == b || slices.Equal(a.worth, b.worth) }
