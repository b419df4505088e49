package bargain

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"sync/atomic"

	"parley"
	"parley/bargain/internal/amount"
	"parley/bargain/internal/clash"
	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
	"parley/bargain/internal/pareto"
	counting "parley/bargain/internal/tally"
)

// exploration is the survey of a space too large to go through. What holds
// together is decided by bounds (package dual), packages are counted by
// distributions and bounds (package tally), and each answer is kept.
type exploration struct {
	p        *Problem
	effort   counting.Options        // for the zone
	passing  counting.Options        // for counts beside it, of which there can be hundreds
	spaces   map[mask]*network.Space // by what is no fallback of the items that are not broken
	entries  int                     // of their tables
	verdicts map[mask]dual.Verdict
	counts   map[mask]counting.Tally
	searches map[mask]*clash.Search
	found    map[end]dual.Result
	zone     *pareto.Front // of two parties, once found
	peaks    [][]int       // by party: the cells of the best package that breaks no demand and no norm, once found
	reach    *reaches
	shown    map[mask][]int // by items: the cells of a package that breaks none of them
}

// Work of counts beside the zone's: of each at most, and of those of every
// party and every two parties together.
const (
	passingWork  = 2e8
	passingDraws = 1 << 19
	allWork      = 1e9
	allDraws     = 1 << 22

	mostEstimated = 100 // of so many counts and fewer, what is not exact is estimated too
)

func newExploration(p *Problem, seed uint64) *exploration {
	many := len(p.voters) + p.consenting*(p.consenting-1)/2
	draws := min(passingDraws, allDraws/(many+1))
	if many > mostEstimated {
		draws = -1 // to prepare for them would take longer than all else
	}
	return &exploration{p: p,
		effort:  counting.Options{Seed: seed},
		passing: counting.Options{Seed: seed, Work: min(passingWork, allWork/float64(many+1)), Draws: draws},
		spaces:  map[mask]*network.Space{}, verdicts: map[mask]dual.Verdict{}, counts: map[mask]counting.Tally{}, searches: map[mask]*clash.Search{},
		found: map[end]dual.Result{}, shown: map[mask][]int{}}
}

// How many spaces are kept at a time, and how many entries their tables have.
const (
	maxSpaces       = 64
	maxSpaceEntries = 1 << 21
)

// space returns the packages that break none of the items. It is an error if
// what ties their issues is too wide for tables. Spaces that differ in
// fallbacks alone share what is known of the rest.
func (e *exploration) space(none mask) (*network.Space, error) {
	rules := none.minus(e.p.fallbackItems())
	s := e.spaces[rules]
	if s == nil && rules == e.p.rules() {
		s = e.p.lawful()
	}
	if s == nil {
		s = spaceOf(e.p.net, rules)
		entries := 0
		for n := range s.Buckets {
			entries += s.Buckets[n].Size
		}
		if len(e.spaces) == maxSpaces || e.entries+entries > maxSpaceEntries {
			clear(e.spaces)
			e.entries = 0
		}
		e.spaces[rules] = s
		e.entries += entries
	}
	if s.TooWide {
		return nil, tooWide()
	}
	return s.Refloored(e.p.net, func(item int) bool { return !none.has(item) }), nil
}

func tooWide() error {
	return tooLarge(fmt.Sprintf("Statements and linkages tie so many issues to each other that a table over them would need more than %d entries, and there are too many packages to go through one by one.", network.MaxTable))
}

// rules returns what is no fallback of all that a package can break.
func (p *Problem) rules() mask { return p.everything().minus(p.fallbackItems()) }

// verdict says whether a package breaks none of the items.
func (e *exploration) verdict(ctx context.Context, none mask) (dual.Verdict, error) {
	if v, known := e.verdicts[none]; known {
		return v, nil
	}
	var v dual.Verdict
	_, err := e.lazily(none, func(s *network.Space) (found [][]int, err error) {
		if v, err = dual.Feasible(ctx, s, dual.Options{}); v.Witness != nil {
			e.shown[none] = s.Chosen(v.Witness)
			found = append(found, e.shown[none])
		}
		return found, err
	})
	if err != nil {
		delete(e.shown, none)
		return v, err
	}
	e.verdicts[none] = v
	return v, nil
}

func (e *exploration) empty(ctx context.Context) (bool, error) {
	v, err := e.verdict(ctx, e.p.everything())
	return v.Witness == nil, err
}

func (e *exploration) example(ctx context.Context, none mask) (parley.Package, error) {
	v, err := e.verdict(ctx, none)
	if err != nil || v.Witness == nil {
		return nil, err
	}
	if cells := e.shown[none]; cells != nil {
		return packageAt(e.p, cells), nil
	}
	s, err := e.space(none)
	if err != nil {
		return nil, err
	}
	return packageAt(e.p, s.Chosen(v.Witness)), nil
}

// packageAt returns the first package, in file order, of the cells.
func packageAt[C int | uint32](p *Problem, cells []C) parley.Package {
	pkg := make(parley.Package, len(cells))
	for at, k := range cells {
		pkg[p.issues[at].ID] = p.issues[at].cells[k].choice
	}
	return pkg
}

// count counts what breaks none of f.none and, where some are named, takes
// away what breaks none of them either.
func (e *exploration) count(ctx context.Context, f filter) (Count, error) {
	all, err := e.total(ctx, f.none)
	if f.some.empty() || all.Upper == nil {
		return countOf(all), err
	}
	rest, failed := e.total(ctx, f.none.or(f.some))
	if err == nil {
		err = failed
	}
	if rest.Upper == nil {
		return Count{}, err
	}
	if all.Exact != nil && rest.Exact != nil {
		return Count{Int: new(big.Int).Sub(all.Exact, rest.Exact)}, err
	}
	c := Count{Least: new(big.Int).Sub(all.Lower, rest.Upper), Most: new(big.Int).Sub(all.Upper, rest.Lower)}
	if c.Least.Sign() < 0 {
		c.Least.SetInt64(0)
	}
	return c, err
}

// total counts what breaks none of the items. With the context's error come
// the bounds that are certain by then.
func (e *exploration) total(ctx context.Context, none mask) (counting.Tally, error) {
	if t, known := e.counts[none]; known {
		return t, nil
	}
	v, known := e.verdicts[none]
	if known && v.Witness == nil {
		t := counting.Tally{Exact: new(big.Int), Lower: new(big.Int), Upper: new(big.Int), Method: "none holds"}
		e.counts[none] = t
		return t, nil
	}
	o := e.passing
	if none == e.p.everything() {
		o = e.effort
	}
	o.Witness = known
	t, err := e.tally(ctx, none, o)
	if err == nil {
		e.counts[none] = t
	}
	return t, err
}

func (e *exploration) tally(ctx context.Context, none mask, o counting.Options) (counting.Tally, error) {
	s, err := e.space(none)
	if errors.As(err, new(tooLarge)) {
		return e.totalLazily(ctx, none, o)
	}
	if err != nil {
		return counting.Tally{}, err
	}
	return counting.Count(ctx, s, o)
}

// zoneMethod says how the zone was decided and counted.
func (e *exploration) zoneMethod() string {
	none := e.p.everything()
	how := "a package that all can accept, found by bounds"
	if v := e.verdicts[none]; v.Witness == nil {
		how = fmt.Sprintf("a search by bounds of %d steps that leaves no package", v.Nodes)
		if v.Weights != nil {
			how = "a weighing that no package reaches"
		}
	}
	switch t, known := e.counts[none]; {
	case !known && e.verdicts[none].Witness != nil:
		how += "; the counting was stopped"
	case known && t.Exact == nil:
		how += "; " + t.Method
	case known && t.Exact.Sign() > 0:
		how += "; counted by " + t.Method
	}
	return how
}

// tallyOf counts something beside the zone.
func (e *exploration) tallyOf(ctx context.Context, s *network.Space) (counting.Tally, error) {
	return counting.Count(ctx, s, e.passing)
}

// countOf returns a count as an answer has it.
func countOf(t counting.Tally) Count {
	if t.Exact != nil {
		return Count{Int: t.Exact}
	}
	c := Count{Least: t.Lower, Most: t.Upper}
	if e := t.Estimate; e != nil && e.Count.Sign() > 0 {
		half, _ := new(big.Float).Quo(new(big.Float).SetInt(e.HalfWidth), new(big.Float).SetInt(e.Count)).Float64()
		c.Estimate = &Estimate{Value: e.Count, HalfWidth: half, Confidence: e.Confidence, Draws: e.Draws}
	}
	return c
}

// ends finds how far utilities go: over what breaks no demand and no norm by
// one sum over the tables for each end, over the possible zone by bounds.
func (e *exploration) ends(ctx context.Context) (reaches, error) {
	if e.reach != nil {
		return *e.reach, nil
	}
	p := e.p
	var r reaches
	var err error
	if r.free, err = e.unbounded(p.hardItems()); err != nil {
		return r, err
	}
	if r.free.none {
		if r.lawful, err = e.unbounded(p.normItems()); err != nil {
			return r, err
		}
	}
	none, err := e.empty(ctx)
	if err != nil {
		return r, err
	}
	r.possible.none = none
	if !none {
		if r.possible, err = e.within(ctx); err != nil {
			return r, err
		}
	}
	e.reach = &r
	return r, nil
}

// unbounded returns the ends over the packages that break none of the items,
// fallbacks not among them.
func (e *exploration) unbounded(none mask) (bounds, error) {
	if e.loose(none) {
		return e.unboundedLazily(none)
	}
	s, err := e.space(none)
	if err != nil {
		return bounds{}, err
	}
	b := bounds{none: s.Barred}
	if s.Barred {
		return b, nil
	}
	n := e.p.consentingColumns()
	b.least, b.most = make([]*big.Rat, n), make([]*big.Rat, n)
	peaks := make([][]int, n)
	var nothing atomic.Bool
	o := dual.NewOracle(s)
	inParallel(n, func(q int) {
		least, _, ok := o.BestAmount(q, true)
		if !ok {
			nothing.Store(true)
			return
		}
		most, local, _ := o.BestAmount(q, false)
		peaks[q] = s.Chosen(local)
		b.least[q], b.most[q] = e.p.table.units[q].number(least).Rat(), e.p.table.units[q].number(most).Rat()
	})
	if nothing.Load() {
		return bounds{none: true}, nil
	}
	if none == e.p.hardItems() {
		e.peaks = peaks
	}
	return b, nil
}

// within returns the ends over the possible zone, which is not empty: the
// greatest utilities, and the least of those who have not stated a fallback.
func (e *exploration) within(ctx context.Context) (bounds, error) {
	n := e.p.consentingColumns()
	b := bounds{least: make([]*big.Rat, n), most: make([]*big.Rat, n), below: make([]*big.Rat, n), above: make([]*big.Rat, n)}
	var ends []end
	for q := range n {
		ends = append(ends, end{q, 1})
		if e.p.voters[e.p.columns[q]].reservation == nil {
			ends = append(ends, end{q, -1})
		}
	}
	s, found, err := e.extremes(ctx, ends)
	if err != nil {
		return b, err
	}
	for i, x := range ends {
		u := e.p.table.rat(s.Sum(found[i].Best[0]), x.column)
		limit, err := e.limit(x, u, found[i])
		if err != nil {
			return b, err
		}
		if limit.Cmp(u) == 0 {
			limit = nil
		}
		if x.sign < 0 {
			b.least[x.column], b.below[x.column] = u, limit
		} else {
			b.most[x.column], b.above[x.column] = u, limit
		}
	}
	return b, nil
}

// limit returns a utility that no package of the possible zone goes beyond at
// an end, given the farthest package found: the utility of that where it is
// proven to be the end.
func (e *exploration) limit(at end, found *big.Rat, r dual.Result) (*big.Rat, error) {
	if r.Proven {
		return found, nil
	}
	free, err := e.unbounded(e.p.hardItems())
	if err != nil {
		return nil, err
	}
	var by *big.Rat
	if !math.IsInf(r.Upper, 0) { // amounts are whole numbers
		u := e.p.table.units[at.column]
		x, _ := new(big.Float).SetFloat64(math.Floor(r.Upper)).Int(nil)
		x.Mul(x, big.NewInt(at.sign))
		by = new(big.Rat).SetFrac(x.Sub(x, u.offset), u.denominator)
	}
	return e.p.limit(at, found, free, by), nil
}

// limit returns the nearest of the bounds on an end of the possible zone: how
// far packages go that break no demand and no norm, the fallback, and, unless
// it is nil, by.
func (p *Problem) limit(at end, found *big.Rat, free bounds, by *big.Rat) *big.Rat {
	v := &p.voters[p.columns[at.column]]
	limit := free.most[at.column]
	nearer := lesser
	if at.sign < 0 {
		limit, nearer = free.least[at.column], greater
		if v.reservation != nil {
			limit = greater(limit, v.reservation)
		}
	}
	if by != nil {
		limit = nearer(limit, by)
	}
	if limit = v.cut(limit); limit.Cmp(found)*int(at.sign) < 0 { // no further than rounding
		return found
	}
	return limit
}

// end is the most that one party can have within the possible zone, or with
// sign -1 the least.
type end struct {
	column int
	sign   int64
}

// extremes finds packages at ends of the possible zone, which it returns too.
// What is found once is kept. With the context's error, some may have none.
func (e *exploration) extremes(ctx context.Context, ends []end) (*network.Space, []dual.Result, error) {
	if e.loose(e.p.everything()) {
		return e.extremesLazily(ctx, ends)
	}
	s, err := e.space(e.p.everything())
	if err != nil {
		return nil, nil, err
	}
	if _, known := e.found[end{0, 1}]; s.Parties == 2 && !known {
		if err := e.tips(ctx, s); err != nil {
			return s, make([]dual.Result, len(ends)), err
		}
	}
	found, failed := make([]dual.Result, len(ends)), make([]error, len(ends))
	inParallel(len(ends), func(i int) {
		r, known := e.found[ends[i]]
		if !known && ends[i].sign > 0 {
			r, known = e.peak(s, ends[i].column)
		}
		if !known {
			r, failed[i] = dual.Maximise(ctx, s, single(ends[i].column, ends[i].sign), dual.Options{Nodes: maxEndNodes})
		}
		found[i] = r
	})
	for i, err := range failed {
		if err != nil {
			return s, found, err
		}
		e.found[ends[i]] = found[i]
	}
	return s, found, nil
}

// tips finds the most that each of two parties can have: the two ends of their
// frontier, which is soon found.
func (e *exploration) tips(ctx context.Context, s *network.Space) error {
	f, err := e.front(ctx, s, mask{}, pareto.Options{})
	var many *pareto.ErrTooMany
	if errors.As(err, &many) {
		return nil // bounds will do
	}
	if err != nil || f.Len() == 0 {
		return err
	}
	for q, at := range []int{0, f.Len() - 1} {
		e.found[end{q, 1}] = dual.Result{Best: [][]int{f.Local(at)}, Proven: true}
	}
	return nil
}

// front finds the frontier of what breaks nothing but items of ignore. That of
// the zone and two parties is kept: their ends are read off it, before it is
// asked for.
func (e *exploration) front(ctx context.Context, s *network.Space, ignore mask, o pareto.Options) (*pareto.Front, error) {
	if s.Parties != 2 || !ignore.empty() {
		return pareto.Frontier(ctx, s, o)
	}
	if e.zone == nil {
		f, err := pareto.Frontier(ctx, s, o)
		if err != nil {
			return nil, err
		}
		e.zone = f
	}
	return e.zone, nil
}

// maxEndNodes bounds the search for an end. The least that a party can have is
// what is just above its fallback: among very many sums of fine numbers that
// can be out of reach to the last digit, and matters to nobody.
var maxEndNodes = 20_000 // tests set it

// peak returns the package that is best for a party among all that break no
// demand and no norm, if it was found and is in the zone: then it is the best
// of that too.
func (e *exploration) peak(s *network.Space, q int) (dual.Result, bool) {
	if q >= len(e.peaks) {
		return dual.Result{}, false
	}
	local, ok := s.Local(e.peaks[q])
	if !ok || !s.Holds(local) {
		return dual.Result{}, false
	}
	return dual.Result{Best: [][]int{local}, Proven: true}, true
}

// tied counts the packages with just these utilities, which no package exceeds
// in one and reaches in all others: those that reach all of them.
func (e *exploration) tied(s *network.Space, amounts []uint64) Count {
	entries := 0
	for n := range s.Buckets {
		entries += s.Buckets[n].Size
	}
	if entries > maxTiedEntries {
		return someOf(s)(0)
	}
	floors := make([][]uint64, s.Parties)
	for q := range floors {
		floors[q] = amounts[q*s.Limbs : (q+1)*s.Limbs]
	}
	n, err := counting.Count(context.Background(), narrowed(s, floors), counting.Options{Work: tiedWork, Exactly: true, Witness: true})
	if err != nil {
		return someOf(s)(0)
	}
	return countOf(n)
}

// narrowed returns the space of the packages that reach the floors, without
// cells that none of them takes. A package that does has at least as great a
// weighted sum as the floors; where the best package with a cell falls short
// of that by more than rounding, the cell is ruled out (reduced costs, as in
// linear programming). The weights are those at which a product of gains is
// level: floors near where it is greatest leave little beside one package.
func narrowed(s *network.Space, floors [][]uint64) *network.Space {
	weights := make([]float64, s.Columns)
	needed := 0.0
	for q, floor := range floors {
		at := amount.Float(floor) / s.Tops[q]
		gain := at
		if s.Floors[q] != nil {
			gain -= amount.Float(s.Floors[q]) / s.Tops[q]
		}
		weights[q] = 1 / max(gain, 1e-3)
		needed += weights[q] * at
	}
	o := dual.NewOracle(s)
	best := make([][]float64, len(s.Places))
	for i := range best {
		best[i] = make([]float64, len(s.Places[i].Cells))
	}
	o.Marginals(weights, nil, best)
	needed -= 4 * o.Margin(weights)
	return reaching(s.Keeping(func(i, k int) bool { return best[i][k] >= needed }), floors)
}

// tiedWork bounds the counting of one outcome's packages, and maxTiedEntries
// the tables that are gone through for it.
const (
	maxTiedEntries = 50_000
	tiedWork       = 1e7
)

// single is the goal to have as much as possible of one column, or with -1 as
// little.
func single(q int, sign int64) dual.Goal {
	weights := make([]*big.Rat, q+1)
	weights[q] = big.NewRat(sign, 1)
	return dual.Sum(weights)
}
