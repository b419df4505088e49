package tally

import (
	"context"
	"math/big"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// collapse writes out what each tree of tied places adds: messages up the
// tree are the distributions of what all below adds, one for each entry of
// the separator (bucket elimination, Dechter 1999, over the semiring of
// distributions), merged by value, without what can no longer reach a floor.
// It returns nil if they have more than most entries at a time, or take more
// work than they may.
//
// Of some places the class may be fixed, the others being -1. What hangs below
// a separator that is fixed altogether is a distribution of its own then.
func (r *reduced) collapse(ctx context.Context, most int, fixed []int) ([]*list, error) {
	c := &collapser{r: r, fixed: fixed, left: most, work: r.work / writing / 4, below: make([][]uint64, len(r.space.Buckets)), messages: make([][]*list, len(r.space.Buckets))}
	c.reach()
	var roots []*list
	for b := range r.space.Buckets {
		if !c.settle(ctx, b) {
			return nil, ctx.Err()
		}
		if _, at, whole := c.givens(b); whole {
			roots = append(roots, c.messages[b][at])
			c.messages[b] = nil
		}
	}
	return roots, nil
}

type collapser struct {
	r        *reduced
	words    int        // of every weight
	all      []uint64   // no package adds more
	below    [][]uint64 // by bucket: nor does all that it and the buckets below it settle
	own      [][]uint64 // by bucket: nor its place and links
	fixed    []int      // by place: its class, or -1; nil: none is fixed
	messages [][]*list  // by bucket and entry of the separator; none where they stand for themselves
	left     int        // entries that may still be made
	work     float64    // sums that may still be formed
}

// reach finds the most that each part of the space can add.
func (c *collapser) reach() {
	r, s := c.r, c.r.space
	width := r.width()
	c.all, c.own = make([]uint64, width), make([][]uint64, len(s.Buckets))
	ways := big.NewInt(1)
	for i := range s.Places {
		p := &s.Places[i]
		high := make([]uint64, width)
		sum := new(big.Int)
		for k := range p.Cells {
			raise(high, r.cell(i, k), r.limbs)
			sum.Add(sum, big.NewInt(p.Counts[k]))
		}
		amount.Add(c.all, c.all, high, r.limbs)
		if p.Bucket >= 0 {
			c.own[p.Bucket] = high
			if !p.Hidden { // the others determine it
				ways.Mul(ways, sum)
			}
		}
	}
	c.words = wordsFor(ways)
	for b := range s.Buckets {
		for _, x := range r.bonus[b] {
			high := make([]uint64, r.limbs)
			for e := 0; e < len(x.amounts); e += r.limbs {
				raise(high, x.amounts[e:e+r.limbs], r.limbs)
			}
			at := x.column * r.limbs
			amount.Add(c.own[b][at:at+r.limbs], c.own[b][at:at+r.limbs], high, r.limbs)
			amount.Add(c.all[at:at+r.limbs], c.all[at:at+r.limbs], high, r.limbs)
		}
	}
}

// raise sets every column of high to that of x where that is more.
func raise(high, x []uint64, limbs int) {
	for at := 0; at < len(x); at += limbs {
		if amount.Compare(x[at:at+limbs], high[at:at+limbs]) > 0 {
			copy(high[at:at+limbs], x[at:at+limbs])
		}
	}
}

// window lets through what can still matter where no more than within has
// been added from.
func (c *collapser) window(within []uint64) window {
	w := window{make([]uint64, len(within)), c.r.need}
	less(w.low, c.all, within, c.r.limbs) // what the rest can add
	less(w.low, c.r.need, w.low, c.r.limbs)
	return w
}

// settle makes the messages of a bucket; false if there is no room.
func (c *collapser) settle(ctx context.Context, b int) bool {
	r := c.r
	bucket := &r.space.Buckets[b]
	p := &r.space.Places[bucket.Place]
	width := r.width()

	within := append([]uint64(nil), c.own[b]...)
	classes := make([]*list, p.Classes)
	for class, members := range p.Members {
		m := newMerger(r.limbs, width, c.words, boundless(width), c.left)
		weight := make([]uint64, c.words)
		for _, k := range members {
			weight[c.words-1] = uint64(p.Counts[k])
			if !m.add(append([]uint64(nil), r.cell(bucket.Place, k)...), weight) {
				return false
			}
		}
		classes[class] = &m.list
	}
	var children []network.Child // those that are not distributions of their own
	for _, child := range bucket.Children {
		if c.messages[child.Bucket] != nil {
			children = append(children, child)
			amount.Add(within, within, c.below[child.Bucket], r.limbs)
		}
	}
	fixed, _, _ := c.givens(b)
	c.below[b] = within
	w := c.window(within)

	out := make([]*merger, bucket.Entries(r.space))
	sum := make([]uint64, width)
	for e := range bucket.Size {
		if e&0xff == 0 && ctx.Err() != nil {
			return false
		}
		if bucket.Barred[e] || !agrees(fixed, e) {
			continue
		}
		so := c.joined(ctx, classes[e%p.Classes], children, e)
		if so == nil {
			return false
		}
		to := &out[e/p.Classes]
		if *to == nil {
			*to = newMerger(r.limbs, width, c.words, w, 1<<62-1)
		}
		before := (*to).len()
		for i := range so.len() {
			copy(sum, so.sum(i))
			r.addBonus(sum, b, e)
			(*to).add(sum, so.weight(i))
		}
		if c.left -= (*to).len() - before; c.left < 0 {
			return false
		}
	}
	c.messages[b] = make([]*list, len(out))
	for e, m := range out {
		if m == nil {
			m = newMerger(r.limbs, width, c.words, w, 0)
		}
		c.messages[b][e] = &m.list
	}
	for _, child := range children {
		for _, l := range c.messages[child.Bucket] {
			c.left += l.len()
		}
		c.messages[child.Bucket] = nil
	}
	return true
}

// joined adds to the cells of a class what the buckets below say at an entry.
func (c *collapser) joined(ctx context.Context, l *list, children []network.Child, e int) *list {
	w := window{make([]uint64, l.width), c.r.need} // nothing is out of reach before all are in
	for _, child := range children {
		if c.r.work > 0 {
			if c.work -= float64(l.len()) * float64(c.messages[child.Bucket][child.Entry[e]].len()); c.work < 0 {
				return nil
			}
		}
		if l = times(ctx, l, c.messages[child.Bucket][child.Entry[e]], c.words, w, c.left); l == nil {
			return nil
		}
	}
	return l
}
