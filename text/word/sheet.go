package word

import (
	"io"
	"strings"

	"parley/text"
)

// WriteSheet writes a view of the text as a Word document for reading. What is
// struck through or new in it is tracked, in the name of the view, or, where a line
// is somebody's proposal, in theirs; what stands beside a line are comments. It
// holds what the sheet holds. Read tells such a file from one to work on, and
// refuses to compare it. The same sheet gives the same bytes.
func WriteSheet(w io.Writer, s *text.Sheet) error {
	language := text.Undetermined
	if len(s.Languages) > 0 {
		language = s.Languages[0]
	}
	d := newDocument(language)
	d.put(titled(s.Title), frontTitle)
	of := s.Subtitle
	switch {
	case s.Draft == "":
	case s.Changed:
		of += ". " + s.Draft + ", changed since"
	default:
		of += ". " + s.Draft
	}
	d.put(of+". "+s.Count.Words(s.Parties)+".", frontStyle)
	v := &sheetWriter{s: s}
	for i := range s.Documents {
		v.document(&s.Documents[i])
	}
	d.blocks(v.blocks)
	return d.archive(w, titled(s.Title), Record{Reading: s.Subtitle}.properties())
}

// sheetWriter makes paragraphs of a sheet.
type sheetWriter struct {
	s      *text.Sheet
	blocks []block
	notes  map[string]*text.Line
	footed map[string]bool // footnotes that have been placed, by point and language
	marks  map[string]*mark
}

func (v *sheetWriter) document(d *text.SheetDocument) {
	v.notes, v.footed = map[string]*text.Line{}, map[string]bool{}
	for i := range d.Notes {
		v.notes[d.Notes[i].Point] = &d.Notes[i]
	}
	b := block{name: bookmark(titlePart, d.ID, "", ""), part: titlePart, document: d.ID, atoms: []atom{{text: d.Title}}}
	b.atoms = append(b.atoms, v.status(d.Status)...)
	if len(v.s.Languages) > 0 {
		b.lang = v.s.Languages[0]
	}
	if d.Basis != "" {
		b.remarks = append(b.remarks, comment{author: "Basis", words: d.Basis})
	}
	v.blocks = append(v.blocks, b)
	from := len(v.blocks)
	for i := range d.Lines {
		v.line(d.ID, &d.Lines[i])
	}
	l := layout{languages: v.s.Languages, blocks: v.blocks[from:]}
	l.regroup()
	for i := range d.Notes { // those without a mark
		if n := &d.Notes[i]; !v.placed(n) {
			v.line(d.ID, n)
		}
	}
}

// placed reports whether a footnote stands at the foot of a page.
func (v *sheetWriter) placed(n *text.Line) bool {
	for _, c := range n.Columns {
		if v.footed[n.Point+"\x00"+c.Language] {
			return true
		}
	}
	return false
}

func (v *sheetWriter) status(s *text.SheetStatus) []atom {
	if s == nil {
		return nil
	}
	words := s.Label()
	if s.Among != "" {
		words += " among " + s.Among
	}
	if s.ReportedBy != "" {
		words += ", as reported by " + s.ReportedBy
	}
	return []atom{{role: label, text: "  (" + plainLine(words) + ")", style: styleStatus}}
}

// line makes the paragraphs of a point.
func (v *sheetWriter) line(document string, l *text.Line) {
	by := v.s.Subtitle
	if l.By != "" {
		by = l.By
	}
	from := len(v.blocks)
	for i, c := range l.Columns {
		number := (&layout{}).numbered(l.Number, l.Kind)
		put := func(part part, atoms []atom) {
			v.blocks = append(v.blocks, block{name: bookmark(part, l.Point, c.Language, l.By), part: part, document: document, point: l.Point, lang: c.Language,
				kind: l.Kind, depth: l.Depth, atoms: append(number, atoms...)})
			number = nil
		}
		heading := c.Heading
		if i == 0 && len(heading) == 0 && len(l.Columns) == 1 {
			heading = l.Heading
		}
		if len(heading) > 0 {
			put(headingPart, v.runs(heading, by, c.Language))
		}
		if len(c.Runs) > 0 || i == 0 && (len(heading) == 0 || l.Kind == text.Row) && (len(l.Columns) == 1 || l.Number != "" || l.Kind == text.Row) {
			put(wordsPart, v.runs(c.Runs, by, c.Language))
		}
	}
	if from == len(v.blocks) {
		return
	}
	first := &v.blocks[from]
	first.atoms = append(first.atoms, v.status(l.Status)...)
	if l.Change == text.LineMoved {
		first.remarks = append(first.remarks, comment{author: by, words: "This point has been moved."})
	}
	for _, c := range l.Columns {
		if c.Stale {
			first.remarks = append(first.remarks, comment{author: "Language", words: c.Language + " has not been confirmed since another language changed."})
		}
	}
	for _, r := range l.Remarks {
		first.remarks = append(first.remarks, comment{author: r.Title, words: strings.ReplaceAll(text.PlainRuns(r.Runs), "\n", " ")})
	}
}

// mark is the tracked change of an author, the same for all that is theirs.
func (v *sheetWriter) mark(author string) *mark {
	if v.marks == nil {
		v.marks = map[string]*mark{}
	}
	if v.marks[author] == nil {
		v.marks[author] = &mark{author: plainLine(author)}
	}
	return v.marks[author]
}

// runs makes atoms of runs.
func (v *sheetWriter) runs(list []text.Run, by, lang string) []atom {
	var all []atom
	for _, r := range list {
		a := atom{role: solid, text: r.Text, strong: r.Strong, em: r.Emphasis, now: true}
		switch r.Role {
		case text.Plain:
			a.role = plain
		case text.OpenMark, text.EndMark:
			a.style = styleSign
		case text.HeldBy:
			a.role, a.style, a.strong, a.em = label, styleHolder, false, false
		case text.Gap:
			a.style = styleGap
		case text.RefMark:
			a.style = styleRef
		case text.Defined:
			a.style = styleTerm
		case text.Blank:
			a.style = styleBlank
		case text.LineEnd:
			a.role, a.text = lineEnd, "\n"
		case text.CellEnd:
			a.role, a.text = cellEnd, "\t"
		case text.NoteMark:
			a.role, a.text = noteMark, "("+r.Text+")"
			a.footnote = v.footnote(r.Target, lang, by, r.Deleted)
		}
		if r.Inserted {
			a.ins = v.mark(by)
		}
		if r.Deleted {
			a.del = v.mark(by)
		}
		all = append(all, a)
	}
	return all
}

// footnote makes the footnote of its first mark.
func (v *sheetWriter) footnote(id, lang, by string, gone bool) *block {
	n, key := v.notes[id], id+"\x00"+lang
	if n == nil || v.footed[key] || gone {
		return nil
	}
	for _, c := range n.Columns {
		if c.Language == lang && len(c.Runs) > 0 {
			v.footed[key] = true
			return &block{name: bookmark(wordsPart, id, lang, ""), part: wordsPart, kind: text.Note, note: true, lang: lang, point: id, atoms: v.runs(c.Runs, by, lang)}
		}
	}
	return nil
}
