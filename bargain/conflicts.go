package bargain

import (
	"cmp"
	"context"
	"slices"

	"parley"
)

// Limits on what is listed; an answer cut off here says so.
const (
	maxConflicts = 2000
	maxWaysOut   = 2000
	maxCombined  = 200_000 // ways out that are put together before the first are taken
)

// conflicts finds the minimal sets of norms, demands and fallbacks that
// cannot hold together, apart for statements that share no issue; see
// separate.
func (p *Problem) conflicts(ctx context.Context, c survey) (*Conflicts, error) {
	var sets []mask
	complete := true
	var err error
	for _, part := range p.separate() {
		found, whole, failed := c.clashes(ctx, part.minus(p.markItems()), maxConflicts-len(sets))
		sets, complete = append(sets, found...), complete && whole && failed == nil
		if err = failed; err != nil {
			break
		}
	}
	slices.SortFunc(sets, compareMasks)
	out := &Conflicts{Complete: complete}
	for _, s := range sets {
		out.Sets = append(out.Sets, Conflict{p.refs(s)})
	}
	return out, err
}

// minimal keeps the sets that contain no other; sets must be sorted by size
// and differ. A set is compared with those alone that are smaller and whose
// first item it has.
func minimal(ctx context.Context, sets []mask) ([]mask, error) {
	var kept, same []mask // same: those of the size at hand, which cannot contain each other
	size := -1
	byFirst := map[int][]mask{}
	for n, s := range sets {
		if n%1024 == 0 && ctx.Err() != nil {
			return kept, ctx.Err()
		}
		items := s.items()
		if len(items) == 0 {
			return []mask{s}, nil
		}
		if len(items) != size {
			for _, k := range same {
				first := k.items()[0]
				byFirst[first] = append(byFirst[first], k)
			}
			size, same = len(items), same[:0]
		}
		if slices.ContainsFunc(items, func(i int) bool {
			return slices.ContainsFunc(byFirst[i], func(k mask) bool { return k.within(s) })
		}) {
			continue
		}
		kept, same = append(kept, s), append(same, s)
	}
	return kept, nil
}

// hitting enumerates minimal hitting sets depth first (MMCS, Murakami and Uno
// 2014): an element is added only while every element chosen is the only one
// to hit some set, so nothing that is not minimal is ever built.
type hitting struct {
	ctx      context.Context
	sets     []mask
	limit    int
	found    []mask
	complete bool
}

// hittingSets returns the minimal sets that share an item with each of the
// sets, and whether these are all of them.
func hittingSets(ctx context.Context, sets []mask, limit int) ([]mask, bool, error) {
	h := &hitting{ctx: ctx, sets: sets, limit: limit, complete: true}
	var all mask
	uncovered := make([]int, len(sets))
	for i, s := range sets {
		uncovered[i] = i
		all = all.or(s)
	}
	if !slices.ContainsFunc(sets, mask.empty) { // a package that breaks nothing: no conflict
		h.extend(mask{}, all, uncovered, map[int][]int{})
	}
	return h.found, h.complete, ctx.Err()
}

func (h *hitting) extend(chosen, candidates mask, uncovered []int, critical map[int][]int) {
	if h.ctx.Err() != nil { // a step looks at all sets
		h.complete = false
	}
	if !h.complete {
		return
	}
	if len(uncovered) == 0 {
		if len(h.found) == h.limit {
			h.complete = false
			return
		}
		h.found = append(h.found, chosen)
		return
	}
	next := slices.MinFunc(uncovered, func(a, b int) int {
		return h.sets[a].and(candidates).size() - h.sets[b].and(candidates).size()
	})
	tries := h.sets[next].and(candidates)
	candidates = candidates.minus(tries)
	for _, e := range tries.items() {
		if left, rest, ok := h.choose(e, uncovered, critical); ok {
			with := chosen
			with.add(e)
			h.extend(with, candidates, left, rest)
			candidates.add(e)
		}
	}
}

// choose adds e: it returns what stays uncovered and which sets each chosen
// item alone hits, or false if an item chosen earlier became idle.
func (h *hitting) choose(e int, uncovered []int, critical map[int][]int) ([]int, map[int][]int, bool) {
	rest := map[int][]int{}
	for f, sets := range critical {
		kept := slices.DeleteFunc(slices.Clone(sets), func(s int) bool { return h.sets[s].has(e) })
		if len(kept) == 0 {
			return nil, nil, false
		}
		rest[f] = kept
	}
	var left []int
	for _, s := range uncovered {
		if h.sets[s].has(e) {
			rest[e] = append(rest[e], s)
		} else {
			left = append(left, s)
		}
	}
	return left, rest, true
}

// waysOut lists the minimal sets of demands and fallbacks whose giving up
// leaves a package that nobody's statement excludes: the minimal sets broken
// by a package that breaks no norm.
func (p *Problem) waysOut(ctx context.Context, c survey) (ways []mask, complete bool, err error) {
	marks := p.markItems()
	var lists [][]mask
	whole := true
	for _, part := range p.separate() {
		list, all, err := c.breaches(ctx, part.minus(marks), maxCombined)
		if err != nil && len(list) == 0 {
			return nil, false, err
		}
		lists, whole = append(lists, list), whole && all
	}
	ways, complete = combine(lists, maxCombined)
	complete = complete && whole
	several := map[mask]bool{}
	for _, w := range ways {
		several[w] = len(p.movers(w)) > 1
	}
	slices.SortStableFunc(ways, func(a, b mask) int {
		return cmp.Or(boolFirst(several[a], several[b]), compareMasks(a, b))
	})
	if len(ways) > maxWaysOut {
		return ways[:maxWaysOut], false, nil
	}
	return ways, complete, ctx.Err()
}

// movers returns the parties whose statements are in the set, in file order.
func (p *Problem) movers(m mask) []string {
	moves := map[string]bool{}
	for _, i := range m.items() {
		moves[p.items[i].ref.Party] = true
	}
	var list []string
	for _, party := range p.c.Parties {
		if moves[party.ID] {
			list = append(list, party.ID)
		}
	}
	return list
}

// refs returns the items' places in the case.
func (p *Problem) refs(m mask) []parley.Ref {
	var list []parley.Ref
	for _, i := range m.items() {
		list = append(list, p.items[i].ref)
	}
	return list
}
