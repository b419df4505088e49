package bargain

import (
	"context"
	"math/big"
	"runtime"
	"slices"
	"sync"

	"parley"
	"parley/bargain/internal/amount"
)

// census is what one walk over all packages finds: how many packages break
// just which items. Who accepts what, the zone, the conflicts, the ways out
// and what each would open are all read off it.
type census struct {
	p     *Problem
	kinds []kind // by mask, in the order of compareMasks
	reaches
}

// kind is all packages that break just these items.
type kind struct {
	broken mask
	count  tally
	first  uint64         // id of the first of them
	pkg    parley.Package // with continuous issues: one of them, in place of first
}

// bounds is the least and the greatest utility of each column of the table.
type bounds struct {
	none        bool // of no package
	least, most []*big.Rat
	// Where these are not nil, the ends are the farthest found, and proven is
	// that nothing is below or above what these have; nil for a column whose
	// end is proven.
	below, above []*big.Rat
}

// flagged is a kind as a walk gathers it.
type flagged struct {
	broken flags
	count  tally
	first  uint64
}

// kindTable is an open-addressing hash table from flags to kind.
type kindTable struct {
	slots []int32 // index into kinds, plus 1
	kinds []flagged
	last  int
}

func (t *kindTable) at(m flags) *flagged {
	if len(t.kinds) > 0 && t.kinds[t.last].broken == m {
		return &t.kinds[t.last]
	}
	if 2*(len(t.kinds)+1) > len(t.slots) {
		t.grow()
	}
	for h := m.hash(); ; h++ {
		slot := &t.slots[h&uint64(len(t.slots)-1)]
		if *slot == 0 {
			t.kinds = append(t.kinds, flagged{broken: m, first: ^uint64(0)})
			*slot = int32(len(t.kinds))
			t.last = len(t.kinds) - 1
			return &t.kinds[t.last]
		}
		if i := int(*slot - 1); t.kinds[i].broken == m {
			t.last = i
			return &t.kinds[i]
		}
	}
}

func (t *kindTable) grow() {
	t.slots = make([]int32, max(64, 2*len(t.slots)))
	for i := range t.kinds {
		h := t.kinds[i].broken.hash()
		for t.slots[h&uint64(len(t.slots)-1)] != 0 {
			h++
		}
		t.slots[h&uint64(len(t.slots)-1)] = int32(i + 1)
	}
}

// counter is one walker's part of a census.
type counter struct {
	kinds                  kindTable
	hard, norms, marks     flags
	free, lawful, possible *ends
	err                    error
}

// survey walks all packages once, on all processors. What it finds does
// not depend on how many there are: counts are sums and ends are extremes.
func (p enumeration) survey(ctx context.Context, report func(float64)) (survey, error) {
	parts := max(1, min(runtime.GOMAXPROCS(0), len(p.issues[p.order[0]].cells)))
	counters := make([]counter, parts)
	var wait sync.WaitGroup
	for part := range parts {
		wait.Go(func() {
			var tell func(float64)
			if part == 0 {
				tell = report // on this goroutine alone, so that calls never overlap
			}
			counters[part] = p.countPart(ctx, part, parts, tell)
		})
	}
	wait.Wait()
	all := counters[0]
	for _, c := range counters[1:] {
		for _, k := range c.kinds.kinds {
			to := all.kinds.at(k.broken)
			to.count.add(k.count)
			to.first = min(to.first, k.first)
		}
		all.free.merge(c.free)
		all.lawful.merge(c.lawful)
		all.possible.merge(c.possible)
		if all.err == nil {
			all.err = c.err
		}
	}
	var kinds []kind
	for _, k := range all.kinds.kinds {
		kinds = append(kinds, kind{broken: k.broken.mask(), count: k.count, first: k.first})
	}
	slices.SortFunc(kinds, func(a, b kind) int { return compareMasks(a.broken, b.broken) })
	return &census{p.Problem, kinds, reaches{all.free.bounds(), all.lawful.bounds(), all.possible.bounds()}}, all.err
}

func (p enumeration) countPart(ctx context.Context, part, parts int, report func(float64)) counter {
	c := p.newCounter()
	w := p.newWalker(p.table)
	w.part, w.parts, w.report = part, parts, report
	w.leaf = func() bool {
		c.tellLeaf(w)
		return true
	}
	if blocks := w.newBlocks(); blocks != nil {
		w.enter = func(d int) bool {
			if d != blocks.depth {
				return true
			}
			b := blocks.here()
			if b == nil { // go on leaf by leaf
				return true
			}
			c.tellBlock(w, d, b)
			w.pass(blocks.size)
			return false
		}
	}
	c.err = w.run(ctx)
	return c
}

func (p *Problem) newCounter() counter {
	return counter{hard: p.hardItems().flags(), norms: p.normItems().flags(), marks: p.markItems().flags(),
		free: newEnds(p.table), lawful: newEnds(p.table), possible: newEnds(p.table)}
}

// tellLeaf counts the leaf that a walk is at.
func (c *counter) tellLeaf(w *walker) {
	m := w.brokenItems()
	k := c.kinds.at(m)
	w.addCount(&k.count)
	k.first = min(k.first, w.id())
	if m.and(c.hard).empty() {
		c.free.include(w.utilities())
		if m.within(c.marks) {
			c.possible.include(w.utilities())
		}
	}
	if m.and(c.norms).empty() {
		c.lawful.include(w.utilities())
	}
}

// ends keeps the least and greatest of each column.
type ends struct {
	t           *table
	none        bool
	least, most []uint64
}

func newEnds(t *table) *ends {
	return &ends{t: t, none: true, least: make([]uint64, t.width), most: make([]uint64, t.width)}
}

func (e *ends) include(amounts []uint64) {
	if e.none {
		e.none = false
		copy(e.least, amounts)
		copy(e.most, amounts)
		return
	}
	if e.t.limbs == 1 {
		for q, x := range amounts {
			if x < e.least[q] {
				e.least[q] = x
			}
			if x > e.most[q] {
				e.most[q] = x
			}
		}
		return
	}
	for q := range e.t.columns {
		x := e.t.column(amounts, q)
		if amount.Compare(x, e.t.column(e.least, q)) < 0 {
			copy(e.t.column(e.least, q), x)
		}
		if amount.Compare(x, e.t.column(e.most, q)) > 0 {
			copy(e.t.column(e.most, q), x)
		}
	}
}

// includeHull includes what reaches to all sides of a box, after what is at the
// base.
func (e *ends) includeHull(base []uint64, b *hull) {
	if e.none {
		e.none = false
		amount.Add(e.least, base, b.least, 1)
		amount.Add(e.most, base, b.most, 1)
		return
	}
	for q, x := range base {
		e.least[q], e.most[q] = min(e.least[q], x+b.least[q]), max(e.most[q], x+b.most[q])
	}
}

// wider reports whether something in the box that reaches the open floors could
// be beyond the ends.
func (e *ends) wider(base []uint64, b *hull, open []missing) bool {
	for q, x := range base {
		least := b.least[q]
		for i := range open {
			if open[i].at == q {
				least = max(least, open[i].by)
			}
		}
		if x+least < e.least[q] || x+b.most[q] > e.most[q] {
			return true
		}
	}
	return e.none
}

// includeOne includes number i of the columns after what is at the base.
func (e *ends) includeOne(base []uint64, columns [][]uint64, i int) {
	for q, x := range base {
		x += columns[q][i]
		if e.none || x < e.least[q] {
			e.least[q] = x
		}
		if e.none || x > e.most[q] {
			e.most[q] = x
		}
	}
	e.none = false
}

func (e *ends) merge(f *ends) {
	if !f.none {
		e.include(f.least)
		e.include(f.most)
	}
}

func (e *ends) bounds() bounds {
	b := bounds{none: e.none}
	for q := range e.t.columns {
		b.least = append(b.least, e.t.rat(e.least, q))
		b.most = append(b.most, e.t.rat(e.most, q))
	}
	return b
}

func (c *census) empty(context.Context) (bool, error) { return c.possible.none, nil }

func (c *census) ends(context.Context) (reaches, error) { return c.reaches, nil }

func (c *census) count(_ context.Context, f filter) (Count, error) {
	sum := new(big.Int)
	for i := range c.kinds {
		if !f.passes(&c.kinds[i].broken) {
			continue
		}
		n := c.kinds[i].count.int()
		if n == nil {
			return Count{}, nil
		}
		sum.Add(sum, n)
	}
	return Count{Int: sum}, nil
}

func (c *census) example(_ context.Context, none mask) (parley.Package, error) {
	best := -1
	for i := range c.kinds {
		if !c.kinds[i].broken.meets(&none) && (best < 0 || c.kinds[i].first < c.kinds[best].first) {
			best = i
		}
	}
	switch {
	case best < 0:
		return nil, nil
	case c.kinds[best].pkg != nil:
		return c.kinds[best].pkg, nil
	}
	return c.p.packageOf(c.kinds[best].first), nil
}

// clashes: every package breaks some set of items; a set cannot hold together
// exactly if every package breaks one of it, so the minimal ones are the
// minimal hitting sets of what the packages break (Reiter 1987).
func (c *census) clashes(ctx context.Context, part mask, most int) ([]mask, bool, error) {
	broken, err := c.minimalWithin(ctx, part, func(mask) bool { return true })
	if err != nil {
		return nil, false, err
	}
	return hittingSets(ctx, broken, most)
}

func (c *census) breaches(ctx context.Context, part mask, most int) ([]mask, bool, error) {
	norms := c.p.normItems()
	sets, err := c.minimalWithin(ctx, part, func(s mask) bool { return s.and(norms).empty() })
	if len(sets) > most {
		return sets[:most], false, err
	}
	return sets, err == nil, err
}

// Sets of items.

// hardItems is every norm and demand.
func (p *Problem) hardItems() mask {
	return p.itemsWhere(func(it *item) bool { return it.demand || it.ref.Kind == parley.NormKind })
}

func (p *Problem) normItems() mask {
	return p.itemsWhere(func(it *item) bool { return it.ref.Kind == parley.NormKind })
}

func (p *Problem) fallbackItems() mask { return p.itemsWhere((*item).isFallback) }

// markItems is the commitments, which are no breach.
func (p *Problem) markItems() mask {
	return p.itemsWhere(func(it *item) bool { return it.ref.Kind == commitKind })
}

// statements is every demand and fallback of the voter.
func (p *Problem) statements(v int) mask {
	return p.itemsWhere(func(it *item) bool { return it.voter == v && it.ref.Kind != commitKind })
}

func (p *Problem) itemsWhere(is func(*item) bool) mask {
	var m mask
	for i := range p.items {
		if is(&p.items[i]) {
			m.add(i)
		}
	}
	return m
}
