package outline_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"parley"
	"parley/casefile"
	"parley/internal/outline"
)

// whole is an outline that uses every field.
func whole() outline.Outline {
	return outline.Outline{
		Title: " A  spring ", About: "Two villages.\r\nSince 1911.",
		Parties: []outline.Party{{Name: "North village"}, {}, {Name: "Südstadt", Role: parley.RoleParty}, {Name: "River fund", Role: parley.RoleGuarantor}},
		Issues: []outline.Issue{
			{Name: "Share: of the spring?", Alternatives: "Half each\r\n\r\n  By   season \nno\n"},
			{},
			{Name: "Yearly toll", From: "0", To: "1 000", Step: "2.5", Unit: "k€"},
			{Name: "Slope", From: "-1", To: "1/2"},
		},
		Documents: []outline.Document{{Title: "Pact", Points: "The spring belongs to both.\n# No comment: [or is it]", Choices: true}, {}},
	}
}

// What was typed stands in the case, in its order, with ids made of the names; rows
// left empty are none. Fails if anything is lost, or added.
func TestYAML(t *testing.T) {
	data, c, faults := whole().YAML()
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	const want = `parley: 1
title: A spring
about: |-
  Two villages.
  Since 1911.

parties:
  north-village: {name: North village}
  südstadt: {name: Südstadt}
  river-fund: {name: River fund, roles: [guarantor]}

issues:
  share-of-the-spring:
    name: "Share: of the spring?"
    options:
      half-each: Half each
      by-season: By season
      "no": "no"
  yearly-toll: {name: Yearly toll, range: [0, 1000], step: 2.5, unit: k€}
  slope: {name: Slope, range: [-1, 0.5]}

documents:
  pact:
    title: Pact
    points:
      - {id: "1", text: The spring belongs to both.}
      - {id: "2", text: "# No comment: [or is it]"}
      - id: "3"
        title: "Share: of the spring?"
        issue: share-of-the-spring
        text:
          half-each: Half each
          by-season: By season
          "no": "no"
`
	if string(data) != want {
		t.Errorf("got\n%s\nwant\n%s", data, want)
	}
	direct, _ := whole().Case()
	if !reflect.DeepEqual(direct, c) {
		t.Errorf("the file says another case:\n%+v\n%+v", c, direct)
	}
	for range 20 {
		if again, _, _ := whole().YAML(); !bytes.Equal(again, data) {
			t.Fatal("the same outline gives another file")
		}
	}
}

// Each mistake is found at its field, and a sketch with one makes no case. Fails if a
// bound is off by one, or a mistake is put at another field.
func TestFaults(t *testing.T) {
	lines := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintln(&b, "Line", i)
		}
		return b.String()
	}
	for _, x := range []struct {
		name   string
		change func(*outline.Outline)
		want   string // fields and codes
	}{
		{"fine", func(o *outline.Outline) {}, ""},
		{"no title", func(o *outline.Outline) { o.Title = " \u202e\n" }, "title no_title"},
		{"longest title", func(o *outline.Outline) { o.Title = strings.Repeat("a", 200) }, ""},
		{"title too long", func(o *outline.Outline) { o.Title = strings.Repeat("a", 201) }, "title too_long"},
		{"about too long", func(o *outline.Outline) { o.About = strings.Repeat("a", 5001) }, "about too_long"},
		{"one party", func(o *outline.Outline) { o.Parties[2].Name = "" }, "party.1.name too_few"},
		{"guarantors do not consent", func(o *outline.Outline) { o.Parties[2].Role = parley.RoleGuarantor }, "party.1.name too_few"},
		{"party twice", func(o *outline.Outline) { o.Parties[2].Name = " North   village" }, "party.2.name twice"},
		{"ids alike", func(o *outline.Outline) { o.Parties[2].Name = "North-Village!" }, ""},
		{"no role", func(o *outline.Outline) { o.Parties[0].Role = "king" }, "party.0.role no_role"},
		{"most parties", func(o *outline.Outline) { o.Parties = append(o.Parties, make([]outline.Party, 36)...) }, ""},
		{"too many parties", func(o *outline.Outline) { o.Parties = append(o.Parties, make([]outline.Party, 37)...) }, "party.40.name too_many"},
		{"no issue", func(o *outline.Outline) { o.Issues, o.Documents = nil, nil }, "issue.0.name no_issue"},
		{"issue without name", func(o *outline.Outline) { o.Issues[1].Alternatives = "A\nB" }, "issue.1.name no_name"},
		{"issue twice", func(o *outline.Outline) { o.Issues[3].Name = "Yearly toll" }, "issue.3.name twice"},
		{"nothing to choose", func(o *outline.Outline) { o.Issues[0].Alternatives = " \n" }, "issue.0.alternatives no_choice"},
		{"one alternative", func(o *outline.Outline) { o.Issues[0].Alternatives = "A" }, "issue.0.alternatives one_choice"},
		{"alternative twice", func(o *outline.Outline) { o.Issues[0].Alternatives = "A\nB\n A " }, "issue.0.alternatives twice"},
		{"alternative too long", func(o *outline.Outline) { o.Issues[0].Alternatives = "A\n" + strings.Repeat("ü", 101) }, "issue.0.alternatives too_long"},
		{"most alternatives", func(o *outline.Outline) { o.Issues[0].Alternatives = lines(100) }, ""},
		{"too many alternatives", func(o *outline.Outline) { o.Issues[0].Alternatives = lines(101) }, "issue.0.alternatives too_many"},
		{"both", func(o *outline.Outline) { o.Issues[0].Unit = "km" }, "issue.0.alternatives both_kinds"},
		{"no end", func(o *outline.Outline) { o.Issues[2].To = "" }, "issue.2.to no_number"},
		{"no number", func(o *outline.Outline) { o.Issues[2].From = "few" }, "issue.2.from no_number"},
		{"comma", func(o *outline.Outline) { o.Issues[2].Step = "2,5" }, "issue.2.step no_number"},
		{"huge", func(o *outline.Outline) { o.Issues[2].To = "1e999999999" }, "issue.2.to no_number"},
		{"down", func(o *outline.Outline) { o.Issues[2].To = "-1" }, "issue.2.to order"},
		{"still", func(o *outline.Outline) { o.Issues[2].To = "0" }, "issue.2.to order"},
		{"step past the end", func(o *outline.Outline) { o.Issues[2].Step = "3" }, "issue.2.step bad_step"},
		{"no step at all", func(o *outline.Outline) { o.Issues[2].Step = "0" }, "issue.2.step bad_step"},
		{"too fine", func(o *outline.Outline) { o.Issues[2].Step = "0.0099" }, "issue.2.step bad_step"},
		{"too many numbers", func(o *outline.Outline) { o.Issues[2].Step = "0.005" }, "issue.2.step too_many"},
		{"as many as can be", func(o *outline.Outline) { o.Issues[2].To, o.Issues[2].Step = "99999", "1" }, ""},
		{"document without title", func(o *outline.Outline) { o.Documents[1].Points = "A" }, "document.1.title no_name"},
		{"choices without title", func(o *outline.Outline) { o.Documents[1].Choices = true }, "document.1.title no_name"},
		{"too many points", func(o *outline.Outline) { o.Documents[0].Points = lines(501) }, "document.0.points too_many"},
		{"all of it", func(o *outline.Outline) { *o = outline.Outline{} }, "title no_title; party.0.name too_few; issue.0.name no_issue"},
	} {
		o := whole()
		x.change(&o)
		data, c, faults := o.YAML()
		var got []string
		for _, f := range faults {
			got = append(got, f.Field+" "+string(f.Code))
		}
		if s := strings.Join(got, "; "); s != x.want {
			t.Errorf("%s: %q, want %q", x.name, s, x.want)
		}
		if (data == nil || c == nil) != (x.want != "") {
			t.Errorf("%s: with faults there is a case, or without none", x.name)
		}
	}
}

// Whatever is typed, there are faults, each at a field of the form, or a file that
// reads back as the same case without an error, and the same twice.
func FuzzOutline(f *testing.F) {
	f.Add("A spring", "North", "South", "Water", "Half\nSeason", "0", "10", "2", "Pact", "One.\nTwo.")
	f.Add("日本 & \u0301", "\u0301", "no", "1", "no\nNo\nNO", "1e9", "-0.5", "", "- {x: [", "? |\n  : &a *b\n---\n...")
	f.Add("\xff\x00", "a\tb", "A b", "__", "x\ny", "1/3", "2/3", "1/3", "'\"", "\u2028\r\u0085")
	f.Fuzz(func(t *testing.T, title, one, two, issue, alternatives, from, to, step, document, points string) {
		o := outline.Outline{Title: title, About: points, Parties: []outline.Party{{Name: one}, {Name: two}, {Name: "Fund", Role: parley.RoleGuarantor}},
			Issues:    []outline.Issue{{Name: issue, Alternatives: alternatives}, {Name: issue + " 2", From: from, To: to, Step: step, Unit: document}},
			Documents: []outline.Document{{Title: document, Points: points, Choices: true}}}
		data, c, faults := o.YAML()
		if len(faults) > 0 {
			for _, x := range faults {
				head, _, _ := strings.Cut(x.Field, ".")
				if !strings.Contains(" title about party issue document ", " "+head+" ") || x.Code == "" || data != nil {
					t.Errorf("%+v", x)
				}
			}
			return
		}
		again, found := casefile.Read("case.yaml", data)
		if found.Errors() > 0 || !reflect.DeepEqual(again, c) {
			t.Fatalf("%v\n%s", found, data)
		}
		direct, _ := o.Case()
		if len(c.Parties) != 3 || len(c.Issues) != 2 || len(c.Documents) != 1 || !reflect.DeepEqual(direct.Documents, c.Documents) || !reflect.DeepEqual(direct.Parties, c.Parties) {
			t.Errorf("something was lost:\n%s", data)
		}
		if twice, _, _ := o.YAML(); !bytes.Equal(twice, data) {
			t.Error("the same outline gives another file")
		}
	})
}
