package cli

import (
	"io"
	"path/filepath"
	"strings"

	"parley/text"
)

type textExportCommand struct {
	Case     string   `arg:"" help:"A case: a folder with case.yaml, or a file."`
	To       string   `enum:"markdown,docx,html,pdf,akn,json," default:"" placeholder:"FORMAT" help:"markdown, docx (Word), html, pdf, akn (Akoma Ntoso) or json (the canonical form); else as the name after -o ends, else markdown."`
	Draft    string   `placeholder:"DRAFT" help:"The text as it was in this draft."`
	Since    string   `placeholder:"DRAFT" help:"With --to docx: what has changed since this draft, as tracked changes."`
	Document []string `placeholder:"ID" help:"With --to docx: these documents only."`
	Language []string `placeholder:"LANG" help:"With --to docx: these languages only."`
	Font     []string `placeholder:"FILE" help:"For a PDF: a TrueType font (.ttf) for letters that the program's own lack. May be repeated."`
	Output   string   `short:"o" placeholder:"FILE" help:"Write to a file that only you can read; - is standard output."`
}

// Help is shown under the command's help.
func (textExportCommand) Help() string {
	return "It holds the text alone, and nobody's reasons. Markdown can be worked on and imported again. " +
		"The hash of a draft is the SHA-256 of its canonical form: parley text export CASE --draft Rev.1 --to json | sha256sum."
}

// textFormats are the forms of a text, by the ending that asks for them.
var textFormats = map[string]string{".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".pdf": "pdf", ".xml": "akn", ".akn": "akn", ".json": "json", ".docx": "docx"}

// Run writes the text.
func (c *textExportCommand) Run(p *program) error {
	m, err := p.manuscript(c.Case, true)
	if err != nil {
		return err
	}
	if err := protects(m.files(), c.Output, ".pdf", ".docx"); err != nil {
		return err
	}
	t, err := m.at(c.Draft)
	if err != nil {
		return err
	}
	to := c.To
	if to == "" {
		to = textFormats[strings.ToLower(filepath.Ext(c.Output))]
	}
	if to == "pdf" {
		return p.print(t.Look(text.Look{Case: m.file.Case}), c.Output, c.Font)
	}
	if err := onlyForPDF(c.Font); err != nil {
		return err
	}
	if to == "docx" {
		return c.word(p, m, t)
	}
	if c.Since != "" || len(c.Document)+len(c.Language) > 0 {
		return wrong("--since, --document and --language go with --to docx").hint("parley text show takes them for the other forms")
	}
	return p.emit(c.Output, func(w io.Writer) error { return m.export(w, t, to, c.Draft) })
}

// export writes the text in one of the forms.
func (m *manuscript) export(w io.Writer, t *text.Text, to, draft string) error {
	switch to {
	case "html":
		return t.Look(text.Look{Case: m.file.Case}).HTML(w)
	case "akn":
		return t.AkomaNtoso(w, m.file.Case)
	case "json":
		if _, issued := m.now.Draft(draft); !issued { // the name of an operation is no draft's
			draft = ""
		}
		_, err := w.Write(t.Canonical(draft))
		return err
	}
	return t.Edition(m.basis(draft)).Markdown(w)
}

// basis names what an exported file is made from: the draft, or the last
// operation.
func (m *manuscript) basis(draft string) string {
	if n := len(m.log); draft == "" && n > 0 {
		return m.log[n-1].ID
	}
	return draft
}
