package word

import (
	"fmt"
	"slices"
	"strings"
)

// assign finds, for each paragraph that went out, the one that came back: by its
// bookmark, or, where that is lost, by its words or by its number and likeness.
// It returns for each paragraph of the file the block that it is, or -1.
func (c *comparison) assign() []int {
	c.runOn()
	c.divide()
	of := make([]int, len(c.paragraphs))
	at := make([]int, len(c.l.blocks)) // where each block came back
	for i := range at {
		at[i] = -1
	}
	byName := map[string]int{}
	for i := range c.l.blocks {
		byName[c.l.blocks[i].name] = i
	}
	for i := range of {
		of[i] = -1
		for _, m := range c.paragraphs[i].marks {
			if b, ok := byName[m.name]; ok && at[b] < 0 && of[i] < 0 {
				of[i], at[b] = b, i
			}
		}
	}
	c.byWords(of, at)
	c.byLikeness(of, at)
	return of
}

// runOn joins paragraphs whose end was struck out with those behind them. What
// was struck out wholly is a paragraph of its own that is gone.
func (c *comparison) runOn() {
	var all []paragraph
	open := false // the last runs on into the next
	for _, p := range c.paragraphs {
		if open {
			last := &all[len(all)-1]
			for _, m := range p.marks {
				last.marks = append(last.marks, place{m.name, m.at + len(last.runs)})
			}
			last.runs = append(last.runs[:len(last.runs):len(last.runs)], p.runs...)
		} else {
			all = append(all, p)
		}
		visible := slices.ContainsFunc(p.runs, func(r run) bool { return !r.del && strings.TrimSpace(r.text) != "" })
		open = p.ended != "" && visible && p.table == 0 && !c.foreign(p.ended)
	}
	c.paragraphs = all
}

// divide parts paragraphs that people joined, where the second still begins
// with its number, and hands a bookmark that stands at the end of a paragraph
// to the next.
func (c *comparison) divide() {
	known := map[string]*block{}
	for i := range c.l.blocks {
		known[c.l.blocks[i].name] = &c.l.blocks[i]
	}
	var all []paragraph
	var late []place
	for _, p := range c.paragraphs {
		p.marks = slices.Concat(late, p.marks)
		late = nil
		var marks []place
		first := true
		for _, m := range p.marks {
			b := known[m.name]
			switch {
			case b == nil:
			case !first && m.at == len(p.runs) && len(p.runs) > 0 && p.table == 0:
				late = append(late, place{m.name, 0})
			case !first && m.at > 0 && p.table == 0 && begins(p.runs[m.at:], b):
				cut := m.at
				all = append(all, paragraph{n: p.n, runs: p.runs[:cut], marks: marks, style: p.style, lang: p.lang})
				for i := range p.marks {
					p.marks[i].at -= cut
				}
				p.runs, m.at = p.runs[cut:], 0
				marks = []place{m}
			default:
				marks = append(marks, m)
			}
			first = first && b == nil
		}
		p.marks = marks
		all = append(all, p)
	}
	c.paragraphs = all
}

// begins reports whether runs begin with the number of a block.
func begins(runs []run, b *block) bool {
	if len(b.atoms) < 2 || b.atoms[0].style != styleNumber {
		return false
	}
	return strings.HasPrefix(strings.TrimSpace(wordsOf(runs)), b.atoms[0].text+"\t")
}

// wordsOf is what runs say, tracked or not.
func wordsOf(runs []run) string {
	var b strings.Builder
	for i := range runs {
		b.WriteString(runs[i].text)
	}
	return b.String()
}

// plainWords is what is compared to find a paragraph: its words with single
// spaces.
func plainWords(s string) string { return strings.Join(strings.Fields(s), " ") }

func blockWords(b *block) string {
	var s strings.Builder
	for i := range b.atoms {
		if b.atoms[i].footnote == nil {
			s.WriteString(b.atoms[i].text)
		}
	}
	return plainWords(s.String())
}

// byWords finds paragraphs that came back word by word elsewhere than at their
// bookmark, as where a new paragraph was begun in front of one.
func (c *comparison) byWords(of, at []int) {
	free := map[string][]int{} // paragraphs without a block, by their words
	for i := range c.paragraphs {
		if of[i] < 0 {
			if w := plainWords(wordsOf(c.paragraphs[i].runs)); w != "" {
				free[w] = append(free[w], i)
			}
		}
	}
	if len(free) == 0 {
		return
	}
	for b := range at {
		words := blockWords(&c.l.blocks[b])
		list := free[words]
		if len(list) == 0 || at[b] >= 0 && likeness(words, wordsOf(c.paragraphs[at[b]].runs)) >= 0.5 {
			continue
		}
		if at[b] >= 0 {
			of[at[b]] = -1
		}
		at[b], of[list[0]] = list[0], b
		free[words] = list[1:]
	}
}

// maxPairs bounds how many pairs of paragraphs are compared for likeness.
const maxPairs = 40_000

// byLikeness finds paragraphs whose bookmark is lost and whose words were
// changed, and says so.
func (c *comparison) byLikeness(of, at []int) {
	var paragraphs, blocks []int
	for i := range of {
		if of[i] < 0 && strings.TrimSpace(wordsOf(c.paragraphs[i].runs)) != "" {
			paragraphs = append(paragraphs, i)
		}
	}
	for b := range at {
		if at[b] < 0 && len(c.l.blocks[b].atoms) > 0 {
			blocks = append(blocks, b)
		}
	}
	if len(paragraphs)*len(blocks) > maxPairs {
		paragraphs = paragraphs[:min(len(paragraphs), maxPairs/len(blocks))]
	}
	lost := c.lost(at)
	for _, i := range paragraphs {
		p := &c.paragraphs[i]
		number, runs := numberOf(p.runs)
		words := wordsOf(runs)
		best, most := -1, 0.0
		for _, b := range blocks {
			if at[b] >= 0 {
				continue
			}
			block := &c.l.blocks[b]
			was := blockWords(block)
			if block.atoms[0].style == styleNumber {
				was = strings.TrimPrefix(was, block.atoms[0].text)
			} else if number != "" && !strings.HasPrefix(was, number) {
				continue // what has a number of its own is not the words below a heading
			}
			like := likeness(was, words)
			if begins(p.runs, block) {
				like += 0.3 // a number alone is not enough
			}
			if like > most {
				best, most = b, like
			}
		}
		// Where bookmarks are lost altogether, less is enough.
		if enough := map[bool]float64{true: 0.5, false: 0.8}[lost]; best >= 0 && most >= enough {
			of[i], at[best] = best, i
			c.notice(p, "its bookmark was lost, and by its number and words it was taken for %s: look whether that is right", c.called(&c.l.blocks[best]))
		}
	}
}

// lost reports whether most bookmarks are gone.
func (c *comparison) lost(at []int) bool {
	n := 0
	for _, i := range at {
		if i >= 0 {
			n++
		}
	}
	return n*2 < len(at)
}

// likeness is the share of words that two texts have in common, from 0 to 1.
func likeness(a, b string) float64 {
	x, y := strings.Fields(a), strings.Fields(b)
	count := map[string]int{}
	for _, w := range x {
		count[w]++
	}
	common := 0
	for _, w := range y {
		if count[w] > 0 {
			count[w]--
			common++
		}
	}
	if len(x)+len(y) == 0 {
		return 0
	}
	return 2 * float64(common) / float64(len(x)+len(y))
}

// continues reports whether a paragraph is the rest of the one before it, which
// somebody divided: half of its words or more are words that are missing there.
func continues(b *block, before, p []run) bool {
	none := func(string) string { return "" }
	out := sent(b.atoms)
	missing := map[int]bool{}
	for i := range out {
		missing[i] = true
	}
	for _, o := range match(out, returned(before, none)) {
		delete(missing, o)
	}
	var rest []unit
	for i := range out {
		if missing[i] {
			rest = append(rest, out[i])
		}
	}
	back := returned(p, none)
	found, words := 0, 0
	for i, o := range match(rest, back) {
		if back[i].word != "" {
			words++
			if o >= 0 {
				found++
			}
		}
	}
	return found > 0 && found*2 >= words
}

// called names a block for people.
func (c *comparison) called(b *block) string {
	name := b.point
	if name == "" {
		name = b.document
	}
	if len(b.atoms) > 0 && b.atoms[0].style == styleNumber {
		return fmt.Sprintf("%s (%s)", b.atoms[0].text, name)
	}
	return name
}
