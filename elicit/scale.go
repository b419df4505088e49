package elicit

import (
	"slices"

	"parley"
)

// scale is what choices are worth to a party by what it said, in the middle
// and at the ends of what its words allow. It is for positions as Sheet makes
// them: importance in words, and values on every issue that has any.
type scale struct {
	c     *parley.Case
	p     *parley.Position
	rows  []*row // of the issues that matter, in file order
	total parley.Number
}

// row is the part of a scale that is one issue.
type row struct {
	issue  parley.Issue
	weight parley.Number // of the word, before all are brought to a sum of 100
	value  parley.Value
	worst  parley.Number // of what is not refused
	width  parley.Number // from the worst to the best; 0: nothing to choose
	barred func(parley.Choice) bool
	steps  []parley.Choice // what is not refused, from the worst to the best; of numbers the ends and the corners between
}

func newScale(c *parley.Case, p *parley.Position) *scale {
	s := &scale{c: c, p: p, total: parley.Int(0)}
	refusals := p.Refusals()
	for _, issue := range c.Issues {
		w, ok := p.ImportanceOf(issue.ID)
		if !ok {
			continue
		}
		r := &row{issue: issue, weight: w.Word.Weight(), barred: func(c parley.Choice) bool { return refusals.Bar(issue.ID, c) }}
		r.value, _ = p.ValueOf(issue.ID)
		r.steps = r.choices(refusals)
		for i, step := range r.steps {
			switch v := r.raw(step).Mid(); {
			case i == 0:
				r.worst, r.width = v, v
			case v.Cmp(r.worst) < 0:
				r.worst = v
			case v.Cmp(r.width) > 0:
				r.width = v
			}
		}
		r.width = r.width.Sub(r.worst)
		slices.SortStableFunc(r.steps, func(a, b parley.Choice) int { return r.raw(a).Mid().Cmp(r.raw(b).Mid()) })
		s.rows = append(s.rows, r)
		s.total = s.total.Add(r.weight)
	}
	return s
}

// choices returns the choices that are not refused: all options, and of
// numbers the ends of those and the corners of the curve between.
func (r *row) choices(refusals parley.Refusals) []parley.Choice {
	var all []parley.Choice
	if r.issue.Numeric() {
		low, high, _ := allowed(r.issue, refusals)
		all = append(all, parley.Choice{Number: low})
		for _, p := range r.value.Curve {
			if p.At.Cmp(low) > 0 && p.At.Cmp(high) < 0 {
				all = append(all, parley.Choice{Number: p.At})
			}
		}
		if low.Cmp(high) < 0 {
			all = append(all, parley.Choice{Number: high})
		}
		return all
	}
	for _, o := range r.issue.Options {
		if c := (parley.Choice{Option: o.ID}); !refusals.Bar(r.issue.ID, c) {
			all = append(all, c)
		}
	}
	return all
}

// raw returns what the choice is worth, before rescaling, by the words.
func (r *row) raw(c parley.Choice) parley.Interval {
	if n := len(r.value.Order); n > 0 {
		return parley.Just(parley.Int(int64(n - 1 - slices.Index(r.value.Order, c.Option))))
	}
	for _, o := range r.value.Options {
		if o.Option == c.Option {
			return o.Worth
		}
	}
	curve := r.value.Curve
	for i := 1; i < len(curve); i++ {
		a, b := curve[i-1], curve[i]
		if c.Number.Cmp(b.At) <= 0 {
			part := c.Number.Sub(a.At).Div(b.At.Sub(a.At))
			return parley.Just(a.Worth.Low.Add(b.Worth.Low.Sub(a.Worth.Low).Mul(part)))
		}
	}
	return parley.Just(parley.Int(0))
}

// share returns what the choice is worth, from 0, the worst, to 1, the best. A
// choice that is refused outright counts 0, as a case file has it.
func (r *row) share(c parley.Choice) parley.Number {
	if r.width.Sign() == 0 || r.barred(c) {
		return parley.Int(0)
	}
	return r.raw(c).Mid().Sub(r.worst).Div(r.width)
}

// utility returns what the package is worth in the middle of what was said,
// from 0 to 100.
func (s *scale) utility(p parley.Package) parley.Number {
	sum := parley.Int(0)
	for _, r := range s.rows {
		sum = sum.Add(r.weight.Mul(r.share(p[r.issue.ID])))
	}
	return sum.Mul(parley.Int(100)).Div(s.total)
}

// difference returns by how much better one choice is than another one, on a scale
// from 0 to 1, over everything that was said allows: an order allows any
// numbers that follow it, from 1 for the best to 0 for the worst.
func (r *row) difference(a, b parley.Choice) parley.Interval {
	zero, one := parley.Int(0), parley.Int(1)
	if r.width.Sign() == 0 {
		return parley.Just(zero)
	}
	if order := r.value.Order; len(order) > 0 {
		i, j, last := slices.Index(order, a.Option), slices.Index(order, b.Option), len(order)-1
		switch {
		case i == 0 && j == last:
			return parley.Just(one)
		case i == last && j == 0:
			return parley.Just(parley.Int(-1))
		case i < j:
			return parley.Interval{Low: zero, High: one}
		}
		return parley.Interval{Low: parley.Int(-1), High: zero}
	}
	x, y := r.raw(a), r.raw(b)
	return parley.Interval{Low: x.Low.Sub(y.High).Div(r.width), High: x.High.Sub(y.Low).Div(r.width)}
}

// The words of importance allow every weight from two thirds to four thirds
// of their own (parley.Word.Weight).
var leastWeight, mostWeight = parley.Fraction(2, 3), parley.Fraction(4, 3)

// lead returns by how much better one package is than another, over everything
// that was said allows, as a sum of weights that are not brought to 100. The
// weights and values of one issue are free of those of the others, so the ends
// are the sums of the issues' ends, exactly.
func (s *scale) lead(p, q parley.Package) parley.Interval {
	sum := parley.Just(parley.Int(0))
	for _, r := range s.rows {
		a, b := p[r.issue.ID], q[r.issue.ID]
		if a.Equal(b) {
			continue
		}
		d := r.difference(a, b)
		sum.Low = sum.Low.Add(extreme(r.weight, d.Low, -1))
		sum.High = sum.High.Add(extreme(r.weight, d.High, 1))
	}
	return sum
}

// extreme weighs a difference by what makes it the least or the greatest.
func extreme(weight, d parley.Number, sign int) parley.Number {
	factor := leastWeight
	if d.Sign() == sign {
		factor = mostWeight
	}
	return weight.Mul(factor).Mul(d)
}

// doubt says how little is settled about which of two packages is better: 0
// where one is at least as good whatever the words allow, and up to one half
// where they allow as much lead to the one as to the other.
func (s *scale) doubt(p, q parley.Package) parley.Number {
	lead := s.lead(p, q)
	if lead.Low.Sign() >= 0 || lead.High.Sign() <= 0 {
		return parley.Int(0)
	}
	behind := parley.Int(0).Sub(lead.Low)
	less := behind
	if lead.High.Cmp(less) < 0 {
		less = lead.High
	}
	return less.Div(lead.High.Add(behind))
}

// broken reports whether a package breaks a demand of the party or a norm that
// it may know.
func (s *scale) broken(p parley.Package) bool {
	return slices.ContainsFunc(s.p.Demands(), func(d parley.Demand) bool { return d.Broken(p) }) ||
		slices.ContainsFunc(s.c.Norms, func(n parley.Norm) bool { return n.Pattern.Matches(p) })
}
