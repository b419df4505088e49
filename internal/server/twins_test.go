package server

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/talks"
)

// chance is what is drawn at random, or is where the server happens to listen:
// each is replaced by as many signs, so that lengths and counts stay.
var chance = []*regexp.Regexp{
	regexp.MustCompile(`\b[0-9a-f]{64}\b`),                                          // commitments, and what rests on them
	regexp.MustCompile(`(?m)^bytes ([A-Za-z0-9+/=]+)$`),                             // ciphertext
	regexp.MustCompile(`(?m)^signed \S+ \S+ ([A-Za-z0-9+/=]{88})$`),                 // signatures
	regexp.MustCompile(`\b([0-9A-HJKMNP-TV-Z]{5}-){8}[0-9A-HJKMNP-TV-Z]{3}\b`),      // receipts
	regexp.MustCompile(`session-[A-Za-z0-9_-]{12}|name="session" value="[^"]{12}"`), // a browser's own
	regexp.MustCompile(`127\.0\.0\.1:\d+`),
}

func withoutChance(text string) string {
	for _, m := range chance {
		text = m.ReplaceAllStringFunc(text, func(found string) string { return strings.Repeat("#", len(found)) })
	}
	return text
}

// seenOf is everything of an answer that who asked could tell apart: status,
// headers in any order, lengths, the body. A header that is drawn at random keeps
// its length.
func seenOf(got said) string {
	var b strings.Builder
	fmt.Fprintln(&b, got.StatusCode, got.Proto, got.ContentLength, got.TransferEncoding, got.Uncompressed)
	for _, name := range slices.Sorted(maps.Keys(got.Header)) {
		for _, value := range got.Header[name] {
			switch name {
			case "X-Request-Id":
				value = strings.Repeat("#", len(value))
			case "Date": // of this machine, to the second
				value = ""
			case "Set-Cookie":
				value = regexp.MustCompile(`=[^;]*`).ReplaceAllString(value, "=#")
			}
			fmt.Fprintln(&b, name+":", value)
		}
	}
	body := got.body
	if strings.HasSuffix(got.Header.Get("Content-Type"), "zip") { // its members one by one: commitments in them pack differently
		var members []byte
		for _, part := range unpacked([]byte(body), 1)[1:] {
			members = append(append(members, part...), '\n')
		}
		body = string(members)
		b.Reset()
		fmt.Fprintln(&b, got.StatusCode)
	}
	return withoutChance(b.String() + "\n" + body)
}

// another is talks in which North keeps back other things, of other lengths. What
// was carried to the fund is released, and the same.
var another = secrets{func(w string) string {
	if strings.HasPrefix(w, "zqn") && w != "zqnfundwords" {
		return w[3:] + strings.Repeat(" and more of it", len(w))
	}
	return w
}, "2.5", []int{2}}

// counts are the metrics that say how often something happened, but for how long
// it took and what the program itself uses.
func (x *running) counts() string {
	x.t.Helper()
	answer, err := http.Get(x.MetricsURL())
	if err != nil {
		x.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(body)) {
		if strings.HasPrefix(line, "parley_") && !strings.Contains(line, "_bucket{") && !strings.Contains(line, "_sum{") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// Two servers whose talks differ in nothing but what North keeps back, with the
// same clock and the same released, give everybody else the same bytes: status,
// headers, lengths and bodies of every route, view, download, refusal and fault of
// form. What is drawn at random keeps its length and its place. Their metrics count
// the same, and their logs say the same but for the time that things took.
func TestTwinsOverHTTP(t *testing.T) {
	one, two := theValley(t, asWritten, nil), theValley(t, another, nil)
	everybody := []string{"sam", "sid", "fred", "olga", "axel", "cus", "nina", "nobody", "host"}
	if testing.Short() {
		everybody = []string{"sam", "nobody"}
	}
	views := []string{"sam", "fred", "olga", "nobody"} // who looks at more than each route
	values := map[string]string{"talk": "spring", "form": "note", "page": "nowhere"}
	compared := 0
	for _, who := range everybody {
		same := func(method, path string, form url.Values, change ...func(*http.Request)) {
			t.Helper()
			ask := func(x *sitting) string { return seenOf(x.ask(x.people[who], method, path, form, change...)) }
			a, b := ask(one), ask(two)
			if compared++; a != b {
				at := 0
				for at < min(len(a), len(b)) && a[at] == b[at] {
					at++
				}
				t.Errorf("%s %s as %s tells the twins apart:\n%.300s\n--- and\n%.300s", method, path, who, a[max(0, at-100):], b[max(0, at-100):])
			}
		}
		for _, pattern := range one.everything() {
			if strings.Contains(pattern, "{token}") {
				continue
			}
			method, path := fill(t, pattern, values)
			if strings.HasPrefix(path, "/live/") {
				continue
			}
			same("GET", path, nil)
			if method == "POST" && path != "/out" {
				same("POST", path, url.Values{"form": {"x"}, "do": {"respond"}, "saw": {"1"}})
			}
		}
		for _, path := range asked() {
			if slices.Contains(views, who) && !strings.HasPrefix(path, "/live/") {
				same("GET", path, nil)
			}
		}
		const p = "/talks/spring/"
		same("HEAD", p+"board", nil)
		same("GET", p+"journal.txt", nil, func(r *http.Request) {
			r.Header.Set("If-Modified-Since", "Mon, 02 Mar 2026 09:00:00 GMT")
			r.Header.Set("If-None-Match", "*")
		})
		same("GET", p+"text.pdf", nil, func(r *http.Request) { r.Header.Set("Range", "bytes=0-99") })
		for _, form := range []url.Values{
			{"do": {"readback"}, "message": {"m1"}}, {"do": {"permit"}, "message": {"m1"}, "grade": {"joint"}}, {"do": {"deliver"}, "message": {"m9"}, "party": {"south"}},
			{"do": {"release"}, "question": {"zone"}}, {"do": {"reveal"}, "blind": {"b1"}}, {"do": {"tick"}, "blind": {"b9"}, "told": {"yes"}}, {"do": {"confirm"}, "entry": {"30"}},
			{"do": {"note"}, "party": {"north"}, "grade": {"party"}, "says": {"x"}}, {"do": {"destroy"}, "party": {"north"}}, {"make": {"link"}, "person": {"ada"}},
		} {
			for _, page := range []string{"shuttle", "people", "blind"} {
				form.Set("form", "f")
				form.Set("saw", "1")
				same("POST", p+page, form)
			}
		}
	}
	if compared < 80*len(everybody) {
		t.Errorf("only %d answers were compared", compared)
	}
	if a, b := one.counts(), two.counts(); a != b || !strings.Contains(a, "parley_drafts_kept_total 2") {
		t.Errorf("the metrics tell the twins apart:\n%s\n--- and\n%s", a, b)
	}
	logged := func(x *sitting) string {
		return regexp.MustCompile(`(time|request|ms|address)=\S+`).ReplaceAllString(x.log.String(), "$1=#")
	}
	if a, b := strings.Split(logged(one), "\n"), strings.Split(logged(two), "\n"); !slices.Equal(a, b) {
		for n := range min(len(a), len(b)) {
			if a[n] != b[n] {
				t.Errorf("line %d of the logs tells the twins apart:\n%s\n%s", n+1, a[n], b[n])
				break
			}
		}
	}
	// It could tell: what North itself reads differs.
	if a, b := one.ask(one.people["ada"], "GET", "/talks/spring/shuttle", nil), two.ask(two.people["ada"], "GET", "/talks/spring/shuttle", nil); seenOf(a) == seenOf(b) {
		t.Error("the twins are one and the same")
	}
}

// Open pages hear of events alone: nothing of what somebody types, answers or
// supposes, however long it is and however often it is kept, and one event of a
// note, whatever it says.
func TestNewsTellsEventsAlone(t *testing.T) {
	var heard []string
	for _, k := range []secrets{asWritten, another} {
		x := theValley(t, k, nil)
		r, err := http.NewRequestWithContext(t.Context(), "GET", x.URL()+"live/spring", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := x.people["sam"].Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		read := make(chan struct{})
		until := func(event string) {
			t.Helper()
			p := make([]byte, 4096)
			for !strings.Contains(b.String(), event) {
				n, err := answer.Body.Read(p)
				b.Write(p[:n])
				if err != nil {
					t.Fatalf("the stream ends before %q: %q", event, b.String())
				}
			}
		}
		before, err := x.house.talks.State(t.Context(), "spring")
		if err != nil {
			t.Fatal(err)
		}
		until(fmt.Sprintf("\"seq\":%d}\n\n", before.Seq))
		x.privately()
		seq := x.do("ada", talks.Act{Do: talks.DoNote, Party: "north", Grade: "party"}, x.says("zqnpartywords note"))
		until(fmt.Sprintf("\"seq\":%d}\n\n", seq))
		if seq != before.Seq+1 {
			t.Errorf("typing and answering made %d events", seq-before.Seq-1)
		}
		time.AfterFunc(300*time.Millisecond, func() { answer.Body.Close(); close(read) })
		rest, _ := io.ReadAll(answer.Body)
		<-read
		heard = append(heard, b.String()+string(rest))
	}
	if heard[0] != heard[1] || strings.Count(heard[0], "id: ") != 2 {
		t.Errorf("what South hears:\n%q\n%q", heard[0], heard[1])
	}
}
