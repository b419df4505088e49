package tally

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"parley/bargain/internal/network"
)

// A count that is stopped must return bounds that hold, with the context's
// error, whenever it is; and one that runs through must owe nothing to how
// often it asks. It fails if a half-finished table is taken for an answer, if
// a loop swallows the end of the context, or if what is known is forgotten.
func TestStoppedCountsStillBound(t *testing.T) {
	spaces := map[string]*network.Space{
		"linked": drawing{Parties: 2, Issues: 8, Cells: 3, Share: 0.6, Width: 2}.on(reals).space(1),
		"modulo": drawing{Parties: 1, Issues: 50, Cells: 8, Share: 0.6}.on(thousandths).space(1),
		"dense":  drawing{Parties: 2, Issues: 20, Cells: 4, Weights: 100, Grades: 10, Share: 0.6}.space(1),
		"sparse": drawing{Parties: 3, Issues: 10, Cells: 4, Share: 0.6}.on(reals).space(1),
		"tilted": drawing{Parties: 4, Issues: 20, Cells: 4, Share: 0.6}.on(reals).space(1),
	}
	for name, s := range spaces {
		full, err := Count(context.Background(), s, Options{Draws: 2 * blockDraws})
		if err != nil {
			t.Fatal(err)
		}
		stopped := 0
		for left, through := 0, false; !through; left += left + 1 {
			ctx := &runsOut{Context: context.Background()}
			ctx.left.Store(int64(left))
			got, err := Count(ctx, s, Options{Draws: 2 * blockDraws, Witness: true})
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Fatal(name, err)
			}
			if ctx.left.Load() < 0 != (err != nil) {
				t.Fatalf("%s: the context ended after %d questions, and the error is %v", name, left, err)
			}
			if got.Lower == nil || got.Lower.Sign() == 0 {
				t.Fatalf("%s: a lower bound of %v, though a package is known", name, got.Lower)
			}
			if through = err == nil; !through {
				stopped++
			}
			if got.Lower == nil || got.Upper == nil || got.Lower.Cmp(full.Upper) > 0 || got.Upper.Cmp(full.Lower) < 0 {
				t.Fatalf("%s: stopped with %v … %v, yet %v … %v hold", name, got.Lower, got.Upper, full.Lower, full.Upper)
			}
			if err == nil && got.Exact == nil && full.Exact != nil || got.Exact != nil && got.Exact.Cmp(full.Exact) != 0 {
				t.Fatalf("%s: stopped with %v, truly %v", name, got.Exact, full.Exact)
			}
		}
		if stopped < 5 {
			t.Errorf("%s: stopped only %d times: the test tested little", name, stopped)
		}
	}
}

// runsOut is a context that ends after it has been asked so often.
type runsOut struct {
	context.Context
	left atomic.Int64
}

func (r *runsOut) Err() error {
	if r.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// Whoever knows a package must hear of at least one, in a space that cannot
// be counted as well. It fails if a bound starts from nothing all the same.
func TestWitnessIsCounted(t *testing.T) {
	wide := &network.Space{TooWide: true, Issues: 1, Places: []network.Place{{Cells: []int{0, 1}, Counts: []int64{1, 1}, Bucket: -1}}}
	rare := drawing{Parties: 5, Issues: 50, Cells: 10, Share: 0.78}.on(percents).space(1)
	for _, s := range []*network.Space{wide, rare} {
		for witness, want := range map[bool]int64{false: 0, true: 1} {
			got, err := Count(context.Background(), s, Options{Draws: -1, Witness: witness})
			if err != nil || got.Lower.Int64() != want {
				t.Errorf("%v, %v, want at least %d", got.Lower, err, want)
			}
		}
	}
}

// Who has use for an exact count alone must get one, or bounds that hold with
// no draws made. It fails if an estimate is made that nobody wants.
func TestExactlyOrBounds(t *testing.T) {
	small := drawing{Parties: 2, Issues: 10, Cells: 3, Share: 0.6}.on(thousandths).space(1)
	large := drawing{Parties: 4, Issues: 50, Cells: 10, Share: 0.6}.on(reals).space(1)
	if got, err := Count(context.Background(), small, Options{Exactly: true}); err != nil || got.Exact == nil {
		t.Errorf("%+v, %v", got, err)
	}
	got, err := Count(context.Background(), large, Options{Exactly: true})
	if err != nil || got.Exact != nil || got.Estimate != nil || got.Lower.Cmp(got.Upper) > 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

// A tree with more entries than there is memory for must still be bounded, and
// say why nobody draws from it.
func TestTreesTooLargeToDrawAreBounded(t *testing.T) {
	before := maxChances
	defer func() { maxChances = before }()
	maxChances = 10
	ctx := context.Background()
	s := drawing{Parties: 3, Issues: 40, Cells: 4, Share: 0.6, Width: 2}.on(reals).space(1)
	got, err := Count(ctx, s, Options{})
	if err != nil || got.Exact != nil || got.Estimate != nil || got.Upper.Cmp(s.Packages()) >= 0 || got.Lower.Cmp(got.Upper) > 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, _, err := Draw(ctx, s, 1, Options{}); !errors.Is(err, ErrWide) {
		t.Errorf("drawing: %v", err)
	}
	if _, err := Open(ctx, s, nil, nil, OpenOptions{}); err != nil {
		t.Errorf("open: %v", err)
	}
}
