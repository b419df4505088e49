package dual

import (
	"cmp"
	"math"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// Demand is what one of many statements asks of a package: that a column
// reaches its floor, or that some cells are not taken.
type Demand struct {
	Column int // -1: none
	Bars   []Cell
}

// Cell is a local cell of a place.
type Cell struct{ Place, Cell int }

// Balance shows quickly of many sets of demands that they cannot hold
// together, by weighings (Verdict): what showed it of one set mostly shows it
// of others, and a set of which it does not is a start for one that does. It
// serves one goroutine.
type Balance struct {
	o       *Oracle
	d       *Domain
	demands []Demand
	dim     []int     // by demand: its column in the oracle; -1
	origin  []float64 // by dim: the floor
	known   []weighing
}

// weighing are weights by dim, not negative, that add up to 1.
type weighing []float64

// mostKnown is how many weighings are kept.
const mostKnown = 24

// NewBalance prepares to weigh demands on packages of the space, whose floors
// are those of the columns that demands name; no other floor counts. The space
// must not be TooWide.
func NewBalance(s *network.Space, demands []Demand) *Balance {
	b := &Balance{demands: demands, dim: make([]int, len(demands))}
	var columns []int
	for n, d := range demands {
		b.dim[n] = -1
		if d.Column >= 0 && s.Floors[d.Column] != nil {
			b.dim[n] = len(columns)
			columns = append(columns, d.Column)
			b.origin = append(b.origin, amount.Float(s.Floors[d.Column])/s.Tops[d.Column])
		}
	}
	b.o = newOracle(s, columns, nil)
	b.d = b.o.Domain()
	return b
}

// Clash returns a part of the demands that no package meets all of, small
// though not always minimal, or nil if no weighing was found that shows it of
// all of them. want is ascending, and so is the part. Start, where the answer
// is nil, are multipliers for Options.Start of a search over the same floors.
func (b *Balance) Clash(want []int) (part []int, start []float64) {
	c := &contest{b: b}
	for _, n := range want {
		if b.dim[n] >= 0 {
			c.floors = append(c.floors, n)
		} else if len(b.demands[n].Bars) > 0 {
			c.bars = append(c.bars, n)
		}
	}
	if emptied := c.restrict(-1); emptied >= 0 {
		return c.emptying(emptied), nil
	}
	if len(c.floors) == 0 {
		return nil, nil
	}
	if !c.recall() && !c.weigh(c.floors) {
		return nil, c.multipliers()
	}
	c.leaveFloors()
	c.leaveBars()
	if len(b.known) == mostKnown {
		b.known = b.known[1:]
	}
	b.known = append(b.known, c.y)
	part = append(c.floors, c.bars...)
	slices.Sort(part)
	return part, nil
}

// contest is the weighing of one set of demands.
type contest struct {
	b      *Balance
	floors []int // demands
	bars   []int
	y      weighing
}

// restrict leaves in the domain what the bars do, but for one of them (-1:
// none is left out). It returns a place that has no cell left, or -1.
func (c *contest) restrict(but int) int {
	d := c.b.d
	d.Reset()
	for _, n := range c.bars {
		if n == but {
			continue
		}
		for _, cell := range c.b.demands[n].Bars {
			d.Remove(cell.Place, cell.Cell)
		}
	}
	for i, size := range d.size {
		if size == 0 {
			return i
		}
	}
	return -1
}

// emptying returns bars, none of them idle, that leave the place no cell.
func (c *contest) emptying(place int) []int {
	d := c.b.d
	for at := len(c.bars) - 1; at >= 0; at-- {
		c.restrict(c.bars[at])
		if d.size[place] == 0 {
			c.bars = slices.Delete(c.bars, at, at+1)
		}
	}
	return c.bars
}

// short reports whether under the weighing every package of the domain comes
// to less than the floors do, whatever rounding hides, and by how much the
// greatest sum exceeds them.
func (c *contest) short(y weighing) (bool, float64) {
	o := c.b.o
	if !o.gather(c.b.d) {
		return true, math.Inf(-1)
	}
	total := dot(y, o.fixed)
	for _, i := range o.open {
		best, _ := o.weigh(y, c.b.d, i)
		total += best
	}
	if len(o.tree) > 0 {
		total += o.climb(y, c.b.d)
	}
	demand := dot(y, c.b.origin)
	grain := float64(2*o.dims+16) * 0x1p-50
	excess := total - demand
	return excess < -3*(o.Margin(y)+grain*demand), excess
}

// only returns the weighing with no weight but on some floors, nil if there is
// none on them.
func (c *contest) only(y weighing, floors []int) weighing {
	z := make(weighing, len(y))
	sum := 0.0
	for _, n := range floors {
		z[c.b.dim[n]] = y[c.b.dim[n]]
		sum += y[c.b.dim[n]]
	}
	if !(sum > 1e-9) {
		return nil
	}
	for q := range z {
		z[q] /= sum
	}
	return z
}

// recall looks for a weighing that is known already, the last first. If none
// will do it leaves the one that comes nearest.
func (c *contest) recall() bool {
	least := math.Inf(1)
	for at, y := range slices.Backward(c.b.known) {
		z := c.only(y, c.floors)
		if z == nil {
			continue
		}
		short, excess := c.short(z)
		if short {
			c.b.known = append(slices.Delete(c.b.known, at, at+1), y) // of use again, it is forgotten later
			c.y = z
			return true
		}
		if excess < least {
			c.y, least = z, excess
		}
	}
	return false
}

// weigh looks for a weighing of the floors under which all packages of the
// domain fall short, from the one at hand on, by Newton's method from warm to
// cold. It ends, too, when a mean of packages reaches all floors: then there is
// none. The weighing at hand is then the best met.
func (c *contest) weigh(floors []int) bool {
	b := c.b
	p := &program{o: b.o, kind: least, base: make([]float64, b.o.dims)}
	y := make([]float64, len(floors))
	for j, n := range floors {
		q := b.dim[n]
		p.rows = append(p.rows, row{form: levelRow, column: q, origin: b.origin[q], scale: 1})
		y[j] = 1 / float64(len(floors))
		if c.y != nil { // a weight of nothing would stay there
			y[j] = 0.01*y[j] + 0.99*c.y[q]
		}
	}
	p.prepare()
	p.normal(y)
	if !b.o.gather(b.d) {
		return true
	}
	won, lost := false, false
	try := make(weighing, b.o.dims)
	spread := func() weighing {
		clear(try)
		for j, n := range floors {
			try[b.dim[n]] = y[j]
		}
		return try
	}
	for tau := 0.002; tau > 1e-7 && !won && !lost; tau /= 8 {
		p.minimise(b.d, y, tau, tau, 8, func(y []float64, sharp float64) bool {
			won = sharp < -1e-9
			lost = true
			for j := range p.rows {
				lost = lost && p.slope[p.rows[j].column] >= p.rows[j].origin
			}
			return won || lost
		})
		p.normal(y)
	}
	z := slices.Clone(spread())
	if won {
		won, _ = c.short(z)
	}
	if won || c.y == nil || len(floors) == len(c.floors) {
		c.y = z
	}
	return won
}

// leaveFloors leaves out floors without which others still show it, those that
// weigh least first.
func (c *contest) leaveFloors() {
	order := slices.Clone(c.floors)
	slices.SortStableFunc(order, func(m, n int) int { return cmp.Compare(c.y[c.b.dim[m]], c.y[c.b.dim[n]]) })
	for _, n := range order {
		rest := slices.DeleteFunc(slices.Clone(c.floors), func(m int) bool { return m == n })
		if len(rest) == 0 {
			return
		}
		before := c.y
		if c.y = c.only(before, rest); c.y != nil {
			if short, _ := c.short(c.y); short {
				c.floors = rest
				continue
			}
		}
		if c.weigh(rest) {
			c.floors = rest
			continue
		}
		c.y = before
	}
}

// leaveBars leaves out bars without which the weighing still shows it, those
// first that matter least.
func (c *contest) leaveBars() {
	type loss struct {
		demand int
		excess float64
	}
	var order []loss
	for _, n := range c.bars {
		c.restrict(n)
		_, excess := c.short(c.y)
		order = append(order, loss{n, excess})
	}
	slices.SortStableFunc(order, func(a, b loss) int { return cmp.Compare(a.excess, b.excess) })
	for _, l := range order {
		c.restrict(l.demand)
		if short, _ := c.short(c.y); short {
			c.bars = slices.DeleteFunc(c.bars, func(n int) bool { return n == l.demand })
		}
	}
	c.restrict(-1)
}

// multipliers are the weighing at hand by floor.
func (c *contest) multipliers() []float64 {
	if c.y == nil {
		return nil
	}
	var list []float64
	for _, n := range c.floors {
		list = append(list, max(c.y[c.b.dim[n]], 1e-6))
	}
	return list
}
