package cli

import (
	"strings"

	"github.com/alecthomas/kong"

	"parley/examples"
)

// grammar is the whole command line. What the tags say is the help text;
// docs/command-line.md says the same at length, and a test holds it to this.
type grammar struct {
	Analyze    analyzeCommand    `cmd:"" help:"Say what every side can accept, and where nobody can, why."`
	Check      checkCommand      `cmd:"" help:"Say what is wrong with a case, with file, line and column."`
	New        newCommand        `cmd:"" help:"Write a commented case to start from."`
	Generate   generateCommand   `cmd:"" help:"Write a synthetic case, for measuring."`
	Import     importCommand     `cmd:"" help:"Write a scenario of GENIUS, GeniusWeb, NegMAS or NegoLog as a case."`
	Export     exportCommand     `cmd:"" help:"Write a case as a scenario of one of them."`
	Survey     surveyCommand     `cmd:"" help:"Measure every scenario of those tools below a folder, a row each."`
	Text       textCommand       `cmd:"" help:"Show, compare, export, import and issue the negotiating text."`
	Serve      serveCommand      `cmd:"" help:"Serve talks to browsers; --demo shows an example from every side."`
	Talks      talksCommand      `cmd:"" help:"Hold talks: rounds, proposals, consent, sealed positions, and a journal of it all."`
	Verify     verifyCommand     `cmd:"" help:"Check an exported journal or a signed agreement: that nothing in it was changed, and where it was."`
	Schema     schemaCommand     `cmd:"" help:"Print the JSON Schema of case files."`
	Position   positionCommand   `cmd:"" help:"Ask a party what it wants, in words, and write its position."`
	Version    versionCommand    `cmd:"" help:"Print the version."`
	Help       helpCommand       `cmd:"" help:"Show how a command is used."`
	Completion completionCommand `cmd:"" help:"Print a script that completes command lines in a shell."`
}

const description = "Parley reads a negotiation from a file and says what all sides can accept, " +
	"which packages are efficient and fair, and, where there is no agreement, why and what would open one."

// newParser builds the parser. exit is called where help has been shown.
func newParser(g *grammar, p *program, exit func(int)) (*kong.Kong, error) {
	parser, err := kong.New(g,
		kong.Name("parley"),
		kong.Description(description),
		kong.Writers(p.out, p.err),
		kong.Exit(exit),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 100}),
		kong.Vars{"questions": questionList(), "examples": strings.Join(examples.Names(), ", ")}, kong.Vars(defaults()), serveDefaults(),
	)
	if err == nil {
		parser.Model.HelpFlag.Help = "Show this."
	}
	return parser, err
}
