package casefile

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley"
)

// place is where a node stands: in which file and under which keys.
type place struct {
	src   *source
	up    *place // nil at the root of the case
	key   string
	name  *yaml.Node // the key's node; nil where the file has none
	index int        // of a list entry; -1 under a key
}

func (p *place) under(key string, name *yaml.Node) *place {
	return &place{src: p.src, up: p, key: key, name: name, index: -1}
}

func (p *place) entry(i int) *place { return &place{src: p.src, up: p, index: i} }

func (p *place) path() parley.Path {
	if p.up == nil {
		return nil
	}
	if p.index >= 0 {
		return p.up.path().Index(p.index)
	}
	return p.up.path().At(p.key)
}

// structure walks a file against the grammar. It reports everything that has
// not the right form and marks it as bad, so that decoding can take the rest
// for granted.
type structure struct {
	report *report
	bad    map[*yaml.Node]bool // values to be left out, and keys that stand for the second time
}

// refuse reports an error at the node n and leaves n out.
func (st *structure) refuse(n *yaml.Node, p *place, hint, format string, args ...any) {
	st.bad[n] = true
	st.report.damage(p.path())
	st.report.add(p, n, parley.Error, hint, fmt.Sprintf(format, args...))
}

// check holds the node n, which stands at p, to the shape s.
//
// Where there are more problems than are kept, it stops looking: counting the
// rest of a hostile file would take longer than reading it.
func (st *structure) check(s *shape, n *yaml.Node, p *place) {
	if st.report.full() || !st.plainNode(n, p) {
		return
	}
	if nothing(n) && !(s.scalar.keepsNull() && n.Value != "") {
		st.checkNothing(s, n, p)
		return
	}
	switch n.Kind {
	case yaml.ScalarNode:
		if s.scalar == noScalar {
			st.wrongForm(s, n, p)
			return
		}
		st.checkScalar(s, n, p)
	case yaml.SequenceNode:
		st.checkList(s, n, p)
	case yaml.MappingNode:
		switch {
		case s.annotated != nil && (s.entries == nil || child(n, isKey) != nil):
			st.checkKeys(s.annotated, n, p)
		case s.keys != nil:
			st.checkKeys(s, n, p)
		case s.entries != nil:
			st.checkEntries(s, n, p)
		default:
			st.wrongForm(s, n, p)
		}
	default:
		st.refuse(n, p, "", "this cannot be read")
	}
}

// plainNode refuses what YAML has beyond plain data.
func (st *structure) plainNode(n *yaml.Node, p *place) bool {
	switch {
	case n.Kind == yaml.AliasNode:
		st.refuse(n, p, "write it out; put quotes around a text that begins with *", "aliases (*%s) are not read", clip(n.Value, 30))
		return false
	case n.Anchor != "":
		st.refuse(n, p, "remove it; put quotes around a text that begins with &", "anchors (&%s) are not read", clip(n.Anchor, 30))
		return false
	case n.Style&yaml.TaggedStyle != 0 || n.Tag == "!":
		st.refuse(n, p, "remove it; put quotes around a text that begins with !", "tags (%s) are not read", clip(n.Tag, 30))
		return false
	}
	return true
}

// nothing reports whether no value was written, or only an unquoted null.
func nothing(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Style == 0 && (n.Value == "" || n.Value == "~" || n.Value == "null")
}

// keepsNull reports whether an unquoted null or ~ is text like any other here.
func (s scalar) keepsNull() bool { return s == idScalar || s == choiceScalar || s == wordScalar }

func (st *structure) checkNothing(s *shape, n *yaml.Node, p *place) {
	switch {
	case s.empty:
		return
	case p.index >= 0 || p.up != nil && p.up.up == nil && p.key == "parley":
		st.refuse(n, p, "", "%s was expected here, and nothing stands here", s.noun)
		return
	}
	st.bad[n] = true
	st.report.add(p, n, parley.Warning, "leave the key out, or say it", fmt.Sprintf("%s was expected here, and nothing stands here", s.noun))
}

func (st *structure) wrongForm(s *shape, n *yaml.Node, p *place) {
	hint := ""
	switch {
	case s.mapping() && n.Kind == yaml.ScalarNode && n.Style == 0 && strings.Contains(n.Value, ":"):
		hint = "put a space after each colon"
	case s.list != nil && s.pair:
		hint = "write two numbers in brackets: [0, 100]"
	case s.list != nil && n.Kind == yaml.MappingNode && s.list.mapping():
		hint = "begin each entry with a dash: - {…}"
	case s.list != nil && n.Kind == yaml.ScalarNode && s.list.scalar != noScalar:
		hint = "write [" + clip(n.Value, 40) + "]"
	case s.list != nil:
		hint = "begin each entry with a dash"
	case s.keys != nil:
		hint = "its keys are " + parley.List(s.keyNames(), "and")
	case s.mapping() && n.Kind == yaml.SequenceNode:
		hint = "write each entry as key: value, without a dash"
	}
	st.refuse(n, p, hint, "%s was expected here, this is %s", s.noun, form(n))
}

// form says what a node is, in words.
func form(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.MappingNode:
		return "a mapping (key: value)"
	case n.Style == 0 && reads(n.Value):
		return "a number"
	}
	return "a text"
}

func (st *structure) checkList(s *shape, n *yaml.Node, p *place) {
	switch {
	case s.list == nil:
		st.wrongForm(s, n, p)
		return
	case s.pair && len(n.Content) != 2:
		st.refuse(n, p, "write two numbers in brackets: [0, 100]", "two numbers were expected here, this list has %d", len(n.Content))
		return
	case len(n.Content) < s.atMin:
		st.refuse(n, p, "", "the list is empty")
		return
	}
	sound := true
	for i, entry := range n.Content {
		if st.report.full() {
			return
		}
		st.check(s.list, entry, p.entry(i))
		sound = sound && !st.bad[entry]
	}
	if !sound {
		// What is left out moves the rest: paths into the list no longer fit.
		st.report.damage(p.path())
		st.bad[n] = st.bad[n] || s.pair
	}
}

func (st *structure) checkEntries(s *shape, n *yaml.Node, p *place) {
	seen := make(map[string]*yaml.Node, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		if st.report.full() {
			return
		}
		if st.checkName(name, value, p, seen) {
			st.check(s.entries, value, p.under(name.Value, name))
		}
	}
}

// maxKey is how many bytes a key may have: more than the ids of any case, and
// little enough to write its path out for each problem below it.
const maxKey = 1000

// checkName holds a key to what every key must be: a text, not there before.
// A key that is not read is marked as bad.
func (st *structure) checkName(name, value *yaml.Node, p *place, seen map[string]*yaml.Node) bool {
	switch {
	case name.Kind != yaml.ScalarNode && name.Kind != yaml.AliasNode:
		st.refuse(name, p, "", "a key must be a text, and this is %s", form(name))
	case !st.plainNode(name, p):
	case name.Style == 0 && name.Value == "<<":
		st.refuse(name, p, "write the keys out", "merge keys (<<) are not read")
	case name.Value == "":
		st.refuse(name, p, "", "a key is missing before the colon")
	case len(name.Value) > maxKey:
		st.refuse(name, p, "an id has at most 64 characters", "this key is too long")
	case seen[name.Value] != nil:
		first := seen[name.Value]
		st.refuse(name, p.under(name.Value, name), "remove one of them, or give it another name",
			"%s stands twice: first at line %d, column %d", quoted(name.Value), first.Line, first.Column)
	default:
		seen[name.Value] = name
		return true
	}
	st.bad[value] = true
	return false
}

func (st *structure) checkKeys(s *shape, n *yaml.Node, p *place) {
	seen := make(map[string]*yaml.Node, min(len(s.keys), len(n.Content)/2))
	var meant map[string]bool // keys that were misspelt: they are not missed as well
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		if st.report.full() {
			return
		}
		if !st.checkName(name, value, p, seen) {
			continue
		}
		k := s.key(name.Value)
		if k == nil {
			near := nearest(name.Value, s.keyNames())
			if meant == nil { // hardly ever needed
				meant = map[string]bool{}
			}
			meant[near] = true
			st.unknownKey(s, name, value, near, p)
			continue
		}
		st.check(k.shape, value, p.under(k.name, name))
	}
	st.checkTogether(s, n, p, seen, meant)
}

func (st *structure) unknownKey(s *shape, name, value *yaml.Node, near string, p *place) {
	hint := "the keys of " + s.noun + " are " + parley.List(s.keyNames(), "and")
	if near != "" {
		hint = "did you mean " + near + "? " + hint
		st.report.damage(p.under(near, nil).path())
	}
	if near == "" && value.Kind == yaml.ScalarNode && value.Value == "" && value.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) == 0 {
		hint = "a comma ends a text within braces: put a text that has one in quotes" // and YAML reads on as a key
	}
	st.bad[name], st.bad[value] = true, true
	st.report.add(p.under(name.Value, name), name, parley.Error, hint, "unknown key "+quoted(name.Value))
}

// checkTogether holds a mapping to what its keys demand of each other.
func (st *structure) checkTogether(s *shape, n *yaml.Node, p *place, seen map[string]*yaml.Node, meant map[string]bool) {
	there := func(k string) bool { return seen[k] != nil || meant[k] }
	for _, k := range s.keys {
		name := seen[k.name]
		switch {
		case name == nil:
			if k.required && !meant[k.name] {
				st.bad[n] = st.bad[n] || p.up != nil
				st.missing(n, p, k.name, s.noun+" needs the key "+k.name, k.name+": "+strings.TrimSuffix(k.doc, "."))
			}
		case k.not != "" && seen[k.not] != nil:
			st.refuse(name, p.under(k.name, name), "keep one of them", "%s has both %s and %s", s.noun, k.name, k.not)
		case k.with != "" && !there(k.with):
			st.refuse(name, p.under(k.name, name), "", "%s means nothing without %s", k.name, k.with)
		}
	}
	if s.exactly != "" {
		st.checkCount(s, n, p, strings.Split(s.exactly, ","), there, seen, true)
	}
	if s.some != "" {
		st.checkCount(s, n, p, strings.Split(s.some, ","), there, seen, false)
	}
}

func (st *structure) checkCount(s *shape, n *yaml.Node, p *place, names []string, there func(string) bool, seen map[string]*yaml.Node, one bool) {
	var found []string
	for _, k := range names {
		if there(k) {
			found = append(found, k)
		}
	}
	switch {
	case len(found) == 0:
		st.missing(n, p, names[0], s.noun+" needs "+parley.List(names, "or"), "")
	case one && len(found) > 1 && seen[found[1]] != nil:
		st.refuse(seen[found[1]], p.under(found[1], nil), "keep one of them", "%s has both %s", s.noun, parley.List(found, "and"))
	}
}

// missing reports a key that should be there, at the key of the mapping or,
// where that has none, at the mapping.
func (st *structure) missing(n *yaml.Node, p *place, key, message, hint string) {
	st.report.damage(p.under(key, nil).path())
	at := n
	if p.name != nil {
		at = p.name
	}
	st.report.add(p, at, parley.Error, hint, message)
}

// nearest returns the one of the names that a key was most likely meant to be.
func nearest(text string, names []string) string {
	const tooLong = 40 // no key is near this; it bounds the work
	if len(text) > tooLong {
		return ""
	}
	return parley.Nearest(text, names)
}

func quoted(s string) string { return strconv.Quote(clip(s, 60)) }
