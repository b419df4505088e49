package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"parley"
	"parley/scenario"
)

type exportCommand struct {
	Case   string `arg:"" help:"A case: a file, or a folder with case.yaml."`
	To     string `enum:"genius,geniusweb,geniusweb-python,negmas,negolog" required:"" placeholder:"TOOL" help:"genius, geniusweb, geniusweb-python (as ANL 2022 and 2023 spell it), negmas or negolog."`
	Lossy  bool   `help:"Write the files even if they cannot say everything."`
	Output string `short:"o" placeholder:"DIR" help:"The folder to write to (as the case is called, with the tool behind it)."`
}

// Help is shown under the command's help.
func (exportCommand) Help() string {
	return "Writes the issues and each party's utilities as another tool reads them. The files hold what the parties said in confidence; " +
		"only you can read them. Never overwrites a file."
}

// Run reads a case and writes the files of another tool.
func (c *exportCommand) Run(p *program) error {
	f, err := p.load(c.Case, false)
	if err != nil {
		return err
	}
	// What a party keeps to itself stays out, and so does what only the engine
	// may use: in a file everybody could read it.
	view := f.Case.Mediator()
	var hidden []scenario.Loss
	view.Positions = slices.DeleteFunc(view.Positions, func(pos parley.Position) bool {
		if pos.UndisclosedNumbers() {
			party, _ := view.Party(pos.Party)
			hidden = append(hidden, scenario.Loss{Where: party.Label(), What: "it keeps numbers from the mediator, which cannot be put into a file"})
			return true
		}
		return false
	})
	s, losses := scenario.FromCase(view)
	files, more, err := s.Write(scenario.Format(c.To))
	if err != nil {
		return &failure{status: statusInvalid, text: fmt.Sprintf("%s: %s", c.Case, err)}
	}
	if len(s.Profiles) == 0 {
		return &failure{status: statusInvalid, text: c.Case + ": no party says what anything is worth, so there is nothing to export"}
	}
	if err := p.weigh(c.To, slices.Concat(hidden, losses, more), c.Lossy); err != nil {
		return err
	}
	return c.write(p, files)
}

// write writes all files, or none if one of them is there already.
func (c *exportCommand) write(p *program, files []scenario.Source) error {
	dir := c.Output
	if dir == "" {
		base := filepath.Base(filepath.Clean(c.Case))
		dir = strings.TrimSuffix(base, filepath.Ext(base)) + "-" + c.To
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return wrong("%s", plainly(err))
	}
	for _, f := range files {
		if name := filepath.Join(dir, f.Name); exists(name) {
			return wrong("%s is there already, and nothing is overwritten", name).hint("name another folder with -o")
		}
	}
	for _, f := range files {
		name := filepath.Join(dir, f.Name)
		w, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return wrong("%s", plainly(err))
		}
		_, err = w.Write(f.Data)
		if err := errors.Join(err, w.Close()); err != nil {
			return wrong("%s: not written: %s", name, plainly(err))
		}
		fmt.Fprintln(p.out, name)
	}
	return nil
}
