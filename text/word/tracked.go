package word

import (
	"slices"

	"parley/text"
)

// change is what a proposal would make of a paragraph.
type change struct {
	by    *text.Proposal
	atoms []atom
}

// placed is a stretch of a paragraph that a proposal changes: words of the text
// as it stands, and what would come in their place.
type placed struct {
	low, high int // in the words as they stand
	instead   []atom
	by        *mark
	hunk      int
}

// weave shows changes that are put forward to the same words as tracked
// changes. A proposal that changes words which one before it takes out, or
// nothing that can be seen, cannot be shown so, because words can be struck
// through in one name only; those are returned.
//
// In a row, nothing can be tracked that changes its cells.
func (l *layout) weave(base []atom, changes []change, row bool) (list []atom, left []change) {
	if len(changes) == 0 {
		return base, nil
	}
	var now []int // the places of the words as they stand
	for i := range base {
		if base[i].now {
			now = append(now, i)
		}
	}
	standing := make([]atom, len(now))
	for i, at := range now {
		standing[i] = base[at]
	}
	var all []placed
	for _, c := range changes {
		m := l.proposed(c.by)
		var mine []placed
		for _, h := range differences(standing, c.atoms) {
			p := placed{h.ALow, h.AHigh, c.atoms[h.BLow:h.BHigh], m, 0}
			if row && (hasCells(standing[p.low:p.high]) || hasCells(p.instead)) {
				mine = nil
				break
			}
			mine = append(mine, p)
		}
		if len(mine) == 0 || slices.ContainsFunc(mine, func(p placed) bool { return slices.ContainsFunc(all, p.overlaps) }) {
			left = append(left, c)
			continue
		}
		for i := range mine {
			l.hunks++
			mine[i].hunk = l.hunks
		}
		all = append(all, mine...)
	}
	slices.SortStableFunc(all, func(a, b placed) int {
		if a.low != b.low {
			return a.low - b.low
		}
		return a.high - b.high
	})
	base = slices.Clone(base)
	insert := map[int][]atom{} // by the place in base behind which they go
	for _, p := range all {
		for i := p.low; i < p.high; i++ {
			base[now[i]].del, base[now[i]].hunk = p.by, p.hunk
		}
		behind := -1
		if p.high > 0 {
			behind = now[p.high-1]
		}
		for _, a := range p.instead {
			a.ins, a.now, a.hunk = p.by, false, p.hunk
			insert[behind] = append(insert[behind], a)
		}
	}
	list = append(list, insert[-1]...)
	for i := range base {
		list = append(list, base[i])
		list = append(list, insert[i]...)
	}
	return list, left
}

// hasCells reports whether cells end among the atoms.
func hasCells(list []atom) bool {
	return slices.ContainsFunc(list, func(a atom) bool { return a.role == cellEnd })
}

// overlaps reports whether two changes strike through the same words, or one
// puts something into what the other strikes through.
func (p placed) overlaps(q placed) bool {
	if p.low == p.high || q.low == q.high {
		return p.low > q.low && p.low < q.high || q.low > p.low && q.low < p.high
	}
	return p.low < q.high && q.low < p.high
}

// history shows how the words of a point came about since they read as they did
// before: each change in the name of whoever made it.
//
// A row whose cells have changed is shown as it is.
func (l *layout) history(p, before *text.Point, lang string) []atom {
	list := l.passage(before.Words[lang], lang)
	now := l.passage(p.Words[lang], lang)
	for _, r := range p.Revisions {
		if r.Language == lang && r.Seq > l.o.Since.Seq {
			m := l.made(r.Op)
			if m.party == "" {
				m.party, m.author = r.Author, l.party(r.Author)
			}
			list = rewritten(list, l.passage(r.Words, lang), m)
		}
	}
	if p.Kind == text.Row && slices.ContainsFunc(list, func(a atom) bool { return a.role == cellEnd && (a.ins != nil || a.del != nil) }) {
		return now
	}
	return list
}

// rewritten shows how words became others: what had been put in since the
// beginning and goes again was never seen and is left out.
func rewritten(list, now []atom, m *mark) []atom {
	var live []int
	for i := range list {
		if list[i].now {
			live = append(live, i)
		}
	}
	standing := make([]atom, len(live))
	for i, at := range live {
		standing[i] = list[at]
	}
	var out []atom
	from, a, b := 0, 0, 0 // in list, standing and now
	// until copies what stood in front of a place among the live words, with
	// what had been struck through there.
	until := func(end int) {
		for ; from < end; from++ {
			out = append(out, list[from])
		}
	}
	keep := func(high int) {
		for ; a < high; a, b = a+1, b+1 {
			until(live[a])
			kept := now[b]
			kept.ins = list[live[a]].ins
			out = append(out, kept)
			from = live[a] + 1
		}
	}
	for _, h := range differences(standing, now) {
		keep(h.ALow)
		for ; a < h.AHigh; a++ {
			until(live[a])
			gone := list[live[a]]
			from = live[a] + 1
			if gone.ins != nil {
				continue
			}
			gone.now, gone.del = false, m
			out = append(out, gone)
		}
		for ; b < h.BHigh; b++ {
			come := now[b]
			come.ins = m
			out = append(out, come)
		}
	}
	keep(len(standing))
	until(len(list))
	return out
}
