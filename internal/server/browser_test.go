package server

import (
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"parley/internal/auth"
	"parley/internal/demo"
	"parley/internal/desk"
	"parley/talks"
)

// chromium is a browser that reaches this machine alone, or the end of the test
// where there is none.
func chromium(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("short: the browser gains nothing from the race detector")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		if os.Getenv("PARLEY_REQUIRE") == "all" {
			t.Fatal("chromium is not here, and PARLEY_REQUIRE=all asks for it")
		}
		t.Skip("SKIPPED: chromium is not here, so this is not tested")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless, chromedp.DisableGPU,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"), chromedp.UserDataDir(t.TempDir()))
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// tab is a person at a browser of their own.
type tab struct {
	context.Context
	t *testing.T

	mu    sync.Mutex
	asked []string // where requests went
	said  []string // errors on the console
}

// person opens a browser that shares nothing with the others.
func person(t *testing.T, browser context.Context) *tab {
	t.Helper()
	p := &tab{t: t}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p.Context = ctx
	requests := chromedp.Events(ctx, network.RequestWillBeSent)
	console := chromedp.Console(ctx)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	go func() {
		for e, err := range requests {
			if err != nil {
				return
			}
			p.mu.Lock()
			p.asked = append(p.asked, e.Request.URL)
			p.mu.Unlock()
		}
	}()
	go func() {
		for m, err := range console {
			if err != nil {
				return
			}
			if s := m.String(); m.IsException() || strings.Contains(s, "Content Security Policy") || strings.Contains(s, "Refused") {
				p.mu.Lock()
				p.said = append(p.said, s)
				p.mu.Unlock()
			}
		}
	}()
	return p
}

// do does something in the page.
func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// press presses a button, or a link, and waits for the page behind it.
func (p *tab) press(selector string) {
	p.t.Helper()
	if _, err := chromedp.RunResponse(p, chromedp.Click(chromedp.CSS(selector))); err != nil {
		p.t.Fatalf("press %s: %v", selector, err)
	}
}

// see waits until an expression is true in the page.
func (p *tab) see(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p, time.Minute)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Poll[bool](expression))
	for err != nil && strings.Contains(err.Error(), "Cannot find context") { // the page went while it was looked at
		_, err = chromedp.Run(ctx, chromedp.Poll[bool](expression))
	}
	if err != nil {
		text, _ := chromedp.Run(p, chromedp.Evaluate[string]("document.location + '\\n' + document.body.innerText"))
		p.t.Fatalf("%s does not come about: %v\n%.1500s", expression, err, text)
	}
}

// says waits until the page has the words.
func (p *tab) says(words string) {
	p.t.Helper()
	p.see("document.body && document.body.innerText.includes(" + quoted(words) + ")")
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `\'`) + "'" }

// fetch asks the server as a script of the page does, and returns the answer.
func (p *tab) fetch(method, path, body string) string {
	p.t.Helper()
	answer, err := chromedp.Run(p, chromedp.Evaluate[string]("fetch("+quoted(path)+", {method: "+quoted(method)+", body: "+body+"}).then(async a => a.status + ' ' + await a.text())", chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatal(err)
	}
	return strings.TrimSpace(answer)
}

// within holds the tab to requests to this server alone, and to a console that
// has nothing to say.
func (p *tab) within(base string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.asked) == 0 {
		p.t.Error("no request was seen: the test sees nothing")
	}
	for _, at := range p.asked {
		if !strings.HasPrefix(at, base) && !strings.HasPrefix(at, "data:") {
			p.t.Errorf("the page asks for %s", at)
		}
	}
	for _, s := range p.said {
		p.t.Errorf("the console says %s", s)
	}
}

// From the first link to a delegation that sees what the mediator does without
// touching the page, in real browsers; a link that is used twice; a session that
// ends in mid-sentence.
func TestBrowsers(t *testing.T) {
	browser := chromium(t)
	x := start(t, nil)
	link, err := x.Link(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	robin, ann, eve := person(t, browser), person(t, browser), person(t, browser)
	robin.do(chromedp.Navigate(link))
	robin.says("The button works once")
	robin.press("main form button")
	robin.says("Open new talks")
	robin.do(chromedp.SetValue(chromedp.CSS("input[name=talk]"), "spring"), chromedp.SetValue(chromedp.CSS("input[name=name]"), "Robin"),
		chromedp.SetValue(chromedp.CSS("select[name=example]"), "spring"))
	robin.press("form[action='/house/convene'] button")
	robin.see("document.body.dataset.person === 'mediator'")

	// As its forms do, the page itself asks for a seat.
	seat := func(id, party, seat string) {
		t.Helper()
		form := url.Values{"form": {"f"}, "do": {"invite"}, "person": {id}, "name": {"Person " + id}, "party": {party}, "seat": {seat}}
		if got := robin.fetch("POST", "/talks/spring/board", "new URLSearchParams("+quoted(form.Encode())+")"); !strings.HasPrefix(got, "200 ") {
			t.Fatalf("no seat for %s: %.300s", id, got)
		}
	}
	seat("ann", "north", string(talks.Head))
	invitation := x.invite("spring", "ann")
	ann.do(chromedp.Navigate(invitation))
	ann.says("Person ann")
	ann.press("main form button")
	ann.see("document.body.dataset.person === 'ann' && document.body.dataset.seq === '2'")
	eve.do(chromedp.Navigate(invitation))
	eve.says("This link was used")
	eve.do(chromedp.Navigate(x.URL() + "talks/spring/board"))
	eve.says("There is nothing here")

	// It is told to ann's page, which shows it.
	ann.do(chromedp.Evaluate[chromedp.Void]("window.stayed = true; undefined"))
	seat("bob", "south", string(talks.Head))
	ann.see("document.body.dataset.seq === '3' && window.stayed")

	// A script that somebody else put there would not run, and nothing is asked of
	// others.
	if got := ann.fetch("PUT", "/desk/spring/position", `'{"says":"We would"}'`); !strings.Contains(got, `"signed_in":true`) {
		t.Errorf("what is typed: %s", got)
	}
	x.clock.add(auth.DefaultIdle)
	if got := ann.fetch("PUT", "/desk/spring/position", `'{"says":"We would go down"}'`); !strings.Contains(got, `"signed_in":false`) {
		t.Errorf("what is typed in mid-sentence: %s", got)
	}
	ann.do(chromedp.Reload())
	ann.says("Your session has ended")
	ann.do(chromedp.Navigate(x.invite("spring", "ann")))
	ann.press("main form button")
	ann.see("document.body.dataset.person === 'ann'")
	ann.do(chromedp.Evaluate[chromedp.Void]("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.broken=1\">'); undefined"))
	if got := ann.fetch("GET", "/desk/spring/position", "undefined"); !strings.Contains(got, "We would go down") {
		t.Errorf("what was typed is %s", got)
	}
	if broken, err := chromedp.Run(ann, chromedp.Evaluate[bool]("!!window.broken")); err != nil || broken {
		t.Errorf("a script that stands in the page runs: %v", err)
	}
	robin.within(x.URL())
	eve.within(x.URL())
}

// The demonstration, on a phone and on a projector: every side by one click.
func TestDemonstrationInABrowser(t *testing.T) {
	browser := chromium(t)
	x := start(t, func(c *Config) { c.Demo, c.Data = true, "" })
	for _, size := range [][2]int64{{360, 740}, {1440, 900}} {
		p := person(t, browser)
		p.do(chromedp.EmulateViewport(size[0], size[1]))
		for i, who := range demo.Cast() {
			if i > 1 && size[0] > 1000 { // their pages differ in words, and not in width
				break
			}
			p.do(chromedp.Navigate(x.URL()))
			p.says("nobody stated them")
			p.see("document.scrollingElement.scrollWidth <= innerWidth")
			if _, err := chromedp.RunResponse(p, chromedp.Evaluate[chromedp.Void]("document.querySelector('input[value="+who.ID+"]').form.querySelector('button').click(); undefined")); err != nil {
				t.Fatal(err)
			}
			p.see("document.body.dataset.person === " + quoted(who.ID))
			p.see("document.scrollingElement.scrollWidth <= innerWidth")
		}
		p.within(x.URL())
	}
}

// What is typed into a form of a page is found again in another browser, also
// what is typed after the session has ended; and is gone when it was sent.
func TestTypingInABrowser(t *testing.T) {
	browser := chromium(t)
	x := start(t, func(c *Config) { c.Demo, c.Data = true, "" })
	const words = "document.querySelector('#note textarea').value"
	come := func() *tab {
		p := person(t, browser)
		p.do(chromedp.Navigate(x.URL()))
		if _, err := chromedp.RunResponse(p, chromedp.Evaluate[chromedp.Void]("document.querySelector('input[value=head-ukraine]').form.querySelector('button').click(); undefined")); err != nil {
			t.Fatal(err)
		}
		p.do(chromedp.Navigate(x.URL() + "talks/peace-talks/shuttle"))
		return p
	}
	typeIn := func(p *tab, text string) {
		t.Helper()
		p.do(chromedp.Evaluate[chromedp.Void]("for (let d = document.querySelector('#note').closest('details'); d; d = d.parentElement.closest('details')) d.open = true; document.querySelector('#note textarea').focus(); undefined"),
			chromedp.KeyEvent(text))
	}
	kept := func(text string) {
		t.Helper()
		for n := 0; ; n++ {
			d, err := x.house.desk.Find(t.Context(), demo.Talk, "head-ukraine", "shuttle note")
			if err == nil && strings.Contains(string(d.Fields), text) || text == "" && errors.Is(err, desk.ErrNone) {
				return
			}
			if n > 1200 {
				t.Fatalf("on the desk lies %s, %v, and not %q", d.Fields, err, text)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	one := come()
	typeIn(one, "Ask them first")
	kept("Ask them first")
	x.clock.add(auth.DefaultIdle)
	typeIn(one, ", and then wait")
	one.says("Your session has ended")
	kept("Ask them first, and then wait")
	two := come()
	two.see(words + " === 'Ask them first, and then wait'")
	two.says("It has not been sent")
	if _, err := chromedp.RunResponse(two, chromedp.Evaluate[chromedp.Void]("document.querySelector('#note').requestSubmit(); undefined")); err != nil {
		t.Fatal(err)
	}
	two.see("location.search.includes('done=')")
	kept("")
	two.do(chromedp.Reload())
	two.see("document.querySelector('#note textarea') && " + words + " === ''")
	two.within(x.URL())
}
