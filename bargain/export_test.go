package bargain

import (
	"context"

	"parley/bargain/internal/network"
)

// ByBounds returns the options with the choice of method taken away: the
// problem is answered as if it were too large to go through.
func ByBounds(o Options) Options {
	o.by = byBounds
	return o
}

// ByBoxes returns the options with the choice of method taken away: the problem
// is answered by hyper-rectangles, if it can be stated so.
func ByBoxes(o Options) Options {
	o.by = byRectangles
	return o
}

// Within returns the options with the time of each question cut off by what the
// function returns, and not by the clock.
func Within(o Options, part func(context.Context) (context.Context, context.CancelFunc)) Options {
	o.within = part
	return o
}

// Boxed reports whether the problem can be stated as hyper-rectangles.
func Boxed(p *Problem) bool { return p.boxes() != nil }

// MostEndNodes sets after how many nodes the search for an end of the zone is
// given up, and returns what takes it back.
func MostEndNodes(n int) func() {
	before := maxEndNodes
	maxEndNodes = n
	return func() { maxEndNodes = before }
}

// Remeasured measures an outcome that is not spelled out in fractions, the way
// candidates for solutions are measured; false if the list was given as such.
func Remeasured(o Outcomes, i int) (Outcome, bool) {
	l := o.from
	if l == nil {
		return Outcome{}, false
	}
	c := candidate{pkg: packageAt(l.y.p, l.cellsAt(i)), ties: l.ties(l.which[i])}
	for q := range l.y.parties {
		c.utility = append(c.utility, l.y.p.table.rat(l.amounts[i*l.width:(i+1)*l.width], q))
	}
	return l.y.outcome(c), true
}

// LargestTable sets how many entries a table may have, and returns what takes it
// back.
func LargestTable(n int) func() {
	before := network.MaxTable
	network.MaxTable = n
	return func() { network.MaxTable = before }
}

// TooWide reports whether tables do not hold what norms and demands tie.
func TooWide(p *Problem) bool { return p.lawful().TooWide }
