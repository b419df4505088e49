package survey

import (
	"math/big"
	"strconv"
	"strings"
)

func number(v float64) Result { return Result{Number: v, Found: true} }

func vector(v []float64) Result {
	if v == nil {
		return Result{}
	}
	return Result{Points: [][]float64{v}, Found: true}
}

func whole(n *big.Int) Result {
	if n == nil {
		return Result{}
	}
	f, _ := new(big.Float).SetInt(n).Float64()
	return Result{Number: f, Whole: n.String(), Found: true}
}

func (sp *Space) size(n int) Result {
	if !sp.Proven {
		return Result{}
	}
	return whole(big.NewInt(int64(n)))
}

func (sp *Space) part(n *big.Int) Result {
	if n == nil {
		return Result{}
	}
	f, _ := new(big.Rat).SetFrac(n, sp.Outcomes).Float64()
	return number(f)
}

// String writes the result: nothing where there is none, a vector with blanks
// between its numbers, and those that tie with a semicolon between them.
func (r Result) String() string {
	switch {
	case !r.Found:
		return ""
	case r.Whole != "":
		return r.Whole
	case r.Kind == Number, r.Kind == Count:
		return format(r.Number)
	}
	var points []string
	for _, p := range r.Points {
		var numbers []string
		for _, v := range p {
			numbers = append(numbers, format(v))
		}
		points = append(points, strings.Join(numbers, " "))
	}
	return strings.Join(points, "; ")
}

// format writes a number with twelve significant digits at most: more are
// noise of the last operations.
func format(v float64) string {
	if v == 0 {
		v = 0 // not -0
	}
	return strconv.FormatFloat(v, 'g', 12, 64)
}

// JSON writes the result as JSON: null where there is none, a count as a text,
// as it may be of any size.
func (r Result) JSON() string {
	if !r.Found {
		return "null"
	}
	return value(r.Kind, r.String())
}
