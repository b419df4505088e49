package brief

import (
	"bufio"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// longList is how many entries Markdown and HTML write of a list that a short
// rendering would cut, before they too refer to the JSON output.
const longList = 500

// Markdown writes the report in GitHub Flavored Markdown, without HTML. Words
// from the case are escaped and are never markup.
func (r *Report) Markdown(w io.Writer) error {
	m := &markdownWriter{w: bufio.NewWriter(w), all: r.All}
	m.line("# "+m.inline(r.Title), "")
	m.blocks(r.Head, "")
	for n, s := range r.Sections {
		m.section(s, strconv.Itoa(n+1), 2)
	}
	return m.w.Flush()
}

type markdownWriter struct {
	w   *bufio.Writer
	all bool
}

func (m *markdownWriter) line(lines ...string) {
	for _, l := range lines {
		// A bufio.Writer keeps its first error for Flush.
		_, _ = m.w.WriteString(strings.TrimRight(l, " ") + "\n")
	}
}

func (m *markdownWriter) section(s Section, number string, level int) {
	m.line(strings.Repeat("#", level)+" "+number+". "+escapeMarkdown(clean(s.Title)), "")
	m.blocks(s.Blocks, "")
	for n, sub := range s.Sections {
		m.section(sub, number+"."+strconv.Itoa(n+1), min(level+1, 6))
	}
}

func (m *markdownWriter) blocks(bs []Block, indent string) {
	for _, b := range bs {
		switch b := b.(type) {
		case Paragraph:
			text := m.paragraph(b.Text)
			if b.Role == Notice {
				text = "> " + text
			}
			m.line(indent+text, "")
		case List:
			m.list(b, indent)
		case Table:
			m.table(b, indent)
		case Definitions:
			for _, d := range b.Entries {
				m.line(indent+"- **"+escapeMarkdown(d.Term)+"**: "+m.inline(d.Text), "")
			}
		case Code:
			fence := fenceFor(b.Text)
			m.line(indent + fence + "yaml")
			for _, l := range strings.Split(b.Text, "\n") {
				m.line(indent + strings.TrimRight(clean(l), " "))
			}
			m.line(indent+fence, "")
		case Figure:
			m.figure(b, indent)
		}
	}
}

// fenceFor is a fence longer than any run of backticks in the text.
func fenceFor(s string) string {
	longest, run := 2, 0
	for _, r := range s {
		if r == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	return strings.Repeat("`", longest+1)
}

func (m *markdownWriter) shown(n, short int) int {
	if short == 0 || m.all {
		return n
	}
	return min(n, longList)
}

func (m *markdownWriter) more(n int, indent string) {
	if n > 0 {
		m.line(indent+"and "+grouped(strconv.Itoa(n))+" more (the JSON output has all)", "")
	}
}

func (m *markdownWriter) list(l List, indent string) {
	n := m.shown(len(l.Items), l.Short)
	for i, item := range l.Items[:n] {
		sign := "- "
		if l.Ordered {
			sign = strconv.Itoa(i+1) + ". "
		}
		m.line(indent + sign + m.paragraph(item.Text))
		hang := indent + strings.Repeat(" ", len(sign))
		if len(item.More) > 0 {
			m.line("")
			m.blocks(item.More, hang)
		} else if i == n-1 {
			m.line("")
		}
	}
	m.more(len(l.Items)-n, indent)
}

func (m *markdownWriter) table(t Table, indent string) {
	if len(t.Caption) > 0 {
		m.line(indent+m.inline(bold(t.Caption)), "")
	}
	head, rule := "|", "|"
	for _, c := range t.Columns {
		head += " " + m.inline(c.Title) + " |"
		if c.Numeric {
			rule += " ---: |"
		} else {
			rule += " --- |"
		}
	}
	m.line(indent+head, indent+rule)
	n := m.shown(len(t.Rows), t.Short)
	for _, r := range t.Rows[:n] {
		row := "|"
		for _, c := range r.Cells {
			row += " " + m.inline(c) + " |"
		}
		m.line(indent + row)
	}
	m.line("")
	m.more(len(t.Rows)-n, indent)
}

// figure draws charts in characters, in a block that is shown as it stands.
func (m *markdownWriter) figure(f Figure, indent string) {
	if len(f.Bars)+len(f.Scatters) == 0 {
		return
	}
	if len(f.Caption) > 0 {
		m.line(indent+m.paragraph(f.Caption), "")
	}
	var lines []string
	for _, b := range f.Bars {
		lines = append(append(lines, barLines(b, 72)...), "")
	}
	for _, s := range f.Scatters {
		lines = append(append(lines, scatterLines(s, 72)...), "")
	}
	text := strings.TrimRight(strings.Join(lines, "\n"), "\n")
	fence := fenceFor(text)
	m.line(indent + fence + "text")
	for _, l := range strings.Split(text, "\n") {
		m.line(indent + l)
	}
	m.line(indent+fence, "")
}

// paragraph is inline text that starts a block: what would make it a list or
// a heading there is escaped.
func (m *markdownWriter) paragraph(p Prose) string {
	text := m.inline(p)
	if blockStart.MatchString(text) {
		if n := strings.IndexAny(text, ".)"); n > 0 && text[0] >= '0' && text[0] <= '9' {
			return text[:n] + `\` + text[n:]
		}
		return `\` + text
	}
	return text
}

var blockStart = regexp.MustCompile(`^([-+=#:]|[0-9]{1,9}[.)]( |$))`)

// inline writes spans of prose on one line.
func (m *markdownWriter) inline(p Prose) string {
	var b strings.Builder
	for _, s := range merged(p) {
		text := strings.ReplaceAll(clean(s.Text), "\u00a0", " ")
		switch {
		case text == "":
		case isWebAddress(s.Link) && !strings.ContainsAny(s.Link, "<> \t\n\r"):
			b.WriteString("<" + clean(s.Link) + ">")
		case s.Style == Strong:
			b.WriteString(around("**", text))
		case s.Style == Marked:
			b.WriteString(around("**", text))
		case s.Style == Small:
			b.WriteString(around("*", text))
		case s.Style == Fixed:
			// Three backticks or more, longer than any in the text.
			b.WriteString(fenceFor(text) + " " + text + " " + fenceFor(text))
		default:
			b.WriteString(escapeMarkdown(text))
		}
	}
	return strings.TrimSpace(b.String())
}

// merged joins neighbours in one style: marks between them would show.
func merged(p Prose) Prose {
	var out Prose
	for _, s := range p {
		if n := len(out) - 1; n >= 0 && out[n].Style == s.Style && out[n].Link == s.Link {
			out[n].Text += s.Text
			continue
		}
		out = append(out, s)
	}
	return out
}

// around puts text between marks, which must touch it: spaces go outside.
func around(mark, text string) string {
	inner := strings.TrimSpace(text)
	if inner == "" {
		return text
	}
	at := strings.Index(text, inner)
	return text[:at] + mark + escapeMarkdown(inner) + mark + text[at+len(inner):]
}

// escapeMarkdown escapes what could be markup anywhere in a line, and breaks
// up addresses that renderers turn into links on their own.
func escapeMarkdown(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case strings.ContainsRune("\\`*_[]<>|~&$", r):
			b.WriteByte('\\')
		case r == ':' && strings.HasPrefix(s[i:], "://"):
			b.WriteByte('\\')
		case r == '.' && i >= 3 && strings.EqualFold(s[i-3:i], "www"):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isWebAddress reports whether a link may be followed: nothing but http and
// https is.
func isWebAddress(link string) bool {
	return strings.HasPrefix(link, "https://") || strings.HasPrefix(link, "http://")
}
