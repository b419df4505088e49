package survey

import (
	"cmp"
	"math/big"
	"slices"
	"sort"
)

// maxHalf is how many partial outcomes are held of each half of the issues.
const maxHalf = 1 << 20

// pair is what a partial outcome is worth to two parties.
type pair struct{ first, second int64 }

// countPairs counts the outcomes that are worth at least so much to one or two
// parties, or returns nil where half of the issues are too many outcomes. The
// halves meet in the middle (E. Horowitz and S. Sahni 1974): those of the one
// are taken in the order of the first party, so that those of the other that
// are enough for it come in one after the other, and are counted by the second
// party in a tree of partial sums (P. M. Fenwick 1994).
func (m *measuring) countPairs(least []int64) *big.Int {
	if len(m.of) > 2 {
		return nil
	}
	from, into := []pair{{}}, []pair{{}}
	for q, of := range m.of {
		*from[0].of(q) = of.constant
	}
	for i, n := range m.count {
		half := &from
		if len(into) < len(from) {
			half = &into
		}
		if len(*half) > maxHalf/n {
			return nil
		}
		next := make([]pair, 0, len(*half)*n)
		for _, p := range *half {
			for c := range n {
				more := p
				for q, of := range m.of {
					*more.of(q) += of.parts[i][c]
				}
				next = append(next, more)
			}
		}
		*half = next
	}
	need := pair{first: least[0]}
	if len(least) > 1 {
		need.second = least[1]
	}
	slices.SortFunc(from, func(a, b pair) int { return cmp.Compare(a.first, b.first) })
	slices.SortFunc(into, func(a, b pair) int { return cmp.Compare(b.first, a.first) })
	ranks := make([]int64, len(into))
	for k, p := range into {
		ranks[k] = p.second
	}
	slices.Sort(ranks)
	tree := make([]int64, len(into)+1)
	total := new(big.Int)
	come := 0
	for _, p := range from {
		for ; come < len(into) && into[come].first >= need.first-p.first; come++ {
			at := sort.Search(len(ranks), func(k int) bool { return ranks[k] >= into[come].second })
			for k := at + 1; k < len(tree); k += k & -k {
				tree[k]++
			}
		}
		below := int64(0)
		for k := sort.Search(len(ranks), func(k int) bool { return ranks[k] >= need.second-p.second }); k > 0; k -= k & -k {
			below += tree[k]
		}
		total.Add(total, big.NewInt(int64(come)-below))
	}
	return total
}

func (p *pair) of(party int) *int64 {
	if party == 0 {
		return &p.first
	}
	return &p.second
}
