package dual

import (
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// BestExact returns the greatest weighted sum of the exact amounts over the
// packages of the domain that break no rule, and one of them; of several the
// first in the order of Best. Weights are by column (nil or missing: 0), of
// either sign. Not ok: there is no package. It is the same elimination as
// Best's, in whole numbers.
func (o *Oracle) BestExact(weights []*big.Int, d *Domain) (value *big.Int, local []int, ok bool) {
	if d == nil {
		d = o.all
	}
	if o.space.Barred {
		return nil, nil, false
	}
	return newExact(o, weights, d).best()
}

// best goes through the places and the tree.
func (e *exact) best() (value *big.Int, local []int, ok bool) {
	o := e.o
	local = make([]int, len(o.space.Places))
	value = new(big.Int)
	for _, i := range o.alone {
		best := -1
		for k := range o.space.Places[i].Cells {
			if e.d.Allows(i, k) && (best < 0 || amount.Compare(e.of(i, k), e.of(i, best)) > 0) {
				best = k
			}
		}
		if best < 0 {
			return nil, nil, false
		}
		local[i] = best
		value.Add(value, amount.Int(e.of(i, best)))
	}
	for n := range o.tree {
		if !e.climb(n) {
			return nil, nil, false
		}
		if o.tree[n].Parent < 0 {
			value.Add(value, amount.Int(e.up[n][:e.limbs]))
		}
	}
	for n := len(o.tree) - 1; n >= 0; n-- {
		b := &o.tree[n]
		e.line(b, o.row(b, local), func(class int, sum []uint64, best bool) {
			if best {
				local[b.Place] = e.top[n][class]
			}
		})
	}
	return value.Sub(value, e.shift), local, true
}

// BestAmount returns the greatest amount of one column over all packages of
// the space that break no rule, or the least, and a package that has it.
// Floors play no part. Not ok: there is no package. Unlike the others, this may
// be asked from several goroutines at a time.
func (o *Oracle) BestAmount(column int, least bool) (sum []uint64, local []int, ok bool) {
	if o.space.Barred {
		return nil, nil, false
	}
	value, local, ok := ofColumn(o, column, least).best()
	if !ok {
		return nil, nil, false
	}
	sum = make([]uint64, o.space.Limbs)
	amount.Put(sum, value.Abs(value))
	return sum, local, true
}

// exact is one elimination in whole numbers. Everything is lifted so that
// nothing is negative; shift is by how much in all.
type exact struct {
	o     *Oracle
	d     *Domain
	limbs int
	shift *big.Int
	cells []uint64   // cell × limbs
	bonus [][]uint64 // by bucket: entries × limbs; nil where nothing is added
	top   [][]int    // by bucket and class: the best allowed cell; -1: none
	up    [][]uint64 // by bucket: rows × limbs
	dead  [][]bool   // by bucket and row: no package
}

func newExact(o *Oracle, weights []*big.Int, d *Domain) *exact {
	s := o.space
	e := &exact{o: o, d: d, shift: new(big.Int)}
	size := new(big.Int) // no lifted total is above it
	worth := make([]*big.Int, o.start[len(s.Places)])
	for i := range s.Places {
		list := worth[o.start[i]:o.start[i+1]]
		p := &s.Places[i]
		for k := range list {
			list[k] = new(big.Int)
			if p.Hidden {
				continue
			}
			for q, w := range weights {
				if w != nil && w.Sign() != 0 {
					at := (k*s.Columns + q) * s.Limbs
					list[k].Add(list[k], weighted(w, p.Amounts[at:at+s.Limbs]))
				}
			}
		}
		e.lift(list, size)
	}
	bonus := make([][]*big.Int, len(s.Buckets))
	for n := range s.Buckets {
		bonus[n] = weightedBonus(s, &s.Buckets[n], weights)
		e.lift(bonus[n], size)
	}
	e.limbs = size.BitLen()/64 + 1
	e.cells = e.flat(worth)
	for n := range bonus {
		e.bonus = append(e.bonus, e.flat(bonus[n]))
	}
	e.prepare()
	return e
}

// prepare makes what the elimination fills in.
func (e *exact) prepare() {
	for n := range e.o.tree {
		b := &e.o.tree[n]
		e.up = append(e.up, make([]uint64, b.rows*e.limbs))
		e.dead = append(e.dead, make([]bool, b.rows))
		e.top = append(e.top, e.tops(b))
	}
}

// ofColumn weighs one column by 1, or by -1 for its least. That is asked of
// every party, and the amounts need no more limbs than they have.
func ofColumn(o *Oracle, column int, least bool) *exact {
	s := o.space
	e := &exact{o: o, d: o.all, shift: new(big.Int), limbs: s.Limbs}
	e.cells = make([]uint64, int(o.start[len(s.Places)])*s.Limbs)
	for i := range s.Places {
		p := &s.Places[i]
		if p.Hidden {
			continue
		}
		list := e.cells[int(o.start[i])*s.Limbs : int(o.start[i+1])*s.Limbs]
		for k := range p.Cells {
			copy(list[k*s.Limbs:(k+1)*s.Limbs], p.Amounts[(k*s.Columns+column)*s.Limbs:])
		}
		e.turn(list, least)
	}
	for n := range s.Buckets {
		b := &s.Buckets[n]
		var list []uint64
		for _, x := range b.Bonus {
			if x.Column != column {
				continue
			}
			if list == nil {
				list = make([]uint64, b.Size*s.Limbs)
			}
			amount.Add(list, list, x.Amounts, s.Limbs)
		}
		e.turn(list, least)
		e.bonus = append(e.bonus, list)
	}
	e.prepare()
	return e
}

// turn lifts a list so that its least is 0 or, where the least is looked for,
// measures how far each is below the greatest.
func (e *exact) turn(list []uint64, least bool) {
	if len(list) == 0 {
		return
	}
	end := list[:e.limbs]
	for at := e.limbs; at < len(list); at += e.limbs {
		if x := list[at : at+e.limbs]; amount.Compare(x, end) > 0 == least {
			end = x
		}
	}
	end = slices.Clone(end)
	for at := 0; at < len(list); at += e.limbs {
		if x := list[at : at+e.limbs]; least {
			amount.Sub(x, end, x)
		} else {
			amount.Sub(x, x, end)
		}
	}
	if least {
		e.shift.Add(e.shift, amount.Int(end))
	} else {
		e.shift.Sub(e.shift, amount.Int(end))
	}
}

func weighted(w *big.Int, sum []uint64) *big.Int {
	x := amount.Int(sum)
	return x.Mul(x, w)
}

// weightedBonus returns what each entry's bonus is worth, nil for nothing.
func weightedBonus(s *network.Space, b *network.Bucket, weights []*big.Int) []*big.Int {
	var list []*big.Int
	for _, x := range b.Bonus {
		if x.Column >= len(weights) || weights[x.Column] == nil || weights[x.Column].Sign() == 0 {
			continue
		}
		if list == nil {
			list = make([]*big.Int, b.Size)
			for at := range list {
				list[at] = new(big.Int)
			}
		}
		for at := range list {
			list[at].Add(list[at], weighted(weights[x.Column], x.Amounts[at*s.Limbs:(at+1)*s.Limbs]))
		}
	}
	return list
}

// lift raises a list so that its least is 0.
func (e *exact) lift(list []*big.Int, size *big.Int) {
	if len(list) == 0 {
		return
	}
	least, most := new(big.Int).Set(list[0]), new(big.Int).Set(list[0])
	for _, x := range list {
		if x.Cmp(least) < 0 {
			least.Set(x)
		}
		if x.Cmp(most) > 0 {
			most.Set(x)
		}
	}
	for _, x := range list {
		x.Sub(x, least)
	}
	e.shift.Sub(e.shift, least)
	size.Add(size, most.Sub(most, least))
}

func (e *exact) flat(list []*big.Int) []uint64 {
	out := make([]uint64, len(list)*e.limbs)
	for at, x := range list {
		amount.Put(out[at*e.limbs:(at+1)*e.limbs], x)
	}
	return out
}

// of returns what a cell is worth.
func (e *exact) of(place, cell int) []uint64 {
	at := (int(e.o.start[place]) + cell) * e.limbs
	return e.cells[at : at+e.limbs]
}

// tops returns the best allowed cell of each class, of several the first.
func (e *exact) tops(b *bucket) []int {
	top := make([]int, b.classes)
	for c := range top {
		top[c] = -1
		for _, k := range e.o.space.Places[b.Place].Members[c] {
			if e.d.Allows(b.Place, k) && (top[c] < 0 || amount.Compare(e.of(b.Place, k), e.of(b.Place, top[c])) > 0) {
				top[c] = k
			}
		}
	}
	return top
}

// line calls visit for every class that is possible in the row, with its
// total and whether it is above all before it.
func (e *exact) line(b *bucket, row int, visit func(class int, sum []uint64, best bool)) {
	n := e.o.space.Places[b.Place].Bucket
	sum, most := make([]uint64, e.limbs), make([]uint64, e.limbs)
	any := false
next:
	for c, k := range e.top[n] {
		at := row*b.classes + c
		if k < 0 || b.Barred[at] {
			continue
		}
		copy(sum, e.of(b.Place, k))
		if len(e.bonus[n]) > 0 {
			amount.Add(sum, sum, e.bonus[n][at*e.limbs:(at+1)*e.limbs], e.limbs)
		}
		for i := range b.Children {
			child := &b.Children[i]
			below := int(child.Entry[at])
			if e.dead[child.Bucket][below] {
				continue next
			}
			amount.Add(sum, sum, e.up[child.Bucket][below*e.limbs:(below+1)*e.limbs], e.limbs)
		}
		best := !any || amount.Compare(sum, most) > 0
		if best {
			copy(most, sum)
			any = true
		}
		visit(c, sum, best)
	}
}

// climb finds what a bucket says to its parent; false if there is no package.
func (e *exact) climb(n int) bool {
	b := &e.o.tree[n]
	if e.limbs == 1 {
		e.climbShort(n)
		return b.Parent >= 0 || !e.dead[n][0]
	}
	for row := range b.rows {
		up := e.up[n][row*e.limbs : (row+1)*e.limbs]
		e.dead[n][row] = true
		e.line(b, row, func(_ int, sum []uint64, best bool) {
			if best {
				copy(up, sum)
				e.dead[n][row] = false
			}
		})
	}
	return b.Parent >= 0 || !e.dead[n][0]
}

// climbShort is climb where amounts have one limb.
func (e *exact) climbShort(n int) {
	b := &e.o.tree[n]
	up, dead, bonus := e.up[n], e.dead[n], e.bonus[n]
	place := b.Place
	cells := e.cells[e.o.start[place]:]
	for row := range b.rows {
		most, any := uint64(0), false
	next:
		for c, k := range e.top[n] {
			at := row*b.classes + c
			if k < 0 || b.Barred[at] {
				continue
			}
			sum := cells[k]
			if len(bonus) > 0 {
				sum += bonus[at]
			}
			for i := range b.Children {
				child := &b.Children[i]
				below := child.Entry[at]
				if e.dead[child.Bucket][below] {
					continue next
				}
				sum += e.up[child.Bucket][below]
			}
			most, any = max(most, sum), true
		}
		up[row], dead[row] = most, !any
	}
}
