package cli

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

// standard names standard output where a file is expected.
const standard = "-"

// formats are the forms of a report, and the endings that ask for them.
var formats = map[string][]string{
	"text":     {".txt"},
	"markdown": {".md", ".markdown"},
	"html":     {".html", ".htm"},
	"json":     {".json"},
	"csv":      {".csv"},
}

// formatFor is the format that was asked for, or that the file's name implies.
func formatFor(asked, file string) string {
	if asked != "" {
		return asked
	}
	ending := strings.ToLower(filepath.Ext(file))
	for format, endings := range formats {
		for _, e := range endings {
			if e == ending {
				return format
			}
		}
	}
	return "text"
}

// protects refuses a file to write that is one of those that were read, or
// that cannot be written, before any work is spent on it. Of the forms of word
// processors, only those are written that are named by their endings.
func protects(read []string, file string, forms ...string) error {
	if file == "" || file == standard {
		return nil
	}
	switch ending := strings.ToLower(filepath.Ext(file)); ending {
	case ".pdf", ".doc", ".docx", ".odt", ".rtf":
		if slices.Contains(forms, ending) {
			break
		}
		return wrong("%s: no report is written in that form", file).hint("write an .html report and print it, to PDF or on paper")
	}
	there, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		dir := filepath.Dir(file)
		if d, err := os.Stat(dir); err != nil || !d.IsDir() {
			return wrong("%s: there is no folder %s to write it to", file, dir)
		}
		return nil
	case err != nil:
		return wrong("%s", plainly(err))
	case there.IsDir():
		return wrong("%s is a folder", file).hint("name a file in it")
	}
	for _, name := range read {
		if r, err := os.Stat(name); err == nil && os.SameFile(r, there) {
			return wrong("%s is the case itself: the report would overwrite it", file).hint("give another file to -o")
		}
	}
	return nil
}

// writeFile has a file written whole or not at all. Only its owner may read
// it: a report can hold what nobody else may know. What is no regular file (a
// pipe, /dev/null) is written to as it stands.
func writeFile(name string, write func(io.Writer) error) error {
	if info, err := os.Stat(name); err == nil {
		if !info.Mode().IsRegular() {
			return writeThrough(name, write)
		}
		// Through a link, to what it leads to: the link stays.
		if name, err = filepath.EvalSymlinks(name); err != nil {
			return wrong("%s", plainly(err))
		}
	}
	t, err := os.CreateTemp(filepath.Dir(name), ".parley-*") // with mode 0600
	if err != nil {
		return wrong("%s", plainly(err))
	}
	err = errors.Join(write(t), t.Sync(), t.Close())
	if err == nil {
		err = os.Rename(t.Name(), name)
	}
	if err != nil {
		return wrong("%s: not written: %s", name, plainly(errors.Join(err, os.Remove(t.Name()))))
	}
	return nil
}

func writeThrough(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return wrong("%s", plainly(err))
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return wrong("%s: not written: %s", name, plainly(err))
	}
	return nil
}

// plainly writes an error of the file system without the system call.
func plainly(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return fmt.Sprintf("%s: %s", path.Path, path.Err)
	}
	return err.Error()
}
