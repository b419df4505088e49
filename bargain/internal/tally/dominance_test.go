package tally

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
)

// Every way of counting dominance must count what comparing every pair counts:
// dividing throughout, from both sides at once, sums in a tree, and comparing
// small lists. It fails if
// a division loses a pair or a sweep is in the wrong order.
func TestDominanceAgreesWithComparing(t *testing.T) {
	before, after, both := direct, long, wide
	defer func() { direct, long, wide = before, after, both }()
	rng := rand.New(rand.NewPCG(5, 5))
	for n := range rounds(3000) {
		direct, long, wide = []int{0, 4, 1 << 10}[n%3], []int{4, 1 << 30}[n%2], []int{8, 1 << 30}[n/2%2]
		columns, span := 1+rng.IntN(5), 1+rng.IntN(30)
		rows := func(most int) []int32 {
			list := make([]int32, columns*(1+rng.IntN(most)))
			for i := range list {
				list[i] = int32(rng.IntN(span))
			}
			n := len(list) / columns
			first := make([]int32, n)
			for i := range first {
				first[i] = list[i*columns]
			}
			slices.Sort(first)
			for i := range first { // by the first column, descending
				list[i*columns] = first[n-1-i]
			}
			return list
		}
		points, queries := rows(60), rows(60)
		weights := make([]uint64, len(points)/columns)
		for i := range weights {
			weights[i] = uint64(rng.IntN(100))
		}
		want, got := make([]uint64, len(queries)/columns), make([]uint64, len(queries)/columns)
		for i := range want {
		next:
			for j := range weights {
				for q := range columns {
					if points[j*columns+q] < queries[i*columns+q] {
						continue next
					}
				}
				want[i] += weights[j]
			}
		}
		if err := newDominance(columns, points).count(context.Background(), weights, queries, got); err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("%d columns, query %d: %d, comparing %d", columns, i, got[i], want[i])
			}
		}
	}
}
