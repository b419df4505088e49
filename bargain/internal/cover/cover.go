package cover

import (
	"cmp"
	"container/heap"
	"context"
	"errors"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// Options says what cover is wanted.
type Options struct {
	Epsilon float64                           // the search ends where this is proven; 0: the whole frontier
	Scales  []*big.Int                        // by party column: the width of its range in whole amounts; nil or not positive: the column is not covered
	Limit   int                               // the most points to find; 0: no limit
	Report  func(epsilon float64, points int) // called where a point was found; may be nil
}

// Point is a package that breaks no rule in force and reaches the floors,
// re-checked in whole numbers.
type Point struct {
	Local     []int    // local cells, one for each place of the space
	Amounts   []uint64 // what it is worth in every column of the space, exactly
	Efficient bool     // proven: no package is worth as much in every covered column and more in one
}

// Cover is a list of packages, and how well they stand for all.
type Cover struct {
	Points   []Point // the highest first by amounts, column by column; none at least as good as another in all covered columns
	Epsilon  float64 // proven, rounded up: for every package some point falls short of it, in any covered column, by at most this part of the range; +Inf: nothing is proven yet
	Complete bool    // Epsilon is no more than was asked for
	Zones    int     // made in all
	Nodes    int     // of the branch and bound searches
	Method   string
}

// ErrTooWide says that what ties the issues needs tables that are too large.
var ErrTooWide = errors.New("what ties the issues is too wide for a cover")

// Find returns a cover of the space's packages: for every package that breaks
// no rule and reaches the floors there is a point that is worth, in each
// covered column, at least as much less Epsilon times the column's scale.
// Without points and with an Epsilon of 0 there is no package.
//
// It is anytime: where the context ends, it returns what is proven so far with
// the context's error; with Limit, what is proven when there are so many
// points; and what is proven when more zones are open than there is room for,
// which may happen from seven columns on. The answer depends on nothing but the space and the options.
func Find(ctx context.Context, s *network.Space, o Options) (*Cover, error) {
	c := &Cover{Epsilon: inf, Method: "zones of the search region, bounds by column generation, branch and bound"}
	if s.TooWide {
		return c, ErrTooWide
	}
	if s.Barred {
		c.Epsilon, c.Complete = 0, true
		return c, nil
	}
	f := newFinder(s, o)
	err := f.run(ctx)
	c.Points = f.listed()
	c.Epsilon, c.Zones, c.Nodes = f.epsilon(), f.made(), f.nodes
	c.Complete = err == nil && c.Epsilon <= f.Options.Epsilon
	return c, err
}

// maxOpen is the most zones that may be open. Zones multiply with the number of
// columns, and with what the collector leaves lying so many may fill half a gigabyte.
const maxOpen = 1 << 17

// finder is a search for a cover.
type finder struct {
	Options
	x      *scaled
	region *region // nil: there is no point yet
	queue  queue
	pool   *supports
	hunt   *hunt
	points []Point
	closed float64 // the greatest bound of the zones that are closed
	none   bool    // there is no package
	room   int     // the search ends with more open zones than this
	nodes  int
}

func newFinder(s *network.Space, o Options) *finder {
	if !(o.Epsilon > 0) { // negative or no number
		o.Epsilon = 0
	}
	x := scale(s, o.Scales)
	f := &finder{Options: o, x: x, pool: &supports{x: x}, room: maxOpen}
	f.hunt = &hunt{x: x, pool: f.pool, ray: &ray{x: x}, stock: &within{x: x, limit: 8000}, content: 1.15}
	if x.tied {
		f.hunt.all = newTied(x)
	} else {
		f.hunt.all = newAlone(x)
	}
	return f
}

func (f *finder) made() int {
	if f.region == nil {
		return 0
	}
	return f.region.made
}

// epsilon returns what is proven.
func (f *finder) epsilon() float64 {
	switch {
	case f.none:
		return 0
	case f.region == nil:
		return inf
	case len(f.queue) == 0:
		return f.closed
	}
	return max(f.closed, f.queue[0].bound)
}

func (f *finder) run(ctx context.Context) error {
	first, err := f.any(ctx)
	if err != nil || f.none {
		return err
	}
	f.region = newRegion(f.x.covered, f.x.space.Limbs)
	f.region.open[0].aim = f.x.anywhere()
	if f.x.covered == 0 {
		f.region.open = nil
		f.region.made = 0
	}
	f.take(f.hunt.push(ctx, first))
	for len(f.queue) > 0 && len(f.region.open) <= f.room && (f.Limit <= 0 || len(f.points) < f.Limit) {
		if err := ctx.Err(); err != nil {
			return err
		}
		z := f.queue[0]
		a := z.aim
		if z.support < len(f.pool.list) {
			f.pool.price(z)
			if f.close(z) {
				continue
			}
			if heap.Fix(&f.queue, 0); f.queue[0] != z {
				continue
			}
		}
		f.hunt.aim, f.hunt.enough = a, f.Epsilon
		f.hunt.admit = func(v *vertex) bool { return f.holds(v, z) }
		f.hunt.run(ctx, f.pool.nearest(a, 2*len(f.x.columns)+2), z.bound)
		f.nodes += f.hunt.nodes
		f.hunt.nodes = 0
		z.bound = min(z.bound, f.hunt.bound)
		heap.Fix(&f.queue, 0)
		if f.hunt.ended != nil {
			return f.hunt.ended
		}
		if f.hunt.best == nil {
			f.shut(z)
			continue
		}
		if !f.close(z) {
			f.take(f.hunt.push(ctx, f.hunt.lift(keeps)))
		}
	}
	return nil
}

// close closes a zone if its bound says that there is nothing more to find.
func (f *finder) close(z *zone) bool {
	if !f.done(z) {
		return false
	}
	f.shut(z)
	return true
}

// done reports whether there is nothing more to find in the zone.
func (f *finder) done(z *zone) bool {
	return z.bound < z.aim.least || z.bound <= f.Epsilon
}

// shut closes a zone with what is proven of it.
func (f *finder) shut(z *zone) {
	if z.bound >= z.aim.least { // else there is no package in it
		f.closed = max(f.closed, z.bound)
	}
	z.gone = true
	f.purge()
}

// purge sees to it that the first zone of the queue is open.
func (f *finder) purge() {
	for len(f.queue) > 0 && f.queue[0].gone {
		heap.Pop(&f.queue)
	}
}

// any returns a package that breaks no rule and reaches the floors, if there
// is one.
func (f *finder) any(ctx context.Context) (*vertex, error) {
	weights := make([]float64, len(f.x.columns))
	for n := range weights {
		weights[n] = 1
	}
	most, v, ok := f.hunt.all.best(weights)
	if !ok {
		f.none = true
		return nil, ctx.Err()
	}
	f.pool.add(weights, most, v)
	if f.holds(v, nil) {
		return v, ctx.Err()
	}
	h := f.hunt
	h.aim, h.enough, h.any = f.x.reaching(), -f.x.margin, true
	h.admit = func(v *vertex) bool { return f.holds(v, nil) }
	h.run(ctx, []*vertex{v}, inf)
	f.nodes, h.nodes, h.any = h.nodes, 0, false
	if h.best == nil {
		f.none = h.ended == nil
		return nil, h.ended
	}
	return h.best, nil
}

// holds reports whether a package breaks no rule, reaches the floors and lies
// in the zone, if one is given.
func (f *finder) holds(v *vertex, z *zone) bool {
	s := f.x.space
	local := f.x.local(v.choice)
	if !s.Holds(local) {
		return false
	}
	return z == nil || f.region.holds(z, f.x.amounts(s.Sum(local)))
}

// take lists a package and splits the zones that hold it.
func (f *finder) take(v *vertex, efficient bool) {
	local := f.x.local(v.choice)
	sum := f.x.space.Sum(local)
	f.points = append(f.points, Point{local, sum, efficient})
	if f.x.covered == 0 {
		return
	}
	made := f.region.made
	f.region.insert(f.x.amounts(sum))
	for i := len(f.region.open) - 1; i >= 0 && f.region.open[i].serial >= made; i-- {
		z := f.region.open[i]
		z.aim = f.x.narrowed(z.aim, z, z.column)
		if last := len(f.pool.list) - 1; last >= 0 {
			f.pool.ask(z, last)
		}
		if z.tight >= 0 {
			f.pool.ask(z, z.tight)
		}
		if !f.done(z) {
			heap.Push(&f.queue, z)
		} else {
			f.shut(z)
		}
	}
	if len(f.queue) > 2*len(f.region.open)+1024 {
		f.queue = slices.DeleteFunc(f.queue, func(z *zone) bool { return z.gone })
		heap.Init(&f.queue)
	}
	f.purge()
	if f.Report != nil {
		f.Report(f.epsilon(), len(f.points))
	}
}

// listed returns the points that no other makes superfluous, in order.
func (f *finder) listed() []Point {
	type judged struct {
		Point
		covered []uint64
	}
	all := make([]judged, len(f.points))
	for i, p := range f.points {
		all[i] = judged{p, f.x.amounts(p.Amounts)}
	}
	slices.SortFunc(all, func(a, b judged) int { // none makes one before it superfluous
		return cmp.Or(amount.Compare(b.covered, a.covered), amount.Compare(b.Amounts, a.Amounts), slices.Compare(a.Local, b.Local))
	})
	var list []Point
	var covered [][]uint64
next:
	for _, p := range all {
		for _, c := range covered {
			if amount.AtLeast(c, p.covered, f.x.space.Limbs) {
				continue next
			}
		}
		list, covered = append(list, p.Point), append(covered, p.covered)
	}
	slices.SortFunc(list, func(a, b Point) int { return amount.Compare(b.Amounts, a.Amounts) })
	return list
}

// queue holds zones, that with the greatest bound first, of equal ones the
// oldest. Zones that are gone come out in their turn.
type queue []*zone

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	if q[i].bound != q[j].bound {
		return q[i].bound > q[j].bound
	}
	return q[i].serial < q[j].serial
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push is part of heap.Interface.
func (q *queue) Push(z any) { *q = append(*q, z.(*zone)) }

// Pop is part of heap.Interface.
func (q *queue) Pop() any {
	old := *q
	z := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	return z
}

// keeps is the part of the gain that a point keeps when it is lifted. Measured:
// with 1 there are three times as many points for five parties, with less than
// 0.7 more again for three.
const keeps = 0.75
