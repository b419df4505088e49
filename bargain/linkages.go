package bargain

import (
	"errors"
	"math/big"
	"slices"

	"parley"
)

// linkage is something that is worth a number to a voter where a row matches
// or, if missed, where none does. A linkage of a position that is made of parts
// becomes several.
type linkage struct {
	of     int // its place among the position's linkages
	rows   []row
	missed bool
	worth  spread
}

// applies reports whether a package of the cells is worth it.
func (l *linkage) applies(cells []int) bool { return matches(l.rows, cells) != l.missed }

// holds reports whether one of the rows matches a package that may leave
// issues out.
func (p *Problem) holds(rows []row, pkg parley.Package) bool {
next:
	for _, r := range rows {
		for _, t := range r {
			c, ok := pkg[p.issues[t.issue].ID]
			if !ok || !t.cells[p.issues[t.issue].cellWith(c)] {
				continue next
			}
		}
		return true
	}
	return false
}

// appliesTo is applies for a package that may leave issues out.
func (p *Problem) appliesTo(l *linkage, pkg parley.Package) bool {
	return p.holds(l.rows, pkg) != l.missed
}

// linkages restates a linkage of a position, times the factor.
//
// What parts are worth together has a few levels, and to be worth at least
// some level is an event: that one pattern or another matches, or does not. The
// whole is the sum of the rises from level to level, each where that level is
// reached; of levels up to 0, the falls where it is not.
func (p *Problem) linkages(l parley.Linkage, of int, factor *big.Rat) ([]linkage, error) {
	if !l.Combined() {
		rows := p.rows(l.When)
		if len(l.Unless) > 0 {
			rows = p.rows(l.Unless)
		}
		return []linkage{{of, rows, len(l.Unless) > 0, spreadOf(l.Worth).times(factor)}}, nil
	}
	s, err := p.stairs(l)
	if err != nil {
		return nil, err
	}
	var list []linkage
	below := s.base
	for _, x := range s.steps {
		worth := new(big.Rat).Sub(x.level, below)
		below = x.level
		at := x.at
		if x.level.Sign() <= 0 {
			at, worth = at.not(), worth.Neg(worth)
		}
		if at.never() {
			continue
		}
		list = append(list, linkage{of, at.rows, at.missed, exactly(worth.Mul(worth, factor))})
	}
	return list, nil
}

// stairs is a function of packages by its levels: the base everywhere, and each
// step where its event holds. Levels ascend from above the base, and 0 is among
// them or the base.
type stairs struct {
	base  *big.Rat
	steps []step
}

type step struct {
	level *big.Rat
	at    event
}

// Limits of putting parts together.
const (
	maxLevels = 2000
	maxRows   = 4000
)

var errTooTangled = errors.New("its parts can be worth too many different things together, or their patterns are too tangled")

func (p *Problem) stairs(l parley.Linkage) (stairs, error) {
	if !l.Combined() {
		e := event{rows: p.rows(l.When)}
		if len(l.Unless) > 0 {
			e = event{rows: p.rows(l.Unless), missed: true}
		}
		switch w := l.Worth.Mid().Rat(); w.Sign() {
		case 1:
			return stairs{zero, []step{{w, e}}}, nil
		case -1:
			return stairs{w, []step{{zero, e.not()}}}, nil
		}
		return stairs{base: zero}, nil
	}
	var whole stairs
	for n, part := range l.Parts {
		s, err := p.stairs(part)
		switch {
		case err != nil:
			return whole, err
		case n == 0:
			whole = s
			continue
		case l.Combine == parley.CombineSum:
			whole, err = whole.plus(s)
		default:
			whole, err = whole.choose(s, l.Combine == parley.CombineMax)
		}
		if err != nil {
			return whole, err
		}
	}
	return whole, nil
}

// from returns where the function is at least the level.
func (s stairs) from(level *big.Rat) event {
	if level.Cmp(s.base) <= 0 {
		return everywhere()
	}
	for _, x := range s.steps {
		if x.level.Cmp(level) >= 0 {
			return x.at
		}
	}
	return event{}
}

// levels returns all levels, the base first.
func (s stairs) levels() []*big.Rat {
	list := []*big.Rat{s.base}
	for _, x := range s.steps {
		list = append(list, x.level)
	}
	return list
}

// climb puts stairs together of levels, of which the least is the base.
func climb(levels []*big.Rat, at func(level *big.Rat) (event, error)) (stairs, error) {
	slices.SortFunc(levels, (*big.Rat).Cmp)
	levels = slices.CompactFunc(levels, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
	if len(levels) > maxLevels {
		return stairs{}, errTooTangled
	}
	s := stairs{base: levels[0]}
	for _, level := range levels[1:] {
		e, err := at(level)
		if err != nil {
			return s, err
		}
		s.steps = append(s.steps, step{level, e})
	}
	return s, nil
}

// choose returns the greater or the lesser of two functions. A level that only
// one of them has may be beyond what the other lets be reached; then its event
// is never, or everywhere.
func (s stairs) choose(t stairs, greater bool) (stairs, error) {
	levels := append(s.levels(), t.levels()...)
	together := event.and
	if greater {
		together = event.or
		least := s.base
		if t.base.Cmp(least) > 0 {
			least = t.base
		}
		levels = slices.DeleteFunc(levels, func(x *big.Rat) bool { return x.Cmp(least) < 0 })
	}
	return climb(levels, func(level *big.Rat) (event, error) { return together(s.from(level), t.from(level)) })
}

// plus returns the sum of two functions.
func (s stairs) plus(t stairs) (stairs, error) {
	var levels []*big.Rat
	for _, x := range s.levels() {
		for _, y := range t.levels() {
			levels = append(levels, new(big.Rat).Add(x, y))
		}
		if len(levels) > maxRows*maxLevels {
			return stairs{}, errTooTangled
		}
	}
	return climb(levels, func(level *big.Rat) (event, error) {
		var whole event
		for _, x := range s.levels() {
			both, err := s.from(x).and(t.from(new(big.Rat).Sub(level, x)))
			if err == nil {
				whole, err = whole.or(both)
			}
			if err != nil {
				return whole, err
			}
		}
		return whole, nil
	})
}

// event is the packages that a row matches or, if missed, that none does. The
// zero event is never.
type event struct {
	rows   []row
	missed bool
}

func everywhere() event { return event{missed: true} }

func (e event) never() bool { return len(e.rows) == 0 && !e.missed }

func (e event) not() event { return event{e.rows, !e.missed} }

func (e event) or(f event) (event, error) {
	both, err := e.not().and(f.not())
	return both.not(), err
}

// and returns where both hold, in rows of the one kind or the other.
func (e event) and(f event) (event, error) {
	if f.missed && !e.missed {
		e, f = f, e
	}
	switch {
	case e.missed && f.missed: // none of either matches
		rows, err := distinct(append(slices.Clip(e.rows), f.rows...))
		return event{rows, true}, err
	case e.missed:
		others, err := complement(e.rows)
		if err != nil {
			return event{}, err
		}
		e.rows = others
	}
	rows, err := product(e.rows, f.rows)
	return event{rows: rows}, err
}

// complement returns rows that match where none of the others does.
func complement(rows []row) ([]row, error) {
	out := []row{nil}
	for _, r := range rows {
		var not []row
		for _, t := range r {
			cells := make([]bool, len(t.cells))
			for k := range cells {
				cells[k] = !t.cells[k]
			}
			not = append(not, row{{t.issue, cells}})
		}
		var err error
		if out, err = product(out, not); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// product returns rows that match where one of each list does.
func product(a, b []row) ([]row, error) {
	if len(a)*len(b) > maxRows*16 {
		return nil, errTooTangled
	}
	var out []row
	for _, x := range a {
		for _, y := range b {
			if r, ok := meet(x, y); ok {
				out = append(out, r)
			}
		}
	}
	return distinct(out)
}

// meet returns the row that matches where both do, with one term an issue, and
// false if nothing can.
func meet(a, b row) (row, bool) {
	var out row
	for _, t := range append(slices.Clip(a), b...) {
		at, seen := slices.BinarySearchFunc(out, t.issue, func(x term, issue int) int { return x.issue - issue })
		if !seen {
			out = slices.Insert(out, at, term{t.issue, slices.Clone(t.cells)})
			continue
		}
		for k := range t.cells {
			out[at].cells[k] = out[at].cells[k] && t.cells[k]
		}
	}
	for _, t := range out {
		if !slices.Contains(t.cells, true) {
			return nil, false
		}
	}
	return out, true
}

// maxAbsorbed is up to how many rows those are sought that others cover.
const maxAbsorbed = 600

// distinct leaves out rows that match only where another one does.
func distinct(rows []row) ([]row, error) {
	if len(rows) > maxAbsorbed {
		if len(rows) > maxRows {
			return nil, errTooTangled
		}
		return rows, nil
	}
	var out []row
	for n, r := range rows {
		r, _ = meet(r, nil)
		if slices.ContainsFunc(out, func(o row) bool { return o.covers(r) }) ||
			slices.ContainsFunc(rows[n+1:], func(o row) bool { return o.covers(r) && !r.covers(o) }) {
			continue
		}
		out = append(out, r)
	}
	return out, nil
}

// covers reports whether the row matches wherever the other one does, as their
// terms show. The other has one term an issue.
func (r row) covers(other row) bool {
	return !slices.ContainsFunc(r, func(t term) bool {
		at := slices.IndexFunc(other, func(o term) bool { return o.issue == t.issue })
		if at < 0 {
			return slices.Contains(t.cells, false)
		}
		for k, in := range other[at].cells {
			if in && !t.cells[k] {
				return true
			}
		}
		return false
	})
}
