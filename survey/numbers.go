package survey

import (
	"math"
	"math/big"

	"parley/scenario"
)

// Places is to how many decimals utilities are rounded before two of them are
// compared for the frontier.
const Places = 9

// maxValues is how many choices an issue may have where its choices are gone
// through one by one.
const maxValues = 1_000_000

// numbers are the utilities of one party as whole numbers: a utility is such a
// number divided by per.
type numbers struct {
	per      *big.Int
	exact    bool
	parts    [][]int64 // by issue and choice, of a utility that is a sum; else nil
	constant int64
	cap      int64               // math.MaxInt64: none
	at       func(o []int) int64 // of any other utility; nil if it has none that can be asked outcome by outcome
	reserved int64               // the least number that is worth no less than no agreement
	above    int64               // the least number that is worth more
	said     bool                // the reservation was said
}

// room bounds whole numbers: sums of them stay far inside an int64.
var room = big.NewInt(1 << 61)

// numbersOf takes a party's utility apart; what is no sum over the issues only
// if it is to be asked outcome by outcome.
func numbersOf(s *scenario.Scenario, profile int, walk bool) *numbers {
	n := &numbers{cap: math.MaxInt64}
	switch u := s.Profiles[profile].Utility.(type) {
	case *scenario.Additive:
		if parts, ok := s.Parts(profile, maxValues); ok {
			n.additive(parts)
		}
	case *scenario.Rectangles:
		if walk {
			n.rectangles(s, u, s.Cap(profile))
		}
	case *scenario.Ranked:
		if walk {
			n.ranked(s, u)
		}
	}
	if n.per == nil {
		return n
	}
	n.reserve(s.Reservation(profile))
	return n
}

// reserve finds which numbers are rational. Where the file says nothing,
// everything is, and what is gained is counted from 0.
func (n *numbers) reserve(r *big.Rat) {
	if r == nil {
		n.reserved, n.above = math.MinInt64, math.MinInt64
		return
	}
	n.said = true
	scaled := new(big.Rat).Mul(r, new(big.Rat).SetInt(n.per))
	floor := new(big.Int).Div(scaled.Num(), scaled.Denom()) // Euclidean: down
	switch {
	case floor.Cmp(room) > 0:
		n.reserved, n.above = math.MaxInt64, math.MaxInt64
	case new(big.Int).Neg(floor).Cmp(room) > 0:
		n.reserved, n.above = math.MinInt64, math.MinInt64
	default:
		n.above = floor.Int64() + 1
		if n.reserved = floor.Int64(); !scaled.IsInt() {
			n.reserved++
		}
	}
}

func (n *numbers) additive(p *scenario.Parts) {
	all := []*big.Rat{p.Constant}
	for _, of := range p.Of {
		all = append(all, of...)
	}
	total := new(big.Rat).Abs(p.Constant)
	for _, of := range p.Of {
		most := new(big.Rat)
		for _, v := range of {
			if a := new(big.Rat).Abs(v); a.Cmp(most) > 0 {
				most = a
			}
		}
		total.Add(total, most)
	}
	if p.Cap != nil {
		all = append(all, p.Cap)
		total.Add(total, new(big.Rat).Abs(p.Cap))
	}
	n.scale(all, total)
	n.constant = n.whole(p.Constant)
	n.parts = make([][]int64, len(p.Of))
	for i, of := range p.Of {
		for _, v := range of {
			n.parts[i] = append(n.parts[i], n.whole(v))
		}
	}
	if p.Cap != nil {
		n.cap = n.whole(p.Cap)
	}
}

// scale chooses the denominator: the least common one if the total fits, and
// else a power of ten that leaves room for the total.
func (n *numbers) scale(all []*big.Rat, total *big.Rat) {
	n.per, n.exact = big.NewInt(1), true
	fits := func() bool {
		t := new(big.Rat).Mul(total, new(big.Rat).SetInt(n.per))
		return new(big.Int).Quo(t.Num(), t.Denom()).Cmp(room) <= 0
	}
	for _, r := range all {
		if widen(n.per, r); !fits() {
			n.exact = false
			break
		}
	}
	if n.exact {
		return
	}
	ten := big.NewInt(10)
	n.per = new(big.Int).Exp(ten, big.NewInt(18), nil)
	for !fits() && n.per.Cmp(ten) > 0 {
		n.per = new(big.Int).Quo(n.per, ten)
	}
}

// widen makes the denominator a multiple of that of the number.
func widen(denominator *big.Int, r *big.Rat) {
	g := new(big.Int).GCD(nil, nil, denominator, r.Denom())
	denominator.Mul(denominator, new(big.Int).Quo(r.Denom(), g))
}

// whole returns the number over the denominator, rounded to the nearest, a half
// upwards.
func (n *numbers) whole(r *big.Rat) int64 {
	scaled := new(big.Rat).Mul(r, new(big.Rat).SetInt(n.per))
	scaled.Add(scaled, big.NewRat(1, 2))
	return new(big.Int).Div(scaled.Num(), scaled.Denom()).Int64()
}

// float returns the utility that a number stands for.
func (n *numbers) float(v int64) float64 {
	f, _ := new(big.Rat).SetFrac(big.NewInt(v), n.per).Float64()
	return f
}

// places returns the utility rounded to Places decimals, in units of the last.
func (n *numbers) places(v int64) int64 {
	q := new(big.Int).Mul(big.NewInt(v), big.NewInt(2_000_000_000))
	q.Add(q, n.per)
	return q.Div(q, new(big.Int).Lsh(n.per, 1)).Int64()
}
