package dual

import "math"

// On a tree the soft bound goes up as logarithms of sums in place of greatest
// sums. Probabilities come down, and means and variances go up once more: a
// bucket's covariance is what its own choice adds, given the separator, with
// the means of all below counted in (law of total covariance). Rows that are
// hardly ever reached are left out, which at low temperatures is nearly all of
// them.

// softBucket is what the soft bound knows of a bucket.
type softBucket struct {
	top    []float64 // by class: the soft best of its cells
	up     []float64 // by separator entry
	share  []float64 // by separator entry: how likely it is
	row    []int32   // the entries with a share, in the order found
	index  []int32   // by separator entry: its place in row
	mean   []float64 // row × dims: of what the bucket and all below are worth
	class  []float64 // by class: how likely it is
	center []float64 // class × dims: the mean worth of its cells
}

// rare is the least share that matters: below it, thousands of rows together
// move a mean by less than its rounding.
const rare = 1e-18

func (o *Oracle) softTree(weights []float64, tau float64, d *Domain, gradient, hessian []float64) float64 {
	total := o.softClimb(weights, tau, d)
	if math.IsInf(total, -1) || gradient == nil {
		return total
	}
	o.softSpread(weights, tau)
	for n := range o.tree {
		b := &o.tree[n]
		o.centers(b, tau, d, hessian)
		o.softMeans(b, weights, tau, gradient, hessian)
	}
	for n := range o.tree {
		s := &o.tree[n].soft
		for _, row := range s.row {
			s.share[row] = 0
		}
		s.row = s.row[:0]
	}
	return total
}

func (o *Oracle) softBelow(n int) []float64 { return o.tree[n].soft.up }

// softClimb finds what the buckets say to their parents.
func (o *Oracle) softClimb(weights []float64, tau float64, d *Domain) float64 {
	total := 0.0
	for n := range o.tree {
		b := &o.tree[n]
		s := &b.soft
		if s.up == nil {
			s.top, s.class = make([]float64, b.classes), make([]float64, b.classes)
			s.center = make([]float64, b.classes*o.dims)
			s.up, s.share, s.index = make([]float64, b.rows), make([]float64, b.rows), make([]int32, b.rows)
		}
		o.tops(b, weights, d)
		for c := range s.top {
			s.top[c] = math.Inf(-1)
			if !math.IsInf(b.top[c], -1) {
				s.top[c] = o.softPlace(o.members(b, c, d), b.top[c], tau, 1, nil, nil)
			}
		}
		table := o.scratch(b)
		for from := 0; from < b.rows; from += b.rowsAt() {
			to := min(b.rows, from+b.rowsAt())
			o.table(b, weights, s.top, o.softBelow, from, to, table)
			for row := from; row < to; row++ {
				s.up[row] = softBest(table[(row-from)*b.classes:(row-from+1)*b.classes], tau)
			}
		}
		if b.Parent < 0 {
			total += s.up[0]
		}
	}
	return total
}

// softBest returns tau·log Σ exp(x / tau).
func softBest(list []float64, tau float64) float64 {
	best := math.Inf(-1)
	for _, x := range list {
		if x > best {
			best = x
		}
	}
	if math.IsInf(best, -1) {
		return best
	}
	sum, least := 0.0, best-far*tau
	for _, x := range list {
		switch {
		case x == best:
			sum++
		case x > least:
			sum += math.Exp((x - best) / tau)
		}
	}
	if sum == 1 {
		return best
	}
	return best + tau*math.Log(sum)
}

// members returns the allowed cells of a class, in a buffer.
func (o *Oracle) members(b *bucket, class int, d *Domain) []int32 {
	o.list = o.list[:0]
	from := o.start[b.Place]
	for _, k := range o.space.Places[b.Place].Members[class] {
		if d.allows(b.Place, from+int32(k)) {
			o.list = append(o.list, from+int32(k))
		}
	}
	return o.list
}

// chances writes how likely the classes are in a row.
func (o *Oracle) chances(b *bucket, weights []float64, tau float64, row int) []float64 {
	table := o.scratch(b)[:b.classes]
	o.table(b, weights, b.soft.top, o.softBelow, row, row+1, table)
	for c, x := range table {
		if z := (x - b.soft.up[row]) / tau; z > -far-4 {
			table[c] = math.Exp(z)
		} else {
			table[c] = 0
		}
	}
	return table
}

// softSpread brings shares down.
func (o *Oracle) softSpread(weights []float64, tau float64) {
	for n := len(o.tree) - 1; n >= 0; n-- {
		b := &o.tree[n]
		s := &b.soft
		clear(s.class)
		if b.Parent < 0 {
			s.share[0], s.index[0] = 1, 0
			s.row = append(s.row, 0)
		}
		for _, row := range s.row {
			for c, p := range o.chances(b, weights, tau, int(row)) {
				p *= s.share[row]
				if p < rare {
					continue
				}
				s.class[c] += p
				for i := range b.Children {
					below := &o.tree[b.Children[i].Bucket].soft
					at := b.Children[i].Entry[int(row)*b.classes+c]
					if below.share[at] == 0 {
						below.index[at] = int32(len(below.row))
						below.row = append(below.row, at)
					}
					below.share[at] += p
				}
			}
		}
	}
}

// centers finds the mean worth of each class that is ever chosen, and adds the
// covariance within it.
func (o *Oracle) centers(b *bucket, tau float64, d *Domain, hessian []float64) {
	s := &b.soft
	for c, p := range s.class {
		if p > 0 {
			center := s.center[c*o.dims : (c+1)*o.dims]
			clear(center)
			o.softPlace(o.members(b, c, d), b.top[c], tau, p, center, hessian)
		}
	}
}

// softMeans finds the mean worth of the bucket and all below it by row and
// adds the covariance of its choice; of a root, the mean goes to the gradient.
func (o *Oracle) softMeans(b *bucket, weights []float64, tau float64, gradient, hessian []float64) {
	s := &b.soft
	if need := len(s.row) * o.dims; cap(s.mean) < need {
		s.mean = make([]float64, need)
	}
	s.mean = s.mean[:len(s.row)*o.dims]
	if need := b.classes * o.dims; cap(o.worths) < need {
		o.worths = make([]float64, need)
	}
	for n, row := range s.row {
		mean := s.mean[n*o.dims : (n+1)*o.dims]
		clear(mean)
		chances := o.chances(b, weights, tau, int(row))
		for c, p := range chances {
			if p*s.share[row] < rare {
				continue
			}
			worth := o.worths[c*o.dims : (c+1)*o.dims]
			copy(worth, s.center[c*o.dims:])
			e := int(row)*b.classes + c
			for _, x := range b.bonus {
				worth[x.dim] += x.rough[e]
			}
			for i := range b.Children {
				below := &o.tree[b.Children[i].Bucket].soft
				at := int(below.index[b.Children[i].Entry[e]]) * o.dims
				for q, x := range below.mean[at : at+o.dims] {
					worth[q] += x
				}
			}
			for q, x := range worth {
				mean[q] += p * x
			}
		}
		if hessian != nil {
			for c, p := range chances {
				if p *= s.share[row]; p >= rare && p < 1 {
					o.scatter(o.worths[c*o.dims:(c+1)*o.dims], mean, p, hessian)
				}
			}
		}
	}
	if b.Parent < 0 {
		for q, x := range s.mean {
			gradient[q] += x
		}
	}
}
