package dual

import (
	"math"
	"math/big"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// Goal is what a package is judged by: a sum, a product or a least of what it
// is worth to some columns. Make one with Sum, Product or Least.
type Goal struct {
	kind   kind
	who    []int
	weight []*big.Rat // by place in who
	origin []*big.Rat
	scale  []*big.Rat
}

type kind int

const (
	sum kind = iota
	product
	least
)

// Sum is Σ weight × amount over the columns; weights are by column, of either
// sign, nil or missing for 0. One weight alone asks for the best, or with -1
// the worst, of one column. The value of a result is in amounts times weights.
func Sum(weights []*big.Rat) Goal {
	g := Goal{kind: sum}
	for q, w := range weights {
		if w != nil && w.Sign() != 0 {
			g.who, g.weight = append(g.who, q), append(g.weight, w)
		}
	}
	return g
}

// Product is Π (amount − origin)^weight over the columns of who: with equal
// weights Nash's product (1950), else the asymmetric one (Kalai 1977). Origins
// and weights are by column; no origin is 0, no weight is 1, weights are above
// 0. Packages below an origin are left out, as if it were a floor. The value
// of a result is, where Lower is concerned, the product with the weights
// brought to whole numbers by their least common denominator; where floats
// are, the sum of weight × natural logarithm of amount − origin, which does
// not overflow.
func Product(who []int, origin, weights []*big.Rat) Goal {
	g := Goal{kind: product}
	for _, q := range who {
		g.who = append(g.who, q)
		g.origin = append(g.origin, at(origin, q, 0))
		g.weight = append(g.weight, at(weights, q, 1))
	}
	return g
}

// Least is the least (amount − origin) / scale over the columns of who.
// Origins and scales are by column; no origin is 0, no scale 1, scales are
// above 0.
func Least(who []int, origin, scale []*big.Rat) Goal {
	g := Goal{kind: least}
	for _, q := range who {
		g.who = append(g.who, q)
		g.origin = append(g.origin, at(origin, q, 0))
		g.scale = append(g.scale, at(scale, q, 1))
	}
	return g
}

func at(list []*big.Rat, q int, none int64) *big.Rat {
	if q < len(list) && list[q] != nil {
		return list[q]
	}
	return big.NewRat(none, 1)
}

// measure is a goal in whole numbers. What a column gets is factor × amount −
// offset; the score of a package is their sum, their least or the product of
// their powers, and its value is the score by the unit.
type measure struct {
	kind           kind
	limbs          int
	who            []int
	factor, offset []*big.Int
	power          []int
	unit           *big.Int
	whole          []bool   // factors that are 1
	part           *big.Int // buffers
	word           *big.Int
}

func (g Goal) measure(s *network.Space) *measure {
	m := &measure{kind: g.kind, limbs: s.Limbs, who: g.who, unit: big.NewInt(1), part: new(big.Int), word: new(big.Int)}
	switch g.kind {
	case sum:
		m.unit = common(g.weight)
		for _, w := range g.weight {
			m.factor = append(m.factor, whole(w, m.unit))
			m.offset = append(m.offset, new(big.Int))
		}
	case least:
		var parts []*big.Rat // value = amount / scale − origin / scale
		for j := range g.who {
			parts = append(parts, new(big.Rat).Inv(g.scale[j]), new(big.Rat).Quo(g.origin[j], g.scale[j]))
		}
		m.unit = common(parts)
		for j := range g.who {
			m.factor = append(m.factor, whole(parts[2*j], m.unit))
			m.offset = append(m.offset, whole(parts[2*j+1], m.unit))
		}
	case product:
		powers := common(g.weight)
		for j := range g.who {
			m.factor = append(m.factor, new(big.Int).Set(g.origin[j].Denom()))
			m.offset = append(m.offset, new(big.Int).Set(g.origin[j].Num()))
			m.power = append(m.power, int(whole(g.weight[j], powers).Int64()))
			m.unit.Mul(m.unit, new(big.Int).Exp(m.factor[j], big.NewInt(int64(m.power[j])), nil))
		}
	}
	for _, f := range m.factor {
		m.whole = append(m.whole, f.IsInt64() && f.Int64() == 1)
	}
	return m
}

// common returns the least common denominator.
func common(list []*big.Rat) *big.Int {
	all := big.NewInt(1)
	for _, x := range list {
		d := new(big.Int).GCD(nil, nil, all, x.Denom())
		all.Mul(all, d.Div(x.Denom(), d))
	}
	return all
}

// whole returns x times a multiple of its denominator.
func whole(x *big.Rat, denominator *big.Int) *big.Int {
	y := new(big.Int).Mul(x.Num(), denominator)
	return y.Quo(y, x.Denom())
}

// score returns the score of what a package is worth; a product only where no
// column is below its origin.
func (m *measure) score(worth []uint64) *big.Int {
	var score *big.Int
	if m.kind == product {
		score = big.NewInt(1)
	}
	for j, q := range m.who {
		x := amount.Set(m.part, worth[q*m.limbs:(q+1)*m.limbs])
		if !m.whole[j] {
			x.Mul(x, m.factor[j])
		}
		x.Sub(x, m.offset[j])
		switch {
		case m.kind == product:
			if m.power[j] > 1 {
				x.Exp(x, big.NewInt(int64(m.power[j])), nil)
			}
			score.Mul(score, x)
		case score == nil:
			score = new(big.Int).Set(x)
		case m.kind == sum:
			score.Add(score, x)
		case x.Cmp(score) < 0:
			score.Set(x)
		}
	}
	if score == nil {
		score = new(big.Int)
	}
	return score
}

// value returns a score as a value.
func (m *measure) value(score *big.Int) *big.Rat { return new(big.Rat).SetFrac(score, m.unit) }

// reach returns the least amount with which column who[j] gets at least the
// score; it may be negative.
func (m *measure) reach(j int, score *big.Int) *big.Int {
	x := new(big.Int).Add(score, m.offset[j])
	return ceil(x, m.factor[j])
}

// ceil returns the least whole number not below x / y; y is above 0.
func ceil(x, y *big.Int) *big.Int {
	q, r := new(big.Int).DivMod(x, y, new(big.Int))
	if r.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return q
}

// float returns the fraction of whole numbers to within 2^-51 of itself.
func float(x, y *big.Int) float64 {
	if x.IsInt64() && y.IsInt64() {
		if a, b := x.Int64(), y.Int64(); a > -1<<53 && a < 1<<53 && b > 0 && b < 1<<53 {
			return float64(a) / float64(b)
		}
	}
	f, _ := new(big.Rat).SetFrac(x, y).Float64()
	return f
}

// logarithm returns the natural logarithm of a whole number above 0, to within
// 2^-50 of the larger of 1 and itself.
func logarithm(x *big.Int) float64 {
	f := new(big.Float).SetInt(x)
	mantissa := new(big.Float)
	exponent := f.MantExp(mantissa)
	m, _ := mantissa.Float64()
	return math.Log(m) + float64(exponent)*math.Ln2
}
