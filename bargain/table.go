package bargain

import (
	"cmp"
	"math/big"
	"slices"

	"parley"
	"parley/bargain/internal/amount"
)

// quantity is something that a walk adds up over the issues of a package: a
// voter's utility, or the least or greatest that it can be.
type quantity struct {
	worth func(issue, cell int) *big.Rat
	links []valuedRows
	base  *big.Rat // added to every package; may be nil
	floor *big.Rat // what breaks the item when the sum is below it; nil: nothing
	whole bool     // the floor is to be a whole number too: there is something between what cells are worth
	item  int      // the item, or -1
	most  *big.Rat // the cap on the sum; nil: none
}

// valuedRows is worth a number where a row matches or, if missed, where none
// does.
type valuedRows struct {
	rows   []row
	missed bool
	worth  *big.Rat
}

// table holds quantities as whole numbers for a walk. A column's amounts are
// shifted so that none is negative; see unit.
type table struct {
	columns, limbs int
	width          int // columns × limbs
	units          []unit
	worth          [][]uint64 // by issue; cell × width
	links          []tableLink
	floors         []uint64   // width; 0 where there is none
	caps           []uint64   // width: the most that each column counts; nil where nothing is cut off
	items          []int      // by column: the item broken below the floor, or -1
	most           [][]uint64 // by depth of the walk: the most that the issues from there on can add
}

// tableLink adds an amount to one column where its rows match, or where they do
// not: a negative worth is given everywhere and taken where it is not due.
type tableLink struct {
	column  int
	rows    []row
	matched bool
	amount  []uint64 // width
	depth   int      // of the walk, at which its last issue is settled
}

// newTable scales the quantities to whole numbers.
func (p *Problem) newTable(quantities []quantity) *table {
	t := &table{columns: len(quantities)}
	worths := make([][][]*big.Rat, len(quantities)) // shifted to 0 and up
	links := make([][]*big.Rat, len(quantities))
	floors := make([]*big.Int, len(quantities))
	needed := make([]int, len(quantities)) // bits
	t.units = make([]unit, len(quantities))
	inParallel(len(quantities), func(q int) {
		quantity := quantities[q]
		denominator := big.NewInt(1)
		include := func(x *big.Rat) {
			if x.IsInt() || new(big.Int).Rem(denominator, x.Denom()).Sign() == 0 {
				return
			}
			g := new(big.Int).GCD(nil, nil, denominator, x.Denom())
			denominator.Mul(denominator, new(big.Int).Quo(x.Denom(), g))
		}
		base, most := new(big.Rat), new(big.Rat)
		if quantity.base != nil {
			base.Set(quantity.base)
		}
		for at := range p.issues {
			list := make([]*big.Rat, len(p.issues[at].cells))
			for k := range list {
				list[k] = quantity.worth(at, k)
			}
			least, greatest := slices.MinFunc(list, compare), slices.MaxFunc(list, compare)
			for k := range list {
				list[k] = minus(list[k], least)
				include(list[k])
			}
			base.Add(base, least)
			most.Add(most, new(big.Rat).Sub(greatest, least))
			worths[q] = append(worths[q], list)
		}
		for _, l := range quantity.links {
			x := new(big.Rat).Abs(l.worth)
			if l.worth.Sign() < 0 {
				base.Add(base, l.worth)
			}
			include(x)
			most.Add(most, x)
			links[q] = append(links[q], x)
		}
		include(base)
		if quantity.most != nil {
			include(quantity.most)
		}
		if quantity.whole && quantity.floor != nil {
			include(quantity.floor)
		}
		d := new(big.Rat).SetInt(denominator)
		u := unit{denominator: denominator}
		u.offset = new(big.Int).Neg(new(big.Rat).Mul(base, d).Num())
		t.units[q] = u
		top := new(big.Int).Add(new(big.Rat).Mul(most, d).Num(), big.NewInt(1))
		if quantity.floor != nil {
			floors[q] = u.floor(quantity.floor, top)
		}
		needed[q] = top.BitLen() + 1
	})
	bitsNeeded := slices.Max(append(needed, 1))
	t.limbs = (bitsNeeded + 63) / 64
	t.width = t.columns * t.limbs
	t.fill(p, quantities, worths, links, floors)
	return t
}

func (t *table) fill(p *Problem, quantities []quantity, worths [][][]*big.Rat, links [][]*big.Rat, floors []*big.Int) {
	t.floors = make([]uint64, t.width)
	whole := func(q int, x *big.Rat) *big.Int { // the denominator is a multiple of that of x
		n := new(big.Int).Quo(t.units[q].denominator, x.Denom())
		return n.Mul(n, x.Num())
	}
	for at := range p.issues {
		flat := make([]uint64, len(p.issues[at].cells)*t.width)
		for q := range quantities {
			for k, x := range worths[q][at] {
				from := k*t.width + q*t.limbs
				amount.Put(flat[from:from+t.limbs], whole(q, x))
			}
		}
		t.worth = append(t.worth, flat)
	}
	depth := make([]int, len(p.issues))
	for d, at := range p.order {
		depth[at] = d
	}
	for q, quantity := range quantities {
		t.items = append(t.items, quantity.item)
		if floors[q] != nil {
			amount.Put(t.column(t.floors, q), floors[q])
		}
		for n, l := range quantity.links {
			link := tableLink{column: q, rows: l.rows, matched: (l.worth.Sign() >= 0) != l.missed, amount: make([]uint64, t.width)}
			amount.Put(t.column(link.amount, q), whole(q, links[q][n]))
			for _, r := range l.rows {
				for _, term := range r {
					link.depth = max(link.depth, depth[term.issue])
				}
			}
			t.links = append(t.links, link)
		}
	}
	slices.SortStableFunc(t.links, func(a, b tableLink) int { return cmp.Compare(a.depth, b.depth) })
	t.findMost(p)
	t.findCaps(quantities)
}

// findCaps fills in the caps that are below what a column can add up to. One
// below everything that it adds up to is 0: then every package is worth the
// cap, which number tells apart by the column's unit.
func (t *table) findCaps(quantities []quantity) {
	for q, quantity := range quantities {
		if quantity.most == nil {
			continue
		}
		if t.caps == nil {
			t.caps = slices.Repeat([]uint64{^uint64(0)}, t.width)
		}
		x := new(big.Rat).Mul(quantity.most, new(big.Rat).SetInt(t.units[q].denominator))
		x.Add(x, new(big.Rat).SetInt(t.units[q].offset))
		if x.Sign() < 0 {
			t.units[q].offset = new(big.Int).Neg(new(big.Rat).Mul(quantity.most, new(big.Rat).SetInt(t.units[q].denominator)).Num())
			x.SetInt64(0)
		}
		amount.Put(t.column(t.caps, q), x.Num())
	}
}

// cut lowers amounts to the caps, in place; a prefix of the columns will do.
func (t *table) cut(amounts []uint64) {
	if t.caps == nil {
		return
	}
	for from := 0; from < len(amounts); from += t.limbs {
		if cap := t.caps[from : from+t.limbs]; amount.Compare(amounts[from:from+t.limbs], cap) > 0 {
			copy(amounts[from:from+t.limbs], cap)
		}
	}
}

// uncut reports whether the amounts are below or at the caps.
func (t *table) uncut(amounts []uint64) bool {
	for from := 0; t.caps != nil && from < len(amounts); from += t.limbs {
		if amount.Compare(amounts[from:from+t.limbs], t.caps[from:from+t.limbs]) > 0 {
			return false
		}
	}
	return true
}

// findMost sums up, from the last issue of the walk backwards, the most that
// can still be added to each column.
func (t *table) findMost(p *Problem) {
	t.most = make([][]uint64, len(p.order)+1)
	t.most[len(p.order)] = make([]uint64, t.width)
	for d := len(p.order) - 1; d >= 0; d-- {
		at := p.order[d]
		t.most[d] = slices.Clone(t.most[d+1])
		best := make([]uint64, t.width)
		for from := 0; from < len(t.worth[at]); from += t.width {
			for q := range t.columns {
				if x := t.column(t.worth[at][from:from+t.width], q); amount.Compare(x, t.column(best, q)) > 0 {
					copy(t.column(best, q), x)
				}
			}
		}
		amount.Add(t.most[d], t.most[d], best, t.limbs)
		for _, l := range t.links {
			if l.depth == d {
				amount.Add(t.most[d], t.most[d], l.amount, t.limbs)
			}
		}
	}
}

// column returns the part of a row of amounts that belongs to the column.
func (t *table) column(amounts []uint64, q int) []uint64 {
	return amounts[q*t.limbs : (q+1)*t.limbs]
}

// floor returns the least whole number that is worth at least r: 0 where all
// are, and at most top, which no sum reaches.
func (u unit) floor(r *big.Rat, top *big.Int) *big.Int {
	x := new(big.Rat).Mul(r, new(big.Rat).SetInt(u.denominator))
	n := ceilInt(x.Add(x, new(big.Rat).SetInt(u.offset)))
	switch {
	case n.Sign() < 0:
		n.SetInt64(0)
	case n.Cmp(top) > 0:
		n.Set(top)
	}
	return n
}

func ceilInt(x *big.Rat) *big.Int {
	n := new(big.Int).Neg(x.Num())
	n.Div(n, x.Denom())
	return n.Neg(n)
}

// buildTable makes the table of the valued voters' utilities. The parties
// whose consent counts come first, in file order.
func (p *Problem) buildTable(r *reuse) {
	for v := range p.voters {
		if p.voters[v].valued {
			p.voters[v].column = len(p.columns)
			p.columns = append(p.columns, v)
		}
	}
	if p.table = r.table(p); p.table != nil {
		return
	}
	p.table = p.newTable(p.utilities())
}

// utilities are the valued voters' utilities, each held to its fallback.
func (p *Problem) utilities() []quantity {
	var quantities []quantity
	for _, v := range p.columns {
		quantities = append(quantities, p.utilityOf(&p.voters[v]))
	}
	return quantities
}

// utilityOf is a valued voter's utility, held to its fallback.
func (p *Problem) utilityOf(v *voter) quantity {
	q := quantity{floor: v.floor, item: v.fallback, most: v.most}
	q.worth = func(issue, cell int) *big.Rat { return v.measures[issue].midAt(2 * cell) }
	for _, l := range v.links {
		q.links = append(q.links, valuedRows{l.rows, l.missed, l.worth.mid})
	}
	return q
}

// arrange chooses the order in which a walk settles the issues: first those
// that most statements name, so that a broken one is noticed early, and among
// equals the ones with fewer choices, so that the innermost loop is long.
func (p *Problem) arrange() {
	named := make([]int, len(p.issues))
	for _, it := range p.items {
		for _, at := range it.scope {
			named[at]++
		}
	}
	p.order = make([]int, len(p.issues))
	for i := range p.order {
		p.order[i] = i
	}
	slices.SortStableFunc(p.order, func(a, b int) int {
		return cmp.Or(cmp.Compare(named[b], named[a]), cmp.Compare(len(p.issues[a].cells), len(p.issues[b].cells)))
	})
}

// unit maps a party's utilities to whole numbers and back: the whole number
// is utility × denominator + offset.
type unit struct {
	denominator *big.Int
	offset      *big.Int
}

// number returns the utility that the whole number stands for.
func (u unit) number(src []uint64) parley.Number {
	n := amount.Int(src)
	return parley.Ratio(n.Sub(n, u.offset), u.denominator)
}
