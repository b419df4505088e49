package scenario

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits on what is read. They are far beyond any published file.
const (
	MaxBytes  = 32 << 20  // of a file
	maxNodes  = 1_000_000 // elements of XML, keys and entries of JSON or YAML
	maxDepth  = 100
	maxAttrs  = 100    // of an element
	maxIssues = 10_000 // of a scenario
)

// element is an element of XML.
type element struct {
	name     string
	at       int // offset of its <
	attrs    []attribute
	children []*element
	text     string // of the element itself, without that of its children
}

type attribute struct {
	name, value string
	at          int // offset of the name
}

// attr returns the attribute with the name, of several the last one, as
// GENIUS's own parser keeps it.
func (e *element) attr(name string) (attribute, bool) {
	for i := len(e.attrs) - 1; i >= 0; i-- {
		if strings.EqualFold(e.attrs[i].name, name) {
			return e.attrs[i], true
		}
	}
	return attribute{}, false
}

// get returns an attribute's value, or nothing.
func (e *element) get(name string) string {
	a, _ := e.attr(name)
	return a.value
}

// all returns the children with the name.
func (e *element) all(name string) []*element {
	var found []*element
	for _, c := range e.children {
		if strings.EqualFold(c.name, name) {
			found = append(found, c)
		}
	}
	return found
}

// first returns the first child with the name, or nil.
func (e *element) first(name string) *element {
	for _, c := range e.children {
		if strings.EqualFold(c.name, name) {
			return c
		}
	}
	return nil
}

// xmlReader reads XML as it is published: it goes on where a strict parser
// stops, and says so. Go's own tokenizer has no places for attributes and no
// way around junk between them.
type xmlReader struct {
	*source
	data  string
	pos   int
	nodes int
}

// parseXML returns the root element.
func parseXML(s *source) (*element, error) {
	r := &xmlReader{source: s, data: s.text.data}
	top := &element{}
	stack := []*element{top}
	var words []*strings.Builder // the text of each open element
	words = append(words, &strings.Builder{})
	for r.pos < len(r.data) {
		here := stack[len(stack)-1]
		start := r.pos
		next := strings.IndexByte(r.data[r.pos:], '<')
		if next < 0 {
			next = len(r.data) - r.pos
		}
		chars := r.data[r.pos : r.pos+next]
		r.pos += next
		if here != top {
			words[len(words)-1].WriteString(r.unescape(chars, start))
		} else if stray := strings.TrimSpace(chars); stray != "" {
			r.warn(start+strings.Index(chars, stray), "", "%s stands outside all elements; it is left out", quoted(stray))
		}
		if r.pos == len(r.data) {
			break
		}
		rest := r.data[r.pos:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			if err := r.skip("<!--", "-->", "comment"); err != nil {
				return nil, err
			}
		case strings.HasPrefix(rest, "<![CDATA["):
			from := r.pos + len("<![CDATA[")
			if err := r.skip("<![CDATA[", "]]>", "CDATA section"); err != nil {
				return nil, err
			}
			words[len(words)-1].WriteString(r.data[from : r.pos-len("]]>")])
		case strings.HasPrefix(rest, "<?"):
			if r.pos > 0 && strings.HasPrefix(rest, "<?xml") {
				r.warn(r.pos, "", "the XML declaration does not begin the file; read as if it did")
			}
			if err := r.skip("<?", "?>", "processing instruction"); err != nil {
				return nil, err
			}
		case strings.HasPrefix(rest, "<!"):
			if err := r.doctype(); err != nil {
				return nil, err
			}
		case strings.HasPrefix(rest, "</"):
			n := r.closing(stack)
			for ; n > 0; n-- {
				stack[len(stack)-1].text = words[len(words)-1].String()
				stack, words = stack[:len(stack)-1], words[:len(words)-1]
			}
		default:
			e, open, err := r.opening()
			if err != nil {
				return nil, err
			}
			if e == nil { // a < that begins nothing
				words[len(words)-1].WriteString("<")
				continue
			}
			here.children = append(here.children, e)
			if !open {
				continue
			}
			if len(stack) > maxDepth {
				return nil, r.fail(e.at, "", "elements are nested more than %d deep", maxDepth)
			}
			stack, words = append(stack, e), append(words, &strings.Builder{})
		}
	}
	if len(stack) > 1 {
		e := stack[len(stack)-1]
		line, _ := r.text.place(e.at)
		return nil, r.fail(len(r.data), "the end of the file seems to be missing", "the file ends inside <%s>, which line %d begins", e.name, line)
	}
	if len(top.children) == 0 {
		return nil, r.fail(0, "", "there is no XML element in the file")
	}
	for _, e := range top.children[1:] {
		r.warn(e.at, "", "a second root element, <%s>, begins here; it is left out", e.name)
	}
	return top.children[0], nil
}

// skip goes behind the end of what begins here.
func (r *xmlReader) skip(begin, end, what string) error {
	n := strings.Index(r.data[r.pos+len(begin):], end)
	if n < 0 {
		return r.fail(r.pos, "close it with "+end, "the %s that begins here does not end", what)
	}
	r.pos += len(begin) + n + len(end)
	return nil
}

// doctype goes behind a document type declaration and refuses one that
// declares entities: expanding them could fill the memory or fetch files.
func (r *xmlReader) doctype() error {
	depth := 0
	for i := r.pos; i < len(r.data); i++ {
		switch r.data[i] {
		case '[':
			depth++
		case ']':
			depth--
		case '<':
			if strings.HasPrefix(r.data[i:], "<!ENTITY") {
				return r.fail(i, "write the text out instead", "the file declares an entity, which is not read")
			}
		case '>':
			if depth <= 0 {
				r.pos = i + 1
				return nil
			}
		}
	}
	return r.fail(r.pos, "", "the declaration that begins here does not end")
}

// closing reads an end tag and returns how many open elements it closes.
func (r *xmlReader) closing(stack []*element) int {
	at := r.pos
	n := strings.IndexByte(r.data[r.pos:], '>')
	if n < 0 {
		n = len(r.data) - r.pos - 1
	}
	name := strings.TrimSpace(r.data[r.pos+2 : max(r.pos+n, r.pos+2)])
	r.pos += n + 1
	for i := len(stack) - 1; i > 0; i-- {
		if !strings.EqualFold(stack[i].name, name) {
			continue
		}
		for _, e := range stack[i+1:] {
			line, _ := r.text.place(e.at)
			r.warn(at, "", "<%s> of line %d is not closed; it is taken to end before </%s>", e.name, line, name)
		}
		return len(stack) - i
	}
	r.warn(at, "", "</%s> closes nothing; it is left out", name)
	return 0
}

// opening reads a start tag. It returns no element where the < begins none,
// and whether an end tag is to come.
func (r *xmlReader) opening() (e *element, open bool, err error) {
	at := r.pos
	r.pos++
	name := r.name()
	if name == "" {
		r.warn(at, "write &lt;", "a bare < is taken as text")
		return nil, false, nil
	}
	if r.nodes++; r.nodes > maxNodes {
		return nil, false, r.fail(at, "", "the file has more than %d elements", maxNodes)
	}
	e = &element{name: name, at: at}
	for {
		spaced := r.blanks()
		if r.pos == len(r.data) {
			return nil, false, r.fail(at, "the end of the file seems to be missing", "the file ends inside the tag <%s>", name)
		}
		switch c := r.data[r.pos]; {
		case c == '>':
			r.pos++
			return e, true, nil
		case c == '/' && strings.HasPrefix(r.data[r.pos:], "/>"):
			r.pos += 2
			return e, false, nil
		case c == '<':
			return nil, false, r.fail(at, "close the tag with >", "the tag <%s> does not end before another begins", name)
		}
		if err := r.attribute(e, spaced); err != nil {
			return nil, false, err
		}
	}
}

// attribute reads one attribute, or steps over what is none.
func (r *xmlReader) attribute(e *element, spaced bool) error {
	at := r.pos
	name := r.name()
	if name == "" {
		for r.pos < len(r.data) && !isBlank(r.data[r.pos]) && r.data[r.pos] != '>' && r.data[r.pos] != '<' && !strings.HasPrefix(r.data[r.pos:], "/>") {
			r.pos++
		}
		r.warn(at, "", "%s in the tag <%s> is no attribute; it is left out", quoted(r.data[at:r.pos]), e.name)
		return nil
	}
	if !spaced {
		r.warn(at, "", "there is no blank before the attribute %s; read as if there were", name)
	}
	r.blanks()
	if r.pos == len(r.data) || r.data[r.pos] != '=' {
		r.warn(at, "", "the attribute %s has no value; it is left out", name)
		return nil
	}
	r.pos++
	r.blanks()
	if r.pos == len(r.data) {
		return nil
	}
	from, quote := r.pos, r.data[r.pos]
	var value string
	if quote == '"' || quote == '\'' {
		n := strings.IndexByte(r.data[r.pos+1:], quote)
		if n < 0 {
			return r.fail(from, "close it with "+string(quote), "the value of %s does not end", name)
		}
		from++
		value = r.data[from : from+n]
		r.pos += n + 2
		if i := strings.IndexByte(value, '<'); i >= 0 {
			if strings.ContainsRune(value, '\n') { // a missing quote: the next tags are not a value
				return r.fail(from-1, "close it with "+string(quote), "the value of %s does not end before another tag begins", name)
			}
			r.warn(from+i, "write &lt;", "a bare < in the value of %s is taken as text", name)
		}
	} else {
		for r.pos < len(r.data) && !isBlank(r.data[r.pos]) && r.data[r.pos] != '>' && !strings.HasPrefix(r.data[r.pos:], "/>") {
			r.pos++
		}
		value = r.data[from:r.pos]
		r.warn(from, "", "the value of %s has no quotes; read as if it had", name)
	}
	if len(e.attrs) == maxAttrs {
		return r.fail(at, "", "the tag <%s> has more than %d attributes", e.name, maxAttrs)
	}
	if _, twice := e.attr(name); twice {
		r.warn(at, "", "the attribute %s of <%s> is given twice; the last one counts", name, e.name)
	}
	e.attrs = append(e.attrs, attribute{name, r.unescape(value, from), at})
	return nil
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// blanks goes behind white space and reports whether there was any.
func (r *xmlReader) blanks() bool {
	from := r.pos
	for r.pos < len(r.data) && isBlank(r.data[r.pos]) {
		r.pos++
	}
	return r.pos > from
}

// name reads a name, or nothing.
func (r *xmlReader) name() string {
	from := r.pos
	for r.pos < len(r.data) {
		c, size := utf8.DecodeRuneInString(r.data[r.pos:])
		letter := unicode.IsLetter(c) || c == '_' || c == ':'
		if !letter && (r.pos == from || !unicode.IsDigit(c) && c != '-' && c != '.') {
			break
		}
		r.pos += size
	}
	return r.data[from:r.pos]
}

// entities are the ones that XML has by itself.
var entities = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'"}

// unescape replaces references; a & that begins none stays what it is. The
// offset is where the characters stand in the file.
func (r *xmlReader) unescape(chars string, at int) string {
	if !strings.Contains(chars, "&") {
		return chars
	}
	var b strings.Builder
	for i := 0; i < len(chars); {
		if chars[i] != '&' {
			b.WriteByte(chars[i])
			i++
			continue
		}
		semi := strings.IndexByte(chars[i:min(i+12, len(chars))], ';')
		if semi > 0 {
			if c, ok := reference(chars[i+1 : i+semi]); ok {
				b.WriteString(c)
				i += semi + 1
				continue
			}
		}
		r.warn(at+i, "write &amp;", "a bare & is taken as text")
		b.WriteByte('&')
		i++
	}
	return b.String()
}

func reference(name string) (string, bool) {
	if c, ok := entities[name]; ok {
		return c, true
	}
	code, found := strings.CutPrefix(name, "#")
	if !found {
		return "", false
	}
	base := 10
	if hex, found := strings.CutPrefix(code, "x"); found {
		code, base = hex, 16
	}
	n, err := strconv.ParseInt(code, base, 32)
	if err != nil || n <= 0 || !utf8.ValidRune(rune(n)) {
		return "", false
	}
	return string(rune(n)), true
}
