package text

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Fails if any passage cannot be written down and read back as it was: then
// logs and files would lose words or marks.
func TestPassagesSurviveWriting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := passage(t, 3)
		q, err := Parse(p.String())
		if err != nil {
			t.Fatalf("%q: %s", p.String(), err)
		}
		if !reflect.DeepEqual(p, q) {
			t.Fatalf("%q was read as %q\n%#v\n%#v", p.String(), q.String(), p, q)
		}
	})
}

// Fails if taking a passage apart into words and marks loses any of it.
func TestPassagesSurviveTokens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := passage(t, 3)
		q, ok := join(p.tokens())
		if !ok || !p.Equal(q) {
			t.Fatalf("%q became %q", p, q)
		}
	})
}

func TestParse(t *testing.T) {
	for written, want := range map[string]string{
		"as is":            "as is",
		"  ends  ":         "ends",
		`a \ b`:            `a \\ b`,
		"a * b":            `a \* b`,
		"**a****b**":       "**ab**",
		"[a]":              "[a]",
		"[a]{}":            "[a]",
		"[a]{=x}":          "",
		"[a]{}{=x}":        "[a]{}{=x}",
		"[a]{@x}":          "[a]{@x}",
		"[a]{north -b #1}": "[a]{#1 north -b}",
		"one \n two":       "one\ntwo",
		"{~ Basin }":       "{~Basin}",
	} {
		p, err := Parse(written)
		if want == "" {
			if err == nil {
				t.Errorf("%q was read as %q", written, p)
			}
			continue
		}
		if err != nil || p.String() != want {
			t.Errorf("%q was read as %q, %v; want %q", written, p, err, want)
		}
	}
}

// Each kind of mistake is told by where it begins and what to write instead.
func TestParseSaysWhatIsWrong(t *testing.T) {
	for written, want := range map[string]string{
		"a [b":                   "character 3: the [ that begins here is not closed",
		"a b]":                   `character 4: a ] without its [`,
		"été _b":                 "character 5: the _ that begins here is not closed",
		"a {b}":                  "character 3: {b} is no mark",
		"a {b":                   "character 3: the { that begins here is not closed",
		"[a]{#b #c}":             "character 4: #c cannot be the id of this bracket",
		"[a]{north north}":       "character 4: north holds the bracket twice",
		"a\u202eb":               "the words hold 1 bidirectional override (U+202E)",
		strings.Repeat("[", 100): "nested more than 64 deep",
	} {
		if _, err := Parse(written); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", written, err, want)
		}
	}
}

// Nothing that could make words read other than they are comes through, and
// nothing else is touched.
func TestNeutralise(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                 "plain",
		"עברית \u200fوعربي":     "עברית \u200fوعربي",
		"a\u202eb\u2066c":       "abc",
		"a\x00b\x1bc\x7f":       "abc",
		"a\tb\r\nc\u2028d":      "a b\nc\nd",
		"x\xffy":                "x\ufffdy",
		"zero\u200bwidth\ufeff": "zerowidth",
		"می\u200cخواهم":         "می\u200cخواهم",
		"\U000e0041tag\ufffe":   "tag",
	} {
		got, changes := Neutralise(in)
		if got != want || (len(changes) == 0) != (in == want) {
			t.Errorf("%q became %q with %v, want %q", in, got, changes, want)
		}
		if again, more := Neutralise(got); again != got || len(more) > 0 {
			t.Errorf("%q is not safe after all: %v", got, more)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a [b]{#1 +n -s c}", "{@x}{^y}{=z}{\"t}{~u}{|}", "**a _b_**", `\[\]`, "[[[a]{b}]{=i:o}]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s, _ = Neutralise(s)
		p, err := Parse(s)
		if err != nil {
			return
		}
		q, err := Parse(p.String())
		if err != nil || !p.Equal(q) {
			t.Fatalf("%q was read as %q and then as %q, %v", s, p, q, err)
		}
		if whole, ok := join(p.tokens()); !ok || !whole.Equal(p) {
			t.Fatalf("%q became %q", p, whole)
		}
	})
}
