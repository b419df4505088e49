package server

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"parley/internal/auth"
)

// pace bounds how many requests come in one session, so that a script that has
// lost its way does not starve the others: so many at once, then so many a second.
// No person comes near it, with many pages open and news on each.
//
// It goes by the clock of the machine and is kept in memory: each server of several
// has its own.
type pace struct {
	burst  float64
	second float64

	mu   sync.Mutex
	left map[string]allowance // by session
}

// allowance is how many requests are left to a session, at that time.
type allowance struct {
	n  float64
	at time.Time
}

const (
	requestsAtOnce   = 300
	requestsASecond  = 15
	sessionsAtAPlace = 10_000 // how many are remembered
)

func newPace(burst, second float64) *pace {
	return &pace{burst: burst, second: second, left: map[string]allowance{}}
}

// wait counts a request of a session and returns 0; or, where there have been too
// many, counts nothing and says how long to wait. It takes constant time, but where
// there are too many sessions to remember: those that are idle are then forgotten,
// which changes nothing for them.
func (p *pace) wait(session string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	a, known := p.left[session]
	if !known {
		if len(p.left) >= sessionsAtAPlace {
			p.forget(now)
		}
		a = allowance{p.burst, now}
	}
	if gone := now.Sub(a.at); gone > 0 {
		a.n, a.at = min(p.burst, a.n+gone.Seconds()*p.second), now
	}
	if a.n < 1 {
		p.left[session] = a
		return time.Duration(math.Ceil((1 - a.n) / p.second * float64(time.Second)))
	}
	a.n--
	p.left[session] = a
	return 0
}

// forget drops the sessions that have everything left again, or all if that makes
// no room.
func (p *pace) forget(now time.Time) {
	for session, a := range p.left {
		if a.n+now.Sub(a.at).Seconds()*p.second >= p.burst {
			delete(p.left, session)
		}
	}
	if len(p.left) >= sessionsAtAPlace {
		clear(p.left)
	}
}

// tooFast refuses a request where its session sent too many, and reports whether it
// did. A stream of news counts when it is opened; the files that pages need lie in
// memory and do not count.
func (s *Server) tooFast(w http.ResponseWriter, r *http.Request) bool {
	session := sessionOf(r)
	if session == "" || strings.HasPrefix(r.URL.Path, "/static/") {
		return false
	}
	wait := s.pace.wait(session, time.Now())
	if wait == 0 {
		return false
	}
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	s.sorry(w, r, http.StatusTooManyRequests, "often")
	return true
}

// sessionOf is for which session a request counts: the one in the talk that it is
// about, else the first that the browser has; empty where it has none.
func sessionOf(r *http.Request) string {
	if me, ok := auth.From(r.Context()); ok {
		return me.ID
	}
	if talk, ok := talkOf(r); ok {
		if me, late := auth.Lapsed(r.Context(), talk); late {
			return me.ID
		}
	}
	if all := auth.All(r.Context()); len(all) > 0 {
		return all[0].ID
	}
	return ""
}
