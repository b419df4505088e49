package dual

import (
	"cmp"
	"math"
	"slices"
)

// A node of a hunt with few boxes within its budget is gone through, as one of
// a search is (enumerate.go): piece after piece, as long as what those taken
// lose leaves a wanted package possible by the node's own weighing and by every
// cut.

// boxLine goes through the boxes of a node.
type boxLine struct {
	x      *hunter
	levels []boxLevel
	cuts   []boxCut
	lost   []float64 // level × cuts
	local  []int
	steps  int
	most   int
	over   bool
}

// boxLevel is the choice of one place's piece.
type boxLevel struct {
	place   int
	ends    []int32   // by piece: its better end
	deficit []float64 // by piece, ascending
	cost    []float64 // piece × cuts
}

// boxCut is another weighing of the columns: row by row, the node's multipliers
// with one changed, or one column alone.
type boxCut struct {
	row   int
	by    float64
	alone bool
	limit float64 // what a wanted package loses at most
}

// maxBoxes is how many boxes within the budget a node may have to be gone
// through, and boxSteps how many pieces and cuts may be looked at.
const (
	maxBoxes = 200_000
	boxSteps = 1_500_000
)

// enumerate goes through the node's boxes; false if there are too many, or
// if issues that are not settled are tied.
func (x *hunter) enumerate(y []float64) bool {
	if math.IsInf(x.budget, 1) || x.boxes(x.budget+x.slack) > maxBoxes {
		return false
	}
	for n := range x.o.tree {
		if i := x.o.tree[n].Place; x.d.size[i] > 1 && x.losses(i) > 1 {
			return false
		}
	}
	if _, ok := x.o.best(x.p.weigh(y), x.d, x.local); !ok {
		return true
	}
	l := &x.line
	l.set(x, y)
	l.from(0, 0)
	return !l.over
}

// boxes bounds from above how many boxes of the open places have deficits
// within the budget; it stops counting when they are too many.
func (x *hunter) boxes(budget float64) float64 {
	var a, b [bins + 1]float64
	now, next := &a, &b
	now[0] = 1
	scale := bins / budget
	if !(budget > 0) || math.IsInf(scale, 0) {
		scale = 0
	}
	total := 1.0
	for _, i := range x.o.open {
		*next = [bins + 1]float64{}
		x.losses(i)
		for _, k := range x.d.allowed(i) {
			at := x.piece(i, k)
			loss := x.least[at]
			x.least[at] = math.Inf(1) // each piece once
			step := bins + 1
			if loss <= budget {
				step = int(loss * scale)
			}
			for from := 0; from+step <= bins; from++ {
				next[from+step] += now[from]
			}
		}
		total = 0
		for _, n := range next {
			total += n
		}
		if total > maxBoxes {
			return total
		}
		now, next = next, now
	}
	return total
}

// set prepares the way through the node.
func (l *boxLine) set(x *hunter, y []float64) {
	o := x.o
	l.x, l.steps, l.over = x, 0, false
	l.local = append(l.local[:0], x.local...)
	l.levels = l.levels[:0]
	for _, i := range o.open {
		v := boxLevel{place: i}
		x.losses(i)
		for _, k := range x.d.allowed(i) {
			if at := x.piece(i, k); max(x.deficit[k], 0) == x.least[at] {
				x.least[at] = -1 // each piece once
				v.ends = append(v.ends, k)
			}
		}
		if len(v.ends) == 1 {
			l.local[i] = int(v.ends[0] - o.start[i])
			continue
		}
		slices.SortFunc(v.ends, func(a, b int32) int {
			return cmp.Or(cmp.Compare(x.deficit[a], x.deficit[b]), cmp.Compare(a, b))
		})
		for _, k := range v.ends {
			v.deficit = append(v.deficit, max(x.deficit[k], 0))
		}
		l.levels = append(l.levels, v)
	}
	slices.SortStableFunc(l.levels, func(a, b boxLevel) int { return cmp.Compare(b.deficit[1], a.deficit[1]) })
	l.cut(y)
}

// cut makes the cuts and finds what the pieces lose by them, at their better
// end each.
func (l *boxLine) cut(y []float64) {
	x := l.x
	o, dims := x.o, x.o.dims
	l.cuts = l.cuts[:0]
	if len(o.tree) == 0 { // else totals would take another climb
		for j := range x.p.rows {
			for _, part := range lean {
				l.cuts = append(l.cuts, boxCut{row: j, by: part * y[j]})
			}
			if x.p.rows[j].form != logRow {
				l.cuts = append(l.cuts, boxCut{row: j, alone: true})
			}
		}
	}
	n := len(l.cuts)
	l.most = boxSteps / max(n, 8)
	if need := (len(l.levels) + 1) * n; cap(l.lost) < need {
		l.lost = make([]float64, need)
	}
	l.lost = l.lost[:(len(l.levels)+1)*n]
	clear(l.lost[:n])
	weights := x.p.weigh(y)
	margin := 3 * o.Margin(weights)
	totals := make([]float64, n)
	worth := func(c int, k int32) float64 {
		t := &l.cuts[c]
		at := o.worth[int(k)*dims:][:dims]
		if t.alone {
			return at[x.p.rows[t.row].column]
		}
		return dot(weights, at) + t.by*at[x.p.rows[t.row].column]
	}
	fixed := dot(weights, o.fixed)
	for c := range l.cuts {
		t := &l.cuts[c]
		column := x.p.rows[t.row].column
		if totals[c] = o.fixed[column]; !t.alone {
			totals[c] = fixed + t.by*o.fixed[column]
		}
		for _, i := range o.open { // places with one piece left count too
			most := math.Inf(-1)
			for _, k := range x.d.allowed(i) {
				most = max(most, worth(c, k))
			}
			totals[c] += most
		}
	}
	for at := range l.levels {
		v := &l.levels[at]
		v.cost = slices.Grow(v.cost[:0], n*len(v.ends))[:n*len(v.ends)]
		for c := range l.cuts {
			most := math.Inf(-1)
			for i, end := range v.ends {
				best := math.Inf(-1)
				for _, k := range x.d.allowed(v.place) {
					if x.piece(v.place, k) == x.piece(v.place, end) {
						best = max(best, worth(c, k))
					}
				}
				v.cost[i*n+c] = best
				most = max(most, best)
			}
			for i := range v.ends {
				v.cost[i*n+c] = most - v.cost[i*n+c]
			}
		}
	}
	rows := float64(2*len(x.p.rows) + 16)
	for c := range l.cuts {
		t := &l.cuts[c]
		if t.alone {
			r := &x.p.rows[t.row]
			needs := r.origin
			if r.form == levelRow {
				needs += x.Enough * r.scale
			}
			t.limit = totals[c] - needs + float64(o.adds+32)*0x1p-49*(1+math.Abs(needs))
			continue
		}
		before := y[t.row]
		y[t.row] += t.by
		demand := x.demand(y)
		_, size := x.p.offset(y)
		size += (math.Abs(x.Enough) + math.Abs(x.lift)) * x.scales(y)
		y[t.row] = before
		t.limit = totals[c] - demand + 4*margin + rows*0x1p-48*size
	}
}

// from goes on at a level with what the pieces so far have lost.
func (l *boxLine) from(at int, lost float64) {
	x := l.x
	if at == len(l.levels) {
		if x.err == nil {
			x.solve(l.local)
		}
		if !l.over { // what may be lost moves with it
			x.budget = min(x.budget, x.total-x.demand(x.y))
		}
		l.over = l.over || x.err != nil || x.paused
		return
	}
	v := &l.levels[at]
	n := len(l.cuts)
	now, next := l.lost[at*n:(at+1)*n], l.lost[(at+1)*n:(at+2)*n]
next:
	for i, k := range v.ends {
		if lost+v.deficit[i] > x.budget+x.slack {
			return
		}
		if l.steps++; l.steps > l.most || l.steps%4096 == 0 && x.ctx.Err() != nil {
			l.over = true
			return
		}
		for c, loss := range now {
			loss += v.cost[i*n+c]
			next[c] = loss
			if loss > l.cuts[c].limit {
				continue next
			}
		}
		l.local[v.place] = int(k - x.o.start[v.place])
		l.from(at+1, lost+v.deficit[i])
		if l.over {
			return
		}
	}
}
