package cover

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
)

// known is a set of packages that a seeker knows one by one, and how often it
// may be asked.
type known struct {
	points [][]uint64
	left   int
	rng    *rand.Rand
}

var errOver = errors.New("over")

// Seek gives a package that gains, not always the one that gains most, bounds
// that are somewhat above the truth, and the support of random weights.
func (k *known) Seek(_ context.Context, z Zone, enough float64) (Sought, error) {
	most, out := 0.0, Sought{}
	for _, p := range k.points {
		gain := inf
		for q := range p {
			if !z.Free[q] {
				gain = min(gain, (float64(p[q])-float64(z.Corner[q]))*Grain)
			}
		}
		if most = max(most, gain); gain > enough && (out.Point == nil || k.rng.IntN(20) == 0) {
			out.Point = p
		}
	}
	out.Bound = most + k.rng.Float64()*enough/2
	if out.Point == nil {
		out.Bound = enough
	}
	s := Support{Weights: make([]float64, len(k.points[0]))}
	for q := range s.Weights {
		s.Weights[q] = k.rng.Float64()
	}
	for _, p := range k.points {
		sum := 0.0
		for q, w := range s.Weights {
			sum += w * float64(p[q]) * Grain
		}
		s.Most = max(s.Most, sum)
	}
	out.Supports = []Support{s}
	if k.left--; k.left < 0 {
		return Sought{Bound: z.Bound}, errOver
	}
	return out, nil
}

// Fails if some package is further from all points than is called proven, at
// whatever moment of the search and wherever it was ended, or if a search that was not ended does not come
// as near as asked.
func TestSeekComesAsNearAsItSays(t *testing.T) {
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 3))
		columns := 1 + rng.IntN(4)
		k := &known{rng: rng, left: 1 << 30}
		steps := []int64{4, 30, 1000}[rng.IntN(3)] // few: many amounts are the same
		for range 1 + rng.IntN(300) {
			p := make([]uint64, columns)
			for q := range p {
				p[q] = uint64(rng.Int64N(steps)) << 40 / uint64(steps)
			}
			k.points = append(k.points, p)
		}
		if rng.IntN(2) == 0 {
			k.left = rng.IntN(150)
		}
		floors := make([]uint64, columns)
		for q := range floors {
			floors[q] = slices.MinFunc(k.points, func(a, b []uint64) int { return int(a[q]>>20) - int(b[q]>>20) })[q] >> 20 << 20
		}
		listed := [][]uint64{k.points[0]}
		check := func(epsilon float64, points int) {
			for _, p := range k.points {
				if !slices.ContainsFunc(listed[:points], func(l []uint64) bool {
					for q := range p {
						if float64(p[q])-float64(l[q]) > epsilon/Grain {
							return false
						}
					}
					return true
				}) {
					t.Fatalf("seed %d: none of %d listed is within %v of %v", seed, points, epsilon, p)
				}
			}
		}
		o := Options{Epsilon: []float64{0.02, 0.1}[rng.IntN(2)], Report: check}
		epsilon, err := Seek(context.Background(), recorder{k, &listed}, floors, listed, o)
		if err == nil && epsilon > o.Epsilon || err != nil && !errors.Is(err, errOver) {
			t.Fatalf("seed %d: within %v: %v", seed, epsilon, err)
		}
		check(epsilon, len(listed))
	}
}

// recorder notes what its seeker finds.
type recorder struct {
	*known
	found *[][]uint64
}

func (r recorder) Seek(ctx context.Context, z Zone, enough float64) (Sought, error) {
	out, err := r.known.Seek(ctx, z, enough)
	if out.Point != nil {
		*r.found = append(*r.found, out.Point)
	}
	return out, err
}
