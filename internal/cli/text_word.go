package cli

import (
	"bytes"
	"fmt"
	"io"

	"parley/text"
	"parley/text/word"
)

// word writes the text as a Word document to work on.
func (c *textExportCommand) word(p *program, m *manuscript, t *text.Text) error {
	if err := m.check(c.Language, c.Document); err != nil {
		return err
	}
	o := word.Options{Basis: m.basis(c.Draft), Languages: c.Language, Documents: c.Document, Log: m.log, Case: m.file.Case}
	if c.Since != "" {
		since, err := m.at(c.Since)
		if err != nil {
			return err
		}
		if since.Seq > t.Seq {
			return wrong("%s is later than the text that is written", c.Since)
		}
		o.Since, o.SinceName = since, c.Since
	}
	return p.document(c.Output, func(w io.Writer) error { return word.Write(w, t, o) })
}

// document writes a Word document to where it was asked for, but not to a
// terminal.
func (p *program) document(output string, write func(io.Writer) error) error {
	if (output == "" || output == standard) && isTerminal(p.out) {
		return wrong("a Word document is nothing to read on a terminal").hint("give it a file: -o text.docx")
	}
	return p.emit(output, write)
}

// word reads what a party made of a Word document.
func (c *textImportCommand) word(p *program, m *manuscript, data []byte) (text.Log, error) {
	f, notices, err := word.Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, &failure{status: statusInvalid, text: fmt.Sprintf("%s: %s", c.File, err)}
	}
	if f.Record.Reading != "" {
		return nil, wrong("%s is for reading (%s), and what was changed in it cannot be told from how it was made", c.File, f.Record.Reading).
			hint("changes come back from a file that parley text export --to docx wrote")
	}
	if c.Basis != "" && c.Basis != f.Record.Basis {
		f.Record.Basis, f.Record.Hash = c.Basis, "" // whoever says so knows better than the file
	}
	if f.Record.Basis == "" {
		return nil, wrong("%s does not say from which text it was made", c.File).hint("name it: --basis Rev.1")
	}
	sent, err := m.at(f.Record.Basis)
	if err != nil {
		return nil, wrong("%s was made from %q, which is not in this text", c.File, f.Record.Basis).hint("name the draft that it was made from: --basis Rev.1")
	}
	by := text.Op{Author: c.Author, For: c.For, Basis: f.Record.Basis, At: c.At}
	back := word.Back{Sent: sent, Now: m.now, Log: m.log, Case: m.file.Case, Party: by.Voice()}
	if f.Record.Since != "" {
		if back.Since, err = m.at(f.Record.Since); err != nil {
			return nil, err
		}
	}
	r, more, err := f.Edition(back)
	if err != nil {
		return nil, &failure{status: statusInvalid, text: fmt.Sprintf("%s: %s", c.File, err)}
	}
	ops, last := m.now.Changes(sent, r.Edition, by)
	for _, list := range [][]text.Notice{notices, more, last} {
		p.notices(c.File, list)
	}
	for _, id := range r.Withdrawn {
		ops = append(ops, text.Op{At: c.At, Author: c.Author, For: c.For, Basis: by.Basis, Do: text.DoWithdraw, Proposal: id})
	}
	for _, x := range r.Remarks {
		ops = append(ops, text.Op{At: c.At, Author: c.Author, For: c.For, Basis: by.Basis, Do: text.DoComment, Point: x.Point, Words: text.Wordings{"": x.Words}})
	}
	return ops, nil
}
