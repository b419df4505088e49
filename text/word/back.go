package word

import (
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/phrase"
	"parley/text"
)

// Back says with what a file that came back is compared.
type Back struct {
	// Sent is the text that went out, as the record of the file names it.
	Sent *text.Text
	// Since is the text since which changes were shown; nil: none.
	Since *text.Text
	// Now is the text as it is now: ids that it has are not given again.
	Now *text.Text
	// Log is that of the text.
	Log text.Log
	// Case gives parties their names; nil: they have none but their ids.
	Case *parley.Case
	// Party is in whose name the file comes back.
	Party string
}

// Returned is what came back.
type Returned struct {
	// Edition is the text as the party would have it, to be compared with
	// what went out: see text.Text.Changes.
	Edition *text.Edition
	// Remarks are new comments, and which proposals of others the party
	// rejected.
	Remarks []Remark
	// Withdrawn are the party's own proposals that it took back.
	Withdrawn []string
}

// Remark is what the party says of a point.
type Remark struct{ Point, Words string }

// comparison is a comparison on its way.
type comparison struct {
	f          *File
	l          *layout
	o          Back
	others     map[string]bool // under which names other parties' changes are tracked
	paragraphs []paragraph
	notices    []text.Notice

	failed      error                 // why the file cannot be compared
	judged      map[int]*judgement    // by block
	blocksOf    map[string][]int      // by point
	judgedNotes map[string]*judgement // by footnote
	notes       map[string]string     // footnotes that came back, to those that went out
	footed      map[string]bool       // footnotes whose marks still stand
	fresh       []freshNote
	inNote      int            // footnotes have no marks in them
	numbered    map[string]int // by the beginning of an id: the last number given
	tallies     map[string]*tally
	returned    *Returned
}

// freshNote is a footnote that did not go out.
type freshNote struct {
	id, lang, document string
	words              text.Passage
}

var (
	lineBreak text.Span = text.Break{}
	cellBreak text.Span = text.Break{Cell: true}
)

// Edition compares the file with what went out. What is no change of the text
// (a status, the number of a point, words above the first document) is left
// out and listed. A file that is only for reading, or that was made from
// another text than the record says, gives an error.
func (f *File) Edition(o Back) (*Returned, []text.Notice, error) {
	if f.Record.Reading != "" {
		return nil, nil, phrase.New("word.reading", "this file is for reading (%s): what was changed in it cannot be told from how it was made; work on one that parley text export --to docx wrote", clip(f.Record.Reading))
	}
	if f.Record.Hash != "" && hash(o.Sent, f.Record.Basis) != f.Record.Hash {
		return nil, nil, phrase.New("word.other", "the file says that it was made from %s, whose hash is %s, and here that text has the hash %s: it belongs to another text", clip(f.Record.Basis), clip(f.Record.Hash), hash(o.Sent, f.Record.Basis))
	}
	if f.Record.Since != "" && o.Since == nil {
		return nil, nil, phrase.New("word.since", "the file shows changes since an earlier text, which was not given")
	}
	for _, lang := range f.Record.Languages {
		if !slices.Contains(o.Sent.Languages, lang) {
			return nil, nil, phrase.New("word.language", "the file names the language %q, which the text does not have", clip(lang))
		}
	}
	names := f.Record.Names
	if !f.Recorded {
		names = nil
	}
	l := lay(o.Sent, Options{Basis: f.Record.Basis, Languages: f.Record.Languages, Documents: f.Record.Documents, Since: o.Since, SinceName: f.Record.Since, Log: o.Log, Case: o.Case}, names)
	c := &comparison{f: f, l: l, o: o, paragraphs: slices.Clone(f.paragraphs), others: map[string]bool{}, judged: map[int]*judgement{}, judgedNotes: map[string]*judgement{}, blocksOf: map[string][]int{},
		notes: map[string]string{}, footed: map[string]bool{}, numbered: map[string]int{}, tallies: map[string]*tally{}, returned: &Returned{}}
	for i := range c.paragraphs {
		c.paragraphs[i].marks = slices.Clone(c.paragraphs[i].marks)
	}
	for i := range l.blocks {
		if id := l.blocks[i].point; id != "" {
			c.blocksOf[id] = append(c.blocksOf[id], i)
		}
	}
	c.names()
	c.matchNotes()
	if err := c.edition(c.assign()); err != nil {
		return nil, nil, err
	}
	c.remarks()
	c.proposals()
	return c.returned, c.notices, nil
}

func (c *comparison) notice(p *paragraph, format string, args ...any) {
	where := "the file"
	if p != nil {
		where = fmt.Sprintf("paragraph %d", p.n)
	}
	c.notices = append(c.notices, text.Notice{Where: where, What: fmt.Sprintf(format, args...)})
}

// names collects under which names other parties' changes are tracked.
func (c *comparison) names() {
	add := func(id, name string) {
		if id != c.o.Party {
			c.others[plainLine(name)] = true
		}
	}
	if c.o.Case != nil {
		for _, p := range c.o.Case.Parties {
			add(p.ID, p.Label())
			add(p.ID, p.ID)
		}
	}
	for _, key := range sortedKeys(c.l.used) {
		if id, ok := strings.CutPrefix(key, partyKey); ok {
			add(id, c.l.used[key])
		}
	}
	delete(c.others, c.l.party(c.o.Party))
}

// foreign reports whether a name is that of another party.
func (c *comparison) foreign(by string) bool { return c.others[by] }

// matchNotes finds which footnotes came back: by their bookmarks, else by their
// words.
func (c *comparison) matchNotes() {
	byWords := map[string][]string{}
	known := map[string]bool{}
	for _, key := range sortedKeys(c.l.notes) {
		b := c.l.notes[key]
		known[b.name] = true
		byWords[blockWords(b)] = append(byWords[blockWords(b)], b.name)
	}
	met := map[string]bool{}
	ids := sortedKeys(c.f.notes)
	for _, id := range ids {
		for _, m := range c.f.notes[id].marks {
			if known[m.name] && !met[m.name] && c.notes[id] == "" {
				c.notes[id], met[m.name] = m.name, true
			}
		}
	}
	for _, id := range ids {
		if c.notes[id] != "" {
			continue
		}
		words := plainWords(wordsOf(c.f.notes[id].runs))
		for _, name := range byWords[words] {
			if !met[name] {
				c.notes[id], met[name] = name, true
				break
			}
		}
	}
}

// noteName is the name of the footnote that went out, or of one that did not.
func (c *comparison) noteName(id string) string {
	if name := c.notes[id]; name != "" {
		return name
	}
	return "new " + id
}

// newNote is the mark of a footnote that did not go out, or of a second mark of
// one that did.
func (c *comparison) newNote(id string, b *block) text.Span {
	if name := c.notes[id]; name != "" {
		for _, key := range sortedKeys(c.l.notes) {
			if c.l.notes[key].name == name {
				return text.NoteRef{Point: c.l.notes[key].point}
			}
		}
	}
	p := c.f.notes[id]
	words, problems := compose(c.typed(p.runs, b))
	c.trouble(nil, "a new footnote", problems)
	n := freshNote{id: c.freeID(b.document + ".note"), lang: b.lang, document: b.document, words: words}
	c.fresh = append(c.fresh, n)
	return text.NoteRef{Point: n.id}
}

// typed are the items of runs that did not go out.
func (c *comparison) typed(runs []run, b *block) []item {
	c.inNote++
	defer func() { c.inNote-- }()
	return c.judge(&block{part: b.part, document: b.document, lang: b.lang}, runs).items
}

// freeID returns an id that no point has or had: one with a number behind the
// stem, if ids can be as long.
func (c *comparison) freeID(stem string) string {
	if !text.ValidID(stem + "000000") {
		stem = "note"
	}
	for {
		c.numbered[stem]++
		id := fmt.Sprintf("%s%d", stem, c.numbered[stem])
		_, before := c.o.Sent.Point(id)
		_, now := c.o.Now.Point(id)
		if !before && !now && !slices.ContainsFunc(c.o.Now.Proposals, func(p *text.Proposal) bool { return p.Op.Point == id }) {
			return id
		}
	}
}

// words returns what a paragraph that went out now reads: the words as they
// went out, if nothing that counts was changed.
func (c *comparison) words(b *block, j *judgement, went text.Passage, p *paragraph) text.Passage {
	before, _ := compose(standing(b.atoms))
	now, problems := compose(j.items)
	c.trouble(p, c.called(b), problems)
	if before.Equal(now) {
		return went
	}
	for _, q := range c.l.pending[b.point] { // accepted in the file by whoever put it forward
		if q.Author == c.o.Party && q.Op.Do == text.DoPropose && q.Op.Words[b.lang] != "" {
			merged, _ := compose(standing(c.l.passage(c.o.Sent.Merge(q, b.lang).Words, b.lang)))
			if merged.Equal(now) {
				c.notice(p, "%s: these words are already put forward, as %s", c.called(b), q.ID)
				return went
			}
		}
	}
	return now
}

// trouble says what of a paragraph could not be read. Words that no point can
// have stop the whole, or they would be lost.
func (c *comparison) trouble(p *paragraph, called string, problems []string) {
	for _, s := range problems {
		c.notice(p, "%s: %s", called, s)
		if s == tooLong && c.failed == nil {
			c.failed = phrase.New("word.divide", "%s: it has more words than a point can have: divide it", called)
		}
	}
}

// told says what was written where it is not read.
func (c *comparison) told(b *block, j *judgement, p *paragraph) {
	if len(j.foreign) > 0 {
		c.notice(p, "%s: words are tracked in the name of another party that did not go out so, and were left out: %s", c.called(b), strings.Join(j.foreign, " "))
	}
	if len(j.restored) > 0 {
		c.notice(p, "%s: words are struck out in the name of another party that did not go out so, and stay: %s", c.called(b), strings.Join(j.restored, " "))
	}
	if len(j.labels) > 0 {
		c.notice(p, "%s: what stands behind a bracket or says a status is not read; there was written: %s", c.called(b), strings.Join(j.labels, " "))
	}
	for proposal, t := range j.tallies {
		all := c.tallies[proposal]
		if all == nil {
			all = &tally{}
			c.tallies[proposal] = all
		}
		all.pending, all.taken, all.rejected = all.pending+t.pending, all.taken+t.taken, all.rejected+t.rejected
	}
	for _, id := range j.notes {
		if name := c.notes[id]; name != "" {
			c.footed[name] = true
		}
	}
}

// remarks finds the comments that did not go out.
func (c *comparison) remarks() {
	out := map[string]int{}
	for i := range c.l.blocks {
		for _, r := range c.l.blocks[i].remarks {
			out[plainLine(r.author)+"\x00"+plainWords(plainLine(r.words))]++
		}
	}
	points := c.commented()
	for _, r := range c.f.comments {
		key := r.author + "\x00" + r.words
		switch {
		case r.words == "":
		case out[key] > 0:
			out[key]--
		case c.foreign(r.author):
			c.notice(nil, "a comment in the name of %s did not go out, and was not taken for one of %s: %s", r.author, c.o.Party, r.words)
		case points[r.paragraph] == "":
			c.notice(nil, "a comment by %s stands on no point, and cannot be put down: %s", clip(r.author), r.words)
		default:
			c.returned.Remarks = append(c.returned.Remarks, Remark{points[r.paragraph], r.words})
		}
	}
}

// commented is on which point the paragraphs of the file, as it was read, are.
func (c *comparison) commented() map[int]string {
	points := map[int]string{}
	at := map[int]int{} // number for people to index
	for i := range c.f.paragraphs {
		at[c.f.paragraphs[i].n] = i
	}
	last := ""
	of := map[int]string{}
	for i := range c.paragraphs {
		of[c.paragraphs[i].n] = c.paragraphs[i].point
	}
	for i := range c.f.paragraphs {
		if p := of[c.f.paragraphs[i].n]; p != "" {
			last = p
			points[i] = p
		} else {
			points[i] = last // what is new, or runs on: a remark on what stands before it
		}
	}
	return points
}

// proposals says what became of what others had put forward.
func (c *comparison) proposals() {
	for _, id := range sortedKeys(c.tallies) {
		t := c.tallies[id]
		p, ok := c.o.Sent.Proposal(id)
		if !ok || t.rejected == 0 {
			continue
		}
		now, still := c.o.Now.Proposal(id)
		switch {
		case t.taken > 0: // what was made of it is put forward
		case p.Author == c.o.Party && t.pending == 0 && still && now.State == text.Pending:
			c.returned.Withdrawn = append(c.returned.Withdrawn, id)
		case p.Author == c.o.Party:
			c.notice(nil, "of your own proposal %s a part was rejected in the file; it stays as it is until you withdraw it", id)
		case t.pending > 0:
			c.returned.Remarks = append(c.returned.Remarks, Remark{p.Op.Point, fmt.Sprintf("Does not accept all of proposal %s.", id)})
		default:
			c.returned.Remarks = append(c.returned.Remarks, Remark{p.Op.Point, fmt.Sprintf("Does not accept proposal %s.", id)})
		}
	}
}
