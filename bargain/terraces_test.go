package bargain

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// An archive of three columns, which keeps many points as terraces, says of
// every point what going through all points that came before says: whether one
// of them dominates it, or is equal to it. What is kept in the end is the
// frontier of all, the highest first. It fails if strips are cut where a point
// can hide behind another, or if what a later point dominates is kept.
func TestTerraces(t *testing.T) {
	for seed := range uint64(24) {
		rng := rand.New(rand.NewPCG(seed, 17))
		reach := []uint64{12, 60, 1 << 10, 1 << 40}[seed%4] // ties are many, or none
		drift := seed / 4 % 3                               // later points are no higher, or higher, or beyond all strips
		a := newArchive(3, 1)
		var all, frontier []*point
		for n := range uint64(4000) {
			v := make([]uint64, 3)
			v[0], v[1] = rng.Uint64N(reach), rng.Uint64N(reach)
			v[2] = 2*reach - v[0] - v[1] + rng.Uint64N(reach/4) // near a plane, so that many are kept
			if drift > 0 && n > 1000 {
				v[rng.IntN(3)] += reach / 64 * drift
			}
			dominated, equal := a.dominated(v)
			want, same := false, false
			for _, p := range all {
				if atLeast(p.amounts, v, 1) {
					same = same || slices.Equal(p.amounts, v)
					want = want || !slices.Equal(p.amounts, v)
				}
			}
			switch {
			case dominated && !want:
				t.Fatalf("seed %d, point %d: %v is dominated by none", seed, n, v)
			case !dominated && want && equal == nil: // an equal one that is dominated itself may be told instead
				t.Fatalf("seed %d, point %d: %v is dominated", seed, n, v)
			case !dominated && same != (equal != nil):
				t.Fatalf("seed %d, point %d: %v: there is an equal one: %t, told: %t", seed, n, v, same, equal != nil)
			}
			if equal != nil && !slices.Equal(equal.amounts, v) {
				t.Fatalf("seed %d, point %d: %v for an equal of %v", seed, n, equal.amounts, v)
			}
			if !dominated && equal == nil {
				all = append(all, a.add(v, n))
			}
		}
		for _, p := range all {
			if !slices.ContainsFunc(all, func(q *point) bool { return q != p && atLeast(q.amounts, p.amounts, 1) }) {
				frontier = append(frontier, p)
			}
		}
		slices.SortFunc(frontier, func(p, q *point) int { return slices.Compare(q.amounts, p.amounts) })
		if kept := a.sorted(); !slices.Equal(kept, frontier) {
			t.Fatalf("seed %d: %d points are kept, and %d of %d are dominated by none", seed, len(kept), len(frontier), len(all))
		}
		if reach > 100 && (a.terraces == nil || len(frontier) < fewTerraces) {
			t.Errorf("seed %d: %d points make no terraces", seed, len(frontier))
		}
	}
}
