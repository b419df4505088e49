package bargain

import (
	"context"
	"math/big"

	"parley/bargain/internal/simplex"
)

// region is the part of a box in which the fallbacks that count hold. Its
// closure is what linear programmes are solved on.
type region struct {
	*box
	floors []floor // fallbacks that cut through the box; the others hold all over it
}

type floor struct {
	column int
	at     *big.Rat
}

// region returns the part of the box that breaks no fallback but those in
// ignore, or nil where a fallback is out of reach on it.
func (b *box) region(ignore mask) *region {
	r := &region{box: b}
	for q, v := range b.p.columns {
		item := b.p.fallbackOf(q)
		if item < 0 || ignore.has(item) || !b.p.binds(item, &b.committed) {
			continue
		}
		at := b.p.voters[v].floor
		least, most := b.ends(q)
		if most.Cmp(at) < 0 {
			return nil
		}
		if least.Cmp(at) < 0 {
			r.floors = append(r.floors, floor{q, at})
		}
	}
	return r
}

// condition is a linear condition on the utility of one column, or of several.
type condition struct {
	coef   []*big.Rat // by variable
	op     simplex.Op
	rhs    *big.Rat
	strict bool // of LE and GE: without equality
}

// above says that the column's utility is at least, below that it is at most,
// and equals that it is just some number.
func (b *box) above(q int, u *big.Rat) condition { return b.compare(q, simplex.GE, u) }
func (b *box) below(q int, u *big.Rat) condition { return b.compare(q, simplex.LE, u) }
func (b *box) equals(q int, u *big.Rat) condition {
	return b.compare(q, simplex.EQ, u)
}

func (b *box) compare(q int, op simplex.Op, u *big.Rat) condition {
	return condition{coef: b.slope[q], op: op, rhs: new(big.Rat).Sub(u, b.base[q])}
}

func (r *region) floorConditions() []condition {
	list := make([]condition, len(r.floors))
	for i, f := range r.floors {
		list[i] = r.above(f.column, f.at)
	}
	return list
}

// best is where a linear programme on a region is greatest.
type best struct {
	t     []*big.Rat
	value *big.Rat
	dual  []*big.Rat // of the conditions, the floors first; with no point, the proof that there is none
}

// maximise finds where Σ weights × utility (by column, nil for 0) is greatest
// on the closure, under further conditions. t is nil where there is no point.
func (r *region) maximise(ctx context.Context, weights []*big.Rat, more ...condition) (best, error) {
	objective := make([]*big.Rat, len(r.free))
	value := new(big.Rat)
	x := new(big.Rat)
	for j := range objective {
		objective[j] = new(big.Rat)
	}
	for q, weight := range weights {
		if weight == nil || weight.Sign() == 0 {
			continue
		}
		value.Add(value, x.Mul(weight, r.base[q]))
		for j, s := range r.slope[q] {
			objective[j].Add(objective[j], x.Mul(weight, s))
		}
	}
	conditions := append(r.floorConditions(), more...)
	if len(conditions) == 0 { // each variable for itself
		t := make([]*big.Rat, len(objective))
		for j, c := range objective {
			switch c.Sign() {
			case 1:
				t[j] = one
				value.Add(value, c)
			case -1:
				t[j] = zero
			default:
				t[j] = r.resting(j)
			}
		}
		return best{t: t, value: value}, nil
	}
	s, status, err := r.programme(objective, conditions).Solve(ctx)
	if err != nil || status != simplex.Optimal {
		return best{dual: s.Dual}, err
	}
	return best{t: s.X, value: value.Add(value, s.Value), dual: s.Dual}, nil
}

// programme writes conditions down for the solver. Strictness is left out.
func (b *box) programme(objective []*big.Rat, conditions []condition) *simplex.Problem {
	lp := &simplex.Problem{Maximize: objective, Upper: make([]*big.Rat, len(objective))}
	for j := range b.free {
		lp.Upper[j] = one
	}
	for _, c := range conditions {
		coef := make([]*big.Rat, len(objective))
		copy(coef, c.coef)
		lp.Rows = append(lp.Rows, simplex.Row{Coef: coef, Op: c.op, RHS: c.rhs})
	}
	return lp
}

// find returns a point of the box, open ends and strict conditions minded, or
// nil and the proof (multipliers of the conditions, if it is one that holds on
// the closure). all makes every inequality and every end strict: a point then
// is one of the inside. It is the usual way of deciding strict inequalities:
// a slack in all of them is made as large as possible.
func (b *box) find(ctx context.Context, conditions []condition, all bool) (t, proof []*big.Rat, err error) {
	n := len(b.free)
	objective := make([]*big.Rat, n+1)
	objective[n] = one
	lp := b.programme(objective, conditions)
	lp.Upper[n] = one
	strict := false
	for i, c := range conditions {
		if (all || c.strict) && c.op != simplex.EQ {
			strict = true
			lp.Rows[i].Coef[n] = one
			if c.op == simplex.GE {
				lp.Rows[i].Coef[n] = minusOne
			}
		}
	}
	for j := range b.free {
		if all || !b.lowIn[j] {
			row := simplex.Row{Coef: make([]*big.Rat, n+1), Op: simplex.GE}
			row.Coef[j], row.Coef[n] = one, minusOne
			lp.Rows = append(lp.Rows, row)
			strict = true
		}
		if all || !b.highIn[j] {
			row := simplex.Row{Coef: make([]*big.Rat, n+1), Op: simplex.LE, RHS: one}
			row.Coef[j], row.Coef[n] = one, one
			lp.Rows = append(lp.Rows, row)
			strict = true
		}
	}
	s, status, err := lp.Solve(ctx)
	switch {
	case err != nil:
		return nil, nil, err
	case status != simplex.Optimal:
		return nil, s.Dual[:len(conditions)], nil
	case strict && s.X[n].Sign() == 0:
		return nil, nil, nil
	}
	return s.X[:n], nil, nil
}

var minusOne = big.NewRat(-1, 1)

// empty reports whether no package is in the region: where ends are open the
// closure can have points and the region none.
func (r *region) empty(ctx context.Context) (bool, error) {
	if len(r.floors) == 0 {
		return false, nil
	}
	t, _, err := r.find(ctx, r.floorConditions(), false)
	return t == nil, err
}

// reach returns a point of the region with the utilities, or nil.
func (r *region) reach(ctx context.Context, u []*big.Rat) ([]*big.Rat, error) {
	t, _, err := r.find(ctx, r.withUtility(u), false)
	return t, err
}

func (r *region) withUtility(u []*big.Rat) []condition {
	conditions := r.floorConditions()
	for q := range u {
		conditions = append(conditions, r.equals(q, u[q]))
	}
	return conditions
}

// single reports whether the closure of what the conditions leave, which is
// not empty, is one point.
func (b *box) single(ctx context.Context, conditions []condition) (bool, error) {
	for j := range b.free {
		var ends [2]*big.Rat
		for i, sign := range []*big.Rat{one, minusOne} {
			objective := make([]*big.Rat, len(b.free))
			objective[j] = sign
			s, status, err := b.programme(objective, conditions).Solve(ctx)
			if err != nil || status != simplex.Optimal {
				return false, err
			}
			ends[i] = s.X[j]
		}
		if ends[0].Cmp(ends[1]) != 0 {
			return false, nil
		}
	}
	return true, nil
}
