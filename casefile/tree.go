package casefile

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"parley"
)

// item is a piece of a file to be written: a scalar, a list or a mapping
// whose keys have an order. YAML and JSON are two ways to write it.
type item struct {
	text  string
	bare  bool // a number or a truth value rather than a text
	list  []*item
	pairs []pair
	form  itemForm
	short bool // may be written on one line, in brackets or braces, if it fits
}

type itemForm int

const (
	scalarItem itemForm = iota
	listItem
	mappingItem
)

type pair struct {
	key    string
	value  *item
	number bool // the key is a number rather than a text
}

func textItem(s string) *item { return &item{text: s} }

// bare is a number or a truth value, written without quotes.
func bare(s string) *item { return &item{text: s, bare: true} }

func numberItem(n parley.Number) *item { return bare(n.String()) }

func mapping() *item { return &item{form: mappingItem} }

func list(items ...*item) *item { return &item{form: listItem, list: items} }

func intervalItem(i parley.Interval) *item {
	if i.Exact() {
		return numberItem(i.Low)
	}
	return onOneLine(list(numberItem(i.Low), numberItem(i.High)))
}

// onOneLine lets the item be written on one line where it fits.
func onOneLine(i *item) *item {
	i.short = true
	return i
}

func (m *item) add(key string, value *item) { m.pairs = append(m.pairs, pair{key: key, value: value}) }

// say adds a text, if there is one.
func (m *item) say(key, text string) {
	if text != "" {
		m.add(key, textItem(text))
	}
}

// names adds a list of ids or words, if there are any.
func (m *item) names(key string, names []string) {
	if len(names) > 0 {
		m.add(key, onOneLine(texts(names)))
	}
}

func texts(names []string) *item {
	l := list()
	for _, n := range names {
		l.list = append(l.list, textItem(n))
	}
	return l
}

// addIf adds a list or a mapping unless it is empty.
func (m *item) addIf(key string, value *item) {
	if len(value.list) > 0 || len(value.pairs) > 0 {
		m.add(key, value)
	}
}

func (m *item) sources(ids []string) {
	if len(ids) == 1 {
		m.say("source", ids[0])
		return
	}
	m.names("sources", ids)
}

// fewKeys is up to how many keys looking through them beats a map.
const fewKeys = 12

// writable reports what could not be read back: a key that stands twice, or
// text that is not UTF-8.
//
// The path is extended in place: what stands beside an item may overwrite it,
// for an error has been written by then.
func (m *item) writable(at parley.Path) error {
	if !utf8.ValidString(m.text) {
		return fmt.Errorf("%s: the text is not UTF-8", at)
	}
	var seen map[string]bool
	if len(m.pairs) > fewKeys {
		seen = make(map[string]bool, len(m.pairs))
	}
	for i, p := range m.pairs {
		switch {
		case seen[p.key] || seen == nil && slices.ContainsFunc(m.pairs[:i], func(q pair) bool { return q.key == p.key }):
			return fmt.Errorf("%s: %q stands twice", at, p.key)
		case p.key == "" || !utf8.ValidString(p.key):
			return fmt.Errorf("%s: %q cannot be a key", at, p.key)
		}
		if seen != nil {
			seen[p.key] = true
		}
		if err := p.value.writable(append(at, p.key)); err != nil {
			return err
		}
	}
	for n, e := range m.list {
		if err := e.writable(append(at, "["+strconv.Itoa(n)+"]")); err != nil {
			return err
		}
	}
	return nil
}
