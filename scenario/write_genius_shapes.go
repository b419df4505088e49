package scenario

import (
	"math/big"

	"parley"
)

// drawn returns the evaluator of GENIUS that has the shape of what a case says of a
// numeric issue, once it is divided by the number returned with it: a line that
// is clipped at 0 or at 1, or a triangle. It returns nil for a straight line, which
// can be had in other ways too, and for any other shape.
func (w *geniusWriter) drawn(i int, e Evaluation) (Evaluation, *big.Rat) {
	issue := &w.s.Issues[i]
	points := issue.drawing(e)
	if len(points) < 3 {
		return nil, nil
	}
	least, most := points[0].Worth, points[0].Worth
	for _, p := range points {
		if p.Worth.Cmp(most) > 0 {
			most = p.Worth
		}
		if p.Worth.Cmp(least) < 0 {
			least = p.Worth
		}
	}
	if least.Sign() < 0 || least.Equal(most) {
		return nil, nil
	}
	for _, by := range []parley.Number{parley.Int(1), most} {
		if most.Cmp(by) > 0 {
			continue
		}
		scaled := make([]Point, len(points))
		for k, p := range points {
			scaled[k] = Point{p.At, p.Worth.Div(by)}
		}
		_, listed := e.(*Table) // every number that the issue has
		if l := issue.clipped(scaled, listed); l != nil {
			return l, by.Rat()
		}
		if t := issue.triangle(scaled); t != nil {
			return t, by.Rat()
		}
	}
	return nil, nil
}

// drawing returns the points of a curve, or of a table of numbers.
func (i *Issue) drawing(e Evaluation) []Point {
	switch e := e.(type) {
	case *Curve:
		return e.Points
	case *Table:
		if i.Kind != Stepped {
			return nil
		}
		var all []Point
		for k, v := range e.Values {
			if v == nil {
				return nil
			}
			all = append(all, Point{i.At(k).Number, *v})
		}
		return all
	}
	return nil
}

// clipped returns the line on which all points lie that it does not leave below 0
// or above 1, if it leaves any there. It goes through two neighbours of which
// one at least is not clipped: one of the first two or of the last two that differ.
func (i *Issue) clipped(points []Point, listed bool) *Linear {
	var climbs []int
	for k := range points[1:] {
		if !points[k].Worth.Equal(points[k+1].Worth) {
			climbs = append(climbs, k)
		}
	}
	if n := len(climbs); n > 4 {
		climbs = append(climbs[:2:2], climbs[n-2:]...)
	}
	for _, k := range climbs {
		from, to := points[k], points[k+1]
		l := &Linear{Clip: true, Slope: to.Worth.Sub(from.Worth).Div(to.At.Sub(from.At))}
		if i.Kind == Stepped {
			l.Origin = i.Low
		}
		l.Offset = from.Worth.Sub(l.Slope.Mul(from.At.Sub(l.Origin)))
		if i.isClipped(l, points, listed) {
			return l
		}
	}
	return nil
}

func (i *Issue) isClipped(l *Linear, points []Point, listed bool) bool {
	bent := false
	corners := map[string]bool{}
	for _, p := range points {
		corners[p.At.String()] = true
		v := l.Slope.Mul(p.At.Sub(l.Origin)).Add(l.Offset)
		switch {
		case v.Sign() < 0:
			v, bent = parley.Int(0), true
		case v.Cmp(parley.Int(1)) > 0:
			v, bent = parley.Int(1), true
		}
		if !v.Equal(p.Worth) {
			return false
		}
	}
	if !listed { // between points it is straight
		for _, level := range []int64{0, 1} {
			x := parley.Int(level).Sub(l.Offset).Div(l.Slope).Add(l.Origin)
			if i.within(x) && !corners[x.String()] {
				return false
			}
		}
	}
	return bent
}

// triangle returns the triangle with all points on it, if it has both sides.
func (i *Issue) triangle(points []Point) *Triangle {
	if i.Kind != Real {
		return nil
	}
	one := parley.Int(1)
	for k := 1; k < len(points)-1; k++ {
		before, top, after := points[k-1], points[k], points[k+1]
		if !top.Worth.Equal(one) || before.Worth.Equal(one) || after.Worth.Equal(one) {
			continue
		}
		t := &Triangle{Top: top.At}
		t.Low = top.At.Sub(top.At.Sub(before.At).Div(one.Sub(before.Worth)))
		t.High = top.At.Add(after.At.Sub(top.At).Div(one.Sub(after.Worth)))
		corners := map[string]bool{}
		for _, p := range points {
			if corners[p.At.String()] = true; !t.at(p.At).Equal(p.Worth) {
				return nil
			}
		}
		for _, x := range []parley.Number{t.Low, t.High} {
			if i.within(x) && !corners[x.String()] {
				return nil
			}
		}
		return t
	}
	return nil
}

// within reports whether a number lies between the ends, both left out.
func (i *Issue) within(x parley.Number) bool { return x.Cmp(i.Low) > 0 && x.Cmp(i.High) < 0 }
