package scenario_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/scenario"
)

const tinyDomain = `<negotiation_template><utility_space number_of_issues="1"><objective index="0" name="t">
<issue index="1" name="A" type="discrete"><item index="1" value="x"/><item index="2" value="y"/></issue>
</objective></utility_space></negotiation_template>`

// tinyProfile is a profile around the items and whatever stands before it.
func tinyProfile(before, items string) string {
	return before + `<utility_space><objective index="0" name="t"><weight index="1" value="1"/>
<issue index="1" name="A" type="discrete">
` + items + `
</issue></objective></utility_space>`
}

const goodItems = `<item index="1" value="x" evaluation="1"/><item index="2" value="y" evaluation="2"/>`

// Files as they are really published, each with what is said of its repair.
// The utilities of x and y are 1/2 and 1 in all of them.
func TestMalformedFilesAreRepaired(t *testing.T) {
	for name, x := range map[string]struct {
		profile string
		want    string // file:line:column and the start of the warning
	}{
		"blank lines before the declaration": {tinyProfile("\n\n<?xml version=\"1.0\"?>\n", goodItems), "p.xml:3:1: warning: the XML declaration does not begin the file"},
		"comment before the declaration":     {tinyProfile("<!-- one -->\n<?xml version=\"1.0\"?>", goodItems), "p.xml:2:1: warning: the XML declaration"},
		"bare ampersand":                     {tinyProfile("", `<item index="1" value="x" evaluation="1" description="bed & board"/><item index="2" value="y" evaluation="2"/>`), "p.xml:3:59: warning: a bare & is taken as text"},
		"Windows-1252":                       {tinyProfile("", `<item index="1" value="x" evaluation="1" description="`+"\x80"+` 5"/><item index="2" value="y" evaluation="2"/>`), "p.xml:3:55: warning: the file is not UTF-8; it is read as Windows-1252"},
		"no blank between attributes":        {tinyProfile("", `<item index="1"value="x" evaluation="1"/><item index="2" value="y" evaluation="2"/>`), "p.xml:3:16: warning: there is no blank before the attribute value"},
		"junk after a value":                 {tinyProfile("", `<item index="1" value="x" evaluation="1".44/><item index="2" value="y" evaluation="2"/>`), `p.xml:3:41: warning: ".44" in the tag <item> is no attribute`},
		"duplicate attribute":                {tinyProfile("", `<item index="1" value="x" evaluation="7" evaluation="1"/><item index="2" value="y" evaluation="2"/>`), "p.xml:3:42: warning: the attribute evaluation of <item> is given twice"},
		"no quotes":                          {tinyProfile("", `<item index=1 value="x" evaluation="1"/><item index="2" value="y" evaluation="2"/>`), "p.xml:3:13: warning: the value of index has no quotes"},
		"attribute without a value":          {tinyProfile("", `<item index="1" locked value="x" evaluation="1"/><item index="2" value="y" evaluation="2"/>`), "p.xml:3:17: warning: the attribute locked has no value"},
		"less-than in a value":               {tinyProfile("", `<item index="1" value="x" description="a<b" evaluation="1"/><item index="2" value="y" evaluation="2"/>`), "p.xml:3:41: warning: a bare < in the value of description"},
		"unclosed item":                      {tinyProfile("", `<item index="2" value="y" evaluation="2"/><item index="1" value="x" evaluation="1">`), "p.xml:4:1: warning: <item> of line 3 is not closed"},
		"stray end tag":                      {tinyProfile("", goodItems+`</item>`), "p.xml:3:85: warning: </item> closes nothing"},
		"text after the end":                 {tinyProfile("", goodItems) + "\nsaved by Excel", `p.xml:5:1: warning: "saved by Excel" stands outside all elements`},
		"second root":                        {tinyProfile("", goodItems) + "<x/>", "p.xml:4:37: warning: a second root element"},
		"weight twice":                       {strings.Replace(tinyProfile("", goodItems), `<weight index="1" value="1"/>`, `<weight index="1" value="9"/><weight index="1" value="1"/>`, 1), "p.xml:1:75: warning: the weight of issue 1 is given twice"},
		"unknown element":                    {strings.Replace(tinyProfile("", goodItems), `<weight`, `<colour/><weight`, 1), "p.xml:1:46: warning: the element <colour> is not known"},
		"value evaluated twice":              {tinyProfile("", `<item index="1" value="x" evaluation="9"/>`+goodItems), `p.xml:3:43: warning: the value "x" is evaluated twice`},
		"issue that the domain lacks":        {strings.Replace(tinyProfile("", goodItems), "<weight", `<issue index="8" name="B"/><weight`, 1), "p.xml:1:46: warning: the domain has no issue with the index 8"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := scenario.Read(scenario.Source{Name: "d.xml", Data: []byte(tinyDomain)}, scenario.Source{Name: "p.xml", Data: []byte(x.profile)})
			if err != nil {
				t.Fatal(err)
			}
			if got := s.Warnings.String(); !strings.HasPrefix(got, x.want) {
				t.Errorf("warnings\n%swant %s", got, x.want)
			}
			for n, want := range []string{"1/2", "1/1"} {
				if got := s.Utility(0, scenario.Outcome{{Value: n}}).String(); got != want {
					t.Errorf("%s is worth %s, want %s", s.Issues[0].Values[n], got, want)
				}
			}
		})
	}
}

// What is not said, or cannot be made out, counts as GENIUS counts it or as 0.
func TestGapsAreNamed(t *testing.T) {
	for name, x := range map[string]struct{ profile, want string }{
		"no evaluation":   {tinyProfile("", `<item index="1" value="x" evaluation="null"/><item index="2" value="y" evaluation="2"/>`), `p.xml:3:1: warning: the value "x" has no evaluation`},
		"bad evaluation":  {tinyProfile("", `<item index="1" value="x" evaluation="1,5"/><item index="2" value="y" evaluation="2"/>`), `p.xml:3:27: warning: evaluation: "1,5" is not a number`},
		"value not there": {tinyProfile("", `<item index="2" value="y" evaluation="2"/>`), `p.xml:2:1: warning: the value "x" of the issue "A" is not evaluated`},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := scenario.Read(scenario.Source{Name: "d.xml", Data: []byte(tinyDomain)}, scenario.Source{Name: "p.xml", Data: []byte(x.profile)})
			if err != nil {
				t.Fatal(err)
			}
			if got := s.Warnings.String(); !strings.Contains(got, x.want) {
				t.Errorf("warnings\n%swant %s", got, x.want)
			}
			if got := s.Utility(0, scenario.Outcome{{}}); got.Sign() != 0 {
				t.Errorf("x is worth %s, want 0", got)
			}
		})
	}
}

// What cannot be repaired is an error at its place.
func TestUnreadableFiles(t *testing.T) {
	web := func(profile string) []scenario.Source {
		return []scenario.Source{{Name: "d.json", Data: []byte(`{"name": "d", "issuesValues": {"a": {"values": ["x"]}}}`)}, {Name: "p.json", Data: []byte(profile)}}
	}
	mas := func(profile string) []scenario.Source {
		return []scenario.Source{{Name: "d.yml", Data: []byte("type: OutcomeSpace\nissues:\n- {name: a, values: [x, y]}\n")}, {Name: "p.yml", Data: []byte(profile)}}
	}
	gen := func(profile string) []scenario.Source {
		return []scenario.Source{{Name: "d.xml", Data: []byte(tinyDomain)}, {Name: "p.xml", Data: []byte(profile)}}
	}
	for name, x := range map[string]struct {
		files []scenario.Source
		want  string
	}{
		"truncated tag":       {gen(tinyProfile("", goodItems)[:150]), "p.xml:3:1: error: the file ends inside the tag <item>"},
		"truncated":           {gen(strings.TrimSuffix(tinyProfile("", goodItems), "</utility_space>")), "p.xml:4:21: error: the file ends inside <utility_space>, which line 1 begins"},
		"truncated value":     {gen(tinyProfile("", goodItems)[:142]), "p.xml:3:23: error: the value of value does not end"},
		"entity":              {gen("<!DOCTYPE x [<!ENTITY a \"b\">]>" + tinyProfile("", goodItems)), "p.xml:1:14: error: the file declares an entity"},
		"open comment":        {gen("<!-- " + tinyProfile("", goodItems)), "p.xml:1:1: error: the comment that begins here does not end"},
		"deep":                {gen(strings.Repeat("<objective>", 200) + tinyProfile("", goodItems)), "p.xml:1:1101: error: elements are nested more than 100 deep"},
		"weight no number":    {gen(strings.Replace(tinyProfile("", goodItems), `value="1"`, `value="NaN"`, 1)), `p.xml:1:64: error: value of <weight>: "NaN" is not a number`},
		"huge number":         {gen(strings.Replace(tinyProfile("", goodItems), `value="1"`, `value="1e999999"`, 1)), `p.xml:1:64: error: value of <weight>: `},
		"huge exponent":       {gen(strings.Replace(tinyProfile("", goodItems), `value="1"`, `value="1e9999"`, 1)), `p.xml:1:64: error: value of <weight>: the exponent of 1e9999 is beyond ±400`},
		"two domains":         {[]scenario.Source{{Name: "d.xml", Data: []byte(tinyDomain)}, {Name: "e.xml", Data: []byte(tinyDomain)}}, "e.xml:1:1: error: this is a second domain, after d.xml"},
		"no profile":          {gen("")[:1], "d.xml:1:1: error: there is a domain here and no profile"},
		"other format":        {append(gen(tinyProfile("", goodItems)), web("{}")[0]), "d.json:1:1: error: this file is in the format of geniusweb"},
		"neither":             {gen("<html></html>"), "p.xml:1:1: error: this is neither a domain nor a profile"},
		"index twice":         {[]scenario.Source{{Name: "d.xml", Data: []byte(strings.Replace(tinyDomain, "</objective>", `<issue index="1" name="B"><item value="z"/></issue></objective>`, 1))}, gen(tinyProfile("", goodItems))[1]}, "d.xml:3:1: error: two issues have the index 1, here and in line 2"},
		"no common issue":     {gen(strings.ReplaceAll(tinyProfile("", goodItems), `index="1" name`, `index="5" name`)), "p.xml:1:1: error: the profile has no issue of the domain"},
		"maxutility":          {gen(`<utility_space><objective><issue index="1" name="A"/><utility maxutility="0"/></objective></utility_space>`), "p.xml:1:54: error: maxutility is 0"},
		"box on words":        {gen(`<utility_space><objective><issue index="1" name="A"/><utility maxutility="1"><ufun><hyperRectangle utility="1"><INCLUDES index="1" min="0" max="1"/></hyperRectangle></ufun></utility></objective></utility_space>`), `p.xml:1:112: error: the bound is on the discrete issue "A"`},
		"JSON cut off":        {web(`{"LinearAdditiveUtilitySpace": {`), "p.json:1:33: error: the file ends inside the { that line 1 begins"},
		"JSON key twice":      {web(`{"LinearAdditiveUtilitySpace": {"a": 1, "a": 2}}`), `p.json:1:41: error: the key "a" is given twice`},
		"JSON weight NaN":     {web(`{"LinearAdditiveUtilitySpace": {"issueUtilities": {"a": {}}, "issueWeights": {"a": NaN}}}`), `p.json:1:84: error: the weight of "a": "NaN" is not a number`},
		"JSON deep":           {web(strings.Repeat(`{"a":`, 200)), "p.json:1:506: error: values are nested more than 100 deep"},
		"partial order":       {web(`{"DefaultPartialOrderingSpace": {}}`), `p.json:1:1: error: a profile of the kind "DefaultPartialOrderingSpace" is not read`},
		"missing issue":       {web(`{"LinearAdditiveUtilitySpace": {"issueUtilities": {}, "issueWeights": {}}}`), `p.json:1:32: error: the profile lacks the weight or the utilities of the issue "a"`},
		"code named":          {mas("type: os.system.fun\n"), `p.yml:1:1: error: a utility function of the type "fun" is not read`},
		"YAML bomb":           {mas("a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\ng: [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]\ntype: fun\n"), "p.yml:"},
		"reserved infinity":   {mas("type: ConstUtilityFunction\nreserved_value: .inf\n"), "p.yml:2:17: error: the reserved value is infinite"},
		"too few values":      {mas("type: LinearAdditiveUtilityFunction\nvalues: []\n"), "p.yml:2:9: error: there are 0 values for 1 issues"},
		"line over words":     {mas("type: LinearAdditiveUtilityFunction\nvalues: [{type: IdentityFun}]\n"), "p.yml:2:10: error: a straight line needs numbers"},
		"no outcome space":    {mas("type: ConstUtilityFunction\n")[1:], "p.yml:1:1: error: there is a utility function and no outcome space"},
		"NegoLog no number":   {[]scenario.Source{{Name: "profileA.json", Data: []byte(`{"issueWeights": {"a": 1}, "issues": {"a": {"x": "much"}}}`)}}, `profileA.json:1:50: error: the utility of "x": "much" is not a number`},
		"NegoLog other issue": {[]scenario.Source{{Name: "A.json", Data: []byte(`{"issueWeights": {"a": 1}, "issues": {"a": {"x": 1}}}`)}, {Name: "B.json", Data: []byte(`{"issueWeights": {"b": 1}, "issues": {"b": {"x": 1}}}`)}}, `B.json:1:1: error: the profile lacks the weight or the values of the issue "a"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := scenario.Read(x.files...)
			var e *scenario.Error
			if !errors.As(err, &e) {
				t.Fatalf("the error is %v, want %s", err, x.want)
			}
			if !strings.HasPrefix(err.Error(), x.want) {
				t.Errorf("the error is\n%s\nwant\n%s", err, x.want)
			}
		})
	}
}

// Answers that were published along with a scenario are not needed to read it,
// broken or not.
func TestBrokenAnswersAreLeftOut(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"profileA.json": `{"reservationValue": 0, "issueWeights": {"a": 1}, "issues": {"a": {"x": 1, "y": 0}}}`,
		"profileB.json": `{"reservationValue": 0, "issueWeights": {"a": 1}, "issues": {"a": {"x": 0, "y": 1}}}`,
		"specs.json":    `{"NumberOfBids": 2,`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := scenario.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Profiles) != 2 || !strings.Contains(s.Warnings.String(), "specs.json: warning: these published answers cannot be read") {
		t.Errorf("%d profiles, warnings %s", len(s.Profiles), s.Warnings)
	}
}

// A folder is read without what does not belong to it or is broken, with a
// warning; published ones hold such copies. Where nobody is left to negotiate
// with, there is an error at the place. Fails if a scenario of two is measured as
// one of one.
func TestBrokenProfilesInFolders(t *testing.T) {
	good := tinyProfile("", goodItems)
	other := strings.ReplaceAll(good, `index="1" name`, `index="5" name`)
	for name, x := range map[string]struct{ second, third, want string }{
		"broken, too":       {strings.Replace(good, `value="1"`, `value="NaN"`, 1), good, ""},
		"broken":            {strings.Replace(good, `value="1"`, `value="NaN"`, 1), "", `q.xml:1:64: error: value of <weight>: "NaN" is not a number`},
		"other domain":      {other, "", "q.xml:1:1: error: the profile has no issue of the domain"},
		"other domain, too": {other, good, ""},
		"empty":             {"", "", "q.xml:1:1: error: this is neither a domain nor a profile, and without it there is one profile only"},
		"blank":             {" \n\t", "", "q.xml:1:1: error: this is neither"},
		"page":              {"<html><br></html>", "", "q.xml:1:1: error: this is neither"},
		"empty, too":        {"", good, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			files := map[string]string{"d.xml": tinyDomain, "p.xml": good, "q.xml": x.second}
			if x.third != "" {
				files["r.xml"] = x.third
			}
			for name, text := range files {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			s, err := scenario.Open(dir)
			if x.want != "" {
				if err == nil || !strings.HasPrefix(err.Error(), filepath.Join(dir, x.want)) {
					t.Errorf("the error is %v, want %s", err, x.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Profiles) != 2 || !strings.Contains(s.Warnings.String(), "q.xml") {
				t.Errorf("%d profiles, warnings %s", len(s.Profiles), s.Warnings)
			}
		})
	}
}

// Programs on Windows write UTF-16, with a mark at the start or without.
func TestUTF16(t *testing.T) {
	wide := func(text string, first int) []byte {
		var b []byte
		for _, r := range text { // of one byte each
			pair := [2]byte{}
			pair[first] = byte(r)
			b = append(b, pair[:]...)
		}
		return b
	}
	profile := tinyProfile("", goodItems)
	for name, data := range map[string][]byte{
		"little end first":          append([]byte{0xff, 0xfe}, wide(profile, 0)...),
		"big end first":             append([]byte{0xfe, 0xff}, wide(profile, 1)...),
		"little end first, no mark": wide(profile, 0),
		"big end first, no mark":    wide(profile, 1),
	} {
		s, err := scenario.Read(scenario.Source{Name: "d.xml", Data: []byte(tinyDomain)}, scenario.Source{Name: "p.xml", Data: data})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := s.Utility(0, scenario.Outcome{{Value: 1}}); got.Cmp(s.Utility(0, scenario.Outcome{{}})) == 0 {
			t.Errorf("%s: both values are worth %s", name, got)
		}
	}
}
