package bargain_test

import (
	"math/big"
	"slices"
	"testing"

	"parley"
	"parley/bargain"
	"parley/bargain/oracle"
)

// Fails if a price is not the difference of two scans for the egalitarian
// minimum, with and without the demand, scales and fallbacks fixed.
func checkPrices(t *testing.T, b *brute, a *bargain.Answer) {
	t.Helper()
	of := b.possible()
	if len(of) == 0 || b.vectors[0] == nil || a.Prices == nil {
		return
	}
	free := b.possible(b.fallbacks()...)
	minimum := func(of []int) *big.Rat {
		var best *big.Rat
		for _, n := range of {
			var least *big.Rat
			for q, p := range b.c.Consenting() {
				low, high := b.ends(free, q)
				if low.Cmp(high) == 0 {
					continue
				}
				r, ok := b.judge.Reservation(p.ID)
				if !ok {
					worst, _ := b.ends(b.possible(), q)
					r = parley.Exactly(worst)
				}
				f := new(big.Rat).Quo(b.vectors[n][q].Sub(r).Rat(), new(big.Rat).Sub(high, low))
				if least == nil || f.Cmp(least) < 0 {
					least = f
				}
			}
			if least != nil && (best == nil || least.Cmp(best) > 0) {
				best = least
			}
		}
		return best
	}
	from := minimum(of)
	for _, price := range a.Prices {
		if to := minimum(b.possible(price.Ref.At())); price.From.Rat().Cmp(from) != 0 || price.To.Rat().Cmp(to) != 0 {
			t.Errorf("lifting %s raises the minimum from %s to %s, want %s to %s", price.Ref.At(), price.From, price.To, from, to)
		}
	}
}

func (b *brute) ends(of []int, q int) (low, high *big.Rat) {
	for _, n := range of {
		x := b.vectors[n][q].Rat()
		if low == nil || x.Cmp(low) < 0 {
			low = x
		}
		if high == nil || x.Cmp(high) > 0 {
			high = x
		}
	}
	return low, high
}

// corners returns the case with every interval at one of its ends, every
// word's weight at an end of its tier and every order at a step, in all
// combinations for one party, or nil where they are too many.
func corners(c *parley.Case, party string) []*parley.Case {
	cases := []*parley.Case{exactCopy(c, party)}
	vary := func(alternatives int, set func(p *parley.Position, which int)) {
		var more []*parley.Case
		for _, base := range cases {
			for which := range alternatives {
				next := exactCopy(base, party)
				set(next.Position(party), which)
				more = append(more, next)
			}
		}
		cases = more
	}
	p := c.Position(party)
	ends := func(i parley.Interval) []parley.Interval {
		return []parley.Interval{parley.Just(i.Low), parley.Just(i.High)}
	}
	for n, v := range p.Values {
		for k, o := range v.Options {
			if !o.Worth.Exact() {
				vary(2, func(p *parley.Position, which int) { p.Values[n].Options[k].Worth = ends(o.Worth)[which] })
			}
		}
		for k, o := range v.Curve {
			if !o.Worth.Exact() {
				vary(2, func(p *parley.Position, which int) { p.Values[n].Curve[k].Worth = ends(o.Worth)[which] })
			}
		}
		if len(cases) > 300 {
			return nil
		}
	}
	for n, w := range p.Importance {
		if w.Word == "" && !w.Weight.Exact() {
			vary(2, func(p *parley.Position, which int) { p.Importance[n].Weight = ends(w.Weight)[which] })
		}
	}
	for n, l := range p.Linkages {
		if !l.Worth.Exact() {
			vary(2, func(p *parley.Position, which int) { p.Linkages[n].Worth = ends(l.Worth)[which] })
		}
	}
	if f := p.Fallback; f != nil && f.Value != nil && !f.Value.Exact() {
		vary(2, func(p *parley.Position, which int) { v := ends(*f.Value)[which]; p.Fallback.Value = &v })
	}
	if len(cases) > 300 {
		return nil
	}
	return cases
}

// exactCopy copies the parts of the party's position that corners changes.
func exactCopy(c *parley.Case, party string) *parley.Case {
	next := *c
	next.Positions = slices.Clone(c.Positions)
	p := next.Position(party)
	p.Values = slices.Clone(p.Values)
	for n := range p.Values {
		p.Values[n].Options = slices.Clone(p.Values[n].Options)
		p.Values[n].Curve = slices.Clone(p.Values[n].Curve)
	}
	p.Importance = slices.Clone(p.Importance)
	p.Linkages = slices.Clone(p.Linkages)
	if p.Fallback != nil {
		f := *p.Fallback
		p.Fallback = &f
	}
	return &next
}

// pinned anchors every issue of a position with importance at the ends of the
// base case, which what-ifs keep.
func pinned(c *parley.Case, party string) *parley.Case {
	next := exactCopy(c, party)
	p := next.Position(party)
	if len(p.Importance) == 0 {
		return next
	}
	for _, v := range p.Values {
		if len(v.Order) > 0 {
			continue
		}
		issue, _ := c.Issue(v.Issue)
		var low, high *parley.Number
		for k := range int(issue.Count().Int64()) {
			choice := issue.At(k)
			if p.Refuses(issue.ID, choice) {
				continue
			}
			x := parley.Number{}
			for _, o := range v.Options {
				if o.Option == choice.Option {
					x = o.Worth.Mid()
				}
			}
			for i := 1; i < len(v.Curve); i++ {
				a, b := v.Curve[i-1], v.Curve[i]
				if choice.Number.Cmp(a.At) >= 0 && choice.Number.Cmp(b.At) <= 0 {
					x = a.Worth.Mid().Add(b.Worth.Mid().Sub(a.Worth.Mid()).Mul(choice.Number.Sub(a.At)).Div(b.At.Sub(a.At)))
				}
			}
			if low == nil || x.Cmp(*low) < 0 {
				low = &x
			}
			if high == nil || x.Cmp(*high) > 0 {
				high = &x
			}
		}
		if low != nil && !low.Equal(*high) {
			p.Anchors = append(p.Anchors, parley.Anchor{Issue: v.Issue, Worst: *low, Best: *high})
		} else {
			return nil // the scale has no ends to pin
		}
	}
	return next
}

// Fails if the packages acceptable for all, or for some, of what the
// statements permit are not those at all, or some, corners: margins are
// linear in each number, so corners decide. Cases with words or orders are
// left to the examples by hand.
func checkRobustness(t *testing.T, b *brute, a *bargain.Answer) {
	t.Helper()
	if a.Robustness.All == nil {
		if a.Certificates[bargain.AskRobustness].Proven || !b.entangled() {
			t.Error("what is acceptable for all values was not counted, and nothing stands in the way")
		}
		return
	}
	all, some := make([]bool, len(b.packages)), make([]bool, len(b.packages))
	for n := range b.packages {
		all[n], some[n] = true, true
	}
	for _, party := range b.c.Parties {
		p := b.c.Position(party.ID)
		if p == nil {
			continue
		}
		for _, v := range p.Values {
			if len(v.Order) > 2 {
				return
			}
		}
		for _, w := range p.Importance {
			if w.Word != "" {
				return
			}
		}
		base := pinned(b.c, party.ID)
		if base == nil {
			return
		}
		cases := corners(base, party.ID)
		if cases == nil {
			return
		}
		always, ever := make([]bool, len(b.packages)), make([]bool, len(b.packages))
		for n := range always {
			always[n] = true
		}
		for _, c := range cases {
			judge := oracle.New(c)
			for n, pkg := range b.packages {
				accepted := !judge.Concerned(party.ID, pkg) || judge.Verdict(party.ID, pkg) != oracle.No
				always[n] = always[n] && accepted
				ever[n] = ever[n] || accepted
			}
		}
		for n := range b.packages {
			all[n], some[n] = all[n] && always[n], some[n] && ever[n]
		}
	}
	lawful := func(n int) bool {
		return !slices.ContainsFunc(b.judge.Broken(b.packages[n]), func(r parley.Ref) bool { return r.Kind == parley.NormKind })
	}
	if want := b.count(func(n int) bool { return all[n] && lawful(n) }); a.Robustness.All.String() != want {
		t.Errorf("acceptable for all values: %s packages, want %s", a.Robustness.All, want)
	}
	if want := b.count(func(n int) bool { return some[n] && lawful(n) }); a.Robustness.Some.String() != want {
		t.Errorf("acceptable for some values: %s packages, want %s", a.Robustness.Some, want)
	}
}

// entangled reports whether a cap, a fallback that is like a package and numbers
// that are open come together in one position.
func (b *brute) entangled() bool {
	return slices.ContainsFunc(b.c.Positions, func(p parley.Position) bool {
		return p.Cap != nil && p.Fallback != nil && p.Fallback.Like != nil
	})
}

// capped reports whether a position has a cap.
func (b *brute) capped() bool {
	return slices.ContainsFunc(b.c.Positions, func(p parley.Position) bool { return p.Cap != nil })
}

// Fails if a hard clash is missed or imagined.
func checkContention(t *testing.T, b *brute, a *bargain.Answer) {
	t.Helper()
	for _, c := range a.Contention {
		issue, _ := b.c.Issue(c.Issue)
		clash := true
		for k := range int(issue.Count().Int64()) {
			choice := issue.At(k)
			barred := slices.ContainsFunc(b.c.Norms, func(n parley.Norm) bool {
				scope := n.Pattern.Issues()
				return len(scope) == 1 && scope[0] == c.Issue && n.Pattern.Matches(parley.Package{c.Issue: choice})
			})
			for _, party := range b.c.Parties {
				p := b.c.Position(party.ID)
				barred = barred || p != nil && party.Consents() && p.Refuses(c.Issue, choice) ||
					p != nil && issue.By == party.ID && issue.Commits(choice) && p.Refuses(c.Issue, choice)
			}
			clash = clash && barred
		}
		if c.HardClash != clash {
			t.Errorf("%s is a hard clash: %v, want %v", c.Issue, c.HardClash, clash)
		}
		if c.Score != nil && (c.Score.Sign() < 0 || c.Score.Cmp(parley.Int(1)) > 0) {
			t.Errorf("%s has contention %s, outside 0 to 1", c.Issue, c.Score)
		}
	}
}
