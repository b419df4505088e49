package dual

import "math"

// far is how many temperatures below the best something has to be to weigh
// less than a float can show beside it: exp(-37) < 2^-53.
const far = 37

// Soft returns tau·log Σ exp(weighted sum / tau) over the packages of the
// domain that break no rule: a smooth function of the weights, never below the
// greatest weighted sum (but for rounding) and above it by at most tau times
// the logarithm of their number. Its gradient is the mean of what packages are
// worth when drawn with these weights (Gibbs), its Hessian their covariance by
// tau. Both are written where they are not nil, the Hessian as rows of all
// columns. -Inf: there is no package. tau must be positive.
func (o *Oracle) Soft(weights []float64, tau float64, d *Domain, gradient, hessian []float64) float64 {
	if d == nil {
		d = o.all
	}
	if !o.gather(d) {
		clear(gradient)
		clear(hessian)
		return math.Inf(-1)
	}
	return o.softOpen(weights, tau, d, gradient, hessian)
}

// gather finds the places that nothing ties and that are still open in the
// domain, and what the others are worth together, for softOpen and sharpen;
// false if some place has no cell.
func (o *Oracle) gather(d *Domain) bool {
	o.open = o.open[:0]
	clear(o.fixed)
	if o.space.Barred {
		return false
	}
	o.settled = 0
	for _, i := range o.alone {
		switch cells := d.allowed(i); len(cells) {
		case 0:
			return false
		case 1:
			for q, x := range o.worth[int(cells[0])*o.dims:][:o.dims] {
				o.fixed[q] += x
			}
			if o.counts != nil {
				o.settled += o.counts[cells[0]]
			}
		default:
			o.open = append(o.open, i)
		}
	}
	return true
}

// softOpen is Soft after gather. It leaves in sharp the greatest weighted sum
// itself, but with the soft one over the tree.
func (o *Oracle) softOpen(weights []float64, tau float64, d *Domain, gradient, hessian []float64) float64 {
	clear(hessian)
	copy(gradient, o.fixed)
	value := dot(weights, o.fixed)
	o.sharp = value
	value += tau * o.settled
	for _, i := range o.open {
		best, _ := o.weigh(weights, d, i)
		o.sharp += best
		value += o.softPlace(d.allowed(i), best, tau, 1, gradient, hessian)
	}
	if len(o.tree) > 0 {
		x := o.softTree(weights, tau, d, gradient, hessian)
		o.sharp += x
		value += x
	}
	o.mirror(hessian, tau)
	return value
}

// softPlace returns the soft best of scored cells, the greatest score of which
// is best, adds their mean worth to the gradient, and share times their
// covariance to the lower half of the Hessian, not yet divided by tau.
func (o *Oracle) softPlace(cells []int32, best, tau, share float64, gradient, hessian []float64) float64 {
	if o.counts != nil { // a count is worth its logarithm of temperatures
		best = math.Inf(-1)
		for _, k := range cells {
			best = max(best, o.score[k]+tau*o.counts[k])
		}
	}
	n, sum := 0, 0.0
	for _, k := range cells {
		z := (o.score[k] - best) / tau
		if o.counts != nil {
			z += o.counts[k]
		}
		if z > -far {
			x := 1.0
			if z != 0 {
				x = math.Exp(z)
			}
			o.near[n], o.nearest[n] = x, k
			sum += x
			n++
		}
	}
	if gradient == nil {
		return best + tau*math.Log(sum)
	}
	dims := o.dims
	if n == 1 {
		worth := o.worth[int(o.nearest[0])*dims:][:dims]
		for q, x := range worth {
			gradient[q] += x
		}
		return best + tau*math.Log(sum)
	}
	mean := o.mean
	clear(mean)
	for j := range n {
		p := o.near[j] / sum
		o.near[j] = p
		for q, x := range o.worth[int(o.nearest[j])*dims:][:dims] {
			mean[q] += p * x
		}
	}
	for q, x := range mean {
		gradient[q] += x
	}
	if hessian != nil {
		for j := range n {
			o.scatter(o.worth[int(o.nearest[j])*dims:][:dims], mean, share*o.near[j], hessian)
		}
	}
	return best + tau*math.Log(sum)
}

// scatter adds p times the square of the deviation to the lower half.
func (o *Oracle) scatter(worth, mean []float64, p float64, hessian []float64) {
	if p < 1e-12 { // a step needs the curvature to a few digits only
		return
	}
	at := o.at[:len(mean)]
	for q, x := range worth {
		at[q] = x - mean[q]
	}
	for q, x := range at {
		x *= p
		row, by := hessian[q*len(at):q*len(at)+q+1], at[:q+1]
		for len(row) >= 4 && len(by) >= 4 { // nearly all of the time of the soft bound is spent here
			row[0] += x * by[0]
			row[1] += x * by[1]
			row[2] += x * by[2]
			row[3] += x * by[3]
			row, by = row[4:], by[4:]
		}
		for r := range row {
			row[r] += x * by[r]
		}
	}
}

// mirror divides the lower half by tau and copies it to the upper.
func (o *Oracle) mirror(hessian []float64, tau float64) {
	if hessian == nil {
		return
	}
	for q := range o.dims {
		for r := range q + 1 {
			x := hessian[q*o.dims+r] / tau
			hessian[q*o.dims+r], hessian[r*o.dims+q] = x, x
		}
	}
}
