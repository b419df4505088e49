package bargain

import (
	"context"
	"math/big"
	"slices"

	"parley"
	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
	counting "parley/bargain/internal/tally"
)

// scope finds what is left to talk about within the possible zone: how far it
// goes for each party, and which choices still occur in it.
type scope struct {
	p     *Problem
	e     *exploration
	s     *network.Space
	known [][]int            // packages of the zone, by local cells
	cells [][]counting.State // by issue and cell, once settled
}

func (a *analysis) scope() error {
	p := a.p
	a.needZone()
	if p.total == nil {
		if p.capped() {
			a.refuse(whyCappedCells, AskReach, AskOpen)
			return nil
		}
		x, ok := a.survey.(*treeSurvey)
		if !ok {
			x = cellSearch{Problem: p, tree: p.newPieces()}.newTreeSurvey()
		}
		if err := a.turn(func() error { return a.reach(x.reach, ", in exact fractions") }, AskReach); err != nil {
			return err
		}
		return a.turn(func() error { return a.openBetween(x) }, AskOpen)
	}
	e := a.explore()
	if e.loose(p.everything()) {
		x := &scope{p: p, e: e}
		if err := a.turn(func() error { return a.reach(x.reach, "") }, AskReach); err != nil {
			return err
		}
	}
	s, err := e.space(p.everything())
	if err != nil {
		return err
	}
	x := &scope{p: p, e: e, s: s}
	for _, solved := range a.solved {
		for _, o := range solved.outcomes {
			x.meet(p.cellsOf(o.Package))
		}
	}
	if err := a.turn(func() error { return a.reach(x.reach, "") }, AskReach); err != nil {
		return err
	}
	return a.turn(func() error { return a.open(x) }, AskOpen)
}

// reach tells how far each party can get, once the oracle has seen the packages.
func (a *analysis) reach(find func(context.Context) ([]Reach, error), how string) error {
	a.start("finding what each party can reach")
	reach, err := find(a.ctx)
	a.out.Zone.Reach = reach
	for _, r := range reach {
		a.judge.check(a.p, r.LeastAt, map[string]parley.Number{r.Party: r.Least}, mask{})
		a.judge.check(a.p, r.MostAt, map[string]parley.Number{r.Party: r.Most}, mask{})
	}
	a.certify(AskReach, Certificate{Proven: err == nil && !slices.ContainsFunc(reach, func(r Reach) bool { return !r.Proven }),
		Method: "the least and the most of one party's utility, by bounds" + how})
	return err
}

func (a *analysis) open(x *scope) error {
	report := a.start("finding what is still open")
	err := x.settle(a.ctx, counting.OpenOptions{Seed: a.o.Seed, Report: report})
	a.out.Zone.Open = x.open()
	proven := err == nil && !slices.ContainsFunc(x.cells, func(list []counting.State) bool { return slices.Contains(list, counting.Undecided) })
	a.certify(AskOpen, Certificate{Proven: proven, Method: "packages drawn from the zone; of each choice that none of them takes, another that does, or a proof that there is none"})
	return err
}

// openBetween finds what is open where an issue is continuous.
func (a *analysis) openBetween(x *treeSurvey) error {
	report := a.start("finding what is still open")
	var known []parley.Package
	for _, r := range a.out.Zone.Reach {
		known = append(known, r.LeastAt, r.MostAt)
	}
	for _, solved := range a.solved {
		for _, o := range solved.outcomes {
			if !o.Limit {
				known = append(known, o.Package)
			}
		}
	}
	known = slices.DeleteFunc(known, func(pkg parley.Package) bool { return pkg == nil })
	list, err := x.open(a.ctx, known, report)
	a.out.Zone.Open = list
	proven := err == nil && !slices.ContainsFunc(list, func(o OpenIssue) bool { return len(o.Undecided) > 0 })
	a.certify(AskOpen, Certificate{Proven: proven, Method: "choices tried in packages of the zone, and each that none of them takes asked about by itself; of a continuous issue the gaps between numbers that are known, in exact fractions"})
	return err
}

// cellsOf returns the cells of a package that chooses on every issue.
func (p *Problem) cellsOf(pkg parley.Package) []int {
	cells := make([]int, len(p.issues))
	for at := range p.issues {
		cells[at] = p.issues[at].cellWith(pkg[p.issues[at].ID])
	}
	return cells
}

// meet notes a package of the zone.
func (x *scope) meet(cells []int) {
	if x.s == nil { // nothing is asked of them
		return
	}
	if local, ok := x.s.Local(cells); ok {
		x.known = append(x.known, local)
	}
}

// reach finds the least and the most of every party with utilities.
func (x *scope) reach(ctx context.Context) ([]Reach, error) {
	var ends []end
	for q := range x.p.consentingColumns() {
		ends = append(ends, end{q, -1}, end{q, 1})
	}
	s, found, err := x.e.extremes(ctx, ends)
	var list []Reach
	for i := 0; i < len(found); i += 2 {
		least, most := found[i], found[i+1]
		if len(least.Best) == 0 || len(most.Best) == 0 {
			continue
		}
		q := ends[i].column
		low, high := x.p.table.rat(s.Sum(least.Best[0]), q), x.p.table.rat(s.Sum(most.Best[0]), q)
		floor, failed := x.e.limit(ends[i], low, least)
		if failed != nil {
			return list, failed
		}
		top, failed := x.e.limit(ends[i+1], high, most)
		if failed != nil {
			return list, failed
		}
		list = append(list, Reach{Party: x.p.voters[x.p.columns[q]].id, Proven: low.Cmp(floor) == 0 && high.Cmp(top) == 0,
			Least: parley.Exactly(low), LeastAt: packageAt(x.p, s.Chosen(least.Best[0])), AtLeast: parley.Exactly(floor),
			Most: parley.Exactly(high), MostAt: packageAt(x.p, s.Chosen(most.Best[0])), AtMost: parley.Exactly(top)})
		x.meet(s.Chosen(least.Best[0]))
		x.meet(s.Chosen(most.Best[0]))
	}
	return list, err
}

// settle decides every cell.
func (x *scope) settle(ctx context.Context, o counting.OpenOptions) error {
	var failed error
	local, err := counting.Open(ctx, x.s, x.known, func(ctx context.Context, place, k int) (bool, bool, []int) {
		s := spaceOf(choosing(x.p.net, map[int]int{place: x.s.Places[place].Cells[k]}), x.p.everything())
		v, err := dual.Feasible(ctx, s, dual.Options{})
		if err != nil || v.Witness == nil {
			if err != nil {
				failed = err
			}
			return false, err == nil, nil
		}
		witness, ok := x.s.Local(s.Chosen(v.Witness))
		return ok, ok, witness
	}, o)
	x.cells = make([][]counting.State, len(x.p.issues))
	for at := range x.cells {
		x.cells[at] = make([]counting.State, len(x.p.issues[at].cells))
		for k := range x.cells[at] {
			x.cells[at][k] = counting.Never // what the space has lost
		}
		for n, k := range x.s.Places[at].Cells {
			x.cells[at][k] = local[at][n]
		}
	}
	if err == nil {
		err = failed
	}
	return err
}

// open sorts the choices of every issue.
func (x *scope) open() []OpenIssue {
	var list []OpenIssue
	for at := range x.p.issues {
		i := &x.p.issues[at]
		in := func(state counting.State) []Span {
			return i.spans(func(k int) bool { return x.cells[at][k] == state })
		}
		list = append(list, OpenIssue{Issue: i.ID, Open: in(counting.Occurs), Closed: in(counting.Never), Undecided: in(counting.Undecided)})
	}
	return list
}

// spans lists the choices of the cells that are in, numbers that follow one
// another taken together.
func (i *issue) spans(in func(cell int) bool) []Span {
	var list []Span
	last := -2
	for n, k := range i.cellOf {
		if !in(k) {
			continue
		}
		c := i.At(n)
		if i.Numeric() && last == n-1 {
			list[len(list)-1].To = c
		} else {
			list = append(list, Span{c, c})
		}
		last = n
	}
	return list
}

// proof shows why no package reaches all fallbacks, where the possible zone is
// empty, however that was found; nil where no weighing shows it.
func (a *analysis) proof() *Proof {
	if empty, err := a.survey.empty(a.ctx); err != nil || !empty {
		return nil
	}
	var e *exploration
	switch x, ok := a.survey.(*treeSurvey); {
	case ok && x.verdicts[a.p.everything()].nodes <= 1: // the ends of intervals fall short as all between does
		e = x.dots
	case a.p.total == nil:
		return nil
	default:
		e = a.explore()
	}
	if _, err := e.verdict(a.ctx, a.p.everything()); err != nil {
		return nil
	}
	return e.proof()
}

// proof restates why no package reaches all fallbacks, on the parties' own
// scales; nil where it was shown otherwise.
func (e *exploration) proof() *Proof {
	v, known := e.verdicts[e.p.everything()]
	if !known || v.Weights == nil {
		return nil
	}
	p := e.p
	out := &Proof{}
	needed, most := new(big.Rat), new(big.Rat)
	for q, w := range v.Weights {
		if w == nil || w.Sign() == 0 {
			continue
		}
		voter := &p.voters[p.columns[q]]
		if p.columns[q] >= p.consenting { // its column holds more than its utility
			return nil
		}
		weight := p.size(w, q) // by unit of utility
		out.Weights = append(out.Weights, Weight{voter.id, parley.Exactly(weight)})
		needed.Add(needed, new(big.Rat).Mul(weight, voter.reservation))
		most.Sub(most, new(big.Rat).Mul(w, new(big.Rat).SetInt(p.table.units[q].offset)))
	}
	most.Add(most, v.Most)
	if most.Cmp(needed) >= 0 {
		return nil // it shows only that no utility between two steps of a scale reaches a fallback
	}
	unit := new(big.Rat) // the largest number of which all weights are multiples
	for _, w := range out.Weights {
		unit = divisor(unit, w.Weight.Rat())
	}
	shorter := func(x *big.Rat) parley.Number { return parley.Exactly(x.Quo(x, unit)) }
	for n := range out.Weights {
		out.Weights[n].Weight = shorter(out.Weights[n].Weight.Rat())
	}
	out.Needed, out.Most = shorter(needed), shorter(most)
	return out
}

// divisor returns the largest rational of which both are multiples, neither
// below 0; of 0 and another, the other.
func divisor(a, b *big.Rat) *big.Rat {
	common := new(big.Int).Mul(a.Denom(), b.Denom())
	x, y := new(big.Int).Mul(a.Num(), b.Denom()), new(big.Int).Mul(b.Num(), a.Denom())
	return new(big.Rat).SetFrac(x.GCD(nil, nil, x, y), common)
}
