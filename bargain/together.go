package bargain

import (
	"context"
	"errors"
	"slices"

	"parley"
	"parley/bargain/internal/clash"
	"parley/bargain/internal/dual"
)

// together tells a search for conflicts and ways out which statements can
// hold together, by asking whether the packages that break none of them are
// none.
type together struct {
	e     *exploration
	items []int // by statement
}

// Together is for clash.Oracle.
func (t *together) Together(ctx context.Context, want []int) (ok bool, kept, core []int, err error) {
	var none mask
	for _, n := range want {
		none.add(t.items[n])
	}
	v, err := t.e.verdict(ctx, none)
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
	left := t.e.needed(none, v)
	for _, n := range want {
		if left.has(t.items[n]) {
			core = append(core, n)
		}
	}
	return false, nil, core, nil
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
	t := &together{e: e, items: part.items()}
	if s := e.searches[part]; s != nil {
		return s, t.items, nil
	}
	q := clash.Question{Statements: len(t.items)}
	for n, item := range t.items {
		if e.p.items[item].ref.Kind == parley.NormKind {
			q.Fixed = append(q.Fixed, n)
		}
	}
	s, err := clash.NewSearch(t, q)
	e.searches[part] = s
	return s, t.items, err
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
