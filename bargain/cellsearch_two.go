package bargain

import (
	"cmp"
	"context"
	"errors"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
	"parley/bargain/internal/pareto"
)

// The frontier of two parties over more boxes than can be listed. What an
// efficient package takes on some issues is efficient among what these can add,
// with the rest as it is; so the issues that are not continuous are put together
// first, issue by issue (package pareto), and so are the continuous ones that
// nothing ties to others, piece by piece. A continuous issue that is tied has
// each of its pieces gone through. What is left is boxes: of each efficient sum
// of the former with each choice of pieces. Floats leave out those whose chain
// is clearly below others, as where boxes are listed, and the rest is exact.

// twofold is such a search.
type twofold struct {
	cellSearch
	w      *worths
	ignore mask
	none   mask // rules in force, fallbacks apart
	tied   []int
	loose  []int         // continuous issues that nothing ties
	pieces map[int][]int // by continuous issue: its cells that no rule bars
	first  map[int]int   // and an end of the first of them, by which the others are measured
	groups []*sumGroup
	slack  [2]float64
}

// sumGroup is the sums with one piece of every tied continuous issue.
type sumGroup struct {
	s      *network.Space
	f      *pareto.Front
	sums   [][2]float64 // by outcome of f, continuous issues not counted
	kept   []int        // outcomes that are looked at; ascending
	strips []strip
}

// strip is a piece of each of some continuous issues, and the chain of what they
// add.
type strip struct {
	cells   map[int]int // by issue
	chain   *chain
	corners [][2]float64
}

// Limits on what is put together; beyond the last, sums stand for others near
// to them.
const (
	maxTiedPieces = 512       // choices of pieces of tied issues
	maxStrips     = 4096      // choices of pieces that matter
	maxPairs      = 4_000_000 // of sums and strips
)

var maxDrawnBoxes = 12_000 // boxes that are drawn exactly; tests set it

// nearestSums is how far, as a part of a range, sums are first put into one.
const nearestSums = 0x1p-10

// twofold finds the frontier of two parties; false where it does not apply, for
// a guarantor's fallback counts or there is too much to put together.
func (p cellSearch) twofold(ctx context.Context, w *worths, ignore mask, y *yardstick, report func(float64)) (front, bool, error) {
	for v := p.consenting; v < len(p.voters); v++ {
		if item := p.voters[v].fallback; item >= 0 && !ignore.has(item) {
			return front{}, false, nil
		}
	}
	x := &twofold{cellSearch: p, w: w, ignore: ignore.or(p.markItems()),
		none: p.everything().minus(ignore).minus(p.fallbackItems()), pieces: map[int][]int{}, first: map[int]int{}}
	for q := range x.slack {
		weights := make([]float64, w.columns)
		weights[q] = 1
		x.slack[q] = 10 * w.functional(weights).slack
	}
	if ok, err := x.gather(ctx, report); !ok || err != nil {
		return front{}, ok, err
	}
	near := 0.0
	boxes, err := x.choose(ctx)
	for err == nil && len(boxes) > maxDrawnBoxes {
		if near = max(2*near, nearestSums); near > 1 || y == nil {
			return front{}, false, nil
		}
		x.thin(y, near)
		boxes, err = x.choose(ctx)
	}
	if err != nil {
		return front{}, true, err
	}
	d := &drawing{some: true}
	for n, at := range boxes {
		if err := ctx.Err(); err != nil {
			return front{}, true, err
		}
		if report != nil && n%256 == 0 {
			report(0.5 + 0.4*float64(n)/float64(len(boxes)))
		}
		r := at.region(x.ignore)
		if r == nil {
			continue
		}
		c, err := r.chain(ctx)
		if err != nil {
			return front{}, true, err
		}
		if c != nil {
			d.chains = append(d.chains, c)
		}
	}
	d.lines = envelope(d.chains)
	f, err := d.front(ctx)
	if err != nil {
		return f, true, err
	}
	f.how = "sums put together issue by issue, with every choice of intervals that matters, each drawn in exact fractions"
	if near > 0 {
		if len(f.candidates) == 0 {
			return front{}, false, nil
		}
		f.within = new(big.Rat).SetFloat64(near * (1 + 0x1p-30))
		f.cut = "There are too many efficient outcomes to draw all. For every package one of those listed, or of those on the lines between them, falls short of it, for either party, by at most " + percent(near) + " of that party's range."
	}
	return f, true, nil
}

// gather finds the sums and the strips.
func (x *twofold) gather(ctx context.Context, report func(float64)) (bool, error) {
	s, err := x.tree.space(x.none)
	if err != nil || s.Barred {
		return err == nil, err
	}
	for at := range x.tree.of {
		if x.tree.of[at] == nil {
			continue
		}
		for _, k := range s.Places[at].Cells {
			x.pieces[at] = append(x.pieces[at], x.tree.of[at][k])
		}
		x.pieces[at] = slices.Compact(x.pieces[at])
		x.first[at] = s.Places[at].Cells[0]
		if s.Places[at].Bucket >= 0 {
			x.tied = append(x.tied, at)
		} else {
			x.loose = append(x.loose, at)
		}
	}
	strips, ok, err := x.strips(ctx)
	if !ok || err != nil {
		return ok, err
	}
	choices := []map[int]int{{}}
	for _, at := range x.tied {
		var next []map[int]int
		for _, c := range choices {
			for _, k := range x.pieces[at] {
				next = append(next, adding(c, at, k))
			}
		}
		if choices = next; len(choices) > maxTiedPieces || len(choices)*len(strips) > 4*maxStrips {
			return false, nil
		}
	}
	for n, c := range choices {
		if report != nil {
			report(0.5 * float64(n) / float64(len(choices)))
		}
		g, err := x.group(ctx, c)
		var many *pareto.ErrTooMany
		if errors.As(err, &many) {
			return false, nil
		}
		if err != nil {
			return true, err
		}
		if g.f.Len() == 0 {
			continue
		}
		for _, st := range strips {
			cells := c
			for at, k := range st.cells {
				cells = adding(cells, at, k)
			}
			g.strips = append(g.strips, x.strip(cells))
		}
		x.groups = append(x.groups, g)
	}
	return true, nil
}

// adding returns the choices with one more.
func adding(choices map[int]int, at, k int) map[int]int {
	more := map[int]int{at: k}
	for i, c := range choices {
		more[i] = c
	}
	return more
}

// strips chooses pieces of the issues that nothing ties, all that may matter. A
// choice that others dominate all along is left out; not so with pieces of which
// an end is only approached, for what that dominates may be efficient.
func (x *twofold) strips(ctx context.Context) ([]strip, bool, error) {
	list := []strip{{cells: map[int]int{}}}
	open := func(at int) bool {
		return slices.ContainsFunc(x.pieces[at], func(k int) bool {
			c := &x.issues[at].cells[k]
			return c.interval() && !(c.lowIn && c.highIn)
		})
	}
	order := slices.Clone(x.loose)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank(open(a)), rank(open(b))) })
	for _, at := range order {
		if len(list)*len(x.pieces[at]) > 16*maxStrips {
			return nil, false, nil
		}
		var next []strip
		for _, st := range list {
			for _, k := range x.pieces[at] {
				next = append(next, x.strip(adding(st.cells, at, k)))
			}
			if err := ctx.Err(); err != nil {
				return nil, true, err
			}
		}
		if !open(at) {
			next = outermost(next)
		}
		if list = next; len(list) > maxStrips {
			return nil, false, nil
		}
	}
	return list, true, nil
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// outermost keeps the strips that have a part of the frontier of all.
func outermost(list []strip) []strip {
	chains := make([]*chain, len(list))
	for i := range list {
		chains[i] = list[i].chain
	}
	matter := map[*chain]bool{}
	for _, l := range envelope(chains) {
		matter[l.from] = true
	}
	return slices.DeleteFunc(list, func(st strip) bool { return !matter[st.chain] })
}

// strip draws what pieces add.
func (x *twofold) strip(cells map[int]int) strip {
	b := &box{p: x.Problem, cells: make([]int, len(x.issues)), base: []*big.Rat{new(big.Rat), new(big.Rat)}, slope: make([][]*big.Rat, 2)}
	for at := range x.issues {
		k, ok := cells[at]
		if !ok {
			continue
		}
		c := &x.issues[at].cells[k]
		for q := range b.base {
			b.base[q].Add(b.base[q], x.w.low[q][at][k])
			if c.interval() {
				b.slope[q] = append(b.slope[q], new(big.Rat).Sub(x.w.high[q][at][k], x.w.low[q][at][k]))
			}
		}
		if c.interval() {
			b.free, b.lowIn, b.highIn = append(b.free, at), append(b.lowIn, c.lowIn), append(b.highIn, c.highIn)
		}
	}
	st := strip{cells: cells, chain: &chain{r: &region{box: b}}}
	st.chain.order()
	for _, k := range st.chain.corners {
		st.corners = append(st.corners, [2]float64{toFloat(k.x), toFloat(k.y)})
	}
	return st
}

// group puts together the sums with pieces of the tied issues.
func (x *twofold) group(ctx context.Context, cells map[int]int) (*sumGroup, error) {
	fixed := map[int]int{}
	var away [2]float64 // what the ends add by which sums are measured
	for at, k := range x.first {
		fixed[at] = k
		if piece, ok := cells[at]; ok {
			fixed[at], _ = slices.BinarySearch(x.tree.of[at], piece)
		}
	}
	g := &sumGroup{s: spaceOf(choosing(x.tree.ends.net, fixed), x.none)}
	if g.s.TooWide {
		return nil, tooWide()
	}
	var err error
	if g.f, err = pareto.Frontier(ctx, g.s, pareto.Options{}); err != nil {
		return nil, err
	}
	t := x.tree.ends.table
	for at := range x.issues {
		if k, ok := fixed[at]; ok {
			for q := range away {
				away[q] += toFloat(x.tree.ends.voters[x.columns[q]].measures[at].midAt(2 * k))
			}
		}
	}
	var amounts []uint64
	for i := range g.f.Len() {
		amounts = g.f.Append(amounts[:0], i)
		var sum [2]float64
		for q := range sum {
			u := t.units[q]
			n := amount.Int(amounts[q*g.s.Limbs : (q+1)*g.s.Limbs])
			sum[q] = toFloat(new(big.Rat).SetFrac(n.Sub(n, u.offset), u.denominator)) - away[q]
		}
		g.sums, g.kept = append(g.sums, sum), append(g.kept, i)
	}
	return g, nil
}

// thin leaves of sums that are near to each other those at the two ends: for
// whatever another is efficient with, one of the two comes as near, in the zone,
// or all that is listed does.
func (x *twofold) thin(y *yardstick, near float64) {
	var room [2]float64
	for q := range room {
		if y.width[q] != nil {
			room[q] = toFloat(y.width[q])*near - 4*x.slack[q]
		}
	}
	for _, g := range x.groups {
		g.kept = g.kept[:0]
		for i := 0; i < len(g.sums); {
			j := i // the first party's highest first
			for j+1 < len(g.sums) && g.sums[i][0]-g.sums[j+1][0] <= room[0] && g.sums[j+1][1]-g.sums[i][1] <= room[1] {
				j++
			}
			if g.kept = append(g.kept, i); j > i {
				g.kept = append(g.kept, j)
			}
			i = j + 1
		}
	}
}

// choose returns the boxes that may have a part of the frontier.
func (x *twofold) choose(ctx context.Context) ([]*box, error) {
	type pick struct {
		g    *sumGroup
		i, n int
		left float64
	}
	var pairs, sums int
	for _, g := range x.groups {
		pairs += len(g.kept) * len(g.strips)
		sums += len(g.kept)
	}
	if pairs > maxPairs {
		return make([]*box, maxDrawnBoxes+1), nil // too many, whatever may be left out
	}
	n := 0
	corners := make([][2]float64, 0, 64)
	each := func(do func(p pick, c [][2]float64)) error {
		for _, g := range x.groups {
			for _, i := range g.kept {
				for s := range g.strips {
					if n++; n%4096 == 0 && ctx.Err() != nil {
						return ctx.Err()
					}
					corners = corners[:0]
					for _, k := range g.strips[s].corners {
						corners = append(corners, [2]float64{g.sums[i][0] + k[0], g.sums[i][1] + k[1]})
					}
					do(pick{g, i, s, corners[0][0]}, corners)
				}
			}
		}
		return nil
	}
	grid := newSkyline(min(1<<14, max(screenSteps, 4*sums)), x.slack)
	if err := each(func(_ pick, c [][2]float64) { grid.widen(c) }); err != nil {
		return nil, err
	}
	if err := each(func(_ pick, c [][2]float64) { grid.raise(c) }); err != nil {
		return nil, err
	}
	var picks []pick
	if err := each(func(p pick, c [][2]float64) {
		if len(picks) <= maxDrawnBoxes && grid.shows(c) {
			picks = append(picks, p)
		}
	}); err != nil {
		return nil, err
	}
	if len(picks) > maxDrawnBoxes {
		return make([]*box, len(picks)), nil
	}
	slices.SortStableFunc(picks, func(a, b pick) int { return cmp.Compare(a.left, b.left) })
	boxes := make([]*box, len(picks))
	for m, p := range picks {
		cells := make([]int, len(x.issues))
		for at, k := range p.g.f.Cells([]int{p.i}) {
			cells[at] = int(k)
		}
		for at, k := range p.g.strips[p.n].cells {
			cells[at] = k
		}
		boxes[m] = x.w.boxOf(cells, x.tree.base(cells))
	}
	return boxes, nil
}
