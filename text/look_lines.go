package text

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"parley"
)

func (v *viewer) document(d *Document) SheetDocument {
	s := SheetDocument{ID: d.ID, Title: d.Label(v.l.Languages...), Status: v.status(d.Standing), Count: v.t.CountOf(d), Basis: v.basis(d)}
	v.notes, v.spoken = v.t.notes(d), map[string]bool{}
	d.Walk(func(p *Point, _ int) {
		for lang := range p.Words {
			v.spoken[lang] = true
		}
	})
	v.lines(&s, d, d.Points, nil, 0)
	for _, p := range v.t.Pending() { // whose place is gone: what it stood by was declined or removed
		if p.Op.Do == DoInsert && p.document == d && !v.shown[p.ID] {
			v.forwarded(&s, []*Proposal{p}, 0)
		}
	}
	// Footnotes stand in the order of their marks, those without one last.
	marked := make([]Line, len(v.notes))
	var rest []Line
	for _, n := range s.Notes {
		if i, err := strconv.Atoi(n.Number); err == nil && i >= 1 && i <= len(marked) {
			marked[i-1] = n
			continue
		}
		rest = append(rest, n)
	}
	s.Notes = nil
	for _, n := range append(marked, rest...) {
		if n.Point != "" {
			s.Notes = append(s.Notes, n)
		}
	}
	return s
}

// basis says which text governs a document.
func (v *viewer) basis(d *Document) string {
	if d.Of != "" {
		of, _ := v.t.Document(d.Of)
		return "a base text of " + of.Label(v.l.Languages...)
	}
	for i := len(v.t.Bases) - 1; i >= 0; i-- {
		if b := v.t.Bases[i]; b.Document == d.ID {
			base, _ := v.t.Document(b.Base)
			s := base.Label(v.l.Languages...) + " is the basis"
			if b.Because != "" {
				s += ": " + b.Because
			}
			return s
		}
	}
	return ""
}

// notes gives the footnotes of a document their marks, in the order in which
// they are referred to.
func (t *Text) notes(d *Document) map[string]string {
	marks := map[string]string{}
	t.Each(func(in *Document, p *Point) {
		if in != d {
			return
		}
		for _, lang := range t.Languages {
			p.Words[lang].Walk(func(s Span) bool {
				if n, ok := s.(NoteRef); ok && marks[n.Point] == "" {
					marks[n.Point] = strconv.Itoa(len(marks) + 1)
				}
				return true
			})
		}
	})
	return marks
}

// lines writes the points of a list, and, where they are shown, what is put
// forward in their places.
func (v *viewer) lines(s *SheetDocument, d *Document, list []*Point, parent *Point, depth int) {
	stay := v.unmoved(list)
	for _, p := range list {
		v.forwarded(s, v.before[p.ID], depth)
		if line, show := v.line(p, depth, stay); show {
			if p.Kind == Note {
				line.Number = v.notes[p.ID]
				s.Notes = append(s.Notes, line)
			} else {
				s.Lines = append(s.Lines, line)
			}
			v.lines(s, d, p.Points, p, depth+1)
		}
		v.forwarded(s, v.behind[p.ID], depth)
	}
	end := "document " + d.ID
	if parent != nil {
		end = parent.ID
	}
	v.forwarded(s, v.last[end], depth)
}

// forwarded writes the points that are put forward for one place.
func (v *viewer) forwarded(s *SheetDocument, here []*Proposal, depth int) {
	for _, p := range here {
		if !v.showsProposal(p) || v.shown[p.ID] {
			continue
		}
		v.shown[p.ID] = true
		line := Line{Point: p.Op.Point, Kind: p.Op.Kind, Depth: depth, Number: p.Op.Number, By: v.party(p.Author), Change: LineNew}
		if h := label(p.Op.Heading, "", v.l.Languages); h != "" {
			line.Heading = []Run{{Text: h, Inserted: true}}
		}
		words := p.Words()
		for _, lang := range v.l.Languages {
			q, ok := words[lang]
			line.Columns = append(line.Columns, Column{Language: lang, Missing: !ok && v.spoken[lang], Runs: marked(v.runs(q), false, true)})
		}
		if p.Op.Because != "" {
			line.Remarks = append(line.Remarks, Remark{Kind: Proposes, Title: v.party(p.Author) + " says", Runs: []Run{{Text: p.Op.Because}}})
		}
		line.Remarks = append(line.Remarks, v.remarks(p.Op.Point)...)
		s.Lines = append(s.Lines, line)
		// And what is put forward below it or behind it.
		v.forwarded(s, v.last[p.Op.Point], depth+1)
		v.forwarded(s, v.behind[p.Op.Point], depth)
	}
}

// showsProposal reports whether the view shows the proposal.
func (v *viewer) showsProposal(p *Proposal) bool {
	switch v.l.View {
	case Bracketed:
		return true
	case Changed:
		return v.l.Since == nil || p.Seq > v.l.Since.Seq
	case ByParty:
		return p.Author == v.l.Party
	}
	return false
}

// line makes a point's line, and says whether the view shows it.
func (v *viewer) line(p *Point, depth int, stay map[string]bool) (Line, bool) {
	line := Line{Point: p.ID, Kind: p.Kind, Depth: depth, Number: p.Number, Status: v.status(p.Standing)}
	var before *Point
	if v.l.View == Changed && v.l.Since != nil {
		if q, ok := v.l.Since.Point(p.ID); ok && q.Stands() {
			before = q
		}
	}
	if p.Removed != "" {
		// Struck through until it has been seen to be gone.
		// Or as long as somebody speaks for it.
		if (v.l.View != Changed || before == nil) && !v.spokenFor(p) {
			return line, false
		}
		line.Change = LineRemoved
	} else if v.l.View == Changed {
		switch {
		case before == nil:
			line.Change = LineNew
		case !stay[p.ID]:
			line.Change = LineMoved
		}
	}
	line.Heading = v.heading(p, before, line.Change, v.l.Languages)
	for _, lang := range v.l.Languages {
		words, ok := p.Words[lang]
		c := Column{Language: lang, Missing: !ok && len(p.Words) > 0 && v.spoken[lang], Stale: p.Stale(lang),
			Heading: v.heading(p, before, line.Change, []string{lang})}
		switch {
		case !p.Stands():
			c.Runs = marked(v.runs(words), true, false)
		case line.Change == LineNew && v.l.View == Changed:
			c.Runs = marked(v.runs(words), false, true)
		case v.l.View == Changed:
			old := v.l.Since.resolve(before.Words[lang])
			c.Missing = c.Missing && len(old) == 0
			c.Runs = v.compared(old, v.t.resolve(words))
		case v.l.View == ByParty:
			c.Runs = v.asParty(p, lang)
		default:
			c.Runs = v.runs(words)
		}
		line.Columns = append(line.Columns, c)
	}
	v.remark(&line, p)
	return line, true
}

// spokenFor reports whether a change to the point, or to one below it, is put
// forward that the view shows.
func (v *viewer) spokenFor(p *Point) bool {
	return slices.ContainsFunc(v.pending[p.ID], v.showsProposal) || slices.ContainsFunc(p.Points, v.spokenFor)
}

// unmoved returns the points of a list that stand where they stood before: below
// the same point, and in the order in which they stood. It is the longest such
// part of the list, so that of two points that changed places one has moved.
func (v *viewer) unmoved(list []*Point) map[string]bool {
	if v.l.View != Changed || v.l.Since == nil {
		return nil
	}
	var pairs [][2]int
	at := map[*[]*Point]map[string]int{} // by list of the earlier text: the places of its points
	for i, p := range list {
		before, ok := v.l.Since.Point(p.ID)
		if !ok || before.document.ID != p.document.ID || parentOf(before) != parentOf(p) {
			continue
		}
		siblings := before.siblings()
		if at[siblings] == nil {
			at[siblings] = map[string]int{}
			for j, q := range *siblings {
				at[siblings][q.ID] = j
			}
		}
		pairs = append(pairs, [2]int{i, at[siblings][p.ID]})
	}
	stay := map[string]bool{}
	for _, x := range ascending(pairs) {
		stay[list[x[0]].ID] = true
	}
	return stay
}

// heading shows the heading of a point in the first of the languages that has
// one.
func (v *viewer) heading(p, before *Point, change LineChange, languages []string) []Run {
	now := first(p.Heading, languages)
	switch {
	case v.l.View == Changed && before != nil && change != LineRemoved:
		old := first(before.Heading, languages)
		return v.compared(Passage{Words(old)}.normal(), Passage{Words(now)}.normal())
	case now == "":
		return nil
	}
	return []Run{{Text: now, Inserted: change == LineNew && v.l.View == Changed, Deleted: change == LineRemoved}}
}

// first returns what is said in the first of the languages in which anything
// is.
func first(by map[string]string, languages []string) string {
	for _, lang := range languages {
		if by[lang] != "" {
			return by[lang]
		}
	}
	return ""
}

// remark adds what stands beside a line.
func (v *viewer) remark(line *Line, p *Point) {
	if v.l.View == AsEngine {
		for _, id := range p.Issues() {
			line.Remarks = append(line.Remarks, v.settles(id))
		}
		return
	}
	for _, q := range v.pending[p.ID] {
		if v.showsProposal(q) {
			line.Remarks = append(line.Remarks, v.proposes(q, p)...)
		}
	}
	if v.l.View == Bracketed || v.l.View == Changed {
		line.Remarks = append(line.Remarks, v.remarks(p.ID)...)
	}
	if v.l.View == Bracketed || v.l.View == ByParty {
		seen := map[string]bool{}
		for _, lang := range v.l.Languages {
			for _, b := range p.Words[lang].Brackets() {
				for _, r := range v.reasons[b.ID] {
					if key := b.ID + " " + r.Party; !seen[key] {
						seen[key] = true
						line.Remarks = append(line.Remarks, v.holds(r))
					}
				}
			}
		}
	}
}

// remarks shows the comments on a point.
func (v *viewer) remarks(id string) []Remark {
	var all []Remark
	for _, c := range v.comments[id] {
		all = append(all, Remark{Kind: Comments, Title: v.party(c.Author) + " remarks", Runs: []Run{{Text: c.Words}}})
	}
	return all
}

// proposes shows a proposal: in each language what it would change, compared
// with the point as it stands.
func (v *viewer) proposes(q *Proposal, p *Point) []Remark {
	title := fmt.Sprintf("%s proposes (%s)", v.party(q.Author), q.ID)
	var all []Remark
	add := func(title string, runs []Run) { all = append(all, Remark{Kind: Proposes, Title: title, Runs: runs}) }
	switch q.Op.Do {
	case DoRemove:
		add(title, []Run{{Text: "to take this point out"}})
	case DoMove:
		where := "to the end of " + q.Op.Document
		if id := q.Op.After + q.Op.Before; id != "" {
			where = map[bool]string{true: "behind ", false: "in front of "}[q.Op.After != ""] + v.number(id)
		} else if q.Op.Under != "" {
			where = "below " + v.number(q.Op.Under)
		}
		add(title, []Run{{Text: "to move this point " + where}})
	default:
		if h := label(q.Op.Heading, "", v.l.Languages); h != "" {
			add(title+", as the heading", v.compared(Passage{Words(label(p.Heading, "", v.l.Languages))}.normal(), Passage{Words(h)}))
		}
		for _, lang := range v.l.Languages {
			if _, ok := q.Op.Words[lang]; !ok {
				continue
			}
			m := v.t.Merge(q, lang)
			t := title
			if len(v.t.Languages) > 1 {
				t += ", " + lang
			}
			switch {
			case m.Conflicts == 1:
				t += ", against a change made since: both stand in brackets"
			case m.Conflicts > 1:
				t += fmt.Sprintf(", against %d changes made since: both stand in brackets", m.Conflicts)
			}
			add(t, v.compared(p.Words[lang], m.Words))
		}
	}
	if q.Op.Because != "" && len(all) > 0 {
		last := &all[len(all)-1]
		last.Runs = append(last.Runs, Run{Role: LineEnd}, Run{Text: "Because: " + q.Op.Because})
	}
	return all
}

// number returns how a point is referred to: by its number, behind that of the
// annex that it stands in, or, where it has none, as it is called.
func (v *viewer) number(id string) string {
	p, ok := v.t.Point(id)
	if !ok {
		return id
	}
	if p.Number == "" {
		return p.Label(v.l.Languages...)
	}
	for q := p.parent; q != nil; q = q.parent {
		if q.Kind == Annex && q.Number != "" {
			return q.Number + ", " + p.Number
		}
	}
	return p.Number
}

func (v *viewer) holds(r HeldFor) Remark {
	words := string(r.Reason)
	switch {
	case r.Reason == parley.ReasonWaiting && r.Since != "":
		words = "waiting for instructions since " + r.Since
	case r.Reason == parley.ReasonWaiting:
		words = "waiting for instructions"
	case r.Since != "":
		words += ", since " + r.Since
	}
	if r.Because != "" {
		words += ": " + r.Because
	}
	title := fmt.Sprintf("%s holds %s", v.party(r.Party), r.Bracket)
	if !r.Known { // in words, for on paper there is no colour
		title += " (confidential)"
	}
	return Remark{Kind: Holds, Title: title, Runs: []Run{{Text: words}}, Private: !r.Known}
}

// settles says what the engine sees of an issue.
func (v *viewer) settles(id string) Remark {
	issue, known := v.issue(id)
	title := issue.Label()
	if taken, ok := v.t.TakenOn(id); ok {
		return Remark{Kind: Settles, Title: title, Runs: []Run{{Text: "taken: " + v.choice(id, taken)}}}
	}
	if !known {
		return Remark{Kind: Settles, Title: title, Runs: []Run{{Text: "open"}}}
	}
	var options []string
	for _, o := range issue.Options {
		options = append(options, o.ID)
	}
	words := "open: " + strings.Join(options, ", ")
	if issue.Numeric() {
		words = fmt.Sprintf("open: %s to %s", issue.Range.Min, issue.Range.Max)
		if issue.Range.Unit != "" {
			words += " " + issue.Range.Unit
		}
	}
	return Remark{Kind: Settles, Title: title, Runs: []Run{{Text: words}}}
}

// choice writes a choice as people read it.
func (v *viewer) choice(id, choice string) string {
	issue, ok := v.issue(id)
	switch {
	case !ok:
		return choice
	case issue.Numeric():
		if issue.Range.Unit != "" {
			return choice + " " + issue.Range.Unit
		}
		return choice
	}
	if o, ok := issue.Option(choice); ok && o.Text != "" {
		return o.Text
	}
	return choice
}
