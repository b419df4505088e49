package bargain

import (
	"cmp"
	"context"
	"math"
	"math/big"
	"slices"
)

// corner is a point in the utilities of two parties, with a point of a box
// that has them.
type corner struct {
	x, y *big.Rat
	t    []*big.Rat
}

// chain is the upper right boundary of what two parties can reach in a region:
// corners joined by straight lines, from the second party's greatest utility
// (x ascending, y descending) to the first's.
//
// On a box it is part of the boundary of a zonogon: the variables over which
// the two disagree, taken in the order of what the first gains for what the
// second loses, the best exchange first.
type chain struct {
	r       *region
	corners []corner
	edge    [4]float64 // least and greatest x and y, widened by rounding
}

// chain returns the region's chain, or nil where the region is empty.
func (r *region) chain(ctx context.Context) (*chain, error) {
	c := &chain{r: r}
	if slices.ContainsFunc(r.floors, func(f floor) bool { return f.column > 1 }) {
		if err := c.trace(ctx); err != nil || len(c.corners) == 0 {
			return nil, err
		}
	} else {
		c.order()
		for _, f := range r.floors {
			c.clip(f)
		}
		if len(c.corners) == 0 {
			return nil, nil
		}
	}
	if r.open() && len(r.floors) > 0 {
		if none, err := r.empty(ctx); none || err != nil {
			return nil, err
		}
	}
	a, b := c.corners[0], c.corners[len(c.corners)-1]
	c.edge = [4]float64{below(a.x), above(b.x), below(b.y), above(a.y)}
	return c, nil
}

// below and above return floats that are not greater and not less.
func below(x *big.Rat) float64 { return math.Nextafter(toFloat(x), math.Inf(-1)) }
func above(x *big.Rat) float64 { return math.Nextafter(toFloat(x), math.Inf(1)) }

// order finds the corners on the whole box.
func (c *chain) order() {
	b := c.r.box
	t := make([]*big.Rat, len(b.free))
	type exchange struct {
		variable int
		rate     *big.Rat // what the first gains for each unit that the second loses
	}
	var exchanges []exchange
	for j := range t {
		x, y := b.slope[0][j], b.slope[1][j]
		switch {
		case x.Sign() == 0 && y.Sign() == 0:
			t[j] = b.resting(j)
		case y.Sign() > 0 || y.Sign() == 0 && x.Sign() > 0:
			t[j] = one
		default:
			t[j] = zero
		}
		if x.Sign()*y.Sign() < 0 {
			rate := new(big.Rat).Quo(x, y)
			exchanges = append(exchanges, exchange{j, rate.Neg(rate)})
		}
	}
	slices.SortStableFunc(exchanges, func(a, b exchange) int { return b.rate.Cmp(a.rate) })
	c.corners = []corner{{b.at(0, t), b.at(1, t), t}}
	for n := 0; n < len(exchanges); {
		t = slices.Clone(t)
		for rate := exchanges[n].rate; n < len(exchanges) && exchanges[n].rate.Cmp(rate) == 0; n++ {
			j := exchanges[n].variable
			if t[j] == one {
				t[j] = zero
			} else {
				t[j] = one
			}
		}
		c.corners = append(c.corners, corner{b.at(0, t), b.at(1, t), t})
	}
}

// toward returns the corner part of the way from a to b, with a point of the
// box if they have some.
func (a corner) toward(b corner, along *big.Rat) corner {
	mix := func(x, y *big.Rat) *big.Rat {
		d := new(big.Rat).Sub(y, x)
		return d.Add(d.Mul(d, along), x)
	}
	p := corner{x: mix(a.x, b.x), y: mix(a.y, b.y)}
	if a.t != nil && b.t != nil {
		p.t = make([]*big.Rat, len(a.t))
		for j := range p.t {
			p.t[j] = mix(a.t[j], b.t[j])
		}
	}
	return p
}

// along returns how far from a to b the value lies.
func along(a, b, value *big.Rat) *big.Rat {
	return new(big.Rat).Quo(new(big.Rat).Sub(value, a), new(big.Rat).Sub(b, a))
}

// clip leaves what is at or above the floor of one of the two parties.
func (c *chain) clip(f floor) {
	of := func(k corner) *big.Rat {
		if f.column == 0 {
			return k.x
		}
		return k.y
	}
	var kept []corner
	for n, k := range c.corners {
		if n > 0 {
			last := c.corners[n-1]
			if a, b := of(last).Cmp(f.at), of(k).Cmp(f.at); a*b < 0 {
				kept = append(kept, last.toward(k, along(of(last), of(k), f.at)))
			}
		}
		if of(k).Cmp(f.at) >= 0 {
			kept = append(kept, k)
		}
	}
	c.corners = kept
}

// trace finds the corners with linear programmes, for regions with further
// half-spaces: the two ends, then, between any two corners, the one that is
// farthest out, until there is none (Aneja and Nair 1979).
func (c *chain) trace(ctx context.Context) error {
	r := c.r
	point := func(t []*big.Rat) corner { return corner{r.at(0, t), r.at(1, t), t} }
	end := func(first, second int) (corner, bool, error) {
		weights := make([]*big.Rat, 2)
		weights[first] = one
		x, err := r.maximise(ctx, weights)
		if err != nil || x.t == nil {
			return corner{}, false, err
		}
		weights[first], weights[second] = nil, one
		x, err = r.maximise(ctx, weights, r.above(first, x.value))
		if err != nil || x.t == nil {
			return corner{}, false, err
		}
		return point(x.t), true, nil
	}
	left, ok, err := end(1, 0)
	if !ok {
		return err
	}
	right, ok, err := end(0, 1)
	if !ok {
		return err
	}
	c.corners = []corner{left}
	var refine func(a, b corner) error
	refine = func(a, b corner) error {
		if a.x.Cmp(b.x) == 0 {
			return nil
		}
		weights := []*big.Rat{new(big.Rat).Sub(a.y, b.y), new(big.Rat).Sub(b.x, a.x)}
		x, err := r.maximise(ctx, weights)
		if err != nil {
			return err
		}
		height := new(big.Rat).Add(new(big.Rat).Mul(weights[0], a.x), new(big.Rat).Mul(weights[1], a.y))
		if x.value.Cmp(height) > 0 {
			m := point(x.t)
			if err := refine(a, m); err != nil {
				return err
			}
			return refine(m, b)
		}
		c.corners = append(c.corners, b)
		return nil
	}
	return refine(left, right)
}

// find returns the corner or the point between two at which the chain has the
// utilities.
func (c *chain) find(x, y *big.Rat) (corner, bool) {
	k, ok := c.level(0, x)
	return k, ok && k.y.Cmp(y) == 0
}

// level returns the point of the chain at which x (axis 0) or y is the value.
func (c *chain) level(axis int, value *big.Rat) (corner, bool) {
	of := func(k corner) *big.Rat {
		if axis == 0 {
			return k.x
		}
		return k.y
	}
	n, found := slices.BinarySearchFunc(c.corners, value, func(k corner, v *big.Rat) int {
		return of(k).Cmp(v) * (1 - 2*axis) // x ascends, y descends
	})
	switch {
	case found:
		return c.corners[n], true
	case n == 0 || n == len(c.corners):
		return corner{}, false
	}
	a, b := c.corners[n-1], c.corners[n]
	return a.toward(b, along(of(a), of(b), value)), true
}

// sketcher draws chains in floats.
type sketcher struct {
	w         *worths
	floors    [2]float64 // minus infinity where there is none
	slack     [2]float64 // above any rounding error
	exchanges [][2]float64
	corners   [][2]float64
}

func (w *worths) sketcher(ignore mask) *sketcher {
	s := &sketcher{w: w}
	for q := range 2 {
		s.floors[q] = math.Inf(-1)
		if item := w.p.fallbackOf(q); item >= 0 && !ignore.has(item) {
			s.floors[q] = toFloat(w.p.voters[w.p.columns[q]].floor)
		}
		weights := make([]float64, w.columns)
		weights[q] = 1
		s.slack[q] = 10 * w.functional(weights).slack
		if !math.IsInf(s.floors[q], 0) {
			s.slack[q] += slackFactor * math.Abs(s.floors[q])
		}
	}
	return s
}

// draw returns the corners on the box with these cells, where the floors are
// raised by some slacks. They are overwritten by the next call.
func (s *sketcher) draw(cells []int, raise float64) [][2]float64 {
	var p [2]float64
	s.exchanges, s.corners = s.exchanges[:0], s.corners[:0]
	for at, k := range cells {
		p[0] += s.w.lows[0][at][k]
		p[1] += s.w.lows[1][at][k]
		dx, dy := s.w.highs[0][at][k]-s.w.lows[0][at][k], s.w.highs[1][at][k]-s.w.lows[1][at][k]
		if dy > 0 || dy == 0 && dx > 0 { // begin where the second has most
			p[0] += dx
			p[1] += dy
			dx, dy = -dx, -dy
		}
		if dx > 0 && dy < 0 {
			s.exchanges = append(s.exchanges, [2]float64{dx, dy})
		}
	}
	for q := range 2 {
		for _, l := range s.w.p.voters[s.w.p.columns[q]].links {
			if l.applies(cells) {
				p[q] += toFloat(l.worth.mid)
			}
		}
	}
	slices.SortFunc(s.exchanges, func(a, b [2]float64) int { return cmp.Compare(b[0]*-a[1], a[0]*-b[1]) })
	floors := [2]float64{s.floors[0] + raise*s.slack[0], s.floors[1] + raise*s.slack[1]}
	add := func(c [2]float64) {
		if c[0] >= floors[0] && c[1] >= floors[1] {
			s.corners = append(s.corners, c)
		}
	}
	add(p)
	for _, e := range s.exchanges {
		next := [2]float64{p[0] + e[0], p[1] + e[1]}
		var cross []float64
		if p[0] < floors[0] && next[0] > floors[0] {
			cross = append(cross, (floors[0]-p[0])/e[0])
		}
		if p[1] > floors[1] && next[1] < floors[1] {
			cross = append(cross, (floors[1]-p[1])/e[1])
		}
		for _, f := range cross { // the floor itself, not what rounds to just below it
			c := [2]float64{math.Max(p[0]+f*e[0], p[0]), p[1] + f*e[1]}
			if f == cross[0] && p[0] < floors[0] {
				c[0] = floors[0]
			} else {
				c[1] = floors[1]
			}
			add(c)
		}
		p = next
		add(p)
	}
	return s.corners
}
