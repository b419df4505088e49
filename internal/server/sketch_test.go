package server

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley/casefile"
	"parley/internal/outline"
	"parley/internal/secretariat"
	"parley/internal/web/catalogue"
)

// sketching is a server with nothing on it, and the browser of who set it up.
func sketching(t *testing.T, settle func(*Config)) (*running, *http.Client) {
	t.Helper()
	x := start(t, settle)
	link, err := x.Link(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return x, x.come(link)
}

// formOf reads what the fields of the sketch on a page hold.
func formOf(page string) url.Values {
	f := url.Values{}
	_, page, _ = strings.Cut(page, `<form method="post" action="/house/sketch"`)
	page, _, _ = strings.Cut(page, "</form>")
	plain := strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&amp;", "&", "&#43;", "+")
	for _, m := range regexp.MustCompile(`(?s)<input name="([^"]+)"[^>]* value="([^"]*)"|<textarea name="([^"]+)"[^>]*>\n(.*?)</textarea>`).FindAllStringSubmatch(page, -1) {
		f.Set(m[1]+m[3], plain.Replace(m[2]+m[4]))
	}
	for _, m := range regexp.MustCompile(`(?s)<select name="([^"]+)">.*?</select>`).FindAllStringSubmatch(page, -1) {
		on := regexp.MustCompile(`value="([^"]*)" selected`).FindStringSubmatch(m[0])
		f.Set(m[1], append(on, "", "party")[1])
	}
	for _, m := range regexp.MustCompile(`type="checkbox" name="([^"]+)" value="yes" checked`).FindAllStringSubmatch(page, -1) {
		f.Set(m[1], "yes")
	}
	return f
}

// send posts the sketch by one of its buttons, and returns the page that follows.
func (x *running) send(c *http.Client, f url.Values, button string) said {
	x.t.Helper()
	f.Set("do", button)
	got := x.ask(c, "POST", "/house/sketch", f)
	x.want(got, 303)
	next := x.ask(c, "GET", got.Header.Get("Location"), nil)
	if next.StatusCode == 303 {
		next = x.ask(c, "GET", next.Header.Get("Location"), nil)
	}
	x.want(next, 200)
	return next
}

// Who has never seen a case comes from nothing to talks without a script: rows are
// added, mistakes are said beside their fields, what was typed stays through all of
// it, the end of the session and of the server among it, and nobody else gets it.
func TestFromNothingToTalks(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	settle := func(c *Config) { c.Data = folder }
	x, c := sketching(t, settle)
	x.want(x.ask(c, "GET", "/", nil), 200, "Start from nothing")
	f := formOf(x.ask(c, "GET", "/house/sketch", nil).body)
	if len(f["title"]) != 1 || !f.Has("party.2.name") || f.Has("party.3.name") || !f.Has("issue.2.alternatives") || !f.Has("document.0.points") {
		t.Fatalf("the form has %v", f)
	}
	f.Set("title", `A <spring> & "more"`)
	f.Set("party.0.name", "North village")
	page := x.send(c, f, "party")
	f = formOf(page.body)
	if f.Get("title") != `A <spring> & "more"` || !f.Has("party.3.name") || !strings.Contains(page.body, `id="party.3.name" dir="auto" maxlength="200" autocomplete="off" value="" autofocus`) {
		t.Fatalf("with a row more, the form has %v", f)
	}
	f.Set("party.3.name", "Südstadt")
	f.Set("party.2.name", "River fund")
	f.Set("party.2.role", "guarantor")
	f.Set("issue.0.name", "Water")
	f.Set("issue.0.alternatives", "Half each")
	f.Set("issue.1.name", "Toll")
	f.Set("issue.1.from", "few")
	page = x.send(c, f, "case")
	x.want(page, 200, "2 things are missing", `id="fault-issue.0.alternatives">With one possible outcome`, `aria-describedby="fault-issue.1.from"`, `<a href="#issue.1.from">`)
	if again := formOf(page.body); again.Encode() != without(f, "do").Encode() {
		t.Errorf("what was typed comes back as %v and was %v", again, f)
	}

	// The session ends, and the server: what was typed is there, and nowhere to be read.
	if err := x.stop(); err != nil {
		t.Fatal(err)
	}
	_ = filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if data, _ := os.ReadFile(name); !d.IsDir() && (bytes.Contains(data, []byte("North village")) || bytes.Contains(data, []byte("River fund"))) {
			t.Errorf("%s can be read in %s", "what was typed", name)
		}
		return err
	})
	x, c = sketching(t, settle)
	x.want(x.ask(c, "GET", "/", nil), 200, "Go on with the case that you began")
	page = x.ask(c, "GET", "/house/sketch", nil)
	f = formOf(page.body)
	f.Set("issue.0.alternatives", "Half each\r\nBy season\r\n")
	f.Set("issue.1.from", "0")
	f.Set("issue.1.to", "100")
	f.Set("issue.1.step", "10")
	f.Set("document.0.title", "Pact")
	f.Set("document.0.choices", "yes")
	x.send(c, f, "issue")
	x.send(c, f, "document")
	page = x.send(c, f, "case")
	_, text, _ := strings.Cut(page.body, "<textarea name=\"yaml\"")
	_, text, _ = strings.Cut(text, ">\n")
	text, _, _ = strings.Cut(text, "</textarea>")
	yaml := strings.NewReplacer("&#34;", `"`, "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
	got, found := casefile.Read("case.yaml", []byte(yaml))
	if found.Errors() > 0 || len(got.Parties) != 3 || len(got.Issues) != 2 || len(got.Documents) != 1 || len(got.Documents[0].Points) != 1 || got.Title != `A <spring> & "more"` {
		t.Fatalf("%v\n%s", found, yaml)
	}
	x.want(page, 200, `value="a-spring-more"`)

	// The file can be kept as it stands in the page, right or wrong.
	file := x.ask(c, "POST", "/house/sketch/case", url.Values{"do": {"file"}, "yaml": {"of: [my own\r\n"}})
	if file.body != "of: [my own\n" || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") || !strings.HasPrefix(file.Header.Get("Content-Type"), "application/yaml") {
		t.Errorf("the file is %q, %v", file.body, file.Header)
	}
	for _, bad := range []struct{ yaml, talk, name, says string }{
		{"of: [my own", "spring", "Robin", "case.yaml:1:"}, {yaml, "spring", "", "A name has"}, {yaml, "a b", "Robin", "cannot be a short name"}, {"", "spring", "Robin", "The case has problems"},
	} {
		refused := x.ask(c, "POST", "/house/sketch/case", url.Values{"do": {"open"}, "form": {"case-1"}, "yaml": {bad.yaml}, "talk": {bad.talk}, "name": {bad.name}})
		x.want(refused, 422, bad.says, `id="case-1"`, `value="`+bad.talk+`"`)
		if !strings.Contains(refused.body, "\n"+text+"</textarea>") && bad.yaml == yaml {
			t.Error("what was typed is lost")
		}
	}
	done := x.ask(c, "POST", "/house/sketch/case", url.Values{"do": {"open"}, "yaml": {yaml + "# mine\n"}, "talk": {"spring"}, "name": {"Robin"}})
	x.want(done, 303)
	x.want(x.ask(c, "GET", done.Header.Get("Location"), nil), 200, "A &lt;spring&gt;", `data-person="mediator"`, "Pact")
	if all, err := x.house.desk.List(t.Context(), secretariat.House, host); err != nil || len(all) != 0 {
		t.Errorf("after the talks were opened there lie %v, %v", all, err)
	}
	if f := formOf(x.ask(c, "GET", "/house/sketch", nil).body); f.Get("title") != "" {
		t.Error("the next sketch begins with the one before")
	}
	x.want(x.ask(c, "POST", "/house/sketch/case", url.Values{"do": {"open"}, "yaml": {yaml}, "talk": {"spring"}, "name": {"Robin"}}), 422, "There are talks of that name")
}

func without(f url.Values, name string) url.Values {
	g := url.Values{}
	for k, v := range f {
		if k != name {
			g[k] = v
		}
	}
	return g
}

// Whoever is not who set the server up finds neither the form nor what is in it: not
// strangers, not people with a seat, not after the session has ended.
func TestSketchIsTheHostsAlone(t *testing.T) {
	x, c := sketching(t, nil)
	f := formOf(x.ask(c, "GET", "/house/sketch", nil).body)
	f.Set("title", "zqsketch")
	x.send(c, f, "party")
	x.want(x.ask(c, "PUT", "/desk/@house/%20sketch", nil, func(r *http.Request) {
		r.Body, r.ContentLength = http.NoBody, 0
	}), 422)
	x.want(x.ask(c, "POST", "/house/convene", url.Values{"talk": {"spring"}, "name": {"Robin"}, "example": {"spring"}}), 303)
	x.seat(c, "ann", "north", "head")
	ann := x.come(x.invite("spring", "ann"))
	for who, b := range map[string]*http.Client{"a stranger": browser(), "ann": ann} {
		for _, at := range []string{"GET /house/sketch", "GET /house/sketch/case", "POST /house/sketch", "POST /house/sketch/case", "GET /desk/@house", "GET /desk/@house/sketch", "PUT /desk/@house/sketch", "DELETE /desk/@house/sketch"} {
			method, path, _ := strings.Cut(at, " ")
			got := x.ask(b, method, path, url.Values{"title": {"of somebody else"}, "do": {"case"}})
			if got.StatusCode != 403 && got.StatusCode != 401 || strings.Contains(got.body, "zqsketch") {
				t.Errorf("%s: %s is answered %s", who, at, got.Status)
			}
		}
		if strings.Contains(x.ask(b, "GET", "/", nil).undrawn(), "sketch") {
			t.Errorf("%s is shown the form on the first page", who)
		}
	}
	x.want(x.ask(c, "GET", "/house/sketch", nil), 200, "zqsketch")
	x.clock.add(6 * 24 * time.Hour)
	x.want(x.ask(c, "GET", "/house/sketch", nil), 403)
}

// However many rows or bytes are sent, the answer is bounded and says so. Fails where
// a row more than can be is kept, or a form that is too large is taken.
func TestSketchIsBounded(t *testing.T) {
	x, c := sketching(t, nil)
	f := url.Values{"title": {"t"}}
	for n := range 3 * outline.MaxIssues {
		f.Set(row("issue", n, "name"), "issue")
		f.Set(row("party", n, "name"), "party")
		f.Set(row("document", n, "title"), "document")
	}
	page := x.send(c, f, "case")
	x.want(page, 200, "There is room for 100 here", "There is room for 40 here", "There is room for 20 here")
	if got := formOf(page.body); got.Has(row("issue", outline.MaxIssues+1, "name")) || got.Has(row("party", outline.MaxParties+1, "name")) {
		t.Error("rows without end are kept")
	}
	f = url.Values{"title": {"t"}}
	for n := range outline.MaxParties {
		f.Set(row("party", n, "name"), "party "+strconv.Itoa(n))
	}
	last := row("party", outline.MaxParties-1, "name")
	for range 2 { // where there is no room for a row, none takes the place of one that was typed in
		page = x.send(c, f, "party")
		f = formOf(page.body)
		if f.Get(last) != "party 39" || f.Has(row("party", outline.MaxParties, "name")) || strings.Contains(page.body, `name="do" value="party"`) {
			t.Errorf("with every row typed in, one more makes %q", f.Get(last))
		}
	}
	f = url.Values{"title": {strings.Repeat("x", 300<<10)}, "do": {"case"}}
	x.want(x.ask(c, "POST", "/house/sketch", f), 413, "more in the form than can be kept", "xxxxx")
	f.Set("title", strings.Repeat("x", 2<<20))
	x.want(x.ask(c, "POST", "/house/sketch", f), 413, "too large")
	x.want(x.ask(c, "POST", "/house/sketch/case", url.Values{"yaml": {strings.Repeat("x", 9<<20)}}), 413, "too large")
}

// Whatever can be wrong with the form is said in every language. Fails when a kind of
// mistake is added without words for it.
func TestFaultsOfTheSketchHaveWords(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("..", "outline", "outline.go"))
	if err != nil {
		t.Fatal(err)
	}
	codes := regexp.MustCompile(`Code = "(\w+)"`).FindAllStringSubmatch(string(source), -1)
	if len(codes) < 14 {
		t.Fatalf("only %d kinds of mistakes are found in the source", len(codes))
	}
	for _, code := range codes {
		for _, c := range catalogue.All() {
			if !c.Has("sketch.fault." + code[1]) {
				t.Errorf("%s has no words for %s", c.Name, code[1])
			}
		}
	}
}
