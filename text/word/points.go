package word

import (
	"fmt"
	"slices"

	"parley/text"
)

// proposed is the mark of a proposal.
func (l *layout) proposed(p *text.Proposal) *mark {
	return &mark{party: p.Author, author: l.party(p.Author), at: p.Op.At, proposal: p.ID}
}

// moves returns the first of the proposals to move the point, if it is shown as
// a tracked change: the point is not to be taken out and goes somewhere that
// goes out.
func (l *layout) moves(point string) *text.Proposal {
	if p, ok := l.t.Point(point); ok && l.atFoot(p) {
		return nil
	}
	for _, p := range l.pending[point] {
		switch p.Op.Do {
		case text.DoRemove:
			return nil
		case text.DoMove:
			if l.targetGoesOut(p) {
				return p
			}
		}
	}
	return nil
}

// targetGoesOut reports whether the place where a proposal would move a point
// is in the layout: it stands, and not below the point itself.
func (l *layout) targetGoesOut(p *text.Proposal) bool {
	o := &p.Op
	id := o.After + o.Before
	if id == "" {
		id = o.Under
	}
	if id == "" {
		return l.documentGoesOut(o.Document)
	}
	q, ok := l.t.Point(id)
	if !ok || !q.Stands() || !l.showsDocument(id) || l.atFootSimply(q) {
		return false
	}
	for r := q; r != nil; r = r.Parent() {
		if r.ID == o.Point || r != q && len(l.pending[r.ID]) > 0 { // a place that may move itself
			return false
		}
	}
	return true
}

// atFootSimply reports whether a point is a footnote: nothing is placed beside
// those.
func (l *layout) atFootSimply(p *text.Point) bool { return p.Kind == text.Note }

func (l *layout) documentGoesOut(id string) bool {
	return len(l.o.Documents) == 0 || slices.Contains(l.o.Documents, id)
}

// removes returns the first proposal to take the point out.
func (l *layout) removes(point string) *text.Proposal {
	if p, ok := l.t.Point(point); ok && l.atFoot(p) {
		return nil
	}
	for _, p := range l.pending[point] {
		if p.Op.Do == text.DoRemove && l.moves(point) == nil {
			return p
		}
	}
	return nil
}

// goes returns the mark of a proposal that would take the point away from where
// it stands, with all that is below it.
func (l *layout) goes(p *text.Point) *mark {
	for q := p; q != nil; q = q.Parent() {
		if by := l.moves(q.ID); by != nil {
			m := l.proposed(by)
			m.move = "move" + by.ID
			return m
		}
		if by := l.removes(q.ID); by != nil {
			return l.proposed(by)
		}
	}
	return nil
}

// earlier returns the point as it was, if it stood then.
func (l *layout) earlier(p *text.Point) *text.Point {
	if l.o.Since == nil {
		return nil
	}
	if q, ok := l.o.Since.Point(p.ID); ok && q.Stands() {
		return q
	}
	return nil
}

// point lays out a point where it stands, or stood, and says whether it did.
func (l *layout) point(p *text.Point, depth int) bool {
	before := l.earlier(p)
	var ins, del *mark
	switch {
	case !p.Stands() && before == nil:
		return false
	case !p.Stands():
		del = l.made(goneBy(p))
	default:
		del = l.goes(p)
		if l.o.Since != nil && before == nil {
			ins = l.made(broughtBy(p))
		}
	}
	from := len(l.blocks)
	var aside []comment
	for _, lang := range l.languages {
		if !l.footed(p, lang) {
			aside = append(aside, l.inLanguage(p, before, lang, depth, ins, del)...)
		}
	}
	if l.atFoot(p) {
		return true
	}
	if from == len(l.blocks) {
		l.put(p, wordsPart, l.languages[0], depth, l.numbered(p.Number, p.Kind), ins, del)
	}
	first := &l.blocks[from]
	if p.Stands() {
		for _, a := range l.status(p.Standing) {
			first.atoms = append(first.atoms, whole([]atom{a}, ins, del, true)...)
		}
	}
	first.remarks = append(first.remarks, aside...)
	if before != nil && p.Stands() && movedSince(p, before) {
		l.remark(from, "Since "+l.o.SinceName, "", "This point has been moved.")
	}
	l.putForward(p, from)
	l.remarks(p.ID, from)
	return true
}

// goneBy returns the operation that took the point out, itself or with what it
// stood below.
func goneBy(p *text.Point) string {
	for q := p; q != nil; q = q.Parent() {
		if q.Removed != "" {
			return q.Removed
		}
	}
	return ""
}

// broughtBy returns the operation that put the point in, as far as its words
// tell.
func broughtBy(p *text.Point) string {
	if len(p.Revisions) > 0 {
		return p.Revisions[0].Op
	}
	return ""
}

// movedSince reports whether a point stands below another, or in another
// document.
func movedSince(p, before *text.Point) bool {
	above := func(p *text.Point) string {
		if q := p.Parent(); q != nil {
			return "point " + q.ID
		}
		return "document " + p.Document().ID
	}
	return above(p) != above(before)
}

// made is the mark of a change that was made by an operation: in the name of
// whoever proposed it, if it took a proposal.
func (l *layout) made(op string) *mark {
	m := &mark{author: "Since " + l.o.SinceName}
	o := l.entries[op]
	if o == nil {
		return m
	}
	m.at, m.party = o.At, o.Voice()
	if p, ok := l.t.Proposal(o.Proposal); ok {
		m.party = p.Author
	}
	m.author = l.party(m.party)
	return m
}

// inLanguage lays out a point's heading and words, and returns what is put
// forward and cannot be shown in them.
func (l *layout) inLanguage(p, before *text.Point, lang string, depth int, ins, del *mark) []comment {
	var aside []comment
	number := l.numbered(p.Number, p.Kind)
	show := func(part part, old, now []atom, changes []change, there bool) {
		base := now
		if before != nil && ins == nil && del == nil {
			base = old
		}
		var left []change
		if del != nil || !p.Stands() {
			left = changes
		} else {
			base, left = l.weave(base, changes, part == wordsPart && p.Kind == text.Row)
		}
		for _, c := range left {
			aside = append(aside, l.inWords(c))
		}
		if !there && len(base) == 0 {
			return
		}
		l.put(p, part, lang, depth, append(number, base...), ins, del)
		number = nil
	}
	var headings, words []change
	for _, q := range l.pending[p.ID] {
		if h, ok := q.Op.Heading[lang]; ok && q.Op.Do == text.DoPropose {
			headings = append(headings, change{q, l.heading(h)})
		}
		if _, ok := q.Op.Words[lang]; ok && q.Op.Do == text.DoPropose {
			words = append(words, change{q, l.passage(l.t.Merge(q, lang).Words, lang)})
		}
	}
	var old []atom
	now := l.heading(p.Heading[lang])
	if before != nil {
		old = rewritten(l.heading(before.Heading[lang]), now, l.made(""))
	}
	show(headingPart, old, now, headings, false)
	passage, there := p.Words[lang]
	there = there || p.Kind == text.Row && lang == l.languages[0] // tables have the same rows, in the same order
	if before != nil {
		old = l.history(p, before, lang)
	}
	show(wordsPart, old, l.passage(passage, lang), words, there)
	return aside
}

// put lays out a paragraph of a point.
func (l *layout) put(p *text.Point, part part, lang string, depth int, atoms []atom, ins, del *mark) {
	l.blocks = append(l.blocks, block{name: bookmark(part, p.ID, lang, ""), part: part, document: l.document, point: p.ID, lang: lang, kind: p.Kind, depth: depth,
		atoms: whole(atoms, ins, del, p.Stands()), ins: ins, del: del})
}

// whole marks all atoms of a paragraph with its own marks.
func whole(list []atom, ins, del *mark, now bool) []atom {
	for i := range list {
		if list[i].ins == nil { // what a proposal puts in is its own
			list[i].ins = ins
		}
		if list[i].del == nil {
			list[i].del = del
		}
		list[i].now = list[i].now && now
	}
	return list
}

// putForward remarks on what is proposed and cannot be shown in the words.
func (l *layout) putForward(p *text.Point, at int) {
	tracked := l.moves(p.ID)
	if tracked == nil {
		tracked = l.removes(p.ID)
	}
	for _, q := range l.pending[p.ID] {
		author := l.party(q.Author)
		words := ""
		switch {
		case q == tracked && q.Op.Because != "":
			words = "Because: " + q.Op.Because
		case q == tracked:
		case q.Op.Do == text.DoRemove:
			words = fmt.Sprintf("Proposes to take this point out (%s).", q.ID)
		case q.Op.Do == text.DoMove:
			words = fmt.Sprintf("Proposes to move this point %s (%s).", l.whereTo(q), q.ID)
		case q.Op.Because != "":
			words = fmt.Sprintf("Because: %s (%s)", q.Op.Because, q.ID)
		}
		if words != "" {
			l.remark(at, author, q.Op.At, words)
		}
	}
}

// whereTo says where a proposal would move a point.
func (l *layout) whereTo(q *text.Proposal) string {
	switch o := &q.Op; {
	case o.After != "":
		return "behind " + l.number(o.After, l.languages)
	case o.Before != "":
		return "in front of " + l.number(o.Before, l.languages)
	case o.Under != "":
		return "below " + l.number(o.Under, l.languages)
	default:
		return "to the end of " + o.Document
	}
}

// inWords remarks on a change that cannot be shown in the words themselves.
func (l *layout) inWords(c change) comment {
	words := "Proposes, instead of these words: "
	for _, a := range c.atoms {
		if a.role == noteMark || a.role == cellEnd {
			words += " "
			continue
		}
		words += a.text
	}
	return comment{author: l.party(c.by.Author), at: c.by.Op.At, words: words + " (" + c.by.ID + ")"}
}

// remark puts a comment on a paragraph.
func (l *layout) remark(at int, author, when, words string) {
	l.blocks[at].remarks = append(l.blocks[at].remarks, comment{author: author, at: when, words: words})
}

// remarks puts on a paragraph what was remarked on the point.
func (l *layout) remarks(point string, at int) {
	for _, c := range l.comments[point] {
		when := ""
		if o := l.entries[c.Op]; o != nil {
			when = o.At
		}
		l.remark(at, l.party(c.Author), when, c.Words)
	}
}

// footnotes puts the footnotes where their marks stand, rows side by side, and
// says who holds brackets.
func (l *layout) footnotes() {
	l.regroup()
	count := 0
	marks := map[string]string{}
	for i := range l.blocks {
		b := &l.blocks[i]
		for j := range b.atoms {
			a := &b.atoms[j]
			ref, ok := a.span.(text.NoteRef)
			if !ok {
				continue
			}
			key := ref.Point + "\x00" + b.lang
			p, ok := l.t.Point(ref.Point)
			if ok && a.now && l.footed(p, b.lang) && l.notes[key] == nil {
				count++
				marks[key] = fmt.Sprint(count)
				l.notes[key] = l.footnote(p, b)
				a.footnote = l.notes[key]
			}
		}
	}
	for i := range l.blocks {
		b := &l.blocks[i]
		for j := range b.atoms {
			if ref, ok := b.atoms[j].span.(text.NoteRef); ok && b.atoms[j].footnote == nil {
				if mark := marks[ref.Point+"\x00"+b.lang]; mark != "" {
					b.atoms[j].text = "(" + mark + ")"
				}
			}
		}
		b.remarks = append(l.held(b), b.remarks...)
	}
}

// footnote makes the footnote of a mark in a paragraph, which gets its remarks.
func (l *layout) footnote(p *text.Point, in *block) *block {
	document := l.document
	defer func() { l.document = document }()
	l.document = p.Document().ID
	n := len(l.blocks)
	before := l.earlier(p)
	aside := l.inLanguage(p, before, in.lang, 0, nil, nil)
	if len(l.blocks) == n { // a mark without words
		l.put(p, wordsPart, in.lang, 0, nil, nil, nil)
	}
	b := l.blocks[n]
	l.blocks = l.blocks[:n]
	b.note = true
	l.blocks = append(l.blocks, block{remarks: aside}) // comments cannot stand at the foot of a page
	l.putForward(p, n)
	l.remarks(p.ID, n)
	in.remarks = append(in.remarks, l.blocks[n].remarks...)
	l.blocks = l.blocks[:n]
	return &b
}

// regroup puts rows that follow each other together by language, as tables.
func (l *layout) regroup() {
	isRow := func(b *block) bool { return b.kind == text.Row && b.part == wordsPart }
	for i := 0; i < len(l.blocks); i++ {
		j := i
		for j < len(l.blocks) && isRow(&l.blocks[j]) {
			j++
		}
		if j > i {
			slices.SortStableFunc(l.blocks[i:j], func(a, b block) int {
				return slices.Index(l.languages, a.lang) - slices.Index(l.languages, b.lang)
			})
			i = j
		}
	}
}

// held says, for each bracket of a paragraph, who holds it, in the name of each
// holder.
func (l *layout) held(b *block) []comment {
	var all []comment
	var open []int
	for i := range b.atoms {
		switch a := &b.atoms[i]; {
		case !a.now:
		case a.role == opens:
			open = append(open, i)
		case a.role == closes:
			if len(open) == 0 {
				continue
			}
			from := open[len(open)-1]
			open = open[:len(open)-1]
			in, ok := a.span.(text.Bracket)
			if !ok {
				continue
			}
			for _, h := range in.By {
				says := map[text.Stance]string{text.For: "Wants these words.", text.Against: "Wants these words out.", text.Reserves: "Reserves its position on these words."}[h.Stance]
				all = append(all, comment{author: l.party(h.Party), words: says, from: from, to: i + 1})
			}
		}
	}
	return all
}
