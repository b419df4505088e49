package dual

import (
	"container/heap"
	"context"
	"math"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// An issue that takes any number of a range is cut where something bends. On a
// piece between two cuts every column is linear, so that the piece is the line
// between its two ends, and a weighted sum is greatest at one of them. A space
// of the ends alone therefore has the same Lagrangian bound as that of all
// numbers between (the dual of a problem is that of its convex hull: Geoffrion
// 1974), and what a piece loses against the greatest sum is what the better of
// its ends loses. The search below branches on pieces and never on ends; what
// is best on a box, one piece or cell of every issue, is its caller's to find.

// Pieces is a space in which some issues are settled on pieces.
type Pieces struct {
	Space *network.Space
	// Piece is, by issue and local cell, the number of the piece whose end the
	// cell is; nil for an issue whose cells stand for themselves. The two ends
	// of a piece are of one class and of equal standing before every rule.
	Piece [][]int
}

// Hunt looks for the boxes on which a goal may reach what is wanted.
type Hunt struct {
	Pieces
	Goal   Goal
	Floors [][]uint64 // in force in place of the space's, where not nil
	// Enough is the least value of interest, in the unit of Result.Upper: of a
	// product the sum of weight × logarithm. Solve may raise it.
	Enough float64
	// Solve is told a box by one local cell of every place, any of a piece's
	// two. An error ends the hunt.
	Solve func(local []int) error
	// Closed, where not nil, is asked about a domain whose bound is no further
	// above Enough than rounding hides; true if it holds nothing of interest.
	Closed func(o *Oracle, d *Domain) bool
	// Pause, where not nil, is asked after Solve; true has Closed asked about the
	// node at hand before the hunt goes on.
	Pause  func() bool
	Report func(upper float64) // where not nil, is told the bound now and then
	Nodes  int                 // most to visit; 0: any number
	// Root, where not nil, is told at the end the weights under which all was
	// bounded first, by column of the space and for utilities in its Rough unit,
	// and a number, proven, that no package's weighted sum is above, whether it
	// reaches the floors or not.
	Root func(weights []float64, most float64)
}

// hunter is a hunt under way.
type hunter struct {
	*Hunt
	ctx     context.Context
	o       *Oracle
	p       *program
	columns []int // of the space, by dimension of the oracle
	d       *Domain
	lift    float64 // of a product: what rough gains hide of its logarithm
	deficit []float64
	least   []float64 // by piece of the place at hand: its deficit
	bound   float64
	total   float64
	budget  float64 // what a wanted package may lose
	slack   float64 // how far a deficit or the budget may be off
	open    frontier
	stack   []*node
	nodes   int
	turn    int
	y       []float64
	local   []int
	err     error
	first   []float64 // the multipliers of the root when it was bounded
	paused  bool      // Closed is to be asked
	sealed  bool      // and said yes when it was last
	line    boxLine
}

// Run visits nodes, the greatest bound first, until no box is left whose bound
// reaches Enough, and calls Solve for those that do. It returns a bound on the
// goal over all packages of the pieces that reach the floors, Enough at least:
// proven, rounded up, and valid when the context or Nodes end the hunt early,
// which done tells. Time is as Maximise says.
func (h *Hunt) Run(ctx context.Context) (upper float64, nodes int, done bool, err error) {
	if h.Space.TooWide {
		return math.Inf(1), 0, false, ErrTooWide
	}
	if h.Space.Barred {
		return math.Inf(-1), 0, true, nil
	}
	x := &hunter{Hunt: h, ctx: ctx}
	x.state()
	y := x.p.start()
	x.y = make([]float64, len(y))
	root := &node{bits: make([]uint64, (len(x.o.score)+63)/64), place: -1, y: y, bound: math.Inf(1)}
	x.d.save(root.bits)
	heap.Push(&x.open, root)
	x.run()
	x.tellRoot()
	upper = x.upper(math.Inf(-1))
	return upper, x.nodes, len(x.open) == 0 && len(x.stack) == 0, x.err
}

// tellRoot tells the weights of the root. What is greatest under them is found
// anew: the root's domain has lost what is not wanted.
func (x *hunter) tellRoot() {
	if x.Root == nil || x.first == nil {
		return
	}
	weights := x.p.weigh(x.first)
	most, ok := x.o.best(weights, nil, x.local)
	if !ok {
		return
	}
	list := make([]float64, x.Space.Columns)
	for n, q := range x.columns {
		list[q] = weights[n]
	}
	x.Root(list, most+x.o.Margin(weights))
}

// state states the goal as a program. A package between ends need not come to
// whole amounts, so that nothing here counts on them.
func (x *hunter) state() {
	s := x.Space
	floors := x.Floors
	if floors == nil {
		floors = s.Floors
	}
	m := x.Goal.measure(s)
	var columns []int
	index := make([]int, s.Columns)
	enter := func(q int) int {
		if index[q] == 0 {
			columns = append(columns, q)
			index[q] = len(columns)
		}
		return index[q] - 1
	}
	for _, q := range m.who {
		enter(q)
	}
	p := &program{kind: m.kind}
	powers := 1.0
	if m.kind == product {
		powers, _ = new(big.Float).SetInt(common(x.Goal.weight)).Float64()
	}
	held := map[int]bool{} // columns whose rows see to the floor; looked up only
	for j, q := range m.who {
		top := s.Tops[q]
		switch m.kind {
		case least:
			r := row{form: levelRow, column: enter(q), origin: float(m.offset[j], m.factor[j]) / top, scale: float(m.unit, m.factor[j]) / top}
			p.rows = append(p.rows, r)
			if floors[q] != nil && x.Enough >= 0 { // what is wanted is not below the origin
				held[q] = new(big.Rat).SetFrac(m.offset[j], m.factor[j]).Cmp(new(big.Rat).SetInt(amount.Int(floors[q]))) >= 0
			}
		case product:
			weight := float64(m.power[j]) / powers
			p.rows = append(p.rows, row{form: logRow, column: enter(q), origin: float(m.offset[j], m.factor[j]) / top, weight: weight})
			x.lift += weight * math.Log(top)
			held[q] = floors[q] != nil && new(big.Rat).SetFrac(m.offset[j], m.factor[j]).Cmp(new(big.Rat).SetInt(amount.Int(floors[q]))) >= 0
		}
	}
	for q, floor := range floors {
		if floor != nil && !held[q] && !reached(s, q, floor) {
			p.rows = append(p.rows, row{form: floorRow, column: enter(q), origin: amount.Float(floor) / s.Tops[q]})
		}
	}
	x.columns = columns
	x.o = newOracle(s, columns, nil)
	x.d = x.o.Domain()
	x.deficit = make([]float64, len(x.o.score))
	x.least = make([]float64, len(x.o.score))
	x.local = make([]int, len(s.Places))
	p.o, p.base = x.o, make([]float64, x.o.dims)
	if m.kind == sum {
		for j, q := range m.who {
			p.base[index[q]-1] = float(m.factor[j], m.unit) * s.Tops[q]
		}
	}
	x.p = p
	p.prepare()
}

// reached reports whether every package reaches the floor by its cells alone.
func reached(s *network.Space, q int, floor []uint64) bool {
	total := new(big.Int)
	for i := range s.Issues {
		p := &s.Places[i]
		var low []uint64
		for k := range p.Cells {
			at := (k*s.Columns + q) * s.Limbs
			if x := p.Amounts[at : at+s.Limbs]; low == nil || amount.Compare(x, low) < 0 {
				low = x
			}
		}
		total.Add(total, amount.Int(low))
	}
	return total.Cmp(amount.Int(floor)) >= 0
}

func (x *hunter) run() {
	var next *node
	for {
		if next == nil {
			if last := len(x.stack) - 1; last >= 0 {
				next = x.stack[last]
				x.stack = x.stack[:last]
			} else if len(x.open) > 0 {
				next = heap.Pop(&x.open).(*node)
			}
		}
		if next == nil {
			return
		}
		if next.bound+x.lift < x.Enough-x.fuzz(next.bound) {
			next = nil
			continue
		}
		if x.err == nil {
			x.err = x.ctx.Err()
		}
		if x.err != nil || x.Nodes > 0 && x.nodes >= x.Nodes {
			heap.Push(&x.open, next) // it counts for the bound
			return
		}
		if x.Report != nil && x.nodes%256 == 0 {
			x.Report(x.upper(next.bound))
		}
		children := x.visit(next)
		next = nil
		if len(children) == 0 {
			continue
		}
		next = children[0]
		for _, c := range children[1:] {
			if len(x.stack) > 0 || len(x.open) >= room {
				x.stack = append(x.stack, c)
			} else {
				heap.Push(&x.open, c)
			}
		}
	}
}

// fuzz is what rounding may hide where the lift is added to a bound.
func (x *hunter) fuzz(bound float64) float64 {
	if math.IsInf(bound, 0) {
		return 0
	}
	return 0x1p-49 * (math.Abs(bound) + math.Abs(x.lift))
}

// upper bounds the goal over all packages, in the caller's unit.
func (x *hunter) upper(bound float64) float64 {
	if len(x.open) > 0 {
		bound = max(bound, x.open[0].bound)
	}
	for _, n := range x.stack {
		bound = max(bound, n.bound)
	}
	return max(bound+x.lift+x.fuzz(bound), x.Enough)
}

// visit bounds a node and returns the nodes it splits into, the most promising
// first; none where it is settled.
func (x *hunter) visit(n *node) []*node {
	x.nodes++
	x.d.load(n.bits)
	if n.place >= 0 {
		x.fix(int(n.place), int(n.cell))
	}
	y := x.y
	copy(y, n.y)
	x.bound = n.bound
	if !x.o.gather(x.d) || !x.sharpen(y) {
		return nil
	}
	if n.place < 0 {
		warm := x.warm(y)
		if x.first = slices.Clone(y); !warm {
			return nil
		}
	} else if !x.cool(y, x.budget/coldness, steps) {
		return nil
	}
	if x.err != nil {
		n.bound = min(n.bound, x.bound)
		return []*node{n}
	}
	if x.tight() {
		return nil
	}
	place := x.widest(y)
	if place < 0 {
		if x.settle(y) && x.err == nil {
			return nil
		}
	} else if x.enumerate(y) && x.err == nil {
		return nil
	}
	if x.err != nil {
		n.bound = min(n.bound, x.bound)
		return []*node{n}
	}
	if x.paused {
		x.paused = false
		if x.sealed = x.Closed(x.o, x.d); x.sealed {
			return nil
		}
	}
	return x.split(y, place)
}

// tight reports whether the node is known to hold nothing of interest. That is
// asked where it is bounded to within rounding, or where it was last found so.
func (x *hunter) tight() bool {
	if x.Closed == nil || x.budget > 64*x.slack && !x.sealed {
		return false
	}
	x.sealed = x.Closed(x.o, x.d)
	return x.sealed
}

// settle has the box of the best package under the multipliers solved; false
// if the domain has no package.
func (x *hunter) settle(y []float64) bool {
	if _, ok := x.o.best(x.p.weigh(y), x.d, x.local); !ok {
		return true
	}
	x.solve(x.local)
	return true
}

func (x *hunter) solve(local []int) {
	if x.err = x.Solve(local); x.err == nil && x.Pause != nil && x.Pause() {
		x.paused = true
	}
}

// warm improves the multipliers of the root, from warm to cold, and has boxes
// solved on the way; false if nothing wanted is left.
func (x *hunter) warm(y []float64) bool {
	if len(y) == 0 {
		x.settle(y)
		return x.err != nil || x.sharpen(y)
	}
	warm := x.spread() / 32
	for tau := warm; ; {
		x.p.minimise(x.d, y, tau, tau, 12, func([]float64, float64) bool { return x.ctx.Err() != nil })
		x.p.normal(y)
		if !x.sharpen(y) {
			return false
		}
		x.settle(y)
		if x.err != nil {
			return true
		}
		if !x.sharpen(y) {
			return false
		}
		cold := x.budget / coldness
		if math.IsInf(x.budget, 1) {
			cold = warm / 4096
		}
		if tau <= cold || x.budget <= 16*x.slack || tau <= warm*0x1p-40 {
			return true
		}
		tau = max(cold, tau/8)
	}
}

// spread returns how far the scores of an open place are apart, on average.
func (x *hunter) spread() float64 {
	total, n := 0.0, 0
	for i := range x.d.size {
		low, high := math.Inf(1), math.Inf(-1)
		for _, k := range x.d.allowed(i) {
			low, high = min(low, x.o.score[k]), max(high, x.o.score[k])
		}
		if high > low {
			total += high - low
			n++
		}
	}
	if n == 0 {
		return 1
	}
	return total / float64(n)
}

// cool improves the multipliers at a temperature and removes what they allow;
// false if nothing wanted is left.
func (x *hunter) cool(y []float64, tau float64, steps int) bool {
	if len(y) == 0 || math.IsInf(x.budget, 0) || x.budget <= 16*x.slack {
		return true
	}
	x.p.minimise(x.d, y, tau, tau, steps, func(y []float64, sharp float64) bool {
		offset, _ := x.p.offset(y)
		return sharp-offset < x.demand(y)-x.slack
	})
	x.p.normal(y)
	return x.sharpen(y)
}

// demand returns what the greatest weighted sum is at least where there is a
// package of interest.
func (x *hunter) demand(y []float64) float64 {
	offset, _ := x.p.offset(y)
	return (x.Enough-x.lift)*x.scales(y) - offset
}

// scales returns what the multipliers of the level rows add up to by their
// scales: what a least goal's value counts for in the weighted sum.
func (x *hunter) scales(y []float64) float64 {
	if x.p.kind != least {
		return 1
	}
	total := 0.0
	for j := range x.p.rows {
		if x.p.rows[j].form == levelRow {
			total += y[j] * x.p.rows[j].scale
		}
	}
	return total
}

// sharpen finds bound, budget and deficits of the domain for the multipliers
// and removes every piece on which nothing wanted is; false if nothing is left.
// A package on a piece loses at least what the better of its ends does.
func (x *hunter) sharpen(y []float64) bool {
	weights := x.p.weigh(y)
	total, ok := x.o.deficits(weights, x.d, x.deficit)
	if !ok {
		return false
	}
	offset, size := x.p.offset(y)
	scales := x.scales(y)
	rows := float64(2*len(x.p.rows) + 16)
	margin := x.o.Margin(weights) + rows*0x1p-50*(size+math.Abs(total))
	bound := total + offset + margin
	if x.p.kind == least {
		if scales <= 0 {
			return true
		}
		grain := (rows + 8) * 0x1p-51
		if bound < 0 {
			bound /= scales * (1 + grain)
		} else {
			bound /= scales * (1 - grain)
		}
	}
	x.bound = min(x.bound, bound)
	x.total = total
	level := (x.Enough - x.lift) * scales
	x.budget = total - (level - offset)
	x.slack = 3*margin + rows*0x1p-49*(math.Abs(x.Enough)+math.Abs(x.lift))*scales
	if math.IsInf(x.Enough, -1) {
		x.budget, x.slack = math.Inf(1), 3*margin
		return true
	}
	if x.budget < -x.slack {
		return false
	}
	limit, cut := x.budget+x.slack, false
	for i := range x.o.undecided(x.d) {
		cut = x.trim(i, limit) || cut
	}
	return !cut || x.o.gather(x.d)
}

// piece returns which piece, or else cell, of the place a cell belongs to.
func (x *hunter) piece(place int, cell int32) int {
	k := int(cell - x.o.start[place])
	if place < len(x.Piece) && x.Piece[place] != nil {
		return x.Piece[place][k]
	}
	return k
}

// losses writes what the pieces of a place lose, and returns how many are
// allowed.
func (x *hunter) losses(place int) int {
	n := 0
	for _, k := range x.d.allowed(place) {
		x.least[x.piece(place, k)] = math.Inf(1)
	}
	for _, k := range x.d.allowed(place) {
		at := x.piece(place, k)
		if math.IsInf(x.least[at], 1) {
			n++
		}
		x.least[at] = min(x.least[at], max(x.deficit[k], 0))
	}
	return n
}

func (x *hunter) trim(place int, limit float64) bool {
	x.losses(place)
	cut := false
	for at := x.d.start[place] + x.d.size[place] - 1; at >= x.d.start[place]; at-- {
		if k := x.d.order[at]; x.least[x.piece(place, k)] > limit {
			x.d.remove(place, k)
			cut = true
		}
	}
	return cut
}

// fix leaves one piece of a place.
func (x *hunter) fix(place, piece int) {
	for at := x.d.start[place] + x.d.size[place] - 1; at >= x.d.start[place]; at-- {
		if k := x.d.order[at]; x.piece(place, k) != piece {
			x.d.remove(place, k)
		}
	}
}

// widest returns the place whose two best pieces are furthest apart by the
// multipliers, -1 if every place has one; of several the first.
func (x *hunter) widest(y []float64) int {
	weights := x.p.weigh(y)
	place, most := -1, -1.0
	judge := func(i int) {
		a, b := int32(-1), int32(-1)
		less := func(k, j int32) bool {
			return j < 0 || x.deficit[k] < x.deficit[j] || x.deficit[k] == x.deficit[j] && k < j
		}
		for _, k := range x.d.allowed(i) {
			if less(k, a) {
				a = k
			}
		}
		for _, k := range x.d.allowed(i) {
			if x.piece(i, k) != x.piece(i, a) && less(k, b) {
				b = k
			}
		}
		if b < 0 {
			return
		}
		move := 0.0
		for q, w := range weights {
			move += math.Abs(w * (x.o.worth[int(a)*x.o.dims+q] - x.o.worth[int(b)*x.o.dims+q]))
		}
		if move > most {
			place, most = i, move
		}
	}
	for i := range x.o.undecided(x.d) {
		judge(i)
	}
	return place
}

// split returns the nodes in which the place has one piece.
func (x *hunter) split(y []float64, place int) []*node {
	bits := make([]uint64, (len(x.o.score)+63)/64)
	x.d.save(bits)
	y = slices.Clone(y)
	x.losses(place)
	var pieces []int
	for _, k := range x.d.allowed(place) {
		if at := x.piece(place, k); !slices.Contains(pieces, at) {
			pieces = append(pieces, at)
		}
	}
	slices.SortFunc(pieces, func(a, b int) int {
		switch {
		case x.least[a] < x.least[b]:
			return -1
		case x.least[a] > x.least[b]:
			return 1
		}
		return a - b
	})
	list := make([]*node, len(pieces))
	for i, at := range pieces {
		bound := x.bound - x.least[at]*(1-0x1p-40) + x.slack
		x.turn++
		list[i] = &node{bits, int32(place), int32(at), y, min(x.bound, bound), x.turn}
	}
	return list
}
