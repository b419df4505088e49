package bargain

import (
	"cmp"
	"context"
	"math/big"
	"slices"

	"parley"
	"parley/bargain/internal/amount"
)

// layers finds a frontier issue by issue instead of package by package. After
// some issues are settled, two partial packages have the same future if the
// patterns that are not decided yet stand the same for both; among those only
// the ones that no other dominates can become efficient (Nemhauser and Ullmann
// 1969; Rollón and Larrosa 2006 for several criteria). The work depends on the
// size of the frontiers, not on the number of packages.
type layers struct {
	p       *Problem
	t       *table
	ignore  mask
	rows    []layerRow
	first   []int   // the first row of each item, then of each linkage
	on      [][]int // by issue: the rows with a term on it
	ripe    [][]int // by depth: items that can be judged there
	done    []mask  // by depth: rows that nothing asks about any more
	links   [][]tableLink
	single  [][]flags
	bars    flags // everything but ignore
	strides []uint64
}

// layerRow is one pattern; as long as it is alive, every term settled so far
// has let the choice through.
type layerRow struct {
	cells map[int][]bool // by issue
	keep  bool           // asked about to the end
}

// layered reports whether the problem can be done in layers: no guarantor's
// utility may matter, and the patterns must fit a mask.
func (p *Problem) layered() bool {
	if p.consentingColumns() != p.table.columns {
		return false
	}
	rows := 0
	for i := range p.items {
		rows += len(p.items[i].rows) + len(p.items[i].ifs)
	}
	for _, l := range p.table.links {
		rows += len(l.rows)
	}
	return rows <= maxItems
}

// label is a set of partial packages with the same sums and the same future.
type label struct {
	amounts []uint64
	ties    tally
	first   uint64
}

func (p *Problem) newLayers(ignore mask) *layers {
	w := p.newWalker(p.table) // for its tables
	l := &layers{p: p, t: p.table, ignore: ignore.or(p.markItems()), on: make([][]int, len(p.issues)),
		ripe: w.indices, done: make([]mask, len(p.issues)), links: w.links, single: w.single, strides: w.strides}
	for i := range p.items {
		if !l.ignore.has(i) {
			l.bars.add(i)
		}
	}
	depth := make([]int, len(p.issues))
	for d, at := range p.order {
		depth[at] = d
	}
	last := make([]int, 0, maxItems) // by row: the depth after which nothing asks about it
	add := func(rows []row, until int, keep bool) {
		for _, r := range rows {
			cells := map[int][]bool{}
			for _, t := range r {
				if cells[t.issue] == nil {
					cells[t.issue] = slices.Clone(t.cells)
					l.on[t.issue] = append(l.on[t.issue], len(l.rows))
				} else {
					for k := range cells[t.issue] {
						cells[t.issue][k] = cells[t.issue][k] && t.cells[k]
					}
				}
			}
			l.rows = append(l.rows, layerRow{cells, keep})
			last = append(last, until)
		}
	}
	for i := range p.items {
		it := &p.items[i]
		until := 0
		for _, at := range it.scope {
			until = max(until, depth[at])
		}
		l.first = append(l.first, len(l.rows))
		add(it.rows, until, it.ref.Kind == commitKind)
		add(it.ifs, until, false)
	}
	for _, link := range p.table.links {
		l.first = append(l.first, len(l.rows))
		add(link.rows, link.depth, false)
	}
	for r, until := range last {
		if !l.rows[r].keep {
			l.done[until].add(r)
		}
	}
	return l
}

func anyAlive(alive mask, from, many int) bool {
	for r := from; r < from+many; r++ {
		if alive.has(r) {
			return true
		}
	}
	return false
}

// breaks judges an item whose issues are all settled.
func (l *layers) breaks(i int, alive mask) bool {
	it := &l.p.items[i]
	if it.voter >= l.p.consenting && it.demand {
		commit := l.p.voters[it.voter].commit
		if !anyAlive(alive, l.first[commit], len(l.p.items[commit].rows)) {
			return false
		}
	}
	from := l.first[i]
	matched := anyAlive(alive, from, len(it.rows))
	switch it.ref.Kind {
	case parley.Insistence:
		return !matched
	case parley.Condition:
		return matched && !anyAlive(alive, from+len(it.rows), len(it.ifs))
	}
	return matched
}

// frontier returns the points that nothing dominates among the packages that
// break nothing but items of ignore, highest first.
func (l *layers) frontier(ctx context.Context, report func(float64)) ([]*point, error) {
	var all mask
	for r := range l.rows {
		all.add(r)
	}
	states := []mask{all}
	labels := [][]label{{{amounts: make([]uint64, l.t.width), ties: l.one()}}}
	for d, at := range l.p.order {
		if report != nil {
			report(float64(d) / float64(len(l.p.order)))
		}
		index := map[mask]int{}
		var nextStates []mask
		var next [][]label
		for s, state := range states {
			for k := range l.p.issues[at].cells {
				to, links, ok := l.step(d, at, k, state)
				if !ok {
					continue
				}
				n, seen := index[to]
				if !seen {
					n = len(next)
					index[to] = n
					nextStates, next = append(nextStates, to), append(next, nil)
				}
				next[n] = l.extend(next[n], labels[s], d, at, k, links)
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		for n := range next {
			var err error
			if next[n], err = l.undominated(ctx, next[n]); err != nil {
				return nil, err
			}
		}
		states, labels = nextStates, next
	}
	var ends []label
	for _, list := range labels {
		ends = append(ends, list...)
	}
	ends, err := l.undominated(ctx, ends)
	points := make([]*point, len(ends))
	for i, e := range ends {
		points[i] = &point{amounts: e.amounts, ties: e.ties, first: e.first}
	}
	return points, err
}

func (l *layers) one() tally {
	var t tally
	if l.p.total == nil {
		t.infinite = true
	} else if t.small = 1; !l.p.total.IsUint64() {
		t = tally{large: big.NewInt(1)}
	}
	return t
}

// step follows a state through a choice: the state it leads to, what linkages
// add, and false if the choice breaks something.
func (l *layers) step(d, at, k int, state mask) (mask, []uint64, bool) {
	if !l.single[at][k].and(l.bars).empty() {
		return state, nil, false
	}
	for _, r := range l.on[at] {
		if !l.rows[r].cells[at][k] {
			state.remove(r)
		}
	}
	for _, i := range l.ripe[d] {
		if !l.ignore.has(i) && l.breaks(i, state) {
			return state, nil, false
		}
	}
	var added []uint64
	for n, link := range l.t.links {
		if link.depth != d {
			continue
		}
		if anyAlive(state, l.first[len(l.p.items)+n], len(link.rows)) == link.matched {
			if added == nil {
				added = make([]uint64, l.t.width)
			}
			amount.Add(added, added, link.amount, l.t.limbs)
		}
	}
	return state.minus(l.done[d]), added, true
}

// extend appends the labels with the choice made, leaving out those that
// cannot reach a fallback any more.
func (l *layers) extend(to, from []label, d, at, k int, links []uint64) []label {
	width := l.t.width
	worth := l.t.worth[at][k*width : (k+1)*width]
	if links != nil {
		worth = slices.Clone(worth)
		amount.Add(worth, worth, links, l.t.limbs)
	}
	arena := make([]uint64, len(from)*width)
	bound := make([]uint64, width)
	for _, f := range from {
		sum := arena[:width:width]
		amount.Add(sum, f.amounts, worth, l.t.limbs)
		amount.Add(bound, sum, l.t.most[d+1], l.t.limbs)
		if !l.p.reachesFloors(bound, l.ignore) {
			continue
		}
		arena = arena[width:]
		to = append(to, label{sum, f.ties.times(l.p.issues[at].cells[k].count), f.first + uint64(k)*l.strides[at]})
	}
	return to
}

// undominated keeps the labels that no other dominates, highest first, equal
// ones as one. In that order none is dominated by a later one.
func (l *layers) undominated(ctx context.Context, list []label) ([]label, error) {
	slices.SortFunc(list, func(a, b label) int {
		return cmp.Or(amount.Compare(b.amounts, a.amounts), cmp.Compare(a.first, b.first))
	})
	var kept []label
	var seen *archive
	if l.t.columns > 2 {
		seen = newArchive(l.t.columns, l.t.limbs)
	}
	for n, x := range list {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if last := len(kept) - 1; last >= 0 {
			if amount.Same(kept[last].amounts, x.amounts) {
				kept[last].ties.add(x.ties)
				continue
			}
			switch l.t.columns {
			case 0, 1:
				continue
			case 2: // the first column falls, so the second must rise
				if amount.Compare(l.t.column(x.amounts, 1), l.t.column(kept[last].amounts, 1)) <= 0 {
					continue
				}
			default:
				if dominated, _ := seen.dominated(x.amounts); dominated {
					continue
				}
			}
		}
		kept = append(kept, x)
		if seen != nil {
			seen.append(x.amounts)
		}
	}
	return kept, nil
}
