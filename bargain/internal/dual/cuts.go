package dual

import (
	"math"
	"slices"
)

// A half-filled package that is short of one column may lose little by a node's
// multipliers, and much by others. A cut is such another weighing of the
// columns (surrogate constraints, Glover 1968): no package of the node comes to
// more than its total, a wanted one to no less than the total without the
// limit, so that choices which lose more than the limit lead to none. Some cuts
// lean towards a row, or away from it; others weigh its column alone.

// lean is by which parts of a multiplier the cuts lean towards its row.
var lean = [...]float64{1, -0.4}

// cut weighs the columns. It leans towards one row, or weighs the row's column
// alone.
type cut struct {
	row   int
	by    float64 // added to the row's multiplier
	alone bool
	total float64 // no package of the node comes to more
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
	if len(o.tree) == 0 {
		l.pack()
	}
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
