package dual

import (
	"math"
	"slices"
)

// visit bounds a node and returns the nodes that it splits into, the most
// promising first; none where nothing wanted is left in it.
func (x *search) visit(n *node) []*node {
	x.nodes++
	x.d.load(n.bits)
	if n.place >= 0 {
		x.d.Fix(int(n.place), int(n.cell))
	}
	y := x.y
	copy(y, n.y)
	x.bound = n.bound
	if !x.o.gather(x.d) || !x.sharpen(y) {
		return nil
	}
	if n.place < 0 {
		more := x.root(y)
		x.first = slices.Clone(y)
		if !more {
			return nil
		}
		if x.halted() {
			return x.back(n)
		}
	} else if x.opt.list == nil && x.enumerate(y, quick) || !x.cool(y, x.budget/coldness, steps) {
		return nil
	}
	bar := x.bar
	if _, ok := x.o.best(x.p.weigh(y), x.d, x.local); !ok {
		return nil
	}
	x.consider(x.local)
	x.climb(x.local, false)
	if x.bar != bar && !x.sharpen(y) {
		return nil
	}
	if x.halted() {
		return x.back(n)
	}
	place := x.widest(y)
	if place < 0 || x.opt.list != nil && !x.opt.list.full() && x.fill() || x.enumerate(y, x.few) {
		return nil
	}
	if x.halted() {
		return x.back(n)
	}
	return x.split(y, place)
}

// back returns a node that the end of the search leaves unfinished, for its
// bound.
func (x *search) back(n *node) []*node {
	n.bound = min(n.bound, x.bound)
	return []*node{n}
}

// coldness is the budget by the temperature: the higher, the nearer the smooth
// bound is to the sharp one and the more steps it takes.
var coldness = 16.0

// steps is how many steps a node other than the root gets.
var steps = 8

// cool improves the multipliers at a temperature and removes what they allow;
// false if nothing wanted is left.
func (x *search) cool(y []float64, tau float64, steps int) bool {
	if len(y) == 0 || math.IsInf(x.budget, 0) || x.budget <= 16*x.slack {
		return true // nothing to gain but within rounding
	}
	pruned := false
	x.p.minimise(x.d, y, tau, tau, steps, func(y []float64, sharp float64) bool {
		demand, _ := x.demand(y)
		offset, _ := x.p.offset(y)
		pruned = sharp-offset < demand-x.slack
		return pruned || x.halted()
	})
	x.p.normal(y)
	return x.sharpen(y)
}

// widest returns the open place whose two best cells are furthest apart by the
// multipliers, -1 if none is open; of several the first.
func (x *search) widest(y []float64) int {
	weights := x.p.weigh(y)
	place, most := -1, -1.0
	judge := func(i int) {
		a, b := x.pair(i)
		move := 0.0
		for q, w := range weights {
			move += math.Abs(w * (x.o.worth[int(a)*x.o.dims+q] - x.o.worth[int(b)*x.o.dims+q]))
		}
		if move > most {
			place, most = i, move
		}
	}
	for i := range x.o.undecided(x.d) {
		judge(i)
	}
	return place
}

// pair returns the two cells of a place with the least deficits; of several
// the first.
func (x *search) pair(place int) (a, b int32) {
	a, b = -1, -1
	less := func(k, j int32) bool {
		return j < 0 || x.deficit[k] < x.deficit[j] || x.deficit[k] == x.deficit[j] && k < j
	}
	for _, k := range x.d.allowed(place) {
		switch {
		case less(k, a):
			a, b = k, a
		case less(k, b):
			b = k
		}
	}
	return a, b
}

// split returns the nodes in which the place has one cell.
func (x *search) split(y []float64, place int) []*node {
	bits := make([]uint64, (len(x.o.score)+63)/64)
	x.d.save(bits)
	y = slices.Clone(y)
	cells := slices.Clone(x.d.allowed(place))
	slices.SortFunc(cells, func(a, b int32) int {
		switch {
		case x.deficit[a] < x.deficit[b]:
			return -1
		case x.deficit[a] > x.deficit[b]:
			return 1
		}
		return int(a - b)
	})
	list := make([]*node, len(cells))
	for i, k := range cells {
		// The deficit is in units of the weighted sum, which a least goal
		// divides by the sum of scales: that is 1 but for rounding.
		bound := x.bound - x.deficit[k]*(1-0x1p-40) + x.slack
		x.turn++
		list[i] = &node{bits, int32(place), k - x.o.start[place], y, min(x.bound, bound), x.turn}
	}
	return list
}
