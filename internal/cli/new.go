package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"parley"
	"parley/casefile"
	"parley/examples"
)

type newCommand struct {
	Dir     string `arg:"" help:"The folder to write the case to."`
	Example string `xor:"kind" placeholder:"NAME" help:"Copy an example instead of asking: ${examples}."`
	Folder  bool   `xor:"kind" help:"Keep each position in a file of its own under positions/, so that it can be kept, mailed and encrypted apart."`
}

// Help is shown under the command's help.
func (newCommand) Help() string {
	return "Asks for the title, the parties and the issues, on a terminal or from lines on standard input; an empty line takes " +
		"what stands in brackets. Never overwrites a file."
}

// Run writes the case and says what to do next.
func (c *newCommand) Run(p *program) error {
	files, err := c.files(p)
	if err != nil {
		return err
	}
	if err := writeNew(c.Dir, files); err != nil {
		return err
	}
	main := filepath.Join(c.Dir, files[0].name)
	f, err := casefile.Open(c.Dir)
	if err != nil {
		return err
	}
	if err := f.Diagnostics.Err(); err != nil {
		panic(fmt.Errorf("the case just written has errors: %w", err))
	}
	fmt.Fprintf(p.err, "wrote %s\nhint: open it in an editor: what each part means stands beside it\nhint: then try: parley analyze %s\n", main, c.Dir)
	return nil
}

// newFile is a file to write, by its path in the folder.
type newFile struct {
	name string
	data []byte
}

func (c *newCommand) files(p *program) ([]newFile, error) {
	if c.Example != "" {
		return exampleFiles(c.Example)
	}
	// Before anybody answers questions in vain.
	for _, name := range caseNames() {
		if name := filepath.Join(c.Dir, name); exists(name) {
			return nil, alreadyThere(name)
		}
	}
	q := newQuestions(p)
	s := q.sketch()
	if q.err != nil {
		return nil, wrong("standard input: %s", q.err)
	}
	return s.files(c.Folder), nil
}

// caseNames are what would make of the folder another case than the one to be
// written: a case by any of its names, and positions.
func caseNames() []string {
	return []string{"case.yaml", "case.yml", "case.json", "positions"}
}

func fileNames(files []newFile) []string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.name
	}
	return names
}

// exampleFiles returns an example's files, its case first.
func exampleFiles(name string) ([]newFile, error) {
	sub, err := fs.Sub(examples.Files, name)
	if err == nil {
		_, err = fs.Stat(sub, "case.yaml")
	}
	if err != nil {
		f := wrong("there is no example %q", name)
		if near := parley.Nearest(name, examples.Names()); near != "" {
			f.hint("did you mean %s?", near)
		}
		return nil, f.hint("the examples are %s", parley.List(examples.Names(), "and"))
	}
	files := []newFile{{name: "case.yaml"}}
	err = fs.WalkDir(sub, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(sub, path)
		if path == "case.yaml" {
			files[0].data = data
		} else {
			files = append(files, newFile{path, data})
		}
		return err
	})
	return files, err
}

// writeNew writes files that do not exist yet, or none of them. Only their
// owner may read them: they are there to be filled with what is confidential.
func writeNew(dir string, files []newFile) error {
	for _, name := range append(caseNames(), fileNames(files)...) {
		if name := filepath.Join(dir, filepath.FromSlash(name)); exists(name) {
			return alreadyThere(name)
		}
	}
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return wrong("%s", plainly(err))
		}
		// O_EXCL holds even if somebody else wrote the file just now.
		out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return wrong("%s", plainly(err))
		}
		_, err = out.Write(f.data)
		if err := errors.Join(err, out.Close()); err != nil {
			return wrong("%s", plainly(err))
		}
	}
	return nil
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

func alreadyThere(name string) *failure {
	return wrong("%s is there already, and nothing is overwritten", name).hint("name another folder")
}
