package auth

import (
	"net/netip"
	"sync"
	"time"
)

// gate slows down who tries links that do not exist: so many at once, then one
// in so long, for each network that they come from. Nobody guesses 32 bytes; this
// says so to whoever tries, and costs the others nothing.
type gate struct {
	mu    sync.Mutex
	tries map[netip.Prefix]*bucket
}

// bucket is how many tries are left, at that time.
type bucket struct {
	left float64
	at   time.Time
}

const (
	triesAtOnce = 10
	tryEvery    = 30 * time.Second
	maxNetworks = 10_000 // how many are remembered
)

func newGate() *gate { return &gate{tries: map[netip.Prefix]*bucket{}} }

// network is what one try counts for: an address of version 4, and of version 6
// the 64 bits that one subscriber gets.
func network(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, _ := a.Prefix(bits) // of an invalid address: the zero prefix
	return p
}

// wait is how long an address has to wait before it may try; 0: it need not.
func (g *gate) wait(a netip.Addr, now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	b := g.tries[network(a)]
	if b == nil {
		return 0
	}
	b.fill(now)
	if b.left >= 1 {
		return 0
	}
	return time.Duration((1 - b.left) * float64(tryEvery))
}

func (b *bucket) fill(now time.Time) {
	if now.After(b.at) {
		b.left = min(triesAtOnce, b.left+float64(now.Sub(b.at))/float64(tryEvery))
		b.at = now
	}
}

// failed counts a try that failed.
func (g *gate) failed(a netip.Addr, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	p := network(a)
	b := g.tries[p]
	if b == nil {
		if len(g.tries) >= maxNetworks {
			g.forget(now)
		}
		b = &bucket{triesAtOnce, now}
		g.tries[p] = b
	}
	b.fill(now)
	b.left = max(0, b.left-1)
}

// forget drops who has all tries left again, or everybody if that makes no room.
func (g *gate) forget(now time.Time) {
	for p, b := range g.tries {
		if b.fill(now); b.left >= triesAtOnce {
			delete(g.tries, p)
		}
	}
	if len(g.tries) >= maxNetworks {
		clear(g.tries)
	}
}
