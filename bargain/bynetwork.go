package bargain

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"sync"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/cover"
	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
	"parley/bargain/internal/pareto"
)

// byNetwork answers for spaces of any size. Nothing goes through packages one
// by one: frontiers are put together issue by issue (package pareto),
// solutions are found by bounds (package dual), and where a frontier is too
// large, packages that come near to all of it (package cover).
type byNetwork struct {
	*Problem
	e       *exploration
	epsilon float64 // as given
	ties    bool    // tied packages are to be listed
}

func (p byNetwork) method() string { return "issue by issue and by bounds" }

func (p byNetwork) survey(context.Context, func(float64)) (survey, error) { return p.e, nil }

// Limits on frontiers that are put together whole. With more parties each
// outcome costs more, and there are soon too many to look at.
const (
	maxOutcomesOfThree = 1_200_000
	maxOutcomesOfMany  = 60_000 // of four; of more, as much less as a comparison costs more
	maxCovered         = 3000   // packages that come near to a frontier
	mostCovered        = 6      // parties
)

func (p byNetwork) frontier(ctx context.Context, ignore mask, y *yardstick, report func(float64)) (front, error) {
	s, err := p.e.space(p.everything().minus(ignore))
	if err != nil {
		return front{}, err
	}
	o := pareto.Options{Report: report}
	switch {
	case s.Parties == 3:
		o.Limit = maxOutcomesOfThree
	case s.Parties > 3:
		o.Limit = maxOutcomesOfMany / (s.Parties - 3) / (s.Parties - 3)
	}
	if p.epsilon > 0 && s.Parties > 2 && s.Parties <= mostCovered {
		o.Limit = min(o.Limit, maxOutcomes)
	}
	f, err := p.e.front(ctx, s, ignore, o)
	var many *pareto.ErrTooMany
	switch {
	case errors.As(err, &many):
		return p.covered(ctx, s, y, many, report)
	case err != nil:
		return front{}, err
	}
	v := p.vectorsOfFront(s, f)
	o.Ties, o.Report = true, nil
	counted := func(ctx context.Context) (*pareto.Front, error) { return pareto.Frontier(ctx, s, o) }
	switch {
	case p.ties && v.n*(s.Packages().BitLen()/64+1) <= maxCountedLimbs:
		switch all, err := counted(ctx); {
		case err == nil:
			v.ties = tiesOf(all)
		case ctx.Err() == nil:
			return front{}, err
		} // else it is the whole frontier, with bounds on what ties
	case v.n <= maxCountedOutcomes:
		all := sync.OnceValues(func() (*pareto.Front, error) { return counted(context.WithoutCancel(ctx)) })
		some := v.ties
		v.ties = func(i int) Count {
			if all, err := all(); err == nil {
				return tiesOf(all)(i)
			}
			return some(i)
		}
	}
	return front{vectors: p.cutOff(v, func(amounts []uint64) Count { return p.e.tied(s, amounts) }), how: f.Method()}, nil
}

// Packages of a frontier's outcomes are counted where there are few outcomes,
// which takes next to nothing then. Where tied packages are to be listed, they
// are counted as long as the numbers take no more than so many words of 64 bits.
const (
	maxCountedOutcomes = 2_000
	maxCountedLimbs    = 1_000_000
)

// vectorsOfFront takes over a frontier, whose amounts stay where they are. How
// many packages tie is not known.
func (p *Problem) vectorsOfFront(s *network.Space, f *pareto.Front) *vectors {
	return &vectors{n: f.Len(), width: s.Parties * s.Limbs, row: f.Append, ties: someOf(s), cells: f.Cells}
}

// tiesOf counts the packages of outcomes as a frontier has counted them.
func tiesOf(f *pareto.Front) func(i int) Count {
	return func(i int) Count { return Count{Int: f.Ties(i)} }
}

// cellsFrom returns the cells of outcomes whose packages are at hand.
func cellsFrom(s *network.Space, local func(i int) []int) func(of []int) []uint32 {
	return func(of []int) []uint32 {
		cells := make([]uint32, 0, len(of)*s.Issues)
		for _, i := range of {
			for _, k := range s.Chosen(local(i)) {
				cells = append(cells, uint32(k))
			}
		}
		return cells
	}
}

// someOf counts the packages of an outcome where no more is known than that
// there is one.
func someOf(s *network.Space) func(int) Count {
	most := s.Packages()
	return func(int) Count { return Count{Least: one.Num(), Most: most} }
}

// covered finds packages that come near to a frontier that is too large.
func (p byNetwork) covered(ctx context.Context, s *network.Space, y *yardstick, why *pareto.ErrTooMany, report func(float64)) (front, error) {
	if s.Parties > mostCovered || y == nil {
		return front{cut: fmt.Sprintf("With %d parties there are more than %d efficient outcomes, too many to list or to come near to.", s.Parties, why.Limit)}, nil
	}
	o := cover.Options{Epsilon: p.epsilon, Limit: maxCovered}
	if o.Epsilon == 0 {
		o.Epsilon = DefaultEpsilon
	}
	for q := range y.parties {
		o.Scales = append(o.Scales, p.amountScale(y.width[q], q))
	}
	if report != nil {
		o.Report = func(epsilon float64, _ int) { report(min(1, o.Epsilon/max(epsilon, o.Epsilon))) }
	}
	c, err := cover.Find(ctx, s, o)
	if c == nil {
		return front{cut: "Interrupted before anything was known."}, err
	}
	v := &vectors{n: len(c.Points), width: s.Parties * s.Limbs}
	for _, pt := range c.Points {
		v.amounts = append(v.amounts, pt.Amounts[:v.width]...)
	}
	v.ties = someOf(s)
	v.cells = cellsFrom(s, func(i int) []int { return c.Points[i].Local })
	v = p.cutOff(v, func([]uint64) Count { return someOf(s)(0) })
	if math.IsInf(c.Epsilon, 1) {
		return front{vectors: v, how: c.Method,
			cut: fmt.Sprintf("There are more than %d efficient outcomes, and how near those listed come to all of them is not known yet.", why.Limit)}, err
	}
	return front{vectors: v, how: c.Method, within: new(big.Rat).SetFloat64(c.Epsilon),
		cut: fmt.Sprintf("There are more than %d efficient outcomes. For every package one of those listed falls short of it, for any party, by at most %s of that party's range.",
			why.Limit, percent(c.Epsilon))}, err
}

// percent writes a part of 1, rounded up.
func percent(x float64) string {
	return fmt.Sprintf("%.3g %%", x*100*(1+1e-3))
}

// amountScale returns a width in whole numbers of the column, at least 1; nil
// for none.
func (p *Problem) amountScale(width *big.Rat, q int) *big.Int {
	if width == nil {
		return nil
	}
	x := new(big.Rat).Mul(width, new(big.Rat).SetInt(p.table.units[q].denominator))
	return ceilInt(x)
}

// origin and size restate a utility and a difference of utilities on the
// scale of a column's amounts.
func (p *Problem) origin(u *big.Rat, q int) *big.Rat {
	return new(big.Rat).Add(p.size(u, q), new(big.Rat).SetInt(p.table.units[q].offset))
}

func (p *Problem) size(d *big.Rat, q int) *big.Rat {
	return new(big.Rat).Mul(d, new(big.Rat).SetInt(p.table.units[q].denominator))
}

// pick reads a solution off a frontier that is known or soon found, and else
// finds it by bounds.
func (p byNetwork) pick(ctx context.Context, q Question, y *yardstick, f *lazyFront) (picked, error) {
	if len(y.parties) <= 2 || f.known() && f.f.cut == "" {
		front, err := f.get()
		if err == nil && front.cut == "" {
			out := enumeration{p.Problem}.pickFrom(q, y, front)
			return out, p.countTies(out.candidates)
		}
	}
	var out picked
	var err error
	if p.e.loose(p.everything()) {
		out, err = p.pickLazily(ctx, q, y)
	} else {
		s, failed := p.e.space(p.everything())
		if failed != nil {
			return picked{}, failed
		}
		out, err = p.bySums(ctx, q, s, y)
	}
	if err != nil || !p.capped() || out.proven && p.uncut(out.candidates) {
		return out, err
	}
	front, err := f.get()
	switch {
	case err != nil:
		return picked{}, err
	case front.cut == "":
		out = enumeration{p.Problem}.pickFrom(q, y, front)
		return out, p.countTies(out.candidates)
	}
	return picked{}, tooLarge(front.cut + " " + whyCapped)
}

// bySums picks by what packages add up to, caps apart.
func (p byNetwork) bySums(ctx context.Context, q Question, s *network.Space, y *yardstick) (picked, error) {
	switch q {
	case AskNash:
		return p.nash(ctx, s, y)
	case AskKalaiSmorodinsky:
		return p.leximin(ctx, s, y, y.inRatios(), y.bestGain)
	case AskEgalitarian:
		return p.leximin(ctx, s, y, y.inRatios(), y.width)
	}
	return p.utilitarian(ctx, s, y)
}

// countTies counts the packages of outcomes of a frontier where those of all
// its outcomes were too many to count.
func (p byNetwork) countTies(cs []candidate) error {
	s, err := p.e.space(p.everything())
	if err != nil {
		return err
	}
	for n := range cs {
		if v := cs[n].from; v != nil && v.n > maxCountedOutcomes && !p.ties {
			one := *v
			one.ties = func(i int) Count { return p.e.tied(s, v.at(i)) }
			cs[n].from = &one
		}
	}
	return nil
}

// leximin measures gains of the parties of who against units.
func (p byNetwork) leximin(ctx context.Context, s *network.Space, y *yardstick, who []int, units []*big.Rat) (picked, error) {
	if len(who) == 0 {
		return p.anything(ctx, s)
	}
	origin, scale := make([]*big.Rat, len(y.parties)), make([]*big.Rat, len(y.parties))
	for _, q := range who {
		origin[q], scale[q] = p.origin(y.reservation[q], q), p.size(units[q], q)
	}
	r, err := dual.Leximin(ctx, s, who, origin, scale, dual.Options{Ties: maxTiedOutcomes})
	out := p.picked(s, r)
	out.levels, out.how = len(r.Levels), "branch and bound by weighings, level by level"
	switch {
	case len(r.Levels) > 0: // the first level is proven, if not all
		out.lower, out.upper = r.Levels[0], r.Levels[0]
	case len(out.candidates) > 0:
		out.lower = nil
		for _, q := range who {
			if part := new(big.Rat).Quo(y.gain(out.candidates[0].utility[q], q), units[q]); out.lower == nil || part.Cmp(out.lower) < 0 {
				out.lower = part
			}
		}
		out.upper = new(big.Rat).SetFloat64(r.Upper)
	}
	return out, err
}

// utilitarian maximises the sum of fractions.
func (p byNetwork) utilitarian(ctx context.Context, s *network.Space, y *yardstick) (picked, error) {
	weights := make([]*big.Rat, len(y.parties))
	none := true
	for q := range weights {
		if y.width[q] != nil {
			weights[q] = new(big.Rat).Inv(p.size(y.width[q], q))
			none = false
		}
	}
	if none {
		return p.anything(ctx, s)
	}
	r, err := dual.Maximise(ctx, s, dual.Sum(weights), dual.Options{Ties: maxTiedOutcomes})
	out := p.picked(s, r)
	if len(out.candidates) == 0 {
		return out, err
	}
	out.lower = y.sumOfFractions(out.candidates[0])
	out.upper = out.lower
	if !r.Proven { // the same constant lies between the sums of amounts and of fractions
		constant := new(big.Rat).Sub(out.lower, r.Lower)
		out.upper = constant.Add(constant, new(big.Rat).SetFloat64(r.Upper))
	}
	return out, err
}

// nash maximises the product of gains; see nashOfSome where that is zero.
func (p byNetwork) nash(ctx context.Context, s *network.Space, y *yardstick) (picked, error) {
	origin := make([]*big.Rat, len(y.parties))
	for q := range origin {
		origin[q] = p.origin(y.reservation[q], q)
	}
	r, err := dual.Maximise(ctx, s, dual.Product(allOf(y), origin, nil), dual.Options{Ties: maxTiedOutcomes})
	out := p.picked(s, r)
	if err == nil && (len(out.candidates) == 0 || out.gaining(y) < len(y.parties)) {
		var some picked
		if some, err = p.nashOfSome(ctx, s, y); err == nil || len(some.candidates) > 0 {
			return some, err
		}
		r.Proven, out.proven = false, false // of all packages with a product of 0
	}
	if cells := p.e.shown[p.everything()]; err != nil && len(out.candidates) == 0 && cells != nil {
		if local, ok := s.Local(cells); ok {
			r.Best = [][]int{local} // nothing better was found before the time was over
			out = p.picked(s, r)
		}
	}
	return p.boundByMean(out, r, y), err
}

// nashOfSome picks where no package leaves every party better off: of the
// largest sets of parties that can gain together those with the greatest
// product of shares, then leximin of shares.
func (p byNetwork) nashOfSome(ctx context.Context, s *network.Space, y *yardstick) (picked, error) {
	gaining := y.inRatios()
	var best []candidate
	product := func(c candidate, who []int) *big.Rat {
		x := big.NewRat(1, 1)
		for _, q := range who {
			x.Mul(x, y.share(c.utility[q], q))
		}
		return x
	}
	var greatest *big.Rat
	sets, proven, err := p.gainersIn(s, y, gaining).largest(ctx)
	if err != nil {
		return picked{}, err
	}
	for _, who := range sets {
		origin := make([]*big.Rat, len(y.parties))
		for _, q := range who {
			origin[q] = p.origin(y.reservation[q], q)
		}
		r, err := dual.Maximise(ctx, s, dual.Product(who, origin, nil), dual.Options{Ties: maxTiedOutcomes})
		if err != nil {
			return picked{}, err
		}
		out := p.picked(s, r)
		if len(out.candidates) == 0 || product(out.candidates[0], who).Sign() <= 0 {
			continue
		}
		proven = proven && r.Proven && r.Complete
		x := product(out.candidates[0], who)
		order := 1
		if greatest != nil {
			order = x.Cmp(greatest)
		}
		if order > 0 {
			greatest, best = x, nil
		}
		if order >= 0 {
			best = append(best, out.candidates...)
		}
	}
	if best == nil {
		return p.leximin(ctx, s, y, gaining, y.bestGain)
	}
	out := picked{candidates: y.leximin(best, y.share), proven: proven, how: "branch and bound by weighings, for the largest sets of parties that can gain together"}
	out.level(AskNash, y)
	return out, nil
}

// boundByMean restates the bounds of a product as the geometric mean of shares.
func (p byNetwork) boundByMean(out picked, r dual.Result, y *yardstick) picked {
	if len(out.candidates) == 0 {
		return out
	}
	out.level(AskNash, y)
	if !r.Proven {
		out.upper = p.meanOf(r.Upper, y)
	}
	return out
}

// meanOf turns a bound on the sum of logarithms of gains, in amounts, into one
// on the geometric mean of shares, rounded up.
func (p *Problem) meanOf(logs float64, y *yardstick) *big.Rat {
	for q := range y.parties {
		logs -= logOf(p.size(y.bestGain[q], q))
	}
	mean := math.Exp(logs / float64(len(y.parties)))
	return new(big.Rat).SetFloat64(mean * (1 + 1e-12))
}

// gaining returns how many parties gain at the first candidate.
func (out picked) gaining(y *yardstick) int {
	n := 0
	for q, u := range out.candidates[0].utility {
		if y.gain(u, q).Sign() > 0 {
			n++
		}
	}
	return n
}

// anything picks all packages alike, where no party has anything to win: one
// package of every utility vector, as many as are shown.
func (p byNetwork) anything(ctx context.Context, s *network.Space) (picked, error) {
	r, err := dual.Maximise(ctx, s, dual.Sum(nil), dual.Options{Ties: maxTiedOutcomes})
	return p.picked(s, r), err
}

// picked takes over what a search by bounds found.
func (p byNetwork) picked(s *network.Space, r dual.Result) picked {
	out := picked{proven: r.Proven, more: r.Proven && !r.Complete, how: "branch and bound by weighings"}
	v := &vectors{n: len(r.Best), width: s.Parties * s.Limbs}
	best := slices.Clone(r.Best)
	slices.SortStableFunc(best, func(a, b []int) int { return amount.Compare(s.Sum(b)[:v.width], s.Sum(a)[:v.width]) })
	best = slices.CompactFunc(best, func(a, b []int) bool { // they may differ in what a guarantor gets
		return amount.Compare(s.Sum(a)[:v.width], s.Sum(b)[:v.width]) == 0
	})
	v.n = len(best)
	for _, local := range best {
		v.amounts = append(v.amounts, s.Sum(local)[:v.width]...)
	}
	v.ties = someOf(s)
	if r.Proven { // otherwise those that reach as much may have more
		v.ties = func(i int) Count { return p.e.tied(s, v.at(i)) }
	}
	v.cells = cellsFrom(s, func(i int) []int { return best[i] })
	out.candidates = p.candidates(v, v.indices())
	return out
}

func (p byNetwork) leastBurden(ctx context.Context, ignore mask, y *yardstick, l *lazyFront) (candidate, error) {
	s, err := p.e.space(p.everything().minus(ignore))
	if err != nil {
		return candidate{}, err
	}
	out, err := p.leximin(ctx, s, y, y.withRange(), y.width)
	switch {
	case err != nil || len(out.candidates) == 0:
		return candidate{}, err
	case p.capped() && !p.uncut(out.candidates):
		if f, err := l.get(); err != nil || f.cut != "" || f.empty() {
			return candidate{}, err // what weighs least is not known
		}
		return enumeration{p.Problem}.leastBurden(ctx, ignore, y, l)
	}
	return out.candidates[0], nil
}

func (p byNetwork) highestMinimum(ctx context.Context, ignore mask, y *yardstick, atLeast *big.Rat) (*big.Rat, error) {
	who := y.withRange()
	if len(who) == 0 {
		return nil, nil
	}
	s, err := p.e.space(p.everything().minus(ignore))
	if err != nil {
		return nil, err
	}
	origin, scale := make([]*big.Rat, len(y.parties)), make([]*big.Rat, len(y.parties))
	for _, q := range who {
		origin[q], scale[q] = p.origin(y.reservation[q], q), p.size(y.width[q], q)
	}
	r, err := dual.Maximise(ctx, s, dual.Least(who, origin, scale), dual.Options{Ties: 1, AtLeast: atLeast})
	if err == nil && p.capped() && len(r.Best) > 0 && !slices.ContainsFunc(r.Best, func(local []int) bool { return p.table.uncut(p.utilitiesAt(s, local)) }) {
		return p.highestOfFrontier(ctx, ignore, y, atLeast)
	}
	if r.Lower == nil || atLeast != nil && r.Lower.Cmp(atLeast) < 0 {
		return atLeast, err
	}
	return r.Lower, err
}
