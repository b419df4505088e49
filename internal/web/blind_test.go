package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// It would fail if the end that was set were not shown, in the reader's clock and to
// the script that counts down, before anybody ticks; if a tick were taken after it;
// or if a blind acceptance that is over could not be closed, or then said a result.
func TestBlindAcceptanceCountsDown(t *testing.T) {
	h := spring(t).agreed(t)
	site := serve(t, h)
	chair, ann := browser{t, site, "chair", ""}, browser{t, site, "ann", ""}
	end := h.clock().Add(26 * time.Hour).Truncate(time.Minute)
	typed := url.Values{"packages.1.toll": {"20"}, "packages.2.toll": {"40"}, "expires": {"no time"}}
	const at = "/talks/spring/blind"
	if code, body, _ := chair.send(at, "put", typed); code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="no time"`) {
		t.Errorf("a time that is none: %d", code)
	}
	typed.Set("expires", end.Format("2006-01-02T15:04"))
	chair.sent(at, "put", typed)
	id := h.state(t).Blinds[0].ID
	page := ann.get(at)
	for _, words := range []string{`data-until="` + end.Format(time.RFC3339) + `"`, "26 hours", "no tick is opened", end.Format("2006-01-02 15:04 UTC"), "What the result will tell"} {
		if !strings.Contains(page, words) {
			t.Errorf("the page does not say %q", words)
		}
	}
	ticks := strings.Index(page, `name="ticks"`)
	if strings.Index(page, "data-until") > ticks || strings.Index(page, "What the result will tell") > ticks {
		t.Error("how long there is, or what the result will tell, stands behind the ticks")
	}
	if strings.Contains(chair.get(at), `id="reveal-`+id+`"`) {
		t.Error("the chair can close it while there is time left")
	}
	ann.sent(at, "tick-"+id, url.Values{"ticks": {"1"}, "told": {"yes"}})
	h.wait(27 * time.Hour)
	sam := browser{t, site, "sam", ""}
	if page := sam.get(at); strings.Contains(page, `name="ticks"`) || !strings.Contains(page, "The time for ticking is over.") {
		t.Error("it can be ticked after the end")
	}
	page = chair.sent(at, "reveal-"+id, nil)
	if !strings.Contains(page, "The time was over before all had ticked.") || strings.Contains(page, "could live with package") {
		t.Errorf("closed, it does not say so")
	}
	if b := h.state(t).Blinds[0]; !b.Lapsed || b.Common != 0 {
		t.Errorf("it is %+v", b)
	}
}
