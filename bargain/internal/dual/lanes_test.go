package dual

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Fails if lanes rule out choices that lose no more than the limits, or let
// through what loses more by more than the rounding of so many levels; also
// after limits came down on the way.
func TestLanesKeepToTheLimits(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 1))
	kept, out := 0, 0
	for run := range 20000 {
		cuts, depth := 1+rng.IntN(9), 1+rng.IntN(6)
		l := &line{levels: make([]level, depth), most: 1}
		for range cuts {
			limit := rng.Float64()
			switch rng.IntN(8) {
			case 0:
				limit = 0
			case 1:
				limit *= 1e-12
			}
			l.limit = append(l.limit, limit)
		}
		for at := range l.levels {
			v := &l.levels[at]
			v.cells = []int32{0}
			for c := range cuts {
				loss := 0.0
				switch rng.IntN(4) {
				case 0: // some make up the limit to the last digit
					loss = l.limit[c] / float64(depth)
				case 1, 2:
					loss = rng.Float64() * l.limit[c] * 2 / float64(depth)
				}
				v.cost = append(v.cost, loss)
			}
		}
		l.pack()
		p := &l.packed
		lost := make([]float64, cuts)
		units := make([]float64, cuts)
		copy(units, p.unit)
		ruledOut, beyond, far := false, false, false
		for at := range l.levels {
			if rng.IntN(4) == 0 {
				before := slices.Clone(l.limit)
				for c := range l.limit {
					l.limit[c] -= rng.Float64() * l.limit[c] / 8
				}
				l.lower(before)
			}
			for w := range p.words {
				rest := p.rest[at*p.words+w] - l.levels[at].lanes[w]
				p.rest[(at+1)*p.words+w] = rest
				ruledOut = ruledOut || rest&guards != guards
			}
			for c, loss := range l.levels[at].cost {
				lost[c] += loss
				// Where a limit came down below what was lost, the next loss tells.
				far = far || loss > 2*units[c] && lost[c] > l.limit[c]+float64(2*depth+2)*units[c]
			}
			if ruledOut {
				break
			}
		}
		for c := range lost {
			beyond = beyond || lost[c] > l.limit[c]
		}
		if ruledOut && !beyond {
			t.Fatalf("run %d: %v lost of %v is ruled out", run, lost, l.limit)
		}
		if far && !ruledOut {
			t.Fatalf("run %d: %v lost of %v is let through", run, lost, l.limit)
		}
		if ruledOut {
			out++
		} else {
			kept++
		}
	}
	if kept < 1000 || out < 1000 {
		t.Errorf("%d kept, %d ruled out: the test tested little", kept, out)
	}
}
