package bargain

import "math/big"

// zone reads off the census who accepts what.
func (a *analysis) zone() *Zone {
	p, c := a.p, a.census
	marks := p.markItems()
	z := &Zone{Total: Count{p.total}}
	decided := true
	var unconfirmed mask
	statements := make([]mask, len(p.voters))
	for v := range p.voters {
		voter := &p.voters[v]
		statements[v] = p.statements(v)
		if v < p.consenting {
			decided = decided && voter.decided()
			if !voter.valued {
				z.Unvalued = append(z.Unvalued, voter.id)
			} else if !voter.decided() {
				z.Assumed = append(z.Assumed, voter.id)
			}
		} else if !voter.decided() {
			unconfirmed.add(voter.commit)
			z.Unconfirmed = append(z.Unconfirmed, voter.id)
		}
		if v < p.consenting || voter.position != nil {
			z.Accepts = append(z.Accepts, a.acceptance(v, statements[v]))
		}
	}
	for x := range p.consenting {
		for y := x + 1; y < p.consenting; y++ {
			both := statements[x].or(statements[y])
			pair := Pair{A: p.voters[x].id, B: p.voters[y].id, Both: noneOf()}
			pair.Possible = c.count(func(m mask) bool { return m.and(both).empty() })
			if p.voters[x].decided() && p.voters[y].decided() {
				pair.Both = pair.Possible
			}
			z.Pairs = append(z.Pairs, pair)
		}
	}
	possible := func(m mask) bool { return m.within(marks) }
	z.Possible, z.Count, z.Confirmed = c.count(possible), noneOf(), noneOf()
	if decided {
		z.Count = z.Possible
		z.Confirmed = c.count(func(m mask) bool { return m.within(marks.minus(unconfirmed)) })
	}
	z.Example = c.example(p, possible)
	a.judge.check(p, z.Example, nil, mask{})
	return z
}

func (a *analysis) acceptance(v int, statements mask) Acceptance {
	voter := &a.p.voters[v]
	kept := a.census.count(func(m mask) bool { return m.and(statements).empty() })
	out := Acceptance{Party: voter.id, Yes: noneOf(), Unknown: noneOf()}
	out.No = a.census.count(func(m mask) bool { return !m.and(statements).empty() })
	switch {
	case voter.decided():
		out.Yes = kept
	case v < a.p.consenting:
		out.Unknown = kept
	default: // a guarantor has no say where it is not committed
		out.Yes = a.census.count(func(m mask) bool { return m.and(statements).empty() && !m.has(voter.commit) })
		out.Unknown = a.census.count(func(m mask) bool { return m.and(statements).empty() && m.has(voter.commit) })
	}
	return out
}

func noneOf() Count { return Count{new(big.Int)} }
