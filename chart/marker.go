package chart

import "math"

// shapes is how many different markers there are; after that they repeat and
// the letters beside them tell them apart.
const shapes = 6

// ShapeName says the shape of the n-th marker, for legends.
func ShapeName(n int) string {
	return [shapes]string{"diamond", "square", "triangle", "pentagon", "inverted triangle", "cross"}[mod(n)]
}

// ShapeSign returns a character of the same shape, for plain text.
func ShapeSign(n int) string {
	return [shapes]string{"◆", "■", "▲", "⬟", "▼", "✚"}[mod(n)]
}

func mod(n int) int { return (n%shapes + shapes) % shapes }

// marker draws the n-th shape around a point.
func marker(n int, at Point, r float64, class string) Item {
	switch mod(n) {
	case 1:
		q := r * 0.85
		return Rect{At: Point{at.X - q, at.Y - q}, Width: 2 * q, Height: 2 * q, Class: class}
	case 2:
		return regular(3, at, r*1.2, -90, class)
	case 3:
		return regular(5, at, r*1.1, -90, class)
	case 4:
		return regular(3, at, r*1.2, 90, class)
	case 5:
		a, b := r*0.4, r*1.1
		var ps []Point
		for _, d := range [][2]float64{{-a, -b}, {a, -b}, {a, -a}, {b, -a}, {b, a}, {a, a}, {a, b}, {-a, b}, {-a, a}, {-b, a}, {-b, -a}, {-a, -a}} {
			ps = append(ps, Point{at.X + d[0], at.Y + d[1]})
		}
		return Polygon{Points: ps, Class: class}
	}
	return regular(4, at, r*1.2, -90, class)
}

// regular draws a regular polygon with its first corner at the angle.
func regular(corners int, at Point, r, degrees float64, class string) Item {
	p := Polygon{Class: class}
	for i := range corners {
		a := (degrees + float64(i)*360/float64(corners)) * math.Pi / 180
		p.Points = append(p.Points, Point{at.X + r*math.Cos(a), at.Y + r*math.Sin(a)})
	}
	return p
}

// box is where something already stands.
type box struct{ x, y, w, h float64 }

func (a box) overlaps(b box) bool {
	return a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h
}

// place finds room for a label of the size near a point: to the right, then
// around, then farther out. It returns the label's box and whether it stands
// so far off that a line should lead to it.
func place(at Point, w, h float64, frame box, taken []box) (box, bool) {
	for ring := 0; ring < 5; ring++ {
		d := 8 + float64(ring)*11
		for _, dir := range [][2]float64{{1, 0}, {0, -1}, {0, 1}, {-1, 0}, {0.8, -0.8}, {0.8, 0.8}, {-0.8, -0.8}, {-0.8, 0.8}} {
			b := box{at.X + dir[0]*d, at.Y + dir[1]*d, w, h}
			b.x -= w / 2 * (1 - dir[0])
			b.y -= h / 2 * (1 - dir[1])
			if b.x < frame.x || b.y < frame.y || b.x+w > frame.x+frame.w || b.y+h > frame.y+frame.h {
				continue
			}
			free := true
			for _, t := range taken {
				if b.overlaps(t) {
					free = false
					break
				}
			}
			if free {
				return b, ring > 0
			}
		}
	}
	return box{at.X + 8, at.Y - h/2, w, h}, false
}
