package cover

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// localBounds returns the corners by their definition: of all vectors whose
// entries are a point's amount in that column or free (-1), those that no
// point exceeds everywhere and below which there is no other such vector.
func localBounds(points [][]int, columns int) []string {
	values := make([][]int, columns)
	for p := range values {
		values[p] = []int{-1}
		for _, y := range points {
			values[p] = append(values[p], y[p])
		}
		slices.Sort(values[p])
		values[p] = slices.Compact(values[p])
	}
	empty := func(z []int) bool {
		return !slices.ContainsFunc(points, func(y []int) bool {
			for p := range z {
				if y[p] <= z[p] {
					return false
				}
			}
			return true
		})
	}
	var found []string
	z := make([]int, columns)
	var from func(p int)
	from = func(p int) {
		if p < columns {
			for _, z[p] = range values[p] {
				from(p + 1)
			}
			return
		}
		if !empty(z) {
			return
		}
		for q := range z { // least: no single entry can be lower
			at := slices.Index(values[q], z[q])
			if at == 0 {
				continue
			}
			below := slices.Clone(z)
			below[q] = values[q][at-1]
			if empty(below) {
				return
			}
		}
		found = append(found, fmt.Sprint(z))
	}
	from(0)
	slices.Sort(found)
	return found
}

// corners lists the region's zones in the same way.
func corners(r *region) []string {
	var found []string
	for _, z := range r.open {
		c := make([]int, r.columns)
		for p := range c {
			c[p] = int(z.corner[(p+1)*r.limbs-1])
			if r.limbs > 1 {
				c[p] = int(z.corner[p*r.limbs])
			}
			if z.free(p) {
				c[p] = -1
			}
		}
		found = append(found, fmt.Sprint(c))
	}
	slices.Sort(found)
	return found
}

// The zones are the local bounds by definition, neither more nor fewer, for
// points with many equal amounts, that may dominate earlier ones, in one limb
// and two. A zone too few would leave packages uncovered; one too many is
// redundant.
func TestRegionHasTheLocalBounds(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for trial := range 1500 {
		columns, limbs := 1+rng.IntN(5), 1+rng.IntN(2)
		most := 2 + rng.IntN(8)
		r := newRegion(columns, limbs)
		var points [][]int
		for range 1 + rng.IntN(8) {
			y := make([]int, columns)
			w := make([]uint64, columns*limbs)
			for p := range y {
				y[p] = rng.IntN(most)
				w[p*limbs] = uint64(y[p])
			}
			if slices.ContainsFunc(points, func(old []int) bool {
				for p := range y {
					if y[p] > old[p] {
						return false
					}
				}
				return true
			}) {
				continue // nothing of the search region
			}
			points = append(points, y)
			r.insert(w)
			if columns == 5 && len(points) > 6 {
				break
			}
		}
		if got, want := corners(r), localBounds(points, columns); !slices.Equal(got, want) {
			t.Fatalf("trial %d: points %v\n got %v\nwant %v", trial, points, got, want)
		}
	}
}
