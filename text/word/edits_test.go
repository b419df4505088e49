package word

import (
	"fmt"
	"strings"
	"testing"

	"parley/text"
)

// What editors do to a file, and what comes back. Each case says what the XML
// holds after the edit; fails if the words come back as anybody else's, as
// another change, or not at all.
func TestWhatEditorsDoComesBack(t *testing.T) {
	const (
		del    = `<w:delText xml:space="preserve">each</w:delText></w:r></w:del>`
		number = `<w:t xml:space="preserve">1</w:t></w:r><w:r><w:tab/></w:r>`
	)
	two := "two North cleans the channel %s year, as {@one} says."
	for name, c := range map[string]struct {
		party  string
		old    []string // and new
		want   []string // operation and point, and words
		notice string
	}{
		"untracked words": {"north", []string{"North cleans the channel ", "North always cleans the channel "}, []string{"propose " + fmt.Sprintf(strings.Replace(two, "North", "North always", 1), "each")}, ""},
		"tracked words": {"north", []string{inTwo + "</w:t></w:r>", `<w:t xml:space="preserve">North cleans </w:t></w:r><w:del w:id="1" w:author="J. Smith"><w:r><w:delText>the</w:delText></w:r></w:del><w:ins w:id="1" w:author="J. Smith"><w:r><w:t>its</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> channel </w:t></w:r>`},
			[]string{"propose two North cleans its channel each year, as {@one} says."}, ""},
		"accepted": {"north", []string{`<w:del w:id="6" w:author="South village"><w:r>` + del, "", `<w:ins w:id="7" w:author="South village">`, "<w:r/>", `twice a</w:t></w:r></w:ins>`, `twice a</w:t></w:r>`},
			[]string{"propose " + fmt.Sprintf(two, "twice a")}, ""},
		"rejected": {"north", []string{`<w:del w:id="6" w:author="South village"><w:r>` + del, "<w:r><w:t>each</w:t></w:r>", `<w:t xml:space="preserve">twice a</w:t>`, ""},
			[]string{"comment two Does not accept proposal 5."}, ""},
		"rejected by its author": {"south", []string{`<w:del w:id="6" w:author="South village"><w:r>` + del, "<w:r><w:t>each</w:t></w:r>", `<w:t xml:space="preserve">twice a</w:t>`, ""},
			[]string{"withdraw 5 "}, ""},
		"accepted by its author": {"south", []string{`<w:del w:id="6" w:author="South village"><w:r>` + del, "", `<w:ins w:id="7" w:author="South village">`, "<w:r/>", `twice a</w:t></w:r></w:ins>`, `twice a</w:t></w:r>`},
			nil, "these words are already put forward, as 5"},
		"worked into": {"north", []string{`>twice a</w:t></w:r></w:ins>`, `>twice</w:t></w:r><w:del w:author="J. Smith"><w:r><w:delText xml:space="preserve"> a</w:delText></w:r></w:del></w:ins><w:ins w:author="J. Smith"><w:r><w:t xml:space="preserve"> every</w:t></w:r></w:ins>`},
			[]string{"propose " + fmt.Sprintf(two, "twice every")}, ""},
		"names taken off":         {"north", []string{`w:id="6" w:author="South village"`, `w:id="6" w:author="Author"`, `w:id="7" w:author="South village"`, `w:id="7" w:author="Author"`}, nil, ""},
		"tracked as another's":    {"north", []string{inTwo + "</w:t></w:r>", inTwo + `</w:t></w:r><w:ins w:author="South village"><w:r><w:t>very thoroughly</w:t></w:r></w:ins>`}, nil, "left out: very thoroughly"},
		"struck out as another's": {"north", []string{inTwo + "</w:t></w:r>", `<w:t xml:space="preserve">North cleans the </w:t></w:r><w:del w:author="South village"><w:r><w:delText xml:space="preserve">channel </w:delText></w:r></w:del>`}, nil, "and stay: channel"},
		"bracket typed":           {"north", []string{"North cleans", "North [never] cleans"}, []string{"propose " + fmt.Sprintf(strings.Replace(two, "North", "North [never]", 1), "each")}, ""},
		"bracket not closed":      {"north", []string{"North cleans", "North [never cleans"}, []string{"propose " + fmt.Sprintf(strings.Replace(two, "North", `North \[never`, 1), "each")}, ""},
		"words in a bracket":      {"north", []string{">both<", ">all the<"}, []string{"propose one The spring belongs to [all the]{#b1 +north -south} villages.{^n}"}, ""},
		"bracket taken off":       {"north", []string{">[<", "><", ">]<", "><"}, []string{"propose one The spring belongs to both villages.{^n}"}, ""},
		"half a bracket":          {"north", []string{">[<", "><"}, []string{"propose one The spring belongs to both villages.{^n}"}, "one side of a bracket was taken away"},
		"bracket made longer":     {"north", []string{">]<", "><", " villages.<", " villages].<"}, []string{"propose one The spring belongs to [both villages]{#b1 +north -south}.{^n}"}, ""},
		"holders":                 {"north", []string{">+North village, −South village<", ">+North village, +South village<"}, nil, "is not read; there was written: +"},
		"number":                  {"north", []string{number, strings.Replace(number, ">1<", ">7<", 1)}, nil, "its number was changed from 1 to 7"},
		"footnote gone":           {"north", []string{`<w:footnoteReference w:id="1"/>`, ""}, []string{"propose one The spring belongs to [both]{#b1 +north -south} villages.", "remove n "}, ""},
		"reference changed":       {"north", []string{`>1</w:t></w:r></w:hyperlink>`, `>one</w:t></w:r></w:hyperlink>`}, []string{"propose two North cleans the channel each year, as one says."}, ""},
		"bold":                    {"north", []string{inTwo, `<w:t xml:space="preserve">North </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>cleans</w:t></w:r><w:r><w:t xml:space="preserve"> the channel `}, []string{"propose two North **cleans** the channel each year, as {@one} says."}, ""},
		"heading":                 {"north", []string{">Upkeep<", ">Care<"}, []string{"propose two  Care"}, ""},
		"new point":               {"north", []string{"<w:sectPr>", `<w:p><w:r><w:t>2 bis</w:t><w:tab/><w:t>The mill stays.</w:t></w:r></w:p><w:sectPr>`}, []string{"insert pact.new1 The mill stays. after two number 2 bis"}, ""},
		"new point of another":    {"north", []string{"<w:sectPr>", `<w:p><w:ins w:author="South village"><w:r><w:t>The mill stays.</w:t></w:r></w:ins></w:p><w:sectPr>`}, nil, "left out: The mill stays"},
		"new heading and words":   {"north", []string{"<w:sectPr>", `<w:p><w:pPr><w:pStyle w:val="ParleyHeading1"/></w:pPr><w:r><w:t>Mill</w:t></w:r></w:p><w:p><w:r><w:t>It stays.</w:t></w:r></w:p><w:sectPr>`}, []string{"insert pact.new1 It stays. after two Mill"}, ""},
		"new table":               {"north", []string{"<w:sectPr>", `<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:sectPr>`}, []string{"insert pact.new1  after two", "insert pact.new2 a{|}b"}, ""},
		"new footnote twice":      {"north", []string{"cleans the channel ", `cleans</w:t><w:footnoteReference w:id="9"/><w:t xml:space="preserve"> the channel `}, []string{"propose two North cleans{^pact.note1} the channel each year, as {@one} says.", "insert pact.note1  after n"}, ""},
		"above the text":          {"north", []string{"<w:body>", `<w:body><w:p><w:r><w:t>A cover note.</w:t></w:r></w:p>`}, nil, "what stands above the first document is not read: A cover note."},
	} {
		file, back := sentOut(t, c.party)
		ops, r, notices := comesBack(t, edited(t, file, body, c.old...), back)
		got := said(ops, r)
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s:\n%q\nand should be\n%q", name, got, c.want)
		}
		if c.notice == "" && len(notices) > 0 || !strings.Contains(fmt.Sprint(notices), c.notice) {
			t.Errorf("%s: notices are %v, and should say %q", name, notices, c.notice)
		}
		for _, x := range r.Remarks {
			ops = append(ops, text.Op{Author: c.party, Do: text.DoComment, Point: x.Point, Words: text.Wordings{"": x.Words}})
		}
		for i := range ops {
			ops[i].Author = c.party
		}
		if _, err := back.Log.Append(ops...); err != nil {
			t.Errorf("%s: %s", name, err)
		}
	}
}

// said writes what came back, shortly.
func said(ops text.Log, r *Returned) []string {
	var all []string
	for _, o := range ops {
		s := string(o.Do) + " " + o.Point + " " + o.Words["und"]
		if o.After != "" {
			s += " after " + o.After
		}
		if o.Number != "" {
			s += " number " + o.Number
		}
		if o.Heading["und"] != "" {
			s += " " + o.Heading["und"]
		}
		all = append(all, s)
	}
	for _, id := range r.Withdrawn {
		all = append(all, "withdraw "+id+" ")
	}
	for _, x := range r.Remarks {
		all = append(all, "comment "+x.Point+" "+x.Words)
	}
	return all
}
