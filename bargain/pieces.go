package bargain

import (
	"context"
	"math/big"
	"slices"
	"sync"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
)

// pieces states a problem with continuous issues by the ends of their
// intervals. Between two ends every utility is linear, so that bounds by
// weighings over the ends hold for all that is between (package dual), and no
// more is needed to find, among very many boxes, those that are worth solving.
type pieces struct {
	p      *Problem
	ends   *Problem // the same with the ends of the intervals for their cells
	of     [][]int  // by issue and cell of ends: the cell of p; nil where they are the same
	spaces map[mask]*network.Space
	grid   *Problem // the same with points on the intervals; nil until it is asked for
	on     [][]int  // and the cell of each
}

func (p *Problem) newPieces() *pieces {
	x := &pieces{p: p, spaces: map[mask]*network.Space{}}
	x.ends, x.of = p.dotted(1)
	return x
}

// dotted returns the problem with points for the cells of continuous issues:
// of each interval the ends and so many parts less one between them. Ends that
// do not belong to their interval count all the same. Only what tables and
// networks are made of is taken over. For each issue it says which cell its
// points are of; nil where cells are what they were.
func (p *Problem) dotted(parts int) (*Problem, [][]int) {
	q := *p
	q.issues = make([]issue, len(p.issues))
	of, along := make([][]int, len(p.issues)), make([][]*big.Rat, len(p.issues))
	for at := range p.issues {
		i := p.issues[at]
		if i.Continuous() {
			i.cells = nil
			for k, c := range p.issues[at].cells {
				steps := 0
				if c.interval() {
					steps = parts
				}
				for n := range steps + 1 {
					point := c
					point.count = 1
					i.cells = append(i.cells, point)
					of[at] = append(of[at], k)
					along[at] = append(along[at], big.NewRat(int64(n), int64(max(steps, 1))))
				}
			}
		}
		q.issues[at] = i
	}
	rows := func(list []row) []row {
		out := make([]row, len(list))
		for n, r := range list {
			for _, t := range r {
				if of[t.issue] != nil {
					cells := make([]bool, len(of[t.issue]))
					for j, k := range of[t.issue] {
						cells[j] = t.cells[k]
					}
					t.cells = cells
				}
				out[n] = append(out[n], t)
			}
		}
		if list == nil {
			return nil
		}
		return out
	}
	q.items = make([]item, len(p.items))
	for n, it := range p.items {
		it.rows, it.ifs = rows(it.rows), rows(it.ifs)
		q.items[n] = it
	}
	q.voters = make([]voter, len(p.voters))
	for v, voter := range p.voters {
		links := make([]linkage, len(voter.links))
		for n, l := range voter.links {
			l.rows = rows(l.rows)
			links[n] = l
		}
		voter.links = links
		measures := make([]*measure, len(voter.measures))
		for at, m := range voter.measures {
			if measures[at] = m; m == nil || of[at] == nil {
				continue
			}
			dots := *m
			dots.forms, dots.mids = nil, nil
			for n, k := range of[at] {
				x := new(big.Rat).Sub(m.mids[2*k+1], m.mids[2*k])
				x.Add(m.mids[2*k], x.Mul(x, along[at][n]))
				dots.mids = append(dots.mids, x, x)
			}
			measures[at] = &dots
		}
		voter.measures = measures
		q.voters[v] = voter
	}
	quantities := q.utilities()
	for n := range quantities {
		quantities[n].whole = true
		quantities[n].most = nil // floors are of sums, and only owners have a cap here
	}
	q.table = q.newTable(quantities)
	q.net = q.network(q.table, p.consentingColumns())
	q.lawful = sync.OnceValue(func() *network.Space { return spaceOf(q.net, q.rules()) })
	return &q, of
}

// space returns the packages that break none of the items, by the ends.
func (x *pieces) space(none mask) (*network.Space, error) {
	s := x.spaces[none]
	if s == nil {
		if len(x.spaces) == maxSpaces {
			clear(x.spaces)
		}
		s = spaceOf(x.ends.net, none)
		x.spaces[none] = s
	}
	if s.TooWide {
		return nil, tooWide()
	}
	return s, nil
}

// whole is a space with what belongs together of its cells.
func (x *pieces) whole(s *network.Space) dual.Pieces {
	h := dual.Pieces{Space: s, Piece: make([][]int, s.Issues)}
	for at := range h.Piece {
		if x.of[at] == nil {
			continue
		}
		n := 0
		for i, k := range s.Places[at].Cells {
			if i > 0 && x.of[at][k] != x.of[at][s.Places[at].Cells[i-1]] {
				n++
			}
			h.Piece[at] = append(h.Piece[at], n)
		}
	}
	return h
}

// gridParts is into how many parts intervals are cut where packages to begin
// with are looked for.
const gridParts = 16

// scout returns the cells of a package that is good by the aim, if points on a
// grid are all that continuous issues take; nil if none was found soon.
func (x *pieces) scout(ctx context.Context, toward aim, none mask) []int {
	if x.grid == nil {
		x.grid, x.on = x.p.dotted(gridParts)
	}
	s := spaceOf(x.grid.net, none)
	goal, _ := toward(x.grid, s)
	r, err := dual.Maximise(ctx, s, goal, dual.Options{Nodes: 1})
	if err != nil || len(r.Best) == 0 {
		return nil
	}
	cells := s.Chosen(r.Best[0])
	for at, k := range cells {
		if x.on[at] != nil {
			cells[at] = x.on[at][k]
		}
	}
	return cells
}

// base returns the utilities at the low ends of a box, by column: sums of whole
// numbers, which the table has.
func (x *pieces) base(cells []int) []*big.Rat {
	t := x.ends.table
	dots := make([]int, len(cells))
	sum := make([]uint64, t.width)
	for at, k := range cells {
		if dots[at] = k; x.of[at] != nil {
			dots[at], _ = slices.BinarySearch(x.of[at], k)
		}
		from := dots[at] * t.width
		amount.Add(sum, sum, t.worth[at][from:from+t.width], t.limbs)
	}
	for _, l := range t.links {
		if matches(l.rows, dots) == l.matched {
			amount.Add(sum, sum, l.amount, t.limbs)
		}
	}
	base := make([]*big.Rat, t.columns)
	for q := range base {
		base[q] = t.rat(sum, q)
	}
	return base
}

// cells returns the cells of the problem that local cells of a space belong to.
func (x *pieces) cells(s *network.Space, local []int) []int {
	cells := s.Chosen(local)
	for at, k := range cells {
		if x.of[at] != nil {
			cells[at] = x.of[at][k]
		}
	}
	return cells
}
