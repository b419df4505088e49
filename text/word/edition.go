package word

import (
	"maps"
	"slices"
	"strings"

	"parley/phrase"
	"parley/text"
)

// leaf is a point of the edition on its way.
type leaf struct {
	e     text.EditionPoint
	depth int
	known bool
	last  part // the part that was read last, and in which language
	lang  string
	below []*leaf
}

// entry is what stands in the file at a place: the title of a document, or a
// point.
type entry struct {
	document string // whose title stands here; empty: it is a point
	point    *leaf
}

// edition puts together what the file says.
func (c *comparison) edition(of []int) error {
	c.judgeAll(of)
	c.footnotes()
	e := &text.Edition{Basis: c.f.Record.Basis, Languages: slices.Clone(c.l.languages)}
	c.returned.Edition = e
	entries := c.entries(of)
	if len(entries) > text.MaxPoints {
		return phrase.New("word.points.many", "the file has more than %d points", text.MaxPoints)
	}
	c.documents(entries)
	return c.failed
}

// judgeAll compares every paragraph that went out with what came back of it. One
// behind it that holds the rest of its words is a line of it.
func (c *comparison) judgeAll(of []int) {
	for i := 0; i < len(c.paragraphs); i++ {
		if of[i] < 0 {
			continue
		}
		p, b := &c.paragraphs[i], &c.l.blocks[of[i]]
		at, runs := of[i], p.runs
		p.point = b.point
		for i+1 < len(of) && of[i+1] < 0 && b.kind != text.Row && c.paragraphs[i+1].table == 0 && c.paragraphs[i+1].says() && continues(b, runs, c.paragraphs[i+1].runs) {
			i++
			of[i] = partOf
			c.paragraphs[i].point = b.point
			runs = slices.Concat(runs, []run{{text: "\n"}}, c.paragraphs[i].runs)
		}
		j := c.judge(b, runs)
		c.judged[at] = j
		c.told(b, j, p)
	}
	here := map[string]bool{}
	for at := range c.judged {
		here[c.l.blocks[at].document] = true
	}
	for at := range c.l.blocks { // what was put forward for a paragraph that is gone
		if b := &c.l.blocks[at]; c.judged[at] == nil && here[b.document] {
			c.told(b, c.judge(b, nil), nil)
		}
	}
}

// partOf marks a paragraph that runs on from the one before it.
const partOf = -2

// says reports whether a paragraph holds words.
func (p *paragraph) says() bool { return strings.TrimSpace(wordsOf(p.runs)) != "" }

// footnotes compares the footnotes whose marks still stand.
func (c *comparison) footnotes() {
	ids := map[string]string{}
	for _, id := range sortedKeys(c.notes) {
		ids[c.notes[id]] = id
	}
	c.inNote++
	defer func() { c.inNote-- }()
	for _, key := range sortedKeys(c.l.notes) {
		b := c.l.notes[key]
		if id, ok := ids[b.name]; ok && c.footed[b.name] {
			n := c.f.notes[id]
			j := c.judge(b, n.runs)
			c.told(b, j, nil)
			c.judgedNotes[b.name] = j
		}
	}
}

// entries goes through the file.
func (c *comparison) entries(of []int) []entry {
	w := &walk{c: c, leaves: map[string]*leaf{}, titled: map[string]bool{}, depth: map[int]int{}}
	w.unchanged = c.ownUnchanged(of)
	for i := range c.paragraphs {
		p := &c.paragraphs[i]
		switch {
		case of[i] == partOf:
		case of[i] < 0:
			w.fresh(p, of, i)
		default:
			w.known(of[i], p)
		}
	}
	return w.all
}

// walk is the way through a file.
type walk struct {
	c         *comparison
	all       []entry
	leaves    map[string]*leaf
	titled    map[string]bool
	unchanged map[string]bool // the sender's own new points, accepted as they were
	depth     map[int]int     // of the last row of each table
	table     *leaf           // a table that did not go out, and which it is in the file
	inTable   int
	last      *leaf
	document  string          // that is being read
	numbers   map[string]bool // that points have, by document
}

// ownUnchanged finds points that the sender of the file had put forward and
// that were accepted in it as they are: they are put forward already.
func (c *comparison) ownUnchanged(of []int) map[string]bool {
	same := map[string]bool{}
	for _, at := range of {
		if at < 0 || c.l.blocks[at].proposal == "" || c.l.blocks[at].text.Do != text.DoInsert {
			continue
		}
		b, j := &c.l.blocks[at], c.judged[at]
		p, _ := c.o.Sent.Proposal(b.proposal)
		list := slices.Clone(b.atoms)
		for i := range list {
			list[i].now = true
		}
		went, _ := compose(standing(list))
		now, _ := compose(j.items)
		is := p.Author == c.o.Party && j.spoken && went.Equal(now)
		if before, ok := same[b.proposal]; ok {
			is = is && before
		}
		same[b.proposal] = is
	}
	return same
}

// known adds a paragraph that went out.
func (w *walk) known(at int, p *paragraph) {
	c := w.c
	b, j := &c.l.blocks[at], c.judged[at]
	w.document = b.document
	if b.part == titlePart {
		if !w.titled[b.document] {
			w.titled[b.document] = true
			w.all = append(w.all, entry{document: b.document})
		}
		w.last = nil
		return
	}
	q, there := c.o.Sent.Point(b.point)
	switch {
	case b.proposal != "" && b.text.Do == text.DoInsert:
		switch {
		case !j.spoken:
		case w.unchanged[b.proposal]:
			c.notice(p, "%s: this point is already put forward, as %s", c.called(b), b.proposal)
		default:
			w.into("proposal "+b.proposal, at, j, p, nil)
		}
	case b.proposal != "" && !j.spoken || !there:
	case b.proposal != "" && c.stays(b.point):
		w.into("copy "+b.point, at, j, p, nil)
	case b.proposal != "":
		w.into(b.point, at, j, p, q)
	case !q.Stands() && j.spoken:
		c.notice(p, "%s had been taken out; its words are put forward as a new point", c.called(b))
		w.into("again "+b.point, at, j, p, nil)
	case !q.Stands() || c.moved(b.point):
	case j.spoken || j.numbered || j.number != "" || b.bare():
		w.into(b.point, at, j, p, q)
	}
}

// moved reports whether a point is to be taken where a proposal would move it:
// the sender of the file accepted that.
func (c *comparison) moved(point string) bool {
	return !c.stays(point) && c.any(point, func(b *block, j *judgement) bool { return b.proposal != "" && b.text.Do == text.DoMove && j.spoken })
}

// stays reports whether a point that would be moved stays where it stood: what
// struck it out there was rejected.
func (c *comparison) stays(point string) bool {
	return c.any(point, func(b *block, j *judgement) bool {
		if b.proposal != "" || b.del == nil {
			return false
		}
		t := j.tallies[b.del.proposal]
		return t != nil && t.rejected > 0
	})
}

func (c *comparison) any(point string, is func(*block, *judgement) bool) bool {
	for _, at := range c.blocksOf[point] {
		if j := c.judged[at]; j != nil && is(&c.l.blocks[at], j) {
			return true
		}
	}
	return false
}

// into adds what a paragraph says to the point with the key, which is the known
// point or, if that is nil, a new one.
func (w *walk) into(key string, at int, j *judgement, p *paragraph, known *text.Point) {
	c := w.c
	b := &c.l.blocks[at]
	l := w.leaves[key]
	if l == nil {
		l = &leaf{depth: b.depth, known: known != nil, e: text.EditionPoint{Kind: b.kind, Heading: map[string]string{}, Words: map[string]text.Passage{}}}
		if known != nil {
			l.e.ID, l.e.Number, l.e.Issue = known.ID, known.Number, known.Issue
			c.feet(l, known)
		} else if b.proposal != "" && b.text.Do == text.DoInsert {
			l.e.Issue, l.e.Number = b.text.Issue, b.text.Number
		}
		w.leaves[key] = l
		w.all = append(w.all, entry{point: l})
	}
	if j.number != "" && known != nil {
		l.e.Number = strings.TrimPrefix(j.number, "Annex ")
	}
	var heading string
	var words text.Passage
	if known != nil {
		heading, words = known.Heading[b.lang], known.Words[b.lang]
	}
	if b.part == headingPart {
		if flat(standing(b.atoms)) != flat(j.items) || known == nil {
			heading = flat(j.items)
		}
		if heading != "" {
			l.e.Heading[b.lang] = heading
		}
	} else if words = c.words(b, j, words, p); len(words) > 0 {
		l.e.Words[b.lang] = words
	}
	l.last, l.lang = b.part, b.lang
	w.last = nil
	if b.kind == text.Row && p.table > 0 {
		w.depth[p.table] = l.depth
	}
}

// documents makes the documents of the edition.
func (c *comparison) documents(entries []entry) {
	e := c.returned.Edition
	g := &grower{c: c, of: map[string]*leaf{}, stays: c.unmoved(entries), top: map[string][]*leaf{}}
	titled := map[string]bool{}
	for _, x := range entries {
		titled[x.document] = true
	}
	next := make([]*leaf, len(entries)+1) // the first point from there on that stands where it stood
	for i := len(entries) - 1; i >= 0; i-- {
		switch x := entries[i]; {
		case x.document != "":
		case x.point.known && g.stays[x.point.e.ID]:
			next[i] = x.point
		default:
			next[i] = next[i+1]
		}
	}
	for i, x := range entries {
		if x.document != "" {
			g.begin(x.document)
			continue
		}
		if q, ok := c.o.Sent.Point(x.point.e.ID); ok && x.point.known {
			// The title of its document is gone: it begins here.
			if d := q.Document().ID; d != g.document && !titled[d] && q.Parent() == nil && g.stays[q.ID] {
				g.begin(d)
			}
		}
		g.grow(x.point, next[i+1])
	}
	for _, d := range c.o.Sent.Documents {
		if len(c.l.o.Documents) > 0 && !slices.Contains(c.l.o.Documents, d.ID) {
			continue
		}
		if !titled[d.ID] && len(g.top[d.ID]) == 0 {
			c.notice(nil, "the document %s is not in the file; nothing of it is taken to be changed", d.ID)
			continue
		}
		c.hold(g, d.ID, d.Points, nil)
		for _, n := range c.fresh {
			if n.document == d.ID {
				g.top[d.ID] = append(g.top[d.ID], &leaf{e: text.EditionPoint{ID: n.id, Kind: text.Note, Words: map[string]text.Passage{n.lang: n.words}}})
			}
		}
		title := maps.Clone(d.Title)
		for at := range c.l.blocks {
			b := &c.l.blocks[at]
			if j := c.judged[at]; b.part == titlePart && b.document == d.ID && j != nil && title[b.lang] != "" && flat(j.items) != flat(standing(b.atoms)) {
				title[b.lang] = flat(j.items)
			}
		}
		e.Documents = append(e.Documents, text.EditionDocument{ID: d.ID, Of: d.Of, Title: title, Points: grown(g.top[d.ID])})
	}
}

// grown makes points of leaves.
func grown(list []*leaf) []text.EditionPoint {
	var all []text.EditionPoint
	for _, l := range list {
		l.e.Points = grown(l.below)
		all = append(all, l.e)
	}
	return all
}

// hold puts in what has no paragraph of its own and is no less there: footnotes
// whose marks stand, and points without a word.
func (c *comparison) hold(g *grower, document string, list []*text.Point, parent *text.Point) {
	var before *text.Point
	for _, p := range list {
		if p.Removed != "" {
			continue
		}
		if l := c.held(p); l != nil && g.of[p.ID] == nil {
			into := g.top[document]
			up := g.of[parentID(parent)]
			if up != nil {
				into = up.below
			}
			at := 0
			if before != nil {
				at = slices.Index(into, g.of[before.ID]) + 1
			}
			for at < len(into) && !into[at].known { // what is new stands right behind what it was written behind
				at++
			}
			into = slices.Insert(into, at, l)
			if up != nil {
				up.below = into
			} else {
				g.top[document] = into
			}
			g.of[p.ID] = l
		}
		c.hold(g, document, p.Points, p)
		if g.of[p.ID] != nil {
			before = p
		}
	}
}

func parentID(p *text.Point) string {
	if p == nil {
		return ""
	}
	return p.ID
}

// held makes the leaf of a point that has no paragraph in the running words, or
// nil if it has, or had.
func (c *comparison) held(p *text.Point) *leaf {
	l := &leaf{known: true, e: text.EditionPoint{ID: p.ID, Kind: p.Kind, Number: p.Number, Issue: p.Issue, Heading: maps.Clone(p.Heading), Words: map[string]text.Passage{}}}
	if c.l.atFoot(p) {
		if !c.feet(l, p) {
			return nil
		}
		return l
	}
	for _, at := range c.blocksOf[p.ID] {
		if !c.l.blocks[at].bare() {
			return nil
		}
	}
	return l
}

// feet gives a footnote the words that stand at the foot of pages, and says
// whether any of its marks stands.
func (c *comparison) feet(l *leaf, p *text.Point) bool {
	stands := false
	for _, lang := range c.l.languages {
		b := c.l.notes[p.ID+"\x00"+lang]
		if b == nil || !c.footed[b.name] {
			continue
		}
		stands = true
		words := p.Words[lang]
		if j := c.judgedNotes[b.name]; j != nil {
			words = c.words(b, j, words, nil)
		}
		if len(words) > 0 {
			l.e.Words[lang] = words
		}
	}
	return stands
}

// bare reports whether the point of a paragraph has no words there as the text
// stands, and no number: that it is gone or empty says nothing.
func (b *block) bare() bool {
	return !slices.ContainsFunc(b.atoms, func(a atom) bool { return a.now && (a.role != label || a.style == styleNumber) })
}
