package bargain

import (
	"container/heap"
	"context"
	"math"
	"math/big"
)

// hunt finds the box on which a criterion is greatest. It takes boxes by what
// a bound says they can reach at most, the most promising first, solves them
// exactly, and ends where the next bound is below what was reached. Each
// solved box gives its multipliers as a further bound on all others (the
// Lagrangian bound: Geoffrion 1974); bounds are brought up to date only for
// boxes that come up (the lazy evaluation of Minoux 1978).
type hunt struct {
	w      *worths
	marks  mask // items that the packages may break
	cuts   []cut
	enough float64 // boxes bounded below it cannot matter
	solved int
	cap    *big.Rat        // of greatest: what is known not to be exceeded; may be nil
	barren []cut           // those of the cuts that prove boxes empty, for other hunts in the same boxes
	empty  map[uint64]bool // boxes that were found empty; looked up only

	// Of a hunt in a tree.
	aim             aim
	seal            *seal                                 // proves for whole parts of the tree that nothing in them is better; may be nil
	known           [][]int                               // boxes to begin with
	scout           bool                                  // look for one on a grid first
	root            func(weights []float64, most float64) // see dual.Hunt; may be nil
	rolling         bool                                  // cuts that are of no use make room for others
	nodes           int                                   // most to visit; 0: any number
	visited         int
	ties            int            // how many boxes that tie are to be found, if there are so many
	products        []*productSeal // the same of a product, one for each way of dividing it that was met
	greatestProduct *big.Rat       // that was met
	exactProduct    bool           // and it is proven for its box in fractions
	slack           bool           // some part of the tree was closed up to sealSlack
	tied            int            // boxes solved since the best was found
	firm            []int          // parties whose measure is the level in every package that has it, as far as was looked
	more            bool           // there may be further ones
	dropped         bool           // some that tie were not kept
	best            *region        // of greatest: where it is reached, and at which point
	at              []*big.Rat
	upper           float64 // no package has more; of a hunt that ended, what was reached
	short           bool    // the hunt was ended before it was over
}

// cut bounds what a criterion can reach on the boxes, from above.
type cut func(cells []int) float64

const maxCuts = 200

func (h *hunt) add(c cut) {
	switch {
	case len(h.cuts) < maxCuts:
		h.cuts = append(h.cuts, c)
	case h.rolling:
		h.cuts[maxCuts-1] = c
		h.front(maxCuts - 1)
	}
}

// front moves a cut to the front: what left out one box is likely to leave out
// the next.
func (h *hunt) front(n int) {
	c := h.cuts[n]
	copy(h.cuts[1:n+1], h.cuts[:n])
	h.cuts[0] = c
}

type quarry struct {
	id    uint64
	bound float64
	seen  int // cuts that are in the bound
}

type quarries []quarry

func (q quarries) Len() int { return len(q) }
func (q quarries) Less(i, j int) bool {
	return q[i].bound > q[j].bound || q[i].bound == q[j].bound && q[i].id < q[j].id
}
func (q quarries) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *quarries) Push(x any)   { *q = append(*q, x.(quarry)) }
func (q *quarries) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}

// run calls solve for the boxes that bounds do not leave out. solve raises
// enough as it finds better packages.
func (h *hunt) run(ctx context.Context, g ground, solve func(b *box) error) error {
	if g.tree != nil {
		return h.climb(ctx, g, solve)
	}
	ids := g.ids
	cells := make([]int, len(h.w.p.issues))
	refresh := func(q *quarry) {
		h.w.cellsOf(q.id, cells)
		for ; q.seen < len(h.cuts) && q.bound >= h.enough; q.seen++ {
			q.bound = math.Min(q.bound, h.cuts[q.seen](cells))
		}
	}
	queue := make(quarries, 0, len(ids))
	for n, id := range ids {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		q := quarry{id: id, bound: math.Inf(1)}
		if refresh(&q); q.bound >= h.enough {
			queue = append(queue, q)
		}
	}
	heap.Init(&queue)
	for len(queue) > 0 && queue[0].bound >= h.enough {
		if err := ctx.Err(); err != nil {
			return err
		}
		top := &queue[0]
		before := top.bound
		if refresh(top); top.bound < before {
			if top.bound < h.enough {
				heap.Pop(&queue)
			} else {
				heap.Fix(&queue, 0)
			}
			continue
		}
		id := top.id
		heap.Pop(&queue)
		if h.solved++; h.solved > maxSolved {
			return errTooMany(maxSolved)
		}
		if err := solve(h.w.box(id)); err != nil {
			return err
		}
	}
	return nil
}

// floats turns weights into floats, nil into 0.
func (w *worths) floats(weights []*big.Rat) []float64 {
	list := make([]float64, w.columns)
	for q, x := range weights {
		if x != nil {
			list[q] = toFloat(x)
		}
	}
	return list
}

// priced is a bound on Σ weights × utility less some constant, where keeping
// each floor is worth its multiplier: whatever keeps the floors is at most
// Σ weights × utility + Σ multiplier × (utility - floor).
func (w *worths) priced(weights []float64, constant float64, r *region, dual []*big.Rat) cut {
	size := math.Abs(constant)
	for i, f := range r.floors {
		x := max(0, -toFloat(dual[i]))
		weights[f.column] += x
		constant -= x * toFloat(f.at)
		size += x * math.Abs(toFloat(f.at))
	}
	f := w.functional(weights)
	constant += slackFactor * size
	return func(cells []int) float64 { return f.most(cells) + constant }
}

// barren is a bound from the proof that no point of a box keeps its floors:
// wherever the same multipliers prove the same, nothing can be reached.
func (w *worths) barren(r *region, dual []*big.Rat) cut {
	bound := w.priced(make([]float64, w.columns), 0, r, dual)
	return func(cells []int) float64 {
		if bound(cells) < 0 {
			return math.Inf(-1)
		}
		return math.Inf(1)
	}
}

// kept are the fallbacks of parties whose consent counts that the hunt's
// packages keep: bounds may rest on those alone, for a guarantor's counts only
// on boxes that commit it.
func (h *hunt) kept(r *region, dual []*big.Rat) []*big.Rat {
	out := make([]*big.Rat, len(r.floors))
	for i, f := range r.floors {
		out[i] = zero
		if f.column < h.w.parties {
			out[i] = dual[i]
		}
	}
	return out
}

// infeasible notes that the box is empty, and adds what the proof says of
// others, if it needs no guarantor's floor.
func (h *hunt) infeasible(r *region, dual []*big.Rat) {
	if h.empty != nil {
		h.empty[r.id] = true
	}
	for i, f := range r.floors {
		if f.column >= h.w.parties && dual[i].Sign() != 0 {
			return
		}
	}
	c := h.w.barren(r, dual)
	h.add(c)
	h.barren = append(h.barren, c)
}

// greatest returns the supremum of Σ weights × utility over the packages that
// break nothing but the hunt's marks, and at least from; nil where there is no
// package and no from.
func (h *hunt) greatest(ctx context.Context, g ground, weights []*big.Rat, from *big.Rat) (*big.Rat, error) {
	value := from
	h.enough = math.Inf(-1)
	if from != nil {
		h.enough = toFloat(from)
		if h.cap != nil && from.Cmp(h.cap) >= 0 {
			return from, nil
		}
	}
	plain := h.w.functional(h.w.floats(weights))
	h.add(plain.most)
	h.aim = sumOf(weights)
	err := h.run(ctx, g, func(b *box) error {
		r := b.region(h.marks)
		if r == nil {
			return nil
		}
		x, err := r.maximise(ctx, weights)
		if err != nil {
			return err
		}
		if x.t == nil {
			h.infeasible(r, x.dual)
			return nil
		}
		if len(r.floors) > 0 {
			h.add(h.w.priced(h.w.floats(weights), 0, r, h.kept(r, x.dual)))
		}
		if value != nil && x.value.Cmp(value) <= 0 {
			return nil
		}
		if none, err := r.empty(ctx); none || err != nil {
			return err
		}
		value = x.value
		h.enough = toFloat(value)
		h.seal = r.sealSum(weights, x)
		h.best, h.at = r, x.t
		if h.cap != nil && value.Cmp(h.cap) >= 0 {
			h.enough = math.Inf(1)
		}
		return nil
	})
	return value, err
}
