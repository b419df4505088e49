package clash

import (
	"context"
	"errors"
	"fmt"
)

// Oracle says whether statements can hold together. Its answers must be those
// of a fixed case: what holds together does so in part, too.
type Oracle interface {
	// Together reports whether some package breaks none of the statements in
	// want (ascending numbers). If so, kept are the statements that one such
	// package keeps: want and whatever else it keeps, which teaches more at
	// once. If not, core is a part of want that cannot hold together; want
	// itself will do. The order of kept and core is free, and the slices may
	// be used again after the next call. want may be changed.
	//
	// An error ends the search, which returns it.
	Together(ctx context.Context, want []int) (ok bool, kept, core []int, err error)
}

// Narrower is an Oracle that can look for a smaller part that clashes, at some
// cost: it is asked to where the part is to be minimised, and not where all
// that matters is that it clashes.
type Narrower interface {
	// Narrow returns a part of the statements, which clash, that clashes too.
	Narrow(ctx context.Context, clash []int) ([]int, error)
}

// ErrOracle is what an oracle is told that contradicts itself or its contract.
var ErrOracle = errors.New("the oracle contradicts itself")

// knowledge is what the oracle said, and what follows from it.
type knowledge struct {
	oracle Oracle
	n      int
	every  set    // all statements
	holds  family // sets that hold
	clash  family // sets that do not
	calls  int    // questions put to the oracle
	spared int    // questions answered without it
}

// together reports whether the statements hold together, and a set around
// them that holds, or one within them that does not. The set is shared: it
// must not be changed.
func (k *knowledge) together(ctx context.Context, want set) (bool, set, error) {
	if c := k.clash.within(want); c != nil {
		k.spared++
		return false, c, nil
	}
	if h := k.holds.around(want); h != nil {
		k.spared++
		return true, h, nil
	}
	if err := ctx.Err(); err != nil {
		return false, nil, err
	}
	k.calls++
	ok, kept, core, err := k.oracle.Together(ctx, want.items())
	if err != nil {
		return false, nil, err
	}
	if ok {
		s, err := k.read(kept)
		if err != nil {
			return false, nil, err
		}
		if !want.within(s) {
			return false, nil, fmt.Errorf("%w: asked for %v it kept %v", ErrOracle, want.items(), kept)
		}
		return true, s, k.learnHolds(s)
	}
	s, err := k.read(core)
	if err != nil {
		return false, nil, err
	}
	if !s.within(want) {
		return false, nil, fmt.Errorf("%w: of %v it said that %v clash", ErrOracle, want.items(), core)
	}
	return false, s, k.learnClash(s)
}

// narrow asks for a smaller part of a set that clashes.
func (k *knowledge) narrow(ctx context.Context, c set) (set, error) {
	narrower, can := k.oracle.(Narrower)
	if !can {
		return c, nil
	}
	core, err := narrower.Narrow(ctx, c.items())
	if err != nil {
		return nil, err
	}
	s, err := k.read(core)
	if err != nil {
		return nil, err
	}
	if !s.within(c) {
		return nil, fmt.Errorf("%w: of %v it said that %v clash", ErrOracle, c.items(), core)
	}
	if k.clash.within(s) != nil {
		return s, nil
	}
	return s, k.learnClash(s)
}

func (k *knowledge) read(items []int) (set, error) {
	s := newSet(k.n)
	for _, i := range items {
		if i < 0 || i >= k.n {
			return nil, fmt.Errorf("%w: statement %d is none of the %d", ErrOracle, i, k.n)
		}
		s.add(i)
	}
	return s, nil
}

// learnHolds takes in a set that holds and is in none known to.
func (k *knowledge) learnHolds(s set) error {
	if c := k.clash.within(s); c != nil {
		return fmt.Errorf("%w: %v hold together, of which %v clash", ErrOracle, s.items(), c.items())
	}
	// What it makes superfluous is nearly always what was learnt just before.
	if last := k.holds.last(); last != nil && last.within(s) {
		k.holds.drop()
	}
	k.holds.add(s)
	return nil
}

// learnClash takes in a set that clashes and contains none known to.
func (k *knowledge) learnClash(s set) error {
	if h := k.holds.around(s); h != nil {
		return fmt.Errorf("%w: %v clash, but hold together in %v", ErrOracle, s.items(), h.items())
	}
	if last := k.clash.last(); last != nil && s.within(last) {
		k.clash.drop()
	}
	k.clash.add(s)
	return nil
}

// neededToClash returns those of s, which clash, without which the others are
// known to hold.
func (k *knowledge) neededToClash(s set) set {
	needed := newSet(k.n)
	for h := range k.holds.all {
		if i := s.only(h); i >= 0 {
			needed.add(i)
		}
	}
	return needed
}

// neededAway returns those of s, without which all others hold, that cannot
// stay: with one of them the others are known to clash.
func (k *knowledge) neededAway(s set) set {
	needed := newSet(k.n)
	rest := k.every.minus(s)
	for c := range k.clash.all {
		if i := c.only(rest); i >= 0 {
			needed.add(i)
		}
	}
	return needed
}
