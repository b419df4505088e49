package web

import (
	"parley"
	"parley/elicit"
	"parley/talks"
)

// positionReview is what has become of the answers.
type positionReview struct {
	Says     []positionLine // all of it
	Others   []positionLine // as the other sides would see it
	Mediator []positionLine // as the mediators would read it
	Hidden   bool           // the mediators are told that there is something undisclosed
	Open     int            // questions that are open
	Again    string         // the first of them
	Before   int            // the event by which a position was submitted last; 0: none was
	Lost     bool           // it holds what is not asked here, and that would go
	Submit   *Form          // nil: nothing was said
}

// positionLine is a statement of the position.
type positionLine struct {
	Says    string
	Because string
	Grade   string
}

func (v *visit) review(s *elicit.Sheet) (*positionReview, error) {
	p := v.stated(s)
	c := *s.Case
	c.Positions = []parley.Position{*p}
	x := &positionReview{Says: v.statements(&c, p)}
	for _, other := range c.Consenting() {
		if other.ID != p.Party {
			x.Others = v.statements(&c, c.View(other.ID).Position(p.Party))
			break
		}
	}
	mediator := c.Mediator().Position(p.Party)
	for _, line := range v.statements(&c, mediator) {
		if line.Grade == string(parley.GradeEngine) {
			x.Hidden = true
			continue
		}
		x.Mediator = append(x.Mediator, line)
	}
	if q, more := s.Next(); more {
		progress := s.Progress()
		x.Open, x.Again = progress.All-progress.Done, v.Path("position", "q", q.ID)
	}
	for _, sealed := range v.View.Sealed {
		if sealed.Do == talks.DoSubmit && sealed.Party == p.Party {
			x.Before = sealed.Seq
		}
	}
	if old := v.submittedPosition(); old != nil {
		x.Lost = len(old.Linkages)+len(old.Anchors) > 0 || old.Cap != nil || old.Discount != nil || old.Unit != ""
	}
	if len(x.Says) > 0 { // who has said nothing submits nothing
		x.Submit = v.Form("submit", talks.Act{Do: talks.DoSubmit}, func(a *talks.Act) { a.Hash = someHash })
	}
	return x, nil
}

// submittedPosition is what the visitor's party submitted last, or nil. What a
// party submitted is not for a mediator to read here.
func (v *visit) submittedPosition() *parley.Position {
	c, err := v.advice()
	if err != nil || v.For.ID != "" {
		return nil
	}
	return c.Position(v.Me.Party)
}

// positionEntry is a position that a mediator submitted in the visitor's name.
type positionEntry struct {
	Seq             int
	Says            []positionLine
	Confirm, Disown *Form
}

// enteredPositions lists those that wait for the visitor.
func (v *visit) enteredPositions() ([]positionEntry, error) {
	var list []positionEntry
	c, err := v.advice()
	if err != nil || v.For.ID != "" {
		return nil, err
	}
	for _, e := range v.View.ToConfirm {
		if e.Act.Do != talks.DoSubmit || e.Act.Author != v.Me.ID {
			continue
		}
		content, err := v.site.House.Read(v.ctx(), v.Talk, v.Me.ID, e.Seq)
		if err != nil {
			return nil, err
		}
		list = append(list, positionEntry{e.Seq, v.statements(c, content.Position),
			v.Form("confirm-"+itoa(e.Seq), talks.Act{Do: talks.DoConfirm, Entry: e.Seq}, nil), v.Form("disown-"+itoa(e.Seq), talks.Act{Do: talks.DoDisown, Entry: e.Seq}, nil)})
	}
	return list, nil
}

// statements says a position line by line.
func (v *visit) statements(c *parley.Case, p *parley.Position) []positionLine {
	if p == nil {
		return nil
	}
	var lines []positionLine
	add := func(says string, n parley.Note) {
		lines = append(lines, positionLine{says, n.Because, string(p.GradeOf(n.Grade))})
	}
	for _, i := range p.Interests {
		add(v.Say("position.line.interest", "what", i.Text), parley.Note{Grade: i.Grade})
	}
	for _, d := range p.Demands() {
		add(v.demand(c, d), d.Note)
	}
	for _, w := range p.Importance {
		i, _ := c.Issue(w.Issue)
		says := v.Say("position.line.importance", "issue", i.Label(), "word", v.Say("position.word."+string(w.Word)))
		if w.Word == "" {
			says = v.Say("position.line.importance", "issue", i.Label(), "word", w.Weight.String())
		}
		add(says, w.Note)
	}
	for _, value := range p.Values {
		i, _ := c.Issue(value.Issue)
		var order string
		for n, o := range bestFirst(value) {
			if n > 0 {
				order += ", "
			}
			order += optionText(i, o)
		}
		for n, corner := range value.Curve {
			if n > 0 {
				order += ", "
			}
			order += v.Say("position.corner", "at", v.choice(c, i.ID, parley.Choice{Number: corner.At}), "worth", corner.Worth.String())
		}
		add(v.Say("position.line.value", "issue", i.Label(), "order", order), value.Note)
	}
	if f := p.Fallback; f != nil {
		says := v.Say("position.line.like", "what", v.describePackage(c, f.Like))
		if f.Value != nil {
			says = v.Say("position.line.worth", "what", roundly(*f.Value))
		}
		add(says, f.Note)
	}
	return lines
}

// roundly writes an interval to one place.
func roundly(i parley.Interval) string {
	if i.Exact() {
		return i.Low.Decimal(1)
	}
	return i.Low.Decimal(1) + " – " + i.High.Decimal(1)
}

// bestFirst lists the options of a value, the best first.
func bestFirst(v parley.Value) []string {
	if len(v.Order) > 0 {
		return v.Order
	}
	var ids []string
	for _, o := range v.Options { // written from the best down
		ids = append(ids, o.Option)
	}
	return ids
}

func (v *visit) describePackage(c *parley.Case, p parley.Package) string {
	var says string
	for _, i := range c.Issues {
		choice, ok := p[i.ID]
		if !ok {
			continue
		}
		if says != "" {
			says += ", "
		}
		says += v.Say("deadlock.choice", "issue", i.Label(), "choice", v.choice(c, i.ID, choice))
	}
	return says
}
