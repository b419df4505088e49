package tally

import (
	"cmp"
	"container/heap"
	"math"
	"slices"

	"parley/bargain/internal/amount"
)

// crest bounds the share that any draw can have. What the last group adds to
// a share is e^(θ·y) times the number of its combinations that are at least y
// in all columns, y being what the draw lacks, as a part of the group's sum of
// weights. That is at most 1, and much less where few combinations are large
// in all columns at once; the greatest over all y is found by branch and bound
// (Land and Doig 1960), best first, and what is still open when the search
// ends bounds it from above all the same. So the Chernoff bound of the whole
// count, the interval of an estimate and the rejections of the sampler all
// shrink by the same factor.
func (d *drawer) crest() float64 {
	if d.last == nil || d.c.t.columns == 0 {
		return 1
	}
	n := len(d.last.counts)
	columns, limbs := d.c.t.columns, d.c.t.r.limbs
	c := &crest{columns: columns, values: make([]float64, n*columns), log: d.last.log}
	for i := range n {
		for q := range columns {
			at := i*d.width + q*limbs
			c.values[i*columns+q] = d.theta[q] * amount.Float(d.last.sums[at:at+limbs])
		}
		c.counts = append(c.counts, float64(d.last.counts[i]))
	}
	root := summit{low: make([]float64, columns), high: slices.Repeat([]float64{math.Inf(1)}, columns), members: make([]int32, n)}
	for i := range root.members {
		root.members[i] = int32(i)
	}
	c.push(root)
	for steps := 0; len(c.open) > 0 && steps < maxCrestSteps; {
		top := c.open[0]
		if top.most <= c.best*1.02 {
			break
		}
		heap.Pop(c)
		steps += len(top.members) + 8
		c.branch(top)
	}
	most := c.best
	if len(c.open) > 0 {
		most = max(most, c.open[0].most)
	}
	return min(1, most*(1+1e-9))
}

// maxCrestSteps is how many members are looked at in all.
const maxCrestSteps = 1 << 21

// crest is a search for the y of the greatest share; its open boxes are a
// heap, the highest bound first, ties in the order in which they were made.
type crest struct {
	columns int
	values  []float64 // combinations × columns: θ times what they add
	counts  []float64
	log     float64
	best    float64 // a share that some y has
	open    []summit
	made    int
}

// summit is a box of y.
type summit struct {
	low, high []float64 // inclusive
	members   []int32   // combinations that are at least low
	most      float64   // no y in the box has more
	turn      int
}

// push closes a box in on what its members let be, and keeps it if it may
// hold more than the best.
func (c *crest) push(b summit) {
	total := 0.0
	least := slices.Repeat([]float64{math.Inf(1)}, c.columns)
	most := slices.Repeat([]float64{math.Inf(-1)}, c.columns)
	for _, i := range b.members {
		total += c.counts[i]
		for q, x := range c.values[int(i)*c.columns : (int(i)+1)*c.columns] {
			least[q], most[q] = min(least[q], x), max(most[q], x)
		}
	}
	if len(b.members) == 0 {
		return
	}
	at, beyond := 0.0, 0.0
	for q := range c.columns {
		b.low[q] = max(b.low[q], least[q]) // a y below all members is worth less than one at them
		b.high[q] = min(max(b.high[q], b.low[q]), most[q])
		at, beyond = at+b.low[q], beyond+b.high[q]
	}
	weight := math.Log(total) - c.log
	c.best = max(c.best, math.Exp(at+weight))
	b.most = math.Exp(beyond + weight)
	if b.most > c.best {
		b.turn = c.made
		c.made++
		heap.Push(c, b)
	}
}

// branch cuts a box across the column along which it is longest, at the
// middle of the values of its members there.
func (c *crest) branch(b summit) {
	column := 0
	for q := range c.columns {
		if b.high[q]-b.low[q] > b.high[column]-b.low[column] {
			column = q
		}
	}
	var values []float64
	for _, i := range b.members {
		if x := c.values[int(i)*c.columns+column]; x <= b.high[column] {
			values = append(values, x)
		}
	}
	slices.Sort(values)
	values = slices.Compact(values)
	if len(values) < 2 { // every y in the box does as well at one of its ends
		values = []float64{b.low[column], b.high[column]}
		if values[0] == values[1] {
			return
		}
	}
	cut := len(values) / 2
	below := summit{low: slices.Clone(b.low), high: slices.Clone(b.high), members: b.members}
	below.high[column] = values[cut-1]
	above := summit{low: slices.Clone(b.low), high: slices.Clone(b.high)}
	above.low[column] = values[cut]
	for _, i := range b.members {
		if c.values[int(i)*c.columns+column] >= values[cut] {
			above.members = append(above.members, i)
		}
	}
	c.push(below)
	c.push(above)
}

// Len, Less, Swap, Push and Pop make the open boxes a heap.
func (c *crest) Len() int { return len(c.open) }

// Less orders by bound, ties by age.
func (c *crest) Less(i, j int) bool {
	if by := cmp.Compare(c.open[j].most, c.open[i].most); by != 0 {
		return by < 0
	}
	return c.open[i].turn < c.open[j].turn
}

// Swap swaps two boxes.
func (c *crest) Swap(i, j int) { c.open[i], c.open[j] = c.open[j], c.open[i] }

// Push adds a box.
func (c *crest) Push(x any) { c.open = append(c.open, x.(summit)) }

// Pop removes the last box.
func (c *crest) Pop() any {
	last := len(c.open) - 1
	x := c.open[last]
	c.open = c.open[:last]
	return x
}
