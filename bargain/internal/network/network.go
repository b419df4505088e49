// Package network holds a negotiation as numbers and tables, ready for the
// algorithms that answer about spaces of any size.
//
// A Network is the whole case: issues with cells to choose from, columns that
// add up over them (the parties' utilities), links that add to a column where
// a pattern over several issues matches, and rules that a package may break.
// A Space is what is left of it when just some of the rules and floors are in
// force: the packages that break none of them. In a space the rules about one
// issue have removed cells, and everything that ties several issues has become
// tables over a tree, so that an algorithm sees either an issue that stands
// alone or a bucket of the tree, and nothing else.
//
// Utilities are whole numbers (package amount); Rough holds the same numbers
// as floats, each column as a part of the most that it can add up to, for
// bounds whose rounding is known.
package network

import (
	"math/big"

	"parley/bargain/internal/amount"
)

// Network is a case in numbers. It is not changed once built.
type Network struct {
	Limbs   int      // of every amount
	Columns []Column // the utilities of the parties whose consent counts first
	Parties int      // how many columns are theirs; the others are only held to a floor
	Issues  []Issue
	Links   []Link
	Rules   []Rule
}

// Column is a quantity that adds up over the issues of a package.
type Column struct {
	Floor []uint64 // a package below it breaks Item; nil: none
	Item  int      // -1: none
	Top   *big.Int // no package's sum, of any cells and links, is above it
}

// Issue is a choice of one cell. Amounts are cell by cell, within a cell
// column by column.
type Issue struct {
	Counts  []int64  // by cell: how many choices it stands for, at least 1
	Amounts []uint64 // cells × columns × limbs
}

// Cells returns how many cells there are to choose from.
func (i *Issue) Cells() int { return len(i.Counts) }

// Term lets some cells of one issue through.
type Term struct {
	Issue int
	Lets  []bool // by cell
}

// Row matches where all its terms let the chosen cells through; a row without
// terms matches always.
type Row []Term

// Link adds Amount to a column where one of its rows matches or, with Missed,
// where none does.
type Link struct {
	Column int
	Rows   []Row
	Missed bool
	Amount []uint64 // limbs
}

// Rule is broken where one of the rows of Only matches (nil: always) and one
// of When (nil: always) and none of Unless.
type Rule struct {
	Item               int
	Only, When, Unless []Row
}

// Matches reports whether one of the rows lets the chosen cells through.
func Matches(rows []Row, cells []int) bool {
next:
	for _, r := range rows {
		for _, t := range r {
			if !t.Lets[cells[t.Issue]] {
				continue next
			}
		}
		return true
	}
	return false
}

// BrokenBy reports whether a package of these cells breaks the rule.
func (r *Rule) BrokenBy(cells []int) bool {
	return (r.Only == nil || Matches(r.Only, cells)) &&
		(r.When == nil || Matches(r.When, cells)) &&
		!Matches(r.Unless, cells)
}

// Broken returns rules that hold together just where this one is broken. Of
// the parts with a single row, each term becomes a rule of its own, which
// ties nothing.
func (r *Rule) Broken() []Rule {
	var list []Rule
	for _, rows := range [][]Row{r.Only, r.When} {
		switch {
		case len(rows) == 1:
			for _, t := range rows[0] {
				list = append(list, Rule{Item: -1, Unless: []Row{{t}}})
			}
		case rows != nil:
			list = append(list, Rule{Item: -1, Unless: rows})
		}
	}
	if len(r.Unless) > 0 {
		list = append(list, Rule{Item: -1, Only: r.Unless})
	}
	return list
}

// Bars returns the cells that a rule over one issue leaves out, and their
// issue; not alone: the rule is over several issues or none.
func (n *Network) Bars(r *Rule) (issue int, barred []int, alone bool) {
	on := scope(r.Only, r.When, r.Unless)
	if len(on) != 1 {
		return 0, nil, false
	}
	cells := make([]int, len(n.Issues))
	for k := range n.Issues[on[0]].Cells() {
		if cells[on[0]] = k; r.BrokenBy(cells) {
			barred = append(barred, k)
		}
	}
	return on[0], barred, true
}

// Sum returns what a package of these cells is worth in every column.
func (n *Network) Sum(cells []int) []uint64 {
	width := len(n.Columns) * n.Limbs
	sum := make([]uint64, width)
	for i, k := range cells {
		amount.Add(sum, sum, n.Issues[i].Amounts[k*width:(k+1)*width], n.Limbs)
	}
	for _, l := range n.Links {
		if Matches(l.Rows, cells) != l.Missed {
			at := sum[l.Column*n.Limbs : (l.Column+1)*n.Limbs]
			amount.Add(at, at, l.Amount, n.Limbs)
		}
	}
	return sum
}

// Broken returns the items that a package of these cells breaks, rules first,
// each in the order of the network.
func (n *Network) Broken(cells []int) []int {
	var items []int
	for i := range n.Rules {
		if n.Rules[i].BrokenBy(cells) {
			items = append(items, n.Rules[i].Item)
		}
	}
	sum := n.Sum(cells)
	for q, c := range n.Columns {
		if c.Floor != nil && amount.Compare(sum[q*n.Limbs:(q+1)*n.Limbs], c.Floor) < 0 {
			items = append(items, c.Item)
		}
	}
	return items
}

// scope returns the issues that the rows name, ascending.
func scope(lists ...[]Row) []int {
	var seen []int
	for _, rows := range lists {
		for _, r := range rows {
			for _, t := range r {
				seen = append(seen, t.Issue)
			}
		}
	}
	return ascending(seen)
}
