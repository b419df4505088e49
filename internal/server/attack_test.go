package server

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parley/talks"
)

// Who loses a seat hears nothing more: not even the number of the event by which
// it was lost. Fails if a stream tells first and looks later.
func TestNewsEndsWithTheSeat(t *testing.T) {
	x, chair := convened(t, nil)
	x.seat(chair, "olu", "", talks.Observer)
	olu := x.come(x.invite("spring", "olu"))
	news := x.stream(olu, "")
	if got := nextEvent(news); got != "2" {
		t.Fatalf("the talks are at event %s", got)
	}
	x.want(x.ask(chair, "POST", "/talks/spring/people", url.Values{"form": {"f"}, "do": {"remove"}, "person": {"olu"}, "because": {"He goes."}}), 303)
	if t.Failed() {
		return
	}
	if got := nextEvent(news); got != "ended" {
		t.Errorf("who has no seat hears of event %s", got)
	}
	for path, status := range map[string]int{"/talks/spring/board": 404, "/talks/spring/journal.txt": 404, "/live/spring": 401, "/desk/spring/note": 401} {
		x.want(x.ask(olu, "GET", path, nil), status)
	}
	x.want(x.ask(olu, "POST", "/talks/spring/board", url.Values{"form": {"f"}, "do": {"state"}, "says": {"x"}}), 404)
}

// One person, signed in however often, cannot take all the streams that there
// are.
func TestStreamsOfOnePerson(t *testing.T) {
	x, chair := convened(t, nil)
	x.seat(chair, "ann", "north", talks.Head)
	opened := 0
	for range 4 { // browsers, with ten pages each
		ann := x.come(x.invite("spring", "ann"))
		for range 10 {
			r, err := http.NewRequestWithContext(t.Context(), "GET", x.URL()+"live/spring", nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := ann.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { answer.Body.Close() })
			switch answer.StatusCode {
			case 200:
				opened++
			case 503:
			default:
				t.Fatalf("a stream: %s", answer.Status)
			}
		}
	}
	if opened != 24 {
		t.Errorf("one person holds %d streams", opened)
	}
	x.stream(chair, "") // there is one for somebody else
}

// Whether there are talks of a name is not told to who has no seat in them, by
// whatever is asked for, where their rules make nothing public.
func TestTalksAreNotGuessed(t *testing.T) {
	x, _ := convened(t, nil)
	for _, c := range []*http.Client{browser(), x.come(func() string { l, _ := x.Link(t.Context()); return l }())} {
		for _, pattern := range x.everything() {
			method, there := fill(t, pattern, map[string]string{"talk": "spring", "token": "none", "form": "note", "page": "board"})
			_, not := fill(t, pattern, map[string]string{"talk": "autumn", "token": "none", "form": "note", "page": "board"})
			if there == not {
				continue
			}
			if method == "" {
				method = "POST"
			}
			for _, m := range []string{"GET", method} {
				a, b := x.ask(c, m, there, url.Values{}), x.ask(c, m, not, url.Values{})
				same := func(s string) string { return strings.ReplaceAll(s, "autumn", "spring") }
				if a.StatusCode != b.StatusCode || a.body != same(b.body) || a.Header.Get("Location") != same(b.Header.Get("Location")) || a.Header.Get("Content-Type") != b.Header.Get("Content-Type") {
					t.Errorf("%s %s: %s, and where there are no talks %s", m, there, a.Status, b.Status)
				}
			}
		}
	}
}

// Fields that a form does not have change nothing: who asks is who is signed in,
// and the talks are those of the address.
func TestForgedFields(t *testing.T) {
	x, chair := convened(t, nil)
	x.seat(chair, "ann", "north", talks.Head)
	x.seat(chair, "sam", "south", talks.Head)
	x.want(x.ask(chair, "POST", "/house/convene", url.Values{"talk": {"autumn"}, "name": {"Robin"}, "example": {"spring"}}), 303)
	sam := x.come(x.invite("spring", "sam"))
	before, err := x.house.talks.State(t.Context(), "spring")
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []url.Values{
		{"do": {"note"}, "party": {"north"}, "grade": {"party"}, "says": {"x"}},
		{"do": {"note"}, "party": {"north"}, "grade": {"party"}, "says": {"x"}, "for": {"ann"}},
		{"do": {"message"}, "from": {"north"}, "to": {"south"}, "says": {"x"}, "author": {"ann"}},
		{"do": {"invite"}, "person": {"eve"}, "name": {"Eve"}, "seat": {"mediator"}},
		{"do": {"invite"}, "person": {"eve"}, "name": {"Eve"}, "seat": {"head"}, "party": {"north"}},
		{"do": {"remove"}, "person": {"ann"}, "because": {"x"}},
		{"do": {"replace"}, "person": {"ann"}, "with": {"eve"}, "name": {"Eve"}, "because": {"x"}},
		{"do": {"agree"}, "version": {"1"}, "saw": {"99"}, "person": {"ann"}},
		{"do": {"open"}, "person": {"sam"}}, {"do": {"erase"}, "party": {"north"}}, {"do": {""}}, {"do": {"rules"}, "rules.consent": {"south"}},
	} {
		form.Set("form", "f")
		for _, page := range []string{"board", "people", "shuttle", "rules"} {
			x.want(x.ask(sam, "POST", "/talks/spring/"+page+"?for=ann", form), 422)
		}
	}
	for _, form := range []url.Values{{"make": {"link"}, "person": {"ann"}}, {"make": {"link"}, "person": {"mediator"}}, {"make": {"out"}, "person": {"ann"}}, {"make": {"end"}, "session": {"none"}}} {
		form.Set("form", "f")
		x.want(x.ask(sam, "POST", "/talks/spring/people", form), 404)
	}
	// Another talk's session is none here, under whatever name it is sent.
	at, _ := url.Parse(x.URL())
	var seat *http.Cookie
	for _, c := range sam.Jar.Cookies(at) {
		if strings.Contains(c.Name, "parley-seat-") {
			seat = c
		}
	}
	for _, c := range chair.Jar.Cookies(at) {
		stolen := browser()
		stolen.Jar.SetCookies(at, []*http.Cookie{{Name: c.Name, Value: seat.Value, Path: "/"}})
		x.want(x.ask(stolen, "GET", "/talks/autumn/board", nil), 404)
	}
	x.want(x.ask(sam, "POST", "/house/enter", url.Values{"talk": {"spring"}}), 403)
	x.want(x.ask(sam, "POST", "/house/convene", url.Values{"talk": {"winter"}, "name": {"Eve"}, "example": {"spring"}}), 403)
	after, err := x.house.talks.State(t.Context(), "spring")
	if err != nil || after.Seq != before.Seq {
		t.Errorf("something came of it: %d events, and %d before", after.Seq, before.Seq)
	}
}

// What is too large, malformed or made to unfold is refused in words, before it
// costs much, and of a stranger nothing is read.
func TestWhatIsTooMuch(t *testing.T) {
	x, chair := convened(t, nil)
	const board = "/talks/spring/board"
	sends := func(kind, body string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set("Content-Type", kind)
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
		}
	}
	const coded = "application/x-www-form-urlencoded"
	x.want(x.ask(chair, "POST", board, nil, sends(coded, "do=state&says="+strings.Repeat("x", 9<<20))), 413, "larger than can be taken")
	x.want(x.ask(chair, "POST", board, nil, sends(coded, strings.Repeat("a&", 300_000))), 400, "is no form of this page")
	x.want(x.ask(chair, "POST", board, nil, sends(coded, "do=%zz")), 400, "is no form of this page")
	x.want(x.ask(chair, "POST", board, nil, sends("multipart/form-data; boundary=x", "--x\r\nnonsense")), 400, "is no form of this page")
	x.want(x.ask(chair, "POST", board, nil, sends("multipart/form-data", "x")), 400)
	x.want(x.ask(chair, "POST", "/out", nil, sends(coded, "talk=spring&x="+strings.Repeat("x", 1<<20))), 303)
	x.want(x.ask(chair, "GET", board, nil), 200) // that ended nothing
	read := &counted{Reader: io.LimitReader(zeros{}, 40<<20)}
	_, _ = browser().Do(func() *http.Request { // the answer may come before all is sent
		r, _ := http.NewRequest("POST", x.URL()+"talks/spring/board", read)
		r.Header.Set("Content-Type", coded)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		return r
	}())
	if n := read.n.Load(); n > 8<<20 {
		t.Errorf("of a stranger %d bytes were taken in", n)
	}
	// An archive that unfolds into far more than it is.
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	for _, name := range []string{"[Content_Types].xml", "word/document.xml"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(w, zeros{}, 64<<20); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close()); err != nil {
		t.Fatal(err)
	}
	form := hidden(t, x.ask(chair, "GET", "/talks/spring/text", nil).body, "import")
	began := time.Now()
	x.want(x.upload(chair, "/talks/spring/text", form, "file", "../../bomb.docx", bomb.Bytes()), 422)
	t.Logf("%d bytes that unfold into 128 MB: %v", bomb.Len(), time.Since(began))
	if strings.Contains(x.log.String(), "level=ERROR") {
		t.Errorf("what others send wrong stands in the log as our fault:\n%s", x.log.String())
	}
}

type counted struct {
	io.Reader
	n atomic.Int64 // the connection may still be reading when the answer is there
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// Names that mean something to a browser, a header or a terminal are shown as
// what they are, or refused.
func TestNamesAreNotMarkup(t *testing.T) {
	const evil = `<zqmarkup onload=alert(1)>"'&` + "`"
	x := start(t, nil)
	link, err := x.Link(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	chair := x.come(link)
	quoted := strconv.Quote(evil)
	file := fmt.Sprintf(`{"parley": 1, "title": %[1]s, "about": %[1]s,
"parties": {"north": {"name": %[1]s}, "south": {"name": "South"}},
"issues": {"water": {"name": %[1]s, "options": {"half": %[1]s, "all": "All"}}, "toll": {"name": "Toll", "range": [0, 10], "step": 1, "unit": %[1]s}},
"documents": {"pact": {"title": %[1]s, "points": [{"id": "1", "title": %[1]s, "text": %[1]s}, {"id": "2", "issue": "water", "text": {"half": %[1]s, "all": "All."}}]}}}`, quoted)
	x.want(x.upload(chair, "/house/convene", url.Values{"talk": {"spring"}, "name": {evil}}, "case", evil+".json", []byte(file)), 303)
	x.want(x.ask(chair, "POST", "/talks/spring/board", url.Values{"form": {"f"}, "do": {"invite"}, "person": {"ann"}, "name": {evil}, "party": {"north"}, "seat": {"head"}}), 303)
	x.want(x.ask(chair, "POST", "/talks/spring/board", url.Values{"form": {"f"}, "do": {"invite"}, "person": {"sam"}, "name": {"Sam"}, "party": {"south"}, "seat": {"head"}}), 303)
	x.want(x.ask(chair, "POST", "/talks/spring/rules", url.Values{"form": {"f"}, "do": {"rules"}, "rules.consent": {"north", "south"}, "rules.public": {"rounds", "statuses", "signatures"}, "rules.legend.agreed.name": {evil}}), 303)
	ann, sam := x.come(x.invite("spring", "ann")), x.come(x.invite("spring", "sam"))
	for _, c := range []*http.Client{ann, sam} {
		state, err := x.house.talks.State(t.Context(), "spring")
		if err != nil {
			t.Fatal(err)
		}
		x.want(x.ask(c, "POST", "/talks/spring/rules", url.Values{"form": {"f"}, "do": {"agree"}, "version": {"1"}, "saw": {strconv.Itoa(state.Seq)}}), 303)
	}
	for _, form := range []url.Values{
		{"do": {"round"}, "date": {"2026-03-02"}, "place": {evil}, "agenda": {evil}}, {"do": {"draft"}},
		{"do": {"text"}, "op.do": {"comment"}, "op.point": {"pact.1"}, "op.words.": {evil}},
		{"do": {"note"}, "party": {"north"}, "grade": {"mediator"}, "says": {evil}},
		{"do": {"table"}, "package.water": {"half"}, "says": {evil}},
	} {
		state, err := x.house.talks.State(t.Context(), "spring")
		if err != nil {
			t.Fatal(err)
		}
		form.Set("form", "f")
		form.Set("saw", strconv.Itoa(state.Seq))
		if got := x.ask(chair, "POST", "/talks/spring/board", form); got.StatusCode != 303 {
			_, why, _ := strings.Cut(got.body, `class="refused"`)
			t.Errorf("%v: %s: %.300s", form, got.Status, why)
		}
	}
	looked := 0
	for who, c := range map[string]*http.Client{"chair": chair, "ann": ann, "sam": sam, "nobody": browser()} {
		for _, pattern := range x.everything() {
			method, path := fill(t, pattern, map[string]string{"talk": "spring", "token": "none", "form": "note", "page": "board"})
			if method == "POST" || strings.HasPrefix(path, "/live/") {
				continue
			}
			for _, query := range []string{"", "?q=" + url.QueryEscape(evil) + "&to=" + url.QueryEscape(evil) + "&party=" + url.QueryEscape(evil) + "&view=party&done=1"} {
				got := x.ask(c, "GET", path+query, nil)
				looked++
				kind := got.Header.Get("Content-Type")
				if strings.Contains(got.body, "<zqmarkup") && !strings.HasPrefix(kind, "text/plain") && !strings.Contains(kind, "zip") && !strings.Contains(kind, "officedocument") {
					t.Errorf("%s as %s (%s) holds markup that somebody wrote", path+query, who, kind)
				}
				for name, values := range got.Header {
					if strings.Contains(strings.Join(values, ""), "zqmarkup") && name != "Location" && name != "X-Request-Id" {
						t.Errorf("%s as %s: %s holds what somebody wrote: %s", path, who, name, values)
					}
				}
			}
		}
	}
	if looked < 200 {
		t.Errorf("only %d answers were looked at", looked)
	}
	// What turns the direction of writing, or is not seen, is no name.
	for _, name := range []string{"Sam\u202eMediator", "Sam\u200b", "Sam\r\nSet-Cookie: x=y", "Sam\x00", "\u2066Sam"} {
		x.want(x.ask(chair, "POST", "/talks/spring/board", url.Values{"form": {"f"}, "do": {"invite"}, "person": {"eve"}, "name": {name}, "seat": {"observer"}}), 422)
	}
}

// Nobody is sent to another site, and no address of ours becomes one.
func TestNobodyIsSentElsewhere(t *testing.T) {
	x, chair := convened(t, nil)
	for _, back := range []string{"https://evil.example/", "//evil.example/", `/\evil.example`, "/\t/evil.example", "javascript:alert(1)", "/..//evil.example", "/%09/evil.example", "/\r\nSet-Cookie: a=b", "", "evil", "/.//evil.example"} {
		got := x.ask(chair, "POST", "/settings", url.Values{"back": {back}, "light": {"dark"}})
		x.want(got, 303)
		to, err := got.Request.URL.Parse(got.Header.Get("Location"))
		if err != nil || to.Host != got.Request.URL.Host || strings.HasPrefix(to.Path, "//") || got.Header.Get("Set-Cookie") == "a=b" {
			t.Errorf("back to %q leads to %q", back, got.Header.Get("Location"))
		}
	}
	for _, path := range []string{"//evil.example", "//evil.example/", "/talks/%2f%2fevil.example", "/talks/..%2f..%2f%2fevil.example", "/talks/spring/../../../evil", "/talks/a%0d%0aSet-Cookie:%20a=b", "/talks/spring//evil.example", `/talks/%5cevil.example`} {
		got := x.ask(chair, "GET", strings.TrimSuffix(x.URL(), "/")+path, nil)
		to, err := got.Request.URL.Parse(got.Header.Get("Location"))
		if err != nil || to.Host != got.Request.URL.Host || strings.HasPrefix(to.Path, "//") || len(got.Cookies()) > 0 {
			t.Errorf("%s leads to %q", path, got.Header.Get("Location"))
		}
	}
}

// A cache that several share keeps files of pages alone, each under the version
// that it is: nobody can have it keep an old one under the address of a newer.
func TestCaches(t *testing.T) {
	x, chair := convened(t, nil)
	page := x.ask(chair, "GET", "/talks/spring/board", nil)
	sheet := links.FindStringSubmatch(page.body)
	if sheet == nil || !strings.HasPrefix(sheet[1], "/static/") {
		t.Fatalf("the page begins with %v", sheet)
	}
	kept := x.ask(browser(), "GET", sheet[1], nil)
	if got := kept.Header.Get("Cache-Control"); kept.StatusCode != 200 || !strings.Contains(got, "immutable") {
		t.Errorf("%s: %s, %q", sheet[1], kept.Status, got)
	}
	at, _, _ := strings.Cut(sheet[1], "?")
	for _, path := range []string{at, at + "?v=000000000000", at + "?v=", "/static/none?v=000000000000", "/static/", "/static/../static/none"} {
		if got := x.ask(browser(), "GET", path, nil).Header.Get("Cache-Control"); strings.Contains(got, "public") || strings.Contains(got, "immutable") {
			t.Errorf("%s may be kept: %q", path, got)
		}
	}
}

// A link that is found out about later tells nobody but its owner anything: used
// once, it lets in that browser alone, and for ten minutes; a newer one takes its
// place; and however many are tried, others come in by theirs.
func TestLinksAgain(t *testing.T) {
	x, chair := convened(t, nil)
	x.seat(chair, "ann", "north", talks.Head)
	link := x.invite("spring", "ann")
	ann := x.come(link)
	thief := browser()
	x.want(x.ask(thief, "GET", link, nil), 410)
	x.want(x.ask(thief, "POST", link, nil), 410)
	x.want(x.ask(thief, "GET", "/talks/spring/board", nil), 404)
	x.clock.add(11 * time.Minute)
	x.want(x.ask(ann, "POST", link, nil), 410)
	x.want(x.ask(ann, "GET", "/talks/spring/board", nil), 200)
	old, next := x.invite("spring", "ann"), x.invite("spring", "ann")
	x.want(x.ask(thief, "POST", old, nil), 410)
	slowed := 0
	for n := range 40 {
		got := x.ask(thief, "GET", fmt.Sprintf("/in/%043d", n), nil, func(r *http.Request) { r.Header.Set("X-Forwarded-For", fmt.Sprintf("198.51.100.%d", n)) })
		if got.StatusCode == 429 {
			slowed++
		} else if got.StatusCode != 404 {
			t.Errorf("a link that was guessed: %s", got.Status)
		}
	}
	if slowed != 30 {
		t.Errorf("of forty guesses %d were slowed down: who names other addresses is believed", slowed)
	}
	x.come(next)
}
