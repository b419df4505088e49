package synthetic

import (
	"slices"

	"parley"
)

// bags draws a random W-tree over the issues and returns its bags, each of
// W+1 issues in ascending order; none where there is no linkage. Whatever ties
// issues of one bag alone keeps the treewidth at W.
func (s Spec) bags() [][]int {
	if s.Linkage == 0 {
		return nil
	}
	r := s.stream(ofBags, 0)
	order := r.order(s.Issues)
	bags := [][]int{slices.Sorted(slices.Values(order[:s.Linkage+1]))}
	for _, issue := range order[s.Linkage+1:] {
		bag := append(r.some(bags[r.index(len(bags))], s.Linkage), issue)
		slices.Sort(bag)
		bags = append(bags, bag)
	}
	return bags
}

// linkages draws what issues of a bag are worth together to the party.
func (d *drawing) linkages(p int) []parley.Linkage {
	r := d.stream(ofLinkages, p)
	var all []parley.Linkage
	link := func(when parley.Pattern) {
		all = append(all, parley.Linkage{When: parley.Patterns{when}, Worth: parley.Just(d.worth(r))})
	}
	density := millionths(d.Density)
	for b, bag := range d.bags {
		first := p == 0 && b == 0 // ties a whole bag, so that the treewidth is no less than promised
		if density > 0 {
			drawn := len(all)
			for row := range d.rows() {
				if r.chance(density) {
					link(d.row(bag, row))
				}
			}
			if first && len(all) == drawn {
				link(d.row(bag, r.below(d.rows())))
			}
			continue
		}
		linked, whole := r.coin(), r.coin()
		if !linked && !first {
			continue
		}
		if !whole && !first {
			bag = r.some(bag, 2+r.index(len(bag)-1))
		}
		link(d.pattern(r, bag))
	}
	return all
}

// worth draws what a linkage is worth: see the package's comment.
func (d *drawing) worth(r stream) parley.Number {
	most := max(1, min(d.scale.whole/20, 2*d.scale.whole/int64(d.Issues)))
	w := 1 + r.below(most)
	if r.coin() {
		w = -w
	}
	return d.scale.number(w)
}

// rows returns how many rows the table of a bag has.
func (d *drawing) rows() int64 {
	n := int64(1)
	for range d.Linkage + 1 {
		n *= int64(d.Options)
	}
	return n
}

// row names one option of each issue of the bag; the last issue changes with
// each row.
func (d *drawing) row(bag []int, row int64) parley.Pattern {
	named := make(parley.Pattern, len(bag))
	for n := len(bag) - 1; n >= 0; n-- {
		named[n] = parley.Term{Issue: d.issues[bag[n]], Options: []string{d.options[row%int64(d.Options)]}}
		row /= int64(d.Options)
	}
	return named
}

// pattern draws what is meant of each of the issues.
func (d *drawing) pattern(r stream, issues []int) parley.Pattern {
	p := make(parley.Pattern, len(issues))
	for n, i := range issues {
		p[n] = d.term(r, i)
	}
	return p
}

func (d *drawing) term(r stream, issue int) parley.Term {
	t := parley.Term{Issue: d.issues[issue]}
	if d.numeric(issue) {
		cut := d.cut(r)
		if r.coin() {
			t.Min = &cut
		} else {
			cut = d.below(cut)
			t.Max = &cut
		}
		return t
	}
	one := r.index(d.Options)
	t.Options = []string{d.options[one]}
	if d.Options > 2 && r.below(3) == 0 {
		two := (one + 1 + r.index(d.Options-1)) % d.Options
		t.Options = []string{d.options[min(one, two)], d.options[max(one, two)]}
	}
	return t
}

// cut draws a number that parts a numeric issue in two: a step above the
// lowest or, of a continuous issue, one of the thousandths of its range.
func (d *drawing) cut(r stream) parley.Number {
	if d.Steps > 0 {
		return parley.Int(1 + r.below(int64(d.Steps)))
	}
	return parley.Fraction((1+r.below(999))*d.last(), 1000)
}

// below returns the greatest number that is not said by “at least cut”, and of
// a continuous issue, where there is none, the cut itself.
func (d *drawing) below(cut parley.Number) parley.Number {
	if d.Steps > 0 {
		return cut.Sub(parley.Int(1))
	}
	return cut
}
