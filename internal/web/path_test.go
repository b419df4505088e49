package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"parley/talks"
	"parley/text"
)

// Who takes a point out, or lays aside one that was put forward, is told so where
// they are, and so is who was looking at it. Fails if the page of such a point is
// one that is not there.
func TestPointsThatAreGone(t *testing.T) {
	h := spring(t).agreed(t)
	site := serve(t, h)
	chair, sam := browser{t, site, "chair", ""}, browser{t, site, "sam", ""}
	const at = "/talks/spring/point?point=pact.1"
	page := chair.sent(at, "remove", nil)
	for who, body := range map[string]string{"chair": page, "sam": sam.get(at)} {
		if !strings.Contains(body, "It was taken out of the text.") || !strings.Contains(body, `href="/talks/spring/text#document-pact"`) || strings.Contains(body, `id="remove"`) {
			t.Errorf("%s is told of a point that was taken out:\n%.3000s", who, body)
		}
	}
	if code, _, _ := (browser{t, site, "ada", ""}).ask("GET", at, nil); code != http.StatusNotFound {
		t.Errorf("an auditor reads of it: status %d", code)
	}
	put := func(heading string) string {
		t.Helper()
		h.must(t, "sam", talks.Act{Do: talks.DoText, Op: &text.Op{Do: text.DoInsert, Proposed: true, Document: "pact", Point: "pact." + heading, After: "pact.4", Heading: text.Wordings{"": heading}, Words: text.Wordings{"": "A warden is named."}}})
		folded, err := text.Fold(h.state(t).Text)
		if err != nil {
			t.Fatal(err)
		}
		pending := folded.Pending()
		return pending[len(pending)-1].ID
	}
	id := put("warden")
	if page := chair.sent("/talks/spring/point?proposal="+id, "decline-"+id, nil); !strings.Contains(page, "It was laid aside, or taken back.") || !strings.Contains(page, "warden") {
		t.Errorf("who lays a point aside is told:\n%.3000s", page)
	}
	id = put("guard")
	if page := chair.sent("/talks/spring/point?proposal="+id, "take-"+id, nil); !strings.Contains(page, "guard") || !strings.Contains(page, `id="remove"`) {
		t.Errorf("who takes a point into the text sees:\n%.3000s", page)
	}
}

// A document without a point can be begun from the page of the text, by who keeps
// the text at once, by a delegation as something put forward.
func TestFirstPoint(t *testing.T) {
	h := spring(t).agreed(t)
	h.must(t, "chair", talks.Act{Do: talks.DoText, Op: &text.Op{Do: text.DoDocument, Document: "annex", Title: text.Wordings{"": "Annex"}}})
	site := serve(t, h)
	const at = "/talks/spring/text"
	chair, sam := browser{t, site, "chair", ""}, browser{t, site, "sam", ""}
	words := func(s string) url.Values { return url.Values{"op.heading.und": {"Wardens"}, "op.words.und": {s}} }
	if n := strings.Count(chair.get(at), `id="begin-`); n != 1 {
		t.Errorf("%d documents can be begun, and one is empty", n)
	}
	if (strings.Contains(browser{t, site, "olu", ""}.get(at), `id="begin-`)) {
		t.Error("an observer may begin a document")
	}
	sam.sent(at, "begin-annex", words("Each side names one."))
	standing := func() (n int) {
		folded, err := text.Fold(h.state(t).Text)
		if err != nil {
			t.Fatal(err)
		}
		d, _ := folded.Document("annex")
		return folded.CountOf(d).Points
	}
	if standing() != 0 {
		t.Error("what a delegation puts forward stands in the text")
	}
	page := chair.sent(at, "begin-annex", words("Both sides name one."))
	if standing() != 1 || !strings.Contains(page, "Both sides name one.") || strings.Contains(page, `id="begin-annex"`) {
		t.Errorf("the first point does not stand, or could be put in twice:\n%.3000s", page)
	}
}

// A seat is chosen, and never the one that happens to stand first: that is the
// mediator's, who reads what both sides say in confidence.
func TestSeatIsChosen(t *testing.T) {
	h := spring(t)
	chair := browser{t, serve(t, h), "chair", ""}
	form := chair.get("/talks/spring/people")
	_, form, _ = strings.Cut(form, `<select name="place" required>`)
	if !strings.HasPrefix(form, `<option value="">`) {
		t.Errorf("the list of seats begins with %.60s", form)
	}
	if code, _, _ := chair.send("/talks/spring/people", "invite", url.Values{"person": {"eve"}, "name": {"Eve"}, "place": {""}}); code != http.StatusUnprocessableEntity {
		t.Errorf("a seat that was not chosen: status %d", code)
	}
}
