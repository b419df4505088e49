package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"parley"
	"parley/elicit"
	"parley/internal/bulletin"
	"parley/talks"
)

// A preview says what others would see of a form if it were sent as it stands. It
// is no description of the rules: the act is carried out on a copy of the talks,
// and what each would see is looked for in their view of that copy. What it shows
// was typed by who asks, or is what they see anyway; of others' items it has
// nothing.

// seen is what some would see, and who that is.
type seen struct {
	Who  []string
	Says template.HTML // what stands there; empty: nothing
	Rows []previewRow  // of a package
	Text []string      // words, as they were typed
}

type previewRow struct{ Issue, Choice string }

// audience is somebody in whose place is looked.
type audience struct {
	name   string
	person talks.Person
	public bool // who has no seat
}

// watchers lists in whose place is looked: the own side first, then the other
// parties, mediators, observers and auditors, and anybody.
func (v *visit) watchers() []audience {
	var all []audience
	seat := func(name string, p talks.Person) {
		// Somebody who sits there, where somebody does: what waits for a person to
		// be confirmed is shown to that person.
		i := slices.IndexFunc(v.state.People, func(q talks.Person) bool { return !q.Removed && q.Seat == p.Seat && q.Party == p.Party })
		if i >= 0 {
			p = v.state.People[i]
		}
		all = append(all, audience{name: name, person: p})
	}
	own := v.acting().Party
	if own != "" {
		seat(v.Say("preview.own"), talks.Person{ID: "preview " + own, Party: own, Seat: talks.Head})
	}
	for _, p := range v.View.Parties {
		if p.ID != own {
			seat(v.Party(p.ID), talks.Person{ID: "preview " + p.ID, Party: p.ID, Seat: talks.Head})
		}
	}
	seat(v.Say("preview.mediators"), talks.Person{ID: "preview mediator", Seat: talks.Mediator})
	seat(v.Say("preview.observers"), talks.Person{ID: "preview observer", Seat: talks.Observer})
	seat(v.Say("preview.auditors"), talks.Person{ID: "preview auditor", Seat: talks.Auditor})
	return append(all, audience{name: v.Say("preview.anybody"), public: true})
}

// preview answers a form that asks for one: with what each would see, or with why
// it would be refused. Nothing is recorded.
func (v *visit) preview() (*refused, error) {
	if v.page.preview != nil && v.r.PostForm.Get("do") == "" {
		list, err := v.page.preview(v)
		return &refused{Preview: list}, err
	}
	ask, err := v.ask()
	if err != nil {
		return nil, err
	}
	a := ask.Act
	if a.At = v.Now; v.state.At.After(a.At) {
		a.At = v.state.At
	}
	if a.Do == talks.DoRespond && a.Answer == "" { // the answer is the button that was not pressed
		if a.Answer = talks.Reserve; a.Because == "" {
			a.Because = "…"
		}
	}
	content := ""
	if ask.Content != nil {
		content = ask.Content.Says
	}
	if a.Hash == "" && (ask.Content != nil || a.Do == talks.DoBlind) {
		a.Hash = someHash
	}
	events, err := talks.Decide(v.state, talks.Command{Act: a, Saw: v.state.Seq})
	if err != nil {
		return nil, err
	}
	after := v.state
	for _, e := range events {
		if after, err = talks.Apply(after, e); err != nil {
			return nil, err
		}
	}
	var list []seen
	for _, x := range v.watchers() {
		s, err := v.seenBy(x, after, events[0], a, content)
		if err != nil {
			return nil, err
		}
		same := slices.IndexFunc(list, func(o seen) bool {
			return o.Says == s.Says && slices.Equal(o.Text, s.Text) && slices.Equal(o.Rows, s.Rows)
		})
		if same < 0 {
			list = append(list, s)
		} else {
			list[same].Who = append(list[same].Who, x.name)
		}
	}
	return &refused{Preview: list}, nil
}

// seenBy compares what somebody sees before and after.
func (v *visit) seenBy(x audience, next *talks.State, first talks.Event, a talks.Act, content string) (seen, error) {
	s := seen{Who: []string{x.name}}
	if x.public {
		s.Says, s.Text = v.seenByAnybody(next)
		return s, nil
	}
	before, after := seat(v.state, x.person).View(x.person.ID), seat(next, x.person).View(x.person.ID)
	was, err := plainView(before)
	if err != nil {
		return s, err
	}
	is, err := plainView(after)
	if err != nil {
		return s, err
	}
	switch {
	case bytes.Equal(was, is):
		s.Says = v.T("preview.nothing", "n", first.Seq)
		return s, nil
	case a.Do == talks.DoTick:
		s.Says = v.T("preview.tick", "party", v.Party(v.acting().Party), "blind", a.Blind)
		return s, nil
	case len(after.Sealed) > len(before.Sealed) && x.person.Seat == talks.Auditor:
		s.Says = v.T("preview.commitment", "n", first.Seq)
		return s, nil
	}
	t, err := v.Text()
	if err != nil {
		return s, err
	}
	s.Says = v.told(t, &first.Act, first.Ops)
	for _, words := range typed(a) {
		if shown(is, words) > shown(was, words) {
			s.Text = append(s.Text, words)
		}
	}
	if content != "" && reads(before, after, x.person) {
		s.Text = append(s.Text, content)
	}
	if len(after.Proposals) > len(before.Proposals) {
		for _, item := range after.Proposals[len(after.Proposals)-1].Package {
			s.Rows = append(s.Rows, previewRow{v.Issue(item.Issue), v.choices(item)})
		}
	}
	return s, nil
}

// seat gives the person a seat, in a copy, if they have none.
func seat(s *talks.State, p talks.Person) *talks.State {
	if q, ok := s.Person(p.ID); ok && !q.Removed {
		return s
	}
	c := *s
	c.People = append(slices.Clip(c.People), p)
	return &c
}

// plainView writes a view without what only counts events.
func plainView(v *talks.View) ([]byte, error) {
	c := *v
	c.Seq = 0
	return json.Marshal(&c)
}

// shown counts how often words stand in a view.
func shown(view []byte, words string) int {
	quoted, err := json.Marshal(words)
	if err != nil {
		return 0
	}
	return bytes.Count(view, quoted[1:len(quoted)-1])
}

// typed lists the words that somebody typed, in the order of the page.
func typed(a talks.Act) []string {
	all := []string{a.Says, a.Because}
	if op := a.Op; op != nil {
		for _, w := range []map[string]string{op.Heading, op.Words, op.Quote} {
			for _, lang := range slices.Sorted(maps.Keys(w)) {
				all = append(all, w[lang])
			}
		}
		all = append(all, op.Because)
	}
	all = append(append(all, a.Agenda...), a.Place)
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

// reads reports whether the person may open what was sealed with the act.
func reads(before, after *talks.View, p talks.Person) bool {
	if len(after.Sealed) > len(before.Sealed) {
		return after.Sealed[len(after.Sealed)-1].Do == talks.DoNote
	}
	if len(after.Messages) > len(before.Messages) {
		m := after.Messages[len(after.Messages)-1]
		return p.Seat.Chair() || p.Party == m.From || slices.ContainsFunc(m.Delivered, func(d talks.Delivery) bool { return d.Party == p.Party })
	}
	return false
}

// seenByAnybody says what would change on the public page.
func (v *visit) seenByAnybody(next *talks.State) (template.HTML, []string) {
	view, open := next.Published()
	if !open {
		return "", nil
	}
	was := bulletin.Of(v.state.Public(""))
	var lines []string
	for _, e := range bulletin.Of(view) {
		if old, ok := bulletin.Find(was, e.Key()); !ok || old.Digest() != e.Digest() {
			w := e.In(v.words, view)
			lines = append(lines, strings.TrimSpace(w.Title+"\n"+w.Says))
		}
	}
	if lines == nil {
		return "", nil
	}
	return v.T("preview.public"), lines
}

// previewPosition says what others would see of an answer about one's position,
// once the position is submitted.
func (v *visit) previewPosition() ([]seen, error) {
	who := v.acting()
	if v.site.Answers == nil || !v.stating(who) {
		return nil, errNotHere
	}
	log, s, _, err := v.sheet(who)
	if err != nil {
		return nil, err
	}
	q, ok := s.Question(v.r.PostForm.Get("question"))
	if !ok {
		return nil, &mistake{"position.fault.question", nil}
	}
	a := answerOf(q.Question, v.r.PostForm)
	a.Question = q.ID
	if err := s.Accept(a); err != nil {
		if fault, ok := err.(*elicit.Fault); ok {
			return nil, &mistake{"position.fault." + string(fault.Code), nil}
		}
		return nil, err
	}
	c, err := v.advice()
	if err != nil {
		return nil, err
	}
	// The answers to this question are left out of how it was: what was answered
	// before is shown anew.
	without := *log
	without.Answers = slices.DeleteFunc(slices.Clone(log.Answers), func(x elicit.Answer) bool { return x.Question == q.ID })
	with := without
	with.Answers = append(slices.Clip(without.Answers), a)
	was, err := v.reviewOf(c, &without)
	if err != nil {
		return nil, err
	}
	is, err := v.reviewOf(c, &with)
	if err != nil {
		return nil, err
	}
	news := func(name string, is, was []positionLine, none string) seen {
		x := seen{Who: []string{name}, Says: v.T(none)}
		for _, line := range is {
			if !slices.Contains(was, line) {
				x.Says = v.T("preview.position")
				x.Text = append(x.Text, strings.TrimSuffix(line.Says+because(line.Because), " – "))
			}
		}
		return x
	}
	mediators := news(v.Say("preview.mediators"), is.Mediator, was.Mediator, "preview.position.nothing")
	if len(mediators.Text) == 0 && a.Grade == parley.GradeEngine {
		mediators.Says = v.T("position.hidden")
	}
	return []seen{news(v.Say("preview.own"), is.Says, was.Says, "preview.position.nothing"), mediators,
		news(v.Say("preview.others"), is.Others, was.Others, "preview.position.nothing")}, nil
}

// reviewOf is what would become of answers.
func (v *visit) reviewOf(c *parley.Case, log *elicit.Log) (*positionReview, error) {
	s, err := elicit.Fold(c, log)
	if err != nil {
		return nil, fmt.Errorf("what was answered: %w", err)
	}
	return v.review(s)
}
