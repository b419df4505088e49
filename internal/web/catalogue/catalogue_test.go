package catalogue

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"
)

var placeholder = regexp.MustCompile(`\{[a-z0-9_]+\}`)

// places lists what a text has to be filled with.
func places(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// A page that says something in one language says it in every one, with the
// same names and numbers in it.
func TestCataloguesAgree(t *testing.T) {
	if len(all) < 2 {
		t.Fatal("one language is no catalogue: the mechanism would be untested")
	}
	first := all[0]
	for _, c := range all[1:] {
		for key, m := range first.messages {
			other, ok := c.messages[key]
			if !ok {
				t.Errorf("%s has no %s", c.Language, key)
				continue
			}
			if (m.forms == nil) != (other.forms == nil) {
				t.Errorf("%s: %s has plural forms in one language and none in another", c.Language, key)
			}
			if got, want := places(other.form()), places(m.form()); !slices.Equal(got, want) {
				t.Errorf("%s: %s is filled with %v, and in %s with %v", c.Language, key, got, first.Language, want)
			}
		}
		for key := range c.messages {
			if !first.Has(key) {
				t.Errorf("%s has %s, and %s has not", c.Language, key, first.Language)
			}
		}
	}
}

// form returns the text, or the form that every language has.
func (m message) form() string {
	if m.forms != nil {
		return m.forms[plural.Other]
	}
	return m.text
}

// Each language has the forms that its numbers ask for, and no others; and no
// message is empty.
func TestPluralForms(t *testing.T) {
	for _, c := range all {
		asked := map[plural.Form]bool{}
		for n := range 200 {
			asked[plural.Cardinal.MatchPlural(c.tag, n, 0, 0, 0, 0)] = true
		}
		// Some languages have forms for numbers beyond any count on a page
		// (French: millions); they may be left out.
		asked[plural.Other] = true
		for _, key := range slices.Sorted(maps.Keys(c.messages)) {
			m := c.messages[key]
			if strings.TrimSpace(m.form()) == "" && key != "number.group" { // digits may be parted by a space
				t.Errorf("%s: %s says nothing", c.Language, key)
			}
			if m.forms == nil {
				continue
			}
			for form := range asked {
				if m.forms[form] == "" {
					t.Errorf("%s: %s lacks a plural form (%d)", c.Language, key, form)
				}
			}
			for form := range m.forms {
				if !asked[form] {
					t.Errorf("%s: %s has a plural form (%d) that the language does not use", c.Language, key, form)
				}
			}
		}
	}
}

func TestMatch(t *testing.T) {
	for _, x := range []struct{ chosen, accept, want string }{
		{"", "", "en"},
		{"fr", "en", "fr"},
		{"", "fr-CH, fr;q=0.9, en;q=0.8", "fr"},
		{"xx", "de, fr;q=0.3", "fr"},
		{"", "zz;;;", "en"},
		{"", strings.Repeat("fr,", 1000), "en"},
	} {
		if got := Match(x.chosen, x.accept).Language; got != x.want {
			t.Errorf("Match(%q, %.40q) speaks %s, and should speak %s", x.chosen, x.accept, got, x.want)
		}
	}
}

// What people typed never becomes markup, in whatever message it stands.
func TestHTMLEscapes(t *testing.T) {
	c, err := read("en", map[string]string{"a.txt": "language.name = E\nlanguage.direction = ltr\nx = {who} & co: {n}\n"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(c.HTML("x", "who", "<b>", "n", 3)), "<bdi>&lt;b&gt;</bdi> &amp; co: 3"; got != want {
		t.Errorf("it says %s, and should say %s", got, want)
	}
	if got, want := c.Text("x", "who", "A"), "A & co: {n}"; got != want {
		t.Errorf("it says %s, and should say %s", got, want)
	}
}

func TestReadRefuses(t *testing.T) {
	for _, bad := range []string{"x\n", "x = 1\nx = 2\n", "x[some] = 1\n", "x[one] = 1\nx = 2\n", "x[one] = 1\nx[one] = 2\n"} {
		if _, err := read("en", map[string]string{"a.txt": bad}); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

// In French a space stands before : ; ? ! » and behind «, and no line is broken
// there: a mark alone on a line reads as a fault.
func TestFrenchMarksStayWithTheirWords(t *testing.T) {
	c, ok := Find("fr")
	if !ok {
		t.Fatal("there is no French")
	}
	loose := regexp.MustCompile(` [:;?!»]|« `)
	for _, key := range slices.Sorted(maps.Keys(c.messages)) {
		m := c.messages[key]
		for _, says := range append(slices.Collect(maps.Values(m.forms)), m.text) {
			if at := loose.FindString(says); at != "" {
				t.Errorf("%s: %q can be broken at %q; use a no-break space", key, says, at)
			}
		}
	}
}

func TestNumber(t *testing.T) {
	en, _ := Find("en")
	fr, _ := Find("fr")
	for _, x := range []struct{ s, en, fr string }{
		{"9999", "9999", "9999"}, {"26460", "26,460", "26\u202f460"}, {"123456789", "123,456,789", "123\u202f456\u202f789"},
		{"2.5", "2.5", "2,5"}, {"10000.25", "10,000.25", "10\u202f000,25"}, {"1/3", "1/3", "1/3"}, {"", "", ""}, {"-12345", "-12345", "-12345"},
	} {
		if e, f := en.Number(x.s), fr.Number(x.s); e != x.en || f != x.fr {
			t.Errorf("%q is written %q and %q, and should be %q and %q", x.s, e, f, x.en, x.fr)
		}
	}
}
