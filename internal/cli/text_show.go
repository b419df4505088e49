package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"parley"
	"parley/brief"
	"parley/text"
	"parley/text/word"
)

type textShowCommand struct {
	Case     string   `arg:"" help:"A case: a folder with case.yaml, or a file."`
	View     string   `enum:"clean,bracketed,party,changed,package,engine," default:"" placeholder:"VIEW" help:"clean, bracketed, party, changed, package or engine; else bracketed."`
	Of       string   `placeholder:"PARTY" help:"With --view party: as this party would have it, if not as the reader would."`
	Since    string   `placeholder:"DRAFT" help:"With --view changed: since this draft; else since the reader last saw the text, or since the last draft."`
	Package  []string `placeholder:"ISSUE=CHOICE" help:"With --view package: the package, or a part of one."`
	Draft    string   `placeholder:"DRAFT" help:"The text as it was in this draft."`
	Document []string `placeholder:"ID" help:"These documents only."`
	Language []string `placeholder:"LANG" help:"These languages only."`
	Party    string   `xor:"reader" placeholder:"ID" help:"For this party: with its own reasons for holding brackets."`
	Common   bool     `xor:"reader" help:"For everybody at the table: without anybody's reasons."`
	Format   string   `enum:"text,html,pdf,docx," default:"" placeholder:"FORMAT" help:"text, html, pdf or docx (Word, for reading); else as the name after -o ends, else text."`
	Font     []string `placeholder:"FILE" help:"For a PDF: a TrueType font (.ttf) for letters that the program's own lack. May be repeated."`
	Output   string   `short:"o" placeholder:"FILE" help:"Write to a file that only you can read; - is standard output."`
}

// Help is shown under the command's help.
func (textShowCommand) Help() string {
	return "Without --party and --common it is for the mediator, with the reasons for brackets that the mediator may read. " +
		"What looks wrong in the text is said on standard error."
}

// Run shows the text.
func (c *textShowCommand) Run(p *program) error {
	m, err := p.manuscript(c.Case, c.Party != "" || c.Common)
	if err != nil {
		return err
	}
	if err := protects(m.files(), c.Output, ".pdf", ".docx"); err != nil {
		return err
	}
	r, err := readerOf(m.file.Case, c.Party, c.Common)
	if err != nil {
		return err
	}
	l, err := c.look(m, r)
	if err != nil {
		return err
	}
	shown, err := m.at(c.Draft)
	if err != nil {
		return err
	}
	if c.Draft == "" {
		p.textWarnings(m)
	}
	return p.sheet(shown.Look(l), c.Format, c.Output, c.Font)
}

// look turns the flags into what to look for.
func (c *textShowCommand) look(m *manuscript, r reader) (text.Look, error) {
	l := text.Look{View: text.View(c.View), Languages: c.Language, Documents: c.Document, Case: m.file.Case, Reasons: r.bracketReasons(m.file.Case)}
	if err := m.check(c.Language, c.Document); err != nil {
		return l, err
	}
	for _, f := range []struct {
		name string
		is   bool
		view text.View
	}{{"of", c.Of != "", text.ByParty}, {"since", c.Since != "", text.Changed}, {"package", len(c.Package) > 0, text.AsPackage}} {
		if f.is && c.View != string(f.view) {
			return l, wrong("--%s goes with --view %s", f.name, f.view)
		}
	}
	var err error
	switch l.View {
	case text.ByParty:
		if l.Party = c.Of; l.Party == "" {
			l.Party = c.Party
		}
		if l.Party == "" {
			return l, wrong("--view party needs --of").hint("for example --of %s", firstParty(m.file.Case))
		}
		_, err = readerOf(m.file.Case, l.Party, false)
	case text.Changed:
		l.Since, err = c.seen(m)
	case text.AsPackage:
		l.Package, err = packageFlag("package", c.Package, m.file.Case)
	}
	return l, err
}

// seen returns the text as the reader last saw it.
func (c *textShowCommand) seen(m *manuscript) (*text.Text, error) {
	if c.Since != "" {
		return m.at(c.Since)
	}
	if n, ok := m.now.Seen[c.Party]; ok && c.Party != "" {
		return text.Fold(m.log[:n])
	}
	drafts := m.now.Drafts
	if n := len(drafts); n > 0 && drafts[n-1].Name == c.Draft {
		drafts = drafts[:n-1]
	}
	if len(drafts) == 0 {
		return nil, nil
	}
	return m.at(drafts[len(drafts)-1].Name)
}

func firstParty(c *parley.Case) string {
	if len(c.Parties) == 0 {
		return "PARTY"
	}
	return c.Parties[0].ID
}

// bracketReasons are why brackets are held, as far as the reader may know.
func (r reader) bracketReasons(c *parley.Case) []text.HeldFor {
	if r.audience == brief.ForMediator {
		return text.ReasonsForMediator(c)
	}
	return text.ReasonsFor(c, r.party)
}

// textWarnings shows what looks wrong in the text. It follows from the text,
// which everybody reads, and from the names of parties and issues.
func (p *program) textWarnings(m *manuscript) {
	warnings := append(m.now.Warnings(), m.now.Check(m.file.Case)...)
	for i, w := range warnings {
		if i == maxWarnings {
			fmt.Fprintf(p.err, "and %s\n", count(len(warnings)-i, "more warning", "more warnings"))
			return
		}
		fmt.Fprintf(p.err, "warning: %s\n", w)
	}
}

// sheet writes a sheet to where it was asked for.
func (p *program) sheet(s *text.Sheet, format, output string, fonts []string) error {
	if format == "" {
		format = textFormats[strings.ToLower(filepath.Ext(output))]
	}
	if format == "pdf" {
		return p.print(s, output, fonts)
	}
	if err := onlyForPDF(fonts); err != nil {
		return err
	}
	if format == "docx" {
		return p.document(output, func(w io.Writer) error { return word.WriteSheet(w, s) })
	}
	return p.emit(output, func(w io.Writer) error {
		if format == "html" {
			return s.HTML(w)
		}
		return s.Text(w, textWidth(w))
	})
}
