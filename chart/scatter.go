package chart

import "math"

// Scatter plots outcomes for two, one on each axis: the higher and the
// farther to the right, the better for both.
type Scatter struct {
	ID, Title, Desc string
	XLabel, YLabel  string
	Points          []XY
	Names           []string // of the points, shown when a pointer rests on one; none, or one each
	Links           []string // the addresses that the points lead to; none, or one each
	Lines           [][2]int // pairs of points joined by a straight line
	FloorX, FloorY  *float64 // what none of this is worth to each: drawn as a line
	FloorName       string   // what to call that line
	Marks           []Mark   // points that stand out, at most one label each
}

// XY is one outcome.
type XY struct{ X, Y float64 }

// Mark is an outcome with a marker of its own shape and a short label.
type Mark struct {
	XY
	Label string // a letter or two, beside the marker
	Name  string // in full, shown when a pointer rests on it
	Shape int    // which of the markers
	Link  string // the address that it leads to; empty: nowhere
}

// Domain returns what the axes have to span: all points, marks and floors.
func (s Scatter) Domain() (x, y [2]float64) {
	x, y = [2]float64{math.Inf(1), math.Inf(-1)}, [2]float64{math.Inf(1), math.Inf(-1)}
	extend := func(d *[2]float64, v float64) { d[0], d[1] = math.Min(d[0], v), math.Max(d[1], v) }
	for _, p := range s.Points {
		extend(&x, p.X)
		extend(&y, p.Y)
	}
	for _, m := range s.Marks {
		extend(&x, m.X)
		extend(&y, m.Y)
	}
	if s.FloorX != nil {
		extend(&x, *s.FloorX)
	}
	if s.FloorY != nil {
		extend(&y, *s.FloorY)
	}
	for _, d := range []*[2]float64{&x, &y} {
		if d[0] > d[1] {
			*d = [2]float64{0, 1}
		}
	}
	return x, y
}

// Scene draws it, sized for a telephone held upright.
func (s Scatter) Scene() Scene {
	const width, height = 340.0, 300.0
	const left, right, top, bottom = 52.0, 14.0, 14.0, 46.0
	const small = 12.0
	dx, dy := s.Domain()
	tx, ty := Ticks(dx[0], dx[1], 5), Ticks(dy[0], dy[1], 5)
	x := scale{tx[0], tx[len(tx)-1], left, width - right}
	y := scale{ty[0], ty[len(ty)-1], height - bottom, top}
	frame := box{left, top, width - left - right, height - top - bottom}

	sc := Scene{ID: s.ID, Title: s.Title, Desc: s.Desc, Width: width, Height: height}
	add := func(i ...Item) { sc.Items = append(sc.Items, i...) }
	for _, t := range tx {
		add(Line{Point{x.at(t), top}, Point{x.at(t), height - bottom}, "grid"},
			Text{At: Point{x.at(t), height - bottom + 16}, Anchor: Middle, Class: "tick", Body: Label(t)})
	}
	for _, t := range ty {
		add(Line{Point{left, y.at(t)}, Point{width - right, y.at(t)}, "grid"},
			Text{At: Point{left - 6, y.at(t) + 4}, Anchor: End, Class: "tick", Body: Label(t)})
	}
	add(Text{At: Point{left + frame.w/2, height - 8}, Anchor: Middle, Class: "axis", Body: fit(s.XLabel, small, frame.w)},
		Text{At: Point{13, top + frame.h/2}, Anchor: Middle, Turned: true, Class: "axis", Body: fit(s.YLabel, small, frame.h)})

	var taken []box
	if s.FloorX != nil {
		at := x.at(*s.FloorX)
		add(Line{Point{at, top}, Point{at, height - bottom}, "floor"})
	}
	if s.FloorY != nil {
		at := y.at(*s.FloorY)
		add(Line{Point{left, at}, Point{width - right, at}, "floor"})
	}
	for _, l := range s.Lines {
		a, b := s.Points[l[0]], s.Points[l[1]]
		add(Line{Point{x.at(a.X), y.at(a.Y)}, Point{x.at(b.X), y.at(b.Y)}, "edge"})
	}
	dots := Group{Class: "dots"}
	drawn := map[[2]int]bool{} // points that fall on one pixel are drawn once
	for i, p := range s.Points {
		at := Point{x.at(p.X), y.at(p.Y)}
		key := [2]int{int(math.Round(at.X)), int(math.Round(at.Y))}
		if drawn[key] {
			continue
		}
		drawn[key] = true
		dots.Items = append(dots.Items, s.dot(i, at))
		if len(drawn) <= 200 { // beyond that labels lie on points anyway
			taken = append(taken, box{at.X - 3, at.Y - 3, 6, 6})
		}
	}
	add(dots)
	for _, m := range s.Marks {
		taken = append(taken, box{x.at(m.X) - 7, y.at(m.Y) - 7, 14, 14})
	}
	if s.FloorName != "" && (s.FloorX != nil || s.FloorY != nil) {
		w := textWidth(s.FloorName, 11)
		at := Point{width - right - w/2 - 8, height - bottom}
		if s.FloorY != nil {
			at.Y = y.at(*s.FloorY)
		} else {
			at = Point{x.at(*s.FloorX), height - bottom - 10}
		}
		b, _ := place(at, w, 12, frame, taken)
		taken = append(taken, b)
		add(Text{At: Point{b.x, b.y + 10}, Class: "floor-name", Body: s.FloorName})
	}
	add(marks(s.Marks, x, y, frame, taken)...)
	return sc
}

// dot draws a point. One that leads somewhere is larger to hit than to see.
func (s Scatter) dot(i int, at Point) Item {
	if len(s.Names) == 0 && len(s.Links) == 0 {
		return Circle{at, 3, "dot"}
	}
	g := Group{Items: []Item{Circle{at, 3, "dot"}}}
	if i < len(s.Names) {
		g.Title = s.Names[i]
	}
	if i < len(s.Links) && s.Links[i] != "" {
		g.Link, g.Items = s.Links[i], []Item{Circle{at, 9, "hit"}, Circle{at, 4, "dot"}}
	}
	return g
}

// marks draws the markers and their labels. Marks at one place share one
// marker and one label.
func marks(all []Mark, x, y scale, frame box, taken []box) []Item {
	var items []Item
	done := make([]bool, len(all))
	for i, m := range all {
		if done[i] {
			continue
		}
		label, name := m.Label, m.Name
		for j := i + 1; j < len(all); j++ {
			if all[j].XY == m.XY {
				done[j] = true
				label += ", " + all[j].Label
				name += "; " + all[j].Name
			}
		}
		at := Point{x.at(m.X), y.at(m.Y)}
		w := textWidth(label, 13)
		b, far := place(at, w, 14, frame, taken)
		taken = append(taken, b)
		g := Group{Class: "mark", Title: name, Link: m.Link}
		if far {
			g.Items = append(g.Items, Line{at, Point{b.x + w/2, b.y + 7}, "lead"})
		}
		g.Items = append(g.Items, marker(m.Shape, at, 6, "marker"),
			Text{At: Point{b.x, b.y + 11.5}, Class: "label", Body: label})
		items = append(items, g)
	}
	return items
}
