package web

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"parley/internal/database/databasetest"
)

// Two of a delegation answer the same question at two servers at once: the second
// is told that somebody answered meanwhile, keeps what was typed, and may send it
// again; and a position is only submitted as its sender saw it. Fails if the last
// to write wins unseen, or anything typed is lost.
func TestAnsweredMeanwhile(t *testing.T) {
	h := spring(t).agreed(t)
	where := filepath.Join(t.TempDir(), "desk.db")
	ann, nia := browser{t, answeringIn(t, h, where), "ann", "en"}, browser{t, answeringIn(t, h, where), "nia", "en"}
	nia.answer("safe from", url.Values{"skip": {"yes"}})
	asked := ann.get(mine)
	nia.answer("Share of the spring: which", url.Values{"stance.half": {"acceptable"}, "stance.season": {"never"}})

	// Ann sends what she had before her since before that.
	form := formOn(asked, "answer")
	form.Set("stance.meter", "never")
	code, page, _ := ann.ask("POST", mine, form)
	if code != http.StatusUnprocessableEntity || !strings.Contains(page, "Somebody answered this meanwhile") {
		t.Fatalf("status %d: %.600s", code, page)
	}
	if got := formOn(page, "answer"); got.Get("question") != form.Get("question") || !strings.Contains(page, `name="stance.meter" value="never" checked`) {
		t.Errorf("what was typed is not on the page: %v", got)
	}
	if all := nia.get(mine + "?q=all"); !strings.Contains(all, "By season") || strings.Contains(all, "By meter") {
		t.Error("what Nia answered is not what is kept")
	}
	// Another question, seen as long ago, is nobody else's: it goes through.
	other := formOn(ann.get(mine+"?q=limits.toll"), "answer")
	nia.sent(mine+"?q=stance.repair", "answer", url.Values{"skip": {"yes"}})
	other.Set("most", "80")
	if code, page, _ := ann.ask("POST", mine, other); code != http.StatusSeeOther {
		t.Errorf("an answer to another question: status %d: %.600s", code, page)
	}
	// What came back may be sent again as it stands.
	again := formOn(page, "answer")
	again.Set("stance.meter", "never")
	if code, page, _ := ann.ask("POST", mine, again); code != http.StatusSeeOther {
		t.Errorf("sent again: status %d: %.600s", code, page)
	}
	submit := formOn(ann.get(mine+"?q=all"), "submit")
	nia.sent(mine+"?q=limits.toll", "answer", url.Values{"most": {"70"}})
	if code, page, _ := ann.ask("POST", mine+"?q=all", submit); code != http.StatusUnprocessableEntity || !strings.Contains(page, "Somebody answered this meanwhile") {
		t.Errorf("a position that its sender did not see is submitted: status %d", code)
	}
	if got := h.state(t).View("ann").Sealed; len(got) != 0 {
		t.Errorf("sealed is %v", got)
	}
	ann.sent(mine+"?q=all", "submit", nil)
}

// Answers of one party to different questions, sent at once at two servers, are
// all kept. Fails if one server writes over what the other kept.
func TestAnswersOfTwoServers(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { answersOfTwoServers(t, filepath.Join(t.TempDir(), "desk.db")) })
	t.Run("postgres", func(t *testing.T) { answersOfTwoServers(t, databasetest.Postgres(t).Database(t)) })
}

func answersOfTwoServers(t *testing.T, where string) {
	h := spring(t).agreed(t)
	sites := []http.Handler{answeringIn(t, h, where), answeringIn(t, h, where)}
	questions := []string{"stance.water", "limits.toll", "stance.repair", "interests"}
	var all sync.WaitGroup
	for n, q := range questions {
		b := browser{t, sites[n%2], []string{"ann", "nia"}[n%2], "en"}
		form := formOn(b.get(mine+"?q="+q), "answer")
		form.Set("skip", "yes")
		all.Go(func() {
			if code, page, _ := b.ask("POST", mine, form); code != http.StatusSeeOther {
				_, why, _ := strings.Cut(page, `class="refused"`)
				t.Errorf("%s: status %d: %.600s", q, code, why)
			}
		})
	}
	all.Wait()
	page := browser{t, sites[0], "ann", "en"}.get(mine + "?q=all")
	if skipped := strings.Count(page, `class="at-skipped"`); skipped != len(questions) {
		t.Errorf("%d of %d answers are kept", skipped, len(questions))
	}
}

// formOn returns what a form of a page holds that is hidden.
func formOn(page, id string) url.Values {
	_, rest, ok := strings.Cut(page, fmt.Sprintf(` id="%s"`, id))
	if !ok {
		return nil
	}
	rest, _, _ = strings.Cut(rest, "</form>")
	values := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(rest, -1) {
		values.Add(unescape(m[1]), unescape(m[2]))
	}
	return values
}
