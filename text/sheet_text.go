package text

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Text writes the sheet as plain text, in lines of about the width, 80 if it
// is less than 40. What is struck through stands in {-…-}, what is new in
// {+…+}.
func (s *Sheet) Text(w io.Writer, width int) error {
	if width < 40 {
		width = 80
	}
	p := &printer{w: bufio.NewWriter(w), width: width}
	if s.Title != "" {
		p.line("", s.Title)
	}
	p.line("", s.head())
	p.line("", s.Count.Words(s.Parties))
	if words := s.HistoryWords(); words != "" {
		p.line("", words)
	}
	for i := range s.Documents {
		p.document(s, &s.Documents[i])
	}
	return p.w.Flush()
}

// head says in a line what the sheet is.
func (s *Sheet) head() string { return s.Subtitle + ". " + s.DraftWords() }

// DraftWords says, in a sentence, of which draft the sheet is.
func (s *Sheet) DraftWords() string {
	switch {
	case s.Draft == "":
		return "No draft has been issued."
	case s.Changed:
		return s.Draft + ", changed since."
	}
	return s.Draft + "."
}

// HistoryWords says, without a full stop, how many brackets there were in each
// draft. It is empty where there is nothing to compare.
func (s *Sheet) HistoryWords() string {
	if len(s.Drafts) < 2 && !s.Changed {
		return ""
	}
	var parts []string
	for _, d := range s.Drafts {
		parts = append(parts, fmt.Sprintf("%s %d", d.Name, d.Count.Brackets))
	}
	if s.Changed {
		parts = append(parts, fmt.Sprintf("now %d", s.Count.Brackets))
	}
	return "Brackets by draft: " + strings.Join(parts, ", ")
}

// Words writes the count in a line, with the names of the parties by id.
func (c Count) Words(names map[string]string) string {
	parts := []string{quantity(c.Points, "point", "points"), quantity(c.Brackets, "bracket", "brackets")}
	if c.Issues > 0 {
		parts = append(parts, quantity(c.Issues, "open issue", "open issues"))
	}
	if c.Proposals > 0 {
		parts = append(parts, quantity(c.Proposals, "proposal", "proposals"))
	}
	for _, id := range sortedKeys(c.By) {
		name := names[id]
		if name == "" {
			name = id
		}
		parts = append(parts, fmt.Sprintf("%s holds %d", name, c.By[id]))
	}
	return strings.Join(parts, ", ")
}

func quantity(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

type printer struct {
	w     *bufio.Writer
	width int
}

// line writes words in lines, each behind the indent but the first, which
// stands behind first.
func (p *printer) line(indent, words string, first ...string) {
	lead := indent
	if len(first) > 0 {
		lead = first[0]
	}
	for _, paragraph := range strings.Split(words, "\n") {
		at := 0
		fmt.Fprint(p.w, lead)
		for i, word := range strings.Fields(paragraph) {
			n := utf8.RuneCountInString(word)
			switch {
			case i == 0:
			case at+1+n > p.width-len(indent):
				fmt.Fprint(p.w, "\n", indent)
				at = 0
			default:
				p.w.WriteByte(' ')
				at++
			}
			p.w.WriteString(word)
			at += n
		}
		p.w.WriteByte('\n')
		lead = indent
	}
}

func (p *printer) document(s *Sheet, d *SheetDocument) {
	p.w.WriteByte('\n')
	title := strings.ToUpper(d.Title)
	if d.Status != nil {
		title += "  (" + d.Status.Words() + ")"
	}
	p.line("", title)
	if d.Basis != "" {
		p.line("", "("+d.Basis+")")
	}
	p.line("", d.Count.Words(s.Parties))
	p.w.WriteByte('\n')
	for i := range d.Lines {
		p.point(s, &d.Lines[i])
	}
	for i := range d.Notes {
		if i == 0 {
			p.line("", "---")
		}
		p.point(s, &d.Notes[i])
	}
}

// Words writes the status in words, with those among whom it holds and who
// reported it.
func (s *SheetStatus) Words() string {
	words := s.Label()
	if s.Among != "" {
		words += " among " + s.Among
	}
	if s.ReportedBy != "" {
		words += ", as reported by " + s.ReportedBy
	}
	return words
}

func (p *printer) point(s *Sheet, l *Line) {
	in := strings.Repeat("  ", l.Depth)
	first := in + l.Number
	indent := in + "    "
	if len(first)+2 <= len(indent) {
		first += strings.Repeat(" ", len(indent)-utf8.RuneCountInString(first))
	} else if l.Number != "" {
		first += "  "
	}
	if l.Number == "" {
		first = indent
	}
	var head []string
	switch {
	case l.By != "":
		head = append(head, "{"+l.By+" proposes "+l.Point+"}")
	case l.Change != LineSame:
		head = append(head, "{"+string(l.Change)+"}")
	}
	if words := PlainRuns(l.Heading); words != "" {
		head = append(head, words)
	}
	if l.Status != nil {
		head = append(head, "("+l.Status.Words()+")")
	}
	if len(head) > 0 {
		p.line(indent, strings.Join(head, "  "), first)
		first = indent
	}
	for i, c := range l.Columns {
		words := PlainRuns(c.Runs)
		if len(s.Languages) > 1 && (words != "" || c.Missing) {
			switch {
			case c.Missing:
				words = "(" + c.Language + " is missing)"
			case c.Stale:
				words = c.Language + " (not confirmed since another language changed): " + words
			default:
				words = c.Language + ": " + words
			}
			if h := PlainRuns(c.Heading); h != "" && i > 0 {
				words = c.Language + ": " + h + " — " + strings.TrimPrefix(words, c.Language+": ")
			}
		} else if c.Missing {
			words = "(" + c.Language + " is missing)"
		}
		if words != "" {
			p.line(indent, words, first)
			first = indent
		}
	}
	for _, r := range l.Remarks {
		p.line(indent+"  ", r.Title+": "+PlainRuns(r.Runs), indent+"* ")
	}
	p.w.WriteByte('\n')
}

// PlainRuns writes runs as plain text: what is struck through in {-…-}, what is
// new in {+…+}, holders of brackets in round brackets.
func PlainRuns(runs []Run) string {
	var b strings.Builder
	var mark Run
	end := func() {
		switch {
		case mark.Deleted:
			b.WriteString("-}")
		case mark.Inserted:
			b.WriteString("+}")
		}
		mark = Run{}
	}
	for _, r := range runs {
		if r.Deleted != mark.Deleted || r.Inserted != mark.Inserted {
			end()
			text := r.Text
			space := text[:len(text)-len(strings.TrimLeft(text, " "))]
			b.WriteString(space)
			r.Text = text[len(space):]
			if r.Text == "" && r.Role == Plain {
				continue
			}
			mark = Run{Deleted: r.Deleted, Inserted: r.Inserted}
			switch {
			case r.Deleted:
				b.WriteString("{-")
			case r.Inserted:
				b.WriteString("{+")
			}
		}
		switch r.Role {
		case HeldBy:
			b.WriteString("(" + r.Text + ")")
		case NoteMark:
			b.WriteString("(" + r.Text + ")")
		case LineEnd:
			b.WriteByte('\n')
		case CellEnd:
			b.WriteString(" | ")
		default:
			b.WriteString(r.Text)
		}
	}
	end()
	return b.String()
}
