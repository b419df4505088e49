package bargain

import (
	"math/big"
	"slices"

	"parley"
)

// beside returns the problem with more columns, of nobody's: each is the sum,
// over the issues, of what the cell of an issue adds at its low end and at its
// high one, which are the same where it is no interval. They come after all
// others, in this order, and have no floor.
func (p *Problem) beside(columns ...func(at, cell int) (low, high *big.Rat)) *Problem {
	q := *p
	q.voters, q.columns, q.items = slices.Clip(q.voters), slices.Clip(q.columns), slices.Clip(q.items)
	never := row{{0, make([]bool, len(q.issues[0].cells))}}
	q.items = append(q.items, item{ref: parley.Ref{Kind: commitKind}, voter: len(q.voters), rows: []row{never}})
	for _, adds := range columns {
		v := voter{valued: true, factor: one, commit: len(q.items) - 1, fallback: -1, column: len(q.columns)}
		for at := range q.issues {
			m := &measure{known: true, valued: true, weight: exactly(big.NewRat(1, 1))}
			for k := range q.issues[at].cells {
				low, high := adds(at, k)
				for _, x := range []*big.Rat{low, high} {
					m.forms, m.mids = append(m.forms, form{constant: x}), append(m.mids, x)
				}
			}
			v.measures = append(v.measures, m)
		}
		q.columns = append(q.columns, len(q.voters))
		q.voters = append(q.voters, v)
	}
	return &q
}
