package brief_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"parley"
	"parley/bargain"
	"parley/brief"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A change of any word or byte of a report shows here, to be looked at.
func TestGolden(t *testing.T) {
	for _, x := range []struct {
		name string
		c    *parley.Case
		a    *bargain.Answer
		o    brief.Options
	}{
		{"mill", mill(), millAnswer(), brief.Options{}},
		{"pass", pass(), passAnswer(), brief.Options{}},
		{"delta", delta(), deltaAnswer(), deltaOptions()},
		{"dry", delta(), dryDelta(), brief.Options{}},
	} {
		forms := everyForm(t, x.c, x.a, x.o)
		for _, form := range []struct{ name, ext string }{{"text", "txt"}, {"markdown", "md"}, {"html", "html"}, {"json", "json"}} {
			t.Run(x.name+"/"+form.name, func(t *testing.T) {
				path := filepath.Join("testdata", x.name+"."+form.ext)
				got := forms[form.name]
				if *update {
					if err := os.MkdirAll("testdata", 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if got != string(want) {
					t.Errorf("%s differs; look at it, then run go test ./brief -update", path)
				}
			})
		}
	}
}
