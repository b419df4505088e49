package elicit

import (
	"fmt"
	"slices"

	"parley"
)

// fallback asks what no agreement is worth to the party, in the way that it
// picks.
func (s *Sheet) fallback() {
	a, ok := s.put(Question{ID: string(Fallback), Kind: Fallback})
	if !ok {
		return
	}
	note := parley.Note{Because: a.Because, Grade: a.Grade}
	switch a.Way {
	case WayLike:
		s.likeness(note)
	case WayWorth:
		if a, ok := s.put(Question{ID: string(Worth), Kind: Worth}); ok {
			i, _ := worth(a)
			s.Position.Fallback = &parley.Fallback{Value: &i, Note: note}
		} else {
			s.withhold(WithheldFallback, string(Worth))
		}
	case WayRather:
		s.rather(note)
	}
}

// likeness asks for every issue how it would stand without an agreement.
func (s *Sheet) likeness(note parley.Note) {
	like := parley.Package{}
	var open []string
	for _, issue := range s.Case.Issues {
		if !choosable(issue) {
			if issue.Numeric() {
				like[issue.ID] = parley.Choice{Number: issue.Range.Min}
			} else {
				like[issue.ID] = parley.Choice{Option: issue.Options[0].ID}
			}
			continue
		}
		id := "like." + issue.ID
		a, ok := s.put(Question{ID: id, Kind: Like, Issue: issue.ID})
		if !ok {
			if _, matters := s.Position.ValueOf(issue.ID); matters {
				open = append(open, id)
			}
			continue
		}
		like[issue.ID], _ = choice(issue, a.Choice)
	}
	if len(open) > 0 || len(like) == 0 {
		s.withhold(WithheldFallback, open...)
		return
	}
	s.Position.Fallback = &parley.Fallback{Like: like, Note: note}
}

// rather puts packages against no agreement, each in the middle of what is
// still open: a party that would take one values no agreement no higher than
// that, and one that would rather have no agreement no lower.
func (s *Sheet) rather(note parley.Note) {
	if s.weigh == nil {
		s.withhold(WithheldFallback, s.unweighed()...)
		return
	}
	bounds := parley.Interval{Low: parley.Int(0), High: parley.Int(100)}
	answered, taken := false, true
	for n := 1; n <= maxRather; n++ {
		q := Question{ID: fmt.Sprintf("rather.%d", n), Kind: Rather, Number: n}
		if pkg, found := s.weigh.near(bounds); found {
			q.Packages = []parley.Package{pkg}
		} else if _, there := s.last[q.ID]; !there {
			break
		}
		a, ok := s.put(q)
		if !ok {
			break
		}
		pkg, _ := s.recall(a.Packages[0])
		answered = true
		at := s.weigh.utility(pkg)
		if *a.Take {
			if at.Cmp(bounds.High) < 0 {
				bounds.High = at
			}
		} else if at.Cmp(bounds.Low) > 0 {
			bounds.Low = at
		}
		taken = taken && bounds.Low.Cmp(bounds.High) <= 0
	}
	switch {
	case !answered:
		s.withhold(WithheldFallback, "rather.1")
	case !taken:
		var ids []string
		for n := 1; n <= maxRather; n++ {
			if _, there := s.Question(fmt.Sprintf("rather.%d", n)); there {
				ids = append(ids, fmt.Sprintf("rather.%d", n))
			}
		}
		s.withhold(WithheldFallback, ids...)
		s.note(Warning{Kind: WarnRather, Questions: ids})
	default:
		s.Position.Fallback = &parley.Fallback{Value: &bounds, Note: note}
	}
}

// unweighed lists the questions that are in the way of weighing packages.
func (s *Sheet) unweighed() []string {
	var ids []string
	for _, a := range s.Asked {
		if a.State != Answered && (a.Kind == Order || a.Kind == Curve || a.Kind == Importance) {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// near returns a package worth strictly more than the lower and less than the
// upper end, as near to their middle as any on two ways from the worst
// everywhere to the best everywhere, one step of one issue at a time: the most
// important issue first, and the least important first. It breaks no demand of
// the party and no norm. Ties go to the one that is met first.
func (s *scale) near(bounds parley.Interval) (parley.Package, bool) {
	var found parley.Package
	var off parley.Number
	try := func(pkg parley.Package, at parley.Number) {
		if at.Cmp(bounds.Low) <= 0 || at.Cmp(bounds.High) >= 0 || s.broken(pkg) {
			return
		}
		d := at.Sub(bounds.Mid())
		if d.Sign() < 0 {
			d = parley.Int(0).Sub(d)
		}
		if found == nil || d.Cmp(off) < 0 {
			found, off = copied(pkg), d
		}
	}
	for _, first := range []int{1, -1} {
		pkg := parley.Package{}
		for _, issue := range s.c.Issues {
			pkg[issue.ID] = s.plain(issue)
		}
		for _, r := range s.rows {
			pkg[r.issue.ID] = r.steps[0]
		}
		rows := slices.Clone(s.rows)
		slices.SortStableFunc(rows, func(a, b *row) int { return first * b.weight.Cmp(a.weight) })
		below := parley.Int(0) // what the issues add that are at their best by now
		try(pkg, below)
		for _, r := range rows {
			part := r.weight.Mul(parley.Int(100)).Div(s.total)
			for _, step := range r.steps[1:] {
				pkg[r.issue.ID] = step
				try(pkg, below.Add(part.Mul(r.share(step))))
			}
			if r.width.Sign() > 0 {
				below = below.Add(part)
			}
		}
	}
	return found, found != nil
}

// plain returns a choice of an issue that does not matter to the party: the
// one that commits nobody, or else the first that it does not refuse.
func (s *scale) plain(issue parley.Issue) parley.Choice {
	refusals := s.p.Refusals()
	if issue.Nothing != nil && !refusals.Bar(issue.ID, *issue.Nothing) {
		return *issue.Nothing
	}
	if issue.Numeric() {
		low, _, _ := allowed(issue, refusals)
		return parley.Choice{Number: low}
	}
	for _, o := range issue.Options {
		if c := (parley.Choice{Option: o.ID}); !refusals.Bar(issue.ID, c) {
			return c
		}
	}
	return parley.Choice{Option: issue.Options[0].ID}
}

func copied(p parley.Package) parley.Package {
	q := make(parley.Package, len(p))
	for k, v := range p {
		q[k] = v
	}
	return q
}
