package web

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"parley/internal/web/catalogue"
	"parley/talks"
)

var (
	previewedPart = regexp.MustCompile(`(?s)<div class="refused previewed".*?</dl></div>`)
	previewedLine = regexp.MustCompile(`(?s)<dt>(.*?)</dt><dd>(.*?)</dd>(?:<dt>|</dl></div>)`)
	marks         = regexp.MustCompile(`<[^>]*>`)
)

// previewed asks for a preview, and returns what each would see, by who it is.
func (b browser) previewed(path, id string, form url.Values) map[string]string {
	b.t.Helper()
	with := url.Values{"preview": {"yes"}}
	for name, values := range form {
		with[name] = values
	}
	code, body, to := b.send(path, id, with)
	if code != http.StatusOK || to != "" {
		b.t.Fatalf("a preview of %v is answered %d, to %q:\n%.3000s", form, code, to, marks.ReplaceAllString(body, ""))
	}
	part := previewedPart.FindString(body)
	// A nested list would end an entry early.
	part = regexp.MustCompile(`(?s)<dl class="facts">.*?</dl>`).ReplaceAllStringFunc(part, func(s string) string { return marks.ReplaceAllString(s, " ") })
	all := map[string]string{}
	for at := part; ; {
		m := previewedLine.FindStringSubmatchIndex(at)
		if m == nil {
			break
		}
		for _, who := range strings.Split(marks.ReplaceAllString(at[m[2]:m[3]], ""), ", ") {
			all[who] = html.UnescapeString(marks.ReplaceAllString(at[m[4]:m[5]], " "))
		}
		at = at[m[5]+len("</dd>"):]
	}
	if len(all) == 0 {
		b.t.Fatalf("the preview of %v shows nothing:\n%.3000s", form, body)
	}
	return all
}

// everyPage is all that somebody finds about what was done, in one text.
func everyPage(t *testing.T, site http.Handler, who string) string {
	t.Helper()
	all := ""
	for _, page := range []string{"journal", "text", "point?point=" + pointWithWords, "proposals", "shuttle", "signing", "blind", "rules", "rounds", "public"} {
		if _, body, _ := (browser{t, site, who, ""}).ask("GET", "/talks/spring/"+page, nil); true {
			all += html.UnescapeString(body)
		}
	}
	return all
}

const pointWithWords = "pact.1"

// It would fail if a preview showed somebody words that they will not see, or not
// those that they will: each is sent afterwards, and looked for on the pages of
// everybody. Or if a preview did something, or showed what others keep back.
func TestPreviewIsWhatIsSeen(t *testing.T) {
	h := spring(t).agreed(t)
	h.must(t, "chair", talks.Act{Do: talks.DoRules, Rules: &talks.Rules{Consent: h.state(t).Required(), Silence: 72, Public: []string{"rounds", "statements"}}})
	h.must(t, "ann", talks.Act{Do: talks.DoAgree, Version: 2})
	h.must(t, "sam", talks.Act{Do: talks.DoAgree, Version: 2})
	h.submitted(t)
	h.sealed(t, "sam", talks.Act{Do: talks.DoNote, Party: "south", Grade: "party"}, "canary-of-south")
	site := serve(t, h)
	seatOf := map[string]string{"Your side": "nia", "South village": "sam", "Mediators": "chair", "Observers": "olu", "Anybody (public page)": ""}
	for _, x := range []struct {
		name, path, id string
		form           url.Values
		words          string
		sees           []string // who sees the words
	}{
		{"statement that the rules make public", "point?point=pact.1", "state", url.Values{"says": {"We read it <so>."}}, "We read it <so>.",
			[]string{"Your side", "South village", "Mediators", "Observers", "Anybody (public page)"}},
		{"remark", "point?point=pact.1", "comment", url.Values{"op.words.und": {"A remark here."}}, "A remark here.",
			[]string{"Your side", "South village", "Mediators", "Observers"}},
		{"reserve with a reason", "text", "answer-pact.1", url.Values{"because": {"Our council has not met."}}, "Our council has not met.",
			[]string{"Your side", "South village", "Mediators", "Observers"}},
		{"proposal", "proposals", "table", url.Values{"says": {"In one package."}, "package.toll": {"20"}}, "In one package.",
			[]string{"Your side", "South village", "Mediators", "Observers"}},
		{"note of its own", "shuttle", "note", url.Values{"party": {"north"}, "grade": {"party"}, "says": {"For us alone."}}, "For us alone.", []string{"Your side"}},
		{"note for mediators", "shuttle", "note", url.Values{"party": {"north"}, "grade": {"mediator"}, "says": {"For you as well."}}, "For you as well.", []string{"Your side", "Mediators"}},
		{"message to be carried", "shuttle", "message", url.Values{"to": {"south"}, "says": {"Tell them this."}}, "Tell them this.", []string{"Your side", "Mediators"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			b := browser{t, site, "ann", ""}
			before := h.state(t).Seq
			got := b.previewed("/talks/spring/"+x.path, x.id, x.form)
			if h.state(t).Seq != before {
				t.Fatal("a preview was recorded")
			}
			if x.id == "answer-pact.1" {
				x.form.Set("answer", "reserve")
			}
			if code, body, _ := b.send("/talks/spring/"+x.path, x.id, x.form); code != http.StatusSeeOther {
				t.Fatalf("sent, it is answered %d: %.2000s", code, marks.ReplaceAllString(body, ""))
			}
			for name, who := range seatOf {
				says := got[name]
				shows, should := strings.Contains(says, x.words), false
				for _, s := range x.sees {
					should = should || s == name
				}
				if shows != should {
					t.Errorf("%s: the preview says %q", name, says)
				}
				pages := everyPage(t, site, who)
				if strings.Contains(pages, x.words) != should {
					t.Errorf("%s: that its pages show the words is %v, and the preview says %q", name, !should, says)
				}
				if strings.Contains(says, "canary") {
					t.Errorf("%s: the preview shows what South keeps: %q", name, says)
				}
				if !should && who != "" && x.id != "note" && x.id != "message" {
					t.Errorf("%s sees nothing of %s", name, x.name)
				}
			}
			if got["Auditors"] == "" || strings.Contains(got["Auditors"], x.words) {
				t.Errorf("auditors: %q", got["Auditors"])
			}
		})
	}
}

// Ticks: that the side has ticked, and nothing of what.
func TestPreviewOfTicks(t *testing.T) {
	h := spring(t).agreed(t)
	one, two := []talks.Item{{Issue: "toll", Choices: []string{"20"}}}, []talks.Item{{Issue: "toll", Choices: []string{"40"}}}
	h.must(t, "chair", talks.Act{Do: talks.DoBlind, Packages: [][]talks.Item{one, two}})
	site := serve(t, h)
	tick := func(numbers ...string) map[string]string {
		return browser{t, site, "ann", ""}.previewed("/talks/spring/blind", "tick-"+h.state(t).Blinds[0].ID, url.Values{"told": {"yes"}, "ticks": numbers})
	}
	first, second := tick("1"), tick("1", "2")
	for who, says := range first {
		if says != second[who] {
			t.Errorf("%s would see which were ticked: %q and %q", who, says, second[who])
		}
	}
	if s := first["South village"]; !strings.Contains(s, "North") || !strings.Contains(s, h.state(t).Blinds[0].ID) {
		t.Errorf("the other side: %q", s)
	}
	if s := first["Observers"]; strings.Contains(s, "North") {
		t.Errorf("observers: %q", s)
	}
}

// What the talks refuse has no preview: the form says the rule, and keeps what was
// typed.
func TestPreviewRefused(t *testing.T) {
	site := serve(t, spring(t).agreed(t))
	b := browser{t, site, "olu", ""}
	code, body, _ := b.ask("POST", "/talks/spring/point?point=pact.1", url.Values{"preview": {"yes"}, "form": {"comment"}, "do": {"text"}, "op.do": {"comment"}, "op.point": {"pact.1"}, "op.words.und": {"I too."}})
	if code != http.StatusUnprocessableEntity || previewedPart.MatchString(body) {
		t.Errorf("an observer's remark is previewed: %d", code)
	}
}

// The preview of an answer about a position is what the review then lists, and is
// there in every language; the form still holds what was typed.
func TestPreviewOfAPosition(t *testing.T) {
	h := spring(t).agreed(t)
	site := answering(t, h)
	for _, c := range catalogue.All() {
		b := browser{t, site, "ann", c.Language}
		for grade, others := range map[string]bool{"mediator": false, "joint": true, "engine": false, "party": false} {
			page := b.get(mine)
			id := regexp.MustCompile(`name="question" value="([^"]*)"`).FindStringSubmatch(page)[1]
			form := url.Values{"preview": {"yes"}, "form": {"answer"}, "question": {id}, "texts": {"Water in <June>"}, "grade": {grade}}
			code, body, _ := b.ask("POST", mine, form)
			part := html.UnescapeString(previewedPart.FindString(body))
			if code != http.StatusOK || part == "" {
				t.Fatalf("%s: %d", grade, code)
			}
			mediators := grade == "mediator" || grade == "joint"
			want := 1
			if mediators {
				want++
			}
			if others {
				want++
			}
			if n := strings.Count(part, "Water in <June>"); n != want {
				t.Errorf("%s, %s: %d see it, and not %d: %s", c.Language, grade, n, want, part)
			}
			if !strings.Contains(body, `value="Water in &lt;June&gt;"`) {
				t.Error("what was typed is lost")
			}
			if got := b.get(mine); !strings.Contains(got, `name="was" value="none"`) {
				t.Error("the preview was kept as an answer")
			}
		}
	}
}
