package rectangles

import (
	"cmp"
	"context"
	"slices"
)

// Point is a utility vector that none dominates, with an outcome that has it.
type Point struct {
	Utility []int64 // by party, after the caps
	Outcome []int   // by issue: the cell
}

// Frontier is what the parties can have at once.
type Frontier struct {
	Points []Point // distinct utilities, those best for the first party first; ties by the next party
	Proven bool    // these are all
	// Open are the zones that were not searched to their end, where Proven is
	// false: every outcome that no Point is as good as for everybody is worth at
	// least Open[k].Least to each party, for some k, and what it is worth weighed
	// by Open[k].Weights is at most Open[k].Most.
	Open  []Open
	Nodes int64 // of the search: a measure of the work that is the same on every machine
}

// Open is a zone of utilities in which there may be more.
type Open struct {
	Least   []int64
	Weights []int64
	Most    int64
}

// Frontier finds all utility vectors that none dominates, each with one
// outcome. If the context ends first it returns what has been found by then,
// Open zones and the context's error; the points are then outcomes that exist,
// and none of them dominates another.
//
// The utilities that are not covered yet are kept as zones, each given by the
// least that every party has there (the search zones of K. Klamroth, R.
// Lacour and D. Vanderpooten 2015; with two parties they are the steps between
// neighbours). In a zone the greatest weighted sum is sought by branch and bound
// (sum.go); where one is found it is undominated, and splits the zones that it
// lies in. The weights are perpendicular to the step, as in the dichotomic
// search of Y. P. Aneja and K. P. K. Nair (1979), but within the zone, so that
// points inside the convex hull are found as well.
//
// report, which may be nil, is told of every point and zone: how many zones
// were closed and how many are left.
func (p *Problem) Frontier(ctx context.Context, report func(closed, left int)) (Frontier, error) {
	f := Frontier{}
	s := newSearch(ctx, p)
	zones := []zone{{make([]int64, len(p.base))}} // of the claims: none pays less than 0
	for q := range p.caps {
		zones[0].least[q] = min(0, p.caps[q])
	}
	closed := 0
	for len(zones) > 0 {
		if report != nil {
			report(closed, len(zones))
		}
		z := zones[len(zones)-1]
		weights := p.weigh(z, f.Points)
		found, most, err := s.greatest(weights, z.least)
		if err != nil {
			f.Open = append(f.Open, Open{Least: p.plusBase(z.least), Weights: weights, Most: most + dot(weights, p.base)})
			for _, z := range zones[:len(zones)-1] {
				f.Open = append(f.Open, Open{Least: p.plusBase(z.least), Weights: weights, Most: s.bound(weights) + dot(weights, p.base)})
			}
			f.Points, f.Nodes = undominated(f.Points, p), s.nodes
			return f, err
		}
		if found == nil {
			zones, closed = zones[:len(zones)-1], closed+1
			continue
		}
		o := p.outcome(found)
		u := p.Utility(o)
		for q := range u {
			u[q] = min(u[q]-p.base[q], p.caps[q])
		}
		f.Points = append(f.Points, Point{u, o})
		zones = p.split(zones, u)
	}
	f.Points, f.Proven, f.Nodes = undominated(f.Points, p), true, s.nodes
	return f, nil
}

// zone is the utilities, base apart, that are at least so much for each party.
type zone struct{ least []int64 }

// split takes what u covers out of the zones: a zone in which u lies becomes
// those in which one party has more. A zone inside another, or beyond a cap, is
// left out.
func (p *Problem) split(zones []zone, u []int64) []zone {
	var kept, cut []zone
	for _, z := range zones {
		if !atLeast(u, z.least) {
			kept = append(kept, z)
			continue
		}
		for q := range u {
			if u[q]+1 > p.caps[q] {
				continue
			}
			n := zone{slices.Clone(z.least)}
			n.least[q] = u[q] + 1
			cut = append(cut, n)
		}
	}
	for k, z := range cut {
		inside := func(other zone) bool { return atLeast(z.least, other.least) }
		if slices.ContainsFunc(kept, inside) || slices.ContainsFunc(cut[k+1:], inside) {
			continue
		}
		kept = append(kept, z)
	}
	return kept
}

func atLeast(u, least []int64) bool {
	for q := range u {
		if u[q] < least[q] {
			return false
		}
	}
	return true
}

func dot(a, b []int64) int64 {
	var sum int64
	for q := range a {
		sum += a[q] * b[q]
	}
	return sum
}

func (p *Problem) plusBase(u []int64) []int64 {
	v := slices.Clone(u)
	for q := range v {
		v[q] += p.base[q]
	}
	return v
}

// maxFactor is the binary logarithm of the greatest weight.
const maxFactor = 16

// weigh returns positive weights for a zone: inverse to how much room each
// party has in it, up to the best that any point gives it, or that its claims
// pay together.
func (p *Problem) weigh(z zone, points []Point) []int64 {
	room := make([]float64, len(z.least))
	least := 0.0
	for q := range room {
		var best int64
		for _, c := range p.claims {
			best += c.pays[q]
		}
		// Of the points that are at least as good as the zone's end for every
		// other party, the best one for this party bounds the step.
		for _, f := range points {
			beside := true
			for r := range z.least {
				beside = beside && (r == q || f.Utility[r]+1 >= z.least[r])
			}
			if beside && f.Utility[q] >= z.least[q] {
				best = min(best, f.Utility[q])
			}
		}
		room[q] = float64(max(best-z.least[q], 0) + 1)
		if q == 0 || room[q] < least {
			least = room[q]
		}
	}
	weights := make([]int64, len(room))
	for q := range weights {
		weights[q] = max(1, int64((1<<maxFactor)*(least/room[q])))
	}
	return weights
}

// undominated sorts the points, leaves out those that another is as good as
// for everybody (a cap can make them so), and adds the base.
func undominated(points []Point, p *Problem) []Point {
	points = slices.Clone(points)
	slices.SortStableFunc(points, func(a, b Point) int { return slices.Compare(b.Utility, a.Utility) })
	var kept []Point
	for k, x := range points {
		worse := func(other Point) bool { return atLeast(other.Utility, x.Utility) }
		if slices.ContainsFunc(points[:k], worse) {
			continue // sorted: what covers it stands before it
		}
		kept = append(kept, Point{p.plusBase(x.Utility), x.Outcome})
	}
	slices.SortStableFunc(kept, func(a, b Point) int { return cmp.Compare(b.Utility[0], a.Utility[0]) })
	return kept
}
