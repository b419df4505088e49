package elicit

import (
	"math/big"
	"slices"

	"parley"
)

// allowed returns the least and the greatest number that the party does not
// refuse outright, and whether there is any.
func allowed(issue parley.Issue, refusals parley.Refusals) (low, high parley.Number, any bool) {
	low, high = issue.Range.Min, issue.Range.Max
	for _, d := range refusals[issue.ID] {
		for _, t := range d.Pattern[0] {
			if t.Min != nil && t.Min.Cmp(low) > 0 {
				low = *t.Min
			}
			if t.Max != nil && t.Max.Cmp(high) < 0 {
				high = *t.Max
			}
		}
	}
	low, high = onGrid(issue.Range, low, true), onGrid(issue.Range, high, false)
	return low, high, low.Cmp(high) <= 0
}

// points returns the numbers of an issue to rate: the ends of what the party
// does not refuse outright, and between them, ascending. None where it refuses
// every number.
func points(issue parley.Issue, refusals parley.Refusals) []parley.Number {
	low, high, any := allowed(issue, refusals)
	if !any {
		return nil
	}
	var points []parley.Number
	for n := range int64(ratedParts + 1) {
		at := low.Add(high.Sub(low).Mul(parley.Fraction(n, ratedParts)))
		if n < ratedParts {
			at = onGrid(issue.Range, at, true)
		}
		if len(points) == 0 || points[len(points)-1].Cmp(at) < 0 {
			points = append(points, at)
		}
	}
	return points
}

// onGrid returns the number of the range's grid at n, or the next one up or
// down.
func onGrid(r *parley.Range, n parley.Number, up bool) parley.Number {
	if r.Step == nil {
		return n
	}
	steps := n.Sub(r.Min).Div(*r.Step).Rat()
	whole := new(big.Int).Div(steps.Num(), steps.Denom()) // rounds down: denominators are positive
	if up && !steps.IsInt() {
		whole.Add(whole, big.NewInt(1))
	}
	return r.Min.Add(r.Step.Mul(parley.Exactly(new(big.Rat).SetInt(whole))))
}

// worthOf are the worths of the levels of numbers, on the scale of a curve.
var worthOf = map[Level]int64{LevelBest: 100, LevelGood: 75, LevelMiddling: 50, LevelPoor: 25, LevelWorst: 0}

// corners makes a curve of an answer. Beyond what was rated it goes on level:
// there the party refuses every number.
func corners(issue parley.Issue, points []parley.Number, a Answer) []parley.CurvePoint {
	low, high := points[0], points[len(points)-1]
	var curve []parley.CurvePoint
	at := func(n parley.Number, worth int64) {
		curve = append(curve, parley.CurvePoint{At: n, Worth: parley.Just(parley.Int(worth))})
	}
	switch a.Better {
	case More:
		at(low, 0)
		at(high, 100)
	case Less:
		at(low, 100)
		at(high, 0)
	default:
		for _, r := range a.Rated {
			n, err := parley.ParseNumber(r.At)
			if err != nil { // examined
				continue
			}
			at(n, worthOf[r.Level])
		}
	}
	if first := curve[0]; first.At.Cmp(issue.Range.Min) > 0 {
		first.At = issue.Range.Min
		curve = slices.Insert(curve, 0, first)
	}
	if last := curve[len(curve)-1]; last.At.Cmp(issue.Range.Max) < 0 {
		last.At = issue.Range.Max
		curve = append(curve, last)
	}
	return curve
}

// value puts into the position what choices are worth and how important the
// issues are. Importance is always said; values only where every issue has an
// importance or is said not to matter, for an issue with neither would count 0.
func (s *Sheet) value(wishes []*wish, grade parley.Grade) {
	var open []string
	said := false
	for _, w := range wishes {
		said = said || w.valued()
		switch w.word {
		case "":
			open = append(open, "importance."+w.issue.ID)
		case NoMatter:
		default:
			s.Position.Importance = append(s.Position.Importance, parley.Importance{Issue: w.issue.ID, Word: parley.Word(w.word), Note: parley.Note{Grade: grade}})
		}
	}
	if len(open) > 0 {
		if said {
			s.withhold(WithheldValues, open...)
		}
		return
	}
	complete := len(s.Position.Importance) > 0
	for _, w := range wishes {
		if w.word == NoMatter {
			continue
		}
		if !w.valued() {
			complete = false
			continue
		}
		v := parley.Value{Issue: w.issue.ID, Curve: w.curve, Note: parley.Note{Grade: grade}}
		if len(w.tiers) > 0 {
			v.Order, v.Options = w.worths()
		}
		s.Position.Values = append(s.Position.Values, v)
	}
	if complete {
		s.weigh = newScale(s.Case, s.Position)
	}
}

// worths says what the options are worth: as an order where they have no more,
// and as numbers where some are equally good or were rated.
func (w *wish) worths() (order []string, options []parley.OptionValue) {
	last := len(w.tiers) - 1
	if w.rated == nil && !slices.ContainsFunc(w.tiers, func(t []string) bool { return len(t) > 1 }) {
		return slices.Concat(w.tiers...), nil
	}
	for n, tier := range w.tiers {
		worth := parley.Just(parley.Int(int64(last - n))) // equally spaced, from the worst, 0, upwards
		switch {
		case w.rated == nil:
		case n == 0:
			worth = parley.Just(parley.Int(100))
		case n == last:
			worth = parley.Just(parley.Int(0))
		default:
			worth = w.stretch(n - 1)
			if len(tier) > 1 { // equally good, wherever in it
				worth = parley.Just(worth.Mid())
			}
		}
		for _, o := range tier {
			options = append(options, parley.OptionValue{Option: o, Worth: worth})
		}
	}
	return nil, options
}

// stretch returns what the n-th of the tiers between best and worst is worth:
// its level is a fifth of the scale from 100 down to 0, shared in equal parts
// with the other tiers of that level, so that the order holds.
func (w *wish) stretch(n int) parley.Interval {
	before, all := int64(0), int64(0)
	for m, l := range w.rated {
		if l == w.rated[n] {
			all++
			if m < n {
				before++
			}
		}
	}
	top := parley.Int(100 - 20*int64(slices.Index(LevelsList(), w.rated[n])))
	part := parley.Fraction(20, all)
	high := top.Sub(part.Mul(parley.Int(before)))
	return parley.Interval{Low: high.Sub(part), High: high}
}
