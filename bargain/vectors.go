package bargain

import (
	"math/big"

	"parley"
)

// vectors is the outcomes of a frontier as whole numbers, highest first: a
// frontier can have a million, and only those that are shown are spelled out.
type vectors struct {
	n       int
	width   int      // limbs of an outcome; at least those of the parties whose consent counts
	amounts []uint64 // outcome by outcome; nil: row tells them one by one
	row     func(to []uint64, i int) []uint64
	ties    func(i int) Count
	cells   func(of []int) []uint32 // of one of the tied packages each, issue by issue
}

// pkg returns one of the tied packages, the same that cells tells.
func (v *vectors) pkg(p *Problem, i int) parley.Package { return packageAt(p, v.cells([]int{i})) }

func (v *vectors) size() int {
	if v == nil {
		return 0
	}
	return v.n
}

// at returns the amounts of an outcome, not to be changed.
func (v *vectors) at(i int) []uint64 {
	if v.amounts == nil {
		return v.row(make([]uint64, 0, v.width), i)
	}
	return v.amounts[i*v.width : (i+1)*v.width]
}

// appendAt appends them to a list.
func (v *vectors) appendAt(list []uint64, i int) []uint64 {
	if v.amounts == nil {
		return v.row(list, i)
	}
	return append(list, v.at(i)...)
}

// indices returns 0, 1, … for all outcomes.
func (v *vectors) indices() []int {
	list := make([]int, v.size())
	for i := range list {
		list[i] = i
	}
	return list
}

// vectorsOf takes over the points of a walk.
func (p *Problem) vectorsOf(points []*point) *vectors {
	v := &vectors{n: len(points), width: p.consentingColumns() * p.table.limbs}
	for _, pt := range points {
		v.amounts = append(v.amounts, pt.amounts[:v.width]...)
	}
	v.ties = func(i int) Count { return Count{Int: points[i].ties.int()} }
	v.cells = func(of []int) []uint32 {
		cells := make([]uint32, len(of)*len(p.issues))
		for n, i := range of {
			p.cellsOfID(points[i].first, cells[n*len(p.issues):(n+1)*len(p.issues)])
		}
		return cells
	}
	return v
}

// candidates spells out the utilities of some outcomes.
func (p *Problem) candidates(v *vectors, which []int) []candidate {
	list := make([]candidate, len(which))
	for n, i := range which {
		list[n] = candidate{from: v, index: i, utility: make([]*big.Rat, p.consentingColumns())}
		for q := range list[n].utility {
			list[n].utility[q] = p.table.rat(v.at(i), q)
		}
	}
	return list
}
