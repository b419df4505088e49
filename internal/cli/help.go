package cli

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

type helpCommand struct {
	Command []string `arg:"" optional:"" help:"The command to explain."`
}

// Run shows the help of a command, or of the program.
func (c *helpCommand) Run(parser *kong.Kong) error {
	within := parser.Model.Node
	for _, name := range c.Command {
		i := slices.IndexFunc(within.Children, func(n *kong.Node) bool { return n.Name == name })
		if i < 0 {
			return wrong("there is no command %q", strings.Join(c.Command, " ")).hint("parley help lists the commands")
		}
		within = within.Children[i]
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
