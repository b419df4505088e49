package tally

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"

	"parley/bargain/internal/network"
)

// ErrEmpty says that no package reaches the floors, which is proven.
var ErrEmpty = errors.New("no package reaches the floors")

// ErrRare says that members of a zone are too rare to be drawn.
var ErrRare = errors.New("packages that reach the floors are too rare to be drawn")

// ErrWide says that what ties the issues is too wide for tables.
var ErrWide = errors.New("what ties the issues is too wide for tables")

// Draw returns n members, drawn independently and evenly, with replacement:
// local cells, one for each place, hidden ones included. Evenly means that
// every package of the network that breaks no rule in force and reaches the
// floors is exactly as likely as every other, cells counting as often as they
// have choices, given that the generator's bits are even (PCG, O'Neill 2014);
// nothing in between is rounded. That holds whether or not the zone can be
// counted, and whatever its size.
//
// The same space, n and seed have the same members in the same order, on any
// number of processors. Of the options it heeds Seed, Work and Report. Where
// the work is done before n members are drawn it returns those drawn, with
// ErrRare; if the context ends first, those drawn by then, with its error.
// Where there are none it returns ErrEmpty, and ErrWide for a space that is
// too wide.
//
// A draw under an exponential tilt stays with a probability of about the
// number of members over the upper bound that the tilt proves: measured, from
// a quarter with two parties to a hundredth with five, and less where the zone
// is tiny.
func Draw(ctx context.Context, s *network.Space, n int, o Options) (members [][]int, method string, err error) {
	o = o.filled()
	d, err := prepare(ctx, s)
	if err != nil {
		return nil, "", err
	}
	a := newAcceptance(d)
	limit := max(1, int(o.Work/d.work())/drawTries)
	blocks, kept := 0, 0
	for round := 1; len(members) < n && blocks < limit; round *= 2 {
		list := make([][][]int, min(round, limit-blocks))
		all(len(list), func(i int) { list[i] = a.some(ctx, rand.NewPCG(o.Seed, math.MaxUint64-uint64(blocks+i)), n) })
		for _, some := range list {
			kept += len(some)
			members = append(members, some[:min(len(some), n-len(members))]...)
		}
		blocks += len(list)
		if ctx.Err() != nil {
			return members, "", ctx.Err()
		}
		o.Report(max(float64(len(members))/float64(max(1, n)), float64(blocks)/float64(limit)))
	}
	if len(members) < n {
		err = ErrRare
	}
	return members, fmt.Sprintf("draws under an exponential tilt, of which a part of %.2g stays so that all members are exactly as likely",
		float64(kept)/float64(max(1, blocks)*drawTries)), err
}

// drawTries is how many draws share a stream of random numbers.
const drawTries = 1 << 10

// some returns the first members, at most n, of a stream's draws.
func (a *acceptance) some(ctx context.Context, rng *rand.PCG, n int) [][]int {
	var members [][]int
	drafts := a.d.drafts(batch)
	for tries := 0; tries < drawTries && len(members) < n && ctx.Err() == nil; tries += batch {
		a.d.draw(rng, drafts)
		for j := range drafts {
			if local := a.member(rng, &drafts[j]); local != nil && len(members) < n {
				members = append(members, local)
			}
		}
	}
	return members
}

// member completes a draft evenly; nil where it does not stay.
func (a *acceptance) member(rng *rand.PCG, f *draft) []int {
	ways := a.d.ways(f)
	if ways == 0 || !a.stays(rng, f, ways) {
		return nil
	}
	return a.d.member(f, int64(rand.New(rng).Uint64N(uint64(ways))))
}

// all calls do with 0 … n−1, on all processors.
func all(n int, do func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	wait.Wait()
}

// prepare makes a space ready to be drawn from.
func prepare(ctx context.Context, s *network.Space) (*drawer, error) {
	switch {
	case s.Barred:
		return nil, ErrEmpty
	case s.TooWide:
		return nil, ErrWide
	}
	r := reduce(s)
	if r.hopeless {
		return nil, ErrEmpty
	}
	c, err := tilt(r).bound(ctx)
	if err != nil {
		return nil, err
	}
	if c.upper < 0 {
		return nil, ErrEmpty
	}
	return newDrawer(ctx, c)
}

// Sampler draws members one by one, with the guarantee of Draw. It is not to
// be used from several goroutines.
type Sampler struct {
	a      *acceptance
	rng    *rand.PCG
	drafts []draft
	next   int // draft to be looked at
	tries  int
}

// NewSampler prepares draws from the members of a space. The same seed gives
// the same members, which are others than those of Draw. The errors are those
// of Draw.
func NewSampler(ctx context.Context, s *network.Space, seed uint64) (*Sampler, error) {
	d, err := prepare(ctx, s)
	if err != nil {
		return nil, err
	}
	return d.sampler(seed), nil
}

func (d *drawer) sampler(seed uint64) *Sampler {
	return &Sampler{a: newAcceptance(d), rng: rand.NewPCG(seed, math.MaxUint32), drafts: d.drafts(batch), next: batch}
}

// Draw returns the local cells of a member, one for each place, hidden ones
// included. It gives up with ErrRare after so many tries that did not stay
// (0: 50 million), and with the context's error if that ends.
func (s *Sampler) Draw(ctx context.Context, tries int) ([]int, error) {
	if tries == 0 {
		tries = 50e6
	}
	for n := range tries {
		if n&0xfff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if s.next == len(s.drafts) {
			s.a.d.draw(s.rng, s.drafts)
			s.next = 0
		}
		f := &s.drafts[s.next]
		s.next++
		s.tries++
		if local := s.a.member(s.rng, f); local != nil {
			return local, nil
		}
	}
	return nil, ErrRare
}

// Tries returns how many packages were drawn so far, rejected ones included.
func (s *Sampler) Tries() int { return s.tries }
