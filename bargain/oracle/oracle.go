// Package oracle judges packages straight from the definitions: what a party's
// utility is, which statements a package breaks, who accepts it. It is as
// plain as it can be, and exact. Package bargain re-checks every package that it
// reports here, and its tests hold its answers against a search of all packages
// here; so nothing is shared between the two but the vocabulary.
package oracle

import (
	"iter"
	"slices"

	"parley"
)

// Verdict is what a party makes of a package.
type Verdict int

// The verdicts.
const (
	Unknown Verdict = iota // its position does not say
	No
	Yes
)

// Judge judges packages of one case. It must not be used from two goroutines
// at once.
type Judge struct {
	c            *parley.Case
	accounts     map[string]*account // by party
	reservations map[string]reservation
}

// reservation is a party's reservation value, if its position says one.
type reservation struct {
	value parley.Number
	known bool
}

// New returns a judge for a case without errors.
func New(c *parley.Case) *Judge {
	return &Judge{c: c, accounts: map[string]*account{}, reservations: map[string]reservation{}}
}

// Utility returns what the package is worth to the party on its own scale,
// agreed at the time of the case, and false where its position does not say.
func (j *Judge) Utility(party string, pkg parley.Package) (parley.Number, bool) {
	a := j.account(party)
	if !a.known {
		return parley.Number{}, false
	}
	return a.utility(a.sum(pkg)), true
}

// Sum returns what the choices and linkages of the package add up to for the
// party, before its cap and its discount, and false where its position does
// not say.
func (j *Judge) Sum(party string, pkg parley.Package) (parley.Number, bool) {
	a := j.account(party)
	if !a.known {
		return parley.Number{}, false
	}
	return a.sum(pkg), true
}

// Reservation returns the party's reservation value, and false where its
// position does not say.
func (j *Judge) Reservation(party string) (parley.Number, bool) {
	r, seen := j.reservations[party]
	if !seen {
		r.value, r.known = j.readReservation(party)
		j.reservations[party] = r
	}
	return r.value, r.known
}

func (j *Judge) readReservation(party string) (parley.Number, bool) {
	p := j.c.Position(party)
	if p == nil || p.Fallback == nil {
		return parley.Number{}, false
	}
	if p.Fallback.Value != nil {
		_, valued := j.Utility(party, parley.Package{})
		value := p.Fallback.Value.Mid()
		if !p.Fallback.Lasting {
			value = value.Mul(p.Discount.At(j.c.Time))
		}
		return value, valued
	}
	return j.Utility(party, p.Fallback.Like)
}

// Concerned reports whether the party has a say in the package: its consent
// counts, or it alone can give something that the package takes.
func (j *Judge) Concerned(party string, pkg parley.Package) bool {
	if p, ok := j.c.Party(party); ok && p.Consents() {
		return true
	}
	for _, i := range j.c.Issues {
		if c, ok := pkg[i.ID]; ok && i.By == party && i.Commits(c) {
			return true
		}
	}
	return false
}

// Broken returns the norms that the package breaks and the demands and
// fallbacks of the parties that have a say in it: norms first, then position
// by position, each in file order.
func (j *Judge) Broken(pkg parley.Package) []parley.Ref {
	var broken []parley.Ref
	for i, n := range j.c.Norms {
		if n.Pattern.Matches(pkg) {
			broken = append(broken, parley.Ref{Kind: parley.NormKind, Index: i})
		}
	}
	for _, p := range j.c.Parties {
		if j.Concerned(p.ID, pkg) {
			broken = append(broken, j.BrokenBy(p.ID, pkg)...)
		}
	}
	return broken
}

// BrokenBy returns the party's demands and fallback that the package breaks,
// whether or not the party has a say in it.
func (j *Judge) BrokenBy(party string, pkg parley.Package) []parley.Ref {
	p := j.c.Position(party)
	if p == nil {
		return nil
	}
	var broken []parley.Ref
	for _, ds := range [][]parley.Demand{p.Never, p.Insists, p.OnlyIf} {
		for i, d := range ds {
			if d.Broken(pkg) {
				broken = append(broken, parley.Ref{Party: party, Kind: d.Kind, Index: i})
			}
		}
	}
	if r, known := j.Reservation(party); known {
		if u, valued := j.Utility(party, pkg); valued && u.Cmp(r) < 0 {
			broken = append(broken, parley.Ref{Party: party, Kind: parley.FallbackKind})
		}
	}
	return broken
}

// Verdict returns what the party makes of the package, which it is taken to
// have a say in.
func (j *Judge) Verdict(party string, pkg parley.Package) Verdict {
	if len(j.BrokenBy(party, pkg)) > 0 {
		return No
	}
	if _, known := j.Reservation(party); !known {
		return Unknown
	}
	return Yes
}

// InZone reports whether the package is acceptable to every party whose
// consent counts, excluded by no guarantor that it commits, and breaks no norm.
func (j *Judge) InZone(pkg parley.Package) bool {
	for _, p := range j.c.Consenting() {
		if j.Verdict(p.ID, pkg) != Yes {
			return false
		}
	}
	return len(j.Broken(pkg)) == 0
}

// Packages yields all packages of a case without continuous issues, in file
// order, the last issue changing fastest. Each is the caller's to keep.
func Packages(c *parley.Case) iter.Seq[parley.Package] {
	return func(yield func(parley.Package) bool) {
		pkg := parley.Package{}
		var from func(n int) bool
		from = func(n int) bool {
			if n == len(c.Issues) {
				kept := parley.Package{}
				for id, choice := range pkg {
					kept[id] = choice
				}
				return yield(kept)
			}
			issue := c.Issues[n]
			for i := range int(issue.Count().Int64()) {
				pkg[issue.ID] = issue.At(i)
				if !from(n + 1) {
					return false
				}
			}
			return true
		}
		from(0)
	}
}

// scale is what one issue contributes to one party's utility.
type scale struct {
	known       bool
	continuous  bool
	p           *parley.Position
	issue       parley.Issue
	refusals    parley.Refusals
	value       parley.Value
	valued      bool
	weight      parley.Number // with importance
	worst, best parley.Number
	rate        parley.Number     // of the weight for one point between them
	worths      map[string]*worth // of options and steps, once asked for
}

func newScale(p *parley.Position, issue parley.Issue, refusals parley.Refusals) *scale {
	s := &scale{known: true, continuous: issue.Continuous(), worths: map[string]*worth{}, p: p, issue: issue, refusals: refusals, weight: parley.Int(1), worst: parley.Int(0), best: parley.Int(1)}
	s.value, s.valued = p.ValueOf(issue.ID)
	if len(p.Importance) == 0 {
		return s
	}
	s.weight = weightOf(p, issue.ID)
	ends := s.allowed()
	if !s.valued {
		s.known = s.weight.Sign() == 0 || len(ends) < 2
		s.weight = parley.Int(0)
		return s
	}
	if len(s.value.Order) > 0 {
		return s.rated() // an order is on 0 … 1 already
	}
	for i, c := range ends {
		v := s.raw(c)
		if i == 0 || v.Cmp(s.worst) < 0 {
			s.worst = v
		}
		if i == 0 || v.Cmp(s.best) > 0 {
			s.best = v
		}
	}
	if a, ok := p.AnchorOf(issue.ID); ok {
		s.worst, s.best = a.Worst, a.Best
	}
	return s.rated()
}

func (s *scale) rated() *scale {
	if !s.best.Equal(s.worst) {
		s.rate = s.weight.Div(s.best.Sub(s.worst))
	}
	return s
}

// weightOf returns the swing weight in the middle of what was stated, words
// normalised to sum to 100.
func weightOf(p *parley.Position, issue string) parley.Number {
	w, ok := p.ImportanceOf(issue)
	if !ok {
		return parley.Int(0)
	}
	if w.Word == "" {
		return w.Weight.Mid()
	}
	sum := parley.Int(0)
	for _, x := range p.Importance {
		sum = sum.Add(x.Word.Weight())
	}
	return w.Word.Weight().Mul(parley.Int(100)).Div(sum)
}

// contribution returns what the choice adds to the utility.
func (s *scale) contribution(c parley.Choice) parley.Number {
	if !s.valued {
		return parley.Int(0)
	}
	if len(s.p.Importance) == 0 {
		return s.raw(c)
	}
	if s.refusals.Bar(s.issue.ID, c) || s.best.Equal(s.worst) {
		return parley.Int(0)
	}
	return s.rate.Mul(s.raw(c).Sub(s.worst))
}

// raw returns what the position says the choice is worth, before rescaling;
// an order runs from 1 to 0 over the options that are not refused outright.
func (s *scale) raw(c parley.Choice) parley.Number {
	if len(s.value.Order) > 0 {
		order := slices.DeleteFunc(slices.Clone(s.value.Order), func(o string) bool {
			return s.refusals.Bar(s.issue.ID, parley.Choice{Option: o})
		})
		at := slices.Index(order, c.Option)
		if at < 0 || len(order) < 2 {
			return parley.Int(0)
		}
		return parley.Fraction(int64(len(order)-1-at), int64(len(order)-1))
	}
	for _, o := range s.value.Options {
		if o.Option == c.Option {
			return o.Worth.Mid()
		}
	}
	curve := s.value.Curve
	for i := 1; i < len(curve); i++ {
		a, b := curve[i-1], curve[i]
		if c.Number.Cmp(b.At) <= 0 {
			along := c.Number.Sub(a.At).Div(b.At.Sub(a.At))
			return a.Worth.Mid().Add(b.Worth.Mid().Sub(a.Worth.Mid()).Mul(along))
		}
	}
	if len(curve) == 1 {
		return curve[0].Worth.Mid()
	}
	return parley.Int(0)
}

// allowed returns the choices among which the issue's worst and best are to
// be found: all that the party does not refuse outright; of a continuous
// issue, the ends of what it allows, ends that are only approached included,
// and the corners of its curve between them.
func (s *scale) allowed() []parley.Choice {
	var cs []parley.Choice
	if !s.issue.Continuous() {
		count := int(s.issue.Count().Int64())
		cs = make([]parley.Choice, 0, count)
		for n := range count {
			if c := s.issue.At(n); !s.refusals.Bar(s.issue.ID, c) {
				cs = append(cs, c)
			}
		}
		return cs
	}
	at := []parley.Number{s.issue.Range.Min, s.issue.Range.Max}
	for _, p := range s.value.Curve {
		at = append(at, p.At)
	}
	for _, d := range s.p.Demands() {
		for _, pattern := range d.Pattern {
			for _, t := range pattern {
				if t.Issue != s.issue.ID {
					continue
				}
				at = append(at, t.Numbers...)
				if t.Min != nil {
					at = append(at, *t.Min)
				}
				if t.Max != nil {
					at = append(at, *t.Max)
				}
			}
		}
	}
	at = slices.DeleteFunc(at, func(n parley.Number) bool { return !s.issue.Range.Has(n) })
	slices.SortFunc(at, parley.Number.Cmp)
	at = slices.CompactFunc(at, parley.Number.Equal)
	open := func(i int) bool { // whether the numbers between at[i] and at[i+1] are allowed
		if i < 0 || i+1 >= len(at) {
			return false
		}
		middle := at[i].Add(at[i+1]).Div(parley.Int(2))
		return !s.refusals.Bar(s.issue.ID, parley.Choice{Number: middle})
	}
	for i, n := range at {
		if c := (parley.Choice{Number: n}); !s.refusals.Bar(s.issue.ID, c) || open(i-1) || open(i) {
			cs = append(cs, c)
		}
	}
	return cs
}
