package pareto

import (
	"math/big"
	"math/bits"
)

// Two coordinates, one pure division: where every option of every issue gives
// to one party exactly what it takes from the other, in a fixed ratio, every
// package is undominated. Then the frontier is all sums that can be reached,
// and those are found 64 at a time: the set of them is a row of bits, which an
// issue shifts by each of its options (subset sums on bits, as in Pisinger,
// Dynamic programming on the word RAM, Algorithmica 35, 2003).
//
// A range of u takes O(k·u/64) for an issue with k options and u/8 bytes to
// remember, from which packages are recovered.
type line struct {
	stages []reached
	x      []uint64 // the points, the highest first
	total  uint64   // both coordinates of a point
}

// reached is the sums that the issues so far reach, before another one.
type reached struct {
	place   int
	options []option
	before  []uint64 // bits
}

const mostLine = 1 << 31 // bits of all stages together

// onLine reports whether the parts are a pure division. Scaled coordinates
// start at zero and have no common divisor, so that the ratio is one to one.
func (r *run) onLine(parts []part) bool {
	if r.kernel.columns != 2 || r.kernel.limbs > 1 || r.scale.held || r.count != nil || len(parts) == 0 {
		return false
	}
	reach, recall := uint64(0), uint64(0)
	for i := range parts {
		p := &parts[i]
		if p.tied != nil {
			return false
		}
		for _, o := range p.options {
			if o.worth[0]+o.worth[1] != p.options[0].worth[0]+p.options[0].worth[1] {
				return false
			}
		}
		reach += most(p.options)
		if recall += reach; recall > mostLine {
			return false
		}
	}
	return true
}

// mergeLine merges parts that are a pure division.
func (r *run) mergeLine(parts []part) (*line, error) {
	l := &line{}
	have, top := []uint64{1}, uint64(0)
	for i := range parts {
		p := &parts[i]
		l.stages = append(l.stages, reached{p.place, p.options, have})
		l.total += p.options[0].worth[0] + p.options[0].worth[1]
		top += most(p.options)
		next := make([]uint64, top/64+1)
		for _, o := range p.options {
			shiftBits(next, have, o.worth[0])
			if err := r.kernel.busy(len(have)); err != nil {
				return nil, err
			}
		}
		have = next
		if err := r.step(1); err != nil {
			return nil, err
		}
	}
	low, high := uint64(0), top
	if least := r.floors.bounds(r.floors.all).least; least != nil {
		low = least[0]
		if least[1] > l.total {
			return l, nil
		}
		high = min(high, l.total-least[1])
	}
	for w := len(have) - 1; w >= 0; w-- {
		for word := have[w]; word != 0; {
			bit := 63 - bits.LeadingZeros64(word)
			word &^= 1 << bit
			if x := uint64(w*64 + bit); x >= low && x <= high {
				l.x = append(l.x, x)
			}
		}
		if len(l.x) > r.o.Limit {
			r.stage--
			return nil, r.placed(tooMany{})
		}
	}
	return l, nil
}

// shiftBits sets in dst the bits of src, so much higher; those beyond dst are
// not set in src.
func shiftBits(dst, src []uint64, by uint64) {
	words, rest := int(by/64), by%64
	dst = dst[words:]
	if rest == 0 {
		for i, w := range src {
			dst[i] |= w
		}
		return
	}
	carry := uint64(0)
	for i, w := range src {
		if i == len(dst) {
			return
		}
		dst[i] |= w<<rest | carry
		carry = w >> (64 - rest)
	}
	if len(src) < len(dst) {
		dst[len(src)] |= carry
	}
}

func (l *line) value(q, i int) []uint64 {
	if q == 0 {
		return l.x[i : i+1]
	}
	return []uint64{l.total - l.x[i]}
}

func (l *line) ties(int) *big.Int { return nil }
