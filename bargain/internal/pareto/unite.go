package pareto

import (
	"context"
	"math/bits"

	"parley/bargain/internal/amount"
)

// shifted is a frontier with an amount added to all of its vectors.
type shifted struct {
	of *vectors
	by []uint64 // coordinates × limbs
}

// bounds says what of a set can matter. Labels below least reach some floor in
// no way, and more than enough of a held column is as good as enough.
type bounds struct {
	least  []uint64 // coordinates × limbs; nil: nothing to reach
	enough []uint64 // coordinates × limbs, of the held ones; nil: nothing is held
}

// kernel unites shifted frontiers. It holds the scratch space for that, and
// serves one goroutine.
type kernel struct {
	ctx     context.Context
	columns int // coordinates
	parties int // of them
	limbs   int
	limit   int
	exact   bool // keep vectors that only differ in held columns apart, so that none of those that tie is lost
	work    int  // since ctx was asked
	two     [2]run2
	spread  spread
	out     union
	heads   []head
	row     []uint64
	stairs  *staircase
	sweep   sweep
}

// union is the result of uniting, valid until the next one. Its columns are
// longer than it: n counts.
type union struct {
	vectors
	which, from []uint32 // by point: the shifted frontier and the point of it
	limit       int      // of points that will ever be asked for
}

func (k *kernel) result(width int) *union {
	u := &k.out
	if u.at == nil {
		u.at = make([][]uint64, width)
	}
	u.n, u.limit = 0, k.limit
	return u
}

// grow makes room for n points and more. Many get room for four times as many: a system
// gives pages when they are first written to, so that this takes less memory
// than copying from list to list on the way.
func (u *union) grow(n int) {
	room := 2 * n
	if n >= muchToCopy {
		room = max(n, min(4*n, u.limit+1))
	}
	for w, column := range u.at {
		if len(column) < n {
			u.at[w] = make([]uint64, room)
			copy(u.at[w], column)
		}
	}
	if len(u.which) < n {
		which, from := make([]uint32, room), make([]uint32, room)
		copy(which, u.which)
		copy(from, u.from)
		u.which, u.from = which, from
	}
}

func (u *union) add(row []uint64, which, from int) {
	if u.n >= len(u.which) || u.n >= len(u.at[0]) {
		u.grow(u.n + 64)
	}
	for w, x := range row {
		u.at[w][u.n] = x
	}
	u.which[u.n], u.from[u.n] = uint32(which), uint32(from)
	u.n++
}

// note takes note of a point whose columns are to be filled.
func (u *union) note(which, from int) {
	if u.n == len(u.which) {
		u.which, u.from = longer(u.which), longer(u.from)
	}
	u.which[u.n], u.from[u.n] = uint32(which), uint32(from)
	u.n++
}

// longer returns the list with room for more.
func longer(list []uint32) []uint32 {
	long := make([]uint32, len(list)+len(list)/4+64)
	copy(long, list)
	return long
}

// fill fills the columns of points that were noted.
func (u *union) fill(list []shifted, limbs int) {
	for w, column := range u.at {
		if len(column) < u.n {
			u.at[w] = make([]uint64, u.n)
		}
	}
	which, from := u.which[:u.n], u.from[:u.n]
	for top := 0; top < len(u.at); top += limbs {
		if limbs == 1 {
			to := u.at[top][:u.n]
			for i, w := range which {
				s := &list[w]
				to[i] = s.of.at[top][from[i]] + s.by[top]
			}
			continue
		}
		for i, w := range which {
			s, carry := &list[w], uint64(0)
			for l := top + limbs - 1; l >= top; l-- {
				u.at[l][i], carry = bits.Add64(s.of.at[l][from[i]], s.by[l], carry)
			}
		}
	}
}

// tooMany is returned inside and gets its stage where that is known.
type tooMany struct{}

func (tooMany) Error() string { return "too many points" }

// busy counts work done, in comparisons, and asks ctx every million.
func (k *kernel) busy(work int) error {
	if k.work += work; k.work < 1<<20 {
		return nil
	}
	k.work = 0
	return k.ctx.Err()
}

// unite returns what is not dominated in the union of the shifted frontiers,
// in lexicographic order, the highest first. Of equal vectors it keeps the one
// of the first in the list.
func (k *kernel) unite(list []shifted, b bounds) (*union, error) {
	switch {
	case b.enough != nil:
		return k.uniteSorted(list, b)
	case k.columns == 2 && k.limbs == 1:
		return k.uniteTwo(list, b)
	case k.columns == 3:
		return k.uniteThree(list, b)
	}
	return k.uniteMerged(list, b)
}

// below reports whether a vector cannot reach a floor.
func (b *bounds) below(row []uint64, limbs int) bool {
	return b.least != nil && !amount.AtLeast(row, b.least, limbs)
}

// none is what an archive says instead of the number of a vector.
const none = -1
