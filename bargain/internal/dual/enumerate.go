package dual

import (
	"cmp"
	"math"
	"slices"
)

// A node with few packages within its budget is gone through: one place after
// the other takes each of its cells, as long as what those taken lose leaves a
// wanted package possible by the node's own bound and by every cut. On the
// tree, the deficit by the bound is that of a class given the choices above it,
// which add up from the root down.

// few is how many packages within the budget a node may have to be gone
// through, quick how many before its multipliers are improved, and many how
// many cuts may be looked at, step after step, before the node is split all the
// same.
var (
	few  = 6_000_000
	many = 3_000_000
)

const quick = 50_000

// bins is how finely budgets are counted.
const bins = 64

// line goes through the packages of a node.
type line struct {
	x      *search
	y      []float64
	levels []level
	cuts   []cut
	limit  []float64 // by cut: what a wanted package loses at most
	lost   []float64 // level × cuts: what the choices so far lose; not where lanes say it
	packed lanes
	before []float64 // limits
	local  []int
	steps  int
	most   int // steps
	pause  int // steps after which to look at the context
	moves  int // of the bar
	over   bool
}

// level is the choice of one place.
type level struct {
	place   int
	bucket  int // -1: nothing ties it
	cells   []int32
	deficit []float64 // by cell, ascending; of a tied place found on the way
	cost    []float64 // cell × cuts: what it loses
	lanes   []uint64  // cell × words: the same in lanes
}

// enumerate goes through the node's packages; false if there are more than few.
func (x *search) enumerate(y []float64, few float64) bool {
	few = min(few, x.few)
	if math.IsInf(x.budget, 1) || x.packages(x.budget+x.slack, few) > few {
		return false
	}
	return x.within(y)
}

// within goes through the packages within the budget; false if there are too
// many.
func (x *search) within(y []float64) bool {
	l := &x.line
	l.set(x, y)
	if len(x.o.tree) == 0 {
		l.through(0, 0)
	} else {
		l.from(0, 0)
	}
	return !l.over
}

// packages bounds from above how many packages of the open places that
// nothing ties have deficits within the budget: deficits are rounded down to
// bins. It stops counting when they are too many.
func (x *search) packages(budget, few float64) float64 {
	var a, b [bins + 1]float64
	now, next := &a, &b
	now[0] = 1
	scale := bins / budget
	if !(budget > 0) || math.IsInf(scale, 0) {
		scale = 0
	}
	for _, i := range x.o.open {
		*next = [bins + 1]float64{}
		total := 0.0
		for _, k := range x.d.allowed(i) {
			step := int(x.deficit[k] * scale)
			if x.deficit[k] > budget || step > bins {
				continue
			}
			for at := 0; at+step <= bins; at++ {
				next[at+step] += now[at]
			}
		}
		for _, n := range next {
			total += n
		}
		if total > few {
			return total
		}
		now, next = next, now
	}
	total := 0.0
	for _, n := range now {
		total += n
	}
	return total
}

// set prepares the way through the node.
func (l *line) set(x *search, y []float64) {
	o := x.o
	l.x, l.y, l.steps, l.over = x, y, 0, false
	if len(l.local) == 0 {
		l.local = make([]int, len(x.s.Places))
	}
	n := 0
	add := func(place, bucket int) *level {
		if n == len(l.levels) {
			l.levels = append(l.levels, level{})
		}
		v := &l.levels[n]
		n++
		v.place, v.bucket = place, bucket
		v.cells = append(v.cells[:0], x.d.allowed(place)...)
		v.deficit = v.deficit[:0]
		return v
	}
	for _, i := range o.alone {
		if x.d.size[i] == 1 {
			l.local[i] = int(x.d.allowed(i)[0] - o.start[i])
		}
	}
	for _, i := range o.open {
		v := add(i, -1)
		slices.SortFunc(v.cells, func(a, b int32) int {
			return cmp.Or(cmp.Compare(x.deficit[a], x.deficit[b]), cmp.Compare(a, b))
		})
		for _, k := range v.cells {
			v.deficit = append(v.deficit, x.deficit[k])
		}
	}
	// Dear choices first: they leave the least for those after them.
	slices.SortStableFunc(l.levels[:n], func(a, b level) int { return cmp.Compare(b.deficit[1], a.deficit[1]) })
	for b := len(o.tree) - 1; b >= 0; b-- {
		add(o.tree[b].Place, b)
	}
	l.levels = l.levels[:n]
	l.cut()
}

// from goes on at a level with what the choices so far have lost.
func (l *line) from(at int, lost float64) {
	if at == len(l.levels) {
		l.reach()
		return
	}
	v := &l.levels[at]
	if v.bucket >= 0 {
		l.tied(v, at, lost)
		return
	}
	x, n := l.x, len(l.limit)
	now := l.lost[at*n : (at+1)*n]
	next := l.lost[(at+1)*n : (at+2)*n]
	limit := l.limit[:n]
	from := x.o.start[v.place]
next:
	for i, k := range v.cells {
		if lost+v.deficit[i] > x.budget+x.slack {
			return
		}
		if l.spent(4096) {
			return
		}
		cost := v.cost[i*n : (i+1)*n]
		for c, loss := range now {
			loss += cost[c]
			next[c] = loss
			if loss > limit[c] {
				continue next
			}
		}
		l.local[v.place] = int(k - from)
		l.from(at+1, lost+v.deficit[i])
		if l.over {
			return
		}
	}
}

// spent counts a step, and looks at the context after each pause of so many;
// true if there are to be no more.
func (l *line) spent(pause int) bool {
	l.steps++
	l.over = l.over || l.steps > l.most || l.x.done || l.steps%pause == 0 && l.x.halted()
	return l.over
}

// tied takes each cell of a tied place, given the choices above it.
func (l *line) tied(v *level, at int, lost float64) {
	x, n := l.x, len(l.limit)
	o := x.o
	b := &o.tree[v.bucket]
	row := o.row(b, l.local)
	// Each level has its own copy: levels below use the buffer.
	v.deficit = append(v.deficit[:0], o.rowOf(b, row)...)
	now := l.lost[at*n : (at+1)*n]
	next := l.lost[(at+1)*n : (at+2)*n]
	class := x.s.Places[v.place].Class
next:
	for i, k := range v.cells {
		c := class[k-o.start[v.place]]
		if math.IsInf(v.deficit[c], -1) {
			continue
		}
		loss := lost + max(0, b.up[row]-v.deficit[c]) + (b.top[c] - o.score[k])
		if loss > x.budget+x.slack {
			continue
		}
		if l.spent(1024) {
			return
		}
		for m, loss := range now {
			next[m] = loss + v.cost[i*n+m]
		}
		for _, e := range b.bonus {
			for m := range next {
				next[m] -= l.of(m, e.dim) * e.rough[row*b.classes+c]
			}
		}
		for m, loss := range next {
			if loss > l.limit[m] {
				continue next
			}
		}
		l.local[v.place] = int(k - o.start[v.place])
		l.from(at+1, loss)
		if l.over {
			return
		}
	}
}

// often is after how many moves of the bar of a list, each a small one, the
// other limits follow it.
const often = 32

// reach considers the package that the choices make; where it moves the bar,
// what may be lost moves with it.
func (l *line) reach() {
	x := l.x
	before := x.bar
	x.consider(l.local)
	l.over = l.over || x.done
	if x.bar != before {
		demand, _ := x.demand(l.y)
		x.budget = min(x.budget, x.total-demand)
		if l.moves++; l.moves%often == 0 || x.opt.list == nil {
			l.before = append(l.before[:0], l.limit...)
			l.aim()
			if len(x.o.tree) == 0 {
				l.lower(l.before)
			}
		}
	}
}
