// Package form puts the questions of a party on paper, as a page to print or
// as plain text, with what was answered so far filled in. It asks the same
// questions as package elicit does one at a time, in the same order, with room
// to write. It reads no paper: somebody types in what was written, and the
// party confirms it.
package form

import (
	"slices"
	"strconv"
	"strings"

	"parley"
	"parley/elicit"
)

// Form is a questionnaire on paper.
type Form struct {
	Title  string // of the negotiation
	Party  string
	About  string
	Items  []Item
	Grades []Box // what each word for who may see something means, the most confidential first

	words Words
}

// Say says one of Keys.
func (f *Form) Say(key string) string { return f.words.Say(key) }

// Item is a question with room for its answer.
type Item struct {
	Number int // from 1
	Ask    string
	Help   string
	Rows   []Row
	Lines  []Line
	Grade  []Box // who may see it; none: it is not asked
}

// Row is something to tick, or to write a place of an order beside.
type Row struct {
	Label string
	Boxes []Box
	Place bool   // a blank for a number
	Text  string // what is written there
}

// Box is something to tick.
type Box struct {
	Label string
	On    bool
	Says  string // what it means, where that is said once for all
}

// Line is a blank to write on.
type Line struct {
	Label string
	Text  string
}

// How many blanks there are on paper for what has no number of its own.
const (
	interestLines = 3
	offerItems    = 3
)

// Of makes the form of a sheet, in English.
func Of(s *elicit.Sheet) *Form { return In(s, English{}) }

// In makes the form of a sheet, in some language.
func In(s *elicit.Sheet, words Words) *Form {
	f := &Form{Title: s.Case.Title, Party: s.Party.Label(), About: s.Case.About, words: words}
	w := writer{s: s, f: f}
	f.Grades = w.boxes("?")
	for i := 0; i < len(s.Asked); i++ {
		q := s.Asked[i]
		switch {
		case q.Kind == elicit.Importance: // all of them in one table
			var all []elicit.Asked
			for ; i < len(s.Asked) && s.Asked[i].Kind == elicit.Importance; i++ {
				all = append(all, s.Asked[i])
			}
			i--
			w.importance(all)
		case q.Kind == elicit.Like:
			// with the fallback, for all issues
		case q.Kind == elicit.Offer && q.State != elicit.Answered:
			// blanks follow the last one
		default:
			w.put(q)
		}
		last := i+1 == len(s.Asked) || s.Asked[i+1].Kind != elicit.Offer
		if q.Kind == elicit.Offer && last {
			w.offers(q)
		}
	}
	return f
}

// writer makes the items.
type writer struct {
	s *elicit.Sheet
	f *Form
}

func (w *writer) add(i Item) {
	i.Number = len(w.f.Items) + 1
	w.f.Items = append(w.f.Items, i)
}

func (w *writer) item(q elicit.Asked) Item {
	words := w.f.words.Question(w.s, q.Question)
	return Item{Ask: words.Ask, Help: words.Help}
}

// put writes a question of its own.
func (w *writer) put(q elicit.Asked) {
	i, a := w.item(q), q.Answer
	switch q.Kind {
	case elicit.Interests:
		for _, t := range a.Texts {
			i.Lines = append(i.Lines, Line{"", t})
		}
		for len(i.Lines) < interestLines {
			i.Lines = append(i.Lines, Line{})
		}
		i.Grade = w.grades(q)
	case elicit.Stances:
		for _, o := range q.Options {
			row := Row{Label: w.option(q.Issue, o)}
			for _, stance := range elicit.StancesList() {
				if stance != elicit.Unsaid {
					row.Boxes = append(row.Boxes, Box{Label: w.say("stance." + string(stance)), On: a.Stances[o] == stance})
				}
			}
			i.Rows = append(i.Rows, row)
		}
		if q.State == elicit.Open {
			i.Lines = []Line{{w.say("whynever"), ""}, {w.say("basisowner"), ""}, {w.say("onlyifwhat"), ""}}
			i.Grade = w.boxes("?")
		}
	case elicit.Limits:
		i.Lines = []Line{{w.say("below"), a.Least}, {w.say("above"), a.Most}, {w.say("upwards"), a.From}, {w.say("downwards"), a.UpTo}}
		if q.State == elicit.Open {
			i.Lines = append(i.Lines, Line{w.say("whyif"), ""})
			i.Grade = w.boxes("?")
		}
	case elicit.Reason:
		i.Lines = []Line{{w.say("because"), a.Because}, {w.say("basis"), a.Basis}, {w.say("owner"), a.Owner}}
		i.Grade = w.grades(q)
	case elicit.Condition:
		i.Lines = []Line{{w.say("onlyif"), w.picked(a.If)}, {w.say("because"), a.Because}}
		i.Grade = w.grades(q)
	case elicit.Privacy:
		i.Grade = w.grades(q)
	case elicit.Order:
		for _, o := range q.Options {
			row := Row{Label: w.option(q.Issue, o), Place: true}
			if at := slices.IndexFunc(a.Tiers, func(t []string) bool { return slices.Contains(t, o) }); at >= 0 {
				row.Text = strconv.Itoa(at + 1)
			}
			i.Rows = append(i.Rows, row)
		}
		i.Help += " " + w.say("places")
	case elicit.Curve:
		w.curve(&i, q)
	case elicit.First:
		for _, id := range q.Issues {
			i.Rows = append(i.Rows, Row{Label: "", Boxes: []Box{{Label: w.name(id), On: a.Issue == id}}})
		}
	case elicit.Levels:
		for _, o := range q.Options {
			i.Rows = append(i.Rows, Row{Label: w.option(q.Issue, o), Boxes: w.levels(a.Levels[o], true)})
		}
	case elicit.Offer:
		i.Lines = []Line{{w.say("accept"), w.picked(a.Accept)}, {w.say("if"), w.picked(a.If)}, {w.say("because"), a.Because}}
		i.Grade = w.grades(q)
	case elicit.Fallback:
		w.fallback(&i, q)
	case elicit.Rather, elicit.Compare:
		w.packages(&i, q)
	case elicit.Worth:
		return // with the fallback
	}
	w.add(i)
}

func (w *writer) curve(i *Item, q elicit.Asked) {
	i.Rows = []Row{{Boxes: []Box{{Label: w.say("more"), On: q.Answer.Better == elicit.More}, {Label: w.say("less"), On: q.Answer.Better == elicit.Less}}}}
	said := map[string]elicit.Level{}
	var at []string
	for _, p := range q.Points {
		at = append(at, p.String())
	}
	if len(q.Answer.Rated) > 0 {
		at = nil
		for _, r := range q.Answer.Rated {
			at = append(at, r.At)
			said[r.At] = r.Level
		}
	}
	for _, n := range at {
		label := n
		if number, err := parley.ParseNumber(n); err == nil {
			label = w.f.words.Choice(w.s, q.Issue, parley.Choice{Number: number})
		}
		i.Rows = append(i.Rows, Row{Label: label, Boxes: w.levels(said[n], false)})
	}
}

func (w *writer) levels(said elicit.Level, between bool) []Box {
	var boxes []Box
	for _, l := range elicit.LevelsList() {
		key := "level."
		if between {
			key += "between."
		}
		boxes = append(boxes, Box{Label: w.say(key + string(l)), On: l == said})
	}
	return boxes
}

// importance puts the words of all issues in one table.
func (w *writer) importance(all []elicit.Asked) {
	i := Item{Ask: w.say("importance"), Help: w.say("importance.help")}
	for _, q := range all {
		row := Row{Label: w.name(q.Issue)}
		for _, word := range parley.Words() {
			row.Boxes = append(row.Boxes, Box{Label: w.say("word." + string(word)), On: q.Answer.Word == string(word)})
		}
		row.Boxes = append(row.Boxes, Box{Label: w.say("word." + elicit.NoMatter), On: q.Answer.Word == elicit.NoMatter})
		i.Rows = append(i.Rows, row)
	}
	w.add(i)
}

// offers leaves room for sentences that are not said yet.
func (w *writer) offers(last elicit.Asked) {
	said := 0
	for _, q := range w.s.Asked {
		if q.Kind == elicit.Offer && q.State == elicit.Answered {
			said++
		}
	}
	if last.State == elicit.Skipped {
		return
	}
	for n := said; n < offerItems; n++ {
		q := last.Question
		q.Number = n + 1
		words := w.f.words.Question(w.s, q)
		w.add(Item{Ask: words.Ask, Help: words.Help, Lines: []Line{{w.say("accept"), ""}, {w.say("if"), ""}, {w.say("because"), ""}}, Grade: w.boxes("?")})
	}
}

// fallback writes all ways to say it, so that one can be taken.
func (w *writer) fallback(i *Item, q elicit.Asked) {
	for _, way := range elicit.Ways() {
		if way != elicit.WayRather || q.Answer.Way == elicit.WayRather {
			i.Rows = append(i.Rows, Row{Boxes: []Box{{Label: w.say("way." + string(way)), On: q.Answer.Way == way}}})
		}
	}
	if q.State == elicit.Open || q.Answer.Way == elicit.WayLike {
		for _, issue := range w.s.Case.Issues {
			like, _ := w.s.Question("like." + issue.ID)
			row := Row{Label: issue.Label(), Place: issue.Numeric(), Text: like.Answer.Choice}
			for _, o := range issue.Options {
				row.Boxes = append(row.Boxes, Box{Label: w.option(issue.ID, o.ID), On: like.Answer.Choice == o.ID})
			}
			i.Rows = append(i.Rows, row)
		}
	}
	if q.State == elicit.Open || q.Answer.Way == elicit.WayWorth {
		worth, _ := w.s.Question(string(elicit.Worth))
		i.Lines = append(i.Lines, Line{w.say("worth"), worth.Answer.Low})
		if worth.Answer.High != "" {
			i.Lines[len(i.Lines)-1].Text += " " + w.say("to") + " " + worth.Answer.High
		}
	}
	i.Lines = append(i.Lines, Line{w.say("because"), q.Answer.Because})
	i.Grade = w.grades(q)
}

// packages writes what packages have on the issues on which they differ.
func (w *writer) packages(i *Item, q elicit.Asked) {
	if q.Kind == elicit.Rather {
		for _, p := range q.Packages {
			for _, issue := range w.s.Case.Issues {
				i.Rows = append(i.Rows, Row{Label: issue.Label() + ": " + w.f.words.Choice(w.s, issue.ID, p[issue.ID])})
			}
		}
		taken := q.State == elicit.Answered && *q.Answer.Take
		i.Rows = append(i.Rows, Row{Boxes: []Box{{Label: w.say("package"), On: taken}, {Label: w.say("none"), On: q.State == elicit.Answered && !taken}}})
		return
	}
	if len(q.Packages) > 1 {
		issues := w.s.DifferingIssues(q.Packages)
		for _, p := range q.Packages {
			i.Rows = append(i.Rows, Row{Label: w.differing(p, issues), Place: true})
		}
	}
}

func (w *writer) say(key string) string { return w.f.words.Say(key) }

// differing says what a package has on some issues.
func (w *writer) differing(p parley.Package, issues []string) string {
	var parts []string
	for _, id := range issues {
		parts = append(parts, w.name(id)+": "+w.f.words.Choice(w.s, id, p[id]))
	}
	return strings.Join(parts, ", ")
}

func (w *writer) name(issue string) string {
	i, _ := w.s.Case.Issue(issue)
	return i.Label()
}

func (w *writer) option(issue, option string) string {
	i, _ := w.s.Case.Issue(issue)
	if o, ok := i.Option(option); ok && o.Text != "" {
		return o.Text
	}
	return option
}

// picked says a sentence that was picked together.
func (w *writer) picked(picks []elicit.Pick) string {
	if len(picks) == 0 {
		return ""
	}
	return w.f.words.Holds(w.s, elicit.Picked(picks))
}

// grades are the boxes of a question: none is ticked as long as it is open.
func (w *writer) grades(q elicit.Asked) []Box {
	if q.State == elicit.Open {
		return w.boxes("?")
	}
	return w.boxes(q.Answer.Grade)
}

// boxes are those for who may see something. Nothing said is the mediator; "?"
// is not answered yet.
func (w *writer) boxes(said parley.Grade) []Box {
	if said == "" {
		said = parley.GradeMediator
	}
	var boxes []Box
	for _, g := range parley.Grades() {
		boxes = append(boxes, Box{Label: w.say("grade." + string(g)), On: g == said, Says: w.say("grade." + string(g) + ".says")})
	}
	return boxes
}
