package casefile

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"parley"
)

// The files of testdata/bad say on each line what must be reported there, as
// those of go/types do: # ERROR "regular expression". Anything else that is
// reported, and anything that is not, fails: a reader that stops at the first
// problem, repeats one, or puts it on another line does not pass.
func TestDiagnosticsStandWhereTheFilesSay(t *testing.T) {
	for _, name := range glob(t, "testdata/bad/*.yaml") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			_, ds := Read(name, data)
			expected := expectations(t, string(data))
			for _, d := range ds {
				got := d.Severity.String() + ": " + d.Message + " (" + d.Hint + ")"
				if !expected.meet(d.Line, got) {
					t.Errorf("not expected:\n%s", d)
				}
			}
			for line, es := range expected {
				for _, e := range es {
					t.Errorf("%s:%d: nothing matches %s", name, line, e)
				}
			}
		})
	}
}

type expected map[int][]*regexp.Regexp

var expectation = regexp.MustCompile(`(ERROR|WARNING) ("(?:[^"\\]|\\.)*")`)

func expectations(t *testing.T, data string) expected {
	es := expected{}
	for i, line := range strings.Split(data, "\n") {
		_, comment, _ := strings.Cut(line, " # ")
		for _, m := range expectation.FindAllStringSubmatch(comment, -1) {
			text := strings.ReplaceAll(m[2][1:len(m[2])-1], `\"`, `"`)
			re, err := regexp.Compile("^" + strings.ToLower(m[1]) + ": .*" + text)
			if err != nil {
				t.Fatalf("line %d: %v", i+1, err)
			}
			es[i+1] = append(es[i+1], re)
		}
	}
	return es
}

func (es expected) meet(line int, got string) bool {
	for i, e := range es[line] {
		if e.MatchString(got) {
			es[line] = append(es[line][:i], es[line][i+1:]...)
			return true
		}
	}
	return false
}

func glob(t testing.TB, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// head begins a case that is valid where nothing is added.
const head = "parley: 1\nparties: {a: {}, b: {}}\nissues: {x: {options: {p: P, q: Q}}}\n"

// What stops the parser, or must never reach it, cannot carry its expectation
// in a comment. Fails where a hostile or slipped file is accepted, misplaced
// or explained in the parser's words.
func TestFilesThatCannotBeTakenApart(t *testing.T) {
	for _, test := range []struct{ name, data, want string }{
		{"empty", "", "1:1: error: the file is empty"},
		{"comments only", "# nothing\n\n", "1:1: error: the file is empty"},
		{"null", "~\n", "1:1: error: the file is empty"},
		{"text", "hello\n", "1:1: error: a case was expected here, this is a text"},
		{"list", "- parley: 1\n", "1:1: error: a case was expected here, this is a list"},
		{"no version", "title: x\nparties: {a: {}}\nissues: {x: {options: {p: P, q: Q}}}\n", "1:1: error: a case needs the key parley"},
		{"empty version", strings.Replace(head, " 1", "", 1), "1:8: error: the format version was expected here, and nothing stands here"},
		{"newer version", strings.Replace(head, "1", "2", 1), "1:9: error: this file wants format 2, this program reads 1"},
		{"strange version", strings.Replace(head, "1", "one", 1), `1:9: error: "one" is not a version of the format`},
		{"tab", "parley: 1\nparties:\n\ta: {}\n", "3:1: error: there is a tab in the indentation"},
		{"tab after text", "parley: 1\nparties:\n  a:\n\tname: x\n", "4:1: error: there is a tab in the indentation"},
		{"colon in text", head + "title: a: b\n", "4:9: error: a second “: ” on the line"},
		{"indented too far", "parley: 1\n  title: x\n", "2:8: error: a second “: ” on the line"},
		{"open list", head + "share: [zone\n", "4:8: error: the list that begins here is not closed"},
		{"open mapping", "parley: 1\nparties: {a: {}\nissues: x\n", "2:10: error: the mapping that begins here is not closed"},
		{"open quotes", head + "title: 'x\n", "4:8: error: the text in quotes that begins here has no closing quote"},
		{"escape", head + "title: \"\\q\"\n", "4:9: error: an unknown \\ sequence"},
		{"at sign", head + "title: @x\n", "4:8: error: a text cannot begin with this character"},
		{"two commas", head + "share: [zone,,nash]\n", "4:14: error: something is missing before this"},
		{"bracket too many", head + "share: [zone]]\n", "4:14: error: nothing more may stand on this line"},
		{"text after quotes", head + "title: 'a' b\n", "4:12: error: nothing more may stand on this line"},
		{"wrong column", "parley: 1\nparties:\n  a: {}\n b: {}\n", "4:2: error: this line fits neither"},
		{"no colon", "parley: 1\nparties {}\nissues: {}\n", "2:1: error: a key without its “:”"},
		{"no space", "parley:1\n", "1:1: error: a case was expected here, this is a text\n  1 | parley:1\n    | ^\n  hint: put a space"},
		{"ends early", "parley: 1\ntitle: [", "3:1: error: the file ends too early"},
		{"unknown alias", head + "title: *x\n", "4:8: error: there is an alias"},
		{"two documents", head + "---\ntitle: x\n", "4:1: error: a second document begins here"},
		{"latin-1", head + "title: caf\xe9\n", "4:11: error: the file is not UTF-8 text here"},
		{"UTF-16 LE", "\xff\xfep\x00a\x00", "1:1: error: the file is UTF-16"},
		{"UTF-16 BE", "\xfe\xff\x00p\x00a", "1:1: error: the file is UTF-16"},
		{"UTF-16 without mark", "p\x00a\x00r\x00l\x00e\x00y\x00:\x00 \x001\x00", "1:1: error: the file is UTF-16 or binary"},
		{"binary", "\x7fELF\x02\x01", "1:1: error: there is an invisible control character here (U+007F)"},
		{"nul", head + "title: a\x00b\n", "4:9: error: the file is binary, not text"},
		{"line separator", head + "title: a\u2028b\n", "4:9: error: there is an invisible line separator here (U+2028)"},
		{"too deep in brackets", strings.Repeat("[", 200_000), "1:101: error: the nesting is deeper than 100 levels"},
		{"too deep in braces", strings.Repeat("{a: ", 100_000), "1:401: error: the nesting is deeper than 100 levels"},
		{"too deep in dashes", strings.Repeat("- ", 100_000) + "x", "1:201: error: the nesting is deeper than 100 levels"},
		{"too long", strings.Repeat("# 345678\n", MaxBytes/9+1), "1:1: error: the file has more than 10 MB"},
		{"too many entries", "[" + strings.Repeat("a,", MaxEntries), "1:4000001: error: the file has more than 2000000 keys and entries"},
		{"key is a list", head + "[a]: b\n", "4:1: error: a key must be a text, and this is a list"},
		{"key is too long", head + strings.Repeat("k", 2000) + ": b\n", "4:1: error: this key is too long"},
		{"key is missing", head + ": b\n", "4:1: error: a key is missing before the colon"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, ds := Read("f", []byte(test.data))
			if c == nil {
				t.Fatal("no case")
			}
			if len(ds) != 1 || !strings.HasPrefix(ds[0].String(), "f:"+test.want) {
				t.Errorf("got:\n%swant: %s", ds, test.want)
			}
		})
	}
}

// An alias bomb costs nothing because aliases are never followed. Fails (or
// never ends) where they are.
func TestAliasBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString(head + "about: &a0 [x]\n")
	for i := range 60 {
		fmt.Fprintf(&b, "k%d: &a%d [%s]\n", i, i+1, strings.Repeat(fmt.Sprintf("*a%d,", i), 9))
	}
	_, ds := Read("f", []byte(b.String()))
	if ds.Errors() == 0 {
		t.Error("accepted")
	}
}

// What editors and other programs add to a file must not matter.
func TestHarmless(t *testing.T) {
	for name, data := range map[string]string{
		"byte order mark": "\ufeff" + head,
		"CRLF":            strings.ReplaceAll(head, "\n", "\r\n"),
		"CR":              strings.ReplaceAll(head, "\n", "\r"),
		"document marks":  "---\n" + head + "...\n",
		"trailing commas": `{"parley": 1, "parties": {"a": {}, "b": {},}, "issues": {"x": {"options": {"p": "P", "q": "Q",},},},}`,
	} {
		if c, ds := Read("f", []byte(data)); len(ds) > 0 || len(c.Parties) != 2 {
			t.Errorf("%s:\n%s", name, ds)
		}
	}
}

// JSON writes characters beyond U+FFFF in two halves, and a slash as it likes.
func TestJSONEscapes(t *testing.T) {
	data := strings.Replace(`{"parley": 1, "title": "\ud83d\uDE00 \\ud83d \/ \u00e9", "parties": {"a": {}}, X}`, "X", `"issues": {"x": {"options": {"p": "", "q": ""}}}`, 1)
	if c, ds := Read("f", []byte(data)); len(ds) > 0 || c.Title != "😀 \\ud83d / é" {
		t.Errorf("got %q\n%s", c.Title, ds)
	}
}

// Ids are what stands in the file. Fails where a YAML reader makes a truth
// value, a number, a date or nothing of them.
func TestIdsAreSourceText(t *testing.T) {
	ids := []string{"no", "1", "on", "null", "2025-12-19", "0x10", "True", "1e3", "007", "nan", "y"}
	var options strings.Builder
	for _, id := range ids {
		fmt.Fprintf(&options, "%s: text of %s, ", id, id)
	}
	c, ds := Read("f", []byte("parley: 1\nparties: {on: {}, no: {}}\nissues: {null: {options: {"+options.String()+"}}}\n"+
		"norms:\n  - pattern: {null: [no, 1, on, null, 2025-12-19, 0x10, 1e3]}\n"+
		"positions: {on: {insists: [{on: {null: 007}}]}}\n"))
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	for i, o := range c.Issues[0].Options {
		if o.ID != ids[i] || o.Text != "text of "+ids[i] {
			t.Errorf("got %q: %q, want %q", o.ID, o.Text, ids[i])
		}
	}
	if got := c.Norms[0].Pattern[0][0].Options[3]; got != "null" {
		t.Errorf("in a list: got %q", got)
	}
	if got := c.Positions[0].Insists[0]; got.Kind != parley.Insistence || got.Pattern[0][0].Options[0] != "007" {
		t.Errorf("insists: got %+v", got)
	}
}

// Diagnostics name the file, the place, the source line and the likely fix.
func TestDiagnosticText(t *testing.T) {
	_, ds := Read("dir/case.yaml", []byte(head+"positions:\n  a:\n\n    never:\n      - {pattern: {x: r}}\n"))
	want := `dir/case.yaml:8:23: error: there is no option of x "r"
  8 |       - {pattern: {x: r}}
    |                       ^
  hint: did you mean p?
`
	if got := ds.String(); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

// Only so many diagnostics are printed, and the rest are counted.
func TestManyDiagnostics(t *testing.T) {
	var b strings.Builder
	b.WriteString(head)
	for i := range 5000 {
		fmt.Fprintf(&b, "zzzzzzzz%d: x\n", i)
	}
	b.WriteString("title: [x]\n")
	_, ds := Read("f", []byte(b.String()))
	text := ds.String()
	if n := strings.Count(text, "error: unknown key"); n != MaxPrinted {
		t.Errorf("printed %d", n)
	}
	if !strings.Contains(text, fmt.Sprintf("and %d more\n", len(ds)-MaxPrinted)) || !strings.Contains(ds[len(ds)-1].Message, "the rest was not checked") {
		t.Errorf("the rest is not counted: %s", ds[len(ds)-1])
	}
}

// One slip is reported once. Fails where what leans on a part that could not
// be read is reported too, or where what does not is left out.
func TestOneSlipOneError(t *testing.T) {
	const whole = `parley: 1
parties: {a: {}, b: {}}
issues:
  x: {options: {p: P, q: Q}}
  n: {range: [0, 10], step: 5, by: b, nothing: 0}
norms: [{pattern: {x: p, n: 5}, source: s}]
documents: {d: {among: [a], status: open, points: [{id: 1, issue: x, text: {p: P., q: Q.}}]}}
positions:
  a:
    importance: {x: 60, n: 40}
    value: {x: {p: 1}, n: {0: 0, 10: 1}}
    never: [{pattern: {x: q}}]
    fallback: {like: {x: p, n: 5}}
sources: {s: {}}
`
	if _, ds := Read("f", []byte(whole)); len(ds) > 0 {
		t.Fatal(ds)
	}
	for _, test := range []struct{ name, old, new, want string }{
		{"bad step", "step: 5", "step: five", "5:29"},
		{"bad range", "range: [0, 10]", "range: [0, ten]", "5:18"},
		{"bad options", "{options: {p: P, q: Q}}", "{options: [p, q]}", "4:16"},
		{"misspelt options", "{options:", "{optoins:", "4:7"},
		{"issue twice", "  n: {", "  x: {options: {}}\n  n: {", "5:3"},
		{"bad issues", "issues:\n  x: {options: {p: P, q: Q}}\n  n: {range: [0, 10], step: 5, by: b, nothing: 0}", "issues: 5", "3:9"},
		{"misspelt issues", "issues:", "isues:", "3:1"},
		{"bad parties", "{a: {}, b: {}}", "[a, b]", "2:10"},
		{"bad sources", "{s: {}}", "s", "14:10"},
		{"misspelt red line", "never:", "nevr:", "12:5"},
		{"bad red line", "pattern: {x: q}", "patern: {x: q}", "12:14"},
		{"bad number", "{p: 1}", "{p: much}", "11:20"},
		{"bad curve", "0: 0,", "O: 0,", "11:28"},
		{"bad fallback", "like: {x: p, n: 5}", "like: {x: [p], n: 5}", "13:26"},
	} {
		t.Run(test.name, func(t *testing.T) {
			data := strings.Replace(whole, test.old, test.new, 1)
			_, ds := Read("f", []byte(data))
			if len(ds) != 1 || !strings.HasPrefix(ds[0].String(), "f:"+test.want+":") {
				t.Errorf("want one at %s, got:\n%s", test.want, ds)
			}
			_, ds = Read("f", []byte(strings.Replace(data, "status: open", "status: opne", 1)))
			if len(ds) != 2 {
				t.Errorf("want another in the documents, got:\n%s", ds)
			}
		})
	}
}

// However many warnings there are, a case with warnings alone is valid.
func TestManyWarnings(t *testing.T) {
	data := strings.TrimSuffix(head, "}}}\n") + "}}"
	for i := range 2500 {
		data += fmt.Sprintf(", x%d: {options: {p: P}}", i)
	}
	_, ds := Read("f", []byte(data+"}\n"))
	if ds.Errors() > 0 || ds[len(ds)-1].Message != "1500 more warnings are not listed" {
		t.Errorf("%d errors, %s", ds.Errors(), ds[len(ds)-1])
	}
}
