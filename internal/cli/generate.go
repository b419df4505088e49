package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"parley"
	"parley/casefile"
	"parley/synthetic"
)

type generateCommand struct {
	Parties       int      `default:"3" placeholder:"N" help:"How many parties (3)."`
	Issues        int      `default:"10" placeholder:"M" help:"How many issues (10)."`
	Options       *int     `placeholder:"K" help:"How many options an issue has (5; of goods as many as parties)."`
	Conflict      *float64 `placeholder:"C" help:"From 0, independent, to 1, opposed (0.5)."`
	Linkage       int      `default:"0" placeholder:"W" help:"Treewidth of the issues that linkages tie (0)."`
	Seed          uint64   `default:"1" placeholder:"S" help:"Seed of the draws (1)."`
	Family        string   `enum:"line,zero-sum,goods,same-goods" default:"line" placeholder:"FAMILY" help:"line, zero-sum, goods or same-goods (line)."`
	Grid          string   `enum:"percent,1e4,1e6,real" default:"percent" placeholder:"GRID" help:"How fine weights and values are: percent, 1e4, 1e6 or real (percent)."`
	Fallback      string   `default:"20" placeholder:"PERCENT" help:"What no agreement is worth, in percent of a party's weights, or none (20)."`
	RedLines      int      `default:"0" placeholder:"N" help:"How many red lines each party has (0)."`
	RedLineIssues int      `default:"2" placeholder:"N" help:"The most issues that a red line names (2)."`
	Clash         bool     `help:"Spare no package from the red lines of all parties together, so that they may rule out everything."`
	Density       float64  `default:"0" placeholder:"SHARE" help:"Share of the rows of each bag of tied issues that are linkages of each party (0, a few)."`
	Barred        float64  `default:"0" placeholder:"SHARE" help:"Share of the rows of each bag of tied issues that are ruled out (0)."`
	Numeric       int      `default:"0" placeholder:"N" help:"How many of the issues take numbers (0)."`
	Steps         int      `default:"10000" placeholder:"N" help:"Steps of numeric issues, 0 for continuous ones (10000)."`
	Output        string   `short:"o" placeholder:"FILE" help:"Write the case to a file, JSON if it ends in .json; - is standard output."`
}

// Help is shown under the command's help.
func (generateCommand) Help() string {
	return "The same flags give the same case on every machine. The formula by which it is drawn stands in the case, under about. " +
		"Never overwrites a file."
}

// Run draws the case and writes it.
func (c *generateCommand) Run(p *program) error {
	s, err := c.spec()
	if err != nil {
		return err
	}
	if err := c.free(); err != nil {
		return err
	}
	drawn, err := synthetic.Case(s)
	if err != nil {
		return wrong("%s", err).hint("parley generate --help lists the flags")
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
		return wrong("the case would have %d MB, and a file of more than %d MB is not read", b.Len()>>20, casefile.MaxBytes>>20).
			hint("ask for fewer parties, issues, options or linkages, or for YAML")
	}
	return c.write(p, b.Bytes())
}

// spec is what the flags ask for. What is not given depends on the family.
func (c *generateCommand) spec() (synthetic.Spec, error) {
	s := synthetic.Spec{
		Family: synthetic.Family(c.Family), Parties: c.Parties, Issues: c.Issues, Seed: c.Seed, Grid: synthetic.Grid(c.Grid),
		Linkage: c.Linkage, Density: c.Density, Barred: c.Barred,
		RedLines: c.RedLines, RedLineIssues: c.RedLineIssues, Clash: c.Clash, Numeric: c.Numeric,
	}
	if s.RedLineIssues == 0 { // which the package takes for its default
		return s, wrong("--red-line-issues takes at least 1")
	}
	if c.Numeric > 0 { // otherwise there is nothing that could have steps
		s.Steps = c.Steps
	}
	switch {
	case c.Options != nil && *c.Options == 0: // which the package takes for its default
		return s, wrong("--options takes at least 2")
	case c.Options != nil:
		s.Options = *c.Options
	case s.Family != synthetic.Goods && s.Family != synthetic.SameGoods:
		s.Options = 5
	}
	switch {
	case c.Conflict != nil:
		s.Conflict = *c.Conflict
	case s.Family == synthetic.Line:
		s.Conflict = 0.5
	}
	if c.Fallback == "none" {
		s.NoFallback = true
		return s, nil
	}
	percent, err := parley.ParseNumber(strings.TrimSuffix(c.Fallback, "%"))
	if err != nil {
		return s, wrong("--fallback takes a number of percents, such as 20, or none, and not %q", c.Fallback)
	}
	s.Fallback = percent.Float()
	return s, nil
}

// free refuses a file that is there already, before any work is spent on it.
// What is no regular file (a pipe, /dev/null) is written to as it stands.
func (c *generateCommand) free() error {
	if c.Output == "" || c.Output == standard {
		return nil
	}
	if there, err := os.Stat(c.Output); err == nil && there.Mode().IsRegular() || err != nil && exists(c.Output) {
		return wrong("%s is there already, and nothing is overwritten", c.Output).hint("name another file")
	} else if err != nil && !slices.Contains([]string{".yaml", ".yml", ".json"}, strings.ToLower(filepath.Ext(c.Output))) {
		return wrong("%s: no case is written in that form", c.Output).hint("let its name end in .yaml or .json")
	}
	return protects(nil, c.Output)
}

func (c *generateCommand) write(p *program, data []byte) error {
	if c.Output == "" || c.Output == standard {
		_, err := p.out.Write(data)
		return err
	}
	if exists(c.Output) {
		return writeThrough(c.Output, func(w io.Writer) error {
			_, err := w.Write(data)
			return err
		})
	}
	// O_EXCL holds even if somebody else wrote the file just now.
	f, err := os.OpenFile(c.Output, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return wrong("%s", plainly(err))
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Close()); err != nil {
		return wrong("%s: not written: %s", c.Output, plainly(errors.Join(err, os.Remove(c.Output))))
	}
	return nil
}
