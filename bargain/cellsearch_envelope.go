package bargain

import (
	"cmp"
	"math/big"
	"slices"
)

// line is a straight piece of what two parties can reach, falling from its
// left end a to its right end b; a single point where the two are the same.
// An end that is not in it is dominated, or another line has it.
type line struct {
	a, b     corner // without points of a box
	aIn, bIn bool
	from     *chain
}

func (l line) point() bool { return l.a.x.Cmp(l.b.x) == 0 }

// height returns y at x on the line.
func (l line) height(x *big.Rat) *big.Rat {
	if l.point() {
		return l.a.y
	}
	f := along(l.a.x, l.b.x, x)
	y := new(big.Rat).Sub(l.b.y, l.a.y)
	return y.Add(y.Mul(y, f), l.a.y)
}

// lines returns the pieces of a chain.
func (c *chain) lines() []line {
	if len(c.corners) == 1 {
		k := corner{x: c.corners[0].x, y: c.corners[0].y}
		return []line{{k, k, true, true, c}}
	}
	var list []line
	for n := 1; n < len(c.corners); n++ {
		a, b := c.corners[n-1], c.corners[n]
		list = append(list, line{corner{x: a.x, y: a.y}, corner{x: b.x, y: b.y}, true, true, c})
	}
	return list
}

// envelope returns the pieces of the chains that no other piece dominates,
// from the left to the right. It merges halves, as the upper envelope of
// segments is found (Hershberger 1989); each piece of one half is cut by what
// it meets of the other.
func envelope(chains []*chain) []line {
	switch len(chains) {
	case 0:
		return nil
	case 1:
		return chains[0].lines()
	}
	half := len(chains) / 2
	a, b := envelope(chains[:half]), envelope(chains[half:])
	merged := append(leave(a, b, false), leave(b, a, true)...)
	slices.SortStableFunc(merged, func(l, m line) int { // downwards where one begins below another's end
		return cmp.Or(l.a.x.Cmp(m.a.x), m.a.y.Cmp(l.a.y), l.b.x.Cmp(m.b.x))
	})
	return merged
}

// leave returns what the others do not dominate of some lines; without, with
// equal, what they have themselves. Both lists are envelopes.
func leave(lines, others []line, equal bool) []line {
	var kept []line
	for _, l := range lines {
		from, _ := slices.BinarySearchFunc(others, l.a.x, func(o line, x *big.Rat) int { return o.b.x.Cmp(x) })
		rest := []line{l}
		for _, o := range others[from:] {
			if o.a.y.Cmp(l.b.y) < 0 || len(rest) == 0 {
				break
			}
			var next []line
			for _, piece := range rest {
				next = append(next, piece.without(o, equal)...)
			}
			rest = next
		}
		kept = append(kept, rest...)
	}
	return kept
}

// span is an interval of x.
type span struct {
	low, high     *big.Rat
	lowIn, highIn bool
}

// without returns what o does not dominate of the line.
func (l line) without(o line, equal bool) []line {
	s, any := l.dominated(o, equal)
	if !any {
		return []line{l}
	}
	var rest []line
	at := func(x *big.Rat) corner { return corner{x: x, y: l.height(x)} }
	if c := s.low.Cmp(l.a.x); c > 0 || c == 0 && !s.lowIn && l.aIn {
		left := line{a: l.a, b: at(s.low), aIn: l.aIn, bIn: !s.lowIn, from: l.from}
		if s.low.Cmp(l.b.x) == 0 {
			left.bIn = left.bIn && l.bIn
		}
		if c == 0 {
			left.bIn = true
		}
		rest = append(rest, left)
	}
	if c := s.high.Cmp(l.b.x); c < 0 || c == 0 && !s.highIn && l.bIn {
		right := line{a: at(s.high), b: l.b, aIn: !s.highIn, bIn: l.bIn, from: l.from}
		if s.high.Cmp(l.a.x) == 0 {
			right.aIn = right.aIn && l.aIn
		}
		if c == 0 {
			right.aIn = true
		}
		rest = append(rest, right)
	}
	return rest
}

// dominated returns for which x some point of o is better than the line's for
// one of the two and worse for none; with equal also where it is the same.
func (l line) dominated(o line, equal bool) (span, bool) {
	if l.a.x.Cmp(o.b.x) > 0 || l.b.y.Cmp(o.a.y) > 0 {
		return span{}, false
	}
	// Left of o, its left end counts: what is not above it.
	from := l.a.x
	if l.a.y.Cmp(o.a.y) > 0 {
		from = l.b.x
		if l.b.y.Cmp(o.a.y) != 0 {
			f := along(l.a.y, l.b.y, o.a.y)
			from = new(big.Rat).Sub(l.b.x, l.a.x)
			from.Add(from.Mul(from, f), l.a.x)
		}
	}
	left := from.Cmp(o.a.x) < 0
	// Over o, its own points do.
	low, high := greater(l.a.x, o.a.x), lesser(l.b.x, o.b.x)
	over, any := span{}, false
	if low.Cmp(high) <= 0 {
		a := new(big.Rat).Sub(o.height(low), l.height(low))
		b := a
		if low.Cmp(high) < 0 {
			b = new(big.Rat).Sub(o.height(high), l.height(high))
		}
		over, any = positive(low, high, a, b, equal)
	}
	switch {
	case left && any:
		return span{from, over.high, true, over.highIn}, true
	case left && l.b.x.Cmp(o.a.x) < 0:
		return span{from, l.b.x, true, true}, true
	case left:
		return span{from, o.a.x, true, false}, true
	}
	return over, any
}

// positive returns where a function that is linear from low (worth a) to high
// (worth b) is above zero, or, with equal, not below it.
func positive(low, high, a, b *big.Rat, equal bool) (span, bool) {
	s, t := a.Sign(), b.Sign()
	cross := func() *big.Rat {
		f := along(a, b, zero)
		x := new(big.Rat).Sub(high, low)
		return x.Add(x.Mul(x, f), low)
	}
	switch {
	case s > 0 && t > 0:
		return span{low, high, true, true}, true
	case s > 0 && t == 0:
		return span{low, high, true, equal}, true
	case s > 0:
		return span{low, cross(), true, equal}, true
	case s == 0 && t > 0:
		return span{low, high, equal, true}, true
	case s == 0 && t == 0:
		return span{low, high, true, true}, equal
	case s == 0:
		return span{low, low, true, true}, equal
	case t > 0:
		return span{cross(), high, equal, true}, true
	case t == 0:
		return span{high, high, true, true}, equal
	}
	return span{}, false
}

func greater(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return b
	}
	return a
}

func lesser(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) > 0 {
		return b
	}
	return a
}
