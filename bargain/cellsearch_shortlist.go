package bargain

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/big"
	"slices"
)

// Where an issue is continuous, next to a good package there are infinitely
// many that are nearly as good, and to list the best of them would say nothing.
// So of the packages that agree on every issue with options or steps a
// shortlist has one: with the numbers at which the product of gains is
// greatest. How many issues two of them differ in is counted over the others.

// shortlistOfCells is shortlist where an issue is continuous.
func (a *analysis) shortlistOfCells(out *Shortlist) error {
	cells, ok := a.p.search.(cellSearch)
	if !ok {
		a.refuse("An issue is continuous; this is found for options and steps.", AskShortlist)
		return nil
	}
	x := &cellRanking{cellSearch: cells, f: a.y.product(a.y.gaining()), most: a.o.Best}
	out.Apart = min(out.Apart, x.choosable())
	if len(x.f.who) == 0 {
		a.nothing("No party can gain anything in the zone, so that products of gains put packages in no order.", AskShortlist)
		return nil
	}
	best, err := x.best(a.ctx, nil, 0)
	diverse := best
	if out.Apart > 1 {
		if diverse = nil; err == nil {
			diverse, err = x.diverse(a.ctx, out.Apart)
		}
	}
	if len(best) == 0 {
		if err == nil {
			a.nothing(whyNobodyGains, AskShortlist)
		}
		return err
	}
	for _, list := range []struct {
		to   *[]Outcome
		from []rankedCells
	}{{&out.Best, best}, {&out.Diverse, diverse}} {
		for _, r := range list.from {
			c, failed := gather(context.WithoutCancel(a.ctx), []hit{r.box.hit})
			if failed != nil {
				return failed
			}
			*list.to = append(*list.to, a.y.outcome(tiesAtLeast(c)[0]))
		}
		a.check(*list.to, mask{})
	}
	a.out.Shortlist = out
	c := Certificate{Proven: err == nil && !x.short && x.rough == 0,
		Method: "by the product of gains, of each combination of options the numbers at which it is greatest; " + cells.method()}
	if err == nil && !x.short && x.rough > 0 && x.rough <= 1e-9 {
		c.Why = "Products are greatest at numbers that need not be fractions; what is listed is right to within a part in 10^9 of the product."
	}
	if err == nil && x.short {
		c.Why = "Products of very many combinations of options are too near to each other to compare all."
		if more := math.Exp(x.over) - 1; more < 1 {
			c.Why += fmt.Sprintf(" None that would have to be listed has a product more than %s above that of the last that is.", percent(math.Max(more, 1e-6)))
		}
	}
	a.certify(AskShortlist, c)
	return err
}

// gaining returns the parties that can gain something in the zone.
func (y *yardstick) gaining() []int {
	return slices.DeleteFunc(allOf(y), func(q int) bool { return !y.gains(q) })
}

// maxRankNodes is how many parts of the space one search for the best looks at:
// where values are coarse, the last of those listed can tie with so many that
// they cannot be told from what is better in any time.
var maxRankNodes = 1000 // tests set it

// cellRanking puts combinations of cells of the issues that are not continuous
// in the order of the greatest product that their numbers allow.
type cellRanking struct {
	cellSearch
	f     *nashProduct
	most  int
	short bool    // a hunt was ended before it was over
	over  float64 // by how much the logarithm of a product that it left out may exceed the last one's
	rough float64 // by how much logarithms of products that were compared may be off
}

// rankedCells is such a combination, with the box on which it is best.
type rankedCells struct {
	cells []int // of all issues; -1: continuous
	box   *nashBox
	limit bool // what is best is approached and not reached
}

// choosable returns how many issues are not continuous and have several cells.
func (x *cellRanking) choosable() int {
	n := 0
	for at := range x.issues {
		if i := &x.issues[at]; !i.Continuous() && len(i.cells) > 1 {
			n++
		}
	}
	return n
}

// discrete returns the cells without those of continuous issues.
func (x *cellRanking) discrete(cells []int) []int {
	list := slices.Clone(cells)
	for at := range list {
		if x.issues[at].Continuous() {
			list[at] = -1
		}
	}
	return list
}

// apartBy counts the issues in which two combinations differ.
func apartBy(a, b []int) int {
	n := 0
	for at := range a {
		if a[at] != b[at] {
			n++
		}
	}
	return n
}

// best returns the combinations with the greatest products, in order, of those
// that differ from all chosen ones in at least so many issues: the first few, or
// one where some are chosen. Of two with one product the first in file order
// comes first; at the last place either may be listed.
func (x *cellRanking) best(ctx context.Context, chosen []rankedCells, apart int) ([]rankedCells, error) {
	p, most := x.cellSearch, x.most
	var held []floor
	if len(chosen) > 0 {
		most = 1
		if p.tree != nil {
			p, held = x.away(chosen, apart)
		}
	}
	far := func(cells []int) bool {
		return !slices.ContainsFunc(chosen, func(c rankedCells) bool { return apartBy(x.discrete(cells), c.cells) < apart })
	}
	g, err := p.ground(ctx, mask{})
	if err != nil {
		return nil, err
	}
	g.held = held
	w := p.newWorths()
	if g.tree == nil && len(chosen) > 0 {
		cells := make([]int, len(p.issues))
		g.ids = slices.DeleteFunc(g.ids, func(id uint64) bool { w.cellsOf(id, cells); return !far(cells) })
	}
	var list []rankedCells
	over := x.over
	h := x.f.hunt(w, p.markItems())
	h.nodes = maxRankNodes
	err = h.run(ctx, g, func(b *box) error {
		r := b.region(h.marks)
		if r == nil || !far(b.cells) {
			return nil
		}
		n, shares, err := r.nash(ctx, x.f)
		if err != nil || n == nil {
			return err
		}
		h.means(x.f, shares)
		if n.log+n.excess >= h.enough {
			x.rough = math.Max(x.rough, n.excess)
		}
		if n.log >= h.enough {
			none, err := r.empty(ctx)
			if none || err != nil {
				return err
			}
			if err := x.enter(ctx, &list, most, n); err != nil {
				return err
			}
		}
		if len(list) == most {
			last := list[most-1].box
			h.enough = math.Max(h.enough, last.log-1e-12)
			h.exactProduct = last.exact
			if n.log > last.log-sealSlack {
				h.remember(n, x.f, last.product)
			}
			h.greatestProduct = last.product
		}
		return nil
	})
	if h.slack {
		x.rough = math.Max(x.rough, 2*sealSlack)
	}
	if h.short {
		x.short = true
		if x.over = math.Inf(1); len(list) == most {
			x.over = math.Max(over, h.upper-list[most-1].box.log)
		}
	}
	return list, err
}

// enter puts a box into the list, of which at most so many are kept.
func (x *cellRanking) enter(ctx context.Context, list *[]rankedCells, most int, n *nashBox) error {
	c := rankedCells{cells: x.discrete(n.r.cells), box: n}
	if !n.r.inside(n.t) {
		t, err := n.r.reach(ctx, n.u)
		if err != nil {
			return err
		}
		if c.limit = t == nil; t != nil {
			n.t = t
		}
	}
	before := slices.IndexFunc(*list, func(o rankedCells) bool { return slices.Equal(o.cells, c.cells) })
	if before >= 0 {
		o := (*list)[before]
		if order := c.box.product.Cmp(o.box.product); order < 0 || order == 0 && (c.limit || !o.limit) {
			return nil
		}
		(*list)[before] = c
	} else {
		*list = append(*list, c)
	}
	slices.SortFunc(*list, func(a, b rankedCells) int {
		return cmp.Or(b.box.product.Cmp(a.box.product), slices.Compare(a.cells, b.cells))
	})
	*list = (*list)[:min(len(*list), most)]
	return nil
}

// diverse chooses one combination after the other, each the best of those that
// differ from all before it in so many issues.
func (x *cellRanking) diverse(ctx context.Context, apart int) ([]rankedCells, error) {
	var chosen []rankedCells
	for len(chosen) < x.most {
		next, err := x.best(ctx, chosen, apart)
		if len(next) > 0 {
			chosen = append(chosen, next[0])
		}
		if err != nil || len(next) == 0 {
			return chosen, err
		}
	}
	return chosen, nil
}

// away is the search with a column for each chosen combination: in how many
// issues a package differs from it, which is to be enough.
func (x *cellRanking) away(chosen []rankedCells, apart int) (cellSearch, []floor) {
	var columns []func(at, k int) (low, high *big.Rat)
	var held []floor
	for n, c := range chosen {
		held = append(held, floor{len(x.columns) + n, big.NewRat(int64(apart), 1)})
		columns = append(columns, func(at, k int) (low, high *big.Rat) {
			if c.cells[at] < 0 || c.cells[at] == k {
				return zero, zero
			}
			return one, one
		})
	}
	q := x.beside(columns...)
	return cellSearch{Problem: q, tree: q.newPieces()}, held
}
