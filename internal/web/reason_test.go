package web

import (
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/casefile"
	"parley/talks"
	"parley/text"
)

// bracketed has North hold a bracket in the first point, and returns its id.
func (h *room) bracketed(t testing.TB) string {
	t.Helper()
	h.must(t, "ann", talks.Act{Do: talks.DoText, Op: &text.Op{Do: text.DoBracket, Point: "pact.1", Holders: []string{"north"}}})
	folded, err := text.Fold(h.state(t).View("ann").Text)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := folded.Point("pact.1")
	for _, w := range p.Words {
		for _, b := range w.Brackets() {
			return b.ID
		}
	}
	t.Fatal("there is no bracket")
	return ""
}

// saysWhy sends the form of a bracket.
func (b browser) saysWhy(page, bracket, reason, because, grade string) (int, string) {
	b.t.Helper()
	code, body, to := b.ask("POST", page, url.Values{"form": {"reason-" + bracket}, "reason.of": {bracket}, "reason.is": {reason}, "reason.since": {""}, "because": {because}, "reason.grade": {grade}})
	if code == http.StatusSeeOther && !strings.Contains(to, "done=") {
		b.t.Errorf("it goes on to %s", to)
	}
	return code, body
}

// A head says on the page of the text why their side holds a bracket. It stands in the
// position, of which nothing else changes; their own side alone reads it, on any page,
// and the mediators when they are let, and nobody else ever.
func TestReasonOfABracket(t *testing.T) {
	h := spring(t).agreed(t)
	site := serve(t, h)
	bracket := h.bracketed(t)
	ann := browser{t, site, "ann", ""}
	if page := ann.get("/talks/spring/text"); !strings.Contains(page, "Why do we hold this bracket?") || !strings.Contains(page, "Submit that first") || strings.Contains(page, "reason.is") {
		t.Error("before there is a position, the page does not say where the reason would stand")
	}
	if code, page := ann.saysWhy("/talks/spring/text", bracket, "trading", "zqreason", "party"); code != http.StatusUnprocessableEntity || !strings.Contains(page, "Submit that first") {
		t.Errorf("before there is a position, a reason is answered %d", code)
	}
	h.submitted(t)
	before := h.position(t, "ann", "north")
	for _, at := range []string{"/talks/spring/text", "/talks/spring/point?point=pact.1"} {
		if !strings.Contains(ann.get(at), `name="reason.is"`) {
			t.Errorf("there is no form on %s", at)
		}
	}

	readers := func(words string) []string {
		var all []string
		for _, who := range everybody {
			b := browser{t, site, who, ""}
			for _, p := range pages {
				path := "/talks/spring/" + p.name
				if p.name == "point" {
					path += "?point=pact.1"
				}
				if _, page, _ := b.ask("GET", path, nil); strings.Contains(html.UnescapeString(page), words) && !slices.Contains(all, who) {
					all = append(all, who)
				}
			}
		}
		return all
	}
	if code, page := ann.saysWhy("/talks/spring/text", bracket, "trading", "zqreason", "party"); code != http.StatusSeeOther {
		t.Fatalf("it is answered %d: %.2000s", code, page)
	}
	if got := readers("zqreason"); !slices.Equal(got, []string{"ann", "nia"}) {
		t.Errorf("graded for the side alone, %v read it", got)
	}
	if page := html.UnescapeString(ann.get("/talks/spring/text")); !strings.Contains(page, "held to be traded – zqreason") || !strings.Contains(page, `value="trading" selected`) {
		t.Error("the page does not show what was said")
	}
	after := h.position(t, "ann", "north")
	if len(after.Brackets) != len(before.Brackets)+1 {
		t.Fatalf("the reasons are %+v", after.Brackets)
	}
	after.Brackets = before.Brackets
	if !same(t, before, after) {
		t.Errorf("more than the reason changed:\n%+v\n%+v", before, after)
	}

	// Said again, it takes the place of what was said; the mediators read it when let.
	if code, _ := ann.saysWhy("/talks/spring/point?point=pact.1", bracket, "waiting", "zqsecond", "mediator"); code != http.StatusSeeOther {
		t.Fatal(code)
	}
	if got := readers("zqsecond"); !slices.Equal(got, []string{"chair", "ann", "nia"}) {
		t.Errorf("graded for the mediators, %v read it", got)
	}
	if got := readers("zqreason"); len(got) > 0 {
		t.Errorf("what was said before is still read by %v", got)
	}
	// Saying nothing takes it out.
	if code, _ := ann.saysWhy("/talks/spring/text", bracket, "", "", "party"); code != http.StatusSeeOther {
		t.Fatal(code)
	}
	if p := h.position(t, "ann", "north"); !same(t, before, p) {
		t.Errorf("with nothing said, the position is %+v", p)
	}
}

// Nobody but who speaks for the side that holds a bracket says why, and what is no
// reason is refused with what was typed; locked positions stay as they are.
func TestReasonIsRefused(t *testing.T) {
	h := spring(t).agreed(t).submitted(t)
	site := serve(t, h)
	bracket := h.bracketed(t)
	for _, who := range everybody {
		b := browser{t, site, who, ""}
		code, page, _ := b.ask("GET", "/talks/spring/text", nil)
		if has := code == http.StatusOK && strings.Contains(page, "reason.is"); has != (who == "ann") {
			t.Errorf("%s has a form: %v", who, has)
		}
		if who != "ann" {
			for _, at := range []string{"/talks/spring/text", "/talks/spring/point?point=pact.1", "/talks/spring/text?for=ann"} {
				if code, _ := b.saysWhy(at, bracket, "trading", "zqreason", "party"); code != http.StatusUnprocessableEntity && code != http.StatusNotFound {
					t.Errorf("%s at %s is answered %d", who, at, code)
				}
			}
		}
	}
	ann := browser{t, site, "ann", ""}
	for name, x := range map[string]struct{ bracket, reason, because, grade, says string }{
		"no such bracket": {"none", "trading", "zqtyped", "party", "holds no such bracket"},
		"no such reason":  {bracket, "spite", "zqtyped", "party", "no such reason"},
		"no such grade":   {bracket, "trading", "zqtyped", "all", "no such reason"},
		"no reason":       {bracket, "", "zqtyped", "party", "Pick a reason"},
		"too long":        {bracket, "trading", strings.Repeat("zqtyped ", 300), "party", "too long"},
		"not safe":        {bracket, "trading", "zqtyped\u202e", "party", "cannot be shown"},
	} {
		code, page := ann.saysWhy("/talks/spring/text", x.bracket, x.reason, x.because, x.grade)
		if code != http.StatusUnprocessableEntity || !strings.Contains(page, x.says) || !strings.Contains(page, "zqtyped") {
			t.Errorf("%s is answered %d, without %q or what was typed", name, code, x.says)
		}
	}
	h.must(t, "chair", talks.Act{Do: talks.DoLock})
	if page := ann.get("/talks/spring/text"); strings.Contains(page, "reason.is") || !strings.Contains(page, "Positions do not change while they are locked") {
		t.Error("while positions are locked there is a form, or no word why not")
	}
	if code, _ := ann.saysWhy("/talks/spring/text", bracket, "trading", "zqreason", "party"); code != http.StatusUnprocessableEntity {
		t.Errorf("while positions are locked, a reason is answered %d", code)
	}
}

// position is what a person reads of their party's position.
func (h *room) position(t testing.TB, person, party string) parley.Position {
	t.Helper()
	c, err := h.Case(t.Context(), "spring", person)
	if err != nil {
		t.Fatal(err)
	}
	return *c.Position(party)
}

// same reports whether two positions say the same, by how they are written.
func same(t testing.TB, a, b parley.Position) bool {
	t.Helper()
	c, err := exampleCase()
	if err != nil {
		t.Fatal(err)
	}
	write := func(p parley.Position) string {
		c.Positions = []parley.Position{p}
		var s strings.Builder
		if err := casefile.WritePosition(&s, c, p.Party); err != nil {
			t.Fatal(err)
		}
		return s.String()
	}
	return write(a) == write(b)
}

// exampleCase is the case that the talks were opened from.
func exampleCase() (*parley.Case, error) {
	file, err := casefile.Open("../../examples/spring-folder")
	if err != nil {
		return nil, err
	}
	return file.Case, nil
}
