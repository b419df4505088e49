package word

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"parley/text"
)

// grower puts points below points again.
type grower struct {
	c        *comparison
	document string
	top      map[string][]*leaf // by document
	of       map[string]*leaf   // known points, by id
	stays    map[string]bool    // known points that stand in the order in which they stood
	settled  []*leaf            // the last of those and what it stands below, outermost first
	open     []*leaf            // the last point and what it stands below
}

func (g *grower) begin(document string) {
	g.document, g.settled, g.open = document, nil, nil
}

// unmoved finds the known points that stand in the order in which they stood.
func (c *comparison) unmoved(entries []entry) map[string]bool {
	var before, now []string
	c.o.Sent.Each(func(_ *text.Document, p *text.Point) { before = append(before, p.ID) })
	for _, x := range entries {
		if x.document == "" && x.point.known {
			now = append(now, x.point.e.ID)
		}
	}
	in := map[string]bool{}
	for _, id := range now {
		in[id] = true
	}
	before = slices.DeleteFunc(before, func(id string) bool { return !in[id] })
	stays := map[string]bool{}
	b := 0
	for _, h := range text.Hunks(before, now) {
		for ; b < h.BLow; b++ {
			stays[now[b]] = true
		}
		b = h.BHigh
	}
	for ; b < len(now); b++ {
		stays[now[b]] = true
	}
	return stays
}

// grow puts a point into its document: below the nearest before it that is less
// deep. What is new or has been moved does not come between a point and what
// stood below it.
// The next is the first point behind it that stands where it stood, or nil.
func (g *grower) grow(l, next *leaf) {
	if g.document == "" {
		return // in front of the first document: it has been said
	}
	stays := l.known && g.stays[l.e.ID]
	if n := len(g.settled); !stays && next != nil && n > 0 && next.depth > g.settled[n-1].depth {
		l.depth = max(l.depth, next.depth) // deep enough not to part them
	}
	line := g.open
	if stays {
		line = g.settled
	}
	for len(line) > 0 && line[len(line)-1].depth >= l.depth {
		line = line[:len(line)-1]
	}
	if n := len(line); n > 0 {
		up := line[n-1]
		up.below = append(up.below, l)
	} else {
		g.top[g.document] = append(g.top[g.document], l)
	}
	line = append(slices.Clone(line), l)
	g.open = line
	if stays {
		g.settled = line
	}
	if l.known {
		g.of[l.e.ID] = l
	}
}

// fresh adds a paragraph that did not go out.
func (w *walk) fresh(p *paragraph, of []int, at int) {
	c := w.c
	if !p.says() && len(p.notes()) == 0 {
		return
	}
	if len(w.all) == 0 && !slices.ContainsFunc(of[:at], func(b int) bool { return b >= 0 }) {
		w.above(p)
		return
	}
	if p.style == frontStyle && plainWords(wordsOf(p.runs)) == "" {
		return
	}
	b := &block{part: wordsPart, document: w.document, lang: c.l.languages[0], kind: kindOfStyle(p.style)}
	for _, lang := range c.l.languages {
		if p.lang == lang {
			b.lang = lang
		}
	}
	if p.table > 0 {
		b.kind = text.Row
	}
	number, runs := "", p.runs
	if p.table == 0 {
		number, runs = numberOf(p.runs)
	}
	j := c.judge(b, runs)
	c.told(b, j, p)
	if !j.spoken {
		return
	}
	if p.table > 0 {
		w.row(p, b, j)
		return
	}
	heading := strings.HasPrefix(p.style, "ParleyHeading") || strings.HasPrefix(p.style, "Heading") || p.style == "ParleyAnnex"
	if l := w.last; l != nil && number == "" && !heading && l.e.Words[b.lang] == nil && (l.lang != b.lang || l.last == headingPart) {
		// The words below a new heading, or the same in another language.
		w.say(l, b, j, p)
		return
	}
	l := &leaf{depth: w.depthOf(p.style), e: text.EditionPoint{Kind: b.kind, Number: w.freeNumber(number), Heading: map[string]string{}, Words: map[string]text.Passage{}}}
	if heading {
		l.e.Heading[b.lang] = flat(j.items)
		l.last, l.lang = headingPart, b.lang
		if l.e.Kind == text.Heading && (number != "" || w.hasWords(of, at)) {
			l.e.Kind = text.Provision
		}
	} else {
		w.say(l, b, j, p)
	}
	w.all = append(w.all, entry{point: l})
	w.last = l
}

// notes are the marks of footnotes in a paragraph.
func (p *paragraph) notes() []string {
	var all []string
	for i := range p.runs {
		if p.runs[i].note != "" && !p.runs[i].del {
			all = append(all, p.runs[i].note)
		}
	}
	return all
}

// say gives a new point the words of a paragraph.
func (w *walk) say(l *leaf, b *block, j *judgement, p *paragraph) {
	words, problems := compose(j.items)
	w.c.trouble(p, "a new point", problems)
	l.e.Words[b.lang] = words
	l.last, l.lang = wordsPart, b.lang
}

// hasWords reports whether a new paragraph that is no heading follows: the words
// below a new heading.
func (w *walk) hasWords(of []int, at int) bool {
	return at+1 < len(of) && of[at+1] == -1 && w.c.paragraphs[at+1].says() && w.c.paragraphs[at+1].table == 0 &&
		!strings.HasPrefix(w.c.paragraphs[at+1].style, "ParleyHeading") && !strings.HasPrefix(w.c.paragraphs[at+1].style, "Heading")
}

// row adds a row that did not go out: to its table, or to a new one.
func (w *walk) row(p *paragraph, b *block, j *judgement) {
	l := &leaf{e: text.EditionPoint{Kind: text.Row, Words: map[string]text.Passage{}}}
	if depth, known := w.depth[p.table]; known {
		l.depth = depth
	} else {
		if w.inTable != p.table {
			w.inTable = p.table
			w.table = &leaf{depth: w.depthOf(""), e: text.EditionPoint{Kind: text.Table}}
			w.all = append(w.all, entry{point: w.table})
		}
		l.depth = w.table.depth + 1
	}
	w.say(l, b, j, p)
	w.all = append(w.all, entry{point: l})
	w.last = nil
}

// above says what stands above the first document and is not known.
func (w *walk) above(p *paragraph) {
	words := plainWords(wordsOf(p.runs))
	for _, line := range append(w.c.l.front(), titled(w.c.o.Sent.Title)) {
		if words == plainWords(plainLine(line)) {
			return
		}
	}
	w.c.notice(p, "what stands above the first document is not read: %s", words)
}

// depthOf is how deep a new paragraph stands: as its style says, else as the
// point before it.
func (w *walk) depthOf(style string) int {
	for _, prefix := range []string{"ParleyPoint", "ParleyHeading"} {
		if rest, ok := strings.CutPrefix(style, prefix); ok {
			if n, err := strconv.Atoi(rest); err == nil && n >= 1 && n <= maxStyled+1 {
				return n - 1
			}
		}
	}
	for i := len(w.all) - 1; i >= 0 && w.all[i].document == ""; i-- {
		if l := w.all[i].point; l.e.Kind != text.Row {
			return l.depth
		}
	}
	return 0
}

// kindOfStyle is the kind of a new paragraph.
func kindOfStyle(style string) text.Kind {
	switch {
	case strings.HasPrefix(style, "ParleyHeading"), strings.HasPrefix(style, "Heading"):
		return text.Heading
	case style == "ParleyPreamble":
		return text.Preamble
	case style == "ParleyChapeau":
		return text.Chapeau
	case style == "ParleyAnnex":
		return text.Annex
	}
	return text.Provision
}

// writtenNumber matches what people write as the number of a new point, in front
// of a tab.
var writtenNumber = regexp.MustCompile(`^(?:\(?\p{N}[\p{L}\p{N}.]{0,6}\)?|\(\p{L}{1,4}\)|\p{L}\)|[IVXLC]+)\.?(?: \p{L}{3,16})?$`)

// numberOf takes the number off a new paragraph.
func numberOf(runs []run) (string, []run) {
	words := ""
	for i := range runs {
		if runs[i].del || runs[i].note != "" {
			continue
		}
		tab := strings.IndexByte(runs[i].text, '\t')
		if tab < 0 {
			words += runs[i].text
			if len(words) > 100 {
				break
			}
			continue
		}
		words = strings.TrimSpace(words + runs[i].text[:tab])
		if !writtenNumber.MatchString(words) {
			break
		}
		rest := slices.Clone(runs[i:])
		rest[0].text = rest[0].text[tab+1:]
		return strings.TrimSuffix(words, "."), rest
	}
	return "", runs
}

// freeNumber keeps a number that nothing in the document has: others follow
// from where the point stands.
func (w *walk) freeNumber(number string) string {
	if w.numbers == nil {
		w.numbers = map[string]bool{}
		w.c.o.Sent.Each(func(d *text.Document, p *text.Point) { w.numbers[d.ID+"\x00"+p.Number] = true })
	}
	if w.numbers[w.document+"\x00"+number] {
		return ""
	}
	return number
}
