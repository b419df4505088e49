package bargain

import (
	"context"
	"math"
	"math/big"
	"slices"

	"parley/bargain/internal/simplex"
)

// measures are what a leximin compares: (utility - origin) ÷ scale of some
// parties.
type measures struct {
	who           []int
	origin, scale []*big.Rat // by column
	of            func(u *big.Rat, q int) *big.Rat
}

func (y *yardstick) fractions(who []int) measures {
	return measures{who, y.reservation, y.width, y.fraction}
}

func (y *yardstick) shares(who []int) measures {
	return measures{who, y.reservation, y.bestGain, y.share}
}

// levelled is the leximin of a region.
type levelled struct {
	t      []*big.Rat
	levels []*big.Rat // ascending; with a floor that was not reached, the first alone
	dual   []*big.Rat // of the first level's programme
}

// leximin finds the leximin on the closure of the region, under further
// conditions: the least measure is made as great as it can be; those whose
// multiplier is not zero are at that level in every solution (complementary
// slackness) and stay there while the least of the others is raised, and so
// on (the lexicographic method; Ogryczak, Pióro and Tomaszewski 2005). It ends
// early where the first level is below enough.
func (r *region) leximin(ctx context.Context, m measures, enough *big.Rat, more ...condition) (levelled, error) {
	var out levelled
	n := len(r.free)
	fixed := make(map[int]*big.Rat, len(m.who)) // looked up only
	x := new(big.Rat)
	for len(fixed) < len(m.who) {
		conditions := append(r.floorConditions(), more...)
		lp := r.programme(append(make([]*big.Rat, n), one), conditions)
		lp.Free = make([]bool, n+1)
		lp.Free[n] = true
		for _, q := range m.who {
			row := simplex.Row{Coef: make([]*big.Rat, n+1), Op: simplex.GE, RHS: new(big.Rat).Sub(m.origin[q], r.base[q])}
			copy(row.Coef, r.slope[q])
			if level := fixed[q]; level != nil {
				row.RHS.Add(row.RHS, x.Mul(level, m.scale[q]))
			} else {
				row.Coef[n] = new(big.Rat).Neg(m.scale[q])
			}
			lp.Rows = append(lp.Rows, row)
		}
		s, status, err := lp.Solve(ctx)
		if err != nil || status != simplex.Optimal {
			out.dual = s.Dual
			return out, err
		}
		level := s.X[n]
		out.t = s.X[:n]
		if len(fixed) == 0 {
			out.dual = s.Dual
			if enough != nil && level.Cmp(enough) < 0 {
				out.levels = []*big.Rat{level}
				return out, nil
			}
		}
		for i, q := range m.who {
			if fixed[q] == nil && s.Dual[len(conditions)+i].Sign() != 0 {
				fixed[q] = level
				out.levels = append(out.levels, level)
			}
		}
	}
	return out, nil
}

// bound says what the first level can be on other boxes: the least of some
// measures is at most any mean of them.
func (h *hunt) bound(r *region, m measures, dual []*big.Rat) {
	weights := make([]float64, h.w.columns)
	constant := 0.0
	for i, q := range m.who {
		x := max(0, -toFloat(dual[len(r.floors)+i]))
		weights[q] = x
		constant -= x * toFloat(m.origin[q])
	}
	h.add(h.w.priced(weights, constant, r, h.kept(r, dual)))
}

// even is the bound of one measure alone.
func (h *hunt) even(m measures, q int) {
	weights := make([]float64, h.w.columns)
	weights[q] = 1 / toFloat(m.scale[q])
	h.add(h.w.priced(weights, -toFloat(m.origin[q])*weights[q], &region{}, nil))
}

// found is the outcome of a leximin over boxes.
type found struct {
	candidates []candidate
	levels     []*big.Rat
}

// leximin finds the leximin over all boxes. Where it does not settle the
// utilities of parties that are left out of it, these have most together.
func (p cellSearch) leximin(ctx context.Context, w *worths, ids []uint64, ignore mask, m measures) (found, error) {
	var out found
	var hits []hit
	h := &hunt{w: w, marks: ignore, enough: math.Inf(-1)}
	for _, q := range m.who {
		h.even(m, q)
	}
	rest := make([]*big.Rat, w.parties)
	for q := range rest {
		if !slices.Contains(m.who, q) {
			rest[q] = one
		}
	}
	err := h.run(ctx, ids, func(b *box) error {
		r := b.region(ignore)
		if r == nil {
			return nil
		}
		var enough *big.Rat
		if out.levels != nil {
			enough = out.levels[0]
		}
		l, err := r.leximin(ctx, m, enough)
		if err != nil {
			return err
		}
		if l.t == nil {
			h.infeasible(r, l.dual)
			return nil
		}
		h.bound(r, m, l.dual)
		order := 1
		if out.levels != nil {
			order = slices.CompareFunc(l.levels[:min(len(l.levels), len(out.levels))], out.levels, (*big.Rat).Cmp)
			if l.levels[0].Cmp(enough) < 0 {
				order = -1
			}
		}
		if order < 0 {
			return nil
		}
		if none, err := r.empty(ctx); none || err != nil {
			return err
		}
		if order > 0 {
			out.levels, hits = l.levels, nil
			h.enough = toFloat(l.levels[0])
		}
		t := l.t
		if len(m.who) < w.parties {
			var stay []condition
			for _, q := range m.who {
				stay = append(stay, r.equals(q, r.at(q, t)))
			}
			x, err := r.maximise(ctx, rest, stay...)
			if err != nil {
				return err
			}
			t = x.t
		}
		hits = append(hits, hit{r, t, r.utility(t)})
		return nil
	})
	if err != nil {
		return out, err
	}
	out.candidates, err = gather(ctx, hits)
	out.candidates = undominated(out.candidates)
	return out, err
}

func (p cellSearch) leastBurden(ctx context.Context, ignore mask, y *yardstick, l *lazyFront) (candidate, error) {
	f, err := l.get()
	if err != nil {
		return candidate{}, err
	}
	if f.drawing != nil || len(f.candidates) > 0 && len(y.parties) == 1 {
		list, err := f.along(ctx, y.withRange(), y.fraction, func(cs []candidate) []candidate {
			return leximin(cs, y.withRange(), y.fraction)
		})
		if err != nil {
			return candidate{}, err
		}
		return list[0], nil
	}
	if len(y.withRange()) == 0 {
		return f.candidates[0], nil
	}
	w := p.newWorths()
	ids, err := p.boxes(ctx, ignore, nil)
	if err != nil {
		return candidate{}, err
	}
	out, err := p.leximin(ctx, w, ids, ignore.or(p.markItems()), y.fractions(y.withRange()))
	if err != nil || len(out.candidates) == 0 {
		return candidate{}, err
	}
	return out.candidates[0], nil
}

func (p cellSearch) highestMinimum(ctx context.Context, ignore mask, y *yardstick, atLeast *big.Rat) (*big.Rat, error) {
	who := y.withRange()
	if len(who) == 0 {
		return nil, nil
	}
	w := p.newWorths()
	ids, err := p.boxes(ctx, ignore, nil)
	if err != nil {
		return nil, err
	}
	m := y.fractions(who)
	best := atLeast
	h := &hunt{w: w, marks: ignore.or(p.markItems()), enough: math.Inf(-1)}
	if best != nil {
		h.enough = toFloat(best)
	}
	for _, q := range who {
		h.even(m, q)
	}
	err = h.run(ctx, ids, func(b *box) error {
		r := b.region(h.marks)
		if r == nil {
			return nil
		}
		l, err := r.leximin(ctx, m, best)
		if err != nil {
			return err
		}
		if l.t == nil {
			h.infeasible(r, l.dual)
			return nil
		}
		h.bound(r, m, l.dual)
		if best != nil && l.levels[0].Cmp(best) <= 0 {
			return nil
		}
		if none, err := r.empty(ctx); none || err != nil {
			return err
		}
		best = l.levels[0]
		h.enough = toFloat(best)
		return nil
	})
	return best, err
}
