package bargain

import (
	"encoding/binary"
	"slices"

	"parley/bargain/internal/amount"
)

// crop is the choices of a group that can be on a frontier, in strips: those
// that no other of the group is better than. Whatever the issues before a block
// choose, with the others a better package is there, which breaks the same
// items and reaches the same floors. So of a block of ten thousand packages
// hundreds are looked at, and of these none where the box around a strip says
// that they are no good.
type crop struct {
	which []int // of the group
	most  [][]uint64
}

// crop returns the group's, worked out when it is first asked for.
func (g *group) cropped(columns int) *crop {
	if g.crop != nil {
		return g.crop
	}
	g.crop = &crop{}
	all := make([]int, len(g.ids))
	for i := range all {
		all[i] = i
	}
	if columns == len(g.amounts) { // else there are floors of parties that the frontier is not about
		g.crop.which = g.efficient(all, columns)
	} else {
		g.crop.which = all
	}
	for from := 0; from < len(g.crop.which); from += stripSize {
		most := make([]uint64, len(g.amounts))
		for _, i := range g.crop.which[from:min(from+stripSize, len(g.crop.which))] {
			for q, column := range g.amounts {
				most[q] = max(most[q], column[i])
			}
		}
		g.crop.most = append(g.crop.most, most)
	}
	return g.crop
}

// efficient returns those of the choices that none is better than, in their
// order: sorted so that better ones come first, each is held against those
// that were kept.
func (g *group) efficient(which []int, columns int) []int {
	compare := func(i, j int) int {
		for _, column := range g.amounts {
			if column[i] != column[j] {
				if column[i] > column[j] {
					return -1
				}
				return 1
			}
		}
		return i - j
	}
	slices.SortFunc(which, compare)
	found := newArchive(columns, 1)
	v := make([]uint64, columns)
	kept := which[:0]
	for _, i := range which {
		for q := range v {
			v[q] = g.amounts[q][i]
		}
		dominated, equal := found.dominated(v)
		if dominated {
			continue
		}
		if equal == nil {
			found.add(v, 0)
		}
		kept = append(kept, i)
	}
	slices.Sort(kept) // neighbours are near to each other again
	return kept
}

// behind reports whether the choices of the walk so far are worse than others
// after which the same block comes, and which break the same: then so is
// whatever follows them. Those that are not are kept for those to come.
func (b *blocks) behind(d int, columns int) bool {
	w := b.w
	if columns != w.t.columns {
		return false // floors of parties that the frontier is not about
	}
	key := b.key
	for _, word := range w.broken[d] {
		key = binary.LittleEndian.AppendUint64(key, word)
	}
	best := b.ahead[string(key)]
	if best == nil {
		best = newArchive(columns, 1)
		if b.ahead == nil {
			b.ahead = map[string]*archive{}
		}
		b.ahead[string(key)] = best
	}
	worse, equal := best.dominated(w.amounts[d])
	if !worse && equal == nil {
		best.add(w.amounts[d], 0)
	}
	return worse
}

// reap adds to the frontier what a block gives after the choices of the walk so
// far.
func (p *Problem) reap(w *walker, d int, b *block, allowed flags, found *archive) {
	t := w.t
	v := make([]uint64, t.columns)
	base := w.amounts[d]
	for n := range b.groups {
		g := &b.groups[n]
		broken := w.broken[d].or(g.broken)
		if !broken.within(allowed) {
			continue
		}
		var held [mostFallback]int // columns whose floors count
		floors := held[:0]
		for q, item := range t.items {
			if item >= 0 && base[q] < t.floors[q] && !allowed.has(item) && p.binds(item, &broken) {
				floors = append(floors, q)
			}
		}
		short := func() bool {
			for _, q := range floors {
				if v[q] < t.floors[q] {
					return true
				}
			}
			return false
		}
		c := g.cropped(p.consenting)
		for s, most := range c.most {
			amount.Add(v, base, most, 1)
			if short() {
				continue
			}
			if worse, _ := found.dominated(v[:p.consenting]); worse {
				continue
			}
			for _, i := range c.which[s*stripSize : min((s+1)*stripSize, len(c.which))] {
				for q, column := range g.amounts {
					v[q] = base[q] + column[i]
				}
				if short() {
					continue
				}
				worse, point := found.dominated(v[:p.consenting])
				if worse {
					continue
				}
				id := w.ids[d] + g.ids[i]
				if point == nil {
					point = found.add(v[:p.consenting], id)
				}
				point.first = min(point.first, id)
				count := w.counts[d]
				if g.counts != nil {
					count *= g.counts[i]
				}
				point.ties.small += count
			}
		}
	}
}
