package rectangles

import (
	"context"
	"math/bits"
)

// search is a branch and bound for the greatest weighted sum of utilities that
// leaves each party at least so much, over sets of claims of which none
// excludes another: maximum-weight independent sets with a floor for each
// party.
//
// A node has claims that are taken and claims that are open. Open claims that
// nothing open excludes are taken; one that excludes all that another excludes,
// and pays nobody more than that one does, is dropped (domination; T. Akiba and
// Y. Iwata 2016, section 3). The bound covers the open claims by cliques of the
// graph, splitting what a claim pays among several (the weighted clique covers
// of E. Balas and J. Xue 1996): of a clique only one claim can pay. It is
// taken for the weighted sum and for each party alone.
type search struct {
	p         *Problem
	ctx       context.Context
	words     int
	parties   int
	nodes     int64
	pool      [][]uint64 // sets by depth
	residual  []int64
	weights   []int64 // of the parties
	pays      []int64 // by claim: the weighted sum
	least     []int64
	most      int64 // the greatest sum found
	found     []uint64
	outer     int64 // when stopped: the greatest bound that was not searched
	err       error
	clique    []uint64
	remaining []uint64
}

func newSearch(ctx context.Context, p *Problem) *search {
	words := (len(p.claims) + 63) / 64
	return &search{p: p, ctx: ctx, words: words, parties: len(p.base), residual: make([]int64, len(p.claims)),
		pays: make([]int64, len(p.claims)), clique: make([]uint64, words), remaining: make([]uint64, words)}
}

// greatest returns the set of claims with the greatest weighted sum among those
// that give every party the least, or nil if there is none. If the context
// ends, it returns its error and an upper bound of the sum.
func (s *search) greatest(weights, least []int64) (claims []uint64, bound int64, err error) {
	s.prepare(weights)
	s.least, s.found, s.err = least, nil, nil
	s.most, s.outer = dot(weights, least)-1, dot(weights, least)-1
	open := s.set(0)
	for v := range s.p.claims {
		open[v/64] |= 1 << (v % 64)
	}
	taken := s.set(1)
	s.visit(2, open, taken, make([]int64, s.parties))
	return s.found, max(s.most, s.outer), s.err
}

// prepare weighs what the claims pay.
func (s *search) prepare(weights []int64) {
	s.weights = weights
	for v, c := range s.p.claims {
		s.pays[v] = dot(weights, c.pays)
	}
}

// bound returns an upper bound of the weighted sum over all outcomes.
func (s *search) bound(weights []int64) int64 {
	s.prepare(weights)
	open := s.set(0)
	for v := range s.p.claims {
		open[v/64] |= 1 << (v % 64)
	}
	return s.cover(open, -1)
}

// set returns an empty set that is used again at the same depth.
func (s *search) set(depth int) []uint64 {
	for len(s.pool) <= depth {
		s.pool = append(s.pool, make([]uint64, s.words))
	}
	clear(s.pool[depth])
	return s.pool[depth]
}

// checkEvery is how many nodes are visited between looks at the context.
const checkEvery = 256

// visit searches a node. open and taken may be changed; sets from depth on are
// free.
func (s *search) visit(depth int, open, taken []uint64, have []int64) {
	if s.nodes++; s.nodes%checkEvery == 0 && s.err == nil {
		s.err = s.ctx.Err()
	}
	s.reduce(open, taken, have)
	sum := dot(s.weights, have)
	bound := sum + s.cover(open, -1)
	if bound <= s.most {
		return
	}
	for q := range s.parties {
		if s.parties > 1 && have[q] < s.least[q] && have[q]+s.cover(open, q) < s.least[q] {
			return
		}
	}
	if s.err != nil {
		s.outer = max(s.outer, bound)
		return
	}
	v := s.branch(open)
	if v < 0 {
		if atLeast(have, s.least) && sum > s.most {
			s.most, s.found = sum, append([]uint64{}, taken...)
		}
		return
	}
	bit := uint64(1) << (v % 64)
	open[v/64] &^= bit
	with, and := s.set(depth), s.set(depth+1)
	for k := range with {
		with[k], and[k] = open[k]&^s.p.joined[v][k], taken[k]
	}
	and[v/64] |= bit
	more := make([]int64, s.parties)
	for q := range more {
		more[q] = have[q] + s.p.claims[v].pays[q]
	}
	s.visit(depth+2, with, and, more)
	s.visit(depth+2, open, taken, have)
}

// reduce takes and drops claims where that loses nothing for anybody.
func (s *search) reduce(open, taken []uint64, have []int64) {
	for changed := true; changed; {
		changed = false
		for k := range open {
			for left := open[k]; left != 0; left &= left - 1 {
				v := k*64 + bits.TrailingZeros64(left)
				if open[k]>>(v%64)&1 == 0 {
					continue // dropped meanwhile
				}
				alone := true
				for j := range open {
					near := open[j] & s.p.joined[v][j]
					alone = alone && near == 0
					for ; near != 0; near &= near - 1 {
						w := j*64 + bits.TrailingZeros64(near)
						if atLeast(s.p.claims[v].pays, s.p.claims[w].pays) && s.within(v, w, open) {
							open[j] &^= 1 << (w % 64)
							changed = true
						}
					}
				}
				if alone {
					open[k] &^= 1 << (v % 64)
					taken[k] |= 1 << (v % 64)
					for q := range have {
						have[q] += s.p.claims[v].pays[q]
					}
				}
			}
		}
	}
}

// within reports whether w excludes every open claim that v excludes, w itself
// apart.
func (s *search) within(v, w int, open []uint64) bool {
	for k := range open {
		only := open[k] & s.p.joined[v][k] &^ s.p.joined[w][k]
		if k == w/64 {
			only &^= 1 << (w % 64)
		}
		if only != 0 {
			return false
		}
	}
	return true
}

// branch returns the open claim that excludes most: -1 if none excludes any,
// which is when none is open.
func (s *search) branch(open []uint64) int {
	best, most := -1, int64(-1)
	for k := range open {
		for left := open[k]; left != 0; left &= left - 1 {
			v := k*64 + bits.TrailingZeros64(left)
			degree := 0
			for j := range open {
				degree += bits.OnesCount64(open[j] & s.p.joined[v][j])
			}
			if score := int64(degree)<<44 + min(s.pays[v], 1<<44-1); score > most {
				best, most = v, score
			}
		}
	}
	return best
}

// cover bounds what the open claims can pay together: to the party, or with -1
// to all, weighed. Each round takes the claim with the least left to pay of
// those with fewest neighbours, and the clique around it.
func (s *search) cover(open []uint64, party int) int64 {
	remaining := s.remaining
	for k := range open {
		remaining[k] = 0
		for left := open[k]; left != 0; left &= left - 1 {
			v := k*64 + bits.TrailingZeros64(left)
			if s.residual[v] = s.pays[v]; party >= 0 {
				s.residual[v] = s.p.claims[v].pays[party]
			}
			if s.residual[v] > 0 {
				remaining[k] |= 1 << (v % 64)
			}
		}
	}
	var total int64
	for {
		first := -1
		for k := range remaining {
			for left := remaining[k]; left != 0; left &= left - 1 {
				if v := k*64 + bits.TrailingZeros64(left); first < 0 || s.residual[v] > s.residual[first] {
					first = v
				}
			}
		}
		if first < 0 {
			return total
		}
		total += s.peel(first, remaining)
	}
}

// peel takes a clique around a claim off the remaining ones, and returns what
// it pays at most.
func (s *search) peel(first int, remaining []uint64) int64 {
	near := s.clique
	for k := range near {
		near[k] = remaining[k] & s.p.joined[first][k]
	}
	pay := s.residual[first]
	s.residual[first] = 0
	remaining[first/64] &^= 1 << (first % 64)
	for {
		next := -1
		for k := range near {
			for left := near[k]; left != 0; left &= left - 1 {
				if v := k*64 + bits.TrailingZeros64(left); next < 0 || s.residual[v] > s.residual[next] {
					next = v
				}
			}
		}
		if next < 0 {
			return pay
		}
		if s.residual[next] -= min(pay, s.residual[next]); s.residual[next] == 0 {
			remaining[next/64] &^= 1 << (next % 64)
		}
		for k := range near {
			near[k] &= s.p.joined[next][k]
		}
	}
}
