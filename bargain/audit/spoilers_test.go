package audit_test

import (
	"math/big"
	"reflect"
	"slices"

	"parley"
	"parley/bargain"
)

// spoiler makes a right answer wrong in one way; it returns false where the
// answer has nothing of the kind. anywhere says that the audit finds it at any
// size, from what the answer itself says.
type spoiler struct {
	name     string
	anywhere bool
	spoil    func(c *parley.Case, a *bargain.Answer) bool
}

var one = parley.Int(1)

func add(n *big.Int, x int64) *big.Int { return new(big.Int).Add(n, big.NewInt(x)) }

// more adds to a count, whatever is known of it.
func more(c *bargain.Count, x int64) bool {
	if c.Infinite() {
		return false
	}
	if c.Exact() {
		c.Int = add(c.Int, x)
		return true
	}
	c.Least, c.Most = add(c.Most, x), add(c.Most, x)
	return true
}

// spelled is a frontier whose outcomes can be changed.
type spelled struct {
	*bargain.Frontier
	Outcomes []bargain.Outcome
}

func spell(f *bargain.Frontier, spoil func(*spelled) bool) bool {
	x := &spelled{f, f.Outcomes.Slice()}
	ok := spoil(x)
	f.Outcomes = bargain.Listed(x.Outcomes...)
	return ok
}

// nearAny reports whether some outcome falls short of another, for any party, by
// at most a part of its range.
func nearAny(c *parley.Case, of bargain.Outcome, list []bargain.Outcome, within parley.Number) bool {
	return slices.ContainsFunc(list, func(o bargain.Outcome) bool {
		for _, p := range c.Consenting() {
			if of.Fraction[p.ID].Cmp(o.Fraction[p.ID].Add(within)) > 0 {
				return false
			}
		}
		return true
	})
}

func spoilers() []spoiler {
	zone := func(spoil func(z *bargain.Zone) bool) func(*parley.Case, *bargain.Answer) bool {
		return func(_ *parley.Case, a *bargain.Answer) bool { return a.Zone != nil && spoil(a.Zone) }
	}
	frontier := func(spoil func(c *parley.Case, f *spelled) bool) func(*parley.Case, *bargain.Answer) bool {
		return func(c *parley.Case, a *bargain.Answer) bool {
			return a.Frontier != nil && a.Frontier.Outcomes.Len() > 1 && spell(a.Frontier, func(f *spelled) bool { return spoil(c, f) })
		}
	}
	party := func(c *parley.Case) string { return c.Consenting()[0].ID }
	list := []spoiler{
		{"one package more in the zone", false, zone(func(z *bargain.Zone) bool { return more(&z.Count, 1) && more(&z.Possible, 1) && more(&z.Confirmed, 1) })},
		{"fewer packages in the zone than the answer names", true, zone(func(z *bargain.Zone) bool {
			few := bargain.Count{Int: big.NewInt(1)}
			ok := z.Example != nil && !(z.Count.Exact() && z.Count.Int.IsInt64() && z.Count.Int.Int64() < 3)
			z.Count, z.Possible, z.Confirmed = few, few, few
			return ok
		})},
		{"the zone is not the possible zone", true, zone(func(z *bargain.Zone) bool {
			return z.Count.Exact() && z.Count.Int.Sign() > 0 && more(&z.Count, -1) && len(z.Assumed) == 0
		})},
		{"more confirmed than there are", true, zone(func(z *bargain.Zone) bool {
			z.Confirmed = z.Count
			return more(&z.Confirmed, 1)
		})},
		{"one package from no to yes", false, zone(func(z *bargain.Zone) bool { return more(&z.Accepts[0].Yes, 1) && more(&z.Accepts[0].No, -1) })},
		{"verdicts that are not all packages", true, zone(func(z *bargain.Zone) bool {
			z.Accepts[0].No = z.Total
			z.Accepts[0].Yes = z.Total
			return true
		})},
		{"a pair that accepts one package more", false, zone(func(z *bargain.Zone) bool { return more(&z.Pairs[0].Both, 1) })},
		{"a pair that accepts more than one of it", true, zone(func(z *bargain.Zone) bool {
			z.Pairs[0].Both = z.Accepts[0].Yes
			return more(&z.Pairs[0].Both, 1)
		})},
		{"twice as many packages", true, zone(func(z *bargain.Zone) bool { return more(&z.Total, 7) })},
		{"bounds that cross", true, zone(func(z *bargain.Zone) bool {
			z.Pairs[0].Possible = bargain.Count{Least: big.NewInt(9), Most: big.NewInt(8)}
			return true
		})},
		{"an example that is no package", true, zone(func(z *bargain.Zone) bool {
			for id := range z.Example {
				delete(z.Example, id)
				return true
			}
			return false
		})},
		{"a guarantor that is not confirmed", true, zone(func(z *bargain.Zone) bool {
			z.Unconfirmed = append(z.Unconfirmed, "nobody")
			return true
		})},
		{"a reach beyond its package", true, zone(func(z *bargain.Zone) bool {
			if len(z.Reach) == 0 {
				return false
			}
			z.Reach[0].Most = z.Reach[0].Most.Add(one)
			return true
		})},
		{"a reach that falls short", true, zone(func(z *bargain.Zone) bool {
			if len(z.Reach) == 0 || z.Reach[0].Least.Equal(z.Reach[0].Most) {
				return false
			}
			z.Reach[0].Most, z.Reach[0].MostAt = z.Reach[0].Least, z.Reach[0].LeastAt
			return true
		})},
		{"an open choice closed", true, zone(func(z *bargain.Zone) bool {
			for n, x := range z.Open {
				if len(x.Open) > 0 && z.Example != nil && (x.Open[0].From.Option == "" || x.Open[0].From.Equal(z.Example[x.Issue])) {
					z.Open[n].Closed = append(x.Closed, x.Open...)
					z.Open[n].Open = nil
					return true
				}
			}
			return false
		})},
		{"a closed choice open", false, zone(func(z *bargain.Zone) bool {
			for n, x := range z.Open {
				if len(x.Closed) > 0 {
					z.Open[n].Open = append(x.Open, x.Closed...)
					z.Open[n].Closed = nil
					return true
				}
			}
			return false
		})},
		{"a choice that is nowhere", true, zone(func(z *bargain.Zone) bool {
			if len(z.Open) == 0 || len(z.Open[0].Open) == 0 {
				return false
			}
			z.Open[0].Open = z.Open[0].Open[1:]
			return true
		})},
		{"a choice listed twice", true, zone(func(z *bargain.Zone) bool {
			if len(z.Open) == 0 || len(z.Open[0].Open) == 0 {
				return false
			}
			z.Open[0].Open = append(z.Open[0].Open, z.Open[0].Open[0])
			return true
		})},
		{"a weight that is not the one weighed with", true, zone(func(z *bargain.Zone) bool {
			if z.Proof == nil {
				return false
			}
			z.Proof.Weights[0].Weight = z.Proof.Weights[0].Weight.Mul(parley.Fraction(11, 10))
			return true
		})},
		{"a weight below 0", true, zone(func(z *bargain.Zone) bool {
			if z.Proof == nil {
				return false
			}
			z.Proof.Weights[0].Weight = parley.Int(-1)
			return true
		})},
		{"a weighing that says less than it comes to", true, zone(func(z *bargain.Zone) bool {
			if z.Proof == nil {
				return false
			}
			z.Proof.Most = z.Proof.Most.Mul(parley.Fraction(99, 100))
			return true
		})},
		{"a weighing that shows nothing", true, zone(func(z *bargain.Zone) bool {
			if z.Proof == nil {
				return false
			}
			z.Proof.Most = z.Proof.Needed
			return true
		})},
		{"a utility one more", true, frontier(func(c *parley.Case, f *spelled) bool {
			u := f.Outcomes[0].Utility
			u[party(c)] = u[party(c)].Add(one)
			return true
		})},
		{"a gain one more", true, frontier(func(c *parley.Case, f *spelled) bool {
			u := f.Outcomes[1].Gain
			u[party(c)] = u[party(c)].Add(one)
			return true
		})},
		{"a share twice as large", true, frontier(func(_ *parley.Case, f *spelled) bool { return double(f.Outcomes[1].Share) })},
		{"a fraction twice as large", true, frontier(func(_ *parley.Case, f *spelled) bool { return double(f.Outcomes[1].Fraction) })},
		{"a share that is missing", true, frontier(func(_ *parley.Case, f *spelled) bool {
			clear(f.Outcomes[1].Share)
			return len(f.Outcomes[0].Share) > 0
		})},
		{"outcomes out of order", true, frontier(func(_ *parley.Case, f *spelled) bool {
			f.Outcomes[0], f.Outcomes[1] = f.Outcomes[1], f.Outcomes[0]
			return true
		})},
		{"an outcome twice", true, frontier(func(_ *parley.Case, f *spelled) bool {
			f.Outcomes = slices.Insert(f.Outcomes, 0, f.Outcomes[0])
			f.Size++
			return true
		})},
		{"an outcome left out", false, frontier(func(_ *parley.Case, f *spelled) bool {
			f.Outcomes = f.Outcomes[1:]
			f.Size--
			return f.Complete
		})},
		{"an outcome left out that another part names", true, func(_ *parley.Case, a *bargain.Answer) bool {
			if a.Frontier == nil || !a.Frontier.Complete || a.Nash == nil {
				return false
			}
			return spell(a.Frontier, func(f *spelled) bool {
				at := slices.IndexFunc(f.Outcomes, func(o bargain.Outcome) bool { return reflect.DeepEqual(o.Utility, a.Nash.Outcomes[0].Utility) })
				f.Outcomes = slices.Delete(f.Outcomes, at, at+1)
				f.Size--
				return true
			})
		}},
		{"a frontier that does not come so near", false, frontier(func(_ *parley.Case, f *spelled) bool {
			within := parley.Fraction(1, 1_000_000)
			f.Outcomes, f.Size, f.Complete, f.Within = f.Outcomes[:1], 1, false, &within
			return true
		})},
		{"a package that others are near to left out", true, frontier(func(c *parley.Case, f *spelled) bool {
			if f.Within == nil {
				return false
			}
			for n, o := range f.Outcomes {
				others := slices.Delete(slices.Clone(f.Outcomes), n, n+1)
				if !nearAny(c, o, others, *f.Within) {
					f.Outcomes, f.Size = others, f.Size-1
					return true
				}
			}
			return false
		})},
		{"a frontier that comes nearer than it does", true, frontier(func(_ *parley.Case, f *spelled) bool {
			if f.Within == nil || f.Within.Cmp(parley.Fraction(1, 1000)) < 0 {
				return false
			}
			within := parley.Fraction(1, 1_000_000)
			f.Within = &within
			return true
		})},
		{"a size below what is listed", true, frontier(func(_ *parley.Case, f *spelled) bool {
			f.Size = 1
			return true
		})},
		{"one package more that ties", false, frontier(func(_ *parley.Case, f *spelled) bool { return more(&f.Outcomes[0].Ties, 1) })},
		{"no package that ties", true, frontier(func(_ *parley.Case, f *spelled) bool {
			f.Outcomes[0].Ties = bargain.Count{Int: new(big.Int)}
			return true
		})},
		{"another package", true, frontier(func(_ *parley.Case, f *spelled) bool {
			f.Outcomes[0].Package = f.Outcomes[1].Package
			return true
		})},
		{"a dominated outcome", true, func(c *parley.Case, a *bargain.Answer) bool {
			if a.Frontier == nil || a.Zone == nil || len(a.Zone.Reach) == 0 {
				return false
			}
			return spell(a.Frontier, func(f *spelled) bool {
				o := outcome(c, a.Zone.Reach[0].LeastAt, f.Outcomes)
				for _, other := range f.Outcomes {
					if reflect.DeepEqual(text(other.Utility), text(o.Utility)) {
						return false
					}
				}
				at := slices.IndexFunc(f.Outcomes, func(x bargain.Outcome) bool { return before(c, o, x) })
				if at < 0 {
					at = len(f.Outcomes)
				}
				f.Outcomes = slices.Insert(f.Outcomes, at, o)
				f.Size++
				return true
			})
		}},
		{"a shortlist upside down", true, func(_ *parley.Case, a *bargain.Answer) bool {
			if a.Shortlist == nil || len(a.Shortlist.Best) < 2 {
				return false
			}
			slices.Reverse(a.Shortlist.Best)
			return !reflect.DeepEqual(text(a.Shortlist.Best[0].Utility), text(a.Shortlist.Best[len(a.Shortlist.Best)-1].Utility))
		}},
		{"a shortlist without its best", true, func(_ *parley.Case, a *bargain.Answer) bool {
			if a.Shortlist == nil || len(a.Shortlist.Best) < 2 {
				return false
			}
			a.Shortlist.Best = a.Shortlist.Best[1:]
			return true
		}},
		{"diverse packages that do not differ", true, func(_ *parley.Case, a *bargain.Answer) bool {
			if a.Shortlist == nil || len(a.Shortlist.Diverse) < 2 {
				return false
			}
			a.Shortlist.Diverse[1] = a.Shortlist.Diverse[0]
			return true
		}},
		{"a rise one more", true, func(_ *parley.Case, a *bargain.Answer) bool {
			if len(a.Prices) == 0 {
				return false
			}
			a.Prices[0].Rise = a.Prices[0].Rise.Add(one)
			return true
		}},
		{"a price one more", false, func(_ *parley.Case, a *bargain.Answer) bool {
			if len(a.Prices) == 0 {
				return false
			}
			a.Prices[0].Rise, a.Prices[0].To = a.Prices[0].Rise.Add(one), a.Prices[0].To.Add(one)
			return true
		}},
		{"a price from too low", true, func(_ *parley.Case, a *bargain.Answer) bool {
			for n := range a.Prices {
				a.Prices[n].From, a.Prices[n].To = a.Prices[n].From.Sub(one), a.Prices[n].To.Sub(one)
			}
			return len(a.Prices) > 0
		}},
		{"a demand that opens one more", false, func(_ *parley.Case, a *bargain.Answer) bool { return len(a.Prices) > 0 && more(&a.Prices[0].Opens, 1) }},
		{"a contribution that costs more", true, func(_ *parley.Case, a *bargain.Answer) bool {
			if a.Incentives == nil || len(a.Incentives.Sets) == 0 {
				return false
			}
			for id, x := range a.Incentives.Sets[0].Loss {
				a.Incentives.Sets[0].Loss[id] = x.Add(one)
				return true
			}
			return false
		}},
		{"a contribution that opens one more", false, func(_ *parley.Case, a *bargain.Answer) bool {
			return a.Incentives != nil && len(a.Incentives.Sets) > 0 && more(&a.Incentives.Sets[0].Opens, 1)
		}},
		{"a contribution left out", true, func(_ *parley.Case, a *bargain.Answer) bool {
			if a.Incentives == nil || len(a.Incentives.Sets) == 0 {
				return false
			}
			a.Incentives.Sets = a.Incentives.Sets[1:]
			return true
		}},
		{"a contribution that is not needed", true, func(_ *parley.Case, a *bargain.Answer) bool {
			ok := a.Incentives != nil && !a.Incentives.Needed && len(a.Incentives.Sets) > 0
			if ok {
				a.Incentives.Needed = true
			}
			return ok
		}},
		{"a contribution that is needed", true, func(_ *parley.Case, a *bargain.Answer) bool {
			ok := a.Incentives != nil && a.Incentives.Needed
			if ok {
				a.Incentives.Needed = false
			}
			return ok
		}},
		{"a package that is regretted less", true, func(_ *parley.Case, a *bargain.Answer) bool {
			ok := a.Robustness != nil && a.Robustness.Regret != nil && a.Robustness.Regret.Most.Sign() > 0
			if ok {
				a.Robustness.Regret.Most, a.Robustness.Regret.Least = parley.Int(0), parley.Int(0)
			}
			return ok
		}},
		{"a least regret above the most", true, func(_ *parley.Case, a *bargain.Answer) bool {
			ok := a.Robustness != nil && a.Robustness.Regret != nil
			if ok {
				a.Robustness.Regret.Least = a.Robustness.Regret.Most.Add(one)
			}
			return ok
		}},
		{"more draws that succeed than there are", true, func(_ *parley.Case, a *bargain.Answer) bool {
			ok := a.Robustness != nil && a.Robustness.Uncertain && len(a.Robustness.Packages) > 0
			if ok {
				a.Robustness.Packages[0].Accepted.Hits = a.Robustness.Packages[0].Accepted.Draws + 1
			}
			return ok
		}},
		{"fewer packages for some value than in the middle", true, func(_ *parley.Case, a *bargain.Answer) bool {
			ok := a.Robustness != nil && a.Robustness.Some != nil && a.Zone != nil && a.Zone.Example != nil
			if ok {
				a.Robustness.Some = &bargain.Count{Int: new(big.Int)}
			}
			return ok
		}},
		{"a question about another zone", false, func(_ *parley.Case, a *bargain.Answer) bool {
			return len(a.Inquiries) > 0 && more(&a.Inquiries[0].Now, 1)
		}},
	}
	list = append(list, solutionSpoilers()...)
	return append(list, deadlockSpoilers()...)
}
