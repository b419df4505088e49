package web

import (
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/casefile"
	"parley/internal/secretariat"
	"parley/talks"
)

// stuck returns talks whose positions exclude each other: South insists on what
// North refuses, or, where price is said, wants more than there is.
func stuck(t *testing.T, price bool) *room {
	t.Helper()
	h := spring(t).agreed(t)
	file, err := casefile.Open("../../examples/spring-folder")
	if err != nil {
		t.Fatal(err)
	}
	south := *file.Case.Position("south")
	if price {
		most := parley.Just(parley.Int(1000))
		south.Fallback = &parley.Fallback{Value: &most}
	} else {
		south.Insists = append(slices.Clip(south.Insists), parley.Demand{Kind: parley.Insistence, Pattern: parley.Patterns{{{Issue: "water", Options: []string{"season"}}}}, Owner: "the council", Stated: true})
	}
	h.seal(t, "ann", talks.Act{Do: talks.DoSubmit}, &secretariat.Content{Position: file.Case.Position("north")})
	h.seal(t, "sam", talks.Act{Do: talks.DoSubmit}, &secretariat.Content{Position: &south})
	return h
}

// A clash of words and a gap of price are told apart, and each comes with what
// fits it.
func TestDeadlock(t *testing.T) {
	for price, want := range map[bool]struct{ is, not string }{
		false: {"Hard clash", "Price gap"},
		true:  {"Price gap", "Hard clash"},
	} {
		chair := browser{t, serve(t, stuck(t, price)), "chair", "en"}
		page := chair.get("/talks/spring/deadlock")
		if !strings.Contains(page, want.is) || strings.Contains(page, want.not) {
			t.Errorf("the deadlock is not told as %s alone", want.is)
		}
		if !strings.Contains(page, "Ways out") || strings.Contains(page, "There is common ground") {
			t.Error("no way out is shown")
		}
		if !price && (!strings.Contains(page, "only said in public; can be given up by <bdi>the council</bdi>") || !strings.Contains(page, "It can decide whether there is common ground")) {
			t.Error("it is not said how firm a demand is")
		}
	}
	chair := browser{t, serve(t, spring(t).agreed(t).submitted(t)), "chair", "en"}
	if page := chair.get("/talks/spring/deadlock"); !strings.Contains(page, "There is common ground") || strings.Contains(page, "Hard clash") {
		t.Error("where there is common ground, a deadlock is shown")
	}
}

// One click leads from a clash to a draft, in a form that the person still has
// to send; sent, it stands in the text as what it is.
func TestBridgeIsDrafted(t *testing.T) {
	h := stuck(t, false)
	site := serve(t, h)
	chair := browser{t, site, "chair", "en"}
	page := chair.get("/talks/spring/deadlock")
	link := regexp.MustCompile(`href="(/talks/spring/point\?draft=sequence[^"]*)"`).FindStringSubmatch(page)
	if link == nil {
		t.Fatalf("there is no draft:\n%.4000s", page)
	}
	path, _, _ := strings.Cut(html.UnescapeString(link[1]), "#")
	before := h.state(t).Seq
	form := chair.get(path)
	if !strings.Contains(part(t, form, `id="insert"`, "</form>"), "In dated steps, each after the one before is verified.") {
		t.Error("the form does not hold the draft")
	}
	if h.state(t).Seq != before {
		t.Error("to look at a draft is to put it forward")
	}
	chair.sent(path, "insert", url.Values{"op.words.und": {"In dated steps."}, "op.because": {"A bridge"}})
	if h.state(t).Seq == before {
		t.Error("the draft cannot be put forward")
	}
	// What the address asks for is one of the techniques, or nothing.
	if page := chair.get("/talks/spring/point?point=pact.1&draft=%3Cscript%3E&with=%3Cb%3E"); strings.Contains(page, "<b>") || strings.Contains(page, "&lt;script") {
		t.Error("the address puts words into the form")
	}
}

// A party is shown clashes of its own statements, and nothing of the others'.
func TestDeadlockOfAParty(t *testing.T) {
	site := serve(t, stuck(t, false))
	for _, who := range []string{"ann", "sam", "nia"} {
		page := browser{t, site, who, "en"}.get("/talks/spring/deadlock")
		if strings.Contains(page, "Hard clash") || strings.Contains(page, "Ways out") || strings.Contains(page, "the council") && who != "sam" {
			t.Errorf("%s is shown what the mediator is shown", who)
		}
	}
}
