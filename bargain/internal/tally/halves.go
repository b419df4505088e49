package tally

import (
	"context"
	"math"
	"math/big"
	"math/bits"
	"slices"
	"sort"

	"parley/bargain/internal/amount"
)

// meet counts by meeting in the middle (Horowitz and Sahni 1974): the pieces
// are dealt to two halves, each half is written out as its distinct sums, and
// for every sum of one half those of the other that complete it to the need
// are counted by dominance. Where a half would be too long, some of its pieces
// are set aside and gone through one combination after the other (as Schroeppel
// and Shamir 1981 trade memory for time). It returns nil if that is not enough:
// if a half has more than most distinct sums that still matter.
func (sp *split) meet(ctx context.Context, most int, o Options) (*big.Int, error) {
	first, second, aside := sp.halve(most)
	rest := sp.half(ctx, aside, maxAside)
	if rest == nil {
		return nil, ctx.Err()
	}
	a := sp.half(ctx, first, most)
	if a == nil {
		return nil, ctx.Err()
	}
	b := sp.half(ctx, second, most)
	if b == nil {
		return nil, ctx.Err()
	}
	n := new(big.Int)
	if a.len() == 0 || b.len() == 0 {
		return n, nil
	}
	j := newJoin(sp, a, b)
	need := make([]uint64, len(sp.need))
	for i := range rest.len() {
		less(need, sp.need, rest.sum(i), sp.limbs)
		part, err := j.count(ctx, need)
		if err != nil {
			return nil, err
		}
		n.Add(n, part.Mul(part, amount.Int(rest.weight(i))))
		o.Report(float64(i+1) / float64(rest.len()))
	}
	return n.Mul(n, sp.factor), nil
}

// maxAside is how many combinations are gone through one by one.
const maxAside = 64

// join counts pairs of sums that reach a need together.
type join struct {
	sp     *split
	a, b   *list
	points *dominance // the sums of a, by their places in each column
	scales []*scale
	total  int // bits of what a stands for
}

func newJoin(sp *split, a, b *list) *join {
	j := &join{sp: sp, a: a, b: b, total: a.total().BitLen()}
	columns := sp.columns()
	points := make([]int32, a.len()*columns)
	for q := range columns {
		at := q * a.limbs
		values := newScale(a, at)
		for i := range a.len() {
			points[i*columns+q] = int32(values.position(a.sum(i)[at : at+a.limbs]))
		}
		j.scales = append(j.scales, values)
	}
	j.points = newDominance(columns, points)
	return j
}

// queries returns for each sum of b, row by row, the place of the least sum of
// a that completes it to the need, column by column. Sums that nothing
// completes are left out; asked says which are there.
func (j *join) queries(need []uint64) (rows []int32, asked []int32) {
	columns, limbs := j.sp.columns(), j.b.limbs
	row, lacking := make([]int32, columns), make([]uint64, limbs)
next:
	for i := range j.b.len() {
		for q, values := range j.scales {
			at := q * limbs
			less(lacking, need[at:at+limbs], j.b.sum(i)[at:at+limbs], limbs)
			if row[q] = int32(values.position(lacking)); int(row[q]) == values.len() {
				continue next
			}
		}
		asked, rows = append(asked, int32(i)), append(rows, row...)
	}
	return rows, asked
}

// count returns how many pairs reach the need.
func (j *join) count(ctx context.Context, need []uint64) (*big.Int, error) {
	rows, asked := j.queries(need)
	n := new(big.Int)
	chunk := 64 // bits of a weight that are counted at a time, so that no sum overflows
	if j.total > 64 {
		chunk = 64 - bits.Len(uint(j.a.len()))
	}
	weights, out := make([]uint64, j.a.len()), make([]uint64, len(asked))
	for shift := 0; shift < j.total; shift += chunk {
		for i := range weights {
			weights[i] = bitsAt(j.a.weight(i), shift, chunk)
		}
		clear(out)
		if err := j.points.count(ctx, weights, rows, out); err != nil {
			return nil, err
		}
		part := new(big.Int)
		if j.b.words == 1 {
			var p piled
			for i, at := range asked {
				p.add(out[i], j.b.weights[at])
			}
			part = p.int()
		} else {
			x, y := new(big.Int), new(big.Int)
			for i, at := range asked {
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

// halve deals the pieces to two halves of about as many combinations, those
// with the most entries first, ties by their order, and then sets pieces of a
// half aside while it might have more than most sums and there is room. Within
// a half the small ones come first, so that what is copied often is short.
func (sp *split) halve(most int) (first, second, aside []int) {
	var sizes [2]float64
	var halves [2][]int
	order := upToInt(len(sp.pieces))
	sortBy(order, func(n int) float64 { return -float64(sp.pieces[n].len()) })
	for _, n := range order {
		h := 0
		if sizes[1] < sizes[0] {
			h = 1
		}
		halves[h] = append(halves[h], n)
		sizes[h] += math.Log2(float64(sp.pieces[n].len()))
	}
	room := maxAside
	for h := range halves {
		slices.Reverse(halves[h])
		for sizes[h] > math.Log2(float64(most)) && len(halves[h]) > 1 {
			size := sp.pieces[halves[h][0]].len()
			if room /= size; room == 0 {
				break
			}
			aside, halves[h] = append(aside, halves[h][0]), halves[h][1:]
			sizes[h] -= math.Log2(float64(size))
		}
	}
	return halves[0], halves[1], aside
}

// half writes out the sums of some pieces; nil if there are more than most.
func (sp *split) half(ctx context.Context, pieces []int, most int) *list {
	words := wordsFor(sp.total(pieces))
	rest := make([]uint64, len(sp.need)) // what the others can add
	for _, high := range sp.high {
		amount.Add(rest, rest, high, sp.limbs)
	}
	left := 1.0 // combinations of those that are not in yet
	for _, n := range pieces {
		left *= float64(sp.pieces[n].len())
	}
	l := unit(sp.limbs, len(sp.need))
	w := window{make([]uint64, len(sp.need)), sp.need}
	for _, n := range pieces {
		less(rest, rest, sp.high[n], sp.limbs)
		less(w.low, sp.need, rest, sp.limbs)
		before := l.len()
		if l = times(ctx, l, sp.pieces[n], words, w, most); l == nil {
			return nil
		}
		left /= float64(sp.pieces[n].len())
		// Where hardly any sums have merged or dropped out so far, that is
		// not going to begin now.
		if l.len() > 1<<14 && 10*l.len() > 8*before*sp.pieces[n].len() && float64(l.len())*left > 2*float64(most) {
			return nil
		}
	}
	return l
}

// scale is the distinct values of a column, ascending.
type scale struct {
	limbs  int
	values []uint64
	shift  int     // of one limb: values alike but for so many bits are near each other
	start  []int32 // by value >> shift: how many values are below all that it has
}

func newScale(l *list, at int) *scale {
	s := &scale{limbs: l.limbs}
	if l.limbs > 1 {
		order := upToInt(l.len())
		value := func(i int) []uint64 { return l.sum(i)[at : at+l.limbs] }
		slices.SortFunc(order, func(x, y int) int { return amount.Compare(value(x), value(y)) })
		for n, i := range order {
			if n == 0 || !amount.Same(value(i), value(order[n-1])) {
				s.values = append(s.values, value(i)...)
			}
		}
		return s
	}
	s.values = make([]uint64, l.len())
	for i := range s.values {
		s.values[i] = l.sums[i*l.width+at]
	}
	slices.Sort(s.values)
	s.values = slices.Compact(s.values)
	// About as many starts as values: where the values are spread evenly, a
	// place is found in one look.
	s.shift = max(0, bits.Len64(s.values[len(s.values)-1])-bits.Len(uint(len(s.values))))
	s.start = make([]int32, s.values[len(s.values)-1]>>s.shift+2)
	for _, v := range s.values {
		s.start[v>>s.shift+1]++
	}
	for i := 1; i < len(s.start); i++ {
		s.start[i] += s.start[i-1]
	}
	return s
}

func (s *scale) len() int { return len(s.values) / s.limbs }

// position returns how many values are below x.
func (s *scale) position(x []uint64) int {
	if s.limbs > 1 {
		return sort.Search(s.len(), func(i int) bool {
			return amount.Compare(s.values[i*s.limbs:(i+1)*s.limbs], x) >= 0
		})
	}
	at := x[0] >> s.shift
	if at >= uint64(len(s.start)-1) {
		return len(s.values)
	}
	low, high := int(s.start[at]), int(s.start[at+1])
	for low < high {
		if middle := int(uint(low+high) / 2); s.values[middle] < x[0] {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// mostHalf is how many sums a half may have: the joining takes a factor of the
// logarithm more for every column beyond the second.
func (sp *split) mostHalf(o Options) int {
	most := maxHalf
	for c := 2; c < sp.columns(); c++ {
		most /= 3
	}
	return min(most, o.Memory/(32+16*len(sp.need)))
}

// sparseWork says how many steps meeting in the middle takes at most, and
// whether the halves are bound to fit.
func (sp *split) sparseWork(o Options) (work float64, fits bool) {
	most := sp.mostHalf(o)
	first, second, aside := sp.halve(most)
	fits = true
	for _, half := range [][]int{first, second} {
		size := 1.0
		for _, n := range half {
			size *= float64(sp.pieces[n].len())
		}
		fits = fits && size <= float64(most)
		step := 25.0
		for range sp.columns() - 1 {
			step *= max(1, math.Log2(size)/2)
		}
		work += size * step
	}
	for _, n := range aside {
		work *= float64(sp.pieces[n].len())
	}
	return work, fits && work <= o.Work
}
