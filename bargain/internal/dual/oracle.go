package dual

import (
	"iter"
	"math"

	"parley/bargain/internal/network"
)

// Oracle finds greatest weighted sums over the packages of a space, place by
// place and over the tree of what is tied. Weights are by column, for utilities
// in the space's Rough unit: each column as a part of its top. Floors play no
// part. An oracle has buffers of its own and serves one goroutine.
//
// A nil domain allows all cells.
type Oracle struct {
	space *network.Space
	dims  int
	start []int32   // by place: its first cell; one more at the end
	worth []float64 // cell × dims
	alone []int     // places that nothing ties
	tree  []bucket
	all   *Domain
	adds  int // the most additions on the way to one total

	open    []int     // of alone: those open in the domain gathered last
	fixed   []float64 // by column: what the others of alone are worth
	settled float64   // and the logarithm of how often they count
	sharp   float64   // the greatest weighted sum that softOpen met

	score   []float64 // by cell: its weighted worth
	counts  []float64 // by cell: the logarithm of its count; nil: cells count once
	mean    []float64 // of the place at hand
	near    []float64 // exponentials of the place at hand
	nearest []int32   // and their cells
	at      []float64 // a deviation from the mean
	climbed []float64 // the weights of the last climb
	worths  []float64 // class × dims of the bucket at hand
	list    []int32   // cells of the class at hand
	class   []float64 // by class of the bucket at hand
}

// extra is a column that the space does not have: whole numbers cell by cell,
// nothing where places are tied.
type extra struct {
	worth [][]int64 // by place and cell, not negative
	top   float64   // no package's sum is above it
}

// NewOracle returns the oracle of a space that is not TooWide. Time and memory
// grow with the cells times the columns.
func NewOracle(s *network.Space) *Oracle {
	columns := make([]int, s.Columns)
	for q := range columns {
		columns[q] = q
	}
	return newOracle(s, columns, nil)
}

// undecided yields the places with more than one cell left in the domain that
// was gathered last: those that nothing ties, then those of the tree.
func (o *Oracle) undecided(d *Domain) iter.Seq[int] {
	return func(yield func(place int) bool) {
		for _, i := range o.open {
			if !yield(i) {
				return
			}
		}
		for n := range o.tree {
			if i := o.tree[n].Place; d.size[i] > 1 && !yield(i) {
				return
			}
		}
	}
}

// newOracle returns the oracle of some columns and then the extra ones.
func newOracle(s *network.Space, columns []int, extras []extra) *Oracle {
	o := &Oracle{space: s, dims: len(columns) + len(extras)}
	cells := 0
	for i := range s.Places {
		o.start = append(o.start, int32(cells))
		cells += len(s.Places[i].Cells)
		if s.Places[i].Bucket < 0 || len(s.Buckets) == 0 {
			o.alone = append(o.alone, i)
		}
	}
	o.start = append(o.start, int32(cells))
	o.worth = make([]float64, 0, cells*o.dims)
	widest := 1
	for i := range s.Places {
		p := &s.Places[i]
		widest = max(widest, len(p.Cells))
		for k := range p.Cells {
			for _, q := range columns {
				o.worth = append(o.worth, p.Rough[k*s.Columns+q])
			}
			for e := range extras {
				x := 0.0
				if !p.Hidden {
					x = float64(extras[e].worth[i][k]) / extras[e].top
				}
				o.worth = append(o.worth, x)
			}
		}
	}
	o.score = make([]float64, cells)
	o.fixed = make([]float64, o.dims)
	o.mean, o.at = make([]float64, o.dims), make([]float64, o.dims)
	o.near, o.nearest = make([]float64, widest), make([]int32, widest)
	o.all = o.Domain()
	o.adds = o.dims + len(s.Places)
	o.plant(columns)
	return o
}

// Margin bounds how far what Best and Marginals say under these weights is from
// the truth. A column's parts of its top are not negative and add up to at
// most 1, so that every partial sum of a package is at most M = Σ |weight| in
// size. A part is within 2^-50 of itself (amount.Float and a division), a
// product with its weight rounds once more, and each addition is off by at most
// 2^-53 of M. Best makes the additions of a total once, Marginals at most three
// times: up the tree, and down it with what was added taken off again, which
// is a rounding of its own. (additions + 16) × 2^-51 × M covers all of it.
func (o *Oracle) Margin(weights []float64) float64 {
	size := 0.0
	for _, w := range weights {
		size += math.Abs(w)
	}
	return float64(o.adds+16) * 0x1p-51 * size
}

// Counting makes Soft count a cell as often as the choices it stands for.
func (o *Oracle) Counting() {
	o.counts = o.counts[:0]
	for i := range o.space.Places {
		for _, n := range o.space.Places[i].Counts {
			o.counts = append(o.counts, math.Log(float64(n)))
		}
	}
}

// dot returns the weighted worth of a cell.
func dot(weights, worth []float64) float64 {
	worth = worth[:len(weights)]
	var a, b, c, d float64
	n := 0
	for ; n+4 <= len(weights); n += 4 {
		w, v := weights[n:n+4:n+4], worth[n:n+4:n+4]
		a += w[0] * v[0]
		b += w[1] * v[1]
		c += w[2] * v[2]
		d += w[3] * v[3]
	}
	for ; n < len(weights); n++ {
		a += weights[n] * worth[n]
	}
	return (a + b) + (c + d)
}

// weigh scores the allowed cells of a place and returns the best score and its
// cell; of several the first of the place. There must be an allowed cell.
func (o *Oracle) weigh(weights []float64, d *Domain, place int) (best float64, cell int32) {
	best, cell = math.Inf(-1), -1
	for _, k := range d.allowed(place) {
		at := int(k) * o.dims
		x := dot(weights, o.worth[at:at+o.dims])
		o.score[k] = x
		if x > best || x == best && k < cell {
			best, cell = x, k
		}
	}
	return best, cell
}

// Best returns the greatest weighted sum over the packages of the domain that
// break no rule, within Margin, and one of them; of several the first in the
// order of cells, place by place (tied places: from the root of their tree
// down). Not ok: there is none.
func (o *Oracle) Best(weights []float64, d *Domain) (value float64, local []int, ok bool) {
	local = make([]int, len(o.space.Places))
	value, ok = o.best(weights, d, local)
	if !ok {
		return math.Inf(-1), nil, false
	}
	return value, local, true
}

// best is Best into a list of the caller's.
func (o *Oracle) best(weights []float64, d *Domain, local []int) (value float64, ok bool) {
	if d == nil {
		d = o.all
	}
	if o.space.Barred {
		return math.Inf(-1), false
	}
	for _, i := range o.alone {
		if d.size[i] == 0 {
			return math.Inf(-1), false
		}
		x, k := o.weigh(weights, d, i)
		value += x
		local[i] = int(k - o.start[i])
	}
	if len(o.tree) > 0 {
		x := o.climb(weights, d)
		if math.IsInf(x, -1) {
			return x, false
		}
		value += x
		o.descend(weights, d, local)
	}
	return value, true
}

// Marginals writes for every place and cell the best weighted sum of a package
// with that cell, within Margin; -Inf where there is none or the cell is not
// allowed. out is by place and cell.
func (o *Oracle) Marginals(weights []float64, d *Domain, out [][]float64) {
	if d == nil {
		d = o.all
	}
	flat := make([]float64, len(o.score))
	total, ok := 0.0, o.gather(d)
	if ok {
		total, ok = o.deficits(weights, d, flat)
	}
	for i := range out {
		for k := range out[i] {
			if !ok || !d.Allows(i, k) {
				out[i][k] = math.Inf(-1)
			} else {
				out[i][k] = total - flat[int(o.start[i])+k]
			}
		}
	}
}

// deficits returns, after gather, the greatest weighted sum and writes for the
// allowed cells of open and of tied places by how much the best package with
// them falls short: +Inf where there is none. Each is within two margins.
func (o *Oracle) deficits(weights []float64, d *Domain, out []float64) (total float64, ok bool) {
	total = dot(weights, o.fixed)
	for _, i := range o.open {
		best, _ := o.weigh(weights, d, i)
		total += best
		for _, k := range d.allowed(i) {
			out[k] = best - o.score[k]
		}
	}
	if len(o.tree) > 0 {
		x := o.climb(weights, d)
		if math.IsInf(x, -1) {
			return x, false
		}
		total += x
		o.spread(d, out)
	}
	return total, true
}
