package pareto

import (
	"cmp"
	"slices"
)

// Three coordinates: of the vectors that are shifted nearly all are passed over
// in a nanosecond or two, while one that is kept takes a hundred times as long.
// So issues that stand alone are first put together among themselves, a few at
// a time, and the frontier is shifted by what they come to together: that
// looks at more vectors and keeps fewer, for it is not found after each issue.

// mostTogether is how many points issues that are merged together come to at
// most. Between 80 and 320 the time hardly differs. Tests set it.
var mostTogether = 120

// grouped puts parts that follow each other together.
func (r *run) grouped(parts []part) ([]part, error) {
	if r.kernel.columns != 3 || r.scale.held || r.count != nil {
		return parts, nil
	}
	var list []part
	for _, p := range parts {
		if len(list) > 0 {
			both, err := r.together(&list[len(list)-1], &p)
			if err != nil {
				return nil, err
			}
			if both != nil {
				list[len(list)-1] = *both
				continue
			}
		}
		list = append(list, p)
	}
	for i := range list {
		if g := &list[i]; g.group != nil {
			g.group = r.inOrder(g.group, g.places)
		}
	}
	return list, nil
}

// together puts an issue to one or some before it; nil if that comes to too
// many points.
func (r *run) together(a, b *part) (*part, error) {
	if a.tied != nil || b.tied != nil || max(len(a.options), len(b.options)) > manyOptions || a.size()*len(b.options) > 4*mostTogether {
		return nil, nil
	}
	of := a.group
	if of == nil {
		var err error
		if of, err = r.choose(r.start(), a.place, a.options, bounds{}); err != nil {
			return nil, err
		}
	}
	both, err := r.choose(of, b.place, b.options, bounds{})
	if err != nil || both.n > mostTogether {
		return nil, err
	}
	p := &part{group: both, inside: r.floors.nothing()}
	if a.group == nil {
		p.places = []int{a.place, b.place}
	} else {
		p.places = append(slices.Clone(a.places), b.place)
	}
	p.inside.add(a.inside)
	p.inside.add(b.inside)
	return p, nil
}

// inOrder returns the set with its points in the order of what they choose in
// the place that was merged last, then in the one before, and so on: so that
// the first of several packages is found as if one issue were merged after the
// other.
func (r *run) inOrder(s *set, places []int) *set {
	packages := newChoices(s.n, r.scale.space.Issues)
	order, all := make([]int, s.n), points{}
	for i := range s.n {
		order[i] = i
		all.add(i, i)
	}
	s.choose(all, packages)
	slices.SortFunc(order, func(a, b int) int {
		for n := len(places) - 1; n >= 0; n-- {
			at := places[n]
			if c := cmp.Compare(packages.cells[a*packages.width+at], packages.cells[b*packages.width+at]); c != 0 {
				return c
			}
		}
		return 0
	})
	sorted := &set{vectors: newVectors(len(s.at), s.n), place: s.place, terms: s.terms}
	which, from := make([]uint32, s.n), make([]uint32, s.n)
	for n, i := range order {
		for w := range s.at {
			sorted.at[w][n] = s.at[w][i]
		}
		w, f := s.trace.of(i)
		which[n], from[n] = uint32(w), uint32(f)
	}
	sorted.remember(which, from)
	return sorted
}

// joinGroup shifts a set by what issues that are merged together come to.
func (r *run) joinGroup(of, group *set, b bounds) (*set, error) {
	list := make([]shifted, group.n)
	for i := range list {
		list[i] = shifted{&of.vectors, group.row(nil, i)}
	}
	s, err := r.settle(list, b)
	if err != nil {
		return nil, err
	}
	s.left, s.right = of, group
	return s, nil
}
