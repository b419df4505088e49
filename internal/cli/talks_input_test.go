package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Fails if a position that comes by standard input is cut off, which would leave
// out what stands at its end; or if a case is not known for one there.
func TestSubmitFromStandardInput(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must := func(stdin string, args ...string) string {
		t.Helper()
		out, errs, status := run(t, stdin, append([]string{"talks", "--data", data}, args...)...)
		if status != 0 {
			t.Fatalf("%s: %d %s", args, status, errs)
		}
		return out
	}
	must("", "open", "../../examples/spring", "--talk", "spring", "--as", "anna")
	must("", "invite", "spring", "ada", "Ada", "head", "north", "--as", "anna")
	must("", "invite", "spring", "sam", "Sam", "head", "south", "--as", "anna")
	must("", "rules", "spring", "--consent", "north,south", "--as", "anna")
	must("", "agree", "spring", "1", "--as", "ada")
	must("", "agree", "spring", "1", "--as", "sam")
	must("", "round", "spring", "--as", "anna")
	var long strings.Builder
	long.WriteString("interests:\n")
	for n := range 4000 {
		fmt.Fprintf(&long, "  - Interest number %d, of many\n", n)
	}
	must(long.String()+"never:\n  - {pattern: {water: season}, because: The last line}\n", "submit", "spring", "-", "--as", "ada")
	if kept := must("", "read", "spring", "8", "--as", "ada"); long.Len() < 100_001 || !strings.Contains(kept, "The last line") {
		t.Errorf("the end of a position of %d bytes is lost", long.Len())
	}
	file, err := os.ReadFile("../../examples/spring/case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	must(string(file), "submit", "spring", "-", "--as", "sam")
	if kept := must("", "read", "spring", "9", "--as", "sam"); !strings.Contains(kept, "interests") {
		t.Errorf("of a case, this is kept: %s", kept)
	}
	if _, errs, status := run(t, strings.Replace(string(file), "water:", "watter:", 1), "talks", "--data", data, "submit", "spring", "-", "--as", "sam"); status != statusInvalid || !strings.Contains(errs, "standard input:") {
		t.Errorf("a case with an error: %d %s", status, errs)
	}
}
