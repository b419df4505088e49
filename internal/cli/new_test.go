package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"parley/casefile"
)

// commented matches what stands behind a # and is YAML, not prose.
var commented = regexp.MustCompile(`(?m)^( *)# ?( *(?:- \{|[\p{L}\p{N}_-]+:(?: |$)).*)$`)

// What a new case has in its comments has to be right once it is used.
func TestNewUncommented(t *testing.T) {
	answers := "Wages\nAbout it.\nUnion\nEmployer\n\nRaise\n0..5 step 0.5 %\nTerm\nYear-round, By season\nFee\n10-20\n\n"
	for _, kind := range [][]string{nil, {"--folder"}} {
		dir := filepath.Join(t.TempDir(), "case")
		if _, stderr, status := run(t, answers, append([]string{"new", dir}, kind...)...); status != 0 {
			t.Fatalf("status %d: %s", status, stderr)
		}
		files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		more, err := filepath.Glob(filepath.Join(dir, "*/*.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range append(files, more...) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, commented.ReplaceAll(text, []byte("$1$2")), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		f, err := casefile.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if f.Diagnostics.Errors() > 0 {
			t.Errorf("%v: %s", kind, f.Diagnostics)
		}
		if len(f.Case.Norms) != 1 || len(f.Case.Positions) != 2 || len(f.Case.Parties) != 3 {
			t.Errorf("%v: the comments were not all read: %+v", kind, f.Case)
		}
		if p := f.Case.Position("union"); p == nil || len(p.Importance) != 3 || len(p.Values) != 3 || len(p.Never) != 1 || p.Fallback == nil {
			t.Errorf("%v: the position's comments were not all read: %+v", kind, p)
		}
	}
}

// Whatever is answered, the case that is written has no errors.
func FuzzNew(f *testing.F) {
	f.Add("A title\nAbout\nA\nB\n\nI\nx, y\n\n")
	f.Add("yes: no\n# x\nnull\n~\n\n0..1\n1..0\n0..1e9\nx,x,x\n\n")
	f.Add("\x00\x1b[31m\u202e\n\"'\\\n{}\n[]\nÅ\u0301\n\u0301\n\n-\n%d, %s\n")
	f.Fuzz(func(t *testing.T, answers string) {
		q := newQuestions(&program{in: strings.NewReader(answers), out: discard{}, err: discard{}})
		for _, apart := range []bool{false, true} {
			files := q.sketch().files(apart)
			c, ds := casefile.Read("case.yaml", files[0].data)
			for _, p := range files[1:] {
				party := strings.TrimSuffix(filepath.Base(p.name), ".yaml")
				_, more := casefile.ReadPosition(p.name, p.data, c, party)
				ds = append(ds, more...)
			}
			if ds.Errors() > 0 {
				t.Fatalf("%s\n%s", ds, files[0].data)
			}
			q = newQuestions(&program{in: strings.NewReader(answers), out: discard{}, err: discard{}})
		}
	})
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
