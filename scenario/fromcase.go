package scenario

import (
	"math/big"
	"strings"

	"parley"
)

// FromCase returns the additive part of a case, or where nothing but linkages
// tells packages apart and GENIUS can hold them, those as hyper-rectangles; and
// what of the case it leaves out; hand that to Refuse. Utilities are those of the case (docs/method.md,
// section 1) in the middle of what was stated; the semantics are those of
// NegMAS, which takes numbers as they stand. A party without values, or whose
// consent does not count, has no profile. Texts, documents and sources are not
// what a scenario is about, and do not count as lost.
func FromCase(c *parley.Case) (*Scenario, []Loss) {
	f := &caseReader{c: c, s: &Scenario{Name: c.Title, Format: NegMAS, Semantics: SemanticsNegMAS}}
	if f.s.Name == "" {
		f.s.Name = "scenario"
	}
	names := map[string]bool{}
	for n := range c.Issues {
		f.s.Issues = append(f.s.Issues, f.issue(n, names))
	}
	if len(c.Norms) > 0 {
		f.losses.add("norms", "what no package may match is not said")
	}
	for _, p := range c.Consenting() {
		f.party(p)
	}
	for _, p := range c.Parties {
		if pos := c.Position(p.ID); !p.Consents() && pos != nil && len(pos.Values) > 0 {
			f.losses.add(p.Label(), "its consent does not count, so it has no profile")
		}
	}
	return f.s, f.losses.all
}

type caseReader struct {
	c      *parley.Case
	s      *Scenario
	losses lossList
}

func (f *caseReader) issue(n int, names map[string]bool) Issue {
	from := &f.c.Issues[n]
	i := Issue{Index: n + 1, Name: from.Label(), About: from.About}
	if names[i.Name] {
		i.Name = from.ID
	}
	names[i.Name] = true
	if from.By != "" {
		f.losses.add(i.Name, "that %s alone can give it is not said", from.By)
	}
	if r := from.Range; r != nil {
		i.Kind, i.Low, i.High = Real, r.Min, r.Max
		if r.Step != nil {
			i.Kind, i.Step = Stepped, *r.Step
		} else if r.Min.Equal(r.Max) {
			i.Kind, i.Step = Stepped, parley.Int(1)
		}
		return i
	}
	texts := map[string]bool{}
	said := true
	for _, o := range from.Options {
		said = said && o.Text != "" && !texts[o.Text] && !strings.ContainsAny(o.Text, "\r\n")
		texts[o.Text] = true
	}
	for _, o := range from.Options {
		if said {
			i.Values = append(i.Values, o.Text)
		} else {
			i.Values = append(i.Values, o.ID)
		}
	}
	return i
}

func (f *caseReader) party(party parley.Party) {
	pos := f.c.Position(party.ID)
	name := party.Label()
	if pos == nil || len(pos.Values) == 0 {
		f.losses.add(name, "it does not say what anything is worth, so it has no profile")
		return
	}
	boxes, boxed := f.rectangles(name, pos)
	left := len(pos.Linkages)
	if boxed {
		left = 0
	}
	for _, x := range []struct {
		what string
		n    int
	}{{"red lines", len(pos.Never)}, {"insistences", len(pos.Insists)}, {"conditions", len(pos.OnlyIf)}, {"linkages", left}} {
		if x.n > 0 {
			f.losses.add(name, "its %s (%d) are left out", x.what, x.n)
		}
	}
	p := Profile{Name: name}
	u := &Additive{}
	for n := range f.c.Issues {
		t, ok := f.term(name, pos, n)
		if !ok {
			f.losses.add(name, "it does not say what %s is worth", quoted(f.s.Issues[n].Name))
			weight := parley.Int(0)
			t = Term{Weight: &weight, Eval: &Constant{}}
		}
		u.Terms = append(u.Terms, t)
	}
	if p.Utility = u; boxed {
		p.Utility = boxes
	}
	f.scale(name, pos, &p)
	f.s.Profiles = append(f.s.Profiles, p)
	p.Reservation = f.reservation(name, pos, len(f.s.Profiles)-1)
	f.s.Profiles[len(f.s.Profiles)-1] = p
}

func (f *caseReader) reservation(name string, pos *parley.Position, profile int) *parley.Number {
	switch fallback := pos.Fallback; {
	case fallback == nil:
		f.losses.add(name, "what no agreement is worth to it is not known; anything is taken to be better")
		return nil
	case fallback.Value != nil:
		if !fallback.Value.Exact() {
			f.losses.add(name, "what no agreement is worth is uncertain; the middle is taken")
		}
		v := fallback.Value.Mid()
		return &v
	default:
		o := make(Outcome, len(f.s.Issues))
		for n := range f.c.Issues {
			choice, said := fallback.Like[f.c.Issues[n].ID]
			if o[n] = f.s.Issues[n].At(0); said {
				o[n] = f.choice(n, choice)
			}
		}
		v := parley.Exactly(f.s.Utility(profile, o))
		return &v
	}
}

func (f *caseReader) choice(n int, c parley.Choice) Choice {
	for k, o := range f.c.Issues[n].Options {
		if o.ID == c.Option {
			return Choice{Value: k}
		}
	}
	return Choice{Number: c.Number}
}

// middle returns the middle of what is stated, and notes that there is more.
func (f *caseReader) middle(name string, i parley.Interval) parley.Number {
	if !i.Exact() {
		f.losses.add(name, "some of its statements are uncertain; the middle of each is taken")
	}
	return i.Mid()
}

// term says what an issue contributes to the party's utility.
func (f *caseReader) term(name string, pos *parley.Position, n int) (Term, bool) {
	issue := &f.c.Issues[n]
	v, valued := pos.ValueOf(issue.ID)
	weight := parley.Int(1)
	if len(pos.Importance) > 0 {
		weight = f.weight(name, pos, issue.ID)
	}
	if !valued {
		zero := parley.Int(0)
		return Term{Weight: &zero, Eval: &Constant{}}, len(pos.Importance) == 0 || weight.Sign() == 0
	}
	refused := pos.Refusals()
	raw := f.raw(name, pos, n, v, refused)
	worst, best := parley.Int(0), parley.Int(1)
	if len(pos.Importance) > 0 && len(v.Order) == 0 {
		if a, ok := pos.AnchorOf(issue.ID); ok {
			worst, best = a.Worst, a.Best
		} else {
			worst, best = rangeOf(issue, raw, refused)
		}
	}
	if best.Equal(worst) {
		weight, best = parley.Int(0), worst.Add(parley.Int(1))
	}
	width := best.Sub(worst)
	switch e := raw.(type) {
	case *Table:
		for k, x := range e.Values {
			scaled := parley.Int(0)
			if x != nil && (len(pos.Importance) == 0 || !refused.Bar(issue.ID, issue.At(k))) {
				scaled = x.Sub(worst).Div(width)
			}
			e.Values[k] = &scaled
		}
		if len(pos.Importance) > 0 && worst.Sign() == 0 {
			e.unit = &best
		}
	case *Curve:
		for k := range e.Points {
			e.Points[k].Worth = e.Points[k].Worth.Sub(worst).Div(width)
		}
	}
	return Term{Weight: &weight, Eval: raw}, true
}

// weight returns the swing weight, words brought to a sum of 100.
func (f *caseReader) weight(name string, pos *parley.Position, issue string) parley.Number {
	w, ok := pos.ImportanceOf(issue)
	if !ok {
		return parley.Int(0)
	}
	if w.Word == "" {
		return f.middle(name, w.Weight)
	}
	sum := parley.Int(0)
	for _, x := range pos.Importance {
		sum = sum.Add(x.Word.Weight())
	}
	return w.Word.Weight().Mul(parley.Int(100)).Div(sum)
}

// raw returns the values as they are stated: a Table of options or of a grid
// that is small enough, and a Curve otherwise.
func (f *caseReader) raw(name string, pos *parley.Position, n int, v parley.Value, refused parley.Refusals) Evaluation {
	issue := &f.c.Issues[n]
	if len(v.Curve) > 0 {
		c := &Curve{}
		for _, p := range v.Curve {
			c.Points = append(c.Points, Point{p.At, f.middle(name, p.Worth)})
		}
		if f.s.Issues[n].Kind == Real || f.s.Issues[n].Count().Cmp(big.NewInt(maxCorners)) > 0 {
			return c
		}
		t := &Table{}
		for k := range int(f.s.Issues[n].Count().Int64()) {
			worth := c.at(f.s.Issues[n].At(k).Number)
			t.Values = append(t.Values, &worth)
		}
		return t
	}
	t := &Table{Values: make([]*parley.Number, len(issue.Options))}
	var order []string
	for _, o := range v.Order {
		if !refused.Bar(issue.ID, parley.Choice{Option: o}) {
			order = append(order, o)
		}
	}
	for k, o := range issue.Options {
		for _, w := range v.Options {
			if w.Option == o.ID {
				worth := f.middle(name, w.Worth)
				t.Values[k] = &worth
			}
		}
		for at, id := range order {
			if id == o.ID && len(order) > 1 {
				worth := parley.Fraction(int64(len(order)-1-at), int64(len(order)-1))
				t.Values[k] = &worth
			}
		}
	}
	return t
}

// rangeOf returns the worst and the best of the values that the party does not
// refuse outright. Of a curve the refusals are not looked at: they are
// reported as lost, and with them goes the scale that they shape.
func rangeOf(issue *parley.Issue, e Evaluation, refused parley.Refusals) (worst, best parley.Number) {
	first := true
	add := func(x parley.Number) {
		if first || x.Cmp(worst) < 0 {
			worst = x
		}
		if first || x.Cmp(best) > 0 {
			best = x
		}
		first = false
	}
	switch e := e.(type) {
	case *Table:
		for k, x := range e.Values {
			if x != nil && !refused.Bar(issue.ID, issue.At(k)) {
				add(*x)
			}
		}
	case *Curve:
		for _, p := range e.Points {
			add(p.Worth)
		}
	}
	return worst, best
}
