package tally

import (
	"context"
	"math"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
)

// meet counts by meeting in the middle (Horowitz and Sahni 1974): the pieces
// are dealt to two halves, each half is written out as its distinct sums, and
// for every sum of one half those of the other that complete it to the need
// are counted by dominance. Where a half would be too long, some of its pieces
// are set aside and gone through one combination after the other (as Schroeppel
// and Shamir 1981 trade memory for time). It returns nil if that is not enough:
// if a half has more than most distinct sums that still matter, or takes too
// long to show it. If the context ends while it joins, it returns how many it
// has found by then.
func (sp *split) meet(ctx context.Context, most int, o Options) (*big.Int, error) {
	first, second, aside := sp.halve(most)
	formed := max(4*float64(most), o.Work/writing)
	rest := sp.half(ctx, aside, maxAside, formed)
	if rest == nil {
		return nil, ctx.Err()
	}
	a := sp.half(ctx, first, most, formed)
	if a == nil {
		return nil, ctx.Err()
	}
	b := sp.half(ctx, second, most, formed)
	if b == nil {
		return nil, ctx.Err()
	}
	n := new(big.Int)
	if a.len() == 0 || b.len() == 0 {
		return n, nil
	}
	j := newJoin(sp.columns(), a, b)
	a, b = nil, nil // the join has them in order
	need := make([]uint64, len(sp.need))
	for i := range rest.len() {
		less(need, sp.need, rest.sum(i), sp.limbs)
		part, err := j.count(ctx, need)
		if err != nil {
			return n.Mul(n, sp.factor), err
		}
		n.Add(n, part.Mul(part, amount.Int(rest.weight(i))))
		o.Report(float64(i+1) / float64(rest.len()))
	}
	return n.Mul(n, sp.factor), nil
}

// maxAside is how many combinations are gone through one by one.
const maxAside = 64

// halve deals the pieces to two halves of about as many combinations, those
// with the most entries first, ties by their order, and then sets pieces of a
// half aside while it might have more than most sums and there is room. Within
// a half the small ones come first, so that what is copied often is short.
func (sp *split) halve(most int) (first, second, aside []int) {
	var sizes [2]float64
	var halves [2][]int
	order := indices(len(sp.pieces))
	sortBy(order, func(n int) float64 { return -float64(sp.pieces[n].len()) })
	for _, n := range order {
		h := 0
		if sizes[1] < sizes[0] {
			h = 1
		}
		halves[h] = append(halves[h], n)
		sizes[h] += math.Log2(float64(sp.pieces[n].len()))
	}
	room := maxAside
	for h := range halves {
		slices.Reverse(halves[h])
		for sizes[h] > math.Log2(float64(most)) && len(halves[h]) > 1 {
			size := sp.pieces[halves[h][0]].len()
			if room /= size; room == 0 {
				break
			}
			aside, halves[h] = append(aside, halves[h][0]), halves[h][1:]
			sizes[h] -= math.Log2(float64(size))
		}
	}
	return halves[0], halves[1], aside
}

// half writes out the sums of some pieces; nil if there are more than most, or
// if more than so many would have to be formed. One can be far below the other:
// where tied issues make a long piece, nearly all of its sums with those of the
// others drop out or merge.
func (sp *split) half(ctx context.Context, pieces []int, most int, formed float64) *list {
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
		if formed -= float64(before) * float64(sp.pieces[n].len()); formed < 0 {
			return nil
		}
		if l = times(ctx, l, sp.pieces[n], words, w, most); l == nil {
			return nil
		}
		left /= float64(sp.pieces[n].len())
		// Where hardly any sums have merged or dropped out so far, that is
		// not going to begin now.
		if l.len() > 1<<14 && 10*l.len() > 8*before*sp.pieces[n].len() && float64(l.len())*left > 2*float64(most) {
			return nil
		}
	}
	return l
}

// mostHalf is how many sums a half may have: the joining takes a factor of the
// logarithm more for every column beyond the second.
func (sp *split) mostHalf(o Options) int {
	most := maxHalf
	for c := 2; c < sp.columns(); c++ {
		most /= 3
	}
	return min(most, o.Memory/(96+32*len(sp.need)))
}

// sparseWork says how many steps meeting in the middle takes at most, and
// whether the halves are bound to fit.
func (sp *split) sparseWork(o Options) (work float64, fits bool) {
	most := sp.mostHalf(o)
	first, second, aside := sp.halve(most)
	fits = true
	for _, half := range [][]int{first, second} {
		size := 1.0
		for _, n := range half {
			size *= float64(sp.pieces[n].len())
		}
		fits = fits && size <= float64(most)
		step := 25.0
		for range sp.columns() - 1 {
			step *= max(1, math.Log2(size)/2)
		}
		work += size * step
	}
	for _, n := range aside {
		work *= float64(sp.pieces[n].len())
	}
	return work, fits && work <= o.Work
}
