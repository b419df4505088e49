package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/casefile"
	"parley/elicit"
	"parley/elicit/form"
	"parley/internal/database"
	"parley/internal/desk"
	"parley/internal/web/catalogue"
	"parley/talks"
)

// answering serves the talks with a desk that keeps answers.
func answering(t testing.TB, h *room) http.Handler {
	t.Helper()
	return answeringIn(t, h, filepath.Join(t.TempDir(), "desk.db"))
}

// answeringIn is answering with the desk in a database, as another server on the
// same one has it.
func answeringIn(t testing.TB, h *room, where string) http.Handler {
	t.Helper()
	db, err := database.Open(context.Background(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	d, err := desk.Open(context.Background(), db, h.Secretariat, h.clock)
	if err != nil {
		t.Fatal(err)
	}
	site, err := New(Config{
		House:   h,
		Answers: d,
		Who: func(ctx context.Context) (string, string, bool) {
			p, _ := ctx.Value(signedIn{}).(string)
			return "spring", p, p != ""
		},
		Now: func() time.Time { return h.clock() },
	})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

const mine = "/talks/spring/position"

// tells are answers to the questions of North on the spring example, as its
// forms send them.
var tells = []struct {
	ask  string // a part of the question as it stands on the page
	form url.Values
}{
	{"safe from", url.Values{"texts": {"Water in the dry month", ""}, "grade": {"hint"}}},
	{"Share of the spring: which", url.Values{"stance.half": {"acceptable"}, "stance.season": {"never"}, "stance.meter": {"only_if"}}},
	{"Why never", url.Values{"because": {"The well <dries> in June."}, "basis": {"Charter, art. 4"}, "owner": {"Council"}, "grade": {"joint"}}},
	{"only if what?", url.Values{"if.toll.max": {"40"}, "because": {"SECRET cheap"}, "grade": {"engine"}}},
	{"are there numbers", url.Values{"most": {"80"}}},
	{"Why only as long as", url.Values{"skip": {"yes"}}},
	{"Repair of the channel: which", url.Values{"skip": {"yes"}}},
	{"Who names the warden: which", url.Values{"stance.north": {"acceptable"}}},
	{"Who may know", url.Values{"grade": {"mediator"}}},
	{"Share of the spring: in which order", url.Values{"place.half": {"0"}, "place.meter": {"1"}}},
	{"which numbers are better", url.Values{"better": {"rated"}, "rated.0": {"best"}, "rated.40": {"good"}, "rated.80": {"worst"}}},
	{"Repair of the channel: in which order", url.Values{"place.all": {"0"}, "place.half": {"1"}, "place.none": {"2"}}},
	{"warden: in which order", url.Values{"place.north": {"0"}, "place.joint": {"0"}, "place.south": {"1"}}},
	{"improve one thing", url.Values{"issue": {"toll"}}},
	{"Share of the spring: how important", url.Values{"word": {"vital"}}},
	{"toll from North to South: how important", url.Values{"word": {"very"}}},
	{"Repair of the channel: how important", url.Values{"word": {"vital"}}},
	{"warden: how important", url.Values{"word": {"minor"}}},
	{"how good is what lies between", url.Values{"level.half": {"good"}}},
	{"in return for something else", url.Values{"accept.toll.min": {"50"}, "if.water": {"half"}, "because": {"For a full half."}}},
	{"anything else", url.Values{"skip": {"yes"}}},
	{"If there is no agreement", url.Values{"way": {"rather"}, "grade": {"party"}}},
	{"rather have no agreement", url.Values{"take": {"yes"}}},
	{"rather have no agreement", url.Values{"take": {"no"}}},
	{"rather have no agreement", url.Values{"take": {"yes"}}},
	{"Is this your order", url.Values{"place.0": {"2"}, "place.1": {"1"}, "place.2": {"0"}}},
}

// answer answers the question that is on the page, and returns the next page.
func (b browser) answer(ask string, form url.Values) string {
	b.t.Helper()
	page := b.get(mine)
	if _, h2, _ := strings.Cut(page, `<h2 id="h-question">`); !strings.Contains(strings.NewReplacer("<bdi>", "", "</bdi>", "").Replace(h2[:min(600, len(h2))]), ask) {
		b.t.Fatalf("the page does not ask %q but %.300s", ask, h2)
	}
	return b.sent(mine, "answer", form)
}

// A head of delegation answers every question by forms alone, without a
// script, stops in between, and submits what becomes of it: the sealed position
// is the one that the same answers make elsewhere. The contradiction is shown
// and changes nothing.
func TestMyPosition(t *testing.T) {
	h := spring(t).agreed(t)
	site := answering(t, h)
	ann := browser{t, site, "ann", ""}
	for _, x := range tells {
		form := url.Values{}
		for k, v := range x.form {
			form[k] = v
		}
		ann.answer(x.ask, form)
	}
	page := ann.get(mine)
	if progress := fmt.Sprintf("%d of %d answered, 3 skipped", len(tells)-3, len(tells)); !strings.Contains(page, progress) {
		t.Errorf("the page does not say %q: what was skipped was not answered", progress)
	}
	for _, want := range []string{"What you say", "The well &lt;dries&gt; in June.", "Submit our position", "before the one with", "As the other side would see it"} {
		if !strings.Contains(page, want) {
			t.Errorf("the review does not hold %q", want)
		}
	}
	ann.sent(mine+"?q=all", "submit", nil)
	view, err := h.View(context.Background(), "spring", "ann")
	if err != nil || len(view.Sealed) != 1 || view.Sealed[0].Do != talks.DoSubmit {
		t.Fatalf("sealed is %+v, %v", view.Sealed, err)
	}
	content, err := h.Read(context.Background(), "spring", "ann", view.Sealed[0].Seq)
	if err != nil {
		t.Fatal(err)
	}
	p := content.Position
	if len(p.Never) != 1 || p.Never[0].Grade != parley.GradeJoint || len(p.OnlyIf) != 2 || len(p.Importance) != 4 || len(p.Values) != 4 || p.Fallback == nil || p.Fallback.Grade != parley.GradeParty {
		t.Errorf("what was sealed is %+v", p)
	}
	if !strings.Contains(ann.get(mine), "was submitted by event") {
		t.Error("the page does not say that a position was submitted")
	}
}

// What one side answers is on no page of the other side or the mediators, and in
// the preview for the other side stands what is joint, and nothing else.
func TestAnswersStayWithTheirSide(t *testing.T) {
	h := spring(t).agreed(t)
	site := answering(t, h)
	ann := browser{t, site, "ann", ""}
	for _, x := range tells[:5] {
		ann.answer(x.ask, x.form)
	}
	page := ann.get(mine + "?q=all")
	_, preview, ok := strings.Cut(page, `id="h-others"`)
	others, rest, _ := strings.Cut(preview, "<h3>")
	mediators, _, _ := strings.Cut(rest, "</section>")
	if !ok || !strings.Contains(others, "The well &lt;dries&gt;") || strings.Contains(others, "SECRET cheap") || strings.Contains(others, "dry month") {
		t.Errorf("as the other side would see it: %s", others)
	}
	if strings.Contains(mediators, "SECRET cheap") || !strings.Contains(mediators, "dry month") || !strings.Contains(mediators, "undisclosed") {
		t.Errorf("as the mediators would read it: %s", mediators)
	}
	if nia := (browser{t, site, "nia", ""}).get(mine + "?q=all"); !strings.Contains(nia, "SECRET cheap") {
		t.Error("a delegate does not see what the head of the same delegation answered")
	}
	if paper := ann.get(mine + "/paper"); !strings.Contains(paper, "The well &lt;dries&gt;") || !strings.Contains(paper, "Position of") {
		t.Error("what was answered is not on paper")
	}
	for _, who := range []string{"chair", "olu", "ada"} {
		if code, body, _ := (browser{t, site, who, ""}).ask("GET", mine+"/paper", nil); code != http.StatusNotFound {
			t.Errorf("%s gets a paper: %d %.300s", who, code, body)
		}
	}
	// It speaks the language of the page, of which nothing stays in English.
	if paper := (browser{t, site, "ann", "fr"}).get(mine + "/paper"); !strings.Contains(paper, `<html lang="fr"`) || !strings.Contains(paper, "Confidentiel") ||
		!strings.Contains(paper, "The well &lt;dries&gt;") || regexp.MustCompile(`Who may|Because|only if|never|What do you`).MatchString(paper) {
		t.Errorf("the paper does not speak French: %.3000s", paper)
	}
	for _, c := range catalogue.All() {
		for _, key := range form.Keys() {
			if key := paperKey(c, key); !c.Has(key) && key != "position.language" && key != "position.direction" {
				t.Errorf("%s has no %s, which stands on paper", c.Language, key)
			}
		}
	}
	if paper := (browser{t, site, "sam", ""}).get(mine + "/paper"); strings.Contains(paper, "dries") {
		t.Error("South's paper shows what North answered")
	}
	for _, who := range []string{"sam", "chair", "olu", "ada"} {
		for _, path := range []string{mine, mine + "?q=all", mine + "?for=ann", mine + "?for=ann&q=all", mine + "?q=reason.water.season", "/talks/spring/board"} {
			page := browser{t, site, who, ""}.get(path)
			for _, secret := range []string{"SECRET cheap", "dries", "dry month", "Charter, art. 4"} {
				if strings.Contains(page, secret) {
					t.Errorf("%s finds %q on %s", who, secret, path)
				}
			}
		}
	}
}

// A mediator types in for a party: apart from what the party answers itself, and
// it counts when the party has confirmed it.
func TestTypedInForAParty(t *testing.T) {
	h := spring(t).agreed(t)
	site := answering(t, h)
	chair := browser{t, site, "chair", ""}
	if page := (browser{t, site, "ann", ""}).get(mine + "?q=all"); strings.Contains(page, `id="submit"`) {
		t.Error("who has said nothing can submit it")
	}
	if page := chair.get(mine); !strings.Contains(page, "for=ann") || !strings.Contains(page, "for=sam") {
		t.Fatalf("the mediator is not asked for whom: %s", page)
	}
	chair.sent(mine+"?for=ann", "answer", url.Values{"texts": {"Peace"}, "grade": {"mediator"}})
	if page := (browser{t, site, "ann", ""}).get(mine); !strings.Contains(page, "safe from") {
		t.Error("what the mediator typed in stands among the party's own answers")
	}
	page := chair.get(mine + "?for=ann&q=all")
	if !strings.Contains(page, "Peace") || !strings.Contains(page, "Ann of North") {
		t.Errorf("the mediator does not find what was typed in")
	}
	chair.sent(mine+"?for=ann&q=all", "submit", nil)
	entries := h.state(t).View("ann").ToConfirm
	if len(entries) != 1 {
		t.Fatalf("%d entries wait for confirmation", len(entries))
	}
	ann := browser{t, site, "ann", ""}
	if page := ann.get(mine); !strings.Contains(page, "submitted this in your name") || !strings.Contains(page, "Peace") {
		t.Error("the party does not read what it is asked to confirm")
	}
	if page := (browser{t, site, "sam", ""}).get(mine); strings.Contains(page, "Peace") {
		t.Error("another party reads what was typed in")
	}
	if page := ann.get("/talks/spring/people"); !strings.Contains(page, "position#confirm") {
		t.Error("the page where it is confirmed does not lead to what it says")
	}
	ann.sent(mine, fmt.Sprintf("confirm-%d", entries[0].Seq), nil)
	if view := h.state(t).View("ann"); len(view.ToConfirm) != 0 || len(view.Sealed) != 1 {
		t.Errorf("after the confirmation %d entries wait and %d are sealed", len(view.ToConfirm), len(view.Sealed))
	}
}

// An answer that cannot be taken comes back with the question, with the rule
// and with what was typed; an answer to a question that is gone leads to the
// next one.
func TestFaultsComeBack(t *testing.T) {
	h := spring(t).agreed(t)
	for lang, says := range map[string]string{"en": "Nothing was answered.", "fr": "Rien n’a été répondu."} {
		site := answering(t, h)
		ann := browser{t, site, "ann", lang}
		code, body, _ := ann.send(mine, "answer", url.Values{"grade": {"joint"}})
		if code != http.StatusUnprocessableEntity || !strings.Contains(body, says) || !strings.Contains(body, `value="joint" checked`) {
			t.Errorf("%s: status %d: %.600s", lang, code, body)
		}
		ann.sent(mine, "answer", url.Values{"skip": {"yes"}})
		code, body, _ = ann.send(mine+"?q=limits.toll", "answer", url.Values{"least": {"ten"}})
		if code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="ten"`) {
			t.Errorf("%s: status %d, and what was typed is lost", lang, code)
		}
		code, _, _ = ann.ask("POST", mine, url.Values{"form": {"answer"}, "question": {"reason.water.season"}, "because": {"x"}})
		if code != http.StatusUnprocessableEntity {
			t.Errorf("an answer to no question: status %d", code)
		}
	}
}

// Every kind of question has a form in every language, without scripts, and all
// that it says is in the catalogue. Fails where a kind has no form, or words are
// missing.
func TestEveryQuestionHasAForm(t *testing.T) {
	file, err := casefile.Open("../../examples/spring-folder")
	if err != nil {
		t.Fatal(err)
	}
	h := spring(t).agreed(t)
	site := answering(t, h)
	seen := map[elicit.Kind]bool{}
	look := func(ids map[string]elicit.Kind) {
		for id, kind := range ids {
			seen[kind] = true
			for _, c := range catalogue.All() {
				page := browser{t, site, "ann", c.Language}.get(mine + "?q=" + id)
				for _, bad := range []string{">position.", `="position.`, " style=", "onclick", "{issue}", "{what}", "&lt;bdi"} {
					if strings.Contains(page, bad) {
						t.Errorf("%s in %s holds %s", id, c.Language, bad)
					}
				}
				if !strings.Contains(page, `id="answer"`) || !strings.Contains(page, `name="skip"`) {
					t.Errorf("%s in %s has no form", id, c.Language)
				}
			}
		}
	}
	ann := browser{t, site, "ann", ""}
	log := &elicit.Log{Party: "north"}
	for _, x := range tells {
		s, err := elicit.Fold(file.Case, log)
		if err != nil {
			t.Fatal(err)
		}
		q, _ := s.Next()
		if !seen[q.Kind] {
			look(map[string]elicit.Kind{q.ID: q.Kind})
		}
		form := url.Values{}
		for k, v := range x.form {
			form[k] = v
		}
		ann.answer(x.ask, form)
		for n, p := range q.Packages { // as the page holds them
			for issue, c := range elicit.Shown(p) {
				form.Set("shown."+string(rune('0'+n))+"."+issue, c)
			}
		}
		a := answerOf(q, form)
		if a.Question, a.Skip = q.ID, form.Get("skip") != ""; a.Skip {
			a = elicit.Answer{Question: q.ID, Skip: true}
		}
		log.Answers = append(log.Answers, a)
	}
	ann.sent(mine+"?q=fallback", "answer", url.Values{"way": {"like"}})
	look(map[string]elicit.Kind{"like.water": elicit.Like, "like.toll": elicit.Like})
	ann.sent(mine+"?q=fallback", "answer", url.Values{"way": {"worth"}})
	look(map[string]elicit.Kind{"worth": elicit.Worth})
	ann.sent(mine+"?q=order.water", "answer", url.Values{"place.half": {"0"}, "place.meter": {"1"}})
	for _, k := range elicit.Kinds() {
		if !seen[k] {
			t.Errorf("no question of kind %s was asked", k)
		}
	}
}
