package scenario

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonReader reads JSON with the place of every value and every number as it
// is written. It takes what Python's writer adds to JSON (NaN, Infinity).
type jsonReader struct {
	*source
	data  string
	pos   int
	nodes int
}

func parseJSON(s *source) (*node, error) {
	r := &jsonReader{source: s, data: s.text.data}
	root, err := r.value(0)
	if err != nil {
		return nil, err
	}
	if r.blanks(); r.pos < len(r.data) {
		return nil, r.fail(r.pos, "", "something follows the end of the JSON value")
	}
	return root, nil
}

func (r *jsonReader) blanks() {
	for r.pos < len(r.data) && isBlank(r.data[r.pos]) {
		r.pos++
	}
}

func (r *jsonReader) node(f form) *node { return &node{form: f, at: r.pos} }

func (r *jsonReader) value(depth int) (*node, error) {
	r.blanks()
	if r.pos == len(r.data) {
		return nil, r.fail(r.pos, "the end of the file seems to be missing", "the file ends where a value is expected")
	}
	if depth > maxDepth {
		return nil, r.fail(r.pos, "", "values are nested more than %d deep", maxDepth)
	}
	if r.nodes++; r.nodes > maxNodes {
		return nil, r.fail(r.pos, "", "the file has more than %d values", maxNodes)
	}
	switch c := r.data[r.pos]; c {
	case '{', '[':
		return r.collection(c, depth)
	case '"':
		n := r.node(scalarNode)
		n.string = true
		var err error
		n.text, err = r.string()
		return n, err
	}
	n := r.node(scalarNode)
	from := r.pos
	for r.pos < len(r.data) && !isBlank(r.data[r.pos]) && !strings.ContainsRune(`,:]}[{"`, rune(r.data[r.pos])) {
		r.pos++
	}
	n.text = r.data[from:r.pos]
	if _, special := n.notFinite(); special || n.text == "null" || n.text == "true" || n.text == "false" {
		return n, nil
	}
	if !decimal.MatchString(n.text) {
		return nil, r.fail(from, "", "%s is no JSON value", quoted(r.data[from:max(r.pos, min(from+1, len(r.data)))]))
	}
	return n, nil
}

func (r *jsonReader) collection(c byte, depth int) (*node, error) {
	n, end := r.node(listNode), byte(']')
	if c == '{' {
		n.form, end = mapNode, '}'
	}
	at := r.pos
	r.pos++
	seen := map[string]bool{}
	for first := true; ; first = false {
		r.blanks()
		if r.pos == len(r.data) {
			line, _ := r.text.place(at)
			return nil, r.fail(r.pos, "the end of the file seems to be missing", "the file ends inside the %c that line %d begins", c, line)
		}
		if r.data[r.pos] == end {
			r.pos++
			return n, nil
		}
		if !first {
			if r.data[r.pos] != ',' {
				return nil, r.fail(r.pos, "", "a comma or %c is expected here", end)
			}
			comma := r.pos
			r.pos++
			if r.blanks(); r.pos < len(r.data) && r.data[r.pos] == end {
				r.warn(comma, "", "a comma with nothing behind it is left out")
				continue
			}
		}
		if n.form == mapNode {
			if err := r.key(n, seen); err != nil {
				return nil, err
			}
		}
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, v)
	}
}

func (r *jsonReader) key(n *node, seen map[string]bool) error {
	if r.pos == len(r.data) || r.data[r.pos] != '"' {
		return r.fail(r.pos, "", `a key in quotes is expected here`)
	}
	key := r.node(scalarNode)
	at := r.pos
	text, err := r.string()
	if err != nil {
		return err
	}
	key.text, key.string = text, true
	if seen[text] {
		return r.fail(at, "remove one of them", "the key %s is given twice", quoted(text))
	}
	seen[text] = true
	if r.blanks(); r.pos == len(r.data) || r.data[r.pos] != ':' {
		return r.fail(r.pos, "", "a colon is expected after the key %s", quoted(text))
	}
	r.pos++
	n.keys = append(n.keys, key)
	return nil
}

// string reads a text in quotes, at whose first quote the reader stands.
func (r *jsonReader) string() (string, error) {
	at := r.pos
	r.pos++
	var b strings.Builder
	for r.pos < len(r.data) {
		c := r.data[r.pos]
		r.pos++
		switch {
		case c == '"':
			return b.String(), nil
		case c < ' ' && c != '\t':
			return "", r.fail(at, `close it with "`, "the text that begins here does not end on its line")
		case c != '\\':
			b.WriteByte(c)
		default:
			if err := r.escape(&b); err != nil {
				return "", err
			}
		}
	}
	return "", r.fail(at, `close it with "`, "the text that begins here does not end")
}

var escapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (r *jsonReader) escape(b *strings.Builder) error {
	at := r.pos - 1
	if r.pos == len(r.data) {
		return r.fail(at, "", "the file ends inside a text")
	}
	c := r.data[r.pos]
	r.pos++
	if plain, ok := escapes[c]; ok {
		b.WriteByte(plain)
		return nil
	}
	first, ok := r.unit()
	if c != 'u' || !ok {
		return r.fail(at, "", `\%c means nothing in JSON`, c)
	}
	if utf16.IsSurrogate(first) && strings.HasPrefix(r.data[r.pos:], `\u`) {
		r.pos += 2
		second, ok := r.unit()
		if !ok {
			return r.fail(at, "", "an escape of a character is cut short")
		}
		first = utf16.DecodeRune(first, second)
	}
	if !utf8.ValidRune(first) {
		first = utf8.RuneError
	}
	b.WriteRune(first)
	return nil
}

func (r *jsonReader) unit() (rune, bool) {
	if r.pos+4 > len(r.data) {
		return 0, false
	}
	n, err := strconv.ParseUint(r.data[r.pos:r.pos+4], 16, 16)
	if err != nil {
		return 0, false
	}
	r.pos += 4
	return rune(n), true
}
