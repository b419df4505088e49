package cover

import (
	"container/heap"
	"context"
	"math"
	"slices"
)

// A cover of packages that are no combinations of cells, as where issues are
// continuous: zones, bounds and the order of the search are those of Find, and
// what is in a zone is its caller's to find. Utilities are counted in grains of
// the parties' ranges, rounded down. A zone above the rounded point holds all
// that one above the point does, so that what is proven of the former is proven.

// Grain is the part of a range in which Seek counts.
const Grain = 0x1p-40

// Seeker finds packages of a set.
type Seeker interface {
	// Seek looks for a package that exceeds the zone's corner, in every column
	// that bounds it, by more than enough, a part of the ranges. Where it errs,
	// what it returns is still proven.
	Seek(ctx context.Context, z Zone, enough float64) (Sought, error)
}

// Zone is what Seek is asked about.
type Zone struct {
	Corner []uint64 // by column, in grains; of a free column the floor
	Free   []bool   // the column bounds nothing
	Bound  float64  // no package exceeds the corner by more in every column that is not free; proven
	Near   []int    // points that lie on the zone's boundary, by number, ascending
}

// Sought is what was found of a zone.
type Sought struct {
	Point    []uint64  // what a package is worth, in grains, rounded down; it exceeds the corner; nil: none was found
	Bound    float64   // no package exceeds the corner by more, as of Zone; proven
	Supports []Support // that the search came by
}

// Support says that Σ weight × utility, in ranges above where grains begin, is
// nowhere above Most. Weights are not negative, one for each column, and not all
// of them 0.
type Support struct {
	Weights []float64
	Most    float64
}

// Seek returns how near some points, and those that it has the seeker find,
// come to all packages of a set: for every package some point is worth, in each
// column, at least as much less epsilon of a range. Floors, one for each column,
// are what every package reaches, in grains. Of the points, those given come
// first, at least one, and the others in the order in which they were found;
// numbers are counted from 0.
//
// It ends where the Epsilon of the options is proven, at their Limit of points,
// with too many open zones, or when the context ends; epsilon is proven
// whatever ended it. Scales are not looked at.
func Seek(ctx context.Context, seeker Seeker, floors []uint64, points [][]uint64, o Options) (epsilon float64, err error) {
	q := &quest{Options: o, seeker: seeker, floors: floors, region: newRegion(len(floors), 1)}
	if len(floors) == 0 || len(points) == 0 {
		return 0, nil
	}
	heap.Push(&q.queue, q.region.open[0])
	for _, p := range points {
		q.take(p)
	}
	err = q.run(ctx)
	return q.epsilon(), err
}

// quest is such a search.
type quest struct {
	Options
	seeker   Seeker
	floors   []uint64
	region   *region
	queue    queue
	supports []Support
	closed   float64 // the greatest bound of the zones that are closed
	points   int
}

func (q *quest) epsilon() float64 {
	if len(q.queue) == 0 {
		return q.closed
	}
	return max(q.closed, q.queue[0].bound)
}

func (q *quest) run(ctx context.Context) error {
	for len(q.queue) > 0 && len(q.region.open) <= maxOpen && (q.Limit <= 0 || q.points < q.Limit) {
		if err := ctx.Err(); err != nil {
			return err
		}
		z := q.queue[0]
		if z.support < len(q.supports) {
			q.price(z)
			heap.Fix(&q.queue, 0)
			continue
		}
		if z.bound <= q.Epsilon {
			q.shut(z)
			continue
		}
		found, err := q.seeker.Seek(ctx, q.asked(z), q.Epsilon)
		z.bound = min(z.bound, found.Bound)
		heap.Fix(&q.queue, 0)
		q.supports = append(q.supports, found.Supports...)
		switch {
		case found.Point != nil && q.region.holds(z, found.Point):
			q.take(found.Point)
		case err == nil:
			q.shut(z)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// asked tells a zone to the seeker.
func (q *quest) asked(z *zone) Zone {
	out := Zone{Corner: slices.Clone(z.corner), Free: make([]bool, len(q.floors)), Bound: z.bound}
	for p := range q.floors {
		if z.free(p) {
			out.Corner[p], out.Free[p] = q.floors[p], true
		}
		for _, n := range z.definers[p] {
			out.Near = append(out.Near, int(n))
		}
	}
	slices.Sort(out.Near)
	out.Near = slices.Compact(out.Near)
	return out
}

// take lists a point and splits the zones that hold it.
func (q *quest) take(point []uint64) {
	q.points++
	made := q.region.made
	q.region.insert(point)
	for i := len(q.region.open) - 1; i >= 0 && q.region.open[i].serial >= made; i-- {
		heap.Push(&q.queue, q.region.open[i])
	}
	if len(q.queue) > 2*len(q.region.open)+1024 {
		q.queue = slices.DeleteFunc(q.queue, func(z *zone) bool { return z.gone })
		heap.Init(&q.queue)
	}
	q.purge()
	if q.Report != nil {
		q.Report(q.epsilon(), q.points)
	}
}

func (q *quest) shut(z *zone) {
	q.closed = max(q.closed, z.bound)
	z.gone = true
	q.purge()
}

// purge sees to it that the first zone of the queue is open.
func (q *quest) purge() {
	for len(q.queue) > 0 && q.queue[0].gone {
		heap.Pop(&q.queue)
	}
}

// price lowers a zone's bound to what the supports say that were not asked yet.
// A package in the zone that exceeds the corner by t in every column that bounds
// it has a weighted sum of at least Σ weight × corner + t × Σ weights of those.
func (q *quest) price(z *zone) {
	for _, s := range q.supports[z.support:] {
		base, counting := 0.0, 0.0
		for p, w := range s.Weights {
			at := z.corner[p]
			if z.free(p) {
				at = q.floors[p]
			} else {
				counting += w
			}
			base += w * (float64(at) * Grain)
		}
		if counting < 0x1p-300 {
			continue
		}
		slack := float64(2*len(s.Weights)+8) * 0x1p-51 // of each rounding 2^-53 of what is added up so far
		t := (s.Most - base + slack*(math.Abs(s.Most)+base)) / counting
		t += slack * math.Abs(t)
		if t < z.bound {
			z.bound = t
		}
	}
	z.support = len(q.supports)
}
