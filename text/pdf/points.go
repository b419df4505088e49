package pdf

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"parley/internal/typeset"
	"parley/text"
)

// document sets a document. Each but the first begins a page.
func (p *printer) document(d *text.SheetDocument, first bool) {
	p.section = p.doc.Root.Add(typeset.Section, "en")
	title := p.whole(22, p.section.Add(typeset.Heading2, p.language()), typeset.Span{Words: clean(d.Title), Style: typeset.Style{Bold: true, Size: 15, Colour: black}})
	title.NewPage, title.Keep, title.RuleTop = !first, true, first
	title.Outline, title.Place = clean(d.Title), "document "+d.ID
	p.add(title)
	if d.Status != nil {
		b := p.whole(3, p.section.Add(typeset.Text, ""), chip(d.Status)...)
		b.Keep = true
		p.add(b)
	}
	words := d.Count.Words(p.names()) + "."
	if d.Basis != "" {
		words = strings.TrimSuffix(d.Basis, ".") + ". " + words
	}
	b := p.whole(3, p.section.Add(typeset.Text, ""), sans(clean(words), 8.5, muted))
	b.Keep = len(d.Lines) > 0
	p.add(b)
	p.gutter = p.numbers(d)
	p.table, p.widths, p.first = nil, nil, true
	if p.beside {
		p.languages()
	}
	marked := marks(d)
	var rest []*text.Line // footnotes that nothing refers to
	for i := range d.Notes {
		if l := &d.Notes[i]; marked[l.Point] {
			p.note(l)
		} else {
			rest = append(rest, l)
		}
	}
	for i := range d.Lines {
		if d.Lines[i].Kind == text.Table {
			p.measure(d.Lines[i+1:])
		}
		// A table begins below what introduces it, and not with its first row alone.
		next := i+1 < len(d.Lines) && (d.Lines[i+1].Kind == text.Table || d.Lines[i+1].Kind == text.Row && d.Lines[i].Kind != text.Row)
		p.line(&d.Lines[i], next || d.Lines[i].Kind == text.Row && p.table == nil)
	}
	for i, l := range rest {
		for j, b := range p.noteBlocks(l, p.section) {
			b.RuleTop = i == 0 && j == 0
			if b.RuleTop {
				b.Before = 16
			}
			p.add(b)
		}
	}
	p.doc.Banner(nil)
}

// languages names the columns, at the head of each page.
func (p *printer) languages() {
	var b typeset.Block
	e := p.section.Add(typeset.Text, "")
	for i, lang := range p.s.Languages {
		x, w := p.column(i, p.gutter)
		b.Cells = append(b.Cells, typeset.Cell{X: x, Width: w, Spans: []typeset.Span{sans(clean(lang), 8, muted)}, Element: e})
	}
	b.Before, b.Keep = 8, true
	p.add(b)
	again := b
	p.doc.Banner(&again)
}

// column returns where the words in a language stand, further in than numbers
// need by so much.
func (p *printer) column(i int, left float64) (x, width float64) {
	n := 1
	if p.beside {
		n = len(p.s.Languages)
	} else {
		i = 0
	}
	gutter := min(left, p.gutter)
	width = (p.doc.Width() - gutter - between*float64(n-1)) / float64(n)
	in := min(left-gutter, width*.4)
	return gutter + float64(i)*(width+between) + in, width - in
}

// numbers returns how wide the widest number of a point is, within reason.
func (p *printer) numbers(d *text.SheetDocument) float64 {
	w := 20.0
	for i := range d.Lines {
		if d.Lines[i].Kind != text.Annex {
			w = max(w, p.doc.Measure([]typeset.Span{p.number(&d.Lines[i])}))
		}
	}
	return min(w, 62) + 9
}

func (p *printer) number(l *text.Line) typeset.Span {
	return typeset.Span{Words: clean(l.Number), Style: typeset.Style{Bold: true, Size: p.size, Colour: black}}
}

// line sets a point: its number and heading, its words in each language, and what
// stands beside it. It may have to stay with the next.
func (p *printer) line(l *text.Line, keep bool) {
	row, depth := l.Kind == text.Row, l.Depth
	switch l.Kind { // a table stands below the words of the point that has it
	case text.Table:
		depth = max(depth-1, 0)
	case text.Row:
		depth = max(depth-2, 0)
	}
	left := step*float64(min(depth, maxStep)) + p.gutter
	if !row {
		p.table = nil
	}
	start := typeset.Block{Before: 9, Place: l.Point, Outline: p.entry(l), Level: 1 + min(l.Depth, maxStep)}
	switch l.Kind {
	case text.Annex:
		start.Before, start.RuleTop = 24, true
	case text.Heading:
		start.Before = 14
	}
	if p.first {
		start.Before, p.first = 14, false
	}
	role := typeset.Text
	if len(l.Heading) > 0 || l.Kind == text.Annex || l.Kind == text.Heading {
		role = typeset.Heading3
	}
	if number := clean(l.Number); number != "" {
		start.Cells = append(start.Cells, typeset.Cell{X: left - p.gutter, Width: p.gutter - 4, Spans: []typeset.Span{p.number(l)}})
	}
	words := p.words(l, left)
	if head := p.head(l); len(head) > 0 || len(words) == 0 && len(start.Cells) > 0 {
		b := start
		e := p.section.Add(role, p.language())
		if len(head) > 0 {
			b.Cells = append(b.Cells, typeset.Cell{X: left, Width: p.doc.Width() - left, Spans: head, Element: e, Language: p.language()})
		}
		b.Cells[0].Element = e
		b.Keep = true
		p.add(b)
		start = typeset.Block{Before: 2}
	}
	for i, b := range words {
		if i == 0 {
			b.Before, b.Place, b.Outline, b.Level, b.RuleTop = start.Before, start.Place, start.Outline, start.Level, start.RuleTop
			if row && start.Before > 2 {
				b.Before = 6
			}
			if len(start.Cells) > 0 {
				start.Cells[0].Element = b.Cells[0].Element
				b.Cells = append(start.Cells, b.Cells...)
			}
		}
		b.Keep = b.Keep || keep || l.Kind == text.Heading || l.Kind == text.Chapeau || l.Kind == text.Annex || len(l.Remarks) > 0
		p.add(b)
	}
	for _, r := range l.Remarks {
		p.remark(r, left, p.section, p.size-1)
	}
}

// entry is what the outline calls a point; empty: it is not in it.
func (p *printer) entry(l *text.Line) string {
	number, heading := clean(l.Number), clean(text.PlainRuns(plain(l.Heading)))
	switch {
	case heading == "" && l.Kind == text.Heading && len(l.Columns) > 0:
		return clip(clean(text.PlainRuns(plain(l.Columns[0].Runs))))
	case heading == "" && (l.Depth > 0 || !l.Kind.Numbered()):
		return ""
	}
	return clip(strings.TrimSpace(number + "  " + heading))
}

// clip keeps the outline narrow.
func clip(s string) string {
	const most = 90
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}

// plain is what runs read when the changes in them are made.
func plain(runs []text.Run) []text.Run {
	var all []text.Run
	for _, r := range runs {
		if !r.Deleted {
			r.Inserted = false
			all = append(all, r)
		}
	}
	return all
}

// head sets the heading of a point with its status and what has happened to it.
func (p *printer) head(l *text.Line) []typeset.Span {
	var spans []typeset.Span
	alone := !p.beside || l.By != "" // or each column has its own heading
	if len(l.Heading) > 0 && alone {
		spans = p.runs(l.Heading, typeset.Style{Bold: true, Size: p.size + .8, Colour: black}, l.Change == text.LineRemoved)
	}
	gap := func() {
		if len(spans) > 0 {
			spans = append(spans, sans("    ", 8.5, muted))
		}
	}
	change := map[text.LineChange]string{text.LineNew: "new", text.LineRemoved: "taken out", text.LineMoved: "moved"}[l.Change]
	if l.By != "" {
		change = l.By + " proposes " + l.Point
	}
	if change != "" {
		gap()
		label := apart(sans("» "+clean(change), 8.5, amber))
		label.Bold = true
		spans = append(spans, label)
	}
	if l.Status != nil {
		gap()
		spans = append(spans, chip(l.Status)...)
	}
	return spans
}

// chip sets a status: a square in its colour, and in words, for colour alone
// tells nobody enough.
func chip(s *text.SheetStatus) []typeset.Span {
	colour := muted
	if c, err := strconv.ParseUint(strings.TrimPrefix(s.Colour, "#"), 16, 24); err == nil && len(s.Colour) == 7 {
		colour = typeset.Colour(c)
	}
	return []typeset.Span{sans("■ ", 8.5, colour), apart(sans(clean(s.Words()), 8.5, black))}
}

// words sets the words of a point in each language.
func (p *printer) words(l *text.Line, left float64) []typeset.Block {
	if l.Kind == text.Row {
		return p.row(l, left)
	}
	look := typeset.Style{Size: p.size, Colour: black, Bold: l.Kind == text.Heading}
	return p.columns(l, left, look, func(lang string) *typeset.Element {
		role := typeset.Text
		if l.Kind == text.Heading {
			role = typeset.Heading3
		}
		return p.section.Add(role, lang)
	})
}

// columns sets the languages of a line side by side, or one above the other.
func (p *printer) columns(l *text.Line, left float64, look typeset.Style, element func(lang string) *typeset.Element) []typeset.Block {
	var blocks []typeset.Block
	var b typeset.Block
	removed := l.Change == text.LineRemoved
	for i, c := range l.Columns {
		lang := c.Language
		if lang == text.Undetermined {
			lang = ""
		}
		var spans []typeset.Span
		if len(c.Heading) > 0 && l.By == "" && (p.beside || i > 0) { // else it stands in the head
			bold := look
			bold.Bold = true
			spans = append(p.runs(c.Heading, bold, removed), typeset.Span{Words: "\n", Style: look})
		}
		switch {
		case c.Missing:
			spans = append(spans, apart(sans(clean(c.Language)+" is missing", 8.5, amber)))
		default:
			spans = append(spans, p.runs(c.Runs, look, removed)...)
			if c.Stale {
				spans = append(spans, sans(" ", 8, amber), apart(sans("(not confirmed since another language changed)", 8, amber)))
			}
		}
		if n := len(spans); n > 0 && spans[n-1].Words == "\n" {
			spans = spans[:n-1]
		}
		if len(spans) == 0 {
			continue
		}
		if !p.beside && len(p.s.Languages) > 1 {
			spans = append([]typeset.Span{apart(sans(clean(c.Language), 8, muted)), sans("  ", 8, muted)}, spans...)
		}
		x, w := p.column(i, left)
		b.Cells = append(b.Cells, typeset.Cell{X: x, Width: w, Spans: spans, Element: element(lang), Language: lang})
		if !p.beside {
			blocks, b = append(blocks, b), typeset.Block{Before: 3}
		}
	}
	if len(b.Cells) > 0 {
		blocks = append(blocks, b)
	}
	return blocks
}

// remark sets what stands beside a point, with a line at its left. What is for
// this reader alone says so.
func (p *printer) remark(r text.Remark, left float64, section *typeset.Element, size float64) {
	for _, b := range p.remarkBlocks(r, left, section, size) {
		p.add(b)
	}
}

func (p *printer) remarkBlocks(r text.Remark, left float64, section *typeset.Element, size float64) []typeset.Block {
	bar, colour, title := silver, muted, clean(r.Title)
	if r.Private {
		bar, colour = amber, amber
	}
	x := left + 8
	block := func(before float64, spans ...typeset.Span) typeset.Block {
		return typeset.Block{Before: before, Bar: bar, BarX: left, BarWidth: 2, Cells: []typeset.Cell{{X: x, Width: p.doc.Width() - x, Spans: spans, Element: section.Add(typeset.Text, "")}}}
	}
	head := sans(title, 8.5, colour)
	head.Bold = true
	b := block(5, head)
	b.Keep = true
	return []typeset.Block{b, block(0, p.runs(r.Runs, typeset.Style{Size: size, Colour: black}, false)...)}
}
