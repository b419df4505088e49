package server

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"parley/talks"
)

// key presses keys, one after the other.
func (p *tab) key(keys string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys))
}

// reach goes on with the tabulator until the selector has the focus.
func (p *tab) reach(selector string) {
	p.t.Helper()
	for range 80 {
		there, err := chromedp.Run(p, chromedp.Evaluate[bool]("document.activeElement.matches("+quoted(selector)+")"))
		if err != nil {
			p.t.Fatal(err)
		}
		if there {
			return
		}
		p.key(kb.Tab)
	}
	p.t.Fatalf("the keyboard does not reach %s", selector)
}

// send presses Enter where the focus is, and waits for the page behind it.
func (p *tab) send() {
	p.t.Helper()
	if _, err := chromedp.RunResponse(p, chromedp.KeyEvent(kb.Enter)); err != nil {
		p.t.Fatal(err)
	}
}

// asks waits for a question, and holds it to a phone and a desk: nothing has to
// be pushed sideways, and what is to be touched is large enough.
func (p *tab) asks(words string) {
	p.t.Helper()
	p.see("document.querySelector('#h-question') && document.querySelector('#h-question').innerText.includes(" + quoted(words) + ")")
	p.fits()
}

func (p *tab) fits() {
	p.t.Helper()
	for _, size := range [][2]int64{{1440, 900}, {360, 740}} {
		p.do(chromedp.EmulateViewport(size[0], size[1]))
		p.see("document.scrollingElement.scrollWidth <= innerWidth")
	}
	small, err := chromedp.Run(p, chromedp.Evaluate[string](`[...document.querySelectorAll("main form button, main form .option, main form select")]
		.filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 80)).join("; ")`))
	if err != nil || small != "" {
		p.t.Errorf("too small for a thumb: %s %v", small, err)
	}
}

// A head of delegation says what it wants with the keyboard alone, on a phone:
// answers, says who can see it, stops, comes back, skips the rest and submits.
func TestPositionByKeyboard(t *testing.T) {
	browser := chromium(t)
	x := start(t, nil)
	link, err := x.Link(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	robin, ann, sam := person(t, browser), person(t, browser), person(t, browser)
	robin.do(chromedp.Navigate(link))
	robin.press("main form button")
	robin.do(chromedp.SetValue(chromedp.CSS("input[name=talk]"), "spring"), chromedp.SetValue(chromedp.CSS("input[name=name]"), "Robin"),
		chromedp.SetValue(chromedp.CSS("select[name=example]"), "spring"))
	robin.press("form[action='/house/convene'] button")
	robin.see("document.body.dataset.person === 'mediator'")
	act := func(p *tab, form url.Values) {
		t.Helper()
		form.Set("form", "f")
		if got := p.fetch("POST", "/talks/spring/board", "new URLSearchParams("+quoted(form.Encode())+")"); !strings.HasPrefix(got, "200 ") {
			t.Fatalf("%s: %.300s", form.Get("do"), got)
		}
	}
	act(robin, url.Values{"do": {"invite"}, "person": {"ann"}, "name": {"Ann"}, "party": {"north"}, "seat": {string(talks.Head)}})
	act(robin, url.Values{"do": {"invite"}, "person": {"sam"}, "name": {"Sam"}, "party": {"south"}, "seat": {string(talks.Head)}})
	act(robin, url.Values{"do": {"rules"}, "rules.consent": {"north", "south"}, "rules.silence": {"72"}})
	ann.do(chromedp.EmulateViewport(360, 740), chromedp.Navigate(x.invite("spring", "ann")))
	ann.press("main form button")
	ann.see("document.body.dataset.person === 'ann'")
	act(ann, url.Values{"do": {"agree"}, "version": {"1"}, "saw": {"4"}})
	sam.do(chromedp.Navigate(x.invite("spring", "sam")))
	sam.press("main form button")
	sam.see("document.body.dataset.person === 'sam'")
	act(sam, url.Values{"do": {"agree"}, "version": {"1"}, "saw": {"5"}})
	ann.do(chromedp.Navigate(x.URL() + "talks/spring/position"))

	ann.asks("safe from")
	ann.reach(".skip")
	ann.key(kb.Enter)
	ann.reach("input[name=texts]")
	ann.key("Water in the dry month")
	ann.reach("#answer button.main")
	ann.send()

	ann.asks("Share of the spring: which")
	ann.reach("input[name='stance.half']")
	ann.key(" ")
	ann.reach("input[name='stance.season']")
	ann.key(kb.ArrowDown + kb.ArrowDown)
	ann.see("document.querySelector('input[name=\"stance.season\"]:checked').value === 'never'")
	ann.send() // as from any field of a form

	ann.asks("Why never")
	ann.reach("textarea[name=because]")
	ann.key("The well dries.")
	ann.reach("#answer .who summary")
	ann.key(kb.Enter)
	ann.reach("input[name=grade]")
	ann.key(kb.ArrowUp)
	ann.see("document.querySelector('input[name=grade]:checked').value === 'engine'")
	ann.reach("#answer button.main")
	ann.send()

	// It goes on where it was, in another browser too.
	ann.asks("are there numbers")
	later := person(t, browser)
	later.do(chromedp.Navigate(x.invite("spring", "ann")))
	later.press("main form button")
	later.see("document.body.dataset.person === 'ann'")
	later.do(chromedp.Navigate(x.URL() + "talks/spring/position"))
	later.asks("are there numbers")
	later.reach("input[name=most]")
	later.key("7x")
	later.send()
	later.says("not a number")
	later.see("document.querySelector('input[name=most]').value === '7x'")
	for range 40 {
		done, err := chromedp.Run(later, chromedp.Evaluate[bool]("!document.querySelector('#answer')"))
		if err != nil {
			t.Fatal(err)
		}
		if done {
			break
		}
		later.fits()
		later.reach("button[name=skip]")
		later.send()
	}
	later.says("As the other side would see it")
	later.fits()
	later.says("you keep something undisclosed")
	later.reach("#submit button.main")
	later.send()
	later.says("It is on record")
	later.within(x.URL())
}
