package bargain

import (
	"context"
	"errors"
	"math/big"

	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
	counting "parley/bargain/internal/tally"
)

// Where statements tie so many issues that no table holds them all, most of
// them can be left out: what is best without them mostly breaks none of them.
// So the tables begin with what bars options of one issue, a package is looked
// for, and what it breaks is put in, until nothing that is found breaks
// anything (as Dantzig, Fulkerson and Johnson 1954 put in the tours that
// their linear programme broke). What is best of more packages and is among
// the fewer is best of them too; and where there is nothing without some of
// the statements, there is nothing with them.

// lazily asks find about the packages that break none of the items. Where
// tables hold what ties them, it does so once. Otherwise find may be asked more
// than once, each time about fewer packages, and at last about ones among which
// it finds only what breaks none of the items. Find returns the cells of all
// packages that its answer rests on. False says that those it found last break
// something: only with an error.
func (e *exploration) lazily(none mask, find func(s *network.Space) ([][]int, error)) (bool, error) {
	s, err := e.space(none)
	if err == nil {
		_, err = find(s)
		return true, err
	}
	if !errors.As(err, new(tooLarge)) {
		return false, err
	}
	floors := none.and(e.p.fallbackItems())
	for kept := e.p.ofOneIssue(none.minus(floors)); ; {
		if s, err = e.space(kept.or(floors)); err != nil {
			return false, err
		}
		found, err := find(s)
		var broken mask
		for _, cells := range found {
			for _, item := range e.p.net.Broken(cells) {
				if none.has(item) {
					broken.add(item)
				}
			}
		}
		if broken.empty() || err != nil {
			return broken.empty(), err
		}
		kept = kept.or(broken)
	}
}

// loose reports whether tables are too small for what the items tie.
func (e *exploration) loose(none mask) bool {
	_, err := e.space(none)
	return err != nil
}

// ofOneIssue returns those of the items that bar options of one issue by
// themselves, and so tie nothing.
func (p *Problem) ofOneIssue(items mask) mask {
	tie := mask{}
	for i := range p.net.Rules {
		r := &p.net.Rules[i]
		if _, _, alone := p.net.Bars(r); !alone && r.Item >= 0 {
			tie.add(r.Item)
		}
	}
	return items.minus(tie)
}

// loosens reports whether tables hold what linkages tie, statements apart.
func (p *Problem) loosens() bool { return !spaceOf(p.net, p.ofOneIssue(p.rules())).TooWide }

// pickLazily is bySums where tables do not hold what is tied. How many
// packages tie is not counted.
func (p byNetwork) pickLazily(ctx context.Context, q Question, y *yardstick) (picked, error) {
	var out picked
	var last *network.Space
	holds, err := p.e.lazily(p.everything(), func(s *network.Space) ([][]int, error) {
		var err error
		last = s
		out, err = p.bySums(ctx, q, s, y)
		return p.cellsOfAll(out.candidates), err
	})
	if !holds {
		cells := p.e.shown[p.everything()]
		if cells == nil || err == nil || last == nil {
			return picked{}, err
		}
		local, ok := last.Local(cells)
		if !ok {
			return picked{}, err
		}
		upper := out.upper // of more packages, and so of these
		out = p.picked(last, dual.Result{Best: [][]int{local}})
		out.upper = upper
	}
	for n := range out.candidates {
		if v := out.candidates[n].from; v != nil {
			one := *v
			one.ties = someOf(last)
			out.candidates[n].from = &one
		}
	}
	return out, err
}

// cellsOfAll returns the cells of the candidates' packages.
func (p byNetwork) cellsOfAll(cs []candidate) [][]int {
	var list [][]int
	for _, c := range cs {
		if pkg := c.pkg; pkg != nil || c.from != nil {
			if pkg == nil {
				pkg = c.from.pkg(p.Problem, c.index)
			}
			list = append(list, p.cellsOf(pkg))
		}
	}
	return list
}

// extremesLazily is extremes where tables do not hold what is tied. What it
// finds is in local cells of a space without what ties issues.
func (e *exploration) extremesLazily(ctx context.Context, ends []end) (*network.Space, []dual.Result, error) {
	floors := e.p.everything().and(e.p.fallbackItems())
	wide, err := e.space(e.p.ofOneIssue(e.p.rules()).or(floors))
	found := make([]dual.Result, len(ends))
	for i := 0; i < len(ends) && err == nil; i++ {
		if r, known := e.found[ends[i]]; known {
			found[i] = r
			continue
		}
		var r dual.Result
		_, err = e.lazily(e.p.everything(), func(s *network.Space) (cells [][]int, err error) {
			r, err = dual.Maximise(ctx, s, single(ends[i].column, ends[i].sign), dual.Options{Nodes: maxEndNodes})
			for n, local := range r.Best {
				cells = append(cells, s.Chosen(local))
				r.Best[n], _ = wide.Local(cells[n])
			}
			return cells, err
		})
		if err == nil {
			found[i], e.found[ends[i]] = r, r
		}
	}
	return wide, found, err
}

// unboundedLazily is unbounded likewise.
func (e *exploration) unboundedLazily(none mask) (bounds, error) {
	n := e.p.consentingColumns()
	b := bounds{least: make([]*big.Rat, n), most: make([]*big.Rat, n)}
	peaks := make([][]int, n)
	for at := range 2 * n {
		q, least := at/2, at%2 == 0
		_, err := e.lazily(none, func(s *network.Space) ([][]int, error) {
			if b.none = b.none || s.Barred; b.none {
				return nil, nil
			}
			x, local, ok := dual.NewOracle(s).BestAmount(q, least)
			if b.none = !ok; b.none {
				return nil, nil
			}
			u, cells := e.p.table.units[q].number(x).Rat(), s.Chosen(local)
			if least {
				b.least[q] = u
			} else {
				b.most[q], peaks[q] = u, cells
			}
			return [][]int{cells}, nil
		})
		if err != nil || b.none {
			return bounds{none: b.none}, err
		}
	}
	if none == e.p.hardItems() {
		e.peaks = peaks
	}
	return b, nil
}

// mostLoose is how many entries tables may have for a count that leaves some
// statements out of them.
const mostLoose = 1 << 14

// totalLazily counts where tables do not hold what is tied: what breaks none of
// as many of the items as they hold, less what breaks one of the others.
func (e *exploration) totalLazily(ctx context.Context, none mask, o counting.Options) (counting.Tally, error) {
	rules := none.minus(e.p.fallbackItems())
	kept := e.p.ofOneIssue(rules)
	floors := none.and(e.p.fallbackItems())
	switch s, err := e.space(kept.or(floors)); {
	case err != nil:
		return counting.Tally{}, err
	case s.Barred:
		return counting.Tally{Exact: new(big.Int), Lower: new(big.Int), Upper: new(big.Int), Method: "none holds"}, nil
	}
	kept = e.fill(kept, rules.minus(kept).items())
	s, err := e.space(kept.or(floors))
	if err != nil {
		return counting.Tally{}, err
	}
	var rest []*network.Space
	var left []*network.Rule
	for i := range e.p.net.Rules {
		r := &e.p.net.Rules[i]
		if r.Item < 0 || !rules.minus(kept).has(r.Item) {
			continue
		}
		left = append(left, r)
		broken := *e.p.net
		broken.Rules = append(append([]network.Rule(nil), broken.Rules...), r.Broken()...)
		rest = append(rest, spaceOf(&broken, kept.or(floors)))
	}
	o.Draws = min(o.Draws, passingDraws) // each is held against all that is left out
	return counting.CountLess(ctx, s, rest, func(local []int) bool {
		cells := s.Chosen(local)
		for _, r := range left {
			if r.BrokenBy(cells) {
				return false
			}
		}
		return true
	}, o)
}

// fill adds items to those kept as long as tables of mostLoose entries hold
// what they tie: all of them at once, or else one half after the other.
func (e *exploration) fill(kept mask, items []int) mask {
	if len(items) == 0 {
		return kept
	}
	more := kept
	for _, item := range items {
		more.add(item)
	}
	s := spaceOf(e.p.net, more)
	entries := 0
	for n := range s.Buckets {
		entries += s.Buckets[n].Size
	}
	switch {
	case !s.TooWide && entries <= mostLoose:
		return more
	case len(items) == 1:
		return kept
	}
	return e.fill(e.fill(kept, items[:len(items)/2]), items[len(items)/2:])
}
