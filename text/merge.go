package text

import (
	"slices"
	"strconv"
)

// compare returns where two lists of tokens differ.
func compare(a, b []token) []hunk {
	number := make(map[string]int32, len(a))
	symbols := func(list []token) []int32 {
		all := make([]int32, len(list))
		for i, t := range list {
			n, ok := number[t.key]
			if !ok {
				n = int32(len(number))
				number[t.key] = n
			}
			all[i] = n
		}
		return all
	}
	x, y := symbols(a), symbols(b)
	return differences(x, y, len(number))
}

// Side is one of two who changed the same words: what they made of them, and
// in whose name.
type Side struct {
	Words Passage
	By    []Holder
}

// Merged is what came of merging.
type Merged struct {
	Words     Passage
	Conflicts int // places at which both sides changed the same words
}

// Merge brings together two sides' changes to the words of base. Where only
// one side changed something, that is taken. Where both did and did not do the
// same, both stay: each side's words in a bracket of their own that this side
// holds. Words that one side only took out stay in a bracket against which it
// stands. Where the marks of two sides cannot be fitted into each other, the
// passages stand whole, one after the other.
//
// Brackets that are made have the ids id.1, id.2 and so on.
func Merge(base Passage, ours, theirs Side, id string) Merged {
	b, o, t := base.tokens(), ours.Words.tokens(), theirs.Words.tokens()
	m := &merger{id: id, ours: ours, theirs: theirs}
	m.weave(b, o, t, compare(b, o), compare(b, t))
	if words, ok := join(m.out); ok && words.depth() <= MaxNesting && unambiguous(words) {
		return Merged{words, m.conflicts}
	}
	m.made = 0
	whole := Passage{m.bracket(ours.Words, ours.By), Words(" "), m.bracket(theirs.Words, theirs.By)}
	return Merged{whole.normal(), 1}
}

// unambiguous reports whether no bracket stands twice, one inside the other,
// as merging two sides that moved marks can make it.
func unambiguous(p Passage) bool {
	ok := true
	seen := map[string]bool{}
	for _, b := range p.Brackets() {
		if b.ID != "" && seen[b.ID] {
			ok = false
		}
		seen[b.ID] = true
	}
	return ok
}

type merger struct {
	id           string
	ours, theirs Side
	out          []token
	conflicts    int
	made         int // brackets
}

func (m *merger) bracket(p Passage, by []Holder) Bracket {
	m.made++
	return Bracket{ID: m.id + "." + strconv.Itoa(m.made), By: by, Body: p.trim()}
}

// weave walks along the base and both lists of changes (as diff3 does: S.
// Khanna, K. Kunal, B. C. Pierce, A Formal Investigation of Diff3, 2007).
// Changes that touch are taken for one: two sides that worked on neighbouring
// words should look at each other's.
func (m *merger) weave(base, ours, theirs []token, byUs, byThem []hunk) {
	at := 0                // in base
	shiftO, shiftT := 0, 0 // where at stands in ours and theirs, less at
	for len(byUs) > 0 || len(byThem) > 0 {
		low := len(base) + 1
		if len(byUs) > 0 {
			low = byUs[0].aLow
		}
		if len(byThem) > 0 {
			low = min(low, byThem[0].aLow)
		}
		m.keep(base, ours, theirs, at, low, shiftO, shiftT)
		// All changes that overlap or touch, from either side, make one region.
		high, us, them := low, 0, 0
		for grown := true; grown; {
			grown = false
			for us < len(byUs) && byUs[us].aLow <= high {
				high, us, grown = max(high, byUs[us].aHigh), us+1, true
			}
			for them < len(byThem) && byThem[them].aLow <= high {
				high, them, grown = max(high, byThem[them].aHigh), them+1, true
			}
		}
		lowO, lowT := low+shiftO, low+shiftT
		for _, h := range byUs[:us] {
			shiftO += (h.bHigh - h.bLow) - (h.aHigh - h.aLow)
		}
		for _, h := range byThem[:them] {
			shiftT += (h.bHigh - h.bLow) - (h.aHigh - h.aLow)
		}
		o, t := ours[lowO:high+shiftO], theirs[lowT:high+shiftT]
		switch {
		case them == 0:
			m.out = append(m.out, o...)
		case us == 0 || same(o, t):
			m.out = append(m.out, t...)
		default:
			m.conflict(o, t)
		}
		byUs, byThem, at = byUs[us:], byThem[them:], high
	}
	m.keep(base, ours, theirs, at, len(base), shiftO, shiftT)
}

// keep copies what nobody changed, with the white space of whoever changed
// that.
func (m *merger) keep(base, ours, theirs []token, from, to, shiftO, shiftT int) {
	for i := from; i < to; i++ {
		t := ours[i+shiftO]
		if t.space == base[i].space {
			t = theirs[i+shiftT]
		}
		m.out = append(m.out, t)
	}
}

func same(a, b []token) bool {
	return slices.EqualFunc(a, b, func(x, y token) bool { return x.key == y.key })
}

// conflict puts both sides' words down.
func (m *merger) conflict(ours, theirs []token) {
	m.conflicts++
	switch {
	case len(ours) == 0:
		m.hold(theirs, m.theirs.By)
	case len(theirs) == 0:
		m.hold(ours, against(m.theirs.By))
	default:
		m.hold(ours, m.ours.By)
		m.hold(apart(theirs), m.theirs.By)
	}
}

// apart puts a space before words that stand behind another's, if there is
// none.
func apart(words []token) []token {
	if words[0].space == "" {
		words = slices.Clone(words)
		words[0].space = " "
	}
	return words
}

func (m *merger) hold(words []token, by []Holder) {
	m.enclose(words, m.bracket(nil, by))
}

// enclose writes words in a bracket.
func (m *merger) enclose(words []token, in Bracket) {
	m.out = append(m.out, enclosed(words, in)...)
}

// enclosed puts tokens, at least one, into a bracket. The white space before
// them goes before the bracket.
func enclosed(words []token, in Bracket) []token {
	key := Passage{in}.String()
	inner := slices.Clone(words)
	inner[0].space = ""
	return slices.Concat([]token{{space: words[0].space, key: "\x00<" + key, span: in, edge: opens}}, inner,
		[]token{{key: "\x00>" + key, span: in, edge: closes}})
}

func against(by []Holder) []Holder {
	all := slices.Clone(by)
	for i := range all {
		all[i].Stance = Against
	}
	return all
}
