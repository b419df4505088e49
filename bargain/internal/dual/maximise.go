package dual

import (
	"context"
	"math"
	"math/big"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// Options of a search; the zero value looks for one best package until it is
// proven.
type Options struct {
	// Known are packages to start from, by local cells. Those that are not in
	// the space are left out.
	Known [][]int
	// Floors are in force in place of the space's where not nil: by column,
	// nil for none.
	Floors [][]uint64
	// AtLeast is the least value of interest: where no package reaches it the
	// result has none, and is proven. Enough ends the search at a package that
	// has it. Of a product both are products with whole powers, as Lower is.
	AtLeast, Enough *big.Rat
	// Ties is how many packages with the best value but different worth are
	// wanted; 0 is for 1.
	Ties int
	// Gap ends the search when upper − lower is at most that, in the unit of
	// Upper; 0: never.
	Gap float64
	// Nodes ends the search after so many, once there is a package: the
	// result is then not Proven, and Upper says by how much; 0: never. Of
	// Maximise alone.
	Nodes int
	// Tries, if above 0, is after how many nodes a search that has found no
	// package gives up. Of Decide alone.
	Tries int
	// Start are the multipliers of a result with the same goal on a space like
	// this one, to begin with.
	Start []float64
	// Report, where not nil, is called now and then with the bounds so far.
	Report func(lower, upper float64)

	draws   int  // packages drawn at the root; 0: 2
	lexical bool // the search is a level of a leximin
	apart   []*distance
	list    *list
	hook    func(d *Domain, bound float64)
}

// Result is the answer of a search.
type Result struct {
	// Best are packages with the greatest value found, by local cells, each
	// of another worth, the one found first before the others; none where no
	// package reaches the floors or Options.AtLeast.
	Best [][]int
	// Complete says that no other worth has that value.
	Complete bool
	// Lower is the value of Best, exactly; nil where there is none. Of a
	// product, see Product.
	Lower *big.Rat
	// Upper is a bound on the value of every package that reaches the floors,
	// rounded up and proven, whether or not the search ended; -Inf where there
	// is none. With AtLeast, it bounds those that reach it.
	Upper float64
	// Floor is the value of Best in the unit of Upper, rounded down.
	Floor float64
	// Proven says that no package has a greater value.
	Proven bool
	// Nodes of the branch and bound.
	Nodes int
	// Levels are the values proven, the least first; of Leximin.
	Levels []*big.Rat
	// Multipliers the search ended its first node with, for Options.Start.
	Multipliers []float64
}

// Maximise returns the packages of the space with the greatest value that
// break no rule and reach the floors. When the context ends it returns what is
// certain by then with the context's error. Time is exponential at worst; a
// node takes time in proportion to its cells times the square of the columns,
// a few times. The space must not be TooWide.
func Maximise(ctx context.Context, s *network.Space, g Goal, opt Options) (Result, error) {
	r, err := newSearch(ctx, s, g, opt).result()
	if err != nil || g.kind != product || len(r.Best) > 0 || opt.AtLeast != nil && opt.AtLeast.Sign() > 0 {
		return r, err
	}
	return worthless(ctx, s, g, opt, r)
}

// worthless returns packages with a product of 0, where there are no others.
func worthless(ctx context.Context, s *network.Space, g Goal, opt Options, r Result) (Result, error) {
	m := g.measure(s)
	floors := make([][]uint64, s.Columns)
	copy(floors, s.Floors)
	if opt.Floors != nil {
		copy(floors, opt.Floors)
	}
	for j, q := range g.who {
		raise(floors, q, m.reach(j, new(big.Int)), s.Limbs)
	}
	opt.Floors, opt.AtLeast, opt.Enough, opt.Start, opt.Report = floors, nil, nil, nil, nil
	zero, err := Maximise(ctx, s, Sum(nil), opt)
	zero.Nodes += r.Nodes
	zero.Upper, zero.Floor, zero.Multipliers = r.Upper, math.Inf(-1), r.Multipliers
	return zero, err
}

// raise makes a column's floor at least so much.
func raise(floors [][]uint64, q int, least *big.Int, limbs int) {
	floor := make([]uint64, limbs)
	switch {
	case least.BitLen() > 64*limbs && least.Sign() > 0: // no amount is that large
		for n := range floor {
			floor[n] = math.MaxUint64
		}
	case least.Sign() > 0:
		amount.Put(floor, least)
	}
	if floors[q] == nil || amount.Compare(floors[q], floor) < 0 {
		floors[q] = floor
	}
}

// newSearch sets up a search.
func newSearch(ctx context.Context, s *network.Space, g Goal, opt Options) *search {
	x := &search{ctx: ctx, s: s, opt: opt, m: g.measure(s), floors: opt.Floors, apart: opt.apart, hook: opt.hook}
	if x.floors == nil {
		x.floors = s.Floors
	}
	if x.opt.draws == 0 {
		x.opt.draws = 2
	}
	x.opt.Ties = max(1, opt.Ties)
	x.few, x.many = float64(few), many
	if opt.list != nil {
		x.few = float64(max(few, 10*opt.list.count))
	}
	if opt.AtLeast != nil {
		x.bar = ceil(new(big.Int).Mul(opt.AtLeast.Num(), x.m.unit), opt.AtLeast.Denom())
	}
	if g.kind == product {
		x.powers, _ = new(big.Float).SetInt(common(g.weight)).Float64()
		x.positive()
		if one := big.NewInt(1); x.bar == nil || x.bar.Cmp(one) < 0 {
			x.bar = one
		}
	}
	x.worth = make([]uint64, s.Columns*s.Limbs)
	x.local = make([]int, len(s.Places))
	x.exact = make([][]uint64, len(x.m.who))
	for j := range x.exact {
		x.exact[j] = make([]uint64, s.Limbs)
	}
	return x
}

// positive raises the floors of a product's columns to the first amount above
// the origin: a package with less has a product of 0, and is no business of
// the bound.
func (x *search) positive() {
	floors := make([][]uint64, x.s.Columns)
	copy(floors, x.floors)
	for j, q := range x.m.who {
		raise(floors, q, x.m.reach(j, big.NewInt(1)), x.s.Limbs)
	}
	x.floors = floors
}
