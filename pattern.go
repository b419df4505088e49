package parley

import "strings"

// Pattern is a partial package with sets. It matches a package when every
// term does. The order of the terms is that of the file and means nothing.
type Pattern []Term

// Patterns is an or: it matches a package when one of its patterns does.
type Patterns []Pattern

// Term names an issue and what a pattern allows on it. Of a discrete issue
// Options is set; of a numeric one either Numbers, or Min or Max or both,
// which are inclusive.
type Term struct {
	Issue    string
	Options  []string
	Numbers  []Number
	Min, Max *Number
}

// Allows reports whether the term lets the choice through.
func (t Term) Allows(c Choice) bool {
	if c.Option != "" {
		for _, o := range t.Options {
			if o == c.Option {
				return true
			}
		}
		return false
	}
	if t.Min != nil || t.Max != nil {
		return (t.Min == nil || c.Number.Cmp(*t.Min) >= 0) && (t.Max == nil || c.Number.Cmp(*t.Max) <= 0)
	}
	for _, n := range t.Numbers {
		if n.Equal(c.Number) {
			return true
		}
	}
	return false
}

// Matches reports whether every term of the pattern allows what the package
// takes. A package that says nothing on a named issue does not match.
func (p Pattern) Matches(pkg Package) bool {
	for _, t := range p {
		c, ok := pkg[t.Issue]
		if !ok || !t.Allows(c) {
			return false
		}
	}
	return true
}

// Matches reports whether one of the patterns matches the package.
func (ps Patterns) Matches(pkg Package) bool {
	for _, p := range ps {
		if p.Matches(pkg) {
			return true
		}
	}
	return false
}

// Issues returns the ids of the issues that the patterns name, each once, in
// the order of first mention.
func (ps Patterns) Issues() []string {
	var ids []string
	seen := map[string]bool{}
	for _, p := range ps {
		for _, t := range p {
			if !seen[t.Issue] {
				seen[t.Issue] = true
				ids = append(ids, t.Issue)
			}
		}
	}
	return ids
}

// Describe says the patterns in words, with the names of the case: "Share of
// the spring is By season and Yearly toll is at least 50 k€".
func (c *Case) Describe(ps Patterns) string {
	alternatives := make([]string, len(ps))
	for i, p := range ps {
		terms := make([]string, len(p))
		for j, t := range p {
			terms[j] = c.describeTerm(t)
		}
		alternatives[i] = strings.Join(terms, " and ")
	}
	return strings.Join(alternatives, ", or ")
}

func (c *Case) describeTerm(t Term) string {
	issue, ok := c.Issue(t.Issue)
	if !ok {
		return t.Issue
	}
	var says string
	switch {
	case t.Min != nil && t.Max != nil:
		says = "is between " + t.Min.String() + " and " + c.Say(t.Issue, Choice{Number: *t.Max})
	case t.Min != nil:
		says = "is at least " + c.Say(t.Issue, Choice{Number: *t.Min})
	case t.Max != nil:
		says = "is at most " + c.Say(t.Issue, Choice{Number: *t.Max})
	default:
		var choices []string
		for _, o := range t.Options {
			choices = append(choices, c.Say(t.Issue, Choice{Option: o}))
		}
		for _, n := range t.Numbers {
			choices = append(choices, c.Say(t.Issue, Choice{Number: n}))
		}
		says = "is " + List(choices, "or")
	}
	return issue.Label() + " " + says
}

// Say writes a choice as people read it: the option's text in quotes, or the
// number with its unit, rounded to four places.
func (c *Case) Say(issue string, choice Choice) string {
	i, ok := c.Issue(issue)
	if !ok {
		return choice.String()
	}
	if choice.Option != "" {
		if o, ok := i.Option(choice.Option); ok && o.Text != "" {
			return "“" + strings.TrimSuffix(o.Text, ".") + "”"
		}
		return "“" + choice.Option + "”"
	}
	s := choice.Number.Decimal(4)
	if i.Range != nil && i.Range.Unit != "" {
		s += " " + i.Range.Unit
	}
	return s
}

// List joins words as a sentence does: "a", "a and b", "a, b and c".
func List(words []string, conjunction string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + conjunction + " " + words[last]
}
