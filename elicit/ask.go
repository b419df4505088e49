package elicit

import (
	"fmt"
	"slices"
	"strconv"

	"parley"
)

// ask goes through the questions in their order and builds the position from
// the answers on the way: what is asked later depends on it.
func (s *Sheet) ask() {
	if a, ok := s.put(Question{ID: string(Interests), Kind: Interests}); ok {
		for _, t := range a.Texts {
			s.Position.Interests = append(s.Position.Interests, parley.Interest{Text: t, Grade: a.Grade})
		}
	}
	for _, issue := range s.Case.Issues {
		if choosable(issue) {
			s.acceptance(issue)
		}
	}
	s.preferences()
	s.offers()
	s.fallback()
	s.compare()
}

// choosable reports whether there is anything to choose on an issue.
func choosable(i parley.Issue) bool {
	if i.Numeric() {
		return !i.Range.Min.Equal(i.Range.Max)
	}
	return len(i.Options) > 1
}

// acceptance asks which choices of an issue the party could accept, and why
// not or if what.
func (s *Sheet) acceptance(issue parley.Issue) {
	for _, c := range s.claims(issue) {
		id := issue.ID + "." + c.Name
		if c.Stance == Never {
			d := parley.Demand{Kind: parley.RedLine, Pattern: c.Pattern()}
			if a, ok := s.put(Question{ID: "reason." + id, Kind: Reason, Issue: issue.ID, Claim: &c}); ok {
				d.Basis, d.Owner, d.Note = a.Basis, a.Owner, parley.Note{Because: a.Because, Grade: a.Grade}
			}
			if c.insists() {
				d.Kind = parley.Insistence
				s.Position.Insists = append(s.Position.Insists, d)
			} else {
				s.Position.Never = append(s.Position.Never, d)
			}
			continue
		}
		q := Question{ID: "condition." + id, Kind: Condition, Issue: issue.ID, Claim: &c, Issues: s.pickable(issue.ID)}
		if len(q.Issues) == 0 {
			continue
		}
		if a, ok := s.put(q); ok {
			s.Position.OnlyIf = append(s.Position.OnlyIf, parley.Demand{Kind: parley.Condition, Pattern: c.Pattern(), If: pattern(a.If),
				Note: parley.Note{Because: a.Because, Grade: a.Grade}})
		} else {
			s.withhold(WithheldCondition, q.ID)
		}
	}
}

// pickable lists the issues that a sentence can name, but for one.
func (s *Sheet) pickable(but string) []string {
	var ids []string
	for _, i := range s.Case.Issues {
		if i.ID != but && choosable(i) {
			ids = append(ids, i.ID)
		}
	}
	return ids
}

// claims asks for the stances on an issue and returns what was said never or
// only if, in file order.
func (s *Sheet) claims(issue parley.Issue) []Claim {
	var claims []Claim
	if issue.Numeric() {
		a, ok := s.put(Question{ID: "limits." + issue.ID, Kind: Limits, Issue: issue.ID})
		if !ok {
			return nil
		}
		for _, l := range limitsOf(a) {
			n, err := parley.ParseNumber(l.text)
			if err != nil { // not said
				continue
			}
			t := parley.Term{Issue: issue.ID}
			if l.upwards {
				t.Min = &n
			} else {
				t.Max = &n
			}
			claims = append(claims, Claim{l.field, issue.ID, l.stance, t})
		}
		return claims
	}
	for n := 0; n*Together < len(issue.Options); n++ {
		q := Question{ID: "stance." + issue.ID, Kind: Stances, Issue: issue.ID}
		if n > 0 {
			q.ID += "." + strconv.Itoa(n+1)
		}
		for _, o := range issue.Options[n*Together : min((n+1)*Together, len(issue.Options))] {
			q.Options = append(q.Options, o.ID)
		}
		a, ok := s.put(q)
		if !ok {
			continue
		}
		for _, o := range q.Options {
			if stance := a.Stances[o]; stance == Never || stance == OnlyIf {
				claims = append(claims, Claim{o, issue.ID, stance, parley.Term{Issue: issue.ID, Options: []string{o}}})
			}
		}
	}
	return claims
}

// tiersOf puts the options of an answer to Order into tiers of those that the
// question is about.
func tiersOf(q Question, a Answer) [][]string {
	var tiers [][]string
	for _, tier := range a.Tiers {
		var kept []string
		for _, o := range q.Options { // file order within a tier
			if slices.Contains(tier, o) {
				kept = append(kept, o)
			}
		}
		if len(kept) > 0 {
			tiers = append(tiers, kept)
		}
	}
	return tiers
}

// wish is what a party said of one issue that it leaves itself a choice on.
type wish struct {
	issue parley.Issue
	tiers [][]string // of a discrete issue, the best first; nil: not said
	rated []Level    // the levels of the tiers between the best and the worst; nil: not said
	curve []parley.CurvePoint
	word  string // of importance; empty: not said
}

func (w *wish) valued() bool { return len(w.tiers) > 0 || len(w.curve) > 0 }

// preferences asks for orders, curves and importance.
func (s *Sheet) preferences() {
	var wishes []*wish
	refusals := s.Position.Refusals()
	type pending struct {
		w *wish
		q Question
	}
	var pendings []pending
	for _, issue := range s.Case.Issues {
		q := Question{Issue: issue.ID}
		if issue.Numeric() {
			q.ID, q.Kind = "curve."+issue.ID, Curve
			q.Points = points(issue, refusals)
			if len(q.Points) < 2 {
				continue
			}
		} else {
			q.ID, q.Kind = "order."+issue.ID, Order
			for _, o := range issue.Options {
				if !refusals.Bar(issue.ID, parley.Choice{Option: o.ID}) {
					q.Options = append(q.Options, o.ID)
				}
			}
			if len(q.Options) < 2 {
				continue
			}
		}
		w := &wish{issue: issue}
		wishes = append(wishes, w)
		pendings = append(pendings, pending{w, q})
	}
	if len(wishes) == 0 {
		return
	}
	grade := parley.Grade("")
	if a, ok := s.put(Question{ID: string(Privacy), Kind: Privacy}); ok {
		grade = a.Grade
	}
	for _, p := range pendings {
		a, ok := s.put(p.q)
		switch {
		case !ok:
		case p.q.Kind == Order:
			p.w.tiers = tiersOf(p.q, a)
		default:
			p.w.curve = corners(p.w.issue, p.q.Points, a)
		}
	}
	s.importance(wishes)
	s.refine(wishes)
	s.value(wishes, grade)
}

func (s *Sheet) importance(wishes []*wish) {
	if len(wishes) > 1 {
		q := Question{ID: string(First), Kind: First}
		for _, w := range wishes {
			q.Issues = append(q.Issues, w.issue.ID)
		}
		s.put(q)
	}
	for _, w := range wishes {
		q := Question{ID: "importance." + w.issue.ID, Kind: Importance, Issue: w.issue.ID}
		q.Worst, q.Best = w.ends()
		if a, ok := s.put(q); ok {
			w.word = a.Word
		}
	}
}

// ends returns the worst and the best choice, the first in file order or the
// lowest where several are.
func (w *wish) ends() (worst, best *parley.Choice) {
	if n := len(w.tiers); n > 0 {
		return &parley.Choice{Option: w.tiers[n-1][0]}, &parley.Choice{Option: w.tiers[0][0]}
	}
	for _, p := range w.curve {
		if worst == nil || p.Worth.Low.Cmp(w.at(worst.Number)) < 0 {
			worst = &parley.Choice{Number: p.At}
		}
		if best == nil || p.Worth.Low.Cmp(w.at(best.Number)) > 0 {
			best = &parley.Choice{Number: p.At}
		}
	}
	return worst, best
}

// at returns what the curve says of one of its corners.
func (w *wish) at(n parley.Number) parley.Number {
	for _, p := range w.curve {
		if p.At.Equal(n) {
			return p.Worth.Low
		}
	}
	return parley.Int(0)
}

// refine asks how good the options between best and worst are, of the third
// of the issues that matters most: with an order alone, that is where most is
// lost.
func (s *Sheet) refine(wishes []*wish) {
	var ranked []*wish
	for _, word := range parley.Words() {
		for _, w := range wishes {
			if w.word == string(word) {
				ranked = append(ranked, w)
			}
		}
	}
	top := ranked[:(len(ranked)+2)/3]
	for _, w := range wishes {
		id := "levels." + w.issue.ID
		if _, answered := s.last[id]; len(w.tiers) < 3 || !answered && !slices.Contains(top, w) {
			continue
		}
		between := w.tiers[1 : len(w.tiers)-1]
		q := Question{ID: id, Kind: Levels, Issue: w.issue.ID, Options: slices.Concat(between...)}
		q.Worst, q.Best = w.ends()
		a, ok := s.put(q)
		if !ok {
			continue
		}
		if fits(between, a.Levels) {
			for _, tier := range between {
				w.rated = append(w.rated, a.Levels[tier[0]])
			}
			continue
		}
		s.withhold(WithheldLevels, q.ID, "order."+w.issue.ID)
		s.note(Warning{Kind: WarnLevels, Questions: []string{"order." + w.issue.ID, q.ID}, Issues: []string{w.issue.ID}})
	}
}

// fits reports whether levels follow the order of the tiers, and are the same
// within each.
func fits(tiers [][]string, levels map[string]Level) bool {
	last := 0
	for _, tier := range tiers {
		at := slices.Index(LevelsList(), levels[tier[0]])
		if at < last {
			return false
		}
		for _, o := range tier {
			if levels[o] != levels[tier[0]] {
				return false
			}
		}
		last = at
	}
	return true
}

// offers asks for sentences "we would accept this only if that", one after
// the other, until one is skipped.
func (s *Sheet) offers() {
	issues := s.pickable("")
	if len(issues) < 2 {
		return
	}
	for n := 1; n <= MaxOffers; n++ {
		a, ok := s.put(Question{ID: fmt.Sprintf("offer.%d", n), Kind: Offer, Issues: issues, Number: n})
		if !ok {
			if n == 1 || !s.answeredAfter(n) {
				return
			}
			continue
		}
		s.Position.OnlyIf = append(s.Position.OnlyIf, parley.Demand{Kind: parley.Condition, Pattern: pattern(a.Accept), If: pattern(a.If),
			Note: parley.Note{Because: a.Because, Grade: a.Grade}})
	}
}

// answeredAfter reports whether an offer after the n-th was made: one that was
// made and taken back leaves a gap.
func (s *Sheet) answeredAfter(n int) bool {
	for n++; n <= MaxOffers; n++ {
		if e, there := s.last[fmt.Sprintf("offer.%d", n)]; there && !e.Skip {
			return true
		}
	}
	return false
}

func (s *Sheet) withhold(what WithheldKind, questions ...string) {
	s.Withheld = append(s.Withheld, Withheld{what, questions})
}
