package dual

import (
	"cmp"
	"container/heap"
	"context"
	"math"
	"math/big"
	"slices"

	"parley/bargain/internal/network"
)

// Ranking is several packages in an order.
type Ranking struct {
	Best   [][]int    // by local cells
	Values []*big.Rat // theirs, as Result.Lower has them
	// Proven says that the ranking is right: without a distance, that no
	// package left out is better than one listed; with one, that each is a
	// best one of those far enough from all before it. Fewer than were asked
	// for are then all there are.
	Proven bool
	// Upper bounds the value of what is not listed, in the unit of
	// Result.Upper; -Inf: there is nothing. With a distance, it bounds the
	// package chosen last.
	Upper float64
	Nodes int
}

// Top returns the count best packages in order, the best first; of several that
// tie, those found first, in an order that is the same every time, and at the
// last place any of them. Of a product only packages above 0 count. With apart
// ≥ 1 it returns first the best package, then the best of those that differ
// from it on at least so many issues, then from both, and so on. A package is
// its cells: choices that one cell stands for are one package. Of the options
// Known, Floors, AtLeast, Report and Start count, Report without a distance
// alone. When the context ends, the packages found by then come back with its
// error. The space must not be TooWide.
//
// The order by deficit is that of k smallest sums; packages within a budget
// are gone through as everywhere, where the bar is the value of the last.
func Top(ctx context.Context, s *network.Space, g Goal, count, apart int, opt Options) (Ranking, error) {
	opt.Ties, opt.Enough, opt.Gap, opt.Nodes = 0, nil, 0, 0
	if count <= 0 {
		return Ranking{Proven: true, Upper: math.Inf(1)}, nil
	}
	if apart > 0 {
		return diverse(ctx, s, g, count, apart, opt)
	}
	l := &list{count: count, known: map[string]bool{}}
	opt.list = l
	x := newSearch(ctx, s, g, opt)
	r, err := x.result()
	out := Ranking{Proven: r.Proven, Upper: r.Upper, Nodes: r.Nodes}
	if r.Proven {
		out.Upper = math.Inf(-1)
		if l.full() {
			out.Upper = x.over(l.entries[0].score)
		}
	}
	slices.SortFunc(l.entries, entry.compare)
	for _, e := range l.entries {
		out.Best = append(out.Best, e.local)
		out.Values = append(out.Values, x.m.value(e.score))
	}
	return out, err
}

// diverse chooses one package after the other.
func diverse(ctx context.Context, s *network.Space, g Goal, count, apart int, opt Options) (Ranking, error) {
	out := Ranking{Proven: true, Upper: math.Inf(1)}
	for len(out.Best) < count {
		r, err := newSearch(ctx, s, g, opt).result()
		out.Nodes += r.Nodes
		out.Upper = r.Upper
		out.Proven = out.Proven && r.Proven
		if len(r.Best) == 0 {
			return out, err
		}
		out.Best, out.Values = append(out.Best, r.Best[0]), append(out.Values, r.Lower)
		if err != nil {
			return out, err
		}
		opt.apart = append(opt.apart, &distance{r.Best[0], apart})
		opt.Start = nil
	}
	return out, nil
}

// list is the best packages found so far: a heap with the worst of them on top,
// of several with one score the one found last.
type list struct {
	count   int
	entries []entry
	known   map[string]bool // by local cells
	turn    int
	best    *big.Int
}

type entry struct {
	local []int
	score *big.Int
	turn  int // how many were found before it
}

// compare puts what is listed first before.
func (e entry) compare(f entry) int {
	return cmp.Or(f.score.Cmp(e.score), e.turn-f.turn)
}

func (l *list) Len() int           { return len(l.entries) }
func (l *list) Less(i, j int) bool { return l.entries[i].compare(l.entries[j]) > 0 }
func (l *list) Swap(i, j int)      { l.entries[i], l.entries[j] = l.entries[j], l.entries[i] }
func (l *list) Push(x any)         { l.entries = append(l.entries, x.(entry)) }
func (l *list) Pop() any {
	last := len(l.entries) - 1
	e := l.entries[last]
	l.entries = l.entries[:last]
	return e
}

func cells(local []int) string {
	b := make([]byte, 0, 2*len(local))
	for _, k := range local {
		b = append(b, byte(k), byte(k>>8))
	}
	return string(b)
}

// enter adds a package; false if it is there, or there are enough that are no
// worse.
func (l *list) enter(score *big.Int, local []int) bool {
	if l.full() && score.Cmp(l.entries[0].score) <= 0 {
		return false
	}
	key := cells(local)
	if l.known[key] {
		return false
	}
	l.known[key] = true
	l.turn++
	e := entry{slices.Clone(local), score, l.turn}
	if l.full() {
		delete(l.known, cells(l.entries[0].local))
		l.entries[0] = e
		heap.Fix(l, 0)
	} else {
		heap.Push(l, e)
	}
	if l.best == nil || score.Cmp(l.best) > 0 {
		l.best = score
	}
	return true
}

// full reports whether as many as are asked for were found.
func (l *list) full() bool { return len(l.entries) == l.count }

// enlist considers a package for the list.
func (x *search) enlist(score *big.Int, local []int) bool {
	l := x.opt.list
	if !l.enter(score, local) {
		return false
	}
	x.best = l.best
	if l.full() {
		bar := big.NewInt(1)
		x.wanted(bar.Add(bar, l.entries[0].score))
	}
	return true
}

// fill looks for as many packages as are asked for among those that lose
// least: within a budget that about twice as many keep to, and twice that, as
// long as it has to be. It reports whether the node holds no others.
func (x *search) fill() bool {
	l := x.opt.list
	budget := x.budget
	defer func() {
		if x.bar != nil {
			demand, _ := x.demand(x.y)
			x.budget = x.total - demand
		} else {
			x.budget = budget
		}
	}()
	low, high := 0.0, 0.0
	for _, i := range x.o.open {
		for _, k := range x.d.allowed(i) {
			high += x.deficit[k]
		}
	}
	for range 40 {
		middle := low + (high-low)/2
		if x.packages(middle, float64(4*l.count)) > float64(2*l.count) {
			high = middle
		} else {
			low = middle
		}
	}
	for try := max(high, 16*x.slack, 1e-6*x.most()); !l.full(); try *= 2 {
		before := x.bar
		x.budget = min(try, budget)
		if x.bar != nil { // asked for by AtLeast
			demand, _ := x.demand(x.y)
			x.budget = min(x.budget, x.total-demand)
		}
		whole := x.within(x.y)
		if !whole {
			return false
		}
		if x.bar == before && x.budget >= min(budget, x.most()) {
			return true
		}
	}
	return false
}

// most bounds what any package of the node loses.
func (x *search) most() float64 {
	weights, total := x.p.weigh(x.y), 1.0
	for i := range x.d.size {
		least, most := math.Inf(1), math.Inf(-1)
		for _, k := range x.d.allowed(i) {
			worth := dot(weights, x.o.worth[int(k)*x.o.dims:][:x.o.dims])
			least, most = min(least, worth), max(most, worth)
		}
		total += most - least
	}
	for n := range x.o.tree {
		for _, b := range x.o.tree[n].bonus {
			total += math.Abs(weights[b.dim]) * b.most
		}
	}
	return total
}
