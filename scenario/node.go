package scenario

import (
	"strings"

	"parley"
)

// form is what a node is.
type form int

const (
	scalarNode form = iota
	listNode
	mapNode
)

// node is a value of JSON or YAML.
type node struct {
	form         form
	at           int // offset in the text; -1 where line and column are known instead
	line, column int
	text         string // of a scalar
	string       bool   // a scalar that stands in quotes
	keys         []*node
	items        []*node          // of a list, or the values of a map, aligned with keys
	index        map[string]*node // of a map with many keys, once asked for
}

// get returns the value of a key, or nil; also where the node is nil or no map.
func (n *node) get(key string) *node {
	if n == nil || n.form != mapNode {
		return nil
	}
	const few = 16
	if len(n.keys) > few {
		if n.index == nil {
			n.index = make(map[string]*node, len(n.keys))
			for i, k := range n.keys {
				n.index[k.text] = n.items[i]
			}
		}
		return n.index[key]
	}
	for i, k := range n.keys {
		if k.text == key {
			return n.items[i]
		}
	}
	return nil
}

// null reports whether there is nothing, or null.
func (n *node) null() bool {
	return n == nil || n.form == scalarNode && !n.string && (n.text == "null" || n.text == "~" || n.text == "" || n.text == "Null" || n.text == "NULL" || n.text == "None")
}

// word returns the text of a scalar, or nothing.
func (n *node) word() string {
	if n == nil || n.form != scalarNode {
		return ""
	}
	return n.text
}

// failNode returns an error at the node.
func (s *source) failNode(n *node, hint, format string, args ...any) error {
	if n.at >= 0 {
		return s.fail(n.at, hint, format, args...)
	}
	return s.failAt(n.line, n.column, hint, format, args...)
}

func (s *source) warnNode(n *node, hint, format string, args ...any) {
	if n.at >= 0 {
		s.warn(n.at, hint, format, args...)
		return
	}
	s.warnAt(n.line, n.column, hint, format, args...)
}

// number reads the node as a finite number.
func (s *source) number(n *node, what string) (parley.Number, error) {
	if n.form != scalarNode {
		return parley.Number{}, s.failNode(n, "", "%s is not a number", what)
	}
	v, err := parseNumber(strings.ReplaceAll(n.text, "_", ""))
	if err != nil {
		return v, s.failNode(n, "", "%s: %v", what, err)
	}
	return v, nil
}

// mapping reports whether the node is a map, and fails where it is not.
func (s *source) mapping(n *node, what string) error {
	if n.form != mapNode {
		return s.failNode(n, "", "%s is not a mapping", what)
	}
	return nil
}

func (s *source) list(n *node, what string) error {
	if n.form != listNode {
		return s.failNode(n, "", "%s is not a list", what)
	}
	return nil
}

// endless are the ways in which programs write what is no finite number, and
// its sign; 0 means that it is no number at all.
var endless = map[string]int{
	"-.inf": -1, "-inf": -1, "-infinity": -1,
	".inf": 1, "inf": 1, "infinity": 1, "+.inf": 1, "+inf": 1,
	".nan": 0, "nan": 0,
}

// notFinite reports whether the node is an infinity or NaN, and which.
func (n *node) notFinite() (sign int, is bool) {
	if n == nil || n.form != scalarNode {
		return 0, false
	}
	sign, is = endless[strings.ToLower(n.text)]
	return sign, is
}
