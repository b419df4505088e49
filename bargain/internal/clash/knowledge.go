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

// ErrOracle is what an oracle is told that contradicts itself or its contract.
var ErrOracle = errors.New("the oracle contradicts itself")

// knowledge is what the oracle said, and what follows from it.
type knowledge struct {
	oracle Oracle
	n      int
	every  set   // all statements
	holds  []set // sets that hold, none within another
	clash  []set // sets that do not, none within another
	calls  int   // questions put to the oracle
	spared int   // questions answered without it
}

// together reports whether the statements hold together, and a set around
// them that holds, or one within them that does not. The set is shared: it
// must not be changed.
func (k *knowledge) together(ctx context.Context, want set) (bool, set, error) {
	for _, c := range k.clash {
		if c.within(want) {
			k.spared++
			return false, c, nil
		}
	}
	for _, h := range k.holds {
		if want.within(h) {
			k.spared++
			return true, h, nil
		}
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
	for _, c := range k.clash {
		if c.within(s) {
			return fmt.Errorf("%w: %v hold together, of which %v clash", ErrOracle, s.items(), c.items())
		}
	}
	rest := k.holds[:0]
	for _, h := range k.holds {
		if !h.within(s) {
			rest = append(rest, h)
		}
	}
	k.holds = append(rest, s)
	return nil
}

// learnClash takes in a set that clashes and contains none known to.
func (k *knowledge) learnClash(s set) error {
	for _, h := range k.holds {
		if s.within(h) {
			return fmt.Errorf("%w: %v clash, but hold together in %v", ErrOracle, s.items(), h.items())
		}
	}
	rest := k.clash[:0]
	for _, c := range k.clash {
		if !s.within(c) {
			rest = append(rest, c)
		}
	}
	k.clash = append(rest, s)
	return nil
}

// neededToClash returns those of s, which clash, without which the others are
// known to hold.
func (k *knowledge) neededToClash(s set) set {
	needed := newSet(k.n)
	for _, h := range k.holds {
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
	for _, c := range k.clash {
		if i := c.only(rest); i >= 0 {
			needed.add(i)
		}
	}
	return needed
}
