package bargain

import (
	"cmp"
	"context"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/pareto"
)

// frontier puts the frontier together issue by issue (package pareto), which
// takes far less than another walk over all packages. Only where what ties the
// issues is too wide for tables, or a cap makes outcomes of different sums
// alike, are they walked again.
func (p enumeration) frontier(ctx context.Context, ignore mask, _ *yardstick, report func(float64)) (front, error) {
	s := spaceOf(p.net, p.everything().minus(ignore))
	if s.TooWide || p.table.caps != nil && p.capped() {
		points, err := p.searchFrontier(ctx, ignore, report)
		f := front{vectors: p.vectorsOf(points)}
		if err != nil {
			f.cut = "Interrupted: what is listed, if anything, is dominated by nothing looked at so far."
		}
		return f, err
	}
	f, err := pareto.Frontier(ctx, s, pareto.Options{Ties: true, Limit: maxWalked, Report: report})
	if err != nil {
		return front{}, err
	}
	v := p.vectorsOfFront(s, f)
	v.ties = tiesOf(f)
	return front{vectors: v, how: f.Method()}, nil
}

// searchFrontier finds the Pareto frontier, in the utilities of the parties
// whose consent counts, of the packages that break nothing but items of
// ignore. It walks the packages depth first, the jointly most valued choices
// first, and leaves a branch as soon as it breaks something, cannot reach a
// fallback any more, or is dominated even if everything left went best for
// everybody. The parties must be valued.
//
// It is exact. If the context ends it, the points are those that no package
// looked at so far dominates, and the error is the context's.
func (p *Problem) searchFrontier(ctx context.Context, ignore mask, report func(float64)) ([]*point, error) {
	t := p.table
	width := p.consenting * t.limbs
	found := newArchive(p.consenting, t.limbs)
	ignore = ignore.or(p.markItems())
	w, allowed := p.newWalker(t), ignore.flags()
	w.report = report
	w.cellOrder = p.jointOrder()
	bound := make([]uint64, t.width)
	var blocks *blocks
	if p.total != nil && t.caps == nil { // where utilities are cut off, more ties than the sums say
		blocks = w.newBlocks()
	}
	w.enter = func(d int) bool {
		if !w.broken[d].within(allowed) {
			return false
		}
		amount.Add(bound, w.amounts[d], t.most[d], t.limbs)
		if !p.reachesFloors(bound, ignore) {
			return false
		}
		t.cut(bound)
		if dominated, _ := found.dominated(bound[:width]); dominated {
			return false
		}
		if blocks == nil || d != blocks.depth {
			return true
		}
		b := blocks.here()
		if b == nil { // leaf by leaf
			return true
		}
		if !blocks.behind(d, p.consenting) {
			p.reap(w, d, b, allowed, found)
		}
		w.pass(blocks.size)
		return false
	}
	w.leaf = func() bool {
		if !w.brokenItems().within(allowed) {
			return true
		}
		copy(bound, w.utilities())
		t.cut(bound)
		v := bound[:width]
		dominated, equal := found.dominated(v)
		if dominated {
			return true
		}
		if equal == nil {
			equal = found.add(v, w.id())
		}
		equal.first = min(equal.first, w.id())
		w.addCount(&equal.ties)
		return true
	}
	err := w.run(ctx)
	return found.sorted(), err
}

// reachesFloors reports whether the bound leaves every party whose consent
// counts at its fallback or above, fallbacks in ignore apart.
func (p *Problem) reachesFloors(bound []uint64, ignore mask) bool {
	t := p.table
	for q := range p.consentingColumns() {
		item := t.items[q]
		if item >= 0 && !ignore.has(item) && amount.Compare(t.column(bound, q), t.column(t.floors, q)) < 0 {
			return false
		}
	}
	return true
}

// consentingColumns returns how many columns of the table belong to parties
// whose consent counts; they come first.
func (p *Problem) consentingColumns() int {
	n := 0
	for _, v := range p.columns {
		if v < p.consenting {
			n++
		}
	}
	return n
}

// jointOrder returns, for each issue, its cells by what they are worth to all
// whose consent counts together, each as a part of what the issue can be worth
// to it at most; the most valued first. It steers a search and decides nothing.
func (p *Problem) jointOrder() [][]int {
	order := make([][]int, len(p.issues))
	for at := range p.issues {
		score := make([]float64, len(p.issues[at].cells))
		for q := range p.consentingColumns() {
			top, _ := new(big.Float).SetInt(amount.Int(p.table.column(p.table.most[0], q))).Float64()
			for k := range score {
				from := k * p.table.width
				x, _ := new(big.Float).SetInt(amount.Int(p.table.column(p.table.worth[at][from:from+p.table.width], q))).Float64()
				if top > 0 {
					score[k] += x / top
				}
			}
		}
		order[at] = make([]int, len(score))
		for k := range score {
			order[at][k] = k
		}
		slices.SortStableFunc(order[at], func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	}
	return order
}
