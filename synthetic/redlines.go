package synthetic

import (
	"fmt"
	"slices"

	"parley"
)

// maxTries bounds the search for one more red line that differs from the
// others of the party: there may be no more.
const maxTries = 50

// redLines draws what the party refuses, each different, as many as asked for
// or as are found.
func (d *drawing) redLines(p int) []parley.Demand {
	if d.RedLines == 0 {
		return nil
	}
	r, spared := d.stream(ofRedLines, p), d.spared(p)
	var all []parley.Demand
	drawn := map[string]bool{}
	for range d.RedLines {
		for range maxTries {
			issues := d.about(r)
			pattern := d.pattern(r, issues)
			d.spare(r, issues, pattern, spared)
			if key := fingerprint(pattern); !drawn[key] {
				drawn[key] = true
				all = append(all, parley.Demand{Kind: parley.RedLine, Pattern: parley.Patterns{pattern}})
				break
			}
		}
	}
	return all
}

// about draws which issues a red line names, in ascending order.
func (d *drawing) about(r stream) []int {
	n := 1 + r.index(min(d.RedLineIssues, d.Issues))
	switch {
	case n == 1:
		return []int{r.index(d.Issues)}
	case d.Linkage > 0:
		bag := d.bags[r.index(len(d.bags))]
		return r.some(bag, min(n, len(bag)))
	}
	var issues []int
	for len(issues) < n { // n is small
		if i := r.index(d.Issues); !slices.Contains(issues, i) {
			issues = append(issues, i)
		}
	}
	slices.Sort(issues)
	return issues
}

// spared draws the package that the party's red lines must not hit: the same
// for all parties, unless they may clash. Of a continuous issue it takes a
// number between those that a pattern names, so that it is on one side.
func (d *drawing) spared(p int) parley.Package {
	if !d.Clash {
		p = 0
	}
	r := d.stream(ofSpared, p)
	pkg := parley.Package{}
	for i, id := range d.issues {
		switch {
		case !d.numeric(i):
			pkg[id] = parley.Choice{Option: d.options[r.index(d.Options)]}
		case d.Steps > 0:
			pkg[id] = parley.Choice{Number: parley.Int(r.below(int64(d.Steps) + 1))}
		default:
			pkg[id] = parley.Choice{Number: parley.Fraction((1+2*r.below(1000))*d.last(), 2000)}
		}
	}
	return pkg
}

// spare changes a pattern that matches the package, on one of its issues, so
// that it does not.
func (d *drawing) spare(r stream, issues []int, pattern parley.Pattern, pkg parley.Package) {
	if !pattern.Matches(pkg) {
		return
	}
	n := r.index(len(pattern))
	t := &pattern[n]
	switch {
	case t.Min != nil:
		cut := d.below(*t.Min)
		t.Min, t.Max = nil, &cut
	case t.Max != nil:
		cut := *t.Max
		if d.Steps > 0 {
			cut = cut.Add(parley.Int(1))
		}
		t.Min, t.Max = &cut, nil
	default:
		taken := slices.Index(d.options, pkg[d.issues[issues[n]]].Option)
		t.Options = []string{d.options[(taken+1+r.index(d.Options-1))%d.Options]}
	}
}

// bar draws the rows of the bags' tables that are ruled out, each bag's as one
// red line of one party.
func (d *drawing) bar(c *parley.Case) {
	share := millionths(d.Barred)
	if share == 0 {
		return
	}
	spared := make([]parley.Package, d.Parties)
	for p := range spared {
		spared[p] = d.spared(p)
	}
	for b, bag := range d.bags {
		r := d.stream(ofBarred, b)
		p := r.index(d.Parties)
		var rows parley.Patterns
		for row := range d.rows() {
			if !r.chance(share) {
				continue
			}
			if pattern := d.row(bag, row); !pattern.Matches(spared[p]) {
				rows = append(rows, pattern)
			}
		}
		if len(rows) > 0 {
			pos := &c.Positions[p]
			pos.Never = append(pos.Never, parley.Demand{Kind: parley.RedLine, Pattern: rows})
		}
	}
}

// fingerprint tells patterns apart.
func fingerprint(p parley.Pattern) string {
	s := ""
	for _, t := range p {
		s += fmt.Sprint(t.Issue, t.Options)
		if t.Min != nil {
			s += "from " + t.Min.String()
		}
		if t.Max != nil {
			s += "to " + t.Max.String()
		}
	}
	return s
}
