package network

import (
	"math"
	"math/bits"
	"slices"

	"parley/bargain/internal/amount"
)

// settling is an order in which to settle the tied places, each with those
// that it is tied to by then, and how many entries all tables then have.
type settling struct {
	order      []int
	separators [][]int
	size       float64
}

// order finds an order that adds few ties (least fill, Rose 1972; ties by the
// smaller table, then by the place).
func (s *Space) order(factors []factor) settling {
	tied := newGraph(len(s.Places))
	for _, f := range factors {
		tied.join(f.scope)
	}
	var o settling
	o.order, o.separators = tied.eliminate(s.Places)
	for turn, at := range o.order {
		size := float64(s.Places[at].Classes)
		for _, other := range o.separators[turn] {
			size *= float64(s.Places[other].Classes)
		}
		if size > float64(MaxTable) {
			size = math.Inf(1)
		}
		o.size += size
	}
	return o
}

// plant hangs the factors on a tree of buckets: the places that they tie are
// settled one after the other (bucket elimination, Dechter 1999).
func (s *Space) plant(factors []factor, o settling) {
	when := make([]int, len(s.Places)) // by place: its turn
	for turn, at := range o.order {
		when[at] = turn
	}
	for turn, at := range o.order {
		b := Bucket{Place: at, Parent: -1, Size: s.Places[at].Classes, Separator: o.separators[turn]}
		slices.SortFunc(b.Separator, func(x, y int) int { return when[x] - when[y] })
		if len(b.Separator) > 0 {
			b.Parent = when[b.Separator[0]]
		}
		for _, other := range b.Separator {
			high, size := bits.Mul64(uint64(b.Size), uint64(s.Places[other].Classes))
			if high > 0 || size > uint64(MaxTable) {
				s.TooWide, s.Buckets = true, nil
				return
			}
			b.Size = int(size)
		}
		s.Width = max(s.Width, len(b.Separator))
		b.Barred = make([]bool, b.Size)
		s.Places[at].Bucket = turn
		s.Buckets = append(s.Buckets, b)
	}
	for _, f := range factors {
		first := f.scope[0]
		for _, at := range f.scope {
			if when[at] < when[first] {
				first = at
			}
		}
		s.enter(&s.Buckets[when[first]], &f)
	}
	for i := range s.Buckets {
		for n := range s.Buckets[i].Bonus {
			bonus := &s.Buckets[i].Bonus[n]
			for at := range bonus.Rough {
				bonus.Rough[at] = amount.Float(bonus.Amounts[at*s.Limbs:(at+1)*s.Limbs]) / s.Tops[bonus.Column]
			}
		}
		if parent := s.Buckets[i].Parent; parent >= 0 {
			up := &s.Buckets[parent]
			child := Child{Bucket: i, Entry: make([]int32, up.Size)}
			s.follow(up, s.Buckets[i].Separator, func(entry, at int) { child.Entry[entry] = int32(at) })
			up.Children = append(up.Children, child)
		}
	}
}

// enter writes a factor into the tables of its bucket.
func (s *Space) enter(b *Bucket, f *factor) {
	if f.column < 0 {
		s.follow(b, f.scope, func(entry, at int) { b.Barred[entry] = b.Barred[entry] || f.on[at] })
		return
	}
	n, found := slices.BinarySearchFunc(b.Bonus, f.column, func(x Bonus, column int) int { return x.Column - column })
	if !found {
		b.Bonus = slices.Insert(b.Bonus, n, Bonus{f.column, make([]uint64, b.Size*s.Limbs), make([]float64, b.Size)})
	}
	amounts := b.Bonus[n].Amounts
	s.follow(b, f.scope, func(entry, at int) {
		x := amounts[entry*s.Limbs : (entry+1)*s.Limbs]
		amount.Add(x, x, f.worth[at*s.Limbs:(at+1)*s.Limbs], s.Limbs)
	})
}

// follow calls visit for every entry of the bucket with the index that it has
// in a table over the places, the first counting least; all of them must be
// the bucket's.
func (s *Space) follow(b *Bucket, places []int, visit func(entry, at int)) {
	own := append([]int{b.Place}, b.Separator...)
	steps := make([]int, len(own)) // what a step of each of the bucket's places is in the table
	step := 1
	for _, at := range places {
		steps[slices.Index(own, at)] = step
		step *= s.Places[at].Classes
	}
	classes := make([]int, len(own))
	at := 0
	for entry := range b.Size {
		visit(entry, at)
		for n, place := range own {
			at += steps[n]
			if classes[n]++; classes[n] < s.Places[place].Classes {
				break
			}
			at -= steps[n] * classes[n]
			classes[n] = 0
		}
	}
}

// graph says which places are tied to which.
type graph struct {
	words int
	rows  [][]uint64
	in    []bool
}

func newGraph(n int) *graph {
	g := &graph{words: (n + 63) / 64, rows: make([][]uint64, n), in: make([]bool, n)}
	for i := range g.rows {
		g.rows[i] = make([]uint64, g.words)
	}
	return g
}

func (g *graph) join(places []int) {
	for _, a := range places {
		g.in[a] = true
		for _, b := range places {
			if a != b {
				g.rows[a][b>>6] |= 1 << (b & 63)
			}
		}
	}
}

func (g *graph) neighbours(a int) []int {
	var list []int
	for w, word := range g.rows[a] {
		for ; word != 0; word &= word - 1 {
			list = append(list, w*64+bits.TrailingZeros64(word))
		}
	}
	return list
}

// fill returns how many ties settling the place would add.
func (g *graph) fill(a int, near []int) int {
	missing := 0
	for _, b := range near {
		for w, word := range g.rows[a] {
			missing += bits.OnesCount64(word &^ g.rows[b][w])
		}
		missing-- // b is not tied to itself
	}
	return missing / 2
}

// eliminate returns the tied places in the order in which to settle them, each
// with those that it is tied to by then.
func (g *graph) eliminate(places []Place) (order []int, separators [][]int) {
	var left []int
	for i, in := range g.in {
		if in {
			left = append(left, i)
		}
	}
	type judged struct {
		fill int
		size float64
	}
	known := make([]judged, len(g.in))
	stale := slices.Clone(g.in)
	for len(left) > 0 {
		best := 0
		for n, at := range left {
			if stale[at] {
				near := g.neighbours(at)
				j := judged{g.fill(at, near), float64(places[at].Classes)}
				for _, b := range near {
					j.size *= float64(places[b].Classes)
				}
				known[at], stale[at] = j, false
			}
			a, b := known[at], known[left[best]]
			if a.fill < b.fill || a.fill == b.fill && a.size < b.size {
				best = n
			}
		}
		at := left[best]
		left = slices.Delete(left, best, best+1)
		near := g.neighbours(at)
		g.join(near)
		for _, b := range near {
			g.rows[b][at>>6] &^= 1 << (at & 63)
			stale[b] = true
			for _, c := range g.neighbours(b) { // what they are tied to may have fewer to add
				stale[c] = true
			}
		}
		order, separators = append(order, at), append(separators, near)
	}
	return order, separators
}
