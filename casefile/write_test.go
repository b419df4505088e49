package casefile

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"parley"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// differs compares cases: numbers by value, no list like an empty one.
func differs(a, b *parley.Case) string { return cmp.Diff(a, b, cmpopts.EquateEmpty()) }

// goodCases are the paths of the valid cases at hand: the test data and,
// where the repository has them, the examples.
func goodCases(t *testing.T) []string {
	good := append(glob(t, "testdata/good/*"), glob(t, "../examples/*/*.yaml")...)
	for _, dir := range glob(t, "../examples/*/positions") {
		good = append(good, filepath.Dir(dir))
	}
	return slices.DeleteFunc(good, func(name string) bool {
		return filepath.Base(filepath.Dir(name)) == "positions"
	})
}

func mustOpen(t *testing.T, path string) *parley.Case {
	t.Helper()
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if f.Diagnostics.Errors() > 0 {
		t.Fatal(f.Diagnostics)
	}
	return f.Case
}

func written(t interface{ Fatal(...any) }, c *parley.Case, write func(*bytes.Buffer) error) []byte {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Writing what was read gives an equal case, as YAML, as JSON and as a
// folder, and writing again gives the same bytes. Fails where a key of the
// format is read and not written.
func TestWhatIsWrittenReadsBack(t *testing.T) {
	for _, path := range goodCases(t) {
		t.Run(filepath.Base(filepath.Dir(path))+"/"+filepath.Base(path), func(t *testing.T) {
			c := mustOpen(t, path)
			yaml := written(t, c, func(b *bytes.Buffer) error { return Write(b, c) })
			again, ds := Read("again.yaml", yaml)
			if diff := differs(c, again); diff != "" || ds.Errors() > 0 {
				t.Errorf("YAML: -was +is\n%s%s", diff, ds)
			}
			if twice := written(t, again, func(b *bytes.Buffer) error { return Write(b, again) }); !bytes.Equal(yaml, twice) {
				t.Error("written twice, the YAML differs")
			}
			again, ds = Read("again.json", written(t, c, func(b *bytes.Buffer) error { return WriteJSON(b, c) }))
			if diff := differs(c, again); diff != "" || ds.Errors() > 0 {
				t.Errorf("JSON: -was +is\n%s%s", diff, ds)
			}
			dir := filepath.Join(t.TempDir(), "new", "case")
			if err := WriteFolder(dir, c); err != nil {
				t.Fatal(err)
			}
			if diff := differs(c, mustOpen(t, dir)); diff != "" {
				t.Errorf("folder: -was +is\n%s", diff)
			}
			if err := WriteFolder(dir, c); err == nil {
				t.Error("a folder was written over")
			}
		})
	}
}

// The golden file shows what people will see. Fails on any change of style;
// run with -update and look at the difference.
func TestWrittenYAMLIsPleasant(t *testing.T) {
	c := mustOpen(t, "testdata/good/orchard.yaml")
	golden(t, "testdata/golden/orchard.yaml", written(t, c, func(b *bytes.Buffer) error { return Write(b, c) }))
	golden(t, "testdata/golden/orchard.json", written(t, c, func(b *bytes.Buffer) error { return WriteJSON(b, c) }))
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: -want +got\n%s", name, diff)
	}
}

// What no file can hold is refused, not written wrongly.
func TestWriteRefuses(t *testing.T) {
	for want, c := range map[string]*parley.Case{
		`parties: "a" stands twice`:    {Parties: []parley.Party{{ID: "a"}, {ID: "a"}}},
		"about: the text is not UTF-8": {About: "\xff"},
		`parties: "" cannot be a key`:  {Parties: []parley.Party{{}}},
	} {
		if err := Write(&bytes.Buffer{}, c); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	c := &parley.Case{Positions: []parley.Position{{Party: "../x"}}}
	if err := WriteFolder(t.TempDir(), c); err == nil {
		t.Error("a position was written outside the folder")
	}
}

// Any text survives both forms of writing. Fails where quoting, folding or
// indenting changes it.
func TestTextSurvives(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"a", "Z", " ", "  ", "\n", "\n\n", "\t", ": ", ":", " #", "#", "-", "- ", "'", `"`, `\`, ",", "[", "]", "{", "}",
		"&", "*", "!", "|", ">", "%", "@", "`", "é", "日本", "\u00a0", "\u2028", "\u0085", "\r", "\x07", "\x7f", "\ufeff", "😀", "\U000e0001", "no", "null", "~", "1", ".5", "0x1",
		"a longer run of words that fills the line", "<<", "=", "---", "...", "?", "? "})
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(pieces, 0, 12).Draw(t, "pieces"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		c := parley.Case{Title: text.Draw(t, "title"), About: text.Draw(t, "about"),
			Norms: []parley.Norm{{Because: text.Draw(t, "because"), Pattern: parley.Patterns{{{Issue: "x", Options: []string{"p"}}}}}}}
		for _, o := range []string{"p", "q"} {
			c.Parties = append(c.Parties, parley.Party{ID: o, Name: text.Draw(t, "name"), Head: text.Draw(t, "head")})
		}
		x := parley.Issue{ID: "x", About: text.Draw(t, "about")}
		for _, o := range []string{"p", "q"} {
			x.Options = append(x.Options, parley.Option{ID: o, Text: text.Draw(t, "option")})
		}
		c.Issues = []parley.Issue{x}
		survives(t, &c)
	})
}

func survives(t *rapid.T, c *parley.Case) {
	for name, write := range map[string]func(*bytes.Buffer) error{
		"YAML": func(b *bytes.Buffer) error { return Write(b, c) },
		"JSON": func(b *bytes.Buffer) error { return WriteJSON(b, c) },
	} {
		data := written(t, c, write)
		again, ds := Read(name, data)
		if diff := differs(c, again); diff != "" || ds.Errors() > 0 {
			t.Fatalf("%s: -was +is\n%s%s\n%s", name, diff, ds, data)
		}
	}
}

// Generated cases, with every part of a position, survive both forms of
// writing.
func TestGeneratedCasesSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		if parley.HasErrors(c.Check()) {
			t.Skip("grades that part a scale are an error")
		}
		survives(t, c)
	})
}

func drawCase(t *rapid.T) *parley.Case {
	number := rapid.Custom(func(t *rapid.T) parley.Number {
		return parley.Fraction(rapid.Int64Range(-1000, 1000).Draw(t, "num"), rapid.Int64Range(1, 12).Draw(t, "den"))
	})
	interval := rapid.Custom(func(t *rapid.T) parley.Interval {
		low := number.Draw(t, "low")
		if rapid.Bool().Draw(t, "exact") {
			return parley.Just(low)
		}
		return parley.Interval{Low: low, High: low.Add(parley.Int(rapid.Int64Range(0, 9).Draw(t, "width")))}
	})
	note := rapid.Custom(func(t *rapid.T) parley.Note {
		n := parley.Note{Because: rapid.SampledFrom([]string{"", "a: b", "no"}).Draw(t, "because"), Assumed: rapid.SampledFrom([]string{"", "x"}).Draw(t, "assumed")}
		n.Grade = rapid.SampledFrom(append(parley.Grades(), "")).Draw(t, "grade")
		for range rapid.IntRange(0, 2).Draw(t, "sources") {
			n.Sources = append(n.Sources, "s1")
		}
		return n
	})
	ids := []string{"is", "no", "1", "null", "on"}
	pattern := rapid.Custom(func(t *rapid.T) parley.Patterns {
		options := rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, len(ids)-1, rapid.ID).Draw(t, "options")
		p := parley.Pattern{{Issue: "x", Options: options}}
		if rapid.Bool().Draw(t, "numeric") {
			term := parley.Term{Issue: "n", Numbers: []parley.Number{parley.Int(0)}}
			if rapid.Bool().Draw(t, "range") {
				one := parley.Fraction(1, 3)
				term = parley.Term{Issue: "n", Max: &one}
			}
			p = append(p, term)
		}
		if rapid.Bool().Draw(t, "or") {
			return parley.Patterns{p, {{Issue: "n", Numbers: []parley.Number{parley.Int(1), parley.Int(0)}}}}
		}
		return parley.Patterns{p}
	})
	c := &parley.Case{Parties: []parley.Party{{ID: "a"}, {ID: "b"}}, Sources: []parley.Source{{ID: "s1"}}}
	x := parley.Issue{ID: "x"}
	for _, id := range ids {
		x.Options = append(x.Options, parley.Option{ID: id})
	}
	c.Issues = []parley.Issue{x, {ID: "n", Range: &parley.Range{Min: parley.Int(0), Max: parley.Int(1)}}}
	pos := parley.Position{Party: "a"}
	values := parley.Value{Issue: "x", Note: note.Draw(t, "note")}
	if rapid.Bool().Draw(t, "order") {
		values.Order = ids
	} else {
		for _, id := range ids {
			values.Options = append(values.Options, parley.OptionValue{Option: id, Worth: interval.Draw(t, "worth")})
		}
	}
	curve := parley.Value{Issue: "n", Note: note.Draw(t, "note"), Curve: []parley.CurvePoint{
		{At: parley.Int(0), Worth: interval.Draw(t, "worth")}, {At: parley.Int(1), Worth: interval.Draw(t, "worth")}}}
	pos.Values = []parley.Value{values, curve}
	pos.Importance = []parley.Importance{{Issue: "x", Word: parley.Vital, Note: note.Draw(t, "note")}, {Issue: "n", Word: parley.Minor}}
	demand := func(kind parley.Kind) []parley.Demand {
		d := parley.Demand{Kind: kind, Pattern: pattern.Draw(t, "pattern"), Note: note.Draw(t, "note"), Stated: rapid.Bool().Draw(t, "stated")}
		if kind == parley.Condition {
			d.If = pattern.Draw(t, "if")
		}
		return []parley.Demand{d}
	}
	pos.Never, pos.Insists, pos.OnlyIf = demand(parley.RedLine), demand(parley.Insistence), demand(parley.Condition)
	part := func() parley.Linkage {
		return parley.Linkage{Unless: pattern.Draw(t, "unless"), Worth: parley.Just(parley.Fraction(1, 3))}
	}
	pos.Linkages = []parley.Linkage{
		{When: pattern.Draw(t, "when"), Worth: interval.Draw(t, "worth"), Note: note.Draw(t, "note")},
		{Unless: pattern.Draw(t, "unless"), Worth: interval.Draw(t, "worth"), Note: note.Draw(t, "note")},
		{Combine: parley.CombineMin, Parts: []parley.Linkage{part(), {Combine: parley.CombineSum, Parts: []parley.Linkage{part(), part()}}}, Note: note.Draw(t, "note")},
	}
	if rapid.Bool().Draw(t, "cap") {
		pos.Cap = &parley.Cap{At: parley.Fraction(2, 3), Note: note.Draw(t, "note")}
	}
	if rapid.Bool().Draw(t, "discount") {
		pos.Discount = &parley.Discount{Factor: parley.Fraction(3, 4), Note: note.Draw(t, "note")}
		c.Time = parley.Fraction(1, 4)
	}
	worth := interval.Draw(t, "fallback")
	pos.Fallback = &parley.Fallback{Value: &worth, Lasting: pos.Discount != nil, Note: note.Draw(t, "note")}
	if rapid.Bool().Draw(t, "like") {
		pos.Fallback = &parley.Fallback{Like: parley.Package{"x": {Option: "is"}, "n": {Number: parley.Fraction(1, 3)}}}
	}
	pos.Brackets = []parley.BracketReason{{Bracket: "b1", Reason: parley.ReasonWeary}, {Bracket: "8.1", Reason: parley.ReasonWaiting, Since: "2026", Note: note.Draw(t, "note")}}
	c.Positions = []parley.Position{pos}
	return c
}

// A case of ten megabytes is read, whatever its shape, without looking
// through long mappings again and again: a quadratic reader would not end in
// the time that a test run has.
func TestLargeFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("reads some large files")
	}
	var wide, flat strings.Builder
	wide.WriteString("parley: 1\nparties: {a: {}, b: {}}\nissues:\n")
	for i := 0; wide.Len() < 2<<20; i++ {
		fmt.Fprintf(&wide, "  i%d: {name: Issue %d, options: {p: One, q: Two}}\n", i, i)
	}
	flat.WriteString(head + "documents:\n  d:\n    points:\n")
	for i := 0; flat.Len() < 9<<20; i++ {
		fmt.Fprintf(&flat, "      - {id: %d, text: %s}\n", i, strings.Repeat("Words of a point. ", 40))
	}
	for name, data := range map[string]string{
		"issues":  wide.String(),
		"points":  flat.String(),
		"about":   head + "about: |\n" + strings.Repeat("  words\n", 1<<20),
		"broken":  head + strings.Repeat("x: [\n", 1) + strings.Repeat("{a: 1, a: 2},\n", 100_000) + "]\n",
		"oneline": head + "documents: {d: {points: [" + strings.Repeat("{id: 1, txet: x},", 100_000) + "]}}\n",
	} {
		t.Run(name, func(t *testing.T) { Read("f", []byte(data)) })
	}
}
