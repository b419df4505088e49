package parley

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// checker gathers the problems of one case.
type checker struct {
	c        *Case
	problems []Problem
	parties  []string
	issues   []string
	sources  []string
	known    map[string]bool // parties and sources, prefixed by what they are
	byIssue  map[string]*Issue
	terms    map[string][]Term   // see termsOn
	cells    map[string][]Choice // see representatives
}

// Check returns everything about the case that is wrong or looks wrong, in
// the order of the case. A case with a Problem of severity Error must not be
// analysed. The cost grows with the size of the case; the search for demands
// that contradict each other gives up, without a warning, on those too
// tangled to decide at once.
func (c *Case) Check() []Problem {
	k := &checker{c: c, byIssue: map[string]*Issue{}, known: map[string]bool{}}
	for _, p := range c.Parties {
		k.parties = append(k.parties, p.ID)
		k.known["party "+p.ID] = true
	}
	for i := range c.Issues {
		k.issues = append(k.issues, c.Issues[i].ID)
		if k.byIssue[c.Issues[i].ID] == nil {
			k.byIssue[c.Issues[i].ID] = &c.Issues[i]
		}
	}
	for _, s := range c.Sources {
		k.sources = append(k.sources, s.ID)
		k.known["source "+s.ID] = true
	}
	k.checkParties()
	k.checkIssues()
	for i, n := range c.Norms {
		at := Path{"norms"}.Index(i)
		k.patterns(at.At("pattern"), n.Pattern)
		k.cited(at, n.Sources)
		k.grade(at, n.Grade)
	}
	k.checkDocuments()
	k.checkPositions()
	for _, s := range c.Sources {
		k.id(Path{"sources", s.ID}, "source", s.ID)
		k.grade(Path{"sources", s.ID}, s.Grade)
	}
	k.unique("source", k.sources, "sources")
	for i, s := range c.Share {
		k.oneOf(Path{"share"}.Index(i), "answer", s, Shareable())
	}
	return k.problems
}

// Shareable lists the names that Case.Share may hold: the answers that can be
// declared as open to every party although they rest on confidential items.
func Shareable() []string {
	return []string{"zone", "frontier", "nash", "kalai_smorodinsky", "egalitarian", "utilitarian",
		"contention", "conflicts", "concessions", "incentives", "robustness"}
}

// HasErrors reports whether any of the problems is an error.
func HasErrors(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == Error })
}

func (k *checker) errorf(at Path, hint, format string, args ...any) {
	k.problems = append(k.problems, Problem{Error, at, fmt.Sprintf(format, args...), hint})
}

func (k *checker) warnf(at Path, hint, format string, args ...any) {
	k.problems = append(k.problems, Problem{Warning, at, fmt.Sprintf(format, args...), hint})
}

var idText = regexp.MustCompile(`^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]{0,63}$`)

func (k *checker) id(at Path, what, id string) {
	if !idText.MatchString(id) {
		k.errorf(at, "an id has letters, digits, _ and -, at most 64 of them; put the words people read in its name", "%q cannot be the id of %s", id, article(what))
	}
}

func (k *checker) unique(what string, ids []string, under ...string) {
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			k.errorf(append(Path{}, under...).At(id), "give one of them another id", "the %s %s stands twice", what, id)
		}
		seen[id] = true
	}
}

// oneOf reports an unknown word, with the one that was probably meant.
func (k *checker) oneOf(at Path, what, word string, known []string) bool {
	if slices.Contains(known, word) {
		return true
	}
	hint := ""
	switch near := Nearest(word, known); {
	case near != "":
		hint = "did you mean " + near + "?"
	case len(known) == 0:
		hint = "the case has no " + what
	case len(known) <= 12:
		hint = "there is " + List(known, "and")
	}
	k.errorf(at, hint, "there is no %s %q", what, word)
	return false
}

func oneOfTyped[T ~string](k *checker, at Path, what string, word T, known []T) {
	words := make([]string, len(known))
	for i, w := range known {
		words[i] = string(w)
	}
	k.oneOf(at, what, string(word), words)
}

func (k *checker) grade(at Path, g Grade) {
	if g != "" {
		oneOfTyped(k, at.At("grade"), "grade", g, Grades())
	}
}

func (k *checker) cited(at Path, sources []string) {
	for _, s := range sources {
		if !k.known["source "+s] {
			k.oneOf(at.At("source"), "source", s, k.sources)
		}
	}
}

func (k *checker) party(at Path, id string) bool {
	return k.known["party "+id] || k.oneOf(at, "party", id, k.parties)
}

func (k *checker) issue(at Path, id string) (*Issue, bool) {
	if i := k.byIssue[id]; i != nil {
		return i, true
	}
	return nil, k.oneOf(at, "issue", id, k.issues)
}

func (k *checker) checkParties() {
	at := Path{"parties"}
	if len(k.c.Consenting()) == 0 {
		k.errorf(at, "a party without roles is one whose consent counts", "no party's consent counts")
	}
	k.unique("party", k.parties, "parties")
	for _, p := range k.c.Parties {
		k.id(at.At(p.ID), "party", p.ID)
		for i, r := range p.Roles {
			oneOfTyped(k, at.At(p.ID, "roles").Index(i), "role", r, Roles())
		}
	}
}

func (k *checker) checkIssues() {
	at := Path{"issues"}
	if len(k.c.Issues) == 0 {
		k.errorf(at, "", "there is no issue to settle")
	}
	k.unique("issue", k.issues, "issues")
	for i := range k.c.Issues {
		issue := &k.c.Issues[i]
		here := at.At(issue.ID)
		k.id(here, "issue", issue.ID)
		k.cited(here, issue.Sources)
		switch {
		case issue.Range != nil && len(issue.Options) > 0:
			k.errorf(here, "an issue has either named options or a range of numbers", "issue %s has both options and a range", issue.ID)
		case issue.Range != nil:
			k.checkRange(here, *issue.Range)
		case len(issue.Options) == 0:
			k.errorf(here, "add options, or a range of numbers", "issue %s has nothing to choose from", issue.ID)
		case len(issue.Options) == 1:
			k.warnf(here, "", "issue %s has one option only: there is nothing to choose", issue.ID)
		}
		var options []string
		for _, o := range issue.Options {
			options = append(options, o.ID)
			k.id(here.At("options", o.ID), "option", o.ID)
			k.cited(here.At("options", o.ID), o.Sources)
		}
		k.unique("option", options, "issues", issue.ID, "options")
		if issue.By != "" {
			k.party(here.At("by"), issue.By)
		}
		if issue.Nothing != nil {
			if issue.By == "" {
				k.errorf(here.At("nothing"), "say by whom, or leave it out", "only an issue that one party alone can give has a choice that commits nothing")
			}
			k.choice(here.At("nothing"), issue, *issue.Nothing)
		}
	}
}

// maxSteps bounds the grid of a numeric issue.
const maxSteps = 100_000

func (k *checker) checkRange(at Path, r Range) {
	if r.Min.Cmp(r.Max) > 0 {
		k.errorf(at.At("range"), fmt.Sprintf("write [%s, %s]", r.Max, r.Min), "the range runs from %s down to %s", r.Min, r.Max)
		return
	}
	if r.Step == nil {
		return
	}
	if r.Step.Sign() <= 0 {
		k.errorf(at.At("step"), "leave the step out for a continuous issue", "the step %s is not positive", r.Step)
		return
	}
	width := r.Max.Sub(r.Min)
	steps := width.Div(*r.Step)
	if !steps.get().IsInt() {
		below := r.Min.Add(r.Step.Mul(Number{floor(steps)}))
		k.errorf(at.At("step"), fmt.Sprintf("end the range at %s or %s, or take another step", below, below.Add(*r.Step)),
			"the step %s does not divide the range from %s to %s", r.Step, r.Min, r.Max)
	} else if steps.Cmp(Int(maxSteps)) > 0 {
		k.errorf(at.At("step"), "take a greater step, or leave it out for a continuous issue", "the range has more than %d steps", maxSteps)
	}
}

// choice reports a choice that the issue does not have.
func (k *checker) choice(at Path, issue *Issue, c Choice) bool {
	if issue.Has(c) {
		return true
	}
	if !issue.Numeric() {
		if c.Option == "" {
			k.errorf(at, "", "issue %s has named options, and %s is a number", issue.ID, c)
			return false
		}
		return k.oneOf(at, "option of "+issue.ID, c.Option, optionIDs(issue))
	}
	r := issue.Range
	switch {
	case c.Option != "":
		k.errorf(at, "", "issue %s takes a number, and this is %q", issue.ID, c.Option)
	case c.Number.Cmp(r.Min) < 0 || c.Number.Cmp(r.Max) > 0:
		k.errorf(at, "", "%s is outside the range of %s, from %s to %s", c, issue.ID, r.Min, r.Max)
	default:
		k.errorf(at, "", "%s is not on a step of %s: the steps are %s, from %s to %s", c, issue.ID, r.Step, r.Min, r.Max)
	}
	return false
}

func optionIDs(i *Issue) []string {
	ids := make([]string, len(i.Options))
	for n, o := range i.Options {
		ids[n] = o.ID
	}
	return ids
}

func (k *checker) checkDocuments() {
	at := Path{"documents"}
	var ids []string
	for _, d := range k.c.Documents {
		here := at.At(d.ID)
		ids = append(ids, d.ID)
		k.id(here, "document", d.ID)
		k.standing(here, d.Standing)
		k.grade(here, d.Grade)
		seen := map[string]bool{}
		for i, p := range d.Points {
			point := here.At("points").Index(i)
			if p.ID == "" || len(p.ID) > 64 || strings.ContainsFunc(p.ID, func(r rune) bool { return r < ' ' }) {
				k.errorf(point, "such as 5, or 5 bis", "%q cannot be the number of a point", p.ID)
			}
			if seen[p.ID] {
				k.errorf(point.At("id"), "number one of them 5 bis, say", "the point %s stands twice in %s", p.ID, d.ID)
			}
			seen[p.ID] = true
			k.standing(point, p.Standing)
			k.grade(point, p.Grade)
			k.checkAlternatives(point, p)
		}
	}
	k.unique("document", ids, "documents")
}

func (k *checker) checkAlternatives(at Path, p Point) {
	if p.Issue == "" {
		if len(p.Alternatives) > 0 {
			k.errorf(at.At("text"), "name the issue of which these are the options", "the point has alternatives and no issue")
		}
		return
	}
	issue, ok := k.issue(at.At("issue"), p.Issue)
	if !ok || len(p.Alternatives) == 0 {
		return
	}
	if issue.Numeric() {
		k.errorf(at.At("text"), "write one text", "issue %s takes a number, so its point has no alternatives", p.Issue)
		return
	}
	var said []string
	for _, a := range p.Alternatives {
		k.oneOf(at.At("text", a.Option), "option of "+p.Issue, a.Option, optionIDs(issue))
		said = append(said, a.Option)
	}
	for _, o := range issue.Options {
		if !slices.Contains(said, o.ID) {
			k.warnf(at.At("text"), "", "the point has no text for option %s of %s", o.ID, p.Issue)
		}
	}
}

func (k *checker) standing(at Path, s Standing) {
	if s.Status != "" {
		oneOfTyped(k, at.At("status"), "status", s.Status, Statuses())
	} else if len(s.Among) > 0 || s.ReportedBy != "" {
		k.warnf(at, "", "it is said among whom or by whom, and no status")
	}
	for i, p := range s.Among {
		k.party(at.At("among").Index(i), p)
	}
	if s.ReportedBy != "" {
		k.party(at.At("reported_by"), s.ReportedBy)
	}
	k.cited(at, s.Sources)
}

// patterns checks an or of patterns and reports whether its ids all exist.
func (k *checker) patterns(at Path, ps Patterns) bool {
	if len(ps) == 0 {
		k.errorf(at, "name at least one issue and what is meant of it", "the pattern is empty")
		return false
	}
	sound := true
	for i, p := range ps {
		here := at
		if len(ps) > 1 {
			here = at.Index(i)
		}
		if len(p) == 0 {
			k.errorf(here, "name at least one issue and what is meant of it", "the pattern names no issue, so it matches every package")
			sound = false
		}
		narrow := false
		for _, t := range p {
			switch k.term(here.At(t.Issue), t) {
			case bad:
				sound = false
			case some:
				narrow = true
			case all:
				if len(p) > 1 {
					k.warnf(here.At(t.Issue), "", "every choice of %s is allowed here, so the term says nothing", t.Issue)
				}
			}
		}
		if sound && !narrow {
			k.errorf(here, "", "the pattern matches every package")
			sound = false
		}
	}
	if sound && len(ps) > 1 && k.alwaysMatches(ps) {
		k.errorf(at, "", "together, the patterns match every package")
		sound = false
	}
	return sound
}

type reach int

const (
	bad reach = iota
	some
	all
)

// term checks one term and says how much of its issue it lets through.
func (k *checker) term(at Path, t Term) reach {
	issue, ok := k.issue(at, t.Issue)
	if !ok || (len(issue.Options) == 0 && issue.Range == nil) {
		return bad
	}
	if !issue.Numeric() {
		if t.Min != nil || t.Max != nil || len(t.Numbers) > 0 {
			k.errorf(at, "name some of its options: "+List(optionIDs(issue), "and"), "issue %s has named options, not numbers", t.Issue)
			return bad
		}
		return k.termOptions(at, issue, t)
	}
	if len(t.Options) > 0 {
		k.errorf(at, "write a number, or {min: …, max: …}", "issue %s takes a number, and this is %q", t.Issue, t.Options[0])
		return bad
	}
	for i, n := range t.Numbers {
		here := at
		if len(t.Numbers) > 1 {
			here = at.Index(i)
		}
		if !k.choice(here, issue, Choice{Number: n}) {
			return bad
		}
	}
	reached := termReach(issue, t)
	if reached == bad {
		k.errorf(at, "", "no number of %s is meant by this, so the pattern matches no package", t.Issue)
	}
	return reached
}

func (k *checker) termOptions(at Path, issue *Issue, t Term) reach {
	if len(t.Options) == 0 {
		k.errorf(at, "", "no option of %s is named, so the pattern matches no package", t.Issue)
		return bad
	}
	known := optionIDs(issue)
	named := map[string]bool{}
	for i, o := range t.Options {
		here := at
		if len(t.Options) > 1 {
			here = at.Index(i)
		}
		if !k.oneOf(here, "option of "+t.Issue, o, known) {
			return bad
		}
		if named[o] {
			k.warnf(here, "", "option %s is named twice", o)
		}
		named[o] = true
	}
	if len(named) == len(known) {
		return all
	}
	return some
}

// termReach says how much of a numeric issue a sound term lets through.
func termReach(issue *Issue, t Term) reach {
	if len(t.Numbers) > 0 {
		if n := issue.Count(); n != nil && n.IsInt64() && int64(len(t.Numbers)) >= n.Int64() {
			return all
		}
		return some
	}
	low, high := issue.Range.Min, issue.Range.Max
	if t.Min != nil && t.Min.Cmp(low) > 0 {
		low = *t.Min
	}
	if t.Max != nil && t.Max.Cmp(high) < 0 {
		high = *t.Max
	}
	if step := issue.Range.Step; step != nil && step.Sign() > 0 { // to the grid, inwards
		from, to := low.Sub(issue.Range.Min).Div(*step), high.Sub(issue.Range.Min).Div(*step)
		low = issue.Range.Min.Add(step.Mul(Number{ceil(from)}))
		high = issue.Range.Min.Add(step.Mul(Number{floor(to)}))
	}
	switch {
	case low.Cmp(high) > 0:
		return bad
	case low.Cmp(issue.Range.Min) <= 0 && high.Cmp(issue.Range.Max) >= 0:
		return all
	}
	return some
}

func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

func sortedNumbers(ns []Number) []Number {
	slices.SortFunc(ns, Number.Cmp)
	return slices.CompactFunc(ns, Number.Equal)
}
