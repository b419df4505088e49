package simplex

import (
	"context"
	"math/big"
)

// tableau is a dictionary in whole numbers. Row i says
//
//	den·basic[i] + Σj cell(i,j)·outer[j] = cell(i,cols)
//
// and the last row says the same of the objective. Variables 0 to cols-1 are
// the problem's own; variable cols+i is the slack of row i. Every outer
// (nonbasic) variable stands at 0, so the last column holds den times the
// values of the basic ones.
//
// Whole numbers stay whole because every cell is a minor of the loaded matrix,
// up to sign, and den is the minor that belongs to the basis (Edmonds 1967).
type tableau struct {
	rows, cols int
	cells      []big.Int // (rows+1) × (cols+1), row after row
	den        big.Int   // > 0
	basic      []int     // the variable of each row
	outer      []int     // the variable of each column
	vars       []variable

	// How the numbers were made whole: x was multiplied by xScale, the
	// objective by cScale, row i by rowScale[i] (negative for a GE row).
	xScale, cScale big.Int
	rowScale       []big.Int

	pivotCell, prod, rem big.Int // scratch
	left, right          big.Int // scratch
	near, pace           big.Int // scratch: the ratio test's best ratio
}

// variable is a variable v of the problem as the tableau sees it: as v', with
// v = origin + v' or, if flipped, v = origin - v'. So v' ≥ 0 unless v is free.
type variable struct {
	origin  big.Int
	flipped bool
	free    bool     // v' has neither bound
	span    *big.Int // v' ≤ span; nil is no bound
}

// fixed says that v' can only be 0; such a variable never enters the basis.
func (v *variable) fixed() bool { return v.span != nil && v.span.Sign() == 0 }

// flip measures v from its other bound (a free variable: from 0, backwards).
func (v *variable) flip() {
	if v.span != nil {
		if v.flipped {
			v.origin.Sub(&v.origin, v.span)
		} else {
			v.origin.Add(&v.origin, v.span)
		}
	}
	v.flipped = !v.flipped
}

// row returns the cells of row i; i = rows is the objective.
func (t *tableau) row(i int) []big.Int {
	w := t.cols + 1
	return t.cells[i*w : (i+1)*w : (i+1)*w]
}

// rhs returns den times the value of row i.
func (t *tableau) rhs(i int) *big.Int { return &t.row(i)[t.cols] }

// flipColumn flips the outer variable of column k, which moves it to its
// other bound.
func (t *tableau) flipColumn(k int) {
	v := &t.vars[t.outer[k]]
	for i := 0; i <= t.rows; i++ {
		row := t.row(i)
		if c := &row[k]; c.Sign() != 0 {
			if v.span != nil {
				t.prod.Mul(c, v.span)
				row[t.cols].Sub(&row[t.cols], &t.prod)
			}
			c.Neg(c)
		}
	}
	v.flip()
}

// flipRow flips the basic variable of row i, which has a span.
func (t *tableau) flipRow(i int) {
	v := &t.vars[t.basic[i]]
	row := t.row(i)
	for j := range row {
		row[j].Neg(&row[j])
	}
	t.prod.Mul(v.span, &t.den)
	row[t.cols].Add(&row[t.cols], &t.prod)
	v.flip()
}

// pivot exchanges the basic variable of row r and the outer one of column k.
func (t *tableau) pivot(r, k int) {
	pr := t.row(r)
	negative := pr[k].Sign() < 0
	if negative { // so that the new denominator is positive
		for j := range pr {
			pr[j].Neg(&pr[j])
		}
	}
	p := &t.pivotCell
	p.Set(&pr[k])
	whole := t.den.IsInt64() && t.den.Int64() == 1
	same := p.Cmp(&t.den) == 0
	for i := 0; i <= t.rows; i++ {
		row := t.row(i)
		f := &row[k]
		if i == r || (same && f.Sign() == 0) {
			continue
		}
		// cell = (cell·p - f·pr[j]) / den, without remainder.
		for j := range row {
			if j == k {
				continue
			}
			c := &row[j]
			change := f.Sign() != 0 && pr[j].Sign() != 0
			if !change && (same || c.Sign() == 0) {
				continue
			}
			t.left.Mul(c, p)
			if change {
				t.prod.Mul(f, &pr[j])
				t.left.Sub(&t.left, &t.prod)
			}
			if whole {
				c.Set(&t.left)
			} else {
				c.QuoRem(&t.left, &t.den, &t.rem)
			}
		}
		if !negative {
			f.Neg(f)
		}
	}
	pr[k].Set(&t.den)
	if negative {
		pr[k].Neg(&pr[k])
	}
	t.den.Set(p)
	t.basic[r], t.outer[k] = t.outer[k], t.basic[r]
}

// entering returns the column of least variable that may move so that row i
// grows: one with a negative cell, or a free one with any. It returns -1 if
// there is none.
func (t *tableau) entering(i int) int {
	best := -1
	row := t.row(i)
	for j, x := range t.outer {
		sign, v := row[j].Sign(), &t.vars[x]
		if (sign < 0 && !v.fixed() || sign != 0 && v.free) && (best < 0 || x < t.outer[best]) {
			best = j
		}
	}
	return best
}

// above says whether the basic variable of row i is beyond its span.
func (t *tableau) above(i int) bool {
	v := &t.vars[t.basic[i]]
	return v.span != nil && t.rhs(i).Sign() > 0 && t.rhs(i).Cmp(t.prod.Mul(v.span, &t.den)) > 0
}

// reachFeasible is phase one. It returns -1, or the row that shows that there
// is no feasible point: its value is negative and no variable can raise it.
func (t *tableau) reachFeasible(ctx context.Context) (row int, err error) {
	for {
		if err := ctx.Err(); err != nil {
			return -1, err
		}
		r := -1
		for i, x := range t.basic {
			if (r < 0 || x < t.basic[r]) && !t.vars[x].free && (t.rhs(i).Sign() < 0 || t.above(i)) {
				r = i
			}
		}
		if r < 0 {
			return -1, nil
		}
		if t.rhs(r).Sign() > 0 {
			t.flipRow(r)
		}
		k := t.entering(r)
		if k < 0 {
			return r, nil
		}
		t.pivot(r, k)
	}
}

// reachOptimal is phase two; it starts feasible and stays so. It returns -1,
// or the column of a variable that can grow, and the objective with it, for
// ever.
//
// It terminates by Bland's theorem. A move to the other bound makes progress,
// since only a span above 0 can move; so a circle could consist of pivots of
// length 0 alone, in which no variable changes its bound. A free variable
// never leaves the basis, and a fixed one never returns, so neither is part
// of a circle; what is left is the case that Bland proved.
func (t *tableau) reachOptimal(ctx context.Context) (col int, err error) {
	for {
		if err := ctx.Err(); err != nil {
			return -1, err
		}
		k := t.entering(t.rows)
		if k < 0 {
			return -1, nil
		}
		if t.row(t.rows)[k].Sign() > 0 {
			t.flipColumn(k) // a free variable that should fall
		}
		r, high, ok := t.ratioTest(k)
		switch {
		case !ok:
			return k, nil
		case r < 0:
			t.flipColumn(k)
			continue
		case high:
			t.flipRow(r)
		}
		t.pivot(r, k)
	}
}

// ratioTest finds what stops the variable of column k first as it grows: the
// basic variable of row r, at its span if high, else at 0; or, with r = -1,
// the variable's own span. Nothing stops it if ok is false.
func (t *tableau) ratioTest(k int) (r int, high, ok bool) {
	r = -1
	if v := &t.vars[t.outer[k]]; v.span != nil {
		t.near.Set(v.span)
		t.pace.SetInt64(1)
		ok = true
	}
	for i, x := range t.basic {
		v, c := &t.vars[x], &t.row(i)[k]
		if v.free || c.Sign() == 0 || (c.Sign() < 0 && v.span == nil) {
			continue
		}
		// It stops the column after room/|c|, since den is in both.
		room := t.rhs(i)
		if c.Sign() < 0 {
			room = t.rem.Mul(v.span, &t.den)
			room.Sub(room, t.rhs(i))
		}
		if ok {
			cmp := t.left.Mul(room, &t.pace).CmpAbs(t.right.Mul(&t.near, c))
			if cmp > 0 || cmp == 0 && (r < 0 || x > t.basic[r]) {
				continue
			}
		}
		r, high, ok = i, c.Sign() < 0, true
		t.near.Set(room)
		t.pace.Abs(c)
	}
	return r, high, ok
}
