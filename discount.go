package parley

import "math/big"

// Cap is the most that a party's utility can be: what values and linkages add
// up to beyond it is worth no more.
type Cap struct {
	At Number // on the scale of the party's utility
	Note
}

// Discount says what time costs a party. Time runs from 0, the beginning of
// the talks, to 1, their end.
type Discount struct {
	Factor Number // what is left of a utility of 1 at the end: above 0 and at most 1
	Note
}

// discountDigits is to how many significant digits a power is worked out that
// has no finite decimal of so many.
const discountDigits = 20

// At returns what is left at the time of a utility of 1: Factor to the power
// of t. At 0 it is 1 and at 1 the Factor, exactly; between them it is the
// nearest number of 20 significant digits, which is the power itself where it
// has no more. Everything is reckoned with that number from there on.
func (d *Discount) At(t Number) Number {
	switch {
	case d == nil || t.Sign() <= 0:
		return Int(1)
	case t.Cmp(Int(1)) >= 0:
		return d.Factor
	}
	return significant(power(d.Factor, t), discountDigits)
}

// powerBits is the precision of the steps of a power: more than three times
// what its 20 digits take.
const powerBits = 256

// power returns d to the power of t, for d above 0 and at most 1 and t from 0
// to 1, to within a few units of the last of powerBits bits.
func power(d, t Number) *big.Float {
	x := new(big.Float).SetPrec(powerBits).SetRat(d.get())
	mantissa := new(big.Float).SetPrec(powerBits)
	exponent := x.MantExp(mantissa) // 1/2 ≤ mantissa < 1
	log := logOf(mantissa)
	ln2 := logOf(float(2))
	log.Add(log, ln2.Mul(ln2, new(big.Float).SetPrec(powerBits).SetInt64(int64(exponent))))
	return exp(log.Mul(log, new(big.Float).SetPrec(powerBits).SetRat(t.get())))
}

func float(n int64) *big.Float { return new(big.Float).SetPrec(powerBits).SetInt64(n) }

// logOf returns the natural logarithm of x, from 1/2 to 2: twice the series of
// the inverse hyperbolic tangent of (x-1)/(x+1), which is at most 1/3.
func logOf(x *big.Float) *big.Float {
	z := new(big.Float).Quo(new(big.Float).Sub(x, float(1)), new(big.Float).Add(x, float(1)))
	square, power, sum := new(big.Float).Mul(z, z), new(big.Float).Copy(z), new(big.Float).Copy(z)
	for k := int64(3); k < 2*powerBits/3; k += 2 { // each term is less than a ninth of the one before
		power.Mul(power, square)
		sum.Add(sum, new(big.Float).Quo(power, float(k)))
	}
	return sum.Mul(sum, float(2))
}

// exp returns e to the power of x, for x of at most a few hundred: the series
// at x/1024, squared ten times.
func exp(x *big.Float) *big.Float {
	small := new(big.Float).SetPrec(powerBits).SetMantExp(x, -10)
	term, sum := float(1), float(1)
	for k := int64(1); k < 80; k++ {
		term.Mul(term, small)
		term.Quo(term, float(k))
		sum.Add(sum, term)
	}
	for range 10 {
		sum.Mul(sum, sum)
	}
	return sum
}

// significant rounds to so many significant decimal digits.
func significant(x *big.Float, digits int) Number {
	n, ok := new(big.Rat).SetString(x.Text('e', digits-1))
	if !ok { // a float always reads back
		return Int(0)
	}
	return Number{n}
}
