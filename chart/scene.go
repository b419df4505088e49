package chart

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Scene is a picture: what it shows, its size in CSS pixels, and its items
// from the back to the front.
type Scene struct {
	ID            string // unique on the page that embeds it
	Title         string // what it is, a line
	Desc          string // what it shows, for those who do not see it
	Width, Height float64
	Items         []Item
}

// Item is one thing in a scene.
type Item interface {
	write(b *strings.Builder)
}

// Point is a place in a scene; y grows downwards.
type Point struct{ X, Y float64 }

// Line is a straight line.
type Line struct {
	From, To Point
	Class    string
}

// Rect is a box, with rounded corners where Radius is not 0.
type Rect struct {
	At            Point // its upper left corner
	Width, Height float64
	Radius        float64
	Class         string
}

// Circle is a disc.
type Circle struct {
	At     Point
	Radius float64
	Class  string
}

// Polygon is a closed shape.
type Polygon struct {
	Points []Point
	Class  string
}

// Anchor says which end of a text stands at its point.
type Anchor string

// The anchors.
const (
	Start  Anchor = "start"
	Middle Anchor = "middle"
	End    Anchor = "end"
)

// Text is a line of words.
type Text struct {
	At     Point // on the baseline
	Anchor Anchor
	Turned bool // reads from bottom to top
	Class  string
	Body   string
}

// Group keeps items together; its title shows when a pointer rests on it.
type Group struct {
	Class string
	Title string
	Link  string // the address that it leads to, by pointer and by keyboard; empty: nowhere
	Items []Item
}

// WriteSVG writes the scene as one svg element, to be embedded in a page.
func (s Scene) WriteSVG(w io.Writer) error {
	_, err := io.WriteString(w, s.SVG())
	return err
}

// SVG returns the scene as one svg element.
func (s Scene) SVG() string {
	var b strings.Builder
	title, desc := s.ID+"-title", s.ID+"-desc"
	role := "img"
	if linked(s.Items) { // what is within an image is not reached
		role = "group"
	}
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="` + role + `"`)
	attr(&b, "viewBox", "0 0 "+number(s.Width)+" "+number(s.Height))
	attr(&b, "width", number(s.Width))
	attr(&b, "height", number(s.Height))
	attr(&b, "aria-labelledby", title+" "+desc)
	b.WriteString("><title")
	attr(&b, "id", title)
	b.WriteString(">" + escape(s.Title) + "</title><desc")
	attr(&b, "id", desc)
	b.WriteString(">" + escape(s.Desc) + "</desc>")
	for _, i := range s.Items {
		b.WriteByte('\n')
		i.write(&b)
	}
	b.WriteString("\n</svg>")
	return b.String()
}

func (l Line) write(b *strings.Builder) {
	b.WriteString("<line")
	attr(b, "class", l.Class)
	attr(b, "x1", number(l.From.X))
	attr(b, "y1", number(l.From.Y))
	attr(b, "x2", number(l.To.X))
	attr(b, "y2", number(l.To.Y))
	b.WriteString("/>")
}

func (r Rect) write(b *strings.Builder) {
	b.WriteString("<rect")
	attr(b, "class", r.Class)
	attr(b, "x", number(r.At.X))
	attr(b, "y", number(r.At.Y))
	attr(b, "width", number(r.Width))
	attr(b, "height", number(r.Height))
	if r.Radius != 0 {
		attr(b, "rx", number(r.Radius))
	}
	b.WriteString("/>")
}

func (c Circle) write(b *strings.Builder) {
	b.WriteString("<circle")
	attr(b, "class", c.Class)
	attr(b, "cx", number(c.At.X))
	attr(b, "cy", number(c.At.Y))
	attr(b, "r", number(c.Radius))
	b.WriteString("/>")
}

func (p Polygon) write(b *strings.Builder) {
	at := make([]string, len(p.Points))
	for i, q := range p.Points {
		at[i] = number(q.X) + "," + number(q.Y)
	}
	b.WriteString("<polygon")
	attr(b, "class", p.Class)
	attr(b, "points", strings.Join(at, " "))
	b.WriteString("/>")
}

func (t Text) write(b *strings.Builder) {
	b.WriteString("<text")
	attr(b, "class", t.Class)
	if t.Turned {
		attr(b, "transform", "translate("+number(t.At.X)+" "+number(t.At.Y)+") rotate(-90)")
	} else {
		attr(b, "x", number(t.At.X))
		attr(b, "y", number(t.At.Y))
	}
	if t.Anchor != "" && t.Anchor != Start {
		attr(b, "text-anchor", string(t.Anchor))
	}
	b.WriteString(">" + escape(t.Body) + "</text>")
}

// linked reports whether something leads somewhere.
func linked(items []Item) bool {
	return slices.ContainsFunc(items, func(i Item) bool {
		g, ok := i.(Group)
		return ok && (g.Link != "" || linked(g.Items))
	})
}

func (g Group) write(b *strings.Builder) {
	tag := "g"
	if g.Link != "" {
		tag = "a"
	}
	b.WriteString("<" + tag)
	attr(b, "class", g.Class)
	if g.Link != "" {
		attr(b, "href", g.Link)
		attr(b, "aria-label", g.Title)
	}
	b.WriteString(">")
	if g.Title != "" {
		b.WriteString("<title>" + escape(g.Title) + "</title>")
	}
	for _, i := range g.Items {
		i.write(b)
	}
	b.WriteString("</" + tag + ">")
}

func attr(b *strings.Builder, name, value string) {
	if value == "" {
		return
	}
	b.WriteString(" " + name + `="` + escape(value) + `"`)
}

// number writes a coordinate to a tenth of a pixel: finer is not seen, and
// coarser rounding hides how floating point differs between machines.
func number(f float64) string {
	s := strconv.FormatFloat(f, 'f', 1, 64)
	s = strings.TrimSuffix(s, ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

// escape makes text safe between tags and in attributes. Control characters,
// and those that turn the direction of writing beyond the text they stand in,
// are dropped.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
	var b bytes.Buffer
	// A bytes.Buffer does not fail.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
