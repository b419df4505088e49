package casefile

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"parley"
)

// locator finds the nodes that the paths of a case stand for.
type locator struct {
	main      *source
	positions map[string]*source // those that have files of their own
	keys      map[*yaml.Node]map[string]int
}

// find returns the file and the node nearest to the path: the key of what it
// names or, where that is what the message quotes, the value.
func (l *locator) find(p parley.Problem) (*source, *yaml.Node) {
	src, path := l.main, p.Path
	if len(path) > 1 && path[0] == "positions" && l.positions[path[1]] != nil {
		src, path = l.positions[path[1]], path[2:]
	}
	node := src.root
	at := node
	for _, step := range path {
		name, value := l.step(node, step)
		if value == nil {
			break
		}
		at, node = value, value
		if name != nil {
			at = name
		}
	}
	if at != node {
		if v := mentioned(node, p.Message, at.Value); v != nil {
			at = v
		}
	}
	return src, at
}

// step goes one key or entry down. It allows for the short forms of the
// format: source for sources, one pattern for a list of one, {is: …}.
func (l *locator) step(n *yaml.Node, step string) (name, value *yaml.Node) {
	if strings.HasPrefix(step, "[") {
		if i, err := strconv.Atoi(strings.Trim(step, "[]")); err == nil {
			if n.Kind != yaml.SequenceNode {
				return nil, n
			}
			if i < len(n.Content) {
				return nil, n.Content[i]
			}
			return nil, nil
		}
	}
	if n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for _, key := range []string{step, strings.TrimSuffix(step, "s"), step + "s"} {
		if i, ok := l.index(n)[key]; ok && (key == step || strings.HasPrefix(key, "source")) {
			return n.Content[i], n.Content[i+1]
		}
	}
	if i, ok := l.index(n)[isKey]; ok {
		return l.step(n.Content[i+1], step)
	}
	return nil, nil
}

// index is built once for each mapping that is looked into: looking through
// a long one again for each problem would be slow.
func (l *locator) index(n *yaml.Node) map[string]int {
	if l.keys == nil {
		l.keys = map[*yaml.Node]map[string]int{}
	}
	if l.keys[n] == nil {
		at := make(map[string]int, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			if _, ok := at[n.Content[i].Value]; !ok {
				at[n.Content[i].Value] = i
			}
		}
		l.keys[n] = at
	}
	return l.keys[n]
}

// mentioned returns the scalar, the value itself or an entry of it, that the
// message is about rather than the key.
func mentioned(value *yaml.Node, message, key string) *yaml.Node {
	if words(message, strconv.Quote(key)) {
		return nil
	}
	switch value.Kind {
	case yaml.ScalarNode:
		if words(message, value.Value) {
			return value
		}
	case yaml.SequenceNode:
		for _, e := range value.Content {
			if e.Kind == yaml.ScalarNode && words(message, strconv.Quote(e.Value)) {
				return e
			}
		}
	}
	return nil
}

// words reports whether text stands in the message as a word of its own.
func words(message, text string) bool {
	if text == "" || len(text) > 200 {
		return false
	}
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }
	for from := 0; ; {
		i := strings.Index(message[from:], text)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(message[:from+i])
		after, _ := utf8.DecodeRuneInString(message[from+i+len(text):])
		if !letter(before) && !letter(after) {
			return true
		}
		from += i + len(text)
	}
}
