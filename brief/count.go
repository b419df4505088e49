package brief

import (
	"math/big"
	"strconv"
	"strings"

	"parley/bargain"
)

// exactDigits is how long a number may be to be written out. A longer one is
// read as a power of ten; JSON has all its digits.
const exactDigits = 15

// How many digits stand before a power of ten.
const (
	sizeDigits  = 3 // of a number that is known
	boundDigits = 2 // of a bound, whose last digit means little
)

// rounding says which way a number may be off.
type rounding int

const (
	nearest rounding = iota
	downwards
	upwards
)

// count writes how many packages there are: the number, or what is proven of
// it.
func count(c bargain.Count) string {
	switch {
	case c.Exact():
		return grouped(c.Int.String())
	case c.Infinite():
		return "infinitely many"
	}
	least, most := bounds(c)
	switch {
	case most == nil:
		return power(least, boundDigits, downwards) + " or more"
	case least.Cmp(most) == 0:
		return grouped(most.String())
	case least.Sign() == 0:
		return "at most " + power(most, boundDigits, upwards)
	}
	return "between " + power(least, boundDigits, downwards) + " and " + power(most, boundDigits, upwards)
}

// bounds returns the least and the most that a count can be that is not known to
// be infinite; no most where it may be any number.
func bounds(c bargain.Count) (least, most *big.Int) {
	if c.Exact() {
		return c.Int, c.Int
	}
	least, most = c.Least, c.Most
	if least == nil {
		least = new(big.Int)
	}
	return least, most
}

// estimated says what draws say of a count of which only bounds are proven:
// about 3.3·10^44 (±2 % at 99.9 %, from 200,000 draws). Empty without draws.
func estimated(c bargain.Count) string {
	e := c.Estimate
	if e == nil || c.Exact() || e.Value == nil {
		return ""
	}
	return "about " + roughly(e) + " (±" + fewDigits(e.HalfWidth*100) + "\u00a0% at " + fewDigits(e.Confidence*100) + "\u00a0%, from " + plural(e.Draws, "draw", "draws") + ")"
}

// roughly writes an estimate with as many digits as its interval bears out.
func roughly(e *bargain.Estimate) string {
	digits := boundDigits
	if e.HalfWidth < 0.005 {
		digits = sizeDigits
	}
	s := e.Value.String()
	if len(s) > exactDigits {
		return power(e.Value, digits, nearest)
	}
	if cut := len(s) - digits; cut > 0 {
		s = strconv.FormatInt(round(s, digits, nearest), 10) + strings.Repeat("0", cut)
	}
	return grouped(s)
}

// fewDigits writes a number with its first three digits and no needless zeros.
func fewDigits(f float64) string {
	s := strconv.FormatFloat(f, 'g', sizeDigits, 64)
	if strings.Contains(s, "e") {
		s = strconv.FormatFloat(f, 'f', 0, 64)
	}
	return s
}

// packages writes a count with its noun.
func packages(c bargain.Count) string {
	if isOne(c) {
		return "one package"
	}
	if c.Zero() {
		return "no package"
	}
	return count(c) + " packages"
}

// ofPackages is the whole that a part is of: “ of the 15 packages”, but “ of
// about 10^30 packages”.
func ofPackages(c bargain.Count) string {
	switch {
	case c.Infinite():
		return " of the infinitely many packages"
	case c.Exact() && len(c.Int.String()) <= exactDigits:
		return " of the " + packages(c)
	}
	return " of " + packages(c)
}

// zeroPackages is packages that says none of none.
func zeroPackages(c bargain.Count) string {
	if c.Zero() {
		return "none"
	}
	return packages(c)
}

// zeroCount is count that says none of none.
func zeroCount(c bargain.Count) string {
	if c.Zero() {
		return "none"
	}
	return count(c)
}

// countCell is a count for a cell of a table.
func countCell(c bargain.Count) string {
	s := zeroCount(c)
	s = strings.Replace(strings.TrimPrefix(s, "between "), " and ", " to ", 1)
	if e := c.Estimate; e != nil && !c.Exact() && e.Value != nil {
		s += "; about " + roughly(e)
	}
	return s
}

// exists reports whether it is certain that there is a package of the kind.
// Zero reports whether it is certain that there is none; it can be neither.
func exists(c bargain.Count) bool {
	if c.Infinite() {
		return true
	}
	least, _ := bounds(c)
	return least.Sign() > 0
}

// limitless reports whether there is no number that the count is at most.
func limitless(c bargain.Count) bool { return !c.Exact() && c.Most == nil }

func isOne(c bargain.Count) bool { return c.Exact() && c.Int.IsInt64() && c.Int.Int64() == 1 }

// be is the verb that goes with the count.
func be(c bargain.Count) string {
	if isOne(c) || c.Zero() {
		return "is"
	}
	return "are"
}

// equalCounts reports whether the same is known of both.
func equalCounts(a, b bargain.Count) bool {
	if limitless(a) || limitless(b) {
		return a.Infinite() && b.Infinite()
	}
	leastA, mostA := bounds(a)
	leastB, mostB := bounds(b)
	return leastA.Cmp(leastB) == 0 && mostA.Cmp(mostB) == 0
}

// minus returns what is known of a less b, of which the first holds the
// second; false where they may be infinitely many.
func minus(a, b bargain.Count) (bargain.Count, bool) {
	if limitless(a) || limitless(b) {
		return bargain.Count{}, false
	}
	leastA, mostA := bounds(a)
	leastB, mostB := bounds(b)
	least, most := new(big.Int).Sub(leastA, mostB), new(big.Int).Sub(mostA, leastB)
	if least.Sign() < 0 {
		least.SetInt64(0)
	}
	if a.Exact() && b.Exact() {
		return bargain.Count{Int: most}, true
	}
	return bargain.Count{Least: least, Most: most}, true
}

// grouped puts a comma between groups of three digits from five digits on. A
// number of more than 15 digits is said as a power of ten.
func grouped(digits string) string {
	if len(digits) < 5 || strings.HasPrefix(digits, "-") {
		return digits
	}
	if len(digits) > exactDigits {
		x, _ := new(big.Int).SetString(digits, 10)
		return "about " + power(x, sizeDigits, nearest)
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// power writes a number that is not negative: in digits while they can be
// read, else as 4.2·10^41, rounded so that a bound stays one.
func power(x *big.Int, digits int, way rounding) string {
	s := x.String()
	if len(s) <= exactDigits {
		return grouped(s)
	}
	exponent := len(s) - 1
	head := strconv.FormatInt(round(s, digits, way), 10)
	if len(head) > digits { // 9.96 became 10.0
		exponent++
	}
	head = head[:digits]
	tail := strings.TrimRight(head[1:], "0")
	ten := "10^" + strconv.Itoa(exponent)
	switch {
	case tail != "":
		return head[:1] + "." + tail + "·" + ten
	case head[0] != '1':
		return head[:1] + "·" + ten
	}
	return ten
}

// round keeps the first digits of a number that has more.
func round(s string, digits int, way rounding) int64 {
	head, err := strconv.ParseInt(s[:digits], 10, 64)
	if err != nil {
		panic(err) // they are digits, and few
	}
	rest := s[digits:]
	if way == upwards && strings.Trim(rest, "0") != "" || way == nearest && rest[0] >= '5' {
		head++
	}
	return head
}

// jsonCount writes a count for programs: its digits, "infinite", or an object
// with what is known of it.
func jsonCount(c bargain.Count) any {
	if c.Exact() || c.Infinite() {
		return c.String()
	}
	least, most := bounds(c)
	var top any
	if most != nil {
		top = most.String()
	}
	out := object{{"at_least", least.String()}, {"at_most", top},
		{"estimate", nil}, {"half_width", nil}, {"confidence", nil}, {"draws", nil}}
	if e := c.Estimate; e != nil && e.Value != nil {
		for i, v := range []any{e.Value.String(), e.HalfWidth, e.Confidence, e.Draws} {
			out[2+i].value = v
		}
	}
	return out
}

// optionalCount is a count or null.
func optionalCount(c *bargain.Count) any {
	if c == nil {
		return nil
	}
	return jsonCount(*c)
}
