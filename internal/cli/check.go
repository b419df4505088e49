package cli

import (
	"fmt"

	"parley"
	"parley/casefile"
)

type checkCommand struct {
	Case []string `arg:"" help:"Cases: files, or folders with case.yaml and positions/."`
}

// Help is shown under the command's help.
func (checkCommand) Help() string {
	return "Exit status: 0 if there are at most warnings, 1 on errors, 2 if a case cannot be read."
}

// Run checks the cases one after another.
func (c *checkCommand) Run(p *program) error {
	status := statusAnswered
	for _, path := range c.Case {
		f, err := casefile.Open(path)
		if err != nil {
			p.explain(unreadable(err))
			status = statusUsage
			continue
		}
		fmt.Fprint(p.out, f.Diagnostics)
		errors := f.Diagnostics.Errors()
		if errors > 0 {
			status = max(status, statusInvalid)
		}
		fmt.Fprintf(p.out, "%s: %s\n", path, verdict(f.Case, errors, len(f.Diagnostics)-errors))
	}
	if status != statusAnswered {
		return &failure{status: status}
	}
	return nil
}

// verdict sums up what was found.
func verdict(c *parley.Case, errors, warnings int) string {
	switch {
	case errors > 0 && warnings > 0:
		return count(errors, "error", "errors") + ", " + count(warnings, "warning", "warnings")
	case errors > 0:
		return count(errors, "error", "errors")
	case warnings > 0:
		return "no errors, " + count(warnings, "warning", "warnings")
	}
	return fmt.Sprintf("no problems: %s, %s", count(len(c.Parties), "party", "parties"), count(len(c.Issues), "issue", "issues"))
}
