package casefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// endings are the endings of the files that are read, the proper one first.
var endings = []string{".yaml", ".yml", ".json"}

func readFolder(dir string) (part, []position, error) {
	var main part
	for _, ending := range endings {
		name := filepath.Join(dir, "case"+ending)
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if main.name != "" {
			return main, nil, fmt.Errorf("%s: there are both %s and %s: keep one of them", dir, filepath.Base(main.name), filepath.Base(name))
		}
		p, err := readFile(name)
		if err != nil {
			return main, nil, err
		}
		main = p
	}
	if main.name == "" {
		return main, nil, fmt.Errorf("%s: there is no case.yaml in this folder", dir)
	}
	folder := filepath.Join(dir, "positions")
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return main, nil, nil
	} else if err != nil {
		return main, nil, plainly(err)
	}
	var positions []position
	read := map[string]string{}
	for _, e := range entries { // sorted by name
		ending := filepath.Ext(e.Name())
		party := strings.TrimSuffix(e.Name(), ending)
		if !slices.Contains(endings, ending) || strings.HasPrefix(party, ".") {
			continue
		}
		name := filepath.Join(folder, e.Name())
		if other := read[party]; other != "" {
			return main, nil, fmt.Errorf("%s: there are both %s and %s: keep one of them", folder, other, e.Name())
		}
		read[party] = e.Name()
		p, err := readFile(name)
		if err != nil {
			return main, nil, err
		}
		positions = append(positions, position{party, p})
	}
	return main, positions, nil
}

// readFile reads a regular file, or what a link to one leads to. Anything
// else is refused unopened: opening a pipe would wait for its other end, and
// a device may never end.
func readFile(name string) (part, error) {
	info, err := os.Stat(name)
	if err != nil {
		return part{}, plainly(err)
	}
	if !info.Mode().IsRegular() {
		return part{}, fmt.Errorf("%s: this is %s, and a file was expected", name, unusual(info.Mode()))
	}
	f, err := os.Open(name)
	if err != nil {
		return part{}, plainly(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxBytes+1)) // one more shows that it is too long
	if err != nil {
		return part{}, plainly(err)
	}
	return part{name, data}, nil
}

func unusual(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "a folder"
	case m&fs.ModeNamedPipe != 0:
		return "a pipe"
	case m&fs.ModeDevice != 0:
		return "a device"
	case m&fs.ModeSocket != 0:
		return "a socket"
	}
	return "no regular file"
}

// plainly puts the path first and leaves out which system call it was.
func plainly(err error) error {
	var e *fs.PathError
	if !errors.As(err, &e) {
		return err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: there is no such file or folder: %w", e.Path, fs.ErrNotExist)
	}
	return fmt.Errorf("%s: %w", e.Path, e.Err)
}
