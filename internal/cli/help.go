package cli

import "github.com/alecthomas/kong"

type helpCommand struct {
	Command []string `arg:"" optional:"" help:"The command to explain."`
}

// Run shows the help of a command, or of the program.
func (c *helpCommand) Run(parser *kong.Kong) error {
	known := false
	for _, n := range parser.Model.Children {
		known = known || len(c.Command) == 1 && n.Name == c.Command[0]
	}
	if len(c.Command) > 0 && !known {
		return wrong("there is no command %q", c.Command[0]).hint("parley help lists the commands")
	}
	// The parser that is running holds this command's own line.
	var g grammar
	other, err := newParser(&g, &program{out: parser.Stdout, err: parser.Stderr}, func(int) {})
	if err != nil {
		return err
	}
	// After the help nothing of the line matters, so neither does what it lacks.
	_, _ = other.Parse(append(c.Command, "--help"))
	return nil
}
