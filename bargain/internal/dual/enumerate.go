package dual

import (
	"cmp"
	"math"
	"slices"
)

// A node with few packages within its budget is gone through: one place after
// the other takes each of its cells, as long as what those taken lose leaves a
// wanted package possible by every cut. A cut is a weighing of the columns: no
// package of the node comes to more than its total, a wanted one to no less
// than the total without the limit. The first cut is the node's own bound. The
// others lean towards one row each, or weigh one column alone: a half-filled
// package that is short of one column loses little by the first and much by
// them (surrogate constraints, Glover 1968). On the tree, the deficit by the
// first cut is that of a class given the choices above it, which add up from
// the root down.

// few is how many packages within the budget a node may have to be gone
// through, quick how many before its multipliers are improved, and many how
// many cuts may be looked at, step after step, before the node is split all the
// same.
var (
	few  = 2_000_000
	many = 1_500_000
)

const quick = 50_000

// lean is by which parts of a multiplier the cuts lean towards its row.
var lean = []float64{1, -0.4}

// bins is how finely budgets are counted.
const bins = 64

// line goes through the packages of a node.
type line struct {
	x      *search
	y      []float64
	levels []level
	cuts   []cut
	limit  []float64 // by cut: what a wanted package loses at most
	lost   []float64 // level × cuts: what the choices so far lose
	local  []int
	steps  int
	most   int // steps
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
}

// cut weighs the columns. It leans towards one row, or weighs the row's column
// alone.
type cut struct {
	row   int
	by    float64 // added to the row's multiplier
	alone bool
	total float64 // no package of the node comes to more
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
	l.from(0, 0)
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

// cut makes the cuts and finds what the cells lose by them.
func (l *line) cut() {
	x := l.x
	o, dims := x.o, x.o.dims
	l.cuts = l.cuts[:0]
	for j := range x.p.rows {
		if len(o.tree) == 0 { // else their totals would take another climb
			for _, part := range lean {
				l.cuts = append(l.cuts, cut{row: j, by: part * l.y[j]})
			}
		}
		l.cuts = append(l.cuts, cut{row: j, alone: true})
	}
	n := len(l.cuts)
	l.most = x.many / max(n, 8)
	if x.opt.list != nil {
		l.most = max(l.most, 100*x.opt.list.count)
	}
	if need := (len(l.levels) + 1) * n; cap(l.lost) < need {
		l.lost = make([]float64, need)
	}
	l.lost = l.lost[:(len(l.levels)+1)*n]
	clear(l.lost[:n])
	fixed := dot(x.p.weigh(l.y), o.fixed)
	for c := range l.cuts {
		l.cuts[c].total = l.worth(c, fixed, o.fixed)
	}
	for at := range l.levels {
		v := &l.levels[at]
		v.cost = slices.Grow(v.cost[:0], n*len(v.cells))[:n*len(v.cells)]
		for c := range l.cuts {
			most := math.Inf(-1)
			for i, k := range v.cells {
				w := l.worth(c, o.score[k], o.worth[int(k)*dims:][:dims])
				v.cost[i*n+c] = w
				most = max(most, w)
			}
			if v.bucket >= 0 {
				for _, b := range o.tree[v.bucket].bonus {
					most += l.of(c, b.dim) * b.most
				}
			}
			for i := range v.cells {
				v.cost[i*n+c] = most - v.cost[i*n+c]
			}
			l.cuts[c].total += most
		}
	}
	l.aim()
}

// worth is what something comes to by a cut, given its score by the node's
// multipliers.
func (l *line) worth(c int, score float64, worth []float64) float64 {
	t := &l.cuts[c]
	column := l.x.p.rows[t.row].column
	if t.alone {
		return worth[column]
	}
	return score + t.by*worth[column]
}

// of is a column's weight by a cut that weighs one alone.
func (l *line) of(c int, column int) float64 {
	if l.x.p.rows[l.cuts[c].row].column == column {
		return 1
	}
	return 0
}

// aim finds what a wanted package may lose by the cuts, with all that rounding
// may hide.
func (l *line) aim() {
	x := l.x
	l.limit = l.limit[:0]
	margin := 3 * x.o.Margin(x.p.weigh(l.y))
	for c := range l.cuts {
		t := &l.cuts[c]
		if t.alone {
			l.limit = append(l.limit, t.total-x.needs(t.row))
			continue
		}
		before := l.y[t.row]
		l.y[t.row] += t.by
		demand, size := x.demand(l.y)
		_, offsetSize := x.p.offset(l.y)
		l.y[t.row] = before
		l.limit = append(l.limit, t.total-demand+2*margin+3*x.grain()*max(size, offsetSize))
	}
}

// needs returns what a wanted package has at least of a row's column, less
// what rounding may hide: a column adds up to at most 1.
func (x *search) needs(row int) float64 {
	r := &x.p.rows[row]
	at := r.origin
	switch r.form {
	case logRow:
		at += r.least
	case levelRow:
		if x.bar == nil {
			return math.Inf(-1)
		}
		at = x.need[row]
	}
	return at - float64(x.o.adds+16)*0x1p-49*(1+math.Abs(at))
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
	if x.bar != before {
		demand, _ := x.demand(l.y)
		x.budget = min(x.budget, x.total-demand)
		if l.moves++; l.moves%often == 0 || x.opt.list == nil {
			l.aim()
		}
	}
}
