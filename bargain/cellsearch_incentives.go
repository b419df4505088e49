package bargain

import (
	"context"
	"math"
	"math/big"
	"slices"

	"parley"
	"parley/bargain/internal/network"
)

// cellIncentives decides on contributions where an issue is continuous. What a
// guarantor with values can give on continuous issues is not gone through: for
// each choice on all other issues of guarantors it is made as little as it can
// be, by a search for the greatest sum. Of two such guarantors one could give
// more where the other gives less, without end; that is refused.
type cellIncentives struct {
	*incentives
	cells  cellSearch // with a column for what is given, and two for each number wanted
	survey *treeSurvey
	giver  int // the place among the givers of the one whose amounts are looked for; -1: nobody
	column int // what its continuous issues are worth to it
	wanted []wantedNumber
}

// wantedNumber is a number that a column has to have: that of an issue.
type wantedNumber struct {
	column int
	is     *big.Rat
}

const whyTwoGive = "Two guarantors could each give any amount of something, and the less one gives the more the other has to, without end; such contributions are not listed. With a step on these issues they are."

// inCells prepares for a problem with continuous issues; false where two
// guarantors could give any amount.
func (x *incentives) inCells() (*cellIncentives, bool) {
	p := x.p
	y := &cellIncentives{incentives: x, giver: -1, column: len(p.columns)}
	for n, g := range x.givers {
		for _, at := range g.issues {
			if _, settled := x.fixed[at]; settled || g.worths == nil || !p.issues[at].Continuous() {
				continue
			}
			if y.giver >= 0 && y.giver != n {
				return nil, false
			}
			y.giver = n
			x.loose[at] = true
		}
	}
	columns := []func(at, k int) (low, high *big.Rat){func(at, k int) (low, high *big.Rat) {
		if !x.loose[at] {
			return zero, zero
		}
		m := p.voters[x.givers[y.giver].voter].measures[at]
		return m.midAt(2 * k), m.highAt(&p.issues[at], k)
	}}
	for at := range p.issues {
		number, ok := x.out.Want[p.issues[at].ID]
		if !ok || !p.issues[at].Continuous() {
			continue
		}
		y.wanted = append(y.wanted, wantedNumber{y.column + len(columns), number.Number.Rat()})
		columns = append(columns, func(n, k int) (low, high *big.Rat) {
			c := &p.issues[n].cells[k]
			switch {
			case n != at:
				return zero, zero
			case !c.interval():
				return c.choice.Number.Rat(), c.choice.Number.Rat()
			}
			return c.low.Rat(), c.high.Rat()
		})
	}
	q := p.beside(columns...)
	y.cells = cellSearch{Problem: q, tree: q.newPieces()}
	y.survey = y.cells.newTreeSurvey()
	return y, true
}

// highAt returns what the high end of a cell is worth, or its only choice.
func (m *measure) highAt(i *issue, k int) *big.Rat {
	if i.cells[k].interval() {
		return m.midAt(2*k + 1)
	}
	return m.midAt(2 * k)
}

// asWanted are the conditions that a box's packages have the numbers wanted.
func (y *cellIncentives) asWanted(b *box) []condition {
	var list []condition
	for _, w := range y.wanted {
		list = append(list, b.equals(w.column, w.is))
	}
	return list
}

// space returns the packages with these cells that break nothing.
func (y *cellIncentives) space(choose map[int]int) (*network.Space, error) {
	tree := y.cells.tree
	net := *tree.ends.net
	net.Rules = slices.Clip(net.Rules)
	for at := range y.p.issues {
		k, chosen := choose[at]
		if !chosen || k < 0 {
			continue
		}
		lets := make([]bool, net.Issues[at].Cells())
		for e := range lets {
			lets[e] = e == k && tree.of[at] == nil || tree.of[at] != nil && tree.of[at][e] == k
		}
		net.Rules = append(net.Rules, network.Rule{Item: -1, Unless: []network.Row{{{Issue: at, Lets: lets}}}})
	}
	s := spaceOf(&net, y.cells.everything())
	if s.TooWide {
		return nil, tooWide()
	}
	return s, nil
}

// sight looks for a package with these cells that is acceptable to all.
func (y *cellIncentives) sight(ctx context.Context, choose map[int]int) (*sighting, error) {
	s, err := y.space(choose)
	if err != nil {
		return nil, err
	}
	return y.survey.sightIn(ctx, s, y.cells.everything(), excessOf, y.asWanted)
}

func (y *cellIncentives) acceptable(ctx context.Context, choose map[int]int) (bool, error) {
	v, err := y.sight(ctx, choose)
	return err == nil && v.pkg != nil, err
}

// attempt decides whether a contribution does, with the least of what its giver
// can give any amount of, and lists it if so.
func (y *cellIncentives) attempt(ctx context.Context, c *contribution) (bool, error) {
	choose := y.choosing(c.cells)
	if y.giver >= 0 {
		return y.least(ctx, c, choose)
	}
	v, err := y.sight(ctx, choose)
	if err != nil || v.pkg == nil {
		return false, err
	}
	alike := big.NewInt(1)
	for at, k := range choose {
		if n := y.p.issues[at].cells[k].count; n > 0 {
			alike.Mul(alike, big.NewInt(n))
		}
	}
	y.list(v.pkg, c, choose, v.count().each(alike))
	return true, nil
}

// least finds the least that the giver has to give, and lists it.
func (y *cellIncentives) least(ctx context.Context, c *contribution, choose map[int]int) (bool, error) {
	s, err := y.space(choose)
	if err != nil {
		return false, err
	}
	p := y.cells
	g := ground{tree: p.tree, space: s, none: p.everything()}
	weights := make([]*big.Rat, len(p.columns))
	weights[y.column] = one
	h := &hunt{w: y.survey.w, marks: p.markItems(), enough: math.Inf(-1), ties: maxTied, aim: sumOf(weights)}
	h.add(h.w.functional(h.w.floats(weights)).most)
	var best *hit
	var value *big.Rat
	limit := false
	err = h.run(ctx, g, func(b *box) error {
		r := b.region(h.marks)
		if r == nil {
			return nil
		}
		wanted := y.asWanted(b)
		x, err := r.maximise(ctx, weights, wanted...)
		if err != nil {
			return err
		}
		if x.t == nil {
			if len(wanted) == 0 {
				h.infeasible(r, x.dual)
			}
			return nil
		}
		if len(wanted) == 0 && len(r.floors) > 0 {
			h.add(h.w.priced(h.w.floats(weights), 0, r, h.kept(r, x.dual)))
		}
		order := 1
		if value != nil {
			order = x.value.Cmp(value)
		}
		if order < 0 || order == 0 && !limit {
			return nil
		}
		conditions := append(r.floorConditions(), wanted...)
		if t, _, err := r.find(ctx, conditions, false); t == nil || err != nil {
			return err // ends that are only approached leave nothing
		}
		t, _, err := r.find(ctx, append(conditions, r.total(weights, x.value)), false)
		if err != nil || t == nil && order == 0 {
			return err
		}
		if limit = t == nil; limit {
			t = x.t
		}
		value, best = x.value, &hit{r: r, t: t}
		h.enough = toFloat(value)
		if order > 0 && len(wanted) == 0 {
			h.seal = r.sealSum(weights, x)
		}
		return nil
	})
	if err != nil || best == nil {
		return false, err
	}
	if limit && h.more { // what was not looked at may reach it
		y.unsure = true
	}
	giver := y.givers[y.giver]
	loss := new(big.Rat).Neg(value)
	for _, at := range giver.issues {
		if y.loose[at] {
			loss.Add(loss, y.p.nothingAt(at, y.p.voters[giver.voter].measures[at]))
		} else {
			loss.Add(loss, giver.worths[at][choose[at]])
		}
	}
	c.losses = slices.Clone(c.losses)
	c.losses[y.place(y.giver)] = loss
	opens := Count{Least: big.NewInt(1)}
	if limit {
		opens = noneOf()
	}
	y.list(best.r.packageAt(best.t), c, choose, opens)
	y.out.Sets[len(y.out.Sets)-1].Limit = limit
	return true, nil
}

// place returns where a giver's loss stands in a contribution.
func (y *cellIncentives) place(giver int) int {
	n := 0
	for _, g := range y.givers[:giver] {
		if g.worths == nil {
			n += len(g.issues)
		} else {
			n++
		}
	}
	return n
}

// list adds a contribution with a package that takes it.
func (y *cellIncentives) list(pkg parley.Package, c *contribution, choose map[int]int, opens Count) {
	one := y.incentive(pkg, choose, opens)
	if y.giver >= 0 {
		one.Loss[y.p.voters[y.givers[y.giver].voter].id] = parley.Exactly(c.losses[y.place(y.giver)])
	}
	y.out.Sets = append(y.out.Sets, one)
}
