package tally

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"

	"parley/bargain/internal/amount"
)

// drawer draws packages under a tilt, each issue and each tree of tied ones by
// itself. Issues that stand alone are drawn a group at a time, from a table of
// all combinations of the group, so that a draw takes few random numbers and
// few additions. The group named last is not drawn: all of its combinations
// that complete the others are counted instead, which takes much of the
// chance out of a draw.
type drawer struct {
	c      *chernoff
	width  int
	groups []*group
	last   *group
	trees  []treeDraw
	theta  []float64              // by column: of one unit of the reduced amounts
	need   []float64              // in units
	free   float64                // logarithm of the sum of the weights of all but the last group
	reach  []uint64               // the most that the last group adds to each column
	most   float64                // no share is above it
	holds  func(local []int) bool // what else an estimate asks of a package; nil: nothing

	completion *completion // of the last group
	choices    int64       // that it has in all
}

// group is all combinations of a few issues.
type group struct {
	places []int
	sums   []uint64 // combinations × width
	counts []int64
	log    float64 // of the sum of the weights
	chances
	rows []uint64 // by slot: keep, alias and sum side by side, for one limb
}

// Most combinations of a group that is drawn, and of the one that is counted.
// Tests set them.
var (
	maxGroup = 1 << 11
	maxLast  = 1 << 10
)

// maxChoices is how many choices a group may stand for.
const maxChoices = 1 << 52

func newDrawer(ctx context.Context, c *chernoff) (*drawer, error) {
	t := c.t
	d := &drawer{c: c, width: t.r.width()}
	for q := range t.columns {
		d.theta = append(d.theta, c.theta[q]*t.scale[q])
		d.need = append(d.need, amount.Float(t.r.need[q*t.r.limbs:(q+1)*t.r.limbs]))
	}
	var alone []int
	for i := range t.r.space.Places {
		if t.r.space.Places[i].Bucket < 0 {
			alone = append(alone, i)
		}
	}
	// What spreads most is best counted rather than drawn.
	sortBy(alone, func(i int) float64 { return -d.spread(i) })
	var now []int
	size, choices, most := 1, 1.0, maxLast
	flush := func() {
		if len(now) == 0 {
			return
		}
		g := d.group(now)
		if d.last == nil && size <= maxLast && choices <= maxChoices {
			d.last = g
		} else {
			d.groups = append(d.groups, g)
		}
		now, size, choices, most = nil, 1, 1, maxGroup
	}
	for _, i := range alone {
		n, c := len(t.r.space.Places[i].Cells), 0.0
		for _, times := range t.r.space.Places[i].Counts {
			c += float64(times)
		}
		if size*n > most || choices*c > maxChoices {
			flush()
		}
		now, size, choices = append(now, i), size*n, choices*c
	}
	flush()
	for _, g := range d.groups {
		d.free += g.log
	}
	d.reach = make([]uint64, d.width)
	if d.last != nil {
		for i := range d.last.counts {
			raise(d.reach, d.last.sums[i*d.width:(i+1)*d.width], t.r.limbs)
			d.choices += d.last.counts[i]
		}
		d.completion = newCompletion(d.last, d.width, t.r.limbs)
	}
	trees, err := newTreeDraws(ctx, t, c.theta)
	for _, tree := range trees {
		d.free += tree.log
	}
	d.trees, d.most = trees, 1
	if err == nil {
		d.most = d.crest()
	}
	return d, err
}

// spread is how much the tilted weight of a place varies.
func (d *drawer) spread(place int) float64 {
	t := d.c.t
	low, high := math.Inf(1), math.Inf(-1)
	for k := range t.r.space.Places[place].Cells {
		x := dot(d.c.theta, t.place[place][k*t.columns:(k+1)*t.columns])
		low, high = min(low, x), max(high, x)
	}
	return high - low
}

func (d *drawer) group(places []int) *group {
	r := d.c.t.r
	g := &group{places: places, sums: make([]uint64, d.width), counts: []int64{1}}
	for _, i := range places { // the first place changes slowest
		var sums []uint64
		var counts []int64
		sum := make([]uint64, d.width)
		for at, c := range g.counts {
			for k, times := range r.space.Places[i].Counts {
				amount.Add(sum, g.sums[at*d.width:(at+1)*d.width], r.cell(i, k), r.limbs)
				sums, counts = append(sums, sum...), append(counts, c*times)
			}
		}
		g.sums, g.counts = sums, counts
	}
	logs := make([]float64, len(g.counts))
	for i, c := range g.counts {
		logs[i] = math.Log(float64(c)) + d.log(g.sums[i*d.width:(i+1)*d.width])
	}
	g.chances, g.log = newChances(logs)
	if r.limbs == 1 {
		g.rows = make([]uint64, len(g.slots)*(d.width+2))
		for i, slot := range g.slots {
			row := g.rows[i*(d.width+2):][:d.width+2]
			row[0], row[1] = slot.keep, uint64(slot.alias)
			if i < len(g.counts) {
				copy(row[2:], g.sums[i*d.width:])
			}
		}
	}
	return g
}

// log is θ times a sum.
func (d *drawer) log(sum []uint64) float64 {
	limbs := d.c.t.r.limbs
	if limbs == 1 {
		x := 0.0
		for q, v := range sum {
			x += d.theta[q] * float64(v)
		}
		return x
	}
	x := 0.0
	for q := range d.theta {
		x += d.theta[q] * amount.Float(sum[q*limbs:(q+1)*limbs])
	}
	return x
}

// beyond is θ times what a sum is above the need, negative below it.
func (d *drawer) beyond(sum []uint64) float64 {
	limbs, x := d.c.t.r.limbs, 0.0
	for q := range d.theta {
		x += d.theta[q] * (amount.Float(sum[q*limbs:(q+1)*limbs]) - d.need[q])
	}
	return x
}

// batch is how many draws are made side by side: what one group or bucket
// needs stays close at hand meanwhile, and no draw waits for another.
const batch = 64

// draw draws all but the last group, for each of the drafts.
func (d *drawer) draw(rng *rand.PCG, drafts []draft) {
	for j := range drafts {
		clear(drafts[j].sum)
	}
	limbs := d.c.t.r.limbs
	for n, g := range d.groups {
		if limbs == 1 {
			g.drawRows(rng, drafts, n)
			continue
		}
		for j := range drafts {
			f := &drafts[j]
			at := pick(rng, g.slots)
			f.choice[n] = int32(at)
			amount.Add(f.sum, f.sum, g.sums[at*d.width:(at+1)*d.width], limbs)
		}
	}
	for i := range d.trees {
		d.trees[i].draw(rng, drafts)
	}
}

// drawRows draws the group of a number from its rows.
func (g *group) drawRows(rng *rand.PCG, drafts []draft, number int) {
	for j := range drafts {
		f := &drafts[j]
		width := len(f.sum) + 2
		at, rest := toss(rng, len(g.slots))
		x := g.rows[at*width:][:width]
		if rest >= x[0] {
			at = int(x[1])
			x = g.rows[at*width:][:width]
		}
		f.choice[number] = int32(at)
		for q, v := range x[2:] {
			f.sum[q] += v
		}
	}
}

// draft is a draw under way, to be used again for the next.
type draft struct {
	sum     []uint64 // of all but the last group
	choice  []int32  // by group: its combination
	cells   []int32  // by place: those of the trees
	classes []int32  // likewise
	*scratch
}

// scratch is what one draft at a time needs.
type scratch struct {
	lacking []uint64 // what the last group has to add
	set     []uint64 // which of its combinations do
}

func (d *drawer) drafts(n int) []draft {
	room := &scratch{lacking: make([]uint64, d.width)}
	if d.last != nil {
		room.set = make([]uint64, d.completion.words)
	}
	list := make([]draft, n)
	for j := range list {
		list[j] = draft{sum: make([]uint64, d.width), choice: make([]int32, len(d.groups)), scratch: room}
		if len(d.trees) > 0 {
			places := len(d.c.t.r.space.Places)
			list[j].cells, list[j].classes = make([]int32, places), make([]int32, places)
		}
	}
	return list
}

// ways returns how many choices of the last group complete a draw to the need.
func (d *drawer) ways(f *draft) int64 {
	r := d.c.t.r
	if d.last == nil {
		if amount.AtLeast(f.sum, r.need, r.limbs) {
			return 1
		}
		return 0
	}
	if r.limbs > 1 {
		less(f.lacking, r.need, f.sum, r.limbs)
	} else {
		for q, x := range r.need {
			f.lacking[q] = x - min(x, f.sum[q])
			if f.lacking[q] > d.reach[q] {
				return 0
			}
		}
	}
	if d.width == 0 {
		return d.choices
	}
	return d.completion.ways(f.lacking, f.set)
}

// share is what a draw says of the count, as a part of the Chernoff bound: its
// mean is the part that is true, and it is never above most.
func (d *drawer) share(f *draft) (float64, int64) {
	n := d.ways(f)
	if n == 0 {
		return 0, 0
	}
	x := math.Log(float64(n)) - d.beyond(f.sum)
	if d.last != nil {
		x -= d.last.log
	}
	return math.Exp(x), n
}

// scale is the logarithm of what a share of 1 stands for.
func (d *drawer) scale() float64 {
	x := d.free
	for q := range d.theta {
		x -= d.theta[q] * d.need[q]
	}
	if d.last != nil {
		x += d.last.log
	}
	return x
}

// scaled returns e^log × x as a whole number, rounded up.
func scaled(log, x float64) *big.Int {
	if x <= 0 {
		return new(big.Int)
	}
	n := power(log+math.Log(x), 1)
	return n.Add(n, big.NewInt(1))
}
