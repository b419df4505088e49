package bargain

import (
	"context"
	"math"
	"math/big"
	"slices"

	"parley/bargain/internal/simplex"
)

// What is done for one party, and for three and more.

// total says that Σ weights × utility is at least some number.
func (b *box) total(weights []*big.Rat, atLeast *big.Rat) condition {
	c := condition{op: simplex.GE, rhs: new(big.Rat).Set(atLeast), coef: make([]*big.Rat, len(b.free))}
	x := new(big.Rat)
	for j := range c.coef {
		c.coef[j] = new(big.Rat)
	}
	for q, weight := range weights {
		if weight == nil || weight.Sign() == 0 {
			continue
		}
		c.rhs.Sub(c.rhs, x.Mul(weight, b.base[q]))
		for j, s := range b.slope[q] {
			c.coef[j].Add(c.coef[j], x.Mul(weight, s))
		}
	}
	return c
}

// first returns where the first of some sums of utilities is greatest, and
// among those where the next is, and so on.
func (p cellSearch) first(ctx context.Context, w *worths, g ground, ignore mask, sums ...[]*big.Rat) (found, error) {
	h := &hunt{w: w, marks: ignore, enough: math.Inf(-1), ties: maxTied}
	h.add(w.functional(w.floats(sums[0])).most)
	var values []*big.Rat
	var hits []hit
	h.aim = sumOf(sums[0])
	err := h.run(ctx, g, func(b *box) error {
		r := b.region(ignore)
		if r == nil {
			return nil
		}
		r.floors = append(r.floors, g.held...)
		var reached []*big.Rat
		var conditions []condition
		var t []*big.Rat
		var top best
		tied := values != nil
		for n, sum := range sums {
			x, err := r.maximise(ctx, sum, conditions...)
			if err != nil {
				return err
			}
			if x.t == nil {
				h.infeasible(r, x.dual)
				return nil
			}
			if n == 0 {
				top = x
			}
			if n == 0 && len(r.floors) > 0 {
				h.add(w.priced(w.floats(sum), 0, r, h.kept(r, x.dual)))
			}
			if tied {
				switch x.value.Cmp(values[n]) {
				case -1:
					return nil
				case 1:
					tied = false
				}
			}
			reached, t = append(reached, x.value), x.t
			conditions = append(conditions, r.total(sum, x.value))
		}
		if none, err := r.empty(ctx); none || err != nil {
			return err
		}
		if !tied {
			values, hits = reached, nil
			h.enough = toFloat(values[0])
			h.seal = r.sealSum(sums[0], top)
		}
		if h.crowded(g, len(hits)) {
			return nil
		}
		hits = append(hits, hit{r, t, r.utility(t)})
		return nil
	})
	out := found{hunted: h.hunted(values)}
	differ := func(o hit) bool {
		return !slices.EqualFunc(o.u, hits[0].u, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
	}
	one := !slices.ContainsFunc(hits, differ) // else a box may have what another was found to have
	out.candidates, err = g.gather(ctx, hits, one && out.whole(), err)
	return out, err
}

// undominated leaves out what another candidate dominates, and limits where
// packages tie with them.
func undominated(list []candidate) []candidate {
	if slices.ContainsFunc(list, func(c candidate) bool { return !c.limit }) {
		list = slices.DeleteFunc(slices.Clone(list), func(c candidate) bool { return c.limit })
	}
	return slices.DeleteFunc(slices.Clone(list), func(c candidate) bool {
		return slices.ContainsFunc(list, func(o candidate) bool { return dominates(o.utility, c.utility) })
	})
}

// corners is what is certain of the frontier of three and more parties: for
// each party, where it has most and, among those, where the others have most
// together; where all have most together; and the leximin.
func (p cellSearch) corners(ctx context.Context, w *worths, g ground, ignore mask, y *yardstick, report func(float64)) (front, error) {
	if g.tree == nil && w.flat() && len(g.ids) <= maxFlat {
		list, err := p.listed(ctx, w, g.ids, ignore)
		return front{candidates: list}, err
	}
	f := front{cut: "With a continuous issue and three or more parties there can be infinitely many efficient outcomes, and they cannot be listed. " + someEfficient}
	if w.parties == 2 {
		f.cut = whyNotDrawn + " " + someEfficient
	}
	scale := make([]*big.Rat, w.parties) // what makes the parties' utilities add up: one over the range
	for q := range scale {
		scale[q] = one
		if y != nil && y.width[q] != nil {
			scale[q] = new(big.Rat).Inv(y.width[q])
		}
	}
	keep := func(list []candidate) {
		for _, c := range list {
			if !slices.ContainsFunc(f.candidates, func(o candidate) bool { return compareUtility(o, c) == 0 }) {
				f.candidates = append(f.candidates, c)
			}
		}
	}
	inOrder := func(err error) (front, error) {
		f.candidates = undominated(f.candidates)
		slices.SortFunc(f.candidates, func(a, b candidate) int { return compareUtility(b, a) })
		return f, err
	}
	for q := range w.parties {
		if report != nil {
			report(float64(q) / float64(w.parties+2))
		}
		alone, others := make([]*big.Rat, w.parties), slices.Clone(scale)
		alone[q], others[q] = one, nil
		list, err := p.mostAlone(ctx, w, g, ignore, q, alone, others)
		if err != nil {
			return inOrder(err)
		}
		if !list.short {
			keep(list.candidates)
		}
	}
	list, err := p.first(ctx, w, g, ignore, scale)
	if err != nil {
		return inOrder(err)
	}
	keep(list.candidates)
	if y != nil && len(y.withRange()) == w.parties {
		found, err := p.leximin(ctx, w, g, ignore, y.fractions(y.withRange()))
		if err != nil {
			return inOrder(err)
		}
		if !found.short {
			keep(found.candidates)
		}
	}
	return inOrder(nil)
}

// mostAlone finds where one party has most and, among that, the others have.
// In a tree, where not all that ties is looked at, it is held at what it has.
func (p cellSearch) mostAlone(ctx context.Context, w *worths, g ground, ignore mask, q int, alone, others []*big.Rat) (found, error) {
	if g.tree == nil {
		return p.first(ctx, w, g, ignore, alone, others)
	}
	most, err := p.first(ctx, w, g, ignore, alone)
	if err != nil || most.short || len(most.candidates) == 0 {
		return most, err
	}
	g.held = append(slices.Clip(g.held), floor{q, most.candidates[0].utility[q]})
	return p.first(ctx, w, g, ignore, others)
}

const whyNotDrawn = "An issue is continuous, and there are too many combinations of options and intervals to draw the whole frontier."

const someEfficient = "These are some of them: where each party has most, where all together have most, and where the one who gains least has most."

const maxFlat = 20_000

// flat reports whether no utility changes within any interval: continuous
// issues then matter only through what patterns say of them.
func (w *worths) flat() bool {
	for q := range w.low {
		for at := range w.low[q] {
			if !slices.EqualFunc(w.low[q][at], w.high[q][at], func(a, b *big.Rat) bool { return a.Cmp(b) == 0 }) {
				return false
			}
		}
	}
	return true
}

// listed returns the frontier of boxes that each have one utility vector.
func (p cellSearch) listed(ctx context.Context, w *worths, ids []uint64, ignore mask) ([]candidate, error) {
	var hits []hit
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r := w.box(id).region(ignore)
		if r == nil {
			continue
		}
		u := r.utility(r.plain())
		if slices.ContainsFunc(hits, func(h hit) bool { return dominates(h.u, u) }) {
			continue
		}
		hits = slices.DeleteFunc(hits, func(h hit) bool { return dominates(u, h.u) })
		hits = append(hits, hit{r, r.plain(), u})
	}
	list, err := gather(ctx, hits)
	slices.SortFunc(list, func(a, b candidate) int { return compareUtility(b, a) })
	return list, err
}

// dominates reports whether u is more than v for one party and less for none.
func dominates(u, v []*big.Rat) bool {
	more := false
	for q := range u {
		switch u[q].Cmp(v[q]) {
		case -1:
			return false
		case 1:
			more = true
		}
	}
	return more
}

func compareUtility(a, b candidate) int {
	return slices.CompareFunc(a.utility, b.utility, (*big.Rat).Cmp)
}

// utilitarian picks the greatest sum of fractions. Where infinitely many
// outcomes tie, it is the leximin of fractions among them.
func (p cellSearch) utilitarian(ctx context.Context, w *worths, g ground, ignore mask, y *yardstick) (found, error) {
	sum := make([]*big.Rat, w.parties)
	for q := range sum {
		if y.width[q] != nil {
			sum[q] = new(big.Rat).Inv(y.width[q])
		}
	}
	tied, err := p.first(ctx, w, g, ignore, sum)
	if err != nil || len(tied.candidates) == 0 || tied.short || tied.more || tied.dropped {
		return tied, err
	}
	value := new(big.Rat)
	for q := range sum {
		if sum[q] != nil {
			value.Add(value, new(big.Rat).Mul(sum[q], tied.candidates[0].utility[q]))
		}
	}
	// Now all boxes that reach it, with the leximin on the face of each.
	h := &hunt{w: w, marks: ignore, enough: toFloat(value), ties: maxTied}
	h.add(w.functional(w.floats(sum)).most)
	m := y.fractions(y.withRange())
	var reached, approached []hit
	many := false
	h.aim = sumOf(sum)
	err = h.run(ctx, g, func(b *box) error {
		r := b.region(ignore)
		if r == nil {
			return nil
		}
		x, err := r.maximise(ctx, sum)
		if err != nil || x.t == nil || x.value.Cmp(value) < 0 {
			return err
		}
		if none, err := r.empty(ctx); none || err != nil {
			return err
		}
		face := []condition{r.total(sum, value)}
		l, err := r.leximin(ctx, m, nil, face...)
		if err != nil {
			return err
		}
		if t, _, err := r.find(ctx, append(r.floorConditions(), face...), false); err != nil {
			return err
		} else if t != nil {
			reached = append(reached, hit{r, l.t, r.utility(l.t)})
		} else {
			approached = append(approached, hit{r, l.t, r.utility(l.t)})
		}
		for q := 0; q < w.parties && !many; q++ {
			weights := make([]*big.Rat, w.parties)
			weights[q] = one
			most, err := r.maximise(ctx, weights, face...)
			if err != nil {
				return err
			}
			weights[q] = minusOne
			least, err := r.maximise(ctx, weights, face...)
			if err != nil {
				return err
			}
			many = new(big.Rat).Add(most.value, least.value).Sign() != 0
		}
		return nil
	})
	if err != nil {
		return found{}, err
	}
	if len(reached) == 0 { // limits count only where no package ties
		reached = approached
	}
	list, err := gather(ctx, reached)
	if many {
		list = leximin(list, y.withRange(), y.fraction)
	}
	tied.candidates = undominated(list)
	return tied, err
}
