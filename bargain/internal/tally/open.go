package tally

import (
	"context"
	"errors"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// State says whether a cell occurs in a package that reaches the floors.
type State int8

// A cell is undecided where neither a package with it nor a proof against it
// is known.
const (
	Undecided State = iota
	Occurs
	Never
)

// Feasible decides whether some package with a cell at a place, both local,
// reaches the floors: decided is false if it cannot tell, and witness is such
// a package in local cells, one for each place, where ok.
type Feasible func(ctx context.Context, place, cell int) (ok, decided bool, witness []int)

// OpenOptions are how much Open may do by itself. Zero values mean the
// defaults.
type OpenOptions struct {
	Seed   uint64
	Draws  int                // the most members to draw: 2000; negative: none
	Tries  int                // the most packages to draw for one member: 100,000
	Report func(done float64) // hears which part of the cells is settled; nil: nobody does
}

// Open finds for each issue and each of its local cells whether the cell
// occurs in some package that breaks no rule in force and reaches the floors.
// What the known packages (local cells, one for each place; those that are no
// members are passed over) and members drawn at random contain occurs, and so
// do cells that can take the place of another in one of them. A cell with
// which the best of everything else misses a floor, or whose weight under the
// best exponential tilt is too little for a single package, never does. What
// is left is put to feasible one by one, issue by issue; nil leaves it
// undecided. If the context ends, the rest is undecided.
func Open(ctx context.Context, s *network.Space, known [][]int, feasible Feasible, o OpenOptions) ([][]State, error) {
	if o.Draws == 0 {
		o.Draws = 2000
	}
	if o.Tries == 0 {
		o.Tries = 100_000
	}
	if o.Report == nil {
		o.Report = func(float64) {}
	}
	c := &cover{s: s}
	for i := range s.Issues {
		c.states = append(c.states, make([]State, len(s.Places[i].Cells)))
		c.left += len(s.Places[i].Cells)
	}
	c.all = c.left
	if s.Barred {
		c.close()
		return c.states, nil
	}
	if s.TooWide {
		return c.states, nil
	}
	for _, local := range known {
		if len(local) == len(s.Places) && s.Holds(local) {
			c.take(local)
		}
	}
	c.swap()
	r := reduce(s)
	if r.hopeless {
		c.close()
		return c.states, nil
	}
	t := tilt(r)
	bound, err := t.bound(ctx)
	if err != nil {
		return c.states, err
	}
	if bound.upper < 0 {
		c.close()
		return c.states, nil
	}
	c.exclude(bound)
	if err := c.draw(ctx, bound, o); err != nil {
		return c.states, err
	}
	return c.states, c.settle(ctx, feasible, o)
}

// cover is what is known of the cells so far.
type cover struct {
	s         *network.Space
	states    [][]State
	left, all int      // cells that are undecided, and all
	members   [][]int  // packages that reach the floors
	sums      []uint64 // of each
	tried     int      // members whose cells have been swapped
}

// maxMembers is how many packages are kept to swap cells in.
const maxMembers = 256

// close says that no cell occurs.
func (c *cover) close() {
	for _, list := range c.states {
		for k := range list {
			list[k] = Never
		}
	}
	c.left = 0
}

// take marks the cells of a member, and reports whether one of them is new.
func (c *cover) take(local []int) bool {
	fresh := false
	for i := range c.states {
		if k := local[i]; c.states[i][k] != Occurs {
			c.states[i][k] = Occurs
			c.left--
			fresh = true
		}
	}
	if len(c.members) < maxMembers && (fresh || len(c.members) < maxMembers/4) {
		c.members = append(c.members, append([]int(nil), local...))
		c.sums = append(c.sums, c.s.Sum(local)...)
	}
	return fresh
}

// swap tries undecided cells in the place of others in members that have not
// been tried.
func (c *cover) swap() {
	width := c.s.Columns * c.s.Limbs
	sum := make([]uint64, width)
	for ; c.tried < len(c.members) && c.left > 0; c.tried++ {
		local := append([]int(nil), c.members[c.tried]...)
		for i := range c.states {
			p := &c.s.Places[i]
			was := local[i]
			for k, state := range c.states[i] {
				if state != Undecided {
					continue
				}
				holds := false
				if p.Bucket < 0 {
					copy(sum, c.sums[c.tried*width:(c.tried+1)*width])
					amount.Add(sum, sum, p.Amounts[k*width:(k+1)*width], c.s.Limbs)
					less(sum, sum, p.Amounts[was*width:(was+1)*width], c.s.Limbs)
					holds = c.reaches(sum)
				} else {
					local[i] = k
					c.s.Settle(local)
					holds = c.s.Holds(local)
					local[i] = was
				}
				if holds {
					c.states[i][k] = Occurs
					c.left--
				}
			}
		}
	}
}

func (c *cover) reaches(sum []uint64) bool {
	for q, floor := range c.s.Floors {
		if floor != nil && amount.Compare(sum[q*c.s.Limbs:(q+1)*c.s.Limbs], floor) < 0 {
			return false
		}
	}
	return true
}

// exclude finds cells of issues that stand alone with which no package can
// reach the floors.
func (c *cover) exclude(bound *chernoff) {
	t := bound.t
	r := t.r
	width := r.width()
	most := make([]uint64, width)
	of := make([][]uint64, len(r.places))
	for i := range r.places {
		of[i] = make([]uint64, width)
		for k := range c.s.Places[i].Cells {
			raise(of[i], r.cell(i, k), r.limbs)
		}
		amount.Add(most, most, of[i], r.limbs)
	}
	for _, list := range r.bonus {
		for _, x := range list {
			high := make([]uint64, r.limbs)
			for at := 0; at < len(x.amounts); at += r.limbs {
				raise(high, x.amounts[at:at+r.limbs], r.limbs)
			}
			at := most[x.column*r.limbs : (x.column+1)*r.limbs]
			amount.Add(at, at, high, r.limbs)
		}
	}
	with := make([]uint64, width)
	for i := range c.states {
		alone := t.cells(bound.theta, i, indices(len(c.states[i]))).log
		for k, state := range c.states[i] {
			if state != Undecided {
				continue
			}
			less(with, most, of[i], r.limbs)
			amount.Add(with, with, r.cell(i, k), r.limbs)
			never := !amount.AtLeast(with, r.need, r.limbs)
			if c.s.Places[i].Bucket < 0 {
				log := dot(bound.theta, t.place[i][k*t.columns:(k+1)*t.columns])
				never = never || bound.upper-alone+log+bound.margin < 0
			}
			if never {
				c.states[i][k] = Never
				c.left--
			}
		}
	}
}

// draw draws members until they bring nothing new any more.
func (c *cover) draw(ctx context.Context, bound *chernoff, o OpenOptions) error {
	if c.left == 0 || o.Draws < 0 {
		return nil
	}
	d, err := newDrawer(ctx, bound)
	if errors.Is(err, ErrWide) {
		return nil
	}
	if err != nil {
		return err
	}
	sampler := d.sampler(o.Seed)
	idle := 0
	for range o.Draws {
		if c.left == 0 || idle >= 200 {
			return nil
		}
		local, err := sampler.Draw(ctx, o.Tries)
		if errors.Is(err, ErrRare) {
			return nil
		}
		if err != nil {
			return err
		}
		before := c.left
		c.take(local)
		c.swap()
		o.Report(1 - float64(c.left)/float64(c.all))
		idle++
		if c.left < before {
			idle = 0
		}
	}
	return nil
}

// settle asks about each cell that is left.
func (c *cover) settle(ctx context.Context, feasible Feasible, o OpenOptions) error {
	if feasible == nil {
		return nil
	}
	for i := range c.states {
		for k := range c.states[i] {
			if c.states[i][k] != Undecided {
				continue
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			ok, decided, witness := feasible(ctx, i, k)
			switch {
			case !decided:
			case !ok:
				c.states[i][k] = Never
				c.left--
			case len(witness) == len(c.s.Places) && witness[i] == k && c.s.Holds(witness):
				c.take(witness)
				c.swap()
			}
			o.Report(1 - float64(c.left)/float64(c.all))
		}
	}
	return ctx.Err()
}
