package scenario

import (
	"fmt"
	"math/big"
	"strings"

	"parley"
)

// Semantics says by whose definition numbers in a file become utilities.
//
// SemanticsGenius (GENIUS 10): an evaluation of a discrete issue is divided by
// the greatest in the profile for that issue, always, and is 0 where that is
// below 0.00001; a linear evaluation is clipped to 0 … 1; the weighted sum, and
// the sum of hyper-rectangles after division by maxutility, is cut off at 1. A
// weight that is not said is 0.
//
// SemanticsGeniusWeb, SemanticsNegoLog: weights × values as they stand; with
// SemanticsGeniusWeb, where a number lies between the ends of a range is rounded
// to eight places.
//
// SemanticsNegMAS: weights × values as they stand, plus the bias; a weight that
// is not said is 1, a straight line is not clipped and starts from 0, nothing
// is cut off. The slips of its XML reader (bounds of hyper-rectangles taken as
// open, reservation values lost) are not repeated.
type Semantics string

// The semantics, named for the tools.
const (
	SemanticsGenius    Semantics = "genius"
	SemanticsGeniusWeb Semantics = "geniusweb"
	SemanticsNegMAS    Semantics = "negmas"
	SemanticsNegoLog   Semantics = "negolog"
)

// AllSemantics lists all semantics.
func AllSemantics() []Semantics {
	return []Semantics{SemanticsGenius, SemanticsGeniusWeb, SemanticsNegMAS, SemanticsNegoLog}
}

// ParseSemantics reads the name of a semantics.
func ParseSemantics(name string) (Semantics, error) {
	for _, s := range AllSemantics() {
		if string(s) == name {
			return s, nil
		}
	}
	return "", fmt.Errorf("there are no semantics %q: take one of genius, geniusweb, negmas, negolog", name)
}

// Utility returns exactly what the outcome is worth to the profile's party
// under the scenario's semantics, before any discount.
func (s *Scenario) Utility(profile int, o Outcome) *big.Rat {
	switch u := s.Profiles[profile].Utility.(type) {
	case *Additive:
		total := s.bias(u)
		for i := range u.Terms {
			total.Add(total, s.contribution(i, &u.Terms[i], o[i]))
		}
		return s.cutOff(profile, total)
	case *Rectangles:
		total := u.Root.worth(o)
		return s.cutOff(profile, total.Quo(total, u.Max.Rat()))
	case *Ranked:
		return s.ranked(u, o)
	}
	return new(big.Rat)
}

func (s *Scenario) bias(u *Additive) *big.Rat {
	if s.Semantics == SemanticsNegMAS {
		return u.Bias.Rat()
	}
	return new(big.Rat)
}

var one = big.NewRat(1, 1)

func (s *Scenario) cutOff(profile int, u *big.Rat) *big.Rat {
	if most := s.Cap(profile); most != nil && u.Cmp(most) > 0 {
		return u.Set(most)
	}
	return u
}

// weight returns the weight that a term has.
func (s *Scenario) weight(t *Term) *big.Rat {
	switch {
	case t.Weight != nil:
		return t.Weight.Rat()
	case s.Semantics == SemanticsNegMAS:
		return big.NewRat(1, 1)
	}
	return new(big.Rat)
}

// contribution returns weight × evaluation of a choice of issue number i.
func (s *Scenario) contribution(i int, t *Term, c Choice) *big.Rat {
	w := s.weight(t)
	if w.Sign() == 0 {
		return w
	}
	return w.Mul(w, s.evaluation(i, t.Eval, c))
}

// negligible is the greatest evaluation below which GENIUS takes all of an
// issue's evaluations for 0.
var negligible = big.NewRat(1, 100_000)

// evaluation returns what the choice of issue number i is worth before the
// weight.
func (s *Scenario) evaluation(i int, e Evaluation, c Choice) *big.Rat {
	zero := new(big.Rat)
	switch e := e.(type) {
	case *Table:
		n := s.Issues[i].place(c)
		if n < 0 || e.Values[n] == nil {
			return zero
		}
		v := e.Values[n].Rat()
		if s.Semantics != SemanticsGenius {
			return v
		}
		most := e.greatest()
		if most == nil || most.Rat().Cmp(negligible) < 0 {
			return zero
		}
		return v.Quo(e.undivided()[n].Rat(), most.Rat())
	case *Linear:
		if e.Outside && (c.Number.Cmp(e.From) < 0 || c.Number.Cmp(e.To) > 0) {
			return zero
		}
		x := c.Number
		if s.Semantics == SemanticsGenius || e.Outside {
			x = x.Sub(e.Origin)
		}
		v := e.Slope.Mul(x).Add(e.Offset).Rat()
		if s.Semantics == SemanticsGeniusWeb && e.Outside && e.From.Cmp(e.To) < 0 {
			return e.between(c.Number)
		}
		if s.Semantics == SemanticsGenius && e.Clip {
			if v.Sign() < 0 {
				return zero
			}
			if v.Cmp(one) > 0 {
				return v.Set(one)
			}
		}
		return v
	case *Constant:
		return e.Value.Rat()
	case *Triangle:
		return e.at(c.Number).Rat()
	case *Curve:
		return e.at(c.Number).Rat()
	}
	return zero
}

// webScale is to what part GeniusWeb rounds the place of a number between the
// ends of a range, a half upwards (NumberValueSetUtilities of GeniusWeb 1.5.8).
var webScale = big.NewInt(100_000_000)

// between returns what GeniusWeb makes of a number from From to To.
func (e *Linear) between(x parley.Number) *big.Rat {
	width := e.To.Sub(e.From)
	place := new(big.Rat).Mul(x.Sub(e.From).Div(width).Rat(), newRat(webScale))
	place.Add(place, big.NewRat(1, 2))
	place.SetFrac(new(big.Int).Quo(place.Num(), place.Denom()), webScale)
	return place.Mul(place, e.Slope.Mul(width).Rat()).Add(place, e.Offset.Rat())
}

// greatest returns the greatest number of the table before any division, or nil if
// there is none.
func (t *Table) greatest() *parley.Number {
	var most *parley.Number
	for _, v := range t.undivided() {
		if v != nil && (most == nil || v.Cmp(*most) > 0) {
			most = v
		}
	}
	for n, v := range t.Extra {
		if most == nil || v.Cmp(*most) > 0 {
			most = &t.Extra[n]
		}
	}
	return most
}

func (c *Curve) at(x parley.Number) parley.Number {
	last := c.Points[0]
	for _, p := range c.Points[1:] {
		if x.Cmp(p.At) <= 0 {
			return last.Worth.Add(p.Worth.Sub(last.Worth).Mul(x.Sub(last.At).Div(p.At.Sub(last.At))))
		}
		last = p
	}
	return last.Worth
}

func (t *Triangle) at(x parley.Number) parley.Number {
	switch {
	case x.Equal(t.Top):
		return parley.Int(1)
	case x.Cmp(t.Low) <= 0 || x.Cmp(t.High) >= 0:
		return parley.Int(0)
	case x.Cmp(t.Top) < 0:
		return x.Sub(t.Low).Div(t.Top.Sub(t.Low))
	}
	return t.High.Sub(x).Div(t.High.Sub(t.Top))
}

func (g *Group) worth(o Outcome) *big.Rat {
	var total *big.Rat
	add := func(v *big.Rat) {
		switch {
		case total == nil:
			total = v
		case g.How == Sum:
			total.Add(total, v)
		case (g.How == Min) == (v.Cmp(total) < 0):
			total = v
		}
	}
	for i := range g.Boxes {
		add(g.Boxes[i].worth(o))
	}
	for i := range g.Groups {
		add(g.Groups[i].worth(o))
	}
	if total == nil {
		return new(big.Rat)
	}
	return total.Mul(total, g.Weight.Rat())
}

func (b *Rectangle) worth(o Outcome) *big.Rat {
	if !b.Pays(o) {
		return new(big.Rat)
	}
	return b.Utility.Mul(b.Weight).Rat()
}

// Pays reports whether the outcome gets what the rectangle pays.
func (b *Rectangle) Pays(o Outcome) bool {
	inside := true
	for _, bound := range b.Bounds {
		x := o[bound.Issue].Number
		inside = inside && x.Cmp(bound.Low) >= 0 && x.Cmp(bound.High) <= 0
	}
	return inside != b.Excludes || len(b.Bounds) == 0
}

func (s *Scenario) ranked(u *Ranked, o Outcome) *big.Rat {
	total := new(big.Rat)
	if len(u.Ranks) == 0 || s.voids(u, Whole, o) {
		return total
	}
	for _, r := range u.Ranks {
		if s.voids(u, r.Issue, o) {
			continue
		}
		most := (&Table{Values: r.Ranks}).greatest()
		if rank := r.Ranks[o[r.Issue].Value]; rank != nil && most.Sign() > 0 {
			total.Add(total, rank.Div(*most).Rat())
		}
	}
	return total.Quo(total, big.NewRat(int64(len(u.Ranks)), 1))
}

// voids reports whether a rule makes 0 of the issue's part, or of the Whole.
func (s *Scenario) voids(u *Ranked, issue int, o Outcome) bool {
	for i := range u.Rules {
		if r := &u.Rules[i]; r.Issue == issue && s.holds(r.Tests, o) {
			return true
		}
	}
	return false
}

func (s *Scenario) holds(tests []Test, o Outcome) bool {
	for i := range tests {
		if !s.passes(&tests[i], o) {
			return false
		}
	}
	return true
}

func (s *Scenario) passes(t *Test, o Outcome) bool {
	if t.Sum != nil {
		total := parley.Int(0)
		for _, i := range t.Sum {
			total = total.Add(s.number(i, o))
		}
		return total.Cmp(t.Low) >= 0 && total.Cmp(t.High) <= 0
	}
	if t.Sign != nil {
		sign := s.number(t.Issue, o).Sign()
		switch *t.Sign {
		case Positive:
			return sign > 0
		case Negative:
			return sign < 0
		case NotNegative:
			return sign >= 0
		}
		return sign <= 0
	}
	value := s.Issues[t.Issue].Say(o[t.Issue])
	switch {
	case t.Is != nil:
		return value == *t.Is
	case t.Lacks != nil:
		return !strings.Contains(value, *t.Lacks)
	}
	for _, c := range t.Contains {
		if strings.Contains(value, c) {
			return true
		}
	}
	return false
}

// number returns the number that the outcome takes for an issue. The reader
// has made sure that each value of an issue that is asked for it is one.
func (s *Scenario) number(i int, o Outcome) parley.Number {
	issue := &s.Issues[i]
	if issue.Kind != Discrete {
		return o[i].Number
	}
	n, _ := parseNumber(issue.Values[o[i].Value])
	return n
}
