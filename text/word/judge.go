package word

import (
	"slices"
	"strings"
)

// judgement is what became of a paragraph.
type judgement struct {
	items    []item
	number   string            // what stands in the place of the number; set if it was changed
	numbered bool              // the number still stands there
	spoken   bool              // it holds words
	tallies  map[string]*tally // by proposal
	foreign  []string          // words that are tracked in the name of somebody else and did not go out
	restored []string          // words that somebody else is said to have struck out, and that did not go out so
	labels   []string          // what was written into what is not of the text
	notes    []string          // footnotes whose marks stand in it, by the names under which they came back
}

// tally counts what became of the words that a proposal changes.
type tally struct{ pending, taken, rejected int }

// judge compares a paragraph that went out with what came back of it.
func (c *comparison) judge(b *block, runs []run) *judgement {
	g := &judge{c: c, b: b, runs: runs, out: sent(b.atoms), back: returned(runs, c.noteName), mates: mates(b.atoms),
		j: &judgement{tallies: map[string]*tally{}}, hunks: map[int]*hunkState{}}
	g.pairs = match(g.out, g.back)
	g.at = make([]int, len(g.out))
	for i := range g.at {
		g.at[i] = -1
	}
	for i, o := range g.pairs {
		if o >= 0 {
			g.at[o] = i
		}
	}
	g.count()
	g.decide()
	g.emit()
	return g.j
}

// judge is a judgement on its way.
type judge struct {
	c         *comparison
	b         *block
	runs      []run
	out, back []unit
	pairs, at []int // back to out and out to back; -1: none
	mates     map[int]int
	hunks     map[int]*hunkState
	counts    []bool // of back: it belongs to what the sender of the file wants the text to say
	j         *judgement
}

// hunkState is what became of a change that was put forward.
type hunkState struct {
	pending, taken, gone int // of the words that it puts in
	first, last          int // where those stand that came back
	proposal             string
	amended              bool
}

// of returns the atom that a unit shows.
func (g *judge) of(u *unit) *atom {
	if len(u.wordOf) > 0 {
		return &g.b.atoms[u.wordOf[0].atom]
	}
	return &g.b.atoms[u.spaceOf[0].atom]
}

func (g *judge) hunk(n int) *hunkState {
	h := g.hunks[n]
	if h == nil {
		h = &hunkState{first: -1}
		g.hunks[n] = h
	}
	return h
}

func (g *judge) tally(proposal string) *tally {
	t := g.j.tallies[proposal]
	if t == nil {
		t = &tally{}
		g.j.tallies[proposal] = t
	}
	return t
}

// count counts, for each change that was put forward, what is still tracked,
// what was accepted and what was rejected.
func (g *judge) count() {
	for i := range g.out {
		a := g.of(&g.out[i])
		var r *unit
		if g.at[i] >= 0 {
			r = &g.back[g.at[i]]
		}
		switch {
		case a.role == label || a.role == cellEnd && g.isRow() || g.out[i].word == "" && g.out[i].note == "":
		case a.del != nil && a.del.proposal != "":
			t := g.tally(a.del.proposal)
			switch {
			case r == nil:
				t.taken++
			case r.del:
				t.pending++
			default:
				t.rejected++
			}
		case a.ins != nil && a.ins.proposal != "":
			t, h := g.tally(a.ins.proposal), g.hunk(a.hunk)
			h.proposal = a.ins.proposal
			switch {
			case r == nil || r.del:
				t.rejected++
				h.gone++
				continue
			case r.ins:
				t.pending++
				h.pending++
			default:
				t.taken++
				h.taken++
			}
			if h.first < 0 {
				h.first = g.at[i]
			}
			h.last = g.at[i]
		}
	}
	for _, h := range g.hunks {
		h.amended = h.taken > 0 || h.pending > 0 && h.gone > 0
	}
	defer func() {
		for _, h := range g.hunks {
			if h.amended { // some of it was taken up
				g.tally(h.proposal).taken++
			}
		}
	}()
	for i := range g.back {
		if g.pairs[i] >= 0 || g.back[i].del || g.isForeign(i) {
			continue
		}
		for n, h := range g.hunks {
			if n == 0 && g.back[i].word != "" || h.first >= 0 && h.first < i && i < h.last {
				h.amended = true
			}
		}
	}
}

// isForeign reports whether a change that did not go out is tracked in the name
// of another party.
func (g *judge) isForeign(i int) bool {
	return (g.back[i].ins || g.back[i].del) && g.c.foreign(g.runs[g.back[i].run].by)
}

// decide says of each word that came back whether it belongs to what the text
// is to say: what still is tracked as it went out counts as the text stands.
func (g *judge) decide() {
	g.counts = make([]bool, len(g.back))
	for i := range g.back {
		r := &g.back[i]
		if g.pairs[i] < 0 {
			g.counts[i] = !r.del && !g.isForeign(i)
			if !r.del && g.isForeign(i) && r.word != "" {
				g.j.foreign = append(g.j.foreign, r.word)
			}
			continue
		}
		a := g.of(&g.out[g.pairs[i]])
		g.counts[i] = g.countsAs(a, i)
		if a.ins == nil && a.del == nil && r.del && g.isForeign(i) {
			g.j.restored = append(g.j.restored, r.word)
		}
	}
	if g.isRow() {
		g.cells()
	}
}

// countsAs says whether what came back as a unit belongs to what the text is to
// say, being an atom: one word can show two, of different changes.
func (g *judge) countsAs(a *atom, i int) bool {
	r := &g.back[i]
	amended := g.hunks[a.hunk] != nil && g.hunks[a.hunk].amended
	switch {
	case a.del != nil && a.del.proposal != "":
		return !r.del || a.now && !(amended && a.hunk > 0)
	case a.del != nil:
		return !r.del
	case a.ins != nil && a.ins.proposal != "":
		return !r.del && (!r.ins || amended)
	case r.del && a.ins == nil && g.isForeign(i):
		return true
	}
	return !r.del
}

// cells keeps the ends of the cells of a row that stands, or that is taken up.
func (g *judge) cells() {
	some := false
	for i := range g.back {
		some = some || g.counts[i] && g.back[i].word != "\t" && g.back[i].word != ""
	}
	for i := range g.back {
		if g.back[i].word == "\t" {
			g.counts[i] = some || g.pairs[i] >= 0 && g.of(&g.out[g.pairs[i]]).now
		}
	}
}

// intact reports, for each atom, whether all that shows it came back, in one
// stretch, and counts.
func (g *judge) intact() []bool {
	whole := make([]bool, len(g.b.atoms))
	last := make([]int, len(g.b.atoms)) // where the part before came back, from 1
	broken := make([]bool, len(g.b.atoms))
	for i := range g.out {
		back := g.at[i]
		met := -1
		for _, p := range slices.Concat(g.out[i].spaceOf, g.out[i].wordOf) {
			if p.atom == met {
				continue
			}
			met = p.atom
			if back < 0 || !g.counts[back] || last[met] > 0 && back != last[met] {
				broken[met] = true
			}
			last[met], whole[met] = back+1, true
		}
	}
	for i := range whole {
		whole[i] = whole[i] && !broken[i]
	}
	return whole
}

// shows reports whether a unit shows something of an atom.
func shows(u *unit, at int) bool {
	is := func(p piece) bool { return p.atom == at }
	return slices.ContainsFunc(u.wordOf, is) || slices.ContainsFunc(u.spaceOf, is)
}

// emit writes down what the paragraph says.
func (g *judge) emit() {
	whole := g.intact()
	for i := range g.b.atoms {
		if a := &g.b.atoms[i]; a.style == styleNumber {
			g.j.numbered = whole[i]
		}
	}
	edits := g.edits(whole)
	done := map[int]bool{}
	for i := range g.back {
		r := &g.back[i]
		if !g.counts[i] && g.pairs[i] < 0 || edits[i] {
			continue
		}
		if r.note != "" && g.counts[i] {
			g.j.notes = append(g.j.notes, g.runs[r.run].note)
		}
		if g.pairs[i] < 0 {
			g.put(item{text: r.space, strong: r.strong, em: r.em})
			g.put(g.typed(r))
			continue
		}
		o := &g.out[g.pairs[i]]
		spaces := o.spaceOf
		if r.space != o.space {
			if spaces = nil; g.of(o).role != label && g.counts[i] {
				g.put(item{text: r.space, strong: r.strong, em: r.em})
			}
		}
		for _, p := range slices.Concat(spaces, o.wordOf) {
			if a := &g.b.atoms[p.atom]; g.isRow() && a.role == cellEnd && g.counts[i] || !(g.isRow() && a.role == cellEnd) && g.countsAs(a, i) {
				g.piece(p, r, whole, done)
			}
		}
	}
}

// typed is an item that did not go out.
func (g *judge) typed(r *unit) item {
	it := item{text: r.word, strong: r.strong, em: r.em}
	switch {
	case r.note != "" && g.c.inNote > 0:
		it.text = "(*)"
	case r.note != "":
		it.role, it.span = solid, g.c.newNote(g.runs[r.run].note, g.b)
	case r.word == "\n":
		it.role, it.span = solid, lineBreak
	case r.word == "\t" && g.isRow():
		it.role, it.span = solid, cellBreak
	case r.word == "\t":
		it.text = " "
	case r.word == "[":
		it.role = opens
	case r.word == "]":
		it.role = closes
	}
	return it
}

// piece writes down what shows an atom, and what that is.
func (g *judge) piece(p piece, r *unit, whole []bool, done map[int]bool) {
	a := &g.b.atoms[p.atom]
	switch a.role {
	case label:
		return
	case plain:
		g.put(item{text: p.text, strong: r.strong, em: r.em})
		return
	case solid, noteMark:
		if a.footnote == nil && !whole[p.atom] {
			g.put(item{text: p.text, strong: r.strong, em: r.em})
			return
		}
		if done[p.atom] {
			return
		}
		done[p.atom] = true
	}
	it := a.item(g.mates[p.atom])
	if a.role == solid || a.role == opens || a.role == closes {
		it.strong, it.em = r.strong, r.em
	}
	g.put(it)
}

func (g *judge) put(it item) {
	if it.role == plain && it.text == "" {
		return
	}
	if it.role != plain || strings.Trim(it.text, " ") != "" {
		g.j.spoken = true
	}
	g.j.items = append(g.j.items, it)
}

func (g *judge) isRow() bool { return g.b.kind == "row" && g.b.part == wordsPart }

// edits finds what was written into a number, a status or what says who holds a
// bracket, which are not read.
func (g *judge) edits(whole []bool) []bool {
	all := make([]bool, len(g.back))
	g.numberEdits(all)
	for i := 1; i < len(g.back); i++ {
		r := &g.back[i]
		if g.pairs[i] >= 0 || !g.counts[i] || all[i] || r.note != "" || !isLabel(g.runs[r.run].style) {
			continue
		}
		in := false
		for _, step := range []int{-1, 1} {
			next := i + step
			for next >= 0 && next < len(g.back) && g.pairs[next] < 0 && g.counts[next] && isLabel(g.runs[g.back[next].run].style) {
				next += step
			}
			if next < 0 || next >= len(g.back) || g.pairs[next] < 0 {
				continue
			}
			o := &g.out[g.pairs[next]]
			if g.of(o).role == label && len(o.wordOf) > 0 {
				more := step < 0 && slices.Contains([]string{",", "+", "−"}, g.back[next+1].word) // further holders
				in = in || !whole[o.wordOf[0].atom] || more
			}
		}
		if all[i] = in; in {
			g.j.labels = append(g.j.labels, r.word)
		}
	}
	return all
}

// numberEdits finds another number in the place of one: before the tab behind it.
// Anything else there is words.
func (g *judge) numberEdits(all []bool) {
	tab := -1
	for i := range g.b.atoms {
		if a := &g.b.atoms[i]; a.role == label && a.text == "\t" {
			for o := range g.out {
				if shows(&g.out[o], i) {
					tab = g.at[o]
				}
			}
			break
		}
	}
	var words []string
	for i := 0; i < tab; i++ {
		if g.counts[i] && g.pairs[i] < 0 {
			words = append(words, g.back[i].space+g.back[i].word)
		} else if g.counts[i] && g.of(&g.out[g.pairs[i]]).role == label {
			words = append(words, g.back[i].space+g.back[i].word)
		}
	}
	number := strings.TrimSpace(strings.Join(words, ""))
	if tab < 0 || number == g.b.atoms[0].text || !writtenNumber.MatchString(strings.TrimPrefix(number, "Annex ")) {
		return
	}
	for i := 0; i < tab; i++ {
		all[i] = g.pairs[i] < 0
	}
	g.j.number = number
}

// isLabel reports whether a style is one of what is shown and not of the text.
func isLabel(style string) bool {
	return style == styleHolder || style == styleStatus || style == styleNumber
}
