package bargain

import (
	"context"
	"slices"
)

// separate sorts the items into sets such that no issue matters to two of
// them. What a package breaks of one set then has nothing to do with what it
// breaks of another: every combination is some package. So conflicts lie
// within one set, and a way out is made of one for each set that clashes.
// The sets come in the order of their first items.
func (p *Problem) separate() []mask {
	group := make([]int, len(p.issues)) // the least issue of the set that each belongs to
	for i := range group {
		group[i] = i
	}
	scopes := make([][]int, len(p.items))
	for n := range p.items {
		it := &p.items[n]
		scopes[n] = it.scope
		if it.isFallback() {
			scopes[n] = p.fallbackScope(it.voter)
		}
		for _, at := range scopes[n] {
			a, b := min(group[scopes[n][0]], group[at]), max(group[scopes[n][0]], group[at])
			for i := range group {
				if group[i] == b {
					group[i] = a
				}
			}
		}
	}
	var sets []mask
	index := map[int]int{}
	for n := range p.items {
		key := -1 - n // an item about no issue stands alone
		if len(scopes[n]) > 0 {
			key = group[scopes[n][0]]
		}
		at, seen := index[key]
		if !seen {
			at = len(sets)
			index[key] = at
			sets = append(sets, mask{})
		}
		sets[at].add(n)
	}
	return sets
}

// fallbackScope returns the issues on which it depends whether the voter is
// below its fallback.
func (p *Problem) fallbackScope(v int) []int {
	var scope []int
	voter := &p.voters[v]
	for at, m := range voter.measures {
		commits := v >= p.consenting && p.issues[at].By == voter.id
		if commits || m.valued && m.weight.mid.Sign() != 0 {
			scope = append(scope, at)
		}
	}
	for _, l := range voter.links {
		scope = append(scope, p.patternScope(l.rows)...)
	}
	slices.Sort(scope)
	return slices.Compact(scope)
}

// minimalWithin returns the minimal sets of items within part that some
// package breaks and that pass, smallest first.
func (c *census) minimalWithin(ctx context.Context, part mask, pass func(mask) bool) ([]mask, error) {
	seen := map[mask]bool{}
	var sets []mask
	for n := range c.kinds {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if s := c.kinds[n].broken.and(part); !seen[s] && pass(s) {
			seen[s] = true
			sets = append(sets, s)
		}
	}
	slices.SortFunc(sets, compareMasks)
	return minimal(ctx, sets)
}

// combine returns the unions of one set of each list, and false if they are
// more than limit and only some are returned.
func combine(lists [][]mask, limit int) ([]mask, bool) {
	unions, whole := []mask{{}}, true
	for _, list := range lists {
		var next []mask
		for _, u := range unions {
			for _, s := range list {
				if len(next) == limit {
					whole = false
					break
				}
				next = append(next, u.or(s))
			}
		}
		unions = next
	}
	return unions, whole
}
