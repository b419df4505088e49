package dual

import (
	"math"
	"slices"
)

// A node with few packages within its budget is gone through: one place after
// the other takes each of its cells, as long as the deficits of those taken do
// not exceed the budget and no column has lost what a wanted package needs of
// it. A deficit on the tree is that of a class given the choices above it,
// which add up from the root down.

// few is how many packages within the budget a node may have to be gone
// through, and many how many steps it may take before the node is split all
// the same; where a list is asked for, ten times as many as it is long.
var (
	few  = 2000
	many = 20000
)

// bins is how finely budgets are counted.
const bins = 64

// line goes through the packages of a node.
type line struct {
	x      *search
	y      []float64
	levels []level
	worth  []float64 // level × columns: what the choices so far are worth
	rest   []float64 // level × columns: the most that those from here on can add
	need   []float64 // by column: what a wanted package has at least
	local  []int
	steps  int
	over   bool
}

// level is the choice of one place.
type level struct {
	place   int
	bucket  int // -1: nothing ties it
	cells   []int32
	deficit []float64 // by cell, ascending; of a tied place found on the way
}

// enumerate goes through the node's packages; false if there are too many.
func (x *search) enumerate(y []float64) bool {
	if math.IsInf(x.budget, 1) || x.packages(x.budget+x.slack, x.few) > x.few {
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
			switch {
			case x.deficit[a] < x.deficit[b]:
				return -1
			case x.deficit[a] > x.deficit[b]:
				return 1
			}
			return int(a - b)
		})
		for _, k := range v.cells {
			v.deficit = append(v.deficit, x.deficit[k])
		}
	}
	// Dear choices first: they leave the least for those after them.
	slices.SortStableFunc(l.levels[:n], func(a, b level) int {
		switch {
		case a.deficit[1] > b.deficit[1]:
			return -1
		case a.deficit[1] < b.deficit[1]:
			return 1
		}
		return 0
	})
	for b := len(o.tree) - 1; b >= 0; b-- {
		add(o.tree[b].Place, b)
	}
	l.levels = l.levels[:n]
	l.sums()
}

// sums finds what the choices before the first level are worth, and the most
// that each level and those after it can add.
func (l *line) sums() {
	o, dims := l.x.o, l.x.o.dims
	n := len(l.levels)
	if need := (n + 1) * dims; cap(l.worth) < need {
		l.worth, l.rest = make([]float64, need), make([]float64, need)
	}
	l.worth, l.rest = l.worth[:(n+1)*dims], l.rest[:(n+1)*dims]
	copy(l.worth, o.fixed)
	clear(l.rest[n*dims:])
	for at := n - 1; at >= 0; at-- {
		v := &l.levels[at]
		rest := l.rest[at*dims : (at+1)*dims]
		for q := range rest {
			most := math.Inf(-1)
			for _, k := range v.cells {
				most = max(most, o.worth[int(k)*dims+q])
			}
			rest[q] = most + l.rest[(at+1)*dims+q]
		}
		if v.bucket >= 0 {
			for _, b := range o.tree[v.bucket].bonus {
				rest[b.dim] += b.most
			}
		}
	}
	l.x.needs(&l.need)
}

// needs writes what a wanted package has at least of each column, less what
// rounding may hide: a column adds up to at most 1.
func (x *search) needs(need *[]float64) {
	if len(*need) == 0 {
		*need = make([]float64, x.o.dims)
	}
	for q := range *need {
		(*need)[q] = math.Inf(-1)
	}
	grain := float64(x.o.adds+16) * 0x1p-50
	for j := range x.p.rows {
		r := &x.p.rows[j]
		at := r.origin
		switch r.form {
		case logRow:
			at += r.least
		case levelRow:
			if x.bar == nil {
				continue
			}
			at = x.need[j]
		}
		at -= grain * (1 + math.Abs(at))
		(*need)[r.column] = max((*need)[r.column], at)
	}
}

// from goes on at a level with what the choices so far have lost.
func (l *line) from(at int, lost float64) {
	x := l.x
	dims := x.o.dims
	worth := l.worth[at*dims : (at+1)*dims]
	rest := l.rest[at*dims : (at+1)*dims]
	rest = rest[:len(worth)]
	need := l.need[:len(worth)]
	for q, w := range worth {
		if w+rest[q] < need[q] {
			return
		}
	}
	if at == len(l.levels) {
		l.reach()
		return
	}
	v := &l.levels[at]
	if v.bucket >= 0 {
		l.tied(v, at, lost)
		return
	}
	next := l.worth[(at+1)*dims : (at+2)*dims]
	for n, k := range v.cells {
		if lost+v.deficit[n] > x.budget+x.slack {
			return
		}
		if l.steps++; l.steps > x.many || l.steps%4096 == 0 && x.ctx.Err() != nil || x.done {
			l.over = true
			return
		}
		l.local[v.place] = int(k - x.o.start[v.place])
		for q, w := range x.o.worth[int(k)*dims:][:dims] {
			next[q] = worth[q] + w
		}
		l.from(at+1, lost+v.deficit[n])
		if l.over {
			return
		}
	}
}

// tied takes each cell of a tied place, given the choices above it.
func (l *line) tied(v *level, at int, lost float64) {
	x := l.x
	o, dims := x.o, x.o.dims
	b := &o.tree[v.bucket]
	row := o.row(b, l.local)
	// Each level has its own copy: levels below use the buffer.
	v.deficit = append(v.deficit[:0], o.rowOf(b, row)...)
	worth := l.worth[at*dims : (at+1)*dims]
	next := l.worth[(at+1)*dims : (at+2)*dims]
	class := x.s.Places[v.place].Class
	for _, k := range v.cells {
		c := class[k-o.start[v.place]]
		if math.IsInf(v.deficit[c], -1) {
			continue
		}
		loss := lost + max(0, b.up[row]-v.deficit[c]) + (b.top[c] - o.score[k])
		if loss > x.budget+x.slack {
			continue
		}
		if l.steps++; l.steps > x.many || l.steps%1024 == 0 && x.ctx.Err() != nil || x.done {
			l.over = true
			return
		}
		l.local[v.place] = int(k - o.start[v.place])
		for q, w := range o.worth[int(k)*dims:][:dims] {
			next[q] = worth[q] + w
		}
		for _, e := range b.bonus {
			next[e.dim] += e.rough[row*b.classes+c]
		}
		l.from(at+1, loss)
		if l.over {
			return
		}
	}
}

// reach considers the package that the choices make; where it moves the bar,
// budget and needs move with it.
func (l *line) reach() {
	x := l.x
	before := x.bar
	x.consider(l.local)
	if x.bar != before {
		demand, _ := x.demand(l.y)
		x.budget = min(x.budget, x.total-demand)
		x.needs(&l.need)
	}
}
