package tally

import (
	"context"
	"math/big"
	"math/bits"

	"parley/bargain/internal/amount"
)

// join counts pairs of sums, one of each half, that reach a need together:
// for every sum of b, the weight of those of a that are at least what it
// lacks. Columns are compared by rank among the values of a; as b is gone
// through column by column in order, each rank is found next to the one
// before, whatever the need.
type join struct {
	columns  int
	a, b     *list // a by its first column, descending, b ascending
	points   *dominance
	rankings []ranking // by column
	total    int       // bits of what a stands for

	rows, asked  []int32 // of the queries; see ask
	weights, out []uint64
}

// ranking is the distinct values of a column of a, ascending, and the order of
// b by that column, ascending; nil for the order in which it is.
type ranking struct {
	values []uint64
	order  []int32
}

func newJoin(columns int, a, b *list) *join {
	j := &join{columns: columns, a: a.by(reversed(a.order(0))), b: b.by(b.order(0)), total: a.total().BitLen()}
	n := j.a.len()
	points := make([]int32, n*columns)
	for q := range columns {
		var r ranking
		at := q * a.limbs
		order := j.a.order(at)
		rank := int32(-1)
		for _, i := range order {
			x := j.a.sum(int(i))[at : at+a.limbs]
			if rank < 0 || !amount.Same(x, r.values[len(r.values)-a.limbs:]) {
				r.values = append(r.values, x...)
				rank++
			}
			points[int(i)*columns+q] = rank
		}
		if q > 0 {
			r.order = j.b.order(at)
		}
		j.rankings = append(j.rankings, r)
	}
	j.points = newDominance(columns, points)
	j.rows, j.asked = make([]int32, j.b.len()*columns), make([]int32, 0, j.b.len())
	j.weights, j.out = make([]uint64, n), make([]uint64, j.b.len())
	return j
}

// ask finds for each sum of b, column by column, how many values of a are
// below what completes it to the need: its row of ranks. Sums that nothing
// completes are left out; asked says which are there, by their first column,
// descending.
func (j *join) ask(need []uint64) {
	limbs, n := j.b.limbs, j.b.len()
	all(j.columns, func(q int) {
		if limbs == 1 {
			j.rank(q, need[q])
		} else {
			j.rankWide(q, need[q*limbs:(q+1)*limbs])
		}
	})
	j.asked = j.asked[:0]
next:
	for i := range n {
		row := j.rows[i*j.columns : (i+1)*j.columns]
		for q, place := range row {
			if int(place)*limbs == len(j.rankings[q].values) {
				continue next
			}
		}
		copy(j.rows[len(j.asked)*j.columns:], row)
		j.asked = append(j.asked, int32(i))
	}
}

// rank fills a column of the rows: what is lacking descends as b ascends.
func (j *join) rank(q int, need uint64) {
	r := &j.rankings[q]
	place := len(r.values)
	for step := range j.b.len() {
		i := step
		if r.order != nil {
			i = int(r.order[step])
		}
		has := j.b.sums[i*j.b.width+q]
		for place > 0 && r.values[place-1] >= need-min(need, has) {
			place--
		}
		j.rows[i*j.columns+q] = int32(place)
	}
}

// rankWide is rank for amounts of many limbs.
func (j *join) rankWide(q int, need []uint64) {
	r := &j.rankings[q]
	limbs := len(need)
	place, lacking := len(r.values)/limbs, make([]uint64, limbs)
	for step := range j.b.len() {
		i := step
		if r.order != nil {
			i = int(r.order[step])
		}
		less(lacking, need, j.b.sum(i)[q*limbs:(q+1)*limbs], limbs)
		for place > 0 && amount.Compare(r.values[(place-1)*limbs:place*limbs], lacking) >= 0 {
			place--
		}
		j.rows[i*j.columns+q] = int32(place)
	}
}

// count returns how many pairs reach the need.
func (j *join) count(ctx context.Context, need []uint64) (*big.Int, error) {
	j.ask(need)
	n := new(big.Int)
	chunk := 64 // bits of a weight that are counted at a time, so that no sum overflows
	if j.total > 64 {
		chunk = 64 - bits.Len(uint(j.a.len()))
	}
	out := j.out[:len(j.asked)]
	for shift := 0; shift < j.total; shift += chunk {
		for i := range j.weights {
			j.weights[i] = bitsAt(j.a.weight(i), shift, chunk)
		}
		clear(out)
		if err := j.points.count(ctx, j.weights, j.rows[:len(out)*j.columns], out); err != nil {
			return nil, err
		}
		part := new(big.Int)
		if j.b.words == 1 {
			var p piled
			for i, at := range j.asked {
				p.add(out[i], j.b.weights[at])
			}
			part = p.int()
		} else {
			x, y := new(big.Int), new(big.Int)
			for i, at := range j.asked {
				if out[i] > 0 {
					part.Add(part, y.Mul(x.SetUint64(out[i]), amount.Int(j.b.weight(int(at)))))
				}
			}
		}
		n.Add(n, part.Lsh(part, uint(shift)))
	}
	return n, nil
}

// bitsAt returns count bits of x from the one at shift up, 0 the least.
func bitsAt(x []uint64, shift, count int) uint64 {
	at := len(x) - 1 - shift/64
	if at < 0 {
		return 0
	}
	v := x[at] >> (shift % 64)
	if shift%64 > 0 && at > 0 {
		v |= x[at-1] << (64 - shift%64)
	}
	if count < 64 {
		v &= 1<<count - 1
	}
	return v
}
