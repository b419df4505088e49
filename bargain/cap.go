package bargain

import (
	"context"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// A cap makes a utility the lesser of a sum and a number, which is no sum any
// more. Most of what is asked does not need it to be:
//
//   - Whether a package reaches a fallback is seen from its sum, for no fallback
//     that can be reached is above the cap.
//   - Whatever nothing dominates once sums are cut off is, cut off, some package
//     that nothing dominated before: what is at least as good in every sum is so
//     in every utility. So a frontier is that of the sums, cut off, without what
//     is then dominated.
//   - A criterion that rises with every utility is at most what it is of the sums.
//     Where what is best by the sums is cut off nowhere, it is the best.

// findCap takes over the cap of a valued voter, if anything that its statements
// permit is above it.
func (v *voter) findCap() {
	if v.position.Cap == nil {
		return
	}
	most := new(big.Rat).Mul(v.position.Cap.At.Rat(), v.factor)
	if most.Cmp(v.highest()) < 0 {
		v.most = most
	}
}

// highest returns a number above which no sum is, whatever the statements
// permit.
func (v *voter) highest() *big.Rat {
	sum := new(big.Rat)
	for _, m := range v.measures {
		var best *big.Rat
		for i, f := range m.forms {
			if i%2 == 1 && f.same(m.forms[i-1]) {
				continue
			}
			if _, most := m.reach(f, nil); best == nil || most.Cmp(best) > 0 {
				best = most
			}
		}
		if best != nil {
			sum.Add(sum, best)
		}
	}
	for i := range v.links {
		if x := v.links[i].worth.high; x.Sign() > 0 {
			sum.Add(sum, x)
		}
	}
	return sum
}

// above reports whether the number is above the cap.
func (v *voter) above(x *big.Rat) bool { return v.most != nil && x.Cmp(v.most) > 0 }

// cut returns the utility that a sum is worth.
func (v *voter) cut(sum *big.Rat) *big.Rat {
	if v.above(sum) {
		return v.most
	}
	return sum
}

// fallbackValue returns the fallback of a voter that states it as a value.
func (v *voter) fallbackValue() spread {
	s := spreadOf(*v.position.Fallback.Value)
	if v.position.Fallback.Lasting {
		return s
	}
	return s.times(v.factor)
}

// capped reports whether utilities of a party whose consent counts are cut off.
func (p *Problem) capped() bool {
	return slices.ContainsFunc(p.voters[:p.consenting], func(v voter) bool { return v.most != nil })
}

// cutOff turns a frontier of sums into that of the utilities. tied counts the
// packages of an outcome of which some utility is at its cap.
func (p *Problem) cutOff(v *vectors, tied func(amounts []uint64) Count) *vectors {
	t := p.table
	if t.caps == nil || v.size() == 0 {
		return v
	}
	parties := p.consentingColumns()
	width := parties * t.limbs
	if !slices.ContainsFunc(v.indices(), func(i int) bool { return !t.uncut(v.at(i)[:width]) }) {
		return v // nothing is above a cap, so that nothing changes
	}
	kept := newArchive(parties, t.limbs)
	from := map[*point]int{}
	for i := range v.n {
		u := slices.Clone(v.at(i)[:width])
		t.cut(u)
		if dominated, equal := kept.dominated(u); !dominated && equal == nil {
			from[kept.add(u, 0)] = i
		}
	}
	points := kept.sorted()
	out := &vectors{n: len(points), width: width}
	var which []int
	atCap := make([]bool, len(points))
	for n, pt := range points {
		out.amounts = append(out.amounts, pt.amounts[:width]...)
		which = append(which, from[pt])
		for q := range parties {
			atCap[n] = atCap[n] || amount.Compare(t.column(pt.amounts, q), t.column(t.caps, q)) == 0
		}
	}
	out.cells = func(of []int) []uint32 {
		these := make([]int, len(of))
		for k, n := range of {
			these[k] = which[n]
		}
		return v.cells(these)
	}
	out.ties = func(n int) Count {
		if atCap[n] {
			return tied(out.at(n))
		}
		return v.ties(which[n])
	}
	return out
}

// whyCapped says why a question is not answered.
const whyCapped = "What is best by the sums is cut off by a cap, and what is best below the cap is read off a frontier that is known whole."

// whyCappedList says why packages are not put in order.
const whyCappedList = "What has the greatest products by the sums is cut off by a cap, and packages cut off there cannot be put in order yet."

// whyCappedCells says why a question is not answered where an issue is continuous.
const whyCappedCells = "An issue is continuous and a cap cuts utilities off; this is found for options and steps."

// uncutAt is uncut of packages by local cells.
func (p *Problem) uncutAt(s *network.Space, list [][]int) bool {
	return !p.capped() || !slices.ContainsFunc(list, func(local []int) bool { return !p.table.uncut(p.utilitiesAt(s, local)) })
}

// utilitiesAt returns what a package of local cells adds up to for the parties
// whose consent counts.
func (p *Problem) utilitiesAt(s *network.Space, local []int) []uint64 {
	return s.Sum(local)[:s.Parties*s.Limbs]
}

// uncut reports whether no cap cuts anything off any of the packages: if they
// are the best by the sums, they are the best.
func (p *Problem) uncut(list []candidate) bool {
	for _, c := range list {
		if c.from == nil || !p.table.uncut(c.from.at(c.index)) {
			return false
		}
	}
	return len(list) > 0
}

// highestOfFrontier is highestMinimum from a frontier that is known whole.
func (p byNetwork) highestOfFrontier(ctx context.Context, ignore mask, y *yardstick, atLeast *big.Rat) (*big.Rat, error) {
	f, err := p.frontier(ctx, ignore, y, nil)
	switch {
	case err != nil:
		return atLeast, err
	case f.cut != "":
		return atLeast, tooLarge(f.cut + " " + whyCapped)
	}
	return y.highestMinimum(f, atLeast), nil
}

// highestMinimum returns the greatest least fraction on a frontier, or atLeast if
// that is no less.
func (y *yardstick) highestMinimum(f front, atLeast *big.Rat) *big.Rat {
	best := atLeast
	who := y.withRange()
	list := f.candidates
	if f.vectors != nil {
		list = y.p.candidates(f.vectors, y.p.preselectFractions(y, who, f.vectors, f.vectors.indices()))
	}
	for _, c := range list {
		var least *big.Rat
		for _, q := range who {
			if x := y.fraction(c.utility[q], q); least == nil || x.Cmp(least) < 0 {
				least = x
			}
		}
		if best == nil || least.Cmp(best) > 0 {
			best = least
		}
	}
	return best
}
