package bargain

import (
	"cmp"
	"math/big"
	"slices"

	"parley"
)

// contention says how hard each issue is, the hardest first.
func (p *Problem) contention() []Contention {
	list := make([]Contention, len(p.issues))
	for at := range p.issues {
		list[at] = p.contentionOf(at)
	}
	slices.SortStableFunc(list, func(a, b Contention) int {
		return cmp.Or(boolFirst(a.HardClash, b.HardClash), scoreOrder(b.Score, a.Score))
	})
	return list
}

func boolFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// scoreOrder orders ascending, not known below everything.
func scoreOrder(a, b *parley.Number) int {
	switch {
	case a == nil || b == nil:
		return boolFirst(a == nil, b == nil)
	}
	return a.Cmp(*b)
}

func (p *Problem) contentionOf(at int) Contention {
	i := &p.issues[at]
	c := Contention{Issue: i.ID, HardClash: p.clashes(at), Settled: p.settled(i.ID)}
	losses := make([]*lossCurve, p.consenting)
	for v := range p.consenting {
		losses[v] = p.losses(v, at)
	}
	type place struct {
		cell  int
		along *big.Rat
	}
	var mildest []place
	for k := range i.cells {
		if !contested(losses) {
			break
		}
		worst, along := mildestOf(losses, k, i.cells[k].interval())
		if worst == nil {
			continue
		}
		order := -1
		if c.Score != nil {
			order = worst.Cmp(c.Score.Rat())
		}
		if order < 0 {
			score := parley.Exactly(worst)
			c.Score, mildest = &score, nil
		}
		if order <= 0 {
			for _, x := range along {
				mildest = append(mildest, place{k, x})
			}
		}
	}
	if !c.HardClash { // of choices that are all refused none is mild
		for _, m := range mildest {
			for _, choice := range i.choicesAt(m.cell, m.along) {
				if !slices.ContainsFunc(c.Mildest, choice.Equal) {
					c.Mildest = append(c.Mildest, choice)
				}
			}
		}
		i.sort(c.Mildest)
	}
	for v := range p.consenting {
		s := p.stake(v, at)
		if losses[v] != nil {
			share := parley.Exactly(losses[v].share)
			s.Importance = &share
			if len(c.Mildest) == 1 {
				loss := parley.Exactly(losses[v].at(mildest[0].cell, mildest[0].along))
				s.Loss = &loss
			}
		}
		c.Stakes = append(c.Stakes, s)
	}
	return c
}

// contested reports whether at least two parties, or the only one, say what
// the issue's choices cost them: one side's wishes tell nothing of contention.
func contested(losses []*lossCurve) bool {
	known := 0
	for _, l := range losses {
		if l != nil {
			known++
		}
	}
	return known >= min(2, len(losses))
}

// clashes reports whether every choice of the issue is barred.
func (p *Problem) clashes(at int) bool {
	for k := range p.issues[at].cells {
		if !p.barred(at, k) {
			return false
		}
	}
	return true
}

// barred reports whether a norm, or a red line or insistence of a party that
// has a say wherever the cell is taken, refuses the cell outright.
func (p *Problem) barred(at, k int) bool {
	cells := make([]int, len(p.issues))
	cells[at] = k
	i := &p.issues[at]
	return slices.ContainsFunc(p.items, func(it item) bool {
		if scope := p.patternScope(it.rows); len(it.ifs) > 0 || len(scope) != 1 || scope[0] != at {
			return false
		}
		if it.voter >= p.consenting && (i.By != p.voters[it.voter].id || !i.Commits(i.cells[k].choice)) {
			return false
		}
		switch it.ref.Kind {
		case parley.NormKind, parley.RedLine:
			return matches(it.rows, cells)
		case parley.Insistence:
			return !matches(it.rows, cells)
		}
		return false
	})
}

// lossCurve is what each cell of an issue costs a party against its best, as
// a share of everything that matters to it; two ends for each cell.
type lossCurve struct {
	share *big.Rat // of importance
	loss  []*big.Rat
}

// at returns the loss part of the way along the cell.
func (l *lossCurve) at(k int, along *big.Rat) *big.Rat {
	if along == nil {
		along = zero
	}
	d := new(big.Rat).Sub(l.loss[2*k+1], l.loss[2*k])
	return d.Add(d.Mul(d, along), l.loss[2*k])
}

// losses returns nil where the position does not say enough.
func (p *Problem) losses(v, at int) *lossCurve {
	voter := &p.voters[v]
	if voter.position == nil || voter.measures[at] == nil || !voter.measures[at].known {
		return nil
	}
	m := voter.measures[at]
	if !m.valued && len(voter.position.Importance) == 0 && len(voter.position.Values) == 0 {
		return nil
	}
	total := new(big.Rat)
	for other := range p.issues {
		total.Add(total, voter.measures[other].swing(len(voter.position.Importance) > 0))
	}
	l := &lossCurve{share: new(big.Rat)}
	weighed := len(voter.position.Importance) > 0
	if total.Sign() > 0 {
		l.share.Quo(m.swing(weighed), total)
	}
	least, most := m.ends()
	width := new(big.Rat).Sub(most, least)
	for _, f := range m.forms {
		rescaled := m.midRescaled(f)
		switch {
		case f.refused:
			rescaled = zero
		case !weighed && width.Sign() > 0:
			rescaled = new(big.Rat).Quo(new(big.Rat).Sub(rescaled, least), width)
		case !weighed:
			rescaled = one
		}
		// Beyond an anchor there is no more to lose or to win.
		if rescaled.Sign() < 0 {
			rescaled = zero
		} else if rescaled.Cmp(one) > 0 {
			rescaled = one
		}
		loss := new(big.Rat).Sub(one, rescaled)
		l.loss = append(l.loss, loss.Mul(loss, l.share))
	}
	return l
}

// swing is what going from worst to best is worth.
func (m *measure) swing(weighed bool) *big.Rat {
	if weighed {
		return m.weight.mid
	}
	least, most := m.ends()
	return new(big.Rat).Sub(most, least)
}

// ends returns the least and the most that a choice is worth, before the
// weight, over those that the party does not refuse outright; 0 if there are
// none.
func (m *measure) ends() (least, most *big.Rat) {
	for _, f := range m.forms {
		if f.refused {
			continue
		}
		x := m.midRescaled(f)
		if least == nil || x.Cmp(least) < 0 {
			least = x
		}
		if most == nil || x.Cmp(most) > 0 {
			most = x
		}
	}
	if least == nil {
		return zero, zero
	}
	return least, most
}

// mildestOf returns the least, along the cell, of the largest loss, and where
// it is reached, ascending. On an interval the losses are straight lines, so
// the least of their largest is at an end or where two of them cross, or all
// the way between two such places.
func mildestOf(losses []*lossCurve, k int, interval bool) (worst *big.Rat, along []*big.Rat) {
	places := []*big.Rat{zero}
	if interval {
		places = append(places, one)
		for a := range losses {
			for b := range a {
				if x := crossing(losses[a], losses[b], k); x != nil {
					places = append(places, x)
				}
			}
		}
		slices.SortFunc(places, (*big.Rat).Cmp)
	}
	for _, x := range places {
		var largest *big.Rat
		for _, l := range losses {
			if l == nil {
				continue
			}
			if loss := l.at(k, x); largest == nil || loss.Cmp(largest) > 0 {
				largest = loss
			}
		}
		if largest == nil {
			continue
		}
		order := -1
		if worst != nil {
			order = largest.Cmp(worst)
		}
		if order < 0 {
			worst, along = largest, nil
		}
		if order <= 0 {
			along = append(along, x)
		}
	}
	return worst, along
}

func crossing(a, b *lossCurve, k int) *big.Rat {
	if a == nil || b == nil {
		return nil
	}
	start := new(big.Rat).Sub(a.loss[2*k], b.loss[2*k])
	end := new(big.Rat).Sub(a.loss[2*k+1], b.loss[2*k+1])
	slope := new(big.Rat).Sub(start, end)
	if slope.Sign() == 0 {
		return nil
	}
	x := start.Quo(start, slope)
	if x.Sign() <= 0 || x.Cmp(one) >= 0 {
		return nil
	}
	return x
}

// stake gathers what the issue means to the voter, numbers apart.
func (p *Problem) stake(v, at int) Stake {
	voter := &p.voters[v]
	s := Stake{Party: voter.id}
	if voter.position == nil {
		return s
	}
	i := &p.issues[at]
	m := voter.measures[at]
	_, most := m.ends()
	for k, cell := range i.cells {
		refused := m.forms[2*k].refused
		if refused && !cell.interval() {
			s.Bars = append(s.Bars, i.choicesAt(k, nil)...)
		}
		if !m.valued || refused {
			continue
		}
		switch {
		case !cell.interval() && m.midRescaled(m.forms[2*k]).Cmp(most) == 0:
			s.Best = append(s.Best, i.choicesAt(k, nil)...)
		case cell.interval():
			for end, at := range []parley.Number{cell.low, cell.high} {
				choice := parley.Choice{Number: at}
				if m.midRescaled(m.forms[2*k+end]).Cmp(most) == 0 && !slices.ContainsFunc(s.Best, choice.Equal) {
					s.Best = append(s.Best, choice)
				}
			}
		}
	}
	// Choices that nobody tells apart stand together in a cell, not in order.
	i.sort(s.Best)
	i.sort(s.Bars)
	for _, it := range p.items {
		if it.voter == v && it.demand && slices.Contains(it.scope, at) {
			s.Refs = append(s.Refs, it.ref)
		}
	}
	return s
}

// choicesAt returns all choices of a cell, in order; of an interval the one
// part of the way along.
func (i *issue) choicesAt(k int, along *big.Rat) []parley.Choice {
	if cell := i.cells[k]; cell.interval() {
		return []parley.Choice{{Number: cell.low.Add(cell.high.Sub(cell.low).Mul(parley.Exactly(along)))}}
	} else if i.Continuous() {
		return []parley.Choice{cell.choice}
	}
	var list []parley.Choice
	for n, cell := range i.cellOf {
		if cell == k {
			list = append(list, i.At(n))
		}
	}
	return list
}

// sort puts choices into the order of the file, or of the numbers.
func (i *issue) sort(list []parley.Choice) {
	slices.SortStableFunc(list, func(a, b parley.Choice) int {
		if i.Numeric() {
			return a.Number.Cmp(b.Number)
		}
		at := func(c parley.Choice) int {
			return slices.IndexFunc(i.Options, func(o parley.Option) bool { return o.ID == c.Option })
		}
		return at(a) - at(b)
	})
}
