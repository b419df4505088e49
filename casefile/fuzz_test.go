package casefile

import (
	"bytes"
	"os"
	"testing"
	"unicode/utf8"

	"parley"
)

// FuzzRead looks for a file that makes the reader panic, hang, misplace a
// problem, or accept a case that it cannot write and read again.
func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"testdata/good/*", "testdata/bad/*"} {
		for _, name := range glob(f, pattern) {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Add([]byte(head))
	f.Add([]byte("? a\n: b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, ds := Read("f", data)
		for _, d := range ds {
			if d.Line < 1 || d.Column < 1 || d.Message == "" || !utf8.ValidString(d.String()) {
				t.Errorf("bad diagnostic: %q", d.String())
			}
		}
		if ds.Errors() > 0 {
			return
		}
		for _, write := range []func(*bytes.Buffer) error{
			func(b *bytes.Buffer) error { return Write(b, c) },
			func(b *bytes.Buffer) error { return WriteJSON(b, c) },
		} {
			again, ds := Read("again", written(t, c, write))
			if diff := differs(c, again); diff != "" || ds.Errors() > 0 {
				t.Errorf("-was +is\n%s%s", diff, ds)
			}
		}
	})
}

// FuzzNumber looks for the text of a number or an interval that is read and
// does not read back from what it is written as.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"60", "-12.5", "1/3", "60±10", "60 ± 10", "60+-10", "1e30", ".5", "5.", "60+/-1/3", "1±-1", "±", "1,5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		i, err := parseInterval(s)
		if err != nil {
			_ = numberHint(s)
			return
		}
		if i.Low.Cmp(i.High) > 0 {
			t.Errorf("%q runs backwards", s)
		}
		for _, n := range []parley.Number{i.Low, i.High} {
			if again, err := parley.ParseNumber(n.String()); err == nil && !again.Equal(n) {
				t.Errorf("%q: %s reads back as %s", s, n, again)
			}
		}
	})
}
