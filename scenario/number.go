package scenario

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"parley"
)

// A number in a file is what a program printed from a double. These bound what
// one number can cost; a double needs no more.
const (
	maxDigits   = 400
	maxExponent = 400
)

var decimal = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?$`)

// parseNumber reads a decimal exactly, with blanks around it or not. Unlike
// parley.ParseNumber it takes whatever a program prints from a double.
func parseNumber(s string) (parley.Number, error) {
	s = strings.TrimSpace(s)
	if !decimal.MatchString(s) {
		return parley.Number{}, fmt.Errorf("%s is not a number", quoted(s))
	}
	if len(s) > maxDigits {
		return parley.Number{}, fmt.Errorf("a number of %d characters is too long (at most %d)", len(s), maxDigits)
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		if e, _ := strconv.Atoi(s[i+1:]); e > maxExponent || e < -maxExponent {
			return parley.Number{}, fmt.Errorf("the exponent of %s is beyond ±%d", s, maxExponent)
		}
	}
	if n, err := parley.ParseNumber(s); err == nil {
		return n, nil
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return parley.Number{}, fmt.Errorf("%s is not a number", quoted(s))
	}
	return parley.Exactly(r), nil
}

// quoted puts a text of a file into a message, cut where it is long.
func quoted(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.Quote(s)
}

// digits is to how many places after the point an exported number is rounded
// where it has no finite decimal of that length. Doubles hold fewer.
const digits = 20

// decimalText writes a number as a decimal, and reports whether it is exact.
func decimalText(r *big.Rat) (string, bool) {
	if r.IsInt() {
		return r.Num().String(), true
	}
	n, exact := r.FloatPrec()
	if !exact || n > maxDigits/2 {
		n, exact = digits, false
	}
	text := r.FloatString(n)
	return strings.TrimRight(strings.TrimRight(text, "0"), "."), exact
}
