package text

import (
	"math"
	"slices"
	"strings"

	"parley/phrase"
)

// spot is where a point goes: into which list, behind which index.
type spot struct {
	document *Document
	parent   *Point
	index    int // -1: at the front
}

func (s spot) list() *[]*Point {
	if s.parent != nil {
		return &s.parent.Points
	}
	return &s.document.Points
}

// spot finds the place that the operation names. A neighbour that has been
// moved away since the basis is no longer one: the point goes to the end.
func (f *folder) spot(o *Op) (spot, error) {
	var s spot
	var neighbour *Point
	if o.After != "" && o.Before != "" {
		return s, phrase.New("text.where.both", "it says both after and before")
	}
	if id := o.After + o.Before; id != "" {
		p, err := f.point(id)
		if err != nil {
			return s, err
		}
		neighbour = p
	}
	switch {
	case o.Under != "":
		p, err := f.standing(o.Under)
		if err != nil {
			return s, err
		}
		s.parent, s.document = p, p.document
		if o.Document != "" && o.Document != p.document.ID {
			return s, phrase.New("text.where.parent", "the point %s does not stand in %s", o.Under, o.Document)
		}
	case o.Document != "":
		d, err := f.documentOf(o.Document)
		if err != nil {
			return s, err
		}
		s.document = d
	case neighbour != nil:
		s.parent, s.document = neighbour.parent, neighbour.document
		if s.parent != nil && !s.parent.Stands() {
			return s, phrase.New("text.point.removed", "the point %s has been removed", s.parent.ID)
		}
	default:
		return s, phrase.New("text.where.none", "it does not say where: name a document, a point above or a neighbour")
	}
	s.index = len(*s.list()) - 1
	if i := slices.Index(*s.list(), neighbour); neighbour != nil && i >= 0 {
		s.index = i
		if o.Before != "" {
			s.index--
		}
	}
	if depthOf(s.parent) >= MaxDepth {
		return s, phrase.New("text.points.deep", "points are nested more than %d deep", MaxDepth)
	}
	return s, nil
}

// passOver moves the place behind the points that were put there after the log had
// so many operations: of two points that were put forward for one place, what is
// taken first stands first.
func (s *spot) passOver(seq int) {
	list := *s.list()
	for s.index >= 0 && s.index+1 < len(list) && list[s.index+1].entered > seq {
		s.index++
	}
}

// free returns the number, or, if another point of the kind that stands in the list
// has it, the first behind it that none has: both sides called their new point 5 bis.
func (s *spot) free(number string, kind Kind) string {
	var taken []string
	stands := false
	for _, p := range *s.list() {
		if p.Kind == kind && p.Number != "" {
			taken = append(taken, p.Number)
			stands = stands || p.Number == number && p.Removed == ""
		}
	}
	if !stands {
		return number
	}
	return Between(number, taken)
}

func depthOf(p *Point) int {
	n := 0
	for ; p != nil; p = p.parent {
		n++
	}
	return n
}

// put places the point.
func (s spot) put(p *Point) {
	list := s.list()
	*list = slices.Insert(*list, s.index+1, p)
	p.parent = s.parent
	p.adopt(s.document)
}

func (p *Point) adopt(d *Document) {
	p.document = d
	for _, q := range p.Points {
		q.adopt(d)
	}
}

// height returns how many levels the point and what is below it take.
func (p *Point) height() int {
	deepest := 0
	for _, q := range p.Points {
		deepest = max(deepest, q.height())
	}
	return deepest + 1
}

func (f *folder) insert(o *Op) error {
	words, err := f.words(o, o.Words)
	if err != nil {
		return err
	}
	heading, err := f.title(o.Heading)
	if err != nil {
		return err
	}
	switch {
	case !ValidID(o.Point):
		return phrase.New("text.point.id", "%q cannot be the id of a point", clip(o.Point))
	case f.t.points[o.Point] != nil:
		return phrase.New("text.point.twice", "there is a point %s already", o.Point)
	case f.reserved[o.Point] != nil:
		return phrase.New("text.point.taken", "there is a point %s already, put forward by %s", o.Point, f.reserved[o.Point].ID)
	case !slices.Contains(Kinds(), o.Kind):
		return phrase.New("text.point.kind", "there is no kind of point %q", clip(string(o.Kind)))
	case o.Issue != "" && !ValidID(o.Issue):
		return phrase.New("text.issue.id", "%q cannot be the id of an issue", clip(o.Issue))
	case len(f.t.points)+len(f.reserved) >= MaxPoints:
		return phrase.New("text.points.many", "there are more than %d points", MaxPoints)
	}
	if err := validNumber(o.Number); err != nil {
		return err
	}
	if near := f.near(o); o.Proposed && near != nil {
		depth := near.depth
		if o.Under != "" && near.Op.Point == o.Under {
			depth++
		}
		if depth >= MaxDepth {
			return phrase.New("text.points.deep", "points are nested more than %d deep", MaxDepth)
		}
		f.forward(o, words, heading, near.document, depth)
		return nil
	}
	s, err := f.spot(o)
	if err != nil {
		return err
	}
	if o.Proposed {
		f.forward(o, words, heading, s.document, depthOf(s.parent))
		return nil
	}
	f.enter(o, s, words, heading, o.Voice())
	return nil
}

// near returns what is put forward by which the new point is to stand: what is
// put forward may stand by what is put forward.
func (f *folder) near(o *Op) *Proposal {
	for _, id := range []string{o.After, o.Before, o.Under} {
		if p := f.reserved[id]; p != nil {
			return p
		}
	}
	return nil
}

// enter puts a new point in.
func (f *folder) enter(o *Op, s spot, words map[string]Passage, heading map[string]string, author string) {
	p := &Point{ID: o.Point, Kind: o.Kind, Number: o.Number, Heading: heading, Words: map[string]Passage{}, Issue: o.Issue,
		version: map[string]int{}, checked: map[string]int{}, entered: f.t.Seq}
	if p.Number == "" {
		p.Number = number(*s.list(), s.index, s.parent, p.Kind)
	}
	s.put(p)
	f.t.points[p.ID] = p
	delete(f.reserved, p.ID)
	f.set(o, p, words, author, translation{})
	f.reopen(o, p)
}

func validNumber(n string) error {
	if len(n) > 64 {
		return phrase.New("text.number.long", "the number is too long")
	}
	if _, changes := Neutralise(n); len(changes) > 0 {
		return phrase.New("text.number.holds", "the number holds %s", changes[0])
	}
	if strings.ContainsAny(n, "\n") || strings.TrimSpace(n) != n {
		return phrase.New("text.number.bad", "%q cannot be a number", clip(n))
	}
	return nil
}

func (f *folder) move(o *Op) error { return f.moveBehind(o, math.MaxInt) }

// moveBehind moves a point behind those, too, that were put in behind its neighbour
// after the log had so many operations.
func (f *folder) moveBehind(o *Op, seq int) error {
	p, err := f.standing(o.Point)
	if err != nil {
		return err
	}
	if err := validNumber(o.Number); err != nil {
		return err
	}
	s, err := f.spot(o)
	if err != nil {
		return err
	}
	if o.After != "" {
		s.passOver(seq)
	}
	for q := s.parent; q != nil; q = q.parent {
		if q == p {
			return phrase.New("text.point.below", "a point cannot be moved below itself")
		}
	}
	if depthOf(s.parent)+p.height() > MaxDepth {
		return phrase.New("text.points.deeper", "points would be nested more than %d deep", MaxDepth)
	}
	if o.Proposed {
		f.forward(o, nil, nil, p.document, 0)
		return nil
	}
	f.relocate(o, p, s)
	return nil
}

// relocate takes a point from where it stands and puts it elsewhere. What its words
// are agreed to be still holds; what the documents hold, and in which order, does not.
func (f *folder) relocate(o *Op, p *Point, s spot) {
	f.back(o, &p.document.Standing)
	f.back(o, &s.document.Standing)
	f.back(o, &f.t.Standing)
	from := p.siblings()
	i := slices.Index(*from, p)
	if from == s.list() && i <= s.index {
		s.index--
	}
	*from = slices.Delete(*from, i, i+1)
	s.index = min(s.index, len(*s.list())-1)
	if o.Number != "" {
		p.Number = o.Number
	} else if from != s.list() {
		p.Number = number(*s.list(), s.index, s.parent, p.Kind)
	}
	s.put(p)
}

func (f *folder) remove(o *Op) error {
	p, err := f.standing(o.Point)
	if err != nil {
		return err
	}
	if o.Proposed {
		f.forward(o, nil, nil, p.document, 0)
		return nil
	}
	p.Removed = o.ID
	f.reopen(o, p)
	return nil
}

func (f *folder) restore(o *Op) error {
	p, err := f.point(o.Point)
	if err != nil {
		return err
	}
	if p.Removed == "" {
		return phrase.New("text.point.stands", "the point %s has not been removed", p.ID)
	}
	p.Removed = ""
	f.reopen(o, p)
	return nil
}

func (f *folder) renumber(o *Op) error {
	switch {
	case o.Point != "" && o.Document != "":
		return phrase.New("text.operation.both", "it names both a point and a document")
	case o.Point != "":
		p, err := f.standing(o.Point)
		if err != nil {
			return err
		}
		if err := validNumber(o.Number); err != nil {
			return err
		}
		if o.Number == "" {
			return phrase.New("text.number.which", "it does not say which number")
		}
		p.Number = o.Number
		return nil
	case o.Number != "":
		return phrase.New("text.number.document", "a document as a whole has no number")
	}
	d, err := f.documentOf(o.Document)
	if err != nil {
		return err
	}
	renumber(d.Points, nil, "")
	return nil
}
