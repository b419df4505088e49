package bargain

import (
	"cmp"
	"math/big"
	"slices"

	"parley"
)

// agenda orders the open issues by their contention and bundles those that
// statements tie together.
func (p *Problem) agenda(contention []Contention) *Agenda {
	a := &Agenda{Together: p.bundles()}
	open := slices.DeleteFunc(slices.Clone(contention), func(c Contention) bool { return c.Settled })
	for _, c := range open {
		a.HardestFirst = append(a.HardestFirst, c.Issue)
	}
	slices.SortStableFunc(open, func(x, y Contention) int { // back to file order, which breaks ties
		return cmp.Compare(p.issueAt(x.Issue), p.issueAt(y.Issue))
	})
	slices.SortStableFunc(open, func(x, y Contention) int {
		return cmp.Or(boolFirst(!x.HardClash, !y.HardClash), boolFirst(x.Score != nil, y.Score != nil), scoreOrder(x.Score, y.Score))
	})
	for _, c := range open {
		a.EasiestFirst = append(a.EasiestFirst, c.Issue)
	}
	return a
}

// bundles returns the connected sets of issues that demands, norms and
// linkages name together, in file order of their first issue.
func (p *Problem) bundles() []Bundle {
	group := make([]int, len(p.issues)) // the least issue of the set that each is in
	for i := range group {
		group[i] = i
	}
	join := func(scope []int) {
		for _, at := range scope {
			a, b := min(group[scope[0]], group[at]), max(group[scope[0]], group[at])
			for i := range group {
				if group[i] == b {
					group[i] = a
				}
			}
		}
	}
	type tie struct {
		scope   []int
		demand  *parley.Ref
		linkage *LinkageRef
		offer   bool
	}
	var ties []tie
	for i := range p.items {
		it := &p.items[i]
		if scope := p.patternScope(it.rows, it.ifs); len(scope) > 1 && it.ref.Kind != commitKind {
			ties = append(ties, tie{scope: scope, demand: &it.ref, offer: it.ref.Kind == parley.Condition})
		}
	}
	for _, v := range p.voters {
		for n := range v.links {
			l := &v.links[n]
			if n > 0 && v.links[n-1].of == l.of {
				continue // of a linkage in parts, which follow each other
			}
			var rows []row
			for _, part := range v.links[n:] {
				if part.of == l.of {
					rows = append(rows, part.rows...)
				}
			}
			if scope := p.patternScope(rows, nil); len(scope) > 1 {
				ties = append(ties, tie{scope: scope, linkage: &LinkageRef{v.id, l.of}})
			}
		}
	}
	for _, t := range ties {
		join(t.scope)
	}
	var bundles []Bundle
	for first := range p.issues {
		var b Bundle
		for i := range p.issues {
			if group[i] == first {
				b.Issues = append(b.Issues, p.issues[i].ID)
			}
		}
		if len(b.Issues) < 2 {
			continue
		}
		for _, t := range ties {
			if group[t.scope[0]] != first {
				continue
			}
			if t.demand != nil {
				b.Demands = append(b.Demands, *t.demand)
			} else {
				b.Linkages = append(b.Linkages, *t.linkage)
			}
			b.Offers = b.Offers || t.offer
		}
		bundles = append(bundles, b)
	}
	return bundles
}

func (p *Problem) patternScope(rows ...[]row) []int {
	var scope []int
	for _, list := range rows {
		for _, r := range list {
			for _, t := range r {
				scope = append(scope, t.issue)
			}
		}
	}
	slices.Sort(scope)
	return slices.Compact(scope)
}

// standing returns the status that holds for a point: its own or, where it
// states none, its document's.
func standing(d parley.Document, pt parley.Point) parley.Standing {
	if pt.Status != "" {
		return pt.Standing
	}
	return d.Standing
}

// amongAll reports whether a settled status names every party whose consent
// counts.
func (p *Problem) amongAll(s parley.Standing) bool {
	return s.Status.Settled() && !slices.ContainsFunc(p.c.Consenting(), func(party parley.Party) bool {
		return !slices.Contains(s.Among, party.ID)
	})
}

// settled reports whether a point that carries the issue is agreed among all.
func (p *Problem) settled(issue string) bool {
	for _, d := range p.c.Documents {
		for _, pt := range d.Points {
			if pt.Issue == issue && p.amongAll(standing(d, pt)) {
				return true
			}
		}
	}
	return false
}

// progress counts what is settled. A document without points counts as one.
func (p *Problem) progress(contention []Contention) Progress {
	var out Progress
	for _, d := range p.c.Documents {
		one := DocumentProgress{Document: d.ID}
		points := d.Points
		if len(points) == 0 {
			points = []parley.Point{{}}
		}
		for _, pt := range points {
			one.Points++
			switch s := standing(d, pt); {
			case p.amongAll(s):
				one.Settled++
			case s.Status.Settled():
				one.Reported++
			}
		}
		out.Points += one.Points
		out.Settled += one.Settled
		out.Reported += one.Reported
		out.Documents = append(out.Documents, one)
	}
	out.Weighted = weighted(contention)
	return out
}

func weighted(contention []Contention) *parley.Number {
	settled, all := new(big.Rat), new(big.Rat)
	for _, c := range contention {
		if c.Score == nil {
			return nil
		}
		all.Add(all, c.Score.Rat())
		if c.Settled {
			settled.Add(settled, c.Score.Rat())
		}
	}
	if all.Sign() == 0 {
		return nil
	}
	n := parley.Exactly(settled.Quo(settled, all))
	return &n
}
