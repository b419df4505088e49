package dual

import (
	"math"
	"slices"

	"parley/bargain/internal/network"
)

// The tree is gone through by bucket elimination (Dechter 1999): from the
// leaves up, each bucket says for every choice of classes in its separator the
// greatest weighted sum of what it settles and of all below it; from the root
// down, what everything else adds to that.

// bucket is a bucket of the space with what the oracle last said of it.
type bucket struct {
	*network.Bucket
	bonus   []bonus
	classes int
	rows    int       // entries of the separator
	root    int       // of its tree
	top     []float64 // by class: the best score of an allowed cell; -Inf: none
	up      []float64 // by separator entry: the greatest sum at and below it
	out     []float64 // by separator entry: the greatest sum of all the rest
	soft    softBucket
}

type bonus struct {
	dim   int
	rough []float64
	most  float64
}

// block is how many entries of a table are worked on at a time, so that they
// stay in the cache.
const block = 2048

// plant copies the buckets and makes room for their messages.
func (o *Oracle) plant(columns []int) {
	s := o.space
	o.tree = make([]bucket, len(s.Buckets))
	for n := range s.Buckets {
		b := &o.tree[n]
		b.Bucket = &s.Buckets[n]
		b.classes = s.Places[b.Place].Classes
		b.rows = b.Size / b.classes
		b.top, b.up = make([]float64, b.classes), make([]float64, b.rows)
		for dim, q := range columns {
			for i := range b.Bonus {
				if b.Bonus[i].Column == q {
					b.bonus = append(b.bonus, bonus{dim, b.Bonus[i].Rough, slices.Max(b.Bonus[i].Rough)})
				}
			}
		}
		o.adds += 1 + len(b.bonus) + len(b.Children)
	}
	for n := len(o.tree) - 1; n >= 0; n-- {
		if b := &o.tree[n]; b.Parent < 0 {
			b.root = n
		} else {
			b.root = o.tree[b.Parent].root
		}
	}
}

// table writes, for the rows from … to of the bucket, entry by entry the sum
// of what its class, its bonus and the buckets below are worth.
func (o *Oracle) table(b *bucket, weights, top []float64, below func(n int) []float64, from, to int, out []float64) {
	k := b.classes
	first, last := from*k, to*k
	out = out[:last-first]
	barred := b.Barred[first:last]
	for at := 0; at < len(out); at += k {
		copy(out[at:at+k], top)
	}
	for e, no := range barred {
		if no {
			out[e] = math.Inf(-1)
		}
	}
	for _, x := range b.bonus {
		if w := weights[x.dim]; w != 0 {
			for e, r := range x.rough[first:last] {
				out[e] += w * r
			}
		}
	}
	for n := range b.Children {
		message := below(b.Children[n].Bucket)
		for e, at := range b.Children[n].Entry[first:last] {
			out[e] += message[at]
		}
	}
}

// tops scores the allowed cells of the bucket's place and finds the best of
// each class.
func (o *Oracle) tops(b *bucket, weights []float64, d *Domain) {
	for c := range b.top {
		b.top[c] = math.Inf(-1)
	}
	if d.size[b.Place] == 0 {
		return
	}
	o.weigh(weights, d, b.Place)
	class, from := o.space.Places[b.Place].Class, o.start[b.Place]
	for _, k := range d.allowed(b.Place) {
		c := class[k-from]
		b.top[c] = max(b.top[c], o.score[k])
	}
}

// rowsAt returns how many rows make a block.
func (b *bucket) rowsAt() int { return max(1, block/b.classes) }

func (o *Oracle) scratch(b *bucket) []float64 {
	if n := b.rowsAt() * b.classes; len(o.near) < n {
		o.near = make([]float64, n)
	}
	return o.near
}

// climb finds what the buckets say to their parents and returns the greatest
// sum over the tied places; -Inf: no package.
func (o *Oracle) climb(weights []float64, d *Domain) float64 {
	total := 0.0
	for n := range o.tree {
		b := &o.tree[n]
		o.tops(b, weights, d)
		table := o.scratch(b)
		for from := 0; from < b.rows; from += b.rowsAt() {
			to := min(b.rows, from+b.rowsAt())
			o.table(b, weights, b.top, o.sharpBelow, from, to, table)
			for row := from; row < to; row++ {
				best := math.Inf(-1)
				for _, x := range table[(row-from)*b.classes : (row-from+1)*b.classes] {
					if x > best {
						best = x
					}
				}
				b.up[row] = best
			}
		}
		if b.Parent < 0 {
			total += b.up[0]
		}
	}
	// The weights of the last climb are needed on the way down.
	o.climbed = append(o.climbed[:0], weights...)
	return total
}

// row returns the row of the bucket that the separator's cells are at.
func (o *Oracle) row(b *bucket, local []int) int {
	row, step := 0, 1
	for _, at := range b.Separator {
		p := &o.space.Places[at]
		row += step * p.Class[local[at]]
		step *= p.Classes
	}
	return row
}

// rowOf returns the entries of one row after a climb, in a buffer.
func (o *Oracle) rowOf(b *bucket, row int) []float64 {
	table := o.scratch(b)[:b.classes]
	o.table(b, o.climbed, b.top, o.sharpBelow, row, row+1, table)
	return table
}

func (o *Oracle) sharpBelow(n int) []float64 { return o.tree[n].up }

// descend writes a best choice of every tied place after a climb.
func (o *Oracle) descend(weights []float64, d *Domain, local []int) {
	for n := len(o.tree) - 1; n >= 0; n-- {
		b := &o.tree[n]
		row := o.row(b, local)
		table := o.scratch(b)
		o.table(b, weights, b.top, o.sharpBelow, row, row+1, table)
		class := o.space.Places[b.Place].Class
		from := o.start[b.Place]
		chosen := int32(-1)
		most := b.up[row]
		for _, k := range d.allowed(b.Place) {
			c := class[k-from]
			if table[c] == most && o.score[k] == b.top[c] && (chosen < 0 || k < chosen) {
				chosen = k
			}
		}
		local[b.Place] = int(chosen - from)
	}
}

// spread writes the deficits of the allowed cells of tied places after a
// climb. What everything else adds to a child is a sum with the child's message
// taken off, the very number that was added, so that its error goes with it.
func (o *Oracle) spread(d *Domain, out []float64) {
	for n := range o.tree {
		b := &o.tree[n]
		if b.out == nil {
			b.out = make([]float64, b.rows)
		}
		for row := range b.out {
			b.out[row] = math.Inf(-1)
		}
		if b.Parent < 0 {
			b.out[0] = 0
		}
	}
	for n := len(o.tree) - 1; n >= 0; n-- {
		b := &o.tree[n]
		k := b.classes
		if cap(o.class) < k {
			o.class = make([]float64, k)
		}
		best := o.class[:k]
		for c := range best {
			best[c] = math.Inf(-1)
		}
		table := o.scratch(b)
		for from := 0; from < b.rows; from += b.rowsAt() {
			to := min(b.rows, from+b.rowsAt())
			o.table(b, o.climbed, b.top, o.sharpBelow, from, to, table)
			for row := from; row < to; row++ {
				rest := b.out[row]
				line := table[(row-from)*k : (row-from+1)*k]
				for c := range line {
					line[c] += rest
					if line[c] > best[c] {
						best[c] = line[c]
					}
				}
			}
			for i := range b.Children {
				child := &o.tree[b.Children[i].Bucket]
				entry := b.Children[i].Entry[from*k : to*k]
				for e, x := range table[:(to-from)*k] {
					if math.IsInf(x, -1) {
						continue
					}
					if x -= child.up[entry[e]]; x > child.out[entry[e]] {
						child.out[entry[e]] = x
					}
				}
			}
		}
		total := o.tree[b.root].up[0]
		class, from := o.space.Places[b.Place].Class, o.start[b.Place]
		for _, at := range d.allowed(b.Place) {
			c := class[at-from]
			if math.IsInf(best[c], -1) {
				out[at] = math.Inf(1)
			} else {
				out[at] = max(0, total-best[c]) + (b.top[c] - o.score[at])
			}
		}
	}
}
