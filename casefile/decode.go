package casefile

import (
	"iter"

	"go.yaml.in/yaml/v4"

	"parley"
)

// decoder builds a case out of nodes whose form has been checked; what is bad
// it leaves out.
type decoder struct {
	*structure
	issues map[string]*parley.Issue
}

// child returns the value under a key of a mapping, or nil.
func child(n *yaml.Node, name string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name && n.Content[i].Kind == yaml.ScalarNode {
			return n.Content[i+1]
		}
	}
	return nil
}

// get returns the sound value under a key, or nil.
func (d *decoder) get(n *yaml.Node, name string) *yaml.Node {
	if v := child(n, name); v != nil && !d.bad[v] {
		return v
	}
	return nil
}

// entries yields the sound entries of a mapping, in file order.
func (d *decoder) entries(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(name, value *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode || d.bad[n] {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if name, value := n.Content[i], n.Content[i+1]; !d.bad[name] && !d.bad[value] && !yield(name, value) {
				return
			}
		}
	}
}

// list yields the sound entries of a list.
func (d *decoder) list(n *yaml.Node) iter.Seq[*yaml.Node] {
	return func(yield func(*yaml.Node) bool) {
		if n == nil || n.Kind != yaml.SequenceNode || d.bad[n] {
			return
		}
		for _, e := range n.Content {
			if !d.bad[e] && !yield(e) {
				return
			}
		}
	}
}

func (d *decoder) text(n *yaml.Node, name string) string {
	if v := d.get(n, name); v != nil && v.Kind == yaml.ScalarNode {
		return v.Value
	}
	return ""
}

// own returns the text of an item that is written either as that text alone
// or as a mapping with the key text.
func (d *decoder) own(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode {
		if nothing(n) {
			return ""
		}
		return n.Value
	}
	return d.text(n, "text")
}

func (d *decoder) texts(n *yaml.Node, name string) []string {
	var all []string
	for e := range d.list(d.get(n, name)) {
		all = append(all, e.Value)
	}
	return all
}

func (d *decoder) grade(n *yaml.Node) parley.Grade { return parley.Grade(d.text(n, "grade")) }

func (d *decoder) sources(n *yaml.Node) []string {
	for _, name := range []string{"source", "sources"} {
		if one := d.text(n, name); one != "" {
			return []string{one}
		}
		if all := d.texts(n, name); all != nil {
			return all
		}
	}
	return nil
}

func (d *decoder) note(n *yaml.Node) parley.Note {
	return parley.Note{
		Because: d.text(n, "because"),
		Sources: d.sources(n),
		Assumed: d.text(n, "assumed"),
		Grade:   d.grade(n),
	}
}

// number returns the number under a key, or nil where none can be read.
func (d *decoder) number(n *yaml.Node, name string) *parley.Number {
	if v := d.get(n, name); v != nil {
		if x, err := parley.ParseNumber(v.Value); err == nil {
			return &x
		}
	}
	return nil
}

// pair returns the two numbers of a list [a, b].
func (d *decoder) pair(n *yaml.Node) (a, b parley.Number, ok bool) {
	if n == nil || d.bad[n] || n.Kind != yaml.SequenceNode || len(n.Content) != 2 {
		return a, b, false
	}
	a, errA := parley.ParseNumber(n.Content[0].Value)
	b, errB := parley.ParseNumber(n.Content[1].Value)
	return a, b, errA == nil && errB == nil
}

func (d *decoder) interval(n *yaml.Node) (parley.Interval, bool) {
	if n == nil || d.bad[n] {
		return parley.Interval{}, false
	}
	if a, b, ok := d.pair(n); ok {
		return parley.Interval{Low: a, High: b}, true
	}
	i, err := parseInterval(n.Value)
	return i, err == nil && n.Kind == yaml.ScalarNode
}

// choice reads an option's id or, where the issue takes numbers and the text
// is one, a number. The issue is nil where the case has none of that id.
func choice(issue *parley.Issue, text string) parley.Choice {
	if issue != nil && issue.Numeric() {
		if x, err := parley.ParseNumber(text); err == nil {
			return parley.Choice{Number: x}
		}
	}
	return parley.Choice{Option: text}
}

func (d *decoder) patterns(n *yaml.Node) parley.Patterns {
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.MappingNode:
		return parley.Patterns{d.pattern(n)}
	}
	var all parley.Patterns
	for p := range d.list(n) {
		all = append(all, d.pattern(p))
	}
	return all
}

func (d *decoder) pattern(n *yaml.Node) parley.Pattern {
	var p parley.Pattern
	for issue, allowed := range d.entries(n) {
		t := parley.Term{Issue: issue.Value}
		add := func(v *yaml.Node) {
			if c := choice(d.issues[t.Issue], v.Value); c.Option != "" {
				t.Options = append(t.Options, c.Option)
			} else {
				t.Numbers = append(t.Numbers, c.Number)
			}
		}
		switch allowed.Kind {
		case yaml.ScalarNode:
			add(allowed)
		case yaml.SequenceNode:
			for v := range d.list(allowed) {
				add(v)
			}
		default:
			t.Min, t.Max = d.number(allowed, "min"), d.number(allowed, "max")
		}
		p = append(p, t)
	}
	return p
}
