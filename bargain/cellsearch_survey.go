package bargain

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"

	"parley"
	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
)

// treeSurvey is the survey of boxes too many to list: what it is asked, it has
// the tree searched for, and keeps.
type treeSurvey struct {
	p        cellSearch
	w        *worths
	dots     *exploration // of the ends of intervals, where sums are greatest
	verdicts map[mask]*sighting
	found    map[end]*extreme
}

// sighting is whether there is a package that breaks none of some items.
type sighting struct {
	pkg   parley.Package // nil: there is none
	cells []int          // of its box
	many  bool           // there are infinitely many
	few   *big.Int       // or else so many
	nodes int            // of the tree that it took
}

// extreme is an end of the possible zone for one party.
type extreme struct {
	value  *big.Rat
	bound  *big.Rat       // nothing goes beyond it: the value where that is proven
	pkg    parley.Package // at it, or what approaches it
	limit  bool           // it is approached and not reached
	proven bool
}

func (p cellSearch) newTreeSurvey() *treeSurvey {
	return &treeSurvey{p: p, w: p.newWorths(), dots: newExploration(p.tree.ends, 0), verdicts: map[mask]*sighting{}, found: map[end]*extreme{}}
}

// errSeen ends a hunt that has what it was for.
var errSeen = errors.New("seen")

// sight looks for a package that breaks none of the items.
func (x *treeSurvey) sight(ctx context.Context, none mask) (*sighting, error) {
	if v := x.verdicts[none]; v != nil {
		return v, nil
	}
	s, err := x.p.tree.space(none)
	if err != nil {
		return nil, err
	}
	v, err := x.sightIn(ctx, s, none, excessOf, nil)
	if err == nil {
		x.verdicts[none] = v
	}
	return v, err
}

// sightIn looks in a space in which packages break none of the items. More
// says what else is to hold on a box.
func (x *treeSurvey) sightIn(ctx context.Context, s *network.Space, none mask, toward aim, more func(b *box) []condition) (*sighting, error) {
	v := &sighting{few: new(big.Int)}
	single := map[string]bool{} // looked up only
	ignore := x.p.everything().minus(none).or(x.p.markItems().minus(none))
	h := &hunt{w: x.w, marks: ignore, aim: toward}
	err := h.run(ctx, ground{tree: x.p.tree, space: s}, func(b *box) error {
		r := b.region(ignore)
		if r == nil {
			return nil
		}
		conditions := r.floorConditions()
		if more != nil {
			conditions = append(conditions, more(b)...)
		}
		t, _, err := r.find(ctx, conditions, true) // with room on all sides, if there is some
		many := t != nil && len(b.free) > 0
		if err == nil && t == nil {
			var proof []*big.Rat
			if t, proof, err = r.find(ctx, conditions, false); proof != nil && more == nil {
				h.infeasible(r, proof)
			}
			if err == nil && t != nil {
				var point bool
				point, err = b.single(ctx, conditions)
				many = !point
			}
		}
		if err != nil || t == nil {
			return err
		}
		pkg := b.packageAt(t)
		if v.pkg == nil || many {
			v.pkg, v.cells, v.many = pkg, b.cells, many
		}
		if many {
			return errSeen
		}
		if key := fmt.Sprint(pkg); !single[key] { // boxes touch
			single[key] = true
			v.few.Add(v.few, b.choices())
		}
		return nil
	})
	v.nodes = h.visited
	if errors.Is(err, errSeen) {
		err = nil
	}
	if err == nil && v.pkg == nil && h.short {
		err = context.DeadlineExceeded
	}
	return v, err
}

func (x *treeSurvey) empty(ctx context.Context) (bool, error) {
	v, err := x.sight(ctx, x.p.everything())
	return err == nil && v.pkg == nil, err
}

func (x *treeSurvey) example(ctx context.Context, none mask) (parley.Package, error) {
	v, err := x.sight(ctx, none)
	if err != nil {
		return nil, err
	}
	return v.pkg, nil
}

// count tells whether there are packages: infinitely many, unless boxes hold
// single ones only.
func (x *treeSurvey) count(ctx context.Context, f filter) (Count, error) {
	if f.some.empty() {
		v, err := x.sight(ctx, f.none)
		return v.count(), err
	}
	sum, none := new(big.Int), f.none
	for i := range x.p.items {
		if !f.some.has(i) || f.none.has(i) {
			continue
		}
		v, err := x.breaking(ctx, none, i)
		if err != nil {
			return Count{}, err
		}
		if v.many {
			return Count{}, nil
		}
		sum.Add(sum, v.few)
		none.add(i) // each package by the first that it breaks
	}
	return Count{Int: sum}, nil
}

func (v *sighting) count() Count {
	switch {
	case v == nil || v.many:
		return Count{}
	}
	return Count{Int: v.few}
}

// breaking looks for a package that breaks one item and none of some others.
func (x *treeSurvey) breaking(ctx context.Context, none mask, i int) (*sighting, error) {
	it := &x.p.items[i]
	net := *x.p.tree.ends.net
	if it.isFallback() {
		v := &x.p.voters[it.voter]
		if it.voter >= x.p.consenting { // it binds where its owner is committed
			net.Rules = append(net.Rules[:len(net.Rules):len(net.Rules)], network.Rule{Item: -1, Unless: networkRows(x.p.tree.ends.items[v.commit].rows)})
		}
		s := spaceOf(&net, none)
		if s.TooWide {
			return nil, tooWide()
		}
		short := func(p *Problem, _ *network.Space) (dual.Goal, float64) { // least amounts, as if the fallback were 0
			floor := p.origin(v.floor, v.column)
			shift, _ := floor.Float64()
			return single(v.column, -1), -shift
		}
		return x.sightIn(ctx, s, none, short, func(b *box) []condition {
			c := b.below(v.column, v.floor)
			c.strict = true
			return []condition{c}
		})
	}
	// A rule is broken where each of its parts is as it says.
	for _, r := range x.p.tree.ends.net.Rules {
		if r.Item != i {
			continue
		}
		forced := net.Rules[:len(net.Rules):len(net.Rules)]
		for _, rows := range [][]network.Row{r.Only, r.When} {
			if rows != nil {
				forced = append(forced, network.Rule{Item: -1, Unless: rows})
			}
		}
		if len(r.Unless) > 0 {
			forced = append(forced, network.Rule{Item: -1, When: r.Unless})
		}
		net.Rules = forced
	}
	s := spaceOf(&net, none)
	if s.TooWide {
		return nil, tooWide()
	}
	return x.sightIn(ctx, s, none, excessOf, nil)
}

// ends finds how far utilities go: over what breaks no demand and no norm by
// one sum over the ends of intervals, over the possible zone by hunts.
func (x *treeSurvey) ends(ctx context.Context) (reaches, error) {
	var r reaches
	var err error
	if r.free, err = x.dots.unbounded(x.p.hardItems()); err != nil {
		return r, err
	}
	if r.free.none {
		if r.lawful, err = x.dots.unbounded(x.p.normItems()); err != nil {
			return r, err
		}
	}
	if r.possible.none, err = x.empty(ctx); err != nil || r.possible.none {
		return r, err
	}
	n := x.p.consentingColumns()
	r.possible.least, r.possible.most = make([]*big.Rat, n), make([]*big.Rat, n)
	for q := range n {
		most, err := x.end(ctx, end{q, 1}, 0)
		if err == nil && !most.proven {
			err = errUnproven
		}
		if err != nil {
			return r, err
		}
		r.possible.most[q] = most.value
		if x.p.voters[x.p.columns[q]].reservation == nil {
			least, err := x.end(ctx, end{q, -1}, 0)
			if err == nil && !least.proven {
				err = errUnproven
			}
			if err != nil {
				return r, err
			}
			r.possible.least[q] = least.value
		}
	}
	return r, nil
}

var errUnproven = context.DeadlineExceeded

// end finds the most that a party can get in the possible zone, which is not
// empty, or the least.
func (x *treeSurvey) end(ctx context.Context, at end, nodes int) (*extreme, error) {
	if e := x.found[at]; e != nil && (e.proven || nodes > 0) {
		return e, nil
	}
	g, err := x.p.ground(ctx, mask{})
	if err != nil {
		return nil, err
	}
	weights := make([]*big.Rat, len(x.p.columns))
	weights[at.column] = big.NewRat(at.sign, 1)
	h := &hunt{w: x.w, marks: x.p.markItems(), nodes: nodes}
	if v := x.verdicts[x.p.everything()]; v != nil && v.cells != nil {
		h.known = [][]int{v.cells}
	}
	if r := x.p.voters[x.p.columns[at.column]].reservation; at.sign < 0 && r != nil {
		h.cap = new(big.Rat).Neg(r)
	}
	value, err := h.greatest(ctx, g, weights, nil)
	if value == nil {
		if err == nil {
			err = fmt.Errorf("a fault of this program: a zone that is not empty has no end; please report it")
		}
		return nil, err
	}
	e := &extreme{value: value, proven: err == nil && !h.short}
	if at.sign < 0 {
		e.value = new(big.Rat).Neg(value)
	}
	if e.bound, err = x.bound(at, e, h.upper, err); err != nil && e.bound == nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx)
	t := h.at
	if h.best.open() && !h.best.inside(t) {
		there := h.best.above(at.column, e.value)
		if at.sign < 0 {
			there = h.best.below(at.column, e.value)
		}
		inner, _, failed := h.best.find(ctx, append(h.best.floorConditions(), there), false)
		if failed != nil {
			return nil, failed
		}
		if e.limit = inner == nil; inner != nil {
			t = inner
		}
	}
	e.pkg = h.best.packageAt(t)
	x.found[at] = e
	return e, err
}

// bound says how far an end can be at most, given what a hunt that may not be
// over could not leave out. It passes the hunt's error on.
func (x *treeSurvey) bound(at end, e *extreme, upper float64, err error) (*big.Rat, error) {
	if e.proven {
		return e.value, err
	}
	free, failed := x.dots.unbounded(x.p.hardItems())
	if failed != nil {
		return nil, failed
	}
	var by *big.Rat
	if !math.IsInf(upper, 0) {
		by = new(big.Rat).SetFloat64(upper * float64(at.sign))
	}
	return x.p.limit(at, e.value, free, by), err
}

// reach finds the least and the most of every party with utilities.
func (x *treeSurvey) reach(ctx context.Context) ([]Reach, error) {
	var list []Reach
	for q := range x.p.consentingColumns() {
		least, err := x.end(ctx, end{q, -1}, maxEndNodes)
		if err != nil {
			return list, err
		}
		most, err := x.end(ctx, end{q, 1}, maxEndNodes)
		if err != nil {
			return list, err
		}
		list = append(list, Reach{Party: x.p.voters[x.p.columns[q]].id, Proven: least.proven && most.proven,
			Least: parley.Exactly(least.value), LeastAt: least.reached(), AtLeast: parley.Exactly(least.bound),
			Most: parley.Exactly(most.value), MostAt: most.reached(), AtMost: parley.Exactly(most.bound)})
	}
	return list, nil
}

// reached returns the package, if it is one that has the value.
func (e *extreme) reached() parley.Package {
	if e.limit {
		return nil
	}
	return e.pkg
}

// clashes and breaches would ask about very many sets of items.
func (x *treeSurvey) clashes(context.Context, mask, int) ([]mask, bool, error) {
	return nil, false, tooLarge(notInTree)
}

func (x *treeSurvey) breaches(context.Context, mask, int) ([]mask, bool, error) {
	return nil, false, tooLarge(notInTree)
}

const notInTree = "An issue is continuous, and there are too many combinations of options and intervals to look at each; why there is nothing, and what would open something, is then not found. With a step, even a ten-thousandth of its range, the issue can be answered about at any size."
