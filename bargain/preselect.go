package bargain

import (
	"math"
	"math/big"

	"parley/bargain/internal/amount"
)

// A frontier can have a million points. preselector puts those that a
// criterion cannot pick aside in floats, with bounds on their error, so that
// only the few that are near the best are compared exactly.
type preselector struct {
	t       *table
	origins []float64 // by party: the fallback, in whole numbers of the column
	scales  []float64 // what the measure divides by, likewise
	errors  []float64 // bound on the error of a measure
	who     []int
}

// newPreselector measures gain ÷ unit for the parties in who.
func (p *Problem) newPreselector(y *yardstick, who []int, unit func(q int) *big.Rat) *preselector {
	s := &preselector{t: p.table, who: who}
	for range y.parties {
		s.origins, s.scales, s.errors = append(s.origins, 0), append(s.scales, 1), append(s.errors, 0)
	}
	for _, q := range who {
		u := p.table.units[q]
		d := new(big.Rat).SetInt(u.denominator)
		s.origins[q] = toFloat(new(big.Rat).Add(new(big.Rat).Mul(y.reservation[q], d), new(big.Rat).SetInt(u.offset)))
		s.scales[q] = toFloat(new(big.Rat).Mul(unit(q), d))
		// Each of the operations errs by 2^-53 of its result at the most.
		s.errors[q] = math.Ldexp(p.table.float(p.table.most[0], q)+math.Abs(s.origins[q]), -48) / s.scales[q]
	}
	return s
}

func (s *preselector) measure(amounts []uint64, q int) float64 {
	return (s.t.float(amounts, q) - s.origins[q]) / s.scales[q]
}

// least bounds the least measure, sum the sum, log the sum of logarithms.

func (s *preselector) least(amounts []uint64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(1)
	for _, q := range s.who {
		x := s.measure(amounts, q)
		low, high = math.Min(low, x-s.errors[q]), math.Min(high, x+s.errors[q])
	}
	return low, high
}

func (s *preselector) sum(amounts []uint64) (low, high float64) {
	for _, q := range s.who {
		x := s.measure(amounts, q)
		low, high = low+x-2*s.errors[q], high+x+2*s.errors[q]
	}
	return low - near*math.Abs(low), high + near*math.Abs(high)
}

func (s *preselector) log(amounts []uint64) (low, high float64) {
	for _, q := range s.who {
		x := s.measure(amounts, q)
		low += math.Log(math.Max(0, x-s.errors[q]))
		high += math.Log(math.Max(0, x+s.errors[q]))
	}
	return low - near*math.Abs(low), high + near*math.Abs(high)
}

// nearBest keeps the outcomes whose criterion may be the greatest.
func nearBest(v *vectors, which []int, bounds func([]uint64) (low, high float64)) []int {
	top := math.Inf(-1)
	for _, i := range which {
		if low, _ := bounds(v.at(i)); low > top {
			top = low
		}
	}
	var kept []int
	for _, i := range which {
		// Beyond what floats hold a bound is no number, and rules nothing out.
		if _, high := bounds(v.at(i)); !(high < top) {
			kept = append(kept, i)
		}
	}
	return kept
}

// preselect keeps the outcomes that the question's criterion may pick.
func (p *Problem) preselect(q Question, y *yardstick, v *vectors) []int {
	which := v.indices()
	switch q {
	case AskNash:
		which, positive := p.mostGaining(y, v)
		if positive < len(y.parties) {
			return which // the rare rule for zero products: all are compared exactly
		}
		s := p.newPreselector(y, allOf(y), func(int) *big.Rat { return one })
		return nearBest(v, which, s.log)
	case AskKalaiSmorodinsky:
		if len(y.inRatios()) == 0 {
			return which
		}
		s := p.newPreselector(y, y.inRatios(), func(q int) *big.Rat { return y.bestGain[q] })
		return nearBest(v, which, s.least)
	case AskEgalitarian:
		return p.preselectFractions(y, y.inRatios(), v, which)
	default:
		var who []int
		for q := range y.parties {
			if y.width[q] != nil {
				who = append(who, q)
			}
		}
		s := p.newPreselector(y, who, func(q int) *big.Rat { return y.width[q] })
		return nearBest(v, which, s.sum)
	}
}

// preselectFractions keeps the outcomes at which the least fraction may be the
// greatest.
func (p *Problem) preselectFractions(y *yardstick, who []int, v *vectors, which []int) []int {
	if len(who) == 0 {
		return which
	}
	s := p.newPreselector(y, who, func(q int) *big.Rat { return y.width[q] })
	return nearBest(v, which, s.least)
}

func allOf(y *yardstick) []int {
	who := make([]int, len(y.parties))
	for q := range who {
		who[q] = q
	}
	return who
}

// mostGaining keeps the outcomes at which the most parties gain, and says how
// many do. It compares whole numbers: a gain is positive exactly where the
// amount is above the whole part of the fallback's.
func (p *Problem) mostGaining(y *yardstick, v *vectors) ([]int, int) {
	t := p.table
	floors := make([][]uint64, len(y.parties))
	for q := range y.parties {
		u := t.units[q]
		x := new(big.Rat).Mul(y.reservation[q], new(big.Rat).SetInt(u.denominator))
		x.Add(x, new(big.Rat).SetInt(u.offset))
		whole := new(big.Int).Div(x.Num(), x.Denom())
		floors[q] = make([]uint64, t.limbs)
		if whole.Sign() >= 0 {
			amount.Put(floors[q], whole)
		} else {
			floors[q] = nil // every amount is above it
		}
	}
	most := 0
	var kept []int
	for i := range v.size() {
		n := 0
		for q := range floors {
			if floors[q] == nil || amount.Compare(t.column(v.at(i), q), floors[q]) > 0 {
				n++
			}
		}
		if n > most {
			most, kept = n, nil
		}
		if n == most {
			kept = append(kept, i)
		}
	}
	return kept, most
}
