package talks

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The tables of docs/talks.md are those of the program: each rule with its
// sentence and source, each act with its keys.
func TestDocsListRulesAndActs(t *testing.T) {
	data, err := os.ReadFile("../docs/talks.md")
	if err != nil {
		t.Fatal(err)
	}
	docs := string(data)
	rows, wanted := 0, 0
	for _, r := range AllRules() {
		wanted++
		row := fmt.Sprintf("| `%s` | %s | %s |\n", r.ID, r.Says, r.Source)
		if !strings.Contains(docs, row) {
			t.Errorf("docs/talks.md lacks the row\n%s", row)
		}
	}
	for _, do := range Dos() {
		wanted++
		keys := "none"
		if len(uses[do]) > 0 {
			keys = "`" + strings.Join(uses[do], "`, `") + "`"
		}
		row := fmt.Sprintf("| `%s` | %s |", do, keys)
		if !strings.Contains(docs, row) {
			t.Errorf("docs/talks.md lacks the row\n%s", row)
		}
	}
	for _, line := range strings.Split(docs[strings.Index(docs, "## What can be asked for"):], "\n") {
		if strings.HasPrefix(line, "| `") && !strings.HasPrefix(line, "| `do`") {
			rows++
		}
	}
	if rows != wanted {
		t.Errorf("docs/talks.md has %d rows, and there are %d rules and acts", rows, wanted)
	}
}
