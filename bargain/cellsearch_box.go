package bargain

import (
	"math"
	"math/big"

	"parley"
)

// worths is what the cells of a problem are worth to each column of its table
// at their two ends, in rationals and in floats.
type worths struct {
	p         *Problem
	low, high [][][]*big.Rat // by column, issue and cell
	lows      [][][]float64
	highs     [][][]float64
	columns   int
	parties   int // the first columns, of the parties whose consent counts
}

func (p *Problem) newWorths() *worths {
	w := &worths{p: p, columns: len(p.columns), parties: p.consentingColumns()}
	for _, v := range p.columns {
		voter := &p.voters[v]
		var low, high [][]*big.Rat
		var lows, highs [][]float64
		for at := range p.issues {
			m := voter.measures[at]
			n := len(p.issues[at].cells)
			a, b := make([]*big.Rat, n), make([]*big.Rat, n)
			fa, fb := make([]float64, n), make([]float64, n)
			for k := range n {
				a[k] = m.mid(m.forms[2*k])
				b[k] = a[k]
				if p.issues[at].cells[k].interval() {
					b[k] = m.mid(m.forms[2*k+1])
				}
				fa[k], fb[k] = toFloat(a[k]), toFloat(b[k])
			}
			low, high, lows, highs = append(low, a), append(high, b), append(lows, fa), append(highs, fb)
		}
		w.low, w.high, w.lows, w.highs = append(w.low, low), append(w.high, high), append(w.lows, lows), append(w.highs, highs)
	}
	return w
}

// cellsOf decodes a leaf's id.
func (w *worths) cellsOf(id uint64, cells []int) {
	for at := len(w.p.issues) - 1; at >= 0; at-- {
		n := uint64(len(w.p.issues[at].cells))
		cells[at] = int(id % n)
		id /= n
	}
}

// box is one cell of every issue.
type box struct {
	p         *Problem
	id        uint64
	cells     []int
	free      []int        // the issues whose cell is an interval: the variables
	base      []*big.Rat   // by column: the utility where every variable is 0
	slope     [][]*big.Rat // by column and variable
	lowIn     []bool       // by variable: whether its ends belong to the box
	highIn    []bool
	committed flags // marks of the owners that the box commits
}

func (w *worths) box(id uint64) *box {
	cells := make([]int, len(w.p.issues))
	w.cellsOf(id, cells)
	base := make([]*big.Rat, len(w.p.columns))
	for q, v := range w.p.columns {
		base[q] = new(big.Rat)
		for at, k := range cells {
			base[q].Add(base[q], w.low[q][at][k])
		}
		for _, l := range w.p.voters[v].links {
			if l.applies(cells) {
				base[q].Add(base[q], l.worth.mid)
			}
		}
	}
	b := w.boxOf(cells, base)
	b.id = id
	return b
}

// boxOf returns the box of these cells, at whose low ends utilities are the
// base; it keeps both. It has no number: where boxes are not listed there can
// be too many.
func (w *worths) boxOf(cells []int, base []*big.Rat) *box {
	p := w.p
	b := &box{p: p, cells: cells}
	for at := range p.issues {
		if c := &p.issues[at].cells[b.cells[at]]; c.interval() {
			b.free = append(b.free, at)
			b.lowIn, b.highIn = append(b.lowIn, c.lowIn), append(b.highIn, c.highIn)
		}
	}
	b.base = base
	for q := range p.columns {
		slope := make([]*big.Rat, len(b.free))
		for j, at := range b.free {
			k := b.cells[at]
			slope[j] = new(big.Rat).Sub(w.high[q][at][k], w.low[q][at][k])
		}
		b.slope = append(b.slope, slope)
	}
	for v := p.consenting; v < len(p.voters); v++ {
		if commit := p.voters[v].commit; matches(p.items[commit].rows, b.cells) {
			b.committed.add(commit)
		}
	}
	return b
}

// open reports whether an end of the box is only approached.
func (b *box) open() bool {
	for j := range b.free {
		if !b.lowIn[j] || !b.highIn[j] {
			return true
		}
	}
	return false
}

// inside reports whether the point is reached, as far as ends are concerned.
func (b *box) inside(t []*big.Rat) bool {
	for j := range b.free {
		if t[j].Sign() == 0 && !b.lowIn[j] || t[j].Cmp(one) == 0 && !b.highIn[j] {
			return false
		}
	}
	return true
}

// at returns the column's utility at a point.
func (b *box) at(q int, t []*big.Rat) *big.Rat {
	u := new(big.Rat).Set(b.base[q])
	x := new(big.Rat)
	for j, s := range b.slope[q] {
		if s.Sign() != 0 && t[j].Sign() != 0 {
			u.Add(u, x.Mul(s, t[j]))
		}
	}
	return u
}

// utility returns the utilities, at a point, of the parties whose consent
// counts.
func (b *box) utility(t []*big.Rat) []*big.Rat {
	u := make([]*big.Rat, b.p.consentingColumns())
	for q := range u {
		u[q] = b.at(q, t)
	}
	return u
}

// ends returns the least and the most of the column's utility on the box.
func (b *box) ends(q int) (least, most *big.Rat) {
	least, most = new(big.Rat).Set(b.base[q]), new(big.Rat).Set(b.base[q])
	for _, s := range b.slope[q] {
		if s.Sign() < 0 {
			least.Add(least, s)
		} else {
			most.Add(most, s)
		}
	}
	return least, most
}

// package at a point of the box; of a discrete issue the first of the cell's
// choices.
func (b *box) packageAt(t []*big.Rat) parley.Package {
	pkg := parley.Package{}
	for at := range b.p.issues {
		pkg[b.p.issues[at].ID] = b.p.issues[at].cells[b.cells[at]].choice
	}
	for j, at := range b.free {
		c := &b.p.issues[at].cells[b.cells[at]]
		pkg[b.p.issues[at].ID] = parley.Choice{Number: c.low.Add(c.high.Sub(c.low).Mul(parley.Exactly(t[j])))}
	}
	return pkg
}

// choices returns for how many packages each point of the box stands.
func (b *box) choices() *big.Int {
	n := big.NewInt(1)
	for at, k := range b.cells {
		if c := &b.p.issues[at].cells[k]; !c.interval() {
			n.Mul(n, big.NewInt(c.count))
		}
	}
	return n
}

// plain returns a point of the box with simple numbers: each variable at an
// end that belongs to it, or in the middle.
func (b *box) plain() []*big.Rat {
	t := make([]*big.Rat, len(b.free))
	for j := range t {
		t[j] = b.resting(j)
	}
	return t
}

func (b *box) resting(j int) *big.Rat {
	switch {
	case b.lowIn[j]:
		return zero
	case b.highIn[j]:
		return one
	}
	return half
}

var half = big.NewRat(1, 2)

// functional is Σ weight × utility over the columns: the most that it can be
// on a box, fallbacks apart, in floats that are never too low.
type functional struct {
	w     *worths
	by    [][]float64 // by issue and cell
	links []functionalLink
	slack float64 // above any rounding error
}

type functionalLink struct {
	rows   []row
	missed bool
	worth  float64
}

func (w *worths) functional(weights []float64) *functional {
	f := &functional{w: w}
	for at := range w.p.issues {
		by := make([]float64, len(w.p.issues[at].cells))
		size := 0.0
		for k := range by {
			low, high, a, b := 0.0, 0.0, 0.0, 0.0
			for q, x := range weights {
				low += x * w.lows[q][at][k]
				high += x * w.highs[q][at][k]
				a += math.Abs(x * w.lows[q][at][k])
				b += math.Abs(x * w.highs[q][at][k])
			}
			by[k] = math.Max(low, high)
			size = math.Max(size, math.Max(a, b))
		}
		f.by = append(f.by, by)
		f.slack += size
	}
	for q, v := range w.p.columns {
		if weights[q] == 0 {
			continue
		}
		for _, l := range w.p.voters[v].links {
			x := weights[q] * toFloat(l.worth.mid)
			f.links = append(f.links, functionalLink{l.rows, l.missed, x})
			f.slack += math.Abs(x)
		}
	}
	f.slack *= slackFactor
	return f
}

// slackFactor is how much, relative to the sizes that are added up, a float
// sum is raised so that it is never too low: rounding is a thousandth of it.
const slackFactor = 1e-11

func (f *functional) most(cells []int) float64 {
	sum := f.slack
	for at, k := range cells {
		sum += f.by[at][k]
	}
	for i := range f.links {
		if matches(f.links[i].rows, cells) != f.links[i].missed {
			sum += f.links[i].worth
		}
	}
	return sum
}
