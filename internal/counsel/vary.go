package counsel

import (
	"fmt"
	"maps"
	"slices"

	"parley"
	"parley/bargain"
)

// Variation is a case a little changed: a demand lifted, a fallback moved, an
// option added.
type Variation struct {
	Lift     []parley.Ref               // demands
	Fallback map[string]parley.Interval // by party, on its own scale
	Add      *Addition                  // nil: none
}

// Empty reports whether nothing is changed.
func (v Variation) Empty() bool { return len(v.Lift) == 0 && len(v.Fallback) == 0 && v.Add == nil }

// Addition is an option that an issue does not have.
type Addition struct {
	Issue string
	Text  string
	// Like says to which option each party would find it alike: it is then worth
	// as much, and treated by the party's statements in the same way. A party that
	// is not named, or to which it is like none, has said nothing of it: where it
	// has said what the issue's options are worth, it is taken at its worst.
	Like map[string]string
}

// MaxText is how many bytes the words of an added option may have.
const MaxText = 1000

// Outside says that somebody would vary what they may not.
type Outside struct{ At string }

// Error says so, and tells nothing of what is there.
func (o *Outside) Error() string { return o.At + " is not open to be varied" }

// Vary returns the case as it stands and as it would be, both with the scale of
// every issue pinned where it is, so that what is lifted or added re-prices
// nothing else. The case holds what the asker may read and nothing more
// (parley.Case.Readable for the mediator, View for a party); of may vary only
// these parties' statements. What names anything else gives an *Outside,
// whether or not there is such a thing.
func Vary(of *parley.Case, parties []string, v Variation) (before, after *parley.Case, err error) {
	if err := v.within(of, parties); err != nil {
		return nil, nil, err
	}
	problem, err := bargain.Compile(of)
	if err != nil {
		return nil, nil, err
	}
	before = problem.Pinned()
	spaced(before)
	c := *before
	c.Positions = slices.Clone(before.Positions)
	if v.Add != nil {
		v.Add.to(&c)
	}
	for i := range c.Positions {
		p := &c.Positions[i]
		if f, ok := v.Fallback[p.Party]; ok {
			p.Fallback = &parley.Fallback{Value: &f}
		}
		p.Never, p.Insists, p.OnlyIf = v.kept(p.Party, p.Never), v.kept(p.Party, p.Insists), v.kept(p.Party, p.OnlyIf)
		priced(&c, p)
	}
	return before, &c, nil
}

// within demands that everything varied is the statement of one of the parties,
// as the case has it.
func (v Variation) within(of *parley.Case, parties []string) error {
	position := func(party string) *parley.Position {
		if !slices.Contains(parties, party) {
			return nil
		}
		return of.Position(party)
	}
	for _, r := range v.Lift {
		p := position(r.Party)
		if p == nil || r.Index < 0 || r.Index >= len(demandsOf(p, r.Kind)) {
			return &Outside{r.At()}
		}
	}
	for _, party := range slices.Sorted(maps.Keys(v.Fallback)) {
		if p := position(party); p == nil || len(p.Values) == 0 {
			return &Outside{parley.Ref{Party: party, Kind: parley.FallbackKind}.At()}
		}
	}
	if v.Add == nil {
		return nil
	}
	issue, ok := of.Issue(v.Add.Issue)
	if !ok || issue.Numeric() {
		return &Outside{"issues." + v.Add.Issue}
	}
	for _, party := range slices.Sorted(maps.Keys(v.Add.Like)) {
		_, has := issue.Option(v.Add.Like[party])
		if position(party) == nil || !has {
			return &Outside{"positions." + party}
		}
	}
	return nil
}

func demandsOf(p *parley.Position, k parley.Kind) []parley.Demand {
	switch k {
	case parley.RedLine:
		return p.Never
	case parley.Insistence:
		return p.Insists
	case parley.Condition:
		return p.OnlyIf
	}
	return nil
}

// kept returns the demands that are not lifted.
func (v Variation) kept(party string, demands []parley.Demand) []parley.Demand {
	var kept []parley.Demand
	for i, d := range demands {
		if !slices.Contains(v.Lift, parley.Ref{Party: party, Kind: d.Kind, Index: i}) {
			kept = append(kept, d)
		}
	}
	return kept
}

// spaced turns orders into numbers, 1 for the best to 0 for the worst, as the
// scale reads them, with their ends pinned: an option added does then not space
// the others anew. Words of importance stay.
func spaced(c *parley.Case) {
	for i := range c.Positions {
		p := &c.Positions[i]
		p.Values, p.Anchors = slices.Clone(p.Values), slices.Clone(p.Anchors)
		refusals := p.Refusals()
		for k, x := range p.Values {
			if len(x.Order) == 0 {
				continue
			}
			open := slices.DeleteFunc(slices.Clone(x.Order), func(o string) bool { return refusals.Bar(x.Issue, parley.Choice{Option: o}) })
			x.Options = nil
			for _, o := range x.Order {
				worth := parley.Int(0)
				if at := slices.Index(open, o); at >= 0 && len(open) > 1 {
					worth = parley.Fraction(int64(len(open)-1-at), int64(len(open)-1))
				}
				x.Options = append(x.Options, parley.OptionValue{Option: o, Worth: parley.Just(worth)})
			}
			x.Order = nil
			p.Values[k] = x
			if _, pinned := p.AnchorOf(x.Issue); !pinned && len(p.Importance) > 0 && len(open) > 1 {
				p.Anchors = append(p.Anchors, parley.Anchor{Issue: x.Issue, Worst: parley.Int(0), Best: parley.Int(1)})
			}
		}
	}
}

// priced gives every option that the party now admits, and of which it never
// said what it is worth, the worth of its worst: an option that was refused
// outright needs none.
func priced(c *parley.Case, p *parley.Position) {
	refusals := p.Refusals()
	p.Values = slices.Clone(p.Values)
	for k, x := range p.Values {
		issue, ok := c.Issue(x.Issue)
		if !ok || issue.Numeric() || len(x.Options) == 0 {
			continue
		}
		worst := x.Options[0].Worth.Low
		for _, o := range x.Options {
			if o.Worth.Low.Cmp(worst) < 0 {
				worst = o.Worth.Low
			}
		}
		if a, ok := p.AnchorOf(x.Issue); ok {
			worst = a.Worst
		}
		x.Options = slices.Clip(x.Options)
		for _, o := range issue.Options {
			valued := slices.ContainsFunc(x.Options, func(w parley.OptionValue) bool { return w.Option == o.ID })
			if !valued && !refusals.Bar(x.Issue, parley.Choice{Option: o.ID}) {
				x.Options = append(x.Options, parley.OptionValue{Option: o.ID, Worth: parley.Just(worst)})
			}
		}
		p.Values[k] = x
	}
}

// to adds the option to the case, and lets each party's statements treat it as
// the one that it is like to it.
func (a *Addition) to(c *parley.Case) {
	at := slices.IndexFunc(c.Issues, func(i parley.Issue) bool { return i.ID == a.Issue })
	id := "added"
	for n := 2; ; n++ {
		if _, taken := c.Issues[at].Option(id); !taken {
			break
		}
		id = fmt.Sprintf("added-%d", n)
	}
	c.Issues = slices.Clone(c.Issues)
	c.Issues[at].Options = append(slices.Clip(c.Issues[at].Options), parley.Option{ID: id, Text: a.Text})
	for i := range c.Positions {
		p := &c.Positions[i]
		like := a.Like[p.Party]
		if like == "" {
			continue
		}
		p.Values = slices.Clone(p.Values)
		for k, x := range p.Values {
			if x.Issue != a.Issue {
				continue
			}
			for _, o := range x.Options {
				if o.Option == like {
					x.Options = append(slices.Clip(x.Options), parley.OptionValue{Option: id, Worth: o.Worth})
					break
				}
			}
			p.Values[k] = x
		}
		for _, list := range []*[]parley.Demand{&p.Never, &p.Insists, &p.OnlyIf} {
			*list = slices.Clone(*list)
			for k, d := range *list {
				d.Pattern, d.If = a.admitted(d.Pattern, like, id), a.admitted(d.If, like, id)
				(*list)[k] = d
			}
		}
		p.Linkages = slices.Clone(p.Linkages)
		for k := range p.Linkages {
			p.Linkages[k] = a.linked(p.Linkages[k], like, id)
		}
	}
}

// linked returns the linkage with its patterns admitted, in all its parts.
func (a *Addition) linked(l parley.Linkage, like, id string) parley.Linkage {
	l.When, l.Unless = a.admitted(l.When, like, id), a.admitted(l.Unless, like, id)
	l.Parts = slices.Clone(l.Parts)
	for i := range l.Parts {
		l.Parts[i] = a.linked(l.Parts[i], like, id)
	}
	return l
}

// admitted returns the patterns with the new option wherever they allow the one
// that it is like.
func (a *Addition) admitted(ps parley.Patterns, like, id string) parley.Patterns {
	ps = slices.Clone(ps)
	for i, p := range ps {
		ps[i] = slices.Clone(p)
		for j, t := range ps[i] {
			if t.Issue == a.Issue && slices.Contains(t.Options, like) {
				ps[i][j].Options = append(slices.Clip(t.Options), id)
			}
		}
	}
	return ps
}
