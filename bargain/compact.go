package bargain

import (
	"maps"
	"slices"

	"parley"
	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// network states the problem as a network, for the algorithms whose work does
// not grow with the number of packages: with the columns of the table, of
// which the first are the utilities to compare. Items have the same numbers;
// the mark of a commitment is a rule that bars it. Every choice of an issue
// has its cell, so that with continuous issues, whose cells are intervals, the
// network stands for their middles and is of no use.
func (p *Problem) network(t *table, compared int) *network.Network {
	n := &network.Network{Limbs: t.limbs, Parties: compared}
	for q, item := range t.items {
		c := network.Column{Item: item, Top: amount.Int(t.column(t.most[0], q))}
		if item >= 0 {
			c.Floor = t.column(t.floors, q)
		}
		n.Columns = append(n.Columns, c)
	}
	for at := range p.issues {
		issue := network.Issue{Amounts: t.worth[at]}
		for _, c := range p.issues[at].cells {
			issue.Counts = append(issue.Counts, c.count)
		}
		n.Issues = append(n.Issues, issue)
	}
	for _, l := range t.links {
		n.Links = append(n.Links, network.Link{Column: l.column, Rows: networkRows(l.rows), Missed: !l.matched,
			Amount: t.column(l.amount, l.column)})
	}
	for i := range p.items {
		it := &p.items[i]
		if it.isFallback() {
			continue
		}
		r := network.Rule{Item: i}
		if it.voter >= p.consenting && it.ref.Kind != commitKind { // an owner's demands bind only where it is committed
			r.Only = networkRows(p.items[p.voters[it.voter].commit].rows)
		}
		if it.ref.Kind == parley.Insistence {
			r.Unless = networkRows(it.rows)
		} else {
			r.When, r.Unless = networkRows(it.rows), networkRows(it.ifs)
		}
		n.Rules = append(n.Rules, r)
	}
	p.exempt(n)
	return n
}

// exempt lets an owner whose consent does not count reach its fallback
// wherever it is not committed, by a link worth as much as the fallback.
func (p *Problem) exempt(n *network.Network) {
	for q := range n.Columns {
		c := &n.Columns[q]
		if c.Item < 0 || p.items[c.Item].voter < p.consenting {
			continue
		}
		commit := p.items[p.voters[p.items[c.Item].voter].commit].rows
		n.Links = append(n.Links, network.Link{Column: q, Rows: networkRows(commit), Missed: true, Amount: c.Floor})
		c.Top.Add(c.Top, amount.Int(c.Floor))
	}
}

// spaceOf returns the packages of a network of the problem that break none of
// the items, and no rule that is no item's.
func spaceOf(n *network.Network, none mask) *network.Space {
	return n.Space(func(item int) bool { return item >= 0 && !none.has(item) })
}

// choosing returns the network with some issues held to one cell each.
func choosing(n *network.Network, cells map[int]int) *network.Network {
	m := *n
	m.Rules = slices.Clip(m.Rules)
	for _, at := range slices.Sorted(maps.Keys(cells)) {
		lets := make([]bool, n.Issues[at].Cells())
		lets[cells[at]] = true
		m.Rules = append(m.Rules, network.Rule{Item: -1, Unless: []network.Row{{{Issue: at, Lets: lets}}}})
	}
	return &m
}

func networkRows(rows []row) []network.Row {
	list := make([]network.Row, len(rows))
	for i, r := range rows {
		for _, t := range r {
			list[i] = append(list[i], network.Term{Issue: t.issue, Lets: t.cells})
		}
	}
	return slices.Clip(list)
}
