package scenario

import (
	"math/big"
	"slices"

	"parley"
)

// Case returns the scenario as a case, and what of it a case cannot say; hand
// that to Refuse. Utilities are those of the scenario's semantics, on the same
// scale: each weight is an importance, and anchors pin 0 and what counts as 1
// on the file's own evaluations, so that a case file shows the numbers of the
// files. Hyper-rectangles are linkages, and what constraints make 0 of ranks is
// taken away by linkages; where GENIUS cuts utilities off, the position has a cap.
// A utility that a case cannot express leaves a position without values.
//
// A profile that is content with anything gets the worth of no agreement at
// which it is: 0 in GeniusWeb, its worst outcome's in NegMAS.
func (s *Scenario) Case() (*parley.Case, []Loss) {
	b := &caseBuilder{s: s, c: &parley.Case{Title: s.Name}}
	ids := &naming{}
	for n := range s.Issues {
		b.issue(&s.Issues[n], ids.id(s.Issues[n].Name, "issue"))
	}
	ids = &naming{}
	for n := range s.Profiles {
		id := ids.id(s.Profiles[n].Name, "party")
		b.c.Parties = append(b.c.Parties, parley.Party{ID: id, Name: differing(s.Profiles[n].Name, id)})
		b.position(n, id)
	}
	return b.c, b.losses.all
}

type caseBuilder struct {
	s      *Scenario
	c      *parley.Case
	losses lossList
}

// differing returns the name if it is not the id already.
func differing(name, id string) string {
	if name == id {
		return ""
	}
	return name
}

func (b *caseBuilder) issue(i *Issue, id string) {
	out := parley.Issue{ID: id, Name: differing(i.Name, id), About: i.About}
	switch i.Kind {
	case Discrete:
		ids := &naming{}
		for _, v := range i.Values {
			option := ids.id(v, "option")
			out.Options = append(out.Options, parley.Option{ID: option, Text: v})
		}
	case Stepped:
		step := i.Step
		out.Range = &parley.Range{Min: i.Low, Max: i.High, Step: &step}
		if i.Low.Equal(i.High) {
			out.Range.Step = nil
		}
	default:
		out.Range = &parley.Range{Min: i.Low, Max: i.High}
	}
	b.c.Issues = append(b.c.Issues, out)
}

func (b *caseBuilder) position(profile int, id string) {
	p := &b.s.Profiles[profile]
	pos := parley.Position{Party: id}
	least := new(big.Rat)
	switch u := p.Utility.(type) {
	case *Additive:
		least = b.additive(profile, u, &pos)
	case *Rectangles:
		b.rectangles(p, u, &pos)
	case *Ranked:
		b.ranked(p, u, &pos)
	}
	if len(pos.Values) > 0 {
		r := b.s.Reservation(profile)
		if r == nil {
			if r = least; b.s.Semantics == SemanticsGeniusWeb && least.Sign() > 0 {
				r = new(big.Rat)
			}
		}
		worth := parley.Just(b.number(p.Name, parley.Exactly(r)))
		pos.Fallback = &parley.Fallback{Value: &worth}
		b.discount(profile, &pos)
	}
	b.c.Positions = append(b.c.Positions, pos)
}

// discount says what time costs. A reservation value that NegMAS does not
// discount is lasting, unless anything is better than no agreement at any time.
func (b *caseBuilder) discount(profile int, pos *parley.Position) {
	p := &b.s.Profiles[profile]
	d := b.s.Discount(profile)
	switch {
	case d.Cmp(one) == 0:
		return
	case d.Sign() <= 0 || d.Cmp(one) > 0:
		b.losses.add(p.Name, "its discount factor is %s; that of a case is above 0 and at most 1", parley.Exactly(d).Decimal(10))
		return
	}
	pos.Discount = &parley.Discount{Factor: b.number(p.Name, parley.Exactly(d))}
	r := b.s.Reservation(profile)
	pos.Fallback.Lasting = b.s.Semantics == SemanticsNegMAS && !p.Dynamic && r != nil && r.Sign() != 0
}

// maxCaseNumber is how many characters a number in a case file may have.
const maxCaseNumber = 60

// number makes sure that a case file can hold the number.
func (b *caseBuilder) number(where string, n parley.Number) parley.Number {
	if len(n.String()) <= maxCaseNumber {
		return n
	}
	b.losses.rounded(where)
	text, _ := decimalText(n.Rat())
	if rounded, err := parley.ParseNumber(text); err == nil {
		return rounded
	}
	return parley.Exactly(new(big.Rat).SetFloat64(n.Float()))
}

// additive says a weighted sum, and returns its least value.
func (b *caseBuilder) additive(profile int, u *Additive, pos *parley.Position) *big.Rat {
	s, p := b.s, &b.s.Profiles[profile]
	least, most := s.bias(u), s.bias(u)
	points := u.Bias.Sign() != 0 && s.Semantics == SemanticsNegMAS
	for i := range u.Terms {
		points = points || s.weight(&u.Terms[i]).Sign() < 0
	}
	for i := range u.Terms {
		issue, t := &s.Issues[i], &u.Terms[i]
		w := s.weight(t)
		v, scale, ok := b.values(i, t.Eval)
		if !ok {
			b.losses.add(p.Name, "what %s is worth jumps, or has too many values for a case; it is left out", quoted(issue.Name))
			continue
		}
		low, high := ends(v, scale)
		if w.Sign() < 0 {
			low, high = high, low
		}
		least.Add(least, new(big.Rat).Mul(w, low))
		most.Add(most, new(big.Rat).Mul(w, high))
		v.Issue = b.c.Issues[i].ID
		if points {
			factor, plus := parley.Exactly(w).Div(scale), parley.Int(0)
			if i == 0 {
				plus = parley.Exactly(s.bias(u))
			}
			b.rescale(p.Name, v, factor, plus)
			pos.Values = append(pos.Values, *v)
			continue
		}
		b.rescale(p.Name, v, parley.Int(1), parley.Int(0))
		pos.Values = append(pos.Values, *v)
		pos.Importance = append(pos.Importance, parley.Importance{Issue: v.Issue, Weight: parley.Just(b.number(p.Name, parley.Exactly(w)))})
		pos.Anchors = append(pos.Anchors, parley.Anchor{Issue: v.Issue, Worst: parley.Int(0), Best: b.number(p.Name, scale)})
	}
	if s.Semantics == SemanticsGenius && most.Cmp(one) > 0 {
		pos.Cap = &parley.Cap{At: parley.Int(1)}
	}
	return least
}

// ends returns the least and the greatest evaluation.
func ends(v *parley.Value, scale parley.Number) (low, high *big.Rat) {
	var all []*big.Rat
	for _, o := range v.Options {
		all = append(all, o.Worth.Low.Div(scale).Rat())
	}
	for _, c := range v.Curve {
		all = append(all, c.Worth.Low.Div(scale).Rat())
	}
	return leastOf(all), greatestOf(all)
}

// rescale multiplies all numbers of a value and adds to them.
func (b *caseBuilder) rescale(where string, v *parley.Value, factor, plus parley.Number) {
	change := func(i *parley.Interval) {
		*i = parley.Just(b.number(where, i.Low.Mul(factor).Add(plus)))
	}
	for i := range v.Options {
		change(&v.Options[i].Worth)
	}
	for i := range v.Curve {
		change(&v.Curve[i].Worth)
	}
}

// values returns the evaluations of issue number i as the file says them, and
// what counts as 1 among them. It reports false for what is no curve.
func (b *caseBuilder) values(i int, e Evaluation) (*parley.Value, parley.Number, bool) {
	s, issue := b.s, &b.s.Issues[i]
	scale := parley.Int(1)
	raw := e
	if t, ok := e.(*Table); ok && s.Semantics == SemanticsGenius {
		if most := t.greatest(); most != nil && most.Rat().Cmp(negligible) >= 0 {
			scale = *most
		} else {
			raw = &Constant{}
		}
	}
	at := func(c Choice) parley.Interval {
		return parley.Just(parley.Exactly(s.evaluation(i, raw, c)).Mul(scale))
	}
	v := &parley.Value{}
	if issue.Kind == Discrete {
		for n, o := range b.c.Issues[i].Options {
			v.Options = append(v.Options, parley.OptionValue{Option: o.ID, Worth: at(Choice{Value: n})})
		}
		return v, scale, true
	}
	corners, ok := s.corners(issue, raw)
	if !ok {
		return nil, scale, false
	}
	for _, x := range corners {
		v.Curve = append(v.Curve, parley.CurvePoint{At: x, Worth: at(Choice{Number: x})})
	}
	return v, scale, true
}

// maxCorners is how many points a curve may have that stands for a table.
const maxCorners = 100_000

// corners returns the numbers of a numeric issue between which the evaluation
// is straight, both ends among them.
func (s *Scenario) corners(issue *Issue, e Evaluation) ([]parley.Number, bool) {
	inside := []parley.Number{}
	everywhere := false
	switch e := e.(type) {
	case *Table:
		everywhere = true
	case *Linear:
		switch {
		case e.Outside && (issue.Low.Cmp(e.From) < 0 || issue.High.Cmp(e.To) > 0):
			everywhere = true // it jumps to 0
		case e.Clip && s.Semantics == SemanticsGenius && e.Slope.Sign() != 0:
			for _, level := range []int64{0, 1} {
				inside = append(inside, parley.Int(level).Sub(e.Offset).Div(e.Slope).Add(e.Origin))
			}
		}
	case *Triangle:
		jumps := e.Low.Equal(e.Top) && issue.Low.Cmp(e.Top) < 0 && e.Top.Cmp(issue.High) <= 0 ||
			e.High.Equal(e.Top) && issue.Low.Cmp(e.Top) <= 0 && e.Top.Cmp(issue.High) < 0
		everywhere = jumps
		inside = append(inside, e.Low, e.Top, e.High)
	case *Curve:
		for _, p := range e.Points {
			inside = append(inside, p.At)
		}
	}
	if everywhere {
		if n := issue.Count(); n == nil || n.Cmp(big.NewInt(maxCorners)) > 0 {
			return nil, false
		}
		inside = inside[:0]
		for n := range int(issue.Count().Int64()) {
			inside = append(inside, issue.At(n).Number)
		}
	}
	return between(issue.Low, issue.High, inside), true
}

// between returns low, high and those of the numbers that lie between, in
// ascending order and each once.
func between(low, high parley.Number, inside []parley.Number) []parley.Number {
	all := []parley.Number{low}
	for _, x := range slices.SortedFunc(slices.Values(inside), parley.Number.Cmp) {
		if x.Cmp(all[len(all)-1]) > 0 && x.Cmp(high) < 0 {
			all = append(all, x)
		}
	}
	if low.Equal(high) {
		return all
	}
	return append(all, high)
}

// Flat returns all hyper-rectangles with what each pays in the end as its
// Utility, divided by Max, and false where they are not simply added up.
func (u *Rectangles) Flat() ([]Rectangle, bool) {
	return flatBoxes(&u.Root, parley.Int(1).Div(u.Max), nil)
}

// flatBoxes returns all rectangles with what each pays in the end, times the
// factor, and false where they are not added up.
func flatBoxes(g *Group, factor parley.Number, boxes []Rectangle) ([]Rectangle, bool) {
	if g.How != Sum && len(g.Boxes)+len(g.Groups) > 1 {
		return nil, false
	}
	factor = factor.Mul(g.Weight)
	for _, b := range g.Boxes {
		b.Utility, b.Weight = b.Utility.Mul(b.Weight).Mul(factor), parley.Int(1)
		boxes = append(boxes, b)
	}
	for i := range g.Groups {
		var ok bool
		if boxes, ok = flatBoxes(&g.Groups[i], factor, boxes); !ok {
			return nil, false
		}
	}
	return boxes, true
}

// upwards and downwards return the nearest number of the issue's grid.
func (i *Issue) upwards(x parley.Number) parley.Number {
	d := i.downwards(x)
	if d.Cmp(x) < 0 {
		return d.Add(i.Step)
	}
	return d
}

// On reports whether a stepped issue can take the number.
func (i *Issue) On(x parley.Number) bool {
	return x.Cmp(i.Low) >= 0 && x.Cmp(i.High) <= 0 && i.downwards(x).Equal(x)
}

// Inside returns a number that a stepped or real issue can take between two
// others, both left out, and false if there is none.
func (i *Issue) Inside(x, y parley.Number) (parley.Number, bool) {
	if i.Kind == Real {
		return x.Add(y).Div(parley.Int(2)), x.Cmp(y) < 0
	}
	n := i.downwards(x).Add(i.Step)
	return n, n.Cmp(y) < 0
}

func (i *Issue) downwards(x parley.Number) parley.Number {
	at := x.Sub(i.Low).Div(i.Step).Rat()
	steps := new(big.Int).Div(at.Num(), at.Denom()) // Euclidean: rounds down
	return i.Low.Add(i.Step.Mul(parley.Exactly(newRat(steps))))
}
