package tally

import (
	"context"
	"testing"
)

// Fails if a half goes on forming sums that all merge: the list stays short
// meanwhile, so that its length does not end it.
func TestHalvesBoundTheSumsFormed(t *testing.T) {
	piece := func(entries int) *list {
		l := &list{limbs: 1, width: 1, words: 1}
		for i := range entries {
			l.sums, l.weights = append(l.sums, uint64(i)), append(l.weights, 1)
		}
		return l
	}
	sp := &split{limbs: 1, need: []uint64{50}, pieces: []*list{piece(100), piece(100)}, high: [][]uint64{{99}, {99}}}
	ctx := context.Background()
	if l := sp.half(ctx, []int{0, 1}, 1000, 100+100*100); l == nil || l.len() > 51 {
		t.Fatal("sums up to 50 were not all merged")
	}
	if l := sp.half(ctx, []int{0, 1}, 1000, 100+50*100); l != nil {
		t.Errorf("%d sums, of more that were formed than may be", l.len())
	}
}
