package pareto

import (
	"math/big"

	"parley/bargain/internal/amount"
)

// floors knows what each coordinate has to reach and how much the parts of a
// package can still give: a label whose amount falls short even with the most
// that everything else gives is in no package that reaches the floor.
type floors struct {
	scale *scale
	all   *extent // the most that everything gives together
	any   bool
}

// extent is the most that some part gives, by coordinate; scaled amounts are
// never negative, and zero is the least.
type extent struct{ most []*big.Int }

func (e *extent) add(o *extent) {
	for d := range e.most {
		e.most[d].Add(e.most[d], o.most[d])
	}
}

func newFloors(c *scale) *floors {
	f := &floors{scale: c}
	for _, floor := range c.floors {
		f.any = f.any || floor != nil
	}
	f.all = f.nothing()
	for i := range c.space.Places {
		f.all.add(f.cells(i))
	}
	for b := range c.space.Buckets {
		f.all.add(f.bonus(b))
	}
	return f
}

func (f *floors) nothing() *extent {
	e := &extent{make([]*big.Int, f.scale.coordinates())}
	for d := range e.most {
		e.most[d] = new(big.Int)
	}
	return e
}

// most returns the largest of amounts that stand stride limbs apart.
func (f *floors) most(list []uint64, from, stride int) *big.Int {
	var best []uint64
	for at := from; at < len(list); at += stride {
		if x := list[at : at+f.scale.limbs]; best == nil || amount.Compare(x, best) > 0 {
			best = x
		}
	}
	return amount.Int(best)
}

func (f *floors) cells(place int) *extent {
	e := f.nothing()
	for d := range e.most {
		e.most[d] = f.most(f.scale.cells[place], d*f.scale.limbs, f.scale.width())
	}
	return e
}

func (f *floors) bonus(bucket int) *extent {
	e := f.nothing()
	for d := range e.most {
		e.most[d] = f.most(f.scale.bonus[bucket][d], 0, f.scale.limbs)
	}
	return e
}

// bounds returns what matters of labels to which the merged parts have given;
// nil is for all labels, of which nothing is known.
func (f *floors) bounds(merged *extent) bounds {
	var b bounds
	if !f.any && !f.scale.held {
		return b
	}
	limbs, width := f.scale.limbs, f.scale.width()
	if f.any && merged != nil {
		b.least = make([]uint64, width)
		for d, floor := range f.scale.floors {
			if floor == nil {
				continue
			}
			need := amount.Int(floor)
			need.Sub(need, f.all.most[d]).Add(need, merged.most[d])
			if need.Sign() > 0 {
				amount.Put(b.least[d*limbs:(d+1)*limbs], need)
			}
		}
	}
	if f.scale.held {
		b.enough = make([]uint64, width)
		for d := f.scale.parties; d < len(f.scale.floors); d++ {
			copy(b.enough[d*limbs:(d+1)*limbs], f.scale.floors[d])
		}
	}
	return b
}

// unreached reports whether the start, when nothing is to be chosen, falls
// short of a floor.
func (f *floors) unreached(start *set) bool {
	b := f.bounds(f.all)
	return b.below(start.row(nil, 0), f.scale.limbs)
}
