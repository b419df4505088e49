package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// page holds a report in a frame of a phone's or a desktop's width, looks at
// what came of it and writes that down where --dump-dom shows it.
const page = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<iframe id="f" style="border:0;width:%dpx;height:900px" src="/report.html"></iframe><pre id="found"></pre>
<script>
document.getElementById("f").onload = function () {
	const d = this.contentDocument, root = d.scrollingElement, all = q => [...d.querySelectorAll(q)];
	const ids = all("[id]").map(e => e.id);
	document.getElementById("found").textContent = JSON.stringify({
		Width: root.scrollWidth, Room: root.clientWidth,
		Text: root.innerText.length,
		Requests: this.contentWindow.performance.getEntriesByType("resource").map(e => e.name),
		Resources: all("script,link,iframe,object,embed,audio,video,img,image,[style*='url(']").map(e => e.outerHTML.slice(0, 200)),
		Charts: all("svg").length,
		Untitled: all("svg").filter(s => !(s.querySelector("title") || {textContent: ""}).textContent.trim()).length,
		Undescribed: all("svg").filter(s => !(s.querySelector("desc") || {textContent: ""}).textContent.trim()).length,
		Headings: all("h1").length, Language: d.documentElement.lang, Title: d.title,
		Dangling: all("a[href^='#']").map(a => a.hash.slice(1)).filter(h => !ids.includes(decodeURIComponent(h))),
		Twice: ids.filter((id, i) => ids.indexOf(id) != i),
	});
};
</script>`

// found is what the page wrote down.
type found struct {
	Width, Room, Text                    int
	Requests, Resources, Dangling, Twice []string
	Charts, Untitled, Undescribed        int
	Headings                             int
	Language, Title                      string
}

// browse opens a report in a browser that can reach this machine alone, and
// returns what was found and what the console said.
func browse(t *testing.T, browser, report string, width int) (found, []string) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, page, width) })
	mux.HandleFunc("GET /report.html", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, report) })
	server := httptest.NewServer(mux)
	defer server.Close()

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--user-data-dir="+t.TempDir(),
		"--enable-logging=stderr", "--window-size=1400,1000", "--virtual-time-budget=10000", "--dump-dom", server.URL)
	cmd.Stderr = &stderr
	dom, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%.2000s", err, &stderr)
	}
	_, rest, _ := strings.Cut(string(dom), `<pre id="found">`)
	text, _, _ := strings.Cut(rest, "</pre>")
	var f found
	if err := json.Unmarshal([]byte(html.UnescapeString(text)), &f); err != nil {
		t.Fatalf("the page found nothing: %v\n%.2000s", err, &stderr)
	}
	var said []string
	for line := range strings.Lines(stderr.String()) {
		if strings.Contains(line, "CONSOLE") {
			said = append(said, strings.TrimSpace(line))
		}
	}
	return f, said
}

// A report in HTML is one file that fits a phone and a desktop.
func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("short: the browser gains nothing from the race detector")
	}
	browser := needs(t, "chromium", "chromium-browser", "google-chrome")
	for _, example := range []string{"water-treaty", "peace-talks", "peace-talks/bridged.yaml"} {
		report, stderr, status := run(t, "", "analyze", "../../examples/"+example, "--format", "html", "--draws", "100")
		if status != 0 {
			t.Fatalf("status %d: %s", status, stderr)
		}
		for _, width := range []int{390, 1280} {
			t.Run(fmt.Sprintf("%s at %d", example, width), func(t *testing.T) {
				f, said := browse(t, browser, report, width)
				if f.Width > f.Room || f.Room > width {
					t.Errorf("the page is %d wide in a room of %d: it has to be pushed sideways", f.Width, f.Room)
				}
				if len(said) > 0 {
					t.Errorf("the console says %q", said)
				}
				if len(f.Requests)+len(f.Resources) > 0 {
					t.Errorf("it is not one file: it asks for %q and has %q", f.Requests, f.Resources)
				}
				if f.Charts == 0 || f.Untitled+f.Undescribed > 0 {
					t.Errorf("of %d charts, %d have no title and %d no description", f.Charts, f.Untitled, f.Undescribed)
				}
				if f.Text < 2000 || f.Headings != 1 || f.Language == "" || f.Title == "" {
					t.Errorf("%d characters, %d main headings, language %q, title %q", f.Text, f.Headings, f.Language, f.Title)
				}
				if len(f.Dangling)+len(f.Twice) > 0 {
					t.Errorf("links to nowhere: %q; ids that stand twice: %q", f.Dangling, f.Twice)
				}
			})
		}
	}
}
