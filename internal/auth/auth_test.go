package auth

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/internal/database"
)

var ctx = context.Background()

// fixture is a door with a clock that is set by hand, and a server behind it.
type fixture struct {
	*Door
	t       *testing.T
	file    string
	clock   time.Time
	seated  map[string]bool // by person, where there is an entry
	server  *httptest.Server
	address string
}

func newFixture(t *testing.T) *fixture {
	f := &fixture{t: t, clock: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), seated: map[string]bool{}, address: "192.0.2.1"}
	f.file = filepath.Join(t.TempDir(), "door.db")
	mux := http.NewServeMux()
	f.server = httptest.NewServer(mux)
	t.Cleanup(f.server.Close)
	f.open()
	mux.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		talk := func(r *http.Request) (string, bool) { return r.URL.Query().Get("talk"), r.URL.Query().Has("talk") }
		failed := func(w http.ResponseWriter, _ *http.Request, err error) { http.Error(w, err.Error(), 500) }
		inner := http.NewServeMux()
		inner.Handle("/in/", f.Entrance(face{}, func(*http.Request) netip.Addr { return netip.MustParseAddr(f.address) }, func(s Session) string { return "/?talk=" + url.QueryEscape(s.Talk) }))
		inner.HandleFunc("/out", func(w http.ResponseWriter, r *http.Request) {
			if err := f.SignOut(w, r, r.URL.Query().Get("talk")); err != nil {
				t.Error(err)
			}
		})
		inner.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
			s, ok := From(r.Context())
			late, lapsed := Lapsed(r.Context(), r.URL.Query().Get("talk"))
			fmt.Fprintf(w, "%v %s lapsed %v %s of %d", ok, s.Person, lapsed, late.Person, len(All(r.Context())))
		})
		f.Admit(talk, failed, inner).ServeHTTP(w, r)
	}))
	return f
}

// open opens the door, anew where it was open: as after a restart.
func (f *fixture) open() {
	f.t.Helper()
	db, err := database.Open(ctx, f.file)
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { db.Close() })
	base, err := url.Parse(f.server.URL)
	if err != nil {
		f.t.Fatal(err)
	}
	f.Door, err = Open(ctx, db, Options{Base: base, Now: func() time.Time { return f.clock }, Seated: func(_ context.Context, _, person string) (bool, error) {
		ok, known := f.seated[person]
		return ok || !known, nil
	}})
	if err != nil {
		f.t.Fatal(err)
	}
}

type face struct{}

func (face) Confirm(w http.ResponseWriter, _ *http.Request, i Invitation, now *Session) {
	fmt.Fprintf(w, "confirm %s %s", i.Talk, i.Person)
	if now != nil {
		fmt.Fprintf(w, " instead of %s", now.Person)
	}
}

func (face) Refuse(w http.ResponseWriter, _ *http.Request, status int, i Invitation, err error) {
	w.WriteHeader(status)
	fmt.Fprintf(w, "refused: %v %s", err, i.Person)
}

// browser is one that keeps cookies.
func browser() *http.Client {
	jar, _ := cookiejar.New(nil)
	return &http.Client{Jar: jar}
}

func (f *fixture) ask(c *http.Client, method, at string) (int, string) {
	f.t.Helper()
	if strings.HasPrefix(at, "/") {
		at = f.server.URL + at
	}
	r, err := http.NewRequest(method, at, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	r.Header.Set("User-Agent", "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0")
	answer, err := c.Do(r)
	if err != nil {
		f.t.Fatal(err)
	}
	defer answer.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(answer.Body); err != nil {
		f.t.Fatal(err)
	}
	return answer.StatusCode, b.String()
}

// want holds an answer to its status and to how it begins.
func (f *fixture) want(c *http.Client, method, at string, status int, begins string) {
	f.t.Helper()
	got, body := f.ask(c, method, at)
	if got != status || !strings.HasPrefix(body, begins) {
		f.t.Errorf("%s %s: %d %q, and not %d %q", method, at, got, body, status, begins)
	}
}

func (f *fixture) invite(talk, person string) string {
	f.t.Helper()
	link, err := f.Invite(ctx, talk, person)
	if err != nil {
		f.t.Fatal(err)
	}
	return link
}

// signIn opens a link and presses the button.
func (f *fixture) signIn(talk, person string) *http.Client {
	f.t.Helper()
	c, link := browser(), f.invite(talk, person)
	f.want(c, "GET", link, 200, "confirm "+talk+" "+person)
	f.want(c, "POST", link, 200, "true "+person)
	return c
}

func TestLinksLetOneBrowserIn(t *testing.T) {
	f := newFixture(t)
	link := f.invite("spring", "ann")
	// A scanner looks into the link, twice, and even presses the button; it keeps
	// no cookies.
	scanner := &http.Client{}
	for range 2 {
		f.want(scanner, "GET", link, 200, "confirm spring ann")
	}
	f.want(scanner, "POST", link, 400, "refused: the browser keeps no cookies")
	phone, thief := browser(), browser()
	f.want(thief, "GET", link, 200, "confirm")
	f.want(phone, "GET", link, 200, "confirm spring ann")
	f.want(phone, "POST", link, 200, "true ann")
	f.want(phone, "GET", "/?talk=spring", 200, "true ann lapsed false  of 1")
	f.want(phone, "GET", "/?talk=autumn", 200, "false")
	f.want(phone, "GET", "/", 200, "false")
	// The other had opened it before, and comes too late.
	f.want(thief, "POST", link, 410, "refused: the invitation was used ann")
	f.want(thief, "GET", link, 410, "refused: the invitation was used")
	f.want(scanner, "POST", link, 410, "refused: the invitation was used")
	f.want(thief, "GET", "/?talk=spring", 200, "false")
}

// The answer to the button may be lost. Pressed again, in the same browser and
// soon, it signs in, and the session that nobody got the cookie of is ended.
func TestTheButtonCanBePressedAgain(t *testing.T) {
	f := newFixture(t)
	c, link := browser(), f.invite("spring", "ann")
	f.want(c, "GET", link, 200, "confirm")
	f.want(c, "POST", link, 200, "true ann")
	f.clock = f.clock.Add(9 * time.Minute)
	f.want(c, "POST", link, 200, "true ann")
	if s, err := f.Sessions(ctx, "spring", "ann"); err != nil || len(s) != 1 {
		t.Errorf("there are the sessions %v, %v, and one should be", s, err)
	}
	f.clock = f.clock.Add(time.Minute)
	f.want(c, "POST", link, 410, "refused: the invitation was used")
	f.want(c, "GET", "/?talk=spring", 200, "true ann")
}

// Fails if the button signs in again somebody who signed out, or was signed out:
// whoever sits down at that browser within ten minutes, or still holds it.
func TestTheButtonBringsNobodyBack(t *testing.T) {
	for name, end := range map[string]func(*fixture, *http.Client) error{
		"signed out": func(f *fixture, c *http.Client) error {
			_, _ = f.ask(c, "POST", "/out?talk=spring")
			return nil
		},
		"one session ended": func(f *fixture, _ *http.Client) error {
			all, err := f.Sessions(ctx, "spring", "ann")
			if err != nil || len(all) != 1 {
				return fmt.Errorf("there are the sessions %v: %w", all, err)
			}
			return f.Revoke(ctx, "spring", all[0].ID)
		},
		"all sessions ended": func(f *fixture, _ *http.Client) error { return f.RevokeAll(ctx, "spring", "ann") },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			c, link := browser(), f.invite("spring", "ann")
			f.want(c, "GET", link, 200, "confirm")
			f.want(c, "POST", link, 200, "true ann")
			f.want(c, "POST", link, 200, "true ann") // as long as it stands
			if err := end(f, c); err != nil {
				t.Fatal(err)
			}
			f.want(c, "GET", link, 410, "refused: the invitation was used")
			f.want(c, "POST", link, 410, "refused: the invitation was used")
			f.want(c, "GET", "/?talk=spring", 200, "false  lapsed false")
		})
	}
}

// Fails if a browser that opens another link meanwhile is no longer known as the
// one that pressed the button; or if one that brings nonsense gets no new bytes.
func TestABrowserIsKnownAgain(t *testing.T) {
	f := newFixture(t)
	c, link := browser(), f.invite("spring", "ann")
	f.want(c, "GET", link, 200, "confirm")
	f.want(c, "POST", link, 200, "true ann")
	f.want(c, "GET", f.invite("autumn", "ann"), 200, "confirm")
	f.want(c, "POST", link, 200, "true ann")

	odd, at := browser(), f.server.URL
	home, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	odd.Jar.SetCookies(home, []*http.Cookie{{Name: opening, Value: "nonsense", Path: "/"}})
	link = f.invite("spring", "bob")
	f.want(odd, "POST", link, 400, "refused: the browser keeps no cookies")
	if _, _, err := f.Redeem(ctx, link[strings.LastIndex(link, "/")+1:], "nonsense", ""); !errors.Is(err, ErrUnknown) {
		t.Errorf("a link is used by nobody who can be known again: %v", err)
	}
	f.want(odd, "GET", link, 200, "confirm")
	f.want(odd, "POST", link, 200, "true bob")
}

// Fails if who is signed in to the house is so on a page that is about no talk
// and not the house's either; if a browser makes the server look up any number of
// sessions; or if a cookie that is none keeps the others from being found.
func TestWhichSessionsCount(t *testing.T) {
	f := newFixture(t)
	host := f.signIn(House, "host")
	f.want(host, "GET", "/?talk=", 200, "true host")
	f.want(host, "GET", "/", 200, "false  lapsed false  of 1")

	_, cookie, err := f.SignIn(ctx, "spring", "ann", "")
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]int{maxSessions - 1: 1, maxSessions: 0} {
		r := httptest.NewRequest("GET", "/", nil)
		r.AddCookie(&http.Cookie{Name: "other", Value: secret()})
		for i := range n {
			r.AddCookie(&http.Cookie{Name: f.seatName(fmt.Sprint(i)), Value: secret()})
		}
		r.AddCookie(&http.Cookie{Name: f.seatName("spring"), Value: cookie})
		if a, err := f.admit(r); err != nil || len(a.live) != want {
			t.Errorf("behind %d cookies: signed in to %d, %v", n, len(a.live), err)
		}
	}
}

// Fails if somebody who signs out where the session was ended already meets an
// error, or if the cookie is left with them.
func TestSigningOutTwice(t *testing.T) {
	f := newFixture(t)
	c := f.signIn("spring", "ann")
	at, err := url.Parse(f.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	seat := func() bool {
		return slices.ContainsFunc(c.Jar.Cookies(at), func(k *http.Cookie) bool { return k.Name == f.seatName("spring") })
	}
	r := httptest.NewRequest("GET", "/", nil)
	for _, k := range c.Jar.Cookies(at) {
		r.AddCookie(k)
	}
	if !seat() {
		t.Fatal("there is no cookie of the seat")
	}
	a, err := f.admit(r)
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := f.ask(c, "POST", "/out?talk=spring"); status != 200 || seat() {
		t.Errorf("signed out with %d, and the cookie is there: %v", status, seat())
	}
	late := r.WithContext(context.WithValue(ctx, key{}, a)) // admitted before, in another tab
	if err := f.SignOut(httptest.NewRecorder(), late, "spring"); err != nil {
		t.Errorf("signed out twice: %v", err)
	}
	if err := f.db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.SignOut(httptest.NewRecorder(), late, "spring"); err == nil {
		t.Error("signed out, it is said, by a database that is closed")
	}
}

// Of many that use one link at once, one comes in.
func TestLinksAreUsedOnce(t *testing.T) {
	f := newFixture(t)
	link := f.invite("spring", "ann")
	token := link[strings.LastIndex(link, "/")+1:]
	var mu sync.Mutex
	var wait sync.WaitGroup
	in := 0
	for range 20 {
		wait.Go(func() {
			_, _, err := f.Redeem(ctx, token, secret(), "")
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				in++
			} else if !errors.Is(err, ErrUsed) {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if in != 1 {
		t.Errorf("%d came in by one link", in)
	}
}

func TestLinksEnd(t *testing.T) {
	f := newFixture(t)
	c := browser()
	old := f.invite("spring", "ann")
	link := f.invite("spring", "ann")
	f.want(c, "GET", old, 410, "refused: the invitation was withdrawn")
	other := f.invite("spring", "bob") // which touches nobody else's
	f.clock = f.clock.Add(DefaultInvitation - time.Second)
	f.want(c, "GET", link, 200, "confirm")
	f.clock = f.clock.Add(time.Second)
	for _, method := range []string{"GET", "POST"} {
		f.want(c, method, link, 410, "refused: the invitation has expired")
	}
	f.clock = f.clock.Add(-time.Hour)
	for _, x := range []struct{ talk, person string }{{"autumn", "bob"}, {"spring", "ann"}} {
		if err := f.RevokeAll(ctx, x.talk, x.person); err != nil {
			t.Fatal(err)
		}
	}
	f.want(c, "GET", other, 200, "confirm spring bob") // of other talks, and of others
	if err := f.RevokeAll(ctx, "spring", "bob"); err != nil {
		t.Fatal(err)
	}
	f.want(c, "GET", other, 410, "refused: the invitation was withdrawn")
	f.seated["cy"] = true
	gone := f.invite("spring", "cy")
	f.seated["cy"] = false
	f.want(c, "GET", gone, 410, "refused: the person has no seat")
	if _, err := f.Invite(ctx, "spring", "cy"); !errors.Is(err, ErrNoSeat) {
		t.Errorf("invited without a seat: %v", err)
	}
}

func TestSessionsEnd(t *testing.T) {
	f := newFixture(t)
	c := f.signIn("spring", "ann")
	// Used every eleven hours, it lasts as long as a session may, and no longer.
	for end := f.clock.Add(DefaultLife); f.clock.Add(11 * time.Hour).Before(end); {
		f.clock = f.clock.Add(11 * time.Hour)
		f.want(c, "GET", "/?talk=spring", 200, "true ann")
	}
	f.clock = f.clock.Add(11 * time.Hour)
	f.want(c, "GET", "/?talk=spring", 200, "false  lapsed true ann of 0")

	c = f.signIn("spring", "ann")
	f.clock = f.clock.Add(DefaultIdle)
	f.want(c, "GET", "/?talk=spring", 200, "false  lapsed true ann")
	f.clock = f.clock.Add(Grace)
	f.want(c, "GET", "/?talk=spring", 200, "false  lapsed false")

	c = f.signIn("spring", "ann")
	if status, _ := f.ask(c, "POST", "/out?talk=spring"); status != 200 {
		t.Error("not signed out")
	}
	f.want(c, "GET", "/?talk=spring", 200, "false  lapsed false")

	// Signed out by somebody else; and what the cookie still says helps nobody.
	c = f.signIn("spring", "ann")
	other := f.signIn("spring", "ann")
	all, err := f.Sessions(ctx, "spring", "ann")
	if err != nil || len(all) != 2 || all[0].Device != (Device{"Firefox", "Android"}) {
		t.Fatal(all, err)
	}
	if err := f.Revoke(ctx, "autumn", all[0].ID); !errors.Is(err, ErrNone) {
		t.Errorf("revoked by another talk: %v", err)
	}
	if err := f.RevokeAll(ctx, "spring", "ann"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*http.Client{c, other} {
		f.want(c, "GET", "/?talk=spring", 200, "false  lapsed false")
	}
	if f.Live(ctx, all[0]) {
		t.Error("a session that was revoked is live")
	}

	c = f.signIn("spring", "bob")
	all, err = f.Sessions(ctx, "spring", "bob")
	if err != nil || len(all) != 1 || !f.Live(ctx, all[0]) {
		t.Fatal(all, err)
	}
	// When it was used last is written once a minute.
	used := all[0].Seen
	for _, x := range []struct{ after, seen time.Duration }{{59 * time.Second, 0}, {time.Second, time.Minute}} {
		f.clock = f.clock.Add(x.after)
		f.want(c, "GET", "/?talk=spring", 200, "true bob")
		if all, err = f.Sessions(ctx, "spring", "bob"); err != nil || !all[0].Seen.Equal(used.Add(x.seen)) {
			t.Errorf("used at %v, it is seen at %v, %v", f.clock, all[0].Seen, err)
		}
	}
	f.seated["bob"] = false
	f.want(c, "GET", "/?talk=spring", 200, "false  lapsed false")
	if f.Live(ctx, all[0]) {
		t.Error("the session of somebody without a seat is live")
	}
	if _, _, err := f.SignIn(ctx, "spring", "bob", ""); !errors.Is(err, ErrNoSeat) {
		t.Errorf("signed in without a seat: %v", err)
	}
}

// One browser holds several talks, and one seat in each.
func TestOneBrowserManyTalks(t *testing.T) {
	f := newFixture(t)
	c := f.signIn("spring", "ann")
	for talk, person := range map[string]string{"Ä / autumn;=": "bob", "winter": "cy", House: "host"} {
		link := f.invite(talk, person)
		f.want(c, "GET", link, 200, "confirm")
		r, _ := http.NewRequest("POST", link, nil)
		if answer, err := c.Do(r); err != nil || answer.StatusCode != 200 {
			t.Fatal(answer, err)
		}
	}
	f.want(c, "GET", "/?talk=spring", 200, "true ann lapsed false  of 4")
	f.want(c, "GET", "/?talk="+url.QueryEscape("Ä / autumn;="), 200, "true bob")
	link := f.invite("spring", "dan")
	f.want(c, "GET", link, 200, "confirm spring dan instead of ann")
	f.want(c, "POST", link, 200, "true dan")
	if s, err := f.Sessions(ctx, "spring", "ann"); err != nil || len(s) > 0 {
		t.Errorf("ann is still signed in: %v, %v", s, err)
	}
	// The cookie of one talk in the place of another's opens nothing.
	at, _ := url.Parse(f.server.URL)
	var value string
	for _, k := range c.Jar.Cookies(at) {
		if k.Name == f.seatName("spring") {
			value = k.Value
		}
	}
	fake := browser()
	fake.Jar.SetCookies(at, []*http.Cookie{{Name: f.seatName("winter"), Value: value}})
	f.want(fake, "GET", "/?talk=spring", 200, "false")
	f.want(fake, "GET", "/?talk=winter", 200, "false")
}

// A server that starts again knows its sessions, and nothing that lets anybody
// in stands in its files.
func TestRestart(t *testing.T) {
	f := newFixture(t)
	c, unused := f.signIn("spring", "ann"), f.invite("spring", "bob")
	f.Door.db.Close()
	var kept bytes.Buffer
	names, _ := filepath.Glob(f.file + "*")
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		kept.Write(b)
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s may be read by others: %v %v", name, info.Mode(), err)
		}
	}
	at, _ := url.Parse(f.server.URL)
	for _, k := range c.Jar.Cookies(at) {
		if bytes.Contains(kept.Bytes(), []byte(k.Value)) {
			t.Errorf("the value of the cookie %s stands in the database", k.Name)
		}
	}
	if bytes.Contains(kept.Bytes(), []byte(unused[strings.LastIndex(unused, "/")+1:])) {
		t.Error("the secret of a link stands in the database")
	}
	if !bytes.Contains(kept.Bytes(), []byte("Firefox/Android")) || bytes.Contains(kept.Bytes(), []byte("rv:140")) {
		t.Error("the database holds something else of the device than its name")
	}
	f.open()
	f.want(c, "GET", "/?talk=spring", 200, "true ann")
	f.want(browser(), "GET", unused, 200, "confirm spring bob")
}

func TestCookies(t *testing.T) {
	f := newFixture(t)
	for base, want := range map[string]string{
		"https://talks.example.org/": "__Host-parley-seat-; Path=/; HttpOnly; Secure; SameSite=Lax",
		"http://127.0.0.1:7007/":     "parley-seat-; Path=/; HttpOnly; SameSite=Lax",
	} {
		f.Door.o.Base, _ = url.Parse(base)
		w := httptest.NewRecorder()
		f.Welcome(w, Session{Talk: "spring"}, secret())
		got := w.Result().Header.Get("Set-Cookie")
		name, rest, _ := strings.Cut(got, "=")
		_, rest, _ = strings.Cut(rest, ";")
		got = name[:strings.LastIndex(name, "-")+1] + ";" + strings.Replace(rest, " Max-Age=1296000;", "", 1)
		if got != want {
			t.Errorf("at %s the cookie is %s and not %s", base, got, want)
		}
	}
}

func TestSweep(t *testing.T) {
	f := newFixture(t)
	f.signIn("spring", "ann")
	f.clock = f.clock.Add(50 * 24 * time.Hour)
	f.signIn("spring", "bob")
	if err := f.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	f.clock = f.clock.Add(30 * 24 * time.Hour)
	for query, want := range map[string]int{"select count(*) from auth_sessions": 1, "select count(*) from auth_invitations": 1} {
		n := 0
		if err := f.db.Read.QueryRowContext(ctx, query).Scan(&n); err != nil || n != want {
			t.Errorf("%s: %d, %v, and not %d", query, n, err, want)
		}
	}
}
