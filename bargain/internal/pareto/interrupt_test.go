package pareto_test

import (
	"context"
	"errors"
	"testing"

	"parley/bargain/internal/network"
	"parley/bargain/internal/pareto"
)

// patience is a context that is done after it was asked so many times.
type patience struct {
	context.Context
	left, asked int
}

func (p *patience) Err() error {
	p.asked++
	if p.left--; p.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// Wherever a search is ended, it gives the error of the context and no front at
// all: a part of one could hold what the rest dominates. It fails if one of the
// ways to unite or to count goes on, or hands out what it has.
func TestInterruptedAnywhere(t *testing.T) {
	for name, n := range map[string]*network.Network{
		"one": draw(1, 1, 12, 6, 0.5, real40, false), "two": draw(1, 2, 25, 10, 0.5, real40, false), "table": draw(1, 2, 30, 10, 1, fine, false),
		"division": draw(1, 2, 20, 10, 1, fine, true), "three": draw(1, 3, 12, 8, 0.5, real40, false), "four": draw(1, 4, 7, 8, 0.5, real40, false),
		"long": lengthen(draw(1, 3, 8, 6, 0.5, fine, false)), "tied": tie(1, draw(1, 2, 12, 4, 0.5, fine, false), 3),
	} {
		for _, ties := range []bool{false, true} {
			s, o := n.Space(nil), pareto.Options{Ties: ties}
			whole := &patience{Context: context.Background(), left: 1 << 30}
			want, err := pareto.Frontier(whole, s, o)
			if err != nil || want.Len() == 0 {
				t.Fatalf("%s: %v", name, err)
			}
			if whole.asked < n.Parties {
				t.Errorf("%s: asked %d times", name, whole.asked)
			}
			step := 1 + whole.asked/25
			for left := 0; left < whole.asked; left += step {
				f, err := pareto.Frontier(&patience{Context: context.Background(), left: left}, s, o)
				if f != nil || !errors.Is(err, context.DeadlineExceeded) {
					t.Fatalf("%s: ended at question %d of %d: %v, %v", name, left, whole.asked, f, err)
				}
			}
			f, err := pareto.Frontier(&patience{Context: context.Background(), left: whole.asked}, s, o)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			same(t, f, want)
		}
	}
}

// Where ties were not asked for they are not known, whatever the point, and of
// a space without packages too.
func TestTiesOnlyWhereAsked(t *testing.T) {
	n := draw(1, 2, 5, 4, 0.5, fine, false)
	f := mustFind(t, n, pareto.Options{})
	for _, i := range []int{0, f.Len() - 1, f.Len(), -1} {
		if f.Ties(i) != nil {
			t.Errorf("%v packages at %d", f.Ties(i), i)
		}
	}
	barred, err := pareto.Frontier(context.Background(), &network.Space{Limbs: 1, Barred: true}, pareto.Options{})
	if err != nil || barred.Len() != 0 || barred.Ties(0) != nil {
		t.Errorf("barred: %v", err)
	}
	if f := mustFind(t, n, pareto.Options{Ties: true}); f.Ties(0) == nil {
		t.Error("ties were asked for")
	}
}
