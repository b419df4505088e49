package bargain

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/cover"
	"parley/bargain/internal/simplex"
)

// Where there are three parties and more, or a frontier of two cannot be drawn,
// packages are listed that come near to all: package cover says in which zone to
// look and what is proven, and a hunt over boxes finds the package of the zone
// that gains most over its corner.

// coverage is such a list as it grows.
type coverage struct {
	cellSearch
	w      *worths
	g      ground
	ends   *pieces
	ignore mask
	y      *yardstick
	who    []int      // the columns of the parties with a range, which are those of cover
	base   []*big.Rat // by place in who: no package is worth less
	points []nearby
}

// nearby is a package that stands for those near it.
type nearby struct {
	candidate
	grains []uint64 // what it is worth, rounded down, as of cover
	cells  []int    // of its box; nil where that is not known
}

// Of the gain that a zone allows, a package has to have so much to end a search,
// and keeps so much when the others are given more.
const (
	content = 1.15
	keeps   = 0.75
)

// maxZoneNodes is how many parts of the space one zone is searched in.
const maxZoneNodes = 4000

// Limits on how many packages stand for a frontier. Where nobody has said how near
// they are to come, they are fewer, of three parties this many and of more less,
// so that nobody waits long for what was not asked for. What a way out opens is
// shown roughly.
const (
	maxUnasked   = 1200
	briefEpsilon = 0.05
	maxBrief     = 100
)

// maxListed is how many boxes are gone through for each zone where statements tie
// so many issues that there is no tree.
const maxListed = 20_000

// covered adds to some efficient outcomes packages that come near to all others.
func (p cellSearch) covered(ctx context.Context, w *worths, ignore mask, y *yardstick, some front, report func(float64)) (front, error) {
	if y == nil || w.parties > mostCovered {
		return some, nil
	}
	x := &coverage{cellSearch: p, w: w, ignore: ignore.or(p.markItems()), y: y}
	if !x.prepare(ctx, ignore) {
		return some, nil
	}
	o := cover.Options{Epsilon: p.epsilon, Limit: maxCovered}
	switch {
	case p.brief:
		o.Epsilon, o.Limit = max(o.Epsilon, briefEpsilon), maxBrief
	case o.Epsilon == 0:
		o.Epsilon, o.Limit = DefaultEpsilon, maxUnasked/max(1, w.parties-2)
	}
	if report != nil {
		o.Report = func(epsilon float64, _ int) { report(min(1, o.Epsilon/max(epsilon, o.Epsilon))) }
	}
	var points [][]uint64
	for _, c := range some.candidates {
		if !c.limit {
			s := x.nearby(c, nil)
			x.points, points = append(x.points, s), append(points, s.grains)
		}
	}
	if len(points) == 0 {
		return some, nil
	}
	epsilon, err := cover.Seek(ctx, x, x.floors(), points, o)
	out := front{candidates: x.listed(), how: "zones of the search region; in each the greatest least gain, by branch and bound over combinations of intervals, each that matters solved in exact fractions"}
	out.cut = "With a continuous issue and three or more parties there can be infinitely many efficient outcomes."
	if w.parties == 2 {
		out.cut = whyNotDrawn
	}
	if math.IsInf(epsilon, 1) {
		out.cut += " How near those listed come to all of them is not known yet."
		return out, err
	}
	out.within = new(big.Rat).SetFloat64(epsilon)
	out.cut += fmt.Sprintf(" For every package one of those listed falls short of it, for any party, by at most %s of that party's range.", percent(epsilon))
	return out, err
}

// prepare finds what to hunt in, and where grains begin; false if there is
// nothing to cover, or no room for it.
func (x *coverage) prepare(ctx context.Context, ignore mask) bool {
	p := x.cellSearch
	if p.tree == nil {
		p.tree = p.newPieces()
	}
	x.ends = p.tree
	var err error
	if x.g, err = p.ground(ctx, ignore); err != nil {
		if x.g, err = x.ground(ctx, ignore); err != nil || x.tree != nil || len(x.g.ids) > maxListed {
			return false
		}
	}
	for q := range x.w.parties {
		if x.y.width[q] == nil {
			continue
		}
		u := x.ends.ends.table.units[q]
		base := new(big.Rat).SetFrac(new(big.Int).Neg(u.offset), u.denominator) // an amount is utility × denominator + offset
		x.who, x.base = append(x.who, q), append(x.base, base)
		if top := x.size(x.ends.ends.table, q); top > 1<<20 {
			return false // a grain would be too small to count in
		}
	}
	return len(x.who) > 0
}

// size returns the most that a column of a table can add up to, in its party's
// ranges.
func (x *coverage) size(t *table, q int) float64 {
	most := new(big.Rat).SetFrac(amount.Int(t.column(t.most[0], q)), t.units[q].denominator)
	return toFloat(most.Quo(most, x.y.width[q]))
}

// grains returns a utility in grains, rounded down, for the party at a place of
// who.
func (x *coverage) grains(u *big.Rat, n int) uint64 {
	d := new(big.Rat).Sub(u, x.base[n])
	d.Quo(d, x.y.width[x.who[n]])
	if d.Sign() <= 0 {
		return 0
	}
	return new(big.Int).Quo(new(big.Int).Lsh(d.Num(), 40), d.Denom()).Uint64()
}

// at is the utility that so many grains are.
func (x *coverage) at(grains uint64, n int) *big.Rat {
	u := new(big.Rat).SetFrac(new(big.Int).SetUint64(grains), big.NewInt(1<<40))
	return u.Add(u.Mul(u, x.y.width[x.who[n]]), x.base[n])
}

func (x *coverage) floors() []uint64 {
	list := make([]uint64, len(x.who))
	for n, q := range x.who {
		if item := x.fallbackOf(q); item >= 0 && !x.ignore.has(item) {
			list[n] = x.grains(x.voters[x.columns[q]].floor, n)
		}
	}
	return list
}

func (x *coverage) nearby(c candidate, cells []int) nearby {
	s := nearby{candidate: c, cells: cells}
	for n, q := range x.who {
		s.grains = append(s.grains, x.grains(c.utility[q], n))
	}
	return s
}

// Seek is part of cover.Seeker.
func (x *coverage) Seek(ctx context.Context, z cover.Zone, enough float64) (cover.Sought, error) {
	m := measures{origin: make([]*big.Rat, x.w.columns), scale: x.y.width}
	for n, q := range x.who {
		if !z.Free[n] {
			m.who = append(m.who, q)
			m.origin[q] = x.at(z.Corner[n], n)
		}
	}
	enough *= 1 - 0x1p-20 // what rounding adds to a bound at the end is far less
	capped := x.mostByCaps(m)
	if capped != nil {
		z.Bound = min(z.Bound, math.Nextafter(toFloat(capped), math.Inf(1)))
	}
	out := cover.Sought{Bound: z.Bound}
	if z.Bound <= enough {
		return out, nil
	}
	h := &hunt{w: x.w, marks: x.ignore, enough: enough, aim: leastOf(m), nodes: maxZoneNodes, ties: maxTied}
	for _, q := range m.who {
		h.even(m, q)
	}
	var best *region
	level := new(big.Rat).SetFloat64(enough)
	try := func(b *box) error {
		r := b.region(x.ignore)
		if r == nil {
			return nil
		}
		l, err := r.least(ctx, m)
		if err != nil {
			return err
		}
		if l.t == nil {
			h.infeasible(r, l.dual)
			return nil
		}
		h.bound(r, m, l.dual)
		reached := l.levels[0]
		if capped != nil && reached.Cmp(capped) > 0 {
			reached = capped
		}
		if reached.Cmp(level) <= 0 {
			return nil
		}
		if none, err := r.empty(ctx); none || err != nil {
			return err
		}
		best, level = r, reached
		h.enough = max(enough, content*toFloat(level))
		return nil
	}
	var err error
	for _, cells := range x.near(z) {
		if err = try(x.w.boxOf(cells, x.ends.base(cells))); err != nil {
			return out, err
		}
	}
	if best == nil || h.enough < z.Bound {
		h.root = func(weights []float64, most float64) {
			if s, ok := x.support(weights, most); ok {
				out.Supports = append(out.Supports, s)
			}
		}
		err = h.run(ctx, x.g, try)
		switch {
		case x.g.tree != nil:
			out.Bound = min(out.Bound, h.upper)
		case err == nil:
			out.Bound = min(out.Bound, h.enough)
		}
	}
	if best != nil {
		t, failed := best.lifted(context.WithoutCancel(ctx), m, level, x.who)
		if failed != nil {
			return out, failed
		}
		c := x.cutOff(candidate{utility: best.utility(t), pkg: best.packageAt(t), ties: Count{Least: best.choices()}})
		s := x.nearby(c, best.cells)
		x.points, out.Point = append(x.points, s), s.grains
	}
	return out, err
}

// mostByCaps returns the most that the least of the measures can be because of
// caps; nil where none of the parties has one.
func (x *coverage) mostByCaps(m measures) *big.Rat {
	var most *big.Rat
	for _, q := range m.who {
		v := &x.voters[x.columns[q]]
		if v.most == nil {
			continue
		}
		at := new(big.Rat).Sub(v.most, m.origin[q])
		if at.Quo(at, m.scale[q]); most == nil || at.Cmp(most) < 0 {
			most = at
		}
	}
	return most
}

// least finds where the least of the measures is greatest on the closure of the
// region.
func (r *region) least(ctx context.Context, m measures) (levelled, error) {
	s, status, err := r.raising(m, nil, r.floorConditions()).Solve(ctx)
	if err != nil || status != simplex.Optimal {
		return levelled{dual: s.Dual}, err
	}
	n := len(r.free)
	return levelled{t: s.X[:n], levels: s.X[n:], dual: s.Dual}, nil
}

// near returns the boxes of the points that lie on a zone's boundary.
func (x *coverage) near(z cover.Zone) [][]int {
	var list [][]int
	for _, n := range z.Near {
		cells := x.points[n].cells
		if cells != nil && !slices.ContainsFunc(list, func(o []int) bool { return slices.Equal(o, cells) }) {
			list = append(list, cells)
		}
	}
	return list
}

// support states weights of a hunt's root as one of cover. What a column that is
// not covered has to reach counts as reached.
func (x *coverage) support(weights []float64, most float64) (cover.Support, bool) {
	t, s := x.g.tree.ends, x.g.space
	out := cover.Support{Weights: make([]float64, len(x.who)), Most: most}
	some := false
	for q, w := range weights {
		if w < 0 {
			return out, false
		}
		if n := slices.Index(x.who, q); n >= 0 {
			out.Weights[n] = w * toFloat(t.size(x.y.width[q], q)) / s.Tops[q]
			some = some || out.Weights[n] > 0
		} else if floor := s.Floors[q]; floor != nil {
			out.Most -= w * amount.Float(floor) / s.Tops[q]
		}
	}
	out.Most += 0x1p-40 * (math.Abs(most) + math.Abs(out.Most)) // far above the rounding of all these
	return out, some
}

// lifted returns a point of the region that gives the parties together as much as
// it can, each by its range, with most of the level kept for all who are
// measured.
func (r *region) lifted(ctx context.Context, m measures, level *big.Rat, who []int) ([]*big.Rat, error) {
	var kept []condition
	for _, q := range m.who {
		u := new(big.Rat).Mul(level, new(big.Rat).SetFloat64(keeps))
		kept = append(kept, r.above(q, u.Add(u.Mul(u, m.scale[q]), m.origin[q])))
	}
	weights := make([]*big.Rat, len(r.base))
	for _, q := range who {
		weights[q] = new(big.Rat).Inv(m.scale[q])
	}
	most, err := r.maximise(ctx, weights, kept...)
	if err != nil {
		return nil, err
	}
	if most.t == nil || !r.inside(most.t) { // an end is only approached
		t, _, err := r.find(ctx, append(r.floorConditions(), kept...), false)
		return t, err
	}
	round := r.rounded(most.t)
	for _, f := range r.floors {
		if r.at(f.column, round).Cmp(f.at) < 0 {
			return most.t, nil
		}
	}
	least := new(big.Rat).Mul(level, half)
	for _, q := range m.who {
		gain := r.at(q, round)
		if gain.Quo(gain.Sub(gain, m.origin[q]), m.scale[q]).Cmp(least) < 0 {
			return most.t, nil
		}
	}
	return round, nil
}

// rounded returns a point near another: each number of a continuous issue that is
// inside its interval stays inside and is rounded to a power of ten, a thousandth
// of the interval or less, so that people can read it.
func (b *box) rounded(t []*big.Rat) []*big.Rat {
	out := slices.Clone(t)
	for j, at := range b.free {
		if t[j].Sign() == 0 || t[j].Cmp(one) == 0 {
			continue
		}
		c := &b.p.issues[at].cells[b.cells[at]]
		low, width := c.low.Rat(), c.high.Sub(c.low).Rat()
		step, ten := big.NewRat(1, 1), big.NewRat(10, 1)
		for fine := new(big.Rat).Mul(width, big.NewRat(1, 1000)); step.Cmp(fine) > 0; {
			step.Quo(step, ten)
		}
		for fine := new(big.Rat).Mul(width, big.NewRat(1, 10_000)); step.Cmp(fine) < 0; {
			step.Mul(step, ten)
		}
		x := new(big.Rat).Mul(width, t[j])
		x.Quo(x.Add(x, low), step)
		x.Mul(new(big.Rat).SetInt(floorInt(x.Add(x, half))), step)
		x.Quo(x.Sub(x, low), width)
		if x.Sign() > 0 && x.Cmp(one) < 0 {
			out[j] = x
		}
	}
	return out
}

// listed returns the points that no other dominates, in order.
func (x *coverage) listed() []candidate {
	var list []candidate
	beats := func(a, b nearby) bool {
		for n := range a.grains {
			if a.grains[n] < b.grains[n] {
				return false
			}
		}
		return dominates(a.utility, b.utility)
	}
	for n, s := range x.points {
		same := func(o nearby) bool {
			return slices.Equal(o.grains, s.grains) && compareUtility(o.candidate, s.candidate) == 0
		}
		if !slices.ContainsFunc(x.points, func(o nearby) bool { return beats(o, s) }) && !slices.ContainsFunc(x.points[:n], same) {
			list = append(list, s.candidate)
		}
	}
	slices.SortFunc(list, func(a, b candidate) int { return compareUtility(b, a) })
	return list
}
