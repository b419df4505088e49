package tally

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// treeDraw draws the places of one tree under a tilt: from the root down, each
// class given those of its separator, and a cell of the class (ancestral
// sampling; Koller and Friedman 2009, 12.1).
type treeDraw struct {
	t       *tilted
	buckets []bucketDraw // the root first
	log     float64      // of the sum of the weights
}

type bucketDraw struct {
	b, place int
	among    []int     // the places of the separator
	steps    []int     // and what a class of each is in an index over them
	classes  int       // of the place
	parts    []uint64  // by entry: of its class, as one of chances
	slotted  int       // slots of the classes, whatever the separator is
	slots    []slot    // by entry of the separator
	members  []chances // by class: its cells
	sole     []int     // by class: its only cell, or -1
	rows     []uint64  // by entry: what links add, and the sole cell; nil where that is too much to write out
}

// maxRows is how many words the rows of all buckets may have. Tests set it.
var maxRows = 1 << 22

// maxChances is how many entries the buckets of all trees may have, at some
// 30 bytes each. Tests set it.
var maxChances = 1 << 23

// newTreeDraws prepares every tree of a space; ErrWide if that takes too much
// memory.
func newTreeDraws(ctx context.Context, t *tilted, theta []float64) ([]treeDraw, error) {
	s := t.r.space
	entries := 0
	for b := range s.Buckets {
		entries += s.Buckets[b].Size
	}
	if entries > maxChances {
		return nil, ErrWide
	}
	messages := make([][]float64, len(s.Buckets))
	draws := make([]bucketDraw, len(s.Buckets))
	root := make([]int, len(s.Buckets))
	index := map[int]int{} // by root: its tree
	var trees []treeDraw
	room := maxRows
	for b := range s.Buckets {
		bucket := &s.Buckets[b]
		p := &s.Places[bucket.Place]
		d := newBucketDraw(s, b)
		within := make([]float64, p.Classes)
		for c, members := range p.Members {
			logs := make([]float64, len(members))
			for i, k := range members {
				logs[i] = math.Log(float64(p.Counts[k])) + dot(theta, t.place[bucket.Place][k*t.columns:(k+1)*t.columns])
			}
			m, log := newChances(logs)
			within[c], d.members = log, append(d.members, m)
		}
		messages[b] = make([]float64, bucket.Entries(s))
		logs := make([]float64, p.Classes)
		for at := range messages[b] {
			if at&0xfff == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			possible := false
			for c := range p.Classes {
				e := at*p.Classes + c
				logs[c] = math.Inf(-1)
				if bucket.Barred[e] {
					continue
				}
				logs[c] = within[c]
				for n, x := range t.r.bonus[b] {
					logs[c] += theta[x.column] * t.bonus[b][n][e]
				}
				for _, child := range bucket.Children {
					logs[c] += messages[child.Bucket][child.Entry[e]]
				}
				possible = possible || !math.IsInf(logs[c], -1)
			}
			messages[b][at] = math.Inf(-1)
			if possible {
				m, log := newChances(logs)
				messages[b][at] = log
				copy(d.parts[at*p.Classes:], m.parts)
				copy(d.slots[at*d.slotted:], m.slots)
			}
		}
		if words := bucket.Size * t.r.width(); words <= room {
			room -= words
			d.write(t.r)
		}
		draws[b] = d
	}
	for b := len(s.Buckets) - 1; b >= 0; b-- { // parents before their children
		parent := s.Buckets[b].Parent
		if parent < 0 {
			root[b] = b
			index[b] = len(trees)
			trees = append(trees, treeDraw{t: t, log: messages[b][0]})
		} else {
			root[b] = root[parent]
		}
		tree := &trees[index[root[b]]]
		tree.buckets = append(tree.buckets, draws[b])
	}
	return trees, nil
}

func newBucketDraw(s *network.Space, b int) bucketDraw {
	bucket := &s.Buckets[b]
	p := &s.Places[bucket.Place]
	n := slotsFor(p.Classes)
	d := bucketDraw{b: b, place: bucket.Place, among: bucket.Separator, classes: p.Classes, parts: make([]uint64, bucket.Size),
		slotted: n, slots: make([]slot, bucket.Entries(s)*n)}
	step := 1
	for _, other := range bucket.Separator {
		d.steps = append(d.steps, step)
		step *= s.Places[other].Classes
	}
	for _, members := range p.Members {
		sole := -1
		if len(members) == 1 {
			sole = members[0]
		}
		d.sole = append(d.sole, sole)
	}
	return d
}

// write writes the rows out.
func (d *bucketDraw) write(r *reduced) {
	width := r.width()
	d.rows = make([]uint64, len(d.parts)*width)
	for e := range d.parts {
		row := d.rows[e*width : (e+1)*width]
		if k := d.sole[e%d.classes]; k >= 0 {
			copy(row, r.cell(d.place, k))
		}
		r.addBonus(row, d.b, e)
	}
}

// draw adds what the tree's places add to the sum of each draft, and sets
// their cells.
func (t *treeDraw) draw(rng *rand.PCG, drafts []draft) {
	for i := range t.buckets {
		d := &t.buckets[i]
		for j := range drafts {
			d.draw(rng, t.t.r, &drafts[j])
		}
	}
}

func (d *bucketDraw) draw(rng *rand.PCG, r *reduced, f *draft) {
	at := d.given(f)
	class := pick(rng, d.slots[at*d.slotted:(at+1)*d.slotted])
	f.classes[d.place] = int32(class)
	k := d.sole[class]
	e := at*d.classes + class
	if k < 0 || d.rows == nil {
		if k < 0 {
			k = r.space.Places[d.place].Members[class][pick(rng, d.members[class].slots)]
		}
		amount.Add(f.sum, f.sum, r.cell(d.place, k), r.limbs)
	}
	f.cells[d.place] = int32(k)
	if d.rows == nil {
		r.addBonus(f.sum, d.b, e)
		return
	}
	amount.Add(f.sum, f.sum, d.rows[e*len(f.sum):(e+1)*len(f.sum)], r.limbs)
}

// given returns the index over the separator that a draft is at.
func (d *bucketDraw) given(f *draft) int {
	at := 0
	for n, other := range d.among {
		at += d.steps[n] * int(f.classes[other])
	}
	return at
}

// outcomes calls visit with how many choices each cell of a draft stands for
// and with the parts of its chances, those of its class first.
func (t *treeDraw) outcomes(f *draft, visit func(count int64, parts uint64)) {
	for i := range t.buckets {
		d := &t.buckets[i]
		p := &t.t.r.space.Places[d.place]
		class, k := int(f.classes[d.place]), int(f.cells[d.place])
		visit(1, d.parts[d.given(f)*d.classes+class])
		at, _ := slices.BinarySearch(p.Members[class], k)
		visit(p.Counts[k], d.members[class].parts[at])
	}
}
