package bargain

import (
	"context"
	"errors"
	"slices"

	"parley"
	"parley/bargain/internal/clash"
	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
)

// together tells a search for conflicts and ways out which statements can
// hold together, by asking whether the packages that break none of them are
// none.
type together struct {
	e       *exploration
	items   []int         // by statement
	balance *dual.Balance // nil where what ties issues is too wide
	tying   []bool        // by statement: the balance does not know what it asks for
}

func (e *exploration) together(items []int) *together {
	t := &together{e: e, items: items, tying: make([]bool, len(items))}
	n := e.p.net
	s := spaceOf(n, mask{}) // of all packages
	if s.TooWide {
		return t
	}
	demands := make([]dual.Demand, len(items))
	for i, item := range items {
		demands[i].Column = -1
		if e.p.items[item].isFallback() {
			demands[i].Column = slices.IndexFunc(n.Columns, func(c network.Column) bool { return c.Item == item })
			continue
		}
		for r := range n.Rules {
			if n.Rules[r].Item != item {
				continue
			}
			place, cells, alone := n.Bars(&n.Rules[r])
			t.tying[i] = t.tying[i] || !alone
			for _, k := range cells {
				demands[i].Bars = append(demands[i].Bars, dual.Cell{Place: place, Cell: k})
			}
		}
	}
	t.balance = dual.NewBalance(s.Refloored(n, func(int) bool { return false }), demands)
	return t
}

// Together is for clash.Oracle.
func (t *together) Together(ctx context.Context, want []int) (ok bool, kept, core []int, err error) {
	none := t.of(want)
	var start []float64
	if t.balance != nil {
		if core, start = t.balance.Clash(want); core != nil {
			return false, nil, core, nil
		}
	}
	v, err := t.decide(ctx, none, start)
	if err != nil {
		return false, nil, nil, err
	}
	if v.Witness != nil {
		s, err := t.e.space(none)
		if err != nil {
			return false, nil, nil, err
		}
		var broken mask
		for _, item := range t.e.p.net.Broken(s.Chosen(v.Witness)) {
			broken.add(item)
		}
		for n, item := range t.items {
			if !broken.has(item) {
				kept = append(kept, n)
			}
		}
		return true, kept, nil, nil
	}
	return false, nil, want, nil
}

// decide says whether the statements hold together, with no look for weights
// that show it if not.
func (t *together) decide(ctx context.Context, none mask, start []float64) (dual.Verdict, error) {
	if v, known := t.e.verdicts[none]; known {
		return v, nil
	}
	s, err := t.e.space(none)
	if err != nil {
		return dual.Verdict{}, err
	}
	v, err := dual.Decide(ctx, s, dual.Options{Start: start})
	if err == nil && v.Witness != nil {
		t.e.verdicts[none] = v
	}
	return v, err
}

// fewTries is how many nodes a search may take that is only to narrow.
const fewTries = 64

// Narrow is for clash.Narrower. What the balance can leave out it has, where
// no statement ties issues. Where some do and no weighing shows anything, the
// others often clash alone, which makes every further question easier.
func (t *together) Narrow(ctx context.Context, core []int) ([]int, error) {
	loose := slices.DeleteFunc(slices.Clone(core), func(n int) bool { return t.tying[n] })
	if t.balance != nil && len(loose) == len(core) {
		return core, nil
	}
	none := t.of(core)
	v, err := t.e.verdict(ctx, none)
	if err != nil || v.Witness != nil {
		return core, err
	}
	if v.Weights == nil {
		s, err := t.e.space(t.of(loose))
		if err != nil {
			return nil, err
		}
		v, err := dual.Decide(ctx, s, dual.Options{Tries: fewTries})
		if err == nil && v.Witness == nil && !v.Undecided {
			return loose, nil
		}
		return core, err
	}
	left := t.e.needed(none, v)
	return slices.DeleteFunc(slices.Clone(core), func(n int) bool { return !left.has(t.items[n]) }), nil
}

// of returns the items of statements.
func (t *together) of(statements []int) mask {
	var m mask
	for _, n := range statements {
		m.add(t.items[n])
	}
	return m
}

// needed leaves out of items that cannot hold together what a weighing shows
// to be of no matter: fallbacks without weight, and demands without which the
// weighted sum still falls short. Which demands are tried first is by number,
// last first.
func (e *exploration) needed(none mask, v dual.Verdict) mask {
	if v.Weights == nil {
		return none
	}
	for q, c := range e.p.net.Columns {
		if c.Item >= 0 && (q >= len(v.Weights) || v.Weights[q] == nil || v.Weights[q].Sign() == 0) {
			none.remove(c.Item)
		}
	}
	list := none.items()
	for _, item := range slices.Backward(list) {
		if e.p.items[item].isFallback() {
			continue
		}
		fewer := none.without(item)
		if s, err := e.space(fewer); err == nil && (s.Barred || dual.Short(s, v.Weights)) {
			none = fewer
		}
	}
	return none
}

// search looks for conflicts and ways out among the items of part. What the
// one question taught, the other knows.
func (e *exploration) search(part mask) (*clash.Search, []int, error) {
	items := part.items()
	if s := e.searches[part]; s != nil {
		return s, items, nil
	}
	t := e.together(items)
	q := clash.Question{Statements: len(items)}
	for n, item := range items {
		if e.p.items[item].ref.Kind == parley.NormKind {
			q.Fixed = append(q.Fixed, n)
		}
		if e.p.items[item].isFallback() {
			q.Sooner = append(q.Sooner, n)
		}
	}
	s, err := clash.NewSearch(t, q)
	e.searches[part] = s
	return s, items, err
}

func (e *exploration) clashes(ctx context.Context, part mask, most int) ([]mask, bool, error) {
	return e.list(ctx, part, clash.Limits{Conflicts: most, WaysOut: -1}, func(a clash.Answer) clash.List { return a.Conflicts })
}

func (e *exploration) breaches(ctx context.Context, part mask, most int) ([]mask, bool, error) {
	return e.list(ctx, part, clash.Limits{Conflicts: -1, WaysOut: min(most, maxWaysOut)}, func(a clash.Answer) clash.List { return a.WaysOut })
}

// maxClashQuestions bounds how often it is asked whether statements hold
// together: with many statements, whether a list is complete can be out of
// anybody's reach.
const maxClashQuestions = 20_000

// list asks for sets of one kind. A part that holds together is known by the
// first question.
func (e *exploration) list(ctx context.Context, part mask, limits clash.Limits, of func(clash.Answer) clash.List) ([]mask, bool, error) {
	if limits.Conflicts == 0 || limits.WaysOut == 0 {
		return nil, false, nil
	}
	search, items, err := e.search(part)
	if err != nil {
		return nil, false, err
	}
	limits.Questions = maxClashQuestions
	answer, err := search.All(ctx, limits)
	found := of(answer)
	var sets []mask
	for _, list := range found.Sets {
		var m mask
		for _, n := range list {
			m.add(items[n])
		}
		sets = append(sets, m)
	}
	if err != nil && errors.Is(err, context.Cause(ctx)) {
		err = ctx.Err()
	}
	return sets, found.Complete, err
}
