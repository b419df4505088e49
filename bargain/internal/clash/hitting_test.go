package clash

import (
	"context"
	"math/bits"
	"math/rand"
	"testing"
)

// Fails if a set is given that is not smallest, misses what must be hit or
// contains what must not be in it, if one is left out, or if the bound passes
// the size of one that is still to come, while random demands keep coming.
func TestHittingAgainstTryingEverything(t *testing.T) {
	rng := rand.New(rand.NewSource(11))
	ctx := context.Background()
	for n := range 1500 {
		size := 1 + rng.Intn(9)
		h := newHitting(size)
		var must, not []int
		fits := func(s int) bool {
			for _, m := range must {
				if m&s == 0 {
					return false
				}
			}
			for _, m := range not {
				if m&^s == 0 {
					return false
				}
			}
			return true
		}
		for {
			for range rng.Intn(3) {
				m := rng.Intn(1<<size) & rng.Intn(1<<size)
				if m == 0 {
					continue
				}
				if rng.Intn(4) > 0 {
					must = append(must, m)
					h.hit(newSet(size, unmask(m)...))
				} else {
					not = append(not, m)
					h.pass(newSet(size, unmask(m)...))
				}
			}
			least := -1
			for s := range 1 << size {
				if k := bits.OnesCount(uint(s)); fits(s) && (least < 0 || k < least) {
					least = k
				}
			}
			if rng.Intn(5) == 0 { // a try that is cut off must leave it sound
				if _, _, err := h.next(ctx, rng.Intn(2), -1); err != nil {
					t.Fatal(err)
				}
			}
			limit := -1
			if rng.Intn(6) == 0 {
				limit = rng.Intn(size + 1)
			}
			got, how, err := h.next(ctx, -1, limit)
			if err != nil {
				t.Fatal(err)
			}
			if least >= 0 && h.bound > least {
				t.Fatalf("case %d: hit %b but not %b: bound %d, but there is one of %d", n, must, not, h.bound, least)
			}
			if how == enough {
				if h.bound < limit {
					t.Fatalf("case %d: stopped at %d, below the limit of %d", n, h.bound, limit)
				}
				continue
			}
			if how == exhausted {
				if least >= 0 {
					t.Fatalf("case %d: hit %b but not %b: got nothing, want one of %d", n, must, not, least)
				}
				break
			}
			s := mask(got.items())
			if !fits(s) || bits.OnesCount(uint(s)) != least || h.bound != least {
				t.Fatalf("case %d: hit %b but not %b: got %b and bound %d, want a size of %d", n, must, not, s, h.bound, least)
			}
			not = append(not, s)
			h.pass(got)
		}
	}
}

// Fails if cores do not become counters: that 24 disjoint sets take 24
// statements, and not 23, is out of reach for a search that has to try.
func TestHittingOfManyApart(t *testing.T) {
	const apart, wide = 24, 5
	h := newHitting(apart * wide)
	for n := range apart {
		s := newSet(apart * wide)
		for i := range wide {
			s.add(n*wide + i)
		}
		h.hit(s)
	}
	for range 50 {
		s, how, err := h.next(context.Background(), 1000, -1)
		if err != nil || how != found || s.size() != apart {
			t.Fatalf("got %v of %d (%v), want %d within 1000 conflicts", how, s.size(), err, apart)
		}
		h.pass(s)
	}
}
