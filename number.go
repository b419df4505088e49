package parley

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"regexp"
	"strconv"
	"strings"
)

// Number is an exact rational number. The zero value is 0. Numbers are
// immutable; compare them with Cmp, not with ==.
type Number struct {
	rat *big.Rat // nil means 0; never changed once it is in here
}

// Limits on a number as a person writes it: they bound the work that one
// number can cause, far beyond what any negotiation needs.
const (
	maxNumberText     = 60
	maxNumberExponent = 30
)

var numberText = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$`)
var fractionText = regexp.MustCompile(`^[+-]?[0-9]+/[0-9]+$`)

// Int returns the whole number n.
func Int(n int64) Number {
	if n >= 0 && n < int64(len(smallInts)) {
		return smallInts[n]
	}
	return Number{new(big.Rat).SetInt64(n)}
}

// smallInts are the numbers that a large case has most of. They can be shared
// because numbers are immutable.
var smallInts = func() (ns [101]Number) {
	for n := range ns {
		ns[n] = Number{big.NewRat(int64(n), 1)}
	}
	return ns
}()

// Fraction returns num/den. It panics if den is 0, as division does.
func Fraction(num, den int64) Number {
	if den <= 0 || num == math.MinInt64 {
		return Number{big.NewRat(num, den)}
	}
	return reduced(num, den)
}

// Exactly returns the number with the value of r, which it copies.
func Exactly(r *big.Rat) Number { return Number{new(big.Rat).Set(r)} }

// Ratio returns num/den, which it copies. It panics if den is 0.
func Ratio(num, den *big.Int) Number {
	if !num.IsInt64() || !den.IsInt64() || den.Sign() <= 0 || num.Int64() == math.MinInt64 {
		return Number{new(big.Rat).SetFrac(num, den)}
	}
	return reduced(num.Int64(), den.Int64())
}

// reduced returns a/b, of which b is above 0 and a is not the least int64.
func reduced(a, b int64) Number {
	g := int64(divisor(uint64(max(a, -a)), uint64(b)))
	r := new(big.Rat).SetInt64(a / g)
	r.Denom().SetInt64(b / g) // in lowest terms, as a Rat has to be
	return Number{r}
}

// divisor returns the greatest common divisor of a and b, which is above 0, by
// Stein's algorithm (1967): machine words need no division.
func divisor(a, b uint64) uint64 {
	if a == 0 {
		return b
	}
	twos := bits.TrailingZeros64(a | b)
	a >>= bits.TrailingZeros64(a)
	for b != 0 {
		b >>= bits.TrailingZeros64(b)
		a, b = min(a, b), max(a, b)
		b -= a
	}
	return a << twos
}

// ParseNumber reads a decimal such as -12.5 or 3e4, or a fraction such as
// 2/3, exactly. Text that is longer than 60 characters or has an exponent
// beyond ±30 is refused.
func ParseNumber(s string) (Number, error) {
	if n, ok := parseShort(s); ok {
		return n, nil
	}
	if len(s) > maxNumberText {
		return Number{}, fmt.Errorf("a number of %d characters is too long (at most %d)", len(s), maxNumberText)
	}
	switch {
	case numberText.MatchString(s):
		if i := strings.IndexAny(s, "eE"); i >= 0 {
			if e, _ := strconv.Atoi(s[i+1:]); e > maxNumberExponent || e < -maxNumberExponent {
				return Number{}, fmt.Errorf("the exponent of %s is beyond ±%d", s, maxNumberExponent)
			}
		}
	case fractionText.MatchString(s):
		if strings.Trim(s[strings.IndexByte(s, '/')+1:], "0") == "" {
			return Number{}, fmt.Errorf("%s divides by zero", s)
		}
	default:
		return Number{}, fmt.Errorf("%q is not a number", s)
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return Number{}, fmt.Errorf("%q is not a number", s)
	}
	return Number{r}, nil
}

// parseShort reads what nearly all numbers of a case are, a decimal of at most
// 18 characters, without the cost of the general way. It reports false for all
// else, right or wrong.
func parseShort(s string) (Number, bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || digits == "." || len(digits) > 18 { // 10^18 fits an int64
		return Number{}, false
	}
	value, scale, point := int64(0), int64(1), false
	for i := range len(digits) {
		switch c := digits[i]; {
		case c >= '0' && c <= '9':
			value = 10*value + int64(c-'0')
			if point {
				scale *= 10
			}
		case c == '.' && !point:
			point = true
		default:
			return Number{}, false
		}
	}
	if len(digits) != len(s) {
		value = -value
	}
	if scale == 1 {
		return Int(value), true
	}
	return Fraction(value, scale), true
}

var zeroRat = new(big.Rat)

func (n Number) get() *big.Rat {
	if n.rat == nil {
		return zeroRat
	}
	return n.rat
}

// Rat returns a copy of the number as a big.Rat, which the caller owns.
func (n Number) Rat() *big.Rat { return new(big.Rat).Set(n.get()) }

// Float returns the nearest float64.
func (n Number) Float() float64 {
	r := n.get()
	if num, den := r.Num(), r.Denom(); num.IsInt64() && den.IsInt64() && num.Sign() != 0 {
		return quotient(num.Int64(), den.Int64())
	}
	f, _ := r.Float64()
	return f
}

// quotient returns the float64 nearest to num/den, of which num is not 0 and den
// above 0: 63 binary digits and more, the last of which stands for all that
// follow, so that rounding them rounds the fraction.
func quotient(num, den int64) float64 {
	a, b := uint64(num), uint64(den)
	if num < 0 {
		a = -a
	}
	up, down := bits.LeadingZeros64(a), bits.LeadingZeros64(b)
	q, rest := bits.Div64(a<<up>>1, a<<up<<63, b<<down)
	if rest > 0 {
		q |= 1
	}
	f := math.Ldexp(float64(q), down-up-63)
	if num < 0 {
		return -f
	}
	return f
}

// Cmp returns -1, 0 or 1 as n is less than, equal to or greater than m.
func (n Number) Cmp(m Number) int {
	if n.rat == m.rat { // the two ends of an exact interval, often
		return 0
	}
	if a, b, short := n.short(); short {
		if c, d, short := m.short(); short {
			return compareProducts(a, d, c, b)
		}
	}
	return n.get().Cmp(m.get())
}

// Equal reports whether n and m are the same number.
func (n Number) Equal(m Number) bool { return n.Cmp(m) == 0 }

// Sign returns -1, 0 or 1 as n is negative, zero or positive.
func (n Number) Sign() int { return n.get().Sign() }

// Add returns n + m.
func (n Number) Add(m Number) Number {
	switch {
	case n.Sign() == 0:
		return m
	case m.Sign() == 0:
		return n
	}
	return Number{new(big.Rat).Add(n.get(), m.get())}
}

// Sub returns n - m.
func (n Number) Sub(m Number) Number {
	if m.Sign() == 0 {
		return n
	}
	return Number{new(big.Rat).Sub(n.get(), m.get())}
}

// Mul returns n × m.
func (n Number) Mul(m Number) Number {
	if c, d, short := m.short(); short {
		if c == 1 && d == 1 {
			return n
		}
		if a, b, short := n.short(); short {
			return product(a, b, c, d)
		}
	}
	return Number{new(big.Rat).Mul(n.get(), m.get())}
}

// Div returns n / m. It panics if m is 0.
func (n Number) Div(m Number) Number { return Number{new(big.Rat).Quo(n.get(), m.get())} }

// String writes the number exactly: as a decimal where it has a finite one of
// reasonable length, otherwise as a fraction. ParseNumber reads it back if it is
// no longer than what a person may write.
func (n Number) String() string {
	r := n.get()
	if r.IsInt() {
		return r.Num().String()
	}
	if short, ok := shortDecimal(r); ok {
		return short
	}
	if digits, exact := r.FloatPrec(); exact && digits <= 30 {
		return r.FloatString(digits)
	}
	return r.RatString()
}

// shortDecimal writes a fraction that is a decimal of at most 18 digits, as
// String does and without the cost of the general way. It reports false for
// all others.
func shortDecimal(r *big.Rat) (string, bool) {
	if !r.Num().IsInt64() || !r.Denom().IsInt64() {
		return "", false
	}
	num, den := r.Num().Int64(), r.Denom().Int64()
	scale, places := int64(10), 1
	for ; scale%den != 0; scale, places = 10*scale, places+1 {
		if places == 18 {
			return "", false
		}
	}
	times := scale / den
	if num > math.MaxInt64/times || num < -math.MaxInt64/times {
		return "", false
	}
	sign := ""
	if num *= times; num < 0 {
		sign, num = "-", -num
	}
	rest := strconv.FormatInt(num%scale, 10)
	return sign + strconv.FormatInt(num/scale, 10) + "." + strings.Repeat("0", places-len(rest)) + rest, true
}

// Decimal writes the number rounded to at most digits places after the point,
// without trailing zeros.
func (n Number) Decimal(digits int) string {
	s := n.get().FloatString(digits)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// Interval is what a statement leaves open about a number: everything from
// Low to High. An exact number has Low equal to High.
type Interval struct {
	Low, High Number
}

// Just returns the interval that holds n alone.
func Just(n Number) Interval { return Interval{Low: n, High: n} }

// Mid returns the middle of the interval, which answers are computed for.
func (i Interval) Mid() Number {
	if i.Exact() {
		return i.Low
	}
	return i.Low.Add(i.High).Div(Int(2))
}

// Exact reports whether the interval is a single number.
func (i Interval) Exact() bool { return i.Low.Equal(i.High) }

// reversed reports whether the lower end is above the higher.
func (i Interval) reversed() bool { return i.Low.Cmp(i.High) > 0 }

// Equal reports whether two intervals are the same.
func (i Interval) Equal(j Interval) bool { return i.Low.Equal(j.Low) && i.High.Equal(j.High) }

// String writes 60 or [50, 70].
func (i Interval) String() string {
	if i.Exact() {
		return i.Low.String()
	}
	return "[" + i.Low.String() + ", " + i.High.String() + "]"
}

// floor and ceil return the nearest whole number below and above.
func floor(n Number) *big.Rat {
	r := n.get()
	q := new(big.Int)
	q.Div(r.Num(), r.Denom()) // Euclidean: rounds down, for denominators are positive
	return new(big.Rat).SetInt(q)
}

func ceil(n Number) *big.Rat {
	f := floor(Int(0).Sub(n))
	return f.Neg(f)
}
