package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"parley"
	"parley/casefile"
	"parley/elicit"
	"parley/elicit/form"
	"parley/internal/intake"
)

type positionCommand struct {
	Case  string `arg:"" help:"The case, a file or a folder."`
	Party string `arg:"" help:"Whose position it is: the id of a party."`

	Answers string `placeholder:"FILE" help:"Where the answers are kept; answers/PARTY.jsonl in the case's folder if not given."`
	By      string `placeholder:"NAME" help:"Who types the answers in for the party, which then has to confirm them."`
	Confirm bool   `help:"The party confirms what somebody else typed for it, having read it with --form."`
	Form    bool   `xor:"what" help:"Print the questions instead, with what was answered so far, to fill in on paper."`
	Format  string `enum:",text,html" default:"" help:"Of the form: text or html; as the name after -o ends if not given, else text."`
	Output  string `short:"o" placeholder:"FILE" help:"The file to write; positions/PARTY.yaml in the case's folder if not given. - is standard output."`
	Replace bool   `help:"Replace a position that is there already."`
}

// Help is shown under the command's help.
func (positionCommand) Help() string {
	return "Asks a party what it wants, one question at a time, and writes its position. It asks on a terminal alone; elsewhere it writes " +
		"the position from the answers that are kept. Every answer is kept at once: stop when you like, and go on later. Any question " +
		"can be skipped. Nothing of it needs the other parties' positions."
}

// interview is one party's questionnaire with where it is kept.
type interview struct {
	c    *parley.Case
	log  *elicit.Log
	name string // of the file of answers
	by   string
}

// Run asks, or writes the form or the position.
func (c *positionCommand) Run(p *program) error {
	i, err := c.open(p)
	if err != nil {
		return err
	}
	sheet, err := elicit.Fold(i.c, i.log)
	if err != nil {
		return wrong("%s", err).hint("parley position CASE PARTY: PARTY is one of %s", parley.List(parties(i.c), "and"))
	}
	switch {
	case c.Form:
		return c.form(p, sheet)
	case c.Format != "":
		return wrong("--format is for --form: a position is written as YAML")
	case c.Confirm:
		if err := i.confirm(p, sheet); err != nil {
			return err
		}
	case isTerminal(p.in):
		stopped, err := i.converse(newQuestions(p))
		if err != nil {
			return err
		}
		if stopped {
			fmt.Fprintf(p.err, "kept in %s: call it again to go on\n", i.name)
			return nil
		}
	case len(i.log.Answers) == 0:
		return wrong("there is nobody to ask, for this is no terminal, and there are no answers in %s", i.name).
			hint("call it on a terminal, or print the questions with --form")
	}
	if sheet, err = elicit.Fold(i.c, i.log); err != nil {
		return err
	}
	return c.write(p, i, sheet)
}

// parties lists the ids of those that state a position.
func parties(c *parley.Case) []string {
	var ids []string
	for _, p := range c.Parties {
		if elicit.States(p) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func (c *positionCommand) open(p *program) (*interview, error) {
	// Whoever answers for one party is not shown the lines of another's.
	f, err := p.load(c.Case, true)
	if err != nil {
		return nil, err
	}
	i := &interview{c: f.Case, name: c.Answers, by: strings.TrimSpace(c.By), log: &elicit.Log{Party: c.Party}}
	if i.name == "" {
		i.name = filepath.Join(c.Case, "answers", c.Party+".jsonl")
		if !isFolder(c.Case) {
			i.name = strings.TrimSuffix(c.Case, filepath.Ext(c.Case)) + "." + c.Party + ".answers.jsonl"
		}
	}
	if _, ok := f.Case.Party(c.Party); !ok {
		failed := wrong("the case has no party %q", c.Party)
		if near := parley.Nearest(c.Party, parties(f.Case)); near != "" {
			failed.hint("did you mean %s?", near)
		}
		return nil, failed.hint("there is %s", parley.List(parties(f.Case), "and"))
	}
	data, err := intake.File(i.name, elicit.MaxLog)
	if errors.Is(err, fs.ErrNotExist) {
		return i, nil
	} else if err != nil {
		return nil, wrong("%s", err)
	}
	log, notices, err := elicit.ReadLog(bytes.NewReader(data))
	if err != nil {
		return nil, wrong("%s: %s", i.name, err).hint("the answers are kept as they are; give another file to --answers to begin again")
	}
	for _, n := range notices {
		fmt.Fprintf(p.err, "%s: %s\n", i.name, n)
	}
	if log.Party != c.Party {
		return nil, wrong("%s holds the answers of %s, not of %s", i.name, log.Party, c.Party)
	}
	i.log = log
	return i, nil
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// keep adds an answer and writes the file anew, whole or not at all: when it
// returns, the answer is on the disk.
func (i *interview) keep(a elicit.Answer) error {
	i.log.Answers = append(i.log.Answers, a)
	if err := os.MkdirAll(filepath.Dir(i.name), 0o700); err != nil {
		return wrong("%s", plainly(err))
	}
	return writeFile(i.name, func(w io.Writer) error { return elicit.WriteLog(w, i.log) })
}

func (i *interview) confirm(p *program, sheet *elicit.Sheet) error {
	if i.by != "" {
		return wrong("the party itself confirms, and --by names somebody else")
	}
	n := len(sheet.Unconfirmed())
	if n == 0 {
		fmt.Fprintln(p.err, "there is nothing to confirm")
		return nil
	}
	if err := i.keep(sheet.Confirmation()); err != nil {
		return err
	}
	fmt.Fprintf(p.err, "confirmed: %s\n", count(n, "answer", "answers"))
	return nil
}

func (c *positionCommand) form(p *program, sheet *elicit.Sheet) error {
	f := form.Of(sheet)
	format := formatFor(c.Format, c.Output)
	write := f.Text
	switch format {
	case "html":
		write = f.HTML
	case "text":
	default:
		return wrong("the form is written as text or html").hint("name the file .txt or .html, or say --format")
	}
	if c.Output == "" || c.Output == standard {
		return write(p.out)
	}
	if err := protects([]string{c.Case, filepath.Join(c.Case, "case.yaml")}, c.Output); err != nil {
		return err
	}
	return writeFile(c.Output, write)
}

// write writes the position, and says what looks wrong and what is missing.
func (c *positionCommand) write(p *program, i *interview, sheet *elicit.Sheet) error {
	for _, w := range sheet.Warnings {
		fmt.Fprintf(p.err, "warning: %s\n  look again at: %s\n", sheet.Says(w), strings.Join(w.Questions, ", "))
	}
	for _, w := range sheet.Withheld {
		fmt.Fprintf(p.err, "left out: %s\n", sheet.Lacks(w))
	}
	if sheet.Errors() != "" {
		return fmt.Errorf("the answers make a position that is not valid: %s", sheet.Errors())
	}
	if progress := sheet.Progress(); progress.Done < progress.All {
		fmt.Fprintf(p.err, "%s still open\n", count(progress.All-progress.Done, "question is", "questions are"))
	}
	if open := sheet.Unconfirmed(); len(open) > 0 {
		fmt.Fprintf(p.err, "not confirmed by the party: %s\nhint: print them with --form; the party then confirms with --confirm\n", strings.Join(open, ", "))
	}
	position := *sheet.Position
	held := *i.c
	name := c.Output
	switch {
	case name == "" && isFolder(c.Case):
		name = filepath.Join(c.Case, "positions", c.Party+".yaml")
	case name == "":
		return wrong("the case is one file, so there is no folder for the position").hint("name a file with -o, or - for standard output")
	}
	there := i.c.Position(c.Party)
	if there != nil && name == filepath.Join(c.Case, "positions", c.Party+".yaml") {
		// Why brackets are held, and what is said about the party, is not asked here.
		position.Brackets, position.About = there.Brackets, there.About
	}
	held.Positions = []parley.Position{position}
	var b bytes.Buffer
	if err := casefile.WritePosition(&b, &held, c.Party); err != nil {
		return wrong("the position cannot be written: %s", err)
	}
	if name == standard {
		_, err := p.out.Write(b.Bytes())
		return err
	}
	for _, read := range []string{filepath.Join(c.Case, "case.yaml"), c.Case, i.name} {
		if same(read, name) {
			return wrong("%s is read for this, and would be overwritten", name).hint("give another file to -o")
		}
	}
	if old, err := os.ReadFile(name); err == nil {
		if bytes.Equal(old, b.Bytes()) {
			fmt.Fprintf(p.err, "%s says so already\n", name)
			return nil
		}
		if !c.Replace && !(isTerminal(p.in) && yes(newQuestions(p).ask(name+" is there already: replace it?", "no"))) {
			return wrong("%s is there already, and nothing is overwritten unasked", name).
				hint("--replace replaces it; the reasons for brackets in it are kept%s", lost(there))
		}
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return wrong("%s", plainly(err))
	}
	if err := writeFile(name, func(w io.Writer) error { _, err := w.Write(b.Bytes()); return err }); err != nil {
		return err
	}
	fmt.Fprintf(p.err, "wrote %s\n", name)
	return nil
}

func yes(answer string) bool {
	return strings.HasPrefix(strings.ToLower(answer), "y")
}

// same reports whether two names are those of one file that is there.
func same(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// lost says what a position holds that the questions do not ask for.
func lost(p *parley.Position) string {
	if p == nil {
		return ""
	}
	var parts []string
	for _, x := range []struct {
		what  string
		there bool
	}{{"linkages", len(p.Linkages) > 0}, {"anchors", len(p.Anchors) > 0}, {"a cap", p.Cap != nil}, {"a discount", p.Discount != nil}, {"a unit", p.Unit != ""}} {
		if x.there {
			parts = append(parts, x.what)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return ", and " + parley.List(parts, "and") + " are lost"
}
