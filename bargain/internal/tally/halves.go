package tally

import (
	"context"
	"math"
	"math/big"
	"math/bits"
	"slices"
	"sort"

	"parley/bargain/internal/amount"
)

// meet counts by meeting in the middle (Horowitz and Sahni 1974): the pieces
// are dealt to two halves, each half is written out as its distinct sums, and
// for every sum of one half those of the other that complete it to the need
// are counted by dominance. It returns nil if a half has more than most
// distinct sums that still matter.
func (sp *split) meet(ctx context.Context, most int) (*big.Int, error) {
	first, second := sp.halve()
	a := sp.half(ctx, first, most)
	if a == nil {
		return nil, ctx.Err()
	}
	b := sp.half(ctx, second, most)
	if b == nil {
		return nil, ctx.Err()
	}
	if a.len() == 0 || b.len() == 0 {
		return new(big.Int), nil
	}
	points, queries, asked := ranks(a, b, sp.need)
	n := new(big.Int)
	total := a.total().BitLen()
	chunk := 64 // bits of a weight that are counted at a time, so that no sum overflows
	if total > 64 {
		chunk = 64 - bits.Len(uint(a.len()))
	}
	weights, out := make([]uint64, a.len()), make([]uint64, len(asked))
	for shift := 0; shift < total; shift += chunk {
		for i := range weights {
			weights[i] = bitsAt(a.weight(i), shift, chunk)
		}
		clear(out)
		if err := dominating(ctx, sp.columns(), points, weights, queries, out); err != nil {
			return nil, err
		}
		part := new(big.Int)
		if b.words == 1 {
			var p piled
			for i, at := range asked {
				p.add(out[i], b.weights[at])
			}
			part = p.int()
		} else {
			x, y := new(big.Int), new(big.Int)
			for i, at := range asked {
				if out[i] > 0 {
					part.Add(part, y.Mul(x.SetUint64(out[i]), amount.Int(b.weight(at))))
				}
			}
		}
		n.Add(n, part.Lsh(part, uint(shift)))
	}
	return n.Mul(n, sp.factor), nil
}

// bitsAt returns count bits of x from the one at shift up, 0 the least.
func bitsAt(x []uint64, shift, count int) uint64 {
	at := len(x) - 1 - shift/64
	if at < 0 {
		return 0
	}
	v := x[at] >> (shift % 64)
	if shift%64 > 0 && at > 0 {
		v |= x[at-1] << (64 - shift%64)
	}
	if count < 64 {
		v &= 1<<count - 1
	}
	return v
}

// halve deals the pieces to two halves of about as many combinations, those
// with the most entries first, ties by their order. Within a half the small
// ones come first, so that what is copied often is short.
func (sp *split) halve() (first, second []int) {
	order := make([]int, len(sp.pieces))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return sp.pieces[y].len() - sp.pieces[x].len() })
	var a, b float64
	for _, n := range order {
		if size := math.Log2(float64(sp.pieces[n].len())); a <= b {
			first, a = append(first, n), a+size
		} else {
			second, b = append(second, n), b+size
		}
	}
	slices.Reverse(first)
	slices.Reverse(second)
	return first, second
}

// half writes out the sums of some pieces; nil if there are more than most.
func (sp *split) half(ctx context.Context, pieces []int, most int) *list {
	words := wordsFor(sp.total(pieces))
	rest := make([]uint64, len(sp.need)) // what the others can add
	for _, high := range sp.high {
		amount.Add(rest, rest, high, sp.limbs)
	}
	left := 1.0 // combinations of those that are not in yet
	for _, n := range pieces {
		left *= float64(sp.pieces[n].len())
	}
	l := unit(sp.limbs, len(sp.need))
	w := window{make([]uint64, len(sp.need)), sp.need}
	for _, n := range pieces {
		less(rest, rest, sp.high[n], sp.limbs)
		less(w.low, sp.need, rest, sp.limbs)
		before := l.len()
		if l = times(ctx, l, sp.pieces[n], words, w, most); l == nil {
			return nil
		}
		left /= float64(sp.pieces[n].len())
		// Where hardly any sums have merged or dropped out so far, that is
		// not going to begin now.
		if l.len() > 1<<14 && 10*l.len() > 8*before*sp.pieces[n].len() && float64(l.len())*left > 8*float64(most) {
			return nil
		}
	}
	return l
}

// ranks restates the question which sums of a complete those of b to the need
// in small whole numbers: by column, each sum of a becomes its position among
// those of a, and each of b the position of the least sum of a that completes
// it. Both are row by row. Sums of b that nothing completes are left out;
// asked says which are there.
func ranks(a, b *list, need []uint64) (points, queries []int32, asked []int) {
	columns := a.width / a.limbs
	points = make([]int32, a.len()*columns)
	all := make([]int32, b.len()*columns)
	never := make([]bool, b.len())
	lacking := make([]uint64, a.limbs)
	for q := range columns {
		at := q * a.limbs
		values := newScale(a, at)
		for i := range a.len() {
			points[i*columns+q] = int32(values.position(a.sum(i)[at : at+a.limbs]))
		}
		for i := range b.len() {
			less(lacking, need[at:at+a.limbs], b.sum(i)[at:at+a.limbs], a.limbs)
			all[i*columns+q] = int32(values.position(lacking))
			never[i] = never[i] || int(all[i*columns+q]) == values.len()
		}
	}
	for i := range never {
		if !never[i] {
			asked = append(asked, i)
			queries = append(queries, all[i*columns:(i+1)*columns]...)
		}
	}
	return points, queries, asked
}

// scale is the distinct values of a column, ascending.
type scale struct {
	limbs  int
	values []uint64
	direct []int32 // by value: how many are below it; only where the values are small
}

// maxDirect is the greatest value that a scale looks up in a table.
const maxDirect = 1 << 22

func newScale(l *list, at int) *scale {
	s := &scale{limbs: l.limbs}
	if l.limbs > 1 {
		order := make([]int, l.len())
		for i := range order {
			order[i] = i
		}
		value := func(i int) []uint64 { return l.sum(i)[at : at+l.limbs] }
		slices.SortFunc(order, func(x, y int) int { return amount.Compare(value(x), value(y)) })
		for n, i := range order {
			if n == 0 || !amount.Same(value(i), value(order[n-1])) {
				s.values = append(s.values, value(i)...)
			}
		}
		return s
	}
	s.values = make([]uint64, l.len())
	for i := range s.values {
		s.values[i] = l.sums[i*l.width+at]
	}
	if most := slices.Max(s.values); most < maxDirect {
		s.direct = make([]int32, most+2)
		for _, v := range s.values {
			s.direct[v+1] = 1
		}
		for v := range most + 1 {
			s.direct[v+1] += s.direct[v]
		}
		s.values = nil
		return s
	}
	slices.Sort(s.values)
	s.values = slices.Compact(s.values)
	return s
}

func (s *scale) len() int {
	if s.direct != nil {
		return int(s.direct[len(s.direct)-1])
	}
	return len(s.values) / s.limbs
}

// position returns how many values are below x.
func (s *scale) position(x []uint64) int {
	switch {
	case s.direct != nil:
		return int(s.direct[min(x[0], uint64(len(s.direct)-1))])
	case s.limbs == 1:
		at, _ := slices.BinarySearch(s.values, x[0])
		return at
	default:
		return sort.Search(s.len(), func(i int) bool {
			return amount.Compare(s.values[i*s.limbs:(i+1)*s.limbs], x) >= 0
		})
	}
}

// mostHalf is how many sums a half may have: the joining takes a factor of the
// logarithm more for every column beyond the second.
func (sp *split) mostHalf(o Options) int {
	most := maxHalf
	for c := 2; c < sp.columns(); c++ {
		most /= 3
	}
	return min(most, o.Memory/(32+16*len(sp.need)))
}

// sparseWork says how many steps meeting in the middle takes at most, and
// whether the halves are bound to fit.
func (sp *split) sparseWork(o Options) (work float64, fits bool) {
	first, second := sp.halve()
	fits = true
	for _, half := range [][]int{first, second} {
		size := 1.0
		for _, n := range half {
			size *= float64(sp.pieces[n].len())
		}
		if size > float64(sp.mostHalf(o)) {
			fits = false
		}
		step := 100.0
		for range sp.columns() - 1 {
			step *= max(1, math.Log2(size)/2)
		}
		work += size * step
	}
	return work, fits && work <= o.Work
}
