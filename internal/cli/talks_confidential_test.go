package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every party puts words of its own into everything that it may keep back; no
// command prints them to anybody else, errors included, and no export has them.
func TestTalksKeepSecrets(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "talks")
	do := func(person, stdin string, args ...string) (string, int) {
		out, stderr, status := run(t, stdin, append([]string{"talks", "--data", data, "--as", person}, args...)...)
		return out + stderr, status
	}
	must := func(person, stdin string, args ...string) {
		t.Helper()
		if said, status := do(person, stdin, args...); status != 0 {
			t.Fatalf("%v: status %d\n%s", args, status, said)
		}
	}
	must("anna", "", "open", "../../examples/spring/case.yaml")
	must("anna", `
		{"do":"invite","person":"ada","name":"Ada","party":"north","seat":"head"}
		{"do":"invite","person":"sam","name":"Sam","party":"south","seat":"head"}
		{"do":"invite","person":"olga","name":"Olga","seat":"observer"}
		{"do":"invite","person":"axel","name":"Axel","seat":"auditor"}
		{"do":"rules","rules":{"consent":["north","south"],"silence":72,"public":["rounds","statuses","signatures"]}}
		{"do":"agree","author":"ada","version":1}
		{"do":"agree","author":"sam","version":1}
		{"do":"round","date":"2026-03-01"}
		{"do":"blind","packages":[[{"issue":"water","choices":["half"]}],[{"issue":"water","choices":["meter"]}]]}`, "do", "spring", "-")
	for person, party := range map[string]string{"ada": "north", "sam": "south"} {
		secret := func(what string) string { return "SECRET-" + party + "-" + what }
		position := fmt.Sprintf("interests: [{text: %s, grade: party}, {text: %s, grade: engine}, %s]\ninsists:\n  - {on: {toll: {max: 60}}, because: %s}\n",
			secret("party"), secret("engine"), secret("mediator"), secret("demand"))
		must(person, position, "submit", "spring", "-")
		must(person, "", "caucus", "spring", secret("note"))
		must(person, "", "message", "spring", secret("message"), "--to", map[string]string{"north": "south", "south": "north"}[party])
		must(person, "", "tick", "spring", "b1", "2", "--told")
		must("anna", strings.ReplaceAll(position, "SECRET", "ENTERED"), "submit", "spring", "-", "--for", person)
	}
	must("anna", "", "caucus", "spring", "SECRET-anna-note", "--party", "north")
	must("anna", "", "draft", "spring")
	var asked [][]string
	for _, args := range []string{"list", "show spring", "show spring --json", "show spring --text", "log spring", "log spring --json", "board spring", "board spring --format html",
		"board spring --json", "board spring --public", "read spring m1", "read spring m2", "export spring", "export spring --agreement", "verify spring",
		"submit spring missing", "confirm spring 99", "deliver spring m1 south", "permit spring m1 joint", "readback spring m2", "reveal spring b1 --saw 3"} {
		asked = append(asked, strings.Fields(args))
	}
	for seq := 10; seq <= 22; seq++ { // what was sealed, and a few beside
		asked = append(asked, []string{"read", "spring", fmt.Sprint(seq)})
	}
	// What each may come across: mediators read what is for them, in read alone.
	may := map[string][]string{"ada": {"SECRET-north", "ENTERED-north"}, "sam": {"SECRET-south", "ENTERED-south"}, "anna": {"SECRET-anna", "SECRET-north-message", "SECRET-south-message"}}
	found := map[string]bool{}
	for _, person := range []string{"ada", "sam", "anna", "olga"} {
		for _, args := range asked {
			said, _ := do(person, "", args...)
			for _, mine := range may[person] {
				found[mine] = found[mine] || strings.Contains(said, mine)
				said = strings.ReplaceAll(said, mine, "")
			}
			if i := strings.Index(said, "SECRET-"); i >= 0 {
				t.Errorf("%v tells %s: %.60q", args, person, said[i:])
			}
			if i := strings.Index(said, "ENTERED-"); i >= 0 {
				t.Errorf("%v tells %s what was entered: %.60q", args, person, said[i:])
			}
		}
	}
	for _, list := range may {
		for _, mine := range list {
			if !found[mine] {
				t.Errorf("nobody finds %s, so the search finds nothing", mine)
			}
		}
	}
	// Nor do the files in which the talks are kept, whoever gets them without the
	// master key.
	err := filepath.Walk(data, func(name string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		if strings.Contains(string(b), "SECRET-") || strings.Contains(string(b), "ENTERED-") {
			t.Errorf("%s holds what is sealed", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
