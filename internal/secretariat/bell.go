package secretariat

import (
	"context"
	"iter"
	"sync"
)

// bell wakes whoever waits for news of a talk.
type bell struct {
	mu      sync.Mutex
	waiting map[string]*chime
}

// chime is closed when its talk has news.
type chime struct {
	rung    chan struct{}
	waiters int
}

// listen returns what is closed at the next news, and what ends the listening.
func (b *bell) listen(talk string) (<-chan struct{}, func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.waiting[talk]
	if c == nil {
		c = &chime{rung: make(chan struct{})}
		if b.waiting == nil {
			b.waiting = map[string]*chime{}
		}
		b.waiting[talk] = c
	}
	c.waiters++
	return c.rung, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if c.waiters--; c.waiters == 0 && b.waiting[talk] == c {
			delete(b.waiting, talk)
		}
	}
}

func (b *bell) ring(talk string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c := b.waiting[talk]; c != nil {
		close(c.rung)
		delete(b.waiting, talk)
	}
}

// talks lists those that somebody waits for.
func (b *bell) talks() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []string
	for talk := range b.waiting {
		all = append(all, talk)
	}
	return all
}

// watch looks for what other processes wrote to talks that somebody follows,
// once for all who do. What this process writes rings by itself.
func (s *Secretariat) watch(ctx context.Context) {
	s.store.News(ctx, s.config.Poll, func(wrote string) {
		for _, talk := range s.bell.talks() {
			if wrote == "" || wrote == talk {
				// An error here is met again, and told, by whoever asks for the state.
				_, _ = s.State(ctx, talk)
			}
		}
	})
}

// Follow yields the number of events of a talk each time that there are more
// than after, or than it yielded last; several that come together are yielded
// as one. It wakes at once for what this process writes, and soon (see
// Config.Poll) for what others do. It ends when ctx is done, or with an error.
func (s *Secretariat) Follow(ctx context.Context, talk string, after int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for {
			// Listened for before it is looked: nothing falls in between.
			news, end := s.bell.listen(talk)
			state, err := s.State(ctx, talk)
			switch {
			case ctx.Err() != nil:
				end()
				return
			case err != nil:
				end()
				yield(0, err)
				return
			case state.Seq > after:
				end()
				if after = state.Seq; !yield(after, nil) {
					return
				}
				continue
			}
			select {
			case <-ctx.Done():
			case <-news:
			}
			end()
			if ctx.Err() != nil {
				return
			}
		}
	}
}
