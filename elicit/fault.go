package elicit

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley"
)

// Code says what is wrong with an answer, for those who say it in other words
// than Fault.Text.
type Code string

// The codes.
const (
	FaultQuestion Code = "question" // there is no such question
	FaultEmpty    Code = "empty"    // nothing was answered, and it was not skipped either
	FaultUnknown  Code = "unknown"  // a word, an issue or a choice that there is not
	FaultMissing  Code = "missing"  // a part of the answer is missing
	FaultTwice    Code = "twice"    // something is named twice
	FaultNumber   Code = "number"   // this is no number
	FaultRange    Code = "range"    // a number outside its range, or not on its steps
	FaultPattern  Code = "pattern"  // the words pick everything or nothing
	FaultLong     Code = "long"     // too long, or too many
	FaultText     Code = "text"     // not a text: signs that cannot be printed
)

// Fault is why an answer cannot be taken.
type Fault struct {
	Code  Code
	Field string // the field of the Answer, as in JSON
	Text  string // in English: lower case, no full stop
}

// Error returns the text.
func (f *Fault) Error() string { return f.Text }

func fault(code Code, field, format string, args ...any) *Fault {
	return &Fault{code, field, fmt.Sprintf(format, args...)}
}

// Bounds on one answer.
const (
	MaxText  = 2000 // characters of a reason or an interest
	MaxTexts = 20   // interests
	MaxPicks = 20   // parts of a sentence
	maxRated = 50   // rated numbers
	maxBy    = 200  // characters of who typed
)

// examine says what is wrong with an answer to the question, or nil. The
// result must not depend on anything but the question and the case, so that an
// answer that was given once can be examined again when either has changed.
func (s *Sheet) examine(q Question, a Answer) *Fault {
	if f := text("by", a.By, maxBy); f != nil {
		return f
	}
	if a.Skip {
		return nil
	}
	for _, f := range []*Fault{text("because", a.Because, MaxText), text("basis", a.Basis, MaxText), text("owner", a.Owner, MaxText)} {
		if f != nil {
			return f
		}
	}
	if a.Grade != "" && !slices.Contains(parley.Grades(), a.Grade) {
		return fault(FaultUnknown, "grade", "there is no grade %q", a.Grade)
	}
	switch q.Kind {
	case Interests:
		return interests(a)
	case Stances:
		return s.stances(q, a)
	case Limits:
		return s.limits(q, a)
	case Reason:
		if a.Because == "" && a.Basis == "" && a.Owner == "" && a.Grade == "" {
			return fault(FaultEmpty, "because", "say why, or skip the question")
		}
	case Condition:
		return s.picks("if", a.If)
	case Privacy:
		if a.Grade == "" {
			return fault(FaultEmpty, "grade", "say who may know it, or skip the question")
		}
	case Order:
		return s.order(q, a)
	case Curve:
		return s.curve(q, a)
	case First:
		if !slices.Contains(q.Issues, a.Issue) {
			return fault(FaultUnknown, "issue", "pick one of the issues, or skip the question")
		}
	case Importance:
		if a.Word != NoMatter && !slices.Contains(parley.Words(), parley.Word(a.Word)) {
			return fault(FaultUnknown, "word", "pick one of the words, or skip the question")
		}
	case Levels:
		return s.levels(q, a)
	case Fallback:
		if !slices.Contains(Ways(), a.Way) {
			return fault(FaultUnknown, "way", "pick one of the ways, or skip the question")
		}
	case Like:
		issue, _ := s.Case.Issue(q.Issue)
		if _, ok := choice(issue, a.Choice); !ok {
			return fault(FaultUnknown, "choice", "%s", s.notAChoice(issue, a.Choice))
		}
	case Worth:
		_, f := worth(a)
		return f
	case Rather:
		if a.Take == nil {
			return fault(FaultEmpty, "take", "say which of the two, or skip the question")
		}
		return s.packages(a, 1, 1)
	case Offer:
		if f := s.picks("accept", a.Accept); f != nil {
			return f
		}
		return s.picks("if", a.If)
	case Compare:
		return s.compared(a)
	}
	return nil
}

// say names an option of the issue that a question is about.
func (s *Sheet) say(q Question, option string) string {
	return s.Case.Say(q.Issue, parley.Choice{Option: option})
}

func text(field, t string, most int) *Fault {
	switch {
	case !utf8.ValidString(t) || strings.ContainsFunc(t, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\ufeff' || r == '\ufffe' || r == '\uffff'
	}):
		return fault(FaultText, field, "there are signs in it that cannot be printed")
	case utf8.RuneCountInString(t) > most:
		return fault(FaultLong, field, "it has %d characters, and at most %d can be kept", utf8.RuneCountInString(t), most)
	case strings.TrimSpace(t) != t:
		return fault(FaultText, field, "there is space before or after it")
	}
	return nil
}

func interests(a Answer) *Fault {
	if len(a.Texts) == 0 {
		return fault(FaultEmpty, "texts", "say at least one thing, or skip the question")
	}
	if len(a.Texts) > MaxTexts {
		return fault(FaultLong, "texts", "there are %d of them, and at most %d can be kept", len(a.Texts), MaxTexts)
	}
	for _, t := range a.Texts {
		if t == "" {
			return fault(FaultEmpty, "texts", "one of them is empty")
		}
		if f := text("texts", t, MaxText); f != nil {
			return f
		}
	}
	return nil
}

func (s *Sheet) stances(q Question, a Answer) *Fault {
	for _, o := range q.Options {
		switch stance, there := a.Stances[o]; {
		case !there:
			return fault(FaultMissing, "stances", "%s is missing: say %s of it where you do not want to say", s.say(q, o), Unsaid)
		case !slices.Contains(StancesList(), stance):
			return fault(FaultUnknown, "stances", "there is no stance %q", stance)
		}
	}
	return nil // answers to options that are gone are passed over
}

func (s *Sheet) limits(q Question, a Answer) *Fault {
	issue, _ := s.Case.Issue(q.Issue)
	for _, l := range limitsOf(a) {
		if l.text == "" {
			continue
		}
		n, err := parley.ParseNumber(l.text)
		if err != nil {
			return fault(FaultNumber, l.field, "%s", err)
		}
		t := parley.Term{Issue: q.Issue}
		if l.upwards {
			t.Min = &n
		} else {
			t.Max = &n
		}
		if s.sound(l.field, parley.Patterns{{t}}) != nil {
			return fault(FaultPattern, l.field, "%s is no limit: the range is from %s to %s", n, issue.Range.Min, issue.Range.Max)
		}
	}
	return nil // none of them: every number is acceptable by itself
}

// limit is one of the numbers of an answer to Limits.
type limit struct {
	field, text string
	stance      Stance
	upwards     bool // it names the numbers from there upwards
}

// limitsOf returns the four, in the order in which they are asked. What is
// never below a number is insisted on from there upwards.
func limitsOf(a Answer) []limit {
	return []limit{{"least", a.Least, Never, true}, {"most", a.Most, Never, false}, {"from", a.From, OnlyIf, true}, {"upto", a.UpTo, OnlyIf, false}}
}

// sound holds patterns to the rules of a case.
func (s *Sheet) sound(field string, ps parley.Patterns) *Fault {
	c := parley.Case{Parties: []parley.Party{{ID: "p"}}}
	for _, id := range ps.Issues() {
		if issue, ok := s.Case.Issue(id); ok {
			issue.By, issue.Nothing, issue.Sources = "", nil, nil
			c.Issues = append(c.Issues, issue)
		} else {
			return fault(FaultUnknown, field, "there is no issue %q", id)
		}
	}
	c.Positions = []parley.Position{{Party: "p", Never: []parley.Demand{{Kind: parley.RedLine, Pattern: ps}}}}
	for _, p := range c.Check() {
		if p.Severity == parley.Error && len(p.Path) > 0 && p.Path[0] == "positions" {
			text := p.Message
			if p.Hint != "" {
				text += " (" + p.Hint + ")"
			}
			return fault(FaultPattern, field, "%s", text)
		}
	}
	return nil
}

func (s *Sheet) picks(field string, picks []Pick) *Fault {
	if len(picks) == 0 {
		return fault(FaultEmpty, field, "pick at least one thing, or skip the question")
	}
	if len(picks) > MaxPicks {
		return fault(FaultLong, field, "there are %d parts, and at most %d can be kept", len(picks), MaxPicks)
	}
	seen := map[string]bool{}
	for _, p := range picks {
		if seen[p.Issue] {
			return fault(FaultTwice, field, "issue %s is named twice", p.Issue)
		}
		seen[p.Issue] = true
		if _, err := p.term(); err != nil {
			return fault(FaultNumber, field, "%s", err)
		}
	}
	return s.sound(field, pattern(picks))
}

func (s *Sheet) order(q Question, a Answer) *Fault {
	placed := map[string]bool{}
	for _, tier := range a.Tiers {
		if len(tier) == 0 {
			return fault(FaultEmpty, "tiers", "one place of the order is empty")
		}
		for _, o := range tier {
			if placed[o] {
				return fault(FaultTwice, "tiers", "%s is named twice", s.say(q, o))
			}
			placed[o] = true
		}
	}
	for _, o := range q.Options {
		if !placed[o] {
			return fault(FaultMissing, "tiers", "%s has no place in the order", s.say(q, o))
		}
	}
	return nil // options that are gone, or refused since, are passed over
}

func (s *Sheet) curve(q Question, a Answer) *Fault {
	issue, _ := s.Case.Issue(q.Issue)
	switch {
	case a.Better != "" && len(a.Rated) > 0:
		return fault(FaultTwice, "better", "say which numbers are better, or rate some of them, not both")
	case a.Better == More || a.Better == Less:
		return nil
	case a.Better != "":
		return fault(FaultUnknown, "better", "say %s or %s, or rate some numbers", More, Less)
	case len(a.Rated) == 0:
		return fault(FaultEmpty, "rated", "say which numbers are better, or skip the question")
	case len(a.Rated) > maxRated:
		return fault(FaultLong, "rated", "there are %d numbers, and at most %d can be kept", len(a.Rated), maxRated)
	}
	var last *parley.Number
	var ends []parley.Number
	for _, r := range a.Rated {
		n, err := parley.ParseNumber(r.At)
		switch {
		case err != nil:
			return fault(FaultNumber, "rated", "%s", err)
		case n.Cmp(issue.Range.Min) < 0 || n.Cmp(issue.Range.Max) > 0:
			return fault(FaultRange, "rated", "%s is outside the range from %s to %s", n, issue.Range.Min, issue.Range.Max)
		case !issue.Has(parley.Choice{Number: n}):
			return fault(FaultRange, "rated", "%s is not on a step of %s, from %s", n, issue.Range.Step, issue.Range.Min)
		case last != nil && n.Cmp(*last) <= 0:
			return fault(FaultTwice, "rated", "give each number one word, in ascending order")
		case !slices.Contains(LevelsList(), r.Level):
			return fault(FaultUnknown, "rated", "there is no word %q", r.Level)
		}
		last = &n
		ends = append(ends, n)
	}
	low, high := q.Points[0], q.Points[len(q.Points)-1]
	if ends[0].Cmp(low) > 0 || ends[len(ends)-1].Cmp(high) < 0 {
		return fault(FaultMissing, "rated", "say how good %s and %s are, the two ends", low, high)
	}
	return nil
}

func (s *Sheet) levels(q Question, a Answer) *Fault {
	for _, o := range q.Options {
		switch l, there := a.Levels[o]; {
		case !there:
			return fault(FaultMissing, "levels", "%s is missing", s.say(q, o))
		case !slices.Contains(LevelsList(), l):
			return fault(FaultUnknown, "levels", "there is no word %q", l)
		}
	}
	return nil
}

func (s *Sheet) notAChoice(issue parley.Issue, text string) string {
	if !issue.Numeric() {
		return "pick one of the options, or skip the question"
	}
	n, err := parley.ParseNumber(text)
	if err != nil {
		return err.Error()
	}
	if r := issue.Range; n.Cmp(r.Min) >= 0 && n.Cmp(r.Max) <= 0 {
		return fmt.Sprintf("%s is not on a step of %s, from %s", n, r.Step, r.Min)
	}
	return fmt.Sprintf("%s is outside the range from %s to %s", n, issue.Range.Min, issue.Range.Max)
}

// worth reads what no agreement is worth.
func worth(a Answer) (parley.Interval, *Fault) {
	low, err := parley.ParseNumber(a.Low)
	if err != nil {
		return parley.Interval{}, fault(FaultNumber, "low", "%s", err)
	}
	i := parley.Just(low)
	if a.High != "" {
		if i.High, err = parley.ParseNumber(a.High); err != nil {
			return i, fault(FaultNumber, "high", "%s", err)
		}
	}
	for _, end := range []struct {
		field string
		n     parley.Number
	}{{"low", i.Low}, {"high", i.High}} {
		if end.n.Sign() < 0 || end.n.Cmp(parley.Int(100)) > 0 {
			return i, fault(FaultRange, end.field, "%s is not between 0, the worst everywhere, and 100, the best", end.n)
		}
	}
	if i.Low.Cmp(i.High) > 0 {
		return i, fault(FaultRange, "high", "write the lower number first")
	}
	return i, nil
}

// packages checks that packages were shown, so many, and of this case.
func (s *Sheet) packages(a Answer, least, most int) *Fault {
	if len(a.Packages) < least || len(a.Packages) > most {
		return fault(FaultMissing, "packages", "the answer does not hold the packages that were shown")
	}
	for _, p := range a.Packages {
		if _, ok := s.recall(p); !ok {
			return fault(FaultUnknown, "packages", "the packages that were shown are not of this case")
		}
	}
	return nil
}

// recall reads a package that takes a choice on every issue.
func (s *Sheet) recall(shown map[string]string) (parley.Package, bool) {
	p := parley.Package{}
	for _, issue := range s.Case.Issues {
		c, ok := choice(issue, shown[issue.ID])
		if !ok {
			return nil, false
		}
		p[issue.ID] = c
	}
	return p, len(shown) == len(p)
}

func (s *Sheet) compared(a Answer) *Fault {
	if f := s.packages(a, 2, 3); f != nil {
		return f
	}
	placed := map[int]bool{}
	for _, tier := range a.Prefer {
		if len(tier) == 0 {
			return fault(FaultEmpty, "prefer", "one place of the order is empty")
		}
		for _, n := range tier {
			if n < 0 || n >= len(a.Packages) {
				return fault(FaultUnknown, "prefer", "there is no such package")
			}
			if placed[n] {
				return fault(FaultTwice, "prefer", "a package is named twice")
			}
			placed[n] = true
		}
	}
	if len(placed) != len(a.Packages) {
		return fault(FaultMissing, "prefer", "a package has no place in the order")
	}
	return nil
}
