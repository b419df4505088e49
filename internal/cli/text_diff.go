package cli

import "parley/text"

type textDiffCommand struct {
	Case     string   `arg:"" help:"A case: a folder with case.yaml, or a file."`
	From     string   `arg:"" optional:"" help:"The earlier draft; the last one if not given."`
	To       string   `arg:"" optional:"" help:"The later draft; the text as it is now if not given."`
	Document []string `placeholder:"ID" help:"These documents only."`
	Language []string `placeholder:"LANG" help:"These languages only."`
	Format   string   `enum:"text,html,pdf,docx," default:"" placeholder:"FORMAT" help:"text, html, pdf or docx (Word, for reading); else as the name after -o ends, else text."`
	Font     []string `placeholder:"FILE" help:"For a PDF: a TrueType font (.ttf) for letters that the program's own lack. May be repeated."`
	Output   string   `short:"o" placeholder:"FILE" help:"Write to a file that only you can read; - is standard output."`
}

// Help is shown under the command's help.
func (textDiffCommand) Help() string {
	return "What is gone is struck through ({-…-} in text), what is new underlined ({+…+}). It shows nobody's reasons, so it is fit for everybody at the table."
}

// Run shows what changed.
func (c *textDiffCommand) Run(p *program) error {
	m, err := p.manuscript(c.Case, true)
	if err != nil {
		return err
	}
	if err := protects(m.files(), c.Output, ".pdf", ".docx"); err != nil {
		return err
	}
	if err := m.check(c.Language, c.Document); err != nil {
		return err
	}
	from := c.From
	if n := len(m.now.Drafts); from == "" && n > 0 {
		from = m.now.Drafts[n-1].Name
	}
	if from == "" {
		return wrong("no draft has been issued that the text could be compared with").hint("parley text draft %s issues one", c.Case)
	}
	old, err := m.at(from)
	if err != nil {
		return err
	}
	now, err := m.at(c.To)
	if err != nil {
		return err
	}
	if now.Seq < old.Seq {
		return wrong("%s is later than %s", from, c.To)
	}
	l := text.Look{View: text.Changed, Since: old, Documents: c.Document, Languages: c.Language, Case: m.file.Case}
	return p.sheet(now.Look(l), c.Format, c.Output, c.Font)
}
