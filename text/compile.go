package text

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// BaseText is a document that is laid beside others, with those in whose name
// it speaks.
type BaseText struct {
	Document string
	By       []string // parties
}

// Parallel is what corresponds in texts laid side by side: one point of each, nil
// where a text has none.
type Parallel struct {
	Depth  int
	Points []*Point
}

// SideBySide lays documents side by side, point by point. Points correspond
// that are about the same issue or, if neither is about one, have the same
// heading or, failing that, the same kind and number, below points that
// correspond. The first document gives the order; what only others have stands
// behind what it follows there, and behind what only the texts before have in that
// place.
func (t *Text) SideBySide(documents ...string) ([]Parallel, error) {
	lists := make([][]*Point, len(documents))
	for i, id := range documents {
		d, ok := t.Document(id)
		if !ok {
			return nil, fmt.Errorf("there is no document %q", clip(id))
		}
		lists[i] = d.Points
	}
	return rows(lists, 0), nil
}

func rows(lists [][]*Point, depth int) []Parallel {
	var all []*Parallel
	for i, list := range lists {
		found := make([]*Parallel, len(list)) // the row of each point that corresponds to one before
		for k, p := range list {
			at := slices.IndexFunc(all, func(r *Parallel) bool { return p.Removed == "" && r.Points[i] == nil && r.corresponds(p) })
			if at >= 0 {
				found[k] = all[at]
				all[at].Points[i] = p
			}
		}
		behind := -1 // the row of the point in front, in this text
		for k, p := range list {
			switch {
			case p.Removed != "":
			case found[k] != nil:
				behind = slices.Index(all, found[k])
			default: // behind what only the texts before have in this place
				for behind++; behind < len(all) && all[behind].Points[i] == nil; behind++ {
				}
				r := &Parallel{depth, make([]*Point, len(lists))}
				r.Points[i] = p
				all = slices.Insert(all, behind, r)
			}
		}
	}
	var deep []Parallel
	for _, r := range all {
		deep = append(deep, *r)
		below := make([][]*Point, len(lists))
		for i, p := range r.Points {
			if p != nil {
				below[i] = p.Points
			}
		}
		if slices.ContainsFunc(below, func(l []*Point) bool { return len(l) > 0 }) {
			deep = append(deep, rows(below, depth+1)...)
		}
	}
	return deep
}

func (r *Parallel) corresponds(p *Point) bool {
	for _, q := range r.Points {
		if q != nil {
			return correspond(p, q)
		}
	}
	return false
}

func correspond(p, q *Point) bool {
	if p.Kind != q.Kind {
		return false
	}
	a, b := p.Issues(), q.Issues()
	if len(a) > 0 && len(b) > 0 {
		return a[0] == b[0]
	}
	h, g := label(p.Heading, "", nil), label(q.Heading, "", nil)
	if h != "" && g != "" {
		return strings.EqualFold(h, g)
	}
	return p.Number != "" && p.within() == q.within()
}

// within returns the number of a point below the point above it: 1 of 3.1.
func (p *Point) within() string {
	if p.parent == nil || p.parent.Number == "" {
		return p.Number
	}
	return strings.TrimPrefix(p.Number, p.parent.Number+".")
}

// Compile returns the operations that make a compilation text of the base
// texts: a new document of what they have in common, and in brackets, each in
// the name of its text, what they have not. Where there are two versions of a
// point, they are merged word by word; where there are more, or two that have
// too little in common to be read as one, each becomes a point of its own, in
// brackets, numbered 5, 5 bis, 5 ter. Its numbers are its own, in the manner of the
// first text that has a point in the list. The ids of its points are into.1, into.2
// and so on.
func (t *Text) Compile(into string, title Wordings, texts []BaseText, author string) (Log, error) {
	var ids []string
	for _, b := range texts {
		ids = append(ids, b.Document)
	}
	if len(ids) < 2 {
		return nil, fmt.Errorf("a compilation is made of two texts or more")
	}
	if _, there := t.Document(into); there || !ValidID(into) {
		return nil, fmt.Errorf("%q cannot be the id of the new document: %s", clip(into), map[bool]string{true: "there is one already", false: "it is no id"}[there])
	}
	all, err := t.SideBySide(ids...)
	if err != nil {
		return nil, err
	}
	c := &compiler{t: t, into: into, author: author, texts: texts, given: map[string]*numbering{}, numbers: map[string]string{}}
	c.add(Op{Do: DoDocument, Document: into, Title: title})
	var above []string // ids of the points made, by depth
	for _, r := range all {
		above = above[:min(r.Depth, len(above))]
		under := ""
		if r.Depth > 0 {
			under = above[r.Depth-1]
		}
		above = append(above, c.row(r, under))
	}
	return c.log, nil
}

type compiler struct {
	t            *Text
	into, author string
	texts        []BaseText
	log          Log
	points       int
	brackets     int
	given        map[string]*numbering // by the id of the point above: the numbers in that list
	numbers      map[string]string     // by id of a point made
}

// numbering is which numbers a list of points has been given.
type numbering struct {
	last  map[Kind]string
	taken []string
}

// number gives the next point of a list its number: the first one its own, if that
// does not begin with the number of the point above it in its text, the others the
// next.
func (c *compiler) number(p *Point, under string) string {
	if !p.Kind.Numbered() {
		return ""
	}
	g := c.given[under]
	if g == nil {
		g = &numbering{last: map[Kind]string{}}
		c.given[under] = g
	}
	n := p.Number
	switch last := g.last[p.Kind]; {
	case last != "":
		n = NextNumber(last, g.taken)
	case p.within() != n:
		n = c.numbers[under] + "." + p.within()
	}
	if n != "" {
		g.last[p.Kind] = n
		g.taken = append(g.taken, n)
	}
	return n
}

func (c *compiler) add(o Op) {
	o.Author = c.author
	c.log = append(c.log, o)
}

// version is one way in which a point reads, with whose it is.
type version struct {
	point *Point
	by    []Holder
}

// row makes one point, or several, of what corresponds, and returns the id of
// the first.
func (c *compiler) row(r Parallel, under string) string {
	var versions []version
	missing := false
	for i, p := range r.Points {
		if p == nil {
			missing = true
			continue
		}
		by := make([]Holder, 0, len(c.texts[i].By))
		for _, party := range c.texts[i].By {
			by = append(by, Holder{party, For})
		}
		at := slices.IndexFunc(versions, func(v version) bool { return sameWords(v.point, p) })
		if at < 0 {
			versions = append(versions, version{p, by})
			continue
		}
		for _, h := range by {
			if !slices.Contains(versions[at].by, h) {
				versions[at].by = append(versions[at].by, h)
			}
		}
	}
	number := c.number(versions[0].point, under)
	if len(versions) == 1 {
		return c.point(versions[0].point, under, number, c.whole(versions[0], missing))
	}
	if len(versions) == 2 && !missing {
		if words, ok := c.merged(versions[0], versions[1]); ok {
			return c.point(versions[0].point, under, number, words)
		}
	}
	first := ""
	for i, v := range versions {
		if i > 0 && number != "" {
			number = Between(number, nil)
		}
		id := c.point(v.point, under, number, c.whole(v, true))
		if i == 0 {
			first = id
		}
	}
	return first
}

func sameWords(p, q *Point) bool {
	if len(p.Words) != len(q.Words) {
		return false
	}
	for lang, words := range p.Words {
		if !words.Equal(q.Words[lang]) {
			return false
		}
	}
	return true
}

func (c *compiler) point(like *Point, under, number string, words Wordings) string {
	c.points++
	o := Op{Do: DoInsert, Point: c.into + "." + strconv.Itoa(c.points), Under: under, Kind: like.Kind, Number: number, Issue: like.Issue, Heading: like.Heading, Words: words}
	if under == "" {
		o.Document = c.into
	}
	c.add(o)
	c.numbers[o.Point] = number
	return o.Point
}

// whole returns the words of a version, in a bracket if it is not everybody's.
func (c *compiler) whole(v version, bracket bool) Wordings {
	c.brackets++
	id := c.into + ".b" + strconv.Itoa(c.brackets)
	w := Wordings{}
	for lang, words := range v.point.Words {
		if bracket {
			words = Passage{Bracket{ID: id, By: v.by, Body: words}}
		}
		w[lang] = words.String()
	}
	return w
}

// merged returns two versions as one, with what they do not share in brackets;
// false if in some language they share less than half of their words.
func (c *compiler) merged(a, b version) (Wordings, bool) {
	w := Wordings{}
	from := c.brackets
	most := from
	for _, lang := range c.t.Languages {
		p, inA := a.point.Words[lang]
		q, inB := b.point.Words[lang]
		if inA != inB {
			return nil, false
		}
		if !inA {
			continue
		}
		c.brackets = from // the same bracket has the same id in each language
		words, ok := c.woven(p.tokens(), q.tokens(), a.by, b.by)
		if most = max(most, c.brackets); !ok {
			c.brackets = from
			return nil, false
		}
		w[lang] = words.String()
	}
	c.brackets = most
	return w, true
}

func (c *compiler) woven(a, b []token, byA, byB []Holder) (Passage, bool) {
	m := &merger{}
	hold := func(words []token, by []Holder) {
		if len(words) > 0 {
			c.brackets++
			m.enclose(words, Bracket{ID: c.into + ".b" + strconv.Itoa(c.brackets), By: by})
		}
	}
	at, shared := 0, 0
	for _, h := range compare(a, b) {
		m.out = append(m.out, b[at:h.bLow]...)
		shared += h.bLow - at
		hold(a[h.aLow:h.aHigh], byA)
		if h.aLow < h.aHigh && h.bLow < h.bHigh {
			hold(apart(b[h.bLow:h.bHigh]), byB)
		} else {
			hold(b[h.bLow:h.bHigh], byB)
		}
		at = h.bHigh
	}
	m.out = append(m.out, b[at:]...)
	shared += len(b) - at
	words, ok := join(m.out)
	return words, ok && 2*shared >= max(len(a), len(b)) && words.depth() <= MaxNesting && unambiguous(words)
}
