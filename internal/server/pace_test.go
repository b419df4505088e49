package server

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/talks"
)

// A session has so many requests at once and so many a second after that, whatever
// others do. Fails where a refused request costs something, where what is left grows
// past the bound, or where a clock that goes back gives requests away.
func TestPace(t *testing.T) {
	p, now := newPace(3, 2), time.Unix(1000, 0)
	for n := range 3 {
		if d := p.wait("a", now); d != 0 {
			t.Fatalf("request %d waits %s", n+1, d)
		}
	}
	for range 5 {
		if d := p.wait("a", now); d != 500*time.Millisecond {
			t.Errorf("the fourth waits %s, not half a second", d)
		}
	}
	if d := p.wait("b", now); d != 0 {
		t.Error("somebody else waits")
	}
	if d := p.wait("a", now.Add(-time.Hour)); d == 0 {
		t.Error("a clock that went back let a request in")
	}
	now = now.Add(500 * time.Millisecond)
	if p.wait("a", now) != 0 || p.wait("a", now) == 0 {
		t.Error("after half a second there is not exactly one more")
	}
	now = now.Add(time.Hour)
	for n := range 4 {
		if d := p.wait("a", now); d != 0 != (n == 3) {
			t.Errorf("after an hour, request %d waits %s", n+1, d)
		}
	}
}

// However many sessions there were, what is remembered of them is bounded, and who
// had sent too much is not let off by it as long as others were idle.
func TestPaceRemembersSoMany(t *testing.T) {
	p, now := newPace(1, 1), time.Unix(1000, 0)
	for n := range sessionsAtAPlace - 1 {
		p.wait(fmt.Sprint("idle ", n), now)
	}
	now = now.Add(time.Minute)
	p.wait("busy", now)
	p.wait("one more", now)
	if p.wait("busy", now) == 0 || len(p.left) > 2 {
		t.Errorf("%d are remembered", len(p.left))
	}
	for n := range 2 * sessionsAtAPlace {
		p.wait(fmt.Sprint("busy ", n), now)
		if len(p.left) > sessionsAtAPlace {
			t.Fatalf("%d are remembered", len(p.left))
		}
	}
}

// paced gives sessions so many requests from now on.
func (x *running) paced(burst, second float64) {
	x.pace.mu.Lock()
	defer x.pace.mu.Unlock()
	x.pace.burst, x.pace.second = burst, second
	clear(x.pace.left)
}

// A script that sends too much in one session is told to wait, with a page where it
// asks for one; streams of news count; the same person in another browser, everybody
// else, and the files that pages need are served as before.
func TestTooManyRequestsInOneSession(t *testing.T) {
	x, chair := convened(t, nil)
	x.seat(chair, "ann", "north", talks.Head)
	ann, other := x.come(x.invite("spring", "ann")), x.come(x.invite("spring", "ann"))
	x.paced(5, 0.001)
	for n := range 5 {
		path := "/talks/spring/board"
		if n%2 == 1 { // a stream of a talk that the browser has no seat in ends at once
			path = "/live/none"
		}
		if got := x.ask(ann, "GET", path, nil); got.StatusCode == 429 {
			t.Fatalf("request %d was too much", n+1)
		}
	}
	for _, path := range []string{"/talks/spring/board", "/live/spring", "/desk/spring", "/", "/talks/none/board"} {
		got := x.ask(ann, "GET", path, nil)
		x.want(got, 429, "Too many requests", "Wait")
		if got.Header.Get("Retry-After") == "" {
			t.Errorf("%s does not say when to come again", path)
		}
		if strings.Contains(got.undrawn(), "spring") {
			t.Errorf("%s: the refusal names the talks", path)
		}
	}
	x.want(x.ask(ann, "GET", "/static/style.css", nil), 200)
	x.want(x.ask(ann, "GET", "/healthz", nil), 200)
	x.want(x.ask(chair, "GET", "/talks/spring/board", nil), 200)
	x.want(x.ask(other, "GET", "/talks/spring/board", nil), 200)
	x.want(x.ask(browser(), "GET", "/", nil), 200)
}
