package herald

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/internal/database"
	"parley/internal/database/databasetest"
	"parley/talks"
)

// It would fail if something public were not carried, or carried twice, or in
// another order, or if a change of one thing were carried under an old id.
func TestCarriesEachThingOnce(t *testing.T) {
	s := newStage(t)
	s.house.set("spring", view(2, talks.Open))
	s.house.set("quiet", nil)
	all := s.round()
	s.want(all, "round:1", "round:2", "progress")
	ids := map[string]bool{}
	for _, g := range all {
		ids[g.header.Get("Webhook-Id")] = true
	}
	s.want(s.round())
	s.house.set("spring", view(2, talks.Open)) // something happened that is not public
	s.want(s.round())
	s.house.set("spring", view(2, talks.Provisional))
	s.want(s.round(), "progress")
	s.house.set("spring", view(2, talks.Open)) // as it was once
	again := s.round()
	s.want(again, "progress")
	if ids[again[0].header.Get("Webhook-Id")] {
		t.Error("what has changed back has the id of what was carried before")
	}
	if s.log.Len() > 0 {
		t.Error(s.log)
	}
}

// Receivers check signatures with libraries for Standard Webhooks: the vector is of
// its reference libraries.
func TestSignature(t *testing.T) {
	secret, err := ParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := Sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`)), "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("signed %s, and not %s", got, want)
	}
	s := newStage(t)
	s.house.set("spring", view(1, ""))
	g := s.round()[0]
	if at := g.header.Get("Webhook-Timestamp"); g.header.Get("Webhook-Signature") != "v1,"+Sign([]byte("a secret of thirty-two bytes, ok"), g.header.Get("Webhook-Id"), at, g.body) || at != "1777626000" {
		t.Errorf("%v is not signed by the secret", g.header)
	}
	var body map[string]any
	if err := json.Unmarshal(g.body, &body); err != nil || body["type"] != "parley.round" {
		t.Errorf("%s: %v", g.body, err)
	}
	data, _ := body["data"].(map[string]any)
	if data["link"] != "https://talks.example.org/talks/spring/public" || data["headline"] != "Round 1" || data["says"] != "1 May 2026, At the well" {
		t.Errorf("it says %v", data)
	}
}

func TestParseSecret(t *testing.T) {
	for _, bad := range []string{"", "whsec_", "whsec_!", "secret", "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 23)), "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 65))} {
		if _, err := ParseSecret(bad); err == nil || len(bad) > 10 && strings.Contains(err.Error(), bad[6:]) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// A receiver that is down, slow or out of order gets everything later: in order,
// under the same id and with the same body, after times that grow.
func TestTriesAgain(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request) int{
		"error": func(w http.ResponseWriter, _ *http.Request) int { w.WriteHeader(500); return 500 },
		"slow": func(_ http.ResponseWriter, r *http.Request) int {
			<-r.Context().Done()
			return 0
		},
		"cut off": func(http.ResponseWriter, *http.Request) int { panic(http.ErrAbortHandler) },
		"redirect": func(w http.ResponseWriter, r *http.Request) int {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
			return 307
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.house.set("spring", view(2, ""))
			s.to.answers(answer)
			for _, g := range s.round() {
				if g.path != "/hook" {
					t.Error("a redirect was followed")
				}
			}
			s.to.says(204)
			s.want(s.round()) // not at once
			s.now = s.now.Add(soonest)
			s.want(s.round(), "round:1", "round:2")
			if !strings.Contains(s.log.String(), "was not taken") || !strings.Contains(s.log.String(), "taken again") || strings.Contains(s.log.String(), "/hook") || strings.Contains(s.log.String(), "127.0.0.1") {
				t.Error(s.log)
			}
		})
	}
}

func TestSameIDAndBodyAgain(t *testing.T) {
	s := newStage(t)
	s.house.set("spring", view(1, ""))
	s.to.says(503)
	first := s.round()[0]
	for wait := soonest; wait < latest; wait *= 2 {
		s.now = s.now.Add(wait - time.Second)
		if got := s.round(); len(got) != 0 {
			t.Fatalf("tried again before %s were over", wait)
		}
		s.now = s.now.Add(time.Second)
		got := s.round()
		if len(got) != 1 || !bytes.Equal(got[0].body, first.body) || got[0].header.Get("Webhook-Id") != first.header.Get("Webhook-Id") {
			t.Fatalf("after %s: %d requests, or another body or id", wait, len(got))
		}
	}
}

// Retry-After is followed, within bounds.
func TestWaitsAsLongAsItIsAsked(t *testing.T) {
	s := newStage(t)
	s.house.set("spring", view(1, ""))
	s.to.answers(func(w http.ResponseWriter, _ *http.Request) int {
		w.Header().Set("Retry-After", "600")
		w.WriteHeader(429)
		return 429
	})
	s.round()
	s.to.says(200)
	s.now = s.now.Add(599 * time.Second)
	s.want(s.round())
	s.now = s.now.Add(time.Second)
	s.want(s.round(), "round:1")
	for text, want := range map[string]time.Duration{"": 0, "-1": 0, "x": 0, "30": 30 * time.Second, "99999999999": longest, "999999": longest} {
		if got := after(text); got != want {
			t.Errorf("Retry-After %q is %s, and not %s", text, got, want)
		}
	}
}

// Who wants nothing any more gets nothing any more, also from the next process.
func TestGone(t *testing.T) {
	s := newStage(t)
	s.house.set("spring", view(1, talks.Open))
	s.to.says(410)
	s.want(s.round(), "round:1")
	s.to.says(200)
	s.now = s.now.Add(24 * time.Hour)
	s.house.set("spring", view(2, talks.Open))
	s.want(s.round())
	s.herald = s.process()
	s.now = s.now.Add(24 * time.Hour)
	s.want(s.round())
}

// One notice that is never taken does not keep others waiting for ever.
func TestNeverTaken(t *testing.T) {
	s := newStage(t)
	s.house.set("spring", view(2, ""))
	asked := 0
	s.to.answers(func(w http.ResponseWriter, _ *http.Request) int {
		status := 204
		if asked++; asked <= neverTaken {
			status = 422
		}
		w.WriteHeader(status)
		return status
	})
	var all []got
	for range neverTaken {
		s.now = s.now.Add(latest)
		if err := s.Herald.round(t.Context(), s.q); err != nil {
			t.Fatal(err)
		}
	}
	all = s.to.take()
	s.want(all, "round:1", "round:1", "round:1", "round:2")
}

// What is due is carried after a restart, and what was carried is not.
func TestRestart(t *testing.T) {
	s := newStage(t)
	s.house.set("spring", view(1, ""))
	s.want(s.round(), "round:1")
	s.house.set("spring", view(3, ""))
	s.to.says(500)
	s.want(s.round(), "round:2")
	s.to.says(200)
	s.herald = s.process() // the one before was killed: it let nothing go
	s.now = s.now.Add(lease / 2)
	s.want(s.round()) // it may still live
	s.now = s.now.Add(lease)
	s.want(s.round(), "round:2", "round:3")
	s.want(s.round())
}

// Only what is public when it is sent is sent: nothing that the parties took back,
// and no state that is over.
func TestNotPublicAnyMore(t *testing.T) {
	s := newStage(t)
	s.house.set("spring", view(1, talks.Open))
	s.to.says(500)
	s.round()
	s.to.says(200)
	s.house.set("spring", view(1, talks.Provisional)) // before the next try
	s.now = s.now.Add(latest)
	all := s.round()
	s.want(all, "round:1", "progress")
	if !bytes.Contains(all[1].body, []byte(`"agreed"`)) || bytes.Contains(all[1].body, []byte(`"open"`)) {
		t.Errorf("%s", all[1].body)
	}

	s.house.set("spring", view(2, talks.Provisional))
	s.to.says(500)
	s.round()
	s.to.says(200)
	s.house.set("spring", nil)
	s.now = s.now.Add(latest)
	s.want(s.round())
	s.house.set("spring", view(2, talks.Provisional)) // public again: everything is new
	s.want(s.round(), "round:1", "round:2", "progress")

	// Also where it stops being public between looking and sending.
	s.house.set("spring", view(3, talks.Provisional))
	if err := s.look(t.Context(), s.q); err != nil {
		t.Fatal(err)
	}
	s.house.mu.Lock()
	s.house.views["spring"] = nil
	s.house.mu.Unlock()
	if on, err := s.carry(t.Context(), s.q); err != nil || !on {
		t.Fatal(on, err)
	}
	s.want(s.to.take())
}

// A journal that cannot be read keeps no other talk waiting.
func TestBrokenTalk(t *testing.T) {
	s := newStage(t)
	s.house.set("a", view(1, ""))
	s.house.set("b", view(1, ""))
	s.to.says(500)
	s.round()
	s.to.says(200)
	s.now = s.now.Add(latest)
	s.house.broken["a"] = true
	for range 3 {
		_ = s.Herald.round(t.Context(), s.q)
	}
	all := s.to.take()
	s.want(all, "round:1")
	if !bytes.Contains(all[0].body, []byte(`"talk":"b"`)) {
		t.Errorf("%s", all[0].body)
	}
	s.house.broken["a"] = false
	s.want(s.round(), "round:1")
}

// If the answer is lost with the process, another one sends the same again, under
// the same id.
func TestKilledOnTheWay(t *testing.T) {
	s := newStage(t)
	s.house.set("spring", view(1, ""))
	other := s.process()
	s.to.answers(func(w http.ResponseWriter, _ *http.Request) int {
		s.late.Add(int64(2 * lease / time.Second)) // far too late, and somebody else has taken over
		if ok, err := other.q.hold(context.Background()); err != nil || !ok {
			t.Error(ok, err)
		}
		w.WriteHeader(200)
		return 200
	})
	if err := s.Herald.round(t.Context(), s.q); err == nil {
		t.Error("it noted what another process has to note")
	}
	first := s.to.take()
	s.to.says(200)
	s.herald = other
	second := s.round()
	s.want(second, "round:1")
	if len(first) != 1 || first[0].header.Get("Webhook-Id") != second[0].header.Get("Webhook-Id") {
		t.Error("the second has another id")
	}
}

// Several processes on one database: each notice is taken once.
func TestReplicas(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { replicas(t, newStage(t)) })
	t.Run("postgres", func(t *testing.T) {
		where := databasetest.Postgres(t).Database(t)
		s := newStage(t)
		db, err := database.Open(t.Context(), where)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		s.db = db
		replicas(t, s)
	})
}

func replicas(t *testing.T, s *stage) {
	ctx, stop := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	for range 3 {
		h := s.process()
		h.c.Every = time.Millisecond
		wait.Go(func() { h.Run(ctx) })
	}
	counts := map[string]int{}
	deadline := time.After(time.Minute)
	for rounds := 1; rounds <= 8; rounds++ {
		s.house.set("spring", view(rounds, ""))
		for n := 0; n < 1; {
			for _, g := range s.to.take() {
				counts[g.header.Get("Webhook-Id")]++
				n++
			}
			select {
			case <-deadline:
				t.Fatalf("round %d did not come within a minute", rounds)
			case <-time.After(time.Millisecond):
			}
		}
	}
	stop()
	wait.Wait()
	for _, g := range s.to.take() {
		counts[g.header.Get("Webhook-Id")]++
	}
	if len(counts) != 8 {
		t.Errorf("%d notices, and not 8", len(counts))
	}
	for id, n := range counts {
		if n != 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
	// Who ended in order let go: another one carries at once.
	s.house.set("spring", view(9, ""))
	s.herald = s.process()
	s.want(s.round(), "round:9")
}

// Whatever happens, and however the receiver answers: what it took last about each
// thing is what is public, and it took nothing twice.
func TestAnyCourse(t *testing.T) {
	seeds := uint64(6)
	if testing.Short() {
		seeds = 1
	}
	for seed := range seeds {
		s := newStage(t)
		r := rand.New(rand.NewPCG(seed, 7))
		took, last := map[string]bool{}, map[string][]byte{}
		note := func(all []got) {
			for _, g := range all {
				if g.status >= 300 {
					continue
				}
				if id := g.header.Get("Webhook-Id"); took[id] {
					t.Fatalf("seed %d: %s was taken twice", seed, id)
				} else {
					took[id] = true
				}
				last[g.kind(t)] = g.body
			}
		}
		status := talks.Open
		for range 30 {
			switch r.IntN(5) {
			case 0:
				s.house.set("spring", nil)
			case 1, 2:
				status = []talks.Status{talks.Open, talks.Reserved, talks.Provisional}[r.IntN(3)]
				s.house.set("spring", view(1+r.IntN(5), status))
			case 3:
				s.herald = s.process()
				s.now = s.now.Add(2 * lease)
			}
			s.to.says([]int{200, 204, 500, 429, 302}[r.IntN(5)])
			s.now = s.now.Add(time.Duration(r.IntN(7200)) * time.Second)
			note(s.round())
		}
		s.house.set("spring", view(3, talks.Reserved))
		s.to.says(200)
		s.now = s.now.Add(2 * latest)
		note(s.round())
		for key, word := range map[string]string{"round:1": "2026-05-01", "round:2": "2026-05-02", "round:3": "2026-05-03", "progress": `"reserved"`} {
			if !bytes.Contains(last[key], []byte(word)) {
				t.Fatalf("seed %d: of %s it has %s", seed, key, last[key])
			}
		}
	}
}

// Nothing goes to an address that is not public, by whatever name.
func TestPrivateAddresses(t *testing.T) {
	for text, want := range map[string]bool{
		"127.0.0.1": false, "::1": false, "10.1.2.3": false, "172.31.0.1": false, "192.168.0.1": false, "169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false,
		"255.255.255.255": false, "224.0.0.1": false, "198.18.0.1": false, "::": false, "::ffff:10.0.0.1": false, "::10.0.0.1": false, "64:ff9b::a00:1": false, "2002:a00:1::": false,
		"2001:0:1::": false, "fd00::1": false, "fe80::1": false, "fec0::1": false, "ff02::1": false, "fe80::1%eth0": false,
		"8.8.8.8": true, "149.154.167.220": true, "172.32.0.1": true, "2001:67c:4e8::1": true, "2606:4700::1": true,
	} {
		if got := Public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s is public: %v", text, got)
		}
	}
	to := newReceiver(t)
	road := to.road()
	road.Private = nil
	port := to.URL[strings.LastIndex(to.URL, ":"):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"} {
		err := NewWebhook("https://"+host+port+"/?key=canary", secret, road, time.Now).Carry(t.Context(), Notice{ID: "x"})
		if err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v", host, err)
		}
	}
	if len(to.take()) != 0 {
		t.Error("a private address was reached")
	}
}
