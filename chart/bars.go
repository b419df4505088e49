package chart

// Bars compares amounts on one scale, a bar a row, with a mark across all
// rows, such as what none of them is worth.
type Bars struct {
	ID, Title, Desc string
	Low, High       float64  // the scale
	Floor           *float64 // drawn across the bars
	FloorName       string
	Rows            []Bar
}

// Bar is one amount.
type Bar struct {
	Label string // a letter or two
	Name  string // in full, shown when a pointer rests on it
	Value float64
	Shape int // the marker that stands for the same thing in a Scatter
	Note  string
}

// Scene draws it, sized for a telephone held upright.
func (b Bars) Scene() Scene {
	const width, row, top, left, right = 340.0, 28.0, 8.0, 46.0, 58.0
	height := top + row*float64(len(b.Rows)) + 24
	x := scale{b.Low, b.High, left, width - right}
	base := x.at(b.Low)
	if b.Low < 0 && b.High > 0 {
		base = x.at(0)
	}
	sc := Scene{ID: b.ID, Title: b.Title, Desc: b.Desc, Width: width, Height: height}
	add := func(i ...Item) { sc.Items = append(sc.Items, i...) }
	for i, r := range b.Rows {
		y := top + row*float64(i)
		end := min(max(x.at(r.Value), left), width-right)
		from, to := base, end
		if to < from {
			from, to = to, from
		}
		value := Label(r.Value)
		if r.Note != "" {
			value = r.Note
		}
		add(Group{Class: "bar-row", Title: r.Name, Items: []Item{
			Rect{At: Point{left, y + 5}, Width: width - left - right, Height: row - 12, Radius: 2, Class: "track"},
			Rect{At: Point{from, y + 5}, Width: max(to-from, 1), Height: row - 12, Radius: 2, Class: "bar"},
			marker(r.Shape, Point{12, y + row/2 - 1}, 5.5, "marker"),
			Text{At: Point{24, y + row/2 + 3.5}, Class: "label", Body: fit(r.Label, 13, left-26)},
			Text{At: Point{width - right + 8, y + row/2 + 3.5}, Class: "value", Body: fit(value, 13, right-8)},
		}})
	}
	bottom := top + row*float64(len(b.Rows))
	if b.Floor != nil {
		at := min(max(x.at(*b.Floor), left), width-right)
		name := b.FloorName + " " + Label(*b.Floor)
		w := textWidth(name, 11)
		t := Text{At: Point{at, bottom + 15}, Anchor: Middle, Class: "floor-name", Body: name}
		switch { // keep the words inside the picture
		case at-w/2 < 2:
			t.Anchor, t.At.X = Start, 2
		case at+w/2 > width-2:
			t.Anchor, t.At.X = End, width-2
		}
		add(Line{Point{at, top}, Point{at, bottom + 3}, "halo"}, Line{Point{at, top}, Point{at, bottom + 3}, "floor"}, t)
	}
	return sc
}
