package casefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// folder writes files into a new folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A folder is its case and its positions, and nothing else in it; problems
// name the file they stand in.
func TestOpenFolder(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		want  []string // the diagnostics: what each begins with, and contains after " ... "
	}{
		{"sound", map[string]string{
			"case.yaml": head, "positions/b.yaml": "never: [{pattern: {x: p}}]", "positions/a.yml": "about: x",
			"positions/README.md": "{", "positions/.c.yaml": "{", "notes.yaml": "{", "positions/sub.d/c.yaml": "{",
		}, nil},
		{"unknown party", map[string]string{"case.yaml": head, "positions/c.yaml": "about: x"},
			[]string{`positions/c.yaml:1:1: error: there is no party "c"`}},
		{"unknown option", map[string]string{"case.yaml": head, "positions/a.yaml": "about: x\nnever:\n- pattern: {x: pp}\n"},
			[]string{`positions/a.yaml:3:16: error: there is no option of x "pp"`}},
		{"position twice", map[string]string{"case.yaml": head + "positions: {a: {about: x}}\n", "positions/a.yaml": "about: x"},
			[]string{`positions/a.yaml:1:1: error: the position of a also stands in `}},
		{"both broken", map[string]string{"case.yaml": "title: [a", "positions/a.yaml": "nevr: []"},
			[]string{"case.yaml:1:8: error: the list that begins here", `positions/a.yaml:1:1: error: unknown key "nevr"`}},
		{"position of another form", map[string]string{"case.yaml": head, "positions/a.yaml": "[]"},
			[]string{"positions/a.yaml:1:1: error: a position was expected here, this is a list"}},
		{"position is broken", map[string]string{"case.yaml": head, "positions/a.yaml": "about: 'x"},
			[]string{"positions/a.yaml:1:8: error: the text in quotes"}},
		{"JSON", map[string]string{"case.json": `{"parley": 1, "parties": {"a": {}}, "issues": {"x": {"options": {"p": "P", "q": "Q"}}}}`}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := folder(t, test.files)
			f, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			if len(f.Diagnostics) != len(test.want) {
				t.Fatalf("got:\n%swant %d", f.Diagnostics, len(test.want))
			}
			for i, d := range f.Diagnostics {
				if got := strings.TrimPrefix(filepath.ToSlash(d.String()), filepath.ToSlash(dir)+"/"); !strings.HasPrefix(got, test.want[i]) {
					t.Errorf("got %s\nwant %s", got, test.want[i])
				}
			}
		})
	}
}

// Positions stand in the order of the parties, wherever they were written.
func TestPositionsFollowTheParties(t *testing.T) {
	f, err := Open(folder(t, map[string]string{
		"case.yaml":        "parley: 1\nparties: {z: {}, m: {}, a: {}}\nissues: {x: {options: {p: P, q: Q}}}\npositions: {m: {about: x}}\n",
		"positions/a.yaml": "about: x", "positions/z.yaml": "about: x"}))
	if err != nil {
		t.Fatal(err)
	}
	var got string
	for _, p := range f.Case.Positions {
		got += p.Party
	}
	if got != "zma" || len(f.Files) != 3 {
		t.Errorf("got %s from %v", got, f.Files)
	}
}

// The file case.yaml of a folder is read alone.
func TestOpenFileOfFolder(t *testing.T) {
	dir := folder(t, map[string]string{"case.yaml": head, "positions/a.yaml": "{"})
	f, err := Open(filepath.Join(dir, "case.yaml"))
	if err != nil || len(f.Diagnostics) > 0 {
		t.Errorf("got %v, %v", f, err)
	}
}

// What cannot be read at all is an error that names the path.
func TestOpenErrors(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		path  string
		want  string
	}{
		"missing":        {nil, "none.yaml", "there is no such file"},
		"no case":        {map[string]string{"positions/a.yaml": ""}, ".", "there is no case.yaml"},
		"two cases":      {map[string]string{"case.yaml": "", "case.json": ""}, ".", "both case.yaml and case.json"},
		"two positions":  {map[string]string{"case.yaml": "", "positions/a.json": "", "positions/a.k.yaml": "", "positions/a.yaml": ""}, ".", "both a.json and a.yaml"},
		"case is folder": {map[string]string{"case.yaml/x": ""}, ".", "this is a folder"},
		"position is":    {map[string]string{"case.yaml": "", "positions/a.yaml/x": ""}, ".", "this is a folder"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, test.files)
			_, err := Open(filepath.Join(dir, test.path))
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), dir) {
				t.Errorf("got %v, want %s", err, test.want)
			}
			if errors.Is(err, fs.ErrNotExist) != (name == "missing") {
				t.Errorf("%v: is it a missing file?", err)
			}
		})
	}
}

// A device is refused unopened. Fails (or never ends) where it is read.
func TestOpenDevice(t *testing.T) {
	if _, err := os.Stat("/dev/zero"); err != nil {
		t.Skip("no such device on this system")
	}
	if _, err := Open("/dev/zero"); err == nil || !strings.Contains(err.Error(), "this is a device") {
		t.Errorf("got %v", err)
	}
}

// A position that arrives alone is held to the case it belongs to, and only
// its own problems are told.
func TestReadPosition(t *testing.T) {
	c, ds := Read("f", []byte(head+"positions: {a: {never: [{pattern: {x: p}}]}, b: {never: [{pattern: {x: zzz}}]}}\n"))
	if ds.Errors() != 1 {
		t.Fatal(ds)
	}
	p, ds := ReadPosition("mail.yaml", []byte("insists:\n- on: {x: q}\n- on: {x: qq}\n"), c, "a")
	if len(ds) != 1 || !strings.HasPrefix(ds[0].String(), `mail.yaml:3:11: error: there is no option of x "qq"`) {
		t.Errorf("got:\n%s", ds)
	}
	if len(p.Insists) != 2 || len(p.Never) != 0 || len(c.Position("a").Never) != 1 {
		t.Errorf("got %+v", p)
	}
	if _, ds := ReadPosition("mail.yaml", []byte("a: ["), c, "a"); len(ds) != 1 {
		t.Errorf("got:\n%s", ds)
	}
}
