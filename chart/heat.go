package chart

import "strconv"

// Heat is a grid of shaded cells: rows of things by columns of those whom
// they concern. Every cell says in words what its shade says.
type Heat struct {
	ID, Title, Desc string
	Columns         []string
	Rows            []HeatRow
}

// HeatRow is one row of the grid.
type HeatRow struct {
	Label string
	Sign  string // stands after the row where the row itself stands out
	Cells []HeatCell
}

// HeatCell is one cell.
type HeatCell struct {
	Level float64 // 0 … 1, how dark; less than 0: not known
	Text  string  // a word or a number, short
	Sign  string  // a second, smaller line
	Name  string  // in full, shown when a pointer rests on it
}

// heatLevels is how many shades there are above none: few enough to be told
// apart.
const heatLevels = 5

// HeatLevel returns which shade a level gets, 0 for the lightest to 5, or -1
// if it is not known. The brightest shade is kept for a level of a half and
// more: shares of a whole seldom reach it.
func HeatLevel(level float64) int {
	switch {
	case level < 0:
		return -1
	case level >= 0.5:
		return heatLevels
	}
	return int(level * 2 * heatLevels)
}

// Scene draws it. Up to two columns fit on a telephone held upright; with
// more it grows wider.
func (h Heat) Scene() Scene {
	const label, gap = 124.0, 3.0
	column := 84.0
	if len(h.Columns) == 2 {
		column = 104
	}
	const head, row = 38.0, 40.0
	width := label + column*float64(len(h.Columns)) + 2
	sc := Scene{ID: h.ID, Title: h.Title, Desc: h.Desc, Width: width, Height: head + row*float64(len(h.Rows)) + 2}
	add := func(i ...Item) { sc.Items = append(sc.Items, i...) }
	for i, c := range h.Columns {
		at := Point{label + column*(float64(i)+0.5), 14}
		lines := wrap(c, 12, column-12, 2)
		if len(lines) == 1 {
			at.Y += 10
		}
		g := Group{Class: "column", Title: c}
		for j, l := range lines {
			g.Items = append(g.Items, Text{At: Point{at.X, at.Y + 14*float64(j)}, Anchor: Middle, Class: "axis", Body: l})
		}
		add(g)
	}
	for i, r := range h.Rows {
		y := head + row*float64(i)
		room := label - 8
		if r.Sign != "" {
			room -= 16
			add(Text{At: Point{label - 14, y + row/2 + 4}, Anchor: Middle, Class: "clash", Body: r.Sign})
		}
		lines := wrap(r.Label, 12, room, 2)
		g := Group{Class: "row", Title: r.Label}
		for j, l := range lines {
			g.Items = append(g.Items, Text{At: Point{2, y + row/2 + 4 + 14*(float64(j)-float64(len(lines)-1)/2)}, Class: "row-label", Body: l})
		}
		add(g)
		for j, c := range r.Cells {
			x := label + column*float64(j)
			class := "heat-unknown"
			if n := HeatLevel(c.Level); n >= 0 {
				class = "heat-" + strconv.Itoa(n)
			}
			cell := Group{Class: "cell " + class, Title: c.Name, Items: []Item{
				Rect{At: Point{x + gap/2, y + gap/2}, Width: column - gap, Height: row - gap, Radius: 3, Class: "tile"},
			}}
			middle := y + row/2 + 4.5
			if c.Sign != "" {
				middle -= 6
				cell.Items = append(cell.Items, Text{At: Point{x + column/2, middle + 14}, Anchor: Middle, Class: "cell-sign", Body: fit(c.Sign, 11, column-8)})
			}
			cell.Items = append(cell.Items, Text{At: Point{x + column/2, middle}, Anchor: Middle, Class: "cell-text", Body: fit(c.Text, 13, column-8)})
			add(cell)
		}
	}
	return sc
}
