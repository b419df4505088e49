package brief_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"parley"
	"parley/bargain"
	"parley/brief"
)

// hostile is the mill's case written by somebody who wants the report to do
// more than say words.
func hostile() *parley.Case {
	c := mill()
	c.Title = "<script>alert(1)</script> & \"quoted\" \u202eturned\u2066"
	c.About = "# Heading\n- item ![x](http://evil.example/x.png) <img src=x onerror=alert(1)> \x1b[31mred\x07"
	c.Parties[0].Name = "قرية الشمال"
	c.Parties[1].Name = "O'Hara | `code` *star* [link](javascript:alert(1)) </title><style>"
	c.Issues[0].Name = "水の 分け前 ' onmouseover='x"
	c.Issues[0].Options[1].Text = "</svg></script><b>bold</b> &amp; ]]>"
	c.Sources[0].URL = "javascript:alert(1)"
	c.Sources[1].URL = "https://example.org/\"><script>"
	c.Positions[0].Insists[0].Because = strings.Repeat("very long reason without end ", 40)
	return c
}

// large has many issues and parties with long names, and no answers but the
// engine's own.
func large(issues, parties int) *parley.Case {
	c := &parley.Case{Title: "A large one"}
	for p := range parties {
		id := fmt.Sprintf("p%d", p)
		c.Parties = append(c.Parties, parley.Party{ID: id, Name: "Delegation number " + strconv.Itoa(p+1) + " of the Conference"})
		pos := parley.Position{Party: id}
		for i := range issues {
			pos.Importance = append(pos.Importance, weigh(fmt.Sprintf("i%d", i), 1+(i*7+p*3)%11)...)
			pos.Values = append(pos.Values, worth(fmt.Sprintf("i%d", i), "a", (i+p)%2*100, "b", (i+p+1)%2*100))
		}
		pos.Fallback = fallback(1)
		c.Positions = append(c.Positions, pos)
	}
	for i := range issues {
		c.Issues = append(c.Issues, parley.Issue{ID: fmt.Sprintf("i%d", i), Name: fmt.Sprintf("Issue %d about something that has a rather long name", i), Options: []parley.Option{{ID: "a", Text: "As the first says"}, {ID: "b", Text: "As the second says"}}})
	}
	return c
}

// canal has continuous issues: infinitely many packages.
func canal() *parley.Case {
	c := mill()
	c.Issues[1].Range.Step = nil
	return c
}

func cases(t *testing.T) map[string]struct {
	c *parley.Case
	a *bargain.Answer
} {
	type pair = struct {
		c *parley.Case
		a *bargain.Answer
	}
	lots := millAnswer()
	lots.Frontier.Segments = [][2]int{{0, 1}, {1, 2}}
	lots.Nash.Outcomes[0].Limit = true
	lots.Zone.Total, lots.Zone.Count = bargain.Count{}, bargain.Count{}
	return map[string]pair{
		"mill": {mill(), millAnswer()}, "pass": {pass(), passAnswer()}, "hostile": {hostile(), millAnswer()},
		"sealed": {sealed(0, canary), sealedAnswer(0)}, "four": {large(5, 4), analyzed(t, large(5, 4))},
		"eight": {large(2, 8), analyzed(t, large(2, 8))}, "canal": {canal(), lots}, "nothing": {&parley.Case{}, nil},
		"delta": {delta(), deltaAnswer()}, "dry": {delta(), dryDelta()},
	}
}

// Every page must be well formed, ask nothing of the network, run nothing, and
// have every id once and every reference met.
func TestHTMLIsSafeAndSound(t *testing.T) {
	for name, x := range cases(t) {
		t.Run(name, func(t *testing.T) {
			page := everyForm(t, x.c, x.a, brief.Options{})["html"]
			d := xml.NewDecoder(strings.NewReader(page))
			d.Strict, d.AutoClose, d.Entity = true, []string{"meta"}, xml.HTMLEntity
			ids, refs := map[string]bool{}, []string{}
			for {
				token, err := d.Token()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatalf("not well formed: %v", err)
				}
				e, ok := token.(xml.StartElement)
				if !ok {
					continue
				}
				switch e.Name.Local {
				case "script", "img", "iframe", "object", "embed", "link", "base", "form", "foreignObject", "image", "use":
					t.Errorf("<%s> in the page", e.Name.Local)
				}
				for _, a := range e.Attr {
					switch {
					case strings.HasPrefix(strings.ToLower(a.Name.Local), "on"):
						t.Errorf("an event attribute %s", a.Name.Local)
					case a.Name.Local == "id" && ids[a.Value]:
						t.Errorf("id %q twice", a.Value)
					case a.Name.Local == "id":
						ids[a.Value] = true
					case strings.HasPrefix(a.Name.Local, "aria-labelledby"):
						refs = append(refs, strings.Fields(a.Value)...)
					case a.Name.Local == "href" && strings.HasPrefix(a.Value, "#"):
						refs = append(refs, a.Value[1:])
					case a.Name.Local == "href" && !strings.HasPrefix(a.Value, "http"):
						t.Errorf("a link to %q", a.Value)
					case a.Name.Local == "src":
						t.Errorf("src=%q", a.Value)
					}
				}
			}
			for _, r := range refs {
				if !ids[r] {
					t.Errorf("nothing has the id %q", r)
				}
			}
			for _, r := range page {
				if unicode.Is(unicode.Bidi_Control, r) || unicode.IsControl(r) && r != '\n' {
					t.Errorf("control character %U in the page", r)
				}
			}
			if strings.Contains(page, "url(") || strings.Contains(page, "@import") {
				t.Error("the style sheet asks for something")
			}
			if !strings.Contains(page, `content="default-src 'none'; style-src 'unsafe-inline'`) {
				t.Error("no content security policy")
			}
		})
	}
}

// A line wider than the terminal breaks the page up; only what is to be copied
// and addresses may be wider.
func TestTextFits(t *testing.T) {
	for name, x := range cases(t) {
		for _, width := range []int{40, 80, 132} {
			var b bytes.Buffer
			if err := brief.Compose(x.c, x.a, brief.Options{}).Text(&b, width, false); err != nil {
				t.Fatal(err)
			}
			for _, l := range strings.Split(b.String(), "\n") {
				if strings.HasPrefix(l, "    ") && strings.Contains(l, ": ") { // lines for the case file
					continue
				}
				if n := brief.DisplayWidth(l); n > width {
					t.Errorf("%s at %d: %d columns: %s", name, width, n, l)
				}
				if strings.ContainsAny(l, "\x1b\x07") {
					t.Errorf("%s: an escape code without colour: %q", name, l)
				}
			}
		}
	}
}

// Escape codes from a case would steer the reader's terminal even where
// colour was asked for.
func TestColourIsOurs(t *testing.T) {
	got := everyForm(t, hostile(), millAnswer(), brief.Options{})["colour"]
	for _, code := range regexp.MustCompile("\x1b[^m]*m").FindAllString(got, -1) {
		switch code {
		case "\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[1;33m", "\x1b[36m":
		default:
			t.Errorf("escape code %q", code)
		}
	}
	if strings.Contains(got, "\x07") {
		t.Error("a bell from the case")
	}
}

// Words of a case that look like markup would break tables or load pictures.
func TestMarkdownEscapes(t *testing.T) {
	got := everyForm(t, hostile(), millAnswer(), brief.Options{})["markdown"]
	live := regexp.MustCompile("(?s)```.*?```").ReplaceAllString(got, "") // shown as it stands
	live = regexp.MustCompile(`\\[[:punct:]]`).ReplaceAllString(live, "") // escaped
	for _, bad := range []string{"![x](", "](javascript", "<script", "<img", "`code`", "*star*", "http://evil", "\n# Heading"} {
		if strings.Contains(live, bad) {
			t.Errorf("%q is markup in the Markdown", bad)
		}
	}
	columns := -1
	for _, l := range strings.Split(got, "\n") {
		if !strings.HasPrefix(l, "|") {
			columns = -1
			continue
		}
		n := strings.Count(strings.ReplaceAll(l, `\|`, ""), "|")
		if columns >= 0 && n != columns {
			t.Errorf("a row with %d bars after rows with %d: %s", n, columns, l)
		}
		columns = n
	}
}

// A section with a heading and nothing under it says nothing; parts that were
// not asked for must be able to be absent in any combination.
func TestNoSectionSaysNothing(t *testing.T) {
	var check func(t *testing.T, s brief.Section)
	check = func(t *testing.T, s brief.Section) {
		if len(s.Blocks)+len(s.Sections) == 0 || s.Title == "" || s.ID == "" {
			t.Errorf("section %q %q says nothing", s.ID, s.Title)
		}
		for _, b := range s.Blocks {
			if x, ok := b.(brief.Table); ok && len(x.Rows) == 0 {
				t.Errorf("section %q has an empty table", s.Title)
			}
			if x, ok := b.(brief.List); ok && len(x.Items) == 0 {
				t.Errorf("section %q has an empty list", s.Title)
			}
		}
		for _, sub := range s.Sections {
			check(t, sub)
		}
	}
	for name, x := range cases(t) {
		t.Run(name, func(t *testing.T) {
			for _, s := range brief.Compose(x.c, x.a, brief.Options{}).Sections {
				check(t, s)
			}
		})
	}
	for _, q := range bargain.Questions() { // each question alone
		p, err := bargain.Compile(mill())
		if err != nil {
			t.Fatal(err)
		}
		a, err := p.Analyze(t.Context(), bargain.Options{Only: []bargain.Question{q}, Draws: 20})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range brief.Compose(mill(), a, brief.Options{}).Sections {
			check(t, s)
		}
		everyForm(t, mill(), a, brief.Options{})
	}
}

// An answer that is not proven must not read as if it were.
func TestUnprovenIsSaid(t *testing.T) {
	a := millAnswer()
	a.Certificates[bargain.AskNash] = bargain.Certificate{Lower: frac(1, 2), Upper: frac(3, 4), Method: "search", Why: "Time ran out."}
	a.Certificates[bargain.AskZone] = bargain.Certificate{Method: "search", Why: "Time ran out."}
	text := strings.Join(strings.Fields(everyForm(t, mill(), a, brief.Options{})["text"]), " ")
	for _, want := range []string{
		"both parties whose consent counts. [not proven]", "Not all of this is proven",
		"(Nash) [not proven: between 0.5 and 0.75]", "No full answer on: Nash. Time ran out.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the text does not say %q", want)
		}
	}
	a.Zone = nil
	if text = everyForm(t, mill(), a, brief.Options{})["text"]; !strings.Contains(text, "was not answered. Time ran out.") {
		t.Error("the text does not say that the zone was not answered")
	}
}

// Infinitely many packages are said in words and, in JSON, as "infinite".
func TestInfinitelyMany(t *testing.T) {
	x := cases(t)["canal"]
	forms := everyForm(t, x.c, x.a, brief.Options{})
	if !strings.Contains(forms["text"], "infinitely many") || strings.Contains(forms["text"], "infinite ") {
		t.Error("the text does not say infinitely many")
	}
	if !strings.Contains(forms["json"], `"total": "infinite"`) {
		t.Error("the JSON does not say infinite")
	}
}

// Long lists would bury the rest of a report on paper: they are cut there,
// and JSON has all.
func TestLongListsAreCut(t *testing.T) {
	c := large(60, 2)
	a := &bargain.Answer{Certificates: map[bargain.Question]bargain.Certificate{bargain.AskContention: {Proven: true}}}
	for _, i := range c.Issues {
		a.Contention = append(a.Contention, bargain.Contention{Issue: i.ID})
	}
	forms := everyForm(t, c, a, brief.Options{})
	if !strings.Contains(forms["text"], "and 44 more") || strings.Contains(forms["text"], "Issue 59 ") {
		t.Error("the text is not cut")
	}
	if n := strings.Count(forms["json"], `"hard_clash"`); n != 60 {
		t.Errorf("JSON has %d issues of 60", n)
	}
	if all := everyForm(t, c, a, brief.Options{All: true})["text"]; !strings.Contains(all, "Issue 59 ") {
		t.Error("with All the text is cut")
	}
}

// JSON has what was asked for and nothing else.
func TestOnlyWhatWasAsked(t *testing.T) {
	a := millAnswer()
	a.Certificates = map[bargain.Question]bargain.Certificate{bargain.AskNash: {Proven: true}}
	var got map[string]any
	if err := json.Unmarshal([]byte(everyForm(t, mill(), a, brief.Options{})["json"]), &got); err != nil {
		t.Fatal(err)
	}
	for key := range got {
		switch key {
		case "case", "audience", "solutions", "certificates":
		default:
			t.Errorf("%s was not asked for", key)
		}
	}
}

// Programs are written against docs/json.md: a field that is not there does
// not exist for them.
func TestJSONIsDocumented(t *testing.T) {
	doc, err := os.ReadFile("../docs/json.md")
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{"mill": true, "fishery": true, "height": true, "fee": true, "east": true, "west": true, "border": true, "guard": true, "toll": true}
	for _, i := range delta().Issues {
		ids[i.ID] = true
	}
	for _, p := range delta().Parties {
		ids[p.ID] = true
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, x := range v {
				if !ids[key] && !strings.Contains(string(doc), "`"+key+"`") {
					t.Errorf("docs/json.md does not mention `%s`", key)
					ids[key] = true
				}
				walk(x)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	shared := mill()
	shared.Share = []string{"zone", "nash", "conflicts", "contention", "concessions"}
	answer := passAnswer()
	answer.Nash = millAnswer().Nash
	for _, text := range []string{
		everyForm(t, mill(), millAnswer(), brief.Options{})["json"],
		everyForm(t, pass(), passAnswer(), brief.Options{})["json"],
		everyForm(t, delta(), deltaAnswer(), deltaOptions())["json"],
		everyForm(t, delta(), dryDelta(), brief.Options{})["json"],
		everyForm(t, sealed(0, canary), sealedAnswer(0), brief.Options{})["json"],
		everyForm(t, shared, millAnswer(), brief.Options{Audience: brief.ForParty, Party: "mill", Shared: answer})["json"],
	} {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		walk(v)
	}
}

// Grey on grey is not read: words on their ground need a contrast of 4.5 to 1
// (WCAG 2.1, 1.4.3), by day and by night.
func TestContrast(t *testing.T) {
	sheet, err := os.ReadFile("style.css")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(string(sheet), -1)
	if len(blocks) != 2 {
		t.Fatalf("%d colour schemes, want light and dark", len(blocks))
	}
	for i, b := range blocks {
		colour := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z0-9-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(b[1], -1) {
			colour[m[1]] = m[2]
		}
		for _, pair := range [][2]string{
			{"ink", "paper"}, {"muted", "paper"}, {"accent", "paper"}, {"floor", "paper"}, {"clash", "paper"},
			{"ink", "wash"}, {"muted", "wash"}, {"accent", "wash"}, {"mark-ink", "mark-paper"},
			{"ink", "heat-0"}, {"ink", "heat-1"}, {"ink", "heat-2"}, {"ink", "heat-3"}, {"on-dark", "heat-4"}, {"on-dark", "heat-5"},
		} {
			if r := contrast(t, colour[pair[0]], colour[pair[1]]); r < 4.5 {
				t.Errorf("scheme %d: %s on %s has a contrast of %.2f", i, pair[0], pair[1], r)
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	luminance := func(hex string) float64 {
		if len(hex) != 7 {
			t.Fatalf("no colour %q", hex)
		}
		sum := 0.0
		for i, w := range []float64{0.2126, 0.7152, 0.0722} {
			n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			c := float64(n) / 255
			if c <= 0.04045 {
				c /= 12.92
			} else {
				c = math.Pow((c+0.055)/1.055, 2.4)
			}
			sum += w * c
		}
		return sum
	}
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}
