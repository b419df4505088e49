package bargain

import (
	"cmp"
	"math/bits"
	"slices"

	"parley/bargain/internal/amount"
)

// blocks takes the last issues of a walk together. What they choose among
// themselves adds the same amounts and breaks the same items wherever the
// issues before leave the patterns that tie them in the same state; so that is
// worked out once a state, and a whole block of packages is counted by
// comparing its amounts with what is still missing to each fallback. Where the
// box around some of them tells, they are not even looked at one by one.
//
// It serves one walk, of amounts of one limb.
type blocks struct {
	w      *walker
	depth  int               // of the walk, from which on the issues are taken together
	issues []int             // those, in the order of the walk
	size   int               // packages of a block, alike ones together
	rows   []row             // of the patterns that tie them to issues before, with just the terms on those
	known  map[string]*block // nil: the state was met once
	worked int               // how many of them are worked out
	key    []byte
	ahead  map[string]*archive // by state and what is broken: see behind
}

const (
	leastInBlock = 1 << 11 // packages that a block may have at least,
	mostInBlock  = 1 << 14 // at most,
	blocksInWalk = 1 << 8  // and in between as many as leave so many blocks
	mostWorked   = 1 << 19 // packages of all blocks that are worked out
	mostFallback = 8       // columns held to a floor
	stripSize    = 64
)

// block is what the last issues can choose, in one state of the patterns.
type block struct{ groups []group }

// group is the choices of a block that break the same items, floors apart.
type group struct {
	broken  flags
	amounts [][]uint64 // by column
	ids     []uint64   // what they add to the number of the leaf
	least   uint64     // of these
	counts  []uint64   // packages that each stands for; nil where that is 1
	all     hull
	strips  []hull // around stripSize of them each
	crop    *crop  // nil until a frontier asks for it
}

// hull is the box around some choices.
type hull struct {
	least, most []uint64 // by column
	count       uint64
}

// newBlocks returns nil where blocks would not pay or do not fit.
func (w *walker) newBlocks() *blocks {
	p, t := w.p, w.t
	floors := 0
	for _, item := range t.items {
		if item >= 0 {
			floors++
		}
	}
	b := &blocks{w: w, depth: len(p.order), size: 1, known: map[string]*block{}}
	fits := int(min(mostInBlock, max(leastInBlock, w.total/blocksInWalk)))
	for b.depth > 1 && b.size*len(p.issues[p.order[b.depth-1]].cells) <= fits {
		b.depth--
		b.size *= len(p.issues[p.order[b.depth]].cells)
	}
	b.issues = p.order[b.depth:]
	if len(b.issues) < 2 || t.limbs != 1 || w.big != nil || floors > mostFallback {
		return nil
	}
	for d := b.depth; d < len(p.order); d++ {
		for _, it := range w.ripe[d] {
			b.tie(it.rows)
			b.tie(it.ifs)
			if it.voter >= p.consenting && it.demand {
				b.tie(p.items[p.voters[it.voter].commit].rows)
			}
		}
		for _, l := range w.links[d] {
			b.tie(l.rows)
		}
	}
	return b
}

// tie notes the parts of patterns that the issues before a block decide.
func (b *blocks) tie(rows []row) {
	for _, r := range rows {
		before := slices.DeleteFunc(slices.Clone(r), func(t term) bool { return slices.Contains(b.issues, t.issue) })
		if len(before) > 0 {
			b.rows = append(b.rows, before)
		}
	}
}

// here returns the block for the choices of the walk so far; nil if their state
// has not been met before, or if there are more than are worth working out.
func (b *blocks) here() *block {
	b.key = b.key[:0]
	for i := range b.rows {
		state := byte(0)
		if matches(b.rows[i:i+1], b.w.cells) {
			state = 1
		}
		b.key = append(b.key, state)
	}
	found, met := b.known[string(b.key)]
	switch {
	case found != nil || (b.worked+1)*b.size > mostWorked:
		return found
	case met || len(b.rows) == 0:
		found = b.work()
		b.worked++
	}
	b.known[string(b.key)] = found
	return found
}

// choice is one of a block: what it breaks, its amounts, what it adds to the
// number of the leaf and how many packages it stands for.
type choice struct {
	broken  flags
	amounts []uint64
	id      uint64
	count   uint64
}

// work goes through the choices of the block.
func (b *blocks) work() *block {
	w, t := b.w, b.w.t
	var list []choice
	var from func(d int, c choice)
	from = func(d int, c choice) {
		if d == len(w.p.order) {
			list = append(list, c)
			return
		}
		at := w.p.order[d]
		for k := range w.p.issues[at].cells {
			w.cells[at] = k
			next := choice{broken: c.broken.or(w.single[at][k]), amounts: slices.Clone(c.amounts), id: c.id + uint64(k)*w.strides[at],
				count: c.count * uint64(w.p.issues[at].cells[k].count)}
			amount.Add(next.amounts, next.amounts, t.worth[at][k*t.width:(k+1)*t.width], 1)
			for i := range w.links[d] {
				if l := &w.links[d][i]; matches(l.rows, w.cells) == l.matched {
					amount.Add(next.amounts, next.amounts, l.amount, 1)
				}
			}
			for i, it := range w.ripe[d] {
				if w.p.breaks(it, w.cells) {
					next.broken.add(w.indices[d][i])
				}
			}
			from(d+1, next)
		}
	}
	from(b.depth, choice{amounts: make([]uint64, t.width), count: 1})
	slices.SortFunc(list, func(x, y choice) int {
		return cmp.Or(slices.Compare(x.broken[:], y.broken[:]), cmp.Compare(x.id, y.id))
	})
	found := &block{}
	for from := 0; from < len(list); {
		to := from
		for to < len(list) && list[to].broken == list[from].broken {
			to++
		}
		arrange(list[from:to])
		g := group{broken: list[from].broken, amounts: make([][]uint64, t.columns)}
		one := true
		for _, c := range list[from:to] {
			g.ids, g.counts = append(g.ids, c.id), append(g.counts, c.count)
			one = one && c.count == 1
			for q, x := range c.amounts {
				g.amounts[q] = append(g.amounts[q], x)
			}
		}
		g.least = slices.Min(g.ids)
		g.all = g.around(0, to-from)
		for i := 0; i < to-from; i += stripSize {
			g.strips = append(g.strips, g.around(i, min(i+stripSize, to-from)))
		}
		if one {
			g.counts = nil
		}
		found.groups = append(found.groups, g)
		from = to
	}
	return found
}

// arrange brings choices with like amounts together, so that the boxes around
// strips of them are small: it halves the list in the column in which it is
// widest, strips left whole (as in a k-d tree: Bentley 1975).
func arrange(list []choice) {
	if len(list) <= stripSize {
		return
	}
	widest, width := 0, uint64(0)
	for q := range list[0].amounts {
		least, most := list[0].amounts[q], list[0].amounts[q]
		for i := range list {
			least, most = min(least, list[i].amounts[q]), max(most, list[i].amounts[q])
		}
		if most-least > width {
			widest, width = q, most-least
		}
	}
	slices.SortFunc(list, func(x, y choice) int {
		return cmp.Or(cmp.Compare(x.amounts[widest], y.amounts[widest]), cmp.Compare(x.id, y.id))
	})
	half := (len(list)/2 + stripSize - 1) / stripSize * stripSize
	arrange(list[:half])
	arrange(list[half:])
}

func (g *group) around(from, to int) hull {
	h := hull{least: make([]uint64, len(g.amounts)), most: make([]uint64, len(g.amounts))}
	for q, column := range g.amounts {
		h.least[q], h.most[q] = slices.Min(column[from:to]), slices.Max(column[from:to])
	}
	for _, n := range g.counts[from:to] {
		h.count += n
	}
	return h
}

// missing is a floor that some of a group fall short of.
type missing struct {
	item   int
	column []uint64
	at     int    // the column's number
	by     uint64 // what the group has to add at least
}

// tellBlock counts a block in after the choices of the walk so far.
func (c *counter) tellBlock(w *walker, d int, b *block) {
	for i := range b.groups {
		c.tellGroup(w, d, &b.groups[i])
	}
}

func (c *counter) tellGroup(w *walker, d int, g *group) {
	base := w.amounts[d]
	broken := w.broken[d].or(g.broken)
	free, lawful := broken.and(c.hard).empty(), broken.and(c.norms).empty()
	var all [mostFallback]missing
	open := all[:0]
	for q, item := range w.t.items {
		if item < 0 || base[q] >= w.t.floors[q] || !w.p.binds(item, &broken) {
			continue
		}
		m := missing{item, g.amounts[q], q, w.t.floors[q] - base[q]}
		switch {
		case g.all.most[q] < m.by:
			broken.add(item)
		case g.all.least[q] < m.by:
			open = append(open, m)
		}
	}
	if free {
		c.free.includeHull(base, &g.all)
	}
	if lawful {
		c.lawful.includeHull(base, &g.all)
	}
	possible := c.possible
	if !free || !broken.within(c.marks) {
		possible = nil
	}
	var counts [1 << mostFallback]uint64 // by which of the open floors are not reached
	if len(open) == 0 {
		counts[0] = g.all.count
		if possible != nil {
			possible.includeHull(base, &g.all)
		}
	} else {
		for n := range g.strips {
			g.tellStrip(n, open, base, possible, &counts)
		}
	}
	for set, n := range counts[:1<<len(open)] {
		if n == 0 {
			continue
		}
		k := c.kinds.at(with(broken, open, set))
		k.count.small += n * w.counts[d]
		if k.first > w.ids[d]+g.least {
			k.first = w.ids[d] + g.first(open, set, k.first-w.ids[d])
		}
	}
}

// with adds the items of some of the floors.
func with(broken flags, open []missing, set int) flags {
	for i := range open {
		if set>>i&1 == 1 {
			broken.add(open[i].item)
		}
	}
	return broken
}

// tellStrip counts a strip by which of the open floors its choices do not
// reach, and includes what reaches all of them in the ends of the zone, if
// there are any.
func (g *group) tellStrip(n int, open []missing, base []uint64, possible *ends, counts *[1 << mostFallback]uint64) {
	s := &g.strips[n]
	fixed := 0
	var some [mostFallback]int // those that only some do not reach
	left := some[:0]
	for i := range open {
		switch m := &open[i]; {
		case s.most[m.at] < m.by:
			fixed |= 1 << i
		case s.least[m.at] < m.by:
			left = append(left, i)
		}
	}
	if fixed != 0 || possible != nil && !possible.wider(base, s, open) {
		possible = nil
	}
	if len(left) == 0 {
		counts[fixed] += s.count
		if possible != nil {
			possible.includeHull(base, s)
		}
		return
	}
	from, to := n*stripSize, min((n+1)*stripSize, len(g.ids))
	var short [mostFallback]uint64 // by floor that is left: which choices do not reach it, the last in the lowest bit
	for n, i := range left {
		short[n] = fallShort(open[i].column[from:to], open[i].by)
	}
	for set := range 1 << len(left) {
		these, sum := ^uint64(0)>>(stripSize-(to-from)), fixed
		for n, i := range left {
			if set>>n&1 == 1 {
				these, sum = these&short[n], sum|1<<i
			} else {
				these &^= short[n]
			}
		}
		if these == 0 {
			continue
		}
		counts[sum] += g.count(these, to-1)
		if sum == 0 && possible != nil {
			for ; these != 0; these &= these - 1 {
				possible.includeOne(base, g.amounts, to-1-bits.TrailingZeros64(these))
			}
		}
	}
}

// fallShort says which of a few amounts do, the last in the lowest bit. Which are
// is as good as random, so that it is found without branches.
func fallShort(list []uint64, by uint64) uint64 {
	word := uint64(0)
	for len(list) >= 4 {
		_, a := bits.Sub64(list[0], by, 0)
		_, b := bits.Sub64(list[1], by, 0)
		_, c := bits.Sub64(list[2], by, 0)
		_, d := bits.Sub64(list[3], by, 0)
		word = word<<4 | a<<3 | b<<2 | c<<1 | d
		list = list[4:]
	}
	for _, x := range list {
		_, a := bits.Sub64(x, by, 0)
		word = word<<1 | a
	}
	return word
}

// count returns how many packages choices stand for, the last in the lowest bit.
func (g *group) count(these uint64, last int) uint64 {
	if g.counts == nil {
		return uint64(bits.OnesCount64(these))
	}
	sum := uint64(0)
	for ; these != 0; these &= these - 1 {
		sum += g.counts[last-bits.TrailingZeros64(these)]
	}
	return sum
}

// first returns what the first choice that falls short of just these of the
// open floors adds to the number of the leaf, or most if that is no less.
func (g *group) first(open []missing, set int, most uint64) uint64 {
next:
	for j, id := range g.ids {
		if id >= most {
			continue
		}
		for i := range open {
			if (open[i].column[j] < open[i].by) != (set>>i&1 == 1) {
				continue next
			}
		}
		most = id
	}
	return most
}
