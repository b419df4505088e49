package word

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"

	"parley"
	"parley/text"
)

// part says what a paragraph holds of a point or a document.
type part byte

const (
	titlePart   part = 't' // the title of a document
	headingPart part = 'h'
	wordsPart   part = 'w'
	frontPart   part = 'f' // what stands above the text and is not of it
)

// block is a paragraph as it goes out, or a row of a table, or a footnote.
type block struct {
	name     string // of its bookmark
	part     part
	document string
	point    string
	lang     string
	kind     text.Kind
	depth    int
	note     bool // it stands at the foot of the page
	atoms    []atom
	ins, del *mark     // of the paragraph as a whole
	proposal string    // that would put this paragraph here; empty: it stands, or stood, in the text
	text     text.Op   // of that proposal
	remarks  []comment // on the paragraph as a whole
}

// comment is a comment in the margin. From and to are the atoms that it is on;
// none: all of the paragraph.
type comment struct {
	author, at, words string
	from, to          int
}

// Options says how a text goes out.
type Options struct {
	// Basis names what the text is: a draft, or the last operation. It is
	// recorded in the file, and what comes back is compared with it.
	Basis string

	// Languages and Documents limit what is written; none: all.
	Languages, Documents []string

	// Since shows what has changed since that text as tracked changes, and
	// SinceName is the draft or operation that it is. Nil: none.
	Since     *text.Text
	SinceName string

	// Log gives changes their time; nil: they have none.
	Log text.Log

	// Case gives parties and issues their names, and nothing else of it is
	// written. Nil: their ids are shown.
	Case *parley.Case
}

// layout is a text as it goes out. The same text and the same options always
// give the same layout: what comes back is compared with it.
type layout struct {
	*namer
	o         Options
	languages []string
	blocks    []block
	place     places
	pending   map[string][]*text.Proposal // by point: changes put forward to what stands
	shown     map[string]bool             // points put forward that have been placed
	comments  map[string][]text.Comment   // by point
	entries   map[string]*text.Op         // of the log, by id
	marked    map[string]bool             // footnote and language: a mark in the running words stands for it
	notes     map[string]*block           // footnotes that have been placed, by point and language
	document  string
	hunks     int
}

// places are the proposals that would put a point somewhere.
type places struct{ behind, before, last map[string][]*text.Proposal }

// bookmark returns the name of the hidden bookmark of a paragraph. Word allows
// 40 letters, digits and underscores, and ids are longer, so they are hashed.
func bookmark(p part, point, lang, proposal string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{string(rune(p)), point, lang, proposal}, "\x00")))
	return "_PY" + string(rune(p)) + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:15])
}

// lay makes the layout. Names are those recorded in a file, if it comes from
// one.
func lay(t *text.Text, o Options, names map[string]string) *layout {
	l := &layout{namer: &namer{t: t, c: o.Case, names: names, used: map[string]string{}}, o: o, languages: o.Languages,
		place:   places{map[string][]*text.Proposal{}, map[string][]*text.Proposal{}, map[string][]*text.Proposal{}},
		pending: map[string][]*text.Proposal{}, shown: map[string]bool{}, comments: map[string][]text.Comment{}, entries: map[string]*text.Op{},
		marked: map[string]bool{}, notes: map[string]*block{}}
	if len(l.languages) == 0 {
		l.languages = t.Languages
	}
	for i := range o.Log {
		l.entries[o.Log[i].ID] = &o.Log[i]
	}
	for _, c := range t.Comments {
		l.comments[c.Point] = append(l.comments[c.Point], c)
	}
	l.proposals()
	t.Each(func(d *text.Document, p *text.Point) {
		if !l.documentGoesOut(d.ID) {
			return
		}
		for _, lang := range l.languages {
			p.Words[lang].Walk(func(s text.Span) bool {
				if n, ok := s.(text.NoteRef); ok && p.Kind != text.Note {
					l.marked[n.Point+"\x00"+lang] = true
				}
				return true
			})
		}
	})
	for _, d := range t.Documents {
		if l.documentGoesOut(d.ID) {
			l.whole(d)
		}
	}
	l.footnotes()
	return l
}

// proposals sorts what is put forward by where it would go. A place that is
// gone is the end of the document.
func (l *layout) proposals() {
	add := func(m map[string][]*text.Proposal, id string, p *text.Proposal) { m[id] = append(m[id], p) }
	for _, p := range l.t.Pending() {
		o := &p.Op
		if o.Do != text.DoInsert {
			l.pending[o.Point] = append(l.pending[o.Point], p)
		}
		if o.Do != text.DoInsert && o.Do != text.DoMove {
			continue
		}
		switch {
		case o.After != "":
			add(l.place.behind, o.After, p)
		case o.Before != "":
			add(l.place.before, o.Before, p)
		case o.Under != "":
			add(l.place.last, o.Under, p)
		default:
			add(l.place.last, "document "+o.Document, p)
		}
	}
}

// whole lays out a document.
func (l *layout) whole(d *text.Document) {
	l.document = d.ID
	for i, lang := range l.languages {
		title := d.Title[lang]
		if title == "" && i == 0 {
			title = d.Label(l.languages...)
		}
		if title == "" || i > 0 && title == d.Label(l.languages...) {
			continue
		}
		b := block{name: bookmark(titlePart, d.ID, lang, ""), part: titlePart, document: d.ID, lang: lang, atoms: l.heading(title)}
		if i == 0 {
			b.atoms = append(b.atoms, l.status(d.Standing)...)
		}
		l.blocks = append(l.blocks, b)
	}
	l.points(d.Points, "document "+d.ID, 0)
	for _, p := range l.t.Pending() { // whose place is gone
		if p.Op.Do == text.DoInsert && !l.shown[p.ID] && l.wouldStandIn(p, d.ID, 0) {
			l.forwarded([]*text.Proposal{p}, 0)
		}
	}
}

// wouldStandIn reports whether the point put forward belongs to the document.
func (l *layout) wouldStandIn(p *text.Proposal, document string, deep int) bool {
	o := &p.Op
	if o.Document != "" {
		return o.Document == document
	}
	id := o.Under + o.After + o.Before
	if o.Under != "" {
		id = o.Under
	}
	if q, ok := l.t.Point(id); ok {
		return q.Document().ID == document
	}
	for _, q := range l.t.Proposals {
		if q.Op.Do == text.DoInsert && q.Op.Point == id && deep < text.MaxDepth {
			return l.wouldStandIn(q, document, deep+1)
		}
	}
	return false
}

// points lays out a list of points with what is put forward in their places.
// End names the list.
func (l *layout) points(list []*text.Point, end string, depth int) {
	for _, p := range list {
		l.forwarded(l.place.before[p.ID], depth)
		if l.point(p, depth) {
			l.points(p.Points, p.ID, depth+1)
		}
		l.forwarded(l.place.behind[p.ID], depth)
	}
	l.forwarded(l.place.last[end], depth)
}

// forwarded lays out points that are put forward for one place, and those that
// would be moved there.
func (l *layout) forwarded(here []*text.Proposal, depth int) {
	for _, p := range here {
		if l.shown[p.ID] {
			continue
		}
		l.shown[p.ID] = true
		m := l.proposed(p)
		if p.Op.Do == text.DoMove {
			if l.moves(p.Op.Point) != p || !l.showsDocument(p.Op.Point) {
				continue
			}
			m.move = "move" + p.ID
			q, _ := l.t.Point(p.Op.Point)
			l.copied(q, p, m, depth)
			continue
		}
		l.newPoint(p, m, depth)
		l.forwarded(l.place.last[p.Op.Point], depth+1)
		l.forwarded(l.place.behind[p.Op.Point], depth)
	}
}

// showsDocument reports whether the document of a point goes out.
func (l *layout) showsDocument(point string) bool {
	q, ok := l.t.Point(point)
	return ok && l.documentGoesOut(q.Document().ID)
}

// newPoint lays out a point that is put forward.
func (l *layout) newPoint(p *text.Proposal, m *mark, depth int) {
	words := p.Words()
	from := len(l.blocks)
	for i, lang := range l.languages {
		number := l.numbered(p.Op.Number, p.Op.Kind)
		put := func(part part, atoms []atom) {
			b := block{name: bookmark(part, p.Op.Point, lang, p.ID), part: part, document: l.document, point: p.Op.Point, lang: lang, kind: p.Op.Kind,
				depth: depth, atoms: inserted(append(number, atoms...), m), ins: m, proposal: p.ID, text: p.Op}
			number = nil
			l.blocks = append(l.blocks, b)
		}
		if h := p.Op.Heading[lang]; h != "" {
			put(headingPart, l.heading(h))
		}
		if w, ok := words[lang]; ok || i == 0 && (p.Op.Kind == text.Row || len(p.Op.Heading) == 0 && len(words) == 0) {
			put(wordsPart, l.passage(w, lang))
		}
	}
	if from == len(l.blocks) {
		return // in other languages than those that go out
	}
	if p.Op.Because != "" {
		l.remark(from, m.author, m.at, "Because: "+p.Op.Because)
	}
	l.remarks(p.Op.Point, from)
}

// inserted marks all atoms as put in by a proposal.
func inserted(list []atom, m *mark) []atom {
	for i := range list {
		list[i].ins, list[i].now = m, false
	}
	return list
}

// copied lays out a point, and what is below it, where a proposal would move
// it.
func (l *layout) copied(p *text.Point, by *text.Proposal, m *mark, depth int) {
	for i, lang := range l.languages {
		number := l.numbered(p.Number, p.Kind)
		put := func(part part, atoms []atom) {
			l.blocks = append(l.blocks, block{name: bookmark(part, p.ID, lang, by.ID), part: part, document: l.document, point: p.ID, lang: lang, kind: p.Kind,
				depth: depth, atoms: inserted(append(number, atoms...), m), ins: m, proposal: by.ID, text: by.Op})
			number = nil
		}
		if h := p.Heading[lang]; h != "" {
			put(headingPart, l.heading(h))
		}
		if w, ok := p.Words[lang]; ok || i == 0 && p.Kind == text.Row {
			put(wordsPart, l.passage(w, lang))
		}
	}
	for _, q := range p.Points {
		if q.Removed == "" && !l.atFoot(q) {
			l.copied(q, by, m, depth+1)
		}
	}
}

// numbered shows the number of a point, with the tab behind it.
func (l *layout) numbered(number string, kind text.Kind) []atom {
	if number == "" || kind == text.Row {
		return nil
	}
	if kind == text.Annex && !strings.HasPrefix(strings.ToLower(number), "annex") {
		number = "Annex " + number
	}
	return []atom{{role: label, text: number, style: styleNumber, now: true}, {role: label, text: "\t", now: true}}
}

// status shows the standing of a point or a document.
func (l *layout) status(s text.Standing) []atom {
	if s.Status == "" {
		return nil
	}
	e, _ := l.t.Legend.Find(s.Status)
	words, _ := text.Neutralise(e.Label())
	var among []string
	for _, id := range s.Among {
		among = append(among, l.party(id))
	}
	if len(among) > 0 {
		words += " among " + parley.List(among, "and")
	}
	if s.ReportedBy != "" && s.ReportedBy != text.CaseAuthor {
		words += ", as reported by " + l.party(s.ReportedBy)
	}
	return []atom{{role: label, text: "  (" + strings.Join(strings.Fields(words), " ") + ")", style: styleStatus, now: true}}
}

// atFoot reports whether a footnote stands at the foot of the page in every
// language in which it has words.
func (l *layout) atFoot(p *text.Point) bool {
	return p.Kind == text.Note && !slices.ContainsFunc(l.languages, func(lang string) bool { return len(p.Words[lang]) > 0 && !l.footed(p, lang) }) &&
		slices.ContainsFunc(l.languages, func(lang string) bool { return l.footed(p, lang) })
}

// footed reports whether the words of a footnote stand at the foot of the page:
// there is a mark for it, and it has nothing that cannot stand there.
func (l *layout) footed(p *text.Point, lang string) bool {
	return p.Kind == text.Note && p.Stands() && l.showsDocument(p.ID) && l.marked[p.ID+"\x00"+lang] && len(p.Heading) == 0 && p.Number == "" &&
		!slices.ContainsFunc(p.Points, func(q *text.Point) bool { return q.Removed == "" })
}
