package tally

import (
	"context"
	"math/big"
	"sync"

	"parley/bargain/internal/amount"
)

// A dense count keeps, for each half of the pieces, how many choices there are
// for every combination of sums on a grid, and joins the halves slab by slab:
// what is at least so much in all columns is a running sum. That is dynamic
// programming over sums (Bellman 1957) met in the middle; its work depends on
// the grid and not on how many packages there are.
//
// Where a half has 2^64 choices or more, the count is found modulo several
// primes below 2^63 (Chinese remainders), each in a run of its own.

// grid is a table over a box of sums: slab by slab along the first axis, and
// within a slab the last axis changing fastest.
type grid struct {
	low, high []int // by axis, inclusive
	slab      int   // cells of a slab
	cells     []uint64
}

func (g *grid) area() int { return g.slab * (g.high[0] - g.low[0] + 1) }

// step is a piece as what each of its entries moves by, axis by axis, and how
// often.
type step struct {
	moves [][]int
	times []uint64 // modulo the run's prime
}

// dense is a split as boxes and steps.
type dense struct {
	axes   int
	need   []int
	halves [2][]int // pieces, in the order in which they are added
	boxes  [2][]grid
	sp     *split
	bases  [2][]int // where in the half's memory each box begins
	cells  [2]int   // of that memory
	runs   int      // how many moduli are needed; 0: one run, in plain numbers
	work   float64
	tables [2][]uint64
}

// maxGrid is the most cells of one table.
const maxGrid = 1 << 25

// dense plans a dense count; nil if the amounts are too large for a grid.
func (sp *split) dense() *dense {
	d := &dense{sp: sp, axes: max(2, sp.columns())}
	if sp.limbs > 1 {
		return nil
	}
	for _, n := range sp.need {
		if n >= maxGrid {
			return nil
		}
		d.need = append(d.need, int(n))
	}
	for len(d.need) < d.axes { // a first axis on which nothing happens
		d.need = append([]int{0}, d.need...)
	}
	d.deal()
	bits, plain := 0, true
	for _, half := range d.halves {
		n := sp.total(half).BitLen()
		bits, plain = bits+n, plain && n <= 64
	}
	if !plain {
		d.runs = bits/62 + 1
	}
	for h, half := range d.halves {
		if !d.frame(h, half) {
			return nil
		}
		d.lay(h)
		for i, g := range d.boxes[h][1:] {
			d.work += float64(g.area()) * float64(sp.pieces[half[i]].len())
			if i == len(half)-1 {
				d.work += float64(g.area() * (d.axes + 1))
			}
		}
	}
	d.work *= float64(max(1, 2*d.runs))
	return d
}

// lay finds where the boxes of a half begin, so that each can be written over
// the one before it, the slabs from the last to the first: as every piece can
// add nothing and none takes anything away, slab x is made from slabs up to x,
// and must not touch those below it before their turn. The last box is never
// written out: its slabs are made one by one.
func (d *dense) lay(h int) {
	boxes := d.boxes[h]
	d.bases[h] = []int{0}
	d.cells[h] = boxes[0].area()
	for i := 1; i < len(boxes)-1; i++ {
		old, now, base := &boxes[i-1], &boxes[i], 0
		was := d.bases[h][i-1]
		// Both positions are linear in x, so that the ends decide.
		for _, x := range []int{now.low[0], min(now.high[0], old.high[0]+1)} {
			base = max(base, was+(x-old.low[0])*old.slab-(x-now.low[0])*now.slab)
		}
		d.bases[h] = append(d.bases[h], base)
		d.cells[h] = max(d.cells[h], base+now.area())
	}
}

// memory is how many bytes the tables take.
func (d *dense) memory() int { return 8 * (d.cells[0] + d.cells[1]) }

// deal splits the pieces between the halves, those that reach farthest first,
// each to the half that has come less far; within a half the short ones come
// first, which keeps the tables small for long.
func (d *dense) deal() {
	reach := func(n int) float64 {
		x := 0.0
		for q, high := range d.sp.high[n] {
			x += float64(high) / float64(d.sp.need[q])
		}
		return x
	}
	order := indices(len(d.sp.pieces))
	sortBy(order, func(n int) float64 { return -reach(n) })
	var far [2]float64
	for _, n := range order {
		h := 0
		if far[1] < far[0] {
			h = 1
		}
		d.halves[h] = append(d.halves[h], n)
		far[h] += reach(n)
	}
	for h := range d.halves {
		sortBy(d.halves[h], reach)
	}
}

// frame finds the boxes of a half, one after each piece; false if one is too
// large.
func (d *dense) frame(h int, half []int) bool {
	most, rest := make([]int, d.axes), make([]int, d.axes)
	skip := d.axes - d.sp.columns()
	for _, high := range d.sp.high {
		for q, x := range high {
			rest[skip+q] += int(min(x, maxGrid))
		}
	}
	for i := 0; ; i++ {
		g := grid{low: make([]int, d.axes), high: make([]int, d.axes), slab: 1}
		area := 1.0
		for q := range d.axes {
			g.high[q] = min(most[q], d.need[q])
			g.low[q] = max(0, d.need[q]-rest[q])
			if g.low[q] > g.high[q] { // nothing gets there: keep a cell that stays empty
				g.low[q] = g.high[q]
			}
			size := g.high[q] - g.low[q] + 1
			area *= float64(size)
			if q > 0 {
				g.slab *= size
			}
			if area > maxGrid {
				return false
			}
		}
		d.boxes[h] = append(d.boxes[h], g)
		if i == len(half) {
			return true
		}
		for q, x := range d.sp.high[half[i]] {
			most[skip+q] += int(min(x, maxGrid))
			rest[skip+q] -= int(min(x, maxGrid))
		}
	}
}

// count runs the plan.
func (d *dense) count(ctx context.Context) (*big.Int, error) {
	for h := range d.tables {
		d.tables[h] = make([]uint64, d.cells[h])
	}
	if d.runs == 0 {
		n, err := d.run(ctx, 0)
		if err != nil {
			return nil, err
		}
		return n.Mul(n, d.sp.factor), nil
	}
	var r remainders
	for _, p := range primes(d.runs) {
		n, err := d.run(ctx, p)
		if err != nil {
			return nil, err
		}
		r.add(n, p)
	}
	return r.n.Mul(&r.n, d.sp.factor), nil
}

// run counts modulo a prime, or in plain numbers if it is 0. The halves owe
// nothing to each other and are made side by side.
func (d *dense) run(ctx context.Context, prime uint64) (*big.Int, error) {
	var last [2]*grid // each half but for its last piece
	var final [2]step
	var wait sync.WaitGroup
	for h := range d.halves {
		wait.Go(func() { last[h], final[h] = d.half(ctx, h, prime) })
	}
	wait.Wait()
	if last[0] == nil || last[1] == nil {
		return nil, ended(ctx)
	}
	n, err := d.join(ctx, last, final, prime)
	if err == nil && prime > 0 {
		n.Mod(n, new(big.Int).SetUint64(prime))
	}
	return n, err
}

// half makes the table of a half without its last piece; nil if the context
// ends.
func (d *dense) half(ctx context.Context, h int, prime uint64) (*grid, step) {
	half := d.halves[h]
	g := d.boxes[h][0]
	g.cells = d.tables[h][:g.area()]
	clear(g.cells)
	if allZero(g.low) {
		g.cells[0] = 1
	}
	if len(half) == 0 {
		return &g, step{[][]int{make([]int, d.axes)}, []uint64{1}}
	}
	for i, n := range half[:len(half)-1] {
		s := d.step(n, prime)
		next := d.boxes[h][i+1]
		base := d.bases[h][i+1]
		next.cells = d.tables[h][base : base+next.area()]
		was := make([]uint64, g.slab) // slab x as it was
		for x := next.high[0]; x >= next.low[0]; x-- {
			if ctx.Err() != nil {
				return nil, step{}
			}
			if x <= g.high[0] && x >= g.low[0] {
				copy(was, g.cells[(x-g.low[0])*g.slab:])
			}
			at := (x - next.low[0]) * next.slab
			slab := next.cells[at : at+next.slab]
			clear(slab)
			next.gather(slab, &g, &s, x, was, prime)
		}
		g = next
	}
	return &g, d.step(half[len(half)-1], prime)
}

// step returns a piece as moves along the axes, counted modulo the prime.
func (d *dense) step(piece int, prime uint64) step {
	var s step
	p := d.sp.pieces[piece]
	for i := range p.len() {
		move := make([]int, d.axes)
		for q, x := range p.sum(i) {
			move[d.axes-d.sp.columns()+q] = int(min(x, maxGrid))
		}
		w := p.weight(i)
		times := w[len(w)-1]
		if prime > 0 {
			times = new(big.Int).Mod(amount.Int(w), new(big.Int).SetUint64(prime)).Uint64()
		}
		s.moves = append(s.moves, move)
		s.times = append(s.times, times)
	}
	return s
}

// ended returns the context's error.
func ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return context.Canceled
}

func allZero(list []int) bool {
	for _, x := range list {
		if x != 0 {
			return false
		}
	}
	return true
}

// join makes the last slabs of both halves, those of the second upwards and
// those of the first downwards as they come to be needed, and adds up the
// products.
func (d *dense) join(ctx context.Context, last [2]*grid, final [2]step, prime uint64) (*big.Int, error) {
	a, b := &d.boxes[0][len(d.boxes[0])-1], &d.boxes[1][len(d.boxes[1])-1]
	above := make([]uint64, a.slab) // of the first half: at least so far along every axis
	slab, other := make([]uint64, a.slab), make([]uint64, b.slab)
	var sum piled
	from := a.high[0] + 1 // slabs from here up are in above
	for x := b.low[0]; x <= b.high[0]; x++ {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for from > max(a.low[0], d.need[0]-x) {
			from--
			clear(slab)
			a.gather(slab, last[0], &final[0], from, nil, prime)
			a.accumulate(slab, prime)
			for i, v := range slab {
				above[i] = plus(above[i], v, prime)
			}
		}
		if from > a.high[0] {
			continue
		}
		clear(other)
		b.gather(other, last[1], &final[1], x, nil, prime)
		d.multiply(&sum, a, above, b, other, 1, 0, 0)
	}
	return sum.int(), nil
}

// multiply adds to the sum, for every cell of a slab of b, itself times what
// completes it in above, axis by axis.
func (d *dense) multiply(sum *piled, a *grid, above []uint64, b *grid, slab []uint64, axis, fromA, fromB int) {
	sizeA, sizeB := a.high[axis]-a.low[axis]+1, b.high[axis]-b.low[axis]+1
	for y := b.low[axis]; y <= b.high[axis]; y++ {
		least := max(a.low[axis], d.need[axis]-y)
		if least > a.high[axis] {
			continue
		}
		i, j := fromA*sizeA+least-a.low[axis], fromB*sizeB+y-b.low[axis]
		if axis < d.axes-1 {
			d.multiply(sum, a, above, b, slab, axis+1, i, j)
		} else {
			sum.add(slab[j], above[i])
		}
	}
}

// gather adds to slab x of g what the steps lead there from an earlier grid,
// whose own slab x is was, or where it always is if that is nil.
func (g *grid) gather(slab []uint64, from *grid, s *step, x int, was []uint64, prime uint64) {
	for o, move := range s.moves {
		low, high := from.low[0], from.high[0]
		if x < g.high[0] { // what is beyond the box counts as at its end
			low, high = max(low, x-move[0]), min(high, x-move[0])
		} else {
			low = max(low, x-move[0])
		}
		for y := low; y <= high; y++ {
			part := was
			if y != x || was == nil {
				at := (y - from.low[0]) * from.slab
				part = from.cells[at : at+from.slab]
			}
			g.shift(slab, from, part, move, s.times[o], 1, prime)
		}
	}
}

// shift adds a part of a slab of from to one of g, moved along the axes from
// axis on.
func (g *grid) shift(to []uint64, from *grid, part []uint64, move []int, times uint64, axis int, prime uint64) {
	if axis == len(move)-1 {
		g.shiftRow(to, from, part, move[axis], times, prime)
		return
	}
	wide, narrow := len(to)/(g.high[axis]-g.low[axis]+1), len(part)/(from.high[axis]-from.low[axis]+1)
	for y := from.low[axis]; y <= from.high[axis]; y++ {
		z := min(y+move[axis], g.high[axis])
		if z < g.low[axis] {
			continue
		}
		i, j := (z-g.low[axis])*wide, (y-from.low[axis])*narrow
		g.shift(to[i:i+wide], from, part[j:j+narrow], move, times, axis+1, prime)
	}
}

// shiftRow is shift along the last axis.
func (g *grid) shiftRow(to []uint64, from *grid, part []uint64, move int, times, prime uint64) {
	axis := len(g.low) - 1
	first := max(0, g.low[axis]-move-from.low[axis])                       // before it, nothing is within reach
	inside := max(first, min(len(part), g.high[axis]-move-from.low[axis])) // from it on, all goes to the end
	if first >= len(part) {
		return
	}
	body := part[first:inside]
	at := min(len(to), first+from.low[axis]+move-g.low[axis])
	end := len(to) - 1
	switch {
	case times == 1 && prime == 0:
		dst := to[at:][:len(body)]
		for len(body) >= 4 && len(dst) >= 4 { // most of the time of a count is spent here
			dst[0] += body[0]
			dst[1] += body[1]
			dst[2] += body[2]
			dst[3] += body[3]
			dst, body = dst[4:], body[4:]
		}
		for i, v := range body {
			dst[i] += v
		}
		for _, v := range part[inside:] {
			to[end] += v
		}
	case times == 1:
		dst := to[at:][:len(body)]
		for i, v := range body {
			dst[i] = plus(dst[i], v, prime)
		}
		for _, v := range part[inside:] {
			to[end] = plus(to[end], v, prime)
		}
	default:
		for i, v := range body {
			to[at+i] = plus(to[at+i], product64(v, times, prime), prime)
		}
		for _, v := range part[inside:] {
			to[end] = plus(to[end], product64(v, times, prime), prime)
		}
	}
}

// accumulate turns a slab into how much there is at or beyond each cell.
func (g *grid) accumulate(slab []uint64, prime uint64) {
	stride := 1
	for axis := len(g.low) - 1; axis > 0; axis-- {
		size := g.high[axis] - g.low[axis] + 1
		for from := 0; from < len(slab); from += stride * size {
			for i := from + stride*(size-1) - 1; i >= from; i-- {
				slab[i] = plus(slab[i], slab[i+stride], prime)
			}
		}
		stride *= size
	}
}
