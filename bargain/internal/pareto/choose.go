package pareto

import "sort"

// choices is packages, each a row of local cells, one for every place that is
// not hidden.
type choices struct {
	width int
	cells []uint32
}

func newChoices(packages, width int) *choices {
	return &choices{width, make([]uint32, packages*width)}
}

func (c *choices) set(row, place, cell int) {
	if place < c.width { // hidden ones follow from the others
		c.cells[row*c.width+place] = uint32(cell)
	}
}

// points are some points of a set, each with the row that it fills. Many are
// followed at a time through the same steps: what each of them looks up lies
// far apart in memory, and one look-up need not wait for another.
type points struct {
	at, rows []int
}

func (p *points) add(at, row int) {
	p.at, p.rows = append(p.at, at), append(p.rows, row)
}

// choose sets the places that have been settled in the set to what the points
// choose. It uses up p.
func (s *set) choose(p points, to *choices) {
	for len(p.at) > 0 {
		switch {
		case s.terms != nil && s.single():
			for n, i := range p.at {
				which, from := s.trace.of(i)
				to.set(p.rows[n], s.place, s.terms[which].cell)
				p.at[n] = from
			}
			s = s.terms[0].of
		case s.terms != nil:
			parts := map[*set]*points{}
			var order []*set
			for n, i := range p.at {
				which, from := s.trace.of(i)
				t := s.terms[which]
				to.set(p.rows[n], s.place, t.cell)
				if parts[t.of] == nil {
					parts[t.of] = &points{}
					order = append(order, t.of)
				}
				parts[t.of].add(from, p.rows[n])
			}
			for _, of := range order {
				of.choose(*parts[of], to)
			}
			return
		case s.right != nil:
			right := points{make([]int, len(p.at)), p.rows}
			for n, i := range p.at {
				right.at[n], p.at[n] = s.trace.of(i)
			}
			s.right.choose(right, to)
			s = s.left
		default:
			return
		}
	}
}

// single reports whether all terms shift the same set.
func (s *set) single() bool {
	for _, t := range s.terms {
		if t.of != s.terms[0].of {
			return false
		}
	}
	return true
}

func (d *dense) choose(p points, to *choices) {
	x := make([]uint64, len(p.at))
	for n, i := range p.at {
		x[n] = d.end.at[0][i]
	}
	for s := len(d.stages) - 1; s >= 0; s-- {
		l := &d.stages[s]
		for n, row := range p.rows {
			o := &l.options[l.chosen[x[n]]]
			to.set(row, l.place, o.cell)
			x[n] -= o.worth[0]
		}
	}
	first := d.base.at[0][:d.base.n]
	for n := range p.at {
		p.at[n] = sort.Search(len(first), func(j int) bool { return first[j] <= x[n] })
	}
	d.base.choose(p, to)
}

func (l *line) choose(p points, to *choices) {
	x := make([]uint64, len(p.at))
	for n, i := range p.at {
		x[n] = l.x[i]
	}
	for s := len(l.stages) - 1; s >= 0; s-- {
		st := &l.stages[s]
		for n, row := range p.rows {
			for _, o := range st.options {
				if from := x[n] - o.worth[0]; o.worth[0] <= x[n] && from/64 < uint64(len(st.before)) && st.before[from/64]>>(from%64)&1 == 1 {
					to.set(row, st.place, o.cell)
					x[n] = from
					break
				}
			}
		}
	}
}

func (k *kept) choose(p points, to *choices) {
	if k.last.firsts == nil {
		k.last.choose(p, to)
		return
	}
	for n, i := range p.at { // the number of a package says all its cells
		number := k.last.firsts[i]
		for place, stride := range k.count.strides {
			to.set(p.rows[n], place, int(number/stride))
			number %= stride
		}
	}
}
