package word

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"parley/text"
)

// styleOf returns the paragraph style of a block.
func styleOf(b *block) string {
	switch {
	case b.note:
		return "FootnoteText"
	case b.part == titlePart:
		return "ParleyDocument"
	case b.kind == text.Row && b.part == wordsPart:
		return "ParleyCell"
	case b.part == headingPart, b.kind == text.Heading:
		if b.kind == text.Annex {
			return "ParleyAnnex"
		}
		return fmt.Sprintf("ParleyHeading%d", min(b.depth, maxStyled)+1)
	case b.kind == text.Preamble:
		return "ParleyPreamble"
	case b.kind == text.Chapeau:
		return "ParleyChapeau"
	case b.kind == text.Note:
		return "ParleyNote"
	case b.kind == text.Table:
		return "ParleyCaption"
	case b.kind == text.Annex:
		return "ParleyAnnex"
	}
	return fmt.Sprintf("ParleyPoint%d", min(b.depth, maxStyled)+1)
}

// maxStyled is the depth of the last of the styles of points, from 0.
const maxStyled = 8

// paragraph writes a paragraph, or a cell, with the bookmark of its block in
// the first and comments on the whole of it from the first to the last.
func (d *document) paragraph(w *strings.Builder, b *block, atoms []atom, first, last bool) {
	rtl := rightToLeft(b.lang, shown(atoms))
	fmt.Fprintf(w, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>", styleOf(b))
	if b.part == titlePart && first {
		if d.titled != "" && d.titled != b.document {
			w.WriteString("<w:pageBreakBefore/>")
		}
		d.titled = b.document
	}
	if rtl {
		w.WriteString("<w:bidi/>")
	}
	w.WriteString(indent(b, atoms))
	if b.ins != nil || b.del != nil {
		w.WriteString("<w:rPr>" + d.changed(kindOf("ins", b.ins), b.ins) + d.changed(kindOf("del", b.del), b.del) + "</w:rPr>")
	}
	w.WriteString("</w:pPr>")
	id, end := "", ""
	if first {
		id = d.id()
		fmt.Fprintf(w, "<w:bookmarkStart w:id=\"%s\" w:name=\"%s\"/>", id, b.name)
	}
	switch {
	case b.ins != nil && d.moves[b.ins.move]:
		end = d.moveRange(w, "moveToRange", b.ins)
	case b.del != nil && d.moves[b.del.move]:
		end = d.moveRange(w, "moveFromRange", b.del)
	}
	run := &runner{d: d, w: w, b: b, rtl: rtl}
	if b.note {
		w.WriteString("<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space=\"preserve\"> </w:t></w:r>")
	}
	run.write(atoms, first)
	if id != "" {
		fmt.Fprintf(w, "<w:bookmarkEnd w:id=\"%s\"/>", id)
	}
	w.WriteString(end + "</w:p>\n")
}

// indent writes how far in a paragraph begins, where its style does not say.
func indent(b *block, atoms []atom) string {
	switch style := styleOf(b); {
	case b.part == titlePart || b.note || b.kind == text.Row:
		return ""
	case strings.HasPrefix(style, "ParleyPoint"):
		if len(atoms) > 0 && atoms[0].style == styleNumber && b.depth <= maxStyled {
			return ""
		}
	case b.depth == 0 || strings.HasPrefix(style, "ParleyHeading") && b.depth <= maxStyled:
		return ""
	}
	return fmt.Sprintf("<w:ind w:left=\"%d\" w:firstLine=\"0\"/>", 425*b.depth+709)
}

// moveRange begins the range of a move and returns what ends it.
func (d *document) moveRange(w *strings.Builder, name string, m *mark) string {
	id, when := d.id(), dated(m.at)
	if when == "" { // the schema wants one here
		when = dated(stamp.Format(time.RFC3339))
	}
	fmt.Fprintf(w, "<w:%sStart w:id=\"%s\" w:name=\"%s\" w:author=\"%s\"%s/>", name, id, esc(m.move), esc(m.author), when)
	return "<w:" + name + "End w:id=\"" + id + "\"/>"
}

// kindOf is ins or del, or what it is called of something that moves.
func kindOf(kind string, m *mark) string {
	switch {
	case m == nil || m.move == "":
		return kind
	case kind == "ins":
		return "moveTo"
	}
	return "moveFrom"
}

// changed writes the empty element that marks a paragraph or a row as changed.
func (d *document) changed(kind string, m *mark) string {
	if m == nil {
		return ""
	}
	return "<w:" + kind + d.by(m) + "/>"
}

// by writes whose a tracked change is.
func (d *document) by(m *mark) string {
	return " w:id=\"" + d.id() + "\" w:author=\"" + esc(m.author) + "\"" + dated(m.at)
}

// dated writes a time as Word wants it, or nothing where none is known.
func dated(at string) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return ""
	}
	return " w:date=\"" + t.UTC().Format("2006-01-02T15:04:05Z") + "\""
}

// shown is what atoms show, without their signs.
func shown(list []atom) string {
	var b strings.Builder
	for i := range list {
		if list[i].role != label {
			b.WriteString(list[i].text)
		}
	}
	return b.String()
}

// runner writes the runs of a paragraph.
type runner struct {
	d        *document
	w        *strings.Builder
	b        *block
	rtl      bool
	ins, del *mark // that are open
}

// write writes atoms, with the comments on them; those of the whole paragraph
// where it is its first.
func (r *runner) write(atoms []atom, first bool) {
	starts, ends := map[int][]int{}, map[int][]int{}
	if first && !r.b.note {
		for _, c := range r.b.remarks {
			if c.to == 0 || c.to > len(atoms) { // of a row: they are on its first cell
				c.from, c.to = 0, len(atoms)
			}
			n := r.d.comment(c)
			starts[c.from] = append(starts[c.from], n)
			ends[c.to] = append(ends[c.to], n)
		}
	}
	for i := 0; i <= len(atoms); i++ {
		if len(starts[i]) > 0 || len(ends[i]) > 0 {
			r.close()
		}
		for _, n := range ends[i] {
			if i > 0 {
				r.endComment(n)
			}
		}
		for _, n := range starts[i] {
			fmt.Fprintf(r.w, "<w:commentRangeStart w:id=\"%d\"/>", n)
		}
		if i == len(atoms) {
			break
		}
		j := i + 1
		for j < len(atoms) && len(starts[j]) == 0 && len(ends[j]) == 0 && alike(&atoms[i], &atoms[j]) {
			j++
		}
		words := ""
		for k := i; k < j; k++ {
			words += atoms[k].text
		}
		r.atom(&atoms[i], words)
		i = j - 1
	}
	r.close()
	for _, n := range ends[0] {
		r.endComment(n)
	}
}

func (r *runner) endComment(n int) {
	fmt.Fprintf(r.w, "<w:commentRangeEnd w:id=\"%d\"/><w:r><w:rPr><w:rStyle w:val=\"CommentReference\"/></w:rPr><w:commentReference w:id=\"%d\"/></w:r>", n, n)
}

// alike reports whether two atoms make one run.
func alike(a, b *atom) bool {
	return a.role == plain && b.role == plain && a.strong == b.strong && a.em == b.em && a.ins == b.ins && a.del == b.del
}

// atom writes an atom, or several that are alike with their words.
func (r *runner) atom(a *atom, words string) {
	ref, isRef := a.span.(text.Ref)
	isRef = isRef && a.role == solid
	if isRef || a.ins != r.ins || a.del != r.del {
		r.close()
	}
	if isRef { // a link cannot stand in a tracked change, and the change can in it
		fmt.Fprintf(r.w, "<w:hyperlink w:anchor=\"%s\" w:history=\"1\">", bookmark(wordsPart, ref.Point, r.b.lang, ""))
	}
	r.open(a.ins, a.del)
	fmt.Fprintf(r.w, "<w:r>%s", r.look(a, words))
	textTag := "w:t"
	if a.del != nil && kindOf("del", a.del) == "del" {
		textTag = "w:delText"
	}
	switch {
	case a.footnote != nil:
		fmt.Fprintf(r.w, "<w:footnoteReference w:id=\"%d\"/>", r.d.footnote(a.footnote))
	case a.role == lineEnd:
		r.w.WriteString("<w:br/>")
	case a.text == "\t":
		r.w.WriteString("<w:tab/>")
	default:
		fmt.Fprintf(r.w, "<%s xml:space=\"preserve\">%s</%s>", textTag, esc(words), textTag)
	}
	r.w.WriteString("</w:r>")
	if isRef {
		r.close()
		r.w.WriteString("</w:hyperlink>")
	}
}

// open begins the tracked changes that words stand in.
func (r *runner) open(ins, del *mark) {
	if ins != nil && r.ins == nil {
		r.w.WriteString("<w:" + kindOf("ins", ins) + r.d.by(ins) + ">")
	}
	if del != nil && r.del == nil {
		r.w.WriteString("<w:" + kindOf("del", del) + r.d.by(del) + ">")
	}
	r.ins, r.del = ins, del
}

// close ends them.
func (r *runner) close() {
	if r.del != nil {
		r.w.WriteString("</w:" + kindOf("del", r.del) + ">")
	}
	if r.ins != nil {
		r.w.WriteString("</w:" + kindOf("ins", r.ins) + ">")
	}
	r.ins, r.del = nil, nil
}

// look writes the properties of a run, in the order that the schema wants.
func (r *runner) look(a *atom, words string) string {
	var b strings.Builder
	style := a.style
	if a.role == noteMark {
		style = "FootnoteReference"
	}
	if style != "" {
		b.WriteString("<w:rStyle w:val=\"" + style + "\"/>")
	}
	if a.strong {
		b.WriteString("<w:b/><w:bCs/>")
	}
	if a.em {
		b.WriteString("<w:i/><w:iCs/>")
	}
	rtl := r.rtl && !strings.ContainsFunc(words, func(c rune) bool { return unicode.IsLetter(c) && !ofRightToLeft(c) })
	if rtl {
		b.WriteString("<w:rtl/>")
	}
	if r.b.lang != r.d.language && r.b.lang != text.Undetermined && r.b.lang != "" {
		attribute := "w:val"
		if rtl {
			attribute = "w:bidi"
		}
		b.WriteString("<w:lang " + attribute + "=\"" + esc(r.b.lang) + "\"/>")
	}
	if b.Len() == 0 {
		return ""
	}
	return "<w:rPr>" + b.String() + "</w:rPr>"
}

// footnote writes a footnote and returns its number in the file.
func (d *document) footnote(b *block) int {
	d.noteCount++
	n := d.noteCount
	fmt.Fprintf(&d.notes, "<w:footnote w:id=\"%d\">", n)
	d.paragraph(&d.notes, b, b.atoms, true, true)
	d.notes.WriteString("</w:footnote>\n")
	return n
}

// comment writes a comment and returns its number in the file.
func (d *document) comment(c comment) int {
	n := d.commentCount
	d.commentCount++
	author := plainLine(c.author)
	initials := ""
	for i, word := range strings.Fields(author) {
		if i == 9 {
			break // Word reads no more
		}
		initials += string([]rune(word)[:1])
	}
	fmt.Fprintf(&d.comments, "<w:comment w:id=\"%d\" w:author=\"%s\"%s w:initials=\"%s\"><w:p><w:pPr><w:pStyle w:val=\"CommentText\"/></w:pPr>"+
		"<w:r><w:rPr><w:rStyle w:val=\"CommentReference\"/></w:rPr><w:annotationRef/></w:r><w:r><w:t xml:space=\"preserve\">%s</w:t></w:r></w:p></w:comment>\n",
		n, esc(author), dated(c.at), esc(initials), esc(plainLine(c.words)))
	return n
}

// rightToLeft reports whether words are written from right to left: by their
// language, or, where it is not known, by their first letter.
func rightToLeft(lang, words string) bool {
	tag := strings.Split(strings.ToLower(lang), "-")
	for _, sub := range tag[1:] {
		switch sub {
		case "latn", "cyrl":
			return false
		case "arab", "hebr", "thaa", "syrc", "nkoo":
			return true
		}
	}
	switch tag[0] {
	case "ar", "he", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "syr", "nqo", "azb", "pnb":
		return true
	case text.Undetermined, "":
		for _, c := range words {
			if unicode.IsLetter(c) {
				return ofRightToLeft(c)
			}
		}
	}
	return false
}

// ofRightToLeft reports whether a letter is of a script that is written from
// right to left.
func ofRightToLeft(c rune) bool {
	return c >= 0x590 && unicode.In(c, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Mandaic, unicode.Samaritan)
}
