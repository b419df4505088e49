package dual

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// plateau is how many packages that tie at a level are listed before the next
// level is sought by itself.
var plateau = 64 // tests set it

// mostHeld bounds the choices of columns that are held at the levels before.
const mostHeld = 1 << 12

// Leximin returns the packages whose least value is greatest, among these
// those whose second least value is, and so on, where the value of a column of
// who is (amount − origin) / scale; origins and scales are by column, as in
// Least. Of the result, Best are packages with the same values in order of
// size and of different worth, as many as Options.Ties; Levels are the values
// that are proven, the least first; Lower, Floor and Upper are of the least
// value; Proven says that all levels are known, and is false, without an
// error, where more than 4096 choices of columns would have to be looked at.
// Options.AtLeast, Enough and Gap do not count.
//
// Where the packages that have the first levels can be listed, the rest is
// read off the list. Else the next level is sought for every choice of the
// columns that may be held at the levels before it, as a least goal over the
// others (Ogryczak, Pióro and Tomaszewski 2005, with a search in the place of
// their linear program).
func Leximin(ctx context.Context, s *network.Space, who []int, origin, scale []*big.Rat, opt Options) (Result, error) {
	opt.AtLeast, opt.Enough, opt.Gap, opt.Nodes, opt.Ties = nil, nil, 0, 0, max(1, opt.Ties)
	if len(who) == 0 {
		return Maximise(ctx, s, Sum(nil), opt)
	}
	x := &lexical{s: s, who: who, origin: origin, scale: scale, opt: opt, m: Least(who, origin, scale).measure(s)}
	out, err := x.run(ctx)
	out.Best, out.Complete = nil, out.Proven && x.listed && !x.lost
	for _, p := range x.best {
		out.Best = append(out.Best, p.local)
	}
	for _, score := range x.levels {
		out.Levels = append(out.Levels, x.m.value(score))
	}
	return out, err
}

// lexical is the search for a leximin.
type lexical struct {
	s             *network.Space
	who           []int
	origin, scale []*big.Rat
	opt           Options
	m             *measure
	levels        []*big.Int // scores proven, the least first
	best          []ordered  // packages with the best scores met
	lost          bool       // there are more, of another worth
	listed        bool       // all packages with the levels were met
}

// ordered is a package with its scores, the least first.
type ordered struct {
	local  []int
	worth  []uint64
	scores []*big.Int
}

// held says which columns are held at which score; nil: not held.
type held []*big.Int

// run goes from level to level. A package whose least scores are the levels so
// far holds some columns at them, with all others no lower than the last; and
// the other way round a package with such columns has these levels, or better
// ones, which there are none. So the next level is the best over the choices
// of held columns, and those that attain it go on.
func (x *lexical) run(ctx context.Context) (Result, error) {
	var out Result
	states := []held{make(held, len(x.who))}
	for level := range x.who {
		var top *big.Int
		var kept []held
		x.listed = true
		for n, h := range states {
			r, err := x.over(ctx, h, top)
			if level == 0 {
				out = r
				out.Proven = false
			} else {
				out.Nodes += r.Nodes
			}
			for _, local := range r.Best {
				x.meet(local)
			}
			if err != nil {
				return out, err
			}
			if r.Lower == nil {
				continue
			}
			score := whole(r.Lower, x.m.unit)
			if top == nil || score.Cmp(top) > 0 {
				top, kept, x.listed = score, kept[:0], true
			}
			kept, x.listed = append(kept, states[n]), x.listed && r.Complete
		}
		if top == nil { // no package reaches the floors
			out.Proven, x.listed = true, true
			return out, nil
		}
		x.levels = append(x.levels, top)
		if x.listed {
			break
		}
		if states = x.hold(kept, top); len(states) > mostHeld {
			return out, nil
		}
	}
	x.levels, out.Proven = x.best[0].scores, true
	return out, nil
}

// over maximises the least over the columns that are not held. What falls
// short of a score that another choice attains is of no interest.
func (x *lexical) over(ctx context.Context, h held, atLeast *big.Int) (Result, error) {
	opt := x.opt
	floors := make([][]uint64, x.s.Columns)
	copy(floors, x.s.Floors)
	if opt.Floors != nil {
		copy(floors, opt.Floors)
	}
	var rest []int
	for j, q := range x.who {
		score := h[j]
		if score == nil {
			rest = append(rest, q)
			if len(x.levels) > 0 {
				score = x.levels[len(x.levels)-1]
			}
		}
		if score != nil {
			raise(floors, q, x.m.reach(j, score), x.s.Limbs)
		}
	}
	opt.Floors, opt.Ties, opt.lexical = floors, max(opt.Ties, plateau), true
	if len(x.levels) > 0 {
		opt.Report, opt.Start = nil, nil
		opt.Known = nil
		for _, p := range x.best {
			opt.Known = append(opt.Known, p.local)
		}
	}
	if atLeast != nil {
		opt.AtLeast = x.m.value(atLeast)
	}
	return Maximise(ctx, x.s, Least(rest, x.origin, x.scale), opt)
}

// hold returns the choices of columns with one more held, at the score.
func (x *lexical) hold(states []held, score *big.Int) []held {
	var next []held
	known := map[string]bool{}
	for _, h := range states {
		for j := range h {
			if h[j] != nil {
				continue
			}
			more := slices.Clone(h)
			more[j] = score
			if key := fmt.Sprint(more); !known[key] {
				known[key] = true
				next = append(next, more)
			}
			if len(next) > mostHeld {
				return next
			}
		}
	}
	return next
}

// meet keeps a package that is as good as the best met, or better.
func (x *lexical) meet(local []int) {
	p := ordered{local: local, worth: x.s.Sum(local)}
	for j, q := range x.who {
		score := amount.Int(p.worth[q*x.s.Limbs : (q+1)*x.s.Limbs])
		score.Mul(score, x.m.factor[j])
		p.scores = append(p.scores, score.Sub(score, x.m.offset[j]))
	}
	slices.SortFunc(p.scores, (*big.Int).Cmp)
	if len(x.best) > 0 {
		switch slices.CompareFunc(p.scores, x.best[0].scores, (*big.Int).Cmp) {
		case -1:
			return
		case 1:
			x.best, x.lost = nil, false
		}
	}
	for _, other := range x.best {
		if amount.Same(other.worth, p.worth) {
			return
		}
	}
	if x.lost = x.lost || len(x.best) == x.opt.Ties; !x.lost {
		x.best = append(x.best, p)
	}
}
