package bargain

import (
	"math/big"

	"parley"
)

// The margin of a package for a party is its utility less its fallback. Where
// statements are uncertain it has a least and a greatest over everything that
// they permit; both are exact, for the parameters of different issues are
// independent, and a fallback stated by likeness moves with them.

// uncertain reports whether anything the voter's acceptance rests on was
// stated with room: an interval, an order, a word.
func (p *Problem) uncertain(v *voter) bool {
	if !v.valued {
		return false
	}
	for _, m := range v.measures {
		if m.valued && m.weight.wide() {
			return true
		}
		for _, param := range m.params {
			if param.wide() {
				return true
			}
		}
	}
	for _, l := range v.links {
		if l.worth.wide() {
			return true
		}
	}
	f := v.position.Fallback
	return f != nil && f.Value != nil && !f.Value.Exact()
}

// likeForm returns the form of what no deal is like on the issue; nil where
// the fallback is a value or says nothing of the issue.
func (p *Problem) likeForm(v *voter, at int) *form {
	c, ok := v.position.Fallback.Like[p.issues[at].ID]
	if !ok {
		return nil
	}
	f := p.formAt(v, at, c)
	return &f
}

// marginQuantity is the voter's least, or greatest, margin as a quantity of a
// walk, which breaks the fallback where it is negative.
func (p *Problem) marginQuantity(v *voter, greatest bool) quantity {
	likes := make([]*form, len(p.issues))
	for at := range p.issues {
		likes[at] = p.likeForm(v, at)
	}
	q := quantity{base: new(big.Rat), floor: new(big.Rat), item: v.fallback}
	if v.most != nil && !p.uncertain(v) { // nothing to vary, and the fallback may be the cap itself
		q = p.utilityOf(v)
		q.most = nil
		return q
	}
	q.worth = func(issue, cell int) *big.Rat {
		m := v.measures[issue]
		least, most := m.reach(m.forms[2*cell], likes[issue])
		if greatest {
			return most
		}
		return least
	}
	fallback := v.position.Fallback
	if fallback.Value != nil {
		r := pickEnd(v.fallbackValue(), !greatest)
		q.base.Neg(r)
		if v.above(r) { // nothing is worth as much
			q.floor.Add(q.floor.Sub(v.highest(), r), one)
		}
	}
	for i := range v.links {
		l := &v.links[i]
		if fallback.Like != nil && p.appliesTo(l, fallback.Like) {
			// The fallback has it: a package without it falls short by it.
			short := pickEnd(l.worth, !greatest)
			q.base.Sub(q.base, short)
			q.links = append(q.links, valuedRows{l.rows, l.missed, short})
		} else {
			q.links = append(q.links, valuedRows{l.rows, l.missed, pickEnd(l.worth, greatest)})
		}
	}
	return q
}

func pickEnd(s spread, high bool) *big.Rat {
	if high {
		return s.high
	}
	return s.low
}

// surely reports whether the voter reaches its fallback at one package whatever
// the statements permit.
func (p *Problem) surely(v *voter, pkg parley.Package) bool {
	if v.most != nil && !p.uncertain(v) {
		return p.utility(v, pkg).Cmp(v.reservation) >= 0
	}
	q := p.marginQuantity(v, false)
	sum := new(big.Rat).Set(q.base)
	for at, i := range p.issues {
		least, _ := v.measures[at].reach(p.formAt(v, at, pkg[i.ID]), p.likeForm(v, at))
		sum.Add(sum, least)
	}
	for _, l := range q.links {
		if p.holds(l.rows, pkg) != l.missed {
			sum.Add(sum, l.worth)
		}
	}
	return sum.Cmp(q.floor) >= 0
}

// entangled reports whether the voter's fallback is like a package, its utility
// is cut off and its numbers are open at once: then what reaches the fallback
// for some numbers does so by the cap alone, and no sum says it for all of them.
func (p *Problem) entangled(v *voter) bool {
	return v.most != nil && p.uncertain(v) && v.decided() && v.position.Fallback.Like != nil
}

// marginTable is a table of the least, or greatest, margins of all voters
// with a fallback.
func (p *Problem) marginTable(greatest bool) *table {
	var quantities []quantity
	for i := range p.voters {
		if v := &p.voters[i]; v.decided() {
			quantities = append(quantities, p.marginQuantity(v, greatest))
		}
	}
	return p.newTable(quantities)
}
