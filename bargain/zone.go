package bargain

import (
	"context"
	"errors"
	"math/big"
	"time"

	"parley"
)

// zone says who accepts what.
func (a *analysis) zone() (*Zone, error) {
	p := a.p
	everything := p.everything()
	z := p.uncounted()
	z.Count, z.Confirmed = noneOf(), noneOf()
	decided := true
	var unconfirmed mask
	for v := range p.voters {
		voter := &p.voters[v]
		if v < p.consenting {
			decided = decided && voter.decided()
		} else if !voter.decided() {
			unconfirmed.add(voter.commit)
		}
	}
	t := teller{a: a}
	z.Possible = t.countInHalf(filter{none: everything})
	z.Example = t.example(everything)
	a.judge.check(p, z.Example, nil, mask{})
	if decided {
		z.Count = z.Possible
		z.Confirmed = z.Possible
		if !unconfirmed.empty() {
			z.Confirmed = t.count(filter{none: everything.or(unconfirmed)})
		}
	}
	_, tree := a.survey.(*treeSurvey) // it has nothing to say of what it did not get to
	for v := range p.voters {
		if v < p.consenting || p.voters[v].position != nil {
			accepts := t.acceptance(v)
			if tree && t.failed() != nil {
				return z, t.failed()
			}
			z.Accepts = append(z.Accepts, accepts)
		}
	}
	for x := range p.consenting {
		for y := x + 1; y < p.consenting; y++ {
			pair := Pair{A: p.voters[x].id, B: p.voters[y].id, Both: noneOf()}
			pair.Possible = t.count(filter{none: p.statements(x).or(p.statements(y))})
			if tree && t.failed() != nil {
				return z, t.failed()
			}
			if p.voters[x].decided() && p.voters[y].decided() {
				pair.Both = pair.Possible
			}
			z.Pairs = append(z.Pairs, pair)
		}
	}
	return z, t.failed()
}

// uncounted returns what can be said of the zone before anything is counted.
func (p *Problem) uncounted() *Zone {
	unknown := Count{Least: new(big.Int), Most: p.total}
	z := &Zone{Total: Count{Int: p.total}, Possible: unknown, Count: unknown, Confirmed: unknown}
	for v := range p.voters {
		voter := &p.voters[v]
		switch {
		case v >= p.consenting && !voter.decided():
			z.Unconfirmed = append(z.Unconfirmed, voter.id)
		case v >= p.consenting:
		case !voter.valued:
			z.Unvalued = append(z.Unvalued, voter.id)
		case !voter.decided():
			z.Assumed = append(z.Assumed, voter.id)
		}
	}
	return z
}

// needZone gives the answer a zone to say more of, where it has none.
func (a *analysis) needZone() {
	if a.out.Zone == nil {
		a.out.Zone = a.p.uncounted()
	}
}

// teller asks a survey one thing after the other until something fails. That
// the context ends is no reason to stop: what is certain without more work is
// soon told.
type teller struct {
	a    *analysis
	err  error // that is not the context's
	late error // the context's
}

// note sorts an error.
func (t *teller) note(err error) {
	switch {
	case err == nil:
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		t.late = err
	case t.err == nil:
		t.err = err
	}
}

// failed returns what went wrong, if anything did.
func (t *teller) failed() error {
	if t.err != nil {
		return t.err
	}
	return t.late
}

func (t *teller) count(f filter) Count { return t.countWithin(t.a.ctx, f) }

// countInHalf does so within half of the time that is left, so that some is
// left for counts that take less.
func (t *teller) countInHalf(f filter) Count {
	ctx := t.a.ctx
	if deadline, limited := ctx.Deadline(); limited {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/2)
		defer cancel()
	}
	return t.countWithin(ctx, f)
}

func (t *teller) countWithin(ctx context.Context, f filter) Count {
	if t.err != nil {
		return noneOf()
	}
	n, err := t.a.survey.count(ctx, f)
	t.note(err)
	return n
}

func (t *teller) example(none mask) parley.Package {
	if t.err != nil {
		return nil
	}
	pkg, err := t.a.survey.example(t.a.ctx, none)
	t.note(err)
	return pkg
}

func (t *teller) acceptance(v int) Acceptance {
	p := t.a.p
	voter := &p.voters[v]
	statements := p.statements(v)
	out := Acceptance{Party: voter.id, Yes: noneOf(), Unknown: noneOf(), No: noneOf()}
	if !statements.empty() {
		out.No = t.count(filter{some: statements})
	}
	var mark mask
	if voter.commit >= 0 {
		mark.add(voter.commit)
	}
	switch {
	case voter.decided():
		out.Yes = t.count(filter{none: statements})
	case v < p.consenting:
		out.Unknown = t.count(filter{none: statements})
	default: // a guarantor has no say where it is not committed
		out.Yes = t.count(filter{none: statements.or(mark)})
		out.Unknown = t.count(filter{none: statements, some: mark})
	}
	return out
}

func noneOf() Count { return Count{Int: new(big.Int)} }
