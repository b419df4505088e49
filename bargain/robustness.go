package bargain

import (
	"context"
	"math"
	"slices"

	"parley/bargain/internal/amount"
)

// robustness says what the answers are worth over everything that the
// statements permit. Parties that have not stated a fallback are taken to
// accept what their demands do not exclude.
func (a *analysis) robustness() error {
	a.start("checking robustness")
	p := a.p
	r := &Robustness{Seed: a.o.Seed}
	for i := range p.voters {
		r.Uncertain = r.Uncertain || p.uncertain(&p.voters[i])
	}
	a.out.Robustness = r
	for _, s := range a.solved {
		for _, o := range s.outcomes {
			r.add(s.question, o)
		}
	}
	var err error
	entangled := slices.ContainsFunc(p.voters, func(v voter) bool { return p.entangled(&v) })
	switch {
	case p.total == nil || entangled:
	case !r.Uncertain:
		n, err := a.survey.count(a.ctx, filter{none: p.everything()})
		if err != nil {
			return err
		}
		r.All, r.Some = &n, &n
	default:
		var all, some Count
		if all, err = a.countAcceptable(p.marginTable(false)); err == nil {
			some, err = a.countAcceptable(p.marginTable(true))
		}
		if err != nil {
			return err
		}
		r.All, r.Some = &all, &some
	}
	for i := range r.Packages {
		r.Packages[i].ForAll = true
		for v := range p.voters {
			if voter := &p.voters[v]; voter.decided() && p.hasSay(v, r.Packages[i].Package) && !p.surely(voter, r.Packages[i].Package) {
				r.Packages[i].ForAll = false
			}
		}
	}
	if len(r.Packages) > 0 && p.total != nil && a.y != nil && !p.capped() {
		if r.Regret, err = a.leastRegret(r.Packages[0].Package); err != nil {
			return err
		}
		if r.Regret != nil {
			a.judge.check(p, r.Regret.Package, nil, mask{})
			a.judge.check(p, r.Regret.Rival, nil, p.fallbackItems())
		}
	}
	if r.Uncertain {
		r.Draws = a.o.Draws
		err = p.draw(a.ctx, r)
	}
	why := ""
	if !r.Uncertain {
		why = "Nothing was stated with room, so there is nothing to vary."
	}
	exact := r.All == nil || r.All.Exact() && r.Some.Exact()
	if r.Uncertain && !exact {
		why = "How many packages are acceptable for every value, or for some, is known within proven bounds."
	}
	if entangled {
		exact, why = false, "A fallback that is like a package, a cap and numbers that are open come together: what is acceptable for every value is not counted, and said of a package only where it holds without the cap."
	}
	a.certify(AskRobustness, Certificate{Proven: err == nil && (exact || !r.Uncertain), Why: why,
		Method: "counts at the least and greatest margins; shares by seeded draws"})
	return err
}

// add notes that the solution picks the outcome's package.
func (r *Robustness) add(q Question, o Outcome) {
	if o.Limit {
		return
	}
	for i := range r.Packages {
		if r.Packages[i].Package.Equal(o.Package) {
			r.Packages[i].Solutions = append(r.Packages[i].Solutions, q)
			return
		}
	}
	r.Packages = append(r.Packages, PackageRobustness{Package: o.Package, Solutions: []Question{q}})
}

// countAcceptable counts the packages that break nothing when margins are
// those of the table.
func (a *analysis) countAcceptable(t *table) (Count, error) {
	if a.p.method == byWalking {
		return a.p.countAcceptable(a.ctx, t)
	}
	n, err := a.explore().tallyOf(a.ctx, spaceOf(a.p.network(t, a.p.consentingColumns()), a.p.everything()))
	return countOf(n), err
}

// countAcceptable does so by a walk.
func (p *Problem) countAcceptable(ctx context.Context, t *table) (Count, error) {
	var n tally
	marks := p.markItems().flags()
	w := p.newWalker(t)
	bound := make([]uint64, t.width)
	w.enter = func(d int) bool {
		if !w.broken[d].within(marks) {
			return false
		}
		amount.Add(bound, w.amounts[d], t.most[d], t.limbs)
		for q, item := range t.items {
			if item >= 0 && p.items[item].voter < p.consenting && amount.Compare(t.column(bound, q), t.column(t.floors, q)) < 0 {
				return false
			}
		}
		return true
	}
	w.leaf = func() bool {
		if w.brokenItems().within(marks) {
			w.addCount(&n)
		}
		return true
	}
	err := w.run(ctx)
	return Count{Int: n.int()}, err
}

// wilson fills in the rate and its 95 % interval (Wilson 1927).
func wilson(hits, draws int) Share {
	s := Share{Hits: hits, Draws: draws}
	if draws == 0 {
		return s
	}
	const z = 1.959963984540054 // the 97.5 % quantile of the normal distribution
	n, rate := float64(draws), float64(hits)/float64(draws)
	middle := (rate + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(rate*(1-rate)/n+z*z/(4*n*n))
	s.Rate, s.Low, s.High = rate, math.Max(0, middle-half), math.Min(1, middle+half)
	return s
}
