package tally

import (
	"context"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
)

// split is a space as pieces that add up independently of each other: the
// issues that stand alone, and what is tied together, written out as the
// distribution of what it adds. Every piece can add nothing, so that a column
// ends at no less than it has come to.
type split struct {
	limbs    int
	need     []uint64 // columns × limbs; none is zero
	of       []int    // by column: its position in the reduced space
	pieces   []*list  // each of at least two entries
	high     [][]uint64
	factor   *big.Int // how many times every package of the pieces counts
	hopeless bool
}

// pieces writes the space out as pieces, those of tied places included; nil
// if the tied ones have more than most entries in all. The classes of some
// places may be fixed, as collapse says.
func (r *reduced) pieces(ctx context.Context, most int, fixed []int) (*split, error) {
	sp := &split{limbs: r.limbs, need: append([]uint64(nil), r.need...), of: indices(len(r.columns)), factor: big.NewInt(1)}
	for i := range r.space.Places {
		if r.space.Places[i].Bucket < 0 {
			m := r.open(r.width(), 1<<62-1)
			for k, c := range r.space.Places[i].Counts {
				m.add(append([]uint64(nil), r.cell(i, k)...), []uint64{uint64(c)})
			}
			sp.pieces = append(sp.pieces, &m.list)
		}
	}
	tied, err := r.collapse(ctx, most, fixed)
	if err != nil || tied == nil && len(r.space.Buckets) > 0 {
		return nil, err
	}
	sp.pieces = append(sp.pieces, tied...)
	sp.tighten()
	return sp, ctx.Err()
}

// cell returns what a cell of a place adds.
func (r *reduced) cell(place, k int) []uint64 {
	return r.places[place][k*r.width() : (k+1)*r.width()]
}

// open returns a merger that drops and clips nothing.
func (r *reduced) open(width, most int) *merger {
	return newMerger(r.limbs, width, 1, boundless(width), most)
}

// boundless is the window through which everything fits.
func boundless(width int) window {
	w := window{make([]uint64, width), make([]uint64, width)}
	for i := range w.high {
		w.high[i] = ^uint64(0)
	}
	return w
}

// tighten takes off every piece what all of its entries have, forgets floors
// that are reached then, and takes out pieces with a single entry.
func (sp *split) tighten() {
	for _, p := range sp.pieces {
		if p.len() == 0 {
			sp.hopeless = true
			return
		}
		low, _ := p.bounds()
		for i := range p.len() {
			less(p.sum(i), p.sum(i), low, sp.limbs)
		}
		less(sp.need, sp.need, low, sp.limbs)
	}
	for at := len(sp.need) - sp.limbs; at >= 0; at -= sp.limbs {
		if isZero(sp.need[at : at+sp.limbs]) {
			sp.forget(at)
		}
	}
	kept := sp.pieces[:0:0]
	for _, p := range sp.pieces {
		if p.len() > 1 {
			kept = append(kept, p)
		} else {
			sp.factor.Mul(sp.factor, p.total())
		}
	}
	sp.pieces = kept
	sp.high = nil
	most := make([]uint64, len(sp.need))
	for _, p := range sp.pieces {
		_, high := p.bounds()
		sp.high = append(sp.high, high)
		amount.Add(most, most, high, sp.limbs)
	}
	sp.hopeless = !amount.AtLeast(most, sp.need, sp.limbs)
}

// forget drops the column at a position of a sum, and merges what is alike
// without it.
func (sp *split) forget(at int) {
	sp.need = append(append([]uint64(nil), sp.need[:at]...), sp.need[at+sp.limbs:]...)
	sp.of = slices.Delete(sp.of, at/sp.limbs, at/sp.limbs+1)
	for n, p := range sp.pieces {
		width := p.width - sp.limbs
		m := newMerger(sp.limbs, width, p.words, boundless(width), 1<<62-1)
		sum := make([]uint64, width)
		for i := range p.len() {
			copy(sum, p.sum(i)[:at])
			copy(sum[at:], p.sum(i)[at+sp.limbs:])
			m.add(sum, p.weight(i))
		}
		sp.pieces[n] = &m.list
	}
}

func isZero(x []uint64) bool {
	for _, w := range x {
		if w != 0 {
			return false
		}
	}
	return true
}

// columns returns how many floors are left.
func (sp *split) columns() int { return len(sp.need) / sp.limbs }

// total returns how many packages the given pieces have.
func (sp *split) total(pieces []int) *big.Int {
	all := big.NewInt(1)
	for _, n := range pieces {
		all.Mul(all, sp.pieces[n].total())
	}
	return all
}
