package live

import (
	"bufio"
	"context"
	"errors"
	"iter"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fake is talks whose numbers are set by hand.
type fake struct {
	mu        sync.Mutex
	seq       map[string]int
	changed   chan struct{}
	following map[string]int
	broken    error
}

func newFake() *fake {
	return &fake{seq: map[string]int{}, changed: make(chan struct{}), following: map[string]int{}}
}

func (f *fake) set(talk string, seq int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seq[talk] = seq
	close(f.changed)
	f.changed = make(chan struct{})
}

func (f *fake) followers(talk string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.following[talk]
}

func (f *fake) Follow(ctx context.Context, talk string, after int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		f.mu.Lock()
		f.following[talk]++
		f.mu.Unlock()
		defer func() {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.following[talk]--
		}()
		for {
			f.mu.Lock()
			seq, changed, err := f.seq[talk], f.changed, f.broken
			f.mu.Unlock()
			if err != nil {
				yield(0, err)
				return
			}
			if seq > after {
				if after = seq; !yield(seq, nil) {
					return
				}
				continue
			}
			select {
			case <-ctx.Done():
				return
			case <-changed:
			}
		}
	}
}

// serve serves a hub; the holder and whether they are admitted come with the
// query.
func serve(t *testing.T, h *Hub, admitted func(context.Context) bool, listen func(net.Listener) net.Listener) *httptest.Server {
	if admitted == nil {
		admitted = func(context.Context) bool { return true }
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.Serve(w, r, r.URL.Query().Get("talk"), r.URL.Query().Get("holder"), admitted)
	}))
	if listen != nil {
		s.Listener = listen(s.Listener)
	}
	s.Start()
	t.Cleanup(func() { h.Close(); s.Close() })
	return s
}

// stream is an open stream, read line by line.
type stream struct {
	t      *testing.T
	answer *http.Response
	lines  *bufio.Scanner
}

func open(t *testing.T, s *httptest.Server, query, last string) *stream {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	return &stream{t, answer, bufio.NewScanner(answer.Body)}
}

// next is the next line that begins so; empty at the end of the stream.
func (s *stream) next(begins string) string {
	s.t.Helper()
	for s.lines.Scan() {
		if strings.HasPrefix(s.lines.Text(), begins) {
			return s.lines.Text()
		}
	}
	return ""
}

func (s *stream) want(begins, line string) {
	s.t.Helper()
	if got := s.next(begins); got != line {
		s.t.Fatalf("the stream says %q and not %q", got, line)
	}
}

// until waits for something that another goroutine does.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 2000 {
		if done() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("%s does not come about", what)
}

func TestPagesAreTold(t *testing.T) {
	f := newFake()
	f.set("spring", 7)
	f.set("autumn", 1)
	h := New(f, Options{})
	s := serve(t, h, nil, nil)
	a, b, other := open(t, s, "talk=spring", ""), open(t, s, "talk=spring", "7"), open(t, s, "talk=autumn", "")
	if got := a.answer.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("the content is %s", got)
	}
	a.want("retry", "retry: 2000")
	a.want("id", "id: 7")
	a.want("event", "event: changed")
	a.want("data", `data: {"seq":7}`)
	other.want("id", "id: 1")
	until(t, "that one follower serves two pages", func() bool { return f.followers("spring") == 1 && h.Open() == 3 })
	f.set("spring", 8)
	a.want("id", "id: 8")
	b.want("id", "id: 8") // it had 7, and is not told again
	late := open(t, s, "talk=spring", "5")
	late.want("id", "id: 8")
	for _, page := range []*stream{a, b, late} {
		page.answer.Body.Close()
	}
	until(t, "that nobody is followed for pages that are closed", func() bool { return f.followers("spring") == 0 && h.Open() == 1 })
	f.set("autumn", 2)
	other.want("id", "id: 2")
}

func TestStreamsEndWithTheSession(t *testing.T) {
	f := newFake()
	f.set("spring", 1)
	var mu sync.Mutex
	in := true
	s := serve(t, New(f, Options{Heartbeat: 10 * time.Millisecond}), func(context.Context) bool {
		mu.Lock()
		defer mu.Unlock()
		return in
	}, nil)
	a := open(t, s, "talk=spring", "")
	a.want(": here", ": here")
	mu.Lock()
	in = false
	mu.Unlock()
	a.want("event: out", "event: out")
	if a.next("") != "data: {}" || a.next("nothing") != "" {
		t.Error("the stream goes on after the session")
	}
}

func TestCloseEndsStreams(t *testing.T) {
	f := newFake()
	f.set("spring", 1)
	h := New(f, Options{})
	s := serve(t, h, nil, nil)
	a := open(t, s, "talk=spring", "")
	a.want("id", "id: 1")
	h.Close()
	if got := a.next(""); got != "event: changed" {
		t.Error(got)
	}
	if a.next("event") != "" {
		t.Error("the stream goes on")
	}
	if again := open(t, s, "talk=spring", ""); again.answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a closed hub answers %s", again.answer.Status)
	}
}

// What cannot be followed any more cuts its pages off; they come again.
func TestAFailureCutsOff(t *testing.T) {
	f := newFake()
	f.set("spring", 1)
	h := New(f, Options{})
	s := serve(t, h, nil, nil)
	a := open(t, s, "talk=spring", "")
	a.want("id", "id: 1")
	f.mu.Lock()
	f.broken = errors.New("the disk is gone")
	f.mu.Unlock()
	f.set("spring", 2)
	if a.next("id") != "" {
		t.Error("the stream goes on")
	}
	until(t, "that the room is empty", func() bool { return h.Open() == 0 })
	h.mu.Lock()
	if len(h.open) != 0 || len(h.rooms) != 0 {
		t.Errorf("of who has gone, %d holders and %d rooms are left", len(h.open), len(h.rooms))
	}
	h.mu.Unlock()
	f.mu.Lock()
	f.broken = nil
	f.mu.Unlock()
	open(t, s, "talk=spring", "1").want("id", "id: 2")
}

func TestThereAreNotTooMany(t *testing.T) {
	f := newFake()
	f.set("spring", 1)
	h := New(f, Options{MaxEach: 2, MaxAll: 3})
	s := serve(t, h, nil, nil)
	first := open(t, s, "talk=spring&holder=ann", "")
	open(t, s, "talk=spring&holder=ann", "")
	if third := open(t, s, "talk=spring&holder=ann", ""); third.answer.StatusCode != 503 || third.answer.Header.Get("Retry-After") == "" {
		t.Errorf("ann holds a third stream: %s", third.answer.Status)
	}
	open(t, s, "talk=spring&holder=bob", "").want("id", "id: 1")
	if more := open(t, s, "talk=spring&holder=cy", ""); more.answer.StatusCode != 503 {
		t.Errorf("there is a fourth stream: %s", more.answer.Status)
	}
	first.answer.Body.Close()
	until(t, "that a place is free", func() bool { return h.Open() == 2 })
	open(t, s, "talk=spring&holder=cy", "").want("id", "id: 1")
}

// tight gives connections small buffers, so that they fill.
type tight struct{ net.Listener }

func (l tight) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err == nil {
		err = c.(*net.TCPConn).SetWriteBuffer(4096)
	}
	return c, err
}

// Somebody opens a stream and reads nothing. They are dropped; the others are
// told all the time, and nothing piles up for the one who does not read.
func TestWhoDoesNotReadIsDropped(t *testing.T) {
	f := newFake()
	f.set("spring", 1)
	h := New(f, Options{Patience: 50 * time.Millisecond, Heartbeat: time.Hour})
	s := serve(t, h, nil, func(l net.Listener) net.Listener { return tight{l} })
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.(*net.TCPConn).SetReadBuffer(4096); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write([]byte("GET /?talk=spring&holder=mute HTTP/1.1\r\nHost: x\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	until(t, "that the mute page is in", func() bool { return h.Open() == 1 })
	reader := open(t, s, "talk=spring&holder=reader", "")
	reader.want("id", "id: 1")
	for n := 2; h.Open() == 2; n++ {
		if n > 1_000_000 {
			t.Fatal("who does not read is never dropped")
		}
		f.set("spring", n)
		// Several numbers may come as one; what counts is that they come.
		if id, err := strconv.Atoi(strings.TrimPrefix(reader.next("id"), "id: ")); err != nil || id > n {
			t.Fatalf("the reader is told %d, %v", id, err)
		}
	}
	f.set("spring", 2_000_000)
	for id := reader.next("id"); id != "id: 2000000"; id = reader.next("id") {
		if id == "" {
			t.Fatal("the reader was dropped too")
		}
	}
}
