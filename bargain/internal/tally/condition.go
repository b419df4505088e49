package tally

import (
	"context"
	"fmt"
	"math/big"
)

// A tree of tied places can be too large to write out as one piece and yet
// fall into pieces that are not, once the classes of a few places are given:
// those of a separator, on either side of which nothing depends on the other
// (cutset conditioning; Pearl 1988, 4.3). Then every combination of their
// classes is counted by itself, as any space in pieces is, and the counts add
// up.

// cut is a separator to condition on.
type cut struct {
	places []int   // of the space
	ways   int     // combinations of their classes
	work   float64 // entries to be written out, over all ways
}

// writing is how many steps writing out an entry takes.
const writing = 60

// cut finds the separator with the least work; no ways where there is none.
func (r *reduced) cut() cut {
	s := r.space
	size := func(place int) float64 {
		if s.Places[place].Hidden { // the others determine it
			return 1
		}
		return float64(len(s.Places[place].Cells))
	}
	below := make([]float64, len(s.Buckets)) // combinations of what is settled up to here
	whole := make([]float64, len(s.Buckets)) // and of the whole tree
	for b := range s.Buckets {
		below[b] = size(s.Buckets[b].Place)
		for _, c := range s.Buckets[b].Children {
			below[b] *= below[c.Bucket]
		}
	}
	var best cut
	for b := len(s.Buckets) - 1; b >= 0; b-- { // parents first
		bucket := &s.Buckets[b]
		if bucket.Parent < 0 {
			whole[b] = below[b]
			continue
		}
		whole[b] = whole[bucket.Parent]
		given := 1.0
		for _, at := range bucket.Separator {
			given *= size(at)
		}
		ways := bucket.Entries(s)
		work := float64(ways) * (below[b] + whole[b]/below[b]/given)
		if best.ways == 0 || work < best.work {
			best = cut{bucket.Separator, ways, work}
		}
	}
	return best
}

// conditioned counts one combination of classes of the best separator after
// the other; nil if there is none, or if it takes too much work. If the
// context ends, it returns how many it has found by then.
func (r *reduced) conditioned(ctx context.Context, o Options) (*big.Int, string, error) {
	c := r.cut()
	if c.ways == 0 || c.work*writing > o.Work || c.work/float64(c.ways) > maxTied {
		return nil, "", nil
	}
	report := o.Report
	o.Work /= float64(c.ways)
	o.Report = func(float64) {}
	fixed := make([]int, len(r.space.Places))
	for i := range fixed {
		fixed[i] = -1
	}
	all, how := new(big.Int), ""
	for way := range c.ways {
		at := way
		for _, place := range c.places {
			classes := r.space.Places[place].Classes
			fixed[place], at = at%classes, at/classes
		}
		sp, err := r.pieces(ctx, maxTied, fixed)
		if sp == nil {
			return certain(all, err), "", err
		}
		n, method, err := exact(ctx, sp, o)
		if n != nil {
			all.Add(all, n)
		}
		if n == nil || err != nil {
			return certain(all, err), "", err
		}
		if n.Sign() > 0 {
			how = method
		}
		report(float64(way+1) / float64(c.ways))
	}
	if how == "" {
		how = "none reaches the floors"
	}
	return all, fmt.Sprintf("conditioning on the %d combinations of what holds the tied issues together; the last that counts: %s", c.ways, how), nil
}

// certain returns what has been counted where only an error was in the way of
// the rest, and otherwise nil.
func certain(n *big.Int, err error) *big.Int {
	if err == nil {
		return nil
	}
	return n
}

// given is what is fixed of a bucket's places: an entry agrees with it where
// (entry / step) % size is class for all of them.
type given struct{ step, size, class int }

// givens returns what is fixed of a bucket's places; whole says that nothing
// of its separator is open, and at is the entry of the separator then.
func (c *collapser) givens(b int) (list []given, at int, whole bool) {
	bucket := &c.r.space.Buckets[b]
	if c.fixed == nil {
		return nil, 0, bucket.Parent < 0
	}
	step := 1
	see := func(place int) bool {
		classes := c.r.space.Places[place].Classes
		if c.fixed[place] >= 0 {
			list = append(list, given{step, classes, c.fixed[place]})
		}
		step *= classes
		return c.fixed[place] >= 0
	}
	see(bucket.Place)
	own := step
	whole = true
	for _, place := range bucket.Separator {
		if before := step / own; see(place) {
			at += before * c.fixed[place]
		} else {
			whole = false
		}
	}
	return list, at, whole
}

func agrees(list []given, entry int) bool {
	for _, g := range list {
		if entry/g.step%g.size != g.class {
			return false
		}
	}
	return true
}
