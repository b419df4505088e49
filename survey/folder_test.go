package survey

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// Folders have the names that they have, but for those that a sheet would take
// for a formula. A scenario with a file that cannot be read has a row that says
// so, and is measured again the next time. Fails if it is passed over.
func TestFind(t *testing.T) {
	root := t.TempDir()
	profile := `{"reservationValue": 0, "issueWeights": {"a": 1}, "issues": {"a": {"x": 1, "y": 0}}}`
	for _, dir := range []string{"=1+1", "b/c", ".hidden", "locked"} {
		for _, name := range []string{"profileA.json", "profileB.json"} {
			write(t, filepath.Join(root, dir, name), profile)
		}
	}
	if err := os.Chmod(filepath.Join(root, "locked", "profileB.json"), 0); err != nil {
		t.Fatal(err)
	}
	_, err := os.ReadFile(filepath.Join(root, "locked", "profileB.json"))
	locked := err != nil // not where the test is run by who may read everything
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	folders, err := s.Find(root)
	if err != nil || len(folders) != 3 || folders[0].Name != "./=1+1" || folders[1].Name != "b/c" || folders[2].Name != "locked" {
		t.Fatalf("%+v, error %v", folders, err)
	}
	known := map[string]Row{}
	for range 2 {
		rows, err := s.Run(context.Background(), root, folders, 1, known, nil)
		if err != nil || len(rows) != 3 {
			t.Fatalf("%q, error %v", rows, err)
		}
		for k, f := range folders {
			wrong := s.Cell(rows[k], ColumnError) != ""
			if wrong != (locked && f.Name == "locked") || wrong == (f.Digest != "") {
				t.Errorf("%s: the error is %q, the digest %q", f.Name, s.Cell(rows[k], ColumnError), f.Digest)
			}
			known[f.Name] = rows[k]
		}
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
