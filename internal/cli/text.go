package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"parley/casefile"
	"parley/text"
)

type textCommand struct {
	Show   textShowCommand   `cmd:"" help:"Show the text, with brackets or clean, as a party would have it, as a package would read."`
	Diff   textDiffCommand   `cmd:"" help:"Show what changed between two drafts, word by word."`
	Export textExportCommand `cmd:"" help:"Write the text as Markdown, Word, a page, PDF, Akoma Ntoso or JSON."`
	Import textImportCommand `cmd:"" help:"Put forward what somebody changed in a file."`
	Draft  textDraftCommand  `cmd:"" help:"Issue the text as a numbered draft."`

	Compile textCompileCommand `cmd:"" help:"Make one text of several, with what they do not share in brackets."`
}

// Help is shown under the command's help.
func (textCommand) Help() string {
	return "The text of a case stands in text/ops.jsonl beside case.yaml. Where there is none, it is made from the case's documents."
}

// manuscript is the text of a case, with where it stands.
type manuscript struct {
	file *casefile.File
	name string // the log; empty: the case is no folder, and its text cannot be changed
	new  bool   // the log is not there yet: what it will hold comes from the case
	log  text.Log
	now  *text.Text
	size int64 // of the log when it was read
}

// manuscript reads the case and its text. For a reader who may not read the
// whole case, its errors are only counted.
func (p *program) manuscript(path string, discreet bool) (*manuscript, error) {
	f, err := p.loadText(path, discreet)
	if err != nil {
		return nil, err
	}
	m := &manuscript{file: f, name: logName(path), new: true}
	if m.name != "" {
		if err := m.read(p); err != nil {
			return nil, err
		}
	}
	if m.new {
		m.log = text.FromCase(f.Case)
	}
	if m.now, err = text.Fold(m.log); err != nil {
		name := m.name
		if m.new {
			name = path
		}
		return nil, &failure{status: statusInvalid, text: fmt.Sprintf("%s: %s", name, err)}
	}
	return m, nil
}

// logName returns where the log of a case stands: beside case.yaml.
func logName(path string) string {
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		base := filepath.Base(path)
		if strings.TrimSuffix(base, filepath.Ext(base)) != "case" {
			return ""
		}
		path = filepath.Dir(path)
	}
	return filepath.Join(path, "text", "ops.jsonl")
}

func (m *manuscript) read(p *program) error {
	info, err := os.Stat(m.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return wrong("%s", plainly(err))
	case !info.Mode().IsRegular():
		return wrong("%s is no regular file", m.name)
	}
	data, err := readBounded(m.name, text.MaxBytes)
	if err != nil {
		return err
	}
	log, notices, err := text.ReadLog(bytes.NewReader(data))
	if err != nil {
		return &failure{status: statusInvalid, text: fmt.Sprintf("%s: %s", m.name, err)}
	}
	p.notices(m.name, notices)
	m.log, m.new, m.size = log, false, int64(len(data))
	return nil
}

// readBounded reads a file of at most so many bytes.
func readBounded(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, wrong("%s", plainly(err))
	}
	defer f.Close()
	return bounded(f, name, most)
}

// bounded reads all there is, of at most so many bytes. Name is for who is told
// that it is more.
func bounded(from io.Reader, name string, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(from, most+1))
	switch {
	case err != nil:
		return nil, wrong("%s", plainly(err))
	case int64(len(data)) > most:
		return nil, wrong("%s has more than %d MB", name, most>>20)
	}
	return data, nil
}

// notices shows what was changed in a file to make it safe to show.
func (p *program) notices(name string, notices []text.Notice) {
	for i, n := range notices {
		if i == maxWarnings {
			fmt.Fprintf(p.err, "%s: and %s\n", name, count(len(notices)-i, "more notice", "more notices"))
			return
		}
		fmt.Fprintf(p.err, "%s: %s\n", name, n)
	}
}

// append adds operations to the log, whole or not at all.
func (m *manuscript) append(ops ...text.Op) (added text.Log, err error) {
	if m.name == "" {
		return nil, wrong("%s is no folder, and only the text of a folder can be changed", m.file.Path).
			hint("put the case into a folder, as case.yaml: its text then stands beside it, in text/ops.jsonl")
	}
	longer, err := m.log.Append(ops...)
	if err != nil {
		return nil, &failure{status: statusInvalid, text: err.Error()}
	}
	added = longer[len(m.log):]
	lines := added
	if m.new {
		lines = longer
	}
	var b bytes.Buffer
	if err := text.WriteLog(&b, lines); err != nil {
		return nil, err
	}
	if err := m.write(b.Bytes()); err != nil {
		return nil, wrong("%s: nothing was added: %s", m.name, plainly(err))
	}
	return added, nil
}

// write appends lines. What is there is never written again, and a log that
// somebody else has added to since it was read is left alone.
func (m *manuscript) write(lines []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(m.name), 0o700); err != nil {
		return err
	}
	flags := os.O_WRONLY | os.O_APPEND
	if m.new {
		flags |= os.O_CREATE | os.O_EXCL
	}
	w, err := os.OpenFile(m.name, flags, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	info, err := w.Stat()
	if err != nil {
		return err
	}
	if !m.new && info.Size() != m.size {
		return errors.New("somebody else has added to it meanwhile: try again")
	}
	if m.size > 0 && !m.endsLine() {
		lines = append([]byte("\n"), lines...)
	}
	if _, err := w.Write(lines); err != nil {
		return errors.Join(err, w.Truncate(info.Size()))
	}
	return w.Sync()
}

// endsLine reports whether the last line of the log is ended.
func (m *manuscript) endsLine() bool {
	f, err := os.Open(m.name)
	if err != nil {
		return true
	}
	defer f.Close()
	last := make([]byte, 1)
	_, err = f.ReadAt(last, m.size-1)
	return err != nil || last[0] == '\n'
}

// at returns the text as it was when the draft was issued or the operation
// made; now if no name is given.
func (m *manuscript) at(name string) (*text.Text, error) {
	if name == "" {
		return m.now, nil
	}
	before, err := m.log.Until(name)
	if err != nil {
		var drafts []string
		for _, d := range m.now.Drafts {
			drafts = append(drafts, d.Name)
		}
		return nil, suggest(wrong("there is no draft %q", name), name, "the drafts are", drafts)
	}
	return text.Fold(before)
}

// check says which of the languages and documents that were asked for the text
// does not have.
func (m *manuscript) check(languages, documents []string) error {
	for _, lang := range languages {
		if !slices.Contains(m.now.Languages, lang) {
			return suggest(wrong("the text has no language %q", lang), lang, "its languages are", m.now.Languages)
		}
	}
	var ids []string
	for _, d := range m.now.Documents {
		ids = append(ids, d.ID)
	}
	for _, id := range documents {
		if !slices.Contains(ids, id) {
			return suggest(wrong("the text has no document %q", id), id, "its documents are", ids)
		}
	}
	return nil
}

// files are the files that were read, and must not be written over.
func (m *manuscript) files() []string {
	files := m.file.Files
	if m.name != "" {
		files = append(files[:len(files):len(files)], m.name)
	}
	return files
}

// emit writes an answer to a file or to standard output.
func (p *program) emit(output string, write func(io.Writer) error) error {
	if output == "" || output == standard {
		return write(p.out)
	}
	return writeFile(output, write)
}
