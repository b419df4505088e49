package bargain

import (
	"context"
	"math"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
)

// ground is the boxes that a hunt goes through: those of a list, or all that
// break none of some items, in a tree whose branches are bounded by weighings.
type ground struct {
	ids   []uint64
	tree  *pieces
	space *network.Space // of a tree
	none  mask           // and what its packages do not break
	held  []floor        // and reach beside the floors in force
}

// ground is where packages are that break nothing but items of ignore.
func (p cellSearch) ground(ctx context.Context, ignore mask) (ground, error) {
	if p.tree == nil {
		ids, err := p.boxes(ctx, ignore, nil)
		return ground{ids: ids}, err
	}
	none := p.everything().minus(ignore)
	s, err := p.tree.space(none)
	return ground{tree: p.tree, space: s, none: none}, err
}

// aim is a hunt's criterion as a goal in the amounts of a problem's table, and
// what the goal's value has more than the criterion's.
type aim func(p *Problem, s *network.Space) (goal dual.Goal, shift float64)

// sumOf aims at Σ weights × utility, by column; nil for 0.
func sumOf(weights []*big.Rat) aim {
	return func(p *Problem, _ *network.Space) (dual.Goal, float64) {
		list := make([]*big.Rat, len(weights))
		shift := new(big.Rat)
		for q, w := range weights {
			if w != nil {
				u := p.table.units[q]
				list[q] = new(big.Rat).Quo(w, new(big.Rat).SetInt(u.denominator))
				shift.Add(shift, new(big.Rat).Mul(list[q], new(big.Rat).SetInt(u.offset)))
			}
		}
		return dual.Sum(list), toFloat(shift)
	}
}

// leastOf aims at the least of the measures.
func leastOf(m measures) aim {
	return func(p *Problem, _ *network.Space) (dual.Goal, float64) {
		origin, scale := make([]*big.Rat, len(p.columns)), make([]*big.Rat, len(p.columns))
		for _, q := range m.who {
			origin[q], scale[q] = p.origin(m.origin[q], q), p.size(m.scale[q], q)
		}
		return dual.Least(m.who, origin, scale), 0
	}
}

// excessOf aims at the least excess over the floors in force, each as a part
// of what its column can add up to.
func excessOf(_ *Problem, s *network.Space) (dual.Goal, float64) {
	var who []int
	origin, scale := make([]*big.Rat, s.Columns), make([]*big.Rat, s.Columns)
	for q, floor := range s.Floors {
		if floor != nil {
			who = append(who, q)
			origin[q] = new(big.Rat).SetInt(amount.Int(floor))
			scale[q] = new(big.Rat).SetFloat64(s.Tops[q])
		}
	}
	return dual.Least(who, origin, scale), 0
}

// holding returns the floors in force with those held beside them, rounded down
// to whole amounts: bounds then hold, and boxes are solved with them as they are.
func (g ground) holding() [][]uint64 {
	floors := slices.Clone(g.space.Floors)
	for _, f := range g.held {
		at := floorInt(g.tree.ends.origin(f.at, f.column))
		if at.Sign() <= 0 || floors[f.column] != nil && at.Cmp(amount.Int(floors[f.column])) <= 0 {
			continue
		}
		floors[f.column] = make([]uint64, g.space.Limbs)
		amount.Put(floors[f.column], at)
	}
	return floors
}

// agree keeps of the firm parties those that weigh something in a proof of the
// level: under its weights the least measure is the mean of all, so that these
// have the level in every package whose least measure it is.
func (h *hunt) agree(s *seal) {
	h.firm = slices.DeleteFunc(h.firm, func(q int) bool { return !s.weighs(q) })
}

// maxTied is how many boxes as good as the best, or nearly, are solved before a
// weighing is to show that the others are no better.
var maxTied = 64 // tests set it

// maxSeen is how many boxes are known to have been solved, and maxHits how many
// that tie are kept.
const (
	maxSeen = 1 << 16
	maxHits = 512
)

// crowded reports whether no more that tie are to be kept.
func (h *hunt) crowded(g ground, hits int) bool {
	if g.tree == nil || hits < maxHits {
		return false
	}
	h.dropped = true
	return true
}

// climb is run over a tree. A box that comes up is solved if none of the cuts
// learned from others leaves it out.
func (h *hunt) climb(ctx context.Context, g ground, solve func(b *box) error) error {
	goal, shift := h.aim(g.tree.ends, g.space)
	level := func() float64 { // rounded down
		if math.IsInf(h.enough, 0) {
			return h.enough
		}
		return h.enough + shift - 0x1p-48*(math.Abs(h.enough)+math.Abs(shift))
	}
	seen := map[string]bool{} // looked up only
	search := &dual.Hunt{Pieces: g.tree.whole(g.space), Goal: goal, Enough: level(), Nodes: h.nodes, Root: h.root}
	try := func(cells []int) error {
		key := make([]byte, 0, 2*len(cells))
		for _, k := range cells {
			key = append(key, byte(k), byte(k>>8), byte(k>>16))
		}
		if seen[string(key)] {
			return nil
		}
		if len(seen) == maxSeen { // to solve a box twice does no harm
			clear(seen)
		}
		seen[string(key)] = true
		for n, c := range h.cuts {
			if c(cells) < h.enough {
				h.front(n)
				return nil
			}
		}
		before := h.enough
		h.solved++
		if err := solve(h.w.boxOf(cells, g.tree.base(cells))); err != nil {
			return err
		}
		if h.tied++; h.enough > before {
			h.tied = 0
			search.Enough = level()
		}
		return ctx.Err()
	}
	search.Solve = func(local []int) error { return try(g.tree.cells(g.space, local)) }
	h.rolling = true
	if h.scout {
		if cells := g.tree.scout(ctx, h.aim, g.none); cells != nil {
			h.known = append(h.known, cells)
		}
	}
	for _, cells := range h.known {
		if err := try(cells); err != nil {
			return err
		}
	}
	search.Closed = func(o *dual.Oracle, d *dual.Domain) bool {
		if len(h.products) > 0 {
			return h.tied >= h.ties && h.closedByProduct(g, o, d)
		}
		if h.seal == nil {
			return false
		}
		order := h.seal.over(g, o, d)
		if h.tied >= h.ties && (order > 0 || order == 0 && slices.ContainsFunc(h.firm, func(q int) bool { return !h.seal.weighs(q) })) {
			order = h.seal.tighten(ctx, g, o, d)
		}
		if order == 0 && h.tied >= h.ties {
			h.more = true
			h.agree(h.seal)
		}
		return order < 0 || order == 0 && h.tied >= h.ties
	}
	search.Floors = g.holding()
	search.Enough = level()
	search.Pause = func() bool { return (h.seal != nil || len(h.products) > 0) && h.tied > 0 && h.tied%max(h.ties, 1) == 0 }
	upper, nodes, done, err := search.Run(ctx)
	h.visited = nodes
	h.upper = upper - shift + 0x1p-48*(math.Abs(upper)+math.Abs(shift))
	h.short = !done
	return err
}
