package tally

import (
	"math/big"
	"math/bits"

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
}

// extra is what links add to a column within a bucket.
type extra struct {
	column  int      // position in reduced.columns
	amounts []uint64 // entries × limbs
}

// gathered is one column of a space: a table for every place and every bonus
// that touches it.
type gathered struct {
	need   *big.Int
	tables [][]*big.Int // by place, then by bucket; nil where it has nothing
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
		if r.hopeless {
			return r
		}
		if c.need.Sign() > 0 {
			r.columns = append(r.columns, q)
			kept = append(kept, c)
		}
	}
	for _, c := range kept {
		most := new(big.Int)
		for _, t := range c.tables {
			most.Add(most, greatest(t))
		}
		if c.need.Cmp(most) > 0 {
			r.hopeless = true
			return r
		}
		r.limbs = max(r.limbs, (most.BitLen()+1+63)/64) // a bit to spare for sums of two
	}
	r.write(kept)
	return r
}

// gather collects a column and takes from it what every package has.
func (r *reduced) gather(q int, floor []uint64) gathered {
	s := r.space
	c := gathered{need: amount.Int(floor), tables: make([][]*big.Int, len(s.Places)+len(s.Buckets))}
	for i := range s.Places {
		p := &s.Places[i]
		if p.Hidden {
			continue
		}
		if len(p.Cells) == 0 {
			r.hopeless = true
			return c
		}
		t := make([]*big.Int, len(p.Cells))
		for k := range t {
			at := (k*s.Columns + q) * s.Limbs
			t[k] = whole(p.Amounts[at : at+s.Limbs])
		}
		c.tables[i] = t
	}
	for b := range s.Buckets {
		bucket := &s.Buckets[b]
		for _, bonus := range bucket.Bonus {
			if bonus.Column != q {
				continue
			}
			t := make([]*big.Int, bucket.Size)
			for e := range t {
				if !bucket.Barred[e] {
					t[e] = whole(bonus.Amounts[e*s.Limbs : (e+1)*s.Limbs])
				}
			}
			c.tables[len(s.Places)+b] = t
		}
	}
	divisor := new(big.Int)
	for _, t := range c.tables {
		least := least(t)
		if least == nil {
			continue
		}
		c.need.Sub(c.need, least)
		for _, x := range t {
			if x != nil && x.Sub(x, least).Sign() > 0 && !isOne(divisor) {
				divisor.GCD(nil, nil, divisor, x)
			}
		}
	}
	if c.need.Sign() <= 0 {
		return c
	}
	if divisor.Sign() == 0 { // every package has the same, and that is not enough
		r.hopeless = true
		return c
	}
	if !isOne(divisor) {
		c.need.Add(c.need, divisor).Sub(c.need, big.NewInt(1)).Quo(c.need, divisor)
		for _, t := range c.tables {
			for _, x := range t {
				if x != nil {
					x.Quo(x, divisor)
				}
			}
		}
	}
	return c
}

// whole is amount.Int for the usual case of one limb without detours.
func whole(x []uint64) *big.Int {
	if len(x) == 1 {
		return new(big.Int).SetUint64(x[0])
	}
	return amount.Int(x)
}

func isOne(x *big.Int) bool { return x.IsUint64() && x.Uint64() == 1 }

// least returns the smallest of a table, nil if it has none; greatest the
// largest, 0 if it has none. What a nil stands for cannot be chosen.
func least(t []*big.Int) *big.Int {
	var low *big.Int
	for _, x := range t {
		if x != nil && (low == nil || x.Cmp(low) < 0) {
			low = x
		}
	}
	if low == nil {
		return nil
	}
	return new(big.Int).Set(low)
}

func greatest(t []*big.Int) *big.Int {
	high := new(big.Int)
	for _, x := range t {
		if x != nil && x.Cmp(high) > 0 {
			high = x
		}
	}
	return high
}

// write lays the columns out in limbs.
func (r *reduced) write(columns []gathered) {
	s, width := r.space, r.width()
	r.need = make([]uint64, width)
	for q, c := range columns {
		amount.Put(r.need[q*r.limbs:(q+1)*r.limbs], c.need)
	}
	r.places = make([][]uint64, len(s.Places))
	for i := range s.Places {
		r.places[i] = make([]uint64, len(s.Places[i].Cells)*width)
		for q, c := range columns {
			for k, x := range c.tables[i] {
				at := k*width + q*r.limbs
				amount.Put(r.places[i][at:at+r.limbs], x)
			}
		}
	}
	r.bonus = make([][]extra, len(s.Buckets))
	for b := range s.Buckets {
		for q, c := range columns {
			t := c.tables[len(s.Places)+b]
			if t == nil {
				continue
			}
			x := extra{q, make([]uint64, len(t)*r.limbs)}
			for e, v := range t {
				if v != nil {
					amount.Put(x.amounts[e*r.limbs:(e+1)*r.limbs], v)
				}
			}
			r.bonus[b] = append(r.bonus[b], x)
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
