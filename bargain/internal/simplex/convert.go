package simplex

import "math/big"

// cellWords is the room that a cell starts with, in machine words. Small
// problems then never allocate while they pivot.
const cellWords = 4

// load builds the tableau of p in which every slack is basic and every
// variable of the problem stands at 0, or at its upper bound if it has that
// one alone.
func load(p *Problem) *tableau {
	m, n := len(p.Rows), len(p.Maximize)
	t := &tableau{
		rows: m, cols: n,
		cells: words((m+1)*(n+1) + m),
		vars:  make([]variable, n+m),
	}
	t.cells, t.rowScale = t.cells[:(m+1)*(n+1)], t.cells[(m+1)*(n+1):]
	names := make([]int, m+n)
	t.outer, t.basic = names[:n:n], names[n:]
	for x := range names {
		names[x] = x
	}
	t.den.SetInt64(1)

	// Bounds. Rows are scaled to whole numbers on their own; only the upper
	// bounds need a scale that they share with every right-hand side.
	t.commonDenominator(&t.xScale, p.Upper, nil)
	spans := make([]big.Int, n+1) // the last one stays 0, for EQ rows
	for j := range p.Maximize {
		v := &t.vars[j]
		u := p.upper(j)
		v.free = p.free(j) && u == nil
		switch {
		case u == nil:
		case p.free(j): // one bound, above: measure downwards from it
			t.times(&v.origin, u, &t.xScale)
			v.flipped = true
		default:
			v.span = &spans[j]
			t.times(v.span, u, &t.xScale)
		}
	}

	// Objective: objective - c·x = 0.
	t.commonDenominator(&t.cScale, p.Maximize, nil)
	obj := t.row(m)
	for j, c := range p.Maximize {
		t.times(&obj[j], c, &t.cScale)
		obj[j].Neg(&obj[j])
	}

	// Rows: slack + a·x = b. A slack is ≥ 0, and = 0 in an EQ row.
	for i := range p.Rows {
		r, row, scale := &p.Rows[i], t.row(i), &t.rowScale[i]
		t.commonDenominator(scale, r.Coef, r.RHS)
		if r.Op == GE {
			scale.Neg(scale)
		}
		for j, c := range r.Coef {
			t.times(&row[j], c, scale)
		}
		t.times(&row[n], r.RHS, scale)
		row[n].Mul(&row[n], &t.xScale)
		if r.Op == EQ {
			t.vars[n+i].span = &spans[n]
		}
	}

	// Columns that start flipped: x = origin - x'.
	for j := range p.Maximize {
		if v := &t.vars[j]; v.flipped {
			for i := 0; i <= m; i++ {
				row := t.row(i)
				t.prod.Mul(&row[j], &v.origin)
				row[n].Sub(&row[n], &t.prod)
				row[j].Neg(&row[j])
			}
		}
	}
	return t
}

// words returns n zeros that share one block of memory while they are small.
func words(n int) []big.Int {
	ints := make([]big.Int, n)
	block := make([]big.Word, n*cellWords)
	for i := range ints {
		ints[i].SetBits(block[i*cellWords : i*cellWords : (i+1)*cellWords])
	}
	return ints
}

// commonDenominator sets z to the least common denominator of rs and r.
func (t *tableau) commonDenominator(z *big.Int, rs []*big.Rat, r *big.Rat) {
	z.SetInt64(1)
	for i := -1; i < len(rs); i++ {
		if i >= 0 {
			r = rs[i]
		}
		if r == nil || r.IsInt() {
			continue
		}
		if t.right.QuoRem(z, r.Denom(), &t.rem); t.rem.Sign() == 0 {
			continue // the usual case; GCD would allocate
		}
		t.left.GCD(nil, nil, z, r.Denom())
		t.right.Quo(r.Denom(), &t.left)
		z.Mul(z, &t.right)
	}
}

// times sets z to r·scale, which is a whole number.
func (t *tableau) times(z *big.Int, r *big.Rat, scale *big.Int) {
	switch {
	case r == nil:
		z.SetInt64(0)
	case r.IsInt():
		z.Mul(r.Num(), scale)
	default:
		t.right.Quo(scale, r.Denom())
		z.Mul(r.Num(), &t.right)
	}
}

// point returns where the problem's variables stand.
func (t *tableau) point() []*big.Rat {
	x := zeros(t.cols)
	scale := new(big.Int).Mul(&t.den, &t.xScale)
	value := func(name int, primed *big.Int) {
		if name >= t.cols {
			return
		}
		v := &t.vars[name]
		t.left.Mul(&v.origin, &t.den)
		if v.flipped {
			t.left.Sub(&t.left, primed)
		} else {
			t.left.Add(&t.left, primed)
		}
		x[name].SetFrac(&t.left, scale)
	}
	for i, name := range t.basic {
		value(name, t.rhs(i))
	}
	t.right.SetInt64(0)
	for _, name := range t.outer {
		value(name, &t.right)
	}
	return x
}

// ray returns the direction in which the variable of column k grows by 1.
func (t *tableau) ray(k int) []*big.Rat {
	d := zeros(t.cols)
	if name := t.outer[k]; name < t.cols {
		d[name].SetInt64(t.sign(name))
	}
	for i, name := range t.basic {
		if name < t.cols {
			t.left.Mul(&t.row(i)[k], t.right.SetInt64(-t.sign(name)))
			d[name].SetFrac(&t.left, &t.den)
		}
	}
	return d
}

// sign returns -1 for a flipped variable, else 1.
func (t *tableau) sign(name int) int64 {
	if t.vars[name].flipped {
		return -1
	}
	return 1
}

// optimum returns the solution of a tableau that phase two has finished with.
func (t *tableau) optimum(p *Problem) Solution {
	s := Solution{X: t.point(), Value: new(big.Rat)}
	scale := new(big.Int).Mul(&t.den, &t.cScale)
	s.Dual, s.DualUpper = t.prices(p, t.rows, -1, scale)
	s.Value.SetFrac(t.rhs(t.rows), scale.Mul(scale, &t.xScale))
	return s
}

// contradiction returns the proof of infeasibility that is in row i.
func (t *tableau) contradiction(p *Problem, i int) Solution {
	var s Solution
	s.Dual, s.DualUpper = t.prices(p, i, t.basic[i], &t.den)
	return s
}

// prices reads off multipliers for the rows and upper bounds of p from row i.
// That row is the sum of the rows as loaded, each as often as the row says of
// its slack; so a slack's cell is its row's multiplier. And a variable that
// is worth having more of than its upper bound allows has a negative cell,
// seen from its lower bound. The variable own, if not -1, is basic in row i.
func (t *tableau) prices(p *Problem, i, own int, scale *big.Int) (dual, upper []*big.Rat) {
	dual, upper = zeros(t.rows), zeros(t.cols)
	set := func(name int, cell *big.Int) {
		t.left.Mul(cell, t.right.SetInt64(t.sign(name)))
		switch {
		case name >= t.cols:
			t.left.Mul(&t.left, &t.rowScale[name-t.cols])
			dual[name-t.cols].SetFrac(&t.left, scale)
		case t.left.Sign() < 0 && p.upper(name) != nil:
			upper[name].SetFrac(t.left.Neg(&t.left), scale)
		}
	}
	row := t.row(i)
	for j, name := range t.outer {
		set(name, &row[j])
	}
	if own >= 0 {
		set(own, &t.den)
	}
	return dual, upper
}
