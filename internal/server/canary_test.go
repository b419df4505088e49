package server

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// readers says of each word of the valley who may read it; nobody of the others.
var readers = map[string][]string{
	"zqnpartywords": {"mo", "ada"}, "zqnenginewords": {"mo", "ada"}, "zqnanswerwords": {"mo", "ada"},
	"zqnmediatorwords": {"mo", "ada", "mediator", "cleo"}, "zqnfundwords": {"mo", "ada", "mediator", "cleo", "fred"},
	"zqnenteredwords": {"ada", "mediator", "cleo"}, "zqndraftwords": {"ada"}, "zqcdraftwords": {"mediator"},
	"zqchairwords":  {"mediator", "cleo"},
	"zqspartywords": {"sam", "sid"}, "zqsenginewords": {"sam", "sid"}, "zqsmediatorwords": {"sam", "sid", "mediator", "cleo"},
	"zqfmediatorwords": {"fred", "mediator", "cleo"},
	"735291846205738":  {"mo", "ada", "mediator", "cleo"},
	"zqotherwords":     {"host", "mediator"},
	// What was in the address, the agent, a refused form, a file's name or a what-if
	// is in the answer to that request alone.
	"zqntypedwords": nil, "zqnfilewords": nil, "zqcasewords": nil, "zqnsupposedwords": nil, "zqcsupposedwords": nil,
}

// shapes are the forms in which a word may stand in bytes: as it is (HTML, JSON
// and addresses leave letters alone), in UTF-16, in hex, and in base64 wherever it
// begins.
func shapes(word string) [][]byte {
	all := [][]byte{[]byte(word), []byte(hex.EncodeToString([]byte(word)))}
	var wide []byte
	for _, u := range utf16.Encode([]rune(word)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	all = append(all, wide) // the other order of bytes differs at the ends alone
	for shift := range 3 {
		code := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), word...))
		first, last := (shift*8+5)/6, (shift+len(word))*8/6
		all = append(all, []byte(code[first:last]))
	}
	return all
}

var allShapes = func() map[string][][]byte {
	all := map[string][][]byte{}
	for word := range readers {
		all[word] = shapes(word)
	}
	return all
}()

// holds lists the words that bytes hold, in any shape, packed or not.
func holds(data []byte) []string {
	var all []string
	for _, part := range unpacked(data, 3) {
		lower := bytes.ToLower(part)
		for word, shapes := range allShapes {
			for n, shape := range shapes {
				in := part
				if n == 0 {
					in = lower
				}
				if bytes.Contains(in, shape) {
					all = append(all, word)
					break
				}
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// unpacked returns the bytes, and what is in them where they are an archive or
// hold compressed streams.
func unpacked(data []byte, deep int) [][]byte {
	all := [][]byte{data}
	if deep == 0 {
		return all
	}
	if z, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err == nil {
		for _, f := range z.File {
			all = append(all, []byte(f.Name), []byte(f.Comment), f.Extra)
			if r, err := f.Open(); err == nil {
				inner, _ := io.ReadAll(r)
				all = append(all, unpacked(inner, deep-1)...)
			}
		}
	}
	if bytes.HasPrefix(data, []byte("%PDF")) {
		for _, s := range bytes.Split(data, []byte("stream\n")) {
			if r, err := zlib.NewReader(bytes.NewReader(s)); err == nil {
				inner, _ := io.ReadAll(r) // what is no stream ends in an error
				all = append(all, inner)
			}
		}
	}
	return all
}

// answered is everything of an answer that leaves the server.
func answered(got said) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, got.Status)
	for name, values := range got.Header {
		fmt.Fprintln(&b, name, values)
	}
	return b.Bytes()
}

// asked are addresses beside those that pages lead to: in every view, about what
// is another's, in another's name, and to what is not there.
func asked() []string {
	var all []string
	for _, path := range []string{"text?view=clean", "text?view=party&party=north", "text?view=party&party=south", "text?view=changed", "text?view=changed&since=Draft+1",
		"text.pdf?view=party&party=north", "text.pdf?view=changed", "text.pdf?view=clean", "point?point=pact.1", "point?point=pact.2", "point?point=pact.3", "point?proposal=x",
		"journal?until=9", "journal?event=20", "shuttle?to=north", "shuttle?to=south", "shuttle?to=fund", "people?for=ada", "position?for=ada", "position?for=mo&q=all", "position?for=sam&q=all",
		"position?q=all", "position?q=interests", "position?q=reason.water.season", "position/paper?for=ada", "ground?for=ada", "ground?x=north&y=south", "ground?x=south&y=north", "deadlock?for=ada",
		"shuttle?for=ada", "blind?for=ada", "board?done=3", "nowhere", "nowhere/deeper", "../../etc/passwd", "%2e%2e/%2e%2e/autumn/board", "board/", "position.json"} {
		all = append(all, "/talks/spring/"+path)
	}
	for n := 1; n <= 50; n += 3 {
		all = append(all, fmt.Sprintf("/talks/spring/journal?open=%d", n))
	}
	return append(all, "/metrics", "/debug/pprof/", "/favicon.ico", "/robots.txt", "/.well-known/security.txt", "/static/../talks", "/static/", "/desk/spring/answers%20north%20north", "/desk/autumn/note",
		"/desk/spring/position", "/live/autumn", "/live/none", "//evil.example/", "/talks/", "/talks", "/in/", "/in/short", "/parley.yaml", "/door.db", "/talks.db")
}

var (
	links = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)
	forms = regexp.MustCompile(`(?s)<form([^>]*)>(.*?)</form>`)
)

// looker goes through everything as one person.
type looker struct {
	*sitting
	who    string
	client *http.Client
	found  map[string]bool // the words that it came across and may
	seen   map[string]bool
	views  map[string]int // how often a page was asked for, whatever behind the question mark
	queue  []string
	sends  bool // it sends the forms that it finds
	narrow bool // it asks for routes alone
	forms  []sent
}

// sent is a form to be sent.
type sent struct {
	path string
	form url.Values
}

// take looks at an answer, and notes where the page leads.
func (l *looker) take(got said) {
	what := got.Request.Method + " " + got.Request.URL.RequestURI()
	for _, word := range holds(append(answered(got), got.body...)) {
		if !slices.Contains(readers[word], l.who) {
			l.t.Errorf("%s as %s (status %d) holds %s", what, l.who, got.StatusCode, word)
		}
		l.found[word] = true
	}
	if !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") || got.Request.Method != "GET" {
		return
	}
	for _, m := range links.FindAllStringSubmatch(got.body, -1) {
		to, err := got.Request.URL.Parse(plainText(m[1]))
		if err != nil || to.Host != got.Request.URL.Host {
			continue
		}
		l.queue = append(l.queue, to.RequestURI())
	}
	if !l.sends {
		return
	}
	for _, m := range forms.FindAllStringSubmatch(got.body, -1) {
		path := got.Request.URL.RequestURI()
		if a := regexp.MustCompile(`action="([^"]*)"`).FindStringSubmatch(m[1]); a != nil && a[1] != "" {
			path = plainText(a[1])
		}
		form := fieldsOf(m[2])
		page, _, _ := strings.Cut(path, "?")
		key := page + " " + form.Get("form") + " " + form.Get("do") + " " + form.Get("make") // one of many that are alike
		if !strings.Contains(m[1], "post") || l.seen[key] || path == "/out" || form.Get("make") != "" || slices.Contains([]string{"remove", "replace"}, form.Get("do")) {
			continue // what would end this very visit is not sent
		}
		l.seen[key] = true
		l.forms = append(l.forms, sent{path, form})
	}
}

// round asks for everything that there is, and for all that leads on from there.
func (l *looker) round() {
	tokens := map[string]string{"token": l.used[strings.LastIndex(l.used, "/")+1:], "form": "note", "page": "board"}
	for _, talk := range []string{"spring", "autumn", "none"} {
		tokens["talk"] = talk
		for _, pattern := range l.everything() {
			method, path := fill(l.t, pattern, tokens)
			if strings.HasPrefix(path, "/live/") {
				continue // see TestNews
			}
			for _, m := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"} {
				switch {
				case l.seen[m+path], m == "POST" && path == "/out", m == "DELETE" && l.who == "ada", m == "PUT" && strings.HasPrefix(path, "/desk"):
					continue
				case m != "GET" && m != method && (talk != "spring" || method == "" && m != "POST"):
					continue
				}
				l.seen[m+path] = true
				l.take(l.ask(l.client, m, path, map[bool]url.Values{true: {"form": {"x"}}}[m == "POST"]))
			}
			if talk == "spring" {
				l.take(l.ask(l.client, "GET", path, nil, func(r *http.Request) { r.Header.Del("Accept") }))
			}
		}
	}
	if l.narrow {
		return
	}
	l.queue = append(l.queue, asked()...)
	for n := 0; len(l.queue) > 0; n++ {
		path := l.queue[0]
		l.queue = l.queue[1:]
		if l.seen["GET"+path] || strings.HasPrefix(path, "/live/") && l.who == "mediator" {
			continue // who has a seat gets a stream without end
		}
		page, _, _ := strings.Cut(path, "?")
		if l.views[page]++; n >= len(asked()) && l.views[page] > 12 {
			continue // pages that compare packages lead to many that are alike
		}
		l.seen["GET"+path] = true
		l.take(l.ask(l.client, "GET", path, nil))
	}
	for _, f := range l.forms {
		l.take(l.ask(l.client, "POST", f.path, f.form))
		empty := false
		for name, values := range f.form { // once more with something in what was left empty
			if len(values) == 1 && values[0] == "" {
				f.form.Set(name, "x")
				empty = true
			}
		}
		if empty {
			l.take(l.ask(l.client, "POST", f.path, f.form))
		}
	}
	l.wrong()
}

// wrong sends what is wrong in itself.
func (l *looker) wrong() {
	const path = "/talks/spring/shuttle"
	html := func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") }
	body := func(b string) func(*http.Request) {
		return func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(b)), int64(len(b))
		}
	}
	form := url.Values{"form": {"note"}, "do": {"note"}, "party": {"north"}, "person": {"ada"}, "for": {"ada"}, "grade": {"party"}, "says": {"x"}, "saw": {"1"}}
	l.take(l.ask(l.client, "POST", path, nil, html, body("%zz=%")))
	l.take(l.ask(l.client, "POST", path, nil, html, body("a="+strings.Repeat("x", 9<<20))))
	l.take(l.ask(l.client, "POST", path, nil, body("--"), func(r *http.Request) { r.Header.Set("Content-Type", "multipart/form-data; boundary=y") }))
	l.take(l.ask(l.client, "POST", path, form))
	l.take(l.ask(l.client, "POST", path, form, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }))
	l.take(l.ask(l.client, "GET", path, nil, func(r *http.Request) { r.Host = "evil.example" }))
	form.Set("do", "respond")
	l.take(l.ask(l.client, "POST", path, form)) // on what has changed since
	form.Set("do", "nonsense")
	l.take(l.ask(l.client, "POST", path, form))
}

// Secrets are in every private field of everybody; then everybody else, signed in
// or not, asks for everything that there is: every route of the server, whatever
// pages lead to, every form, every download, what is wrong, missing, refused or
// too large. Fails if any of it leaves the server towards somebody who may not
// know it, in any usual form, or stands in the log, in the metrics, or in what is
// on the disk.
func TestCanaries(t *testing.T) {
	x := theValley(t, asWritten, nil)
	found := map[string]bool{}
	// Who keeps something back of others looks first, and sends nothing: nothing is
	// given away by being carried or submitted.
	everybody := []string{"ada", "mo", "fred", "olga", "axel", "cus", "nina", "nobody", "host", "sid", "sam", "cleo", "mediator"}
	// Whose seat is like another's here asks for every route, and goes no further:
	// it is some thousand pages all the same.
	routes := []string{"mo", "fred", "axel", "cus", "nina", "host", "sid", "cleo"}
	if testing.Short() {
		everybody, routes = []string{"ada", "nobody", "sam"}, nil
	}
	asks := 0
	for _, who := range everybody {
		l := &looker{sitting: x, who: who, client: x.people[who], found: found, seen: map[string]bool{}, views: map[string]int{}, sends: who != "ada", narrow: slices.Contains(routes, who)}
		l.round()
		asks += len(l.seen)
	}
	for word, may := range readers {
		if len(may) > 0 && !found[word] && !testing.Short() && !slices.Contains([]string{"zqfmediatorwords", "735291846205738"}, word) { // no page shows them
			t.Errorf("nobody found %s: this test does not look where it stands", word)
		}
	}
	if asks < 100*len(everybody) {
		t.Errorf("only %d answers were looked at", asks)
	}
	answer, err := http.Get(x.MetricsURL())
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	metrics, err := io.ReadAll(answer.Body)
	if err != nil || !bytes.Contains(metrics, []byte("parley_requests_total")) {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"log": []byte(x.log.String()), "metrics": metrics} {
		if words := holds(data); len(words) > 0 {
			t.Errorf("the %s holds %v", name, words)
		}
	}
	err = filepath.WalkDir(x.c.Data, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		for _, word := range holds(data) {
			if word != "zqotherwords" { // a title
				t.Errorf("%s holds %s", filepath.Base(name), word)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
