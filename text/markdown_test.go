package text

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func markdown(t interface{ Fatal(...any) }, e *Edition) string {
	var b bytes.Buffer
	if err := e.Markdown(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Fails if any text comes back from Markdown other than it went out.
func TestMarkdownLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, err := Fold(edited(t, 25))
		if err != nil {
			t.Fatal(err)
		}
		e := x.Edition("4")
		file := markdown(t, e)
		back, notices, err := ReadMarkdown(strings.NewReader(file))
		if err != nil {
			t.Fatalf("%s\n%s", err, file)
		}
		if diff := cmp.Diff(e, back, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("-was +is\n%s\n%s", diff, file)
		}
		if len(notices) > 0 {
			t.Fatal(notices)
		}
		ops, notices := x.Changes(x, back, Op{Author: "north"})
		if len(ops) > 0 || len(notices) > 0 {
			t.Fatalf("changes out of nothing: %+v %v\n%s", ops, notices, file)
		}
	})
}

func FuzzReadMarkdown(f *testing.F) {
	f.Add([]byte("---\nparley-text: 1\nlanguages: en, fr\n---\n# T {#d}\n\n**1** H {#a .annex}\n\nw [x]{#b +n}\\\n\\> y\n\n{fr} z\n\n> **(a)** {#c}\n"))
	f.Add([]byte("# T\nwords\n**5 bis** more\n\nother\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, _, err := ReadMarkdown(bytes.NewReader(data))
		if err != nil {
			return
		}
		file := markdown(t, e)
		back, _, err := ReadMarkdown(strings.NewReader(file))
		if err != nil {
			if strings.Contains(err.Error(), "than") { // what is written can be longer than what is read may be
				return
			}
			t.Fatalf("%s\n%s", err, file)
		}
		if again := markdown(t, back); again != file {
			t.Fatalf("-was +is\n%s", cmp.Diff(file, again))
		}
	})
}
