// Package pareto finds the exact Pareto frontier of a space of packages: the
// amounts that some package has and no package beats for one party without
// falling behind for another, each with a package.
//
// Its work grows with the number of points, not with the number of packages.
// Everything is one operation: a frontier is shifted by each of several
// amounts, and what is not dominated in the union is kept. An issue that
// stands alone shifts by what its cells are worth; issues that are tied do so
// along the buckets of the space, where a frontier stands for every state of a
// separator; two parts that share no state shift each other. The files
// two.go, spread.go, three.go, sweep.go, boxes.go and many.go do the operation
// for so many coordinates, long.go for amounts that no machine word holds;
// stages.go, groups.go and tree.go say what is united with what. Two coordinates on a fine grid, or
// with nothing but division between them, have ways of their own in dense.go
// and line.go; ties.go counts packages beside the search.
package pareto

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"parley/bargain/internal/network"
)

// Options says how to look for a frontier. The zero value is usable.
type Options struct {
	Limit  int                // the most points kept at any time; 0: the default for so many parties
	Ties   bool               // count the packages of each point, and find the first
	Report func(done float64) // called now and then with 0 … 1, never falling; may be nil
}

// ErrTooMany says that a frontier, or one of a part of the issues, has more
// points than the limit.
type ErrTooMany struct {
	Limit         int
	Stage, Stages int // at which of how many steps that was, from 1
}

// Error says it in words.
func (e *ErrTooMany) Error() string {
	return fmt.Sprintf("the frontier has more than %d points at step %d of %d", e.Limit, e.Stage, e.Stages)
}

// ErrTooWide says that the space has no buckets because its tables would be
// too large.
var ErrTooWide = errors.New("what ties the issues is too wide for tables")

// Default limits: a point costs some 50 bytes, and the time for one grows with
// the number of parties.
const (
	limitTwo   = 5_000_000
	limitThree = 1_500_000
	limitMany  = 500_000
)

func defaultLimit(coordinates int) int {
	switch {
	case coordinates <= 2:
		return limitTwo
	case coordinates == 3:
		return limitThree
	}
	return limitMany
}

// Front is a frontier. It may be read from several goroutines.
type Front struct {
	space  *network.Space
	scale  *scale
	points store
	n      int
	ties   bool // were counted
	method string
}

// store is what an algorithm leaves behind: points, and how to find a package
// and the number of packages of each.
type store interface {
	value(coordinate, i int) []uint64 // the scaled amount
	choose(p points, to *choices)     // sets the places that are not hidden
	ties(i int) *big.Int
}

// Frontier returns the frontier of the space: the amounts of the parties, over
// the packages that break no rule and reach all floors, that are not
// dominated. Without parties that is one point without amounts, if there is a
// package.
//
// It stops with the error of ctx when ctx is done, with *ErrTooMany beyond the
// limit and with ErrTooWide for a space that is; the front is then nil, never a
// part of one: until the last step nothing is certain, for what has been put
// together by then may be dominated or reach no floor. ctx is asked at least
// once in some million comparisons. The time is that of the algorithm that is
// picked, see the files.
func Frontier(ctx context.Context, s *network.Space, o Options) (*Front, error) {
	f := &Front{space: s, ties: o.Ties}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s.Barred {
		f.method = "no package is left once single issues are looked at"
		return f, nil
	}
	if s.TooWide {
		return nil, ErrTooWide
	}
	f.scale = newScale(s)
	r := newRun(ctx, f.scale, o)
	if err := r.solve(f); err != nil {
		return nil, err
	}
	r.report(1)
	return f, nil
}

// Len returns how many points there are.
func (f *Front) Len() int { return f.n }

// Amounts returns what the parties have at point i, Parties × limbs; points
// are in lexicographic order, the highest first.
func (f *Front) Amounts(i int) []uint64 {
	return f.Append(make([]uint64, 0, f.space.Parties*f.space.Limbs), i)
}

// Append appends them to a list.
func (f *Front) Append(list []uint64, i int) []uint64 {
	s, n := f.space, len(list)
	for range s.Parties * s.Limbs {
		list = append(list, 0)
	}
	for q := range s.Parties {
		f.scale.restore(list[n+q*s.Limbs:n+(q+1)*s.Limbs], q, f.points.value(q, i))
	}
	return list
}

// Local returns a package with the amounts of point i: local cells, hidden
// places included; the space's Chosen maps them to the network's cells.
//
// Of several packages with these amounts it is the first in file order where
// ties were counted and the issues have fewer than 2^64 combinations of cells.
// Otherwise it is the one whose cells are least in the issue that was merged
// last, then in the one before, and so on. Issues are merged from the last of
// the file to the first, so that this too is the first, where no issue is tied
// to another, none has more than 64 cells, no column is held to a floor and no
// table is used; else it is some package, always the same.
func (f *Front) Local(i int) []int {
	local := make([]int, len(f.space.Places))
	to := newChoices(1, f.space.Issues)
	f.points.choose(points{[]int{i}, []int{0}}, to)
	for place, k := range to.cells {
		local[place] = int(k)
	}
	f.space.Settle(local)
	return local
}

// Cells returns such packages of many points, one after the other: of each the
// cells of the network's issues, as Chosen gives them. That takes far less time
// than one after the other.
func (f *Front) Cells(of []int) []uint32 {
	to := newChoices(len(of), f.space.Issues)
	p := points{make([]int, len(of)), make([]int, len(of))}
	for row, i := range of {
		p.at[row], p.rows[row] = i, row
	}
	if len(of) > 0 {
		f.points.choose(p, to)
	}
	for n, k := range to.cells {
		to.cells[n] = uint32(f.space.Places[n%to.width].Cells[k])
	}
	return to.cells
}

// Ties returns how many packages have exactly the amounts of point i, a cell
// counting as often as it stands for choices. It knows only where they were
// counted on the way: without Options.Ties it returns nil, which stands for
// not known.
func (f *Front) Ties(i int) *big.Int {
	if !f.ties {
		return nil
	}
	return f.points.ties(i)
}

// Method says in plain words which algorithm was picked and why.
func (f *Front) Method() string { return f.method }
