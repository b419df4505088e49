package web

import (
	"net/http"
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

// kept returns talks in which south keeps something back, of a grade: a red line
// with the words and on the choice.
func kept(t *testing.T, grade parley.Grade, words, choice string) *room {
	t.Helper()
	h := spring(t).agreed(t)
	file, err := casefile.Open("../../examples/spring-folder")
	if err != nil {
		t.Fatal(err)
	}
	south := *file.Case.Position("south")
	south.Never = append(slices.Clip(south.Never), parley.Demand{Kind: parley.RedLine, Pattern: parley.Patterns{{{Issue: "water", Options: []string{choice}}}},
		Note: parley.Note{Because: words, Grade: grade}, Basis: words, Owner: words})
	h.seal(t, "ann", talks.Act{Do: talks.DoSubmit}, &secretariat.Content{Position: file.Case.Position("north")})
	h.seal(t, "sam", talks.Act{Do: talks.DoSubmit}, &secretariat.Content{Position: &south})
	return h
}

// part cuts a piece of a page out.
func part(t *testing.T, page, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, from)
	if !ok {
		t.Fatalf("there is no %s in\n%.3000s", from, page)
	}
	piece, _, ok := strings.Cut(rest, to)
	if !ok {
		t.Fatalf("there is no %s behind %s", to, from)
	}
	return piece
}

// The mediator asks what would be if, is answered, and nothing happens.
func TestWhatIf(t *testing.T) {
	h := spring(t).agreed(t).submitted(t)
	before := h.state(t).Seq
	chair := browser{t, serve(t, h), "chair", "en"}
	for name, typed := range map[string]url.Values{
		"a demand":   {"lift": {"positions.north.never[0]"}},
		"a fallback": {"fallback.south": {"60,5"}},
		"an option":  {"issue": {"water"}, "text": {"By <lot>"}, "like.north": {"water half"}, "like.south": {"water half"}},
	} {
		code, page, _ := chair.send("/talks/spring/ground", "what-if", typed)
		if code != http.StatusOK {
			t.Fatalf("%s: status %d\n%.2000s", name, code, page)
		}
		answer := part(t, page, `<div class="supposed"`, `<form method="post"`)
		for _, want := range []string{"Acceptable to all", "<td>73</td>", "<td>567</td>"} {
			if !strings.Contains(answer, want) {
				t.Errorf("%s: the answer does not say %s:\n%s", name, want, answer)
			}
		}
		for field := range typed {
			if !regexp.MustCompile(`name="` + regexp.QuoteMeta(field) + `"`).MatchString(page) {
				t.Errorf("%s: the form has lost %s", name, field)
			}
		}
		seen := map[string]bool{}
		for _, id := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			if seen[id[1]] {
				t.Errorf("%s: two elements are %s", name, id[1])
			}
			seen[id[1]] = true
		}
		if strings.Contains(part(t, page, `action="/talks/spring/ground#suppose"`, ">"), "data-keep") {
			t.Error("what is supposed is kept while it is typed")
		}
		if strings.Contains(page, "By <lot>") {
			t.Error("what was typed is not escaped")
		}
	}
	if after := h.state(t).Seq; after != before {
		t.Errorf("asking what would be if made events %d to %d", before, after)
	}
}

// What cannot be varied is refused on the same page, and what was typed stays.
func TestWhatIfRefuses(t *testing.T) {
	h := kept(t, parley.GradeEngine, "canary", "meter")
	site := serve(t, h)
	for _, x := range []struct {
		who   string
		typed url.Values
		says  string
	}{
		{"chair", url.Values{}, "Pick something"},
		{"chair", url.Values{"lift": {"positions.south.never[1]"}}, "not yours to vary"}, // it is there, and only the engine may use it
		{"chair", url.Values{"lift": {"positions.south.never[9]"}}, "not yours to vary"},
		{"chair", url.Values{"lift": {"norms[0]"}}, "not yours to vary"},
		{"chair", url.Values{"fallback.fund": {"1"}}, "not yours to vary"},
		{"chair", url.Values{"fallback.north": {"much"}}, "is not a number"},
		{"chair", url.Values{"text": {"New"}}, "both an issue and words"},
		{"chair", url.Values{"text": {"New"}, "issue": {"water"}, "like.north": {"warden north"}}, "another issue"},
		{"ann", url.Values{"lift": {"positions.south.never[0]"}}, "not yours to vary"},
		{"ann", url.Values{"fallback.south": {"10"}}, "not yours to vary"},
		{"ann", url.Values{"text": {"New"}, "issue": {"water"}, "like.south": {"water half"}}, "not yours to vary"},
	} {
		code, page, _ := browser{t, site, x.who, "en"}.send("/talks/spring/ground", "what-if", x.typed)
		if code != http.StatusUnprocessableEntity || !strings.Contains(page, x.says) {
			t.Errorf("%s asks %v: status %d, and not %q", x.who, x.typed, code, x.says)
		}
		if strings.Contains(page, `class="supposed"`) || strings.Contains(page, "canary") {
			t.Errorf("%s asks %v, and is told something", x.who, x.typed)
		}
		if text := x.typed.Get("text"); text != "" && !strings.Contains(page, `value="`+text+`"`) {
			t.Errorf("%s has lost what was typed", x.who)
		}
	}
}

// Fails if asking again and again finds out what only the engine may use: the
// mediator's what-ifs are the same bytes whatever it says. The answer above them
// rests on it, and may differ.
func TestWhatIfTwins(t *testing.T) {
	asked := []url.Values{
		{"lift": {"positions.north.never[0]"}},
		{"lift": {"positions.south.never[0]"}, "fallback.north": {"0"}},
		{"fallback.south": {"66"}},
		{"issue": {"water"}, "text": {"By lot"}, "like.north": {"water meter"}, "like.south": {"water half"}},
	}
	var first []string
	for i, choice := range []string{"meter", "half"} {
		chair := browser{t, serve(t, kept(t, parley.GradeEngine, strings.Repeat("x", 1+i*40), choice)), "chair", "en"}
		for k, typed := range asked {
			_, page, _ := chair.send("/talks/spring/ground", "what-if", typed)
			answer := part(t, page, `<section aria-labelledby="h-what-if"`, `</section>`)
			if !strings.Contains(answer, "the parties keep from you is left out") {
				t.Error("it is not said that something is left out")
			}
			if i == 0 {
				first = append(first, answer)
			} else if answer != first[k] {
				t.Errorf("what would be if %v depends on what only the engine may use:\n%s\n%s", typed, first[k], answer)
			}
		}
	}
}

// counselPages are the pages that show what is computed from positions.
var counselPages = []string{"ground", "ground?pick=0&pick=1", "deadlock"}

// Fails if somebody is shown what they may not know: the mediator what only the
// engine may use, and everybody else what is the mediator's.
func TestCounselCanary(t *testing.T) {
	for grade, readers := range map[parley.Grade][]string{
		parley.GradeParty:    {"chair", "ann", "nia", "olu"},
		parley.GradeEngine:   {"chair", "ann", "nia", "olu"},
		parley.GradeMediator: {"ann", "nia", "olu"},
	} {
		site := serve(t, kept(t, grade, "zzcanaryzz", "half"))
		for _, who := range readers {
			for _, page := range counselPages {
				if body := (browser{t, site, who, "en"}).get("/talks/spring/" + page); strings.Contains(body, "zzcanaryzz") {
					t.Errorf("%s is shown a demand of grade %q on %s", who, grade, page)
				}
			}
		}
	}
	site := serve(t, kept(t, parley.GradeMediator, "zzcanaryzz", "half"))
	if body := (browser{t, site, "chair", "en"}).get("/talks/spring/ground"); !strings.Contains(body, "refuses <bdi>“Half each” for Share") {
		t.Error("the mediator is not shown what the mediator may read: the canary could not be found at all")
	}
}

// Fails if what anybody but the mediators sees depends on what south keeps
// back, or what the mediators see on what is south's own.
func TestCounselTwins(t *testing.T) {
	for grade, readers := range map[parley.Grade][]string{
		parley.GradeParty:    {"chair", "ann", "nia", "olu"},
		parley.GradeEngine:   {"ann", "nia", "olu"},
		parley.GradeMediator: {"ann", "nia", "olu"},
	} {
		if testing.Short() && grade != parley.GradeMediator {
			continue
		}
		one, two := serve(t, kept(t, grade, "short", "half")), serve(t, kept(t, grade, "quite a lot longer than that", "meter"))
		for _, who := range readers {
			for _, page := range counselPages {
				x, y := (browser{t, one, who, "en"}).get("/talks/spring/"+page), (browser{t, two, who, "en"}).get("/talks/spring/"+page)
				if x != y {
					t.Errorf("what %s sees on %s depends on what south keeps with the grade %q", who, page, grade)
				}
			}
		}
	}
}

// Talks can be about a text alone. Fails if a page wants something computed then, or
// takes it for an empty common ground.
func TestTalksOnATextAlone(t *testing.T) {
	c := &parley.Case{Title: "Words", Parties: []parley.Party{{ID: "north", Name: "North"}, {ID: "south", Name: "South"}},
		Documents: []parley.Document{{ID: "pact", Title: "Pact", Points: []parley.Point{{ID: "1", Text: "The spring belongs to both."}}}}}
	h := serve(t, convened(t, c).agreed(t))
	for _, who := range []string{"chair", "ann"} {
		b := browser{t, h, who, "en"}
		for _, page := range []string{"board", "text", "point?point=pact.1", "proposals", "rounds", "silence", "signing", "position", "blind"} {
			if page == "position" && who == "chair" {
				continue
			}
			b.get("/talks/spring/" + page)
		}
		for _, page := range []string{"ground", "deadlock"} {
			if got := b.get("/talks/spring/" + page); !strings.Contains(got, "about a text alone") || strings.Contains(got, "no common ground") || strings.Contains(got, "for your seat") {
				t.Errorf("%s reads of %s: %s", who, page, got)
			}
		}
	}
}
