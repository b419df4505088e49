package text

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// MaxFile is how many bytes a file with a text may have.
const MaxFile = 64 << 20

// ReadMarkdown reads an edition that Markdown wrote and people may have worked
// on. A point is known by the {#id} behind its number or heading; one without
// an id, or {#new}, is new. What is not safe to show is taken out, with a
// notice. The error says in which line.
func ReadMarkdown(r io.Reader) (*Edition, []Notice, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, nil, err
	}
	if len(data) > MaxFile {
		return nil, nil, fmt.Errorf("the file has more than %d MB", MaxFile>>20)
	}
	m := &markdownReader{e: &Edition{Languages: []string{Undetermined}}}
	m.take(data)
	if err := m.head(); err != nil {
		return nil, nil, err
	}
	for m.at < len(m.lines) {
		if err := m.block(); err != nil {
			return nil, nil, fmt.Errorf("line %d: %w", m.at+1, err)
		}
	}
	m.fold(0)
	m.endDocument()
	return m.e, m.notices, nil
}

type markdownReader struct {
	e        *Edition
	lines    []string
	at       int
	notices  []Notice
	document *EditionDocument
	open     []EditionPoint // the point being read and those that it stands below
	done     []EditionPoint // whole points of the document
	points   int
}

// take divides the file into lines that are safe to show.
func (m *markdownReader) take(data []byte) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	s := bufio.NewScanner(bytes.NewReader(data))
	s.Buffer(nil, len(data)+1)
	for s.Scan() { // takes off \r\n too
		line, changes := Neutralise(s.Text())
		for _, c := range changes {
			m.notices = append(m.notices, Notice{"line " + strconv.Itoa(len(m.lines)+1), "taken out or replaced: " + c.What})
		}
		m.lines = append(m.lines, strings.TrimRight(strings.ReplaceAll(line, "\n", " "), " "))
	}
}

// head reads the lines between --- at the beginning, if they are there.
func (m *markdownReader) head() error {
	if len(m.lines) == 0 || m.lines[0] != "---" {
		return nil
	}
	for m.at = 1; m.at < len(m.lines); m.at++ {
		line := m.lines[m.at]
		if line == "---" {
			m.at++
			return nil
		}
		key, value, _ := strings.Cut(line, ":")
		value = strings.Trim(value, " ")
		switch key {
		case "parley-text":
			if value != "1" {
				return fmt.Errorf("line %d: this is version %s of the format, and only 1 is read", m.at+1, clip(value))
			}
		case "title":
			m.e.Title = value
		case "basis":
			m.e.Basis = value
		case "languages":
			m.e.Languages = nil
			for lang := range strings.SplitSeq(value, ",") {
				lang = strings.TrimSpace(lang)
				if !languageText.MatchString(lang) || slices.Contains(m.e.Languages, lang) || len(m.e.Languages) == MaxLanguages {
					return fmt.Errorf("line %d: %q cannot be a language of the text", m.at+1, clip(lang))
				}
				m.e.Languages = append(m.e.Languages, lang)
			}
		}
	}
	return errors.New("line 1: the --- that begins here is not closed")
}

var (
	// behind matches the attributes behind a title, a number or a heading.
	behind = regexp.MustCompile(`^(.*?)(?:^|[ ])\{(#[^{}]*)\}$`)
	// numbered matches the number of a point.
	numbered = regexp.MustCompile(`^\*\*((?:[^*\\]|\\.)+)\*\*(?: (.*))?$`)
	// tongue matches the mark of a language: {fr} or, of a heading, {fr #}.
	tongue = regexp.MustCompile(`^\{([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4})( #)?\}(?: (.*))?$`)
)

// attributed divides a line that ends with attributes into what stands before
// them and the attributes; nil: it does not.
func attributed(line string) []string {
	if !strings.HasSuffix(line, "}") || !strings.Contains(line, "{#") { // nearly every line
		return nil
	}
	return behind.FindStringSubmatch(line)
}

// quoted takes the > off a line and says how many there were.
func quoted(line string) (string, int) {
	depth := 0
	for strings.HasPrefix(line, ">") {
		line = strings.TrimPrefix(line[1:], " ")
		depth++
	}
	return line, depth
}

// block reads what begins at the current line.
func (m *markdownReader) block() error {
	line, depth := quoted(m.lines[m.at])
	title, isTitle := strings.CutPrefix(line, "# ")
	switch {
	case strings.Trim(line, " ") == "":
		m.at++
		return nil
	case isTitle && depth == 0:
		m.at++
		return m.newDocument(title)
	case m.document == nil:
		return errors.New("these words stand before the first document, which begins with # and its title")
	}
	if found := tongue.FindStringSubmatch(line); found != nil && found[2] != "" {
		m.at++
		return m.heading(found[1], found[3], depth)
	}
	if found := attributed(line); found != nil {
		m.at++
		return m.newPoint(found[1], found[2], depth)
	}
	if found := numbered.FindStringSubmatch(line); found != nil {
		// As people write it: the words follow the number.
		if err := m.push(EditionPoint{Number: unescape(found[1]), Heading: map[string]string{}, Words: map[string]Passage{}}, depth); err != nil {
			return err
		}
		if m.lines[m.at] = strings.Repeat(">", depth) + found[2]; found[2] == "" {
			m.at++
			return nil
		}
	}
	return m.paragraph(depth)
}

// attributes reads #id .kind key=value.
func attributes(s string) (id string, kind Kind, rest map[string]string, err error) {
	rest = map[string]string{}
	for _, word := range strings.Fields(s) {
		key, value, isPair := strings.Cut(word, "=")
		switch {
		case word[0] == '#' && id == "":
			id = word[1:]
		case word[0] == '.' && kind == "":
			kind = Kind(word[1:])
		case isPair && rest[key] == "" && slices.Contains([]string{"issue", "of", "status", "among", "by"}, key):
			rest[key] = value
		default:
			return "", "", nil, fmt.Errorf("%s was not expected among the attributes", clip(word))
		}
	}
	if id == "new" {
		id = ""
	}
	if id != "" && !ValidID(id) {
		return "", "", nil, fmt.Errorf("%q cannot be an id", clip(id))
	}
	return id, kind, rest, nil
}

func standing(rest map[string]string) Standing {
	s := Standing{Status: rest["status"], ReportedBy: rest["by"]}
	if rest["among"] != "" {
		s.Among = strings.Split(rest["among"], ",")
	}
	return s
}

func (m *markdownReader) newDocument(title string) error {
	m.fold(0)
	m.endDocument()
	d := EditionDocument{Title: map[string]string{}}
	if len(m.e.Documents) >= MaxDocuments {
		return fmt.Errorf("there are more than %d documents", MaxDocuments)
	}
	if found := attributed(title); found != nil {
		id, _, rest, err := attributes(found[2])
		if err != nil {
			return err
		}
		d.ID, d.Of, d.Standing = id, rest["of"], standing(rest)
		title = found[1]
	}
	if title = unescape(strings.Trim(title, " ")); title != "" {
		d.Title[m.e.Languages[0]] = title
	}
	m.document = &d
	return nil
}

func (m *markdownReader) endDocument() {
	if m.document != nil {
		m.document.Points, m.done = m.done, nil
		m.e.Documents = append(m.e.Documents, *m.document)
	}
	m.document = nil
}

func (m *markdownReader) newPoint(line, behind string, depth int) error {
	id, kind, rest, err := attributes(behind)
	if err != nil {
		return err
	}
	if !slices.Contains(Kinds(), kind) {
		return fmt.Errorf("there is no kind of point %q", clip(string(kind)))
	}
	p := EditionPoint{ID: id, Kind: kind, Issue: rest["issue"], Standing: standing(rest), Heading: map[string]string{}, Words: map[string]Passage{}}
	if found := numbered.FindStringSubmatch(strings.TrimRight(line, " ")); found != nil {
		p.Number, line = unescape(found[1]), found[2]
	} else {
		line = unguard(line)
	}
	if line = unescape(strings.Trim(line, " ")); line != "" {
		p.Heading[m.e.Languages[0]] = line
	}
	return m.push(p, depth)
}

// push begins a point at the depth.
func (m *markdownReader) push(p EditionPoint, depth int) error {
	if m.points++; m.points > MaxPoints {
		return fmt.Errorf("there are more than %d points", MaxPoints)
	}
	if depth >= MaxDepth {
		return fmt.Errorf("points are nested more than %d deep", MaxDepth)
	}
	m.fold(depth)
	if len(m.open) < depth {
		return fmt.Errorf("this point stands %d levels deep, and the one before it %d", depth, len(m.open)-1)
	}
	m.open = append(m.open, p)
	return nil
}

// fold closes the points that are open at the depth and deeper.
func (m *markdownReader) fold(depth int) {
	for len(m.open) > depth {
		p := m.open[len(m.open)-1]
		m.open = m.open[:len(m.open)-1]
		if n := len(m.open); n > 0 {
			m.open[n-1].Points = append(m.open[n-1].Points, p)
		} else {
			m.done = append(m.done, p)
		}
	}
}

// heading reads a title in another language than the first.
func (m *markdownReader) heading(lang, words string, depth int) error {
	if !slices.Contains(m.e.Languages, lang) {
		return fmt.Errorf("the text has no language %q", lang)
	}
	to := m.document.Title
	if len(m.open) > 0 {
		if len(m.open) != depth+1 {
			return errors.New("a heading stands at another depth than its point")
		}
		to = m.open[len(m.open)-1].Heading
	}
	if words = unescape(strings.Trim(words, " ")); words != "" {
		to[lang] = words
	}
	return nil
}

// paragraph reads words: lines up to an empty one. A line that ends with \
// breaks there; others run on.
func (m *markdownReader) paragraph(depth int) error {
	from := m.at
	lang := m.e.Languages[0]
	var b strings.Builder
	join := ""
	for ; m.at < len(m.lines); m.at++ {
		line, d := quoted(m.lines[m.at])
		if strings.Trim(line, " ") == "" || d != depth {
			break
		}
		if m.at == from {
			if found := tongue.FindStringSubmatch(line); found != nil {
				lang, line = found[1], found[3]
			}
		} else if attributed(line) != nil {
			break // the next point follows without an empty line
		}
		b.WriteString(join)
		line, breaks := broken(strings.TrimLeft(line, " "))
		b.WriteString(unguard(line))
		if join = " "; breaks {
			join = "\n"
		}
	}
	if join == "\n" {
		b.WriteString(join)
	}
	if !slices.Contains(m.e.Languages, lang) {
		m.at = from
		return fmt.Errorf("the text has no language %q", lang)
	}
	words, err := Parse(b.String())
	if err != nil {
		m.at = from
		return err
	}
	// Words without a number or an id before them are a new point.
	if len(m.open) != depth+1 || m.open[depth].Words[lang] != nil {
		if err := m.push(EditionPoint{Heading: map[string]string{}, Words: map[string]Passage{}}, depth); err != nil {
			m.at = from
			return err
		}
	}
	if len(words) > 0 {
		m.open[depth].Words[lang] = words
	}
	return nil
}

// broken takes off the \ that breaks a line: one that is not escaped itself.
func broken(line string) (string, bool) {
	n := 0
	for n < len(line) && line[len(line)-1-n] == '\\' {
		n++
	}
	if n%2 == 0 {
		return line, false
	}
	return line[:len(line)-1], true
}

// unguard takes off what guard put on.
func unguard(line string) string {
	if guardedAt(line) > 0 {
		return line[1:]
	}
	return line
}
