package bargain

import (
	"context"
	"errors"
	"math/big"
	"slices"
	"sync"
	"time"

	"parley"
	"parley/internal/rectangles"
)

// byBoxes answers where linkages tie so many issues that no table holds them,
// and nothing but fallbacks rules packages out: from the frontier of all
// packages, which a search over sets of boxes finds (package rectangles). Every
// package is at most as good for everybody as one on it, so that it tells which
// fallbacks can be reached together.
//
// Counts it does not know. With the context's error it has the outcomes found
// by then, each of them a package's; what they show to be possible is certain.
type byBoxes struct {
	*Problem
	x     *boxed
	mutex *sync.Mutex
	state *boxesState
}

type boxesState struct {
	found  *rectangles.Frontier // of all packages; nil before
	over   bool                 // its time was: it is not sought again
	free   *bounds              // nil before
	within map[int]*big.Rat     // by party: the least in the zone
}

func newByBoxes(p *Problem, x *boxed) byBoxes {
	return byBoxes{p, x, &sync.Mutex{}, &boxesState{within: map[int]*big.Rat{}}}
}

func (p byBoxes) method() string {
	return "branch and bound over which hyper-rectangles pay together"
}

// all finds the frontier of all packages. Without an error it is proven.
func (p byBoxes) all(ctx context.Context, report func(float64)) (*rectangles.Frontier, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	switch f := p.state.found; {
	case f != nil && f.Proven:
		return f, nil
	case f != nil && p.state.over:
		return f, context.DeadlineExceeded
	}
	var tell func(closed, left int)
	if report != nil {
		tell = func(closed, left int) { report(float64(closed) / float64(closed+left)) }
	}
	f, err := p.x.problem.Frontier(ctx, tell)
	if before := p.state.found; before == nil || f.Proven || len(f.Points) > len(before.Points) {
		p.state.found = &f
	}
	return p.state.found, err
}

// reached returns the points at which no fallback is missed but of ignore.
func (p byBoxes) reached(f *rectangles.Frontier, ignore mask) []rectangles.Point {
	var list []rectangles.Point
	for _, x := range f.Points {
		if p.missed(x).within(ignore) {
			list = append(list, x)
		}
	}
	return list
}

// missed returns the fallbacks that a point misses.
func (p byBoxes) missed(x rectangles.Point) mask {
	var m mask
	for q, item := range p.table.items {
		if item >= 0 && (x.Utility[q] < 0 || uint64(x.Utility[q]) < p.table.floors[q]) {
			m.add(item)
		}
	}
	return m
}

// survey finds the ends before all else: without them nothing that is found
// later could be measured.
func (p byBoxes) survey(ctx context.Context, report func(float64)) (survey, error) {
	if _, err := p.free(ctx); err != nil {
		return p, err
	}
	if deadline, limited := ctx.Deadline(); limited {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/100*searchedPart)
		defer cancel()
	}
	_, err := p.all(ctx, report)
	p.state.over = errors.Is(err, context.DeadlineExceeded)
	return p, nil // what was found in time is kept
}

// searchedPart is how much of the time, in hundredths, the frontier may take: the
// rest is for telling what was found.
const searchedPart = 85

func (p byBoxes) empty(ctx context.Context) (bool, error) {
	f, err := p.all(ctx, nil)
	if len(p.reached(f, mask{})) > 0 {
		return false, nil
	}
	return true, err
}

// example returns a package of the frontier.
func (p byBoxes) example(ctx context.Context, none mask) (parley.Package, error) {
	f, err := p.all(ctx, nil)
	for _, x := range p.reached(f, p.everything().minus(none)) {
		return packageAt(p.Problem, p.x.cells(x.Outcome)), nil
	}
	return nil, err
}

// count knows of all packages, of none, and otherwise that there are some.
func (p byBoxes) count(ctx context.Context, f filter) (Count, error) {
	all := Count{Int: p.total}
	if p.reachedByAll(f.none) {
		if f.some.empty() {
			return all, nil
		}
		if p.reachedByAll(f.some) {
			return noneOf(), nil
		}
	}
	pkg, err := p.example(ctx, f.none)
	switch {
	case err != nil:
		return Count{Least: new(big.Int), Most: p.total}, err
	case pkg == nil:
		return noneOf(), nil
	case f.some.empty():
		return Count{Least: one.Num(), Most: p.total}, nil
	}
	return Count{Least: new(big.Int), Most: p.total}, nil
}

// ends: within the zone, the most that a party can have is among what the
// frontier gives it.
func (p byBoxes) ends(ctx context.Context) (reaches, error) {
	all, err := p.free(ctx)
	r := reaches{free: all, lawful: all, possible: all}
	if err != nil || p.reachedByAll(p.everything()) {
		return r, err
	}
	f, err := p.all(ctx, nil)
	if err != nil {
		return r, err
	}
	points := p.reached(f, mask{})
	r.possible = bounds{none: len(points) == 0, least: slices.Clone(all.least)}
	for q := range p.voters {
		if p.voters[p.columns[q]].reservation == nil && !r.possible.none {
			if r.possible.least[q], err = p.leastWithin(ctx, q); err != nil {
				return r, err
			}
		}
		most := new(big.Rat)
		for n, x := range points {
			if u := p.utilityOfWhole(x.Utility[q], q); n == 0 || u.Cmp(most) > 0 {
				most = u
			}
		}
		r.possible.most = append(r.possible.most, most)
	}
	return r, nil
}

// free returns the ends over all packages, party by party.
func (p byBoxes) free(ctx context.Context) (bounds, error) {
	if p.state.free != nil {
		return *p.state.free, nil
	}
	var b bounds
	for q := range p.voters {
		least, err := p.x.end(ctx, q, -1)
		if err != nil {
			return bounds{}, err
		}
		most, err := p.x.end(ctx, q, 1)
		if err != nil {
			return bounds{}, err
		}
		b.least, b.most = append(b.least, p.utilityOfWhole(least, q)), append(b.most, p.utilityOfWhole(most, q))
	}
	p.state.free = &b
	return b, nil
}

// leastWithin returns the least that a party without a fallback has in the zone,
// which is not empty: on the frontier of what it has less of and the others more
// of, the least at which they reach theirs.
func (p byBoxes) leastWithin(ctx context.Context, q int) (*big.Rat, error) {
	if u := p.state.within[q]; u != nil {
		return u, nil
	}
	other, err := p.x.against(q)
	if err != nil {
		return nil, err
	}
	f, err := other.Frontier(ctx, nil)
	if err != nil {
		return nil, err
	}
	var least *int64
	for _, x := range f.Points {
		if n := -x.Utility[q]; p.missed(x).empty() && (least == nil || n < *least) {
			least = &n
		}
	}
	u := p.utilityOfWhole(*least, q)
	p.state.within[q] = u
	return u, nil
}

// reachedByAll reports whether every package reaches these fallbacks.
func (p byBoxes) reachedByAll(m mask) bool {
	for q, item := range p.table.items {
		if item >= 0 && m.has(item) && p.table.floors[q] > 0 {
			return false
		}
	}
	return true
}

// utilityOfWhole returns the utility that a whole number of a column stands for.
func (p byBoxes) utilityOfWhole(n int64, q int) *big.Rat {
	u := p.table.units[q]
	x := new(big.Int).Sub(big.NewInt(n), u.offset)
	return p.voters[p.columns[q]].cut(new(big.Rat).SetFrac(x, u.denominator))
}

// kinds are the sets of fallbacks that the frontier's outcomes miss: every
// package misses at least one of these sets.
func (p byBoxes) kinds(ctx context.Context) (*census, error) {
	f, err := p.all(ctx, nil)
	c := &census{p: p.Problem}
	for _, x := range f.Points {
		c.kinds = append(c.kinds, kind{broken: p.missed(x)})
	}
	slices.SortFunc(c.kinds, func(a, b kind) int { return compareMasks(a.broken, b.broken) })
	return c, err
}

func (p byBoxes) clashes(ctx context.Context, part mask, most int) ([]mask, bool, error) {
	c, err := p.kinds(ctx)
	if err != nil {
		return nil, false, err
	}
	return c.clashes(ctx, part, most)
}

func (p byBoxes) breaches(ctx context.Context, part mask, most int) ([]mask, bool, error) {
	c, err := p.kinds(ctx)
	if err != nil {
		return nil, false, err
	}
	return c.breaches(ctx, part, most)
}

func (p byBoxes) frontier(ctx context.Context, ignore mask, _ *yardstick, report func(float64)) (front, error) {
	f, err := p.all(ctx, report)
	points := p.reached(f, ignore)
	out := front{vectors: p.vectorsOfBoxes(points), how: p.method() + ", zone by zone of what is not covered yet"}
	if err != nil {
		out.cut = "Interrupted: what is listed is certain, and there may be more."
	}
	return out, err
}

// vectorsOfBoxes takes over points, the first party's best first.
func (p byBoxes) vectorsOfBoxes(points []rectangles.Point) *vectors {
	v := &vectors{n: len(points), width: p.table.columns, ties: func(int) Count { return Count{Least: one.Num(), Most: p.total} }}
	for _, x := range points {
		for _, u := range x.Utility {
			v.amounts = append(v.amounts, uint64(u))
		}
	}
	v.cells = func(of []int) []uint32 {
		var cells []uint32
		for _, i := range of {
			for _, k := range p.x.cells(points[i].Outcome) {
				cells = append(cells, uint32(k))
			}
		}
		return cells
	}
	return v
}

func (p byBoxes) pick(_ context.Context, q Question, y *yardstick, l *lazyFront) (picked, error) {
	f, err := l.get()
	if err != nil {
		return picked{}, err
	}
	return enumeration{p.Problem}.pickFrom(q, y, f), nil
}

func (p byBoxes) leastBurden(ctx context.Context, ignore mask, y *yardstick, l *lazyFront) (candidate, error) {
	return enumeration{p.Problem}.leastBurden(ctx, ignore, y, l)
}

func (p byBoxes) highestMinimum(ctx context.Context, ignore mask, y *yardstick, atLeast *big.Rat) (*big.Rat, error) {
	f, err := p.frontier(ctx, ignore, y, nil)
	if err != nil || len(y.withRange()) == 0 {
		return atLeast, err
	}
	return y.highestMinimum(f, atLeast), nil
}
