package word

import (
	"slices"
	"strings"

	"parley/text"
)

// unit is a word, or a sign, as it is compared: what went out with what came
// back.
type unit struct {
	space, word string
	strong, em  bool
	ins, del    bool

	spaceOf, wordOf []piece // of what went out: the atoms that it shows
	run             int     // of what came back
	note            string  // it is the mark of this footnote
}

// piece is what a unit shows of an atom.
type piece struct {
	atom int
	text string
}

// stretch is a piece of a paragraph before it is taken apart into units.
type stretch struct {
	text       string
	strong, em bool
	ins, del   bool
	by         string // who
	of         int    // the atom or the run
	note       string
}

func (a *stretch) alike(b *stretch) bool {
	return a.strong == b.strong && a.em == b.em && a.ins == b.ins && a.del == b.del && a.by == b.by
}

// units takes a paragraph apart into words: both what went out and what came
// back, in the same way, so that neither depends on how a program divides words
// into runs.
func units(list []stretch) []unit {
	var all []unit
	for i := 0; i < len(list); {
		s := &list[i]
		if s.note != "" || s.text == "\n" || s.text == "\t" {
			all = append(all, unit{word: s.text, strong: s.strong, em: s.em, ins: s.ins, del: s.del, run: s.of, note: s.note, wordOf: []piece{{s.of, s.text}}})
			i++
			continue
		}
		j := i
		var words strings.Builder
		for ; j < len(list) && list[j].note == "" && list[j].text != "\n" && list[j].text != "\t" && s.alike(&list[j]); j++ {
			words.WriteString(list[j].text)
		}
		at := walker{list: list, i: i}
		for _, p := range text.Pieces(words.String()) {
			u := unit{space: p.Space, word: p.Word, strong: s.strong, em: s.em, ins: s.ins, del: s.del}
			u.spaceOf = at.take(len(p.Space))
			u.wordOf = at.take(len(p.Word))
			switch {
			case len(u.wordOf) > 0:
				u.run = u.wordOf[0].atom
			case len(u.spaceOf) > 0:
				u.run = u.spaceOf[0].atom
			}
			all = append(all, u)
		}
		i = j
	}
	return all
}

// walker walks over stretches.
type walker struct {
	list  []stretch
	i, at int
}

// take returns the next n bytes, by what they are of.
func (w *walker) take(n int) []piece {
	var all []piece
	for n > 0 {
		s := &w.list[w.i]
		size := min(n, len(s.text)-w.at)
		if size > 0 {
			all = append(all, piece{s.of, s.text[w.at : w.at+size]})
		}
		n -= size
		if w.at += size; w.at == len(s.text) {
			w.i, w.at = w.i+1, 0
		}
	}
	return all
}

// sent takes what went out apart. Footnotes are told apart by their names.
func sent(list []atom) []unit {
	all := make([]stretch, len(list))
	for i := range list {
		a := &list[i]
		all[i] = stretch{text: a.text, strong: a.strong, em: a.em, ins: a.ins != nil, del: a.del != nil, of: i}
		for _, m := range []*mark{a.ins, a.del} {
			if m != nil {
				all[i].by = plainLine(m.author)
			}
		}
		if a.footnote != nil {
			all[i].text, all[i].note = "", a.footnote.name
		}
	}
	return units(all)
}

// returned takes what came back apart. Breaks within a run are signs of their
// own.
func returned(runs []run, notes func(string) string) []unit {
	var all []stretch
	for i := range runs {
		r := &runs[i]
		s := stretch{strong: r.strong, em: r.em, ins: r.ins, del: r.del, by: r.by, of: i}
		if r.note != "" {
			s.note = notes(r.note)
			all = append(all, s)
			continue
		}
		rest := r.text
		for rest != "" {
			n := strings.IndexAny(rest, "\n\t")
			switch {
			case n == 0:
				n = 1
			case n < 0:
				n = len(rest)
			}
			s.text, rest = rest[:n], rest[n:]
			all = append(all, s)
		}
	}
	return units(all)
}

// key says what a unit is, and, if it is to be looked at closely, how it is
// tracked.
func (u *unit) key(closely bool) string {
	k := u.word
	if u.note != "" {
		k = "\x00note"
	}
	if closely && u.word != "\t" { // the ends of cells are never tracked
		k += "\x00" + u.note + map[bool]string{true: "+"}[u.ins] + map[bool]string{true: "-"}[u.del]
	}
	return k
}

// match pairs units of what went out with those of what came back: for each of
// the latter the index of the former, or -1. First those pair that are tracked
// alike; then, between them, those that are not, because somebody accepted or
// rejected them.
func match(out, back []unit) []int {
	pairs := make([]int, len(back))
	for i := range pairs {
		pairs[i] = -1
	}
	side := func(list []unit, closely bool, blank string) []string {
		all := make([]string, len(list))
		for i := range list {
			if all[i] = list[i].key(closely); !closely && blanks(list[i:i+1]) {
				all[i] = blank // the second time they pair with nothing
			}
		}
		return all
	}
	pair := func(aLow, aHigh, bLow, bHigh int, closely bool) []text.Hunk {
		hunks := text.Hunks(side(out[aLow:aHigh], closely, "\x00out"), side(back[bLow:bHigh], closely, "\x00back"))
		a, b := aLow, bLow
		until := func(high int) {
			for ; a < high; a, b = a+1, b+1 {
				pairs[b] = a
			}
		}
		for _, h := range hunks {
			until(aLow + h.ALow)
			a, b = aLow+h.AHigh, bLow+h.BHigh
		}
		until(aHigh)
		return hunks
	}
	var rest []text.Hunk
	for _, h := range pair(0, len(out), 0, len(back), true) {
		if n := len(rest) - 1; n >= 0 && blanks(out[rest[n].AHigh:h.ALow]) { // white space alone holds nothing together
			for i := rest[n].BHigh; i < h.BLow; i++ {
				pairs[i] = -1
			}
			rest[n].AHigh, rest[n].BHigh = h.AHigh, h.BHigh
			continue
		}
		rest = append(rest, h)
	}
	for _, h := range rest {
		if h.ALow < h.AHigh && h.BLow < h.BHigh {
			pair(h.ALow, h.AHigh, h.BLow, h.BHigh, false)
		}
	}
	return pairs
}

// blanks reports whether units are white space.
func blanks(list []unit) bool {
	return !slices.ContainsFunc(list, func(u unit) bool { return u.word != "" || u.note != "" })
}
