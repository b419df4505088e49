package bargain

import (
	"context"
	"math/big"

	"parley"
	"parley/bargain/internal/amount"
)

// walker visits the packages of a problem depth first, issue by issue in the
// problem's order, keeping sums and broken items up to date on the way. A leaf
// is a choice of one cell for every issue and stands for all packages that
// nobody tells apart.
type walker struct {
	p      *Problem
	t      *table
	enter  func(depth int) bool // asked before the issues from depth on are settled; false skips them; may be nil
	leaf   func() bool          // called at each leaf; false ends the walk
	report func(done float64)   // progress, 0 … 1; may be nil
	// cellOrder is the order in which the cells of each issue are tried; nil
	// for their own.
	cellOrder [][]int
	// part of parts says which cells of the first issue settled are this
	// walker's, so that several can share a walk; parts is 1 for all.
	part, parts int

	cells   []int      // the cell chosen for each issue
	amounts [][]uint64 // by depth
	broken  []flags    // by depth
	ids     []uint64   // by depth: see id
	counts  []uint64   // by depth: how many packages the choices so far stand for
	big     []*big.Int // the same where it can exceed 64 bits; else nil

	single  [][]flags     // by issue and cell: items broken by this choice alone
	ripe    [][]*item     // by depth: items about several issues that can be judged there
	indices [][]int       // their numbers
	links   [][]tableLink // by depth
	strides []uint64      // by issue: the step of the leaf's id

	ctx     context.Context
	visited int
	stopped bool
	total   float64
}

func (p *Problem) newWalker(t *table) *walker {
	n := len(p.issues)
	w := &walker{p: p, t: t, parts: 1, cells: make([]int, n),
		broken: make([]flags, n+1), ids: make([]uint64, n+1), counts: make([]uint64, n+1),
		ripe: make([][]*item, n), indices: make([][]int, n), links: make([][]tableLink, n)}
	for range n + 1 {
		w.amounts = append(w.amounts, make([]uint64, t.width))
	}
	w.counts[0] = 1
	if p.total != nil && !p.total.IsUint64() {
		w.big = make([]*big.Int, n+1)
		for i := range w.big {
			w.big[i] = big.NewInt(1)
		}
	}
	for at := range p.issues {
		w.single = append(w.single, make([]flags, len(p.issues[at].cells)))
	}
	depth := make([]int, n)
	for d, at := range p.order {
		depth[at] = d
	}
	for i := range p.items {
		it := &p.items[i]
		switch {
		case it.isFallback():
		case len(it.scope) == 1:
			for k := range w.single[it.scope[0]] {
				w.cells[it.scope[0]] = k
				if p.breaks(it, w.cells) {
					w.single[it.scope[0]][k].add(i)
				}
			}
		default:
			last := 0
			for _, at := range it.scope {
				last = max(last, depth[at])
			}
			w.ripe[last] = append(w.ripe[last], it)
			w.indices[last] = append(w.indices[last], i)
		}
	}
	for _, l := range t.links {
		w.links[l.depth] = append(w.links[l.depth], l)
	}
	w.strides = make([]uint64, n)
	stride := uint64(1)
	for at := n - 1; at >= 0; at-- {
		w.strides[at] = stride
		stride *= uint64(len(p.issues[at].cells))
	}
	w.total, _ = new(big.Float).SetInt(p.leaves).Float64()
	return w
}

// matches reports whether one of the rows lets the chosen cells through.
func matches(rows []row, cells []int) bool {
next:
	for _, r := range rows {
		for _, t := range r {
			if !t.cells[cells[t.issue]] {
				continue next
			}
		}
		return true
	}
	return false
}

// breaks reports whether the chosen cells break the item, or, of a mark,
// whether they commit its owner. It reads only the cells of the item's scope.
func (p *Problem) breaks(it *item, cells []int) bool {
	if it.voter >= p.consenting && it.demand {
		if commit := p.voters[it.voter].commit; !matches(p.items[commit].rows, cells) {
			return false
		}
	}
	switch it.ref.Kind {
	case parley.Insistence:
		return !matches(it.rows, cells)
	case parley.Condition:
		return matches(it.rows, cells) && !matches(it.ifs, cells)
	default:
		return matches(it.rows, cells)
	}
}

// run walks all packages. It returns the context's error if that ended it.
func (w *walker) run(ctx context.Context) error {
	w.ctx, w.stopped = ctx, false
	if err := ctx.Err(); err != nil {
		return err
	}
	w.from(0)
	return ctx.Err()
}

const checkEvery = 1 << 13

func (w *walker) from(d int) {
	if d == len(w.p.order) {
		w.atLeaf(d)
		return
	}
	if w.enter != nil && !w.enter(d) {
		return
	}
	at := w.p.order[d]
	worth, width := w.t.worth[at], w.t.width
	for n := range w.p.issues[at].cells {
		if d == 0 && n%w.parts != w.part {
			continue
		}
		k := n
		if w.cellOrder != nil {
			k = w.cellOrder[at][n]
		}
		w.cells[at] = k
		amount.Add(w.amounts[d+1], w.amounts[d], worth[k*width:(k+1)*width], w.t.limbs)
		for i := range w.links[d] {
			if l := &w.links[d][i]; matches(l.rows, w.cells) == l.matched {
				amount.Add(w.amounts[d+1], w.amounts[d+1], l.amount, w.t.limbs)
			}
		}
		w.broken[d+1] = w.broken[d].or(w.single[at][k])
		for i, it := range w.ripe[d] {
			if w.p.breaks(it, w.cells) {
				w.broken[d+1].add(w.indices[d][i])
			}
		}
		w.ids[d+1] = w.ids[d] + uint64(k)*w.strides[at]
		if w.big == nil {
			w.counts[d+1] = w.counts[d] * uint64(w.p.issues[at].cells[k].count)
		} else {
			w.big[d+1].Mul(w.big[d], big.NewInt(w.p.issues[at].cells[k].count))
		}
		w.from(d + 1)
		if w.stopped {
			return
		}
	}
}

// pass notes that leaves were passed, and stops the walk if its context is done.
func (w *walker) pass(leaves int) {
	before := w.visited
	w.visited += leaves
	if before/checkEvery == w.visited/checkEvery {
		return
	}
	if w.ctx.Err() != nil {
		w.stopped = true
	} else if w.report != nil {
		w.report(min(1, float64(w.visited*w.parts)/w.total))
	}
}

func (w *walker) atLeaf(d int) {
	if w.pass(1); w.stopped {
		return
	}
	t := w.t
	for q, item := range t.items {
		if item < 0 {
			continue
		}
		var below bool
		if t.limbs == 1 {
			below = w.amounts[d][q] < t.floors[q]
		} else {
			below = amount.Compare(t.column(w.amounts[d], q), t.column(t.floors, q)) < 0
		}
		if below && w.p.binds(item, &w.broken[d]) {
			w.broken[d].add(item)
		}
	}
	if !w.leaf() {
		w.stopped = true
	}
}

// binds reports whether a fallback counts in a package with these marks: that
// of a guarantor does only where it is committed.
func (p *Problem) binds(item int, broken *flags) bool {
	v := p.items[item].voter
	return v < p.consenting || broken.has(p.voters[v].commit)
}

// The state at a leaf, valid during the call of leaf only.

func (w *walker) utilities() []uint64 { return w.amounts[len(w.amounts)-1] }
func (w *walker) brokenItems() flags  { return w.broken[len(w.broken)-1] }

// id numbers the leaves in file order, the first issue counting most.
func (w *walker) id() uint64 { return w.ids[len(w.ids)-1] }

// addCount adds the leaf's count to a tally.
func (w *walker) addCount(t *tally) {
	last := len(w.p.order)
	if w.p.total == nil {
		t.infinite = true
		return
	}
	if w.big != nil {
		if t.large == nil {
			t.large = new(big.Int)
		}
		t.large.Add(t.large, w.big[last])
		return
	}
	t.small += w.counts[last]
}

// tally counts packages; small cannot overflow, for large is used where all
// packages together exceed 64 bits.
type tally struct {
	small    uint64
	large    *big.Int
	infinite bool // an issue is continuous
}

func (t *tally) add(o tally) {
	t.small += o.small
	t.infinite = t.infinite || o.infinite
	if o.large != nil {
		if t.large == nil {
			t.large = new(big.Int)
		}
		t.large.Add(t.large, o.large)
	}
}

// int returns the number, or nil if it is infinite.
func (t tally) int() *big.Int {
	if t.infinite {
		return nil
	}
	n := new(big.Int).SetUint64(t.small)
	if t.large != nil {
		n.Add(n, t.large)
	}
	return n
}

// packageOf returns the first package, in file order, of the leaf with the id.
func (p *Problem) packageOf(id uint64) parley.Package {
	cells := make([]uint32, len(p.issues))
	p.cellsOfID(id, cells)
	return packageAt(p, cells)
}

// cellsOfID sets the cells of the leaf with the id, issue by issue.
func (p *Problem) cellsOfID(id uint64, cells []uint32) {
	for at := len(p.issues) - 1; at >= 0; at-- {
		k := uint64(len(p.issues[at].cells))
		cells[at] = uint32(id % k)
		id /= k
	}
}
