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
	terms    map[string][]Term          // see termsOn
	unsound  map[string]bool            // issues that have errors themselves: what is said of them is not judged
	options  map[string]map[string]bool // by issue, once asked for
	cells    map[string][]Choice        // see representatives
}

// Check returns everything about the case that is wrong or looks wrong, in
// the order of the case. A case with a Problem of severity Error must not be
// analysed. The cost grows with the size of the case; the search for demands
// that contradict each other gives up, without a warning, on those too
// tangled to decide at once.
func (c *Case) Check() []Problem {
	k := &checker{c: c, byIssue: map[string]*Issue{}, known: map[string]bool{}, unsound: map[string]bool{}, options: map[string]map[string]bool{}}
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
	sound := true
	for i, n := range c.Norms {
		at := Path{"norms"}.Index(i)
		sound = k.patterns(at.At("pattern"), n.Pattern) && sound
		k.cited(at, n.Sources)
		k.grade(at, n.Grade)
	}
	if sound {
		k.lawful()
	}
	k.checkDocuments()
	k.checkPositions()
	for _, s := range c.Sources {
		k.id(Path{"sources", s.ID}, "source", s.ID)
		k.grade(Path{"sources", s.ID}, s.Grade)
	}
	k.unique("source", k.sources, "sources")
	if c.Time.Sign() < 0 || c.Time.Cmp(Int(1)) > 0 {
		k.errorf(Path{"time"}, "write a number from 0, the beginning of the talks, to 1, their end", "the time is %s", c.Time)
	}
	for i, s := range c.Share {
		k.oneOf(Path{"share"}.Index(i), "answer", s, Shareable())
	}
	return k.problems
}

// Shareable lists the names that Case.Share may hold: the answers that can be
// declared as open to every party although they rest on confidential items.
func Shareable() []string {
	return []string{"zone", "frontier", "nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "shortlist",
		"contention", "conflicts", "concessions"}
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
		return i, !k.unsound[id]
	}
	return nil, k.oneOf(at, "issue", id, k.issues)
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
