package brief

import (
	"bufio"
	"io"
	"strconv"
	"strings"
)

// Widths of the text form: no terminal is taken to be narrower than the one,
// and no paragraph is set wider than the other, because nobody likes to read
// longer lines.
const (
	minTextWidth  = 40
	maxProseWidth = 96
)

// Text writes the report for a terminal of the width in columns, with colour
// only if asked.
func (r *Report) Text(w io.Writer, width int, color bool) error {
	t := &textWriter{w: bufio.NewWriter(w), width: max(width, minTextWidth), color: color, all: r.All}
	t.prose(bold(r.Title), 0, "", "")
	t.line(strings.Repeat("═", min(t.width, displayWidth(clean(r.Title.String())))))
	t.line("")
	t.blocks(r.Head, 0)
	for n, s := range r.Sections {
		t.section(s, strconv.Itoa(n+1), 0)
	}
	return t.w.Flush()
}

type textWriter struct {
	w     *bufio.Writer
	width int
	color bool
	all   bool
}

func (t *textWriter) line(s string) {
	// A bufio.Writer keeps its first error for Flush.
	_, _ = t.w.WriteString(strings.TrimRight(s, " ") + "\n")
}

// styled writes a span, with the escape codes of its style if colour is on.
func (t *textWriter) styled(s Span) string {
	if !t.color {
		return s.Text
	}
	switch s.Style {
	case Strong:
		return "\x1b[1m" + s.Text + "\x1b[0m"
	case Marked:
		return "\x1b[1;33m" + s.Text + "\x1b[0m"
	case Small:
		return "\x1b[2m" + s.Text + "\x1b[0m"
	case Fixed:
		return "\x1b[36m" + s.Text + "\x1b[0m"
	}
	return s.Text
}

func (t *textWriter) spans(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(t.styled(s))
	}
	return b.String()
}

// prose writes wrapped text with a prefix for its first line and another for
// the rest.
func (t *textWriter) prose(p Prose, indent int, first, rest string) {
	margin := strings.Repeat(" ", indent)
	width := min(t.width, maxProseWidth) - indent - max(displayWidth(first), displayWidth(rest))
	for i, l := range wrap(p, width) {
		if i == 0 {
			t.line(margin + first + t.spans(l))
		} else {
			t.line(margin + rest + t.spans(l))
		}
	}
}

func (t *textWriter) section(s Section, number string, depth int) {
	rule := "─"
	if depth > 0 {
		rule = ""
	}
	t.prose(Prose{{Text: number + ". " + s.Title, Style: Strong}}, 0, "", "")
	if rule != "" {
		t.line(strings.Repeat(rule, min(t.width, displayWidth(number+". "+clean(s.Title)))))
	}
	t.line("")
	t.blocks(s.Blocks, 0)
	for n, sub := range s.Sections {
		t.section(sub, number+"."+strconv.Itoa(n+1), depth+1)
	}
}

func (t *textWriter) blocks(bs []Block, indent int) {
	for _, b := range bs {
		switch b := b.(type) {
		case Paragraph:
			p := b.Text
			if b.Role == Aside {
				p = dim(p)
			}
			t.prose(p, indent, "", "")
			t.line("")
		case List:
			t.list(b, indent)
			t.line("")
		case Table:
			t.table(b, indent)
			t.line("")
		case Definitions:
			for _, d := range b.Entries {
				t.prose(append(Prose{{Text: d.Term + ": ", Style: Strong}}, d.Text...), indent, "", "  ")
			}
			t.line("")
		case Code:
			for _, l := range strings.Split(b.Text, "\n") {
				t.line(strings.Repeat(" ", indent+4) + t.styled(Span{Text: clean(strings.TrimRight(l, " ")), Style: Fixed}))
			}
			t.line("")
		case Figure:
			t.figure(b, indent)
		}
	}
}

// dim sets plain words small.
func dim(p Prose) Prose {
	q := make(Prose, len(p))
	for i, s := range p {
		if s.Style == Normal {
			s.Style = Small
		}
		q[i] = s
	}
	return q
}

// shown is how many of n entries are written.
func (t *textWriter) shown(n, short int) int {
	if t.all || short == 0 || n <= short+1 { // never cut just one
		return n
	}
	return short
}

func (t *textWriter) more(n, indent int) {
	if n > 0 {
		t.prose(Prose{{Text: "and " + grouped(strconv.Itoa(n)) + " more (the HTML report and the JSON output have all)", Style: Small}}, indent, "", "")
	}
}

func (t *textWriter) list(l List, indent int) {
	n := t.shown(len(l.Items), l.Short)
	for i, item := range l.Items[:n] {
		sign := "- "
		if l.Ordered {
			sign = strconv.Itoa(i+1) + ". "
		}
		hang := strings.Repeat(" ", len(sign))
		t.prose(item.Text, indent, sign, hang)
		for _, b := range item.More {
			switch b := b.(type) {
			case Paragraph:
				p := b.Text
				if b.Role == Aside {
					p = dim(p)
				}
				t.prose(p, indent+len(sign), "", "")
			case List:
				t.list(b, indent+len(sign))
			default:
				t.blocks([]Block{b}, indent+len(sign))
			}
		}
		if len(item.More) > 0 && i < n-1 {
			t.line("")
		}
	}
	t.more(len(l.Items)-n, indent)
}
