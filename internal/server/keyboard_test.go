package server

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"parley/internal/secretariat"
	"parley/talks"
)

// come goes on with the tabulator until the focus is on something with these words,
// and holds the page to showing where the focus is.
func (p *hands) come(words string) {
	p.t.Helper()
	for range 150 {
		p.do(chromedp.KeyEvent(kb.Tab))
		at, err := chromedp.Run(p, chromedp.Evaluate[[]string](`(e => [e.innerText.replace(/[\s\u00a0\u202f]+/g, " ").trim(), getComputedStyle(e).outlineStyle])(document.activeElement)`))
		if err != nil {
			p.t.Fatal(err)
		}
		if at[0] == words {
			if at[1] == "none" {
				p.t.Errorf("%s cannot see that the focus is on %q", p.name, words)
			}
			return
		}
	}
	p.lost("%s does not come to %q with the keyboard", p.name, words)
}

// enter comes to a link or a button and goes where it leads.
func (p *hands) enter(words string) {
	p.t.Helper()
	p.come(words)
	was := p.origin()
	p.do(chromedp.KeyEvent(kb.Enter))
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(40 * time.Millisecond) {
		if now := p.origin(); now != was && now != 0 {
			p.loaded = now
			return
		}
	}
	p.lost("%s presses %q with the keyboard, and nothing comes of it", p.name, words)
}

// The way of a delegation with the keyboard alone: it signs in by its link, reads
// the draft and says so, answers a question of its position, and accepts a proposal
// that is tabled meanwhile. Fails if any of it needs a mouse, or hides where one is.
func TestDelegationByKeyboard(t *testing.T) {
	chrome := chromium(t)
	x, _ := convened(t, nil)
	do := func(who string, a talks.Act) {
		t.Helper()
		a.Author = who
		if _, err := x.house.talks.Do(t.Context(), "spring", secretariat.Ask{Command: talks.Command{Act: a, Saw: -1}}); err != nil {
			t.Fatal(err)
		}
	}
	do("mediator", talks.Act{Do: talks.DoInvite, Person: "ann", Name: "Ann", Party: "north", Seat: talks.Head})
	do("mediator", talks.Act{Do: talks.DoInvite, Person: "sam", Name: "Sam", Party: "south", Seat: talks.Head})
	do("mediator", talks.Act{Do: talks.DoRules, Rules: &talks.Rules{Consent: []string{"north", "south"}, Silence: 72}})
	do("ann", talks.Act{Do: talks.DoAgree, Version: 1})
	do("sam", talks.Act{Do: talks.DoAgree, Version: 1})
	do("mediator", talks.Act{Do: talks.DoRound, Date: "2026-11-23"})
	do("mediator", talks.Act{Do: talks.DoDraft})
	state := func() *talks.State {
		t.Helper()
		s, err := x.house.talks.State(t.Context(), "spring")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	ann := sit(t, chrome, "Ann", 1280, 900)
	ann.open(x.invite("spring", "ann"))
	ann.enter(say("door.confirm.go", "name", "Ann"))
	ann.enter(say("todo.draft", "draft", state().Drafts[0].Name))
	ann.reads("Two villages and a spring", "The spring serves both villages.")
	ann.enter(say("text.seen"))
	if state().Seen["north"] != 1 {
		t.Error("Ann said that the draft is before her side, and it is not so")
	}
	ann.enter(say("position.title"))
	if q := ann.asked(); q != say("position.ask.interests") {
		t.Errorf("Ann is asked %q", q)
	}
	ann.reach("input[name=texts]")
	ann.key("Water in the dry month")
	ann.enter(say("position.keep"))
	if q := ann.asked(); q == "" || q == say("position.ask.interests") {
		t.Errorf("Ann is asked %q after the first question", q)
	}
	ann.enter(say("board.title"))
	do("mediator", talks.Act{Do: talks.DoTable, Package: []talks.Item{{Issue: "water", Choices: []string{"half"}}}})
	ann.hears(state().Seq)
	ann.enter(say("todo.proposals", "n", 1))
	ann.come(say("answer"))
	ann.key(kb.Enter)
	ann.enter(say("answer.accept"))
	ann.reads(says("done", "n"))
	if r := state().Proposals[0].Responses; len(r) != 1 || r[0].Party != "north" || r[0].Answer != talks.Accept {
		t.Errorf("Ann accepted, and what stands is %+v", r)
	}
	ann.within(x.URL())
}
