package bargain

import (
	"context"
	"fmt"
	"math/big"

	"parley"
)

// maxMeasured is for how many ways out the frontier of what they open is
// computed; further ones are listed with the count alone.
const maxMeasured = 40

// concessions measures every way out. y is nil where a party whose consent
// counts gives no values.
func (p *Problem) concessions(ctx context.Context, c *census, y *yardstick) (*Concessions, string, error) {
	ways, complete := p.waysOut(c)
	out := &Concessions{Complete: complete}
	marks := p.markItems()
	for n, way := range ways {
		opened := func(m mask) bool { return m.minus(marks) == way }
		w := WayOut{Movers: p.movers(way), Opens: c.count(opened), Example: c.example(p, opened)}
		for _, ref := range p.refs(way) {
			w.GiveUp = append(w.GiveUp, Concession{Ref: ref})
		}
		if y != nil && n < maxMeasured {
			if err := p.measureWay(ctx, &w, way, y); err != nil {
				out.Ways = append(out.Ways, w)
				out.Complete = false
				return out, "", err
			}
		}
		out.Ways = append(out.Ways, w)
	}
	why := ""
	if y != nil && len(ways) > maxMeasured {
		why = fmt.Sprintf("What they open is measured for the first %d of %d ways out.", maxMeasured, len(ways))
	}
	return out, why, nil
}

func (p *Problem) measureWay(ctx context.Context, w *WayOut, way mask, y *yardstick) error {
	f, err := p.search.frontier(ctx, way, y, nil)
	if err != nil || f.empty() {
		return err
	}
	w.Frontier = p.packFrontier(f, y)
	best, err := p.search.leastBurden(ctx, way, y, f)
	if err != nil {
		return err
	}
	outcome := y.outcome(best)
	w.Best = &outcome
	for i, g := range w.GiveUp {
		if g.Ref.Kind == parley.FallbackKind {
			w.GiveUp[i].By = p.fall(g.Ref.Party, best, y)
		}
	}
	return nil
}

// fall returns how far below its fallback the party is at the candidate; nil
// for a guarantor, whose utilities a candidate does not carry.
func (p *Problem) fall(party string, c candidate, y *yardstick) *parley.Number {
	for q, id := range y.parties {
		if id == party {
			n := parley.Exactly(new(big.Rat).Neg(y.gain(c.utility[q], q)))
			return &n
		}
	}
	return nil
}

// withRange returns the parties that have a range and a fallback.
func (y *yardstick) withRange() []int {
	var who []int
	for q := range y.parties {
		if y.width[q] != nil && y.reservation[q] != nil {
			who = append(who, q)
		}
	}
	return who
}
