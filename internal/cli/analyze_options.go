package cli

import (
	"slices"
	"strings"

	"parley"
	"parley/bargain"
	"parley/brief"
)

// The most that may be listed: beyond it nobody reads on, and a report could
// fill a disk.
const (
	maxBest   = 1000
	maxTies   = 1000
	maxSample = 100_000
)

// solutionQuestions have packages that tie.
var solutionQuestions = []bargain.Question{bargain.AskNash, bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian,
	bargain.AskUtilitarian, bargain.AskWeightedNash, bargain.AskShortlist}

// options reads the flags that need no case.
func (c *analyzeCommand) options() (bargain.Options, error) {
	o := bargain.Options{Seed: c.Seed, Draws: c.Draws}
	var err error
	if o.Only, err = c.questions(); err != nil {
		return o, err
	}
	if c.Draws < 1 {
		return o, wrong("--draws takes at least 1")
	}
	if c.Budget < 0 {
		return o, wrong("--budget takes a time such as 30s")
	}
	for _, f := range []struct {
		name  string
		given *int
		most  int
		to    *int
	}{{"best", c.Best, maxBest, &o.Best}, {"apart", c.Apart, maxIssues, &o.Apart}, {"ties", c.Ties, maxTies, &o.Ties}, {"sample", c.Sample, maxSample, &o.Sample}} {
		switch {
		case f.given == nil:
		case *f.given < 1 || *f.given > f.most:
			return o, wrong("--%s takes a number from 1 to %d", f.name, f.most)
		default:
			*f.to = *f.given
		}
	}
	if o.Epsilon, err = c.epsilon(); err != nil {
		return o, err
	}
	return o, c.serves(o.Only)
}

// maxIssues bounds --apart where the case is not read yet.
const maxIssues = 1_000_000

// epsilon reads --epsilon: 0.02 or 2%; 0 if it is not given.
func (c *analyzeCommand) epsilon() (float64, error) {
	if c.Epsilon == "" {
		return 0, nil
	}
	text, percent := strings.CutSuffix(strings.TrimSpace(c.Epsilon), "%")
	n, err := parley.ParseNumber(strings.TrimSpace(text))
	if percent && err == nil {
		n = n.Div(parley.Int(100))
	}
	// What is not 0 can still be too small for a float64.
	if err != nil || n.Sign() <= 0 || n.Cmp(parley.Int(1)) >= 0 || n.Float() == 0 {
		return 0, wrong("--epsilon takes a part of each party's range between 0 and 1, such as 0.02 or 2%%, and not %q", c.Epsilon)
	}
	return n.Float(), nil
}

// time reads --time; the case's own if it is not given. The mediator is refused
// another one where anything is undisclosed: what drops out from one time to the
// next tells about it, as often as there are times.
func (c *analyzeCommand) time(k *parley.Case, r reader) (parley.Number, error) {
	if c.Time == "" {
		return k.Time, nil
	}
	t, err := parley.ParseNumber(strings.TrimSpace(c.Time))
	if err != nil || t.Sign() < 0 || t.Cmp(parley.Int(1)) > 0 {
		return t, wrong("--time takes a number from 0, the beginning of the talks, to 1, their end, and not %q", c.Time)
	}
	if r.audience == brief.ForMediator && !t.Equal(k.Time) && undisclosed(k.Mediator()) {
		return t, (&failure{status: statusUsage, text: "--time is not for cases in which anything is kept from the mediator"}).
			hint("answers at several times would tell what it is; the time of the case can be written into it as time: %s", t)
	}
	return t, nil
}

// undisclosed reports whether the engine reasons with anything that the mediator
// may not read.
func undisclosed(k *parley.Case) bool {
	return slices.ContainsFunc(k.Positions, func(p parley.Position) bool { return p.Undisclosed() }) ||
		slices.ContainsFunc(k.Norms, func(n parley.Norm) bool { return n.Grade != "" && !n.Grade.Reaches(parley.GradeMediator) })
}

// serves refuses a flag whose question --only leaves out: it would be ignored
// without a word.
func (c *analyzeCommand) serves(only []bargain.Question) error {
	if len(only) == 0 {
		return nil
	}
	for _, f := range []struct {
		name  string
		given bool
		asks  []bargain.Question
	}{
		{"weights", len(c.Weights) > 0, []bargain.Question{bargain.AskWeightedNash}},
		{"best", c.Best != nil, []bargain.Question{bargain.AskShortlist}},
		{"apart", c.Apart != nil, []bargain.Question{bargain.AskShortlist}},
		{"ties", c.Ties != nil, append([]bargain.Question{bargain.AskFrontier}, solutionQuestions...)},
		{"sample", c.Sample != nil, []bargain.Question{bargain.AskSample}},
		{"want", len(c.Want) > 0, []bargain.Question{bargain.AskIncentives}},
		{"epsilon", c.Epsilon != "", []bargain.Question{bargain.AskFrontier}},
	} {
		if !f.given || slices.ContainsFunc(f.asks, func(q bargain.Question) bool { return slices.Contains(only, q) }) {
			continue
		}
		var names []string
		for _, q := range f.asks {
			names = append(names, string(q))
		}
		return wrong("--%s is for %s, which --only leaves out", f.name, parley.List(names, "and"))
	}
	if slices.Contains(only, bargain.AskWeightedNash) && len(c.Weights) == 0 {
		return wrong("--only weighted_nash needs --weights").hint("for example --weights north=2,south=1; a party that is left out has 1")
	}
	if slices.Contains(only, bargain.AskSample) && c.Sample == nil {
		return wrong("--only sample needs --sample").hint("for example --sample 100")
	}
	return nil
}

// about reads the flags that name something of the case. Parties, issues and
// options have no grade, so that what is said of them tells nothing.
func (c *analyzeCommand) about(o *bargain.Options, of *parley.Case) error {
	if c.Apart != nil && o.Apart > len(of.Issues) {
		return wrong("--apart takes at most %d, for the case has no more issues", len(of.Issues))
	}
	var err error
	if o.Weights, err = weights(c.Weights, of); err != nil {
		return err
	}
	o.Want, err = packageFlag("want", c.Want, of)
	return err
}

// assignments reads a=b, c=d and so on. Nothing stands twice.
func assignments(flag, example string, words []string) ([][2]string, error) {
	var all [][2]string
	for _, word := range words {
		name, value, ok := strings.Cut(word, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok || name == "" || value == "" {
			return nil, wrong("--%s: %q is not of the form %s", flag, word, example)
		}
		if slices.ContainsFunc(all, func(x [2]string) bool { return x[0] == name }) {
			return nil, wrong("--%s names %s twice", flag, name)
		}
		all = append(all, [2]string{name, value})
	}
	return all, nil
}

// weights reads --weights north=2,south=1.
func weights(words []string, of *parley.Case) ([]bargain.Weight, error) {
	given, err := assignments("weights", "north=2", words)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, p := range of.Consenting() {
		ids = append(ids, p.ID)
	}
	var all []bargain.Weight
	for _, x := range given {
		if !slices.Contains(ids, x[0]) {
			f := wrong("--weights: there is no party %q", x[0])
			if _, there := of.Party(x[0]); there {
				f = wrong("--weights: the consent of %s does not count, so its gains are not multiplied", x[0])
			}
			return nil, suggest(f, x[0], "the parties whose consent counts are", ids)
		}
		n, err := parley.ParseNumber(x[1])
		if err != nil || n.Sign() <= 0 {
			return nil, wrong("--weights: the weight of %s is a number above 0, such as 2 or 1/2, and not %q", x[0], x[1])
		}
		all = append(all, bargain.Weight{Party: x[0], Weight: n})
	}
	return all, nil
}

// packageFlag reads a package, or a part of one, such as --want
// water=half,toll=20.
func packageFlag(flag string, words []string, of *parley.Case) (parley.Package, error) {
	given, err := assignments(flag, "water=half", words)
	if err != nil || len(given) == 0 {
		return nil, err
	}
	var ids []string
	for _, i := range of.Issues {
		ids = append(ids, i.ID)
	}
	all := parley.Package{}
	for _, x := range given {
		i, ok := of.Issue(x[0])
		if !ok {
			return nil, suggest(wrong("--%s: there is no issue %q", flag, x[0]), x[0], "the issues are", ids)
		}
		if all[i.ID], err = choice(flag, i, x[1]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// choice reads an option's id, or a number of a numeric issue.
func choice(flag string, i parley.Issue, word string) (parley.Choice, error) {
	if !i.Numeric() {
		var ids []string
		for _, o := range i.Options {
			ids = append(ids, o.ID)
		}
		if !slices.Contains(ids, word) {
			return parley.Choice{}, suggest(wrong("--%s: there is no option of %s %q", flag, i.ID, word), word, "its options are", ids)
		}
		return parley.Choice{Option: word}, nil
	}
	steps := ""
	if i.Range.Step != nil {
		steps = " in steps of " + i.Range.Step.String()
	}
	n, err := parley.ParseNumber(word)
	if c := (parley.Choice{Number: n}); err == nil && i.Has(c) {
		return c, nil
	}
	return parley.Choice{}, wrong("--%s: %s takes a number from %s to %s%s, and not %q", flag, i.ID, i.Range.Min, i.Range.Max, steps, word)
}

// maxNamed is how many ids a hint lists.
const maxNamed = 20

// suggest adds what was probably meant, and what there is.
func suggest(f *failure, word, there string, ids []string) error {
	if near := parley.Nearest(word, ids); near != "" {
		f.hint("did you mean %s?", near)
	}
	if len(ids) > 0 && len(ids) <= maxNamed {
		f.hint("%s %s", there, parley.List(ids, "and"))
	}
	return f
}
