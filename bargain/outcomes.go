package bargain

import (
	"iter"
	"slices"

	"parley"
)

// Outcomes is a list of outcomes. A frontier can have thousands, of hundreds of
// issues, and few are ever looked at: what is known of each is kept in whole
// numbers, and an outcome is spelled out when it is asked for.
type Outcomes struct {
	list []Outcome
	from *listing                // nil: list is all
	each []func(Outcome) Outcome // what is made of an outcome before it is seen, one after the other
}

// Listed returns outcomes as such a list.
func Listed(list ...Outcome) Outcomes { return Outcomes{list: list} }

// Len returns how many there are.
func (o Outcomes) Len() int {
	if o.from != nil {
		return len(o.from.which)
	}
	return len(o.list)
}

// At returns the i-th, from 0. It panics where there is none, as an index
// does. Package and maps are the caller's where they were not given to Listed.
func (o Outcomes) At(i int) Outcome {
	if o.from == nil {
		return o.changed(o.list[i])
	}
	l := o.from
	x := l.figures(i)
	x.Package, x.Ties = packageAt(l.y.p, l.cellsAt(i)), l.ties(l.which[i])
	return o.changed(x)
}

// Rows yields the outcomes in order without their packages, and beside each what
// it chooses, issue by issue in the order of the case: of thousands of outcomes
// with hundreds of issues it takes less than to spell out packages. The choices
// are good until the next row; they are nil, and the package is in its place,
// where the list was given as such.
func (o Outcomes) Rows() iter.Seq2[Outcome, []parley.Choice] {
	return func(yield func(Outcome, []parley.Choice) bool) {
		var choices []parley.Choice
		for i := range o.Len() {
			if o.from == nil {
				if !yield(o.At(i), nil) {
					return
				}
				continue
			}
			x := o.from.figures(i)
			x.Ties = o.from.ties(o.from.which[i])
			choices = choices[:0]
			for at, k := range o.from.cellsAt(i) {
				choices = append(choices, o.from.y.p.issues[at].cells[k].choice)
			}
			if !yield(o.changed(x), choices) {
				return
			}
		}
	}
}

// Figures spells out all outcomes but for their packages and how many tie: what
// they are worth.
func (o Outcomes) Figures() []Outcome {
	list := make([]Outcome, 0, o.Len())
	for i := range o.Len() {
		if o.from == nil {
			list = append(list, o.At(i))
		} else {
			list = append(list, o.changed(o.from.figures(i)))
		}
	}
	return list
}

func (o Outcomes) changed(x Outcome) Outcome {
	for _, change := range o.each {
		x = change(x)
	}
	return x
}

// Each returns the list with every outcome changed so, when it is asked for.
// Change leaves packages as they are; where none is asked for, it is given none.
func (o Outcomes) Each(change func(Outcome) Outcome) Outcomes {
	o.each = append(slices.Clone(o.each), change)
	return o
}

// All yields the outcomes in order, with their places.
func (o Outcomes) All() iter.Seq2[int, Outcome] {
	return func(yield func(int, Outcome) bool) {
		for i := range o.Len() {
			if !yield(i, o.At(i)) {
				return
			}
		}
	}
}

// Slice spells out all of them.
func (o Outcomes) Slice() []Outcome {
	list := make([]Outcome, 0, o.Len())
	for _, x := range o.All() {
		list = append(list, x)
	}
	return list
}

// listing is outcomes of a frontier in whole numbers.
type listing struct {
	y       *yardstick
	gauges  []gauge // by party
	which   []int   // outcomes of the frontier
	amounts []uint64
	width   int
	cells   []uint32 // outcome by outcome, the cell of every issue
	ties    func(i int) Count
}

// listing takes some outcomes out of a frontier.
func (v *vectors) listing(y *yardstick, which []int) *listing {
	l := &listing{y: y, gauges: y.gauges(), which: which, width: v.width, cells: v.cells(which), ties: v.ties}
	l.amounts = make([]uint64, 0, len(which)*v.width)
	for _, i := range which {
		l.amounts = v.appendAt(l.amounts, i)
	}
	return l
}

// cellsAt returns the cells of an outcome.
func (l *listing) cellsAt(i int) []uint32 {
	n := len(l.y.p.issues)
	return l.cells[i*n : (i+1)*n]
}

// figures measures an outcome.
func (l *listing) figures(i int) Outcome {
	amounts := l.amounts[i*l.width : (i+1)*l.width]
	o := measured(l.y.parties)
	for q, party := range l.y.parties {
		l.gauges[q].write(&o, party, l.y.p.table.counted(amounts, q))
	}
	return o
}
