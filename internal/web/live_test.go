package web

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"parley/internal/live"
	"parley/talks"
	"parley/text"
)

// drawers keep what is being typed, as the desk of the server does.
type drawers struct {
	mu   sync.Mutex
	kept map[string][]byte
}

func (d *drawers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	who, _ := r.Context().Value(signedIn{}).(string)
	key := who + " " + r.URL.Path
	switch {
	case r.URL.Path == "/desk/spring":
		type form struct {
			Form string `json:"form"`
		}
		list := []form{}
		for name := range d.kept {
			if name, own := strings.CutPrefix(name, who+" /desk/spring/"); own {
				list = append(list, form{name})
			}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"drafts": list})
	case r.Method == http.MethodPut:
		d.kept[key], _ = io.ReadAll(r.Body)
		fmt.Fprint(w, `{"signed_in": true}`)
	case r.Method == http.MethodDelete:
		delete(d.kept, key)
	case d.kept[key] == nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		fmt.Fprintf(w, `{"fields": %s}`, d.kept[key])
	}
}

// until waits until the script says true.
func (b *tab) until(what, script string) {
	b.t.Helper()
	for range 1200 {
		if evaluate[bool](b, script) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Fatalf("%s: it does not come about", what)
}

// What one does, others see without asking; what they were typing meanwhile
// stays, survives a reload and another browser, and is gone when it was sent.
func TestPagesFollow(t *testing.T) {
	h := under(t)
	desk := &drawers{kept: map[string][]byte{}}
	hub := live.New(h.Secretariat, live.Options{Heartbeat: 200 * time.Millisecond})
	var out atomic.Bool
	t.Cleanup(hub.Close)
	browser, base := open(t, h, func(next http.Handler) http.Handler {
		mux := http.NewServeMux()
		mux.Handle("/", next)
		mux.Handle("/desk/", desk)
		mux.Handle("/desk/spring", desk)
		mux.HandleFunc("/live/spring", func(w http.ResponseWriter, r *http.Request) {
			who, _ := r.Context().Value(signedIn{}).(string)
			hub.Serve(w, r, "spring", who, func(context.Context) bool { return !out.Load() })
		})
		return mux
	})
	at := base + "/talks/spring/point?point=pact.1"
	ann := newTab(t, browser, base, "ann")
	ann.do(chromedp.Navigate(at))
	evaluate[any](ann, `document.querySelector("#comment").closest("details").open = true; null`)
	field := `#comment textarea`
	ann.do(chromedp.SendKeys(field, "Half a thought"))
	ann.until("the stream stands", `performance.getEntriesByType("resource").some(e => e.name.includes("/live/")) || document.body.dataset.live !== ""`)
	time.Sleep(300 * time.Millisecond)
	h.must(t, "sam", talks.Act{Do: talks.DoText, Op: &text.Op{Do: text.DoComment, Point: "pact.1", Words: text.Wordings{"": "Said meanwhile."}}})
	ann.until("what was said meanwhile is there", `document.getElementById("main").innerText.includes("Said meanwhile.")`)
	if got := evaluate[string](ann, `document.querySelector("#comment textarea").value`); got != "Half a thought" {
		t.Errorf("what was being typed reads %q", got)
	}
	if got := evaluate[string](ann, `document.activeElement.name || ""`); !strings.HasPrefix(got, "op.words") {
		t.Errorf("the cursor went to %q", got)
	}
	if got := evaluate[string](ann, `document.getElementById("live").innerText`); !strings.Contains(got, "Something has happened") {
		t.Errorf("nobody is told: %q", got)
	}
	ann.do(chromedp.KeyEvent(", and the rest."))
	ann.until("it is on the desk", `new Promise(r => setTimeout(async () => r(((await (await fetch(document.body.dataset.desk + "/point%20pact.1%20comment")).text()).includes("the rest."))), 200))`)
	ann.do(chromedp.Navigate(at))
	ann.until("it survives a reload", `document.querySelector("#comment textarea").value === "Half a thought, and the rest."`)
	other := newTab(t, browser, base, "ann")
	other.do(chromedp.Navigate(at))
	other.until("it is there in another browser", `document.querySelector("#comment textarea").value === "Half a thought, and the rest."`)
	other.do(chromedp.Navigate(base + "/talks/spring/point?point=pact.2"))
	time.Sleep(500 * time.Millisecond)
	if got := evaluate[string](other, `document.querySelector("#comment textarea").value`); got != "" {
		t.Errorf("another point has %q", got)
	}
	other.do(chromedp.Navigate(at))
	other.until("it is back", `document.querySelector("#comment textarea").value !== ""`)
	sam := newTab(t, browser, base, "sam")
	sam.do(chromedp.Navigate(at))
	if got := evaluate[string](sam, `document.querySelector("#comment textarea").value`); got != "" {
		t.Errorf("somebody else has %q on their page", got)
	}
	evaluate[any](other, `document.querySelector("#comment").requestSubmit(); null`)
	other.until("it was sent", `location.search.includes("done=")`)
	other.until("it is gone from the desk", `new Promise(r => setTimeout(async () => r((await fetch(document.body.dataset.desk + "/point%20pact.1%20comment")).status === 204), 200))`)
	folded, err := text.Fold(h.state(t).Text)
	if err != nil {
		t.Fatal(err)
	}
	if last := folded.Comments[len(folded.Comments)-1]; last.Words != "Half a thought, and the rest." {
		t.Errorf("what was said is %q", last.Words)
	}
	out.Store(true) // every session has ended
	sam.until("who is signed out is told so", `document.getElementById("live").innerText.includes("Your session has ended")`)
	for n := 0; hub.Open() > 0; n++ {
		if n > 1200 {
			t.Fatalf("%d streams are open", hub.Open())
		}
		time.Sleep(50 * time.Millisecond)
	}
	out.Store(false)
	time.Sleep(3 * time.Second) // longer than a browser takes to ask again by itself
	if hub.Open() > 0 {
		t.Errorf("who is signed out asks again: %d streams are open", hub.Open())
	}
}

// Somebody without a mouse reaches the text from the board, answers a point and
// is told that it is done.
func TestKeyboardAlone(t *testing.T) {
	h := spring(t).agreed(t)
	browser, base := open(t, h)
	ann := newTab(t, browser, base, "ann")
	ann.do(chromedp.Navigate(base + "/talks/spring/board"))
	press := func(to string) {
		t.Helper()
		for range 120 {
			ann.do(chromedp.KeyEvent(kb.Tab))
			if evaluate[bool](ann, to) {
				if seen := evaluate[bool](ann, `getComputedStyle(document.activeElement).outlineStyle !== "none"`); !seen {
					t.Errorf("where one is cannot be seen: %s", to)
				}
				return
			}
		}
		t.Fatalf("the keyboard does not reach %s", to)
	}
	press(`document.activeElement.className === "skip"`)
	ann.do(chromedp.KeyEvent(kb.Enter))
	press(`document.activeElement.tagName === "A" && document.activeElement.href.includes("/text?view=changed")`)
	ann.do(chromedp.KeyEvent(kb.Enter))
	ann.until("the text is there", `location.pathname.endsWith("/text")`)
	press(`document.activeElement.tagName === "BUTTON" && document.activeElement.form && document.activeElement.form.id === "seen"`)
	ann.do(chromedp.KeyEvent(kb.Enter))
	ann.until("it is done", `document.querySelector(".notice.done") !== null`)
	if h.state(t).Seen["north"] != 1 {
		t.Error("the draft was not seen")
	}
}

// A page of a person with no script is the same page: every form is sent by a
// button of its own.
func TestEveryFormHasAButton(t *testing.T) {
	site := serve(t, under(t))
	for _, who := range []string{"chair", "ann", "sam"} {
		for _, p := range pages {
			code, body, _ := browser{t, site, who, ""}.ask("GET", "/talks/spring/"+p.name, nil)
			if code != http.StatusOK {
				continue
			}
			for i, form := range strings.Split(body, "<form ")[1:] {
				form, _, _ = strings.Cut(form, "</form>")
				if !strings.Contains(form, "<button") {
					t.Errorf("%s as %s: form %d cannot be sent", p.name, who, i+1)
				}
				if action := strings.SplitN(form, `action="`, 2); len(action) == 2 {
					u, err := url.Parse(unescape(strings.SplitN(action[1], `"`, 2)[0]))
					if err != nil || u.Host != "" {
						t.Errorf("%s as %s: a form goes to %v", p.name, who, u)
					}
				}
			}
		}
	}
}
