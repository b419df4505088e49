package web

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"parley"
	"parley/casefile"
	"parley/internal/secretariat"
	"parley/talks"
)

// masked is what differs between twins and tells nobody anything: commitments
// in the chain, and what rests on them.
var masked = regexp.MustCompile(`spring:\d+:[0-9A-Z-]+|[0-9a-f]{64}`)

// twin is a room in which North says something in confidence: of two twins each
// time something else, and everything else is the same.
func twin(t *testing.T, toll int64, words string, ticks ...int) *room {
	t.Helper()
	file, err := casefile.Open("../../examples/spring-folder")
	if err != nil {
		t.Fatal(err)
	}
	h := spring(t).agreed(t)
	north := *file.Case.Position("north")
	limit := parley.Int(toll)
	north.Insists = []parley.Demand{{Kind: parley.Insistence, Pattern: parley.Patterns{{{Issue: "toll", Max: &limit}}}, Note: parley.Note{Because: words}}}
	h.seal(t, "ann", talks.Act{Do: talks.DoSubmit}, &secretariat.Content{Position: &north})
	h.seal(t, "sam", talks.Act{Do: talks.DoSubmit}, &secretariat.Content{Position: file.Case.Position("south")})
	h.sealed(t, "ann", talks.Act{Do: talks.DoNote, Party: "north", Grade: parley.GradeParty}, words)
	h.sealed(t, "ann", talks.Act{Do: talks.DoMessage, From: "north", To: []string{"south"}}, words)
	h.sealed(t, "chair", talks.Act{Do: talks.DoNote, Party: "north", Grade: parley.GradeMediator}, words)
	h.must(t, "chair", talks.Act{Do: talks.DoBlind, Packages: [][]talks.Item{{{Issue: "water", Choices: []string{"half"}}}, {{Issue: "water", Choices: []string{"meter"}}}}})
	h.seal(t, "ann", talks.Act{Do: talks.DoTick, Blind: "b1", Told: true}, &secretariat.Content{Ticks: ticks})
	return h
}

// Whatever North keeps in confidence, South, an observer, an auditor and the
// public get the same bytes, from every page, in every view of the text, and
// from every refusal.
func TestTwinsOverPages(t *testing.T) {
	one, other := serve(t, twin(t, 70, "We could pay seventy.", 1)), serve(t, twin(t, 40, "No more than forty.", 1, 2))
	paths := []string{"/talks/spring/feed.atom", "/talks/spring/legend.css", "/talks/spring/text?view=clean", "/talks/spring/text?view=party&party=north", "/talks/spring/text?view=changed",
		"/talks/spring/point?point=pact.3", "/talks/spring/journal?event=17", "/talks/spring/journal?open=17", "/talks/spring/shuttle?to=north", "/talks/spring/people?for=ann"}
	for _, p := range pages {
		paths = append(paths, "/talks/spring/"+p.name)
	}
	compared := 0
	for _, who := range []string{"sam", "olu", "ada", ""} {
		a, b := browser{t, one, who, ""}, browser{t, other, who, ""}
		for _, path := range paths {
			codeA, bodyA, toA := a.ask("GET", path, nil)
			codeB, bodyB, toB := b.ask("GET", path, nil)
			if codeA != codeB || toA != toB || masked.ReplaceAllString(bodyA, "") != masked.ReplaceAllString(bodyB, "") {
				t.Errorf("%s as %q tells the twins apart", path, who)
			}
			compared++
		}
		for _, form := range []url.Values{
			{"do": {"readback"}, "message": {"m1"}, "form": {"x"}},
			{"do": {"permit"}, "message": {"m1"}, "grade": {"joint"}, "form": {"x"}},
			{"do": {"deliver"}, "message": {"m9"}, "party": {"south"}, "form": {"x"}},
			{"do": {"release"}, "question": {"zone"}, "form": {"x"}, "saw": {"99"}},
		} {
			codeA, bodyA, _ := a.ask("POST", "/talks/spring/board", form)
			codeB, bodyB, _ := b.ask("POST", "/talks/spring/board", form)
			if codeA == http.StatusSeeOther || codeA != codeB || masked.ReplaceAllString(bodyA, "") != masked.ReplaceAllString(bodyB, "") {
				t.Errorf("%v as %q: status %d and %d, or the twins are told apart", form, who, codeA, codeB)
			}
			compared++
		}
	}
	if compared < 100 {
		t.Errorf("only %d answers were compared", compared)
	}
	// The test could tell: North's own pages differ.
	_, bodyA, _ := browser{t, one, "ann", ""}.ask("GET", "/talks/spring/shuttle", nil)
	_, bodyB, _ := browser{t, other, "ann", ""}.ask("GET", "/talks/spring/shuttle", nil)
	if bodyA == bodyB {
		t.Error("the twins are one and the same")
	}
}
