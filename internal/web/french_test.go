package web

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley/internal/web/catalogue"
	"parley/talks"
	"parley/verify"
)

// foreign matches frequent English words that are no French ones.
var foreign = regexp.MustCompile(`(?i)\b(the|of|and|is|are|was|were|has|have|had|with|this|that|there|which|who|what|when|by|from|been|cannot|not|its|their|every|nobody|nothing|to|be|it|should|you|your|no|for|in)\b`)

// title is that of the talks, which stands in the title of each page.
const title = "Two villages and a spring"

// whoever reads skips these: names, quotations, and what people typed.
var skipped = []string{"bdi", "q", "blockquote", "pre", "code", "script", "style", "textarea", "svg"}

// spoken returns what a page says in its own words: text, and what stands in
// attributes that are read out or shown. What is marked as of another language,
// or of no certain one (dir="auto": names, and what people wrote), is left out.
func spoken(t *testing.T, lang, page string) []string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var all []string
	deep := 0 // in how many elements that are skipped
	var open []bool
	for {
		token, err := d.Token()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatalf("this is no page: %v", err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			skip := slices.Contains(skipped, x.Name.Local)
			for _, a := range x.Attr {
				skip = skip || a.Name.Local == "dir" && a.Value == "auto" || a.Name.Local == "lang" && a.Value != lang
			}
			if skip {
				deep++
			}
			open = append(open, skip)
			for _, a := range x.Attr {
				if deep == 0 && slices.Contains([]string{"aria-label", "placeholder", "title", "alt"}, a.Name.Local) {
					all = append(all, a.Value)
				}
			}
		case xml.EndElement:
			if n := len(open); n > 0 {
				if open[n-1] {
					deep--
				}
				open = open[:n-1]
			}
		case xml.CharData:
			if deep == 0 {
				all = append(all, string(x))
			}
		}
	}
}

// noEnglish fails where a French page says something in English.
func noEnglish(t *testing.T, where, page string) {
	t.Helper()
	for _, says := range spoken(t, "fr", strings.ReplaceAll(page, title, "")) {
		if at := foreign.FindString(says); at != "" {
			t.Errorf("%s says %q in English (%s)", where, strings.TrimSpace(says), at)
		}
	}
}

// The test would notice: the same pages in English are full of it, and names and
// quotations are none.
func TestEnglishIsNoticed(t *testing.T) {
	b := browser{t, serve(t, spring(t).agreed(t)), "ann", "en"}
	found := 0
	for _, says := range spoken(t, "en", b.get("/talks/spring/signing")) {
		found += len(foreign.FindAllString(says, -1))
	}
	if found < 10 {
		t.Errorf("of an English page %d words were noticed", found)
	}
	if says := spoken(t, "fr", `<p>Un <bdi>of the</bdi> <q>with</q><input aria-label="le nom"><br>mot<span lang="en">the</span> <b dir="auto">and</b> fin</p>`); foreign.MatchString(strings.Join(says, "|")) || !strings.Contains(strings.Join(says, ""), "fin") {
		t.Errorf("it reads %q", says)
	}
}

// refusedActs are things that cannot be done, each for a reason of its own.
var refusedActs = []url.Values{
	{"do": {"no-such-act"}},
	{"do": {"invite"}, "person": {"x"}, "name": {"A\u202eB"}, "seat": {"observer"}},
	{"do": {"invite"}, "person": {"not an id"}, "name": {"Bo"}, "seat": {"observer"}},
	{"do": {"invite"}, "person": {"bo"}, "name": {"Bo"}, "seat": {"king"}},
	{"do": {"invite"}, "person": {"bo"}, "name": {"Bo"}, "seat": {"head"}, "party": {"nowhere"}},
	{"do": {"invite"}, "person": {"bo"}, "name": {"Bo"}, "seat": {"head"}, "party": {"north"}},
	{"do": {"invite"}, "person": {"ann"}, "name": {"Ann"}, "seat": {"observer"}},
	{"do": {"replace"}, "person": {"sam"}, "with": {"bo"}, "name": {"Bo"}},
	{"do": {"remove"}, "person": {"nobody"}},
	{"do": {"remove"}, "person": {"chair"}},
	{"do": {"rules"}},
	{"do": {"rules"}, "rules.consent": {"north", "south"}, "rules.silence": {"x"}},
	{"do": {"rules"}, "rules.consent": {"north", "south"}, "rules.silence": {"99999"}},
	{"do": {"rules"}, "rules.consent": {"north", "south"}, "rules.public": {"everything"}},
	{"do": {"agree"}, "version": {"9"}},
	{"do": {"agree"}, "version": {"many"}},
	{"do": {"round"}},
	{"do": {"round"}, "date": {"2026-13-41"}},
	{"do": {"round"}, "date": {"2026-04-01"}},
	{"do": {"lock"}},
	{"do": {"table"}},
	{"do": {"table"}, "package.water": {"everything"}},
	{"do": {"table"}, "package.wine": {"red"}},
	{"do": {"table"}, "says": {strings.Repeat("x", talks.MaxSays+1)}, "package.water": {"shared"}},
	{"do": {"retract"}, "proposal": {"p9"}},
	{"do": {"respond"}, "answer": {"reject"}, "proposal": {"p1"}},
	{"do": {"respond"}, "answer": {"perhaps"}},
	{"do": {"respond"}, "answer": {"accept"}, "point": {"no-point"}, "words": {someHash}},
	{"do": {"respond"}, "answer": {"accept"}, "draft": {someHash}},
	{"do": {"reopen"}},
	{"do": {"reopen"}, "because": {"Frost."}, "point": {"no-point"}},
	{"do": {"silence"}, "draft": {someHash}, "expires": {"2026-03-02T10:00"}},
	{"do": {"silence"}, "draft": {someHash}, "expires": {"soon"}},
	{"do": {"circulate"}, "silence": {"s1"}},
	{"do": {"object"}, "silence": {"s1"}, "because": {"No."}},
	{"do": {"conclude"}, "silence": {"s1"}},
	{"do": {"state"}},
	{"do": {"state"}, "says": {"We read it so."}, "point": {"no-point"}},
	{"do": {"initial"}, "draft": {someHash}},
	{"do": {"sign"}, "draft": {someHash}},
	{"do": {"note"}, "party": {"north"}, "grade": {"party"}, "says": {""}},
	{"do": {"note"}, "party": {"nowhere"}, "grade": {"mediator"}, "says": {"A note."}},
	{"do": {"note"}, "party": {"north"}, "grade": {"loud"}, "says": {"A note."}},
	{"do": {"note"}, "party": {"north"}, "grade": {"mediator"}, "says": {"A\u200bnote."}},
	{"do": {"message"}, "from": {"north"}, "to": {"north"}, "says": {"Hello."}},
	{"do": {"permit"}, "message": {"m1"}, "grade": {"joint"}},
	{"do": {"deliver"}, "message": {"m1"}, "party": {"south"}},
	{"do": {"blind"}, "packages.1.water": {"shared"}},
	{"do": {"tick"}, "blind": {"b1"}, "told": {"yes"}},
	{"do": {"foretell"}, "question": {"nash"}},
	{"do": {"foretell"}, "question": {"zone"}},
	{"do": {"release"}, "question": {"zone"}},
	{"do": {"undertake"}, "says": {"A fence."}, "owner": {"north"}, "verifier": {"olu"}, "deadline": {"2027-01-01"}},
	{"do": {"take_on"}, "commitment": {"c1"}},
	{"do": {"confirm"}, "entry": {"3"}},
	{"do": {"text"}},
	{"do": {"text"}, "op.do": {"status"}},
	{"do": {"text"}, "op.do": {"propose"}, "op.point": {"no-point"}, "op.words.und": {"Other words."}},
	{"do": {"text"}, "op.do": {"comment"}, "op.point": {"no-point"}, "op.words.und": {"Well."}},
	{"do": {"text"}, "op.do": {"insert"}, "op.proposed": {"yes"}, "op.words.und": {"A [bracket."}},
	{"do": {"text"}, "op.do": {"insert"}, "op.proposed": {"yes"}, "op.document": {"none"}, "op.words.und": {"Words."}},
	{"do": {"text"}, "op.do": {"unbracket"}, "op.bracket": {"b9"}},
	{"do": {"text"}, "op.do": {"take"}, "op.proposal": {"p-9"}},
	{"do": {"text"}, "op.do": {"choose"}, "op.issue": {"water"}, "op.choice": {"wine"}},
}

// A French page says nothing in English: not the pages, nor why something was
// refused, nor what is wrong with a file, a receipt or a journal. Names, and what
// people wrote, may be in any language.
func TestNoEnglishInFrench(t *testing.T) {
	h := spring(t)
	site := serve(t, h)
	look := func(stage string) {
		t.Helper()
		for _, who := range everybody {
			for _, p := range pages {
				b := browser{t, site, who, "fr"}
				if code, page, _ := b.ask("GET", "/talks/spring/"+p.name, nil); code == http.StatusOK {
					noEnglish(t, stage+": "+p.name+" as "+who, page)
				}
			}
		}
	}
	reasons := map[string]bool{}
	found := regexp.MustCompile(`<details><summary>[^<]*</summary><p>(.*?)</p></details>`)
	refuse := func(stage string) {
		t.Helper()
		for n, act := range refusedActs {
			for _, who := range []string{"chair", "ann", "olu"} {
				form := url.Values{"form": {"none-" + strconv.Itoa(n)}, "saw": {strconv.Itoa(h.state(t).Seq)}}
				for k, v := range act {
					form[k] = v
				}
				code, page, _ := browser{t, site, who, "fr"}.ask("POST", "/talks/spring/board", form)
				if code != http.StatusUnprocessableEntity {
					continue // what one may not, another may
				}
				noEnglish(t, stage+": "+act.Encode()[:min(len(act.Encode()), 100)]+" by "+who, page)
				for _, m := range found.FindAllStringSubmatch(page, -1) {
					reasons[m[1]] = true
					if strings.Contains(m[1], `lang="en"`) {
						t.Errorf("%v by %s is refused in English: %s", act["do"], who, m[1])
					}
				}
			}
		}
	}
	look("opened")
	refuse("opened")
	h.agreed(t).submitted(t)
	h.must(t, "ann", talks.Act{Do: talks.DoTable, Package: h.anyPackage(t)})
	look("agreed")
	refuse("agreed")
	if len(reasons) < 40 {
		t.Errorf("only %d reasons were given: the acts above are refused before they are looked at", len(reasons))
	}
	b := browser{t, site, "chair", "fr"}
	for _, receipt := range []string{"x", "spring:0:A", "spring:1:0000", "sp ring:1:A", "spring:1:" + strings.Repeat("0", 43), "other:1:" + strings.Repeat("0", 43)} {
		_, page, _ := b.ask("POST", "/talks/spring/journal", url.Values{"form": {"check"}, "receipt": {receipt}})
		noEnglish(t, "receipt "+receipt, page)
		if strings.Contains(page, `<span lang="en"`) {
			t.Errorf("receipt %s: it is refused in English", receipt)
		}
	}
	for _, file := range []string{"no archive", "PK\x03\x04 cut off", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"} {
		page := b.upload("/talks/spring/text", "import", file)
		noEnglish(t, "a file", page)
		if !strings.Contains(page, `class="refused"`) || strings.Contains(page, `<p><span lang="en"`) {
			t.Errorf("the file %q is refused in English, or not at all", file)
		}
	}
}

// anyPackage takes the first choice of the first issue.
func (h *room) anyPackage(t *testing.T) []talks.Item {
	for _, i := range h.state(t).Issues {
		if len(i.Options) > 0 {
			return []talks.Item{{Issue: i.ID, Choices: i.Options[:1]}}
		}
	}
	t.Fatal("there is no issue with options")
	return nil
}

// upload sends a file with a form, and returns the page that comes back.
func (b browser) upload(path, form, data string) string {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := w.WriteField("form", form); err != nil {
		b.t.Fatal(err)
	}
	part, err := w.CreateFormFile("file", "text.docx")
	if err == nil {
		_, err = part.Write([]byte(data))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Accept-Language", b.lang)
	got := httptest.NewRecorder()
	b.site.ServeHTTP(got, r.WithContext(context.WithValue(r.Context(), signedIn{}, b.person)))
	return got.Body.String()
}

// Each fault that a changed journal has is said in French, in its parts too: the
// journal of some talks is changed line by line.
func TestFaultsInFrench(t *testing.T) {
	h := spring(t)
	fr, ok := catalogue.Find("fr")
	if !ok {
		t.Fatal("there is no French")
	}
	v := &visit{words: fr, zone: time.UTC}
	var b bytes.Buffer
	if err := h.Export(t.Context(), "spring", "chair", &b); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(b.String(), "\n")
	said := map[string]bool{}
	for i := range lines {
		for _, change := range []string{"", "x" + lines[i], lines[i] + lines[i]} {
			changed := strings.Join(lines[:i], "") + change + strings.Join(lines[i+1:], "")
			report, err := verify.Journals(t.Context(), strings.NewReader(changed), verify.Known{})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range report.Faults {
				says := string(v.fault(f))
				said[f.Said.Code] = true
				noEnglish(t, f.String(), "<p>"+says+"</p>")
				if strings.Contains(says, "phrase.") || strings.Contains(says, `lang="en"`) {
					t.Errorf("%s is said as %s", f, says)
				}
			}
		}
		if len(lines) > 60 && i > 60 {
			break
		}
	}
	if len(said) < 6 {
		t.Errorf("only %d kinds of faults came about", len(said))
	}
}
