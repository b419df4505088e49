package casefile

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// width is how long a line of YAML may be before the item on it is spread
// over several.
const width = 100

// yamlText writes the item as a YAML document. Text that another reader of
// YAML might take for a number, a date or a truth value is put in quotes.
func yamlText(root *item) string {
	w := &yamlWriter{}
	for i, p := range root.pairs {
		if i > 0 && p.value.form != scalarItem {
			w.WriteString("\n")
		}
		w.pair(p, 0)
	}
	return w.String()
}

type yamlWriter struct{ strings.Builder }

func indent(n int) string { return strings.Repeat("  ", n) }

// pair writes a key and its value, at a level of indentation, with the line's
// end. The cursor is where the key begins.
func (w *yamlWriter) pair(p pair, level int) {
	key := p.name() + ":"
	w.WriteString(key)
	if line, ok := p.value.line(width - 2*level - utf8.RuneCountInString(key)); ok {
		w.WriteString(" " + line + "\n")
		return
	}
	switch p.value.form {
	case scalarItem:
		w.WriteString(" " + blockText(p.value.text, level+1) + "\n")
	case listItem:
		w.WriteString("\n")
		w.list(p.value, level+1)
	default:
		w.WriteString("\n")
		w.mapping(p.value, level+1, true)
	}
}

func (w *yamlWriter) mapping(m *item, level int, first bool) {
	for _, p := range m.pairs {
		if first {
			w.WriteString(indent(level))
		}
		first = true // after a dash, the first key is in place already
		w.pair(p, level)
	}
}

func (w *yamlWriter) list(l *item, level int) {
	for _, e := range l.list {
		w.WriteString(indent(level) + "- ")
		if line, ok := e.line(width - 2*level - 2); ok {
			w.WriteString(line + "\n")
			continue
		}
		switch e.form {
		case scalarItem:
			w.WriteString(blockText(e.text, level+1) + "\n")
		case listItem:
			// A list in a list begins on the line of its dash.
			inner := &yamlWriter{}
			inner.list(e, level+1)
			w.WriteString(strings.TrimPrefix(inner.String(), indent(level+1)))
		default:
			w.mapping(e, level+1, false)
		}
	}
}

// line writes the item on one line of at most room characters, if that can
// and should be.
func (m *item) line(room int) (string, bool) {
	if m.form == scalarItem {
		if m.bare {
			return m.text, true
		}
		if blockable(m.text) && (strings.Contains(m.text, "\n") || utf8.RuneCountInString(m.text) > room) {
			return "", false
		}
		return inline(m.text, false), true
	}
	if len(m.list) == 0 && len(m.pairs) == 0 {
		return m.flow(), true
	}
	if !m.short || m.long(&room) {
		return "", false
	}
	s := m.flow()
	return s, !strings.Contains(s, `\n`)
}

// long counts the item's characters off the room, and stops as soon as there
// is none: an item must not be written out once for every level around it.
func (m *item) long(room *int) bool {
	*room -= utf8.RuneCountInString(m.text) + 2
	for _, p := range m.pairs {
		*room -= utf8.RuneCountInString(p.key) + 2
		if *room < 0 || p.value.long(room) {
			return true
		}
	}
	for _, e := range m.list {
		if *room < 0 || e.long(room) {
			return true
		}
	}
	return *room < 0
}

// flow writes the item in brackets or braces.
func (m *item) flow() string {
	var parts []string
	switch m.form {
	case listItem:
		for _, e := range m.list {
			parts = append(parts, e.flow())
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case mappingItem:
		for _, p := range m.pairs {
			parts = append(parts, p.name()+": "+p.value.flow())
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	if m.bare {
		return m.text
	}
	return inline(m.text, true)
}

// name writes the key of a pair.
func (p pair) name() string {
	if p.number {
		return p.key
	}
	return inline(p.key, true)
}

// blockText writes a text of several lines, or a long one, as a block scalar
// whose lines are indented to the level.
func blockText(text string, level int) string {
	body := strings.TrimSuffix(text, "\n")
	head, lines := "|", strings.Split(body, "\n")
	if len(lines) == 1 && body == text {
		head, lines = ">", fold(text, max(40, width-2*level))
	}
	if body == text {
		head += "-"
	}
	var b strings.Builder
	b.WriteString(head)
	for _, l := range lines {
		b.WriteString("\n")
		if l != "" {
			b.WriteString(indent(level) + l)
		}
	}
	return b.String()
}

// blockable reports whether a block scalar can carry the text unchanged.
func blockable(text string) bool {
	body := strings.TrimSuffix(text, "\n")
	if body == "" || strings.HasSuffix(body, "\n") || strings.HasPrefix(body, "\n") {
		return false
	}
	for line := range strings.SplitSeq(body, "\n") {
		if strings.HasPrefix(line, " ") || strings.HasSuffix(line, " ") || strings.Contains(line, "  ") || !printable(line) {
			return false
		}
	}
	return true
}

// fold breaks a text at its spaces into lines of at most n characters, if
// its words let it.
func fold(text string, n int) []string {
	var lines []string
	line, length := "", 0
	for i, word := range strings.Split(text, " ") {
		size := utf8.RuneCountInString(word)
		switch {
		case i == 0:
			line, length = word, size
		case length+1+size > n:
			lines = append(lines, line)
			line, length = word, size
		default:
			line, length = line+" "+word, length+1+size
		}
	}
	return append(lines, line)
}

func printable(s string) bool {
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// typed matches what some reader of YAML takes for something else than text.
var typed = regexp.MustCompile(`(?i)^(|~|null|true|false|yes|no|on|off|y|n|<<|=|[-+.]?[0-9][-+.0-9a-fox_:/tz ]*|[-+]?\.(inf|nan))$`)

// plainID reports whether the text is plain in any place, as nearly all ids
// are: a letter, then letters, digits and underscores, and longer than, or with
// a digit unlike, the words that YAML takes for something else.
func plainID(s string) bool {
	const longestWord = len("false")
	digit := false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		case i > 0 && (c >= '0' && c <= '9' || c == '_'):
			digit = digit || c != '_'
		default:
			return false
		}
	}
	return digit || len(s) > longestWord
}

// inline writes a text on one line: plain where that is safe, in quotes
// otherwise. Within brackets and braces less is safe.
func inline(s string, within bool) string {
	if plainID(s) {
		return s
	}
	unsafe := s == "" || !printable(s) || typed.MatchString(s) ||
		strings.ContainsAny(s[:1], "-?:,[]{}#&*!|>'\"%@`. ") || strings.HasSuffix(s, " ") || strings.HasSuffix(s, ":") ||
		strings.Contains(s, ": ") || strings.Contains(s, " #") ||
		within && strings.ContainsAny(s, ",[]{}:?#")
	switch {
	case s == "on" && within: // a key of the format, which this reader takes as written
		return s
	case !unsafe:
		return s
	case printable(s) && strings.ContainsAny(s, `"\`):
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	return b.String() + `"`
}
