package bargain

import (
	"slices"

	"parley"
	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// findNetwork states the problem as a network, for the algorithms whose work
// does not grow with the number of packages. Items have the same numbers; a
// commitment is no rule there. Every choice of an issue has its cell, so that
// with continuous issues, whose cells are intervals, the network stands for
// their middles and is of no use.
func (p *Problem) findNetwork() {
	t := p.table
	n := &network.Network{Limbs: t.limbs, Parties: p.consentingColumns()}
	for q, v := range p.columns {
		voter := &p.voters[v]
		c := network.Column{Item: -1, Top: amount.Int(t.column(t.most[0], q))}
		if voter.fallback >= 0 {
			c.Floor, c.Item = t.column(t.floors, q), voter.fallback
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
		if it.isFallback() || it.ref.Kind == commitKind {
			continue
		}
		r := network.Rule{Item: i}
		if it.voter >= p.consenting { // an owner's demands bind only where it is committed
			r.Only = networkRows(p.items[p.voters[it.voter].commit].rows)
		}
		switch {
		case it.ref.Kind == parley.Insistence:
			r.Unless = networkRows(it.rows)
		default:
			r.When, r.Unless = networkRows(it.rows), networkRows(it.ifs)
		}
		n.Rules = append(n.Rules, r)
	}
	p.exempt(n)
	p.net = n
}

// exempt lets an owner whose consent does not count reach its fallback
// wherever it is not committed, by a link worth as much as the fallback.
func (p *Problem) exempt(n *network.Network) {
	for q := n.Parties; q < len(n.Columns); q++ {
		c := &n.Columns[q]
		if c.Floor == nil {
			continue
		}
		commit := p.items[p.voters[p.columns[q]].commit].rows
		n.Links = append(n.Links, network.Link{Column: q, Rows: networkRows(commit), Missed: true, Amount: c.Floor})
		c.Top.Add(c.Top, amount.Int(c.Floor))
	}
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
