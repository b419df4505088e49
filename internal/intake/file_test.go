package intake

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.yaml")
	if err := os.WriteFile(name, []byte("seven b"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(name, link); err != nil {
		t.Skip(err)
	}
	for _, tt := range []struct {
		name string
		most int64
		want string
	}{
		{name, 100, "seven b"},
		{name, 7, "seven b"},
		{name, 4, "seven"}, // one byte more than asked for: the caller must see that there is more
		{link, 100, "seven b"},
	} {
		if got, err := File(tt.name, tt.most); err != nil || string(got) != tt.want {
			t.Errorf("File(%s, %d) is %q, %v; want %q", tt.name, tt.most, got, err, tt.want)
		}
	}
}

// A folder or a device must be refused before it is opened, and a file that is
// missing must be told as one, once, with its path and nothing of a system call.
func TestFileRefuses(t *testing.T) {
	dir := t.TempDir()
	missing := filepath.Join(dir, "missing.yaml")
	for name, want := range map[string]string{
		dir:         dir + ": this is a folder, and a file was expected",
		os.DevNull:  os.DevNull + ": this is a device, and a file was expected",
		missing:     missing + ": there is no such file or folder",
		"a\x00name": "a\x00name: invalid argument",
	} {
		_, err := File(name, 10)
		if err == nil || err.Error() != want {
			t.Errorf("File(%q) says %q, want %q", name, err, want)
		}
		if gone := strings.Contains(want, "no such"); errors.Is(err, fs.ErrNotExist) != gone {
			t.Errorf("that %v is a missing file: %t, want %t", err, !gone, gone)
		}
	}
}
