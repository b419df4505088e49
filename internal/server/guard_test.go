package server

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"parley/talks"
)

// Every answer, whatever it is, has the headers that keep browsers to us.
func TestHeaders(t *testing.T) {
	x, chair := convened(t, nil)
	for _, path := range []string{"/", "/talks/spring/board", "/talks/none/board", "/in/none", "/healthz", "/static/style.css", "/static/none", "/desk/spring/f", "/nowhere", "/talks/spring/../../etc"} {
		got := x.ask(chair, "GET", path, nil)
		policy := got.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			// With no-referrer, a browser that does not say which site it asks from would
			// say that its own forms come from nowhere, and be refused.
			"Referrer-Policy": "same-origin"} {
			if got.Header.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, got.Header.Get(name))
			}
		}
		if cache := got.Header.Get("Cache-Control"); cache != "no-store" && !strings.HasPrefix(path, "/static/") {
			t.Errorf("%s may be kept: %s", path, cache)
		}
		if strings.Contains(got.body, `name="referrer"`) {
			t.Errorf("%s has a policy of its own on referrers", path)
		}
		if strings.Contains(got.body, "<script>") || strings.Contains(got.body, " style=") || strings.Contains(got.body, " onclick=") {
			t.Errorf("%s holds a script or a style", path)
		}
	}
}

// What another site sends is refused, and does nothing.
func TestOtherSites(t *testing.T) {
	x, chair := convened(t, nil)
	from := func(site, origin string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Del("Sec-Fetch-Site")
			if site != "" {
				r.Header.Set("Sec-Fetch-Site", site)
			}
			if origin != "" {
				r.Header.Set("Origin", origin)
			}
		}
	}
	form := url.Values{"form": {"f"}, "do": {"invite"}, "person": {"eve"}, "name": {"Eve"}, "seat": {"observer"}}
	for _, c := range []struct{ site, origin string }{{"cross-site", "https://evil.example"}, {"same-site", ""}, {"", "https://evil.example"}, {"", "null"}} {
		x.want(x.ask(chair, "POST", "/talks/spring/board", form, from(c.site, c.origin)), 403, "sent from another site")
		x.want(x.ask(chair, "PUT", "/desk/spring/f", form, from(c.site, c.origin)), 403)
		x.want(x.ask(chair, "POST", "/out", url.Values{"talk": {"spring"}}, from(c.site, c.origin)), 403)
	}
	state, err := x.house.talks.State(t.Context(), "spring")
	if _, there := state.Person("eve"); err != nil || there {
		t.Error("another site gave somebody a seat")
	}
	x.want(x.ask(chair, "POST", "/talks/spring/board", form, from("same-origin", "")), 303)
	// A link from elsewhere may be followed.
	x.want(x.ask(chair, "GET", "/talks/spring/board", nil, from("cross-site", "")), 200)
}

func TestOtherNames(t *testing.T) {
	x := start(t, nil)
	_, port, _ := strings.Cut(x.listener.Addr().String(), ":")
	for name, want := range map[string]int{"127.0.0.1:" + port: 200, "localhost:" + port: 200, "evil.example": 421, "evil.example:" + port: 421, "127.0.0.1:1": 421, "": 400} {
		got := x.ask(browser(), "GET", "/", nil, func(r *http.Request) { r.Host = name })
		if name == "" {
			continue // the client fills it in
		}
		x.want(got, want)
	}
	x.want(x.ask(browser(), "GET", "/healthz", nil, func(r *http.Request) { r.Host = "10.0.0.7:7007" }), 200)
	y := start(t, func(c *Config) { c.Public = "https://talks.example.org" })
	for name, want := range map[string]int{"talks.example.org": 200, "TALKS.example.org:443": 200, "talks.example.org:444": 421, "example.org": 421} {
		got := y.ask(browser(), "GET", "http://"+y.listener.Addr().String()+"/", nil, func(r *http.Request) { r.Host = name })
		y.want(got, want)
		if hsts := got.Header.Get("Strict-Transport-Security"); hsts == "" {
			t.Error("browsers are not told to keep to TLS")
		}
	}
}

// A fault of the program tells nobody what it was about: not who asked, and not
// the log.
func TestFaults(t *testing.T) {
	x := start(t, nil)
	const secret = "we would go down to 15"
	h := x.guarded(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/late" {
			fmt.Fprint(w, "half an answer")
		}
		panic(fmt.Errorf("wrapped: %s", secret))
	}))
	s := httptest.NewServer(h)
	defer s.Close()
	x.Server.base.Host = strings.TrimPrefix(s.URL, "http://")
	got := x.ask(browser(), "GET", s.URL+"/talks/spring/board?q="+url.QueryEscape(secret), nil)
	x.want(got, 500, "Something went wrong", got.Header.Get("X-Request-Id"))
	if answer, err := http.Get(s.URL + "/late"); err == nil {
		if body, err := io.ReadAll(answer.Body); err == nil {
			t.Errorf("half an answer looks whole: %q", body)
		}
	}
	for _, text := range []string{got.undrawn(), withoutIDs(x.log.String())} {
		if strings.Contains(text, secret) || strings.Contains(text, "spring") {
			t.Errorf("what broke is quoted: %s", text)
		}
	}
	if !strings.Contains(x.log.String(), "guard_test.go") && !strings.Contains(x.log.String(), "TestFaults") {
		t.Errorf("the log does not say where it broke: %s", x.log.String())
	}
	if !strings.Contains(x.log.String(), got.Header.Get("X-Request-Id")) {
		t.Error("the log does not name the request")
	}
}

// Nothing in the log and in the metrics names a person, a link, a talk or words,
// whatever was asked for.
func TestLogsAndMetricsHoldNoSecrets(t *testing.T) {
	x, chair := convened(t, func(c *Config) { c.Metrics = "127.0.0.1:0" })
	x.seat(chair, "ann", "north", talks.Head)
	link := x.invite("spring", "ann")
	ann := x.come(link)
	const words = "canary-words"
	x.want(x.ask(ann, "PUT", "/desk/spring/"+words, nil, func(r *http.Request) {
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(`{"x":"`+words+`"}`)), 20
	}), 200)
	x.ask(ann, "POST", "/talks/spring/board?"+words, url.Values{"do": {"note"}, "party": {"north"}, "grade": {"party"}, "says": {words}})
	x.ask(ann, "GET", "/talks/spring/"+words+"/"+words, nil)
	x.ask(ann, "GET", "/"+words, nil, func(r *http.Request) { r.Header.Set("User-Agent", words) })
	x.ask(ann, words, "/", nil)
	x.ask(ann, "GET", "/in/"+words, nil)
	answer, err := http.Get(x.MetricsURL())
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	metrics, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	x.want(x.ask(browser(), "GET", "/metrics", nil), 404) // not where the pages are
	secrets := []string{words, "spring", "ann", "Robin", "north", link[strings.LastIndex(link, "/")+1:]}
	at, _ := url.Parse(x.URL())
	for _, c := range ann.Jar.Cookies(at) {
		secrets = append(secrets, c.Value)
	}
	for name, text := range map[string]string{"log": withoutIDs(x.log.String()), "metrics": string(metrics)} {
		for _, s := range secrets {
			if strings.Contains(strings.ReplaceAll(text, "go_", ""), s) {
				for line := range strings.Lines(text) {
					if strings.Contains(line, s) {
						t.Errorf("the %s holds %q: %s", name, s, line)
						break
					}
				}
			}
		}
	}
	for _, want := range []string{`parley_requests_total{method="GET",route="/in/{token}",status="200"} 2`, `parley_links_total{outcome="used"} 2`, `parley_links_total{outcome="unknown"} 1`, "parley_drafts_kept_total 1", "parley_streams_open 0", "parley_faults_total 0", "go_goroutines"} {
		if !strings.Contains(string(metrics), want) {
			t.Errorf("the metrics do not have %s", want)
		}
	}
	if !strings.Contains(x.log.String(), "route=/talks/{talk}/{page} status=") {
		t.Error("the log says nothing of requests")
	}
}

// withoutIDs takes the names of requests out of a log: they are drawn, and can hold
// any short word.
func withoutIDs(log string) string {
	return regexp.MustCompile(`\brequest=[a-z2-7]{16}\b`).ReplaceAllString(log, "")
}

func TestBodiesHaveBounds(t *testing.T) {
	x, chair := convened(t, nil)
	large := func(n int64) func(*http.Request) {
		return func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(io.LimitReader(zeros{}, n)), n
		}
	}
	x.want(x.ask(chair, "PUT", "/desk/spring/f", url.Values{}, large(1<<20)), 413)
	x.want(x.ask(chair, "POST", "/house/convene", nil, large(maxCase+1), func(r *http.Request) {
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	}), 400)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// Whom a proxy asks for is believed of proxies alone, and of the last word that
// is not a proxy's.
func TestAddresses(t *testing.T) {
	s := &Server{}
	for _, p := range []string{"10.0.0.0/8", "::1"} {
		n, err := parseNetwork(p)
		if err != nil {
			t.Fatal(err)
		}
		s.proxies = append(s.proxies, n)
	}
	for _, c := range []struct {
		remote, forwarded, want string
	}{
		{"192.0.2.7:1", "198.51.100.1", "192.0.2.7"},
		{"10.0.0.1:1", "", "10.0.0.1"},
		{"10.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1", "6.6.6.6, 198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1", "198.51.100.1, 10.0.0.9", "198.51.100.1"},
		{"10.0.0.1:1", "rubbish", "10.0.0.1"},
		{"[::1]:1", "2001:db8::5", "2001:db8::5"},
		{"[::ffff:10.0.0.1]:1", "198.51.100.1", "198.51.100.1"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := s.address(r); got != netip.MustParseAddr(c.want) {
			t.Errorf("from %s for %q: %s, and not %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

// Each path is one of few routes, so that metrics stay few.
func TestRoutes(t *testing.T) {
	for path, want := range map[string]string{
		"/": "/", "/in/abc": "/in/{token}", "/talks/a/b": "/talks/{talk}/{page}", "/talks/a/b/c.docx": "/talks/{talk}/{page}/", "/talks/a": "/talks/{talk}", "/talks": "/talks/",
		"/live/x": "/live/{talk}", "/desk/a/b": "/desk/{talk}/{form}", "/demo/as": "/demo", "/favicon.ico": "other", "//evil": "/", "": "/",
	} {
		if got := routeOf(path); got != want {
			t.Errorf("%s is %s, and not %s", path, got, want)
		}
	}
}
