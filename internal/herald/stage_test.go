package herald

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/database"
	"parley/talks"
)

// house is a house whose public views are set by hand.
type house struct {
	mu      sync.Mutex
	lengths map[string]int64
	views   map[string]*talks.View // nil: nothing is public
	broken  map[string]bool
}

func (h *house) Lengths(context.Context) (map[string]int64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := map[string]int64{}
	for talk, n := range h.lengths {
		all[talk] = n
	}
	return all, nil
}

func (h *house) Public(_ context.Context, talk string) (*talks.View, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken[talk] {
		return nil, false, io.ErrUnexpectedEOF
	}
	v := h.views[talk]
	if v == nil {
		return &talks.View{}, false, nil
	}
	return v, true, nil
}

func (h *house) set(talk string, v *talks.View) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lengths[talk]++
	h.views[talk] = v
}

// view is what is public after so many rounds, with one point of that status.
func view(rounds int, status talks.Status) *talks.View {
	v := &talks.View{Title: "A spring", Parties: []talks.Party{{ID: "north", Name: "North village"}}, Status: status}
	for i := range rounds {
		v.Rounds = append(v.Rounds, talks.Round{Date: "2026-05-0" + string(rune('1'+i)), Place: "At the well"})
	}
	if status != "" {
		v.Points = []talks.Standing{{Status: status}}
	}
	return v
}

// got is a request that a receiver had.
type got struct {
	path   string
	header http.Header
	body   []byte
	status int // what it was answered
}

func (g got) kind(t *testing.T) string {
	t.Helper()
	var p posted
	if err := json.Unmarshal(g.body, &p); err != nil {
		t.Fatal(err)
	}
	return p.Data.Entry.Key()
}

// receiver is a server with TLS that keeps what it is sent.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	all    []got
	answer func(w http.ResponseWriter, r *http.Request) int // nil: 204
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{}
	r.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		answer := r.answer
		r.mu.Unlock()
		status := http.StatusNoContent
		if answer != nil {
			status = answer(w, q)
		} else {
			w.WriteHeader(status)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.all = append(r.all, got{q.URL.Path, q.Header.Clone(), body, status})
	}))
	r.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) answers(f func(w http.ResponseWriter, r *http.Request) int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = f
}

func (r *receiver) says(status int) {
	r.answers(func(w http.ResponseWriter, _ *http.Request) int {
		w.WriteHeader(status)
		return status
	})
}

// take returns what came since it was last asked.
func (r *receiver) take() []got {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.all
	r.all = nil
	return all
}

// road leads to the receiver, which is on this machine.
func (r *receiver) road() Road {
	pool := x509.NewCertPool()
	pool.AddCert(r.Certificate())
	return Road{Private: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Roots: pool, Patience: time.Second}
}

// stage is a herald that is made to work step by step.
type stage struct {
	t     *testing.T
	house *house
	to    *receiver
	db    *database.DB
	log   *bytes.Buffer
	now   time.Time
	late  atomic.Int64 // seconds that the clock goes ahead of now
	herald
}

// herald is one process.
type herald struct {
	*Herald
	q *queue
}

var secret = []byte("a secret of thirty-two bytes, ok")

func newStage(t *testing.T) *stage {
	t.Helper()
	db, err := database.Open(t.Context(), filepath.Join(t.TempDir(), "door.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s := &stage{t: t, house: &house{lengths: map[string]int64{}, views: map[string]*talks.View{}, broken: map[string]bool{}},
		to: newReceiver(t), db: db, log: &bytes.Buffer{}, now: time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)}
	s.herald = s.process()
	return s
}

func (s *stage) clock() time.Time { return s.now.Add(time.Duration(s.late.Load()) * time.Second) }

// process is another process on the same database.
func (s *stage) process() herald {
	s.t.Helper()
	w := NewWebhook(s.to.URL+"/hook", secret, s.to.road(), s.clock)
	h, err := Open(s.t.Context(), Config{Database: s.db, House: s.house, Carriers: []Carrier{w}, Link: func(talk string) string { return "https://talks.example.org/talks/" + talk + "/public" },
		Now: s.clock, Log: slog.New(slog.NewTextHandler(s.log, nil))})
	if err != nil {
		s.t.Fatal(err)
	}
	return herald{h, newQueue(h, w)}
}

// round looks once and carries what is due, and returns what the receiver had.
func (s *stage) round() []got {
	s.t.Helper()
	if err := s.Herald.round(s.t.Context(), s.q); err != nil {
		s.t.Fatal(err)
	}
	return s.to.take()
}

// want holds what the receiver had to the keys of entries.
func (s *stage) want(all []got, keys ...string) {
	s.t.Helper()
	if len(all) != len(keys) {
		s.t.Fatalf("%d notices, and not %v", len(all), keys)
	}
	for i, g := range all {
		if k := g.kind(s.t); k != keys[i] {
			s.t.Errorf("notice %d is about %s, and not %s", i, k, keys[i])
		}
	}
}
