package tally

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"

	"parley/bargain/internal/network"
)

// ErrEmpty says that no package reaches the floors, which is proven.
var ErrEmpty = errors.New("no package reaches the floors")

// ErrRare says that members of a zone are too rare to be drawn.
var ErrRare = errors.New("packages that reach the floors are too rare to be drawn")

// ErrWide says that what ties the issues is too wide for tables.
var ErrWide = errors.New("what ties the issues is too wide for tables")

// Sampler draws packages that break no rule in force and reach the floors,
// each as likely as any other, cells counting as often as they have choices,
// but for the rounding of the weights, below one part in 10^9. It draws under
// an exponential tilt and takes back the tilt by rejecting (von Neumann 1951),
// so that it needs no tables of sums, whatever the size. It is not to be used
// from several goroutines.
type Sampler struct {
	d     *drawer
	rng   *rand.PCG
	f     *draft
	tries int
}

// NewSampler prepares draws from the members of a space. The same seed gives
// the same members.
func NewSampler(ctx context.Context, s *network.Space, seed uint64) (*Sampler, error) {
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
	d, err := newDrawer(ctx, c)
	if err != nil {
		return nil, err
	}
	return d.sampler(seed), nil
}

func (d *drawer) sampler(seed uint64) *Sampler {
	return &Sampler{d: d, rng: rand.NewPCG(seed, math.MaxUint64), f: d.draft()}
}

// Draw returns the local cells of a member, one for each place, hidden ones
// included. It gives up with ErrRare after so many tries that did not succeed
// (0: 50 million), and with the context's error if that ends.
func (s *Sampler) Draw(ctx context.Context, tries int) ([]int, error) {
	if tries == 0 {
		tries = 50e6
	}
	for n := range tries {
		if n&0xfff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		s.tries++
		s.d.draw(s.rng, s.f)
		share, ways := s.d.share(s.f)
		if ways == 0 || float64(s.rng.Uint64()>>11)*0x1p-53*s.d.most >= share {
			continue
		}
		nth := int64(rand.New(s.rng).Uint64N(uint64(ways)))
		return s.d.member(s.f, nth), nil
	}
	return nil, ErrRare
}

// Tries returns how many packages were drawn so far, rejected ones included.
func (s *Sampler) Tries() int { return s.tries }
