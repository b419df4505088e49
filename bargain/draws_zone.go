package bargain

import (
	"context"
	"math"

	"parley/bargain/internal/dual"
)

// drawnZone says of one draw after the other whether a package is acceptable
// to all. Small spaces are looked through; in others the packages that did in
// earlier draws are tried, and then a search by bounds decides.
type drawnZone struct {
	p      *Problem
	voters []int   // who takes part: those decided
	pool   []place // packages that break no demand and no norm: all of them, or those met so far
	whole  bool    // all of them
	draws  int     // for so many draws, from the first
}

// Work of the searches, in cells and table entries.
const (
	drawnWork    = 50_000_000
	fewestDrawn  = 20
	maxDrawnPool = 200
)

// newDrawnZone prepares for so many draws. With continuous issues only a pool
// could tell, and there is none: the zone's share is not given.
func (p *Problem) newDrawnZone(ctx context.Context, voters []int, draws int) *drawnZone {
	z := &drawnZone{p: p, voters: voters, draws: draws}
	if p.method != byBounds {
		z.pool, z.whole = p.unbroken(ctx, min(maxDrawn, maxDrawWork/max(1, draws*len(voters))))
		if z.whole {
			return z
		}
		z.pool = nil
	}
	if p.total == nil {
		z.draws = 0
		return z
	}
	s := spaceOf(p.net, p.hardItems())
	size := 1
	for i := range s.Places {
		size += len(s.Places[i].Cells)
	}
	for n := range s.Buckets {
		size += s.Buckets[n].Size
	}
	if z.draws = min(draws, max(fewestDrawn, drawnWork/(size*len(voters)+1))); s.TooWide {
		z.draws = 0
	}
	return z
}

// open decides one draw.
func (z *drawnZone) open(ctx context.Context, sample []drawn, acceptable func(place) bool) (bool, error) {
	for n, at := range z.pool {
		if acceptable(at) {
			if !z.whole { // the last one that did is the first to be tried
				copy(z.pool[1:n+1], z.pool[:n])
				z.pool[0] = at
			}
			return true, nil
		}
	}
	if z.whole {
		return false, nil
	}
	p := z.p
	t := p.drawnTable(sample, z.voters)
	compared := 0
	for _, v := range z.voters {
		if v < p.consenting {
			compared++
		}
	}
	s := spaceOf(p.network(t, compared), p.everything())
	v, err := dual.Feasible(ctx, s, dual.Options{})
	if err != nil || v.Witness == nil {
		return false, err
	}
	cells := s.Chosen(v.Witness)
	at := place{cells: cells, along: make([]float64, len(cells)), say: make([]bool, len(p.voters))}
	p.fillPlace(&at)
	if len(z.pool) == maxDrawnPool {
		z.pool = z.pool[:maxDrawnPool-1]
	}
	z.pool = append([]place{at}, z.pool...)
	return true, nil
}

// drawnBits is how finely a drawn voter's utilities are held: its draws are
// floats in the first place.
const drawnBits = 44

// drawnTable holds a draw as whole numbers, a column for each voter.
func (p *Problem) drawnTable(sample []drawn, voters []int) *table {
	t := &table{columns: len(voters), limbs: 1, width: len(voters)}
	t.floors = make([]uint64, t.width)
	tops := make([]uint64, t.width)
	for range p.issues {
		t.worth = append(t.worth, nil)
	}
	for at := range p.issues {
		t.worth[at] = make([]uint64, len(p.issues[at].cells)*t.width)
	}
	for q, v := range voters {
		d, voter := &sample[v], &p.voters[v]
		base, top := 0.0, 0.0
		lows := make([]float64, len(p.issues))
		for at := range p.issues {
			low, high := math.Inf(1), math.Inf(-1)
			for k := range p.issues[at].cells {
				low, high = min(low, d.worth[at][2*k]), max(high, d.worth[at][2*k])
			}
			lows[at] = low
			base += low
			top += high - low
		}
		for _, x := range d.links {
			base += min(0, x)
			top += math.Abs(x)
		}
		scale := 0.0
		if top > 0 {
			scale = (1 << drawnBits) / top
		}
		slack := float64(len(p.issues) + len(d.links)) // each is rounded by less than one
		for at := range p.issues {
			for k := range p.issues[at].cells {
				t.worth[at][k*t.width+q] = uint64((d.worth[at][2*k] - lows[at]) * scale)
			}
		}
		for n, l := range voter.links {
			link := tableLink{column: q, rows: l.rows, matched: (d.links[n] >= 0) != l.missed, amount: make([]uint64, t.width)}
			link.amount[q] = uint64(math.Abs(d.links[n]) * scale)
			t.links = append(t.links, link)
		}
		tops[q] = 1<<drawnBits + 1
		needed := (d.floor-base)*scale - slack
		switch {
		case top == 0 && d.floor > base+1e-12*(1+math.Abs(base)), needed > 1<<drawnBits:
			t.floors[q] = tops[q]
		case needed > 0:
			t.floors[q] = uint64(math.Ceil(needed))
		}
		t.items = append(t.items, voter.fallback)
	}
	t.most = [][]uint64{tops}
	return t
}
