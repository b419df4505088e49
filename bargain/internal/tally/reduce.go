package tally

import (
	"math/big"
	"math/bits"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// reduced is a space in the smallest whole numbers whose floors let the same
// packages through: from every choice the least that it can add is taken off,
// and off the floor with it; what is left is divided by its greatest common
// divisor, the floor rounded up; and a floor that is reached anyway is
// forgotten. Amounts of many limbs nearly always come down to one.
type reduced struct {
	space    *network.Space
	limbs    int
	columns  []int      // of the space: those whose floors can be missed
	need     []uint64   // columns × limbs; none is zero
	places   [][]uint64 // by place: cells × columns × limbs
	bonus    [][]extra  // by bucket
	hopeless bool       // no package reaches the floors, or there is none
	work     float64    // steps that writing out what is tied may take; 0: as many as it takes
}

// extra is what links add to a column within a bucket.
type extra struct {
	column  int      // position in reduced.columns
	amounts []uint64 // entries × limbs
}

// gathered is one column of a space: a table for every place and every bonus
// that touches it, in the limbs of the space.
type gathered struct {
	need   []uint64
	tables []table // by place, then by bucket; without amounts where it has nothing
}

// table is the amounts of one column for the cells of a place or the entries
// of a bucket.
type table struct {
	limbs   int
	amounts []uint64
	barred  []bool // entries that cannot be chosen; nil: all can
}

// reduce restates a space that is neither barred nor too wide.
func reduce(s *network.Space) *reduced {
	r := &reduced{space: s, limbs: 1}
	var kept []gathered
	for q, floor := range s.Floors {
		if floor == nil {
			continue
		}
		c := r.gather(q, floor)
		if !r.hopeless && !isZero(c.need) {
			c.divide(r)
		}
		if r.hopeless {
			return r
		}
		if !isZero(c.need) {
			r.columns = append(r.columns, q)
			kept = append(kept, c)
		}
	}
	for _, c := range kept {
		most := make([]uint64, s.Limbs)
		for _, t := range c.tables {
			amount.Add(most, most, t.greatest(s.Limbs), s.Limbs)
		}
		if amount.Compare(c.need, most) > 0 {
			r.hopeless = true
			return r
		}
		r.limbs = max(r.limbs, (amount.Int(most).BitLen()+1+63)/64) // a bit to spare for sums of two
	}
	r.write(kept)
	return r
}

// gather collects a column and takes from it what every package has.
func (r *reduced) gather(q int, floor []uint64) gathered {
	s := r.space
	c := gathered{need: slices.Clone(floor), tables: make([]table, len(s.Places)+len(s.Buckets))}
	for i := range s.Places {
		p := &s.Places[i]
		if p.Hidden {
			continue
		}
		if len(p.Cells) == 0 {
			r.hopeless = true
			return c
		}
		t := table{limbs: s.Limbs}
		for k := range p.Cells {
			at := (k*s.Columns + q) * s.Limbs
			t.amounts = append(t.amounts, p.Amounts[at:at+s.Limbs]...)
		}
		c.tables[i] = t
	}
	for b := range s.Buckets {
		for _, bonus := range s.Buckets[b].Bonus {
			if bonus.Column == q {
				c.tables[len(s.Places)+b] = table{s.Limbs, slices.Clone(bonus.Amounts), s.Buckets[b].Barred}
			}
		}
	}
	for i := range c.tables {
		if least := c.tables[i].lower(); least != nil {
			less(c.need, c.need, least, s.Limbs)
		}
	}
	return c
}

// divide divides a column by what divides all of its amounts.
func (c *gathered) divide(r *reduced) {
	divisor := new(big.Int)
	for i := range c.tables {
		c.tables[i].divisor(divisor)
	}
	if divisor.Sign() == 0 { // every package has the same, and that is not enough
		r.hopeless = true
		return
	}
	if divisor.IsUint64() && divisor.Uint64() == 1 {
		return
	}
	need := amount.Int(c.need)
	amount.Put(c.need, need.Add(need, divisor).Sub(need, big.NewInt(1)).Quo(need, divisor))
	for _, t := range c.tables {
		t.quotient(divisor)
	}
}

func (t *table) len() int { return len(t.amounts) / max(1, t.limbs) }

// at returns an entry; false if it cannot be chosen.
func (t *table) at(e int) ([]uint64, bool) {
	return t.amounts[e*t.limbs : (e+1)*t.limbs], t.barred == nil || !t.barred[e]
}

// lower takes the least entry off all of them and returns it, nil if there is
// none. What cannot be chosen becomes 0.
func (t *table) lower() []uint64 {
	var least []uint64
	for e := range t.len() {
		if x, can := t.at(e); can && (least == nil || amount.Compare(x, least) < 0) {
			least = x
		}
	}
	if least = slices.Clone(least); least == nil {
		return nil
	}
	for e := range t.len() {
		if x, can := t.at(e); can {
			less(x, x, least, t.limbs)
		} else {
			clear(x)
		}
	}
	return least
}

// greatest returns the largest entry, 0 if there is none.
func (t *table) greatest(limbs int) []uint64 {
	high := make([]uint64, limbs)
	for e := range t.len() {
		if x, can := t.at(e); can && amount.Compare(x, high) > 0 {
			high = x
		}
	}
	return high
}

// divisor makes a divisor one of all entries as well; 0 is one of nothing.
func (t *table) divisor(of *big.Int) {
	for e := range t.len() {
		if of.IsUint64() && of.Uint64() == 1 {
			return
		}
		x, _ := t.at(e)
		switch {
		case isZero(x):
		case t.limbs == 1 && of.IsUint64():
			a, b := of.Uint64(), x[0]
			for b > 0 { // Euclid
				a, b = b, a%b
			}
			of.SetUint64(a)
		default:
			of.GCD(nil, nil, of, amount.Int(x))
		}
	}
}

// quotient divides all entries.
func (t *table) quotient(by *big.Int) {
	for e := range t.len() {
		x, _ := t.at(e)
		switch {
		case isZero(x):
		case t.limbs == 1 && by.IsUint64():
			x[0] /= by.Uint64()
		default:
			n := amount.Int(x)
			amount.Put(x, n.Quo(n, by))
		}
	}
}

// write lays the columns out in limbs.
func (r *reduced) write(columns []gathered) {
	s, width := r.space, r.width()
	r.need = make([]uint64, width)
	for q, c := range columns {
		r.put(r.need, q*r.limbs, c.need)
	}
	r.places = make([][]uint64, len(s.Places))
	for i := range s.Places {
		r.places[i] = make([]uint64, len(s.Places[i].Cells)*width)
		for q, c := range columns {
			for k := range c.tables[i].len() {
				x, _ := c.tables[i].at(k)
				r.put(r.places[i], k*width+q*r.limbs, x)
			}
		}
	}
	r.bonus = make([][]extra, len(s.Buckets))
	for b := range s.Buckets {
		for q, c := range columns {
			t := &c.tables[len(s.Places)+b]
			if t.len() == 0 {
				continue
			}
			x := extra{q, make([]uint64, t.len()*r.limbs)}
			for e := range t.len() {
				v, _ := t.at(e)
				r.put(x.amounts, e*r.limbs, v)
			}
			r.bonus[b] = append(r.bonus[b], x)
		}
	}
}

// put writes an amount of the space's limbs, which fits, to a place in words.
func (r *reduced) put(words []uint64, at int, x []uint64) {
	for i := range r.limbs {
		if from := len(x) - r.limbs + i; from >= 0 {
			words[at+i] = x[from]
		}
	}
}

func (r *reduced) width() int { return len(r.columns) * r.limbs }

// addBonus adds to a sum what the links of a bucket's entry add.
func (r *reduced) addBonus(sum []uint64, b, entry int) {
	for _, x := range r.bonus[b] {
		at := sum[x.column*r.limbs : (x.column+1)*r.limbs]
		amount.Add(at, at, x.amounts[entry*r.limbs:(entry+1)*r.limbs], r.limbs)
	}
}

// less sets dst to a − b, or to zero where that is negative; all three hold
// the same columns.
func less(dst, a, b []uint64, limbs int) {
	for at := 0; at < len(dst); at += limbs {
		if amount.Compare(a[at:at+limbs], b[at:at+limbs]) <= 0 {
			clear(dst[at : at+limbs])
			continue
		}
		var borrow uint64
		for i := at + limbs - 1; i >= at; i-- {
			dst[i], borrow = bits.Sub64(a[i], b[i], borrow)
		}
	}
}
