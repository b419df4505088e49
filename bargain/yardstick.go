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
	lawful      bool       // ranges are over what breaks no norm, for everything breaks a demand
	unsureGain  []string   // whose best gain is the best that was found, and may be more
	unsureFall  []string   // whose fallback, taken at its worst package, is at the worst that was found
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
	}
	return y
}

// rat returns the utility in column q of the amounts, which may be above its
// cap.
func (t *table) rat(amounts []uint64, q int) *big.Rat {
	return t.units[q].number(t.counted(amounts, q)).Rat()
}

// counted returns what counts of the amounts in column q.
func (t *table) counted(amounts []uint64, q int) []uint64 {
	if t.caps != nil && amount.Compare(t.column(amounts, q), t.column(t.caps, q)) > 0 {
		return t.column(t.caps, q)
	}
	return t.column(amounts, q)
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
	o := measured(y.parties)
	o.Package, o.Ties, o.Limit = c.pkg, c.ties, c.limit
	for q, party := range y.parties {
		u := c.utility[q]
		o.Utility[party] = parley.Exactly(u)
		if y.reservation[q] == nil {
			continue
		}
		gain := y.gain(u, q)
		o.Gain[party] = parley.Exactly(gain)
		if y.gains(q) {
			o.Share[party] = parley.Exactly(new(big.Rat).Quo(gain, y.bestGain[q]))
		}
		if y.width[q] != nil {
			o.Fraction[party] = parley.Exactly(new(big.Rat).Quo(gain, y.width[q]))
		}
	}
	return o
}

// measured is an outcome with room for the parties' numbers.
func measured(parties []string) Outcome {
	n := len(parties)
	return Outcome{Utility: make(map[string]parley.Number, n), Gain: make(map[string]parley.Number, n),
		Share: make(map[string]parley.Number, n), Fraction: make(map[string]parley.Number, n)}
}

// gauge measures amounts of a column as a yardstick does utilities. With a for
// the amount × times − less, the gain is a / whole, the share a / bestGain and
// the fraction a / width: all whole numbers, so that every figure is one
// fraction to bring to lowest terms.
type gauge struct {
	unit
	times, less, whole *big.Int // nil where there is no fallback
	bestGain, width    *big.Int // nil where the party gains nothing, or has no range
}

func (y *yardstick) gauges() []gauge {
	list := make([]gauge, len(y.parties))
	for q := range list {
		list[q] = y.gauge(q)
	}
	return list
}

func (y *yardstick) gauge(q int) gauge {
	g := gauge{unit: y.p.table.units[q]}
	r := y.reservation[q]
	if r == nil {
		return g
	}
	g.times = new(big.Int).Set(r.Denom())
	lengths := []*big.Rat{nil, y.width[q]}
	if y.gains(q) {
		lengths[0] = y.bestGain[q]
	}
	for _, x := range lengths {
		if x != nil { // times is what makes this whole, too
			x := new(big.Rat).Mul(x, new(big.Rat).SetInt(new(big.Int).Mul(g.denominator, g.times)))
			g.times.Mul(g.times, x.Denom())
		}
	}
	g.whole = new(big.Int).Mul(g.denominator, g.times)
	scaled := func(x *big.Rat) *big.Int {
		if x == nil {
			return nil
		}
		return new(big.Rat).Mul(x, new(big.Rat).SetInt(g.whole)).Num()
	}
	g.less = new(big.Int).Mul(g.offset, g.times)
	g.less.Add(g.less, scaled(r))
	g.bestGain, g.width = scaled(lengths[0]), scaled(lengths[1])
	return g
}

// write writes what an amount is worth to a party into an outcome.
func (g *gauge) write(o *Outcome, party string, src []uint64) {
	n := amount.Int(src)
	o.Utility[party] = parley.Ratio(new(big.Int).Sub(n, g.offset), g.denominator)
	if g.times == nil {
		return
	}
	n.Sub(n.Mul(n, g.times), g.less)
	o.Gain[party] = parley.Ratio(n, g.whole)
	if g.bestGain != nil {
		o.Share[party] = parley.Ratio(n, g.bestGain)
	}
	if g.width != nil {
		o.Fraction[party] = parley.Ratio(n, g.width)
	}
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
