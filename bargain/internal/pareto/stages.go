package pareto

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
)

// run finds one frontier.
type run struct {
	ctx    context.Context
	o      Options
	scale  *scale
	kernel kernel
	floors *floors
	count  *counter // nil: ties are not asked
	stages int      // steps in all, for errors and progress
	stage  int
	done   float64    // as last reported
	spare  [][]uint64 // columns of a small set that is forgotten, for the next one; nil: none
}

func newRun(ctx context.Context, c *scale, o Options) *run {
	if o.Limit <= 0 {
		o.Limit = defaultLimit(c.coordinates())
	}
	r := &run{ctx: ctx, o: o, scale: c}
	r.kernel = kernel{ctx: ctx, columns: c.coordinates(), parties: c.parties, limbs: c.limbs, limit: o.Limit,
		exact: o.Ties && c.held}
	if o.Ties {
		r.count = newCounter(c.space)
	}
	r.floors = newFloors(c)
	return r
}

func (r *run) report(done float64) {
	if r.o.Report != nil && done > r.done {
		r.done = done
		r.o.Report(done)
	}
}

// step counts steps done.
func (r *run) step(n int) error {
	r.stage += n
	r.report(0.99 * float64(r.stage) / float64(r.stages))
	return r.ctx.Err()
}

// option is a cell that may be part of an undominated package, and the first
// in file order that is worth what it is worth.
type option struct {
	cell  int
	worth []uint64
	count uint64 // choices of all cells that are worth the same
}

// options returns the cells, of those given, that nothing dominates: a cell
// that is alike to what ties issues and worth less can be exchanged.
func (r *run) options(place int, cells []int) ([]option, error) {
	width := r.scale.width()
	worth := r.scale.cells[place]
	counts := r.scale.space.Places[place].Counts
	one := vectors{n: 1, at: make([][]uint64, width)}
	for w := range one.at {
		one.at[w] = []uint64{0}
	}
	list := make([]shifted, len(cells))
	for i, k := range cells {
		list[i] = shifted{&one, worth[k*width : (k+1)*width]}
	}
	enough := r.floors.bounds(nil).enough
	u, err := r.kernel.unite(list, bounds{enough: enough})
	if err != nil {
		return nil, r.placed(err)
	}
	options := make([]option, u.n)
	for i := range options {
		options[i].cell = cells[u.which[i]]
		options[i].worth = u.row(nil, i)
	}
	sum := make([]uint64, width)
	for _, k := range cells {
		copy(sum, worth[k*width:(k+1)*width])
		r.kernel.cut(sum, enough)
		at, found := slices.BinarySearchFunc(options, sum, func(o option, x []uint64) int { return amount.Compare(x, o.worth) })
		if found {
			options[at].count += uint64(counts[k])
		}
	}
	slices.SortFunc(options, func(a, b option) int { return a.cell - b.cell })
	return options, nil
}

// start is the set in which nothing is chosen.
func (r *run) start() *set {
	s := &set{vectors: newVectors(r.scale.width(), 1)}
	if r.count != nil {
		r.count.start(s)
	}
	return s
}

// settle keeps what uniting the list found as a set. The caller says where the
// shifts come from.
func (r *run) settle(list []shifted, b bounds) (*set, error) {
	u, err := r.kernel.unite(list, b)
	if err != nil {
		return nil, r.placed(err)
	}
	s := &set{}
	if u.n >= muchToCopy {
		s.vectors = vectors{u.n, u.at}
		u.at = nil
	} else {
		s.vectors = r.room(len(u.at), u.n)
		for w := range s.at {
			copy(s.at[w], u.at[w])
		}
	}
	s.remember(u.which[:u.n], u.from[:u.n])
	return s, nil
}

// room returns room for a small set: the columns of one that is forgotten, if
// they are long enough. Where sets follow each other, the next is longer, mostly.
func (r *run) room(width, n int) vectors {
	if r.spare == nil {
		return newVectors(width, n)
	}
	v := vectors{n, r.spare}
	if cap(v.at[0]) < n {
		v = newVectors(width, 2*n)
	}
	for w := range v.at {
		v.at[w] = v.at[w][:n]
	}
	v.n, r.spare = n, nil
	return v
}

// muchToCopy is how many points a set has that takes the columns over in which
// they were found, and leaves them to the next union when it is done.
const muchToCopy = 1 << 16

// forget drops what a set needed to be shifted: what follows it is found. The
// columns of three coordinates would be too short for the next union but one.
func (r *run) forget(s *set) {
	if u := &r.kernel.out; s.n >= muchToCopy && u.at == nil && r.kernel.columns != 3 {
		u.at = s.at
	}
	s.at, s.counts, s.firsts = nil, nil, nil
}

// placed says at which step there were too many points.
func (r *run) placed(err error) error {
	if (err == tooMany{}) {
		return &ErrTooMany{r.o.Limit, r.stage + 1, r.stages}
	}
	return err
}

// choose shifts a set by the options of a place.
func (r *run) choose(of *set, place int, options []option, b bounds) (*set, error) {
	list := make([]shifted, len(options))
	terms := make([]term, len(options))
	for i, o := range options {
		list[i], terms[i] = shifted{&of.vectors, o.worth}, term{of, o.cell}
	}
	s, err := r.settle(list, b)
	if err != nil {
		return nil, err
	}
	s.place, s.terms = place, terms
	if r.count != nil {
		r.count.ready(s)
		for _, o := range options {
			if err := r.count.add(&r.kernel, s, of, o.worth, []uint64{o.count}, r.count.number(place, o.cell), b); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// join shifts one set by the points of another that shares no choice with it.
func (r *run) join(a, b *set, bound bounds) (*set, error) {
	if a.n < b.n {
		a, b = b, a
	}
	list := make([]shifted, b.n)
	for i := range list {
		list[i] = shifted{&a.vectors, b.row(nil, i)}
	}
	s, err := r.settle(list, bound)
	if err != nil {
		return nil, err
	}
	s.left, s.right = a, b
	if r.count != nil {
		r.count.ready(s)
		for i := range list {
			if err := r.count.add(&r.kernel, s, a, list[i].by, r.count.of(b, i), r.count.first(b, i), bound); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// manyOptions is how many options an issue has at most that is merged in its
// turn. One with more is merged before, while the frontier is small.
const manyOptions = 64

// part is what one stage merges: an issue that stands alone, some of them, or
// what tied issues come to together.
type part struct {
	place   int
	options []option
	tied    *set
	group   *set  // of several issues that stand alone
	places  []int // of these, in the order in which they were merged
	inside  *extent
}

func (p *part) size() int {
	switch {
	case p.tied != nil:
		return p.tied.n
	case p.group != nil:
		return p.group.n
	}
	return len(p.options)
}

// parts returns the parts in the order in which they are merged: tied ones and
// those with many options first, the largest before, then the issues from the
// last to the first.
func (r *run) parts() ([]part, error) {
	s := r.scale.space
	tied, err := r.components()
	if err != nil {
		return nil, err
	}
	list := tied
	for i := s.Issues - 1; i >= 0; i-- {
		if s.Places[i].Bucket >= 0 {
			continue
		}
		options, err := r.options(i, s.Places[i].Members[0])
		if err != nil {
			return nil, err
		}
		p := part{place: i, options: options, inside: r.floors.cells(i)}
		list = append(list, p)
	}
	first := func(p *part) bool { return p.tied != nil || len(p.options) > manyOptions }
	slices.SortStableFunc(list, func(a, b part) int {
		switch fa, fb := first(&a), first(&b); {
		case fa && fb:
			return b.size() - a.size()
		case fa:
			return -1
		case fb:
			return 1
		}
		return 0
	})
	return list, nil
}

// solve merges one part after the other.
func (r *run) solve(f *Front) error {
	space := r.scale.space
	r.stages = len(space.Buckets) + 1
	for i := range space.Issues {
		if space.Places[i].Bucket < 0 {
			r.stages++
		}
	}
	parts, err := r.parts()
	if err != nil {
		return err
	}
	if r.onLine(parts) {
		l, err := r.mergeLine(parts)
		if err != nil {
			return err
		}
		f.points, f.n = l, len(l.x)
		f.method = "what one gets the other loses: all sums that can be reached, 64 at a time"
		return nil
	}
	parts, err = r.grouped(parts)
	if err != nil {
		return err
	}
	have := r.start()
	merged := r.floors.nothing()
	for i := range parts {
		if have.n > 0 && r.goesDense(have, parts, i) {
			d, err := r.mergeDense(have, parts, i)
			if err != nil {
				return err
			}
			f.points, f.n = d, d.end.n
			f.method = r.method() + fmt.Sprintf("; the last %d on a table over the %d values of the first", len(parts)-i, r.floors.all.most[0])
			return nil
		}
		next, err := r.mergeOne(have, &parts[i], merged)
		if err != nil {
			return err
		}
		if have.n < muchToCopy {
			r.spare = have.at
		}
		r.forget(have)
		have = next
	}
	if len(parts) == 0 && r.floors.unreached(have) {
		have = &set{vectors: newVectors(r.scale.width(), 0)}
	}
	f.points, f.n = &kept{have, r.count, r.scale.limbs}, have.n
	f.method = r.method()
	return nil
}

func (r *run) mergeOne(have *set, p *part, merged *extent) (next *set, err error) {
	merged.add(p.inside)
	b := r.floors.bounds(merged)
	switch {
	case p.group != nil:
		next, err = r.joinGroup(have, p.group, b)
	case p.tied != nil:
		next, err = r.join(have, p.tied, b)
	default:
		next, err = r.choose(have, p.place, p.options, b)
	}
	if err == nil {
		err = r.step(max(1, len(p.places)))
	}
	return next, err
}

func (r *run) method() string {
	n := r.scale.coordinates()
	how := ""
	switch {
	case n == 1:
		how = "one number counts: the best package of each part"
	case r.kernel.limbs > 1:
		how = fmt.Sprintf("%d numbers, too long for a machine word: issue by issue, merging sorted frontiers by the leading words, and by all where these do not decide", n)
	case n == 2:
		how = "two numbers count: issue by issue, merging sorted frontiers"
	case n == 3 && r.count == nil && !r.scale.held:
		how = "three numbers count: a few issues at a time, merging sorted frontiers under a staircase"
	case n == 3:
		how = "three numbers count: issue by issue, merging sorted frontiers under a staircase"
	default:
		how = fmt.Sprintf("%d numbers count: issue by issue, merging sorted frontiers under a tree of boxes", n)
	}
	if len(r.scale.space.Buckets) > 0 {
		how += fmt.Sprintf("; tied issues first, along a tree of width %d", r.scale.space.Width)
	}
	return how
}

// kept is a frontier that was kept stage by stage.
type kept struct {
	last  *set
	count *counter
	limbs int
}

func (k *kept) value(q, i int) []uint64 {
	if k.limbs == 1 {
		return k.last.at[q][i : i+1]
	}
	x := make([]uint64, k.limbs)
	for l := range x {
		x[l] = k.last.at[q*k.limbs+l][i]
	}
	return x
}

func (k *kept) ties(i int) *big.Int {
	if k.count == nil {
		return nil
	}
	return k.count.int(k.last, i)
}
