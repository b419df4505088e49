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
func (p *Problem) concessions(ctx context.Context, c survey, y *yardstick) (*Concessions, string, error) {
	ways, complete, err := p.waysOut(ctx, c)
	if err != nil && len(ways) == 0 {
		return &Concessions{}, "", err
	}
	out := &Concessions{Complete: complete}
	for n, way := range ways {
		w, err := p.wayOut(ctx, c, way)
		if err != nil {
			out.Complete = false
			return out, "", err
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
	if !complete {
		why = fmt.Sprintf("Cut off: %d ways out are listed, and there are more.", len(ways))
	} else if y != nil && len(ways) > maxMeasured {
		why = fmt.Sprintf("What they open is measured for the first %d of %d ways out.", maxMeasured, len(ways))
	}
	return out, why, nil
}

// wayOut counts what a way out opens: as it is minimal, all packages that
// break nothing else break just it.
func (p *Problem) wayOut(ctx context.Context, c survey, way mask) (WayOut, error) {
	w := WayOut{Movers: p.movers(way)}
	for _, ref := range p.refs(way) {
		w.GiveUp = append(w.GiveUp, Concession{Ref: ref})
	}
	left := p.everything().minus(way)
	var err error
	if w.Opens, err = c.count(ctx, filter{none: left}); err == nil {
		w.Example, err = c.example(ctx, left)
	}
	return w, err
}

func (p *Problem) measureWay(ctx context.Context, w *WayOut, way mask, y *yardstick) error {
	all := p.search
	if cells, ok := all.(cellSearch); ok {
		cells.brief = true
		all = cells
	}
	l := &lazyFront{find: func() (front, error) { return all.frontier(ctx, way, y, nil) }}
	if p.measuresFrontiers() {
		f, err := l.get()
		if err != nil || f.empty() {
			return err
		}
		w.Frontier = p.packFrontier(f, y)
	}
	best, err := p.search.leastBurden(ctx, way, y, l)
	if err != nil || best.utility == nil {
		return err
	}
	outcome := y.outcome(best)
	w.Best = &outcome
	for i, g := range w.GiveUp {
		if g.Ref.Kind == parley.FallbackKind {
			w.GiveUp[i].By = p.fall(g.Ref.Party, outcome.Package)
		}
	}
	return nil
}

// fall returns how far below its fallback the party is at the package.
func (p *Problem) fall(party string, pkg parley.Package) *parley.Number {
	for v := range p.voters {
		if voter := &p.voters[v]; voter.id == party {
			n := parley.Exactly(new(big.Rat).Sub(voter.reservation, p.utility(voter, pkg)))
			return &n
		}
	}
	return nil
}

// utility returns what the package is worth to a valued voter.
func (p *Problem) utility(v *voter, pkg parley.Package) *big.Rat { return v.cut(p.sum(v, pkg)) }

// sum returns what the package adds up to for a valued voter, cap apart.
func (p *Problem) sum(v *voter, pkg parley.Package) *big.Rat {
	sum := new(big.Rat)
	for at, i := range p.issues {
		if c, ok := pkg[i.ID]; ok {
			sum.Add(sum, v.measures[at].mid(p.formAt(v, at, c)))
		}
	}
	for i := range v.links {
		if l := &v.links[i]; p.appliesTo(l, pkg) {
			sum.Add(sum, l.worth.mid)
		}
	}
	return sum
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
