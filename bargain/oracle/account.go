package oracle

import (
	"math/big"

	"parley"
)

// account adds up what a package is worth to one party. What the choices and
// linkages that were met so far are worth is kept in whole numbers over one
// denominator: thousands of packages are judged, and to add fractions is to
// look for common divisors each time.
type account struct {
	known       bool
	scales      []*scale // of the issues, in file order
	linkages    []parley.Linkage
	extra       []*worth       // of the linkages; nil for those made of parts
	most        *parley.Number // the cap
	left        parley.Number  // of a utility of 1, at the time at which packages are agreed
	denominator *big.Int       // replaced when it grows
	terms       []*worth       // of the package at hand
}

// worth is one term of a utility.
type worth struct {
	exact *big.Rat
	whole *big.Int // exact × over
	over  *big.Int // the account's denominator when whole was worked out; nil: never
}

// account returns the party's, which is known where its position gives values
// on every issue that matters to it.
func (j *Judge) account(party string) *account {
	a := j.accounts[party]
	if a == nil {
		a = &account{denominator: big.NewInt(1)}
		if p := j.c.Position(party); p != nil && len(p.Values) > 0 {
			a.open(p, j.c)
		}
		j.accounts[party] = a
	}
	return a
}

func (a *account) open(p *parley.Position, c *parley.Case) {
	a.known = true
	refusals := p.Refusals()
	for _, issue := range c.Issues {
		s := newScale(p, issue, refusals)
		a.known = a.known && s.known
		a.scales = append(a.scales, s)
	}
	for _, l := range p.Linkages {
		a.linkages = append(a.linkages, l)
		if l.Combined() {
			a.extra = append(a.extra, nil)
		} else {
			a.extra = append(a.extra, a.enter(l.Worth.Mid()))
		}
	}
	if p.Cap != nil {
		a.most = &p.Cap.At
	}
	a.left = p.Discount.At(c.Time)
}

// utility returns what a sum is worth in the end: no more than the cap, and
// what time leaves of that.
func (a *account) utility(sum parley.Number) parley.Number {
	if a.most != nil && sum.Cmp(*a.most) > 0 {
		sum = *a.most
	}
	return sum.Mul(a.left)
}

// Linkage returns what a linkage, or a part of one, adds to the sum at a package,
// in the middle of what was stated.
func Linkage(l parley.Linkage, pkg parley.Package) parley.Number {
	if !l.Combined() {
		if l.Applies(pkg) {
			return l.Worth.Mid()
		}
		return parley.Int(0)
	}
	total := parley.Int(0)
	for n, part := range l.Parts {
		x := Linkage(part, pkg)
		switch {
		case n == 0:
			total = x
		case l.Combine == parley.CombineSum:
			total = total.Add(x)
		case l.Combine == parley.CombineMin && x.Cmp(total) < 0, l.Combine == parley.CombineMax && x.Cmp(total) > 0:
			total = x
		}
	}
	return total
}

// enter makes a term of a number, and the denominator one that it divides.
func (a *account) enter(n parley.Number) *worth {
	w := &worth{exact: n.Rat()}
	d := w.exact.Denom()
	if shared := new(big.Int).GCD(nil, nil, a.denominator, d); shared.Cmp(d) != 0 {
		a.denominator = new(big.Int).Mul(a.denominator, new(big.Int).Quo(d, shared))
	}
	return w
}

// of returns the term of a choice.
func (a *account) of(s *scale, c parley.Choice) *worth {
	key := c.String()
	w := s.worths[key]
	if w == nil {
		w = a.enter(s.contribution(c))
		s.worths[key] = w
	}
	return w
}

// sum returns what a package adds up to, before cap and discount; an issue that
// it leaves out adds nothing. What choices of continuous issues are worth is added as it is, for
// there is no end of their denominators.
func (a *account) sum(pkg parley.Package) parley.Number {
	a.terms = a.terms[:0]
	loose := parley.Int(0)
	for _, s := range a.scales {
		c, ok := pkg[s.issue.ID]
		switch {
		case ok && s.continuous:
			loose = loose.Add(s.contribution(c))
		case ok:
			a.terms = append(a.terms, a.of(s, c))
		}
	}
	for n, l := range a.linkages {
		switch {
		case l.Combined():
			loose = loose.Add(Linkage(l, pkg))
		case l.Applies(pkg):
			a.terms = append(a.terms, a.extra[n])
		}
	}
	var sum big.Int
	for _, w := range a.terms {
		if w.over != a.denominator {
			times := new(big.Int).Quo(a.denominator, w.exact.Denom())
			w.whole, w.over = times.Mul(times, w.exact.Num()), a.denominator
		}
		sum.Add(&sum, w.whole)
	}
	return loose.Add(parley.Exactly(new(big.Rat).SetFrac(&sum, a.denominator)))
}
