package bargain

import (
	"context"
	"math/big"
	"slices"
)

func (p cellSearch) pick(ctx context.Context, q Question, y *yardstick, l *lazyFront) (picked, error) {
	out := picked{proven: true}
	var err error
	drawn := l.known() && l.f.drawing != nil && l.f.cut == "" // of a tree and two parties
	if len(y.parties) > 2 || p.tree != nil && !drawn || p.capped() {
		if out, err = p.pickOfMany(ctx, q, y); err == nil && !out.proven && len(y.parties) == 2 && !p.capped() {
			f, failed := l.get()
			if drawn = failed == nil && f.drawing != nil && f.cut == ""; drawn {
				return p.pick(ctx, q, y, l)
			}
		}
	} else if f, failed := l.get(); failed != nil {
		err = failed
	} else if len(f.candidates) > 0 {
		out.proven = f.cut == ""
		out.candidates, err = f.pick(ctx, q, y)
		if p.tree != nil {
			out.how = "read off the frontier"
		}
	}
	if err != nil && p.tree == nil || len(out.candidates) == 0 {
		return picked{}, err
	}
	if p.capped() && !p.belowCaps(out.candidates) {
		return picked{}, tooLarge(whyCappedCells)
	}
	upper, proven, levels := out.upper, out.proven, out.levels
	out.level(q, y)
	switch {
	case !proven && upper != nil:
		out.upper = upper
	case !proven && levels > 0:
		out.upper, out.levels = out.lower, levels
	}
	return out, err
}

// pick finds what a criterion picks from the frontier of one or two parties:
// a corner, or the point of a line where the criterion is greatest.
func (f front) pick(ctx context.Context, q Question, y *yardstick) ([]candidate, error) {
	switch q {
	case AskNash:
		return f.withInner(ctx, y.halfway, y.nash)
	case AskKalaiSmorodinsky:
		return f.along(ctx, y.inRatios(), y.share, y.kalaiSmorodinsky)
	case AskEgalitarian:
		return f.along(ctx, y.inRatios(), y.fraction, y.egalitarian)
	}
	return f.most(ctx, y)
}

// along picks with a leximin: on a line, which gives to one what it takes from
// the other, it is where the two measures are equal, or an end.
func (f front) along(ctx context.Context, who []int, measure func(*big.Rat, int) *big.Rat, choose func([]candidate) []candidate) ([]candidate, error) {
	return f.withInner(ctx, func(l line) *big.Rat { return level(l, who, measure) }, choose)
}

// level returns how far along the line the two measures are equal, or nil.
func level(l line, who []int, measure func(*big.Rat, int) *big.Rat) *big.Rat {
	if len(who) < 2 {
		return nil
	}
	lead := func(c corner) *big.Rat { return new(big.Rat).Sub(measure(c.x, 0), measure(c.y, 1)) }
	return within(along(lead(l.a), lead(l.b), zero))
}

func within(s *big.Rat) *big.Rat {
	if s.Sign() <= 0 || s.Cmp(one) >= 0 {
		return nil
	}
	return s
}

// halfway returns how far along the line the product of the gains is greatest,
// or nil where that is at an end: a quadratic with its roots where one of the
// gains is zero is greatest halfway between them.
func (y *yardstick) halfway(l line) *big.Rat {
	a, b := y.gain(l.a.x, 0), y.gain(l.a.y, 1)
	da, db := new(big.Rat).Sub(l.b.x, l.a.x), new(big.Rat).Sub(l.b.y, l.a.y)
	s := new(big.Rat).Add(new(big.Rat).Mul(a, db), new(big.Rat).Mul(b, da))
	s.Quo(s, new(big.Rat).Mul(da, db))
	return within(s.Mul(s, big.NewRat(-1, 2)))
}

// withInner chooses among the corners and one inner point of each line.
func (f front) withInner(ctx context.Context, inner func(line) *big.Rat, choose func([]candidate) []candidate) ([]candidate, error) {
	all := slices.Clone(f.candidates)
	if f.drawing != nil {
		all = append(all, f.drawing.joints...)
		for _, l := range f.drawing.lines {
			if l.point() {
				continue
			}
			if s := inner(l); s != nil {
				k := l.a.toward(l.b, s)
				all = append(all, candidate{utility: []*big.Rat{k.x, k.y}})
			}
		}
	}
	return f.settle(ctx, choose(all))
}

// settle finds packages for inner points, and leaves out limits where packages
// tie with them and what stands there twice.
func (f front) settle(ctx context.Context, chosen []candidate) ([]candidate, error) {
	var list []candidate
	for _, c := range chosen {
		if slices.ContainsFunc(list, func(o candidate) bool { return compareUtility(o, c) == 0 }) {
			continue
		}
		if c.pkg == nil {
			var err error
			if c, err = f.drawing.candidate(ctx, c.utility); err != nil {
				return nil, err
			}
		}
		list = append(list, c)
	}
	return undominated(list), nil
}

// most picks the greatest sum of fractions. Where a whole line ties, it is the
// leximin of fractions among all that tie; that can be an end that the line
// only approaches. Lines of limits count only where no package ties.
func (f front) most(ctx context.Context, y *yardstick) ([]candidate, error) {
	best := f.candidates
	if f.drawing != nil {
		best = append(slices.Clone(best), f.drawing.joints...)
	}
	best = y.utilitarian(best)
	tied := func(k corner) bool {
		return slices.ContainsFunc(best, func(c candidate) bool { return c.utility[0].Cmp(k.x) == 0 && c.utility[1].Cmp(k.y) == 0 })
	}
	if f.drawing != nil {
		var flat []line
		reached := slices.ContainsFunc(best, func(c candidate) bool { return !c.limit })
		for _, l := range f.drawing.lines {
			if l.point() || !y.flat(l) || !tied(l.a) || !tied(l.b) {
				continue
			}
			middle := l.a.toward(l.b, half)
			c, err := f.drawing.candidate(ctx, []*big.Rat{middle.x, middle.y})
			if err != nil {
				return nil, err
			}
			if !c.limit && !reached {
				reached, flat = true, nil
			}
			if !c.limit || !reached {
				flat = append(flat, l)
			}
		}
		if len(flat) > 0 {
			who := y.withRange()
			only := f
			only.candidates = slices.DeleteFunc(slices.Clone(best), func(c candidate) bool {
				return c.limit && reached && !slices.ContainsFunc(flat, func(l line) bool { return l.ends(c) })
			})
			only.drawing = &drawing{chains: f.drawing.chains, lines: flat}
			return only.along(ctx, who, y.fraction, func(cs []candidate) []candidate { return leximin(cs, who, y.fraction) })
		}
	}
	return f.settle(ctx, best)
}

// ends reports whether the line ends there.
func (l line) ends(c candidate) bool {
	is := func(k corner) bool { return k.x.Cmp(c.utility[0]) == 0 && k.y.Cmp(c.utility[1]) == 0 }
	return is(l.a) || is(l.b)
}

// flat reports whether the sum of fractions is the same all along the line.
func (y *yardstick) flat(l line) bool {
	sum := func(k corner) *big.Rat { return y.sumOfFractions(candidate{utility: []*big.Rat{k.x, k.y}}) }
	return sum(l.a).Cmp(sum(l.b)) == 0
}

// pickOfMany finds what a criterion picks for three and more parties.
func (p cellSearch) pickOfMany(ctx context.Context, q Question, y *yardstick) (picked, error) {
	out := picked{proven: true}
	w := p.newWorths()
	g, err := p.ground(ctx, mask{})
	if err != nil {
		return out, err
	}
	marks := p.markItems()
	m := y.shares(y.inRatios())
	switch q {
	case AskNash:
		return p.nash(ctx, w, g, marks, y)
	case AskUtilitarian:
		if len(y.withRange()) == 0 { // every package comes to the same
			m.who = nil
			break
		}
		found, err := p.utilitarian(ctx, w, g, marks, y)
		if found.upper != nil { // of the sum of utilities: of fractions it is this much less
			for q, r := range y.reservation {
				if y.width[q] != nil {
					found.upper.Sub(found.upper, new(big.Rat).Quo(r, y.width[q]))
				}
			}
		}
		return out.of(found), err
	case AskEgalitarian:
		m = y.fractions(m.who)
	}
	if len(m.who) == 0 { // nobody can gain, so all have what they have
		found, err := p.anyOf(ctx, w, g, marks)
		return out.of(found), err
	}
	found, err := p.leximin(ctx, w, g, marks, m)
	out.levels = found.sure
	return out.of(found), err
}

// of takes over what a hunt found, and how sure it is.
func (out picked) of(f found) picked {
	out.candidates, out.proven, out.more, out.upper = f.candidates, !f.short, (f.more || f.dropped) && !f.short, f.upper
	if out.onlyApproached() { // what was not looked at may reach it
		out.proven, out.levels = false, max(out.levels, 1)
	}
	return out
}

// onlyApproached reports whether no package is known to have what is picked,
// and not all that ties was looked at.
func (out picked) onlyApproached() bool {
	return out.more && !slices.ContainsFunc(out.candidates, func(c candidate) bool { return !c.limit })
}

// anyOf returns an efficient outcome.
func (p cellSearch) anyOf(ctx context.Context, w *worths, g ground, ignore mask) (found, error) {
	sum := make([]*big.Rat, w.parties)
	for q := range sum {
		sum[q] = one
	}
	return p.first(ctx, w, g, ignore, sum)
}
