package tally

import (
	"context"
	"slices"
	"sync"
)

// dominance adds up, for queries, the weight of the points that are at least
// the query in every column. Points and queries are row by row, with numbers
// from 0 up. The sums must fit.
//
// It is divide and conquer over the dimensions (Bentley 1980): cut the points
// and the queries at a value of the last column; points above it and queries
// below it need only be compared in the other columns, and within each side
// the question is the same, but smaller. With one column left, both sorted by
// it, one pass is enough, and with two a pass and a tree of partial sums. n
// points and queries take n·log^(columns−1) n steps.
type dominance struct {
	ctx             context.Context
	columns, steps  int
	points, queries []int32 // by the first column, descending
	weights, out    []uint64
	p, q, spare     []int32
	sums            []uint64
	fork            bool // the first division is worked on from both sides at once
}

// newDominance prepares points that are ordered by their first column,
// descending, for any weights and queries.
func newDominance(columns int, points []int32) *dominance {
	return &dominance{columns: columns, points: points}
}

// count adds to out, for every query, the weight of the points that are at
// least it. The queries are ordered by their first column, descending.
func (d *dominance) count(ctx context.Context, weights []uint64, queries []int32, out []uint64) error {
	d.ctx, d.weights, d.queries, d.out = ctx, weights, queries, out
	d.p, d.q = upTo(d.p, len(weights)), upTo(d.q, len(out))
	d.fork = len(weights)+len(out) > wide
	d.solve(d.p, d.q, d.columns)
	return ctx.Err()
}

// upTo returns 0 … n−1, in the room of a list that is no longer needed.
func upTo(room []int32, n int) []int32 {
	if cap(room) < n {
		room = make([]int32, n)
	}
	room = room[:n]
	for i := range room {
		room[i] = int32(i)
	}
	return room
}

// direct is how many pairs are compared one by one rather than divided.
var direct = 1 << 10

// solve counts the points p for the queries q, both by the first column,
// where only the first c columns are in question. It may reorder both lists.
func (d *dominance) solve(p, q []int32, c int) {
	if len(p) == 0 || len(q) == 0 {
		return
	}
	if d.steps += len(p) + len(q); d.steps > 1<<22 {
		d.steps = 0
		if d.ctx.Err() != nil {
			return
		}
	}
	if c == 1 {
		d.sweep(p, q)
		return
	}
	if len(p)*len(q) <= direct {
		d.compare(p, q, c)
		return
	}
	lowP, highP := d.extent(d.points, p, c-1)
	lowQ, highQ := d.extent(d.queries, q, c-1)
	switch {
	case lowP >= highQ:
		d.solve(p, q, c-1)
		return
	case highP < lowQ:
		return
	}
	if c == 2 && !d.fork && len(p)+len(q) > long && int(highP-lowP) <= 4*len(p) {
		d.climb(p, q, lowP, highP)
		return
	}
	// Here lowP < highQ and highP >= lowQ: cutting between the two extremes
	// leaves something on either side.
	cut := min(lowP, lowQ) + (max(highP, highQ)-min(lowP, lowQ)+1)/2
	above := d.divide(d.points, p, c-1, cut)
	top := d.divide(d.queries, q, c-1, cut)
	var p1, q1 []int32 // the pairs across, before either side is reordered
	if c == 2 {
		d.sweep(p[:above], q[top:])
	} else {
		p1, q1 = slices.Clone(p[:above]), slices.Clone(q[top:])
	}
	var wait sync.WaitGroup
	if d.fork { // those queries are nobody else's from here on
		d.fork = false
		other := *d
		other.spare, other.sums = nil, nil
		wait.Go(func() { other.solve(p[:above], q[:top], c) })
	} else {
		d.solve(p[:above], q[:top], c)
	}
	if c > 2 {
		d.solve(p1, q1, c-1)
	}
	d.solve(p[above:], q[top:], c)
	wait.Wait()
}

// wide is from how many rows on two processors are put to work.
var wide = 1 << 18

// sweep is solve with the first column alone.
func (d *dominance) sweep(p, q []int32) {
	var sum uint64
	at := 0
	for _, i := range q {
		least := d.queries[int(i)*d.columns]
		for at < len(p) && d.points[int(p[at])*d.columns] >= least {
			sum += d.weights[p[at]]
			at++
		}
		d.out[i] += sum
	}
}

// long is from how many rows on two columns are counted in one pass: dividing
// moves all over the memory then.
var long = 1 << 12

// climb is solve with two columns, in one pass down the first with running
// sums over the second, which lies within low … high for the points, in a tree
// of partial sums (Fenwick 1994).
func (d *dominance) climb(p, q []int32, low, high int32) {
	if int(high-low)+2 > len(d.sums) {
		d.sums = make([]uint64, int(high-low)+2)
	}
	sums := d.sums[:int(high-low)+2] // from 1 up, the greatest first
	clear(sums)
	at := 0
	for n, i := range q {
		if n&0xffff == 0 && d.ctx.Err() != nil {
			return
		}
		query := d.queries[int(i)*d.columns:]
		for at < len(p) {
			point := d.points[int(p[at])*d.columns:]
			if point[0] < query[0] {
				break
			}
			w := d.weights[p[at]]
			for to := int(high-point[1]) + 1; to < len(sums); to += to & -to {
				sums[to] += w
			}
			at++
		}
		var sum uint64
		for from := int(high-max(low, query[1])) + 1; from > 0; from -= from & -from {
			sum += sums[from]
		}
		d.out[i] += sum
	}
}

// compare is solve pair by pair.
func (d *dominance) compare(p, q []int32, c int) {
	for _, i := range q {
		query := d.queries[int(i)*d.columns : int(i)*d.columns+c]
		var sum uint64
	next:
		for _, j := range p {
			point := d.points[int(j)*d.columns : int(j)*d.columns+c]
			if point[0] < query[0] {
				break // by the first column, descending
			}
			for k := 1; k < len(query); k++ {
				if point[k] < query[k] {
					continue next
				}
			}
			sum += d.weights[j]
		}
		d.out[i] += sum
	}
}

func (d *dominance) extent(rows, list []int32, column int) (low, high int32) {
	low = rows[int(list[0])*d.columns+column]
	high = low
	for _, i := range list[1:] {
		v := rows[int(i)*d.columns+column]
		low, high = min(low, v), max(high, v)
	}
	return low, high
}

// divide moves what is at least cut to the front, keeping the order on both
// sides, and returns how many that are.
func (d *dominance) divide(rows, list []int32, column int, cut int32) int {
	if len(d.spare) < len(list) {
		d.spare = make([]int32, len(list))
	}
	front, back := 0, 0
	for _, i := range list {
		if rows[int(i)*d.columns+column] >= cut {
			list[front] = i
			front++
		} else {
			d.spare[back] = i
			back++
		}
	}
	copy(list[front:], d.spare[:back])
	return front
}
