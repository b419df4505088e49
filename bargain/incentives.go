package bargain

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/big"
	"slices"

	"parley"
	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
)

// maxContributions is how many combinations of what guarantors can choose are
// looked at.
const maxContributions = 50_000

// incentives finds the least costly contributions with which something is
// acceptable to all.
//
// What guarantors can give is little beside the rest: a few issues. So the
// combinations are gone through, the cheaper before the dearer, and each that
// costs nobody less than one that is known to do is left out; whether one does
// is decided by bounds, like any zone.
type incentives struct {
	p      *Problem
	e      *exploration
	givers []giver
	issues []int       // that they decide
	fixed  map[int]int // issues that the wanted package settles
	out    *Incentives
	loose  map[int]bool // continuous issues on which a giver's least is looked for; looked up only
	unsure bool         // something listed may cost less

	acceptable func(ctx context.Context, choose map[int]int) (bool, error) // whether a package with the cells is
	attempt    func(ctx context.Context, c *contribution) (bool, error)    // lists the contribution if it does
}

// giver is an owner of issues whose consent does not count.
type giver struct {
	voter  int
	issues []int
	worths map[int][]*big.Rat // by issue: the loss at each cell; nil where it gives no values
}

// contribution is a choice of a cell for every issue of the givers.
type contribution struct {
	cells  []int      // by place in incentives.issues
	losses []*big.Rat // by giver, or, where values are not known, 1 for each issue on which it gives something
	order  *big.Rat   // sum of losses, each as a part of the giver's greatest
}

func (a *analysis) incentives() error {
	p := a.p
	if p.total == nil && p.capped() {
		a.refuse(whyCappedCells, AskIncentives)
		return nil
	}
	x := &incentives{p: p, out: &Incentives{Want: a.o.Want}, fixed: map[int]int{}, loose: map[int]bool{}}
	if err := x.want(a.o.Want); err != nil {
		return err
	}
	if x.find(); len(x.issues) == 0 {
		a.nothing("No issue is decided by a guarantor, so there is nothing that one could contribute.", AskIncentives)
		return nil
	}
	a.start("finding incentives")
	method := "contributions one by one, the cheaper first, each decided by bounds"
	if p.total == nil {
		y, ok := x.inCells()
		if !ok {
			a.refuse(whyTwoGive, AskIncentives)
			return nil
		}
		x.acceptable, x.attempt = y.acceptable, y.attempt
		method += "; of continuous issues the least that has to be given, in exact fractions"
	} else {
		x.e = a.explore()
		x.acceptable, x.attempt = x.feasible, x.try
	}
	if err := x.need(a.ctx); err != nil {
		a.refuse("It did not become known whether anything has to be given.", AskIncentives)
		return err
	}
	list, whole := x.contributions()
	why := ""
	if !whole {
		why = fmt.Sprintf("Guarantors can choose among more than %d combinations, too many to look at.", maxContributions)
	}
	err := x.sift(a.ctx, list)
	x.out.Complete = whole && err == nil && !x.unsure
	x.compare()
	a.out.Incentives = x.out
	for _, s := range x.out.Sets {
		if !s.Limit {
			a.judge.check(p, s.Example, nil, mask{})
		}
	}
	a.certify(AskIncentives, Certificate{Proven: x.out.Complete, Why: why, Method: method})
	return err
}

// want reads what is to be made acceptable.
func (x *incentives) want(pkg parley.Package) error {
	for id, c := range pkg {
		at := x.p.issueAt(id)
		if at < 0 {
			return fmt.Errorf("there is no issue %q to want something on", id)
		}
		if !x.p.issues[at].Has(c) {
			return fmt.Errorf("issue %s has no choice %s", id, c)
		}
		x.fixed[at] = x.p.issues[at].cellWith(c)
	}
	return nil
}

func (x *incentives) find() {
	for v := x.p.consenting; v < len(x.p.voters); v++ {
		g := giver{voter: v}
		voter := &x.p.voters[v]
		for at, i := range x.p.issues {
			if i.By == voter.id {
				g.issues = append(g.issues, at)
				x.issues = append(x.issues, at)
			}
		}
		if voter.valued {
			g.worths = map[int][]*big.Rat{}
			for _, at := range g.issues {
				m := voter.measures[at]
				base := x.p.nothingAt(at, m)
				for k := range x.p.issues[at].cells {
					g.worths[at] = append(g.worths[at], new(big.Rat).Sub(base, x.worth(at, k, m)))
				}
			}
		}
		x.givers = append(x.givers, g)
	}
	slices.Sort(x.issues)
}

// worth returns what a cell is worth: of an interval the number wanted on it, or
// its better end.
func (x *incentives) worth(at, k int, m *measure) *big.Rat {
	i := &x.p.issues[at]
	low, high := m.midAt(2*k), m.highAt(i, k)
	if c := &i.cells[k]; c.interval() && x.out.Want != nil {
		if wanted, ok := x.out.Want[i.ID]; ok {
			along := wanted.Number.Sub(c.low).Div(c.high.Sub(c.low)).Rat()
			return new(big.Rat).Add(low, along.Mul(along, new(big.Rat).Sub(high, low)))
		}
	}
	return greater(low, high)
}

// nothingAt returns what giving nothing on the issue is worth, or, where every
// choice gives something, the best choice.
func (p *Problem) nothingAt(at int, m *measure) *big.Rat {
	i := &p.issues[at]
	if i.Nothing != nil {
		return m.midAt(2 * i.cellWith(*i.Nothing))
	}
	best := m.midAt(0)
	for k := range i.cells {
		best = greater(best, greater(m.midAt(2*k), m.highAt(i, k)))
	}
	return best
}

// contributions lists all combinations, and false if they are too many.
func (x *incentives) contributions() ([]contribution, bool) {
	size := 1
	for _, at := range x.issues {
		if _, settled := x.fixed[at]; !settled && !x.loose[at] {
			size *= len(x.p.issues[at].cells)
		}
		if size > maxContributions {
			return nil, false
		}
	}
	var list []contribution
	cells := make([]int, len(x.issues))
	var from func(n int)
	from = func(n int) {
		if n == len(x.issues) {
			c := contribution{cells: slices.Clone(cells)}
			x.price(&c)
			list = append(list, c)
			return
		}
		at := x.issues[n]
		if x.loose[at] {
			cells[n] = -1
			from(n + 1)
			return
		}
		for k := range x.p.issues[at].cells {
			if settled, ok := x.fixed[at]; ok && k != settled {
				continue
			}
			cells[n] = k
			from(n + 1)
		}
	}
	from(0)
	slices.SortStableFunc(list, func(a, b contribution) int { return a.order.Cmp(b.order) })
	return list, true
}

// price works out what the contribution costs; where the least is to be looked
// for, what it costs at least.
func (x *incentives) price(c *contribution) {
	c.order = new(big.Rat)
	for _, g := range x.givers {
		loss := new(big.Rat)
		most := big.NewRat(1, 1)
		for n, at := range x.issues {
			if !slices.Contains(g.issues, at) {
				continue
			}
			if g.worths == nil {
				gives := new(big.Rat)
				if x.commits(at, c.cells[n]) {
					gives.SetInt64(1)
				}
				c.losses = append(c.losses, gives)
				c.order.Add(c.order, gives)
				continue
			}
			if x.loose[at] {
				loss.Add(loss, slices.MinFunc(g.worths[at], (*big.Rat).Cmp))
			} else {
				loss.Add(loss, g.worths[at][c.cells[n]])
			}
			most.Add(most, new(big.Rat).Abs(slices.MaxFunc(g.worths[at], (*big.Rat).Cmp)))
		}
		if g.worths != nil {
			c.losses = append(c.losses, loss)
			c.order.Add(c.order, new(big.Rat).Quo(loss, most))
		}
	}
}

func (x *incentives) commits(at, cell int) bool {
	i := &x.p.issues[at]
	return i.Commits(i.cells[cell].choice)
}

// sift keeps the contributions that do, of which none costs as little and one
// less. The list ascends in a sum that rises with every loss, so that what
// costs less came before.
func (x *incentives) sift(ctx context.Context, list []contribution) error {
	var kept []contribution
	defer func() { // what was looked for came out dearer than was known before
		sets := x.out.Sets
		x.out.Sets = nil
		for n, c := range kept {
			if !slices.ContainsFunc(kept, func(k contribution) bool { return k.cheaper(c) }) {
				x.out.Sets = append(x.out.Sets, sets[n])
			}
		}
	}()
	for _, c := range list {
		if slices.ContainsFunc(kept, func(k contribution) bool { return k.cheaper(c) }) {
			continue
		}
		done, err := x.attempt(ctx, &c)
		if err != nil {
			return err
		}
		if done {
			kept = append(kept, c)
		}
	}
	return nil
}

// cheaper reports whether c costs no giver more than d and one less.
func (c contribution) cheaper(d contribution) bool {
	less := false
	for n := range c.losses {
		switch c.losses[n].Cmp(d.losses[n]) {
		case 1:
			return false
		case -1:
			less = true
		}
	}
	return less
}

// need decides whether anything has to be given. It cannot be left to the
// contributions: a guarantor that gains by giving makes giving nothing one that
// is not looked at.
func (x *incentives) need(ctx context.Context) error {
	nothing := make([]int, len(x.issues))
	for n, at := range x.issues {
		i := &x.p.issues[at]
		if i.Nothing == nil {
			x.out.Needed = true
			return nil
		}
		nothing[n] = i.cellWith(*i.Nothing)
		if k, settled := x.fixed[at]; settled && k != nothing[n] {
			x.out.Needed = true
			return nil
		}
	}
	enough, err := x.acceptable(ctx, x.choosing(nothing))
	x.out.Needed = !enough
	return err
}

// choosing returns the cell of each issue that the contribution or what is
// wanted settles.
func (x *incentives) choosing(cells []int) map[int]int {
	choose := maps.Clone(x.fixed)
	for n, at := range x.issues {
		choose[at] = cells[n]
	}
	return choose
}

// witness finds a package with these cells that is acceptable to all.
func (x *incentives) witness(ctx context.Context, choose map[int]int) (*network.Space, dual.Verdict, error) {
	s := spaceOf(choosing(x.p.net, choose), x.p.everything())
	if s.TooWide {
		return nil, dual.Verdict{}, tooWide()
	}
	v, err := dual.Feasible(ctx, s, dual.Options{})
	return s, v, err
}

func (x *incentives) feasible(ctx context.Context, choose map[int]int) (bool, error) {
	_, v, err := x.witness(ctx, choose)
	return v.Witness != nil, err
}

// try decides whether the contribution does, and lists it if so.
func (x *incentives) try(ctx context.Context, c *contribution) (bool, error) {
	p, choose := x.p, x.choosing(c.cells)
	s, v, err := x.witness(ctx, choose)
	if err != nil || v.Witness == nil {
		return false, err
	}
	t, err := x.e.tallyOf(ctx, s)
	if err != nil {
		return false, err
	}
	alike := big.NewInt(1)
	for at, k := range choose {
		alike.Mul(alike, big.NewInt(p.issues[at].cells[k].count))
	}
	x.out.Sets = append(x.out.Sets, x.incentive(packageAt(p, s.Chosen(v.Witness)), choose, countOf(t).each(alike)))
	return true, nil
}

// incentive is a contribution with a package that takes it; the loss of a giver
// whose least is looked for is left out.
func (x *incentives) incentive(example parley.Package, choose map[int]int, opens Count) Incentive {
	p := x.p
	one := Incentive{Gives: parley.Package{}, Loss: map[string]parley.Number{}, Example: example, Opens: opens}
	for id, choice := range x.out.Want { // of several that nobody tells apart, the one wanted
		one.Example[id] = choice
	}
	for _, at := range x.issues {
		one.Gives[p.issues[at].ID] = one.Example[p.issues[at].ID]
	}
	for _, g := range x.givers {
		id := p.voters[g.voter].id
		switch {
		case g.worths == nil && slices.ContainsFunc(g.issues, func(at int) bool { return x.commits(at, choose[at]) }):
			one.Unknown = append(one.Unknown, id)
		case g.worths != nil && !slices.ContainsFunc(g.issues, func(at int) bool { return x.loose[at] }):
			loss := new(big.Rat)
			for _, at := range g.issues {
				loss.Add(loss, g.worths[at][choose[at]])
			}
			one.Loss[id] = parley.Exactly(loss)
		}
	}
	return one
}

// each returns the count of what takes one of so many choices that nobody
// tells apart, given the count of what takes any of them.
func (c Count) each(alike *big.Int) Count {
	part := func(n *big.Int) *big.Int {
		if n == nil {
			return nil
		}
		return new(big.Int).Quo(n, alike)
	}
	out := Count{Int: part(c.Int), Least: part(c.Least), Most: part(c.Most)}
	if c.Estimate != nil {
		e := *c.Estimate
		e.Value = part(e.Value)
		out.Estimate = &e
	}
	return out
}

// compare orders the sets by losses and, where all who lose something count in
// one unit, adds them up.
func (x *incentives) compare() {
	sets := x.out.Sets
	slices.SortStableFunc(sets, func(a, b Incentive) int {
		for _, g := range x.givers {
			id := x.p.voters[g.voter].id
			la, known := a.Loss[id]
			if !known {
				continue
			}
			if order := la.Cmp(b.Loss[id]); order != 0 {
				return order
			}
		}
		return cmp.Compare(len(a.Unknown), len(b.Unknown))
	})
	unit, shared := "", true
	for _, g := range x.givers {
		id := x.p.voters[g.voter].id
		if !slices.ContainsFunc(sets, func(s Incentive) bool {
			loss, known := s.Loss[id]
			return slices.Contains(s.Unknown, id) || known && loss.Sign() != 0
		}) {
			continue
		}
		position := x.p.voters[g.voter].position
		if position == nil || g.worths == nil || position.Unit == "" || unit != "" && unit != position.Unit {
			shared = false
			break
		}
		unit = position.Unit
	}
	if !shared || unit == "" {
		return
	}
	x.out.Unit = unit
	var least *parley.Number
	for i := range sets {
		total := parley.Int(0)
		for _, loss := range sets[i].Loss {
			total = total.Add(loss) // exact: the order does not matter
		}
		sets[i].Total = &total
		if least == nil || total.Cmp(*least) < 0 {
			least = &total
		}
	}
	for i := range sets {
		sets[i].Cheapest = sets[i].Total.Cmp(*least) == 0
	}
}
