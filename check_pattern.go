package parley

import "slices"

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
	named := map[string]bool{}
	for i, o := range t.Options {
		here := at
		if len(t.Options) > 1 {
			here = at.Index(i)
		}
		if !k.option(here, issue, o) {
			return bad
		}
		if named[o] {
			k.warnf(here, "", "option %s is named twice", o)
		}
		named[o] = true
	}
	if len(named) == len(issue.Options) {
		return all
	}
	return some
}

// termReach says how much of a numeric issue a sound term lets through.
func termReach(issue *Issue, t Term) reach {
	if len(t.Numbers) > 0 {
		different := int64(len(sortedNumbers(slices.Clone(t.Numbers))))
		if n := issue.Count(); n != nil && n.IsInt64() && different >= n.Int64() {
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
