package survey

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"parley/scenario"
)

// Folder is one with the files of a scenario.
type Folder struct {
	Name   string // below the folder that is surveyed, with slashes; . for itself
	Digest string // changes with its files and with what the survey asks
}

// version is raised when the same files would be measured otherwise.
const version = "2"

// Find lists the folders at and below root that hold a scenario, in the order
// of their names. Links are not followed, and folders whose names begin with a
// dot are left out, as are those of cases.
func (s *Survey) Find(root string) ([]Folder, error) {
	var all []Folder
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			if path == root {
				return err
			}
			return nil // a folder that cannot be read is passed over
		}
		if !d.IsDir() {
			return nil
		}
		if path != root && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if !scenario.Recognise(path) {
			return nil
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		digest, err := s.digest(path)
		if err != nil {
			digest = "" // measuring it says what is wrong
		}
		all = append(all, Folder{called(filepath.ToSlash(name)), digest})
		return nil
	})
	slices.SortFunc(all, func(a, b Folder) int { return strings.Compare(a.Name, b.Name) })
	return all, err
}

// called keeps a name from being a formula where a table is opened as a sheet.
func called(name string) string {
	if strings.ContainsAny(name[:1], "=+-@\t\r") {
		return "./" + name
	}
	return name
}

func (s *Survey) digest(path string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, version, s.Options.Semantics, s.Options.Each, s.Options.At)
	for i, d := range s.measure {
		fmt.Fprintln(h, s.Options.Measures[i], d.Name)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		switch strings.ToLower(filepath.Ext(e.Name())) {
		case ".xml", ".json", ".yaml", ".yml":
		default:
			continue
		}
		info, err := e.Info()
		if err != nil {
			return "", err
		}
		if info.Size() > scenario.MaxBytes { // not read either
			fmt.Fprintf(h, "%q %d\n", e.Name(), info.Size())
			continue
		}
		data, err := os.ReadFile(filepath.Join(path, e.Name()))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%q %x\n", e.Name(), sha256.Sum256(data))
	}
	return hex.EncodeToString(h.Sum(nil)[:12]), nil
}
