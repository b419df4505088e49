package tally

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"parley/bargain/internal/amount"
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
	b       int
	place   int
	slots   int       // for the classes, whatever the separator is
	parts   []uint64  // by entry: of its class, as one of chances
	keep    []uint64  // by entry of the separator: slots
	alias   []int32   // likewise: a class
	members []chances // by class: its cells
}

// newTreeDraws prepares every tree of a space.
func newTreeDraws(ctx context.Context, t *tilted, theta []float64) ([]treeDraw, error) {
	s := t.r.space
	messages := make([][]float64, len(s.Buckets))
	draws := make([]bucketDraw, len(s.Buckets))
	root := make([]int, len(s.Buckets))
	index := map[int]int{} // by root: its tree
	var trees []treeDraw
	for b := range s.Buckets {
		bucket := &s.Buckets[b]
		p := &s.Places[bucket.Place]
		n := slots(p.Classes)
		d := bucketDraw{b: b, place: bucket.Place, slots: n, parts: make([]uint64, bucket.Size),
			keep: make([]uint64, bucket.Entries(s)*n), alias: make([]int32, bucket.Entries(s)*n)}
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
				copy(d.keep[at*n:], m.keep)
				copy(d.alias[at*n:], m.alias)
			}
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

// draw adds what the tree's places add to sum, and sets their cells.
func (d *treeDraw) draw(rng *rand.PCG, sum []uint64, cells []int) {
	r := d.t.r
	s := r.space
	for i := range d.buckets {
		x := &d.buckets[i]
		bucket := &s.Buckets[x.b]
		p := &s.Places[x.place]
		at, step := 0, 1
		for _, other := range bucket.Separator {
			q := &s.Places[other]
			at += step * q.Class[cells[other]]
			step *= q.Classes
		}
		class := pick(rng, x.keep[at*x.slots:(at+1)*x.slots], x.alias[at*x.slots:(at+1)*x.slots])
		at *= p.Classes
		m := &x.members[class]
		k := p.Members[class][pick(rng, m.keep, m.alias)]
		cells[x.place] = k
		cell := r.cell(x.place, k)
		if r.limbs == 1 {
			for q, v := range cell {
				sum[q] += v
			}
		} else {
			amount.Add(sum, sum, cell, r.limbs)
		}
		if len(r.bonus[x.b]) > 0 {
			r.addBonus(sum, x.b, at+class)
		}
	}
}

// outcomes calls visit with how many choices each cell drawn stands for and
// with the parts of its chances, those of its class first.
func (d *treeDraw) outcomes(cells []int, visit func(count int64, parts uint64)) {
	s := d.t.r.space
	for i := range d.buckets {
		x := &d.buckets[i]
		p := &s.Places[x.place]
		k := cells[x.place]
		visit(1, x.parts[s.Entry(x.b, cells)])
		members := p.Members[p.Class[k]]
		at, _ := slices.BinarySearch(members, k)
		visit(p.Counts[k], x.members[p.Class[k]].parts[at])
	}
}
