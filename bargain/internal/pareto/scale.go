package pareto

import (
	"math/big"
	"math/bits"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// scale restates the columns that matter as coordinates that are as small as
// possible: less what no package can be without, in units of their common
// divisor, and in one limb wherever they fit. Those that do not are shifted up,
// so that the leading limb tells nearly all of them apart.
type scale struct {
	space   *network.Space
	columns []int        // by coordinate: the column of the space; -1 stands for nothing
	parties int          // how many coordinates are parties'
	limbs   int          // of a coordinate
	unit    []*big.Int   // by coordinate
	base    []*big.Int   // by coordinate: what zero stands for
	shift   []uint       // by coordinate: how many bits a unit is shifted up
	small   bool         // unit and base fit the amounts' single limb
	cells   [][]uint64   // by place: cells × coordinates × limbs
	bonus   [][][]uint64 // by bucket and coordinate: entries × limbs, nil without a bonus
	floors  [][]uint64   // by coordinate: the floor in units, rounded up; nil where there is nothing to reach
	held    bool         // some coordinate is no party's
}

func (c *scale) coordinates() int { return len(c.columns) }

// width is how many limbs a vector of all coordinates has.
func (c *scale) width() int { return len(c.columns) * c.limbs }

// coordinate collects what scaling has to know about one column.
type coordinate struct {
	least []*big.Int // by place, then by bucket
	top   *big.Int
	unit  *big.Int
	base  *big.Int
	shift uint
}

// spareBits are left so that sums and floors never overflow.
const spareBits = 2

// list visits the amounts of a column, summand by summand: places in their
// order, then buckets.
func (c *scale) list(column int, visit func(summand, at int, amount []uint64)) {
	s := c.space
	for i := range s.Issues {
		p := &s.Places[i]
		for k := range p.Cells {
			from := (k*s.Columns + column) * s.Limbs
			visit(i, k, p.Amounts[from:from+s.Limbs])
		}
	}
	for b := range s.Buckets {
		for _, bonus := range s.Buckets[b].Bonus {
			if bonus.Column != column {
				continue
			}
			for e := range s.Buckets[b].Size {
				visit(len(s.Places)+b, e, bonus.Amounts[e*s.Limbs:(e+1)*s.Limbs])
			}
		}
	}
}

func (c *scale) measure(column int) *coordinate {
	s := c.space
	summands := len(s.Places) + len(s.Buckets)
	m := &coordinate{least: make([]*big.Int, summands), top: new(big.Int), unit: new(big.Int), base: new(big.Int)}
	least, most := make([][]uint64, summands), make([][]uint64, summands)
	c.list(column, func(n, _ int, a []uint64) {
		if least[n] == nil || amount.Compare(a, least[n]) < 0 {
			least[n] = a
		}
		if most[n] == nil || amount.Compare(a, most[n]) > 0 {
			most[n] = a
		}
	})
	for n := range least {
		m.least[n] = new(big.Int)
		if least[n] == nil {
			continue
		}
		m.least[n].Set(amount.Int(least[n]))
		m.base.Add(m.base, m.least[n])
		m.top.Add(m.top, amount.Int(most[n]))
	}
	m.top.Sub(m.top, m.base)
	over := new(big.Int)
	one := big.NewInt(1)
	if s.Limbs == 1 {
		unit := uint64(0)
		c.list(column, func(n, _ int, a []uint64) {
			for x := a[0] - least[n][0]; x != 0; unit, x = x, unit%x {
			}
		})
		m.unit.SetUint64(unit)
	} else {
		c.list(column, func(n, _ int, a []uint64) {
			if m.unit.Cmp(one) != 0 {
				m.unit.GCD(nil, nil, m.unit, over.Sub(amount.Int(a), m.least[n]))
			}
		})
	}
	if m.unit.Sign() == 0 {
		m.unit.Set(one)
	}
	m.top.Div(m.top, m.unit)
	return m
}

func newScale(s *network.Space) *scale {
	c := &scale{space: s, limbs: 1, parties: s.Parties, small: s.Limbs == 1}
	for q := range s.Columns {
		if q < s.Parties || s.Floors[q] != nil {
			c.columns = append(c.columns, q)
		}
	}
	c.held = len(c.columns) > s.Parties
	if len(c.columns) == 0 {
		c.columns = []int{-1}
	}
	measures := make([]*coordinate, len(c.columns))
	for d, q := range c.columns {
		measures[d] = &coordinate{top: new(big.Int), unit: big.NewInt(1), base: new(big.Int)}
		if q >= 0 {
			measures[d] = c.measure(q)
		}
		for c.limbs*64-spareBits < measures[d].top.BitLen() {
			c.limbs++
		}
	}
	width := c.width()
	c.cells = make([][]uint64, len(s.Places))
	for i := range s.Places {
		c.cells[i] = make([]uint64, len(s.Places[i].Cells)*width)
	}
	c.bonus = make([][][]uint64, len(s.Buckets))
	for b := range s.Buckets {
		c.bonus[b] = make([][]uint64, len(c.columns))
	}
	c.floors = make([][]uint64, len(c.columns))
	for d, q := range c.columns {
		m := measures[d]
		if c.limbs > 1 {
			m.shift = uint(c.limbs*64 - spareBits - m.top.BitLen())
		}
		c.unit, c.base, c.shift = append(c.unit, m.unit), append(c.base, m.base), append(c.shift, m.shift)
		if q < 0 {
			continue
		}
		var last, lastDst []uint64 // tables often repeat an amount
		before := -1
		c.list(q, func(n, at int, a []uint64) {
			var dst []uint64
			if n < len(s.Places) {
				from := at*width + d*c.limbs
				dst = c.cells[n][from : from+c.limbs]
			} else {
				b := n - len(s.Places)
				if c.bonus[b][d] == nil {
					c.bonus[b][d] = make([]uint64, s.Buckets[b].Size*c.limbs)
				}
				dst = c.bonus[b][d][at*c.limbs : (at+1)*c.limbs]
			}
			if s.Limbs == 1 && c.limbs == 1 {
				dst[0] = (a[0] - m.least[n].Uint64()) / m.unit.Uint64()
				return
			}
			if before == n && amount.Same(a, last) {
				copy(dst, lastDst)
				return
			}
			before, last, lastDst = n, a, dst
			x := amount.Int(a)
			amount.Put(dst, x.Lsh(x.Div(x.Sub(x, m.least[n]), m.unit), m.shift))
		})
		if floor := s.Floors[q]; floor != nil {
			c.floors[d] = c.floor(amount.Int(floor), m)
		}
	}
	return c
}

// floor states a floor in units; one above all that can be reached is stated
// as just above it, so that it fits.
func (c *scale) floor(floor *big.Int, m *coordinate) []uint64 {
	floor.Sub(floor, m.base)
	if floor.Sign() <= 0 {
		return nil
	}
	floor.Add(floor, m.unit).Sub(floor, big.NewInt(1)).Div(floor, m.unit)
	if floor.Cmp(m.top) > 0 {
		floor.Add(m.top, big.NewInt(1))
	}
	out := make([]uint64, c.limbs)
	amount.Put(out, floor.Lsh(floor, m.shift))
	return out
}

// restore writes the amount that a scaled one stands for.
func (c *scale) restore(dst []uint64, d int, x []uint64) {
	if c.small && c.limbs == 1 {
		dst[0] = c.base[d].Uint64() + c.unit[d].Uint64()*x[0]
		return
	}
	if !c.unit[d].IsUint64() {
		n := amount.Int(x)
		n.Rsh(n, c.shift[d])
		amount.Put(dst, n.Add(n.Mul(n, c.unit[d]), c.base[d]))
		return
	}
	amount.Put(dst, c.base[d])
	limb := func(i int) uint64 { // of x, from the least
		if i >= len(x) {
			return 0
		}
		return x[len(x)-1-i]
	}
	unit, whole, part := c.unit[d].Uint64(), int(c.shift[d]/64), c.shift[d]%64
	carry := uint64(0)
	for i := range dst {
		high, low := bits.Mul64(limb(i+whole)>>part|limb(i+whole+1)<<(64-part), unit)
		to := &dst[len(dst)-1-i]
		var more, yet uint64
		low, more = bits.Add64(low, carry, 0)
		*to, yet = bits.Add64(*to, low, 0)
		carry = high + more + yet
	}
}
