package typeset

import (
	"fmt"
	"strings"
)

// kid is a part of an element: another, marked words on a page, or the sign on a
// page that leads somewhere.
type kid struct {
	element *Element
	page    int
	mark    int
	object  ref // of a link; 0: marked words
}

// link is a stretch of a page that leads somewhere.
type link struct {
	x, y, width, height float64 // from the lower left corner
	to                  string
	element             *Element
}

// painter writes what is drawn on a page.
type painter struct {
	strings.Builder
	height float64
	page   int
	marks  []*Element // by mark: the element that it belongs to
	links  []link
	places map[string]string // that links may lead to

	// What the page was last told.
	face   *face
	size   float64
	colour Colour
}

func (p *painter) fill(c Colour) {
	if c != p.colour {
		fmt.Fprintf(p, "%s %s %s rg\n", shade(c>>16), shade(c>>8), shade(c))
		p.colour = c
	}
}

func shade(c Colour) string { return number(float64(c&0xff) / 255) }

// box fills a rectangle, y points below the top of the page.
func (p *painter) box(c Colour, x, y, width, height float64) {
	p.fill(c)
	fmt.Fprintf(p, "/Artifact BMC %s %s %s %s re f EMC\n", number(x), number(p.height-y-height), number(width), number(height))
}

// row draws a row.
func (p *painter) row(d *Document, at placed) {
	const hair = .5
	r, b := at.row, at.row.block
	left, right := 0.0, 0.0
	for i, c := range b.Cells {
		if i == 0 || c.X < left {
			left = c.X
		}
		right = max(right, c.X+c.Width)
	}
	left, right = left+marginSide, right+marginSide
	const grey = Colour(0xb8c0ca)
	if r.first && b.RuleTop {
		p.box(grey, marginSide, at.y-4, d.Width(), hair)
	}
	if r.last && b.RuleEnd {
		p.box(grey, marginSide, at.y+r.height+3, d.Width(), hair)
	}
	if b.BarWidth > 0 {
		p.box(b.Bar, marginSide+b.BarX, at.y, b.BarWidth, r.height)
	}
	if b.Sides {
		const pad = 4
		top, low := at.y, at.y+r.height
		if r.first {
			top -= 3
			p.box(grey, left-pad, top, right-left+2*pad, hair)
		}
		if r.last {
			low += 3
			p.box(grey, left-pad, low, right-left+2*pad, hair)
		}
		for i, c := range b.Cells {
			p.box(grey, marginSide+c.X-pad, top, hair, low-top)
			if i == len(b.Cells)-1 {
				p.box(grey, marginSide+c.X+c.Width+pad, top, hair, low-top+hair)
			}
		}
	}
	for i, c := range b.Cells {
		element := c.Element
		if r.again {
			element = nil
		}
		x := marginSide + c.X
		l := &r.lines[i]
		if l.rtl || c.Right {
			x += c.Width - l.width
		}
		p.line(l, x, at.y+r.base, element)
	}
}

// line draws a line, from x on and standing base points below the top of the
// page: words of one look after the other, as they are read.
func (p *painter) line(l *line, x, base float64, element *Element) {
	for i := 0; i < len(l.pieces); {
		a := &l.pieces[i]
		j := i + 1
		for j < len(l.pieces) && l.pieces[j].alike(a) {
			j++
		}
		p.stretch(l.pieces[i:j], x, base, element)
		i = j
	}
}

// alike reports whether two pieces are told to a reader in the same way.
func (p *piece) alike(q *piece) bool {
	return p.style.Underline == q.style.Underline && p.style.Strike == q.style.Strike && p.link == q.link && p.lang == q.lang
}

func (p *painter) stretch(pieces []piece, x, base float64, element *Element) {
	first := &pieces[0]
	part := element
	leads := first.link != "" && p.places[first.link] != ""
	if element != nil {
		switch {
		case leads:
			part = element.Add("Link", "")
		case first.style.Strike:
			part = element.Add("Span", "")
			part.look = "LineThrough"
		case first.style.Underline:
			part = element.Add("Span", "")
			part.look = "Underline"
		}
		fmt.Fprintf(p, "/%s<</MCID %d>>BDC\n", part.role, len(p.marks))
		part.kids = append(part.kids, kid{page: p.page, mark: len(p.marks)})
		p.marks = append(p.marks, part)
	} else {
		p.WriteString("/Artifact BMC\n")
	}
	p.words(pieces, x, base)
	p.WriteString("EMC\n")
	for i := range pieces {
		q := &pieces[i]
		at, size := x+q.x, q.style.Size
		stroke := q.style.Stroke
		if stroke == 0 {
			stroke = q.style.Colour
		}
		outer := q.space && (i == 0 || i == len(pieces)-1) // white space around what is marked
		if q.style.Underline && !outer {
			p.box(stroke, at, base-q.style.Rise+size*.11, q.length(), size*.055)
		}
		if q.style.Strike && !outer {
			p.box(stroke, at, base-q.style.Rise-size*.26, q.length(), size*.06)
		}
		if leads && !q.space {
			p.links = append(p.links, link{at, p.height - base - size*.25, q.length(), size * 1.1, q.link, part})
		}
	}
}

// words shows glyphs, in one go as long as they stand behind each other.
func (p *painter) words(pieces []piece, x, base float64) {
	p.WriteString("BT\n")
	open, end := false, 0.0
	rise := 0.0
	shut := func() {
		if open {
			p.WriteString("]TJ\n")
			open = false
		}
	}
	for i := range pieces {
		q := &pieces[i]
		at := x + q.x
		if q.face != p.face || q.style.Size != p.size {
			shut()
			fmt.Fprintf(p, "/%s %s Tf\n", q.face.label, number(q.style.Size))
			p.face, p.size = q.face, q.style.Size
		}
		if q.style.Colour != p.colour {
			shut()
			p.fill(q.style.Colour)
		}
		if !open || at-end > .01 || end-at > .01 || q.style.Rise != rise || !q.plain {
			shut()
			if !q.plain {
				fmt.Fprintf(p, "/Span<</ActualText %s>>BDC\n", unicodeString(string(q.letters)))
			}
			fmt.Fprintf(p, "1 0 0 1 %s %s Tm\n[", number(at), number(p.height-base+q.style.Rise))
			open, rise = true, q.style.Rise
		}
		p.glyphs(q)
		end = at + q.length()
		if !q.plain {
			shut()
			p.WriteString("EMC\n")
		}
	}
	shut()
	p.WriteString("ET\n")
}

// glyphs shows the glyphs of a piece, within the brackets of TJ.
func (p *painter) glyphs(q *piece) {
	const hex = "0123456789ABCDEF"
	back := 0.0 // thousandths by which the next glyph stands too far to the right
	up := 0.0
	open := false
	shut := func() {
		if open {
			p.WriteByte('>')
			open = false
		}
	}
	for _, g := range q.glyphs {
		if g.up != up {
			shut()
			fmt.Fprintf(p, "]TJ\n%s Ts\n[", number(g.up*q.style.Size/1000))
			up = g.up
		}
		if k := back - g.right; k > .5 || k < -.5 {
			shut()
			p.WriteString(number(k))
			back = g.right
		}
		if !open {
			p.WriteByte('<')
			open = true
		}
		for shift := 12; shift >= 0; shift -= 4 {
			p.WriteByte(hex[g.id>>shift&15])
		}
		back += g.nominal - g.advance
	}
	shut()
	if up != 0 {
		p.WriteString("]TJ\n0 Ts\n[")
	}
	if back > .5 || back < -.5 {
		p.WriteString(number(back))
	}
}
