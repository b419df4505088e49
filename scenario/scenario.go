package scenario

import (
	"math/big"

	"parley"
)

// Format says in which tool's form a file is written.
type Format string

// The formats.
const (
	Genius    Format = "genius"    // XML: a domain, and a utility space for each party
	GeniusWeb Format = "geniusweb" // JSON: LinearAdditiveUtilitySpace
	NegMAS    Format = "negmas"    // YAML or JSON: an outcome space, and a utility function for each party
	NegoLog   Format = "negolog"   // JSON: profileA.json and profileB.json
)

// GeniusWebPython is GeniusWeb as its translation into Python spells it, with
// which ANL 2022 and 2023 were run. Neither program reads the other's spelling;
// Write makes a difference of the two, and Read none.
const GeniusWebPython Format = "geniusweb-python"

// Formats lists all formats that Read tells apart.
func Formats() []Format { return []Format{Genius, GeniusWeb, NegMAS, NegoLog} }

// Scenario is what the files of one negotiation say.
type Scenario struct {
	Name      string
	Format    Format
	Semantics Semantics // whose definition of utility holds; of the format's own tool unless Under changed it
	Issues    []Issue   // in the order of the domain's file
	Profiles  []Profile // in the order of the files
	Files     []string  // what was read: the domain, if it has a file of its own, then the profiles
	Warnings  Diagnostics
}

// Under returns the scenario with another tool's definition of utility. The
// files' numbers are shared, not copied.
func (s *Scenario) Under(semantics Semantics) *Scenario {
	other := *s
	other.Semantics = semantics
	return &other
}

// Kind is what an issue's values are.
type Kind int

// The kinds of issue.
const (
	Discrete Kind = iota // named values
	Stepped              // numbers from Low to High by Step; in GENIUS an integer issue
	Real                 // every number from Low to High
)

// Issue is one thing to be settled.
type Issue struct {
	Index     int // the number by which GENIUS files know it; from 1 in file order elsewhere
	Name      string
	About     string // a description, where the file has one
	Kind      Kind
	Values    []string // of a discrete issue: distinct, in file order, blanks and all
	Low, High parley.Number
	Step      parley.Number // of a stepped issue, positive; High is on the grid
}

// Count returns how many values the issue has, or nil for a real issue.
func (i *Issue) Count() *big.Int {
	switch i.Kind {
	case Discrete:
		return big.NewInt(int64(len(i.Values)))
	case Stepped:
		steps := i.High.Sub(i.Low).Div(i.Step).Rat()
		n := new(big.Int).Quo(steps.Num(), steps.Denom())
		return n.Add(n, big.NewInt(1))
	}
	return nil
}

// RealSteps is at how many numbers of a real issue, both ends among them and
// evenly spread, Outcomes stops. GENIUS does the same.
const RealSteps = 21

// points returns at how many values of the issue Outcomes stops.
func (i *Issue) points() *big.Int {
	if i.Kind != Real {
		return i.Count()
	}
	if i.Low.Equal(i.High) {
		return big.NewInt(1)
	}
	return big.NewInt(RealSteps)
}

// At returns the choice number n, from 0, at which Outcomes stops.
func (i *Issue) At(n int) Choice {
	switch i.Kind {
	case Discrete:
		return Choice{Value: n}
	case Stepped:
		return Choice{Number: i.Low.Add(i.Step.Mul(parley.Int(int64(n))))}
	}
	return Choice{Number: i.Low.Add(i.High.Sub(i.Low).Mul(parley.Fraction(int64(n), RealSteps-1)))}
}

// ValueOf returns the place of a discrete issue's value, or -1.
func (i *Issue) ValueOf(value string) int {
	for n, v := range i.Values {
		if v == value {
			return n
		}
	}
	return -1
}

// Say writes a choice as the files do.
func (i *Issue) Say(c Choice) string {
	if i.Kind == Discrete {
		return i.Values[c.Value]
	}
	return c.Number.String()
}

// Profile is what one party's file says.
type Profile struct {
	Name           string // the file's name without its ending, or the name in the file
	File           string
	Utility        Utility
	Reservation    *parley.Number // what no agreement is worth; nil: not said
	ReservationBid Outcome        // GeniusWeb: the outcome that no agreement is as good as; nil: none
	Cap            *parley.Number // the most that a utility counts, of a scenario made of a case; nil: none but the semantics'
	Discount       *parley.Number // what remains of a utility at the end of the time, as the file says; nil: not said
	Dynamic        bool           // NegMAS: the reservation value is discounted too
}

// Size returns how many outcomes there are, or nil where an issue is real.
func (s *Scenario) Size() *big.Int {
	n := big.NewInt(1)
	for i := range s.Issues {
		k := s.Issues[i].Count()
		if k == nil {
			return nil
		}
		n.Mul(n, k)
	}
	return n
}

// Reservation returns what no agreement is worth to the profile's party before
// any discount, under the scenario's semantics, or nil where anything is
// better than no agreement. GENIUS and NegoLog take 0 where the file is
// silent.
func (s *Scenario) Reservation(profile int) *big.Rat {
	p := &s.Profiles[profile]
	switch {
	case p.ReservationBid != nil:
		return s.Utility(profile, p.ReservationBid)
	case p.Reservation != nil:
		return p.Reservation.Rat()
	case s.Semantics == SemanticsGenius || s.Semantics == SemanticsNegoLog:
		return new(big.Rat)
	}
	return nil
}

// Cap returns the most that a utility of the profile counts, or nil. Of sums and
// of hyper-rectangles GENIUS takes 1 at most.
func (s *Scenario) Cap(profile int) *big.Rat {
	p := &s.Profiles[profile]
	var most *big.Rat
	if p.Cap != nil {
		most = p.Cap.Rat()
	}
	if s.Semantics == SemanticsGenius && (most == nil || most.Cmp(one) > 0) {
		most = big.NewRat(1, 1)
	}
	return most
}

// Discount returns what remains of the party's utility at the end of the time:
// at the time t in [0, 1] an outcome is worth its utility × Discount^t. It is 1
// where time costs nothing, which GENIUS also takes a factor for that is not
// above 0 and at most 1.
func (s *Scenario) Discount(profile int) *big.Rat {
	one := big.NewRat(1, 1)
	d := s.Profiles[profile].Discount
	if d == nil {
		return one
	}
	if r := d.Rat(); s.Semantics != SemanticsGenius || r.Sign() > 0 && r.Cmp(one) <= 0 {
		return r
	}
	return one
}
