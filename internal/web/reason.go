package web

import (
	"html/template"
	"slices"

	"parley"
	"parley/internal/secretariat"
	"parley/talks"
	"parley/text"
)

// Why a party holds a bracket is its own affair. It stands in its position, which is
// sealed: who says it submits the position anew, with nothing else changed.

// bracketHeld is a bracket that the visitor's side holds, with why.
type bracketHeld struct {
	Words   template.HTML
	Form    *Form
	Before  bool // a position was submitted, in which the reason can stand
	Reasons []positionChoice
	Grades  []positionChoice
	Since   string
	Because string
}

// held lists the brackets of a point that the visitor's side holds, for who speaks
// for it; nobody else gets a form, a mediator in its name neither.
func (v *visit) held(t *text.Text, p *text.Point) []bracketHeld {
	if v.For.ID != "" || v.Me.Seat != talks.Head && v.Me.Seat != talks.Mandator {
		return nil
	}
	var all []bracketHeld
	var seen []string
	for _, lang := range t.Languages {
		for _, b := range p.Words[lang].Brackets() {
			if slices.Contains(seen, b.ID) || !holds(b, v.Me.Party) {
				continue
			}
			seen = append(seen, b.ID)
			all = append(all, v.reasonForm(b.ID, runsHTML(t.Runs(p, text.Passage{b}, v.cases()))))
		}
	}
	return all
}

// holds reports whether a bracket is one that a party holds.
func holds(b text.Bracket, party string) bool {
	return b.ID != "" && party != "" && slices.ContainsFunc(b.By, func(h text.Holder) bool { return h.Party == party })
}

func (v *visit) reasonForm(bracket string, words template.HTML) bracketHeld {
	x := bracketHeld{Words: words, Form: v.plain("reason-" + bracket)}
	x.Form.Hidden = append(x.Form.Hidden, field{"reason.of", bracket})
	x.Form.Why = v.maySubmit()
	var now parley.BracketReason
	grade := parley.GradeParty
	if p := v.submittedPosition(); p != nil {
		x.Before = true
		if i := slices.IndexFunc(p.Brackets, func(b parley.BracketReason) bool { return b.Bracket == bracket }); i >= 0 {
			now, grade = p.Brackets[i], p.GradeOfBracket(p.Brackets[i])
		}
	}
	for _, r := range append([]parley.Reason{""}, parley.Reasons()...) {
		key := "text.reason." + string(r)
		if r == "" {
			key = "text.reason.none"
		}
		x.Reasons = append(x.Reasons, positionChoice{Value: string(r), Label: v.Say(key), On: x.Form.Value("reason.is", string(now.Reason)) == string(r)})
	}
	grades := []parley.Grade{parley.GradeParty, parley.GradeMediator}
	if !slices.Contains(grades, grade) { // said elsewhere: it stays unless it is changed
		grades = append(grades, grade)
	}
	for _, g := range grades {
		x.Grades = append(x.Grades, positionChoice{Value: string(g), Label: v.Say("grade." + string(g)), On: x.Form.Value("reason.grade", string(grade)) == string(g)})
	}
	x.Since, x.Because = x.Form.Value("reason.since", now.Since), x.Form.Value("because", now.Because)
	return x
}

// maySubmit says why the visitor could not submit a position now; nil: they could.
func (v *visit) maySubmit() *refused {
	if !v.submitTried {
		v.submitTried, v.submitWhy = true, v.try(talks.Act{Do: talks.DoSubmit, Hash: someHash})
	}
	return v.submitWhy
}

// Bounds of a reason, in bytes.
const (
	maxSince   = 40
	maxBecause = 2000
)

// keepReason puts what was said of a bracket into the position of the visitor's side,
// in the place of what was said before; saying nothing takes it out.
func (v *visit) keepReason() (string, error) {
	f := v.r.PostForm
	bracket := f.Get("reason.of")
	t, err := v.Text()
	if err != nil {
		return "", err
	}
	if v.For.ID != "" || !v.holdsBracket(t, bracket) {
		return "", &mistake{"text.reason.nothing", nil}
	}
	old := v.submittedPosition()
	if old == nil {
		return "", &mistake{"text.reason.before", nil}
	}
	b := parley.BracketReason{Bracket: bracket, Reason: parley.Reason(f.Get("reason.is")), Since: trim(f, "reason.since"),
		Note: parley.Note{Because: words(f, "because"), Grade: parley.Grade(f.Get("reason.grade"))}}
	switch {
	case b.Reason != "" && !slices.Contains(parley.Reasons(), b.Reason), !slices.Contains(parley.Grades(), b.Grade):
		return "", &mistake{"text.reason.nothing", nil}
	case b.Reason == "" && (b.Because != "" || b.Since != ""):
		return "", &mistake{"text.reason.pick", nil}
	case len(b.Because) > maxBecause || len(b.Since) > maxSince:
		return "", &mistake{"text.reason.long", []any{"n", maxBecause}}
	}
	if _, changes := text.Neutralise(b.Because + b.Since); len(changes) > 0 {
		return "", &mistake{"text.reason.unsafe", nil}
	}
	p := *old
	p.Brackets = slices.Clone(old.Brackets)
	at := slices.IndexFunc(p.Brackets, func(o parley.BracketReason) bool { return o.Bracket == bracket })
	switch {
	case b.Reason == "" && at < 0: // nothing was said, and nothing is
		return v.Here(), nil
	case b.Reason == "":
		p.Brackets = slices.Delete(p.Brackets, at, at+1)
	case at < 0:
		p.Brackets = append(p.Brackets, b)
	default:
		b.Sources = p.Brackets[at].Sources // which are not asked here
		p.Brackets[at] = b
	}
	// What it stands on is the position as it was read: who submitted another since is
	// not written over.
	ask := secretariat.Ask{Command: talks.Command{Saw: v.View.Seq, Act: talks.Act{Author: v.Me.ID, Do: talks.DoSubmit}}, Content: &secretariat.Content{Position: &p}}
	return v.do(ask)
}

// holdsBracket reports whether the visitor's side holds a bracket of that id anywhere
// in the text.
func (v *visit) holdsBracket(t *text.Text, id string) bool {
	found := false
	t.Each(func(_ *text.Document, p *text.Point) {
		for _, w := range p.Words {
			found = found || slices.ContainsFunc(w.Brackets(), func(b text.Bracket) bool { return b.ID == id && holds(b, v.Me.Party) })
		}
	})
	return found
}

// postReason carries out what a form of a point asks for: why a bracket is held, or an
// act of the talks.
func (v *visit) postReason() (string, error) {
	if v.r.PostForm.Has("reason.of") {
		return v.keepReason()
	}
	return v.act()
}
