package bargain

import (
	"cmp"
	"math/big"
	"math/bits"
	"slices"

	"parley"
)

// measure is what the choices of one issue are worth to one party: on 0 … 1
// and times its weight where the party gives importance, otherwise in points.
//
// A worth is kept as a linear form in the numbers that were stated, its
// parameters, so that intervals and orders can be followed exactly: the worth
// of a choice is weight × (constant + Σ coefficient × parameter).
type measure struct {
	known  bool   // false: the issue matters and its values are not stated
	valued bool   // the position gives values
	weight spread // 1 in points
	params []spread
	order  bool       // the parameters are an order's, best first: descending from 1 to 0
	forms  []form     // two a cell, at its ends
	mids   []*big.Rat // what each form is worth in the middle, before the weight
	worst  *big.Rat   // with importance and numbers: the ends of the issue's scale; else nil
	best   *big.Rat
}

// spread is what is permitted for a number, and its middle.
type spread struct {
	low, mid, high *big.Rat
}

func exactly(r *big.Rat) spread { return spread{r, r, r} }

func spreadOf(i parley.Interval) spread {
	if i.Exact() {
		return exactly(i.Low.Rat())
	}
	return spread{i.Low.Rat(), i.Mid().Rat(), i.High.Rat()}
}

// times returns the spread multiplied by a number that is not negative.
func (s spread) times(x *big.Rat) spread {
	if unity(x) {
		return s
	}
	return spread{new(big.Rat).Mul(s.low, x), new(big.Rat).Mul(s.mid, x), new(big.Rat).Mul(s.high, x)}
}

func (s spread) wide() bool { return s.low != s.high && s.low.Cmp(s.high) != 0 }

// form is a linear form in a measure's parameters.
type form struct {
	constant *big.Rat
	terms    []formTerm // by parameter, ascending
	refused  bool       // the choice is refused outright
}

type formTerm struct {
	param int
	by    *big.Rat
}

// mid returns what the choice is worth at the middle of everything stated.
func (m *measure) mid(f form) *big.Rat {
	return times(m.weight.mid, m.midRescaled(f))
}

// midAt returns the same of the form with the number.
func (m *measure) midAt(i int) *big.Rat { return times(m.weight.mid, m.mids[i]) }

func (m *measure) midRescaled(f form) *big.Rat {
	switch {
	case len(f.terms) == 0:
		return f.constant
	case len(f.terms) == 1 && f.terms[0].by == one && f.constant.Sign() == 0:
		return m.params[f.terms[0].param].mid
	}
	sum := new(big.Rat).Set(f.constant)
	for _, t := range f.terms {
		sum.Add(sum, new(big.Rat).Mul(t.by, m.params[t.param].mid))
	}
	return sum
}

var (
	zero = new(big.Rat)
	one  = big.NewRat(1, 1)
)

// newMeasure reads what the position says of the issue at the choices: all of
// a discrete issue or a grid; of a continuous one the ends of its cells.
// refused says which of them the party refuses outright.
// What choices are worth is multiplied by the factor.
func newMeasure(p *parley.Position, issue parley.Issue, choices []parley.Choice, refused []bool, factor *big.Rat) *measure {
	m := &measure{known: true, weight: exactly(factor)}
	value, valued := p.ValueOf(issue.ID)
	m.valued = valued
	allowed := 0
	for i := range choices {
		if !refused[i] {
			allowed++
		}
	}
	weighed := len(p.Importance) > 0
	if weighed {
		m.weight = weightOf(p, issue.ID).times(factor)
		if !valued && m.weight.mid.Sign() != 0 && allowed > 1 {
			m.known = false
		}
	}
	m.forms = make([]form, len(choices))
	if !valued {
		for i := range m.forms {
			m.forms[i] = form{constant: zero, refused: refused[i]}
		}
		m.findMids()
		return m
	}
	switch {
	case onGrid(issue, value):
		m.readGrid(p, issue, value.Curve, refused, weighed)
		return m
	case len(value.Order) > 0:
		m.readOrder(value.Order, choices, refused)
	case len(value.Curve) > 0:
		for _, corner := range value.Curve {
			m.params = append(m.params, spreadOf(corner.Worth))
		}
		for i, c := range choices {
			if i%2 == 1 && c.Number.Equal(choices[i-1].Number) {
				m.forms[i] = m.forms[i-1]
				continue
			}
			m.forms[i] = m.settled(curveForm(value.Curve, c.Number))
		}
	default:
		param := map[string]int{}
		for j, o := range value.Options {
			m.params = append(m.params, spreadOf(o.Worth))
			param[o.Option] = j
		}
		for i, c := range choices {
			if i%2 == 1 && c.Option == choices[i-1].Option {
				m.forms[i] = m.forms[i-1]
				continue
			}
			m.forms[i] = form{constant: zero}
			if j, valued := param[c.Option]; valued {
				m.forms[i] = m.settled(form{constant: zero, terms: []formTerm{{j, one}}})
			}
		}
	}
	for i := range m.forms {
		m.forms[i].refused = refused[i]
	}
	if weighed {
		m.rescale(p, issue)
	}
	m.findMids()
	return m
}

// settled returns the form as a constant, if nothing in it can vary: with fine
// grids there are tens of thousands of them.
func (m *measure) settled(f form) form {
	for _, t := range f.terms {
		if m.params[t.param].wide() {
			return f
		}
	}
	return form{constant: m.midRescaled(f)}
}

// findMids works out the middles, once for both ends of a single choice.
func (m *measure) findMids() {
	m.mids = make([]*big.Rat, len(m.forms))
	for i, f := range m.forms {
		if i%2 == 1 && f.same(m.forms[i-1]) {
			m.mids[i] = m.mids[i-1]
			continue
		}
		m.mids[i] = m.midRescaled(f)
	}
}

// same reports whether two forms share their parts, as the two ends of a
// single choice do.
func (f form) same(g form) bool {
	return f.constant == g.constant && len(f.terms) == len(g.terms) && (len(f.terms) == 0 || &f.terms[0] == &g.terms[0])
}

// weightOf returns the swing weight: numbers as given, words normalised to
// sum to 100 and each allowing two thirds to four thirds of that.
func weightOf(p *parley.Position, issue string) spread {
	w, ok := p.ImportanceOf(issue)
	if !ok {
		return exactly(zero)
	}
	if w.Word == "" {
		return spreadOf(w.Weight)
	}
	sum := parley.Int(0)
	for _, x := range p.Importance {
		sum = sum.Add(x.Word.Weight())
	}
	mid := w.Word.Weight().Mul(parley.Int(100)).Div(sum).Rat()
	return spread{new(big.Rat).Mul(mid, big.NewRat(2, 3)), mid, new(big.Rat).Mul(mid, big.NewRat(4, 3))}
}

// readOrder makes the ranks of an order parameters: 1 for the best and 0 for
// the worst, equally spaced in the middle, anywhere in order between.
func (m *measure) readOrder(order []string, choices []parley.Choice, refused []bool) {
	m.order = true
	var ranked []string
	for _, o := range order {
		at := slices.IndexFunc(choices, func(c parley.Choice) bool { return c.Option == o })
		if at >= 0 && !refused[at] {
			ranked = append(ranked, o)
		}
	}
	last := len(ranked) - 1
	for i := range ranked {
		s := spread{zero, zero, one}
		if last > 0 {
			s.mid = big.NewRat(int64(last-i), int64(last))
		}
		if i == 0 && last > 0 {
			s.low = one
		}
		if i == last {
			s.high = zero
		}
		m.params = append(m.params, s)
	}
	for i, c := range choices {
		m.forms[i] = form{constant: zero}
		if at := slices.Index(ranked, c.Option); at >= 0 {
			m.forms[i].terms = []formTerm{{at, one}}
		}
	}
}

func curveForm(curve []parley.CurvePoint, at parley.Number) form {
	for i := 1; i < len(curve); i++ {
		a, b := curve[i-1].At, curve[i].At
		if at.Cmp(b) > 0 {
			continue
		}
		along := at.Sub(a).Div(b.Sub(a)).Rat()
		f := form{constant: zero}
		if along.Cmp(one) != 0 {
			f.terms = append(f.terms, formTerm{i - 1, new(big.Rat).Sub(one, along)})
		}
		if along.Sign() != 0 {
			f.terms = append(f.terms, formTerm{i, along})
		}
		return f
	}
	return form{constant: zero, terms: []formTerm{{len(curve) - 1, one}}}
}

// rescale puts the forms on 0 (worst) … 1 (best) over what the party does not
// refuse outright, at the middle of what was stated or between its anchors;
// a choice refused outright is worth 0.
func (m *measure) rescale(p *parley.Position, issue parley.Issue) {
	if m.order {
		for i := range m.forms {
			if m.forms[i].refused {
				m.forms[i] = form{constant: zero, refused: true}
			}
		}
		return
	}
	var worst, best *big.Rat
	if a, ok := p.AnchorOf(issue.ID); ok {
		worst, best = a.Worst.Rat(), a.Best.Rat()
	} else {
		for i, f := range m.forms {
			if f.refused || i%2 == 1 && f.same(m.forms[i-1]) {
				continue
			}
			v := m.midRescaled(f)
			if worst == nil || compare(v, worst) < 0 {
				worst = v
			}
			if best == nil || compare(v, best) > 0 {
				best = v
			}
		}
	}
	m.worst, m.best = worst, best
	var scale *big.Rat
	if worst != nil && worst.Cmp(best) != 0 {
		scale = new(big.Rat).Inv(new(big.Rat).Sub(best, worst))
	}
	var last form // as it was
	for i, f := range m.forms {
		if i%2 == 1 && f.same(last) && f.refused == last.refused {
			m.forms[i] = m.forms[i-1]
			continue
		}
		last = f
		if f.refused || scale == nil {
			m.forms[i] = form{constant: zero, refused: f.refused}
			continue
		}
		if worst.Sign() == 0 && unity(scale) { // it is on 0 … 1 as it was stated
			continue
		}
		scaled := form{constant: times(minus(f.constant, worst), scale)}
		for _, t := range f.terms {
			scaled.terms = append(scaled.terms, formTerm{t.param, new(big.Rat).Mul(t.by, scale)})
		}
		m.forms[i] = scaled
	}
}

// minus and times return x - y and x × y, without the search for common divisors
// where nothing changes: most issues start at 0, and shares of them end at 1.
func minus(x, y *big.Rat) *big.Rat {
	if y.Sign() == 0 {
		return x
	}
	return new(big.Rat).Sub(x, y)
}

func times(x, y *big.Rat) *big.Rat {
	switch {
	case x.Sign() == 0:
		return zero
	case unity(y):
		return x
	case unity(x):
		return y
	}
	return new(big.Rat).Mul(x, y)
}

func unity(x *big.Rat) bool { return x.IsInt() && x.Num().IsInt64() && x.Num().Int64() == 1 }

// compare returns what x.Cmp(y) does. That multiplies numbers of any length; signs
// tell more often than not here, and the worths that are stated fit words.
func compare(x, y *big.Rat) int {
	if x.Sign() != y.Sign() || x.Sign() == 0 {
		return cmp.Compare(x.Sign(), y.Sign())
	}
	a, b, c, d := x.Num(), x.Denom(), y.Num(), y.Denom()
	if !a.IsUint64() || !b.IsUint64() || !c.IsUint64() || !d.IsUint64() { // below zero, too
		return x.Cmp(y)
	}
	high, low := bits.Mul64(a.Uint64(), d.Uint64())
	above, below := bits.Mul64(c.Uint64(), b.Uint64())
	return cmp.Or(cmp.Compare(high, above), cmp.Compare(low, below))
}

// reach returns the least and the greatest that weight × (f - base) can be
// over everything that the statements permit. It is exact: the worths of an
// issue do not depend on its weight, and of a product of two independent
// ranges the ends are at the ends.
func (m *measure) reach(f form, base *form) (least, greatest *big.Rat) {
	low := new(big.Rat).Set(f.constant)
	coef := map[int]*big.Rat{}
	for _, t := range f.terms {
		coef[t.param] = new(big.Rat).Set(t.by)
	}
	if base != nil {
		low.Sub(low, base.constant)
		for _, t := range base.terms {
			if coef[t.param] == nil {
				coef[t.param] = new(big.Rat)
			}
			coef[t.param].Sub(coef[t.param], t.by)
		}
	}
	high := new(big.Rat).Set(low)
	if m.order {
		m.reachOrder(coef, low, high)
	} else {
		for param := range m.params {
			by := coef[param]
			if by == nil {
				continue
			}
			a, b := m.params[param].low, m.params[param].high
			if by.Sign() < 0 {
				a, b = b, a
			}
			low.Add(low, new(big.Rat).Mul(by, a))
			high.Add(high, new(big.Rat).Mul(by, b))
		}
	}
	return timesLeast(m.weight, low), timesGreatest(m.weight, high)
}

// reachOrder adds the range of Σ coef × parameter over all descending
// sequences from 1 to 0. Its ends are where the sequence is a step, 1 down to
// some rank and 0 from there on (the extreme points of such sequences).
func (m *measure) reachOrder(coef map[int]*big.Rat, low, high *big.Rat) {
	sum := new(big.Rat)
	var least, greatest *big.Rat
	for rank := 0; rank < len(m.params)-1; rank++ {
		if c := coef[rank]; c != nil {
			sum.Add(sum, c)
		}
		if least == nil || sum.Cmp(least) < 0 {
			least = new(big.Rat).Set(sum)
		}
		if greatest == nil || sum.Cmp(greatest) > 0 {
			greatest = new(big.Rat).Set(sum)
		}
	}
	if least != nil {
		low.Add(low, least)
		high.Add(high, greatest)
	}
}

func timesLeast(w spread, x *big.Rat) *big.Rat {
	if x.Sign() < 0 {
		return new(big.Rat).Mul(w.high, x)
	}
	return new(big.Rat).Mul(w.low, x)
}

func timesGreatest(w spread, x *big.Rat) *big.Rat {
	if x.Sign() < 0 {
		return new(big.Rat).Mul(w.low, x)
	}
	return new(big.Rat).Mul(w.high, x)
}
