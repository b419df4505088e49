package form

import (
	"maps"
	"slices"
	"strings"

	"parley"
	"parley/elicit"
)

// Words says what stands on a form, in some language. English is what the
// package brings along.
type Words interface {
	// Question says a question of the sheet, and how to think of it.
	Question(s *elicit.Sheet, q elicit.Question) elicit.Words

	// Holds says patterns, such as what was picked for a condition.
	Holds(s *elicit.Sheet, ps parley.Patterns) string

	// Choice says what is taken on an issue.
	Choice(s *elicit.Sheet, issue string, c parley.Choice) string

	// Say says one of Keys.
	Say(key string) string
}

// English says a form in English.
type English struct{}

// Question is the question in English.
func (English) Question(s *elicit.Sheet, q elicit.Question) elicit.Words { return s.Words(q) }

// Holds says patterns in English.
func (English) Holds(s *elicit.Sheet, ps parley.Patterns) string { return s.Case.Describe(ps) }

// Choice says a choice in English.
func (English) Choice(s *elicit.Sheet, issue string, c parley.Choice) string {
	return s.Case.Say(issue, c)
}

// english are the words of the form itself.
var english = map[string]string{
	"language": "en", "direction": "ltr",
	"of": "Position of", "confidential": "Confidential. Position of",
	"intro":  "Answer what you can and leave out the rest: what is not answered is not known, and is not taken for zero. Nothing of it goes to another party, unless you say so where it asks who may see it.",
	"whomay": "Who may see it", "wesay": "This is what we say.", "sign": "Name, place, date",
	"whynever": "What is never: why?", "basisowner": "By which law or mandate? Who could give it up?", "onlyifwhat": "“Only if”: only if what?",
	"below": "Never below", "above": "Never above", "upwards": "From here upwards only if something else holds", "downwards": "From here downwards only if something else holds", "whyif": "Why? Only if what?",
	"because": "Because", "basis": "Law or mandate that it rests on", "owner": "Who could give it up",
	"onlyif": "Only if", "accept": "We would accept that", "if": "only if",
	"places": "Write 1 beside the best, 2 beside the next, and the same number beside those that are equally good.",
	"more":   "the more the better", "less": "the less the better",
	"importance": "How important is it for you to get from the worst to the best?", "importance.help": "On each issue by itself.",
	"worth": "From 0, everything at its worst for you, to 100, everything at its best", "to": "to",
	"package": "this package", "none": "no agreement",
	"grade.party": "only we", "grade.engine": "the program", "grade.mediator": "the mediator", "grade.hint": "as a hint", "grade.joint": "the table", "grade.public": "everybody",
}

// Keys lists what Words.Say is asked for: english, and the words of package
// elicit for stances, levels, importance, ways and grades. In alphabetical
// order.
func Keys() []string {
	all := slices.Collect(maps.Keys(english))
	for _, s := range elicit.StancesList() {
		if s != elicit.Unsaid {
			all = append(all, "stance."+string(s))
		}
	}
	for _, l := range elicit.LevelsList() {
		all = append(all, "level."+string(l), "level.between."+string(l))
	}
	for _, w := range parley.Words() {
		all = append(all, "word."+string(w))
	}
	for _, w := range elicit.Ways() {
		all = append(all, "way."+string(w))
	}
	for _, g := range parley.Grades() {
		all = append(all, "grade."+string(g)+".says")
	}
	all = append(all, "word."+elicit.NoMatter)
	slices.Sort(all)
	return all
}

// Say says one of Keys in English.
func (English) Say(key string) string {
	if says, ok := english[key]; ok {
		return says
	}
	kind, rest, _ := strings.Cut(key, ".")
	switch kind {
	case "stance":
		return elicit.StanceWords(elicit.Stance(rest))
	case "level":
		level, between := strings.CutPrefix(rest, "between.")
		return elicit.LevelWords(elicit.Level(level), between)
	case "word":
		return elicit.ImportanceWords(rest)
	case "way":
		return elicit.WayWords(elicit.Way(rest))
	}
	return elicit.GradeWords(parley.Grade(strings.TrimSuffix(rest, ".says")))
}
