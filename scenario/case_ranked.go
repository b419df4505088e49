package scenario

import (
	"slices"

	"parley"
)

// maxVoided is how many patterns may say where one issue's part is void.
const maxVoided = 20_000

// ranked says a mean of ranks as weights and values, and what rules make 0 of it
// as linkages that take it away: wherever an issue's part is void, each of its
// choices is worth as much less as it adds.
func (b *caseBuilder) ranked(p *Profile, u *Ranked, pos *parley.Position) {
	weight := parley.Int(0)
	if len(u.Ranks) > 0 {
		weight = parley.Fraction(1, int64(len(u.Ranks)))
	}
	seen := map[int]bool{}
	for _, r := range u.Ranks {
		if seen[r.Issue] {
			b.losses.add(p.Name, "it ranks the values of %s twice", quoted(b.s.Issues[r.Issue].Name))
			pos.Values, pos.Importance, pos.Anchors, pos.Linkages = nil, nil, nil, nil
			return
		}
		seen[r.Issue] = true
		id := b.c.Issues[r.Issue].ID
		most := (&Table{Values: r.Ranks}).greatest()
		v := parley.Value{Issue: id}
		parts := make([]parley.Number, len(r.Ranks)) // of the utility
		best := parley.Int(1)
		if most != nil && most.Sign() > 0 {
			best = *most
		}
		void, always, ok := b.void(u, r.Issue)
		if !ok {
			b.losses.add(p.Name, "its constraints on %s take too many patterns for a case", quoted(b.s.Issues[r.Issue].Name))
			pos.Values, pos.Importance, pos.Anchors, pos.Linkages = nil, nil, nil, nil
			return
		}
		for k, rank := range r.Ranks {
			worth := parley.Int(0)
			if rank != nil && most != nil && most.Sign() > 0 && !always {
				worth = *rank
			}
			parts[k] = worth.Div(best).Mul(weight)
			v.Options = append(v.Options, parley.OptionValue{Option: b.c.Issues[r.Issue].Options[k].ID, Worth: parley.Just(worth)})
		}
		pos.Values = append(pos.Values, v)
		pos.Importance = append(pos.Importance, parley.Importance{Issue: id, Weight: parley.Just(b.number(p.Name, weight))})
		pos.Anchors = append(pos.Anchors, parley.Anchor{Issue: id, Worst: parley.Int(0), Best: best})
		if !always {
			pos.Linkages = append(pos.Linkages, b.takenAway(p.Name, r.Issue, parts, void)...)
		}
	}
}

// takenAway returns a linkage for each number that a choice of the issue adds,
// which takes it away where one of the rows holds.
func (b *caseBuilder) takenAway(name string, issue int, parts []parley.Number, void []choices) []parley.Linkage {
	var list []parley.Linkage
	for k, part := range parts {
		if part.Sign() == 0 || slices.ContainsFunc(parts[:k], part.Equal) {
			continue
		}
		these := make([]bool, len(parts))
		for n := range parts {
			these[n] = parts[n].Equal(part)
		}
		var when parley.Patterns
		for _, row := range void {
			if r, ok := row.and(issue, these); ok {
				when = append(when, b.pattern(r))
			}
		}
		if len(when) > 0 {
			list = append(list, parley.Linkage{When: when, Worth: parley.Just(b.number(name, parley.Int(0).Sub(part)))})
		}
	}
	return list
}

// choices are the values that each of some issues may take, at least one.
type choices map[int][]bool

// and returns the choices of which one issue's are among these, and false if
// there are none.
func (c choices) and(issue int, these []bool) (choices, bool) {
	out := choices{}
	for i, v := range c {
		out[i] = v
	}
	both := slices.Clone(these)
	if before, bound := c[issue]; bound {
		for k := range both {
			both[k] = both[k] && before[k]
		}
	}
	out[issue] = both
	return out, slices.Contains(both, true)
}

// pattern writes choices as a pattern, issues in their order.
func (b *caseBuilder) pattern(c choices) parley.Pattern {
	var pattern parley.Pattern
	for n := range b.s.Issues {
		these, bound := c[n]
		if !bound || !slices.Contains(these, false) {
			continue
		}
		t := parley.Term{Issue: b.c.Issues[n].ID}
		for k, in := range these {
			if !in {
				continue
			}
			if b.s.Issues[n].Kind == Discrete {
				t.Options = append(t.Options, b.c.Issues[n].Options[k].ID)
			} else {
				t.Numbers = append(t.Numbers, b.s.Issues[n].At(k).Number)
			}
		}
		pattern = append(pattern, t)
	}
	return pattern
}

// void returns where rules make 0 of an issue's part, or of the whole; always
// where that is everywhere. It reports false where it takes too many rows.
func (b *caseBuilder) void(u *Ranked, issue int) (rows []choices, always, ok bool) {
	for i := range u.Rules {
		if r := &u.Rules[i]; r.Issue == Whole || r.Issue == issue {
			of, ok := b.where(r.Tests)
			if !ok || len(rows)+len(of) > maxVoided {
				return nil, false, false
			}
			rows = append(rows, of...)
		}
	}
	always = slices.ContainsFunc(rows, func(c choices) bool {
		for _, these := range c {
			if slices.Contains(these, false) {
				return false
			}
		}
		return true
	})
	return rows, always, true
}

// where returns the choices with which all tests pass.
func (b *caseBuilder) where(tests []Test) ([]choices, bool) {
	rows := []choices{{}}
	for n := range tests {
		t := &tests[n]
		if t.Sum == nil {
			these, ok := b.passing(t, t.Issue)
			if !ok {
				return nil, false
			}
			rows = narrow(rows, t.Issue, these)
			continue
		}
		if len(t.Sum) == 0 { // of no issues: it is 0
			if !b.s.passes(t, nil) {
				return nil, true
			}
			continue
		}
		var ok bool
		if rows, ok = b.summing(rows, t, 0, parley.Int(0)); !ok {
			return nil, false
		}
	}
	return rows, true
}

func narrow(rows []choices, issue int, these []bool) []choices {
	var out []choices
	for _, row := range rows {
		if r, ok := row.and(issue, these); ok {
			out = append(out, r)
		}
	}
	return out
}

// passing returns the values of an issue with which a test of it alone passes.
func (b *caseBuilder) passing(t *Test, issue int) ([]bool, bool) {
	i := &b.s.Issues[issue]
	n := i.Count()
	if n == nil || !n.IsInt64() || n.Int64() > maxCorners {
		return nil, false
	}
	these := make([]bool, n.Int64())
	o := make(Outcome, len(b.s.Issues))
	for k := range these {
		o[issue] = i.At(k)
		these[k] = b.s.passes(t, o)
	}
	return these, true
}

// summing goes through the values of the issues of a sum, one issue after the
// other; of the last it takes all that bring the sum within its bounds together.
func (b *caseBuilder) summing(rows []choices, t *Test, at int, sum parley.Number) ([]choices, bool) {
	issue := t.Sum[at]
	n := b.s.Issues[issue].Count()
	if n == nil || !n.IsInt64() || n.Int64() > maxVoided {
		return nil, false
	}
	o := make(Outcome, len(b.s.Issues))
	these := make([]bool, n.Int64())
	var out []choices
	for k := range these {
		o[issue] = b.s.Issues[issue].At(k)
		total := sum.Add(b.s.number(issue, o))
		if at == len(t.Sum)-1 {
			these[k] = total.Cmp(t.Low) >= 0 && total.Cmp(t.High) <= 0
			continue
		}
		only := make([]bool, len(these))
		only[k] = true
		more, ok := b.summing(narrow(rows, issue, only), t, at+1, total)
		if !ok || len(out)+len(more) > maxVoided {
			return nil, false
		}
		out = append(out, more...)
	}
	if at == len(t.Sum)-1 && slices.Contains(these, true) {
		out = narrow(rows, issue, these)
	}
	return out, true
}
