package cli

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/typeset/typesettest"
)

// bracketCase has reasons of North's for holding brackets: REASON and GRADE are
// filled in.
const bracketCase = `parley: 1
title: Two villages and a spring
parties: {north: {name: North village}, south: {name: South village}}
issues:
  water: {name: Water, options: {half: Half each, season: By season}}
positions:
  north:
    interests: [{text: Peace, grade: joint}]
    brackets:
      b1: {reason: REASON, since: 2026-01-04, because: CANARY reason, grade: GRADE}
      b2: {reason: trading, because: CANARY default}
  south:
    interests: [{text: Peace, grade: joint}]
    brackets:
      b1: {reason: weary, because: FINCH}
`

const bracketText = `{"id":"1","author":"chair","do":"document","document":"pact"}
{"id":"2","author":"chair","do":"insert","document":"pact","point":"p","words":"North [shall [always]{#b2 -north}]{#b1 +north -south} clean the channel."}
{"id":"3","author":"north","do":"propose","point":"p","words":"North [shall]{#b1 +north -south} clean it."}
`

// bracketTwin writes a case in which North's reasons are these.
func bracketTwin(t *testing.T, reason, grade string) string {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.MkdirAll("talks/text", 0o700); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"case.yaml":      strings.NewReplacer("REASON", reason, "GRADE", grade).Replace(bracketCase),
		"text/ops.jsonl": bracketText,
	} {
		if err := os.WriteFile(filepath.Join("talks", name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return "talks"
}

// textViews are all commands that show a text to somebody other than North.
func textViews() map[string][]string {
	all := map[string][]string{
		"diff":            {"text", "diff", "talks", "2"},
		"export markdown": {"text", "export", "talks", "--to", "markdown"},
		"export html":     {"text", "export", "talks", "--to", "html"},
		"export pdf":      {"text", "export", "talks", "--to", "pdf"},
		"diff pdf":        {"text", "diff", "talks", "2", "--format", "pdf"},
		"export docx":     {"text", "export", "talks", "--to", "docx"},
		"export changes":  {"text", "export", "talks", "--to", "docx", "--since", "2"},
		"diff docx":       {"text", "diff", "talks", "2", "--format", "docx"},
		"export akn":      {"text", "export", "talks", "--to", "akn"},
		"export json":     {"text", "export", "talks", "--to", "json"},
		"unknown":         {"text", "show", "talks", "--party", "nroth"},
	}
	for _, view := range []string{"clean", "bracketed", "party", "changed", "package", "engine"} {
		for _, reader := range []string{"--party=south", "--common"} {
			for _, format := range []string{"text", "html", "pdf", "docx"} {
				args := []string{"text", "show", "talks", "--view", view, reader, "--format", format}
				if view == "party" {
					args = append(args, "--of", "north")
				}
				all[strings.Join(args, " ")] = args
			}
		}
	}
	return all
}

// legible is what somebody can make of an answer: of a PDF, all that stands in it,
// unpacked and read back; of a Word document, every part of it.
func legible(t *testing.T, out string) string {
	if strings.HasPrefix(out, "PK") {
		return out + unpacked(t, out)
	}
	if !strings.HasPrefix(out, "%PDF") {
		return out
	}
	f, err := typesettest.Read([]byte(out))
	if err != nil {
		t.Fatal(err)
	}
	return out + f.Everything()
}

// unpacked is every part of a Word document.
func unpacked(t *testing.T, file string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(f.Name + "\n")
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// What others read of the text is the same bytes, standard error included,
// whatever North says of why it holds a bracket; and nothing of it is in there.
func TestReasonsOfBracketsStayWithTheirParty(t *testing.T) {
	twins := [][2]string{{"trading", "party"}, {"weary", "party"}, {"trading", "engine"}, {"uncertain", "mediator"}, {"waiting", "hint"}}
	first := map[string]string{}
	for _, twin := range twins {
		bracketTwin(t, twin[0], twin[1])
		for name, args := range textViews() {
			out, stderr, _ := run(t, "", args...)
			got := legible(t, out) + "\x00" + stderr
			if strings.Contains(got, "CANARY") {
				t.Errorf("%s: a reason of North's is shown:\n%s", name, got)
			}
			if first[name] == "" {
				first[name] = got
			}
			if got != first[name] {
				t.Errorf("%s depends on a reason of grade %s:\n%s\nand\n%s", name, twin[1], first[name], got)
			}
		}
	}
}

// A party reads its own reasons and nobody else's; the mediator reads those
// that are for the mediator; what is joint, everybody.
func TestReasonsOfBracketsReachTheirReaders(t *testing.T) {
	shows := func(reader, want string) bool {
		found := map[bool]int{}
		for _, format := range []string{"html", "pdf", "docx"} {
			args := []string{"text", "show", "talks", "--format", format}
			if reader != "" {
				args = append(args, reader)
			}
			out, _, status := run(t, "", args...)
			if status != 0 {
				t.Fatalf("status %d", status)
			}
			found[strings.Contains(legible(t, out), want)]++
		}
		if len(found) != 1 {
			t.Errorf("reader %q: a page and its print do not both show %q", reader, want)
		}
		return found[true] > 0
	}
	for grade, readers := range map[string][4]bool{ // north, south, mediator, all
		"party":    {true, false, false, false},
		"engine":   {true, false, false, false},
		"mediator": {true, false, true, false},
		"joint":    {true, true, true, true},
	} {
		bracketTwin(t, "waiting", grade)
		for i, reader := range []string{"--party=north", "--party=south", "", "--common"} {
			if got := shows(reader, "CANARY reason"); got != readers[i] {
				t.Errorf("grade %s, reader %q: shown %v, want %v", grade, reader, got, readers[i])
			}
		}
		if shows("--common", "confidential") || !shows("--party=north", "(confidential)") {
			t.Errorf("grade %s: what everybody may know is called confidential, or what is North's alone is not", grade)
		}
		if !shows("--party=north", "CANARY default") || shows("", "CANARY default") {
			t.Error("a reason without a grade is not its party's alone")
		}
		if shows("--party=north", "FINCH") {
			t.Error("North reads South's reason")
		}
	}
}
