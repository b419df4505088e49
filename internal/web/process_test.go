package web

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"parley/talks"
	"parley/text"
)

// A message is taken down, permitted, carried and confirmed; what it says is
// on nobody's page before it is theirs to read.
func TestShuttle(t *testing.T) {
	h := spring(t).agreed(t)
	site := serve(t, h)
	ann, sam, chair := browser{t, site, "ann", ""}, browser{t, site, "sam", ""}, browser{t, site, "chair", ""}
	const canary = "canary-message-7f3a"
	page := ann.sent("/talks/spring/shuttle", "message", url.Values{"to": {"south"}, "says": {canary}})
	if !strings.Contains(page, canary) {
		t.Error("its author does not read it")
	}
	everywhere := func(b browser) string {
		all := ""
		for _, p := range pages {
			_, body, _ := b.ask("GET", "/talks/spring/"+p.name, nil)
			all += body
		}
		return all
	}
	for _, who := range []string{"sam", "olu", "ada"} {
		if strings.Contains(everywhere(browser{t, site, who, ""}), canary) {
			t.Errorf("%s reads a message that was not carried", who)
		}
	}
	if !strings.Contains(chair.get("/talks/spring/shuttle"), canary) {
		t.Error("the mediator does not read it")
	}
	if strings.Contains(chair.get("/talks/spring/shuttle?to=south"), "Word for word, from") {
		t.Error("what was not permitted may be said")
	}
	ann.sent("/talks/spring/shuttle", "permit-m1-joint", nil)
	if !strings.Contains(chair.get("/talks/spring/shuttle?to=south"), "Word for word, from") {
		t.Error("what was permitted may not be said")
	}
	chair.sent("/talks/spring/shuttle", "deliver-m1-south", nil)
	if !strings.Contains(sam.get("/talks/spring/shuttle"), canary) {
		t.Error("it was carried, and is not read")
	}
	sam.sent("/talks/spring/shuttle", "read-m1", nil)
	if got := h.state(t).Messages[0].ReadBack; len(got) != 2 {
		t.Errorf("it was confirmed by %v", got)
	}
	// Notes are for whom they say.
	ann.sent("/talks/spring/shuttle", "note", url.Values{"party": {"north"}, "grade": {"party"}, "says": {"canary-own-note"}})
	chair.sent("/talks/spring/shuttle", "note", url.Values{"party": {"north"}, "grade": {"mediator"}, "says": {"canary-chair-note"}})
	for who, not := range map[string]string{"sam": "canary-own-note", "chair": "canary-own-note", "ann": "canary-chair-note", "olu": "canary-chair-note"} {
		if strings.Contains(everywhere(browser{t, site, who, ""}), not) {
			t.Errorf("%s reads %s", who, not)
		}
	}
	if !strings.Contains(everywhere(browser{t, site, "nia", ""}), "canary-own-note") {
		t.Error("a delegation does not read its own note")
	}
}

// Packages are ticked without anybody looking on, and one package at most comes
// of it.
func TestBlindAcceptance(t *testing.T) {
	h := spring(t).agreed(t).submitted(t)
	site := serve(t, h)
	ann, sam, chair := browser{t, site, "ann", ""}, browser{t, site, "sam", "fr"}, browser{t, site, "chair", ""}
	put := url.Values{}
	for n, p := range []map[string]string{{"water": "half", "toll": "40"}, {"water": "meter", "toll": "60"}, {"water": "season", "toll": "0"}} {
		for issue, choice := range p {
			put.Set("packages."+itoa(n+1)+"."+issue, choice)
		}
	}
	chair.sent("/talks/spring/blind", "put", put)
	if code, _, _ := ann.send("/talks/spring/blind", "tick-b1", url.Values{"ticks": {"1", "2"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("ticks without having been told: status %d", code)
	}
	ann.sent("/talks/spring/blind", "tick-b1", url.Values{"ticks": {"1", "2"}, "told": {"yes"}})
	sam.sent("/talks/spring/blind", "tick-b1", url.Values{"ticks": {"2"}, "told": {"yes"}})
	page := chair.sent("/talks/spring/blind", "reveal-b1", nil)
	if !strings.Contains(page, "All could live with package") || h.state(t).Blinds[0].Common != 2 {
		t.Errorf("the common package is %d", h.state(t).Blinds[0].Common)
	}
	if code, _, _ := (browser{t, site, "olu", ""}).ask("GET", "/talks/spring/blind", nil); code != http.StatusNotFound {
		t.Errorf("an observer sees blind acceptance: status %d", code)
	}
}

// clean makes the text of the talks one that can be agreed, and puts it on the
// table.
func (h *room) clean(t *testing.T) *room {
	t.Helper()
	folded, err := text.Fold(h.state(t).Text)
	if err != nil {
		t.Fatal(err)
	}
	var open []string
	folded.Each(func(_ *text.Document, p *text.Point) {
		if len(p.Issues()) > 0 {
			open = append(open, p.ID)
		}
	})
	for _, id := range open {
		h.must(t, "chair", talks.Act{Do: talks.DoText, Op: &text.Op{Do: text.DoRemove, Point: id}})
	}
	h.must(t, "chair", talks.Act{Do: talks.DoDraft})
	return h
}

// Silence is proposed, circulated, runs out and is announced; then heads
// initial and sign, and what was signed can be kept and checked.
func TestSilenceToSignature(t *testing.T) {
	h := spring(t).agreed(t).clean(t)
	site := serve(t, h)
	ann, sam, chair := browser{t, site, "ann", ""}, browser{t, site, "sam", "fr"}, browser{t, site, "chair", ""}
	until := h.clock().Add(80 * time.Hour).Format("2006-01-02T15:04")
	chair.sent("/talks/spring/silence", "propose", url.Values{"expires": {until}})
	chair.sent("/talks/spring/silence", "circulate-s1", nil)
	if code, _, _ := ann.send("/talks/spring/silence", "object-s1", url.Values{"because": {" "}}); code != http.StatusUnprocessableEntity {
		t.Errorf("an objection without words: status %d", code)
	}
	if page := ann.get("/talks/spring/board"); !strings.Contains(page, "Silence is running") {
		t.Error("the board does not say that silence is running")
	}
	chair.sent("/talks/spring/rounds", "adjourn", nil)
	h.wait(81 * time.Hour)
	chair.sent("/talks/spring/silence", "conclude-s1", nil)
	chair.sent("/talks/spring/rounds", "round", url.Values{"date": {"2026-03-06"}})
	chair.sent("/talks/spring/silence", "announce-s1", nil)
	for _, b := range []browser{ann, sam} {
		b.sent("/talks/spring/signing", "initial", nil)
	}
	for _, b := range []browser{ann, sam} {
		b.sent("/talks/spring/signing", "sign", nil)
	}
	if got := h.state(t).WholeStatus(); got != talks.Signed {
		t.Fatalf("the whole is %s", got)
	}
	chair.sent("/talks/spring/signing", "undertake", url.Values{"says": {"Clean the spring."}, "owner": {"north"}, "verifier": {"sam"}, "deadline": {"2026-06-01"}, "points": {"pact.1"}})
	ann.sent("/talks/spring/signing", "take-c1", nil)
	page := sam.sent("/talks/spring/signing", "report-c1", url.Values{"level": {"3"}, "says": {"Almost."}})
	if !strings.Contains(page, "Almost.") {
		t.Error("the report is not shown")
	}
	packed := ann.get("/talks/spring/agreement.zip")
	z, err := zip.NewReader(bytes.NewReader([]byte(packed)), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		if f.UncompressedSize64 == 0 {
			t.Errorf("%s is empty", f.Name)
		}
		names = append(names, f.Name)
	}
	if len(names) != 7 {
		t.Errorf("the pack holds %v", names)
	}
	// The public page says what the rules let it say, and no more.
	stranger := browser{t, site, "", ""}
	open := stranger.get("/talks/spring/public")
	for _, not := range []string{"Clean the spring", "Ann of North", "Almost."} {
		if strings.Contains(open, not) {
			t.Errorf("the public page says %s", not)
		}
	}
	if !strings.Contains(open, "Signed") {
		t.Error("the public page does not say that it is signed")
	}
	feed := stranger.get("/talks/spring/feed.atom")
	var parsed atom
	if err := xml.Unmarshal([]byte(feed), &parsed); err != nil {
		t.Fatal(err)
	}
	// Two rounds, two signatures, and how far it has come.
	if len(parsed.Entries) != 5 || parsed.Updated != "2026-03-06T00:00:00Z" {
		t.Errorf("the feed has %d entries, of %s", len(parsed.Entries), parsed.Updated)
	}
}

// The journal is told in words, checked against a receipt, and taken along.
func TestJournal(t *testing.T) {
	h := spring(t).agreed(t).submitted(t)
	site := serve(t, h)
	ann := browser{t, site, "ann", ""}
	page := ann.get("/talks/spring/journal")
	receipt := regexp.MustCompile(`spring:\d+:[0-9A-Z-]+`).FindString(page)
	if receipt == "" || !strings.Contains(page, "opened a round") || !strings.Contains(page, "confidential to others") {
		t.Fatalf("the journal does not say what happened: receipt %q", receipt)
	}
	for typed, want := range map[string]string{receipt: "Your receipt is of this journal", strings.ToLower(receipt): "Your receipt is of this journal", "spring:3:x": "This is no receipt", "": "Nothing is wrong with it"} {
		code, body, _ := ann.send("/talks/spring/journal", "check", url.Values{"receipt": {typed}})
		if code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%q: status %d, without %q", typed, code, want)
		}
	}
	if kept := ann.get("/talks/spring/journal.txt"); len(kept) < 1000 {
		t.Errorf("the journal has %d bytes", len(kept))
	}
	if code, _, _ := (browser{t, site, "", ""}).ask("GET", "/talks/spring/journal.txt", nil); code != http.StatusNotFound {
		t.Errorf("a stranger takes the journal along: status %d", code)
	}
}
