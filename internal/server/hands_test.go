package server

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	downloads "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"parley/internal/web/catalogue"
	"parley/talks"
)

// hands is somebody who uses a page as people do: what they look for they know by
// the words that can be seen, they unfold what is folded, and they touch what
// they found with the mouse and the keyboard. Nothing is done in the page behind
// its back: scripts only look.
type hands struct {
	*tab
	name   string
	loaded float64 // when the page was loaded that they look at: by this it is known anew
	folder string  // where what they download lies
}

// sit gives somebody a browser of their own, with a window of that size.
func sit(t *testing.T, chrome context.Context, name string, width, height int64) *hands {
	t.Helper()
	p := &hands{tab: person(t, chrome), name: name, folder: t.TempDir()}
	info, err := chromedp.Call(p, target.GetTargetInfo, target.GetTargetInfoParams{})
	if err != nil {
		t.Fatal(err)
	}
	events := true
	if _, err := chromedp.Call(p, downloads.SetDownloadBehavior, downloads.SetDownloadBehaviorParams{
		Behavior: downloads.SetDownloadBehaviorBehaviorAllowAndName, BrowserContextID: info.TargetInfo.BrowserContextID, DownloadPath: p.folder, EventsEnabled: &events,
	}); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.EmulateViewport(width, height))
	return p
}

// english are the words that the pages say to somebody who asks for no language.
var english = catalogue.Match("en", "")

// say is what the pages say, by its name in the catalogue: words that somebody
// improves are looked for as they are by then.
func say(key string, args ...any) string { return unbroken(english.Text(key, args...)) }

// says is what the pages say up to the place that is filled in.
func says(key, place string) string {
	before, _, _ := strings.Cut(english.Text(key, place, "\x00"), "\x00")
	return unbroken(before)
}

// unbroken are words as they are compared: with plain spaces alone.
func unbroken(s string) string { return strings.Join(strings.Fields(s), " ") }

// patience is how long somebody waits for what has to come about. It is only
// spent where something is wrong.
const patience = 40 * time.Second

// finder is a script that looks for what somebody looks for, and changes nothing
// but how far the page is scrolled. Of several things that have the same words it
// takes the one that stands nearest to the other words: whose common surroundings
// with them are the smallest.
const finder = `((kind, words, near) => {
	const plain = s => (s || "").replace(/[\s\u00a0\u202f]+/g, " ").trim();
	const folded = e => { let f = null; for (let d = e.parentElement; d; d = d.parentElement) if (d.tagName === "DETAILS" && !d.open && !(d.firstElementChild.contains(e))) f = d; return f; };
	const there = e => { const f = folded(e); return f ? f.checkVisibility() : e.checkVisibility() && e.getClientRects().length > 0; };
	const labelOf = e => { // the words of a label, without what stands in its field
		const l = e.labels && e.labels[0];
		if (!l) return plain(e.getAttribute("aria-label"));
		const c = l.cloneNode(true);
		c.querySelectorAll("input, select, textarea, small").forEach(x => x.remove());
		return plain(c.textContent);
	};
	let all;
	if (kind === "press") all = [...document.querySelectorAll("button, a[href], summary")].filter(e => plain(e.innerText || e.textContent) === words || plain(e.getAttribute("title")) === words);
	else if (kind === "link") all = [...document.querySelectorAll("a[href]")].filter(e => plain(e.innerText || e.textContent).startsWith(words));
	else if (kind === "pick") all = [...document.querySelectorAll("input[type=checkbox], input[type=radio]")].filter(e => labelOf(e) === words);
	else if (kind === "choose") all = [...document.querySelectorAll("select")].filter(e => labelOf(e).startsWith(words));
	else all = [...document.querySelectorAll("input:not([type=checkbox]):not([type=radio]):not([type=hidden]), textarea")].filter(e => labelOf(e).startsWith(words));
	all = all.filter(there);
	const far = e => {
		let n = 0;
		for (let a = e; a; a = a.parentElement, n++) { const s = plain(a.textContent); if (near.every(w => s.includes(w))) return [a.textContent.length, n]; }
		return [Infinity, n];
	};
	if (near.length) {
		const ranked = all.map(e => [far(e)[0], e]).filter(r => r[0] < Infinity).sort((a, b) => a[0] - b[0]);
		all = ranked.filter(r => r[0] === ranked[0][0]).map(r => r[1]);
	}
	if (all.length > 1) { const open = all.filter(e => !folded(e)); if (open.length) all = open; }
	if (all.length > 1 && kind === "press") { const main = all.filter(e => document.getElementById("main").contains(e)); if (main.length === 1) all = main; }
	if (!all.length) return {};
	if (all.length > 1) return {many: all.length};
	const f = folded(all[0]);
	let e = f ? f.firstElementChild : all[0];
	const field = e;
	if (!f && kind === "pick") e = e.labels[0];
	e.scrollIntoView({block: "center", behavior: "instant"});
	const box = e.getClientRects()[0], x = box.left + Math.min(box.width / 2, e.type === "date" ? 20 : 200), y = box.top + box.height / 2;
	const top = document.elementFromPoint(x, y);
	const hit = !!top && (e.contains(top) || top.contains(e) && top.tagName !== "BODY" && top.tagName !== "MAIN");
	return {found: true, folded: !!f, x, y, hit, checked: field.checked, value: field.value,
		options: field.options ? [...field.options].map(o => plain(o.text)) : null, at: field.selectedIndex, type: field.type, covered: hit || !top ? "" : top.outerHTML.slice(0, 120)};
})`

// found is what somebody found on a page.
type found struct {
	Found   bool     `json:"found"`
	Folded  bool     `json:"folded"` // it has to be unfolded first, by what stands there
	Many    int      `json:"many"`   // so many things have these words
	X       float64  `json:"x"`
	Y       float64  `json:"y"`
	Hit     bool     `json:"hit"` // it is not covered by something else
	Covered string   `json:"covered"`
	Checked bool     `json:"checked"`
	Value   string   `json:"value"`
	Options []string `json:"options"`
	At      int      `json:"at"`
	Type    string   `json:"type"`
}

// find looks for something until it is there, and unfolds what it is folded in.
func (p *hands) find(kind, words string, near []string) found {
	p.t.Helper()
	if near == nil {
		near = []string{}
	}
	args, err := json.Marshal([]any{kind, words, near})
	if err != nil {
		p.t.Fatal(err)
	}
	var f found
	end := time.Now().Add(patience)
	for time.Now().Before(end) {
		f, err = chromedp.Run(p, chromedp.Evaluate[found](finder+"(..."+string(args)+")"))
		switch {
		case err != nil || !f.Found || !f.Hit:
			time.Sleep(50 * time.Millisecond)
		case f.Folded:
			p.click(f)
			time.Sleep(40 * time.Millisecond)
		default:
			return f
		}
	}
	p.lost("%s does not find %s %q near %q: %+v, %v", p.name, kind, words, near, f, err)
	return f
}

// lost ends the test with what can be seen.
func (p *hands) lost(format string, args ...any) {
	p.t.Helper()
	text, _ := chromedp.Run(p, chromedp.Evaluate[string]("document.location + '\\n' + document.body.innerText"))
	p.t.Fatalf(format+"\n%.6000s", append(args, text)...)
}

func (p *hands) click(f found) {
	p.t.Helper()
	p.do(chromedp.MouseClickXY(f.X, f.Y))
}

// press presses what leads to another page: a button or a link with these words,
// and waits for that page.
func (p *hands) press(words string, near ...string) {
	p.t.Helper()
	p.turn("press", words, near)
}

// follow presses a link that begins with these words.
func (p *hands) follow(words string, near ...string) {
	p.t.Helper()
	p.turn("link", words, near)
}

func (p *hands) turn(kind, words string, near []string) {
	p.t.Helper()
	for _, wait := range []time.Duration{patience / 8, patience} { // the page may be put anew between looking and pressing
		was := p.origin()
		p.click(p.find(kind, words, near))
		for end := time.Now().Add(wait); time.Now().Before(end); time.Sleep(40 * time.Millisecond) {
			if now := p.origin(); now != was && now != 0 {
				p.loaded = now
				return
			}
		}
	}
	p.lost("%s presses %q near %q, and nothing comes of it", p.name, words, near)
}

// origin is when the page was loaded, which is complete; 0: none is.
func (p *hands) origin() float64 {
	at, err := chromedp.Run(p, chromedp.Evaluate[float64]("document.readyState === 'complete' ? performance.timeOrigin : 0"))
	if err != nil {
		return 0
	}
	return at
}

// open goes where an address leads that somebody was given.
func (p *hands) open(address string) {
	p.t.Helper()
	p.do(chromedp.Navigate(address))
	p.loaded = p.origin()
}

// tap presses what stays on the page.
func (p *hands) tap(words string, near ...string) {
	p.t.Helper()
	p.click(p.find("press", words, near))
}

// pick ticks a box, or takes one of several.
func (p *hands) pick(words string, near ...string) {
	p.t.Helper()
	if f := p.find("pick", words, near); !f.Checked {
		p.click(f)
	}
	if f := p.find("pick", words, near); !f.Checked {
		p.lost("%s ticks %q near %q, and it is not ticked", p.name, words, near)
	}
}

// write types words into the field with that label, in the place of what it held.
func (p *hands) write(label, words string, near ...string) {
	p.t.Helper()
	f := p.find("field", label, near)
	p.click(f)
	if f.Type == "date" { // as the browser's own field takes it
		day, err := time.Parse(time.DateOnly, words)
		if err != nil {
			p.t.Fatal(err)
		}
		p.do(chromedp.KeyEvent(kb.Home), chromedp.KeyEvent(day.Format("01022006")))
	} else {
		if f.Value != "" {
			p.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(kb.ModifierCtrl)))
		}
		p.do(chromedp.KeyEvent(words))
	}
	if f = p.find("field", label, near); f.Value != words {
		p.lost("%s types %q into %q, and it holds %q", p.name, words, label, f.Value)
	}
}

// choose takes an option of a list, with the arrow keys.
func (p *hands) choose(label, option string, near ...string) {
	p.t.Helper()
	f := p.find("choose", label, near)
	to := slices.IndexFunc(f.Options, func(o string) bool { return strings.HasPrefix(o, option) })
	if to < 0 {
		p.lost("%s looks for %q in %q, and there is %q", p.name, option, label, f.Options)
	}
	p.click(f) // which unfolds the list
	p.do(chromedp.KeyEvent(kb.Home))
	for range to {
		p.do(chromedp.KeyEvent(kb.ArrowDown))
	}
	p.do(chromedp.KeyEvent(kb.Enter))
	if f = p.find("choose", label, near); f.At != to {
		p.lost("%s takes %q of %q, and it is %q", p.name, option, label, f.Options[f.At])
	}
}

// asked is the question that a page asks; empty where it asks none.
func (p *hands) asked() string {
	p.t.Helper()
	q, err := chromedp.Run(p, chromedp.Evaluate[string]("(document.querySelector('#h-question') || {innerText: ''}).innerText"))
	if err != nil {
		p.t.Fatal(err)
	}
	return q
}

// page goes to a page by the list of pages.
func (p *hands) page(title string) {
	p.t.Helper()
	p.press(title, say("nav.table"), say("nav.record"))
	p.see("document.querySelector('h1').innerText === " + quoted(title))
}

// reads waits until all of the words can be read on the page.
func (p *hands) reads(words ...string) {
	p.t.Helper()
	list, err := json.Marshal(words)
	if err != nil {
		p.t.Fatal(err)
	}
	missing := []string{"?"}
	for end := time.Now().Add(patience); len(missing) > 0; time.Sleep(40 * time.Millisecond) {
		if now, err := chromedp.Run(p, chromedp.Evaluate[[]string](`(list => { const s = document.body.innerText.replace(/[\s\u00a0\u202f]+/g, " "); return list.filter(w => !s.includes(w)); })(`+string(list)+")")); err == nil {
			missing = now
		}
		if time.Now().After(end) {
			p.lost("%s does not read %q", p.name, missing)
		}
	}
}

// hears waits until the page shows what happened so far, and holds it to having
// been told: it is the page that was loaded before.
func (p *hands) hears(seq int) {
	p.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(40 * time.Millisecond) {
		at, err := chromedp.Run(p, chromedp.Evaluate[[]float64]("[Number(document.body.dataset.seq), performance.timeOrigin]"))
		switch {
		case err == nil && at[1] != p.loaded:
			p.lost("the page of %s was loaded anew", p.name)
		case err == nil && int(at[0]) >= seq:
			return
		case time.Now().After(end):
			p.lost("%s does not hear of event %d: %v, %v", p.name, seq, at, err)
		}
	}
}

// download presses a link, and returns the file that comes of it.
func (p *hands) download(words string) []byte {
	p.t.Helper()
	before, err := os.ReadDir(p.folder)
	if err != nil {
		p.t.Fatal(err)
	}
	ended := chromedp.Events(p, downloads.DownloadProgress)
	p.tap(words)
	done := make(chan string, 1)
	go func() {
		for e, err := range ended {
			if err != nil || e.State == downloads.DownloadProgressStateCompleted {
				done <- fmt.Sprint(e.State, err)
				return
			}
		}
	}()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(40 * time.Millisecond) {
		select {
		case <-done:
			after, err := os.ReadDir(p.folder)
			if err != nil {
				p.t.Fatal(err)
			}
			for _, f := range after {
				if !slices.ContainsFunc(before, func(g os.DirEntry) bool { return g.Name() == f.Name() }) {
					data, err := os.ReadFile(filepath.Join(p.folder, f.Name()))
					if err != nil {
						p.t.Fatal(err)
					}
					return data
				}
			}
		default:
		}
	}
	p.lost("%s presses %q, and no file comes", p.name, words)
	return nil
}

// table is who takes part, each at their own browser.
type table struct {
	x    *running
	talk string
	all  []*hands
}

// state is how the talks stand.
func (b *table) state() *talks.State {
	b.x.t.Helper()
	s, err := b.x.house.talks.State(b.x.t.Context(), b.talk)
	if err != nil {
		b.x.t.Fatal(err)
	}
	return s
}

// hear waits until everybody's page but some shows what happened, without having
// been loaded anew.
func (b *table) hear(but ...*hands) {
	b.x.t.Helper()
	seq := b.state().Seq
	for _, p := range b.all {
		if !slices.Contains(but, p) {
			p.hears(seq)
		}
	}
}
