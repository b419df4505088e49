package scenario

import "parley"

// rectangles says hyper-rectangles as linkages on top of values that are the
// same everywhere: one that pays outside of its bounds as one that pays unless
// its pattern matches, and groups as linkages of parts.
func (b *caseBuilder) rectangles(p *Profile, u *Rectangles, pos *parley.Position) {
	x := &boxReader{caseBuilder: b, name: p.Name}
	x.top(&u.Root, parley.Int(1).Div(u.Max))
	pos.Linkages = x.linkages
	if most := x.constant.Add(mostOfLinkages(pos.Linkages)); b.s.Semantics == SemanticsGenius && most.Cmp(parley.Int(1)) > 0 {
		pos.Cap = &parley.Cap{At: parley.Int(1)}
	}
	for n := range b.s.Issues {
		i := &b.s.Issues[n]
		worth := parley.Just(parley.Int(0))
		if n == 0 {
			worth = parley.Just(b.number(p.Name, x.constant))
		}
		v := parley.Value{Issue: b.c.Issues[n].ID}
		if i.Kind == Discrete {
			for _, o := range b.c.Issues[n].Options {
				v.Options = append(v.Options, parley.OptionValue{Option: o.ID, Worth: worth})
			}
		} else {
			for _, at := range between(i.Low, i.High, nil) {
				v.Curve = append(v.Curve, parley.CurvePoint{At: at, Worth: worth})
			}
		}
		pos.Values = append(pos.Values, v)
	}
}

// boxReader turns one profile's hyper-rectangles into linkages.
type boxReader struct {
	*caseBuilder
	name     string
	linkages []parley.Linkage
	constant parley.Number // what every outcome gets
}

// top takes over a group that is added to all else.
func (x *boxReader) top(g *Group, factor parley.Number) {
	factor = factor.Mul(g.Weight)
	if g.How != Sum && len(g.Boxes)+len(g.Groups) > 1 {
		x.linkages = append(x.linkages, x.group(g, factor))
		return
	}
	for n := range g.Boxes {
		l, reach := x.box(&g.Boxes[n], factor)
		switch {
		case reach == everything:
			x.constant = x.constant.Add(l.Worth.Low)
		case reach == something && l.Worth.Low.Sign() != 0:
			x.linkages = append(x.linkages, l)
		}
	}
	for n := range g.Groups {
		x.top(&g.Groups[n], factor)
	}
}

// group says a group that is a part of another; the factor has its weight in it.
// A negative factor turns the least into the greatest.
func (x *boxReader) group(g *Group, factor parley.Number) parley.Linkage {
	how := map[Aggregation]parley.Combination{Sum: parley.CombineSum, Min: parley.CombineMin, Max: parley.CombineMax}[g.How]
	if factor.Sign() < 0 && how != parley.CombineSum {
		how = map[parley.Combination]parley.Combination{parley.CombineMin: parley.CombineMax, parley.CombineMax: parley.CombineMin}[how]
	}
	l := parley.Linkage{Combine: how}
	for n := range g.Boxes {
		part, reach := x.box(&g.Boxes[n], factor)
		if reach != something {
			part = x.always(part.Worth, reach == everything)
		}
		l.Parts = append(l.Parts, part)
	}
	for n := range g.Groups {
		l.Parts = append(l.Parts, x.group(&g.Groups[n], factor.Mul(g.Groups[n].Weight)))
	}
	if len(l.Parts) == 0 { // nothing is worth 0
		l.Parts = []parley.Linkage{x.always(parley.Interval{}, false)}
	}
	return l
}

// box says what one hyper-rectangle pays, and of how many outcomes.
func (x *boxReader) box(r *Rectangle, factor parley.Number) (parley.Linkage, extent) {
	l := parley.Linkage{Worth: parley.Just(x.number(x.name, r.Utility.Mul(r.Weight).Mul(factor)))}
	terms, reach := x.terms(r.Bounds)
	if !r.Excludes || len(r.Bounds) == 0 {
		l.When = parley.Patterns{terms}
		return l, reach
	}
	l.Unless = parley.Patterns{terms}
	switch reach {
	case everything:
		reach = nothing
	case nothing:
		reach = everything
	}
	return l, reach
}

// always is a part that is worth as much everywhere, or nothing: what applies
// inside of some pattern and what applies outside.
func (x *boxReader) always(worth parley.Interval, pays bool) parley.Linkage {
	pattern := parley.Patterns{x.some()}
	if !pays || worth.Low.Sign() == 0 {
		return parley.Linkage{When: pattern}
	}
	return parley.Linkage{Combine: parley.CombineSum, Parts: []parley.Linkage{{When: pattern, Worth: worth}, {Unless: pattern, Worth: worth}}}
}

// some is a pattern that matches some outcomes and not all.
func (x *boxReader) some() parley.Pattern {
	for n := range x.c.Issues {
		i := &x.c.Issues[n]
		if count := i.Count(); count != nil && count.IsInt64() && count.Int64() < 2 {
			continue
		}
		if i.Numeric() {
			low := i.Range.Min
			return parley.Pattern{{Issue: i.ID, Min: &low, Max: &low}}
		}
		return parley.Pattern{{Issue: i.ID, Options: []string{i.Options[0].ID}}}
	}
	return nil // there is one outcome
}

// mostOfLinkages returns a number that linkages do not add up to more than.
func mostOfLinkages(list []parley.Linkage) parley.Number {
	sum := parley.Int(0)
	for _, l := range list {
		switch {
		case l.Combined():
			sum = sum.Add(mostOfLinkages(l.Parts))
		case l.Worth.Low.Sign() > 0:
			sum = sum.Add(l.Worth.Low)
		}
	}
	return sum
}

type extent int

const (
	nothing extent = iota
	something
	everything
)

// terms says bounds as a pattern, without those that let everything through.
func (b *caseBuilder) terms(bounds []Bound) (parley.Pattern, extent) {
	low, high := map[int]parley.Number{}, map[int]parley.Number{}
	for _, x := range bounds {
		i := &b.s.Issues[x.Issue]
		if _, seen := low[x.Issue]; !seen {
			low[x.Issue], high[x.Issue] = i.Low, i.High
		}
		if x.Low.Cmp(low[x.Issue]) > 0 {
			low[x.Issue] = x.Low
		}
		if x.High.Cmp(high[x.Issue]) < 0 {
			high[x.Issue] = x.High
		}
	}
	var pattern parley.Pattern
	for n := range b.s.Issues {
		i := &b.s.Issues[n]
		if _, bound := low[n]; !bound {
			continue
		}
		from, to := low[n], high[n]
		if i.Kind == Stepped {
			from, to = i.upwards(from), i.downwards(to)
		}
		if from.Cmp(to) > 0 {
			return nil, nothing
		}
		if from.Equal(i.Low) && to.Equal(i.High) {
			continue
		}
		t := parley.Term{Issue: b.c.Issues[n].ID, Min: &from, Max: &to}
		pattern = append(pattern, t)
	}
	if len(pattern) == 0 {
		return nil, everything
	}
	return pattern, something
}
