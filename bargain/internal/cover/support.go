package cover

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

// nearest returns the vertices of the supports with the least bounds, the
// least first, of equal ones the oldest; no vertex twice.
func (s *supports) nearest(a *aim, many int) []*vertex {
	type judged struct {
		bound float64
		v     *vertex
	}
	var best []judged
	n := len(s.x.columns)
	for k := range s.list {
		b := s.x.gain(s.list[k].most, s.weights[k*n:k*n+n], a)
		if len(best) == many && b >= best[many-1].bound {
			continue
		}
		v := s.list[k].vertex
		at, known := len(best), false
		for i := range best {
			if best[i].v == v || same(best[i].v, v) {
				known = true
				if b < best[i].bound { // the same vertex, nearer
					copy(best[i:], best[i+1:])
					best, known = best[:len(best)-1], false
				}
				break
			}
		}
		if known {
			continue
		}
		at = len(best)
		for at > 0 && b < best[at-1].bound {
			at--
		}
		best = append(best, judged{})
		copy(best[at+1:], best[at:])
		best[at] = judged{b, v}
		if len(best) > many {
			best = best[:many]
		}
	}
	list := make([]*vertex, len(best))
	for i := range best {
		list[i] = best[i].v
	}
	return list
}

func same(a, b *vertex) bool {
	for q, u := range a.worth {
		if u != b.worth[q] {
			return false
		}
	}
	return true
}
