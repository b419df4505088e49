package casefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"parley/internal/intake"
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
		return main, nil, intake.Plainly(err)
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

func readFile(name string) (part, error) {
	data, err := intake.File(name, MaxBytes)
	return part{name, data}, err
}
