package cover

import (
	"math"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// scaled is a space in which the utility of a party that is covered counts in
// parts of its range. Columns here are those that matter: the covered ones
// first, then all others with a floor.
type scaled struct {
	space   *network.Space
	columns []int     // of the space
	covered int       // how many of them are covered
	unit    []float64 // by column: what its Rough counts
	floor   []float64 // by column; 0 where there is none
	floored []bool
	least   []float64   // by covered column: no more than one whole unit of it
	sums    []float64   // by column: no package is worth more
	worth   [][]float64 // by place: cells × columns
	alive   [][]int32   // by place: the cells that no other makes superfluous
	slack   float64     // see rounding
	grain   []float64   // by column: bounds the rounding of a worth, and of what it is compared with
	margin  float64     // bounds the rounding of a gain
	tied    bool
}

// rounding is what one float operation may add, twice over. A unit's part of
// its range is an amount within 2^-50 of itself times and over a few numbers
// that are as good, so within 2^-48. Weighted sums have only terms that are
// not negative, so that every addition and product on the way to one rounds it
// by at most 2^-53 of itself; (terms + 64) × 2^-49 of a sum covers all that
// and the 2^-48, twice.
const rounding = 0x1p-49

// scale returns the space with the party columns that have a width.
func scale(s *network.Space, widths []*big.Int) *scaled {
	x := &scaled{space: s, tied: len(s.Buckets) > 0}
	add := func(q int, unit float64) {
		floor := 0.0
		if s.Floors[q] != nil {
			floor = amount.Float(s.Floors[q]) / s.Tops[q] * unit
		}
		x.columns, x.unit = append(x.columns, q), append(x.unit, unit)
		x.floor, x.floored = append(x.floor, floor), append(x.floored, s.Floors[q] != nil)
	}
	covers := make([]bool, s.Columns)
	for q := range s.Parties {
		if q >= len(widths) || widths[q] == nil || widths[q].Sign() <= 0 {
			continue
		}
		width, _ := new(big.Float).SetInt(widths[q]).Float64()
		covers[q] = true
		add(q, s.Tops[q]/width)
		x.least = append(x.least, (1-0x1p-40)/width)
		x.covered++
	}
	for q := range s.Columns {
		if s.Floors[q] != nil && !covers[q] {
			add(q, 1)
		}
	}
	x.slack = float64(len(s.Places)+2*len(s.Buckets)+4*len(x.columns)+64) * rounding
	x.sums = make([]float64, len(x.columns))
	for i := range s.Places {
		p := &s.Places[i]
		worth := make([]float64, 0, len(p.Cells)*len(x.columns))
		for k := range p.Cells {
			for n, q := range x.columns {
				worth = append(worth, p.Rough[k*s.Columns+q]*x.unit[n])
			}
		}
		x.worth = append(x.worth, worth)
		x.alive = append(x.alive, x.efficient(p))
		for n := range x.columns {
			most := 0.0
			for k := range p.Cells {
				most = max(most, worth[k*len(x.columns)+n])
			}
			x.sums[n] += most
		}
	}
	for b := range s.Buckets {
		for _, bonus := range s.Buckets[b].Bonus {
			for n, q := range x.columns {
				if q == bonus.Column {
					most := 0.0
					for _, r := range bonus.Rough {
						most = max(most, r)
					}
					x.sums[n] += most * x.unit[n]
				}
			}
		}
	}
	for n, most := range x.sums {
		x.grain = append(x.grain, 2*x.slack*max(most, x.floor[n]))
		x.margin = max(x.margin, x.grain[n])
	}
	return x
}

// efficient returns the cells of a place but those that another cell of the
// same class is nowhere worse than in any column that matters (of equal ones
// the first stays): a package with such a cell is no better than one with the
// other.
func (x *scaled) efficient(p *network.Place) []int32 {
	var list []int32
	limbs := x.space.Limbs
	at := func(k, q int) []uint64 {
		from := (k*x.space.Columns + q) * limbs
		return p.Amounts[from : from+limbs]
	}
next:
	for k := range p.Cells {
	rival:
		for _, r := range p.Members[p.Class[k]] {
			better := r < k
			for _, q := range x.columns {
				c := amount.Compare(at(r, q), at(k, q))
				if c < 0 {
					continue rival
				}
				better = better || c > 0
			}
			if better && r != k {
				continue next
			}
		}
		list = append(list, int32(k))
	}
	return list
}

// vertex is a package with its worth in every column.
type vertex struct {
	choice []int32 // by place
	worth  []float64
}

// evaluate sums up a package's worth.
func (x *scaled) evaluate(v *vertex) {
	n := len(x.columns)
	clear(v.worth)
	for i, k := range v.choice {
		for q, w := range x.worth[i][int(k)*n : int(k)*n+n] {
			v.worth[q] += w
		}
	}
	if !x.tied {
		return
	}
	local := x.local(v.choice)
	for b := range x.space.Buckets {
		bucket := &x.space.Buckets[b]
		if len(bucket.Bonus) == 0 {
			continue
		}
		e := x.space.Entry(b, local)
		for _, bonus := range bucket.Bonus {
			for q, column := range x.columns {
				if column == bonus.Column {
					v.worth[q] += bonus.Rough[e] * x.unit[q]
				}
			}
		}
	}
}

func (x *scaled) local(choice []int32) []int {
	local := make([]int, len(choice))
	for i, k := range choice {
		local[i] = int(k)
	}
	return local
}

// amounts returns what a package is worth in the covered columns, exactly.
func (x *scaled) amounts(sum []uint64) []uint64 {
	limbs := x.space.Limbs
	w := make([]uint64, 0, x.covered*limbs)
	for _, q := range x.columns[:x.covered] {
		w = append(w, sum[q*limbs:(q+1)*limbs]...)
	}
	return w
}

// aim is what a search is after: a package that reaches the base in every
// column that is bound and exceeds it, by as much as possible in the column
// where it does so least, in every column that counts.
type aim struct {
	base   []float64 // by column: the least that a package in question is worth; the bound ones more than 0
	bound  []bool    // by column
	counts []float64 // by column: 1 where it is bound, and what exceeds the base is gain; else 0
	least  float64   // a gain above 0 is at least this
}

// anywhere returns what is after all packages that reach the floors, no gain
// counting yet.
func (x *scaled) anywhere() *aim {
	return &aim{base: x.floor, bound: x.floored, counts: make([]float64, len(x.columns)), least: inf}
}

// narrowed returns the aim with the zone's corner in one covered column.
func (x *scaled) narrowed(a *aim, z *zone, column int) *aim {
	b := &aim{base: slices.Clone(a.base), bound: a.bound, counts: a.counts, least: min(a.least, x.least[column])}
	limbs := x.space.Limbs
	b.base[column] = amount.Float(z.corner[column*limbs:(column+1)*limbs]) / x.space.Tops[x.columns[column]] * x.unit[column]
	if a.counts[column] == 0 {
		b.bound, b.counts = slices.Clone(a.bound), slices.Clone(a.counts)
		b.bound[column], b.counts[column] = true, 1
	}
	return b
}

// reaching returns what is after any package that reaches the floors.
func (x *scaled) reaching() *aim {
	a := &aim{base: x.floor, bound: x.floored, counts: make([]float64, len(x.columns))}
	for n, floored := range x.floored {
		if floored {
			a.counts[n] = 1
		}
	}
	return a
}

// gain bounds what a package may gain, from weights of the columns and the
// most that any package's weighted sum is: for a package in question
// Σ weight × base + gain × Σ weights that count ≤ most. The bound is proven.
func (x *scaled) gain(most float64, weights []float64, a *aim) float64 {
	base, counting := 0.0, 0.0
	for n, w := range weights {
		base += float64(w * a.base[n])
		counting += float64(w * a.counts[n])
	}
	if counting < 0x1p-300 {
		return inf
	}
	t := (most - base + x.slack*(most+base)) / counting
	t += x.slack * math.Abs(t)
	if math.IsNaN(t) {
		return inf
	}
	return t
}

// short returns the least gain of a worth; where a column that only has to be
// reached is missed, a number below 0 by at least as much.
func (x *scaled) short(a *aim, worth []float64) float64 {
	least := inf
	for n, u := range worth {
		if a.counts[n] > 0 {
			least = min(least, u-a.base[n])
		} else if a.bound[n] && u < a.base[n]-x.grain[n] {
			least = min(least, u-a.base[n])
		}
	}
	return least
}
