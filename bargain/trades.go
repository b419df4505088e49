package bargain

import (
	"math/big"
	"slices"

	"parley"
)

// maxTrades is how many trades are listed, the most lopsided ones.
const maxTrades = 30

// trades finds the pairs of issues that two parties weigh differently while
// they want different things on both: each could give what costs it less for
// what is worth more to it (logrolling; Pruitt 1981).
func (p *Problem) trades() []Trade {
	type stakes struct {
		share *big.Rat
		best  []parley.Choice
	}
	known := make([][]*stakes, p.consenting)
	for v := range p.consenting {
		for at := range p.issues {
			var s *stakes
			if l := p.losses(v, at); l != nil && l.share.Sign() > 0 {
				s = &stakes{l.share, p.stake(v, at).Best}
			}
			known[v] = append(known[v], s)
		}
	}
	contested := func(a, b, at int) bool {
		x, y := known[a][at], known[b][at]
		return x != nil && y != nil && len(x.best) > 0 && len(y.best) > 0 &&
			!slices.ContainsFunc(x.best, func(c parley.Choice) bool { return slices.ContainsFunc(y.best, c.Equal) })
	}
	var list []Trade
	for a := range p.consenting {
		for b := a + 1; b < p.consenting; b++ {
			for i := range p.issues {
				for j := range p.issues {
					if i == j || !contested(a, b, i) || !contested(a, b, j) {
						continue
					}
					rateA := new(big.Rat).Quo(known[a][i].share, known[a][j].share)
					rateB := new(big.Rat).Quo(known[b][i].share, known[b][j].share)
					if rateA.Cmp(rateB) > 0 {
						list = append(list, Trade{A: p.voters[a].id, B: p.voters[b].id, IssueA: p.issues[i].ID, IssueB: p.issues[j].ID,
							RateA: parley.Exactly(rateA), RateB: parley.Exactly(rateB)})
					}
				}
			}
		}
	}
	slices.SortStableFunc(list, func(x, y Trade) int { return y.RateA.Div(y.RateB).Cmp(x.RateA.Div(x.RateB)) })
	return list[:min(len(list), maxTrades)]
}
