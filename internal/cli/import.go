package cli

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"parley"
	"parley/casefile"
	"parley/scenario"
)

type importCommand struct {
	Files     []string `arg:"" help:"The domain and the profiles, or their folder."`
	Semantics string   `enum:",genius,geniusweb,negmas,negolog" default:"" placeholder:"TOOL" help:"Whose definition of utility counts: genius, geniusweb, negmas or negolog (that of the files' own tool)."`
	Lossy     bool     `help:"Write the case even if it cannot say everything."`
	Output    string   `short:"o" placeholder:"FILE" help:"Write the case to a file, JSON if it ends in .json; - is standard output."`
}

// Help is shown under the command's help.
func (importCommand) Help() string {
	return "Reads GENIUS XML, GeniusWeb JSON, NegMAS directories and NegoLog JSON, told apart by their content. " +
		"Malformed files are repaired, and each repair is named. Never overwrites a file."
}

// Run reads a scenario and writes it as a case.
func (c *importCommand) Run(p *program) error {
	out := generateCommand{Output: c.Output}
	if err := out.free(); err != nil {
		return err
	}
	s, err := p.scenario(c.Files, c.Semantics, false)
	if err != nil {
		return err
	}
	drawn, losses := imported(s)
	if err := p.weigh("a case", losses, c.Lossy); err != nil {
		return err
	}
	var b bytes.Buffer
	write := casefile.Write
	if strings.EqualFold(filepath.Ext(c.Output), ".json") {
		write = casefile.WriteJSON
	}
	if err := write(&b, drawn); err != nil {
		return err
	}
	if b.Len() > casefile.MaxBytes {
		return wrong("the case would have %d MB, and a file of more than %d MB is not read", b.Len()>>20, casefile.MaxBytes>>20)
	}
	return out.write(p, b.Bytes())
}

func baseNames(files []string) string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = filepath.Base(f)
	}
	return strings.Join(names, ", ")
}

// imported returns the scenario as a case that says where it comes from, and
// what it cannot say.
func imported(s *scenario.Scenario) (*parley.Case, []scenario.Loss) {
	c, losses := s.Case()
	c.About = fmt.Sprintf("Imported from %s, with the utilities of %s.", baseNames(s.Files), s.Semantics)
	return c, losses
}

// scenario reads the field's files by a tool's definition of utility, or by
// that of their own, and shows what had to be repaired: not to a discreet
// reader, for a repair can quote what is confidential.
func (p *program) scenario(files []string, semantics string, discreet bool) (*scenario.Scenario, error) {
	s, err := scenario.Open(files...)
	if err != nil {
		var at *scenario.Error
		if !errors.As(err, &at) {
			return nil, wrong("%s", err)
		}
		f := &failure{status: statusInvalid, text: strings.Join(files, " ") + ": not read"}
		if discreet {
			return nil, f.hint("parley import shows why, to whoever may read all files")
		}
		fmt.Fprint(p.err, at.Warnings, at.Diagnostic.String()+"\n")
		return nil, f
	}
	for i, w := range s.Warnings {
		if discreet {
			break
		}
		if i == maxWarnings {
			fmt.Fprintf(p.err, "and %s\n", count(len(s.Warnings)-i, "more warning", "more warnings"))
			break
		}
		fmt.Fprintln(p.err, w)
	}
	if semantics != "" {
		s = s.Under(scenario.Semantics(semantics))
	}
	return s, nil
}

// weigh refuses a conversion that loses something, or lists what it loses.
func (p *program) weigh(to string, losses []scenario.Loss, lossy bool) error {
	err := scenario.Refuse(to, losses)
	if err != nil && !lossy {
		return (&failure{status: statusInvalid, text: err.Error()}).hint("--lossy converts the rest, and lists this")
	}
	for _, l := range losses {
		fmt.Fprintln(p.err, "lost: "+l.String())
	}
	return nil
}
