package pareto

import (
	"math/big"
	"slices"
	"sort"
)

// Two coordinates on a grid: where the frontier fills much of the range of the
// first, a table over that range takes the place of merging (the knapsack
// recursion of Bellman, Dynamic Programming, 1957, for the most of the second
// coordinate at exactly each value of the first). Every option shifts every
// point into the table, and one pass over the table leaves the frontier.
//
// k options, m points and a range of u take O(k·m + u) for an issue, and never
// more than O(k·u), however opposed the parties are. A byte an issue and value
// remembers the option, from which packages are recovered.
type dense struct {
	base   *set
	stages []layer
	end    vectors
}

// layer is what an issue adds.
type layer struct {
	place   int
	options []option
	chosen  []uint8 // by value of the first coordinate: the option that gets there
}

const (
	mostDense   = 1 << 22 // values of the table
	mostRecall  = 1 << 28 // bytes for recovery
	denseWeight = 5       // a point that is merged takes the time of so many values of the table
	entryBits   = 8       // of an entry of the table, for the option
)

// goesDense reports whether the parts from one on are better done on a table.
func (r *run) goesDense(have *set, parts []part, from int) bool {
	if r.kernel.columns != 2 || r.kernel.limbs > 1 || r.kernel.exact || r.floors.scale.held || r.count != nil || parts[from].tied != nil {
		return false
	}
	if r.floors.all.most[1].BitLen() > 63-entryBits {
		return false
	}
	reach, recall := have.at[0][0], uint64(0)
	for i := range parts[from:] {
		p := &parts[from+i]
		if p.tied != nil || len(p.options) > 1<<entryBits {
			return false
		}
		reach += most(p.options)
		if i == 0 && reach > denseWeight*uint64(have.n*len(p.options)) {
			return false
		}
		if recall += reach; reach > mostDense || recall > mostRecall {
			return false
		}
	}
	return true
}

// most returns the most of the first coordinate.
func most(options []option) uint64 {
	m := uint64(0)
	for _, o := range options {
		m = max(m, o.worth[0])
	}
	return m
}

// mergeDense merges the parts from one on, all issues that stand alone.
func (r *run) mergeDense(base *set, parts []part, from int) (*dense, error) {
	d := &dense{base: base}
	merged := r.floors.nothing()
	for i := range parts[:from] {
		merged.add(parts[i].inside)
	}
	have, next := vectors{base.n, slices.Clone(base.at)}, vectors{at: make([][]uint64, 2)}
	var t table
	for i := from; i < len(parts); i++ {
		p := &parts[i]
		merged.add(p.inside)
		if have.n > 0 {
			chosen, err := t.merge(&r.kernel, &next, &have, p.options, r.floors.bounds(merged).least)
			if err != nil {
				return nil, err
			}
			d.stages = append(d.stages, layer{p.place, p.options, chosen})
			if i == from {
				have.at = make([][]uint64, 2) // those of the base stay
			}
			have, next = next, have
		}
		if have.n > r.o.Limit {
			return nil, r.placed(tooMany{})
		}
		if err := r.step(); err != nil {
			return nil, err
		}
	}
	d.end = have
	return d, nil
}

// table is a window on the table, which is gone through from the highest first
// coordinate down; it fits a processor's cache. An entry is one more than the
// second coordinate, above a rank that is higher the earlier the option is, so
// that the highest entry is the one to keep; nothing is 0.
type table struct {
	window [1 << 13]uint64
	at     []int // by option: the first point that has not been shifted
}

// merge writes the frontier of the points shifted by the options into to, less
// what reaches some floor in no way, and returns by value of the first
// coordinate the option that gets there.
func (t *table) merge(k *kernel, to, of *vectors, options []option, least []uint64) ([]uint8, error) {
	top := of.at[0][0] + most(options)
	chosen := make([]uint8, top+1)
	next := uint64(1) << entryBits // the least entry that is kept
	if least != nil {
		next = max(next, (least[1]+1)<<entryBits)
	}
	t.at = append(t.at[:0], make([]int, len(options))...)
	x, y, n := to.at[0], to.at[1], 0
	last := uint8(len(options) - 1)
	for end, left := top+1, true; left && end > 0; {
		start := end - min(end, uint64(len(t.window)))
		window := t.window[:end-start]
		clear(window)
		left = false
		for o := range options {
			t.at[o] = shift(window, start, of, t.at[o], &options[o], last-uint8(o))
			left = left || t.at[o] < of.n
		}
		if len(x) < n+len(window) {
			x, y = append(x[:n], make([]uint64, n+len(t.window))...), append(y[:n], make([]uint64, n+len(t.window))...)
		}
		out, outX, outY, m := chosen[start:end][:len(window)], x[n:n+len(window)], y[n:n+len(window)], 0
		for i := len(window) - 1; i >= 0; i-- {
			entry := window[i]
			out[i] = last - uint8(entry)
			outX[m], outY[m] = start+uint64(i), entry>>entryBits-1
			keep := 0
			if entry >= next { // made without a branch: it is as good as random
				keep = 1
			}
			next = max(next, (entry|(1<<entryBits-1))+1)
			m += keep
		}
		n += m
		end = start
		if err := k.busy(len(window) * (1 + len(options))); err != nil {
			return nil, err
		}
	}
	if least != nil {
		for n > 0 && x[n-1] < least[0] {
			n--
		}
	}
	*to = vectors{n, [][]uint64{x, y}}
	return chosen, nil
}

// shift enters the points from one on that the option shifts into a window
// which begins at start, and returns the first that it shifts below.
func shift(window []uint64, start uint64, of *vectors, from int, o *option, rank uint8) int {
	x, y := of.at[0][from:of.n], of.at[1][from:of.n]
	y = y[:len(x)]
	add := (o.worth[1]+1)<<entryBits | uint64(rank)
	by := o.worth[0] - start // modulo 2^64: a point below is beyond the window
	for i := range x {
		at := x[i] + by
		if at >= uint64(len(window)) {
			return from + i
		}
		window[at] = max(window[at], y[i]<<entryBits+add)
	}
	return of.n
}

func (d *dense) value(q, i int) []uint64 { return d.end.at[q][i : i+1] }

func (d *dense) choose(i int, local []int) {
	x := d.end.at[0][i]
	for s := len(d.stages) - 1; s >= 0; s-- {
		l := &d.stages[s]
		o := &l.options[l.chosen[x]]
		local[l.place] = o.cell
		x -= o.worth[0]
	}
	first := d.base.at[0][:d.base.n]
	d.base.choose(sort.Search(len(first), func(j int) bool { return first[j] <= x }), local)
}

func (d *dense) ties(int) *big.Int { return nil }
