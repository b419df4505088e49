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
		var numbers []int
		for _, m := range mildest {
			cell := i.cells[m.cell]
			choice := cell.choice
			switch {
			case !i.Continuous():
				numbers = append(numbers, i.inCell[m.cell]...)
				continue
			case cell.interval():
				choice.Number = cell.low.Add(cell.high.Sub(cell.low).Mul(parley.Exactly(m.along)))
			}
			if !slices.ContainsFunc(c.Mildest, choice.Equal) {
				c.Mildest = append(c.Mildest, choice)
			}
		}
		c.Mildest = append(c.Mildest, i.choices(numbers)...)
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

// clashes reports whether every choice of the issue is barred: by a norm, or
// by a red line or insistence of a party that has a say wherever it is taken.
func (p *Problem) clashes(at int) bool {
	i := &p.issues[at]
	var barring []*item // those that name this issue alone
	for n := range p.items {
		it := &p.items[n]
		scope := p.patternScope(it.rows)
		outright := it.ref.Kind == parley.NormKind || it.ref.Kind == parley.RedLine || it.ref.Kind == parley.Insistence
		if outright && len(scope) == 1 && scope[0] == at && (it.voter < p.consenting || i.By == p.voters[it.voter].id) {
			barring = append(barring, it)
		}
	}
	cells := make([]int, len(p.issues))
	for k := range i.cells {
		cells[at] = k
		if !slices.ContainsFunc(barring, func(it *item) bool {
			binds := it.voter < p.consenting || i.Commits(i.cells[k].choice)
			return binds && matches(it.rows, cells) != (it.ref.Kind == parley.Insistence)
		}) {
			return false
		}
	}
	return true
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
	l := &lossCurve{share: new(big.Rat)}
	weighed := len(voter.position.Importance) > 0
	if voter.swings.Sign() > 0 {
		l.share.Quo(m.swing(weighed), voter.swings)
	}
	least, most := m.ends()
	width := new(big.Rat).Sub(most, least)
	for i, f := range m.forms {
		rescaled := m.mids[i]
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
	for i, f := range m.forms {
		if f.refused {
			continue
		}
		x := m.mids[i]
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
	var best, bars []int // choices of a discrete issue or a grid
	for k, cell := range i.cells {
		refused := m.forms[2*k].refused
		switch {
		case !i.Continuous() && refused:
			bars = append(bars, i.inCell[k]...)
		case !i.Continuous() && m.valued && m.mids[2*k].Cmp(most) == 0:
			best = append(best, i.inCell[k]...)
		case i.Continuous() && refused && !cell.interval():
			s.Bars = append(s.Bars, cell.choice)
		case i.Continuous() && m.valued && !refused:
			for end, n := range cell.ends() {
				choice := parley.Choice{Number: n}
				if m.mids[2*k+end].Cmp(most) == 0 && !slices.ContainsFunc(s.Best, choice.Equal) {
					s.Best = append(s.Best, choice)
				}
			}
		}
	}
	s.Best, s.Bars = append(s.Best, i.choices(best)...), append(s.Bars, i.choices(bars)...)
	for _, it := range p.items {
		if it.voter == v && it.demand && slices.Contains(it.scope, at) {
			s.Refs = append(s.Refs, it.ref)
		}
	}
	return s
}

// choices returns the choices with the numbers, in the order of the file or
// upwards.
func (i *issue) choices(numbers []int) []parley.Choice {
	slices.Sort(numbers)
	var list []parley.Choice
	for _, n := range numbers {
		list = append(list, i.At(n))
	}
	return list
}

// ends returns the ends of an interval, or the one number of another cell.
func (c cell) ends() []parley.Number {
	if c.interval() {
		return []parley.Number{c.low, c.high}
	}
	return []parley.Number{c.choice.Number}
}
