package text

import "strings"

// runs makes what the view shows of a passage.
func (v *viewer) runs(p Passage) []Run {
	switch v.l.View {
	case Clean:
		return v.list(v.t.resolve(p).cleaned().tokens())
	case AsPackage:
		return v.list(v.packaged(p).tokens())
	}
	return v.list(v.t.resolve(p).tokens())
}

// gap stands in a passage for what a clean text leaves out. It is made by
// cleaned and is in no text.
type gap struct{}

func (gap) inside() Passage     { return nil }
func (g gap) with(Passage) Span { return g }

// cleaned puts gaps in the place of brackets, alternatives and blanks.
func (p Passage) cleaned() Passage {
	var q Passage
	for _, s := range p {
		switch s := s.(type) {
		case Bracket, Alternative, Amount:
			if n := len(q); n > 0 {
				if _, gone := q[n-1].(gap); gone {
					continue
				}
				if w, ok := q[n-1].(Words); ok && n > 1 && strings.TrimSpace(string(w)) == "" {
					if _, gone := q[n-2].(gap); gone { // brackets side by side leave one gap
						q = q[:n-1]
						continue
					}
				}
			}
			q = append(q, gap{})
		case Emphasis:
			q = append(q, s.with(s.Body.cleaned()))
		default:
			q = append(q, s)
		}
	}
	return q
}

// resolve puts what the text has taken in the place of alternatives and
// amounts.
func (t *Text) resolve(p Passage) Passage {
	if t == nil || len(t.Taken) == 0 {
		return p
	}
	return p.taking(t.TakenOn, nil)
}

// taking puts the choices in the place of alternatives and, where say writes
// them, of amounts. Of an issue that is taken, the other alternatives go.
func (p Passage) taking(choice func(issue string) (string, bool), say func(issue, choice string) string) Passage {
	return p.replace(func(s Span) (Passage, bool) {
		switch s := s.(type) {
		case Alternative:
			switch c, ok := choice(s.Issue); {
			case !ok:
				return nil, false
			case c == s.Option:
				return s.Body, true
			}
			return nil, true
		case Amount:
			c, ok := choice(s.Issue)
			if ok && say != nil {
				c = say(s.Issue, c)
			}
			return Passage{Words(c)}, ok
		}
		return nil, false
	})
}

// packaged returns the passage as the package would read; what the text has
// taken stands where the package says nothing.
func (v *viewer) packaged(p Passage) Passage {
	return p.taking(func(issue string) (string, bool) {
		if c, ok := v.l.Package[issue]; ok {
			return c.String(), true
		}
		return v.t.TakenOn(issue)
	}, v.choice)
}

// asParty shows a point as the party would have it: its proposals taken, the
// words it wants in, those it wants out struck through. Brackets of others
// stay.
func (v *viewer) asParty(p *Point, language string) []Run {
	now := v.t.resolve(p.Words[language])
	want := now
	for _, q := range v.pending[p.ID] {
		if q.Author == v.l.Party && q.Op.Words[language] != "" {
			want = v.t.resolve(v.t.Merge(q, language).Words)
		}
	}
	return v.compared(now.standing(v.l.Party, true), want.standing(v.l.Party, false))
}

// standing takes off the brackets in which the party has a stance: the words
// it wants stay, and those it wants out stay only where it says so.
func (p Passage) standing(party string, out bool) Passage {
	return p.replace(func(s Span) (Passage, bool) {
		b, ok := s.(Bracket)
		if !ok {
			return nil, false
		}
		for _, h := range b.By {
			switch {
			case h.Party != party:
			case h.Stance == For, h.Stance == Against && out:
				return b.Body, true
			case h.Stance == Against:
				return nil, true
			}
		}
		return nil, false
	})
}

// compared shows how one passage became another: what is gone struck through,
// what is new underlined.
func (v *viewer) compared(old, now Passage) []Run {
	a, b := old.tokens(), now.tokens()
	styleA, styleB := styles(a), styles(b)
	w := &scribe{v: v}
	at := 0
	for _, h := range readable(compare(a, b)) {
		w.tokens(b[at:h.bLow], styleB[at:h.bLow], Run{})
		w.tokens(a[h.aLow:h.aHigh], styleA[h.aLow:h.aHigh], Run{Deleted: true})
		w.tokens(b[h.bLow:h.bHigh], styleB[h.bLow:h.bHigh], Run{Inserted: true})
		at = h.bHigh
	}
	w.tokens(b[at:], styleB[at:], Run{})
	return w.done()
}

// shortRun is how many words between two changes are shown as changed with
// them, for a sentence that alternates word by word is harder to read than two
// sentences.
const shortRun = 2

// readable joins changes with few unchanged words between them, fewer than each
// of the changes has.
func readable(hunks []hunk) []hunk {
	var all []hunk
	size := func(h hunk) int { return h.aHigh - h.aLow + h.bHigh - h.bLow }
	for _, h := range hunks {
		if n := len(all) - 1; n >= 0 {
			between := h.aLow - all[n].aHigh
			if between <= shortRun && between < min(size(all[n]), size(h)) {
				all[n].aHigh, all[n].bHigh = h.aHigh, h.bHigh
				continue
			}
		}
		all = append(all, h)
	}
	return all
}

// list shows tokens one after the other.
func (v *viewer) list(tokens []token) []Run {
	w := &scribe{v: v}
	w.tokens(tokens, styles(tokens), Run{})
	return w.done()
}

// styles says, for each token, in which emphasis and bracket it stands. Tokens
// that stand in the same share the answer.
func styles(tokens []token) []*Run {
	all := make([]*Run, len(tokens))
	stack := []*Run{{}}
	for i, t := range tokens {
		top := stack[len(stack)-1]
		switch t.edge {
		case opens:
			next := *top
			switch s := t.span.(type) {
			case Emphasis:
				next.Strong, next.Emphasis = top.Strong || s.Strong, top.Emphasis || !s.Strong
			case Bracket:
				next.Depth, next.Bracket = top.Depth+1, s.ID
			case Alternative:
				next.Depth, next.Bracket = top.Depth+1, ""
			}
			stack = append(stack, &next)
			all[i] = &next
		case closes:
			all[i] = top
			stack = stack[:len(stack)-1]
		default:
			all[i] = top
		}
	}
	return all
}

// scribe writes runs, joining neighbours with one look.
type scribe struct {
	v    *viewer
	runs []Run
	look Run             // of the words that are being joined
	text strings.Builder // those words
}

func (w *scribe) tokens(list []token, style []*Run, base Run) {
	for i := range list {
		look := *style[i]
		look.Deleted, look.Inserted = base.Deleted, base.Inserted
		w.token(&list[i], look)
	}
}

func (w *scribe) words(look Run, text string) {
	if text == "" {
		return
	}
	if w.text.Len() > 0 && w.look != look {
		w.flush()
	}
	w.look = look
	w.text.WriteString(text)
}

func (w *scribe) flush() {
	if w.text.Len() > 0 {
		w.look.Text = w.text.String()
		w.runs = append(w.runs, w.look)
		w.text.Reset()
	}
}

func (w *scribe) mark(look Run, role Role, text, target string) {
	w.flush()
	look.Role, look.Text, look.Target = role, text, target
	w.runs = append(w.runs, look)
}

func (w *scribe) done() []Run {
	w.flush()
	return w.runs
}

// token shows one token. White space before it belongs to what is around it.
func (w *scribe) token(t *token, look Run) {
	w.words(look, t.space)
	switch s := t.span.(type) {
	case Words:
		w.words(look, string(s))
	case Bracket:
		if t.edge == opens {
			w.mark(look, OpenMark, "[", "")
			break
		}
		w.mark(look, EndMark, "]", "")
		if by := w.v.holders(s.By); by != "" {
			w.mark(look, HeldBy, by, "")
		}
	case Alternative:
		if t.edge == opens {
			w.mark(look, OpenMark, "[", "")
			break
		}
		w.mark(look, EndMark, "]", "")
		w.mark(look, HeldBy, w.v.option(s), "")
	case Amount:
		issue, _ := w.v.issue(s.Issue)
		w.mark(look, Blank, "["+issue.Label()+"]", "")
	case Ref:
		w.mark(look, RefMark, w.v.number(s.Point), s.Point)
	case NoteRef:
		mark := w.v.notes[s.Point]
		if mark == "" {
			mark = "*"
		}
		w.mark(look, NoteMark, mark, s.Point)
	case Term:
		if s.Defines {
			w.mark(look, Defined, "“"+s.Words+"”", "")
		} else {
			w.words(look, s.Words)
		}
	case Break:
		if s.Cell {
			w.mark(look, CellEnd, "", "")
		} else {
			w.mark(look, LineEnd, "", "")
		}
	case gap:
		w.mark(look, Gap, "[…]", "")
	}
}

// holders writes who holds a bracket: + North, − South, Fund.
func (v *viewer) holders(by []Holder) string {
	var names []string
	for _, h := range by {
		name := v.party(h.Party)
		switch h.Stance {
		case For:
			name = "+" + name
		case Against:
			name = "−" + name
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// option names the option of an alternative.
func (v *viewer) option(a Alternative) string {
	issue, ok := v.issue(a.Issue)
	if !ok {
		return a.Issue + ": " + a.Option
	}
	return issue.Label() + ": " + a.Option
}

// marked marks whole runs as struck through or new.
func marked(runs []Run, deleted, inserted bool) []Run {
	for i := range runs {
		runs[i].Deleted, runs[i].Inserted = deleted, inserted
	}
	return runs
}
