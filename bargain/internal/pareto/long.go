package pareto

import (
	"math/bits"

	"parley/bargain/internal/amount"
)

// Amounts of several limbs: the archive sees the leading ones, which hold 62
// bits of every coordinate, and nearly always decide (as the filters of exact
// predicates do: Fortune and Van Wyk, Static analysis yields efficient exact
// integer arithmetic for computational geometry, ACM Transactions on Graphics
// 15, 1996). Where it names a vector that is at least as high in these, the
// other limbs are compared; should they deny it, another vector could still
// dominate, and all is done again by sorting. That takes two amounts that
// differ by less than one part in 2^62 of all that is at stake.

// judge says of vectors, in lexicographic order, whether one that was kept
// dominates or equals them.
type judge struct {
	limbs    int
	kept     *forest
	u        *union
	leading  []uint64 // of a vector, less its first coordinate
	highest  []uint64 // of two coordinates: the second of the last that was kept
	doubtful bool     // it could not be said
}

func (k *kernel) judge(u *union) *judge {
	j := &judge{limbs: k.limbs, u: u}
	if k.limbs == 1 || k.columns != 2 {
		j.kept = newForest(k.columns - 1)
	}
	return j
}

func (j *judge) covers(row []uint64) bool {
	if j.limbs == 1 {
		return j.kept.covers(row[1:]) != none
	}
	if j.kept == nil {
		return j.highest != nil && amount.Compare(j.highest, row[j.limbs:]) >= 0
	}
	by := j.kept.covers(j.lead(row))
	if by == none {
		return false
	}
	for at := j.limbs; at < len(row); at += j.limbs {
		for l := at; l < at+j.limbs; l++ {
			if x := j.u.at[l][by]; x != row[l] {
				if x < row[l] {
					j.doubtful = true
					return false
				}
				break
			}
		}
	}
	return true
}

// surely reports whether the leading limbs prove that a shifted vector is
// covered, however much is carried into them.
func (j *judge) surely(s *shifted, i int) bool {
	if j.kept == nil {
		return j.highest != nil && s.of.at[j.limbs][i]+s.by[j.limbs]+1 < j.highest[0]
	}
	j.leading = j.leading[:0]
	for at := j.limbs; at < len(s.by); at += j.limbs {
		j.leading = append(j.leading, s.of.at[at][i]+s.by[at]+1)
	}
	by := j.kept.covers(j.leading)
	if by == none {
		return false
	}
	for q, x := range j.leading {
		if j.u.at[(q+1)*j.limbs][by] <= x {
			return false
		}
	}
	return true
}

func (j *judge) lead(row []uint64) []uint64 {
	j.leading = j.leading[:0]
	for at := j.limbs; at < len(row); at += j.limbs {
		j.leading = append(j.leading, row[at])
	}
	return j.leading
}

// keep takes note of the vector that was added to the union last.
func (j *judge) keep(row []uint64) {
	switch {
	case j.limbs == 1:
		j.kept.add(row[1:], j.u.n-1)
	case j.kept == nil:
		j.highest = append(j.highest[:0], row[j.limbs:]...)
	default:
		j.kept.add(j.lead(row), j.u.n-1)
	}
}

// sum writes a vector into row.
func (s *shifted) sum(row []uint64, i, limbs int) {
	for at := limbs - 1; at < len(row); at += limbs {
		var carry uint64
		for l := at; l > at-limbs; l-- {
			row[l], carry = bits.Add64(s.of.at[l][i], s.by[l], carry)
		}
	}
}
