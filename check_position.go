package parley

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// statement is a position with what is asked of it often at hand.
type statement struct {
	*Position
	refusals Refusals
	values   map[string]*Value
	weighed  map[string]bool
	matters  map[string]bool // issues on which the utility depends
}

func newStatement(p *Position) *statement {
	s := &statement{Position: p, refusals: p.Refusals(), values: map[string]*Value{}, weighed: map[string]bool{}, matters: map[string]bool{}}
	for i := range p.Values {
		s.values[p.Values[i].Issue] = &p.Values[i]
		s.matters[p.Values[i].Issue] = true
	}
	for _, w := range p.Importance {
		s.weighed[w.Issue] = true
	}
	for _, l := range p.Linkages {
		for _, id := range l.Issues() {
			s.matters[id] = true
		}
	}
	return s
}

func (k *checker) checkPositions() {
	var stated []string
	for i := range k.c.Positions {
		p := newStatement(&k.c.Positions[i])
		at := Path{"positions", p.Party}
		stated = append(stated, p.Party)
		if !k.party(at, p.Party) {
			continue
		}
		k.grade(at, p.Grade)
		for n, x := range p.Interests {
			k.note(at.At("interests").Index(n), Note{Sources: x.Sources, Grade: x.Grade})
		}
		k.importance(at, p)
		for n, v := range p.Values {
			if p.values[v.Issue] != &p.Values[n] {
				k.errorf(at.At("value", v.Issue), "", "the values of %s are given twice", v.Issue)
				continue
			}
			k.value(at.At("value", v.Issue), p, v)
		}
		k.anchors(at, p)
		k.unit(at.At("unit"), p)
		sound := k.demands(at.At("never"), RedLine, p.Never)
		sound = k.demands(at.At("insists"), Insistence, p.Insists) && sound
		sound = k.demands(at.At("only_if"), Condition, p.OnlyIf) && sound
		k.scaleGrades(at, p.Position)
		if sound {
			k.consistency(at, p.Position)
		}
		for n, l := range p.Linkages {
			here := at.At("linkage").Index(n)
			k.note(here, l.Note)
			k.linkage(here, l)
		}
		k.scale(at, p)
		k.fallback(at.At("fallback"), p)
		k.bracketReasons(at, p.Position)
		if len(p.Values) == 0 && (len(p.Importance) > 0 || len(p.Linkages) > 0) {
			k.warnf(at, "say under value what the choices are worth", "%s gives no values, so no utility can be computed for it", p.Party)
		}
	}
	k.unique("position of", stated, "positions")
	k.unvalued()
}

func (k *checker) note(at Path, n Note) {
	k.cited(at, n.Sources)
	k.grade(at, n.Grade)
}

func (k *checker) interval(at Path, i Interval) {
	if i.reversed() {
		k.errorf(at, "write the lower end first", "the interval runs from %s down to %s", i.Low, i.High)
	}
}

func (k *checker) importance(at Path, p *statement) {
	words, numbers, positive := 0, 0, 0
	seen := map[string]bool{}
	for _, w := range p.Importance {
		here := at.At("importance", w.Issue)
		k.note(here, w.Note)
		if _, ok := k.issue(here, w.Issue); !ok {
			continue
		}
		if seen[w.Issue] {
			k.errorf(here, "", "the importance of %s is given twice", w.Issue)
		}
		seen[w.Issue] = true
		if w.Word != "" {
			words++
			positive++
			oneOfTyped(k, here, "word of importance", w.Word, Words())
		} else {
			numbers++
			k.interval(here, w.Weight)
			if w.Weight.Low.Sign() < 0 {
				k.errorf(here, "an issue that does not matter has importance 0", "importance cannot be negative")
			}
			if w.Weight.High.Sign() > 0 {
				positive++
			}
		}
		if p.values[w.Issue] == nil && len(p.Values) > 0 && k.choosable(p, w.Issue) {
			k.warnf(here, "say under value what its choices are worth", "%s says how important %s is and not what its choices are worth, so its utility cannot be computed", p.Party, w.Issue)
		}
	}
	here := at.At("importance")
	if words > 0 && numbers > 0 {
		k.errorf(here, "write all of them as words, or all as numbers", "importance mixes words and numbers, which have no common measure")
	}
	if len(p.Importance) > 0 && positive == 0 {
		k.warnf(here, "", "nothing is of any importance to %s", p.Party)
	}
	if len(p.Importance) > 0 {
		for _, v := range p.Values {
			if !seen[v.Issue] && k.byIssue[v.Issue] != nil {
				k.warnf(at.At("value", v.Issue), "say under importance how much "+v.Issue+" matters", "%s has values and no importance, so it counts 0", v.Issue)
			}
		}
	}
}

// choosable reports whether the party leaves itself more than one choice.
func (k *checker) choosable(p *statement, issue string) bool {
	i := k.byIssue[issue]
	if k.unsound[issue] {
		return false
	}
	if i.Numeric() {
		return !i.Range.Min.Equal(i.Range.Max)
	}
	n := 0
	for _, o := range i.Options {
		if !p.refusals.Bar(issue, Choice{Option: o.ID}) {
			n++
		}
	}
	return n > 1
}

func (k *checker) value(at Path, p *statement, v Value) {
	k.note(at, v.Note)
	issue, ok := k.issue(at, v.Issue)
	if !ok {
		return
	}
	if issue.Numeric() {
		if len(v.Curve) == 0 {
			k.errorf(at, "write points of a curve, such as {0: 0, 100: 60}", "issue %s takes a number, so its value is a curve", v.Issue)
			return
		}
		k.curve(at, issue, v.Curve)
		return
	}
	if len(v.Curve) > 0 {
		k.errorf(at, "", "issue %s has named options, so each of them has a value and there is no curve", v.Issue)
		return
	}
	valued := slices.Clone(v.Order)
	for _, o := range v.Options {
		valued = append(valued, o.Option)
		if o.Worth.reversed() { // only then is it worth writing where
			k.interval(at.At(o.Option), o.Worth)
		}
	}
	known := k.optionsOf(issue)
	seen, sound := make(map[string]bool, len(valued)), true
	for i, o := range valued {
		if known[o] && !seen[o] {
			seen[o] = true
			continue
		}
		here := at.At(o)
		if len(v.Order) > 0 {
			here = at.Index(i)
		}
		sound = k.option(here, issue, o) && sound
		if seen[o] {
			k.errorf(here, "", "option %s stands twice", o)
		}
		seen[o] = true
	}
	complete := sound
	for _, o := range issue.Options {
		if sound && !seen[o.ID] && !p.refusals.Bar(v.Issue, Choice{Option: o.ID}) {
			complete = false
			k.errorf(at, "give it a value, or refuse it outright with a red line", "%s does not say what option %s of %s is worth", p.Party, o.ID, v.Issue)
		}
	}
	if complete && len(p.Importance) > 0 && len(issue.Options) > 1 && k.choosable(p, v.Issue) && flat(p, v) {
		k.warnf(at, "", "%s values every choice of %s the same, so it contributes 0", p.Party, v.Issue)
	}
}

func flat(p *statement, v Value) bool {
	var first *OptionValue
	for i, o := range v.Options {
		if p.refusals.Bar(v.Issue, Choice{Option: o.Option}) {
			continue
		}
		if first != nil && !first.Worth.Mid().Equal(o.Worth.Mid()) {
			return false
		}
		first = &v.Options[i]
	}
	return first != nil
}

func (k *checker) curve(at Path, issue *Issue, curve []CurvePoint) {
	r := issue.Range
	for i, p := range curve {
		if p.Worth.reversed() {
			k.interval(at.At(p.At.String()), p.Worth)
		}
		if i > 0 && curve[i-1].At.Cmp(p.At) >= 0 {
			k.errorf(at.At(p.At.String()), "give each number one value, in ascending order", "the curve is not a function: %s comes after %s", p.At, curve[i-1].At)
			return
		}
	}
	first, last := curve[0].At, curve[len(curve)-1].At
	if first.Cmp(r.Min) < 0 || last.Cmp(r.Max) > 0 {
		k.errorf(at, "", "the curve runs from %s to %s, beyond the range of %s, from %s to %s", first, last, issue.ID, r.Min, r.Max)
	} else if first.Cmp(r.Min) > 0 || last.Cmp(r.Max) < 0 {
		k.errorf(at, "add a point at each end of the range", "the curve says nothing of %s outside %s to %s, and its range is %s to %s", issue.ID, first, last, r.Min, r.Max)
	}
}

func (k *checker) anchors(at Path, p *statement) {
	seen := map[string]bool{}
	for _, a := range p.Anchors {
		here := at.At("anchors", a.Issue)
		if _, ok := k.issue(here, a.Issue); !ok {
			continue
		}
		if seen[a.Issue] {
			k.errorf(here, "", "the anchors of %s are given twice", a.Issue)
		}
		seen[a.Issue] = true
		if a.Worst.Equal(a.Best) {
			k.errorf(here, "write [worst, best], two different values", "both anchors of %s are %s", a.Issue, a.Best)
		} else if a.Worst.Cmp(a.Best) > 0 {
			k.warnf(here, "write [worst, best], unless a lower value is the better one", "the anchors of %s put the worst above the best, so lower values count as better", a.Issue)
		}
		if !p.weighed[a.Issue] {
			k.warnf(here, "", "%s has anchors and no importance, so they mean nothing", a.Issue)
		}
		if v := p.values[a.Issue]; v != nil && len(v.Order) > 0 {
			k.warnf(here, "give the options numbers", "%s is only put in order, which has no ends to pin", a.Issue)
		}
	}
}

// maxUnit bounds a position's unit: it stands behind numbers in tables.
const maxUnit = 40

// unit checks what one point of the party's utility is said to be. What
// guarantors with one unit give is added up, so that a unit has to be that of
// a scale of numbers: words are brought to a sum of 100, whatever they mean.
func (k *checker) unit(at Path, p *statement) {
	switch {
	case p.Unit == "":
	case strings.ContainsFunc(p.Unit, unicode.IsControl) || strings.TrimSpace(p.Unit) != p.Unit:
		k.errorf(at, "write a word or two, such as EUR million", "the unit is not a line of text")
	case utf8.RuneCountInString(p.Unit) > maxUnit:
		k.errorf(at, "write a word or two, such as EUR million", "the unit has %d characters, and at most %d fit behind a number", utf8.RuneCountInString(p.Unit), maxUnit)
	case slices.ContainsFunc(p.Importance, func(w Importance) bool { return w.Word != "" }):
		k.errorf(at, "write importance as numbers in that unit, or leave the unit out", "importance in words has no unit")
	case len(p.Importance) == 0 && slices.ContainsFunc(p.Values, func(v Value) bool { return len(v.Order) > 0 }):
		k.errorf(at, "give the options numbers in that unit, or leave the unit out", "an order of options has no unit")
	case len(p.Values) == 0 && len(p.Linkages) == 0:
		k.warnf(at, "say under value what the choices are worth", "%s states a unit and no values, so there is nothing in it", p.Party)
	case !slices.ContainsFunc(k.c.Issues, func(i Issue) bool { return i.By == p.Party }):
		k.warnf(at, "a unit lets what guarantors give be added up", "%s alone decides no issue, so its unit is only shown", p.Party)
	}
}

// scaleGrades reports a scale of which a reader would see a part: importance
// and values mean something together alone.
func (k *checker) scaleGrades(at Path, p *Position) {
	type part struct {
		at Path
		g  Grade
	}
	var parts []part
	for _, w := range p.Importance {
		parts = append(parts, part{at.At("importance", w.Issue), p.GradeOf(w.Grade)})
	}
	for _, v := range p.Values {
		parts = append(parts, part{at.At("value", v.Issue), p.GradeOf(v.Grade)})
	}
	for _, x := range parts {
		switch {
		case p.GradeOf("").Reaches(GradeJoint) && !x.g.Reaches(GradeJoint):
			k.errorf(x.at, "grade the position mediator, and its demands joint one by one", "the position is %s and a part of its scale is %s: without it the rest would be misread", p.Grade, x.g)
			return
		case x.g == GradeParty && slices.ContainsFunc(parts, func(y part) bool { return y.g != GradeParty }):
			k.errorf(x.at, "grade all of its importance and values party, or none", "a part of the scale of %s is for the party alone: without it the rest would be misread", p.Party)
			return
		}
	}
}

func (k *checker) demands(at Path, kind Kind, ds []Demand) bool {
	sound := true
	for i, d := range ds {
		here := at.Index(i)
		if d.Kind != kind {
			k.errorf(here, "set Kind to "+string(kind), "a demand in this list is of kind %q", d.Kind)
			sound = false
			continue
		}
		k.note(here, d.Note)
		switch d.Kind {
		case RedLine:
			sound = k.patterns(here.At("pattern"), d.Pattern) && sound
		case Insistence:
			sound = k.patterns(here.At("on"), d.Pattern) && sound
		default:
			sound = k.patterns(here.At("accept"), d.Pattern) && sound
			sound = k.patterns(here.At("if"), d.If) && sound
		}
	}
	return sound
}

func (k *checker) fallback(at Path, p *statement) {
	f := p.Fallback
	if f == nil {
		return
	}
	k.note(at, f.Note)
	switch {
	case f.Like != nil && f.Value != nil:
		k.errorf(at, "keep one of them", "the fallback is said both by likeness and by value")
	case f.Like == nil && f.Value == nil:
		k.errorf(at, "say like: {…a package…} or value: a number", "the fallback says neither what it is like nor what it is worth")
	case f.Value != nil:
		k.interval(at.At("value"), *f.Value)
	}
	switch {
	case f.Lasting && f.Like != nil:
		k.errorf(at.At("lasting"), "say what no agreement is worth as a value: a number", "a fallback that is like a package loses with time as that package does, so it is not lasting")
	case f.Lasting && p.Discount == nil:
		k.warnf(at.At("lasting"), "", "time costs %s nothing, so that its fallback lasts says nothing", p.Party)
	}
	if p.Cap != nil && f.Value != nil && f.Value.Low.Cmp(p.Cap.At) > 0 {
		k.warnf(at.At("value"), "", "no agreement is worth %s to %s and no package more than its cap of %s, so it can accept none", f.Value, p.Party, p.Cap.At)
	}
	var strangers []string
	for id := range f.Like {
		if k.byIssue[id] == nil {
			strangers = append(strangers, id)
		}
	}
	slices.Sort(strangers)
	for _, id := range strangers {
		k.issue(at.At("like", id), id)
	}
	for _, i := range k.c.Issues { // in the case's order, for Like has none
		if c, ok := f.Like[i.ID]; ok {
			if k.unsound[i.ID] {
				continue
			}
			k.choice(at.At("like", i.ID), k.byIssue[i.ID], c)
		} else if f.Like != nil && len(strangers) == 0 && p.matters[i.ID] {
			k.errorf(at.At("like"), "say which choice no deal is like on every issue that matters to the party", "the fallback does not say what it is like on %s", i.ID)
		}
	}
	if len(p.Values) == 0 && len(p.Linkages) == 0 {
		k.warnf(at, "say under value what the choices are worth", "%s states a fallback and no values, so nothing can be compared with it", p.Party)
	}
}

// unvalued warns of issues that nobody values, where anybody values anything.
func (k *checker) unvalued() {
	valued := map[string]bool{}
	for _, p := range k.c.Positions {
		for _, v := range p.Values {
			valued[v.Issue] = true
		}
		for _, l := range p.Linkages {
			for _, i := range l.Issues() {
				valued[i] = true
			}
		}
	}
	if len(valued) == 0 {
		return
	}
	for _, i := range k.c.Issues {
		if !valued[i.ID] {
			k.warnf(Path{"issues", i.ID}, "", "nobody says what the choices of %s are worth", i.ID)
		}
	}
}
