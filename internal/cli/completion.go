package cli

import (
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"parley/examples"
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help is shown under the command's help.
func (completionCommand) Help() string {
	return "bash: parley completion bash > ~/.local/share/bash-completion/completions/parley. " +
		"zsh: parley completion zsh > a folder of $fpath, as _parley. " +
		"fish: parley completion fish > ~/.config/fish/completions/parley.fish."
}

// Run prints the script, made from the grammar.
func (c *completionCommand) Run(p *program, parser *kong.Kong) error {
	commands := completionsOf(parser.Model)
	var s string
	switch c.Shell {
	case "bash":
		s = bashScript(commands)
	case "zsh":
		s = zshScript(commands)
	default:
		s = fishScript(commands)
	}
	_, err := io.WriteString(p.out, s)
	return err
}

// completion is what can be said after one command.
type completion struct {
	name, help string
	flags      []completionFlag
	words      []string // of its argument; none: files
	files      bool
}

// completionFlag is a flag with what can be said after it.
type completionFlag struct {
	name, help string
	short      string
	value      bool     // takes one
	words      []string // that it can be; none: a file, if it is one
	list       bool     // several, with commas between
	file       bool
}

func completionsOf(app *kong.Application) []completion {
	var all []completion
	var names []string
	for _, n := range app.Children {
		names = append(names, n.Name)
	}
	for _, n := range app.Children {
		c := completion{name: n.Name, help: plainHelp(n.Help)}
		for _, pos := range n.Positional {
			c.words = enumWords(pos)
			c.files = len(c.words) == 0
		}
		for _, sub := range n.Children { // of a command that has commands, what they take together
			c.words = append(c.words, sub.Name)
		}
		if n.Name == "help" {
			c.words, c.files = names, false
		}
		for _, node := range append([]*kong.Node{n}, n.Children...) {
			for _, group := range node.AllFlags(true) {
				for _, f := range group {
					if !slices.ContainsFunc(c.flags, func(g completionFlag) bool { return g.name == f.Name }) {
						c.flags = append(c.flags, completionFlagOf(f))
					}
				}
			}
		}
		all = append(all, c)
	}
	return all
}

func completionFlagOf(f *kong.Flag) completionFlag {
	c := completionFlag{name: f.Name, help: plainHelp(f.Help), value: !f.IsBool(), words: enumWords(f.Value), file: f.Name == "output"}
	if f.Short != 0 {
		c.short = string(f.Short)
	}
	switch f.Name {
	case "only":
		c.words, c.list = strings.Split(questionList(), ", "), true
	case "example":
		c.words = examples.Names()
	}
	return c
}

func enumWords(v *kong.Value) []string {
	var words []string
	for _, w := range v.EnumSlice() {
		if w != "" {
			words = append(words, w)
		}
	}
	return words
}

// plainHelp makes a help text fit for a shell's list: one line, without what
// a shell would read as its own.
func plainHelp(s string) string {
	s, _, _ = strings.Cut(s, ":")
	return strings.TrimSuffix(strings.NewReplacer("'", "", `"`, "", "`", "", "$", "", `\`, "", "[", "(", "]", ")").Replace(s), ".")
}
