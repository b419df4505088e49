package dual

import (
	"container/heap"
	"errors"
	"math"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
)

// ErrTooWide says that what ties the issues of a space needs tables that are
// too large.
var ErrTooWide = errors.New("the issues are tied too widely")

// result runs the search.
func (x *search) result() (Result, error) {
	if x.s.TooWide {
		return Result{Upper: math.Inf(1), Floor: math.Inf(-1)}, ErrTooWide
	}
	if x.s.Barred {
		return x.outcome(math.Inf(-1)), nil
	}
	x.state()
	y := x.p.start()
	if len(x.opt.Start) == len(y) && !slices.ContainsFunc(x.opt.Start, func(y float64) bool { return !(y > 0 && y < math.MaxFloat64) }) {
		copy(y, x.opt.Start)
		x.p.normal(y)
	}
	x.y = make([]float64, len(y))
	root := &node{bits: make([]uint64, (len(x.o.score)+63)/64), place: -1, y: y, bound: math.Inf(1)}
	if x.opt.list == nil && len(x.apart) == 0 && (x.opt.lexical || x.opt.Ties > 1) { // else there is little to gain
		x.sift(x.opt.lexical)
	}
	x.d.save(root.bits)
	for _, local := range x.opt.Known {
		if x.holds(local) {
			x.consider(local)
		}
	}
	x.bound, x.first = root.bound, y
	if !x.o.gather(x.d) || !x.sharpen(y) {
		return x.outcome(x.upper(math.Inf(-1))), nil
	}
	root.bound = x.bound
	heap.Push(&x.open, root)
	x.run()
	r := x.outcome(x.upper(math.Inf(-1)))
	if x.done || r.Proven {
		return r, nil // that the context has ended as well makes no difference
	}
	return r, x.err
}

// holds reports whether local cells are a package that breaks no rule.
func (x *search) holds(local []int) bool {
	if len(local) != len(x.s.Places) {
		return false
	}
	for i, k := range local {
		if k < 0 || k >= len(x.s.Places[i].Cells) {
			return false
		}
	}
	for b := range x.s.Buckets {
		if x.s.Buckets[b].Barred[x.s.Entry(b, local)] {
			return false
		}
	}
	return true
}

// outcome says what the search found under a proven bound.
func (x *search) outcome(upper float64) Result {
	r := Result{Upper: upper, Floor: math.Inf(-1), Nodes: x.nodes, Multipliers: x.first}
	for _, f := range x.pool {
		r.Best = append(r.Best, f.local)
	}
	closed := len(x.open) == 0 && len(x.stack) == 0
	if x.best != nil {
		r.Lower, r.Floor = x.m.value(x.best), x.lower()
	}
	r.Proven = closed
	r.Complete = closed && !x.lost && (!x.full || x.opt.Ties > 1)
	if x.opt.Report != nil && x.best != nil {
		x.opt.Report(r.Floor, r.Upper)
	}
	return r
}

// state states the goal as a program over the columns that matter.
func (x *search) state() {
	s := x.s
	index := make([]int, s.Columns) // by column: that of the oracle, plus 1
	enter := func(q int) int {
		if index[q] == 0 {
			x.columns = append(x.columns, q)
			index[q] = len(x.columns)
		}
		return index[q] - 1
	}
	for _, q := range x.m.who {
		enter(q)
	}
	if x.m.kind == least {
		x.implied()
	}
	p := &program{kind: x.m.kind}
	for j, q := range x.m.who {
		x.need = append(x.need, 0)
		top := s.Tops[q]
		switch x.m.kind {
		case least:
			p.rows = append(p.rows, row{form: levelRow, column: enter(q), origin: float(x.m.offset[j], x.m.factor[j]) / top,
				scale: float(x.m.unit, x.m.factor[j]) / top})
		case product:
			origin := float(x.m.offset[j], x.m.factor[j]) / top
			weight := float64(x.m.power[j]) / x.powers
			gain := new(big.Int).Mul(amount.Int(x.floors[q]), x.m.factor[j])
			gain.Sub(gain, x.m.offset[j])
			p.rows = append(p.rows, row{form: logRow, column: enter(q), origin: origin, weight: weight,
				least: float(gain, x.m.factor[j]) / top * (1 - 0x1p-48)})
			x.lift += weight * math.Log(top)
		}
	}
	for q, floor := range x.floors {
		if floor == nil || x.idle(q, floor) {
			continue
		}
		p.rows = append(p.rows, row{form: floorRow, column: enter(q), origin: amount.Float(floor) / s.Tops[q]})
	}
	var extras []extra
	for _, a := range x.apart {
		e := extra{top: float64(s.Issues)}
		for i := range s.Issues {
			worth := make([]int64, len(s.Places[i].Cells))
			for k := range worth {
				if k != a.from[i] {
					worth[k] = 1
				}
			}
			e.worth = append(e.worth, worth)
		}
		p.rows = append(p.rows, row{form: floorRow, column: len(x.columns) + len(extras), origin: float64(a.least) / e.top})
		extras = append(extras, e)
	}
	x.o = newOracle(s, x.columns, extras)
	x.d = x.o.Domain()
	x.deficit = make([]float64, len(x.o.score))
	p.o, p.base = x.o, make([]float64, x.o.dims)
	if x.m.kind == sum {
		for j, q := range x.m.who {
			p.base[index[q]-1] = float(x.m.factor[j], x.m.unit) * s.Tops[q]
		}
	}
	x.p = p
	p.prepare()
	x.prepareAscent()
	if x.bar != nil {
		x.wanted(x.bar)
	}
}

// implied finds a score that a least goal's packages have anyway, by their
// floors, or have to have.
func (x *search) implied() {
	asked := x.bar
	all := true
	for j, q := range x.m.who {
		if x.floors[q] == nil {
			all = false
			break
		}
		score := new(big.Int).Mul(amount.Int(x.floors[q]), x.m.factor[j])
		score.Sub(score, x.m.offset[j])
		if j == 0 || score.Cmp(x.bar) < 0 {
			x.bar = score
		}
	}
	if !all || len(x.m.who) == 0 || asked != nil && asked.Cmp(x.bar) > 0 {
		x.bar = asked
	}
}

// idle reports whether the floor needs no row: the cells alone reach it, or
// the rows of the goal see to it.
func (x *search) idle(q int, floor []uint64) bool {
	for j, other := range x.m.who {
		if other != q {
			continue
		}
		if x.m.kind == product {
			return true
		}
		if x.m.kind == least && x.bar != nil && x.m.reach(j, x.bar).Cmp(amount.Int(floor)) >= 0 {
			return true
		}
	}
	s := x.s
	total := new(big.Int)
	for i := range s.Issues {
		var low []uint64
		p := &s.Places[i]
		for k := range p.Cells {
			at := (k*s.Columns + q) * s.Limbs
			if x := p.Amounts[at : at+s.Limbs]; low == nil || amount.Compare(x, low) < 0 {
				low = x
			}
		}
		total.Add(total, amount.Int(low))
	}
	return total.Cmp(amount.Int(floor)) >= 0
}
