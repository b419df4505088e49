package server

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"parley/internal/demo"
	"parley/talks"
)

// Every page that links lead to, of the demonstration, as its mediator and as a head
// of delegation: none asks for anything elsewhere, none is missing, and none says
// anything on the console. The browser reaches this machine alone; what it asks for
// is seen whether or not it could be had.
func TestNothingIsFetchedFromOutside(t *testing.T) {
	chrome := chromium(t)
	x := start(t, func(c *Config) { c.Demo, c.Data = true, "" })
	for _, who := range []string{"mediator", "head-russia"} {
		p := sit(t, chrome, who, 1280, 900)
		i := slices.IndexFunc(demo.Cast(), func(c talks.Person) bool { return c.ID == who })
		p.open(x.URL())
		p.press(demo.Cast()[i].Name)
		seen, next := map[string]bool{}, []string{"/talks/" + demo.Talk + "/board"}
		kinds := map[string]int{} // so many points look alike
		for len(next) > 0 {
			at := next[0]
			next = next[1:]
			u, err := url.Parse(at)
			if err != nil || seen[at] || kinds[u.Path] >= 2 {
				continue
			}
			seen[at], kinds[u.Path] = true, kinds[u.Path]+1
			p.open(strings.TrimSuffix(x.URL(), "/") + at)
			links, err := chromedp.Run(p, chromedp.Evaluate[[]string](`[document.querySelector("h1").innerText, ...[...document.querySelectorAll("a[href]:not([download])")].map(a => a.href)]`))
			if err != nil {
				t.Fatal(err)
			}
			if links[0] == say("fail.missing.title") || links[0] == say("fail.broken.title") {
				t.Errorf("%s follows a link to %s: %s", who, at, links[0])
			}
			for _, l := range links[1:] {
				to, err := url.Parse(l)
				switch {
				case err != nil || to.Host != x.base.Host:
					t.Errorf("on %s is a link to %s", at, l)
				case strings.HasPrefix(to.Path, "/talks/") && !strings.Contains(to.Path[strings.LastIndex(to.Path, "/"):], "."): // files are no pages
					next = append(next, to.RequestURI())
				}
			}
		}
		if len(seen) < 15 {
			t.Errorf("%s comes to %d pages: hardly anything was crawled", who, len(seen))
		}
		t.Logf("%s: %d pages", who, len(seen))
		p.within(x.URL())
	}
}
