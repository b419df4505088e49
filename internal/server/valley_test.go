package server

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/casefile"
	"parley/internal/secretariat"
	"parley/talks"
	"parley/text"
)

// valley is a case in which everything that is kept back says who may know it:
// words that begin with zq, see secrets. NUMBER stands for a number of North's.
const valley = `parley: 1
title: Two villages and a spring
parties:
  north: {name: North village}
  south: {name: South village}
  fund: {name: River fund, roles: [guarantor]}
issues:
  water: {name: Water, options: {half: Half each, season: By season, meter: By meter}}
  toll: {name: Toll, range: [0, 100], step: 10}
  repair: {name: Repair, by: fund, nothing: none, options: {none: Nothing, all: All}}
norms:
  - {pattern: {water: season, toll: {min: 90}}, because: Not lawful together.}
  - {pattern: {water: half, toll: {min: 80}}, because: zqchairwords norm, source: chairs, grade: mediator}
documents:
  pact:
    title: Pact on the spring
    points:
      - {id: "1", text: The spring serves both villages for ever.}
      - {id: "2", issue: water, text: {half: Half and half., season: By turns., meter: By meter.}}
      - {id: "3", text: zqchairwords point, grade: mediator}
      - {id: "4", title: Toll, issue: toll, text: North pays South a yearly toll.}
positions:
  north:
    about: zqnmediatorwords about
    interests: [zqnmediatorwords interest, {text: zqnpartywords interest, grade: party}, {text: zqnenginewords interest, grade: engine}, {text: Peace, grade: joint}]
    importance: {water: NUMBER, toll: 31, repair: 3}
    value:
      water: {half: 100, season: 40, meter: 5NUMBER}
      toll: {0: 100, 100: 0}
      repair: [all, none]
    never:
      - {pattern: {water: season}, because: zqnmediatorwords demand}
      - {pattern: {water: meter, toll: 0}, because: zqnpartywords never, basis: zqnpartywords law, grade: party}
      - {pattern: {toll: {min: 90}}, because: We said so at the table., grade: joint}
    insists:
      - {on: {toll: {max: 90}}, because: zqnenginewords insists, basis: zqnenginewords basis, owner: zqnenginewords owner, source: norths, stated: true, grade: engine}
    only_if:
      - {accept: {toll: {min: 50}}, if: {water: [half, meter]}, because: zqnmediatorwords condition}
    linkage:
      - {when: {water: meter, toll: {max: 20}}, worth: 7NUMBER, because: zqnmediatorwords linkage}
    brackets:
      B1: {reason: trading, because: zqnpartywords bracket}
    cap: {is: 99NUMBER, because: zqnmediatorwords cap}
    fallback: {value: -1NUMBER, because: zqnmediatorwords fallback}
  south:
    about: zqsmediatorwords about
    interests: [zqsmediatorwords interest, {text: zqspartywords interest, grade: party}]
    importance: {water: 40, toll: 4, repair: 3}
    value:
      water: [season, meter, half]
      toll: {0: 0, 100: 64.5}
      repair: [all, none]
    never:
      - {pattern: {water: half, toll: {max: 10}}, because: zqsenginewords never, grade: engine}
    fallback: {value: -64.5, because: zqsmediatorwords fallback}
  fund:
    value: {repair: {is: {none: 0, all: -40}}}
    fallback: {value: 0, because: zqfmediatorwords fallback}
sources:
  norths: {who: zqnmediatorwords source, says: zqnmediatorwords says}
  chairs: {who: zqchairwords source, says: zqchairwords says}
`

// secrets are what stands for the words of the valley.
type secrets struct {
	words  func(string) string // what a word that begins with zq becomes
	number string              // digits behind a point
	ticks  []int
}

// asWritten lets every word stand for itself.
var asWritten = secrets{func(w string) string { return w }, "1.735291846205738", []int{1, 3}}

var secretWord = regexp.MustCompile(`zq[a-z]+`)

func (k secrets) in(text string) string {
	return strings.ReplaceAll(secretWord.ReplaceAllStringFunc(text, k.words), "NUMBER", k.number)
}

// sitting is a server with talks in the valley, in which everybody has said much in
// private: people by their id, each in a browser.
type sitting struct {
	*running
	secrets
	people map[string]*http.Client
	file   *parley.Case
	used   string // a link that was used
}

// seats is who sits at the table; mediator convened the talks. Nina leaves.
var seats = []talks.Person{
	{ID: "cleo", Seat: talks.CoMediator}, {ID: "cus", Seat: talks.Custodian}, {ID: "olga", Seat: talks.Observer}, {ID: "axel", Seat: talks.Auditor},
	{ID: "mo", Party: "north", Seat: talks.Mandator}, {ID: "ada", Party: "north", Seat: talks.Head}, {ID: "nina", Party: "north", Seat: talks.Delegate},
	{ID: "sam", Party: "south", Seat: talks.Head}, {ID: "sid", Party: "south", Seat: talks.Adviser}, {ID: "fred", Party: "fund", Seat: talks.Head},
}

// do has somebody do something, a minute later.
func (x *sitting) do(who string, a talks.Act, c *secretariat.Content) int {
	x.t.Helper()
	x.clock.add(time.Minute)
	a.Author = who
	done, err := x.house.talks.Do(x.t.Context(), "spring", secretariat.Ask{Command: talks.Command{Act: a, Saw: -1}, Content: c})
	if err != nil {
		x.t.Fatalf("%s by %s: %v", a.Do, who, err)
	}
	return done.Seq
}

// says is content with words.
func (x *sitting) says(words string) *secretariat.Content {
	return &secretariat.Content{Says: x.in(words)}
}

// position is that of a party in the file.
func (x *sitting) position(party string) *secretariat.Content {
	return &secretariat.Content{Position: x.file.Position(party)}
}

// upload sends a form with a file.
func (x *running) upload(c *http.Client, path string, form url.Values, field, name string, data []byte) said {
	x.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for key, values := range form {
		for _, v := range values {
			if err := w.WriteField(key, v); err != nil {
				x.t.Fatal(err)
			}
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err != nil {
		x.t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		x.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		x.t.Fatal(err)
	}
	return x.ask(c, "POST", path, nil, func(r *http.Request) {
		r.Header.Set("Content-Type", w.FormDataContentType())
		r.Body, r.ContentLength = io.NopCloser(&b), int64(b.Len())
	})
}

// jsonBody sends a body of JSON.
func jsonBody(body string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set("Content-Type", "application/json")
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	}
}

// hidden is what a form on a page holds from the beginning.
func hidden(t *testing.T, page, id string) url.Values {
	t.Helper()
	_, rest, ok := strings.Cut(page, ` id="`+id+`"`)
	if !ok {
		t.Fatalf("the page has no form %s: %.300s", id, page)
	}
	rest, _, _ = strings.Cut(rest, "</form>")
	return fieldsOf(rest)
}

var (
	inputs     = regexp.MustCompile(`<input[^>]*>`)
	attributes = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
)

// fieldsOf returns what the hidden, picked and filled-in fields of a form hold.
func fieldsOf(form string) url.Values {
	values := url.Values{}
	for _, input := range inputs.FindAllString(form, -1) {
		a := map[string]string{}
		for _, m := range attributes.FindAllStringSubmatch(input, -1) {
			a[m[1]] = plainText(m[2])
		}
		picked := a["type"] != "radio" && a["type"] != "checkbox" || strings.Contains(input, " checked")
		if a["name"] != "" && picked && a["type"] != "file" {
			values.Add(a["name"], a["value"])
		}
	}
	return values
}

func plainText(s string) string {
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&amp;", "&", "&lt;", "<", "&gt;", ">", "&#43;", "+").Replace(s)
}

// theValley opens talks and plays them until everybody has kept something back, and
// something was released. What is typed, uploaded and supposed comes over HTTP.
func theValley(t *testing.T, k secrets, settle func(*Config)) *sitting {
	t.Helper()
	now := &clock{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	x := &sitting{secrets: k, people: map[string]*http.Client{}, running: start(t, func(c *Config) {
		c.Now, c.Metrics = now.Now, "127.0.0.1:0"
		if settle != nil {
			settle(c)
		}
	})}
	x.clock = now
	c, found := casefile.Read("valley", []byte(k.in(valley)))
	if found.Errors() > 0 {
		t.Fatal(found)
	}
	x.file = c
	link, err := x.Link(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	host := x.come(link)
	// Positions in the file are dropped, and nobody reads its name.
	for talk, title := range map[string]string{"spring": valley, "autumn": strings.Replace(valley, "title: Two villages and a spring", "title: zqotherwords talks", 1)} {
		x.want(x.upload(host, "/house/convene", url.Values{"talk": {talk}, "name": {"Robin"}}, "case", k.in("zqcasewords.yaml"), []byte(k.in(title))), 303)
	}
	act := func(do talks.Do) talks.Act { return talks.Act{Do: do} }
	for _, p := range seats {
		by := map[string]string{"ada": "mo", "nina": "ada", "sid": "sam"}[p.ID]
		if by == "" {
			by = "mediator"
		}
		x.do(by, talks.Act{Do: talks.DoInvite, Person: p.ID, Name: "Person " + p.ID, Party: p.Party, Seat: p.Seat}, nil)
		x.used = x.invite("spring", p.ID)
		x.people[p.ID] = x.come(x.used)
	}
	x.people["mediator"] = browser()
	at, _ := url.Parse(x.URL())
	x.people["mediator"].Jar.SetCookies(at, host.Jar.Cookies(at))
	x.want(x.ask(x.people["mediator"], "POST", "/house/enter", url.Values{"talk": {"spring"}}), 303)
	x.people["nobody"] = browser()
	if link, err = x.Link(t.Context()); err != nil {
		t.Fatal(err)
	}
	x.people["host"] = x.come(link) // who set the server up, and sits at no table

	x.do("mediator", talks.Act{Do: talks.DoRules, Rules: &talks.Rules{Consent: []string{"north", "south"}, Silence: 72, Legend: text.DefaultLegend(),
		Public: []string{"rounds", "statuses", "signatures"}, Questions: []talks.Question{{ID: "zone", Ask: "zone"}}}}, nil)
	x.do("ada", talks.Act{Do: talks.DoAgree, Version: 1}, nil)
	x.do("sam", talks.Act{Do: talks.DoAgree, Version: 1}, nil)
	x.do("mediator", talks.Act{Do: talks.DoRound, Date: "2026-03-02", Place: "The mill"}, nil)
	x.do("mediator", act(talks.DoDraft), nil)
	x.do("ada", talks.Act{Do: talks.DoText, Op: &text.Op{Do: text.DoBracket, Point: "pact.1", Holders: []string{"north"}, Quote: text.Wordings{"": "for ever"}}}, nil)

	x.bracketed()
	x.do("mo", act(talks.DoSubmit), x.position("north"))
	x.do("sam", act(talks.DoSubmit), x.position("south"))
	x.do("fred", act(talks.DoSubmit), x.position("fund"))
	x.do("nina", talks.Act{Do: talks.DoNote, Party: "north", Grade: parley.GradeParty}, x.says("zqnpartywords note"))
	x.do("nina", talks.Act{Do: talks.DoNote, Party: "north", Grade: parley.GradeMediator}, x.says("zqnmediatorwords note"))
	x.do("sid", talks.Act{Do: talks.DoNote, Party: "south", Grade: parley.GradeParty}, x.says("zqspartywords note"))
	x.do("cleo", talks.Act{Do: talks.DoNote, Party: "north", Grade: parley.GradeMediator}, x.says("zqchairwords note"))
	x.do("ada", talks.Act{Do: talks.DoMessage, From: "north", To: []string{"south", "fund"}}, x.says("zqnmediatorwords message"))
	x.do("ada", talks.Act{Do: talks.DoPermit, Message: "m1", Grade: parley.GradeMediator}, nil)
	x.do("ada", talks.Act{Do: talks.DoMessage, From: "north", To: []string{"fund"}}, x.says("zqnfundwords message"))
	x.do("ada", talks.Act{Do: talks.DoPermit, Message: "m2", Grade: parley.GradeJoint}, nil)
	x.do("mediator", talks.Act{Do: talks.DoDeliver, Message: "m2", Party: "fund"}, nil)
	x.do("sam", talks.Act{Do: talks.DoMessage, From: "south", To: []string{"north"}}, x.says("zqsmediatorwords message"))
	x.do("mediator", talks.Act{Do: talks.DoTable, Package: []talks.Item{{Issue: "water", Choices: []string{"half"}}}}, nil)
	x.do("mediator", talks.Act{For: "ada", Do: talks.DoRespond, Proposal: "p1", Answer: talks.Reject, Because: x.in("zqnenteredwords answer")}, nil)
	on := func(choice string) []talks.Item { return []talks.Item{{Issue: "water", Choices: []string{choice}}} }
	x.do("mediator", talks.Act{Do: talks.DoBlind, Packages: [][]talks.Item{on("half"), on("season"), on("meter")}}, nil)
	x.do("ada", talks.Act{Do: talks.DoTick, Blind: "b1", Told: true}, &secretariat.Content{Ticks: x.ticks})
	x.do("mediator", act(talks.DoLock), nil)
	x.do("mediator", talks.Act{Do: talks.DoForetell, Question: "zone"}, nil)
	x.do("mediator", talks.Act{Do: talks.DoRelease, Question: "zone"}, nil)
	x.privately()
	x.do("mo", talks.Act{Do: talks.DoRemove, Person: "nina", Because: "She goes home."}, nil)
	return x
}

// bracketed gives North's reason the bracket that it is about.
func (x *sitting) bracketed() {
	x.t.Helper()
	state, err := x.house.talks.State(x.t.Context(), "spring")
	if err != nil {
		x.t.Fatal(err)
	}
	t, err := text.Fold(state.Text)
	if err != nil {
		x.t.Fatal(err)
	}
	p, _ := t.Point("pact.1")
	for _, words := range p.Words {
		for _, b := range words.Brackets() {
			x.file.Position("north").Brackets[0].Bracket = b.ID
			return
		}
	}
	x.t.Fatal("there is no bracket")
}

// privately is what people do that is no part of the record: they type, answer,
// upload, suppose, and mistype.
func (x *sitting) privately() {
	x.t.Helper()
	ada, cleo := x.people["ada"], x.people["cleo"]
	const p = "/talks/spring/"
	x.want(x.ask(ada, "PUT", "/desk/spring/note", nil, jsonBody(x.in(`{"says":"zqndraftwords note"}`))), 200)
	x.want(x.ask(x.people["mediator"], "PUT", "/desk/spring/note", nil, jsonBody(x.in(`{"says":"zqcdraftwords note"}`))), 200)
	answer := func(c *http.Client, path, words string) {
		form := hidden(x.t, x.ask(c, "GET", path, nil).body, "answer")
		form["texts"], form["grade"] = []string{x.in(words)}, []string{"joint"}
		x.want(x.ask(c, "POST", path, form), 303)
	}
	answer(ada, p+"position?q=interests", "zqnanswerwords interest")
	answer(cleo, p+"position?for=sam&q=interests", "zqchairwords answer")
	suppose := func(c *http.Client, words string) {
		page := x.ask(c, "GET", p+"ground", nil)
		form := hidden(x.t, page.body, "what-if")
		form.Set("issue", "water")
		form.Set("text", x.in(words))
		x.want(x.ask(c, "POST", p+"ground", form), 200, x.in(words))
	}
	suppose(ada, "zqnsupposedwords option")
	suppose(x.people["mediator"], "zqcsupposedwords option")
	file := x.ask(ada, "GET", p+"text.docx", nil)
	x.want(file, 200)
	form := hidden(x.t, x.ask(ada, "GET", p+"text", nil).body, "import")
	x.want(x.upload(ada, p+"text", form, "file", x.in("zqnfilewords.docx"), []byte(file.body)), 422) // nothing is new in it
	x.want(x.upload(ada, p+"text", form, "file", x.in("zqnfilewords.docx"), []byte(x.in("zqnfilewords words"))), 422)
	// What is refused comes back to who typed it.
	x.want(x.ask(ada, "POST", p+"shuttle", url.Values{"form": {"note"}, "do": {"note"}, "party": {"north"}, "grade": {"none"}, "says": {x.in("zqntypedwords note")}}), 422)
	x.want(x.ask(ada, "POST", p+"journal", url.Values{"form": {"check"}, "receipt": {x.in("zqntypedwords receipt")}}), 200)
	x.want(x.ask(ada, "GET", p+url.PathEscape(x.in("zqntypedwords"))+"?q="+url.QueryEscape(x.in("zqntypedwords")), nil, func(r *http.Request) { r.Header.Set("User-Agent", x.in("zqntypedwords")) }), 404)
	x.want(x.ask(ada, "GET", "/in/"+url.PathEscape(x.in("zqntypedwords")), nil), 404)
}

// fill puts values in the place of the wildcards of a pattern, and returns its
// method, if it names one, and its path. It fails on a wildcard that it does not
// know, so that whoever adds one says what may stand there.
func fill(t *testing.T, pattern string, values map[string]string) (method, path string) {
	t.Helper()
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		method, path = "", pattern
	}
	path = strings.ReplaceAll(path, "{$}", "")
	return method, regexp.MustCompile(`\{[^}]*\}`).ReplaceAllStringFunc(path, func(w string) string {
		value, ok := values[strings.Trim(w, "{.}")]
		if !ok {
			t.Fatalf("%s: nothing is known to stand for %s: say so, so that the route is looked at", pattern, w)
		}
		return value
	})
}

// everything lists all that the server answers.
func (x *running) everything() []string {
	all := append(append([]string(nil), x.patterns...), x.house.pages.Patterns()...)
	if len(all) < 30 {
		x.t.Fatalf("only %d routes are known: %s", len(all), fmt.Sprint(all))
	}
	return all
}
