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
	for len(fixed) < len(m.who) {
		conditions := append(r.floorConditions(), more...)
		lp := r.raising(m, fixed, conditions)
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

// raising is the programme that makes the least of the measures as great as it
// can be, its last variable; those that are fixed stay at their level or above.
func (r *region) raising(m measures, fixed map[int]*big.Rat, conditions []condition) *simplex.Problem {
	n := len(r.free)
	x := new(big.Rat)
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
	return lp
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

// found is the outcome of a leximin, or of a sum, over boxes.
type found struct {
	candidates []candidate
	levels     []*big.Rat
	hunted
}

// hunted is how sure a hunt is of what it found.
type hunted struct {
	short   bool     // it was ended before it was over
	more    bool     // not all that ties was looked at
	dropped bool     // or not all was kept
	sure    int      // how many levels are certain where it was
	upper   *big.Rat // of one that was ended: a bound on what it may have missed
}

// whole reports whether all that ties was looked at and kept.
func (h hunted) whole() bool { return !h.short && !h.more && !h.dropped }

func (h *hunt) hunted(reached []*big.Rat) hunted {
	out := hunted{short: h.short, more: h.more, dropped: h.dropped}
	if h.short {
		if !math.IsInf(h.upper, 0) {
			out.upper = new(big.Rat).SetFloat64(h.upper)
		}
		if len(reached) > 0 && out.upper != nil && out.upper.Cmp(reached[0]) < 0 {
			out.upper = reached[0]
		}
	}
	return out
}

// gather turns hits into candidates, of a hunt in a tree also where the context
// has ended: what it has found by then stands. Whole says that the hits are all
// boxes that can have the utilities; where they are not, there are at least so
// many packages that tie as were counted.
func (g ground) gather(ctx context.Context, hits []hit, whole bool, err error) ([]candidate, error) {
	if err != nil {
		if g.tree == nil || len(hits) == 0 {
			return nil, err
		}
		ctx = context.WithoutCancel(ctx)
	}
	list, failed := gather(ctx, hits)
	if !whole || err != nil {
		list = tiesAtLeast(list)
	}
	if err == nil {
		err = failed
	}
	return undominated(list), err
}

// tiesAtLeast makes counts of ties of candidates what is known of them where not
// all that ties was looked at.
func tiesAtLeast(list []candidate) []candidate {
	for n := range list {
		if c := &list[n]; !c.limit && c.ties.Int != nil {
			c.ties = Count{Least: c.ties.Int}
		}
	}
	return list
}

// leximin finds the leximin over all boxes. Where it does not settle the
// utilities of parties that are left out of it, these have most together.
//
// Where more boxes than can be looked at have the first level, weighings have
// shown that none has more. Parties that weigh something in all of these have
// the level in every package whose least measure it is (agree). They are held
// there, and the least of the others is raised, and so on. If there is no such
// party, each is held there in turn (fork).
func (p cellSearch) leximin(ctx context.Context, w *worths, g ground, ignore mask, m measures) (found, error) {
	forks := maxForks
	x := levelHunt{cellSearch: p, w: w, g: g, ignore: ignore, all: m, rest: m, forks: &forks}
	return x.run(ctx)
}

// run goes from level to level.
func (x *levelHunt) run(ctx context.Context) (found, error) {
	var best found
	for {
		out, err := x.next(ctx)
		if len(out.candidates) == 0 && len(best.candidates) > 0 { // ended before one was met
			best.short = true
			return best, err
		}
		out.sure = len(x.levels)
		out.levels = append(slices.Clip(x.levels), out.levels...)
		if best = out; err != nil || out.short || !out.more {
			return best, err
		}
		if len(x.firm) == 0 { // it is one party's in one place and another's in another
			best.sure++
			return x.fork(ctx, best)
		}
		if x.hold(out.levels[out.sure]); len(x.rest.who) == 0 {
			return best, nil
		}
		best.sure = len(x.levels)
	}
}

// levelHunt is the search for a leximin, level by level.
type levelHunt struct {
	cellSearch
	w      *worths
	g      ground
	ignore mask
	all    measures
	rest   measures   // of those that are not held
	levels []*big.Rat // of those that are: the ground holds them at these
	firm   []int      // those who have the last level in every package that has it
	known  [][]int    // the boxes that have it
	forks  *int       // how often parties may still be held in turn
}

// maxForks is how often parties are held in turn in one leximin.
var maxForks = 64 // tests set it

// fork goes on where the first level of the rest, which is proven, is one
// party's in one place and another's in another. In every package that has it
// some party has it, with all others no lower; and with a party held there the
// least of the others is no higher than the next level (Ogryczak, Pióro and
// Tomaszewski 2005). So each party is held there in turn, and what is highest
// from there on is the leximin.
func (x *levelHunt) fork(ctx context.Context, at found) (found, error) {
	unsure := at
	unsure.short, unsure.upper = true, nil
	if *x.forks -= len(x.rest.who); *x.forks < 0 {
		return unsure, nil
	}
	var best found
	short := false
	for _, q := range x.rest.who {
		y := *x
		y.levels, y.firm = slices.Clip(x.levels), []int{q}
		y.hold(at.levels[at.sure-1])
		if len(y.rest.who) == 0 { // it was the last, and has no other level
			at.short = false
			return at, nil
		}
		out, err := y.run(ctx)
		if err != nil {
			return unsure, err
		}
		if len(out.candidates) == 0 {
			continue
		}
		order := 1
		if best.candidates != nil {
			order = slices.CompareFunc(out.levels, best.levels, (*big.Rat).Cmp)
		}
		if order == 0 {
			out.candidates = append(best.candidates, out.candidates...)
			out.more, out.dropped = out.more || best.more, out.dropped || best.dropped
		}
		short = short || out.short // in part: what it may have missed is not compared
		if order >= 0 {
			best = out
		}
	}
	if best.candidates == nil {
		return unsure, nil
	}
	best.candidates = undominated(differing(best.candidates))
	if best.sure = len(best.levels); short {
		best.short, best.upper, best.sure = true, nil, at.sure
	}
	return best, nil
}

// differing keeps the first of the candidates with the same utilities.
func differing(list []candidate) []candidate {
	var kept []candidate
	for _, c := range list {
		if !slices.ContainsFunc(kept, func(o candidate) bool { return compareUtility(o, c) == 0 }) {
			kept = append(kept, c)
		}
	}
	return kept
}

// next finds the leximin of those that are not held.
func (x *levelHunt) next(ctx context.Context) (found, error) {
	var out found
	var hits []hit
	m := x.rest
	h := &hunt{w: x.w, marks: x.ignore, enough: math.Inf(-1), ties: maxTied, known: x.known}
	for _, q := range m.who {
		h.even(m, q)
	}
	others := make([]*big.Rat, x.w.parties)
	for q := range others {
		if !slices.Contains(x.all.who, q) {
			others[q] = one
		}
	}
	h.aim, h.scout = leastOf(m), len(x.g.held) == 0
	err := h.run(ctx, x.g, func(b *box) error {
		r := b.region(x.ignore)
		if r == nil {
			return nil
		}
		r.floors = append(r.floors, x.g.held...)
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
			if l.levels[0].Cmp(enough) == 0 {
				return h.agreeOn(ctx, r, m, l)
			}
			return nil
		}
		if none, err := r.empty(ctx); none || err != nil {
			return err
		}
		if order > 0 {
			if out.levels == nil || l.levels[0].Cmp(enough) > 0 {
				h.enough = toFloat(l.levels[0])
				h.seal = r.sealLevel(m, l)
				h.firm = slices.Clone(m.who)
			}
			out.levels, hits = l.levels, nil
		}
		if err := h.agreeOn(ctx, r, m, l); err != nil {
			return err
		}
		if h.crowded(x.g, len(hits)) {
			return nil
		}
		t := l.t
		if len(x.all.who) < x.w.parties {
			var stay []condition
			for _, q := range x.all.who {
				stay = append(stay, r.equals(q, r.at(q, t)))
			}
			best, err := r.maximise(ctx, others, stay...)
			if err != nil {
				return err
			}
			t = best.t
		}
		hits = append(hits, hit{r, t, r.utility(t)})
		return nil
	})
	x.firm, x.known = h.firm, nil
	for _, hit := range hits {
		x.known = append(x.known, hit.r.cells)
	}
	out.hunted = h.hunted(out.levels)
	out.candidates, err = x.g.gather(ctx, hits, out.whole(), err)
	return out, err
}

// agreeOn keeps of the firm parties those that have the level wherever it is
// reached on the region.
func (h *hunt) agreeOn(ctx context.Context, r *region, m measures, l levelled) error {
	s := r.sealLevel(m, l)
	at := make([]*big.Rat, len(r.base)) // the utilities that are the level
	var all []condition
	for _, q := range m.who {
		at[q] = new(big.Rat).Mul(l.levels[0], m.scale[q])
		at[q].Add(at[q], m.origin[q])
		all = append(all, r.above(q, at[q]))
	}
	var failed error
	h.firm = slices.DeleteFunc(h.firm, func(q int) bool {
		if s.weighs(q) || failed != nil {
			return false
		}
		weights := make([]*big.Rat, len(r.base))
		weights[q] = one
		most, err := r.maximise(ctx, weights, all...)
		if err != nil || most.t == nil {
			failed = err
			return true
		}
		return most.value.Cmp(at[q]) > 0
	})
	return failed
}

// hold holds the firm parties at the level.
func (x *levelHunt) hold(level *big.Rat) {
	who := x.rest.who
	x.rest.who = nil
	for _, q := range who {
		if !slices.Contains(x.firm, q) {
			x.rest.who = append(x.rest.who, q)
			continue
		}
		at := new(big.Rat).Mul(level, x.rest.scale[q])
		x.g.held = append(slices.Clip(x.g.held), floor{q, at.Add(at, x.rest.origin[q])})
		x.levels = append(x.levels, level)
	}
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
	g, err := p.ground(ctx, ignore)
	if err != nil {
		return candidate{}, err
	}
	out, err := p.leximin(ctx, w, g, ignore.or(p.markItems()), y.fractions(y.withRange()))
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
	g, err := p.ground(ctx, ignore)
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
	h.aim, h.scout = leastOf(m), true
	err = h.run(ctx, g, func(b *box) error {
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
		h.seal = r.sealLevel(m, l)
		return nil
	})
	return best, err
}
