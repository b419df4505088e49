package bargain

import (
	"math"
	"math/big"
	"slices"
)

// Every solution lies on the frontier, for each of the criteria rises with
// the utilities; so each is found among the frontier's candidates. Floats
// only sort out candidates that are far from the best; what is near is
// compared exactly.

// near is how close, relative to its size, a float criterion must come to the
// best to be compared exactly. It is far above any rounding error here.
const near = 1e-9

// nash picks the greatest product of gains (Nash 1950). Where every product
// is zero: the most parties with a positive gain, then the greatest product
// of their shares, then leximin of shares.
func (y *yardstick) nash(cs []candidate) []candidate {
	positive := func(c candidate) []int {
		var who []int
		for q := range y.parties {
			if y.gain(c.utility[q], q).Sign() > 0 {
				who = append(who, q)
			}
		}
		return who
	}
	most := 0
	for _, c := range cs {
		most = max(most, len(positive(c)))
	}
	cs = slices.DeleteFunc(slices.Clone(cs), func(c candidate) bool { return len(positive(c)) < most })
	measure := y.gain
	if most < len(y.parties) {
		measure = y.share
	}
	product := func(c candidate) *big.Rat {
		x := big.NewRat(1, 1)
		for _, q := range positive(c) {
			x.Mul(x, measure(c.utility[q], q))
		}
		return x
	}
	log := func(c candidate) float64 {
		sum := 0.0
		for _, q := range positive(c) {
			sum += logOf(measure(c.utility[q], q))
		}
		return sum
	}
	cs = greatest(cs, log, product)
	if most < len(y.parties) {
		cs = y.leximin(cs, y.share)
	}
	return cs
}

// logOf returns the natural logarithm of a positive rational of any size.
func logOf(x *big.Rat) float64 {
	part := func(n *big.Int) float64 {
		mantissa := new(big.Float)
		exponent := new(big.Float).SetInt(n).MantExp(mantissa)
		f, _ := mantissa.Float64()
		return math.Log(f) + float64(exponent)*math.Ln2
	}
	return part(x.Num()) - part(x.Denom())
}

// kalaiSmorodinsky is leximin of shares: the lexicographic extension (Imai
// 1983) of Kalai and Smorodinsky (1975).
func (y *yardstick) kalaiSmorodinsky(cs []candidate) []candidate { return y.leximin(cs, y.share) }

// egalitarian is leximin of fractions: Kalai (1977) on normalised scales,
// with the lexicographic rule of Sen (1970).
func (y *yardstick) egalitarian(cs []candidate) []candidate { return y.leximin(cs, y.fraction) }

// utilitarian is the greatest sum of fractions (Harsanyi 1955 on normalised
// scales).
func (y *yardstick) utilitarian(cs []candidate) []candidate {
	return greatest(cs, func(c candidate) float64 { f, _ := y.sumOfFractions(c).Float64(); return f }, y.sumOfFractions)
}

func (y *yardstick) sumOfFractions(c candidate) *big.Rat {
	x := new(big.Rat)
	for q := range y.parties {
		if y.width[q] != nil {
			x.Add(x, y.fraction(c.utility[q], q))
		}
	}
	return x
}

// leximin keeps the candidates whose measures, from the least up, are
// greatest. Parties that can gain nothing in the zone are left out.
func (y *yardstick) leximin(cs []candidate, measure func(u *big.Rat, q int) *big.Rat) []candidate {
	return leximin(cs, y.inRatios(), measure)
}

func leximin(cs []candidate, who []int, measure func(u *big.Rat, q int) *big.Rat) []candidate {
	if len(who) == 0 || len(cs) == 0 {
		return cs
	}
	low := func(c candidate) *big.Rat {
		var least *big.Rat
		for _, q := range who {
			if m := measure(c.utility[q], q); least == nil || m.Cmp(least) < 0 {
				least = m
			}
		}
		return least
	}
	cs = greatest(cs, func(c candidate) float64 { f, _ := low(c).Float64(); return f }, low)
	type levelled struct {
		candidate
		levels []*big.Rat
	}
	list := make([]levelled, len(cs))
	for i, c := range cs {
		list[i].candidate = c
		for _, q := range who {
			list[i].levels = append(list[i].levels, measure(c.utility[q], q))
		}
		slices.SortFunc(list[i].levels, (*big.Rat).Cmp)
	}
	compare := func(a, b levelled) int { return slices.CompareFunc(a.levels, b.levels, (*big.Rat).Cmp) }
	best := slices.MaxFunc(list, compare)
	var kept []candidate
	for _, l := range list {
		if compare(l, best) == 0 {
			kept = append(kept, l.candidate)
		}
	}
	return kept
}

// inRatios returns the parties that can gain something and have a range.
func (y *yardstick) inRatios() []int {
	var who []int
	for q := range y.parties {
		if y.gains(q) && y.width[q] != nil {
			who = append(who, q)
		}
	}
	return who
}

func (y *yardstick) leftOut() []string {
	var list []string
	in := y.inRatios()
	for q, party := range y.parties {
		if !slices.Contains(in, q) {
			list = append(list, party)
		}
	}
	return list
}

// greatest keeps the candidates at which the criterion is greatest, compared
// exactly; rough is the same criterion, or a rising function of it, in floats.
func greatest(cs []candidate, rough func(candidate) float64, criterion func(candidate) *big.Rat) []candidate {
	if len(cs) == 0 {
		return nil
	}
	roughs := make([]float64, len(cs))
	top := math.Inf(-1)
	for i, c := range cs {
		roughs[i] = rough(c)
		top = math.Max(top, roughs[i])
	}
	var kept []candidate
	var best *big.Rat
	for i, c := range cs {
		if roughs[i] < top-near*math.Max(1, math.Abs(top)) {
			continue
		}
		x := criterion(c)
		order := 1
		if best != nil {
			order = x.Cmp(best)
		}
		if order > 0 {
			best, kept = x, nil
		}
		if order >= 0 {
			kept = append(kept, c)
		}
	}
	return kept
}

// geometricMean returns the geometric mean of the shares of a candidate over
// the parties in the ratios: the scale on which a Nash answer is bounded.
func (y *yardstick) geometricMean(c candidate) float64 {
	who := y.inRatios()
	if len(who) == 0 {
		return 0
	}
	sum := 0.0
	for _, q := range who {
		s := y.share(c.utility[q], q)
		if s.Sign() <= 0 {
			return 0
		}
		sum += logOf(s)
	}
	return math.Exp(sum / float64(len(who)))
}

// lowest returns the least measure over the parties in the ratios: the first
// level of a leximin.
func (y *yardstick) lowest(c candidate, measure func(u *big.Rat, q int) *big.Rat) *big.Rat {
	var least *big.Rat
	for _, q := range y.inRatios() {
		if m := measure(c.utility[q], q); least == nil || m.Cmp(least) < 0 {
			least = m
		}
	}
	return least
}
