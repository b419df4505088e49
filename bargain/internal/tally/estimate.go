package tally

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"
)

// Estimate is a count by random draws. With the given confidence, over the
// draws, it is off by no more than HalfWidth, but for the rounding of weights
// and chances, which is below one part in 10^7. It proves nothing.
type Estimate struct {
	Count      *big.Int
	HalfWidth  *big.Int
	Confidence float64
	Draws      int
	Seed       uint64
}

// confidence of every estimate.
const confidence = 0.999

// blockDraws is how many draws share a stream of random numbers; blocks may
// be drawn in any order, and are put together in theirs.
const blockDraws = 1 << 13

// block is what a block of draws came to.
type block struct {
	sum, squares float64
	members      int     // draws that something completes
	kept         [][]int // cells of a few members
}

// maxKept is how many members a block keeps.
const maxKept = 4

// estimate draws under the tilt until the interval is narrow enough or the
// draws are used up. The interval is that of Audibert, Munos and Szepesvári
// (2009): for n independent shares within 0 … b of mean m and variance V, with
// probability 1−δ, |m − μ| ≤ √(2·V·l/n) + 3·b·l/n with l = ln(3/δ). It holds for
// every n, and asks for no normal distribution. It is looked at after 1, 2, 4
// … blocks and at the end, and δ is shared out among the looks, so that
// stopping where it is narrow enough is allowed for.
func (d *drawer) estimate(ctx context.Context, o Options) (*Estimate, [][]int, error) {
	limit := int(min(float64(o.Draws), o.Work/d.work())) / blockDraws
	if limit < 1 {
		return nil, nil, nil
	}
	looks := 1
	for 1<<(looks-1) < limit {
		looks++
	}
	delta := (1 - confidence) / float64(looks)
	var all block
	var best *Estimate
	var kept [][]int
	n := 0
	for look := range looks {
		list := make([]block, min(1<<look, limit)-n)
		if err := d.blocks(ctx, o.Seed, n, list); err != nil {
			for i := range list { // members they are, whether or not their blocks are full
				kept = append(kept, list[i].kept...)
			}
			return best, kept, err
		}
		n += len(list)
		for i := range list {
			all.sum += list[i].sum
			all.squares += list[i].squares
			all.members += list[i].members
			kept = append(kept, list[i].kept...)
		}
		draws := float64(n) * blockDraws
		mean := all.sum / draws
		variance := max(0, all.squares/draws-mean*mean)
		l := math.Log(3 / delta)
		half := (math.Sqrt(2*variance*l/draws) + 3*d.most*l/draws) * (1 + 1e-9)
		best = &Estimate{Count: scaled(d.scale(), mean), HalfWidth: scaled(d.scale(), half),
			Confidence: confidence, Draws: n * blockDraws, Seed: o.Seed}
		o.Report(max(float64(n)/float64(limit), min(1, o.Precision*mean/half)))
		if half <= o.Precision*mean {
			break
		}
	}
	return best, kept, nil
}

// work is about how many steps a draw takes, a step being what a dense count
// takes for one addition: some nanoseconds for each place in the memory that
// is not at hand.
func (d *drawer) work() float64 {
	steps := 20*len(d.groups) + 90*len(d.c.t.r.space.Buckets) + 24
	if d.last != nil {
		steps += d.completion.words * d.c.t.columns
	}
	if d.holds != nil { // a package is put together for each
		steps += 1000
	}
	return float64(steps)
}

// blocks draws the blocks from first on, on all processors.
func (d *drawer) blocks(ctx context.Context, seed uint64, first int, list []block) error {
	all(len(list), func(i int) {
		if ctx.Err() == nil {
			list[i] = d.block(ctx, rand.NewPCG(seed, uint64(first+i)))
		}
	})
	return ctx.Err()
}

func (d *drawer) block(ctx context.Context, rng *rand.PCG) block {
	var b block
	drafts := d.drafts(batch)
	for n := range blockDraws / batch {
		if n&0x1f == 0 && ctx.Err() != nil {
			return b
		}
		d.draw(rng, drafts)
		for j := range drafts {
			f := &drafts[j]
			share, ways := d.share(f)
			if ways == 0 {
				continue
			}
			if d.holds != nil { // one of the ways stands for all
				local := d.member(f, int64(rand.New(rng).Uint64N(uint64(ways))))
				if !d.holds(local) {
					continue
				}
				b.keep(local)
			}
			b.sum += share
			b.squares += share * share
			b.members++
			if d.holds == nil && len(b.kept) < maxKept {
				b.keep(d.member(f, 0))
			}
		}
	}
	return b
}

func (b *block) keep(local []int) {
	if len(b.kept) < maxKept {
		b.kept = append(b.kept, local)
	}
}

// member returns the local cells of a draw that something completes, with the
// nth choice of the last group that does.
func (d *drawer) member(f *draft, nth int64) []int {
	r := d.c.t.r
	local := make([]int, len(r.space.Places))
	for i, k := range f.cells {
		local[i] = int(k)
	}
	for n, g := range d.groups {
		g.unpack(r, int(f.choice[n]), local)
	}
	if d.last != nil {
		if d.width == 0 {
			for i := range f.set {
				f.set[i] = ^uint64(0)
			}
		}
		d.last.unpack(r, d.completion.nth(f.set, nth), local)
	}
	return local
}

// unpack sets the cells of a combination.
func (g *group) unpack(r *reduced, at int, local []int) {
	for i := len(g.places) - 1; i >= 0; i-- {
		n := len(r.space.Places[g.places[i]].Cells)
		local[g.places[i]] = at % n
		at /= n
	}
}
