package scenario

import (
	"iter"
	"math/big"

	"parley"
)

// Choice is what an outcome takes for an issue: a discrete issue's Value by
// its place, from 0, or another's Number.
type Choice struct {
	Value  int
	Number parley.Number
}

// Outcome takes one choice for every issue, in the order of the issues.
type Outcome []Choice

// place returns which row of a table the choice means, or -1.
func (i *Issue) place(c Choice) int {
	if i.Kind == Discrete {
		return c.Value
	}
	if i.Kind == Real {
		return -1
	}
	at := c.Number.Sub(i.Low).Div(i.Step).Rat()
	if !at.IsInt() || !at.Num().IsInt64() {
		return -1
	}
	return int(at.Num().Int64())
}

// Outcomes goes through all outcomes, the last issue changing fastest; of a
// real issue it takes RealSteps numbers. The slice is used again for the next
// outcome: clone it to keep it.
func (s *Scenario) Outcomes() iter.Seq[Outcome] {
	return func(yield func(Outcome) bool) {
		o := make(Outcome, len(s.Issues))
		counts := make([]*big.Int, len(s.Issues))
		for i := range s.Issues {
			counts[i] = s.Issues[i].points()
			if counts[i].Sign() == 0 {
				return
			}
			o[i] = s.Issues[i].At(0)
		}
		at := make([]int, len(s.Issues))
		for {
			if !yield(o) {
				return
			}
			i := len(s.Issues) - 1
			for ; i >= 0; i-- {
				if at[i]++; counts[i].Cmp(big.NewInt(int64(at[i]))) > 0 {
					o[i] = s.Issues[i].At(at[i])
					break
				}
				at[i] = 0
				o[i] = s.Issues[i].At(0)
			}
			if i < 0 {
				return
			}
		}
	}
}

// Parts is an additive utility taken apart, exactly, for the choices at which
// Outcomes stops: the constant plus one number of each issue, and no more than
// the cap.
type Parts struct {
	Constant *big.Rat
	Of       [][]*big.Rat // by issue, then by choice as Issue.At counts them
	Cap      *big.Rat     // nil: none
}

// Parts returns a profile's utility taken apart. It reports false where the
// utility is no sum over the issues, or an issue has more than limit values.
func (s *Scenario) Parts(profile, limit int) (*Parts, bool) {
	u, ok := s.Profiles[profile].Utility.(*Additive)
	if !ok {
		return nil, false
	}
	p := &Parts{Constant: s.bias(u), Of: make([][]*big.Rat, len(u.Terms))}
	for i := range u.Terms {
		n := s.Issues[i].points()
		if n.Cmp(big.NewInt(int64(limit))) > 0 {
			return nil, false
		}
		for k := range int(n.Int64()) {
			p.Of[i] = append(p.Of[i], s.contribution(i, &u.Terms[i], s.Issues[i].At(k)))
		}
	}
	p.Cap = s.Cap(profile)
	return p, true
}

// Most returns the greatest sum of the parts, the cap apart.
func (p *Parts) Most() *big.Rat {
	total := new(big.Rat).Set(p.Constant)
	for _, of := range p.Of {
		total.Add(total, greatestOf(of))
	}
	return total
}

// Least returns the least sum of the parts, the cap apart.
func (p *Parts) Least() *big.Rat {
	total := new(big.Rat).Set(p.Constant)
	for _, of := range p.Of {
		total.Add(total, leastOf(of))
	}
	return total
}

func greatestOf(of []*big.Rat) *big.Rat {
	most := of[0]
	for _, v := range of {
		if v.Cmp(most) > 0 {
			most = v
		}
	}
	return most
}

func leastOf(of []*big.Rat) *big.Rat {
	least := of[0]
	for _, v := range of {
		if v.Cmp(least) < 0 {
			least = v
		}
	}
	return least
}
