package word

import (
	"strings"

	"parley/text"
)

// item is a word or a sign that a paragraph holds in the end.
type item struct {
	role       role // plain, opens, closes, solid
	text       string
	span       text.Span
	strong, em bool
	mate       int // of a known bracket: which it is, from 1; its other side has the same. 0: it was typed
}

// composer makes a passage of items.
type composer struct {
	mates    map[int]int // known brackets: how many of their sides are there
	stack    []frame
	problems []string
}

// frame is a bracket that is open, or the whole.
type frame struct {
	open  item
	nodes []node
}

// node is a part of a passage on its way.
type node struct {
	text       string
	span       text.Span // nil: words
	strong, em bool      // all of it
	body       []node
}

// tooLong says that words cannot be the words of one point.
const tooLong = "it has more words than a point can have"

// compose makes a passage of items, and says what of brackets was not whole. A
// bracket whose one side was taken away is taken off; of one that was typed the
// side that is there stays as a sign. A side that was typed again where its
// bracket is to end is the bracket's.
func compose(items []item) (text.Passage, []string) {
	c := &composer{mates: map[int]int{}, stack: []frame{{}}}
	for _, it := range items {
		if it.mate > 0 {
			c.mates[it.mate]++
		}
	}
	for _, it := range items {
		switch it.role {
		case opens:
			c.stack = append(c.stack, frame{open: it})
		case closes:
			c.close(it)
		default:
			c.add(node{text: it.text, span: it.span, strong: it.strong, em: it.em})
		}
	}
	c.dissolve(0)
	p := passageOf(c.stack[0].nodes, false, false)
	q, err := text.Parse(p.String())
	if err != nil {
		var b strings.Builder
		for _, it := range items {
			b.WriteString(it.text)
		}
		c.problems = append(c.problems, "its brackets cannot be read ("+err.Error()+"), and stand as signs")
		words, _ := text.Neutralise(strings.ReplaceAll(b.String(), "\n", " "))
		if q, err = text.Parse(text.Passage{text.Words(words)}.String()); err != nil {
			c.problems = append(c.problems, tooLong)
		}
	}
	return q, c.problems
}

func (c *composer) top() *frame { return &c.stack[len(c.stack)-1] }

func (c *composer) add(n node) { c.top().nodes = append(c.top().nodes, n) }

// paired reports whether both sides of a known bracket are there.
func (c *composer) paired(it item) bool { return it.mate > 0 && c.mates[it.mate] == 2 }

// close ends a bracket.
func (c *composer) close(it item) {
	if c.paired(it) {
		for i := len(c.stack) - 1; i > 0; i-- {
			if c.stack[i].open.mate == it.mate {
				c.dissolve(i)
				c.end(it, it.span)
				return
			}
		}
		c.problems = append(c.problems, "the sides of a bracket have changed places, and it was taken off")
		return
	}
	top := c.top()
	if len(c.stack) > 1 && !c.paired(top.open) {
		span := it.span
		if top.open.span != nil {
			span = top.open.span
		}
		if span == nil {
			span = text.Bracket{}
		}
		c.end(it, span)
		return
	}
	if it.mate > 0 {
		c.problems = append(c.problems, "one side of a bracket was taken away, and it was taken off")
		return
	}
	c.add(node{text: "]", strong: it.strong, em: it.em})
}

// end makes a node of the innermost bracket.
func (c *composer) end(it item, span text.Span) {
	f := *c.top()
	c.stack = c.stack[:len(c.stack)-1]
	n := node{span: span, body: f.nodes, strong: f.open.strong && it.strong, em: f.open.em && it.em}
	for i := range f.nodes {
		n.strong, n.em = n.strong && f.nodes[i].strong, n.em && f.nodes[i].em
	}
	c.add(n)
}

// dissolve takes off the brackets inside the one at a place on the stack, whose
// other sides are missing.
func (c *composer) dissolve(at int) {
	into := &c.stack[at].nodes
	for _, f := range c.stack[at+1:] {
		if f.open.mate > 0 {
			c.problems = append(c.problems, "one side of a bracket was taken away, and it was taken off")
		} else {
			*into = append(*into, node{text: "[", strong: f.open.strong, em: f.open.em})
		}
		*into = append(*into, f.nodes...)
	}
	c.stack = c.stack[:at+1]
}

// passageOf makes a passage of nodes, with what is bold or italic in the longest
// stretches.
func passageOf(nodes []node, strong, em bool) text.Passage {
	var p text.Passage
	for i := 0; i < len(nodes); {
		bold, italic := 0, 0
		for !strong && i+bold < len(nodes) && nodes[i+bold].strong {
			bold++
		}
		for !em && i+italic < len(nodes) && nodes[i+italic].em {
			italic++
		}
		switch {
		case bold > 0 && bold >= italic:
			p = append(p, text.Emphasis{Strong: true, Body: passageOf(nodes[i:i+bold], true, em)})
			i += bold
		case italic > 0:
			p = append(p, text.Emphasis{Body: passageOf(nodes[i:i+italic], strong, true)})
			i += italic
		default:
			p = append(p, nodes[i].spans(strong, em))
			i++
		}
	}
	return p
}

// spans is what a node is.
func (n *node) spans(strong, em bool) text.Span {
	switch s := n.span.(type) {
	case text.Bracket:
		s.Body = passageOf(n.body, strong, em)
		return s
	case text.Alternative:
		s.Body = passageOf(n.body, strong, em)
		return s
	case nil:
		return text.Words(n.text)
	}
	return n.span
}

// standing are the items of a paragraph that went out as the text stands.
func standing(list []atom) []item {
	mates := mates(list)
	var all []item
	for i := range list {
		a := &list[i]
		if a.now && a.role != label {
			all = append(all, a.item(mates[i]))
		}
	}
	return all
}

// item is an atom as a part of a passage.
func (a *atom) item(mate int) item {
	it := item{role: a.role, text: a.text, span: a.span, strong: a.strong, em: a.em, mate: mate}
	if a.role == lineEnd || a.role == cellEnd || a.role == noteMark {
		it.role = solid
	}
	return it
}

// mates tells which sides belong to one bracket: for the place of each side a
// number that it shares with the other.
func mates(list []atom) map[int]int {
	all := map[int]int{}
	var open []int
	n := 0
	for i := range list {
		switch list[i].role {
		case opens:
			open = append(open, i)
		case closes:
			key := list[i].key()[1:]
			for k := len(open) - 1; k >= 0; k-- {
				if list[open[k]].key()[2:] == key[1:] {
					n++
					all[open[k]], all[i] = n, n
					open = append(open[:k], open[k+1:]...)
					break
				}
			}
		}
	}
	for i := range list {
		if (list[i].role == opens || list[i].role == closes) && all[i] == 0 {
			n++
			all[i] = n
		}
	}
	return all
}

// flat is what items say as plain words on a line.
func flat(items []item) string {
	var b strings.Builder
	for _, it := range items {
		b.WriteString(it.text)
	}
	return strings.TrimSpace(strings.NewReplacer("\n", " ", "\t", " ").Replace(b.String()))
}
