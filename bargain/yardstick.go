package bargain

import (
	"fmt"
	"math/big"
	"slices"

	"parley"
	"parley/bargain/internal/amount"
)

// yardstick measures utilities of the parties whose consent counts: from
// their fallbacks, against their best gain in the zone, against their range.
type yardstick struct {
	p           *Problem
	parties     []string
	reservation []*big.Rat
	assumed     []bool     // the fallback was not stated
	bestGain    []*big.Rat // over the possible zone; nil where it is empty
	width       []*big.Rat // the party's range; nil where there is none to speak of
	marks       []mark     // the same three, by party; 0 for nil
	lawful      bool       // ranges are over what breaks no norm, for everything breaks a demand
	unsureGain  []string   // whose best gain is the best that was found, and may be more
	unsureFall  []string   // whose fallback, taken at its worst package, is at the worst that was found
}

// mark is what a party's utilities are measured by, as numbers.
type mark struct{ reservation, bestGain, width parley.Number }

func orZero(r *big.Rat) parley.Number {
	if r == nil {
		return parley.Number{}
	}
	return parley.Exactly(r)
}

// newYardstick measures by the ends of utilities. Every party whose consent counts
// must be valued. A fallback that was not stated is taken at the party's
// worst package of the possible zone; where that is empty, at its worst over
// the packages from which its range is taken.
func (p *Problem) newYardstick(c reaches) *yardstick {
	free := c.free
	y := &yardstick{p: p}
	if free.none {
		free, y.lawful = c.lawful, true
	}
	for q := range p.consentingColumns() {
		v := &p.voters[p.columns[q]]
		y.parties = append(y.parties, v.id)
		r, width, gain := v.reservation, (*big.Rat)(nil), (*big.Rat)(nil)
		y.assumed = append(y.assumed, r == nil)
		worstOf := free
		if !c.possible.none {
			worstOf = c.possible
		}
		if r == nil && !worstOf.none {
			r = v.cut(worstOf.least[q])
			if worstOf.below != nil && worstOf.below[q] != nil {
				y.unsureFall = append(y.unsureFall, v.id)
			}
		}
		if !free.none {
			width = new(big.Rat).Sub(v.cut(free.most[q]), v.cut(free.least[q]))
			if width.Sign() == 0 {
				width = nil
			}
		}
		if !c.possible.none && r != nil {
			gain = new(big.Rat).Sub(v.cut(c.possible.most[q]), r)
			if c.possible.above != nil && c.possible.above[q] != nil {
				y.unsureGain = append(y.unsureGain, v.id)
			}
		}
		y.reservation = append(y.reservation, r)
		y.width = append(y.width, width)
		y.bestGain = append(y.bestGain, gain)
		y.marks = append(y.marks, mark{orZero(r), orZero(gain), orZero(width)})
	}
	return y
}

// rat returns the utility in column q of the amounts, which may be above its
// cap.
func (t *table) rat(amounts []uint64, q int) *big.Rat { return t.number(amounts, q).Rat() }

func (t *table) number(amounts []uint64, q int) parley.Number {
	if t.caps != nil && amount.Compare(t.column(amounts, q), t.column(t.caps, q)) > 0 {
		return t.units[q].number(t.column(t.caps, q))
	}
	return t.units[q].number(t.column(amounts, q))
}

// doubt says why what is measured by the yardstick may be off, as far as the
// question goes by it; empty where nothing is. Other says that another package
// may be picked for it.
func (y *yardstick) doubt(q Question) (why string, other bool) {
	if !slices.Contains([]Question{AskNash, AskKalaiSmorodinsky, AskEgalitarian, AskUtilitarian, AskWeightedNash, AskShortlist, AskPrices}, q) {
		return "", false
	}
	if len(y.unsureFall) > 0 {
		return fmt.Sprintf("Who has not said what no agreement is worth is taken to fall back on the worst package of the possible zone. How bad that is for %s is not proven; gains are counted from the worst that was found.",
			parley.List(y.p.labels(y.unsureFall), "and")), true
	}
	nothing := slices.ContainsFunc(y.unsureGain, func(party string) bool { return !y.gains(slices.Index(y.parties, party)) })
	if len(y.unsureGain) == 0 || !nothing && q != AskNash && q != AskKalaiSmorodinsky {
		return "", false
	}
	return fmt.Sprintf("How much %s could gain at most is not proven; shares are parts of the most that was found.",
		parley.List(y.p.labels(y.unsureGain), "and")), nothing || q == AskKalaiSmorodinsky
}

// gains reports whether the party can gain anything in the zone.
func (y *yardstick) gains(q int) bool { return y.bestGain[q] != nil && y.bestGain[q].Sign() > 0 }

func (y *yardstick) gain(u *big.Rat, q int) *big.Rat {
	return new(big.Rat).Sub(u, y.reservation[q])
}

func (y *yardstick) share(u *big.Rat, q int) *big.Rat {
	return new(big.Rat).Quo(y.gain(u, q), y.bestGain[q])
}

func (y *yardstick) fraction(u *big.Rat, q int) *big.Rat {
	return new(big.Rat).Quo(y.gain(u, q), y.width[q])
}

// candidate is a package that a solution may pick, with its utilities for the
// parties whose consent counts.
type candidate struct {
	utility []*big.Rat
	ties    Count
	pkg     parley.Package // nil: see from
	from    *vectors       // of a frontier in whole numbers; ties and package are found when shown
	index   int
	limit   bool
}

// outcome measures a candidate.
func (y *yardstick) outcome(c candidate) Outcome {
	if c.limit { // no package has them
		c.ties = noneOf()
	}
	if c.from != nil {
		c.pkg, c.ties = c.from.pkg(y.p, c.index), c.from.ties(c.index)
	}
	o := y.figures(func(q int) parley.Number { return parley.Exactly(c.utility[q]) })
	o.Package, o.Ties, o.Limit = c.pkg, c.ties, c.limit
	return o
}

// figures measures utilities.
func (y *yardstick) figures(utility func(q int) parley.Number) Outcome {
	n := len(y.parties)
	o := Outcome{Utility: make(map[string]parley.Number, n), Gain: make(map[string]parley.Number, n),
		Share: make(map[string]parley.Number, n), Fraction: make(map[string]parley.Number, n)}
	for q, party := range y.parties {
		u := utility(q)
		o.Utility[party] = u
		if y.reservation[q] == nil {
			continue
		}
		gain := u.Sub(y.marks[q].reservation)
		o.Gain[party] = gain
		if y.gains(q) {
			o.Share[party] = gain.Div(y.marks[q].bestGain)
		}
		if y.width[q] != nil {
			o.Fraction[party] = gain.Div(y.marks[q].width)
		}
	}
	return o
}

func (y *yardstick) outcomes(cs []candidate) []Outcome {
	list := make([]Outcome, len(cs))
	for i, c := range cs {
		list[i] = y.outcome(c)
	}
	return list
}

func (y *yardstick) assumedParties() []string {
	var list []string
	for q, assumed := range y.assumed {
		if assumed {
			list = append(list, y.parties[q])
		}
	}
	return list
}
