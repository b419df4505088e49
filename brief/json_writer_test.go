package brief

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"parley"
)

// What is written is what encoding/json writes. It fails if a number is rounded
// otherwise, a character not escaped, a line not indented, or an empty list laid
// out over lines.
func TestWriterAsEncodingJSON(t *testing.T) {
	deep := any("bottom")
	for range 40 {
		deep = []any{deep}
	}
	for _, v := range []any{
		nil, true, 7, -1.5, 0.0, 1e-7, 1e21, 123456789.125, "plain", "<a> & \"b\" \\ \n é \u2028", []string{}, []any{},
		[]any{[]any{}, []string{"x", "y"}, nil, 3}, deep, []int{1, 2}, [][2]int{{1, 2}, {3, 4}}, map[string]int{"a": 1},
		[]parley.Choice{{Option: "a\tb"}, {Number: parley.Fraction(1, 3)}, {Number: parley.Fraction(-5, 2)}, {Number: parley.Int(12)}},
		parley.Choice{Option: "half"}, parley.Choice{Number: parley.Fraction(1, 4)},
	} {
		var got, want bytes.Buffer
		x := &jsonWriter{w: bufio.NewWriter(&got)}
		x.value(v, 0)
		if err := x.w.Flush(); err != nil || x.err != nil {
			t.Fatal(err, x.err)
		}
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(v); err != nil {
			t.Fatal(err)
		}
		if w := bytes.TrimSpace(want.Bytes()); !bytes.Equal(got.Bytes(), w) {
			t.Errorf("%v is written\n%s\nwant\n%s", v, got.Bytes(), w)
		}
	}
}

// A package is written in the order of the issues, whatever it leaves out.
func TestWriterPackage(t *testing.T) {
	issues := []parley.Issue{{ID: "z"}, {ID: "y"}, {ID: "a"}}
	var got bytes.Buffer
	x := &jsonWriter{w: bufio.NewWriter(&got)}
	x.value(object{{"p", inOrder{parley.Package{"a": {Option: "1"}, "z": {Option: "2"}}, issues}}, {"q", inOrder{parley.Package{"other": {}}, issues}}, {"none", object{}}}, 0)
	if err := x.w.Flush(); err != nil {
		t.Fatal(err)
	}
	if want := "{\n  \"p\": {\n    \"z\": \"2\",\n    \"a\": \"1\"\n  },\n  \"q\": {},\n  \"none\": {}\n}"; got.String() != want {
		t.Errorf("written\n%s\nwant\n%s", got.String(), want)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

// A list ends where its writer fails: a frontier is not gone through for
// nothing, and the first error is told.
func TestWriterFails(t *testing.T) {
	asked := 0
	x := &jsonWriter{w: bufio.NewWriterSize(io.Writer(full{}), 16)}
	x.value(sequence(func(yield func(any) bool) {
		for range 1000 {
			asked++
			if !yield("some text") {
				return
			}
		}
	}), 0)
	if x.err == nil || x.err.Error() != "the disk is full" || asked > 10 {
		t.Errorf("error %v after %d items", x.err, asked)
	}
}

// A package of which the choices are known in order is written as any other. It
// fails if an id or an option is not escaped, or a number written otherwise.
func TestWriterChosen(t *testing.T) {
	issues := []parley.Issue{{ID: "plain"}, {ID: "a \"b\""}, {ID: "é"}, {ID: "toll"}, {ID: "share"}, {ID: "last"}}
	choices := []parley.Choice{{Option: "half"}, {Option: "x"}, {Option: "<&\u2028>"}, {Number: parley.Int(12)}, {Number: parley.Fraction(1, 3)}, {Option: "full"}}
	pkg := parley.Package{}
	for i, c := range choices {
		pkg[issues[i].ID] = c
	}
	var got, want bytes.Buffer
	for _, x := range []struct {
		to   *bytes.Buffer
		what any
	}{{&got, chosen{choices, issues}}, {&want, inOrder{pkg, issues}}} {
		w := &jsonWriter{w: bufio.NewWriter(x.to)}
		w.value([]any{[]any{x.what}, x.what}, 0)
		if err := w.w.Flush(); err != nil || w.err != nil {
			t.Fatal(err, w.err)
		}
	}
	if got.String() != want.String() {
		t.Errorf("written\n%s\nwant\n%s", got.String(), want.String())
	}
}
