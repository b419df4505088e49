package pareto

import (
	"cmp"
	"slices"

	"parley/bargain/internal/amount"
)

// More than three coordinates: the shifted frontiers, which are in
// lexicographic order, are merged in that order, so that whatever dominates a
// vector comes before it and need only be compared in the coordinates after
// the first (Kung, Luccio and Preparata, On finding the maxima of a set of
// vectors, Journal of the ACM 22, 1975). What has been kept stands in an
// archive, a tree of boxes.
//
// Uniting k frontiers with n points each takes k·n questions to the archive
// and, for those that it lets through, a place in a heap of k.

// head is the next vector of a shifted frontier that is merged.
type head struct {
	which, at int
}

func (k *kernel) uniteMerged(list []shifted, b bounds) (*union, error) {
	width := k.columns * k.limbs
	u := k.result(width)
	if cap(k.row) < len(list)*width {
		k.row = make([]uint64, len(list)*width)
	}
	rows := k.row[:len(list)*width] // of the heads, by shifted frontier
	kept := k.judge(u)
	// next moves to the first vector from at on that may be kept.
	next := func(w, at int) int {
		s := &list[w]
		row := rows[w*width : (w+1)*width]
		if k.limbs == 1 { // the same as below
			for ; at < s.of.n; at++ {
				for q, by := range s.by {
					row[q] = s.of.at[q][at] + by
				}
				if !b.below(row, 1) && kept.kept.covers(row[1:]) == none {
					break
				}
			}
			return at
		}
		for ; at < s.of.n && !kept.doubtful; at++ {
			if !kept.surely(s, at) { // decided without the limbs after the leading ones
				s.sum(row, at, k.limbs)
				if !b.below(row, k.limbs) && !kept.covers(row) {
					break
				}
			}
		}
		return at
	}
	heap := k.heads[:0]
	first := func(a, b head) bool {
		x, y := rows[a.which*width:(a.which+1)*width], rows[b.which*width:(b.which+1)*width]
		for q := range x {
			if x[q] != y[q] {
				return x[q] > y[q]
			}
		}
		return a.which < b.which
	}
	down := func(i int) {
		for {
			c := 2*i + 1
			if c >= len(heap) {
				return
			}
			if c+1 < len(heap) && first(heap[c+1], heap[c]) {
				c++
			}
			if first(heap[i], heap[c]) {
				return
			}
			heap[i], heap[c] = heap[c], heap[i]
			i = c
		}
	}
	for w := range list {
		if at := next(w, 0); at < list[w].of.n {
			heap = append(heap, head{w, at})
		}
	}
	for i := len(heap)/2 - 1; i >= 0; i-- {
		down(i)
	}
	for len(heap) > 0 {
		top := heap[0]
		row := rows[top.which*width : (top.which+1)*width]
		if !kept.covers(row) {
			if u.n == k.limit {
				return nil, tooMany{}
			}
			u.add(row, top.which, top.at)
			kept.keep(row)
		}
		at := next(top.which, top.at+1)
		if kept.doubtful {
			return k.uniteSorted(list, b)
		}
		if err := k.busy(8 * (at - top.at)); err != nil {
			return nil, err
		}
		if at < list[top.which].of.n {
			heap[0].at = at
		} else {
			heap[0] = heap[len(heap)-1]
			heap = heap[:len(heap)-1]
		}
		down(0)
	}
	k.heads = heap
	return u, nil
}

// uniteSorted does the same by writing all vectors out and sorting them: for
// held columns, where cutting off what is more than enough upsets the order,
// and where leading limbs do not tell amounts apart, which are replaced by
// their ranks.
func (k *kernel) uniteSorted(list []shifted, b bounds) (*union, error) {
	width := k.columns * k.limbs
	total := 0
	for _, s := range list {
		total += s.of.n
	}
	all := vectors{at: make([][]uint64, width)}
	for w := range all.at {
		all.at[w] = make([]uint64, 0, total)
	}
	type origin struct{ which, from uint32 }
	origins := make([]origin, 0, total)
	row, sum := make([]uint64, 0, width), make([]uint64, width)
	for w, s := range list {
		if err := k.busy(8 * s.of.n); err != nil {
			return nil, err
		}
		for i := range s.of.n {
			row = s.of.row(row, i)
			amount.Add(sum, row, s.by, k.limbs)
			if b.below(sum, k.limbs) {
				continue
			}
			k.cut(sum, b.enough)
			for c := range all.at {
				all.at[c] = append(all.at[c], sum[c])
			}
			origins = append(origins, origin{uint32(w), uint32(i)})
			all.n++
		}
	}
	ranks := all.at
	if k.limbs > 1 {
		ranks = make([][]uint64, k.columns)
		for q := range ranks {
			ranks[q] = rank(all.at[q*k.limbs:(q+1)*k.limbs], all.n)
		}
	}
	order := make([]uint32, all.n)
	for i := range order {
		order[i] = uint32(i)
	}
	if err := k.busy(16 * all.n); err != nil {
		return nil, err
	}
	slices.SortFunc(order, func(a, b uint32) int {
		for _, r := range ranks {
			if r[a] != r[b] {
				return cmp.Compare(r[b], r[a])
			}
		}
		return cmp.Compare(a, b)
	})
	u := k.result(width)
	var waiting [][]uint64 // equal to each other for all parties: none dominates another
	kept := newForest(k.columns - 1)
	before := -1
	for _, i := range order {
		one := make([]uint64, k.columns)
		same, alike := before >= 0, before >= 0 // as the vector before: altogether, for the parties
		for q, r := range ranks {
			one[q] = r[i]
			if before >= 0 && r[before] != r[i] {
				same = false
				alike = alike && q >= k.parties
			}
		}
		before = int(i)
		if same {
			continue
		}
		if !k.exact || !alike {
			for _, v := range waiting {
				kept.add(v[1:], 0)
			}
			waiting = waiting[:0]
		}
		if kept.covers(one[1:]) != none {
			continue
		}
		if u.n == k.limit {
			return nil, tooMany{}
		}
		if err := k.busy(64); err != nil {
			return nil, err
		}
		waiting = append(waiting, one)
		u.add(all.row(row, int(i)), int(origins[i].which), int(origins[i].from))
	}
	return u, nil
}

// cut lowers held amounts to what is enough.
func (k *kernel) cut(row, enough []uint64) {
	if enough == nil {
		return
	}
	for at := k.parties * k.limbs; at < len(row); at += k.limbs {
		if amount.Compare(row[at:at+k.limbs], enough[at:at+k.limbs]) > 0 {
			copy(row[at:at+k.limbs], enough[at:at+k.limbs])
		}
	}
}

// rank returns numbers in the same order as n amounts given limb by limb.
func rank(limbs [][]uint64, n int) []uint64 {
	compare := func(a, b uint32) int {
		for _, l := range limbs {
			if l[a] != l[b] {
				return cmp.Compare(l[a], l[b])
			}
		}
		return 0
	}
	order := make([]uint32, n)
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, compare)
	ranks := make([]uint64, n)
	for i := 1; i < n; i++ {
		ranks[order[i]] = ranks[order[i-1]]
		if compare(order[i-1], order[i]) != 0 {
			ranks[order[i]]++
		}
	}
	return ranks
}
