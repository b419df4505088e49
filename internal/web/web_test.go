package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"parley/internal/web/catalogue"
)

// browser visits the pages of the talk spring as one person.
type browser struct {
	t      *testing.T
	site   http.Handler
	person string
	lang   string
}

type signedIn struct{}

func serve(t *testing.T, h *room) http.Handler {
	t.Helper()
	site, err := New(Config{
		House: h,
		Who: func(ctx context.Context) (string, string, bool) {
			p, _ := ctx.Value(signedIn{}).(string)
			return "spring", p, p != ""
		},
		Live: func(talk string) string { return "/live/" + talk },
		Desk: func(talk string) string { return "/desk/" + talk },
		Now:  h.clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// ask sends a request, and returns the status, the page and where it leads on.
func (b browser) ask(method, path string, form url.Values) (int, string, string) {
	b.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if b.lang != "" {
		r.Header.Set("Accept-Language", b.lang)
	}
	r = r.WithContext(context.WithValue(r.Context(), signedIn{}, b.person))
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return w.Code, string(body), w.Header().Get("Location")
}

// get returns a page that is there.
func (b browser) get(path string) string {
	b.t.Helper()
	code, body, _ := b.ask("GET", path, nil)
	if code != http.StatusOK {
		b.t.Fatalf("%s as %s: status %d\n%.2000s", path, b.person, code, body)
	}
	return body
}

var everybody = []string{"chair", "ann", "sam", "nia", "olu", "ada"}

// Every page is there for everybody with a seat, in every language, at the
// beginning and once talks are under way, and nothing in it runs or is styled
// inline.
func TestPagesShow(t *testing.T) {
	shown := 0
	for _, h := range []*room{spring(t), spring(t).agreed(t).submitted(t)} {
		site := serve(t, h)
		for _, who := range everybody {
			for _, c := range catalogue.All() {
				b := browser{t, site, who, c.Language}
				for _, p := range pages {
					code, page, _ := b.ask("GET", "/talks/spring/"+p.name, nil)
					if code == http.StatusNotFound && !strings.Contains(b.get("/talks/spring/board"), `/`+p.name+`"`) {
						continue // not for them, and not offered
					}
					if code != http.StatusOK {
						t.Errorf("%s as %s: status %d", p.name, who, code)
					}
					shown++
					if !strings.Contains(page, `<html lang="`+c.Language+`"`) {
						t.Errorf("%s does not speak %s", p.name, c.Language)
					}
					for _, bad := range []string{" style=", "<style", "<script>", "onclick", "javascript:", "ZgotmplZ", "http://", "&lt;bdi"} {
						if strings.Contains(strings.ReplaceAll(page, `xmlns="http://www.w3.org/2000/svg"`, ""), bad) {
							t.Errorf("%s holds %s", p.name, bad)
						}
					}
				}
			}
		}
	}
	if shown < 250 {
		t.Errorf("only %d pages were shown", shown)
	}
}

// said finds the keys of messages in templates and code.
var said = []*regexp.Regexp{
	regexp.MustCompile(`\bt "([a-z_.]+)"`),
	regexp.MustCompile(`\.(?:T|Say)\("([a-z_.]+)"`),
	regexp.MustCompile(`mistake\{"([a-z_.]+)"`),
	regexp.MustCompile(`key := [^\n]*"([a-z_.]+)"`),
}

// What pages say is in the catalogue: a key that is missing there would be
// shown as it is.
func TestMessagesExist(t *testing.T) {
	english := catalogue.All()[0]
	for _, p := range pages {
		if !english.Has(p.name + ".title") {
			t.Errorf("there is no %s.title", p.name)
		}
	}
	found := 0
	for name, text := range ownFiles(t) {
		for _, re := range said {
			for _, m := range re.FindAllStringSubmatch(text, -1) {
				found++
				if !english.Has(m[1]) && !strings.HasSuffix(m[1], ".") {
					t.Errorf("%s says %s, which is not in the catalogue", name, m[1])
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d messages were found: the patterns match no more", found)
	}
}

// Somebody without a seat, or of another talk, sees nothing, and is not told
// whether there is anything.
func TestStrangersSeeNothing(t *testing.T) {
	site := serve(t, spring(t).agreed(t))
	_, here, _ := browser{t, site, "", ""}.ask("GET", "/talks/spring/board", nil)
	for _, x := range []struct{ who, path string }{{"nobody", "/talks/spring/board"}, {"ann", "/talks/other/board"}, {"ann", "/talks/spring/nothing"}} {
		code, body, _ := browser{t, site, x.who, ""}.ask("GET", x.path, nil)
		if code != http.StatusNotFound {
			t.Errorf("%s as %s: status %d", x.path, x.who, code)
		}
		blank := func(s string) string { return regexp.MustCompile(`(value|data-talk)="[^"]*"`).ReplaceAllString(s, "") }
		if blank(body) != blank(here) {
			t.Errorf("%s as %q does not look as for a stranger", x.path, x.who)
		}
	}
}

// Fails if somebody without a seat learns by a file beside the pages that there
// are talks of that name, where their rules make nothing public; or if the rules
// do, and the public page has no colours.
func TestStrangersAreToldOfNoTalks(t *testing.T) {
	quiet, open := spring(t), spring(t).agreed(t)
	for _, path := range []string{"legend.css", "feed.atom", "public"} {
		stranger := browser{t, serve(t, quiet), "", ""}
		code, body, _ := stranger.ask("GET", "/talks/spring/"+path, nil)
		none, nothing, _ := stranger.ask("GET", "/talks/none/"+path, nil)
		if code != none || strings.ReplaceAll(body, "spring", "none") != nothing {
			t.Errorf("%s answers %d where there are talks, and %d where there are none", path, code, none)
		}
		if code, _, _ := (browser{t, serve(t, open), "", ""}).ask("GET", "/talks/spring/"+path, nil); code != http.StatusOK {
			t.Errorf("%s: %d, and it is public", path, code)
		}
	}
}

// What a seat is not entitled to is not there, and is no fault of ours: nothing of
// it stands in the log.
func TestAnAuditorIsGivenNoJournal(t *testing.T) {
	h := spring(t).agreed(t)
	var log strings.Builder
	site, err := New(Config{House: h, Now: h.clock, Log: slog.New(slog.NewTextHandler(&log, nil)),
		Who: func(context.Context) (string, string, bool) { return "spring", "ada", true }})
	if err != nil {
		t.Fatal(err)
	}
	if code, _, _ := (browser{t, site, "ada", ""}).ask("GET", "/talks/spring/journal.txt", nil); code != http.StatusNotFound || log.Len() > 0 {
		t.Errorf("status %d, and in the log: %s", code, log.String())
	}
}

// unreadable fails the test when it is read.
type unreadable struct{ t *testing.T }

func (u unreadable) Read([]byte) (int, error) {
	u.t.Error("what a stranger sends is read")
	return 0, io.EOF
}

func TestForms(t *testing.T) {
	site := serve(t, spring(t).agreed(t))
	send := func(who, kind string, body io.Reader) int {
		r := httptest.NewRequest("POST", "/talks/spring/board", body)
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), signedIn{}, who)))
		return w.Code
	}
	const plain, files = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
	for _, kind := range []string{plain, files} {
		if code := send("", kind, unreadable{t}); code != http.StatusNotFound {
			t.Errorf("a stranger is answered %d", code)
		}
	}
	if code := send("ann", plain, strings.NewReader("says=%zz")); code != http.StatusBadRequest {
		t.Errorf("what is no form: %d", code)
	}
	if code := send("ann", files, strings.NewReader("--c\r\n")); code != http.StatusBadRequest {
		t.Errorf("what is no form with files: %d", code)
	}
	if code := send("ann", plain, io.LimitReader(endless{}, maxForm+1)); code != http.StatusRequestEntityTooLarge {
		t.Errorf("a form that is too large: %d", code)
	}
}

// endless is as much as anybody reads.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'a'
	}
	return len(b), nil
}

func TestSettings(t *testing.T) {
	site := serve(t, spring(t))
	for back, want := range map[string]string{"/talks/spring/board": "/talks/spring/board", "//evil.example/x": "/", "https://evil.example": "/", "/\\evil": "/", "": "/"} {
		r := httptest.NewRequest("POST", "/settings", strings.NewReader(url.Values{"language": {"fr"}, "zone": {"Asia/Kathmandu"}, "back": {back}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		if got := w.Header().Get("Location"); got != want {
			t.Errorf("back to %q leads to %q", back, got)
		}
		if n := len(w.Result().Cookies()); n != 2 {
			t.Errorf("%d cookies are set", n)
		}
	}
}
