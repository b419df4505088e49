// Package live tells open pages that something happened: server-sent events that
// say "this talk is at event N" and nothing else. What happened a page asks for
// itself, and is shown what its reader may see.
//
// However many pages are open, a talk is followed once a process. A page that
// was away says by Last-Event-ID where it was, and is told at once if that is not
// the newest any more. Between two tellings only the newest number is kept, so a
// page that reads slowly costs no memory; one that does not read at all is dropped.
package live

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Talks knows when something happens.
type Talks interface {
	// Follow yields the number of events of a talk each time that there are more
	// than after, or than it yielded last, until ctx is done. It ends with an
	// error where the talk cannot be followed. Several calls run at once.
	Follow(ctx context.Context, talk string, after int) iter.Seq2[int, error]
}

// Hub has the open pages. Its zero value is not ready: use New.
type Hub struct {
	talks Talks
	o     Options

	mu     sync.Mutex
	rooms  map[string]*room
	open   map[string]int // streams, by who holds them
	closed bool
	wait   sync.WaitGroup
}

// Options say how a hub works; what is zero is as usual.
type Options struct {
	Heartbeat time.Duration // how often a page hears that the line stands; 15 seconds
	Patience  time.Duration // how long a page may take to read; 10 seconds
	Retry     time.Duration // after which time a page that was cut off comes again; 2 seconds
	MaxEach   int           // streams of one holder; 24
	MaxAll    int           // streams of all; 2,000
}

// room is the pages that are open on one talk, and how far it is.
type room struct {
	stop  context.CancelFunc
	seq   int // 0: not known yet
	pages map[*page]bool
}

// page is one stream. Its channel holds the newest number that it was not told,
// at most one.
type page struct{ news chan int }

// New makes a hub. Close ends it.
func New(talks Talks, o Options) *Hub {
	usual := func(d *time.Duration, usual time.Duration) {
		if *d <= 0 {
			*d = usual
		}
	}
	usual(&o.Heartbeat, 15*time.Second)
	usual(&o.Patience, 10*time.Second)
	usual(&o.Retry, 2*time.Second)
	if o.MaxEach <= 0 {
		o.MaxEach = 24
	}
	if o.MaxAll <= 0 {
		o.MaxAll = 2000
	}
	return &Hub{talks: talks, o: o, rooms: map[string]*room{}, open: map[string]int{}}
}

// enter opens a page on a talk, following the talk if it is the first; nil if
// there are too many or the hub is closed.
func (h *Hub) enter(talk, holder string) (*page, func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || h.open[holder] >= h.o.MaxEach || h.count() >= h.o.MaxAll {
		return nil, nil
	}
	r := h.rooms[talk]
	if r == nil {
		ctx, stop := context.WithCancel(context.Background())
		r = &room{stop: stop, pages: map[*page]bool{}}
		h.rooms[talk] = r
		h.wait.Go(func() { h.follow(ctx, talk, r) })
	}
	p := &page{make(chan int, 1)}
	r.pages[p] = true
	if r.seq > 0 {
		p.news <- r.seq
	}
	h.open[holder]++
	return p, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(r.pages, p)
		if len(r.pages) == 0 {
			r.stop()
			if h.rooms[talk] == r {
				delete(h.rooms, talk)
			}
		}
		if h.open[holder]--; h.open[holder] == 0 {
			delete(h.open, holder)
		}
	}
}

func (h *Hub) count() int {
	n := 0
	for _, of := range h.open {
		n += of
	}
	return n
}

// Open says how many streams there are.
func (h *Hub) Open() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.count()
}

// follow tells the pages of a talk, until the last has gone. If the talk cannot
// be followed, they are cut off, and come again.
func (h *Hub) follow(ctx context.Context, talk string, r *room) {
	for seq, err := range h.talks.Follow(ctx, talk, 0) {
		if err != nil {
			break
		}
		h.mu.Lock()
		r.seq = seq
		for p := range r.pages {
			select {
			case <-p.news: // an older number, which it was not told
			default:
			}
			p.news <- seq
		}
		h.mu.Unlock()
	}
	h.shut(talk, r)
}

// shut cuts the pages of a room off.
func (h *Hub) shut(talk string, r *room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r.stop()
	if h.rooms[talk] == r {
		delete(h.rooms, talk)
	}
	for p := range r.pages {
		delete(r.pages, p)
		close(p.news)
	}
}

// Close cuts everybody off, and lets nobody in any more. It returns when nothing
// is followed any longer; the streams end at once, but for those that are written
// to just then.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	for _, r := range h.rooms {
		r.stop() // follow then ends, and shuts the room
	}
	h.mu.Unlock()
	h.wait.Wait()
}

// Serve streams one talk to a page. Holder is who holds the stream, such as a
// person, for the bound of each; admitted is asked before anything is told, and at
// every heartbeat, whether they may still hold it.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, talk, holder string, admitted func(context.Context) bool) {
	p, leave := h.enter(talk, holder)
	if p == nil {
		w.Header().Set("Retry-After", "10")
		http.Error(w, "too many pages are open", http.StatusServiceUnavailable)
		return
	}
	defer leave()
	head := w.Header()
	head.Set("Content-Type", "text/event-stream")
	head.Set("Cache-Control", "no-store")
	head.Set("X-Accel-Buffering", "no") // asks proxies to pass on at once
	write := func(text string) bool {
		c := http.NewResponseController(w)
		if err := c.SetWriteDeadline(time.Now().Add(h.o.Patience)); err != nil {
			return false
		}
		_, err := w.Write([]byte(text))
		return err == nil && c.Flush() == nil
	}
	if !write(fmt.Sprintf("retry: %d\n: open\n\n", h.o.Retry.Milliseconds())) {
		return
	}
	out := func() bool {
		if admitted(r.Context()) {
			return false
		}
		write("event: out\ndata: {}\n\n")
		return true
	}
	told, _ := strconv.Atoi(r.Header.Get("Last-Event-ID"))
	beat := time.NewTicker(h.o.Heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case seq, on := <-p.news:
			if !on {
				return // it comes again by itself
			}
			if seq == told { // it was there already
				continue
			}
			told = seq
			if out() { // the news may be that they have no seat any more
				return
			}
			if !write(fmt.Sprintf("id: %d\nevent: changed\ndata: {\"seq\":%d}\n\n", seq, seq)) {
				return
			}
		case <-beat.C:
			if out() {
				return
			}
			if !write(": here\n\n") {
				return
			}
		}
	}
}
