package clash

import (
	"context"
	"slices"
)

// trait is a property that a set has whenever a part of it has: to clash, or
// to be such that all others hold.
type trait struct {
	// of reports whether the set has the trait, and if so a part of it that
	// has it too.
	of func(context.Context, set) (bool, set, error)
	// needed returns statements of a set with the trait without which it is
	// known not to have it. It may miss some.
	needed func(set) set
	// narrow looks for a smaller part that has the trait; nil: there is no way.
	narrow func(context.Context, set) (set, error)
	// gatherFrom is how many statements there are to try at least for a part
	// with the trait to be put together; 0: that cannot be done. See gather.
	gatherFrom int
	sooner     set   // those that are left out before others are gathered
	first      []int // all statements, those first that are better left out
}

// clashing is the trait of the sets that cannot hold together.
func (s *Search) clashing() trait {
	return trait{
		of: func(ctx context.Context, t set) (bool, set, error) {
			ok, part, err := s.known.together(ctx, t)
			return !ok, part, err
		},
		needed:     s.known.neededToClash,
		narrow:     s.known.narrow,
		gatherFrom: s.gatherFrom,
		sooner:     s.sooner,
		// Statements that can be given up go first: what is left of them is
		// then minimal too, so that it says most about the ways out.
		first: s.freeFirst,
	}
}

// opening is the trait of the sets without which all others hold together.
func (s *Search) opening() trait {
	return trait{
		of: func(ctx context.Context, t set) (bool, set, error) {
			ok, around, err := s.known.together(ctx, s.known.every.minus(t))
			if err != nil || !ok {
				return false, nil, err
			}
			return true, s.known.every.minus(around), nil
		},
		needed: s.known.neededAway,
		first:  s.fixedFirst, // for only without fixed ones is it a way out
	}
}

// minimise returns a minimal part of the set that has the trait; the set has
// it. Every statement of the result is then known to be needed.
//
// Statements are left out one at a time as long as they turn out to be needed,
// and in numbers that double as long as they do not (progression; Marques-Silva,
// Janota and Belov 2013): with an oracle that says which part matters that is
// little more than a question for each statement of the result, with one that
// does not it is about 2 log(size/result) for each.
func (t trait) minimise(ctx context.Context, s set) (set, error) {
	needed := t.needed(s)
	if open := s.minus(needed); t.narrow != nil && open.size() > 1 {
		var err error
		if s, err = t.narrow(ctx, s); err != nil {
			return nil, err
		}
		needed = needed.and(s).or(t.needed(s))
	}
	chunk, mute := 1, false // mute: the oracle last said that the whole matters
	for {
		open := s.minus(needed)
		if open.empty() {
			return s, nil
		}
		if t.gatherFrom > 0 && mute && open.size() >= t.gatherFrom && open.and(t.sooner).empty() {
			var err error
			if s, err = t.gather(ctx, s, open); err != nil {
				return nil, err
			}
			needed, mute = needed.and(s).or(t.needed(s)), false
			chunk = 1
			continue
		}
		out := t.some(open, chunk)
		ok, part, err := t.without(ctx, s, out)
		if err != nil {
			return nil, err
		}
		if ok {
			mute = part.size() == s.size()-len(out)
			s, chunk = part, 2*chunk
			needed = needed.and(s).or(t.needed(s))
			continue
		}
		// Without all of out it is lost: find one in out with which it is.
		for len(out) > 1 {
			half := out[:len(out)/2]
			ok, part, err := t.without(ctx, s, half)
			if err != nil {
				return nil, err
			}
			if !ok {
				out = half
				continue
			}
			s = part
			// Never empty: the trait would be lost without leaving anything out.
			out = keep(out[len(half):], s)
		}
		needed = needed.and(s).or(t.needed(s))
		needed.add(out[0])
		chunk = 1
	}
}

// gatherFrom is how many statements are to be tried at least where a conflict is
// put together: fewer are as soon left out one by one.
const gatherFrom = 8

// gather puts together a part of s, which has the trait, that has it too, of all
// that is not open and as few of the open ones as turn out to be needed: while the
// part does not have it, the set around it that shows so lacks some of s, one of
// which is added; of several the one that was lacking most often, then the one that is
// best kept. Where it is hard to show that a large set has the trait, and soon
// seen that a small one has not, that is shown once or twice in this way instead
// of for every few statements left out (constructive: de Siqueira and Puget 1988).
func (t trait) gather(ctx context.Context, s, open set) (set, error) {
	part := s.minus(open)
	lacked := map[int]int{}
	for {
		ok, answer, err := t.of(ctx, part)
		if ok || err != nil {
			return answer, err
		}
		next := -1
		for _, i := range keep(t.first, s.minus(answer)) {
			if lacked[i]++; next < 0 || lacked[i] >= lacked[next] {
				next = i
			}
		}
		part.add(next)
	}
}

// some returns so many of the statements, in the order of preference.
func (t trait) some(of set, n int) []int {
	var list []int
	for _, i := range t.first {
		if len(list) == n {
			break
		}
		if of.has(i) {
			list = append(list, i)
		}
	}
	return list
}

func (t trait) without(ctx context.Context, s set, out []int) (bool, set, error) {
	rest := slices.Clone(s)
	for _, i := range out {
		rest.remove(i)
	}
	return t.of(ctx, rest)
}

// keep returns those of the list that are in s.
func keep(list []int, s set) []int {
	var kept []int
	for _, i := range list {
		if s.has(i) {
			kept = append(kept, i)
		}
	}
	return kept
}
