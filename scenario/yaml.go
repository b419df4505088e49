package scenario

import (
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// parseYAML reads YAML into nodes. Tags such as !!python/tuple are words that
// nobody acts on; aliases, which Python's writer makes of what it has seen
// before, are copied within the bounds of maxNodes.
func parseYAML(s *source) (n *node, err error) {
	// The parser panics on slips of its own. A stranger's file must not stop
	// the program.
	defer func() {
		if recover() != nil {
			n, err = nil, s.fail(0, "", "the YAML parser gave up on this file")
		}
	}()
	loader, err := yaml.NewLoader(strings.NewReader(s.text.data), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		return nil, s.fail(0, "", "%v", err)
	}
	var doc yaml.Node
	if err := loader.Load(&doc); errors.Is(err, io.EOF) {
		return nil, s.fail(0, "", "the file is empty")
	} else if err != nil {
		return nil, s.fail(0, "", "this is not YAML: %v", strings.ReplaceAll(err.Error(), "\n", " "))
	}
	if len(doc.Content) == 0 {
		return nil, s.fail(0, "", "the file is empty")
	}
	nodes := 0
	return s.fromYAML(doc.Content[0], 0, &nodes)
}

func (s *source) fromYAML(y *yaml.Node, depth int, nodes *int) (*node, error) {
	if *nodes++; *nodes > maxNodes {
		return nil, s.failAt(max(y.Line, 1), max(y.Column, 1), "", "the file has more than %d keys and entries, its aliases written out", maxNodes)
	}
	if depth > maxDepth {
		return nil, s.failAt(max(y.Line, 1), max(y.Column, 1), "", "values are nested more than %d deep", maxDepth)
	}
	n := &node{at: -1, line: max(y.Line, 1), column: max(y.Column, 1)}
	switch y.Kind {
	case yaml.AliasNode:
		if y.Alias == nil {
			return n, nil
		}
		return s.fromYAML(y.Alias, depth+1, nodes)
	case yaml.SequenceNode:
		n.form = listNode
		for _, c := range y.Content {
			item, err := s.fromYAML(c, depth+1, nodes)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, item)
		}
	case yaml.MappingNode:
		return n, s.mapFromYAML(n, y, depth, nodes)
	default:
		n.text = y.Value
		n.string = y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	}
	return n, nil
}

func (s *source) mapFromYAML(n *node, y *yaml.Node, depth int, nodes *int) error {
	n.form = mapNode
	seen := map[string]bool{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, err := s.fromYAML(y.Content[i], depth+1, nodes)
		if err != nil {
			return err
		}
		value, err := s.fromYAML(y.Content[i+1], depth+1, nodes)
		if err != nil {
			return err
		}
		if key.form != scalarNode {
			return s.failNode(key, "", "this key is no single word or number, and such a file is not read")
		}
		if seen[key.text] {
			return s.failNode(key, "remove one of them", "the key %s is given twice", quoted(key.text))
		}
		seen[key.text] = true
		n.keys, n.items = append(n.keys, key), append(n.items, value)
	}
	return nil
}
