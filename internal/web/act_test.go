package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"parley/talks"
	"parley/text"
)

// send fills in a form of a page and sends it, as a browser would: with what is
// hidden in it.
func (b browser) send(path, form string, typed url.Values) (int, string, string) {
	b.t.Helper()
	page := b.get(path)
	values := formOn(page, form)
	if values == nil {
		b.t.Fatalf("%s as %s has no form %s", path, b.person, form)
	}
	for name, v := range typed {
		values[name] = v
	}
	return b.ask("POST", path, values)
}

// hiddenField is a field of a form that nobody types in.
var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

func unescape(s string) string {
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&amp;", "&", "&lt;", "<", "&gt;", ">", "&#43;", "+").Replace(s)
}

// sent sends a form that goes through, and returns the page that it leads to.
func (b browser) sent(path, form string, typed url.Values) string {
	b.t.Helper()
	code, body, to := b.send(path, form, typed)
	if code != http.StatusSeeOther {
		_, why, _ := strings.Cut(body, `class="refused"`)
		b.t.Fatalf("%s of %s as %s: status %d\n%.600s", form, path, b.person, code, why)
	}
	to, _, _ = strings.Cut(to, "#")
	return b.get(to)
}

// What is refused comes back on the same page, beside the form, with the rule
// and with everything that was typed.
func TestRefusalKeepsWhatWasTyped(t *testing.T) {
	h := spring(t).agreed(t)
	site := serve(t, h)
	for _, lang := range []string{"en", "fr"} {
		sam := browser{t, site, "sam", lang}
		code, body, _ := sam.send("/talks/spring/text", "answer-pact.1", url.Values{"answer": {"reserve"}, "because": {""}, "until": {"2026-05-05"}})
		if code != http.StatusUnprocessableEntity {
			t.Fatalf("a reservation without a reason: status %d", code)
		}
		_, form, _ := strings.Cut(body, ` id="answer-pact.1"`)
		form, _, _ = strings.Cut(form, "</form>")
		if !strings.Contains(form, `role="alert"`) || !strings.Contains(form, `value="2026-05-05"`) {
			t.Errorf("the form does not say what is wrong, or has lost what was typed:\n%s", form)
		}
	}
}

// Somebody who did not see what happened meanwhile is shown it, and asked again.
func TestStaleConsentIsAskedAgain(t *testing.T) {
	h := spring(t).agreed(t)
	site := serve(t, h)
	ann, sam := browser{t, site, "ann", ""}, browser{t, site, "sam", ""}
	page := ann.get("/talks/spring/text")
	saw := regexp.MustCompile(`data-seq="(\d+)"`).FindStringSubmatch(page)[1]
	sam.sent("/talks/spring/point?point=pact.1", "comment", url.Values{"op.words.und": {"One moment."}})
	table, _ := h.state(t).Table()
	code, body, _ := ann.ask("POST", "/talks/spring/text", url.Values{"form": {"seen"}, "do": {"seen"}, "draft": {table.Hash}, "saw": {saw}})
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, "Something else happened") || !strings.Contains(body, "One moment.") {
		t.Fatalf("a stale act: status %d", code)
	}
	ann.sent("/talks/spring/text", "seen", nil)
	if h.state(t).Seen["north"] != 1 {
		t.Error("the draft was not seen in the end")
	}
}

// Fails if a page lets somebody bind their party, or end something for all, by a
// form that was made before the last thing happened, or that does not say what it
// was made on.
func TestConsentNeedsWhatWasSeen(t *testing.T) {
	site := serve(t, spring(t).agreed(t))
	for _, do := range []talks.Do{talks.DoAgree, talks.DoRespond, talks.DoSeen, talks.DoInitial, talks.DoSign, talks.DoTick, talks.DoConfirm, talks.DoTakeOn,
		talks.DoDraft, talks.DoSilence, talks.DoCirculate, talks.DoConclude, talks.DoReveal, talks.DoRelease} {
		for saw, want := range map[string]string{"1": "Something else happened", "": "is not a number", "-1": "is not a number"} {
			for _, who := range []string{"ann", "chair"} {
				code, body, _ := browser{t, site, who, "en"}.ask("POST", "/talks/spring/board", url.Values{"form": {"f"}, "do": {string(do)}, "saw": {saw}})
				if code != http.StatusUnprocessableEntity || !strings.Contains(body, want) {
					t.Errorf("%s by %s, who saw %q: status %d, without %q", do, who, saw, code, want)
				}
			}
		}
	}
}

// Fails if somebody whose form is gone by now, for what happened meanwhile, is not
// told that nothing was done, or loses what they wrote.
func TestRefusalWithoutItsForm(t *testing.T) {
	site := serve(t, spring(t).agreed(t))
	code, body, _ := browser{t, site, "ann", "en"}.ask("POST", "/talks/spring/silence", url.Values{"form": {"object-s1"}, "do": {"object"}, "silence": {"s1"},
		"because": {"Not <before> the rain."}, "saw": {"1"}})
	if code != http.StatusUnprocessableEntity || strings.Count(body, `class="refused"`) != 1 || !strings.Contains(body, "Not &lt;before&gt; the rain.") || strings.Contains(body, `<blockquote dir="auto">s1<`) {
		t.Errorf("status %d\n%s", code, body)
	}
	// Where the form is there, it says so itself, and nothing says it twice.
	code, body, _ = browser{t, site, "ann", "en"}.ask("POST", "/talks/spring/proposals", url.Values{"form": {"table"}, "do": {"table"}, "says": {"A gift."}})
	if code != http.StatusUnprocessableEntity || strings.Count(body, `class="refused"`) != 1 || strings.Contains(body, "You had written") {
		t.Errorf("status %d, refused %d times", code, strings.Count(body, `class="refused"`))
	}
}

// A delegation works on the text from the pages: it proposes, remarks, brackets;
// the mediator takes, chooses and issues the next draft.
func TestWorkOnThePoint(t *testing.T) {
	h := spring(t).agreed(t)
	site := serve(t, h)
	ann, sam, chair := browser{t, site, "ann", ""}, browser{t, site, "sam", "fr"}, browser{t, site, "chair", ""}
	at := "/talks/spring/point?point=pact.1"
	page := sam.sent(at, "propose", url.Values{"op.words.und": {"The spring serves both villages alike."}, "op.because": {"Neither first."}})
	if !strings.Contains(page, "Neither first.") || !strings.Contains(page, "<ins>") {
		t.Error("the proposal is not shown")
	}
	ann.sent(at, "bracket", url.Values{"op.quote.und": {"both"}, "op.holders": {"-north"}})
	ann.sent(at, "comment", url.Values{"op.words.und": {"<b>Loud</b> & clear"}})
	page = ann.get("/talks/spring/text")
	if strings.Contains(page, "<b>Loud") || !strings.Contains(page, "&lt;b&gt;Loud") {
		t.Error("a remark is markup")
	}
	if !strings.Contains(page, "−North") && !strings.Contains(page, "-North") {
		t.Error("nobody holds the bracket")
	}
	proposal := h.state(t).Text[len(h.state(t).Text)-3].ID
	chair.sent(at, "take-"+proposal, nil)
	sam.sent(at, "insert", url.Values{"op.words.und": {"A new point."}})
	folded, err := text.Fold(h.state(t).Text)
	if err != nil {
		t.Fatal(err)
	}
	pending := folded.Pending()
	if len(pending) != 1 || pending[0].Op.Do != text.DoInsert {
		t.Fatalf("pending are %v", pending)
	}
	chair.sent("/talks/spring/point?proposal="+pending[0].ID, "take-"+pending[0].ID, nil)
	chair.sent("/talks/spring/text", "issue", url.Values{"because": {"A new point."}})
	if n := len(h.state(t).Drafts); n != 2 {
		t.Errorf("there are %d drafts", n)
	}
	page = ann.get("/talks/spring/text?view=changed&since=Rev.1")
	if !strings.Contains(page, "A new point.") || !strings.Contains(page, "<ins>") {
		t.Error("what is new is not shown as new")
	}
}

// Rules, people, rounds, proposals and silence, by forms alone.
func TestTalksByForms(t *testing.T) {
	h := spring(t)
	site := serve(t, h)
	ann, sam, chair := browser{t, site, "ann", ""}, browser{t, site, "sam", "fr"}, browser{t, site, "chair", "fr"}
	chair.sent("/talks/spring/rules", "put", url.Values{"rules.consent": {"north", "south"}, "rules.silence": {"72"}, "rules.questions": {"zone"}, "rules.legend.agreed.name": {"Green"}, "rules.legend.agreed.colour": {"#00aa00"}})
	if code, _, _ := (browser{t, site, "nia", ""}).ask("POST", "/talks/spring/rules", url.Values{"do": {"agree"}, "version": {"1"}, "form": {"agree"}, "saw": {fmt.Sprint(h.state(t).Seq)}}); code != http.StatusUnprocessableEntity {
		t.Errorf("a delegate agrees to rules: status %d", code)
	}
	ann.sent("/talks/spring/rules", "agree", nil)
	sam.sent("/talks/spring/rules", "agree", nil)
	if r := h.state(t).Rules; r == nil || r.Silence != 72 || len(r.Questions) != 1 {
		t.Fatalf("the rules are %+v", r)
	}
	if css := chair.get("/talks/spring/legend.css"); !strings.Contains(css, ".is-agreed { --status: #00aa00; }") {
		t.Errorf("the legend is %s", css)
	}
	sam.sent("/talks/spring/people", "invite", url.Values{"name": {"Tom"}, "person": {"tom"}, "place": {"delegate south"}})
	if p, ok := h.state(t).Person("tom"); !ok || p.Party != "south" {
		t.Error("nobody was invited")
	}
	// Without a short name one is made of the name, which nobody has had.
	for _, want := range []string{"tom.wells", "tom.wells.2"} {
		sam.sent("/talks/spring/people", "invite", url.Values{"name": {"Tom Wells"}, "person": {""}, "place": {"delegate south"}})
		if p, ok := h.state(t).Person(want); !ok || p.Name != "Tom Wells" {
			t.Errorf("nobody was invited as %s", want)
		}
	}
	chair.sent("/talks/spring/rounds", "round", url.Values{"date": {"2026-03-02"}, "place": {"Mill"}, "agenda": {"Water\r\nToll\r\n"}})
	if r := h.state(t).Rounds[0]; !reflect.DeepEqual(r.Agenda, []string{"Water", "Toll"}) {
		t.Errorf("the agenda is %q", r.Agenda)
	}
	page := chair.sent("/talks/spring/proposals", "table", url.Values{"package.water": {"half", "meter"}, "package.toll": {"40"}, "says": {"One for the other."}})
	if !strings.Contains(page, "One for the other.") {
		t.Error("the proposal is not shown")
	}
	page = ann.sent("/talks/spring/proposals", "answer-p1", url.Values{"answer": {"ad_referendum"}, "until": {"2026-03-09"}})
	if !strings.Contains(page, "9 March 2026") {
		t.Error("the date is not shown")
	}
	sam.sent("/talks/spring/proposals", "answer-p1", url.Values{"answer": {"reject"}, "issue": {"toll"}, "because": {"Too high."}})
	if got := h.state(t).ProposalStatus("p1", "toll"); got != talks.Rejected {
		t.Errorf("the toll is %s", got)
	}
	// What a mediator enters counts when it is confirmed.
	chair.sent("/talks/spring/proposals?for=sam", "answer-p1", url.Values{"answer": {"accept"}})
	if h.state(t).ProposalStatus("p1", "water") == talks.Provisional {
		t.Error("what was entered counts before it is confirmed")
	}
	page = sam.get("/talks/spring/people")
	id := regexp.MustCompile(`id="(confirm-\d+)"`).FindStringSubmatch(page)
	if id == nil {
		t.Fatal("there is nothing to confirm")
	}
	sam.sent("/talks/spring/people", id[1], nil)
	for _, e := range h.state(t).Proposals[0].Responses {
		if e.Party == "south" && e.Issue == "" && e.Answer != talks.Accept {
			t.Errorf("South's answer is %s", e.Answer)
		}
	}
}

// fields and ask are each other's inverse for what forms hold from the
// beginning.
func TestFieldsComeBack(t *testing.T) {
	h := spring(t).agreed(t)
	v := &visit{r: nil, zone: h.clock().Location(), Me: talks.Person{ID: "chair"}, View: &talks.View{}}
	for _, a := range []talks.Act{
		{Do: talks.DoRespond, Point: "p", Words: "w", Answer: talks.Accept},
		{Do: talks.DoTable, Package: []talks.Item{{Issue: "a", Choices: []string{"x", "y"}}, {Issue: "b", Choices: []string{"3"}}}},
		{Do: talks.DoBlind, Packages: [][]talks.Item{{{Issue: "a", Choices: []string{"x"}}}, {{Issue: "a", Choices: []string{"y"}}}}},
		{Do: talks.DoText, Op: &text.Op{Do: text.DoInsert, Document: "d", Point: "n", After: "p", Proposed: true, Holders: []string{"+a", "-b"}}},
		{Do: talks.DoMessage, From: "north", To: []string{"south", "fund"}},
		{Do: talks.DoConfirm, Entry: 7},
	} {
		form := url.Values{"saw": {"3"}}
		for _, f := range fields(a) {
			form.Add(f.Name, f.Value)
		}
		if a.Do == talks.DoMessage {
			form.Set("says", "words")
		}
		r, err := http.NewRequestWithContext(context.Background(), "POST", "/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.PostForm = form
		v.r = r
		got, err := v.ask()
		if err != nil {
			t.Fatal(err)
		}
		a.Author = "chair"
		if !reflect.DeepEqual(got.Act, a) {
			t.Errorf("it comes back as %+v, and went as %+v", got.Act, a)
		}
	}
}
