package cli

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"parley/text"
)

type textImportCommand struct {
	Case   string `arg:"" help:"A case: a folder with case.yaml."`
	File   string `arg:"" help:"The file that somebody worked on: Markdown, Word (.docx), or operations as JSON lines (.jsonl)."`
	Author string `required:"" placeholder:"ID" help:"Who puts the changes forward: a party, or whoever keeps the text."`
	For    string `placeholder:"PARTY" help:"In whose name, if not the author's own."`
	Basis  string `placeholder:"DRAFT" help:"The draft that the file was made from, if the file does not say."`
	At     string `placeholder:"TIME" help:"When, as 2026-01-31T10:00:00Z; nothing is noted if it is not given."`
	DryRun bool   `help:"Say what would be put forward, and add nothing."`
}

// Help is shown under the command's help.
func (textImportCommand) Help() string {
	return "Every difference from what went out becomes a proposal in the author's name, never an edit. " +
		"The file is compared with the draft that it was made from, so nothing of what others changed since is lost."
}

// Run puts the changes forward.
func (c *textImportCommand) Run(p *program) error {
	m, err := p.manuscript(c.Case, false)
	if err != nil {
		return err
	}
	for _, id := range []string{c.Author, c.For} {
		if !text.ValidID(id) && (id != "" || c.Author == "") {
			return wrong("%q cannot be an author", id).hint("write the id of a party, or of whoever keeps the text")
		}
	}
	ops, err := c.changes(p, m)
	if err != nil {
		return err
	}
	if len(ops) == 0 {
		fmt.Fprintln(p.err, "nothing was changed")
		return nil
	}
	longer, err := m.log.Append(ops...)
	var bad *text.OpError
	if errors.As(err, &bad) && bad.N > len(m.log) { // its place in the file says more than that in the log
		err = fmt.Errorf("operation %d: %w", bad.N-len(m.log), bad.Err)
	}
	if err != nil {
		return &failure{status: statusInvalid, text: fmt.Sprintf("%s: %s", c.File, err)}
	}
	added := longer[len(m.log):]
	then, err := text.Fold(longer)
	if err != nil {
		return err
	}
	if !c.DryRun {
		if _, err := m.append(added...); err != nil {
			return err
		}
	}
	for i := range added {
		fmt.Fprintln(p.out, summary(&added[i])+against(then, &added[i]))
	}
	return nil
}

// against says where a proposal meets what others changed since its basis.
func against(t *text.Text, o *text.Op) string {
	q, ok := t.Proposal(o.ID)
	if !ok || q.State != text.Pending || o.Do != text.DoPropose {
		return ""
	}
	conflicts := 0
	for lang := range o.Words {
		if lang == "" {
			lang = t.Language()
		}
		conflicts = max(conflicts, t.Merge(q, lang).Conflicts)
	}
	if conflicts == 0 {
		return ""
	}
	return ", against " + count(conflicts, "change", "changes") + " made since: both will stand in brackets"
}

// changes reads what the file puts forward.
func (c *textImportCommand) changes(p *program, m *manuscript) (text.Log, error) {
	data, err := readBounded(c.File, text.MaxFile)
	if err != nil {
		return nil, err
	}
	if strings.EqualFold(filepath.Ext(c.File), ".jsonl") {
		return c.operations(p, data)
	}
	if strings.EqualFold(filepath.Ext(c.File), ".docx") {
		return c.word(p, m, data)
	}
	edition, notices, err := text.ReadMarkdown(bytes.NewReader(data))
	if err != nil {
		return nil, &failure{status: statusInvalid, text: fmt.Sprintf("%s: %s", c.File, err)}
	}
	p.notices(c.File, notices)
	return c.compare(p, m, edition)
}

// compare turns an edition into proposals.
func (c *textImportCommand) compare(p *program, m *manuscript, edition *text.Edition) (text.Log, error) {
	basis := c.Basis
	if basis == "" {
		basis = edition.Basis
	}
	if len(edition.Documents) == 0 {
		return nil, &failure{status: statusInvalid, text: c.File + " holds no document of the text"}
	}
	sent, err := m.at(basis)
	if err != nil {
		return nil, wrong("%s was made from %q, which is not in this text", c.File, basis).hint("name the draft that it was made from: --basis Rev.1")
	}
	ops, notices := m.now.Changes(sent, edition, text.Op{Author: c.Author, For: c.For, Basis: basis, At: c.At})
	p.notices(c.File, notices)
	return ops, nil
}

// operations reads a log of further operations, all by the author.
func (c *textImportCommand) operations(p *program, data []byte) (text.Log, error) {
	ops, notices, err := text.ReadLog(bytes.NewReader(data))
	if err != nil {
		return nil, &failure{status: statusInvalid, text: fmt.Sprintf("%s: %s", c.File, err)}
	}
	p.notices(c.File, notices)
	for i := range ops {
		o := &ops[i]
		if o.Author != "" && o.Author != c.Author {
			return nil, &failure{status: statusInvalid, text: fmt.Sprintf("%s: operation %d is by %s, and not by %s", c.File, i+1, o.Author, c.Author)}
		}
		o.Author = c.Author
		if o.For == "" {
			o.For = c.For
		}
		if o.Basis == "" {
			o.Basis = c.Basis
		}
		if o.At == "" {
			o.At = c.At
		}
	}
	return ops, nil
}

// summary says in a line what an operation does.
func summary(o *text.Op) string {
	s := o.ID + ": " + o.Voice() + ": "
	if o.Proposed {
		s += "proposes to "
	}
	s += string(o.Do)
	for _, what := range []string{o.Document, o.Point, o.Bracket, o.Proposal, o.Issue, o.Draft} {
		if what != "" {
			s += " " + what
		}
	}
	return s
}
