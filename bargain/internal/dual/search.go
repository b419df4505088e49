package dual

import (
	"container/heap"
	"context"
	"math"
	"math/big"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// search is one branch and bound (Land and Doig 1960; with Lagrangian bounds,
// Fisher 1981). A node is a domain. Its bound is the program's at multipliers
// that start from its parent's; the cells whose deficit exceeds what a wanted
// package may lose are removed, which loses none of them; what is then small
// enough is gone through, else the node splits by the cells of one place.
//
// A wanted package is one whose score is at least bar. Scores are whole
// numbers, so that better than the best found means at least one more.
type search struct {
	ctx     context.Context
	s       *network.Space
	o       *Oracle
	m       *measure
	p       *program
	opt     Options
	d       *Domain
	columns []int       // by column of the oracle: that of the space; -1 for an extra one
	floors  [][]uint64  // by column of the space: the floors in force
	apart   []*distance // the extra columns
	powers  float64     // of a product: what its weights were multiplied with
	lift    float64     // of a product: what rough gains hide of its logarithm

	best  *big.Int // the greatest score found; nil: none
	bar   *big.Int // the least score that is wanted; nil: any
	full  bool     // no more packages that tie are wanted
	lost  bool     // some that tie may have been missed
	again int      // how often a package with a known worth was met
	pool  []found
	level float64    // bar as a float
	fuzz  float64    // the size of what it was computed from
	done  bool       // what was found is enough
	need  []float64  // by row: what a wanted package has at least; of a level row
	exact [][]uint64 // by who: the amount that a wanted package has at least; of a least goal

	open   frontier // nodes to visit, the greatest bound first
	stack  []*node  // nodes below one that was taken when open was full
	nodes  int
	few    float64 // see few and many
	many   int
	turn   int // how many nodes there have been
	line   line
	ascent ascent
	err    error

	deficit []float64 // by cell
	y       []float64
	first   []float64 // the multipliers of the root
	local   []int
	worth   []uint64
	total   float64                        // the greatest weighted sum of the node
	budget  float64                        // what a wanted package of the node may lose
	slack   float64                        // how far a deficit or the budget may be off
	bound   float64                        // of the node, proven
	hook    func(d *Domain, bound float64) // tests look at every node
}

// found is a package that has the best score.
type found struct {
	local []int
	worth []uint64
}

// distance is an extra column: how many of the issues have another cell than
// in a package chosen before.
type distance struct {
	from  []int
	least int
}

// node is a domain to visit: its parent's with one place fixed.
type node struct {
	bits  []uint64
	place int32 // -1: none
	cell  int32
	y     []float64
	bound float64
	turn  int
}

type frontier []*node

func (f frontier) Len() int { return len(f) }
func (f frontier) Less(i, j int) bool {
	return f[i].bound > f[j].bound || f[i].bound == f[j].bound && f[i].turn < f[j].turn
}
func (f frontier) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f *frontier) Push(x any)   { *f = append(*f, x.(*node)) }
func (f *frontier) Pop() any {
	last := len(*f) - 1
	n := (*f)[last]
	(*f)[last] = nil
	*f = (*f)[:last]
	return n
}

// room is how many nodes wait in the order of their bounds; beyond it the
// search goes on depth first, which needs next to no memory. A node of a
// thousand cells and thirty columns takes half a kilobyte.
const room = 1 << 17

// wanted sets what a wanted package has to reach.
func (x *search) wanted(bar *big.Int) {
	x.bar = bar
	switch x.m.kind {
	case sum:
		x.level = float(bar, x.m.unit)
		x.fuzz = math.Abs(x.level)
	case product:
		a, b := logarithm(bar), logarithm(x.m.unit)
		x.level = (a-b)/x.powers - x.lift
		x.fuzz = 1 + (math.Abs(a)+math.Abs(b))/x.powers + math.Abs(x.lift)
	case least:
		x.level = float(bar, x.m.unit)
		x.fuzz = math.Abs(x.level)
		for j := range x.m.who {
			reach := x.m.reach(j, bar)
			x.need[j] = float(reach, big.NewInt(1)) / x.s.Tops[x.m.who[j]]
			if reach.Sign() < 0 {
				reach.SetInt64(0)
			}
			if reach.BitLen() > 64*x.s.Limbs { // no amount is that large
				for n := range x.exact[j] {
					x.exact[j][n] = math.MaxUint64
				}
				continue
			}
			amount.Put(x.exact[j], reach)
		}
	}
}

// demand returns what the greatest weighted sum is at least where there is a
// wanted package, and the size of its terms.
func (x *search) demand(y []float64) (demand, size float64) {
	if x.bar == nil {
		return math.Inf(-1), 0
	}
	if x.m.kind != least {
		offset, size := x.p.offset(y)
		return x.level - offset, size + x.fuzz
	}
	for j := range x.p.rows {
		r := &x.p.rows[j]
		term := y[j] * r.origin
		if r.form == levelRow {
			term = y[j] * x.need[j]
		}
		demand += term
		size += math.Abs(term)
	}
	return demand, size
}

// sharpen finds bound, budget and deficits of the domain for the multipliers
// and removes every cell that no wanted package holds; false if there is none
// at all.
func (x *search) sharpen(y []float64) bool {
	weights := x.p.weigh(y)
	total, ok := x.o.deficits(weights, x.d, x.deficit)
	if !ok {
		return false
	}
	demand, size := x.demand(y)
	offset, offsetSize := x.p.offset(y)
	margin := x.o.Margin(weights) + x.grain()*max(size, offsetSize)
	x.total, x.budget, x.slack = total, total-demand, 3*margin
	bound := total + offset + margin
	if x.m.kind == least {
		if scales := x.scales(y, bound); scales > 0 {
			bound /= scales
		} else { // the least of nothing
			bound = 0
		}
	}
	x.bound = min(x.bound, bound)
	if x.hook != nil {
		x.hook(x.d, bound+x.lift)
	}
	if x.budget < -margin {
		return false
	}
	limit, cut := x.budget+x.slack, false
	for i := range x.o.undecided(x.d) {
		cut = x.trim(i, limit) || cut
	}
	return !cut || x.o.gather(x.d)
}

// grain is how far the sum of the terms of a demand or an offset may be from
// true, as a part of their size: their number is at most twice that of the
// rows, and each is a few roundings from true.
func (x *search) grain() float64 { return float64(2*len(x.p.rows)+16) * 0x1p-50 }

// scales returns what the multipliers of the level rows add up to by their
// scales, rounded so that dividing the bound by it is on the safe side.
func (x *search) scales(y []float64, bound float64) float64 {
	total := 0.0
	for j := range x.p.rows {
		if x.p.rows[j].form == levelRow {
			total += y[j] * x.p.rows[j].scale
		}
	}
	grain := float64(len(y)+8) * 0x1p-51
	if bound < 0 {
		return total * (1 + grain)
	}
	return total * (1 - grain)
}

func (x *search) trim(place int, limit float64) bool {
	cut := false
	for at := x.d.start[place] + x.d.size[place] - 1; at >= x.d.start[place]; at-- {
		if k := x.d.order[at]; x.deficit[k] > limit {
			x.d.remove(place, k)
			cut = true
		}
	}
	return cut
}

// consider takes note of a package that breaks no rule, if it reaches the
// floors and is wanted.
func (x *search) consider(local []int) bool {
	x.sum(local)
	limbs := x.s.Limbs
	for q, floor := range x.floors {
		if floor != nil && amount.Compare(x.worth[q*limbs:(q+1)*limbs], floor) < 0 {
			return false
		}
	}
	for _, a := range x.apart {
		if a.of(local, x.s.Issues) < a.least {
			return false
		}
	}
	if x.m.kind == least && x.bar != nil {
		for j, q := range x.m.who {
			if amount.Compare(x.worth[q*limbs:(q+1)*limbs], x.exact[j]) < 0 {
				return false
			}
		}
	}
	score := x.m.score(x.worth)
	if x.bar != nil && score.Cmp(x.bar) < 0 {
		return false
	}
	if x.opt.list != nil {
		return x.enlist(score, local)
	}
	if x.best == nil || score.Cmp(x.best) > 0 {
		x.best, x.pool, x.full, x.lost, x.again = score, x.pool[:0], x.opt.Ties <= 1, false, 0
	} else if !x.tie() {
		return false
	}
	x.pool = append(x.pool, found{append([]int(nil), local...), append([]uint64(nil), x.worth...)})
	x.aim()
	return true
}

// repeats is how many packages with a known worth are met, for each that is
// asked for, before the search for more that tie is given up: there can be
// 10^50 of them. A leximin gives up sooner, and goes on with the next level.
const (
	repeats      = 1000
	levelRepeats = 50
)

// tie reports whether a package with the best score has a worth that is not
// known yet and is asked for.
func (x *search) tie() bool {
	for i := range x.pool {
		if amount.Same(x.pool[i].worth, x.worth) {
			most := repeats
			if x.opt.lexical {
				most = levelRepeats
			}
			if x.again++; x.again > most*x.opt.Ties {
				x.full, x.lost = true, true
				x.aim()
			}
			return false
		}
	}
	if len(x.pool) >= x.opt.Ties {
		x.full, x.lost = true, true
		x.aim()
		return false
	}
	return true
}

// aim asks for packages that are better than the best or, while more that tie
// are asked for, as good.
func (x *search) aim() {
	bar := new(big.Int).Set(x.best)
	if x.full {
		bar.Add(bar, big.NewInt(1))
	}
	x.wanted(bar)
	if x.opt.Enough != nil && x.m.value(x.best).Cmp(x.opt.Enough) >= 0 {
		x.done = true
	}
}

// sum writes what a package is worth.
func (x *search) sum(local []int) {
	s := x.s
	width := s.Columns * s.Limbs
	clear(x.worth)
	for i := range s.Issues {
		k := local[i]
		amount.Add(x.worth, x.worth, s.Places[i].Amounts[k*width:(k+1)*width], s.Limbs)
	}
	for b := range s.Buckets {
		if len(s.Buckets[b].Bonus) == 0 {
			continue
		}
		e := s.Entry(b, local)
		for _, bonus := range s.Buckets[b].Bonus {
			at := x.worth[bonus.Column*s.Limbs : (bonus.Column+1)*s.Limbs]
			amount.Add(at, at, bonus.Amounts[e*s.Limbs:(e+1)*s.Limbs], s.Limbs)
		}
	}
}

func (a *distance) of(local []int, issues int) int {
	n := 0
	for i, k := range a.from[:issues] {
		if local[i] != k {
			n++
		}
	}
	return n
}

// run visits nodes until none is left that can hold a wanted package, the gap
// is small enough, or the context ends.
func (x *search) run() {
	var next *node
	for {
		if next == nil {
			next = x.take()
		}
		if next == nil {
			return
		}
		if x.hopeless(next.bound) {
			next = nil
			continue
		}
		if x.stop(next.bound) {
			heap.Push(&x.open, next) // it counts for the bound
			return
		}
		children := x.visit(next)
		next = nil
		if len(children) == 0 {
			continue
		}
		next = children[0]
		for _, c := range children[1:] {
			if len(x.stack) > 0 || len(x.open) >= room {
				x.stack = append(x.stack, c)
			} else {
				heap.Push(&x.open, c)
			}
		}
	}
}

// take returns the node to go on with.
func (x *search) take() *node {
	if last := len(x.stack) - 1; last >= 0 {
		n := x.stack[last]
		x.stack = x.stack[:last]
		return n
	}
	if len(x.open) == 0 {
		return nil
	}
	return heap.Pop(&x.open).(*node)
}

// hopeless reports whether nothing under a proven bound is wanted.
func (x *search) hopeless(bound float64) bool {
	return x.bar != nil && bound < x.level-8*0x1p-50*x.fuzz
}

// halted reports whether the search is to end: what was found is enough, or
// the context has ended.
func (x *search) halted() bool {
	if !x.done && x.err == nil {
		x.err = x.ctx.Err()
	}
	return x.done || x.err != nil
}

// stop reports whether the search is to end with the node unvisited.
func (x *search) stop(bound float64) bool {
	if x.halted() {
		return true
	}
	if x.best == nil {
		return x.opt.Tries > 0 && x.nodes >= x.opt.Tries
	}
	if x.opt.Nodes > 0 && x.nodes >= x.opt.Nodes {
		return true
	}
	if x.nodes%256 != 0 && x.opt.Gap <= 0 {
		return false
	}
	lower, upper := x.lower(), x.upper(bound)
	if x.opt.Report != nil && x.nodes%256 == 0 {
		x.opt.Report(lower, upper)
	}
	return x.opt.Gap > 0 && upper-lower <= x.opt.Gap
}

// upper bounds the goal over all packages, in the caller's unit.
func (x *search) upper(bound float64) float64 {
	if len(x.open) > 0 {
		bound = max(bound, x.open[0].bound)
	}
	for _, n := range x.stack {
		bound = max(bound, n.bound)
	}
	if x.lift != 0 && !math.IsInf(bound, 0) {
		bound += x.lift
		bound += 0x1p-50 * (math.Abs(bound) + math.Abs(x.lift))
	}
	return max(bound, x.over(x.best))
}

// lower is the best value found, rounded down, and over rounded up.
func (x *search) lower() float64 {
	return 0 - x.rounded(x.best, -1)
}
func (x *search) over(score *big.Int) float64 {
	return x.rounded(score, 1)
}

func (x *search) rounded(score *big.Int, sign float64) float64 {
	if score == nil {
		return math.Inf(-1)
	}
	if x.m.kind == product {
		if score.Sign() <= 0 {
			return math.Inf(-1)
		}
		a, b := logarithm(score), logarithm(x.m.unit)
		return sign*(a-b)/x.powers + 0x1p-49*(math.Abs(a)+math.Abs(b)+1)
	}
	value := sign * float(score, x.m.unit)
	return value + 0x1p-50*math.Abs(value)
}
