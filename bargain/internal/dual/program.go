package dual

import "math"

// program is the dual of a goal over a domain: multipliers, one a row, make
// weights of the columns, and
//
//	goal(package) ≤ greatest weighted sum + offset(multipliers)
//
// holds for every package that reaches the floors, whatever the multipliers.
// The sum's rows are its floors; the product's are tangents of the logarithm;
// the least's add up to 1 by their scales. Columns are the oracle's, in its
// rough unit.
type program struct {
	o    *Oracle
	kind kind
	base []float64 // by column: what weighs whatever the multipliers
	rows []row

	weights          []float64 // buffers
	slope, curvature []float64
	gradient, step   []float64
	trial, along     []float64
	matrix           []float64
}

type form int

const (
	floorRow form = iota // column ≥ origin
	levelRow             // column ≥ origin + value × scale
	logRow               // weight × log (column − origin), column − origin ≥ least
)

type row struct {
	form   form
	column int
	origin float64
	scale  float64
	weight float64
	least  float64
}

// prepare makes the buffers.
func (p *program) prepare() {
	n, c := len(p.rows), p.o.dims
	p.weights, p.slope, p.curvature = make([]float64, c), make([]float64, c), make([]float64, c*c)
	p.gradient, p.step, p.trial, p.along = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	p.matrix = make([]float64, n*n)
}

// weigh writes the weights of the columns.
func (p *program) weigh(y []float64) []float64 {
	copy(p.weights, p.base)
	for j := range p.rows {
		p.weights[p.rows[j].column] += y[j]
	}
	return p.weights
}

// conjugate returns the greatest of a row's goal − multiplier × column.
func (r *row) conjugate(y float64) float64 {
	if r.form != logRow {
		return -y * r.origin
	}
	g := max(r.weight/y, r.least)
	return r.weight*math.Log(g) - y*(g+r.origin)
}

// offset returns what the bound adds to the greatest weighted sum, and the
// size of its terms.
func (p *program) offset(y []float64) (offset, size float64) {
	for j := range p.rows {
		r := &p.rows[j]
		x := r.conjugate(y[j])
		offset += x
		size += math.Abs(x)
		if r.form == logRow {
			size += r.weight + y[j]*math.Abs(r.origin)
		}
	}
	return offset, size
}

// normal makes the multipliers of the level rows, if there are any, add up to 1
// by their scales.
func (p *program) normal(y []float64) {
	total := 0.0
	for j := range p.rows {
		if p.rows[j].form == levelRow {
			total += y[j] * p.rows[j].scale
		}
	}
	if total == 0 {
		return
	}
	for j := range y {
		y[j] /= total
	}
}

// start returns multipliers to begin with when nothing is known.
func (p *program) start() []float64 {
	y := make([]float64, len(p.rows))
	typical, n := 0.0, 0.0
	for _, w := range p.base {
		typical += math.Abs(w)
	}
	for j := range p.rows {
		switch r := &p.rows[j]; r.form {
		case levelRow:
			y[j] = 1 / r.scale
			typical += y[j]
			n += y[j] * r.scale
		case logRow:
			y[j] = r.weight / max(r.least, 0.4*(1-r.origin), 0.01)
			typical += y[j]
		}
	}
	if n > 0 {
		typical /= n
	}
	for j := range p.rows {
		switch p.rows[j].form {
		case levelRow:
			y[j] /= n
		case floorRow:
			y[j] = 0.1 * max(typical, 1e-3) / float64(p.o.dims)
		}
	}
	return y
}

// smooth returns the smooth bound with a barrier against multipliers of 0, and
// leaves its gradient and curvature by row. sharp is the bound itself without
// margin where nothing is tied, else the smooth one.
func (p *program) smooth(y []float64, tau, barrier float64, d *Domain) (value, sharp float64) {
	value = p.o.softOpen(p.weigh(y), tau, d, p.slope, p.curvature)
	offset, _ := p.offset(y)
	sharp = p.o.sharp + offset
	value += offset
	n := len(p.rows)
	for j := range p.rows {
		r := &p.rows[j]
		p.gradient[j] = p.slope[r.column]
		for i := range p.rows {
			p.matrix[j*n+i] = p.curvature[r.column*p.o.dims+p.rows[i].column]
		}
		if r.form == logRow {
			g := r.weight / y[j]
			p.gradient[j] -= max(g, r.least) + r.origin
			if g > r.least {
				p.matrix[j*n+j] += g / y[j]
				continue
			}
		} else {
			p.gradient[j] -= r.origin
		}
		value -= barrier * math.Log(y[j])
		p.gradient[j] -= barrier / y[j]
		p.matrix[j*n+j] += barrier / (y[j] * y[j])
	}
	return value, sharp
}

// minimise improves multipliers at one temperature by Newton's method with
// backtracking, inside a logarithmic barrier (Fiacco and McCormick 1968), and
// leaves the best in y. It ends after so many steps, when the
// smooth bound is within a part of tau of its least, or when enough says that
// the bound of some multipliers will do.
func (p *program) minimise(d *Domain, y []float64, tau, barrier float64, steps int, enough func(y []float64, sharp float64) bool) {
	if len(y) == 0 {
		return
	}
	copy(p.trial, y)
	value, sharp := p.smooth(p.trial, tau, barrier, d)
	best := sharp
	if math.IsInf(value, 0) || math.IsNaN(value) {
		return
	}
	current := p.along
	copy(current, y)
	for range steps {
		if enough(current, sharp) {
			copy(y, current)
			return
		}
		if !p.newton() {
			return
		}
		slope, most := 0.0, 1.0
		for j, x := range p.step {
			slope += x * p.gradient[j]
			if x < 0 {
				most = min(most, -0.9*current[j]/x)
			}
		}
		if !(slope < -0.05*tau) { // not a number is no slope
			return
		}
		moved := false
		for range 8 {
			for j, x := range p.step {
				p.trial[j] = current[j] + most*x
			}
			next, nextSharp := p.smooth(p.trial, tau, barrier, d)
			if next <= value+0.1*most*slope {
				value, sharp, moved = next, nextSharp, true
				copy(current, p.trial)
				break
			}
			most /= 4
		}
		if !moved {
			return
		}
		if sharp < best {
			best = sharp
			copy(y, current)
		}
	}
	enough(current, sharp)
}

// newton writes the step that the gradient and curvature ask for, along which
// the level rows keep their sum; false where the curvature is of no use.
func (p *program) newton() bool {
	n := len(p.rows)
	trace := 0.0
	for j := range n {
		trace += p.matrix[j*n+j]
	}
	ridge := 1e-12*trace/float64(n) + 1e-300
	if !cholesky(p.matrix, n, ridge) {
		return false
	}
	for j := range n {
		p.step[j] = -p.gradient[j]
	}
	solve(p.matrix, n, p.step)
	if p.kind != least {
		return true
	}
	keep := p.trial // free until the step is tried
	for j := range p.rows {
		keep[j] = 0
		if p.rows[j].form == levelRow {
			keep[j] = p.rows[j].scale
		}
	}
	solve(p.matrix, n, keep)
	a, b := 0.0, 0.0
	for j := range p.rows {
		if p.rows[j].form == levelRow {
			a += p.rows[j].scale * p.step[j]
			b += p.rows[j].scale * keep[j]
		}
	}
	if b == 0 {
		return true
	}
	for j := range p.step {
		p.step[j] -= a / b * keep[j]
	}
	return true
}

// cholesky factors a symmetric matrix into its lower half, with a ridge added
// to the diagonal; false if it is not positive.
func cholesky(a []float64, n int, ridge float64) bool {
	for j := range n {
		row := a[j*n : j*n+j+1]
		for i := 0; i < j; i++ {
			other := a[i*n : i*n+i+1]
			x := row[i]
			for k, v := range other[:i] {
				x -= v * row[k]
			}
			row[i] = x / other[i]
		}
		x := row[j] + ridge
		for _, v := range row[:j] {
			x -= v * v
		}
		if !(x > 0) {
			return false
		}
		row[j] = math.Sqrt(x)
	}
	return true
}

// solve solves for one right side after cholesky, in place.
func solve(a []float64, n int, x []float64) {
	for j := range n {
		for k := range j {
			x[j] -= a[j*n+k] * x[k]
		}
		x[j] /= a[j*n+j]
	}
	for j := n - 1; j >= 0; j-- {
		x[j] /= a[j*n+j]
		for k := range j {
			x[k] -= a[j*n+k] * x[j]
		}
	}
}
