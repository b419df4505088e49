package bargain

import (
	"cmp"
	"math"
	"math/big"
	"slices"
)

// nashHull is some corners of a region, and how much of each the optimum over
// their hull takes.
type nashHull struct {
	points  [][]*big.Rat
	shares  [][]float64
	weights []float64
	powers  []float64 // of the shares
}

// maximise finds the optimum over the hull, by moving weight from the corner
// that deserves it least to the one that deserves it most (pairwise steps of
// Frank and Wolfe's method; Lacoste-Julien and Jaggi 2015), each as far as is
// best. It returns the shares there.
func (h *nashHull) maximise() []float64 {
	n := len(h.shares)
	if h.weights == nil {
		h.weights = make([]float64, n)
		for i := range h.weights {
			h.weights[i] = 1 / float64(n)
		}
	}
	for len(h.weights) < n {
		h.weights = append(h.weights, 0)
	}
	parties := len(h.shares[0])
	at := make([]float64, parties)
	for step := 0; step < 20000; step++ {
		for q := range at {
			at[q] = 0
			for i, w := range h.weights {
				at[q] += w * h.shares[i][q]
			}
		}
		worst, best := -1, -1
		low, high := math.Inf(1), math.Inf(-1)
		for i, s := range h.shares {
			slope := 0.0
			for q := range s {
				slope += h.powers[q] * s[q] / at[q]
			}
			if slope > high {
				best, high = i, slope
			}
			if h.weights[i] > 0 && slope < low {
				worst, low = i, slope
			}
		}
		if best == worst || high-low < 1e-14*float64(parties) {
			break
		}
		h.move(at, worst, best)
	}
	return at
}

// move shifts weight so that the sum of logarithms rises most, found by
// halving the interval in which its slope changes sign.
func (h *nashHull) move(at []float64, from, to int) {
	slope := func(x float64) float64 {
		sum := 0.0
		for q := range at {
			d := h.shares[to][q] - h.shares[from][q]
			sum += h.powers[q] * d / (at[q] + x*d)
		}
		return sum
	}
	all := h.weights[from]
	low, high := 0.0, all
	if slope(all) >= 0 { // all of it
		low = all
	} else {
		for range 60 {
			if mid := (low + high) / 2; slope(mid) > 0 {
				low = mid
			} else {
				high = mid
			}
		}
	}
	if h.weights[from] = all - low; low == all {
		h.weights[from] = 0
	}
	h.weights[to] += low
}

// between returns, for two parties, where the product is greatest on the line
// between the two corners that the optimum takes most of: that is a fraction.
// Nil with more parties, or where it is at an end.
func (h *nashHull) between(f *nashProduct, r *region) []*big.Rat {
	y, who := f.y, f.who
	if len(who) != 2 || len(h.points) < 2 {
		return nil
	}
	order := make([]int, len(h.weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(h.weights[b], h.weights[a]) })
	var ends [2]corner
	for n := range ends {
		t := h.points[order[n]]
		ends[n] = corner{y.gain(r.at(who[0], t), who[0]), y.gain(r.at(who[1], t), who[1]), t}
	}
	a, b := ends[0], ends[1]
	da, db := new(big.Rat).Sub(b.x, a.x), new(big.Rat).Sub(b.y, a.y)
	bend := new(big.Rat).Mul(da, db)
	if bend.Sign() >= 0 {
		return nil
	}
	x, y2 := new(big.Rat).Mul(a.x, db), new(big.Rat).Mul(a.y, da)
	s := new(big.Rat).Add(x.Mul(x, big.NewRat(f.power[1], 1)), y2.Mul(y2, big.NewRat(f.power[0], 1)))
	if s = within(s.Mul(s.Quo(s, bend), big.NewRat(-1, f.all))); s == nil {
		return nil
	}
	return a.toward(b, s).t
}

// point returns the optimum over the hull as fractions of the corners, rounded
// so that they sum to one.
func (h *nashHull) point() []*big.Rat {
	const grain = 1 << 40
	rest, most := int64(grain), 0
	parts := make([]int64, len(h.weights))
	for i, w := range h.weights {
		parts[i] = int64(math.Max(0, math.Round(w*grain)))
		rest -= parts[i]
		if parts[i] > parts[most] {
			most = i
		}
	}
	parts[most] += rest
	t := make([]*big.Rat, len(h.points[0]))
	for j := range t {
		t[j] = new(big.Rat)
		for i, part := range parts {
			t[j].Add(t[j], new(big.Rat).Mul(big.NewRat(part, grain), h.points[i][j]))
		}
	}
	return t
}

// nearest returns the fraction nearest to x among the convergents of its
// continued fraction with denominators up to a limit.
func nearest(x float64, limit int64) *big.Rat {
	var a, b, c, d int64 = 0, 1, 1, 0 // the last two convergents: a/b before c/d
	for rest := x; ; {
		whole := math.Floor(rest)
		if whole > 1e9 {
			break
		}
		n := int64(whole)
		if n*d+b > limit {
			break
		}
		a, b, c, d = c, d, n*c+a, n*d+b
		if rest -= whole; rest < 1e-9 || math.Abs(float64(c)/float64(d)-x) < 1e-12*x {
			break
		}
		rest = 1 / rest
	}
	if d == 0 {
		return new(big.Rat).SetFloat64(x)
	}
	return big.NewRat(c, d)
}
