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
	x, y := slices.Clone(base.at[0]), slices.Clone(base.at[1])
	var table []uint64
	for i := from; i < len(parts); i++ {
		p := &parts[i]
		merged.add(p.inside)
		b := r.floors.bounds(merged)
		if len(x) > 0 {
			reach := int(x[0] + most(p.options))
			if len(table) <= reach {
				table = make([]uint64, reach+1+reach/2)
			}
			clear(table[:reach+1])
			for o := range p.options {
				scatter(table, x, y, &p.options[o], uint64(len(p.options)-o))
			}
			chosen := make([]uint8, reach+1)
			x, y = gather(table[:reach+1], chosen, uint8(len(p.options)), x[:0], y[:0], b.least)
			d.stages = append(d.stages, layer{p.place, p.options, chosen})
			if len(x) > r.o.Limit {
				return nil, r.placed(tooMany{})
			}
		}
		if err := r.step(); err != nil {
			return nil, err
		}
	}
	d.end = vectors{n: len(x), at: [][]uint64{x, y}}
	return d, nil
}

// scatter shifts the points into the table. An entry is one more than the
// second coordinate, above a rank that is higher the earlier the option is, so
// that the highest entry is the one to keep; nothing is 0.
func scatter(table, x, y []uint64, o *option, rank uint64) {
	y = y[:len(x)]
	add := (o.worth[1]+1)<<entryBits | (rank - 1)
	to := table[o.worth[0]:]
	for i, at := range x {
		entry := y[i]<<entryBits + add
		to[at] = max(to[at], entry)
	}
}

// gather reads the frontier off the table, the highest first coordinate first,
// less what reaches some floor in no way.
func gather(table []uint64, chosen []uint8, options uint8, x, y []uint64, least []uint64) (outX, outY []uint64) {
	chosen = chosen[:len(table)]
	next := uint64(1) << entryBits // the least entry that is kept
	low := 0
	if least != nil {
		low = int(min(least[0], uint64(len(table))))
		next = max(next, (least[1]+1)<<entryBits)
	}
	for at := len(table) - 1; at >= low; at-- {
		entry := table[at]
		chosen[at] = options - 1 - uint8(entry)
		if entry >= next {
			x, y = append(x, uint64(at)), append(y, entry>>entryBits-1)
			next = (entry>>entryBits + 1) << entryBits
		}
	}
	return x, y
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
	first := d.base.at[0]
	d.base.choose(sort.Search(len(first), func(j int) bool { return first[j] <= x }), local)
}

func (d *dense) ties(int) *big.Int { return nil }
