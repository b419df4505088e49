package pareto

import (
	"cmp"
	"math/big"
	"slices"
)

// Two coordinates on a grid: where the frontier fills much of the range of the
// first, a table over that range takes the place of merging (the knapsack
// recursion of Bellman, Dynamic Programming, 1957, for the most of the second
// coordinate at exactly each value of the first). Every option shifts every
// point into the table, and one pass over the table leaves the frontier.
//
// k options, m points and a range of u take O(k·m + u) for an issue, and never
// more than O(k·u), however opposed the parties are. A byte an issue and value
// remembers the option, from which packages are recovered. The issues with the
// least range come first: then the table is short for longest.
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
	denseFrom   = 128     // points say how much of the range a frontier fills
	denseWeight = 5       // a point that is merged takes the time of so many values of the table
	entryBits   = 8       // of an entry of the table, for the option
)

// goesDense reports whether the parts from one on are better done on a table.
func (r *run) goesDense(have *set, parts []part, from int) bool {
	if have.n < denseFrom || r.kernel.columns != 2 || r.kernel.limbs > 1 || r.kernel.exact || r.floors.scale.held || r.count != nil || parts[from].tied != nil {
		return false
	}
	if r.floors.all.most[1].BitLen() >= 64-entryBits {
		return false
	}
	for i := range parts[from:] {
		if p := &parts[from+i]; p.tied != nil || len(p.options) > 1<<entryBits {
			return false
		}
	}
	// From here on the frontier fills no more of the range than now.
	reach, recall := have.at[0][0], uint64(0)
	fills, merging := float64(have.n)/float64(reach+1), 0.0
	for _, p := range byRange(parts[from:]) {
		merging += denseWeight * fills * float64(reach+1) * float64(len(p.options))
		reach += most(p.options)
		if recall += reach; reach > mostDense || recall > mostRecall {
			return false
		}
	}
	return float64(recall) <= merging
}

// byRange returns the parts, those with the least range of the first
// coordinate first.
func byRange(parts []part) []part {
	list := slices.Clone(parts)
	slices.SortStableFunc(list, func(a, b part) int { return cmp.Compare(most(a.options), most(b.options)) })
	return list
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
	merged := r.floors.nothing()
	for i := range parts[:from] {
		merged.add(parts[i].inside)
	}
	list := byRange(parts[from:])
	if r.floors.all.most[1].BitLen() < 32-entryBits {
		return mergeTables(r, base, list, merged, new(table[uint32]))
	}
	return mergeTables(r, base, list, merged, new(table[uint64]))
}

// entry is what a table has at a value of the first coordinate: one more than
// the second coordinate, above a rank that is higher the earlier the option
// is, so that the highest entry is the one to keep; nothing is 0.
type entry interface{ uint32 | uint64 }

const rankMask = 1<<entryBits - 1

// steps is a frontier as a table takes it and leaves it: the highest first
// coordinate first, and the entries, which rise, without a rank.
type steps[E entry] struct {
	n     int
	at    []uint32
	is    []E
	index []uint32 // by block of first coordinates: how many steps are in it and above
}

const blockBits = 6 // a block is so wide that looking through it takes little more than finding it

// divide sets the index.
func (s *steps[E]) divide() {
	s.index = make([]uint32, s.at[0]>>blockBits+1)
	n := 0
	for b := len(s.index) - 1; b >= 0; b-- {
		for n < s.n && s.at[n] >= uint32(b)<<blockBits {
			n++
		}
		s.index[b] = uint32(n)
	}
}

func mergeTables[E entry](r *run, base *set, parts []part, merged *extent, t *table[E]) (*dense, error) {
	d := &dense{base: base}
	have, next := &steps[E]{n: base.n}, &steps[E]{}
	for i, x := range base.at[0][:base.n] {
		have.at, have.is = append(have.at, uint32(x)), append(have.is, E(base.at[1][i]+1)<<entryBits)
	}
	have.divide()
	for _, p := range parts {
		merged.add(p.inside)
		if have.n > 0 {
			chosen, err := t.merge(&r.kernel, next, have, p.options, r.floors.bounds(merged).least)
			if err != nil {
				return nil, err
			}
			d.stages = append(d.stages, layer{p.place, p.options, chosen})
			have, next = next, have
		}
		if have.n > r.o.Limit {
			return nil, r.placed(tooMany{})
		}
		if err := r.step(1); err != nil {
			return nil, err
		}
	}
	d.end = newVectors(2, have.n)
	for i := range have.n {
		d.end.at[0][i], d.end.at[1][i] = uint64(have.at[i]), uint64(have.is[i]>>entryBits)-1
	}
	return d, nil
}

// table is a window on the table, which is gone through from the highest first
// coordinate down. It is narrow, so that most options can be left out of most
// windows: what they shift there is all below what is kept above.
type table[E entry] struct {
	window [windowSize]E
}

const windowSize = 1 << 8 // some blocks

// merge writes the frontier of the points shifted by the options into to, less
// what reaches some floor in no way, and returns by value of the first
// coordinate the option that gets there.
func (t *table[E]) merge(k *kernel, to, of *steps[E], options []option, least []uint64) ([]uint8, error) {
	top := of.at[0] + uint32(most(options))
	lowest := options[0].worth[0]
	for _, o := range options {
		lowest = min(lowest, o.worth[0])
	}
	low := of.at[of.n-1] + uint32(lowest)
	if least != nil {
		low = max(low, uint32(min(least[0], uint64(top)+1)))
	}
	chosen := make([]uint8, top+1)
	to.index = slices.Grow(to.index[:0], int(top>>blockBits)+1)[:top>>blockBits+1]
	above := E(rankMask) // an entry that is higher is kept
	if least != nil {
		above = max(above, E(least[1])<<entryBits|rankMask)
	}
	to.n = 0
	last := uint8(len(options) - 1)
	start := top &^ (windowSize - 1)
	for end := top + 1; ; start -= windowSize {
		if len(to.at) < to.n+windowSize {
			grown := to.n + to.n/4 + windowSize
			to.at = append(to.at[:to.n], make([]uint32, grown-to.n)...)
			to.is = append(to.is[:to.n], make([]E, grown-to.n)...)
		}
		shifted := 0
		for o := range options {
			shifted += t.shift(start, end, of, &options[o], last-uint8(o), above)
		}
		if shifted > 0 {
			above = t.keep(to, chosen[start:end], start, last, above)
			clear(t.window[:])
		} else {
			for b := start >> blockBits; b <= (end-1)>>blockBits; b++ {
				to.index[b] = uint32(to.n)
			}
		}
		if err := k.busy(windowSize + shifted + 4*len(options)); err != nil {
			return nil, err
		}
		if end = start; end <= low {
			break
		}
	}
	for b := range to.index[:start>>blockBits] {
		to.index[b] = uint32(to.n)
	}
	if least != nil {
		for to.n > 0 && uint64(to.at[to.n-1]) < least[0] {
			to.n--
		}
		for b, n := range to.index {
			to.index[b] = min(n, uint32(to.n))
		}
	}
	return chosen, nil
}

// shift enters the points that the option shifts into the window from start
// up to end, and returns how many; none if they are not above what is kept.
func (t *table[E]) shift(start, end uint32, of *steps[E], o *option, rank uint8, above E) int {
	by := uint32(o.worth[0])
	if end <= by {
		return 0
	}
	to := of.n
	if start > by {
		b := (start - by) >> blockBits
		if int(b) >= len(of.index) {
			return 0
		}
		to = int(of.index[b])
	}
	add := E(o.worth[1]) << entryBits
	if to == 0 || (of.is[to-1]+add)|rankMask <= above {
		return 0
	}
	from := 0
	if b := (end - by - 1) >> blockBits; int(b)+1 < len(of.index) {
		from = int(of.index[b+1])
	}
	for from < to && of.at[from]+by >= end {
		from++
	}
	for from < to && of.at[to-1]+by < start {
		to--
	}
	add |= E(rank)
	by -= start // modulo 2^32
	is := of.is[from:to]
	for i, x := range of.at[from:to][:len(is)] {
		e := &t.window[(x+by)%windowSize] // it is below windowSize: this tells the compiler
		*e = max(*e, is[i]+add)
	}
	return len(is)
}

// keep goes through the window from the highest value down, notes at each the
// option, and adds the points that rise above what is kept; it returns above
// what they must be from there on.
func (t *table[E]) keep(to *steps[E], chosen []uint8, start uint32, last uint8, above E) E {
	n := to.n
	for end := len(chosen); end > 0; {
		from := (end - 1) &^ (1<<blockBits - 1)
		window, chosen := t.window[from:end], chosen[from:end]
		at, is := to.at[n:n+len(window)], to.is[n:n+len(window)]
		kept := 0
		for i := len(window) - 1; i >= 0; i-- {
			e := window[i]
			chosen[i] = last - uint8(e)
			at[kept], is[kept] = start+uint32(from+i), e&^rankMask
			keep := 0
			if e > above { // made without a branch: it is as good as random
				keep = 1
			}
			above = max(above, e|rankMask)
			kept += keep
		}
		n += kept
		to.index[(int(start)+from)>>blockBits] = uint32(n)
		end = from
	}
	to.n = n
	return above
}

func (d *dense) value(q, i int) []uint64 { return d.end.at[q][i : i+1] }

func (d *dense) ties(int) *big.Int { return nil }
