package brief

import (
	"bufio"
	"bytes"
	"encoding/json"
	"iter"
	"math"
	"strconv"
	"strings"

	"parley"
)

// object is a JSON object whose keys keep their order.
type object []field

type field struct {
	key   string
	value any
}

// sequence is a JSON list whose items are made one after the other, so that a
// long one is never in memory whole.
type sequence iter.Seq[any]

// inOrder is a package that is written in the order of the issues.
type inOrder struct {
	pkg    parley.Package
	issues []parley.Issue
}

// chosen is a package as a choice for every issue.
type chosen struct {
	choices []parley.Choice
	issues  []parley.Issue
}

// jsonWriter writes values as encoding/json does, indented by two spaces and
// without turning < and & into escapes. It writes as it goes: an answer can
// have millions of choices.
type jsonWriter struct {
	w    *bufio.Writer
	part []byte // a buffer
	err  error
}

func (x *jsonWriter) text(s string) {
	if _, err := x.w.WriteString(s); err != nil {
		x.fail(err)
	}
}

func (x *jsonWriter) bytes(b []byte) {
	if _, err := x.w.Write(b); err != nil {
		x.fail(err)
	}
}

const margin = "                                "

// line begins a line at the depth.
func (x *jsonWriter) line(depth int) {
	x.text("\n")
	for depth > 0 {
		n := min(depth, len(margin)/2)
		x.text(margin[:2*n])
		depth -= n
	}
}

func (x *jsonWriter) value(v any, depth int) {
	switch v := v.(type) {
	case nil:
		x.text("null")
	case object:
		x.object(v, depth)
	case sequence:
		x.list(iter.Seq[any](v), depth)
	case []object:
		x.list(anyOf(v), depth)
	case []any:
		x.list(anyOf(v), depth)
	case []string:
		x.list(anyOf(v), depth)
	case string:
		x.string(v)
	case float64:
		x.number(v)
	case int:
		x.text(strconv.Itoa(v))
	case bool:
		x.text(strconv.FormatBool(v))
	case parley.Choice:
		x.choice(v)
	case inOrder:
		x.choices(v, depth)
	case chosen:
		x.chosen(v, depth)
	default:
		x.other(v, depth)
	}
}

func anyOf[T any](items []T) iter.Seq[any] {
	return func(yield func(any) bool) {
		for _, item := range items {
			if !yield(item) {
				return
			}
		}
	}
}

func (x *jsonWriter) object(o object, depth int) {
	if len(o) == 0 {
		x.text("{}")
		return
	}
	for i, f := range o {
		if i == 0 {
			x.text("{")
		} else {
			x.text(",")
		}
		x.line(depth + 1)
		x.string(f.key)
		x.text(": ")
		x.value(f.value, depth+1)
	}
	x.line(depth)
	x.text("}")
}

func (x *jsonWriter) list(items iter.Seq[any], depth int) {
	some := false
	for item := range items {
		if some {
			x.text(",")
		} else {
			x.text("[")
		}
		some = true
		x.line(depth + 1)
		x.value(item, depth+1)
		if x.err != nil {
			return
		}
	}
	if !some {
		x.text("[]")
		return
	}
	x.line(depth)
	x.text("]")
}

func (x *jsonWriter) string(s string) {
	if !unescaped(s) {
		x.other(s, 0)
		return
	}
	x.text(`"`)
	x.text(s)
	x.text(`"`)
}

// unescaped reports whether the text is ASCII and stands in JSON as it is.
func unescaped(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// number writes a float as encoding/json does: plainly unless it is very small
// or large.
func (x *jsonWriter) number(f float64) {
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) || math.IsInf(f, 0) || math.IsNaN(f) {
		x.other(f, 0)
		return
	}
	x.bytes(strconv.AppendFloat(x.w.AvailableBuffer(), f, 'f', -1, 64))
}

func (x *jsonWriter) choices(p inOrder, depth int) {
	some := false
	for i := range p.issues {
		c, ok := p.pkg[p.issues[i].ID]
		if !ok {
			continue
		}
		if some {
			x.text(",")
		} else {
			x.text("{")
		}
		some = true
		x.line(depth + 1)
		x.string(p.issues[i].ID)
		x.text(": ")
		x.choice(c)
	}
	if !some {
		x.text("{}")
		return
	}
	x.line(depth)
	x.text("}")
}

// chosen writes what choices does, with nothing to look up.
func (x *jsonWriter) chosen(p chosen, depth int) {
	x.text("{")
	between := ",\n" + strings.Repeat("  ", depth+1)
	b := append(x.part[:0], between[1:]...)
	for i, c := range p.choices {
		if i > 0 {
			b = append(b, between...)
		}
		id := p.issues[i].ID
		if unescaped(id) && c.Option != "" && unescaped(c.Option) {
			b = append(append(append(b, '"'), id...), `": "`...)
			b = append(append(b, c.Option...), '"')
			continue
		}
		x.bytes(b)
		b = b[:0]
		x.string(id)
		x.text(": ")
		x.choice(c)
	}
	x.bytes(b)
	x.part = b
	x.line(depth)
	x.text("}")
}

func (x *jsonWriter) choice(c parley.Choice) {
	if c.Option != "" {
		x.string(c.Option)
		return
	}
	data, err := c.MarshalJSON()
	if err == nil {
		_, err = x.w.Write(data)
	}
	if err != nil {
		x.fail(err)
	}
}

// other writes any other value.
func (x *jsonWriter) other(v any, depth int) {
	var b, indented bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		x.fail(err)
		return
	}
	prefix := bytes.Repeat([]byte("  "), depth)
	if err := json.Indent(&indented, bytes.TrimRight(b.Bytes(), "\n"), string(prefix), "  "); err != nil {
		x.fail(err)
		return
	}
	x.bytes(indented.Bytes())
}

// fail keeps the first error.
func (x *jsonWriter) fail(err error) {
	if x.err == nil {
		x.err = err
	}
}
