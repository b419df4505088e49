package bargain

import (
	"cmp"
	"context"
	"math/big"
	"slices"

	"parley"
)

// drawing is the frontier of two parties: lines, and the chains that they
// come from.
type drawing struct {
	chains []*chain    // of the boxes that may have a part in the frontier
	lines  []line      // from the left, where the second party has most
	some   bool        // boxes that are not among these may have the same outcomes
	joints []candidate // within straight lines, where one box's part meets another's: no corners
}

// hit is a point of a region's closure with utilities that are asked for.
type hit struct {
	r *region
	t []*big.Rat // may be nil
	u []*big.Rat // of the parties whose consent counts
}

func (p cellSearch) frontier(ctx context.Context, ignore mask, y *yardstick, report func(float64)) (front, error) {
	w := p.newWorths()
	g, err := p.ground(ctx, ignore)
	if err != nil {
		return front{}, err
	}
	own := ignore
	ignore = ignore.or(p.markItems())
	if p.capped() {
		return p.cappedFrontier(ctx, w, g, own, y, report)
	}
	switch w.parties {
	case 0:
		return front{}, nil
	case 1:
		best, err := p.first(ctx, w, g, ignore, []*big.Rat{one})
		return front{candidates: best.candidates}, err
	case 2:
		if g.tree == nil {
			break
		}
		if f, ok, err := p.twofold(ctx, w, own, y, report); ok {
			return f, err
		}
		fallthrough
	default:
		some, err := p.corners(ctx, w, g, ignore, y, nil)
		if err != nil || some.cut == "" {
			return some, err
		}
		return p.covered(ctx, w, own, y, some, report)
	}
	d, err := p.draw2(ctx, w, g.ids, ignore, report)
	if err != nil {
		return front{}, err
	}
	return d.front(ctx)
}

// draw2 finds the frontier's lines. Floats leave out the boxes whose whole
// chain is clearly dominated; the rest is exact.
func (p cellSearch) draw2(ctx context.Context, w *worths, ids []uint64, ignore mask, report func(float64)) (*drawing, error) {
	ids, err := w.screen(ctx, ids, ignore)
	if err != nil {
		return nil, err
	}
	if len(ids) > maxSolved {
		return nil, errTooMany(maxSolved)
	}
	d := &drawing{}
	for n, id := range ids {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if report != nil && n%256 == 0 {
			report(float64(n) / float64(len(ids)))
		}
		r := w.box(id).region(ignore)
		if r == nil {
			continue
		}
		c, err := r.chain(ctx)
		if err != nil {
			return nil, err
		}
		if c != nil {
			d.chains = append(d.chains, c)
		}
	}
	d.lines = envelope(d.chains)
	return d, nil
}

const screenSteps = 256

// screen leaves out boxes of which every outcome is dominated by a margin
// above rounding. It notes on a grid of the first party's utility how much the
// second can have at that or more.
func (w *worths) screen(ctx context.Context, ids []uint64, ignore mask) ([]uint64, error) {
	if len(ids) < 16 {
		return ids, nil
	}
	s := w.sketcher(ignore)
	cells := make([]int, len(w.p.issues))
	each := func(raise float64, do func(corners [][2]float64) bool) ([]uint64, error) {
		var kept []uint64
		for n, id := range ids {
			if n%4096 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			w.cellsOf(id, cells)
			if raise > 0 && w.guarded(cells, ignore) {
				continue // a guarantor's fallback may take part of it away
			}
			if corners := s.draw(cells, raise); len(corners) > 0 && do(corners) {
				kept = append(kept, id)
			}
		}
		return kept, nil
	}
	grid := newSkyline(screenSteps, s.slack)
	if _, err := each(-1, func(c [][2]float64) bool {
		grid.widen(c)
		return true
	}); err != nil || grid.least >= grid.most {
		return ids, err
	}
	if _, err := each(1, func(c [][2]float64) bool {
		grid.raise(c)
		return false
	}); err != nil {
		return nil, err
	}
	return each(-1, grid.shows)
}

// guarded reports whether the cells commit an owner with a fallback.
func (w *worths) guarded(cells []int, ignore mask) bool {
	for v := w.p.consenting; v < len(w.p.voters); v++ {
		voter := &w.p.voters[v]
		if voter.fallback >= 0 && !ignore.has(voter.fallback) && matches(w.p.items[voter.commit].rows, cells) {
			return true
		}
	}
	return false
}

// front turns lines into corner outcomes and what joins them.
func (d *drawing) front(ctx context.Context) (front, error) {
	type end struct {
		corner
		in   bool
		from *chain
	}
	var ends []end
	at := func(k corner, in bool, from *chain) {
		n, found := slices.BinarySearchFunc(ends, k, func(e end, k corner) int {
			if c := k.x.Cmp(e.x); c != 0 { // the first party's highest first
				return c
			}
			return e.y.Cmp(k.y)
		})
		if !found {
			ends = slices.Insert(ends, n, end{k, in, from})
		}
		ends[n].in = ends[n].in || in
	}
	for _, l := range d.lines {
		at(l.a, l.aIn, l.from)
		at(l.b, l.bIn, l.from)
	}
	var f front
	var unreached []candidate
	for _, e := range ends {
		c, err := d.candidateOf(ctx, []*big.Rat{e.x, e.y}, e.from)
		if err != nil {
			return f, err
		}
		if c.limit {
			unreached = append(unreached, c)
		}
		c.limit = c.limit || !e.in
		f.candidates = append(f.candidates, c)
	}
	if err := d.addUndominated(ctx, &f, unreached); err != nil {
		return f, err
	}
	index := func(k corner) int {
		n, _ := slices.BinarySearchFunc(f.candidates, k, func(c candidate, k corner) int {
			return cmp.Or(k.x.Cmp(c.utility[0]), c.utility[1].Cmp(k.y))
		})
		return n
	}
	for n := len(d.lines) - 1; n >= 0; n-- {
		if l := d.lines[n]; !l.point() {
			f.segments = append(f.segments, [2]int{index(l.b), index(l.a)})
		}
	}
	f.drawing = d
	f.straighten()
	return f, nil
}

// straighten leaves out what lies on a straight line between its neighbours.
func (f *front) straighten() {
	for n := 0; n+1 < len(f.segments); {
		a, b := f.segments[n], f.segments[n+1]
		if a[1] == b[0] && !f.candidates[a[1]].limit && straight(f.candidates[a[0]], f.candidates[a[1]], f.candidates[b[1]]) {
			f.segments[n] = [2]int{a[0], b[1]}
			f.segments = slices.Delete(f.segments, n+1, n+2)
			f.drawing.joints = append(f.drawing.joints, f.candidates[a[1]])
			f.candidates = slices.Delete(f.candidates, a[1], a[1]+1)
			for i := range f.segments {
				for e := range 2 {
					if f.segments[i][e] > a[1] {
						f.segments[i][e]--
					}
				}
			}
			continue
		}
		n++
	}
}

func straight(a, b, c candidate) bool {
	d := func(from, to candidate, q int) *big.Rat { return new(big.Rat).Sub(to.utility[q], from.utility[q]) }
	left := new(big.Rat).Mul(d(a, b, 0), d(a, c, 1))
	return left.Cmp(new(big.Rat).Mul(d(a, b, 1), d(a, c, 0))) == 0
}

// candidate returns the outcome with the utilities, which lie on some chain:
// a package that has them, or else the point that packages approach.
func (d *drawing) candidate(ctx context.Context, u []*big.Rat) (candidate, error) {
	return d.candidateOf(ctx, u, nil)
}

// candidateOf is candidate for an outcome of which a chain is known that has
// it. Where not all that ties is at hand, one package will do.
func (d *drawing) candidateOf(ctx context.Context, u []*big.Rat, from *chain) (candidate, error) {
	if from != nil && d.some {
		if k, ok := from.find(u[0], u[1]); ok && k.t != nil && from.r.inside(k.t) {
			c := candidate{utility: u, pkg: from.r.packageAt(k.t), ties: Count{Least: one.Num()}}
			for j := range from.r.free {
				if from.r.slope[0][j].Sign() == 0 && from.r.slope[1][j].Sign() == 0 {
					c.ties = Count{}
				}
			}
			return c, nil
		}
	}
	x, y := toFloat(u[0]), toFloat(u[1])
	var hits []hit
	for _, c := range d.chains {
		if x < c.edge[0] || x > c.edge[1] || y < c.edge[2] || y > c.edge[3] {
			continue
		}
		if k, ok := c.find(u[0], u[1]); ok {
			hits = append(hits, hit{c.r, k.t, u})
		}
	}
	list, err := gather(ctx, hits)
	if err != nil || len(list) == 0 {
		return candidate{utility: u, limit: true}, err
	}
	if d.some {
		list = tiesAtLeast(list)
	}
	return list[0], nil
}

// addUndominated adds packages that only limits dominate. A limit that is
// level with a package in one utility and above it in the other dominates it
// only if it is reached; if not, the package is efficient.
func (d *drawing) addUndominated(ctx context.Context, f *front, unreached []candidate) error {
	for _, l := range unreached {
		for axis := range 2 {
			c, err := d.reachedAt(ctx, 1-axis, l.utility[1-axis], axis, l.utility[axis])
			if err != nil {
				return err
			}
			if c == nil || d.beyond(c.utility) {
				continue
			}
			if beaten, err := d.beaten(ctx, c.utility); beaten || err != nil {
				if err != nil {
					return err
				}
				continue
			}
			n, found := slices.BinarySearchFunc(f.candidates, *c, func(e, c candidate) int {
				if x := c.utility[0].Cmp(e.utility[0]); x != 0 {
					return x
				}
				return e.utility[1].Cmp(c.utility[1])
			})
			if found {
				f.candidates[n] = *c
			} else {
				f.candidates = slices.Insert(f.candidates, n, *c)
			}
		}
	}
	return nil
}

// beyond reports whether some outcome is better for both.
func (d *drawing) beyond(u []*big.Rat) bool {
	n, _ := slices.BinarySearchFunc(d.lines, u[0], func(l line, x *big.Rat) int { // the highest that goes on to the right of it
		return cmp.Or(l.b.x.Cmp(x), -1)
	})
	return n < len(d.lines) && d.lines[n].height(greater(d.lines[n].a.x, u[0])).Cmp(u[1]) > 0
}

// beaten reports whether a package is better for one and worse for none.
func (d *drawing) beaten(ctx context.Context, u []*big.Rat) (bool, error) {
	x, y := toFloat(u[0]), toFloat(u[1])
	for _, c := range d.chains {
		if x > c.edge[1] || y > c.edge[3] {
			continue
		}
		for more := range 2 {
			conditions := append(c.r.floorConditions(), c.r.above(0, u[0]), c.r.above(1, u[1]))
			conditions[len(c.r.floors)+more].strict = true
			if t, _, err := c.r.find(ctx, conditions, false); t != nil || err != nil {
				return t != nil, err
			}
		}
	}
	return false, nil
}

// reachedAt returns, of the packages on chains whose utility on one axis has
// the value, the one with the most on the other, less than under if that is
// given; nil where there is none.
func (d *drawing) reachedAt(ctx context.Context, level int, value *big.Rat, other int, under *big.Rat) (*candidate, error) {
	var best *candidate
	v := toFloat(value)
	for _, c := range d.chains {
		if v < c.edge[2*level] || v > c.edge[2*level+1] {
			continue
		}
		k, ok := c.level(level, value)
		if !ok {
			continue
		}
		u := []*big.Rat{k.x, k.y}
		if under != nil && u[other].Cmp(under) > 0 || best != nil && u[other].Cmp(best.utility[other]) <= 0 {
			continue
		}
		reached, err := d.candidate(ctx, u)
		if err != nil {
			return nil, err
		}
		if !reached.limit {
			best = &reached
		}
	}
	return best, nil
}

// gather turns hits into candidates, one for each utility vector, in the
// order of the vectors' first hits. A candidate is a limit where no package
// has just these utilities. Ties are counted over the boxes of the hits, so
// these must be all that can have the utilities.
func gather(ctx context.Context, hits []hit) ([]candidate, error) {
	var list []candidate
	var packages [][]parley.Package // that are the only ones of their box
	for _, h := range hits {
		n := slices.IndexFunc(list, func(c candidate) bool {
			return slices.EqualFunc(c.utility, h.u, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
		})
		if n < 0 {
			n = len(list)
			list = append(list, candidate{utility: h.u, limit: true, ties: Count{Int: new(big.Int)}})
			packages = append(packages, nil)
		}
		c := &list[n]
		t := h.t
		if t == nil || !h.r.inside(t) {
			inner, err := h.r.reach(ctx, h.u)
			if err != nil {
				return nil, err
			}
			if inner == nil {
				if c.limit && c.pkg == nil && t != nil {
					c.pkg = h.r.packageAt(t)
				}
				continue
			}
			t = inner
		}
		pkg := h.r.packageAt(t)
		if c.limit {
			c.limit, c.pkg = false, pkg
		}
		if c.ties.Int == nil {
			continue
		}
		single, err := h.r.single(ctx, h.r.withUtility(h.u))
		switch {
		case err != nil:
			return nil, err
		case !single:
			c.ties = Count{}
		case !slices.ContainsFunc(packages[n], pkg.Equal):
			packages[n] = append(packages[n], pkg)
			c.ties.Int.Add(c.ties.Int, h.r.choices())
		}
	}
	for n := range list {
		if list[n].limit {
			list[n].ties = Count{}
		}
	}
	return list, nil
}
