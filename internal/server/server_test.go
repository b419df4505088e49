package server

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/casefile"
	"parley/internal/auth"
	"parley/talks"
)

// clock is a clock that is set by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// buffer is what a log is written to.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// running is a server that serves.
type running struct {
	*Server
	t     *testing.T
	clock *clock
	log   *buffer
	stop  func() error // in order; once
}

// start starts a server. Settle may change its configuration.
func start(t *testing.T, settle func(*Config)) *running {
	t.Helper()
	x := &running{t: t, clock: &clock{now: time.Now().UTC().Truncate(time.Second)}, log: &buffer{}}
	c := Config{
		Listen: "127.0.0.1:0", Data: filepath.Join(t.TempDir(), "data"), Now: x.clock.Now, Getenv: func(string) string { return "" },
		Log: slog.New(slog.NewTextHandler(x.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if settle != nil {
		settle(&c)
	}
	var err error
	if x.Server, err = Open(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- x.Serve(ctx) }()
	x.stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() {
		if err := x.stop(); err != nil {
			t.Error(err)
		}
	})
	return x
}

// browser keeps cookies, and follows nothing by itself.
func browser() *http.Client {
	jar, _ := cookiejar.New(nil)
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// said is an answer that was read.
type said struct {
	*http.Response
	body string
}

// undrawn is the body without the names that are drawn, of the request and of the
// style: they can hold any short word.
func (s said) undrawn() string {
	return strings.NewReplacer(s.Header.Get("X-Request-Id"), "", version, "").Replace(s.body)
}

// ask sends a request as a browser does. A body makes it a form that is posted.
func (x *running) ask(c *http.Client, method, path string, form url.Values, change ...func(*http.Request)) said {
	x.t.Helper()
	at := path
	if strings.HasPrefix(path, "/") {
		at = strings.TrimSuffix(x.URL(), "/") + path
	}
	r, err := http.NewRequest(method, at, strings.NewReader(form.Encode()))
	if err != nil {
		x.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, f := range change {
		f(r)
	}
	answer, err := c.Do(r)
	if err != nil {
		x.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	return said{answer, string(body)}
}

// want holds an answer to its status, and to words that stand in it.
func (x *running) want(got said, status int, words ...string) {
	x.t.Helper()
	if got.StatusCode != status {
		x.t.Errorf("%s %s: %s, and not %d\n%.600s", got.Request.Method, got.Request.URL.Path, got.Status, status, got.body)
	}
	for _, w := range words {
		if !strings.Contains(got.body, w) {
			x.t.Errorf("%s %s does not say %q:\n%.1500s", got.Request.Method, got.Request.URL.Path, w, got.body)
		}
	}
}

// come opens a link and presses the button.
func (x *running) come(link string) *http.Client {
	x.t.Helper()
	c := browser()
	x.want(x.ask(c, "GET", link, nil), 200)
	x.want(x.ask(c, "POST", link, nil), 303)
	return c
}

// invite makes a link for somebody.
func (x *running) invite(talk, person string) string {
	x.t.Helper()
	link, err := x.house.door.Invite(x.t.Context(), talk, person)
	if err != nil {
		x.t.Fatal(err)
	}
	return link
}

// convened is a server with talks, and the browser of their mediator.
func convened(t *testing.T, settle func(*Config)) (*running, *http.Client) {
	t.Helper()
	x := start(t, settle)
	link, err := x.Link(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := x.come(link)
	x.want(x.ask(c, "GET", "/", nil), 200, "Your talks on this server", "Open new talks")
	x.want(x.ask(c, "POST", "/house/convene", url.Values{"talk": {"spring"}, "name": {"Robin"}, "example": {"spring"}}), 303)
	return x, c
}

// seat gives somebody a seat.
func (x *running) seat(c *http.Client, id, party string, seat talks.Seat) {
	x.t.Helper()
	x.want(x.ask(c, "POST", "/talks/spring/board", url.Values{"form": {"f"}, "do": {"invite"}, "person": {id}, "name": {"Person " + id}, "party": {party}, "seat": {string(seat)}}), 303)
}

// stream opens the news of a talk, as somebody who had seen so many events.
func (x *running) stream(c *http.Client, last string) *bufio.Scanner {
	x.t.Helper()
	r, err := http.NewRequestWithContext(x.t.Context(), "GET", x.URL()+"live/spring", nil)
	if err != nil {
		x.t.Fatal(err)
	}
	r.Header.Set("Last-Event-ID", last)
	answer, err := c.Do(r)
	if err != nil {
		x.t.Fatal(err)
	}
	x.t.Cleanup(func() { answer.Body.Close() })
	if answer.StatusCode != 200 {
		x.t.Fatalf("the stream: %s", answer.Status)
	}
	return bufio.NewScanner(answer.Body)
}

func nextEvent(s *bufio.Scanner) string {
	for s.Scan() {
		if id, ok := strings.CutPrefix(s.Text(), "id: "); ok {
			return id
		}
	}
	return "ended"
}

// From an empty folder to a delegation that is told what its mediator does.
func TestFromTheFirstLink(t *testing.T) {
	x, chair := convened(t, nil)
	x.want(x.ask(chair, "GET", "/talks/spring/board", nil), 200, "Robin")
	for path, to := range map[string]string{"/talks/spring": "/talks/spring/board", "/talks/spring/": "/talks/spring"} {
		if got := x.ask(chair, "GET", path, nil); got.StatusCode != 303 || got.Header.Get("Location") != to {
			t.Errorf("%s leads to %q, %s", path, got.Header.Get("Location"), got.Status)
		}
	}
	x.seat(chair, "ann", "north", talks.Head)
	ann := x.come(x.invite("spring", "ann"))
	x.want(x.ask(ann, "GET", "/talks/spring/board", nil), 200, "Person ann")
	x.want(x.ask(ann, "GET", "/", nil), 200, "Your talks", "Person ann")
	if strings.Contains(x.ask(ann, "GET", "/", nil).body, "Open new talks") {
		t.Error("a delegate may open talks")
	}
	news := x.stream(ann, "")
	if got := nextEvent(news); got != "2" {
		t.Errorf("the talks are at event %s", got)
	}
	x.seat(chair, "bob", "south", talks.Head)
	if got := nextEvent(news); got != "3" {
		t.Errorf("the talks are at event %s", got)
	}
	if got := nextEvent(x.stream(ann, "1")); got != "3" {
		t.Errorf("who was away hears of event %s", got)
	}
	// Somebody who is not let in sees neither pages nor news nor a desk.
	x.want(x.ask(browser(), "GET", "/talks/spring/board", nil), 404)
	x.want(x.ask(browser(), "GET", "/live/spring", nil), 401)
	x.want(x.ask(browser(), "GET", "/desk/spring/f", nil), 401)
	x.want(x.ask(ann, "GET", "/live/other", nil), 401)
	x.want(x.ask(ann, "POST", "/house/enter", url.Values{"talk": {"spring"}}), 403)
	x.want(x.ask(ann, "POST", "/house/convene", url.Values{"talk": {"x"}}), 403)
	x.want(x.ask(ann, "POST", "/demo/as", url.Values{"person": {"mediator"}}), 404)
	x.want(x.ask(ann, "POST", "/demo/reset", url.Values{}), 404)
	// A seat that is taken away signs out, at once.
	x.want(x.ask(chair, "POST", "/talks/spring/board", url.Values{"form": {"f"}, "do": {"invite"}, "person": {"obs"}, "name": {"O"}, "seat": {"observer"}}), 303)
	obs := x.come(x.invite("spring", "obs"))
	x.want(x.ask(obs, "GET", "/talks/spring/board", nil), 200)
	x.want(x.ask(chair, "POST", "/talks/spring/board", url.Values{"form": {"f"}, "do": {"remove"}, "person": {"obs"}, "because": {"It is over."}}), 303)
	x.want(x.ask(obs, "GET", "/talks/spring/board", nil), 404)
	x.want(x.ask(obs, "GET", "/live/spring", nil), 401)
	// Signed out, by oneself.
	x.want(x.ask(ann, "POST", "/out", url.Values{"talk": {"spring"}}), 303)
	x.want(x.ask(ann, "GET", "/talks/spring/board", nil), 404)
}

func TestTheHouse(t *testing.T) {
	x, chair := convened(t, nil)
	for name, form := range map[string]url.Values{
		"There are talks of that name": {"talk": {"spring"}, "name": {"R"}, "example": {"harvest"}},
		"That cannot be a short name":  {"talk": {"a b"}, "name": {"R"}, "example": {"harvest"}},
		"A name has":                   {"talk": {"autumn"}, "example": {"harvest"}},
		"Give a file, or choose":       {"talk": {"autumn"}, "name": {"R"}, "example": {"../secret"}},
	} {
		x.want(x.ask(chair, "POST", "/house/convene", form), 422, name)
	}
	// A case with a mistake is refused with its place; a good one opens talks.
	send := func(file string) said {
		body := "--x\r\nContent-Disposition: form-data; name=\"talk\"\r\n\r\nautumn\r\n--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nRobin <b>\r\n" +
			"--x\r\nContent-Disposition: form-data; name=\"case\"; filename=\"my.yaml\"\r\n\r\n" + file + "\r\n--x--\r\n"
		return x.ask(chair, "POST", "/house/convene", nil, func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
			r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		})
	}
	x.want(send("parley: 1\ntitel: x\n"), 422, "my.yaml:2:1", `value="Robin &lt;b&gt;"`)
	good, err := os.ReadFile("../../examples/harvest/case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	x.want(send(string(good)), 303)
	if home := x.ask(chair, "GET", "/", nil); strings.Contains(home.body, "Enter as") {
		t.Errorf("talks that the browser is in stand on the page twice:\n%.1500s", home.body)
	}
	x.want(x.ask(chair, "GET", "/", nil), 200, "Two villages and a spring", "/talks/autumn")
	// What is offered to start from can be sent back as it is.
	start := x.ask(chair, "GET", "/house/case.yaml", nil)
	x.want(start, 200, "title:")
	if c, found := casefile.Read("case.yaml", []byte(start.body)); found.Errors() > 0 || len(c.Parties) < 2 {
		t.Errorf("the case to start from has errors:\n%s", found)
	}
	x.want(x.ask(chair, "GET", "/talks/autumn/board", nil), 200)
	// The house enters talks as their mediator, and no others.
	link, err := x.Link(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again := x.come(link)
	x.want(x.ask(again, "GET", "/talks/spring/board", nil), 404)
	x.want(x.ask(again, "GET", "/", nil), 200, "Enter as")
	x.want(x.ask(again, "POST", "/house/enter", url.Values{"talk": {"winter"}}), 404)
	x.want(x.ask(again, "POST", "/house/enter", url.Values{"talk": {"spring"}}), 303)
	x.want(x.ask(again, "GET", "/talks/spring/board", nil), 200, "Robin")
	all, err := x.house.door.Sessions(t.Context(), "spring", chairID)
	if err != nil || len(all) != 2 {
		t.Errorf("the mediator sees %d of two sessions, %v", len(all), err)
	}
}

// What somebody types is kept when the session ends in mid-sentence, and when
// the server ends and starts again.
func TestTypingIsKept(t *testing.T) {
	x, chair := convened(t, nil)
	x.seat(chair, "ann", "north", talks.Head)
	ann := x.come(x.invite("spring", "ann"))
	put := func(text string) said {
		return x.ask(ann, "PUT", "/desk/spring/position", nil, func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
		})
	}
	x.want(put(`{"says":"We would"}`), 200, `"signed_in":true`)
	x.clock.add(auth.DefaultIdle)
	x.want(put(`{"says":"We would go down to 15"}`), 200, `"signed_in":false`)
	x.want(x.ask(ann, "GET", "/desk/spring/position", nil), 401)
	x.want(x.ask(ann, "GET", "/talks/spring/board", nil), 401, "Your session has ended")
	x.want(x.ask(ann, "POST", "/talks/spring/board", url.Values{"do": {"note"}}), 401, "Your session has ended")
	for _, page := range forAll { // which they may ask for as a stranger may
		stranger := x.ask(browser(), "GET", "/talks/spring/"+page, nil)
		x.want(x.ask(ann, "GET", "/talks/spring/"+page, nil), stranger.StatusCode)
		if stranger.StatusCode == 401 {
			t.Errorf("%s asks a stranger to sign in", page)
		}
	}
	back := x.come(x.invite("spring", "ann"))
	x.want(x.ask(back, "GET", "/desk/spring/position", nil), 200, "We would go down to 15")
	// Again, once the server has ended and another one serves the same folder.
	cookies, port := back.Jar, x.listener.Addr().String()
	if err := x.stop(); err != nil {
		t.Fatal(err)
	}
	y := start(t, func(c *Config) { c.Data, c.Listen, c.Now = x.c.Data, port, x.clock.Now })
	back.Jar = cookies
	y.want(y.ask(back, "GET", "/desk/spring/position", nil), 200, "We would go down to 15")
	y.want(y.ask(back, "GET", "/talks/spring/board", nil), 200, "Person ann")
	err := filepath.WalkDir(x.c.Data, func(name string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if info, err := d.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("others may use %s (%v), %v", name, info.Mode(), err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The end is in order: streams end, nobody is let in, what was begun is done.
func TestTheEnd(t *testing.T) {
	x, chair := convened(t, nil)
	news := x.stream(chair, "1")
	x.want(x.ask(browser(), "GET", "/readyz", nil), 200, "ready")
	x.want(x.ask(browser(), "GET", "/healthz", nil), 200, "alive")
	if err := x.house.talks.Close(); err != nil {
		t.Fatal(err)
	}
	x.want(x.ask(browser(), "GET", "/readyz", nil), 503, "the database does not answer")
	if err := x.stop(); err != nil {
		t.Fatal(err)
	}
	if got := nextEvent(news); got != "ended" {
		t.Errorf("the stream goes on: %s", got)
	}
	if _, err := http.Get(x.URL()); err == nil {
		t.Error("it still answers")
	}
}

func TestDemonstration(t *testing.T) {
	x := start(t, func(c *Config) { c.Demo = true; c.Data = "" })
	c := browser()
	page := x.ask(c, "GET", "/", nil)
	x.want(page, 200, "nobody stated them", "Head of delegation", "Guarantor", "Observer", "Mediator")
	people := regexp.MustCompile(`name="person" value="([^"]+)"`).FindAllStringSubmatch(page.body, -1)
	if len(people) != 5 {
		t.Fatalf("one can be %d people", len(people))
	}
	for _, p := range people {
		x.want(x.ask(c, "POST", "/demo/as", url.Values{"person": {p[1]}}), 303)
		x.want(x.ask(c, "GET", "/talks/peace-talks/board", nil), 200, "data-person=\""+p[1]+"\"")
		x.want(x.ask(c, "GET", "/", nil), 200, "you are them now")
	}
	x.want(x.ask(c, "POST", "/demo/as", url.Values{"person": {"nobody"}}), 404)
	x.want(x.ask(c, "POST", "/demo/as", url.Values{"person": {"mediator"}}), 303)
	before := x.house.away
	x.want(x.ask(c, "POST", "/talks/peace-talks/board", url.Values{"form": {"f"}, "do": {"adjourn"}}), 303)
	x.want(x.ask(c, "POST", "/demo/reset", url.Values{}), 303)
	if got := x.ask(c, "GET", "/talks/peace-talks/board", nil); got.StatusCode != 303 || got.Header.Get("Location") != "/" {
		t.Errorf("nobody is sent to %s, %s", got.Header.Get("Location"), got.Status)
	}
	x.want(x.ask(c, "POST", "/demo/as", url.Values{"person": {"mediator"}}), 303)
	x.want(x.ask(c, "POST", "/talks/peace-talks/board", url.Values{"form": {"f"}, "do": {"adjourn"}}), 303) // the meeting is open again
	after := x.house.away
	if err := x.stop(); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{before, after} {
		if _, err := os.Stat(folder); folder == "" || !os.IsNotExist(err) {
			t.Errorf("the demonstration is left in %s: %v", folder, err)
		}
	}
}
