package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"parley/talks"
	"parley/text"
)

// chromium finds a browser, or skips the test where there is none.
func chromium(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("short: the browser gains nothing from the race detector")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing(t, "there is no browser")
	return ""
}

// missing skips the test, or fails it where everything has to be there.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("PARLEY_REQUIRE") == "all" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// tab is a tab of a real browser that is somebody's.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string

	mu   sync.Mutex
	said []string // by the console, and refused by the policy of the page
}

// open serves the room to a real browser, which asks nobody else anything.
func open(t *testing.T, h *room, more ...func(http.Handler) http.Handler) (context.Context, string) {
	t.Helper()
	path := chromium(t)
	site := serve(t, h)
	for _, m := range more {
		site = m(site)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("as"); err == nil {
			r = r.WithContext(context.WithValue(r.Context(), signedIn{}, c.Value))
		}
		site.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"), chromedp.UserDataDir(t.TempDir()))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	browser, quit := chromedp.NewContext(allocator)
	t.Cleanup(quit)
	if err := chromedp.Do(browser); err != nil {
		t.Fatal(err)
	}
	return browser, server.URL
}

// newTab opens a tab in which somebody is signed in.
func newTab(t *testing.T, browser context.Context, base, person string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, base: base}
	b.do(chromedp.Navigate(base + "/static/icon.svg"))
	err := chromedp.Listen(ctx, func(ev any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			b.said = append(b.said, fmt.Sprintf("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL))
		case *runtime.EventExceptionThrown:
			b.said = append(b.said, e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	evaluate[any](b, fmt.Sprintf("document.cookie = 'as=%s; path=/'; document.cookie = 'parley-asked=1; path=/'; null", person))
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func evaluate[T any](b *tab, script string) T {
	b.t.Helper()
	x, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil && !errors.Is(err, chromedp.ErrJSNull) && !errors.Is(err, chromedp.ErrJSUndefined) {
		b.t.Fatalf("%.200s: %v", script, err)
	}
	return x
}

// look sets how wide the window is, and whether it is dark.
func (b *tab) look(width int, dark bool) {
	b.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	b.do(chromedp.EmulateViewport(int64(width), 900))
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
		b.t.Fatal(err)
	}
}

// violation is what axe-core finds wrong.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// under is a room in which a little of everything has happened, so that pages
// have something to show.
func under(t *testing.T) *room {
	t.Helper()
	h := spring(t).agreed(t).submitted(t)
	op := func(who string, o text.Op) { h.must(t, who, talks.Act{Do: talks.DoText, Op: &o}) }
	op("sam", text.Op{Do: text.DoPropose, Point: "pact.1", Words: text.Wordings{"": "The spring serves both villages, and no other."}, Because: "The town upstream has asked for a share."})
	op("ann", text.Op{Do: text.DoComment, Point: "pact.1", Words: text.Wordings{"": "We would like to hear the town first."}})
	op("ann", text.Op{Do: text.DoBracket, Point: "pact.3", Quote: text.Wordings{"": "yearly"}, Holders: []string{"-north"}})
	op("sam", text.Op{Do: text.DoInsert, Proposed: true, Document: "pact", Point: "pact.5x", After: "pact.4", Words: text.Wordings{"": "A warden is named by both villages for two years."}})
	h.must(t, "chair", talks.Act{Do: talks.DoDraft})
	h.must(t, "sam", talks.Act{Do: talks.DoSeen})
	p := h.state(t).Points[0]
	h.must(t, "sam", talks.Act{Do: talks.DoRespond, Point: p.Point, Words: p.Words, Answer: talks.AdReferendum, Until: "2026-03-09"})
	h.must(t, "ann", talks.Act{Do: talks.DoRespond, Point: p.Point, Words: p.Words, Answer: talks.Reserve, Because: "The town has to be heard."})
	on := func(issue string, choices ...string) talks.Item { return talks.Item{Issue: issue, Choices: choices} }
	h.must(t, "ann", talks.Act{Do: talks.DoTable, Package: []talks.Item{on("water", "half", "meter"), on("toll", "40")}, Says: "Water for a toll."})
	h.must(t, "sam", talks.Act{Do: talks.DoRespond, Proposal: "p1", Issue: "toll", Answer: talks.Reject, Because: "Too little."})
	h.must(t, "chair", talks.Act{Do: talks.DoBlind, Packages: [][]talks.Item{{on("water", "half"), on("toll", "40")}, {on("water", "meter"), on("toll", "60")}}})
	h.sealed(t, "ann", talks.Act{Do: talks.DoMessage, From: "north", To: []string{"south"}}, "We could live with a meter.")
	h.must(t, "ann", talks.Act{Do: talks.DoPermit, Message: "m1", Grade: "joint"})
	h.sealed(t, "chair", talks.Act{Do: talks.DoNote, Party: "north", Grade: "mediator"}, "They are tired of the toll.")
	h.must(t, "chair", talks.Act{Do: talks.DoRespond, For: "sam", Proposal: "p1", Answer: talks.Accept})
	return h
}

// Every page passes the checks of axe-core, fits the window it is in, and says
// nothing on the console: nothing of it is refused by its own policy.
func TestPagesAreAccessible(t *testing.T) {
	script, err := os.ReadFile(filepath.Join("testdata", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		missing(t, "axe-core is not there: run npm ci in internal/web/testdata")
	}
	browser, base := open(t, under(t))
	type look struct {
		who   string
		width int
		dark  bool
	}
	looks := []look{{"chair", 1440, false}, {"ann", 360, true}}
	if os.Getenv("PARLEY_REQUIRE") == "all" {
		looks = append(looks, look{"chair", 360, false}, look{"sam", 1440, true})
	}
	for _, visit := range looks {
		b := newTab(t, browser, base, visit.who)
		b.look(visit.width, visit.dark)
		for _, p := range pages {
			b.do(chromedp.Navigate(base + "/talks/spring/" + p.name))
			name := fmt.Sprintf("%s as %s at %d", p.name, visit.who, visit.width)
			// What is folded away is looked at as well.
			evaluate[any](b, "document.querySelectorAll('main details').forEach(d => d.open = true); null")
			if wide := evaluate[int](b, "document.scrollingElement.scrollWidth"); wide > visit.width {
				t.Errorf("%s: it is %d wide, and has to be pushed sideways", name, wide)
			}
			evaluate[any](b, string(script)+"; null")
			found := evaluate[string](b, "axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify(r.violations))")
			var list []violation
			if err := json.Unmarshal([]byte(found), &list); err != nil {
				t.Fatal(err)
			}
			for _, v := range list {
				for i, n := range v.Nodes {
					if i < 3 {
						t.Errorf("%s: %s (%s)\n%.300s\n%s", name, v.ID, v.Help, n.HTML, n.Summary)
					}
				}
			}
		}
		b.mu.Lock()
		for _, said := range b.said {
			if !strings.Contains(said, "404") {
				t.Errorf("as %s at %d the console says %s", visit.who, visit.width, said)
			}
		}
		b.mu.Unlock()
	}
}
