package text

import (
	"bufio"
	"io"
	"strings"
)

// Markdown writes the edition as Markdown, which ReadMarkdown reads back
// without loss. docs/text-format.md shows the form: a heading for each
// document, a line with number, heading and {#id} for each point, a paragraph
// for its words in each language, a > before what stands below another point.
func (e *Edition) Markdown(w io.Writer) error {
	m := &markdownWriter{w: bufio.NewWriter(w), e: e}
	m.put("---\nparley-text: 1\n")
	if e.Title != "" {
		m.put("title: ", e.Title, "\n")
	}
	m.put("languages: ", strings.Join(e.Languages, ", "), "\n")
	if e.Basis != "" {
		m.put("basis: ", e.Basis, "\n")
	}
	m.put("---\n")
	for i := range e.Documents {
		d := &e.Documents[i]
		m.put("\n# ")
		if title := d.Title[e.Languages[0]]; title != "" {
			m.put(escaped(title), " ")
		}
		attributes := []string{"#" + d.ID}
		if d.Of != "" {
			attributes = append(attributes, "of="+d.Of)
		}
		m.put("{", strings.Join(append(attributes, d.Standing.attributes()...), " "), "}\n")
		m.headings("", d.Title)
		m.points(d.Points, 0)
	}
	return m.w.Flush()
}

type markdownWriter struct {
	w *bufio.Writer
	e *Edition
}

func (m *markdownWriter) put(parts ...string) {
	for _, p := range parts {
		_, _ = m.w.WriteString(p) // a bufio.Writer keeps its first error for Flush
	}
}

// escaped writes plain words as they stand in a passage.
func escaped(s string) string { return Passage{Words(s)}.String() }

// attributes writes a standing as it stands behind an id.
func (s Standing) attributes() []string {
	if s.Status == "" {
		return nil
	}
	list := []string{"status=" + s.Status}
	if len(s.Among) > 0 {
		list = append(list, "among="+strings.Join(s.Among, ","))
	}
	if s.ReportedBy != "" {
		list = append(list, "by="+s.ReportedBy)
	}
	return list
}

// headings writes what a title is in the other languages.
func (m *markdownWriter) headings(lead string, by map[string]string) {
	for _, lang := range m.e.Languages[1:] {
		if s := by[lang]; s != "" {
			m.put(strings.TrimRight(lead, " "), "\n", lead, "{", lang, " #} ", escaped(s), "\n")
		}
	}
}

func (m *markdownWriter) points(list []EditionPoint, depth int) {
	lead := strings.Repeat("> ", depth)
	for i := range list {
		p := &list[i]
		m.put(strings.TrimRight(lead, " "), "\n", lead)
		heading := escaped(p.Heading[m.e.Languages[0]])
		if p.Number != "" {
			m.put("**", escaped(p.Number), "** ")
		} else {
			heading = guard(heading)
		}
		if heading != "" {
			m.put(heading, " ")
		}
		attributes := []string{"#" + p.ID}
		if p.Kind != Provision {
			attributes = append(attributes, "."+string(p.Kind))
		}
		if p.Issue != "" {
			attributes = append(attributes, "issue="+p.Issue)
		}
		m.put("{", strings.Join(append(attributes, p.Standing.attributes()...), " "), "}\n")
		m.headings(lead, p.Heading)
		for n, lang := range m.e.Languages {
			words, ok := p.Words[lang]
			if !ok {
				continue
			}
			m.put(strings.TrimRight(lead, " "), "\n", lead)
			if n > 0 {
				m.put("{", lang, "} ")
			}
			for k, line := range strings.Split(words.String(), "\n") {
				if k > 0 {
					m.put("\\\n", lead)
				}
				m.put(guard(line))
			}
			m.put("\n")
		}
		m.points(p.Points, depth+1)
	}
}

// guard puts a backslash before what would begin something else at the head of
// a line of Markdown, and before what looks as if it had one.
func guard(line string) string {
	if guardedAt(line) >= 0 {
		return `\` + line
	}
	return line
}

// guardedAt returns how many backslashes stand before a sign at the head of
// the line that has to be guarded, or -1 where there is no such sign.
func guardedAt(line string) int {
	n := 0
	for n < len(line) && line[n] == '\\' {
		n++
	}
	if n < len(line) && strings.IndexByte("#><+-*", line[n]) >= 0 {
		return n
	}
	return -1
}
