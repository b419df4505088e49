package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// exampleCases lists every case under examples: each folder, and each file
// beside its case.yaml that is a case of its own.
func exampleCases(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("../../examples/*/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	var cases []string
	for _, f := range files {
		if filepath.Base(f) == "case.yaml" {
			f = filepath.Dir(f)
		}
		cases = append(cases, f)
	}
	return cases
}

// Every example is analysed in every form, for every kind of reader.
func TestExamples(t *testing.T) {
	wants := map[string]func(string) bool{
		"text":     func(s string) bool { return strings.Contains(s, "═══") && !strings.Contains(s, "\x1b") },
		"markdown": func(s string) bool { return strings.HasPrefix(s, "# ") },
		"html":     func(s string) bool { return strings.HasSuffix(strings.TrimSpace(s), "</html>") },
		"json":     func(s string) bool { return json.Valid([]byte(s)) },
	}
	for _, path := range exampleCases(t) {
		t.Run(strings.TrimPrefix(filepath.ToSlash(path), "../../examples/"), func(t *testing.T) {
			t.Parallel()
			if out, stderr, status := run(t, "", "check", path); status != 0 {
				t.Errorf("check: status %d\n%s%s", status, out, stderr)
			}
			for format, want := range wants {
				out, stderr, status := run(t, "", "analyze", path, "--format", format, "--draws", "100")
				if status != 0 || !want(out) {
					t.Errorf("%s: status %d\n%s\n%.300s", format, status, stderr, out)
				}
			}
			if out, stderr, status := run(t, "", "analyze", path, "--common", "--draws", "100"); status != 0 || out == "" {
				t.Errorf("--common: status %d\n%s", status, stderr)
			}
		})
	}
}

// The command that the README promises works from the repository's root.
func TestReadmeCommand(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := "go run ./cmd/parley analyze examples/peace-talks\n"; !strings.Contains(string(readme), want) {
		t.Errorf("the README does not show %q", want)
	}
	if out, stderr, status := run(t, "", "analyze", "../../examples/peace-talks"); status != 0 || out == "" {
		t.Errorf("status %d: %s", status, stderr)
	}
}
