package bargain

import (
	"context"
	"math/big"
	"slices"

	"parley"
	"parley/bargain/internal/amount"
	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
)

// Limits of listing tied packages: for so many outcomes of a frontier, and
// with so many questions in all.
const (
	maxTiedOutcomesOfFrontier = 200
	maxTieQuestions           = 100_000
)

// tying lists packages with the utilities of an outcome that nothing
// dominates: those that reach all of them. It goes through the choices of one
// issue after the other, in file order, and asks of each whether such a
// package takes it; the package at hand answers for all that it takes, so that
// questions are asked of what changes alone.
type tying struct {
	p      *Problem
	floors [][]uint64 // by column: the outcome's utilities
	ignore mask
	asks   *int // how many questions may still be asked
	most   int
	closed [][]bool // by issue and cell: no tied package takes it
	list   []parley.Package
}

// fillTied lists the first tied packages of each outcome, of which the first
// stands for it. Where the context ends it, the outcome at hand and those after
// it have no list: a part of one would look like all of it.
func (a *analysis) fillTied(list []Outcome, ignore mask) error {
	if a.o.Ties == 0 || a.p.total == nil || a.y == nil || a.p.method == byRectangles {
		return nil
	}
	asks := maxTieQuestions
	for n := range list {
		o := &list[n]
		if o.Package == nil || o.Limit {
			continue
		}
		x := &tying{p: a.p, ignore: ignore, asks: &asks, most: a.o.Ties, floors: make([][]uint64, a.p.consentingColumns())}
		for q := range x.floors {
			x.floors[q] = make([]uint64, a.p.table.limbs)
			amount.Put(x.floors[q], floorInt(a.p.origin(o.Utility[a.y.parties[q]].Rat(), q)))
		}
		for at := range a.p.issues {
			x.closed = append(x.closed, make([]bool, len(a.p.issues[at].cells)))
		}
		if err := x.from(a.ctx, 0, map[int]int{}, a.p.cellsOf(o.Package), parley.Package{}); err != nil {
			return err
		}
		if o.Tied = x.list; len(x.list) > 0 {
			o.Package = x.list[0]
		}
	}
	return nil
}

// from goes on at an issue, with the choices so far and a package of the zone
// that makes them.
func (x *tying) from(ctx context.Context, at int, chosen map[int]int, known []int, pkg parley.Package) error {
	if at == len(x.p.issues) {
		full := parley.Package{}
		for id, c := range pkg {
			full[id] = c
		}
		x.list = append(x.list, full)
		return nil
	}
	i := &x.p.issues[at]
	witness := make([][]int, len(i.cells)) // by cell: a package that takes it, besides what is chosen
	witness[known[at]] = known
	asked := make([]bool, len(i.cells))
	asked[known[at]] = true
	for n, k := range i.cellOf {
		if !asked[k] {
			asked[k] = true
			var err error
			if witness[k], err = x.ask(ctx, at, k, chosen); err != nil {
				return err
			}
		}
		if witness[k] == nil {
			continue
		}
		chosen[at] = k
		pkg[i.ID] = i.At(n)
		err := x.from(ctx, at+1, chosen, witness[k], pkg)
		delete(chosen, at)
		if err != nil || len(x.list) == x.most {
			return err
		}
	}
	return nil
}

// ask returns a tied package that takes the cell and what is chosen, or nil.
// The first time it asks without what is chosen: most cells are in no tied
// package at all.
func (x *tying) ask(ctx context.Context, at, k int, chosen map[int]int) ([]int, error) {
	if x.closed[at][k] {
		return nil, nil
	}
	anywhere, err := x.tied(ctx, map[int]int{at: k})
	if err != nil || anywhere == nil {
		x.closed[at][k] = err == nil
		return nil, err
	}
	agrees := true
	for other, cell := range chosen {
		agrees = agrees && anywhere[other] == cell
	}
	if agrees {
		return anywhere, nil
	}
	with := map[int]int{at: k}
	for other, cell := range chosen {
		with[other] = cell
	}
	return x.tied(ctx, with)
}

// tied returns the cells of a tied package that takes some, or nil. Beyond the
// limit on questions it finds none.
func (x *tying) tied(ctx context.Context, cells map[int]int) ([]int, error) {
	if *x.asks == 0 {
		return nil, nil
	}
	*x.asks--
	s := spaceOf(choosing(x.p.net, cells), x.p.everything().minus(x.ignore))
	if s.TooWide {
		return nil, nil
	}
	v, err := dual.Feasible(ctx, reaching(s, x.floors), dual.Options{})
	if err != nil || v.Witness == nil {
		return nil, err
	}
	return s.Chosen(v.Witness), nil
}

// reaching returns the space with floors for the parties whose consent counts.
func reaching(s *network.Space, floors [][]uint64) *network.Space {
	t := *s
	t.Floors = slices.Clone(s.Floors)
	for q, floor := range floors {
		if t.Floors[q] == nil || amount.Compare(t.Floors[q], floor) < 0 {
			t.Floors[q] = floor
		}
	}
	return &t
}

func floorInt(x *big.Rat) *big.Int {
	return new(big.Int).Div(x.Num(), x.Denom())
}
