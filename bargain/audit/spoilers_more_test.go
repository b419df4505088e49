package audit_test

import (
	"math/big"
	"slices"

	"parley"
	"parley/bargain"
)

// solutionSpoilers spoil each solution.
func solutionSpoilers() []spoiler {
	var list []spoiler
	for q, of := range map[bargain.Question]func(*bargain.Answer) *bargain.Solution{
		bargain.AskNash:             func(a *bargain.Answer) *bargain.Solution { return a.Nash },
		bargain.AskKalaiSmorodinsky: func(a *bargain.Answer) *bargain.Solution { return a.KalaiSmorodinsky },
		bargain.AskEgalitarian:      func(a *bargain.Answer) *bargain.Solution { return a.Egalitarian },
		bargain.AskUtilitarian:      func(a *bargain.Answer) *bargain.Solution { return a.Utilitarian },
		bargain.AskWeightedNash:     func(a *bargain.Answer) *bargain.Solution { return a.WeightedNash },
	} {
		when := func(spoil func(c *parley.Case, a *bargain.Answer, s *bargain.Solution) bool) func(*parley.Case, *bargain.Answer) bool {
			return func(c *parley.Case, a *bargain.Answer) bool {
				s := of(a)
				return s != nil && a.Certificates[q].Proven && spoil(c, a, s)
			}
		}
		list = append(list,
			spoiler{string(q) + ": another package", true, when(func(c *parley.Case, a *bargain.Answer, s *bargain.Solution) bool {
				if a.Zone == nil || len(a.Zone.Reach) == 0 || a.Frontier == nil {
					return false
				}
				o := outcome(c, a.Zone.Reach[0].LeastAt, a.Frontier.Outcomes.Slice())
				same := text(o.Utility) == text(s.Outcomes[0].Utility)
				s.Outcomes, s.Size = []bargain.Outcome{o}, 1
				return !same
			})},
			spoiler{string(q) + ": the next outcome of the frontier", false, when(func(_ *parley.Case, a *bargain.Answer, s *bargain.Solution) bool {
				if a.Frontier == nil {
					return false
				}
				at := slices.IndexFunc(a.Frontier.Outcomes.Slice(), func(o bargain.Outcome) bool { return text(o.Utility) == text(s.Outcomes[0].Utility) })
				if at < 0 || a.Frontier.Outcomes.Len() < 2 || len(s.Outcomes) > 1 {
					return false
				}
				s.Outcomes[0] = a.Frontier.Outcomes.At((at + 1) % a.Frontier.Outcomes.Len())
				return true
			})},
			spoiler{string(q) + ": one that does not tie", true, when(func(_ *parley.Case, a *bargain.Answer, s *bargain.Solution) bool {
				if a.Frontier == nil || len(s.Outcomes) == a.Frontier.Outcomes.Len() {
					return false
				}
				s.Outcomes, s.Size = a.Frontier.Outcomes.Slice(), a.Frontier.Size
				return true
			})},
			spoiler{string(q) + ": no outcome", true, when(func(_ *parley.Case, _ *bargain.Answer, s *bargain.Solution) bool {
				s.Outcomes, s.Size = nil, 0
				return true
			})},
			spoiler{string(q) + ": an assumed fallback", true, when(func(c *parley.Case, _ *bargain.Answer, s *bargain.Solution) bool {
				s.Assumed = append(s.Assumed, c.Consenting()[0].ID)
				return true
			})},
		)
		if q == bargain.AskWeightedNash {
			continue
		}
		list = append(list,
			spoiler{string(q) + ": a tie not listed", true, when(func(_ *parley.Case, _ *bargain.Answer, s *bargain.Solution) bool {
				if len(s.Outcomes) < 2 || s.Size > len(s.Outcomes) {
					return false
				}
				s.Outcomes, s.Size = s.Outcomes[1:], s.Size-1
				return true
			})},
			spoiler{string(q) + ": a package that ties and is another", true, when(func(_ *parley.Case, a *bargain.Answer, s *bargain.Solution) bool {
				o := &s.Outcomes[0]
				if len(o.Tied) == 0 || a.Zone == nil || len(a.Zone.Reach) == 0 || slices.ContainsFunc(o.Tied, a.Zone.Reach[0].LeastAt.Equal) {
					return false
				}
				o.Tied[len(o.Tied)-1] = a.Zone.Reach[0].LeastAt
				return true
			})},
			spoiler{string(q) + ": a party left out", true, when(func(c *parley.Case, _ *bargain.Answer, s *bargain.Solution) bool {
				s.LeftOut = append(s.LeftOut, c.Consenting()[0].ID)
				return true
			})},
			spoiler{string(q) + ": a level that is higher", true, when(func(_ *parley.Case, a *bargain.Answer, _ *bargain.Solution) bool {
				c := a.Certificates[q]
				if c.Lower == nil {
					return false
				}
				level := c.Lower.Add(parley.Fraction(1, 1000))
				c.Lower, c.Upper = &level, &level
				a.Certificates[q] = c
				return true
			})},
			spoiler{string(q) + ": an upper bound that is passed", true, when(func(_ *parley.Case, a *bargain.Answer, _ *bargain.Solution) bool {
				c := a.Certificates[q]
				if c.Lower == nil {
					return false
				}
				level := c.Lower.Sub(parley.Fraction(1, 1000))
				c.Upper, c.Proven, c.Why = &level, false, "Interrupted."
				a.Certificates[q] = c
				return true
			})},
		)
	}
	slices.SortFunc(list, func(a, b spoiler) int { return len(a.name) - len(b.name) })
	return list
}

// deadlockSpoilers spoil conflicts and ways out.
func deadlockSpoilers() []spoiler {
	conflicts := func(spoil func(c *parley.Case, x *bargain.Conflicts) bool) func(*parley.Case, *bargain.Answer) bool {
		return func(c *parley.Case, a *bargain.Answer) bool {
			return a.Conflicts != nil && len(a.Conflicts.Sets) > 0 && spoil(c, a.Conflicts)
		}
	}
	ways := func(spoil func(c *parley.Case, x *bargain.Concessions) bool) func(*parley.Case, *bargain.Answer) bool {
		return func(c *parley.Case, a *bargain.Answer) bool {
			return a.Concessions != nil && len(a.Concessions.Ways) > 1 && spoil(c, a.Concessions)
		}
	}
	// another returns a demand that is none of the items.
	another := func(c *parley.Case, items []parley.Ref) (parley.Ref, bool) {
		for _, p := range c.Positions {
			for n := range p.Never {
				if r := (parley.Ref{Party: p.Party, Kind: parley.RedLine, Index: n}); !slices.Contains(items, r) {
					return r, true
				}
			}
			if r := (parley.Ref{Party: p.Party, Kind: parley.FallbackKind}); p.Fallback != nil && !slices.Contains(items, r) {
				return r, true
			}
		}
		return parley.Ref{}, false
	}
	return []spoiler{
		{"a superfluous member", false, conflicts(func(c *parley.Case, x *bargain.Conflicts) bool {
			r, ok := another(c, x.Sets[0].Items)
			x.Sets[0].Items = append(x.Sets[0].Items, r)
			return ok
		})},
		{"a member missing", true, conflicts(func(_ *parley.Case, x *bargain.Conflicts) bool {
			x.Sets[0].Items = x.Sets[0].Items[1:]
			return true
		})},
		{"a conflict missing", false, conflicts(func(_ *parley.Case, x *bargain.Conflicts) bool {
			x.Sets = x.Sets[1:]
			return x.Complete
		})},
		{"a conflict twice", true, conflicts(func(_ *parley.Case, x *bargain.Conflicts) bool {
			x.Sets = append(x.Sets[:1:1], x.Sets...)
			return true
		})},
		{"a conflict where there is a zone", true, func(c *parley.Case, a *bargain.Answer) bool {
			r, ok := another(c, nil)
			if a.Conflicts != nil || !ok || a.Zone == nil || a.Zone.Example == nil {
				return false
			}
			a.Conflicts = &bargain.Conflicts{Sets: []bargain.Conflict{{Items: []parley.Ref{r}}}, Complete: true}
			return true
		}},
		{"a statement too many given up", true, ways(func(c *parley.Case, x *bargain.Concessions) bool {
			r, ok := another(c, []parley.Ref{x.Ways[0].GiveUp[0].Ref})
			x.Ways[0].GiveUp = append(x.Ways[0].GiveUp, bargain.Concession{Ref: r})
			return ok
		})},
		{"a way out missing", true, ways(func(_ *parley.Case, x *bargain.Concessions) bool {
			x.Ways = x.Ways[1:]
			return x.Complete
		})},
		{"a way out that gives up too little", true, ways(func(_ *parley.Case, x *bargain.Concessions) bool {
			x.Ways[0].GiveUp = x.Ways[0].GiveUp[1:]
			return true
		})},
		{"a way out with another's example", true, ways(func(_ *parley.Case, x *bargain.Concessions) bool {
			x.Ways[0].Example = x.Ways[1].Example
			return true
		})},
		{"a way out that opens one more", false, ways(func(_ *parley.Case, x *bargain.Concessions) bool { return more(&x.Ways[0].Opens, 1) })},
		{"a way out that opens nothing", true, ways(func(_ *parley.Case, x *bargain.Concessions) bool {
			x.Ways[0].Opens = bargain.Count{Int: new(big.Int)}
			return true
		})},
		{"a way out in which another moves", true, ways(func(_ *parley.Case, x *bargain.Concessions) bool {
			x.Ways[0].Movers = append(x.Ways[0].Movers, "nobody")
			return true
		})},
		{"ways out upside down", true, ways(func(_ *parley.Case, x *bargain.Concessions) bool {
			a, b := x.Ways[0], x.Ways[len(x.Ways)-1]
			slices.Reverse(x.Ways)
			return len(a.GiveUp) != len(b.GiveUp) || len(a.Movers) > 1 != (len(b.Movers) > 1)
		})},
		{"a best that is not", false, ways(func(_ *parley.Case, x *bargain.Concessions) bool {
			for n, w := range x.Ways {
				if w.Best == nil || w.Frontier == nil {
					continue
				}
				for _, o := range w.Frontier.Outcomes.All() {
					if text(o.Utility) != text(w.Best.Utility) {
						x.Ways[n].Best = &o
						return true
					}
				}
			}
			return false
		})},
		{"a fall one more", true, ways(func(_ *parley.Case, x *bargain.Concessions) bool {
			for _, w := range x.Ways {
				for i, g := range w.GiveUp {
					if g.By != nil {
						by := g.By.Add(one)
						w.GiveUp[i].By = &by
						return true
					}
				}
			}
			return false
		})},
	}
}
