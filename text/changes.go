package text

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Changes compares an edition that came back with the text that had gone out,
// and returns what was changed as proposals: nothing in it is an edit. Points
// are known by their ids, so a point that has been renumbered or moved since,
// or changed by somebody else, is still found. Taking a proposal then merges it
// with what came since.
//
// t is the text as it is now, sent the one that went out; they may be the same.
// Each operation gets the author, the voice and the basis of by. What a
// proposal cannot say (a status, a number, another title of a document) is left
// out and listed.
func (t *Text) Changes(sent *Text, e *Edition, by Op) (Log, []Notice) {
	c := &comparer{now: t, sent: sent, by: by, held: map[string]bool{}, fresh: map[string]bool{}, met: map[string]bool{}, reserved: map[string]bool{}, numbered: map[string]int{}}
	for _, p := range t.Proposals {
		c.reserved[p.Op.Point] = true
	}
	for _, lang := range e.Languages {
		if slices.Contains(sent.Languages, lang) {
			c.languages = append(c.languages, lang)
		}
	}
	for i := range e.Documents {
		c.collect(e.Documents[i].Points)
	}
	for i := range e.Documents {
		c.document(&e.Documents[i])
	}
	here := map[string]bool{}
	for i := range e.Documents {
		here[e.Documents[i].ID] = true
	}
	for _, d := range sent.Documents {
		if here[d.ID] {
			c.removed(d.Points)
		} // a document that is not in the file was not sent
	}
	return c.log, c.notices
}

type comparer struct {
	now, sent *Text
	by        Op
	held      map[string]bool // ids in the edition
	fresh     map[string]bool // ids given to new points
	reserved  map[string]bool // ids of points that are, or were, put forward
	numbered  map[string]int  // by document: the last number given to a new point
	met       map[string]bool // ids that have been compared: whoever comes second is new
	languages []string        // that the edition has; what it does not have is not missing
	log       Log
	notices   []Notice
}

func (c *comparer) add(o Op) {
	o.At, o.Author, o.For, o.Basis = c.by.At, c.by.Author, c.by.For, c.by.Basis
	c.log = append(c.log, o)
}

func (c *comparer) notice(where, format string, args ...any) {
	c.notices = append(c.notices, Notice{where, fmt.Sprintf(format, args...)})
}

func (c *comparer) collect(list []EditionPoint) {
	for i := range list {
		c.held[list[i].ID] = true
		c.collect(list[i].Points)
	}
}

func (c *comparer) document(e *EditionDocument) {
	d, ok := c.sent.Document(e.ID)
	if !ok {
		c.notice(e.ID, "there is no such document, and a document cannot be put forward in a file")
		return
	}
	if len(e.Title) > 0 && !maps.Equal(e.Title, d.Title) {
		c.notice(e.ID, "the title was changed; that is for whoever keeps the text")
	}
	if e.Status != "" && e.Status != d.Status {
		c.notice(e.ID, "the status was changed; a status is never taken from a file")
	}
	c.points(e.Points, d, nil)
}

// points compares what stands in a document, or below a point of it.
func (c *comparer) points(list []EditionPoint, d *Document, parent *Point) {
	under := ""
	before := d.Points
	if parent != nil {
		under, before = parent.ID, parent.Points
	}
	stay := c.unmoved(list, before)
	before = slices.DeleteFunc(slices.Clone(before), func(p *Point) bool {
		return c.held[p.ID] && !stay[p.ID] // it goes elsewhere, and may be gone by then
	})
	last, lastIn := "", "" // the point in front, and the last of those that are in the text
	for i := range list {
		e := &list[i]
		p, known := c.known(e.ID)
		if !known {
			last = c.inserted(e, d, under, last, before)
			continue
		}
		if p.document != d || parentOf(p) != under || !stay[p.ID] {
			o := Op{Do: DoMove, Proposed: true, Point: p.ID}
			c.place(&o, d, under, lastIn, before)
			c.add(o)
		}
		c.compare(e, p)
		last, lastIn = p.ID, p.ID
		c.points(e.Points, d, p)
	}
}

// known returns the point that went out under the id, the first time that it
// is asked for.
func (c *comparer) known(id string) (*Point, bool) {
	p, ok := c.sent.Point(id)
	if !ok || !p.Stands() || c.met[id] {
		return nil, false
	}
	c.met[id] = true
	return p, true
}

func parentOf(p *Point) string {
	if p.parent == nil {
		return ""
	}
	return p.parent.ID
}

// place says where a point goes: behind another, or in front of the first.
func (c *comparer) place(o *Op, d *Document, under, last string, before []*Point) {
	if last != "" {
		o.After = last
		return
	}
	o.Under = under
	if under == "" {
		o.Document = d.ID
	}
	for _, p := range before {
		if p.Removed == "" && p.ID != o.Point {
			o.Before = p.ID
			return
		}
	}
}

// unmoved returns the points of the list that need not be moved: the longest
// part that stands in the order in which it stood.
func (c *comparer) unmoved(list []EditionPoint, before []*Point) map[string]bool {
	at := map[string]int{}
	for i, p := range before {
		at[p.ID] = i
	}
	var pairs [][2]int
	for i := range list {
		if j, ok := at[list[i].ID]; ok && !c.met[list[i].ID] {
			pairs = append(pairs, [2]int{i, j})
		}
	}
	stay := map[string]bool{}
	for _, x := range ascending(pairs) {
		stay[list[x[0]].ID] = true
	}
	return stay
}

// inserted puts a new point forward, with everything below it, and returns its
// id.
func (c *comparer) inserted(e *EditionPoint, d *Document, under, last string, before []*Point) string {
	o := Op{Do: DoInsert, Proposed: true, Point: c.newID(e.ID, d), Kind: e.Kind, Number: e.Number, Issue: e.Issue, Heading: maps.Clone(e.Heading)}
	if e.ID != "" && o.Point != e.ID { // a copy, or an id of another text
		c.notice(e.ID, "this id was not in the text that was sent; its words are put forward as a new point, %s", o.Point)
	}
	if validNumber(o.Number) != nil || !o.Kind.Numbered() {
		o.Number = ""
	}
	o.Words = wordings(e.Words)
	c.place(&o, d, under, last, before)
	c.add(o)
	behind := ""
	for i := range e.Points {
		child := &e.Points[i]
		if p, known := c.known(child.ID); known {
			// What stood elsewhere cannot go below what is not in yet.
			c.notice(child.ID, "it was put below a point that is only put forward, and stays where it is")
			c.compare(child, p)
			continue
		}
		behind = c.inserted(child, d, o.Point, behind, nil)
	}
	return o.Point
}

// newID gives a new point an id: its own, if it has one that is free.
func (c *comparer) newID(id string, d *Document) string {
	taken := func(id string) bool {
		_, there := c.now.points[id]
		return there || c.fresh[id] || c.sent.points[id] != nil || c.reserved[id]
	}
	if id == "" || !ValidID(id) || taken(id) {
		for {
			c.numbered[d.ID]++ // what was taken once is taken still
			if id = d.ID + ".new" + strconv.Itoa(c.numbered[d.ID]); !taken(id) && !c.held[id] {
				break
			}
		}
	}
	c.fresh[id] = true
	return id
}

func wordings(words map[string]Passage) Wordings {
	w := Wordings{}
	for lang, p := range words {
		if len(p) > 0 {
			w[lang] = p.String()
		}
	}
	return w
}

// compare puts forward what was changed in a point.
func (c *comparer) compare(e *EditionPoint, p *Point) {
	o := Op{Do: DoPropose, Point: p.ID, Words: Wordings{}, Heading: Wordings{}}
	for _, lang := range c.languages {
		if words := e.Words[lang]; !words.Equal(p.Words[lang]) {
			o.Words[lang] = words.String()
		}
		if h := e.Heading[lang]; h != p.Heading[lang] {
			o.Heading[lang] = h
		}
	}
	if len(o.Words) > 0 || len(o.Heading) > 0 {
		c.add(o)
	}
	if e.Number != "" && e.Number != p.Number {
		c.notice(p.ID, "its number was changed from %s to %s; numbers follow from where points stand", p.Number, e.Number)
	}
	if e.Status != "" && e.Status != p.Status {
		c.notice(p.ID, "its status was changed to %s; a status is never taken from a file", e.Status)
	}
}

// removed puts forward to take out what the file no longer holds.
func (c *comparer) removed(list []*Point) {
	for _, p := range list {
		if p.Removed != "" {
			continue
		}
		if c.held[p.ID] {
			c.removed(p.Points)
			continue
		}
		c.add(Op{Do: DoRemove, Proposed: true, Point: p.ID})
		c.removedBelow(p.Points)
	}
}

// removedBelow passes over what goes with the point above it, and looks at
// what was moved away from there.
func (c *comparer) removedBelow(list []*Point) {
	for _, p := range list {
		if p.Removed == "" && c.held[p.ID] {
			c.removed(p.Points)
			continue
		}
		c.removedBelow(p.Points)
	}
}
