package bargain

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"parley"
	"parley/bargain/internal/amount"
)

// boxCensus takes the census of a problem with continuous issues. On a box
// that no fallback cuts through, all packages break the same items. Where some
// fallbacks do cut through it, each combination of broken and kept ones is
// tried, until it is known that infinitely many packages break just those.
type boxCensus struct {
	ctx      context.Context
	p        *Problem
	w        *worths
	cells    []int
	kinds    map[mask]*boxKind
	order    []*boxKind
	proofs   map[[2]mask][]proof // that a combination is impossible, by fallbacks kept and broken
	possible *ends
	pending  []uint64 // boxes that fallbacks cut through and that may hold the possible zone's ends
	tooMany  bool
	err      error
}

// boxKind is what is known of the packages that break just some items.
type boxKind struct {
	broken   mask
	first    uint64 // box of the example
	pkg      parley.Package
	infinite bool
	count    *big.Int
	points   map[string]bool // boxes touch: the single points of cut boxes, so that none counts twice
}

// proof is a Farkas proof (see package simplex) as a cheap test for boxes: the
// combination is impossible on those where the functional stays below.
type proof struct {
	*functional
	below float64
}

func (p cellSearch) survey(ctx context.Context, report func(float64)) (survey, error) {
	if p.tree != nil {
		return p.newTreeSurvey(), nil
	}
	if p.leaves.Cmp(big.NewInt(maxWalkedBoxes)) > 0 {
		return nil, tooLarge(fmt.Sprintf("An issue is continuous and there are more than %s combinations of options and intervals, too many to go through. With a step, even a ten-thousandth of its range, the issue can be answered about at any size.",
			roundly(big.NewInt(maxWalkedBoxes))))
	}
	t := p.endsTable()
	free, lawful := newEnds(t), newEnds(t)
	c := &boxCensus{ctx: ctx, p: p.Problem, w: p.newWorths(), kinds: map[mask]*boxKind{},
		proofs: map[[2]mask][]proof{}, possible: newEnds(t)}
	hard, norms, marks := p.hardItems().flags(), p.normItems().flags(), p.markItems().flags()
	n := len(p.columns)
	var cut []int // columns whose fallback cuts through the box
	w := p.newWalker(t)
	w.report = report
	c.cells = w.cells
	w.leaf = func() bool {
		m, amounts := w.brokenItems(), w.utilities()
		if m.and(hard).empty() {
			free.include(amounts)
		}
		if m.and(norms).empty() {
			lawful.include(amounts)
		}
		cut = cut[:0]
		for q := range n {
			item := p.fallbackOf(q)
			switch {
			case item < 0 || !p.binds(item, &m):
			case amount.Compare(t.column(amounts, q), t.column(t.floors, q)) < 0:
				m.add(item)
			case amount.Compare(t.column(amounts, n+q), t.column(t.floors, n+q)) < 0:
				cut = append(cut, q)
			}
		}
		if len(cut) == 0 {
			c.whole(m.mask(), w.id())
			if m.within(marks) {
				c.possible.include(amounts)
			}
			return true
		}
		c.split(m.mask(), w.id(), cut, nil, nil)
		if m.within(marks) && c.extends(amounts) {
			if c.tooMany = len(c.pending) == maxBoxes; c.tooMany {
				return false
			}
			c.pending = append(c.pending, w.id())
		}
		return c.err == nil
	}
	err := w.run(ctx)
	if err == nil {
		err = c.err
	}
	if err == nil && c.tooMany {
		err = errTooMany(maxBoxes)
	}
	out := &census{p: p.Problem, reaches: reaches{p.halves(free), p.halves(lawful), p.halves(c.possible)}}
	if err == nil {
		err = p.stretch(ctx, c, &out.possible)
	}
	for _, k := range c.order {
		out.kinds = append(out.kinds, k.kind(c.w))
	}
	slices.SortFunc(out.kinds, func(a, b kind) int { return compareMasks(a.broken, b.broken) })
	return out, err
}

// halves reads bounds off a table whose first columns hold the most and whose
// others hold the least.
func (p *Problem) halves(e *ends) bounds {
	all, n := e.bounds(), len(p.columns)
	return bounds{none: e.none, least: all.least[n:], most: all.most[:n]}
}

func (c *boxCensus) kindOf(m mask, id uint64) *boxKind {
	k := c.kinds[m]
	if k == nil {
		k = &boxKind{broken: m, first: id, count: new(big.Int), points: map[string]bool{}}
		c.kinds[m] = k
		c.order = append(c.order, k)
	}
	return k
}

// whole notes a box on which every package breaks just the items of m.
func (c *boxCensus) whole(m mask, id uint64) {
	k := c.kindOf(m, id)
	if id <= k.first {
		k.first, k.pkg = id, nil
	}
	if k.infinite {
		return
	}
	n := int64(1)
	for at, cell := range c.cells {
		if count := c.p.issues[at].cells[cell].count; count == 0 {
			k.infinite = true
			return
		} else if n > 1<<20 {
			k.count.Add(k.count, c.w.box(id).choices())
			return
		} else {
			n *= count
		}
	}
	k.count.Add(k.count, big.NewInt(n))
}

func (k *boxKind) kind(w *worths) kind {
	out := kind{broken: k.broken, first: k.first, pkg: k.pkg, count: tally{infinite: k.infinite}}
	if !k.infinite {
		out.count.large = k.count
	}
	if out.pkg == nil {
		b := w.box(k.first)
		out.pkg = b.packageAt(b.plain())
	}
	return out
}

// split tries what packages of the box break of the fallbacks that cut
// through it, one fallback after the other.
func (c *boxCensus) split(m mask, id uint64, cut, kept, broken []int) {
	if c.err != nil || !c.anyNew(m, cut) {
		return
	}
	if len(cut) == 0 {
		c.examine(m, id, kept, broken)
		return
	}
	if len(kept)+len(broken) > 1 && len(cut) > 1 && c.impossible(id, kept, broken) {
		return
	}
	q, rest := cut[0], cut[1:]
	c.split(m, id, rest, append(slices.Clip(kept), q), broken)
	m.add(c.p.fallbackOf(q))
	c.split(m, id, rest, kept, append(slices.Clip(broken), q))
}

// anyNew reports whether some way to break fallbacks of the columns, with m,
// is not yet known to be infinite.
func (c *boxCensus) anyNew(m mask, cut []int) bool {
	if len(cut) > 8 {
		return true
	}
	if len(cut) == 0 {
		k := c.kinds[m]
		return k == nil || !k.infinite
	}
	if c.anyNew(m, cut[1:]) {
		return true
	}
	m.add(c.p.fallbackOf(cut[0]))
	return c.anyNew(m, cut[1:])
}

// key names a combination of fallbacks kept and broken.
func (c *boxCensus) key(kept, broken []int) (key [2]mask) {
	for i, list := range [][]int{kept, broken} {
		for _, q := range list {
			key[i].add(c.p.fallbackOf(q))
		}
	}
	return key
}

func (c *boxCensus) conditions(b *box, kept, broken []int) []condition {
	var list []condition
	for _, q := range kept {
		list = append(list, b.above(q, c.p.voters[c.p.columns[q]].floor))
	}
	for _, q := range broken {
		x := b.below(q, c.p.voters[c.p.columns[q]].floor)
		x.strict = true
		list = append(list, x)
	}
	return list
}

func (c *boxCensus) proven(key [2]mask) bool {
	return slices.ContainsFunc(c.proofs[key], func(f proof) bool { return f.most(c.cells) < f.below })
}

func (c *boxCensus) impossible(id uint64, kept, broken []int) bool {
	key := c.key(kept, broken)
	if c.proven(key) {
		return true
	}
	b := c.w.box(id)
	t, dual, err := b.find(c.ctx, c.conditions(b, kept, broken), false)
	c.err = err
	c.learn(key, kept, broken, dual)
	return t == nil
}

const maxProofs = 8

// learn keeps a proof of impossibility for other boxes.
func (c *boxCensus) learn(key [2]mask, kept, broken []int, dual []*big.Rat) {
	if dual == nil || len(c.proofs[key]) == maxProofs {
		return
	}
	weights := make([]float64, c.w.columns)
	below, size := 0.0, 0.0
	for i, q := range append(slices.Clip(kept), broken...) {
		x := -toFloat(dual[i])
		if i < len(kept) {
			x = max(x, 0)
		} else {
			x = min(x, 0)
		}
		r := toFloat(c.p.voters[c.p.columns[q]].floor)
		weights[q] = x
		below += x * r
		size += max(x*r, -x*r)
	}
	c.proofs[key] = append(c.proofs[key], proof{c.w.functional(weights), below - slackFactor*size})
}

// examine looks for packages of the box that keep and break just these of the
// fallbacks that cut through it; m has what they break in all.
func (c *boxCensus) examine(m mask, id uint64, kept, broken []int) {
	key := c.key(kept, broken)
	if c.proven(key) {
		return
	}
	b := c.w.box(id)
	if t := c.easy(b, kept, broken); t != nil {
		c.found(m, b, t, true)
		return
	}
	conditions := c.conditions(b, kept, broken)
	t, dual, err := b.find(c.ctx, conditions, true)
	if c.err = err; err != nil || dual != nil {
		c.learn(key, kept, broken, dual)
		return
	}
	if t != nil {
		c.found(m, b, t, true)
		return
	}
	// Nothing inside: what there is, is part of an edge.
	if t, _, c.err = b.find(c.ctx, conditions, false); t == nil || c.err != nil {
		return
	}
	single, err := b.single(c.ctx, conditions)
	c.err = err
	c.found(m, b, t, !single)
}

// easy tries points with simple numbers; one at which nothing is just even has
// infinitely many others around it.
func (c *boxCensus) easy(b *box, kept, broken []int) []*big.Rat {
	fits := func(t []*big.Rat) bool {
		for i, list := range [][]int{kept, broken} {
			for _, q := range list {
				if b.at(q, t).Cmp(c.p.voters[c.p.columns[q]].floor) != 1-2*i {
					return false
				}
			}
		}
		return b.inside(t)
	}
	plain, other, middle := b.plain(), make([]*big.Rat, len(b.free)), make([]*big.Rat, len(b.free))
	for j := range b.free {
		other[j], middle[j] = half, half
		if b.lowIn[j] && b.highIn[j] {
			other[j] = one
		}
	}
	for _, t := range [][]*big.Rat{plain, middle, other} {
		if fits(t) {
			return t
		}
	}
	return nil
}

func (c *boxCensus) found(m mask, b *box, t []*big.Rat, infinite bool) {
	k := c.kindOf(m, b.id)
	if pkg := b.packageAt(t); k.pkg == nil && k.first == b.id || b.id < k.first {
		k.first, k.pkg = b.id, pkg
	}
	if k.infinite = k.infinite || infinite; k.infinite {
		return
	}
	var name strings.Builder
	for at, cell := range b.cells {
		name.WriteString(b.p.issues[at].cells[cell].choice.Option)
		name.WriteByte('|')
		if !b.p.issues[at].cells[cell].interval() {
			name.WriteString(b.p.issues[at].cells[cell].choice.Number.String())
		}
		if j := slices.Index(b.free, at); j >= 0 {
			name.WriteString(b.packageAt(t)[b.p.issues[at].ID].Number.String())
		}
		name.WriteByte('|')
	}
	if !k.points[name.String()] {
		k.points[name.String()] = true
		k.count.Add(k.count, b.choices())
	}
}

// extends reports whether the box may hold an end of the possible zone beyond
// those that whole boxes have shown.
func (c *boxCensus) extends(amounts []uint64) bool {
	e, n := c.possible, len(c.p.columns)
	if e.none {
		return true
	}
	for q := range n {
		if amount.Compare(e.t.column(amounts, q), e.t.column(e.most, q)) > 0 ||
			amount.Compare(e.t.column(amounts, n+q), e.t.column(e.least, n+q)) < 0 {
			return true
		}
	}
	return false
}

// stretch widens the bounds of the possible zone by the boxes that fallbacks
// cut through.
func (p cellSearch) stretch(ctx context.Context, c *boxCensus, to *bounds) error {
	ids, empty := c.pending, map[uint64]bool{}
	var barren []cut
	for q := range p.columns {
		for _, sign := range []*big.Rat{one, minusOne} {
			weights := make([]*big.Rat, len(p.columns))
			weights[q] = sign
			var from *big.Rat
			if !c.possible.none {
				end := to.most[q]
				if sign == minusOne {
					end = to.least[q]
				}
				from = new(big.Rat).Mul(sign, end)
			}
			h := &hunt{w: c.w, marks: p.markItems(), cuts: slices.Clone(barren[:min(len(barren), maxCuts/2)]), empty: empty}
			if r := p.voters[p.columns[q]].floor; sign == minusOne && r != nil && q < c.w.parties {
				h.cap = new(big.Rat).Neg(r) // many boxes go down to the fallback, and none below
			}
			found, err := h.greatest(ctx, ground{ids: ids}, weights, from)
			if err != nil {
				return err
			}
			barren = append(barren, h.barren...)
			ids = slices.DeleteFunc(ids, func(id uint64) bool { return empty[id] })
			if found == nil {
				return nil // no package at all
			}
			to.none = false
			if sign == minusOne {
				to.least[q] = new(big.Rat).Neg(found)
			} else {
				to.most[q] = found
			}
		}
	}
	return nil
}
